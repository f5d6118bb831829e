"""How a scan lies on a page: found again from points, whatever some of them say."""

import cmath
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from docgen.images.alignment import align
from docgen.images.compared_pair import ComparedPair
from docgen.images.greyscale import lay
from docgen.images.similarity_transform import Similarity, fit_most
from docgen.pdf.geometry import PageBox

numbers = st.floats(-1000, 1000)
points = st.builds(complex, numbers, numbers)
turns = st.builds(complex, st.floats(-2, 2), st.floats(-2, 2)).filter(lambda z: abs(z) > 0.1)
similarities = st.builds(Similarity, turns, points)


@given(similarities, st.lists(points, min_size=3, max_size=12, unique=True))
def test_it_is_found_again_from_its_points(true: Similarity, those: list[complex]) -> None:
    assume(max(abs(one - other) for one in those for other in those) > 1)
    found = Similarity.fit([(point, true(point)) for point in those])
    assert all(abs(found(point) - true(point)) < 1e-3 for point in those)


@given(similarities, points)
def test_its_inverse_takes_back(true: Similarity, point: complex) -> None:
    assert abs(true.inverse(true(point)) - point) < 1e-6


def test_pairs_that_disagree_are_left_out() -> None:
    true = Similarity(complex(0.999, 0.04), complex(12, -7))
    those = [complex(x, y) for x in range(50, 600, 100) for y in range(50, 800, 100)]
    pairs = [(point, true(point)) for point in those]
    strayed = [(one, other + complex(30, 11)) for one, other in pairs[::5]]
    found = fit_most([*pairs, *strayed])
    assert found is not None
    assert abs(found(complex(590, 830)) - true(complex(590, 830))) < 0.2
    assert fit_most(pairs[:3]) is None


@given(similarities, st.floats(100, 900), st.floats(100, 900), points)
def test_as_a_matrix_it_does_the_same_upwards(
    true: Similarity, height: float, goal: float, point: complex
) -> None:
    matrix = true.upright(height, goal)
    x, y = matrix.apply(point.real, height - point.imag)
    there = true(point)
    assert abs(complex(x, goal - y) - there) < 1e-6


@given(st.sampled_from([0, 90, 180, 270]), st.floats(0.5, 2), numbers, numbers)
def test_matrices_follow_and_undo_each_other(rotate: int, unit: float, x: float, y: float) -> None:
    there = PageBox(10, 20, 400, 700, rotate, unit).to_user_space
    back = there.then(there.inverse).apply(x, y)
    assert abs(complex(*back) - complex(x, y)) < 1e-6
    scaled = there.then(there)
    assert abs(complex(*scaled.apply(x, y)) - complex(*there.apply(*there.apply(x, y)))) < 1e-6


def test_a_page_of_equal_rows_is_not_left_askew() -> None:
    """Rows of a table match one another anywhere: only all of them together tell the turn."""
    dpi, size = 75, (620, 877)
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    for row in range(28):
        y = 110 + 26 * row
        draw.line((50, y, 580, y), fill=60)
        for column in range(7):
            draw.text((60 + 75 * column, y + 8), f"{row * 7 + column:05}", fill=40)
    draw.text((60, 60), "TABLE", fill=0)
    middle = complex(size[0] / 2, size[1] / 2) * 72 / dpi
    for degrees in (-3.0, 2.2, 3.5):
        turn = cmath.rect(1, math.radians(degrees))
        true = Similarity(turn, middle - turn * middle)
        scan = lay(page, size, dpi, true.inverse)
        # Nothing is known but one point: the rough placement has no turn at all.
        mark = complex(70, 70)
        rough = Similarity(1, mark - true.inverse(mark))
        pair = ComparedPair(scan, page, dpi)
        found = align(pair, rough, anchor=(true.inverse(mark), mark))
        assert found.likeness > 0.85
        assert found.placement.angle == pytest.approx(degrees, abs=0.15)
