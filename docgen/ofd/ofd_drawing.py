"""An OFD file drawn as a PDF, page by page, and what has to be told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.drawn_file import DrawnFile, Remarks
from docgen.ofd.ofd_canvas import Canvas
from docgen.ofd.ofd_document import OfdDocument, OfdPage, list_documents
from docgen.ofd.ofd_package import OfdPackage
from docgen.ofd.page_content import draw_content
from docgen.ofd.seal_drawing import PlacedSeal, draw_seal, find_picture
from docgen.ofd.surroundings import Surroundings
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.geometry import MM, Matrix, Rect
from docgen.pdf.objects import array, dictionary, numbers, reference

_A4 = Rect(0, 0, 210, 297)
_MOST_PAGES = 5_000
_LONGEST_SIDE = 5_000.0
"""Millimetres, which is what viewers open at most."""


@dataclass
class OfdFacts:
    """What became of an OFD file."""

    pages: int
    remarks: Remarks
    unread_pages: tuple[int, ...]
    missing: tuple[str, ...]
    """Locations within the file that lead to nothing."""
    spoilt: tuple[str, ...]
    """Parts that could not be read to their end."""
    broken_faces: tuple[str, ...]
    attachments: tuple[str, ...]
    signatures: int


def draw_ofd(source: Path, target: Path) -> OfdFacts:
    """Draw an OFD file as a PDF at `target`. UnusableSourceError where it cannot be."""
    with OfdPackage(source) as package, PdfFile(target) as file:
        documents = list_documents(package)
        book = _Book(file)
        for document in documents:
            book.add(document)
        book.finish()
        remarks = book.drawn.remarks
        missing = [*(one for d in documents for one in d.missing), *remarks.missing]
        attached = tuple(a.title for d in documents for a in d.list_attachments())
        return OfdFacts(
            len(book.pages), remarks, tuple(book.unread), tuple(dict.fromkeys(missing)),
            tuple(dict.fromkeys([*package.spoilt, *remarks.broken])),
            tuple(dict.fromkeys(book.drawn.fonts.broken)), attached, book.signatures,
        )  # fmt: skip


class _Book:
    """The PDF while pages are added."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self.drawn = DrawnFile(file)
        self._tree = file.reserve()
        self.pages: list[int] = []
        self.unread: list[int] = []
        self.signatures = 0

    def add(self, document: OfdDocument) -> None:
        """Add the pages of a document."""
        signatures = list(document.list_signatures())
        self.signatures += len(signatures)
        seals = [
            (stamp, find_picture(document.package, one))
            for one in signatures
            for stamp in one.stamps
        ]
        sealed: set[str] = set()
        for page in document.list_pages():
            if len(self.pages) >= _MOST_PAGES:
                raise UnusableSourceError(
                    "source-too-many-pages", count=len(self.pages) + 1, most=_MOST_PAGES
                )
            if page is None:
                self.unread.append(len(self.pages) + 1)
                self._write_page(Canvas(), _A4)
            else:
                own = [(stamp, seal) for stamp, seal in seals if stamp.page == page.identity]
                self._add_page(document.package, page, own)
                sealed.add(page.identity)
        astray = dict.fromkeys(stamp.page for stamp, _ in seals if stamp.page not in sealed)
        document.missing.extend(f"Page ID={page}" for page in astray)

    def _add_page(self, package: OfdPackage, page: OfdPage, seals: Sequence[PlacedSeal]) -> None:
        number = len(self.pages) + 1
        if max(page.box.width, page.box.height) > _LONGEST_SIDE:
            raise UnusableSourceError("source-page-size", page=number)
        canvas = Canvas()
        with canvas.saved():
            canvas.transform(_to_points(page.box))
            placed = self.drawn.remarks.drawn.setdefault(number, [])
            around = Surroundings(
                self.drawn, package, page.resources, number, canvas.matrix, placed
            )
            draw_content(canvas, page, around)
            for stamp, seal in seals:
                draw_seal(canvas, stamp, seal, around)
        self._write_page(canvas, page.box)

    def _write_page(self, canvas: Canvas, box: Rect) -> None:
        content = self._file.add_stream(canvas.content)
        page = dictionary(
            Type=b"/Page", Parent=reference(self._tree),
            MediaBox=numbers((0, 0, box.width * MM, box.height * MM)),
            Resources=canvas.resources, Contents=reference(content),
        )  # fmt: skip
        self.pages.append(self._file.add(page))

    def finish(self) -> None:
        """Write what the pages hang from."""
        if not self.pages:
            raise UnusableSourceError("source-no-pages")
        self.drawn.finish()
        kids = array(map(reference, self.pages))
        tree = dictionary(Type=b"/Pages", Kids=kids, Count=len(self.pages))
        self._file.write(self._tree, tree)
        root = self._file.add(dictionary(Type=b"/Catalog", Pages=reference(self._tree)))
        self._file.finish(root, self._file.add(dictionary(Producer=b"(docgen)")))


def _to_points(box: Rect) -> Matrix:
    """From millimetres, down from the head of a page, to points, up from its foot."""
    return Matrix(MM, 0, 0, -MM, -box.x * MM, (box.y + box.height) * MM)
