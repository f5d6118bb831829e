"""Reading the marks of pages as a reader of paper does: rendered, then looked for by zxing."""

from dataclasses import dataclass
from pathlib import Path

import pymupdf
import zxingcpp
from making import run_tool
from PIL import Image

from docgen.bundle.page_identity import PageIdentity, decode

DPI = 150


@dataclass(frozen=True)
class SeenMark:
    """A mark on a page: what it says, and its dark square in mm (left, top, right, bottom)."""

    identity: PageIdentity
    square: tuple[float, float, float, float]


def see_marks(picture: Image.Image, dpi: int = DPI) -> list[SeenMark]:
    """All marks in the picture of a page."""
    found = []
    for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
        identity = decode(code.text)
        corners = code.position
        points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
        xs, ys = [p.x * 25.4 / dpi for p in points], [p.y * 25.4 / dpi for p in points]
        if identity is not None:
            found.append(SeenMark(identity, (min(xs), min(ys), max(xs), max(ys))))
    return found


def see_with_mupdf(pdf: Path) -> list[list[SeenMark]]:
    """The marks of every page, as MuPDF shows them."""
    with pymupdf.open(pdf) as document:
        shown = [page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY) for page in document]
    return [see_marks(Image.frombytes("L", (s.width, s.height), s.samples)) for s in shown]


def see_with_poppler(pdf: Path, scratch: Path) -> list[list[SeenMark]]:
    """The marks of every page, as poppler shows them."""
    run_tool("pdftoppm", "-gray", "-r", str(DPI), pdf, scratch / "page")
    pictures = sorted(scratch.glob("page-*.pgm"))
    seen = [see_marks(Image.open(picture)) for picture in pictures]
    for picture in pictures:
        picture.unlink()
    return seen
