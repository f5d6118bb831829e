"""Whether the Word form, its PDF and the workbook say what the manifest says."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from docgen.data.wording import PageRange, write_figure, write_ranges
from docgen.package.manifest import EvidencePart, ItemPart, Manifest, has_points
from docgen.sources.mupdf import load_mupdf
from docgen.verify.pages import Said
from docgen.verify.reading import flatten
from docgen.verify.sight import visible_text

_FIRST_ROW = 4
"""Of a table in the workbook; the heads stand above it."""


# --- the form ----------------------------------------------------------------------------------


def check_form(manifest: Manifest, form: Path) -> Iterator[Said]:
    """The Word form has each item's points and pages in the item's row."""
    from docx import Document  # noqa: PLC0415 - slow, and most rules do without

    if not has_points(manifest):
        return
    rows = [
        [flatten(cell.text) for cell in row.cells]
        for table in Document(str(form)).tables
        for row in table.rows
    ]
    for item in manifest.items:
        row = next((r for r in rows if any(flatten(item.title) in cell for cell in r)), None)
        for what in _row_mistakes(item, row):
            yield Said("V401", form.name, None, f"第 {item.number} 项{what}")
    if manifest.totals is None:
        return
    total = write_figure(manifest.totals.total)
    # Beside its label in one cell (总得分：93), or in the next one (自评总分 | 93).
    printed = re.compile(rf"总得?分:?{re.escape(total)}(?!\d|\.\d)")
    if not any(printed.search(":".join(row)) for row in rows):
        yield Said("V401", form.name, None, f"没有印着总得分 {total}")


def _row_mistakes(item: ItemPart, row: list[str] | None) -> Iterator[str]:
    if row is None:
        yield "在表里找不到"
        return
    claimed = write_figure(item.claimed)
    if claimed and claimed not in row:
        yield f"的得分不是 {claimed}"
    for measure in item.measures:
        text = f"{measure.name} {write_figure(measure.value)} {measure.unit}"
        if measure.value is not None and not any(flatten(text) in cell for cell in row):
            yield f"没有写着“{text}”"
    pages = _write_pages(item)
    if pages and not any(flatten(f"第 {pages} 页") in cell for cell in row):
        yield f"没有写着佐证在第 {pages} 页"


def _write_pages(item: ItemPart) -> str:
    return write_ranges(PageRange(pages.first, pages.last) for pages in item.pages)


# --- its PDF -----------------------------------------------------------------------------------

_PAGE_NUMBER = re.compile(r"[—－-]\d+[—－-]")
_IDENTITY = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{6}[FRE]\d+?[0-9A-Z]{4}(?![0-9A-Z])")


def read_form_pdf(path: str) -> tuple[str, ...]:
    """The text of each page that can be seen, in the order it was drawn. For a worker."""
    with load_mupdf().open(path, filetype="pdf") as document:
        return tuple(flatten(visible_text(page)) for page in document)


def check_form_pdf(form: Path, pdf: str, pages: Sequence[str]) -> Iterator[Said]:
    """The PDF of a form, called `pdf`, prints what stands in the Word form, row by row.

    LibreOffice draws cell after cell, so a row's text is whole in the PDF's, unless a page ends
    within it. Then all of its characters must be there all the same.
    """
    from docx import Document  # noqa: PLC0415 - see above

    # What identifies the pages is printed on the PDF alone.
    document, printed = Document(str(form)), _IDENTITY.sub("", "".join(pages))
    texts = [_row_texts(row) for table in document.tables for row in table.rows]
    texts += [(flatten(paragraph.text),) for paragraph in document.paragraphs]
    apart = [whole for whole in texts if any(whole) and not any(t in printed for t in whole if t)]
    cells = {cell._tc: cell for t in document.tables for row in t.rows for cell in row.cells}
    said = [flatten(paragraph.text) for paragraph in document.paragraphs]
    said += [flatten(cell.text) for cell in cells.values()]
    lost = Counter("".join(said)) - Counter(_PAGE_NUMBER.sub("", printed))
    if not lost and len(apart) < len(pages):
        return
    for whole in apart:
        yield Said("V403", pdf, None, f"Word 版里的“…{whole[-1][-40:]}”，PDF 里不一样")
    if lost and not apart:
        yield Said("V403", pdf, None, f"Word 版里的“{''.join(lost)[:40]}”，PDF 里少了")


def _row_texts(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row of a Word table
    """A row's text, and that without its first cell, which may be drawn beside a row above."""
    cells = [flatten(cell.text) for cell in {cell._tc: cell for cell in row.cells}.values()]
    return "".join(cells), "".join(cells[1:])


# --- the workbook ------------------------------------------------------------------------------


def check_workbook(manifest: Manifest, workbook: Path) -> Iterator[Said]:
    """Every cell of the cross-reference that has its value in the manifest has that value."""
    from openpyxl import load_workbook  # type: ignore[import-untyped] # noqa: PLC0415

    with workbook.open("rb") as file:
        # Given a path, openpyxl leaves the file open when it turns out to be spoilt.
        book = load_workbook(file, read_only=False)
    by_item, by_evidence = (_read_table(sheet) for sheet in book.worksheets[:2])
    for what in (
        *_item_mistakes(manifest, by_item),
        *_evidence_mistakes(manifest, by_evidence),
    ):
        yield Said("V402", workbook.name, None, what)


def _read_table(sheet: Any) -> list[dict[str, str]]:  # noqa: ANN401 - openpyxl has no types
    heads = [flatten(str(cell.value)) for cell in sheet[_FIRST_ROW - 1]]
    rows = sheet.iter_rows(min_row=_FIRST_ROW, values_only=True)
    return [dict(zip(heads, map(_write_cell, row), strict=True)) for row in rows]


def _write_cell(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return write_figure(Decimal(str(value)))
    return "" if value is None else flatten(str(value))


def _item_mistakes(manifest: Manifest, table: Sequence[dict[str, str]]) -> Iterator[str]:
    number, first, pieces = "", {}, {}
    for row in table:
        if row["编号"].isdecimal():
            number = row["编号"]
            first[number], pieces[number] = row, list[dict[str, str]]()
        if number and row.get("佐证") not in ("", "(无)"):
            pieces[number].append(row)
        if row.get("考核内容") == "总得分" and manifest.totals is not None:
            yield from _differences("总得分", row, {"自评": write_figure(manifest.totals.total)})
    evidence = {piece.id: piece for piece in manifest.evidence}
    for item in manifest.items:
        name = f"第 {item.number} 项"
        row = first.get(str(item.number), {})
        if not row:
            yield f"没有{name}"
            continue
        yield from _differences(name, row, _item_cells(item))
        listed = pieces[str(item.number)]
        wanted = [evidence[id_] for id_ in item.evidence if id_ in evidence]
        if len(listed) != len(wanted):
            yield f"{name}有 {len(listed)} 件佐证，清单是 {len(wanted)} 件"
        for cells, piece in zip(listed, wanted, strict=False):
            if not cells["佐证"].startswith(flatten(f"{piece.id}　{piece.title}")):
                yield f"{name}的佐证 {piece.id} 写的是“{cells['佐证']}”"
            yield from _differences(f"{name}佐证 {piece.id} ", cells, {"起止页": _pages_of(piece)})


def _item_cells(item: ItemPart) -> dict[str, str]:
    return {
        "考核内容": item.title,
        "满分": "加分" if item.points is None else write_figure(item.points),
        "自评": "未填" if item.claimed is None else write_figure(item.claimed),
        "落实数量": item.measure,
        "佐证页码": _write_pages(item) or "—",
    }


def _pages_of(piece: EvidencePart) -> str:
    return str(PageRange(piece.first_page, piece.last_page))


def _evidence_mistakes(manifest: Manifest, table: Sequence[dict[str, str]]) -> Iterator[str]:
    rows = {row["编号"]: row for row in table}
    if len(table) != len(manifest.evidence):
        yield f"列了 {len(table)} 件佐证，清单是 {len(manifest.evidence)} 件"
    for piece in manifest.evidence:
        if piece.id not in rows:
            yield f"没有佐证 {piece.id}"
            continue
        wanted = {
            "页上标注": piece.printed_as or piece.reference,
            "标题": piece.title,
            "种类": piece.kind,
            "日期": piece.date or "",
            "数量": write_figure(piece.quantity),
            "持有人": piece.holder,
            "证书或文件号": piece.number,
            "起始页": str(piece.first_page),
            "终止页": str(piece.last_page),
        }
        yield from _differences(f"佐证 {piece.id} ", rows[piece.id], wanted)


def _differences(name: str, row: dict[str, str], wanted: dict[str, str]) -> Iterator[str]:
    """What of a row is not as wanted. Columns that are not there say nothing."""
    for head, value in wanted.items():
        if head in row and row[head] != flatten(value):
            yield f"{name}的{head}是 {row[head] or '空的'}，清单是 {value or '空的'}"


def opening_errors() -> tuple[type[Exception], ...]:
    """What opening a Word document or a workbook that is none raises."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415

    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml.etree import LxmlError  # type: ignore[import-untyped] # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped] # noqa: PLC0415

    unreadable = (OpcError, InvalidFileException, zipfile.BadZipFile, zlib.error)
    return (*unreadable, ParseError, LxmlError, KeyError, IndexError, ValueError, OSError)
