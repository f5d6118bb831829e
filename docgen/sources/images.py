"""Pictures become one-page PDFs. Their data is never encoded again where a PDF can hold it.

The picture is embedded with pikepdf and not img2pdf: the place in a phone photo must not get into
print, mirrored orientations must come out right, transparency must lie on white, and a file that
is cut short must be noticed.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageFile

from docgen.bundle.marks import MM, Matrix, PageBox
from docgen.sources import jpeg, png
from docgen.sources.facts import Facts, Grid, PageFacts, UnusableSourceError
from docgen.sources.ink import PIXELS_A_CELL, cell_size, grid_size, read_ink

A4 = (210 * MM, 297 * MM)
A3 = (297 * MM, 420 * MM)

TOP_MARGIN = 26 * MM
"""Where the reference and the 已审验 frame are stamped."""
BOTTOM_MARGIN = 18 * MM
"""Where the page number is stamped."""
SIDE_MARGIN = 12 * MM
"""Beyond what printers cannot reach, and enough that punched holes spare the picture."""

_COARSEST_DPI = 96
"""A picture is not drawn coarser than a screen shows it: blowing it up adds nothing."""
_SCAN_DPI = (100, 1200)
"""Cameras write 72 or 96 for want of a figure; no office scanner goes beyond 1200."""
_SQUARE_PIXELS = 0.02
_PAPER_TOLERANCE = 0.03
"""Scanners clip or add a few millimetres."""
_MOST_PIXELS = 500_000_000
"""Over twice the largest phone camera. More is a mistake or an attack."""

_SLIVER = 0.05
"""Less of a picture than this proves nothing to anybody."""

CUT_SHORT = "图片文件不完整（后面一段数据丢失），能显示的部分已收入，请核对或换一份完整的"

_PICTURE_ERRORS = (OSError, SyntaxError, ValueError, IndexError, struct.error, zlib.error)
"""What Pillow raises of a damaged picture."""

# The unit square of the stored picture in the unit square of the upright one: EXIF, Orientation.
_UPRIGHT: dict[int, Matrix] = {
    1: Matrix(1, 0, 0, 1, 0, 0),
    2: Matrix(-1, 0, 0, 1, 1, 0),
    3: Matrix(-1, 0, 0, -1, 1, 1),
    4: Matrix(1, 0, 0, -1, 0, 1),
    5: Matrix(0, -1, -1, 0, 1, 1),
    6: Matrix(0, -1, 1, 0, 0, 1),
    7: Matrix(0, 1, 1, 0, 0, 0),
    8: Matrix(0, 1, -1, 0, 1, 0),
}
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Placement:
    """A page and the upright picture on it, in points; `x` and `y` from the top left corner."""

    page_width: float
    page_height: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Stored:
    """Picture data as the PDF will hold it."""

    width: int
    height: int
    components: int
    bits: int
    data: bytes
    filter: Name
    profile: bytes = b""
    palette: bytes = b""
    inverted: bool = False


def prepare_jpeg(source: str, scratch: str) -> Facts:
    """A JPEG file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    try:
        parts = jpeg.take_apart(content)
    except ValueError as error:
        raise _damaged() from error
    dpi = _read_dpi(content)
    placement = _place(parts.width, parts.height, parts.orientation, dpi)
    image, complete = _load(parts.data, _thumbnail_size(placement, parts.orientation))
    if complete and parts.fits_pdf:
        return _write_page(_store_jpeg(parts), image, parts.orientation, placement, scratch)
    image, _ = _load(parts.data)
    losses = () if complete else (CUT_SHORT,)
    return _write_page(_store_pixels(image), image, parts.orientation, placement, scratch, losses)


def prepare_png(source: str, scratch: str) -> Facts:
    """A PNG file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    try:
        parts = png.take_apart(content)
    except (ValueError, struct.error) as error:
        raise _damaged() from error
    placement = _place(parts.width, parts.height, parts.orientation, _read_dpi(content))
    image, complete = _load(content)
    if complete and parts.fits_pdf:
        stored = _store_png(parts, _profile_of(image))
    else:
        image = lay_on_white(image)
        stored = _store_pixels(image)
    losses = () if complete else (CUT_SHORT,)
    return _write_page(stored, image, parts.orientation, placement, scratch, losses)


def place_picture(width: int, height: int, dpi: tuple[float, float]) -> Placement:
    """Where an upright picture of so many pixels goes.

    A scan of A4 or A3 paper gets a page of just its size; anything else is fitted on A4 between
    the margins that stamps need.
    """
    scan = _scan_size(width, height, dpi)
    if scan:
        return Placement(*scan, 0, 0, *scan)
    page_width, page_height = A4 if height >= width else (A4[1], A4[0])
    room_x, room_y = page_width - 2 * SIDE_MARGIN, page_height - TOP_MARGIN - BOTTOM_MARGIN
    scale = min(room_x / width, room_y / height, 72 / _COARSEST_DPI)
    drawn_x, drawn_y = width * scale, height * scale
    x, y = SIDE_MARGIN + (room_x - drawn_x) / 2, TOP_MARGIN + (room_y - drawn_y) / 2
    return Placement(*(round(v, 4) for v in (page_width, page_height, x, y, drawn_x, drawn_y)))


def _scan_size(width: int, height: int, dpi: tuple[float, float]) -> tuple[float, float] | None:
    low, high = _SCAN_DPI
    if not all(low <= value <= high for value in dpi):
        return None
    if abs(dpi[0] - dpi[1]) > _SQUARE_PIXELS * max(dpi):
        return None
    size = (round(width / dpi[0] * 72, 4), round(height / dpi[0] * 72, 4))
    for short, long in (A4, A3):
        for paper in ((short, long), (long, short)):
            if all(abs(size[i] - paper[i]) <= _PAPER_TOLERANCE * paper[i] for i in (0, 1)):
                return size
    return None


def _place(width: int, height: int, orientation: int, dpi: tuple[float, float]) -> Placement:
    if width * height > _MOST_PIXELS:
        raise UnusableSourceError(
            "source-too-large",
            f"图片有 {width}×{height} 像素，太大",
            "请用看图软件缩小（一边不超过 20000 像素）后再放进来",
        )
    if not width or not height:
        raise _damaged()
    return place_picture(*_turned((width, height), orientation), dpi)


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height with the sides swapped where the orientation lays the picture over."""
    return (size[1], size[0]) if orientation >= 5 else size


def _damaged() -> UnusableSourceError:
    return UnusableSourceError(
        "source-damaged", "图片文件已损坏，打不开", "请从原处重新拷贝，或重新扫描、拍照"
    )


def _read_dpi(content: bytes) -> tuple[float, float]:
    """The resolution the file claims; zeros where it claims none."""
    try:
        with _open(content) as image:
            across, down = image.info.get("dpi", (0, 0))
            return float(across), float(down)
    except (*_PICTURE_ERRORS, TypeError, ZeroDivisionError):
        # The metadata is of no use; whether the picture is, its decoding tells.
        return 0.0, 0.0


def _open(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # the limits are ours: pixels here, memory in the worker
    return Image.open(io.BytesIO(data))


@contextmanager
def _lenient() -> Iterator[None]:
    """Pillow shows what there is of a picture that is cut short."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _load(data: bytes, size: tuple[int, int] | None = None) -> tuple[Image.Image, bool]:
    """The decoded picture and whether all of it was there.

    With `size` a whole JPEG is decoded no larger than needed for that.
    """
    try:
        image = _open(data)
        if size:
            image.draft(None, size)
        image.load()
    except _PICTURE_ERRORS:
        try:
            with _lenient():
                image = _open(data)
                image.load()
        except _PICTURE_ERRORS as error:
            raise _damaged() from error
        if not _shows_something(image):
            raise _damaged() from None
        return image, False
    return image, True


def _shows_something(image: Image.Image) -> bool:
    """Whether a picture that is cut short has more than a sliver above its empty rest."""
    grey = _in_eight_bits(image).convert("L")
    rest = Image.new("L", grey.size, grey.getpixel((grey.width - 1, grey.height - 1)))
    drawn = ImageChops.difference(grey, rest).point([0] * 9 + [255] * 247).getbbox()
    return drawn is not None and drawn[3] > grey.height * _SLIVER


def lay_on_white(image: Image.Image) -> Image.Image:
    """The picture without transparency, in a mode a PNG can hold."""
    if image.mode == "I;16":
        return image
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        flat = Image.alpha_composite(paper, coloured).convert("RGB")
        flat.info = {"icc_profile": image.info.get("icc_profile")}
        return flat
    return image if image.mode in {"1", "L", "P", "RGB"} else image.convert("RGB")


def _store_jpeg(parts: jpeg.Jpeg) -> _Stored:
    # A file that breaks off right after its last row lacks only the end marker.
    data = parts.data if parts.complete else parts.data + b"\xff\xd9"
    return _Stored(
        parts.width,
        parts.height,
        parts.components,
        8,
        data,
        Name.DCTDecode,
        profile=_usable_profile(parts.profile, parts.components),
        # Adobe writes CMYK with 255 for no ink, PDF means full ink by it.
        inverted=parts.components == 4 and parts.adobe,
    )


def _store_png(parts: png.Png, profile: bytes) -> _Stored:
    colours = 1 if parts.components == 1 and not parts.palette else 3
    return _Stored(
        parts.width,
        parts.height,
        parts.components,
        parts.bits,
        parts.data,
        Name.FlateDecode,
        profile=_usable_profile(profile, colours),
        palette=parts.palette,
    )


def _store_pixels(image: Image.Image) -> _Stored:
    """The pixels of a picture a PDF cannot hold as it is, without loss."""
    flat = lay_on_white(image)
    buffer = io.BytesIO()
    flat.save(buffer, "PNG")
    return _store_png(png.take_apart(buffer.getvalue()), _profile_of(flat))


def _profile_of(image: Image.Image) -> bytes:
    return bytes(image.info.get("icc_profile") or b"")


def _usable_profile(profile: bytes, components: int) -> bytes:
    """The colour profile where it is one, for so many components, and says more than nothing.

    sRGB is what readers take plain RGB for; 3 KB a photo would buy nothing.
    """
    space = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}[components]
    sound = len(profile) > 128 and profile[36:40] == b"acsp" and profile[16:20] == space
    plain = b"sRGB" in profile or "sRGB".encode("utf-16-be") in profile
    return profile if sound and not plain else b""


def _write_page(
    stored: _Stored,
    image: Image.Image,
    orientation: int,
    placement: Placement,
    scratch: str,
    losses: tuple[str, ...] = (),
) -> Facts:
    _draw(stored, _UPRIGHT[orientation], placement, scratch)
    box = PageBox(0, 0, placement.page_width, placement.page_height)
    return Facts(scratch, (PageFacts(box, _find_ink(image, orientation, placement)),), (), losses)


def _draw(stored: _Stored, upright: Matrix, at: Placement, scratch: str) -> None:
    with pikepdf.new() as pdf:
        numbers = (
            upright.a * at.width,
            upright.b * at.height,
            upright.c * at.width,
            upright.d * at.height,
            upright.e * at.width + at.x,
            upright.f * at.height + at.page_height - at.y - at.height,
        )
        content = " ".join(f"{number:.4f}" for number in numbers)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, at.page_width, at.page_height]),
            Resources=Dictionary(XObject=Dictionary(Im0=_make_image(pdf, stored))),
            Contents=pdf.make_stream(f"q {content} cm /Im0 Do Q".encode()),
        )
        pdf.pages.append(pikepdf.Page(page))
        pdf.save(scratch, deterministic_id=True, min_version="1.5")


def _make_image(pdf: pikepdf.Pdf, stored: _Stored) -> pikepdf.Object:
    image = pdf.make_stream(
        stored.data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=stored.width,
        Height=stored.height,
        BitsPerComponent=stored.bits,
        ColorSpace=_make_colour_space(pdf, stored),
        Filter=stored.filter,
    )
    if stored.filter == Name.FlateDecode:
        image.DecodeParms = Dictionary(
            Predictor=15,
            Colors=stored.components,
            BitsPerComponent=stored.bits,
            Columns=stored.width,
        )
    if stored.inverted:
        image.Decode = Array([1, 0] * stored.components)
    return image


def _make_colour_space(pdf: pikepdf.Pdf, stored: _Stored) -> pikepdf.Object:
    colours = 3 if stored.palette else stored.components
    space: pikepdf.Object = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}[colours]
    if stored.profile:
        profile = pdf.make_stream(stored.profile, N=colours, Alternate=space)
        space = Array([Name.ICCBased, profile])
    if stored.palette:
        last = len(stored.palette) // 3 - 1
        space = Array([Name.Indexed, space, last, pikepdf.String(stored.palette)])
    return space


def _thumbnail_size(at: Placement, orientation: int) -> tuple[int, int]:
    """Pixels of the stored picture that are enough for the ink map."""
    scale = PIXELS_A_CELL / cell_size(at.page_width, at.page_height)
    upright = (max(1, round(at.width * scale)), max(1, round(at.height * scale)))
    return _turned(upright, orientation)


def _find_ink(image: Image.Image, orientation: int, at: Placement) -> Grid:
    size = _thumbnail_size(at, orientation)
    small = _in_eight_bits(image).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    if orientation in _TRANSPOSE:
        small = small.transpose(_TRANSPOSE[orientation])
    columns, rows = grid_size(at.page_width, at.page_height)
    page = Image.new(small.mode, (columns * PIXELS_A_CELL, rows * PIXELS_A_CELL), "white")
    scale = PIXELS_A_CELL / cell_size(at.page_width, at.page_height)
    page.paste(small, (round(at.x * scale), round(at.y * scale)))
    return read_ink(page, at.page_width, at.page_height)


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """The picture as plain grey or RGB."""
    if image.mode == "I;16":
        # convert() clips 16 bits to 8 instead of scaling them.
        return image.point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")
