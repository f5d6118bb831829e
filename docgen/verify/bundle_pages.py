"""What a bundle says on its pages, against its manifest: numbers, references, links, bookmarks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docgen.package.manifest import (
    Document,
    EvidencePart,
    Manifest,
    ManifestItem,
    has_points,
    is_made_here,
)
from docgen.pdf.primitives import Bookmark
from docgen.text.wording import PageRange, gather_pages, write_figure, write_pages
from docgen.verify.bundle_contents import BundleRead, LinkRead, PageRead, flatten
from docgen.verify.drawn_content import DrawnRead
from docgen.verify.pdf_revisions import MadeDocument
from docgen.verify.redrawn_pages import Redrawing

_BOOKMARK_PAGE = re.compile(r"（第 (\d+) 页）$")
_EVIDENCE_ID = re.compile(r"\d+-\d+(?!\d)")


@dataclass(frozen=True)
class VerifyFinding:
    """One thing that is wrong: its code, the page it is on where it is on one, and what."""

    code: str
    file: str
    page: int | None
    what: str

    @property
    def where(self) -> str:
        """The file, and the page by its printed number."""
        return f"{self.file} 第 {self.page} 页" if self.page else self.file


def settle(manifest: Manifest | None, said: Iterable[VerifyFinding]) -> Iterator[VerifyFinding]:
    """Say what differs from what is drawn here as far as that is sure.

    Another docgen may draw otherwise, and anybody may write that it was another: what differs then
    is said all the same, as what nobody here can vouch for.
    """
    for one in said:
        if manifest is None or is_made_here(manifest):
            yield one
        else:
            yield VerifyFinding(UNSURE, one.file, one.page, one.what)


UNSURE = "V116"


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

    @property
    def last(self) -> int:
        """The number of its last page."""
        return max((n for n in self._numbers if n is not None), default=self.first)

    def holds(self, page: int) -> bool:
        """Whether a page is one of its own."""
        return page in self._numbers

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


def check_page_counts(bundle: Bundle) -> Iterator[VerifyFinding]:
    """As many pages as the manifest says, and volumes that follow one another."""
    following = 1
    for volume in bundle.volumes:
        file, count = volume.document.file, len(volume.read.pages)
        wanted = volume.document.pages
        if wanted not in (None, count):
            what = f"有 {count} 页，清单写的是 {wanted} 页" + _tell_moved(volume)
            yield VerifyFinding("V201", file, None, what)
        if bundle.manifest and volume.first != following:
            what = f"从第 {volume.first} 页起，应接着前一卷从第 {following} 页起"
            yield VerifyFinding("V201", file, None, what)
        following = volume.first + (count if wanted is None else wanted)


def _tell_moved(volume: BundleVolume) -> str:
    """Which pages are missing, and which are not those of the bundle, as far as that is known."""
    there = {number for number in volume.moved if number is not None}
    every = range(volume.first, volume.first + (volume.document.pages or 0))
    lost = [number for number in every if number not in there] if volume.moved else []
    strange = [place for place, number in enumerate(volume.moved, start=1) if number is None]
    missing = f"：少了{write_pages(gather_pages(lost))}" if lost else ""
    added = f"：文件里的{write_pages(gather_pages(strange))}不是这一套的" if strange else ""
    return missing + added


def check_numbers(bundle: Bundle) -> Iterator[VerifyFinding]:
    """Every page's label and printed number are its place."""
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            file = volume.document.file
            # Labels go by places: where pages are missing they are not those of the pages.
            if page.label != str(number) and not volume.moved:
                yield VerifyFinding("V202", file, number, f"页标签是“{page.label}”，应是 {number}")
            if f"—{number}—" not in page.seen:
                what = "，或盖住了" if f"—{number}—" in page.text else ""
                said = f"没有印着页码“— {number} —”{what}，可能换过页"
                yield VerifyFinding("V203", file, number, said)


def check_upright(bundle: Bundle) -> Iterator[VerifyFinding]:
    """Every printed number is upright and of its size, so its page was not turned or enlarged."""
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            if page.tilted:
                what = "印的页码不是正的，或大小不对：这一页转过、放大或缩小过"
                yield VerifyFinding("V231", volume.document.file, number, what)


def check_annotations(bundle: Bundle) -> Iterator[VerifyFinding]:
    """No annotation lies on a page: docgen draws those of sources, and writes links alone.

    A link that draws something may be the evidence's own: one is told that is new.
    """
    for volume in bundle.volumes:
        made = next((one for one in bundle.made if one.document == volume.document), None)
        changed = {n for n, then, now in made.numbered if then.tied != now.tied} if made else set()
        for number, page in volume.numbered if not volume.moved else ():
            for kind in page.strangers:
                if kind != "Link" or number in changed:
                    what = f"上面有批注（{kind}），不是生成时的样子"
                    yield VerifyFinding("V210", volume.document.file, number, what)


def check_references(bundle: Bundle) -> Iterator[VerifyFinding]:
    """Every evidence page carries the reference of the evidence that stands there."""
    if bundle.manifest is None:
        return
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            for wanted in _wanted_on(bundle.manifest, number):
                if flatten(wanted) not in page.seen:
                    what = f"没有印着“{wanted}”，可能换过页"
                    yield VerifyFinding("V204", volume.document.file, number, what)


def _wanted_on(manifest: Manifest, number: int) -> Iterator[str]:
    """What must be printed on a page: an item's title on its divider, a piece's reference."""
    for item in manifest.items:
        if item.divider == number:
            yield item.title
    for evidence in manifest.evidence:
        if not evidence.printed_as and evidence.first_page <= number <= evidence.last_page:
            count = evidence.last_page - evidence.first_page + 1
            yield f"{evidence.reference} ({number - evidence.first_page + 1}/{count})"


def check_dividers(bundle: Bundle) -> Iterator[VerifyFinding]:
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
                    what = f"分隔页上没有“{wanted}”"
                    yield VerifyFinding("V211", volume.document.file, item.divider, what)


def _wanted_on_divider(item: ManifestItem) -> Iterator[str]:
    yield f"自评 {write_figure(item.claimed)} 分" if item.claimed is not None else "自评未填"
    for measure in item.measures:
        if measure.value is not None:
            yield f"{measure.name} {write_figure(measure.value)} {measure.unit}"


def check_order(bundle: Bundle) -> Iterator[VerifyFinding]:
    """Evidence stands item after item, without a gap or an overlap."""
    if bundle.manifest is None or not bundle.volumes:
        return
    last = bundle.volumes[-1].last
    own = sorted((e for e in bundle.manifest.evidence if not e.printed_as), key=_first_page)
    for before, after in pairwise(own):
        if after.first_page <= before.last_page:
            what = f"佐证 {before.id} 和 {after.id} 的页码重叠"
            yield VerifyFinding("V205", bundle.volumes[0].document.file, after.first_page, what)
    for evidence in own:
        if evidence.last_page < evidence.first_page or evidence.last_page > last:
            what = f"清单说佐证 {evidence.id} 在第 {evidence.first_page}–{evidence.last_page} 页"
            yield VerifyFinding(
                "V205", bundle.volumes[0].document.file, None, f"{what}，没有这些页"
            )


def _first_page(evidence: EvidencePart) -> int:
    return evidence.first_page


# --- links -----------------------------------------------------------------------------------


def check_links(bundle: Bundle) -> Iterator[VerifyFinding]:
    """Every link lands, where what is printed under it says."""
    for volume in bundle.volumes:
        for number, page in volume.numbered:
            for link in page.links:
                what = _tell_link(bundle, volume, number, link)
                if what:
                    text = f"链接（{_shorten(link.text)}）{what}"
                    yield VerifyFinding("V206", volume.document.file, number, text)


def _tell_link(bundle: Bundle, volume: BundleVolume, number: int, link: LinkRead) -> str:
    """What is wrong with a link; nothing where it is right, or leads to a page that is missing."""
    target = bundle.follow(volume, link)
    if link.doubled:
        return _tell_two(bundle, volume, link)
    if target is None:
        return "" if volume.moved else "不通向任何一页"
    wanted = _wanted_target(bundle, volume, number, link.text)
    return "" if wanted in (None, target) else f"通向第 {target} 页，应是第 {wanted} 页"


def check_links_are_there(bundle: Bundle) -> Iterator[VerifyFinding]:
    """The index leads to every divider and piece, every divider and evidence page leads back."""
    if bundle.manifest is None:
        return
    for volume in bundle.volumes:
        pages = dict(volume.numbered)
        for number in pages:
            wanted = {
                goal
                for goal in _wanted_links(bundle.manifest, volume, number)
                if any(other.holds(goal) for other in bundle.volumes) or not volume.moved
            }
            section = range(number, _end_of_section(bundle.manifest, number))
            links = [link for n in section if n in pages for link in pages[n].links]
            # Of a link with two destinations both are said.
            links += [LinkRead("", link.beside) for link in links if link.doubled]
            there = {bundle.follow(volume, link) for link in links}
            for missing in sorted(wanted - there):
                what = f"没有通向第 {missing} 页的链接"
                yield VerifyFinding("V207", volume.document.file, number, what)
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
            what = f"目录里没有通向第 {missing} 页的链接"
            yield VerifyFinding("V207", volume.document.file, None, what)


def _end_of_section(manifest: Manifest, number: int) -> int:
    """The page behind a divider that begins on this one, or behind this page."""
    dividers = {item.divider for item in manifest.items}
    begin = {e.first_page for e in manifest.evidence if not e.printed_as} | dividers
    later = (page for page in begin if page > number)
    return min(later, default=number + 1) if number in dividers else number + 1


def _lists(manifest: Manifest, volume: BundleVolume, number: int) -> bool:
    """Whether a page is one of the index, or of what the index goes on in behind the evidence."""
    dividers = [item.divider for item in manifest.items if volume.holds(item.divider)]
    fronts = ((0, min(dividers, default=volume.first) - 1),)
    late = ((pages.first, pages.last) for pages in manifest.supplements)
    return any(first <= number <= last for first, last in (*fronts, *late))


def _wanted_links(manifest: Manifest, volume: BundleVolume, number: int) -> Iterator[int]:
    """Where links of a divider or an evidence page must lead."""
    index = volume.first + 1
    for item in manifest.items:
        if item.divider == number:
            yield index
            first_of = {e.id: e.first_page for e in manifest.evidence}
            yield from (first_of[id_] for id_ in item.evidence[:1] if id_ in first_of)
    for evidence in manifest.evidence:
        if not evidence.printed_as and evidence.first_page <= number <= evidence.last_page:
            yield index
            yield from (
                i.divider for i in manifest.items if evidence.id.split("-")[0] == str(i.number)
            )


def _wanted_target(bundle: Bundle, volume: BundleVolume, number: int, text: str) -> int | None:
    """Where a link must lead by what is printed under it; None where that cannot be told."""
    if text in {"返回目录", f"—{number}—"}:
        return volume.first + 1
    if bundle.manifest is None:
        return None
    piece = _EVIDENCE_ID.match(text)
    for evidence in bundle.manifest.evidence:
        if piece and piece[0] == evidence.id:
            return evidence.first_page
        if text.startswith(flatten(evidence.reference) + "("):
            own = evidence.id.split("-")[0]
            return next((i.divider for i in bundle.manifest.items if str(i.number) == own), None)
    titled = [i for i in bundle.manifest.items if flatten(i.title) in text]
    return titled[0].divider if len(titled) == 1 else None


def _tell_two(bundle: Bundle, volume: BundleVolume, link: LinkRead) -> str:
    """What is said of a link or a bookmark that has two destinations."""
    clicked, written = bundle.follow(volume, link), bundle.follow(volume, LinkRead("", link.beside))
    led = "不到这里的任何一页" if clicked is None else f"到第 {clicked} 页"
    other = "不是这里的页" if written is None else f"第 {written} 页"
    return f"写着两个目的地：点了{led}，另一个写的是{other}"


def _shorten(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:24]}…"


# --- bookmarks -------------------------------------------------------------------------------


def check_bookmarks(bundle: Bundle) -> Iterator[VerifyFinding]:
    """Every bookmark leads to the page in its text, and none is missing."""
    for volume in bundle.volumes:
        titles = [bookmark.title for bookmark in volume.read.bookmarks]
        for title, link in ((b.title, b.link) for b in volume.read.bookmarks):
            said, target = _BOOKMARK_PAGE.search(title), bundle.follow(volume, link)
            page = int(said[1]) if said else None
            if link.doubled:
                what = f"书签“{title}”{_tell_two(bundle, volume, link)}"
                yield VerifyFinding("V208", volume.document.file, None, what)
            elif target is None or (page is not None and target != page):
                led = "不通向任何一页" if target is None else f"通向第 {target} 页"
                yield VerifyFinding("V208", volume.document.file, None, f"书签“{title}”{led}")
        if bundle.redrawing(volume) is None and bundle.manifest is not None:
            yield from _missing_bookmarks(volume, titles, bundle.manifest)
            yield from _strange_bookmarks(volume, titles, bundle.manifest)
        redrawn = (one for one in bundle.redrawn if one.volume.file == volume.document.file)
        for one in redrawn:
            yield from settle(bundle.manifest, _other_bookmarks(volume, one))


def _other_bookmarks(volume: BundleVolume, redrawing: Redrawing) -> Iterator[VerifyFinding]:
    """What differs between the bookmarks and those that must be there."""
    file, wanted = volume.document.file, list(_flatten(redrawing.bookmarks, 0))
    found = [(bookmark.title, bookmark.depth) for bookmark in volume.read.bookmarks]
    for title, _ in wanted:
        if title not in {there for there, _ in found}:
            yield VerifyFinding("V209", file, None, f"没有书签“{title}”")
    for title, _ in found:
        if title not in {due for due, _ in wanted}:
            yield VerifyFinding("V208", file, None, f"书签“{title}”不是生成时的")
    if wanted != found and sorted(wanted) == sorted(found):
        yield VerifyFinding("V208", file, None, "书签的次序改过")
    elif {title for title, _ in wanted} == {title for title, _ in found} and wanted != found:
        yield VerifyFinding("V208", file, None, "书签的层次改过，或有重复的")


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
    bundle: Bundle, drawn: Mapping[str, DrawnRead], said: Sequence[VerifyFinding]
) -> Iterator[VerifyFinding]:
    """Every page docgen drew itself is as it is drawn from the manifest once more.

    What was `said` already is not repeated.
    """
    told = {(one.code, one.file, one.page) for one in said}
    for one in bundle.redrawn:
        file, found = one.volume.file, drawn[one.volume.file]
        differences = (
            VerifyFinding(difference.code, file, number, difference.what)
            for number, difference in one.find_differences(found)
            if not any((c, file, number) in told for c in _TELL.get(difference.code, ()))
        )
        strange = (VerifyFinding("V233", file, None, what) for what in one.find_strange(found))
        yield from settle(bundle.manifest, (*differences, *strange))


def _strange_bookmarks(
    volume: BundleVolume, titles: Sequence[str], manifest: Manifest
) -> Iterator[VerifyFinding]:
    """Bookmarks of evidence with another title or page than the manifest has."""
    pieces = {evidence.id: evidence for evidence in manifest.evidence}
    for title in titles:
        piece = pieces.get(title.partition("　")[0])
        if piece is None:
            continue
        said = _BOOKMARK_PAGE.search(title)
        titled = flatten(title).startswith(flatten(f"{piece.id}　{piece.title}"))
        if not titled or said is None or int(said[1]) != piece.first_page:
            what = f"书签“{title}”与清单的佐证 {piece.id}（第 {piece.first_page} 页起）不符"
            yield VerifyFinding("V208", volume.document.file, None, what)


def _missing_bookmarks(
    volume: BundleVolume, titles: Sequence[str], manifest: Manifest
) -> Iterator[VerifyFinding]:
    for evidence in manifest.evidence:
        if not any(title.startswith(f"{evidence.id}　") for title in titles):
            pages = PageRange(evidence.first_page, evidence.last_page)
            what = f"没有佐证 {evidence.id}（第 {pages} 页）的书签"
            yield VerifyFinding("V209", volume.document.file, None, what)
