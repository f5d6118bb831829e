"""What a file's content was when it was last hashed, so that it need not be read again.

A file is known by where it lies on its disk (device and number), its size, and the times of its
last change. Of these the time of the change itself (ctime) cannot be set back by a program, as the
time of writing can by those that copy files. Where a system has no such time, every file is read.
"""

import contextlib
import hashlib
import json
import os
import time
from functools import cached_property
from pathlib import Path
from typing import IO

from docgen.system.atomic_files import write_atomically

_VERSION = 1
SETTLED_NS = 2_000_000_000
"""Times may be this coarse: a file changed more recently may change again unnoticed."""
_MOST = 50_000
"""Files that are remembered, the latest of them."""

_ARCHIVE = "archive"
_Known = dict[str, str]
"""What identifies a file as it is → its SHA-256, in hex. The one used last comes last.

And of archives, by their SHA-256, that of the manifest whose documents they hold.
"""


class Hashes:
    """The hashes of files, remembered under a folder. Use as a context manager, to keep them."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"hashes-{_VERSION}.json"
        self._fresh: _Known = {}

    @cached_property
    def _known(self) -> _Known:
        return _read(self._path)

    def __enter__(self) -> "Hashes":
        return self

    def __exit__(self, *_: object) -> None:
        """Keep what was found out. Where that cannot be written, it is found out again."""
        if not self._fresh:
            return
        merged = {**_read(self._path), **self._fresh}
        latest = dict(list(merged.items())[-_MOST:])
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(
                self._path, json.dumps(latest, separators=(",", ":")).encode(), private=True
            )

    def of(self, path: Path) -> str:
        """The SHA-256 of a file's content, in hex. OSError where it cannot be read."""
        before = path.stat()
        identity = _identify(before)
        known = self._known.get(identity) if identity else None
        if known:
            return known
        sha256 = hash_file(path)
        self.note(path, sha256, before)
        return sha256

    def note(self, path: Path, sha256: str, status: os.stat_result | None = None) -> None:
        """Remember the hash of a file, unless it changes just now.

        `status` is what the file was before it was hashed.
        """
        now = path.stat()
        if status is None:
            identity = _identify(now)
        else:
            identity = identify(now) if _identify(now) == _identify(status) else None
        if identity:
            self._fresh[identity] = sha256

    def note_archive(self, sha256: str, manifest_sha256: str) -> None:
        """Remember that an archive holds the documents of a manifest and nothing else.

        Both are known by their content: whatever file has it, this is true of it.
        """
        self._fresh[f"{_ARCHIVE} {sha256}"] = manifest_sha256

    def holds(self, sha256: str, manifest_sha256: str) -> bool:
        """Whether it is known that an archive holds the documents of a manifest."""
        return self._known.get(f"{_ARCHIVE} {sha256}") == manifest_sha256


def identify(status: os.stat_result) -> str | None:
    """What tells a file with its content from every other, as long as nobody changes it.

    None where that cannot be told, or where it was changed so recently that it may be changed again
    unnoticed.
    """
    settled = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > SETTLED_NS
    return _identify(status) if settled else None


def _identify(status: os.stat_result) -> str | None:
    if os.name != "posix":
        return None
    parts = (
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns,
    )  # fmt: skip
    return " ".join(str(part) for part in parts)


def _read(path: Path) -> _Known:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    sound = isinstance(known, dict) and all(isinstance(value, str) for value in known.values())
    return known if sound else {}


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's content, in hex. OSError where it cannot be read."""
    with path.open("rb") as file:
        return hash_stream(file)


def hash_stream(file: IO[bytes]) -> str:
    """The SHA-256 of all there is still to read of a stream, in hex."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
