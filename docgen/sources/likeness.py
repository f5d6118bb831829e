"""Whether two photographs are one: cropped, scaled, compressed or brightened again, turned.

A photograph leaves a small grey picture of itself, taken where it is decoded for its ink anyway.
Sheets of paper leave none: certificates of one template differ by a name, which no small picture
shows; their numbers and their bytes tell them apart.

Comparing goes two steps. What cutting can make of a picture is a box in the space of coarse views,
and only the pictures that lie in it are held against the picture itself, where the cut is looked
for that is most like them.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import accumulate, product
from operator import mul

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

_CUT = 0.14
"""What may have been cut off at each edge, as a share of the side."""
_COARSE = 4
"""Cells a side of a coarse view."""
_SLACK = 0.04
"""What compressing and clipping change of a cell of a coarse view, whose length is one."""
_STEPS = 64
"""Into how many steps the values of a cell are divided."""

_STARTS = (0.0, 0.06, 0.12)
_TRIES = 2
"""From how many of the cuts with these edges off the likest is looked for."""
_ROUGH, _FINE = 8, 16
"""Cells a side of the views that are held against each other, to find the cut and to judge it."""
_MOVES = ((0.03, 0.84), (0.015, 0.93), (0.0075, 0.96), (0.004, 0.97))
"""How far the edges of a cut are moved, and the correlation from which that is worth while."""
LEAST_CORRELATION = 0.975
"""Of a photograph with the part of another that it may be."""
_SPOT_SIDE, _SPOT_CELLS, _SPOT_SHARE, _SPOT_DEPTH = 24, 8, 0.83, 0.07
"""Two pictures differ in a spot where so few of these cells a side have so much of all difference,
and one cell differs by so much of the standard deviation. Of 384 pairs of a photograph and what was
made of it the most have 0.81; of 30 of framed certificates with other names 26 have more."""

_TURNS = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the side."""
_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def take_likeness(picture: Image.Image) -> bytes:
    """Return the small picture of a photograph (grey or RGB); nothing of a sheet of paper."""
    if min(picture.size) < 2 * SIDE:
        return b""
    grey = picture if picture.mode == "L" else picture.convert("L")
    if _is_paper(grey.histogram()):
        return b""
    small = grey.resize((SIDE, SIDE), Image.Resampling.BOX)
    shading = small.resize((_COARSE, _COARSE), Image.Resampling.BOX).resize(small.size)
    detail = ImageStat.Stat(ImageChops.difference(small, shading)).mean[0]
    return small.tobytes() if detail >= _LEAST_DETAIL else b""


def _is_paper(levels: list[int]) -> bool:
    """Whether most pixels are of one tone that is the brightest."""
    upto = list(accumulate(levels, initial=0))
    paper, end = max((upto[end] - upto[end - _TONE], end) for end in range(_TONE, len(upto)))
    return paper > _LEAST_PAPER * upto[-1] and upto[-1] - upto[end] < _MOST_GLOSS * upto[-1]


def find_alike(likenesses: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of photographs, by their names, of which one was made from the other."""
    names = [name for name, data in likenesses.items() if data]
    looks = [_Look(Image.frombytes("L", (SIDE, SIDE), likenesses[name])) for name in names]
    views = _Views([turned for look in looks for turned in look.turned])
    best: dict[tuple[int, int], tuple[float, bool]] = {}
    for whole, look in enumerate(looks):
        for found in views.within(*look.reach):
            part, turn = divmod(found, len(_TURNS))
            if whole != part:
                pair = (min(whole, part), max(whole, part))
                match = _match(look, looks[part].turned[turn])
                best[pair] = max(best.get(pair, match), match)
    for (one, other), (correlation, is_one) in sorted(best.items()):
        if correlation >= LEAST_CORRELATION and is_one:
            yield names[one], names[other]


@dataclass(frozen=True)
class _Look:
    """A small picture, and what may have been made of it."""

    picture: Image.Image

    @cached_property
    def turned(self) -> tuple[Image.Image, ...]:
        return tuple(self.picture if t is None else self.picture.transpose(t) for t in _TURNS)

    @cached_property
    def reach(self) -> tuple[list[float], list[float]]:
        """The least and the most that each cell of a coarse view can be after cutting."""
        views = [_view(self.picture, box, _COARSE) for box in _cuts((0.0, _CUT))]
        cells = list(zip(*views, strict=True))
        return [min(cell) - _SLACK for cell in cells], [max(cell) + _SLACK for cell in cells]

    @cached_property
    def starts(self) -> list[tuple[Box, list[float]]]:
        """Cuts of every kind, a few steps apart, as rough views."""
        return [(box, _view(self.picture, box, _ROUGH)) for box in _cuts(_STARTS)]


def _cuts(trims: tuple[float, ...]) -> Iterator[Box]:
    for left, top, right, bottom in product(trims, repeat=4):
        yield left, top, 1 - right, 1 - bottom


class _Views:
    """Coarse views of many pictures, as sets of bits: of each cell, the views up to each value."""

    def __init__(self, pictures: list[Image.Image]) -> None:
        self._upto: list[list[int]] = [[0] * (_STEPS + 1) for _ in range(_COARSE * _COARSE)]
        for number, picture in enumerate(pictures):
            view = _view(picture, _WHOLE, _COARSE)
            for cell, value in enumerate(view):
                self._upto[cell][_step(value) + 1] |= 1 << number
        for sets in self._upto:
            for step in range(_STEPS):
                sets[step + 1] |= sets[step]

    def within(self, least: list[float], most: list[float]) -> Iterator[int]:
        """The numbers of the views all of whose cells lie between these."""
        found = -1
        for sets, low, high in zip(self._upto, least, most, strict=True):
            found &= sets[_step(high) + 1] & ~sets[_step(low)]
        while found:
            last = found & -found
            yield last.bit_length() - 1
            found ^= last


def _step(value: float) -> int:
    return min(max(int((value + 1) / 2 * _STEPS), 0), _STEPS - 1)


def _match(look: _Look, part: Image.Image) -> tuple[float, bool]:
    """How like the likest part of a picture is to another, and whether in every spot."""
    rough, target = _view(part, _WHOLE, _ROUGH), _view(part, _WHOLE, _FINE)
    starts = nlargest(_TRIES, ((_correlate(view, rough), box) for box, view in look.starts))
    best, box = max(_climb(look, box, target) for _, box in starts)
    return best, best < LEAST_CORRELATION or not _differ_in_a_spot(look.picture, box, part)


def _climb(look: _Look, box: Box, target: list[float]) -> tuple[float, Box]:
    """The cut most like a view that small moves from this one lead to, and their correlation."""

    def like(cut: Box) -> float:
        return _correlate(_view(look.picture, cut, _FINE), target)

    best = like(box)
    for step, promising in _MOVES:
        while best >= promising:
            found, moved = max((like(moved), moved) for moved in _moves(box, step))
            if found <= best:
                break
            best, box = found, moved
    return best, box


def _differ_in_a_spot(whole: Image.Image, box: Box, part: Image.Image) -> bool:
    """Whether two pictures are the same but for a spot: certificates in one frame, by a name.

    What saving, scaling and cutting change is spread over all of a picture.
    """
    cells = _SPOT_SIDE * _SPOT_SIDE
    one, other = _view(whole, box, _SPOT_SIDE), _view(part, _WHOLE, _SPOT_SIDE)
    off = sorted(((a - b) ** 2 for a, b in zip(one, other, strict=True)), reverse=True)
    return off[0] * cells > _SPOT_DEPTH**2 and sum(off[:_SPOT_CELLS]) > _SPOT_SHARE * sum(off)


def _moves(box: Box, step: float) -> Iterator[Box]:
    for edge in range(4):
        for by in (-step, step):
            moved = list(box)
            moved[edge] = min(max(moved[edge] + by, 0.0), 1.0)
            left, top, right, bottom = moved
            if right - left > 0.5 and bottom - top > 0.5:
                yield left, top, right, bottom


def _view(picture: Image.Image, box: Box, side: int) -> list[float]:
    """A part of a picture in so many cells a side: about their mean, of length one together."""
    left, top, right, bottom = (edge * SIDE for edge in box)
    cut = picture.resize((side, side), Image.Resampling.HAMMING, box=(left, top, right, bottom))
    pixels = cut.tobytes()
    mean = sum(pixels) / len(pixels)
    length = math.sqrt(max(sum(map(mul, pixels, pixels)) - mean * mean * len(pixels), 1.0))
    return [(pixel - mean) / length for pixel in pixels]


def _correlate(one: list[float], other: list[float]) -> float:
    return math.fsum(map(mul, one, other))
