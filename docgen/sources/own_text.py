"""The text that pages of a PDF have of their own, and whether it can be believed."""

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docgen.model.page_text import Corners, PageText, PlacedLine
from docgen.pdf.mupdf import load_mupdf

if TYPE_CHECKING:
    import pymupdf

_PICTURE = 0.4
"""Of a page: pictures that take more of it are what it is about."""
_SPARSE = 60
"""Characters: a header, or the name of the program that scanned, beside such a picture."""
_NONSENSE = 0.1
"""Of the characters. A sound text has none of them."""
_USUAL = "§°±²³·×÷"
"""Of what Western code pages have above ASCII: Chinese texts have these, too."""
_GAP = 1.0
"""Of the height of a line: words farther apart are columns of a table, or a label and its value."""


def find_own_text(page: "pymupdf.Page") -> PageText | None:
    """The text of a page, in points as MuPDF sees it; None where the page has to be read.

    That is where it shows pictures or shapes and no text to speak of, or its fonts do not tell
    which characters they draw.
    """
    lines = tuple(_find_lines(page))
    said = "".join(line.text for line in lines)
    if not said:
        return None if _shows_something(page) else PageText(())
    if _is_nonsense(said) or (len(said) < _SPARSE and _share_of_pictures(page) > _PICTURE):
        return None
    return PageText(lines)


def _shows_something(page: "pymupdf.Page") -> bool:
    return bool(page.get_bboxlog())  # type: ignore[no-untyped-call]


def _share_of_pictures(page: "pymupdf.Page") -> float:
    boxes = (load_mupdf().Rect(image["bbox"]) for image in page.get_image_info())
    seen = (box * page.rotation_matrix & page.rect for box in boxes)
    area = sum(box.width * box.height for box in seen if not box.is_empty)
    return float(area / (page.rect.width * page.rect.height))


def _is_nonsense(text: str) -> bool:
    """Whether characters stand for others: codes without meaning, or Chinese taken for Western."""
    seen = [character for character in text if not character.isspace()]
    return sum(map(_is_odd, seen)) > _NONSENSE * len(seen)


def _is_odd(character: str) -> bool:
    if character == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(character)[0] == "C":
        return True
    return "\xa1" <= character <= "\xff" and character not in _USUAL


def _find_lines(page: "pymupdf.Page") -> Iterator[PlacedLine]:
    """The words that follow each other without a gap, in the order in which they are drawn."""
    text: Any = page.get_text("rawdict")  # type: ignore[no-untyped-call]
    for block in text["blocks"]:
        for line in block.get("lines", ()):
            yield from _cut_at_gaps(page, line)


def _cut_at_gaps(page: "pymupdf.Page", line: dict[str, Any]) -> Iterator[PlacedLine]:
    """A line of MuPDF's, which knows no columns."""
    across, down = line["dir"]
    run: list[dict[str, Any]] = []
    for span in line["spans"]:
        for character in span["chars"]:
            x, y = character["origin"]
            start = x * across + y * down
            if run and start - run[-1]["end"] > _GAP * span["size"]:
                yield from _place(page, run, (across, down))
                run = []
            if character["c"].isspace() and not run:
                continue
            if not character["c"].isspace():
                character["end"] = _end_of(character["bbox"], across, down)
            else:
                character["end"] = run[-1]["end"]
            run.append(character)
    yield from _place(page, run, (across, down))


def _end_of(box: tuple[float, float, float, float], across: float, down: float) -> float:
    """How far a character reaches along its line."""
    left, top, right, foot = box
    return max(x * across + y * down for x in (left, right) for y in (top, foot))


def _place(
    page: "pymupdf.Page", run: list[dict[str, Any]], direction: tuple[float, float]
) -> Iterator[PlacedLine]:
    text = "".join(character["c"] for character in run).strip()
    if not text:
        return
    mupdf = load_mupdf()
    box = mupdf.Rect(run[0]["bbox"])
    for character in run:
        box |= mupdf.Rect(character["bbox"])
    seen = box * page.rotation_matrix
    turn: Any = page.rotation_matrix
    ahead = mupdf.Point(direction) * mupdf.Matrix(turn.a, turn.b, turn.c, turn.d, 0, 0)
    yield PlacedLine(text, _corners(seen, ahead))


def _corners(box: Any, ahead: Any) -> Corners:  # noqa: ANN401 - MuPDF has no types
    """The corners of a box from where its text begins, which runs ahead so."""
    a, b, c, d = ((p.x, p.y) for p in (box.tl, box.tr, box.br, box.bl))
    if abs(ahead.x) >= abs(ahead.y):
        return (a, b, c, d) if ahead.x >= 0 else (c, d, a, b)
    return (b, c, d, a) if ahead.y > 0 else (d, a, b, c)
