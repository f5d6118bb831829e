"""Small pictures of pages, for those who look for one. Drawn in a worker, as all foreign pages."""

import io

from docgen.images.greyscale import POINTS
from docgen.images.page_rendering import render
from docgen.issues.errors import SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.mupdf import load_mupdf
from docgen.system.workers import ForeignFileError, read_apart

_SECONDS = 20.0
_QUALITY = 80


def draw_thumbnail(pdf: str, page: int, side: int) -> bytes:
    """Return page `page` (from 1) of a PDF as a JPEG whose longer side has `side` pixels.

    SourceError where the page cannot be drawn, or there is none of that number.
    """
    try:
        return read_apart(_draw, pdf, page, side, seconds=_SECONDS)  # type: ignore[no-any-return]
    except (ForeignFileError, OSError) as error:
        raise refuse(SourceError, issue("thumbnail", Location(pdf, page=page))) from error


def _draw(pdf: str, number: int, side: int) -> bytes:
    with load_mupdf().open(pdf, filetype="pdf") as document:
        page = document[number - 1]
        longer = max(page.rect.width, page.rect.height)
        picture = render(page, side * POINTS / longer)
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=_QUALITY)
        return target.getvalue()
