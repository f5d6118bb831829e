"""A look at a PDF page without rendering it, where what is on it can be told from the file itself.

A scanned page is one JPEG picture and nothing else: decoded at a fraction of its size, it shows all
that the ink map needs. Of a page of text the places of its lines are enough, as long as none is
where stamps stand. Any other page is rendered.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from docgen.images import jpeg
from docgen.images.ink_detection import PIXELS_A_CELL, darkest_channel
from docgen.images.ink_map import InkMap, cell_size, grid_size
from docgen.images.pixels import load
from docgen.images.text_direction import Turns
from docgen.pdf.drawn_frames import ENOUGH, DrawnFrames, Sides
from docgen.pdf.geometry import MM, Matrix, PageBox, Rect

_FOOT = 14.2 * MM
"""Of a page's lower edge: the strip in which number and reference stand by rights."""
_CORNER = (61 * MM, 22.6 * MM)
"""Of a page's upper right corner: the rectangle in which the 已审验 frame stands by rights."""

_SMALLEST = 180 * MM
"""A side of a page on which all stamps have room at their usual places."""
_LONGEST_SCAN = 2000
"""Bytes of content. A scan is drawn in a line or two."""
_PIECES = 16
_TURNED = 1e-3
"""What a matrix may be off a right angle, beside its size."""

_ASKEW = 9
"""Degrees. Of text farther off a right angle, its lines have to be known."""

_JPEG_SPACES = (Name.DeviceGray, Name.DeviceRGB)
_UNSEEN_ANNOTATIONS = (Name.Link, Name.Popup)

# What makes a picture upright, by the signs of a, b, c, d of the matrix it is drawn with.
_Signs = tuple[int, int, int, int]
_TRANSPOSE: dict[_Signs, Image.Transpose | None] = {
    (1, 0, 0, 1): None,
    (-1, 0, 0, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (1, 0, 0, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (0, 1, 1, 0): Image.Transpose.TRANSVERSE,
    (0, -1, 1, 0): Image.Transpose.ROTATE_270,
    (0, -1, -1, 0): Image.Transpose.TRANSPOSE,
    (0, 1, -1, 0): Image.Transpose.ROTATE_90,
}


# --- scans -----------------------------------------------------------------------------------


class Scan(NamedTuple):
    """A page that is one picture, and that picture, both upright and grey.

    The page is at the scale of the ink map, its colours as dark as their darkest part.
    """

    page: Image.Image
    picture: Image.Image
    whole: bool
    """Whether all rows of the picture are there."""


def picture_scan(page: pikepdf.Page, box: PageBox) -> Scan | None:
    """A page and the picture on it; None where it is more than one picture.

    pikepdf.PdfError, UnusableSourceError or ValueError where nothing can be made of it.
    """
    drawn = _find_picture(page) if not _has_seen_annotations(page) else None
    if drawn is None:
        return None
    image, matrix = drawn
    data = _read_jpeg(image)
    upright = matrix.then(box.to_user_space.inverse)
    turn = _signs(upright)
    if data is None or turn not in _TRANSPOSE:
        return None
    return _lay(data, _frame_of(upright, box.height_pt), turn, box)


def _find_picture(page: pikepdf.Page) -> tuple[pikepdf.Stream, Matrix] | None:
    """The picture that is all the page draws, and the matrix it is drawn with."""
    matrix, saved = Matrix(1, 0, 0, 1, 0, 0), list[Matrix]()
    found: tuple[str, Matrix] | None = None
    for operands, operator in _read_content(page):
        match operator:
            case "q":
                saved.append(matrix)
            case "Q" if saved:
                matrix = saved.pop()
            case "cm":
                matrix = Matrix(*map(float, operands)).then(matrix)
            case "Do" if found is None:
                found = (str(operands[0]), matrix)
            case _:
                return None
    if found is None:
        return None
    name, matrix = found
    picture = page.resources.get("/XObject", Dictionary()).get(name)
    return (picture, matrix) if isinstance(picture, pikepdf.Stream) else None


def _read_content(page: pikepdf.Page) -> Iterator[tuple[list[Any], str]]:
    """The operators of short content; one that means nothing where it is long."""
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, Array) else [contents]
    streams = [part for part in parts if isinstance(part, pikepdf.Stream)]
    if len(streams) > _PIECES or sum(int(s.stream_dict.Length) for s in streams) > _LONGEST_SCAN:
        yield [], "?"
        return
    content = b"\n".join(stream.read_bytes() for stream in streams)
    if len(content) > _LONGEST_SCAN:
        yield [], "?"
        return
    with pikepdf.new() as scratch:
        stream = scratch.make_stream(content)
        for found in pikepdf.parse_content_stream(stream):
            yield list(found.operands), str(found.operator)


def _read_jpeg(image: pikepdf.Stream) -> bytes | None:
    """The data of a picture that is a JPEG file and shown as it is; None for any other."""
    entries = image.stream_dict
    if entries.get("/Subtype") != Name.Image or entries.get("/ImageMask", False):
        return None
    if any(key in entries for key in ("/SMask", "/Mask", "/Decode", "/OC", "/DecodeParms")):
        return None
    filters = entries.get("/Filter")
    if isinstance(filters, Array) and len(filters) == 1:
        filters = filters[0]
    space = entries.get("/ColorSpace")
    plain = isinstance(space, Name) and space in _JPEG_SPACES
    if isinstance(space, Array) and len(space) == 2 and space[0] == Name.ICCBased:
        plain = space[1].stream_dict.get("/N") in {1, 3}
    if filters != Name.DCTDecode or not plain:
        return None
    return image.read_raw_bytes()


def _lay(data: bytes, frame: Rect, turn: _Signs, box: PageBox) -> Scan | None:
    """The picture on its page."""
    scale = PIXELS_A_CELL / cell_size(box.width_pt, box.height_pt)
    left, top = round(frame.x * scale), round(frame.y * scale)
    right = max(round((frame.x + frame.width) * scale), left + 1)
    bottom = max(round((frame.y + frame.height) * scale), top + 1)
    columns, rows = grid_size(box.width_pt, box.height_pt)
    sheet = (columns * PIXELS_A_CELL, rows * PIXELS_A_CELL)
    # A picture that lies mostly outside the page would be scaled to any size.
    if right - left > 2 * sheet[0] or bottom - top > 2 * sheet[1]:
        return None
    size = (right - left, bottom - top)
    stored = size if turn[0] else (size[1], size[0])
    parts = jpeg.take_apart(data)
    if parts.components not in {1, 3}:
        return None
    image, whole = load(parts.decodable, stored, to_the_end=parts.sequential)
    # Grey before it is scaled: a third of the work.
    dark = darkest_channel(image) if image.mode == "RGB" else image
    small = dark.resize(stored, Image.Resampling.BOX, reducing_gap=2.0)
    picture = image.convert("L")
    transpose = _TRANSPOSE[turn]
    if transpose is not None:
        small, picture = small.transpose(transpose), picture.transpose(transpose)
    visible = (round(box.width_pt * scale), round(box.height_pt * scale))
    page = Image.new("L", visible, "white")
    page.paste(small, (left, top))
    return Scan(page, picture, whole)


def _frame_of(matrix: Matrix, height: float) -> Rect:
    """Where the unit square goes, from the upper left corner of a page so high."""
    xs, ys = zip(matrix.apply(0, 0), matrix.apply(1, 1), strict=True)
    return Rect(min(xs), height - max(ys), max(xs) - min(xs), max(ys) - min(ys))


def _signs(matrix: Matrix) -> _Signs:
    """Which way the sides of the unit square go; nearly level is level."""
    least = _TURNED * max(abs(number) for number in matrix[:4])
    a, b, c, d = (0 if abs(number) <= least else (number > 0) * 2 - 1 for number in matrix[:4])
    return a, b, c, d


def _has_seen_annotations(page: pikepdf.Page) -> bool:
    annotations = page.obj.get("/Annots", Array())
    return not isinstance(annotations, Array) or any(
        not isinstance(found, Dictionary) or found.get("/Subtype") not in _UNSEEN_ANNOTATIONS
        for found in annotations
    )


# --- text ------------------------------------------------------------------------------------


def is_plain(page: pikepdf.Page, box: PageBox) -> bool:
    """Whether the rectangles that things lie in tell where a page has ink.

    Not of patterns, fonts that draw, forms and annotations; nor on a page where a stamp may have to
    look for its place.
    """
    if box.rotate or box.user_unit != 1 or min(box.width_pt, box.height_pt) < _SMALLEST:
        return False
    resources = page.resources
    pictures, fonts = _entries(resources, "/XObject"), _entries(resources, "/Font")
    return (
        not _entries(resources, "/Pattern")
        and all(picture.get("/Subtype") == Name.Image for picture in pictures)
        and all(font.get("/Subtype") != Name.Type3 for font in fonts)
        and not _has_seen_annotations(page)
    )


def _entries(resources: pikepdf.Object, category: str) -> list[pikepdf.Object]:
    return [entry for _, entry in resources.get(category, Dictionary()).items()]


def outline(drawn: DrawnFrames, box: PageBox) -> InkMap | None:
    """The ink of a plain page by the rectangles its text, lines and pictures lie in.

    More may be inked than is; None where that could matter to a stamp.
    """
    ink = _fill(drawn.frames, box)
    across, down = _CORNER
    foot = ink.is_blank(0, box.height_pt - _FOOT, box.width_pt, _FOOT)
    corner = ink.is_blank(box.width_pt - across, 0, across, down)
    return ink if foot and corner else None


def turns_by_text(drawn: DrawnFrames) -> Turns | None:
    """The turns that set a page upright all text of which runs one way; None of any other."""
    ways = {round(way / 90) * 90 % 360 for way in drawn.ways}
    askew = any(_ASKEW < way % 90 < 90 - _ASKEW for way in drawn.ways)
    if len(ways) != 1 or askew or drawn.characters < ENOUGH:
        return None
    return ((360 - ways.pop()) % 360,)


def _fill(frames: Iterable[Sides], box: PageBox) -> InkMap:
    """The grid of a page on which all these are inked (left, top, right, bottom)."""
    cell = cell_size(box.width_pt, box.height_pt)
    columns, rows = grid_size(box.width_pt, box.height_pt)
    lines = [bytearray(columns) for _ in range(rows)]
    for left, top, right, bottom in frames:
        first, last = max(int(left // cell), 0), min(int(right // cell) + 1, columns)
        inked = b"\1" * max(last - first, 0)
        for row in range(max(int(top // cell), 0), min(int(bottom // cell) + 1, rows)):
            lines[row][first:last] = inked
    return InkMap(cell, columns, rows, b"".join(lines))
