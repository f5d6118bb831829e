"""What a clerk does with evidence in a page: one step each, rows follow, the way back is whole."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_history import tree

from docgen.issues.errors import ChangeConflictError, EditConflictError, WorkspaceError
from docgen.model.evidence import LAST_PAGE, Evidence
from docgen.workspace import workbook_edits
from docgen.workspace.convert import convert_data
from docgen.workspace.data_changes import change_data
from docgen.workspace.data_edits import RemoveRow, SetValue, edit_data, plain_data
from docgen.workspace.data_file import DATA_FILES
from docgen.workspace.discover import sort_path, title_of
from docgen.workspace.evidence_bin import list_bin, restore
from docgen.workspace.evidence_changes import (
    SETTABLE,
    join_pieces,
    move_pieces,
    remove_pieces,
    rename_file,
    replace_file,
    set_pages,
    set_piece,
    support_items,
    take_apart,
    turn_pages,
)
from docgen.workspace.evidence_order import number_names, order_pieces
from docgen.workspace.evidence_pieces import find_piece, key_pieces
from docgen.workspace.evidence_places import Place
from docgen.workspace.history import history, redo, undo
from docgen.workspace.incoming_files import Incoming, add_files
from docgen.workspace.ledger import update_ledger
from docgen.workspace.load import load_workspace
from docgen.workspace.page_turning import turn_some_pages

HOME = "13-新产品新成果"
AWARDS = "17-奖项与论文专著"
PATENT = f"{HOME}/发明专利/1 甲.pdf"
YAML = f"""\
# 报送
scheme: weihai-2025
submission: assessment
evidence:
  # 专利
  - files: {PATENT}
    title: 一种装置
    number: ZL202010123456.7   # 核对过
    items: [13, 17]
  - files: {HOME}/合订.pdf
    pages: 1-3
    items: 12
  - files: {HOME}/合订.pdf
    pages: 4-
  - files: [16-媒体宣传与活动/图1.jpg, 16-媒体宣传与活动/图2.jpg]
    title: 现场照片
    layout: 2
"""
FILES = (
    PATENT, f"{HOME}/发明专利/2 乙.pdf", f"{HOME}/发明专利/3 丙.pdf", f"{HOME}/合订.pdf",
    "16-媒体宣传与活动/图1.jpg", "16-媒体宣传与活动/图2.jpg", "01-工作室专用场地/平面图.pdf",
    "待分类/新.pdf",
)  # fmt: skip


@pytest.fixture(scope="module")
def contents(tmp_path_factory) -> Mapping[str, bytes]:
    """The data of the workspace in both its forms."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "studio.yaml").write_text(YAML, "utf-8")
    convert_data(folder)
    return {
        "studio.yaml": YAML.encode(),
        "studio.xlsx": (folder / "studio.xlsx").read_bytes(),
    }


@pytest.fixture(params=DATA_FILES)
def either(request, contents, tmp_path) -> Path:
    """A workspace in one form and the other: to read a workbook takes ten times as long."""
    return make(tmp_path / "w", request.param, contents)


@pytest.fixture
def folder(contents, tmp_path) -> Path:
    return make(tmp_path / "w", "studio.yaml", contents)


def make(folder: Path, name: str, contents: Mapping[str, bytes]) -> Path:
    for number, path in enumerate(FILES):
        file = folder / "evidence" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"%%PDF %d" % number)
    (folder / name).write_bytes(contents[name])
    return folder


def pieces(folder: Path) -> dict[str, Evidence]:
    return key_pieces(load_workspace(folder).evidence)


def rows(folder: Path) -> list[dict[str, object]]:
    """The rows of the data file in one form, whichever it has."""
    file = next(folder / name for name in DATA_FILES if (folder / name).exists())
    found = plain_data(file.read_bytes(), file.name)["evidence"]
    assert isinstance(found, Sequence)
    return [_normalise(row) for row in found]


def _normalise(row: Mapping[str, object]) -> dict[str, object]:
    said = {key: value for key, value in row.items() if value not in (None, "", [], ())}
    listed = said["files"] if isinstance(said["files"], list | tuple) else [said["files"]]
    files = [one if isinstance(one, Mapping) else {"file": one} for one in listed]
    said["files"] = [dict(one) for one in files]
    if "items" in said:
        items = said["items"] if isinstance(said["items"], list | tuple) else [said["items"]]
        said["items"] = [int(str(one)) for one in items]
    return said


def row_of(folder: Path, path: str) -> dict[str, object]:
    found = [row for row in rows(folder) if row["files"][0]["file"] == path]  # type: ignore[index]
    assert len(found) == 1, found
    return found[0]


def both_ways(folder: Path, change: Callable[[], object]) -> None:
    """Do a change, see that it is one step, undo it to the byte and do it again to the byte."""
    before, steps = tree(folder), len(history(folder).undoable)
    change()
    after = tree(folder)
    assert len(history(folder).undoable) == steps + 1
    assert after != before
    undo(folder)
    assert tree(folder) == before
    redo(folder)
    assert tree(folder) == after


# ── keys ──────────────────────────────────────────────────────────────────────────────────────


def test_pieces_have_keys_that_tell_them_apart(folder):
    named = pieces(folder)
    assert {f"{HOME}/合订.pdf#1-3", f"{HOME}/合订.pdf#4-", PATENT} <= named.keys()
    evidence = load_workspace(folder).evidence
    assert len(named) == len(evidence) == 7
    twins = (*evidence, *evidence)
    assert len(key_pieces(twins)) == 14
    assert find_piece(twins, f"{PATENT}~2") == find_piece(twins, PATENT)
    assert find_piece(evidence, "无.pdf") is None


@pytest.mark.parametrize("change", [
    lambda w: move_pieces(w, ["无.pdf"], Place(13)),
    lambda w: remove_pieces(w, [PATENT, "无.pdf"]),
    lambda w: rename_file(w, "无.pdf", "有"),
    lambda w: rename_file(w, PATENT, "2 乙"),
    lambda w: replace_file(w, "无.pdf", Incoming(w / "studio.yaml", "x.pdf")),
    lambda w: join_pieces(w, [PATENT, "无.pdf"]),
    lambda w: take_apart(w, PATENT),
    lambda w: set_piece(w, "无.pdf", "title", "x"),
    lambda w: support_items(w, PATENT, [99]),
    lambda w: move_pieces(w, [PATENT], Place(13, "奖状")),
    lambda w: order_pieces(w, [PATENT, f"{HOME}/合订.pdf#1-3"]),
    lambda w: turn_pages(w, "无.pdf", 90),
    lambda w: set_pages(w, PATENT, "1", file=3),
])  # fmt: skip
def test_what_is_not_as_it_was_seen_is_refused(folder, change):
    before = tree(folder)
    with pytest.raises(ChangeConflictError) as refused:
        change(folder)
    assert refused.value.remedy
    assert tree(folder) == before
    assert history(folder).undoable == ()


# ── files ─────────────────────────────────────────────────────────────────────────────────────


def test_a_piece_moves_with_all_that_is_said_of_it(either):
    both_ways(either, lambda: move_pieces(either, [PATENT], Place(17)))
    piece = pieces(either)[f"{AWARDS}/1 甲.pdf"]
    assert (piece.title, piece.supports, piece.kind) == ("一种装置", (17,), "")
    assert piece.number == "ZL202010123456.7"
    assert not list_bin(either)
    if (either / "studio.yaml").exists():
        assert "# 专利" in (either / "studio.yaml").read_text("utf-8")
        assert "# 核对过" in (either / "studio.yaml").read_text("utf-8")


def test_of_several_items_the_one_it_stands_at_changes(folder):
    move_pieces(folder, [PATENT], Place(11))
    assert pieces(folder)["11-职业技能培训/1 甲.pdf"].supports == (11, 17)


def test_pieces_without_rows_move_and_get_none(folder):
    keys = [f"{HOME}/发明专利/2 乙.pdf", "01-工作室专用场地/平面图.pdf", "待分类/新.pdf"]
    count = len(rows(folder))
    both_ways(folder, lambda: move_pieces(folder, keys, Place(13, "实用新型专利")))
    named = pieces(folder)
    for name in ("2 乙.pdf", "平面图.pdf", "新.pdf"):
        assert named[f"{HOME}/实用新型专利/{name}"].kind == "实用新型专利"
    assert len(rows(folder)) == count
    assert load_workspace(folder).unsorted == ()


def test_a_file_that_others_use_stays_and_the_row_says_the_item(folder):
    both_ways(folder, lambda: move_pieces(folder, [f"{HOME}/合订.pdf#4-"], Place(17)))
    assert (folder / f"evidence/{HOME}/合订.pdf").exists()
    assert pieces(folder)[f"{HOME}/合订.pdf#4-"].supports == (17,)
    # All of them together take it along.
    keys = [f"{HOME}/合订.pdf#4-", f"{HOME}/合订.pdf#1-3"]
    both_ways(folder, lambda: move_pieces(folder, keys, Place(14)))
    named = pieces(folder)
    assert {named["14-职业技能竞赛/合订.pdf#4-"].supports} == {(14,)}


def test_what_waits_keeps_what_is_said_of_it(folder):
    both_ways(folder, lambda: move_pieces(folder, [PATENT], Place()))
    workspace = load_workspace(folder)
    assert "待分类/1 甲.pdf" in workspace.unsorted
    assert not [f for f in workspace.findings if f.code == "F207"]
    assert row_of(folder, "待分类/1 甲.pdf")["title"] == "一种装置"
    move_pieces(folder, ["待分类/1 甲.pdf"], Place(12))
    piece = pieces(folder)["12-技术革新/1 甲.pdf"]
    assert (piece.title, piece.supports) == ("一种装置", (12,))


def test_a_taken_name_gets_a_number_on_the_way(folder):
    (folder / f"evidence/{AWARDS}").mkdir()
    (folder / f"evidence/{AWARDS}/1 甲.PDF").write_bytes(b"other")
    moved = move_pieces(folder, [PATENT], Place(17)).moved
    assert moved == {PATENT: f"{AWARDS}/1 甲 (2).pdf"}
    assert row_of(folder, f"{AWARDS}/1 甲 (2).pdf")["title"] == "一种装置"


def test_a_folder_that_a_row_names_moves_as_a_whole(folder):
    data = folder / "studio.yaml"
    (folder / "evidence/16-媒体宣传与活动/活动").mkdir()
    for name in ("1.jpg", "2.jpg"):
        (folder / f"evidence/16-媒体宣传与活动/活动/{name}").write_bytes(name.encode())
    data.write_text(f"{YAML}  - files: 16-媒体宣传与活动/活动\n    title: 开放日\n", "utf-8")
    key = "16-媒体宣传与活动/活动/1.jpg"
    assert pieces(folder)[key].title == "开放日"
    both_ways(folder, lambda: move_pieces(folder, [key], Place(11)))
    piece = pieces(folder)["11-职业技能培训/活动/1.jpg"]
    assert (piece.title, len(piece.files)) == ("开放日", 2)
    both_ways(folder, lambda: take_apart(folder, "11-职业技能培训/活动/1.jpg"))
    named = pieces(folder)
    assert named["11-职业技能培训/活动/1.jpg"].title == "开放日"
    assert named["11-职业技能培训/活动/2.jpg"].title == "2"


@pytest.mark.parametrize("named", ["16-媒体宣传与活动", "[16-媒体宣传与活动/活动, 待分类/新.pdf]"])
def test_a_folder_that_cannot_move_as_a_whole_becomes_its_files(folder, named):
    (folder / "evidence/16-媒体宣传与活动/活动").mkdir()
    for name in ("活动/a.jpg", "b.jpg"):
        (folder / f"evidence/16-媒体宣传与活动/{name}").write_bytes(name.encode())
    (folder / "evidence/11-职业技能培训").mkdir()
    (folder / "evidence/11-职业技能培训/别的.jpg").write_bytes(b"other")
    row = f"  - files: {named}\n    items: [16]\n    title: 开放日\n"
    (folder / "studio.yaml").write_text(YAML + row, "utf-8")
    key, piece = next((k, p) for k, p in pieces(folder).items() if p.title == "开放日")
    both_ways(folder, lambda: move_pieces(folder, [key], Place(11)))
    moved = next(p for p in pieces(folder).values() if p.title == "开放日")
    assert moved.supports == (11,)
    assert {Path(f.path).name for f in moved.files} == {Path(f.path).name for f in piece.files}
    assert all(f.path.startswith("11-职业技能培训/") for f in moved.files)
    findings = load_workspace(folder).findings
    assert not [f for f in findings if f.code in ("F203", "F213", "F240")]


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("1 甲（授权）", "1 甲（授权）.pdf"), ("1 甲二.PDF", "1 甲二.pdf"), ("a/b", "a／b.pdf"),
        ("CON", "_CON.pdf"), ("x\x00\x1by", "xy.pdf"), ("说明.docx", "说明.docx.pdf"),
    ],
)  # fmt: skip
def test_a_renamed_file_keeps_its_suffix_and_its_row(folder, name, new):
    both_ways(folder, lambda: rename_file(folder, PATENT, name))
    assert row_of(folder, f"{HOME}/发明专利/{new}")["number"] == "ZL202010123456.7"
    assert pieces(folder)[f"{HOME}/发明专利/{new}"].title == "一种装置"


def test_a_name_may_change_its_case_alone(folder):
    rename_file(folder, PATENT, "1 a")
    both_ways(folder, lambda: rename_file(folder, f"{HOME}/发明专利/1 a.pdf", "1 A"))
    assert row_of(folder, f"{HOME}/发明专利/1 A.pdf")
    assert rename_file(folder, f"{HOME}/发明专利/1 A.pdf", "1 A").step is None


def test_a_title_that_was_the_name_goes_with_it(folder):
    set_piece(folder, PATENT, "title", "甲证书")
    rename_file(folder, PATENT, "1 甲证书")
    rename_file(folder, f"{HOME}/发明专利/1 甲证书.pdf", "1 乙证书")
    assert pieces(folder)[f"{HOME}/发明专利/1 乙证书.pdf"].title == "乙证书"


@pytest.mark.parametrize(("suffix", "now"), [("pdf", "1 甲.pdf"), ("JPG", "1 甲.JPG")])
def test_a_replaced_file_is_in_the_bin(folder, tmp_path, suffix, now):
    new = tmp_path / "新"
    new.write_bytes(b"new")
    incoming = Incoming(new, f"扫描件.{suffix}")
    both_ways(folder, lambda: replace_file(folder, PATENT, incoming))
    assert (folder / f"evidence/{HOME}/发明专利/{now}").read_bytes() == b"new"
    assert row_of(folder, f"{HOME}/发明专利/{now}")["title"] == "一种装置"
    (binned,) = list_bin(folder)
    assert binned.path == f"evidence/{PATENT}"
    assert (folder / ".docgen/bin" / binned.key).read_bytes() == b"%PDF 0"
    assert new.exists()


def test_removed_pieces_are_in_the_bin_and_their_rows_gone(either):
    keys = [PATENT, f"{HOME}/合订.pdf#4-", "01-工作室专用场地/平面图.pdf", "待分类/新.pdf"]
    both_ways(either, lambda: remove_pieces(either, keys))
    assert sorted(one.path for one in list_bin(either)) == sorted(
        f"evidence/{path}" for path in (PATENT, "01-工作室专用场地/平面图.pdf", "待分类/新.pdf")
    )
    assert [row.get("pages") or row["files"][0].get("pages") for row in rows(either)] == [
        "1-3", None,
    ]  # fmt: skip
    assert f"{HOME}/合订.pdf#1-3" in pieces(either)
    keys = [one.key for one in list_bin(either)]
    both_ways(either, lambda: restore(either, keys))
    assert (either / "evidence" / PATENT).exists()
    # What was said of it is back, but for the pages of a file that had stayed.
    assert pieces(either)[PATENT].number == "ZL202010123456.7"
    assert len(rows(either)) == 3


# ── pieces ────────────────────────────────────────────────────────────────────────────────────


def test_pieces_are_joined_and_taken_apart(folder):
    keys = [f"{HOME}/发明专利/2 乙.pdf", PATENT, f"{HOME}/合订.pdf#4-"]
    both_ways(folder, lambda: join_pieces(folder, keys))
    joined = pieces(folder)[keys[0]]
    assert [(file.path, file.pages) for file in joined.files] == [
        (keys[0], None), (PATENT, None), (f"{HOME}/合订.pdf", ((4, LAST_PAGE),)),
    ]  # fmt: skip
    assert (joined.title, joined.supports, joined.kind) == ("乙", (13,), "发明专利")
    both_ways(folder, lambda: take_apart(folder, keys[0]))
    assert {*keys} <= pieces(folder).keys()
    assert PATENT not in {row["files"][0]["file"] for row in rows(folder)}


def test_a_joined_piece_is_what_its_first_was(folder):
    join_pieces(folder, [PATENT, "01-工作室专用场地/平面图.pdf"])
    joined = pieces(folder)[PATENT]
    assert (joined.title, joined.supports) == ("一种装置", (13, 17))
    assert joined.number == "ZL202010123456.7"


def test_a_file_is_parted_by_its_pages(either):
    turn_pages(either, PATENT, 90)
    both_ways(either, lambda: take_apart(either, PATENT, ["1", "2-3", "4-"]))
    named = pieces(either)
    parts = [named[f"{PATENT}#{pages}"] for pages in ("1", "2-3", "4-")]
    assert [part.title for part in parts] == ["一种装置", "甲", "甲"]
    assert {part.supports for part in parts} == {(13, 17)}
    assert {part.files[0].turn for part in parts} == {90}
    assert [part.order for part in parts] == sorted(part.order for part in parts)
    with pytest.raises(WorkspaceError, match="页码"):
        take_apart(either, f"{PATENT}#1", ["一", "2"])


def test_a_list_of_photographs_is_taken_apart(either):
    key = "16-媒体宣传与活动/图1.jpg"
    both_ways(either, lambda: take_apart(either, key))
    named = pieces(either)
    assert (named[key].title, named[key].layout) == ("现场照片", 2)
    assert named["16-媒体宣传与活动/图2.jpg"].title == "图2"
    both_ways(either, lambda: join_pieces(either, [key, "16-媒体宣传与活动/图2.jpg"]))
    assert len(pieces(either)[key].files) == 2


# ── rows ──────────────────────────────────────────────────────────────────────────────────────

VALUES = {
    "title": "新标题", "date": "2024-06", "kind": "实用新型专利", "quantity": "3.5",
    "holder": "张三、李四", "number": "A-1", "achievement": "成果", "organiser": "市人社局",
    "in_period": True, "note": "说明\n两行", "layout": 4,
}  # fmt: skip


@pytest.mark.parametrize("key", [PATENT, f"{HOME}/发明专利/2 乙.pdf"])
def test_every_value_is_set_and_taken_out(folder, key):
    assert VALUES.keys() == set(SETTABLE)
    start, count = tree(folder), len(rows(folder))
    _set_all(folder, key)
    for _ in VALUES:
        undo(folder)
    assert tree(folder) == start
    for field in VALUES:
        set_piece(folder, key, field, None)
    assert len(rows(folder)) == count


def _set_all(folder: Path, key: str) -> None:
    for field, value in sorted(VALUES.items(), reverse=True):
        set_piece(folder, key, field, value)
    piece = pieces(folder)[key]
    for field, value in VALUES.items():
        assert str(getattr(piece, field)) == str(value)


def test_every_value_is_set_in_a_workbook_too(contents, tmp_path):
    folder = make(tmp_path / "w", "studio.xlsx", contents)
    _set_all(folder, f"{HOME}/发明专利/2 乙.pdf")
    steps = history(folder).undoable
    assert len(steps) == len(VALUES)
    set_piece(folder, PATENT, "title", "甲")
    assert pieces(folder)[PATENT].title == "甲"


def test_a_row_that_says_nothing_more_is_dropped(folder):
    key, before = f"{HOME}/发明专利/2 乙.pdf", rows(folder)
    for field, value, nothing in (
        ("title", "另一个", "乙"), ("kind", "实用新型专利", "发明专利"), ("note", "x", ""),
        ("in_period", True, False),
    ):  # fmt: skip
        set_piece(folder, key, field, value)
        assert len(rows(folder)) == len(before) + 1
        set_piece(folder, key, field, nothing)
        assert rows(folder) == before


def test_what_is_set_meets_what_was_seen(folder):
    set_piece(folder, PATENT, "title", "新", seen="一种装置")
    with pytest.raises(EditConflictError) as refused:
        set_piece(folder, PATENT, "title", None, seen="一种装置")
    assert refused.value.theirs == "新"
    other = f"{HOME}/发明专利/2 乙.pdf"
    set_piece(folder, other, "title", "丁", seen=None)
    with pytest.raises(EditConflictError):
        set_piece(folder, other, "title", "戊", seen=None)
    with pytest.raises(EditConflictError):
        set_piece(folder, other, "title", None, seen="不是它")
    undo(folder)
    with pytest.raises(ChangeConflictError):
        set_piece(folder, other, "title", "戊", seen="丁")
    with pytest.raises(ValueError, match="files"):
        set_piece(folder, other, "files", "x")


def test_a_row_that_cannot_be_read_as_evidence_is_still_its_row(folder):
    # Without a note it is a mistake, and the row is left out until there is one.
    key = f"{HOME}/发明专利/2 乙.pdf"
    first = rows(folder)
    set_piece(folder, key, "in_period", True)
    assert not pieces(folder)[key].in_period
    set_piece(folder, f"{HOME}/合订.pdf#4-", "title", "后面")
    set_piece(folder, key, "note", "理由")
    assert pieces(folder)[key].in_period
    assert pieces(folder)[f"{HOME}/合订.pdf#4-"].title == "后面"
    assert len(rows(folder)) == len(first) + 1


def test_typing_is_one_step(folder):
    for text in ("证", "证书", "证书一"):
        set_piece(folder, PATENT, "title", text)
    assert [step.label for step in history(folder).undoable] == ["标题：证书"]
    undo(folder)
    assert pieces(folder)[PATENT].title == "一种装置"


def test_items_pages_and_turning(folder):
    key = f"{HOME}/发明专利/2 乙.pdf"
    before = rows(folder)
    both_ways(folder, lambda: support_items(folder, key, [13, 18]))
    assert pieces(folder)[key].supports == (13, 18)
    support_items(folder, key, [13])
    assert rows(folder) == before
    both_ways(folder, lambda: set_pages(folder, key, "2-3，5"))
    key = f"{key}#2-3,5"
    both_ways(folder, lambda: turn_pages(folder, key, 270))
    assert pieces(folder)[key].files[0].turn == 270
    turn_pages(folder, key, 0)
    set_pages(folder, key, "")
    assert rows(folder) == before
    both_ways(folder, lambda: turn_pages(folder, "16-媒体宣传与活动/图1.jpg", 90, file=1))
    assert [f.turn for f in pieces(folder)["16-媒体宣传与活动/图1.jpg"].files] == [0, 90]
    with pytest.raises(WorkspaceError, match="页码"):
        set_pages(folder, PATENT, "三")


def test_some_pages_are_turned_and_the_others_left(folder):
    key = f"{HOME}/发明专利/2 乙.pdf"
    both_ways(folder, lambda: turn_some_pages(folder, key, 90, [5, 2], file=0, count=6))
    (piece,) = (one for name, one in pieces(folder).items() if name.startswith(key))
    turned = [(file.pages, file.turn) for file in piece.files]
    assert turned == [
        (((1, 1),), 0),
        (((2, 2),), 90),
        (((3, 4),), 0),
        (((5, 5),), 90),
        (((6, 6),), 0),
    ]
    # A part of several files, whose row says how: the others have no other turn by it.
    key = "16-媒体宣传与活动/图1.jpg"
    both_ways(folder, lambda: turn_some_pages(folder, key, 180, [1], file=1, count=1))
    assert [file.turn for file in pieces(folder)[key].files] == [0, 180]
    # Pages that are turned by their row already, and lie right when they are not.
    turn_pages(folder, f"{HOME}/合订.pdf#1-3", 270)
    both_ways(
        folder, lambda: turn_some_pages(folder, f"{HOME}/合订.pdf#1-3", 0, [3], file=0, count=5)
    )
    files = pieces(folder)[f"{HOME}/合订.pdf#1-2"].files
    assert [(file.pages, file.turn) for file in files] == [(((1, 2),), 270), (((3, 3),), 0)]


def test_what_was_moved_in_a_file_manager_is_changed_where_it_is(folder):
    update_ledger(folder)
    (folder / f"evidence/{AWARDS}").mkdir()
    (folder / "evidence" / PATENT).rename(folder / f"evidence/{AWARDS}/证.pdf")
    both_ways(folder, lambda: set_piece(folder, f"{AWARDS}/证.pdf", "holder", "张三"))
    row = row_of(folder, f"{AWARDS}/证.pdf")
    assert (row["holder"], row["title"]) == ("张三", "一种装置")


# ── order ─────────────────────────────────────────────────────────────────────────────────────


def test_order_is_a_matter_of_names(folder):
    home = f"{HOME}/发明专利"
    keys = [f"{home}/3 丙.pdf", PATENT, f"{home}/2 乙.pdf"]
    both_ways(folder, lambda: order_pieces(folder, keys))
    ordered = [piece for piece in load_workspace(folder).evidence if piece.kind == "发明专利"]
    assert [piece.title for piece in ordered] == ["丙", "一种装置", "乙"]
    assert row_of(folder, f"{home}/4 甲.pdf")["title"] == "一种装置"
    now = [piece.files[0].path for piece in ordered]
    assert order_pieces(folder, now).step is None


def test_what_is_not_put_in_order_stays_in_its_place(folder):
    home = f"{HOME}/发明专利"
    both_ways(folder, lambda: order_pieces(folder, [f"{home}/3 丙.pdf", PATENT]))
    ordered = [piece for piece in load_workspace(folder).evidence if piece.kind == "发明专利"]
    assert [piece.title for piece in ordered] == ["丙", "乙", "一种装置"]
    now = [piece.files[0].path for piece in ordered]
    assert order_pieces(folder, now[:1]).step is None


def test_order_of_pages_of_one_file_is_that_of_rows(either):
    keys = [f"{HOME}/合订.pdf#4-", f"{HOME}/合订.pdf#1-3"]
    both_ways(either, lambda: order_pieces(either, keys))
    assert [row.get("pages") or row["files"][0].get("pages") for row in rows(either)[1:3]] == [
        "4-",
        "1-3",
    ]


NAMES = st.lists(
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from(["", "1 ", "2、", "03-", "10 ", "2024年", "5.", "12", "（3）", "24年"]),
            st.text("甲乙a0-（", min_size=1, max_size=3),
            st.sampled_from([".pdf", ".jpg", ""]),
        ),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(names=NAMES)
@settings(max_examples=150, deadline=None)
def test_names_come_as_they_are_wished(names):
    numbered = number_names(names)
    assert sorted(numbered, key=sort_path) == numbered
    assert number_names(numbered) == numbered


@pytest.mark.parametrize(
    ("wished", "renamed"),
    [
        (["1 a", "2 b", "3 c"], 0), (["2 b", "1 a", "3 c"], 2), (["1 a", "3 c", "2 b"], 1),
        (["a", "b", "c"], 0), (["c", "a", "b"], 1), (["1 a", "7 g", "4 d", "9 i"], 1),
        (["01-b", "03-c", "02-a"], 1),
    ],
)  # fmt: skip
def test_as_few_files_are_renamed_as_it_takes(wished, renamed):
    names = [f"{name}.pdf" for name in wished]
    numbered = number_names(names)
    assert sum(one != other for one, other in zip(names, numbered, strict=True)) == renamed
    assert [title_of(name) for name in numbered] == [title_of(name) for name in names]
    assert "3" not in numbered[-1] or wished[0] != "01-b" or numbered[-1].startswith("04 ")


# ── all of it ─────────────────────────────────────────────────────────────────────────────────


def _act(folder: Path, rng: random.Random, drop: Path) -> None:
    """Any change, of any of what is there."""
    workspace = load_workspace(folder)
    named = list(key_pieces(workspace.evidence))
    keys = rng.sample(named, min(len(named), rng.randint(1, 3)))
    waiting = rng.sample(workspace.unsorted, min(1, len(workspace.unsorted)))
    place = rng.choice([Place(13), Place(13, "发明专利"), Place(17), Place(), Place(1)])
    paths = [file.path for piece in workspace.evidence for file in piece.files]
    binned = [one.key for one in list_bin(folder)]
    drop.write_bytes(rng.randbytes(4))
    new = Incoming(drop, rng.choice(["新.pdf", "证书/发明专利/1 甲.pdf", "1.jpg", "A.PDF"]))
    acts: list[Callable[[], object]] = [lambda: add_files(folder, place, [new])]
    if binned:
        acts.append(lambda: restore(folder, rng.sample(binned, 1)))
    if keys:
        key, path = keys[0], rng.choice(paths)
        home = path.rpartition("/")[0]
        same = [k for k, p in key_pieces(workspace.evidence).items()
                if p.files[0].path.rpartition("/")[0] == home]  # fmt: skip
        rng.shuffle(same)
        field = rng.choice(["title", "note", "kind", "number"])
        acts += [
            lambda: move_pieces(folder, [*keys, *waiting], place),
            lambda: rename_file(folder, path, rng.choice(["甲", "2 乙", "a", "A"])),
            lambda: replace_file(folder, path, new),
            lambda: remove_pieces(folder, keys[:1]),
            lambda: order_pieces(folder, same),
            lambda: join_pieces(folder, keys),
            lambda: take_apart(folder, key),
            lambda: take_apart(folder, key, ["1", "2-"]),
            lambda: set_piece(folder, key, field, rng.choice(["甲", "x", None])),
            lambda: support_items(folder, key, rng.sample([1, 13, 17], 2)),
            lambda: set_pages(folder, key, rng.choice(["1", "2-", ""])),
            lambda: turn_pages(folder, key, rng.choice([0, 90])),
        ]
    rng.choice(acts)()


def hold(folder: Path) -> Counter[bytes]:
    """What the files of the evidence and of the bin hold."""
    files = [*(folder / "evidence").rglob("*"), *(folder / ".docgen/bin").rglob("*")]
    return Counter(file.read_bytes() for file in files if file.is_file())


@given(seed=st.integers(0, 10**6), name=st.sampled_from(("studio.yaml",) * 7 + DATA_FILES))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_changes_undone_leave_what_was_and_done_again_what_came(
    seed, name, contents, tmp_path_factory
):
    rng = random.Random(seed)
    drop = tmp_path_factory.mktemp("any")
    folder = make(drop / "w", name, contents)
    states = [tree(folder)]
    for _ in range(8 if name == "studio.yaml" else 2):
        steps, held = len(history(folder).undoable), hold(folder)
        try:
            _act(folder, rng, drop / "new")
        except (ChangeConflictError, WorkspaceError):
            assert tree(folder) == states[-1]
            continue
        if len(history(folder).undoable) > steps:
            states.append(tree(folder))
        else:
            states[-1] = tree(folder)
        # Each file is evidence, or waits, or is in the bin; and none is named in vain.
        assert not held - hold(folder)
        findings = load_workspace(folder).findings
        assert not [f for f in findings if f.code in ("F203", "F240")], findings
    held = hold(folder)
    for state in reversed(states[:-1]):
        undo(folder)
        assert tree(folder) == state
    for state in states[1:]:
        redo(folder)
        assert tree(folder) == state
    assert hold(folder) == held
    shutil.rmtree(folder)


def test_a_restored_file_with_another_name_has_its_row(folder):
    remove_pieces(folder, [PATENT])
    (folder / "evidence" / PATENT).write_bytes(b"other")
    restore(folder, [list_bin(folder)[0].key])
    assert row_of(folder, f"{HOME}/发明专利/1 甲 (2).pdf")["title"] == "一种装置"
    assert len(rows(folder)) == 4


def test_many_values_of_a_workbook_are_set_at_once(contents, monkeypatch):
    edits = [
        SetValue(("evidence", 0, "title"), "甲", "一种装置"),
        SetValue(("evidence", 1, "note"), "说明"),
        SetValue(("evidence", 0, "title"), "乙", "甲"),
        SetValue(("unit", "name"), "某单位"),
    ]
    content = one = contents["studio.xlsx"]
    for edit in edits:
        one = edit_data(one, "studio.xlsx", [edit])
    written = []
    usual = workbook_edits.write_cells
    monkeypatch.setattr(
        workbook_edits, "write_cells", lambda *given: written.append(given[1]) or usual(*given)
    )
    together = edit_data(content, "studio.xlsx", edits)
    assert plain_data(together, "studio.xlsx") == plain_data(one, "studio.xlsx")
    assert sorted(written) == ["佐证", "单位"]
    removals = [RemoveRow(("evidence",), index) for index in (3, 1, 0)]
    (row,) = plain_data(edit_data(content, "studio.xlsx", removals), "studio.xlsx")["evidence"]
    assert row["files"][0]["file"] == f"{HOME}/合订.pdf"
    assert len(written) == 3
    with pytest.raises(EditConflictError) as refused:
        edit_data(content, "studio.xlsx", [*edits, SetValue(("unit", "head"), "张三", "李四")])
    assert refused.value.path == ("unit", "head")


def test_values_of_the_data_file_are_steps_too(either):
    edits = [SetValue(("unit", "name"), "某单位", None)]
    both_ways(either, lambda: change_data(either, edits, "申报单位名称：某单位"))
    assert load_workspace(either).data.unit.name == "某单位"
    with pytest.raises(EditConflictError):
        change_data(either, edits, "x")
    assert change_data(either, [SetValue(("unit", "name"), "某单位")], "x") is None
