"""Marks become content streams, and the faces they are set in become fonts.

Nothing is decided here. A page's own names for our resources are part of its palette, since a
foreign page may have taken any name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import chain
from math import cos, radians, sin

from docgen.pdf.composite_font import (
    FontMeasures,
    FontProgram,
    subset_tag,
    write_composite_font,
    write_program,
)
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.geometry import Matrix, PageBox
from docgen.pdf.objects import Written, dictionary, number, numbers, reference, text
from docgen.pdf.own_names import DRAFT_STATE, PREFIX, find_prefix
from docgen.pdf.primitives import Box, Colour, Mark, Rule, Symbol, Text
from docgen.pdf.qr_symbol import SYMBOL_MODULES, draw_symbol
from docgen.pdf.typeface import LoadedFace, SomeFace, Typography

_STRETCH = 7
"""Modules of a symbol that are drawn at once. There are so few ways to fill them that each is put
into words once."""
_STRETCH_BITS = (1 << _STRETCH) - 1
_STRETCHES = tuple((x, SYMBOL_MODULES - _STRETCH - x) for x in range(0, SYMBOL_MODULES, _STRETCH))

_MOST_DRAWN = 1024
"""Marks kept as they are drawn."""

_Glyphs = dict[int, str]
"""Glyph → the character it draws."""


# --- fonts -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Palette:
    """What marks are drawn with."""

    typography: Typography
    fonts: Mapping[SomeFace, str]
    """The names of the fonts, without the prefix: F0."""
    resources: Mapping[str, Mapping[str, Written]]
    """By category, then by name without the prefix."""
    prefix: str = PREFIX
    _drawn: dict[tuple[Mark, float], bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def draw(self, mark: Mark, height: float) -> bytes:
        """What draws a mark on a page so high. Many pages have the same frame in the same place."""
        if isinstance(mark, Symbol):
            # No two pages have the same.
            return _draw_symbol(mark, height)
        drawn = self._drawn.get((mark, height))
        if drawn is None:
            if len(self._drawn) >= _MOST_DRAWN:
                self._drawn.clear()
            drawn = self._drawn[mark, height] = b"".join(_draw(mark, height, self))
        return drawn

    def avoiding(self, names: Iterable[str]) -> "Palette":
        """The same under names that are none of these (given with their slash)."""
        prefix = find_prefix(names, self.prefix)
        return self if prefix == self.prefix else replace(self, prefix=prefix)

    @cached_property
    def named_resources(self) -> dict[str, dict[str, Written]]:
        """The resources by the names they have on the page."""
        return {
            category: {self.prefix + own: value for own, value in entries.items()}
            for category, entries in self.resources.items()
        }


def make_palette(file: PdfFile, marks: Iterable[Mark], typography: Typography) -> Palette:
    """Embed one subset of every face these marks use, to be shared by all pages."""
    used: dict[SomeFace, _Used] = {}
    for line, bold in _list_new_characters(marks):
        for run in typography.role(bold).runs(line):
            rank = typography.role(bold).faces.index(run.face)
            own = used.setdefault(run.face, _Used(bold, rank))
            for glyph, character in zip(run.glyphs, run.text, strict=True):
                if own.glyphs.setdefault(glyph, character) != character:
                    own.twins[character] = own.glyphs[glyph]
    fonts = {face: f"F{order}" for order, face in enumerate(used)}
    embedded = {
        fonts[face]: reference(_embed(file, face, own))
        for face, own in used.items()
        if isinstance(face, LoadedFace)
    }
    state = reference(file.add(dictionary(Type=b"/ExtGState", BM=b"/Multiply")))
    resources = {"Font": embedded, "ExtGState": {DRAFT_STATE: state}}
    return Palette(typography, fonts, resources)


def _list_new_characters(marks: Iterable[Mark]) -> Iterator[tuple[str, bool]]:
    """Of each text, bold or not, the characters that no other had before it, if there are any."""
    seen: dict[bool, set[str]] = {False: set(), True: set()}
    for mark in marks:
        if isinstance(mark, Text) and not seen[mark.bold].issuperset(mark.text):
            yield (
                "".join(c for c in dict.fromkeys(mark.text) if c not in seen[mark.bold]),
                mark.bold,
            )
            seen[mark.bold].update(mark.text)


@dataclass(frozen=True)
class _Used:
    """What of a face is used: its place among the faces of its role, and its glyphs."""

    bold: bool
    rank: int
    glyphs: _Glyphs = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    """Characters that are drawn by the glyph of another."""


def _embed(file: PdfFile, face: LoadedFace, used: _Used) -> int:
    """Embed the glyphs of a face as a composite font whose codes are the face's glyph ids.

    What a viewer needs not know stands there too: which face of which role it is, and the
    characters it has besides. So whoever has the file measures text as it was measured.
    """
    glyphs = used.glyphs
    subset = face.subset(glyphs)
    family = re.sub(r"[^A-Za-z0-9]", "", face.face.family)
    base = b"/%s+%s" % (subset_tag(glyphs), family.encode("ascii"))
    mapping = None if face.is_cff else subset.renumbered
    program = FontProgram(subset.program, face.is_cff, mapping)
    widths = {glyph: face.advance(glyph) for glyph in glyphs}
    own = file.reserve()
    write_composite_font(
        file, own, base, program, write_program(file, program),
        FontMeasures(face.ascent, face.descent, widths), glyphs,
        DgRank=numbers((used.bold, used.rank)),
        DgTwins=text("".join(chain.from_iterable(used.twins.items()))),
    )  # fmt: skip
    return own


# --- marks -----------------------------------------------------------------------------------


def write_matrix(matrix: Matrix) -> bytes:
    """The six numbers of a matrix, as an operator takes them."""
    return b" ".join(number(float(value), 6) for value in matrix)


def draw_marks(marks: Iterable[Mark], height: float, palette: Palette) -> bytes:
    """Return the content stream that draws the marks; its origin is the page's lower left."""
    return b"".join([palette.draw(mark, height) for mark in marks])


def draw_page(marks: Iterable[Mark], box: PageBox, height: float, palette: Palette) -> bytes:
    """Return the content stream that draws the marks on a page with such a box."""
    matrix = write_matrix(box.to_user_space)
    return b"q %s cm\n%sQ\n" % (matrix, draw_marks(marks, height, palette))


def _draw(mark: Text | Rule | Box, height: float, palette: Palette) -> Iterator[bytes]:
    match mark:
        case Text():
            yield from _draw_text(mark, height, palette)
        case Rule():
            ends = (mark.x0, height - mark.y0, mark.x1, height - mark.y1)
            x0, y0, x1, y1 = (number(value) for value in ends)
            yield b"%s RG %s w %s %s m %s %s l S\n" % (
                _colour(mark.colour), number(mark.width), x0, y0, x1, y1,
            )  # fmt: skip
        case Box():
            yield from _draw_box(mark, height)


def _draw_box(box: Box, height: float) -> Iterator[bytes]:
    corner = (box.x, height - box.y - box.height, box.width, box.height)
    rectangle = b"%s re" % b" ".join(number(value) for value in corner)
    if box.fill is not None:
        yield b"%s rg %s f\n" % (_colour(box.fill), rectangle)
    if box.stroke is not None:
        width = number(box.line_width)
        yield b"%s RG %s w %s S\n" % (_colour(box.stroke), width, rectangle)


def _draw_symbol(symbol: Symbol, height: float) -> bytes:
    """One path of all dark modules: drawn apart, hairlines would part them."""
    module = symbol.side / SYMBOL_MODULES
    place = Matrix(module, 0, 0, module, symbol.x, height - symbol.y - symbol.side)
    runs = [
        _dark_runs[row, left, modules >> right & _STRETCH_BITS]
        for row, modules in enumerate(draw_symbol(symbol.text))
        for left, right in _STRETCHES
    ]
    return b"q %s cm 0 g\n%sf Q\n" % (write_matrix(place), b"".join(runs))


class _DarkRuns(dict[tuple[int, int, int], bytes]):
    """By row from the top, first column and seven modules: a rectangle a run of dark ones.

    The highest bit is left.
    """

    def __missing__(self, key: tuple[int, int, int]) -> bytes:
        row, x, modules = key
        y, found = SYMBOL_MODULES - 1 - row, re.finditer("1+", f"{modules:0{_STRETCH}b}")
        runs = [b"%d %d %d 1 re\n" % (x + one.start(), y, len(one[0])) for one in found]
        return self.setdefault(key, b"".join(runs))


_dark_runs = _DarkRuns()


def _draw_text(line: Text, height: float, palette: Palette) -> Iterator[bytes]:
    prefix = palette.prefix.encode("ascii")
    state = b"/%s%s gs " % (prefix, DRAFT_STATE.encode()) if line.multiply else b""
    x, y = number(float(line.x), 6), number(float(height - line.y), 6)
    yield b"q %sBT %s rg %s %s %s Tm\n" % (state, _colour(line.colour), _turn(line.angle), x, y)
    for run in palette.typography.role(line.bold).runs(line.text):
        font = prefix + palette.fonts[run.face].encode("ascii")
        yield b"/%s %s Tf <%s> Tj\n" % (font, number(line.size), run.codes)
    yield b"ET Q\n"


@cache
def _turn(degrees: float) -> bytes:
    """The first four numbers of a matrix that turns."""
    turn = radians(degrees)
    parts = (cos(turn), sin(turn), -sin(turn), cos(turn))
    return b" ".join(number(part, 6) for part in parts)


@lru_cache(maxsize=256)
def _colour(colour: Colour) -> bytes:
    return b" ".join(number(value) for value in colour)
