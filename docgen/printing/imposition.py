"""Print-ready PDFs: a document's pages put on their sheets, their contents as they are.

Every page becomes a form of its own on a new page, so neither its rotation nor its unit nor its
patterns know that they were moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from docgen.bundle.binding import BoundSheet
from docgen.issues.errors import OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.geometry import Matrix, PageBox
from docgen.pdf.page_boxes import read_boxes
from docgen.printing.page_placement import PlacedPage, invert, then
from docgen.printing.print_files import Stack
from docgen.system.atomic_files import translate_errors
from docgen.system.workers import ForeignFileError, read_apart

_PAGE_SECONDS = 2.0
_LEADING = ("/Outlines", "/Names", "/Dests", "/OpenAction", "/PageLabels", "/PageMode", "/AcroForm",
            "/StructTreeRoot", "/MarkInfo", "/Metadata", "/AA", "/Threads")  # fmt: skip
"""What leads about in a document, or describes one on a screen."""


@dataclass(frozen=True)
class Numbering:
    """The line that tells a copy from the others, on a PDF of its own: a page for each place.

    `pages` says for a copy and a page of the document which page of it goes over that.
    """

    file: Path | None
    """None where no page has room for a line."""
    pages: Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Job:
    """What is asked of a print-ready file."""

    stack: Stack
    bound: bool
    copies_in_file: int
    """How many times the whole stack is in the file."""
    copies: int
    """How many times the file is printed."""
    numbering: Numbering | None = None


def impose(source: Path, target: Path, job: Job, shown: Path) -> None:
    """Write the sheets of a stack as a PDF that prints at true size, the same bytes every time.

    In a worker: a package may come from anybody. OutputError where it is no sound PDF.
    """
    seconds = _PAGE_SECONDS * len(job.stack.pages) * job.copies_in_file
    with translate_errors(target, shown=shown):
        try:
            read_apart(_impose, str(source), str(target), job, seconds=seconds)
        except ForeignFileError as error:
            said = issue("print", Location(source.name), "unimposed", fault=error.said)
            raise refuse(OutputError, said) from error


def _impose(source: str, target: str, job: Job) -> None:
    with pikepdf.open(source) as pdf:
        pdf.flatten_annotations("print")
        pages = list(pdf.pages)
        boxes = read_boxes(pages)[0]
        for placed in job.stack.pages:
            here = placed.index - 1
            if job.bound or not placed.stays:
                pages[here] = _put_on_sheet(pdf, pages[here], boxes[here], placed)
        _put_in_order(pdf, pages, job)
        _describe(pdf, job)
        pdf.save(target, deterministic_id=True)


def _put_on_sheet(pdf: Pdf, page: Page, box: PageBox, placed: PlacedPage) -> Page:
    """A new page with the former one on it, which must stay as it is until all is written."""
    form = pdf.make_indirect(page.as_form_xobject(handle_transformations=False))
    form.BBox = Array([box.left, box.bottom, box.right, box.top])
    form.Matrix = Array([1, 0, 0, 1, 0, 0])
    numbers = " ".join(f"{value:.6f}" for value in _to_sheet(box, placed))
    sheet = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, placed.sheet.width, placed.sheet.height]),
        Resources=Dictionary(XObject=Dictionary(Page=form)),
        Contents=pdf.make_stream(f"q {numbers} cm /Page Do Q\n".encode()),
    )
    return Page(pdf.make_indirect(sheet))


def _to_sheet(box: PageBox, placed: PlacedPage) -> Matrix:
    """From the page's own user space to the sheet's, whose origin is its lower left corner."""
    upright = then(invert(box.to_user_space), Matrix(1, 0, 0, -1, 0, box.height_pt))
    return then(then(upright, placed.matrix), Matrix(1, 0, 0, -1, 0, placed.sheet.height))


def _put_in_order(pdf: Pdf, pages: Sequence[Page], job: Job) -> None:
    """Leave the pages of the stack alone, with blanks between, once for each copy in the file."""
    del pdf.pages[:]
    for _, placed in _walk(job):
        if placed is None:
            pdf.pages.append(Page(_make_blank(pdf, job.stack.sheet)))
        else:
            pdf.pages.append(pages[placed.index - 1])
    if job.numbering is not None and job.numbering.file is not None:
        _number_copies(pdf, job, job.numbering)


def _make_blank(pdf: Pdf, sheet: BoundSheet) -> Object:
    box = Array([0, 0, sheet.width, sheet.height])
    empty = pdf.make_stream(b"")
    blank = Dictionary(Type=Name.Page, MediaBox=box, Resources=Dictionary(), Contents=empty)
    return pdf.make_indirect(blank)


def _number_copies(pdf: Pdf, job: Job, numbering: Numbering) -> None:
    with pikepdf.open(str(numbering.file)) as lines:
        for place, (copy, placed) in enumerate(_walk(job)):
            line = numbering.pages.get((copy, placed.index)) if placed is not None else None
            if line is not None:
                _lay_over(pdf, pdf.pages[place], lines.pages[line - 1], Name(f"/Copy{copy}"))


def _lay_over(pdf: Pdf, page: Page, line: Page, name: Name) -> None:
    """Put a line over a page, as pikepdf's own overlay would, which names it by chance."""
    form = pdf.copy_foreign(line.as_form_xobject())
    # Copies of a page share its resources, so each has a name of its own.
    page.add_resource(form, Name.XObject, name)
    area = pikepdf.Rectangle(page.trimbox)
    placed = page.calc_form_xobject_placement(form, name, area)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n" + placed)


def _walk(job: Job) -> Iterator[tuple[int, PlacedPage | None]]:
    for copy in range(1, job.copies_in_file + 1):
        for placed in job.stack.sides:
            yield copy, placed


def _describe(pdf: Pdf, job: Job) -> None:
    """Say how it is to be printed; leave out what is for a screen only."""
    for key in _LEADING:
        if key in pdf.Root:
            del pdf.Root[key]
    duplex = Name.DuplexFlipLongEdge if job.stack.duplex else Name.Simplex
    pdf.Root.ViewerPreferences = Dictionary(
        PrintScaling=Name("/None"),
        Duplex=duplex,
        PickTrayByPDFSize=True,
        NumCopies=job.copies,
        DisplayDocTitle=True,
    )
