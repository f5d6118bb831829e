"""The tables of a font file, taken apart and joined (OpenType, organization of a font)."""

import struct
from collections.abc import Mapping

_RECORD = struct.Struct(">4s3I")
_HEAD, _SUM_AT, _MAGIC = b"head", 8, 0xB1B0AFBA


def read_tables(content: bytes, offset: int = 0) -> dict[bytes, bytes]:
    """The tables of the face that begins at an offset, by their tags, as far as they are there.

    struct.error where the list of tables is cut short.
    """
    (count,) = struct.unpack_from(">H", content, offset + 4)
    places = (offset + 12 + _RECORD.size * number for number in range(count))
    records = [_RECORD.unpack_from(content, place) for place in places]
    return {tag: content[start : start + length] for tag, _, start, length in records}


def join_tables(tables: Mapping[bytes, bytes], flavour: bytes = b"\0\1\0\0") -> bytes:
    """A font file of tables, with their sums, and that of all where `head` is there to hold it."""
    count = len(tables)
    power = count.bit_length() - 1
    head = flavour + struct.pack(">4H", count, 16 << power, power, 16 * count - (16 << power))
    place, records, bodies, at = 12 + 16 * count, [], [], 0
    for tag, data in sorted(tables.items()):
        # The sum of all stands in this table, and is reckoned without itself.
        at = place + _SUM_AT if tag == _HEAD else at
        bare = data[:_SUM_AT] + bytes(4) + data[_SUM_AT + 4 :] if tag == _HEAD else data
        padded = bare + bytes(-len(data) % 4)
        records.append(_RECORD.pack(tag, _add_up(padded), place, len(data)))
        bodies.append(padded)
        place += len(padded)
    whole = b"".join((head, *records, *bodies))
    if not at:
        return whole
    proof = struct.pack(">I", (_MAGIC - _add_up(whole)) & 0xFFFFFFFF)
    return whole[:at] + proof + whole[at + 4 :]


def _add_up(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF
