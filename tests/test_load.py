"""Reading workspaces and schemes from real folders."""

import json
import os
import re
import sys
import tempfile
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.issues.errors import FindingsError, SchemeError, WorkspaceError
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.model.evidence import LAST_PAGE
from docgen.model.submission import Claim, EvidenceRow, PartialDate, StudioFile
from docgen.workspace import yaml_syntax
from docgen.workspace.data_tree import parse_tree, read_tree
from docgen.workspace.discover import IGNORED, OddPagesError, item_of, read_pages, title_of
from docgen.workspace.load import Workspace, load_scheme, load_workspace, schemes, schemes_folder
from docgen.workspace.validation import fit

HEAD = "scheme: weihai-2025\nsubmission: assessment\n"


def make(folder: Path, text: str | bytes, *files: str, report: bool = True) -> Path:
    """Write a workspace: its studio.yaml, files (some bytes each), and a report."""
    folder.mkdir(exist_ok=True)
    (folder / "evidence").mkdir(exist_ok=True)
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "studio.yaml").write_bytes(raw)
    for name in files:
        path = folder / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7 " + name.encode("utf-8", "surrogateescape"))
    if report:
        (folder / "年度工作报告.pdf").write_bytes(b"%PDF-1.7")
    return folder


def errors(workspace: Workspace) -> list[Finding]:
    return [f for f in workspace.findings if f.level is Level.ERROR]


def only(findings: list[Finding] | tuple[Finding, ...], code: str) -> Finding:
    (found,) = [f for f in findings if f.code == code]
    return found


def marked(text: str) -> list[tuple[str, int]]:
    """The codes written as `# !C101` at the end of lines, with their line."""
    return sorted(
        (code, number)
        for number, line in enumerate(text.splitlines(), start=1)
        for mark in re.findall(r"# !([\w ]+)$", line)
        for code in mark.split()
    )


def placed(findings: tuple[Finding, ...]) -> list[tuple[str, int]]:
    return sorted(
        (f.code, int(f.where.rpartition(":")[2]))
        for f in findings
        if f.where.startswith("studio.yaml:")
    )


# ── schemes ───────────────────────────────────────────────────────────────────────────────────


def test_schemes_that_come_with_docgen() -> None:
    assert "weihai-2025" in schemes()
    scheme = load_scheme("weihai-2025", near=None)
    assert scheme.id == "weihai-2025"
    assert scheme.folder == schemes_folder() / "weihai-2025"
    assert len(scheme.submissions["assessment"].items) == 18
    halves = {
        count.points
        for item in scheme.submissions["assessment"].items
        for count in item.counts
        if hasattr(count, "points")
    }
    assert Decimal("0.5") in halves


def test_a_scheme_in_a_folder_of_the_workspace(tmp_path: Path) -> None:
    text = (schemes_folder() / "weihai-2025/scheme.yaml").read_text(encoding="utf-8")
    own = tmp_path / "ws" / "own"
    own.mkdir(parents=True)
    (own / "scheme.yaml").write_text(text.replace("id: weihai-2025", "id: own"), encoding="utf-8")
    assert load_scheme("own", near=tmp_path / "ws").id == "own"
    assert load_scheme("../own", near=own).folder == own.resolve()


def test_an_unknown_scheme_names_those_there_are() -> None:
    with pytest.raises(SchemeError) as caught:
        load_scheme("qingdao-2030", near=None)
    assert "qingdao-2030" in caught.value.what
    assert "weihai-2025" in caught.value.remedy


def test_every_mistake_of_a_scheme_with_its_line(tmp_path: Path) -> None:
    text = (schemes_folder() / "weihai-2025/scheme.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()

    def spoil(old: str, new: str) -> int:
        line = next(n for n, content in enumerate(lines) if old in content)
        lines[line] = lines[line].replace(old, new)
        return line + 1

    wrong = {
        spoil("issuer:", "isuer:"),
        spoil("copies: 8", "copies: 八"),
        spoil("kind: bands", "kind: band"),
        spoil("points: 0.5", "points: 半"),
        spoil("deadline: 2025-06-10", "deadline: 2025-06-31"),
    }
    (tmp_path / "scheme.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SchemeError) as caught:
        load_scheme(str(tmp_path), near=None)
    told = {int(n) for n in re.findall(r"scheme\.yaml:(\d+)", caught.value.what)}
    assert wrong <= told
    assert len(told) <= len(wrong) + 1  # only what the missing values drag along


# ── studio.yaml ───────────────────────────────────────────────────────────────────────────────

BAD_DATA = """\
scheme: weihai-2025
submission: assessment
unit:
  name: “某某重工有限公司” # !Y107
  phnoe: 0631-5190816 # !Y101
  申报单位名称: 某某重工有限公司 # !Y101
  email: zhang@example.com #办公室
  workforce:
    technician: 约5人 # !Y102
    advanced_worker: -3 # !Y102
    other: 2.5 # !Y102
    special_technician: 1，2 # !Y102
leader：张三: # !Y101
  - x
leader:
  sex: 男女 # !Y102
  birth: 1976年9、10月 # !Y102
  certified: 2012-13 # !Y102
  front_line: 大概 # !Y102
  area_m2: 5 # !Y101
  id_number: [37100219760918123] # !Y102
  phone: 06315190816
studio:
  traits: {rural: 1} # !Y102
  members:
    - name: 李四
      nmae: 王五 # !Y101
    -
    - 王五 # !Y102
    - {name: 赵六, grade: 技师}
  area_m2: 六十左右 # !Y102
assessment:
  date: 2025/6/3左右 # !Y102
claims:
  11: {points: 0.10, measure: "１２"}
  十二: {points: 1} # !Y102
  12: 做了很多 # !Y102
  13:
  11: {points: 3, choice: full} # !Y104
evidence:
  - file: 12-技术革新/1 甲.pdf # !Y101
  - files: 12-技术革新/2 乙.pdf
    quantity: 320元 # !Y102
    items: 十几 # !Y102
  - files: [12-技术革新/3 丙.pdf, {file: 12-技术革新/4 丁.pdf, pags: 2}] # !Y101
    pages: 1-3
  - title: 没有文件 # !Y103
  - files: 12-技术革新/5 戊.pdf
    title: 戊
    date: 2024-02-30 # !Y102
repot: 年度工作报告.pdf # !Y101
"""


def test_every_mistake_in_one_run_with_its_line(tmp_path: Path) -> None:
    files = [f"12-技术革新/{n}.pdf" for n in ("1 甲", "2 乙", "3 丙", "4 丁", "5 戊")]
    workspace = load_workspace(make(tmp_path / "ws", BAD_DATA, *files))
    expected = marked(BAD_DATA)
    # Two that no mark at the end of the line can stand for: a lost comment, pages given twice.
    lost = BAD_DATA[: BAD_DATA.index("#办公室")].count("\n") + 1
    row = BAD_DATA[: BAD_DATA.index("  - files: [12")].count("\n") + 1
    expected += [("Y108", lost), ("Y102", row)]
    assert len(expected) > 25
    assert placed(workspace.findings) == sorted(expected)
    assert all(f.remedy and f.what for f in workspace.findings)


def test_what_is_wrong_hides_nothing_that_is_right(tmp_path: Path) -> None:
    files = [f"12-技术革新/{n}.pdf" for n in ("1 甲", "2 乙", "3 丙", "4 丁", "5 戊")]
    workspace = load_workspace(make(tmp_path / "ws", BAD_DATA, *files))
    data = workspace.data
    assert [m.name for m in data.studio.members] == ["李四", "赵六"]
    assert data.leader.phone == "06315190816"
    assert data.claims[11].points == Decimal("0.10")
    assert str(data.claims[11].points) == "0.10"
    assert data.claims[11].measure == 12
    assert data.claims[11].choice == "full"
    assert [e.title for e in workspace.evidence] == ["甲", "乙", "丙", "戊"]
    assert str(workspace.places.at("studio", "members", 1)) == "studio.yaml:30"
    assert str(workspace.places.at("claims", 11, "choice")) == "studio.yaml:39"
    assert workspace.places.is_spoilt("studio", "area_m2")
    assert workspace.places.is_spoilt("unit", "phone")
    assert not workspace.places.is_spoilt("unit", "email")


def test_messages_say_it_in_a_clerks_words(tmp_path: Path) -> None:
    workspace = load_workspace(make(tmp_path / "ws", BAD_DATA))
    told = {f.where.rpartition(":")[2]: f for f in workspace.findings}
    assert "phone" in told["5"].remedy
    assert told["6"].remedy == "改成 name"
    assert "技师" in told["9"].what
    assert "unit.workforce.technician" in told["9"].what
    assert told["9"].remedy == "改成 5"
    assert "studio" in told["20"].remedy
    english = [f.what for f in workspace.findings if re.search(r"[A-Za-z]{3,} [a-z]{2,}", f.what)]
    assert english == []


def test_what_can_only_mean_one_thing_is_taken_as_that(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
unit:
  workforce: {technician: 5人, advanced_worker: １２, other: "1,200 人"}
  technician_station: 是
leader: {sex: 男性, birth: 1976年9月, work_since: 1996.7, certified: 二〇一二年十一月}
studio: {traits: rural, area_m2: 86.8平方米}
assessment: {date: 2025/6/3}
claims: {11: {measure: 320人}}
bundle: {max_size: 50 MB, max_dpi: 300dpi}
evidence:
  - {files: 11-a/甲.pdf, quantity: 120 人, items: 11、12, date: 2024年06月18日, in_period: 否}
"""
    )
    data = load_workspace(make(tmp_path / "ws", text)).data
    assert (data.unit.workforce.technician, data.unit.workforce.total) == (5, 1217)
    assert data.unit.technician_station is True
    dates = (data.leader.birth, data.leader.work_since, data.leader.certified, data.assessment.date)
    assert [*map(str, dates)] == ["1976-09", "1996-07", "2012-11", "2025-06-03"]
    assert (data.leader.sex, data.studio.traits, str(data.studio.area_m2)) == (
        "男",
        ("rural",),
        "86.8",
    )
    assert (data.bundle.max_size, data.bundle.max_dpi) == (50, 300)
    (row,) = data.evidence
    assert (row.items, str(row.quantity), str(row.date)) == ((11, 12), "120", "2024-06-18")
    assert not row.in_period
    assert str(data.claims[11].measure) == "320"


def test_an_id_number_is_never_shown_whole(tmp_path: Path) -> None:
    number = "371002197609181231"
    text = f"{HEAD}leader:\n  birth: {number}\n  sex: '{number[:-1]}'\n"
    text += "  front_line: 371002 19760918 1231\n"
    text += f"unit:\n  phone: [“{number}”]\n{number}: 1\n"
    workspace = load_workspace(make(tmp_path / "ws", text))
    assert len(workspace.findings) >= 4
    assert not any("19760918" in f.what + f.remedy for f in workspace.findings)


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (HEAD + "unit:\n\tname: 某某\n", 4, "Tab"),
        (HEAD + 'unit:\n  name: "某某”\n  phone: "1"\n', 4, "引号没有配对，或一半是中文"),
        ("scheme：weihai-2025\nsubmission: assessment\n", 1, "冒号是中文"),
        (HEAD + "unit:\n  name：某某\n  phone: 1\n", 4, "冒号是中文"),
        (HEAD + "unit:\n  name: 甲: 乙\n", 4, "冒号"),
        (HEAD + "studio:\n  traits: [a, b\nunit: {}\n", 4, "括号"),
        (HEAD + "unit:\n  name: @某某\n", 4, "特殊符号"),
        (HEAD + "unit:\n  name: 甲\n   phone: 1\n", 5, "对齐"),
        (HEAD + "unit:\n  name: 甲\x07\n", 4, "U+0007"),
        ("- scheme\n", 1, "不出来"),
        ("", 1, "不出来"),
        (b"scheme: \xff\xff\n", 1, "UTF-8"),
    ],
)
def test_what_is_no_yaml_says_the_line(
    tmp_path: Path, raw: str | bytes, line: int, words: str
) -> None:
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(make(tmp_path / "ws", raw))
    assert caught.value.where == f"studio.yaml:{line}"
    assert words in caught.value.what
    assert caught.value.remedy


def test_all_mistakes_in_the_syntax_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = HEAD + (
        "unit:\n  name：某某\n  phone: 甲: 乙\nleader:\n  name: *张三\n  sex： 男\n\tbirth: 1976\n"
        "studio:\n  traits: [a, b\n  area_m2: 5\n"
    )
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(make(tmp_path / "ws", text))
    told = re.findall(r"studio\.yaml:(\d+)：(.{2})", caught.value.what)
    assert [int(line) for line, _ in told] == [4, 5, 7, 8, 9, 11]
    assert [word for _, word in told] == ["冒号", "值里", "值里", "冒号", "行首", "括号"]
    assert caught.value.where == "studio.yaml:4"


_UNIT = "unit:\n  name: 某某\n  credit_code: x\n  head: 甲\n  phone: 乙\nleader:\n  name: 丙\n"


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ("  head: 甲", "  head:甲", 6, "没有空格"),
        ("  head: 甲", "  head:\t甲", 6, "没有空格"),
        ("  head: 甲", "  head:\u3000甲", 6, "没有空格"),
        ("  head: 甲", "  head：甲", 6, "冒号是中文的"),
        ("  head: 甲", "  head = 甲", 6, "不是冒号"),
        ("  head: 甲", "\u3000head: 甲", 6, "全角空格"),
        ("  head: 甲", "   head: 甲", 6, "没有对齐"),
        ("  head: 甲", "head: 甲", 6, "没有对齐"),
        ("unit:\n", "unit:\n  - x: 1\n", 4, "不是列表"),
        ("credit_code: x", 'credit_code: "x', 5, "引号"),
    ],
)
def test_a_slip_is_told_once_at_its_line(tmp_path, right, wrong, line, words) -> None:
    """Not as a further line of the value above, nor as many lines that do not fit."""
    text = HEAD + _UNIT.replace(right, wrong) + 'studio:\n  name: "丁"\n'
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(make(tmp_path / "ws", text))
    assert caught.value.where == f"studio.yaml:{line}"
    assert words in caught.value.what
    assert "studio.yaml" not in caught.value.what


def test_many_lines_that_do_not_fit_for_one_cause_are_told_as_one(tmp_path: Path) -> None:
    rows = "".join(f"  - files: {n}.pdf\n    title: 第 {n} 件\n" for n in range(9))
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(make(tmp_path / "ws", f"{HEAD}evidence:\n    files: x.pdf\n{rows}"))
    assert "有 " not in caught.value.what
    assert "下面 8 处" in caught.value.remedy


@pytest.mark.parametrize("written", ["86,8", "1.2万", "120-130", "86。8", "十几", "一百二"])
def test_a_figure_that_may_be_several_is_not_made_one(tmp_path: Path, written: str) -> None:
    text = f"{HEAD}claims:\n  1: {{measure: '{written}'}}\n"
    (found,) = [f for f in load_workspace(make(tmp_path / "ws", text)).findings if f.code == "Y102"]
    assert "改成" not in found.remedy


def test_what_items_and_numerals_can_only_mean_is_taken(tmp_path: Path) -> None:
    rows = "  - {files: a, items: ［6，9］, quantity: 十四项}\n  - {files: b, items: [第6项]}\n"
    loaded = load_workspace(make(tmp_path / "ws", f"{HEAD}evidence:\n{rows}"))
    first, second = loaded.data.evidence
    assert (first.items, str(first.quantity), second.items) == ((6, 9), "14", (6,))


def test_mistakes_in_the_syntax_take_bounded_time(tmp_path: Path) -> None:
    rows = "".join(
        f"  - files: {n}.pdf\n    title：第 {n} 件\n    note: 甲: 乙\n" for n in range(400)
    )
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(make(tmp_path / "ws", f"{HEAD}evidence:\n{rows}"))
    assert len(re.findall(r"studio\.yaml:\d+：", caught.value.what)) == 20


@pytest.mark.parametrize(
    "further", ["    第二段。", "第二段。", "    第二段：如下。\n\n    第三段。"]
)
def test_a_second_paragraph_is_taken_as_one(tmp_path: Path, further: str) -> None:
    text = f"{HEAD}claims:\n  1:\n    statement: 第一段。\n{further}\n    measure: 5\n"
    workspace = load_workspace(make(tmp_path / "ws", text))
    paragraphs = [line.strip() for line in further.splitlines() if line.strip()]
    assert workspace.data.claims[1].statement == "\n".join(["第一段。", *paragraphs])
    assert str(workspace.data.claims[1].measure) == "5"
    assert not [f for f in workspace.findings if f.code.startswith("Y")]


@pytest.mark.parametrize(
    "text", ["a: &x [*x]\n", "[" * 3000, "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )]
)  # fmt: skip
def test_hostile_yaml_ends_in_a_message(tmp_path: Path, text: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(make(tmp_path / "ws", text))
    assert "太深或太大" in caught.value.what


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", False), ("utf-8-sig", False), ("gb18030", True), ("utf-16", False)],
)
def test_files_saved_by_notepad_are_read(tmp_path: Path, encoding: str, noted: bool) -> None:
    text = HEAD.replace("\n", "\r\n") + "unit:\r\n  name: 某某重工\r\n"
    workspace = load_workspace(make(tmp_path / "ws", text.encode(encoding)))
    assert workspace.data.unit.name == "某某重工"
    assert bool([f for f in workspace.findings if f.code == "Y106"]) is noted


def test_dates_and_figures_are_what_was_written(tmp_path: Path) -> None:
    text = HEAD + (
        "leader: {birth: 1976-09, certified: 2012, work_since: 1996-07-01}\n"
        "unit: {bank_account: 0012345678901234567890, technician_station: true}\n"
        "studio: {area_m2: 0.1}\n"
        "claims: {1: {measure: 1_0}, 4: {measure: 20.30}}\n"
    )
    workspace = load_workspace(make(tmp_path / "ws", text))
    assert errors(workspace) == []
    data = workspace.data
    assert data.leader.birth == PartialDate(1976, 9)
    assert data.leader.certified == PartialDate(2012)
    assert data.leader.work_since == PartialDate(1996, 7, 1)
    assert data.unit.bank_account == "0012345678901234567890"
    assert data.unit.technician_station is True
    assert data.studio.area_m2 == Decimal("0.1")
    assert str(data.claims[4].measure) == "20.30"


def test_empty_values_are_as_good_as_none(tmp_path: Path) -> None:
    text = (
        HEAD + "unit:\n  name:\n  workforce:\nleader:\nstudio:\n  members:\n    -\nclaims:\n  3:\n"
    )
    workspace = load_workspace(make(tmp_path / "ws", text))
    assert workspace.findings == ()
    assert workspace.data.unit.name == ""


def test_without_scheme_or_submission_all_mistakes_are_told(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        load_workspace(make(tmp_path / "ws", "unit: {naem: 甲}\nsubmission: assessment\n"))
    assert {f.code for f in caught.value.findings} == {"Y101", "Y103"}
    with pytest.raises(FindingsError) as caught:
        load_workspace(make(tmp_path / "ws", "scheme: weihai-2025\nsubmission: asessment\n"))
    finding = only(caught.value.findings, "Y109")
    assert finding.where == "studio.yaml:2"
    assert "assessment（年度绩效评估）" in finding.remedy


def test_no_data_file(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"没有 studio\.yaml") as caught:
        load_workspace(tmp_path)
    assert "docgen init" in caught.value.remedy
    (tmp_path / "studio.yaml.txt").write_text(HEAD)
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(tmp_path)
    assert "studio.yaml.txt" in caught.value.remedy
    with pytest.raises(WorkspaceError, match="没有这个文件夹"):
        load_workspace(tmp_path / "nothing")


# ── evidence ──────────────────────────────────────────────────────────────────────────────────


def test_a_file_in_an_items_folder_is_evidence(tmp_path: Path) -> None:
    workspace = load_workspace(
        make(
            tmp_path / "ws",
            HEAD,
            "13-新产品新成果/10 十.pdf",
            "13-新产品新成果/2 二.jpg",
            "13-新产品新成果/发明专利/03-一种夹具.pdf",
            "13-新产品新成果/1 发明专利/（1）一种.PDF",
            "13-另一个/9、九.png",
            "1-场地/2024年照片.jpg",
            "03/50吨龙门吊.jpg",
            "11-职业技能培训/Thumbs.db",
            "11-职业技能培训/~$名单.docx",
            "11-职业技能培训/说明.txt",
            ".hidden/x.pdf",
            "11-职业技能培训/._名单.jpg",
            "11-职业技能培训/.~lock.名单.docx#",
            "11-职业技能培训/.名单.jpg.part",
        )
    )
    assert workspace.findings == ()
    told = [(e.id, e.title, e.kind, e.files[0].path) for e in workspace.evidence]
    assert told == [
        ("1-1", "2024年照片", "", "1-场地/2024年照片.jpg"),
        ("3-1", "50吨龙门吊", "", "03/50吨龙门吊.jpg"),
        ("13-1", "九", "", "13-另一个/9、九.png"),
        ("13-2", "一种", "发明专利", "13-新产品新成果/1 发明专利/（1）一种.PDF"),
        ("13-3", "二", "", "13-新产品新成果/2 二.jpg"),
        ("13-4", "十", "", "13-新产品新成果/10 十.pdf"),
        ("13-5", "一种夹具", "发明专利", "13-新产品新成果/发明专利/03-一种夹具.pdf"),
    ]
    assert all(e.supports == (e.item,) and e.files[0].pages is None for e in workspace.evidence)
    assert str(workspace.evidence[0].where) == "evidence/1-场地/2024年照片.jpg"
    assert all(entry.reason for entry in IGNORED)


def test_what_phones_keep_beside_a_photograph_is_no_evidence(tmp_path: Path) -> None:
    row = """evidence:
  - files: 13-a/IMG_3.MOV
    items: 13
"""
    workspace = load_workspace(
        make(
            tmp_path / "ws",
            HEAD + row,
            "13-a/IMG_1.HEIC",
            "13-a/img_1.mov",
            "13-a/IMG_1.AAE",
            "13-a/IMG_2.jpg",
            "13-a/b/IMG_2.MP4",
            "13-a/IMG_3.jpg",
            "13-a/IMG_3.MOV",
        )
    )
    (said,) = workspace.findings
    assert (said.code, said.level) == ("F214", Level.NOTE)
    assert "2 个文件" in said.what
    assert "13-a/img_1.mov" in said.what
    assert "13-a/IMG_1.AAE" in said.what
    taken = {e.files[0].path for e in workspace.evidence}
    # A film of another folder is nobody's companion, and what a row names is what it says.
    assert taken == {
        *("13-a/IMG_1.HEIC", "13-a/IMG_2.jpg", "13-a/IMG_3.jpg"),
        *("13-a/b/IMG_2.MP4", "13-a/IMG_3.MOV"),
    }


def test_rows_add_what_a_name_cannot_say(tmp_path: Path) -> None:
    text = HEAD + (
        "evidence:\n"
        "  - files: evidence/13-新成果/1 专利.pdf\n"
        "    pages: 1-3，７,9-\n"
        "    items: [18, 13]\n"
        "    kind: 发明专利\n"
        "    date: 2024-06-18\n"
        "    quantity: 0.10\n"
        "    holder: 张三\n"
        "    number: ZL202410000000.0\n"
        "    note: |\n"
        "      第一行\n"
        "      第二行\n"
        "  - files:\n"
        "      - 共用\\合同.pdf\n"
        "      - {file: 13-新成果/2 发票.pdf, pages: '2'}\n"
        "    title: 合同与发票\n"
        "    items: 4\n"
        "  - files: 13-新成果/1 专利.pdf\n"
        "    pages: 4-6\n"
        "    title: 说明书\n"
    )
    workspace = load_workspace(
        make(
            tmp_path / "ws",
            text,
            "13-新成果/1 专利.pdf",
            "13-新成果/2 发票.pdf",
            "13-新成果/3 其他.pdf",
            "共用/合同.pdf",
        )
    )
    assert [f.code for f in workspace.findings] == ["F212"]
    contract, patent, description, other = workspace.evidence
    assert (contract.id, contract.title, str(contract.where)) == (
        "4-1",
        "合同与发票",
        "studio.yaml:15",
    )
    assert [(f.path, f.pages) for f in contract.files] == [
        ("共用/合同.pdf", None),
        ("13-新成果/2 发票.pdf", ((2, 2),)),
    ]
    assert patent.files[0].pages == ((1, 3), (7, 7), (9, LAST_PAGE))
    assert (patent.id, patent.item, patent.supports) == ("13-1", 13, (13, 18))
    assert (patent.kind, patent.date) == ("发明专利", PartialDate(2024, 6, 18))
    assert (patent.quantity, patent.holder) == (Decimal("0.10"), "张三")
    assert (patent.number, patent.note) == ("ZL202410000000.0", "第一行\n第二行")
    assert (patent.title, str(patent.where)) == ("专利", "studio.yaml:4")
    assert (description.id, description.title) == ("13-2", "说明书")
    assert description.files[0].pages == ((4, 6),)
    assert (other.id, other.title) == ("13-3", "其他")


def test_an_items_own_files_stand_before_others(tmp_path: Path) -> None:
    text = (
        HEAD + "evidence:\n  - {files: 01-a/1.pdf, items: [12]}\n  - {files: 甲.pdf, items: 12}\n"
    )
    workspace = load_workspace(
        make(tmp_path / "ws", text, "01-a/1.pdf", "甲.pdf", "12-b/20 后.pdf", "12-b/3 前.pdf")
    )
    assert [e.title for e in workspace.evidence] == ["前", "后", "1", "甲"]


ROWS = """\
evidence:
  - files: 12-a/1 甲.PDF # !F203
  - files: 12-a/没有.pdf # !F203
  - files: ../outside.pdf # !F204
  - files: /etc/passwd # !F204
  - files: C:\\证书\\1.pdf # !F204
  - files: 散/没有 # !F203
  - {files: 12-a/夹下, pages: 1} # !F206
  - files: 12-a/空夹 # !F213
  - files: 散/1.pdf # !F207
  - files: 散/2.pdf
    items: [99] # !F208
  - files: 12-a/2 乙.pdf
    pages: 3-1 # !F206
  - files: {file: 12-a/3 丙.pdf, pages: 零} # !F206
  - files: 12-a/空.pdf
  - files: 12-a/4 丁.pdf
  - files: 12-a/4 丁.pdf # !F211
    pages: 2
  - files: 13-b/1.pdf
    items: 12 # !F212
"""


def test_every_mistake_about_files(tmp_path: Path) -> None:
    text = HEAD + ROWS
    folder = make(
        tmp_path / "ws",
        text,
        "12-a/1 甲.pdf",
        "12-a/2 乙.pdf",
        "12-a/3 丙.pdf",
        "12-a/4 丁.pdf",
        "12-a/夹下/照片.pdf",
        "13-b/1.pdf",
        "散/1.pdf",
        "散/2.pdf",
        "散/漏1.pdf",
        "散/漏2.pdf",
        "顶层.pdf",
        "20-多余/x.pdf",
        "2024年/y.pdf",
    )
    (folder / "evidence/12-a/空.pdf").touch()
    (folder / "evidence/12-a/空夹").mkdir()
    (tmp_path / "outside.pdf").write_bytes(b"secret")
    (folder / "evidence/12-a/链接.pdf").symlink_to(tmp_path / "outside.pdf")
    (folder / "evidence/12-a/断.pdf").symlink_to(tmp_path / "nothing.pdf")
    (folder / "evidence/12-a/夹").symlink_to(tmp_path)
    workspace = load_workspace(folder)
    assert placed(workspace.findings) == marked(text)
    elsewhere = sorted((f.code, f.where) for f in workspace.findings if ":" not in f.where)
    assert elsewhere == [
        ("F201", "evidence/"),
        ("F201", "evidence/20-多余/"),
        ("F201", "evidence/2024年/"),
        ("F201", "evidence/散/"),
        ("F204", "evidence/12-a/夹"),
        ("F204", "evidence/12-a/断.pdf"),
        ("F204", "evidence/12-a/链接.pdf"),
    ]
    lost = next(f for f in workspace.findings if f.where == "evidence/散/")
    assert "漏1.pdf、漏2.pdf" in lost.what
    assert "12-a/1 甲.pdf" in next(f.remedy for f in workspace.findings if "甲.PDF" in f.what)
    # Not one file is left out in silence.
    named = " ".join(f.what + f.where + f.remedy for f in workspace.findings)
    in_bundle = {source.path for e in workspace.evidence for source in e.files}
    root = folder / "evidence"
    for path in root.rglob("*"):
        if not path.is_dir():
            relative = path.relative_to(root).as_posix()
            assert relative in in_bundle or path.name in named, relative


def test_names_in_another_normal_form_are_the_same(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "12-a/Kühlung.pdf")
    text = HEAD + "evidence:\n  - {files: 12-a/Kühlung.pdf, title: 冷却}\n"
    workspace = load_workspace(make(tmp_path / "ws", text, decomposed))
    assert workspace.findings == ()
    (evidence,) = workspace.evidence
    assert evidence.title == "冷却"
    assert (workspace.evidence_folder / evidence.files[0].path).is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS takes them for one name")
def test_of_names_that_look_alike_neither_is_lost(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "12-a/Kühlung.pdf") for form in ("NFC", "NFD")]
    workspace = load_workspace(make(tmp_path / "ws", HEAD, *names))
    (evidence,) = workspace.evidence
    (finding,) = workspace.findings
    assert finding.level is Level.ERROR
    assert finding.code == "F205"
    taken = evidence.files[0].path
    assert {taken, finding.where.removeprefix("evidence/")} == set(names)


def test_pictures_and_documents_with_a_dot_in_front_are_evidence(tmp_path: Path) -> None:
    names = [".证书.jpg", "..证书.PDF", "...docx"]
    workspace = load_workspace(make(tmp_path / "ws", HEAD, *(f"12-a/{name}" for name in names)))
    assert workspace.findings == ()
    assert {e.files[0].path for e in workspace.evidence} == {f"12-a/{name}" for name in names}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep names in Unicode")
def test_names_in_gb18030_are_named_and_do_no_harm(tmp_path: Path) -> None:
    folder = make(tmp_path / "ws", HEAD, "12-设备/好.pdf")
    broken = os.fsencode(folder / "evidence/12-设备") + b"/" + "证书.pdf".encode("gb18030")
    Path(os.fsdecode(broken)).write_bytes(b"x")
    Path(os.fsdecode(os.fsencode(folder / "evidence") + b"/13-" + "新".encode("gb18030"))).mkdir()
    workspace = load_workspace(folder)
    assert [e.title for e in workspace.evidence] == ["好"]
    assert {f.code for f in workspace.findings} == {"F205"}
    places = {f.where for f in workspace.findings}
    assert places == {"evidence/12-设备/证书.pdf", "evidence/13-新"}
    for finding in workspace.findings:
        (finding.where + finding.what + finding.remedy).encode("utf-8")


def test_no_evidence_folder(tmp_path: Path) -> None:
    folder = make(tmp_path / "ws", HEAD)
    (folder / "evidence").rmdir()
    assert only(load_workspace(folder).findings, "F209").level is Level.ERROR


# ── the report ────────────────────────────────────────────────────────────────────────────────


def write_docx(path: Path, *paragraphs: str) -> None:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))


def test_the_report_is_found_or_asked_for(tmp_path: Path) -> None:
    folder = make(tmp_path / "ws", HEAD, report=False)
    assert only(load_workspace(folder).findings, "F221").where == "studio.yaml"
    write_docx(folder / "2024年度工作报告.docx", "全年完成培训三期。")
    (folder / "~$24年度工作报告.docx").write_bytes(b"lock")
    workspace = load_workspace(folder)
    assert workspace.findings == ()
    assert workspace.report == folder / "2024年度工作报告.docx"
    (folder / "报告（旧）.pdf").write_bytes(b"%PDF")
    assert "报告（旧）.pdf" in only(load_workspace(folder).findings, "F221").what
    (folder / "studio.yaml").write_text(HEAD + "report: 报告（旧）.pdf\n", encoding="utf-8")
    workspace = load_workspace(folder)
    assert workspace.findings == ()
    assert workspace.report == folder / "报告（旧）.pdf"


@pytest.mark.parametrize(
    "written", ["没有.docx", "../报告.pdf", "年度.xlsx", "空报告.docx", "坏.docx"]
)
def test_a_report_that_cannot_be_used(tmp_path: Path, written: str) -> None:
    folder = make(tmp_path / "ws", HEAD + f"report: {written}\n", report=False)
    (tmp_path / "报告.pdf").write_bytes(b"%PDF")
    (folder / "年度.xlsx").write_bytes(b"x")
    (folder / "空报告.docx").touch()
    (folder / "坏.docx").write_bytes(b"PK no zip")
    finding = only(load_workspace(folder).findings, "F220")
    assert finding.level is Level.ERROR
    assert finding.remedy


def test_guidance_left_in_the_report(tmp_path: Path) -> None:
    folder = make(tmp_path / "ws", HEAD, report=False)
    with zipfile.ZipFile(schemes_folder() / "weihai-2025/assessment-report.docx") as skeleton:
        assert "填写提示" in skeleton.read("word/document.xml").decode()
    begun = Document(str(schemes_folder() / "weihai-2025/assessment-report.docx"))
    begun.add_paragraph("工作室做了许多工作。")
    begun.save(str(folder / "工作报告.docx"))
    finding = only(load_workspace(folder).findings, "F222")
    assert finding.level is Level.WARNING


def test_a_skeleton_that_nobody_has_written_into_is_no_report(tmp_path: Path) -> None:
    folder = make(tmp_path / "ws", HEAD, report=False)
    raw = (schemes_folder() / "weihai-2025/assessment-report.docx").read_bytes()
    (folder / "2024年度工作报告.docx").write_bytes(raw)
    workspace = load_workspace(folder)
    assert workspace.report is None
    assert "没有动过的骨架" in only(workspace.findings, "F221").what
    # Whoever wrote it elsewhere need not delete the skeleton.
    Document().save(str(folder / "工作报告（定稿）.docx"))
    assert load_workspace(folder).report == folder / "工作报告（定稿）.docx"


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

INNER_KEYS = "members", "workforce", "file", "birth", "area_m2", "traits", "front_line", "11", "x"
KEYS = st.sampled_from(
    [*StudioFile.model_fields, *EvidenceRow.model_fields, *Claim.model_fields, *INNER_KEYS]
)
NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("是"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@given(st.dictionaries(KEYS, NONSENSE, max_size=9))
@settings(deadline=None)
def test_nonsense_is_explained_in_chinese_and_never_refused(data: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data |= {"scheme": "weihai-2025", "submission": "assessment"}
        file = Path(folder) / "studio.yaml"
        file.write_text(json.dumps(data), encoding="utf-8")
        fitted = fit(read_tree(file, "studio.yaml", WorkspaceError), StudioFile)
    assert fitted.value is not None
    for finding in fitted.findings:
        assert finding.where == "studio.yaml:1"
        assert re.search(r"[\u4e00-\u9fff]", finding.remedy)
        own_words = re.sub(r"「.*?」|（.*?）", "", finding.what)
        assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", own_words), finding


SCHEME_LINES = (schemes_folder() / "weihai-2025/scheme.yaml").read_text("utf-8").splitlines()
VALUE_LINES = [n for n, line in enumerate(SCHEME_LINES) if re.search(r"^ *\w+: [^|>#]+$", line)]


@given(st.sampled_from(VALUE_LINES), st.sampled_from(["x", "-1", "[]", "{}", "true", "", "{y: 1}"]))
@settings(max_examples=40, deadline=None)
def test_a_spoilt_scheme_is_explained_in_chinese(line: int, value: str) -> None:
    spoilt = [*SCHEME_LINES]
    spoilt[line] = f"{spoilt[line].partition(':')[0]}: {value}"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scheme.yaml").write_text("\n".join(spoilt), encoding="utf-8")
        try:
            load_scheme(folder, near=None)
            told = ""
        except SchemeError as error:
            told = error.what
    own_words = re.sub(r"「.*?」|（.*?）|\S+scheme\.yaml", "", told)
    assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", own_words), told


RANGES = st.lists(
    st.tuples(st.integers(1, 9999), st.integers(0, 99)).map(lambda t: (t[0], t[0] + t[1])),
    min_size=1,
    max_size=6,
)
WIDE = str.maketrans("0123456789,-", "０１２３４５６７８９，－")


@given(RANGES, st.booleans(), st.sampled_from([",", "，", "、", ", ", "；"]))
def test_page_ranges_come_back_as_written(
    ranges: list[tuple[int, int]], wide: bool, comma: str
) -> None:
    text = comma.join(f"{a}" if a == b else f"{a}-{b}" for a, b in ranges)
    assert read_pages(text.translate(WIDE) if wide else text) == tuple(ranges)


@given(st.text(max_size=12))
def test_any_text_is_pages_or_a_refusal_the_catalogue_has(text: str) -> None:
    try:
        ranges = read_pages(text)
    except OddPagesError as odd:
        issue("F206", Location("studio.yaml"), odd.case, written=text, **odd.slots)
    else:
        assert ranges
        assert all(1 <= first <= last for first, last in ranges)


TITLES = st.text(alphabet="甲乙丙号机年度计划证书ABab（）", min_size=1, max_size=10).filter(
    lambda t: not t.startswith(("（", "）"))
)


@given(
    st.integers(0, 999),
    st.sampled_from(["{} ", "{}、", "（{}）", "({})", "{}-", "{}.", "{}_"]),
    TITLES,
)
def test_an_order_number_is_no_part_of_the_title(number: int, shape: str, title: str) -> None:
    assert title_of(f"{shape.format(number)}{title}.pdf") == title
    assert title_of(f"{shape.format(f'{number:03d}')}{title}.jpg") == title


@given(st.integers(1000, 9999), TITLES)
def test_a_year_or_a_measure_is_part_of_the_title(year: int, title: str) -> None:
    assert title_of(f"{year}年{title}.pdf") == f"{year}年{title}"
    assert title_of(f"{year}-06-18 {title}.pdf") == f"{year}-06-18 {title}"
    assert title_of(f"50吨{title}.pdf") == f"50吨{title}"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("3、5号机.pdf", "5号机"),
        ("1、2、3号机.pdf", "1、2、3号机"),
        ("3.5万元凭证.pdf", "3.5万元凭证"),
        ("06-18 会议.pdf", "06-18 会议"),
        ("03-50吨龙门吊.pdf", "50吨龙门吊"),
        ("03-2024年计划.pdf", "2024年计划"),
        ("12.pdf", "12"),
        ("无后缀", "无后缀"),
        ("第2.0版", "第2.0版"),
    ],
)
def test_titles(name: str, title: str) -> None:
    assert title_of(name) == title


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("13-新", 13),
        ("1-x", 1),
        ("07", 7),
        ("０３、x", 3),
        ("5 标识", 5),
        ("2024年", None),
        ("3D打印", None),
    ],
)
def test_item_folders(name: str, number: int | None) -> None:
    assert item_of(name) == number


_ODD = (
    "a: 1 #b\nc:\nd: ~\ne: ''\nf: 是\ng: yes\nh: 0x1F\ni: 12:30:45\n",
    "a: |\n  一\n\n  二\nb: >-\n  三\n  四\nc: [一, {d: 二}, ]\n",
    "a: &x {b: 1}\nc: *x\na: 2\n? k\n: v\n- x\n",
    "a:\r\n  - b: 1\r\n    c: '二''三'\r\n  -\r\n",
    "a: !\nb: !!str 2\nc\t: 3\n",
    'a: "一\\\n  二"\nb:\n  - - 1\n    - 2\n',
)


@pytest.mark.parametrize("sample", ["assessment", "application", *range(len(_ODD))])
def test_sound_yaml_is_the_same_however_it_is_read(
    sample: str | int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = _ODD[sample] if isinstance(sample, int) else _read_sample(sample)
    fast = _read(text)
    monkeypatch.setattr(yaml_syntax, "compose_sound", lambda _: None)
    assert _read(text) == fast


def _read_sample(name: str) -> str:
    return (Path(__file__).parent.parent / "samples" / name / "studio.yaml").read_text(
        encoding="utf-8"
    )


def _read(text: str) -> object:
    try:
        tree = parse_tree(text.encode(), "studio.yaml", WorkspaceError)
    except WorkspaceError as error:
        return error.what, error.where, error.remedy
    return tree.root, tree.findings
