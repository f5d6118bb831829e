"""The printed documents of a package: what every scan is to become again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from docgen.bundle.page_identity import DocumentKind, PackageId, PageIdentity
from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import MARKED, package_of
from docgen.package.store import StoredPackage, list_built, open_built


class PageKey(NamedTuple):
    """A page of the package as its mark names it."""

    kind: DocumentKind
    page: int


@dataclass(frozen=True)
class Original:
    """A printed document, or a volume of one. Its pages are numbered from `first`."""

    kind: DocumentKind
    file: str
    path: Path
    first: int
    pages: int
    packages: tuple[str, ...]
    """The id that each of its pages carries: that of the state it was printed in."""

    @property
    def keys(self) -> tuple[PageKey, ...]:
        """All its pages, in order."""
        return tuple(PageKey(self.kind, self.first + n) for n in range(self.pages))

    def place(self, key: PageKey) -> int:
        """Which page of the file it is, counted from 1."""
        return key.page - self.first + 1

    def identity(self, key: PageKey) -> PageIdentity:
        """What the mark of a page says."""
        package = self.packages[self.place(key) - 1]
        return PageIdentity(PackageId.parse(package), key.kind, key.page)


@dataclass(frozen=True)
class PrintedPackage:
    """A package on paper."""

    folder: Path
    package: str
    originals: tuple[Original, ...]

    @cached_property
    def packages(self) -> Mapping[PageKey, str]:
        """The id that each page carries."""
        return {
            key: package
            for original in self.originals
            for key, package in zip(original.keys, original.packages, strict=True)
        }

    @property
    def keys(self) -> tuple[PageKey, ...]:
        """The pages of all its documents, in order."""
        return tuple(key for original in self.originals for key in original.keys)

    def original(self, key: PageKey) -> Original:
        """The document a page is of. KeyError where there is none."""
        for original in self.originals:
            if original.kind == key.kind and 1 <= original.place(key) <= original.pages:
                return original
        raise KeyError(key)


def open_printed(folder: Path) -> PrintedPackage:
    """The package in a folder, or of a workspace that has one.

    WorkspaceError where there is none that could be scanned.
    """
    place = _find_package(folder)
    try:
        package = open_built(place)
    except OutputError as error:
        raise refuse(WorkspaceError, error.said) from error
    manifest = package.manifest
    if manifest.draft:
        raise _refuse(place, "draft")
    if not manifest.package:
        raise _refuse(place, "unmarked")
    if not all(map(_is_id, (manifest.package, *(p.package for p in manifest.printed)))):
        raise _refuse(place, "changed")
    originals = tuple(_list_originals(package))
    missing = [original.file for original in originals if original.file not in package.files]
    if missing:
        raise _refuse(place, "lacking", files=missing)
    if not originals:
        raise _refuse(place, "empty")
    return PrintedPackage(place, manifest.package, originals)


def _refuse(place: Path, case: str, /, **slots: object) -> WorkspaceError:
    return refuse(WorkspaceError, issue("collect", Location(str(place)), case, **slots))


def _is_id(text: str) -> bool:
    try:
        PackageId.parse(text)
    except ValueError:
        return False
    return True


def _find_package(folder: Path) -> Path:
    found = list_built(folder)
    if not found:
        raise _refuse(folder, "no_package")
    if len(found) > 1:
        raise _refuse(folder, "several", places=list(map(str, found)))
    return found[0]


def _list_originals(package: StoredPackage) -> Iterator[Original]:
    manifest = package.manifest
    for document in manifest.documents:
        kind = MARKED.get(document.role)
        # A name with a path in it is none of docgen's.
        if kind and document.pages and Path(document.file).name == document.file:
            first, path = document.first_page or 1, package.path(document.file)
            numbers = range(first, first + document.pages)
            packages = tuple(package_of(manifest, kind, number) for number in numbers)
            yield Original(kind, document.file, path, first, document.pages, packages)
