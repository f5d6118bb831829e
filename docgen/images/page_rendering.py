"""Pages of PDFs as pixels, and what is known of the pictures they are made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from docgen.images.greyscale import POINTS
from docgen.pdf.mupdf import load_mupdf

if TYPE_CHECKING:
    import pymupdf

Part = tuple[float, float, float, float]
"""Left, top, right and foot of a part of a page, in points as it is seen."""


_FRAMED = 0.97
"""Of a page; a picture that takes less has white about it on purpose."""


def render(page: "pymupdf.Page", dpi: float, part: Part | None = None) -> Image.Image:
    """The page, or a part of it, as it is seen, in RGB."""
    mupdf, zoom = load_mupdf(), dpi / POINTS
    clip = mupdf.Rect(*part) if part else None
    matrix = mupdf.Matrix(zoom, zoom)
    pixels = page.get_pixmap(matrix=matrix, colorspace=mupdf.csRGB, clip=clip)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def find_picture(page: "pymupdf.Page") -> Part | None:
    """Where the picture is that a page is made of, with white about it; None for any other page."""
    images = page.get_image_info()
    drawn = page.get_bboxlog()  # type: ignore[no-untyped-call]
    if len(images) != 1 or len(drawn) != 1:
        return None
    left, top, right, bottom = images[0]["bbox"]
    share = (right - left) * (bottom - top) / (page.rect.width * page.rect.height)
    within = page.rect.contains(images[0]["bbox"])
    return (left, top, right, bottom) if within and share < _FRAMED else None


def find_dpi(page: "pymupdf.Page") -> int:
    """Dots an inch of the finest picture that fills most of the page; 0 where none does."""
    area = page.rect.width * page.rect.height
    found = [0.0]
    for image in page.get_image_info():
        left, top, right, bottom = image["bbox"]
        drawn = (right - left) * (bottom - top)
        if drawn > area / 20:
            found.append((image["width"] * image["height"] / drawn) ** 0.5 * POINTS)
    return round(max(found))


@dataclass(frozen=True)
class PageOfFile:
    """Page `index` (from 1) of the PDF at `pdf`, or a part of it."""

    pdf: str
    index: int
    part: Part | None = None
