"""The fonts of the PDF that is made: each face once, and every glyph with what is copied of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import category

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.brought_faces import BroughtFace, UnusableFaceError
from docgen.ofd.ofd_document import ResourceEntry
from docgen.ofd.ofd_markup import child, text_of
from docgen.ofd.ofd_package import OfdPackage
from docgen.ofd.outline_fonts import MOST_CODES, write_outline_font
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

_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by their category that no face draws."""
_UNSEEN = frozenset({"Cc", "Cf"})
_ASCENT, _DESCENT = 880, -120
"""In 1/1000 em: what viewers mark, whatever the face says of itself."""

Face = BroughtFace | LoadedFace


@dataclass(frozen=True)
class ShownGlyph:
    """A glyph as a content stream shows it."""

    font: Written
    """The reference to the font it is in."""
    code: bytes
    """In hexadecimal figures."""
    advance: float
    """In em."""
    lacks_bold: bool = False
    """Whether it is to be bold, and its face is not."""
    lacks_slant: bool = False
    is_blank: bool = False
    """Whether nothing is seen of it, though it stands for a sign that is to be seen."""
    substitute: str = ""
    """The family that stands for the face, where that is not there or lacks the character."""


@dataclass
class _FontOfFace:
    """One of the fonts that show a face: what each code draws, and what is copied of it."""

    number: int
    glyphs: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)


class _CompositeFonts:
    """The fonts of a face whose codes are its glyphs: a second where one is copied as two texts."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._fonts: list[_FontOfFace] = []

    def show(self, file: PdfFile, glyph: int, text: str) -> tuple[Written, bytes]:
        """The font and the code of a glyph that is copied as this text."""
        code = self._face.code(glyph) if isinstance(self._face, BroughtFace) else glyph
        font = next((f for f in self._fonts if f.texts.get(code, text) == text), None)
        if font is None:
            font = _FontOfFace(file.reserve())
            self._fonts.append(font)
        font.glyphs[code], font.texts[code] = glyph, text
        return reference(font.number), b"%04X" % code

    def write(self, file: PdfFile) -> None:
        """Write them, now that their glyphs are known."""
        glyphs = {glyph for font in self._fonts for glyph in font.glyphs.values()}
        program, name = self._program(glyphs)
        base = b"/%s+%s" % (subset_tag(glyphs), re.sub(rb"[^A-Za-z0-9]", b"", name) or b"Face")
        stream = write_program(file, program)
        for font in self._fonts:
            widths = {code: self._face.advance(glyph) for code, glyph in font.glyphs.items()}
            measures = FontMeasures(_ASCENT, _DESCENT, widths)
            write_composite_font(file, font.number, base, program, stream, measures, font.texts)

    def _program(self, glyphs: set[int]) -> tuple[FontProgram, bytes]:
        """What draws these glyphs, and the name of the face."""
        if isinstance(self._face, BroughtFace):
            return self._face.reduced_to(glyphs), self._face.name.encode()
        subset, is_cff = self._face.subset(glyphs), self._face.is_cff
        mapping = None if is_cff else subset.renumbered
        return FontProgram(subset.program, is_cff, mapping), self._face.face.family.encode()


class _OutlineFonts:
    """The fonts of a face whose glyphs are drawn one by one, so many to a font."""

    def __init__(self, face: BroughtFace) -> None:
        self._face = face
        self._fonts: list[_FontOfFace] = []
        self._codes: dict[tuple[int, str], tuple[int, int]] = {}
        """The font and the code of each glyph and its text."""

    def show(self, file: PdfFile, glyph: int, text: str) -> tuple[Written, bytes]:
        """The font and the code of a glyph that is copied as this text."""
        if (glyph, text) not in self._codes:
            if not self._fonts or len(self._fonts[-1].glyphs) >= MOST_CODES:
                self._fonts.append(_FontOfFace(file.reserve()))
            font = self._fonts[-1]
            code = len(font.glyphs) + 1
            font.glyphs[code], font.texts[code] = glyph, text
            self._codes[glyph, text] = font.number, code
        number, code = self._codes[glyph, text]
        return reference(number), b"%02X" % code

    def write(self, file: PdfFile) -> None:
        """Write them, now that their glyphs are known."""
        for font in self._fonts:
            write_outline_font(file, font.number, self._face, font.glyphs, font.texts)


def is_inked_text(text: str) -> bool:
    """Whether something is to be seen of a text: letters, figures and signs, but fillers."""
    return any(category(one)[0] in "LNPS" and one not in _FILLERS for one in text)


class FontChoice:
    """How the text of one face of the file is shown: by itself, or by faces of this system."""

    def __init__(self, shelf: "FontShelf", asked: AskedFace, embedded: BroughtFace | None) -> None:
        self._shelf = shelf
        self.asked = asked
        self.embedded = embedded

    @property
    def can_clip(self) -> bool:
        """Whether its glyphs can be clipped to: those that a PDF draws one by one cannot."""
        return self.embedded is None or self.embedded.program is not None

    def show(self, text: str, glyph: int | None) -> Iterator[ShownGlyph]:
        """What shows a text, by the `glyph` that the file names for it, if it names one.

        Nothing where no face has it.
        """
        own = self._find_own(text, glyph)
        if self.embedded is not None and own:
            font, code = self._shelf.show(self.embedded, own, text or _SILENT)
            is_blank = is_inked_text(text) and not self.embedded.inks(own)
            width = self.embedded.advance(own) / 1000
            yield ShownGlyph(font, code, width, is_blank=is_blank)
        else:
            yield from filter(None, map(self._substitute, text))

    def _find_own(self, text: str, glyph: int | None) -> int:
        """The glyph of the face of the file; 0 where it has none."""
        if self.embedded is None:
            return 0
        mapped = self.embedded.glyph(text) if len(text) == 1 else 0
        named = self.embedded.find(glyph) if glyph is not None else 0
        # Some number the glyphs of the whole face, and bring a part of it numbered anew.
        is_blank = not named or (bool(text.strip()) and not self.embedded.inks(named))
        return mapped if is_blank and mapped and self.embedded.inks(mapped) else named

    def _substitute(self, character: str) -> ShownGlyph | None:
        is_unseen = category(character) in _UNSEEN
        for one in find_substitutes(self.asked):
            # What is never seen, as a place where a line may break, is kept for who copies it.
            glyph = one.face.glyph(" " if is_unseen else character)
            if glyph:
                font, code = self._shelf.show(one.face, glyph, character)
                return ShownGlyph(
                    font, code, 0.0 if is_unseen else one.face.advance(glyph) / 1000,
                    lacks_bold=self.asked.bold and not one.is_bold,
                    lacks_slant=self.asked.italic,
                    substitute="" if one.is_asked or is_unseen else one.face.face.family,
                )  # fmt: skip
        return None


class FontShelf:
    """All fonts of a file that is made. `write` them once everything is drawn."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._set: dict[Face, _CompositeFonts | _OutlineFonts] = {}
        self._brought: dict[tuple[OfdPackage, str], BroughtFace | None] = {}
        self._choices: dict[tuple[OfdPackage, str, AskedFace], FontChoice] = {}
        self.broken: list[str] = []
        """The names of faces that the file brings and nothing can draw with."""

    def choose(self, package: OfdPackage, entry: ResourceEntry | None) -> FontChoice:
        """How text in a face of the package is shown."""
        element = entry.element if entry else None
        location = text_of(child(element, "FontFile"))
        part = package.find(location, entry.folder) if entry else None
        asked = read_asked_face(element)
        key = package, part or "", asked
        if key not in self._choices:
            brought = self._bring(package, part, asked) if part else None
            self._choices[key] = FontChoice(self, asked, brought)
        return self._choices[key]

    def _bring(self, package: OfdPackage, part: str, asked: AskedFace) -> BroughtFace | None:
        """The face in a part of the package; None where nothing can draw with it."""
        if (package, part) not in self._brought:
            self._brought[package, part] = self._open(package, part, asked)
        return self._brought[package, part]

    def _open(self, package: OfdPackage, part: str, asked: AskedFace) -> BroughtFace | None:
        try:
            return BroughtFace(package.read(part), asked.shown)
        except (UnusableFaceError, UnusableSourceError):
            self.broken.append(asked.shown)
            return None

    def show(self, face: Face, glyph: int, text: str) -> tuple[Written, bytes]:
        """The font and code of a glyph of a face that is to be copied as this text."""
        if face not in self._set:
            if isinstance(face, BroughtFace) and face.program is None:
                self._set[face] = _OutlineFonts(face)
            else:
                self._set[face] = _CompositeFonts(face)
        return self._set[face].show(self._file, glyph, text)

    def write(self) -> None:
        """Write every font that was used."""
        for fonts in self._set.values():
            fonts.write(self._file)
