"""Finding the package that is to be printed, and what is to be said of it before it is."""

from collections.abc import Iterator
from pathlib import Path

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import MANIFEST_NAME, Document
from docgen.package.store import (
    StoredPackage,
    built_at,
    draft_of,
    has_package,
    open_built,
    refuse_altered,
    workspace_of,
)
from docgen.system.file_hashes import hash_file
from docgen.workspace.data_file import DATA_FILES, is_workspace
from docgen.workspace.load import load_workspace

_PRINTED = ("form_pdf", "report", "bundle")
"""The roles of what goes on paper."""


def list_papers(package: StoredPackage) -> tuple[Document, ...]:
    """What goes on paper, in the order the names give."""
    return tuple(d for d in package.manifest.documents if d.role in _PRINTED)


def find_package(place: Path) -> StoredPackage:
    """Return the package at a place, or the one of the workspace there.

    WorkspaceError where there is none, OutputError where it is not what docgen built.
    """
    if has_package(place):
        return _read(place)
    if not is_workspace(place):
        raise refuse(WorkspaceError, issue("print", Location(str(place)), "no_package"))
    folder = built_at(place, load_workspace(place).data.submission)
    if has_package(folder):
        return _read(folder)
    draft = draft_of(folder)
    named = draft.name if draft.is_dir() else ""
    raise refuse(WorkspaceError, issue("print", Location(str(folder)), "unbuilt", draft=named))


def _read(folder: Path) -> StoredPackage:
    package = open_built(folder)
    papers = list_papers(package)
    refuse_altered(package, papers, "print")
    if not papers:
        raise refuse(OutputError, issue("print", Location(str(folder)), "no_pdf"))
    return package


def refuse_another(package: StoredPackage) -> None:
    """OutputError where the package was built anew while it was read."""
    file = package.folder / MANIFEST_NAME
    if not file.is_file() or hash_file(file) != package.manifest_sha256:
        raise refuse(OutputError, issue("print", Location(str(package.folder)), "rebuilt"))


def remark(package: StoredPackage) -> Iterator[Issue]:
    """Say what a clerk should know of the package itself."""
    if package.manifest.draft:
        yield issue("P101", Location(package.folder.name))
    roles = {document.role for document in package.manifest.documents}
    for document in package.manifest.documents:
        if document.role == "form" and "form_pdf" not in roles:
            yield issue("P102", Location(document.file))
    yield from _remark_changes(package)
    for document in list_papers(package):
        if document.copies is None:
            yield issue("P104", Location(document.file))


def _remark_changes(package: StoredPackage) -> Iterator[Issue]:
    workspace = workspace_of(package.folder)
    if workspace is None or not is_workspace(workspace):
        return
    built = (package.folder / MANIFEST_NAME).stat().st_mtime_ns
    data = [workspace / name for name in DATA_FILES]
    evidence = sorted((workspace / "evidence").rglob("*"))
    newer = [p for p in (*data, *evidence) if p.is_file() and p.stat().st_mtime_ns > built]
    place = Location(newer[0].relative_to(workspace).as_posix()) if newer else None
    if place and len(newer) > 1:
        yield issue("P103", place, "several", count=len(newer))
    elif place:
        yield issue("P103", place, "one")
