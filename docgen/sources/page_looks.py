"""What the pages of one PDF look like, found out by workers, one page after the other.

A page that hangs or crashes MuPDF can be merged all the same: it counts as inked all over. Looks
are told one by one, so it is known which page it was, and another worker goes on behind it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from docgen.images.ink_map import all_inked
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost
from docgen.model.page_facts import Facts, PageLook
from docgen.system.named_work import NamedWork
from docgen.system.workers import PARTS_AHEAD, NoWorkerError, WorkerLimits, Workers

SHARED_AFTER = 1.0
"""Seconds of a processor. What one worker has not looked at by then is shared out to all: opening a
file several times costs more than its pages, unless they are many or heavy."""
_FEWEST_SHARED, _MOST_SHARED = 4, 32
"""Pages of one share."""
_MOST_FAILURES = 2
"""After so many, nobody looks at the rest of a file's pages either."""

look_at_pages = NamedWork(f"{__package__}.pdf_files", "look_at_pages")

Looked = Callable[[Facts | Exception, Sequence[int]], None]
"""Takes the facts with the looks, or why there are none; and the pages with spoilt pictures."""


@dataclass(eq=False)
class _Stretch:
    """Pages from `at` to before `stop`, counted from 0, that one worker is to look at."""

    at: int
    stop: int


class PageLooks:
    """The looks of the pages of the PDF at `pdf`, of which all but the looks is known."""

    def __init__(
        self, pdf: str, facts: Facts, limits: WorkerLimits, workers: Workers, finish: Looked
    ) -> None:
        self._pdf = pdf
        self._facts = facts
        self._page_seconds = limits.page_seconds
        self._workers = workers
        self._finish = finish
        self._boxes = [page.box for page in facts.pages]
        self._looks: list[PageLook | None] = [None] * len(facts.pages)
        self._waiting: set[Future[Any]] = set()
        self._failures = 0
        self._broken: Exception | None = None

    def go_on(self, looks: Sequence[PageLook | None], error: Exception | None) -> None:
        """Look at what is left after these looks at the first pages.

        `error` is what ended the worker that gave them.
        """
        self._looks[: len(looks)] = looks
        self._resume(_Stretch(len(looks), len(self._looks)), error)

    def _share(self, at: int, stop: int) -> None:
        some = min(max((stop - at) // 16, _FEWEST_SHARED), _MOST_SHARED)
        for start in range(at, stop, some):
            self._submit(_Stretch(start, min(start + some, stop)))

    def _submit(self, stretch: _Stretch) -> None:
        self._waiting.add(
            self._workers.submit(
                look_at_pages,
                self._pdf,
                stretch.at + 1,
                self._boxes[stretch.at : stretch.stop],
                SHARED_AFTER,
                seconds=PARTS_AHEAD * self._page_seconds,
                landing=partial(self._left, stretch),
                take=partial(self._seen, stretch),
                part_seconds=self._page_seconds,
            )
        )

    def _seen(self, stretch: _Stretch, look: PageLook | None) -> None:
        self._looks[stretch.at] = look
        stretch.at += 1

    def _left(self, stretch: _Stretch, done: "Future[Any]") -> None:
        self._waiting.discard(done)
        if done.cancelled():
            self._end_if_over()
        else:
            error = done.exception()
            self._resume(stretch, error if isinstance(error, Exception) else None)

    def _resume(self, stretch: _Stretch, error: Exception | None) -> None:
        """Go on with what a worker left of a stretch; the first page of it is what ended it."""
        if isinstance(error, NoWorkerError | UnusableSourceError):
            self._broken = error
        elif error and stretch.at < stretch.stop:
            self._failures += 1
            stretch.at += 1
        if self._broken or self._failures == _MOST_FAILURES:
            for future in self._waiting:
                future.cancel()
        elif error and stretch.at < stretch.stop:
            # Not shared: what is seen of a file that fails again must not be a matter of chance.
            self._submit(stretch)
        else:
            self._share(stretch.at, stretch.stop)
        self._end_if_over()

    def _end_if_over(self) -> None:
        if self._waiting:
            return
        if self._broken:
            self._finish(self._broken, ())
            return
        unseen = [number for number, look in enumerate(self._looks, start=1) if look is None]
        looks = tuple(
            look or PageLook(all_inked(page.box.width_pt, page.box.height_pt), ())
            for look, page in zip(self._looks, self._facts.pages, strict=True)
        )
        spoilt = [number for number, look in enumerate(looks, start=1) if look.spoilt]
        facts = self._facts.with_looks(looks)
        said = (("unseen", unseen), ("unread", spoilt))
        losses = [lost(case, pages=tuple(numbers)) for case, numbers in said if numbers]
        facts = replace(facts, losses=tuple(dict.fromkeys((*facts.losses, *losses))))
        self._finish(facts, spoilt)
