"""A package opened for verification: a folder, a .zip, or a bundle alone. Nothing is trusted.

An archive is unpacked into a folder of ours, never beside itself, and only where every member
keeps within it and within the limits.
"""

from pathlib import Path

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.package.archive import looks_packed, open_archive
from docgen.package.manifest import MANIFEST_NAME
from docgen.package.store import Opened, list_packed, list_within, open_folder, unpack
from docgen.system.machine import blame_disk
from docgen.system.zip_reading import ArchiveError
from docgen.verify.collected_scan import has_record, read_scan

_PDF = b"%PDF"
_MOST_NAMED = 4


def open_package(path: Path, scratch: Path, *, light: bool = False) -> Opened | Issue:
    """What is at `path`, or why it is refused. `scratch` is an empty folder to unpack into.

    With `light` the largest documents of an archive are not unpacked; their hashes are taken.
    """
    place = Location(path.name)
    try:
        return _open(path, scratch, light=light)
    except ArchiveError as error:
        return issue("V001", place, "archive", cause=error.said)
    except OutputError as error:
        return issue("V001", place, "manifest", why=error.said)
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
        return _open_home(_find_home(path))
    if not path.is_file():
        raise _RefusedError("missing")
    if looks_packed(path):
        with open_archive(path) as archive:
            return unpack(archive, scratch, light=light)
    return _open_alone(path)


def _open_alone(path: Path) -> Opened:
    with path.open("rb") as file:
        start = file.read(1024)
    if _PDF not in start:
        raise _RefusedError("strange")
    if scan := read_scan(path):
        case, pages = scan
        raise _RefusedError(case, pages=pages)
    return Opened(folder=path.parent, files=frozenset({path.name}))


def _open_home(home: Path) -> Opened:
    if (home / MANIFEST_NAME).is_symlink():
        raise _RefusedError("linked")
    return open_folder(home)


def _find_home(folder: Path) -> Path:
    """The folder of the package: this one, or the only one within that has a manifest."""
    homes = list(list_within(folder))
    if len(homes) == 1:
        return homes[0]
    if homes:
        named = "、".join(str(home.relative_to(folder)) for home in homes[:_MOST_NAMED])
        etc = "等" if len(homes) > _MOST_NAMED else ""
        raise _RefusedError("several", count=len(homes), named=f"{named}{etc}")
    if packed := list_packed(folder):
        raise _RefusedError("packed", names=packed[:_MOST_NAMED])
    raise _RefusedError("collected" if has_record(folder) else "no_manifest")
