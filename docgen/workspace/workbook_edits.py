"""Values and rows of a studio.xlsx changed in their cells, everything else of it left as it is.

Where a value stands is what the reader of the workbook says: every place to fill in has a cell
there, whether anything is in it or not.
"""

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from openpyxl.utils import coordinate_to_tuple  # type: ignore[import-untyped]

from docgen.issues.errors import WorkspaceError
from docgen.workspace.cell_drafts import draft_cell
from docgen.workspace.cell_values import SavedCell, read_label
from docgen.workspace.data_tree import DataTree, DataValue
from docgen.workspace.edits import (
    AppendRows,
    Edit,
    InsertRow,
    MoveRow,
    RemoveRow,
    RemoveRows,
    SetValue,
    UneditableError,
    apply,
    count_rows,
    value_at,
)
from docgen.workspace.plain_values import Path, Plain, comparable, plain_key, to_plain
from docgen.workspace.workbook_choices import find_choices
from docgen.workspace.workbook_file import WorkbookSheet, name_cell, parse_sheets
from docgen.workspace.workbook_headings import (
    CLAIMS_SHEET,
    FORMS,
    LISTS_SHEET,
    ROW_MARK,
    ROW_PATHS,
    TABLES,
    Heading,
    Sort,
    bare,
    form_headings,
)
from docgen.workspace.workbook_patch import (
    differing_parts,
    find_notes,
    keep_sheet,
    write_cells,
)
from docgen.workspace.workbook_tree import Head, parse_book, seek_head

Spot = tuple[int, int]


@dataclass(frozen=True)
class _Book:
    """A workbook as it was read."""

    content: bytes
    tree: DataTree
    sheets: Mapping[str, WorkbookSheet]

    @property
    def plain(self) -> dict[str, object]:
        """What stands in it."""
        plain = self.tree.root.plain()
        assert isinstance(plain, dict)
        return plain


def plain_book(content: bytes, name: str) -> dict[str, object]:
    """Return what stands in a workbook. WorkspaceError where it cannot be read."""
    return _read(content, name).plain


def edit_book(content: bytes, name: str, edit: Edit) -> bytes:
    """Return a workbook with one edit done.

    UnlikeSeenError where another value stands there than was seen, UneditableError where it cannot
    be done, WorkspaceError where the file cannot be read.
    """
    book = _read(content, name)
    # Whether the edit is possible at all, before any cell is looked for.
    apply(edit, book.plain)
    if isinstance(edit, SetValue) and _row_path(edit.path):
        return _set_rows(content, name, edit)
    return _write(book, _changes_of(book, edit), name)


def is_at_once(former: Edit, edit: Edit) -> bool:
    """Whether `edit` may be done with the one before it, by `edit_book_at_once`.

    So may values of places of their own.
    """
    values = (one for one in (former, edit) if isinstance(one, SetValue))
    return sum(not _row_path(one.path) for one in values) == 2


def edit_book_at_once(content: bytes, name: str, edits: Sequence[SetValue]) -> bytes:
    """Return a workbook with values set one after the other, but written and read again once.

    Each `is_at_once` with the one before it. Errors as of `edit_book`.
    """
    book = _read(content, name)
    changes = _Changes(book.plain)
    for edit in edits:
        apply(edit, changes.expected)
        _set(book, edit, changes)
    return _write(book, changes, name)


def _write(book: _Book, changes: "_Changes", name: str) -> bytes:
    changed = book.content
    for sheet, cells in changes.cells.items():
        changed = write_cells(changed, sheet, cells, changes.moved.get(sheet, {}))
    if comparable(_read_again(book, changed, name, [*changes.cells])) != comparable(
        changes.expected
    ):
        raise UneditableError("side_effect")
    return changed


@functools.lru_cache(maxsize=2)
def _read(content: bytes, name: str) -> _Book:
    """A workbook read. It is only looked at: one edit ends where the next begins."""
    sheets = parse_sheets(content, name, WorkspaceError)
    return _put_together(content, name, sheets)


def _put_together(content: bytes, name: str, sheets: Sequence[WorkbookSheet]) -> _Book:
    tree = parse_book(sheets, name, WorkspaceError)
    return _Book(content, tree, {sheet.name: sheet for sheet in sheets})


def _read_again(book: _Book, changed: bytes, name: str, edited: Sequence[str]) -> dict[str, object]:
    """What a changed workbook says. Where one part of it alone is another, that sheet is read."""
    if len(edited) != 1 or len(differing_parts(book.content, changed)) > 1:
        return _read(changed, name).plain
    kept = parse_sheets(keep_sheet(changed, edited[0]), name, WorkspaceError)
    sheets = {**book.sheets, **{sheet.name: sheet for sheet in kept if sheet.name == edited[0]}}
    return _put_together(changed, name, [*sheets.values()]).plain


@dataclass
class _Changes:
    """What is to become of cells, by sheet, and what the workbook says then."""

    expected: object
    cells: dict[str, dict[Spot, str | float | None]] = field(default_factory=dict)
    moved: dict[str, dict[Spot, Spot]] = field(default_factory=dict)


def _changes_of(book: _Book, edit: Edit) -> _Changes:
    if isinstance(edit, SetValue):
        changes = _Changes(book.plain)
        _set(book, edit, changes)
        return changes
    table = _table_of(book, edit.path)
    if isinstance(edit, InsertRow):
        return _insert(book, table, edit)
    if isinstance(edit, AppendRows):
        return _append(book, table, edit)
    if isinstance(edit, RemoveRow | RemoveRows):
        return _remove(book, table, edit)
    return _move(book, table, edit)


# ── values ────────────────────────────────────────────────────────────────────────────────────


def _set(book: _Book, edit: SetValue, changes: _Changes) -> None:
    """Every cell of a value set."""
    for path, value in _leaves(book, edit.path, to_plain(edit.value)):
        heading, spot = _heading_at(path), _spot_at(book, path)
        if heading is None or spot is None or not spot.cell:
            if comparable(value) is None:
                continue
            raise UneditableError("no_place")
        at = coordinate_to_tuple(spot.cell)
        sheet = book.sheets[spot.sheet]
        look = _writable(sheet, at)
        draft = draft_cell(value, heading.sort, look, _names(book, sheet, at, heading.sort))
        changes.cells.setdefault(sheet.name, {})[at] = draft.content
        changes.expected = apply(SetValue(path, draft.value), changes.expected)
    row = next((edit.path[: len(p) + 1] for p in ROW_PATHS.values() if _starts(edit.path, p)), ())
    if row and comparable(value_at(changes.expected, row)) is None:
        raise UneditableError("emptied_row")


def _starts(path: Path, start: Path) -> bool:
    return tuple(map(plain_key, path[: len(start)])) == start and len(path) > len(start)


def _row_path(path: Path) -> bool:
    return tuple(map(plain_key, path)) in ROW_PATHS.values()


def _set_rows(content: bytes, name: str, edit: SetValue) -> bytes:
    """A whole table set, row by row."""
    rows = to_plain(edit.value) or ()
    if not isinstance(rows, tuple):
        raise UneditableError("no_list")
    count = count_rows(_read(content, name).plain, edit.path)
    for index in range(count - 1, len(rows) - 1, -1):
        content = edit_book(content, name, RemoveRow(edit.path, index))
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise UneditableError("no_list")
        put = SetValue((*edit.path, index), row)
        content = edit_book(
            content, name, put if index < count else InsertRow(edit.path, None, row)
        )
    return content


def _leaves(book: _Book, path: Path, value: Plain) -> Iterator[tuple[Path, Plain]]:
    """The values within a value that have cells of their own."""
    if _heading_at(path) is not None:
        yield path, value
        return
    if value is not None and not isinstance(value, Mapping):
        yield path, value
        return
    spot = _spot_at(book, path)
    there = spot.value if spot is not None and isinstance(spot.value, dict) else {}
    for key in dict.fromkeys((*there, *(value or {}))):
        yield from _leaves(book, (*path, key), (value or {}).get(key))


def _heading_at(path: Path) -> Heading | None:
    """Return the line or the column in which the value at a path stands; None for no single one."""
    keys = tuple(map(plain_key, path))
    if found := _FORM_HEADINGS.get(keys):
        return found
    for kind, rows in ROW_PATHS.items():
        if keys[: len(rows)] == rows and len(keys) == len(rows) + 2:
            return _COLUMNS[kind].get(keys[-1])
    if keys[:1] == ("claims",) and len(keys) == 3:
        return _COLUMNS[CLAIMS_SHEET].get(keys[2])
    if keys[:1] == ("claims",) and len(keys) == 4 and keys[2] in ("counts", "deductions"):
        return _COLUMNS[CLAIMS_SHEET]["measure"]
    return None


_FORM_HEADINGS = {h.keys: h for sheet in FORMS for h in form_headings(sheet)}
_COLUMNS = {kind: {h.keys[0]: h for h in headings if h.keys} for kind, headings in TABLES.items()}


def _spot_at(book: _Book, path: Path) -> DataValue | None:
    """The place of a value, also where nothing was filled in yet."""
    here = book.tree.root
    for step in path:
        if isinstance(here.value, dict) and plain_key(step) in here.value:
            here = here.value[plain_key(step)]
        elif isinstance(here.value, list) and int(step) < len(here.value):
            here = here.value[int(step)]
        else:
            return None
    return here


def _writable(sheet: WorkbookSheet, at: Spot) -> SavedCell:
    """The look of a cell into which a value may be written."""
    if sheet.shown_by.get(at, at) != at:
        raise UneditableError("merged")
    cell = sheet.cells.get(at) or sheet.blank.get(at)
    if cell is not None and cell.formula:
        raise UneditableError("formula", cell=name_cell(*at))
    column = (c for where, c in sheet.blank.items() if where[1] == at[1])
    return cell or replace(next(column, SavedCell(*at, None)), content=None)


def _names(book: _Book, sheet: WorkbookSheet, at: Spot, sort: Sort) -> dict[str, str]:
    """What is shown for the keys from which a cell is chosen; none of a key with two names."""
    if sort is not Sort.LABEL:
        return {}
    chosen = find_choices(book.content, sheet.name, at)
    lists = [s for s in book.sheets.values() if bare(s.name) == bare(LISTS_SHEET)]
    cells = {spot: cell for one in lists for spot, cell in one.cells.items()}
    if chosen and chosen[0] in book.sheets:
        there = book.sheets[chosen[0]].cells
        cells = {spot: there[spot] for spot in chosen[1] if spot in there}
    shown: dict[str, set[str]] = {}
    for cell in cells.values():
        text = str(cell.content)
        shown.setdefault(read_label(text), set()).add(text)
    return {key: texts.pop() for key, texts in shown.items() if len(texts) == 1}


# ── rows ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Table:
    """A table whose rows are a list: its sheet, its headings, and the rows that are read."""

    sheet: WorkbookSheet
    head: Head
    rows: tuple[int, ...]
    path: Path

    @property
    def counter(self) -> int | None:
        """The column in which rows are numbered."""
        return self._titled(ROW_MARK.title)

    def _titled(self, title: str) -> int | None:
        return next((c for c, h in self.head.columns.items() if h.title == title), None)

    def content_of(self, row: int) -> set[int]:
        """The columns of a row in which something stands, but for its number."""
        return {c for r, c in self.sheet.cells if r == row and c != self.counter}

    def free_rows(self) -> Iterator[int]:
        """The rows behind those that are read in which nothing stands, without end."""
        merged = {r for top, _, bottom, _ in self.sheet.merged for r in range(top, bottom + 1)}
        for row in itertools.count(max([self.head.first - 1, *self.rows]) + 1):
            if not (row in merged or row in self.sheet.hidden_rows or self.content_of(row)):
                yield row

    def columns(self) -> set[int]:
        """The columns in which anything stands below the headings, or could."""
        filled = {c for r, c in self.sheet.cells if r >= self.head.first}
        return {*filled, *self.head.columns} - {self.counter}


def _table_of(book: _Book, path: Path) -> _Table:
    keys = tuple(map(plain_key, path))
    kind = next((kind for kind, rows in ROW_PATHS.items() if rows == keys), None)
    if kind is None:
        raise UneditableError("no_place")
    named = (s for s in book.sheets.values() if bare(s.name) == bare(kind))
    sheet = next(named, None)
    head = seek_head(sheet, kind) if sheet else None
    spot = _spot_at(book, path)
    if sheet is None or head is None or spot is None or not isinstance(spot.value, list):
        raise UneditableError("no_sheet", sheet=kind)
    rows = tuple(coordinate_to_tuple(row.cell)[0] for row in spot.value)
    return _Table(sheet, head, rows, keys)


def _insert(book: _Book, table: _Table, edit: InsertRow) -> _Changes:
    """A row written into the first free one, or where others make room for it."""
    index = len(table.rows) if edit.index is None else edit.index
    free = next(table.free_rows())
    slots = [*table.rows, free]
    changes = _Changes(book.plain)
    _shift(book, changes, table, slots[index:])
    cells = changes.cells.setdefault(table.sheet.name, {})
    cells |= {(slots[index], column): None for column in table.content_of(slots[index])}
    written, row = _draft_row(book, table, free, edit.value)
    cells |= {(slots[index], column): content for column, content in written.items()}
    if table.counter and (free, table.counter) not in table.sheet.cells:
        cells[free, table.counter] = _last_number(table) + 1
    changes.expected = apply(InsertRow(edit.path, index, row), changes.expected)
    return changes


def _append(book: _Book, table: _Table, edit: AppendRows) -> _Changes:
    """Rows written into the first free ones."""
    cells: dict[Spot, str | float | None] = {}
    rows: list[dict[str, object]] = []
    for free, value in zip(table.free_rows(), edit.values, strict=False):
        written, row = _draft_row(book, table, free, value)
        cells |= {(free, column): content for column, content in written.items()}
        rows.append(row)
        if table.counter and (free, table.counter) not in table.sheet.cells:
            cells[free, table.counter] = _last_number(table) + len(rows)
    expected = apply(AppendRows(edit.path, tuple(rows)), book.plain)
    return _Changes(expected, {table.sheet.name: cells})


def _draft_row(
    book: _Book, table: _Table, free: int, value: Mapping[str, object]
) -> tuple[dict[int, str | float | None], dict[str, object]]:
    """What is to stand in the columns of a new row, as the free one looks, and what it says."""
    cells: dict[int, str | float | None] = {}
    row: dict[str, object] = {}
    columns = {h.keys[0]: c for c, h in table.head.columns.items() if h.keys}
    for key, inner in value.items():
        if comparable(inner) is None:
            continue
        column = columns.get(plain_key(key))
        if column is None:
            raise UneditableError("no_place")
        heading = table.head.columns[column]
        look = _writable(table.sheet, (free, column))
        names = _names(book, table.sheet, (free, column), heading.sort)
        draft = draft_cell(inner, heading.sort, look, names)
        cells[column] = draft.content
        row[plain_key(key)] = draft.value
    if not row:
        raise UneditableError("emptied_row")
    return cells, row


def _last_number(table: _Table) -> int:
    numbers = [
        int(cell.content)
        for (row, column), cell in table.sheet.cells.items()
        if column == table.counter
        and row >= table.head.first
        and isinstance(cell.content, int | float)
    ]
    return max(numbers, default=0)


def _shift(book: _Book, changes: _Changes, table: _Table, slots: list[int]) -> None:
    """Let what stands in rows stand in the next of them, the last in none."""
    _turn(book, changes, table, dict(zip(slots[1:], slots[:-1], strict=True)))


def _turn(book: _Book, changes: _Changes, table: _Table, sources: Mapping[int, int]) -> None:
    """Let rows have what stands in others."""
    if not sources:
        return
    rows = {*sources, *sources.values()}
    _refuse_bound(book, table, rows)
    changes.moved[table.sheet.name] = {
        (row, column): (source, column)
        for row, source in sources.items()
        for column in table.columns()
    }
    changes.cells.setdefault(table.sheet.name, {})


def _refuse_bound(book: _Book, table: _Table, rows: set[int]) -> None:
    """Refuse rows with something that does not go with what stands in their cells."""
    if any(top <= row <= bottom for top, _, bottom, _ in table.sheet.merged for row in rows):
        raise UneditableError("merged")
    formulas = [at for at, cell in table.sheet.cells.items() if at[0] in rows and cell.formula]
    if formulas:
        raise UneditableError("formula", cell=name_cell(*formulas[0]))
    if any(row in rows for row, _ in find_notes(book.content, table.sheet.name)):
        raise UneditableError("notes")


def _remove(book: _Book, table: _Table, edit: RemoveRow | RemoveRows) -> _Changes:
    """Rows emptied but for their numbers: blank rows are passed over."""
    indices = (edit.index,) if isinstance(edit, RemoveRow) else edit.indices
    rows = {table.rows[index] for index in indices}
    _refuse_bound(book, table, rows)
    cells: dict[Spot, str | float | None] = {
        (row, column): None
        for row, column in table.sheet.cells
        if row in rows and column != table.counter
    }
    expected = apply(RemoveRows(edit.path, indices), book.plain)
    return _Changes(expected, {table.sheet.name: cells})


def _move(book: _Book, table: _Table, edit: MoveRow) -> _Changes:
    order = list(table.rows)
    order.insert(edit.to, order.pop(edit.index))
    sources = {row: source for row, source in zip(table.rows, order, strict=True) if row != source}
    changes = _Changes(apply(edit, book.plain))
    _turn(book, changes, table, sources)
    return changes
