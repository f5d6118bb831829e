"""The text of a page that can be seen: not painted over, not transparent, not white."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pymupdf

_PAINT = ("fill-path", "fill-image", "fill-shade", "fill-imgmask")
_MOST_AFTER = 2_000
"""Things drawn after a text that are looked through. docgen draws a few after its last one."""
_PALE = 0.8
"""Of white, in every colour."""
_FILLED = 0

_Box = tuple[float, float, float, float]


def visible_text(leaf: "pymupdf.Page") -> str:
    """Return the text a reader sees, in the order it was drawn, runs set apart by blanks."""
    drawn: list[tuple[str, _Box]] = leaf.get_bboxlog()  # type: ignore[no-untyped-call]
    runs: list[dict[str, Any]] = leaf.get_texttrace()  # type: ignore[no-untyped-call]
    return " ".join(_seen_runs(runs, drawn))


def _seen_runs(runs: list[dict[str, Any]], drawn: list[tuple[str, _Box]]) -> Iterator[str]:
    for run in runs:
        after = drawn[run["seqno"] + 1 :]
        shown = run["type"] == _FILLED and run["opacity"] > 1 - _PALE and min(run["color"]) < _PALE
        if shown and len(after) <= _MOST_AFTER:
            paint = [box for kind, box in after if kind in _PAINT and _meet(run["bbox"], box)]
            yield "".join(chr(code) for code, _, _, box in run["chars"] if not _lies_in(box, paint))


def _meet(one: _Box, other: _Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _lies_in(char: _Box, paint: list[_Box]) -> bool:
    """Whether the middle of a character is painted over."""
    x, y = (char[0] + char[2]) / 2, (char[1] + char[3]) / 2
    return any(left < x < right and top < y < bottom for left, top, right, bottom in paint)
