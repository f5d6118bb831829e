"""What comparing photographs gave, kept so that nobody compares them again."""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen.system.atomic_files import write_atomically

if TYPE_CHECKING:
    from docgen.images.photo_fingerprint import Verdict

_VERSION = 1
"""Raise it whenever photographs are compared in another way."""
_MOST = 50_000
"""Verdicts that are kept, those used last: two megabytes. Ten thousand photographs have as many."""
_MOST_ALBUMS = 50


class Comparisons(MutableMapping[str, "Verdict"]):
    """The verdicts under a cache folder. Use as a context manager, to keep those of this run.

    The file is read when the first verdict is asked for.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"alike-{_VERSION}.json"
        self._fresh: dict[str, Verdict] = {}

    def __enter__(self) -> "Comparisons":
        return self

    def __exit__(self, *_: object) -> None:
        """Keep what was found out. Where that cannot be written, it is found out again."""
        if not self._fresh:
            return
        _write(self._path, dict(list({**_read(self._path), **self._fresh}.items())[-_MOST:]))

    @cached_property
    def _known(self) -> "dict[str, Verdict]":
        return _read(self._path)

    def __getitem__(self, key: str) -> "Verdict":
        return self._fresh[key] if key in self._fresh else self._known[key]

    def __setitem__(self, key: str, verdict: "Verdict") -> None:
        self._fresh[key] = verdict

    def __delitem__(self, key: str) -> None:
        self._fresh.pop(key, None)
        self._known.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._known, **self._fresh})

    def __len__(self) -> int:
        return len({**self._known, **self._fresh})


def _read(path: Path) -> "dict[str, Verdict]":
    """The verdicts of a file; none where it is missing or damaged."""
    try:
        known = json.loads(path.read_bytes())
        return {str(key): (float(like), bool(is_one)) for key, (like, is_one) in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(path: Path, found: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(found, separators=(",", ":")).encode(), private=True)


Pair = tuple[int, int]
"""Two photographs that are one, by their places among all."""


class KnownAlbums:
    """Which photographs of an album are one, kept by all of their likenesses under a cache folder.

    To compare them loads numpy, though all verdicts are known.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"albums-{_VERSION}.json"

    def get(self, likenesses: Iterable[bytes]) -> tuple[Pair, ...] | None:
        """The pairs that were found in an album of these likenesses, in order; None: not known."""
        pairs = self._read().get(_name_album(likenesses))
        return None if pairs is None else tuple((one, other) for one, other in pairs)

    def keep(self, likenesses: Iterable[bytes], pairs: Sequence[Pair]) -> None:
        """Keep what was found. Where that cannot be written, it is found out again."""
        known = {**self._read(), _name_album(likenesses): pairs}
        _write(self._path, dict(list(known.items())[-_MOST_ALBUMS:]))

    def _read(self) -> dict[str, list[Pair]]:
        try:
            known = json.loads(self._path.read_bytes())
            return {
                str(name): [(int(one), int(other)) for one, other in pairs]
                for name, pairs in known.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def _name_album(likenesses: Iterable[bytes]) -> str:
    return hashlib.blake2b(b"".join(likenesses), digest_size=16).hexdigest()
