"""Cover, index and dividers planned and drawn once more from the manifest, and what differs.

They are drawn in the faces of the file, so whatever faces this system has, what was built so comes
out the same to the last operator.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from math import inf

from docgen.bundle.drawing import Palette, draw_page
from docgen.bundle.frontmatter import Matter
from docgen.bundle.identity import MOST_PAGES, PackageId
from docgen.bundle.marks import Link, PageBox, Text
from docgen.bundle.plan import Bookmark, CrossReference, PlannedPage, Volume
from docgen.bundle.planning import plan_bookmarks, plan_fronts
from docgen.bundle.typeface import SomeFace, Typeface, Typography
from docgen.data.wording import PageRange
from docgen.package.manifest import Manifest, package_of
from docgen.package.restoring import Restored
from docgen.verify.drawn import DrawnLink, DrawnPage, DrawnRead, EmbeddedFace

_NEAR = 0.05
"""Points. Numbers are written to a thousandth or finer."""
_TOKEN = re.compile(rb"<[0-9A-F]*>|[^\s<>]+")
_LINE = re.compile(rb"BT (?:(?!ET).)*?ET", re.DOTALL)
_SHOWN = re.compile(rb"/Dg+(F\d+) [\d.]+ Tf <([0-9A-F]*)> Tj")
_MOST_DIFFERENCES = 3
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


def list_fronts(cross: CrossReference) -> Iterator[tuple[str, list[int]]]:
    """The file of every volume, and the places in it of the pages docgen drew, from 1."""
    runs = [PageRange(e.divider, e.divider + e.divider_pages - 1) for e in cross.items]
    runs += cross.supplements
    for volume in cross.volumes:
        own = [PageRange(volume.first, volume.first + cross.index_pages), *runs]
        pages = {page for run in own for page in range(run.first, run.last + 1)}
        yield volume.file, sorted(volume.place(page) for page in pages if volume.holds(page))


@dataclass(frozen=True)
class Difference:
    """What is wrong with a page, and the code it is said under."""

    code: str
    what: str


@dataclass(frozen=True)
class Redrawing:
    """What a volume's own pages and its bookmarks must be."""

    volume: Volume
    faces: _Faces
    pages: Mapping[int, PlannedPage]
    """By their numbers."""
    bookmarks: tuple[Bookmark, ...]
    cross_reference: CrossReference

    def find_differences(self, read: DrawnRead) -> Iterator[tuple[int, "Difference"]]:
        """The numbers of pages that are not as they must be, and what is wrong with each."""
        common = next(iter(read.pages.values())).faces if read.pages else 0
        palette = self.faces.palette
        for number, planned in self.pages.items():
            page = read.pages.get(self.volume.place(number))
            if page is None:
                yield number, Difference("V238", "应有一页封面、目录或分隔页，这里没有")
            else:
                found = self._compare(page, planned, palette, common)
                yield from ((number, difference) for difference in found)

    def _compare(
        self, page: DrawnPage, planned: PlannedPage, palette: Palette, common: int
    ) -> Iterator["Difference"]:
        box = PageBox(0, 0, planned.width_pt, planned.height_pt)
        wanted = draw_page(planned.marks, box, planned.height_pt, palette)
        if not _is_same(page.content, wanted):
            due = [mark.text for mark in planned.marks if isinstance(mark, Text)]
            yield Difference("V238", "；".join(self._tell_texts(page.content, due)))
        elif not page.plain or page.faces != common:
            yield Difference("V230", "字是对的，画它们的字体等换过")
        if not _are_near_all(page.size, (0, 0, planned.width_pt, planned.height_pt)):
            yield Difference("V231", "大小、裁切或方向与生成时不一样，改过或换过")
        links = [self._expect(link, planned) for link in planned.links]
        if not _lead_alike(page.links, links):
            yield Difference("V232", "链接的位置、大小或去处与清单重画的不一样")

    def _tell_texts(self, found: bytes, due: Sequence[str]) -> Iterator[str]:
        """What is printed and what should be; where that is the same, that it looks otherwise."""
        seen, due = (
            [text for text in some if text.strip()] for some in (self.faces.read(found), due)
        )
        steps = SequenceMatcher(None, due, seen, autojunk=False).get_opcodes()
        told = [_tell(due[a:b], seen[c:d]) for kind, a, b, c, d in steps if kind != "equal"]
        if not told:
            yield "字没有变，位置、大小、颜色变了，或盖上、添上了别的东西"
        yield from told[:_MOST_DIFFERENCES]
        if len(told) > _MOST_DIFFERENCES:
            yield f"还有 {len(told) - _MOST_DIFFERENCES} 处"

    def _expect(self, link: Link, planned: PlannedPage) -> DrawnLink:
        top = planned.height_pt - link.y
        rect = (link.x, top - link.height, link.x + link.width, top)
        if self.volume.holds(link.page):
            return DrawnLink(rect, self.volume.place(link.page))
        other = self.cross_reference.volume(link.page)
        return DrawnLink(rect, None, (), other.file, f"p{link.page:06}")


def _tell(due: Sequence[str], seen: Sequence[str]) -> str:
    wanted, found = ("".join(lines)[:_LONGEST] for lines in (due, seen))
    if not found:
        return f"没有印“{wanted}”"
    return f"应印“{wanted}”，印的是“{found}”" if wanted else f"多印了“{found}”"


def _is_same(one: bytes, other: bytes) -> bool:
    """Whether two contents are the same to the last operator, numbers to a hair."""
    if one == other:
        return True
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
    cross = restored.cross_reference
    issued = {
        page: PackageId.parse(package)
        for page in range(1, cross.volumes[-1].last + 1)
        if (package := package_of(manifest, "bundle", page)) != manifest.package
    }
    marked = {d.file for d in manifest.documents if d.unmarked is not None}
    for volume in cross.volumes:
        if volume.file in reads:
            faces = _Faces.of(reads[volume.file])
            matter = Matter(
                restored.scheme,
                restored.spec,
                restored.data,
                restored.scores,
                faces.palette.typography.width,
                PackageId.parse(manifest.package) if volume.file in marked else None,
            )
            planned = plan_fronts(matter, cross, issued, draft=volume.file in drafts)
            pages = {page.number: page for page in planned if volume.holds(page.number)}
            yield Redrawing(volume, faces, pages, plan_bookmarks(matter, cross, volume), cross)
