"""A .zip that was dropped among the evidence, unpacked: every entry is a file, or is told of.

Only .zip, and one within another stays packed. What cannot be unpacked as a whole stays a file.
"""

import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from errno import ENOSPC
from os import strerror
from pathlib import Path

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.system.file_types import Kind, recognise
from docgen.system.passwords import AskPassword
from docgen.system.zip_reading import (
    ArchiveError,
    is_folder,
    is_junk,
    is_locked,
    read_member_name,
    refuse_member,
    refuse_others,
    refuse_too_much,
    told_as_damaged,
)
from docgen.text.printable import printable_line

_PACKED = frozenset({Kind.ZIP, Kind.RAR, Kind.SEVEN_ZIP, Kind.PACKED})
_PIECE = 1 << 20


@dataclass
class Unpacked:
    """The files of an archive by their names in it, where they lie now, and what was found."""

    files: list[tuple[str, Path]] = field(default_factory=list)
    junk: list[str] = field(default_factory=list)
    """Names of what macOS and Windows put there."""
    said: list[Issue] = field(default_factory=list)


def unpack_zip(
    path: Path, name: str, scratch: Path, passwords: Sequence[str], ask: AskPassword
) -> Unpacked:
    """Unpack the archive at `path`, called `name`, into the empty folder `scratch`.

    `passwords` are tried before anybody is asked. ArchiveError where nothing of it can be
    unpacked, OSError where the disk has no room.
    """
    refuse_others(path)
    found = Unpacked()
    with told_as_damaged(""):
        archive = zipfile.ZipFile(path)
    with archive:
        members = archive.infolist()
        refuse_too_much(members)
        if sum(member.file_size for member in members) > shutil.disk_usage(scratch).free:
            raise OSError(ENOSPC, strerror(ENOSPC), str(scratch))
        key = _find_password(archive, name, passwords, ask)
        for number, member in enumerate(m for m in members if not is_folder(m)):
            _unpack_member(archive, member, scratch / str(number), found, (name, key))
    return found


def _unpack_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    target: Path,
    found: Unpacked,
    called: tuple[str, bytes | None],
) -> None:
    archive_name, key = called
    name = read_member_name(member).replace("\\", "/")
    if name.endswith("/"):
        return
    if is_junk(name):
        found.junk.append(printable_line(name))
        return
    place = Location(archive_name)
    try:
        refuse_member(name, member)
        with (
            told_as_damaged(name),
            archive.open(member, pwd=key) as source,
            target.open("wb") as file,
        ):
            shutil.copyfileobj(source, file, _PIECE)
    except ArchiveError as error:
        target.unlink(missing_ok=True)
        found.said.append(issue("F255", place, file=archive_name, why=error.said))
        return
    found.files.append((name, target))
    if recognise(target) in _PACKED:
        said = issue("F256", place, file=archive_name, inner=printable_line(name))
        found.said.append(said)


def _find_password(
    archive: zipfile.ZipFile, name: str, passwords: Sequence[str], ask: AskPassword
) -> bytes | None:
    """What opens the locked members; None where none is. ArchiveError where nobody knows it."""
    locked = [m for m in archive.infolist() if is_locked(m) and not is_folder(m)]
    if not locked:
        return None
    smallest = min(locked, key=lambda member: member.compress_size)
    for password in passwords:
        if key := _try(archive, smallest, password):
            return key
    wrong = 0
    while (answer := ask(name, wrong)) is not None:
        if key := _try(archive, smallest, answer):
            return key
        wrong += 1
    raise ArchiveError("locked")


_ENCODINGS = ("utf-8", "gb18030")
"""Of the password: programs of Chinese Windows take the bytes of its code page."""


def _try(archive: zipfile.ZipFile, member: zipfile.ZipInfo, password: str) -> bytes | None:
    """The bytes of a password that opens a member; None where it does not."""
    for key in dict.fromkeys(password.encode(encoding) for encoding in _ENCODINGS):
        try:
            with told_as_damaged(member.filename), archive.open(member, pwd=key) as file:
                while file.read(_PIECE):
                    pass
        except ArchiveError as error:
            if error.said.case == "method":
                raise
            # Wrong: it may pass the first look by chance, and spoils what is read then.
            continue
        return key
    return None
