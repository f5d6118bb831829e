"""Which way up a page stands: from its text where it has text, else from how its lines run.

Of text the writing direction is known. Of a scan only this can be seen: whether its lines run
across or up and down. So a scan that lies on its side is told from one that stands, but not on
which side it lies, nor whether it stands on its head. Where nothing is clear, nothing is said.
"""

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageStat

from docgen.bundle.marks import MM
from docgen.sources.ink import CELL_PT, PIXELS_A_CELL, find_paper_level
from docgen.sources.mupdf import load_mupdf

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
    if _share(ink) > _MOST_INK or _share(_down(ink)) < _LEAST_LINES:
        return ()
    ink = _without_rules(ink)
    across, down = _across(ink), _down(ink)
    both = ImageChops.darker(across, down)
    lines = _share(ImageChops.subtract(across, both))
    columns = _share(ImageChops.subtract(down, both))
    clear = columns + _NOTHING > _CLEARLY * (lines + _NOTHING)
    return (90, 270) if clear and columns >= _LEAST_LINES else ()


def _find_ink(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")
    level = find_paper_level(grey.histogram()) * _INK
    return grey.point([255 if value < level else 0 for value in range(256)])


def _share(mask: Image.Image) -> float:
    """The part of a mask that is set."""
    return ImageStat.Stat(mask).mean[0] / 255


def _without_rules(ink: Image.Image) -> Image.Image:
    """The ink without long thin lines: frames of tables say nothing."""
    down, across = _erode(ink, _RULE, 0, 1), _erode(ink, _RULE, 1, 0)
    down, across = _dilate(down, _RULE, 0, 1), _dilate(across, _RULE, 1, 0)
    thick_down = _dilate(_erode(down, _THICK, 1, 0), _THICK, 1, 0)
    thick_across = _dilate(_erode(across, _THICK, 0, 1), _THICK, 0, 1)
    ink = ImageChops.subtract(ink, ImageChops.subtract(down, thick_down))
    return ImageChops.subtract(ink, ImageChops.subtract(across, thick_across))


def _across(ink: Image.Image) -> Image.Image:
    """What belongs to lines of text that run across."""
    return _in_lines(ink, 1, 0)


def _down(ink: Image.Image) -> Image.Image:
    """What belongs to lines of text that run up or down."""
    return _in_lines(ink, 0, 1)


def _in_lines(ink: Image.Image, right: int, down: int) -> Image.Image:
    gap = _CLOSED + 1
    closed = _erode(_dilate(ink, gap, right, down), gap, right, down)
    return _dilate(_erode(closed, _LINE, right, down), _LINE, right, down)


def _erode(mask: Image.Image, length: int, right: int, down: int) -> Image.Image:
    """The first pixels of all runs of so many, in one direction."""
    known = 1
    while known < length:
        step = min(known, length - known)
        moved = _move(mask, right * step, down * step)
        mask, known = ImageChops.darker(mask, moved), known + step
    return mask


def _dilate(mask: Image.Image, length: int, right: int, down: int) -> Image.Image:
    """Every pixel made a run of so many, in one direction: what `_erode` took is given back."""
    known = 1
    while known < length:
        step = min(known, length - known)
        moved = _move(mask, -right * step, -down * step)
        mask, known = ImageChops.lighter(mask, moved), known + step
    return mask


def _move(mask: Image.Image, left: int, up: int) -> Image.Image:
    """The mask moved left and up, empty where nothing was."""
    return mask.crop((left, up, mask.width + left, mask.height + up))
