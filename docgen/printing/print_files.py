"""Sheets put into stacks: one file for each kind of paper, since a printer takes one at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from docgen.bundle.binding import BoundSheet, Paper, Side
from docgen.printing.page_placement import PlacedPage

Sides = Literal["one-sided", "two-sided-long-edge"]
"""As IPP has them."""


@dataclass(frozen=True)
class Stack:
    """The sheets of one document that are on one kind of paper, in order.

    `sides` has every printed side, None for a blank one.
    """

    paper: Paper
    sides: tuple[PlacedPage | None, ...]
    duplex: bool

    @property
    def sheets(self) -> int:
        """The sheets of one copy."""
        return len(self.sides) // 2 if self.duplex else len(self.sides)

    @property
    def pages(self) -> tuple[PlacedPage, ...]:
        """The sides that are not blank."""
        return tuple(side for side in self.sides if side is not None)

    @property
    def sheet(self) -> BoundSheet:
        """The largest sheet in it: all are alike but where paper is larger than A3."""
        return max((page.sheet for page in self.pages), key=lambda sheet: sheet.width)

    @property
    def ipp_sides(self) -> Sides:
        """How a printer is told to use the sides."""
        return "two-sided-long-edge" if self.duplex else "one-sided"


def stack(placed: Sequence[PlacedPage]) -> list[Stack]:
    """The stacks of a document, A4 first. Larger sheets are printed on one side."""
    stacks = []
    for paper in ("A4", "A3", "large"):
        own = [page for page in placed if page.sheet.paper == paper]
        if own:
            duplex = any(page.place.side is Side.VERSO for page in own)
            sides = tuple(_both_sides(own)) if duplex else tuple(own)
            stacks.append(Stack(paper, sides, duplex))
    return stacks


def _both_sides(pages: Iterable[PlacedPage]) -> Iterator[PlacedPage | None]:
    """Every page, and a blank where a leaf has nothing on its back."""
    last: PlacedPage | None = None
    for page in pages:
        if last is not None and last.place.side is Side.RECTO and page.place.side is Side.RECTO:
            yield None
        yield page
        last = page
    if last is not None and last.place.side is Side.RECTO:
        yield None
