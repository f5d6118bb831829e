"""What lies in a folder at one moment, told by names, sizes and times: two looks tell a change."""

import os
from collections.abc import Iterator
from pathlib import Path

_HIDDEN = "."
_DEEPEST = 30
"""Folders in each other; what lies deeper is told of by whoever reads it."""

Fingerprint = frozenset[tuple[str, int, int]]
"""Path, size and time of change (ns) of all that lies there."""


def look_at(folder: Path, besides: str) -> Fingerprint:
    """Return what lies in a folder, without the one of that name right in it, which we write.

    What cannot be read is left out: whoever reads it says so.
    """
    return frozenset(_list(folder, folder / besides, _DEEPEST))


def _list(folder: Path, besides: Path, depth: int) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            listed = [entry for entry in entries if not entry.name.startswith(_HIDDEN)]
    except OSError:
        return
    for entry in listed:
        try:
            if entry.is_dir(follow_symlinks=False):
                if depth and entry.path != os.fspath(besides):
                    yield from _list(Path(entry.path), besides, depth - 1)
                    yield (entry.path, 0, 0)
                continue
            facts = entry.stat()
            yield (entry.path, facts.st_size, facts.st_mtime_ns)
        except OSError:
            continue
