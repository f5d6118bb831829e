"""Pictures that share pages: which of them stand together, and the captions beneath them.

The worker that sets them on pages and the plan that binds those pages both ask here, so they
speak of the same pages.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from docgen.model.evidence import LAST_PAGE, Evidence, SourceFile, Turn
from docgen.model.page_facts import PageFacts
from docgen.model.prepared import Prepared, Sources
from docgen.model.source_keys import SheetsKey, SourceKey
from docgen.pdf.geometry import Rect
from docgen.pdf.primitives import Mark, Text
from docgen.text.line_breaking import Measure, break_lines

_MOST_TOGETHER = 48
"""Pictures that are set in one go: their files are all open meanwhile. Full pages of 2, 4 or 6."""

CAPTION_SIZE = 9.0
CAPTION_LEADING = 1.25
_SMALLEST = 4.0
_STEP = 0.25


@dataclass(frozen=True)
class Shot:
    """One picture: the page of a prepared PDF that shows it, and where on that page."""

    key: SourceKey
    """Of the source."""
    name: str
    """Its path below `evidence/`, as it may be shown."""
    sha256: str
    pdf: str
    index: int
    page: PageFacts
    frame: Rect
    turn: Turn
    """How far it is to be turned, in degrees clockwise."""
    caption: str

    @property
    def is_scan(self) -> bool:
        """Whether the picture is the whole page: paper of a known size."""
        size = (self.page.box.width_pt, self.page.box.height_pt)
        return self.frame[2:] == size


@dataclass(frozen=True)
class PhotoRun:
    """Pictures that follow one another and are set on pages together, captions beneath or not."""

    shots: tuple[Shot, ...]
    layout: int
    captions: bool

    @property
    def digest(self) -> str:
        """What the pages are made of, as 64 hex digits. Names and captions are no part of it."""
        parts = [f"{self.layout} {self.captions}"]
        parts += [f"{shot.sha256} {shot.index} {shot.turn}" for shot in self.shots]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def key(self) -> SheetsKey:
        """What the pages are called among the sources."""
        return SheetsKey(self.digest)


def find_runs(evidence: Iterable[Evidence], sources: Sources) -> list[PhotoRun]:
    """Every run of pictures to be set on pages."""
    parts = (part for piece in evidence for part in arrange(piece, sources))
    return [part for part in parts if isinstance(part, PhotoRun)]


def arrange(evidence: Evidence, sources: Sources) -> Iterator[PhotoRun | SourceFile]:
    """The files of a piece of evidence in order, pictures that share pages as runs.

    Everything but pictures keeps its own pages: documents, and the pages of a long screenshot.
    """
    together: list[Shot] = []
    for file in evidence.files:
        shots = _shots(evidence, file, sources)
        together += shots
        if not shots:
            yield from _runs(evidence, together)
            together = []
            yield file
    yield from _runs(evidence, together)


def _shots(evidence: Evidence, file: SourceFile, sources: Sources) -> list[Shot]:
    """The pictures of a file where all of it that is used is pictures to be set anew."""
    source = sources[file.key]
    if not isinstance(source, Prepared) or not (evidence.layout or file.turn):
        return []
    indices = used_pages(file, source)
    shots = []
    for index in indices or ():
        page = source.pages[index - 1]
        if page.picture is None:
            return []
        caption = file.title or file.name
        caption += f"（第 {index} 页）" if len(source.pages) > 1 else ""
        shots.append(
            Shot(
                file.key,
                file.name,
                source.sha256,
                source.pdf,
                index,
                page,
                page.picture,
                file.turn,
                caption,
            )
        )
    # A scan keeps its size and is turned as it is; other pictures are fitted to the page anew.
    keeps = evidence.layout is None and any(shot.is_scan for shot in shots)
    return [] if keeps else shots


def used_pages(file: SourceFile, source: Prepared) -> tuple[int, ...] | None:
    """The pages (from 1) of a file that are used, in order; None where one is not there."""
    return _list_pages(file.pages or ((1, LAST_PAGE),), len(source.pages))


@lru_cache(maxsize=1 << 10)
def _list_pages(ranges: tuple[tuple[int, int], ...], count: int) -> tuple[int, ...] | None:
    pages: list[int] = []
    for first, last in ranges:
        if first > count or count < last < LAST_PAGE:
            return None
        pages += range(first, min(last, count) + 1)
    return tuple(pages)


def _runs(evidence: Evidence, shots: list[Shot]) -> Iterator[PhotoRun]:
    layout = evidence.layout or 1
    for start in range(0, len(shots), _MOST_TOGETHER):
        some = tuple(shots[start : start + _MOST_TOGETHER])
        yield PhotoRun(some, layout, evidence.layout is not None)


def lay_caption(text: str, frame: Rect, measure: Measure) -> Iterator[Mark]:
    """A caption in its place, centred; of two lines as a rule, smaller and of more if it must."""
    size, lines = CAPTION_SIZE, break_lines(text, frame.width, CAPTION_SIZE, measure)
    while len(lines) * size * CAPTION_LEADING > frame.height + 0.01 and size > _SMALLEST:
        size -= _STEP
        lines = break_lines(text, frame.width, size, measure)
    for number, line in enumerate(lines):
        x = frame.x + (frame.width - measure(line, size, False)) / 2
        yield Text(x, frame.y + size * (CAPTION_LEADING * number + 1), size, line)
