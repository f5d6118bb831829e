"""The titles of a page: lines larger than most that follow each other."""

import re
from collections.abc import Iterator, Sequence

from docgen.papers.field_values import is_unit
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.row_text import tight

HEAD_OF = re.compile(r"^(?P<issuer>[\u3400-\u9fff()]{4,30}?)文件$")
"""The red head of a document."""
NUMBER = re.compile(r"[\u3400-\u9fff]{1,14}[(〔\[【](?:19|20)\d\d[)〕\]】]第?\d{1,4}号")
"""The number of a document."""
_LARGE = 1.15
"""So many times as large as most words is a title."""
_LEADING = 2.3
"""Of their height: how far apart the lines of one title are."""
_ALIKE = 0.8
"""Of the first line's height: the next ones have no less, nor so much more."""
_SAME = 0.92
"""Of the size: what is set in one type."""
_ASIDE = 2.5
"""Of its size: how far from the middle, or from the same left edge, a line of a title may be."""
_ADDRESSEE = re.compile(r".{1,60}:")


def find_titles(page: LevelledPage) -> Iterator[list[Segment]]:
    """The titles from top to bottom, each with the segments of its lines."""
    block: list[Segment] = []
    for row in page.rows:
        large = [s for s in row if s.size >= _LARGE * page.usual_size]
        words = tight("".join(segment.text for segment in large))
        if not large or _ADDRESSEE.fullmatch(words) or not re.search(r"[\u3400-\u9fff]", words):
            if block:
                yield block
            block = []
        elif block and _goes_on(block, large):
            block += large
        else:
            if block:
                yield block
            block = large
    if block:
        yield block


def _goes_on(block: Sequence[Segment], row: Sequence[Segment]) -> bool:
    height = max(segment.height for segment in row)
    near = row[0].middle - block[-1].middle <= _LEADING * height
    former = max(segment.size for segment in block)
    ratio = max(segment.size for segment in row) / former
    so_far = tight("".join(segment.text for segment in block))
    # A unit's name above a title is its head, unless it reads on: 某某局关于.
    reads_on = row[0].text.startswith("关于") and _SAME < ratio < 1 / _SAME
    return (
        near
        and _ALIKE < ratio < 1 / _ALIKE
        and _is_below(block, row)
        and (reads_on or not is_unit(so_far))
        and not _is_whole(so_far)
    )


def _is_below(block: Sequence[Segment], row: Sequence[Segment]) -> bool:
    """Whether a line stands in the middle below the others, or begins where they do."""
    reach = _ASIDE * row[0].size
    left, right = min(s.left for s in block), max(s.right for s in block)
    centre = (row[0].left + row[-1].right) / 2
    return abs(centre - (left + right) / 2) < reach or abs(row[0].left - left) < reach


def _is_whole(text: str) -> bool:
    """Whether what stands so far is no title's beginning: 某某文件, 某发〔2024〕1号."""
    return bool(HEAD_OF.match(text) or NUMBER.fullmatch(text))
