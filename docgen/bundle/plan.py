"""The plan of a bundle: every page, number, mark, link and bookmark, frozen.

Everything that is written or drawn later (the PDF, the forms, the cross-reference, the manifest)
takes its page numbers from here and decides nothing itself.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from math import ceil, floor
from typing import Literal, cast

from docgen.bundle.marks import Frame, Link, Mark, PageBox
from docgen.data.evidence import Evidence
from docgen.data.wording import PageRange


class PageKind(StrEnum):
    """What a page of the bundle is."""

    COVER = "cover"
    INDEX = "index"
    DIVIDER = "divider"
    EVIDENCE = "evidence"
    MISSING = "missing"


@dataclass(frozen=True)
class InkMap:
    """Where a page is printed on: a grid of square cells over the upright visible page.

    Row 0 is at the top. A cell is inked when any of it is not paper-white.
    """

    cell_pt: float
    columns: int
    rows: int
    cells: bytes
    """One byte a cell, row by row; 0 is blank."""

    def is_blank(self, x: float, y: float, width: float, height: float) -> bool:
        """Whether the rectangle (upright points, y down) has no ink under it."""
        first_column, last_column = int(x / self.cell_pt), int((x + width) / self.cell_pt)
        first_row, last_row = int(y / self.cell_pt), int((y + height) / self.cell_pt)
        left, right = max(first_column, 0), max(min(last_column + 1, self.columns), 0)
        for row in range(max(first_row, 0), min(last_row + 1, self.rows)):
            start = row * self.columns
            if any(self.cells[start + left : start + right]):
                return False
        return True

    def inked_columns(self, y: float, height: float) -> bytes:
        """One byte a column; 0 where nothing is printed between the two heights."""
        merged = 0
        for row in range(max(int(y / self.cell_pt), 0), int((y + height) / self.cell_pt) + 1):
            start = row * self.columns
            merged |= int.from_bytes(self.cells[start : start + self.columns].ljust(self.columns))
        return merged.to_bytes(self.columns)

    def turned(self, degrees: int, width: float, height: float) -> "InkMap":
        """The ink of the page (so wide and high before) turned clockwise by a right angle or more.

        Where cells of the two grids do not coincide, all that are touched are inked.
        """
        swapped = degrees % 180 != 0
        columns, rows = (self.rows, self.columns) if swapped else (self.columns, self.rows)
        cells = bytearray(columns * rows)
        for cell in (n for n, inked in enumerate(self.cells) if inked):
            row, column = divmod(cell, self.columns)
            frame = Frame(column * self.cell_pt, row * self.cell_pt, self.cell_pt, self.cell_pt)
            x, y, _, _ = turn_frame(frame, degrees, width, height)
            for down in _touched(y, self.cell_pt, rows):
                for right in _touched(x, self.cell_pt, columns):
                    cells[down * columns + right] = 1
        return InkMap(self.cell_pt, columns, rows, bytes(cells))


def _touched(start: float, cell: float, count: int) -> range:
    """The cells of a row or column that a stretch of a cell's length lies in."""
    first = floor(start / cell + 1e-6)
    last = ceil(start / cell + 1 - 1e-6)
    return range(max(first, 0), min(last, count))


def turn_frame(frame: Frame, degrees: int, width: float, height: float) -> Frame:
    """Where a rectangle lies when its page, so wide and high before, is turned clockwise."""
    x, y, across, down = frame
    match degrees % 360:
        case 90:
            return Frame(height - y - down, x, down, across)
        case 180:
            return Frame(width - x - across, height - y - down, across, down)
        case 270:
            return Frame(y, width - x - across, down, across)
    return frame


@dataclass(frozen=True)
class PreparedPage:
    """One page of a prepared source: its visible box, its ink, and how it leaves the state.

    `unclosed` and `overclosed` say how many graphics states its content leaves open, and how many
    it closes that it never opened: both must be made good before a stamp is drawn.
    """

    box: PageBox
    ink: InkMap
    unclosed: int = 0
    overclosed: int = 0
    turns: tuple[int, ...] = ()
    """The turns (degrees clockwise) one of which sets it upright: (0,) where it stands. None where
    nobody can tell."""
    picture: Frame | None = None
    """Where the picture lies on a page that shows one whole picture and nothing else."""
    captions: tuple[Frame, ...] = ()
    """Where captions go on a page of several pictures, in their order."""

    def turned(self, degrees: int) -> "PreparedPage":
        """The same page turned clockwise as it is seen."""
        width, height = self.box.width_pt, self.box.height_pt
        rotate = cast("Literal[0, 90, 180, 270]", (self.box.rotate + degrees) % 360)
        place = partial(turn_frame, degrees=degrees, width=width, height=height)
        return replace(
            self,
            box=replace(self.box, rotate=rotate),
            ink=self.ink.turned(degrees, width, height),
            turns=tuple((turn - degrees) % 360 for turn in self.turns),
            picture=place(self.picture) if self.picture else None,
            captions=tuple(place(frame) for frame in self.captions),
        )

    @property
    def lies(self) -> bool:
        """Whether it is known not to stand upright."""
        return bool(self.turns) and 0 not in self.turns


@dataclass(frozen=True)
class Prepared:
    """A foreign file made ready: a PDF that can be merged as it is.

    `pdf` is the path of that PDF: the foreign file itself where it is one, else a file in the
    cache. `pages` are all its pages in order.
    """

    path: str
    """The source, relative to `evidence/`."""
    sha256: str
    pdf: str
    pages: tuple[PreparedPage, ...]
    notes: tuple[str, ...] = ()
    """What a reader should know of how it was made ready, in Chinese."""
    losses: tuple[str, ...] = ()
    """The same, where something of the file may be missing."""
    unlocked: bool = False
    """Whether a password was needed to open it."""


@dataclass(frozen=True)
class SourcePage:
    """Page `index` (from 1) of the PDF at `pdf`."""

    pdf: str
    index: int
    page: PreparedPage


@dataclass(frozen=True)
class PlannedPage:
    """One page of the bundle. Its number is its place in the file, counted from 1."""

    number: int
    kind: PageKind
    width_pt: float
    height_pt: float
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    source: SourcePage | None = None
    grown: PageBox | None = None
    """The page's box where white paper was added around a source too small for its stamps."""


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline."""

    title: str
    page: int
    children: tuple["Bookmark", ...] = ()


@dataclass(frozen=True)
class EvidenceEntry:
    """Evidence and its pages in the bundle."""

    evidence: Evidence
    reference: str
    """As stamped on its pages: 项目11 佐证3."""
    pages: PageRange
    printed_as: str = ""
    """The reference stamped there where its pages are those of another piece; else nothing."""

    def elsewhere(self, item: int) -> str:
        """How the pages are called where they do not stand at this item as this piece."""
        own = self.reference if self.evidence.item != item else ""
        return self.printed_as or own


@dataclass(frozen=True)
class ItemEntry:
    """An item, its divider, and the pages of everything that supports it.

    `ranges` is what Annex 2, the index and the .xlsx all print: first the item's own evidence as
    one range, then each piece that stands at another item.
    """

    number: int
    divider: int
    evidence: tuple[EvidenceEntry, ...]
    """All that supports the item; those that stand here first."""
    ranges: tuple[PageRange, ...]


@dataclass(frozen=True)
class CrossReference:
    """Item ↔ evidence ↔ pages."""

    items: tuple[ItemEntry, ...]
    evidence: tuple[EvidenceEntry, ...]

    def item(self, number: int) -> ItemEntry:
        """The entry of one item. KeyError where there is none."""
        for entry in self.items:
            if entry.number == number:
                return entry
        raise KeyError(number)


@dataclass(frozen=True)
class Plan:
    """The whole bundle, decided."""

    title: str
    pages: tuple[PlannedPage, ...]
    bookmarks: tuple[Bookmark, ...]
    cross_reference: CrossReference
    moved: tuple[str, ...]
    """What stamps had to leave their usual place, in Chinese."""
