"""Dewarping: where a photographed page lies on its original, followed from a known spot outwards.

A camera sees a page leaning, and paper bends. From what is known, a mark or the page's outline,
blocks of the page are looked for farther and farther away, each step by what all before it say.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.images.alignment import Alignment, Step, find_pairs
from docgen.images.compared_pair import ComparedPair
from docgen.images.greyscale import measure_page
from docgen.images.page_outline import Corners
from docgen.images.similarity_transform import Pair, agree
from docgen.images.warp_transform import Perspective, Warp

Way = Callable[[complex], complex]
"""From points of the page to points of the photograph."""

_GROWTH = Step(25, 5, 10)
_FIRST, _STEP = 230.0, 90.0
"""Points from the known spot within which blocks are looked for first, and then farther."""
_FEWEST_LEANING, _FEWEST_LEVEL = 12, 5
"""Pairs that tell of perspective, and of turn and shear alone."""
_AGREED = 4.0
"""Points: a coarse pixel and a half."""
_BENDS = (Step(25, 5, 10), Step(25, 3, 6), Step(75, 4, 8), Step(75, 3, 6))
_GOOD = 0.85
"""Likeness of a page that lies right."""
_STRAY = 9.0
"""Points by which a pair says otherwise than those about it, and is not believed."""
_ABOUT = 150.0


@dataclass(frozen=True)
class Start:
    """What is known of a photograph before it is compared: it is right near `spot`."""

    way: Way
    spot: complex
    """On the page."""
    pairs: tuple[Pair, ...]
    """Points of the page, and of the photograph, that are certain: those of a mark."""


def start_at_mark(own: Corners, seen: Corners) -> Start:
    """What the corners of a mark tell, on the page and on the photograph."""
    pairs = tuple(zip(own, seen, strict=True))
    return Start(Perspective.fit_level(pairs), sum(own) / len(own), pairs)


def start_at_outline(
    outline: Corners, width: float, height: float, known: Sequence[Pair]
) -> Iterator[Start]:
    """What the outline of a page of that size tells: in the way that suits what is known best."""
    page = (0j, complex(width), complex(width, height), complex(0, height))
    ways = []
    for turn in range(4):
        seen = outline[turn:] + outline[:turn]
        try:
            ways.append(Perspective.fit(list(zip(page, seen, strict=True))))
        except ZeroDivisionError:
            return
    best = min(ways, key=lambda way: sum(abs(way(one) - other) for one, other in known))
    yield Start(best, complex(width, height) / 2, tuple(known))


def unwarp(pair: ComparedPair, starts: Iterable[Start]) -> Alignment:
    """Lay a photograph on its page, the paper of both even: the best way found.

    Of the starts the first is taken that leads to a good one.
    """
    found = list[Alignment]()
    for start in starts:
        found.append(_spread(pair, start))
        if found[-1].likeness >= _GOOD:
            break
    return max(found, key=lambda alignment: alignment.likeness)


def _spread(pair: ComparedPair, start: Start) -> Alignment:
    """What a start leads to on the whole page."""
    at_once = Warp.of(start.way, *measure_page(pair.page, pair.dpi))
    measured = ((pair.measure(warp), warp) for warp in (at_once, _grow(pair, start)))
    likeness, warp = max(measured, key=lambda one: one[0])
    for step in _BENDS:
        bent = warp.bent(list(_trust(warp, list(find_pairs(pair, step, warp)))))
        if (nearer := pair.measure(bent)) > likeness:
            warp, likeness = bent, nearer
    return Alignment(warp, likeness)


def _grow(pair: ComparedPair, start: Start) -> Warp:
    """The perspective found from the start's spot outwards."""
    width, height = measure_page(pair.page, pair.dpi)
    corners = (0, width, complex(0, height), complex(width, height))
    farthest = max(abs(corner - start.spot) for corner in corners)
    way, within = start.way, _FIRST
    while within < farthest + 2 * _STEP:
        seen = find_pairs(pair, _GROWTH, Warp.of(way, width, height))
        near = [(place, there) for there, place in seen if abs(place - start.spot) < within]
        way = _fit(near, start.pairs) or way
        within += _STEP
    return Warp.of(way, width, height)


def _fit(pairs: Sequence[Pair], certain: Sequence[Pair]) -> Way | None:
    """The perspective of most pairs, or a level view where they are few."""
    for fit, fewest in (
        (Perspective.fit, _FEWEST_LEANING), (Perspective.fit_level, _FEWEST_LEVEL)
    ):  # fmt: skip
        try:
            found = agree([*certain, *pairs], fit, fewest, _AGREED)
        except ZeroDivisionError:
            continue
        if found is not None:
            return found
    return None


def _trust(warp: Warp, pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs that say about the same as those near them."""
    off = [(page, there - warp.back(page)) for there, page in pairs]
    for pair, (place, by) in zip(pairs, off, strict=True):
        others = [b for p, b in off if p != place and abs(p - place) < _ABOUT]
        if others:
            middle = complex(_median(b.real for b in others), _median(b.imag for b in others))
            if abs(by - middle) < _STRAY:
                yield pair


def _median(values: Iterator[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
