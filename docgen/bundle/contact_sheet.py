"""Pictures set several to a page: each upright in a cell of its own, with room for its caption.

What the captions say is left to the plan. `contact_sheet_drawing` draws the pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.bundle.photo_layout import CAPTION_LEADING, CAPTION_SIZE, PhotoRun, Shot
from docgen.images.picture_placement import A4, BOTTOM_MARGIN, SIDE_MARGIN, TOP_MARGIN
from docgen.pdf.geometry import MM, Rect

_GAP = 5 * MM
"""Between cells."""
_CAPTION = 2 * CAPTION_SIZE * CAPTION_LEADING
"""Two lines."""
_ABOVE_CAPTION = 1.5 * MM
_PORTRAIT_BONUS = 1.05
"""A bound volume is not turned about for the sake of a twentieth of a picture."""


@dataclass(frozen=True)
class PageCells:
    """The cells of a page."""

    width: float
    height: float
    columns: int
    rows: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a cell."""
        across = self.width - 2 * SIDE_MARGIN + _GAP
        down = self.height - TOP_MARGIN - BOTTOM_MARGIN + _GAP
        return across / self.columns - _GAP, down / self.rows - _GAP

    def cell(self, number: int) -> Rect:
        """A cell by its number from 0, row by row."""
        row, column = divmod(number, self.columns)
        width, height = self.size
        x, y = SIDE_MARGIN + column * (width + _GAP), TOP_MARGIN + row * (height + _GAP)
        return Rect(x, y, width, height)


def _upright(columns: int, rows: int) -> PageCells:
    return PageCells(*A4, columns, rows)


def _across(columns: int, rows: int) -> PageCells:
    return PageCells(A4[1], A4[0], columns, rows)


TABLES = {
    1: (_upright(1, 1), _across(1, 1)),
    2: (_upright(1, 2), _upright(2, 1)),
    4: (_upright(2, 2), _across(2, 2), _across(4, 1)),
    6: (_upright(2, 3), _upright(3, 2)),
}
"""How so many pictures may stand on a page. What shows them largest is chosen for all together."""


@dataclass(frozen=True)
class ContactPage:
    """A page: where each picture and each caption goes."""

    width: float
    height: float
    shots: tuple[Shot, ...]
    pictures: tuple[Rect, ...]
    captions: tuple[Rect, ...]


def lay_out(run: PhotoRun) -> Iterator[ContactPage]:
    """The pages of a run."""
    table = _choose(run, run.shots)
    for start in range(0, len(run.shots), run.layout):
        shots = run.shots[start : start + run.layout]
        if run.layout == 1:
            table = _choose(run, shots)
        cells = [table.cell(n) for n in range(len(shots))]
        pictures = tuple(_place(run, table, shots))
        below = zip(cells, pictures, strict=True) if run.captions else ()
        captions = tuple(_below(cell, picture) for cell, picture in below)
        yield ContactPage(table.width, table.height, shots, pictures, captions)


def _choose(run: PhotoRun, shots: Sequence[Shot]) -> PageCells:
    def shown(table: PageCells) -> float:
        drawn = (_fit(run, shot, *table.size) for shot in shots)
        bonus = _PORTRAIT_BONUS if table.height > table.width else 1
        return bonus * sum(width * height for width, height in drawn)

    return max(TABLES[run.layout], key=shown)


def _fit(run: PhotoRun, shot: Shot, width: float, height: float) -> tuple[float, float]:
    """How large a picture is drawn in a cell: never larger than on a page of its own."""
    room = height - (_CAPTION + _ABOVE_CAPTION if run.captions else 0)
    _, _, across, down = shot.frame
    if shot.turn % 180:
        across, down = down, across
    scale = min(width / across, room / down, 1)
    return across * scale, down * scale


def _place(run: PhotoRun, table: PageCells, shots: Sequence[Shot]) -> Iterator[Rect]:
    """Pictures in the middle of their cells; those of a row stand on one line."""
    below = _CAPTION + _ABOVE_CAPTION if run.captions else 0
    for first in range(0, len(shots), table.columns):
        sizes = [_fit(run, s, *table.size) for s in shots[first : first + table.columns]]
        tallest = max(height for _, height in sizes)
        for number, (width, height) in enumerate(sizes, start=first):
            cell = table.cell(number)
            bottom = cell.y + (cell.height - below + tallest) / 2
            yield Rect(cell.x + (cell.width - width) / 2, bottom - height, width, height)


def _below(cell: Rect, picture: Rect) -> Rect:
    return Rect(cell.x, picture.y + picture.height + _ABOVE_CAPTION, cell.width, _CAPTION)
