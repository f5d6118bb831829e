"""A workbook opened safely: its sheets as cells, with what was merged and hidden.

It comes from anybody. What would swell, what declares entities and what is locked or of another
format is refused before openpyxl sees it, each with a way out.
"""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils import (  # type: ignore[import-untyped]
    get_column_letter,
)
from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped]

from docgen.issues.errors import DocgenError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.quiet_warnings import without_warnings
from docgen.system.zip_traps import (
    find_trap,
)
from docgen.workspace.cell_values import SavedCell

MAX_BYTES = 20_000_000

_WORKBOOK = "xl/workbook.xml"

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of a workbook. `merged` are its merged areas, `blank` its cells to be filled in."""

    name: str
    cells: Mapping[tuple[int, int], SavedCell]
    blank: Mapping[tuple[int, int], SavedCell]
    merged: tuple[Area, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]

    @cached_property
    def shown_by(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        """For each place of a merged area the place whose content shows there."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    def rows(self) -> list[int]:
        """The rows in which anything stands."""
        return sorted({row for row, _ in self.cells})


def name_cell(row: int, column: int) -> str:
    """Return a cell as workbooks name it: C7."""
    return f"{get_column_letter(column)}{row}"


def read_sheets(path: Path, name: str, error: type[DocgenError]) -> list[WorkbookSheet]:
    """Return the sheets of a workbook, or raise `error` where it cannot or must not be opened."""
    return parse_sheets(_read_workbook(path, name, error), name, error)


def _read_workbook(path: Path, name: str, error: type[DocgenError]) -> bytes:
    """Return what is in a workbook's file, or raise `error` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as cause:
        raise _refuse(error, name, "unreadable", reason=word_reason(cause)) from cause


def parse_sheets(content: bytes, name: str, error: type[DocgenError]) -> list[WorkbookSheet]:
    """Return the sheets of a workbook's bytes, or raise `error` where they must not be opened."""
    if len(content) > MAX_BYTES:
        raise _refuse(error, name, "huge")
    _refuse_others(content, name, error)
    _refuse_traps(content, name, error)
    return _open(content, name, error)


def _refuse(error: type[DocgenError], name: str, case: str, /, **slots: object) -> DocgenError:
    return refuse(error, issue("workbook", Location(name), case, **slots))


def _refuse_others(content: bytes, name: str, error: type[DocgenError]) -> None:
    """Refuse what is no .xlsx, and say what it is."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        # Names within such a container are UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refuse(error, name, "locked")
        raise _refuse(error, name, "xls")
    if not content.startswith(b"PK"):
        raise _refuse(error, name, "other")


def _refuse_traps(content: bytes, name: str, error: type[DocgenError]) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            trap = find_trap(package)
            whole = _WORKBOOK in package.namelist()
            opendocument = "content.xml" in package.namelist()
    except _DAMAGED as cause:
        raise _refuse(error, name, "damaged") from cause
    if trap:
        raise _refuse(error, name, "trap", trap=trap)
    if not whole:
        raise _refuse(error, name, "ods" if opendocument else "other_zip")


_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def _open(content: bytes, name: str, error: type[DocgenError]) -> list[WorkbookSheet]:
    try:
        return list(_read_cells(content))
    except Exception as cause:
        # Whatever openpyxl stumbles over: of a damaged file it raises anything.
        raise _refuse(error, name, "odd", reason=type(cause).__name__) from cause


@lru_cache(maxsize=4)
def _read_cells(content: bytes) -> tuple[WorkbookSheet, ...]:
    """The sheets of a workbook, read once: what changes it, scores it and shows it all ask."""
    # What it cannot keep does not matter: nothing is written back by it.
    with without_warnings():
        written = load_workbook(io.BytesIO(content))
        # Opening it takes most of the time that reading the data does, and few have formulas.
        shown = written
        if _has_formulas(written):
            shown = load_workbook(io.BytesIO(content), data_only=True)
    return tuple(_sheet(sheet, shown[sheet.title]) for sheet in written.worksheets)


def _has_formulas(book: Any) -> bool:  # noqa: ANN401
    return any(cell.data_type == "f" for sheet in book.worksheets for cell in sheet._cells.values())


def _sheet(written: Any, shown: Any) -> WorkbookSheet:  # noqa: ANN401 - openpyxl has no types
    # iter_rows would make a cell for every place up to the last row that was ever touched.
    cells = {at: _cell(cell, shown._cells.get(at)) for at, cell in written._cells.items()}
    merged = tuple(
        (area.min_row, area.min_col, area.max_row, area.max_col)
        for area in written.merged_cells.ranges
    )
    return WorkbookSheet(
        written.title,
        MappingProxyType({at: cell for at, cell in cells.items() if not cell.is_blank}),
        MappingProxyType({at: cell for at, cell in cells.items() if cell.is_blank}),
        merged,
        frozenset(row for row, look in written.row_dimensions.items() if look.hidden),
        frozenset(_hidden_columns(written)),
    )


def _hidden_columns(sheet: Any) -> Iterator[int]:  # noqa: ANN401
    for look in sheet.column_dimensions.values():
        if look.hidden and look.min is not None:
            yield from range(look.min, min(look.max or look.min, look.min + 200) + 1)


def _cell(written: Any, shown: Any) -> SavedCell:  # noqa: ANN401
    formula = written.data_type == "f"
    content = shown.value if formula and shown is not None else written.value
    if isinstance(content, datetime.date) and not isinstance(content, datetime.datetime):
        content = datetime.datetime.combine(content, datetime.time())
    if isinstance(content, datetime.timedelta):
        content = str(content)
    data_type = shown.data_type if formula and shown is not None else written.data_type
    return SavedCell(
        written.row,
        written.column,
        None if formula and shown is None else content,
        written.number_format,
        written._style.numFmtId,
        formula,
        data_type == "e",
        written.parent.parent.epoch == CALENDAR_MAC_1904,
    )
