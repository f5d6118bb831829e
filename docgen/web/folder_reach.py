"""The folders of this computer as the page may look into them, and open workspaces in them.

Whoever sits at the computer sees all of it. A page that a network can reach has one folder, and
nothing of what lies outside is told, not even whether it is there.
"""

import os
import re
import string
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.request import url2pathname

import platformdirs
from natsort import natsorted, ns

from docgen.issues.errors import WorkspaceError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import MANIFEST_NAME
from docgen.workspace.data_file import DATA_FILES, is_workspace

Kind = Literal["folder", "workspace", "package", "archive"]
_MOST_LISTED = 2_000
_LONGEST_PATH = 4_000
_QUOTED = re.compile("\"(.*)\"|'(.*)'|“(.*)”", re.DOTALL)


@dataclass(frozen=True)
class ListedFolder:
    """A folder (or a .zip) that can be chosen or gone into."""

    name: str
    path: Path
    kind: Kind = "folder"
    detail: str = ""
    """The data file of a workspace."""


@dataclass(frozen=True)
class FolderListing:
    """What lies in a folder. `above` are the folders it lies in, the outermost first."""

    here: ListedFolder
    above: tuple[ListedFolder, ...]
    inside: tuple[ListedFolder, ...]
    left_out: int = 0


@dataclass(frozen=True)
class FolderReach:
    """What can be reached: all within `root`; with None all that the user of the server can."""

    root: Path | None = None

    def __post_init__(self) -> None:
        """Know the root by its real place, so that no link leads out of it."""
        if self.root is not None:
            object.__setattr__(self, "root", self.root.resolve())

    def admit(self, written: str | os.PathLike[str]) -> Path:
        """Return the real place of what somebody typed, pasted or chose. A data file is its folder.

        WorkspaceError where it is no whole path, or lies outside of what can be reached.
        """
        path = self._read(os.fspath(written))
        try:
            real = path.resolve()
        except OSError as error:
            raise _refuse("unreadable", reason=word_reason(error)) from error
        except (RuntimeError, ValueError) as error:
            # Links that lead in a circle, or signs that no path has.
            raise _refuse("nothing") from error
        if not self._holds(real):
            raise _refuse("outside", root=str(self.root))
        return real.parent if real.name in DATA_FILES and real.is_file() else real

    def holds(self, folder: Path) -> bool:
        """Return whether a folder can be reached."""
        with suppress(OSError, RuntimeError):
            return self._holds(folder.resolve())
        return False

    def _holds(self, real: Path) -> bool:
        return self.root is None or real.is_relative_to(self.root)

    def _read(self, written: str) -> Path:
        """What was written as a path: Windows copies one in quotes, file managers as an address."""
        text = written.strip()
        if quoted := _QUOTED.fullmatch(text):
            text = next(part for part in quoted.groups() if part is not None)
        if text.startswith("file:///"):
            text = url2pathname(text.removeprefix("file://"))
        if not text or "\0" in text or len(text) > _LONGEST_PATH:
            raise _refuse("nothing")
        path = Path(text)
        if self.root is not None:
            return self.root / path
        with suppress(RuntimeError):
            path = path.expanduser()
        if not path.is_absolute():
            raise _refuse("relative", written=text)
        return path

    def places(self) -> tuple[ListedFolder, ...]:
        """Return where to begin to look: each place that is there, under the name it goes by."""
        if self.root is not None:
            return (ListedFolder(self.root.name or str(self.root), self.root),)
        home = Path.home()
        named = [
            ("文档", platformdirs.user_documents_path()),
            ("桌面", platformdirs.user_desktop_path()),
            ("下载", platformdirs.user_downloads_path()),
            ("用户文件夹", home),
        ]
        known: dict[Path, ListedFolder] = {}
        for name, path in (*named, *_drives()):
            if path.is_dir():
                known.setdefault(path, ListedFolder(name, path))
        return tuple(known.values())

    def list(self, folder: Path, *, with_archives: bool = False) -> FolderListing:
        """Return the folders in one that was admitted; with those that can be packages, .zip files.

        WorkspaceError where it is none, or cannot be read.
        """
        try:
            found = list(_look_into(folder, with_archives=with_archives))
        except FileNotFoundError as error:
            raise _refuse("missing") from error
        except NotADirectoryError as error:
            raise _refuse("no_folder") from error
        except OSError as error:
            raise _refuse("unreadable", reason=word_reason(error)) from error
        inside = natsorted(found, key=lambda one: one.name, alg=ns.IGNORECASE)
        above = [_describe(parent) for parent in reversed(folder.parents) if self._holds(parent)]
        return FolderListing(
            _describe(folder),
            tuple(above),
            tuple(inside[:_MOST_LISTED]),
            max(0, len(inside) - _MOST_LISTED),
        )


def _refuse(case: str, /, **slots: object) -> WorkspaceError:
    return refuse(WorkspaceError, issue("folder", Location(""), case, **slots))


def _look_into(folder: Path, *, with_archives: bool) -> Iterator[ListedFolder]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "$")):
                continue
            with suppress(OSError):
                if entry.is_dir():
                    yield _describe(Path(entry.path))
                elif with_archives and entry.name.lower().endswith(".zip"):
                    yield ListedFolder(entry.name, Path(entry.path), "archive")


def _describe(folder: Path) -> ListedFolder:
    """What a folder is; one that nobody may look into is a folder."""
    name = folder.name or str(folder)
    with suppress(OSError):
        if is_workspace(folder):
            detail = next(file for file in DATA_FILES if (folder / file).is_file())
            return ListedFolder(name, folder, "workspace", detail)
        if (folder / MANIFEST_NAME).is_file():
            return ListedFolder(name, folder, "package")
    return ListedFolder(name, folder)


def _drives() -> Iterator[tuple[str, Path]]:
    """Disks besides the one with the user's own folders, and what is plugged in."""
    if sys.platform == "win32":
        for letter in string.ascii_uppercase[2:]:
            yield f"{letter} 盘", Path(f"{letter}:\\")
        return
    user = Path.home().name
    for parent in (f"/media/{user}", f"/run/media/{user}", "/Volumes"):
        with suppress(OSError):
            yield from ((path.name, path) for path in sorted(Path(parent).iterdir()))
