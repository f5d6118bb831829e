"""studio.xlsx as the tree of values that studio.yaml is, each value with its cell.

Headings are sought, not expected in a place: columns may be moved, rows put above, headings
merged. What is written and cannot be read is told with its cell, never passed over.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.issues.errors import DocgenError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.text.quoting import veil
from docgen.workspace.cell_values import OddCellError, Plain, SavedCell, read_cell, read_label
from docgen.workspace.data_tree import DataTree, DataValue, Value
from docgen.workspace.workbook_file import WorkbookSheet, name_cell, read_sheets
from docgen.workspace.workbook_headings import (
    CLAIMS_SHEET,
    COUNTED,
    DEDUCTION,
    EVIDENCE_SHEET,
    EXAMPLE,
    FORM_HEADS,
    FORMS,
    ITEM,
    LISTS_SHEET,
    ROW_MARK,
    ROW_PATHS,
    SHEETS,
    TABLES,
    TEAM_SHEET,
    UNREAD_SHEETS,
    Heading,
    Sort,
    bare,
    by_name,
    find_heading,
    form_headings,
)

EXAMPLE_TITLES: Mapping[str, tuple[str, str]] = {
    EVIDENCE_SHEET: ("title", "张三职业技能等级证书"),
    TEAM_SHEET: ("name", "张三"),
}
"""By which an example is known that nobody has written over: a key and its value."""

_ESSENTIAL = {TEAM_SHEET: "name", CLAIMS_SHEET: "item", EVIDENCE_SHEET: "files"}
_HEAD_ROWS = 40
"""So far down a heading is looked for."""


def read_book(path: Path, name: str, error: type[DocgenError]) -> DataTree:
    """Return the values of studio.xlsx, or raise `error` where it cannot be read as one."""
    return parse_book(read_sheets(path, name, error), name, error)


def parse_book(sheets: Sequence[WorkbookSheet], name: str, error: type[DocgenError]) -> DataTree:
    """Return the values in the sheets of a workbook, or raise `error` where none is known."""
    known = {bare(sheet): sheet for sheet in SHEETS}
    tree = DataTree(name, DataValue("", 1, {}), [], tuple(sheet.name for sheet in sheets))
    if not any(bare(sheet.name) in known for sheet in sheets):
        sheets_named = "”“".join(SHEETS)
        raise refuse(error, issue("workbook", Location(name), "no_sheets", sheets=sheets_named))
    names = _names(sheets)
    for sheet in sheets:
        reader = _Reader(tree, sheet, names)
        kind = known.get(bare(sheet.name))
        if kind is not None and kind in FORMS:
            reader.read_form(kind)
        elif kind == CLAIMS_SHEET:
            reader.read_claims()
        elif kind:
            reader.read_rows(kind)
        elif sheet.cells and bare(sheet.name) not in map(bare, UNREAD_SHEETS):
            reader.report_unknown_sheet()
    return tree


def _renamed(written: object, absent: Sequence[str]) -> str:
    """What of all that is not there somebody may have called otherwise; empty for nothing."""
    return next(iter(difflib.get_close_matches(bare(written), absent, 1, 0.5)), "")


def _absent(head: "Head", kind: str) -> list[str]:
    """The headings of a table that are read and not there."""
    there = {heading.title for heading in head.columns.values()}
    return [h.title for h in TABLES[kind] if h.keys and h.title not in there]


def _names(sheets: Sequence[WorkbookSheet]) -> dict[str, str]:
    """The keys of names that people may type without their keys, from the drop-down lists."""
    keys: dict[str, set[str]] = {}
    for sheet in sheets:
        if bare(sheet.name) == bare(LISTS_SHEET):
            for cell in sheet.cells.values():
                text = str(cell.content)
                name, bracket, _ = text.rpartition("（")
                if bracket and read_label(text) != text:
                    keys.setdefault(bare(name), set()).add(read_label(text))
    return {name: found.pop() for name, found in keys.items() if len(found) == 1}


def _put(tree: DataTree, keys: Sequence[str], spot: DataValue) -> None:
    """Set a value in the tree, and what it is in around it."""
    here = tree.root
    for key in keys[:-1]:
        assert isinstance(here.value, dict)
        here = here.value.setdefault(key, DataValue(key, 1, {}, sheet=spot.sheet, cell=spot.cell))
    assert isinstance(here.value, dict)
    here.value.setdefault(keys[-1], spot)


@dataclass(frozen=True)
class Head:
    """Where the headings of a table stand: the column of each, and the first row of data."""

    columns: Mapping[int, Heading]
    row: int
    first: int

    def column(self, heading: str) -> int | None:
        """The column of the heading with this key."""
        return next((c for c, h in self.columns.items() if h.keys == (heading,)), None)


@dataclass
class _Reader:
    """Reads one sheet into the tree."""

    tree: DataTree
    sheet: WorkbookSheet
    names: Mapping[str, str]
    hidden: list[str] = field(default_factory=list)

    def say(self, code: str, at: tuple[int, int], case: str = "", /, **slots: object) -> None:
        """Record something about a cell."""
        where = Location(self.tree.name, sheet=self.sheet.name, cell=name_cell(*at))
        self.tree.report(code, where, case, **slots)

    def report_unknown_sheet(self) -> None:
        """Say that a sheet is not read: an error where it stands for one that is not there."""
        first = min(self.sheet.cells)
        present = set(map(bare, self.tree.sheets))
        meant = _renamed(self.sheet.name, [name for name in SHEETS if bare(name) not in present])
        if meant:
            self.say("Y125", first, "renamed", meant=meant, written=self.sheet.name)
        else:
            self.say("Y125", first, "unknown", written=self.sheet.name, sheets=list(SHEETS))

    def spot(self, key: str, at: tuple[int, int], value: Value = None) -> DataValue:
        """A value that stands in a cell."""
        return DataValue(key, at[0], value, sheet=self.sheet.name, cell=name_cell(*at))

    def read(self, key: str, at: tuple[int, int], sort: Sort) -> DataValue:
        """The value of a cell; one that cannot be understood is reported and left out."""
        cell = self.find(at)
        spot = self.spot(key, at)
        if cell is None:
            return spot
        try:
            spot.value = self._inside(self._with_keys(read_cell(cell, sort), sort), at)
        except OddCellError as odd:
            self.say(odd.code, (cell.row, cell.column), odd.case, **odd.slots)
            # It was written, so nobody should say that it is missing.
            spot.value, spot.dropped = "", True
        return spot

    def _with_keys(self, plain: Plain, sort: Sort) -> Plain:
        """The keys of what was typed by its name alone."""
        if sort is Sort.LABEL and isinstance(plain, str):
            return self.names.get(bare(plain), plain)
        if sort is Sort.LABELS and isinstance(plain, list):
            return [self.names.get(bare(one), one) for one in plain if isinstance(one, str)]
        return plain

    def _inside(self, plain: Plain, at: tuple[int, int]) -> Value:
        """Lists get places too: all of one cell."""
        if not isinstance(plain, list):
            return plain
        spots = []
        for index, one in enumerate(plain):
            inner: Value = one if isinstance(one, str) else None
            if isinstance(one, dict):
                inner = {key: self.spot(key, at, value) for key, value in one.items()}
            spots.append(self.spot(str(index), at, inner))
        return spots

    def find(self, at: tuple[int, int]) -> SavedCell | None:
        """The cell that shows here: where cells of a column are merged, the uppermost."""
        if at in self.sheet.cells:
            return self.sheet.cells[at]
        top = self.sheet.shown_by.get(at)
        return self.sheet.cells.get(top) if top and top[1] == at[1] else None

    def note_hidden(self, at: tuple[int, int]) -> None:
        """Remember that something was read from where nobody sees it."""
        row, column = at
        if row in self.sheet.hidden_rows or column in self.sheet.hidden_columns:
            self.hidden.append(name_cell(row, column))

    def report_hidden(self) -> None:
        """Say once a sheet what was read from hidden rows and columns."""
        if self.hidden:
            where = Location(self.tree.name, sheet=self.sheet.name, cell=self.hidden[0])
            self.tree.report("Y124", where, cells=self.hidden)

    # ── forms ─────────────────────────────────────────────────────────────────────────────

    def read_form(self, kind: str) -> None:
        """Read a sheet with a line for each value."""
        headings = by_name(form_headings(kind))
        label, value = self._form_columns(headings)
        seen: dict[tuple[str, ...], int] = {}
        for row in self.sheet.rows():
            cell = self.sheet.cells.get((row, label))
            heading = find_heading(cell.content, headings) if cell else None
            if heading is None:
                self._report_odd_line(row, label, value)
            elif heading.keys in seen:
                self._report_again(heading.title, (row, label), seen[heading.keys])
            else:
                seen[heading.keys] = row
                _put(
                    self.tree, heading.keys, self.read(heading.keys[-1], (row, value), heading.sort)
                )
                self._look_beside(row, value)
        self.report_hidden()

    def _form_columns(self, headings: Mapping[str, Heading]) -> tuple[int, int]:
        """The columns of the names and of the values."""
        counts: dict[int, int] = {}
        for (_, column), cell in self.sheet.cells.items():
            if find_heading(cell.content, headings):
                counts[column] = counts.get(column, 0) + 1
        label = max(counts, key=lambda c: (counts[c], -c), default=1)
        filled = [c for (_, c), cell in self.sheet.cells.items() if bare(cell.content) == "填写"]
        return label, filled[0] if filled else label + 1

    def _look_beside(self, row: int, value: int) -> None:
        """Note what is hidden, and tell of what stands further right than anybody reads."""
        if (row, value) in self.sheet.cells:
            self.note_hidden((row, value))
        for column in (c for r, c in self.sheet.cells if r == row and c > value + 1):
            self.say("Y121", (row, column), "beside", written=self.sheet.cells[row, column].content)

    def _report_odd_line(self, row: int, label: int, value: int) -> None:
        named = self.sheet.cells.get((row, label))
        is_head = bare(named.content) in FORM_HEADS if named else False
        if (row, value) not in self.sheet.cells or is_head:
            return
        if named:
            self.say("Y121", (row, value), "line", name=veil(named.content))
        else:
            self.say("Y121", (row, value), "nameless_line")

    def _report_again(self, title: str, at: tuple[int, int], first: int) -> None:
        self.say("Y122", at, "line", title=title, first=first)

    # ── tables ────────────────────────────────────────────────────────────────────────────

    def find_head(self, kind: str) -> Head | None:
        """Find the headings of a table, and say what is odd about them."""
        head = seek_head(self.sheet, kind)
        essential = _ESSENTIAL[kind]
        if head is None or head.column(essential) is None:
            if self.sheet.cells:
                title = next(h.title for h in TABLES[kind] if h.keys == (essential,))
                at = min(self.sheet.cells) if head is None else (head.row, min(head.columns))
                self.say("Y129", at, title=title, titles=[h.title for h in TABLES[kind]])
            return None
        self._report_columns(head, kind)
        return head

    def _report_columns(self, head: Head, kind: str) -> None:
        """Tell of headings that stand twice, and of columns nobody reads though they are filled."""
        headings = by_name(TABLES[kind])
        for column in sorted({c for r, c in self.sheet.cells if r >= head.first}):
            if column in head.columns:
                continue
            text = _head_text(self.sheet, (head.row, column))
            at = (head.row, column)
            heading = find_heading(text, headings) if text is not None else None
            if heading:
                self.say("Y122", at, "column", title=heading.title)
            elif text is not None and (meant := _renamed(text, _absent(head, kind))):
                self.say("Y121", at, "renamed", meant=meant, written=text)
            elif text is not None:
                self.say("Y121", at, "column", written=text)
            else:
                first = min(r for r, c in self.sheet.cells if c == column and r >= head.first)
                self.say("Y121", (first, column), "nameless_column")

    def data_rows(self, head: Head) -> Iterator[int]:
        """The rows below the headings; those of a merged cell are all its rows."""
        filled = set(self.sheet.rows())
        rows = {row for row in filled if row >= head.first}
        for top, left, bottom, _ in self.sheet.merged:
            if top >= head.first and left in head.columns:
                rows |= filled.intersection(range(top, bottom + 1))
        yield from sorted(rows)

    def row_spots(self, head: Head, row: int) -> dict[str, DataValue]:
        """The values of a row by their keys."""
        spots = {}
        for column, heading in head.columns.items():
            if heading.sort is Sort.UNREAD:
                continue
            spots[heading.keys[0]] = self.read(heading.keys[0], (row, column), heading.sort)
            if (row, column) in self.sheet.cells:
                self.note_hidden((row, column))
        return spots

    def read_rows(self, kind: str) -> None:
        """Read a table whose rows are a list: the team, the evidence."""
        head = self.find_head(kind)
        if head is None:
            return
        rows: list[DataValue] = []
        essential = head.column(_ESSENTIAL[kind]) or 1
        for row in self.data_rows(head):
            if self._is_example(head, row, kind):
                continue
            spots = self.row_spots(head, row)
            if any(not spot.is_unwritten for spot in spots.values()):
                rows.append(self.spot(str(len(rows)), (row, essential), dict(spots)))
        keys = ROW_PATHS[kind]
        _put(self.tree, keys, self.spot(keys[-1], (head.row, essential), list(rows)))
        self.report_hidden()

    def _is_example(self, head: Head, row: int, kind: str) -> bool:
        """Whether a row only shows how it is done; says so where somebody has written into it."""
        marks = [c for c, h in head.columns.items() if h.title == ROW_MARK.title]
        marked = self.sheet.cells.get((row, marks[0])) if marks else None
        if marked is None or not bare(marked.content).startswith(EXAMPLE):
            return False
        key, value = EXAMPLE_TITLES[kind]
        column = head.column(key)
        shown = self.sheet.cells.get((row, column)) if column else None
        filled = any((row, c) in self.sheet.cells for c, h in head.columns.items() if h.keys)
        if filled and (shown is None or shown.content != value):
            self.say("Y126", (row, marked.column), mark=EXAMPLE)
        return True

    # ── claims ────────────────────────────────────────────────────────────────────────────

    def read_claims(self) -> None:
        """Read the items: some rows each, one for every thing that is counted."""
        head = self.find_head(CLAIMS_SHEET)
        if head is None:
            return
        claims: dict[str, DataValue] = {}
        current: DataValue | None = None
        for row in self.data_rows(head):
            spots = self.row_spots(head, row)
            item = spots.pop(ITEM.keys[0])
            counted = spots.pop(COUNTED.keys[0], self.spot("counted", (row, 1)))
            if isinstance(item.value, str) and item.value:
                current = claims.setdefault(item.value, self._claim(item))
            if current is None or item.dropped:
                if any(not spot.is_unwritten for spot in spots.values()):
                    at = (row, head.column("item") or 1)
                    self.say("Y103", at, "item")
                continue
            self._add(current, spots, counted)
        for claim in claims.values():
            claim.blank = claim.dropped = _is_empty(claim)
        at = (head.row, head.column("item") or 1)
        _put(self.tree, ("claims",), self.spot("claims", at, dict(claims)))
        self.report_hidden()

    def _claim(self, item: DataValue) -> DataValue:
        key = str(item.value)
        return DataValue(key, item.line, {}, sheet=item.sheet, cell=item.cell)

    def _add(self, claim: DataValue, spots: Mapping[str, DataValue], counted: DataValue) -> None:
        """Add what a row says to its item."""
        assert isinstance(claim.value, dict)
        for key, spot in spots.items():
            if key == "measure":
                self._add_figure(claim, spot, counted)
            else:
                self._add_value(claim.value, key, spot)

    def _add_figure(self, claim: DataValue, spot: DataValue, counted: DataValue) -> None:
        """A figure is the measure, a count or a deduction: what is counted says which."""
        assert isinstance(claim.value, dict)
        text = counted.value if isinstance(counted.value, str) else ""
        group, key = _counted(text)
        if not group:
            # A row that counts nothing is no place to point at where another row has one.
            if text or not spot.is_unwritten or "measure" not in claim.value:
                self._add_value(claim.value, "measure", spot)
            return
        inner = claim.value.setdefault(
            group, DataValue(group, spot.line, {}, sheet=spot.sheet, cell=spot.cell)
        )
        assert isinstance(inner.value, dict)
        spot.key = key
        self._add_value(inner.value, key, spot)

    def _add_value(self, values: dict[str, DataValue], key: str, spot: DataValue) -> None:
        first = values.get(key)
        if first is None or (first.is_unwritten and not spot.is_unwritten):
            values[key] = spot
        elif not spot.is_unwritten and spot.plain() != first.plain():
            self.tree.report("Y104", self.tree.where(spot), "cell", first=first.cell)


def seek_head(sheet: WorkbookSheet, kind: str) -> Head | None:
    """Return where the headings of a table stand: in the row that has most of them."""
    headings = by_name(TABLES[kind])
    best: tuple[int, int, dict[int, Heading]] | None = None
    width = max((column for _, column in sheet.cells), default=0)
    for row in sheet.rows()[:_HEAD_ROWS]:
        texts = ((c, _head_text(sheet, (row, c))) for c in range(1, width + 1))
        found = {c: h for c, t in texts if t is not None and (h := find_heading(t, headings))}
        count = len({h.title for h in found.values()})
        if count and (best is None or count > best[0]):
            best = (count, row, found)
    if best is None:
        return None
    _, row, found = best
    ends = [b for t, c, b, _ in sheet.merged if t <= row <= b and c in found]
    return Head(_first_of_each(found), row, max([row, *ends]) + 1)


def _head_text(sheet: WorkbookSheet, at: tuple[int, int]) -> object:
    """What shows in a heading's place: merged cells show the same all over."""
    cell = sheet.cells.get(at) or sheet.cells.get(sheet.shown_by.get(at, at))
    return cell.content if cell else None


def _first_of_each(found: Mapping[int, Heading]) -> dict[int, Heading]:
    """A heading that stands twice is read where it stands first."""
    first: dict[str, int] = {}
    for column in sorted(found):
        first.setdefault(found[column].title, column)
    return {column: found[column] for column in sorted(first.values())}


def _counted(text: str) -> tuple[str, str]:
    """The group and the key a text names; none where it only says what the measure is."""
    is_deduction = text.startswith(DEDUCTION) or text.startswith("扣分:")
    rest = text[len(DEDUCTION) :].strip() if is_deduction else text
    key = read_label(rest)
    if is_deduction:
        return "deductions", key
    return ("counts", key) if key != rest else ("", "")


def _is_empty(spot: DataValue) -> bool:
    if isinstance(spot.value, dict):
        return all(_is_empty(inner) for inner in spot.value.values())
    return spot.value is None
