"""The similarity transform of a scan to its page: turned, scaled and moved, and nothing else.

Points are complex numbers, x + y·i, in points from the upper left corner, y down.
"""

import cmath
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import degrees, hypot
from statistics import median
from typing import Self, TypeVar

from docgen.pdf.geometry import Matrix

Pair = tuple[complex, complex]
"""A point of the one page, and the same of the other."""

Way = TypeVar("Way", bound=Callable[[complex], complex])

_FEWEST = 4
"""Pairs that are left of those that disagree with the rest."""
_ROUNDS = 4
_FAR_OFF = 2.5
"""Times the middle distance: such a pair says something else than the others."""
_CLOSE = 0.3
"""Points. Pairs that agree so well are all kept."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """Takes z to `turn`·z + `shift`."""

    turn: complex = 1
    """Its length is the scale, its direction the angle."""
    shift: complex = 0

    def __call__(self, point: complex) -> complex:
        """Where a point goes."""
        return self.turn * point + self.shift

    @property
    def inverse(self) -> "Similarity":
        """What takes it back."""
        return Similarity(1 / self.turn, -self.shift / self.turn)

    def back(self, point: complex) -> complex:
        """Where a point comes from."""
        return (point - self.shift) / self.turn

    @property
    def scale(self) -> float:
        """How much larger it makes things."""
        return abs(self.turn)

    @property
    def angle(self) -> float:
        """Degrees clockwise as seen, from -180 to 180."""
        return degrees(cmath.phase(self.turn))

    def upright(self, height_from: float, height_to: float) -> Matrix:
        """The same for points counted upwards from the lower left corners of pages so high."""
        a, b = self.turn.real, self.turn.imag
        bottom = self(complex(0, height_from))
        return Matrix(a, -b, b, a, bottom.real, height_to - bottom.imag)

    @classmethod
    def fit(cls, pairs: Sequence[Pair]) -> Self:
        """The one that brings the first points nearest to the second: least squares.

        ZeroDivisionError where all first points are one.
        """
        count = len(pairs)
        middle = sum(one for one, _ in pairs) / count
        goal = sum(other for _, other in pairs) / count
        cross = sum((other - goal) * (one - middle).conjugate() for one, other in pairs)
        spread = sum(abs(one - middle) ** 2 for one, _ in pairs)
        turn = cross / spread
        return cls(turn, goal - turn * middle)


def fit_most(pairs: Sequence[Pair]) -> Similarity | None:
    """The one that most pairs agree on; None where too few are left."""
    return agree(pairs, Similarity.fit, _FEWEST)


def agree(
    pairs: Sequence[Pair],
    fit: Callable[[Sequence[Pair]], Way],
    fewest: int,
    close: float = _CLOSE,
) -> Way | None:
    """What `fit` makes of those pairs on which most agree; None where too few are left.

    Pairs that agree to `close` points are all kept.
    """
    kept = list(pairs)
    for _ in range(_ROUNDS):
        if len(kept) < fewest:
            return None
        found = fit(kept)
        reach = max(close, _FAR_OFF * median(_distance(found, pair) for pair in kept))
        nearer = [pair for pair in pairs if _distance(found, pair) <= reach]
        if nearer == kept:
            return found
        kept = nearer
    return fit(kept) if len(kept) >= fewest else None


def _distance(found: Callable[[complex], complex], pair: Pair) -> float:
    off = found(pair[0]) - pair[1]
    return hypot(off.real, off.imag)
