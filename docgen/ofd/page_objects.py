"""The objects of a page as operators of a PDF: paths, texts, pictures, and what holds others.

What is within an object is told in the object's own millimetres, y downwards; each canvas begins
in millimetres too.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from docgen.ofd.draw_styles import DrawStyle, list_params, style_of
from docgen.ofd.drawn_file import EVERYWHERE, TRANSPARENT_GROUP
from docgen.ofd.object_clips import set_clips
from docgen.ofd.ofd_canvas import Canvas, write_array, write_points
from docgen.ofd.ofd_colours import INK, PlainColour, read_alpha
from docgen.ofd.ofd_document import COMPOSITE, ResourceEntry, find_resource
from docgen.ofd.ofd_markup import (
    IDENTITY,
    Element,
    attribute,
    child,
    children,
    name_of,
    read_flag,
    read_matrix,
    read_number,
    read_place,
    text_of,
)
from docgen.ofd.ofd_paths import Outline, draw_path, read_path
from docgen.ofd.paint_choice import PaintScope, set_paint
from docgen.ofd.shadings import SHADINGS, is_seen_through
from docgen.ofd.surroundings import Surroundings
from docgen.ofd.text_drawing import draw_text
from docgen.pdf.geometry import MM, Matrix, Rect
from docgen.pdf.objects import Written, reference

_DEEPEST = 24
"""Objects within objects."""
_CLEAR = PlainColour((1.0,), alpha=0.0)
"""What a path is filled with that is to be filled and has no colour (GB/T 33190, 9.1)."""
_LEAST_TILE = 0.01
"""Millimetres. What is smaller than a printer's dot has no pattern to be seen."""
_DOT = 25.4 / 300
"""Millimetres."""
_NEAR = 0.5
"""Millimetres that the boundary of a path in dots may be wrong by."""
_UPRIGHT = Matrix(1, 0, 0, -1, 0, 1)
"""A picture of a PDF stands on its foot, one of an OFD hangs from its head."""


def draw_block(canvas: Canvas, block: Element, around: Surroundings) -> None:
    """Draw the objects of a layer, a block or a page's content."""
    if around.depth > _DEEPEST:
        around.miss("deep", block)
        return
    inside = around.deeper(list_params(block, around.resources))
    for element in children(block):
        draw_object(canvas, element, inside)


def draw_object(canvas: Canvas, element: Element, around: Surroundings) -> None:
    """Draw an object, if it is one and is to be seen."""
    if around.is_repeated:
        around.drawn.count_repeated(around.page)
    kind = name_of(element)
    if kind in {"PageBlock", "Layer"}:
        draw_block(canvas, element, around)
    elif kind in _DRAWERS and read_flag(element, "Visible", otherwise=True):
        _draw_unit(canvas, element, around, _DRAWERS[kind])


@dataclass(frozen=True)
class _Unit:
    """An object about to be drawn, in its own space."""

    canvas: Canvas
    element: Element
    around: Surroundings
    style: DrawStyle
    box: Rect
    """Its boundary, where the surroundings have it."""
    ctm: Matrix
    """From its own space to that of its boundary, which the canvas is in to begin with."""

    @property
    def scope(self) -> PaintScope:
        own = Rect(0, 0, self.box.width, self.box.height)
        return PaintScope(
            self.canvas, self.around.drawn, self.around.resources, own, self._make_tile
        )

    def _make_tile(self, pattern: Element, space: Matrix) -> Written | None:
        return _make_tile(pattern, space, self.around)

    def paint(self, fill: PlainColour | None, stroke: PlainColour | None) -> None:
        """Set the colours it is filled and stroked with; given are those where it names none."""
        alpha = read_alpha(self.element)
        states: dict[str, float] = {}
        for name, usual in (("FillColor", fill), ("StrokeColor", stroke)):
            if usual is not None:
                is_stroke = name == "StrokeColor"
                opaque = set_paint(self.scope, self.style.colour(name), usual, is_stroke) * alpha
                if opaque < 1:
                    states["CA" if is_stroke else "ca"] = opaque
        if states:
            self.canvas.add(self.around.drawn.state(self.canvas, **states))


def _draw_unit(
    canvas: Canvas, element: Element, around: Surroundings, draw: Callable[[_Unit], None]
) -> None:
    box = read_place(element)
    style = style_of(element, around.resources, around.params)
    with canvas.saved():
        ctm = read_matrix(attribute(element, "CTM"))
        if name_of(element) == "PathObject" and box.width > 0 and box.height > 0:
            thicker = max(math.hypot(ctm.a, ctm.b), math.hypot(ctm.c, ctm.d), 1.0)
            canvas.clip_to(_grown(box, style.line_width * thicker))
        canvas.transform(Matrix(1, 0, 0, 1, box.x, box.y))
        set_clips(canvas, element, around, ctm)
        draw(_Unit(canvas, element, around, style, box, ctm))


def _grown(box: Rect, by: float) -> Rect:
    """A box that leaves room for lines along its edge: many writers reckon them as thin."""
    return Rect(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


# --- the kinds of objects -------------------------------------------------------------------------


def _draw_path(unit: _Unit) -> None:
    element = unit.element
    path = read_path(text_of(child(element, "AbbreviatedData")))
    outline = path.write()
    stroke = read_flag(element, "Stroke", otherwise=True)
    fill = read_flag(element, "Fill", otherwise=False)
    if not outline or not (stroke or fill):
        return
    in_dots = _is_in_dots(path, unit)
    unit.canvas.transform(_from_dots(unit.box) if in_dots else unit.ctm)
    if stroke:
        unit.canvas.add(unit.style.lines)
        if in_dots:
            unit.canvas.add(write_points([unit.style.line_width / MM / _DOT]) + b" w\n")
    if not (fill and stroke and _has_mask(unit)):
        _paint_outline(unit, outline, fill, stroke)
        return
    with unit.canvas.saved():
        _paint_outline(unit, outline, fill, stroke=False)
    _paint_outline(unit, outline, fill=False, stroke=stroke)


def _has_mask(unit: _Unit) -> bool:
    """Whether it is filled or stroked with what is seen through here more and there less."""
    colours = (unit.style.colour(name) for name in ("FillColor", "StrokeColor"))
    shadings = (child(colour, *SHADINGS) for colour in colours)
    return any(shading is not None and is_seen_through(shading) for shading in shadings)


def _paint_outline(unit: _Unit, outline: bytes, fill: bool, stroke: bool) -> None:
    unit.paint(_CLEAR if fill else None, INK if stroke else None)
    even = attribute(unit.element, "Rule") == "Even-Odd"
    operator = {(True, True): b"B", (True, False): b"f", (False, True): b"S"}[fill, stroke]
    unit.canvas.add(outline + operator + (b"*\n" if even and fill else b"\n"))


def _is_in_dots(path: Outline, unit: _Unit) -> bool:
    """Whether a path is in dots of the page, 300 to the inch, as old programs of Foxit wrote it.

    It is where its matrix leads beside its boundary, and the place of its dots is within.
    """
    if unit.ctm == IDENTITY or not (unit.box.width and unit.box.height):
        return False
    own = _grown(unit.box, _NEAR)
    space = unit.ctm.then(Matrix(1, 0, 0, 1, unit.box.x, unit.box.y))
    if Rect(*space.apply(*path.start), 0, 0).lies_within(own):
        return False
    here = path.find_extent(space)
    if here is None or here.overlaps(own):
        return False
    there = path.find_extent(Matrix(_DOT, 0, 0, _DOT, 0, 0))
    return there is not None and there.lies_within(own)


def _from_dots(box: Rect) -> Matrix:
    return Matrix(_DOT, 0, 0, _DOT, -box.x, -box.y)


def _draw_text(unit: _Unit) -> None:
    element, around = unit.element, unit.around
    stroke = read_flag(element, "Stroke", otherwise=False)
    fill = read_flag(element, "Fill", otherwise=True)
    unit.canvas.transform(unit.ctm)
    unit.paint(INK if fill else None, INK if stroke else None)
    if fill and not stroke:
        # A face that has no bold is thickened in the colour it is filled with.
        unit.canvas.add(unit.style.lines)
        set_paint(unit.scope, unit.style.colour("FillColor"), INK, stroke=True)
    elif stroke:
        unit.canvas.add(unit.style.lines)
    choice = around.drawn.fonts.choose(
        around.package, find_resource(around.resources, "Font", attribute(element, "Font"))
    )
    draw_text(unit.canvas, around.drawn, element, choice, around.page, around.placed)
    if not unit.ctm.a * unit.ctm.d - unit.ctm.b * unit.ctm.c and text_of(element):
        # Its matrix leaves no room for glyphs. Blanks are written so by some, and lose nothing.
        around.miss("text", element)


def _draw_picture(unit: _Unit) -> None:
    element, around = unit.element, unit.around
    names = ("ResourceID", "Substitution")
    entries = [_media_of(around, element, name) for name in names]
    mask = _media_of(around, element, "ImageMask")
    found = (around.drawn.picture(around.package, entry, mask) for entry in entries)
    picture = next((one for one in found if one is not None), None)
    has_place = bool(attribute(element, "CTM"))
    if picture is None or not (has_place or (unit.box.width and unit.box.height)):
        around.miss("picture", element)
        return
    if not picture.is_whole:
        around.drawn.remarks.spoilt.add(around.page)
    border = child(element, "Border")
    outline = _outline_border(border, unit.box)
    with unit.canvas.saved():
        if unit.box.width > 0 and unit.box.height > 0:
            unit.canvas.add(outline + b"W n\n")
        alpha = read_alpha(element)
        if alpha < 1:
            unit.canvas.add(around.drawn.state(unit.canvas, ca=alpha))
        unit.canvas.transform(
            unit.ctm if has_place else Matrix(unit.box.width, 0, 0, unit.box.height, 0, 0)
        )
        unit.canvas.transform(_UPRIGHT)
        unit.canvas.add(unit.canvas.use("XObject", reference(picture.number)) + b" Do\n")
    if border is not None:
        unit.canvas.add(DrawStyle((border,)).lines)
        set_paint(unit.scope, child(border, "BorderColor"), INK, stroke=True)
        unit.canvas.add(outline + b"S\n")


def _media_of(around: Surroundings, element: Element, name: str) -> ResourceEntry | None:
    return find_resource(around.resources, "MultiMedia", attribute(element, name))


def _outline_border(border: Element | None, box: Rect) -> bytes:
    """The frame about a picture, round at its corners where a border has radii (10)."""
    across, down = (
        min(abs(read_number(border, f"{name}CornerRadius", 0.0)), side / 2)
        for name, side in (("Horizonal", box.width), ("Vertical", box.height))
    )
    if not across or not down:
        return b"0 0 %s re\n" % write_points([box.width, box.height])
    arc = f"A {across} {down} 0 0 1"
    right, bottom = box.width - across, box.height - down
    return draw_path(
        f"M {across} 0 L {right} 0 {arc} {box.width} {down} L {box.width} {bottom} "
        f"{arc} {right} {box.height} L {across} {box.height} {arc} 0 {bottom} "
        f"L 0 {down} {arc} {across} 0 C"
    )


def _draw_composite(unit: _Unit) -> None:
    element, around = unit.element, unit.around
    entry = find_resource(around.resources, COMPOSITE, attribute(element, "ResourceID"))
    resource = entry.element if entry else None
    content = child(resource, "Content")
    if content is None and resource is not None and len(resource):
        content = resource
    if content is None:
        around.miss("composite", element)
        return
    unit.canvas.transform(unit.ctm)
    alpha = read_alpha(element)
    inside = replace(around.deeper(unit.style.sources), is_repeated=True)
    if alpha < 1:
        _draw_through(unit, content, inside, alpha)
    else:
        draw_block(unit.canvas, content, inside)


def _draw_through(unit: _Unit, content: Element, inside: Surroundings, alpha: float) -> None:
    """Draw what is seen through as one: what overlaps in it does not show through itself."""
    canvas = Canvas(unit.canvas.on_page)
    draw_block(canvas, content, inside)
    drawn = unit.around.drawn
    form = drawn.form(canvas, EVERYWHERE, **TRANSPARENT_GROUP)
    unit.canvas.add(drawn.state(unit.canvas, ca=alpha, CA=alpha))
    unit.canvas.add(unit.canvas.use("XObject", reference(form)) + b" Do\n")


# --- tiles ----------------------------------------------------------------------------------------


def _make_tile(pattern: Element, space: Matrix, around: Surroundings) -> Written | None:
    """The pattern of a tile that is laid side by side (8.3.3); None where it has no room."""
    width, height = (abs(read_number(pattern, name, 0.0)) for name in ("Width", "Height"))
    cell = child(pattern, "CellContent")
    if min(width, height) < _LEAST_TILE or cell is None or around.depth > _DEEPEST:
        return None
    # What is less than the tile counts as the tile: it is not laid over itself (8.3.3).
    steps = [
        max(abs(read_number(pattern, name, side)), side)
        for name, side in (("XStep", width), ("YStep", height))
    ]
    if attribute(pattern, "RelativeTo") == "Page":
        space = around.page_space
    whole = read_matrix(attribute(pattern, "CTM")).then(space)
    method = attribute(pattern, "ReflectMethod")
    across = 2 if method in {"Row", "RowAndColumn"} else 1
    down = 2 if method in {"Column", "RowAndColumn"} else 1
    canvas = Canvas()
    for column in range(across):
        for row in range(down):
            with canvas.saved():
                canvas.transform(_mirrored(column, row, steps, (width, height)))
                canvas.clip_to(Rect(0, 0, width, height))
                draw_block(canvas, cell, replace(around.deeper(), placed=None))
    corners = write_array([0, 0, across * steps[0], down * steps[1]])
    stream = around.drawn.file.add_stream(
        canvas.content, Type=b"/Pattern", PatternType=1, PaintType=1, TilingType=1,
        BBox=corners, XStep=across * steps[0], YStep=down * steps[1],
        Resources=canvas.resources, Matrix=write_array(whole),
    )  # fmt: skip
    return reference(stream)


def _mirrored(column: int, row: int, steps: list[float], size: tuple[float, float]) -> Matrix:
    """Where a tile lies among its neighbours, turned over where it is the second of two."""
    across = (-1.0, steps[0] + size[0]) if column else (1.0, 0.0)
    down = (-1.0, steps[1] + size[1]) if row else (1.0, 0.0)
    return Matrix(across[0], 0, 0, down[0], across[1], down[1])


_DRAWERS: Mapping[str, Callable[[_Unit], None]] = {
    "PathObject": _draw_path,
    "TextObject": _draw_text,
    "ImageObject": _draw_picture,
    "CompositeObject": _draw_composite,
}
