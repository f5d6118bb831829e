"""A photographed sheet cut out of its photograph: the desk around it gone, its sides straight."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from docgen.images.greyscale import POINTS
from docgen.images.page_outline import Corners, find_outline
from docgen.images.warp_transform import Perspective

Shares = tuple[tuple[float, float], ...]
"""Four corners, from the upper left clockwise, in shares of the upright picture's sides."""

_LOOK_PIXELS = 1_000
"""Of the longer side, of a photograph in which a sheet is looked for."""
_QUALITY = 92
_LEAST_SIDE = 0.02
"""Of the picture's side; what is smaller was set by mistake."""


def find_sheet(photograph: Path) -> Shares | None:
    """Return where a sheet lies on a photograph; None where no outline stands out."""
    with Image.open(photograph) as opened:
        grey = ImageOps.exif_transpose(opened).convert("L")
    grey.thumbnail((_LOOK_PIXELS, _LOOK_PIXELS))
    # One pixel is taken for one point, so that corners come in pixels.
    outline = find_outline(grey, POINTS)
    if outline is None:
        return None
    return tuple((c.real / grey.width, c.imag / grey.height) for c in outline)


def cut_sheet(photograph: Path, corners: Shares) -> bytes:
    """Return the sheet between four corners as a JPEG, as large as it is on the photograph.

    ValueError where the corners are not those of a sheet.
    """
    with Image.open(photograph) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
        dpi = opened.info.get("dpi")
    seen = _read_corners(corners, picture)
    width, height = _measure(seen, picture)
    flat = (0j, complex(width), complex(width, height), complex(0, height))
    try:
        way = Perspective.fit(list(zip(flat, seen, strict=True)))
    except ZeroDivisionError as error:
        raise ValueError("three corners in a line") from error
    cut = picture.transform(
        (width, height), Image.Transform.PERSPECTIVE, way.in_pixels, Image.Resampling.BICUBIC
    )
    target = io.BytesIO()
    cut.save(target, "JPEG", quality=_QUALITY, **({"dpi": dpi} if dpi else {}))
    return target.getvalue()


def _read_corners(corners: Shares, picture: Image.Image) -> Corners:
    if len(corners) != 4 or not all(0 <= share <= 1 for corner in corners for share in corner):
        raise ValueError("no four corners on the picture")
    a, b, c, d = (complex(x * picture.width, y * picture.height) for x, y in corners)
    turns = [((two - one).conjugate() * (three - two)).imag for one, two, three in
             ((a, b, c), (b, c, d), (c, d, a), (d, a, b))]  # fmt: skip
    if min(turns) <= 0:
        raise ValueError("the corners do not go around a sheet clockwise")
    return a, b, c, d


def _measure(seen: Corners, picture: Image.Image) -> tuple[int, int]:
    """How large the sheet is to be: its longer sides, so that nothing of it is made smaller."""
    a, b, c, d = seen
    width, height = max(abs(b - a), abs(c - d)), max(abs(d - a), abs(c - b))
    if width < _LEAST_SIDE * picture.width or height < _LEAST_SIDE * picture.height:
        raise ValueError("hardly anything would be left")
    return round(width), round(height)
