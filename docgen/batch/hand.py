"""A process of our own for each thread of a Dask worker: what it does is bounded and can be ended.

Dask watches its workers and nothing that these start. A library that crashes, hangs or eats memory
over a workspace costs that workspace and this process, never the worker with what else it holds.
"""

import pickle
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from docgen.system.process_groups import apart, end_with_children
from docgen.system.worker_process import ERROR, receive_message, send_message
from docgen.system.workers import WorkerEndedError

_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:]; from docgen.batch.hand_process import main; main()"
)
_MOMENT_SECONDS = 0.1
_LOOK_SECONDS = 1.0
_MOST_CALLS = 200
"""What libraries keep for themselves adds up: after so many another process goes on."""
_KEPT_SHARE = 0.5
"""Of the memory that is allowed; what keeps more after its work is replaced."""


@dataclass(frozen=True)
class HandLimits:
    """What one piece of work may take, with all processes that are started for it."""

    seconds: float
    memory_bytes: int


class _Hand:
    """One process. It belongs to one thread."""

    def __init__(self) -> None:
        self._connection, theirs = socket.socketpair()
        path = [place for place in sys.path if place]
        with theirs:
            handle = theirs.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, str(handle), *path],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(handle,),
                **apart(),
            )
        self.calls = 0

    def call(self, function: Callable[..., Any], args: tuple[Any, ...], limits: HandLimits) -> Any:  # noqa: ANN401
        """Return what a function gives there, or raise how it ended: see `call_in_hand`."""
        self.calls += 1
        deadline = time.monotonic() + limits.seconds
        with suppress(OSError):
            send_message(self._connection, pickle.dumps((function, args)))
        while not select.select([self._connection], [], [], _LOOK_SECONDS)[0]:
            if time.monotonic() >= deadline:
                raise TimeoutError
            if self._is_beyond(limits.memory_bytes):
                raise MemoryError
        message = receive_message(self._connection)
        if message is None:
            raise WorkerEndedError(self._process.wait())
        kind, told = pickle.loads(message)
        if kind == ERROR:
            raise told
        return told

    def _is_beyond(self, most_bytes: int) -> bool:
        """Whether it holds more for longer than a moment.

        Until it runs its own program a child counts all that its parent has once more.
        """
        if self.memory() <= most_bytes:
            return False
        time.sleep(_MOMENT_SECONDS)
        return self.memory() > most_bytes

    def memory(self) -> int:
        """Bytes that its processes hold for themselves, without what they share."""
        import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - it comes with Dask

        total = 0
        with suppress(psutil.Error):
            own = psutil.Process(self._process.pid)
            for process in (own, *own.children(recursive=True)):
                with suppress(psutil.Error):
                    memory = process.memory_info()
                    total += memory.rss - getattr(memory, "shared", 0)
        return total

    def end(self) -> None:
        """End it with all it has started."""
        self._connection.close()
        if self._process.poll() is None:
            end_with_children(self._process.pid)
        self._process.wait()


_own = threading.local()


def call_in_hand(function: Callable[..., Any], args: tuple[Any, ...], limits: HandLimits) -> Any:  # noqa: ANN401
    """Return what a module's function gives in this thread's process, which is started at need.

    TimeoutError, MemoryError or WorkerEndedError where it went beyond its limits or came to its
    end; RuntimeError with the class's name and the trace where the function itself raised.
    """
    hand: _Hand | None = getattr(_own, "hand", None)
    if hand is None:
        hand = _own.hand = _Hand()
    try:
        answer = hand.call(function, args, limits)
    except (TimeoutError, MemoryError, WorkerEndedError):
        _dismiss(hand)
        raise
    if hand.calls >= _MOST_CALLS or _is_swollen(hand, limits):
        _dismiss(hand)
    return answer


def _is_swollen(hand: _Hand, limits: HandLimits) -> bool:
    return hand.calls % 20 == 0 and hand.memory() > limits.memory_bytes * _KEPT_SHARE


def _dismiss(hand: _Hand) -> None:
    _own.hand = None
    hand.end()
