"""Faces embedded in a PDF as composite fonts, whose codes of two bytes name glyphs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from docgen.pdf.character_maps import write_character_map, write_utf16
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.objects import Written, array, dictionary, name, number, numbers, reference, text


@dataclass(frozen=True)
class FontProgram:
    """What draws glyphs: a TrueType file, or a bare CFF table, with the glyph of each code.

    Without such a map a code is the glyph's own number (in a CFF with a character set of its own:
    its CID).
    """

    data: bytes
    is_cff: bool
    glyph_of_code: Mapping[int, int] | None = None


@dataclass(frozen=True)
class FontMeasures:
    """What viewers are told of a face, in 1/1000 em; `widths` by code."""

    ascent: float
    descent: float
    widths: Mapping[int, float]


def write_program(file: PdfFile, program: FontProgram) -> int:
    """Write the stream of a font program, which several fonts may share."""
    if program.is_cff:
        return file.add_stream(program.data, Subtype=b"/CIDFontType0C")
    return file.add_stream(program.data, Length1=len(program.data))


def write_composite_font(
    file: PdfFile,
    own: int,
    base: bytes,
    program: FontProgram,
    stream: int,
    measures: FontMeasures,
    texts: Mapping[int, str],
    **more: Written,
) -> None:
    """Write a font as the object of its `own` number. `base` is its name, with the slash.

    `stream` is its program's; `texts` is what is copied of each code.
    """
    flavour: dict[str, Written | float] = {"Subtype": b"/CIDFontType0"}
    if not program.is_cff:
        mapping: Written = name("Identity")
        if program.glyph_of_code is not None:
            mapping = reference(file.add_stream(_glyph_map(program.glyph_of_code)))
        flavour = {"Subtype": b"/CIDFontType2", "CIDToGIDMap": mapping}
    holder = {"FontFile3" if program.is_cff else "FontFile2": reference(stream)}
    descriptor = dictionary(
        Type=b"/FontDescriptor", FontName=base, Flags=4, ItalicAngle=0, StemV=80,
        FontBBox=numbers((-200, round(measures.descent), 1200, round(measures.ascent))),
        Ascent=round(measures.ascent), Descent=round(measures.descent), CapHeight=730, **holder,
    )  # fmt: skip
    system = dictionary(Registry=text("Adobe"), Ordering=text("Identity"), Supplement=0)
    descendant = dictionary(
        Type=b"/Font", BaseFont=base, DW=1000, W=_write_widths(measures.widths),
        CIDSystemInfo=system, FontDescriptor=reference(file.add(descriptor)), **flavour,
    )  # fmt: skip
    file.write(own, dictionary(
        Type=b"/Font", Subtype=b"/Type0", BaseFont=base, Encoding=name("Identity-H"),
        DescendantFonts=array([reference(file.add(descendant))]),
        ToUnicode=reference(file.add_stream(write_texts(texts))), **more,
    ))  # fmt: skip


def subset_tag(glyphs: Iterable[int]) -> bytes:
    """Six capitals that stand for this set of glyphs (ISO 32000-1, 9.6.4)."""
    value = 0
    for glyph in sorted(glyphs):
        value = (value * 1_000_003 + glyph) % 26**6
    return bytes(65 + value // 26**n % 26 for n in range(6))


def _write_widths(widths: Mapping[int, float]) -> Written:
    return array(b"%d [%s]" % (code, number(width, 8)) for code, width in sorted(widths.items()))


def _glyph_map(glyphs: Mapping[int, int]) -> bytes:
    table = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    return bytes(table)


def write_texts(texts: Mapping[int, str], octets: Literal[1, 2] = 2) -> bytes:
    """The ToUnicode map of codes, of so many bytes, that stand for texts."""
    lines = [f"<{code:0{2 * octets}X}> {write_utf16(told)}" for code, told in sorted(texts.items())]
    return write_character_map("bfchar", lines, octets)
