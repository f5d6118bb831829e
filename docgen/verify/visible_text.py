"""The text of a page that can be seen: not painted over, not transparent, not white."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docgen.bundle.stamps import DRAFT_COLOUR, DRAFT_MARK, NUMBER_SIZE

if TYPE_CHECKING:
    import pymupdf

_PAINT = ("fill-path", "fill-image", "fill-shade", "fill-imgmask")
_MOST_AFTER = 2_000
"""Things drawn after a text that are looked through. docgen draws a few after its last one."""
_PALE = 0.8
"""Of white, in every colour."""
_FILLED = 0
_DRAFT_SIZE = 0.2
"""Of the page's shorter side: the draft mark is a quarter of it."""
_DIAGONAL, _HAIR = 0.7071, 0.02
_UPRIGHT = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}
"""How upright text runs before a page is turned."""

Box = tuple[float, float, float, float]
Painted = tuple[str, Box]
"""Something that is painted: its kind, as MuPDF names it, and where, before the page is turned."""


@dataclass(frozen=True)
class VisibleText:
    """What a reader sees of a page's text."""

    text: str
    """In the order it was drawn, runs set apart by blanks."""
    draft: bool
    """Whether docgen's draft mark is among what is seen."""
    tilted: bool
    """Whether its number is there, and nowhere upright and as large as it is printed."""


def visible_text(leaf: "pymupdf.Page") -> str:
    """Return the text a reader sees, in the order it was drawn, runs set apart by blanks."""
    return look(leaf, "", list_painted(leaf)).text


def list_painted(leaf: "pymupdf.Page") -> list[Painted]:
    """Return all that is painted on a page, in its order."""
    painted: list[Painted] = leaf.get_bboxlog()  # type: ignore[no-untyped-call]
    return painted


def look(leaf: "pymupdf.Page", number: str, drawn: list[Painted]) -> VisibleText:
    """Return what a reader sees of a page's text, with such a page number printed on it.

    `drawn` is all that is painted there.
    """
    runs: list[dict[str, Any]] = leaf.get_texttrace()  # type: ignore[no-untyped-call]
    least = min(leaf.rect.width, leaf.rect.height) * _DRAFT_SIZE
    marks = (run for run in runs if run["size"] >= least and _is_draft_mark(run))
    paint = _Paint(drawn)
    draft = any(paint.leave(run) for run in marks)
    long = [run for run in runs if number and len(run["chars"]) == len(number)]
    numbers = [run for run in long if _spell(run) == number]
    tilted = bool(numbers) and not any(_stands(run, leaf.rotation) for run in numbers)
    return VisibleText(" ".join(_seen_runs(runs, paint)), draft, tilted)


def _stands(run: dict[str, Any], rotation: int) -> bool:
    """Whether a page number is upright on the page as it is seen, and of its size on paper."""
    across, down = run["dir"]
    wanted = _UPRIGHT.get(rotation, (1, 0))
    straight = abs(across - wanted[0]) < _HAIR and abs(down - wanted[1]) < _HAIR
    return bool(straight and abs(run["size"] - NUMBER_SIZE) < NUMBER_SIZE * _HAIR)


def _spell(run: dict[str, Any]) -> str:
    return "".join([chr(char[0]) for char in run["chars"]])


def _is_draft_mark(run: dict[str, Any]) -> bool:
    leans = all(abs(abs(part) - _DIAGONAL) < _HAIR for part in run["dir"])
    pink = all(abs(a - b) < _HAIR for a, b in zip(run["color"], DRAFT_COLOUR, strict=False))
    return _spell(run) == DRAFT_MARK and leans and pink and _is_drawn(run)


def _is_drawn(run: dict[str, Any]) -> bool:
    return bool(run["type"] == _FILLED and run["opacity"] > 1 - _PALE)


def _seen_runs(runs: list[dict[str, Any]], paint: "_Paint") -> Iterator[str]:
    for run in runs:
        if _is_drawn(run) and min(run["color"]) < _PALE:
            yield paint.leave(run)


class _Paint:
    """What is painted on a page and may hide text, in its order."""

    def __init__(self, drawn: list[Painted]) -> None:
        self._last = len(drawn) - 1
        painted = [(at, box) for at, (kind, box) in enumerate(drawn) if kind in _PAINT]
        self._places = [at for at, _ in painted]
        self._boxes = [box for _, box in painted]

    def leave(self, run: dict[str, Any]) -> str:
        """The characters of a run that nothing is painted over."""
        at = run["seqno"]
        if self._last - at > _MOST_AFTER:
            return ""
        after = self._boxes[bisect_right(self._places, at) :]
        paint = [box for box in after if meet(run["bbox"], box)]
        if not paint:
            return _spell(run)
        return "".join(chr(code) for code, _, _, box in run["chars"] if not _lies_in(box, paint))


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a place in common."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _lies_in(char: Box, paint: list[Box]) -> bool:
    """Whether the middle of a character is painted over."""
    x, y = (char[0] + char[2]) / 2, (char[1] + char[3]) / 2
    return any(left < x < right and top < y < bottom for left, top, right, bottom in paint)
