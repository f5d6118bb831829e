"""Where the identity of a page stands: a QR code and small type, on white paper and nowhere else.

Top left by rights, then along the edges, then wherever the page is blank; smaller where that helps.
Where even the smallest finds no white there is none: content is never covered for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from docgen.bundle.identity import (
    MOST_PAGES,
    SYMBOL_MODULES,
    SYMBOL_SIDE,
    PageIdentity,
    encode,
)
from docgen.bundle.layout import Measure
from docgen.bundle.marks import MM, Mark, Symbol, Text
from docgen.bundle.paper import EDGE, Area, Paper

TYPE_SIZE = 4.5
_LINE = TYPE_SIZE * 1.15
_SIDES = (SYMBOL_SIDE, 10 * MM, 8 * MM)
"""The last is still read from a clean scan of 150 dpi."""

_QUIET_MODULES = 2
"""White about the symbol, where the standard asks for four: all of it is read with two."""


@dataclass(frozen=True)
class Placed:
    """The marks of a page's identity. Where there was no room for the symbol it is not complete."""

    marks: tuple[Mark, ...]
    complete: bool


@dataclass(frozen=True)
class _Block:
    """Symbol and small type as one rectangle, with the white about the symbol."""

    side: float
    beside: bool
    """The small type stands to the right of the symbol, else below it."""
    type_width: float

    @property
    def quiet(self) -> float:
        return self.side / SYMBOL_MODULES * _QUIET_MODULES

    @property
    def width(self) -> float:
        if self.beside:
            return self.side + 2 * self.quiet + self.type_width
        return max(self.side + 2 * self.quiet, self.quiet + self.type_width)

    @property
    def height(self) -> float:
        below = 0 if self.beside else 2 * _LINE
        return self.side + 2 * self.quiet + below

    def draw(self, area: Area, identity: PageIdentity) -> tuple[Mark, ...]:
        """The marks of the block in its place."""
        x, y = area.x + self.quiet, area.y + self.quiet
        left = x + self.side + self.quiet if self.beside else x
        # Type that stands beside the symbol ends where it ends.
        foot = y + self.side if self.beside else area.y + self.height - _LINE * 0.2
        upper, lower = _lines(identity)
        return (
            Symbol(x, y, self.side, encode(identity)),
            Text(left, foot - _LINE, TYPE_SIZE, upper),
            Text(left, foot, TYPE_SIZE, lower),
        )


def place_identity(
    paper: Paper, identity: PageIdentity, taken: Sequence[Area], measure: Measure
) -> Placed:
    """Place the identity of a page on white paper, clear of the areas taken.

    Where there is no room for the symbol, the small type stands alone; where there is none for that
    either, nothing does.
    """
    if identity.page > MOST_PAGES:
        return Placed((), complete=False)
    width = _type_width(identity, measure)
    blocks = [_Block(side, beside, width) for side, beside in product(_SIDES, (False, True))]
    for size in (blocks[:2], blocks[2:4], blocks[4:]):
        for block, area in _places(paper, size):
            if paper.is_free(area, taken):
                return Placed(block.draw(area, identity), complete=True)
    return Placed(_place_type(paper, identity, taken, measure), complete=False)


def identity_size(identity: PageIdentity, measure: Measure) -> tuple[float, float]:
    """Width and height of a whole mark in its flat form, as it fits into a strip of paper."""
    block = _Block(SYMBOL_SIDE, True, _type_width(identity, measure))
    return block.width, block.height


def _lines(identity: PageIdentity) -> tuple[str, str]:
    package, page = str(identity).split(" ", 1)
    return package, page


def _type_width(identity: PageIdentity, measure: Measure) -> float:
    return max(measure(line, TYPE_SIZE, False) for line in _lines(identity))


def _places(paper: Paper, blocks: Iterable[_Block]) -> Iterator[tuple[_Block, Area]]:
    """The corners from the top left on, the middles of the edges, then anywhere."""
    blocks = tuple(blocks)
    for right, down in ((0, 0), (1, 0), (0, 1), (1, 1), (0.5, 0), (0, 0.5), (1, 0.5), (0.5, 1)):
        for block in blocks:
            yield block, _at(paper, right, down, block.width, block.height)
    for block in blocks:
        for area in paper.blank_places(block.width, block.height):
            yield block, area


def _at(paper: Paper, right: float, down: float, width: float, height: float) -> Area:
    """The place so far to the right and down between the edges, each from 0 to 1."""
    x = EDGE + right * (paper.width - 2 * EDGE - width)
    y = EDGE + down * (paper.height - 2 * EDGE - height)
    return Area(x, y, width, height)


def _place_type(
    paper: Paper, identity: PageIdentity, taken: Sequence[Area], measure: Measure
) -> tuple[Mark, ...]:
    """The small type on one line, where there is room for that."""
    text = str(identity)
    width = measure(text, TYPE_SIZE, False)
    corners = (_at(paper, x, y, width, _LINE) for y, x in product((0, 1), (0, 1, 0.5)))
    for area in (*corners, *paper.blank_places(width, _LINE)):
        if paper.is_free(area, taken):
            return (Text(area.x, area.y + _LINE * 0.8, TYPE_SIZE, text),)
    return ()
