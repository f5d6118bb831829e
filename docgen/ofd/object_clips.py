"""What of an object is seen: the clips that it is drawn within (GB/T 33190, 8.5)."""

from collections.abc import Sequence

from docgen.ofd.ofd_canvas import Canvas
from docgen.ofd.ofd_document import find_resource
from docgen.ofd.ofd_markup import (
    IDENTITY,
    Element,
    attribute,
    child,
    children,
    read_matrix,
    read_place,
    text_of,
)
from docgen.ofd.ofd_paths import Outline, read_path
from docgen.ofd.surroundings import Surroundings
from docgen.ofd.text_drawing import clip_to_text
from docgen.pdf.geometry import Matrix, Rect


def set_clips(canvas: Canvas, element: Element, around: Surroundings, ctm: Matrix) -> None:
    """Have an object drawn within its clips alone: within one area at least of each.

    The canvas is in the space of the object's boundary; `ctm` leads there from the object's own.
    """
    clips = child(element, "Clips")
    for clip in children(clips, "Clip"):
        areas = list(children(clip, "Area"))
        written = attribute(clips, "TransFlag") or attribute(clip, "TransFlag")
        space = ctm if _follows(written, areas, read_place(element), ctm) else IDENTITY
        if any(child(area, "Text") is not None for area in areas):
            if not _clip_to_words(canvas, areas, space, around):
                around.miss("text_clip", element)
        else:
            _clip_to_outlines(canvas, areas, space)


def _follows(written: str, areas: Sequence[Element], box: Rect, ctm: Matrix) -> bool:
    """Whether clips are moved by the matrix of their object, which they are unless it says not.

    Where it says nothing, and moved they are beside the object and unmoved upon it, they are not.
    """
    if written:
        return written.lower() in {"true", "1"}
    own = Rect(0, 0, box.width, box.height)
    if ctm == IDENTITY or not (box.width and box.height):
        return True
    return _reach(areas, own, ctm) or not _reach(areas, own, IDENTITY)


def _reach(areas: Sequence[Element], box: Rect, space: Matrix) -> bool:
    extents = (_read_outline(area).find_extent(_space_of(area, "Path", space)) for area in areas)
    return any(extent is not None and extent.overlaps(box) for extent in extents)


def _clip_to_outlines(canvas: Canvas, areas: Sequence[Element], space: Matrix) -> None:
    outlines = [_read_outline(area).write(_space_of(area, "Path", space)) for area in areas]
    rules = {attribute(child(area, "Path"), "Rule") for area in areas}
    if any(outlines):
        canvas.add(b"".join(outlines) + (b"W* n\n" if rules == {"Even-Odd"} else b"W n\n"))


def _read_outline(area: Element) -> Outline:
    return read_path(text_of(child(child(area, "Path"), "AbbreviatedData")))


def _space_of(area: Element, kind: str, space: Matrix) -> Matrix:
    """What leads from the path or text of an area to the space of the object's boundary."""
    shape = child(area, kind)
    box = read_place(shape)
    own = read_matrix(attribute(shape, "CTM")).then(Matrix(1, 0, 0, 1, box.x, box.y))
    return own.then(read_matrix(attribute(area, "CTM"))).then(space)


def _clip_to_words(
    canvas: Canvas, areas: Sequence[Element], space: Matrix, around: Surroundings
) -> bool:
    """Clip to the glyphs of a text; False where a PDF cannot: to several areas one of which is."""
    words = child(areas[0], "Text")
    whole = _space_of(areas[0], "Text", space)
    if len(areas) > 1 or words is None or not whole.a * whole.d - whole.b * whole.c:
        return False
    font = find_resource(around.resources, "Font", attribute(words, "Font"))
    choice = around.drawn.fonts.choose(around.package, font)
    if not choice.can_clip:
        return False
    canvas.transform(whole)
    clip_to_text(canvas, around.drawn, words, choice, around.page)
    canvas.transform(whole.inverse)
    return True
