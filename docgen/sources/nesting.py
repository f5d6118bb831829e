"""Forms that draw forms that draw forms: a few kilobytes that no reader ever finishes."""

import re
from collections.abc import Iterator

from pikepdf import Dictionary, Object, Page, PdfError, Stream

_MOST_DRAWN = 1_000_000
"""Forms on one page, a second or so of drawing. Plans and maps have some thousands."""
_DEEPEST = 64
"""Readers stop sooner."""

_DRAWN = re.compile(rb"(/[^\s/<>\[\]()%]+)\s+Do\b")

_Counts = dict[tuple[int, int], int]
"""How many forms are drawn by drawing the one of this object number."""


def find_endless(pages: list[Page]) -> int | None:
    """Return the first page, counted from 1, whose forms nobody could finish drawing."""
    counts: _Counts = {}
    for number, page in enumerate(pages, start=1):
        drawn = sum(_count(form, counts, 1) for form in _forms(page.obj).values())
        if drawn > _MOST_DRAWN:
            return number
    return None


def _count(form: Stream, counts: _Counts, depth: int) -> int:
    """How many forms are drawn by drawing this one, itself among them."""
    key = form.objgen
    if key in counts or depth > _DEEPEST:
        return counts.get(key, 1)
    counts[key] = 1  # what draws itself is drawn once
    inner = _forms(form)
    drawn = {name: _count(inner[name], counts, depth + 1) for name in inner}
    counts[key] = 1 + sum(drawn.get(name, 0) for name in _draws(form)) if drawn else 1
    return counts[key]


def _forms(holder: Object) -> dict[str, Stream]:
    """The forms a page or a form can draw, by name."""
    resources = holder.get("/Resources")
    held = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if not isinstance(held, Dictionary):
        return {}
    return {
        name: thing
        for name, thing in held.items()
        if isinstance(thing, Stream) and thing.get("/Subtype") == "/Form"
    }


def _draws(form: Stream) -> Iterator[str]:
    try:
        content = form.read_bytes()
    except PdfError:
        return  # what cannot be read is not drawn
    for name in _DRAWN.findall(content):
        yield name.decode("latin-1")
