"""The evidence table brought up to date from the folders.

New files get a row with what their place says. Rows go with their files where these were renamed or
moved; where they are gone, rows get a mark, and those in which nobody has typed anything are
dropped. What somebody typed stays as it is; a second run changes nothing.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import OutputError, WorkspaceError, word_reason
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.evidence import Evidence
from docgen.model.field_locations import Places
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.model.submission import EvidenceRow, FilePages, StudioFile
from docgen.system.file_hashes import hash_file
from docgen.workspace.cell_values import write_file
from docgen.workspace.data_file import find_data_file, refuse_open
from docgen.workspace.data_tree import read_tree
from docgen.workspace.discover import discover, paths_of
from docgen.workspace.edits import UneditableError
from docgen.workspace.history import settled_turn
from docgen.workspace.load import find_submission, load_scheme, read_data
from docgen.workspace.moved_files import remember
from docgen.workspace.validation import Fitted, fit
from docgen.workspace.workbook_file import WorkbookSheet, read_sheets
from docgen.workspace.workbook_headings import BOOK_FILE, EVIDENCE_SHEET, ROW_MARK, STATE, bare
from docgen.workspace.workbook_patch import write_cells
from docgen.workspace.workbook_tree import Head, read_book, seek_head
from docgen.workspace.yaml_patch import add_rows, move_rows, settle_rows
from docgen.workspace.yaml_syntax import compose

NEW_MARK, MISSING_MARK = "新增", "找不到文件"


@dataclass(frozen=True)
class Updated:
    """What became of the table: new files, files that are gone, and what cannot be taken in."""

    file: str
    added: tuple[str, ...]
    missing: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    """Files as they were named and as they are."""
    unkinded: tuple[str, ...]
    """Titles of what was moved out of the folder of its kind, and counts no more."""
    dropped: tuple[str, ...]
    astray: tuple[Finding, ...]
    changed: bool


@dataclass(frozen=True)
class _Change:
    """What is to be done to a table of `known` rows, of which the others name some, from 0.

    `rows` are added behind them.
    """

    known: tuple[EvidenceRow, ...]
    rows: tuple[EvidenceRow, ...]
    missing: frozenset[int]
    dropped: frozenset[int]
    moved: Mapping[int, EvidenceRow]

    @property
    def result(self) -> tuple[EvidenceRow, ...]:
        """The table as it is to be."""
        kept = (
            self.moved.get(index, row)
            for index, row in enumerate(self.known)
            if index not in self.dropped
        )
        return (*kept, *self.rows)


def update_ledger(folder: Path, hash_of: Callable[[Path], str] = hash_file) -> Updated:
    """Bring the evidence table of a workspace up to date.

    WorkspaceError where a row of it cannot be read, so that its files would be taken for new ones;
    OutputError where it cannot be written. The file is replaced in one step.
    `hash_of` gives the SHA-256 of a file.
    """
    find_data_file(folder)
    with settled_turn(folder):
        return _update(folder, hash_of)


def _update(folder: Path, hash_of: Callable[[Path], str]) -> Updated:
    file = find_data_file(folder)
    refuse_open(file)
    fitted = fit(read_data(file), StudioFile)
    data = _usable(fitted, file)
    scheme = load_scheme(data.scheme, near=folder)
    _, spec = find_submission(scheme, data.submission, fitted.places)
    found = discover(folder / EVIDENCE_FOLDER, spec, data.evidence, fitted.places, hash_of)
    change = _Change(
        data.evidence,
        tuple(map(_row, (e for e in found.evidence if not e.has_row))),
        found.missing - found.untouched,
        found.untouched,
        found.moved,
    )
    changed = _write(file, data, fitted.places, change)
    remember(folder, _contents(folder, found.evidence, hash_of), paths_of(change.result))
    return Updated(
        file.name,
        tuple(row.files[0].file for row in change.rows),
        tuple(data.evidence[index].files[0].file for index in sorted(change.missing)),
        tuple(_renamed(change)),
        tuple(
            row.title for i, row in change.moved.items() if change.known[i].kind and not row.kind
        ),
        tuple(data.evidence[index].files[0].file for index in sorted(change.dropped)),
        tuple(f for f in found.findings if f.code in ("F201", "F204", "F205", "F210")),
        changed,
    )


def _renamed(change: _Change) -> Iterator[tuple[str, str]]:
    for index, row in sorted(change.moved.items()):
        for old, new in zip(change.known[index].files, row.files, strict=True):
            if old != new:
                yield old.file, new.file


def _contents(
    folder: Path, evidence: Iterable[Evidence], hash_of: Callable[[Path], str]
) -> dict[str, str]:
    """What the files of the evidence hold; those that cannot be read are told of by the check."""
    contents = {}
    for path in {file.path for piece in evidence for file in piece.files}:
        with contextlib.suppress(OSError):
            contents[path] = hash_of(folder / EVIDENCE_FOLDER / path)
    return contents


def _usable(fitted: Fitted[StudioFile], file: Path) -> StudioFile:
    in_table = [
        f for f in fitted.findings if f.location.sheet == EVIDENCE_SHEET and f.level is Level.ERROR
    ]
    if fitted.value is not None and not in_table and not fitted.places.any_spoilt("evidence"):
        return fitted.value
    errors = in_table or [f for f in fitted.findings if f.level is Level.ERROR]
    said = issue("ledger", Location(file.name), "table")
    if errors:
        first = errors[0]
        said = issue("ledger", first.location, "row", first=first)
    raise refuse(WorkspaceError, said)


def _row(piece: Evidence) -> EvidenceRow:
    """What the place and the name of a file say, as a row."""
    return EvidenceRow(
        files=(FilePages(file=piece.files[0].path),),
        items=piece.supports,
        title=piece.title,
        kind=piece.kind,
    )


# ── writing ───────────────────────────────────────────────────────────────────────────────────


def _write(file: Path, data: StudioFile, places: Places, change: _Change) -> bool:
    """Write the change in one step, once it is known that nothing else has changed."""
    old = file.read_bytes()
    edit = _edit_book if file.name == BOOK_FILE else _edit_yaml
    new = edit(file, old, places, change)
    if new == old:
        return False
    unfinished = file.with_name(f".{file.name}.new")
    try:
        unfinished.write_bytes(new)
        _compare(unfinished, file.name, data, change)
        unfinished.replace(file)
    except OSError as error:
        slots = {"reason": word_reason(error)}
        said = issue("workspace", Location(str(file)), "unwritable", **slots)
        raise refuse(OutputError, said) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return True


def _compare(unfinished: Path, name: str, data: StudioFile, change: _Change) -> None:
    read = read_book if name == BOOK_FILE else read_tree
    again = fit(read(unfinished, name, WorkspaceError), StudioFile).value
    expected = data.model_copy(update={"evidence": change.result})
    if again != expected:
        raise refuse(OutputError, issue("ledger", Location(name), "side_effect"))


def _edit_yaml(_: Path, old: bytes, places: Places, change: _Change) -> bytes:
    encoding = _encoding(old)
    # Paragraphs that YAML has no place for are in quotes before anything is put behind them.
    text = compose(old.decode(encoding)).text

    def line(row: int) -> int:
        return places.at("evidence", row).line or 0

    moved = {line(row): (change.known[row], new) for row, new in change.moved.items()}
    try:
        text = move_rows(text, moved)
        text = settle_rows(text, {*map(line, change.missing)}, {*map(line, change.dropped)})
        return add_rows(text, change.rows).encode(encoding)
    except UneditableError as error:
        said = issue("ledger", places.at("evidence"), "one_line")
        raise refuse(WorkspaceError, said) from error


def _encoding(raw: bytes) -> str:
    """The encoding of a data file that has been read already."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _edit_book(file: Path, old: bytes, places: Places, change: _Change) -> bytes:
    sheets = read_sheets(file, file.name, WorkspaceError)
    sheet = next((s for s in sheets if bare(s.name) == bare(EVIDENCE_SHEET)), None)
    head = seek_head(sheet, EVIDENCE_SHEET) if sheet else None
    if sheet is None or head is None:
        said = issue("ledger", Location(file.name), "no_sheet", sheet=EVIDENCE_SHEET)
        raise refuse(WorkspaceError, said)
    rows = {places.at("evidence", i).order[1]: i for i in range(len(change.known))}
    edits: dict[tuple[int, int], str | int | None] = {}
    edits |= dict(_mark_edits(sheet, head, rows, change.missing))
    edits |= dict(_moved_edits(head, rows, change))
    edits |= dict(_dropped_edits(sheet, rows, change.dropped))
    edits |= dict(_row_edits(sheet, head, change.rows))
    return write_cells(old, sheet.name, edits) if edits else old


def _titled(head: Head, title: str) -> int | None:
    return next((c for c, h in head.columns.items() if h.title == title), None)


def _mark_edits(
    sheet: WorkbookSheet, head: Head, rows: dict[int, int], missing: frozenset[int]
) -> Iterator[tuple[tuple[int, int], str | int | None]]:
    """Marks to set and to take away; whatever else stands in the column stays."""
    column = _titled(head, STATE.title)
    if column is None:
        return
    for row, index in rows.items():
        cell = sheet.cells.get((row, column))
        said = str(cell.content) if cell else ""
        if index in missing and said in ("", NEW_MARK):
            yield (row, column), MISSING_MARK
        elif index not in missing and said == MISSING_MARK:
            yield (row, column), None


def _moved_edits(
    head: Head, rows: dict[int, int], change: _Change
) -> Iterator[tuple[tuple[int, int], str | int | None]]:
    """The cells of rows that go with their files."""
    for row, index in rows.items():
        if index not in change.moved:
            continue
        former, values = _row_cells(change.known[index]), _row_cells(change.moved[index])
        for column, heading in head.columns.items():
            key = heading.keys[0] if heading.keys else ""
            if key in values and values[key] != former[key]:
                yield (row, column), values[key]


def _dropped_edits(
    sheet: WorkbookSheet, rows: dict[int, int], dropped: frozenset[int]
) -> Iterator[tuple[tuple[int, int], str | int | None]]:
    """Every cell of rows that go: a blank row is passed over when the table is read."""
    for row, column in sheet.cells:
        if rows.get(row) in dropped:
            yield (row, column), None


def _row_cells(row: EvidenceRow) -> dict[str, str | None]:
    """What the cells of a row hold that a file's place and name say."""
    return {
        "files": "\n".join(map(write_file, row.files)),
        "items": "、".join(map(str, row.items)) or None,
        "kind": row.kind or None,
        "title": row.title or None,
    }


def _row_edits(
    sheet: WorkbookSheet, head: Head, added: tuple[EvidenceRow, ...]
) -> Iterator[tuple[tuple[int, int], str | int | None]]:
    row = _first_free(sheet, head)
    number = _last_number(sheet, head)
    for offset, piece in enumerate(added):
        at = row + offset
        values: dict[str, str | int | None] = {**_row_cells(piece)}
        for column, heading in head.columns.items():
            value = values.get(heading.keys[0]) if heading.keys else None
            if heading.title == STATE.title:
                value = NEW_MARK
            elif heading.title == ROW_MARK.title and number is not None:
                value = number + offset + 1
            if value is not None:
                yield (at, column), value


def _first_free(sheet: WorkbookSheet, head: Head) -> int:
    """The row behind everything that stands in the table or is merged there."""
    filled = [row for row in sheet.rows() if row >= head.first]
    merged = [bottom for top, _, bottom, _ in sheet.merged if top >= head.first]
    return max([head.first - 1, *filled, *merged]) + 1


def _last_number(sheet: WorkbookSheet, head: Head) -> int | None:
    """The last number in the column that counts rows; None where nobody counts."""
    column = _titled(head, ROW_MARK.title)
    if column is None:
        return None
    numbers = [
        int(cell.content)
        for (row, c), cell in sheet.cells.items()
        if c == column and row >= head.first and isinstance(cell.content, int | float)
    ]
    return max(numbers, default=0)
