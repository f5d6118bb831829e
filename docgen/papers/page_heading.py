"""What a paper is headed with: the large type at the top of its first page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.model.page_text import PageText
from docgen.papers.levelled_page import LevelledPage, Segment, level_page
from docgen.papers.page_titles import HEAD_OF, find_titles
from docgen.papers.row_text import tight
from docgen.pdf.geometry import Rect

_UPPER = 0.6
"""Share of what is written, from the top, within which a heading stands."""
_FEW_LINES = 2


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
    """That of its least sure character."""


def read_heading(pages: Sequence[PageText]) -> PaperHeading | None:
    """Return what stands in large type at the top of the first page; None where nothing stands."""
    page = level_page(pages[0], 1) if pages else None
    if page is None or not (page.segments or page.upended):
        return None
    blocks = list(_find_blocks(page))
    named = [block for block in blocks if not HEAD_OF.match(_narrow(block))]
    title = max(named, key=lambda block: max(s.height for s in block), default=())
    shown = [*title] or [segment for block in blocks for segment in block]
    text = "".join(map(_write, blocks))
    sureness = min(segment.sureness for segment in shown)
    return PaperHeading(text, _write(title), _around(shown), sureness)


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
