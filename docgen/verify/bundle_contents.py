"""What is in a bundle, as pikepdf and MuPDF read it. In a worker: the bundle is anybody's.

pikepdf tells the structure (labels, links, bookmarks), MuPDF what is seen (text, places). Neither
wrote it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from docgen.bundle.page_identity import PageIdentity
from docgen.pdf.mupdf import load_mupdf
from docgen.text.flattening import flatten
from docgen.verify.light_pictures import blank_pictures
from docgen.verify.link_reading import (
    Area,
    BookmarkRead,
    LinkRead,
    Targets,
    is_signature,
    list_strangers,
    read_bookmarks,
    read_labels,
    read_links,
)
from docgen.verify.mark_reading import Sheet, read_marks
from docgen.verify.underlaid_text import take_layers_off
from docgen.verify.visible_text import list_painted, look

if TYPE_CHECKING:
    import pymupdf

_PACKAGE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{6}")
"""The first line of the small type beside a mark."""
_LONGEST_TEXT = 200_000
"""Characters of a page. What docgen prints on one is a few thousand."""
_PAGES_KEPT = 200
"""For so many pages MuPDF keeps what it unpacked."""

_Word = tuple[float, float, float, float, str, int, int, int]
"""As MuPDF gives it: left, top, right, bottom, text, and its place in the page."""


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
    text_layer: bool
    """Whether docgen's invisible text lies under it. That is no part of its text here."""
    identities: tuple[PageIdentity, ...] = ()
    """What marks on it say it is: those beside small type of theirs, or else those of the first
    corner or part of the page that has any."""


@dataclass(frozen=True)
class BundleRead:
    """A bundle, or a volume of one, or a share of its pages."""

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

    @classmethod
    def of_shares(cls, shares: "Sequence[BundleRead]") -> "BundleRead":
        """The whole of what was read in shares, in their order."""
        pages = tuple(chain.from_iterable(share.pages for share in shares))
        fonts = sorted(set(chain.from_iterable(share.unembedded_fonts for share in shares)))
        return replace(shares[0], pages=pages, unembedded_fonts=tuple(fonts))


Share = tuple[int, int]
"""Which of how many shares of a file's pages, from 0."""


def read_bundle(path: str, *, marks: bool, share: Share = (0, 1)) -> BundleRead:
    """Read a share of a bundle, or a form or a report, and the marks on its pages if asked for.

    pikepdf.PdfError, or what MuPDF raises, where it is damaged.
    """
    with ExitStack() as stack:
        pdf = stack.enter_context(
            pikepdf.open(path, attempt_recovery=False, suppress_warnings=True)
        )
        reading = _PageReading(pdf, path, stack, marks=marks)
        nth, shares = share
        first, end = (len(pdf.pages) * n // shares for n in (nth, nth + 1))
        pages = reading.read(range(first, end))
        form, opening = pdf.Root.get("/AcroForm"), pdf.Root.get("/OpenAction")
        fields = form.get("/Fields") if isinstance(form, Dictionary) else None
        zoom = opening[4] if isinstance(opening, Array) and len(opening) == 5 else None
        read = BundleRead(
            pages=pages,
            bookmarks=tuple(read_bookmarks(pdf, reading.targets)),
            names=reading.targets.names,
            encrypted=pdf.is_encrypted,
            signed=isinstance(fields, Array) and any(map(is_signature, fields)),
            shows_bookmarks=pdf.Root.get("/PageMode") == Name.UseOutlines,
            opens_at_full_size=zoom is not None and float(zoom) == 1,
            unembedded_fonts=tuple(sorted(reading.unembedded)),
        )
        if damage := pdf.get_warnings():
            raise pikepdf.PdfError(str(damage[0]))
        return read


class _PageReading:
    """Reads the pages of a file, one after the other."""

    def __init__(self, pdf: pikepdf.Pdf, path: str, stack: ExitStack, *, marks: bool) -> None:
        self._pdf, self._path, self._stack, self._marks = pdf, path, stack, marks
        self._shown = self._open()
        self._whole: pymupdf.Document | None = None
        self._labels = read_labels(pdf)
        self._fonts_seen: set[frozenset[tuple[int, int]]] = set()
        self.targets = Targets(pdf)
        self.unembedded: set[str] = set()

    def _open(self) -> "pymupdf.Document":
        document: pymupdf.Document = load_mupdf().open(self._path, filetype="pdf")
        self._stack.callback(document.close)
        return document

    def _open_whole(self, index: int) -> "pymupdf.Page":
        """A page with its pictures."""
        load_mupdf().TOOLS.store_shrink(100)
        self._whole = self._whole or self._open()
        return self._whole[index]

    def read(self, places: range) -> tuple[PageRead, ...]:
        """Read the pages at such places, from 0."""
        # To ask for one by its place takes as long as there are many.
        pages = [page.obj for page in self._pdf.pages][places.start : places.stop]
        # All at once: after each change MuPDF would go through the tree of pages anew.
        blank_pictures(self._shown, pages)
        layered = take_layers_off(self._shown, pages)
        return tuple(
            self._read(place, page, text_layer=number in layered)
            for number, (place, page) in enumerate(zip(places, pages, strict=True))
        )

    def _read(self, index: int, page: Dictionary, *, text_layer: bool) -> PageRead:
        leaf, label = self._shown[index], self._labels[index]
        painted = list_painted(leaf)
        sight = look(leaf, f"— {label} —", painted)
        # Made once, pictures included: every question about text or pictures would make it anew.
        seen = leaf.get_textpage(flags=load_mupdf().TEXT_PRESERVE_IMAGES)
        words: list[_Word] = seen.extractWORDS()  # type: ignore[no-untyped-call]
        type_ = [word[:4] for word in words if _PACKAGE.fullmatch(word[4])]
        sheet = Sheet(leaf, painted, type_, lambda: self._open_whole(index))
        width, height = leaf.rect.width, leaf.rect.height
        read = PageRead(
            label=label,
            width=width,
            height=height,
            text=flatten(seen.extractText()[:_LONGEST_TEXT]),
            seen=flatten(sight.text)[:_LONGEST_TEXT],
            number_boxes=tuple(_find_number(leaf, seen, label)),
            draft=sight.draft,
            tilted=sight.tilted,
            links=tuple(read_links(page, self.targets, lambda area: _find_under(words, area))),
            strangers=tuple(sorted(set(list_strangers(page)))),
            dpi=_find_dpi(width * height, seen),
            text_layer=text_layer,
            identities=read_marks(sheet) if self._marks else (),
        )
        self._note_fonts(page, leaf)
        if index % _PAGES_KEPT == 0:
            load_mupdf().TOOLS.store_shrink(100)
        return read

    def _note_fonts(self, page: Dictionary, leaf: "pymupdf.Page") -> None:
        """Look for fonts that are not embedded, where the page has others than those before."""
        fonts = _list_fonts(page)
        if fonts is None or fonts not in self._fonts_seen:
            self.unembedded.update(_list_unembedded(leaf))
            if fonts is not None:
                self._fonts_seen.add(fonts)


def _list_fonts(page: Dictionary) -> frozenset[tuple[int, int]] | None:
    """The fonts a page has itself, by their numbers; None where its drawings may have others."""
    resources = page.get("/Resources")
    if not isinstance(resources, Dictionary):
        return None
    drawn, fonts = resources.get("/XObject", Dictionary()), resources.get("/Font", Dictionary())
    if any(thing.get("/Subtype") != Name.Image for thing in drawn.values()):
        return None
    numbers = frozenset(font.objgen for font in fonts.values())
    return None if (0, 0) in numbers else numbers


def _list_unembedded(leaf: "pymupdf.Page") -> Iterator[str]:
    for font in leaf.get_fonts():  # type: ignore[no-untyped-call]
        if font[1] == "n/a" and font[2] != "Type3":
            yield font[3]


def _find_number(
    leaf: "pymupdf.Page", seen: "pymupdf.TextPage", label: str
) -> Iterator[tuple[float, float, float, float]]:
    for box in leaf.search_for(f"— {label} —", textpage=seen):
        place = box * leaf.rotation_matrix
        yield (place.x0, place.y0, place.x1, place.y1)


def _find_dpi(area: float, seen: "pymupdf.TextPage") -> float | None:
    for picture in seen.extractIMGINFO():  # type: ignore[no-untyped-call]
        left, top, right, bottom = picture["bbox"]
        if (right - left) * (bottom - top) > area / 2:
            dots = picture["width"] * picture["height"]
            return float((dots / ((right - left) * (bottom - top))) ** 0.5 * 72)
    return None


def _find_under(words: Sequence[_Word], area: Area) -> str:
    """The words whose middles lie in an area, in the order they were drawn."""
    left, top, right, bottom = area
    return flatten(
        "".join(
            word[4]
            for word in words
            if left <= (word[0] + word[2]) / 2 <= right and top <= (word[1] + word[3]) / 2 <= bottom
        )
    )
