"""A package where it lies: found, opened, and its files held against what its manifest says.

Whoever goes on with a package reads it here, trusting nothing of it. Verification says all that is
wrong; who prints, collects, signs or freezes refuses the first.
"""

import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path, PurePosixPath

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.archive import Archive, is_packed, open_archive
from docgen.package.file_names import DRAFT, OUT
from docgen.package.manifest import (
    MANIFEST_NAME,
    SIGNATURE_NAME,
    Document,
    Manifest,
    load_manifest,
    read_manifest,
)
from docgen.system.file_hashes import hash_file, hash_stream
from docgen.system.json_guard import MOST_BYTES
from docgen.system.zip_reading import ArchiveError, is_junk

_SUBMISSIONS = ("assessment", "application")
_MOST_WITHIN = 3
"""Folders around a package that are gone into: 收到/甲/甲/manifest.json."""
_LEFT_PACKED = frozenset({"bundle", "report"})
"""Roles of the documents that take the most room."""
_AT_ONCE = 1 << 20


# --- finding -----------------------------------------------------------------------------------


def has_package(folder: Path) -> bool:
    """Whether a package lies right in a folder."""
    return (folder / MANIFEST_NAME).is_file()


def built_at(workspace: Path, name: str, out: Path | None = None) -> Path:
    """Where a workspace's package of that name is built: in `out`, or in the workspace's own."""
    return (out or workspace / OUT) / name


def draft_of(package: Path) -> Path:
    """Where the draft of a package is built."""
    return package.with_name(f"{package.name}-{DRAFT}")


def workspace_of(package: Path) -> Path | None:
    """The workspace in which a package lies as it was built; it may be any folder."""
    own = package.resolve()
    return own.parent.parent if own.parent.name == OUT else None


def list_built(place: Path) -> tuple[Path, ...]:
    """The package at a place, or the finished ones of the workspace there."""
    if has_package(place):
        return (place,)
    return tuple(p for name in _SUBMISSIONS if has_package(p := built_at(place, name)))


def list_within(folder: Path, depth: int = _MOST_WITHIN) -> Iterator[Path]:
    """The packages in a folder, itself or within so many others. Links are not followed."""
    if has_package(folder):
        yield folder
        return
    if depth == 0:
        return
    for child in sorted(folder.iterdir()):
        if child.is_dir() and not child.is_symlink() and not is_passed_over(child.name):
            yield from list_within(child, depth - 1)


def is_passed_over(name: str) -> bool:
    """Whether packages are not looked for in a file or folder of that name."""
    return name.startswith(".") or is_junk(name)


def list_packed(folder: Path) -> list[str]:
    """The names of the archives in a folder."""
    return sorted(path.name for path in folder.iterdir() if is_packed(path))


# --- opening -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What there is of a package. Without a manifest it is a bundle alone."""

    folder: Path
    files: frozenset[str]
    """Names of the files in it. A link is none: what it leads to is not here."""
    manifest: Manifest | None = None
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


@dataclass(frozen=True, kw_only=True)
class StoredPackage(Opened):
    """A package with its manifest. Its files have not been held against it yet."""

    manifest: Manifest
    manifest_sha256: str


def open_folder(folder: Path) -> StoredPackage:
    """The package that lies right in a folder.

    OutputError where its manifest is none; OSError where the disk does not give it.
    """
    manifest, digest = load_manifest(folder)
    there = [e.name for e in os.scandir(folder) if e.is_file(follow_symlinks=False)]
    spellings = {unicodedata.normalize("NFC", name): name for name in there}
    return StoredPackage(
        folder=folder,
        files=frozenset(spellings),
        manifest=manifest,
        manifest_sha256=digest,
        strays=tuple(sorted(_list_strays(folder))),
        spellings=spellings,
    )


def open_built(folder: Path) -> StoredPackage:
    """The package in a folder, to go on with. OutputError where its manifest cannot be read."""
    with _told_as_unread(folder / MANIFEST_NAME):
        return open_folder(folder)


@contextmanager
def _told_as_unread(manifest: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = word_reason(error)
        said = issue("manifest", Location(str(manifest)), "unreadable", reason=reason)
        raise refuse(OutputError, said) from error


def _list_strays(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        for name in (*folders, *files):
            path = here / name
            if path.is_symlink() or (here != folder and path.is_file()):
                yield path.relative_to(folder).as_posix()


def unpack(archive: Archive, scratch: Path, *, light: bool = False) -> StoredPackage:
    """The package in an archive, with what lies beside its manifest unpacked into `scratch`.

    With `light` the largest documents are left packed; their hashes are taken. ArchiveError where
    something cannot be read, OutputError where it is the manifest.
    """
    contents = _read_packed_manifest(archive)
    manifest = read_manifest(contents)
    large = {d.file for d in manifest.documents if light and d.role in _LEFT_PACKED}
    hashes = {}
    for member in archive.members:
        with archive.open(member) as source:
            if member in large:
                hashes[member] = hash_stream(source)
            else:
                with (scratch / member).open("wb") as file:
                    shutil.copyfileobj(source, file, _AT_ONCE)
    return StoredPackage(
        folder=scratch,
        files=frozenset(archive.members),
        manifest=manifest,
        manifest_sha256=sha256(contents).hexdigest(),
        strays=archive.strays,
        hashes=hashes,
    )


def _read_packed_manifest(archive: Archive) -> bytes:
    with archive.open(MANIFEST_NAME) as file:
        # One byte more shows that it is too large.
        return file.read(MOST_BYTES + 1)


def read_package(path: Path) -> Manifest:
    """Return the manifest of a package: its folder, its .zip, or the manifest's own file.

    It is what the package says, and nothing is held against its files. OutputError where it cannot
    be read, or is no manifest: it may come from anybody.
    """
    if path.is_dir() or path.name == MANIFEST_NAME:
        folder = path if path.is_dir() else path.parent
        with _told_as_unread(folder / MANIFEST_NAME):
            return load_manifest(folder)[0]
    try:
        with open_archive(path) as archive:
            contents = _read_packed_manifest(archive)
    except ArchiveError as error:
        said = issue("package", Location(str(path)), "archive", cause=error.said)
        raise refuse(OutputError, said) from error
    except OSError as error:
        said = issue("package", Location(str(path)), "unreadable", reason=word_reason(error))
        raise refuse(OutputError, said) from error
    return read_manifest(contents, str(path))


# --- holding files against hashes --------------------------------------------------------------


_COMPARED_AT_ONCE = 1 << 18


class Fault(StrEnum):
    """How a file is not there as it was built."""

    ELSEWHERE = "elsewhere"
    """It is named by a way out of the package."""
    MISSING = "missing"
    CHANGED = "changed"
    ADDED = "added"
    """To the archive."""


def find_faults(package: Opened, documents: Iterable[Document]) -> Iterator[tuple[Document, Fault]]:
    """Those of a package's documents that are not there byte for byte, in their order."""
    for document in documents:
        name = document.file
        if PurePosixPath(name).name != name or "\\" in name:
            yield document, Fault.ELSEWHERE
        elif name not in package.files:
            yield document, Fault.MISSING
        elif package.hash(name) != document.sha256:
            yield document, Fault.CHANGED


def refuse_altered(package: Opened, documents: Iterable[Document], code: str) -> None:
    """OutputError for the first document that is not there as it was built.

    `code` is that of whoever refuses it, with the cases `changed` and `absent`.
    """
    for document, fault in find_faults(package, documents):
        case = "changed" if fault is Fault.CHANGED else "absent"
        raise refuse(OutputError, issue(code, Location(document.file), case))


def find_archive_faults(package: StoredPackage) -> Iterator[tuple[str, Fault]]:
    """What of the archive beside the documents is not as it is there, by name.

    It holds all of them, the manifest, its signature, and nothing else. ArchiveError or OSError
    where it cannot be read.
    """
    wanted = {document.file: document.sha256 for document in package.manifest.documents}
    for name in {MANIFEST_NAME, SIGNATURE_NAME} & package.files:
        wanted[name] = package.hash(name)
    with open_archive(package.path(package.manifest.archive)) as archive:
        found = dict(_hash_members(archive, package))
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            yield name, Fault.MISSING
        elif name not in wanted:
            yield name, Fault.ADDED
        elif wanted[name] != found[name]:
            yield name, Fault.CHANGED


def _hash_members(archive: Archive, package: StoredPackage) -> Iterator[tuple[str, str]]:
    for name in archive.members:
        known = package.hashes.get(name, "")
        if known and _is_copy(archive, name, package.path(name)):
            yield name, known
        else:
            with archive.open(name) as file:
                yield name, hash_stream(file)
    # What lies elsewhere in it is too much, whatever it is.
    yield from ((name, "") for name in archive.strays)


def _is_copy(archive: Archive, name: str, path: Path) -> bool:
    """Whether a member is a file byte for byte, which is told in a third of a hash's time."""
    with archive.open(name) as member, path.open("rb") as file:
        while piece := member.read(_COMPARED_AT_ONCE):
            if file.read(len(piece)) != piece:
                return False
        return not file.read(1)
