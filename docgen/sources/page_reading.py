"""What workers do to know the text of a page: find its own, or read its picture."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from docgen.images.page_rendering import decode_scan, render
from docgen.model.page_text import PageText
from docgen.ocr.models import Models
from docgen.pdf.geometry import PageBox
from docgen.pdf.mupdf import load_mupdf
from docgen.sources.own_text import find_own_text

if TYPE_CHECKING:
    import pymupdf

_LEAST_DPI = 72
"""A scan so coarse is read as it is: enlarging it brings nothing to light."""
_MOST_PIXELS = 40_000_000


def find_own_texts(pdf: str, boxes: Sequence[PageBox]) -> list[PageText | None]:
    """Return the own texts of the pages of a PDF; None of those that are to be read."""
    with load_mupdf().open(pdf, filetype="pdf") as document:
        return [
            _scale(find_own_text(page), _unit_of(page, box))
            for page, box in zip(document, boxes, strict=True)
        ]


def read_page(pdf: str, index: int, box: PageBox, models: Models) -> PageText:
    """Return what is read from the picture of a page, counted from 0. The engine is loaded once."""
    from docgen.ocr.page_reader import READ_DPI, load_reader  # noqa: PLC0415 - numpy, for this only

    with load_mupdf().open(pdf, filetype="pdf") as document:
        page = document[index]
        unit = _unit_of(page, box)
        scan = decode_scan(page, _LEAST_DPI, READ_DPI)
        if scan:
            picture, dpi, origin = scan.picture.convert("RGB"), scan.dpi, scan.origin
        else:
            dpi = min(float(READ_DPI), 72 * math.sqrt(_MOST_PIXELS / abs(page.rect)))
            picture, origin = render(page, dpi), 0j
    found = load_reader(models).read(picture, dpi)
    shifted = replace(
        found, lines=tuple(line.moved(origin.real, origin.imag) for line in found.lines)
    )
    return _scale(shifted, unit) or shifted


def _unit_of(page: "pymupdf.Page", box: PageBox) -> float:
    """Points on paper in one of MuPDF's, which knows no UserUnit."""
    return float(box.width_pt / page.rect.width)


def _scale(text: PageText | None, unit: float) -> PageText | None:
    if text is None or math.isclose(unit, 1, rel_tol=1e-4):
        return text
    return replace(text, lines=tuple(line.scaled(unit) for line in text.lines))
