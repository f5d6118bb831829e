"""The line that tells a copy from the others: 第 3 份，共 8 份, small, in a margin that is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.bundle.bundle_pdf import Metadata
from docgen.bundle.page_space import EDGE
from docgen.pdf.geometry import MM
from docgen.pdf.primitives import Text
from docgen.pdf.typeface import Typography
from docgen.printing.drawn_pages import OwnPage, write_own
from docgen.printing.imposition import Numbering
from docgen.printing.page_placement import PageToPrint, PlacedPage
from docgen.printing.print_files import Stack
from docgen.text.line_breaking import Measure

_SIZE = 9.0
_LINE = 1.25 * _SIZE
_SIDE = 14 * MM


@dataclass(frozen=True)
class Numbered:
    """The lines of all copies, and the pages that have no room for one."""

    numbering: Numbering
    unnumbered: tuple[PlacedPage, ...]


def number_copies(
    target: Path, faces: Sequence[PageToPrint], pile: Stack, copies: int, typography: Typography
) -> Numbered:
    """Write the line of every page of every copy into a PDF at `target`."""
    order: dict[tuple[int, int], int] = {}
    pages: list[OwnPage] = []
    unnumbered = []
    for placed in pile.pages:
        face = faces[placed.index - 1]
        for copy in range(1, copies + 1):
            line = _find_place(face, f"第 {copy} 份，共 {copies} 份", typography.width)
            if line is None:
                unnumbered.append(placed)
                break
            pages.append(OwnPage(face.width, face.height, (line,)))
            order[copy, placed.index] = len(pages)
    if pages:
        write_own(pages, target, Metadata("份号", ""), typography)
    numbering = Numbering(target if pages else None, order)
    return Numbered(numbering, tuple(unnumbered))


def _find_place(face: PageToPrint, text: str, measure: Measure) -> Text | None:
    """The line in the top margin, right, middle or left, then at the foot; None: no room."""
    width = measure(text, _SIZE, False)
    for top in (EDGE, face.height - EDGE - _LINE):
        for x in (face.width - _SIDE - width, (face.width - width) / 2, _SIDE):
            if face.map is not None and face.map.is_blank(x - 4, top - 2, width + 8, _LINE + 4):
                return Text(x, top + _LINE - 0.3 * _SIZE, _SIZE, text)
    return None
