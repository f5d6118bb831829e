"""The pages docgen drew itself, as they stand in a file: content, faces, links. For a worker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

from docgen.pdf.geometry import PageBox
from docgen.pdf.page_boxes import read_box
from docgen.verify.reachable_actions import walk_outline

_PREFIX = "/Dg"
_DRAFT_STATE = b"<< /BM /Multiply /Type /ExtGState >>"
_SHAPE_KEYS = ("/CropBox", "/Rotate", "/UserUnit")
_PAGE_KEYS = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Annots", *_SHAPE_KEYS}
_PLAIN_LINK = b"<< /Border [ 0 0 0 ] /F 4 /Subtype /Link /Type /Annot >>"
_OF_A_BOOKMARK = {
    "/Title", "/Parent", "/Dest", "/A", "/Prev", "/Next", "/First", "/Last", "/Count"
}  # fmt: skip
_VIEWING = b"<< /DisplayDocTitle true >>"
_AT_FULL_SIZE = [Name.XYZ, None, None, 1]
_FACE = re.compile(rb"(/Dg+F\d+) [\d.]+ Tf")
_OWN_NAME = re.compile("^/Dg+")
_LARGEST = 16 << 20
_CHARACTER = re.compile(rb"<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>")


@dataclass(frozen=True)
class EmbeddedFace:
    """A face as it is in a file: what of it is used there. Widths are in 1/1000 em."""

    name: str
    """As content refers to it, without docgen's prefix."""
    bold: bool
    """The role it has: that of headings, or of running text."""
    rank: int
    """Its place among the faces of its role."""
    glyphs: tuple[tuple[str, int], ...]
    widths: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class DrawnLink:
    """A link: its rectangle in the page's own points, and the page of the file it leads to.

    Or the file and the name of the page, where it leads into another volume.
    """

    rect: tuple[float, ...]
    page: int | None
    view: tuple[float | None, ...] = ()
    """The upper left corner of what is shown of it, and how large; None: as before."""
    file: str = ""
    name: str = ""


@dataclass(frozen=True)
class DrawnPage:
    """A page as it stands in the file."""

    content: bytes
    links: tuple[DrawnLink | None, ...]
    """None: a link or an annotation as docgen draws none."""
    faces: int
    """Stands for what it is set in: pages with the same number share it."""
    plain: bool
    """Whether it has content of one stream, and nothing beside faces to draw with."""
    size: tuple[float, ...]
    """Its sides, where it is upright and shown whole; else nothing."""


@dataclass(frozen=True)
class StampedPage:
    """What docgen drew on a page of a source, and what ties it."""

    layer: bytes
    """The last of its streams."""
    box: PageBox
    links: tuple[DrawnLink | None, ...]
    """The last two."""
    own_faces: bool
    """Whether docgen's faces are those of the pages it drew itself."""


@dataclass(frozen=True)
class DrawnRead:
    """Pages by their place in the file, counted from 1, and the faces they are set in."""

    pages: dict[int, DrawnPage]
    faces: tuple[EmbeddedFace, ...]
    stamped: dict[int, StampedPage] = field(default_factory=dict)
    """Pages of sources."""
    about: dict[str, str] = field(default_factory=dict)
    """What the document says of itself."""
    strange: tuple[str, ...] = ()
    """What catalog and bookmarks have beside what docgen writes there: cases of V233."""


def read_drawn(path: str, places: Sequence[int], stamped: Sequence[int]) -> DrawnRead:
    """Read the pages at such places, drawn and stamped ones, as far as the file has them.

    pikepdf.PdfError if it is damaged.
    """
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        # To ask for one by its place takes as long as there are many.
        every = [page.obj for page in pdf.pages]
        numbers = {page.objgen: n for n, page in enumerate(every, start=1)}
        resources: dict[bytes, int] = {}
        pages: dict[int, DrawnPage] = {}
        first: Dictionary | None = None
        for place in places:
            if place <= len(every):
                page = every[place - 1]
                pages[place] = _read_page(page, numbers, resources)
                first = first or _dictionary(page.get("/Resources"))
        fonts = _dictionary((first or Dictionary()).get("/Font"))
        info = _dictionary(pdf.trailer.get("/Info"))
        return DrawnRead(
            pages,
            tuple(_read_faces(fonts)),
            {
                place: _read_stamped(every[place - 1], numbers, fonts)
                for place in stamped
                if place <= len(every)
            },
            {key: str(value) for key, value in info.items()},
            tuple(_list_strange(pdf)),
        )


def _dictionary(thing: object) -> Dictionary:
    return thing if isinstance(thing, Dictionary) else Dictionary()


def _read_page(
    page: pikepdf.Object,
    numbers: dict[tuple[int, int], int],
    resources: dict[bytes, int],
) -> DrawnPage:
    own = _dictionary(page.get("/Resources"))
    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    content = b"\n".join(map(_read_content, streams))
    annotations = page.get("/Annots")
    found = list(annotations) if isinstance(annotations, Array) else []
    seen = [one for one in found if not _is_signature(one)]
    return DrawnPage(
        content=content,
        links=tuple(_read_link(one, numbers) for one in seen),
        faces=resources.setdefault(own.unparse(resolved=True), len(resources)),
        plain=set(page.keys()) <= _PAGE_KEYS and _is_bare(own) and len(streams) == 1,
        size=_read_size(page),
    )


def _read_stamped(
    page: pikepdf.Object, numbers: dict[tuple[int, int], int], fonts: Dictionary
) -> StampedPage:
    contents, annotations = page.get("/Contents"), page.get("/Annots")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    layer = _read_content(streams[-1] if streams else None)
    seen = [one for one in _list(annotations) if not _is_signature(one)]
    own = _dictionary(_dictionary(page.get("/Resources")).get("/Font"))
    known = {key.removeprefix(_PREFIX): font.objgen for key, font in fonts.items()}
    used = {name.decode("latin-1") for name in _FACE.findall(layer)}
    return StampedPage(
        layer,
        read_box(page)[0],
        tuple(_read_link(one, numbers) for one in seen[-2:]),
        all(
            isinstance(font := own.get(name), Dictionary)
            and known.get(_OWN_NAME.sub("", name)) == font.objgen
            for name in used
        ),
    )


def _list(thing: object) -> list[object]:
    return list(thing) if isinstance(thing, Array) else []


# --- the document ------------------------------------------------------------------------------


def _list_strange(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What differs from the catalog that docgen writes, titles and destinations apart."""
    root = pdf.Root
    if any(set(item.keys()) - _OF_A_BOOKMARK for item in walk_outline(root.get("/Outlines"))):
        yield "bookmark_looks"
    if root.get("/ViewerPreferences", Dictionary()).unparse() != _VIEWING:
        yield "viewing"
    if "/Outlines" in root and root.get("/PageMode") != Name.UseOutlines:
        yield "no_bookmarks"
    opening = root.get("/OpenAction")
    first = pdf.pages[0].obj if len(pdf.pages) else None
    # An action is told with all else that acts.
    if opening is None or (isinstance(opening, Array) and not _opens_at(first, list(opening))):
        yield "opening"
    if "/Metadata" in root and not _is_signed(pdf):
        yield "metadata"


def _opens_at(page: object, opening: Sequence[object]) -> bool:
    leads = opening[0] if opening else None
    if not isinstance(leads, Dictionary) or not isinstance(page, Dictionary):
        return False
    return leads.objgen == page.objgen and list(opening[1:]) == _AT_FULL_SIZE


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    """Whether there is a field for a signature: signing adds to the catalog."""
    form = _dictionary(pdf.Root.get("/AcroForm"))
    return any(map(_is_signature, _list(form.get("/Fields"))))


def _read_content(stream: object) -> bytes:
    if isinstance(stream, pikepdf.Stream) and len(stream.get_raw_stream_buffer()) < _LARGEST:
        return stream.read_bytes()
    return b""


def _read_size(page: pikepdf.Object) -> tuple[float, ...]:
    # pikepdf gives every page what it has from the tree of pages.
    box = page.get("/MediaBox")
    if any(key in page for key in _SHAPE_KEYS) or not isinstance(box, Array):
        return ()
    return tuple(float(side) for side in box)


def _is_signature(annotation: object) -> bool:
    return _dictionary(annotation).get("/FT") == Name.Sig


def _is_bare(resources: Dictionary) -> bool:
    """Whether there are only faces, and what the draft mark is drawn with."""
    states = _dictionary(resources.get("/ExtGState"))
    plain = all(_dictionary(s).unparse(resolved=True) == _DRAFT_STATE for s in states.values())
    return set(resources.keys()) <= {"/Font", "/ExtGState"} and plain


def _read_link(annotation: object, numbers: dict[tuple[int, int], int]) -> DrawnLink | None:
    own = _dictionary(annotation)
    frame = Dictionary({k: v for k, v in own.items() if k not in ("/Rect", "/Dest", "/A")})
    rect, target, action = own.get("/Rect"), own.get("/Dest"), own.get("/A")
    if frame.unparse() != _PLAIN_LINK or not isinstance(rect, Array) or (target and action):
        return None
    sides = tuple(float(side) for side in rect)
    if isinstance(action, Dictionary):
        file = _dictionary(action.get("/F"))
        return DrawnLink(sides, None, (), str(file.get("/UF", "")), str(action.get("/D", "")))
    if not isinstance(target, Array) or len(target) != 5 or target[1] != Name.XYZ:
        return None
    page, _, *view = list(target)
    number = numbers.get(page.objgen) if isinstance(page, Dictionary) else None
    return DrawnLink(sides, number, tuple(None if v is None else float(v) for v in view))


def _read_faces(fonts: Dictionary) -> Iterator[EmbeddedFace]:
    for name, font in fonts.items():
        if isinstance(font, Dictionary) and name.startswith(_PREFIX):
            rank, mapping = font.get("/DgRank"), font.get("/ToUnicode")
            if isinstance(rank, Array) and isinstance(mapping, pikepdf.Stream):
                glyphs = dict(_read_glyphs(mapping.read_bytes()))
                twins = str(font.get("/DgTwins", ""))
                pairs = zip(twins[::2], twins[1::2], strict=False)
                glyphs |= {new: glyphs.get(old, 0) for new, old in pairs}
                yield EmbeddedFace(
                    name.removeprefix(_PREFIX),
                    bool(rank[0]),
                    int(rank[1]),
                    tuple(glyphs.items()),
                    tuple(_read_widths(font)),
                )


def _read_glyphs(mapping: bytes) -> Iterator[tuple[str, int]]:
    for glyph, character in _CHARACTER.findall(mapping):
        yield (
            bytes.fromhex(character.decode("ascii")).decode("utf-16-be", "replace"),
            int(glyph, 16),
        )


def _read_widths(font: Dictionary) -> Iterator[tuple[int, float]]:
    descendants = font.get("/DescendantFonts")
    inner = _dictionary(descendants[0]) if isinstance(descendants, Array) else Dictionary()
    widths = inner.get("/W")
    parts = list(widths) if isinstance(widths, Array) else []
    for glyph, width in zip(parts[::2], parts[1::2], strict=False):
        if isinstance(width, Array) and isinstance(glyph, int):
            yield glyph, float(width[0])
