"""Formulas of old workbooks (.xls, .et) become the values that the file stores for them.

In place, record for record, so that nothing in the file moves: [MS-XLS] 2.4. A FORMULA record holds
its result, and a STRING record behind it the text where that is one. Both together are longer than
the record of the value alone, and what is left over is filled.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from docgen.office.number_formats import mend_format
from docgen.office.stored_values import StoredCells
from docgen.office.workbook_parts import write_place

_STREAMS = ("Workbook", "Book")
_FORMAT = 0x041E
_FORMULA, _STRING, _CONTINUE = 0x0006, 0x0207, 0x003C
_NUMBER, _LABEL, _BLANK, _TRUTH = 0x0203, 0x0204, 0x0201, 0x0205
_BETWEEN = frozenset((0x04BC, 0x0221, 0x0236))
"""Shared formulas, array formulas and tables of operations: nothing needs them any more."""
_START, _LOCKED, _SHEET = 0x0809, 0x002F, 0x0085
_FILLER = 0x00EF
"""Of no meaning to anybody."""
_TEXT, _YES_OR_NO, _ERROR = 0, 1, 2
CALLS_OF_TODAY = tuple(
    bytes((token, number, 0)) for token in (0x21, 0x41, 0x61) for number in (221, 74, 63)
)
"""TODAY, NOW and RAND as a formula calls them."""
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_HEAD = struct.Struct("<HH")
_PICTURE = ("DISPIMG(".encode("ascii"), "DISPIMG(".encode("utf-16-le"))


@dataclass
class OldSheet:
    """A sheet: its name, whether it is hidden, and what became of its cells."""

    name: str
    hidden: bool
    frozen: StoredCells = field(default_factory=StoredCells)
    pictures: list[str] = field(default_factory=list)
    """The cells in which WPS shows a picture that only it can find."""


@dataclass(frozen=True)
class _Record:
    kind: int
    start: int
    end: int
    body: bytes


def freeze_old_workbook(path: Path) -> list[OldSheet]:
    """Put the stored values in the place of all formulas of a workbook; its sheets.

    Nothing is done, and no sheet returned, where it is no such workbook.
    """
    with olefile.OleFileIO(str(path), write_mode=True) as file:
        name = next((name for name in _STREAMS if file.exists(name)), None)
        if name is None:
            return []
        raw = bytearray(file.openstream(name).read())
        before = bytes(raw)
        sheets = _freeze(raw)
        if raw != before:
            file.write_stream(name, bytes(raw))
    return list(sheets.values())


def _freeze(raw: bytearray) -> dict[int, OldSheet]:
    records = list(_read_records(bytes(raw)))
    if any(record.kind == _LOCKED for record in records):
        return {}
    sheets = dict(_read_sheets(records))
    here, new = OldSheet("", hidden=True), _is_new(records)
    for number, record in enumerate(records):
        if record.kind == _START:
            here = sheets.get(record.start, OldSheet("", hidden=True))
        elif record.kind == _FORMAT and new:
            _mend_format(raw, record)
        elif record.kind == _FORMULA and len(record.body) >= 22:
            behind = records[number + 1 : number + 5]
            _freeze_cell(raw, _value_of(record, behind, new=new), record, here)
    return sheets


def _mend_format(raw: bytearray, record: _Record) -> None:
    """Mend a format of numbers in place, where it is as long as it was."""
    if len(record.body) < 5:
        return
    encoding = "utf-16-le" if record.body[4] & 1 else "latin-1"
    mended = mend_format(record.body[5:].decode(encoding, "replace")).encode(encoding, "replace")
    if len(mended) == len(record.body) - 5:
        raw[record.end - len(mended) : record.end] = mended


def _read_records(raw: bytes) -> Iterator[_Record]:
    place = 0
    while place + _HEAD.size <= len(raw):
        kind, length = _HEAD.unpack_from(raw, place)
        end = place + _HEAD.size + length
        if end > len(raw) or (not kind and not length):
            return
        yield _Record(kind, place, end, raw[place + _HEAD.size : end])
        place = end


def _is_new(records: list[_Record]) -> bool:
    """Whether texts have a byte more, that says how they are written (from Excel 97)."""
    return bool(records) and records[0].body[:2] == b"\x00\x06"


def _read_sheets(records: list[_Record]) -> Iterator[tuple[int, OldSheet]]:
    new = _is_new(records)
    for record in records:
        if record.kind != _SHEET or len(record.body) < 8:
            continue
        start, state, _, length = struct.unpack_from("<IBBB", record.body)
        if not new:
            name = record.body[7 : 7 + length].decode("gb18030", "replace")
        elif record.body[7] & 1:
            name = record.body[8 : 8 + 2 * length].decode("utf-16-le", "replace")
        else:
            name = record.body[8 : 8 + length].decode("latin-1")
        yield start, OldSheet(name, hidden=bool(state & 3))


_Value = tuple[int, bytes, int]
"""The kind and body of the record that says a formula's result, and where the formula ends."""


def _freeze_cell(raw: bytearray, value: _Value | None, record: _Record, sheet: OldSheet) -> None:
    if value is None:
        return
    kind, body, end = value
    row, column, _ = struct.unpack_from("<HHH", record.body)
    if any(mark in body for mark in _PICTURE):
        sheet.pictures.append(write_place(row, column))
    if any(call in record.body[22:] for call in CALLS_OF_TODAY) and record.body[22] == 0x19:
        sheet.frozen.of_today.append(write_place(row, column))
    written = _HEAD.pack(kind, len(body)) + body
    rest = end - record.start - len(written) - _HEAD.size
    raw[record.start : end] = written + _HEAD.pack(_FILLER, rest) + bytes(rest)


def _value_of(record: _Record, behind: list[_Record], *, new: bool) -> _Value | None:
    cell, result = record.body[:6], record.body[6:14]
    if result[6:] != b"\xff\xff":
        return _NUMBER, cell + result, record.end
    if result[0] == _TEXT:
        return _text_of(record, behind)
    if result[0] == _YES_OR_NO:
        return _TRUTH, cell + bytes((result[2], 0)), record.end
    if result[0] == _ERROR:
        # As a text: on the way through OpenDocument every error would become #NAME?.
        said = ERRORS.get(result[2], "#N/A").encode()
        head = struct.pack("<H", len(said)) + (b"\0" if new else b"")
        return _LABEL, cell + head + said, record.end
    return _BLANK, cell, record.end


def _text_of(record: _Record, behind: list[_Record]) -> _Value | None:
    """The text a formula gave. One that runs on in further records stays a formula's."""
    others = [other for other in behind if other.kind not in _BETWEEN]
    longer = len(others) > 1 and others[1].kind == _CONTINUE
    if not others or others[0].kind != _STRING or longer:
        return None
    return _LABEL, record.body[:6] + others[0].body, others[0].end
