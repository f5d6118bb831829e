"""A package opened for verification: a folder, a .zip, or a bundle alone. Nothing is trusted.

An archive is unpacked into a folder of ours, never beside itself, and only where every member
keeps within it and within the limits.
"""

import json
import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from docgen.errors import Finding, Level, OutputError, word_reason
from docgen.package.manifest import MANIFEST_NAME, Document, Manifest, read_manifest
from docgen.printable import printable_line

_MOST_MEMBERS = 2_000
_MOST_BYTES = 8 << 30
"""More than any package that can be handed in."""
_MOST_SWELLING = 200
"""Times its size. A PDF is packed already, and a manifest of this size does not matter."""
_SMALL = 16 << 20
_LARGEST_MANIFEST = 64 << 20
_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Opened:
    """What there is of a package. Without a manifest it is a bundle alone."""

    folder: Path
    files: frozenset[str]
    """Names of the files in it. A link is none: what it leads to is not here."""
    manifest: Manifest | None
    strays: tuple[str, ...] = ()
    """What lies in folders within, and links. docgen makes neither."""

    @property
    def bundles(self) -> tuple[Document, ...]:
        """The volumes of the bundle that are there, in order; a bundle alone is one."""
        if self.manifest is None:
            return tuple(Document(role="bundle", file=name, sha256="") for name in self.files)
        there = (d for d in self.manifest.documents if d.role == "bundle" and d.file in self.files)
        return tuple(sorted(there, key=lambda document: document.first_page or 1))

    @property
    def papers(self) -> tuple[Document, ...]:
        """The other documents that are there and carry marks on their pages."""
        documents = self.manifest.documents if self.manifest else ()
        return tuple(
            d
            for d in documents
            if d.role in {"form_pdf", "report"} and d.unmarked is not None and d.file in self.files
        )

    @property
    def other_pdfs(self) -> tuple[Document, ...]:
        """The PDFs that are there beside the bundle."""
        documents = self.manifest.documents if self.manifest else ()
        named = (d for d in documents if d.role != "bundle" and d.file in self.files)
        return tuple(d for d in named if d.file.lower().endswith(".pdf"))

    def document(self, role: str) -> Document | None:
        """The document of a role, where it is there."""
        found = self.manifest.documents if self.manifest else ()
        return next((d for d in found if d.role == role and d.file in self.files), None)


def open_package(path: Path, scratch: Path) -> Opened | Finding:
    """What is at `path`, or why it is refused. `scratch` is an empty folder to unpack into."""
    try:
        if path.is_dir():
            return _open_folder(path, path.name)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                problem = refuse_archive(archive) or _unpack(archive, scratch)
                strays = tuple(sorted(name for name in archive.namelist() if _is_within(name)))
            if problem:
                return _refusal(path.name, problem)
            opened = _open_folder(scratch, path.name)
            return replace(opened, strays=strays) if isinstance(opened, Opened) else opened
        if path.is_file():
            return Opened(path.parent, frozenset({path.name}), None)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        reason = word_reason(error) if isinstance(error, OSError) else "可能已损坏"
        return _refusal(path.name, f"打不开（{reason}）")
    return _refusal(path.name, "没有这个文件或文件夹")


def _open_folder(folder: Path, name: str) -> Opened | Finding:
    file = folder / MANIFEST_NAME
    if not file.is_file() or file.is_symlink():
        return _refusal(name, f"里面没有 {MANIFEST_NAME}，不是 docgen 生成的整套材料")
    if file.stat().st_size > _LARGEST_MANIFEST:
        return _refusal(name, f"{MANIFEST_NAME} 大得不像清单")
    try:
        contents = file.read_bytes()
        _refuse_double_talk(contents)
        manifest = read_manifest(contents)
    except OutputError as error:
        return _refusal(f"{name}/{MANIFEST_NAME}", error.what)
    except (ValueError, RecursionError) as error:
        return _refusal(f"{name}/{MANIFEST_NAME}", f"清单有两种读法，或读不了（{error}）")
    files = frozenset(e.name for e in os.scandir(folder) if e.is_file(follow_symlinks=False))
    return Opened(folder, files, manifest, tuple(sorted(_list_strays(folder))))


def _refuse_double_talk(contents: bytes) -> None:
    """Refuse JSON that readers may take differently: keys said twice, numbers that are none.

    ValueError or RecursionError where it is such, or no JSON.
    """
    json.loads(contents, object_pairs_hook=_refuse_twins, parse_constant=_refuse_constant)


def _refuse_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"“{twice}”写了两次")
    return found


def _refuse_constant(text: str) -> object:
    raise ValueError(f"{text} 不是数")


def _list_strays(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        for name in (*folders, *files):
            path = here / name
            if path.is_symlink() or (here != folder and path.is_file()):
                yield path.relative_to(folder).as_posix()


def _refusal(where: str, what: str) -> Finding:
    remedy = "核对路径和来源；向报送单位要一份完整的整套材料（文件夹或 .zip）"
    return Finding(Level.ERROR, "V001", printable_line(where), what, remedy)


# --- archives --------------------------------------------------------------------------------


def _is_within(name: str) -> bool:
    """Whether a member lies in a folder within the archive."""
    return "/" in name.replace("\\", "/").rstrip("/")


def refuse_archive(archive: zipfile.ZipFile) -> str:
    """Why an archive is not unpacked; nothing where it may be."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_BYTES:
        return "压缩包大得不像一套材料，没有解开"
    names = [member.filename for member in members]
    if len({name.casefold() for name in names}) < len(names):
        return "压缩包里有重名的文件，没有解开"
    return next(_refuse_members(members), "")


def _refuse_members(members: list[zipfile.ZipInfo]) -> Iterator[str]:
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        shown = printable_line(member.filename)
        if path.is_absolute() or ".." in path.parts or ":" in member.filename or "\0" in shown:
            yield f"压缩包里的“{shown}”要写到文件夹以外，没有解开"
        if stat.S_ISLNK(member.external_attr >> 16):
            yield f"压缩包里的“{shown}”是链接，没有解开"
        if member.flag_bits & 1:
            yield "压缩包有密码，没有解开"
        packed = max(member.compress_size, 1)
        if member.file_size > _SMALL and member.file_size / packed > _MOST_SWELLING:
            yield f"压缩包里的“{shown}”会膨胀到极大，没有解开"


def _unpack(archive: zipfile.ZipFile, scratch: Path) -> str:
    """Unpack what lies at the top of an archive; what is wrong with it, if anything."""
    for member in archive.infolist():
        if member.is_dir() or "/" in member.filename.replace("\\", "/"):
            continue
        with archive.open(member) as source, (scratch / member.filename).open("wb") as target:
            left = member.file_size
            while piece := source.read(_AT_ONCE):
                left -= len(piece)
                if left < 0:
                    return f"压缩包里的“{printable_line(member.filename)}”比它写的大"
                target.write(piece)
    return ""
