"""Which way up a page stands: from its text where it has text, else from how its lines run.

Of text the writing direction is known. Of a scan only this can be seen: whether its lines run
across or up and down. So a scan that lies on its side is told from one that stands, but not on
which side it lies, nor whether it stands on its head. Where nothing is clear, nothing is said.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from docgen.images.ink_detection import CELL_PT, PIXELS_A_CELL, find_paper_level
from docgen.pdf.mupdf import load_mupdf
from docgen.pdf.primitives import MM

if TYPE_CHECKING:
    import pymupdf

Turns = tuple[int, ...]
"""The turns, in degrees clockwise, one of which sets the page upright: (0,) where it stands. None
where it cannot be told."""

_LEAST_TEXT = 20
"""Characters. Fewer are a page number or a scanner's advertisement on a picture."""
_MOST = 0.8
"""Part of the characters that must run one way."""
_ASKEW = 10
"""Degrees a line may be off."""

_PIXELS_A_MM = PIXELS_A_CELL / CELL_PT * MM
_SMALLEST = round(60 * _PIXELS_A_MM)
"""A side of a page on which lines can be told."""
_INK = 0.85
"""Of the brightness of paper."""
_MOST_INK = 0.5
"""Of a page of text. More is a photo."""
_CLOSED = 3
"""Pixels between characters of a line (2 mm) that are filled; between lines there are more."""
_LINE = round(12 * _PIXELS_A_MM)
"""Ink without a break for so long is part of a line of text."""
_RULE = round(15 * _PIXELS_A_MM)
_THICK = 3
"""A rule is longer than the one and thinner than the other."""
_LEAST_LINES = 0.005
"""Of the page that lines must cover: a few lines on A4."""
_CLEARLY = 4
"""Times as much of one direction as of the other. Measured on 406 pages that stand upright, 140 of
them photos and scans: none is called sideways (at 3 a photo is). Laid on their sides, 9 in 10 pages
of text and half of the certificates are told; photos hardly ever."""
_NOTHING = 0.002


def read_turns(page: "pymupdf.Page") -> Turns | None:
    """The turns that set a page upright by its text; None where it has too little of it."""
    ways: Counter[int | None] = Counter()
    for way, length in _lines(page):
        ways[way] += length
    count = ways.total()
    if count < _LEAST_TEXT:
        return None
    way, most = ways.most_common(1)[0]
    return ((360 - way) % 360,) if way is not None and most >= _MOST * count else ()


def _lines(page: "pymupdf.Page") -> Iterator[tuple[int | None, int]]:
    """Which way each line runs as it is seen (degrees clockwise, None: askew), and its length."""
    text = page.get_textpage(flags=load_mupdf().TEXT_INHIBIT_SPACES).extractDICT()
    rotation = page.rotation
    for block in text["blocks"]:
        for line in block.get("lines", ()):
            length = sum(len("".join(span["text"].split())) for span in line["spans"])
            if line["wmode"] == 0:
                right, down = line["dir"]
                angle = (math.degrees(math.atan2(down, right)) + rotation) % 360
                way = round(angle / 90) * 90
                yield (way % 360 if abs(angle - way) <= _ASKEW else None), length
            else:
                # Columns of vertical writing run down a page that stands.
                yield 0, length


def find_turns(picture: Image.Image) -> Turns:
    """The turns that may set a page upright, by its picture at the scale of the ink map."""
    if min(picture.size) < _SMALLEST:
        return ()
    ink = _find_ink(picture)
    # Most pages stand, and need no more than this.
    if ink.share > _MOST_INK or _in_lines(ink, _Mask.down).share < _LEAST_LINES:
        return ()
    ink = _without_rules(ink)
    across, down = _in_lines(ink, _Mask.right), _in_lines(ink, _Mask.down)
    lines, columns = across.without(down).share, down.without(across).share
    clear = columns + _NOTHING > _CLEARLY * (lines + _NOTHING)
    return (90, 270) if clear and columns >= _LEAST_LINES else ()


class _Mask:
    """The pixels of a picture that are set, as bits of one whole number, row after row.

    What is done to all of them is then a step or two of arithmetic. Behind every row stand blank
    bits, into which pixels moved to the right fall off.
    """

    def __init__(self, bits: int, shape: "_Shape") -> None:
        self.bits, self._shape = bits & shape.frame, shape

    def right(self, pixels: int) -> "_Mask":
        """The same moved to the right, or to the left by a negative number."""
        return self._shifted(pixels)

    def down(self, pixels: int) -> "_Mask":
        """The same moved down, or up by a negative number."""
        return self._shifted(pixels * self._shape.stride)

    def _shifted(self, places: int) -> "_Mask":
        bits = self.bits >> places if places >= 0 else self.bits << -places
        return _Mask(bits, self._shape)

    def __and__(self, other: "_Mask") -> "_Mask":
        return _Mask(self.bits & other.bits, self._shape)

    def __or__(self, other: "_Mask") -> "_Mask":
        return _Mask(self.bits | other.bits, self._shape)

    def without(self, other: "_Mask") -> "_Mask":
        """What is set here and not there."""
        return _Mask(self.bits & ~other.bits, self._shape)

    @property
    def share(self) -> float:
        """The part of the picture that is set."""
        return self.bits.bit_count() / self._shape.frame.bit_count()


_Move = Callable[[_Mask, int], _Mask]


class _Shape(NamedTuple):
    """Bits from a row to the next, and all the bits that are pixels."""

    stride: int
    frame: int


@lru_cache(maxsize=8)
def _shape(width: int, height: int) -> _Shape:
    # No mask is moved farther at once than the longest run that is looked for.
    stride = (width + _RULE + 7) // 8 * 8
    row = (1 << width) - 1 << stride - width
    return _Shape(stride, int.from_bytes(row.to_bytes(stride // 8) * height))


def _find_ink(picture: Image.Image) -> _Mask:
    grey = picture.convert("L")
    level = find_paper_level(grey.histogram()) * _INK
    shape = _shape(*grey.size)
    dark = grey.point([255 if value < level else 0 for value in range(256)], "1")
    wide = dark.crop((0, 0, shape.stride, grey.height))
    return _Mask(int.from_bytes(wide.tobytes()), shape)


def _without_rules(ink: _Mask) -> _Mask:
    """The ink without long thin lines: frames of tables say nothing."""
    down = _thin_runs(ink, _Mask.down, _Mask.right)
    return ink.without(down).without(_thin_runs(ink, _Mask.right, _Mask.down))


def _thin_runs(ink: _Mask, along: _Move, beside: _Move) -> _Mask:
    runs = _open(ink, _RULE, along)
    return runs.without(_open(runs, _THICK, beside))


def _in_lines(ink: _Mask, along: _Move) -> _Mask:
    """What belongs to lines of text that run one way."""
    gap = _CLOSED + 1
    return _open(_erode(_dilate(ink, gap, along), gap, along), _LINE, along)


def _open(mask: _Mask, length: int, along: _Move) -> _Mask:
    """What lies in runs of so many pixels."""
    return _dilate(_erode(mask, length, along), length, along)


def _erode(mask: _Mask, length: int, along: _Move) -> _Mask:
    """The first pixels of all runs of so many."""
    known = 1
    while known < length:
        step = min(known, length - known)
        mask, known = mask & along(mask, -step), known + step
    return mask


def _dilate(mask: _Mask, length: int, along: _Move) -> _Mask:
    """Every pixel made a run of so many: what `_erode` took is given back."""
    known = 1
    while known < length:
        step = min(known, length - known)
        mask, known = mask | along(mask, step), known + step
    return mask
