"""Tables of Word documents that reach beyond the paper: their last columns are on no page."""

from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from docgen.issues.issue import Issue
from docgen.issues.unplaced import lost
from docgen.office.word_fields import W, begin_of

_A4_WIDTH, _MARGIN = 11_906, 1_800
"""In twentieths of a point, where a section says nothing."""
_TOLERATED = 240


def find_wide_tables(root: etree._Element) -> Iterator[Issue]:
    """What is said of the tables of a main part whose columns are fixed and end off the paper."""
    body = root.find(f"{W}body")
    waiting: list[etree._Element] = []
    for element in body if body is not None else ():
        if element.tag == f"{W}tbl" and _is_fixed(element):
            waiting.append(element)
        section = element if element.tag == f"{W}sectPr" else element.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            yield from (_say(table) for table in waiting if _reaches_out(table, section))
            waiting = []


def _is_fixed(table: etree._Element) -> bool:
    layout = table.find(f"{W}tblPr/{W}tblLayout")
    return layout is not None and layout.get(f"{W}type") == "fixed"


def _reaches_out(table: etree._Element, section: etree._Element) -> bool:
    paper = _number(section.find(f"{W}pgSz"), "w", _A4_WIDTH)
    margins = section.find(f"{W}pgMar")
    left = _number(margins, "left", _MARGIN)
    width = _width_of(table)
    alignment = table.find(f"{W}tblPr/{W}jc")
    if alignment is not None and alignment.get(f"{W}val") in {"center", "right", "end"}:
        # It reaches over the left edge as well, or instead.
        return width > paper + _TOLERATED
    indent = _number(table.find(f"{W}tblPr/{W}tblInd"), "w", 0)
    return width > 0 and left + indent + width > paper + _TOLERATED


def _width_of(table: etree._Element) -> int:
    """The width of the columns, or of the cells of the first row where those are narrower."""
    columns = [_number(column, "w", 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    row = table.find(f"{W}tr")
    cells = row.iterfind(f"{W}tc/{W}tcPr/{W}tcW") if row is not None else ()
    said = [_number(cell, "w", 0) for cell in cells if cell.get(f"{W}type", "dxa") == "dxa"]
    return min((sum(widths) for widths in (columns, said) if widths), default=0)


def _number(element: etree._Element | None, name: str, otherwise: int) -> int:
    value = element.get(f"{W}{name}", "") if element is not None else ""
    return int(value) if value.lstrip("-").isdigit() else otherwise


def _say(table: etree._Element) -> Issue:
    words = begin_of("".join(text.text or "" for text in table.iter(f"{W}t")))
    return lost("wide_table", words=words)
