"""Points that a reviewer wrote into 对照表.xlsx, taken as given: some work in Excel."""

import datetime
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar, cast

from docgen.issues.errors import WorkspaceError
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.archive import is_packed, open_archive
from docgen.package.file_names import CROSS_REFERENCE_NAME
from docgen.review.filled_book import (
    FilledBook,
    FilledRow,
    find_faults,
    read_filled,
    say_spoilt,
)
from docgen.review.giving import PointsWish, make_opinion, refuse_stranger, write_opinions
from docgen.review.open_review import Review, refresh_review
from docgen.review.opinions import Opinion, read_reviewer, same_but_time
from docgen.review.submitted import Submitted
from docgen.system.workers import WorkerLimits, Workers
from docgen.system.zip_reading import ArchiveError
from docgen.text.flattening import flatten
from docgen.text.loose_input import read_figure
from docgen.verify.documents import Origin

Found = TypeVar("Found")
MOST_BOOK_BYTES = 50_000_000


@dataclass(frozen=True)
class TakenBook:
    """What came of a filled workbook."""

    review: Review
    package: Submitted
    taken: int
    """How many items were taken; what stood there already is not among them."""
    findings: tuple[Finding, ...]


def take_workbook(
    review: Review, file: Path, reviewer: str, *, cache: Path, at: datetime.datetime
) -> TakenBook:
    """Take the points of a filled 对照表.xlsx, or of a package in which it lies, as a reviewer's.

    What cannot be taken of it is a finding, and hinders nothing else. WorkspaceError where it is
    of no package here, or more than the reviewer's columns was changed; OutputError.
    """
    name = read_reviewer(reviewer)
    refuse_stranger(review, name)
    with _book_of(file) as book:
        filled = _ask_worker(file, read_filled, book)
        package = _find_package(review, filled, book, file)
    found = [_take_row(review, package, name, row, at) for row in filled.rows]
    given = (one for one in found if isinstance(one, Opinion))
    fresh = [one for one in given if not _is_known(review, package, one)]
    if fresh:
        write_opinions(review.folder, fresh, cache)
    findings = tuple(render_foreign(one) for one in found if isinstance(one, Issue))
    return TakenBook(refresh_review(review), package, len(fresh), findings)


# --- the file ----------------------------------------------------------------------------------


@contextmanager
def _book_of(file: Path) -> Iterator[Path]:
    """The workbook itself, wherever it lies: alone, in a package's folder, or packed."""
    if file.is_dir():
        yield _sure(file / CROSS_REFERENCE_NAME, file)
    elif is_packed(file):
        with tempfile.TemporaryDirectory(prefix="docgen-book-") as scratch:
            yield _unpack(file, Path(scratch) / CROSS_REFERENCE_NAME)
    else:
        yield _sure(file, file)


def _sure(book: Path, file: Path) -> Path:
    if book.is_symlink() or not book.is_file() or book.stat().st_size > MOST_BOOK_BYTES:
        raise refuse(WorkspaceError, issue("review", Location(str(file)), "no_book"))
    return book


def _unpack(archive: Path, target: Path) -> Path:
    try:
        with open_archive(archive) as opened, opened.open(CROSS_REFERENCE_NAME) as source:
            target.write_bytes(source.read(MOST_BOOK_BYTES))
    except (ArchiveError, KeyError, OSError) as error:
        raise refuse(WorkspaceError, issue("review", Location(str(archive)), "no_book")) from error
    return target


def _ask_worker(file: Path, function: Callable[..., Found], *given: object) -> Found:
    """Run what opens the foreign file in a worker. WorkspaceError where it cannot be read."""
    landed: list[Future[Any]] = []
    limits = WorkerLimits()
    with Workers(limits, preload=("docgen.review.filled_book",)) as workers:
        workers.submit(function, *given, seconds=limits.seconds, landing=landed.append)
        workers.run()
    (done,) = landed
    error = CancelledError() if done.cancelled() else done.exception()
    if error is not None:
        raise refuse(WorkspaceError, say_spoilt(error, file.name))
    return cast("Found", done.result())


# --- whose it is -------------------------------------------------------------------------------


def _find_package(review: Review, filled: FilledBook, book: Path, file: Path) -> Submitted:
    """The one package whose workbook it is, but for the reviewer's columns."""
    named = [p for p in review.packages if p.told.is_vouched_for and p.spec and _is_of(filled, p)]
    place = Location(file.name)
    if not named:
        said = issue("review", place, "other_book", title=filled.title[:80])
        raise refuse(WorkspaceError, said)
    faults = {
        p.id: _ask_worker(file, find_faults, Origin(p.manifest, p.scheme), book) for p in named
    }
    sound = [p for p in named if not faults[p.id]]
    if len(sound) > 1:
        raise refuse(WorkspaceError, issue("review", place, "twin_book", count=len(sound)))
    if not sound:
        found = [render_foreign(one) for one in faults[named[0].id][:3]]
        raise refuse(WorkspaceError, issue("review", place, "altered_book", found=found))
    return sound[0]


def _is_of(filled: FilledBook, package: Submitted) -> bool:
    """Whether a workbook's head names the studio and its unit."""
    studio, unit = flatten(package.studio), flatten(package.manifest.unit)
    return flatten(filled.title).startswith(studio) and unit in flatten(filled.facts)


# --- rows --------------------------------------------------------------------------------------


def _take_row(
    review: Review, package: Submitted, reviewer: str, row: FilledRow, at: datetime.datetime
) -> Opinion | Issue:
    """What a row says as an opinion, or why it is not taken."""
    place = Location(CROSS_REFERENCE_NAME)
    held = review.opinion(reviewer, package, row.item)
    points = held.points if held else None
    steps = package.steps.get(row.item)
    if row.points.startswith("="):
        return issue("R301", place, "formula", item=row.item)
    if row.points and steps is not None:
        try:
            points = Decimal(read_figure(row.points.removesuffix("分")))
        except InvalidOperation:
            return issue("R301", place, "text", item=row.item, text=row.points)
        if not points.is_finite() or not steps.allows(points):
            told = {"points": points, "steps": steps.text}
            return issue("R301", place, "steps", item=row.item, **told)
    wish = PointsWish(row.item, points, row.remark, held.struck if held else (), from_book=True)
    try:
        return make_opinion(package, reviewer, wish, at)
    except WorkspaceError as error:
        return issue("R301", place, "refused", item=row.item, why=error.said)


def _is_known(review: Review, package: Submitted, opinion: Opinion) -> bool:
    held = review.opinion(opinion.reviewer, package, opinion.item)
    return held is not None and same_but_time(held, opinion)
