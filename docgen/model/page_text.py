"""The text that stands on a page: its own, or what was read from its picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from docgen.pdf.geometry import Rect

Point = tuple[float, float]
"""In points on the upright visible page, as in `pdf.geometry`."""

Corners = tuple[Point, Point, Point, Point]
"""The corners of a line of text, clockwise from where its first character has its top left."""

SURELY = 0.97
"""So sure a character is no doubt, between 0 and 1."""
_SURE = 0.8
_TELLING = 12
"""Characters: of fewer, upside down, a few may look like others."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line of text where it stands: characters that are read on without a gap.

    A row of a table is several. A line that lies or stands has its corners turned with it.
    """

    text: str
    corners: Corners
    sureness: float = 1.0
    """How sure its least sure character is, between 0 and 1. 1 where it is the page's own text."""
    doubts: tuple[tuple[int, float], ...] = ()
    """Which characters are less sure than `SURELY`, by their places, and how sure each is."""

    @property
    def frame(self) -> Rect:
        """The upright rectangle around it."""
        xs, ys = zip(*self.corners, strict=True)
        return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    def moved(self, right: float, down: float) -> "PlacedLine":
        """The same line elsewhere."""
        a, b, c, d = ((x + right, y + down) for x, y in self.corners)
        return replace(self, corners=(a, b, c, d))

    def scaled(self, by: float) -> "PlacedLine":
        """The same line on a page so many times as large."""
        a, b, c, d = ((x * by, y * by) for x, y in self.corners)
        return replace(self, corners=(a, b, c, d))


def list_doubts(sure: Sequence[float]) -> tuple[tuple[int, float], ...]:
    """The doubts of a line whose characters are so sure."""
    return tuple((place, value) for place, value in enumerate(sure) if value < SURELY)


@dataclass(frozen=True, slots=True)
class TextState:
    """What every check asks of a page's text, without its lines."""

    unread: bool
    turn: int | None
    """As `PageText.turn`; None where too little was read surely to know."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of one page, from top to bottom."""

    lines: tuple[PlacedLine, ...]
    recognised: bool = False
    """Whether they were read from the page's picture, and may be wrong."""
    unread: bool = False
    """Whether it has text that nobody could read: the engine is missing, or gave up."""
    turn: int = 0
    """By how many degrees clockwise the page has to be turned for its text to stand upright."""

    @property
    def state(self) -> TextState:
        """What there is to say of it in short."""
        sure = (len(line.text) for line in self.lines if line.sureness >= _SURE)
        telling = self.recognised and sum(length for length in sure if length > 1) >= _TELLING
        return TextState(self.unread, self.turn if telling else None)


def store_page_text(page: PageText) -> dict[str, Any]:
    """The text of a page as JSON values, places to a tenth of a point."""
    return {
        "lines": [
            [
                line.text,
                [round(v, 1) for corner in line.corners for v in corner],
                line.sureness,
                line.doubts,
            ]
            for line in page.lines
        ],
        "recognised": page.recognised,
        "unread": page.unread,
        "turn": page.turn,
    }


def restore_page_text(data: dict[str, Any]) -> PageText:
    """The text of a page from JSON values. KeyError, TypeError or ValueError where damaged."""
    lines = (
        PlacedLine(
            str(text),
            _restore_corners(places),
            float(sureness),
            tuple((int(place), float(sure)) for place, sure in doubts),
        )
        for text, places, sureness, doubts in data["lines"]
    )
    recognised, unread = bool(data["recognised"]), bool(data["unread"])
    return PageText(tuple(lines), recognised, unread, int(data["turn"]))


def _restore_corners(places: Sequence[float]) -> Corners:
    a, b, c, d, e, f, g, h = map(float, places)
    return (a, b), (c, d), (e, f), (g, h)
