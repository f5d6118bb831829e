"""A package in a .zip, as offices make them: what is in it, or what is wrong with it.

Names are read whatever wrote them, a folder around the package is no matter, and what systems add
of their own is left aside. Nothing is unpacked that is not asked for.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from docgen.package.manifest import MANIFEST_NAME
from docgen.system.zip_reading import (
    ArchiveError,
    is_junk,
    is_locked,
    list_around,
    read_member_name,
    refuse_member,
    refuse_others,
    refuse_too_much,
    told_as_damaged,
)
from docgen.text.printable import printable_line

_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".arj", ".zipx")
"""How files are called that are packed otherwise."""
_PACKED = frozenset({".zip", *_OTHER_ARCHIVES})
_STARTS = (b"PK\3\4", b"PK\5\6", b"Rar!", b"7z\xbc\xaf")


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
        with told_as_damaged(name), self._opened.open(self.members[name]) as file:
            # zipfile reads no more than the size the archive gives, which was looked at before.
            yield file


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the package in an archive. ArchiveError says why it is refused.

    OSError where the disk gives nothing.
    """
    refuse_others(path)
    with told_as_damaged(""):
        opened = zipfile.ZipFile(path)
    with opened:
        with told_as_damaged(""):
            archive = _find_package(opened)
        yield replace(archive, strays=(*archive.strays, *list_around(path, opened)))


# --- what it is --------------------------------------------------------------------------------


def is_packed(path: Path) -> bool:
    """Whether a file is called as an archive is."""
    return path.suffix.lower() in _PACKED


def looks_packed(file: Path) -> bool:
    """Whether a file is an archive by its name, or by how it begins."""
    with file.open("rb") as opened:
        return opened.read(4) in _STARTS or is_packed(file)


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
        raise _say_what_there_is(members)
    if len(nearest) > 1:
        raise ArchiveError("several", count=len(nearest), homes=list(map(printable_line, nearest)))
    home = f"{nearest[0]}/" if nearest[0] else ""
    own = {
        name.removeprefix(home): member
        for name, member in members.items()
        if name.startswith(home) and "/" not in name.removeprefix(home)
    }
    strays = (n for n in members if not (n.startswith(home) and "/" not in n.removeprefix(home)))
    return Archive(own, tuple(sorted(strays)), opened)


def _say_what_there_is(members: Mapping[str, zipfile.ZipInfo]) -> ArchiveError:
    packed = [n for n in members if n.lower().endswith((".zip", *_OTHER_ARCHIVES))]
    if packed:
        return ArchiveError("packed", names=list(map(printable_line, packed)))
    if any(name.endswith("[Content_Types].xml") for name in members):
        return ArchiveError("document")
    return ArchiveError("no_package", manifest=MANIFEST_NAME)


def _name_members(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by the names they were given, whatever wrote them down."""
    found: dict[str, zipfile.ZipInfo] = {}
    known = set()
    for member in opened.infolist():
        name = read_member_name(member).replace("\\", "/")
        if name.endswith("/") or is_junk(name):
            continue
        folded = name.casefold()
        if folded in known:
            raise ArchiveError("twins", name=printable_line(name))
        known.add(folded)
        found[name] = member
    return found


def _refuse_members(members: Mapping[str, zipfile.ZipInfo]) -> None:
    refuse_too_much(members.values())
    for name, member in members.items():
        refuse_member(name, member)
        if is_locked(member):
            raise ArchiveError("locked")
