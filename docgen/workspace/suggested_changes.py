"""Suggestions that are taken over: values into rows, files that wait into folders. One step each."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.workspace.change_draft import Changed, ChangeDraft
from docgen.workspace.discover import read_folders
from docgen.workspace.evidence_changes import begin_draft, name_pieces
from docgen.workspace.evidence_pieces import EvidenceState, PieceAtHand, nfc
from docgen.workspace.evidence_places import Place, check_place, folder_of

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

    EditConflictError where something does by now, ChangeConflictError where a piece is gone:
    nothing is done then.
    """
    if not taken:
        return Changed(None)
    with begin_draft(folder, at) as draft:
        pieces = {key: draft.state.find(key) for key in taken}
        for key, piece in pieces.items():
            _fill_in(draft, piece, taken[key], nfc(piece.files[0].path))
        return draft.finish(f"采用识别建议：{name_pieces([*pieces.values()])}")


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
    for key, value in filled.items():
        draft.set_piece(piece, key, value, None)
