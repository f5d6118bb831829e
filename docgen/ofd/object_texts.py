"""What an OFD says, without drawing it: each text object of a page with its place.

A trade's tags and the data it attaches refer to objects by their numbers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docgen.ofd.ofd_document import COMPOSITE, OfdPage, find_resource
from docgen.ofd.ofd_markup import (
    Element,
    attribute,
    child,
    children,
    name_of,
    read_flag,
    read_matrix,
    read_place,
)
from docgen.ofd.placed_text import place_glyphs
from docgen.pdf.geometry import Matrix, Rect

_DEEPEST = 24


@dataclass(frozen=True)
class ObjectText:
    """The text of one object."""

    identity: str
    """The object's number within the document."""
    text: str
    box: Rect
    """Its boundary, in millimetres from the upper left of the page."""


def list_texts(page: OfdPage) -> Iterator[ObjectText]:
    """The text objects of a page in the order they are drawn, those of templates among them.

    Those that are not to be seen are left out.
    """
    about = Matrix(1, 0, 0, 1, -page.box.x, -page.box.y)
    yield from _walk(page.layers, page, about, _DEEPEST)


def _walk(
    elements: Iterable[Element], page: OfdPage, space: Matrix, depth: int
) -> Iterator[ObjectText]:
    for element in elements:
        if not depth or not read_flag(element, "Visible", otherwise=True):
            continue
        box = read_place(element)
        match name_of(element):
            case "Layer" | "PageBlock":
                yield from _walk(children(element), page, space, depth - 1)
            case "TextObject":
                said = "".join(placed.text for placed in place_glyphs(element))
                yield ObjectText(attribute(element, "ID"), said, _place(box, space))
            case "CompositeObject":
                entry = find_resource(page.resources, COMPOSITE, attribute(element, "ResourceID"))
                content = child(entry.element if entry else None, "Content")
                inside = read_matrix(attribute(element, "CTM")).then(
                    Matrix(1, 0, 0, 1, box.x, box.y)
                )
                yield from _walk(children(content), page, inside.then(space), depth - 1)


def _place(box: Rect, space: Matrix) -> Rect:
    """The box about a box that is taken through a space."""
    corners = [(box.x + x, box.y + y) for x in (0, box.width) for y in (0, box.height)]
    xs, ys = zip(*(space.apply(*corner) for corner in corners), strict=True)
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
