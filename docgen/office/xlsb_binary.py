"""Binary workbooks (.xlsb) made to show the values they store: formulas become values ([MS-XLSB]).

A sheet is a row of records, each with a number, a length and its content. A cell with a formula
differs from one with a value by its number alone, and by the formula that follows the value.
"""

import struct
from collections.abc import Iterator

from docgen.issues.unplaced import noted
from docgen.model.page_facts import Told
from docgen.office.package_parts import Parts
from docgen.office.workbook_parts import write_place
from docgen.office.xls_binary import CALLS_OF_TODAY, ERRORS

_ROW, _SHEET = 0, 156
_ERROR, _TRUTH, _NUMBER, _TEXT = 3, 4, 5, 6
_OF_TEXT, _OF_NUMBER, _OF_TRUTH, _OF_ERROR = 8, 9, 10, 11
_APART = frozenset((426, 427, 428))
"""Formulas of ranges and tables, which stand behind the cell they begin in."""
_CELL = struct.Struct("<II")


def freeze_binary_workbook(parts: Parts, workbook: str) -> Told:
    """Take the formulas out of all sheets of a workbook; what is said of it."""
    notes = []
    for name, part, hidden in list(_find_sheets(parts, workbook)):
        frozen, of_today = freeze_binary_sheet(parts.read(part))
        parts.write_changed(part, frozen)
        parts.drop_relations(part, "pivotTable")
        if of_today and not hidden:
            notes.append(noted("cells_stored", sheet=name, cells=tuple(of_today)))
    return Told(tuple(notes))


def _find_sheets(parts: Parts, workbook: str) -> Iterator[tuple[str, str, bool]]:
    """The name and part of each worksheet, and whether it is hidden."""
    targets = {
        relation.id: relation.target
        for relation in parts.relations(workbook)
        if relation.kind == "worksheet" and parts.has(relation.target)
    }
    for number, body in _records(parts.read(workbook)):
        if number == _SHEET and len(body) >= 12:
            state, _ = _CELL.unpack_from(body)
            relation, end = _read_text(body, 8)
            name, _ = _read_text(body, end)
            if relation in targets:
                yield name, targets[relation], bool(state)


def freeze_binary_sheet(raw: bytes) -> tuple[bytes, list[str]]:
    """A worksheet part without formulas, and the cells whose value changes by the day."""
    written, of_today, row = [], [], 0
    for number, body in _records(raw):
        if number == _ROW and len(body) >= 4:
            (row,) = struct.unpack_from("<I", body)
        value = _value_of(number, body)
        if value is None:
            if number not in _APART:
                written.append(_write(number, body))
            continue
        if any(call in body[8:] for call in CALLS_OF_TODAY):
            of_today.append(write_place(row, _CELL.unpack_from(body)[0]))
        written.append(_write(*value))
    return b"".join(written), of_today


def _value_of(number: int, body: bytes) -> tuple[int, bytes] | None:
    """The record that shows what a cell stores; None where it needs no other than it is.

    Errors become text: on the way through OpenDocument every one would become #NAME?.
    """
    if number == _OF_TEXT:
        return _TEXT, body[: _read_text(body, 8)[1]]
    if number == _OF_NUMBER:
        return _NUMBER, body[:16]
    if number == _OF_TRUTH:
        return _TRUTH, body[:9]
    if number in {_OF_ERROR, _ERROR} and len(body) > 8:
        text = ERRORS.get(body[8], "#N/A")
        return _TEXT, body[:8] + struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return None


def _read_text(body: bytes, place: int) -> tuple[str, int]:
    """The text that stands at a place, and where it ends."""
    (length,) = struct.unpack_from("<I", body, place)
    end = place + 4 + 2 * (0 if length == 0xFFFFFFFF else length)
    return body[place + 4 : end].decode("utf-16-le", "replace"), end


def _records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(raw):
        number, place = _read_number(raw, place, 2)
        length, place = _read_number(raw, place, 4)
        yield number, raw[place : place + length]
        place += length


def _read_number(raw: bytes, place: int, longest: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends. IndexError where it is cut off."""
    number = 0
    for step in range(longest):
        byte = raw[place]
        place += 1
        number |= (byte & 0x7F) << 7 * step
        if not byte & 0x80:
            break
    return number, place


def _write(number: int, body: bytes) -> bytes:
    return _write_number(number) + _write_number(len(body)) + body


def _write_number(number: int) -> bytes:
    written = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        written.append(low | (0x80 if number else 0))
        if not number:
            return bytes(written)
