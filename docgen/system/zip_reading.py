"""Archives of anybody, as offices make them: what they are, and what in them is not unpacked.

Names are read whatever wrote them, and what systems add of their own is known.
"""

import posixpath
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from docgen.issues.refusal import SaidError
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


class ArchiveError(SaidError):
    """Why an archive is not read."""

    code = "archive"


@contextmanager
def told_as_damaged(name: str) -> Iterator[None]:
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


def list_around(path: Path, opened: zipfile.ZipFile) -> Iterator[str]:
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


def refuse_others(path: Path) -> None:
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


def read_member_name(member: zipfile.ZipInfo) -> str:
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


def with_directory_last(content: bytes) -> bytes | None:
    """The same archive with its directory right before its end, where readers look for it.

    Some writers put it at the start. None where it stands nowhere else, or there is none.
    """
    end = content.rfind(_END)
    if end < 0 or len(content) < end + _END_SIZE:
        return None
    size, start = struct.unpack_from("<II", content, end + 12)
    directory = content[start : start + size]
    if start + size >= end or not directory.startswith(b"PK\x01\x02"):
        return None
    moved = struct.pack("<IH", len(content), 0)
    return content + directory + content[end : end + 16] + moved


def is_folder(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder. `is_dir` fails where its name is empty."""
    return member.filename.endswith("/")


def is_junk(name: str) -> bool:
    """Whether macOS or Windows put a file of such a name there."""
    first, last = name.split("/", maxsplit=1)[0], posixpath.basename(name)
    return first == "__MACOSX" or last.startswith("._") or last.casefold() in _JUNK


def refuse_too_much(members: Iterable[zipfile.ZipInfo]) -> None:
    """Raise ArchiveError where the members would take more room than papers do."""
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise ArchiveError("large")


def refuse_member(name: str, member: zipfile.ZipInfo) -> None:
    """Raise ArchiveError for a member of that name that is unpacked nowhere."""
    shown = printable_line(name) or "没有名字"
    if not name or name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        raise ArchiveError("outside", name=shown)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ArchiveError("link", name=shown)
    swelling = member.file_size / max(member.compress_size, 1)
    if member.file_size > _SMALL and swelling > _MOST_SWELLING:
        raise ArchiveError("swelling", name=shown)


def is_locked(member: zipfile.ZipInfo) -> bool:
    """Whether a member needs a password."""
    return bool(member.flag_bits & _LOCKED)
