"""The sheets of an Office Open XML workbook, and where their cells lie."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.office.package_parts import Parts

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

_EMU_A_POINT = 12_700
_EMU_A_PIXEL = 9_525
_PIXELS_A_DIGIT = 7
"""Of the default face; others are wider, never narrower by much."""
_DEFAULT_WIDTH = 64 / _PIXELS_A_DIGIT
_DEFAULT_HEIGHT_PT = 15.0

_ROW = re.compile(rb"<((?:[\w.-]+:)?)row(?=[\s>/])([^>]*)>")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*)>")
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?sheetFormatPr\s([^>]*)>")
_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name for people, its part, whether it is hidden."""

    name: str
    part: str
    hidden: bool


def find_workbook(parts: Parts) -> str | None:
    """The main part of a package."""
    return next(parts.related("", "officeDocument"), None)


def find_sheets(parts: Parts, workbook: str) -> Iterator[SheetPart]:
    """The worksheets in the order of their tabs."""
    root = parts.read_tree(workbook)
    targets = {
        relation.id: relation.target
        for relation in parts.relations(workbook)
        if relation.kind == "worksheet" and parts.has(relation.target)
    }
    for sheet in root.iter("{*}sheet") if root is not None else ():
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "")
        if target:
            hidden = sheet.get("state", "visible") != "visible"
            yield SheetPart(sheet.get("name", ""), target, hidden)


@dataclass(frozen=True)
class Grid:
    """How wide columns and how high rows of a sheet are, in EMU; numbers count from 0."""

    widths: dict[int, float]
    width: float
    heights: dict[int, float]
    height: float
    merged: dict[tuple[int, int], tuple[int, int]]
    """The last row and column of what is merged, by its first."""

    def measure(self, row: int, column: int) -> tuple[float, float]:
        """The width and height of a cell, with all it is merged with."""
        last_row, last_column = self.merged.get((row, column), (row, column))
        width = sum(self.widths.get(n, self.width) for n in range(column, last_column + 1))
        height = sum(self.heights.get(n, self.height) for n in range(row, last_row + 1))
        return width, height


def read_grid(raw: bytes) -> Grid:
    """The grid of a worksheet part."""
    said = next((_read(found[1]) for found in _FORMAT.finditer(raw)), {})
    widths: dict[int, float] = {}
    for found in _COLUMN.finditer(raw):
        column = _read(found[1])
        first, last = int(column.get("min", 1)) - 1, int(column.get("max", 1)) - 1
        width = 0.0 if _is_on(column.get("hidden")) else float(column.get("width", _DEFAULT_WIDTH))
        widths |= dict.fromkeys(range(first, min(last, first + 999) + 1), _in_emu(width))
    heights = {}
    for number, found in enumerate(_ROW.finditer(raw)):
        row = _read(found[2])
        if "ht" in row or _is_on(row.get("hidden")):
            height = 0.0 if _is_on(row.get("hidden")) else float(row["ht"])
            heights[int(row.get("r", number + 1)) - 1] = height * _EMU_A_POINT
    return Grid(
        widths,
        _in_emu(float(said.get("defaultColWidth", _DEFAULT_WIDTH))),
        heights,
        float(said.get("defaultRowHeight", _DEFAULT_HEIGHT_PT)) * _EMU_A_POINT,
        dict(_read_merged(raw)),
    )


def _read_merged(raw: bytes) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for found in _MERGED.finditer(raw):
        first, _, last = _read(found[1]).get("ref", "A1").partition(":")
        yield read_place(first), read_place(last or first)


def hold_heights(raw: bytes, grid: Grid, rows: frozenset[int]) -> bytes:
    """Let rows keep the height they have, whatever becomes of the text in them."""

    def hold(found: re.Match[bytes]) -> bytes:
        row = _read(found[2])
        number = int(row.get("r", 0)) - 1
        if number not in rows or _is_on(row.get("hidden")):
            return found[0]
        height = grid.heights.get(number, grid.height) / _EMU_A_POINT
        said = {**row, "ht": f"{height:g}", "customHeight": "1"}
        written = "".join(f' {key}="{html.escape(text)}"' for key, text in said.items())
        end = b"/>" if found[0].endswith(b"/>") else b">"
        return b"<" + found[1] + b"row" + written.encode() + end

    return _ROW.sub(hold, raw)


def read_place(place: str) -> tuple[int, int]:
    """The row and column of a reference such as B7, both from 0. ValueError where it is none."""
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d+)", place)
    if not found:
        raise ValueError(place)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def write_place(row: int, column: int) -> str:
    """The reference of a cell, such as B7; both numbers from 0."""
    letters, number = "", column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _in_emu(width: float) -> float:
    return width * _PIXELS_A_DIGIT * _EMU_A_PIXEL


def _is_on(said: str | None) -> bool:
    return said in {"1", "true"}


def _read(raw: bytes) -> dict[str, str]:
    return {
        found[1].decode("utf-8", "replace"): html.unescape(
            (found[2] or found[3] or b"").decode("utf-8", "replace")
        )
        for found in _ATTRIBUTE.finditer(raw)
    }
