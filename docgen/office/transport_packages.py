"""What Outlook packs into one attachment (winmail.dat; MS-OXTNEF): files and a text."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.office.mail_message import MailAttachment, decode_words, show_name

_SIGNATURE = 0x223E9F78
_BODY, _TITLE, _DATA, _RENDERED, _PROPERTIES = 0x800C, 0x8010, 0x800F, 0x9002, 0x9005
_LONG_NAME = 0x3707
_MOST = 500
"""Attachments: more is a mistake or an attack."""
_TEXTS = {0x1E: "gb18030", 0x1F: "utf-16-le"}


@dataclass(frozen=True)
class TransportPackage:
    """The files in a package, and its plain text; empty where it has none."""

    attachments: tuple[MailAttachment, ...] = ()
    body: str = ""


def read_package(content: bytes) -> TransportPackage:
    """What a package holds, as far as it can be read; nothing where it is none."""
    body, names, sizes = "", list[str](), list[int]()
    for attribute, held in _list_attributes(content):
        if attribute == _BODY:
            body = decode_words(held.rstrip(b"\0"))
        elif attribute == _RENDERED and len(names) < _MOST:
            names.append("")
            sizes.append(0)
        elif not names:
            continue
        elif attribute == _TITLE:
            names[-1] = names[-1] or decode_words(held.rstrip(b"\0"))
        elif attribute == _DATA:
            sizes[-1] = len(held)
        elif attribute == _PROPERTIES:
            names[-1] = _find_long_name(held) or names[-1]
    pairs = zip(names, sizes, strict=True)
    return TransportPackage(tuple(MailAttachment(show_name(n), size) for n, size in pairs), body)


def _list_attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes in their order: level, number, kind, length, data, sum of its bytes."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return
    place = 6
    while place + 9 <= len(content):
        attribute, _, length = struct.unpack_from("<HHI", content, place + 1)
        yield attribute, content[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _find_long_name(held: bytes) -> str:
    """The long name among the properties of a file: its tag, one value, its length, its bytes."""
    for kind, encoding in _TEXTS.items():
        place = held.find(struct.pack("<HHI", kind, _LONG_NAME, 1))
        if place >= 0 and place + 12 <= len(held):
            (length,) = struct.unpack_from("<I", held, place + 8)
            raw = held[place + 12 : place + 12 + min(length, 1024)]
            return raw.decode(encoding, "replace").rstrip("\0")
    return ""
