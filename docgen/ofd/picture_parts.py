"""Pictures of an OFD as objects of a PDF, their data kept where a PDF can hold it."""

import struct
import zlib
from dataclasses import dataclass

from PIL import Image

from docgen.images import jpeg, png
from docgen.images.pixels import PICTURE_ERRORS, in_eight_bits, load, look_into
from docgen.issues.refusal import UnusableSourceError
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.mupdf_render import decode, show_svg
from docgen.pdf.objects import Written, dictionary, reference, write_entries

_SPACES = {"1": b"/DeviceGray", "L": b"/DeviceGray", "RGB": b"/DeviceRGB", "CMYK": b"/DeviceCMYK"}
_LEVEL = 3
"""A page of 300 dpi takes a third of the time it takes at 6, and is a tenth larger."""
_JBIG2 = b"\x97JB2\r\n\x1a\n"
_ONE_PAGE = b"\1\0\0\0\1"
"""What follows the mark: segments in their order, of one page."""
_BARE_JBIG2 = b"\0\0\0\0"
"""The number of the first segment, where a PDF's data was taken over without a header."""

_WINDOW = 4096
_LONGEST_SVG = 1600
"""Pixels: a seal of 40 mm has a thousand dots to the inch."""


@dataclass(frozen=True)
class StoredPicture:
    """A picture in the file: its object, and whether paper can be seen through it."""

    number: int
    is_opaque: bool
    is_whole: bool = True


def store_picture(file: PdfFile, content: bytes, mask: bytes | None = None) -> StoredPicture:
    """Write a picture, seen through where its own alpha or `mask` (a picture) says so.

    UnusableSourceError where nothing can be seen of it.
    """
    softened = _open_mask(mask) if mask else None
    kept = _keep_jpeg(content) or _keep_png(content)
    if kept:
        number = file.reserve()
        entries, data = kept
        file.write_stream(number, _with_mask(file, entries, softened), data)
        return StoredPicture(number, is_opaque=softened is None)
    image, is_whole = _decode(content)
    flat, alpha = _part_alpha(image)
    softened = softened or alpha
    entries, data = _pack(flat)
    number = file.reserve()
    file.write_stream(number, _with_mask(file, entries, softened), data)
    return StoredPicture(number, softened is None, is_whole)


def _with_mask(file: PdfFile, entries: bytes, mask: Image.Image | None) -> bytes:
    if mask is None:
        return entries
    inside, data = _pack(mask)
    number = file.reserve()
    file.write_stream(number, inside, data)
    return entries + b"/SMask " + reference(number)


def _describe(size: tuple[int, int], space: Written, bits: int) -> dict[str, Written | float]:
    return {
        "Type": b"/XObject", "Subtype": b"/Image", "Width": size[0], "Height": size[1],
        "ColorSpace": space, "BitsPerComponent": bits,
    }  # fmt: skip


def _keep_jpeg(content: bytes) -> tuple[bytes, bytes] | None:
    """The entries and the data of a JPEG that a PDF can hold; None for anything else."""
    if not content.startswith(b"\xff\xd8"):
        return None
    try:
        parts = jpeg.take_apart(content)
        _, is_whole = load(parts.decodable, (8, 8), to_the_end=parts.sequential)
    except (ValueError, UnusableSourceError):
        return None
    if not is_whole or not parts.fits_pdf:
        return None
    space = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}[parts.components]
    described = _describe((parts.width, parts.height), space, 8)
    described["Filter"] = b"/DCTDecode"
    if parts.components == 4 and parts.adobe:
        # Adobe writes CMYK with 255 for no ink, PDF means full ink by it.
        described["Decode"] = b"[1 0 1 0 1 0 1 0]"
    return write_entries(described), parts.data


def _keep_png(content: bytes) -> tuple[bytes, bytes] | None:
    """The entries and the data of a PNG whose rows a PDF can hold; None for anything else."""
    if not content.startswith(b"\x89PNG"):
        return None
    try:
        parts = png.take_apart(content)
        look_into(content)
    except (ValueError, struct.error, UnusableSourceError):
        return None
    if not parts.fits_pdf or not parts.whole:
        return None
    space = b"/DeviceRGB" if parts.palette or parts.components == 3 else b"/DeviceGray"
    if parts.palette:
        last = len(parts.palette) // 3 - 1
        space = b"[/Indexed %s %d <%s>]" % (space, last, parts.palette.hex().encode("ascii"))
    described = _describe((parts.width, parts.height), space, parts.bits)
    described["Filter"] = b"/FlateDecode"
    described["DecodeParms"] = dictionary(
        Predictor=15, Colors=parts.components, BitsPerComponent=parts.bits, Columns=parts.width
    )
    return write_entries(described), parts.data


def _decode(content: bytes) -> tuple[Image.Image, bool]:
    if content.startswith(_JBIG2):
        return _decode_jbig2(content), True
    if content.startswith(_BARE_JBIG2):
        return _decode_jbig2(_JBIG2 + _ONE_PAGE + content), True
    if _is_svg(content):
        return _decode_svg(content), True
    look_into(content)
    return load(content)


def _is_svg(content: bytes) -> bool:
    start = content[:_WINDOW].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") and b"<svg" in start


def _decode_svg(content: bytes) -> Image.Image:
    shown = show_svg(content, _LONGEST_SVG)
    if shown is None:
        raise UnusableSourceError("source-damaged", "picture")
    return shown


def _decode_jbig2(content: bytes) -> Image.Image:
    shown = decode(content)
    if shown is None:
        raise UnusableSourceError("source-damaged", "picture")
    return shown[0].convert("1", dither=Image.Dither.NONE)


def _part_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The picture in a plain mode, and how opaque it is where it is not wholly."""
    if image.mode == "1":
        return image, None
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        alpha = whole.getchannel("A")
        flat = whole.convert("RGB")
        return flat, None if alpha.getextrema() == (255, 255) else alpha
    if image.mode == "CMYK":
        return image, None
    return in_eight_bits(image), None


def _open_mask(content: bytes) -> Image.Image:
    """How opaque a picture is by another: white is opaque, and so is what has no such picture."""
    try:
        image, _ = _decode(content)
        return image if image.mode == "1" else image.convert("L")
    except PICTURE_ERRORS as error:
        raise UnusableSourceError("source-damaged", "picture") from error


def _pack(image: Image.Image) -> tuple[bytes, bytes]:
    """The entries and the data of plain pixels."""
    bits = 1 if image.mode == "1" else 8
    described = _describe(image.size, _SPACES[image.mode], bits)
    described["Filter"] = b"/FlateDecode"
    return write_entries(described), zlib.compress(image.tobytes(), _LEVEL)
