"""A photographed sheet cut out of its photograph: the desk around it gone, its sides straight."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from docgen.images.greyscale import POINTS
from docgen.images.page_outline import find_outline
from docgen.images.pixels import look_into
from docgen.images.warp_transform import Perspective

Shares = tuple[tuple[float, float], ...]
"""Four corners, from the upper left clockwise, in shares of the upright picture's sides."""

_LOOK_PIXELS = 1_000
"""Of the longer side, of a photograph in which a sheet is looked for."""
_QUALITY = 92
_LEAST_SIDE = 0.02
"""Of the picture's side; what is smaller was set by mistake."""


def are_of_sheet(corners: Shares) -> bool:
    """Return whether these can be the corners of a sheet: on the picture, and clockwise."""
    if len(corners) != 4 or not all(0 <= share <= 1 for corner in corners for share in corner):
        return False
    a, b, c, d = (complex(*corner) for corner in corners)
    if min(abs(b - a), abs(c - b), abs(d - c), abs(a - d)) < _LEAST_SIDE:
        return False
    bends = ((a, b, c), (b, c, d), (c, d, a), (d, a, b))
    return all(((two - one).conjugate() * (three - two)).imag > 0 for one, two, three in bends)


def find_sheet(photograph: Path) -> Shares | None:
    """Return where a sheet lies on a photograph; None where no outline stands out."""
    with _open(photograph) as opened:
        grey = ImageOps.exif_transpose(opened).convert("L")
    grey.thumbnail((_LOOK_PIXELS, _LOOK_PIXELS))
    # One pixel is taken for one point, so that corners come in pixels.
    outline = find_outline(grey, POINTS)
    if outline is None:
        return None
    return tuple((c.real / grey.width, c.imag / grey.height) for c in outline)


def cut_sheet(photograph: Path, corners: Shares) -> bytes:
    """Return the sheet between four corners as a JPEG, as large as it is on the photograph."""
    with _open(photograph) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
        dpi = opened.info.get("dpi")
    a, b, c, d = (complex(x * picture.width, y * picture.height) for x, y in corners)
    # The longer of two sides, so that nothing of it is made smaller.
    width, height = (
        round(max(abs(one), abs(other))) for one, other in ((b - a, c - d), (d - a, c - b))
    )
    flat = (0j, complex(width), complex(width, height), complex(0, height))
    way = Perspective.fit(list(zip(flat, (a, b, c, d), strict=True)))
    cut = picture.transform(
        (width, height), Image.Transform.PERSPECTIVE, way.in_pixels, Image.Resampling.BICUBIC
    )
    target = io.BytesIO()
    cut.save(target, "JPEG", quality=_QUALITY, **({"dpi": dpi} if dpi else {}))
    return target.getvalue()


def _open(photograph: Path) -> Image.Image:
    content = photograph.read_bytes()
    if b"ftyp" in content[:12]:
        import pillow_heif  # noqa: PLC0415 - 20 MB that most photographs do not need

        pillow_heif.register_heif_opener()
    return look_into(content)
