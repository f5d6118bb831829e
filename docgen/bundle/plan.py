"""The plan of a bundle: every page, number, mark, link and bookmark, frozen.

Everything that is written or drawn later (the PDF, the forms, the cross-reference, the manifest)
takes its page numbers from here and decides nothing itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from docgen.bundle.page_identity import PackageId
from docgen.model.evidence import Evidence
from docgen.model.page_facts import PageFacts
from docgen.model.source_keys import SourceKey
from docgen.pdf.geometry import PageBox
from docgen.pdf.primitives import Bookmark, Link, Mark
from docgen.text.wording import PageRange


class PageKind(StrEnum):
    """What a page of the bundle is."""

    COVER = "cover"
    INDEX = "index"
    DIVIDER = "divider"
    EVIDENCE = "evidence"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Page `index` (from 1) of the PDF at `pdf`."""

    pdf: str
    index: int
    page: PageFacts
    key: SourceKey
    """Of the source it was made of."""


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
    text_layer: bool = False
    """Whether what was read of its picture lies under it, to be searched and copied."""


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
class Booklet:
    """One PDF to be written: pages that run on in number, and the bookmarks that lead to them."""

    pages: tuple[PlannedPage, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    beside: tuple[Volume, ...] = ()
    """The volumes that lie beside it, where links and bookmarks lead to pages of other files."""

    @property
    def numbers(self) -> PageRange:
        """The numbers of its pages, which are their labels."""
        return PageRange(self.pages[0].number, self.pages[-1].number)

    @property
    def last_beside(self) -> int:
        """The number of the last page of all, its own or of a volume beside it."""
        return max((self.numbers.last, *(volume.last for volume in self.beside)))

    def page(self, number: int) -> PlannedPage:
        """One of its own pages, by its number. IndexError where there is none."""
        return self.pages[number - self.numbers.first]

    @property
    def unmarked(self) -> tuple[int, ...]:
        """The numbers of its pages that had no room for the mark of their identity."""
        return tuple(page.number for page in self.pages if page.unmarked)

    @property
    def with_text_layer(self) -> tuple[int, ...]:
        """The numbers of its pages under which lies what was read of their pictures."""
        return tuple(page.number for page in self.pages if page.text_layer)


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

    def booklet(self, volume: Volume) -> Booklet:
        """What is written as one volume."""
        pages = self.pages[volume.first - 1 : volume.last]
        beside = tuple(other for other in self.volumes if other.number != volume.number)
        return Booklet(pages, self.outlines[volume.number - 1], beside)
