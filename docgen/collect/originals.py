"""The printed documents of a package: what every scan is to become again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from docgen.bundle.page_identity import DocumentKind, PackageId, PageIdentity
from docgen.issues.errors import OutputError, WorkspaceError
from docgen.package.manifest import MARKED, package_of
from docgen.package.store import StoredPackage, list_built, open_built

_REMEDY = "写 docgen build 生成的文件夹（里面有 manifest.json）"


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
        raise WorkspaceError(error.what, where=error.where, remedy=error.remedy) from error
    manifest = package.manifest
    if manifest.draft:
        raise WorkspaceError(
            "是草稿，不是报送用的", where=str(place), remedy="改好错误，正式生成、打印"
        )
    if not manifest.package:
        raise WorkspaceError(
            "这套材料的页上没有标识，认不出扫描件",
            where=str(place),
            remedy="用现在的 docgen 重新生成、打印",
        )
    if not all(map(_is_id, (manifest.package, *(p.package for p in manifest.printed)))):
        raise WorkspaceError(
            "清单里的标识不是 docgen 写的，改过",
            where=str(place),
            remedy="用 docgen build 重新生成整套材料",
        )
    originals = tuple(_list_originals(package))
    missing = [original.file for original in originals if original.file not in package.files]
    if missing or not originals:
        raise WorkspaceError(
            f"缺 {'、'.join(missing)}" if missing else "里面没有要打印的文件",
            where=str(place),
            remedy="重新运行 docgen build，把整套材料生成完整",
        )
    return PrintedPackage(place, manifest.package, originals)


def _is_id(text: str) -> bool:
    try:
        PackageId.parse(text)
    except ValueError:
        return False
    return True


def _find_package(folder: Path) -> Path:
    found = list_built(folder)
    if not found:
        raise WorkspaceError("这里没有生成好的材料", where=str(folder), remedy=_REMEDY)
    if len(found) > 1:
        names = "、".join(str(place) for place in found)
        raise WorkspaceError(f"这里有几套材料：{names}", where=str(folder), remedy="写明是哪一套")
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
