"""What comparing two photographs gave, kept so that nobody compares them again."""

import contextlib
import json
from collections.abc import Iterator, MutableMapping
from functools import cached_property
from pathlib import Path

from docgen.images.photo_fingerprint import Verdict
from docgen.system.atomic_files import write_atomically

_VERSION = 1
"""Raise it whenever photographs are compared in another way."""
_MOST = 50_000
"""Verdicts that are kept, those used last: two megabytes. Ten thousand photographs have as many."""


class Comparisons(MutableMapping[str, Verdict]):
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
        latest = dict(list({**_read(self._path), **self._fresh}.items())[-_MOST:])
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written = json.dumps(latest, separators=(",", ":")).encode()
            write_atomically(self._path, written, private=True)

    @cached_property
    def _known(self) -> dict[str, Verdict]:
        return _read(self._path)

    def __getitem__(self, key: str) -> Verdict:
        return self._fresh[key] if key in self._fresh else self._known[key]

    def __setitem__(self, key: str, verdict: Verdict) -> None:
        self._fresh[key] = verdict

    def __delitem__(self, key: str) -> None:
        self._fresh.pop(key, None)
        self._known.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._known, **self._fresh})

    def __len__(self) -> int:
        return len({**self._known, **self._fresh})


def _read(path: Path) -> dict[str, Verdict]:
    """The verdicts of a file; none where it is missing or damaged."""
    try:
        known = json.loads(path.read_bytes())
        return {str(key): (float(like), bool(is_one)) for key, (like, is_one) in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
