"""Sheets of paper: drawn in millimetres from the top left corner, written as a PDF.

The PDF has no dates, no identifier and one subset of each face: the same drawing gives the same
bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import pymupdf

from make_parts.faces import Face, cut_down, text_width

MM = 72 / 25.4
Colour = tuple[float, float, float]
Point = tuple[float, float]
Align = Literal["left", "centre", "right"]
BLACK: Colour = (0.08, 0.08, 0.1)
GREY: Colour = (0.45, 0.45, 0.47)
PALE: Colour = (0.93, 0.94, 0.95)

# A line must not begin with these, nor end with those.
_NO_START = frozenset("，。、；：？！）》”』」】〕’%℃")
_NO_END = frozenset("（《“『「【〔‘")


def paler(colour: Colour, white: float) -> Colour:
    """The colour mixed with white; `white` is the share of white, from 0 to 1."""
    red, green, blue = (white + c * (1 - white) for c in colour)
    return red, green, blue


@dataclass(frozen=True)
class Words:
    """A line of text; `y` is its baseline, `size` is in points."""

    x: float
    y: float
    text: str
    size: float
    face: Face
    colour: Colour


@dataclass(frozen=True)
class Shape:
    """A closed polygon, or an open line."""

    points: tuple[Point, ...]
    fill: Colour | None
    stroke: Colour | None
    width: float
    closed: bool
    dashes: str = ""


@dataclass(frozen=True)
class Oval:
    """An ellipse in its box."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None
    stroke: Colour | None
    line_width: float


Mark = Words | Shape | Oval


@dataclass
class Sheet:
    """One page to draw on. Lengths in mm, type sizes and line widths in points."""

    width: float = 210
    height: float = 297
    marks: list[Mark] = field(default_factory=list)
    rotate: int = 0
    """What /Rotate the page gets; the drawing is turned against it, so it shows upright."""

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        face: Face = "song",
        align: Align = "left",
        colour: Colour = BLACK,
    ) -> None:
        """Write one line; `x` is its left end, its middle or its right end."""
        wide = text_width(text, face, size) / MM
        left = x - {"left": 0, "centre": wide / 2, "right": wide}[align]
        if text:
            self.marks.append(Words(left, y, text, size, face, colour))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = BLACK,
        line: float = 0.6,
        dashes: str = "",
    ) -> None:
        """Draw a rectangle."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.marks.append(Shape(corners, fill, stroke, line, closed=True, dashes=dashes))

    def line(
        self,
        points: Iterable[Point],
        *,
        width: float = 0.6,
        colour: Colour = BLACK,
        dashes: str = "",
    ) -> None:
        """Draw a line through the points."""
        self.marks.append(Shape(tuple(points), None, colour, width, closed=False, dashes=dashes))

    def area(self, points: Iterable[Point], fill: Colour, stroke: Colour | None = None) -> None:
        """Fill a polygon."""
        self.marks.append(Shape(tuple(points), fill, stroke, 0.5, closed=True))

    def oval(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        line: float = 0.6,
    ) -> None:
        """Draw an ellipse in the box."""
        self.marks.append(Oval(x, y, width, height, fill, stroke, line))

    def seal_place(self, x: float, y: float, *, wide: float = 42, high: float = 20) -> None:
        """Draw the grey frame where on a real paper the seal would be. Never a seal."""
        self.box(x, y, wide, high, stroke=GREY, line=0.5, dashes="[2 2] 0")
        self.text(x + wide / 2, y + high / 2 + 1.5, "（此处盖章）", 10, align="centre", colour=GREY)


def wrap(text: str, face: Face, size: float, width_mm: float, indent_mm: float = 0) -> list[str]:
    """Break `text` into lines no wider than `width_mm`, Chinese punctuation kept off line ends."""
    room = width_mm * MM
    lines: list[str] = []
    line, used = "", indent_mm * MM
    for character in text:
        advance = text_width(character, face, size)
        if line and used + advance > room + 0.01 and character not in _NO_START:
            carried = _carried(line)
            lines.append(line[: len(line) - len(carried)])
            line, used = carried, text_width(carried, face, size)
        line += character
        used += advance
    return [*lines, line] if line else lines


def balanced(text: str, face: Face, size: float, width_mm: float) -> list[str]:
    """Break a heading into as few lines as needed, all nearly as long as each other."""
    count = len(wrap(text, face, size, width_mm))
    narrow = text_width(text, face, size) / MM / count
    while len(lines := wrap(text, face, size, narrow)) > count:
        narrow += 2
    return lines


def _carried(line: str) -> str:
    """What of a full line goes to the next: an opening bracket, or a word or number cut in two."""
    if line[-1] in _NO_END:
        return line[-1]
    tail = len(line)
    while tail and line[tail - 1].isascii() and line[tail - 1] not in " /-":
        tail -= 1
    return line[tail:] if 0 < len(line) - tail < 16 and tail else ""


def to_pdf(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as one PDF."""
    pages = list(sheets)
    fonts = {face: pymupdf.Font(fontbuffer=data) for face, data in _fonts(pages)}
    document = pymupdf.open()
    for sheet in pages:
        page = document.new_page(width=sheet.width * MM, height=sheet.height * MM)
        _draw(page, sheet, fonts)
    for number, sheet in enumerate(pages):
        _turn(document[number], sheet.rotate)
    document.set_metadata({})
    return bytes(document.tobytes(garbage=4, deflate=True, no_new_id=True))


def _fonts(pages: list[Sheet]) -> list[tuple[Face, bytes]]:
    used: dict[Face, set[str]] = {}
    for page in pages:
        for mark in page.marks:
            if isinstance(mark, Words):
                used.setdefault(mark.face, set()).update(mark.text)
    return [(face, cut_down(face, frozenset(used[face]))) for face in sorted(used)]


def _draw(page: pymupdf.Page, sheet: Sheet, fonts: dict[Face, pymupdf.Font]) -> None:
    canvas = page.new_shape()
    for mark in sheet.marks:
        if isinstance(mark, Shape):
            _draw_shape(canvas, mark)
        elif isinstance(mark, Oval):
            box = pymupdf.Rect(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height) * MM
            canvas.draw_oval(box)
            canvas.finish(fill=mark.fill, color=mark.stroke, width=mark.line_width)
    canvas.commit()
    writers: dict[Colour, pymupdf.TextWriter] = {}
    for mark in sheet.marks:
        if isinstance(mark, Words):
            writer = writers.setdefault(mark.colour, pymupdf.TextWriter(page.rect))
            writer.append(
                (mark.x * MM, mark.y * MM), mark.text, font=fonts[mark.face], fontsize=mark.size
            )
    for colour, writer in writers.items():
        writer.write_text(page, color=colour)


def _draw_shape(canvas: pymupdf.Shape, mark: Shape) -> None:
    canvas.draw_polyline([pymupdf.Point(x * MM, y * MM) for x, y in mark.points])
    canvas.finish(
        fill=mark.fill,
        color=mark.stroke,
        width=mark.width if mark.stroke else 0,
        closePath=mark.closed,
        dashes=mark.dashes or None,
    )


def _turn(page: pymupdf.Page, rotate: int) -> None:
    """Set /Rotate and turn the drawing the other way, as a scanner laid crosswise would."""
    if rotate == 0:
        return
    width, height = page.rect.width, page.rect.height
    matrix = {
        90: f"0 1 -1 0 {height:g} 0",
        180: f"-1 0 0 -1 {width:g} {height:g}",
        270: f"0 -1 1 0 0 {width:g}",
    }[rotate]
    page.clean_contents()
    document = page.parent
    stream = page.get_contents()[0]
    drawing = document.xref_stream(stream)
    document.update_stream(stream, f"q {matrix} cm\n".encode() + drawing + b"\nQ")
    size = (width, height) if rotate == 180 else (height, width)
    page.set_mediabox(pymupdf.Rect(0, 0, *size))
    page.set_rotation(rotate)
