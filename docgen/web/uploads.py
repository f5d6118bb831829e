"""Files on their way from a browser into a workspace: written beside it, then put in together."""

import shutil
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from docgen import api
from docgen.issues.errors import OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse

MOST_FILES = 5_000
MOST_BYTES = 2_000_000_000
"""Of one file, and of all files of a batch five times as many."""
_MOST_BATCH_BYTES = 5 * MOST_BYTES
_MOST_BATCHES = 20
_LEFT_FREE = 200_000_000
"""Bytes of the disk that uploads leave."""


@dataclass
class Batch:
    """Files that were sent together. `place` is a folder of the workspace that nobody sees."""

    place: Path
    leave: ExitStack
    files: dict[int, "api.Incoming"] = field(default_factory=dict)
    written: int = 0

    async def take(self, index: int, name: str, body: AsyncIterator[bytes]) -> None:
        """Write one file as it comes. OutputError where it is too large, or there is no room."""
        if index not in self.files and len(self.files) >= MOST_FILES:
            raise refuse(OutputError, issue("upload", Location(name), "many", most=MOST_FILES))
        target = self.place / str(index)
        size = 0
        with target.open("wb") as file:
            async for part in body:
                size += len(part)
                self.written += len(part)
                self._refuse_size(name, size)
                file.write(part)
        self.files[index] = api.Incoming(target, name)

    def _refuse_size(self, name: str, size: int) -> None:
        if size > MOST_BYTES or self.written > _MOST_BATCH_BYTES:
            megabytes = MOST_BYTES // 1_000_000
            raise refuse(OutputError, issue("upload", Location(name), "large", megabytes=megabytes))
        if shutil.disk_usage(self.place).free < _LEFT_FREE:
            raise refuse(OutputError, issue("upload", Location(name), "full"))


@dataclass
class Uploads:
    """The batches that are being sent, by workspace and the name the page gave them."""

    _batches: dict[tuple[Path, str], Batch] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def batch(self, folder: Path, name: str) -> Batch:
        """Return a batch, begun where it is not yet. The oldest is dropped where there are many."""
        with self._lock:
            key = (folder, name)
            if key not in self._batches:
                while len(self._batches) >= _MOST_BATCHES:
                    self._batches.pop(next(iter(self._batches))).leave.close()
                leave = ExitStack()
                self._batches[key] = Batch(leave.enter_context(api.staging(folder)), leave)
            return self._batches[key]

    def finish(self, folder: Path, name: str) -> Batch | None:
        """Return a batch that is sent whole, for its caller to leave. None where there is none."""
        with self._lock:
            return self._batches.pop((folder, name), None)

    def close(self) -> None:
        """Drop what was never put in place."""
        with self._lock:
            for batch in self._batches.values():
                batch.leave.close()
            self._batches.clear()
