"""The fonts of the PDF that is made: each face once, and every glyph with what is copied of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docgen.ofd.brought_faces import BroughtFace, UnusableFaceError
from docgen.ofd.ofd_document import ResourceEntry
from docgen.ofd.ofd_markup import child, text_of
from docgen.ofd.ofd_package import OfdPackage
from docgen.ofd.substitute_faces import AskedFace, find_substitutes, read_asked_face
from docgen.pdf.composite_font import (
    FontMeasures,
    FontProgram,
    subset_tag,
    write_composite_font,
    write_program,
)
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.objects import Written, reference
from docgen.pdf.typeface import LoadedFace

_SILENT = "\u200b"
"""What is copied of a glyph that stands for no character of its own: nothing that is seen."""

Face = BroughtFace | LoadedFace


@dataclass(frozen=True)
class ShownGlyph:
    """A glyph as a content stream shows it."""

    font: Written
    """The reference to the font it is in."""
    code: int
    advance: float
    """In em."""
    lacks_bold: bool = False
    """Whether it is to be bold, and its face is not."""
    lacks_slant: bool = False
    substitute: str = ""
    """The family that stands for the face, where the file does not bring it."""


@dataclass
class _SetFace:
    """A face and the fonts that show it: more than one where a glyph stands for several texts."""

    face: Face
    fonts: list[tuple[int, dict[int, str]]] = field(default_factory=list)
    glyphs: dict[int, int] = field(default_factory=dict)
    """The glyph of each code."""

    def show(self, file: PdfFile, glyph: int, text: str) -> tuple[Written, int]:
        """The font and the code of a glyph that is copied as this text."""
        code = self.face.code(glyph) if isinstance(self.face, BroughtFace) else glyph
        self.glyphs[code] = glyph
        for number, texts in self.fonts:
            if texts.setdefault(code, text) == text:
                return reference(number), code
        self.fonts.append((file.reserve(), {code: text}))
        return reference(self.fonts[-1][0]), code

    def write(self, file: PdfFile) -> None:
        """Write its fonts, whose glyphs are known by now."""
        program, base = self._program(set(self.glyphs.values()))
        stream = write_program(file, program)
        for number, texts in self.fonts:
            widths = {code: self.face.advance(self.glyphs[code]) for code in texts}
            measures = FontMeasures(880, -120, widths)
            write_composite_font(file, number, base, program, stream, measures, texts)

    def _program(self, glyphs: set[int]) -> tuple[FontProgram, bytes]:
        if isinstance(self.face, BroughtFace):
            return self.face.program, b"/%s+%s" % (subset_tag(glyphs), _plain(self.face.name))
        subset = self.face.subset(glyphs)
        mapping = None if self.face.is_cff else subset.renumbered
        base = b"/%s+%s" % (subset_tag(glyphs), _plain(self.face.face.family))
        return FontProgram(subset.program, self.face.is_cff, mapping), base


def _plain(name: str) -> bytes:
    return re.sub(r"[^A-Za-z0-9]", "", name).encode("ascii") or b"Face"


class FontChoice:
    """How the text of one face of the file is shown: by itself, or by faces of this system."""

    def __init__(self, shelf: "FontShelf", asked: AskedFace, embedded: BroughtFace | None) -> None:
        self._shelf = shelf
        self.asked = asked
        self.embedded = embedded

    def show(self, text: str, glyph: int | None) -> Iterator[ShownGlyph]:
        """What shows a text, by the `glyph` that the file names for it, if it names one.

        Nothing where no face has it.
        """
        own = self._find_own(text, glyph)
        if self.embedded is not None and own:
            font, code = self._shelf.show(self.embedded, own, text or _SILENT)
            yield ShownGlyph(font, code, self.embedded.advance(own) / 1000)
        else:
            yield from filter(None, map(self._substitute, text))

    def _find_own(self, text: str, glyph: int | None) -> int:
        """The glyph of the face of the file; 0 where it has none."""
        if self.embedded is None:
            return 0
        mapped = self.embedded.glyph(text) if len(text) == 1 else 0
        if glyph is None or not self.embedded.has(glyph):
            return mapped
        # Some number the glyphs of the whole face, and bring a part of it numbered anew.
        is_blank = bool(text.strip()) and not self.embedded.inks(glyph)
        return mapped if is_blank and mapped and self.embedded.inks(mapped) else glyph

    def _substitute(self, character: str) -> ShownGlyph | None:
        for one in find_substitutes(self.asked):
            glyph = one.face.glyph(character)
            if glyph:
                font, code = self._shelf.show(one.face, glyph, character)
                return ShownGlyph(
                    font, code, one.face.advance(glyph) / 1000,
                    lacks_bold=self.asked.bold and not one.is_bold,
                    lacks_slant=self.asked.italic,
                    substitute="" if one.is_asked else one.face.face.family,
                )  # fmt: skip
        return None


class FontShelf:
    """All fonts of a file that is made. `write` them once everything is drawn."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._set: dict[int, _SetFace] = {}
        self._choices: dict[tuple[OfdPackage, str], FontChoice] = {}
        self.broken: list[str] = []
        """The names of faces that the file brings and nothing can draw with."""

    def choose(self, package: OfdPackage, entry: ResourceEntry | None) -> FontChoice:
        """How text in a face of the package is shown."""
        element = entry.element if entry else None
        location = text_of(child(element, "FontFile"))
        part = package.find(location, entry.folder) if entry else None
        asked = read_asked_face(element)
        key = package, part or repr(asked)
        if key not in self._choices:
            embedded = self._open(package, part, asked) if part else None
            self._choices[key] = FontChoice(self, asked, embedded)
        return self._choices[key]

    def _open(self, package: OfdPackage, part: str, asked: AskedFace) -> BroughtFace | None:
        try:
            return BroughtFace(package.read(part), asked.shown)
        except UnusableFaceError:
            self.broken.append(asked.shown)
            return None

    def show(self, face: Face, glyph: int, text: str) -> tuple[Written, int]:
        """The font and code of a glyph of a face that is to be copied as this text."""
        return self._set.setdefault(id(face), _SetFace(face)).show(self._file, glyph, text)

    def write(self) -> None:
        """Write every font that was used."""
        for face in self._set.values():
            face.write(self._file)
