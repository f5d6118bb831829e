"""PDF files become sources: the visible box of every page, and its ink.

qpdf (through pikepdf) reads, repairs and unlocks. What it cannot read is offered to MuPDF once.
A file that is sound stays where it is; any other is written anew, so that everything downstream
sees the same pages.
"""

import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import pikepdf
from pikepdf import Array, Dictionary, Object, Page, Pdf, String
from PIL import Image

from docgen.images.ink_detection import PIXELS_A_CELL, read_ink
from docgen.images.ink_map import all_inked, cell_size
from docgen.images.photo_fingerprint import take_likeness
from docgen.images.pixels import PICTURE_ERRORS
from docgen.images.text_direction import Turns, read_turns
from docgen.issues.errors import SourceError
from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted
from docgen.model.electronic_invoice import ElectronicInvoice
from docgen.model.page_facts import Facts, PageFacts, PageLook
from docgen.pdf.active_content import list_actives
from docgen.pdf.attachments import list_attached
from docgen.pdf.content_state import count_states
from docgen.pdf.drawn_frames import DrawnFrames, list_drawn
from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.pdf.form_appearances import draw_values
from docgen.pdf.geometry import PageBox
from docgen.pdf.long_numbers import shorten_numbers
from docgen.pdf.mupdf import load_mupdf, mupdf_errors
from docgen.pdf.page_boxes import read_boxes
from docgen.pdf.page_import import list_hidden_layers
from docgen.pdf.page_tree import DEEPEST_TREE
from docgen.pdf.rehearsal import rehearse
from docgen.pdf.render_cost import find_endless
from docgen.pdf.xfa_data import has_xfa, take_xfa_values
from docgen.sources.invoice_data import find_in_pdf, note_data
from docgen.sources.locked_files import find_pdf_password
from docgen.sources.scan_inspection import is_plain, outline, picture_scan, turns_by_text
from docgen.sources.stream_recovery import mend_streams
from docgen.sources.trial_copy import TrialCopy

if TYPE_CHECKING:
    import pymupdf

_MOST_PAGES = 5_000
"""Ten thick files of paper. A hundred thousand empty pages take less than a megabyte, and hours."""
_THINNEST = 0.6
"""Pixels: a hairline that falls between two pixels would darken neither enough to be ink."""
_PIXELS_OFF = 2
"""MuPDF rounds a page's size outwards."""

_HEAVY = 100_000
"""Bytes of a page that no copy is written of to read it in."""

_HARMLESS = "Resources is missing or invalid"
"""qpdf's warning of a page that draws nothing and says so by leaving out what it needs for it."""

_DRAWN_BY_READERS = frozenset({
    "/Caret", "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/Polygon", "/PolyLine",
    "/Redact", "/Square", "/Squiggly", "/Stamp", "/StrikeOut", "/Text", "/Underline",
})  # fmt: skip
"""Annotations that readers draw where they have no picture of their own."""
_UNKNOWN_END = (1, 0)
"""Content that nobody could read is taken for untidy: nothing is drawn in its state."""
_WAITING = re.compile(
    r"please\s+wait|if\s+this\s+message\s+is\s+not\s+eventually\s+replaced|请稍候|请稍等|请等待",
    re.IGNORECASE,
)
_SPOILT_PICTURE = ("padding truncated image", "openjpeg error", "jbig2dec error")
"""MuPDF's words for picture data that is not whole."""


def prepare_pdf(source: str, scratch: str, passwords: Sequence[str] = ()) -> Facts:
    """The pages of a PDF file, their ink not yet looked at.

    A file that must be written anew goes to `scratch`, one that needs a password without it.
    UnusableSourceError says why there are no pages.
    """
    return _rehearse(_read_drawn(source, scratch, passwords), source, scratch, tried=False)[0]


def _read_drawn(source: str, scratch: str, passwords: Sequence[str]) -> Facts:
    return _draw_undrawn(_read_any(source, scratch, passwords), source, scratch)


def _rehearse(
    facts: Facts, source: str, scratch: str, *, tried: bool
) -> tuple[Facts, TrialCopy | None]:
    """The same in a PDF whose pages can all be copied, and that copy where it is to be `tried`.

    To write a scan and hash it takes longer than to read it once more: of those there is none.
    """
    pdf, target = facts.pdf or source, Path(f"{scratch}.copied")
    states = [(page.box, bool(page.unclosed or page.overclosed)) for page in facts.pages]
    tried = tried and Path(pdf).stat().st_size <= len(states) * _HEAVY
    try:
        copied = rehearse(pdf, states, target if tried else None)
    except SourceError as error:
        raise UnusableSourceError("source-uncopied", cause=error.said) from error
    if copied.shortened:
        return _shorten(facts, source, scratch), None
    return facts, TrialCopy(target, copied) if tried else None


def _shorten(facts: Facts, source: str, scratch: str) -> Facts:
    """The same with numbers that all readers can read, written to `scratch`."""
    beside = f"{scratch}.short"
    with pikepdf.open(facts.pdf or source, suppress_warnings=True) as pdf:
        shorten_numbers(pdf)
        pdf.save(beside, deterministic_id=True)
    return replace(facts, pdf=str(Path(beside).replace(scratch)))


def _draw_undrawn(facts: Facts, source: str, scratch: str) -> Facts:
    """The same with annotations drawn that it is left to readers to draw.

    No annotation gets into a bundle, but what all of them show.
    """
    prepared, drawn = f"{scratch}.annotated", f"{scratch}.drawn"
    with pikepdf.open(facts.pdf or source, suppress_warnings=True) as pdf:
        undrawn = [
            number
            for number, page in enumerate(pdf.pages, start=1)
            if any(_is_undrawn(annotation) for annotation in _list_annotations(page))
        ]
        if not undrawn:
            return facts
        for number in undrawn:
            page = pdf.pages[number - 1]
            # MuPDF draws none that stands in the list itself.
            page.obj.Annots = Array([pdf.make_indirect(a) for a in _list_annotations(page)])
        pdf.save(prepared, deterministic_id=True)
    mupdf = load_mupdf()
    spoilt: tuple[type[Exception], ...] = (*mupdf_errors(), *PDF_ERRORS)
    try:
        with mupdf.open(prepared, filetype="pdf") as document:
            document.bake(annots=True, widgets=False)
            document.save(drawn, garbage=1, no_new_id=True)
        again = _read(drawn, f"{scratch}.again")
    except spoilt:
        return replace(facts, losses=(*facts.losses, lost("undrawn_marks", pages=tuple(undrawn))))
    target = str(Path(again.pdf or drawn).replace(scratch))
    return replace(facts, pdf=target, pages=again.pages)


def _list_annotations(page: Page) -> list[Dictionary]:
    found = page.obj.get("/Annots")
    return [a for a in found if isinstance(a, Dictionary)] if isinstance(found, Array) else []


def _is_undrawn(annotation: Dictionary) -> bool:
    kind = str(annotation.get("/Subtype"))
    return kind in _DRAWN_BY_READERS and not isinstance(annotation.get("/AP"), Dictionary)


def _read_any(source: str, scratch: str, passwords: Sequence[str]) -> Facts:
    try:
        try:
            return _read(source, scratch)
        except pikepdf.PasswordError:
            return _read(source, scratch, password=find_pdf_password(source, passwords))
    except PDF_ERRORS as error:
        return _rescue(source, scratch, error)


def open_pdf(
    source: str,
    scratch: str,
    passwords: Sequence[str] = (),
    seconds: float = math.inf,
    tried: bool = True,
) -> Iterator[Facts | PageLook | None]:
    """As `prepare_pdf`, and then the looks of its pages as `look_at_pages` gives them.

    Where they are `tried`, pages are read whole in a copy unless they are heavy.
    """
    facts, copy = _rehearse(_read_drawn(source, scratch, passwords), source, scratch, tried=tried)
    with copy or nullcontext():
        yield facts
        boxes = [page.box for page in facts.pages]
        yield from look_at_pages(facts.pdf or source, 1, boxes, seconds, copy)


def look_at_pages(
    pdf: str,
    first: int,
    boxes: Sequence[PageBox],
    seconds: float = math.inf,
    copy: TrialCopy | None = None,
) -> Iterator[PageLook | None]:
    """The look of one page after the other from `first` on, counted from 1.

    None where MuPDF cannot render one. After so many seconds of this process no page is begun.
    Pages are read whole in a `copy` of the PDF that was rehearsed.
    """
    until = time.process_time() + seconds
    with _Viewer(pdf, copy) as viewer:
        for number, box in enumerate(boxes, start=first):
            yield viewer.look_at(number, box)
            if time.process_time() >= until:
                return


class _Viewer:
    """A PDF that is looked at. Use as a context manager."""

    def __init__(self, pdf: str, copy: TrialCopy | None) -> None:
        self._pdf = pdf
        self._copy = copy
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def look_at(self, number: int, box: PageBox) -> PageLook | None:
        """What is known of a page at sight, or else once it is drawn."""
        glance = self._glance(number, box)
        if glance.look:
            return glance.look
        tried = self._copy.read(number, box) if self._copy and glance.plain else None
        if tried is None:
            return self._draw(number, box, glance.plain)
        look = _tell(tried.drawn, box) or self._draw(number, box, glance.plain)
        return look and look._replace(read_as=tried.read_as)

    def _draw(self, number: int, box: PageBox, plain: bool) -> PageLook | None:
        if not self._drawn_by:
            return None
        try:
            return _look_at(self._drawn_by, number, box, plain)
        except mupdf_errors():
            # The page can be merged all the same; the caller says that nobody has looked at it.
            return None

    def _glance(self, number: int, box: PageBox) -> "_Glance":
        try:
            return _glance_at(self._read.pages[number - 1], box) if self._read else _Glance()
        except (*PDF_ERRORS, OSError, IndexError):
            # MuPDF, which is asked next, may read what qpdf cannot.
            return _Glance()

    @cached_property
    def _read(self) -> Pdf | None:
        try:
            pdf = pikepdf.open(self._pdf, suppress_warnings=True)
        except (*PDF_ERRORS, OSError):
            return None
        return self._opened.enter_context(pdf)

    @cached_property
    def _drawn_by(self) -> "pymupdf.Document | None":
        mupdf = load_mupdf()
        self._opened.callback(mupdf.TOOLS.store_shrink, 100)
        try:
            document: pymupdf.Document = mupdf.open(self._pdf, filetype="pdf")
        except mupdf_errors():
            return None
        self._opened.callback(document.close)
        return document


class _Glance(NamedTuple):
    """What can be told of a page without rendering it."""

    look: PageLook | None = None
    plain: bool = False
    """Whether all that is on it can be told by the rectangles it lies in."""


def _glance_at(page: Page, box: PageBox) -> _Glance:
    try:
        scan = picture_scan(page, box)
        if scan is None:
            return _Glance(plain=is_plain(page, box))
    except (
        *(*PDF_ERRORS, UnusableSourceError, ArithmeticError),
        *PICTURE_ERRORS,
    ):
        # Rendering shows what there is of it.
        return _Glance()
    ink, turns = read_ink(scan.page, box.width_pt, box.height_pt), _find_turns(scan.page)
    likeness = take_likeness(scan.picture)
    return _Glance(PageLook(ink, turns, spoilt=not scan.whole, likeness=likeness))


def _find_turns(picture: Image.Image) -> Turns:
    # Pages of text need no numpy, nor does who hands files to workers: a tenth of a second to load.
    from docgen.images.picture_direction import find_turns  # noqa: PLC0415

    return find_turns(picture)


def _read(source: str, scratch: str, losses: tuple[Issue, ...] = (), password: str = "") -> Facts:
    with (
        Path(source).open("rb") as file,
        pikepdf.open(file, password=password, suppress_warnings=True) as pdf,
    ):
        pages = list(pdf.pages)
        _refuse_unprintable(pdf, pages)
        differing = _take_xfa(pdf, pages, source, password)
        drawn, undrawn = _draw_fields(pdf, pages)
        boxes, mended = read_boxes(pages)
        damaged = any(_HARMLESS not in str(warning) for warning in pdf.get_warnings())
        if damaged and not losses:
            losses = (lost("repaired"),)
        streams = mend_streams(pdf, pages)
        _refuse_endless(pages)
        states = [_count_states(page) for page in pages]
        unread = [number for number, state in enumerate(states, start=1) if state is None]
        unread = sorted({*unread, *streams.pages})
        facts = tuple(
            PageFacts(box, all_inked(box.width_pt, box.height_pt), *(state or _UNKNOWN_END))
            for box, state in zip(boxes, states, strict=True)
        )
        losses = (
            *losses,
            *_count_promised(pdf, len(pages)),
            *((lost("undrawn_fields"),) if undrawn else ()),
            *([lost("xfa_differs", names=differing)] if differing else []),
            *([lost("unread", pages=tuple(unread))] if unread else []),
        )
        rewrite = bool(drawn or losses or mended or streams.any or pdf.is_encrypted)
        rewrite = rewrite or not _is_portable(source) or not _counts_right(pdf, len(pages))
        if rewrite:
            pdf.save(scratch, deterministic_id=True)
        invoices = find_in_pdf(pdf, pages)
        notes = (*_notes_of(pdf, pages, password, invoices), *mended)
        made, told = scratch if rewrite else None, tuple(dict.fromkeys(invoices.values()))
        return Facts(made, facts, notes, losses, bool(password), told, looked_at=False)


def _list_actives(pdf: Pdf, pages: list[Page]) -> list[Issue]:
    actives = tuple(list_actives(pdf, pages))
    return [noted("actives", actives=actives)] if actives else []


def _take_xfa(pdf: Pdf, pages: Sequence[Page], source: str, password: str) -> tuple[str, ...]:
    """Have fields show what an XFA form has of them as data; the names of those that differ.

    Refused where the pages say only that another program is to open it.
    """
    if not has_xfa(pdf):
        return ()
    widgets = _widgets(pages)
    if not widgets and _says_to_wait(source, password):
        raise UnusableSourceError("source-xfa")
    return take_xfa_values(pdf, widgets)


def _says_to_wait(source: str, password: str) -> bool:
    """Whether the first page stands in for what another program would show."""
    with load_mupdf().open(source, filetype="pdf") as document:
        if document.needs_pass and not document.authenticate(password):
            return False
        return bool(_WAITING.search(document[0].get_text()))


def _draw_fields(pdf: Pdf, pages: Sequence[Page]) -> tuple[bool, bool]:
    """Draw form fields where the file leaves it to each viewer: (drawn, some cannot be).

    qpdf writes Latin letters only; other values are drawn where their field shows no text yet.
    """
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        return False, False
    filled = [w for w in _widgets(pages) if _value_of(w)]
    if not form.get("/NeedAppearances", False) and all("/AP" in widget for widget in filled):
        return False, False
    if all(_value_of(widget).isascii() for widget in filled):
        form.NeedAppearances = True
        pdf.generate_appearance_streams()
        return True, any("/AP" not in widget for widget in filled)
    undrawn = draw_values(pdf, filled, [_value_of(widget) for widget in filled])
    # Else viewers would draw them anew, each in its own way or not at all.
    form.NeedAppearances = False
    return True, undrawn > 0


def _widgets(pages: Sequence[Page]) -> list[Dictionary]:
    annotations = (a for page in pages for a in page.obj.get("/Annots", ()))
    return [a for a in annotations if isinstance(a, Dictionary) and a.get("/Subtype") == "/Widget"]


def _value_of(widget: Dictionary) -> str:
    """The text a field holds, also where the field stands above its widget."""
    field: Object | None = widget
    for _ in range(DEEPEST_TREE):
        if not isinstance(field, Dictionary):
            break
        if isinstance(field.get("/V"), String):
            return str(field.V)
        field = field.get("/Parent")
    return ""


def _count_states(page: Page) -> tuple[int, int] | None:
    """How untidily the content ends; None where it cannot be read."""
    try:
        return count_states(page)
    except PDF_ERRORS:
        return None


def _is_portable(source: str) -> bool:
    """Whether every library can open a file of this name: not where it is not Unicode."""
    try:
        source.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_unprintable(pdf: Pdf, pages: Sequence[Page]) -> None:
    if not pages:
        raise UnusableSourceError("source-no-pages")
    if len(pages) > _MOST_PAGES:
        raise UnusableSourceError("source-too-many-pages", count=len(pages), most=_MOST_PAGES)
    if pdf.Root.get("/NeedsRendering", False):
        raise UnusableSourceError("source-xfa")
    if "/Collection" in pdf.Root:
        raise UnusableSourceError("source-portfolio", names=list_attached(pdf, list(pages)))


def _refuse_endless(pages: list[Page]) -> None:
    number = find_endless(pages)
    if number:
        raise UnusableSourceError("source-bomb", "drawing", page=number)


def _count_promised(pdf: Pdf, count: int) -> list[Issue]:
    promised = pdf.Root.Pages.get("/Count")
    if isinstance(promised, int) and promised > count:
        return [lost("fewer_pages", promised=promised, count=count)]
    return []


def _counts_right(pdf: Pdf, count: int) -> bool:
    """Whether the tree says how many pages it has: MuPDF shows none where it does not."""
    return bool(pdf.Root.Pages.get("/Count") == count)


def _notes_of(
    pdf: Pdf, pages: list[Page], password: str, invoices: Mapping[str, ElectronicInvoice]
) -> list[Issue]:
    notes = [noted("with_password" if password else "unlocked")] if pdf.is_encrypted else []
    form = pdf.Root.get("/AcroForm")
    flags = form.get("/SigFlags") if isinstance(form, Dictionary) else None
    if isinstance(flags, int) and flags & 1:
        notes.append(noted("signed"))
    # The data of an invoice is made use of; nobody has to put it there again.
    attached = tuple(name for name in list_attached(pdf, pages) if name not in invoices)
    if attached:
        notes.append(noted("attached", names=attached))
    hidden = list_hidden_layers(pdf)
    if hidden:
        notes.append(noted("layers", layers=tuple(hidden)))
    return [*notes, *_list_actives(pdf, pages), *note_data(invoices)]


def _damaged() -> UnusableSourceError:
    return UnusableSourceError("source-damaged", "pdf")


def _rescue(source: str, scratch: str, cause: Exception) -> Facts:
    """What MuPDF can save of a file qpdf gives up."""
    mupdf = load_mupdf()
    spoilt: tuple[type[Exception], ...] = (*mupdf_errors(), *PDF_ERRORS)
    rescued = f"{scratch}.rescued"
    try:
        with mupdf.open(source, filetype="pdf") as broken, mupdf.open() as whole:
            whole.insert_pdf(broken)
            whole.save(rescued, no_new_id=True)
        facts = _read(rescued, scratch, (lost("rescued"),))
    except spoilt as error:
        raise _damaged() from error
    # Blank pages alone are what MuPDF makes of rubbish.
    looks = look_at_pages(rescued, 1, [page.box for page in facts.pages])
    if not any(look and any(look.ink.cells) for look in looks):
        raise _damaged() from cause
    return facts


def _tell(drawn: DrawnFrames, box: PageBox) -> PageLook | None:
    """The look of a page by the rectangles it draws, where that is enough."""
    turns = turns_by_text(drawn)
    outlined = outline(drawn, box) if turns is not None else None
    return PageLook(outlined, turns) if outlined is not None and turns is not None else None


def _look_at(
    document: "pymupdf.Document", number: int, box: PageBox, plain: bool
) -> PageLook | None:
    width, height = box.width_pt, box.height_pt
    mupdf, zoom = load_mupdf(), PIXELS_A_CELL / cell_size(width, height)
    try:
        matrix = mupdf.Matrix(zoom, zoom)
        page = document[number - 1]
        drawn = list_drawn(page) if plain and not page.rotation else None
        turns = (drawn and turns_by_text(drawn)) or read_turns(page)
        outlined = outline(drawn, box) if drawn and turns is not None else None
        if outlined is not None and turns is not None:
            return PageLook(outlined, turns)
        mupdf.TOOLS.reset_mupdf_warnings()
        mupdf.TOOLS.set_graphics_min_line_width(_THINNEST)
        pixels = page.get_pixmap(matrix=matrix, colorspace=mupdf.csRGB)
        said = mupdf.TOOLS.mupdf_warnings()
        if page.get_images():  # type: ignore[no-untyped-call]
            # Fonts are kept for the next pages; decoded pictures would fill the memory.
            mupdf.TOOLS.store_shrink(100)
    except mupdf_errors():
        _refuse_unread(document, number)
        return None
    finally:
        mupdf.TOOLS.set_graphics_min_line_width(0)
    size = (pixels.width, pixels.height)
    expected = (width * zoom, height * zoom)
    if any(abs(a - b) > _PIXELS_OFF for a, b in zip(size, expected, strict=True)):
        return None
    picture = Image.frombytes("RGB", size, pixels.samples)
    turns = _find_turns(picture) if turns is None else turns
    spoilt = any(sign in said for sign in _SPOILT_PICTURE)
    return PageLook(read_ink(picture, width, height), turns, spoilt)


def _refuse_unread(document: "pymupdf.Document", number: int) -> None:
    """Refuse a page that cannot even be read: nobody could verify a bundle with it."""
    try:
        document[number - 1].get_text(flags=0)  # type: ignore[no-untyped-call]
    except mupdf_errors() as error:
        raise UnusableSourceError("source-unread", page=number) from error
