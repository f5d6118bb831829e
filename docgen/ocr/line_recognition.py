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
_BLANKS = re.compile(rf"(?<={_CHINESE}) +(?={_CHINESE})|^\s+|\s+$")
"""Those that say nothing."""


class ReadLine(NamedTuple):
    """What a line says, and how sure each of its characters is, between 0 and 1."""

    text: str
    sure: tuple[float, ...]

    @property
    def mean(self) -> float:
        """In the mean of its characters; 0 where it says nothing."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0

    @property
    def least(self) -> float:
        """Of the least sure; 0 where it says nothing."""
        return min(self.sure, default=0.0)


NOTHING = ReadLine("", ())


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
        read = [
            (character, float(sure))
            for index, sure in zip(said[begins[kept]], surest[kept], strict=True)
            for character in self._characters[index]
        ]
        text = "".join(character for character, _ in read)
        blanks = {at for found in _BLANKS.finditer(text) for at in range(*found.span())}
        told = [one for at, one in enumerate(read) if at not in blanks]
        return ReadLine("".join(c for c, _ in told), tuple(round(sure, 3) for _, sure in told))


@functools.cache
def load_recogniser(model: Path, characters: Path) -> LineRecogniser:
    """The recogniser of this process."""
    return LineRecogniser(model, characters)
