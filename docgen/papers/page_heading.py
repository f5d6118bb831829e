"""What a paper is headed with: the large type at the top of its first page."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.model.page_text import PageText, PlacedLine
from docgen.pdf.geometry import Rect

_LARGE = 1.25
"""Times the size of most type on the page."""
_UPPER = 0.6
"""Share of what is written, from the top, within which a heading stands."""
_SAME_SIZE = 0.14
_LINE_FEED = 2.2
"""Times its size that a line of a heading stands below the one before."""
_LETTERHEAD = re.compile(r"文\s*件$|^\D{2,12}函$")
_NO_HEADING = re.compile(r"^[\W\d_]*$")


@dataclass(frozen=True, slots=True)
class PaperHeading:
    """The lines of a paper's heading."""

    text: str
    """All of them one after the other, without blanks: for looking words up."""
    title: str
    """The title alone, without whose paper it is; empty where there is no telling which it is."""
    frame: Rect
    """Around the title, or around all, on the first page."""
    sureness: float
    """That of its least sure character."""


def read_heading(pages: Sequence[PageText]) -> PaperHeading | None:
    """Return what stands in large type at the top of the first page; None without any."""
    lines = [line for line in pages[0].lines if line.text.strip()] if pages else []
    telling = [line for line in lines if len(line.text) > 1 and not _NO_HEADING.match(line.text)]
    if not telling:
        return None
    large = _find_large(telling, lines)
    blocks = [block for block in _join(large) if not _LETTERHEAD.search(_write(block))]
    title = max(blocks, key=_size_of_block, default=None)
    shown = title or tuple(large)
    text = _write(large)
    sureness = min(line.sureness for line in shown)
    return PaperHeading(text, _write(title) if title else "", _around(shown), sureness)


def _find_large(telling: Sequence[PlacedLine], lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """The lines that are larger than most type; all of the few on a page that has hardly any."""
    most = statistics.median_low([size_of(line) for line in lines for _ in line.text])
    ends = [line.frame.y + line.frame.height for line in lines]
    floor = min(line.frame.y for line in lines) + _UPPER * (max(ends) - min(ends))
    upper = [line for line in telling if line.frame.y <= floor]
    large = [line for line in upper if size_of(line) >= _LARGE * most]
    return large or upper[:2] or list(telling[:2])


def size_of(line: PlacedLine) -> float:
    """The size of a line's type: its thickness, however it lies."""
    (ax, ay), (bx, by), _, (dx, dy) = line.corners
    along, across = abs(complex(bx - ax, by - ay)), abs(complex(dx - ax, dy - ay))
    return min(along, across) if len(line.text) > 1 else max(along, across)


def _join(lines: Sequence[PlacedLine]) -> Iterator[tuple[PlacedLine, ...]]:
    """Lines of one size that follow each other, as blocks."""
    block: list[PlacedLine] = []
    for line in lines:
        if block and not _follows(block[-1], line):
            yield tuple(block)
            block = []
        block.append(line)
    if block:
        yield tuple(block)


def _follows(upper: PlacedLine, lower: PlacedLine) -> bool:
    size, other = size_of(upper), size_of(lower)
    near = lower.frame.y - upper.frame.y <= _LINE_FEED * max(size, other)
    return near and abs(size - other) <= _SAME_SIZE * max(size, other)


def _size_of_block(block: Sequence[PlacedLine]) -> float:
    return statistics.mean(map(size_of, block))


def _write(block: Sequence[PlacedLine]) -> str:
    return "".join("".join(line.text.split()) for line in block)


def _around(lines: Sequence[PlacedLine]) -> Rect:
    frames = [line.frame for line in lines]
    left, top = min(f.x for f in frames), min(f.y for f in frames)
    right = max(f.x + f.width for f in frames)
    return Rect(left, top, right - left, max(f.y + f.height for f in frames) - top)
