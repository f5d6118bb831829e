"""The rules, on real workspaces."""

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import test_likeness
from hypothesis import given
from hypothesis import strategies as st
from test_contradictions import PLANTED as CONTRADICTIONS
from test_paper_rules import CODES as PAPER_CODES
from test_proof import PLANTED
from test_report_rules import CODES as REPORT_CODES
from test_texts import CODES as TEXT_CODES

from docgen.checks.case import Case
from docgen.checks.run_checks import RULES, check, write_report
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.id_numbers import (
    id_number_birth,
    id_number_problem,
    id_number_sex,
    is_credit_code,
    retirement_month,
)
from docgen.model.scoring import score
from docgen.model.submission import Assessment
from docgen.workspace.load import Workspace, load_workspace


def with_check_digit(first17: str) -> str:
    """GB 11643: weights are powers of two modulo 11."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first17))
    return first17 + "10X98765432"[total % 11]


MALE_1976 = with_check_digit("37100219760918123")


def read(folder: Path, text: str, *files: str) -> tuple[Workspace, Case]:
    """Write a workspace, read it and score it."""
    folder.mkdir()
    (folder / "studio.yaml").write_text(text, encoding="utf-8")
    (folder / "evidence").mkdir()
    for name in files:
        path = folder / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7")
    (folder / "报告.pdf").write_bytes(b"%PDF-1.7")
    ws = load_workspace(folder)
    scores = score(ws.spec, ws.data, ws.evidence)
    return ws, Case(ws.scheme, ws.spec, ws.data, ws.evidence, scores, ws.places)


def inspect(folder: Path, text: str, *files: str) -> tuple[Finding, ...]:
    """Write a workspace and return all that is found in it."""
    workspace, case = read(folder, text, *files)
    return (*workspace.findings, *check(case))


Inspect = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def look(tmp_path: Path) -> Inspect:
    return lambda text, *files: inspect(tmp_path / "ws", text, *files)


def placed(findings: tuple[Finding, ...], *levels: Level) -> list[tuple[str, int]]:
    return sorted(
        (f.code, int(f.where.rpartition(":")[2]))
        for f in findings
        if f.where.startswith("studio.yaml:") and f.level in (levels or tuple(Level))
    )


def marked(text: str) -> list[tuple[str, int]]:
    return sorted(
        (code, number)
        for number, line in enumerate(text.splitlines(), start=1)
        for mark in re.findall(r"# !([\w ]+)$", line)
        for code in mark.split()
    )


# ── a workspace with nothing wrong ────────────────────────────────────────────────────────────

CLEAN = f"""\
scheme: weihai-2025
submission: assessment
unit:
  name: 威海某某重工有限公司
  credit_code: 91110000600037341L
leader:
  name: 张三
  sex: 男
  birth: 1976-09
  id_number: "{MALE_1976}"
  phone: "06315190000"
studio:
  name: 威海市张三技能大师工作室
assessment:
  date: 2025-06-03
  veto: 无
claims:
  1: {{statement: 车间二楼, measure: 86.5}}
  3: {{choice: full}}
  5: {{choice: both}}
  6: {{choice: sound}}
  7: {{choice: both}}
  9: {{choice: clear, points: 2.5, reason: 收支清楚，尚未设明细科目}}
  10: {{choice: proper}}
  14: {{measure: 8}}
evidence:
  - {{files: 04-经费/凭证.pdf, kind: 经费凭证, quantity: 25.6, date: 2024-05-01}}
  - {{files: 11-培训/名单.pdf, kind: 培训取证, quantity: 320, date: 2024}}
  - {{files: 12-革新/清单.pdf, kind: 技术革新, quantity: 25, date: 2024-11}}
  - {{files: 13-专利/1.pdf, kind: 发明专利, items: [13, 18], date: 2024-03}}
  - {{files: 14-竞赛/名单.pdf, kind: 参赛名单, quantity: 8, date: 2024-10, organiser: 市人社局}}
  - {{files: 15-推广/清单.pdf, kind: 成果推广, quantity: 25, date: 2024-12}}
  - {{files: 17-奖项/1.pdf, kind: 市级奖项, date: 2024-12-31}}
"""
CLEAN_FILES = (
    "01-场地/场地照片.jpg",
    "02-团队/成员证书/1.pdf",
    "02-团队/成员证书/2.pdf",
    "02-团队/成员证书/3.pdf",
    "03-设备/清单.pdf",
    "04-经费/凭证.pdf",
    "05-牌匾/牌匾照片.jpg",
    "06-制度/制度.pdf",
    "07-计划/总结和计划.pdf",
    "08-政策/已兑现政策/1.pdf",
    "09-账/账.pdf",
    "10-使用/说明.pdf",
    "11-培训/名单.pdf",
    "12-革新/清单.pdf",
    "13-专利/1.pdf",
    "15-推广/清单.pdf",
    "14-竞赛/名单.pdf",
    "17-奖项/1.pdf",
)


def test_nothing_is_invented(look: Inspect) -> None:
    findings = look(CLEAN, *CLEAN_FILES)
    assert [f for f in findings if f.level is not Level.NOTE] == []
    # Doubts of the notice itself and conditions to confirm are said whatever the studio did.
    assert {f.code for f in findings} <= {"C312", "C330", "C332", "C410", "C605"}


# ── a workspace with everything wrong ─────────────────────────────────────────────────────────

WRONG = f"""\
scheme: weihai-2025
submission: assessment
unit: # !C101
  credit_code: 91110000600037341M # !C504
  workforce: # !C104
    technician: 1 # !C105
leader:
  name: 张三
  sex: 女 # !C503
  birth: 1977-01 # !C502
  id_number: "{MALE_1976}"
  grade: 技师（二级）
  phone: 无号码 # !C505
studio:
  name: 张三工作室 # !C106
  traits: [urban] # !C205
  members: # !C315
    - {{grade: 技师}} # !C103
assessment: # !C101
  veto: 出借资质 # !C107
claims:
  1: {{measure: 86}} # !C302
  2: {{measure: 2.5, points: 3}} # !C208 C406 C302
  3: {{choice: ful}} # !C202
  5: {{counts: {{a: 1}}}} # !C203 C401
  6: {{choice: sound, deductions: {{late: 1}}}} # !C204 C302
  7: {{choice: both, points: 2}} # !C407 C302
  8: {{measure: 3}} # !C207
  9: {{choice: clear, points: 3.5}} # !C403 C404 C405 C302
  10: # !C401
    statement: 合规
  11: {{measure: 400}} # !C408
  12: {{measure: 0, choice: x}} # !C409 C207
  13: {{counts: {{patents: 2}}, measure: 3}} # !C207 C302
  16: {{counts: {{towns: 1}}}} # !C203
  19: {{points: 1}} # !C201
evidence:
  - {{files: 11-培训/名单.pdf, kind: 培训取证, quantity: 320, date: 2023-12}} # !C305
  - {{files: 12-革新/1.pdf, kind: 技术改造}} # !C206
  - {{files: 14-竞赛/1.pdf, kind: 参赛名单, date: 2024}} # !C304
"""
# Lines that nothing in the file itself stands for: findings fall back to what is around them.
WRONG_FILES = (
    "11-培训/名单.pdf",
    "12-革新/1.pdf",
    "12-革新/技术革新/2.pdf",
    "12-革新/3 照片.jpg",
    "14-竞赛/1.pdf",
)


def test_everything_is_found_in_one_run_at_its_line(look: Inspect) -> None:
    findings = look(WRONG, *WRONG_FILES)
    found = placed(findings, Level.ERROR, Level.WARNING)
    found += [p for p in placed(findings, Level.NOTE) if p[0] != "C410"]
    assert len(marked(WRONG)) > 30
    assert sorted(found) == marked(WRONG)
    elsewhere = {(f.code, f.where) for f in findings if not f.where.startswith("studio.yaml:")}
    assert {
        ("C306", "evidence/12-技术革新/"),
        ("C307", "evidence/12-技术革新/"),
    } <= elsewhere
    assert all(f.what and f.remedy for f in findings)


def test_messages_name_value_and_remedy(look: Inspect) -> None:
    findings = look(WRONG, *WRONG_FILES)
    told = {f.code: f.what + f.remedy for f in findings}
    assert "86.5" not in told["C302"]
    assert "没有一件佐证" in told["C302"]
    assert "400 人" in told["C408"]
    assert "佐证加起来只有 0 人" in told["C408"]
    assert "2023年12月" in told["C305"]
    assert "1976年9月" in told["C502"]
    assert "1977年1月" in told["C502"]
    assert "“技术改造”" in told["C206"]
    assert "改成其中之一：技术革新" in told["C206"]
    assert "不再评估，实行一票否决" in told["C107"]
    assert "full（" in told["C202"]
    assert not any(MALE_1976[6:14] in f.what + f.remedy for f in findings)


def test_what_could_not_be_read_is_not_said_to_be_missing(look: Inspect) -> None:
    text = CLEAN.replace("date: 2025-06-03", "date: 六月三日").replace("phone:", "phnoe:")
    text = text.replace("3: {choice: full}", "3: {choice: [full]}")
    findings = look(text, *CLEAN_FILES)
    assert {f.code for f in findings if f.level is not Level.NOTE} == {"Y101", "Y102"}


def test_a_row_without_its_quantity_is_said_once(look: Inspect) -> None:
    text = CLEAN.replace("quantity: 320, ", "").replace("  14:", "  11: {measure: 320}\n  14:")
    codes = [f.code for f in look(text, *CLEAN_FILES) if f.level is not Level.NOTE]
    assert codes == ["C304"]


def test_rural_figures_need_the_trait(look: Inspect) -> None:
    text = CLEAN.replace("  14:", "  11: {counts: {apprentices: 4}}\n  14:")
    findings = look(text, *CLEAN_FILES)
    (found,) = [f for f in findings if f.level is not Level.NOTE]
    assert found.code == "C207"
    assert "traits" in found.remedy


def test_contested_figures_are_noted_with_the_other_reading(look: Inspect) -> None:
    text = CLEAN.replace("measure: 86.5", "measure: 50")
    doubts = [f for f in look(text, *CLEAN_FILES) if f.code == "C410" and "第 1 项" in f.what]
    assert any("现按 2 分，另一种读法是 3 分" in f.what for f in doubts)
    assert all(f.level is Level.NOTE for f in doubts)


def test_a_bonus_that_lifts_over_the_pass_mark_is_told(look: Inspect) -> None:
    text = CLEAN.replace("quantity: 320", "quantity: 60").replace(
        "files: 17-奖项/1.pdf, kind: 市级奖项",
        "files: 17-奖项/1.pdf, kind: 国家级奖项, quantity: 8, items: [18]",
    )
    findings = look(text, *CLEAN_FILES)
    (found,) = [f for f in findings if f.code == "C411"]
    assert "基础分" in found.what
    assert not [f for f in findings if f.code == "C412"]


# ── an application ────────────────────────────────────────────────────────────────────────────

APPLICATION = """\
scheme: weihai-2025
submission: application
leader:
  name: 张三
  sex: 男
  birth: 1964-08
  front_line: false
  grade: 技师（二级）
studio:
  name: 威海市张三技能大师工作室
  members:
    - {name: 李四}
    - {name: 王五}
"""


def test_conditions_of_an_application(look: Inspect) -> None:
    findings = look(APPLICATION, "01-证书/1.pdf", "02-荣誉/1.pdf", "03-成果/1.pdf", "05-照片/1.jpg")
    by_code = {f.code: f for f in findings}
    assert by_code["C601"].where == "studio.yaml:11"
    assert "不少于 3 人" in by_code["C601"].what
    assert by_code["C602"].where == "studio.yaml:7"
    assert by_code["C603"].where == "studio.yaml:8"
    assert "乡土技能大师" in by_code["C603"].what
    assert by_code["C604"].level is Level.WARNING
    assert "2024年8月" in by_code["C604"].what
    assert by_code["C605"].level is Level.NOTE
    assert [f.where for f in findings if f.code == "C303"] == ["evidence/04-设施设备清单/"]
    assert not [f for f in findings if f.code in ("C302", "C401", "C412")]
    required = {f.what for f in findings if f.code == "C101"}
    assert any("unit.bank_account" in what for what in required)
    assert any("unit.workforce.advanced_worker" in what for what in required)


@pytest.mark.parametrize(
    ("sex", "birth", "told"),
    [
        ("男", "1965-05", ""),  # 2025-07
        ("男", "1965-01", "2025年2月"),
        ("女", "1970-01", "2025年2月"),
        ("女", "1974-06", "如按 50 周岁"),
        ("女", "1976-06", ""),
    ],
)
def test_retirement_at_the_deadline(look: Inspect, sex: str, birth: str, told: str) -> None:
    text = APPLICATION.replace("sex: 男", f"sex: {sex}").replace("1964-08", birth)
    found = [f.what for f in look(text) if f.code == "C604"]
    assert bool(found) is bool(told)
    assert all(told in what for what in found)


# ── identity ──────────────────────────────────────────────────────────────────────────────────


@given(st.dates(datetime.date(1920, 1, 1), datetime.date(2010, 12, 31)), st.integers(0, 999))
def test_a_valid_id_number_tells_birth_and_sex(birth: datetime.date, order: int) -> None:
    number = with_check_digit(f"371002{birth:%Y%m%d}{order:03d}")
    assert id_number_problem(number) == ""
    assert id_number_problem(number.lower()) == ""
    assert id_number_birth(number) == birth
    assert id_number_sex(number) == ("男" if order % 2 else "女")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(place: int, shift: int) -> None:
    wrong = str((int(MALE_1976[place]) + shift) % 10)
    spoilt = MALE_1976[:place] + wrong + MALE_1976[place + 1 :]
    assert id_number_problem(spoilt)
    assert id_number_birth(spoilt) is None
    assert id_number_sex(spoilt) is None


@pytest.mark.parametrize(
    "text", ["1", "37100219760918123", "x" * 18, "３" * 18, "²" * 18, "一" * 18]
)
def test_what_is_no_id_number(text: str) -> None:
    assert id_number_problem(text)


@given(st.text())
def test_any_text_may_be_tried_as_an_id_number_or_code(text: str) -> None:
    assert isinstance(id_number_problem(text), str)
    assert is_credit_code(text) in (True, False)


@pytest.mark.parametrize(
    ("born", "first_age", "expected"),
    [
        ((1964, 12), 60, (2024, 12)),
        ((1965, 1), 60, (2025, 2)),
        ((1965, 5), 60, (2025, 7)),
        ((1976, 8), 60, (2039, 7)),
        ((1976, 9), 60, (2039, 9)),
        ((1990, 1), 60, (2053, 1)),
        ((1971, 4), 55, (2026, 8)),
        ((1984, 11), 50, (2039, 11)),
        ((1995, 3), 50, (2050, 3)),
    ],
)
def test_retirement_months(
    born: tuple[int, int], first_age: int, expected: tuple[int, int]
) -> None:
    assert retirement_month(datetime.date(*born, 1), first_age) == expected


# ── the table and the report ──────────────────────────────────────────────────────────────────


def test_codes_are_stable_and_single() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"C\d{3}", code) for code in codes)
    assert len({rule.function for rule in RULES}) == len(RULES)
    assert all(re.search(r"[\u4e00-\u9fff]", rule.title) for rule in RULES)


def test_every_rule_has_been_seen_to_speak(tmp_path: Path) -> None:
    spoken = {f.code for f in inspect(tmp_path / "a", WRONG, *WRONG_FILES)}
    spoken |= {f.code for f in inspect(tmp_path / "b", APPLICATION)}
    unvetoed = WRONG.replace("veto: 出借资质", "veto:")
    spoken |= {f.code for f in inspect(tmp_path / "w", unvetoed, *WRONG_FILES)}
    bad_id = CLEAN.replace(MALE_1976, MALE_1976[:-2] + "99").replace("points: 2.5, ", "")
    spoken |= {f.code for f in inspect(tmp_path / "c", bad_id, *CLEAN_FILES)}
    partial = CLEAN.replace("unit:", "unit:\n  workforce: {technician: 3}")
    spoken |= {f.code for f in inspect(tmp_path / "d", partial, *CLEAN_FILES)}
    _, case = read(tmp_path / "e", CLEAN, *CLEAN_FILES)
    stray = replace(case.evidence[0], supports=())
    spoken |= {f.code for f in check(replace(case, evidence=(stray,)))}
    named = (*CLEAN_FILES, f"05-牌匾/{MALE_1976}.jpg")
    spoken |= {f.code for f in inspect(tmp_path / "f", CLEAN, *named)}
    # The others speak of the samples' planted mistakes, each in a test of its own.
    spoken |= {mistake.code for mistake in (*PLANTED, *CONTRADICTIONS)}
    # Reports and lists have to be read.
    spoken |= {*REPORT_CODES, *TEXT_CODES, *PAPER_CODES}
    spoken |= {finding.code for finding in check(other_city())}
    # Photographs have to be opened, names and folders have tests of their own.
    spoken |= {test_likeness.CODE, "C360", "C361", "C362", "C363"}
    assert spoken >= {rule.code for rule in RULES}


def other_city(**assessment: str) -> Case:
    """The sample of the invented notice: grades by points, items of one year."""
    loaded = load_workspace(Path(__file__).parents[1] / "samples" / "example-city")
    data = loaded.data.model_copy(
        update={"assessment": loaded.data.assessment.model_copy(update=assessment)}
    )
    scores = score(loaded.spec, data, loaded.evidence)
    return Case(loaded.scheme, loaded.spec, data, loaded.evidence, scores, loaded.places)


def test_a_grade_is_told_and_what_is_wanting_to_the_next() -> None:
    told = [f.what for f in check(other_city()) if f.code == "C421"]
    assert told == ["自评总分 93 分，按总分是“优秀”"]
    case = other_city()
    fewer = tuple(e for e in case.evidence if e.item != 9)
    poorer = replace(case, scores=score(case.spec, case.data, fewer))
    told = [f.what for f in check(poorer) if f.code == "C421"]
    assert told == ["自评总分 81 分，按总分是“良好”，离“优秀”还差 9 分"]
    told = [f.what for f in check(other_city(veto="拒不接受考核")) if f.code == "C421"]
    assert told == ["有一票否决情形，等次为“不合格”"]


@pytest.mark.parametrize(
    ("written", "vetoed", "details"),
    [
        ("", None, ""),
        ("—", None, ""),
        ("无", False, ""),
        (" 没有。", False, ""),
        ("否", False, ""),
        ("false", False, ""),
        ("没有撤销称号的情形", False, ""),
        ("无上述情形。", False, ""),
        ("是", True, ""),
        ("√", True, ""),
        ("无证经营", True, "无证经营"),
        ("没有履行职责的情形", True, "没有履行职责的情形"),
        ("弄虚作假", True, "弄虚作假"),
    ],
)
def test_a_veto_is_denied_in_plain_words_or_not_at_all(
    written: str, vetoed: bool | None, details: str
) -> None:
    assessment = Assessment(veto=written)
    assert assessment.vetoed is vetoed
    assert assessment.veto_details == details


def test_a_veto_left_blank_is_told(look: Inspect) -> None:
    (said,) = [f for f in look(CLEAN.replace("  veto: 无\n", ""), *CLEAN_FILES) if f.code == "C111"]
    assert "都不勾" in said.what
    assert "无" in said.remedy


def test_a_piece_of_another_year_than_its_items_is_told_of() -> None:
    (said,) = [f for f in check(other_city()) if f.code == "C422"]
    assert "卓念慈" in said.what
    assert "第 7 项" in said.what


def test_the_report_groups_and_counts() -> None:
    findings = (
        Finding(Level.NOTE, "C410", Location("studio.yaml:3"), "两可", "核实"),
        Finding(Level.ERROR, "C101", Location("studio.yaml:1"), f"空着 {MALE_1976}", "填上"),
        Finding(Level.ERROR, "C302", Location("studio.yaml:2"), "没有佐证", "补上"),
    )
    text = write_report(findings)
    assert text.splitlines()[0] == "检查完毕：错误 2 处，警告 0 处，提示 1 处。"
    assert text.index("【错误】") < text.index("studio.yaml:2") < text.index("【提示】")
    assert "【警告】" not in text
    assert MALE_1976 not in text
    assert "→ 补上" in text
    assert text.endswith("\n")
    assert "没有发现问题" in write_report(())
