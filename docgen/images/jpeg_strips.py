"""A picture in strips of JPEG, one after the other, as the one JPEG it was cut from.

A JPEG may start anew at regular intervals (restart markers, ISO 10918-1, B.2.1), which is just what
a strip of a TIFF does. So strips are joined without decoding them.
"""

import re
import struct
from dataclasses import dataclass

_BASELINE = frozenset({0xC0, 0xC1})
_TABLES = frozenset({0xC4, 0xDB})
_SCAN, _RESTART_INTERVAL = 0xDA, 0xDD
_END = b"\xff\xd9"
_MARKER_IN_DATA = re.compile(rb"\xff+[^\x00\xff]")
_MOST_BLOCKS = 0xFFFF
"""An interval is counted in 16 bits."""


@dataclass(frozen=True)
class _Strip:
    """One strip. All but the height and the data must be the same in all of them."""

    tables: bytes
    marker: int
    width: int
    height: int
    components: bytes
    scan: bytes
    data: bytes

    @property
    def header(self) -> tuple[bytes, int, int, bytes, bytes]:
        return self.tables, self.marker, self.width, self.components, self.scan

    @property
    def block(self) -> tuple[int, int]:
        """Width and height of what is encoded as one: 8 pixels, more where colour is coarser."""
        factors = self.components[2::3]
        if len(factors) == 1:
            return 8, 8
        return 8 * max(byte >> 4 for byte in factors), 8 * max(byte & 15 for byte in factors)


def join(tables: bytes, strips: list[bytes], height: int) -> bytes | None:
    """The whole JPEG of so many rows; None where the strips do not go together.

    `tables` are the segments that all of them refer to, or nothing.
    """
    try:
        parts = [_take_apart(strip) for strip in strips]
    except (ValueError, struct.error, IndexError):
        return None
    first, last = parts[0], parts[-1]
    across, down = first.block
    full_strips = all(part.height == first.height for part in parts[:-1])
    rest = height - first.height * (len(parts) - 1)
    if any(part.header != first.header for part in parts) or not full_strips:
        return None
    if first.height % down or rest <= 0 or -(-rest // down) != -(-last.height // down):
        return None
    interval = -(-first.width // across) * (first.height // down)
    if not 0 < interval <= _MOST_BLOCKS:
        return None
    frame = struct.pack(">BHH", 8, height, first.width) + first.components
    head = (
        b"\xff\xd8"
        + tables
        + first.tables
        + _segment(first.marker, frame)
        + _segment(_RESTART_INTERVAL, struct.pack(">H", interval))
        + _segment(_SCAN, first.scan)
    )
    return head + b"".join(_between(number) + part.data for number, part in enumerate(parts)) + _END


def _between(number: int) -> bytes:
    return bytes((0xFF, 0xD0 + (number - 1) % 8)) if number else b""


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _take_apart(strip: bytes) -> _Strip:
    """ValueError where it is anything but one scan of baseline JPEG."""
    tables, frame, marker, place = b"", b"", 0, 2
    while True:
        start, found, length = struct.unpack_from(">BBH", strip, place)
        body = strip[place + 4 : place + 2 + length]
        place += 2 + length
        if start != 0xFF or length < 2 or found == _RESTART_INTERVAL:
            raise ValueError("not a plain strip")
        if found == _SCAN:
            break
        if found in _TABLES:
            tables += _segment(found, body)
        elif 0xC0 <= found <= 0xCF:
            frame, marker = body, found
    bits, height, width = struct.unpack_from(">BHH", frame)
    data = strip[place : strip.rindex(_END)]
    if marker not in _BASELINE or bits != 8 or _MARKER_IN_DATA.search(data):
        raise ValueError("not baseline, or in several scans")
    if len(body) != 4 + 2 * frame[5]:
        raise ValueError("not all components in one scan")
    return _Strip(tables, marker, width, height, frame[5:], body, data)
