"""A second reading of a PDF just written, by libraries that did not write it.

What the plan says of every page (its size, its label, each line of text on it, its links) must be
what MuPDF finds, and what comes from sources what MuPDF and pypdf read. Whoever opens the file
later sees what they see.

Whether what is drawn behind a source's content is seen depends on that content alone. So a page
whose part from its source was read whole before, as the file itself says, is read without that
part (`pages_read`): its marks, its size, its links.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

from docgen.bundle.plan import Booklet, PlannedPage
from docgen.issues.errors import OutputError, SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.source_keys import SourceKey, UncopiedError
from docgen.pdf.primitives import Text
from docgen.pdf.rehearsal import name_read
from docgen.pdf.typeface import Typography
from docgen.system.cores import count_cores
from docgen.system.edition import digest_edition
from docgen.system.machine import explain_no_workers
from docgen.system.progress import REREAD, Progress, silent
from docgen.system.workers import NoWorkerError, WorkerLimits, Workers
from docgen.text.flattening import flatten
from docgen.verify.pages_read import PagesRead
from docgen.verify.second_reading import Expected, Unread, find_unread, read_part

_FEWEST_AT_ONCE = 250
"""Pages read whole for which another worker is worth its while."""
_MOST_HELD = 6_000
"""Pages that all readers together hold: each has the list of all objects of the file, 11 KB a
page."""
_PAGES_A_SECOND = 5
"""Fifty times as many were read where this was measured."""


@dataclass(frozen=True)
class Output:
    """A PDF that was written: a volume of a bundle, or a copy of a form or a report."""

    booklet: Booklet
    path: Path
    foreign: tuple[bytes, ...] = ()
    """What of each page comes from its source (`Fingerprints.foreign`)."""

    def expect(self, typography: Typography, read: PagesRead) -> tuple[Expected, ...]:
        """What there is to read in it."""
        foreign = self.foreign or (b"",) * len(self.booklet.pages)
        read_as = _make_reading(typography)
        edition = digest_edition()
        return tuple(
            _expect_page(page, read_as, read_before=part in read or _was_tried(page, part, edition))
            for page, part in zip(self.booklet.pages, foreign, strict=True)
        )


def refuse_unread(
    outputs: Sequence[Output],
    typography: Typography,
    *,
    cache: Path | None = None,
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
) -> None:
    """Let second readers read what was written, and remember under `cache` what they read whole.

    UncopiedError where they stumble over pages of sources; OutputError where over other pages.
    """
    if not outputs:
        return
    read = PagesRead(cache)
    unread = reread(
        {output.path: output.expect(typography, read) for output in outputs},
        limits=limits or WorkerLimits(),
        progress=progress,
    )
    failures: dict[SourceKey, SourceError] = {}
    for output in outputs:
        for one in unread[output.path]:
            source = output.booklet.page(one.number).source if one.number else None
            if source is None:
                raise _refuse(output, one)
            slots = {"page": source.index, "found": one.found}
            said = issue("uncopied", Location(source.pdf), "misread", **slots)
            failures.setdefault(source.key, refuse(SourceError, said))
    if failures:
        raise UncopiedError(failures)
    read.note(chain.from_iterable(output.foreign for output in outputs))


def _refuse(output: Output, unread: Unread) -> OutputError:
    near = _find_neighbours(output.booklet, unread.number)
    slots = {"page": unread.number, "found": unread.found, "near": near, "unknown": not near}
    return refuse(OutputError, issue("reread", Location(output.path.name), "refused", **slots))


def _find_neighbours(booklet: Booklet, number: int | None) -> list[str]:
    """The files whose pages stand next to a page of docgen's own: what spoils it is of them."""
    if number is None:
        return []
    pages = [(page.number, page.source.key) for page in booklet.pages if page.source]
    before = [key for at, key in pages if at < number][-1:]
    behind = [key for at, key in pages if at > number][:1]
    return list(dict.fromkeys(Path(str(key)).name for key in (*before, *behind)))


_ReadAs = Callable[[str, bool], str]


def _make_reading(typography: Typography) -> _ReadAs:
    """What is read of a line of text, bold or not: many pages have the same."""

    @cache
    def read_as(text: str, bold: bool) -> str:
        # Characters that no face has are printed as boxes, and are read as anything.
        return "" if typography.role(bold).missing(text) else flatten(text)

    return read_as


def _was_tried(page: PlannedPage, foreign: bytes, edition: bytes) -> bool:
    """Whether just what stands here of a source was read whole when it was made ready."""
    read_as = page.source.page.read_as if page.source else b""
    return bool(foreign and read_as) and read_as == name_read(foreign, edition)


def _expect_page(page: PlannedPage, read_as: _ReadAs, *, read_before: bool) -> Expected:
    lines = (read_as(mark.text, mark.bold) for mark in page.marks if isinstance(mark, Text))
    words = tuple(filter(None, lines))
    return Expected(page.number, page.width_pt, page.height_pt, words, len(page.links), read_before)


def reread(
    files: Mapping[Path, Sequence[Expected]], *, limits: WorkerLimits, progress: Progress = silent
) -> dict[Path, tuple[Unread, ...]]:
    """What second readers do not find in each of some PDFs, every page once."""
    found: dict[Path, list[Unread]] = {pdf: [] for pdf in files}
    total, done = sum(map(len, files.values())), [0]

    def land(pdf: Path, count: int, future: "Future[Any]") -> None:
        error = CancelledError() if future.cancelled() else future.exception()
        found[pdf] += [_explain(error)] if error else future.result()
        done[0] += count
        progress(REREAD.at(done[0], total))

    progress(REREAD.at(0, total))
    with Workers(limits) as workers:
        for pdf, pages in files.items():
            seconds = limits.seconds + len(pages) / _PAGES_A_SECOND
            for start, some in share_out(pages):
                landing = partial(land, pdf, len(some))
                part = (str(pdf), start, some, pages if start == 0 else ())
                workers.submit(read_part, *part, seconds=seconds, landing=landing)
        workers.run()
    return {pdf: tuple({one.number: one for one in some}.values()) for pdf, some in found.items()}


def share_out(pages: Sequence[Expected]) -> Iterator[tuple[int, Sequence[Expected]]]:
    """The parts of a file that are read each in one go, with the place of their first page.

    Every part costs a worker, the opening of the file and the memory for it, so only what has to be
    read whole is shared out, and that of a large file to few.
    """
    whole = sum(not page.read_before for page in pages)
    most = min(count_cores(), _MOST_HELD // max(len(pages), 1))
    parts = max(min(most, whole // _FEWEST_AT_ONCE), 1)
    for nth in range(parts):
        start, end = (len(pages) * n // parts for n in (nth, nth + 1))
        yield start, pages[start:end]


def _explain(error: BaseException) -> Unread:
    if isinstance(error, NoWorkerError):
        raise explain_no_workers("no_rereaders") from error
    return find_unread(None, "unread", reason=type(error).__name__)
