"""Whether two photographs are one: cropped, scaled, compressed or brightened again, turned.

A photograph leaves a small grey picture of itself, taken where it is decoded for its ink anyway.
Sheets of paper leave none: certificates of one template differ by a name, which no small picture
shows; their numbers and their bytes tell them apart.

Comparing goes two steps. What cutting can make of a picture is a box in the space of coarse views,
and only the pictures that lie in it are held against the picture itself, where the cut is looked
for that is most like them.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import accumulate, product
from operator import mul

from PIL import Image, ImageChops, ImageStat

from docgen.system.progress import COMPARE_PHOTOGRAPHS, Progress, silent

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
Verdict = tuple[float, bool]
"""How like the likest part of a picture is to another, and whether they are alike everywhere."""
_MOST_FAILURES = 16
"""A photograph that is none of the so many likest is none of the others either: 300 of one scene
would otherwise be 45,000 comparisons, and take minutes instead of ten seconds."""


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


def find_alike(
    likenesses: Mapping[str, bytes],
    known: MutableMapping[str, Verdict] | None = None,
    progress: Progress = silent,
) -> list[tuple[str, str]]:
    """Return pairs of photographs, by their names, of which one was made from the other.

    Of photographs that are all alike, as a burst is, the pairs connect each with the others, but
    are not all that there are: n photographs give n - 1 pairs. `known` are verdicts of earlier
    runs, to which those of this one are added.
    """
    names = [name for name, data in likenesses.items() if data]
    looks = [_Look(likenesses[name]) for name in names]
    known = {} if known is None else known
    groups = _Groups(len(looks))
    pairs = []
    candidates = _candidates(looks)
    for done, fits in enumerate(candidates, start=1):
        one, other = min(fits[0][:2]), max(fits[0][:2])
        if not groups.are_open(one, other):
            continue
        progress(COMPARE_PHOTOGRAPHS.at(done, len(candidates)))
        correlation, is_one = max(_judge(looks, fit, known) for fit in fits)
        if correlation >= LEAST_CORRELATION and is_one:
            groups.join(one, other)
            pairs.append((one, other))
        else:
            groups.note_failure(one, other)
    return [(names[one], names[other]) for one, other in sorted(pairs)]


def gather_alike(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the names that pairs connect, group by group, in the order of the pairs."""
    groups: dict[str, list[str]] = {}
    for one, other in pairs:
        first, second = groups.setdefault(one, [one]), groups.setdefault(other, [other])
        if first is not second:
            first += second
            groups |= dict.fromkeys(second, first)
    return list({id(group): group for group in groups.values()}.values())


_Fit = tuple[int, int, int]
"""A picture, one that may be a part of it, and how that one is turned."""


def _candidates(looks: Sequence["_Look"]) -> list[list[_Fit]]:
    """The ways in which two pictures may be one, pair by pair, the likeliest pair first.

    What is alike is found early then, and whatever it connects need not be compared.
    """
    views = _Views([view for look in looks for view in look.coarse])
    fits: dict[tuple[int, int], list[_Fit]] = defaultdict(list)
    unlike: dict[tuple[int, int], float] = {}
    for whole, look in enumerate(looks):
        for number in views.within(*look.reach):
            part, turn = divmod(number, len(_TURNS))
            if whole != part:
                pair = (min(whole, part), max(whole, part))
                fits[pair].append((whole, part, turn))
                distance = 1 - _correlate(look.coarse[0], looks[part].coarse[turn])
                unlike[pair] = min(unlike.get(pair, distance), distance)
    return [fits[pair] for pair in sorted(fits, key=lambda pair: (unlike[pair], pair))]


class _Groups:
    """Pictures that were found to be one, and how often each was found not to be another."""

    def __init__(self, pictures: int) -> None:
        self._leaders = list(range(pictures))
        self._failures = [0] * pictures

    def are_open(self, one: int, other: int) -> bool:
        """Whether it is worth while to compare two pictures."""
        tried = max(self._failures[one], self._failures[other])
        return tried < _MOST_FAILURES and self._lead(one) != self._lead(other)

    def join(self, one: int, other: int) -> None:
        self._leaders[self._lead(one)] = self._lead(other)

    def note_failure(self, one: int, other: int) -> None:
        self._failures[one] += 1
        self._failures[other] += 1

    def _lead(self, picture: int) -> int:
        while self._leaders[picture] != picture:
            self._leaders[picture] = picture = self._leaders[self._leaders[picture]]
        return picture


def _judge(looks: Sequence["_Look"], fit: _Fit, known: MutableMapping[str, Verdict]) -> Verdict:
    """How like a part of a picture is to another, looked up where that was found out before."""
    whole, part, turn = looks[fit[0]], looks[fit[1]], fit[2]
    key = f"{whole.digest}{part.digest}{turn}"
    verdict = known.get(key)
    if verdict is None:
        verdict = known[key] = _match(whole, part.turned[turn])
    return verdict


@dataclass(frozen=True)
class _Look:
    """A small picture, and what may have been made of it."""

    data: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.blake2b(self.data, digest_size=8).hexdigest()

    @cached_property
    def picture(self) -> Image.Image:
        return Image.frombytes("L", (SIDE, SIDE), self.data)

    @cached_property
    def coarse(self) -> tuple[list[float], ...]:
        """The coarse views of the picture, turned in each way."""
        return tuple(_view(picture, _WHOLE, _COARSE) for picture in self.turned)

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

    def __init__(self, views: Sequence[list[float]]) -> None:
        self._upto: list[list[int]] = [[0] * (_STEPS + 1) for _ in range(_COARSE * _COARSE)]
        for number, view in enumerate(views):
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
        # The target lies about its mean, so the mean of what is held against it falls out.
        pixels, _, length = _cells(look.picture, cut, _FINE)
        return math.fsum(map(mul, pixels, target)) / length

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
    pixels, mean, length = _cells(picture, box, side)
    return [(pixel - mean) / length for pixel in pixels]


def _cells(picture: Image.Image, box: Box, side: int) -> tuple[bytes, float, float]:
    """A part of a picture in so many cells a side, their mean, and their length about it."""
    left, top, right, bottom = (edge * SIDE for edge in box)
    cut = picture.resize((side, side), Image.Resampling.HAMMING, box=(left, top, right, bottom))
    pixels = cut.tobytes()
    mean = sum(pixels) / len(pixels)
    return pixels, mean, math.sqrt(max(sum(map(mul, pixels, pixels)) - mean * sum(pixels), 1.0))


def _correlate(one: list[float], other: list[float]) -> float:
    return math.fsum(map(mul, one, other))
