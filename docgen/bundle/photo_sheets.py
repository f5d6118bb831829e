"""The pages that photographs share, made by workers where the cache does not know them."""

from collections.abc import Iterable
from concurrent.futures import CancelledError, Future
from functools import partial
from pathlib import Path
from typing import Any

from docgen.bundle.photo_layout import PhotoRun
from docgen.issues.issue import PLAIN, Dialect, issue, render
from docgen.issues.location import Location
from docgen.model.page_facts import Facts
from docgen.model.prepared import Prepared, Source
from docgen.model.source_keys import SourceKey
from docgen.sources.cache import Cache
from docgen.system.machine import blame_disk
from docgen.system.progress import JOIN_PHOTOGRAPHS, Progress, silent
from docgen.system.workers import WorkerLimits, Workers


def make_sheets(
    runs: Iterable[PhotoRun],
    *,
    cache: Path,
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
    dialect: Dialect = PLAIN,
) -> dict[SourceKey, Source]:
    """The pages of every run by its key; a warning where they could not be made.

    `dialect` is how the data file is spoken of that asks for them.

    `cache` is the folder of `prepare`. OutputError where it cannot be written.
    """
    kept = Cache(cache)
    wanted = {run.digest: run for run in runs}
    known = {key: kept.load(key) for key in wanted}
    made: dict[SourceKey, Source] = {
        wanted[key].key: _conclude(wanted[key], facts) for key, facts in known.items() if facts
    }
    new = [wanted[key] for key, facts in known.items() if facts is None]
    if new:
        # It loads what draws, and in most runs nothing is drawn.
        from docgen.bundle.contact_sheet_drawing import compose  # noqa: PLC0415

        limits = limits or WorkerLimits()
        progress(JOIN_PHOTOGRAPHS.at(0, len(new)))
        with kept.scratch() as folder, Workers(limits) as workers:

            def land(run: PhotoRun, done: "Future[Any]") -> None:
                made[run.key] = _land(run, done, kept, dialect)
                count = sum(other.key in made for other in new)
                progress(JOIN_PHOTOGRAPHS.at(count, len(new)))

            for run in new:
                scratch = str(folder / f"{run.digest}.pdf")
                landing = partial(land, run)
                workers.submit(compose, run, scratch, seconds=limits.seconds, landing=landing)
            workers.run()
    return made


def _land(run: PhotoRun, done: "Future[Any]", cache: Cache, dialect: Dialect) -> Source:
    error = CancelledError() if done.cancelled() else done.exception()
    if error is None:
        return _conclude(run, cache.store(run.digest, done.result()))
    if trouble := blame_disk(error, cache.folder):
        raise trouble from error
    reason = f"{type(error).__name__} {error}".strip()
    said = issue("F114", Location(run.shots[0].name), count=len(run.shots), reason=reason)
    return render(said, dialect)


def _conclude(run: PhotoRun, facts: Facts) -> Prepared:
    return Prepared(run.digest, str(facts.pdf), facts.pages)
