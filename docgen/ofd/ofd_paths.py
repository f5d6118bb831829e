"""Outlines: the short form of an OFD's paths, as operators of a PDF (GB/T 33190, 9.1)."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from docgen.ofd.ofd_canvas import write_points
from docgen.ofd.ofd_markup import IDENTITY, find_numbers
from docgen.pdf.geometry import Matrix, Rect

_PIECE = re.compile(r"([A-Za-z])([^A-Za-z]*(?:[eE][-+]?\d+[^A-Za-z]*)*)")
_TAKES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0, "Z": 0}
"""How many numbers a command takes; what has more goes on with the same one."""

_Point = tuple[float, float]
_Place = Callable[[float, float], _Point]


@dataclass(frozen=True)
class Outline:
    """A path taken apart: points, and the operator that takes them."""

    steps: Sequence[tuple[Sequence[_Point], bytes]]

    @property
    def start(self) -> _Point:
        """Its first point; the origin where it has none."""
        return next((points[0] for points, _ in self.steps if points), (0.0, 0.0))

    def write(self, space: Matrix = IDENTITY) -> bytes:
        """Its operators, taken through `space`. Empty where it draws nothing."""
        return b"".join([_write(points, operator, space) for points, operator in self.steps])

    def find_extent(self, space: Matrix) -> Rect | None:
        """The box about its points, taken through `space`; None where it has none."""
        points = [space.apply(*point) for points, _ in self.steps for point in points]
        if not points:
            return None
        xs, ys = zip(*points, strict=True)
        return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def read_path(written: str) -> Outline:
    """The outline of a path in its short form."""
    path = _Path()
    for command, rest in _PIECE.findall(written):
        takes, numbers = _TAKES.get(command.upper(), -1), find_numbers(rest)
        if takes == 0:
            path.close()
        for start in range(0, len(numbers) - takes + 1, takes) if takes > 0 else ():
            path.go(command.upper(), numbers[start : start + takes])
    return Outline(path.drawn)


def draw_path(written: str, space: Matrix = IDENTITY) -> bytes:
    """The operators of a path, taken through `space`. Empty where it draws nothing."""
    return read_path(written).write(space)


def _write(points: Sequence[_Point], operator: bytes, space: Matrix) -> bytes:
    placed = points if space is IDENTITY else [space.apply(*point) for point in points]
    return write_points([part for point in placed for part in point]) + operator


class _Path:
    """A path as far as it goes, and where its pen is."""

    def __init__(self) -> None:
        self.drawn: list[tuple[Sequence[_Point], bytes]] = []
        """Points and the operator that takes them."""
        self._at: _Point = (0.0, 0.0)
        self._start: _Point = (0.0, 0.0)
        self._is_open = False

    def go(self, command: str, numbers: list[float]) -> None:
        end = (numbers[-2], numbers[-1])
        if command in "SM":
            self._start, self._is_open = end, False
        else:
            self._begin()
            self.drawn.extend(_draw_piece(command, self._at, numbers))
        self._at = end

    def close(self) -> None:
        if self._is_open:
            self.drawn.append(((), b"h\n"))
        self._at, self._is_open = self._start, False

    def _begin(self) -> None:
        """Set the pen down where it is, unless it is down."""
        if not self._is_open:
            self.drawn.append(((self._at,), b" m\n"))
            self._start = self._at
        self._is_open = True


def _draw_piece(
    command: str, at: _Point, numbers: list[float]
) -> Iterator[tuple[Sequence[_Point], bytes]]:
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    match command:
        case "L":
            yield points, b" l\n"
        case "B":
            yield points, b" c\n"
        case "Q":
            yield _raise_degree(at, *points), b" c\n"
        case "A":
            yield from _draw_arc(at, numbers)


def _raise_degree(at: _Point, middle: _Point, end: _Point) -> Sequence[_Point]:
    """The cubic curve that is the same as a quadratic one."""
    near, far = (
        (point[0] + (middle[0] - point[0]) * 2 / 3, point[1] + (middle[1] - point[1]) * 2 / 3)
        for point in (at, end)
    )
    return near, far, end


def _draw_arc(at: _Point, numbers: list[float]) -> Iterator[tuple[Sequence[_Point], bytes]]:
    """An arc of an ellipse from where the pen is, as curves of a quarter turn at most.

    The numbers are both radii, the ellipse's turn in degrees, whether the long way round, whether
    clockwise, and the end. Radii too small to reach it grow (as in SVG 1.1, F.6).
    """
    rx, ry, degrees, long_way, clockwise, x, y = numbers
    rx, ry, turn = abs(rx), abs(ry), math.radians(degrees)
    if rx < 1e-9 or ry < 1e-9 or at == (x, y):
        yield ((x, y),), b" l\n"
        return
    cos, sin = math.cos(turn), math.sin(turn)
    half_x, half_y = (at[0] - x) / 2, (at[1] - y) / 2
    u, v = (cos * half_x + sin * half_y) / rx, (cos * half_y - sin * half_x) / ry
    grown = max(math.hypot(u, v), 1.0)
    u, v, rx, ry = u / grown, v / grown, rx * grown, ry * grown
    length = math.hypot(u, v)
    away = math.sqrt(max(1 / length**2 - 1, 0.0)) * (1 if bool(long_way) != bool(clockwise) else -1)
    centre_u, centre_v = away * v, -away * u
    begin = math.atan2(v - centre_v, u - centre_u)
    sweep = math.atan2(-v - centre_v, -u - centre_u) - begin
    sweep += (
        math.tau if clockwise and sweep < 0 else -math.tau if not clockwise and sweep > 0 else 0
    )
    middle_x = (at[0] + x) / 2 + cos * centre_u * rx - sin * centre_v * ry
    middle_y = (at[1] + y) / 2 + sin * centre_u * rx + cos * centre_v * ry

    def place(u: float, v: float) -> _Point:
        return (
            middle_x + cos * u * rx - sin * v * ry,
            middle_y + sin * u * rx + cos * v * ry,
        )

    yield from ((curve, b" c\n") for curve in _cut_arc(begin, sweep, place))


def _cut_arc(begin: float, sweep: float, place: _Place) -> Iterator[Sequence[_Point]]:
    pieces = max(math.ceil(abs(sweep) / (math.pi / 2) - 1e-9), 1)
    step = sweep / pieces
    reach = 4 / 3 * math.tan(step / 4)
    for count in range(pieces):
        a, b = begin + count * step, begin + (count + 1) * step
        near = place(math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a))
        far = place(math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b))
        yield near, far, place(math.cos(b), math.sin(b))
