"""A look at one page of a scan: its mark, whether it is blank, how good it is. In a worker.

A mark is looked for on the page as it is first, then harder: in the channel in which a red seal
does not show, with a fixed limit between ink and what a seal is in a grey scan, and enlarged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from docgen.bundle.identity import PageIdentity, decode
from docgen.collect.alignment import find_level, reduce_to
from docgen.sources.mupdf import load_mupdf

if TYPE_CHECKING:
    import pymupdf

Corners = tuple[complex, complex, complex, complex]
"""Of a mark, from its own upper left corner clockwise; in points on the page as it is seen."""

_LOWEST_DPI, _HIGHEST_DPI = 150, 300
"""At which a page is rendered. At its own it is neither blurred nor made jagged."""
_MOST_ENLARGED = 460
_INK_LIMITS = (70, 55, 85, 45, 100, 120)
"""A red seal is 80 to 95 in a grey scan, what a printer prints 20 to 60."""
_ENLARGED_LIMITS = (None, 70, 55, 85, 62, 78, 45, 100, 120)
_FINE_LIMITS = (70, 50, 60, 80, 40, 90)
_POINTS = 72

_COARSE_DPI = 25
_EDGE = 8
"""Coarse pixels at every edge in which shadows fall: 8 mm."""
_FAINT = 45
"""Levels below the paper that are no ink: what shows through from the other side."""
_DARK = 128
"""A sheet darker than this has ink all over, or a lid was left open."""
_BLANK_SHARE = 0.001
"""Of a page. A mark alone is 0.0024."""
_RED = 50
"""Levels red has to be above the other colours."""
_COLOURED = 0.0005
"""Of a page."""
_SHARPNESS_DPI = 150
_STEEPEST = 0.995


@dataclass(frozen=True)
class SeenMark:
    """A mark of docgen's, and where it stands."""

    identity: PageIdentity
    corners: Corners


@dataclass(frozen=True)
class Look:
    """What is seen on one page of a scan."""

    marks: tuple[SeenMark, ...]
    blank: bool
    dpi: int
    """Of the picture; 0 where it is no picture."""
    coloured: bool
    red_mm2: float
    """What is red: seals above all."""
    sharpness: int
    """How steep the steepest edges are, of a hundred."""


def look_at(pdf: str, index: int) -> Look:
    """Look at page `index` (from 1) of a PDF. What MuPDF raises where it cannot be shown."""
    with load_mupdf().open(pdf, filetype="pdf") as document:
        page = document[index - 1]
        dpi = find_dpi(page)
        at = min(max(dpi, _LOWEST_DPI), _HIGHEST_DPI) if dpi else 200
        picture = render(page, at)
    small = reduce_to(picture, at, _COARSE_DPI)
    blank = _is_blank(small.convert("L"))
    marks = () if blank else read_marks(picture, at)
    red, coloured = _measure_red(small), _is_coloured(small)
    return Look(marks, blank, dpi, coloured, red, _measure_sharpness(picture, at))


def render(page: "pymupdf.Page", dpi: float) -> Image.Image:
    """The page as it is seen, in RGB."""
    mupdf, zoom = load_mupdf(), dpi / _POINTS
    pixels = page.get_pixmap(matrix=mupdf.Matrix(zoom, zoom), colorspace=mupdf.csRGB)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def find_dpi(page: "pymupdf.Page") -> int:
    """Dots an inch of the finest picture that fills most of the page; 0 where none does."""
    area = page.rect.width * page.rect.height
    found = [0.0]
    for image in page.get_image_info():
        left, top, right, bottom = image["bbox"]
        drawn = (right - left) * (bottom - top)
        if drawn > area / 20:
            found.append((image["width"] * image["height"] / drawn) ** 0.5 * _POINTS)
    return round(max(found))


# --- marks ---------------------------------------------------------------------------------------


def read_marks(picture: Image.Image, dpi: int) -> tuple[SeenMark, ...]:
    """The marks on a picture of a page; it is looked at harder until there is one."""
    for view, enlarged in _views(picture, dpi):
        found = tuple(_read(view, enlarged * dpi / _POINTS))
        if found:
            return found
    return ()


def _views(picture: Image.Image, dpi: int) -> Iterator[tuple[Image.Image, float]]:
    """The picture in ever more ways of looking at it, and how much larger each is."""
    # Red is as white as paper in the red channel, and black ink as black.
    plain = picture.getchannel(0) if picture.mode == "RGB" else picture
    yield plain, 1
    for ink in _INK_LIMITS:
        yield _split(plain, ink), 1
    for factor, limits in ((2.0, _ENLARGED_LIMITS), (3.0, _FINE_LIMITS)):
        larger = min(factor, _MOST_ENLARGED / dpi)
        size = (round(plain.width * larger), round(plain.height * larger))
        enlarged = plain.resize(size, Image.Resampling.BICUBIC)
        for limit in limits:
            yield enlarged if limit is None else _split(enlarged, limit), larger


def _split(picture: Image.Image, limit: int) -> Image.Image:
    return picture.point([0] * limit + [255] * (256 - limit))


def _read(view: Image.Image, scale: float) -> Iterator[SeenMark]:
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes  # noqa: PLC0415 - in workers

    for code in read_barcodes(view, formats=BarcodeFormats(BarcodeFormat.QRCode)):
        identity = decode(code.text)
        if identity is not None:
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            a, b, c, d = (complex(corner.x, corner.y) / scale for corner in corners)
            yield SeenMark(identity, (a, b, c, d))


# --- blank, red, sharp ---------------------------------------------------------------------------


def _is_blank(small: Image.Image) -> bool:
    """Whether a page has practically no ink. `small` is grey and coarse, so noise is evened out."""
    inner = small.crop((_EDGE, _EDGE, small.width - _EDGE, small.height - _EDGE))
    if not inner.width or not inner.height:
        return False
    levels = inner.histogram()
    # Not the commonest level: that of a dark cover is its ink.
    paper = find_level(levels, 0.9)
    return (
        paper >= _DARK
        and sum(levels[: max(paper - _FAINT, 0)]) < _BLANK_SHARE * inner.width * inner.height
    )


def _measure_red(small: Image.Image) -> float:
    red, green, blue = small.split()
    more = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    return sum(more.histogram()[_RED:]) * (25.4 / _COARSE_DPI) ** 2


def _is_coloured(small: Image.Image) -> bool:
    """Whether it was scanned in colour: paper has a tint, and seals are red."""
    saturation = small.convert("HSV").getchannel(1).histogram()
    return sum(saturation[40:]) > _COLOURED * small.width * small.height


def _measure_sharpness(picture: Image.Image, dpi: int) -> int:
    grey = reduce_to(picture.convert("L"), dpi, min(dpi, _SHARPNESS_DPI))
    levels = grey.histogram()
    contrast = max(find_level(levels, 0.5) - find_level(levels, 0.01), 1)
    edges = grey.filter(ImageFilter.FIND_EDGES).histogram()
    return min(round(find_level(edges, _STEEPEST) / contrast * 50), 100)
