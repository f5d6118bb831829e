"""Suggestions that are taken over: values into rows, files that wait into folders, a step each."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.workspace.change_draft import Changed, ChangeDraft
from docgen.workspace.data_edits import replace_data
from docgen.workspace.data_file import refuse_open
from docgen.workspace.discover import read_folders
from docgen.workspace.evidence_changes import begin_draft, name_pieces
from docgen.workspace.evidence_pieces import EvidenceState, PieceAtHand, nfc, read_state
from docgen.workspace.evidence_places import Place, check_place, folder_of
from docgen.workspace.history import settled_turn
from docgen.workspace.suggestion_marks import Notes, drop_suggestions, mark_suggestions

Values = Mapping[str, object]
"""What a row is to say, by the keys of `EvidenceRow`, as plain data."""


@dataclass(frozen=True)
class Placing:
    """Where a file that waits is to go, and what its row says there."""

    path: str
    """Below `evidence/`."""
    place: Place
    supports: tuple[int, ...] = ()
    """All items it counts for; none: that of its place alone."""
    values: Values = field(default_factory=dict)


def take_values(
    folder: Path, taken: Mapping[str, Values], *, at: datetime.datetime | None = None
) -> Changed:
    """Write values into the rows of pieces, by their keys, where nothing stands yet.

    What a file's name and place say anyway counts as nothing. The suggestions noted beside the rows
    are gone then. EditConflictError where something does by now, ChangeConflictError where a piece
    is gone: nothing is done then.
    """
    if not taken:
        return Changed(None)
    with begin_draft(folder, at) as draft:
        pieces = {key: draft.state.find(key) for key in taken}
        for key, piece in pieces.items():
            _fill_in(draft, piece, taken[key], nfc(piece.files[0].path))
        name = draft.state.name
        rows = {p.row: [*taken[key]] for key, p in pieces.items() if p.row is not None}
        return draft.finish(
            f"采用识别建议：{name_pieces([*pieces.values()])}",
            settle=lambda content: drop_suggestions(content, name, rows),
        )


def note_suggestions(folder: Path, notes: Mapping[str, Notes]) -> bool:
    """Write suggestions beside the rows of pieces, by their keys, in place of those there are.

    Return whether that changed the data file. They are no step: nothing is changed that is read.
    OutputError where the file is open in a spreadsheet or cannot be written.
    """
    with settled_turn(folder):
        state = read_state(folder)
        file = folder / state.name
        refuse_open(file)
        found = ((state.pieces.get(key), said) for key, said in notes.items())
        rows = {p.row: said for p, said in found if p is not None and p.row is not None}
        marked = mark_suggestions(state.content, state.name, rows)
        if marked != state.content:
            replace_data(file, marked)
        return marked != state.content


def place_files(
    folder: Path, placings: Sequence[Placing], *, at: datetime.datetime | None = None
) -> Changed:
    """Move files that wait into the folders of items and kinds, and write their rows.

    ChangeConflictError where one is gone, or where there is no such item or kind; EditConflictError
    where its row says something else by now: nothing is done then.
    """
    if not placings:
        return Changed(None)
    with begin_draft(folder, at) as draft:
        state = draft.state
        pieces = [state.find(placing.path) for placing in placings]
        for placing in placings:
            check_place(placing.place, state.spec)
            draft.leave(placing.path)
        for placing, piece in zip(placings, pieces, strict=True):
            home = folder_of(placing.place, state.spec, state.root)
            path = draft.arrive(placing.path, home)
            _fill_in(draft, piece, _with_items(placing, state, path), nfc(path))
        return draft.finish(f"按建议放好：{name_pieces(pieces)}")


def _with_items(placing: Placing, state: EvidenceState, path: str) -> Values:
    """The values of a file, and the items that the folder it is put into does not say."""
    own = read_folders(path, state.items)[0]
    if {*placing.supports} in ({own}, set()):
        return placing.values
    return {**placing.values, "items": sorted({*placing.supports})}


def _fill_in(draft: ChangeDraft, piece: PieceAtHand, values: Values, path: str) -> None:
    filled = {key: value for key, value in values.items() if value not in (None, "")}
    if piece.row is None:
        if filled:
            draft.add({"files": path, **filled})
        return
    row = draft.row(piece.row)
    told = draft.told(row)
    for key, value in filled.items():
        written = row.get(key)
        draft.set_piece(piece, key, value, written if written == told.get(key) else None)
