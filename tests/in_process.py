"""A pool that does the work where it is asked for: as `pebble.ProcessPool`, without processes.

What a worker is for (that a crash, a hang or a greedy file costs one file only) is not to be had
from it. Tests of that are marked `apart` and have the real one.
"""

import pickle
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from docgen.system import workers


class InProcessPool:
    """Work is done by the time it is scheduled. No limit is held."""

    def __init__(self, **_: object) -> None:
        pass

    def schedule(
        self, function: Callable[..., object], args: tuple[object, ...], timeout: float
    ) -> "Future[Any]":
        """The finished work. What goes to and fro is pickled, as between processes."""
        future: Future[Any] = Future()
        with warnings.catch_warnings():
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


def work_in_process(put: Callable[[object, str, object], None] = setattr) -> None:
    """Have all pools of workers be such ones; `put` sets an attribute, and may remember it."""
    put(workers, "ProcessPool", InProcessPool)
    put(workers, "_clean_context", lambda: None)
