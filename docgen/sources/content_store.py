"""What was found out of files once, kept by content under one folder of the cache."""

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from docgen.system.atomic_files import write_atomically
from docgen.system.memo import this_memo
from docgen.system.private_folders import make_private

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class ContentStore(Generic[Kept]):
    """Values by the digest of what they follow from, each a file that holds JSON.

    `restore` raises KeyError, TypeError or ValueError where what it is given is damaged. It is
    other people's papers: a folder of the user's own.
    """

    folder: Path
    write: Callable[[Kept], Any]
    restore: Callable[[Any], Kept]

    def load(self, digest: str) -> Kept | None:
        """What is kept under a digest; None where nothing is, or nothing sound."""
        memo = this_memo()
        known = memo.get((self.folder, digest))
        if known is not None:
            return known  # type: ignore[return-value]
        found = self._read(digest)
        if found is not None:
            memo.put((self.folder, digest), found)
        return found

    def _read(self, digest: str) -> Kept | None:
        entry = self._entry(digest)
        try:
            found = self.restore(json.loads(entry.read_bytes()))
            # When it was last used; tidying goes by it.
            entry.touch()
        except OSError:
            return None
        except (ValueError, KeyError, TypeError):
            # It is found out anew, by the next run if not by this one.
            with contextlib.suppress(OSError):
                entry.unlink()
            return None
        return found

    def holds(self, digest: str) -> bool:
        """Whether something is kept under a digest, sound or not. It counts as used now."""
        try:
            os.utime(self._entry(digest))
        except OSError:
            return False
        return True

    def keep(self, digest: str, value: Kept) -> None:
        """Keep a value. Where that cannot be written, the next run finds it out anew."""
        with contextlib.suppress(OSError):
            make_private(self.folder)
            entry = self._entry(digest)
            entry.parent.mkdir(mode=0o700, exist_ok=True)
            written = json.dumps(self.write(value), ensure_ascii=False).encode()
            write_atomically(entry, written, private=True)

    def _entry(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest}.json"
