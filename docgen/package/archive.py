"""A package in a .zip, as offices make them: what is in it, or what is wrong with it.

Names are read whatever wrote them, a folder around the package is no matter, and what systems add
of their own is left aside. Nothing is unpacked that is not asked for.
"""

import posixpath
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from docgen.issues.refusal import SaidError
from docgen.package.manifest import MANIFEST_NAME
from docgen.text.printable import printable_line

MOST_MEMBERS = 2_000
MOST_BYTES = 20_000_000_000
"""Of all members, unpacked: a package of 400 scans has about 1 GB."""
_MOST_SWELLING = 200
"""Times its size. Documents of a package are stored or shrink to a third at most."""
_SMALL = 16 << 20
"""Whatever it swells to, so much does no harm."""

_LARGEST_DIRECTORY = 4 << 20
_END = b"PK\x05\x06"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
_JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_OTHERS = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"MSCF", "CAB"),
    (b"ISc(", "CAB"),
    (b"\x60\xea", "ARJ"),
)
_UTF_8 = 0x800
_LOCKED = 1
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".arj", ".zipx")
"""How files are called that are packed otherwise."""
_PACKED = frozenset({".zip", *_OTHER_ARCHIVES})
_STARTS = (b"PK\3\4", b"PK\5\6", b"Rar!", b"7z\xbc\xaf")


class ArchiveError(SaidError):
    """Why an archive is not read."""

    code = "archive"


@dataclass(frozen=True)
class Archive:
    """An archive that holds one package."""

    members: Mapping[str, zipfile.ZipInfo]
    """What lies beside the manifest, by name."""
    strays: tuple[str, ...]
    """What else is in it: in folders within the package's, or beside that."""
    _opened: zipfile.ZipFile

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a member. ArchiveError where it cannot be read, KeyError where it is not there."""
        with _told_as_damaged(name), self._opened.open(self.members[name]) as file:
            # zipfile reads no more than the size the archive gives, which was looked at before.
            yield file


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the package in an archive. ArchiveError says why it is refused.

    OSError where the disk gives nothing.
    """
    _refuse_others(path)
    with _told_as_damaged(""):
        opened = zipfile.ZipFile(path)
    with opened:
        with _told_as_damaged(""):
            archive = _find_package(opened)
        yield replace(archive, strays=(*archive.strays, *_list_around(path, opened)))


def _list_around(path: Path, opened: zipfile.ZipFile) -> Iterator[str]:
    """What stands before and behind the archive in its file: another program may read that."""
    first = min((member.header_offset for member in opened.infolist()), default=0)
    if first:
        yield f"压缩包前面的 {first} 字节"
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
        tail = file.read()
    behind = len(tail) - tail.rfind(_END) - _END_SIZE - len(opened.comment)
    if behind > 0:
        yield f"压缩包后面的 {behind} 字节"


@contextmanager
def _told_as_damaged(name: str) -> Iterator[None]:
    """Translate what reading a damaged archive raises."""
    shown = printable_line(name)
    try:
        yield
    except NotImplementedError as error:
        raise ArchiveError("method", name=shown) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeError) as error:
        raise ArchiveError("damaged", name=shown) from error
    except RuntimeError as error:
        raise ArchiveError("password") from error


# --- what it is --------------------------------------------------------------------------------


def is_packed(path: Path) -> bool:
    """Whether a file is called as an archive is."""
    return path.suffix.lower() in _PACKED


def looks_packed(file: Path) -> bool:
    """Whether a file is an archive by its name, or by how it begins."""
    with file.open("rb") as opened:
        return opened.read(4) in _STARTS or is_packed(file)


def _refuse_others(path: Path) -> None:
    """Raise ArchiveError, which says what it is, for what is no archive that can be read here."""
    with path.open("rb") as file:
        start = file.read(8)
        size = file.seek(0, 2)
        file.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
        tail = file.read()
    named = ".zip" if path.suffix.lower() == ".zip" else ""
    for mark, kind in _OTHERS:
        if start.startswith(mark):
            raise ArchiveError("other", kind=kind, named=named)
    if not size:
        raise ArchiveError("empty")
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _END_SIZE:
        raise ArchiveError("cut" if start.startswith(b"PK") else "none")
    _refuse_directory(tail, place)


def _refuse_directory(tail: bytes, place: int) -> None:
    """Refuse by what the end of an archive says of its list of members, before it is read."""
    disk, _, _, count, length = struct.unpack_from("<HHHHI", tail, place + 4)
    if disk not in (0, 0xFFFF):
        raise ArchiveError("volume")
    if length == 0xFFFFFFFF or count == 0xFFFF:
        # The true figures stand in a record of their own before it.
        record = tail.rfind(b"PK\x06\x06", 0, place)
        if record < 0 or record + 56 > len(tail):
            raise ArchiveError("no_directory")
        count, length = struct.unpack_from("<QQ", tail, record + 32)
    if count > MOST_MEMBERS or length > _LARGEST_DIRECTORY:
        raise ArchiveError("many", count=count)


# --- what is in it -----------------------------------------------------------------------------


def _find_package(opened: zipfile.ZipFile) -> Archive:
    members = _name_members(opened)
    _refuse_members(members)
    homes = sorted(
        (name.count("/"), posixpath.dirname(name))
        for name in members
        if posixpath.basename(name) == MANIFEST_NAME
    )
    nearest = [home for depth, home in homes if depth == homes[0][0]]
    if not nearest:
        raise _say_what_there_is(members)
    if len(nearest) > 1:
        raise ArchiveError("several", count=len(nearest), homes=list(map(printable_line, nearest)))
    home = f"{nearest[0]}/" if nearest[0] else ""
    own = {
        name.removeprefix(home): member
        for name, member in members.items()
        if name.startswith(home) and "/" not in name.removeprefix(home)
    }
    strays = (n for n in members if not (n.startswith(home) and "/" not in n.removeprefix(home)))
    return Archive(own, tuple(sorted(strays)), opened)


def _say_what_there_is(members: Mapping[str, zipfile.ZipInfo]) -> ArchiveError:
    packed = [n for n in members if n.lower().endswith((".zip", *_OTHER_ARCHIVES))]
    if packed:
        return ArchiveError("packed", names=list(map(printable_line, packed)))
    if any(name.endswith("[Content_Types].xml") for name in members):
        return ArchiveError("document")
    return ArchiveError("no_package", manifest=MANIFEST_NAME)


def _name_members(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by the names they were given, whatever wrote them down."""
    found: dict[str, zipfile.ZipInfo] = {}
    known = set()
    for member in opened.infolist():
        name = _read_name(member).replace("\\", "/")
        if name.endswith("/") or is_junk(name):
            continue
        folded = name.casefold()
        if folded in known:
            raise ArchiveError("twins", name=printable_line(name))
        known.add(folded)
        found[name] = member
    return found


def _read_name(member: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where it is said or is that, else as Chinese Windows writes it."""
    name = member.filename
    if not member.flag_bits & _UTF_8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def is_junk(name: str) -> bool:
    """Whether macOS or Windows put a file of such a name there."""
    first, last = name.split("/", maxsplit=1)[0], posixpath.basename(name)
    return first == "__MACOSX" or last.startswith("._") or last.casefold() in _JUNK


def _refuse_members(members: Mapping[str, zipfile.ZipInfo]) -> None:
    if sum(member.file_size for member in members.values()) > MOST_BYTES:
        raise ArchiveError("large")
    for name, member in members.items():
        shown = printable_line(name)
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
            raise ArchiveError("outside", name=shown)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ArchiveError("link", name=shown)
        if member.flag_bits & _LOCKED:
            raise ArchiveError("locked")
        swelling = member.file_size / max(member.compress_size, 1)
        if member.file_size > _SMALL and swelling > _MOST_SWELLING:
            raise ArchiveError("swelling", name=shown)
