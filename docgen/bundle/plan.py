"""The plan of a bundle: every page, number, mark, link and bookmark, frozen.

Everything that is written or drawn later (the PDF, the forms, the cross-reference, the manifest)
takes its page numbers from here and decides nothing itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from docgen.bundle.marks import Link, Mark, PageBox
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
