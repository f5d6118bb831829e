"""Reading many packages: folders, .zip archives, or folders of them. Nothing is unpacked.

A package is taken at its manifest's word only after its files were held against the hashes there.
What cannot be taken is kept with the reason, so that no studio is lost without a word.
"""

import hashlib
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from docgen.errors import OutputError, WorkspaceError
from docgen.package.manifest import MANIFEST_NAME, Document, Manifest, read_manifest

MAX_MANIFEST_BYTES = 50_000_000
MAX_BYTES = 20_000_000_000
"""Bytes of all files of an archive, unpacked: a package of 400 scans has about 1 GB."""
MAX_MEMBERS = 2_000
MAX_RATIO = 200
"""How far a member may grow. Documents of a package are stored or shrink to a third at most."""
MAX_DEPTH = 4
"""Folders of folders that are looked through: 2025/区县/工作室/assessment."""

_PIECE = 1 << 20


@dataclass(frozen=True)
class Package:
    """A package that was read: where it is, what its manifest says."""

    place: Path
    """The folder, or the archive."""
    manifest: Manifest

    @property
    def is_archive(self) -> bool:
        """Whether its files lie in an archive, where no link can lead to a page."""
        return self.place.suffix.lower() == ".zip"


@dataclass(frozen=True)
class Refused:
    """What was not taken, and why; `manifest` where it could at least be read."""

    place: Path
    reason: str
    remedy: str
    manifest: Manifest | None = None


@dataclass(frozen=True)
class Found:
    """All that lay in the places somebody named, in the order of their paths."""

    packages: tuple[Package, ...]
    refused: tuple[Refused, ...]


class _RefusedError(Exception):
    """Why a package cannot be taken. Args: reason, remedy."""


def read_packages(places: Iterable[Path], *, scheme: str = "") -> Found:
    """Return every package in `places`; with `scheme` those of another one are refused.

    WorkspaceError where a place is not there.
    """
    packages: list[Package] = []
    refused: list[Refused] = []
    seen: dict[str, Path] = {}
    for place in _find(places):
        taken = _take(place, scheme)
        twin = seen.get(_print_of(taken.manifest)) if isinstance(taken, Package) else None
        if isinstance(taken, Refused):
            refused.append(taken)
        elif twin is not None:
            reason = f"与 {twin.name} 是同一份材料，只算一次"
            refused.append(Refused(place, reason, "不必处理", taken.manifest))
        else:
            seen[_print_of(taken.manifest)] = place
            packages.append(taken)
    return Found(tuple(packages), tuple(refused))


def _print_of(manifest: Manifest | None) -> str:
    text = "" if manifest is None else manifest.model_dump_json()
    return hashlib.sha256(text.encode()).hexdigest()


# ── finding ───────────────────────────────────────────────────────────────────────────────────


def _find(places: Iterable[Path]) -> Iterator[Path]:
    """Every package folder and archive, each once."""
    found: dict[Path, Path] = {}
    for place in places:
        if not place.exists():
            raise WorkspaceError(
                "没有这个文件夹或文件", where=str(place), remedy="核对路径；可以写几个，中间空一格"
            )
        within = list(_within(place, MAX_DEPTH))
        # A place somebody named himself and that holds nothing is said to hold nothing.
        for path in within or [place]:
            found.setdefault(path.resolve(), path)
    yield from found.values()


def _within(place: Path, depth: int) -> Iterator[Path]:
    if place.is_file():
        if place.suffix.lower() == ".zip":
            yield place
        return
    if (place / MANIFEST_NAME).is_file():
        yield place
        return
    if depth == 0:
        return
    for child in sorted(place.iterdir(), key=lambda path: path.name):
        if not child.is_symlink() and not child.name.startswith("."):
            yield from _within(child, depth - 1)


# ── taking ────────────────────────────────────────────────────────────────────────────────────


def _take(place: Path, scheme: str) -> Package | Refused:
    manifest = None
    try:
        if place.is_dir():
            manifest = _manifest_in_folder(place)
            _refuse_by_manifest(manifest, scheme)
            _hold_against(manifest, lambda name: _open_in_folder(place, name))
        else:
            with _open_archive(place) as archive:
                manifest = _manifest_in_archive(archive)
                _refuse_by_manifest(manifest, scheme)
                _hold_against(manifest, lambda name: _open_in_archive(archive, name))
    except _RefusedError as error:
        reason, remedy = error.args
        return Refused(place, reason, remedy, manifest)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        return Refused(
            place, f"读不出来（{type(error).__name__}）", "请工作室重新报送这一份", manifest
        )
    return Package(place, manifest)


def _refuse_by_manifest(manifest: Manifest, scheme: str) -> None:
    if manifest.draft:
        raise _RefusedError("是草稿", "请工作室改好错误，生成正式的再报送")
    if scheme and manifest.scheme.id != scheme:
        raise _RefusedError(
            f"是另一份方案（{manifest.scheme.id}）的", "要一起汇总就不写 --scheme，各方案各一张表"
        )


def _read_manifest(contents: bytes) -> Manifest:
    if len(contents) > MAX_MANIFEST_BYTES:
        raise _RefusedError(f"{MANIFEST_NAME} 太大", "请工作室重新生成、报送")
    try:
        return read_manifest(contents)
    except OutputError as error:
        raise _RefusedError(
            f"{MANIFEST_NAME} 读不出来，可能被改过，或是别的版本生成的", "请工作室重新生成、报送"
        ) from error


def _manifest_in_folder(folder: Path) -> Manifest:
    if not (folder / MANIFEST_NAME).is_file():
        raise _RefusedError(
            "里面没有报送材料", "核对路径：应是生成的文件夹、.zip，或装着它们的文件夹"
        )
    with (folder / MANIFEST_NAME).open("rb") as file:
        return _read_manifest(file.read(MAX_MANIFEST_BYTES + 1))


def _hold_against(manifest: Manifest, open_document: Callable[[str], IO[bytes]]) -> None:
    """Refuse a package of which a document is missing, or is another than was made."""
    wrong = [_say_what_is_wrong(d, open_document) for d in manifest.documents]
    said = [text for text in wrong if text]
    if said:
        raise _RefusedError(
            f"与清单不符：{'、'.join(said[:3])}{'等' if len(said) > 3 else ''}",
            "请工作室报送没有改过、没有缺的一份；改过 Word 表格的，把改动写进数据重新生成",
        )


def _say_what_is_wrong(document: Document, open_document: Callable[[str], IO[bytes]]) -> str:
    try:
        with open_document(document.file) as file:
            digest = hashlib.sha256()
            while piece := file.read(_PIECE):
                digest.update(piece)
    except (FileNotFoundError, KeyError):
        return f"缺 {document.file}"
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return f"{document.file} 已损坏"
    return "" if digest.hexdigest() == document.sha256 else f"{document.file} 改过或已损坏"


def _open_in_folder(folder: Path, name: str) -> IO[bytes]:
    if "/" in name or "\\" in name or name in {"", ".", ".."}:
        raise _RefusedError("清单里的文件名带有路径", "不要打开这一份；请工作室重新生成、报送")
    return (folder / name).open("rb")


# ── archives ──────────────────────────────────────────────────────────────────────────────────


def _open_archive(place: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(place)
    except zipfile.BadZipFile as error:
        raise _RefusedError("压缩包已损坏，打不开", "请工作室重新报送") from error
    members = archive.infolist()
    grown = [m for m in members if m.file_size > MAX_RATIO * max(m.compress_size, 1)]
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_BYTES or grown:
        archive.close()
        raise _RefusedError(
            "压缩包里的文件多得或大得不像报送材料", "不要解压；请工作室说明来历，重新报送"
        )
    return archive


def _manifest_in_archive(archive: zipfile.ZipFile) -> Manifest:
    names = [name for name in archive.namelist() if Path(name).name == MANIFEST_NAME]
    if len(names) != 1:
        raise _RefusedError(
            "压缩包里没有报送材料" if not names else "压缩包里有几份报送材料",
            "一个压缩包装一份；用程序生成的 .zip，不要自己压缩",
        )
    with _open_member(archive, names[0]) as file:
        return _read_manifest(file.read(MAX_MANIFEST_BYTES + 1))


def _open_in_archive(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open a document by its name; a folder around all of them is no matter."""
    wanted = unicodedata.normalize("NFC", name)
    for member in archive.namelist():
        if unicodedata.normalize("NFC", Path(member).name) == wanted:
            return _open_member(archive, member)
    raise KeyError(name)


def _open_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    if archive.getinfo(name).flag_bits & 1:
        raise _RefusedError("压缩包有密码", "请工作室报送没有密码的，或先解压到文件夹")
    # zipfile reads no more than the size the archive itself gives, which was looked at before.
    return archive.open(name)
