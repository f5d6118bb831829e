"""Which way up a page stands by its text, whose writing direction is known.

Where nothing is clear, nothing is said.
"""

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docgen.pdf.mupdf import load_mupdf

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
