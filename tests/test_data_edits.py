"""Values typed one by one go into the data file, and nothing else of it changes."""

import difflib
from pathlib import Path

import pytest
from editing import done, edits_of, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.issues.errors import EditConflictError, WorkspaceError
from docgen.workspace.data_edits import (
    InsertRow,
    MoveRow,
    RemoveRow,
    SetValue,
    edit_data,
    plain_data,
    write_data,
)
from docgen.workspace.edits import UneditableError
from docgen.workspace.load import load_scheme
from docgen.workspace.yaml_file import edit_yaml, set_yaml_values
from docgen.workspace.yaml_template import write_blank

ROOT = Path(__file__).parent.parent
SCHEME = load_scheme("weihai-2025", near=None)
SAMPLE = (ROOT / "samples" / "assessment" / "studio.yaml").read_text(encoding="utf-8")
FLOW = """\
{scheme: weihai-2025, submission: assessment,
 unit: {name: x, head: "y"}, leader: {},   # 领办人
 claims: {1: {measure: 3}, 11: {counts: {trained: 5, apprentices: }}},
 evidence: [{files: a.pdf, items: [6, 9]}, {files: [b.pdf, {file: c.pdf, pages: 1-3}]}]}
"""
MIXED = """\
--- # 一份数据
scheme: weihai-2025
"submission": assessment
unit:   # 空着
leader: {name: 丛海川, phone: '0631 (1)',   achievements: ""}  # 一行写完
studio:
    name:   老名字   # 记得改
    strengths: >
        折起来的
        一段

    plan: |+
        第一段

        第二段

    traits: [rural]
    members:
    - name: 甲
      # 他的工种再核对
      trade: 焊工

    - {name: 乙}
claims: {}
evidence:
- files: [a.pdf,
      b.pdf]   # 两份
  items: 6、9
# 下面是新的
- title: 没有文件
  files:
    - c.pdf    # 第一份
    - file: d.pdf
      pages: 1-3
-
  files: e.pdf
  note: "一行
    又一行"
"""


def blank(submission) -> str:
    return write_blank(SCHEME, submission, "weihai-2025")


STYLES = {
    "blank": blank("assessment").encode(),
    "application": blank("application").encode(),
    "sample": SAMPLE.encode(),
    "windows": SAMPLE.replace("\n", "\r\n").encode(),
    "mark": b"\xef\xbb\xbf" + MIXED.encode(),
    "wide": MIXED.encode("utf-16"),
    "big-endian": b"\xfe\xff" + blank("application").encode("utf-16-be"),
    "ansi": MIXED.encode("gb18030"),
    "flow": FLOW.encode(),
    "mixed": MIXED.replace("\n", "\r\n").encode(),
    "least": b"scheme: weihai-2025",
}


MANY_ROWS = (
    SAMPLE[: SAMPLE.index("\nevidence:")]
    + "\nevidence:\n"
    + "".join(
        f"# 第 {n} 件\n- files: {n}.pdf   # 原件\n  title: 证书{n}\n  note: |\n    一\n\n    二\n\n"
        for n in range(30)
    )
)


def text_of(content) -> str:
    encoding = "utf-16" if content[:1] in (b"\xff", b"\xfe") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("gb18030")


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_after_any_edit_a_file_says_what_it_should_and_nothing_else_changed(style, data):
    content = STYLES[style]
    for _ in range(2):
        before = plain_data(content, "studio.yaml")
        edit = data.draw(edits_of(before))
        after = edit_data(content, "studio.yaml", [edit])
        assert said(plain_data(after, "studio.yaml")) == said(done(before, edit))
        look_at_the_rest(content, after, edit)
        content = after


def look_at_the_rest(content, after, edit):
    """Comments stay, lines end as they did, and of other lines only those of one value go."""
    old, new = text_of(content), text_of(after)
    assert content[:1] not in b"\xff\xfe\xef" or content[:2] == after[:2]
    if "\r\n" in old:
        assert "\n" not in new.replace("\r\n", "")
    if isinstance(edit, RemoveRow | MoveRow):
        return
    differ = difflib.ndiff(old.splitlines(), new.splitlines())
    gone = [line[2:] for line in differ if line.startswith("- ")]
    assert not [line for line in gone if line.lstrip().startswith("#")]
    if isinstance(edit, InsertRow):
        assert len(gone) <= 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), style=st.sampled_from(["sample", "many", "windows", "application"]))
def test_a_piece_of_a_large_file_changes_as_the_whole_does(data, style):
    content = {**STYLES, "many": MANY_ROWS.encode()}[style]
    edit = data.draw(edits_of(plain_data(content, "studio.yaml")))
    try:
        whole = edit_yaml(content, "studio.yaml", edit)
    except UneditableError as refused:
        with pytest.raises(UneditableError, match=refused.case):
            edit_yaml(content, "studio.yaml", edit, large=0)
    else:
        assert edit_yaml(content, "studio.yaml", edit, large=0).decode() == whole.decode()


def _texts(plain: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all texts that stand in plain data."""
    if isinstance(plain, dict):
        return [way for key, inner in plain.items() for way in _texts(inner, (*path, key))]
    if isinstance(plain, list | tuple):
        return [way for index, inner in enumerate(plain) for way in _texts(inner, (*path, index))]
    return [path] if isinstance(plain, str) and plain else []


NEW_TEXTS = ["新的", "12", "是", "有: 冒号", "'引号' \"双\"", "# 井号", "第一段\n\n第二段"]


@pytest.mark.parametrize("style", ["sample", "windows", "application", "flow", "mixed", "ansi"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_many_values_set_at_once_are_written_as_one_by_one(style, data):
    content = STYLES[style]
    paths = st.sampled_from(_texts(plain_data(content, "studio.yaml")))
    chosen = data.draw(st.lists(paths, unique=True, min_size=1, max_size=25))
    edits = [SetValue(path, data.draw(st.sampled_from(NEW_TEXTS))) for path in chosen]
    apart = content
    for edit in edits:
        apart = edit_yaml(apart, "studio.yaml", edit)
    assert set_yaml_values(content, "studio.yaml", edits) == apart


def test_what_is_more_than_to_replace_texts_is_done_one_by_one() -> None:
    rows = plain_data(SAMPLE.encode(), "studio.yaml")["evidence"]
    edits = [
        SetValue(("evidence", index, key), value)
        for index in range(len(rows))
        for key, value in (("note", "新的说明"), ("title", None))
    ]
    assert len(edits) > 40
    with pytest.raises(UneditableError):
        set_yaml_values(SAMPLE.encode(), "studio.yaml", edits)
    after = plain_data(edit_data(SAMPLE.encode(), "studio.yaml", edits), "studio.yaml")["evidence"]
    assert [(row.get("note"), row.get("title")) for row in after] == [("新的说明", None)] * len(
        rows
    )


def test_a_section_is_taken_out_of_a_large_file() -> None:
    """It is the only thing in its piece of the text."""
    content, edit = MANY_ROWS.encode(), SetValue(("report",), "")
    assert plain_data(content, "studio.yaml")["report"]
    changed = edit_yaml(content, "studio.yaml", edit, large=0)
    assert changed == edit_yaml(content, "studio.yaml", edit)
    assert not plain_data(changed, "studio.yaml").get("report")


# ── as a clerk would have written it ──────────────────────────────────────────────────────────

HEAD = "scheme: a\n"
AS_WRITTEN = {
    "empty key": ("unit:\n  name: \n", SetValue(("unit", "name"), "甲"), "unit:\n  name: 甲\n"),
    "comment behind": (
        "unit:\n  name:   旧的   # 核对\n",
        SetValue(("unit", "name"), "甲: #1"),
        'unit:\n  name:   "甲: #1"   # 核对\n',
    ),
    "own quotes": ("report: '旧'\n", SetValue(("report",), "it's"), "report: 'it''s'\n"),
    "noughts": ("report: a\n", SetValue(("report",), "007"), 'report: "007"\n'),
    "a word": ("report: a\n", SetValue(("report",), "no"), 'report: "no"\n'),
    "many lines": (
        "studio:\n  plan: 旧  # 计划\n  name: x\n",
        SetValue(("studio", "plan"), "一\n\n二: #"),
        "studio:\n  plan: |-  # 计划\n    一\n\n    二: #\n  name: x\n",
    ),
    "lines as they were": (
        "studio:\n  plan: |\n      一\n      二\n\n  name: x\n",
        SetValue(("studio", "plan"), "一\n三"),
        "studio:\n  plan: |\n      一\n      三\n\n  name: x\n",
    ),
    "one line of many": (
        "studio:\n  plan: >  # 折\n    一\n    二\n\n  name: x\n",
        SetValue(("studio", "plan"), "一"),
        "studio:\n  plan: 一  # 折\n\n  name: x\n",
    ),
    "in brackets": (
        "unit: {name: x, head: y}  # 单位\n",
        SetValue(("unit", "name"), "a, b\nc"),
        'unit: {name: "a, b\\nc", head: y}  # 单位\n',
    ),
    "into brackets": (
        "unit: {name: x, head: y}\n",
        SetValue(("unit", "phone"), "1"),
        "unit: {name: x, head: y, phone: 1}\n",
    ),
    "nothing in brackets": (
        "claims: {}   # 各项\n",
        SetValue(("claims", 12, "measure"), 3),
        "claims:   # 各项\n  12:\n    measure: 3\n",
    ),
    "null": ("unit: ~\n", SetValue(("unit", "name"), "x"), "unit:\n  name: x\n"),
    "by number": (
        "claims:\n  1:\n    measure: 3\n\n  18:\n    measure: 4\n",
        SetValue(("claims", 2, "measure"), 5),
        "claims:\n  1:\n    measure: 3\n  2:\n    measure: 5\n\n  18:\n    measure: 4\n",
    ),
    "in its order": (
        "unit:\n  name: x\n  phone: 1\n",
        SetValue(("unit", "head"), "y"),
        "unit:\n  name: x\n  head: y\n  phone: 1\n",
    ),
    "by its example": (
        "#bundle:\n#  max_dpi: 300\n#  max_size: 50\n\n# 检查\n",
        SetValue(("bundle", "max_dpi"), 200),
        "#bundle:\n#  max_dpi: 300\n#  max_size: 50\nbundle:\n  max_dpi: 200\n\n# 检查\n",
    ),
    "taken out": (
        "unit:\n  name: x\n  head: y\n",
        SetValue(("unit", "name")),
        "unit:\n  head: y\n",
    ),
    "explained": (
        "unit:\n  # 名称（必填）\n  name: x\n",
        SetValue(("unit", "name")),
        "unit:\n  # 名称（必填）\n  name: \n",
    ),
    "first of a row": (
        "evidence:\n  - title: x\n    files: a\n",
        SetValue(("evidence", 0, "title")),
        "evidence:\n  - title: \n    files: a\n",
    ),
    "one entry": (
        "studio:\n  traits:\n    - a  # 甲\n    - b\n",
        SetValue(("studio", "traits"), ["a", "c", "d"]),
        "studio:\n  traits:\n    - a  # 甲\n    - c\n    - d\n",
    ),
    "numbers": (
        "evidence:\n- {files: a, items: [6, 9]}  # 一\n",
        SetValue(("evidence", 0, "items"), [6, 12, 9]),
        "evidence:\n- {files: a, items: [6, 12, 9]}  # 一\n",
    ),
    "row at the end": (
        "evidence:\n- files: a\n  # title: 备用\n\n# 完\n",
        InsertRow(("evidence",), None, {"files": "b", "items": [1]}),
        "evidence:\n- files: a\n  # title: 备用\n- files: b\n  items: [1]\n\n# 完\n",
    ),
    "row before one": (
        "evidence:\n  - files: a\n  # 第二件\n  - files: b\n",
        InsertRow(("evidence",), 1, {"files": "x"}),
        "evidence:\n  - files: a\n  - files: x\n  # 第二件\n  - files: b\n",
    ),
    "row taken out": (
        "evidence:\n  # 都在这里\n  # 找不到文件（docgen ledger）\n  - files: a\n  - files: b\n",
        RemoveRow(("evidence",), 0),
        "evidence:\n  # 都在这里\n  - files: b\n",
    ),
    "row with its comment": (
        "evidence:\n  # 都在这里\n  - files: a\n\n  # 第二件\n  - files: b  # 乙\n",
        MoveRow(("evidence",), 1, 0),
        "evidence:\n  # 都在这里\n  # 第二件\n  - files: b  # 乙\n\n  - files: a\n",
    ),
    "two documents' mark": (
        "---\nscheme: b\n...\n",
        SetValue(("report",), "x"),
        "---\nscheme: b\nreport: x\n...\n",
    ),
}


@pytest.mark.parametrize("case", AS_WRITTEN)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_edit_is_written_as_the_clerk_writes(case, end):
    before, edit, after = AS_WRITTEN[case]
    head = "" if before.startswith("---") else HEAD
    content, wished = ((head + text).replace("\n", end) for text in (before, after))
    assert edit_data(content.encode(), "studio.yaml", [edit]).decode() == wished


@pytest.mark.parametrize(
    ("text", "edit", "said"),
    [
        ("x: &d {name: q}\nunit: *d\n", SetValue(("unit", "name"), "k"), "引用"),
        ("x: &d {name: q}\nunit: *d\n", SetValue(("x", "name"), "k"), "引用"),
        ("unit: {name: &n 甲, head: *n}\n", SetValue(("unit", "name"), "k"), "引用"),
        ("unit:\n  name: !!str x\n", SetValue(("unit", "name"), "k"), "类型标记"),
        ("unit:\n  name: q\n  name: r\n", SetValue(("unit", "name"), "k"), "写了两次"),
        ("unit: {}\nunit: {name: x}\n", SetValue(("unit", "name"), "k"), "写了两次"),
        ("unit:\n  ? name\n  : q\n", SetValue(("unit", "name"), "k"), "写法特别"),
        ("unit: 无\n", SetValue(("unit", "name"), "k"), "不是一栏一栏"),
        ("evidence: 无\n", InsertRow(("evidence",), None, {"files": "a"}), "不是一条一段"),
        ("evidence: [{files: a}]\n", SetValue(("evidence", 1, "title"), "k"), "不在了"),
        ("", SetValue(("evidence", 0, "title"), "k"), "不在了"),
        ("evidence: []\n", RemoveRow(("evidence",), 0), "不在了"),
        ("evidence: [{files: a}]\n", MoveRow(("evidence",), 0, 1), "不在了"),
        ("unit:\n name: x\n  head: y\n", SetValue(("unit", "name"), "k"), "缩进"),
    ],
)
def test_what_cannot_be_edited_safely_is_refused_with_a_remedy(text, edit, said):
    with pytest.raises(WorkspaceError, match=said) as refused:
        edit_data((HEAD + text).encode(), "studio.yaml", [edit])
    assert refused.value.remedy
    assert "studio.yaml" in refused.value.where


def test_a_file_of_anchors_can_be_edited_elsewhere():
    text = "x: &d {name: q}\nunit:\n  <<: *d\n  head: z\nleader: *d\n"
    after = edit_data((HEAD + text).encode(), "studio.yaml", [SetValue(("unit", "head"), "k")])
    assert after.decode() == HEAD + text.replace("head: z", "head: k")


def test_what_another_has_changed_meanwhile_is_a_conflict_that_shows_it():
    content = "scheme: a\nunit: {name: 新的}\nevidence: [{files: a}]\n".encode()
    with pytest.raises(EditConflictError) as unlike:
        edit_data(content, "studio.yaml", [SetValue(("unit", "name"), "我的", seen="旧的")])
    assert (unlike.value.path, unlike.value.theirs) == (("unit", "name"), "新的")
    assert "新的" in unlike.value.what
    with pytest.raises(EditConflictError) as gone:
        edit_data(content, "studio.yaml", [SetValue(("unit", "head"), "我的", seen="旧的")])
    assert gone.value.theirs is None
    with pytest.raises(EditConflictError) as row:
        edit_data(content, "studio.yaml", [RemoveRow(("evidence",), 0, seen={"files": "b"})])
    assert row.value.theirs == {"files": "a"}
    seen = [
        SetValue(("unit", "name"), "x", seen="新的"),
        SetValue(("unit", "head"), 3, seen=None),
        SetValue(("unit", "head"), "y", seen=3),
        RemoveRow(("evidence",), 0, seen={"files": "a", "title": ""}),
    ]
    after = plain_data(edit_data(content, "studio.yaml", seen), "studio.yaml")
    assert after == {"scheme": "a", "unit": {"name": "x", "head": "y"}, "evidence": []}


def test_nothing_is_written_where_one_of_several_edits_cannot_be_done(tmp_path):
    file = tmp_path / "studio.yaml"
    file.write_bytes(b"scheme: a\nunit: {name: x}\n")
    edits = [SetValue(("unit", "name"), "y"), SetValue(("scheme", "name"), "z")]
    with pytest.raises(WorkspaceError):
        write_data(tmp_path, edits)
    assert file.read_bytes() == b"scheme: a\nunit: {name: x}\n"
    assert write_data(tmp_path, edits[:1]).changed
    assert file.read_bytes() == b"scheme: a\nunit: {name: y}\n"
    assert not write_data(tmp_path, edits[:1]).changed
    assert [path.name for path in tmp_path.iterdir()] == ["studio.yaml"]
