"""Pages of PDFs as pixels, and what is known of the pictures they are made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image

from docgen.images.greyscale import POINTS
from docgen.images.page_of_file import Part
from docgen.images.pixels import PICTURE_ERRORS, open_picture
from docgen.pdf.mupdf import load_mupdf

if TYPE_CHECKING:
    import pymupdf

_LEVEL = 1e-3
"""What a picture's sides may lean, beside their length."""
_ROUNDED = 1.0
"""Pixel by which a side may be longer than the other says: all that is counted is whole pixels."""
_MOST_DECODED = 120_000_000
"""Pixels; a page of A3 scanned at 600 dpi has 70 million."""
_TURNS: dict[tuple[int, int, int, int], Image.Transpose | None] = {
    (1, 0, 0, 1): None,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (0, 1, -1, 0): Image.Transpose.ROTATE_270,
    (0, -1, 1, 0): Image.Transpose.ROTATE_90,
}
"""What makes a stored picture upright, by the signs of the matrix it is drawn with."""
_FRAMED = 0.97
"""Of a page; a picture that takes less has white about it on purpose."""


def render(
    page: "pymupdf.Page | pymupdf.DisplayList", dpi: float, part: Part | None = None
) -> Image.Image:
    """The page, or a part of it, as it is seen, in RGB.

    What is shown several times is read once as a display list.
    """
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
    left, top, right, bottom = seen = _see(page, images[0]["bbox"])
    share = (right - left) * (bottom - top) / (page.rect.width * page.rect.height)
    return seen if page.rect.contains(seen) and share < _FRAMED else None


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
class DecodedScan:
    """The picture a page is made of, as it is seen."""

    picture: Image.Image
    """In grey or RGB."""
    dpi: float
    origin: complex
    """Where its upper left corner is on the page, in points."""


def decode_scan(page: "pymupdf.Page", least_dpi: int, most_dpi: int) -> DecodedScan | None:
    """A page that is one JPEG picture, decoded and not rendered: in a third of the time.

    None for any other page, and where the picture has not so many dots an inch. One that has more
    than is needed is decoded smaller.
    """
    seen = page.get_image_info()
    drawn = page.get_bboxlog()  # type: ignore[no-untyped-call]
    if len(seen) != 1 or len(drawn) != 1 or page.first_annot or page.first_widget:
        return None
    left, top, right, foot = _see(page, seen[0]["bbox"])
    turn, data = _find_turn(page, seen[0]["transform"]), _read_jpeg(page)
    if data is None or turn not in _TURNS or not _reaches(page, (left, top, right, foot)):
        return None
    size = (right - left, foot - top)
    picture = _decode(data, size, most_dpi, turned=not turn[0])
    if picture is None:
        return None
    if transpose := _TURNS[turn]:
        picture = picture.transpose(transpose)
    across, down = (n * POINTS / side for n, side in zip(picture.size, size, strict=True))
    if across < least_dpi or abs(across - down) * min(picture.size) > _ROUNDED * across:
        return None
    return DecodedScan(picture, across, complex(left, top))


def _see(page: "pymupdf.Page", box: Part) -> Part:
    """A rectangle as it is seen: what lists pictures knows no turned pages."""
    seen = load_mupdf().Rect(box) * page.rotation_matrix
    return seen.x0, seen.y0, seen.x1, seen.y1


def _reaches(page: "pymupdf.Page", box: Part) -> bool:
    """Whether all of a rectangle is on a page, to a point."""
    left, top, right, foot = box
    width, height = page.rect.width + 1, page.rect.height + 1
    return left > -1 and top > -1 and right < width and foot < height


def _find_turn(page: "pymupdf.Page", matrix: tuple[float, ...]) -> tuple[int, int, int, int]:
    """Which way the sides of a picture go as it is seen; nearly level is level."""
    sides = [*(load_mupdf().Matrix(*matrix) * page.rotation_matrix)][:4]
    least = _LEVEL * max(map(abs, sides))
    a, b, c, d = (0 if abs(side) <= least else 1 if side > 0 else -1 for side in sides)
    return a, b, c, d


def _read_jpeg(page: "pymupdf.Page") -> bytes | None:
    """The data of a page's only picture, where it is a JPEG file that is shown as it is."""
    document: Any = page.parent
    listed = page.get_images(full=True)  # type: ignore[no-untyped-call]
    if len(listed) != 1:
        return None
    xref, mask, *_, colours, _, _, packed, _ = listed[0]
    hidden = (
        document.xref_get_key(xref, key)[0] for key in ("Mask", "Decode", "DecodeParms", "OC")
    )
    if mask or packed != "DCTDecode" or colours not in _PLAIN or set(hidden) != {"null"}:
        return None
    data: bytes = document.xref_stream_raw(xref)
    return data


_PLAIN = ("DeviceGray", "DeviceRGB", "ICCBased")


def _decode(
    data: bytes, size: tuple[float, float], most_dpi: int, *, turned: bool
) -> Image.Image | None:
    """A JPEG that is drawn so large, in points; None where Pillow cannot read all of it."""
    wanted = [max(round(side * most_dpi / POINTS), 1) for side in size]
    try:
        picture = open_picture(data)
        picture.draft(picture.mode, (wanted[1], wanted[0]) if turned else (wanted[0], wanted[1]))
        if picture.mode not in {"L", "RGB"} or picture.width * picture.height > _MOST_DECODED:
            return None
        picture.load()
    except PICTURE_ERRORS:
        # MuPDF shows what there is of it.
        return None
    return picture
