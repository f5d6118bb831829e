"""Connected regions of a mask, and the rectangles that lie as they do."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_LONG = 2.0
"""Sides in this relation tell which way a region lies; of squarer ones it is chance."""
_FEWEST_CELLS = 12
_EDGE = 0.5
"""Cells are counted by their middles."""


_Offsets = NDArray[np.floating[Any]]


class Cells(NamedTuple):
    """The columns and rows of the cells of one region."""

    x: NDArray[np.int64]
    y: NDArray[np.int64]


@dataclass(frozen=True)
class LyingRectangle:
    """A rectangle by its middle, half its sides, and the direction of its first side."""

    x: float
    y: float
    half_length: float
    half_height: float
    angle: float
    """Radians clockwise from level, between -π/2 and π/2."""

    def grown(self, by: float) -> "LyingRectangle":
        """The same with all its sides farther out."""
        length, height = self.half_length + by, self.half_height + by
        return LyingRectangle(self.x, self.y, length, height, self.angle)

    @property
    def corners(self) -> NDArray[np.float64]:
        """Its corners (4 × 2): clockwise from the start of its upper side."""
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64)
        lying = signs * (self.half_length, self.half_height)
        corners: NDArray[np.float64] = lying @ np.array([(cosine, sine), (-sine, cosine)])
        corners += (self.x, self.y)
        return corners


def find_regions(mask: NDArray[np.bool_]) -> Iterator[Cells]:
    """The regions of cells that are set and touch, corners included."""
    rows, starts, ends = _find_runs(mask)
    if not len(rows):
        return
    roots = _join_runs(mask.shape[0], rows, starts, ends)
    order = np.argsort(roots, kind="stable")
    for runs in np.split(order, np.flatnonzero(np.diff(roots[order])) + 1):
        lengths = ends[runs] - starts[runs]
        before = np.repeat(np.cumsum(lengths) - lengths, lengths)
        x = np.arange(lengths.sum()) - before + np.repeat(starts[runs], lengths)
        if len(x) >= _FEWEST_CELLS:
            yield Cells(x, np.repeat(rows[runs], lengths))


def _find_runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], ...]:
    """The rows, first and past-the-end columns of all runs of set cells, row by row."""
    steps = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    return rows, starts, ends


def _join_runs(
    height: int, rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For every run the first run of its region."""
    parents = list(range(len(rows)))

    def find(run: int) -> int:
        while parents[run] != run:
            parents[run] = run = parents[parents[run]]
        return run

    first = np.searchsorted(rows, np.arange(height + 1)).tolist()
    left, right = starts.tolist(), ends.tolist()
    for row in range(1, height):
        above, below = first[row - 1], first[row]
        while above < first[row] and below < first[row + 1]:
            if left[above] <= right[below] and left[below] <= right[above]:
                one, other = find(above), find(below)
                parents[max(one, other)] = min(one, other)
            if right[above] < right[below]:
                above += 1
            else:
                below += 1
    return np.array([find(run) for run in range(len(parents))])


def fit_rectangle(cells: Cells) -> LyingRectangle:
    """The rectangle around a region along its longer axis; an upright one where it is squarish."""
    x, y = float(cells.x.mean()), float(cells.y.mean())
    across, down = cells.x - x, cells.y - y
    lean = 2 * float((across * down).mean())
    angle = 0.5 * math.atan2(lean, float((across**2).mean() - (down**2).mean()))
    turned = _fit_along(x, y, across, down, angle)
    if turned.half_length >= _LONG * turned.half_height:
        return turned
    return _fit_along(x, y, across, down, 0.0)


def _fit_along(
    x: float, y: float, across: _Offsets, down: _Offsets, angle: float
) -> LyingRectangle:
    cosine, sine = math.cos(angle), math.sin(angle)
    along, aside = across * cosine + down * sine, down * cosine - across * sine
    low, high = along.min() - _EDGE, along.max() + _EDGE
    top, foot = aside.min() - _EDGE, aside.max() + _EDGE
    off, below = (low + high) / 2, (top + foot) / 2
    return LyingRectangle(
        x + off * cosine - below * sine + _EDGE,
        y + off * sine + below * cosine + _EDGE,
        (high - low) / 2,
        (foot - top) / 2,
        angle,
    )
