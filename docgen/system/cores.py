"""The cores a run may use: all that the process has, or fewer where many runs share a machine.

The bound belongs to the run and not to the process, as the request to stop does: see
`cancellation`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_MOST: ContextVar[int | None] = ContextVar("docgen-cores", default=None)


@contextmanager
def on_cores(most: int | None) -> Iterator[None]:
    """Do what is done inside on so many cores at most; None leaves the bound as it is."""
    token = _MOST.set(_MOST.get() if most is None else most)
    try:
        yield
    finally:
        _MOST.reset(token)


def count_cores() -> int:
    """The cores this run may use."""
    most = _MOST.get()
    there = _count_own()
    return there if most is None else max(1, min(most, there))


def _count_own() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
