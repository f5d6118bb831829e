"""The text of a drawn file held against what was to be drawn: each character, and its place.

The file is read by another program than wrote it. What is found nowhere near its place was lost
on the way: by a font that viewers cannot use, or by a map of characters that is wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docgen.ofd.drawn_file import PlacedCharacter
from docgen.pdf.mupdf import load_mupdf

_CELL = 1.0
"""Points. A character is looked for in the cell of its place and in those about it."""
_LONGEST = 20


def find_misplaced(
    pdf: Path, drawn: Mapping[int, Sequence[PlacedCharacter]]
) -> dict[tuple[int, str], str]:
    """The characters not found in their places, by page and object; blanks do not count."""
    missing: dict[tuple[int, str], str] = {}
    with load_mupdf().open(pdf, filetype="pdf") as document:
        for number, characters in sorted(drawn.items()):
            if not characters:
                continue
            lost = _find_lost(characters, _index(_read_characters(document[number - 1])))
            if lost:
                # What a shading fills is a clip to MuPDF, which its trace says nothing of.
                lost = _find_lost(lost, _index(_read_clips(document[number - 1])))
            for one in lost:
                key = (number, one.object)
                if len(missing.get(key, "")) < _LONGEST:
                    missing[key] = missing.get(key, "") + one.text
    return missing


def _find_lost(wanted: Sequence[PlacedCharacter], found: "_Cells") -> list[PlacedCharacter]:
    """What is not found of these, blanks apart."""
    unfound = (
        (one, "".join(c for c in one.text if not c.isspace() and not _is_near(c, one, found)))
        for one in wanted
    )
    return [replace(one, text=text) for one, text in unfound if text]


def _read_characters(page: Any) -> Iterator[tuple[str, float, float]]:  # noqa: ANN401 - untyped
    """Each character of a page and its origin, in points from the lower left."""
    height = page.rect.height
    for span in page.get_texttrace():
        for code, _, (x, y), _ in span["chars"]:
            yield chr(code), x, height - y


def _read_clips(page: Any) -> Iterator[tuple[str, float, float]]:  # noqa: ANN401 - untyped
    """The same for all that is copied of a page, were it seen through by something else."""
    height = page.rect.height
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for one in span["chars"]:
                    yield one["c"], one["origin"][0], height - one["origin"][1]


_Cells = frozenset[tuple[str, int, int]]


def _index(characters: Iterator[tuple[str, float, float]]) -> _Cells:
    return frozenset((one, round(x / _CELL), round(y / _CELL)) for one, x, y in characters)


def _is_near(character: str, wanted: PlacedCharacter, found: _Cells) -> bool:
    column, row = round(wanted.x / _CELL), round(wanted.y / _CELL)
    reach = (-1, 0, 1)
    return any((character, column + x, row + y) in found for x in reach for y in reach)
