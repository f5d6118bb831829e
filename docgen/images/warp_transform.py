"""The warp of a photographed page to its original: a grid that leans and bends as the paper did.

What is known is where each point of the page is on the photograph, on a grid over the page.
Points are complex numbers, x + y·i, in points from the upper left corner, y down.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Self

from docgen.images.similarity_transform import Pair

_CELLS = 16
"""Of the grid, across and down."""
_NEIGHBOURHOOD = 80.0
"""Points about a place within which paper bends alike."""
_LOOSE = 0.3
"""What a place weighs of which nothing is known: it bends less the fewer pairs are near."""

Quad = tuple[float, ...]
Cell = tuple[tuple[int, int, int, int], Quad]
"""A rectangle of pixels and the corners of what is drawn there, as Pillow's MESH takes them."""


@dataclass(frozen=True, slots=True)
class Warp:
    """Where the nodes of a grid over a page of `width` × `height` are on the photograph."""

    width: float
    height: float
    nodes: tuple[complex, ...]
    """Row after row from the upper left corner."""

    @classmethod
    def of(cls, way: Callable[[complex], complex], width: float, height: float) -> Self:
        """The grid of a way that leads from points of the page to points of the photograph."""
        return cls(width, height, tuple(way(point) for point in _list_nodes(width, height)))

    def back(self, point: complex) -> complex:
        """Where a point of the page is on the photograph; beyond the page as next to it."""
        across, down = point.real / self.width * _CELLS, point.imag / self.height * _CELLS
        x, y = (min(max(int(place), 0), _CELLS - 1) for place in (across, down))
        right, below = across - x, down - y
        upper = self._node(x, y) * (1 - right) + self._node(x + 1, y) * right
        lower = self._node(x, y + 1) * (1 - right) + self._node(x + 1, y + 1) * right
        return upper * (1 - below) + lower * below

    def _node(self, x: int, y: int) -> complex:
        return self.nodes[y * (_CELLS + 1) + x]

    def find_scale(self) -> float:
        """Points of the photograph for a point of the page, in the middle."""
        middle = complex(self.width, self.height) / 2
        step = complex(self.width, self.height) / _CELLS
        return abs(self.back(middle + step) - self.back(middle - step)) / abs(2 * step)

    def bent(self, pairs: Sequence[Pair]) -> "Warp":
        """The same bent so that points of the photograph come nearer to those of the page."""
        off = [(page, scan - self.back(page)) for scan, page in pairs]
        places = _list_nodes(self.width, self.height)
        moved = (node + _blend(off, place) for node, place in zip(self.nodes, places, strict=True))
        return replace(self, nodes=tuple(moved))

    def draw(self, size: tuple[int, int], scale: float, finer: float = 1.0) -> list[Cell]:
        """The cells of a picture of the page of `size` pixels, for Pillow's MESH.

        `scale` is the photograph's pixels a point, where it is `finer` times that many.
        """
        rows, columns = ([side * n // _CELLS for n in range(_CELLS + 1)] for side in size[::-1])
        seen = [[self._at(x, y, size) * scale * finer for x in columns] for y in rows]
        cells = []
        for y in range(_CELLS):
            for x in range(_CELLS):
                corners = (seen[y][x], seen[y + 1][x], seen[y + 1][x + 1], seen[y][x + 1])
                box = (columns[x], rows[y], columns[x + 1], rows[y + 1])
                cells.append((box, tuple(v for point in corners for v in (point.real, point.imag))))
        return cells

    def _at(self, column: int, row: int, size: tuple[int, int]) -> complex:
        return self.back(complex(column / size[0] * self.width, row / size[1] * self.height))


def _list_nodes(width: float, height: float) -> list[complex]:
    steps = range(_CELLS + 1)
    return [complex(x * width / _CELLS, y * height / _CELLS) for y in steps for x in steps]


def _blend(off: Sequence[Pair], place: complex) -> complex:
    """How far the pairs near a place are off, those next to it above all."""
    weights = [exp(-((abs(page - place) / _NEIGHBOURHOOD) ** 2)) for page, _ in off]
    moved = sum(weight * by for weight, (_, by) in zip(weights, off, strict=True))
    return moved / (sum(weights) + _LOOSE)


@dataclass(frozen=True, slots=True)
class Perspective:
    """Takes z to where a camera sees it: x' = (ax + by + c) / (gx + hy + 1), and y' alike."""

    numbers: tuple[float, ...]
    """a to h."""

    def __call__(self, point: complex) -> complex:
        """Where a point goes."""
        a, b, c, d, e, f, g, h = self.numbers
        x, y = point.real / _POINTS_A_UNIT, point.imag / _POINTS_A_UNIT
        over = g * x + h * y + 1
        if abs(over) < _VANISHING:
            over = _VANISHING
        return complex(a * x + b * y + c, d * x + e * y + f) / over * _POINTS_A_UNIT

    @property
    def in_pixels(self) -> tuple[float, ...]:
        """A to h for places that are plain numbers, as Pillow's transform wants them."""
        a, b, c, d, e, f, g, h = self.numbers
        unit = _POINTS_A_UNIT
        return (a, b, c * unit, d, e, f * unit, g / unit, h / unit)

    @classmethod
    def fit(cls, pairs: Sequence[Pair]) -> Self:
        """The one that brings the first points nearest to the second: least squares.

        Of four pairs it is exact. ZeroDivisionError where three of the four are on a line.
        """
        return cls(tuple(_solve(_list_equations(pairs, leaning=True), 8)))

    @classmethod
    def fit_level(cls, pairs: Sequence[Pair]) -> Self:
        """The same without perspective: turned, scaled and sheared alone."""
        return cls((*_solve(_list_equations(pairs, leaning=False), 6), 0.0, 0.0))


_POINTS_A_UNIT = 300.0
"""So that squares and products of places are numbers of one size."""
_VANISHING = 0.05


def _list_equations(pairs: Sequence[Pair], *, leaning: bool) -> Iterator[list[float]]:
    """Two linear equations a pair, the right side last."""
    for one, other in pairs:
        x, y = one.real / _POINTS_A_UNIT, one.imag / _POINTS_A_UNIT
        u, v = other.real / _POINTS_A_UNIT, other.imag / _POINTS_A_UNIT
        yield [x, y, 1, 0, 0, 0, *((-u * x, -u * y) if leaning else ()), u]
        yield [0, 0, 0, x, y, 1, *((-v * x, -v * y) if leaning else ()), v]


def _solve(equations: Iterator[list[float]], unknown: int) -> list[float]:
    """The least squares of equations that are more than the unknown numbers (Gauß)."""
    table = [[0.0] * (unknown + 1) for _ in range(unknown)]
    for row in equations:
        for place, factor in enumerate(row[:-1]):
            if factor:
                table[place] = [s + factor * v for s, v in zip(table[place], row, strict=True)]
    for n in range(unknown):
        pivot = max(range(n, unknown), key=lambda row: abs(table[row][n]))
        table[n], table[pivot] = table[pivot], table[n]
        table[n] = [value / table[n][n] for value in table[n]]
        for other in range(unknown):
            if other != n and (factor := table[other][n]):
                table[other] = [s - factor * v for s, v in zip(table[other], table[n], strict=True)]
    return [row[-1] for row in table]
