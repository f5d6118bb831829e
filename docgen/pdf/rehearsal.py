"""A source copied before it is asked for: whether it can be, and how its pages will stand.

What comes of a page is the same in every bundle. So a copy of all pages, with a trial mark behind
the content of each, tells what a reader makes of it there: whoever sees the trial mark will see
docgen's marks. Which page was read so is known by its foreign part (`Fingerprints.foreign`), the
same here as in the finished file.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.pdf.file_writer import PdfFile
from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.pdf.geometry import PageBox
from docgen.pdf.objects import Written, array, dictionary, extend, number, reference
from docgen.pdf.own_names import DRAFT_STATE, find_prefix
from docgen.pdf.page_fingerprints import read_foreign
from docgen.pdf.page_import import ForeignPage, ImportedPdf, blaming, find_layers, open_source

PageState = tuple[PageBox, bool]
"""The visible box of a page, and whether its content ends untidily."""

TRIAL_WORD = "Dg"
"""What is written behind the content of a page."""
TRIAL_WIDTH, TRIAL_HEIGHT = 37.25, 11.125
"""Of the rectangle drawn before it, in points: of a size that hardly anything has."""
_OFF_THE_CORNER = 20.0
"""Points that it stands from the lower left corner."""
_NUMBER = re.compile(rb"\d+ 0 R")
_ANY_PAGE = 1
_FONT = "F0"
_CATEGORIES = ("Font", "ExtGState", "XObject", "Properties")


def find_trial_corner(box: PageBox) -> tuple[float, float]:
    """The lower left corner of the trial mark, in the space of the page's own content."""
    return box.left + _OFF_THE_CORNER, box.bottom + _OFF_THE_CORNER


def name_read(foreign: bytes, edition: bytes) -> bytes:
    """What a page is known by that was read whole: with other libraries it is another."""
    return hashlib.sha256(edition + foreign).digest()[:16]


@dataclass(frozen=True)
class Rehearsed:
    """A copy of all pages of a source, a trial mark behind the content of each that is tidy."""

    shortened: bool
    """Whether numbers had to be shortened: then the source is to be written anew, and copied."""
    foreign: tuple[bytes, ...] = ()
    """What of each page comes from the source; empty where that cannot be told."""
    kinds: tuple[bytes, ...] = ()
    """What each page says of itself, whatever the numbers of its objects; empty where its content
    is packed in a way that not all readers may know. Who reads one of a kind reads all."""


def rehearse(path: str, pages: Sequence[PageState], target: Path | None) -> Rehearsed:
    """Copy all pages of a source to `target`, or without one nowhere.

    SourceError where a page cannot be copied.
    """
    with PdfFile(target) as file:
        rehearsal = _Rehearsal(file)
        shortened = rehearsal.copy_all(path, pages)
        if target is None:
            return Rehearsed(shortened)
        rehearsal.finish()
    return Rehearsed(shortened, _read_foreign(target, len(pages)), tuple(rehearsal.kinds))


def _read_foreign(copied: Path, pages: int) -> tuple[bytes, ...]:
    try:
        return read_foreign(copied)
    except PDF_ERRORS:
        # Who reads the finished file comes upon it again, and says so.
        return (b"",) * pages


class _Rehearsal:
    """Copies the pages of one source into a file of their own."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._tree, self._opening = file.reserve(), file.add_stream(b"q\n")
        self._font = file.add(dictionary(Type=b"/Font", Subtype=b"/Type1", BaseFont=b"/Helvetica"))
        self._state = file.add(dictionary(Type=b"/ExtGState", BM=b"/Multiply"))
        self._pages: list[int] = []
        self.kinds: list[bytes] = []

    def copy_all(self, path: str, pages: Sequence[PageState]) -> bool:
        with open_source(path) as pdf:
            source = ImportedPdf(pdf, self._file, {})
            tuple(find_layers(source, pdf))
            for index, (box, untidy) in enumerate(pages):
                with blaming(path, index + 1):
                    self._copy(source.page(index), box, untidy=untidy)
                    source.settle()
            return source.shortened

    def finish(self) -> None:
        self._file.seal()
        kids = array(map(reference, self._pages))
        tree = dictionary(Type=b"/Pages", Count=len(self._pages), Kids=kids)
        self._file.write(self._tree, tree)
        root = self._file.add(dictionary(Type=b"/Catalog", Pages=reference(self._tree)))
        self._file.finish(root, self._file.add(dictionary()))

    def _copy(self, page: ForeignPage, box: PageBox, *, untidy: bool) -> None:
        entries = page.entries(None)
        tuple(page.links(lambda _: _ANY_PAGE))
        tuple(page.pictures())
        if untidy:
            page.enclose(box)
            own = {"Contents": reference(self._opening)}
        else:
            own = self._wrap(page, box)
        whole = extend(entries, Rotate=box.rotate, Parent=reference(self._tree), **own)
        self._pages.append(self._file.add(whole))
        kind = _NUMBER.sub(b"R", whole) if page.is_packed_plainly else b""
        if kind not in self.kinds:
            # Who reads it alone need not read those packed with it.
            self._file.seal()
        self.kinds.append(kind)

    def _wrap(self, page: ForeignPage, box: PageBox) -> dict[str, Written]:
        prefix = find_prefix(page.resource_names(*_CATEGORIES))
        closing = self._file.add_stream(b"\nQ\n" + b"".join(_draw_trial(box, prefix)))
        named = {
            "Font": {prefix + _FONT: reference(self._font)},
            "ExtGState": {prefix + DRAFT_STATE: reference(self._state)},
        }
        return page.between(self._opening, closing, named)


def _draw_trial(box: PageBox, prefix: str) -> Iterator[bytes]:
    x, y = map(number, find_trial_corner(box))
    width, height = number(TRIAL_WIDTH), number(TRIAL_HEIGHT)
    yield b"q 0 g %s %s %s %s re f\n" % (x, y, width, height)
    font, word = f"{prefix}{_FONT}".encode(), TRIAL_WORD.encode()
    yield b"BT /%s 9 Tf %s %s Td (%s) Tj ET Q\n" % (font, x, y, word)
