"""What is to be worked through at a source: workspaces, or packages. Everything else is named.

Folders are looked into one after the other as they are asked for: the first is worked on while the
last is not known yet, and a province's list of names is never held at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from docgen.batch.stores import StorageError, Store, StoredEntry
from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.file_names import OUT
from docgen.package.manifest import MANIFEST_NAME
from docgen.package.store import is_passed_over
from docgen.system.filenames import fold_name, make_file_name
from docgen.workspace.data_file import DATA_FILES

MAX_DEPTH = 12
"""Folders of folders that are looked through, as for a summary."""
HIDDEN = ".docgen-batch"
"""At a target, with all that is known of former runs."""
_PACKED = ".zip"


class BatchKind(StrEnum):
    """What is done with everything that is found."""

    BUILD = "build"
    CHECK = "check"
    VERIFY = "verify"
    SUMMARY = "summary"

    @property
    def wants_packages(self) -> bool:
        """Whether it is done with packages; else with workspaces."""
        return self in {BatchKind.VERIFY, BatchKind.SUMMARY}


@dataclass(frozen=True)
class BatchJob:
    """A workspace or a package at a source."""

    name: str
    """What it is called wherever it is shown or put: its path from the source, behind the source's
    name where there are several. No two have one that a disk would take for the same."""
    source: str
    """The URL of the source."""
    path: str
    """Its path from the source; empty where the source is it."""
    is_archive: bool = False


@dataclass(frozen=True)
class LeftAside:
    """Something at a source that is not worked on, and why."""

    name: str
    source: str
    said: Issue


@dataclass
class _Walk:
    store: Store
    kind: BatchKind
    prefix: str
    seen: dict[str, str] = field(default_factory=dict)
    """Paths by the names that are made of them, as a disk folds these."""

    def name_of(self, path: str) -> str:
        parts = [*filter(None, (self.prefix, *path.split("/")))]
        return "/".join(map(make_file_name, parts or [PurePosixPath(self.store.url).name]))

    def job(self, path: str, *, is_archive: bool = False) -> BatchJob | LeftAside:
        name = self.name_of(path)
        other = self.seen.setdefault(fold_name(name), path)
        if other != path:
            return self.pass_over(path, "twin", other=other)
        return BatchJob(name, self.store.url, path, is_archive)

    def pass_over(self, path: str, case: str, **slots: object) -> LeftAside:
        name = self.name_of(path)
        return LeftAside(name, self.store.url, issue("B101", Location(name), case, **slots))


def find_jobs(stores: Iterable[Store], kind: BatchKind) -> Iterator[BatchJob | LeftAside]:
    """Everything there is to work on at the sources, and what else lies there.

    WorkspaceError where a source is not there or does not answer, or where the names of several
    would fall together.
    """
    given = list(stores)
    prefixes = [PurePosixPath(store.url).name if len(given) > 1 else "" for store in given]
    for prefix in prefixes:
        if prefix and prefixes.count(prefix) > 1:
            raise refuse(WorkspaceError, issue("batch", Location(), "alike", name=prefix))
    for store, prefix in zip(given, prefixes, strict=True):
        yield from _at_source(_Walk(store, kind, prefix))


def _at_source(walk: _Walk) -> Iterator[BatchJob | LeftAside]:
    place = Location(walk.store.url)
    try:
        entries = walk.store.entries("")
    except StorageError as error:
        said = issue("batch", place, "unread", reason=error.reason)
        raise refuse(WorkspaceError, said) from error
    if not entries:
        raise refuse(WorkspaceError, issue("batch", place, "no_place"))
    yield from _within("", entries, walk, MAX_DEPTH)


def _within(
    path: str, entries: list[StoredEntry], walk: _Walk, depth: int
) -> Iterator[BatchJob | LeftAside]:
    """What is in a folder in which such entries lie."""
    files = {entry.name for entry in entries if not entry.is_folder and not entry.is_link}
    if HIDDEN in {entry.name for entry in entries}:
        # The target of a run: what lies in it came from a source.
        return
    if MANIFEST_NAME in files:
        wanted = walk.kind.wants_packages
        yield walk.job(path) if wanted else walk.pass_over(path, "package")
    elif files & set(DATA_FILES):
        yield from _at_workspace(path, entries, walk, depth)
    else:
        yield from _in_folder(path, entries, walk, depth)


def _at_workspace(
    path: str, entries: list[StoredEntry], walk: _Walk, depth: int
) -> Iterator[BatchJob | LeftAside]:
    if not walk.kind.wants_packages:
        yield walk.job(path)
        return
    out = next((e for e in entries if e.is_folder and e.name == OUT), None)
    built = list(_descend(out, walk, depth)) if out else []
    jobs = [one for one in built if isinstance(one, BatchJob) and not one.is_archive]
    if jobs:
        yield from jobs
    else:
        yield walk.pass_over(path, "unbuilt")


def _in_folder(
    path: str, entries: list[StoredEntry], walk: _Walk, depth: int
) -> Iterator[BatchJob | LeftAside]:
    strays = []
    for entry in entries:
        if is_passed_over(entry.name):
            continue
        if entry.is_link:
            yield walk.pass_over(entry.path, "link")
        elif entry.is_folder:
            yield from _descend(entry, walk, depth)
        elif walk.kind.wants_packages and entry.name.lower().endswith(_PACKED):
            yield walk.job(entry.path, is_archive=True)
        else:
            strays.append(entry.name)
    if strays:
        yield walk.pass_over(path, "strays", count=len(strays), names=sorted(strays))
    elif not entries:
        yield walk.pass_over(path, "nothing")


def _descend(folder: StoredEntry, walk: _Walk, depth: int) -> Iterator[BatchJob | LeftAside]:
    if depth == 0:
        yield walk.pass_over(folder.path, "deep")
        return
    try:
        entries = walk.store.entries(folder.path)
    except StorageError as error:
        yield walk.pass_over(folder.path, "unread", reason=error.reason)
        return
    yield from _within(folder.path, entries, walk, depth - 1)
