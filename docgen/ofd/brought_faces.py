"""Faces that an OFD brings along: subsets of anybody's making, some without a character map.

FreeType, through MuPDF, opens what viewers of the PDF open; HarfBuzz reads the character map.
"""

import struct
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]

from docgen.ofd.cff_reading import read_cids
from docgen.ofd.mended_faces import mend_face
from docgen.pdf.composite_font import FontProgram
from docgen.pdf.font_tables import join_tables, read_tables
from docgen.pdf.mupdf import load_mupdf, mupdf_errors

_TRUETYPE = (b"\0\1\0\0", b"true")
_OPENTYPE, _COLLECTION = b"OTTO", b"ttcf"
_SMALL = 256 << 10
"""Bytes: what writers of OFD have made a part of already."""
_HAIR = 1e-5
"""Of an em: MuPDF gives what has no outline a hundredth of that."""
_MOST_FACES = 64
"""In one collection."""


class UnusableFaceError(Exception):
    """A face that cannot be drawn with; another has to stand for it."""


class BroughtFace:
    """A face of the file, by its glyphs. Widths are in 1/1000 em.

    UnusableFaceError where FreeType does not open it.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        if content.startswith(_COLLECTION):
            content = _take_from_collection(content, name)
        self._whole = mend_face(content)
        """With its map of characters, were it drawn with by its outlines alone."""
        self._content = content = _make_openable(self._whole, name)
        self.program = _make_program(content)
        """None where its glyphs are to be drawn as outlines."""
        self.font: Any = _open_font(content, name)
        self._mupdf = load_mupdf().mupdf
        self._count = int(self.font.m_internal.glyph_count)
        is_cff = self.program is not None and self.program.is_cff
        self._cids = _read_cids(self.program.data) if self.program and is_cff else None

    @cached_property
    def _map(self) -> Any | None:  # noqa: ANN401 - as above
        if self._whole is self._content or not self._whole.startswith(_OPENTYPE):
            return self._mapped
        return hb.Font(hb.Face(hb.Blob(self._whole)))

    @cached_property
    def _mapped(self) -> Any | None:  # noqa: ANN401 - HarfBuzz has no types
        if not self._content.startswith((*_TRUETYPE, _OPENTYPE)):
            return None
        return hb.Font(hb.Face(hb.Blob(self._content)))

    def glyph(self, character: str) -> int:
        """The glyph of a character by the face's own map; 0 where it has none."""
        if self._map is not None:
            return self._map.get_nominal_glyph(ord(character)) or 0
        return int(self._mupdf.fz_encode_character(self.font, ord(character)))

    def advance(self, glyph: int) -> float:
        """The width of a glyph."""
        return float(self._mupdf.fz_advance_glyph(self.font, self._index(glyph), 0)) * 1000

    def find(self, named: int) -> int:
        """The glyph that a file names so, were it a blank; 0 where there is none.

        Some name those of a bare CFF by their CIDs, as the PDF did that they were made of.
        """
        if 0 < named < self._count:
            return named
        return self._cids.index(named) if self._cids and named in self._cids else 0

    def inks(self, glyph: int) -> bool:
        """Whether anything is seen of a glyph."""
        left, foot, right, head = self.box(glyph)
        return right - left > _HAIR and head - foot > _HAIR

    def box(self, glyph: int) -> tuple[float, ...]:
        """The room that a glyph takes, in em."""
        box = self._mupdf.fz_bound_glyph(self.font, self._index(glyph), self._mupdf.FzMatrix())
        return box.x0, box.y0, box.x1, box.y1

    def reduced_to(self, glyphs: Iterable[int]) -> FontProgram:
        """Its program, of which a large one has these glyphs left alone, each as it was."""
        assert self.program is not None
        if len(self.program.data) < _SMALL or self._mapped is None:
            return self.program
        wanted = set(glyphs)
        with suppress(RuntimeError, UnusableFaceError):
            part = BroughtFace(_take_part(self._content, wanted), self.name)
            alike = all(self.box(g) == part.box(g) and self.code(g) == part.code(g) for g in wanted)
            if alike and part.program is not None:
                return part.program
        return self.program

    def _index(self, glyph: int) -> int:
        """What FreeType knows a glyph by: in a bare CFF that is keyed by CIDs, its CID."""
        return self.code(glyph) if self._mapped is None else glyph

    def code(self, glyph: int) -> int:
        """The code that shows a glyph."""
        return self._cids[glyph] if self._cids and glyph < len(self._cids) else glyph


def _open_font(content: bytes, name: str) -> Any:  # noqa: ANN401 - MuPDF has no types
    """MuPDF's own font."""
    mupdf = load_mupdf().mupdf
    try:
        buffer = mupdf.fz_new_buffer_from_copied_data(content)
        return mupdf.fz_new_font_from_buffer(name, buffer, 0, 1)
    except mupdf_errors() as error:
        raise UnusableFaceError(str(error)) from error


def _make_openable(content: bytes, name: str) -> bytes:
    """The outlines alone of a face of OpenType that does not open with all that is about them.

    One without a head does, and FreeType then has it as the outlines alone, too, and counts by CID.
    """
    if not content.startswith(_OPENTYPE):
        return content
    with suppress(struct.error):
        tables = read_tables(content)
        outlines = tables.get(b"CFF ", content)
        if b"head" not in tables:
            return outlines
        try:
            _open_font(content, name)
        except UnusableFaceError:
            return outlines
    return content


def _take_part(content: bytes, glyphs: set[int]) -> bytes:
    """A font file of these glyphs alone, under their numbers. RuntimeError where there is none."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).set(glyphs)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    part = hb.SubsetPlan(hb.Face(hb.Blob(content)), wanted).execute()
    return bytes(part.blob.data)


def _read_cids(table: bytes) -> list[int] | None:
    try:
        return read_cids(table)
    except ValueError as error:
        raise UnusableFaceError(str(error)) from error


def _make_program(content: bytes) -> FontProgram | None:
    """What a PDF holds of a face, to be drawn with by glyph number; None where it holds none."""
    if content.startswith((*_TRUETYPE, _OPENTYPE)):
        try:
            tables = read_tables(content)
        except struct.error as error:
            raise UnusableFaceError("cut short") from error
        if b"CFF " in tables:
            return FontProgram(tables[b"CFF "], is_cff=True)
        return FontProgram(content, is_cff=False) if b"glyf" in tables else None
    if content[:1] == b"\1" and len(content) > 4 and 4 <= content[2] <= 16:
        return FontProgram(content, is_cff=True)
    return None


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
