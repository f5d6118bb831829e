"""What is in a bundle, as pypdf and MuPDF read it. In a worker: the bundle is anybody's.

pypdf tells the structure (labels, links, bookmarks), MuPDF what is seen (text, places). Neither
wrote it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product
from math import ceil
from typing import TYPE_CHECKING, Any

from docgen.bundle.page_identity import PageIdentity, decode
from docgen.pdf.mupdf import load_mupdf
from docgen.verify.visible_text import look

if TYPE_CHECKING:
    import pymupdf
    from pypdf import PageObject, PdfReader

_MARK_DPI = 150
"""The smallest marks, of 8 mm, have two pixels a module then."""
_CORNER = (75 * 72 / 25.4, 45 * 72 / 25.4)
"""Nearly all marks stand in a corner of the page: so much of it across and down, in points."""
_TILE, _OVERLAP = 2000.0, 45.0
"""Points of a page looked at in one go, and what neighbours share: a mark is in one of them."""

_PACKAGE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{6}")
"""The first line of the small type beside a mark."""
_BESIDE = 18 * 72 / 25.4
"""How far from the small type the whole of the largest mark is, its white included."""
_MOST_BESIDE = 8

_LONGEST_TEXT = 200_000
"""Characters of a page. What docgen prints on one is a few thousand."""

_Region = tuple[float, float, float, float]
_Word = tuple[float, float, float, float, str, int, int, int]
"""As MuPDF gives it: left, top, right, bottom, text, and its place in the page."""


@dataclass(frozen=True)
class LinkRead:
    """A link: what is printed under it, and where it leads.

    `page` is a page of the same file, counted from 1, and None where it leads to no page of it;
    `file` and `name` are the file and the named page of a link into another volume.
    """

    text: str
    page: int | None
    file: str = ""
    name: str = ""
    doubled: bool = False
    """Whether it has a destination beside its action: `page` is where the action leads."""
    beside: int | None = None
    """Where that destination leads."""


@dataclass(frozen=True)
class PageRead:
    """A page. Sizes and places in points on the page as it is seen, from the upper left."""

    label: str
    width: float
    height: float
    text: str
    """Without blanks, in compatibility form."""
    seen: str
    """The same, only what can be seen: text that is painted over is not in it."""
    number_boxes: tuple[tuple[float, float, float, float], ...]
    """Where the page's label stands, printed as a page number: left, top, right, bottom."""
    draft: bool
    """Whether docgen's draft mark is seen on it."""
    tilted: bool
    """Whether its printed number is not upright, or not of its size."""
    links: tuple[LinkRead, ...]
    strangers: tuple[str, ...]
    """Kinds of annotations beside links, and links that draw something."""
    dpi: float | None
    """Dots an inch of the picture that fills the page, where one does."""
    identities: tuple[PageIdentity, ...] = ()
    """What marks on it say it is: those beside small type of theirs, or else those of the first
    corner or part of the page that has any."""


@dataclass(frozen=True)
class BookmarkRead:
    """A bookmark, and how far below the first level it stands."""

    title: str
    link: LinkRead
    depth: int


@dataclass(frozen=True)
class BundleRead:
    """A bundle, or a volume of one."""

    pages: tuple[PageRead, ...]
    bookmarks: tuple[BookmarkRead, ...]
    """Every bookmark, those below it behind each."""
    names: dict[str, int]
    """Named pages, from 1."""
    encrypted: bool
    signed: bool
    """Whether it has a field for a signature."""
    shows_bookmarks: bool
    opens_at_full_size: bool
    unembedded_fonts: tuple[str, ...]


def flatten(text: str) -> str:
    """Text without blanks, full-width forms as plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_bundle(path: str, *, marks: bool) -> BundleRead:
    """Read a bundle, or a form or a report, and the marks on its pages if they are asked for.

    PyPdfError, or what MuPDF raises, where it is damaged.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - only in the worker

    reader = PdfReader(path, strict=True)
    encrypted = reader.is_encrypted
    with load_mupdf().open(path, filetype="pdf") as shown:
        targets = _Targets(reader)
        pages = tuple(_read_pages(reader, shown, targets, marks=marks))
        fonts = tuple(sorted(set(_unembedded(shown))))
    root = reader.root_object
    opening = root.get("/OpenAction")
    zoom = opening[4] if isinstance(opening, list) and len(opening) == 5 else None
    return BundleRead(
        pages=pages,
        bookmarks=tuple(_read_bookmarks(reader, targets)),
        names=targets.names,
        encrypted=encrypted,
        signed=any(_is_signature(field) for field in _list_fields(reader)),
        shows_bookmarks=root.get("/PageMode") == "/UseOutlines",
        opens_at_full_size=zoom is not None and float(zoom) == 1,
        unembedded_fonts=fonts,
    )


def _read_pages(
    reader: "PdfReader", shown: "pymupdf.Document", targets: "_Targets", *, marks: bool
) -> Iterator[PageRead]:
    labels = reader.page_labels
    for index, page in enumerate(reader.pages):
        leaf = shown[index]
        # Made once, pictures included: every question about text or pictures would make it anew.
        sight = look(leaf, f"— {labels[index]} —")
        seen = leaf.get_textpage(flags=load_mupdf().TEXT_PRESERVE_IMAGES)
        text = seen.extractText()[:_LONGEST_TEXT]
        words = seen.extractWORDS()  # type: ignore[no-untyped-call]
        yield PageRead(
            label=labels[index],
            width=leaf.rect.width,
            height=leaf.rect.height,
            text=flatten(text),
            seen=flatten(sight.text)[:_LONGEST_TEXT],
            number_boxes=tuple(_find_number(leaf, seen, labels[index])),
            draft=sight.draft,
            tilted=sight.tilted,
            links=tuple(_read_links(page, words, targets)),
            strangers=tuple(sorted(set(_list_strangers(page)))),
            dpi=_find_dpi(leaf, seen),
            identities=_read_marks(leaf, words) if marks else (),
        )


def _read_marks(leaf: "pymupdf.Page", words: Sequence[_Word]) -> tuple[PageIdentity, ...]:
    """The marks beside small type of theirs, or else of the first region that has any.

    A scan is unpacked anew for every region that is drawn of it.
    """
    beside = list(islice(_beside_type(leaf, words), _MOST_BESIDE))
    regions = _regions(leaf.rect.width, leaf.rect.height)
    for some in chain((beside,), ([region] for region in regions)):
        codes = chain.from_iterable(_read_codes(leaf, region) for region in some)
        if found := {one: None for code in codes if (one := decode(code)) is not None}:
            return tuple(found)
    return ()


def _beside_type(leaf: "pymupdf.Page", words: Sequence[_Word]) -> Iterator[_Region]:
    """Where marks stand whose small type is printed: left of it or above, on the page upright."""
    mupdf = load_mupdf()
    for word in words:
        if _PACKAGE.fullmatch(word[4]):
            left, top, right, bottom = mupdf.Rect(word[:4]) * leaf.rotation_matrix
            around = (left - _BESIDE, top - _BESIDE, right + _BESIDE, bottom + _BESIDE)
            region = mupdf.Rect(around) & leaf.rect
            if not region.is_empty:
                yield tuple(region)


def _regions(width: float, height: float) -> Iterator[_Region]:
    """The corners, then all of the page, a large one in tiles."""
    across, down = min(_CORNER[0], width), min(_CORNER[1], height)
    for x, y in product((0, width - across), (0, height - down)):
        yield (x, y, x + across, y + down)
    step = _TILE - _OVERLAP
    for row in range(max(ceil((height - _OVERLAP) / step), 1)):
        for column in range(max(ceil((width - _OVERLAP) / step), 1)):
            x, y = column * step, row * step
            yield (x, y, min(x + _TILE, width), min(y + _TILE, height))


def _read_codes(leaf: "pymupdf.Page", region: _Region) -> list[str]:
    import zxingcpp  # noqa: PLC0415 - only in the worker
    from PIL import Image  # noqa: PLC0415

    mupdf = load_mupdf()
    seen = leaf.get_pixmap(
        dpi=_MARK_DPI, colorspace=mupdf.csGRAY, clip=mupdf.Rect(*region), alpha=False
    )
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    picture = Image.frombytes("L", (seen.width, seen.height), seen.samples)
    return [
        code.text
        for code in zxingcpp.read_barcodes(
            picture, formats=formats, try_rotate=False, try_invert=False
        )
    ]


def _find_number(
    leaf: "pymupdf.Page", seen: "pymupdf.TextPage", label: str
) -> Iterator[tuple[float, float, float, float]]:
    for box in leaf.search_for(f"— {label} —", textpage=seen):
        place = box * leaf.rotation_matrix
        yield (place.x0, place.y0, place.x1, place.y1)


def _find_dpi(leaf: "pymupdf.Page", seen: "pymupdf.TextPage") -> float | None:
    area = leaf.rect.width * leaf.rect.height
    for picture in seen.extractIMGINFO():  # type: ignore[no-untyped-call]
        left, top, right, bottom = picture["bbox"]
        if (right - left) * (bottom - top) > area / 2:
            dots = picture["width"] * picture["height"]
            return float((dots / ((right - left) * (bottom - top))) ** 0.5 * 72)
    return None


def _unembedded(shown: "pymupdf.Document") -> Iterator[str]:
    for leaf in shown.pages():
        for font in leaf.get_fonts():  # type: ignore[no-untyped-call]
            if font[1] == "n/a" and font[2] != "Type3":
                yield font[3]


_OUT_OF_SIGHT = 2 | 32
"""The flags of an annotation that is hidden, or not shown on screens."""


def _list_fields(reader: "PdfReader") -> Iterator[Any]:
    root = reader.root_object
    # `get` would give the reference and not what it refers to.
    form: Any = root["/AcroForm"] if "/AcroForm" in root else {}  # noqa: SIM401
    yield from (field.get_object() for field in form.get("/Fields", ()))


def _is_signature(field: Any) -> bool:  # noqa: ANN401 - a PDF object
    return bool(field.get("/FT") == "/Sig")


def _list_strangers(page: "PageObject") -> Iterator[str]:
    for reference in page.get("/Annots", None) or ():
        annotation = reference.get_object()
        kind = str(annotation.get("/Subtype")).removeprefix("/")
        if kind == "Widget" and _is_signature(annotation) and not any(annotation["/Rect"]):
            continue
        if kind != "Link" or "/AP" in annotation:
            yield kind


# --- links and bookmarks -----------------------------------------------------------------------


def _read_links(
    page: "PageObject", words: Sequence[_Word], targets: "_Targets"
) -> Iterator[LinkRead]:
    for reference in page.get("/Annots", None) or ():
        annotation = reference.get_object()
        if annotation.get("/Subtype") != "/Link":
            continue
        x0, y0, x1, y1 = (float(side) for side in annotation["/Rect"])
        if int(annotation.get("/F", 0)) & _OUT_OF_SIGHT or x1 - x0 < 1 or y1 - y0 < 1:
            # A link nobody can click is none.
            continue
        under = ""
        if not page.rotation:
            left, top = float(page.cropbox.left), float(page.cropbox.top)
            under = _find_under(words, (x0 - left, top - y1, x1 - left, top - y0))
        yield _follow(annotation, targets, under)


def _find_under(words: Sequence[_Word], area: tuple[float, float, float, float]) -> str:
    """The words whose middles lie in an area, in the order they were drawn."""
    left, top, right, bottom = area
    return flatten(
        "".join(
            word[4]
            for word in words
            if left <= (word[0] + word[2]) / 2 <= right and top <= (word[1] + word[3]) / 2 <= bottom
        )
    )


def _follow(holder: Any, targets: "_Targets", under: str) -> LinkRead:  # noqa: ANN401 - a PDF object
    """Where a link or a bookmark leads: viewers do what its action says, whatever else it says."""
    # `get` would give the reference and not what it refers to.
    action: Any = holder["/A"] if "/A" in holder else None  # noqa: SIM401
    written = targets.find(holder["/Dest"]) if "/Dest" in holder else None
    if action is None:
        return LinkRead(under, written)
    doubled = "/Dest" in holder
    kind = action.get("/S")
    if kind == "/GoToR":
        file = action.get("/F")
        name = file.get("/UF", file.get("/F")) if hasattr(file, "get") else file
        return LinkRead(under, None, str(name), str(action.get("/D")), doubled, written)
    page = targets.find(action["/D"]) if kind == "/GoTo" and "/D" in action else None
    return LinkRead(under, page, doubled=doubled, beside=written)


class _Targets:
    """The pages that destinations lead to, counted from 1."""

    def __init__(self, reader: "PdfReader") -> None:
        pages = enumerate(reader.pages, start=1)
        self._places = {p.indirect_reference.idnum: n for n, p in pages if p.indirect_reference}
        self.names = {name: place for name, place in _read_names(reader) if place}

    def find(self, target: Any) -> int | None:  # noqa: ANN401 - a PDF object
        """The page of a destination, written out or by its name; None where there is none."""
        if hasattr(target, "get"):
            target = target.get("/D")
        if isinstance(target, str):
            return self.names.get(target)
        page = target[0] if isinstance(target, list) and target else None
        return self._places.get(page.idnum) if page is not None and hasattr(page, "idnum") else None


def _read_bookmarks(reader: "PdfReader", targets: "_Targets") -> Iterator[BookmarkRead]:
    outline = reader.root_object.get("/Outlines")
    waiting = [(outline.get_object().get("/First"), 0)] if outline is not None else []
    seen: set[int] = set()
    while waiting:
        reference, depth = waiting.pop()
        if reference is None or reference.idnum in seen:
            continue
        seen.add(reference.idnum)
        item = reference.get_object()
        yield BookmarkRead(str(item.get("/Title", "")), _follow(item, targets, ""), depth)
        ties = (("/Next", depth), ("/First", depth + 1))
        waiting += [(item.raw_get(key), level) for key, level in ties if key in item]


def _read_names(reader: "PdfReader") -> Iterator[tuple[str, int | None]]:
    for name, target in reader.named_destinations.items():
        found = reader.get_destination_page_number(target)
        yield name, None if found is None else found + 1
