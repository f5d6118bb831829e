"""A JPEG 2000 file taken apart: the codestream, and what a PDF needs to know of it.

The codestream is kept byte for byte. Wrapped anew (ISO 15444-1, annex I) it stands without the
boxes no PDF reader uses: EXIF and XMP, with the place the photo was taken.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_START, _SIZE, _CODING, _TILE, _END, _HIGH_THROUGHPUT = (
    *(b"\xff\x4f", 0xFF51, 0xFF52),
    *(0xFF90, b"\xff\xd9", 0x4000),
)
_GREY, _SRGB, _CMYK = 17, 16, 12
_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_FILE_TYPE = b"\0\0\0\x14ftypjp2 \0\0\0\0jp2 "
_MOST_BOXES = 10_000


@dataclass(frozen=True)
class Jpeg2000:
    """One picture. `data` is its codestream, `complete` whether all of its tiles were there."""

    width: int
    height: int
    components: int
    plain: bool
    """Eight bits without sign and as many samples of each component, and of part 1 of the norm."""
    colours: int
    """The enumerated colour space, 0 where there is none or the file has palette or opacity."""
    profile: bytes
    bits: int
    """Of the deepest component."""
    levels: int
    reversible: bool
    complete: bool
    data: bytes

    @property
    def fits_pdf(self) -> bool:
        """Whether JPXDecode with a plain colour space gives this very picture."""
        return (
            self.complete
            and self.plain
            and self.colours == {1: _GREY, 3: _SRGB}.get(self.components)
        )

    @property
    def wrapped(self) -> bytes:
        """A JP2 file of the codestream and nothing else: PDF takes no bare codestreams."""
        header = struct.pack(">IIHBBBB", self.height, self.width, self.components, 7, 7, 0, 0)
        colours = struct.pack(">BBBI", 1, 0, 0, self.colours)
        inner = _box(b"ihdr", header) + _box(b"colr", colours)
        return _SIGNATURE + _FILE_TYPE + _box(b"jp2h", inner) + _box(b"jp2c", self.data)


def take_apart(content: bytes) -> Jpeg2000:
    """The parts of a JPEG 2000 file. ValueError or struct.error where it has no header."""
    if content.startswith(_START):
        return _read_codestream(content, 0, b"", known=True)
    colours, profile, known, data = 0, b"", True, b""
    for name, body in _walk(content, 0, len(content)):
        if name == b"jp2h":
            for part, inner in _walk(body, 0, len(body)):
                if part == b"colr" and not colours and not profile:
                    colours, profile = _read_colours(inner)
                known = known and part not in {b"pclr", b"cdef", b"cmap"}
        elif name == b"jp2c":
            data = body
            break
    if not data:
        raise ValueError("no picture data")
    return _read_codestream(data, colours, profile, known=known)


def _walk(content: bytes, place: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    for _ in range(_MOST_BOXES):
        if place + 8 > end:
            return
        length, name = struct.unpack_from(">I4s", content, place)
        head = 8
        if length == 1:
            (length,), head = struct.unpack_from(">Q", content, place + 8), 16
        elif length == 0:
            length = end - place
        if length < head:
            return
        yield name, content[place + head : min(place + length, end)]
        place += length


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def _read_colours(body: bytes) -> tuple[int, bytes]:
    """The enumerated colour space, or the profile that stands for it."""
    if body[:1] == b"\1":
        return struct.unpack_from(">I", body, 3)[0], b""
    profile = body[3:]
    return {b"GRAY": _GREY, b"RGB ": _SRGB}.get(profile[16:20], 0), profile


def _read_codestream(data: bytes, colours: int, profile: bytes, *, known: bool) -> Jpeg2000:
    size, coding, first_tile = _read_main_header(data)
    rsiz, x, y, x0, y0, *_, components = struct.unpack_from(">HIIIIIIIIH", size)
    samples = {size[36 + 3 * index : 39 + 3 * index] for index in range(components)}
    plain = samples == {b"\x07\x01\x01"} and not rsiz & _HIGH_THROUGHPUT
    if known and not colours and not profile:
        colours = {1: _GREY, 3: _SRGB}.get(components, 0)
    end = _end_of_tiles(data, first_tile)
    return Jpeg2000(
        x - x0,
        y - y0,
        components,
        plain,
        colours if known else 0,
        profile,
        bits=max((sample[0] & 0x7F) + 1 for sample in samples if sample),
        levels=coding[5],
        reversible=coding[9] == 1,
        complete=end is not None,
        data=data[:end],
    )


def _read_main_header(data: bytes) -> tuple[bytes, bytes, int]:
    """The bodies of the size and coding segments, and where the first tile begins."""
    size = coding = b""
    place = 2
    while True:
        marker, length = struct.unpack_from(">HH", data, place)
        if marker == _TILE:
            break
        body = data[place + 4 : place + 2 + length]
        if marker == _SIZE:
            size = body
        elif marker == _CODING:
            coding = body
        if marker < 0xFF00 or length < 2:
            raise ValueError("no header")
        place += 2 + length
    if len(size) < 36 or len(coding) < 10:
        raise ValueError("no header")
    return size, coding, place


def _end_of_tiles(data: bytes, place: int) -> int | None:
    """Where the end marker after the last tile ends; None where the data ends before."""
    while data[place : place + 2] != _END:
        if place + 12 > len(data):
            return None
        marker, _, _, length = struct.unpack_from(">HHHI", data, place)
        if marker != _TILE:
            return None
        if length == 0:
            # The last tile may leave its length open; then the end marker is the file's end.
            return len(data) if data.endswith(_END) else None
        if length < 14:
            return None
        place += length
    return place + 2
