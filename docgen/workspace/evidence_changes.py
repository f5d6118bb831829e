"""What a clerk does with evidence that is there: each is one step, and rows follow their files.

Pieces are named by their keys (`key_pieces`), files that wait for their item by their paths. A
key that is not there any more, a place that is taken and a value that is not the one that was seen
are ChangeConflictErrors: nothing is done then.
"""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.evidence import SourceFile, Turn
from docgen.model.scheme import list_numbers
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.model.submission import EvidenceRow
from docgen.system.filenames import clean_file_name
from docgen.workspace.change_draft import Changed, ChangeDraft
from docgen.workspace.discover import OddPagesError, read_folders, read_pages
from docgen.workspace.edits import UNSEEN
from docgen.workspace.evidence_pieces import (
    EvidenceState,
    PieceAtHand,
    nfc,
    read_state,
    refuse_change,
)
from docgen.workspace.evidence_places import Place, check_place, folder_of
from docgen.workspace.evidence_rows import list_paths, write_files, write_pages
from docgen.workspace.history import open_journal, told_as_unwritable
from docgen.workspace.incoming_files import Incoming, bring_in, staging

SETTABLE = (
    *("title", "date", "kind", "quantity", "holder", "number", "achievement", "organiser"),
    *("in_period", "note", "layout"),
)
"""The values of a row that `set_piece` sets."""

At = datetime.datetime | None
"""When a step is done; None: now."""


@contextmanager
def begin_draft(folder: Path, at: At) -> Iterator[ChangeDraft]:
    """Give a change of the evidence as it is now, to be filled and finished."""
    with open_journal(folder) as journal:
        yield ChangeDraft(journal, read_state(folder), at)


def name_pieces(pieces: Sequence[PieceAtHand]) -> str:
    """Return what pieces, one at least, are called in a step's label."""
    first = pieces[0].title
    return first if len(pieces) == 1 else f"{first} 等 {len(pieces)} 件"


def _all_keys(keys: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(keys))


# ── files ─────────────────────────────────────────────────────────────────────────────────────


def move_pieces(folder: Path, keys: Sequence[str], place: Place, *, at: At = None) -> Changed:
    """Move pieces, or files that wait, to an item, to one of its kinds, or to 待分类.

    Their files move into its folder, but one that another piece uses stays where it is, and the
    row says the item. Of a piece that supports several items the new one stands for the one it
    stood at. ChangeConflictError where there is no such item or kind.
    """
    with begin_draft(folder, at) as draft:
        state = draft.state
        check_place(place, state.spec)
        home = folder_of(place, state.spec, state.root)
        keys = _all_keys(keys)
        pieces = [_whole(state, state.find(key), home) for key in keys]
        files = {f.path: piece for piece in pieces for f in piece.files}
        going = [path for path in files if not state.is_shared(path, keys)]
        going = [path for path in going if _home_of(files[path], path, home) != _home(path)]
        for path in going:
            draft.leave(path)
        for path in going:
            draft.arrive(path, _home_of(files[path], path, home))
        for piece in pieces:
            _stand_at(draft, piece, place, stays=piece.files[0].path not in going)
            if piece.folder:
                draft.follow_folder(piece.folder, _home_of(piece, f"{piece.folder}/x", home))
            elif piece.row is not None and _names_folder(state, piece):
                draft.set(piece.row, "files", write_files(piece.files))
        item = state.spec.item(place.item) if place.item is not None else None
        target = f"{place.kind or item.title}" if item else "待分类"
        return draft.finish(f"移到{target}：{name_pieces(pieces)}")


def _whole(state: EvidenceState, piece: PieceAtHand, home: str) -> PieceAtHand:
    """A piece whose row names a folder; without it where that cannot move as a whole.

    An item's own folder cannot, one that is not all the row names, or where another is called so.
    """
    around, _, name = piece.folder.rpartition("/")
    alone = piece.row is None or len(list_paths(state.rows[piece.row])) == 1
    free = around and alone and not (state.root / home / name).exists()
    return piece if free else replace(piece, folder="")


def _names_folder(state: EvidenceState, piece: PieceAtHand) -> bool:
    named = list_paths(state.rows[piece.row]) if piece.row is not None else []
    return any(nfc(file.path) not in named for file in piece.files)


def _home_of(piece: PieceAtHand, path: str, home: str) -> str:
    """The folder in which a file of a piece lies at a place: below its own, where it has one."""
    if not piece.folder:
        return home
    around = piece.folder.rpartition("/")[0]
    return f"{home}/{_home(nfc(path)).removeprefix(f'{around}/')}" if around else home


def _home(path: str) -> str:
    return path.rpartition("/")[0]


def _stand_at(draft: ChangeDraft, piece: PieceAtHand, place: Place, *, stays: bool) -> None:
    """Have the row of a piece say what its place does not say by itself."""
    state = draft.state
    path = piece.files[0].path
    told = read_folders(path, state.items) if stays else (place.item, place.kind)
    if piece.row is None:
        if stays and told != (place.item, place.kind) and place.item is not None:
            draft.add(_row_at(piece, place))
        return
    row = draft.row(piece.row)
    others = [n for n in piece.supports if n not in (piece.item, place.item)]
    if place.item is None:
        draft.set(piece.row, "items", None)
    elif row.get("items") or told[0] != place.item:
        needed = others or told[0] != place.item
        draft.set(piece.row, "items", sorted([place.item, *others]) if needed else None)
    if row.get("kind") or told[1] != place.kind:
        draft.set(piece.row, "kind", place.kind if place.kind != told[1] else None)


def _row_at(piece: PieceAtHand, place: Place) -> dict[str, object]:
    row: dict[str, object] = {"files": write_files(piece.files), "items": [place.item]}
    return {**row, "kind": place.kind} if place.kind else row


def rename_file(folder: Path, path: str, name: str, *, at: At = None) -> Changed:
    """Give a file below `evidence/` another name; its suffix stays, rows follow.

    A title in the row that was the file's name becomes the new one. ChangeConflictError where the
    file is not there any more, or another is called so.
    """
    with begin_draft(folder, at) as draft:
        _find_file(draft.state, path)
        suffix = Path(path).suffix
        stem = name[: -len(suffix)] if suffix and name.lower().endswith(suffix.lower()) else name
        draft.leave(path)
        new = draft.arrive(path, _home(path), clean_file_name(stem, suffix), instead=False)
        draft.retitle(path, new)
        return draft.finish(f"改名：{Path(new).name}")


def replace_file(folder: Path, path: str, incoming: Incoming, *, at: At = None) -> Changed:
    """Put another file in the place of one below `evidence/`, which goes into the bin.

    It gets the name of the former one, with its own suffix. The file is moved where it lies in
    `staging`, else copied.
    """
    with (
        told_as_unwritable(folder),
        staging(folder) as scratch,
        begin_draft(folder, at) as draft,
    ):
        state = draft.state
        _find_file(state, path)
        suffix = Path(incoming.name).suffix or Path(path).suffix
        own = Path(path).suffix
        name = Path(path).name if suffix.lower() == own.lower() else Path(path).stem + suffix
        draft.discard(path)
        draft.bring_in(bring_in(folder, incoming.path, scratch / "new"), path, name)
        return draft.finish(f"替换：{Path(path).name}")


def remove_pieces(folder: Path, keys: Sequence[str], *, at: At = None) -> Changed:
    """Take pieces, or files that wait, out of the evidence: rows go, files go into the bin.

    A file that another piece uses stays.
    """
    with begin_draft(folder, at) as draft:
        state = draft.state
        keys = _all_keys(keys)
        pieces = [state.find(key) for key in keys]
        for path in dict.fromkeys(file.path for piece in pieces for file in piece.files):
            if not state.is_shared(path, keys):
                draft.discard(path)
        for piece in pieces:
            if piece.row is not None:
                draft.drop(piece.row)
        return draft.finish(f"删除：{name_pieces(pieces)}")


def _find_file(state: EvidenceState, path: str) -> None:
    if not any(path == f.path for piece in state.pieces.values() for f in piece.files):
        raise refuse_change("gone", f"{EVIDENCE_FOLDER}/{path}", file=path)


# ── pieces ────────────────────────────────────────────────────────────────────────────────────


def join_pieces(folder: Path, keys: Sequence[str], *, at: At = None) -> Changed:
    """Make one piece of several, with their files in this order: one row, that of the first.

    What the rows of the others say is let go; the files stay where they lie.
    """
    with begin_draft(folder, at) as draft:
        pieces = [draft.state.find(key) for key in _all_keys(keys)]
        first = pieces[0]
        files = [file for piece in pieces for file in piece.files]
        if len(pieces) == 1:
            return Changed(None)
        own = {read_folders(file.path, draft.state.items)[0] for file in files}
        said: dict[str, object] = {"pages": None, "turn": None, "files": write_files(files)}
        if own != {*first.supports}:
            said["items"] = list(first.supports)
        if first.row is None:
            draft.add({key: value for key, value in said.items() if value})
        else:
            for key, value in said.items():
                draft.set(first.row, key, value)
        for piece in pieces[1:]:
            if piece.row is not None:
                draft.drop(piece.row)
        return draft.finish(f"合成一件：{name_pieces(pieces)}")


def take_apart(folder: Path, key: str, ranges: Sequence[str] = (), *, at: At = None) -> Changed:
    """Make several pieces of one: of several files one each, or of one file by ranges of pages.

    `ranges` are pages as a row has them, for one file: 1-3, 4-. The first piece keeps what the
    row says; the others have its items and its kind, and the names of their files. A file that
    needs no row gets none. WorkspaceError where a range cannot be read.
    """
    with begin_draft(folder, at) as draft:
        piece = draft.state.find(key)
        if ranges:
            files = [
                SourceFile(piece.files[0].path, _read_pages(key, one), turn=piece.files[0].turn)
                for one in ranges
            ]
        else:
            files = list(piece.files)
        if len(files) < 2:
            raise refuse_change("single", key, file=piece.title)
        former = dict(draft.row(piece.row)) if piece.row is not None else {}
        shared = {name: former[name] for name in ("items", "kind") if former.get(name)}
        if piece.row is None:
            draft.add({"files": write_files(files[:1])})
        else:
            for name in ("pages", "turn"):
                draft.set(piece.row, name, None)
            draft.set(piece.row, "files", write_files(files[:1]))
        for file in files[1:]:
            row = {"files": write_files([file]), **shared}
            if shared or not isinstance(row["files"], str) or _is_astray(draft.state, file):
                draft.add(row, None if piece.row is None else piece.row + 1)
        return draft.finish(f"拆开：{piece.title}")


def _is_astray(state: EvidenceState, file: SourceFile) -> bool:
    return read_folders(file.path, state.items)[0] is None


def _read_pages(key: str, written: str) -> tuple[tuple[int, int], ...]:
    try:
        return read_pages(written)
    except OddPagesError as odd:
        said = issue("F206", Location(key), odd.case, written=written, **odd.slots)
        raise refuse(WorkspaceError, said) from odd


# ── what a row says ───────────────────────────────────────────────────────────────────────────


def set_piece(
    folder: Path, key: str, field: str, value: object, seen: object = UNSEEN, *, at: At = None
) -> Changed:
    """Set one of `SETTABLE` of a piece, as plain data; None or "" takes it out.

    A piece without a row gets one; a row that says no more than its file does by its name and
    folder is dropped. `seen` is what the row said when it was shown, None for nothing:
    EditConflictError where it says something else now. Typing in one field is one step.
    ValueError for another field.
    """
    if field not in SETTABLE:
        raise ValueError(field)
    with begin_draft(folder, at) as draft:
        piece = draft.state.find(key)
        wanted = None if value in ("", None, False) else value
        draft.set_piece(piece, field, wanted, seen)
        name = EvidenceRow.model_fields[field].title
        return draft.finish(f"{name}：{piece.title}", merge=("evidence", key, field))


def support_items(
    folder: Path, key: str, items: Sequence[int], seen: object = UNSEEN, *, at: At = None
) -> Changed:
    """Say which items a piece supports; none, or its folder's alone, needs no saying.

    ChangeConflictError where the notice has no such item.
    """
    with begin_draft(folder, at) as draft:
        state, piece = draft.state, draft.state.find(key)
        for number in items:
            if state.spec.item(number) is None:
                slots = {"number": number, "numbers": list_numbers(state.spec)}
                raise refuse_change("no_item", key, **slots)
        own = {read_folders(file.path, state.items)[0] for file in piece.files}
        wanted = sorted(set(items))
        draft.set_piece(piece, "items", None if {*wanted} in (own, set()) else wanted, seen)
        return draft.finish(f"支撑项目：{piece.title}")


def set_pages(folder: Path, key: str, pages: str, file: int = 0, *, at: At = None) -> Changed:
    """Say which pages of a piece's file are used: 1-3,7 or 5-; "" for all of them.

    `file` is its place among the piece's files, from 0. WorkspaceError where they cannot be read.
    """
    ranges = _read_pages(key, pages) if pages.strip() else None
    with begin_draft(folder, at) as draft:
        piece = draft.state.find(key)
        changed = _file_at(piece, file, key)
        _set_file(draft, piece, file, SourceFile(changed.path, ranges, turn=changed.turn))
        return draft.finish(f"页：{piece.title}")


def turn_pages(
    folder: Path, key: str, turn: Turn, file: int | None = None, *, at: At = None
) -> Changed:
    """Say by how many degrees the pages of a piece are turned clockwise: 0, 90, 180 or 270.

    `file` is the place among its files of the only one that is turned; None: all of them.
    """
    with begin_draft(folder, at) as draft:
        piece = draft.state.find(key)
        for place, one in enumerate(piece.files):
            if file in (None, place):
                piece = _set_file(draft, piece, place, SourceFile(one.path, one.pages, turn=turn))
        return draft.finish(f"转向：{piece.title}")


def _file_at(piece: PieceAtHand, file: int, key: str) -> SourceFile:
    if not 0 <= file < len(piece.files):
        raise refuse_change("gone", key, file=piece.title)
    return piece.files[file]


def _set_file(draft: ChangeDraft, piece: PieceAtHand, place: int, file: SourceFile) -> PieceAtHand:
    """Have a row say the pages and the turning of a file; the piece as it is then."""
    files = (*piece.files[:place], file, *piece.files[place + 1 :])
    if piece.row is None:
        if file.pages or file.turn:
            said = {"pages": write_pages(file.pages), "turn": file.turn}
            filled = {key: value for key, value in said.items() if value}
            draft.add({"files": nfc(file.path), **filled})
    elif len(files) == 1:
        draft.set_piece(piece, "files", nfc(file.path))
        draft.set_piece(piece, "pages", write_pages(file.pages) or None)
        draft.set_piece(piece, "turn", file.turn or None)
    else:
        draft.set_piece(piece, "turn", None)
        draft.set_piece(piece, "files", write_files(files))
    return replace(piece, files=files)
