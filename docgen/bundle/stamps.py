"""The stamps of a page: number, reference, 已审验 frame, identity, each where there is no ink.

Everything is measured on the upright page on paper, so a stamp stands at the same physical place
whatever the page's rotation, crop or unit. Evidence is never covered: where a page has no white
place left it grows by a strip of white paper, and `print` shrinks it onto its sheet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from docgen.bundle.binding import Edge, Side, binding_edge, inner_margin
from docgen.bundle.page_identity import PageIdentity
from docgen.bundle.page_mark import PlacedMark, identity_size, place_at_foot, place_identity
from docgen.bundle.page_space import EDGE, Area, Margins, StampablePage
from docgen.pdf.geometry import MM
from docgen.pdf.primitives import Box, Colour, Link, Mark, Text
from docgen.text.line_breaking import Measure

SIDE = 14 * MM
"""How far from the side edge stamps stand by rights: clear of what a printer cannot print."""

NUMBER_SIZE = 10.5
REFERENCE_SIZE = 9.0
FRAME_WIDTH, FRAME_HEIGHT = 46 * MM, 13 * MM
_FRAME_SIZE = 8.0
_SEAL = "（盖章处）"
_LINE = 1.25
"""Height of a stamp's line in ems."""
_DESCENT = 0.3
"""What of that is below the baseline."""

_GAP = 4 * MM
"""Between number and reference on one line."""

_GREY: Colour = (0.35, 0.35, 0.35)
DRAFT_MARK = "草稿"
DRAFT_COLOUR: Colour = (1.0, 0.85, 0.85)


@dataclass(frozen=True)
class Order:
    """What a page of evidence is to be stamped with, on which side, and where its stamps lead."""

    number: int
    reference: str
    frame: bool
    index_page: int
    divider_page: int
    side: Side
    identity: PageIdentity | None = None
    """None: the page carries no mark of its identity."""


@dataclass(frozen=True)
class StampPlace:
    """Where a stamp went. `moved`: not its usual place; not `free`: on ink, an edge, a stamp."""

    area: Area
    moved: bool
    free: bool


@dataclass(frozen=True)
class Stamped:
    """The marks and links of a page's stamps, and what had to be moved (in Chinese)."""

    paper: StampablePage
    """The sheet they stand on: the page, or the page with margins added."""
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    moved: tuple[str, ...]
    unmarked: bool = False
    """Whether the mark of its identity found no place on it."""


def stamp_page(paper: StampablePage, order: Order, measure: Measure) -> Stamped:
    """Place number, reference, frame and identity, on a grown page where this one has no room.

    The number leads to the index, the reference to its divider.
    """
    stamped, clear = _stamp(paper, order, measure)
    if clear and not stamped.unmarked:
        return stamped
    strips = _strips(paper, order, measure)
    # For its identity alone no page grows beyond A4.
    if clear and not strips[-1].within_a4:
        return stamped
    tries = [_stamp(grown, order, measure) for grown in strips]
    settled = [tried for tried, clear in tries if clear] or [tries[-1][0]]
    best = next((tried for tried in settled if not tried.unmarked), settled[0])
    return replace(best, moved=(_tell_growth(best.paper.margins),))


def _strips(paper: StampablePage, order: Order, measure: Measure) -> tuple[StampablePage, ...]:
    """The page with white paper for its stamps, the least first; within A4 on all its sides."""
    full = _grow(paper, order, measure)
    if full.within_a4:
        return (full,)
    margins = full.margins
    parts = (Margins(bottom=margins.bottom), Margins(top=margins.top), margins)
    return tuple(replace(paper, margins=part) for part in parts if part != Margins())


def _tell_growth(margins: Margins) -> str:
    edges = [name for name in ("上", "下") if (margins.top if name == "上" else margins.bottom)]
    where = "四周" if margins.left or len(edges) > 1 else f"{edges[0]}边"
    return f"纸面没有空白放页码和章戳，{where}加了白边，原件没有遮盖，大小不变"


def _grow(paper: StampablePage, order: Order, measure: Measure) -> StampablePage:
    """The page with white paper all around: no larger than A4, if only without identity."""
    grown = replace(paper, margins=_margins(paper, order, measure))
    if order.identity is None or grown.within_a4:
        return grown
    plain = replace(paper, margins=_margins(paper, replace(order, identity=None), measure))
    return plain if plain.within_a4 else grown


def _margins(paper: StampablePage, order: Order, measure: Measure) -> Margins:
    """The white paper that gives every stamp a place of its own."""
    number_width = measure(write_page_number(order.number), NUMBER_SIZE, False)
    line = number_width + 1.1 * _GAP + measure(order.reference, REFERENCE_SIZE, False)
    above, high = (FRAME_WIDTH, FRAME_HEIGHT) if order.frame else (0.0, 0.0)
    if order.identity:
        width, height = identity_size(order.identity, measure)
        above, high = above + width, max(high, height)
    side = max(2 * SIDE + max(line, above) - paper.page_width, 0) / 2
    # The ink map is rounded to cells, so a strip is a little higher than what stands in it.
    top = EDGE + high + 3 * MM if high else 0
    return Margins(side, top, side, EDGE + NUMBER_SIZE * _LINE + 3 * MM)


def _stamp(paper: StampablePage, order: Order, measure: Measure) -> tuple[Stamped, bool]:
    """The stamps of a sheet, and whether all stand clear of ink, of the edges, of each other."""
    number_text = write_page_number(order.number)
    number_width = measure(number_text, NUMBER_SIZE, False)
    reference_width = measure(order.reference, REFERENCE_SIZE, False)
    number = _choose(paper, _number_places(paper, order.side, number_width), ())
    # Number and reference on one line keep a space between them.
    taken = [number.area.widened(_GAP)]
    reference = _choose(paper, _reference_places(paper, order.side, reference_width), taken)
    spots = {"页码": number, "编号": reference}
    if order.frame:
        frame = _choose(paper, _frame_places(paper, order.side), [number.area, reference.area])
        spots["已审验框"] = frame
    areas = [spot.area for spot in spots.values()]
    marks, links = draw_stamps(order, areas, measure)
    identity = _identify(paper, order.side, order.identity, areas, measure)
    stamped = Stamped(
        paper, (*marks, *identity.marks), links, tuple(_report(spots)),
        unmarked=not identity.complete,
    )  # fmt: skip
    return stamped, all(spot.free for spot in spots.values())


def draw_stamps(
    order: Order, areas: Sequence[Area], measure: Measure
) -> tuple[tuple[Mark, ...], tuple[Link, Link]]:
    """Return marks and links of number, reference and frame, which stand in these areas."""
    number, reference, *frames = areas
    marks: list[Mark] = [
        _draw_line(number, write_page_number(order.number), NUMBER_SIZE),
        _draw_line(reference, order.reference, REFERENCE_SIZE),
    ]
    for frame in frames:
        marks += _frame_marks(frame, measure(_SEAL, _FRAME_SIZE, False))
    links = (_link(number, order.index_page), _link(reference, order.divider_page))
    return tuple(marks), links


def area_of_line(x: float, y: float, width: float, size: float) -> Area:
    """Return the area of a stamp of one line that is set at (x, y)."""
    height = size * _LINE
    return Area(x, y - height + size * _DESCENT, width, height)


def list_places(
    width: float, height: float, order: Order, measure: Measure
) -> Iterator[Iterator[Area]]:
    """Yield where number and reference may stand on a sheet of such a size, whatever is on it.

    First the places of the number, then those of the reference; for both sides of a leaf, with
    white paper added for them and without.
    """
    number = measure(write_page_number(order.number), NUMBER_SIZE, False)
    reference = measure(order.reference, REFERENCE_SIZE, False)
    papers = (
        StampablePage(width, height, None),
        StampablePage(width, height - 1, None, Margins(bottom=1)),
    )
    sheets = [(paper, side) for paper in papers for side in Side]
    yield (area for sheet in sheets for area in _number_places(*sheet, number))
    yield (area for sheet in sheets for area in _reference_places(*sheet, reference))


def _identify(
    paper: StampablePage,
    side: Side,
    identity: PageIdentity | None,
    areas: Iterable[Area],
    measure: Measure,
) -> PlacedMark:
    """The mark of a page's identity, clear of its stamps and their plates, and of the binding."""
    if identity is None:
        return PlacedMark((), complete=True)
    taken = [area.widened(_GAP) for area in areas]
    whole = paper.inset(EDGE, EDGE, EDGE, EDGE)
    frames = (whole,) if paper.margins != Margins() else (_unbound(paper, side), whole)
    return place_identity(paper, identity, taken, measure, frames=frames)


def _unbound(paper: StampablePage, side: Side) -> Area:
    """The sheet within its edges and clear of the binding."""
    edge = binding_edge(paper.width, paper.height, side)
    margin = max(inner_margin(paper.width, paper.height), EDGE)
    insets: dict[Edge, float] = dict.fromkeys(("left", "top", "right", "bottom"), EDGE)
    insets[edge] = margin
    return paper.inset(insets["left"], insets["top"], insets["right"], insets["bottom"])


def write_page_number(number: int) -> str:
    """Return the printed page number, as GB/T 9704 has it."""
    return f"— {number} —"


def stamp_front_page(
    paper: StampablePage,
    number: int,
    side: Side,
    measure: Measure,
    index_page: int,
    identity: PageIdentity | None = None,
) -> Stamped:
    """Place the number of a page that docgen draws itself, and its identity at the foot.

    The identity stands at the inner end of the number's line, clear of the binding.
    """
    text = write_page_number(number)
    places = _number_places(paper, side, measure(text, NUMBER_SIZE, False))
    spot = _choose(paper, places, ())
    placed = PlacedMark((), complete=True)
    if identity:
        frame = _unbound(paper, side)
        placed = place_at_foot(frame, identity, measure, right=side is Side.VERSO)
    marks = (_draw_line(spot.area, text, NUMBER_SIZE), *placed.marks)
    links = (_link(spot.area, index_page),)
    return Stamped(paper, marks, links, (), unmarked=not placed.complete)


def draft_mark(width: float, height: float, measure: Measure) -> Text:
    """A large 草稿 across the page that lets what is beneath show through."""
    size = min(width, height) / 4
    across = measure(DRAFT_MARK, size, True)
    diagonal = across * 0.7071
    return Text(
        (width - diagonal) / 2 + size * 0.2,
        (height + diagonal) / 2,
        size,
        DRAFT_MARK,
        bold=True,
        colour=DRAFT_COLOUR,
        angle=45,
        multiply=True,
    )


@dataclass(frozen=True)
class _Reach:
    """How far stamps go on a side of a sheet, and where its outer corner at the foot is.

    A page across has the foot of its sheet on its left.
    """

    left: float
    top: float
    right: float
    bottom: float
    outer_right: bool
    outer_top: bool

    def xs(self, width: float) -> tuple[float, float]:
        """The outer and the inner place of something so wide."""
        ends = (self.left, self.right - width)
        return ends[::-1] if self.outer_right else ends

    def ys(self, height: float) -> tuple[float, float]:
        """The outer and the inner place of something so high."""
        ends = (self.top, self.bottom - height)
        return ends if self.outer_top else ends[::-1]


def _reaches(paper: StampablePage, side: Side) -> tuple[_Reach, ...]:
    """Clear of the binding first; to every edge where there is no room."""
    return _find_reaches(paper.width, paper.height, side, grown=paper.margins != Margins())


@lru_cache(maxsize=256)
def _find_reaches(width: float, height: float, side: Side, *, grown: bool) -> tuple[_Reach, ...]:
    """The same for a sheet of such a size. Nearly all pages of a bundle are of a few.

    On white paper added for stamps they stand where it was added: the number at the foot.
    """
    edge = binding_edge(width, height, side)
    return tuple(
        _Reach(
            max(SIDE, inner if edge == "left" else 0),
            max(EDGE, inner if edge == "top" else 0),
            width - max(SIDE, inner if edge == "right" else 0),
            height - max(EDGE, inner if edge == "bottom" else 0),
            outer_right=edge == "left",
            outer_top=edge == "bottom" and not grown,
        )
        for inner in (inner_margin(width, height), 0.0)
    )


def _number_places(paper: StampablePage, side: Side, width: float) -> Iterator[Area]:
    """The outer corner at the foot first, then inward, then the other edge."""
    height = NUMBER_SIZE * _LINE
    for reach in _reaches(paper, side):
        outer, inner = reach.xs(width)
        inward = outer + (-20 * MM if reach.outer_right else 20 * MM)
        for y in reach.ys(height):
            for x in (outer, inward, inner):
                yield Area(x, y, width, height)


def _reference_places(paper: StampablePage, side: Side, width: float) -> Iterator[Area]:
    """The middle of the number's line first, then its inner end, the next line, the other edge.

    Between white paper at head and foot the line of the number is tried in the binding too before
    the other edge: there the frame stands, and on narrow paper both do not.
    """
    height, middle = REFERENCE_SIZE * _LINE, (paper.width - width) / 2
    reaches = _reaches(paper, side)
    if paper.margins.top and paper.margins.bottom:
        for reach in reaches:
            y, (_, inner) = reach.ys(height)[0], reach.xs(width)
            yield from (Area(x, y, width, height) for x in (middle, inner))
    for reach in reaches:
        outer, inner = reach.xs(width)
        first, last = reach.ys(height)
        next_line = NUMBER_SIZE * _LINE + 2
        second = first + (next_line if reach.outer_top else -next_line)
        lines = ((first, (middle, inner)), (second, (outer, middle, inner)))
        for y, xs in (*lines, (last, (middle, inner, outer))):
            for x in xs:
                yield Area(x, y, width, height)


def _frame_places(paper: StampablePage, side: Side) -> Iterator[Area]:
    """The outer corner at the head first, along that edge, the other edge, then anywhere.

    On a page across that is the corner at the other end of the number's line.
    """
    across = binding_edge(paper.width, paper.height, side) in {"top", "bottom"}
    for reach in _reaches(paper, side):
        outer, inner = reach.xs(FRAME_WIDTH)
        top, foot = reach.top, reach.bottom - FRAME_HEIGHT
        rows = (top, foot - 6 * MM, foot)
        # White paper added for the frame is at the head.
        if across and not reach.outer_top and not paper.margins.top:
            rows = rows[::-1]
        ends = (inner, outer) if across else (outer, inner)
        for y in rows:
            for x in (*ends, (paper.width - FRAME_WIDTH) / 2):
                yield Area(x, y, FRAME_WIDTH, FRAME_HEIGHT)
    yield from _blank_places(paper, side)


def _blank_places(paper: StampablePage, side: Side) -> Iterator[Area]:
    """The outermost and the innermost blank place for a frame at every height of the page."""
    for reach in _reaches(paper, side):
        left = max(reach.left - SIDE, EDGE)
        right = min(paper.page_width - EDGE, reach.right + SIDE - paper.margins.left)
        yield from paper.blank_places(
            FRAME_WIDTH, FRAME_HEIGHT, (left, right), leftmost_first=not reach.outer_right
        )


def _choose(paper: StampablePage, places: Iterable[Area], taken: Sequence[Area]) -> StampPlace:
    """The first free place; where there is none, the first of all, and that it is not free."""
    first: Area | None = None
    for area in places:
        if paper.is_free(area, taken):
            return StampPlace(area, moved=first is not None, free=True)
        first = first or area
    if first is None:
        raise ValueError("no places")
    return StampPlace(first, moved=False, free=False)


def _draw_line(area: Area, text: str, size: float) -> Text:
    return Text(area.x, area.y + area.height - size * _DESCENT, size, text)


@lru_cache(maxsize=64)
def _frame_marks(area: Area, seal_width: float) -> tuple[Mark, ...]:
    """An empty frame for the unit's own stamp. Nothing in it imitates a seal.

    It stands at the same place on nearly every page, whose plan then holds the same marks.
    """
    inset = 2.5 * MM
    right = area.x + area.width - inset - seal_width
    upper, lower = area.y + 5 * MM, area.y + 10.5 * MM
    return (
        Box(area.x, area.y, area.width, area.height, stroke=_GREY, line_width=0.7),
        Text(area.x + inset, upper, _FRAME_SIZE, "已审验", bold=True, colour=_GREY),
        Text(area.x + inset + 13 * MM, upper, _FRAME_SIZE, "审验人：", colour=_GREY),
        Text(area.x + inset, lower, _FRAME_SIZE, "日期：", colour=_GREY),
        Text(right, lower, _FRAME_SIZE, _SEAL, colour=_GREY),
    )


def _link(area: Area, page: int) -> Link:
    return Link(area.x - 3, area.y - 3, area.width + 6, area.height + 6, page)


def _report(spots: Mapping[str, StampPlace]) -> Iterator[str]:
    for name, spot in spots.items():
        if spot.moved:
            yield f"{name}原位被占，移到了空白处"
