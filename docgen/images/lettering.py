"""A scan's letters compared with its page's, where the page has text.

Two studios' sheets of one form agree in every line and label, and places of two centimetres do not
tell other words in the same cell. A few letters at a time do: those that were printed have a
correlation of 0.75 and more even in bad scans, others in their place 0.6 at most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from docgen.images.greyscale import POINTS, Placement, even_out, lay, reduce_to, whiten
from docgen.images.page_matching import SAME_WORDS, Wording

if TYPE_CHECKING:
    import pymupdf

LETTERS_DPI = 100
_BLUR = ImageFilter.GaussianBlur(0.6)
_SMALLEST = 6.0
"""Points: the type beside marks is smaller, and no scan of 100 dpi tells its letters."""
_AT_ONCE = 4
"""Letters of a piece."""
_MOST_PIECES = 400
_GAP = 12.0
"""Points between words of two cells."""
_SOLID = 128
"""Darkest level of print; what is paler is lost in a copy, and dithered in a scan."""
_REACH = 3
"""Pixels a line of the scan may be off its place."""
_TOP, _SAME = 0.1, 0.7
"""Of the likeness that the best tenth of all pieces has: a bad scan makes all of them less like."""
_LEAST_TOP = 0.6
"""What the best have in the worst of copies; with less they are all other words."""
_THERE = 0.8
"""Share of a piece's own ink that is there under a seal, a stain or a signature."""
_LEAST_INK, _LEAST_CONTRAST = 0.55, 0.15
"""Of the ink, and of the variance, of a piece: with less, something is gone rather than other."""

Box = tuple[int, int, int, int]
"""Left, top, right and foot in pixels of `LETTERS_DPI`."""


@dataclass(frozen=True)
class Piece:
    """A few letters that stand together on a page."""

    text: str
    box: Box


@dataclass(frozen=True)
class Lettering:
    """A page's letters, line by line, and how it looks: whitened, at `LETTERS_DPI`."""

    picture: Image.Image
    lines: tuple[tuple[Piece, ...], ...]


def read_lettering(page: "pymupdf.Page", picture: Image.Image, dpi: int) -> Lettering:
    """The letters of an original, of which `picture` is what is seen at so many dots an inch."""
    lines = [tuple(_cut(line)) for line in _list_lines(page)]
    every = -(-sum(map(len, lines)) // _MOST_PIECES) or 1
    kept = tuple(line[::every] for line in lines)
    return Lettering(whiten(reduce_to(picture, dpi, LETTERS_DPI)), kept)


def _list_lines(page: "pymupdf.Page") -> Iterator[list[tuple[str, Any]]]:
    """Letters that stand in one row of one cell, each with its rectangle as it is seen."""
    turned: Any = page.rotation_matrix
    found: Any = page.get_text("rawdict", flags=0)  # type: ignore[no-untyped-call]
    for line in (line for block in found["blocks"] for line in block.get("lines", ())):
        row: list[tuple[str, Any]] = []
        for span in (span for span in line["spans"] if span["size"] >= _SMALLEST):
            for letter in (one for one in span["chars"] if one["c"].strip()):
                box = page.rect.__class__(letter["bbox"]) * turned
                if row and _part(row[-1][1], box) > _GAP:
                    yield row
                    row = []
                row.append((letter["c"], box))
        if row:
            yield row


def _part(one: Any, other: Any) -> float:  # noqa: ANN401 - rectangles of MuPDF
    """How far two rectangles are apart."""
    across = max(other.x0 - one.x1, one.x0 - other.x1)
    return float(max(across, other.y0 - one.y1, one.y0 - other.y1))


def _cut(line: Sequence[tuple[str, Any]]) -> Iterator[Piece]:
    """A line in pieces of about the same number of letters."""
    count = -(-len(line) // _AT_ONCE)
    ends = [round(n * len(line) / count) for n in range(count + 1)]
    for first, end in pairwise(ends):
        boxes = [box for _, box in line[first:end]]
        sides = (
            min(box.x0 for box in boxes) - 1, min(box.y0 for box in boxes) - 1,
            max(box.x1 for box in boxes) + 1, max(box.y1 for box in boxes) + 1,
        )  # fmt: skip
        left, top, right, foot = (round(side * LETTERS_DPI / POINTS) for side in sides)
        yield Piece("".join(text for text, _ in line[first:end]), (left, top, right, foot))


# --- comparing ---------------------------------------------------------------------------------


def compare(scan: Image.Image, dpi: float, page: Lettering, placement: Placement) -> Wording:
    """Hold the letters of a page against a scan of so many dots an inch that is laid on it."""
    if not any(page.lines):
        return SAME_WORDS
    grey = even_out(reduce_to(scan, dpi, LETTERS_DPI), LETTERS_DPI)
    laid = lay(grey, page.picture.size, LETTERS_DPI, placement).filter(_BLUR)
    own = page.picture.filter(_BLUR)
    lines = [list(_compare_line(own, laid, line)) for line in page.lines]
    likenesses = sorted((one.likeness for line in lines for one in line), reverse=True)
    top = likenesses[int(len(likenesses) * _TOP)] if likenesses else 0.0
    least = _SAME * max(top, _LEAST_TOP)
    differing = sum(one.is_other(least) for line in lines for one in line)
    other = (text for line in lines for text in _join_other(line, least))
    return Wording(len(likenesses), differing, tuple(other))


@dataclass(frozen=True)
class _Compared:
    """A piece held against a scan."""

    text: str
    likeness: float
    written: bool
    """Whether there is writing in its place, and not what hides it or has torn it off."""

    def is_other(self, least: float) -> bool:
        """Whether something else stands in its place; what is the same has that likeness."""
        return self.written and self.likeness < least


def _join_other(line: Sequence[_Compared], least: float) -> Iterator[str]:
    """What stands in a line where the scan has something else, piece joined to piece."""
    for is_other, pieces in groupby(line, key=lambda one: one.is_other(least)):
        if is_other:
            yield "".join(one.text for one in pieces)


def _compare_line(
    own: Image.Image, laid: Image.Image, line: Sequence[Piece]
) -> Iterator[_Compared]:
    """How each piece that is dark enough came out."""
    solid = [piece for piece in line if _is_solid(own.crop(piece.box))]
    if not solid:
        return
    boxes = list(zip(*(piece.box for piece in solid), strict=True))
    whole = (min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3]))
    moved = _find_move(own, laid, whole, (0, 0), _REACH)[1]
    for piece in solid:
        likeness, move = _find_move(own, laid, piece.box, moved, 1)
        there = laid.crop(_move(piece.box, move))
        unlike = likeness < _SAME and _is_written(own.crop(piece.box), there)
        yield _Compared(piece.text, likeness, unlike)


def _is_solid(piece: Image.Image) -> bool:
    if not piece.width or not piece.height:
        return False
    darkest, _ = piece.getextrema()
    return isinstance(darkest, int) and darkest < _SOLID


def _find_move(
    own: Image.Image, laid: Image.Image, box: Box, about: tuple[int, int], reach: int
) -> tuple[float, tuple[int, int]]:
    """The move at which a part of the page is likest to the scan, and how like."""
    left, top, right, foot = _move(box, about)
    around = laid.crop((left - reach, top - reach, right + reach, foot + reach))
    page = np.asarray(own.crop(box), np.float64)
    alike = _correlate_all(page, sliding_window_view(np.asarray(around, np.float64), page.shape))
    steps = range(-reach, reach + 1)
    moves = ((about[0] + x, about[1] + y) for y, x in product(steps, steps))
    return max(zip(alike.ravel().tolist(), moves, strict=True))


def _correlate_all(page: NDArray[np.float64], windows: NDArray[np.float64]) -> NDArray[np.float64]:
    """How like each window (down, across, height, width) is to a part of a page, as `correlate`."""
    total, totals = page.sum(), windows.sum(axis=(2, 3))
    vary = (page * page).sum() - total**2 / page.size
    varies = np.einsum("yxhw,yxhw->yx", windows, windows) - totals**2 / page.size
    together = np.einsum("yxhw,hw->yx", windows, page) - total * totals / page.size
    plain = np.minimum(vary, varies) < page.size
    found: NDArray[np.float64] = together / np.sqrt(np.where(plain, 1.0, vary * varies))
    return np.where(plain, 0.0, found)


def _move(box: Box, move: tuple[int, int]) -> Box:
    return box[0] + move[0], box[1] + move[1], box[2] + move[0], box[3] + move[1]


def _is_written(own: Image.Image, there: Image.Image) -> bool:
    """Whether there is about as much ink as on the page, and not the page's own beneath more."""
    page, scan = ImageChops.invert(own), ImageChops.invert(there)
    (ink, vary), (other, vary_other) = _measure(page), _measure(scan)
    common, _ = _measure(ImageChops.darker(page, scan))
    gone = other < _LEAST_INK * ink or vary_other < _LEAST_CONTRAST * vary
    return not gone and common < _THERE * ink


def _measure(picture: Image.Image) -> tuple[float, float]:
    """The mean of a picture's levels, and their variance."""
    levels, count = picture.histogram(), picture.width * picture.height
    mean = sum(level * often for level, often in enumerate(levels)) / count
    square = sum(level * level * often for level, often in enumerate(levels)) / count
    return mean, square - mean * mean
