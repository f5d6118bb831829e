"""Values and rows of the data file changed as a step of the journal."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from docgen.workspace.change_step import StepHead
from docgen.workspace.data_edits import Edit, edit_data
from docgen.workspace.data_file import find_data_file
from docgen.workspace.history import NewData, new_step_id, open_journal


def change_data(
    folder: Path,
    edits: Sequence[Edit],
    label: str,
    *,
    merge: tuple[str, ...] = (),
    at: datetime.datetime | None = None,
) -> StepHead | None:
    """Do edits of the data file as one step, all or none; None where nothing changes by them.

    `label` says in Chinese what is done (标题：…). Steps of the same `merge` within a few seconds
    become one: the path of the field that is typed in. EditConflictError where a value is not the
    one that was seen, WorkspaceError where the file cannot be read or cannot take an edit,
    OutputError where it cannot be written or is open in an office program.
    """
    with open_journal(folder) as journal:
        file = find_data_file(folder)
        content = file.read_bytes()
        data = NewData(file.name, content, edit_data(content, file.name, edits))
        return journal.apply(new_step_id(at), label, (), data, merge=merge, at=at)
