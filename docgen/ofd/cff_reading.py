"""What a bare CFF table says of the numbers of its glyphs (Adobe Technical Note 5176)."""

import struct
from collections.abc import Iterator

_CHARSET, _CHAR_STRINGS, _ROS = 15, 17, (12 << 8) | 30
_MOST_GLYPHS = 1 << 16


def read_cids(table: bytes) -> list[int] | None:
    """The CID of each glyph of a face that is keyed by CIDs; None for any other.

    ValueError where the table is not whole.
    """
    try:
        place = _skip_index(table, table[2])
        start, ends = _open_index(table, place)
        top = dict(_read_dictionary(table[start : start + ends[0]] if ends else b""))
        if _ROS not in top:
            return None
        _, glyphs = _open_index(table, top.get(_CHAR_STRINGS, 0))
        return _read_charset(table, top.get(_CHARSET, 0), len(glyphs))
    except (struct.error, IndexError) as error:
        raise ValueError("the table is cut short") from error


def _open_index(table: bytes, place: int) -> tuple[int, list[int]]:
    """Where the first object of an INDEX begins, and where each ends, from there."""
    (count,) = struct.unpack_from(">H", table, place)
    if not count:
        return place + 2, []
    size = table[place + 2]
    offsets = place + 3
    ends = [
        int.from_bytes(table[offsets + size * number : offsets + size * (number + 1)])
        for number in range(1, count + 1)
    ]
    return offsets + size * (count + 1), [end - 1 for end in ends]


def _skip_index(table: bytes, place: int) -> int:
    start, ends = _open_index(table, place)
    return start + (ends[-1] if ends else 0)


def _read_dictionary(data: bytes) -> Iterator[tuple[int, int]]:
    """Each operator of a DICT with the last of its numbers."""
    place, last = 0, 0
    while place < len(data):
        first = data[place]
        if first <= 21:
            wide = first == 12
            yield (first << 8 | data[place + 1]) if wide else first, last
            place += 2 if wide else 1
        elif first == 28:
            last = struct.unpack_from(">h", data, place + 1)[0]
            place += 3
        elif first == 29:
            last = struct.unpack_from(">i", data, place + 1)[0]
            place += 5
        elif first == 30:
            place = _skip_real(data, place + 1)
        elif first <= 246:
            last, place = first - 139, place + 1
        else:
            place += 2


def _skip_real(data: bytes, place: int) -> int:
    while data[place] & 15 != 15 and data[place] >> 4 != 15:
        place += 1
    return place + 1


def _read_charset(table: bytes, place: int, count: int) -> list[int]:
    """The CID of each glyph; a predefined set says that they are the same."""
    if place <= 2:
        return list(range(count))
    kind, place, cids = table[place], place + 1, [0]
    while len(cids) < min(count, _MOST_GLYPHS):
        (first,) = struct.unpack_from(">H", table, place)
        more = 0
        if kind == 1:
            more = table[place + 2]
        elif kind == 2:
            (more,) = struct.unpack_from(">H", table, place + 2)
        cids.extend(range(first, first + more + 1))
        place += 2 + kind
    return cids[:count]
