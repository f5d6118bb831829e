"""One step of changes to a workspace: files moved, and the data file before and after.

Everything is one of these two. What is added comes from the bin and what is removed goes there, so
nothing is ever written over or deleted, and the way back is the same way from its other end.
"""

import datetime
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.system.atomic_files import (
    flush_folder,
    is_same_but_case,
    rename_to_free,
    write_atomically,
)
from docgen.system.file_hashes import SETTLED_NS, hash_file
from docgen.workspace.data_file import DATA_FILES

HIDDEN_FOLDER = ".docgen"
"""In a workspace: what was there before, and what was thrown away. It is its owner's alone."""
BIN = f"{HIDDEN_FOLDER}/bin"
PARKED = f"{HIDDEN_FOLDER}/parked"
_MOVABLE = (f"{EVIDENCE_FOLDER}/", f"{BIN}/", f"{PARKED}/")
_REPORT = re.compile(r"[^/.~][^/]*\.(?:docx|pdf)", re.IGNORECASE)
"""A report lies beside the data file."""


def _check_path(path: str) -> str:
    """A path that a step may touch. ValueError for any other: the journal may be anybody's."""
    parts = path.split("/")
    movable = path.startswith(_MOVABLE) or _REPORT.fullmatch(path)
    if not movable or "\0" in path or {"", ".", ".."} & set(parts):
        raise ValueError(path)
    return path


def _check_name(name: str) -> str:
    if name not in DATA_FILES:
        raise ValueError(name)
    return name


MovedPath = Annotated[str, AfterValidator(_check_path)]
"""Relative to the workspace, with forward slashes: under `evidence/`, in the bin, or a report."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
StepId = Annotated[str, StringConstraints(pattern=r"^\d{8}T\d{6}Z-[0-9a-f]{8}$")]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Move(_Kept):
    """A file that goes from one place to another. `stamp` tells later whether it is the same."""

    source: MovedPath
    target: MovedPath
    stamp: str = ""


class DataChange(_Kept):
    """The data file's name, and the SHA-256 of what it held and holds then."""

    name: Annotated[str, AfterValidator(_check_name)]
    before: Sha256
    after: Sha256


class StepHead(_Kept):
    """What is told of a step: its label in Chinese, and when it was done.

    Steps with the same `merge` that follow each other closely are one; it then `began` earlier.
    """

    id: StepId
    label: str
    time: datetime.datetime
    began: datetime.datetime
    merge: tuple[str, ...] = ()
    data: DataChange | None = None


class Moves(_Kept):
    """The moves of a step in their order, and the folders it makes for them, outermost first."""

    moves: tuple[Move, ...] = ()
    folders: tuple[MovedPath, ...] = ()


class UnlikeError(Exception):
    """The workspace is not as a step needs it: a case of `unchanged` and `undo`, and the file."""

    def __init__(self, case: str, file: str) -> None:
        super().__init__(f"{case}: {file}")
        self.case, self.file = case, file


# ── looking before ────────────────────────────────────────────────────────────────────────────


def prepare_moves(folder: Path, step: str, pairs: Sequence[tuple[str, str]]) -> Moves:
    """Return how files get from and to these places, as if all went at once.

    Files may take each other's places. UnlikeError where one is not there or a place is not free.
    """
    moves = tuple(_order(folder, f"{PARKED}/{step}", dict(pairs)))
    stamps = _simulate(folder, moves)
    stamped = tuple(
        move.model_copy(update={"stamp": stamp}) for move, stamp in zip(moves, stamps, strict=True)
    )
    homes = dict.fromkeys(_home(move.target) for move in moves)
    missing = {
        part: None
        for home in homes
        if not _is_hidden(home)
        for part in _above(home)
        if not (folder / part).is_dir()
    }
    return Moves(moves=stamped, folders=tuple(missing))


def _order(folder: Path, parked: str, waiting: dict[str, str]) -> Iterator[Move]:
    """Moves in an order in which each place is free when its turn comes.

    Of files that go round in a circle one is parked for a while. Between the first move of a circle
    and the last a mark is moved too: so at no two moments the same paths are there, and what was
    done of a step can be told from them alone.
    """
    freed = {target: source for source, target in waiting.items()}
    ready = [source for source, target in waiting.items() if target not in waiting]
    circles = itertools.count()
    while waiting:
        last = None
        if not ready:
            source = next(iter(waiting))
            last = f"{parked}/{next(circles)}"
            yield Move(source=source, target=last)
            mark = folder / f"{last}.begun"
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
            yield Move(source=f"{last}.begun", target=f"{last}.done")
            target = waiting.pop(source)
            ready = [freed[source]]
        while ready:
            source = ready.pop()
            if source not in waiting:
                continue
            yield Move(source=source, target=waiting.pop(source))
            if source in freed:
                ready.append(freed[source])
        if last:
            yield Move(source=last, target=target)


def check_moves(folder: Path, moves: Moves, *, back: bool) -> None:
    """Raise UnlikeError unless every file is as the step left it, and its place is free."""
    directed = list(_directed(moves, back=back))
    for move, stamp in zip(directed, _simulate(folder, directed), strict=True):
        if move.stamp and not _is_same(move.stamp, stamp):
            raise UnlikeError("altered", move.source)


def check_data(folder: Path, data: DataChange | None, *, back: bool) -> None:
    """Raise UnlikeError unless the data file holds what it should before it is changed."""
    if data is None:
        return
    file = folder / data.name
    held = hash_file(file) if file.is_file() else ""
    if held != (data.after if back else data.before):
        raise UnlikeError("data", data.name)


def _simulate(folder: Path, moves: Iterable[Move]) -> list[str]:
    """The stamp of each file as it is moved, one after the other, without a move being made."""
    there: dict[str, str | None] = {}
    stamps = []
    outside = _Outside(folder)
    for move in moves:
        stamp = there[move.source] if move.source in there else _stamp(folder / move.source)
        if stamp is None:
            raise UnlikeError("gone", move.source)
        target = folder / move.target
        if there.get(move.target) is not None or (
            move.target not in there
            and os.path.lexists(target)
            and not is_same_but_case(folder / move.source, target)
        ):
            raise UnlikeError("occupied", move.target)
        outside.refuse(move.source)
        outside.refuse(move.target)
        there[move.source], there[move.target] = None, stamp
        stamps.append(stamp)
    return stamps


class _Outside:
    """What links lead out of the workspace: nothing is moved through them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._root = folder, folder.resolve()
        self._known: set[str] = set()

    def refuse(self, path: str) -> None:
        home = _home(path)
        if home in self._known:
            return
        if not (self._folder / home).resolve().is_relative_to(self._root):
            raise UnlikeError("link", path)
        for part in _above(home):
            if (self._folder / part).exists() and not (self._folder / part).is_dir():
                raise UnlikeError("folder", part)
        self._known.add(home)


def _stamp(path: Path) -> str | None:
    """What tells a file from a changed one without reading it. None where there is none."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return f"{status.st_size} {status.st_mtime_ns}"


def _is_same(noted: str, now: str) -> bool:
    # A disk that a workspace was copied to may keep coarser times.
    (size, time), (size_now, time_now) = (map(int, text.split()) for text in (noted, now))
    return size == size_now and abs(time - time_now) <= SETTLED_NS


# ── doing ─────────────────────────────────────────────────────────────────────────────────────

ReadKept = Callable[[str], bytes]
"""Gives what a data file held, by its SHA-256."""


def carry_out(
    folder: Path, data: DataChange | None, moves: Moves, read: ReadKept, *, back: bool
) -> None:
    """Do a step that was looked at before, or take it `back`. OSError leaves it half done."""
    for part in () if back else moves.folders:
        (folder / part).mkdir(exist_ok=True)
    directed = list(_directed(moves, back=back))
    for move in directed:
        if _is_hidden(move.target):
            (folder / move.target).parent.mkdir(parents=True, exist_ok=True)
        rename_to_free(folder / move.source, folder / move.target)
    if data:
        write_atomically(folder / data.name, read(data.before if back else data.after))
    _tidy(folder, moves, directed, back=back)


def put_right(
    folder: Path, data: DataChange | None, moves: Moves, read: ReadKept, *, back: bool
) -> None:
    """Bring a workspace back to where it was before a step was half done, or half taken `back`.

    What somebody has changed since is left as it is.
    """
    if data:
        left, held = (data.before, data.after) if back else (data.after, data.before)
        file = folder / data.name
        file.with_name(f".{file.name}.new").unlink(missing_ok=True)
        if file.is_file() and hash_file(file) == left:
            write_atomically(file, read(held))
    for part in moves.folders if back else ():
        (folder / part).mkdir(parents=True, exist_ok=True)
    done = list(_directed(moves, back=back))
    done = done[: _count_done(folder, done)]
    directed = list(_directed(Moves(moves=tuple(done)), back=True))
    for move in directed:
        source, target = folder / move.source, folder / move.target
        free = not os.path.lexists(target) or is_same_but_case(source, target)
        if os.path.lexists(source) and free:
            target.parent.mkdir(parents=True, exist_ok=True)
            rename_to_free(source, target)
    _tidy(folder, moves, directed, back=not back)


def _count_done(folder: Path, moves: Sequence[Move]) -> int:
    """How many of the moves were made, by which paths are there; else what is most like it."""
    expected: dict[str, bool] = {}
    for move in moves:
        expected.setdefault(move.source, True)
        expected.setdefault(move.target, False)
    there = {path: os.path.lexists(folder / path) for path in expected}
    wrong = sum(there[path] is not expected[path] for path in expected)
    fewest, done = wrong, 0
    for number, move in enumerate(moves, 1):
        for path in (move.source, move.target):
            expected[path] = not expected[path]
            wrong += 1 if there[path] is not expected[path] else -1
        if wrong <= fewest:
            fewest, done = wrong, number
    return done


def _directed(moves: Moves, *, back: bool) -> Iterator[Move]:
    for move in reversed(moves.moves) if back else moves.moves:
        turned = {"source": move.target, "target": move.source}
        yield move.model_copy(update=turned) if back else move


def _tidy(folder: Path, moves: Moves, directed: Sequence[Move], *, back: bool) -> None:
    """Remove what folders a step made and has no more use for, and have the others on the disk."""
    for part in reversed(moves.folders) if back else ():
        _remove_empty(folder / part)
    homes = {_home(path) for move in directed for path in (move.source, move.target)}
    for home in sorted(homes, key=len, reverse=True):
        if _is_hidden(home):
            for part in reversed(list(_above(home))):
                if part != HIDDEN_FOLDER:
                    _remove_empty(folder / part)
    for home in ("", *homes):
        if (folder / home).is_dir():
            flush_folder(folder / home)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _home(path: str) -> str:
    return path.rpartition("/")[0]


def _above(home: str) -> Iterator[str]:
    """A folder and those it lies in, outermost first."""
    parts = home.split("/") if home else []
    return ("/".join(parts[: end + 1]) for end in range(len(parts)))


def _is_hidden(path: str) -> bool:
    return path == HIDDEN_FOLDER or path.startswith(f"{HIDDEN_FOLDER}/")
