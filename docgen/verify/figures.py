"""Whether figures, points and pages are the same in the manifest, the forms and the workbook."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from docgen.data.wording import PageRange, write_figure, write_ranges
from docgen.package.manifest import MANIFEST_NAME, ItemPart, Manifest, MeasurePart
from docgen.verify.pages import Said
from docgen.verify.reading import flatten


def check_measures(manifest: Manifest) -> Iterator[Said]:
    """Every figure is the sum of what the evidence adds to it."""
    quantities = {evidence.id: evidence.quantity for evidence in manifest.evidence}
    for item in manifest.items:
        for measure in item.measures:
            for what in _measure_mistakes(item, measure, quantities):
                where = f"{MANIFEST_NAME} 第 {item.number} 项"
                yield Said("V301", where, None, f"{measure.name}：{what}")


def _measure_mistakes(
    item: ItemPart, measure: MeasurePart, quantities: dict[str, Decimal | None]
) -> Iterator[str]:
    total = sum((term.quantity for term in measure.terms), Decimal(0))
    if measure.derived is not None and measure.derived != total:
        yield f"佐证加起来是 {write_figure(total)}，清单写的是 {write_figure(measure.derived)}"
    wanted = measure.derived if measure.typed is None else measure.typed
    if measure.value is not None and wanted is not None and measure.value != wanted:
        yield f"用的是 {write_figure(measure.value)}，应是 {write_figure(wanted)}"
    for term in measure.terms:
        if term.evidence not in quantities or term.evidence not in item.evidence:
            yield f"算进了不支撑这一项的佐证 {term.evidence}"
        elif quantities[term.evidence] not in (None, term.quantity):
            own = write_figure(quantities[term.evidence])
            yield f"佐证 {term.evidence} 的数量是 {own}，算进去的是 {write_figure(term.quantity)}"


def check_totals(manifest: Manifest) -> Iterator[Said]:
    """The totals are the sums of the items' points, none above the item's full points."""
    totals = manifest.totals
    if totals is None:
        return
    for item in manifest.items:
        if item.claimed is not None and item.points is not None and item.claimed > item.points:
            what = f"自评 {write_figure(item.claimed)} 分，超过满分 {write_figure(item.points)} 分"
            yield Said("V302", f"{MANIFEST_NAME} 第 {item.number} 项", None, what)
    base = _sum_claimed(item for item in manifest.items if not item.bonus)
    bonus = _sum_claimed(item for item in manifest.items if item.bonus)
    sums = (("基础分", totals.base, base), ("附加分", totals.bonus, bonus))
    for name, said, found in (*sums, ("总分", totals.total, base + bonus)):
        if said != found:
            what = f"{name}写的是 {write_figure(said)}，各项加起来是 {write_figure(found)}"
            yield Said("V303", MANIFEST_NAME, None, what)


def _sum_claimed(items: Iterable[ItemPart]) -> Decimal:
    return sum((item.claimed or Decimal(0) for item in items), Decimal(0))


# --- forms and workbook ------------------------------------------------------------------------


def check_form(manifest: Manifest, form: Path) -> Iterator[Said]:
    """The Word form has each item's points and pages in the item's row."""
    from docx import Document  # noqa: PLC0415 - slow, and most rules do without

    if manifest.totals is None:
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
    pages = _write_pages(item)
    if pages and not any(flatten(f"第 {pages} 页") in cell for cell in row):
        yield f"没有写着佐证在第 {pages} 页"


def _write_pages(item: ItemPart) -> str:
    return write_ranges(PageRange(pages.first, pages.last) for pages in item.pages)


def check_workbook(manifest: Manifest, workbook: Path) -> Iterator[Said]:
    """The cross-reference has each item's points and pages, and every piece of evidence."""
    from openpyxl import load_workbook  # type: ignore[import-untyped] # noqa: PLC0415

    with workbook.open("rb") as file:
        # Given a path, openpyxl leaves the file open when it turns out to be spoilt.
        book = load_workbook(file, read_only=False)
    by_item, by_evidence = book.worksheets[:2]
    rows = {row[0].value: row for row in by_item.iter_rows(min_row=4)}
    heads = [flatten(str(cell.value)) for cell in by_item[3]]
    for item in manifest.items:
        row = rows.get(item.number)
        if row is None:
            yield Said("V402", workbook.name, None, f"没有第 {item.number} 项")
            continue
        cells = dict(zip(heads, (cell.value for cell in row), strict=True))
        pages = _write_pages(item) or "—"
        if str(cells.get("佐证页码")) != pages:
            what = f"第 {item.number} 项的佐证页码是 {cells.get('佐证页码')}，应是 {pages}"
            yield Said("V402", workbook.name, None, what)
        if item.claimed is not None and str(cells.get("自评")) != write_figure(item.claimed):
            what = f"第 {item.number} 项的自评是 {cells.get('自评')}，清单是 {item.claimed}"
            yield Said("V402", workbook.name, None, what)
    listed = {str(row[0].value) for row in by_evidence.iter_rows(min_row=4)}
    for evidence in manifest.evidence:
        if evidence.id not in listed:
            yield Said("V402", workbook.name, None, f"没有佐证 {evidence.id}")


def opening_errors() -> tuple[type[Exception], ...]:
    """What opening a Word document or a workbook that is none raises."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415

    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml.etree import LxmlError  # type: ignore[import-untyped] # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped] # noqa: PLC0415

    unreadable = (OpcError, InvalidFileException, zipfile.BadZipFile, zlib.error)
    return (*unreadable, ParseError, LxmlError, KeyError, IndexError, ValueError, OSError)
