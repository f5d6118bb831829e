"""Which job of a workspace is under way: the system holds a lock for it while its process lives.

It stands alone, so that a process says that it is there before it has loaded what it works with.
"""

import time
from pathlib import Path
from typing import IO

from docgen.system.filelock import Hold, try_lock

LOCK = ".lock"
"""Beside the folders of the jobs. The name of the folder of the one that has it stands in it."""
_PATIENCE_SECONDS = 5.0
_LOOK_SECONDS = 0.05


def hold_turn(folder: Path) -> IO[bytes] | None:
    """Have the turn for a job until the file is closed or the process ends.

    None where another has it. Whoever looks holds the lock for a moment, so it is tried for some
    seconds. OSError.
    """
    lock = (folder.parent / LOCK).open("a+b")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while try_lock(lock) is Hold.TAKEN:
        if time.monotonic() > deadline:
            lock.close()
            return None
        time.sleep(_LOOK_SECONDS)
    lock.truncate(0)
    lock.write(folder.name.encode())
    lock.flush()
    return lock


def has_turn(folder: Path) -> bool:
    """Whether the process of a job lives."""
    try:
        with (folder.parent / LOCK).open("r+b") as lock:
            return try_lock(lock) is Hold.TAKEN and lock.read().decode() == folder.name
    except (OSError, UnicodeDecodeError):
        return False
