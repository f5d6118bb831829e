"""What is drawn upon a page: lines of text, rules, boxes, QR codes; links and bookmarks.

Places are in points on the upright visible page, as `geometry` tells.
"""

from dataclasses import dataclass

Colour = tuple[float, float, float]


BLACK: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. `y` is the baseline."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    colour: Colour = BLACK
    angle: float = 0.0
    """Degrees, counter-clockwise about (x, y)."""
    multiply: bool = False
    """Darken what lies beneath instead of hiding it (the draft mark)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.5
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled, stroked or both."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None = None
    stroke: Colour | None = None
    line_width: float = 0.5


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code, black on the white of the page. `text` is what it holds.

    The place is that of its dark square: the white it needs about it must be there.
    """

    x: float
    y: float
    side: float
    text: str


Mark = Text | Rule | Box | Symbol


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle that leads to the top of a page of the same document."""

    x: float
    y: float
    width: float
    height: float
    page: int


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline."""

    title: str
    page: int
    children: tuple["Bookmark", ...] = ()
