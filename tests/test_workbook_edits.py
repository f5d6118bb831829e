"""Values typed one by one go into the cells of a workbook, and nothing else of it changes."""

import io
import zipfile
from pathlib import Path

import pytest
from editing import TEXTS, done, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from docgen.issues.errors import EditConflictError, WorkspaceError
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
    "claims": drawn("assessment"),
    "application": drawn("application"),
    # Without the sheet of claims, which takes three times as long to read as all others.
    "sample": drawn("application", sample().model_copy(update={"submission": "application"})),
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
    *(("evidence", row, key) for row in (0, 3) for key in ("title", "holder", "number", "note")),
]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


def test_claims_go_into_the_rows_of_their_items():
    edits = [
        SetValue(("claims", 1), {"measure": 86.8, "statement": "一\n二"}),
        SetValue(("claims", 2, "deductions", "leader_change"), 1),
        SetValue(("claims", "8", "counts"), {"honoured": 3}),
        SetValue(("claims", 3, "choice"), "full"),
        SetValue(("claims", 7, "choice"), "lacking"),
    ]
    after = edit_data(BOOKS["claims"], BOOK, edits)
    assert said(at(after, "claims")) == {
        "1": {"measure": "86.8", "statement": "一\n二"},
        "2": {"deductions": {"leader_change": "1"}},
        "3": {"choice": "full"},
        "8": {"counts": {"honoured": "3"}},
        "7": {"choice": "lacking"},
    }
    written = changed(BOOKS["claims"], after)
    assert len(written) == 6
    # Two items have this key, each with its own words in its drop-down list.
    assert [v for v in written.values() if str(v).endswith("（full）")] == [
        "设施设备充分完整、能够满足日常工作和项目实施所需（full）"
    ]
    assert "没有年度工作总结或没有年度工作计划（lacking）" in written.values()
    emptied = edit_data(after, BOOK, [SetValue(("claims", 1)), SetValue(("claims", 8), {})])
    assert set(at(emptied, "claims")) == {"2", "3", "7"}
    for path in (("claims", 99, "measure"), ("claims", 8, "counts", "other")):
        with pytest.raises(WorkspaceError, match="没有地方填"):
            edit_data(after, BOOK, [SetValue(path, 3)])


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


def remade(change) -> bytes:
    """The sample's workbook after somebody did something to it in a spreadsheet."""
    book = load_workbook(io.BytesIO(BOOKS["sample"]))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def first_row(content) -> int:
    """The sheet's row of the first piece of evidence."""
    sheet = load_workbook(io.BytesIO(content))["佐证"]
    return next(row for row in range(4, 60) if sheet.cell(row, 2).value and row > 4)


def test_only_the_part_of_one_sheet_changes():
    before = BOOKS["sample"]
    after = edit_data(before, BOOK, [SetValue(("evidence", 0, "title"), "新")])
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        others = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert len(others) == 1
        assert b"dataValidation" in new.read(others[0])
        assert new.read(others[0]).count(b"dataValidation") == old.read(others[0]).count(
            b"dataValidation"
        )


def test_a_day_stays_a_day_and_a_month_becomes_a_text_in_its_cell():
    row = first_row(BOOKS["sample"])
    for value, content in (("2024-09-01", "2024-09-01 00:00:00"), ("2024-09", "2024-09")):
        after = edit_data(BOOKS["sample"], BOOK, [SetValue(("evidence", 0, "date"), value)])
        assert at(after, "evidence", 0, "date") == value
        assert str(load_workbook(io.BytesIO(after))["佐证"].cell(row, 6).value) == content


def with_formula(book):
    book["佐证"].cell(first_row(BOOKS["sample"]), 8).value = "=3+4"


def with_note(book):
    book["佐证"].cell(first_row(BOOKS["sample"]), 5).comment = Comment("核对", "甲")


def with_merged_titles(book):
    row = first_row(BOOKS["sample"])
    book["佐证"].merge_cells(start_row=row, end_row=row + 1, start_column=5, end_column=5)


def without_titles(book):
    book["佐证"].cell(3, 5).value = "我的标题"


def without_sheet(book):
    del book["团队"]


@pytest.mark.parametrize(
    ("change", "edit", "said"),
    [
        (None, SetValue(("bundle", "shape"), 3), "没有地方填"),
        (None, SetValue(("evidence", 99, "title"), "x"), "不在了"),
        (None, InsertRow(("evidence",), None, {"title": ""}), "什么也没有写"),
        (None, InsertRow(("evidence",), None, {"shape": "x", "files": "y"}), "没有地方填"),
        (with_formula, SetValue(("evidence", 0, "quantity"), 3), "H[0-9]+ 里是公式"),
        (with_formula, MoveRow(("evidence",), 0, 2), "H[0-9]+ 里是公式"),
        (with_note, MoveRow(("evidence",), 0, 2), "批注"),
        (with_note, InsertRow(("evidence",), 0, {"files": "y"}), "批注"),
        (with_merged_titles, SetValue(("evidence", 1, "title"), "x"), "合并"),
        (with_merged_titles, RemoveRow(("evidence",), 0), "合并"),
        (without_titles, SetValue(("evidence", 1, "title"), "x"), "没有地方填"),
        (without_sheet, InsertRow(("studio", "members"), None, {"name": "x"}), "没有“团队”这张表"),
    ],
)
def test_what_a_workbook_cannot_take_is_refused_with_a_remedy(change, edit, said):
    content = remade(change) if change else BOOKS["sample"]
    with pytest.raises(WorkspaceError, match=said) as refused:
        edit_data(content, BOOK, [edit])
    assert refused.value.remedy


def test_a_row_that_would_be_empty_is_to_be_taken_out():
    only = edit_data(
        BOOKS["application"], BOOK, [InsertRow(("studio", "members"), None, {"name": "甲"})]
    )
    with pytest.raises(WorkspaceError, match="什么也没有写"):
        edit_data(only, BOOK, [SetValue(("studio", "members", 0, "name"))])
    gone = edit_data(only, BOOK, [RemoveRow(("studio", "members"), 0, seen={"name": "甲"})])
    assert at(gone, "studio", "members") == []
    again = edit_data(gone, BOOK, [InsertRow(("studio", "members"), None, {"name": "乙"})])
    # In the place of the former, not below it.
    assert {k[1] for k in changed(only, again)} == {"B5"}


def test_links_and_looks_go_with_their_rows_and_a_new_row_looks_like_the_others():
    row = first_row(BOOKS["sample"])

    def dress(book):
        cell = book["佐证"].cell(row, 2)
        cell.hyperlink = "https://example.com/"
        cell.fill = PatternFill("solid", fgColor="FFFFCC00")

    content = remade(dress)
    after = edit_data(content, BOOK, [MoveRow(("evidence",), 0, 2)])
    sheet = load_workbook(io.BytesIO(after))["佐证"]
    assert sheet.cell(row + 2, 2).hyperlink.ref == f"B{row + 2}"
    assert sheet.cell(row, 2).hyperlink is None
    assert sheet.cell(row + 2, 2).fill.fgColor.rgb == "FFFFCC00"
    assert sheet.cell(row, 2).fill.fgColor.rgb != "FFFFCC00"


def test_what_another_has_changed_meanwhile_is_a_conflict_that_shows_it():
    with pytest.raises(EditConflictError) as unlike:
        edit_data(BOOKS["sample"], BOOK, [SetValue(("leader", "name"), "我的", seen="旧的")])
    assert unlike.value.theirs == at(BOOKS["sample"], "leader", "name")
    assert "领办人姓名" in unlike.value.what
    assert "leader" not in unlike.value.what
