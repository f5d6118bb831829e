"""Values and rows of a data file changed one by one, as somebody types them into a page.

Everything else in the file stays as it is: comments, order, layout, formats. What comes out is
read again as a check reads it; where it says anything else than it should, nothing is changed.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from docgen.issues.errors import (
    DocgenError,
    EditConflictError,
    OutputError,
    WorkspaceError,
    word_reason,
)
from docgen.issues.issue import issue
from docgen.issues.location import KeyPath, Location
from docgen.issues.refusal import refuse
from docgen.system.atomic_files import write_atomically
from docgen.workspace.data_file import find_data_file, refuse_open
from docgen.workspace.dialects import dialect_of
from docgen.workspace.edits import (
    UNSEEN,
    AppendRows,
    Edit,
    InsertRow,
    MoveRow,
    RemoveRow,
    RemoveRows,
    SetValue,
    UneditableError,
    UnlikeSeenError,
    place_of,
)
from docgen.workspace.history import settled_turn
from docgen.workspace.plain_values import comparable
from docgen.workspace.workbook_headings import BOOK_FILE
from docgen.workspace.yaml_file import edit_yaml, plain_yaml, set_yaml_values

E = TypeVar("E", bound=DocgenError)
_MANY = 20
"""To read a year's YAML as a whole takes as long as that many values set one by one."""

__all__ = [
    "UNSEEN",
    "Edit",
    "EditConflictError",
    "Edited",
    "InsertRow",
    "MoveRow",
    "RemoveRow",
    "SetValue",
    "edit_data",
    "plain_data",
    "replace_data",
    "write_data",
]


@dataclass(frozen=True)
class Edited:
    """Which data file was edited, and whether it says or looks anything else now."""

    file: str
    changed: bool


def write_data(folder: Path, edits: Sequence[Edit]) -> Edited:
    """Do edits in the data file of a workspace, all of them or none, in one step.

    WorkspaceError where there is none, where it cannot be read or cannot take an edit,
    EditConflictError where a value is not the one that was seen, OutputError where it cannot be
    written or is open in a spreadsheet.
    """
    find_data_file(folder)
    with settled_turn(folder):
        file = find_data_file(folder)
        refuse_open(file)
        content = _read(file)
        changed = edit_data(content, file.name, edits)
        if changed != content:
            replace_data(file, changed)
        return Edited(file.name, changed != content)


def replace_data(file: Path, content: bytes) -> None:
    """Have a data file hold something else, in one step. OutputError where it cannot be written."""
    try:
        write_atomically(file, content)
    except OSError as error:
        raise _say_system(OutputError, file, "unwritable", error) from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _say_system(WorkspaceError, file, "unreadable", error) from error


def _say_system(kind: type[E], file: Path, case: str, error: OSError) -> E:
    code = "data-file" if case == "unreadable" else "workspace"
    return refuse(kind, issue(code, Location(str(file)), case, reason=word_reason(error)))


def plain_data(content: bytes, name: str) -> dict[str, object]:
    """Return what stands in a data file as plain data, whether it is right or wrong.

    Figures and dates are texts as they were written. `name` says what it is: studio.yaml or
    studio.xlsx. WorkspaceError where it cannot be read.
    """
    if name == BOOK_FILE:
        # What reads workbooks takes as long to load as all the rest.
        from docgen.workspace.workbook_edits import plain_book  # noqa: PLC0415

        return plain_book(content, name)
    return plain_yaml(content, name)


def edit_data(content: bytes, name: str, edits: Sequence[Edit]) -> bytes:
    """Return the bytes of a data file with edits done in their order.

    Places in lists are those after the edits before. EditConflictError where a value is not the
    one that was seen, WorkspaceError where the file cannot be read or cannot take an edit.
    """
    for group in _group(edits, name):
        if len(group) > 1 and (name == BOOK_FILE or len(group) >= _MANY or not _sets(group)):
            # Where one cannot be done, it is for those done one by one to say which.
            with suppress(UneditableError, UnlikeSeenError):
                content = _edit_at_once(content, name, group)
                continue
        content = _edit_each(content, name, group)
    return content


def _sets(group: Sequence[Edit]) -> bool:
    return isinstance(group[0], SetValue)


def _edit_each(content: bytes, name: str, edits: Sequence[Edit]) -> bytes:
    for edit in edits:
        try:
            content = _edit(content, name, edit)
        except UnlikeSeenError as unlike:
            raise _conflict(name, edit, unlike.theirs) from unlike
        except UneditableError as error:
            raise _refuse(
                WorkspaceError, name, edit, error.case, file=name, **error.slots
            ) from error
    return content


def _group(edits: Sequence[Edit], name: str) -> list[list[Edit]]:
    """Edits in their order, together those that are written at once.

    To write a workbook and read it again takes half a second, a long text some 20 ms.
    """
    goes_with = _is_next
    if name == BOOK_FILE:
        from docgen.workspace.workbook_edits import is_at_once  # noqa: PLC0415

        def goes_with(former: Edit, edit: Edit) -> bool:
            return is_at_once(former, edit) if _sets([edit]) else _is_next(former, edit)

    groups: list[list[Edit]] = []
    for edit in edits:
        if groups and goes_with(groups[-1][-1], edit):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def _is_next(former: Edit, edit: Edit) -> bool:
    """Whether both set values, or put rows at the end of a list, or take them from there."""
    if isinstance(former, SetValue) and isinstance(edit, SetValue):
        return former.path != edit.path
    if former.path != edit.path:
        return False
    if isinstance(former, RemoveRow) and isinstance(edit, RemoveRow):
        return former.index > edit.index and former.seen is edit.seen is UNSEEN
    return all(isinstance(one, InsertRow) and one.index is None for one in (former, edit))


def _edit_at_once(content: bytes, name: str, edits: Sequence[Edit]) -> bytes:
    rows = tuple(edit.value for edit in edits if isinstance(edit, InsertRow))
    if rows:
        return _edit(content, name, AppendRows(edits[0].path, rows))
    gone = tuple(edit.index for edit in edits if isinstance(edit, RemoveRow))
    if gone:
        return _edit(content, name, RemoveRows(edits[0].path, gone))
    values = [edit for edit in edits if isinstance(edit, SetValue)]
    if name != BOOK_FILE:
        return set_yaml_values(content, name, values)
    from docgen.workspace.workbook_edits import edit_book_at_once  # noqa: PLC0415

    return edit_book_at_once(content, name, values)


def _edit(content: bytes, name: str, edit: Edit) -> bytes:
    if name == BOOK_FILE:
        from docgen.workspace.workbook_edits import edit_book  # noqa: PLC0415

        return edit_book(content, name, edit)
    return edit_yaml(content, name, edit)


def _conflict(name: str, edit: Edit, theirs: object) -> EditConflictError:
    gone = comparable(theirs) is None
    slots = {} if gone else {"theirs": theirs}
    case = "conflict_gone" if gone else "conflict"
    error = _refuse(EditConflictError, name, edit, case, **slots)
    error.path, error.theirs = place_of(edit), theirs
    return error


def _refuse(kind: type[E], name: str, edit: Edit, case: str, /, **slots: object) -> E:
    field: KeyPath = tuple(map(str, place_of(edit)))
    said = issue("edit", Location(name, field=field), case, field=field, **slots)
    return refuse(kind, said, dialect_of(name))
