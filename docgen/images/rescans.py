"""Whether two scans are of one paper, however each was cropped, turned, scaled or saved.

Certificates of one template differ by a name and a number, which no small picture shows. So one
scan is laid on the other as scans that come back are laid on their originals, and then compared
block by block at 100 dots an inch, each block where it fits best nearby: of one paper scanned twice
every block fits, of two certificates the one with the name does not. Of 21 certificates scanned
again, askew, cut by up to 5 % at each edge, all are found, with 0.10 at most in their worst block;
saved without a size, which puts them anywhere on a sheet, 19 are; of 15 pairs of other papers, most
of one template, the most alike have 0.33.
"""

from itertools import product
from math import sqrt
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from docgen.images.greyscale import Placement, lay, reduce_to, whiten
from docgen.images.page_matching import find_like, make_sketch
from docgen.images.page_of_file import PageOfFile
from docgen.images.page_rendering import render
from docgen.pdf.mupdf import load_mupdf

MOST_DIFFERENT = 0.25
"""Of the worst block: more, and it shows something else."""
APART = 1.0
"""Two scans that are not alike at all."""

_DPI, _ALIGN_DPI = 100, 75
_LEAST_ALIKE = 0.75
"""The likeness of two scans that lie on each other. Of one paper it is 0.87 and more."""
_CELL = 26
"""Pixels a side of a block: 6.6 mm, a large letter or two small ones."""
_REACH = 3
"""Pixels that a block may lie off."""
_LEAST_INK = 500.0
"""The variance of a block that shows something."""
_SQUARES = [round(level * level / 255) for level in range(256)]
_DARK = [255 if level < 170 else 0 for level in range(256)]
_DUST = 2
"""Of 255: a row or column with less ink in it is blank."""
_MARGIN = 20
"""Pixels left around what is printed."""
_MOST_SCALED = 4.0
_SHARPNESS = ImageFilter.GaussianBlur(0.7)


def compare_scans(one: PageOfFile, other: PageOfFile) -> float:
    """How much the worst block of two scanned pages differs: 0 not at all, about 1 in everything.

    `APART` where they do not lie on each other. What MuPDF raises where one cannot be opened.
    """
    scan, page = (_open(leaf, _DPI) for leaf in (one, other))
    found = _compare(scan, page)
    if found == APART:
        # A picture without a size lies anywhere on its sheet, as large as there is room: what is
        # printed is taken to be as large as on the other, and cut out.
        shown, wanted = _printed(scan), _printed(page)
        scale = sqrt((wanted.width * wanted.height) / (shown.width * shown.height))
        if 1 / _MOST_SCALED <= scale <= _MOST_SCALED:
            scan = _open(one, _DPI * scale)
            found = _compare(_cut(scan, _printed(scan)), _cut(page, wanted))
    return found


class _Area(NamedTuple):
    """Where on a page something is printed, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """At least one pixel."""
        return max(self.right - self.left, 1)

    @property
    def height(self) -> int:
        """At least one pixel."""
        return max(self.bottom - self.top, 1)


def _printed(page: Image.Image) -> _Area:
    """The area of the columns and rows that hold more than dust."""
    dark = page.point(_DARK)
    columns = dark.resize((page.width, 1), Image.Resampling.BOX).tobytes()
    rows = dark.resize((1, page.height), Image.Resampling.BOX).tobytes()
    (left, right), (top, bottom) = (_first_and_last(sums) for sums in (columns, rows))
    return _Area(left, top, right, bottom)


def _first_and_last(sums: bytes) -> tuple[int, int]:
    inked = [place for place, level in enumerate(sums) if level > _DUST]
    return (inked[0], inked[-1] + 1) if inked else (0, len(sums))


def _cut(page: Image.Image, area: _Area) -> Image.Image:
    """A page without what lies farther than a margin around an area."""
    return page.crop(
        (
            max(area.left - _MARGIN, 0),
            max(area.top - _MARGIN, 0),
            min(area.right + _MARGIN, page.width),
            min(area.bottom + _MARGIN, page.height),
        )
    )


def _open(leaf: PageOfFile, dpi: float) -> Image.Image:
    with load_mupdf().open(leaf.pdf, filetype="pdf") as document:
        return whiten(render(document[leaf.index - 1], dpi))


def _compare(scan: Image.Image, page: Image.Image) -> float:
    small, page_small = (reduce_to(picture, _DPI, _ALIGN_DPI) for picture in (scan, page))
    sketch = make_sketch(page_small, _ALIGN_DPI)
    found = find_like(small, _ALIGN_DPI, [sketch], lambda _: page_small)
    if not found or found[0].fit.likeness < _LEAST_ALIKE:
        return APART
    return _worst_block(scan, page, found[0].fit.placement)


def _worst_block(scan: Image.Image, page: Image.Image, placement: Placement) -> float:
    """The most any block differs that lies within both and shows something."""
    laid = lay(scan, page.size, _DPI, placement).filter(_SHARPNESS)
    covered = lay(Image.new("L", scan.size, 0), page.size, _DPI, placement)
    outside = _means(covered.filter(ImageFilter.MaxFilter(9)), page.size)
    plain = page.filter(_SHARPNESS)
    varied = [_variances(picture) for picture in (laid, plain)]
    least = [float("inf")] * len(outside)
    steps = range(-_REACH, _REACH + 1)
    for move in product(steps, steps):
        least = list(map(min, least, _differences(ImageChops.offset(laid, *move), plain)))
    worst = [
        off / (a + b)
        for off, out, a, b in zip(least, outside, *varied, strict=True)
        if out <= 1 and max(a, b) >= _LEAST_INK
    ]
    return max(worst, default=APART)


def _differences(one: Image.Image, other: Image.Image) -> list[float]:
    """The variance of the difference of two pictures, block by block."""
    squares = _means(ImageChops.difference(one, other).point(_SQUARES), one.size)
    shifted = _means(ImageChops.subtract(one, other, 2, 128), one.size)
    return [255 * a - (2 * (b - 128)) ** 2 for a, b in zip(squares, shifted, strict=True)]


def _variances(picture: Image.Image) -> list[float]:
    squares, means = (_means(p, picture.size) for p in (picture.point(_SQUARES), picture))
    return [255 * a - b * b for a, b in zip(squares, means, strict=True)]


def _means(picture: Image.Image, size: tuple[int, int]) -> list[float]:
    blocks = (max(size[0] // _CELL, 1), max(size[1] // _CELL, 1))
    means = picture.convert("F").resize(blocks, Image.Resampling.BOX)
    return list(memoryview(means.tobytes()).cast("f"))
