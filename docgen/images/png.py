"""A PNG file taken apart, so that its picture data can stand in a PDF as it is."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.images.jpeg import read_orientation

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB, _PALETTE = 0, 2, 3
_AT_ONCE = 4 << 10
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})


@dataclass(frozen=True)
class Png:
    """The header, palette and compressed rows of a PNG file."""

    width: int
    height: int
    bits: int
    colour: int
    interlaced: bool
    transparent: bool
    palette: bytes
    orientation: int
    animated: bool
    data: bytes
    untold: bytes
    """The file without its texts: however long or damaged they are, no pixel is lost by it."""

    @property
    def fits_pdf(self) -> bool:
        """Whether FlateDecode with PNG predictors gives this very picture."""
        opaque = self.colour in {_GREY, _RGB, _PALETTE} and not self.transparent
        return opaque and not self.interlaced and bool(self.palette) == (self.colour == _PALETTE)

    @property
    def whole(self) -> bool:
        """Whether there are data for all rows, of a picture that `fits_pdf`."""
        row = 1 + (self.width * self.components * self.bits + 7) // 8
        inflater, missing = zlib.decompressobj(), row * self.height
        for place in range(0, len(self.data), _AT_ONCE):
            missing -= len(inflater.decompress(self.data[place : place + _AT_ONCE]))
            if missing <= 0:
                return True
        return False

    @property
    def components(self) -> int:
        """Samples a pixel; a palette index is one."""
        return 3 if self.colour == _RGB else 1


def take_apart(content: bytes) -> Png:
    """The parts of a PNG file. ValueError or struct.error where it has no header."""
    header: tuple[int, int, int, int, int, int, int] | None = None
    palette, orientation, transparent, animated, rows = b"", 1, False, False, []
    chunks = list(_list_chunks(content))
    for name, body, _ in chunks:
        match name:
            case b"IHDR":
                header = struct.unpack(">IIBBBBB", body)
            case b"PLTE":
                palette = body[: len(body) // 3 * 3]
            case b"tRNS":
                transparent = True
            case b"eXIf":
                orientation = read_orientation(body)
            case b"acTL":
                animated = int.from_bytes(body[:4]) > 1
            case b"IDAT":
                rows.append(body)
    if header is None or not rows:
        raise ValueError("no header or no picture data")
    width, height, bits, colour, _, _, interlace = header
    if colour == _PALETTE and not palette:
        raise ValueError("no palette")
    # A palette in a true-colour picture is only a hint.
    return Png(
        width,
        height,
        bits,
        colour,
        interlaced=interlace != 0,
        transparent=transparent,
        palette=palette if colour == _PALETTE else b"",
        orientation=orientation,
        animated=animated,
        data=b"".join(rows),
        untold=_SIGNATURE + b"".join(whole for name, _, whole in chunks if name not in _TEXTS),
    )


def _list_chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The chunks as far as the end: the name, the body, and all of it as it stands."""
    name, place = b"", len(_SIGNATURE)
    while name != b"IEND" and place + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        whole = content[place : place + length + 12]
        yield name, whole[8 : 8 + length], whole
        place += length + 12
