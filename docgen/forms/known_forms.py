"""What was found out about templates and filled forms, remembered in the cache.

Filling a form takes a fifth of a second and what fills it as long to load, and in most runs neither
template nor values are others than in the last.
"""

import contextlib
import hashlib
import json
import sysconfig
from pathlib import Path
from typing import Self

from docgen import __version__
from docgen.system.atomic_files import write_atomically

_VERSION = 1
"""Raise it whenever another number would be found."""
_MOST = 500
"""Numbers that are remembered, the latest of them."""


class KnownForms:
    """Numbers by what they follow from. Use as a context manager, to keep them."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / f"known-forms-{_VERSION}.json"
        self._known = _read(self._path)
        self._fresh: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Keep what was found out. Where that cannot be written, it is found out again."""
        if not self._fresh:
            return
        latest = dict(list({**_read(self._path), **self._fresh}.items())[-_MOST:])
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._path, json.dumps(latest).encode(), private=True)

    def get(self, *causes: str) -> int | None:
        """The number that follows from this; None where it is not known."""
        return self._known.get(_name(causes))

    def put(self, *causes: str, number: int) -> None:
        """Remember what follows from something."""
        self._fresh[_name(causes)] = number


def _name(causes: tuple[str, ...]) -> str:
    """Other editions of docgen and its libraries may find another number."""
    installed = Path(sysconfig.get_path("purelib")).stat().st_mtime_ns
    told = repr((__version__, installed, *causes))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> dict[str, int]:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    sound = isinstance(known, dict) and all(type(number) is int for number in known.values())
    return known if sound else {}
