"""print.json: which page is on which leaf, and how it lies there.

It tells whoever has the printed sheets, or scans of them, what is on each side: `pages` has every
printed page with its file, its leaf and side, and the matrix that leads from the page to the sheet.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field

from docgen.bundle.binding import Paper, Side
from docgen.package.manifest import Part
from docgen.printing.print_files import Sides
from docgen.system.json_guard import look_over

PRINT_RECORD = "print.json"
TICKET_PDF, TICKET_BOOK, LABELS = "打印作业单.pdf", "打印作业单.xlsx", "封面和书脊标签.pdf"
_SUFFIX = "-打印"


class PrintedPage(Part):
    """One page of a document, on one side of a sheet. Blank sides are not listed."""

    document: str = Field(description="Its file in the package")
    page: int = Field(description="Its number: as printed in a bundle, else its place in the file")
    file: str = Field(description="The print-ready file it is in")
    place: int = Field(description="Which page of that file it is in the first copy, from 1")
    leaf: int = Field(description="Which leaf of the document it is on, fold-outs included, from 1")
    side: Side
    paper: Paper
    sheet_mm: tuple[float, float] = Field(description="Width and height of the sheet as it is read")
    transform: tuple[float, float, float, float, float, float] = Field(
        description="[a b c d e f]: where the point (x, y) of the page is on the sheet, namely at "
        "(ax + cy + e, bx + dy + f); points of 1/72 inch from the upper left corner of the "
        "upright page and of the sheet, y down"
    )
    scale: float = Field(description="1 at true size")
    colour: bool


class PrintFile(Part):
    """One print-ready file: what a print job is made of."""

    file: str
    sha256: str
    document: str
    role: str = Field(description="form_pdf, report or bundle")
    paper: Paper
    sheet_mm: tuple[float, float]
    sides: Sides
    copies: int = Field(description="How many times the file is to be printed")
    copies_in_file: int = Field(description="How many copies the file holds one behind the other")
    pages: int = Field(description="Printed sides of one copy, blank ones included")
    blanks: int = Field(description="How many of them are blank")
    sheets: int = Field(description="Sheets of paper of one copy")
    colour_pages: tuple[int, ...] = Field(description="Numbers of the pages that need colour")
    colour_places: tuple[int, ...] = Field(
        (), description="Which pages of the file they are in its first copy, from 1, blanks counted"
    )

    @property
    def all_copies(self) -> int:
        """How many copies there are on paper at the end."""
        return self.copies * self.copies_in_file

    @property
    def colour(self) -> bool:
        """Whether it is printed in colour: all of it, where any page needs it."""
        return bool(self.colour_pages)


class FoldOut(Part):
    """A sheet larger than A4 and where it is put among the others."""

    document: str
    page: int
    paper: Paper
    sheet_mm: tuple[float, float]
    behind: int | None = Field(description="The page it is put behind; null: at the very front")


class OtherFile(Part):
    """A file beside the print-ready ones: ticket, labels."""

    file: str
    sha256: str


class PrintRecord(Part):
    """The whole of print.json."""

    format: Literal[1] = Field(1, description="Changes when an older reader could misread the file")
    docgen: str
    package: str = Field(description="Name of the package's folder, beside this one")
    manifest_sha256: str = Field(description="Of the manifest.json of the package that was printed")
    files: tuple[PrintFile, ...]
    fold_outs: tuple[FoldOut, ...]
    pages: tuple[PrintedPage, ...]
    others: tuple[OtherFile, ...]


def print_folder(package: Path, out: Path | None = None) -> Path:
    """Where what is to be printed of a package lies: beside it, or in the folder `out`."""
    own = package.resolve()
    return (out or own.parent) / (own.name + _SUFFIX)


def write_record(record: PrintRecord) -> bytes:
    """Return the bytes of print.json: UTF-8, indented, with a newline at the end."""
    return record.model_dump_json(indent=1).encode() + b"\n"


def read_record(contents: bytes) -> PrintRecord:
    """Return the record in `contents`. ValueError where it is not one."""
    look_over(contents)
    return PrintRecord.model_validate_json(contents)
