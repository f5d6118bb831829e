"""Faces that an OFD brings along: subsets of anybody's making, some without a character map.

FreeType, through MuPDF, opens what viewers of the PDF open; HarfBuzz reads the character map.
"""

import struct
from functools import cached_property
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]

from docgen.ofd.cff_reading import read_cids
from docgen.pdf.composite_font import FontProgram
from docgen.pdf.font_tables import join_tables, read_tables
from docgen.pdf.mupdf import load_mupdf, mupdf_errors

_TRUETYPE = (b"\0\1\0\0", b"true")
_OPENTYPE, _COLLECTION = b"OTTO", b"ttcf"
_MOST_FACES = 64
"""In one collection."""


class UnusableFaceError(Exception):
    """A face that cannot be drawn with; another has to stand for it."""


class BroughtFace:
    """A face of the file, by its glyphs. Widths are in 1/1000 em.

    UnusableFaceError where FreeType does not open it, or a PDF cannot hold it.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        if content.startswith(_COLLECTION):
            content = _take_from_collection(content, name)
        self._content = content
        self.program = _make_program(content)
        mupdf = load_mupdf().mupdf
        try:
            buffer = mupdf.fz_new_buffer_from_copied_data(content)
            self._font: Any = mupdf.fz_new_font_from_buffer(name, buffer, 0, 0)
            self._count = int(self._font.m_internal.glyph_count)
        except mupdf_errors() as error:
            raise UnusableFaceError(str(error)) from error
        self._mupdf = mupdf
        self._cids = _read_cids(self.program)

    @cached_property
    def _mapped(self) -> Any | None:  # noqa: ANN401 - HarfBuzz has no types
        if not self._content.startswith((*_TRUETYPE, _OPENTYPE)):
            return None
        return hb.Font(hb.Face(hb.Blob(self._content)))

    def glyph(self, character: str) -> int:
        """The glyph of a character by the face's own map; 0 where it has none."""
        if self._mapped is not None:
            return self._mapped.get_nominal_glyph(ord(character)) or 0
        return int(self._mupdf.fz_encode_character(self._font, ord(character)))

    def advance(self, glyph: int) -> float:
        """The width of a glyph."""
        return float(self._mupdf.fz_advance_glyph(self._font, glyph, 0)) * 1000

    def has(self, glyph: int) -> bool:
        """Whether there is such a glyph, were it a blank."""
        return 0 < glyph < self._count

    def inks(self, glyph: int) -> bool:
        """Whether anything is seen of a glyph."""
        box = self._mupdf.fz_bound_glyph(self._font, glyph, self._mupdf.FzMatrix())
        return bool(box.x1 > box.x0 and box.y1 > box.y0)

    def code(self, glyph: int) -> int:
        """The code that shows a glyph."""
        return self._cids[glyph] if self._cids and glyph < len(self._cids) else glyph


def _read_cids(program: FontProgram) -> list[int] | None:
    try:
        return read_cids(program.data) if program.is_cff else None
    except ValueError as error:
        raise UnusableFaceError(str(error)) from error


def _make_program(content: bytes) -> FontProgram:
    if content.startswith(_TRUETYPE):
        return FontProgram(content, is_cff=False)
    if content.startswith(_OPENTYPE):
        try:
            return FontProgram(read_tables(content)[b"CFF "], is_cff=True)
        except (struct.error, KeyError) as error:
            raise UnusableFaceError("without outlines") from error
    if content[:1] == b"\1" and len(content) > 4 and 4 <= content[2] <= 16:
        return FontProgram(content, is_cff=True)
    raise UnusableFaceError("neither TrueType nor CFF")


def _take_from_collection(content: bytes, name: str) -> bytes:
    """The file of one face of a collection: that of the name, or the first."""
    try:
        (count,) = struct.unpack_from(">I", content, 8)
        offsets = struct.unpack_from(f">{min(count, _MOST_FACES)}I", content, 12)
        named = (n for n in range(len(offsets)) if name in _names_of(content, n))
        offset = offsets[next(named, 0)]
        return join_tables(read_tables(content, offset), content[offset : offset + 4])
    except (struct.error, IndexError) as error:
        raise UnusableFaceError("cut short") from error


def _names_of(content: bytes, index: int) -> set[str]:
    face = hb.Face(hb.Blob(content), index)
    kinds = (hb.OTNameIdPredefined.FONT_FAMILY, hb.OTNameIdPredefined.FULL_NAME)
    return {face.get_name(kind, language) or "" for kind in kinds for language in ("en", "zh")}
