"""What a page draws, as MuPDF comes upon it: the rectangle of each thing, and how text runs.

It draws nothing and finds no lines, words or styles, which takes several times as long.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from docgen.pdf.mupdf import load_mupdf

if TYPE_CHECKING:
    import pymupdf

Sides = tuple[float, float, float, float]
"""Left, top, right and foot, in points of the page as it is before it is turned."""

ENOUGH = 40
"""Characters that are counted. MuPDF's own text leaves out what is drawn twice for weight."""


@dataclass
class DrawnFrames:
    """What a page draws."""

    frames: list[Sides] = field(default_factory=list)
    """All but text that is not shown."""
    ways: set[int] = field(default_factory=set)
    """Directions in which characters follow one another, in degrees clockwise; shown or not.
    Columns of vertical writing count as 0, for they run down a page that stands."""
    characters: int = 0
    """Those that are no blanks, as far as `ENOUGH`."""


@dataclass
class TrialMark:
    """A rectangle behind all that is on a page, and then a word in it.

    What is come upon from the rectangle on belongs to it and to nothing else.
    """

    frame: Sides
    word: int
    """Characters."""
    found: list[Sides] = field(default_factory=list)
    whole: bool = True
    """Whether the word was read, and no clip was left to hide a part of any."""

    @property
    def seen(self) -> bool:
        """Whether just this was found."""
        if len(self.found) != len(("rectangle", "word")):
            return False
        left, top, right, foot = self.frame
        x0, y0, x1, y1 = self.found[1]
        return self.whole and left - 1 <= x0 < x1 <= right and top <= (y0 + y1) / 2 <= foot

    def begins_with(self, box: Any) -> bool:  # noqa: ANN401 - of MuPDF
        """Whether it has begun, or does so with what lies in such a box."""
        sides = (box.x0, box.y0, box.x1, box.y1)
        return bool(self.found) or all(
            abs(side - own) < _TRIAL_OFF for side, own in zip(sides, self.frame, strict=True)
        )


_TRIAL_OFF = 0.01
_PAGE_CLIPS = 1
"""Clips, groups and masks that everything on a page lies in: its own edge."""


def list_drawn(page: "pymupdf.Page", trial: TrialMark | None = None) -> DrawnFrames:
    """What a page that is not turned draws, but for a `trial` mark. Raises `mupdf_errors`."""
    mupdf = load_mupdf().mupdf
    drawn = DrawnFrames()
    device = _make_device_class()(drawn, trial)
    mupdf.fz_run_page(page.this, device, mupdf.FzMatrix(), mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return drawn


class _Noting:
    """Notes what it is given to draw. The names and what they take are MuPDF's.

    Its base is loaded late: `_make_device_class` puts it beneath.
    """

    mupdf: Any
    """The library."""
    m_internal: Any
    """What the base has of the device itself."""

    def __init__(self, drawn: DrawnFrames, trial: TrialMark | None) -> None:
        super().__init__()
        self.drawn = drawn
        self.trial = trial
        for kind in ("fill", "stroke"):
            getattr(self, f"use_virtual_{kind}_path")()
        for kind in ("fill", "stroke", "ignore", "clip", "clip_stroke"):
            getattr(self, f"use_virtual_{kind}_text")()
        for kind in ("shade", "image", "image_mask"):
            getattr(self, f"use_virtual_fill_{kind}")()

    def fill_path(self, _: object, path: Any, __: object, ctm: Any, *___: object) -> None:  # noqa: ANN401
        self._add(self.mupdf.ll_fz_bound_path(path, None, ctm))

    def stroke_path(self, _: object, path: Any, stroke: Any, ctm: Any, *__: object) -> None:  # noqa: ANN401
        self._add(self.mupdf.ll_fz_bound_path(path, stroke, ctm))

    def fill_shade(self, _: object, shade: Any, ctm: Any, *__: object) -> None:  # noqa: ANN401
        self._add(self.mupdf.ll_fz_bound_shade(shade, ctm))

    def fill_image(self, _: object, __: object, ctm: Any, *___: object) -> None:  # noqa: ANN401
        self._add(self.mupdf.ll_fz_transform_rect(self.mupdf.fz_unit_rect, ctm))

    fill_image_mask = fill_image

    def fill_text(self, _: object, text: Any, ctm: Any, *__: object) -> None:  # noqa: ANN401
        self._add(self.mupdf.ll_fz_bound_text(text, None, ctm))
        self._read(text, ctm)

    def stroke_text(self, _: object, text: Any, stroke: Any, ctm: Any, *__: object) -> None:  # noqa: ANN401
        self._add(self.mupdf.ll_fz_bound_text(text, stroke, ctm))
        self._read(text, ctm)

    def ignore_text(self, _: object, text: Any, ctm: Any) -> None:  # noqa: ANN401
        self._read(text, ctm)

    def clip_text(self, _: object, text: Any, ctm: Any, *__: object) -> None:  # noqa: ANN401
        self._read(text, ctm)

    def clip_stroke_text(self, _: object, text: Any, __: object, ctm: Any, *___: Any) -> None:  # noqa: ANN401
        self._read(text, ctm)

    def _add(self, box: Any) -> None:  # noqa: ANN401
        ours = self.trial is not None and self.trial.begins_with(box)
        drawn = self.trial.found if self.trial and ours else self.drawn.frames
        drawn.append((box.x0, box.y0, box.x1, box.y1))

    def _read(self, text: Any, ctm: Any) -> None:  # noqa: ANN401
        if self.trial and self.trial.found:
            clips = self.m_internal.container_len
            length = sum(span.len for span in _list_spans(text))
            self.trial.whole = clips <= _PAGE_CLIPS and length == self.trial.word
            return
        for span in _list_spans(text):
            if span.len:
                self.drawn.ways.add(0 if span.wmode else _find_way(span.trm, ctm))
                if self.drawn.characters < ENOUGH:
                    self.drawn.characters += _count(self.mupdf.FzTextSpan(span), span.len)


@cache
def _make_device_class() -> Any:  # noqa: ANN401 - of a base without types
    library = load_mupdf().mupdf

    class Device(_Noting, library.FzDevice2):  # type: ignore[misc, name-defined]
        mupdf = library

    return Device


def _list_spans(text: Any) -> Iterator[Any]:  # noqa: ANN401
    span = text.head
    while span:
        yield span
        span = span.next


def _find_way(own: Any, page: Any) -> int:  # noqa: ANN401
    """Where one matrix and then the other send what goes to the right."""
    right = own.a * page.a + own.b * page.c
    down = own.a * page.b + own.b * page.d
    return round(math.degrees(math.atan2(down, right))) % 360


def _count(span: Any, length: int) -> int:  # noqa: ANN401
    """The characters of a span that are no blanks, as far as `ENOUGH`."""
    count = 0
    for place in range(length):
        code = span.items(place).ucs
        count += code > 0 and not chr(code).isspace()
        if count == ENOUGH:
            break
    return count
