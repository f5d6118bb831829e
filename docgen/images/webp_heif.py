"""What the wrapping of WebP and HEIF files tells before they are decoded."""

import re
import struct

_RIFF_HEAD, _FRAME_HEAD = 12, 16


def is_lossless_webp(content: bytes) -> bool:
    """Whether the first picture of a WebP file is stored without loss."""
    place = _RIFF_HEAD
    while place + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, place)
        if name in {b"VP8L", b"VP8 "}:
            return bool(name == b"VP8L")
        # A frame of an animation holds chunks of its own.
        place += 8 + (_FRAME_HEAD if name == b"ANMF" else length + length % 2)
    return False


def has_whole_boxes(content: bytes) -> bool:
    """Whether the last box of an ISO media file (HEIF, AVIF) ends within it."""
    place = 0
    while place + 8 <= len(content):
        length, _ = struct.unpack_from(">I4s", content, place)
        if length == 1 and place + 16 <= len(content):
            (length,) = struct.unpack_from(">Q", content, place + 8)
        if length == 0:
            return True
        if length < 8:
            return False
        place += length
    return place == len(content)


_ITEM = re.compile(rb"infe[\x02\x03](..[\0-\xff]).{4}(\w{4})", re.DOTALL)
"""Version, flags, the number and protection of an item (ISO 14496-12, 8.11.6), and its type."""
_NO_PICTURES = {"Exif", "mime", "grid", "tmap", "iden", "iovl"}
_HIDDEN = 1


def find_codecs(content: bytes, *, shown: bool = False) -> list[str]:
    """How the pictures of a HEIF file are encoded, by the names of the formats (hvc1, av01 …).

    With `shown`, of those alone that are pictures for themselves.
    """
    items = _ITEM.findall(content[: 64 << 10])
    names = {name.decode("ascii") for flags, name in items if not (shown and flags[-1] & _HIDDEN)}
    return sorted(names - _NO_PICTURES)
