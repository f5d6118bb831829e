"""Which job of a workspace is under way: the system holds a lock for it while its process lives.

It stands alone, so that a process says that it is there before it has loaded what it works with.
"""

import time
from pathlib import Path
from typing import IO

from docgen.system.filelock import Hold, try_lock

LOCK = ".lock"
"""Beside the folders of the jobs. What the job that has it is called stands in it."""
_PATIENCE_SECONDS = 20.0
_LOOK_SECONDS = 0.05


def hold_turn(folder: Path, name: str) -> IO[bytes] | None:
    """Have the turn for the job in a folder until the file is closed or the process ends.

    `name` tells the job from all others that had the same folder. None where another has the turn.
    Whoever looks holds the lock for a moment, so it is tried for some seconds. OSError.
    """
    lock = (folder.parent / LOCK).open("a+b")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while try_lock(lock) is Hold.TAKEN:
        if time.monotonic() > deadline:
            lock.close()
            return None
        time.sleep(_LOOK_SECONDS)
    lock.truncate(0)
    lock.write(name.encode())
    lock.flush()
    return lock


def has_turn(folder: Path, name: str) -> bool:
    """Whether the process of a job lives."""
    try:
        with (folder.parent / LOCK).open("r+b") as lock:
            return try_lock(lock) is Hold.TAKEN and lock.read().decode() == name
    except (OSError, UnicodeDecodeError):
        return False
