"""Which leaf and side every page is printed on, and how it lies on its sheet of paper.

The plan asks here where stamps stand, and `print` where pages go: one answer for both. Sections
open on a right-hand page; a page too large for A4 is a fold-out and has a leaf of its own. Sheets
are bound at their left edge, so the binding is right of a verso (GB/T 9704-2012: 28 mm).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from docgen.pdf.geometry import MM

BINDING = 28 * MM
"""The margin at the binding that nothing may stand in."""

LEAST_SCALE = 0.85
"""Smaller than this nothing is printed: type of 10.5 pt would fall below 9."""

_TRUE_SIZE = 0.998
"""Scanners and programs are out by half a millimetre; that is no reason to shrink a page."""

Edge = Literal["left", "right", "top", "bottom"]
Paper = Literal["A4", "A3", "large"]


class Side(StrEnum):
    """A side of a leaf: the right-hand page of an open book, or the back of it."""

    RECTO = "recto"
    VERSO = "verso"


@dataclass(frozen=True, slots=True)
class SheetSide:
    """Where a page is printed: the leaf, counted from 1 in its file, and the side of it."""

    leaf: int
    side: Side
    alone: bool = False
    """Whether nothing is printed on the back of it."""


def follow(last: SheetSide | None, *, opens: bool, folds: bool) -> SheetSide:
    """The place of the page behind `last` (None: the first of its file).

    A page that opens a section, or folds out, goes on a new leaf.
    """
    if last is None:
        return SheetSide(1, Side.RECTO, folds)
    if last.side is Side.RECTO and not (last.alone or opens or folds):
        return SheetSide(last.leaf, Side.VERSO)
    return SheetSide(last.leaf + 1, Side.RECTO, folds)


@dataclass(frozen=True, slots=True)
class BoundSheet:
    """Paper, in points as it is bound: its left edge on a recto is the binding edge."""

    paper: Paper
    width: float
    height: float


A4 = BoundSheet("A4", 210 * MM, 297 * MM)
A3 = BoundSheet("A3", 420 * MM, 297 * MM)
"""A fold-out lies across: it is as high as the leaves about it."""


@dataclass(frozen=True, slots=True)
class Lie:
    """How a page lies on its sheet: `turned` with its top to the left; shrunk to fit if it must."""

    sheet: BoundSheet
    turned: bool
    scale: float


@lru_cache(maxsize=256)
def lie_of(width: float, height: float) -> Lie:
    """How an upright page, so many points wide and high, lies on the paper it is printed on.

    A page across is turned the same way on both sides: its head is at the binding of a recto and
    at the outer edge of a verso (GB/T 9704-2012 on tables across the page).
    """
    for sheet in (A4, A3):
        upright, across = _fit(sheet, width, height), _fit(sheet, height, width)
        if max(upright, across) >= LEAST_SCALE:
            return Lie(sheet, across > upright, max(upright, across))
    own = BoundSheet("large", max(width, height), min(width, height))
    return Lie(own, height > width, 1.0)


def _fit(sheet: BoundSheet, width: float, height: float) -> float:
    scale = min(sheet.width / width, sheet.height / height)
    return 1.0 if scale >= _TRUE_SIZE else scale


def folds_out(width: float, height: float) -> bool:
    """Whether a page is too large for a leaf of A4."""
    return lie_of(width, height).sheet is not A4


def binding_edge(width: float, height: float, side: Side) -> Edge:
    """Which edge of the upright page is at the binding."""
    if lie_of(width, height).turned:
        return "top" if side is Side.RECTO else "bottom"
    return "left" if side is Side.RECTO else "right"


def inner_margin(width: float, height: float) -> float:
    """How much of an upright page, from its binding edge, must stay empty.

    A page smaller than its sheet lies at the outer edge of it.
    """
    lie = lie_of(width, height)
    across = height if lie.turned else width
    return max(BINDING - (lie.sheet.width - across * lie.scale), 0) / lie.scale
