"""Where the identity of a page stands: a QR code and small type, on white paper and nowhere else.

Top left by rights, then along the edges, then wherever the page is blank; smaller where that helps.
Where even the smallest finds no white there is none: content is never covered for it. The white
about a symbol may reach into the edges, what is printed may not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

from docgen.bundle.page_identity import MOST_PAGES, SYMBOL_SIDE, PageIdentity, encode
from docgen.bundle.page_space import EDGE, Area, StampablePage
from docgen.pdf.geometry import MM
from docgen.pdf.primitives import Mark, Symbol, Text
from docgen.pdf.qr_symbol import SYMBOL_MODULES
from docgen.text.line_breaking import Measure

TYPE_SIZE = 4.5
_LINE = TYPE_SIZE * 1.15
_SIDES = (SYMBOL_SIDE, 10 * MM, 8 * MM)
"""Of bad scans at 150 dpi the first is read 30 times of 30, the others 29 and 26."""

_QUIET_MODULES = 2
"""White about the symbol, where the standard asks for four: all of it is read with two."""


@dataclass(frozen=True)
class PlacedMark:
    """The marks of a page's identity. Where there was no room for the symbol it is not complete."""

    marks: tuple[Mark, ...]
    complete: bool


@dataclass(frozen=True)
class _Block:
    """Symbol and small type as one rectangle, which white must surround."""

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
            return self.side + self.quiet + self.type_width
        return max(self.side, self.type_width)

    @property
    def height(self) -> float:
        return self.side if self.beside else self.side + self.quiet + 2 * _LINE

    def draw(self, area: Area, identity: PageIdentity) -> tuple[Mark, ...]:
        """The marks of the block in its place."""
        left = area.x + self.side + self.quiet if self.beside else area.x
        foot = area.y + self.height - _LINE * 0.1
        upper, lower = _lines(identity)
        return (
            Symbol(area.x, area.y, self.side, encode(identity)),
            Text(left, foot - _LINE, TYPE_SIZE, upper),
            Text(left, foot, TYPE_SIZE, lower),
        )


def place_identity(
    paper: StampablePage,
    identity: PageIdentity,
    taken: Sequence[Area],
    measure: Measure,
    *,
    in_margins: bool = False,
    frames: Sequence[Area] = (),
) -> PlacedMark:
    """Place the identity of a page on white paper, clear of the areas taken.

    It stands in one of the corners (or in the middle of an edge) of the frames, the best first;
    the sheet within its edges is one. Where there is no room for the symbol, the small type stands
    alone; where there is none for that either, nothing does. `in_margins` says that a smaller one
    in the margins is better than a larger one in the midst: blank cells of a form are there to be
    written in.
    """
    if identity.page > MOST_PAGES:
        return PlacedMark((), complete=False)
    width = _type_width(identity, measure)
    sizes = [tuple(_Block(side, beside, width) for beside in (False, True)) for side in _SIDES]
    whole = paper.inset(EDGE, EDGE, EDGE, EDGE)
    best, *others = frames or (whole,)
    edges = [_edge_places(best, blocks) for blocks in sizes]
    inner = [_inner_places(paper, blocks) for blocks in sizes]
    rest = [chain.from_iterable(_edge_places(f, blocks) for f in others)
            for blocks in sizes]  # fmt: skip
    by_size = chain.from_iterable(zip(edges, inner, rest, strict=True))
    ways = [*edges, *inner] if in_margins else by_size
    for block, area in chain.from_iterable(ways):
        if paper.has(area) and paper.is_clear(area.grown(block.quiet), taken):
            return PlacedMark(block.draw(area, identity), complete=True)
    return PlacedMark(_place_type(paper, identity, taken, measure), complete=False)


def place_at_foot(
    frame: Area, identity: PageIdentity, measure: Measure, *, right: bool
) -> PlacedMark:
    """Place the identity in its flat form in a lower corner of a frame, which is kept free."""
    if identity.page > MOST_PAGES:
        return PlacedMark((), complete=False)
    block = _Block(SYMBOL_SIDE, True, _type_width(identity, measure))
    area = _at(frame, 1 if right else 0, 1, block.width, block.height)
    return PlacedMark(block.draw(area, identity), complete=True)


def identity_size(identity: PageIdentity, measure: Measure) -> tuple[float, float]:
    """Width and height of a whole mark in its flat form, as it fits into a strip of paper."""
    block = _Block(SYMBOL_SIDE, True, _type_width(identity, measure))
    return block.width + block.quiet, block.height + block.quiet


def draw_identity(
    identity: PageIdentity, x: float, y: float, side: float, measure: Measure
) -> Iterator[tuple[Mark, ...]]:
    """Yield both forms of the whole mark whose symbol, so large, stands at (x, y)."""
    width = _type_width(identity, measure)
    for beside in (False, True):
        block = _Block(side, beside, width)
        yield block.draw(Area(x, y, block.width, block.height), identity)


def draw_small_type(identity: PageIdentity, x: float, y: float) -> Text:
    """Return the mark of a page that has room for no symbol, set at (x, y)."""
    return Text(x, y, TYPE_SIZE, str(identity))


def _lines(identity: PageIdentity) -> tuple[str, str]:
    package, page = str(identity).split(" ", 1)
    return package, page


def _type_width(identity: PageIdentity, measure: Measure) -> float:
    return max(measure(line, TYPE_SIZE, False) for line in _lines(identity))


_Place = tuple[_Block, Area]


def _edge_places(frame: Area, blocks: Sequence[_Block]) -> Iterator[_Place]:
    """The corners of a frame from the top left on, then the middles of its edges."""
    corners = ((0, 0), (1, 0), (0, 1), (1, 1))
    middles = ((0.5, 0), (0, 0.5), (1, 0.5), (0.5, 1))
    for right, down in (*corners, *middles):
        for block in blocks:
            yield block, _at(frame, right, down, block.width, block.height)


def _inner_places(paper: StampablePage, blocks: Sequence[_Block]) -> Iterator[_Place]:
    """Wherever else the page is blank."""
    for block in blocks:
        white = 2 * block.quiet
        for place in paper.blank_places(block.width + white, block.height + white):
            yield block, place.grown(-block.quiet)


def _at(frame: Area, right: float, down: float, width: float, height: float) -> Area:
    """The place so far to the right and down within a frame, each from 0 to 1."""
    x = frame.x + right * (frame.width - width)
    y = frame.y + down * (frame.height - height)
    return Area(x, y, width, height)


def _place_type(
    paper: StampablePage, identity: PageIdentity, taken: Sequence[Area], measure: Measure
) -> tuple[Mark, ...]:
    """The small type on one line, where there is room for that."""
    text = str(identity)
    width = measure(text, TYPE_SIZE, False)
    whole = paper.inset(EDGE, EDGE, EDGE, EDGE)
    edges = (_at(whole, x, y, width, _LINE) for y, x in product((0, 1), (0, 1, 0.5)))
    for area in chain(edges, paper.blank_places(width, _LINE)):
        if paper.is_free(area, taken):
            return (draw_small_type(identity, area.x, area.y + _LINE * 0.8),)
    return ()
