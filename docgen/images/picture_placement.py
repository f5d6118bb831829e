"""Where a picture goes: the page it gets, and its place and size on it. All in points."""

from dataclasses import dataclass
from typing import TypeVar

from docgen.issues.issue import Issue
from docgen.issues.unplaced import noted
from docgen.pdf.geometry import MM, Matrix, Rect

_Side = TypeVar("_Side", int, float)

A4 = (210 * MM, 297 * MM)
A3 = (297 * MM, 420 * MM)

TOP_MARGIN = 26 * MM
"""Where the reference and the 已审验 frame are stamped."""
BOTTOM_MARGIN = 18 * MM
"""Where the page number is stamped."""
SIDE_MARGIN = 12 * MM
"""Beyond what printers cannot reach, and enough that punched holes spare the picture."""

_COARSEST_DPI = 96
"""A picture is not drawn coarser than a screen shows it: blowing it up adds nothing."""
_SCAN_DPI = (99.9, 1200)
"""Cameras write 72 or 96 for want of a figure; no office scanner goes beyond 1200. In whole pixels
a metre, 100 becomes 99.9998."""
_SQUARE_PIXELS = 0.02
_PAPER_TOLERANCE = 0.03
"""Scanners clip or add a few millimetres."""
_FAX_DPI = (50, 500)
_MOST_OBLONG_PIXELS = 2.5
"""Fax pixels are up to 2.1 times as high as wide (204 × 98 dpi)."""

_FLAT, _FINE_DPI = 4, 250
"""So many times as wide as high, and drawn so fine, a picture's letters may be too small to read:
those of a screen become one and a half millimetres high."""

# The unit square of the stored picture in the unit square of the upright one: EXIF, Orientation.
UPRIGHT: dict[int, Matrix] = {
    1: Matrix(1, 0, 0, 1, 0, 0),
    2: Matrix(-1, 0, 0, 1, 1, 0),
    3: Matrix(-1, 0, 0, -1, 1, 1),
    4: Matrix(1, 0, 0, -1, 0, 1),
    5: Matrix(0, -1, -1, 0, 1, 1),
    6: Matrix(0, -1, 1, 0, 0, 1),
    7: Matrix(0, 1, 1, 0, 0, 0),
    8: Matrix(0, 1, -1, 0, 1, 0),
}


@dataclass(frozen=True)
class Placement:
    """A page and the upright picture on it, in points; `x` and `y` from the top left corner."""

    page_width: float
    page_height: float
    x: float
    y: float
    width: float
    height: float

    @property
    def picture(self) -> Rect:
        """The picture's rectangle alone."""
        return Rect(self.x, self.y, self.width, self.height)


def place_picture(width: int, height: int, dpi: tuple[float, float]) -> Placement:
    """Where an upright picture of so many pixels goes.

    A scan of A4 or A3 paper gets a page of just its size; anything else is fitted on A4 between
    the margins that stamps need.
    """
    scan = _scan_size(width, height, dpi)
    if scan:
        return Placement(*scan, 0, 0, *scan)
    page_width, page_height = A4 if height >= width else (A4[1], A4[0])
    room_x, room_y = page_width - 2 * SIDE_MARGIN, page_height - TOP_MARGIN - BOTTOM_MARGIN
    scale = min(room_x / width, room_y / height, 72 / _COARSEST_DPI)
    drawn_x, drawn_y = width * scale, height * scale
    x, y = SIDE_MARGIN + (room_x - drawn_x) / 2, TOP_MARGIN + (room_y - drawn_y) / 2
    return Placement(*(round(v, 4) for v in (page_width, page_height, x, y, drawn_x, drawn_y)))


def say_if_flat(placement: Placement, dots: int) -> tuple[Issue, ...]:
    """What is said of a picture `dots` wide that only a page's width kept small."""
    frame = placement.picture
    flat = frame.width >= _FLAT * frame.height
    if not flat or dots * 72 < _FINE_DPI * frame.width:
        return ()
    return (noted("flat", height=round(frame.height / MM)),)


def _scan_size(width: int, height: int, dpi: tuple[float, float]) -> tuple[float, float] | None:
    low, high = _SCAN_DPI
    if not all(low <= value <= high for value in dpi):
        return None
    if abs(dpi[0] - dpi[1]) > _SQUARE_PIXELS * max(dpi):
        return None
    size = (round(width / dpi[0] * 72, 4), round(height / dpi[0] * 72, 4))
    for short, long in (A4, A3):
        for paper in ((short, long), (long, short)):
            if all(abs(size[i] - paper[i]) <= _PAPER_TOLERANCE * paper[i] for i in (0, 1)):
                return size
    return None


def turned(size: tuple[_Side, _Side], orientation: int) -> tuple[_Side, _Side]:
    """Width and height with the sides swapped where the orientation lays the picture over."""
    return (size[1], size[0]) if orientation >= 5 else size


def square_pixels(
    width: int, height: int, dpi: tuple[float, float]
) -> tuple[int, int, tuple[float, float]]:
    """The same picture counted in square pixels: a fax has half as many lines as columns."""
    low, high = _FAX_DPI
    fine = max(dpi)
    if not all(low <= value <= high for value in dpi) or fine / min(dpi) > _MOST_OBLONG_PIXELS:
        return width, height, dpi
    if abs(dpi[0] - dpi[1]) <= _SQUARE_PIXELS * fine:
        return width, height, dpi
    return round(width * fine / dpi[0]), round(height * fine / dpi[1]), (fine, fine)
