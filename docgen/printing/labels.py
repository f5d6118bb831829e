"""Labels for the bound bundle: one for the cover, one for each spine, to be cut out and glued on.

A spine is as wide as its sheets are thick. Of a folded sheet only one layer is at the spine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.bundle.binding import A4
from docgen.package.manifest import Manifest
from docgen.pdf.geometry import MM
from docgen.pdf.primitives import Box, Colour, Mark, Text
from docgen.printing.drawn_pages import OwnPage
from docgen.printing.print_record import PrintRecord
from docgen.text.line_breaking import Measure, break_lines

_SHEET_MM = 0.1
"""How thick a sheet of 80 g paper is."""
_COVER_MM = 1.0
"""Two covers of cardboard."""
_NARROWEST_MM = 10.0
"""Narrower than this nothing can be read on a spine: the label goes round the edge."""

_SPINE_HEIGHT = 240 * MM
_GREY: Colour = (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class LabelledVolume:
    """A bound volume as its labels tell of it."""

    title: str
    studio: str
    unit: str
    about: str
    """Which pages it has."""
    sheets: int

    @property
    def thickness_mm(self) -> float:
        """How thick it is, covers included."""
        return self.sheets * _SHEET_MM + _COVER_MM


def draw_labels(manifest: Manifest, record: PrintRecord, measure: Measure) -> list[OwnPage]:
    """Draw a page for each bound volume: its cover label and its spine label, to be cut out."""
    return [_draw(volume, measure) for volume in _list_volumes(manifest, record)]


def _list_volumes(manifest: Manifest, record: PrintRecord) -> Iterator[LabelledVolume]:
    """Every volume of the bundle as it is bound."""
    documents = [document for document in manifest.documents if document.role == "bundle"]
    for order, document in enumerate(documents, start=1):
        volume = f"　第 {order} 卷（共 {len(documents)} 卷）" if len(documents) > 1 else ""
        first = document.first_page or 1
        last = first + (document.pages or 1) - 1
        yield LabelledVolume(
            f"{manifest.scheme.submission}佐证材料{volume}",
            manifest.studio,
            manifest.unit,
            f"第 {first}–{last} 页",
            sum(file.sheets for file in record.files if file.document == document.file),
        )


def _draw(volume: LabelledVolume, measure: Measure) -> OwnPage:
    spine = max(volume.thickness_mm, _NARROWEST_MM) * MM
    marks = [
        *_draw_cover(volume, 24 * MM, 40 * MM, 110 * MM, 150 * MM, measure),
        *_draw_spine(volume, 165 * MM - spine / 2, 30 * MM, spine, measure),
        *_draw_advice(volume, measure),
    ]
    return OwnPage(A4.width, A4.height, tuple(marks))


def _draw_cover(
    volume: LabelledVolume, x: float, y: float, width: float, height: float, measure: Measure
) -> Iterator[Mark]:
    yield Box(x, y, width, height, stroke=_GREY, line_width=0.5)
    line_y = y + 34 * MM
    for text, size, bold in (
        (volume.studio, 20.0, True),
        (volume.title, 24.0, True),
        (volume.about, 14.0, False),
        (volume.unit, 15.0, False),
    ):
        for line in break_lines(text, width - 14 * MM, size, measure, bold):
            left = x + (width - measure(line, size, bold)) / 2
            yield Text(left, line_y, size, line, bold)
            line_y += size * 1.5
        line_y += 8 * MM


def _draw_spine(
    volume: LabelledVolume, x: float, y: float, width: float, measure: Measure
) -> Iterator[Mark]:
    """The text of a spine from top to bottom, in parts: what it is, whose it is, which pages."""
    yield Box(x, y, width, _SPINE_HEIGHT, stroke=_GREY, line_width=0.5)
    parts = [_stack_text(text) for text in (volume.title, volume.studio, volume.about)]
    count = sum(map(len, parts)) + 2 * (len(parts) - 1)
    size = min(16.0, width * 0.62, (_SPINE_HEIGHT - 16 * MM) / (count * 1.15))
    pitch = size * 1.15
    baseline = y + (_SPINE_HEIGHT - count * pitch) / 2 + size
    for part in parts:
        for text in part:
            yield Text(x + (width - measure(text, size, True)) / 2, baseline, size, text, bold=True)
            baseline += pitch
        baseline += 2 * pitch


_UPRIGHT = {"–": "︱", "（": "︵", "）": "︶"}
"""Signs that stand upright in vertical text."""
_UNIT = re.compile(r"(?<!\d)\d{2}(?!\d)|\S")
"""What stands on a line of its own: a character, or both figures of a short number."""


def _stack_text(text: str) -> list[str]:
    """A text as the lines it has when it is read from top to bottom."""
    return [_UPRIGHT.get(unit, unit) for unit in _UNIT.findall(text)]


def _draw_advice(volume: LabelledVolume, measure: Measure) -> Iterator[Mark]:
    narrow = volume.thickness_mm < _NARROWEST_MM
    wrapped = f"，不足 {_NARROWEST_MM:.0f} 毫米，标签绕到封面上贴" if narrow else ""
    lines = (
        f"书脊厚约 {volume.thickness_mm:.0f} 毫米（{volume.sheets} 张纸，"
        f"每张 {_SHEET_MM} 毫米，加封皮 {_COVER_MM:.0f} 毫米）{wrapped}。",
        "按实际大小打印，沿细线裁下。左边的贴在封面，右边的贴在书脊。",
    )
    for order, text in enumerate(lines):
        left = (A4.width - measure(text, 9, False)) / 2
        yield Text(left, A4.height - 20 * MM + order * 13, 9, text, colour=_GREY)
