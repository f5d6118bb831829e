"""How the workbooks that docgen writes look: faces, rules, heights, the page, and their bytes."""

import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from weakref import WeakKeyDictionary

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import Cell, MergedCell  # type: ignore[import-untyped]
from openpyxl.styles import (  # type: ignore[import-untyped]
    Alignment,
    Border,
    Font,
    PatternFill,
    Side,
)
from openpyxl.styles.cell_style import StyleArray  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

from docgen.system.reproducible_zip import normalise_office_zip
from docgen.text.masking import publish

Value = str | int | Decimal | None

FONT = "宋体"
HEADING_FONT = "黑体"
SIZE = 10
TITLE_SIZE = 16
LINE_PT = 14.0
PADDING_PT = 6.0
HIGHEST_ROW_PT = 409.0
"""Excel's own limit."""
LONGEST_TEXT = 32_767
"""Characters in a cell; Excel's own limit."""

_GREY_RULE = "FF808080"
_GROUND = "FFE7EBF0"
_LINK = "FF0563C1"
_DATE = datetime.datetime(2000, 1, 1)
# XML cannot hold them, and Excel calls the whole file damaged.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


# --- the page ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetPage:
    """The paper a sheet is printed on: all its columns fit one page's width.

    Margins are in inches; None is the program's own.
    """

    head_row: int | None
    """The row that is seen all the time and printed on every page."""
    paper: Literal["A3", "A4"] = "A4"
    landscape: bool = True
    centred: bool = False
    sides: float | None = None
    top: float | None = None
    bottom: float | None = None
    footer: float | None = None
    foot: str = "第 &P 页　共 &N 页"
    head: str | None = None


def set_page(sheet: Worksheet, page: SheetPage) -> None:
    """Set how a sheet is printed."""
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.orientation = "landscape" if page.landscape else "portrait"
    setup.paperSize = Worksheet.PAPERSIZE_A3 if page.paper == "A3" else Worksheet.PAPERSIZE_A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    wanted = {
        "left": page.sides,
        "right": page.sides,
        "top": page.top,
        "bottom": page.bottom,
        "footer": page.footer,
    }
    for side, inches in wanted.items():
        if inches is not None:
            setattr(margins, side, inches)
    if page.centred:
        sheet.print_options.horizontalCentered = True
    if page.head_row is not None:
        sheet.freeze_panes = f"A{page.head_row + 1}"
        sheet.print_title_rows = f"{page.head_row}:{page.head_row}"
    sheet.oddFooter.center.text = page.foot
    sheet.oddHeader.center.text = page.head


# --- cells -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in half-width characters, and how it is set."""

    head: str
    width: float
    align: Literal["left", "center"] = "center"


def write_title(
    sheet: Worksheet,
    title: str,
    facts: str,
    columns: Sequence[Column],
    lines_pt: tuple[float, float],
) -> None:
    """Set the widths of a sheet's columns, and across them its title and a line of facts.

    `lines_pt` are the heights of a line of either.
    """
    width = sum(column.width for column in columns)
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for row, text, size in ((1, title, TITLE_SIZE), (2, facts, SIZE)):
        merge_row(sheet, row, len(columns))
        cell, first = sheet.cell(row, 1), row == 1
        write_value(cell, text)
        cell.font = Font(name=HEADING_FONT if first else FONT, size=size)
        cell.alignment = Alignment(
            horizontal="center" if first else "left", vertical="center", wrap_text=True
        )
        lines = count_lines(text, width * SIZE / size)
        sheet.row_dimensions[row].height = lines * lines_pt[row - 1] + PADDING_PT


def style_cell(cell: Cell, align: str, top: bool, bold: bool, fill: bool, linked: bool) -> None:
    """Give a cell its rules, its place for the text, its face and its ground."""
    looks, look = _LOOKS.setdefault(cell.parent.parent, {}), (align, top, bold, fill, linked)
    # openpyxl seeks every style that is set among all others; a copied one it takes as it is.
    if look not in looks:
        _dress(cell, *look)
        looks[look] = cell._style
    cell._style = copy(looks[look])


def merge_row(sheet: Worksheet, row: int, columns: int) -> None:
    """Make one cell of the first ones of a row, as `merge_cells` does."""
    merged, style = _MERGED.setdefault(sheet.parent, {}), sheet.cell(row, 1)._style
    look = (columns, tuple(style) if style else ())
    if look not in merged:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
        merged[look] = [sheet._cells[row, place]._style for place in range(1, columns + 1)]
        return
    # It works out the frame of each cell, which took as long as all else that is drawn.
    for place, own in enumerate(merged[look], start=1):
        cell = sheet.cell(row, 1) if place == 1 else MergedCell(sheet, row, place)
        cell._style = copy(own)
        sheet._cells[row, place] = cell
    sheet.merged_cells.add(f"A{row}:{get_column_letter(columns)}{row}")


_MERGED: WeakKeyDictionary[Workbook, dict[tuple[int, tuple[int, ...]], list[StyleArray]]] = (
    WeakKeyDictionary()
)
"""The styles of rows that became one cell, by their columns and the style of the first."""

_Look = tuple[str, bool, bool, bool, bool]
"""How a cell is aligned, whether at its top, bold, filled, and a link."""
_LOOKS: WeakKeyDictionary[Workbook, dict[_Look, StyleArray]] = WeakKeyDictionary()
"""The styles of cells, by the workbook whose lists they point into."""


def _dress(cell: Cell, align: str, top: bool, bold: bool, fill: bool, linked: bool) -> None:
    frame_cell(cell, align, top=top, fill=_GROUND if fill else None)
    cell.font = Font(
        name=FONT,
        size=SIZE,
        bold=bold,
        color=_LINK if linked else None,
        underline="single" if linked else None,
    )


def frame_cell(
    cell: Cell,
    align: str,
    *,
    top: bool = False,
    fill: str | None = None,
    rule: str = _GREY_RULE,
    indent: int = 0,
) -> None:
    """Give a cell its rules, its place for the text, and its ground. Colours are ARGB."""
    side = Side("thin", color=rule)
    cell.border = Border(side, side, side, side)
    cell.alignment = Alignment(
        horizontal=align, vertical="top" if top else "center", wrap_text=True, indent=indent
    )
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def write_value(cell: Cell, value: Value) -> None:
    """Set a cell's value. A text stays a text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = _UNWRITABLE.sub("", publish(value))
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 2] + "……"
    cell.value = text
    cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@")):
        # Someone who edits the cell does not turn it into a formula either.
        cell.number_format = "@"
        cell.quotePrefix = True


# --- heights -----------------------------------------------------------------------------------


def row_height(lines: float) -> float:
    """Return how high a row of so many lines is, in points."""
    return min(lines * LINE_PT + PADDING_PT, HIGHEST_ROW_PT)


def count_lines(text: str, width: float) -> int:
    """Return how many lines a cell of `width` half-width characters needs for `text`."""
    return sum(_broken_lines(line, width - 1) for line in text.split("\n"))


def _broken_lines(line: str, width: float) -> int:
    lines, used = 1, 0.0
    for word in _words(line):
        size = sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else 1.0 for c in word)
        if used and used + size > width:
            lines, used = lines + 1, 0.0
        used += size
        while used > width:
            lines, used = lines + 1, used - width
    return lines


def _words(line: str) -> Iterator[str]:
    """The stretches a line can be broken between: words of Latin letters, single Chinese ones."""
    return (match[0] for match in re.finditer(r"[!-~]+|.", line))


# --- the file ----------------------------------------------------------------------------------


def save_book(book: Workbook, title: str | None = None) -> bytes:
    """Return the workbook's bytes, the same for the same contents."""
    properties = book.properties
    properties.title, properties.creator = title, "docgen"
    properties.created = properties.modified = _DATE
    target = io.BytesIO()
    # Workbook.save would put the present time in the properties.
    ExcelWriter(book, zipfile.ZipFile(target, "w")).save()
    return normalise_office_zip(target.getvalue())
