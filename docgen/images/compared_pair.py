"""A scan and the page it may be of, looked at side by side at several sizes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageFilter

from docgen.images.greyscale import Placement, find_common, lay

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[Any]

_LIKENESS_DPI, _LIKENESS_BLUR = 40, 0.8
_BLUR = 1.0
"""Pixels: what a scanner blurs is blurred in both."""


@dataclass(frozen=True, eq=False)
class ComparedPair:
    """Both grey, their paper white, and of `dpi` pixels an inch.

    Each smaller size is made once, however many placements are tried on it.
    """

    scan: Image.Image
    page: Image.Image
    dpi: float
    _made: dict[tuple[float, float], tuple[Image.Image, Image.Image]] = field(default_factory=dict)

    def reduced(self, goal: float) -> tuple[Image.Image, Image.Image]:
        """Both at fewer pixels an inch."""
        return self._make(goal, 0, lambda picture: reduce_truly(picture, self.dpi, goal))

    def blurred(self, goal: float, radius: float = _BLUR) -> tuple[Image.Image, Image.Image]:
        """Both at fewer pixels an inch, and blurred by so many of them."""
        near = ImageFilter.GaussianBlur(radius)
        return self._make(
            goal, radius, lambda picture: reduce_truly(picture, self.dpi, goal).filter(near)
        )

    def _make(
        self, goal: float, radius: float, way: Callable[[Image.Image], Image.Image]
    ) -> tuple[Image.Image, Image.Image]:
        if (goal, radius) not in self._made:
            self._made[goal, radius] = way(self.scan), way(self.page)
        return self._made[goal, radius]

    def lay_blurred(self, goal: float, placement: Placement) -> tuple["Pixels", "Pixels"]:
        """The scan as it lies on the page, and the page, blurred and with a pixel an element."""
        import numpy as np  # noqa: PLC0415 - it takes a tenth of a second, and most runs look at nothing

        scan, page = self.blurred(goal)
        laid = lay(scan, page.size, goal, placement)
        return np.asarray(laid).astype(np.float32), np.asarray(page).astype(np.float32)

    def measure(self, placement: Placement) -> float:
        """The correlation of the ink of both where the scan is laid so, as far as it reaches."""
        scan, page = self.blurred(_LIKENESS_DPI, _LIKENESS_BLUR)
        common = find_common(scan, page, _LIKENESS_DPI, placement)
        if common is None:
            return 0.0
        laid = lay(scan, page.size, _LIKENESS_DPI, placement)
        if common != (0, 0, *page.size):
            laid, page = laid.crop(common), page.crop(common)
        return _correlate(laid, page)


def _correlate(one: Image.Image, other: Image.Image) -> float:
    """The correlation of two grey pictures of one size; 0 where one is all of a level."""
    import numpy as np  # noqa: PLC0415 - as above

    a, b = (np.asarray(picture).astype(np.float32).ravel() for picture in (one, other))
    a, b = a - a.mean(), b - b.mean()
    vary = float(a @ a), float(b @ b)
    return float(a @ b) / (vary[0] * vary[1]) ** 0.5 if min(vary) >= len(a) else 0.0


def reduce_truly(picture: Image.Image, dpi: float, goal: float) -> Image.Image:
    """The picture at just so many pixels an inch; what fills no whole one at its edges is cut off.

    In whole pixels of 25 dpi a page would be up to a millimetre larger or smaller.
    """
    size = max(int(picture.width * goal / dpi), 1), max(int(picture.height * goal / dpi), 1)
    box = (
        0,
        0,
        min(size[0] * dpi / goal, picture.width),
        min(size[1] * dpi / goal, picture.height),
    )
    return picture.resize(size, Image.Resampling.BOX, box)


def average_blocks(pixels: "Pixels", grid: tuple[int, int]) -> "Pixels":
    """The means of so many blocks across and down: an array of `down` rows."""
    height, width = pixels.shape
    means: Pixels = _share_out(height, grid[1]) @ pixels @ _share_out(width, grid[0]).T
    return means


@lru_cache(maxsize=16)
def _share_out(side: int, parts: int) -> "Pixels":
    """What makes means of so many parts of a side, as a matrix of `parts` rows."""
    import numpy as np  # noqa: PLC0415 - as above

    part = np.arange(side) * parts // side
    shares = (part == np.arange(parts)[:, None]).astype(np.float32)
    means: Pixels = shares / shares.sum(axis=1, keepdims=True)
    return means


def lay_grid(grid: tuple[int, int], page: Image.Image) -> tuple[int, int]:
    """So many blocks along the short and the long side as blocks across and down a page."""
    return grid if page.height >= page.width else grid[::-1]
