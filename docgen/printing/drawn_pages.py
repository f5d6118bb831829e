"""Pages that docgen draws itself, written as a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.bundle.bundle_pdf import Metadata, write_booklet
from docgen.bundle.plan import Booklet, PageKind, PlannedPage
from docgen.pdf.primitives import Mark
from docgen.pdf.typeface import Typography


@dataclass(frozen=True)
class OwnPage:
    """A page and all that is on it, in points."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def write_own(
    pages: Sequence[OwnPage], target: Path, metadata: Metadata, typography: Typography
) -> str:
    """Write pages as a PDF and return its SHA-256, in hex. OutputError where that fails."""
    planned = tuple(
        PlannedPage(number, PageKind.INDEX, page.width, page.height, page.marks, ())
        for number, page in enumerate(pages, start=1)
    )
    return write_booklet(Booklet(planned), target, typography, metadata).sha256
