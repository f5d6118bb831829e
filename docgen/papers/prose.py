"""The running text of a page: lines that go on joined, places kept."""

from collections.abc import Sequence

from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.row_text import RowText

_FULL = 3.0
"""Of the height of a line: one that ends so near to the right edge goes on in the next."""

_AS_TALL = 0.93
"""Of the height of a line: one of the same type."""
_LEADING = 2.6
"""Of the height of a line: how far the next one of the same text is."""


def join_prose(page: LevelledPage) -> RowText:
    """The words of a page; a line break stands where a line does not go on."""
    edges = [(segment.size, segment.right) for segment in page.segments]
    starts: list[int] = []
    text = ""
    former: Segment | None = None
    for row in page.rows:
        for segment in row:
            text += _between(former, segment, edges) if former else ""
            starts.append(len(text))
            text += segment.text
            former = segment
    return RowText(text, page.segments, tuple(starts))


def _between(former: Segment, segment: Segment, edges: Sequence[tuple[float, float]]) -> str:
    beside = segment.left >= former.right - former.height and segment.top < former.middle
    if beside:
        return "" if segment.left - former.right < 1.5 * former.height else "\n"
    size = former.size
    # A short line that ends in a mark is narrower than its characters are large.
    tall = _AS_TALL < segment.height / former.height < 1 / _AS_TALL
    alike = tall or _are_alike(segment.size, size)
    near = segment.middle - former.middle < _LEADING * former.height
    if not (alike and near):
        return "\n"
    # Who signs in other type may stand further right than the text ends.
    right = max(edge for other, edge in edges if _are_alike(other, size))
    return "" if former.right > right - _FULL * former.height else "\n"


def _are_alike(one: float, other: float) -> bool:
    return 0.86 < one / other < 1.16
