"""Small pictures of pages, for those who look for one. Drawn in a worker, as all foreign pages."""

import io

from PIL import Image

from docgen.images.greyscale import POINTS
from docgen.images.page_rendering import render
from docgen.issues.errors import SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.geometry import Rect
from docgen.pdf.mupdf import load_mupdf
from docgen.system.workers import ForeignFileError, read_apart

_SECONDS = 20.0
_QUALITY = 80
_CUTOUT_DPI = 150.0
_LONGEST_CUTOUT = 900
"""Pixels."""
_MARGIN, _MOST_MARGIN = 0.4, 8.0
"""Around a frame: of its smaller side, and at the most in points."""


def draw_thumbnail(pdf: str, page: int, side: int) -> bytes:
    """Return page `page` (from 1) of a PDF as a JPEG whose longer side has `side` pixels.

    SourceError where the page cannot be drawn, or there is none of that number.
    """
    try:
        return read_apart(_draw, pdf, page, side, seconds=_SECONDS)  # type: ignore[no-any-return]
    except (ForeignFileError, OSError) as error:
        raise refuse(SourceError, issue("thumbnail", Location(pdf, page=page))) from error


def draw_cutout(pdf: str, page: int, frame: Rect, turn: int) -> bytes:
    """Return what stands in a frame of page `page` (from 1) of a PDF, and around it, as a JPEG.

    The frame is in points on the upright visible page; `turn` is by how many degrees clockwise the
    picture is turned to be read. SourceError as of `draw_thumbnail`.
    """
    try:
        drawn = read_apart(_cut, pdf, page, frame, turn, seconds=_SECONDS)
    except (ForeignFileError, OSError) as error:
        raise refuse(SourceError, issue("thumbnail", Location(pdf, page=page))) from error
    return drawn  # type: ignore[no-any-return]


def _cut(pdf: str, number: int, frame: Rect, turn: int) -> bytes:
    with load_mupdf().open(pdf, filetype="pdf") as document:
        page = document[number - 1]
        margin = min(_MOST_MARGIN, _MARGIN * max(1.0, min(frame.width, frame.height)))
        part = (
            max(page.rect.x0, frame.x - margin),
            max(page.rect.y0, frame.y - margin),
            min(page.rect.x1, frame.x + frame.width + margin),
            min(page.rect.y1, frame.y + frame.height + margin),
        )
        longer = max(1.0, part[2] - part[0], part[3] - part[1])
        picture = render(page, min(_CUTOUT_DPI, _LONGEST_CUTOUT * POINTS / longer), part)
        return _write(picture.rotate(-turn, expand=True) if turn else picture)


def _draw(pdf: str, number: int, side: int) -> bytes:
    with load_mupdf().open(pdf, filetype="pdf") as document:
        page = document[number - 1]
        longer = max(page.rect.width, page.rect.height)
        picture = render(page, side * POINTS / longer)
        return _write(picture)


def _write(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
