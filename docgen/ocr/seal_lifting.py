"""Round red seals lifted off the words that they were pressed over."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from docgen.ocr.regions import find_regions

_COARSE_DPI = 36
"""A ring is a millimetre wide: at so many dots an inch it is there, and all is done in no time."""
_REDDER = 30
"""By how much of 255 red ink has more red than green and blue; and what is tinted by it."""
_TINTED = 16
_JOIN_MM = 2.0
"""Ring, words and star of a seal are no farther apart."""
_SIDES_MM = 20.0, 62.0
"""Of seals: those of units have 38 to 50 mm, and photographs are not to scale."""
_SQUARISH = 0.62
_INK = 0.05, 0.55
"""How much of its square is red: less is a frame, more is a picture."""
_RIM = 5
"""Pixels: ink and two on either side."""
_NEARLY = 0.75
_MM = 25.4

_Pixels = NDArray[Any]


def lift_seals(picture: Image.Image, dpi: float) -> Image.Image:
    """The picture (RGB) with red seals as light as the paper; the same one where there is none.

    Words in black under red ink have little red in them, the ink itself has as much as paper.
    """
    scale = min(_COARSE_DPI / dpi, 1.0)
    boxes = [*_find_seals(picture, scale, dpi)]
    if not boxes:
        return picture
    lifted = picture.copy()
    for box in boxes:
        lifted.paste(_lift(picture.crop(box)), box[:2])
    return lifted


def _find_seals(
    picture: Image.Image, scale: float, dpi: float
) -> Iterator[tuple[int, int, int, int]]:
    """Boxes around what is red and about as wide as high and large as seals are, in pixels."""
    wide, high = (max(round(side * scale), 1) for side in picture.size)
    coarse = np.asarray(picture.resize((wide, high), Image.Resampling.BOX), np.int16)
    red = _redness(coarse) > _REDDER
    reach = 2 * max(round(_JOIN_MM / _MM * dpi * scale), 1) + 1
    joined = Image.fromarray((red * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(reach))
    for cells in find_regions(np.asarray(joined) > 0):
        left, top = int(cells.x.min()), int(cells.y.min())
        right, foot = int(cells.x.max()) + 1, int(cells.y.max()) + 1
        if _is_seal(red[top:foot, left:right], _MM / (dpi * scale)):
            box = (left / scale, top / scale, right / scale, foot / scale)
            yield (
                math.floor(box[0]),
                math.floor(box[1]),
                min(math.ceil(box[2]), picture.width),
                min(math.ceil(box[3]), picture.height),
            )


def _is_seal(red: _Pixels, millimetres: float) -> bool:
    """Whether a square with red in it has the size of a seal and as much ink."""
    high, wide = (side * millimetres - 2 * _JOIN_MM for side in red.shape)
    low, most = _SIDES_MM
    if not (low <= wide <= most and low <= high <= most):
        return False
    squarish = min(wide, high) >= _SQUARISH * max(wide, high)
    return squarish and _INK[0] <= float(red.mean()) <= _INK[1]


def _lift(part: Image.Image) -> Image.Image:
    """What is red in a picture made as light as it has red in it, and its ink as light as paper."""
    pixels = np.asarray(part, np.int16)
    redder = _redness(pixels)
    inked = redder > _REDDER
    if not inked.any():
        return part
    # Where ink lies over words it is dark: the upper half tells of ink alone.
    ink = float(np.percentile(pixels[..., 0][inked], 60))
    tinted = redder > _TINTED
    paper = float(np.median(pixels[..., 0][~tinted])) if not tinted.all() else 255.0
    light = np.minimum(pixels[..., 0] * (paper / max(ink, 1.0)), paper)
    lifted = np.where(tinted[..., None], light[..., None], pixels)
    # The rim of ink is neither red nor paper: what is nearly paper beside ink is paper.
    around = Image.fromarray((tinted * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(_RIM))
    lifted[(np.asarray(around) > 0) & (lifted.mean(axis=2) > _NEARLY * paper)] = paper
    return Image.fromarray(lifted.astype(np.uint8))


def _redness(pixels: _Pixels) -> _Pixels:
    """By how much red is above green and blue."""
    result: _Pixels = pixels[..., 0] - np.maximum(pixels[..., 1], pixels[..., 2])
    return result
