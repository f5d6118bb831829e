"""A package opened for verification: a folder, a .zip, or a bundle alone. Nothing is trusted.

An archive is unpacked into a folder of ours, never beside itself, and only where every member
keeps within it and within the limits.
"""

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.archive import OTHER_ARCHIVES, Archive, ArchiveError, open_archive
from docgen.package.manifest import MANIFEST_NAME, Document, Manifest, read_manifest
from docgen.system.file_hashes import hash_file, hash_stream
from docgen.system.json_guard import MOST_BYTES
from docgen.system.machine import blame_disk
from docgen.verify.collected_scan import has_record, read_scan

_AT_ONCE = 1 << 20
_MOST_WITHIN = 3
"""Folders around a package that are gone into: 收到/甲/甲/manifest.json."""
_LEFT_PACKED = frozenset({"bundle", "report"})
"""Roles of the documents that take the most room."""
_PDF = b"%PDF"


@dataclass(frozen=True)
class Opened:
    """What there is of a package. Without a manifest it is a bundle alone."""

    folder: Path
    files: frozenset[str]
    """Names of the files in it. A link is none: what it leads to is not here."""
    manifest: Manifest | None
    strays: tuple[str, ...] = ()
    """What lies in folders within, and links. docgen makes neither."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """The sha256 of files, by name, as far as it is known: of what was left in the archive."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """How names are spelt on the disk where that is not in the usual form of Unicode."""

    def path(self, name: str) -> Path:
        """Where a file of the package is."""
        return self.folder / self.spellings.get(name, name)

    def hash(self, name: str) -> str:
        """The sha256 of a file that is there."""
        return self.hashes.get(name) or hash_file(self.path(name))

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


def open_package(path: Path, scratch: Path, *, light: bool = False) -> Opened | Issue:
    """What is at `path`, or why it is refused. `scratch` is an empty folder to unpack into.

    With `light` the largest documents of an archive are not unpacked; their hashes are taken.
    """
    place = Location(path.name)
    try:
        return _open(path, scratch, light=light)
    except ArchiveError as error:
        return issue("V001", place, "archive", what=error.what, remedy=error.remedy)
    except _RefusedError as error:
        return issue("V001", place, error.case, **error.slots)
    except OSError as error:
        if trouble := blame_disk(error):
            raise trouble from error
        return issue("V001", place, "unopened", why=word_reason(error))


class _RefusedError(Exception):
    """Why something is not opened: the case of its sentence, and its slots."""

    def __init__(self, case: str, **slots: object) -> None:
        super().__init__(case, slots)
        self.case, self.slots = case, slots


def _open(path: Path, scratch: Path, *, light: bool) -> Opened:
    if path.is_dir():
        return _open_folder(_find_home(path))
    if not path.is_file():
        raise _RefusedError("missing")
    if _is_archive(path):
        with open_archive(path) as archive:
            return _open_unpacked(archive, scratch, light=light)
    return _open_alone(path)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(4)
    packed = path.suffix.lower() in {".zip", *OTHER_ARCHIVES}
    return packed or start in {b"PK\3\4", b"PK\5\6", b"Rar!", b"7z\xbc\xaf"}


def _open_alone(path: Path) -> Opened:
    with path.open("rb") as file:
        start = file.read(1024)
    if _PDF not in start:
        raise _RefusedError("strange")
    if scan := read_scan(path):
        case, pages = scan
        raise _RefusedError(case, pages=pages)
    return Opened(path.parent, frozenset({path.name}), None)


# --- a folder ----------------------------------------------------------------------------------


def _find_home(folder: Path) -> Path:
    """The folder of the package: this one, or the only one within that has a manifest."""
    homes = list(_homes_within(folder, _MOST_WITHIN))
    if len(homes) == 1:
        return homes[0]
    if homes:
        named = "、".join(str(home.relative_to(folder)) for home in homes[:_MOST_NAMED])
        etc = "等" if len(homes) > _MOST_NAMED else ""
        raise _RefusedError("several", count=len(homes), named=f"{named}{etc}")
    packed = sorted(p.name for p in folder.iterdir() if p.suffix.lower() in _PACKED)
    if packed:
        raise _RefusedError("packed", names=packed[:_MOST_NAMED])
    raise _RefusedError("collected" if has_record(folder) else "no_manifest")


_MOST_NAMED = 4
_PACKED = frozenset({".zip", *OTHER_ARCHIVES})


def _homes_within(folder: Path, depth: int) -> Iterator[Path]:
    if (folder / MANIFEST_NAME).is_file():
        yield folder
        return
    if depth == 0:
        return
    for child in sorted(folder.iterdir()):
        if child.is_dir() and not child.is_symlink() and not child.name.startswith("."):
            yield from _homes_within(child, depth - 1)


def _open_folder(folder: Path) -> Opened:
    file = folder / MANIFEST_NAME
    if file.is_symlink():
        raise _RefusedError("linked")
    with file.open("rb") as opened:
        manifest = _read_manifest(opened)
    there = [e.name for e in os.scandir(folder) if e.is_file(follow_symlinks=False)]
    spellings = {unicodedata.normalize("NFC", name): name for name in there}
    return Opened(
        folder,
        frozenset(spellings),
        manifest,
        tuple(sorted(_list_strays(folder))),
        spellings=spellings,
    )


def _list_strays(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        for name in (*folders, *files):
            path = here / name
            if path.is_symlink() or (here != folder and path.is_file()):
                yield path.relative_to(folder).as_posix()


# --- an archive --------------------------------------------------------------------------------


def _open_unpacked(archive: Archive, scratch: Path, *, light: bool) -> Opened:
    """Unpack what lies beside the manifest."""
    with archive.open(MANIFEST_NAME) as file:
        manifest = _read_manifest(file)
    large = {d.file for d in manifest.documents if light and d.role in _LEFT_PACKED}
    hashes = {}
    for member in archive.members:
        with archive.open(member) as source:
            if member in large:
                hashes[member] = hash_stream(source)
            else:
                _unpack(source, scratch / member)
    return Opened(scratch, frozenset(archive.members), manifest, archive.strays, hashes)


def _unpack(source: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        while piece := source.read(_AT_ONCE):
            file.write(piece)


# --- the manifest ------------------------------------------------------------------------------


def _read_manifest(file: IO[bytes]) -> Manifest:
    try:
        return read_manifest(file.read(MOST_BYTES + 1))
    except OutputError as error:
        raise _RefusedError("manifest", why=error.what) from error
