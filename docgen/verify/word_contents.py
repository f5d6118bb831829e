"""What a Word document says, cell by cell, and what in it is hidden or not plain text.

In a worker: the document is anybody's.
"""

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from docgen.system.zip_traps import IN_A_WORKER, find_trap
from docgen.text.flattening import flatten
from docgen.text.masking import publish
from docgen.verify.workbook_contents import SpoiltError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class WordFeature(Enum):
    """What a document may hold beside plain text; the value is what users call it."""

    DELETED = "修订（删去的字）"
    INSERTED = "修订（加上的字）"
    MOVED_AWAY = "修订（移走的字）"
    MOVED_HERE = "修订（移来的字）"
    HIDDEN = "隐藏的字"
    PALE = "白色或很浅的字"
    STRUCK = "删除线"
    TEXT_BOX = "文本框"
    FRAME = "图文框"
    DRAWING = "图片或图形"
    EMBEDDED = "嵌入的文件"
    SUBDOCUMENT = "子文档"
    COMMENT = "批注"
    FOOTNOTE = "脚注"
    ENDNOTE = "尾注"
    LINK = "链接"
    OUTSIDE = "通向外面的模板、图片或网址"
    CONTROL = "内容控件"
    FIELD = "域"


_FEATURES = {
    "del": WordFeature.DELETED,
    "ins": WordFeature.INSERTED,
    "moveFrom": WordFeature.MOVED_AWAY,
    "moveTo": WordFeature.MOVED_HERE,
    "vanish": WordFeature.HIDDEN,
    "webHidden": WordFeature.HIDDEN,
    "txbxContent": WordFeature.TEXT_BOX,
    "drawing": WordFeature.DRAWING,
    "pict": WordFeature.DRAWING,
    "object": WordFeature.EMBEDDED,
    "altChunk": WordFeature.EMBEDDED,
    "commentReference": WordFeature.COMMENT,
    "footnoteReference": WordFeature.FOOTNOTE,
    "endnoteReference": WordFeature.ENDNOTE,
    "hyperlink": WordFeature.LINK,
    "sdt": WordFeature.CONTROL,
    "fldSimple": WordFeature.FIELD,
    "instrText": WordFeature.FIELD,
    "framePr": WordFeature.FRAME,
    "strike": WordFeature.STRUCK,
    "dstrike": WordFeature.STRUCK,
    "subDoc": WordFeature.SUBDOCUMENT,
}
"""By the names of WordprocessingML's elements."""
_TELLING_NAMES = (*(f"{{*}}{name}" for name in _FEATURES), f"{_W}color")
"""All elements that are looked at, in whatever vocabulary."""


class CellPlace(NamedTuple):
    """A cell of a document's tables, counted from 1."""

    table: int
    row: int
    cell: int


@dataclass(frozen=True)
class WordRead:
    """A document."""

    texts: tuple[tuple[CellPlace | None, str], ...]
    """Cells and paragraphs outside tables (None) in their order, with their text."""
    features: Mapping[WordFeature, int]
    """What is not plain text, and how often."""
    parts: Mapping[str, bytes]
    """Every part as it is compared: XML in its canonical form with ID numbers masked."""
    around: tuple[str, ...]
    """The texts of its page headers and footers."""
    counts: bool
    """Whether Word counts something in it by itself: pages, or the entries of a list."""

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(text for _, text in self.texts)


def read_word(source: Path | bytes, change: Callable[[str], str] | None = None) -> WordRead:
    """Return what is in a document. SpoiltError where it must not, or cannot, be opened.

    `change` is done to every run of its text before it is read.
    """
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as package:
        trap = find_trap(package, "Word 文档", times=IN_A_WORKER)
        names = package.namelist()
        if trap:
            raise SpoiltError("trap", trap=trap)
        if len({name.casefold() for name in names}) < len(names):
            raise SpoiltError("word_twins")
        if "word/document.xml" not in names:
            raise SpoiltError("no_word")
        xml = {name: package.read(name) for name in names if _is_xml(name)}
        roots = {name: _parse(content) for name, content in xml.items()}
        others = {n: package.read(n) for n in names if not _is_xml(n) and not n.endswith("/")}
    for text in (t for root in roots.values() for t in root.iter(f"{_W}t") if change):
        text.text = change(text.text or "") if change else text.text
    body = next((e for e in roots["word/document.xml"] if e.tag == f"{_W}body"), None)
    if body is None:
        raise SpoiltError("no_word")
    texts = tuple(_read_blocks(body))
    features = _count_features(roots)
    around = tuple(_read_around(roots))
    listed = any(True for _ in roots["word/document.xml"].iter(f"{_W}numPr"))
    counts = listed or WordFeature.FIELD in features
    # Masking comes last: it changes the trees.
    parts = {**others, **{name: _canonise(root) for name, root in roots.items()}}
    return WordRead(texts, features, parts, around, counts)


def _read_around(roots: Mapping[str, etree._Element]) -> Iterator[str]:
    for name, root in roots.items():
        if name.startswith(("word/header", "word/footer")):
            yield from (_text_of(paragraph) for paragraph in root.iter(f"{_W}p"))


def _is_xml(name: str) -> bool:
    return posixpath.splitext(name.lower())[1] in {".xml", ".rels"}


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _canonise(root: etree._Element) -> bytes:
    for text in root.iter(f"{_W}t"):
        text.text = publish(text.text or "")
    contents: bytes = etree.tostring(root, method="c14n")
    return contents


def _read_blocks(parent: etree._Element) -> Iterator[tuple[CellPlace | None, str]]:
    """Paragraphs and cells below an element, tables within cells included."""
    table = 0
    for child in parent:
        if child.tag == f"{_W}p":
            yield None, _text_of(child)
        elif child.tag == f"{_W}tbl":
            table += 1
            yield from _read_table(child, table)
        elif isinstance(child.tag, str) and child.tag != f"{_W}sectPr":
            # Content controls and the like hold paragraphs and tables too.
            yield from _read_blocks(child)


def _read_table(table: etree._Element, number: int) -> Iterator[tuple[CellPlace, str]]:
    for row, line in enumerate(table.iter(f"{_W}tr"), start=1):
        if next(line.iterancestors(f"{_W}tbl")) is not table:
            continue
        for column, cell in enumerate(line.findall(f"{_W}tc"), start=1):
            inner = [text for _, text in _read_blocks(cell)]
            yield CellPlace(number, row, column), "".join(inner)


def _text_of(paragraph: etree._Element) -> str:
    """All characters, hidden ones included; deleted ones are told apart."""
    return flatten("".join(t.text or "" for t in paragraph.iter(f"{_W}t")))


def _count_features(roots: Mapping[str, etree._Element]) -> Counter[WordFeature]:
    counted = Counter[WordFeature]()
    for name, root in roots.items():
        if name.startswith("word/comments"):
            counted[WordFeature.COMMENT] += len(root)
        if name.endswith(".rels"):
            counted[WordFeature.OUTSIDE] += sum(e.get("TargetMode") == "External" for e in root)
        for element in root.iter(*_TELLING_NAMES) if name.startswith("word/") else ():
            feature = _FEATURES.get(etree.QName(element).localname)
            if feature and element.get(f"{_W}val") not in {"0", "false"}:
                counted[feature] += 1
            elif element.tag == f"{_W}color" and _is_pale(element.get(f"{_W}val", "")):
                counted[WordFeature.PALE] += 1
    return +counted


def _is_pale(colour: str) -> bool:
    try:
        return len(colour) == 6 and min(bytes.fromhex(colour)) > 0xC8
    except ValueError:
        return False
