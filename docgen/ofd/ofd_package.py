"""The parts of an OFD file, found by the locations that others name, however these are written.

Nothing is unpacked to disk, and no location leads out of the file: it is looked up among the names
of the parts, and nowhere else.
"""

import posixpath
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Self

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.ofd_markup import Element, read_markup
from docgen.system.zip_reading import is_locked, read_member_name

_MOST_PARTS = 20_000
_MOST_UNPACKED = 1 << 30
_MOST_MARKUP = 64 << 20
"""A page of ten thousand characters has about one megabyte."""
_NAMES_AT = 26
"""Where the header of a part has the lengths of its name and of what follows that."""
_ROOT = "OFD.xml"
_ENCRYPTED = frozenset({"encryptions.xml", "entriesmap.dat"})
"""What an encrypted package has at its root besides (GM/T 0099)."""

_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
)


class OfdPackage:
    """An OFD file that is open. Use as a context manager.

    UnusableSourceError where it is damaged, locked, or would swell beyond what papers take.
    """

    def __init__(self, source: Path | IO[bytes]) -> None:
        with told_as_broken():
            self._zip = zipfile.ZipFile(source)
        self.spoilt: list[str] = []
        """The parts whose XML breaks off or has mistakes, as they are met."""
        self._refuse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _refuse(self) -> None:
        members = self._zip.infolist()
        if len(members) > _MOST_PARTS or sum(m.file_size for m in members) > _MOST_UNPACKED:
            raise UnusableSourceError("source-bomb", "document")
        if any(map(is_locked, members)):
            raise UnusableSourceError("source-password", "never")
        if not self._names.keys().isdisjoint(_ENCRYPTED):
            raise UnusableSourceError("source-password", "never")

    # --- names -----------------------------------------------------------------------------------

    @cached_property
    def _members(self) -> dict[str, zipfile.ZipInfo]:
        named = ((_tidy(read_member_name(m)), m) for m in self._zip.infolist() if not m.is_dir())
        return {name: member for name, member in named if name}

    @cached_property
    def _names(self) -> dict[str, str]:
        """Every part by its name in small letters: some writers do not look at them."""
        return {name.casefold(): name for name in self._members}

    @cached_property
    def _by_last(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for name in self._members:
            found[posixpath.basename(name).casefold()].append(name)
        return found

    def find(self, location: str, *folders: str) -> str | None:
        """The part at a location that stands in a part of one of these folders; None: no such.

        A location may begin at the root, with a slash or without, or in a folder further up. Where
        no folder leads to it, it is the one part of such a name, if there is one.
        """
        location = location.strip().replace("\\", "/")
        if not location:
            return None
        begins = ("",) if location.startswith("/") else folders
        for folder in (*begins, *(up for one in folders for up in _list_above(one)), ""):
            name = _tidy(posixpath.join(folder, location.lstrip("/"))).casefold()
            if name in self._names:
                return self._names[name]
        namesakes = self._by_last.get(posixpath.basename(location).casefold(), [])
        return namesakes[0] if len(namesakes) == 1 else None

    # --- contents --------------------------------------------------------------------------------

    def read(self, name: str) -> bytes:
        """What a part holds. No more than declared is unpacked; a lie is told by its checksum."""
        member = self._members[name]
        with told_as_broken():
            try:
                return self._zip.read(member)
            except zipfile.BadZipFile:
                content = self._read_unnamed(member)
                if zlib.crc32(content) != member.CRC:
                    raise
                return content

    def _read_unnamed(self, member: zipfile.ZipInfo) -> bytes:
        """What a part holds, whatever it is called where it stands: some writers give two names."""
        file = self._zip.fp
        if file is None or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return b""
        file.seek(member.header_offset + _NAMES_AT)
        named, more = struct.unpack("<HH", file.read(4))
        file.seek(named + more, 1)
        packed = file.read(member.compress_size)
        if member.compress_type == zipfile.ZIP_STORED:
            return packed
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, max(member.file_size, 1))

    def parse(self, name: str) -> Element:
        """The root of a part that is XML."""
        if self._members[name].file_size > _MOST_MARKUP:
            raise UnusableSourceError("source-bomb", "document")
        root, is_whole = read_markup(self.read(name))
        if not is_whole and name not in self.spoilt:
            self.spoilt.append(name)
        return root

    @property
    def root(self) -> Element:
        """The root of the part that names all others."""
        name = self.find(_ROOT)
        if name is None:
            raise UnusableSourceError("source-damaged", "archive")
        return self.parse(name)


@contextmanager
def told_as_broken() -> Iterator[None]:
    """Translate what reading a damaged package raises."""
    try:
        yield
    except _DAMAGES as error:
        raise UnusableSourceError("source-damaged", "archive") from error


def _list_above(folder: str) -> Iterator[str]:
    """The folders that a folder is in."""
    while folder := posixpath.dirname(folder):
        yield folder


def _tidy(name: str) -> str:
    """A name without steps up or down; what leads out of the package ends at its root."""
    tidy = posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/")
    return "" if tidy == "." else tidy
