"""Which photographs may be one: what cutting can make of a picture is a box of coarse views.

Only the pictures that lie in the box of another, turned in some way, are held against it.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from docgen.images.photo_views import TURNS, Levels, level, see_cuts, see_turned

_CUT = 0.14
"""What may have been cut off at each edge, as a share of the side."""
_COARSE = 4
"""Cells a side of a coarse view."""
_SLACK = 0.04
"""What compressing and clipping change of a cell of a coarse view, whose length is one."""
_STEPS = 64
"""Into how many steps the values of a cell are divided."""

Fit = tuple[int, int, int]
"""A picture, one that may be a part of it, and how often that one is turned."""
_Numbers = NDArray[np.int64]


def find_candidates(pictures: Levels) -> list[list[Fit]]:
    """The ways in which two pictures may be one, pair by pair, the likeliest pair first.

    What is alike is found early then, and whatever it connects need not be compared.
    """
    coarse = level(see_turned(pictures, _COARSE))
    cut = level(see_cuts(pictures, (0.0, _CUT), _COARSE))
    least, most = _step(cut.min(axis=1) - _SLACK), _step(cut.max(axis=1) + _SLACK)
    whole, view = _find_within(_step(coarse).reshape(-1, _COARSE**2), least, most)
    part, turned = np.divmod(view, TURNS)
    distances = 1 - np.einsum("fc,fc->f", coarse[whole, 0], coarse[part, turned])
    fits: dict[tuple[int, int], list[Fit]] = defaultdict(list)
    unlike: dict[tuple[int, int], float] = {}
    found = (values.tolist() for values in (whole, part, turned, distances))
    for one, other, turns, distance in zip(*found, strict=True):
        if one != other:
            pair = (min(one, other), max(one, other))
            fits[pair].append((one, other, turns))
            unlike[pair] = min(unlike.get(pair, distance), distance)
    return [fits[pair] for pair in sorted(fits, key=lambda pair: (unlike[pair], pair))]


def _step(values: Levels) -> _Numbers:
    """The step of each value of a cell, which is between -1 and 1."""
    return np.clip((values + 1) / 2 * _STEPS, 0, _STEPS - 1).astype(np.int64)


def _find_within(views: _Numbers, least: _Numbers, most: _Numbers) -> tuple[_Numbers, _Numbers]:
    """For pictures the views all of whose cells lie between theirs: both numbers of each find.

    All (pictures or views, cells), in steps.
    """
    # Of each cell and step a bit for every view that lies below it.
    steps = np.arange(_STEPS + 1)[:, None]
    below = np.array([np.packbits(values < steps, axis=1) for values in views.T])
    cells = np.arange(len(below))
    wholes, found = [], []
    for whole, (low, high) in enumerate(zip(least, most, strict=True)):
        bits = np.bitwise_and.reduce(below[cells, high + 1] & ~below[cells, low], axis=0)
        (groups,) = bits.nonzero()
        near, place = np.unpackbits(bits[groups, None], axis=1).nonzero()
        found.append(groups[near] * 8 + place)
        wholes.append(np.full(len(near), whole))
    return np.concatenate([[], *wholes]).astype(int), np.concatenate([[], *found]).astype(int)
