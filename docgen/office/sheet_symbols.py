"""Letters of symbol fonts in worksheets become the characters they look like.

A box with a tick is an R in Wingdings 2 to most clerks: typed alone into a cell, or between the
other words of one.
"""

import html
import re

from lxml import etree  # type: ignore[import-untyped]

from docgen.office.package_parts import Parts
from docgen.office.sheet_cells import CellXml, change_cells
from docgen.office.symbol_characters import FACE, is_symbol_font, show_symbols

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RICH = re.compile(
    rb"<((?:[\w.-]+:)?)r>\s*<\1rPr>((?:(?!</\1rPr>).)*?)</\1rPr>\s*<\1t([^>]*)>([^<]*)</\1t>",
    re.DOTALL,
)
_FACE = re.compile(rb"""(rFont\s+val=)(?:"([^"]*)"|'([^']*)')""")


def show_rich_symbols(raw: bytes) -> bytes:
    """A part of strings or cells with the runs in symbol fonts written as they look."""

    def show(run: re.Match[bytes]) -> bytes:
        face = _FACE.search(run[2])
        font = (face[2] or face[3] or b"").decode("utf-8", "replace") if face else ""
        if not is_symbol_font(font):
            return run[0]
        shown, lost = show_symbols(font, html.unescape(run[4].decode("utf-8", "replace")))
        if lost:
            return run[0]
        looks = _FACE.sub(rb'\1"' + FACE.encode() + b'"', run[2])
        tag = run[1]
        return b"<%br><%brPr>%b</%brPr><%bt%b>%b</%bt>" % (
            tag,
            tag,
            looks,
            tag,
            tag,
            run[3],
            html.escape(shown).encode(),
            tag,
        )

    return _RICH.sub(show, raw) if b"rFont" in raw else raw


def find_symbol_styles(parts: Parts, workbook: str) -> dict[str, str]:
    """The symbol fonts of cells by the number of their style."""
    for name in parts.related(workbook, "styles"):
        root = parts.read_tree(name)
        if root is None:
            return {}
        fonts = [_name_of(font) for font in root.iterfind("{*}fonts/{*}font")]
        symbols = {n: font for n, font in enumerate(fonts) if is_symbol_font(font)}
        return {
            str(number): symbols[int(style.get("fontId", "0"))]
            for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
            if int(style.get("fontId", "0")) in symbols
        }
    return {}


def _name_of(font: etree._Element) -> str:
    name = font.find("{*}name")
    return str(name.get("val", "")) if name is not None else ""


def read_strings(parts: Parts, workbook: str) -> list[str]:
    """The strings that cells of a workbook share."""
    for name in parts.related(workbook, "sharedStrings"):
        root = parts.read_tree(name)
        if root is not None:
            return ["".join(t.text or "" for t in s.iter("{*}t")) for s in root.iterfind("{*}si")]
    return []


def show_cell_symbols(raw: bytes, styles: dict[str, str], strings: list[str]) -> bytes:
    """A worksheet part with the cells in symbol fonts written as they look."""

    def show(cell: CellXml) -> bytes | None:
        said = cell.attributes
        font = styles.get(said.get("s", ""))
        if font is None or cell.kind not in {"s", "str", "inlineStr"}:
            return None
        value = cell.value or ""
        text = value
        if cell.kind == "s":
            text = strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
        shown, lost = show_symbols(font, text)
        return None if lost or shown == text else cell.with_text(shown)

    return change_cells(raw, show) if styles else raw
