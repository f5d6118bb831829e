"""A pool that does the work where it is asked for: as `pebble.ProcessPool`, without processes.

What a worker is for (that a crash, a hang or a greedy file costs one file only) is not to be had
from it. Tests of that are marked `apart` and have the real one.
"""

import contextlib
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from docgen.system import workers


class InProcessPool:
    """Work is done by the time it is scheduled, in a worker's memory and in any time."""

    def __init__(self, *, initargs: tuple[int], **_: object) -> None:
        (self._memory_bytes,) = initargs

    def schedule(
        self, function: Callable[..., object], args: tuple[object, ...], timeout: float
    ) -> "Future[Any]":
        """The finished work. What goes to and fro is pickled, as between processes."""
        future: Future[Any] = Future()
        with warnings.catch_warnings(), _within(self._memory_bytes):
            warnings.simplefilter("ignore")  # as in a worker
            try:
                there, given = pickle.loads(pickle.dumps((function, args)))
                future.set_result(pickle.loads(pickle.dumps(there(*given))))
            except Exception as error:  # noqa: BLE001 - whatever it is, the future has it
                future.set_exception(error)
        return future

    def stop(self) -> None:
        """Nothing runs."""

    def join(self) -> None:
        """Nothing is waited for."""


@contextlib.contextmanager
def _within(more_bytes: int) -> Iterator[None]:
    """So much more memory than there is taken now, where the system can limit it."""
    if sys.platform != "linux":
        yield
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    usual = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + more_bytes, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, usual)


def work_in_process(put: Callable[[object, str, object], None] = setattr) -> None:
    """Have all pools of workers be such ones; `put` sets an attribute, and may remember it."""
    put(workers, "ProcessPool", InProcessPool)
    put(workers, "_clean_context", lambda: None)
