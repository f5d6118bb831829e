"""A look at pages as they will be printed: where their ink is, and whether it is in colour.

In a worker: the bundle holds pages of anybody's.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from docgen.images.ink_detection import PIXELS_A_CELL, find_paper_level, read_ink
from docgen.images.ink_map import cell_size
from docgen.issues.errors import SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.geometry import PageBox, Rect
from docgen.pdf.mupdf import load_mupdf, mupdf_errors
from docgen.pdf.page_boxes import read_boxes
from docgen.printing.page_placement import PageToPrint
from docgen.system.progress import LOOK_AT_PAGES, Progress, silent
from docgen.system.workers import (
    ForeignFileError,
    WorkerLimits,
    Workers,
    explain_unread,
    read_apart,
)

if TYPE_CHECKING:
    import pymupdf


_PAGES_AT_ONCE = 16
_INK_BELOW_PAPER = 6 / 7
_COLOURFUL = 56
"""How far the channels of a pixel are apart that is neither grey nor the yellow of old paper."""
_COLOURFUL_PART = 1 / 4000
"""Of a page: the strokes of a small seal, not the noise of a grey JPEG."""
_LEAST_INK = 2
"""Neighbours a pixel needs to be ink and not dust."""


def look_at(
    paths: Sequence[Path], progress: Progress = silent
) -> Mapping[Path, tuple[PageToPrint, ...]]:
    """Return the pages of every document. SourceError where one cannot be read."""
    boxes = {path: _read_boxes(path) for path in paths}
    seen: dict[tuple[Path, int], tuple[PageToPrint, ...]] = {}
    total, limits = sum(map(len, boxes.values())), WorkerLimits()

    def land(path: Path, first: int, done: "Future[tuple[PageToPrint, ...]]") -> None:
        if error := done.exception():
            raise _refuse(path, error) from error
        seen[path, first] = done.result()
        progress(LOOK_AT_PAGES.at(sum(map(len, seen.values())), total))

    with Workers(limits) as workers:
        for path in paths:
            for start in range(0, len(boxes[path]), _PAGES_AT_ONCE):
                some = boxes[path][start : start + _PAGES_AT_ONCE]
                seconds = limits.seconds + limits.page_seconds * len(some)
                workers.submit(
                    _see_pages, str(path), start, some, seconds=seconds,
                    landing=partial(land, path, start),
                )  # fmt: skip
        workers.run()
    return {path: sum((seen[p, s] for p, s in sorted(seen) if p == path), ()) for path in paths}


def _read_boxes(path: Path) -> list[PageBox]:
    try:
        boxes: list[PageBox] = read_apart(_see_boxes, str(path))
    except (ForeignFileError, OSError) as error:
        raise _refuse(path, error) from error
    return boxes


def _see_boxes(path: str) -> list[PageBox]:
    """The visible boxes of all pages."""
    import pikepdf  # noqa: PLC0415 - only here

    with pikepdf.open(path, suppress_warnings=True) as pdf:
        return read_boxes(list(pdf.pages))[0]


def _refuse(path: Path, error: BaseException) -> SourceError:
    said = issue("print", Location(path.name), "unread", fault=explain_unread(error))
    return refuse(SourceError, said)


def _see_pages(path: str, start: int, boxes: Sequence[PageBox]) -> tuple[PageToPrint, ...]:
    """The pages from `start` (counted from 0) on, as MuPDF shows them."""
    mupdf = load_mupdf()
    with mupdf.open(path, filetype="pdf") as document:
        return tuple(_see(document, start + n, box) for n, box in enumerate(boxes))


def _see(document: "pymupdf.Document", index: int, box: PageBox) -> PageToPrint:
    width, height = box.width_pt, box.height_pt
    mupdf = load_mupdf()
    try:
        zoom = PIXELS_A_CELL / cell_size(width, height)
        shown = document[index].get_pixmap(matrix=mupdf.Matrix(zoom, zoom), alpha=False)
    except mupdf_errors():
        # Nothing is known to be blank: the page is shrunk, and printed in colour.
        return PageToPrint(width, height, Rect(0, 0, width, height), colour=True)
    picture = Image.frombytes("RGB", (shown.width, shown.height), shown.samples)
    ink = _find_ink(picture, width, height)
    return PageToPrint(width, height, ink, _is_colourful(picture), read_ink(picture, width, height))


def _find_ink(picture: Image.Image, width: float, height: float) -> Rect | None:
    """The rectangle of all ink but single pixels of dust."""
    red, green, blue = picture.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    level = find_paper_level(picture.convert("L").histogram()) * _INK_BELOW_PAPER
    inked = darkest.point([1 if value < level else 0 for value in range(256)])
    around = inked.filter(ImageFilter.Kernel((3, 3), (1, 1, 1, 1, 0, 1, 1, 1, 1), scale=1))
    inked = ImageChops.darker(inked, around.point([int(n >= _LEAST_INK) for n in range(256)]))
    found = inked.getbbox()
    if found is None:
        return None
    across, down = width / picture.width, height / picture.height
    left, top, right, bottom = found
    return Rect(left * across, top * down, (right - left) * across, (bottom - top) * down)


def _is_colourful(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    apart = ImageChops.subtract(lightest, darkest).histogram()
    return sum(apart[_COLOURFUL:]) > picture.width * picture.height * _COLOURFUL_PART
