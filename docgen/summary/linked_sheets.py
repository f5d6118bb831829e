"""Sheets of tables whose cells lead to pages of packages: heads, rows, filters, links."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.hyperlink import Hyperlink  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from docgen.office.workbook_style import (
    LINE_PT,
    PADDING_PT,
    SIZE,
    Column,
    SheetPage,
    Value,
    count_lines,
    row_height,
    set_page,
    style_cell,
    write_title,
    write_value,
)
from docgen.package.archive import is_packed
from docgen.package.manifest import Document, Manifest

HEAD = 3
"""The row of a table's heads: above it are the title and a line of facts."""
_PAGE = SheetPage(HEAD, "A3", sides=0.4, top=0.5, bottom=0.8, footer=0.3)
_LONGEST_SHEET_NAME = 31


@dataclass(frozen=True)
class LinkedCell:
    """A cell that opens a file, at a page where the file is a PDF."""

    value: Value
    target: str
    location: str | None = None


@dataclass(frozen=True)
class StrongCell:
    """A cell that stands out."""

    value: Value


TableCell = Value | LinkedCell | StrongCell


# ── links ─────────────────────────────────────────────────────────────────────────────────────


def list_volumes(manifest: Manifest) -> list[Document]:
    """Return the volumes of a package's bundle, in order."""
    volumes = [d for d in manifest.documents if d.role == "bundle"]
    return sorted(volumes, key=lambda document: document.first_page or 1)


def find_divider(manifest: Manifest, number: int) -> int | None:
    """Return the page on which an item begins, if there is one of that number."""
    return next((item.divider for item in manifest.items if item.number == number), None)


def link_page(
    place: Path, manifest: Manifest, value: Value, page: int | None, folder: Path
) -> TableCell:
    """Return a link to a page of the bundle; to the archive as a whole, where it lies in one."""
    volumes = [v for v in list_volumes(manifest) if page and (v.first_page or 1) <= page]
    way = way_from(folder, place)
    if not volumes or way is None:
        return value
    if is_packed(place):
        return LinkedCell(value, quote_way(way))
    first = volumes[-1].first_page or 1
    target = quote_way(f"{way}/{volumes[-1].file}")
    return LinkedCell(value, target, f"page={(page or 1) - first + 1}")


def way_from(folder: Path, place: Path) -> str | None:
    """Return the way from a folder to a place; None where they lie on different drives."""
    try:
        return Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return None


def quote_way(way: str) -> str:
    """Return a way as an address. Chinese stays; what means something there does not."""
    return "".join(c if ord(c) > 127 else quote(c, safe="/") for c in way)


# ── drawing ───────────────────────────────────────────────────────────────────────────────────


def start_sheet(
    book: Workbook, name: str, title: str, facts: str, columns: Sequence[Column]
) -> Worksheet:
    """Begin a sheet with its title, its line of facts and its column heads."""
    sheet = book.create_sheet(_sheet_name(book, name))
    write_title(sheet, title, facts, columns, (16 * 1.45, SIZE * 1.45))
    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(HEAD, place)
        style_cell(cell, "center", False, True, True, False)
        write_value(cell, column.head)
    lines = max(count_lines(column.head, column.width) for column in columns)
    sheet.row_dimensions[HEAD].height = lines * LINE_PT + PADDING_PT
    set_page(sheet, _PAGE)
    return sheet


def _sheet_name(book: Workbook, name: str) -> str:
    """A name Excel takes, and no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:_LONGEST_SHEET_NAME] or "汇总"
    number, fresh = 2, plain
    while fresh.casefold() in {title.casefold() for title in book.sheetnames}:
        ending = f" {number}"
        number, fresh = number + 1, plain[: _LONGEST_SHEET_NAME - len(ending)] + ending
    return fresh


def put_row(
    sheet: Worksheet, columns: Sequence[Column], row: int, cells: Iterable[TableCell]
) -> None:
    """Draw one row of a table."""
    height = 1
    for place, (column, value) in enumerate(zip(columns, cells, strict=True), start=1):
        cell = sheet.cell(row, place)
        linked, strong = isinstance(value, LinkedCell), isinstance(value, StrongCell)
        bold = column.head == "总分" or strong
        style_cell(cell, column.align, False, bold, strong, linked)
        shown = value.value if isinstance(value, LinkedCell | StrongCell) else value
        write_value(cell, shown)
        if isinstance(value, LinkedCell):
            cell.hyperlink = Hyperlink(
                ref=cell.coordinate, target=value.target, location=value.location
            )
        text = shown if isinstance(shown, str) else ""
        height = max(height, count_lines(text, column.width))
    sheet.row_dimensions[row].height = row_height(height)


def put_table(
    sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Iterable[TableCell]]
) -> int:
    """Draw all rows of a table with a filter over them, and return the number of the last."""
    last = HEAD
    for last, cells in enumerate(rows, start=HEAD + 1):
        put_row(sheet, columns, last, cells)
    sheet.auto_filter.ref = f"A{HEAD}:{get_column_letter(len(columns))}{last}"
    return last
