"""What a line of text says."""

import functools
import math
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from docgen.ocr.models import load_model

_HEIGHT = 48
"""Pixels of the lines that the model takes."""
_LEAST_WIDTH, _MOST_WIDTH = 16, 3200
_BLANK = 0
"""What the model says between two characters."""
_CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f]"
_SPACE_WITHIN = re.compile(rf"(?<={_CHINESE}) +(?={_CHINESE})")


class ReadLine(NamedTuple):
    """What a line says, and how sure: in the mean of its characters, and of the least sure."""

    text: str
    mean: float
    least: float


NOTHING = ReadLine("", 0.0, 0.0)


class LineRecogniser:
    """A model that reads lines, and the characters it knows."""

    def __init__(self, model: Path, characters: Path) -> None:
        self._session = load_model(model)
        self._input = self._session.get_inputs()[0].name
        known = characters.read_text(encoding="utf-8").rstrip("\n").split("\n")
        self._characters = ("", *known, " ")

    def read(self, line: Image.Image) -> ReadLine:
        """A level line in RGB."""
        width = math.ceil(_HEIGHT * line.width / line.height)
        size = min(max(width, _LEAST_WIDTH), _MOST_WIDTH), _HEIGHT
        pixels = np.asarray(line.resize(size, Image.Resampling.BILINEAR), np.float32)
        levelled = (pixels[:, :, ::-1] / 127.5 - 1).transpose(2, 0, 1)[None]
        steps = self._session.run(None, {self._input: np.ascontiguousarray(levelled)})[0][0]
        return self._spell(steps)

    def _spell(self, steps: NDArray[np.float32]) -> ReadLine:
        """The characters that the steps along a line say: each once, however long it lasts."""
        said, sure = steps.argmax(axis=1), steps.max(axis=1)
        begins = np.flatnonzero(np.r_[True, said[1:] != said[:-1]])
        surest = np.maximum.reduceat(sure, begins)
        kept = said[begins] != _BLANK
        if not kept.any():
            return NOTHING
        text = "".join(self._characters[index] for index in said[begins[kept]])
        text = _SPACE_WITHIN.sub("", text).strip()
        return ReadLine(text, float(surest[kept].mean()), float(surest[kept].min()))


@functools.cache
def load_recogniser(model: Path, characters: Path) -> LineRecogniser:
    """The recogniser of this process."""
    return LineRecogniser(model, characters)
