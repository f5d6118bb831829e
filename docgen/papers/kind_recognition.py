"""What kind a page is of, and by which words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.page_titles import find_titles
from docgen.papers.paper import PaperKind
from docgen.papers.paper_marks import KindMark, load_paper_marks
from docgen.papers.row_text import tight

_LARGE = 1.2
"""So many times as large as most words: a heading."""
_HEAD = 0.4
"""Of the height of all that stands on the page: what is above may be its heading."""
_NOT_LARGE, _NOT_ABOVE = 0.93, 0.8
"""How much less sure a heading is that is no larger than the rest, or not at the head."""
_LEAST = 0.6


@dataclass(frozen=True, slots=True)
class RecognisedKind:
    """A kind, and the words that tell it."""

    kind: PaperKind
    sureness: float
    mark: tuple[Segment, ...] = ()


NOTHING_TOLD = RecognisedKind(PaperKind.UNKNOWN, 0.0)


def recognise_kind(page: LevelledPage) -> RecognisedKind:
    """The kind that a page tells most surely, of equals the one that stands first in the data."""
    whole = tight(page.text)
    lines = [*_lines_of(page)]
    told = NOTHING_TOLD
    for spec in load_paper_marks().kinds:
        for mark in spec.marks:
            if mark.sure <= told.sureness or not _is_among(mark, whole):
                continue
            found, sure = _find_mark(page, mark, lines)
            if found and sure > max(told.sureness, _LEAST):
                told = RecognisedKind(spec.kind, round(sure, 3), found)
    return told


def _is_among(mark: KindMark, whole: str) -> bool:
    """Whether the page has all that the mark needs beside itself."""
    return all(re.search(need, whole) for need in mark.needs) and not any(
        re.search(bar, whole) for bar in mark.bars
    )


def _lines_of(page: LevelledPage) -> Iterator[tuple[str, tuple[Segment, ...]]]:
    """Rows as a whole, and the segments of those that have several."""
    for row in page.rows:
        yield tight("".join(segment.text for segment in row)), row
        if len(row) > 1:
            yield from ((tight(segment.text), (segment,)) for segment in row)
    yield from ((tight(segment.text), (segment,)) for segment in page.upended)


def _find_mark(
    page: LevelledPage, mark: KindMark, lines: Sequence[tuple[str, tuple[Segment, ...]]]
) -> tuple[tuple[Segment, ...], float]:
    best: tuple[tuple[Segment, ...], float] = ((), 0.0)
    if mark.place == "title":
        lines = [
            (tight("".join(s.text for s in block)), tuple(block)) for block in find_titles(page)
        ]
    for text, segments in lines:
        if mark.place == "anywhere":
            sure = mark.sure if re.search(mark.words, text) else 0.0
        elif re.fullmatch(mark.words, text) and not (_is_prose(text) and mark.place == "heading"):
            sure = mark.sure * (_as_heading(page, segments) if mark.place == "heading" else 1.0)
        else:
            continue
        sure *= 0.9 + 0.1 * min(segment.sureness for segment in segments)
        if sure > best[1]:
            best = segments, sure
    return best


def _is_prose(text: str) -> bool:
    """Whether a line has marks that no heading has."""
    return bool(re.search("[,。;:]", text))


def _as_heading(page: LevelledPage, segments: Sequence[Segment]) -> float:
    size = max(segment.size for segment in segments)
    frame = page.frame
    above = segments[0].middle <= frame.y + _HEAD * frame.height or len(page.segments) < 4
    large = size >= _LARGE * page.usual_size
    return (1.0 if large else _NOT_LARGE) * (1.0 if above else 1.0 if large else _NOT_ABOVE)
