"""The words an office document says, each piece with its place, for holding a PDF against them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]
from olefile import isOleFile  # type: ignore[import-untyped]

from docgen.issues.issue import Issue
from docgen.issues.unplaced import place_in
from docgen.office.doc_binary import read_shown_paragraphs
from docgen.office.opendocument import find_hidden_pages
from docgen.office.package_parts import Parts
from docgen.office.ppt_binary import read_shown_texts
from docgen.office.rtf_words import read_rich_words
from docgen.office.slides import slides_of
from docgen.office.word_fields import begin_of
from docgen.office.workbook_parts import write_place
from docgen.system.file_types import is_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE = f"{_OASIS}text:1.0}}", f"{_OASIS}table:1.0}}", f"{_OASIS}style:1.0}}"
_ASIDE = frozenset(
    {f"{_TEXT}tracked-changes", f"{_OASIS}office:1.0}}annotation", f"{_TEXT}note-citation"}
    | {f"{_OASIS}office:1.0}}forms", f"{_OASIS}presentation:1.0}}notes", f"{_TEXT}ruby-text"}
)
_OF_PAGES = re.compile(r"\b(?:NUM|SECTION)?PAGES?\b|\bSECTION\b", re.IGNORECASE)
_MOST_CELLS = 50_000
"""Of a sheet: holding more against the pages would take longer than printing them."""


@dataclass(frozen=True)
class DocumentWords:
    """A piece of text and where it stands."""

    text: str
    slide: int | None = None
    in_diagram: bool = False
    sheet: str = ""
    cell: str = ""

    @property
    def in_cell(self) -> bool:
        """Whether it stands in a cell of a worksheet."""
        return bool(self.cell)

    @property
    def place(self) -> Issue:
        """Where a clerk would look for it."""
        if self.in_cell:
            return place_in("cell", sheet=self.sheet, cell=self.cell)
        words = begin_of(self.text)
        if self.in_diagram:
            return place_in("diagram", number=self.slide, words=words)
        if self.slide is not None:
            return place_in("slide", number=self.slide, words=words)
        return place_in("paragraph", words=words)


def read_words(document: Path) -> Iterator[DocumentWords]:
    """What a document says on its pages; nothing of XML in one file."""
    if isOleFile(str(document)):
        yield from _read_old(document)
    elif document.suffix.casefold() == ".rtf":
        for paragraph in read_rich_words(document.read_bytes()):
            yield DocumentWords(paragraph)
    if not is_package(document):
        return
    with Parts(document) as parts:
        suffix = document.suffix.casefold()
        if suffix == ".docx":
            yield from _read_word(parts)
        elif suffix == ".pptx":
            yield from _read_slides(parts)
        elif suffix == ".ods":
            yield from _read_sheets(parts)
        elif suffix in {".odt", ".odp", ".odg"}:
            yield from _read_open_text(parts)


def _read_old(document: Path) -> Iterator[DocumentWords]:
    """What a document of before 2007 says: a text or a presentation."""
    for paragraph in read_shown_paragraphs(document):
        yield DocumentWords(paragraph)
    for number, text in read_shown_texts(document):
        yield DocumentWords(text, number)


def _read_word(parts: Parts) -> Iterator[DocumentWords]:
    main = next(parts.related("", "officeDocument"), None)
    names = [main, *parts.related(main, "footnotes")] if main else []
    for name in names:
        root = parts.read_tree(name)
        for paragraph in root.iter(f"{_W}p") if root is not None else ():
            text = "".join(_texts_of(paragraph))
            if text.strip():
                yield DocumentWords(text)
        yield from _read_diagrams(parts, name)


def _read_diagrams(parts: Parts, name: str, slide: int | None = None) -> Iterator[DocumentWords]:
    """What the diagrams (SmartArt) of a part say."""
    for data in parts.related(name, "diagramData"):
        root = parts.read_tree(data)
        for paragraph in root.iter(f"{_A}p") if root is not None else ():
            text = "".join(t.text or "" for t in paragraph.iter(f"{_A}t"))
            if text.strip():
                yield DocumentWords(text, slide, in_diagram=True)


def _texts_of(paragraph: etree._Element) -> Iterator[str]:
    """The texts of a paragraph itself, without those of text boxes in it.

    Fields that are still alive show numbers of pages, which are the paper's.
    """
    alive = False
    for run in paragraph.iter(f"{_W}r"):
        ancestors = list(run.iterancestors())
        owner = next(a for a in ancestors if a.tag == f"{_W}p")
        if owner is not paragraph or _is_aside(run, ancestors):
            continue
        for child in run:
            if child.tag == f"{_W}fldChar":
                alive = alive and child.get(f"{_W}fldCharType") != "end"
            elif child.tag == f"{_W}instrText":
                alive = alive or bool(_OF_PAGES.search(child.text or ""))
            elif child.tag == f"{_W}t":
                yield " " if alive else child.text or ""
            elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
                yield " "


def _is_aside(run: etree._Element, ancestors: list[etree._Element]) -> bool:
    """Whether a run is not printed: hidden, deleted, or there for other programs."""
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    if hidden is not None and hidden.get(f"{_W}val", "1") not in {"0", "false"}:
        return True
    aside = {f"{_W}del", f"{_W}moveFrom", f"{_COMPATIBLE}Fallback", f"{_W}rt", f"{_W}fldSimple"}
    return any(ancestor.tag in aside for ancestor in ancestors)


def _read_slides(parts: Parts) -> Iterator[DocumentWords]:
    main = next(parts.related("", "officeDocument"), None)
    for number, name in enumerate(slides_of(parts, main) if main else (), start=1):
        root = parts.read_tree(name)
        if root is None or root.get("show", "1") in {"0", "false"}:
            continue
        for paragraph in root.iter(f"{_A}p"):
            ancestors = list(paragraph.iterancestors())
            if any(a.tag == f"{_COMPATIBLE}Fallback" or _is_unseen(a) for a in ancestors):
                continue
            text = "".join(t.text or "" for r in paragraph.iter(f"{_A}r") for t in r.iter(f"{_A}t"))
            if text.strip():
                yield DocumentWords(text, number)
        yield from _read_diagrams(parts, name, number)


def _is_unseen(shape: etree._Element) -> bool:
    named = shape.find("{*}nvSpPr/{*}cNvPr")
    return named is not None and named.get("hidden") in {"1", "true"}


def _read_open_text(parts: Parts) -> Iterator[DocumentWords]:
    root = parts.read_tree("content.xml")
    unseen = set(find_hidden_pages(root).values()) if root is not None else set()
    for paragraph in root.iter(f"{_TEXT}p", f"{_TEXT}h") if root is not None else ():
        if any(a.tag in _ASIDE or a in unseen for a in paragraph.iterancestors()):
            continue
        text = "".join(_open_texts(paragraph))
        if text.strip():
            yield DocumentWords(text)


def _open_texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(_TEXT) and child.tag not in _ASIDE:
            yield from [" "] if child.tag in {f"{_TEXT}s", f"{_TEXT}tab"} else _open_texts(child)
        yield child.tail or ""


def _read_sheets(parts: Parts) -> Iterator[DocumentWords]:
    root = parts.read_tree("content.xml")
    if root is None:
        return
    unseen = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for looks in style.iter(f"{_STYLE}table-properties")
        if looks.get(f"{_TABLE}display") == "false"
    }
    for table in root.iter(f"{_TABLE}table"):
        printed = not table.get(f"{_TABLE}print-ranges") and table.get(f"{_TABLE}print") != "false"
        if printed and table.get(f"{_TABLE}style-name") not in unseen:
            yield from _read_sheet(table)


def _read_sheet(table: etree._Element) -> Iterator[DocumentWords]:
    name = table.get(f"{_TABLE}name", "")
    hidden = {
        number
        for number, column in enumerate(_repeated(table.iter(f"{_TABLE}table-column"), "columns"))
        if column.get(f"{_TABLE}visibility", "visible") != "visible"
    }
    row = count = 0
    for line in table.iter(f"{_TABLE}table-row"):
        column = 0
        seen = line.get(f"{_TABLE}visibility", "visible") == "visible"
        for cell in line if seen else ():
            text = " ".join("".join(_open_texts(p)) for p in cell.iterfind(f"{_TEXT}p"))
            if text.strip() and column not in hidden:
                count += 1
                yield DocumentWords(text, sheet=name, cell=write_place(row, column))
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        row += int(line.get(f"{_TABLE}number-rows-repeated", "1"))
        if count > _MOST_CELLS:
            return


def _repeated(elements: Iterator[etree._Element], what: str) -> Iterator[etree._Element]:
    for element in elements:
        count = int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
        yield from [element] * min(count, 1024)
