"""Rows of a page as one text, in which what is found leads back to the places on the page."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.papers.levelled_page import Segment

GAP = "\x1f"
"""Stands between two segments of a row."""


@dataclass(frozen=True)
class RowText:
    """Segments one behind the other. What stands in `text` at a place is told by its segment."""

    text: str
    segments: tuple[Segment, ...]
    starts: tuple[int, ...]
    """Where each segment begins in the text."""

    def between(self, start: int, end: int) -> tuple[Segment, ...]:
        """The parts of segments that the text has from `start` to before `end`."""
        return tuple(self._cut(start, end))

    def _cut(self, start: int, end: int) -> Iterator[Segment]:
        first = max(bisect_right(self.starts, start) - 1, 0)
        for begin, segment in zip(self.starts[first:], self.segments[first:], strict=True):
            if begin >= end:
                return
            low, high = max(start - begin, 0), min(end - begin, len(segment.text))
            if low < high and segment.text[low:high].strip():
                yield segment.cut(low, high)


def join_segments(segments: Sequence[Segment], between: str = GAP) -> RowText:
    """Segments in their order, with a mark between each two."""
    starts, text = [], ""
    for segment in segments:
        text += between if text else ""
        starts.append(len(text))
        text += segment.text
    return RowText(text, tuple(segments), tuple(starts))


def tight(text: str) -> str:
    """A text without blanks and gaps."""
    return re.sub(rf"[\s{GAP}]", "", text)
