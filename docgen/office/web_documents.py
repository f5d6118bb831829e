"""Web pages under the name of an office document become one: systems export so by the thousand.

What a cell says is taken letter by letter: read as numbers, certificates and identity numbers would
lose their zeros. Nothing is fetched.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]
from openpyxl.drawing.image import Image as SheetImage  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, Side  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]
from PIL import Image

from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Told
from docgen.office.alt_chunks import lay_out, write_block
from docgen.office.html_markup import Block, MarkupTable, Paragraph, TableCell, WebPage, read_page
from docgen.office.package_parts import Parts

_WIDEST, _NARROWEST = 50.0, 6.0
_TALLEST_PT = 400.0
_LINE_PT = 16.0
_MOST_ROWS = 200_000
_LINE = Side(style="thin")


def write_sheet_of(content: bytes, stem: str) -> tuple[Path, Told]:
    """Write the tables of a web page as a workbook: its path, and what is said."""
    target = Path(f"{stem}.xlsx")
    page = read_page(content)
    book = openpyxl.Workbook()
    sheet: Worksheet = book.worksheets[0]
    widths: dict[int, float] = {}
    row = 1
    for block in page.blocks:
        if isinstance(block, MarkupTable):
            row = _write_table(sheet, block, row, widths) + 1
        else:
            _write_text(sheet, TableCell((block,)), row, 1)
            row += 1
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = max(width, _NARROWEST)
    book.save(target)
    return target, _say(page)


def _write_table(sheet: Worksheet, table: MarkupTable, row: int, widths: dict[int, float]) -> int:
    """Write a table from a row on; the row behind it."""
    for line in lay_out(table):
        if row > _MOST_ROWS:
            break
        column, lines = 1, 1
        for cell, begins in line:
            if begins:
                lines = max(lines, _write_cell(sheet, cell, row, column, widths))
            column += cell.columns
        sheet.row_dimensions[row].height = min(lines * _LINE_PT, _TALLEST_PT)
        row += 1
    return row


def _write_cell(
    sheet: Worksheet, cell: TableCell, row: int, column: int, widths: dict[int, float]
) -> int:
    """Write a cell with its borders; how many lines it takes."""
    last_row, last_column = row + cell.rows - 1, column + cell.columns - 1
    if cell.rows > 1 or cell.columns > 1:
        sheet.merge_cells(None, row, column, last_row, last_column)
    text = _write_text(sheet, cell, row, column)
    sheet.cell(row, column).border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    lines = text.split("\n")
    width = max(map(_measure, lines), default=0) + 2
    if cell.columns == 1:
        widths[column] = min(max(widths.get(column, 0), width), _WIDEST)
    room = _WIDEST * cell.columns
    return sum(int(_measure(line) // room) + 1 for line in lines) if cell.rows == 1 else 1


def _write_text(sheet: Worksheet, cell: TableCell, row: int, column: int) -> str:
    text: str = ILLEGAL_CHARACTERS_RE.sub("", cell.text)
    written = sheet.cell(row, column)
    written.value = text or None
    # What begins with "=" is no formula in a page.
    written.data_type = "s" if text else "n"
    written.number_format = "@"
    spans = [span for block in _paragraphs_of(cell.blocks) for span in block.spans]
    written.font = Font(name="宋体", size=10.5, bold=any(span.bold for span in spans))
    centred = any(block.centred for block in _paragraphs_of(cell.blocks)) or cell.columns > 1
    written.alignment = Alignment(
        horizontal="center" if centred else None, vertical="center", wrap_text=True
    )
    for picture in (span.picture for span in spans if span.picture):
        with Image.open(io.BytesIO(picture)) as opened:
            opened.verify()
        sheet.add_image(SheetImage(io.BytesIO(picture)), written.coordinate)
    return text


def _paragraphs_of(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (p for line in block.rows for c in line for p in _paragraphs_of(c.blocks))


def _measure(text: str) -> float:
    return sum(2.1 if unicodedata.east_asian_width(c) in "WFA" else 1.1 for c in text)


def write_word_of(content: bytes, stem: str) -> tuple[Path, Told]:
    """Write a web page as a Word document: its path, and what is said."""
    page = read_page(content)
    return write_word(page.blocks, stem), _say(page)


def write_word(blocks: Sequence[Block], stem: str) -> Path:
    """Write blocks as a Word document on A4 paper: its path."""
    target = Path(f"{stem}.docx")
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    document.save(str(target))
    with Parts(target) as parts:
        main = next(parts.related("", "officeDocument"))
        root = parts.read_tree(main)
        if root is not None:
            end = root.find(f"{qn('w:body')}/{qn('w:sectPr')}")
            for block in blocks:
                end.addprevious(write_block(block, parts, main))
            parts.write_tree(main, root)
        parts.save()
    return target


def _say(page: WebPage) -> Told:
    missing = page.missing_pictures
    return Told((noted("web_page"),), (lost("web_pictures", count=missing),) if missing else ())
