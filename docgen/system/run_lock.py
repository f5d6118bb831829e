"""One run at a time writes in a place: the others wait a little, and are told who has it.

The system holds the lock and lets go of it when the process ends, however it ends, so a run that
was killed stands in nobody's way.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.cancellation import raise_if_cancelled
from docgen.system.filelock import Hold, try_lock
from docgen.system.progress import WAIT, Progress, silent

PATIENCE_SECONDS = 60.0
"""To write a package takes that long; who waits longer has started a run by mistake."""

_LOOK_SECONDS = 0.2
_MOST_WRITTEN = 200
_LOCK = ".docgen.lock"


class Turn:
    """The right to write in one place, kept until it is given back or the process ends.

    `path` is the lock file. It is there while somebody has the turn.
    """

    def __init__(
        self, path: Path, *, patience: float = PATIENCE_SECONDS, progress: Progress = silent
    ) -> None:
        self._path = path
        self._patience = patience
        self._progress = progress
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Wait for the turn. OutputError where another run has it for longer than the patience."""
        deadline = time.monotonic() + self._patience
        while self._file is None:
            file = self._path.open("a+b")
            # Where a network drive knows no locks, the rule is left to the people.
            if try_lock(file) is Hold.TAKEN:
                holder = _read_holder(file)
                file.close()
                self._wait(holder, deadline)
            # Its last holder may have removed the file between opening and locking.
            elif self._is_current(file):
                _write_holder(file)
                self._file = file
            else:
                file.close()

    def give_back(self) -> None:
        """Let the next one have it."""
        if self._file is None:
            return
        if os.name == "posix":
            self._path.unlink(missing_ok=True)
            self._file.close()
        else:
            self._file.close()
            with _passing_over(PermissionError):
                self._path.unlink(missing_ok=True)
        self._file = None

    def _wait(self, holder: str, deadline: float) -> None:
        if time.monotonic() >= deadline:
            raise _refuse(self._path.parent, "taken", holder=holder)
        raise_if_cancelled()
        self._progress(WAIT.at(0, 0, holder))
        time.sleep(_LOOK_SECONDS)

    def _is_current(self, file: IO[bytes]) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False


@contextmanager
def turn_in(
    folder: Path, *, patience: float = PATIENCE_SECONDS, progress: Progress = silent
) -> Iterator[None]:
    """Have the turn to write in a workspace's folder. OutputError where that cannot be."""
    turn = Turn(folder / _LOCK, patience=patience, progress=progress)
    try:
        _refuse_odd(folder / _LOCK)
        turn.take()
    except OSError as error:
        raise _refuse(folder, "folder", reason=word_reason(error)) from error
    try:
        yield
    finally:
        turn.give_back()


def _refuse(folder: Path, case: str, /, **slots: object) -> OutputError:
    return refuse(OutputError, issue("output", Location(str(folder)), case, **slots))


def _refuse_odd(lock: Path) -> None:
    if lock.exists() and not lock.is_file():
        raise _refuse(lock.parent, "odd_lock", name=lock.name)


def _write_holder(file: IO[bytes]) -> None:
    """Say in the file who has it. On a full disk nobody is told, and the turn is had all the same.

    The file is not buffered further: whoever looks reads what stands on the disk.
    """
    since = datetime.now().astimezone().strftime("%H:%M")
    with _passing_over(OSError):
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), f"进程 {os.getpid()}，{since} 开始".encode())


def _read_holder(file: IO[bytes]) -> str:
    with _passing_over(OSError):
        file.seek(0)
        said = file.read(_MOST_WRITTEN).decode("utf-8", "replace").strip()
        return f"（{said}）" if said else ""
    return ""


@contextmanager
def _passing_over(kind: type[OSError]) -> Iterator[None]:
    """Pass over an error that does not matter here: another run has the file open, or no room."""
    try:
        yield
    except kind:
        return
