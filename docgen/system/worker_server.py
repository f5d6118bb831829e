"""How workers are started: forked by a server of our own, or alone where nothing can be forked.

The server is shared by all threads of a process, started when it is first needed, and ends with
the process. See `worker_process` for what it does.
"""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Protocol

from docgen.system.worker_process import (
    ASK,
    FORK,
    GRACE_SECONDS,
    LOAD,
    ORDER,
    SIGNAL,
    STATUS,
)

_CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
_LAST_STANDARD = 2
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""What numpy multiplies with would start a thread for every core, and set apart 40 MB of a worker's
addresses for each: on 64 cores more than it has."""
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from docgen.system.worker_process import "
_SERVE = f"{_PROGRAM}serve; serve(int(sys.argv[1]))"
_ALONE = f"{_PROGRAM}run_alone; run_alone()"


class Handle(Protocol):
    """A worker's process."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it."""

    def wait(self) -> int:
        """Its exit code once it is gone, negative for a signal, 0 where it is not known."""


# --- with a server -----------------------------------------------------------------------------


class _Server:
    """The process that forks workers. OSError where it does not start or is gone."""

    def __init__(self) -> None:
        self._orders, theirs = (_above_standard(end) for end in socket.socketpair())
        with theirs:
            handle = theirs.fileno()
            self._process = _start(_SERVE, str(handle), pass_fds=(handle,))
        self._numbers = count(1)
        self._loaded: set[str] = set()
        self._lock = threading.Lock()

    def fork(self) -> tuple[socket.socket, "_Forked"]:
        ours, theirs = (_above_standard(end) for end in socket.socketpair())
        try:
            with theirs, self._lock:
                number = next(self._numbers)
                order = ORDER.pack(FORK, number, 0)
                socket.send_fds(self._orders, [order], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        return ours, _Forked(self, number)

    def load(self, modules: Iterable[str]) -> None:
        """Have it load modules, each once, before it forks anything more."""
        new = [module for module in dict.fromkeys(modules) if module not in self._loaded]
        if new:
            names = " ".join(new).encode()
            with self._lock:
                self._orders.sendall(ORDER.pack(LOAD, len(names), 0) + names)
            self._loaded |= {*new}

    def signal(self, number: int, what: int) -> None:
        with contextlib.suppress(OSError), self._lock:
            self._orders.sendall(ORDER.pack(SIGNAL, number, what))

    def ask(self, number: int) -> int:
        """The exit code of a worker that is gone."""
        with contextlib.suppress(OSError), self._lock:
            self._orders.sendall(ORDER.pack(ASK, number, 0))
            said = self._orders.recv(STATUS.size, socket.MSG_WAITALL)
            if len(said) == STATUS.size:
                return int(STATUS.unpack(said)[0])
        return 0

    def stop(self) -> None:
        """End it, which has no workers any more, in whatever it is."""
        self._orders.close()
        self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Leave it to the process this one was forked from."""
        self._orders.close()
        self._process.returncode = 0


class _Forked:
    """A worker that the server has forked."""

    def __init__(self, server: _Server, number: int) -> None:
        self._server = server
        self._number = number

    def terminate(self) -> None:
        self._server.signal(self._number, signal.SIGTERM)

    def kill(self) -> None:
        self._server.signal(self._number, signal.SIGKILL)

    def wait(self) -> int:
        return self._server.ask(self._number)


class _Shared:
    """The server of this process, and how many have workers of it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: _Server | None = None
        self.users = 0
        self.modules: tuple[str, ...] = ()
        """What those who have workers of it said that their work needs."""
        self.lasting: tuple[str, ...] = ()
        """What this process needs again and again."""

    def fork(self, module: str) -> tuple[socket.socket, Handle]:
        with self.lock:
            for _ in range(2):
                self.server = self.server or _Server()
                try:
                    self.server.load((*self.lasting, *self.modules, module))
                    return self.server.fork()
                except ConnectionError:
                    # The system ended it, for want of memory perhaps.
                    self.server.stop()
                    self.server = None
        raise BrokenPipeError

    def stop(self) -> None:
        with self.lock:
            if self.server and not self.users:
                self.server.stop()
                self.server = None


_shared = _Shared()


def begin_use(modules: tuple[str, ...] = ()) -> None:
    """Keep the server until `end_use`. It loads such modules before it forks another worker.

    Whoever uses it already has said which of them too.
    """
    with _shared.lock:
        others = _shared.modules if _shared.users else ()
        _shared.modules = tuple(dict.fromkeys((*others, *modules)))
        _shared.users += 1


def load_for_all(modules: tuple[str, ...]) -> None:
    """Load such modules into every server, before workers are forked.

    For a process that does the same work many times: each of its workers would load them anew.
    """
    with _shared.lock:
        _shared.lasting = modules


def end_use() -> None:
    """Have no workers any more."""
    with _shared.lock:
        _shared.users -= 1


def dismiss() -> None:
    """End the server that workers are forked from, unless some thread has workers just now.

    With what it has loaded it would hold its 40 MB to the end of the run. The next workers start
    another.
    """
    _shared.stop()


def _leave_to_parent() -> None:
    """A process that is forked from this one has no server yet."""
    if _shared.server:
        _shared.server.forget()
    _shared.__init__()  # type: ignore[misc]


atexit.register(dismiss)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)


# --- alone -------------------------------------------------------------------------------------


class _Alone:
    """A worker with a process started for it."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    def wait(self) -> int:
        try:
            return self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return 0


def _start_alone() -> tuple[socket.socket, Handle]:
    ours, theirs = socket.socketpair()
    with theirs:
        process = _start(_ALONE, "", stdin=subprocess.PIPE)
        assert process.stdin is not None
        with process.stdin:
            process.stdin.write(theirs.share(process.pid))  # type: ignore[attr-defined,unused-ignore]
    return ours, _Alone(process)


def start_worker(module: str) -> tuple[socket.socket, Handle]:
    """A new worker: the connection to it, and its process. OSError where none starts.

    Its first work is in `module`, which the server loads once for this one and all further ones.
    """
    return _shared.fork(module) if _CAN_FORK else _start_alone()


def module_path() -> list[str]:
    """Where modules are looked for, wherever a process is."""
    return [place or str(Path.cwd()) for place in sys.path]


def _above_standard(end: socket.socket) -> socket.socket:
    """The same socket, where it does not stand for a standard stream that is closed."""
    if sys.platform == "win32" or end.fileno() > _LAST_STANDARD:
        return end
    import fcntl  # noqa: PLC0415 - there is none on Windows

    with end:
        moved = fcntl.fcntl(end.fileno(), fcntl.F_DUPFD_CLOEXEC, _LAST_STANDARD + 1)
        return socket.socket(fileno=moved)


def _start(
    program: str, handle: str, *, stdin: int = subprocess.DEVNULL, pass_fds: tuple[int, ...] = ()
) -> "subprocess.Popen[bytes]":
    """Start a Python that says nothing. OSError."""
    if not sys.executable:
        raise FileNotFoundError("no Python to start")
    return subprocess.Popen(
        [sys.executable, "-c", program, handle, *module_path()],
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=pass_fds,
        env={**os.environ, **_ONE_THREAD},
    )
