"""Looks of PDF form fields that the file leaves to each viewer, with Chinese in them.

What is drawn is the value alone, in one face, where the field stands: PDF 32000-1, 12.7.3.3. qpdf
writes Latin letters only.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from docgen.pdf.mupdf import load_mupdf

_MULTILINE, _COMB = 1 << 12, 1 << 24
_DRAWS_TEXT = re.compile(rb"\bT[jJ]\b")
_SIZE = re.compile(r"([\d.]+)\s+Tf")
_LARGEST_PT, _SMALLEST_PT, _STEP_PT = 12.0, 4.0, 0.5
_PADDING_PT = 2.0
_LEADING = 1.2
_ASCENT = 0.88
_DEEPEST = 32

_Measure = Callable[[str, float], float]
"""How wide a text is at a size, in points."""


@dataclass(frozen=True)
class _Value:
    """What a field shows, and how: sizes in points, 0 where the field leaves it open."""

    text: str
    width: float
    height: float
    size: float
    aligned: int
    multiline: bool
    comb: int


def draw_values(pdf: pikepdf.Pdf, widgets: Sequence[Dictionary], texts: Sequence[str]) -> int:
    """Give widgets that show nothing the looks of their texts; how many could not be drawn."""
    wanted = [(w, t) for w, t in zip(widgets, texts, strict=True) if not _shows_text(w)]
    values = [(widget, _read(widget, text)) for widget, text in wanted]
    drawable = [(widget, value) for widget, value in values if value is not None]
    if drawable:
        for (widget, _), looks in zip(drawable, _draw(pdf, [v for _, v in drawable]), strict=True):
            widget.AP = Dictionary(N=looks)
    return len(values) - len(drawable)


def _shows_text(widget: Dictionary) -> bool:
    looks = widget.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    return isinstance(normal, pikepdf.Stream) and bool(_DRAWS_TEXT.search(normal.read_bytes()))


def _read(widget: Dictionary, text: str) -> _Value | None:
    """What a widget shows; None where it is turned, or has no place."""
    box, look = widget.get("/Rect"), widget.get("/MK")
    turned = isinstance(look, Dictionary) and "/R" in look and look.R != 0
    if not isinstance(box, Array) or len(box) != 4 or turned:
        return None
    left, bottom, right, top = (float(side) for side in box)
    width, height = abs(right - left), abs(top - bottom)
    said = _inherited(widget, "/DA")
    size = _SIZE.search(str(said)) if isinstance(said, String) else None
    flags, longest = _whole(_inherited(widget, "/Ff")), _whole(_inherited(widget, "/MaxLen"))
    if width <= 2 * _PADDING_PT or height <= 2 * _PADDING_PT:
        return None
    return _Value(
        _display(widget, text),
        width,
        height,
        float(size[1]) if size else 0.0,
        _whole(_inherited(widget, "/Q")),
        bool(flags & _MULTILINE),
        longest if flags & _COMB else 0,
    )


def _inherited(widget: Dictionary, key: str) -> Any:  # noqa: ANN401 - whatever PDF has there
    field: Object | None = widget
    for _ in range(_DEEPEST):
        if not isinstance(field, Dictionary):
            return None
        if key in field:
            return field.get(key)
        field = field.get("/Parent")
    return None


def _whole(said: Any) -> int:  # noqa: ANN401 - as above
    return int(said) if isinstance(said, int) else 0


def _display(widget: Dictionary, text: str) -> str:
    """The words shown for a choice, where they differ from its value."""
    choices = _inherited(widget, "/Opt")
    for choice in choices if isinstance(choices, Array) else ():
        if isinstance(choice, Array) and len(choice) == 2 and str(choice[0]) == text:
            return str(choice[1])
    return text


def _draw(pdf: pikepdf.Pdf, values: Sequence[_Value]) -> Iterator[Object]:
    """The looks of each value, as a form that a widget can name."""
    mupdf = load_mupdf()
    font = mupdf.Font("cjk")

    def measure(text: str, size: float) -> float:
        return float(font.text_length(text, size))

    with mupdf.open() as document:
        for value in values:
            page = document.new_page(width=value.width, height=value.height)
            writer = mupdf.TextWriter(page.rect)
            for x, y, text, size in _lay_out(value, measure):
                writer.append((x, y), text, font=font, fontsize=size)
            writer.write_text(page)
        document.subset_fonts()
        made = document.tobytes(garbage=3, deflate=True, no_new_id=True)
    with pikepdf.open(io.BytesIO(made)) as drawn:
        for page in drawn.pages:
            looks = pdf.copy_foreign(page.as_form_xobject())
            looks.Type, looks.Subtype = Name.XObject, Name.Form
            yield looks


def _lay_out(value: _Value, measure: _Measure) -> Iterator[tuple[float, float, str, float]]:
    """Where each line begins (from the top left), its text and its size."""
    if value.comb:
        yield from _lay_out_comb(value, measure)
        return
    size, lines = _fit(value, measure)
    height = len(lines) * size * _LEADING
    top = _PADDING_PT if value.multiline else max((value.height - height) / 2, 0)
    for number, line in enumerate(lines):
        room = value.width - measure(line, size)
        x = {1: room / 2, 2: room - _PADDING_PT}.get(value.aligned, _PADDING_PT)
        yield max(x, 0), top + number * size * _LEADING + size * _ASCENT, line, size


def _lay_out_comb(value: _Value, measure: _Measure) -> Iterator[tuple[float, float, str, float]]:
    step = value.width / value.comb
    size = min(value.size or _LARGEST_PT, value.height * 0.8, step)
    y = (value.height - size * _LEADING) / 2 + size * _ASCENT
    for number, letter in enumerate(value.text[: value.comb]):
        yield number * step + (step - measure(letter, size)) / 2, y, letter, size


def _fit(value: _Value, measure: _Measure) -> tuple[float, list[str]]:
    """The largest size at which the text fits, and its lines then."""
    room = value.width - 2 * _PADDING_PT
    size = value.size or min(_LARGEST_PT, value.height * 0.75)
    while True:
        lines = list(_break(value.text, room, size, measure, multiline=value.multiline))
        fits = all(measure(line, size) <= room for line in lines)
        if (fits and len(lines) * size * _LEADING <= value.height) or size <= _SMALLEST_PT:
            return size, lines
        size -= _STEP_PT


def _break(
    text: str, room: float, size: float, measure: _Measure, *, multiline: bool
) -> Iterator[str]:
    lines = re.split(r"\r\n|\r|\n", text)
    if not multiline:
        yield " ".join(lines)
        return
    for line in lines:
        current = ""
        for letter in line:
            if current and measure(current + letter, size) > room:
                yield current
                current = ""
            current += letter
        yield current
