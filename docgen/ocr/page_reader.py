"""All the lines of a picture of a page, whichever way the page lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from docgen.images.greyscale import POINTS
from docgen.model.page_text import Corners, PageText, PlacedLine, list_doubts
from docgen.ocr.line_detection import LineDetector, Quad, load_detector, measure
from docgen.ocr.line_recognition import NOTHING, LineRecogniser, ReadLine, load_recogniser
from docgen.ocr.models import Models
from docgen.ocr.seal_lifting import lift_seals

READ_DPI = 200
"""Dots an inch a page is read at: characters of 6 pt are 17 pixels high, and more gains nothing."""
_FIND_DPI = 110
"""Lines are looked for at fewer: small print is still told apart, in a third of the time."""
_MOST_SIDE = 2000
"""Pixels of the longer side that lines are looked for in."""
_UNSURE = 0.8
"""A line with a character less sure than this is read by the better model as well."""
_NO_TEXT = 0.6
"""What looks like a line and is read less surely, in the mean, is none."""
_LONE = 0.9
"""Nor is a single character that is read less surely: ornaments and dirt look like one."""
_TALL = 1.5
"""A line so many times as high as it is wide stands."""
_LONG = 2.5
"""Lines so many times as long as they are high tell which way a page lies."""
_TRIED = 5
"""So many of them are read both ways."""
_MOST_CELLS = 8
"""Characters of a line that are looked at one by one."""
_HARDLY = 0.05
"""A character of a line that runs down is read as surely upright as lying, and others are not."""
_CLEARLY = 0.15
"""By how much the right way is read more surely, in the mean."""


@dataclass(frozen=True)
class PageReader:
    """The models at work on pages."""

    lines: LineDetector
    light: LineRecogniser
    better: LineRecogniser

    def read(self, picture: Image.Image, dpi: float) -> PageText:
        """The text in a picture (RGB) of a page of so many dots an inch."""
        picture = lift_seals(picture, dpi)
        scale = min(_FIND_DPI / dpi, _MOST_SIDE / max(picture.size))
        found = self.lines.find(picture, scale)
        turn = self._find_turn(picture, found)
        upright = picture
        if turn:
            upright = picture.transpose(_TURNED[turn])
            found = self.lines.find(upright, scale)
        read = ((quad, self._read_line(upright, quad)) for quad in found)
        lines = [(quad, line) for quad, line in read if _is_text(line)]
        lines.sort(key=lambda line: (line[0][:, 1].mean(), line[0][:, 0].min()))
        place = partial(_place, size=upright.size, turn=turn, points=POINTS / dpi)
        placed = (
            PlacedLine(said.text, place(quad), round(said.least, 3), list_doubts(said.sure))
            for quad, said in lines
        )
        return PageText(tuple(placed), recognised=True, turn=turn)

    def _find_turn(self, picture: Image.Image, found: Sequence[Quad]) -> int:
        """By how many degrees clockwise the page has to be turned; 0 where nothing tells."""
        sized = [(quad, *measure(quad)) for quad in found]
        lying = [(w / h, quad) for quad, w, h in sized if w > _LONG * h]
        standing = [(h / w, quad) for quad, w, h in sized if h > _LONG * w]
        stands = sum(ratio for ratio, _ in standing) > sum(ratio for ratio, _ in lying)
        best = sorted(standing if stands else lying, key=lambda line: -line[0])[:_TRIED]
        if not best:
            return 0
        cuts = [cut_line(picture, quad) for _, quad in best]
        one = sum(self.light.read(cut).mean for cut in cuts) / len(cuts)
        flipped = (cut.transpose(Image.Transpose.ROTATE_180) for cut in cuts)
        other = sum(self.light.read(cut).mean for cut in flipped) / len(cuts)
        if max(one, other) < _NO_TEXT or abs(one - other) < _CLEARLY:
            return 0
        if stands:
            return 90 if other > one else 0 if self._runs_down(picture, best) else 270
        return 0 if one > other else 180

    def _runs_down(self, picture: Image.Image, standing: Sequence[tuple[float, Quad]]) -> bool:
        """Whether lines that stand are written so, one upright character below the other."""
        cells = [cell for _, quad in standing for cell in cut_cells(picture, quad)]
        laid = (cell.transpose(Image.Transpose.ROTATE_90) for cell in cells)
        upright, lying = (sum(self.light.read(c).mean for c in some) for some in (cells, laid))
        return upright > lying - _HARDLY * len(cells)

    def _read_line(self, picture: Image.Image, quad: Quad) -> ReadLine:
        cut = cut_line(picture, quad)
        line = self.light.read(cut) if min(cut.size) > 1 else NOTHING
        if not line.text or line.least >= _UNSURE:
            return line
        again = self.better.read(cut)
        return again if again.mean >= line.mean else line


def _is_text(line: ReadLine) -> bool:
    return line.mean >= (_NO_TEXT if len(set(line.text)) > 1 else _LONE)


_TURNED = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""What turns a picture clockwise by so many degrees."""


def cut_line(picture: Image.Image, quad: Quad) -> Image.Image:
    """A line out of a picture, level; one that stands is laid down to its left."""
    width, height = (max(round(side), 1) for side in measure(quad))
    corners = [quad[index] for index in (0, 3, 2, 1)]
    cut = picture.transform(
        (width, height),
        Image.Transform.QUAD,
        [float(value) for corner in corners for value in corner],
        Image.Resampling.BILINEAR,
    )
    return cut.transpose(Image.Transpose.ROTATE_90) if height > _TALL * width else cut


def cut_cells(picture: Image.Image, quad: Quad) -> Iterator[Image.Image]:
    """The first characters of a line that stands, as squares, as they are seen."""
    width, height = measure(quad)
    count = max(round(height / width), 1)
    left, right = (quad[3] - quad[0]) / count, (quad[2] - quad[1]) / count
    for number in range(min(count, _MOST_CELLS)):
        top = quad[0] + left * number, quad[1] + right * number
        yield cut_line(picture, np.array([*top, top[1] + right, top[0] + left]))


def _place(quad: Quad, *, size: tuple[int, int], turn: int, points: float) -> Corners:
    """The corners of a line on the page as it lies, in points, from where its text begins.

    `size` is that of the picture after it was turned.
    """
    width, height = measure(quad)
    if height > _TALL * width:
        # Its text runs down the page, so it begins at the upper right corner.
        quad = np.roll(quad, -1, axis=0)
    a, b, c, d = ((float(x), float(y)) for x, y in _turn_back(quad, size, turn) * points)
    return a, b, c, d


def _turn_back(quad: Quad, size: tuple[int, int], turn: int) -> Quad:
    wide, high = size
    x, y = quad[:, 0], quad[:, 1]
    if turn == 90:
        return np.stack([y, wide - x], axis=1)
    if turn == 180:
        return np.stack([wide - x, high - y], axis=1)
    if turn == 270:
        return np.stack([high - y, x], axis=1)
    return quad


def load_reader(models: Models) -> PageReader:
    """The reader of this process. OSError or the engine's own errors where a model is damaged."""
    return PageReader(
        load_detector(models.lines),
        load_recogniser(models.light, models.light_characters),
        load_recogniser(models.better, models.better_characters),
    )
