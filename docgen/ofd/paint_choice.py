"""What something is filled or stroked with: a plain colour, or a pattern of the PDF."""

from collections.abc import Callable
from dataclasses import dataclass

from docgen.ofd.drawn_file import EVERYWHERE, TRANSPARENT_GROUP, DrawnFile
from docgen.ofd.ofd_canvas import Canvas, write_points
from docgen.ofd.ofd_colours import PlainColour, read_alpha, read_colour
from docgen.ofd.ofd_document import Resources
from docgen.ofd.ofd_markup import IDENTITY, Element, child
from docgen.ofd.shadings import (
    SHADINGS,
    Tint,
    is_seen_through,
    make_shading,
    take_colour,
    take_opacity,
)
from docgen.pdf.geometry import Matrix, Rect
from docgen.pdf.objects import Written, dictionary, reference

TilePainter = Callable[[Element, Matrix], Written | None]
"""Makes the pattern of a tile, of its element and the space of the object."""


@dataclass(frozen=True)
class PaintScope:
    """Where paint is needed: the canvas, the file, and the space that the object is drawn in."""

    canvas: Canvas
    drawn: DrawnFile
    resources: Resources
    box: Rect
    """The object's own, from its origin."""
    tile: TilePainter


def set_paint(scope: PaintScope, colour: Element | None, usual: PlainColour, stroke: bool) -> float:
    """Set what is to fill or to stroke; returns how opaque it is."""
    pattern = _find_pattern(scope, colour)
    if pattern is not None:
        name = scope.canvas.use("Pattern", pattern)
        operators = b"/Pattern CS %s SCN\n" if stroke else b"/Pattern cs %s scn\n"
        scope.canvas.add(operators % name)
        return read_alpha(colour)
    plain = read_colour(colour, scope.resources) or usual
    scope.canvas.add(plain.stroke if stroke else plain.fill)
    return plain.alpha


def _find_pattern(scope: PaintScope, colour: Element | None) -> Written | None:
    tile, shading = child(colour, "Pattern"), child(colour, *SHADINGS)
    if tile is not None:
        return scope.tile(tile, scope.canvas.matrix)
    if shading is None:
        return None
    pattern = _shade(scope, shading, scope.canvas.matrix, take_colour)
    if pattern is not None and is_seen_through(shading):
        _mask(scope, shading)
    return pattern


def _shade(scope: PaintScope, shading: Element, space: Matrix, tint: Tint) -> Written | None:
    return make_shading(scope.drawn.file, shading, scope.resources, space, scope.box, tint)


def _mask(scope: PaintScope, shading: Element) -> None:
    """Have what is drawn seen through as the colours of a shading are."""
    opacity = _shade(scope, shading, IDENTITY, take_opacity)
    if opacity is None:
        return
    canvas = Canvas()
    canvas.add(b"/Pattern cs %s scn\n" % canvas.use("Pattern", opacity))
    canvas.add(write_points(EVERYWHERE) + b" re f\n")
    form = scope.drawn.form(canvas, EVERYWHERE, **TRANSPARENT_GROUP)
    mask = dictionary(Type=b"/Mask", S=b"/Luminosity", G=reference(form))
    scope.canvas.add(scope.drawn.state(scope.canvas, SMask=mask))
