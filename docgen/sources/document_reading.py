"""What workers do with one document: read its words line by line."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from docgen.pdf.mupdf import load_mupdf
from docgen.sources.document_text import DocumentText, TextLine, TextRun

_MOST_PAGES = 400
_MOST_LINES = 40_000
_MOST_XML = 64 << 20
"""A report of a thousand pages has a tenth of it."""
_SAME_LINE = 0.5
"""Of a word's height: how far apart the middles of two words of one line are."""


def read_pdf_text(path: str) -> DocumentText:
    """The lines of a PDF, in the order they are read. What MuPDF raises where it is damaged."""
    lines: list[TextLine] = []
    pictures = False
    with load_mupdf().open(path, filetype="pdf") as document:
        for number, page in enumerate(document, start=1):
            lines += (TextLine(cells, number) for cells in _lines_of(page))
            pictures = pictures or bool(page.get_images())
            if number >= _MOST_PAGES or len(lines) >= _MOST_LINES:
                break
    return DocumentText(tuple(lines[:_MOST_LINES]), pictures)


class _Word(NamedTuple):
    top: float
    bottom: float
    cell: TextRun


def _lines_of(page: Any) -> Iterator[tuple[TextRun, ...]]:  # noqa: ANN401 - MuPDF has no types
    """The words of a page that stand side by side, as the page is seen."""
    rectangle = load_mupdf().Rect
    words = []
    for left, top, right, bottom, text, *_ in page.get_text("words"):
        seen = rectangle(left, top, right, bottom) * page.rotation_matrix
        words.append(_Word(seen.y0, seen.y1, TextRun(seen.x0, seen.x1, text)))
    words.sort(key=lambda word: (word.top + word.bottom, word.cell.left))
    line: list[_Word] = []
    for word in words:
        if line and not _stand_together(line[-1], word):
            yield _join(line)
            line = []
        line.append(word)
    if line:
        yield _join(line)


def _stand_together(one: _Word, other: _Word) -> bool:
    apart = abs((one.top + one.bottom) - (other.top + other.bottom)) / 2
    return apart < _SAME_LINE * min(one.bottom - one.top, other.bottom - other.top)


def _join(line: list[_Word]) -> tuple[TextRun, ...]:
    return tuple(sorted((word.cell for word in line), key=lambda cell: cell.left))


# ── Word ──────────────────────────────────────────────────────────────────────────────────────

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_word_text(path: str) -> DocumentText:
    """The paragraphs and table rows of a .docx.

    ValueError, KeyError, BadZipFile or XMLSyntaxError where it cannot be read.
    """
    with zipfile.ZipFile(path) as package:
        body = _read_xml(package, "word/document.xml").find(f"{_W}body")
        names = package.namelist()
        headings = (
            _heading_styles(_read_xml(package, "word/styles.xml"))
            if "word/styles.xml" in names
            else frozenset()
        )
    lines = () if body is None else tuple(_read_blocks(body, headings))
    pictures = any(name.startswith("word/media/") for name in names)
    return DocumentText(lines[:_MOST_LINES], pictures)


def _read_xml(package: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401 - lxml has no types
    with package.open(name) as part:
        content = part.read(_MOST_XML + 1)
    if len(content) > _MOST_XML:
        raise ValueError("too large")
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _heading_styles(styles: Any) -> frozenset[str]:  # noqa: ANN401
    found = set()
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        named = name is not None and re.match(
            r"heading \d|标题 ?\d", name.get(f"{_W}val", ""), re.I
        )
        if named or level is not None:
            found.add(style.get(f"{_W}styleId", ""))
    return frozenset(found)


def _read_blocks(body: Any, headings: frozenset[str]) -> Iterator[TextLine]:  # noqa: ANN401
    for block in body:
        if block.tag == f"{_W}p":
            text = _text_of(block)
            if text:
                yield TextLine((TextRun(0, 1, text),), heading=_is_heading(block, headings))
        elif block.tag == f"{_W}tbl":
            for row in block.iter(f"{_W}tr"):
                cells = (_text_of(cell) for cell in row.findall(f"{_W}tc"))
                placed = (TextRun(n, n + 1, text) for n, text in enumerate(cells) if text)
                if line := tuple(placed):
                    yield TextLine(line)
        elif block.tag == f"{_W}sdt":
            content = block.find(f"{_W}sdtContent")
            yield from _read_blocks(content if content is not None else (), headings)


def _is_heading(paragraph: Any, headings: frozenset[str]) -> bool:  # noqa: ANN401
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    level = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    return level is not None or (style is not None and style.get(f"{_W}val") in headings)


def _text_of(block: Any) -> str:  # noqa: ANN401
    """The words of a paragraph or a cell. What stands twice, for older programs, is read once."""
    parts = []
    for node in block.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}p"):
        if any(above.tag == _FALLBACK for above in node.iterancestors()):
            continue
        parts.append((node.text or "") if node.tag == f"{_W}t" else " ")
    return " ".join("".join(parts).split())


# ── as values that can be kept ────────────────────────────────────────────────────────────────
