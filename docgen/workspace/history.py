"""What was changed in a workspace, step by step, to be undone and done again.

A step is written down before anything of it is done. What a killed process left half done is taken
back by whoever reads or changes the workspace next: a step that was not finished did not happen.
Nothing that somebody made since is overwritten: what is no longer as a step left it is not undone.
"""

import datetime
import hashlib
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from docgen.issues.errors import ChangeConflictError, OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.atomic_files import write_atomically
from docgen.system.json_guard import read_bounded
from docgen.system.progress import Progress, silent
from docgen.system.run_lock import turn_in
from docgen.workspace.change_step import (
    HIDDEN_FOLDER,
    PARKED,
    DataChange,
    Moves,
    StepHead,
    UnlikeError,
    carry_out,
    check_data,
    check_moves,
    prepare_moves,
    put_right,
)
from docgen.workspace.data_file import find_data_file, refuse_open

MOST_STEPS = 500
_MERGE_SECONDS = 8
"""Between two changes of the same text: who types on pauses no longer."""
_LONGEST_MERGED = 60
"""Seconds of typing that are undone at once, at most."""
_JOURNAL, _KEPT, _MOVES = "history.json", "kept", "moves"
_UNDOING, _REDOING = "撤消", "重做"


@dataclass(frozen=True)
class History:
    """The steps that can be undone and those that can be done again, the next one first."""

    undoable: tuple[StepHead, ...] = ()
    redoable: tuple[StepHead, ...] = ()


@dataclass(frozen=True)
class NewData:
    """What the data file of that name held when a change was thought of, and is to hold."""

    name: str
    before: bytes
    after: bytes


class _Pending(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    head: StepHead
    back: bool


class _State(BaseModel):
    """Steps done and undone, each with the latest last, and the one that is under way."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    done: tuple[StepHead, ...] = ()
    undone: tuple[StepHead, ...] = ()
    pending: _Pending | None = None


def history(folder: Path) -> History:
    """Return what can be undone and done again. WorkspaceError where there is no workspace."""
    find_data_file(folder)
    with told_as_unwritable(folder):
        state = _read_state(folder / HIDDEN_FOLDER / _JOURNAL)
    if state is not None and state.pending is None:
        return _tell(state)
    with open_journal(folder) as journal:
        return journal.told


def undo(folder: Path, *, seen: str = "") -> StepHead:
    """Undo the last step. `seen` is the id of the step that whoever asks means.

    ChangeConflictError where there is none, it is another one, or what it left was changed since.
    """
    with open_journal(folder) as journal:
        return journal.undo(seen)


def redo(folder: Path, *, seen: str = "") -> StepHead:
    """Do again what was undone last. ChangeConflictError as for `undo`."""
    with open_journal(folder) as journal:
        return journal.redo(seen)


def settle_workspace(folder: Path) -> Path:
    """Return the data file of a workspace, of which nothing is half done any more.

    For whoever reads it. What another process is at just now is waited for. WorkspaceError where
    there is none, OutputError where something is half done and cannot be taken back.
    """
    file = find_data_file(folder)
    if _is_half_done(folder):
        with settled_turn(folder):
            pass
    return file


def _is_half_done(folder: Path) -> bool:
    with told_as_unwritable(folder):
        state = _read_state(folder / HIDDEN_FOLDER / _JOURNAL)
    return state is not None and state.pending is not None


@contextmanager
def settled_turn(folder: Path, progress: Progress = silent) -> Iterator[None]:
    """Have the turn to write in a workspace, of which nothing is half done any more."""
    with turn_in(folder, progress=progress):
        if _is_half_done(folder):
            with told_as_unwritable(folder):
                Journal(folder)
        yield


@contextmanager
def open_journal(folder: Path) -> Iterator["Journal"]:
    """Have the turn to change a workspace, everything unfinished put right.

    WorkspaceError where there is none, OutputError where it cannot be written to or its workbook
    is open in an office program.
    """
    find_data_file(folder)
    with turn_in(folder), told_as_unwritable(folder):
        yield Journal(folder)


class Journal:
    """The steps of one workspace, for as long as its turn is had."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hidden = folder / HIDDEN_FOLDER
        if self._hidden.is_symlink() or (self._hidden.exists() and not self._hidden.is_dir()):
            raise self._refuse("folder", HIDDEN_FOLDER)
        self._state = self._read()
        if pending := self._state.pending:
            moves = self._read_moves(pending.head)
            put_right(folder, pending.head.data, moves, self._read_kept, back=pending.back)
            self._save(self._state.model_copy(update={"pending": None}))
            self._clear()

    @property
    def told(self) -> History:
        """What can be undone and done again."""
        return _tell(self._state)

    def make_hidden(self) -> Path:
        """Return the workspace's hidden folder, made where it is not there yet."""
        if not self._hidden.is_dir():
            self._hidden.mkdir(mode=0o700)
            # Whoever keeps the workspace under version control keeps none of this.
            write_atomically(self._hidden / ".gitignore", b"*\n")
        return self._hidden

    def apply(
        self,
        step: str,
        label: str,
        pairs: Sequence[tuple[str, str]] = (),
        data: NewData | None = None,
        *,
        merge: tuple[str, ...] = (),
        at: datetime.datetime | None = None,
    ) -> StepHead | None:
        """Do a step: files moved from and to these places, all at once, and the data file changed.

        `step` is its id (`new_step_id`). Steps of the same `merge` that follow each other within
        `_MERGE_SECONDS` become one. None where there is nothing to do. ChangeConflictError where
        the workspace is not as it was when the change was thought of; nothing is done then.
        """
        if data is not None and data.before == data.after:
            data = None
        if data is None and not pairs:
            return None
        now = at or datetime.datetime.now(datetime.UTC)
        self.make_hidden()
        try:
            moves = prepare_moves(self.folder, step, pairs)
            change = self._keep(data) if data else None
            check_data(self.folder, change, back=False)
        except UnlikeError as unlike:
            raise self._refuse(unlike.case, unlike.file) from unlike
        alone = () if moves.moves else merge
        head = StepHead(id=step, label=label, time=now, began=now, merge=alone, data=change)
        if moves.moves:
            self._write(f"{_MOVES}/{step}.json", moves)
        done = _merge((*self._state.done, head), merges=not self._state.undone)
        self._run(head, moves, _State(done=done[-MOST_STEPS:]), back=False)
        return head

    def undo(self, seen: str = "") -> StepHead:
        """Undo the last step."""
        head = self._find(self._state.done, seen, _UNDOING)
        self._check(head, _UNDOING)
        done, undone = self._state.done[:-1], (*self._state.undone, head)
        after = _State(done=done, undone=undone)
        self._run(head, self._read_moves(head), after, back=True)
        return head

    def redo(self, seen: str = "") -> StepHead:
        """Do the step again that was undone last."""
        head = self._find(self._state.undone, seen, _REDOING)
        self._check(head, _REDOING)
        done, undone = (*self._state.done, head), self._state.undone[:-1]
        after = _State(done=done, undone=undone)
        self._run(head, self._read_moves(head), after, back=False)
        return head

    def recall_data(self, step: str) -> NewData | None:
        """What the data file held before a step and behind it; None where nobody knows any more."""
        heads = (*self._state.done, *self._state.undone)
        data = next((head.data for head in heads if head.id == step), None)
        if data is None:
            return None
        kept = [self._kept(sha256) for sha256 in (data.before, data.after)]
        if not all(file.is_file() for file in kept):
            return None
        before, after = (file.read_bytes() for file in kept)
        return NewData(data.name, before, after)

    def forget(self, lost: frozenset[str]) -> None:
        """Forget the steps that need files which are about to be deleted, and those behind them.

        `lost` are paths in the bin.
        """
        done, undone = self._state.done, self._state.undone
        needing = [index for index, head in enumerate(done) if self._needs(head, lost)]
        kept = done[needing[-1] + 1 :] if needing else done
        again = [index for index, head in enumerate(undone) if self._needs(head, lost)]
        self._save(_State(done=kept, undone=undone[again[-1] + 1 :] if again else undone))
        self._clear()

    def _needs(self, head: StepHead, lost: frozenset[str]) -> bool:
        moves = self._read_moves(head).moves
        return any(move.source in lost or move.target in lost for move in moves)

    # ── one step ──────────────────────────────────────────────────────────────────────────────

    def _find(self, steps: tuple[StepHead, ...], seen: str, doing: str) -> StepHead:
        if not steps:
            raise self._refuse_undo("nothing", doing=doing)
        if seen and steps[-1].id != seen:
            raise self._refuse_undo("another", doing=doing, label=steps[-1].label)
        return steps[-1]

    def _check(self, head: StepHead, doing: str) -> None:
        back = doing == _UNDOING
        try:
            check_moves(self.folder, self._read_moves(head), back=back)
            check_data(self.folder, head.data, back=back)
        except UnlikeError as unlike:
            if unlike.case in ("link", "folder"):
                raise self._refuse(unlike.case, unlike.file) from unlike
            named = {"label": head.label, "doing": doing, "file": _show(unlike.file)}
            raise self._refuse_undo(unlike.case, **named) from unlike
        if head.data and not self._kept(head.data.before if back else head.data.after).is_file():
            raise self._refuse_undo("lost", label=head.label, doing=doing)

    def _run(self, head: StepHead, moves: Moves, after: _State, *, back: bool) -> None:
        """Do a step, or take it back; where anything stops it half-way, it did not happen."""
        if head.data:
            refuse_open(self.folder / head.data.name)
        former, under_way = self._state, _Pending(head=head, back=back)
        self._save(former.model_copy(update={"pending": under_way}))
        try:
            carry_out(self.folder, head.data, moves, self._read_kept, back=back)
            self._save(after)
        except BaseException:
            # Where this fails too, the next who opens the journal does it.
            put_right(self.folder, head.data, moves, self._read_kept, back=back)
            self._save(former)
            raise
        self._clear()

    # ── what is kept ──────────────────────────────────────────────────────────────────────────

    def _keep(self, data: NewData) -> DataChange:
        hashes = []
        for content in (data.before, data.after):
            sha256 = hashlib.sha256(content).hexdigest()
            if not self._kept(sha256).is_file():
                (self._hidden / _KEPT).mkdir(exist_ok=True)
                write_atomically(self._kept(sha256), content)
            hashes.append(sha256)
        return DataChange(name=data.name, before=hashes[0], after=hashes[1])

    def _kept(self, sha256: str) -> Path:
        return self._hidden / _KEPT / sha256

    def _read_kept(self, sha256: str) -> bytes:
        return self._kept(sha256).read_bytes()

    def _read_moves(self, head: StepHead) -> Moves:
        file = self._hidden / _MOVES / f"{head.id}.json"
        return Moves.model_validate_json(file.read_bytes()) if file.is_file() else Moves()

    def _read(self) -> _State:
        """The journal; an empty one where it cannot be read, and that one is put aside."""
        file = self._hidden / _JOURNAL
        state = _read_state(file)
        try:
            for head in (*state.done, *state.undone) if state else ():
                self._read_moves(head)
        except ValidationError:
            state = None
        if state is None:
            file.replace(file.with_name(f"{_JOURNAL}.damaged"))
        return state or _State()

    def _write(self, name: str, content: BaseModel) -> None:
        file = self.make_hidden() / name
        file.parent.mkdir(exist_ok=True)
        write_atomically(file, content.model_dump_json().encode())

    def _save(self, state: _State) -> None:
        self._write(_JOURNAL, state)
        self._state = state

    def _clear(self) -> None:
        """Remove what no step needs."""
        heads = (*self._state.done, *self._state.undone)
        needed = {sha for h in heads if h.data for sha in (h.data.before, h.data.after)}
        needed |= {f"{head.id}.json" for head in heads}
        for name in (_KEPT, _MOVES):
            for file in _list(self._hidden / name):
                if file.name not in needed:
                    file.unlink()
        ids = {head.id for head in heads}
        for step in _list(self.folder / PARKED):
            if step.name not in ids:
                shutil.rmtree(step)

    # ── what is said ──────────────────────────────────────────────────────────────────────────

    def _refuse(self, case: str, file: str) -> ChangeConflictError:
        said = issue("unchanged", Location(_show(file)), case, file=_show(file))
        return refuse(ChangeConflictError, said)

    def _refuse_undo(self, case: str, **slots: str) -> ChangeConflictError:
        where = Location(slots.get("file", self.folder.name))
        return refuse(ChangeConflictError, issue("undo", where, case, **slots))


def new_step_id(at: datetime.datetime | None = None) -> str:
    """Return an id for a step that is done now: it says when, and is no other's."""
    now = (at or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC)
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def _merge(done: tuple[StepHead, ...], *, merges: bool) -> tuple[StepHead, ...]:
    """The steps with the last two made one where they are of one piece of typing."""
    if len(done) < 2 or not merges:
        return done
    *earlier, former, last = done
    if not (last.merge and former.merge == last.merge and former.data and last.data):
        return done
    pause, whole = (last.time - former.time, last.time - former.began)
    follows = former.data.after == last.data.before and former.data.name == last.data.name
    seconds = datetime.timedelta(seconds=1)
    if not follows or pause > _MERGE_SECONDS * seconds or whole > _LONGEST_MERGED * seconds:
        return done
    data = last.data.model_copy(update={"before": former.data.before})
    if data.before == data.after:
        return tuple(earlier)
    return (*earlier, last.model_copy(update={"data": data, "began": former.began}))


def _read_state(file: Path) -> _State | None:
    """What a journal says; None where that cannot be understood."""
    if not file.is_file():
        return _State()
    try:
        return _State.model_validate_json(read_bounded(file))
    except ValueError:
        return None


def _tell(state: _State) -> History:
    return History(state.done[::-1], state.undone[::-1])


def _show(path: str) -> str:
    return path.rpartition(f"{HIDDEN_FOLDER}/")[2]


def _list(folder: Path) -> Iterable[Path]:
    return list(folder.iterdir()) if folder.is_dir() else ()


@contextmanager
def told_as_unwritable(folder: Path) -> Iterator[None]:
    """Turn an OSError of a change to a workspace into an OutputError that says how to go on."""
    try:
        yield
    except OSError as error:
        where = Location(str(error.filename or folder))
        said = issue("unchanged", where, "unwritable", reason=word_reason(error))
        raise refuse(OutputError, said) from error
