"""Whether two photographs are one: cropped, scaled, compressed or brightened again, turned.

A photograph leaves a small grey picture of itself, made where it is decoded for its ink anyway.
Pages of text, forms and certificates leave none: those of one template differ by a name, which
no small picture shows; their numbers and their bytes tell them apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations, product

from PIL import Image, ImageStat

from docgen.sources.ink import find_paper_level

SIDE = 40
"""Pixels a side, whatever the shape of the picture: 1.6 KB a photograph."""

_PAPER_IS_ABOVE = 190
_MOST_PAPER = 0.6
"""More than this near the level of white paper is a sheet of paper."""
_NEAR_PAPER = 24
_LEAST_CONTRAST = 12.0
"""Of the small picture, as a standard deviation. A blank or grey page looks like any other."""

_GRID = 8
"""Cells a side of a print: each is compared with the one beside and the one beneath it."""
_TRIMS = (0.0, 0.06, 0.12)
"""What may have been cut off at each edge, as a share of the side."""
_MOST_BITS = 42
"""Of 128 in which the prints of one picture may differ. Closer looks follow."""
_STARTS = 3
"""How many cuts are looked at more closely."""
_STEPS = (0.03, 0.015, 0.0075)
_FINE = 16
_LEAST_CORRELATION = 0.97
_PROMISING = 0.75
"""The correlation from which it is worth while to look for a better cut."""

_TURNS = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the side."""


def take_likeness(picture: Image.Image) -> bytes:
    """Return the small picture of a photograph (grey or RGB); nothing of a sheet of paper."""
    grey = picture if picture.mode == "L" else picture.convert("L")
    if min(grey.size) < SIDE:
        return b""
    histogram = grey.histogram()
    paper = find_paper_level(histogram)
    bright = sum(histogram[max(round(paper) - _NEAR_PAPER, 0) :])
    if paper > _PAPER_IS_ABOVE and bright > _MOST_PAPER * grey.width * grey.height:
        return b""
    small = grey.resize((SIDE, SIDE), Image.Resampling.BOX)
    return small.tobytes() if ImageStat.Stat(small).stddev[0] >= _LEAST_CONTRAST else b""


@dataclass(frozen=True)
class _Look:
    """A small picture, the prints of all its cuts, and those of it whole in every turn."""

    picture: Image.Image
    cuts: tuple[tuple[int, Box], ...]
    turned: tuple[tuple[int, Image.Image], ...]


def find_alike(likenesses: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of photographs, by their names, of which one was made from the other."""
    looks = {name: _look(data) for name, data in likenesses.items() if data}
    for (one, a), (other, b) in combinations(looks.items(), 2):
        if _is_cut_of(a, b) or _is_cut_of(b, a):
            yield one, other


def _look(data: bytes) -> _Look:
    picture = Image.frombytes("L", (SIDE, SIDE), data)
    boxes = [(a, b, 1 - c, 1 - d) for a, b, c, d in product(_TRIMS, repeat=4)]
    turned = [picture if turn is None else picture.transpose(turn) for turn in _TURNS]
    return _Look(
        picture,
        tuple((_print(picture, box), box) for box in boxes),
        tuple((_print(t, (0, 0, 1, 1)), t) for t in turned),
    )


def _print(picture: Image.Image, box: Box) -> int:
    """What is brighter than what beside and beneath it, a bit each."""
    cells = _cut(picture, box, _GRID + 1).tobytes()
    row, bits = _GRID + 1, 0
    for y in range(_GRID):
        for x in range(_GRID):
            at = y * row + x
            bits = bits << 2 | (cells[at] > cells[at + 1]) << 1 | (cells[at] > cells[at + row])
    return bits


def _cut(picture: Image.Image, box: Box, side: int) -> Image.Image:
    left, top, right, bottom = (edge * SIDE for edge in box)
    return picture.resize((side, side), Image.Resampling.BOX, box=(left, top, right, bottom))


def _is_cut_of(whole: _Look, part: _Look) -> bool:
    """Whether a picture, turned somehow, is another one with little or nothing cut off."""
    for bits, turned in part.turned:
        distances = nsmallest(_STARTS, (((bits ^ cut).bit_count(), box) for cut, box in whole.cuts))
        for distance, box in distances:
            if distance > _MOST_BITS:
                break
            if _best_match(whole.picture, box, turned) >= _LEAST_CORRELATION:
                return True
    return False


def _best_match(whole: Image.Image, box: Box, part: Image.Image) -> float:
    """The correlation of a picture with the cut near `box` that is most like it."""
    target = _centred(_cut(part, (0, 0, 1, 1), _FINE))
    best = _correlate(_centred(_cut(whole, box, _FINE)), target)
    if best < _PROMISING:
        return best
    for step in _STEPS:
        better = True
        while better:
            better = False
            for moved in _moves(box, step):
                found = _correlate(_centred(_cut(whole, moved, _FINE)), target)
                if found > best:
                    best, box, better = found, moved, True
    return best


def _moves(box: Box, step: float) -> Iterator[Box]:
    for edge in range(4):
        for by in (-step, step):
            moved = list(box)
            moved[edge] = min(max(moved[edge] + by, 0.0), 1.0)
            left, top, right, bottom = moved
            if right - left > 0.5 and bottom - top > 0.5:
                yield left, top, right, bottom


def _centred(picture: Image.Image) -> list[float]:
    """The pixels about their mean, of length one all together."""
    pixels = picture.tobytes()
    mean = sum(pixels) / len(pixels)
    rest = [pixel - mean for pixel in pixels]
    length = sum(value * value for value in rest) ** 0.5 or 1.0
    return [value / length for value in rest]


def _correlate(one: list[float], other: list[float]) -> float:
    return sum(map(float.__mul__, one, other))
