"""The four typefaces of the samples: where they are, how wide, and cut down for a PDF."""

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import uharfbuzz as hb
from PIL import ImageFont

Face = Literal["song", "song-bold", "hei", "hei-bold", "kai"]


class FontFile(NamedTuple):
    """A font file, and which face of the collection is the simplified Chinese one."""

    path: Path
    number: int


_NOTO = Path("/usr/share/fonts/opentype/noto")
_WENKAI = Path("/usr/share/fonts/truetype/lxgw-wenkai")
_FILES: dict[Face, FontFile] = {
    "song": FontFile(_NOTO / "NotoSerifCJK-Regular.ttc", 2),
    "song-bold": FontFile(_NOTO / "NotoSerifCJK-Bold.ttc", 2),
    "hei": FontFile(_NOTO / "NotoSansCJK-Regular.ttc", 2),
    "hei-bold": FontFile(_NOTO / "NotoSansCJK-Bold.ttc", 2),
    "kai": FontFile(_WENKAI / "LXGWWenKai-Regular.ttf", 0),
}


def missing_fonts() -> tuple[Path, ...]:
    """The font files that are not installed here."""
    return tuple(sorted({f.path for f in _FILES.values() if not f.path.is_file()}))


@cache
def _shape(face: Face) -> hb.Face:
    file = _FILES[face]
    return hb.Face(hb.Blob.from_file_path(str(file.path)), file.number)


@cache
def _advance(face: Face, character: str) -> float:
    """Width of one character in ems."""
    font = hb.Font(_shape(face))
    glyph = font.get_nominal_glyph(ord(character))
    if glyph is None:
        raise ValueError(f"no {face} glyph for {character!r}")
    return float(font.get_glyph_h_advance(glyph) / _shape(face).upem)


def text_width(text: str, face: Face, size: float) -> float:
    """Width of `text`, in the unit of `size`."""
    return sum(_advance(face, character) for character in text) * size


def cut_down(face: Face, characters: frozenset[str]) -> bytes:
    """A font file of the face with these characters only: the same bytes for the same set."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(ord(c) for c in sorted(characters))
    wanted.layout_feature_tag_set.clear()
    # A PDF names glyphs by CID: a reader finds them only when each CID is the glyph's own number.
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    return bytes(hb.subset(_shape(face), wanted).blob.data)


@cache
def picture_font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """The face for drawing into a picture, `size` in pixels."""
    file = _FILES[face]
    return ImageFont.truetype(str(file.path), size, index=file.number)
