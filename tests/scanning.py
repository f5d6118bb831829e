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
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from docgen.bundle.page_identity import decode
from docgen.pdf.geometry import MM

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


# --- harder paper --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shot:
    """How a page was photographed. Shares are of the page's width and height."""

    lean: tuple[float, ...] = (0.03, 0.02, -0.05, 0.01, 0.04, -0.03, -0.02, 0.03)
    """How far each corner is off, across and down, from the upper left clockwise."""
    bulge: float = 0.0
    """How far the middle of a curved page is off, in height."""
    shadow: float = 0.35
    """How much darker the far side is."""
    desk: tuple[int, int, int] | None = (112, 86, 60)
    """None: it is as white as the page, and no outline shows."""
    around: float = 0.08
    """How much of the desk is seen on each side."""
    tilt: float = 0.0
    cast: tuple[float, float, float] = (1.0, 0.97, 0.88)

    @classmethod
    def any(cls, rng: random.Random) -> "Shot":
        """Anything a hand with a telephone may do."""
        return cls(
            lean=tuple(rng.uniform(-0.06, 0.06) for _ in range(8)),
            bulge=rng.choice((0, 0, rng.uniform(-0.012, 0.012))),
            shadow=rng.uniform(0, 0.5),
            desk=rng.choice(((112, 86, 60), (60, 62, 66), (170, 172, 168), None)),
            around=rng.uniform(0.02, 0.12),
            tilt=rng.uniform(-6, 6),
            cast=rng.choice(((1, 1, 1), (1.0, 0.95, 0.82), (0.9, 0.97, 1.0))),
        )


_STRIPS = 24


def photograph(page: Image.Image, shot: Shot) -> Image.Image:
    """A page on a desk, as a camera held in the hand sees it."""
    width, height = page.size
    left, top = round(shot.around * width), round(shot.around * height)
    size = (width + 2 * left, height + 2 * top)
    desk = shot.desk or (255, 255, 255)
    corners = [
        (left + (x + shot.lean[2 * n]) * width, top + (y + shot.lean[2 * n + 1]) * height)
        for n, (x, y) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1)))
    ]
    ends = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    back = solve_perspective(corners, ends)
    bent = _bend(page.convert("RGB"), shot.bulge)
    way = Image.Transform.PERSPECTIVE
    shown = bent.transform(size, way, back, Image.Resampling.BICUBIC)
    there = Image.new("L", bent.size, 255).transform(size, way, back, Image.Resampling.BILINEAR)
    picture = Image.composite(shown, Image.new("RGB", size, desk), there)
    shade = Image.linear_gradient("L").rotate(70, expand=True).crop((60, 60, 250, 250)).resize(size)
    shade = shade.point([round(255 - shot.shadow * level) for level in range(256)])
    picture = ImageChops.multiply(picture, Image.merge("RGB", (shade, shade, shade)))
    bands = [
        band.point([min(round(level * share), 255) for level in range(256)])
        for band, share in zip(picture.split(), shot.cast, strict=True)
    ]
    picture = Image.merge("RGB", bands)
    return picture.rotate(shot.tilt, Image.Resampling.BILINEAR, fillcolor=desk)


def _bend(page: Image.Image, bulge: float) -> Image.Image:
    """A page that does not lie flat: its lines bow down, or up, in the middle."""
    if not bulge:
        return page
    width, height = page.size
    mesh = []
    for strip in range(_STRIPS):
        x0, x1 = (round(width * (strip + n) / _STRIPS) for n in (0, 1))
        up0, up1 = (4 * bulge * height * t * (1 - t) for t in (x0 / width, x1 / width))
        mesh.append(((x0, 0, x1, height), (x0, up0, x0, height + up0, x1, height + up1, x1, up1)))
    return page.transform(page.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def solve_perspective(
    seen: Sequence[tuple[float, float]], wanted: Sequence[tuple[float, float]]
) -> list[float]:
    """The eight numbers of Pillow's PERSPECTIVE that lead from four seen points to others."""
    rows = []
    for (x, y), (u, v) in zip(seen, wanted, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for n in range(8):
        pivot = max(range(n, 8), key=lambda row: abs(rows[row][n]))
        rows[n], rows[pivot] = rows[pivot], rows[n]
        rows[n] = [value / rows[n][n] for value in rows[n]]
        for row in range(8):
            if row != n:
                rows[row] = [a - rows[row][n] * b for a, b in zip(rows[row], rows[n], strict=True)]
    return [row[8] for row in rows]


def show_through(front: Image.Image, share: float, noise: float = 8) -> Image.Image:
    """The blank back of a sheet on which so much of its front is seen."""
    faint = ImageOps.mirror(front).point([round(255 - share * (255 - v)) for v in range(256)] * 3)
    return _make_noise(faint.filter(ImageFilter.GaussianBlur(1)), noise)


def halve(page: Image.Image, dpi: int, overlap: float = 0.0) -> tuple[Image.Image, Image.Image]:
    """The two halves of a sheet that the scanner is too small for; they overlap by so many mm."""
    middle, more = page.width / 2, overlap / 2 / 25.4 * dpi
    left = page.crop((0, 0, round(middle + more), page.height))
    return left, page.crop((round(middle - more), 0, page.width, page.height))


def put_together(pages: Sequence[Image.Image], share: float = 1.0) -> Image.Image:
    """Pages side by side on one sheet, each made so much smaller."""
    size = (round(pages[0].width * share), round(pages[0].height * share))
    sheet = Image.new("RGB", (size[0] * len(pages), size[1]), "white")
    for n, page in enumerate(pages):
        sheet.paste(page.convert("RGB").resize(size, Image.Resampling.LANCZOS), (n * size[0], 0))
    return sheet


def tear(page: Image.Image, corner: tuple[int, int], share: float) -> Image.Image:
    """A page of which a corner (0 or 1, across and down) is gone; `share` of each edge."""
    width, height = page.size
    x, y = corner[0] * width, corner[1] * height
    reach = (x + (1 - 2 * corner[0]) * share * width, y + (1 - 2 * corner[1]) * share * height)
    torn = page.copy()
    ImageDraw.Draw(torn).polygon([(x, y), (reach[0], y), (x, reach[1])], fill="white")
    return torn


def make_bitonal(page: Image.Image, level: int = 150) -> Image.Image:
    """A page as a scanner set to black and white gives it."""
    return page.convert("L").point(lambda value: 255 if value > level else 0)


def exchange_lines(page: pymupdf.Page, picture: Image.Image, dpi: int) -> Image.Image:
    """The same form with other words: lines of text that are about as long change places."""
    lines = [
        line["bbox"]
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        if line["spans"][0]["size"] > 8
    ]
    other, lines = picture.copy(), sorted(lines, key=lambda box: box[2] - box[0])
    for one, two in zip(lines[::2], lines[1::2], strict=False):
        width = min(one[2] - one[0], two[2] - two[0])
        boxes = [
            tuple(round(v * dpi / 72) for v in (box[0], box[1], box[0] + width, box[3]))
            for box in (one, two)
        ]
        for box, source in (boxes, boxes[::-1]):
            other.paste(picture.crop(source), box[:2])
    return other


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
