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

from docgen.package.manifest import MANIFEST_NAME
from docgen.text.printable import printable_line

MOST_MEMBERS = 2_000
MOST_BYTES = 20_000_000_000
"""Of all members, unpacked: a package of 400 scans has about 1 GB."""
MOST_SWELLING = 200
"""Times its size. Documents of a package are stored or shrink to a third at most."""
SMALL = 16 << 20
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
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".arj", ".zipx")
"""How files are called that are packed otherwise."""
_PACKED = frozenset({".zip", *OTHER_ARCHIVES})
_STARTS = (b"PK\3\4", b"PK\5\6", b"Rar!", b"7z\xbc\xaf")

_ANEW = "请报送单位用程序生成的 .zip，或把整个文件夹压缩成 .zip 再送"
_UNPACK = "用解压软件解开，对着解出来的文件夹运行；解不开就请报送单位送 .zip"
_COPY_AGAIN = "从原处重新拷贝、重新下载一份；还是这样，请报送单位重新送"
_SUSPECT = "不要解压；请报送单位说明来历，重新送"


class ArchiveError(Exception):
    """Why an archive is not read. Args: what is wrong, and what to do about it."""

    @property
    def what(self) -> str:
        """What is wrong with it."""
        return str(self.args[0])

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return str(self.args[1])


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
    refuse_others(path)
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
    shown = f"压缩包里的“{printable_line(name)}”" if name else "压缩包"
    try:
        yield
    except NotImplementedError as error:
        what = f"{shown}用了这里解不开的压缩方法"
        raise ArchiveError(what, f"{_UNPACK}（压缩方法选“标准”“Deflate”）") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeError) as error:
        raise ArchiveError(f"{shown}已损坏，读不出来", _COPY_AGAIN) from error
    except RuntimeError as error:
        raise ArchiveError("压缩包有密码", "请报送单位送没有密码的") from error


# --- what it is --------------------------------------------------------------------------------


def is_packed(path: Path) -> bool:
    """Whether a file is called as an archive is."""
    return path.suffix.lower() in _PACKED


def looks_packed(file: Path) -> bool:
    """Whether a file is an archive by its name, or by how it begins."""
    with file.open("rb") as opened:
        return opened.read(4) in _STARTS or is_packed(file)


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
            only = f"，只是名字叫 {named}" if named else ""
            raise ArchiveError(f"是 {kind} 压缩包{only}，这里读不了", f"{_UNPACK}；{_ANEW}")
    if not size:
        raise ArchiveError("是空文件（0 字节）", _COPY_AGAIN)
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _END_SIZE:
        cut = start.startswith(b"PK")
        what = "压缩包不完整，没有传完或拷完" if cut else "不是压缩包，或已损坏"
        raise ArchiveError(what, _COPY_AGAIN)
    _refuse_directory(tail, place)


def _refuse_directory(tail: bytes, place: int) -> None:
    """Refuse by what the end of an archive says of its list of members, before it is read."""
    disk, _, _, count, length = struct.unpack_from("<HHHHI", tail, place + 4)
    if disk not in (0, 0xFFFF):
        raise ArchiveError("是分卷压缩包，只有其中一卷", f"几卷放在一起解开；{_ANEW}")
    if length == 0xFFFFFFFF or count == 0xFFFF:
        # The true figures stand in a record of their own before it.
        record = tail.rfind(b"PK\x06\x06", 0, place)
        if record < 0 or record + 56 > len(tail):
            raise ArchiveError("压缩包的目录读不出来，已损坏", _COPY_AGAIN)
        count, length = struct.unpack_from("<QQ", tail, record + 32)
    if count > MOST_MEMBERS or length > _LARGEST_DIRECTORY:
        raise ArchiveError(f"压缩包里有 {count} 个文件，多得不像报送材料，没有打开", _SUSPECT)


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
        raise ArchiveError(*_say_what_there_is(members))
    if len(nearest) > 1:
        named = "、".join(printable_line(home) for home in nearest[:4])
        what = f"压缩包里有 {len(nearest)} 套材料（{named}{'等' if len(nearest) > 4 else ''}）"
        raise ArchiveError(what, "解开，对着解出来的文件夹运行；或请报送单位一套一个压缩包")
    home = f"{nearest[0]}/" if nearest[0] else ""
    own = {
        name.removeprefix(home): member
        for name, member in members.items()
        if name.startswith(home) and "/" not in name.removeprefix(home)
    }
    strays = (n for n in members if not (n.startswith(home) and "/" not in n.removeprefix(home)))
    return Archive(own, tuple(sorted(strays)), opened)


def _say_what_there_is(members: Mapping[str, zipfile.ZipInfo]) -> tuple[str, str]:
    packed = [n for n in members if n.lower().endswith((".zip", *OTHER_ARCHIVES))]
    if packed:
        named = "、".join(printable_line(name) for name in packed[:4])
        what = f"压缩包里还是压缩包（{named}{'等' if len(packed) > 4 else ''}）"
        return what, "先解开外面的一层，再对着里面的运行"
    if any(name.endswith("[Content_Types].xml") for name in members):
        return "是 Word、Excel 一类的文档，不是整套材料", _ANEW
    return f"压缩包里没有报送材料（没有 {MANIFEST_NAME}）", _ANEW


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
            shown = printable_line(name)
            raise ArchiveError(f"压缩包里有重名的文件（{shown}），没有解开", _SUSPECT)
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
        raise ArchiveError("压缩包解开后大得不像报送材料，没有解开", _SUSPECT)
    for name, member in members.items():
        shown = printable_line(name)
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
            raise ArchiveError(f"压缩包里的“{shown}”要写到文件夹以外，没有解开", _SUSPECT)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ArchiveError(f"压缩包里的“{shown}”是链接，没有解开", _SUSPECT)
        if member.flag_bits & _LOCKED:
            raise ArchiveError("压缩包有密码，没有解开", "请报送单位送没有密码的，或解开再送文件夹")
        swelling = member.file_size / max(member.compress_size, 1)
        if member.file_size > SMALL and swelling > MOST_SWELLING:
            raise ArchiveError(f"压缩包里的“{shown}”大得不像报送材料，会膨胀到极大", _SUSPECT)
