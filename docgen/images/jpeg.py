"""A JPEG file taken apart: what a PDF needs of it, and nothing that should not get into print.

The picture data is kept byte for byte. What is left out are segments no PDF reader uses: EXIF and
XMP (with the place the photo was taken, and thumbnails of what was cropped away), comments, the
colour profile (the PDF carries it itself), and whatever follows the first picture: the other
frames of an MPO, gain maps, trailing bytes.
"""

import re
import struct
from dataclasses import dataclass

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
# The end, or a segment with a length. A byte 0xFF of the data is followed by 0; a restart has none.
_MARKER = re.compile(rb"\xff[\xd9\xc4\xcc\xda-\xdd\xe0-\xef\xfe]")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEQUENTIAL = frozenset({0xC0, 0xC1})

_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Jpeg:
    """One picture. `data` is the file to embed, `complete` whether its end was there."""

    width: int
    height: int
    components: int
    bits: int
    process: int
    """The frame marker: 0xC0 baseline, 0xC1 extended, 0xC2 progressive; PDF takes no other."""
    adobe: bool
    orientation: int
    profile: bytes
    data: bytes
    complete: bool
    sequential: bool
    """Whether one scan holds all of it, from the first row to the last."""
    headers_end: int
    """Where its data begins in the file, behind all that is said of it."""
    end: int
    """And where it ends; the end of the file where that is not told."""

    @property
    def fits_pdf(self) -> bool:
        """Whether DCTDecode is defined for it."""
        known = self.process in {0xC0, 0xC1, 0xC2} and self.bits == 8
        return known and self.components in {1, 3, 4} and min(self.width, self.height) > 0

    @property
    def decodable(self) -> bytes:
        """The data for a decoder that shall say whether all rows are there.

        Where it meets the end marker too early, it makes up the missing rows and says nothing. So
        it meets none, but for the few bytes it looks ahead.
        """
        if self.complete and not self.sequential:
            return self.data
        end = len(self.data) - 2 * self.data.endswith(bytes((0xFF, _EOI)))
        return b"".join((memoryview(self.data)[:end], bytes(8)))


def take_apart(content: bytes, begin: int = 0) -> Jpeg:
    """The first picture of a JPEG file from a place on. ValueError where there is none."""
    start = content.find(bytes((0xFF, _SOI)), begin)
    if start < 0:
        raise ValueError("no start of image")
    kept: list[bytes | memoryview] = [content[start : start + 2]]
    frame: tuple[int, int, int, int, int] | None = None
    adobe, profile = False, []
    orientation: int | None = None
    place = start + 2
    while True:
        marker, body, place = _next_segment(content, place)
        whole = bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body
        if marker == _SOS:
            break
        if marker in _FRAMES and len(body) >= 6:
            bits, height, width, components = struct.unpack_from(">BHHB", body)
            frame = (width, height, components, bits, marker)
        elif marker == _APP14 and body.startswith(b"Adobe"):
            adobe = True
        elif marker == _APP1 and body.startswith(b"Exif\0") and orientation is None:
            orientation = read_orientation(body[6:])
        elif marker == _APP2 and body.startswith(b"ICC_PROFILE\0"):
            profile.append((body[12:13], body[14:]))
        if not (_APP1 <= marker <= _APP15 or marker == _COM) or whole[4:9] == b"Adobe":
            kept.append(whole)
    if frame is None:
        raise ValueError("picture data before the frame header")
    end = _end_of_picture(content, place)
    kept += [whole, memoryview(content)[place : end or len(content)]]
    return Jpeg(
        *frame,
        adobe=adobe,
        orientation=orientation or 1,
        profile=b"".join(part for _, part in sorted(profile)),
        data=b"".join(kept),
        complete=end is not None,
        sequential=frame[-1] in _SEQUENTIAL and body[0] == frame[2],
        headers_end=place,
        end=end or len(content),
    )


def _next_segment(content: bytes, place: int) -> tuple[int, bytes, int]:
    """Marker, body and end of the segment at or after `place`. ValueError where there is none."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 4 > len(content):
            raise ValueError("no picture data")
        marker = content[place + 1]
        if marker == _EOI:
            raise ValueError("ends before the picture data")
        if marker not in {0, 0x01, _SOI, 0xFF} and not 0xD0 <= marker <= 0xD7:
            break
        place += 1
    length = int.from_bytes(content[place + 2 : place + 4])
    end = place + 2 + length
    if length < 2 or end > len(content):
        raise ValueError("a segment is cut short")
    return marker, content[place + 4 : end], end


def _end_of_picture(content: bytes, place: int) -> int | None:
    """Where the end marker of the picture ends whose data begins at `place`."""
    while found := _MARKER.search(content, place):
        place = found.end()
        if content[place - 1] == _EOI:
            return place
        place += int.from_bytes(content[place : place + 2])
    return None


def read_orientation(tiff: bytes) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or it makes no sense.

    Some phones write 0.
    """
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    place = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if place + 2 > len(tiff):
        return 1
    count = struct.unpack_from(f"{order}H", tiff, place)[0]
    for entry in range(place + 2, min(place + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind = struct.unpack_from(f"{order}HH", tiff, entry)
        if tag == _ORIENTATION and kind in {3, 4}:
            value = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", tiff, entry + 8)[0]
            return value if 1 <= value <= 8 else 1
    return 1
