"""The picture of an electronic seal (GM/T 0031, GB/T 38540), found in what it is kept in.

A seal is kept as ASN.1, within the signature or beside it, in several editions. All of them have
the picture in one form: its kind, its data, its width and its height in millimetres.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

_SEQUENCE, _OCTETS, _BITS, _INTEGER = 0x30, 0x04, 0x03, 0x02
_JOINED_OCTETS = 0x24
_STRINGS = frozenset({0x0C, 0x13, 0x16, 0x1A})
"""UTF8String, PrintableString, IA5String, VisibleString."""
_KINDS = frozenset({"ofd", "png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "svg"})
_PACKAGE, _PNG = b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"
_STARTS = (
    _PACKAGE,
    _PNG,
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"<svg",
)
"""What the data of a seal begins with, whatever the seal calls it."""
_DEEPEST = 24


@dataclass(frozen=True)
class SealPicture:
    """What a seal looks like: the kind of its data as the seal calls it, and the data."""

    kind: str
    data: bytes


def find_seal_picture(content: bytes) -> SealPicture | None:
    """The picture of a seal, or of a signature that carries its seal; None where there is none."""
    if content.startswith(_STARTS):
        return SealPicture("", content)
    ways = (_find(content, _DEEPEST), _find_bare(content, _DEEPEST), _cut_out(content))
    return next(chain(*ways), None)


def _cut_out(content: bytes) -> Iterator[SealPicture]:
    """What begins as a picture amid what is no encoding, or a broken one."""
    places = (content.find(start) for start in (_PACKAGE, _PNG))
    yield from (SealPicture("", content[place:]) for place in places if place >= 0)


def _find(content: bytes, depth: int) -> Iterator[SealPicture]:
    parts = list(_split(content))
    tags = [tag for tag, _ in parts]
    if len(parts) >= 3 and tags[0] in _STRINGS and tags[1] == _OCTETS and tags[2] == _INTEGER:
        kind = parts[0][1].decode("ascii", "replace").strip().lower().lstrip(".")
        if parts[1][1] and (kind in _KINDS or parts[1][1].startswith(_STARTS)):
            yield SealPicture(kind, parts[1][1])
    for body in _open(parts) if depth else ():
        yield from _find(body, depth - 1)


def _find_bare(content: bytes, depth: int) -> Iterator[SealPicture]:
    """The data that begin as a picture does, where no seal is written as the standards have it."""
    for tag, body in (parts := list(_split(content))):
        data = body[1:] if tag == _BITS else body
        if tag in {_OCTETS, _BITS} and data.startswith(_STARTS):
            yield SealPicture("", data)
    for body in _open(parts) if depth else ():
        yield from _find_bare(body, depth - 1)


def _open(parts: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """What is constructed, and strings of octets in which a whole seal may stand."""
    for tag, body in parts:
        if tag & 0x20 or (tag == _OCTETS and body[:1] == bytes((_SEQUENCE,))):
            yield body


def _split(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of an encoding, as far as they are whole: tag and content.

    One of indefinite length is what follows it, to the end. A string in pieces is joined.
    """
    place = 0
    while place + 2 <= len(content):
        tag, length, place = content[place], content[place + 1], place + 2
        if length & 0x80:
            size = length & 0x7F
            if not size and tag & 0x20:
                length = len(content) - place
            elif 0 < size <= 4:
                length, place = int.from_bytes(content[place : place + size]), place + size
            else:
                return
        if place + length > len(content):
            return
        body = content[place : place + length]
        place += length
        if tag == _JOINED_OCTETS:
            yield _OCTETS, b"".join(_list_pieces(body))
        else:
            yield tag, body


def _list_pieces(body: bytes) -> Iterator[bytes]:
    for tag, piece in _split(body):
        if tag != _OCTETS:
            return
        yield piece
