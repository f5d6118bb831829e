"""Whoever wants to know at once what is new in what the page holds open."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

State = TypeVar("State")
Listener = Callable[[State], None]


class Listeners(Generic[State]):
    """Those that are told every new state. They come and go from any thread."""

    def __init__(self, changed: threading.Condition) -> None:
        """`changed` guards them; whoever waits at it is woken when one comes."""
        self._changed = changed
        self._all: set[Listener[State]] = set()

    def __bool__(self) -> bool:
        """Whether anybody wants to know."""
        return bool(self._all)

    def add(self, listener: Listener[State]) -> Callable[[], None]:
        """Have `listener` called with every new state, from another thread. Returns its end."""
        with self._changed:
            self._all.add(listener)
            self._changed.notify_all()

        def end() -> None:
            with self._changed:
                self._all.discard(listener)

        return end

    def tell(self, latest: Callable[[], State]) -> None:
        """Call them with what is the latest state by now: out of the guard, which they may want."""
        with self._changed:
            state, listeners = latest(), tuple(self._all)
        for listener in listeners:
            listener(state)
