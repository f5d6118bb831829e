"""A page on which several certificates lie side by side or below each other, divided."""

import re
from collections.abc import Sequence
from itertools import pairwise

from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.row_text import tight

_HEADING = re.compile(
    r".{0,16}(?<!劳动)(?:职业技能等级证书|职业资格证书|职业能力证书|专业技术.{0,8}证书|专利证书|荣誉证书|获奖证书|奖状|结业证书|聘书|居民身份证)"
)


def divide_page(page: LevelledPage) -> tuple[LevelledPage, ...]:
    """The parts of a page that are papers of their own: each has its heading. Often it is one."""
    heads = [s for s in page.segments if _HEADING.fullmatch(tight(s.text)) and _is_large(s, page)]
    if len(heads) < 2:
        return (page,)
    return _beside(page, heads) or _below(page, heads) or (page,)


def _is_large(segment: Segment, page: LevelledPage) -> bool:
    return segment.size >= 1.15 * page.usual_size


def _beside(page: LevelledPage, heads: Sequence[Segment]) -> tuple[LevelledPage, ...]:
    """Parts between which an upright line runs through nothing."""
    ordered = sorted(heads, key=lambda head: head.centre)
    parts, rest = [], list(page.segments)
    for one, other in pairwise(ordered):
        cut = _gap([(s.left, s.right) for s in page.segments], one.centre, other.centre)
        if cut is None:
            return ()
        parts.append([s for s in rest if s.centre < cut])
        rest = [s for s in rest if s.centre >= cut]
    return tuple(page.holding(part) for part in (*parts, rest))


def _below(page: LevelledPage, heads: Sequence[Segment]) -> tuple[LevelledPage, ...]:
    """Parts that begin with their headings."""
    ordered = sorted(heads, key=lambda head: head.middle)
    edges = [head.top - head.height for head in ordered[1:]]
    if any(two.middle - one.middle < 6 * one.height for one, two in pairwise(ordered)):
        return ()
    parts: list[list[Segment]] = [[] for _ in ordered]
    for segment in page.segments:
        parts[sum(segment.middle >= edge for edge in edges)].append(segment)
    return tuple(map(page.holding, parts))


def _gap(spans: Sequence[tuple[float, float]], low: float, high: float) -> float | None:
    """The middle of the widest stretch between two places that no span reaches into."""
    inside = sorted(span for span in spans if span[1] > low and span[0] < high)
    best, reached, cut = 0.0, low, None
    for left, right in (*inside, (high, high)):
        if left - reached > best:
            best, cut = left - reached, (left + reached) / 2
        reached = max(reached, right)
    return cut
