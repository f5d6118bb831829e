"""Finding the package that is to be printed, and what is to be said of it before it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import MANIFEST_NAME, Document, Manifest, load_manifest
from docgen.system.file_hashes import hash_file
from docgen.workspace.load import DATA_FILES, load_workspace

OUT = "out"
DRAFT = "-draft"
PRINTED = ("form_pdf", "report", "bundle")
"""The roles of what goes on paper."""


@dataclass(frozen=True)
class PackageFolder:
    """A package and where it lies; `workspace` where it lies in one."""

    folder: Path
    manifest: Manifest
    manifest_sha256: str
    workspace: Path | None

    @property
    def documents(self) -> tuple[Document, ...]:
        """What goes on paper, in the order the names give."""
        return tuple(d for d in self.manifest.documents if d.role in PRINTED)


def find_package(place: Path) -> PackageFolder:
    """Return the package at a place, or the one of the workspace there.

    WorkspaceError where there is none, OutputError where it is not what docgen built.
    """
    if (place / MANIFEST_NAME).is_file():
        return _read(place)
    if not any((place / name).is_file() for name in DATA_FILES):
        raise refuse(WorkspaceError, issue("print", Location(str(place)), "no_package"))
    folder = place / OUT / load_workspace(place).data.submission
    if (folder / MANIFEST_NAME).is_file():
        return _read(folder)
    draft = folder.with_name(folder.name + DRAFT)
    named = draft.name if draft.is_dir() else ""
    raise refuse(WorkspaceError, issue("print", Location(str(folder)), "unbuilt", draft=named))


def _read(folder: Path) -> PackageFolder:
    manifest, digest = load_manifest(folder)
    own = folder.resolve()
    near = own.parent.parent if own.parent.name == OUT else None
    known = near is not None and any((near / name).is_file() for name in DATA_FILES)
    found = PackageFolder(folder, manifest, digest, near if known else None)
    for document in found.documents:
        _hold_against(folder / document.file, document)
    if not found.documents:
        raise refuse(OutputError, issue("print", Location(str(folder)), "no_pdf"))
    return found


def refuse_another(package: PackageFolder) -> None:
    """OutputError where the package was built anew while it was read."""
    file = package.folder / MANIFEST_NAME
    if not file.is_file() or hash_file(file) != package.manifest_sha256:
        raise refuse(OutputError, issue("print", Location(str(package.folder)), "rebuilt"))


def _hold_against(path: Path, document: Document) -> None:
    if path.name != document.file or not path.is_file():
        raise refuse(OutputError, issue("print", Location(document.file), "absent"))
    if hash_file(path) != document.sha256:
        raise refuse(OutputError, issue("print", Location(document.file), "changed"))


def remark(package: PackageFolder) -> Iterator[Issue]:
    """Say what a clerk should know of the package itself."""
    if package.manifest.draft:
        yield issue("P101", Location(package.folder.name))
    roles = {document.role for document in package.manifest.documents}
    for document in package.manifest.documents:
        if document.role == "form" and "form_pdf" not in roles:
            yield issue("P102", Location(document.file))
    yield from _remark_changes(package)
    for document in package.documents:
        if document.copies is None:
            yield issue("P104", Location(document.file))


def _remark_changes(package: PackageFolder) -> Iterator[Issue]:
    if package.workspace is None:
        return
    built = (package.folder / MANIFEST_NAME).stat().st_mtime_ns
    data = [package.workspace / name for name in DATA_FILES]
    evidence = sorted((package.workspace / "evidence").rglob("*"))
    newer = [p for p in (*data, *evidence) if p.is_file() and p.stat().st_mtime_ns > built]
    place = Location(newer[0].relative_to(package.workspace).as_posix()) if newer else None
    if place and len(newer) > 1:
        yield issue("P103", place, "several", count=len(newer))
    elif place:
        yield issue("P103", place, "one")
