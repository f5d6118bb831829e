"""Which of several pages a scan without a readable mark is like. Nothing is read: it is compared.

The scan is straightened by its lines, laid on a coarse sketch of every page in each way it could
have gone through the scanner, and compared closely with the few that are most like it.
"""

import cmath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import radians

from PIL import Image, ImageChops, ImageFilter

from docgen.collect.alignment import POINTS, Alignment, align, correlate, lay, reduce_to
from docgen.collect.similarity import Similarity

SKETCH_DPI = 12.5
"""Two millimetres a pixel: paragraphs and tables show, letters do not."""
_MOST_MOVED = 2
_CLOSEST = 5
"""Pages that are looked at closely."""
_SKEW_DPI = 50
_MOST_SKEW, _SKEW_STEPS = 6.0, 24
_SAME_SHAPE = 0.1
_NEARBY, _BESIDE = ImageFilter.MinFilter(5), ImageFilter.MinFilter(3)
"""The darkest within two pixels of the close look, and within one."""
_RIVAL = 0.08
"""So much less like, and a page is no rival."""
_DIFFERENT = [0] * 64 + [255] * 192
"""Levels lighter the one page has to be for ink to be the other's alone."""


@dataclass(frozen=True)
class Sketch:
    """A page in a few grey pixels."""

    width: int
    height: int
    data: bytes

    @property
    def picture(self) -> Image.Image:
        """It as a picture."""
        return Image.frombytes("L", (self.width, self.height), self.data)


@dataclass(frozen=True)
class Likely:
    """One of the pages a scan was compared with (from 0), and how it lies on it."""

    page: int
    alignment: Alignment
    margin: float = 1.0
    """By how much it is nearer than any page much like it, where the two differ: 1 where it fits
    and the other does not, 0 where nobody can tell, less where the other is nearer."""


def make_sketch(page: Image.Image, dpi: int) -> Sketch:
    """The sketch of a whitened page."""
    small = reduce_to(page, dpi, SKETCH_DPI)
    return Sketch(small.width, small.height, small.tobytes())


def find_like(
    scan: Image.Image,
    dpi: int,
    sketches: Sequence[Sketch],
    open_page: Callable[[int], Image.Image],
) -> list[Likely]:
    """The pages a whitened scan is most like, the likest first.

    `open_page` gives a page (from 0), whitened, at the dots an inch of the scan.
    """
    skew, coarse = find_skew(scan, dpi), reduce_to(scan, dpi, SKETCH_DPI)
    rough = [max(_compare(coarse, sketch, skew), key=_likeness) for sketch in sketches]
    order = sorted(range(len(rough)), key=lambda page: -rough[page].likeness)
    pages = {page: open_page(page) for page in order[:_CLOSEST]}
    close = [
        Likely(page, align(scan, picture, dpi, rough[page].placement))
        for page, picture in pages.items()
    ]
    close.sort(key=lambda likely: -likely.alignment.likeness)
    rivals = [c for c in close if c.alignment.likeness > close[0].alignment.likeness - _RIVAL]
    weighed = [replace(one, margin=_weigh(one, rivals, scan, pages, dpi)) for one in rivals]
    return sorted(weighed, key=lambda likely: -likely.margin) + close[len(rivals) :]


def _weigh(
    one: Likely,
    rivals: Sequence[Likely],
    scan: Image.Image,
    pages: Mapping[int, Image.Image],
    dpi: int,
) -> float:
    """The margin of one page over all others that are much like it."""
    laid = {
        rival.page: lay(pages[rival.page], scan.size, dpi, rival.alignment.placement.inverse)
        for rival in rivals
    }
    own, others = laid.pop(one.page), laid.values()
    return min((_find(scan, own, other) - _find(scan, other, own) for other in others), default=1.0)


def _find(scan: Image.Image, page: Image.Image, other: Image.Image) -> float:
    """How much of the ink that only `page` has is on the scan: 1 for all of it."""
    # What the other has next to it may be the same, laid not quite as well.
    extra = ImageChops.subtract(other.filter(_NEARBY), page).point(_DIFFERENT)
    expected = _measure_ink(page, extra)
    return min(_measure_ink(scan.filter(_BESIDE), extra) / expected, 1.0) if expected else 1.0


def _measure_ink(picture: Image.Image, where: Image.Image) -> int:
    levels = picture.histogram(where)
    return sum((255 - level) * count for level, count in enumerate(levels))


def _likeness(alignment: Alignment) -> float:
    return alignment.likeness


def find_skew(scan: Image.Image, dpi: int) -> float:
    """By how many degrees counter-clockwise a scan has to be turned for its lines to be level.

    Lines of text, of tables and edges of pictures are where rows are darkest and lightest in turn.
    """
    small = ImageChops.invert(reduce_to(scan, dpi, _SKEW_DPI))
    angles = [_MOST_SKEW * (2 * step / _SKEW_STEPS - 1) for step in range(_SKEW_STEPS + 1)]
    return max(angles, key=lambda angle: _measure_rows(small, angle))


def _measure_rows(ink: Image.Image, angle: float) -> float:
    """How unlike the rows, and the columns, are to the next when the page is turned so far."""
    level = ink.rotate(angle, Image.Resampling.BILINEAR)
    return sum(
        sum((one - other) ** 2 for one, other in pairwise(sums))
        for size in ((1, level.height), (level.width, 1))
        for sums in [_mean_levels(level, size)]
    )


def _mean_levels(picture: Image.Image, size: tuple[int, int]) -> list[float]:
    means = picture.convert("F").resize(size, Image.Resampling.BOX)
    return list(memoryview(means.tobytes()).cast("f"))


def _compare(scan: Image.Image, sketch: Sketch, skew: float) -> Iterator[Alignment]:
    """The scan laid on a sketch in each way it may lie, the best place of each."""
    page = sketch.picture
    for turn in _find_turns(scan, page):
        placement = _centre(scan, page, turn, skew)
        laid = lay(scan, page.size, SKETCH_DPI, placement)
        moves = range(-_MOST_MOVED, _MOST_MOVED + 1)
        found = (
            (correlate(ImageChops.offset(laid, x, y), page), complex(x, y))
            for x in moves
            for y in moves
        )
        likeness, move = max(found, key=lambda one: one[0])
        shift = placement.shift + move * POINTS / SKETCH_DPI
        yield Alignment(Similarity(placement.turn, shift), likeness)


def _find_turns(scan: Image.Image, page: Image.Image) -> tuple[int, ...]:
    shapes = (scan.width / scan.height, scan.height / scan.width)
    shape = page.width / page.height
    upright, across = (abs(shape - own) / shape < _SAME_SHAPE for own in shapes)
    if upright == across:
        return (0, 90, 180, 270)
    return (0, 180) if upright else (90, 270)


def _centre(scan: Image.Image, page: Image.Image, turn: int, skew: float) -> Similarity:
    """The scan on the middle of the page, at true size where that is nearly the page's."""
    across, down = (scan.width, scan.height) if turn % 180 == 0 else (scan.height, scan.width)
    scale = min(page.width / across, page.height / down)
    if abs(scale - 1) < _SAME_SHAPE / 2:
        scale = 1
    turned = cmath.rect(scale, radians(turn - skew))
    middle, goal = (complex(p.width, p.height) / 2 * POINTS / SKETCH_DPI for p in (scan, page))
    return Similarity(turned, goal - turned * middle)
