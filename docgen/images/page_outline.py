"""The outline of a page on a photograph: a light sheet on something darker."""

from PIL import Image, ImageDraw, ImageFilter

from docgen.images.greyscale import POINTS, reduce_to

Corners = tuple[complex, complex, complex, complex]
"""Of a sheet, from the upper left clockwise as it is seen; in points on the photograph."""

_DPI = 12.5
_CLOSE = 5
"""Pixels: so thick a line of print does not part a sheet."""
_SEED = 0.15
"""Of the photograph's sides about its middle: somewhere there the sheet is."""
_LEAST, _MOST = 0.2, 0.97
"""Of the photograph, that a sheet takes: more, and its edges are not in the picture."""
_FULL = 0.93
"""Of the four-sided outline, that is as light as the sheet."""


def find_outline(grey: Image.Image, dpi: float) -> Corners | None:
    """The corners of the sheet on a photograph; None where no outline stands out."""
    small = reduce_to(grey, dpi, _DPI)
    # Print is closed up, else it would part the sheet.
    closed = small.filter(ImageFilter.MaxFilter(_CLOSE)).filter(ImageFilter.MinFilter(_CLOSE))
    light = closed.point(_split_at(_find_split(closed.histogram())))
    sheet = _fill_from_middle(light)
    if sheet is None:
        return None
    corners = _find_corners(sheet)
    outline = Image.new("L", sheet.size)
    ImageDraw.Draw(outline).polygon([(c.real, c.imag) for c in corners], fill=255)
    inside, whole = sheet.histogram(outline)[255], outline.histogram()[255]
    area = sheet.width * sheet.height
    beyond = sheet.histogram()[255] - inside
    if not _LEAST * area < whole < _MOST * area or min(inside, whole - beyond) < _FULL * whole:
        return None
    scale = POINTS / _DPI
    a, b, c, d = (corner * scale for corner in corners)
    return a, b, c, d


def _find_split(levels: list[int]) -> int:
    """The level that parts dark from light best: the means of both are farthest apart (Otsu)."""
    count, total = sum(levels), sum(level * n for level, n in enumerate(levels))
    best, split, below, sum_below = -1.0, 127, 0, 0
    for level, n in enumerate(levels):
        below += n
        sum_below += level * n
        if 0 < below < count:
            apart = sum_below / below - (total - sum_below) / (count - below)
            between = below * (count - below) * apart**2
            if between > best:
                best, split = between, level
    return split


def _split_at(level: int) -> list[int]:
    return [0] * (level + 1) + [255] * (255 - level)


def _fill_from_middle(light: Image.Image) -> Image.Image | None:
    """The light area about the middle, 255 where it is; None where all is dark there."""
    width, height = light.size
    for share_x in (0, -_SEED, _SEED):
        for share_y in (0, -_SEED, _SEED):
            seed = round(width * (0.5 + share_x)), round(height * (0.5 + share_y))
            if light.getpixel(seed) == 255:
                filled = light.copy()
                ImageDraw.floodfill(filled, seed, 128)
                return filled.point([255 if level == 128 else 0 for level in range(256)])
    return None


def _find_corners(sheet: Image.Image) -> Corners:
    """The points farthest out in each direction of a corner."""
    data, width = sheet.tobytes(), sheet.width
    edges: list[complex] = []
    for y in range(sheet.height):
        row = data[y * width : (y + 1) * width]
        if b"\xff" in row:
            edges += [complex(row.index(b"\xff"), y), complex(row.rindex(b"\xff") + 1, y + 1)]
            edges += [complex(row.index(b"\xff"), y + 1), complex(row.rindex(b"\xff") + 1, y)]
    return (
        min(edges, key=lambda p: p.real + p.imag),
        max(edges, key=lambda p: p.real - p.imag),
        max(edges, key=lambda p: p.real + p.imag),
        min(edges, key=lambda p: p.real - p.imag),
    )
