"""Leaves and sides: laws over any sequence of pages, and how pages lie on their sheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.bundle.binding import (
    BINDING,
    LEAST_SCALE,
    SheetSide,
    Side,
    binding_edge,
    folds_out,
    follow,
    inner_margin,
    lie_of,
)
from docgen.pdf.geometry import MM, Matrix, Rect
from docgen.printing.page_placement import PageToPrint, invert, place_pages, then
from docgen.printing.print_files import stack

_PAGES = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def places(pages: list[tuple[bool, bool]]) -> list[SheetSide]:
    found: list[SheetSide] = []
    for opens, folds in pages:
        found.append(follow(found[-1] if found else None, opens=opens, folds=folds))
    return found


@given(_PAGES)
def test_sections_and_fold_outs_are_on_right_hand_pages(pages: list[tuple[bool, bool]]) -> None:
    found = places(pages)
    assert len({(p.leaf, p.side) for p in found}) == len(pages)
    assert [(p.leaf, p.side) for p in found] == sorted((p.leaf, p.side) for p in found)
    assert [p.leaf for p in found[:1]] == [1]
    for (opens, folds), place in zip(pages, found, strict=True):
        assert place.side is Side.RECTO or not (opens or folds)
        if folds:
            assert [p.side for p in found if p.leaf == place.leaf] == [Side.RECTO]
    # A back is left blank only where the next page has to be on a new leaf.
    for before, after, (opens, folds) in zip(found, found[1:], pages[1:], strict=False):
        assert after.leaf - before.leaf <= 1
        if before.side is Side.RECTO and after.leaf > before.leaf:
            assert opens or folds or before.alone


@pytest.mark.parametrize(
    ("size", "paper", "turned", "scale"),
    [
        ((210, 297), "A4", False, 1),
        ((210.3, 297.4), "A4", False, 1),
        ((297, 210), "A4", True, 1),
        ((148, 210), "A4", False, 1),
        ((210, 148), "A4", False, 1),
        ((215.9, 279.4), "A4", False, 210 / 215.9),
        ((420, 297), "A3", False, 1),
        ((297, 420), "A3", True, 1),
        ((257, 364), "A3", True, 1),
        ((594, 420), "large", False, 1),
        ((420, 594), "large", True, 1),
    ],
)
def test_how_pages_lie(size: tuple[float, float], paper: str, turned: bool, scale: float) -> None:
    width, height = (side * MM for side in size)
    lie = lie_of(width, height)
    assert (lie.sheet.paper, lie.turned) == (paper, turned)
    assert lie.scale == pytest.approx(scale)
    assert folds_out(width, height) == (paper != "A4")


def test_the_binding_edge_of_a_page_across() -> None:
    for side, upright, across in ((Side.RECTO, "left", "top"), (Side.VERSO, "right", "bottom")):
        assert binding_edge(210 * MM, 297 * MM, side) == upright
        assert binding_edge(297 * MM, 210 * MM, side) == across
    assert inner_margin(210 * MM, 297 * MM) == pytest.approx(BINDING)
    assert inner_margin(148 * MM, 210 * MM) == 0


_SIDE = st.floats(20, 700)


@given(
    st.lists(
        st.tuples(_SIDE, _SIDE, *(st.floats(0, 1) for _ in range(4)), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_ink_keeps_out_of_the_binding_or_is_reported(
    drawn: list[tuple[float, float, float, float, float, float, bool]],
) -> None:
    faces, opening = [], set()
    for n, (w, h, x0, y0, x1, y1, opens) in enumerate(drawn, start=1):
        width, height = w * MM, h * MM
        left, right = sorted((x0 * width, x1 * width))
        top, bottom = sorted((y0 * height, y1 * height))
        faces.append(PageToPrint(width, height, Rect(left, top, right - left, bottom - top)))
        opening |= {n} if opens else set()
    placed = list(place_pages(faces, frozenset(opening), bound=True))
    for face, page in zip(faces, placed, strict=True):
        ink = face.ink or Rect(0, 0, 0, 0)
        corners = [
            page.matrix.apply(x, y)
            for x in (ink.x, ink.x + ink.width)
            for y in (ink.y, ink.y + ink.height)
        ]
        recto = page.place.side is Side.RECTO
        inner = min(x if recto else page.sheet.width - x for x, _ in corners)
        assert inner >= BINDING - page.crossing - 2.1
        assert LEAST_SCALE - 1e-6 <= page.scale <= 1
        assert page.crossing == 0 or page.scale == pytest.approx(LEAST_SCALE, abs=1e-6)
        for x, y in (page.matrix.apply(0, 0), page.matrix.apply(face.width, face.height)):
            assert -1.5 <= x <= page.sheet.width + 1.5
            assert -1.5 <= y <= page.sheet.height + 1.5
    stacks = stack(placed)
    assert sorted(p.index for s in stacks for p in s.pages) == list(range(1, len(faces) + 1))
    for pile in (s for s in stacks if s.duplex):
        assert len(pile.sides) % 2 == 0
        for n, side in enumerate(pile.sides):
            assert side is None or (side.place.side is Side.VERSO) == (n % 2 == 1)


@given(*(st.floats(-5, 5) for _ in range(6)))
def test_matrices_are_undone(a: float, b: float, c: float, d: float, e: float, f: float) -> None:
    matrix = Matrix(a, b, c, d, e, f)
    if abs(a * d - b * c) < 0.1:
        return
    for x, y in ((0, 0), (3, 7)):
        assert then(matrix, invert(matrix)).apply(x, y) == pytest.approx((x, y), abs=1e-6)
