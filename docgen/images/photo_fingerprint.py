"""The small grey picture a photograph leaves of itself, and a sheet of paper does not.

It is taken where a photograph is decoded for its ink anyway. Certificates of one template differ by
a name, which no small picture shows; their numbers and their bytes tell them apart.
"""

from itertools import accumulate
from operator import sub

from PIL import Image, ImageChops, ImageStat

SIDE = 32
"""Pixels a side, whatever the shape of the picture: 1 kB a photograph."""
_TONE = 33
"""Levels of grey that count as one tone."""
_LEAST_PAPER, _MOST_GLOSS = 0.5, 0.06
"""Paper is one tone, and next to nothing on a sheet is brighter. Of 102 pictures all certificates
and scans are told by it; two pages photographed at an angle pass for photographs. A photograph more
than half of which is burnt out to white passes for paper."""
_LEAST_DETAIL = 5.0
"""Levels by which the pixels of a small picture differ from its shading. A wall or a sky looks like
any other; of 51 photographs one of a beach has 5.5, the others 8 to 40."""
_SHADES = 4
"""A side, of the shading of a small picture."""

Verdict = tuple[float, bool]
"""How like the likest part of a picture is to another, and whether they are alike everywhere."""


def take_likeness(picture: Image.Image) -> bytes:
    """Return the small picture of a photograph (grey or RGB); nothing of a sheet of paper."""
    if min(picture.size) < 2 * SIDE:
        return b""
    grey = picture if picture.mode == "L" else picture.convert("L")
    if _is_paper(grey.histogram()):
        return b""
    small = grey.resize((SIDE, SIDE), Image.Resampling.BOX)
    shading = small.resize((_SHADES, _SHADES), Image.Resampling.BOX).resize(small.size)
    detail = ImageStat.Stat(ImageChops.difference(small, shading)).mean[0]
    return small.tobytes() if detail >= _LEAST_DETAIL else b""


def _is_paper(levels: list[int]) -> bool:
    """Whether most pixels are of one tone that is the brightest."""
    upto = list(accumulate(levels, initial=0))
    tones = list(map(sub, upto[_TONE:], upto))
    paper = max(tones)
    # The brightest of several that are as common.
    end = len(upto) - 1 - tones[::-1].index(paper)
    return paper > _LEAST_PAPER * upto[-1] and upto[-1] - upto[end] < _MOST_GLOSS * upto[-1]
