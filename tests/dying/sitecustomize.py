"""For a process that is to be killed at its nth call that changes something within a folder.

Python imports this by itself where the folder of it is on PYTHONPATH.
"""

import os
import signal
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGING = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate"})
_within = os.environ["DYING_WITHIN"]
_left = iter(range(int(os.environ["DYING_AT"]) - 1, -1, -1))


def _watch(event: str, args: tuple[object, ...]) -> None:
    changes = event in _CHANGING or (
        event == "open" and isinstance(args[2], int) and args[2] & _WRITING
    )
    changes = changes and any(str(arg).startswith(_within) for arg in args[:2])
    if changes and next(_left, None) == 0:
        os.kill(os.getpid(), signal.SIGKILL)


sys.addaudithook(_watch)
