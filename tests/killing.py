"""Work that is killed at one of its calls that touch the disk. For scripts with no threads."""

import contextlib
import importlib
import json
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

    Only calls with a path `within` count, where one is given. The modules that the work loaded are
    loaded here then, so that the next does not load them again: that is most of what a small run
    takes.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        calls, there = 0, set(sys.modules)

        def watch(event: str, args: tuple[object, ...]) -> None:
            nonlocal calls
            if event in events and _is_within(args, within):
                calls += 1
                if calls == call:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        work()
        with os.fdopen(writer, "w", encoding="utf-8") as told:
            json.dump([calls, [name for name in sys.modules if name not in there]], told)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return End(killed=True, calls=0)
    calls, loaded = json.loads(said)
    for name in loaded:
        # Names that stand for no module of their own are no matter.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    return End(killed=False, calls=calls)


def _is_within(args: tuple[object, ...], folder: Path | None) -> bool:
    return folder is None or any(str(arg).startswith(str(folder)) for arg in args[:2])
