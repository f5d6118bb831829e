"""Pages that stand for those that have not come yet: each says which one it is."""

from collections.abc import Sequence
from pathlib import Path

from docgen.bundle.bundle_pdf import Metadata, write_booklet
from docgen.bundle.plan import Booklet, PageKind, PlannedPage
from docgen.pdf.geometry import MM, PageBox
from docgen.pdf.primitives import Box, Colour, Mark, Text
from docgen.pdf.typeface import Typography

_GREY: Colour = (0.45, 0.45, 0.45)
_SIZE, _SMALL = 22.0, 12.0
_INSET = 15 * MM


def write_gaps(pages: Sequence[tuple[int, PageBox]], target: Path, typography: Typography) -> None:
    """Write a page for each number, as large as the page it stands for. OutputError."""
    planned = tuple(
        PlannedPage(
            place, PageKind.MISSING, box.width_pt, box.height_pt, _draw(number, box, typography), ()
        )
        for place, (number, box) in enumerate(pages, start=1)
    )
    write_booklet(Booklet(planned), target, typography, Metadata("缺页", ""))


def _draw(number: int, box: PageBox, typography: Typography) -> tuple[Mark, ...]:
    frame = Box(_INSET, _INSET, box.width_pt - 2 * _INSET, box.height_pt - 2 * _INSET, stroke=_GREY)
    middle = box.height_pt / 2
    lines = (
        (f"缺页：第 {number} 页", _SIZE, True, middle - 20),
        ("这一页的扫描件还没有收到，本文件不作报送用", _SMALL, False, middle + 14),
    )
    return (frame, *(_centre(*line, box.width_pt, typography) for line in lines))


def _centre(
    text: str, size: float, bold: bool, y: float, width: float, typography: Typography
) -> Text:
    x = (width - typography.width(text, size, bold)) / 2
    return Text(x, y, size, text, bold=bold, colour=_GREY)
