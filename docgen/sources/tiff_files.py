"""TIFF files become PDFs, page by page.

Each page is opened by itself, so that one that is damaged costs only itself. Pillow decodes with
libtiff; what it does not know or gives up on, MuPDF shows as far as it goes.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, BinaryIO, cast

from PIL import Image

from docgen.images import jpeg, tiff
from docgen.images.picture_placement import Placement, place_picture, square_pixels, turned
from docgen.images.pixels import (
    PICTURE_ERRORS,
    TRANSPOSE,
    damaged,
    lay_on_white,
    lenient,
    load,
    open_picture,
    refuse_size,
    shows_something,
)
from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Facts
from docgen.pdf.mupdf_render import decode, show
from docgen.sources.raw_photos import prepare_preview
from docgen.sources.scanned_pdf import (
    PicturePages,
    store_fax,
    store_jpeg,
    store_photo,
    store_pixels,
    thumbnail_size,
)

CHAIN_BROKEN = lost("chain_broken")


def prepare_tiff(source: str, scratch: str) -> Facts:
    """A TIFF file as a PDF at `scratch`, a page for each of its pages."""
    with Path(source).open("rb") as file:
        try:
            book = tiff.read_book(file)
        except (ValueError, KeyError, OSError) as error:
            raise damaged() from error
        if book.raw_photo:
            return prepare_preview(source, scratch, book.raw_data)
        with PicturePages(scratch) as pages:
            return _Pages(source, file, book, pages).add_all()


class _Pages:
    """One TIFF file on its way into a PDF, and what has to be said of its pages."""

    def __init__(self, source: str, file: BinaryIO, book: tiff.Book, pages: PicturePages) -> None:
        self._source = source
        self._file = file
        self._book = book
        self._made = pages
        self._recoded: list[int] = []
        self._reduced: list[int] = []
        self._cut_short: list[int] = []

    def add_all(self) -> Facts:
        """The facts, once every page is in or named. The first page's error where none is."""
        left_out: dict[int, UnusableSourceError] = {}
        numbers = self._book.pages
        for page, number in enumerate(numbers, start=1):
            try:
                self._add(page, number)
            except UnusableSourceError as error:
                left_out[page] = error
        if len(left_out) == len(numbers):
            raise left_out[1]
        losses = [
            lost("page_left_out", pages=(page,), why=error.said) for page, error in left_out.items()
        ]
        if not self._book.whole:
            losses.append(CHAIN_BROKEN)
        return self._made.finish(
            (
                *_say(noted, "recoded_pages", self._recoded, len(numbers)),
                *_say(noted, "fewer_shades", self._reduced, len(numbers)),
            ),
            (*losses, *_say(lost, "cut_short", self._cut_short, len(numbers))),
        )

    def _add(self, page: int, number: int) -> None:
        leaf = self._book.leaves[number]
        refuse_size(*leaf.size)
        if leaf.scientific:
            raise UnusableSourceError("source-scientific-image")
        placement = _place(leaf)
        if self._keep_jpeg(leaf, placement):
            return
        seen = _see(self._source, self._file, self._book, number)
        if not seen.complete:
            self._cut_short.append(page)
        fax = tiff.take_fax(self._file, leaf) if seen.proof else None
        if fax and seen.proof:
            kept = store_fax(*leaf.size, fax.data, black_is_1=fax.black_is_1, profile=leaf.profile)
            self._made.add(kept, seen.proof, leaf.orientation, placement)
            return
        image = lay_on_white(seen.image)
        if leaf.lossy:
            self._recoded.append(page)
        stored = store_photo(image) if leaf.lossy else store_pixels(image)
        if leaf.bits > 8 >= stored.bits:
            self._reduced.append(page)
        self._made.add(stored, image, seen.orientation, placement)

    def _keep_jpeg(self, leaf: tiff.TiffDirectory, placement: Placement) -> bool:
        """Add a page with its JPEG data as it is, where it is a JPEG by itself."""
        parts = _take_jpeg(self._file, leaf)
        if parts is None or not parts.complete or not self._book.holds(leaf):
            return False
        try:
            image, complete = load(parts.data, thumbnail_size(placement, leaf.orientation))
        except UnusableSourceError:
            return False
        if complete:
            self._made.add(store_jpeg(parts), image, leaf.orientation, placement)
        return complete


def _take_jpeg(file: BinaryIO, leaf: tiff.TiffDirectory) -> jpeg.Jpeg | None:
    """The JPEG that a page is, None where it is none, or one that a PDF cannot hold."""
    data = tiff.take_jpeg(file, leaf)
    try:
        parts = jpeg.take_apart(data) if data else None
    except ValueError:
        return None
    if parts is None or not parts.fits_pdf or (parts.width, parts.height) != leaf.size:
        return None
    return replace(parts, profile=leaf.profile)


def _say(say: Callable[..., Issue], case: str, numbers: list[int], total: int) -> Iterator[Issue]:
    """What is said of some pages, which are named unless there is only one page."""
    if numbers:
        yield say(case, pages=() if total == 1 else tuple(numbers))


def _place(leaf: tiff.TiffDirectory) -> Placement:
    size, dpi = turned(leaf.size, leaf.orientation), turned(leaf.dpi, leaf.orientation)
    return place_picture(*square_pixels(*size, dpi))


@dataclass(frozen=True)
class _Seen:
    """A decoded page, what turns it upright, and whether all of it was there."""

    image: Image.Image
    orientation: int
    complete: bool
    proof: Image.Image | None = None
    """The same as another decoder sees it, as stored: the data is sound."""


def _see(source: str, file: BinaryIO, book: tiff.Book, number: int) -> _Seen:
    leaf = book.leaves[number]
    whole = book.holds(leaf) and tiff.has_whole_jpegs(file, leaf)
    try:
        image = _decode(file, book, leaf)
    except PICTURE_ERRORS:
        return _salvage(source, file, book, number)
    shown = decode(tiff.write_fax(file, leaf)) if leaf.fax else None
    if shown is None:
        return _Seen(image, 1, whole)
    if whole and shown[1] and _upright(shown[0], leaf).tobytes() == image.convert("L").tobytes():
        return _Seen(image, 1, complete=True, proof=shown[0])
    return _Seen(image, 1, complete=False)


def _salvage(source: str, file: BinaryIO, book: tiff.Book, number: int) -> _Seen:
    """What can be seen of a page that libtiff does not know, or gives up on."""
    leaf = book.leaves[number]
    parts = _take_jpeg(file, leaf)
    if parts:
        with suppress(UnusableSourceError):
            return _Seen(load(parts.data)[0], leaf.orientation, complete=False)
    with suppress(*PICTURE_ERRORS), lenient():
        image = _decode(file, book, leaf)
        if shows_something(image):
            return _Seen(image, 1, complete=False)
    shown = show(source, "tiff", leaf.size, page=number, grey=leaf.samples == 1)
    if shown is None or not (shown[1] or shows_something(shown[0])):
        raise damaged()
    return _Seen(shown[0], leaf.orientation, shown[1] and book.holds(leaf))


def _upright(image: Image.Image, leaf: tiff.TiffDirectory) -> Image.Image:
    turn = TRANSPOSE.get(leaf.orientation)
    return image if turn is None else image.transpose(turn)


def _decode(file: BinaryIO, book: tiff.Book, leaf: tiff.TiffDirectory) -> Image.Image:
    """The page upright, as libtiff and Pillow see it. Raises PICTURE_ERRORS."""
    image = open_picture(cast(IO[bytes], _OnePage(file, book.point_to(leaf))))
    # Pillow obeys the orientation tag, and where there is none what its metadata says of it.
    image.info.pop("xmp", None)
    image.load()
    if image.mode == "I;16" and leaf.inverted_deep_grey:
        return image.point(lambda value: value * -1 + 65535)
    return image


class _OnePage(io.BufferedIOBase):
    """The file as if another page were its first: libtiff is told the page, Pillow sees a header.

    So no page has to be read to get at another.
    """

    def __init__(self, file: BinaryIO, header: bytes) -> None:
        self._file = file
        self._header = header
        self._place = 0

    def fileno(self) -> int:
        return self._file.fileno()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place}.get(whence)
        self._place = place + (self._file.seek(0, io.SEEK_END) if base is None else base)
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        self._file.seek(self._place)
        found = self._file.read(-1 if size is None else size)
        start, self._place = self._place, self._place + len(found)
        if start < len(self._header):
            found = self._header[start : start + len(found)] + found[len(self._header) - start :]
        return found
