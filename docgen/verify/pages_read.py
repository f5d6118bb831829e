"""Which pages second readers read whole before, remembered in the cache.

A page is known by all that comes from its source, as the finished file has it
(`Fingerprints.foreign`): with another edition of docgen or of a library none is known.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from docgen.system.atomic_files import write_atomically
from docgen.system.edition import EDITION_BYTES, digest_edition

_VERSION = 1
"""Raise it whenever pages would be read otherwise, or written otherwise around what is foreign."""
_BYTES = 16
_MOST = 100_000
"""Pages that are remembered, the latest of them: 1.6 MB."""


class PagesRead:
    """The pages that were read whole. Without a folder of the cache none is known."""

    def __init__(self, cache: Path | None) -> None:
        self._path = cache / f"read-{_VERSION}" if cache else None
        self._known = dict.fromkeys(_read(self._path))

    def __contains__(self, foreign: bytes) -> bool:
        return foreign in self._known

    def note(self, foreign: Iterable[bytes]) -> None:
        """Remember pages. Where that cannot be written, they are read whole again."""
        used = dict.fromkeys(page for page in foreign if page)
        if self._path is None or used.keys() <= self._known.keys():
            return
        # Another run may have read others meanwhile.
        former = [page for page in _read(self._path) if page not in used]
        latest = [*former, *used][-_MOST:]
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._path, b"".join([digest_edition(), *latest]), private=True)


def _read(path: Path | None) -> list[bytes]:
    """What was written at a path; nothing where there is none, or where others read it."""
    try:
        written = path.read_bytes() if path else b""
        head, pages = written[:EDITION_BYTES], written[EDITION_BYTES:]
        if head != digest_edition() or len(pages) % _BYTES:
            return []
    except OSError:
        return []
    return [pages[place : place + _BYTES] for place in range(0, len(pages), _BYTES)]
