"""The paper of a page: its edges, the margins added to it, and where nothing stands on it yet.

Everything is measured on the upright page on paper, in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from docgen.images.ink_map import InkMap
from docgen.pdf.geometry import MM

EDGE = 9.5 * MM
"""No stamp comes nearer to the edge of the paper than this (FDA PDF specifications)."""


@dataclass(frozen=True)
class Area:
    """A rectangle on the upright page."""

    x: float
    y: float
    width: float
    height: float

    def widened(self, gap: float) -> "Area":
        """The same with so much more on its left and on its right."""
        return Area(self.x - gap, self.y, self.width + 2 * gap, self.height)

    def grown(self, gap: float) -> "Area":
        """The same with so much more on every side."""
        return Area(self.x - gap, self.y - gap, self.width + 2 * gap, self.height + 2 * gap)

    def overlaps(self, other: "Area") -> bool:
        """Whether the two share any area."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Margins:
    """White paper added around a page, in points."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True)
class StampablePage:
    """The page that is stamped, its size without the margins added to it.

    Without an ink map nothing is known to be in the way.
    """

    page_width: float
    page_height: float
    ink: InkMap | None
    margins: Margins = Margins()

    @property
    def width(self) -> float:
        """The width of the whole sheet."""
        return self.margins.left + self.page_width + self.margins.right

    @property
    def height(self) -> float:
        """The height of the whole sheet."""
        return self.margins.top + self.page_height + self.margins.bottom

    @property
    def within_a4(self) -> bool:
        """Whether the sheet is no larger than A4, upright or across."""
        short, long = sorted((self.width, self.height))
        return short <= 210 * MM + 1 and long <= 297 * MM + 1

    def has(self, area: Area) -> bool:
        """Whether the area keeps its distance from every edge."""
        return (
            area.x >= EDGE - 0.01
            and area.y >= EDGE - 0.01
            and area.x + area.width <= self.width - EDGE + 0.01
            and area.y + area.height <= self.height - EDGE + 0.01
        )

    def inset(self, left: float, top: float, right: float, bottom: float) -> Area:
        """What is left of the sheet within so much of each edge."""
        return Area(left, top, self.width - left - right, self.height - top - bottom)

    def is_clear(self, area: Area, taken: Sequence[Area]) -> bool:
        """Whether nothing is printed or stamped in the area. Beyond the edges nothing ever is."""
        x, y = area.x - self.margins.left, area.y - self.margins.top
        blank = self.ink is None or self.ink.is_blank(x, y, area.width, area.height)
        return blank and not any(area.overlaps(other) for other in taken)

    def is_free(self, area: Area, taken: Sequence[Area]) -> bool:
        """Whether nothing is printed or stamped in the area, and it lies within the edges."""
        return self.has(area) and self.is_clear(area, taken)

    def blank_places(
        self,
        width: float,
        height: float,
        within: tuple[float, float] | None = None,
        *,
        leftmost_first: bool = False,
    ) -> Iterator[Area]:
        """The rightmost and the leftmost blank place of this size at every height of the page.

        `within` are the left and the right bound on the paper, its edges where none are given.
        Captions and stamps are not minded.
        """
        if self.ink is None:
            return
        cell = self.ink.cell_pt
        blank = bytes(ceil(width / cell) + 1)
        if blank not in self.ink.cells:
            return
        left, right = within or (EDGE, self.page_width - EDGE)
        first, last = ceil(left / cell), int(right / cell)
        y = EDGE
        while y + height <= self.page_height - EDGE:
            strip = self.ink.inked_columns(y, height)[first:last]
            ends = (strip.rfind(blank), strip.find(blank))
            for found in ends[::-1] if leftmost_first else ends:
                if found >= 0:
                    x = self.margins.left + (first + found) * cell
                    yield Area(x, self.margins.top + y, width, height)
            y += 4 * MM
