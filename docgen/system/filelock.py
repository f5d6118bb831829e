"""The system's own locks on files: it lets go of one when its process ends, however it ends."""

import errno
import sys
from enum import Enum
from typing import IO

_LOCKED_BYTE = 1 << 30
"""Far behind what is written in the file: Windows lets nobody read a byte that is locked."""


class Hold(Enum):
    """What came of trying to lock a file."""

    OURS = "ours"
    TAKEN = "taken"
    UNKNOWN = "unknown"
    """Some network drives know no locks."""


if sys.platform == "win32":
    import msvcrt

    def try_lock(file: IO[bytes]) -> Hold:
        """Lock a file until it is closed, without waiting."""
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return Hold.TAKEN
        return Hold.OURS
else:
    import fcntl

    def try_lock(file: IO[bytes]) -> Hold:
        """Lock a file until it is closed, without waiting."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return Hold.TAKEN
        except OSError as error:
            if error.errno not in {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}:
                raise
            return Hold.UNKNOWN
        return Hold.OURS
