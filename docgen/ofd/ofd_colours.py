"""Colours as an OFD gives them: in a colour space, by a palette, or as a pattern or a shading."""

from dataclasses import dataclass

from docgen.ofd.ofd_canvas import write_points
from docgen.ofd.ofd_document import USUAL_SPACE, ResourceEntry, Resources, find_resource
from docgen.ofd.ofd_markup import (
    Element,
    attribute,
    child,
    children,
    find_numbers,
    read_count,
    read_number,
    text_of,
)

_SPACES = {"GRAY": 1, "GREY": 1, "RGB": 3, "CMYK": 4}
_FILLS = {1: b"g", 3: b"rg", 4: b"k"}
_HUNDRED = 100.0
_STROKES = {1: b"G", 3: b"RG", 4: b"K"}


@dataclass(frozen=True)
class PlainColour:
    """A colour by its parts from 0 to 1: one is grey, three are RGB, four CMYK; and how opaque."""

    parts: tuple[float, ...]
    alpha: float = 1.0

    @property
    def fill(self) -> bytes:
        """The operator that fills with it."""
        return b"%s %s\n" % (write_points(self.parts), _FILLS[len(self.parts)])

    @property
    def stroke(self) -> bytes:
        """The operator that strokes with it."""
        return b"%s %s\n" % (write_points(self.parts), _STROKES[len(self.parts)])

    @property
    def in_rgb(self) -> tuple[float, float, float]:
        """The same in the space that all parts of a shading share."""
        if len(self.parts) == 4:
            *inks, black = self.parts
            red, green, blue = ((1 - ink) * (1 - black) for ink in inks)
            return red, green, blue
        if len(self.parts) == 1:
            return self.parts[0], self.parts[0], self.parts[0]
        red, green, blue = self.parts
        return red, green, blue


INK = PlainColour((0.0,))
"""What is drawn in where nothing is said."""


def read_colour(element: Element | None, resources: Resources) -> PlainColour | None:
    """The colour that an element gives by its value or index.

    None where there is no element, or one that gives something else: a pattern or a shading. What
    gives nothing at all is the zero of its colour space (GB/T 33190, 8.3.2).
    """
    if element is None or len(element):
        return None
    entry = _find_space(element, resources)
    space = entry.element if entry else None
    written = attribute(element, "Value") or _look_up(element, space)
    values = _read_values(written) or [0.0] * _SPACES.get(attribute(space, "Type").upper(), 3)
    count = _SPACES.get(attribute(space, "Type").upper(), len(values))
    count = count if count in _FILLS and count <= len(values) else _usual(len(values))
    most = _find_most(space, values[:count])
    parts = tuple(min(max(value / most, 0.0), 1.0) for value in values[:count])
    return PlainColour(parts, read_alpha(element))


def _find_most(space: Element | None, values: list[float]) -> float:
    """What stands for all of a part: by the bits of its space, 255 for eight of them.

    Inks are mostly written in hundredths, against the standard; they are taken for that where
    nothing is said of bits, and none is more.
    """
    if len(values) == 4 and not attribute(space, "BitsPerComponent") and max(values) <= _HUNDRED:
        return _HUNDRED
    return 2.0 ** min(max(read_count(space, "BitsPerComponent", 8), 1), 16) - 1


def _find_space(element: Element, resources: Resources) -> ResourceEntry | None:
    number = attribute(element, "ColorSpace")
    return find_resource(resources, "ColorSpace", number) or resources.get(USUAL_SPACE)


def _usual(count: int) -> int:
    return count if count in _FILLS else 1 if count < 3 else 3


def _read_values(written: str) -> list[float]:
    """The parts of a colour; each may be written in hexadecimal figures, with a # before it."""
    values: list[float] = []
    for word in written.replace(",", " ").split():
        if word.startswith("#"):
            figures = word[1:] if _is_hexadecimal(word[1:]) else ""
            # Some write all parts in one, as on the web.
            pairs = len(figures) in {6, 8}
            parts = [figures[n : n + 2] for n in range(0, len(figures), 2)] if pairs else [figures]
            values += [float(int(part, 16)) for part in parts if part]
        else:
            values += find_numbers(word)[:1]
    return values


def _is_hexadecimal(word: str) -> bool:
    return bool(word) and all(figure in "0123456789abcdefABCDEF" for figure in word)


def _look_up(element: Element, space: Element | None) -> str:
    """What a palette has at the index that an element names."""
    entries = list(children(child(space, "Palette"), "CV"))
    index = read_count(element, "Index", -1)
    return text_of(entries[index]) if 0 <= index < len(entries) else ""


def read_alpha(element: Element | None) -> float:
    """How opaque something is, from 0 to 1."""
    return min(max(read_number(element, "Alpha", 255) / 255, 0.0), 1.0)
