"""What is wrong with a form's PDF, and with the characters that are to be printed in it."""

import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from docgen.forms.values import PrintedText
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render
from docgen.issues.location import Location
from docgen.office.libreoffice import (
    BODY_FACE,
    OfficeFace,
    font_environment,
    identify_fonts,
    match_face,
    read_charset,
)
from docgen.office.missing_glyphs import find_boxes, list_characters
from docgen.pdf.mupdf import ONE_AT_A_TIME, load_mupdf
from docgen.system.memo import this_memo
from docgen.text.printable import keep_steady, list_unsteady

if TYPE_CHECKING:
    import pymupdf

_PAPER_PT: Mapping[str, tuple[float, float]] = {
    "A4": (595.28, 841.89),
    "A3 landscape": (1190.55, 841.89),
}
"""Width and height of a page."""


def check_form_pdf(
    pdf: Path, paper: Literal["A4", "A3 landscape"], texts: Sequence[PrintedText]
) -> tuple[Finding, ...]:
    """Return what is wrong with a form's PDF: paper, lost values, faces left out, boxes."""
    with ONE_AT_A_TIME, load_mupdf().open(pdf) as document:
        sheets = list(document)
        pages = [_PageText.of(page) for page in sheets]
        return (
            *_check_paper(pdf, sheets, paper),
            *_check_texts(pdf, pages, texts),
            *_check_embedding(pdf, sheets),
            *_check_boxes(pdf, sheets),
        )


def _finding(pdf: Path, case: str, /, **slots: object) -> Finding:
    return render(issue("form-pdf", Location(pdf.name), case, **slots))


@dataclass(frozen=True)
class _PageText:
    """All characters of a page without spaces, and where its lines start."""

    text: str
    line_starts: frozenset[int]
    lines: tuple[str, ...]

    @classmethod
    def of(cls, page: "pymupdf.Page") -> "_PageText":
        """Read a page in the order it was drawn: LibreOffice draws cell after cell."""
        return cls.made_of(page.get_text("text", sort=False).splitlines())  # type: ignore[no-untyped-call]

    @classmethod
    def made_of(cls, lines: Iterable[str]) -> "_PageText":
        """Lay lines end to end."""
        flat = [_flatten(line) for line in lines]
        starts = frozenset(accumulate(map(len, flat), initial=0))
        return cls("".join(flat), starts, tuple(lines))

    @property
    def steady(self) -> "_PageText":
        """What is left of it without characters that are read out of their order."""
        return _PageText.made_of([keep_steady(line) for line in self.lines])

    def has_line(self, wanted: str) -> bool:
        """Whether a text stands here from the start of a line."""
        return any(self.text.startswith(wanted, start) for start in self.line_starts)


def _flatten(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _check_paper(pdf: Path, sheets: Sequence["pymupdf.Page"], paper: str) -> Iterator[Finding]:
    width, height = _PAPER_PT[paper]
    for page in sheets:
        if abs(page.rect.width - width) > 1 or abs(page.rect.height - height) > 1:
            called = paper.replace(" landscape", " 横向")
            yield _finding(pdf, "paper", page=page.number + 1, paper=called)


def _check_texts(
    pdf: Path, pages: Sequence[_PageText], texts: Iterable[PrintedText]
) -> Iterator[Finding]:
    steady: list[_PageText] = []
    for text in texts:
        if _is_on_pages(_flatten(text.text), pages):
            continue
        steady = steady or [page.steady for page in pages]
        words = keep_steady(text.text)
        apart = {_flatten(c) for c in list_unsteady(text.text)}
        if not (
            words != text.text
            and _is_on_pages(_flatten(words), steady)
            and all(any(c in page.text for page in pages) for c in apart)
        ):
            if "id_number" in text.path:
                yield _finding(pdf, "lost_number", called=text.title)
            else:
                yield _finding(pdf, "lost", called=text.title, text=_shorten(text.text))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:30]}{'…' if len(line) > 30 else ''}"


def _is_on_pages(wanted: str, pages: Sequence[_PageText]) -> bool:
    """Whether a text stands whole on a page, or runs on from page to page."""
    return any(wanted in page.text for page in pages) or _runs_on(wanted, pages)


def _runs_on(wanted: str, pages: Sequence[_PageText]) -> bool:
    """Whether a text begins on a page and goes on with a line of the next, and so on.

    A cell that breaks across pages ends on one, other cells follow, and it goes on overleaf. Where
    it breaks is not known: what it begins with may stand in another cell at greater length.
    """
    seen: set[tuple[int, int]] = set()
    left = [(number, 0) for number in range(len(pages) - 1)]
    while left:
        number, start = left.pop()
        if (number, start) in seen or number + 1 == len(pages):
            continue
        seen.add((number, start))
        piece, overleaf = wanted[start:], pages[number + 1]
        for length in range(_SHORTEST_PIECE, _longest_start(piece, pages[number].text) + 1):
            rest = piece[length:]
            if overleaf.has_line(rest):
                return True
            if overleaf.has_line(rest[:_TELLING]):
                left.append((number + 1, start + length))
    return False


_SHORTEST_PIECE = 4
_TELLING = 12
"""Characters that begin a line where a cell goes on."""


def _longest_start(wanted: str, page: str) -> int:
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in page else (low, middle - 1)
    return low


def _check_embedding(pdf: Path, sheets: Sequence["pymupdf.Page"]) -> Iterator[Finding]:
    fonts = [font for page in sheets for font in page.get_fonts()]  # type: ignore[no-untyped-call]
    for name in sorted({font[3] for font in fonts if font[1] == "n/a"}):
        yield _finding(pdf, "unembedded", face=name)


def _check_boxes(pdf: Path, sheets: Sequence["pymupdf.Page"]) -> Iterator[Finding]:
    boxes = find_boxes(sheets)
    if boxes:
        slots = {"count": boxes.total(), "characters": list_characters(boxes)}
        yield _finding(pdf, "boxes", **slots)


def check_characters(texts: Iterable[PrintedText]) -> tuple[Issue, ...]:
    """Return the values with characters that the body face lacks, and those no face has.

    Their places are fields of the data file.

    Nothing is said where there is no fontconfig to ask (Windows, macOS).
    """
    face, everything = this_memo().recall(("faces", identify_fonts()), _find_characters)
    if face is None:
        return ()
    return tuple(f for text in texts for f in _check_text(text, face, everything))


def _find_characters() -> tuple[OfficeFace | None, frozenset[int]]:
    """The body face, and the characters that any face has."""
    with tempfile.TemporaryDirectory(prefix="docgen-fonts-") as scratch:
        environment = font_environment(Path(scratch))
        face = match_face(BODY_FACE, environment)
        return face, _all_characters(environment) if face else frozenset()


def _all_characters(environment: Mapping[str, str]) -> frozenset[int]:
    said = subprocess.run(
        ["fc-list", "--format", "%{charset}\n"],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return read_charset(" ".join(set(said.splitlines())))


def _check_text(text: PrintedText, face: OfficeFace, everything: frozenset[int]) -> Iterator[Issue]:
    outside = {c for c in text.text if ord(c) > 0xFF and not face.has(c)}
    nowhere = {c for c in outside if ord(c) not in everything}
    place = Location(field=text.field)
    if nowhere:
        slots = {"called": text.title, "characters": list_characters(nowhere)}
        yield issue("character", place, "nowhere", **slots)
    if outside - nowhere:
        slots = {"called": text.title, "characters": list_characters(outside - nowhere)}
        yield issue("character", place, "elsewhere", **slots, face=face.family)
