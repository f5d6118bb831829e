"""The part of a photograph most like another one, and whether the two are alike in every spot.

A few cuts of a picture are tried roughly, and the likest followed by small moves of their edges.
All of it is done for many pairs of pictures at once.
"""

import numpy as np
from numpy.typing import NDArray

from docgen.images.photo_fingerprint import SIDE
from docgen.images.photo_views import (
    Cuts,
    Levels,
    correlate,
    level,
    list_cuts,
    see,
    see_cuts,
    see_turned,
    see_whole,
    weigh_cells,
)

_STARTS = (0.0, 0.06, 0.12)
_TRIES = 2
"""From how many of the cuts with these edges off the likest is looked for."""
_ROUGH, _FINE = 8, 16
"""Cells a side of the views that are held against each other, to find the cut and to judge it."""
_MOVES = ((0.03, 0.84), (0.015, 0.93), (0.0075, 0.96), (0.004, 0.97))
"""How far the edges of a cut are moved, and the correlation from which that is worth while."""
LEAST_ROUGH = 0.8
"""Correlation of a rough view from which on a cut is moved. Of 14,000 pairs whose cuts were worth
moving none had less than 0.84, of 2,400 that were one none less than 0.89."""
_LEAST_SIDE = 0.5
_UNIT = 1 << 14
"""What is kept of a rough view are whole numbers of so many in one."""
LEAST_CORRELATION = 0.975
"""Of a photograph with the part of another that it may be."""
_SPOT_SIDE, _SPOT_CELLS, _SPOT_SHARE, _SPOT_DEPTH = 24, 8, 0.83, 0.07
"""Two pictures differ in a spot where so few of these cells a side have so much of all difference,
and one cell differs by so much of the standard deviation. Of 384 pairs of a photograph and what was
made of it the most have 0.81; of 30 of framed certificates with other names 26 have more."""


def see_starts(pictures: Levels) -> NDArray[np.int16]:
    """Cuts of every kind, a few steps apart, as rough level views: (n, cuts, cells) of `_UNIT`."""
    return np.rint(level(see_cuts(pictures, _STARTS, _ROUGH)) * _UNIT).astype(np.int16)


def see_roughly(pictures: Levels) -> Levels:
    """Whole pictures, turned in each way, as rough level views: (n, turns, cells)."""
    return level(see_turned(pictures, _ROUGH))


def compare_roughly(starts: NDArray[np.int16], rough: Levels) -> Levels:
    """How like each of the cuts that pictures start with is to another picture: (n, cuts)."""
    found: Levels = starts.astype(np.float32) @ rough[..., None]
    return found[..., 0] / np.float32(_UNIT)


def find_likest(wholes: Levels, alike: Levels, parts: Levels) -> tuple[Levels, NDArray[np.bool_]]:
    """How like the likest part of each picture is to another, and whether in every spot.

    `alike` is how like they are roughly.
    """
    first = np.argsort(alike, axis=1, kind="stable")[:, : -_TRIES - 1 : -1]
    targets = level(see_whole(parts, _FINE)).repeat(_TRIES, 0)
    cuts = list_cuts(_STARTS)[first].reshape(-1, 4)
    tried, cuts = _climb(wholes.repeat(_TRIES, 0), cuts, targets)
    likest = tried.reshape(-1, _TRIES).argmax(axis=1) + np.arange(0, len(tried), _TRIES)
    best, cuts = tried[likest], cuts[likest]
    (near,) = (best >= LEAST_CORRELATION).nonzero()
    is_one = np.ones(len(best), bool)
    is_one[near] = ~_differ_in_a_spot(wholes[near], cuts[near], parts[near])
    return best, is_one


def _climb(wholes: Levels, starts: Cuts, targets: Levels) -> tuple[Levels, Cuts]:
    """The cuts most like a view that small moves from these lead to, and their correlation.

    So many as `_TRIES` that follow each other are of one picture and one view.
    """
    cuts = starts.copy()
    across, down = (weigh_cells(edges, _FINE) for edges in (cuts[:, 0::2], cuts[:, 1::2]))
    best = correlate(see(wholes, across, down).reshape(-1, 1, _FINE**2), targets)[:, 0]
    for step, promising in _MOVES:
        met = np.zeros(len(cuts), bool)
        (climbing,) = (best >= promising).nonzero()
        while (climbing := _leave_met(climbing, cuts, best, met)).size:
            moved = _move(cuts[climbing], step)
            views = _see_moved(wholes[climbing], cuts[climbing], moved)
            found = correlate(views, targets[climbing])
            found[((moved[..., 2:] - moved[..., :2]) <= _LEAST_SIDE).any(axis=-1)] = -1
            likest = found.argmax(axis=1)
            rows = np.arange(len(likest))
            (better,) = (found[rows, likest] > best[climbing]).nonzero()
            climbing = climbing[better]
            best[climbing] = found[better, likest[better]]
            cuts[climbing] = moved[better, likest[better]]
        (late,) = met.nonzero()
        best[late], cuts[late] = best[_find_first(late)], cuts[_find_first(late)]
    return best, cuts


def _find_first(tries: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first of the tries that are of the same picture and view."""
    first: NDArray[np.intp] = tries // _TRIES * _TRIES
    return first


def _leave_met(
    tries: NDArray[np.intp], cuts: Cuts, best: Levels, met: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """The tries but for those that stand where the first does: both have one way from there."""
    first = _find_first(tries)
    here = (first != tries) & (best[first] == best[tries])
    here &= (cuts[first] == cuts[tries]).all(axis=1)
    met[tries[here]] = True
    apart: NDArray[np.intp] = tries[~here]
    return apart


_DIRECTIONS = np.concatenate(
    [sign * np.eye(4)[edges] for edges in ([0, 2], [1, 3]) for sign in (1, -1)]
)
"""Left and right one way and the other, then top and bottom."""


def _move(cuts: Cuts, step: float) -> Cuts:
    """Cuts (n, 4) with one edge moved one way: (n, 8, 4)."""
    return np.clip(cuts[:, None] + _DIRECTIONS * step, 0.0, 1.0)


def _see_moved(wholes: Levels, cuts: Cuts, moved: Cuts) -> Levels:
    """The fine views of pictures with cuts (n, 4) moved as `_move` does: (n, 8, cells)."""
    count, moves = len(cuts), len(_DIRECTIONS) // 2
    across, down = (weigh_cells(cuts[:, first::2], _FINE) for first in (0, 1))
    across_moved = weigh_cells(moved[:, :moves, 0::2], _FINE).reshape(count, -1, SIDE)
    down_moved = weigh_cells(moved[:, moves:, 1::2], _FINE).reshape(count, -1, SIDE)
    sideways = see(wholes, across_moved, down).reshape(count, _FINE, moves, _FINE).swapaxes(1, 2)
    upright = see(wholes, across, down_moved).reshape(count, moves, _FINE, _FINE)
    return np.concatenate([sideways, upright], axis=1).reshape(count, 2 * moves, _FINE**2)


def _differ_in_a_spot(wholes: Levels, cuts: Cuts, parts: Levels) -> NDArray[np.bool_]:
    """Whether pictures are the same but for a spot: certificates in one frame, by a name.

    What saving, scaling and cutting change is spread over all of a picture.
    """
    across, down = (weigh_cells(cuts[:, edges], _SPOT_SIDE) for edges in ([0, 2], [1, 3]))
    cells = _SPOT_SIDE * _SPOT_SIDE
    one = level(see(wholes, across, down).reshape(-1, cells))
    off = np.sort((one - level(see_whole(parts, _SPOT_SIDE))) ** 2, axis=1)[:, ::-1]
    deep = off[:, 0] * cells > _SPOT_DEPTH**2
    found: NDArray[np.bool_] = deep & (off[:, :_SPOT_CELLS].sum(1) > _SPOT_SHARE * off.sum(1))
    return found
