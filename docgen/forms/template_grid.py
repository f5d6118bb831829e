"""The grid of a Word form: its rows and columns, and which value stands in which cell.

What a clerk fills in is laid out as the form is printed, whichever form it is: the template says
so, and nothing else does.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.errors import FormError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LOOP = re.compile(r"\{%-?\s*(?:tr\s+)?for\s+(\w+)\s+in\s+([\w.]+)\s*-?%\}")
_ROW_TAG = re.compile(r"(?:\{%-?\s*tr\s.*?%\}\s*)+", re.DOTALL)


@dataclass(frozen=True)
class PrintedValue:
    """A value of the form, by its path as the template says it; `studio.members[].name` in rows."""

    path: str


Part = str | PrintedValue


@dataclass(frozen=True)
class GridCell:
    """A cell: text and values in their order; how many columns and rows it takes."""

    parts: tuple[Part, ...]
    columns: int = 1
    rows: int = 1

    @property
    def values(self) -> tuple[str, ...]:
        """The paths of its values."""
        return tuple(part.path for part in self.parts if isinstance(part, PrintedValue))


@dataclass(frozen=True)
class GridRow:
    """A row of a table. `of` is the list of which it is printed once for each entry."""

    cells: tuple[GridCell, ...]
    of: str = ""


@dataclass(frozen=True)
class FormTable:
    """A table: the widths of its columns as shares of the whole, and its rows."""

    widths: tuple[float, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class FormLine:
    """A paragraph outside tables."""

    parts: tuple[Part, ...]


def read_grid(template: Path) -> tuple[FormTable | FormLine, ...]:
    """Return what a form's body prints, from its top. FormError where it cannot be read."""
    try:
        with zipfile.ZipFile(template) as package:
            content = package.read("word/document.xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        (body,) = etree.fromstring(content, parser).iterchildren(f"{_W}body")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        said = issue("template", Location(template.name), "unreadable", reason=str(error))
        raise refuse(FormError, said) from error
    return tuple(_read_body(body))


def _read_body(body: etree._Element) -> Iterator[FormTable | FormLine]:
    for element in body:
        if element.tag == f"{_W}tbl":
            yield _read_table(element)
        elif element.tag == f"{_W}p" and (parts := _read_parts(_text_of(element), {})):
            yield FormLine(parts)


def _text_of(paragraph: etree._Element) -> str:
    marks = {f"{_W}tab": "\t", f"{_W}br": "\n"}
    pieces = paragraph.iter(f"{_W}t", *marks)
    return "".join(marks.get(one.tag, one.text or "") for one in pieces)


def _read_parts(text: str, loops: dict[str, str]) -> tuple[Part, ...]:
    """Text and values in their order. Names of loops stand for entries of their lists."""
    ends = [0, *(end for match in _TAG.finditer(text) for end in match.span()), len(text)]
    parts: list[Part] = []
    for start, end in pairwise(ends):
        piece = text[start:end]
        tag = _TAG.fullmatch(piece)
        if tag is None:
            parts += [piece] if piece.strip() else []
        elif tag[1]:
            first, dot, rest = tag[1].partition(".")
            parts.append(PrintedValue(f"{loops.get(first, first)}{dot}{rest}"))
    return tuple(parts)


@dataclass
class _TableReader:
    """Reads rows one by one: what repeats them, and what was begun above."""

    loops: dict[str, str] = field(default_factory=dict)
    rows: list[GridRow] = field(default_factory=list)
    above: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By column: the row and cell that goes on there."""

    def read(self, row: etree._Element) -> None:
        """Take one row."""
        text = "".join(map(_text_of, row.iter(f"{_W}p"))).strip()
        if _ROW_TAG.fullmatch(text):
            if loop := _LOOP.search(text):
                self.loops = {loop[1]: f"{loop[2]}[]"}
            elif "endfor" in text:
                self.loops = {}
            return
        cells: list[GridCell] = []
        column = 0
        for element in row.iterchildren(f"{_W}tc"):
            span = _number(element, "gridSpan")
            merge = element.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in self.above:
                self._go_on(*self.above[column])
            else:
                if merge is None:
                    self.above.pop(column, None)
                else:
                    self.above[column] = len(self.rows), len(cells)
                written = "\n".join(map(_text_of, element.iter(f"{_W}p")))
                cells.append(GridCell(_read_parts(written.strip("\n"), self.loops), span))
            column += span
        of = next(iter(self.loops.values()), "").removesuffix("[]")
        self.rows.append(GridRow(tuple(cells), of))

    def _go_on(self, row: int, cell: int) -> None:
        cells = list(self.rows[row].cells)
        cells[cell] = replace(cells[cell], rows=cells[cell].rows + 1)
        self.rows[row] = replace(self.rows[row], cells=tuple(cells))


def _number(cell: etree._Element, name: str) -> int:
    found = cell.find(f"{_W}tcPr/{_W}{name}")
    return 1 if found is None else int(found.get(f"{_W}val"))


def _read_table(table: etree._Element) -> FormTable:
    reader = _TableReader()
    for row in table.iterchildren(f"{_W}tr"):
        reader.read(row)
    columns = table.iterfind(f"{_W}tblGrid/{_W}gridCol")
    return FormTable(
        _shares([float(column.get(f"{_W}w", 0)) for column in columns]), (*reader.rows,)
    )


def _shares(widths: Sequence[float]) -> tuple[float, ...]:
    whole = sum(widths) or 1
    return tuple(width / whole for width in widths)
