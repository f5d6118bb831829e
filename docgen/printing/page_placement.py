"""Where every page lies on its sheet: which leaf, which side, how far shrunk and moved. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docgen.bundle.binding import (
    BINDING,
    LEAST_SCALE,
    BoundSheet,
    Lie,
    SheetSide,
    Side,
    follow,
    lie_of,
)
from docgen.bundle.page_space import EDGE
from docgen.images.ink_map import InkMap
from docgen.pdf.geometry import MM, Matrix, Rect

_AS_IT_IS = Matrix(1, 0, 0, 1, 0, 0)
_SAME = 1.5 * MM
"""Pages so little smaller than their sheet need not be put on it."""

_SEEN = 2.0
"""Ink is known to a pixel of a look at the page, in points: so much in the binding is none."""


@dataclass(frozen=True)
class PageToPrint:
    """A page as it is to be printed: its size upright, and what a look at it tells."""

    width: float
    height: float
    ink: Rect | None = None
    """What is printed on, on the upright page; None for a blank page."""
    colour: bool = False
    map: InkMap | None = None
    """Where it is blank; None where nobody could look."""


@dataclass(frozen=True)
class PlacedPage:
    """A page on its sheet.

    `matrix` leads from points on the upright page to points on the sheet, both from the upper left
    corner, y down. `crossing` is how far ink stands in the binding margin all the same.
    """

    index: int
    """The page's place in its document, counted from 1."""
    place: SheetSide
    sheet: BoundSheet
    matrix: Matrix
    scale: float
    crossing: float
    colour: bool

    @property
    def stays(self) -> bool:
        """Whether the page is a sheet already."""
        return self.matrix == _AS_IT_IS


def place_pages(
    faces: Iterable[PageToPrint], opening: frozenset[int], *, bound: bool
) -> Iterator[PlacedPage]:
    """Place the pages of a document one after the other.

    `opening` are the pages, from 1, that open a section. What is not `bound` is printed as it is,
    but in the middle of its sheet where it is of another size.
    """
    place: SheetSide | None = None
    for index, face in enumerate(faces, start=1):
        lie = lie_of(face.width, face.height)
        place = follow(place, opens=index in opening, folds=lie.sheet.paper != "A4")
        if bound:
            yield _settle(index, face, lie, place)
        else:
            matrix = _centre(face, lie)
            yield PlacedPage(index, place, lie.sheet, matrix, lie.scale, 0.0, face.colour)


def _settle(index: int, face: PageToPrint, lie: Lie, place: SheetSide) -> PlacedPage:
    """A page at the outer edge of its sheet, shrunk as little as clears the binding.

    It shrinks about a line as far from the outer edge as stamps stand, so that they stay there.
    """
    recto = place.side is Side.RECTO
    across = (face.height if lie.turned else face.width) * lie.scale
    reach = _inked_reach(face, lie.turned, recto) * lie.scale
    room = lie.sheet.width - BINDING
    shrink = 1.0
    if reach > room + _SEEN:
        shrink = max((room - EDGE) / (reach - EDGE), min(LEAST_SCALE / lie.scale, 1.0))
    scale, spared = lie.scale * shrink, EDGE * (1 - shrink)
    left = lie.sheet.width - spared - across * shrink if recto else spared
    matrix = _put(face, lie, left, scale, shrink)
    crossing = max(spared + reach * shrink - room, 0.0)
    crossing = crossing if crossing > _SEEN else 0.0
    return PlacedPage(index, place, lie.sheet, matrix, scale, crossing, face.colour)


def _inked_reach(face: PageToPrint, turned: bool, recto: bool) -> float:
    """How far ink reaches from the outer edge of the page towards the binding."""
    if face.ink is None:
        return 0.0
    x, y, width, height = face.ink
    near, far, extent = (y, y + height, face.height) if turned else (x, x + width, face.width)
    return extent - near if recto else far


def _put(face: PageToPrint, lie: Lie, left: float, scale: float, shrink: float) -> Matrix:
    """The page with its left edge there: at the foot of the sheet, shrunk about its own middle."""
    extent = (face.width if lie.turned else face.height) * lie.scale
    foot = lie.sheet.height if lie.scale == 1 else (lie.sheet.height + extent) / 2
    return _put_at(face, lie, left, foot - extent + extent * (1 - shrink) / 2, scale)


def _centre(face: PageToPrint, lie: Lie) -> Matrix:
    """A page in the middle of its sheet; as it is where it has the size of it."""
    width, height = (face.height, face.width) if lie.turned else (face.width, face.height)
    left = (lie.sheet.width - width * lie.scale) / 2
    top = (lie.sheet.height - height * lie.scale) / 2
    if lie.scale == 1 and max(left, top) * 2 < _SAME and not lie.turned:
        return _AS_IT_IS
    return _put_at(face, lie, left, top, lie.scale)


def _put_at(face: PageToPrint, lie: Lie, left: float, top: float, scale: float) -> Matrix:
    if lie.turned:
        # The head of the page is on the left, its left edge at the foot.
        return Matrix(0, -scale, scale, 0, left, top + face.width * scale)
    return Matrix(scale, 0, 0, scale, left, top)


def then(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does one and then the other."""
    a, b, c, d, e, f = first
    x0, y0 = second.apply(e, f)
    return Matrix(
        second.a * a + second.c * b,
        second.b * a + second.d * b,
        second.a * c + second.c * d,
        second.b * c + second.d * d,
        x0,
        y0,
    )


def invert(matrix: Matrix) -> Matrix:
    """The matrix that undoes another. ZeroDivisionError where there is none."""
    a, b, c, d, e, f = matrix
    over = 1 / (a * d - b * c)
    back = Matrix(d * over, -b * over, -c * over, a * over, 0, 0)
    x, y = back.apply(e, f)
    return back._replace(e=-x, f=-y)


def in_millimetres(points: float) -> float:
    """Points as millimetres, to a tenth."""
    return round(points / MM, 1)
