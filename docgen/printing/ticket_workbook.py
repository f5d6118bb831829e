"""The job ticket as a workbook: a sheet for each of its sections."""

import datetime
import io
import zipfile

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

from docgen.office.workbook_style import LINE_PT, PADDING_PT, count_lines
from docgen.package.crossref_workbook import FONT, style_cell, write_cell
from docgen.printing.ticket import Section, Ticket
from docgen.system.reproducible_zip import normalise_office_zip

_DATE = datetime.datetime(2000, 1, 1)
_HALF_WIDTHS_A_MM = 0.56
"""Half-width characters of 10 pt in a millimetre of a column."""


def write_ticket_book(ticket: Ticket) -> bytes:
    """Return the ticket as .xlsx, the same bytes every time."""
    book = Workbook()
    book.remove(book.active)
    for section in ticket.sections:
        _write_sheet(book.create_sheet(section.title.partition("、")[2]), ticket, section)
    book.properties.creator = "docgen"
    book.properties.created = book.properties.modified = _DATE
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return normalise_office_zip(made.getvalue())


def _write_sheet(sheet: Worksheet, ticket: Ticket, section: Section) -> None:
    _write_line(sheet, 1, ticket.title, Font(name=FONT, size=14, bold=True))
    facts = "　　".join(f"{label}：{value}" for label, value in ticket.facts)
    _write_line(sheet, 2, facts, Font(name=FONT, size=10))
    _write_line(sheet, 3, section.note, Font(name=FONT, size=10))
    widths = [width * _HALF_WIDTHS_A_MM for width in section.widths]
    for column, (head, width) in enumerate(zip(section.heads, widths, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        cell = sheet.cell(4, column)
        write_cell(cell, head)
        style_cell(cell, "center", top=False, bold=True, fill=True, linked=False)
    for line, row in enumerate(section.rows, start=5):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            write_cell(cell, text)
            align = "center" if column == 1 else "left"
            style_cell(cell, align, top=False, bold=False, fill=False, linked=False)
        lines = max(count_lines(text, width) for text, width in zip(row, widths, strict=True))
        sheet.row_dimensions[line].height = lines * LINE_PT + PADDING_PT
    _set_page(sheet)


def _write_line(sheet: Worksheet, row: int, text: str, font: Font) -> None:
    cell = sheet.cell(row, 1)
    write_cell(cell, text)
    cell.font = font


def _set_page(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
