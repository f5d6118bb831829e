"""A scan compared with its original, block by block: what of the print is missing or differs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docgen.images.compared_pair import ComparedPair, average_blocks, lay_grid
from docgen.images.greyscale import POINTS, Placement, measure_page

if TYPE_CHECKING:
    from docgen.images.compared_pair import Pixels

_DPI = 50
"""Characters differ, and what a scanner blurs is small."""
_SHORT, _LONG = GRID = 10, 14
"""Blocks along the sides of a page: each about 2 cm of an A4 page."""
_INKED = 30.0
"""Variance of the levels of a block on which something is printed: a few characters are enough."""
_PLAIN = 80.0
"""Variance of a block with print that no scanner takes for paper: a pale ground may be."""
_BARE = 0.15
"""Of the variance of the page, below which a block of the scan shows nothing."""
_SAME = 0.45
"""Correlation of a block that shows what was printed. Sound ones have 0.7 and more, under a seal
a little less; other words in the same place 0.3 at most."""


@dataclass(frozen=True)
class Agreement:
    """Blocks of a page on which something is printed, by their place row after row."""

    inked: frozenset[int]
    found: frozenset[int]
    """Where the scan shows the same."""
    bare: frozenset[int] = frozenset()
    """Where there is plain print, and the scan shows nothing at all."""
    beyond: frozenset[int] = frozenset()
    """Where the scan does not reach: it is of a part of the page."""

    @property
    def share(self) -> float:
        """How much of what is printed is as it was, where the scan reaches; 1 for a blank page."""
        reached = len(self.inked) - len(self.beyond)
        return len(self.found) / reached if reached else float(not self.inked)

    @property
    def reach(self) -> float:
        """How much of what is printed the scan reaches."""
        return 1 - len(self.beyond) / len(self.inked) if self.inked else 1.0

    def joined(self, other: "Agreement") -> "Agreement":
        """What two sheets of one page show together."""
        found = self.found | other.found
        bare, beyond = self.bare & other.bare, self.beyond & other.beyond
        return Agreement(self.inked, found, bare - found, beyond - found)


@dataclass(frozen=True)
class Fit:
    """Where a scan lies on a page, and whether it shows what is printed there."""

    placement: Placement
    likeness: float
    """The correlation of all ink: from 0, not at all, to 1, the same."""
    agreement: Agreement
    size: tuple[float, float]
    """Width and height of the page, in points."""


def hold_against(pair: ComparedPair, placement: Placement) -> Agreement:
    """Compare a scan laid on its page, both with white paper."""
    laid, page = pair.lay_blurred(_DPI, placement)
    grid = lay_grid(GRID, pair.page)
    vary_page, vary_scan, together = (
        values.ravel().tolist() for values in vary_together(page, laid, grid)
    )
    inked = [n for n, variance in enumerate(vary_page) if variance > _INKED]
    size = measure_page(pair.scan, pair.dpi)
    middles = {n: placement.back(_find_middle_of(n, page, grid)) for n in inked}
    beyond = {n for n, at in middles.items() if not _is_on(at, size)}
    found = {n for n in inked if together[n] > _SAME} - beyond
    plain = (n for n in inked if vary_page[n] > _PLAIN)
    bare = {n for n in plain if vary_scan[n] < _BARE * vary_page[n]} - beyond - found
    return Agreement(frozenset(inked), frozenset(found), frozenset(bare), frozenset(beyond))


def _find_middle_of(block: int, page: "Pixels", grid: tuple[int, int]) -> complex:
    """The middle of a block, in points on the page."""
    down, across = divmod(block, grid[0])
    height, width = page.shape
    middle = complex((across + 0.5) * width / grid[0], (down + 0.5) * height / grid[1])
    return middle * POINTS / _DPI


def _is_on(point: complex, size: tuple[float, float]) -> bool:
    return 0 <= point.real <= size[0] and 0 <= point.imag <= size[1]


def vary_together(
    one: "Pixels", other: "Pixels", grid: tuple[int, int]
) -> tuple["Pixels", "Pixels", "Pixels"]:
    """Of each block the variances of both pictures, and their correlation."""
    import numpy as np  # noqa: PLC0415 - see ComparedPair

    mean_one, mean_other, square_one, square_other, mixed = (
        average_blocks(values, grid)
        for values in (one, other, one * one, other * other, one * other)
    )
    vary_one, vary_other = square_one - mean_one**2, square_other - mean_other**2
    together = mixed - mean_one * mean_other
    return vary_one, vary_other, together / np.sqrt(np.maximum(vary_one * vary_other, 1.0))


# --- in words --------------------------------------------------------------------------------

_AT_SIDE = 0.36


def name_parts(blocks: Collection[int], size: tuple[float, float]) -> str:
    """Where blocks of a page of that size are, as people say it: 右上角, 下边, 中间."""
    x, y = _find_middle(blocks, size)
    side = "左" if x < _AT_SIDE else "右" if x > 1 - _AT_SIDE else ""
    end = "上" if y < _AT_SIDE else "下" if y > 1 - _AT_SIDE else ""
    if side and end:
        return f"{side}{end}角"
    return f"{side or end}边" if side or end else "中间"


def name_half(lacking: Collection[int], size: tuple[float, float]) -> tuple[str, str]:
    """Which half of a page has come, and which is lacking."""
    x, y = _find_middle(lacking, size)
    halves = [(abs(x - 0.5), ("左半", "右半") if x > 0.5 else ("右半", "左半"))]
    halves += [(abs(y - 0.5), ("上半", "下半") if y > 0.5 else ("下半", "上半"))]
    return max(halves)[1]


def _find_middle(blocks: Collection[int], size: tuple[float, float]) -> tuple[float, float]:
    """The middle of some blocks, as shares of the page's width and height."""
    across, down = (_SHORT, _LONG) if size[1] >= size[0] else (_LONG, _SHORT)
    x = sum(block % across + 0.5 for block in blocks) / len(blocks) / across
    y = sum(block // across + 0.5 for block in blocks) / len(blocks) / down
    return x, y
