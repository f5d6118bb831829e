"""Whether a scan shows what was printed, place by place: what is missing, and what is other."""

from collections.abc import Collection
from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageMath

from docgen.images.greyscale import POINTS, Placement, lay, reduce_to

_DPI = 50
"""Characters differ, and what a scanner blurs is small."""
_BLUR = ImageFilter.GaussianBlur(1.0)
_SHORT, _LONG = 10, 14
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


def hold_against(scan: Image.Image, page: Image.Image, dpi: int, placement: Placement) -> Agreement:
    """Compare a scan laid on its page, both with white paper and of so many pixels an inch."""
    own, coarse = reduce_to(page, dpi, _DPI), reduce_to(scan, dpi, _DPI)
    laid = lay(coarse, own.size, _DPI, placement).filter(_BLUR)
    grid = _grid(own)
    vary_page, vary_scan, together = _measure(own.filter(_BLUR), laid, grid)
    inked = [n for n, variance in enumerate(vary_page) if variance > _INKED]
    beyond = {n for n in inked if not _reaches(coarse, placement, _middle(n, own, grid))}
    found = {n for n in inked if together[n] > _SAME} - beyond
    plain = (n for n in inked if vary_page[n] > _PLAIN)
    bare = {n for n in plain if vary_scan[n] < _BARE * vary_page[n]} - beyond - found
    return Agreement(frozenset(inked), frozenset(found), frozenset(bare), frozenset(beyond))


def _middle(block: int, page: Image.Image, grid: tuple[int, int]) -> complex:
    across, down = (block % grid[0] + 0.5) / grid[0], (block // grid[0] + 0.5) / grid[1]
    return complex(across * page.width, down * page.height) * POINTS / _DPI


def _reaches(scan: Image.Image, placement: Placement, point: complex) -> bool:
    """Whether a point of the page is on the scan."""
    there = placement.back(point) * _DPI / POINTS
    return 0 <= there.real <= scan.width and 0 <= there.imag <= scan.height


def _grid(page: Image.Image) -> tuple[int, int]:
    return (_SHORT, _LONG) if page.height >= page.width else (_LONG, _SHORT)


def _measure(
    one: Image.Image, other: Image.Image, grid: tuple[int, int]
) -> tuple[list[float], list[float], list[float]]:
    """Of each block the variances of both pictures, and their correlation."""
    products = (
        ImageMath.lambda_eval(lambda of: of["float"](of["a"]) * of["b"], a=a, b=b)
        for a, b in ((one, one), (other, other), (one, other))
    )
    mean_one, mean_other, square_one, square_other, mixed = (
        _average(picture, grid) for picture in (one.convert("F"), other.convert("F"), *products)
    )
    vary_one = [square - mean**2 for square, mean in zip(square_one, mean_one, strict=True)]
    vary_other = [square - mean**2 for square, mean in zip(square_other, mean_other, strict=True)]
    together = [
        (product - a * b) / max(vary_a * vary_b, 1.0) ** 0.5
        for product, a, b, vary_a, vary_b in zip(
            mixed, mean_one, mean_other, vary_one, vary_other, strict=True
        )
    ]
    return vary_one, vary_other, together


def _average(picture: Image.Image, grid: tuple[int, int]) -> list[float]:
    means = picture.resize(grid, Image.Resampling.BOX)
    return list(memoryview(means.tobytes()).cast("f"))


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
