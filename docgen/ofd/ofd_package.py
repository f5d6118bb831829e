"""The parts of an OFD file, found by the locations that others name, however these are written.

Nothing is unpacked to disk, and no location leads out of the file: it is looked up among the names
of the parts, and nowhere else.
"""

import posixpath
import struct
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import IO, Self

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.ofd_markup import Element, read_markup
from docgen.system.zip_reading import (
    is_folder,
    is_locked,
    read_member_name,
    with_directory_last,
)

_MOST_PARTS = 20_000
_MOST_UNPACKED = 1 << 30
_MOST_MARKUP = 64 << 20
"""A page of ten thousand characters has about one megabyte."""
_NAMES_AT = 26
"""Where the header of a part has the lengths of its name and of what follows that."""
_MOST_REORDERED = 256 << 20
"""A package of this size is held in memory to have its directory put where it belongs."""
_ROOT = "OFD.xml"
_COMMON_NAME = "content.xml"
"""What every page and template is called: without its folder it says nothing."""
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
            self._zip = _open_archive(source)
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
        files = (member for member in self._zip.infolist() if not is_folder(member))
        named = ((_tidy(read_member_name(member)), member) for member in files)
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
        no folder leads to it, it is the part of such a name whose folders are the likest.
        """
        location = location.strip().replace("\\", "/")
        if not location:
            return None
        begins = ("",) if location.startswith("/") else folders
        for folder in (*begins, *(up for one in folders for up in _list_above(one)), ""):
            name = _tidy(posixpath.join(folder, location.lstrip("/"))).casefold()
            if name in self._names:
                return self._names[name]
        namesakes = self._by_last.get(posixpath.basename(_tidy(location)).casefold(), [])
        return _find_likest(namesakes, _tidy(location), folders)

    # --- contents --------------------------------------------------------------------------------

    def read(self, name: str) -> bytes:
        """What a part holds. No more than declared is unpacked; a lie is told by its checksum."""
        content, is_sound = self._unpack(name)
        if not is_sound:
            raise UnusableSourceError("source-damaged", "archive")
        return content

    def _unpack(self, name: str) -> tuple[bytes, bool]:
        """What a part holds, and whether its checksum says the same."""
        member = self._members[name]
        with told_as_broken():
            try:
                return self._zip.read(member), True
            except zipfile.BadZipFile:
                content = self._read_unnamed(member)
                return content, zlib.crc32(content) == member.CRC

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
        content, is_sound = self._unpack(name)
        root, is_whole = read_markup(content)
        if not (is_whole and is_sound) and name not in self.spoilt:
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


def _open_archive(source: Path | IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        content = _read_start(source)
        ordered = with_directory_last(content)
        if ordered is None:
            raise
        return zipfile.ZipFile(BytesIO(ordered))


def _read_start(source: Path | IO[bytes]) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return file.read(_MOST_REORDERED)
    source.seek(0)
    return source.read(_MOST_REORDERED)


def _find_likest(names: Sequence[str], location: str, folders: Sequence[str]) -> str | None:
    """The name that shares most folders with a location, or with those that name it.

    None where two are as like, or a page's name is all that they share.
    """
    wanted = _split_folders(location)[::-1]

    def rate(name: str) -> tuple[int, int]:
        own = _split_folders(name)
        return _count_shared(own[::-1], wanted), max(
            (_count_shared(own, _split_folders(one)) for one in folders), default=0
        )

    least = 2 if wanted[0] == _COMMON_NAME and len(wanted) > 1 else 1
    rated = sorted(((rate(name), name) for name in names), reverse=True)
    if not rated or rated[0][0][0] < least:
        return None
    return rated[0][1] if len(rated) == 1 or rated[0][0] > rated[1][0] else None


def _split_folders(name: str) -> list[str]:
    return name.casefold().split("/")


def _count_shared(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _list_above(folder: str) -> Iterator[str]:
    """The folders that a folder is in."""
    while folder := posixpath.dirname(folder):
        yield folder


def _tidy(name: str) -> str:
    """A name without steps up or down; what leads out of the package ends at its root."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/")
    tidy = posixpath.normpath("/" + plain).lstrip("/")
    return "" if tidy == "." else tidy
