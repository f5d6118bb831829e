"""Pictures decoded with Pillow: opened, loaded as far as they go, and brought to plain modes."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from PIL import Image, ImageChops, ImageFile

from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted

CUT_SHORT = lost("cut_short", pages=())

FEWER_SHADES = noted("fewer_shades", pages=())

PICTURE_ERRORS = (
    *(OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, EOFError),
    *(struct.error, zlib.error, RuntimeError, OverflowError, ZeroDivisionError),
)
"""What Pillow and its plugins raise of a damaged picture."""

TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture of this EXIF orientation upright."""

_MOST_PIXELS = 500_000_000
"""Over twice the largest phone camera. More is a mistake or an attack."""

_SLIVER = 0.05
"""Less of a picture than this proves nothing to anybody."""

_ORIENTATION = 0x0112

_MOST_LEFT_OVER = 512
"""Some cameras leave a few bytes between the last row and the end."""


def damaged() -> UnusableSourceError:
    """What is said of a picture that nothing can be seen of."""
    return UnusableSourceError("source-damaged", "picture")


def refuse_size(width: int, height: int) -> None:
    """UnusableSourceError where a picture has no pixels, or too many to be one."""
    if width * height > _MOST_PIXELS:
        raise UnusableSourceError("source-too-large", width=width, height=height)
    if width <= 0 or height <= 0:
        raise damaged()


def read_dpi(image: Image.Image) -> tuple[float, float]:
    """The resolution a picture claims; zeros where it claims none."""
    try:
        across, down = image.info.get("dpi", (0, 0))
        return float(across), float(down)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return 0.0, 0.0


def find_orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or it makes no sense."""
    # Pillow would take it from XMP instead, which viewers do not.
    image.info.pop("xmp", None)
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except PICTURE_ERRORS:
        # The metadata is of no use; whether the picture is, its decoding tells.
        return 1
    return value if value in TRANSPOSE else 1


def open_picture(source: bytes | IO[bytes]) -> Image.Image:
    """The picture, not decoded yet. Raises PICTURE_ERRORS."""
    Image.MAX_IMAGE_PIXELS = None  # the limits are ours: pixels here, memory in the worker
    return Image.open(io.BytesIO(source) if isinstance(source, bytes) else source)


def _draft_smaller(image: Image.Image, size: tuple[int, int]) -> None:
    """Have a JPEG decoded no larger than needed for a picture of this size."""
    # A page scanned at 300 dpi has 2 in 100 pixels less than eight times those of its ink map.
    across, down = (max(side * 31 // 32, 1) for side in size)
    image.draft(image.mode, (across, down))


def look_into(content: bytes, frame: int | None = None) -> Image.Image:
    """The picture of these bytes, not decoded yet and of a bearable size.

    `frame` is the place of one of several, from 0; else it is the one that viewers show.
    """
    try:
        image = _open_frame(content, frame)
    except PICTURE_ERRORS as error:
        raise damaged() from error
    refuse_size(*image.size)
    return image


def _open_frame(source: bytes | IO[bytes], frame: int | None) -> Image.Image:
    image = open_picture(source)
    if frame is not None:
        image.seek(frame)
    return image


@contextmanager
def lenient() -> Iterator[None]:
    """Pillow shows what there is of a picture that is cut short."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def load(
    data: bytes,
    size: tuple[int, int] | None = None,
    *,
    to_the_end: bool = False,
    frame: int | None = None,
) -> tuple[Image.Image, bool]:
    """The decoded picture and whether all of it was there; of several, as `look_into`.

    With `size` a whole JPEG is decoded no larger than needed for that. With `to_the_end` all is
    there only where the last row needs the end of the data: what is spoilt on the way makes rows
    of fewer bytes, and the decoder says nothing of those it has no row for.
    """
    stream = io.BytesIO(data)
    try:
        image = _open_frame(stream, frame)
        if size:
            _draft_smaller(image, size)
        if to_the_end and len(data) > 2 * _MOST_LEFT_OVER:
            # All but what may be left over is read at once: the rest is asked for, or it is not.
            image.decodermaxblock = len(data) - _MOST_LEFT_OVER  # type: ignore[attr-defined]
        image.load()
        if to_the_end and stream.read().strip(b"\0\xff"):
            raise ValueError("data is left over behind the last row")
    except PICTURE_ERRORS:
        try:
            with lenient():
                image = _open_frame(data, frame)
                image.load()
        except PICTURE_ERRORS as error:
            raise damaged() from error
        if not shows_something(image):
            raise damaged() from None
        return image, False
    return image, True


def shows_something(image: Image.Image) -> bool:
    """Whether a picture that is cut short has more than a sliver above its empty rest."""
    grey = in_eight_bits(image).convert("L")
    rest = Image.new("L", grey.size, grey.getpixel((grey.width - 1, grey.height - 1)))
    drawn = ImageChops.difference(grey, rest).point([0] * 9 + [255] * 247).getbbox()
    return drawn is not None and drawn[3] > grey.height * _SLIVER


def lay_on_white(image: Image.Image) -> Image.Image:
    """The picture without transparency, in one of the modes 1, L, P, RGB, CMYK and I;16."""
    if image.mode.startswith("I;16"):
        return image if image.mode == "I;16" else image.convert("I").convert("I;16")
    if image.mode == "P" and image.has_transparency_data:
        return _lay_palette_on_white(image)
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        flat = Image.alpha_composite(paper, _with_alpha(image)).convert("RGB")
        return _keep_profile(flat, image)
    if image.mode == "LAB":
        return _lab_in_rgb(image)
    return image if image.mode in {"1", "L", "P", "RGB", "CMYK"} else image.convert("RGB")


def without_empty_alpha(image: Image.Image) -> Image.Image:
    """Without an alpha channel that hides all of it: some programs reserve one and leave it 0."""
    hidden = image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0)
    return image.convert("RGB") if hidden else image


def _with_alpha(image: Image.Image) -> Image.Image:
    """As RGBA. Pillow has no direct way there from grey whose alpha is multiplied in."""
    straight = {"La": "LA", "RGBa": "RGBA"}.get(image.mode)
    return (image.convert(straight) if straight else image).convert("RGBA")


def _lay_palette_on_white(image: Image.Image) -> Image.Image:
    """Each colour of the palette laid on white, so that the picture keeps its palette."""
    entries = Image.new("P", (256, 1))
    entries.putdata(range(256))
    entries.putpalette(image.getpalette("RGB") or [])
    entries.info["transparency"] = image.info.get("transparency")
    if "transparency" not in image.info:
        entries = _alpha_of_palette(image)
    flat = Image.alpha_composite(Image.new("RGBA", (256, 1), "white"), entries.convert("RGBA"))
    laid = image.copy()
    laid.info = {}
    laid.putpalette(flat.convert("RGB").tobytes())
    return _keep_profile(laid, image)


def _alpha_of_palette(image: Image.Image) -> Image.Image:
    entries = bytes(image.getpalette("RGBA") or ()).ljust(1024, b"\xff")
    return Image.frombytes("RGBA", (256, 1), entries)


def _keep_profile(image: Image.Image, source: Image.Image) -> Image.Image:
    image.info = {"icc_profile": source.info.get("icc_profile")}
    return image


def _lab_in_rgb(image: Image.Image) -> Image.Image:
    from PIL import ImageCms  # noqa: PLC0415 - it costs more than all the rest, for a rarity

    lab, srgb = (ImageCms.createProfile(name) for name in ("LAB", "sRGB"))
    found = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    if found is None:
        raise damaged()
    found.info = {}
    return found


def in_eight_bits(image: Image.Image) -> Image.Image:
    """The picture as plain grey or RGB."""
    if image.mode.startswith("I;16"):
        # convert() clips 16 bits to 8 instead of scaling them.
        return lay_on_white(image).point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "LAB":
        return _lab_in_rgb(image)
    mode = "L" if image.mode in {"1", "L"} else "RGB"
    # convert() would copy it, and a phone's 200 megapixels are 800 MB.
    return image if image.mode == mode else image.convert(mode)
