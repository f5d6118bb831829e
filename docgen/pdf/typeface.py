"""Measuring text and embedding faces: glyph ids, widths and subsets, through HarfBuzz.

Text is set one glyph a character; Chinese needs no shaping and page numbers no kerning.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from struct import pack
from typing import Protocol

import uharfbuzz as hb  # type: ignore[import-untyped]

from docgen.pdf.system_fonts import HEADING_FAMILIES, TEXT_FAMILIES, FontFace, find_faces


class SomeFace(Protocol):
    """A face that text can be measured and set in."""

    def glyph(self, character: str, /) -> int:
        """The glyph of a character; 0 when the face has none."""

    def advance(self, glyph: int, /) -> float:
        """The width of a glyph in 1/1000 em."""


@dataclass(frozen=True)
class TypefaceRun:
    """A stretch of text in one face."""

    face: SomeFace
    glyphs: tuple[int, ...]
    text: str

    @cached_property
    def codes(self) -> bytes:
        """The glyphs as text is shown in a PDF: four hexadecimal figures each."""
        return pack(f">{len(self.glyphs)}H", *self.glyphs).hex().upper().encode("ascii")


class LoadedFace:
    """A face opened for measuring. Widths are in 1/1000 em."""

    def __init__(self, face: FontFace) -> None:
        self.face = face
        self._face = hb.Face(hb.Blob.from_file_path(face.path), face.index)
        self._font = hb.Font(self._face)
        self._per_mille = 1000 / self._face.upem
        extents = self._font.get_font_extents("ltr")
        self.ascent = extents.ascender * self._per_mille
        self.descent = extents.descender * self._per_mille
        self.is_cff = "CFF " in self._face.table_tags

    @cache  # noqa: B019 - faces live as long as the process
    def glyph(self, character: str) -> int:
        """The glyph of a character; 0 when the face has none. Odd spaces are spaces."""
        own = self._font.get_nominal_glyph(ord(character))
        if not own and character.isspace():
            own = self._font.get_nominal_glyph(ord(" "))
        return own or 0

    @cache  # noqa: B019
    def advance(self, glyph: int) -> float:
        """The width of a glyph in 1/1000 em."""
        return float(self._font.get_glyph_h_advance(glyph) * self._per_mille)

    def subset(self, glyphs: Iterable[int]) -> "Subset":
        """Return the part of the font that draws these glyphs."""
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).set(set(glyphs))
        # Glyph 0 keeps its outline: a character no face has is seen as a box, not as nothing.
        wanted.flags = (
            hb.SubsetFlags.NO_HINTING
            | hb.SubsetFlags.NO_LAYOUT_CLOSURE
            | hb.SubsetFlags.NOTDEF_OUTLINE
        )
        for tag in ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "name"):
            wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).add(_tag(tag))
        plan = hb.SubsetPlan(self._face, wanted)
        file = plan.execute()
        # The CFF of a CID-keyed face keeps the old glyph ids as its CIDs, so the bare table is
        # all a PDF needs; a TrueType file is renumbered and needs the map.
        program = file.reference_table("CFF ") if self.is_cff else file.blob
        return Subset(bytes(program.data), dict(plan.old_to_new_glyph_mapping))


@dataclass(frozen=True)
class Subset:
    """A part of a font: the bare CFF table or a TrueType file, and old glyph id → new."""

    program: bytes
    renumbered: dict[int, int]


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


class Typeface:
    """The faces of one role, tried in order for each character."""

    def __init__(self, faces: Iterable[SomeFace]) -> None:
        self.faces = tuple(faces)

    @cache  # noqa: B019
    def _pick(self, character: str) -> SomeFace:
        return next((f for f in self.faces if f.glyph(character)), self.faces[0])

    @lru_cache(maxsize=1024)  # noqa: B019
    def runs(self, text: str) -> tuple[TypefaceRun, ...]:
        """Split text into stretches of one face each."""
        stretches = [(face, "".join(some)) for face, some in groupby(text, self._pick)]
        return tuple(
            TypefaceRun(face, tuple(map(face.glyph, stretch)), stretch)
            for face, stretch in stretches
        )

    def width(self, text: str, size: float) -> float:
        """The width of a line of text in points."""
        return self._advance_all(text) * size / 1000

    # Lines are laid out again and again: until page numbers agree, and after each edit.
    @lru_cache(maxsize=65_536)  # noqa: B019
    def _advance_all(self, text: str) -> float:
        return sum(map(self._advance, text))

    @cache  # noqa: B019
    def _advance(self, character: str) -> float:
        face = self._pick(character)
        return face.advance(face.glyph(character))

    def missing(self, text: str) -> str:
        """The characters of `text` that no face of this role has, each once."""
        lacking = (c for c in text if not c.isspace() and not self._pick(c).glyph(c))
        return "".join(dict.fromkeys(lacking))


class Typography:
    """The two roles docgen's own pages use: running text and headings.

    Without faces for them, those of this system. FontError where it has none.
    """

    def __init__(self, text: Typeface | None = None, heading: Typeface | None = None) -> None:
        self.text = text or _load(TEXT_FAMILIES)
        self.heading = heading or _load(HEADING_FAMILIES + TEXT_FAMILIES)

    def role(self, bold: bool) -> Typeface:
        """The typeface of bold or of running text."""
        return self.heading if bold else self.text

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The width of a line of text in points."""
        return self.role(bold).width(text, size)


def _load(families: tuple[tuple[str, str], ...]) -> Typeface:
    return Typeface(map(LoadedFace, find_faces(families)))
