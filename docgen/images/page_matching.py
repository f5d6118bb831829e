"""Which of several pages a scan without a readable mark is like. Nothing is read: it is compared.

The scan is straightened by its lines, laid on a coarse sketch of every page in each way it could
have gone through the scanner, and compared closely with the few that are most like it.
"""

import cmath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import radians
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from docgen.images.alignment import align
from docgen.images.compared_pair import ComparedPair
from docgen.images.content_comparison import Fit, hold_against
from docgen.images.greyscale import POINTS, find_common, lay, measure_page, reduce_to
from docgen.images.similarity_transform import Similarity

if TYPE_CHECKING:
    from docgen.images.compared_pair import Pixels

_SKETCH_DPI = 12.5
"""Two millimetres a pixel: paragraphs and tables show, letters do not."""
_MOST_MOVED, _LEAST_MOVED = 2, 1
"""Pixels a sketch is moved each way; of half the size, where there are many, as far by half."""
_MANY = 12
"""Pages whose sketches are compared as they are; of more, the likest at half the size."""
_CLOSEST = 4
"""Pages that are looked at closely."""
_FARTHER, _HOPELESS = 0.25, 0.2
"""So much less like a sketch than another, or so little like it, and a page is not looked at."""
_PART = 0.25
"""Of a page's side that a scan leaves free, or takes, at the least, where it is of a part of it."""
_SKEW_DPI = 50
_MOST_SKEW, _SKEW_STEPS = 6.0, 24
_STRIP = 16
"""Columns that are moved together: a pixel and a half at the most skew."""
_SAME_SHAPE = 0.1
_NEARBY, _BESIDE = ImageFilter.MinFilter(5), ImageFilter.MinFilter(3)
"""The darkest within two pixels of the close look, and within one."""
_RIVAL = 0.2
"""So much less of it there, and a page is no rival."""
_DIFFERENT = [0] * 64 + [255] * 192
"""Levels lighter the one page has to be for ink to be the other's alone."""
_FEW, _SMALL_SHARE = 3, 0.025
"""So many pieces of its words, and so great a share of them, and it is another page."""


@dataclass(frozen=True)
class Wording:
    """How the words of a page came out on a scan."""

    pieces: int = 0
    """That could be compared."""
    differing: int = 0
    """In whose place the scan has something else."""
    other: tuple[str, ...] = ()
    """What stands there on the page."""

    @property
    def is_other(self) -> bool:
        """Whether so much is other that it is another page, or another's page of the same form."""
        return self.differing >= max(_FEW, _SMALL_SHARE * self.pieces)


SAME_WORDS = Wording()


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

    @property
    def half(self) -> Image.Image:
        """It as a picture of half the size."""
        return reduce_to(self.picture, 2, 1)


@dataclass(frozen=True)
class Likely:
    """One of the pages a scan was compared with (from 0), and how it lies on it."""

    page: int
    fit: Fit
    margin: float = 1.0
    """By how much it is nearer than any page much like it, where the two differ: 1 where it fits
    and the other does not, 0 where nobody can tell, less where the other is nearer."""
    wording: Wording = SAME_WORDS
    """Whether its words are on the scan."""

    @property
    def share(self) -> float:
        """How much of what is printed there is as it was."""
        return self.fit.agreement.share


def make_sketch(page: Image.Image, dpi: int) -> Sketch:
    """The sketch of a whitened page."""
    small = reduce_to(page, dpi, _SKETCH_DPI)
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
    rough = _sketch_like(scan, dpi, sketches)
    close, pages = list[Likely](), dict[int, Image.Image]()
    for page, placed in rough[:_CLOSEST]:
        if placed.likeness < max(rough[0][1].likeness - _FARTHER, _HOPELESS):
            break
        pages[page] = open_page(page)
        close.append(_look_closely(page, ComparedPair(scan, pages[page], dpi), placed.placement))
    close.sort(key=lambda likely: (-likely.share, -likely.fit.likeness))
    rivals = [c for c in close if c.share > close[0].share - _RIVAL]
    weighed = [replace(one, margin=_weigh(one, rivals, scan, pages, dpi)) for one in rivals]
    return sorted(weighed, key=lambda likely: -likely.margin) + close[len(rivals) :]


def _look_closely(page: int, pair: ComparedPair, placement: Similarity) -> Likely:
    laid = align(pair, placement)
    agreement = hold_against(pair, laid.placement)
    size = measure_page(pair.page, pair.dpi)
    return Likely(page, Fit(laid.placement, laid.likeness, agreement, size))


def _weigh(
    one: Likely,
    rivals: Sequence[Likely],
    scan: Image.Image,
    pages: Mapping[int, Image.Image],
    dpi: int,
) -> float:
    """The margin of one page over all others that are much like it."""
    laid = {
        rival.page: lay(pages[rival.page], scan.size, dpi, _invert(rival.fit)) for rival in rivals
    }
    own, others = laid.pop(one.page), laid.values()
    return min((_find(scan, own, other) - _find(scan, other, own) for other in others), default=1.0)


def _invert(fit: Fit) -> Similarity:
    if not isinstance(fit.placement, Similarity):
        raise TypeError(fit.placement)
    return fit.placement.inverse


def _find(scan: Image.Image, page: Image.Image, other: Image.Image) -> float:
    """How much of the ink that only `page` has is on the scan: 1 for all of it."""
    # What the other has next to it may be the same, laid not quite as well.
    extra = ImageChops.subtract(other.filter(_NEARBY), page).point(_DIFFERENT)
    expected = _measure_ink(page, extra)
    return min(_measure_ink(scan.filter(_BESIDE), extra) / expected, 1.0) if expected else 1.0


def _measure_ink(picture: Image.Image, where: Image.Image) -> int:
    levels = picture.histogram(where)
    return sum((255 - level) * count for level, count in enumerate(levels))


# --- by sketches -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rough:
    """Where a scan lies on a page, by their sketches, and how like it is."""

    placement: Similarity
    likeness: float


_NOWHERE = _Rough(Similarity(), 0.0)
"""Of a scan that is nothing like a page in shape."""


def _sketch_like(
    scan: Image.Image, dpi: int, sketches: Sequence[Sketch]
) -> list[tuple[int, _Rough]]:
    """The pages whose sketches a scan is most like, the likest first, and how it lies on them."""
    skew = find_skew(scan, dpi)
    places: Sequence[int] = range(len(sketches))
    if len(places) > _MANY:
        half = _SKETCH_DPI / 2
        tiny = reduce_to(scan, dpi, half)
        first = _lay_on_all(tiny, [one.half for one in sketches], skew, half, _LEAST_MOVED)
        places = sorted(places, key=lambda n: -first[n].likeness)[:_MANY]
    coarse = reduce_to(scan, dpi, _SKETCH_DPI)
    pictures = [sketches[n].picture for n in places]
    rough = _lay_on_all(coarse, pictures, skew, _SKETCH_DPI, _MOST_MOVED)
    return sorted(zip(places, rough, strict=True), key=lambda one: -one[1].likeness)


def _lay_on_all(
    scan: Image.Image, pages: Sequence[Image.Image], skew: float, dpi: float, most_moved: int
) -> list[_Rough]:
    """The best way a scan lies on each of many pages, all of one size at once."""
    found = [_NOWHERE] * len(pages)
    by_size: dict[tuple[int, int], list[int]] = {}
    for place, page in enumerate(pages):
        by_size.setdefault(page.size, []).append(place)
    for places in by_size.values():
        some = [pages[place] for place in places]
        for placement in _list_placements(scan, some[0], skew, dpi):
            for place, rough in zip(
                places, _try(scan, some, placement, dpi, most_moved), strict=True
            ):
                if rough.likeness > found[place].likeness:
                    found[place] = rough
    return found


def _try(
    scan: Image.Image, pages: Sequence[Image.Image], placement: Similarity, dpi: float, most: int
) -> list[_Rough]:
    """A scan laid so on pages of one size, and moved about by whole pixels: the best of each."""
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    common = find_common(scan, pages[0], dpi, placement)
    if common is None:
        return [_NOWHERE] * len(pages)
    laid = lay(scan, pages[0].size, dpi, placement)
    moves = [complex(x, y) for x in range(-most, most + 1) for y in range(-most, most + 1)]
    ways = [ImageChops.offset(laid, int(m.real), int(m.imag)).crop(common) for m in moves]
    likenesses = _even(ways) @ _even([page.crop(common) for page in pages]).T
    best = np.argmax(likenesses, axis=0).tolist()
    return [
        _Rough(
            replace(placement, shift=placement.shift + moves[way] * POINTS / dpi),
            float(likenesses[way, place]),
        )
        for place, way in enumerate(best)
    ]


def _even(pictures: Sequence[Image.Image]) -> "Pixels":
    """Each as a row of mean 0 and length 1, so that products are correlations; flat ones are 0."""
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    rows = np.stack([np.asarray(picture, np.float32).ravel() for picture in pictures])
    rows -= rows.mean(axis=1, keepdims=True)
    length = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return np.where(length**2 > rows.shape[1], rows / np.maximum(length, 1), 0)


# --- by lines ----------------------------------------------------------------------------------


def find_skew(scan: Image.Image, dpi: int) -> float:
    """By how many degrees counter-clockwise a scan has to be turned for its lines to be level.

    Lines of text, of tables and edges of pictures are where rows are darkest and lightest in turn.
    """
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    ink = 255 - np.asarray(reduce_to(scan, dpi, _SKEW_DPI), np.float32)
    angles = np.linspace(-_MOST_SKEW, _MOST_SKEW, _SKEW_STEPS + 1)
    unlike = _measure_rows(ink, angles) + _measure_rows(ink.T, -angles)
    return float(angles[int(unlike.argmax())])


def _measure_rows(ink: "Pixels", angles: "Pixels") -> "Pixels":
    """How unlike the rows are to the next when a page is turned so far, for each angle.

    Strips of columns are moved up or down for it, as far as the angle does with their middle.
    """
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    height, width = ink.shape
    starts = range(0, width, _STRIP)
    strips = np.stack([ink[:, start : start + _STRIP].sum(axis=1) for start in starts])
    off = np.array([min(start + _STRIP / 2, width) - width / 2 for start in starts])
    moved = np.round(np.tan(np.radians(angles))[:, None] * off).astype(int)
    rows = np.arange(height)[None, None, :] + moved[:, :, None]
    there = np.take_along_axis(strips[None], np.clip(rows, 0, height - 1), axis=2)
    sums = np.where((rows >= 0) & (rows < height), there, 0).sum(axis=1) / width
    unlike: Pixels = (np.diff(sums, axis=1) ** 2).sum(axis=1)
    return unlike


# --- ways to lie -------------------------------------------------------------------------------


def _find_turns(scan: Image.Image, page: Image.Image) -> tuple[int, ...]:
    shapes = (scan.width / scan.height, scan.height / scan.width)
    shape = page.width / page.height
    upright, across = (abs(shape - own) / shape < _SAME_SHAPE for own in shapes)
    if upright == across:
        return (0, 90, 180, 270)
    return (0, 180) if upright else (90, 270)


def _list_placements(
    scan: Image.Image, page: Image.Image, skew: float, dpi: float
) -> Iterator[Similarity]:
    """Each way a scan may lie on a page: all of it, or one end where it is of a half."""
    for turn in _find_turns(scan, page):
        across, down = _turned(scan, turn)
        scale = _true_size(min(page.width / across, page.height / down))
        yield _place(scan, page, cmath.rect(scale, radians(turn - skew)), dpi)
    for turn in (0, 90, 180, 270):
        across, down = _turned(scan, turn)
        for along in (True, False):
            side, other = (across, down) if along else (down, across)
            whole, across_it = (page.width, page.height) if along else (page.height, page.width)
            scale = _true_size(across_it / other)
            spare = whole - side * scale
            if _PART * whole < spare < (1 - _PART) * whole:
                turned = cmath.rect(scale, radians(turn - skew))
                for end in (-0.5, 0.5):
                    off = complex(spare * end) if along else complex(0, spare * end)
                    yield _place(scan, page, turned, dpi, off)


def _turned(scan: Image.Image, turn: int) -> tuple[int, int]:
    return (scan.width, scan.height) if turn % 180 == 0 else (scan.height, scan.width)


def _true_size(scale: float) -> float:
    """The scanner's own word for the size, where it is nearly that."""
    return 1 if abs(scale - 1) < _SAME_SHAPE / 2 else scale


def _place(
    scan: Image.Image, page: Image.Image, turned: complex, dpi: float, off: complex = 0
) -> Similarity:
    """The scan so many pixels off the middle of the page."""
    middle, goal = (complex(p.width, p.height) / 2 * POINTS / dpi for p in (scan, page))
    return Similarity(turned, goal - turned * middle + off * POINTS / dpi)
