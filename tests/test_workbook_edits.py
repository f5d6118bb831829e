"""Values typed one by one go into the cells of a workbook, and nothing else of it changes."""

import io
from pathlib import Path

import pytest
from editing import TEXTS, done, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from docgen.issues.errors import WorkspaceError
from docgen.model.submission import StudioFile
from docgen.workspace.data_edits import (
    InsertRow,
    MoveRow,
    RemoveRow,
    SetValue,
    edit_data,
    plain_data,
)
from docgen.workspace.data_tree import read_tree
from docgen.workspace.load import load_scheme
from docgen.workspace.validation import fit
from docgen.workspace.workbook_template import write_book

ROOT = Path(__file__).parent.parent
BOOK = "studio.xlsx"
SCHEME = load_scheme("weihai-2025", near=None)


def drawn(submission, data=None) -> bytes:
    return write_book(SCHEME, submission, "weihai-2025", data)


def sample() -> StudioFile:
    path = ROOT / "samples" / "assessment" / "studio.yaml"
    value = fit(read_tree(path, path.name, WorkspaceError), StudioFile).value
    assert value is not None
    return value


BOOKS = {
    "blank": drawn("assessment"),
    "application": drawn("application"),
    "sample": drawn("assessment", sample()),
}


def cells(content, *, but=()):
    """Every cell with its look, but for those that are told of."""
    book = load_workbook(io.BytesIO(content))
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.number_format, cell.fill.fgColor.rgb)
        for sheet in book
        for cell in sheet._cells.values()
        if (sheet.title, cell.coordinate) not in but
    }


def changed(old, new):
    """The cells that are not what they were, as they are."""
    before, after = cells(old), cells(new)
    return {
        at: after.get(at, (None,))[0]
        for at in before.keys() | after.keys()
        if before.get(at, (None,))[0] != after.get(at, (None,))[0]
    }


def at(content, *path):
    data = plain_data(content, BOOK)
    for step in path:
        data = data[step]
    return data


# ── values ────────────────────────────────────────────────────────────────────────────────────

PLAIN_TEXTS = [
    *(("unit", name) for name in ("name", "industry", "phone")),
    *(("leader", name) for name in ("name", "phone", "id_number")),
    ("studio", "name"),
    *(("claims", number, key) for number in (1, 2, 11, 18) for key in ("statement", "reason")),
    *(("evidence", row, key) for row in (0, 3) for key in ("title", "holder", "number", "note")),
]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(PLAIN_TEXTS), text=TEXTS)
def test_a_text_goes_into_its_cell_and_no_other_cell_changes(path, text):
    content = BOOKS["sample"]
    expected = done(plain_data(content, BOOK), SetValue(path, text))
    after = edit_data(content, BOOK, [SetValue(path, text)])
    assert said(plain_data(after, BOOK)) == said(expected)
    assert len(changed(content, after)) <= 1


@pytest.mark.parametrize(
    ("path", "value", "read", "stored"),
    [
        (("leader", "birth"), "1976年9月", "1976-09", "1976年9月"),
        (("unit", "hand_in_by"), "2025-06-03", "2025-06-03", "2025-06-03"),
        (("leader", "front_line"), True, True, "是"),
        (("unit", "technician_station"), "否", False, "否"),
        (("studio", "area_m2"), "86.80 平方米", "86.8", 86.8),
        (("studio", "area_m2"), 86.8, "86.8", 86.8),
        (("unit", "workforce", "technician"), "12人", "12", 12),
        (("unit", "workforce", "technician"), "许多", "许多", "许多"),
        (("leader", "id_number"), "371099197609180135", "371099197609180135", "371099197609180135"),
        (("submission",), "application", "application", "申报（application）"),
    ],
)
def test_a_value_stands_in_its_cell_as_a_clerk_would_write_it(path, value, read, stored):
    before = BOOKS["application"]
    after = edit_data(before, BOOK, [SetValue(path, value)])
    assert at(after, *path) == read
    if path != ("submission",):
        assert list(changed(before, after).values()) == [stored]


def test_rows_are_put_in_taken_out_and_moved():
    content = edit_data(
        BOOKS["sample"],
        BOOK,
        [
            InsertRow(("evidence",), None, {"files": ["a.pdf", {"file": "b.pdf", "pages": "1-3"}]}),
            InsertRow(("evidence",), 0, {"files": "c.pdf", "items": [6, 9], "date": "2024-06-18"}),
            RemoveRow(("evidence",), 3),
            MoveRow(("evidence",), 0, 5),
        ],
    )
    before, after = at(BOOKS["sample"], "evidence"), at(content, "evidence")
    new = {"files": [{"file": "c.pdf"}], "items": ["6", "9"], "date": "2024-06-18"}
    last = {"files": [{"file": "a.pdf"}, {"file": "b.pdf", "pages": "1-3"}]}
    wished = [*before[:2], *before[3:6], new, *before[6:], last]
    assert [said(row) for row in after] == [said(row) for row in wished]
    assert {k for k, v in cells(content).items()} >= {k for k, v in cells(BOOKS["sample"]).items()}
