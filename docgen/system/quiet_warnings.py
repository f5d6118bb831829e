"""Warnings of libraries are kept quiet for a while, also where several threads do so at once.

Python keeps one list of what is to be said of warnings for the whole process, and each thread that
puts back what it found would put back what another had set.
"""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class _Quiet:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._caught = warnings.catch_warnings()

    def begin(self) -> None:
        with self._lock:
            if self._users == 0:
                self._caught = warnings.catch_warnings()
                self._caught.__enter__()
                warnings.simplefilter("ignore")
            self._users += 1

    def end(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0:
                self._caught.__exit__(None, None, None)


_quiet = _Quiet()


@contextmanager
def without_warnings() -> Iterator[None]:
    """Ignore all warnings of the process meanwhile, until the last of the threads is through."""
    _quiet.begin()
    try:
        yield
    finally:
        _quiet.end()
