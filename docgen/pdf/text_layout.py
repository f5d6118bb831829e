"""Breaking text into lines and rows into pages. Pure: widths come from a measuring function."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from docgen.pdf.primitives import BLACK, Box, Colour, Link, Mark, Rule, Text
from docgen.text.line_breaking import Measure, break_lines

LEADING = 1.4
"""Distance of baselines in ems."""


@dataclass(frozen=True)
class RowCell:
    """A cell's text, already broken into lines."""

    lines: tuple[str, ...]
    bold: bool = False
    align: str = "left"
    colour: Colour = BLACK


@dataclass(frozen=True)
class Row:
    """A row of a table. `target` is the page it leads to; `fill` its ground.

    `spans` says how many columns each cell takes; every cell takes one where it is empty.
    """

    cells: tuple[RowCell, ...]
    target: int | None = None
    fill: Colour | None = None
    keep_with_next: bool = False
    spans: tuple[int, ...] = ()

    @property
    def line_count(self) -> int:
        """The lines of its tallest cell."""
        return max((len(cell.lines) for cell in self.cells), default=1)


@dataclass(frozen=True)
class Columns:
    """Where a table's columns begin, how wide they are, and its type size (all in points)."""

    left: float
    widths: tuple[float, ...]
    size: float
    padding: float = 4.0
    leading: float = LEADING

    @property
    def right(self) -> float:
        """The right edge of the table."""
        return self.left + sum(self.widths)

    @property
    def line_height(self) -> float:
        """Distance of two baselines."""
        return self.size * self.leading

    def text_width(self, column: int, span: int = 1) -> float:
        """The room for text in a column, or in several from it on."""
        return sum(self.widths[column : column + span]) - 2 * self.padding

    def cell_widths(self, row: Row) -> tuple[float, ...]:
        """The widths of a row's cells, spans counted."""
        ends = list(accumulate(row.spans or (1,) * len(row.cells)))
        starts = [0, *ends[:-1]]
        return tuple(sum(self.widths[a:b]) for a, b in zip(starts, ends, strict=True))

    def height(self, row: Row) -> float:
        """The height of a row."""
        return row.line_count * self.line_height + 2 * self.padding

    def cell(
        self,
        column: int,
        text: str,
        measure: Measure,
        *,
        bold: bool = False,
        align: str = "left",
        colour: Colour = BLACK,
    ) -> RowCell:
        """Break a text to fit a column."""
        lines = break_lines(text, self.text_width(column), self.size, measure, bold)
        return RowCell(tuple(lines), bold, align, colour)


def split_row(row: Row, lines: int) -> tuple[Row, Row]:
    """Split a row after so many lines, for a row taller than the page."""
    head = tuple(replace(cell, lines=cell.lines[:lines]) for cell in row.cells)
    tail = tuple(replace(cell, lines=cell.lines[lines:]) for cell in row.cells)
    return replace(row, cells=head, keep_with_next=False), replace(row, cells=tail)


def paginate(rows: Sequence[Row], columns: Columns, rooms: Iterator[float]) -> list[list[Row]]:
    """Fill pages with rows. `rooms` gives the height free on each page in turn.

    A row marked keep_with_next does not stand alone at the foot of a page; a row taller than a
    whole page is split between lines.
    """
    room = next(rooms)
    pages: list[list[Row]] = [[]]
    queue = deque(rows)
    while queue:
        row = queue.popleft()
        height = columns.height(row)
        if height + _height_of_followers(row, queue, columns) <= room:
            pages[-1].append(row)
            room -= height
        elif pages[-1] and not _only_opens(pages[-1], room, columns):
            queue.appendleft(row)
            pages.append([])
            room = next(rooms)
        else:
            lines = max(1, int((room - 2 * columns.padding) / columns.line_height))
            if lines < row.line_count:
                row, tail = split_row(row, lines)
                queue.appendleft(tail)
            pages[-1].append(row)
            room -= columns.height(row)
    return pages


def _height_of_followers(row: Row, queue: Iterable[Row], columns: Columns) -> float:
    """The height of the rows behind a row that must stand on its page."""
    height, behind = 0.0, iter(queue)
    while row.keep_with_next and (follower := next(behind, None)):
        height, row = height + columns.height(follower), follower
    return height


def _only_opens(page: Sequence[Row], room: float, columns: Columns) -> bool:
    """Whether a page holds nothing but rows that open a group, with room for a line below."""
    one_line = columns.line_height + 2 * columns.padding
    return room >= one_line and all(row.keep_with_next for row in page)


@dataclass
class LaidOut:
    """Marks and links gathered while a page is laid out, and how far down it has come."""

    y: float
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def moved(self, right: float) -> "LaidOut":
        """The same page with everything on it so far to the right."""
        marks = [_moved(mark, right) for mark in self.marks]
        return LaidOut(self.y, marks, [replace(link, x=link.x + right) for link in self.links])


def _moved(mark: Mark, right: float) -> Mark:
    if isinstance(mark, Rule):
        return replace(mark, x0=mark.x0 + right, x1=mark.x1 + right)
    return replace(mark, x=mark.x + right)


def draw_rows(page: LaidOut, rows: Sequence[Row], columns: Columns, measure: Measure) -> None:
    """Lay rows under one another from `page.y` on, with hairlines around every cell."""
    width = columns.right - columns.left
    for row in rows:
        height = columns.height(row)
        if row.fill is not None:
            page.marks.append(Box(columns.left, page.y, width, height, fill=row.fill))
        if row.target is not None:
            page.links.append(Link(columns.left, page.y, width, height, row.target))
        x = columns.left
        for cell, cell_width in zip(row.cells, columns.cell_widths(row), strict=True):
            page.marks.append(Rule(x, page.y, x, page.y + height))
            _draw_cell(page, cell, x, cell_width, columns, measure)
            x += cell_width
        page.marks.append(Rule(x, page.y, x, page.y + height))
        page.marks.append(Rule(columns.left, page.y, columns.right, page.y))
        page.y += height
    page.marks.append(Rule(columns.left, page.y, columns.right, page.y))


def _draw_cell(
    page: LaidOut, cell: RowCell, x: float, width: float, columns: Columns, measure: Measure
) -> None:
    size = columns.size
    for number, line in enumerate(cell.lines):
        # The type's middle sits on the middle of its line box.
        baseline = page.y + columns.padding + columns.line_height * (number + 0.5) + size * 0.36
        indent = columns.padding
        if cell.align == "center":
            indent = (width - measure(line, size, cell.bold)) / 2
        elif cell.align == "right":
            indent = width - columns.padding - measure(line, size, cell.bold)
        if line:
            page.marks.append(Text(x + indent, baseline, size, line, cell.bold, cell.colour))
