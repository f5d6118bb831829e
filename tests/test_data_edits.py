"""Values typed one by one go into the data file, and nothing else of it changes."""

import difflib
from pathlib import Path

import pytest
from editing import done, edits_of, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.workspace.data_edits import (
    InsertRow,
    MoveRow,
    RemoveRow,
    edit_data,
    plain_data,
)
from docgen.workspace.edits import UneditableError
from docgen.workspace.load import load_scheme
from docgen.workspace.yaml_file import edit_yaml
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
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
