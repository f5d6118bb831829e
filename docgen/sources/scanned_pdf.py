"""Pictures stored in a PDF, one to a page, with the ink map of each page."""

import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from docgen.images import jpeg, jpeg2000, png
from docgen.images.ink_detection import PIXELS_A_CELL, read_ink
from docgen.images.ink_map import cell_size, grid_size
from docgen.images.long_screenshot import Strip, cut, is_long, small_size, widest
from docgen.images.photo_fingerprint import take_likeness
from docgen.images.picture_placement import UPRIGHT, Placement, turned
from docgen.images.pixels import TRANSPOSE, in_eight_bits, lay_on_white
from docgen.issues.issue import Issue
from docgen.model.page_facts import Facts, PageFacts
from docgen.pdf.geometry import Matrix, PageBox, Rect

_JPEG_QUALITY = 92
"""For photos whose own encoding no PDF can hold. A 16-megapixel HEIC of 0.9 MB becomes 2.4 MB and
46 dB like itself, more than the camera's own losses; without loss it would be 11 MB. At 85 it is
1.6 MB and 44 dB, at 95 it is 3.2 MB and 48 dB."""
_FULL_COLOUR = 0
"""Pillow's word for 4:4:4. Halved colour saves a sixth and blurs the edges of red seals."""
_MOST_JPEG_PIXELS = 65_500
"""A side."""

_DEFLATE_LEVEL = 3
"""An A4 colour scan at 300 dpi takes 0.75 s and 10.7 MB; at 6, which is usual, 2 s and 11.3 MB; a
clean page 3.9 MB instead of 3.7."""
_DEFLATE_LEVEL_ONE_BIT = 6
"""40 ms, and as small as a fax: 249 kB for a dense page that has 220 as group 4, 38 for one of 37.
Group 4 would take libtiff 0.8 s."""

_MOST_HELD = 64 << 20
"""Bytes of picture data held in memory before they are written out."""

_FREE_MODES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


@dataclass(frozen=True)
class Stored:
    """Picture data as the PDF will hold it."""

    width: int
    height: int
    components: int
    bits: int
    data: bytes
    filter: Name
    parameters: dict[str, int | bool] = field(default_factory=dict)
    profile: bytes = b""
    palette: bytes = b""
    inverted: bool = False


def store_jpeg(parts: jpeg.Jpeg) -> Stored:
    """A JPEG as it is."""
    # A file that breaks off right after its last row lacks only the end marker.
    data = parts.data if parts.complete else parts.data + b"\xff\xd9"
    return Stored(
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


def store_png(parts: png.Png, profile: bytes, components: int = 0) -> Stored:
    """The rows of a PNG as they are, where it `fits_pdf` or holds other `components`."""
    components = components or parts.components
    colours = 3 if parts.palette else components
    return Stored(
        parts.width,
        parts.height,
        components,
        parts.bits,
        parts.data,
        Name.FlateDecode,
        {
            "Predictor": 15,
            "Colors": components,
            "BitsPerComponent": parts.bits,
            "Columns": parts.width,
        },
        profile=_usable_profile(profile, colours),
        palette=parts.palette,
    )


def store_fax(
    width: int, height: int, data: bytes, *, black_is_1: bool, profile: bytes = b""
) -> Stored:
    """CCITT group 4 data as it is. `black_is_1`: bits of black runs are 1, which is white."""
    parameters = {"K": -1, "Columns": width, "Rows": height, "BlackIs1": black_is_1}
    usable = _usable_profile(profile, 1)
    return Stored(width, height, 1, 1, data, Name.CCITTFaxDecode, parameters, profile=usable)


def store_jpeg2000(parts: jpeg2000.Jpeg2000) -> Stored:
    """A JPEG 2000 picture with its data as it is."""
    profile = _usable_profile(parts.profile, parts.components)
    size = (parts.width, parts.height)
    return Stored(*size, parts.components, 8, parts.wrapped, Name.JPXDecode, profile=profile)


def store_pixels(image: Image.Image) -> Stored:
    """The pixels of a picture a PDF cannot hold as it is, without loss."""
    flat = lay_on_white(image)
    profile = profile_of(flat)
    if flat.mode == "CMYK":
        # Four bytes a pixel are four bytes a pixel: the rows are those of an RGBA picture.
        rows = Image.frombytes("RGBA", flat.size, flat.tobytes())
        return store_png(png.take_apart(_as_png(rows)), profile, components=4)
    return store_png(png.take_apart(_as_png(flat)), profile)


def store_photo(image: Image.Image) -> Stored:
    """A photo whose data lost something before and cannot be held, encoded once as JPEG."""
    flat = lay_on_white(image)
    if max(flat.size) > _MOST_JPEG_PIXELS or flat.mode not in {"L", "RGB", "CMYK"}:
        return store_pixels(flat)
    buffer = io.BytesIO()
    profile = profile_of(flat) or None
    flat.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=_FULL_COLOUR, icc_profile=profile)
    return store_jpeg(jpeg.take_apart(buffer.getvalue()))


def _as_png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    level = _DEFLATE_LEVEL_ONE_BIT if image.mode == "1" else _DEFLATE_LEVEL
    image.save(buffer, "PNG", icc_profile=None, compress_level=level)
    return buffer.getvalue()


def profile_of(image: Image.Image) -> bytes:
    """The colour profile that came with a picture."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) else b""


def _usable_profile(profile: bytes, components: int) -> bytes:
    """The colour profile where it is one, for so many components, and says more than nothing.

    sRGB is what readers take plain RGB for; 3 KB a photo would buy nothing.
    """
    space = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}[components]
    sound = len(profile) > 128 and profile[36:40] == b"acsp" and profile[16:20] == space
    plain = b"sRGB" in profile or "sRGB".encode("utf-16-be") in profile
    return profile if sound and not plain else b""


class PicturePages:
    """A PDF of pictures at `scratch`, page by page. Use as a context manager.

    However many pages there are, no more than a few pictures are held in memory.
    """

    def __init__(self, scratch: str) -> None:
        self._scratch = scratch
        self._pages: list[PageFacts] = []
        self._notes: list[Issue] = []
        self._parts: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self._pdf = pikepdf.new()
        self._profiles: dict[bytes, pikepdf.Object] = {}
        self._held = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()
        for part in self._parts:
            Path(part).unlink(missing_ok=True)

    def add(
        self, stored: Stored, image: Image.Image, orientation: int, placement: Placement
    ) -> None:
        """One more page, or as many as a long picture needs.

        `image` is the same picture for the ink map, of any size not below `thumbnail_size`.
        """
        # It loads numpy, a tenth of a second, which who hands files to workers can do without.
        from docgen.images.picture_direction import find_turns  # noqa: PLC0415

        if self._held > _MOST_HELD:
            self._put_aside()
        self._held += len(stored.data)
        drawn, upright = self._make_image(stored), UPRIGHT[orientation]
        if is_long(placement):
            across, _ = turned((stored.width, stored.height), orientation)
            small = _shrink(image, small_size(placement, across), orientation)
            self._add_strip(drawn, upright, cut(small, widest(across)), small)
            return
        small = _shrink(image, _ink_size(placement), orientation)
        self._pdf.pages.append(pikepdf.Page(self._draw(drawn, upright, placement)))
        facts = _look_at(small, placement, placement.picture)
        grey = small.convert("L")
        turns, likeness = find_turns(grey), take_likeness(grey)
        self._pages.append(
            replace(facts, turns=turns, picture=placement.picture, likeness=likeness)
        )

    def _add_strip(
        self, drawn: pikepdf.Object, upright: Matrix, strip: Strip, small: Image.Image
    ) -> None:
        """A page for every piece of a long picture. The picture itself is stored once."""
        rows = small.height / strip.height
        for piece in strip.pieces:
            at, shown = strip.place(piece), strip.frame(piece)
            self._pdf.pages.append(pikepdf.Page(self._draw(drawn, upright, at, shown)))
            part = small.crop((0, round(piece.top * rows), small.width, round(piece.bottom * rows)))
            self._pages.append(_look_at(part, at, shown))
        self._notes += strip.notes

    def finish(self, notes: tuple[Issue, ...] = (), losses: tuple[Issue, ...] = ()) -> Facts:
        """Write the PDF; its facts."""
        if not self._parts:
            _save(self._pdf, self._scratch)
        else:
            self._put_aside()
            self._join()
        return Facts(self._scratch, tuple(self._pages), (*self._notes, *notes), losses)

    def _put_aside(self) -> None:
        part = f"{self._scratch}.{len(self._parts)}"
        self._parts.append(part)
        _save(self._pdf, part)
        self._pdf.close()
        self._begin()

    def _join(self) -> None:
        # qpdf reads picture data of opened files only while it writes it.
        parts = [pikepdf.open(part) for part in self._parts]
        for part in parts:
            self._pdf.pages.extend(part.pages)
        _save(self._pdf, self._scratch)
        for part in parts:
            part.close()

    def _draw(
        self, drawn: pikepdf.Object, upright: Matrix, at: Placement, shown: Rect | None = None
    ) -> Dictionary:
        """A page with a picture on it, cut off around what is to be shown."""
        numbers = (
            upright.a * at.width,
            upright.b * at.height,
            upright.c * at.width,
            upright.d * at.height,
            upright.e * at.width + at.x,
            upright.f * at.height + at.page_height - at.y - at.height,
        )
        clip = ""
        if shown:
            corner = (shown.x, at.page_height - shown.y - shown.height, shown.width, shown.height)
            clip = f"{' '.join(f'{number:.4f}' for number in corner)} re W n "
        content = " ".join(f"{number:.4f}" for number in numbers)
        return Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, at.page_width, at.page_height]),
            Resources=Dictionary(XObject=Dictionary(Im0=drawn)),
            Contents=self._pdf.make_stream(f"q {clip}{content} cm /Im0 Do Q".encode()),
        )

    def _make_image(self, stored: Stored) -> pikepdf.Object:
        image = self._pdf.make_stream(
            stored.data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=stored.width,
            Height=stored.height,
            BitsPerComponent=stored.bits,
            ColorSpace=self._make_colour_space(stored),
            Filter=stored.filter,
        )
        if stored.parameters:
            named = {f"/{name}": value for name, value in stored.parameters.items()}
            image.DecodeParms = Dictionary(named)
        if stored.inverted:
            image.Decode = Array([1, 0] * stored.components)
        return image

    def _make_colour_space(self, stored: Stored) -> pikepdf.Object:
        colours = 3 if stored.palette else stored.components
        space: pikepdf.Object = _FREE_MODES[colours]
        if stored.profile:
            if stored.profile not in self._profiles:
                profile = self._pdf.make_stream(stored.profile, N=colours, Alternate=space)
                self._profiles[stored.profile] = profile
            space = Array([Name.ICCBased, self._profiles[stored.profile]])
        if stored.palette:
            last = len(stored.palette) // 3 - 1
            space = Array([Name.Indexed, space, last, pikepdf.String(stored.palette)])
        return space


def _save(pdf: pikepdf.Pdf, path: str) -> None:
    # Nobody asks for the identity of these files, and a checksum of every picture takes its time.
    pdf.save(path, static_id=True, min_version="1.5")


def thumbnail_size(at: Placement, orientation: int) -> tuple[int, int]:
    """Pixels of the stored picture that are enough for the ink map, and for cuts."""
    size = small_size(at, at.page_width) if is_long(at) else _ink_size(at)
    return turned(size, orientation)


def _ink_size(at: Placement) -> tuple[int, int]:
    return _pixels(at.picture, PIXELS_A_CELL / cell_size(at.page_width, at.page_height))


def _pixels(frame: Rect, scale: float) -> tuple[int, int]:
    return max(1, round(frame.width * scale)), max(1, round(frame.height * scale))


def _shrink(image: Image.Image, upright: tuple[int, int], orientation: int) -> Image.Image:
    """The picture upright, in so many pixels, grey or RGB."""
    size = turned(upright, orientation)
    small = in_eight_bits(image).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    return small.transpose(TRANSPOSE[orientation]) if orientation in TRANSPOSE else small


def _look_at(small: Image.Image, at: Placement, shown: Rect) -> PageFacts:
    """A page and its ink, from what is seen in a rectangle of it."""
    width, height = at.page_width, at.page_height
    scale = PIXELS_A_CELL / cell_size(width, height)
    size = _pixels(shown, scale)
    if small.size != size:
        small = small.resize(size, Image.Resampling.BOX)
    columns, rows = grid_size(width, height)
    page = Image.new(small.mode, (columns * PIXELS_A_CELL, rows * PIXELS_A_CELL), "white")
    page.paste(small, (round(shown.x * scale), round(shown.y * scale)))
    return PageFacts(PageBox(0, 0, width, height), read_ink(page, width, height))
