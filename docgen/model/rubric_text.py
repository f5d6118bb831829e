"""The bands a standard states in words: "31-50平方米得2分" is 2 points from 31 to 50.

What a scheme's bands give is held against them. Wording this module does not understand is passed
over: it says nothing about a standard rather than something wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"(\d+(?:\.\d+)?)"
_UNIT = r"[^\d，。；、,;（）()]{0,6}?"
_POINTS = rf"[^\d，。；,;]{{0,24}}?(?:(?:得|计|给|加){_NUMBER}分|(?P<none>不得分|不分分|得零分))"
_SHAPES = (
    # 60平方米及以上不足80平方米
    (rf"{_NUMBER}{_UNIT}(?:及|含)?以上(?:、|，)?{_UNIT}(?:不足|不满|低于|少于){_NUMBER}", "[)"),
    (rf"{_NUMBER}{_UNIT}[-－—–~～至到]{_NUMBER}{_UNIT}（不含{_NUMBER}）", "[)"),
    (rf"{_NUMBER}{_UNIT}[-－—–~～至到]{_NUMBER}", "[]"),
    (rf"(?:超过|大于|多于|高于){_NUMBER}", "(+"),
    (rf"(?:达到|不少于|不低于|满){_NUMBER}", "[+"),
    (rf"{_NUMBER}{_UNIT}(?:及|含)?以上", "[+"),
    (rf"(?:不足|不满|低于|少于|小于){_NUMBER}", "-)"),
    (rf"{_NUMBER}{_UNIT}(?:及|含)?以下", "-]"),
)
_CLAUSE = [(re.compile(shape + _POINTS), ends) for shape, ends in _SHAPES]


@dataclass(frozen=True)
class Stated:
    """Points the wording gives for figures between two ends; None is no end on that side."""

    text: str
    low: Decimal | None
    high: Decimal | None
    low_in: bool
    high_in: bool
    points: Decimal

    def __contains__(self, figure: Decimal) -> bool:
        above = self.low is None or figure > self.low or (self.low_in and figure == self.low)
        below = self.high is None or figure < self.high or (self.high_in and figure == self.high)
        return above and below


def stated_bands(standard: str) -> tuple[Stated, ...]:
    """Return the bands a standard states, from the highest to the lowest."""
    found: dict[int, Stated] = {}
    for pattern, ends in _CLAUSE:
        for match in pattern.finditer(standard):
            taken = any(start <= match.start() < start + len(s.text) for start, s in found.items())
            if not taken:
                found[match.start()] = _state(match, ends)
    bands = (found[start] for start in sorted(found))
    return tuple(sorted(bands, key=_place, reverse=True))


def _state(match: re.Match[str], ends: str) -> Stated:
    numbers = [Decimal(n) for n in match.groups() if n and n[0].isdigit()]
    points = Decimal(0) if match["none"] else numbers.pop()
    low = None if ends[0] == "-" else numbers[0]
    high = None if ends[1] == "+" else numbers[-1]
    return Stated(match[0], low, high, ends[0] == "[", ends[1] == "]", points)


def _place(band: Stated) -> tuple[Decimal, Decimal]:
    infinity = Decimal("Infinity")
    return (
        -infinity if band.low is None else band.low,
        infinity if band.high is None else band.high,
    )


def probes(band: Stated, *, whole: bool) -> Iterator[Decimal]:
    """Figures within a band, at both its ends and between them; never 0, which is said apart."""
    step = Decimal(1) if whole else Decimal("0.01")
    low = Decimal(0) if band.low is None else band.low
    high = low + 1000 if band.high is None else band.high
    middle = (low + high) // 2 if whole else (low + high) / 2
    for figure in dict.fromkeys((low, low + step, middle, high - step, high)):
        if figure > 0 and figure in band:
            yield figure
