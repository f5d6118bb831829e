"""What runs in the processes that open foreign files: a server that forks workers, and a worker.

The server is a process of its own with one thread, started with a clean slate, so that a worker
is never forked from a process with threads and never runs the caller's script again. It takes
orders of a fixed size at a socket, and ends with all its workers when that is closed, however the
process at the other end came to its end. Where nothing can be forked a worker is started alone.
"""

import contextlib
import gc
import importlib
import os
import pickle
import signal
import socket
import struct
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Generator, Iterable

ORDER = struct.Struct("!cII")
"""What is to be done, the number of a worker, and the signal that it is sent.

Of modules to be loaded it is followed by their names, as many bytes as the number says.
"""
FORK, SIGNAL, ASK, LOAD = b"f", b"s", b"a", b"l"
STATUS = struct.Struct("!i")
"""The exit code of a worker that has ended, negative for a signal; 0 where it is not known."""
GRACE_SECONDS = 3.0
"""A worker that is told to end may end what it has started."""

PART, RESULT, ERROR = "part", "result", "error"
"""What a worker tells of its work: something of it, all there is of it, what it raised."""

_LENGTH = struct.Struct("!Q")
_LOOK_SECONDS = 0.02
_ALWAYS_LOADED = ("pymupdf",)
"""Nearly all work opens PDFs."""


# --- messages ----------------------------------------------------------------------------------


def send_message(connection: socket.socket, message: bytes) -> None:
    """Send a message of any length. OSError where nobody is there any more."""
    connection.sendall(_LENGTH.pack(len(message)))
    connection.sendall(message)


def receive_message(connection: socket.socket) -> bytes | None:
    """A whole message, or None where the other end is gone."""
    head = _receive(connection, _LENGTH.size)
    return None if head is None else _receive(connection, _LENGTH.unpack(head)[0])


def _receive(connection: socket.socket, length: int) -> bytes | None:
    received = bytearray()
    while len(received) < length:
        try:
            part = connection.recv(min(length - len(received), 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        received += part
    return bytes(received)


# --- a worker ----------------------------------------------------------------------------------


def work(connection: socket.socket) -> None:
    """Do one piece of work after the other until nobody gives any more."""
    first = receive_message(connection)
    if first is None:
        return
    memory_bytes, path = pickle.loads(first)
    sys.path[:] = path
    _confine(memory_bytes)
    send_message(connection, b"")
    while (given := receive_message(connection)) is not None:
        _answer(given, lambda kind, told: send_message(connection, pickle.dumps((kind, told))))


def _answer(given: bytes, tell: Callable[[str, object], None]) -> None:
    """Tell the other end what a piece of work gives, part by part, or what it raises."""
    try:
        folder, work = pickle.loads(given)
        _go_to(folder)
        function, args = pickle.loads(work)
        result = function(*args)
        if isinstance(result, Generator):
            for part in result:
                tell(PART, part)
            result = None
        tell(RESULT, result)
    except MemoryError:
        tell(ERROR, MemoryError())
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the caller's to judge
        tell(ERROR, _travelling(error))


def _go_to(folder: str) -> None:
    """Paths may be relative to where the caller is."""
    if folder:
        with contextlib.suppress(OSError):
            os.chdir(folder)


def _travelling(error: BaseException) -> BaseException:
    """The error, or another that says the same where it cannot be taken apart and put together."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - libraries raise what they like
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _confine(memory_bytes: int) -> None:
    """Limit this process's memory and keep what its libraries say off the terminal."""
    # A library that hangs never comes back to Python, where a handler would run.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        _, highest = resource.getrlimit(resource.RLIMIT_AS)
        if highest == resource.RLIM_INFINITY or memory_bytes < highest:
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_alone() -> None:
    """Be a worker whose connection is handed over at standard input."""
    shared = sys.stdin.buffer.read()
    work(socket.fromshare(shared))  # type: ignore[attr-defined,unused-ignore] # Windows


# --- the server --------------------------------------------------------------------------------


def serve(handle: int) -> None:
    """Fork workers as ordered at the socket `handle` until its other end is closed."""
    for name in ("SIGINT", "SIGHUP"):
        # Who works for whoever is interrupted is told by him.
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    _load(_ALWAYS_LOADED)
    workers = _Forked()
    with socket.socket(fileno=handle) as orders:
        orders.set_inheritable(False)
        while True:
            order, handed, *_ = socket.recv_fds(orders, ORDER.size, 1)
            if len(order) < ORDER.size:
                break
            _obey(orders, order, handed, workers)
    workers.end()


def _load(modules: Iterable[str]) -> None:
    """Load modules, for all workers that are forked from now on."""
    for module in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    gc.freeze()


def _obey(orders: socket.socket, order: bytes, handed: list[int], workers: "_Forked") -> None:
    kind, number, what = ORDER.unpack(order)
    workers.reap()
    if kind == FORK:
        with socket.socket(fileno=handed[0]) as connection:
            connection.set_inheritable(False)
            # Where none can be forked, its connection closes: that tells.
            with contextlib.suppress(OSError):
                workers.pids[number] = _fork(orders, connection)
    elif kind == SIGNAL:
        workers.signal(number, what)
    elif kind == LOAD:
        _load(orders.recv(number, socket.MSG_WAITALL).decode().split())
    elif kind == ASK:
        orders.sendall(STATUS.pack(workers.wait(number)))


def _fork(orders: socket.socket, connection: socket.socket) -> int:
    if pid := os.fork():
        return pid
    try:
        orders.close()
        work(connection)
    finally:
        os._exit(0)


class _Forked:
    """The workers of the server, by number."""

    def __init__(self) -> None:
        self.pids: dict[int, int] = {}
        self._exit_codes: dict[int, int] = {}

    def signal(self, number: int, what: int) -> None:
        """Send one a signal. One that has ended and was not reaped is there still."""
        if number in self.pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pids[number], what)

    def wait(self, number: int) -> int:
        """The exit code of one whose connection is closed, so that it is about to end."""
        deadline = time.monotonic() + GRACE_SECONDS
        while number in self.pids and time.monotonic() < deadline:
            self.reap()
            if number in self.pids:
                time.sleep(_LOOK_SECONDS)
        return self._exit_codes.pop(number, 0)

    def end(self) -> None:
        """End all there are."""
        for what in (signal.SIGTERM, signal.SIGKILL):
            for number in self.pids:
                self.signal(number, what)
            deadline = time.monotonic() + GRACE_SECONDS
            while self.pids and time.monotonic() < deadline:
                self.reap()
                time.sleep(_LOOK_SECONDS if self.pids else 0)

    def reap(self) -> None:
        """Take note of those that have ended."""
        for number, pid in list(self.pids.items()):
            try:
                ended, status = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                ended, status = pid, 0
            if ended:
                del self.pids[number]
                self._exit_codes[number] = os.waitstatus_to_exitcode(status)
