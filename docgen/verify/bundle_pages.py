"""What a bundle says on its pages, against its manifest: numbers, references, links, bookmarks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.manifest import (
    Document,
    EvidencePart,
    Manifest,
    ManifestItem,
    has_points,
    is_made_here,
)
from docgen.pdf.primitives import Bookmark
from docgen.text.flattening import flatten
from docgen.text.wording import PageRange, write_figure
from docgen.verify.bundle_contents import BundleRead, PageRead
from docgen.verify.certainty import settle
from docgen.verify.drawn_content import DrawnRead
from docgen.verify.link_reading import LinkRead
from docgen.verify.pdf_revisions import MadeDocument
from docgen.verify.redrawn_pages import Redrawing

_BOOKMARK_PAGE = re.compile(r"（第 (\d+) 页）$")
_EVIDENCE_ID = re.compile(r"\d+-\d+(?!\d)")


@dataclass(frozen=True)
class BundleVolume:
    """A volume of a bundle: what the manifest says of it, and what is in it."""

    document: Document
    read: BundleRead
    moved: tuple[int | None, ...] = ()
    """Where pages are missing or too many: the number each page had, None for a strange one."""

    @property
    def first(self) -> int:
        """The number of its first page."""
        return self.document.first_page or 1

    @property
    def numbered(self) -> Iterator[tuple[int, PageRead]]:
        """Its pages with their numbers."""
        for number, page in zip(self._numbers, self.read.pages, strict=True):
            if number is not None:
                yield number, page

    @property
    def _numbers(self) -> Sequence[int | None]:
        return self.moved or range(self.first, self.first + len(self.read.pages))

    @property
    def looks_like_draft(self) -> bool:
        """Whether most of its pages carry the draft mark."""
        return 2 * sum(page.draft for page in self.read.pages) > len(self.read.pages)

    @cached_property
    def last(self) -> int:
        """The number of its last page."""
        return max((n for n in self._numbers if n is not None), default=self.first)

    def at(self, page: int) -> Location:
        """The place of a page, by its printed number."""
        return Location(self.document.file, page=page)

    @property
    def place(self) -> Location:
        """The place of what is said of the whole volume."""
        return Location(self.document.file)

    def holds(self, page: int) -> bool:
        """Whether a page is one of its own."""
        return page in (self._moved_numbers if self.moved else self._numbers)

    @cached_property
    def _moved_numbers(self) -> frozenset[int | None]:
        return frozenset(self.moved)

    def number(self, place: int) -> int | None:
        """The number of a page by its place in the file, counted from 1."""
        return self._numbers[place - 1] if place <= len(self._numbers) else None


@dataclass(frozen=True)
class Bundle:
    """All volumes that could be read, and the manifest where there is one."""

    volumes: tuple[BundleVolume, ...]
    manifest: Manifest | None
    papers: tuple[BundleVolume, ...] = ()
    """The other documents whose pages carry marks: form and report."""
    made: tuple[MadeDocument, ...] = ()
    """How every PDF of the package was made."""
    redrawn: tuple[Redrawing, ...] = ()
    """What the own pages of volumes must be, where they could be drawn once more."""

    @cached_property
    def signposts(self) -> "_Signposts":
        """Where links lead by what is printed under them."""
        return _Signposts(self.manifest)

    @cached_property
    def evidence_by_page(self) -> Mapping[int, Sequence[EvidencePart]]:
        """What is printed on each page of the volumes that are here."""
        found: dict[int, list[EvidencePart]] = {}
        for piece in self.manifest.evidence if self.manifest else ():
            if not piece.printed_as:
                for volume in self.volumes:
                    first = max(piece.first_page, volume.first)
                    for number in range(first, min(piece.last_page, volume.last) + 1):
                        found.setdefault(number, []).append(piece)
        return found

    def redrawing(self, volume: BundleVolume) -> Redrawing | None:
        """What the own pages of a volume must be, where that is sure."""
        if self.manifest is None or not is_made_here(self.manifest):
            return None
        file = volume.document.file
        return next((one for one in self.redrawn if one.volume.file == file), None)

    def follow(self, volume: BundleVolume, link: LinkRead) -> int | None:
        """The number of the page a link leads to; None where it leads to none that is here."""
        if not link.file:
            return None if link.page is None else volume.number(link.page)
        other = next((v for v in self.volumes if v.document.file == link.file), None)
        place = other.read.names.get(link.name) if other else None
        return None if other is None or place is None else other.number(place)


# --- numbers and references ----------------------------------------------------------------------


def check_page_counts(bundle: Bundle) -> Iterator[Issue]:
    """As many pages as the manifest says, and volumes that follow one another."""
    following = 1
    for volume in bundle.volumes:
        count, wanted = len(volume.read.pages), volume.document.pages
        if wanted not in (None, count):
            yield _say_count(volume, count, wanted or 0)
        if bundle.manifest and volume.first != following:
            yield issue("V201", volume.place, "first", first=volume.first, wanted=following)
        following = volume.first + (count if wanted is None else wanted)


def _say_count(volume: BundleVolume, found: int, wanted: int) -> Issue:
    """Say which pages are missing, and which are not the bundle's, as far as that is known."""
    there = {number for number in volume.moved if number is not None}
    every = range(volume.first, volume.first + wanted)
    lost = [number for number in every if number not in there] if volume.moved else []
    strange = [place for place, number in enumerate(volume.moved, start=1) if number is None]
    of = {"found": found, "wanted": wanted}
    return issue("V201", volume.place, "count", lost=lost, strange=strange, **of)


def check_numbers(bundle: Bundle) -> Iterator[Issue]:
    """Every page's label and printed number are its place."""
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            # Labels go by places: where pages are missing they are not those of the pages.
            if page.label != str(number) and not volume.moved:
                yield issue("V202", volume.at(number), label=page.label, number=number)
            if f"—{number}—" not in page.seen:
                case = "covered" if f"—{number}—" in page.text else "missing"
                yield issue("V203", volume.at(number), case, number=number)


def check_upright(bundle: Bundle) -> Iterator[Issue]:
    """Every printed number is upright and of its size, so its page was not turned or enlarged."""
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            if page.tilted:
                yield issue("V231", volume.at(number), "tilted")


def check_annotations(bundle: Bundle) -> Iterator[Issue]:
    """No annotation lies on a page: docgen draws those of sources, and writes links alone.

    A link that draws something may be the evidence's own: one is told that is new.
    """
    for volume in bundle.volumes:
        made = next((one for one in bundle.made if one.document == volume.document), None)
        changed = {n for n, then, now in made.numbered if then.tied != now.tied} if made else set()
        for number, page in volume.numbered if not volume.moved else ():
            for kind in page.strangers:
                if kind != "Link" or number in changed:
                    yield issue("V210", volume.at(number), kind=kind)


def check_references(bundle: Bundle) -> Iterator[Issue]:
    """Every evidence page carries the reference of the evidence that stands there."""
    if bundle.manifest is None:
        return
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            for wanted in _wanted_on(bundle, bundle.manifest, number):
                if flatten(wanted) not in page.seen:
                    yield issue("V204", volume.at(number), reference=wanted)


def _wanted_on(bundle: Bundle, manifest: Manifest, number: int) -> Iterator[str]:
    """What must be printed on a page: an item's title on its divider, a piece's reference."""
    for item in manifest.items:
        if item.divider == number:
            yield item.title
    for evidence in bundle.evidence_by_page.get(number, ()):
        count = evidence.last_page - evidence.first_page + 1
        yield f"{evidence.reference} ({number - evidence.first_page + 1}/{count})"


def check_dividers(bundle: Bundle) -> Iterator[Issue]:
    """Every divider prints the item's figures and points as the manifest has them."""
    if bundle.manifest is None or not has_points(bundle.manifest):
        return
    ends = {item.divider for item in bundle.manifest.items}
    ends |= {evidence.first_page for evidence in bundle.manifest.evidence}
    for item in bundle.manifest.items:
        volumes = [v for v in bundle.volumes if bundle.redrawing(v) is None]
        for volume in (v for v in volumes if v.holds(item.divider)):
            end = min((page for page in ends if page > item.divider), default=item.divider + 1)
            text = "".join(p.seen for n, p in volume.numbered if item.divider <= n < end)
            for wanted in _wanted_on_divider(item):
                if flatten(wanted) not in text:
                    yield issue("V211", volume.at(item.divider), wanted=wanted)


def _wanted_on_divider(item: ManifestItem) -> Iterator[str]:
    yield f"自评 {write_figure(item.claimed)} 分" if item.claimed is not None else "自评未填"
    for measure in item.measures:
        if measure.value is not None:
            yield f"{measure.name} {write_figure(measure.value)} {measure.unit}"


def check_order(bundle: Bundle) -> Iterator[Issue]:
    """Evidence stands item after item, without a gap or an overlap."""
    if bundle.manifest is None or not bundle.volumes:
        return
    opening, last = bundle.volumes[0], bundle.volumes[-1].last
    own = sorted((e for e in bundle.manifest.evidence if not e.printed_as), key=_first_page)
    for before, after in pairwise(own):
        if after.first_page <= before.last_page:
            place = opening.at(after.first_page)
            yield issue("V205", place, "overlap", one=before.id, other=after.id)
    for piece in own:
        first, end = piece.first_page, piece.last_page
        if end < first or end > last:
            yield issue("V205", opening.place, "nowhere", evidence=piece.id, first=first, last=end)


def _first_page(evidence: EvidencePart) -> int:
    return evidence.first_page


# --- links -----------------------------------------------------------------------------------


def check_links(bundle: Bundle) -> Iterator[Issue]:
    """Every link lands, where what is printed under it says."""
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            for link in page.links:
                yield from _check_link(bundle, volume, number, link)


def _check_link(
    bundle: Bundle, volume: BundleVolume, number: int, link: LinkRead
) -> Iterator[Issue]:
    """What is wrong with a link; nothing where it leads to a page that is missing."""
    target, place, text = bundle.follow(volume, link), volume.at(number), _shorten(link.text)
    wanted = _wanted_target(bundle, volume, number, link.text)
    if link.doubled:
        yield issue("V206", place, "doubled", text=text, **_name_two(bundle, volume, link))
    elif target is None and not volume.moved:
        yield issue("V206", place, "nowhere", text=text)
    elif target is not None and wanted not in (None, target):
        yield issue("V206", place, "elsewhere", text=text, page=target, wanted=wanted)


def check_links_are_there(bundle: Bundle) -> Iterator[Issue]:
    """The index leads to every divider and piece, every divider and evidence page leads back."""
    if bundle.manifest is None:
        return
    for volume in bundle.volumes:
        pages, begin = dict(volume.numbered), _list_beginnings(bundle.manifest)
        for number in pages:
            wanted = {
                goal
                for goal in _wanted_links(bundle, volume, number)
                if any(other.holds(goal) for other in bundle.volumes) or not volume.moved
            }
            section = range(number, _end_of_section(bundle.manifest, begin, number))
            links = [link for n in section if n in pages for link in pages[n].links]
            # Of a link with two destinations both are said.
            links += [LinkRead("", link.beside) for link in links if link.doubled]
            there = {bundle.follow(volume, link) for link in links}
            for missing in sorted(wanted - there):
                yield issue("V207", volume.at(number), "on_page", page=missing)
        led = {
            bundle.follow(volume, link)
            for number, page in volume.numbered
            if _lists(bundle.manifest, volume, number)
            for link in page.links
        }
        goals = {item.divider for item in bundle.manifest.items}
        goals |= {evidence.first_page for evidence in bundle.manifest.evidence}
        here = {goal for goal in goals if any(other.holds(goal) for other in bundle.volumes)}
        for missing in sorted(here - led):
            yield issue("V207", volume.place, "in_index", page=missing)


def _list_beginnings(manifest: Manifest) -> Sequence[int]:
    """The pages on which dividers and evidence begin, rising."""
    begin = {e.first_page for e in manifest.evidence if not e.printed_as}
    return sorted(begin | {item.divider for item in manifest.items})


def _end_of_section(manifest: Manifest, begin: Sequence[int], number: int) -> int:
    """The page behind a divider that begins on this one, or behind this page."""
    later = bisect_right(begin, number)
    is_divider = any(item.divider == number for item in manifest.items)
    return begin[later] if is_divider and later < len(begin) else number + 1


def _lists(manifest: Manifest, volume: BundleVolume, number: int) -> bool:
    """Whether a page is one of the index, or of what the index goes on in behind the evidence."""
    dividers = [item.divider for item in manifest.items if volume.holds(item.divider)]
    fronts = ((0, min(dividers, default=volume.first) - 1),)
    late = ((pages.first, pages.last) for pages in manifest.supplements)
    return any(first <= number <= last for first, last in (*fronts, *late))


def _wanted_links(bundle: Bundle, volume: BundleVolume, number: int) -> Iterator[int]:
    """Where links of a divider or an evidence page must lead."""
    index, items = volume.first + 1, bundle.manifest.items if bundle.manifest else ()
    for item in items:
        if item.divider == number:
            yield index
            found = map(bundle.signposts.first_page, item.evidence[:1])
            yield from (page for page in found if page is not None)
    for evidence in bundle.evidence_by_page.get(number, ()):
        yield index
        yield from (i.divider for i in items if evidence.id.split("-")[0] == str(i.number))


def _wanted_target(bundle: Bundle, volume: BundleVolume, number: int, text: str) -> int | None:
    """Where a link must lead by what is printed under it; None where that cannot be told."""
    if text in {"返回目录", f"—{number}—"}:
        return volume.first + 1
    return bundle.signposts.find(text)


class _Signposts:
    """Where links lead by what is printed under them, as a manifest has it."""

    def __init__(self, manifest: Manifest | None) -> None:
        self._evidence = manifest.evidence if manifest else ()
        self._items = manifest.items if manifest else ()
        self._titles = [(flatten(item.title), item.divider) for item in self._items]
        self._by_id = {one.id: nth for nth, one in reversed(list(enumerate(self._evidence)))}
        self._by_reference = {
            flatten(one.reference): nth for nth, one in reversed(list(enumerate(self._evidence)))
        }
        self._first_pages = {one.id: one.first_page for one in self._evidence}

    def first_page(self, evidence: str) -> int | None:
        """The first page of the evidence of an id."""
        return self._first_pages.get(evidence)

    def find(self, text: str) -> int | None:
        """The page that a text names; None where that cannot be told."""
        piece = _EVIDENCE_ID.match(text)
        by_id = self._by_id.get(piece[0]) if piece else None
        ends = (place for place, character in enumerate(text) if character == "(")
        found = (self._by_reference.get(text[:end]) for end in ends)
        referred = min((nth for nth in found if nth is not None), default=None)
        if by_id is not None and (referred is None or by_id <= referred):
            return self._evidence[by_id].first_page
        if referred is not None:
            own = self._evidence[referred].id.split("-")[0]
            return next((i.divider for i in self._items if str(i.number) == own), None)
        titled = [divider for title, divider in self._titles if title in text]
        return titled[0] if len(titled) == 1 else None


def _name_two(bundle: Bundle, volume: BundleVolume, link: LinkRead) -> dict[str, str]:
    """Where a link or a bookmark with two destinations leads, and where it says that it does."""
    clicked, written = bundle.follow(volume, link), bundle.follow(volume, LinkRead("", link.beside))
    return {
        "clicked": "不到这里的任何一页" if clicked is None else f"到第 {clicked} 页",
        "written": "不是这里的页" if written is None else f"第 {written} 页",
    }


def _shorten(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:24]}…"


# --- bookmarks -------------------------------------------------------------------------------


def check_bookmarks(bundle: Bundle) -> Iterator[Issue]:
    """Every bookmark leads to the page in its text, and none is missing."""
    for volume in bundle.volumes:
        titles = [bookmark.title for bookmark in volume.read.bookmarks]
        for title, link in ((b.title, b.link) for b in volume.read.bookmarks):
            said, target = _BOOKMARK_PAGE.search(title), bundle.follow(volume, link)
            page = int(said[1]) if said else None
            if link.doubled:
                two = _name_two(bundle, volume, link)
                yield issue("V208", volume.place, "doubled", title=title, **two)
            elif target is None:
                yield issue("V208", volume.place, "nowhere", title=title)
            elif page is not None and target != page:
                yield issue("V208", volume.place, "elsewhere", title=title, page=target)
        if bundle.redrawing(volume) is None and bundle.manifest is not None:
            yield from _missing_bookmarks(volume, titles, bundle.manifest)
            yield from _strange_bookmarks(volume, titles, bundle.manifest)
        redrawn = (one for one in bundle.redrawn if one.volume.file == volume.document.file)
        for one in redrawn:
            yield from settle(bundle.manifest, _other_bookmarks(volume, one))


def _other_bookmarks(volume: BundleVolume, redrawing: Redrawing) -> Iterator[Issue]:
    """What differs between the bookmarks and those that must be there."""
    place, wanted = volume.place, list(_flatten(redrawing.bookmarks, 0))
    found = [(bookmark.title, bookmark.depth) for bookmark in volume.read.bookmarks]
    due, there = ({title for title, _ in some} for some in (wanted, found))
    for title, _ in wanted:
        if title not in there:
            yield issue("V209", place, "titled", title=title)
    for title, _ in found:
        if title not in due:
            yield issue("V208", place, "strange", title=title)
    if wanted != found and sorted(wanted) == sorted(found):
        yield issue("V208", place, "order")
    elif due == there and wanted != found:
        yield issue("V208", place, "depth")


def _flatten(bookmarks: Sequence[Bookmark], depth: int) -> Iterator[tuple[str, int]]:
    for bookmark in bookmarks:
        yield bookmark.title, depth
        yield from _flatten(bookmark.children, depth + 1)


_MARKS = ("V203", "V204", "V221", "V222", "V223", "V224")
_TELL = {
    "V232": ("V206", "V207", "V210", "V234"),
    "V117": _MARKS,
    "V230": _MARKS,
    "V231": ("V231",),
}
"""What tells already what a difference would say of a page."""


def check_redrawn(
    bundle: Bundle, drawn: Mapping[str, DrawnRead], said: Sequence[Issue]
) -> Iterator[Issue]:
    """Every page docgen drew itself is as it is drawn from the manifest once more.

    What was `said` already is not repeated.
    """
    told = {(one.code, one.location) for one in said}
    for one in bundle.redrawn:
        found = drawn[one.volume.file]
        differences = (
            difference
            for difference in one.find_differences(found)
            if not any((c, difference.location) in told for c in _TELL.get(difference.code, ()))
        )
        yield from settle(bundle.manifest, (*differences, *one.find_strange(found)))


def _strange_bookmarks(
    volume: BundleVolume, titles: Sequence[str], manifest: Manifest
) -> Iterator[Issue]:
    """Bookmarks of evidence with another title or page than the manifest has."""
    pieces = {evidence.id: evidence for evidence in manifest.evidence}
    for title in titles:
        piece = pieces.get(title.partition("　")[0])
        if piece is None:
            continue
        said = _BOOKMARK_PAGE.search(title)
        titled = flatten(title).startswith(flatten(f"{piece.id}　{piece.title}"))
        if not titled or said is None or int(said[1]) != piece.first_page:
            of = {"evidence": piece.id, "page": piece.first_page}
            yield issue("V208", volume.place, "evidence", title=title, **of)


def _missing_bookmarks(
    volume: BundleVolume, titles: Sequence[str], manifest: Manifest
) -> Iterator[Issue]:
    marked = {title.partition("　")[0] for title in titles if "　" in title}
    for evidence in manifest.evidence:
        if evidence.id not in marked:
            pages = str(PageRange(evidence.first_page, evidence.last_page))
            yield issue("V209", volume.place, "evidence", evidence=evidence.id, pages=pages)
