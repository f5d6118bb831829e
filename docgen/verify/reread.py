"""A second reading of a PDF just written, by libraries that did not write it.

What the plan says of every page (its size, its label, each line of text on it, its links) must be
what MuPDF and pypdf find. Whoever opens the file later sees what they see.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen.bundle.plan import Booklet, PlannedPage
from docgen.issues.errors import OutputError, SourceError
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.issues.unplaced import NOWHERE
from docgen.model.source_keys import SourceKey, UncopiedError
from docgen.pdf.mupdf import load_mupdf, mupdf_errors
from docgen.pdf.primitives import Text
from docgen.pdf.typeface import Typography
from docgen.system.machine import explain_no_workers
from docgen.system.progress import REREAD, Progress, silent
from docgen.system.workers import NoWorkerError, WorkerLimits, Workers
from docgen.verify.bundle_contents import flatten

if TYPE_CHECKING:
    import pymupdf


_AT_ONCE = 250
"""Pages a worker reads in one go."""
_PAGES_KEPT = 50
"""Pictures and fonts of so many pages are held by MuPDF at most."""
_PAGES_A_SECOND = 5
"""Fifty times as many were read where this was measured."""
_POINTS_OFF = 1.0


@dataclass(frozen=True)
class Expected:
    """What there is to read on a page: its number is its label, sizes are in points."""

    number: int
    width: float
    height: float
    words: tuple[str, ...]
    """Every line of text that docgen prints on it."""
    links: int
    """How many links docgen puts on it."""


@dataclass(frozen=True)
class Unread:
    """What a second reader does not find. `number` is that of the page; None where it is all."""

    number: int | None
    found: Issue


@dataclass(frozen=True)
class Output:
    """A PDF that was written: a volume of a bundle, or a copy of a form or a report."""

    booklet: Booklet
    path: Path

    def expect(self, typography: Typography) -> tuple[Expected, ...]:
        """What there is to read in it."""
        return tuple(_expect_page(page, typography) for page in self.booklet.pages)


def refuse_unread(
    outputs: Sequence[Output],
    typography: Typography,
    *,
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
) -> None:
    """Let second readers read what was written.

    UncopiedError where they stumble over pages of sources; OutputError where over other pages.
    """
    if not outputs:
        return
    unread = reread(
        {output.path: output.expect(typography) for output in outputs},
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


def _refuse(output: Output, unread: Unread) -> OutputError:
    near = _find_neighbours(output.booklet, unread.number)
    slots = {"page": unread.number, "found": unread.found, "near": near, "unknown": not near}
    return refuse(OutputError, issue("reread", Location(output.path.name), "refused", **slots))


def _find(number: int | None, case: str, /, **slots: object) -> Unread:
    return Unread(number, issue("reread-finds", NOWHERE, case, **slots))


def _find_neighbours(booklet: Booklet, number: int | None) -> list[str]:
    """The files whose pages stand next to a page of docgen's own: what spoils it is of them."""
    if number is None:
        return []
    pages = [(page.number, page.source.key) for page in booklet.pages if page.source]
    before = [key for at, key in pages if at < number][-1:]
    behind = [key for at, key in pages if at > number][:1]
    return list(dict.fromkeys(Path(str(key)).name for key in (*before, *behind)))


def _expect_page(page: PlannedPage, typography: Typography) -> Expected:
    # Characters that no face has are printed as boxes, and are read as anything.
    words = (
        flatten(mark.text)
        for mark in page.marks
        if isinstance(mark, Text) and not typography.role(mark.bold).missing(mark.text)
    )
    return Expected(page.number, page.width_pt, page.height_pt, tuple(words), len(page.links))


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
            parts = [
                (start, pages[start : start + _AT_ONCE]) for start in range(0, len(pages), _AT_ONCE)
            ]
            for start, some in parts:
                landing = partial(land, pdf, len(some))
                workers.submit(read_pages, str(pdf), start, some, seconds=seconds, landing=landing)
            landing = partial(land, pdf, 0)
            workers.submit(_read_structure, str(pdf), pages, seconds=seconds, landing=landing)
        workers.run()
    return {pdf: tuple({one.number: one for one in some}.values()) for pdf, some in found.items()}


def _explain(error: BaseException) -> Unread:
    if isinstance(error, NoWorkerError):
        raise explain_no_workers("no_rereaders") from error
    return _find(None, "unread", reason=type(error).__name__)


# --- the workers' part -------------------------------------------------------------------------


def read_pages(path: str, start: int, expected: Sequence[Expected]) -> tuple[Unread, ...]:
    """What MuPDF does not find on these pages, the first of which stands at `start` (from 0)."""
    mupdf = load_mupdf()
    try:
        with mupdf.open(path, filetype="pdf") as shown:
            found = []
            for place, page in enumerate(expected, start):
                found += [unread] if (unread := _look(shown, place, page)) else []
                if place % _PAGES_KEPT == 0:
                    mupdf.TOOLS.store_shrink(100)
            return tuple(found)
    except mupdf_errors() as error:
        return (_find(None, "unopened", reason=type(error).__name__),)
    finally:
        mupdf.TOOLS.store_shrink(100)


def _look(shown: "pymupdf.Document", place: int, expected: Expected) -> Unread | None:
    """What is not as expected on a page; None where all is."""
    number = expected.number
    try:
        leaf = shown[place]
        text = flatten(leaf.get_text(flags=0))  # type: ignore[no-untyped-call]
        links = len(leaf.get_links())
    except mupdf_errors() as error:
        return _find(number, "unopened", reason=type(error).__name__)
    off = max(abs(leaf.rect.width - expected.width), abs(leaf.rect.height - expected.height))
    if off > _POINTS_OFF:
        return _find(number, "size")
    if links < expected.links:
        return _find(number, "links")
    missing = next((word for word in expected.words if word not in text), "")
    return _find(number, "words", words=missing) if missing else None


def _read_structure(path: str, expected: Sequence[Expected]) -> tuple[Unread, ...]:
    """What pypdf does not find of the structure: pages, their labels, and where links lead."""
    from pypdf import PdfReader  # noqa: PLC0415 - only in the worker

    # Of a path it would read all into memory.
    with Path(path).open("rb") as file:
        reader = PdfReader(file, strict=True)
        if len(reader.pages) != len(expected):
            return (_find(None, "pages", wanted=len(expected), count=len(reader.pages)),)
        labels = reader.page_labels
        places = {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference}
        return tuple(_misread(reader.pages, labels, places, expected))


def _misread(
    pages: Sequence[Any], labels: Sequence[str], places: set[int], expected: Sequence[Expected]
) -> Iterator[Unread]:
    for page, label, wanted in zip(pages, labels, expected, strict=True):
        try:
            whole = _leads_somewhere(page, places)
        except Exception as error:  # noqa: BLE001 - whatever it is, this page is not read
            yield _find(wanted.number, "unopened", reason=type(error).__name__)
            continue
        if label != str(wanted.number):
            yield _find(wanted.number, "label", label=label)
        elif not whole:
            yield _find(wanted.number, "marks")


def _leads_somewhere(page: Any, places: set[int]) -> bool:  # noqa: ANN401 - of pypdf
    """Whether all annotations are links, those within the file to pages of it."""
    page.mediabox, page.cropbox, page.rotation  # noqa: B018 - asked for, they are read
    page.get_contents()
    ties = [found.get_object() for found in page.get("/Annots") or ()]
    targets = (tie.get("/Dest") for tie in ties)
    return all(tie.get("/Subtype") == "/Link" for tie in ties) and all(
        target[0].idnum in places for target in targets if isinstance(target, list)
    )
