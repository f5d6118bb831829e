"""Shadings of an OFD as patterns of a PDF (GB/T 33190, 8.3.4)."""

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docgen.ofd.ofd_canvas import write_array
from docgen.ofd.ofd_colours import INK, read_alpha, read_colour
from docgen.ofd.ofd_document import Resources
from docgen.ofd.ofd_markup import (
    Element,
    attribute,
    child,
    children,
    find_numbers,
    name_of,
    read_count,
    read_number,
)
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.geometry import Matrix, Rect
from docgen.pdf.objects import Written, array, dictionary, reference

SHADINGS = ("AxialShd", "RadialShd", "GouraudShd", "LaGourandShd", "LaGouraudShd")
_MOST_STOPS = 240
"""Of a way that repeats, all periods together: MuPDF takes no function of more pieces than 256."""
_COORDINATE = 0xFFFFFFFF

_Point = tuple[float, float]
_Rgb = tuple[float, float, float]
Tint = Callable[[Element | None, Resources], _Rgb]
"""What is taken of a colour: itself, or how opaque it is."""


def take_colour(colour: Element | None, resources: Resources) -> _Rgb:
    """The colour itself, as red, green and blue."""
    return (read_colour(colour, resources) or INK).in_rgb


def take_opacity(colour: Element | None, _: Resources) -> _Rgb:
    """How opaque a colour is, as a grey: white is opaque."""
    return (read_alpha(colour),) * 3


def is_seen_through(shading: Element) -> bool:
    """Whether some of its colours are less than opaque."""
    return any(name_of(one) == "Color" and read_alpha(one) < 1 for one in shading.iter("{*}*"))


def make_shading(
    file: PdfFile, shading: Element, resources: Resources, space: Matrix, box: Rect, tint: Tint
) -> Written | None:
    """The pattern of a shading. `space` leads out of the object's millimetres, `box` is its own.

    None where it does not say enough to be drawn.
    """
    match name_of(shading):
        case "AxialShd":
            return _make_axial(file, shading, _read_stops(shading, resources, tint), space, box)
        case "RadialShd":
            return _make_radial(file, shading, _read_stops(shading, resources, tint), space)
        case _:
            return _make_mesh(file, shading, _read_vertices(shading, resources, tint), space)


# --- along a line, and between circles -----------------------------------------------------------


@dataclass(frozen=True)
class _Stop:
    place: float
    colour: _Rgb


def _read_stops(shading: Element, resources: Resources, tint: Tint) -> list[_Stop]:
    """The colours on the way from 0 to 1, of which the first and last stand at its ends."""
    segments = list(children(shading, "Segment"))
    last = max(len(segments) - 1, 1)
    stops = [
        _Stop(
            min(max(read_number(segment, "Position", number / last), 0.0), 1.0),
            tint(child(segment, "Color"), resources),
        )
        for number, segment in enumerate(segments)
    ]
    stops.sort(key=lambda stop: stop.place)
    if len(stops) < 2:
        return stops * 2 and [_Stop(0.0, stops[0].colour), _Stop(1.0, stops[0].colour)]
    first, end = stops[0], stops[-1]
    before = [_Stop(0.0, first.colour)] if first.place > 0 else []
    return [*before, *stops, *([_Stop(1.0, end.colour)] if end.place < 1 else [])]


def _write_function(stops: Sequence[_Stop]) -> Written:
    """The colour at each place from 0 to 1, between the stops in even steps."""
    pieces = [
        dictionary(
            FunctionType=2, Domain=b"[0 1]", N=1,
            C0=write_array(one.colour), C1=write_array(next_.colour),
        )
        for one, next_ in pairwise(stops)
    ]  # fmt: skip
    inner = [stop.place for stop in stops[1:-1]]
    # Bounds have to rise: two colours at one place are told apart by a hair.
    for place in range(1, len(inner)):
        inner[place] = max(inner[place], inner[place - 1] + 1e-4)
    if len(pieces) == 1:
        return pieces[0]
    return dictionary(
        FunctionType=3, Domain=b"[0 1]", Functions=array(pieces),
        Bounds=write_array(inner), Encode=b"[" + b"0 1 " * len(pieces) + b"]",
    )  # fmt: skip


def _repeat(stops: list[_Stop], first: int, last: int, reflects: bool) -> list[_Stop]:
    """The stops of the periods from `first` up to `last`, as one way from 0 to 1."""
    count = last - first
    row: list[_Stop] = []
    for period in range(first, last):
        turned = reflects and period % 2
        own = [_Stop(1 - s.place, s.colour) for s in reversed(stops)] if turned else stops
        row += [_Stop((period - first + stop.place) / count, stop.colour) for stop in own]
    return row


def _read_point(shading: Element, name: str) -> _Point | None:
    numbers = find_numbers(attribute(shading, name))
    return (numbers[0], numbers[1]) if len(numbers) >= 2 else None


def _read_extend(shading: Element) -> tuple[bool, bool]:
    """Whether it goes on before its beginning and behind its end (0 to 3)."""
    extend = read_count(shading, "Extend", 0)
    return bool(extend & 1), bool(extend & 2)


def _write_pattern(kind: int, space: Matrix, **entries: Written) -> Written:
    shading = dictionary(ShadingType=kind, ColorSpace=b"/DeviceRGB", **entries)
    return dictionary(Type=b"/Pattern", PatternType=2, Shading=shading, Matrix=write_array(space))


def _write_flags(flags: tuple[bool, bool]) -> Written:
    return array(b"true" if flag else b"false" for flag in flags)


def _make_axial(
    file: PdfFile, shading: Element, stops: list[_Stop], space: Matrix, box: Rect
) -> Written | None:
    start, end = _read_point(shading, "StartPoint"), _read_point(shading, "EndPoint")
    if start is None or end is None or not stops:
        return None
    length = math.dist(start, end)
    if not length:
        return None
    kind = attribute(shading, "MapType")
    extend = _read_extend(shading)
    if kind in {"Repeat", "Reflect"}:
        unit = read_number(shading, "MapUnit", length) or length
        way = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
        most = max(_MOST_STOPS // len(stops), 1)
        first, last = _count_periods(start, way, unit, box, extend, length, most)
        stops = _repeat(stops, first, last, kind == "Reflect")
        start, end = (
            (start[0] + way[0] * unit * period, start[1] + way[1] * unit * period)
            for period in (first, last)
        )
    function = reference(file.add(_write_function(stops)))
    return _write_pattern(
        2, space, Coords=write_array([*start, *end]), Function=function,
        Extend=_write_flags(extend),
    )  # fmt: skip


def _count_periods(
    start: _Point,
    way: _Point,
    unit: float,
    box: Rect,
    extend: tuple[bool, bool],
    length: float,
    most: int,
) -> tuple[int, int]:
    """First and last of the periods that are seen in a box; where it extends, all over it."""
    corners = [(x, y) for x in (0.0, box.width) for y in (0.0, box.height)]
    reach = [((x - start[0]) * way[0] + (y - start[1]) * way[1]) / unit for x, y in corners]
    first = math.floor(min(reach)) if extend[0] else 0
    last = math.ceil(max(reach)) if extend[1] else math.ceil(length / unit)
    first = max(first, -most)
    return first, min(max(last, first + 1), first + most)


def _make_radial(
    file: PdfFile, shading: Element, stops: list[_Stop], space: Matrix
) -> Written | None:
    start, end = _read_point(shading, "StartPoint"), _read_point(shading, "EndPoint")
    if start is None or end is None or not stops:
        return None
    radii = [abs(read_number(shading, name, 0.0)) for name in ("StartRadius", "EndRadius")]
    kind = attribute(shading, "MapType")
    if kind in {"Repeat", "Reflect"}:
        way = abs(radii[1] - radii[0]) or math.dist(start, end)
        unit = read_number(shading, "MapUnit", way) or way
        most = max(_MOST_STOPS // len(stops), 1)
        periods = min(max(math.ceil(way / unit), 1), most) if unit else 1
        stops = _repeat(stops, 0, periods, kind == "Reflect")
    squeeze = _squeeze(shading, start)
    here, there = squeeze.inverse.apply(*start), squeeze.inverse.apply(*end)
    function = reference(file.add(_write_function(stops)))
    return _write_pattern(
        3, squeeze.then(space), Coords=write_array([*here, radii[0], *there, radii[1]]),
        Function=function, Extend=_write_flags(_read_extend(shading)),
    )  # fmt: skip


def _squeeze(shading: Element, centre: _Point) -> Matrix:
    """What makes its circles the ellipses of an eccentricity, their long axis turned."""
    eccentricity = min(max(read_number(shading, "Eccentricity", 0.0), 0.0), 0.999)
    turn = math.radians(read_number(shading, "Angle", 0.0))
    cos, sin = math.cos(turn), math.sin(turn)
    about = Matrix(1, 0, 0, 1, -centre[0], -centre[1])
    flat = Matrix(1, 0, 0, math.sqrt(1 - eccentricity**2), 0, 0)
    back = Matrix(cos, sin, -sin, cos, *centre)
    return about.then(flat).then(back)


# --- between points -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Vertex:
    x: float
    y: float
    flag: int
    colour: _Rgb


def _make_mesh(
    file: PdfFile, shading: Element, vertices: list[_Vertex], space: Matrix
) -> Written | None:
    row = read_count(shading, "VerticesPerRow", 0)
    is_lattice = name_of(shading) != "GouraudShd"
    if is_lattice and (row < 2 or len(vertices) < 2 * row):
        return None
    if len(vertices) < 3:
        return None
    vertices = vertices[: len(vertices) // row * row] if is_lattice else vertices
    xs, ys = [v.x for v in vertices], [v.y for v in vertices]
    left, top = min(xs), min(ys)
    right, bottom = max(*xs, left + 1e-3), max(*ys, top + 1e-3)
    packed = bytearray()
    for vertex in vertices:
        if not is_lattice:
            packed.append(vertex.flag)
        across = round((vertex.x - left) / (right - left) * _COORDINATE)
        down = round((vertex.y - top) / (bottom - top) * _COORDINATE)
        packed += struct.pack(">II3B", across, down, *(round(c * 255) for c in vertex.colour))
    own: dict[str, Written | float] = {"VerticesPerRow": row} if is_lattice else {"BitsPerFlag": 8}
    stream = file.add_stream(
        bytes(packed), ShadingType=5 if is_lattice else 4, ColorSpace=b"/DeviceRGB",
        BitsPerCoordinate=32, BitsPerComponent=8,
        Decode=write_array([left, right, top, bottom, 0, 1, 0, 1, 0, 1]), **own,
    )  # fmt: skip
    return dictionary(
        Type=b"/Pattern", PatternType=2, Shading=reference(stream), Matrix=write_array(space)
    )


def _read_vertices(shading: Element, resources: Resources, tint: Tint) -> list[_Vertex]:
    return [
        _Vertex(
            read_number(point, "X", 0.0),
            read_number(point, "Y", 0.0),
            flag if count >= 3 and (flag := read_count(point, "EdgeFlag", 0)) in {1, 2} else 0,
            tint(child(point, "Color"), resources),
        )
        for count, point in enumerate(children(shading, "Point"))
    ]
