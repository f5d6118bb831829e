"""Whether two scans are of one paper, however each was cropped, turned, scaled or saved.

Certificates of one template differ by a name and a number, which no small picture shows. So one
scan is laid on the other as scans that come back are laid on their originals, and then compared
block by block at 100 dots an inch, each block where it fits best nearby: of one paper scanned twice
every block fits, of two certificates the one with the name does not. Of 26 certificates scanned
again, cut by up to 5 % at each edge, 20 are found, with 0.16 at most in their worst block; of 60
pairs, most of one template, the most alike have 0.42.
"""

from itertools import product

from PIL import Image, ImageChops, ImageFilter

from docgen.collect.greys import Placement, lay, reduce_to, whiten
from docgen.collect.likeness import find_like, make_sketch
from docgen.collect.looking import render
from docgen.collect.workpieces import Leaf
from docgen.sources.mupdf import load_mupdf

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
_SHARPNESS = ImageFilter.GaussianBlur(0.7)


def compare_scans(one: Leaf, other: Leaf) -> float:
    """How much the worst block of two scanned pages differs: 0 not at all, about 1 in everything.

    `APART` where they do not lie on each other. What MuPDF raises where one cannot be opened.
    """
    sizes = [_long_side(leaf) for leaf in (one, other)]
    true = [_open(leaf, _DPI) for leaf in (one, other)]
    found = _compare(*true)
    if found == APART:
        # A photograph knows no size: its long side is taken for that of the other.
        found = _compare(_open(one, _DPI * sizes[1] / sizes[0]), true[1])
    return found


def _long_side(leaf: Leaf) -> float:
    with load_mupdf().open(leaf.pdf, filetype="pdf") as document:
        rectangle = document[leaf.index - 1].rect
        return max(float(rectangle.width), float(rectangle.height), 1.0)


def _open(leaf: Leaf, dpi: float) -> Image.Image:
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
