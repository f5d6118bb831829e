"""The text that pages of a PDF have of their own, and whether it can be believed."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from docgen.model.page_text import Corners, PageText, PlacedLine
from docgen.pdf.geometry import Matrix
from docgen.pdf.mupdf import load_mupdf

if TYPE_CHECKING:
    import pymupdf

_Box = tuple[float, float, float, float]
"""Left, top, right and foot, as MuPDF has them."""

_PICTURE = 0.4
"""Of a page: pictures that take more of it are what it is about."""
_SPARSE = 60
"""Characters: a header, or the name of the program that scanned, beside such a picture."""
_NONSENSE = 0.1
"""Of the characters. A sound text has none of them."""
_RARE, _ENOUGH = 0.4, 20
"""Of so many Chinese characters. Of a sound text nineteen in twenty are common, and of characters
taken at random one in three."""
_FIRST_CHINESE, _LAST_CHINESE = "\u3400", "\u9fff"
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
    """Whether characters stand for others: without meaning, foreign, or hardly ever written."""
    seen = [character for character in text if not character.isspace()]
    chinese = [character for character in seen if _FIRST_CHINESE <= character <= _LAST_CHINESE]
    rare = sum(not _is_common(character) for character in chinese)
    if len(chinese) >= _ENOUGH and rare > _RARE * len(chinese):
        return True
    return sum(map(_is_odd, seen)) > _NONSENSE * len(seen)


def _is_odd(character: str) -> bool:
    if character == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(character)[0] == "C":
        return True
    western = "\xa1" <= character <= "\u036f" and character not in _USUAL
    return western or "\u0500" <= character <= "\u1dff"


def _is_common(character: str) -> bool:
    """Whether it is among the characters that GB 2312 or Big5 has first, as those mostly used."""
    simplified, traditional = (character.encode(code, "ignore") for code in ("gb2312", "big5"))
    return b"\xb0\xa1" <= simplified <= b"\xd7\xf9" or b"\xa4\x40" <= traditional <= b"\xc6\x7e"


def _find_lines(page: "pymupdf.Page") -> Iterator[PlacedLine]:
    """The words that follow each other without a gap, in the order in which they are drawn."""
    mupdf = load_mupdf()
    # Pictures would come along, those that are no JPEG encoded anew.
    flags = mupdf.TEXTFLAGS_RAWDICT & ~mupdf.TEXT_PRESERVE_IMAGES
    text: Any = page.get_text("rawdict", flags=flags)  # type: ignore[no-untyped-call]
    rotation: Any = page.rotation_matrix
    turn = Matrix(*rotation)
    for block in text["blocks"]:
        for line in block.get("lines", ()):
            for said, box in _cut_at_gaps(line):
                yield PlacedLine(said, _place(box, line["dir"], turn))


def _cut_at_gaps(line: dict[str, Any]) -> Iterator[tuple[str, _Box]]:
    """The words of a line of MuPDF's, which knows no columns, each with its place."""
    across, down = line["dir"]
    said: list[str] = []
    boxes: list[_Box] = []
    end = 0.0
    for span in line["spans"]:
        gap = _GAP * span["size"]
        for character in span["chars"]:
            x, y = character["origin"]
            if said and x * across + y * down - end > gap:
                yield from _join(said, boxes)
                said, boxes = [], []
            if not character["c"].isspace():
                end = _end_of(character["bbox"], across, down)
            elif not said:
                continue
            said.append(character["c"])
            boxes.append(character["bbox"])
    yield from _join(said, boxes)


def _end_of(box: _Box, across: float, down: float) -> float:
    """How far a character reaches along its line."""
    left, top, right, foot = box
    return max(left * across, right * across) + max(top * down, foot * down)


def _join(said: Sequence[str], boxes: Sequence[_Box]) -> Iterator[tuple[str, _Box]]:
    """Characters as one text in one box, if they say anything."""
    if text := "".join(said).strip():
        # What is as wide as nothing is nowhere. MuPDF's rectangles take ten times as long.
        solid = [box for box in boxes if box[0] < box[2] and box[1] < box[3]] or boxes[:1]
        lefts, tops, rights, feet = zip(*solid, strict=True)
        yield text, (min(lefts), min(tops), max(rights), max(feet))


def _place(box: _Box, direction: tuple[float, float], turn: Matrix) -> Corners:
    """The corners of a box on the page as it is seen, from where its text begins."""
    x0, y0 = turn.apply(box[0], box[1])
    x1, y1 = turn.apply(box[2], box[3])
    left, right, top, foot = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    a, b, c, d = (left, top), (right, top), (right, foot), (left, foot)
    across = direction[0] * turn.a + direction[1] * turn.c
    down = direction[0] * turn.b + direction[1] * turn.d
    if abs(across) >= abs(down):
        return (a, b, c, d) if across >= 0 else (c, d, a, b)
    return (b, c, d, a) if down > 0 else (d, a, b, c)
