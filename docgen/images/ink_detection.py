"""Ink found on a page, from a small picture of it."""

import math
from itertools import pairwise

from PIL import Image, ImageChops

from docgen.images.ink_map import InkMap, cell_size, grid_size

PIXELS_A_CELL = 3
"""Two thirds of a millimetre a pixel: a pen stroke or a thin rule still darkens one, a speck of
scanner dust does not, and JPEG scans are decoded at a quarter of their size, from 300 dpi on at an
eighth."""

# Ink is what lies a seventh below the paper. On white paper (255) that is 218, the grey of a black
# hairline 0.1 mm thin; on grey or yellow scanned paper the band is wide enough for the slow shading
# of the paper itself, which a fixed level such as 200 would take for ink all over.
_INK_BELOW_PAPER = 6 / 7

_BIN = 8
_ANY = bytes([0, *[1] * 255])


def read_ink(picture: Image.Image, width_pt: float, height_pt: float) -> InkMap:
    """The grid of a page from its picture (grey or RGB), `PIXELS_A_CELL` pixels to a cell."""
    if picture.mode == "RGB":
        picture = darkest_channel(picture)
    columns, rows = grid_size(width_pt, height_pt)
    level = find_paper_level(picture.histogram()) * _INK_BELOW_PAPER
    sheet = Image.new("L", (columns * PIXELS_A_CELL, rows * PIXELS_A_CELL), 255)
    sheet.paste(picture, (0, 0))
    darker = math.ceil(level)
    # Bytes are looked up in a third of the time in which Pillow does it.
    inked = sheet.tobytes().translate(b"\xff" * darker + bytes(256 - darker))
    # The mean of a cell is above zero exactly where one of its pixels is inked.
    means = Image.frombytes("L", sheet.size, inked).reduce(PIXELS_A_CELL)
    cells = means.tobytes().translate(_ANY)
    return InkMap(cell_size(width_pt, height_pt), columns, rows, cells)


def darkest_channel(picture: Image.Image) -> Image.Image:
    """Return an RGB picture as grey, in which all colours are ink.

    Yellow and green are almost white as greys, but no place for a stamp.
    """
    red, green, blue = picture.split()
    return ImageChops.darker(ImageChops.darker(red, green), blue)


def find_paper_level(histogram: list[int]) -> float:
    """The brightest common grey: the commonest in the bright half, white for a dark picture.

    Bins of eight levels, because a scan's paper is spread over many and no single one is common.
    """
    bins = [sum(histogram[a:b]) for a, b in pairwise(range(128, 257, _BIN))]
    if sum(bins) < sum(histogram) / 20:
        return 255.0
    fullest = max(range(len(bins)), key=lambda index: (bins[index], index))
    return min(255.0, 128 + fullest * _BIN + _BIN - 1)
