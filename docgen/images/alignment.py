"""Alignment of a scan with its original page, from blocks of pixels of both.

Beginning with a rough placement, the scan is laid on the original. On coarse pixels it is moved
about by whole ones; for each block of the page the place where it differs least tells a pair of
points, and all pairs together the placement. On finer pixels the slopes of the ink tell how far
each block is off (Lucas and Kanade), to a small part of a pixel.
"""

from cmath import rect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import radians
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from docgen.images.compared_pair import ComparedPair, average_blocks, lay_grid
from docgen.images.content_comparison import GRID, vary_together
from docgen.images.greyscale import POINTS, Placement, lay
from docgen.images.similarity_transform import Pair, Similarity, fit_most

if TYPE_CHECKING:
    from docgen.images.compared_pair import Pixels

_BLOCKS = (8, 12)
"""Along the short and the long side of a page."""
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
_MOST_APART = 32
"""Levels. What is farther apart is other ink, however much."""


class Step(NamedTuple):
    """How blocks are looked for."""

    dpi: int
    """Pixels an inch."""
    reach: int
    """How many pixels the scan is moved each way."""
    near: int
    """How far from where most of the page fits best a block may: patterns repeat, and a block
    alone could be taken for its neighbour."""


_STEPS = (Step(25, 6, 3), Step(25, 3, 2))
_FINE_DPI = 50
_FINE_ROUNDS = 4
_SETTLED = 0.4
"""Points a corner of the page still moves: the next round would move it by a tenth of that."""
_SLOPED = 4.0
"""Mean square of the slope in the direction in which a block has least: less is a line or noise."""
_AS_GOOD = 0.01
_FARTHEST = 1.5
"""Pixels by which slopes tell how far a block is off."""
_ALIKE = 0.3
"""Correlation of a block with what it is a pixel away from."""


@dataclass(frozen=True)
class Alignment:
    """Where a scan lies on a page, and how like it is: from 0, not at all, to 1, the same."""

    placement: Placement
    likeness: float


def align(pair: ComparedPair, *roughs: Similarity, anchor: Pair | None = None) -> Alignment:
    """Lay the scan on the page.

    The likeliest of `roughs` is off by 5 mm at most. `anchor` is a point of the scan, and of the
    page, known to be one: a placement that parts them has taken a pattern for its own repetition.
    """
    likeness, rough = max(((pair.measure(one), one) for one in roughs), key=lambda one: one[0])
    found = _settle(pair, Alignment(rough, likeness), anchor)
    if found.likeness >= _GOOD or (anchor is None and found.likeness < _HOPELESS):
        return found
    # Equal rows of a table match anywhere, and hold a page askew: the likeliest turn starts anew.
    likeliest = max(_turns(rough, anchor), key=pair.measure)
    again = _settle(pair, Alignment(likeliest, pair.measure(likeliest)), anchor)
    return max(found, again, key=lambda alignment: alignment.likeness)


def _turns(rough: Similarity, anchor: Pair | None) -> Iterator[Similarity]:
    """The placement turned about its anchor, and made a little smaller or larger."""
    middle = anchor[1] if anchor else rough.shift
    for half_degrees, percent in product(range(-8, 9), (-2, 0, 2)):
        turn = rect(1 + percent / 100, radians(half_degrees / 2))
        yield Similarity(turn * rough.turn, turn * (rough.shift - middle) + middle)


def _settle(pair: ComparedPair, begin: Alignment, anchor: Pair | None) -> Alignment:
    """The best placement that block after block leads to from a rough one."""
    found = begin
    if begin.likeness >= _NEARBY:
        found = _move_about(pair, begin, _STEPS[1:])
    if found is begin:
        found = _move_about(pair, begin, _STEPS)
    fine = _refine(pair, found.placement, anchor)
    if fine is None:
        return found
    finest = Alignment(fine, pair.measure(fine))
    # Coarse pixels do not tell what is nearer by less than one of them.
    return finest if finest.likeness > found.likeness - _AS_GOOD else found


def _move_about(pair: ComparedPair, found: Alignment, steps: Sequence[Step]) -> Alignment:
    """The likeliest placement that whole coarse pixels lead to."""
    for step in steps:
        placement = fit_most(list(find_pairs(pair, step, found.placement)))
        if placement is not None:
            nearer = Alignment(placement, pair.measure(placement))
            found = max(found, nearer, key=lambda alignment: alignment.likeness)
    return found


# --- by slopes ---------------------------------------------------------------------------------


def _refine(pair: ComparedPair, placement: Placement, anchor: Pair | None) -> Placement | None:
    """The placement to a part of a pixel; None where slopes lead nowhere, or off the anchor."""
    fine: Placement | None = None
    for _ in range(_FINE_ROUNDS):
        nearer = fit_most(list(_find_slips(pair, placement)))
        if nearer is None or not _holds(nearer, anchor):
            break
        moved = max(abs(nearer(placement.back(corner)) - corner) for corner in _list_corners(pair))
        fine = placement = nearer
        if moved < _SETTLED:
            break
    return fine


def _list_corners(pair: ComparedPair) -> tuple[complex, ...]:
    width, height = (side * POINTS / pair.dpi for side in pair.page.size)
    return (0j, complex(width), complex(0, height), complex(width, height))


def _holds(placement: Placement, anchor: Pair | None) -> bool:
    """Whether the anchor's points stay together when the scan is laid so."""
    return anchor is None or abs(placement.back(anchor[1]) - anchor[0]) < _ANCHORED


def _find_slips(pair: ComparedPair, placement: Placement) -> Iterator[Pair]:
    """Points of the scan and of the page that show the same, by the slopes of ink in each block."""
    laid, page = pair.lay_blurred(_FINE_DPI, placement)
    grid = lay_grid(GRID, pair.page)
    off, told = _solve_slopes(laid, page, grid)
    _, _, together = vary_together(page, laid, grid)
    pixel = POINTS / _FINE_DPI
    for block in (told & (together > _ALIKE)).ravel().nonzero()[0].tolist():
        x, y = block % grid[0] + 0.5, block // grid[0] + 0.5
        middle = complex(x * page.shape[1] / grid[0], y * page.shape[0] / grid[1])
        slip = complex(off[0].flat[block], off[1].flat[block])
        yield placement.back((middle + slip) * pixel), middle * pixel


def _solve_slopes(
    laid: "Pixels", page: "Pixels", grid: tuple[int, int]
) -> tuple[tuple["Pixels", "Pixels"], "Pixels"]:
    """By how many pixels each block is off, across and down, and whether that can be told."""
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    both, apart = laid + page, laid - page
    across, down = np.zeros_like(both), np.zeros_like(both)
    across[:, 1:-1] = (both[:, 2:] - both[:, :-2]) / 4
    down[1:-1] = (both[2:] - both[:-2]) / 4
    xx, yy, xy, x, y = (
        average_blocks(one * other, grid)
        for one, other in (
            (across, across), (down, down), (across, down), (across, apart), (down, apart)
        )
    )  # fmt: skip
    least = (xx + yy) / 2 - np.hypot((xx - yy) / 2, xy)
    over = np.maximum(xx * yy - xy**2, 1e-6)
    off = (xy * y - yy * x) / over, (xy * x - xx * y) / over
    return off, (least > _SLOPED) & (np.hypot(*off) < _FARTHEST)


# --- by moving about ---------------------------------------------------------------------------


def find_pairs(pair: ComparedPair, step: Step, placement: Placement) -> Iterator[Pair]:
    """Points of the scan and of the page that show the same, where it is moved about by pixels."""
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    scan, page = pair.reduced(step.dpi)
    grid, side = lay_grid(_BLOCKS, page), 2 * step.reach + 1
    apart = _measure_moves(lay(scan, page.size, step.dpi, placement), page, step.reach, grid)
    best = np.unravel_index(apart.sum(axis=(2, 3)).argmin(), (side, side))
    pixel = POINTS / step.dpi
    for row, column in product(range(grid[1]), range(grid[0])):
        off = _find_hollow(apart[:, :, row, column], (int(best[0]), int(best[1])), step.near)
        if off is not None:
            moved = off - complex(step.reach, step.reach)
            x, y = (column + 0.5) * page.width / grid[0], (row + 0.5) * page.height / grid[1]
            middle = complex(x, y)
            yield placement.back((middle + moved) * pixel), middle * pixel


def _measure_moves(
    laid: Image.Image, page: Image.Image, reach: int, grid: tuple[int, int]
) -> "Pixels":
    """How much each block of the page differs from the scan moved down and across by so much.

    Axes: down and across from `-reach`, row and column of the block. In levels.
    """
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    goal = np.asarray(page).astype(np.float32)
    around = np.pad(np.asarray(laid).astype(np.float32), reach, constant_values=255)
    (height, width), steps = goal.shape, range(2 * reach + 1)
    apart, table = np.empty_like(goal), []
    for down, across in product(steps, steps):
        np.subtract(around[down : down + height, across : across + width], goal, out=apart)
        np.minimum(np.abs(apart, out=apart), _MOST_APART, out=apart)
        table.append(average_blocks(apart, grid))
    return np.asarray(table, np.float32).reshape(len(steps), len(steps), *grid[::-1])


def _find_hollow(table: "Pixels", best: tuple[int, int], near: int) -> complex | None:
    """Where in a table a block differs least; None where that is no plain hollow near `best`."""
    top, left = (max(place - near, 0) for place in best)
    nearest = table[top : best[0] + near + 1, left : best[1] + near + 1]
    y, x = divmod(int(nearest.argmin()), nearest.shape[1])
    y, x = y + top, x + left
    least = table[y, x]
    if not (0 < y < len(table) - 1 and 0 < x < len(table) - 1):
        return None
    plain = table.mean() - least < _PLAIN
    if plain or table[y - 1 : y + 2, x - 1 : x + 2].min() < least:
        return None
    return complex(
        _find_lowest(table[y, x - 1 : x + 2], x), _find_lowest(table[y - 1 : y + 2, x], y)
    )


def _find_lowest(three: "Pixels", place: int) -> float:
    """The place between pixels where a parabola through three differences is lowest."""
    before, here, after = (float(value) for value in three)
    bend = before - 2 * here + after
    return place + ((before - after) / (2 * bend) if bend > 0 else 0)
