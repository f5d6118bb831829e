"""What a workbook shows, and what it hides: read as it stands, part by part. In a worker.

openpyxl leaves out what it does not know (pictures, shapes, comments of today), and what a forger
lays over a cell is among that. Of openpyxl only its names of columns and formats are used, which
load all of it. Areas are never gone through cell by cell.
"""

import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.refusal import SaidError
from docgen.system.zip_traps import IN_A_WORKER, find_trap
from docgen.text.wording import write_figure

_LEAST_CONTRAST = 0.25
"""Between text and ground, of the way from black to white."""
_SMALLEST = 6.0
"""Points of type that can be read."""
_NARROWEST, _LOWEST = 1.0, 3.0
"""Characters of a column and points of a row in which something can be read."""

_HARMLESS_NAMES = ("_xlnm.Print_Titles", "_xlnm._FilterDatabase", "_xlnm.Print_Area")
_STRANGE_PARTS = {
    "externalLinks/": "对别的工作簿的引用",
    "vbaProject": "宏",
    "comments": "批注",
    "threadedComments": "批注",
    "charts/": "图表",
    "embeddings/": "嵌入的文件",
    "media/": "图片",
    "pivot": "透视表",
    "connections": "外部数据",
    "queryTables": "外部数据",
    "activeX": "控件",
    "ctrlProps": "控件",
    "macrosheets": "宏",
    "dialogsheets": "对话框",
    "cellimages": "图片",
    "richData": "图片或链接的数据",
    "webextensions": "加载项",
}
_STRANGE_ELEMENTS = {
    "legacyDrawing": "批注或控件",
    "legacyDrawingHF": "页眉页脚里的图片",
    "picture": "背景图片",
    "oleObjects": "嵌入的文件",
    "controls": "控件",
    "conditionalFormatting": "条件格式",
    "tableParts": "表格对象",
    "scenarios": "方案",
    "customSheetViews": "自定义视图",
    "webPublishItems": "网页发布",
}


@dataclass(frozen=True)
class CellRead:
    """One cell: what it holds, how it is shown."""

    value: str
    """As text; figures in plain digits, formulas with their sign."""
    is_number: bool = False
    format: str = "General"
    unseen: str = ""
    """Why its text can hardly be seen; empty where it can."""
    link: tuple[str, str] | None = None
    """Target, its address decoded, and the place in it."""
    tip: str = ""
    """What is shown when one points at the link."""


@dataclass(frozen=True)
class SheetRead:
    """One sheet."""

    name: str
    is_hidden: bool
    cells: Mapping[tuple[int, int], CellRead]
    """By row and column, counted from 1. Cells with neither value nor link are not there."""
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: frozenset[str]
    is_filtered: bool
    printed: str
    """The words of its page headers and footers."""
    strangers: tuple[str, ...]
    """What else is in it."""
    is_locked: bool = False
    """Whether nobody can write into its cells."""


@dataclass(frozen=True)
class BookRead:
    """A workbook."""

    sheets: tuple[SheetRead, ...]
    strangers: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What keeps one from printing all of it, or from filling it in."""


class SpoiltError(SaidError, ValueError):
    """A document that cannot, or must not, be opened."""

    code = "spoilt"


def read_book(source: Path | bytes) -> BookRead:
    """Return what is in a workbook. SpoiltError where it must not, or cannot, be opened."""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as package:
        trap = find_trap(package, times=IN_A_WORKER)
        if trap:
            raise SpoiltError("trap", trap=trap)
        parts = {entry.filename.lstrip("/"): entry for entry in package.infolist()}
        if len({part.casefold() for part in parts}) < len(package.infolist()):
            raise SpoiltError("book_twins")
        xml = {
            name: package.read(entry)
            for name, entry in parts.items()
            if name.lower().endswith((".xml", ".rels"))
        }
        reader = _Reader(xml)
        return BookRead(
            tuple(reader.sheets()),
            tuple(sorted({*_list_parts(parts), *reader.names()})),
            tuple(reader.notes()),
        )


def _list_parts(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        yield from (said for begin, said in _STRANGE_PARTS.items() if f"xl/{begin}" in part)


# --- parts -------------------------------------------------------------------------------------


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    if element is not None:
        yield from (child for child in element if _local(child) == name)


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute whatever namespace it is in."""
    return next(
        (str(v) for key, v in element.attrib.items() if etree.QName(key).localname == name), ""
    )


def _is_true(text: str | None) -> bool:
    return text in {"1", "true"}


@dataclass(frozen=True)
class _Style:
    """How cells of one style are shown."""

    format: str = "General"
    unseen: str = ""


@dataclass
class _Reader:
    """Reads the parts of one workbook."""

    parts: Mapping[str, bytes]
    _book: etree._Element = field(init=False)
    _styles: list[_Style] = field(init=False)
    _strings: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._book = self._parse("xl/workbook.xml")
        self._styles = list(_read_styles(self._parse("xl/styles.xml", must=False)))
        table = self._parse("xl/sharedStrings.xml", must=False)
        self._strings = [_read_text(entry) for entry in _children(table, "si")]

    def _parse(self, name: str, *, must: bool = True) -> etree._Element:
        if name not in self.parts:
            if must:
                raise SpoiltError("no_part", name=name)
            return etree.Element("nothing")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self.parts[name], parser)

    def names(self) -> Iterator[str]:
        """What is strange in the workbook as a whole."""
        for name in _children(_child(self._book, "definedNames"), "definedName"):
            if name.get("name") not in _HARMLESS_NAMES:
                yield "定义的名称"
        if _child(self._book, "externalReferences") is not None:
            yield "对别的工作簿的引用"

    def notes(self) -> Iterator[str]:
        """What keeps one from printing all of it, or from filling it in."""
        for name in _children(_child(self._book, "definedNames"), "definedName"):
            if name.get("name") == "_xlnm.Print_Area":
                yield f"设了打印区域（{(name.text or '').replace('$', '')[:40]}），别的印不出来"
        protection = _child(self._book, "workbookProtection")
        if protection is not None and _is_true(protection.get("lockStructure")):
            yield "工作簿的结构上了锁"

    def sheets(self) -> Iterator[SheetRead]:
        """Every sheet in the order of its tab."""
        targets = self._targets("xl/workbook.xml")
        for sheet in _children(_child(self._book, "sheets"), "sheet"):
            part = targets.get(_attribute(sheet, "id"), ("", ""))[1]
            hidden = sheet.get("state", "visible") != "visible"
            yield self._sheet(sheet.get("name", ""), part, is_hidden=hidden)

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part: mode and target by id; a target within is a part's name."""
        folder, name = posixpath.split(part)
        relations = self._parse(f"{folder}/_rels/{name}.rels", must=False)
        found = {}
        for relation in relations:
            target, mode = relation.get("Target", ""), relation.get("TargetMode", "Internal")
            if mode != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = (mode, target)
        return found

    def _sheet(self, name: str, part: str, *, is_hidden: bool) -> SheetRead:
        root = self._parse(part)
        targets = self._targets(part)
        cells = dict(self._cells(root))
        for place, link, tip in _read_links(root, targets):
            cells[place] = replace(cells.get(place, CellRead("")), link=link, tip=tip)
        return SheetRead(
            name,
            is_hidden,
            cells,
            frozenset(_hidden_rows(root)),
            frozenset(_hidden_columns(root)),
            frozenset(m.get("ref", "") for m in _children(_child(root, "mergeCells"), "mergeCell")),
            any(True for _ in _children(_child(root, "autoFilter"), "filterColumn")),
            _read_printed(_child(root, "headerFooter")),
            tuple(sorted({*self._strangers(root, targets)})),
            any(_is_true(p.get("sheet")) for p in _children(root, "sheetProtection")),
        )

    def _cells(self, root: etree._Element) -> Iterator[tuple[tuple[int, int], CellRead]]:
        from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped] # noqa: PLC0415

        row, column = 0, 0
        for line in _children(_child(root, "sheetData"), "row"):
            row, column = int(line.get("r", row + 1)), 0
            for cell in _children(line, "c"):
                place = cell.get("r")
                if place:
                    letters, digits = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", place).groups()  # type: ignore[union-attr]
                    row, column = int(digits), column_index_from_string(letters)
                else:
                    column += 1
                read = self._cell(cell)
                if read.value:
                    yield (row, column), read

    def _cell(self, cell: etree._Element) -> CellRead:
        number = int(cell.get("s", 0))
        style = self._styles[number] if number < len(self._styles) else _Style()
        formula, value = _child(cell, "f"), _child(cell, "v")
        text, unseen = value.text or "" if value is not None else "", style.unseen
        kind = cell.get("t", "n")
        if formula is not None:
            return CellRead(
                "=" + (formula.text or "").replace("$", ""), False, style.format, unseen
            )
        if kind == "s" and text:
            text, own = self._strings[int(text)]
            unseen = unseen or own
        elif kind == "inlineStr":
            text, own = _read_text(_child(cell, "is"))
            unseen = unseen or own
        elif kind == "n" and text:
            return CellRead(_write_number(text), True, style.format, unseen)
        return CellRead(_flatten_cell(text), False, style.format, unseen)

    def _strangers(
        self, root: etree._Element, targets: Mapping[str, tuple[str, str]]
    ) -> Iterator[str]:
        for element in root:
            said = _STRANGE_ELEMENTS.get(_local(element))
            if said:
                yield said
        for drawing in _children(root, "drawing"):
            part = targets.get(_attribute(drawing, "id"), ("", ""))[1]
            if any(_local(e).endswith("Anchor") for e in self._parse(part, must=False)):
                yield "图片或图形"
        for rule in _children(_child(root, "dataValidations"), "dataValidation"):
            if rule.get("prompt") or rule.get("promptTitle"):
                yield "点到格子才显示的提示"
        for view in _children(_child(root, "sheetViews"), "sheetView"):
            if view.get("showZeros") in {"0", "false"}:
                yield "不显示零的设置"


def _flatten_cell(text: str) -> str:
    """A cell's text as it is compared: blanks and line ends apart."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _write_number(text: str) -> str:
    try:
        return write_figure(Decimal(repr(float(text))))
    except (ValueError, InvalidOperation):
        return text


def _read_text(entry: etree._Element | None) -> tuple[str, str]:
    """The text of a string, phonetic help apart, and why a piece of it can hardly be seen."""
    text, unseen = "", ""
    for part in entry if entry is not None else ():
        if _local(part) == "t":
            text += part.text or ""
        elif _local(part) == "r":
            piece = "".join(t.text or "" for t in _children(part, "t"))
            text += piece
            if piece.strip():
                unseen = unseen or _find_unseen(_child(part, "rPr"), None)
    return text, unseen


# --- looks -------------------------------------------------------------------------------------


def _read_styles(root: etree._Element) -> Iterator[_Style]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # type: ignore[import-untyped] # noqa: PLC0415

    formats = dict(BUILTIN_FORMATS)
    for own in _children(_child(root, "numFmts"), "numFmt"):
        formats[int(own.get("numFmtId", -1))] = own.get("formatCode", "")
    fonts = list(_children(_child(root, "fonts"), "font"))
    fills = list(_children(_child(root, "fills"), "fill"))
    for style in _children(_child(root, "cellXfs"), "xf"):
        font, fill = (
            some[number] if number < len(some) else None
            for some, number in (
                (fonts, int(style.get("fontId", 0))),
                (fills, int(style.get("fillId", 0))),
            )
        )
        written = formats.get(int(style.get("numFmtId", 0)), "?")
        yield _Style(written, _find_unseen(font, fill))


def _find_unseen(font: etree._Element | None, fill: etree._Element | None) -> str:
    """Why text in a font on a ground can hardly be seen."""
    if font is None:
        return ""
    size = _child(font, "sz")
    if size is not None and float(size.get("val", 11)) < _SMALLEST:
        return "字小得看不见"
    struck = _child(font, "strike")
    if struck is not None and struck.get("val") not in {"0", "false"}:
        return "字上有删除线"
    pattern = _child(fill, "patternFill")
    ground = 1.0
    if pattern is not None and pattern.get("patternType", "none") not in {"none", "gray125"}:
        ground = _lightness(_child(pattern, "fgColor"), otherwise=1.0)
    if abs(_lightness(_child(font, "color"), otherwise=0.0) - ground) < _LEAST_CONTRAST:
        return "字与底色差不多，看不见"
    return ""


_THEME = (1.0, 0.0, 0.9, 0.25)
"""Lightness of the first colours of a theme: ground, text, second ground, second text."""
_INDEXED_WHITE = {"1", "9", "65"}


def _lightness(colour: etree._Element | None, *, otherwise: float) -> float:
    """From 0 (black) to 1 (white)."""
    if colour is None:
        return otherwise
    if (rgb := colour.get("rgb")) and re.fullmatch(r"[0-9A-Fa-f]{6,8}", rgb):
        red, green, blue = (int(rgb[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
        return 0.3 * red + 0.59 * green + 0.11 * blue
    if theme := colour.get("theme"):
        own = _THEME[int(theme)] if int(theme) < len(_THEME) else 0.5
        tint = float(colour.get("tint", 0))
        return own * (1 + tint) if tint < 0 else own + (1 - own) * tint
    if indexed := colour.get("indexed"):
        return 1.0 if indexed in _INDEXED_WHITE else otherwise
    return otherwise


def _hidden_rows(root: etree._Element) -> Iterator[int]:
    usual = _child(root, "sheetFormatPr")
    none = usual is not None and _is_true(usual.get("zeroHeight"))
    number = 0
    for row in _children(_child(root, "sheetData"), "row"):
        number = int(row.get("r", number + 1))
        height = float(row.get("ht", 15))
        if _is_true(row.get("hidden")) or height < _LOWEST or (none and "hidden" not in row.attrib):
            yield number


def _hidden_columns(root: etree._Element) -> Iterator[int]:
    for columns in _children(_child(root, "cols"), "col"):
        if _is_true(columns.get("hidden")) or float(columns.get("width", 9)) < _NARROWEST:
            first, last = int(columns.get("min", 1)), int(columns.get("max", 1))
            yield from range(first, min(last, first + 100) + 1)


_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z&])')


def _read_printed(element: etree._Element | None) -> str:
    """The words of headers and footers without what sets them."""
    texts = [child.text or "" for child in element] if element is not None else []
    words = [re.sub(r"\s", "", _CODES.sub("", text)) for text in texts]
    return " ".join(dict.fromkeys(word for word in words if word))


# --- links -------------------------------------------------------------------------------------


def _read_links(
    root: etree._Element, targets: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[tuple[int, int], tuple[str, str], str]]:
    """Links by the first cell of their area, each with what is shown when one points at it."""
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415

    for link in _children(_child(root, "hyperlinks"), "hyperlink"):
        target = targets.get(_attribute(link, "id"), ("", ""))[1]
        place, _, at = target.partition("#")
        shape = re.match(r"\$?([A-Z]{1,3})\$?(\d{1,7})", link.get("ref", "A1"))
        letters, digits = shape.groups() if shape else ("A", "1")
        address = unicodedata.normalize("NFC", unquote(place))
        yield (
            (int(digits), column_index_from_string(letters)),
            (address, link.get("location", "") or at),
            link.get("tooltip", ""),
        )


def name_cell(row: int, column: int) -> str:
    """Return a cell as a spreadsheet calls it: D16."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return f"{get_column_letter(column)}{row}"
