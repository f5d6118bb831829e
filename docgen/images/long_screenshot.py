"""Where a long screenshot is cut into pages: between lines of text, never through them.

Pure: a small picture goes in, the pieces in points come out. A row may be cut where nothing
stands on it. What runs straight down the picture (the sides of a chat bubble, the rules of a
table) is taken away before that is asked, so a bubble longer than a page is cut between its lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from PIL import Image, ImageChops

from docgen.images.picture_placement import A4, BOTTOM_MARGIN, SIDE_MARGIN, TOP_MARGIN, Placement
from docgen.issues.issue import Issue
from docgen.issues.unplaced import noted
from docgen.pdf.geometry import MM, Rect

LONGEST = 2.5
"""Times as high as wide that a picture still stands on one page. Phones' screens go up to 2.44, and
on one page they are as large as life; what is longer was scrolled."""

ROOM = A4[1] - TOP_MARGIN - BOTTOM_MARGIN
"""The height for a piece on its page."""
_WIDTH = A4[0] - 2 * SIDE_MARGIN
_COARSEST_DPI = 64
"""Two thirds of a screen's: letters are drawn at one and a half times their size at most."""

OVERLAP = 8 * MM
"""What two pages both show where a picture had to be cut through: a line of large letters."""

_PIXELS_A_POINT = 4 / MM
"""Of the small picture: a gap of half a millimetre is two rows."""

_EDGE = 16
"""Levels of grey between neighbours that make an edge: above JPEG's noise, below any letter."""
_STRAIGHT = 12 * MM
"""What runs straight down for longer is no letter."""
_MOST_EDGES = 1
"""A row with no more is empty: a stroke has a left edge and a right one, a speck counts less."""
_PARTS = 16
"""A row is counted in so many parts, for eight bits could not hold the count of a whole one."""

_LEAST_GAP = 0.4 * MM
_WIDEST_GAP = 6 * MM
"""More than this makes no better place to cut."""
_DEAREST = 0.06
"""Millimetres of gap that one millimetre of lost page costs: 三 is not cut for the sake of a line,
and a paragraph's end is looked for no farther up than a third of a page."""
_WITHIN = 3 * MM
"""What a gap is worth less where something stands beside it: within a bubble, or by an avatar."""
_FULLEST = 0.45
"""No page is left emptier than this for want of a gap: it is cut through instead."""

_LETTERS = 4.5 * MM
"""Height of a line that is pleasant to read (13 points). Those of a phone are nearly twice as large
where its screen is as wide as a page."""
_LINES = (MM, 15 * MM)
"""Heights that lines of text may have on a strip as wide as a page."""
_NARROWEST = 0.65
_SAVED = (1.0, 0.95, 0.9, 0.85)
"""How far a picture is narrowed further where that saves a page."""


@dataclass(frozen=True)
class BlankRows:
    """Empty rows of a strip: where they begin and end, in points from its top.

    `open` where they are empty from side to side, also of what runs straight down.
    """

    top: float
    bottom: float
    open: bool

    @property
    def middle(self) -> float:
        """Where to cut."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """How much of it there is."""
        return self.bottom - self.top


@dataclass(frozen=True)
class StripPage:
    """What one page shows of a strip, in points from its top."""

    top: float
    bottom: float


@dataclass(frozen=True)
class Strip:
    """A long picture as it is drawn: its size in points and its pieces, from top to bottom."""

    width: float
    height: float
    pieces: tuple[StripPage, ...]

    @property
    def cut_through(self) -> int:
        """How many cuts found no gap; the pieces beside them overlap."""
        return sum(one.bottom > other.top for one, other in pairwise(self.pieces))

    def place(self, piece: StripPage) -> Placement:
        """The page of a piece, and where the whole picture lies on it; only the piece is shown."""
        x = (A4[0] - self.width) / 2
        return Placement(*A4, x, TOP_MARGIN - piece.top, self.width, self.height)

    def frame(self, piece: StripPage) -> Rect:
        """What of its page a piece takes."""
        return Rect((A4[0] - self.width) / 2, TOP_MARGIN, self.width, piece.bottom - piece.top)

    @property
    def notes(self) -> list[Issue]:
        """What a reader should know."""
        if len(self.pieces) == 1:
            return []
        notes = [noted("cut", count=len(self.pieces))]
        if self.cut_through:
            notes.append(noted("cut_through", count=self.cut_through))
        return notes


def is_long(at: Placement) -> bool:
    """Whether a picture placed on one page is too long for that. Scans of whole pages are not."""
    fills = at.y > 0 and at.height > ROOM - 1
    return fills and at.height > LONGEST * at.width


def widest(pixels: float) -> float:
    """How wide a strip of so many pixels across is drawn at most, in points."""
    return min(_WIDTH, pixels * 72 / _COARSEST_DPI)


def small_size(at: Placement, pixels: float) -> tuple[int, int]:
    """Pixels of an upright strip of so many pixels across that are enough to find its gaps."""
    across = max(1, round(widest(pixels) * _PIXELS_A_POINT))
    return across, max(1, round(across * at.height / at.width))


def cut(picture: Image.Image, width: float) -> Strip:
    """Cut a strip that is drawn so wide (in points) at most: narrower where its letters are large.

    It is narrowed a little further where that saves a page.
    """
    scale = width / picture.width
    height = picture.height * scale
    gaps = find_gaps(picture, scale)
    pleasant = min(1.0, max(_NARROWEST, _LETTERS / _line_height(gaps)))
    best: Strip | None = None
    for factor in (pleasant * saved for saved in _SAVED):
        scaled = [BlankRows(gap.top * factor, gap.bottom * factor, gap.open) for gap in gaps]
        pieces = tuple(_pieces(height * factor, scaled))
        if best is None or len(pieces) < len(best.pieces):
            best = Strip(width * factor, height * factor, pieces)
    assert best is not None
    return best


def _line_height(gaps: Sequence[BlankRows]) -> float:
    """How high a line of text is as a rule; pleasant where there are none."""
    low, high = _LINES
    between = (below.top - above.bottom for above, below in pairwise(gaps))
    lines = [height for height in between if low <= height <= high]
    return median(lines) if lines else _LETTERS


def _pieces(height: float, gaps: Sequence[BlankRows]) -> Iterator[StripPage]:
    top = 0.0
    while height - top > ROOM:
        within = [g for g in gaps if top + _FULLEST * ROOM <= g.middle <= top + ROOM]
        if within:
            gap = max(within, key=lambda g: _worth(g, top + ROOM))
            yield StripPage(top, gap.middle)
            top = gap.middle
        else:
            yield StripPage(top, top + ROOM)
            top += ROOM - OVERLAP
    yield StripPage(top, height)


def _worth(gap: BlankRows, end: float) -> float:
    beside = 0 if gap.open else _WITHIN
    return min(gap.height, _WIDEST_GAP) - beside - _DEAREST * (end - gap.middle)


def find_gaps(picture: Image.Image, scale: float) -> list[BlankRows]:
    """The empty rows of a picture, a pixel of which is `scale` points."""
    edges = _edges(picture.convert("L"))
    letters = ImageChops.subtract(edges, _straight(edges, max(2, round(_STRAIGHT / scale))))
    gaps = []
    for top, bottom in _empty_runs(_count(letters), scale):
        # What is open within a gap is the better place: between bubbles, not at their rims.
        whole = _empty_runs(_count(edges.crop((0, top, edges.width, bottom))), scale)
        runs = [(top + start, top + end, True) for start, end in whole] or [(top, bottom, False)]
        gaps += [BlankRows(start * scale, end * scale, is_open) for start, end, is_open in runs]
    return gaps


def _empty_runs(counts: Sequence[int], scale: float) -> list[tuple[int, int]]:
    """Rows without edges that are high enough together: the first, and the one behind the last."""
    runs, place = [], 0
    for empty, rows in groupby(count <= _MOST_EDGES for count in counts):
        end = place + len(list(rows))
        if empty and (end - place) * scale >= _LEAST_GAP:
            runs.append((place, end))
        place = end
    return runs


def _edges(grey: Image.Image) -> Image.Image:
    """255 where a pixel differs from its right neighbour."""
    width, height = grey.size
    moved = grey.crop((1, 0, width, height))
    apart = ImageChops.difference(grey.crop((0, 0, width - 1, height)), moved)
    return apart.point([0] * _EDGE + [255] * (256 - _EDGE))


def _straight(edges: Image.Image, length: int) -> Image.Image:
    """Those edges that run down for at least so many rows."""
    kept, known = edges, 1
    while known < length:
        step = min(known, length - known)
        kept = ImageChops.darker(kept, _lifted(kept, step))
        known += step
    grown, known = kept, 1
    while known < length:
        step = min(known, length - known)
        grown = ImageChops.lighter(grown, _lowered(grown, step))
        known += step
    return grown


def _lifted(image: Image.Image, rows: int) -> Image.Image:
    """The image moved up, empty below."""
    return image.crop((0, rows, image.width, image.height + rows))


def _lowered(image: Image.Image, rows: int) -> Image.Image:
    """The image moved down, empty above."""
    return image.crop((0, -rows, image.width, image.height - rows))


def _count(edges: Image.Image) -> list[int]:
    """How many edges each row has."""
    means = edges.resize((_PARTS, edges.height), Image.Resampling.BOX).tobytes()
    part = edges.width / _PARTS / 255
    rows = (means[at : at + _PARTS] for at in range(0, len(means), _PARTS))
    return [round(sum(row) * part) for row in rows]
