"""Where lines of text are in a picture."""

import functools
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from docgen.ocr.models import load_model
from docgen.ocr.regions import find_regions, fit_rectangle

Quad = NDArray[np.float64]
"""The corners of a line (4 × 2) in pixels: clockwise from where its text begins, seen level."""

_SCALE = 32
"""The sides that the model takes are multiples of so many pixels."""
_IS_TEXT = 0.2
_IS_LINE = 0.4
"""How sure the model is of a pixel, and in the mean of a line. Both stand beside the model."""
_GROW = 1.4
"""The model marks the core of a line: this much of its area by its girth is around it."""
_LEAST_SIDE = 3.0
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
"""Of the pictures that the model was taught with, in blue, green, red."""
_STANDING = math.pi / 4


class LineDetector:
    """A model that marks the pixels of text."""

    def __init__(self, model: Path) -> None:
        self._session = load_model(model)
        self._input = self._session.get_inputs()[0].name

    def find(self, picture: Image.Image, scale: float) -> list[Quad]:
        """The lines in an RGB picture, which is looked at so many times as large."""
        wide, high = (max(round(s * scale / _SCALE) * _SCALE, _SCALE) for s in picture.size)
        marks = self._mark(picture.resize((wide, high), Image.Resampling.BILINEAR))
        back = np.array([picture.width / wide, picture.height / high])
        found = (_outline(marks, cells) for cells in find_regions(marks > _IS_TEXT))
        return [quad * back for quad in found if quad is not None]

    def _mark(self, picture: Image.Image) -> NDArray[np.float32]:
        """How likely each pixel belongs to text."""
        pixels = np.asarray(picture, np.float32)[:, :, ::-1] / 255
        levelled = ((pixels - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]
        marks: NDArray[np.float32] = self._session.run(
            None, {self._input: np.ascontiguousarray(levelled)}
        )[0][0, 0]
        return marks


def _outline(marks: NDArray[np.float32], cells: Any) -> Quad | None:  # noqa: ANN401
    if marks[cells.y, cells.x].mean() < _IS_LINE:
        return None
    core = fit_rectangle(cells)
    length, height = 2 * core.half_length, 2 * core.half_height
    if min(length, height) < _LEAST_SIDE:
        return None
    whole = core.grown(_GROW * length * height / (2 * (length + height)))
    corners = whole.corners
    if abs(core.angle) <= _STANDING:
        return corners
    # Its text is taken to run down the page, as it does on a sheet turned clockwise; its corners
    # are told as those of a line that stands: from the upper left one.
    return np.roll(corners, 1 if core.angle > 0 else -1, axis=0)


def measure(quad: Quad) -> tuple[float, float]:
    """The width and height of a line as it is seen, in pixels."""
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    return float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))


@functools.cache
def load_detector(model: Path) -> LineDetector:
    """The detector of this process."""
    return LineDetector(model)
