"""A report taken into a workspace, as a step of its journal: the former one goes into the bin."""

import datetime
import shutil
from pathlib import Path

from docgen.issues.errors import SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.file_types import Kind, recognise
from docgen.system.filenames import clean_file_name
from docgen.workspace.change_step import BIN, StepHead
from docgen.workspace.data_edits import edit_data
from docgen.workspace.data_file import find_data_file
from docgen.workspace.edits import SetValue
from docgen.workspace.history import (
    Journal,
    NewData,
    new_step_id,
    open_journal,
    told_as_unwritable,
)
from docgen.workspace.incoming_files import Incoming

_KINDS = {".docx": Kind.WORD, ".pdf": Kind.PDF}


def take_report(
    folder: Path, incoming: Incoming, former: Path | None, *, at: datetime.datetime | None = None
) -> StepHead | None:
    """Take a report in Word or PDF in the place of the `former` one, which goes into the bin.

    It is copied, keeps its own name, and the data file names it. SourceError where it is neither,
    OutputError where it cannot be written, ChangeConflictError where another file has its name.
    """
    suffix = Path(incoming.name).suffix.lower()
    if recognise(incoming.path) is not _KINDS.get(suffix):
        raise refuse(SourceError, issue("F220", Location(""), "format", written=incoming.name))
    name = clean_file_name(Path(incoming.name).stem, suffix)
    step = new_step_id(at)
    with told_as_unwritable(folder), open_journal(folder) as journal:
        journal.make_hidden()
        binned = folder / BIN / step / name
        binned.parent.mkdir(parents=True)
        try:
            shutil.copyfile(incoming.path, binned)
            moves = [(f"{BIN}/{step}/{name}", name)]
            if former is not None and former.parent == folder:
                # Of one name they take each other's places.
                moves.insert(0, (former.name, f"{BIN}/{step}/{former.name}"))
            return journal.apply(step, f"报告：{name}", moves, _name_it(journal, name), at=at)
        except BaseException:
            shutil.rmtree(binned.parent, ignore_errors=True)
            raise


def _name_it(journal: Journal, name: str) -> NewData:
    """The data file with the report's name in it."""
    file = find_data_file(journal.folder)
    content = file.read_bytes()
    edited = edit_data(content, file.name, [SetValue(("report",), name)])
    return NewData(file.name, content, edited)
