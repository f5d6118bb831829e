"""OLE files (MS-CFB) made for tests: storages and streams as a tree."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Tree: TypeAlias = "Mapping[str, bytes | Tree]"

SECTOR, SMALL, SMALL_BELOW = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = FREE
    sibling: int = FREE
    start: int = END


@dataclass
class _Chains:
    """Data in sectors of one size, and the table that chains them."""

    size: int
    table: list[int] = field(default_factory=list)
    data: bytes = b""

    def add(self, content: bytes) -> int:
        """Where the content begins."""
        count = -(-len(content) // self.size)
        if not count:
            return END
        first = len(self.table)
        self.table += [*range(first + 1, first + count), END]
        self.data += content.ljust(count * self.size, b"\0")
        return first


def write_ole(tree: Tree) -> bytes:
    """The file that holds a tree, its streams in the order they are given in."""
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _add(tree, entries)
    small, large = _Chains(SMALL), _Chains(SECTOR)
    for entry in entries:
        if entry.kind == STREAM:
            chains = small if len(entry.content) < SMALL_BELOW else large
            entry.start = chains.add(entry.content)
    entries[0].start, entries[0].content = large.add(small.data), small.data
    table = struct.pack(f"<{len(small.table)}I", *small.table)
    small_table = large.add(table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff"))
    directory = large.add(b"".join(map(_write_entry, entries)))
    fats = 1
    while -(-(len(large.table) + fats) // 128) > fats:
        fats += 1
    places = range(len(large.table), len(large.table) + fats)
    fat = [*large.table, *[FAT] * fats]
    fat += [FREE] * (fats * 128 - len(fat))
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6),
        *(0, fats, directory, 0, SMALL_BELOW),
        *(small_table, -(-len(table) // SECTOR), END, 0),
    )
    listed = [*places, *[FREE] * (109 - fats)]
    head += struct.pack("<109I", *listed)
    return head + large.data + struct.pack(f"<{len(fat)}I", *fat)


def _add(tree: Tree, entries: list[_Entry]) -> int:
    """Add what a storage holds; the first of it."""
    first, before = FREE, None
    for name, held in tree.items():
        number = len(entries)
        entry = _Entry(name, STREAM, held) if isinstance(held, bytes) else _Entry(name, STORAGE)
        entries.append(entry)
        if not isinstance(held, bytes):
            entry.child = _add(held, entries)
        if before is None:
            first = number
        else:
            before.sibling = number
        before = entry
    return first


def _write_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    size = len(entry.content)
    return name.ljust(64, b"\0") + struct.pack(
        "<HBBIII16sI8s8sIQ",
        *(len(name), entry.kind, 1, FREE, entry.sibling, entry.child),
        *(bytes(16), 0, bytes(8), bytes(8), entry.start, size),
    )
