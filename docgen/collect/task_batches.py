"""Pieces of work handed to workers: scans are anybody's, and there are many."""

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from docgen.system.progress import Progress, ProgressStep
from docgen.system.workers import WorkerLimits, Workers

Job = tuple[Callable[..., object], tuple[object, ...]]

_SLOW = 5
"""Times what the ink of a page may take: a mark that is not there is looked for in 22 ways."""


@dataclass(frozen=True)
class Work:
    """Does many pieces of work on all cores, step after step with the same workers.

    What they have loaded, and the pages they have shown, is there for the next step.
    """

    workers: Workers
    limits: WorkerLimits
    progress: Progress

    def do(self, step: ProgressStep, jobs: Sequence[Job], pages: int = 1) -> list[Any]:
        """What each job gives, or the exception that ended it. `pages` is what a job looks at."""
        results: list[Any] = [None] * len(jobs)
        seconds = self.limits.page_seconds * (_SLOW + pages)
        if not jobs:
            return results
        landed = iter(range(1, len(jobs) + 1))

        def land(number: int, done: "Future[Any]") -> None:
            error = CancelledError() if done.cancelled() else done.exception()
            results[number] = done.result() if error is None else error
            self.progress(step.at(next(landed), len(jobs)))

        self.progress(step.at(0, len(jobs)))
        for number, (function, given) in enumerate(jobs):
            self.workers.submit(function, *given, seconds=seconds, landing=partial(land, number))
        self.workers.run()
        return results
