"""Small pictures of photographs seen in a few cells: whole, cut or turned, many at once.

The cells are those Pillow's Hamming filter gives, rounded to levels as it rounds them, so that it
does not matter with whom a picture is looked at.
"""

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from docgen.images.photo_fingerprint import SIDE

Levels = NDArray[np.float32]
Weights = NDArray[np.floating]
Cuts = NDArray[np.float64]
"""Left, top, right and bottom of parts of a picture, as shares of its side; four in the end."""

TURNS = 4
"""Ways a picture may be turned."""
_UNITS = 1 << 22
"""Of one, in which Pillow counts weights: sums that end in a half are rounded as it does."""
_MOST_KNOWN = 4096
_NO_WEIGHTS = np.empty((0, SIDE), np.float32)
_WEIGHTS: dict[int, dict[tuple[float, float], Levels]] = {}
"""What pixels count between edges that were asked for before, by the number of cells."""


def list_cuts(trims: tuple[float, ...]) -> Cuts:
    """Every way to take so much off the edges."""
    return np.array([(a, b, 1 - c, 1 - d) for a, b, c, d in product(trims, repeat=4)])


def weigh_cells(edges: Cuts, side: int) -> Weights:
    """What pixels count in the cells between a first and a last edge (…, 2): (…, cells, pixels)."""
    ends = [(first, last) for first, last in edges.reshape(-1, 2).tolist()]
    known = _recall_weights(side)
    if new := [pair for pair in dict.fromkeys(ends) if pair not in known]:
        # One by one most of the time would go into calling numpy.
        known.update(zip(new, _weigh(np.array(new), side).astype(np.float32), strict=True))
    found = np.concatenate([_NO_WEIGHTS, *(known[pair] for pair in ends)])
    return found.reshape(*edges.shape[:-1], side, SIDE)


def _recall_weights(side: int) -> dict[tuple[float, float], Levels]:
    """What is known of weights in so many cells, by first and last edge; begun anew when large."""
    known = _WEIGHTS.get(side)
    if known is None or len(known) > _MOST_KNOWN:
        known = _WEIGHTS[side] = {}
    return known


@cache
def _weigh_whole(side: int) -> NDArray[np.float64]:
    (found,) = _weigh(np.array([(0.0, 1.0)]), side)
    whole: NDArray[np.float64] = found
    return whole


def _weigh(edges: Cuts, side: int) -> NDArray[np.float64]:
    """The weights between a first and a last edge (n, 2): (n, cells, pixels)."""
    first, last = edges[:, 0, None, None], edges[:, 1, None, None]
    pixels_a_cell = (last - first) * SIDE / side
    middles = first * SIDE + (np.arange(side)[:, None] + 0.5) * pixels_a_cell
    width = np.maximum(pixels_a_cell, 1.0)
    start = np.floor(np.maximum(middles - width + 0.5, 0))
    end = np.floor(np.minimum(middles + width + 0.5, SIDE))
    pixels = np.arange(SIDE)
    off = np.abs(pixels - middles + 0.5) / width
    bell = np.sinc(off) * (0.54 + 0.46 * np.cos(np.pi * off))
    weights = np.where((pixels >= start) & (pixels < end) & (off < 1), bell, 0)
    shares = weights / weights.sum(axis=-1, keepdims=True)
    found: NDArray[np.float64] = np.round(shares * _UNITS) / _UNITS
    return found


def see(pictures: Levels, across: Weights, down: Weights) -> Levels:
    """The cells of pictures (…, side, side), by what pixels count in a row and in a column."""
    rows = _round(pictures @ np.swapaxes(across, -1, -2))
    cells = _round(down @ rows)
    return cells.astype(np.float32, copy=False)


def _round(levels: Weights) -> Weights:
    levels += 0.5
    return np.floor(levels, out=levels)


def see_whole(pictures: Levels, side: int) -> Levels:
    """Whole pictures (…, side, side) in so many cells a side: (…, cells)."""
    # Many of their sums end in a half, so they are added up exactly.
    weights = _weigh_whole(side)
    cells = see(pictures, weights, weights)
    return cells.reshape(*cells.shape[:-2], side * side)


def see_turned(pictures: Levels, side: int) -> Levels:
    """The same of pictures turned by no, one, two and three right angles: (n, turns, cells)."""
    weights = _weigh_whole(side)
    standing = see(pictures, weights, weights)
    # Rows are rounded before columns, and rows of a picture that is turned were its columns.
    lying = np.swapaxes(see(np.swapaxes(pictures, 1, 2), weights, weights), 1, 2)
    turned = [np.rot90((standing, lying)[turns % 2], turns, (1, 2)) for turns in range(TURNS)]
    return np.stack(turned, axis=1).reshape(len(pictures), TURNS, side * side)


def see_cuts(pictures: Levels, trims: tuple[float, ...], side: int) -> Levels:
    """Pictures (n, side, side) cut as `list_cuts` does: (n, cuts, cells)."""
    edges = np.array([(first, 1 - last) for first, last in product(trims, repeat=2)])
    weights = weigh_cells(edges, side).reshape(-1, SIDE)
    count = len(trims)
    cells = see(pictures, weights, weights).reshape(-1, count, count, side, count, count, side)
    # Of rows there are top, bottom and cell, of columns left, right and cell.
    ordered = cells.transpose(0, 4, 1, 5, 2, 3, 6)
    return ordered.reshape(len(pictures), count**4, side * side)


def level(cells: Levels) -> Levels:
    """Cells (…, cells) about their mean, of length one together."""
    about = cells - cells.mean(axis=-1, keepdims=True)
    found: Levels = about / _measure(cells)[..., None]
    return found


def correlate(cells: Levels, level_cells: Levels) -> Levels:
    """How like each view of some, (…, views, cells), is to one that is level: (…, views)."""
    found: Levels = (cells @ level_cells[..., None])[..., 0] / _measure(cells)
    return found


def _measure(cells: Levels) -> Levels:
    """The length of cells about their mean: of whole numbers about 0 the sums are exact."""
    total = cells.sum(axis=-1).astype(np.float64)
    squares = np.einsum("...c,...c->...", cells, cells).astype(np.float64)
    length: Levels = np.sqrt(np.maximum(squares - total**2 / cells.shape[-1], 1.0))
    return length.astype(np.float32)
