"""A run can be asked to stop: whatever waits for long looks whether it was.

The request belongs to the run and not to the process: it holds in the thread that runs, and in
those it starts with a copy of its context.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from docgen.issues.errors import RunCancelledError

_REQUEST: ContextVar[threading.Event | None] = ContextVar("docgen-cancel", default=None)


@contextmanager
def cancellable(request: threading.Event) -> Iterator[None]:
    """Stop what is done inside once `request` is set: it raises RunCancelledError."""
    token = _REQUEST.set(request)
    try:
        raise_if_set(request)
        yield
    finally:
        _REQUEST.reset(token)


def raise_if_cancelled() -> None:
    """RunCancelledError where the run of this thread was asked to stop."""
    request = _REQUEST.get()
    if request is not None:
        raise_if_set(request)


def raise_if_set(request: threading.Event) -> None:
    """RunCancelledError where that request was made."""
    if request.is_set():
        raise RunCancelledError
