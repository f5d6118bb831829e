"""What scanners and telephones make of a clean page."""

import io
import random
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageFilter

DPI = 200
"""Dots an inch of the clean pages."""
_COARSE = 150
_POOR = 40
_DESK = (96, 84, 72)


def scan_coarsely(page: Image.Image) -> Image.Image:
    """At 150 dpi, and brought back to the size it had."""
    size = tuple(round(side * _COARSE / DPI) for side in page.size)
    small = page.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    return small.resize(page.size, Image.Resampling.BICUBIC)


def lay_askew(page: Image.Image) -> Image.Image:
    """By three degrees."""
    return page.rotate(3, Image.Resampling.BICUBIC, fillcolor=(250, 249, 246))


def press_hard(page: Image.Image) -> Image.Image:
    """JPEG of quality 40."""
    data = io.BytesIO()
    page.save(data, "JPEG", quality=_POOR)
    return Image.open(data).convert("RGB")


def photograph(page: Image.Image) -> Image.Image:
    """With a telephone: from aside, on a desk, unevenly lit, soft, grainy, and as a JPEG."""
    dice = random.Random(page.width)
    wide, high = page.size
    seen = [(dice.uniform(0.02, 0.07) * wide, dice.uniform(0.02, 0.06) * high) for _ in range(4)]
    (a, b), (c, d), (e, f), (g, h) = seen
    corners = ((a, b), (wide - c, d), (wide - e, high - f), (g, high - h))
    shot = page.transform(
        page.size,
        Image.Transform.PERSPECTIVE,
        _perspective(corners, wide, high),
        Image.Resampling.BICUBIC,
        fillcolor=_DESK,
    )
    light = np.linspace(1.02, 0.72, wide)[None, :, None] * np.linspace(1, 0.9, high)[:, None, None]
    grain = np.random.default_rng(wide).normal(0, 5, (high, wide, 1))
    levels = np.clip(np.asarray(shot, float) * light + grain, 0, 255).astype(np.uint8)
    return press_hard(Image.fromarray(levels).filter(ImageFilter.GaussianBlur(0.9)))


def _perspective(
    corners: tuple[tuple[float, float], ...], wide: float, high: float
) -> tuple[float, ...]:
    """What takes a place on the photograph to its place on the page."""
    page = ((0, 0), (wide, 0), (wide, high), (0, high))
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, page, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        wanted += [u, v]
    return tuple(np.linalg.solve(np.array(rows, float), np.array(wanted, float)))


DEGRADED: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "clean, 200 dpi": lambda page: page,
    "150 dpi": scan_coarsely,
    "askew by 3°": lay_askew,
    "JPEG of quality 40": press_hard,
    "all three": lambda page: press_hard(lay_askew(scan_coarsely(page))),
    "photographed": photograph,
}
"""By the title they have in the table."""
