"""Faces that no PDF can hold by glyph number, as fonts of drawn outlines (Type 3)."""

from collections.abc import Iterator
from typing import Any, Protocol

from docgen.ofd.ofd_canvas import write_array, write_points
from docgen.pdf.composite_font import write_texts
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.mupdf import load_mupdf
from docgen.pdf.objects import array, dictionary, numbers, reference

MOST_CODES = 255
"""Codes are of one byte, and 0 is left free."""
_EM = 1000


class OutlinedFace(Protocol):
    """A face whose glyphs MuPDF can draw."""

    @property
    def font(self) -> Any:  # noqa: ANN401 - MuPDF has no types
        """MuPDF's own font."""

    def advance(self, glyph: int, /) -> float:
        """The width of a glyph in 1/1000 em."""


def write_outline_font(
    file: PdfFile, own: int, face: OutlinedFace, glyphs: dict[int, int], texts: dict[int, str]
) -> None:
    """Write a font as the object of its `own` number: the glyph and the text of each code."""
    first, last = min(glyphs), max(glyphs)
    procedures = {}
    for code, glyph in glyphs.items():
        width = write_points([face.advance(glyph)])
        drawn = b"".join(_draw_outline(face.font, glyph))
        content = width + b" 0 -1000 -1000 3000 3000 d1\n" + drawn
        procedures[f"g{code}"] = reference(file.add_stream(content))
    differences = b" ".join(b"%d /g%d" % (code, code) for code in sorted(glyphs))
    encoding = dictionary(Type=b"/Encoding", Differences=b"[" + differences + b"]")
    widths = (
        face.advance(glyphs[code]) if code in glyphs else 0 for code in range(first, last + 1)
    )
    file.write(own, dictionary(
        Type=b"/Font", Subtype=b"/Type3", FontBBox=numbers((-_EM, -_EM, 3 * _EM, 3 * _EM)),
        FontMatrix=write_array([1 / _EM, 0, 0, 1 / _EM, 0, 0]),
        CharProcs=dictionary(**procedures), Encoding=encoding, FirstChar=first, LastChar=last,
        Widths=array(write_points([width]) for width in widths), Resources=b"<<>>",
        ToUnicode=reference(file.add_stream(write_texts(texts, octets=1))),
    ))  # fmt: skip


def _draw_outline(font: Any, glyph: int) -> Iterator[bytes]:  # noqa: ANN401 - as above
    """The operators that fill the outline of a glyph; none of a blank."""
    mupdf = load_mupdf().mupdf
    path = mupdf.fz_outline_glyph(font, glyph, mupdf.FzMatrix(_EM, 0, 0, _EM, 0, 0))
    drawn: list[bytes] = []

    class Walker(mupdf.FzPathWalker2):  # type: ignore[misc, name-defined]
        """Writes down the path that it is led along."""

        def __init__(self) -> None:
            super().__init__()
            for step in ("moveto", "lineto", "curveto", "closepath"):
                getattr(self, f"use_virtual_{step}")()

        def moveto(self, _: object, *to: float) -> None:
            drawn.append(write_points(to) + b" m\n")

        def lineto(self, _: object, *to: float) -> None:
            drawn.append(write_points(to) + b" l\n")

        def curveto(self, _: object, *to: float) -> None:
            drawn.append(write_points(to) + b" c\n")

        def closepath(self, _: object) -> None:
            drawn.append(b"h\n")

    walker = Walker()
    mupdf.fz_walk_path(path, walker, walker.m_internal)
    yield from drawn
    if drawn:
        yield b"f\n"
