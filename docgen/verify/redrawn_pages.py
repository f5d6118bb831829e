"""Cover, index and dividers planned and drawn once more from the manifest, and what differs.

They are drawn in the faces of the file, so whatever faces this system has, what was built so comes
out the same to the last operator.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from math import inf

from docgen.bundle.binding import Side
from docgen.bundle.front_matter import Matter
from docgen.bundle.page_identity import MOST_PAGES, PackageId, PageIdentity
from docgen.bundle.photo_layout import CAPTION_SIZE
from docgen.bundle.plan import CrossReference, EvidenceEntry, PlannedPage, Volume
from docgen.bundle.planning import plan_bookmarks, plan_fronts
from docgen.bundle.stamps import Order
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.package.manifest import Manifest, package_of
from docgen.package.restoring import Restored
from docgen.pdf.content import Palette, draw_marks, draw_page
from docgen.pdf.geometry import PageBox
from docgen.pdf.primitives import Bookmark, Link, Text
from docgen.pdf.typeface import SomeFace, Typeface, Typography
from docgen.text.wording import PageRange
from docgen.verify.drawn_content import DrawnLink, DrawnPage, DrawnRead, EmbeddedFace, StampedPage
from docgen.verify.stamp_layer import (
    LayerError,
    Stamping,
    StampLayer,
    are_captions_of,
    list_pictures,
    restamp,
    split,
)

_NEAR = 0.05
"""Points. Numbers are written to a thousandth or finer."""
_TOKEN = re.compile(rb"<[0-9A-F]*>|[^\s<>]+")
_LINE = re.compile(rb"BT (?:(?!ET).)*?ET", re.DOTALL)
_SHOWN = re.compile(rb"/Dg+(F\d+) [\d.]+ Tf <([0-9A-F]*)> Tj")
_MOST_DIFFERENCES = 3
_ABOUT = {"/Title": "标题", "/Author": "作者"}
_OF_SAVING = {"/Producer", "/ModDate"}
"""What signing changes. By whom a file was saved is looked at elsewhere."""
_LONGEST = 40


class _Face:
    """A face of a file, to measure and set text in as it was there."""

    def __init__(self, face: EmbeddedFace) -> None:
        self.name = face.name
        self._glyphs, self._widths = dict(face.glyphs), dict(face.widths)
        self.characters = {glyph: character for character, glyph in reversed(face.glyphs)}

    def glyph(self, character: str, /) -> int:
        return self._glyphs.get(character, 0)

    def advance(self, glyph: int, /) -> float:
        return self._widths.get(glyph, 0.0)


@dataclass(frozen=True)
class _Faces:
    """The faces of a file in their roles."""

    by_role: Mapping[bool, tuple[_Face, ...]]

    @classmethod
    def of(cls, read: DrawnRead) -> "_Faces":
        ranked = sorted(read.faces, key=lambda face: face.rank)
        none = EmbeddedFace("", False, 0, (), ())
        return cls({
            bold: tuple(_Face(face) for face in ranked if face.bold is bold) or (_Face(none),)
            for bold in (False, True)
        })  # fmt: skip

    @property
    def palette(self) -> Palette:
        """What marks are drawn with in the file."""
        typography = Typography(Typeface(self.by_role[False]), Typeface(self.by_role[True]))
        every = (*self.by_role[False], *self.by_role[True])
        names: dict[SomeFace, str] = {face: face.name for face in every}
        return Palette(typography, names, {})

    def read(self, content: bytes) -> list[str]:
        """The lines of text that content sets, in its order."""
        faces = {face.name: face for some in self.by_role.values() for face in some}
        return [
            "".join(
                _read_glyphs(faces[name.decode("ascii")], codes)
                for name, codes in _SHOWN.findall(line)
                if name.decode("ascii") in faces
            )
            for line in _LINE.findall(content)
        ]


def _read_glyphs(face: _Face, codes: bytes) -> str:
    glyphs = (int(codes[place : place + 4], 16) for place in range(0, len(codes) - 3, 4))
    return "".join(face.characters.get(glyph, "□") for glyph in glyphs)


def can_redraw(cross: CrossReference) -> bool:
    """Whether page numbers are such that pages can be laid out with them: anybody wrote them."""
    last = cross.volumes[-1].last if cross.volumes else 0
    ends = [e.divider + e.divider_pages - 1 for e in cross.items]
    ends += [front.last for front in cross.supplements]
    return max((cross.index_pages + 1, *ends)) <= last <= MOST_PAGES


def list_fronts(cross: CrossReference) -> Iterator[tuple[str, list[int], list[int]]]:
    """The file of every volume, and the places in it of the pages docgen drew, from 1.

    Then those of evidence.
    """
    runs = [PageRange(e.divider, e.divider + e.divider_pages - 1) for e in cross.items]
    runs += cross.supplements
    for volume in cross.volumes:
        own = [PageRange(volume.first, volume.first + cross.index_pages), *runs]
        pages = {page for run in own for page in range(run.first, run.last + 1)}
        here = range(volume.first, volume.last + 1)
        drawn, stamped = (
            [volume.place(page) for page in here if (page in pages) is own] for own in (True, False)
        )
        yield volume.file, drawn, stamped


@dataclass(frozen=True)
class StampedPiece:
    """A piece of evidence and what its pages in a volume must be stamped with, by number."""

    evidence: Evidence
    pictures: frozenset[str]
    """The paths of its files that surely are pictures."""
    pages: Mapping[int, Stamping]


@dataclass(frozen=True)
class Redrawing:
    """What a volume's own pages and its bookmarks must be."""

    volume: Volume
    faces: _Faces
    pages: Mapping[int, PlannedPage]
    """By their numbers."""
    bookmarks: tuple[Bookmark, ...]
    cross_reference: CrossReference
    stamped: tuple[StampedPiece, ...]
    """Evidence whose stamps are known: that of a draft has pages for what is missing."""
    about: Mapping[str, str]
    """What the document says of itself."""

    def find_differences(self, read: DrawnRead) -> Iterator[Issue]:
        """What of the pages is not as it must be."""
        common = next(iter(read.pages.values())).faces if read.pages else 0
        palette = self.faces.palette
        for number, planned in self.pages.items():
            page = read.pages.get(self.volume.place(number))
            if page is None:
                yield issue("V238", self._at(number), "no_page")
            else:
                yield from self._compare(page, planned, palette, common)
        for piece in self.stamped:
            yield from self._compare_piece(read, piece, palette)

    def _at(self, number: int) -> Location:
        return Location(self.volume.file, page=number)

    def find_strange(self, read: DrawnRead) -> Iterator[Issue]:
        """What the file says of itself, and how it opens, that is not as docgen writes it."""
        place = Location(self.volume.file)
        for key, name in _ABOUT.items():
            found, wanted = read.about.get(key, ""), self.about[key]
            if found != wanted:
                yield issue("V233", place, "about", name=name, found=found, wanted=wanted)
        if more := sorted(read.about.keys() - _ABOUT - _OF_SAVING):
            yield issue("V233", place, "more_about", keys=more)
        yield from (issue("V233", place, case) for case in read.strange)

    def _compare_piece(
        self, read: DrawnRead, piece: StampedPiece, palette: Palette
    ) -> Iterator[Issue]:
        captions, last, whole = "", 0, True
        for number, stamping in piece.pages.items():
            page = read.stamped.get(self.volume.place(number))
            if page is None:
                return
            last = number
            try:
                layer = StampLayer.read(page)
                # Most pages have no such name of their own, and the same frame in the same place.
                same = layer.prefix == palette.prefix
                own = palette if same else replace(palette, prefix=layer.prefix)
                titled = piece.evidence.layout is not None
                titles = self._read_captions(layer, split(layer, stamping, titled=titled), own)
                captions += "".join(titles)
                yield from self._compare_stamps(page, layer, len(titles), stamping, own)
            except LayerError as error:
                whole = False
                yield issue(error.code, self._at(number), error.case, **error.slots)
        if whole and not are_captions_of(piece.evidence, piece.pictures, captions):
            if captions:
                yield issue("V117", self._at(last), "captions", printed=captions[:_LONGEST])
            else:
                yield issue("V117", self._at(last), "no_captions")

    def _read_captions(self, layer: StampLayer, count: int, palette: Palette) -> list[str]:
        """The lines of captions. LayerError where docgen sets none so."""
        lines = []
        for mark in layer.marks[:count]:
            (text,) = self.faces.read(mark[0]) or ("",)
            if mark["x"] is None or not text:
                raise LayerError("before")
            x, y, size = (float(mark[part]) for part in ("x", "y", "size"))
            drawn = draw_marks((Text(x, layer.height - y, size, text),), layer.height, palette)
            if size > CAPTION_SIZE or not _is_same(mark[0], drawn):
                raise LayerError("caption_looks", text=text[:_LONGEST])
            lines.append(text)
        return lines

    def _compare_stamps(
        self,
        page: StampedPage,
        layer: StampLayer,
        captions: int,
        stamping: Stamping,
        palette: Palette,
    ) -> Iterator[Issue]:
        place = self._at(stamping.order.number)
        again = restamp(page, layer, captions, stamping, palette.typography.width)
        found = b"".join(mark[0] for mark in layer.marks[captions:])
        drawn = (draw_marks(marks, layer.height, palette) for marks in again.drawn)
        if not any(_is_same(found, one) for one in drawn):
            due = [mark.text for mark in again.drawn[0] if isinstance(mark, Text)]
            yield self._compare_texts("V117", place, found, due)
        elif not again.placed:
            yield issue("V117", place, "moved")
        elif not page.own_faces:
            yield issue("V230", place, "stamp_faces")
        elif not _lead_alike(page.links, [self._expect(link, page.box) for link in again.links]):
            yield issue("V232", place, "stamp_links")

    def _compare(
        self, page: DrawnPage, planned: PlannedPage, palette: Palette, common: int
    ) -> Iterator[Issue]:
        place = self._at(planned.number)
        box = PageBox(0, 0, planned.width_pt, planned.height_pt)
        wanted = draw_page(planned.marks, box, planned.height_pt, palette)
        if not _is_same(page.content, wanted):
            due = [mark.text for mark in planned.marks if isinstance(mark, Text)]
            yield self._compare_texts("V238", place, page.content, due)
        elif not page.plain or page.faces != common:
            yield issue("V230", place, "faces")
        if not _are_near_all(page.size, (0, 0, planned.width_pt, planned.height_pt)):
            yield issue("V231", place, "changed")
        links = [self._expect(link, box) for link in planned.links]
        if not _lead_alike(page.links, links):
            yield issue("V232", place, "links")

    def _compare_texts(self, code: str, place: Location, found: bytes, due: Sequence[str]) -> Issue:
        """What is printed and what should be; where that is the same, that it looks otherwise."""
        seen, due = (
            [text for text in some if text.strip()] for some in (self.faces.read(found), due)
        )
        steps = SequenceMatcher(None, due, seen, autojunk=False).get_opcodes()
        other = [(due[a:b], seen[c:d]) for kind, a, b, c, d in steps if kind != "equal"]
        told = [_compare_lines(code, place, *lines) for lines in other[:_MOST_DIFFERENCES]]
        if not other:
            told = [issue(code, place, "looks")]
        if len(other) > _MOST_DIFFERENCES:
            told.append(issue(code, place, "rest", count=len(other) - _MOST_DIFFERENCES))
        return issue(code, place, "texts", differences=told)

    def _expect(self, link: Link, box: PageBox) -> DrawnLink:
        place, top = box.to_user_space, box.height_pt - link.y
        corners = (place.apply(link.x, top - link.height), place.apply(link.x + link.width, top))
        (left, right), (low, high) = (sorted(sides) for sides in zip(*corners, strict=True))
        rect = (left, low, right, high)
        if self.volume.holds(link.page):
            return DrawnLink(rect, self.volume.place(link.page))
        other = self.cross_reference.volume(link.page)
        return DrawnLink(rect, None, (), other.file, f"p{link.page:06}")


def _compare_lines(code: str, place: Location, due: Sequence[str], seen: Sequence[str]) -> Issue:
    wanted, found = ("".join(lines)[:_LONGEST] for lines in (due, seen))
    if not found:
        return issue(code, place, "text_missing", wanted=wanted)
    if not wanted:
        return issue(code, place, "text_added", found=found)
    return issue(code, place, "text_other", wanted=wanted, found=found)


def _is_same(one: bytes, other: bytes) -> bool:
    """Whether two contents are the same to the last operator, numbers to a hair."""
    if one == other:
        return True
    lines, others = one.split(b"\n"), other.split(b"\n")
    if len(lines) != len(others):
        return _have_same_tokens(one, other)
    # Nearly all lines are the same to the byte: modules of a mark, text that stands where it stood.
    return all(a == b or _have_same_tokens(a, b) for a, b in zip(lines, others, strict=True))


def _have_same_tokens(one: bytes, other: bytes) -> bool:
    pairs = zip_longest(_TOKEN.findall(one), _TOKEN.findall(other), fillvalue=b"")
    return all(a == b or _are_near(a, b) for a, b in pairs)


def _are_near(one: bytes, other: bytes) -> bool:
    try:
        return abs(float(one) - float(other)) < _NEAR
    except ValueError:
        return False


def _are_near_all(some: Sequence[float], others: Sequence[float]) -> bool:
    pairs = zip_longest(some, others, fillvalue=inf)
    return all(abs(one - other) < _NEAR for one, other in pairs)


def _lead_alike(found: Sequence[DrawnLink | None], wanted: Sequence[DrawnLink]) -> bool:
    return len(found) == len(wanted) and all(
        one is not None
        and (one.page, one.file, one.name) == (other.page, other.file, other.name)
        and _are_near_all(one.rect, other.rect)
        and one.view[2:] in {(), (None,)}
        for one, other in zip(found, wanted, strict=True)
    )


def redraw(
    manifest: Manifest,
    restored: Restored,
    reads: Mapping[str, DrawnRead],
    drafts: Collection[str],
) -> Iterator[Redrawing]:
    """Plan the own pages of every volume once more. `reads` has what was read of each file.

    Of a volume that was not read nothing is planned. `drafts` are the files that carry the draft
    mark: whether they should is not asked here.
    """
    issued = _list_issued(manifest, restored.cross_reference)
    for volume in restored.cross_reference.volumes:
        if volume.file in reads:
            faces, draft = _Faces.of(reads[volume.file]), volume.file in drafts
            yield _redraw_volume(manifest, restored, volume, faces, issued, draft=draft)


def _list_issued(manifest: Manifest, cross: CrossReference) -> dict[int, PackageId]:
    """The ids of pages that were printed in another state of the package."""
    return {
        page: PackageId.parse(package)
        for page in range(1, cross.volumes[-1].last + 1)
        if (package := package_of(manifest, "bundle", page)) != manifest.package
    }


def _redraw_volume(
    manifest: Manifest,
    restored: Restored,
    volume: Volume,
    faces: "_Faces",
    issued: Mapping[int, PackageId],
    *,
    draft: bool,
) -> Redrawing:
    unmarked = {d.file: d.unmarked for d in manifest.documents if d.unmarked is not None}
    data, cross = restored.data, restored.cross_reference
    matter = Matter(
        restored.scheme,
        restored.spec,
        data,
        restored.scores,
        faces.palette.typography.width,
        PackageId.parse(manifest.package) if volume.file in unmarked else None,
    )
    planned = plan_fronts(matter, cross, issued, draft=draft)
    drawn = {page.number: page for page in planned if volume.holds(page.number)}
    bookmarks = plan_bookmarks(matter, cross, volume)
    pictures = {piece.id: list_pictures(piece) for piece in manifest.evidence}
    stamped = (
        StampedPiece(entry.evidence, pictures[entry.evidence.id], pages)
        for entry, pages in _list_stamped(matter, cross, volume, issued, unmarked)
    )
    title = f"{data.studio.name} {restored.spec.bundle.title}".strip()
    about = {"/Title": title, "/Author": data.unit.name}
    pieces = () if draft else tuple(stamped)
    return Redrawing(volume, faces, drawn, bookmarks, cross, pieces, about)


def _list_stamped(
    matter: Matter,
    cross: CrossReference,
    volume: Volume,
    issued: Mapping[int, PackageId],
    unmarked: Mapping[str, Collection[int]],
) -> Iterator[tuple[EvidenceEntry, dict[int, Stamping]]]:
    """The pieces of evidence of a volume, and what each of their pages is stamped with."""
    for entry in cross.evidence:
        numbers = range(entry.pages.first, entry.pages.last + 1)
        if not entry.printed_as and volume.holds(entry.pages.first):
            pages = {}
            for nth, number in enumerate(numbers, start=1):
                own = matter.package and issued.get(number, matter.package)
                order = Order(
                    number,
                    f"{entry.reference} ({nth}/{len(numbers)})",
                    matter.spec.bundle.verified_frame,
                    volume.index,
                    cross.item(entry.evidence.item).divider,
                    Side.RECTO,
                    PageIdentity(own, "bundle", number) if own else None,
                )
                bare = number in unmarked.get(volume.file, ())
                pages[number] = Stamping(order, _marks_of(order, bare=bare))
            yield entry, pages


def _marks_of(order: Order, *, bare: bool) -> tuple[int, ...]:
    """How many marks the identity of a page may have."""
    if order.identity is None:
        return (0,)
    return (0, 1) if bare else (3,)
