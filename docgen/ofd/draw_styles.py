"""How something is drawn: what an object says of itself, and what its parameters say for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from docgen.ofd.ofd_canvas import write_array, write_points
from docgen.ofd.ofd_document import Resources, find_resource
from docgen.ofd.ofd_markup import Element, attribute, child, find_numbers

_LINE_WIDTH = 0.353
"""Millimetres, a point, where nothing is said (GB/T 33190, 8.2)."""
_MITRE_LIMIT = 3.528
_CAPS = {"Butt": 0, "Round": 1, "Square": 2}
_JOINS = {"Miter": 0, "Round": 1, "Bevel": 2}
_LONGEST_CHAIN = 16


@dataclass(frozen=True)
class DrawStyle:
    """An object, and the draw parameters that speak for it, the nearest first."""

    sources: tuple[Element, ...]

    def colour(self, name: str) -> Element | None:
        """The colour that is to fill (`FillColor`) or to stroke (`StrokeColor`)."""
        found = (child(source, name) for source in self.sources)
        return next((one for one in found if one is not None), None)

    def _written(self, name: str) -> str:
        return next((value for one in self.sources if (value := attribute(one, name))), "")

    @property
    def line_width(self) -> float:
        """In millimetres."""
        found = find_numbers(self._written("LineWidth"))
        return abs(found[0]) if found else _LINE_WIDTH

    @property
    def lines(self) -> bytes:
        """The operators that set width, caps, joins and dashes."""
        cap = _CAPS.get(self._written("Cap"), 0)
        join = _JOINS.get(self._written("Join"), 0)
        limit = next(iter(find_numbers(self._written("MiterLimit"))), _MITRE_LIMIT)
        return b"%s w %d J %d j %s M\n%s" % (
            write_points([self.line_width]), cap, join, write_points([max(limit, 1)]), self._dashes,
        )  # fmt: skip

    @property
    def _dashes(self) -> bytes:
        pattern = [abs(value) for value in find_numbers(self._written("DashPattern"))]
        if not any(pattern):
            return b""
        offset = next(iter(find_numbers(self._written("DashOffset"))), 0.0)
        return b"%s %s d\n" % (write_array(pattern), write_points([offset]))


def style_of(element: Element, resources: Resources, inherited: tuple[Element, ...]) -> DrawStyle:
    """The style of an object within what its layer has set."""
    return DrawStyle((element, *list_params(element, resources), *inherited))


def list_params(element: Element, resources: Resources) -> Iterator[Element]:
    """The parameters that an object or layer refers to, and those that they go on from."""
    number = attribute(element, "DrawParam")
    for _ in range(_LONGEST_CHAIN):
        entry = find_resource(resources, "DrawParam", number)
        if entry is None:
            return
        yield entry.element
        number = attribute(entry.element, "Relative")
