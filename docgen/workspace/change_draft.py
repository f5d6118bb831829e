"""A change of a workspace's evidence while it is put together: files that go, rows that follow."""

import datetime
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.system.filenames import clean_file_name, find_free_name, fold_name
from docgen.workspace.change_step import BIN, StepHead
from docgen.workspace.data_edits import (
    UNSEEN,
    Edit,
    InsertRow,
    MoveRow,
    RemoveRow,
    SetValue,
    edit_data,
)
from docgen.workspace.discover import read_folders, title_of
from docgen.workspace.evidence_pieces import EvidenceState, PieceAtHand, nfc, refuse_change
from docgen.workspace.evidence_rows import PlainRow, list_paths, move_files, says_nothing
from docgen.workspace.history import Journal, NewData, new_step_id
from docgen.workspace.plain_values import comparable


@dataclass(frozen=True)
class Changed:
    """A step that was made, None where nothing was to be done, and where files are now.

    `moved` gives the new path of a file by its old one, both below `evidence/`.
    """

    step: StepHead | None
    moved: Mapping[str, str] = field(default_factory=dict)


class ChangeDraft:
    """What one step is to do. Nothing is done before `finish`."""

    def __init__(
        self, journal: Journal, state: EvidenceState, at: datetime.datetime | None = None
    ) -> None:
        self.state = state
        self.step = new_step_id(at)
        self._journal, self._at = journal, at
        self._moved: dict[str, str] = {}
        self._binned: dict[str, None] = {}
        self._brought: list[tuple[Path, str]] = []
        self._renamed: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        self._rows = {index: dict(row) for index, row in enumerate(state.rows)}
        self._touched: dict[int, None] = {}
        self._tidied: set[int] = set()
        self._dropped: set[int] = set()
        self._added: list[tuple[int | None, PlainRow]] = []
        self._order: list[MoveRow] = []

    # ── files ─────────────────────────────────────────────────────────────────────────────────

    def leave(self, path: str) -> None:
        """Say that a file goes away from where it is: its name is free for another."""
        home, _, name = path.rpartition("/")
        self._names_in(home).discard(fold_name(name))

    def arrive(self, path: str, home: str, name: str = "", *, instead: bool = True) -> str:
        """Have a file that leaves go to a folder, and return where it is then.

        Where its name is taken there, it gets " (2)"; ChangeConflictError unless that will do
        (`instead`).
        """
        wanted = name or nfc(path).rpartition("/")[2]
        taken = self._names_in(home)
        free = find_free_name(wanted, taken)
        if free != wanted and not instead:
            raise refuse_change("occupied", f"{home}/{wanted}", file=wanted)
        taken.add(fold_name(free))
        target = f"{home}/{free}" if home else free
        if target != path:
            self._moved[path] = target
        return target

    def discard(self, path: str) -> None:
        """Have a file go into the bin."""
        self.leave(path)
        self._binned[path] = None

    def bring_in(self, staged: Path, path: str, name: str) -> None:
        """Have a staged file come where another was at `path`, under this name; rows follow."""
        home = path.rpartition("/")[0]
        names = self._names_in(home)
        free = find_free_name(clean_file_name(Path(name).stem, Path(name).suffix), names)
        names.add(fold_name(free))
        target = f"{home}/{free}" if home else free
        self._brought.append((staged, target))
        self._renamed[nfc(path)] = nfc(target)

    def binned_as(self, path: str) -> str:
        """Where in the bin a file from this place goes."""
        return f"{BIN}/{self.step}/{EVIDENCE_FOLDER}/{path}"

    def _names_in(self, home: str) -> set[str]:
        if home not in self._names:
            folder = self.state.root / home
            there = folder.iterdir() if folder.is_dir() else ()
            self._names[home] = {fold_name(entry.name) for entry in there}
        return self._names[home]

    # ── rows ──────────────────────────────────────────────────────────────────────────────────

    def row(self, index: int) -> dict[str, object]:
        """A row as it is to be so far."""
        return self._rows[index]

    def set(self, index: int, key: str, value: object) -> None:
        """Set a value of a row; None takes it out."""
        self._touched[index] = None
        if value is None:
            self._rows[index].pop(key, None)
        else:
            self._rows[index][key] = value

    def set_piece(self, piece: PieceAtHand, key: str, value: object, seen: object = UNSEEN) -> None:
        """Set a value of a piece's row, which is begun where it has none.

        A row that says no more than its file's name and place afterwards is dropped. `seen` is
        what whoever sets it saw there: EditConflictError where something else stands there.
        """
        if piece.row is not None:
            self._refuse_unlike(piece.row, key, value, seen)
            self._tidied.add(piece.row)
            self.set(piece.row, key, value)
        elif seen is not UNSEEN and comparable(seen) is not None:
            raise refuse_change("data", self.state.name, file=self.state.name)
        elif value is not None:
            self.add({"files": nfc(piece.files[0].path), key: value})

    def _refuse_unlike(self, row: int, key: str, value: object, seen: object) -> None:
        written = self.state.written[row].get(key)
        if seen is not UNSEEN and comparable(written) != comparable(seen):
            edit = SetValue(("evidence", row, key), value, seen)
            edit_data(self.state.content, self.state.name, [edit])

    def retitle(self, path: str, new: str) -> None:
        """Have rows whose title was the name of a file take its new name."""
        old_title, title = (title_of(one.rpartition("/")[2]) for one in (path, new))
        for index, row in self._rows.items():
            if list_paths(row)[:1] == [nfc(path)] and row.get("title") == old_title != title:
                self.set(index, "title", title)

    def add(self, row: PlainRow, index: int | None = None) -> None:
        """Add a row, before the one at `index`, or at the end."""
        self._added.append((index, row))

    def follow_folder(self, old: str, new: str) -> None:
        """Have rows that name a folder name another one."""
        self._renamed[old] = new

    def drop(self, index: int) -> None:
        """Take a row out."""
        self._dropped.add(index)

    def reorder(self, former: list[int], wanted: list[int]) -> None:
        """Have the rows at these places change them, so that the wanted ones come in turn."""
        order = list(range(len(self.state.rows)))
        for place, row in zip(sorted(former), wanted, strict=True):
            if (at := order.index(row)) != place:
                self._order.append(MoveRow(("evidence",), at, place))
                order.insert(place, order.pop(at))

    # ── done ──────────────────────────────────────────────────────────────────────────────────

    def finish(
        self, label: str, merge: tuple[str, ...] = (), settle: Callable[[bytes], bytes] = bytes
    ) -> Changed:
        """Do it all as one step. ChangeConflictError where anything is not as it was read.

        `settle` is given the data file as it is then, to change what is no data in it.
        """
        renamed = {**{nfc(a): nfc(b) for a, b in self._moved.items()}, **self._renamed}
        for index, row in self._rows.items():
            if index not in self._dropped and renamed.keys() & set(list_paths(row)):
                self.set(index, "files", move_files(row, lambda path: renamed.get(path, path)))
        old = self.state.content
        new = settle(edit_data(old, self.state.name, tuple(self._edits())))
        ways = [
            (f"{EVIDENCE_FOLDER}/{a}", f"{EVIDENCE_FOLDER}/{b}") for a, b in self._moved.items()
        ]
        ways += [(f"{EVIDENCE_FOLDER}/{path}", self.binned_as(path)) for path in self._binned]
        data = NewData(self.state.name, old, new)
        with self._holding() as held:
            step = self._journal.apply(
                self.step, label, [*ways, *held], data, merge=merge, at=self._at
            )
        return Changed(step, dict(self._moved) if step else {})

    @contextmanager
    def _holding(self) -> Iterator[list[tuple[str, str]]]:
        """Have what is brought in wait in the bin: there it is when the step is undone."""
        held = []
        try:
            for staged, target in self._brought:
                binned = self.binned_as(target)
                (self.state.folder / binned).parent.mkdir(parents=True, exist_ok=True)
                staged.rename(self.state.folder / binned)
                held.append((binned, f"{EVIDENCE_FOLDER}/{target}"))
            yield held
        except BaseException:
            shutil.rmtree(self.state.folder / BIN / self.step, ignore_errors=True)
            raise

    def _edits(self) -> "list[Edit]":
        edits: list[Edit] = []
        idle = {index for index in self._tidied if self._is_idle(index)}
        for index in self._touched:
            if index not in self._dropped | idle:
                edits += self._values(index)
        edits += self._order
        shift = 0
        for at, row in self._added:
            edits.append(InsertRow(("evidence",), None if at is None else at + shift, row))
            shift += at is not None
        gone = sorted(self._dropped | idle, reverse=True)
        return edits + [RemoveRow(("evidence",), index) for index in gone]

    def _values(self, index: int) -> "list[Edit]":
        written, row = self.state.written[index], self._rows[index]
        return [
            SetValue(("evidence", index, key), row.get(key))
            for key in dict.fromkeys((*written, *row))
            if _comparable(key, written.get(key)) != _comparable(key, row.get(key))
        ]

    def _is_idle(self, index: int) -> bool:
        """Whether a row says nothing any more that its file does not."""
        row, former = self._rows[index], self.state.rows[index]
        return says_nothing(row, self.told(row)) and not says_nothing(former, self.told(former))

    def told(self, row: PlainRow) -> PlainRow:
        """Return what the place and the name of a row's first file say."""
        path = next(iter(list_paths(row)), "")
        item, kind = read_folders(path, self.state.items)
        return {"title": title_of(path.rpartition("/")[2]), "kind": kind, "items": [item]}


def _comparable(key: str, value: object) -> object:
    """A value as it is compared: one file alone may be written in several ways."""
    if key == "files":
        listed = value if isinstance(value, list | tuple) else [value]
        return comparable([one if isinstance(one, Mapping) else {"file": one} for one in listed])
    return comparable(value)
