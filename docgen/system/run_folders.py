"""What a run needs only while it lasts stands in one folder.

Its lock tells the living from the dead, so what a killed run left is removed by the next.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from docgen.system.filelock import Hold, try_lock

PREFIX = "docgen-run-"
_LOCK = ".lock"


_MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory; other systems have no such place."""


@contextmanager
def brief_folder(most_bytes: int) -> Iterator[Path]:
    """A folder for a moment, of many small files: in memory where four times as much is free.

    To write, flush and remove a hundred of them on a disk was waited for longer than it worked.
    """
    with ExitStack() as stack:
        folder = None
        if _has_room_in_memory(4 * most_bytes):
            with suppress(OSError):
                folder = stack.enter_context(run_folder(_MEMORY))
        yield folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="docgen-")))


def _has_room_in_memory(most_bytes: int) -> bool:
    try:
        told = Path("/proc/meminfo").read_text("ascii").split()
        left = int(told[told.index("MemAvailable:") + 1]) << 10
        return min(left, shutil.disk_usage(_MEMORY).free) >= most_bytes
    except (OSError, ValueError):
        return False


@contextmanager
def run_folder(parent: Path) -> Iterator[Path]:
    """A folder of this run's own under `parent`, gone afterwards. OSError where it cannot be made.

    Those of runs that were killed are removed first.
    """
    remove_dead(parent)
    folder, lock = _make(parent)
    try:
        yield folder
    finally:
        # Windows removes no file that is open.
        if os.name != "posix":
            lock.close()
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()


def remove_dead(parent: Path) -> None:
    """Remove the folders of runs that have ended without doing so."""
    for folder in _list_folders(parent):
        # Killed before it had a lock it is dead, too: whoever is just making one makes another.
        with suppress(OSError), (folder / _LOCK).open("a+b") as lock:
            if try_lock(lock) is Hold.OURS:
                shutil.rmtree(folder, ignore_errors=True)


def has_living(parent: Path) -> bool:
    """Whether some run has a folder under `parent`; what cannot be told counts as one."""
    for folder in _list_folders(parent):
        with suppress(FileNotFoundError), (folder / _LOCK).open("r+b") as lock:
            if try_lock(lock) is not Hold.OURS:
                return True
    return False


def lasting_folder() -> Path:
    """The temporary folder that stays: this run's own lies in it. FileNotFoundError for none."""
    folder = Path(tempfile.gettempdir())
    return folder.parent if folder.name.startswith(PREFIX) else folder


def _make(parent: Path) -> tuple[Path, IO[bytes]]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        # Another run that tidies up may take it for dead before it is locked.
        with suppress(FileNotFoundError):
            lock = (folder / _LOCK).open("a+b")
            if try_lock(lock) is not Hold.TAKEN and folder.exists():
                return folder, lock
            lock.close()


def _list_folders(parent: Path) -> list[Path]:
    """The folders of runs of the same user: in a common folder others have theirs."""
    own = os.getuid() if os.name == "posix" else None
    found = []
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            status = folder.lstat()
            if folder.is_dir() and not folder.is_symlink() and own in (None, status.st_uid):
                found.append(folder)
    return found
