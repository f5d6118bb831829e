"""The workspaces and reviews that were opened lately, remembered in the user's own data folder.

What a workspace is called is kept beside its place, and read again only where its data file has
changed since: a list of twenty is there at once.
"""

import datetime
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import platformdirs

from docgen import api
from docgen.issues.errors import DocgenError
from docgen.system.atomic_files import write_atomically
from docgen.web.open_workspaces import workspace_id
from docgen.workspace.data_file import DATA_FILES

MOST_RECENT = 20
_FILE = "recent.json"
_MOST_BYTES = 1_000_000

RecentKind = Literal["workspace", "review"]
"""What a folder was opened for."""


def user_records() -> Path:
    """The folder for what docgen remembers of a user's doings that the system gives."""
    return platformdirs.user_data_path("docgen", appauthor=False)


@dataclass(frozen=True)
class RecentWorkspace:
    """One that was opened. `opened` is the time of the last opening, ISO 8601 with its zone."""

    folder: str
    opened: str
    studio: str = ""
    submission: str = ""
    notice: str = ""
    stamp: tuple[int, int] = (0, 0)
    """Size and time of change of the data file that these are from."""
    kind: RecentKind = "workspace"
    scheme: str = ""
    """Of a review: the bureau's own scheme."""
    gone: str = field(default="", compare=False)
    """Why it cannot be opened; empty where it can."""

    @property
    def id(self) -> str:
        """The id under which it is open, or would be."""
        return workspace_id(Path(self.folder))

    @property
    def name(self) -> str:
        """What it is called: the studio, or the folder while that has no name."""
        return self.studio or Path(self.folder).name


class RecentWorkspaces:
    """The list, in a file that only its user can read. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._lock = threading.Lock()

    def add(self, folder: Path, kind: RecentKind = "workspace", scheme: str = "") -> None:
        """Put a folder at the head of the list. What cannot be written is not remembered."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        with self._lock:
            known = {(one.kind, one.folder): one for one in self._read()}
            fresh = known.pop((kind, str(folder)), RecentWorkspace(str(folder), now, kind=kind))
            self._write([replace(fresh, opened=now, scheme=scheme), *known.values()])

    def forget(self, name: str, kind: str) -> None:
        """Take a folder off the list by its id; it stays as it is."""
        with self._lock:
            self._write([one for one in self._read() if (one.id, one.kind) != (name, kind)])

    def find(self, name: str, kind: RecentKind = "workspace") -> RecentWorkspace | None:
        """Return what has an id on the list."""
        with self._lock:
            return next((o for o in self._read() if (o.id, o.kind) == (name, kind)), None)

    def look(self) -> tuple[RecentWorkspace, ...]:
        """Return the list, the latest first, as it is now: what is gone is said to be."""
        with self._lock:
            before = list(self._read())
            now = [_look_again(one) for one in before]
            if now != before:
                self._write(now)
        return tuple(now)

    def _read(self) -> Iterator[RecentWorkspace]:
        """What stands in the file; what is not as it should be is none."""
        try:
            with self._file.open("rb") as file:
                told = json.loads(file.read(_MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            return
        listed = told.get("workspaces") if isinstance(told, dict) else None
        for one in listed if isinstance(listed, list) else ():
            with suppress(TypeError, ValueError, KeyError):
                yield _take(one)

    def _write(self, listed: Sequence[RecentWorkspace]) -> None:
        kept = [asdict(one) for one in listed[:MOST_RECENT]]
        for one in kept:
            del one["gone"]
        text = json.dumps({"format": 1, "workspaces": kept}, ensure_ascii=False, indent=1)
        # Without a place to remember it in, the page works as well.
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(self._file, text.encode("utf-8", "surrogatepass"), private=True)


def _take(one: dict[str, Any]) -> RecentWorkspace:
    texts = {name: one[name] for name in ("folder", "opened", "studio", "submission", "notice")}
    if not all(isinstance(text, str) and "\0" not in text for text in texts.values()):
        raise ValueError("no text")
    datetime.datetime.fromisoformat(texts["opened"])
    size, changed = one["stamp"]
    kind, scheme = read_kind(one.get("kind")), str(one.get("scheme", ""))
    return RecentWorkspace(**texts, stamp=(int(size), int(changed)), kind=kind, scheme=scheme)


def read_kind(told: object) -> RecentKind:
    """Return what a folder was opened for, as it was written or sent; a workspace where unsaid."""
    return "review" if told == "review" else "workspace"


def _look_again(one: RecentWorkspace) -> RecentWorkspace:
    folder = Path(one.folder)
    if one.kind == "review":
        return replace(one, gone="" if folder.is_dir() else "文件夹不在原处了")
    try:
        stamp = _stamp(folder)
        if stamp is None:
            there = "文件夹里没有 studio.xlsx 或 studio.yaml 了"
            return replace(one, gone=there if folder.is_dir() else "文件夹不在原处了")
        if stamp == one.stamp:
            return one
        outline = api.outline(folder)
        return replace(one, stamp=stamp, **asdict(outline))
    except (OSError, DocgenError):
        # It can be opened, and then it says itself what is wrong.
        return one


def _stamp(folder: Path) -> tuple[int, int] | None:
    for name in DATA_FILES:
        with suppress(FileNotFoundError, NotADirectoryError):
            facts = (folder / name).stat()
            return facts.st_size, facts.st_mtime_ns
    return None
