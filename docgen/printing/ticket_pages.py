"""The job ticket on A4, to be taken to the printer and ticked off."""

from collections.abc import Sequence
from itertools import chain, repeat

from docgen.pdf.geometry import MM
from docgen.pdf.primitives import Colour, Text
from docgen.pdf.text_layout import LEADING, Columns, LaidOut, Row, draw_rows, paginate
from docgen.printing.drawn_pages import OwnPage
from docgen.printing.ticket import Section, Ticket
from docgen.text.line_breaking import Measure, break_lines

_WIDTH, _HEIGHT = 210 * MM, 297 * MM
_LEFT = 16 * MM
_TOP, _BOTTOM = 18 * MM, 20 * MM
_CONTENT = _WIDTH - 2 * _LEFT
_SIZE = 9.5
_GREY: Colour = (0.35, 0.35, 0.35)
_HEAD: Colour = (0.92, 0.92, 0.92)
_CENTRED = frozenset({"办", "插", "看", "序", "每份", "共", "单双面", "纸张", "页", "办什么"})


def draw_ticket(ticket: Ticket, measure: Measure) -> list[OwnPage]:
    """Draw the pages of the ticket."""
    pages = [LaidOut(_TOP + 8)]
    _draw_head(pages[0], ticket, measure)
    for section in ticket.sections:
        _draw_section(pages, section, measure)
    for number, page in enumerate(pages, start=1):
        foot = f"{ticket.title}　第 {number} 页，共 {len(pages)} 页"
        x = (_WIDTH - measure(foot, 9, False)) / 2
        page.marks.append(Text(x, _HEIGHT - 11 * MM, 9, foot, colour=_GREY))
    return [OwnPage(_WIDTH, _HEIGHT, tuple(page.marks)) for page in pages]


def _draw_head(page: LaidOut, ticket: Ticket, measure: Measure) -> None:
    x = (_WIDTH - measure(ticket.title, 18, True)) / 2
    page.marks.append(Text(x, page.y, 18, ticket.title, bold=True))
    page.y += 20
    label_width = 20 * MM
    for label, value in ticket.facts:
        page.marks.append(Text(_LEFT, page.y, 10.5, label, colour=_GREY))
        for line in break_lines(value, _CONTENT - label_width, 10.5, measure):
            page.marks.append(Text(_LEFT + label_width, page.y, 10.5, line))
            page.y += 10.5 * LEADING


def _draw_section(pages: list[LaidOut], section: Section, measure: Measure) -> None:
    """Flow a section behind what is on the last page, its heads repeated on each."""
    columns = Columns(_LEFT, tuple(w * MM for w in section.widths), _SIZE, padding=3.0, leading=1.3)
    head = _row(columns, section.heads, section.heads, measure, bold=True)
    rows = [_row(columns, row, section.heads, measure) for row in section.rows]
    notes = break_lines(section.note, _CONTENT, 9, measure) if section.note else []
    above = 34 + len(notes) * 9 * LEADING
    page, head_height = pages[-1], columns.height(head)
    if page.y + above + head_height + columns.height(rows[0]) > _HEIGHT - _BOTTOM:
        page = LaidOut(_TOP - 10)
        pages.append(page)
    page.y += 24
    page.marks.append(Text(_LEFT, page.y, 12.5, section.title, bold=True))
    page.y += 4
    for line in notes:
        page.y += 9 * LEADING
        page.marks.append(Text(_LEFT, page.y, 9, line, colour=_GREY))
    page.y += 6
    _draw_table(pages, head, rows, columns, measure)


def _draw_table(
    pages: list[LaidOut], head: Row, rows: Sequence[Row], columns: Columns, measure: Measure
) -> None:
    height = columns.height(head)
    first = _HEIGHT - _BOTTOM - pages[-1].y - height
    rooms = chain((first,), repeat(_HEIGHT - _BOTTOM - _TOP - height))
    for number, some in enumerate(paginate(rows, columns, rooms)):
        if number:
            pages.append(LaidOut(_TOP))
        draw_rows(pages[-1], (head, *some), columns, measure)


def _row(
    columns: Columns,
    texts: Sequence[str],
    heads: Sequence[str],
    measure: Measure,
    *,
    bold: bool = False,
) -> Row:
    cells = tuple(
        columns.cell(
            n, text, measure, bold=bold, align="center" if bold or head in _CENTRED else "left"
        )
        for n, (text, head) in enumerate(zip(texts, heads, strict=True))
    )
    return Row(cells, fill=_HEAD if bold else None)
