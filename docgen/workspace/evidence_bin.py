"""The bin of a workspace: what was removed or replaced, until it is emptied.

A file lies there under its former path, in a folder that is named by the step that put it there.
"""

import datetime
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import ChangeConflictError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.atomic_files import list_files
from docgen.system.filenames import find_free_name, fold_name
from docgen.workspace.change_step import BIN, StepHead
from docgen.workspace.data_edits import InsertRow, edit_data, plain_data
from docgen.workspace.data_file import find_data_file
from docgen.workspace.discover import plain_path
from docgen.workspace.evidence_rows import PlainRow, list_paths, move_files
from docgen.workspace.history import Journal, NewData, new_step_id, open_journal

_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Binned:
    """A file in the bin. `key` names it, `path` is where it was, `time` when it went there."""

    key: str
    path: str
    size: int
    time: datetime.datetime


def list_bin(folder: Path) -> tuple[Binned, ...]:
    """Return what is in a workspace's bin, the latest first. OSError where it cannot be read."""
    found = list(_look(folder / BIN))
    return tuple(sorted(found, key=lambda one: (-one.time.timestamp(), one.path)))


def _look(place: Path) -> Iterator[Binned]:
    for step in sorted(place.iterdir()) if place.is_dir() else ():
        try:
            time = datetime.datetime.strptime(step.name.partition("-")[0], _TIME)
        except ValueError:
            # Somebody else put it there.
            continue
        time = time.replace(tzinfo=datetime.UTC)
        for path in list_files(step):
            size = (step / path).lstat().st_size
            yield Binned(f"{step.name}/{path}", path, size, time)


def restore(
    folder: Path, keys: Collection[str], *, at: datetime.datetime | None = None
) -> StepHead | None:
    """Put files from the bin back to where they were; " (2)" where the name was taken since.

    Rows that went with them come back too, as long as the step is remembered that took them out.
    ChangeConflictError where one is not in the bin any more.
    """
    with open_journal(folder) as journal:
        there = {one.key: one for one in list_bin(folder)}
        taken: dict[str, set[str]] = {}
        pairs = []
        for key in keys:
            if key not in there:
                raise _refuse_gone(key)
            pairs.append((f"{BIN}/{key}", _find_place(folder, there[key].path, taken)))
        names = [target.rpartition("/")[2] for _, target in pairs]
        data = _restore_rows(journal, dict(pairs))
        return journal.apply(new_step_id(at), _label("放回", names), pairs, data, at=at)


def empty_bin(folder: Path, keys: Collection[str] | None = None) -> int:
    """Delete what is in the bin, or only some of it, and return how many files that were.

    It cannot be undone, and what needs the files cannot be either: those steps are forgotten.
    ChangeConflictError where one is not in the bin any more.
    """
    with open_journal(folder) as journal:
        there = {one.key for one in list_bin(folder)}
        chosen = there if keys is None else set(keys)
        for key in sorted(chosen - there):
            raise _refuse_gone(key)
        journal.forget(frozenset(f"{BIN}/{key}" for key in chosen))
        for key in chosen:
            (folder / BIN / key).unlink()
        for step in (folder / BIN).iterdir() if chosen else ():
            if step.is_dir() and not list_files(step):
                shutil.rmtree(step)
    return len(chosen)


def _restore_rows(journal: Journal, pairs: Mapping[str, str]) -> NewData | None:
    """The data file with the rows of files that come out of the bin; None where there are none."""
    file = find_data_file(journal.folder)
    places: dict[str, dict[str, str]] = {}
    for binned, target in pairs.items():
        step, _, path = binned.removeprefix(f"{BIN}/").partition("/")
        places.setdefault(step, {})[plain_path(path)] = plain_path(target)
    rows = []
    for step, moved in places.items():
        known = journal.recall_data(step)
        if known and known.name == file.name:
            rows += [_follow(row, moved) for row in _list_lost(known) if _has_all(row, moved)]
    if not rows:
        return None
    content = file.read_bytes()
    edits = [InsertRow(("evidence",), None, row) for row in rows]
    return NewData(file.name, content, edit_data(content, file.name, edits))


def _list_lost(known: NewData) -> list[PlainRow]:
    """The rows that a step took out; none of a step that only changed some."""
    before, after = (
        [row for row in rows if isinstance(row, Mapping)]
        for content in (known.before, known.after)
        if isinstance(rows := plain_data(content, known.name).get("evidence") or [], list | tuple)
    )
    return [row for row in before if row not in after] if len(before) > len(after) else []


def _has_all(row: PlainRow, moved: Mapping[str, str]) -> bool:
    return bool(moved.keys() >= set(list_paths(row)))


def _follow(row: PlainRow, moved: Mapping[str, str]) -> PlainRow:
    filled = {key: value for key, value in row.items() if value not in (None, "", [], ())}
    return {**filled, "files": move_files(row, lambda path: moved.get(path, path))}


def _find_place(folder: Path, path: str, taken: dict[str, set[str]]) -> str:
    home, _, name = path.rpartition("/")
    if home not in taken:
        there = (folder / home).iterdir() if (folder / home).is_dir() else ()
        taken[home] = {fold_name(entry.name) for entry in there}
    free = find_free_name(name, taken[home])
    taken[home].add(fold_name(free))
    return f"{home}/{free}" if home else free


def _label(doing: str, names: Collection[str]) -> str:
    first = next(iter(names), "")
    return f"{doing}：{first}" if len(names) == 1 else f"{doing}：{first} 等 {len(names)} 个文件"


def _refuse_gone(key: str) -> ChangeConflictError:
    file = key.partition("/")[2]
    return refuse(ChangeConflictError, issue("unchanged", Location(file), "gone", file=file))
