"""Spreadsheets are fitted to the width of the paper before they are printed.

As they are, most would have their right-hand columns on pages of their own, where nobody can read
them. A sheet whose author has set a scale or a width keeps it.
"""

import io
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.issue import Issue
from docgen.issues.unplaced import noted

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_STYLE = f"{{{_OASIS}style:1.0}}"
_TABLE = f"{{{_OASIS}table:1.0}}"
_TEXT = f"{{{_OASIS}text:1.0}}"
_OFFICE = f"{{{_OASIS}office:1.0}}"
_FO = f"{{{_OASIS}xsl-fo-compatible:1.0}}"

_SCALES = ("scale-to-pages", "scale-to-X", "scale-to-Y")
_INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72}
_A4 = (21 / 2.54, 29.7 / 2.54)
_MARGIN = 2 / 2.54

_TURNED_BELOW = 0.85
"""A sheet that would become smaller than this on upright paper is printed across it."""
_SMALLEST = 0.4
"""Letters of 11 points become 4.4. What needs less stays as large as it is, on more pages."""


@dataclass(frozen=True)
class _Sheet:
    """A table: its name, its master page, and how wide what is written in it is, in inches."""

    name: str
    master: str
    width: float
    hidden: bool = False
    left_out: tuple[Issue, ...] = ()
    """What is said of the parts of it that are not printed."""


def fit_to_width(workbook: Path, name: str) -> tuple[Issue, ...]:
    """Let every sheet of an OpenDocument workbook be one page wide; returns notes for the clerk.

    Where a header prints the file's name it is `name`.

    zipfile.BadZipFile, KeyError or etree.XMLSyntaxError where it is no such workbook.
    """
    with zipfile.ZipFile(workbook) as package:
        sheets = list(_read_sheets(package))
        root = etree.fromstring(package.read("styles.xml"), _parser())
        for field in root.iter(f"{_TEXT}file-name"):
            field.tag, field.text = f"{_TEXT}span", name
            field.attrib.clear()
        hidden = [
            noted("hidden_sheet", sheet=sheet.name)
            for sheet in sheets
            if sheet.hidden and sheet.width
        ]
        sheets = [sheet for sheet in sheets if not sheet.hidden]
        left_out = [note for sheet in sheets if sheet.width for note in sheet.left_out]
        fitted = [note for sheet in sheets for note in _fit(sheet, root, sheets)]
        beside = workbook.with_suffix(".fitted")
        _write(package, beside, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    beside.replace(workbook)
    return (*hidden, *left_out, *fitted)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _write(package: zipfile.ZipFile, target: Path, styles: bytes) -> None:
    with zipfile.ZipFile(target, "w") as written:
        for entry in package.infolist():
            with package.open(entry) as old, written.open(entry, "w") as new:
                shutil.copyfileobj(
                    io.BytesIO(styles) if entry.filename == "styles.xml" else old, new
                )


def _fit(sheet: _Sheet, styles: etree._Element, sheets: list[_Sheet]) -> Iterator[Issue]:
    page = _find_page(styles, sheet.master)
    if page is None or _has_own_scale(page):
        return
    # Sheets that share a page layout are fitted by the widest of them.
    if sheet != max((s for s in sheets if s.master == sheet.master), key=lambda s: s.width):
        return
    width, height, margins = _read_paper(page)
    upright = (min(width, height) - margins) / (sheet.width or 1)
    across = (max(width, height) - margins) / (sheet.width or 1)
    if max(across, upright) < _SMALLEST:
        yield noted("wide_sheet", sheet=sheet.name)
        return
    if upright < _TURNED_BELOW and width < height:
        page.set(f"{_FO}page-width", f"{height:.4f}in")
        page.set(f"{_FO}page-height", f"{width:.4f}in")
        page.set(f"{_STYLE}print-orientation", "landscape")
    page.attrib.pop(f"{_STYLE}scale-to", None)
    page.set(f"{_STYLE}scale-to-X", "1")


def _find_page(styles: etree._Element, master: str) -> etree._Element | None:
    for found in styles.iter(f"{_STYLE}master-page"):
        if found.get(f"{_STYLE}name") == master:
            layout = found.get(f"{_STYLE}page-layout-name")
            break
    else:
        return None
    for page in styles.iter(f"{_STYLE}page-layout"):
        if page.get(f"{_STYLE}name") == layout:
            return page.find(f"{_STYLE}page-layout-properties")
    return None


def _has_own_scale(page: etree._Element) -> bool:
    named = page.get(f"{_STYLE}scale-to", "100%") != "100%"
    return named or any(page.get(f"{_STYLE}{scale}") for scale in _SCALES)


def _read_paper(page: etree._Element) -> tuple[float, float, float]:
    """Width, height and the margins left and right together, in inches."""
    width = _inches(page.get(f"{_FO}page-width"), _A4[0])
    height = _inches(page.get(f"{_FO}page-height"), _A4[1])
    sides = [_inches(page.get(f"{_FO}margin-{side}"), _MARGIN) for side in ("left", "right")]
    if page.get(f"{_FO}page-width") is None:
        page.set(f"{_FO}page-width", f"{width:.4f}in")
        page.set(f"{_FO}page-height", f"{height:.4f}in")
    return width, height, sum(sides)


def _inches(length: str | None, otherwise: float) -> float:
    for unit, inches in _INCHES.items():
        if length and length.endswith(unit):
            return float(length.removesuffix(unit)) * inches
    return otherwise


def _read_sheets(package: zipfile.ZipFile) -> Iterator[_Sheet]:
    """The tables of the workbook, without holding its rows in memory."""
    masters: dict[str, str] = {}
    widths: dict[str, float] = {}
    hidden: set[str] = set()
    with package.open("content.xml") as content:
        events = etree.iterparse(
            content,
            events=("end",),
            tag=(f"{_STYLE}style", f"{_TABLE}table-row", f"{_TABLE}table"),
            resolve_entities=False,
            no_network=True,
            huge_tree=True,
        )
        used, unseen_rows = 0, False
        for _, element in events:
            if element.tag == f"{_STYLE}style":
                _note_style(element, masters, widths)
                if _hides(element):
                    hidden.add(element.get(f"{_STYLE}name", ""))
            elif element.tag == f"{_TABLE}table-row":
                filled = _count_used(element)
                used = max(used, filled)
                unseen_rows |= bool(filled) and _is_unseen(element)
                element.clear()
            elif (element.get(f"{_TABLE}style-name") or "") in masters:
                name = element.get(f"{_TABLE}name", "")
                style = element.get(f"{_TABLE}style-name", "")
                width = _sum_widths(element, widths, used)
                said = tuple(_say_left_out(element, name, used, unseen_rows))
                yield _Sheet(name, masters[style], width, style in hidden, said)
                used, unseen_rows = 0, False
                element.clear()


def _say_left_out(
    table: etree._Element, name: str, used: int, unseen_rows: bool
) -> Iterator[Issue]:
    """What a clerk is told of rows, columns and ranges that are not printed."""
    if unseen_rows:
        yield noted("hidden_rows", sheet=name)
    for column in table.iter(f"{_TABLE}table-column"):
        if used > 0 and _is_unseen(column):
            yield noted("hidden_columns", sheet=name)
            break
        used -= int(column.get(f"{_TABLE}number-columns-repeated", "1"))
    if table.get(f"{_TABLE}print-ranges"):
        yield noted("print_range", sheet=name)


def _is_unseen(part: etree._Element) -> bool:
    """Whether a row or a column is hidden or filtered away."""
    return bool(part.get(f"{_TABLE}visibility", "visible") != "visible")


def _hides(style: etree._Element) -> bool:
    """Whether a table of this style is not to be seen."""
    table = style.find(f"{_STYLE}table-properties")
    return table is not None and table.get(f"{_TABLE}display") == "false"


def _note_style(style: etree._Element, masters: dict[str, str], widths: dict[str, float]) -> None:
    name = style.get(f"{_STYLE}name", "")
    master = style.get(f"{_STYLE}master-page-name")
    if master and style.get(f"{_STYLE}family") == "table":
        masters[name] = master
    column = style.find(f"{_STYLE}table-column-properties")
    if column is not None:
        widths[name] = _inches(column.get(f"{_STYLE}column-width"), 0.0)


def _count_used(row: etree._Element) -> int:
    """How many columns of a row there are up to the last that shows something."""
    column = used = 0
    for cell in row:
        column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if len(cell) or cell.get(f"{_OFFICE}value-type"):
            used = column + int(cell.get(f"{_TABLE}number-columns-spanned", "1")) - 1
    return used


def _sum_widths(table: etree._Element, widths: Mapping[str, float], used: int) -> float:
    total = 0.0
    for column in table.iter(f"{_TABLE}table-column"):
        count = min(int(column.get(f"{_TABLE}number-columns-repeated", "1")), used)
        if not _is_unseen(column):
            total += widths.get(column.get(f"{_TABLE}style-name", ""), 0.0) * count
        used -= count
    return total
