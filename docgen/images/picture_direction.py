"""Which way up a page stands by its picture: by how its lines run.

Of a scan only this can be seen: whether its lines run across or up and down. So a scan that lies on
its side is told from one that stands, but not on which side it lies, nor whether it stands on its
head. Where nothing is clear, nothing is said.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from docgen.images.ink_detection import PIXELS_A_CELL, find_paper_level
from docgen.images.ink_map import CELL_PT
from docgen.images.text_direction import Turns
from docgen.pdf.geometry import MM

_PIXELS_A_MM = PIXELS_A_CELL / CELL_PT * MM
_SMALLEST = round(60 * _PIXELS_A_MM)
"""A side of a page on which lines can be told."""
_INK = 0.85
"""Of the brightness of paper."""
_MOST_INK = 0.5
"""Of a page of text. More is a photo."""
_CLOSED = 3
"""Pixels between characters of a line (2 mm) that are filled; between lines there are more."""
_LINE = round(12 * _PIXELS_A_MM)
"""Ink without a break for so long is part of a line of text."""
_RULE = round(15 * _PIXELS_A_MM)
_THICK = 3
"""A rule is longer than the one and thinner than the other."""
_LEAST_LINES = 0.005
"""Of the page that lines must cover: a few lines on A4."""
_CLEARLY = 4
"""Times as much of one direction as of the other. Measured on 406 pages that stand upright, 140 of
them photos and scans: none is called sideways (at 3 a photo is). Laid on their sides, 9 in 10 pages
of text and half of the certificates are told; photos hardly ever."""
_NOTHING = 0.002


def find_turns(picture: Image.Image) -> Turns:
    """The turns that may set a page upright, by its picture at the scale of the ink map."""
    if min(picture.size) < _SMALLEST:
        return ()
    ink = _find_ink(picture)
    # Most pages stand, and need no more than this.
    if _share(ink) > _MOST_INK or _share(_in_columns(ink)) < _LEAST_LINES:
        return ()
    ink = ink & ~_thin_columns(ink) & ~_thin_columns(ink.T).T
    down, across = _in_columns(ink), _in_columns(ink.T).T
    columns, lines = _share(down & ~across), _share(across & ~down)
    clear = columns + _NOTHING > _CLEARLY * (lines + _NOTHING)
    return (90, 270) if clear and columns >= _LEAST_LINES else ()


_Mask = NDArray[np.bool_]
"""Which pixels of a picture are set. What follows looks down its columns, and along its rows where
it is given turned over."""


def _find_ink(picture: Image.Image) -> _Mask:
    grey = picture if picture.mode == "L" else picture.convert("L")
    ink: _Mask = np.asarray(grey) < find_paper_level(grey.histogram()) * _INK
    return ink


def _share(mask: _Mask) -> float:
    """The part of a picture that is set."""
    return np.count_nonzero(mask) / mask.size


def _in_columns(ink: _Mask) -> _Mask:
    """What belongs to lines of text that run down."""
    gap = _CLOSED + 1
    return _open(_erode(_dilate(ink, gap), gap), _LINE)


def _thin_columns(ink: _Mask) -> _Mask:
    """Long thin lines that run down: frames of tables say nothing."""
    runs = _open(ink, _RULE)
    return runs & ~_open(runs.T, _THICK).T


def _open(mask: _Mask, length: int) -> _Mask:
    """What lies in runs of so many pixels."""
    return _dilate(_erode(mask, length), length)


def _erode(mask: _Mask, length: int) -> _Mask:
    """The first pixels of all runs of so many: fewer rows by what a run has more than one."""
    return _slide(mask, length, np.logical_and)


def _dilate(mask: _Mask, length: int) -> _Mask:
    """Every pixel made a run of so many: what `_erode` took is given back."""
    around, (rows, columns) = length - 1, mask.shape
    # numpy's own way to pad takes several times as long.
    wide = np.zeros((rows + 2 * around, columns), bool, order="F" if mask.flags.fnc else "C")
    wide[around : around + rows] = mask
    return _slide(wide, length, np.logical_or)


def _slide(mask: _Mask, length: int, joined: np.ufunc) -> _Mask:
    """So many rows joined into one, from each row on that has so many."""
    known = 1
    while known < length:
        step = min(known, length - known)
        mask, known = joined(mask[:-step], mask[step:]), known + step
    return mask
