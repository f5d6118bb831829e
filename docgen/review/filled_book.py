"""对照表.xlsx as a reviewer filled it in: read in a worker, and held against the one drawn.

The file is anybody's. Only where all but the reviewer's columns says what docgen drew are these
taken; who saved it, Excel, WPS or LibreOffice, is no matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.finding import Level
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.crossref_workbook import HEAD, POINTS_COLUMN, REMARKS_COLUMN
from docgen.verify.documents import Origin, check_workbook
from docgen.verify.workbook_contents import CellRead, SheetRead, read_book

_NOTHING = CellRead("")


@dataclass(frozen=True)
class FilledRow:
    """What stands in the reviewer's columns of one item."""

    item: int
    points: str
    """As written; empty where nothing is."""
    remark: str
    row: int


@dataclass(frozen=True)
class FilledBook:
    """A workbook that was read: what it is of, and what is filled in."""

    title: str
    facts: str
    rows: tuple[FilledRow, ...]


def read_filled(path: Path) -> FilledBook:
    """Return what a reviewer filled in. For a worker. SpoiltError where it cannot be opened."""
    book = read_book(path)
    sheet = book.sheets[0] if book.sheets else None
    if sheet is None:
        return FilledBook("", "", ())
    title, facts = (_value(sheet, row, 1) for row in (1, 2))
    return FilledBook(title, facts, tuple(_read_rows(sheet)))


def _read_rows(sheet: SheetRead) -> Iterator[FilledRow]:
    heads = {cell.value: column for (row, column), cell in sheet.cells.items() if row == HEAD}
    points, remarks = heads.get(POINTS_COLUMN, 0), heads.get(REMARKS_COLUMN, 0)
    for row in sorted({row for row, _ in sheet.cells if row > HEAD}):
        number = _value(sheet, row, 1)
        given, remark = (_value(sheet, row, column).strip() for column in (points, remarks))
        if number.isdecimal() and (given or remark):
            yield FilledRow(int(number), given, remark, row)


def _value(sheet: SheetRead, row: int, column: int) -> str:
    return sheet.cells.get((row, column), _NOTHING).value


def find_faults(origin: Origin, path: Path) -> tuple[Issue, ...]:
    """Return where a workbook is not the one that was drawn, reviewer's columns aside. In a worker.

    SpoiltError where it cannot be opened.
    """
    checked = check_workbook(origin, str(path))
    return tuple(one for one in checked.said if one.level is Level.ERROR)


def say_spoilt(error: BaseException, file: str) -> Issue:
    """Return why a workbook could not be read."""
    from docgen.verify.run_verify import explain  # noqa: PLC0415 - loads all of verification

    return issue("review", Location(file), "book", why=explain(error))
