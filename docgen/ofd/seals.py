"""The picture of an electronic seal (GM/T 0031, GB/T 38540), found in what it is kept in.

A seal is kept as ASN.1, within the signature or beside it, in several editions. All of them have
the picture in one form: its kind, its data, its width and its height in millimetres.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_SEQUENCE, _OCTETS, _INTEGER = 0x30, 0x04, 0x02
_STRINGS = frozenset({0x0C, 0x13, 0x16, 0x1A})
"""UTF8String, PrintableString, IA5String, VisibleString."""
_KINDS = frozenset({"ofd", "png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "svg"})
_DEEPEST = 24


@dataclass(frozen=True)
class SealPicture:
    """What a seal looks like: the kind of its data as the seal calls it, and the data."""

    kind: str
    data: bytes


def find_seal_picture(content: bytes) -> SealPicture | None:
    """The picture of a seal, or of a signature that carries its seal; None where there is none."""
    return next(_find(content, _DEEPEST), None)


def _find(content: bytes, depth: int) -> Iterator[SealPicture]:
    parts = list(_split(content))
    tags = [tag for tag, _ in parts]
    if len(parts) >= 3 and tags[0] in _STRINGS and tags[1] == _OCTETS and tags[2] == _INTEGER:
        kind = parts[0][1].decode("ascii", "replace").strip().lower().lstrip(".")
        if kind in _KINDS and parts[1][1]:
            yield SealPicture(kind, parts[1][1])
    for tag, body in parts if depth else ():
        # What is constructed, and strings of octets in which a whole seal may stand.
        if tag & 0x20 or (tag == _OCTETS and body[:1] == bytes((_SEQUENCE,))):
            yield from _find(body, depth - 1)


def _split(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of an encoding, as far as they are whole: tag and content."""
    place = 0
    while place + 2 <= len(content):
        tag, length, place = content[place], content[place + 1], place + 2
        if length & 0x80:
            size = length & 0x7F
            if not 0 < size <= 4:
                return
            length, place = int.from_bytes(content[place : place + size]), place + size
        if place + length > len(content):
            return
        yield tag, content[place : place + length]
        place += length
