"""Text that nobody sees and every viewer finds: searched, marked and copied, never painted.

It is set in one font without outlines, which all pages of a file share and in which a character is
its own code. Each line is stretched to the place where it is to be found.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from struct import pack
from typing import Protocol

from docgen.pdf.character_maps import write_character_map, write_utf16
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.font_tables import join_tables
from docgen.pdf.geometry import Matrix
from docgen.pdf.objects import Written, array, dictionary, name, number, numbers, reference, text

_EM = 1000
_ASCENT, _DESCENT = 880, -120
"""In 1/1000 em. An em together: what a viewer marks is as high as the line."""
_FULL, _HALF = _EM, _EM // 2
_NARROW = ((0x20, 0x7E), (0xC0, 0x24F))
"""First and last of the characters that are half as wide as a Chinese one: Latin."""
_SPARE = range(0xD800, 0xE000)
"""Codes that are no characters. Those beyond the first plane have them in turn."""
_BASE = b"/DGTEXT+Invisible"
_LEAST = 0.5
"""Points. A line that is shorter or lower cannot be marked."""
_UPRIGHT = 0.4
"""Heights by which a line may sink or rise and still be taken for one."""
_STOPS = frozenset(map(ord, " ，。、；：！？（）《》,.;:!?()"))
"""Where a line is cut: no name goes on behind one of these."""

Corners = Sequence[tuple[float, float]]


class SomeLine(Protocol):
    """A line of text where it stands."""

    @property
    def text(self) -> str:
        """What is read there."""

    @property
    def corners(self) -> Corners:
        """Four, clockwise from the top left of its first character, in points, y down."""


# --- the font ---------------------------------------------------------------------------------


class _Codes(dict[str, int]):
    """The code of each character that was asked for; 0 of what has none."""

    def __init__(self) -> None:
        super().__init__()
        self.characters: dict[int, str] = {}
        """What is copied of each code."""
        self._spare = iter(_SPARE)

    def __missing__(self, character: str) -> int:
        plain = " " if character.isspace() else character
        if plain != character:
            code = self[plain]
        elif not plain.isprintable():
            code = 0
        else:
            code = ord(plain) if ord(plain) <= 0xFFFF else next(self._spare, 0)
        self[character] = code
        if code:
            self.characters[code] = plain
        return code


class InvisibleFont:
    """The font of all invisible text of a file, written last: then its characters are known."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._number: int | None = None
        self._codes = _Codes()

    @property
    def reference(self) -> Written:
        """How the resources of a page refer to it."""
        if self._number is None:
            self._number = self._file.reserve()
        return reference(self._number)

    def encode(self, line: str) -> tuple[int, ...]:
        """The codes of a line. What is no character has none, nor have more rare ones than fit."""
        return tuple(filter(None, map(self._codes.__getitem__, line)))

    def decode(self, codes: Iterable[int]) -> str:
        """What such codes say."""
        return "".join(map(self._codes.characters.__getitem__, codes))

    def write(self) -> None:
        """Write it, if anything refers to it."""
        if self._number is None:
            return
        program = _make_program()
        descriptor = dictionary(
            Type=b"/FontDescriptor", FontName=_BASE, Flags=4, ItalicAngle=0, StemV=80,
            FontBBox=numbers((0, _DESCENT, _FULL, _ASCENT)),
            Ascent=_ASCENT, Descent=_DESCENT, CapHeight=_ASCENT,
            FontFile2=reference(self._file.add_stream(program, Length1=len(program))),
        )  # fmt: skip
        system = dictionary(Registry=text("Adobe"), Ordering=text("Identity"), Supplement=0)
        narrow = array(numbers((first, last, _HALF))[1:-1] for first, last in _NARROW)
        descendant = dictionary(
            Type=b"/Font", Subtype=b"/CIDFontType2", BaseFont=_BASE, DW=_FULL, W=narrow,
            CIDSystemInfo=system, CIDToGIDMap=reference(self._file.add_stream(_map_glyphs())),
            FontDescriptor=reference(self._file.add(descriptor)),
        )  # fmt: skip
        self._file.write(self._number, dictionary(
            Type=b"/Font", Subtype=b"/Type0", BaseFont=_BASE, Encoding=name("Identity-H"),
            DescendantFonts=array([reference(self._file.add(descendant))]),
            ToUnicode=reference(self._file.add_stream(_map_characters(self._codes.characters))),
        ))  # fmt: skip


@cache
def _is_narrow(code: int) -> bool:
    return any(first <= code <= last for first, last in _NARROW)


def _measure(codes: Sequence[int]) -> float:
    """How long they are set, in em."""
    return (_FULL * len(codes) - (_FULL - _HALF) * sum(map(_is_narrow, codes))) / _EM


@cache
def _map_glyphs() -> bytes:
    """The glyph of every code: 1 is as wide as high, 2 is half as wide."""
    return b"".join(pack(">H", 2 if _is_narrow(code) else 1) for code in range(1 << 16))


def _map_characters(characters: dict[int, str]) -> bytes:
    """The ToUnicode map of codes, those that follow each other as one range (9.10.3)."""
    ranges = [
        f"<{first:04X}> <{last:04X}> {write_utf16(characters[first])}"
        for first, last in _find_ranges(characters)
    ]
    return write_character_map("bfrange", ranges)


def _find_ranges(characters: dict[int, str]) -> Iterator[tuple[int, int]]:
    """First and last of codes that follow each other and differ in their last byte alone."""

    def rank(placed: tuple[int, int]) -> tuple[int, int]:
        place, code = placed
        return (code, -1) if code in _SPARE else (code - place, code >> 8)

    for _, run in groupby(enumerate(sorted(characters)), rank):
        codes = [code for _, code in run]
        yield codes[0], codes[-1]


# --- its program ------------------------------------------------------------------------------


@cache
def _make_program() -> bytes:
    """A TrueType font of three glyphs, with the tables a viewer looks for.

    Each is a line from corner to corner of its em, which has no area: some viewers mark what the
    outline takes up, and pass over what takes up nothing.
    """
    widths = (_FULL, _FULL, _HALF)
    glyphs = [_draw_diagonal(width) for width in widths]
    ends = [sum(map(len, glyphs[:count])) // 2 for count in range(len(glyphs) + 1)]
    mapping = pack(">12H", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0)
    return join_tables({
        b"cmap": pack(">4HI", 0, 1, 3, 1, 12) + mapping,
        b"glyf": b"".join(glyphs),
        b"head": pack(
            ">4I2H16x4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM,
            0, _DESCENT, _FULL, _ASCENT, 0, 8, 2, 0, 0,
        ),
        b"hhea": pack(
            ">I3hH4x4h10xH", 0x10000, _ASCENT, _DESCENT, 0, _FULL, _FULL, 1, 0, 0, len(widths)
        ),
        b"hmtx": b"".join(pack(">Hh", width, 0) for width in widths),
        b"loca": pack(f">{len(ends)}H", *ends),
        b"maxp": pack(">I3H4xH16x", 0x10000, len(widths), 2, 1, 2),
        b"post": pack(">I28x", 0x30000),
    })  # fmt: skip


def _draw_diagonal(width: int) -> bytes:
    box, points = pack(">5h", 1, 0, _DESCENT, width, _ASCENT), pack(">HHBB", 1, 0, 1, 1)
    return box + points + pack(">4h", 0, width, _DESCENT, _EM)


# --- lines --------------------------------------------------------------------------------------


def is_findable(line: SomeLine) -> bool:
    """Whether there is anything to look for in a line, and a place to find it at."""
    top, end, _, foot = line.corners
    has_room = min(math.dist(top, end), math.dist(top, foot)) >= _LEAST
    return has_room and any(one.isprintable() and not one.isspace() for one in line.text)


_NUMBERS = rb"(?:-?[\d.]+ ){6}"
_SHOWN = rb"<(?:[0-9A-F]{4})+> Tj\n"
_SAID = rb"/Span <</ActualText (?:<[0-9A-F]*>|\((?:[^\\()]|\\.)*\))>> BDC\n%sEMC\n" % _SHOWN
_DRAWN = re.compile(
    rb"q %scm BT 3 Tr /\w+ 1 Tf\n(?:%sTm(?: %s|\n(?:%s)+))+ET Q\n"
    % (_NUMBERS, _NUMBERS, _SHOWN, _SAID)
)


def split_invisible(content: bytes) -> tuple[bytes, bytes]:
    """What `draw_invisible` drew at the beginning of a content stream, and what follows it.

    Nothing that can be seen is ever in the first.
    """
    found = _DRAWN.match(content)
    end = found.end() if found else 0
    return content[:end], content[end:]


def draw_invisible(
    lines: Iterable[SomeLine], height: float, to_page: Matrix, font: InvisibleFont, named: str
) -> bytes:
    """The content stream of lines on a page so high; `to_page` takes upright points to its own.

    The font is `named` so in the page's resources. Nothing is left changed behind it; empty where
    there is nothing to find.
    """
    drawn = b"".join(_draw_line(line, height, font) for line in lines)
    if not drawn:
        return b""
    place = b" ".join(number(float(value), 6) for value in to_page)
    return b"q %s cm BT 3 Tr /%s 1 Tf\n%sET Q\n" % (place, named.encode("ascii"), drawn)


def _draw_line(line: SomeLine, height: float, font: InvisibleFont) -> bytes:
    """One line, as long and as high as the place it has."""
    codes = font.encode(line.text) if is_findable(line) else ()
    if not codes:
        return b""
    top, end, _, foot = ((x, height - y) for x, y in line.corners)
    along, up = (end[0] - top[0], end[1] - top[1]), (top[0] - foot[0], top[1] - foot[1])
    length, size = math.hypot(*along), math.hypot(*up)
    em, drop = length / _measure(codes), -_DESCENT / _EM
    wide = [part / length * em for part in along]
    matrix = (*wide, *up, foot[0] + up[0] * drop, foot[1] + up[1] * drop)
    place = b" ".join(number(value) for value in matrix)
    sinking = em * min(map(abs, along)) / length / size
    if sinking * _measure(codes) <= _UPRIGHT:
        return b"%s Tm %s" % (place, _show(codes))
    pieces = (_say(piece, font) for piece in _cut(codes, sinking))
    return b"%s Tm\n%s" % (place, b"".join(pieces))


def _show(codes: Sequence[int]) -> bytes:
    return b"<%s> Tj\n" % pack(f">{len(codes)}H", *codes).hex().upper().encode("ascii")


def _say(codes: Sequence[int], font: InvisibleFont) -> bytes:
    """A piece of a line that leans, with its text said besides (ISO 32000-1, 14.9.4).

    Viewers that look for lines break one wherever it has sunk by half its height, within a name
    too. A text that is said is taken whole, at the height it begins at.
    """
    said = text(font.decode(codes))
    return b"/Span <</ActualText %s>> BDC\n%sEMC\n" % (said, _show(codes))


def _cut(codes: Sequence[int], sinking: float) -> Iterator[Sequence[int]]:
    """Pieces that sink by no more than their height, as far as signs and blanks let them be cut.

    The line sinks by so many heights an em.
    """
    start = end = 0
    for stop in [place for place, code in enumerate(codes, 1) if code in _STOPS] + [len(codes)]:
        if start < end and sinking * _measure(codes[start:stop]) > 1:
            yield codes[start:end]
            start = end
        end = stop
    if start < end:
        yield codes[start:end]
