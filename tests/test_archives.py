"""Archives as offices make them are understood, and what is none is named for what it is."""

import hashlib
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from telling import advice

from docgen.package.archive import open_archive
from docgen.system.zip_reading import MOST_MEMBERS, ArchiveError

FILES = {"manifest.json": b"{}", "3-佐证材料.pdf": b"%PDF", "对照表.xlsx": b"PK"}


def pack(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in files.items():
            archive.writestr(name, contents)
    return path


def respell(path: Path, encoding: str) -> Path:
    """Names as a program writes them that says nothing of their encoding."""
    contents = path.read_bytes()
    for name in FILES:
        stand_in = hashlib.sha256(name.encode()).hexdigest()[: len(name.encode(encoding))]
        contents = contents.replace(stand_in.encode(), name.encode(encoding))
    path.write_bytes(contents)
    return path


def pack_unsaid(path: Path, encoding: str, folder: str = "") -> Path:
    names = {
        name: hashlib.sha256(name.encode()).hexdigest()[: len(name.encode(encoding))]
        for name in FILES
    }
    return respell(pack(path, {folder + names[n]: FILES[n] for n in FILES}), encoding)


def read(path: Path) -> dict[str, bytes]:
    found = {}
    with open_archive(path) as archive:
        for name in archive.members:
            with archive.open(name) as file:
                found[name] = file.read()
    return found


def within(folder: str) -> dict[str, bytes]:
    return {folder + name: contents for name, contents in FILES.items()}


JUNK = {"__MACOSX/._manifest.json": b"x", "甲/.DS_Store": b"x", "甲/Thumbs.db": b"x"}


@pytest.mark.parametrize(
    "make",
    [
        lambda path: pack(path, FILES),
        lambda path: pack(path, within("甲工作室/")),
        lambda path: pack(path, within("收到/区/甲/")),
        lambda path: pack(path, within("甲\\")),
        lambda path: pack(path, within("甲/") | JUNK),
        lambda path: pack_unsaid(path, "gb18030"),
        lambda path: pack_unsaid(path, "gb18030", "a/"),
        lambda path: pack_unsaid(path, "utf-8"),
    ],
)
def test_what_offices_make_is_understood(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert read(make(tmp_path / "x.zip")) == FILES


def test_what_lies_elsewhere_in_it_is_told(tmp_path: Path) -> None:
    more = {"甲/附件/说明.txt": b"x", "通知.pdf": b"x"}
    with open_archive(pack(tmp_path / "x.zip", within("甲/") | more)) as archive:
        assert set(archive.members) == set(FILES)
        assert archive.strays == ("甲/附件/说明.txt", "通知.pdf")


def cut(path: Path, share: float) -> Path:
    contents = pack(path, {"manifest.json": bytes(range(256)) * 400}).read_bytes()
    path.write_bytes(contents[: int(len(contents) * share)])
    return path


def write(contents: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(contents)
        return path

    return make


def lock(path: Path) -> Path:
    """Say of every member that it is encrypted."""
    contents = bytearray(pack(path, FILES).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for place in _places(contents, mark):
            contents[place + at] |= 1
    path.write_bytes(contents)
    return path


def recompress(path: Path) -> Path:
    """Say of every member that it is packed by Deflate64, as Windows does above 2 GB."""
    contents = bytearray(pack(path, FILES).read_bytes())
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        for place in _places(contents, mark):
            contents[place + at : place + at + 2] = struct.pack("<H", 9)
    path.write_bytes(contents)
    return path


def _places(contents: bytearray, mark: bytes) -> Iterator[int]:
    place = contents.find(mark)
    while place >= 0:
        yield place
        place = contents.find(mark, place + 4)


def crowd(path: Path) -> Path:
    return pack(path, {f"{n}": b"" for n in range(MOST_MEMBERS + 1)})


def nest(path: Path) -> Path:
    inner = pack(path.with_name("y.zip"), FILES).read_bytes()
    return pack(path, {"甲/材料.zip": inner})


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda p: cut(p, 0.5), "不完整，没有传完"),
        (lambda p: cut(p, 0.99), "不完整，没有传完"),
        (write(b""), "空文件"),
        (write(b"hello"), "不是压缩包"),
        (write(b"Rar!\x1a\x07\x00" + bytes(99)), "是 RAR 压缩包，只是名字叫 .zip"),
        (write(b"7z\xbc\xaf\x27\x1c" + bytes(99)), "是 7z 压缩包"),
        (write(b"\x1f\x8b" + bytes(99)), "是 gzip 压缩包"),
        (lock, "有密码"),
        (recompress, "解不开的压缩方法"),
        (nest, "压缩包里还是压缩包（甲/材料.zip）"),
        (crowd, f"有 {MOST_MEMBERS + 1} 个文件"),
        (lambda p: pack(p, within("甲/") | within("乙/")), "有 2 套材料（乙、甲）"),
        (lambda p: pack(p, {"佐证.pdf": b"x"}), "没有报送材料"),
        (lambda p: pack(p, {"[Content_Types].xml": b"x"}), "Word、Excel 一类的文档"),
        (lambda p: pack(p, FILES | {"../x": b"x"}), "文件夹以外"),
        (lambda p: pack(p, FILES | {"MANIFEST.json": b"x"}), "重名"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, make: Callable[[Path], Path], what: str
) -> None:
    with pytest.raises(ArchiveError) as caught:
        read(make(tmp_path / "x.zip"))
    assert what in str(caught.value)
    assert advice(caught.value.said)


def test_a_list_of_a_million_members_is_not_read(tmp_path: Path) -> None:
    """The end of the archive says so, in its long form too, whatever is before it."""
    for end in (
        struct.pack("<4s4HIIH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 3_000_000, 0, 0),
        struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 5 * 10**7, 0)
        + struct.pack("<4s4HIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0, 0),
    ):
        file = tmp_path / "x.zip"
        file.write_bytes(b"PK\x03\x04" + bytes(100) + end)
        with pytest.raises(ArchiveError, match="多得不像"):
            read(file)
