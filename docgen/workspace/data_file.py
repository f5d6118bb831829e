"""The data file of a workspace: which it is, and whether an office program has it open."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.workspace.workbook_headings import BOOK_FILE

DATA_FILE = "studio.yaml"
DATA_FILES = (DATA_FILE, BOOK_FILE)
"""A workspace has one of them."""


def is_workspace(folder: Path) -> bool:
    """Whether a folder has a data file: somebody works in it."""
    return any((folder / name).is_file() for name in DATA_FILES)


def find_data_file(folder: Path) -> Path:
    """Return the data file of a workspace. WorkspaceError where there is none, or two."""
    if not folder.is_dir():
        case = "no_folder" if folder.exists() else "missing"
        raise _refuse(folder, case, folder=str(folder))
    there = [folder / name for name in DATA_FILES if (folder / name).is_file()]
    if len(there) > 1:
        raise _refuse(folder, "both", files=" 和 ".join(DATA_FILES))
    if there:
        return there[0]
    case, slots = _instead(folder)
    raise _refuse(folder, case, file=DATA_FILE, **slots)


def _refuse(folder: Path, case: str, /, **slots: object) -> WorkspaceError:
    return refuse(WorkspaceError, issue("workspace", Location(str(folder)), case, **slots))


def is_open(file: Path) -> bool:
    """Return whether a workbook is open in an office program, by the lock it leaves beside it."""
    locks = (f"~${file.name}", f".~lock.{file.name}#")
    return file.name == BOOK_FILE and any(os.path.lexists(file.with_name(n)) for n in locks)


def refuse_open(file: Path) -> None:
    """Raise OutputError where a workbook is open: the last to save would undo the other's work."""
    if is_open(file):
        raise refuse(OutputError, issue("workspace", Location(str(file)), "open", file=file.name))


def find_open(folder: Path) -> Iterator[Finding]:
    """Say that the workbook of a workspace is open: what is not saved cannot be read."""
    file = find_data_file(folder)
    if is_open(file):
        yield render(issue("F241", Location(file.name)))


def _instead(folder: Path) -> tuple[str, dict[str, object]]:
    """The case of a folder without data file, and its slots: what looks like one is named."""
    alike = sorted(p.name for p in folder.iterdir() if re.match(r"(?i)studio\.", p.name))
    books = [name for name in alike if _OTHER_BOOKS.search(name)]
    yaml = [name for name in alike if re.search(r"(?i)\.y", name)]
    if odd := next((name for name in alike if name in DATA_FILES), ""):
        return "odd", {"odd": odd}
    named_wrong = [name for name in alike if name.lower().startswith(BOOK_FILE)]
    if yaml or named_wrong:
        right = DATA_FILE if yaml else BOOK_FILE
        return "misnamed", {"there": (yaml or named_wrong)[0], "right": right}
    if books:
        return "other_book", {"book": books[0], "right": BOOK_FILE}
    return "empty", {"folder": str(folder)}


_OTHER_BOOKS = re.compile(r"(?i)\.(xls|xlsm|xlsb|et|ett|ods|fods|csv|numbers)$")
