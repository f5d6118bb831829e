"""Suggestions beside the rows of the evidence table, for a clerk to take over. They are no data.

In YAML each is a comment above its row, in a workbook they stand in a column of their own, which
is begun behind the others where the table has none.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.submission import EvidenceRow
from docgen.workspace.data_edits import plain_data
from docgen.workspace.data_tree import parse_tree
from docgen.workspace.ledger_marks import list_rows
from docgen.workspace.plain_values import comparable
from docgen.workspace.workbook_headings import BOOK_FILE, EVIDENCE_SHEET, SUGGESTED, bare
from docgen.workspace.yaml_edits import SUGGESTION_MARK
from docgen.workspace.yaml_file import decode_yaml
from docgen.workspace.yaml_positions import ending

Notes = Mapping[str, str]
"""What is suggested for a row, in a line each, by the keys of `EvidenceRow`."""

_FIELD_OF_LINE = re.compile(r"(\S+)：")


def mark_suggestions(content: bytes, name: str, notes: Mapping[int, Notes]) -> bytes:
    """Return a data file with these suggestions at its rows, counted from 0, and no others.

    WorkspaceError where the file cannot be read.
    """
    told = {index: [_tell(key, text) for key, text in row.items()] for index, row in notes.items()}
    return _mark(content, name, lambda index, _: told.get(index, ()))


def drop_suggestions(content: bytes, name: str, taken: Mapping[int, Collection[str]]) -> bytes:
    """Return a data file without the suggestions for these keys of its rows. WorkspaceError."""
    titles = {index: {_title(key) for key in keys} for index, keys in taken.items()}

    def keep(index: int, lines: Sequence[str]) -> Sequence[str]:
        gone = titles.get(index, ())
        return [line for line in lines if _title_of(line) not in gone]

    return _mark(content, name, keep)


def _tell(key: str, text: str) -> str:
    return f"{_title(key)}：{' '.join(text.split())}"


def _title(key: str) -> str:
    return str(EvidenceRow.model_fields[key].title)


def _title_of(line: str) -> str:
    found = _FIELD_OF_LINE.match(line)
    return found[1] if found else ""


class _Wanted(Protocol):
    """What is to stand at a row (from 0), by the lines that stand there."""

    def __call__(self, index: int, lines: Sequence[str], /) -> Sequence[str]: ...


def _mark(content: bytes, name: str, wanted: _Wanted) -> bytes:
    marked = (_mark_book if name == BOOK_FILE else _mark_yaml)(content, name, wanted)
    if comparable(plain_data(marked, name)) != comparable(plain_data(content, name)):
        raise refuse(OutputError, issue("ledger", Location(name), "side_effect"))
    return marked


# ── YAML ──────────────────────────────────────────────────────────────────────────────────────


def _mark_yaml(content: bytes, name: str, wanted: _Wanted) -> bytes:
    tree = parse_tree(content, name, WorkspaceError)
    rows = {row.line: index for index, row in enumerate(list_rows(tree))}
    bom, encoding, text = decode_yaml(content)
    return bom + "".join(_mark_lines(text, rows, wanted)).encode(encoding)


def _mark_lines(text: str, rows: Mapping[int, int], wanted: _Wanted) -> Iterator[str]:
    """The lines of a text, with suggestions above those that begin a row, by their numbers."""
    found: list[str] = []
    for number, line in enumerate(re.findall(r"[^\n]*\n|[^\n]+$", text), 1):
        if line.strip().startswith(SUGGESTION_MARK):
            found.append(line.strip().removeprefix(SUGGESTION_MARK).strip())
            continue
        body = line.lstrip(" ")
        # Above several rows on one line a suggestion would not say whose it is.
        if number in rows and body.startswith("-"):
            indent = line[: -len(body)]
            for said in wanted(rows[number], found):
                yield f"{indent}{SUGGESTION_MARK} {said}{ending(text)}"
            found = []
        yield line


# ── workbooks ─────────────────────────────────────────────────────────────────────────────────


def _mark_book(content: bytes, name: str, wanted: _Wanted) -> bytes:
    # What reads and writes workbooks takes as long to load as all the rest.
    from openpyxl.utils import coordinate_to_tuple  # type: ignore[import-untyped]  # noqa: PLC0415

    from docgen.workspace.workbook_file import parse_sheets  # noqa: PLC0415
    from docgen.workspace.workbook_patch import write_cells  # noqa: PLC0415
    from docgen.workspace.workbook_tree import parse_book, seek_head  # noqa: PLC0415

    sheets = parse_sheets(content, name, WorkspaceError)
    sheet = next((s for s in sheets if bare(s.name) == bare(EVIDENCE_SHEET)), None)
    head = seek_head(sheet, EVIDENCE_SHEET) if sheet else None
    if sheet is None or head is None:
        return content
    columns = (c for c, heading in head.columns.items() if heading.title == SUGGESTED.title)
    column = next(columns, None)
    edits: dict[tuple[int, int], str | float | None] = {}
    place = column or max(c for _, c in sheet.cells) + 1
    for index, row in enumerate(list_rows(parse_book(sheets, name, WorkspaceError))):
        at = (coordinate_to_tuple(row.cell)[0], place)
        cell = sheet.cells.get(at) if column else None
        there = str(cell.content) if cell else ""
        said = "\n".join(wanted(index, there.splitlines()))
        if said != there:
            edits[at] = said or None
    if edits and column is None:
        edits[head.row, place] = SUGGESTED.title
    return write_cells(content, sheet.name, edits) if edits else content
