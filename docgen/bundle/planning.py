"""Planning the bundle: from evidence and prepared files to the frozen plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from docgen.bundle.binding import SheetSide, Side, folds_out, follow
from docgen.bundle.front_matter import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Matter,
    evidence_reference,
    item_reference,
    lay_cover,
    lay_divider,
    lay_index,
    lay_missing,
    lay_supplement,
    lay_unused,
    set_on_side,
    write_category,
)
from docgen.bundle.frozen_numbers import FrozenNumbers, find_altered
from docgen.bundle.page_identity import PackageId, PageIdentity
from docgen.bundle.page_space import Margins, StampablePage
from docgen.bundle.photo_layout import PhotoRun, arrange, lay_caption
from docgen.bundle.plan import (
    CrossReference,
    EvidenceEntry,
    ItemEntry,
    PageKind,
    Plan,
    PlannedPage,
    SourcePage,
    Volume,
)
from docgen.bundle.repeated_evidence import find_repeats
from docgen.bundle.stamps import Order, Stamped, draft_mark, stamp_front_page, stamp_page
from docgen.issues.finding import Finding
from docgen.model.evidence import LAST_PAGE, Evidence, SourceFile
from docgen.model.page_facts import PageFacts
from docgen.model.prepared import Prepared, Sources
from docgen.model.scheme import Category, Item
from docgen.pdf.primitives import Bookmark, Mark
from docgen.pdf.text_layout import LaidOut
from docgen.text.wording import PageRange, write_supplement

Parts = tuple[tuple[int, ...], ...]
"""The numbers of the items in each volume."""

_MOST_LAYOUTS = 10
"""Page numbers of ten digits are nowhere in sight."""


@dataclass(frozen=True)
class EvidencePage:
    """One page of evidence: a page of a source, or a word about a file that is missing."""

    file: str
    """Its name as it may be shown."""
    source: SourcePage | None
    reason: str = ""
    captions: tuple[str, ...] = ()
    """What goes into the captions of its page, in their order."""


@dataclass(frozen=True)
class EvidencePages:
    """A piece of evidence with its leaves, before it has numbers.

    One that repeats an earlier piece from the first page to the last has none of its own.
    """

    evidence: Evidence
    leaves: tuple[EvidencePage, ...]
    repeated: Evidence | None = None


def bind(matter: Matter, evidence: Sequence[Evidence], sources: Sources) -> list[EvidencePages]:
    """Return the evidence with its pages, in the order of the bundle."""
    by_item = [e for item in matter.spec.items for e in evidence if e.item == item.number]
    # What is on paper is never found to repeat what came later.
    ordered = sorted(by_item, key=lambda e: e.supplement)
    repeats = find_repeats(ordered, sources)
    return [
        EvidencePages(e, (), repeats[e.id])
        if e.id in repeats
        else EvidencePages(e, take_leaves(e, sources))
        for e in ordered
    ]


def take_leaves(evidence: Evidence, sources: Sources) -> tuple[EvidencePage, ...]:
    """Return the pages of a piece of evidence in order, at least one.

    What is missing gives a leaf too.
    """
    leaves: list[EvidencePage] = []
    for part in arrange(evidence, sources):
        if isinstance(part, PhotoRun):
            leaves += _sheet_leaves(part, sources)
        else:
            leaves += _file_leaves(part, sources)
    return tuple(leaves) or (EvidencePage("", None, "没有可用的页"),)


def _sheet_leaves(run: PhotoRun, sources: Sources) -> Iterator[EvidencePage]:
    """The pages that pictures share; a page each where those could not be made."""
    sheets = sources.get(run.key)
    if isinstance(sheets, Prepared):
        captions = [shot.caption for shot in run.shots]
        for index, page in enumerate(sheets.pages, start=1):
            here = tuple(captions[: len(page.captions)])
            del captions[: len(here)]
            yield EvidencePage(
                run.shots[0].name, SourcePage(sheets.pdf, index, page, run.key), captions=here
            )
        return
    for shot in run.shots:
        yield EvidencePage(
            shot.name, SourcePage(shot.pdf, shot.index, _turn(shot.page, shot.turn), shot.key)
        )


def _turn(page: PageFacts, degrees: int) -> PageFacts:
    return page.turned(degrees) if degrees else page


def _file_leaves(file: SourceFile, sources: Sources) -> Iterator[EvidencePage]:
    source = sources[file.key]
    if isinstance(source, Finding):
        yield EvidencePage(file.name, None, source.what)
        return
    count = len(source.pages)
    for first, last in file.pages or ((1, LAST_PAGE),):
        for index in range(first, min(last, count) + 1):
            page = source.pages[index - 1]
            yield EvidencePage(
                file.name, SourcePage(source.pdf, index, _turn(page, file.turn), file.key)
            )
        if first > count or count < last < LAST_PAGE:
            asked = f"第 {first} 页起" if last == LAST_PAGE else f"第 {first}–{last} 页"
            yield EvidencePage(file.name, None, f"要{asked}，文件只有 {count} 页")


def number_pages(
    matter: Matter,
    evidence: Sequence[Evidence],
    sources: Sources,
    frozen: FrozenNumbers | None = None,
) -> CrossReference:
    """Decide the numbers of all pages of one volume, and nothing that is drawn on them."""
    cross, _ = _lay_out(matter, bind(matter, evidence, sources), None, frozen)
    return cross


def make_plan(
    matter: Matter,
    evidence: Sequence[Evidence],
    sources: Sources,
    *,
    draft: bool,
    parts: Parts | None = None,
    frozen: FrozenNumbers | None = None,
) -> Plan:
    """Decide every page of the bundle.

    `parts` are the items of each volume; not given, all are in one. `frozen` are numbers that are
    on paper: they stay, and what `evidence` is in no supplement they have goes into the next.
    """
    bound = bind(matter, evidence, sources)
    cross, fronts = _lay_out(matter, bound, parts, frozen)
    issued = frozen.issued if frozen else {}
    pages = list(_draw_pages(matter, bound, cross, fronts, issued, draft=draft))
    if frozen:
        altered = find_altered(frozen, [page for page, _ in pages], sources)
        issued = {number: known for number, known in issued.items() if number not in altered}
        pages = list(_draw_pages(matter, bound, cross, fronts, issued, draft=draft))
    if [page.number for page, _ in pages] != list(range(1, len(pages) + 1)):
        raise AssertionError("the front matter changed its length between counting and drawing")
    return Plan(
        matter.spec.bundle.title,
        tuple(page for page, _ in pages),
        tuple(plan_bookmarks(matter, cross, volume) for volume in cross.volumes),
        cross,
        tuple(text for _, moved in pages for text in moved),
        issued,
    )


@dataclass(frozen=True)
class _Lengths:
    """How many pages the index and each divider have, and each supplement before its evidence."""

    index: int
    dividers: Mapping[int, int]
    supplements: tuple[int, ...]


@dataclass(frozen=True)
class _Fronts:
    """The pages docgen draws itself, covers apart. Not yet laid out, all are one page long."""

    index: Sequence[LaidOut] = (LaidOut(0),)
    dividers: Mapping[int, Sequence[LaidOut]] = field(default_factory=dict)
    supplements: tuple[Sequence[LaidOut], ...] = ()


def _lay_out(
    matter: Matter,
    bound: Sequence[EvidencePages],
    parts: Parts | None,
    frozen: FrozenNumbers | None,
) -> tuple[CrossReference, _Fronts]:
    """Number everything, and lay out the front matter with these numbers.

    It is laid out until its length agrees with the numbers printed in it, which follow from its
    length. Numbers only gain digits on the way, so this comes to an end.
    """
    whole = (tuple(item.number for item in matter.spec.items),)
    parts = (frozen.parts if frozen else parts) or whole
    latest = max((piece.evidence.supplement for piece in bound), default=0)
    lengths = None
    if frozen:
        lengths = _Lengths(frozen.index_pages, frozen.divider_pages, frozen.supplements)
    fronts = _Fronts(supplements=((LaidOut(0),),) * latest)
    cross = _cross_reference(matter, bound, parts, fronts)
    for _ in range(_MOST_LAYOUTS):
        fronts = _lay_fronts(matter, cross, lengths)
        known, cross = cross, _cross_reference(matter, bound, parts, fronts)
        if known == cross:
            break
    return cross, fronts


def _lay_fronts(matter: Matter, cross: CrossReference, lengths: _Lengths | None) -> _Fronts:
    """Lay out the front matter with the numbers there are so far.

    Where its lengths are given, what does not fit into them goes on in a supplement.
    """
    index: Sequence[LaidOut] = lay_index(matter, cross)
    dividers: dict[int, Sequence[LaidOut]] = {
        item.number: lay_divider(matter, item, category, cross) for category, item in _items(matter)
    }
    if lengths is None:
        return _Fronts(index, dividers)
    room = {number: lengths.dividers.get(number, 1) for number in dividers}
    over = [*index[lengths.index :], *(p for n in room for p in dividers[n][room[n] :])]
    return _Fronts(
        _keep(index, lengths.index),
        {number: _keep(dividers[number], count) for number, count in room.items()},
        tuple(_lay_supplements(matter, cross, lengths.supplements, over)),
    )


def _lay_supplements(
    matter: Matter, cross: CrossReference, lengths: Sequence[int], over: Sequence[LaidOut]
) -> Iterator[Sequence[LaidOut]]:
    """What stands before the evidence of each supplement: what is `over` from all before it too."""
    for nth, count in enumerate(lengths, start=1):
        pages = [*lay_supplement(matter, cross, nth), *over]
        yield _keep(pages, count)
        over = pages[count:]
    late = len(lengths) + 1
    if over or any(entry.evidence.supplement == late for entry in cross.evidence):
        yield [*lay_supplement(matter, cross, late), *over]


def _keep(pages: Sequence[LaidOut], count: int) -> list[LaidOut]:
    """The first `count` pages, with empty ones where there are fewer."""
    return [*pages[:count], *(lay_unused() for _ in range(count - len(pages)))]


def _items(matter: Matter) -> Iterator[tuple[Category, Item]]:
    for category in matter.spec.categories:
        for item in category.items:
            yield category, item


# --- numbers ---------------------------------------------------------------------------------


def _cross_reference(
    matter: Matter, bound: Sequence[EvidencePages], parts: Parts, fronts: _Fronts
) -> CrossReference:
    """Number everything: per volume cover and index, then per item its divider and its evidence.

    Supplements follow at the end of the last volume.
    """
    count = _Count(matter)
    dividers: dict[int, PageRange] = {}
    bounds: list[int] = []
    for part in parts:
        bounds.append(count.number)
        count.take(1 + len(fronts.index))
        for item in part:
            dividers[item] = count.take(len(fronts.dividers.get(item, "1")))
            count.take_evidence(p for p in bound if _stands(p) == (0, item))
    supplements = []
    for nth, front in enumerate(fronts.supplements, start=1):
        supplements.append(count.take(len(front)))
        count.take_evidence(p for p in bound if p.evidence.supplement == nth)
    volumes = tuple(
        Volume(order, _volume_name(matter, order, len(parts)), part, first, after - 1)
        for order, (part, (first, after)) in enumerate(
            zip(parts, pairwise((*bounds, count.number)), strict=True), start=1
        )
    )
    entries = tuple(count.entries)
    items = tuple(_item_entry(item, dividers[item.number], entries) for item in matter.spec.items)
    return CrossReference(items, entries, volumes, len(fronts.index), tuple(supplements))


def _stands(piece: EvidencePages) -> tuple[int, int]:
    return piece.evidence.supplement, piece.evidence.item


class _Count:
    """Gives pages their numbers as they come."""

    def __init__(self, matter: Matter) -> None:
        self._matter = matter
        self.number = 1
        """Of the next page."""
        self.entries: list[EvidenceEntry] = []

    def take(self, pages: int) -> PageRange:
        """The numbers of so many pages."""
        self.number += pages
        return PageRange(self.number - pages, self.number - 1)

    def take_evidence(self, pieces: Iterable[EvidencePages]) -> None:
        """Number pieces of evidence, one behind the other."""
        for piece in pieces:
            entry = _number_evidence(self._matter, piece, self.number, self.entries)
            self.entries.append(entry)
            self.number += len(piece.leaves)


def _number_evidence(
    matter: Matter, piece: EvidencePages, number: int, before: Sequence[EvidenceEntry]
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


def _item_entry(item: Item, divider: PageRange, entries: Sequence[EvidenceEntry]) -> ItemEntry:
    own = [e for e in entries if e.evidence.item == item.number]
    others = [
        e for e in entries if e.evidence.item != item.number and item.number in e.evidence.supports
    ]
    here = [e.pages for e in own if not (e.printed_as or e.evidence.supplement)]
    ranges = [PageRange(here[0].first, here[-1].last)] if here else []
    for entry in (*own, *others):
        if not any(entry.pages.within(known) for known in ranges):
            ranges.append(entry.pages)
    return ItemEntry(item.number, divider.first, (*own, *others), tuple(ranges), divider.count)


# --- pages -----------------------------------------------------------------------------------

_Stamped = tuple[PlannedPage, tuple[str, ...]]


def _draw_pages(
    matter: Matter,
    bound: Sequence[EvidencePages],
    cross: CrossReference,
    fronts: _Fronts,
    issued: Mapping[int, PackageId],
    *,
    draft: bool,
) -> Iterator[_Stamped]:
    """Yield every page in order, each with what its stamps had to leave."""
    entries = {entry.evidence.id: entry for entry in cross.evidence}

    def evidence(press: _Press, pieces: Iterable[EvidencePages]) -> Iterator[_Stamped]:
        for piece in pieces:
            if piece.leaves:
                entry = entries[piece.evidence.id]
                yield from press.evidence(piece, entry, cross.item(piece.evidence.item).divider)

    for volume in cross.volumes:
        press = _Press(matter, volume, issued, draft)
        yield from press.front(PageKind.COVER, [lay_cover(matter, cross, volume)])
        yield from press.front(PageKind.INDEX, fronts.index)
        for item in volume.items:
            yield from press.front(PageKind.DIVIDER, fronts.dividers[item])
            yield from evidence(press, (p for p in bound if _stands(p) == (0, item)))
    for nth, front in enumerate(fronts.supplements, start=1):
        yield from press.front(PageKind.DIVIDER, front)
        yield from evidence(press, (p for p in bound if p.evidence.supplement == nth))


def plan_fronts(
    matter: Matter, cross: CrossReference, issued: Mapping[int, PackageId], *, draft: bool
) -> Iterator[PlannedPage]:
    """Plan the pages docgen draws itself once more, as they are in a bundle with such numbers.

    `issued` are the pages that carry the identity of an earlier state of the package.
    """
    dividers = {entry.number: entry.divider_pages for entry in cross.items}
    late = tuple(front.count for front in cross.supplements)
    fronts = _lay_fronts(matter, cross, _Lengths(cross.index_pages, dividers, late))
    for volume in cross.volumes:
        press = _Press(matter, volume, issued, draft)
        sections = [(volume.first, PageKind.COVER, [lay_cover(matter, cross, volume)])]
        sections += [(volume.index, PageKind.INDEX, list(fronts.index))]
        sections += [
            (cross.item(n).divider, PageKind.DIVIDER, list(fronts.dividers[n]))
            for n in volume.items
        ]
        if volume is cross.volumes[-1]:
            sections += [
                (front.first, PageKind.DIVIDER, list(drawn))
                for front, drawn in zip(cross.supplements, fronts.supplements, strict=False)
            ]
        for first, kind, section in sections:
            press.go_to(first)
            yield from (page for page, _ in press.front(kind, section))


def plan_bookmarks(matter: Matter, cross: CrossReference, volume: Volume) -> tuple[Bookmark, ...]:
    """Return the bookmarks of a volume."""
    return tuple(_bookmarks(matter, cross, volume))


class _Press:
    """Gives the pages of a volume their numbers and sides as they come, and their stamps."""

    def __init__(
        self, matter: Matter, volume: Volume, issued: Mapping[int, PackageId], draft: bool
    ) -> None:
        self._matter = matter
        self._issued = issued
        self._index = volume.index
        self._draft = draft
        self._number = volume.first - 1
        self._place: SheetSide | None = None

    def go_to(self, number: int) -> None:
        """Let the next page have this number."""
        self._number = number - 1

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _identify(self, number: int) -> PageIdentity | None:
        package = self._matter.package
        if package is None:
            return None
        return PageIdentity(self._issued.get(number, package), "bundle", number)

    def _draft_marks(self, width: float, height: float) -> tuple[Mark, ...]:
        return (draft_mark(width, height, self._matter.measure),) if self._draft else ()

    def front(self, kind: PageKind, section: Sequence[LaidOut]) -> Iterator[_Stamped]:
        """The pages of a section that docgen draws itself; it opens on a right-hand page."""
        for nth, drawn in enumerate(section):
            self._place = follow(self._place, opens=nth == 0, folds=False)
            yield self._front(kind, drawn, self._place.side)

    def _front(self, kind: PageKind, drawn: LaidOut, side: Side) -> _Stamped:
        number, measure = self._next(), self._matter.measure
        paper = StampablePage(PAGE_WIDTH, PAGE_HEIGHT, None)
        identity = self._identify(number)
        stamped = stamp_front_page(paper, number, side, measure, self._index, identity)
        return self._plan_drawn(kind, set_on_side(drawn, side), stamped), ()

    def _plan_drawn(self, kind: PageKind, drawn: LaidOut, stamped: Stamped) -> PlannedPage:
        draft = self._draft_marks(PAGE_WIDTH, PAGE_HEIGHT)
        return PlannedPage(
            self._number,
            kind,
            PAGE_WIDTH,
            PAGE_HEIGHT,
            (*drawn.marks, *stamped.marks, *draft),
            (*drawn.links, *stamped.links),
            unmarked=stamped.unmarked,
        )

    def _stamp(self, paper: StampablePage, reference: str, divider: int, *, frame: bool) -> Stamped:
        """Number and stamp the next page of evidence for the side it comes to stand on.

        White paper added for stamps may make a fold-out of a page, which is known behind them.
        """
        number, last = self._next(), self._place
        folds = folds_out(paper.width, paper.height)
        self._place = follow(last, opens=False, folds=folds)
        identity = self._identify(number)
        order = Order(number, reference, frame, self._index, divider, self._place.side, identity)
        stamped = stamp_page(paper, order, self._matter.measure)
        if not folds and folds_out(stamped.paper.width, stamped.paper.height):
            order = replace(order, side=Side.RECTO)
            stamped = stamp_page(paper, order, self._matter.measure)
            folds = folds_out(stamped.paper.width, stamped.paper.height)
            self._place = follow(last, opens=False, folds=folds)
        return stamped

    def evidence(
        self, piece: EvidencePages, entry: EvidenceEntry, divider: int
    ) -> Iterator[_Stamped]:
        """The pages of one piece of evidence, stamped 项目11 佐证3 (2/5)."""
        total = len(piece.leaves)
        for nth, leaf in enumerate(piece.leaves, start=1):
            reference = f"{entry.reference} ({nth}/{total})"
            yield self._leaf(leaf, entry, reference, divider)

    def _leaf(
        self, leaf: EvidencePage, entry: EvidenceEntry, reference: str, divider: int
    ) -> _Stamped:
        if leaf.source is None:
            return self._missing(leaf, entry, reference, divider)
        page = leaf.source.page
        paper = StampablePage(page.box.width_pt, page.box.height_pt, page.ink)
        frame = self._matter.spec.bundle.verified_frame
        stamped = self._stamp(paper, reference, divider, frame=frame)
        paper, number = stamped.paper, self._number
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
            number,
            PageKind.EVIDENCE,
            paper.width,
            paper.height,
            marks,
            stamped.links,
            leaf.source,
            grown,
            stamped.unmarked,
        )
        moved = (f"第 {number} 页（{reference}）：{text}" for text in stamped.moved)
        return planned, tuple(moved)

    def _missing(
        self, leaf: EvidencePage, entry: EvidenceEntry, reference: str, divider: int
    ) -> _Stamped:
        stamped = self._stamp(
            StampablePage(PAGE_WIDTH, PAGE_HEIGHT, None), reference, divider, frame=False
        )
        side = self._place.side if self._place else Side.RECTO
        drawn = set_on_side(lay_missing(self._matter, entry, leaf.file, leaf.reason), side)
        return self._plan_drawn(PageKind.MISSING, drawn, stamped), ()


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
    for nth, front in enumerate(cross.supplements, start=1):
        yield _bookmark(write_supplement(nth), front.first, ())


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
