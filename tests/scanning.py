"""Paper by simulation: a package with marks on its pages, and what a scanner makes of them."""

import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path

import pikepdf
import pymupdf
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from docgen.bundle.identity import (
    decode,
)
from docgen.bundle.marks import MM

KINDS = {"form_pdf": "form", "report": "report", "bundle": "bundle"}
_WHITE = 248
_TILE = 509


# --- marks ---------------------------------------------------------------------------------------


def erase_marks(path: Path) -> None:
    """Cover the marks of a document with white."""
    with pymupdf.open(path) as document:
        for page in document:
            middle = find_mark(page)
            assert middle is not None
            reach = 9 * MM
            page.draw_rect(
                pymupdf.Rect(
                    middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach
                )
                * page.derotation_matrix,
                color=None,
                fill=(1, 1, 1),
            )
        contents = document.tobytes()
    path.write_bytes(contents)


# --- scanning ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Feed:
    """How one sheet went through the scanner."""

    dpi: int = 200
    skew: float = 0.0
    turn: int = 0
    grey: bool = False
    blur: float = 0.7
    noise: float = 8
    light: float = 1.0
    seal: bool = False
    spoilt: bool = False
    """Whether the mark is blotted out."""
    shift: tuple[float, float] = (0, 0)
    """In millimetres."""
    quality: int = 50

    @classmethod
    def any(cls, rng: random.Random) -> "Feed":
        """Anything a scanner may do."""
        return cls(
            dpi=rng.choice((150, 200, 240, 300)),
            skew=rng.uniform(-5, 5),
            turn=rng.choice((0, 0, 90, 180, 270)),
            grey=rng.random() < 0.4,
            blur=rng.uniform(0.4, 0.9),
            noise=rng.uniform(4, 12),
            light=rng.uniform(0.85, 1.08),
            seal=rng.random() < 0.3,
            shift=(rng.uniform(-2, 2), rng.uniform(-2, 2)),
            quality=rng.choice((50, 60, 75)),
        )


def scan(page: pymupdf.Page, feed: Feed, seed: int = 0) -> Image.Image:
    """What the scanner makes of a page."""
    picture = render(page, feed.dpi)
    if feed.seal or feed.spoilt:
        middle = find_mark(page)
        assert middle is not None
        if feed.spoilt:
            _blot(picture, middle, feed.dpi)
        else:
            picture = _seal(picture, middle, feed.dpi, random.Random(seed))
    if feed.grey:
        picture = picture.convert("L")
    picture = picture.rotate(
        feed.skew, Image.Resampling.BILINEAR, fillcolor="white",
        translate=tuple(round(v / 25.4 * feed.dpi) for v in feed.shift),
    )  # fmt: skip
    picture = picture.filter(ImageFilter.GaussianBlur(feed.blur))
    picture = picture.point(lambda value: min(255, int(value * feed.light)))
    picture = _make_noise(picture, feed.noise)
    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180,
             270: Image.Transpose.ROTATE_90}  # fmt: skip
    return picture.transpose(turns[feed.turn]) if feed.turn else picture


def render(page: pymupdf.Page, dpi: int) -> Image.Image:
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(dpi / 72, dpi / 72), colorspace=pymupdf.csRGB)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def find_mark(page: pymupdf.Page) -> tuple[float, float] | None:
    """The middle of the page's mark, in points."""
    for code in zxingcpp.read_barcodes(render(page, 150), formats=zxingcpp.BarcodeFormat.QRCode):
        if decode(code.text):
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
            return (
                sum(c.x for c in corners) / 4 * 72 / 150,
                sum(c.y for c in corners) / 4 * 72 / 150,
            )
    return None


def _blot(picture: Image.Image, middle: tuple[float, float], dpi: int) -> None:
    x, y = (v / 72 * dpi for v in middle)
    reach = 7 / 25.4 * dpi
    ImageDraw.Draw(picture).ellipse((x - reach, y - reach, x + reach, y + reach), fill=(30, 40, 90))


def _seal(
    picture: Image.Image, middle: tuple[float, float], dpi: int, rng: random.Random
) -> Image.Image:
    """A round red seal of 42 mm whose rim, star or writing lies over the mark."""
    layer = Image.new("RGB", picture.size, "white")
    draw, mm = ImageDraw.Draw(layer), dpi / 25.4
    red = (214, 40, 44)
    x = middle[0] / 72 * dpi + rng.uniform(-18, 18) * mm
    y = middle[1] / 72 * dpi + rng.uniform(-18, 18) * mm
    outer = 21 * mm
    draw.ellipse((x - outer, y - outer, x + outer, y + outer), outline=red, width=round(1.2 * mm))
    for step in range(14):
        angle = step / 14 * 360
        tile = Image.new("L", (round(4 * mm), round(5 * mm)), 0)
        pen = ImageDraw.Draw(tile)
        for line in range(3):
            pen.line(
                (0, (1 + 1.4 * line) * mm, 4 * mm, (1 + 1.4 * line) * mm), 255, round(0.6 * mm)
            )
        pen.line((2 * mm, 0, 2 * mm, 5 * mm), 255, round(0.6 * mm))
        tile = tile.rotate(-angle, expand=True)
        away = pikepdf.Matrix().rotated(angle)
        cx, cy = x + away.a * 16 * mm, y + away.b * 16 * mm
        layer.paste(red, (round(cx - tile.width / 2), round(cy - tile.height / 2)), tile)
    reach = 5.5 * mm
    draw.regular_polygon((x, y, reach), 5, fill=red)
    return ImageChops.multiply(picture, layer)


def _make_noise(picture: Image.Image, sigma: float) -> Image.Image:
    noise = _noise_of(picture.size, 4 * round(sigma / 4))
    bands = [
        ImageChops.add(band, ImageChops.offset(noise, 37 * number, 11 * number), 1, -128)
        for number, band in enumerate(picture.split())
    ]
    return Image.merge(picture.mode, bands)


@cache
def _noise_of(size: tuple[int, int], sigma: int) -> Image.Image:
    """Noise is the slowest part of a scan: a page is laid with tiles of it."""
    tile = Image.effect_noise((_TILE, _TILE), sigma)
    whole = Image.new("L", size)
    for x, y in product(range(0, size[0], _TILE), range(0, size[1], _TILE)):
        whole.paste(tile, (x, y))
    return whole


def blank(dpi: int = 200, noise: float = 8) -> Image.Image:
    """The empty back of a sheet."""
    size = (round(210 / 25.4 * dpi), round(297 / 25.4 * dpi))
    return _make_noise(Image.new("L", size, 246), noise)


# --- files ---------------------------------------------------------------------------------------


def any_paper(rng: random.Random) -> Feed:
    """Anything a scanner may do, quick enough for tests."""
    feed = Feed.any(rng)
    return replace(feed, dpi=rng.choice((150, 150, 150, 200)))


def as_jpeg(picture: Image.Image, feed: Feed) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=feed.quality, dpi=(feed.dpi, feed.dpi))
    return buffer.getvalue()


def write_pdf(path: Path, jpegs: Iterable[bytes]) -> None:
    """One JPEG a page, as scanners write them."""
    with pikepdf.new() as pdf:
        for data in jpegs:
            with Image.open(io.BytesIO(data)) as opened:
                (width, height), dpi, grey = opened.size, opened.info["dpi"][0], opened.mode == "L"
            size = (width / float(dpi) * 72, height / float(dpi) * 72)
            image = pdf.make_stream(
                data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width,
                Height=height, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
                ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
            )  # fmt: skip
            page = pdf.add_blank_page(page_size=size)
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
            content = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Im Do Q"
            page.Contents = pdf.make_stream(content.encode())
        pdf.save(path)


def write_tiff(path: Path, pictures: Sequence[Image.Image], dpi: int) -> None:
    """All pages in one file."""
    first, *rest = pictures
    first.save(path, save_all=True, append_images=rest, compression="jpeg", dpi=(dpi, dpi))
