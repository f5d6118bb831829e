"""The job ticket as a workbook: a sheet for each of its sections."""

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from docgen.office.workbook_style import (
    FONT,
    SheetPage,
    count_lines,
    row_height,
    save_book,
    set_page,
    style_cell,
    write_value,
)
from docgen.printing.ticket import Section, Ticket

_HEAD = 4
_HALF_WIDTHS_A_MM = 0.56
"""Half-width characters of 10 pt in a millimetre of a column."""


def write_ticket_book(ticket: Ticket) -> bytes:
    """Return the ticket as .xlsx, the same bytes every time."""
    book = Workbook()
    book.remove(book.active)
    for section in ticket.sections:
        _write_sheet(book.create_sheet(section.title.partition("、")[2]), ticket, section)
    return save_book(book)


def _write_sheet(sheet: Worksheet, ticket: Ticket, section: Section) -> None:
    _write_line(sheet, 1, ticket.title, Font(name=FONT, size=14, bold=True))
    facts = "　　".join(f"{label}：{value}" for label, value in ticket.facts)
    _write_line(sheet, 2, facts, Font(name=FONT, size=10))
    _write_line(sheet, 3, section.note, Font(name=FONT, size=10))
    widths = [width * _HALF_WIDTHS_A_MM for width in section.widths]
    for column, (head, width) in enumerate(zip(section.heads, widths, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        cell = sheet.cell(_HEAD, column)
        write_value(cell, head)
        style_cell(cell, "center", top=False, bold=True, fill=True, linked=False)
    for line, row in enumerate(section.rows, start=_HEAD + 1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            write_value(cell, text)
            align = "center" if column == 1 else "left"
            style_cell(cell, align, top=False, bold=False, fill=False, linked=False)
        lines = max(count_lines(text, width) for text, width in zip(row, widths, strict=True))
        sheet.row_dimensions[line].height = row_height(lines)
    set_page(sheet, SheetPage(_HEAD))


def _write_line(sheet: Worksheet, row: int, text: str, font: Font) -> None:
    cell = sheet.cell(row, 1)
    write_value(cell, text)
    cell.font = font
