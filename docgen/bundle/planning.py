"""Planning the bundle: from evidence and prepared files to the frozen plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.bundle.album import Run, arrange, lay_caption
from docgen.bundle.frontmatter import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Matter,
    evidence_reference,
    item_reference,
    lay_cover,
    lay_divider,
    lay_index,
    lay_missing,
    write_category,
)
from docgen.bundle.identity import PageIdentity
from docgen.bundle.layout import Drawn
from docgen.bundle.marks import Mark
from docgen.bundle.paper import Margins, Paper
from docgen.bundle.plan import (
    Bookmark,
    CrossReference,
    EvidenceEntry,
    ItemEntry,
    PageKind,
    Plan,
    PlannedPage,
    Prepared,
    PreparedPage,
    SourcePage,
    Volume,
)
from docgen.bundle.repeats import find_repeats
from docgen.bundle.stamps import Order, Stamped, draft_mark, stamp_front_page, stamp_page
from docgen.data.evidence import LAST_PAGE, Evidence, SourceFile
from docgen.data.scheme import Category, Item
from docgen.data.wording import PageRange
from docgen.errors import Finding

Parts = tuple[tuple[int, ...], ...]
"""The numbers of the items in each volume."""

_MOST_LAYOUTS = 10
"""Page numbers of ten digits are nowhere in sight."""


@dataclass(frozen=True)
class Leaf:
    """One page of evidence: a page of a source, or a word about a file that is missing."""

    file: str
    source: SourcePage | None
    reason: str = ""
    captions: tuple[str, ...] = ()
    """What goes into the captions of its page, in their order."""


@dataclass(frozen=True)
class Bound:
    """A piece of evidence with its leaves, before it has numbers.

    One that repeats an earlier piece from the first page to the last has none of its own.
    """

    evidence: Evidence
    leaves: tuple[Leaf, ...]
    repeated: Evidence | None = None


def bind(
    matter: Matter, evidence: Sequence[Evidence], sources: Mapping[str, Prepared | Finding]
) -> list[Bound]:
    """Return the evidence with its pages, in the order of the bundle."""
    ordered = [e for item in matter.spec.items for e in evidence if e.item == item.number]
    repeats = find_repeats(ordered, sources)
    return [
        Bound(e, (), repeats[e.id]) if e.id in repeats else Bound(e, take_leaves(e, sources))
        for e in ordered
    ]


def take_leaves(evidence: Evidence, sources: Mapping[str, Prepared | Finding]) -> tuple[Leaf, ...]:
    """Return the pages of a piece of evidence in order, at least one.

    What is missing gives a leaf too.
    """
    leaves: list[Leaf] = []
    for part in arrange(evidence, sources):
        if isinstance(part, Run):
            leaves += _sheet_leaves(part, sources)
        else:
            leaves += _file_leaves(part, sources)
    return tuple(leaves) or (Leaf("", None, "没有可用的页"),)


def _sheet_leaves(run: Run, sources: Mapping[str, Prepared | Finding]) -> Iterator[Leaf]:
    """The pages that pictures share; a page each where those could not be made."""
    sheets = sources.get(run.source)
    if isinstance(sheets, Prepared):
        captions = [shot.caption for shot in run.shots]
        for index, page in enumerate(sheets.pages, start=1):
            here = tuple(captions[: len(page.captions)])
            del captions[: len(here)]
            yield Leaf(run.shots[0].path, SourcePage(sheets.pdf, index, page), captions=here)
        return
    for shot in run.shots:
        yield Leaf(shot.path, SourcePage(shot.pdf, shot.index, _turn(shot.page, shot.turn)))


def _turn(page: PreparedPage, degrees: int) -> PreparedPage:
    return page.turned(degrees) if degrees else page


def _file_leaves(file: SourceFile, sources: Mapping[str, Prepared | Finding]) -> Iterator[Leaf]:
    source = sources[file.path]
    if isinstance(source, Finding):
        yield Leaf(file.path, None, source.what)
        return
    count = len(source.pages)
    for first, last in file.pages or ((1, LAST_PAGE),):
        for index in range(first, min(last, count) + 1):
            page = source.pages[index - 1]
            yield Leaf(file.path, SourcePage(source.pdf, index, _turn(page, file.turn)))
        if first > count or count < last < LAST_PAGE:
            asked = f"第 {first} 页起" if last == LAST_PAGE else f"第 {first}–{last} 页"
            yield Leaf(file.path, None, f"要{asked}，文件只有 {count} 页")


def make_plan(
    matter: Matter,
    evidence: Sequence[Evidence],
    sources: Mapping[str, Prepared | Finding],
    *,
    draft: bool,
    parts: Parts | None = None,
) -> Plan:
    """Decide every page of the bundle.

    `parts` are the items of each volume; not given, all are in one. The front matter is laid out
    until its length agrees with the numbers printed in it, which follow from its length. Numbers
    only gain digits on the way, so this comes to an end.
    """
    bound = bind(matter, evidence, sources)
    parts = parts or (tuple(item.number for item in matter.spec.items),)
    cross = _cross_reference(matter, bound, parts, index_pages=1, divider_pages={})
    for _ in range(_MOST_LAYOUTS):
        known, cross = cross, _lay_out(matter, bound, parts, cross)
        if known == cross:
            break
    pages = list(_draw_pages(matter, bound, cross, draft=draft))
    if [page.number for page, _ in pages] != list(range(1, len(pages) + 1)):
        raise AssertionError("the front matter changed its length between counting and drawing")
    return Plan(
        matter.spec.bundle.title,
        tuple(page for page, _ in pages),
        tuple(tuple(_bookmarks(matter, cross, volume)) for volume in cross.volumes),
        cross,
        tuple(text for _, moved in pages for text in moved),
    )


def _lay_out(
    matter: Matter, bound: Sequence[Bound], parts: Parts, cross: CrossReference
) -> CrossReference:
    """Number everything anew with the lengths the front matter has under these numbers."""
    index_pages = len(lay_index(matter, cross))
    divider_pages = {
        item.number: len(lay_divider(matter, item, category, cross))
        for category, item in _items(matter)
    }
    return _cross_reference(matter, bound, parts, index_pages, divider_pages)


def _items(matter: Matter) -> Iterator[tuple[Category, Item]]:
    for category in matter.spec.categories:
        for item in category.items:
            yield category, item


# --- numbers ---------------------------------------------------------------------------------


def _cross_reference(
    matter: Matter,
    bound: Sequence[Bound],
    parts: Parts,
    index_pages: int,
    divider_pages: Mapping[int, int],
) -> CrossReference:
    """Number everything: per volume cover and index, then per item its divider and its evidence."""
    number = 1
    dividers: dict[int, int] = {}
    entries: list[EvidenceEntry] = []
    volumes: list[Volume] = []
    for order, part in enumerate(parts, start=1):
        first = number
        number += 1 + index_pages
        for item in part:
            dividers[item] = number
            number += divider_pages.get(item, 1)
            own = [piece for piece in bound if piece.evidence.item == item]
            for piece in own:
                entries.append(_number_evidence(matter, piece, number, entries))
                number += len(piece.leaves)
        file = _volume_name(matter, order, len(parts))
        volumes.append(Volume(order, file, part, first, number - 1))
    items = tuple(_item_entry(item, dividers[item.number], entries) for item in matter.spec.items)
    return CrossReference(items, tuple(entries), tuple(volumes))


def _number_evidence(
    matter: Matter, piece: Bound, number: int, before: Sequence[EvidenceEntry]
) -> EvidenceEntry:
    """The entry of a piece whose pages begin at a number, or stand at an earlier piece."""
    reference = evidence_reference(matter.spec, piece.evidence)
    if piece.repeated is None:
        pages = PageRange(number, number + len(piece.leaves) - 1)
        return EvidenceEntry(piece.evidence, reference, pages)
    first = next(entry for entry in before if entry.evidence.id == piece.repeated.id)
    return EvidenceEntry(piece.evidence, reference, first.pages, first.reference)


def _volume_name(matter: Matter, order: int, count: int) -> str:
    volume = f"（第{order}卷）" if count > 1 else ""
    return f"{matter.spec.bundle.name}{volume}.pdf"


def _item_entry(item: Item, divider: int, entries: Sequence[EvidenceEntry]) -> ItemEntry:
    own = [e for e in entries if e.evidence.item == item.number]
    others = [
        e for e in entries if e.evidence.item != item.number and item.number in e.evidence.supports
    ]
    here = [e.pages for e in own if not e.printed_as]
    ranges = [PageRange(here[0].first, here[-1].last)] if here else []
    for entry in (*own, *others):
        if not any(entry.pages.within(known) for known in ranges):
            ranges.append(entry.pages)
    return ItemEntry(item.number, divider, (*own, *others), tuple(ranges))


# --- pages -----------------------------------------------------------------------------------

_Stamped = tuple[PlannedPage, tuple[str, ...]]


def _draw_pages(
    matter: Matter, bound: Sequence[Bound], cross: CrossReference, *, draft: bool
) -> Iterator[_Stamped]:
    """Yield every page in order, each with what its stamps had to leave."""
    entries = {entry.evidence.id: entry for entry in cross.evidence}
    dividers = {
        item.number: lay_divider(matter, item, category, cross) for category, item in _items(matter)
    }
    index = lay_index(matter, cross)
    for volume in cross.volumes:
        press = _Press(matter, volume, draft)
        yield press.front(PageKind.COVER, lay_cover(matter, cross, volume))
        for drawn in index:
            yield press.front(PageKind.INDEX, drawn)
        for item in volume.items:
            for drawn in dividers[item]:
                yield press.front(PageKind.DIVIDER, drawn)
            for piece in bound:
                if piece.evidence.item == item and piece.leaves:
                    entry = entries[piece.evidence.id]
                    yield from press.evidence(piece, entry, cross.item(item).divider)


class _Press:
    """Gives the pages of a volume their numbers as they come, and their stamps."""

    def __init__(self, matter: Matter, volume: Volume, draft: bool) -> None:
        self._matter = matter
        self._index = volume.index
        self._draft = draft
        self._number = volume.first - 1

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _identify(self, number: int) -> PageIdentity | None:
        package = self._matter.package
        return PageIdentity(package, "bundle", number) if package else None

    def _draft_marks(self, width: float, height: float) -> tuple[Mark, ...]:
        return (draft_mark(width, height, self._matter.measure),) if self._draft else ()

    def front(self, kind: PageKind, drawn: Drawn) -> _Stamped:
        """A page docgen draws itself."""
        number = self._next()
        measure = self._matter.measure
        identity = self._identify(number)
        stamped = stamp_front_page(PAGE_WIDTH, PAGE_HEIGHT, number, measure, self._index, identity)
        marks = (*drawn.marks, *stamped.marks, *self._draft_marks(PAGE_WIDTH, PAGE_HEIGHT))
        return _plan_drawn(number, kind, drawn, marks, stamped), ()

    def _order(self, reference: str, frame: bool, divider: int) -> Order:
        number = self._next()
        return Order(number, reference, frame, self._index, divider, self._identify(number))

    def evidence(self, piece: Bound, entry: EvidenceEntry, divider: int) -> Iterator[_Stamped]:
        """The pages of one piece of evidence, stamped 项目11 佐证3 (2/5)."""
        total = len(piece.leaves)
        for nth, leaf in enumerate(piece.leaves, start=1):
            reference = f"{entry.reference} ({nth}/{total})"
            yield self._leaf(leaf, entry, reference, divider)

    def _leaf(self, leaf: Leaf, entry: EvidenceEntry, reference: str, divider: int) -> _Stamped:
        if leaf.source is None:
            return self._missing(leaf, entry, reference, divider)
        page = leaf.source.page
        paper = Paper(page.box.width_pt, page.box.height_pt, page.ink)
        frame = self._matter.spec.bundle.verified_frame
        order = self._order(reference, frame, divider)
        stamped = stamp_page(paper, order, self._matter.measure)
        paper = stamped.paper
        margins = paper.margins
        measure = self._matter.measure
        captions = [
            mark
            for text, frame in zip(leaf.captions, page.captions, strict=True)
            for mark in lay_caption(text, frame.moved(margins.left, margins.top), measure)
        ]
        draft = self._draft_marks(paper.width, paper.height)
        marks = (*captions, *draft, *stamped.marks)
        grown = None
        if margins != Margins():
            grown = page.box.grown(margins.left, margins.top, margins.right, margins.bottom)
        planned = PlannedPage(
            order.number,
            PageKind.EVIDENCE,
            paper.width,
            paper.height,
            marks,
            stamped.links,
            leaf.source,
            grown,
            stamped.unmarked,
        )
        moved = (f"第 {order.number} 页（{reference}）：{text}" for text in stamped.moved)
        return planned, tuple(moved)

    def _missing(self, leaf: Leaf, entry: EvidenceEntry, reference: str, divider: int) -> _Stamped:
        drawn = lay_missing(self._matter, entry, leaf.file, leaf.reason)
        order = self._order(reference, False, divider)
        stamped = stamp_page(Paper(PAGE_WIDTH, PAGE_HEIGHT, None), order, self._matter.measure)
        draft = self._draft_marks(PAGE_WIDTH, PAGE_HEIGHT)
        marks = (*drawn.marks, *draft, *stamped.marks)
        return _plan_drawn(order.number, PageKind.MISSING, drawn, marks, stamped), ()


def _plan_drawn(
    number: int, kind: PageKind, drawn: Drawn, marks: tuple[Mark, ...], stamped: Stamped
) -> PlannedPage:
    links = (*drawn.links, *stamped.links)
    return PlannedPage(
        number, kind, PAGE_WIDTH, PAGE_HEIGHT, marks, links, unmarked=stamped.unmarked
    )


# --- bookmarks -------------------------------------------------------------------------------


def _bookmarks(matter: Matter, cross: CrossReference, volume: Volume) -> Iterator[Bookmark]:
    """A volume's cover and index, then category → item → evidence of all, with their pages."""
    yield _bookmark("封面", volume.first, ())
    yield _bookmark("目录", volume.index, ())
    for category in matter.spec.categories:
        items = tuple(_item_bookmark(matter, item, cross) for item in category.items)
        if len(matter.spec.categories) == 1:
            yield from items
        else:
            yield _bookmark(write_category(category), items[0].page, items)


def _item_bookmark(matter: Matter, item: Item, cross: CrossReference) -> Bookmark:
    entry = cross.item(item.number)
    children = tuple(_evidence_bookmark(item, e) for e in entry.evidence)
    title = f"{item_reference(matter.spec, item.number)}　{item.title}"
    return _bookmark(title, entry.divider, children)


def _evidence_bookmark(item: Item, entry: EvidenceEntry) -> Bookmark:
    place = entry.elsewhere(item.number)
    elsewhere = f"（见{place}）" if place else ""
    title = f"{entry.evidence.id}　{entry.evidence.title}{elsewhere}"
    return _bookmark(title, entry.pages.first, ())


def _bookmark(title: str, page: int, children: tuple[Bookmark, ...]) -> Bookmark:
    return Bookmark(f"{title}（第 {page} 页）", page, children)
