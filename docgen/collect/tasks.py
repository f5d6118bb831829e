"""What workers do with scans and originals: each a function that opens, looks and closes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from docgen.bundle.page_identity import PageIdentity
from docgen.collect.originals import Original, PageKey
from docgen.collect.sheet_inspection import (
    HIGHEST_DPI,
    LOWEST_DPI,
    SeenMark,
    SheetLook,
    Views,
    as_it_is,
    as_plain,
    choose_dpi,
    glance,
    is_faint,
    look_at,
    look_hard,
    read_marks,
)
from docgen.images.alignment import align
from docgen.images.compared_pair import ComparedPair, reduce_truly
from docgen.images.content_comparison import Fit, hold_against
from docgen.images.dewarping import Start, Way, start_at_mark, start_at_outline, unwarp
from docgen.images.greyscale import POINTS, even_out, measure_page, whiten
from docgen.images.lettering import LETTERS_DPI, Lettering, compare, read_lettering
from docgen.images.page_matching import Likely, Sketch, Wording, find_like, make_sketch
from docgen.images.page_of_file import PageOfFile
from docgen.images.page_outline import find_outline
from docgen.images.page_rendering import decode_scan, find_dpi, find_picture, render
from docgen.images.similarity_transform import Similarity
from docgen.images.warp_transform import Warp
from docgen.pdf.mupdf import load_mupdf

if TYPE_CHECKING:
    import pymupdf

_A4 = (595.28, 841.89)

_DPI = 75
"""At which a scan is compared with a page."""
_SHOWN_DPI, _SKETCHED_DPI = 150, 50
"""At which originals are rendered: to find their marks; for a sketch."""
_STRIP = 100.0
"""Points of a page's head, or foot, in which its mark is looked for first."""
_SHOWN_AT_ONCE, _SKETCHES_KEPT, _DOCUMENTS_KEPT = 8, 64, 4
_FONTS_KEPT = 16
"""Pages whose fonts are kept at the most."""
_SOUND = 0.85
"""Share of a page that is there: there is no need to look for perspective."""
_ASKEW = 0.3
"""Likeness of what may be the right page, seen by a camera."""
_GAIN = 0.03
"""So much more has to be there for a page to be taken for photographed."""
_UNDOUBTED = 0.9
"""Share of a page that is there, with its mark, and its words are not looked at."""
_WORDED = 0.7
"""Share of a page below which it is taken for none of the sheet's, whatever its words."""
_THROUGH = 0.5
"""Share of the other side that shows through."""
_ABOUT = 20.0
"""Points about the place of a mark in which it is looked for."""


@dataclass(frozen=True)
class Sought:
    """A page of the package, and the identity its mark has."""

    leaf: PageOfFile
    identity: PageIdentity


@dataclass(frozen=True)
class PagesSought(Mapping[PageIdentity, Sought]):
    """Every page of a package by its identity.

    Each sheet's worker is handed all of them: what is handed over are the documents.
    """

    originals: tuple[Original, ...]

    def __getitem__(self, identity: PageIdentity) -> Sought:
        key = PageKey(identity.document, identity.page)
        for original in self.originals:
            place = original.place(key)
            within = original.kind == key.kind and 1 <= place <= original.pages
            if within and original.packages[place - 1] == str(identity.package):
                return Sought(PageOfFile(str(original.path), place), identity)
        raise KeyError(identity)

    def __iter__(self) -> Iterator[PageIdentity]:
        return (original.identity(key) for original in self.originals for key in original.keys)

    def __len__(self) -> int:
        return sum(original.pages for original in self.originals)


@dataclass(frozen=True)
class ExaminedSheet:
    """What a sheet is by what it bears: its look, and how it lies on each page it has a mark of."""

    look: SheetLook
    fits: Mapping[PageIdentity, Fit]
    is_back: bool = False
    """Whether nothing is on it but what shows through from the other side."""
    other: Mapping[PageIdentity, tuple[str, ...]] = field(default_factory=dict)
    """What stands on a page and not on the sheet, where much of it is other."""


@dataclass(frozen=True)
class Recognised:
    """What a sheet is by what it is like."""

    likely: tuple[Likely, ...]
    mark: SeenMark | None = None
    """The mark where the likest page has its own, looked for ever harder."""
    is_back: bool = False


@dataclass(frozen=True)
class _Opened:
    """A page of a scan, or a part of it, as pixels."""

    picture: Image.Image
    at: float
    """Pixels an inch."""
    dpi: int
    """Of what was scanned."""
    origin: complex
    """Of the part within the page, in points."""

    @cached_property
    def plain(self) -> Image.Image:
        """In grey, without what is red."""
        return self.picture.getchannel(0) if self.picture.mode == "RGB" else self.picture

    @cached_property
    def grey(self) -> Image.Image:
        """As it is compared, but for its paper."""
        return reduce_truly(self.plain, self.at, _DPI)

    @cached_property
    def white(self) -> Image.Image:
        """The same with white paper."""
        return whiten(self.grey)


@dataclass(frozen=True)
class _Shown:
    """An original page: whitened, and its own mark."""

    picture: Image.Image
    mark: SeenMark | None


def sketch_pages(pages: Sequence[Sought]) -> tuple[Sketch, ...]:
    """Sketches of originals."""
    return tuple(map(_sketch, pages))


def examine(leaf: PageOfFile, own: Mapping[PageIdentity, Sought]) -> ExaminedSheet:
    """Look at a sheet, and lay it on the pages of which it has the mark.

    `own` has the original of each identity a mark may have.
    """
    sheet = _open(leaf)
    look = look_at(sheet.picture, sheet.plain, sheet.at, sheet.dpi)
    through = [mark for mark in look.mirrored if mark.identity in own]
    is_back = not look.marks and any(
        look.faint or _shows_through(sheet, own[mark.identity]) for mark in through
    )
    return _lay_on_pages(sheet, look, own, is_back=is_back)


def examine_hard(leaf: PageOfFile, own: Mapping[PageIdentity, Sought]) -> ExaminedSheet:
    """The same for a sheet without a mark, which is looked for in every way."""
    sheet = _open(leaf)
    marks = read_marks(sheet.plain, sheet.at, look_hard)
    look = look_at(sheet.picture, sheet.plain, sheet.at, sheet.dpi)
    unmirrored = tuple(mark for mark in marks if not mark.mirrored)
    return _lay_on_pages(sheet, replace(look, marks=unmirrored), own, is_back=False)


def _lay_on_pages(
    sheet: "_Opened", look: SheetLook, own: Mapping[PageIdentity, Sought], *, is_back: bool
) -> ExaminedSheet:
    half = sheet.picture.height * POINTS / sheet.at / 2
    fits = {
        mark.identity: _fit_mark(sheet, _show(own[mark.identity], mark.middle.imag > half), mark)
        for mark in look.marks
        if mark.identity in own
    }
    other = {
        identity: wording.other
        for identity, fit in fits.items()
        if fit.agreement.share < _UNDOUBTED
        and (wording := _compare_page(sheet, own[identity], fit)).is_other
    }
    fits = {identity: _shift(fit, sheet.origin) for identity, fit in fits.items()}
    moved = tuple(mark.moved(sheet.origin) for mark in look.marks)
    return ExaminedSheet(replace(look, marks=moved), fits, is_back, other)


def recognise(
    leaf: PageOfFile,
    pages: Sequence[Sought],
    sketches: Sequence[Sketch] = (),
    backs: Iterable[Sought] = (),
) -> Recognised:
    """Which of some pages a sheet is like, the likest first.

    Sketches are made where none are given. `backs` are pages whose empty back it may be.
    """
    sheet = _open(leaf)
    faint = is_faint(sheet.plain, sheet.at)
    if faint and any(_shows_through(sheet, back) for back in backs):
        return Recognised((), is_back=True)
    known = sketches or [_sketch(page) for page in pages]
    found = _find_like(sheet, pages, known)
    if not found:
        return Recognised(())
    mark = _read_in_place(sheet, _show(pages[found[0].page]), found[0].fit)
    worded = _compare_words(sheet, pages, found)
    placed = tuple(replace(one, fit=_shift(one.fit, sheet.origin)) for one in worded)
    return Recognised(placed, mark.moved(sheet.origin) if mark else None)


def _compare_words(
    sheet: _Opened, pages: Sequence[Sought], found: Sequence[Likely]
) -> Iterator[Likely]:
    """The same, and whether the words of those it may be are on the sheet."""
    for one in found:
        if one.share < _WORDED:
            yield one
            continue
        yield replace(one, wording=_compare_page(sheet, pages[one.page], one.fit))


def _compare_page(sheet: _Opened, page: Sought, fit: Fit) -> Wording:
    """Whether the words of a page are on a sheet that lies on it so."""
    return compare(sheet.plain, sheet.at, _read_page(page), fit.placement)


def _find_like(sheet: _Opened, pages: Sequence[Sought], sketches: Sequence[Sketch]) -> list[Likely]:
    """The pages a sheet is like, as it is or, where that is none, as a camera sees it."""

    def show(page: int) -> Image.Image:
        return _show(pages[page]).picture

    found = find_like(sheet.white, _DPI, sketches, show)
    if found and found[0].share >= _SOUND:
        return found
    askew = [one for one in found[:1] if one.fit.likeness > _ASKEW]
    seen = [*_flatten(sheet, pages, sketches), *askew]
    bent = [
        replace(one, fit=_unwarp(sheet, _show(pages[one.page]), _start(one.fit), one.fit))
        for one in seen
    ]
    least = found[0].share + _GAIN if found else _GAIN
    better = sorted((one for one in bent if one.share > least), key=lambda one: -one.share)
    return better[:1] + found


def _flatten(
    sheet: _Opened, pages: Sequence[Sought], sketches: Sequence[Sketch]
) -> Iterator[Likely]:
    """What a photograph is likest to once the sheet within its outline is made upright."""
    outline = find_outline(sheet.grey, _DPI)
    if outline is None:
        return
    sides = [abs(outline[n] - outline[n - 1]) for n in range(4)]
    # Seen aslant its sides are shortened: it is taken for a sheet of A4, upright or across.
    width, height = _A4 if sides[1] + sides[3] < sides[0] + sides[2] else _A4[::-1]
    start = next(start_at_outline(outline, width, height, ()), None)
    if start is None:
        return
    size = (round(width * _DPI / POINTS), round(height * _DPI / POINTS))
    cells = Warp.of(start.way, width, height).draw(size, _DPI / POINTS)
    grey = even_out(sheet.grey, _DPI)
    way = Image.Transform.MESH
    level = grey.transform(size, way, cells, Image.Resampling.BILINEAR, fillcolor=255)
    found = find_like(level, _DPI, sketches, lambda page: _show(pages[page]).picture)
    for one in found[:1]:
        yield replace(one, fit=replace(one.fit, placement=_join(start.way, one.fit)))


def _join(way: Way, fit: Fit) -> Warp:
    """What a way and then a placement on what it leads from make together."""
    return Warp.of(lambda point: way(fit.placement.back(point)), *fit.size)


def flatten(leaf: PageOfFile, warp: Warp, target: str, most_dpi: int) -> None:
    """Write a photographed page as it would lie flat, as a PDF of its own size."""
    with load_mupdf().open(leaf.pdf, filetype="pdf") as document:
        page = document[leaf.index - 1]
        dpi = min(max(find_dpi(page), _LEAST_FLAT_DPI), most_dpi)
        picture = render(page, dpi)
    # As many pixels as the photograph has of the page.
    finer = warp.find_scale() * dpi
    size = (round(warp.width * finer / POINTS), round(warp.height * finer / POINTS))
    cells = warp.draw(size, dpi / POINTS)
    way = Image.Transform.MESH
    level = picture.transform(size, way, cells, Image.Resampling.BICUBIC, fillcolor="white")
    level.save(target, "PDF", resolution=size[0] / warp.width * POINTS, quality=_FLAT_QUALITY)


_LEAST_FLAT_DPI = 150
_FLAT_QUALITY = 88


# --- laying on a page --------------------------------------------------------------------------


def _fit_mark(sheet: _Opened, shown: _Shown, mark: SeenMark) -> Fit:
    """Where a sheet lies on the page of which it bears the mark."""
    if shown.mark is None:
        return _fit_by_look(sheet.white, shown.picture)
    pair = ComparedPair(sheet.white, shown.picture, _DPI)
    straight = _lay_by_mark(pair, mark, shown.mark)
    if straight.agreement.share >= _SOUND:
        return straight
    return _unwarp(sheet, shown, start_at_mark(shown.mark.corners, mark.corners), straight)


def _fit_by_look(scan: Image.Image, page: Image.Image) -> Fit:
    """Where a sheet lies on a page whose own mark cannot be seen."""
    found = find_like(scan, _DPI, [make_sketch(page, _DPI)], lambda _: page)
    if found:
        return found[0].fit
    unmoved = Similarity(page.width / scan.width)
    agreement = hold_against(ComparedPair(scan, page, _DPI), unmoved)
    return Fit(unmoved, 0.0, agreement, measure_page(page, _DPI))


def _lay_by_mark(pair: ComparedPair, mark: SeenMark, own: SeenMark) -> Fit:
    rough = Similarity.fit(tuple(zip(mark.corners, own.corners, strict=True)))
    # A mark is small, and its corners are whole pixels: the scanner's word for the size is
    # better, where it is right.
    level = rough.turn / rough.scale
    true_size = Similarity(level, own.middle - level * mark.middle)
    found = align(pair, true_size, rough, anchor=(mark.middle, own.middle))
    agreement = hold_against(pair, found.placement)
    return Fit(found.placement, found.likeness, agreement, measure_page(pair.page, _DPI))


def _unwarp(sheet: _Opened, shown: _Shown, start: Start, straight: Fit) -> Fit:
    """How a sheet lies as a camera sees it, where more of the page is there so than straight."""
    even = ComparedPair(even_out(sheet.grey, _DPI), even_out(shown.picture, _DPI), _DPI)
    found = unwarp(even, _list_starts(sheet.grey, start, straight))
    agreement = hold_against(even, found.placement)
    gain = agreement.share - straight.agreement.share
    if gain <= _GAIN:
        return straight
    return Fit(found.placement, found.likeness, agreement, straight.size)


def _list_starts(grey: Image.Image, start: Start, straight: Fit) -> Iterator[Start]:
    """A start, and that of the page's outline where one is seen."""
    yield start
    if outline := find_outline(grey, _DPI):
        known = (*start.pairs, (start.spot, start.way(start.spot)))
        yield from start_at_outline(outline, *straight.size, known)


def _start(fit: Fit) -> Start:
    """What a rough placement tells of a page's middle."""
    return Start(fit.placement.back, complex(*fit.size) / 2, ())


def _shows_through(sheet: _Opened, front: Sought) -> bool:
    """Whether a sheet is the back of a page, which shows through, and nothing else."""
    shown = _show(front)
    mirrored = whiten(ImageOps.mirror(sheet.grey))
    sketch = make_sketch(shown.picture, _DPI)
    found = find_like(mirrored, _DPI, [sketch], lambda _: shown.picture)
    return bool(found) and found[0].share >= _THROUGH


def _read_in_place(sheet: _Opened, shown: _Shown, fit: Fit) -> SeenMark | None:
    """The mark of a sheet where the page it is like has its own."""
    if shown.mark is None:
        return None
    there = [fit.placement.back(corner) for corner in shown.mark.corners]
    left, right = min(p.real for p in there) - _ABOUT, max(p.real for p in there) + _ABOUT
    top, foot = min(p.imag for p in there) - _ABOUT, max(p.imag for p in there) + _ABOUT
    scale = sheet.at / POINTS
    box = [round(side * scale) for side in (left, top, right, foot)]
    box = [max(box[0], 0), max(box[1], 0),
           min(box[2], sheet.plain.width), min(box[3], sheet.plain.height)]  # fmt: skip
    if box[2] - box[0] < _ABOUT or box[3] - box[1] < _ABOUT:
        return None
    seen = read_marks(sheet.plain.crop((box[0], box[1], box[2], box[3])), sheet.at, look_hard)
    own = [mark for mark in seen if not mark.mirrored]
    return own[0].moved(complex(box[0], box[1]) / scale) if own else None


def _shift(fit: Fit, origin: complex) -> Fit:
    """The same for points of the whole page, of which `origin` is the upper left of a part."""
    placement = fit.placement
    if isinstance(placement, Warp):
        moved = replace(placement, nodes=tuple(node + origin for node in placement.nodes))
        return replace(fit, placement=moved)
    shift = placement.shift - placement.turn * origin
    return replace(fit, placement=Similarity(placement.turn, shift))


# --- opening -----------------------------------------------------------------------------------


def _open(leaf: PageOfFile) -> _Opened:
    """A page of a scan, without the white about a picture that was put on a sheet."""
    with load_mupdf().open(leaf.pdf, filetype="pdf") as document:
        page = document[leaf.index - 1]
        dpi = find_dpi(page)
        scan = None if leaf.part else decode_scan(page, LOWEST_DPI, HIGHEST_DPI)
        if scan is not None:
            return _Opened(scan.picture, scan.dpi, dpi, scan.origin)
        at, part = choose_dpi(dpi), leaf.part or find_picture(page)
        picture = render(page, at, part)
    origin = complex(part[0], part[1]) if part else 0j
    # Whole pixels are rendered.
    origin = complex(int(origin.real * at / POINTS), int(origin.imag * at / POINTS)) * POINTS / at
    return _Opened(picture, at, dpi, origin)


@lru_cache(maxsize=_SHOWN_AT_ONCE)
def _show(page: Sought, low: bool = False) -> _Shown:
    """An original page. Neighbours in a pile are compared with the same.

    `low`: its mark likely stands at its foot, where that of a sheet of it does.
    """
    shown = _find_original(page.leaf)
    drawn = shown.get_displaylist()  # type: ignore[no-untyped-call]
    size = (shown.rect.width, shown.rect.height)
    # MuPDF moves the edges of pictures to those of pixels: these are to be small.
    pictures = shown.get_images()  # type: ignore[no-untyped-call]
    dpi = _SHOWN_DPI if pictures else _DPI
    plain = as_plain(render(drawn, dpi))
    # Rendered is every pixel that is begun.
    whole = (0, 0, round(size[0] * dpi / POINTS), round(size[1] * dpi / POINTS))
    picture = whiten(reduce_truly(plain.crop(whole), dpi, _DPI))
    rendered = plain if dpi == _SHOWN_DPI else None
    strips = _cut_strips(drawn, size, rendered)
    ordered = reversed(strips) if low else strips
    mark = next(filter(None, _look_for_own(drawn, ordered, page.identity)), None)
    _keep_store_small(shown)
    return _Shown(picture, mark)


@lru_cache(maxsize=_SKETCHES_KEPT)
def _sketch(page: Sought) -> Sketch:
    """An original page in a few pixels: enough to see that it is another."""
    shown = _find_original(page.leaf)
    picture = whiten(render(shown, _SKETCHED_DPI))
    _keep_store_small(shown)
    return make_sketch(picture, _SKETCHED_DPI)


def _keep_store_small(page: "pymupdf.Page") -> None:
    """Have MuPDF forget the pictures of a page, and now and then the fonts of those before it.

    With the fonts that are there still a page is shown in half the time.
    """
    pictures = page.get_images()  # type: ignore[no-untyped-call]
    if pictures or page.number % _FONTS_KEPT == 0:
        load_mupdf().TOOLS.store_shrink(100)


def _find_original(leaf: PageOfFile) -> "pymupdf.Page":
    return _open_original(leaf.pdf, Path(leaf.pdf).stat().st_mtime_ns)[leaf.index - 1]


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def _open_original(pdf: str, changed: int) -> "pymupdf.Document":  # noqa: ARG001 - tells when to open it anew
    """A document of the package. Its outline, which is read with it, takes longer than a page."""
    document: pymupdf.Document = load_mupdf().open(pdf, filetype="pdf")
    return document


_StripOfPage = tuple[float, Callable[[], Image.Image]]
"""Where the strip begins, in points from the top, and what shows it."""


def _cut_strips(
    page: "pymupdf.DisplayList", size: tuple[float, float], rendered: Image.Image | None
) -> Sequence[_StripOfPage]:
    """The head and the foot of an original, of the whole page where that is `rendered` already."""
    width, height = size
    lowest = max(int((height - _STRIP) * _SHOWN_DPI / POINTS), 0) * POINTS / _SHOWN_DPI

    def show(top: float, foot: float) -> Image.Image:
        if rendered is None:
            return render(page, _SHOWN_DPI, (0.0, top, width, foot))
        first, last = (round(top * _SHOWN_DPI / POINTS), ceil(foot * _SHOWN_DPI / POINTS))
        return rendered.crop((0, first, rendered.width, min(last, rendered.height)))

    return (0.0, partial(show, 0.0, _STRIP)), (lowest, partial(show, lowest, height))


def _look_for_own(
    page: "pymupdf.DisplayList", strips: Iterable[_StripOfPage], identity: PageIdentity
) -> Iterator[SeenMark | None]:
    """The mark of an original: in the strips where it stands by rights, then anywhere."""
    for top, show in strips:
        found = _find_own(show(), _SHOWN_DPI, identity, as_it_is)
        yield found and found.moved(complex(0, top))
    for dpi in (_SHOWN_DPI, 2 * _SHOWN_DPI):
        # The smallest marks are of 8 mm.
        yield _find_own(render(page, dpi), dpi, identity, glance)


@lru_cache(maxsize=_SHOWN_AT_ONCE)
def _read_page(page: Sought) -> Lettering:
    """The letters of an original page."""
    shown = _find_original(page.leaf)
    return read_lettering(shown, render(shown, LETTERS_DPI), LETTERS_DPI)


def _find_own(
    picture: Image.Image, dpi: int, identity: PageIdentity, views: Views
) -> SeenMark | None:
    marks = read_marks(as_plain(picture), dpi, views)
    return next((mark for mark in marks if mark.identity == identity), None)
