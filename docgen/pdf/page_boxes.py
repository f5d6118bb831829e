"""The visible boxes of foreign pages, and what of them has to be mended."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, cast

from pikepdf import Array, Object, Page

from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import noted
from docgen.pdf.geometry import PageBox
from docgen.pdf.page_tree import find_inherited

Rectangle = tuple[float, float, float, float]

_LETTER: Rectangle = (0.0, 0.0, 612.0, 792.0)
"""What every reader shows a page as that has no box."""
_FARTHEST = 1e6
"""No real page lies farther out, in points."""
_LONGEST = 14_400
"""Units a side that readers take (ISO 32000-1, annex C)."""
_MOST_USER_UNITS = 1000.0


def read_boxes(pages: Sequence[Page]) -> tuple[list[PageBox], list[Issue]]:
    """The visible box of every page, and what had to be mended in them.

    What was broken is set right in the page itself, for readers differ in what they make of it.
    """
    boxes: list[PageBox] = []
    mended: dict[str, list[int]] = {}
    for number, page in enumerate(pages, start=1):
        box, problems = read_box(page.obj)
        if max(box.right - box.left, box.top - box.bottom) > _LONGEST:
            raise UnusableSourceError("source-page-size", page=number)
        boxes.append(box)
        if problems:
            _set_box(page.obj, box)
        for problem in problems:
            mended.setdefault(problem, []).append(number)
    return boxes, [noted(problem, pages=tuple(numbers)) for problem, numbers in mended.items()]


def read_box(page: Object) -> tuple[PageBox, list[str]]:
    """The visible box of a page, and what is wrong in the file: each a case of what is noted."""
    problems = []
    media = _read_rectangle(find_inherited(page, "/MediaBox"))
    if media is None:
        media = _LETTER
        problems.append("no_box")
    visible, crop = media, find_inherited(page, "/CropBox")
    if crop is not None:
        common = _intersect(media, _read_rectangle(crop))
        visible = common or media
        problems += [] if common else ["no_crop"]
    rotate = _read_rotation(find_inherited(page, "/Rotate"))
    unit = _read_number(page.get("/UserUnit", 1))
    if rotate is None:
        problems.append("no_rotation")
    if unit is None or not 0 < unit <= _MOST_USER_UNITS:
        unit = None
        problems.append("no_unit")
    return PageBox(*visible, rotate=rotate or 0, user_unit=unit or 1.0), problems


def _set_box(page: Object, box: PageBox) -> None:
    rectangle = Array([box.left, box.bottom, box.right, box.top])
    page["/MediaBox"] = page["/CropBox"] = rectangle
    page["/Rotate"] = box.rotate
    page["/UserUnit"] = box.user_unit


def _read_number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value) if math.isfinite(value) else None


def _read_rectangle(value: object) -> Rectangle | None:
    """Left, bottom, right, top of a rectangle given by any two corners; None for a broken one."""
    if not isinstance(value, Array) or len(value) != 4:
        return None
    numbers = [_read_number(item) for item in cast("Iterable[object]", value)]
    if any(number is None or abs(number) > _FARTHEST for number in numbers):
        return None
    x0, y0, x1, y1 = cast("list[float]", numbers)
    return _with_area((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _intersect(a: Rectangle, b: Rectangle | None) -> Rectangle | None:
    if b is None:
        return None
    return _with_area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))


def _with_area(r: Rectangle) -> Rectangle | None:
    """The rectangle unless it is less than a point wide or high."""
    return r if r[2] - r[0] >= 1 and r[3] - r[1] >= 1 else None


def _read_rotation(value: object | None) -> Literal[0, 90, 180, 270] | None:
    if value is None:
        return 0
    turned = _read_number(value)
    if turned is None or turned % 90:
        return None
    return cast("Literal[0, 90, 180, 270]", int(turned) % 360)
