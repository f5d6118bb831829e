"""The plan of a bundle: every page, number, mark, link and bookmark, frozen.

Everything that is written or drawn later (the PDF, the forms, the cross-reference, the manifest)
takes its page numbers from here and decides nothing itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Literal, cast

from docgen.bundle.identity import PackageId
from docgen.bundle.inkmap import InkMap, turn_frame
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


@dataclass(frozen=True, slots=True)
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
    likeness: bytes = b""
    """The small picture by which a photograph is known again; empty for any other page."""

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


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Page `index` (from 1) of the PDF at `pdf`."""

    pdf: str
    index: int
    page: PreparedPage
    path: str
    """The source it was made of, as in `Prepared`."""


@dataclass(frozen=True, slots=True)
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
    unmarked: bool = False
    """Whether the mark of its identity, which it is to carry, found no place on it."""


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
    divider_pages: int = 1


@dataclass(frozen=True)
class Volume:
    """One file of the bundle, with a cover and the whole index at its head.

    Its pages go on in number from those of the volume before.
    """

    number: int
    """Counted from 1."""
    file: str
    items: tuple[int, ...]
    first: int
    last: int

    @property
    def index(self) -> int:
        """The page its index begins on: right behind the cover."""
        return self.first + 1

    @property
    def pages(self) -> PageRange:
        """All its pages."""
        return PageRange(self.first, self.last)

    def holds(self, page: int) -> bool:
        """Whether a page is one of its own."""
        return self.first <= page <= self.last

    def place(self, page: int) -> int:
        """Which page of the file it is, counted from 1."""
        return page - self.first + 1


@dataclass(frozen=True)
class CrossReference:
    """Item ↔ evidence ↔ pages."""

    items: tuple[ItemEntry, ...]
    evidence: tuple[EvidenceEntry, ...]
    volumes: tuple[Volume, ...]
    index_pages: int = 1
    """How many pages the index has at the head of each volume."""
    supplements: tuple[PageRange, ...] = ()
    """Of each supplement (evidence that came after numbers were frozen) the pages before it."""

    def volume(self, page: int) -> Volume:
        """The volume that holds a page. KeyError where there is none."""
        for volume in self.volumes:
            if volume.holds(page):
                return volume
        raise KeyError(page)

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
    outlines: tuple[tuple[Bookmark, ...], ...]
    """The bookmarks of each volume."""
    cross_reference: CrossReference
    moved: tuple[str, ...]
    """What stamps had to leave their usual place, in Chinese."""
    issued: Mapping[int, PackageId] = field(default_factory=dict)
    """The pages that carry the identity of an earlier state of the package: they are on paper."""

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """The files it is written to: one, unless it had to be divided."""
        return self.cross_reference.volumes

    def unmarked(self, volume: Volume) -> tuple[int, ...]:
        """The numbers of its pages that had no room for the mark of their identity."""
        return tuple(page.number for page in self.pages_of(volume) if page.unmarked)

    def pages_of(self, volume: Volume) -> tuple[PlannedPage, ...]:
        """The pages of one volume."""
        return self.pages[volume.first - 1 : volume.last]
