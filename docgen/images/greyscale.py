"""Scans and pages as grey pixels: their paper made white, made smaller, laid on one another."""

from math import sqrt
from operator import mul

from PIL import Image, ImageChops, ImageFilter, ImageMath

from docgen.images.similarity_transform import Similarity
from docgen.images.warp_transform import Warp

POINTS = 72
Placement = Similarity | Warp
"""Where a scan lies on a page: straight, or bent as a camera saw it."""

_PAPER = 0.8
"""Of the pixels are darker than paper, or paper."""
_LIGHT_DPI = 12.5
_REACH = 5
"""Coarse pixels about a place in which there is paper: between any two lines of text there is."""
_BLOT = ImageFilter.GaussianBlur(3)
_DARKEST_PAPER = 0.35
"""Of the paper's level: what is darker is no paper in shadow, but ink."""


def whiten(picture: Image.Image) -> Image.Image:
    """The picture in grey, its paper white: scanners make it any grey. Red seals are paper."""
    grey = picture.getchannel(0) if picture.mode == "RGB" else picture
    paper = max(find_level(grey.histogram(), _PAPER), 1)
    return grey.point([min(round(level * 255 / paper), 255) for level in range(256)])


def measure_page(picture: Image.Image, dpi: float) -> tuple[float, float]:
    """Width and height in points."""
    return picture.width * POINTS / dpi, picture.height * POINTS / dpi


def find_level(levels: list[int], share: float) -> int:
    """The level of a histogram at or below which that share of the pixels lies."""
    wanted, seen = share * sum(levels), 0
    for level, count in enumerate(levels):
        seen += count
        if seen >= wanted:
            return level
    return len(levels) - 1


def even_out(grey: Image.Image, dpi: float) -> Image.Image:
    """The picture with its paper as light everywhere: shadows of a hand or a book are gone."""
    coarse = reduce_to(grey, dpi, _LIGHT_DPI)
    floor = find_level(coarse.histogram(), _PAPER) * _DARKEST_PAPER
    paper = coarse.filter(ImageFilter.MaxFilter(_REACH)).filter(_BLOT)
    paper = paper.point([max(level, round(floor), 1) for level in range(256)])
    full = paper.resize(grey.size, Image.Resampling.BILINEAR)
    even = ImageMath.lambda_eval(
        lambda of: of["min"](of["grey"] * 255 / of["paper"], 255), grey=grey, paper=full
    )
    level: Image.Image = even.convert("L")
    return level


def reduce_to(picture: Image.Image, dpi: float, goal: float) -> Image.Image:
    """The picture at fewer pixels an inch, each the mean of what it stands for."""
    size = (round(picture.width * goal / dpi), round(picture.height * goal / dpi))
    return picture.resize((max(size[0], 1), max(size[1], 1)), Image.Resampling.BOX)


def lay(scan: Image.Image, size: tuple[int, int], dpi: float, placement: Placement) -> Image.Image:
    """The scan as it lies on a page of `size` pixels, white around it."""
    if isinstance(placement, Warp):
        mesh = placement.draw(size, dpi / POINTS)
        way = Image.Transform.MESH
        return scan.transform(size, way, mesh, Image.Resampling.BILINEAR, fillcolor=255)
    back = placement.inverse
    a, b = back.turn.real, back.turn.imag
    # Pillow takes the middles of pixels for their places, as points do.
    shift = back.shift * dpi / POINTS
    return scan.transform(
        size, Image.Transform.AFFINE, (a, -b, shift.real, b, a, shift.imag),
        Image.Resampling.BILINEAR, fillcolor=255,
    )  # fmt: skip


_WHOLE, _LEAST_COMMON = 0.9, 0.2
"""Of a page: so much is all of it, and less than that tells nothing."""


def find_common(
    scan: Image.Image, page: Image.Image, dpi: float, placement: Placement
) -> tuple[int, int, int, int] | None:
    """The rectangle of the page's pixels that a scan laid on it reaches; None for next to nothing.

    What is nearly all of the page is taken for all of it.
    """
    whole = (0, 0, page.width, page.height)
    if isinstance(placement, Warp):
        return whole
    corners = (0, scan.width, complex(0, scan.height), complex(scan.width, scan.height))
    there = [placement(corner * POINTS / dpi) * dpi / POINTS for corner in corners]
    left, right = min(p.real for p in there), max(p.real for p in there)
    top, foot = min(p.imag for p in there), max(p.imag for p in there)
    box = (
        max(round(left), 0), max(round(top), 0),
        min(round(right), page.width), min(round(foot), page.height),
    )  # fmt: skip
    area = max(box[2] - box[0], 0) * max(box[3] - box[1], 0)
    if area < _LEAST_COMMON * page.width * page.height:
        return None
    return whole if area > _WHOLE * page.width * page.height else box


def correlate(one: Image.Image, other: Image.Image) -> float:
    """The correlation of two grey pictures of one size; 0 where one is all of a level."""
    count = one.width * one.height
    # A sum over products, from sums over squares, which histograms give exactly.
    (sum_one, squares_one), (sum_other, squares_other) = _sums(one), _sums(other)
    _, apart = _sums(ImageChops.difference(one, other))
    together = (squares_one + squares_other - apart) / 2
    vary_one = squares_one - sum_one**2 / count
    vary_other = squares_other - sum_other**2 / count
    if min(vary_one, vary_other) < count:
        return 0.0
    return (together - sum_one * sum_other / count) / sqrt(vary_one * vary_other)


def _sums(picture: Image.Image) -> tuple[int, int]:
    """The sum over all levels, and over their squares."""
    levels = picture.histogram()
    return sum(map(mul, levels, _LEVELS)), sum(map(mul, levels, _SQUARES))


_LEVELS = range(256)
_SQUARES = [level * level for level in _LEVELS]
