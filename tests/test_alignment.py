"""A scan laid on its page: where it lies is known, and how near the placement found comes to it."""

import cmath
import io
import random
from math import radians
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image
from scanning import Feed, as_jpeg, render, scan, write_pdf

from docgen.images.alignment import align
from docgen.images.compared_pair import ComparedPair, average_blocks, reduce_truly
from docgen.images.content_comparison import hold_against
from docgen.images.greyscale import whiten
from docgen.images.page_matching import find_like, find_skew, make_sketch
from docgen.images.page_rendering import decode_scan
from docgen.images.page_rendering import render as show
from docgen.images.similarity_transform import Similarity

DPI = 75


def _write(seed: int, size: tuple[float, float] = (595.3, 841.9)) -> pymupdf.Page:
    """A page of text and a table, its only one."""
    source, document = random.Random(seed), pymupdf.open()
    page = document.new_page(width=size[0], height=size[1])
    for row in range(70, int(size[1]) - 90, 17):
        words = "".join(source.choice("abcdefghik mnop rst") for _ in range(source.randint(20, 80)))
        page.insert_text((60, row), words, fontsize=10)
        if row % 5 == 0:
            page.draw_line((55, row + 4), (size[0] - 60, row + 4))
    return page


def _place(page: pymupdf.Page, feed: Feed) -> Similarity:
    """From points of the page to points of its scan, as the simulation makes it."""
    middle = complex(page.rect.width, page.rect.height) / 2
    turn = cmath.rect(1, radians(-feed.skew))
    moved = complex(*(round(v / 25.4 * feed.dpi) * 72 / feed.dpi for v in feed.shift))
    return Similarity(turn, middle - turn * middle + moved)


def _compare(page: pymupdf.Page, feed: Feed) -> ComparedPair:
    picture = scan(page, feed)
    plain = picture.getchannel(0) if picture.mode == "RGB" else picture
    own = render(page, 150).getchannel(0)
    return ComparedPair(
        whiten(reduce_truly(plain, feed.dpi, DPI)), whiten(reduce_truly(own, 150, DPI)), DPI
    )


FEEDS = [
    Feed(dpi=200),
    Feed(dpi=200, skew=2.3, shift=(1.5, -1.0)),
    Feed(dpi=150, skew=-1.4, grey=True, noise=12, blur=0.9),
    Feed(dpi=200, skew=-2.6, shift=(-2, 2), light=0.88),
]


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("size", [(595.3, 841.9), (1190.6, 841.9), (420.0, 595.3)])
def test_a_scan_lies_on_its_page_to_a_pixel_and_a_half(
    feed: Feed, size: tuple[float, float]
) -> None:
    page = _write(1, size)
    truth, pair = _place(page, feed), _compare(page, feed)
    # As roughly as a mark of 8 mm tells it.
    rough = Similarity(truth.turn * cmath.rect(1.004, 0.004), truth.shift + 2 - 1j).inverse
    found = align(pair, rough)
    assert isinstance(found.placement, Similarity)
    corners = (0j, complex(size[0]), complex(0, size[1]), complex(*size))
    off = [abs(found.placement.back(corner) - truth(corner)) for corner in corners]
    # Of 200 dpi. Half of it is the simulation's: it turns a page about the middle of whole pixels.
    # An angle is off by as much the farther out; on A3 by the diagonal of two sheets of A4.
    larger = max(1.0, abs(complex(*size)) / abs(complex(595.3, 841.9)))
    assert max(off) < 1.5 * larger * 72 / 200
    agreement = hold_against(pair, found.placement)
    assert agreement.share == 1
    assert not agreement.bare


def test_another_page_of_the_same_make_is_not_the_page() -> None:
    feed = Feed(dpi=150, skew=1)
    pair, other = _compare(_write(1), feed), _compare(_write(2), feed)
    found = find_like(
        pair.scan, DPI, [make_sketch(one.page, DPI) for one in (other, pair)],
        lambda n: (other, pair)[n].page,
    )  # fmt: skip
    assert found[0].page == 1
    assert found[0].share > 0.9
    assert all(one.share < 0.6 for one in found[1:])


@pytest.mark.parametrize("skew", [-5.0, -1.5, 0.0, 2.5])
def test_the_skew_of_a_scan_is_what_makes_its_lines_level(skew: float) -> None:
    pair = _compare(_write(3), Feed(dpi=150, skew=skew))
    assert find_skew(pair.scan, DPI) == pytest.approx(-skew, abs=0.5)


def test_blocks_of_unlike_size_have_their_own_means() -> None:
    pixels = np.full((13, 29), 200, np.float32)
    pixels[:3, :8] = 40
    wanted = np.full((5, 4), 200)
    wanted[0, 0] = 40
    assert average_blocks(pixels, (4, 5)) == pytest.approx(wanted, abs=0.01)


# --- scans that are decoded and not rendered -----------------------------------------------------


def _scan_pdf(path: Path, *, grey: bool = False) -> None:
    feed = Feed(dpi=200, grey=grey, skew=1)
    write_pdf(path, [as_jpeg(scan(_write(4), feed), feed)])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("grey", [False, True])
def test_a_scan_is_decoded_as_it_is_seen(tmp_path: Path, turn: int, grey: bool) -> None:
    _scan_pdf(tmp_path / "one.pdf", grey=grey)
    with pymupdf.open(tmp_path / "one.pdf") as document:
        document[0].set_rotation(turn)
        turned = pymupdf.open("pdf", document.tobytes())
    decoded = decode_scan(turned[0], 150, 300)
    assert decoded is not None
    assert decoded.dpi == pytest.approx(200)
    seen = np.asarray(show(turned[0], 200), np.int16)
    there = np.asarray(decoded.picture.convert("RGB"), np.int16)
    assert seen.shape == there.shape
    assert np.abs(seen - there).mean() < 0.1


def test_a_fine_scan_is_decoded_smaller_and_a_coarse_one_not_at_all(tmp_path: Path) -> None:
    _scan_pdf(tmp_path / "one.pdf")
    with pymupdf.open(tmp_path / "one.pdf") as document:
        smaller = decode_scan(document[0], 50, 100)
        assert smaller is not None
        assert smaller.dpi == pytest.approx(100, rel=0.001)
        assert decode_scan(document[0], 240, 300) is None


def test_a_picture_with_white_about_it_is_found_where_it_is(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        data = io.BytesIO()
        Image.linear_gradient("L").resize((800, 600)).save(data, "JPEG")
        page = document.new_page(width=600, height=400)
        page.insert_image((100, 50, 100 + 288, 50 + 216), stream=data.getvalue())
        page.set_rotation(180)
        seen = pymupdf.open("pdf", document.tobytes())[0]
    decoded = decode_scan(seen, 150, 300)
    assert decoded is not None
    assert decoded.origin == pytest.approx(complex(600 - 388, 400 - 266))
    assert decoded.picture.getpixel((5, 5)) > decoded.picture.getpixel((5, 590))


def test_what_is_more_than_a_picture_is_rendered(tmp_path: Path) -> None:
    _scan_pdf(tmp_path / "one.pdf")
    for alter in (_write_on, _stamp):
        with pymupdf.open(tmp_path / "one.pdf") as document:
            alter(document[0])
            assert decode_scan(pymupdf.open("pdf", document.tobytes())[0], 150, 300) is None


def _write_on(page: pymupdf.Page) -> None:
    page.insert_text((100, 100), "written over it")


def _stamp(page: pymupdf.Page) -> None:
    page.add_rect_annot((100, 100, 200, 200))
