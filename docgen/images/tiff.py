"""The structure of a TIFF file: its pages, and the data of those a PDF can hold as they are.

Adobe's TIFF 6.0 and its Technical Note 2 on JPEG; BigTIFF differs only in the width of numbers.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from docgen.images import jpeg_strips

_SUBFILE, _OLD_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION = 254, 255, 256, 257, 258, 259
_PHOTOMETRIC, _FILL_ORDER, _OFFSETS, _ORIENTATION, _SAMPLES = 262, 266, 273, 274, 277
_ROWS, _COUNTS, _ACROSS, _DOWN, _G3_OPTIONS, _FAX_OPTIONS, _UNIT = 278, 279, 282, 283, 292, 293, 296
_TILE_OFFSETS, _TILE_COUNTS, _CHILDREN, _SAMPLE_FORMAT = 324, 325, 330, 339
_JPEG_TABLES, _PROFILE, _DNG_VERSION = 347, 34675, 50706

_FORMATS = {1: "B", 3: "H", 4: "I", 5: "II", 6: "b", 7: "B", 9: "i", 13: "I", 16: "Q", 18: "Q"}
_WANTED = frozenset(
    (
        *(_SUBFILE, _OLD_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER),
        *(_OFFSETS, _ORIENTATION, _SAMPLES, _ROWS, _COUNTS, _ACROSS, _DOWN, _UNIT),
        *(_TILE_OFFSETS, _TILE_COUNTS, _CHILDREN, _SAMPLE_FORMAT, _JPEG_TABLES, _PROFILE),
        *(_G3_OPTIONS, _FAX_OPTIONS, _DNG_VERSION),
    )
)
_MOST_VALUES = 4 << 20
_MOST_CHILDREN = 16
_END_WITHIN = 16
"""Bytes: some writers pad their strips."""

_HUFFMAN, _GROUP_3, _GROUP_4, _JPEG, _OLD_JPEG, _LOSSY_JPEG, _WEBP = 2, 3, 4, 7, 6, 34892, 50001
_FLOAT = 3
_GREY_KINDS = (0, 1)
_RGB, _YCBCR, _COLOUR_FILTER, _LINEAR_RAW = 2, 6, 32803, 34892
_CENTIMETRE, _NO_UNIT = 3, 1
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits the other way round."""


@dataclass(frozen=True)
class TiffDirectory:
    """One image file directory."""

    offset: int
    tags: dict[int, tuple[int, ...]]

    def first(self, tag: int, default: int) -> int:
        """The first value of a tag."""
        values = self.tags.get(tag)
        return values[0] if values else default

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as stored."""
        return self.first(_WIDTH, 0), self.first(_HEIGHT, 0)

    @property
    def orientation(self) -> int:
        """1 to 8, as in EXIF."""
        value = self.first(_ORIENTATION, 1)
        return value if 1 <= value <= 8 else 1

    @property
    def dpi(self) -> tuple[float, float]:
        """The resolution it claims; zeros where it claims none."""
        unit = self.first(_UNIT, 2)
        inch = {_NO_UNIT: 0.0, _CENTIMETRE: 2.54}.get(unit, 1.0)
        across, down = (self.tags.get(tag, ())[:2] for tag in (_ACROSS, _DOWN))
        if len(across) < 2 or len(down) < 2 or not across[1] or not down[1]:
            return 0.0, 0.0
        return across[0] / across[1] * inch, down[0] / down[1] * inch

    @property
    def profile(self) -> bytes:
        """The colour profile."""
        return _as_bytes(self.tags.get(_PROFILE, ()))

    @property
    def lossy(self) -> bool:
        """Whether its data is that of a lossy encoder."""
        return self.first(_COMPRESSION, 1) in {_JPEG, _OLD_JPEG, _LOSSY_JPEG, _WEBP}

    @property
    def fax(self) -> bool:
        """Whether its data is that of a fax, which libtiff decodes without a word if damaged."""
        return self.first(_COMPRESSION, 1) in {_HUFFMAN, _GROUP_3, _GROUP_4}

    @property
    def samples(self) -> int:
        """Samples a pixel."""
        return self.first(_SAMPLES, 1)

    @property
    def bits(self) -> int:
        """Bits of the deepest sample."""
        return max(self.tags.get(_BITS, (1,)), default=1)

    @property
    def scientific(self) -> bool:
        """Whether its samples are no shades of grey: floating point, or 32 bits and more."""
        return self.bits >= 32 or _FLOAT in self.tags.get(_SAMPLE_FORMAT, ())

    @property
    def inverted_deep_grey(self) -> bool:
        """Whether it is 16-bit grey with 0 for white, which Pillow takes for black."""
        return self.first(_BITS, 1) == 16 and self.tags.get(_PHOTOMETRIC) == (0,)

    @property
    def strips(self) -> list[tuple[int, int]]:
        """Place and length of each piece of picture data."""
        for offsets, counts in ((_OFFSETS, _COUNTS), (_TILE_OFFSETS, _TILE_COUNTS)):
            if offsets in self.tags:
                return list(zip(self.tags[offsets], self.tags.get(counts, ()), strict=False))
        return []

    def is_reduced(self, before: "TiffDirectory | None") -> bool:
        """Whether it is `before` again, only smaller: an overview, not a page.

        The flag alone is no proof. Some scanners set it on every page.
        """
        flagged = self.first(_SUBFILE, 0) & 1 or self.first(_OLD_SUBFILE, 0) == 2
        if not flagged or before is None:
            return False
        (width, height), (full_width, full_height) = self.size, before.size
        same_shape = abs(width * full_height - height * full_width) <= 2 * max(before.size)
        return width < full_width and height < full_height and same_shape

    @property
    def is_mask(self) -> bool:
        """Whether it only says which pixels of another one are transparent."""
        return self.first(_SUBFILE, 0) & 4 != 0 and self.first(_PHOTOMETRIC, 0) == 4


@dataclass(frozen=True)
class Book:
    """A TIFF file. `whole` is False where its chain of pages leads out of the file."""

    leaves: tuple[TiffDirectory, ...]
    whole: bool
    raw_photo: bool
    """A camera's raw data (DNG, NEF, CR2, ARW): what can be seen is a preview."""
    raw_data: frozenset[int]
    """Where the pieces of that data begin: some look like pictures."""
    size: int
    head: bytes

    def point_to(self, leaf: TiffDirectory) -> bytes:
        """The file's header as if `leaf` were its first page."""
        order = "<" if self.head[:1] == b"I" else ">"
        if struct.unpack_from(f"{order}H", self.head, 2)[0] == 43:
            return self.head[:8] + struct.pack(f"{order}Q", leaf.offset)
        return self.head[:4] + struct.pack(f"{order}I", leaf.offset)

    @property
    def pages(self) -> list[int]:
        """The leaves that are pages, by their places in the chain."""
        found: list[int] = []
        for number, leaf in enumerate(self.leaves):
            full = self.leaves[found[-1]] if found else None
            if not leaf.is_mask and not leaf.is_reduced(full):
                found.append(number)
        return found

    def holds(self, leaf: TiffDirectory) -> bool:
        """Whether all of a page's data lies within the file."""
        return all(offset + count <= self.size for offset, count in leaf.strips)


@dataclass(frozen=True)
class _Layout:
    """How numbers are written: byte order, width of counts and offsets, size of an entry."""

    order: str
    number: str
    entries: str
    entry_size: int

    def read(self, file: BinaryIO, place: int, form: str) -> tuple[int, ...]:
        """Numbers at a place. struct.error where the file ends before."""
        file.seek(place)
        return struct.unpack(self.order + form, file.read(struct.calcsize(self.order + form)))


def read_book(file: BinaryIO) -> Book:
    """The pages of a TIFF file. ValueError where there are none."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(16)
    try:
        layout, place = _read_header(head)
        leaves, whole = _follow(file, layout, place)
        raw = [one for leaf in leaves for one in _list_raw(file, layout, leaf)]
        is_raw = head[8:10] == b"CR" or any(_DNG_VERSION in leaf.tags for leaf in leaves)
    except struct.error as error:
        raise ValueError("cut short") from error
    if not leaves:
        raise ValueError("no pages")
    pieces = frozenset(offset for one in raw for offset, _ in one.strips)
    return Book(tuple(leaves), whole, is_raw or bool(raw), pieces, size, head)


def _read_header(head: bytes) -> tuple[_Layout, int]:
    order = {b"II": "<", b"MM": ">"}[head[:2]]
    if struct.unpack_from(f"{order}H", head, 2)[0] == 43:
        return _Layout(order, "Q", "Q", 20), struct.unpack_from(f"{order}Q", head, 8)[0]
    return _Layout(order, "I", "H", 12), struct.unpack_from(f"{order}I", head, 4)[0]


def _follow(file: BinaryIO, layout: _Layout, place: int) -> tuple[list[TiffDirectory], bool]:
    leaves: list[TiffDirectory] = []
    seen: set[int] = set()
    while place and place not in seen:
        seen.add(place)
        try:
            leaf, place = _read_leaf(file, layout, place)
        except (struct.error, OverflowError, OSError):
            return leaves, False
        leaves.append(leaf)
    return leaves, place == 0


def _read_leaf(file: BinaryIO, layout: _Layout, place: int) -> tuple[TiffDirectory, int]:
    (count,) = layout.read(file, place, layout.entries)
    first = place + struct.calcsize(layout.order + layout.entries)
    end = first + count * layout.entry_size
    (following,) = layout.read(file, end, layout.number)
    tags: dict[int, tuple[int, ...]] = {}
    for entry in range(first, end, layout.entry_size):
        tag, values = _read_entry(file, layout, entry)
        if values:
            tags[tag] = values
    return TiffDirectory(place, tags), following


def _read_entry(file: BinaryIO, layout: _Layout, place: int) -> tuple[int, tuple[int, ...]]:
    tag, kind, count = layout.read(file, place, f"HH{layout.number}")
    if tag not in _WANTED or kind not in _FORMATS or not 0 < count <= _MOST_VALUES:
        return tag, ()
    form = _FORMATS[kind]
    width = struct.calcsize(f"{layout.order}{form}") * count
    value = place + struct.calcsize(f"{layout.order}HH{layout.number}")
    if width > struct.calcsize(layout.order + layout.number):
        (value,) = layout.read(file, value, layout.number)
    try:
        return tag, layout.read(file, value, f"{count * len(form)}{form[0]}")
    except (struct.error, OverflowError, OSError):
        # One tag out of the file is no reason to give up the page: its decoder will tell.
        return tag, ()


def _list_raw(file: BinaryIO, layout: _Layout, leaf: TiffDirectory) -> Iterator[TiffDirectory]:
    """A page and what hangs on it, as far as it is what a camera's sensor saw."""
    children = leaf.tags.get(_CHILDREN, ())[:_MOST_CHILDREN]
    for one in (leaf, *_read_children(file, layout, children)):
        if one.first(_PHOTOMETRIC, 0) in {_COLOUR_FILTER, _LINEAR_RAW}:
            yield one


def _read_children(
    file: BinaryIO, layout: _Layout, places: tuple[int, ...]
) -> Iterator[TiffDirectory]:
    for place in places:
        try:
            yield _read_leaf(file, layout, place)[0]
        except (struct.error, OverflowError, OSError):
            continue


@dataclass(frozen=True)
class Fax:
    """CCITT group 4 data, its bits in the order PDF has. `black_is_1`: black runs are white."""

    data: bytes
    black_is_1: bool


def take_fax(file: BinaryIO, leaf: TiffDirectory) -> Fax | None:
    """The data of a page that is one piece of CCITT group 4, None where it is anything else."""
    strips, photometric = leaf.strips, leaf.first(_PHOTOMETRIC, 0)
    # Bit 1 of the options allows uncompressed stretches, which hardly any reader knows.
    plain = leaf.samples == 1 == leaf.first(_BITS, 1) and photometric in _GREY_KINDS
    if leaf.first(_COMPRESSION, 1) != _GROUP_4 or not plain or leaf.first(_FAX_OPTIONS, 0) & 2:
        return None
    if len(strips) != 1 or _OFFSETS not in leaf.tags:
        return None
    data = _read_strip(file, strips[0])
    if leaf.first(_FILL_ORDER, 1) == 2:
        data = data.translate(_MIRRORED)
    return Fax(data, black_is_1=photometric == 1)


def write_fax(file: BinaryIO, leaf: TiffDirectory) -> bytes:
    """A TIFF file of one page of fax alone, for another decoder to look at."""
    strips = [_read_strip(file, strip) for strip in leaf.strips]
    kept = (_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER, _SAMPLES, _ROWS)
    tags = {tag: leaf.tags[tag] for tag in (*kept, _G3_OPTIONS, _FAX_OPTIONS) if tag in leaf.tags}
    counts = tuple(len(strip) for strip in strips)
    lists = 8 + 2 + 12 * (len(tags) + 2) + 4
    data = lists + 8 * len(strips)
    offsets = tuple(data + sum(counts[:number]) for number in range(len(counts)))
    tags |= {_OFFSETS: offsets, _COUNTS: counts}
    entries, values = b"", b""
    for tag, numbers in sorted(tags.items()):
        packed = struct.pack(f"<{len(numbers)}I", *numbers)
        inline = packed if len(packed) == 4 else struct.pack("<I", lists + len(values))
        values += packed if len(packed) > 4 else b""
        entries += struct.pack("<HHI", tag, 4, len(numbers)) + inline
    head = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4)
    return (head + values).ljust(data, b"\0") + b"".join(strips)


def take_jpeg(file: BinaryIO, leaf: TiffDirectory) -> bytes | None:
    """The JPEG file that a page is, None where it is none, or in pieces that cannot be joined."""
    kind = leaf.samples, leaf.first(_PHOTOMETRIC, 0)
    # Grey with 0 for white, CMYK and what has an alpha channel is rare enough to be decoded.
    marks = {(3, _YCBCR): _adobe_marker(1), (3, _RGB): _adobe_marker(0), (1, 1): b""}.get(kind)
    if leaf.first(_COMPRESSION, 1) != _JPEG or marks is None or _OFFSETS not in leaf.tags:
        return None
    tables = marks + _as_bytes(leaf.tags.get(_JPEG_TABLES, ()))[2:].removesuffix(b"\xff\xd9")
    strips = [_read_strip(file, strip) for strip in leaf.strips]
    if not strips or any(b"Adobe\0" in strip[: strip.find(b"\xff\xda")] for strip in strips):
        return None
    if len(strips) > 1:
        return jpeg_strips.join(tables, strips, leaf.size[1])
    return b"\xff\xd8" + tables + strips[0][2:]


def has_whole_jpegs(file: BinaryIO, leaf: TiffDirectory) -> bool:
    """Whether each piece of JPEG has its end marker, which libtiff does not miss; or is none."""
    if leaf.first(_COMPRESSION, 1) != _JPEG:
        return True
    ends = ((offset + max(count - _END_WITHIN, 0), _END_WITHIN) for offset, count in leaf.strips)
    return all(b"\xff\xd9" in _read_strip(file, end) for end in ends)


def _adobe_marker(transform: int) -> bytes:
    """What tells every JPEG decoder whether colours are YCbCr (1) or RGB (0)."""
    return b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes((transform,))


def _read_strip(file: BinaryIO, strip: tuple[int, int]) -> bytes:
    offset, count = strip
    file.seek(offset)
    return file.read(count)


def _as_bytes(values: tuple[int, ...]) -> bytes:
    return bytes(values) if all(0 <= value < 256 for value in values) else b""
