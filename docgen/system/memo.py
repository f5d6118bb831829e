"""What was found out of inputs that have not changed, for a process that lives on.

A run that is given a memo asks it before it finds anything out, under a key that holds all that the
answer follows from: a file's identity and not its name, a text and not its place. What a run did
not ask for is forgotten at its end, so a memo holds what one run needs.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

Found = TypeVar("Found")

_LONGEST_SECONDS = 24 * 3600.0
"""So often everything is found out anew: entries of the cache that nobody opens are cleared out."""

_MOST_AFTER_FAILURES = 100_000
"""A workspace of a thousand files has some thousands of entries."""


class Memo:
    """What the last runs found out. Runs of several threads take turns."""

    keeps = True
    """Whether anything is kept, so that it is worth the trouble."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._former: dict[Hashable, object] = {}
        self._latest: dict[Hashable, object] = {}
        self._began = time.monotonic()

    @contextmanager
    def used(self) -> Iterator[None]:
        """Use it for one run of this thread. After one that fails it holds what was there, too.

        A run within a run is a part of it.
        """
        if _MEMO.get() is self:
            yield
            return
        with self._turn:
            if time.monotonic() - self._began > _LONGEST_SECONDS:
                self._former, self._began = {}, time.monotonic()
            token = _MEMO.set(self)
            try:
                yield
                self._former = {}
            finally:
                if len(self._former) + len(self._latest) > _MOST_AFTER_FAILURES:
                    self._former = {}
                self._former, self._latest = {**self._former, **self._latest}, {}
                _MEMO.reset(token)

    def get(self, key: Hashable) -> object | None:
        """What is known under a key; None where nothing is."""
        found = self._latest.get(key)
        if found is None and (found := self._former.get(key)) is not None:
            self._latest[key] = found
        return found

    def put(self, key: Hashable, found: object) -> None:
        """Remember something; never None."""
        self._latest[key] = found

    def recall(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """What is known under a key, or found out now; never None."""
        found = self.get(key)
        if found is None:
            found = find()
            self.put(key, found)
        return cast("Found", found)


class _NoMemo(Memo):
    """That of a run that was given none."""

    keeps = False

    def put(self, key: Hashable, found: object) -> None:
        """Keep nothing."""


_MEMO: ContextVar[Memo | None] = ContextVar("docgen-memo", default=None)
_NONE = _NoMemo()


def this_memo() -> Memo:
    """The memo of the run in this thread. Give it to the threads that work for the run."""
    return _MEMO.get() or _NONE
