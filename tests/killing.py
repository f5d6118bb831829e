"""Work that is killed at one of its calls that touch the disk. For scripts with no threads."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TOUCHING = frozenset({
    "open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate",
    "os.scandir", "os.listdir", "os.utime", "os.chmod", "ctypes.dlsym",
})  # fmt: skip
CHANGING = frozenset({"open", "os.rename", "os.remove", "os.truncate", "os.rmdir", "os.mkdir"})


@dataclass(frozen=True)
class End:
    """How work ended, and how many calls it had made where it came to its end."""

    killed: bool
    calls: int


def kill_at(
    call: int,
    work: Callable[[], object],
    *,
    events: frozenset[str] = TOUCHING,
    within: Path | None = None,
) -> End:
    """Do some work in a child that is killed at its nth call (from 1), if it gets there.

    Only calls with a path `within` count, where one is given.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        calls = 0

        def watch(event: str, args: tuple[object, ...]) -> None:
            nonlocal calls
            if event in events and _is_within(args, within):
                calls += 1
                if calls == call:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        work()
        os.write(writer, str(calls).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    end = End(killed, 0 if killed else int(os.read(reader, 20)))
    os.close(reader)
    return end


def _is_within(args: tuple[object, ...], folder: Path | None) -> bool:
    return folder is None or any(str(arg).startswith(str(folder)) for arg in args[:2])
