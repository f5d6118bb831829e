"""What stands on a page: its layers, and the annotations over them."""

from docgen.ofd.ofd_canvas import Canvas
from docgen.ofd.ofd_document import OfdPage
from docgen.ofd.ofd_markup import Element, child, read_flag, read_place
from docgen.ofd.page_objects import draw_block
from docgen.ofd.surroundings import Surroundings
from docgen.pdf.geometry import Matrix


def draw_content(canvas: Canvas, page: OfdPage, around: Surroundings) -> None:
    """Draw a page with its templates and annotations, in the millimetres of the page."""
    for layer in page.layers:
        draw_block(canvas, layer, around)
    for annotation in page.overlays:
        if read_flag(annotation, "Visible", otherwise=True):
            _draw_annotation(canvas, annotation, around)


def _draw_annotation(canvas: Canvas, annotation: Element, around: Surroundings) -> None:
    look = child(annotation, "Appearance")
    if look is None:
        return
    box = read_place(look)
    with canvas.saved():
        canvas.transform(Matrix(1, 0, 0, 1, box.x, box.y))
        draw_block(canvas, look, around)
