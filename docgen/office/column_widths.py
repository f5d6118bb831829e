"""Columns too narrow for their numbers are widened: a number that does not fit is printed as ###.

Worked on is the OpenDocument workbook that is printed; whether it is needed is seen in its PDF.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.issue import Issue
from docgen.issues.unplaced import noted
from docgen.office.package_parts import Parts
from docgen.office.workbook_parts import write_place

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_STYLE = f"{{{_OASIS}style:1.0}}"
_TABLE = f"{{{_OASIS}table:1.0}}"
_TEXT = f"{{{_OASIS}text:1.0}}"
_OFFICE = f"{{{_OASIS}office:1.0}}"
_FO = f"{{{_OASIS}xsl-fo-compatible:1.0}}"
_NUMBERS = frozenset({"float", "percentage", "currency", "date", "time"})
_INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72}
_DEFAULT_PT, _DEFAULT_WIDTH = 10.0, 0.889
_EM_A_DIGIT, _EM_A_CHARACTER = 0.6, 1.05
_PADDING = 0.12
_HASHES = "###"


@dataclass(frozen=True)
class TooNarrow:
    """A cell whose number does not fit its column, and how wide it would have to be, in inches."""

    sheet: str
    row: int
    column: int
    width: float

    @property
    def place(self) -> str:
        """Its sheet and reference."""
        return f"{self.sheet}!{write_place(self.row, self.column)}"


def has_hashes(pdf_texts: Iterator[str], workbook: Path) -> bool:
    """Whether a PDF shows ### more often than the cells of the workbook say it."""
    printed = sum(text.count(_HASHES) for text in pdf_texts)
    if not printed:
        return False
    with Parts(workbook) as parts:
        return printed > parts.read("content.xml").count(_HASHES.encode())


def widen_columns(workbook: Path) -> tuple[tuple[Issue, ...], list[TooNarrow]]:
    """Widen the columns of an OpenDocument workbook that are too narrow for a number.

    Returns what is noted, and the cells it was done for.
    """
    with Parts(workbook) as parts:
        root = parts.read_tree("content.xml")
        if root is None:
            return (), []
        looks = _Looks(root, parts.read_tree("styles.xml"))
        found = [cell for table in root.iter(f"{_TABLE}table") for cell in _narrow(table, looks)]
        for table in root.iter(f"{_TABLE}table"):
            name = table.get(f"{_TABLE}name", "")
            wanted: dict[int, float] = {}
            for cell in found:
                if cell.sheet == name:
                    wanted[cell.column] = max(wanted.get(cell.column, 0), cell.width)
            _widen(root, table, looks, wanted)
        parts.write_tree("content.xml", root)
        parts.save()
    return tuple(_note(found)), found


def _note(found: list[TooNarrow]) -> Iterator[Issue]:
    for sheet in dict.fromkeys(cell.sheet for cell in found):
        columns = sorted({cell.column for cell in found if cell.sheet == sheet})
        yield noted("widened", sheet=sheet, columns=tuple(write_place(0, n)[:-1] for n in columns))


class _Looks:
    """Sizes of type and widths of columns by the names of styles."""

    def __init__(self, root: etree._Element, styles: etree._Element | None) -> None:
        self.widths: dict[str, float] = {}
        self._sizes: dict[str, tuple[str, float | None, bool]] = {}
        for tree in (styles, root):
            for style in tree.iter(f"{_STYLE}style") if tree is not None else ():
                self._take(style)

    def _take(self, style: etree._Element) -> None:
        name = style.get(f"{_STYLE}name", "")
        column = style.find(f"{_STYLE}table-column-properties")
        if column is not None:
            self.widths[name] = _inches(column.get(f"{_STYLE}column-width"))
        text = style.find(f"{_STYLE}text-properties")
        size = text.get(f"{_FO}font-size", "") if text is not None else ""
        points = float(size[:-2]) if size.endswith("pt") else None
        bold = text is not None and text.get(f"{_FO}font-weight") == "bold"
        self._sizes[name] = (style.get(f"{_STYLE}parent-style-name", ""), points, bold)

    def size_of(self, name: str) -> float:
        """The size of type of a cell's style in inches, a little more where it is bold."""
        points, heavy = None, False
        for _ in range(10):
            parent, own, bold = self._sizes.get(name, ("", None, False))
            points, heavy = points if points is not None else own, heavy or bold
            name = parent
        return (points or _DEFAULT_PT) / 72 * (1.08 if heavy else 1)


def _inches(length: str | None) -> float:
    unit = (length or "")[-2:]
    return float((length or "0in")[:-2]) * _INCHES[unit] if unit in _INCHES else _DEFAULT_WIDTH


def _columns_of(table: etree._Element) -> Iterator[tuple[etree._Element, int, int]]:
    """The column elements of a table, each with its first number and how many it stands for."""
    first = 0
    for column in table.iter(f"{_TABLE}table-column"):
        count = int(column.get(f"{_TABLE}number-columns-repeated", "1"))
        yield column, first, count
        first += count


def _narrow(table: etree._Element, looks: _Looks) -> Iterator[TooNarrow]:
    spans = [
        (first, first + count, column.get(f"{_TABLE}style-name", ""), column)
        for column, first, count in _columns_of(table)
    ]
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            if cell.get(f"{_OFFICE}value-type") in _NUMBERS and not _is_merged(cell):
                at = next((span for span in spans if span[0] <= column < span[1]), None)
                style = cell.get(f"{_TABLE}style-name") or _style_below(at)
                width = _measure(_shown_by(cell), looks.size_of(style or "Default"))
                if at and width > looks.widths.get(at[2], _DEFAULT_WIDTH):
                    yield TooNarrow(table.get(f"{_TABLE}name", ""), row, column, width)
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        row += int(line.get(f"{_TABLE}number-rows-repeated", "1"))


def _style_below(at: tuple[int, int, str, etree._Element] | None) -> str | None:
    return at[3].get(f"{_TABLE}default-cell-style-name") if at else None


def _is_merged(cell: etree._Element) -> bool:
    return int(cell.get(f"{_TABLE}number-columns-spanned", "1")) > 1


def _shown_by(cell: etree._Element) -> str:
    return "".join(cell.find(f"{_TEXT}p").itertext()) if cell.find(f"{_TEXT}p") is not None else ""


def _measure(text: str, em: float) -> float:
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return (wide * _EM_A_CHARACTER + (len(text) - wide) * _EM_A_DIGIT) * em + _PADDING


def _widen(
    root: etree._Element, table: etree._Element, looks: _Looks, wanted: Mapping[int, float]
) -> None:
    """Give each wanted column of a table a style of its own."""
    styles = root.find(f"{_OFFICE}automatic-styles")
    for column, first, count in list(_columns_of(table)):
        wider = {n: wanted[n] for n in range(first, min(first + count, 1024)) if n in wanted}
        at = first
        for number, width in wider.items():
            if number > at:
                column.addprevious(_repeat(column, number - at))
            alone = _repeat(column, 1)
            alone.set(f"{_TABLE}style-name", _add_style(styles, looks, width))
            column.addprevious(alone)
            at = number + 1
        if wider and at < first + count:
            column.addprevious(_repeat(column, first + count - at))
        if wider:
            column.getparent().remove(column)


def _repeat(column: etree._Element, count: int) -> etree._Element:
    made = deepcopy(column)
    made.tail = None
    made.set(f"{_TABLE}number-columns-repeated", str(count))
    return made


def _add_style(styles: etree._Element, looks: _Looks, width: float) -> str:
    name = f"wide{len(looks.widths)}"
    looks.widths[name] = width
    style = etree.SubElement(
        styles, f"{_STYLE}style", {f"{_STYLE}name": name, f"{_STYLE}family": "table-column"}
    )
    said = {f"{_STYLE}column-width": f"{width:.4f}in"}
    etree.SubElement(style, f"{_STYLE}table-column-properties", said)
    return name
