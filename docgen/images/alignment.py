"""Where a scan lies on its original page, found by looking at both.

Beginning with a rough placement, the scan is laid on the original and moved about by whole pixels;
for each block of the page the place where it differs least tells a pair of points. All pairs
together tell the placement, first on coarse pixels, then on fine ones.
"""

from cmath import rect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import radians
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from docgen.images.greyscale import POINTS, Placement, correlate, find_common, lay, reduce_to
from docgen.images.similarity_transform import Pair, Similarity, fit_most

_BLOCKS = (8, 12)
"""Across and down an upright A4 page."""
_GOOD = 0.75
"""Pages that lie right have a likeness of 0.85 and more, with a seal over them a little less."""
_HOPELESS = 0.35
"""Pages that have nothing in common have less, one that lies askew more."""
_NEARBY = 0.5
"""A placement that likely is off by a millimetre at most: there is no need to look far."""
_ANCHORED = 3.0
"""Points a mark may be off: a millimetre. Patterns on certificates repeat after 4."""
_PLAIN = 1.5
"""Levels by which the differences of a block vary over all places: less, and it tells no place."""
_FINE = 8.0
"""Levels are multiplied before blocks are averaged, which leaves whole numbers."""
_LIKENESS_DPI = 40
_BLUR = ImageFilter.GaussianBlur(0.8)


class Step(NamedTuple):
    """How blocks are looked for."""

    dpi: int
    """Pixels an inch."""
    reach: int
    """How many pixels the scan is moved each way."""
    near: int
    """How far from where most of the page fits best a block may: patterns repeat, and a block
    alone could be taken for its neighbour."""


_STEPS = (Step(25, 6, 3), Step(25, 3, 2), Step(50, 3, 2), Step(50, 2, 1))
_HELD_DPI = 50
"""From which on a placement has to keep the anchor where it is."""


@dataclass(frozen=True)
class Alignment:
    """Where a scan lies on a page, and how like it is: from 0, not at all, to 1, the same."""

    placement: Placement
    likeness: float


def align(
    scan: Image.Image, page: Image.Image, dpi: int, rough: Similarity, anchor: Pair | None = None
) -> Alignment:
    """Lay `scan` on `page`, both whitened and of so many pixels an inch.

    `rough` is off by 5 mm at most. `anchor` is a point of the scan, and of the page, known to be
    one: a placement that parts them has taken a pattern for its own repetition.
    """
    pair = Blurred.of(scan, page, dpi)
    found = _settle(scan, page, dpi, pair, rough, anchor)
    if found.likeness >= _GOOD or (anchor is None and found.likeness < _HOPELESS):
        return found
    # Equal rows of a table match anywhere, and hold a page askew: the likeliest turn starts anew.
    likeliest = max(_turns(rough, anchor), key=pair.measure)
    again = _settle(scan, page, dpi, pair, likeliest, anchor)
    return max(found, again, key=lambda alignment: alignment.likeness)


def _turns(rough: Similarity, anchor: Pair | None) -> Iterator[Similarity]:
    """The placement turned about its anchor, and made a little smaller or larger."""
    middle = anchor[1] if anchor else rough.shift
    for half_degrees, percent in product(range(-8, 9), (-2, 0, 2)):
        turn = rect(1 + percent / 100, radians(half_degrees / 2))
        yield Similarity(turn * rough.turn, turn * (rough.shift - middle) + middle)


def _settle(
    scan: Image.Image,
    page: Image.Image,
    dpi: int,
    pair: "Blurred",
    rough: Similarity,
    anchor: Pair | None,
) -> Alignment:
    """The best placement that block after block leads to from a rough one."""
    found = Alignment(rough, pair.measure(rough))
    for step in _STEPS[1:] if found.likeness >= _NEARBY else _STEPS:
        held = anchor if step.dpi >= _HELD_DPI else None
        small, small_page = reduce_to(scan, dpi, step.dpi), reduce_to(page, dpi, step.dpi)
        pairs = find_pairs(small, small_page, step, found.placement, held)
        placement = fit_most(list(pairs))
        if placement is not None and _holds(placement, held):
            nearer = Alignment(placement, pair.measure(placement))
            found = max(found, nearer, key=lambda alignment: alignment.likeness)
    return found


def _holds(placement: Placement, anchor: Pair | None, move: complex = 0) -> bool:
    """Whether the anchor's points stay together when the scan is laid so, and then moved back."""
    return anchor is None or abs(placement.back(anchor[1] + move) - anchor[0]) < _ANCHORED


@dataclass(frozen=True)
class Blurred:
    """A scan and a page on coarse pixels: what a scanner blurs is blurred in both."""

    scan: Image.Image
    page: Image.Image

    @classmethod
    def of(cls, scan: Image.Image, page: Image.Image, dpi: int) -> "Blurred":
        """Both whitened and of so many pixels an inch."""
        at = _LIKENESS_DPI
        return cls(reduce_to(scan, dpi, at), reduce_to(page, dpi, at).filter(_BLUR))

    def measure(self, placement: Placement) -> float:
        """The correlation of the ink of both where the scan is laid so, as far as it reaches."""
        laid = lay(self.scan, self.page.size, _LIKENESS_DPI, placement).filter(_BLUR)
        page, common = self.page, find_common(self.scan, self.page, _LIKENESS_DPI, placement)
        if common is None:
            return 0.0
        if common != (0, 0, *page.size):
            laid, page = laid.crop(common), page.crop(common)
        return correlate(laid, page)


def find_pairs(
    scan: Image.Image,
    page: Image.Image,
    step: Step,
    placement: Placement,
    anchor: Pair | None = None,
) -> Iterator[Pair]:
    """Points of the scan and of the page that show the same."""
    reach, near = step.reach, step.near
    dpi, laid, back = step.dpi, lay(scan, page.size, step.dpi, placement), placement.back
    across, down = _BLOCKS if page.height >= page.width else _BLOCKS[::-1]
    moves = [(x, y) for y in range(-reach, reach + 1) for x in range(-reach, reach + 1)]
    differences = [_differ(laid, page, move, (across, down)) for move in moves]
    found = [
        (sum(difference), move)
        for difference, move in zip(differences, moves, strict=True)
        if move == (0, 0) or _holds(placement, anchor, complex(*move) * POINTS / dpi)
    ]
    best = min(found)[1]
    for block, column in enumerate(zip(*differences, strict=True)):
        off = _find_move(dict(zip(moves, column, strict=True)), best, near)
        if off is not None:
            x, y = block % across + 0.5, block // across + 0.5
            middle = complex(x * page.width / across, y * page.height / down)
            yield back((middle + off) * POINTS / dpi), middle * POINTS / dpi


def _find_move(
    table: dict[tuple[int, int], int], best: tuple[int, int], near: int
) -> complex | None:
    """The move at which a block differs least; None where that is no plain hollow near `best`."""
    steps = range(-near, near + 1)
    nearest = ((best[0] + x, best[1] + y) for x in steps for y in steps)
    least, (x, y) = min((table[move], move) for move in nearest if move in table)
    around = [(x + n, y + m) for n in (-1, 0, 1) for m in (-1, 0, 1)]
    plain = sum(table.values()) / len(table) - least < _PLAIN * _FINE
    if plain or any(table.get(move, -1) < least for move in around):
        return None
    return complex(_refine(table, x, y, 1, 0), _refine(table, x, y, 0, 1))


def _differ(
    laid: Image.Image, page: Image.Image, move: tuple[int, int], blocks: tuple[int, int]
) -> list[int]:
    """How much each block of the page differs from what lies `move` away on the scan."""
    moved = ImageChops.offset(laid, -move[0], -move[1])
    apart = ImageChops.difference(moved, page).point(_STRONGER)
    return list(apart.resize(blocks, Image.Resampling.BOX).tobytes())


_STRONGER = [min(round(level * _FINE), 255) for level in range(256)]


def _refine(table: dict[tuple[int, int], int], x: int, y: int, right: int, down: int) -> float:
    """The place between pixels where a parabola through three differences is lowest."""
    before, here, after = (table[x + n * right, y + n * down] for n in (-1, 0, 1))
    bend = before - 2 * here + after
    return x * right + y * down + ((before - after) / (2 * bend) if bend > 0 else 0)
