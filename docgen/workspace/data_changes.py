"""Changes of the data file as steps that can be undone."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from docgen.issues.location import KeyPath
from docgen.model.field_locations import call_field
from docgen.model.submission import StudioFile
from docgen.workspace.change_step import StepHead
from docgen.workspace.data_edits import Edit, edit_data, place_of
from docgen.workspace.history import NewData, new_step_id, open_journal
from docgen.workspace.load import find_data_file


def change_data(
    folder: Path,
    edits: Sequence[Edit],
    *,
    merge: KeyPath = (),
    at: datetime.datetime | None = None,
) -> StepHead | None:
    """Do edits of the data file as one step. Steps of the same `merge` become one, as one types.

    None where nothing changes by them. EditConflictError where a value is not the one that was
    seen, WorkspaceError where the file cannot take an edit, OutputError where it is open.
    """
    with open_journal(folder) as journal:
        file = find_data_file(folder)
        before = file.read_bytes()
        after = edit_data(before, file.name, edits)
        data = NewData(file.name, before, after)
        return journal.apply(new_step_id(at), _label(edits), data=data, merge=merge, at=at)


def _label(edits: Sequence[Edit]) -> str:
    """What a step is called: the value it changes, in the words of the form."""
    return call_field(StudioFile, place_of(edits[0])) if edits else ""
