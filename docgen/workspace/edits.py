"""What is to become of values and rows of a data file, and what it makes of plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from docgen.workspace.plain_values import Path, comparable, plain_key


class _Unseen:
    """What an editor saw that did not look."""

    def __repr__(self) -> str:
        return "UNSEEN"


UNSEEN = _Unseen()
"""Whatever stood there is overwritten."""


@dataclass(frozen=True)
class SetValue:
    """A value to be set; None takes it out, which in a workbook empties its cells.

    `value` is plain data: texts, figures, truths, lists and mappings of these. `seen` is what the
    editor saw there, None for nothing: where something else stands, nothing is written.
    """

    path: Path
    value: object = None
    seen: object = UNSEEN


@dataclass(frozen=True)
class InsertRow:
    """An entry to be put into the list at `path`, before the one at `index`; None for its end."""

    path: Path
    index: int | None
    value: Mapping[str, object]


@dataclass(frozen=True)
class AppendRows:
    """Entries to be put at the end of the list at `path`, all at once."""

    path: Path
    values: tuple[Mapping[str, object], ...]


@dataclass(frozen=True)
class RemoveRow:
    """An entry to be taken out of the list at `path`; `seen` is what the editor saw there."""

    path: Path
    index: int
    seen: object = UNSEEN


@dataclass(frozen=True)
class RemoveRows:
    """Entries to be taken out of the list at `path` at once, by where they are before that."""

    path: Path
    indices: tuple[int, ...]


@dataclass(frozen=True)
class MoveRow:
    """An entry of the list at `path` to be moved so that it is at `to` afterwards."""

    path: Path
    index: int
    to: int


Edit: TypeAlias = SetValue | InsertRow | AppendRows | RemoveRow | RemoveRows | MoveRow


class UneditableError(Exception):
    """What cannot be done to a data file as it is written: a case of `edit`, and its slots."""

    def __init__(self, case: str, /, **slots: object) -> None:
        super().__init__(case)
        self.case, self.slots = case, slots


class UnlikeSeenError(Exception):
    """A value is not the one that was seen: what stands there."""

    def __init__(self, theirs: object) -> None:
        super().__init__()
        self.theirs = theirs


def place_of(edit: Edit) -> Path:
    """Return the path of what an edit is about: of a row its own, where it is there already."""
    if isinstance(edit, RemoveRow | MoveRow):
        return (*edit.path, edit.index)
    return edit.path


def apply(edit: Edit, data: object) -> Any:  # noqa: ANN401 - plain data
    """Return plain data as they are after an edit.

    UnlikeSeenError where what was seen is not there, UneditableError where the path leads nowhere.
    """
    for depth in range(1, len(edit.path)):
        way = edit.path[:depth]
        if _names_row(edit.path[: depth + 1]) and _rows_of(value_at(data, way)) is None:
            raise UneditableError("no_row")
    if isinstance(edit, SetValue | RemoveRow) and edit.seen is not UNSEEN:
        theirs = value_at(data, place_of(edit))
        if comparable(theirs) != comparable(edit.seen):
            raise UnlikeSeenError(theirs)
    if isinstance(edit, SetValue):
        return _with(data, edit.path, lambda _: edit.value)
    return _with(data, edit.path, lambda rows: _turn(edit, rows))


def _names_row(path: Path) -> bool:
    """Whether the last step of a path is a place in a list; the numbers of items are keys."""
    return str(path[-1]).isdecimal() and path[:-1] != ("claims",)


def value_at(data: object, path: Path) -> object:
    """Return the value at a path; None where there is none."""
    for step in path:
        rows = _rows_of(data)
        if isinstance(data, Mapping):
            data = {plain_key(key): inner for key, inner in data.items()}.get(plain_key(step))
        elif rows is not None and str(step).isdecimal() and int(step) < len(rows):
            data = rows[int(step)]
        else:
            return None
    return data


def _rows_of(data: object) -> list[object] | None:
    """Return the entries of plain data that are a list; None where they are none."""
    return list(data) if isinstance(data, Sequence) and not isinstance(data, str) else None


def count_rows(data: object, path: Path) -> int:
    """Return how many entries a list has; none where it is not there."""
    return len(_rows_of(value_at(data, path)) or ())


def _turn(edit: Edit, data: object) -> list[object]:
    """The entries of a list after an edit."""
    rows = _rows_of(data)
    if data is not None and rows is None:
        raise UneditableError("no_list")
    rows = rows or []
    count = len(rows)
    if isinstance(edit, InsertRow):
        index = count if edit.index is None else edit.index
        if not 0 <= index <= count:
            raise UneditableError("no_row")
        rows.insert(index, edit.value)
    elif isinstance(edit, AppendRows):
        rows += edit.values
    elif isinstance(edit, RemoveRow):
        if not 0 <= edit.index < count:
            raise UneditableError("no_row")
        del rows[edit.index]
    elif isinstance(edit, RemoveRows):
        if not all(0 <= index < count for index in edit.indices):
            raise UneditableError("no_row")
        rows = [row for index, row in enumerate(rows) if index not in edit.indices]
    elif isinstance(edit, MoveRow):
        if not (0 <= edit.index < count and 0 <= edit.to < count):
            raise UneditableError("no_row")
        rows.insert(edit.to, rows.pop(edit.index))
    return rows


def _with(data: object, path: Path, change: Any) -> object:  # noqa: ANN401
    """Plain data with what is at a path changed."""
    if not path:
        return change(data)
    step, *rest = path
    rows = _rows_of(data)
    if rows == [] and not str(step).isdecimal():
        data = rows = None
    if rows is not None:
        if not str(step).isdecimal() or int(step) >= len(rows):
            raise UneditableError("no_row")
        rows[int(step)] = _with(rows[int(step)], tuple(rest), change)
        return rows
    if data is not None and not isinstance(data, Mapping):
        raise UneditableError("no_section")
    inside = {plain_key(key): inner for key, inner in (data or {}).items()}
    key = plain_key(step)
    return {**inside, key: _with(inside.get(key), tuple(rest), change)}
