"""The running text of a page: lines that go on joined, places kept."""

from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.row_text import RowText

_FULL = 3.0
"""Of the height of a line: one that ends so near to the right edge goes on in the next."""


_LEADING = 2.6
"""Of the height of a line: how far the next one of the same text is."""


def join_prose(page: LevelledPage) -> RowText:
    """The words of a page; a line break stands where a line does not go on."""
    right = max((s.right for s in page.segments), default=0.0)
    starts: list[int] = []
    text = ""
    former: Segment | None = None
    for row in page.rows:
        for segment in row:
            text += _between(former, segment, right) if former else ""
            starts.append(len(text))
            text += segment.text
            former = segment
    return RowText(text, page.segments, tuple(starts))


def _between(former: Segment, segment: Segment, right: float) -> str:
    beside = segment.left >= former.right - former.height and segment.top < former.middle
    if beside:
        return "" if segment.left - former.right < 1.5 * former.height else "\n"
    alike = 0.86 < segment.size / former.size < 1.16
    near = segment.middle - former.middle < _LEADING * former.height
    return "" if alike and near and former.right > right - _FULL * former.height else "\n"
