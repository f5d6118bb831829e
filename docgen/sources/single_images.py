"""Pictures of one frame become one-page PDFs. Their data is kept where a PDF can hold it.

The picture is embedded with pikepdf and not img2pdf: the place in a phone photo must not get into
print, mirrored orientations must come out right, transparency must lie on white, and a file that
is cut short must be noticed.
"""

import struct
from pathlib import Path

from PIL import Image

from docgen.images import jpeg, jpeg2000, png, webp_heif
from docgen.images.embedded_films import holds_film
from docgen.images.picture_placement import Placement, place_picture, say_if_flat, turned
from docgen.images.pixels import (
    CUT_SHORT,
    FEWER_SHADES,
    PICTURE_ERRORS,
    damaged,
    find_orientation,
    lay_on_white,
    load,
    look_into,
    open_picture,
    read_dpi,
    refuse_size,
    without_empty_alpha,
)
from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import noted
from docgen.model.page_facts import Facts
from docgen.pdf.mupdf_render import show
from docgen.sources.scanned_pdf import (
    PicturePages,
    Stored,
    profile_of,
    store_jpeg,
    store_jpeg2000,
    store_photo,
    store_pixels,
    store_png,
    thumbnail_size,
)

FIRST_OF_MANY = noted("first_of_many")
MAIN_OF_MANY = noted("main_of_many")
HOLDS_FILM = noted("film")
_MPF_INDEX, _MULTI_FRAME = 0xB002, "Multi-Frame"
"""Of the kinds of pictures that stand behind the first (CIPA DC-007): views of their own. Others
are previews and maps of lights."""


def prepare_jpeg(source: str, scratch: str) -> Facts:
    """A JPEG file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    try:
        parts = jpeg.take_apart(content)
    except ValueError as error:
        raise damaged() from error
    placement = _place(parts.width, parts.height, parts.orientation, _dpi_of(content))
    image, complete = _load_jpeg(parts, thumbnail_size(placement, parts.orientation))
    notes = _say_behind(content, parts)
    if complete and parts.fits_pdf:
        return _write_page(store_jpeg(parts), image, parts.orientation, placement, scratch, notes)
    image, _ = load(parts.data)
    notes += (noted("recoded_kind", coding="JPEG"),) if complete else ()
    losses = () if complete else (CUT_SHORT,)
    return _write_page(
        store_photo(image), image, parts.orientation, placement, scratch, notes, losses
    )


def _say_behind(content: bytes, parts: jpeg.Jpeg) -> tuple[Issue, ...]:
    """What is said of what stands behind the picture in its file."""
    # A list of views stands before the picture. To look through the picture takes longer than both.
    views = _holds_views(content) if b"MPF\0" in content[: parts.headers_end] else False
    said = {MAIN_OF_MANY: views, HOLDS_FILM: holds_film(content, parts.end)}
    return tuple(text for text, applies in said.items() if applies)


def _holds_views(content: bytes) -> bool:
    try:
        with open_picture(content) as image:
            index = getattr(image, "mpinfo", {}).get(_MPF_INDEX, ())
            kinds = [entry["Attribute"]["MPType"] for entry in index]
    except (*PICTURE_ERRORS, AttributeError):
        # The list is of use to nobody then; the picture stands before it.
        return False
    return any(_MULTI_FRAME in kind for kind in kinds)


def _load_jpeg(parts: jpeg.Jpeg, size: tuple[int, int]) -> tuple[Image.Image, bool]:
    try:
        return load(parts.decodable, size, to_the_end=parts.sequential)
    except UnusableSourceError as error:
        if parts.fits_pdf or not parts.complete:
            raise
        raise UnusableSourceError("source-picture-codec", "jpeg") from error


def prepare_png(source: str, scratch: str) -> Facts:
    """A PNG file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    try:
        parts = png.take_apart(content)
    except (ValueError, struct.error) as error:
        raise damaged() from error
    placement = _place(parts.width, parts.height, parts.orientation, _dpi_of(parts.untold))
    image, complete = load(parts.untold)
    if complete and parts.fits_pdf and _ends_empty(image):
        # Pillow says nothing of rows that are missing behind sound data.
        complete = parts.whole
    if complete and parts.fits_pdf:
        stored = store_png(parts, profile_of(image))
    else:
        image = lay_on_white(image)
        stored = store_pixels(image)
    said = {FIRST_OF_MANY: parts.animated, FEWER_SHADES: parts.bits > stored.bits}
    notes = tuple(text for text, applies in said.items() if applies)
    losses = () if complete else (CUT_SHORT,)
    return _write_page(stored, image, parts.orientation, placement, scratch, notes, losses)


def _ends_empty(image: Image.Image) -> bool:
    """Whether the last row is as it is where nothing was decoded."""
    return image.crop((0, image.height - 1, *image.size)).getbbox() is None


def prepare_gif(source: str, scratch: str) -> Facts:
    """The first frame of a GIF file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    return _prepare_pixels(content, look_into(content), scratch, note=FIRST_OF_MANY)


def prepare_webp(source: str, scratch: str) -> Facts:
    """The first frame of a WebP file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    recoded = None if webp_heif.is_lossless_webp(content) else noted("recoded", coding="WebP")
    image = look_into(content)
    return _prepare_pixels(content, image, scratch, note=FIRST_OF_MANY, recoded=recoded)


def prepare_avif(source: str, scratch: str) -> Facts:
    """The first frame of an AVIF file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    # Pillow gives the turns the file demands as the EXIF orientation, and not what EXIF says.
    image = look_into(content)
    recoded = noted("recoded", coding="AVIF")
    return _prepare_pixels(content, image, scratch, note=FIRST_OF_MANY, recoded=recoded)


def prepare_bmp(source: str, scratch: str) -> Facts:
    """A BMP file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    size = _size_of_bitmap(content)
    refuse_size(*size)
    try:
        image = open_picture(content)
    except PICTURE_ERRORS as error:
        # Pillow does not know some headers.
        shown = show(content, "bmp", size)
        if shown is None:
            raise damaged() from error
        image, complete = shown
        placement = _place(*size, 1, (0, 0))
        losses = () if complete else (CUT_SHORT,)
        return _write_page(store_pixels(image), image, 1, placement, scratch, (), losses)
    return _prepare_pixels(content, image, scratch)


def _size_of_bitmap(content: bytes) -> tuple[int, int]:
    """Width and height; the height is negative where the rows stand from top to bottom."""
    try:
        short = struct.unpack_from("<I", content, 14)[0] == 12
        width, height = struct.unpack_from("<HH" if short else "<ii", content, 18)
    except struct.error as error:
        raise damaged() from error
    return width, abs(height)


def prepare_jpeg2000(source: str, scratch: str) -> Facts:
    """A JPEG 2000 file as a PDF at `scratch`."""
    content = Path(source).read_bytes()
    try:
        parts = jpeg2000.take_apart(content)
    except (ValueError, struct.error, IndexError) as error:
        raise damaged() from error
    image = look_into(content)
    placement = _place(parts.width, parts.height, 1, read_dpi(image))
    if parts.fits_pdf:
        small = _load_reduced(parts, placement)
        if small:
            return _write_page(store_jpeg2000(parts), small, 1, placement, scratch)
    recoded = None if parts.reversible else noted("recoded_kind", coding="JPEG 2000")
    return _prepare_pixels(
        content, image, scratch, recoded=recoded, whole=parts.complete, bits=parts.bits
    )


def _load_reduced(parts: jpeg2000.Jpeg2000, placement: Placement) -> Image.Image | None:
    """The picture decoded no larger than the ink map needs; None where it cannot be decoded."""
    wanted = thumbnail_size(placement, 1)
    halvings = max(0, min(parts.width // wanted[0], parts.height // wanted[1]).bit_length() - 1)
    try:
        image = open_picture(parts.wrapped)
        image.reduce = min(halvings, parts.levels)  # type: ignore[method-assign, assignment]
        image.load()
    except PICTURE_ERRORS:
        return None
    return image


def _prepare_pixels(
    content: bytes,
    image: Image.Image,
    scratch: str,
    *,
    note: Issue | None = None,
    recoded: Issue | None = None,
    whole: bool = True,
    bits: int = 8,
) -> Facts:
    """A picture by its pixels. `note` is for several frames, `recoded` where JPEG loses something.

    `bits` is what the file has of each colour.
    `image` is the same as `content`, not decoded yet.
    """
    orientation = find_orientation(image)
    placement = _place(*image.size, orientation, read_dpi(image))
    several = getattr(image, "is_animated", False)
    found, complete = load(content)
    flat = lay_on_white(without_empty_alpha(found))
    stored = store_photo(flat) if recoded else store_pixels(flat)
    said = (
        (note, several),
        (recoded, stored.filter == "/DCTDecode"),
        (FEWER_SHADES, bits > 8 >= stored.bits),
    )
    notes = tuple(one for one, applies in said if one and applies)
    losses = () if complete and whole else (CUT_SHORT,)
    return _write_page(stored, flat, orientation, placement, scratch, notes, losses)


def _dpi_of(content: bytes) -> tuple[float, float]:
    """The resolution the file claims; zeros where it claims none."""
    try:
        with open_picture(content) as image:
            return read_dpi(image)
    except PICTURE_ERRORS:
        # The metadata is of no use; whether the picture is, its decoding tells.
        return 0.0, 0.0


def _place(width: int, height: int, orientation: int, dpi: tuple[float, float]) -> Placement:
    refuse_size(width, height)
    return place_picture(*turned((width, height), orientation), dpi)


def _write_page(
    stored: Stored,
    image: Image.Image,
    orientation: int,
    placement: Placement,
    scratch: str,
    notes: tuple[Issue, ...] = (),
    losses: tuple[Issue, ...] = (),
) -> Facts:
    flat = say_if_flat(placement, turned((stored.width, stored.height), orientation)[0])
    with PicturePages(scratch) as pages:
        pages.add(stored, image, orientation, placement)
        return pages.finish((*notes, *flat), losses)
