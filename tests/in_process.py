"""Workers that do the work where it is asked for, without processes.

What a worker is for (that a crash, a hang or a greedy file costs one file only) is not to be had
from them. Tests of that are marked `apart` and have real ones.
"""

import contextlib
import pickle
import sys
import warnings
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path

from docgen.system.workers import Workers, _Job


def _hand_out(self: Workers) -> None:
    """Do all that waits. What goes to and fro is pickled, as between processes."""
    while self._queue:
        job = self._queue.popleft()
        if job.future.cancelled():
            continue
        with warnings.catch_warnings(), _within(self._memory_bytes):
            warnings.simplefilter("ignore")  # as in a worker
            try:
                there, given = pickle.loads(pickle.dumps(job.work))
                job.future.set_result(_do(self, job, there(*given)))
            except Exception as error:  # noqa: BLE001 - whatever it is, the future has it
                job.future.set_exception(error)


def _do(workers: Workers, job: _Job, result: object) -> object:
    """What a piece of work gives, or nothing where it gives it in parts."""
    if not isinstance(result, Generator):
        return pickle.loads(pickle.dumps(result))
    for part in result:
        workers._events.append(partial(job.take, pickle.loads(pickle.dumps(part))))
    return None


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
    """Have all workers be such ones; `put` sets an attribute, and may remember it."""
    put(Workers, "_hand_out", _hand_out)
