"""Where stamps go: their usual place, another one, or more paper."""

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from making import Area, make_ink, overlap, typography

from docgen.bundle.binding import BINDING, Side, inner_margin, lie_of
from docgen.bundle.page_space import StampablePage
from docgen.bundle.stamps import (
    EDGE,
    FRAME_HEIGHT,
    NUMBER_SIZE,
    REFERENCE_SIZE,
    SIDE,
    Margins,
    Order,
    Stamped,
    draft_mark,
    stamp_front_page,
    stamp_page,
)
from docgen.pdf.geometry import MM, PageBox
from docgen.pdf.primitives import Box, Text

MEASURE = typography().width


def stamp(
    *inked: Area,
    size: tuple[float, float] = (210, 297),
    number: int = 37,
    reference: str = "项目11 佐证3 (2/5)",
    frame: bool = True,
    side: Side = Side.RECTO,
) -> Stamped:
    width, height = size
    paper = StampablePage(width * MM, height * MM, make_ink(width, height, *inked))
    return stamp_page(paper, Order(number, reference, frame, 2, 9, side), MEASURE)


def areas(stamped: Stamped) -> dict[str, Area]:
    """Where each stamp stands, in mm: left, top, right, bottom of its type or frame."""
    found: dict[str, Area] = {}
    for mark in stamped.marks:
        if isinstance(mark, Text) and mark.size in (NUMBER_SIZE, REFERENCE_SIZE):
            name = "number" if mark.size == NUMBER_SIZE else "reference"
            width = MEASURE(mark.text, mark.size, mark.bold)
            box = (mark.x, mark.y - mark.size * 0.9, mark.x + width, mark.y + mark.size * 0.25)
            found[name] = tuple(v / MM for v in box)  # type: ignore[assignment]
        elif isinstance(mark, Box) and mark.stroke:
            box = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
            found["frame"] = tuple(v / MM for v in box)  # type: ignore[assignment]
    return found


def test_usual_places_are_at_the_outer_edge() -> None:
    """Whatever the number: number and frame go by the side, the reference stays in the middle."""
    for number in (37, 38):
        recto, verso = areas(stamp(number=number)), areas(stamp(number=number, side=Side.VERSO))
        assert recto["number"][2] == pytest.approx(210 - SIDE / MM, abs=0.1)
        assert verso["number"][0] == pytest.approx(SIDE / MM, abs=0.1)
        assert recto["frame"][2] == pytest.approx(210 - SIDE / MM, abs=0.1)
        assert verso["frame"][0] == pytest.approx(SIDE / MM, abs=0.1)
        for places in (recto, verso):
            middle = (places["reference"][0] + places["reference"][2]) / 2
            assert middle == pytest.approx(105, abs=0.1)
            assert places["frame"][1] == pytest.approx(EDGE / MM, abs=0.1)
            assert places["frame"][3] == pytest.approx((EDGE + FRAME_HEIGHT) / MM, abs=0.1)
    assert stamp().moved == ()


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    "inked",
    [
        (),
        ((180, 280, 210, 297),),
        ((0, 280, 100, 297),),
        ((60, 0, 210, 40),),
        ((0, 0, 120, 40), (0, 270, 210, 297)),
        ((150, 0, 210, 297),),
    ],
)
def test_stamps_keep_out_of_the_binding(side: Side, inked: tuple[Area, ...]) -> None:
    stamped = stamp(*inked, side=side)
    # A page that grew is shrunk onto the outer edge of its sheet, and has less to leave free.
    least = inner_margin(stamped.paper.width, stamped.paper.height) / MM
    assert least == pytest.approx(BINDING / MM) or stamped.paper.margins != Margins()
    for left, _, right, _ in areas(stamped).values():
        inner = left if side is Side.RECTO else 210 - right
        assert inner >= least - 0.1


def test_pages_across_are_stamped_for_the_sheet_they_are_bound_on() -> None:
    """Turned with the head to the left: the foot of the sheet is at the left of the page."""
    recto = areas(stamp(size=(297, 210)))
    verso = areas(stamp(size=(297, 210), side=Side.VERSO))
    for places, edge in ((recto, 210), (verso, 0)):
        assert places["number"][0] == pytest.approx(SIDE / MM, abs=0.1)
        for _, top, _, bottom in places.values():
            near = edge - bottom if edge else top
            assert 9.4 < near < 20
    assert stamp(size=(297, 210)).moved == ()
    # A fold-out is not turned, and is never a verso.
    assert areas(stamp(size=(420, 297)))["number"][2] == pytest.approx(420 - SIDE / MM, abs=0.1)


def test_links_go_to_index_and_divider() -> None:
    stamped = stamp()
    assert [link.page for link in stamped.links] == [2, 9]
    for link, name in zip(stamped.links, ("number", "reference"), strict=True):
        left, top, right, bottom = areas(stamped)[name]
        assert link.x / MM < left
        assert link.y / MM < top
        assert (link.x + link.width) / MM > right
        assert (link.y + link.height) / MM > bottom


@pytest.mark.parametrize(
    ("inked", "moved"),
    [
        ((180, 280, 210, 297), ["页码"]),
        ((80, 280, 130, 297), ["编号"]),
        ((150, 0, 210, 30), ["已审验框"]),
        # The number goes up into the corner, where the frame makes way for it.
        ((0, 270, 210, 297), ["页码", "编号", "已审验框"]),
        ((0, 0, 210, 40), ["已审验框"]),
        ((0, 0, 210, 120), ["已审验框"]),
    ],
)
def test_stamps_avoid_ink(inked: Area, moved: list[str]) -> None:
    stamped = stamp(inked)
    assert [text.split("原位")[0] for text in stamped.moved] == moved
    assert all("移到了空白处" in text for text in stamped.moved)
    for area in areas(stamped).values():
        assert not overlap(area, inked)
    assert not any(isinstance(mark, Box) and mark.fill for mark in stamped.marks)


@pytest.mark.parametrize("size", [(210, 297), (297, 210), (420, 297), (300, 2000)])
def test_a_full_page_grows_by_a_strip_and_lies_on_the_sheet_it_had(
    size: tuple[float, float],
) -> None:
    stamped = stamp((0, 0, *size), size=size)
    paper, width, height = stamped.paper, size[0] * MM, size[1] * MM
    assert stamped.moved == ("纸面没有空白放页码和章戳，上边加了白边，原件没有遮盖，大小不变",)
    assert paper.margins == Margins(top=paper.margins.top)
    assert all(bottom * MM < paper.margins.top for _, _, _, bottom in areas(stamped).values())
    assert lie_of(paper.width, paper.height).sheet.paper == lie_of(width, height).sheet.paper


def test_a_page_with_room_for_the_frame_alone_grows_at_its_foot() -> None:
    stamped = stamp((0, 0, 140, 297), (140, 40, 210, 297))
    assert "下边加了白边" in stamped.moved[0]
    assert stamped.paper.margins.top == 0
    assert areas(stamped)["frame"] == areas(stamp())["frame"]


_INK = st.lists(
    st.tuples(*(st.floats(0, 420) for _ in range(4))).map(
        lambda v: (min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3]))
    ),
    max_size=6,
)


@given(
    _INK,
    st.tuples(st.floats(15, 320), st.floats(15, 2000)),
    st.integers(1, 99_999),
    st.integers(1, 300),
    st.booleans(),
    st.sampled_from(list(Side)),
)
@example([(0, 0, 0, 362)], (15, 362), 1, 1, True, Side.VERSO)  # a till receipt
@example([(0, 0, 15, 362)], (15, 362), 99_999, 300, True, Side.RECTO)
def test_stamps_keep_clear_of_edges_and_each_other(
    inked: list[Area], size: tuple[float, float], number: int, order: int, frame: bool, side: Side
) -> None:
    """On any page whatever: inside 9.5 mm, apart, and never over ink."""
    reference = f"项目11 佐证{order} ({order}/300)"
    stamped = stamp(*inked, size=size, number=number, reference=reference, frame=frame, side=side)
    width, height = stamped.paper.width / MM, stamped.paper.height / MM
    found = areas(stamped)
    assert set(found) == {"number", "reference", "frame"} - (set() if frame else {"frame"})
    for left, top, right, bottom in found.values():
        assert min(left, top, width - right, height - bottom) >= 9.5 - 0.2
    for one, other in combinations(found.values(), 2):
        assert not overlap(one, other)
    margins = stamped.paper.margins
    assert not any(isinstance(mark, Box) and mark.fill for mark in stamped.marks)
    assert (margins != Margins()) == ("加了白边" in "".join(stamped.moved))
    left_of, above = margins.left / MM, margins.top / MM
    for x0, y0, x1, y1 in inked:
        right, bottom = min(x1, size[0]), min(y1, size[1])
        ink = (x0 + left_of, y0 + above, right + left_of, bottom + above)
        for area in found.values():
            assert right <= x0 or bottom <= y0 or not overlap(area, ink)


@pytest.mark.parametrize("size", [(40, 30), (58, 160), (148, 210), (85.6, 54), (210, 200)])
def test_full_pages_smaller_than_a4_grow(size: tuple[float, float]) -> None:
    stamped = stamp((0, 0, *size), size=size)
    assert stamped.moved == ("纸面没有空白放页码和章戳，四周加了白边，原件没有遮盖，大小不变",)
    assert stamped.paper.within_a4
    assert not any(isinstance(mark, Box) and mark.fill for mark in stamped.marks)
    photo = (
        stamped.paper.margins.left / MM,
        stamped.paper.margins.top / MM,
        stamped.paper.margins.left / MM + size[0],
        stamped.paper.margins.top / MM + size[1],
    )
    assert not any(overlap(area, photo) for area in areas(stamped).values())


@pytest.mark.parametrize("size", [(80, 200), (100, 70), (420, 297), (300, 2000)])
def test_pages_with_room_do_not_grow(size: tuple[float, float]) -> None:
    stamped = stamp((30, 26, 50, 40), size=size)
    assert stamped.paper.margins == Margins()


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([0.5, 1.0, 2.0]),
    st.tuples(*(st.floats(0, 99) for _ in range(4))),
)
def test_grown_boxes_hold_the_page_where_it_was(
    rotate: int, unit: float, added: tuple[float, float, float, float]
) -> None:
    box = PageBox(-50, 30, 250, 430, rotate, unit)  # type: ignore[arg-type]
    left, top, right, bottom = added
    grown = box.grown(left, top, right, bottom)
    assert grown.width_pt == pytest.approx(box.width_pt + left + right)
    assert grown.height_pt == pytest.approx(box.height_pt + top + bottom)
    # The page's upright corner is `left` and `bottom` into the grown one.
    assert grown.to_user_space.apply(left, bottom) == pytest.approx(box.to_user_space.apply(0, 0))


def test_front_pages_carry_their_number_only() -> None:
    stamped = stamp_front_page(StampablePage(210 * MM, 297 * MM, None), 4, Side.RECTO, MEASURE, 2)
    (text,) = stamped.marks
    assert isinstance(text, Text)
    assert text.text == "— 4 —"
    assert [link.page for link in stamped.links] == [2]


@pytest.mark.parametrize("size", [(210, 297), (420, 297), (70, 60)])
def test_draft_marks_stay_on_the_page(size: tuple[float, float]) -> None:
    width, height = (side * MM for side in size)
    mark = draft_mark(width, height, MEASURE)
    diagonal = MEASURE(mark.text, mark.size, True) * 0.7071
    # The type stands at most an em to either side of its slanting baseline.
    assert mark.x - mark.size * 0.7 > 0
    assert mark.x + diagonal + mark.size * 0.3 < width
    assert mark.y - diagonal - mark.size * 0.7 > 0
    assert mark.y + mark.size * 0.3 < height


def test_ink_is_only_asked_for_on_the_map() -> None:
    ink = make_ink(100, 100, (0, 0, 100, 1))
    assert not ink.is_blank(10, 0, 20, 5)
    assert ink.is_blank(10, 10, 20, 20)
    assert ink.is_blank(-500, 0, 20, 5)
    assert ink.is_blank(10, -500, 20, 20)
    assert ink.is_blank(1000, 0, 20, 20)
