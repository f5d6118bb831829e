"""Old Word documents (.doc, .wps): their text, and their fields made to show what they stored.

In place: the table of fields ([MS-DOC] 2.8.25) says of each of what type it is, in one byte. A type
that LibreOffice only shows the result of is put in the place of those it fills in anew.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import olefile  # type: ignore[import-untyped]

_MAGIC = 0xA5EC
_LOCKED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTHS = 0x4C
"""Of the text, footnotes, headers, macros, comments, endnotes, text boxes and those of headers."""
_PRINTED = frozenset((0, 1, 5, 6))
_VANISHES = b"\x3c\x08\x01"
"""Hidden text ([MS-DOC] 2.6.1, sprmCFVanish)."""
_PAIRS = 0x9A
_PIECES = 33
_FIELDS = (16, 17, 18, 48, 57, 59)
"""Of the text, headers, footnotes, endnotes and text boxes, among the pairs."""
_BEGIN, _SEPARATE, _END = "\x13", "\x14", "\x15"
_FORMULA = 34
"""LibreOffice shows the result of a formula and reckons nothing."""
_LIVE = {
    3: "REF",
    7: "IF",
    10: "STYLEREF",
    14: "INFO",
    15: "TITLE",
    16: "SUBJECT",
    17: "AUTHOR",
    18: "KEYWORDS",
    19: "COMMENTS",
    20: "LASTSAVEDBY",
    21: "CREATEDATE",
    22: "SAVEDATE",
    23: "PRINTDATE",
    24: "REVNUM",
    25: "EDITTIME",
    27: "NUMWORDS",
    28: "NUMCHARS",
    29: "FILENAME",
    30: "TEMPLATE",
    31: "DATE",
    32: "TIME",
    35: "QUOTE",
    37: "PAGEREF",
    45: "DDE",
    46: "DDEAUTO",
    56: "LINK",
    59: "MERGEFIELD",
    60: "USERNAME",
    61: "USERINITIALS",
    62: "USERADDRESS",
    64: "DOCVARIABLE",
    68: "INCLUDETEXT",
    72: "NOTEREF",
    85: "DOCPROPERTY",
}
LIVE_NAMES = frozenset(_LIVE.values())
"""Fields that LibreOffice fills in anew."""
_USUAL = frozenset({"PAGEREF", "NOTEREF", "STYLEREF"})
_NOT_STORED = b"\x06\x01\x0e\x00\x00\x00"
"""A picture of a shape that is linked and not saved with the document ([MS-ODRAW] 2.3.23.6)."""


@dataclass(frozen=True)
class OldText:
    """What is known of an old document: its paragraphs, its fields."""

    paragraphs: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
    """The names of the fields that show now what they stored."""
    instructions: tuple[tuple[str, str], ...] = ()
    """Of every field, with the text of its paragraph."""
    has_linked_shapes: bool = False


def read_old_text(path: Path) -> str:
    """All characters of a document, those that are not printed too; "" where it is none."""
    with olefile.OleFileIO(str(path)) as file:
        if not file.exists("WordDocument"):
            return ""
        main = file.openstream("WordDocument").read()
        table = _table_of(file, main)
        return _read_text(main, file.openstream(table).read()) if table else ""


def read_shown_paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs a document prints outside headers, each without the codes of its fields.

    Nothing of one that holds hidden text: which words are hidden is not looked up.
    """
    with olefile.OleFileIO(str(path)) as file:
        main = file.openstream("WordDocument").read() if file.exists("WordDocument") else b""
        table = _table_of(file, main)
        if table is None or _VANISHES in main:
            return
        text = _read_text(main, file.openstream(table).read())
    place = 0
    for number, length in enumerate(struct.unpack_from("<8I", main, _LENGTHS)):
        if number in _PRINTED:
            yield from filter(None, map(_show, _split(text[place : place + length])))
        place += length


def _table_of(file: olefile.OleFileIO, main: bytes) -> str | None:
    """The stream that holds a document's tables; None where it is locked or no document."""
    head = struct.unpack_from("<HHHHHH", main) if len(main) > _PAIRS else (0,) * 6
    table = "1Table" if head[5] & _SECOND_TABLE else "0Table"
    usable = head[0] == _MAGIC and not head[5] & _LOCKED and file.exists(table)
    return table if usable else None


def freeze_old_text(path: Path) -> OldText:
    """Let the fields of a document show their stored results; what is known of it.

    Nothing is done, and nothing known, where it is no such document.
    """
    with olefile.OleFileIO(str(path), write_mode=True) as file:
        if not file.exists("WordDocument"):
            return OldText()
        main = file.openstream("WordDocument").read()
        table = _table_of(file, main)
        if table is None:
            return OldText()
        raw = bytearray(file.openstream(table).read())
        frozen = dict.fromkeys(_freeze(main, raw))
        if frozen:
            file.write_stream(table, bytes(raw))
        text = _read_text(main, bytes(raw))
        data = file.openstream("Data").read() if file.exists("Data") else b""
    named = tuple(name for name in frozen if name not in _USUAL)
    paragraphs = tuple(_split(text))
    instructions = tuple(pair for paragraph in paragraphs for pair in _instructions_of(paragraph))
    shown = tuple(_show(paragraph) for paragraph in paragraphs)
    return OldText(shown, named, instructions, _NOT_STORED in data or _NOT_STORED in raw)


def _pair(main: bytes, number: int) -> tuple[int, int]:
    """Where in the table stream something stands, and how long it is."""
    place = _PAIRS + 8 * number
    if place + 8 > len(main):
        return 0, 0
    start, length = struct.unpack_from("<II", main, place)
    return int(start), int(length)


def _freeze(main: bytes, table: bytearray) -> Iterator[str]:
    for number in _FIELDS:
        start, length = _pair(main, number)
        count = (length - 4) // 6
        if count <= 0 or start + length > len(table):
            continue
        first = start + 4 * (count + 1)
        for place in range(first, first + 2 * count, 2):
            name = _LIVE.get(table[place + 1])
            if table[place] & 0x1F == ord(_BEGIN) and name:
                table[place + 1] = _FORMULA
                yield name


def _read_text(main: bytes, table: bytes) -> str:
    """All text of a document, by its pieces ([MS-DOC] 2.9.38)."""
    start, length = _pair(main, _PIECES)
    raw, place = table[start : start + length], 0
    while place + 3 <= len(raw) and raw[place] == 1:
        place += 3 + int.from_bytes(raw[place + 1 : place + 3], "little")
    if place + 5 > len(raw) or raw[place] != 2:
        return ""
    count = (int.from_bytes(raw[place + 1 : place + 5], "little") - 4) // 12
    place += 5
    if count <= 0 or place + 12 * count + 4 > len(raw):
        return ""
    ends = struct.unpack_from(f"<{count + 1}I", raw, place)
    text = []
    for number in range(count):
        (said,) = struct.unpack_from("<I", raw, place + 4 * (count + 1) + 8 * number + 2)
        letters, begin = max(ends[number + 1] - ends[number], 0), said & 0x3FFFFFFF
        if said & 0x40000000:
            text.append(main[begin // 2 : begin // 2 + letters].decode("cp1252", "replace"))
        else:
            text.append(main[begin : begin + 2 * letters].decode("utf-16-le", "replace"))
    return "".join(text)


def _split(text: str) -> Iterator[str]:
    """The paragraphs; one within a field belongs to that of its beginning."""
    paragraph, depth = "", 0
    for character in text:
        depth += (character == _BEGIN) - (character == _END)
        if character in "\r\x07\x0c" and depth <= 0:
            yield paragraph
            paragraph, depth = "", 0
        else:
            paragraph += character
    yield paragraph


def _instructions_of(paragraph: str) -> Iterator[tuple[str, str]]:
    open_: list[str] = []
    separated: list[bool] = []
    for character in paragraph:
        if character == _BEGIN:
            open_.append("")
            separated.append(False)
        elif character == _SEPARATE and separated:
            separated[-1] = True
        elif character == _END and open_:
            separated.pop()
            yield open_.pop().strip(), _show(paragraph)
        elif open_ and not separated[-1]:
            open_[-1] += character


def _show(paragraph: str) -> str:
    """A paragraph as it is read: without the instructions of its fields."""
    shown, hidden = "", [False]
    for character in paragraph:
        if character == _BEGIN:
            hidden.append(True)
        elif character == _SEPARATE and len(hidden) > 1:
            hidden[-1] = False
        elif character == _END and len(hidden) > 1:
            hidden.pop()
        elif not any(hidden) and (character.isprintable() or character in "\t\x0b"):
            shown += character
    return " ".join(shown.split())
