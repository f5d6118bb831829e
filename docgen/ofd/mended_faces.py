"""Font files whose tables do not fit each other, made such that what draws with them opens them.

Programs that take faces apart leave out what they do not need themselves: how wide glyphs are, how
many there are. It is told by the outlines (OpenType: head, maxp, hhea, hmtx, loca).
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docgen.pdf.font_tables import join_tables, read_tables

_TRUETYPE, _OPENTYPE = b"\0\1\0\0", b"OTTO"
_FLAVOURS = (_TRUETYPE, b"true", _OPENTYPE, b"\0\0\0\0", b"\0\2\0\0")
_HEAD, _MAXP, _HHEA, _HMTX, _LOCA, _GLYF = b"head", b"maxp", b"hhea", b"hmtx", b"loca", b"glyf"
_USUAL_UNITS = (1000, 2048)
"""In an em, where nothing says how many: the more where glyphs are wider than the fewer."""
_MOST_TABLES = 64
_MOST_GLYPHS = 1 << 16


def mend_face(content: bytes) -> bytes:
    """A font file that can be opened; the same one where it can, or nothing can be mended."""
    if not content.startswith(_FLAVOURS) or not 0 < _count_tables(content) <= _MOST_TABLES:
        return content
    try:
        tables = read_tables(content)
        if _LOCA not in tables or _GLYF not in tables:
            return content
        mended = _mend(tables)
    except struct.error:
        return content
    whole = content.startswith((_TRUETYPE, b"true")) and not _is_cut(content)
    return content if whole and mended == tables else join_tables(mended)


def _count_tables(content: bytes) -> int:
    return int.from_bytes(content[4:6])


def _is_cut(content: bytes) -> bool:
    """Whether a table reaches beyond the end: FreeType then knows nothing of all that is there."""
    records = (content[12 + 16 * n : 28 + 16 * n] for n in range(_count_tables(content)))
    return any(sum(struct.unpack(">2I", record[8:])) > len(content) for record in records)


def _mend(tables: dict[bytes, bytes]) -> dict[bytes, bytes]:
    outlines = _find_outlines(tables)
    count = len(outlines.ends)
    head = tables.get(_HEAD, b"").ljust(54, b"\0")
    units = int.from_bytes(head[18:20])
    if not 16 <= units <= 16384:
        head = head[:18] + struct.pack(">H", _guess_units(outlines)) + head[20:]
    head = head[:50] + struct.pack(">H", outlines.is_long) + head[52:]
    maxp = tables.get(_MAXP, b"\0\1\0\0")
    # One place more than there are glyphs is but what tables are filled up with.
    if count - int.from_bytes(maxp[4:6]) == 1 and count > 1:
        outlines = replace(outlines, begins=outlines.begins[:-1], ends=outlines.ends[:-1])
        count -= 1
    if int.from_bytes(maxp[4:6]) != count:
        maxp = (maxp[:4] + struct.pack(">H", count) + maxp[6:]).ljust(32, b"\0")
    hhea, hmtx = _mend_widths(tables, outlines, int.from_bytes(head[18:20]))
    return tables | {_HEAD: head, _MAXP: maxp, _HHEA: hhea, _HMTX: hmtx}


def _guess_units(outlines: "_Outlines") -> int:
    widest = max((outlines.bounds(glyph)[1] for glyph in range(len(outlines.ends))), default=0)
    return _USUAL_UNITS[widest > _USUAL_UNITS[0] * 1.2]


@dataclass(frozen=True)
class _Outlines:
    """Where each glyph's outline begins and ends in its table, and how the places are written."""

    data: bytes
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    is_long: bool

    def bounds(self, glyph: int) -> tuple[int, int]:
        """Where a glyph begins and ends on its line; nothing of a blank."""
        begin = self.begins[glyph]
        if self.ends[glyph] - begin < 10 or begin + 10 > len(self.data):
            return 0, 0
        left, _, right = struct.unpack_from(">3h", self.data, begin + 2)
        return left, right


def _find_outlines(tables: dict[bytes, bytes]) -> _Outlines:
    """The outlines as `head` has them written, or the other way where only that makes sense."""
    head, loca, glyf = tables.get(_HEAD, b""), tables[_LOCA], tables[_GLYF]
    said = bool(int.from_bytes(head[50:52]))
    for is_long in (said, not said):
        places = _read_places(loca, is_long)
        rises = all(one <= other for one, other in pairwise(places))
        if rises and len(places) > 1 and places[-1] <= len(glyf) + 3:
            return _Outlines(glyf, places[:-1], places[1:], is_long)
    places = _read_places(loca, said) or (0,)
    return _Outlines(glyf, places[:-1], places[1:], said)


def _read_places(loca: bytes, is_long: bool) -> tuple[int, ...]:
    count = min(len(loca) // (4 if is_long else 2), _MOST_GLYPHS)
    places = struct.unpack_from(f">{count}{'I' if is_long else 'H'}", loca)
    return places if is_long else tuple(place * 2 for place in places)


def _mend_widths(
    tables: dict[bytes, bytes], outlines: _Outlines, units: int
) -> tuple[bytes, bytes]:
    """The tables of widths, what they lack told by the outlines."""
    count = len(outlines.ends)
    hhea, hmtx = tables.get(_HHEA, b""), tables.get(_HMTX, b"")
    wide = min(int.from_bytes(hhea[34:36]), count)
    if wide and len(hhea) >= 36 and len(hmtx) >= 4 * wide + 2 * (count - wide):
        return hhea, hmtx
    given = [
        struct.unpack_from(">Hh", hmtx, 4 * glyph) for glyph in range(min(wide, len(hmtx) // 4))
    ]
    last = given[-1][0] if given and len(given) == wide else None
    entries = b"".join(_list_widths(given, last, outlines, units))
    told = struct.pack(">I2h", 0x10000, units * 88 // 100, -units * 12 // 100)
    head = hhea[:34] if len(hhea) >= 36 else told.ljust(34, b"\0")
    return head + struct.pack(">H", count), entries


def _list_widths(
    given: Sequence[tuple[int, int]], last: int | None, outlines: _Outlines, units: int
) -> Iterator[bytes]:
    """Width and left edge of each glyph: as given, by the `last` of all, or by its outline."""
    yield from (struct.pack(">Hh", *entry) for entry in given)
    for glyph in range(len(given), len(outlines.ends)):
        left, right = outlines.bounds(glyph)
        own = right + max(left, 0) if right > left else units // 2
        width = own if last is None else last
        yield struct.pack(">Hh", min(max(width, 0), 0xFFFF), left)
