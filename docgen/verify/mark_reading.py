"""The marks that are seen on a page, as zxing reads them. In a worker.

A mark that docgen drew stands beside small type of its own, and only so much of the page is drawn
to read it. Drawing a scan costs more than all else that is done with its page, so the pictures
below a mark are left blank: what is drawn above it is not, or the whole page is looked through as
it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product
from math import ceil
from typing import TYPE_CHECKING

from docgen.bundle.page_identity import PageIdentity, decode
from docgen.pdf.mupdf import load_mupdf
from docgen.verify.visible_text import Box, Painted, meet

if TYPE_CHECKING:
    import pymupdf

_MARK_DPI = 150
"""The smallest marks, of 8 mm, have two pixels a module then."""
_MM = 72 / 25.4
_CORNER = (75 * _MM, 45 * _MM)
"""Nearly all marks stand in a corner of the page: so much of it across and down, in points."""
_TILE, _OVERLAP = 2000.0, 45.0
"""Points of a page looked at in one go, and what neighbours share: a mark is in one of them."""
_BESIDE = 18 * _MM
"""How far from the small type the whole of the largest mark is, its white included."""
_MOST_BESIDE = 8
_SIDES = (7 * _MM, 15 * _MM)
"""Marks are no smaller and no larger."""
_UNEVEN = 0.5
_WHITE = 6.0
"""Points about a mark that are drawn with it."""

Region = tuple[float, float, float, float]


@dataclass(frozen=True)
class Sheet:
    """A page that MuPDF has opened: pictures blank, and what is painted on it, in its order.

    `small_type` are the first lines of small type as on marks; like what is painted, before the
    page is turned. `whole` opens the page with its pictures.
    """

    leaf: "pymupdf.Page"
    painted: Sequence[Painted]
    small_type: Sequence[Region]
    whole: Callable[[], "pymupdf.Page"]


def read_marks(sheet: Sheet) -> tuple[PageIdentity, ...]:
    """The marks beside small type of theirs, or else of the first region that has any."""
    turn = sheet.leaf.rotation_matrix
    near = [_turn(_grow(line, _BESIDE), turn, sheet.leaf) for line in sheet.small_type]
    beside = list(islice((region for region in near if region), _MOST_BESIDE))
    drawn = [_turn(_grow(box, _WHITE), turn, sheet.leaf) for box in _find_uncovered(sheet)]
    if found := _decode_all(sheet.leaf, [region for region in drawn if region]):
        return found
    regions = _regions(sheet.leaf.rect.width, sheet.leaf.rect.height)
    whole = sheet.whole()
    for some in chain((beside,), ([region] for region in regions)):
        if found := _decode_all(whole, some):
            return found
    return ()


def _find_uncovered(sheet: Sheet) -> Iterator[Region]:
    """What may be marks beside small type: squares over which no picture is painted."""
    near = [_grow(line, _BESIDE) for line in sheet.small_type[:_MOST_BESIDE]]
    for place, (kind, box) in enumerate(sheet.painted):
        square = kind == "fill-path" and _is_square(box)
        if square and any(meet(box, region) for region in near):
            white = _grow(box, _WHITE)
            after = sheet.painted[place + 1 :]
            if not any(k == "fill-image" and meet(white, other) for k, other in after):
                yield box


def _is_square(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return _SIDES[0] <= width <= _SIDES[1] and abs(width - height) < _UNEVEN


def _grow(region: Region, by: float) -> Region:
    left, top, right, bottom = region
    return left - by, top - by, right + by, bottom + by


def _turn(region: Region, turn: "pymupdf.Matrix", leaf: "pymupdf.Page") -> Region | None:
    """A region on the page upright, as far as it is on the page."""
    seen = load_mupdf().Rect(region) * turn & leaf.rect
    return None if seen.is_empty else tuple(seen)


def _regions(width: float, height: float) -> Iterator[Region]:
    """The corners, then all of the page, a large one in tiles."""
    across, down = min(_CORNER[0], width), min(_CORNER[1], height)
    for x, y in product((0, width - across), (0, height - down)):
        yield (x, y, x + across, y + down)
    step = _TILE - _OVERLAP
    for row in range(max(ceil((height - _OVERLAP) / step), 1)):
        for column in range(max(ceil((width - _OVERLAP) / step), 1)):
            x, y = column * step, row * step
            yield (x, y, min(x + _TILE, width), min(y + _TILE, height))


def _decode_all(leaf: "pymupdf.Page", regions: Sequence[Region]) -> tuple[PageIdentity, ...]:
    """The identities that marks in some regions say, each once."""
    codes = chain.from_iterable(_read_codes(leaf, region) for region in regions)
    return tuple({one: None for code in codes if (one := decode(code)) is not None})


def _read_codes(leaf: "pymupdf.Page", region: Region) -> list[str]:
    import zxingcpp  # noqa: PLC0415 - only in the worker
    from PIL import Image  # noqa: PLC0415

    mupdf = load_mupdf()
    seen = leaf.get_pixmap(
        dpi=_MARK_DPI, colorspace=mupdf.csGRAY, clip=mupdf.Rect(*region), alpha=False
    )
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    picture = Image.frombytes("L", (seen.width, seen.height), seen.samples)
    return [
        code.text
        for code in zxingcpp.read_barcodes(
            picture, formats=formats, try_rotate=False, try_invert=False
        )
    ]
