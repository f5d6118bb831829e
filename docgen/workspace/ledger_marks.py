"""Marks at rows of the evidence table: whose file is gone, and which were added. They are no data.

In YAML a mark is a comment above the row, in a workbook it stands in a column of its own, in which
whatever else somebody writes stays.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from openpyxl.utils import coordinate_to_tuple  # type: ignore[import-untyped]

from docgen.issues.errors import WorkspaceError
from docgen.workspace.data_tree import DataTree, DataValue, parse_tree
from docgen.workspace.workbook_headings import BOOK_FILE, EVIDENCE_SHEET, STATE, bare
from docgen.workspace.yaml_edits import MISSING_MARK
from docgen.workspace.yaml_file import decode_yaml
from docgen.workspace.yaml_positions import ending

NEW_STATE, MISSING_STATE = "新增", "找不到文件"


def mark_rows(content: bytes, name: str, missing: Collection[int], added: Collection[int]) -> bytes:
    """Return a data file with marks at these rows of the evidence, counted from 0.

    Of rows that are not `missing` any more the mark is taken away. `added` ones are told from
    others in a workbook alone. WorkspaceError where the file cannot be read.
    """
    mark = _mark_book if name == BOOK_FILE else _mark_yaml
    return mark(content, name, missing, added)


def _mark_yaml(
    content: bytes, name: str, missing: Collection[int], _added: Collection[int]
) -> bytes:
    marked = {row.line for row in list_rows(parse_tree(content, name, WorkspaceError), missing)}
    bom, encoding, text = decode_yaml(content)
    return bom + "".join(_mark_lines(text, marked)).encode(encoding)


def _mark_lines(text: str, marked: Collection[int]) -> Iterator[str]:
    """The lines of a text with a mark above those with these numbers, from 1, and no others."""
    for number, line in enumerate(re.findall(r"[^\n]*\n|[^\n]+$", text), 1):
        if line.strip() == MISSING_MARK:
            continue
        body = line.lstrip(" ")
        # Above several rows on one line a mark would not say whose it is.
        if number in marked and body.startswith("-"):
            yield f"{line[: -len(body)]}{MISSING_MARK}{ending(text)}"
        yield line


def _mark_book(
    content: bytes, name: str, missing: Collection[int], added: Collection[int]
) -> bytes:
    # What reads and writes workbooks takes as long to load as all the rest.
    from docgen.workspace.workbook_file import parse_sheets  # noqa: PLC0415
    from docgen.workspace.workbook_patch import write_cells  # noqa: PLC0415
    from docgen.workspace.workbook_tree import parse_book, seek_head  # noqa: PLC0415

    sheets = parse_sheets(content, name, WorkspaceError)
    sheet = next((s for s in sheets if bare(s.name) == bare(EVIDENCE_SHEET)), None)
    head = seek_head(sheet, EVIDENCE_SHEET) if sheet else None
    columns = (c for c, h in head.columns.items() if h.title == STATE.title) if head else ()
    column = next(iter(columns), None)
    if sheet is None or column is None:
        return content
    marks: dict[tuple[int, int], str | float | None] = {}
    for index, row in enumerate(list_rows(parse_book(sheets, name, WorkspaceError))):
        at = (coordinate_to_tuple(row.cell)[0], column)
        cell = sheet.cells.get(at)
        said = str(cell.content) if cell else ""
        state = _state_of(said, missing=index in missing, added=index in added)
        if state != said:
            marks[at] = state or None
    return write_cells(content, sheet.name, marks) if marks else content


def _state_of(said: str, *, missing: bool, added: bool) -> str:
    """What is to stand in the cell of a row's state."""
    if missing:
        return MISSING_STATE if said in ("", NEW_STATE) else said
    if said == MISSING_STATE:
        said = ""
    return NEW_STATE if added else said


def list_rows(tree: DataTree, indices: Collection[int] | None = None) -> Sequence[DataValue]:
    """Return the rows of the evidence; those of these places alone where any are named."""
    evidence = tree.root.value.get("evidence") if isinstance(tree.root.value, dict) else None
    rows = evidence.value if evidence and isinstance(evidence.value, list) else []
    return [row for index, row in enumerate(rows) if indices is None or index in indices]
