"""What a paper is headed with: the large type at the top of its first page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.model.page_text import PageText
from docgen.papers.levelled_page import LevelledPage, Segment, level_page
from docgen.papers.page_titles import HEAD_OF, find_titles
from docgen.papers.row_text import join_segments, tight
from docgen.pdf.geometry import Rect

_UPPER = 0.6
"""Share of what is written, from the top, within which a heading stands."""
_FEW_LINES = 2
_ABOUT, _SOME_WORDS = 0.8, 4
"""Of the largest height: frames of cells differ by so much; characters of what may be a title."""


@dataclass(frozen=True, slots=True)
class PaperHeading:
    """The lines of a paper's heading."""

    text: str
    """All of them one after the other, without blanks: for looking words up."""
    title: str
    """The largest of it alone, without whose paper it is; empty where there is no such line."""
    frame: Rect
    """Around the title, or around all, on the first page."""
    sureness: float
    """That of the least sure character of what it shows."""
    segments: tuple[Segment, ...]
    """All lines of it."""

    def sure_of(self, word: str) -> float:
        """How surely a word in it was read; that of the whole where it stands not in one piece."""
        joined = join_segments(self.segments, "")
        at = joined.text.find(word)
        places = joined.between(at, at + len(word)) if at >= 0 else ()
        return min((segment.sureness for segment in places), default=self.sureness)


def read_heading(pages: Sequence[PageText]) -> PaperHeading | None:
    """Return what stands in large type at the top of the first page; None where nothing stands."""
    page = level_page(pages[0], 1) if pages else None
    if page is None or not (page.segments or page.upended):
        return None
    blocks = list(_find_blocks(page))
    named = [block for block in blocks if not HEAD_OF.match(_narrow(block))]
    title = _largest(named)
    lines = [segment for block in blocks for segment in block]
    shown = [*title] or lines
    text = "".join(map(_write, blocks))
    sureness = min(segment.sureness for segment in shown)
    return PaperHeading(text, _write(title), _around(shown), sureness, tuple(lines))


def _largest(blocks: Sequence[Sequence[Segment]]) -> Sequence[Segment]:
    """The block in the largest type; of those about as large the first that has some words."""
    size = max((_size(block) for block in blocks), default=0.0)
    large = [block for block in blocks if _size(block) >= _ABOUT * size]
    wordy = (block for block in large if len(_write(block)) >= _SOME_WORDS)
    return next(wordy, max(large, key=_size, default=()))


def _size(block: Sequence[Segment]) -> float:
    return max(segment.height for segment in block)


def _find_blocks(page: LevelledPage) -> Iterator[Sequence[Segment]]:
    """The titles at the top; of a page on which nothing is larger, its first lines."""
    floor = page.frame.y + _UPPER * page.frame.height
    titles = [block for block in find_titles(page) if block[0].middle <= floor]
    telling: list[Sequence[Segment]]
    telling = [block for block in titles if len(_write(block)) > 1]
    yield from telling or page.rows[:_FEW_LINES]
    if not telling and not page.rows:
        yield page.upended[:_FEW_LINES]


def _write(block: Sequence[Segment]) -> str:
    # As it stands there: segments have their letters and brackets made narrow.
    return tight("".join(segment.line.text for segment in block))


def _narrow(block: Sequence[Segment]) -> str:
    return tight("".join(segment.text for segment in block))


def _around(segments: Sequence[Segment]) -> Rect:
    frames = [segment.frame for segment in segments]
    left, top = min(f.x for f in frames), min(f.y for f in frames)
    right = max(f.x + f.width for f in frames)
    return Rect(left, top, right - left, max(f.y + f.height for f in frames) - top)
