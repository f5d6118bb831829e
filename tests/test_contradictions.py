"""Values that contradict each other, planted in the samples: each is told, and told alone."""

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from altering import altered, fresh, piece

from docgen.checks.check import check
from docgen.data.evidence import Evidence


@dataclass(frozen=True)
class Mistake:
    """What is altered in a sample, and what is said of it."""

    code: str
    sample: str
    told: tuple[str, ...]
    data: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, dict[str, Any]] = field(default_factory=dict)
    added: tuple[Evidence, ...] = ()
    also: str = ""
    """Codes of what follows from the mistake and has to be said too."""


A, B = "assessment", "application"
LIST = "市级竞赛推荐名单（12人）"
AWARD = "厚板立焊窄间隙自动焊接工艺获创新成果一等奖"

DATES = (
    Mistake("C510", A, ("早于考核期结束", "2024年6月3日"), {"assessment.date": "2024-06-03"}),
    Mistake("C510", A, ("晚了一年多", "2031年6月3日"), {"assessment.date": "2031-06-03"}),
    Mistake("C511", A, ("早于通知印发的 2025年5月19日",), {"assessment.date": "2025-03-03"}),
    Mistake("C511", A, ("晚于通知的截止日",), {"assessment.date": "2025-09-03"}),
    Mistake("C512", A, ("2025年6月20日", "各区市人社部门报"), {"unit.hand_in_by": "2025-06-20"}),
    Mistake("C513", A, ("不包含 2024 年度新评选的 5 家",), {"studio.chosen": "2024-11"}),
    Mistake("C514", A, ("2025年3月", "已经过了"), {"studio.chosen": "2025-03"}),
    Mistake(
        "C515",
        A,
        ("2027年6月18日", "评估时间（2025年6月3日）"),
        evidence={LIST: {"date": "2027-06-18"}},
        also="C305",
    ),
    Mistake(
        "C516",
        A,
        ("标题说是 2024 年", "2023年"),
        evidence={"2024年焊工技师": {"date": "2023-11-20"}},
        also="C305",
    ),
    Mistake(
        "C516",
        A,
        ("标题说是 2023 年", "2024年9月14日"),
        evidence={"2024年焊工技师": {"title": "2023年焊工技师（二级）培训班取证名单（96人）"}},
    ),
    Mistake(
        "C517",
        A,
        ("没有写日期", "2023 年"),
        added=(piece(12, "2023年行车轨道改进", kind="技术革新"),),
    ),
    Mistake(
        "C518",
        A,
        ("〔2023〕", "2024年10月28日"),
        evidence={AWARD: {"number": "威技促〔2023〕奖006"}},
    ),
    Mistake(
        "C519", A, ("参加工作时间", "早于出生年月 1976年9月"), {"leader.work_since": "1967-07"}
    ),
    Mistake("C519", A, ("取证时间", "早于出生年月"), {"leader.certified": "1962-11"}),
    Mistake("C519", A, ("取证时间", "晚于评估时间"), {"leader.certified": "2032-11"}),
    Mistake("C520", A, ("不满 16 周岁", "1986年7月"), {"leader.work_since": "1986-07"}),
    Mistake("C520", A, ("129 岁", "年份"), {"leader.birth": "1896-09", "leader.id_number": ""}),
)

PLANTED = DATES


@pytest.mark.parametrize("mistake", PLANTED, ids=lambda m: f"{m.code}-{m.told[0][:12]}")
def test_a_contradiction_is_told_and_nothing_else(mistake: Mistake) -> None:
    case = altered(mistake.sample, mistake.data, mistake.evidence, mistake.added)
    found = fresh(mistake.sample, case)
    assert {f.code for f in found} == {mistake.code, *mistake.also.split()}, found
    (told, *_) = [f for f in found if f.code == mistake.code]
    for words in mistake.told:
        assert words in told.what + told.remedy


# ── what is no mistake ────────────────────────────────────────────────────────────────────────

FINE: tuple[tuple[str, dict[str, Any], dict[str, dict[str, Any]], tuple[Evidence, ...]], ...] = (
    (A, {"assessment.date": "2025-06"}, {}, ()),
    (A, {"assessment.date": "2025-05-19"}, {}, ()),
    (A, {"assessment.date": "2025-06-10", "unit.hand_in_by": "2025-06-05"}, {}, ()),
    (A, {"studio.chosen": "2021-05"}, {}, ()),
    (A, {"leader.work_since": "1992-10"}, {}, ()),
    (A, {"leader.birth": "1976-09", "leader.certified": "1997"}, {}, ()),
    (A, {}, {AWARD: {"title": "2023年度创新成果一等奖（窄间隙焊）", "date": "2024-02-20"}}, ()),
    (A, {}, {AWARD: {"title": "2020—2023年窄间隙焊攻关获一等奖"}}, ()),
    (A, {}, {"2024年度工作总结": {"date": "2025-01-06"}}, ()),
    (A, {}, {"2025年度工作计划": {"date": "2024-12-28"}}, ()),
)


@pytest.mark.parametrize(("name", "data", "evidence", "added"), FINE, ids=range(len(FINE)))
def test_an_ordinary_variation_is_told_nothing(
    name: str,
    data: dict[str, Any],
    evidence: dict[str, dict[str, Any]],
    added: tuple[Evidence, ...],
) -> None:
    assert fresh(name, altered(name, data, evidence, added)) == ()


def test_the_deadline_is_said_to_be_whose_it_is() -> None:
    case = replace(altered(A), today=datetime.date(2025, 6, 12))
    (told,) = [f for f in check(case) if f.code == "C607"]
    assert "2025年6月10日 是各区市人社部门报市人力资源和社会保障局的截止日" in told.what
    own = altered(A, {"unit.hand_in_by": "2025-06-05"})
    assert [
        f.what for f in check(replace(own, today=datetime.date(2025, 6, 6))) if f.code == "C607"
    ] == ["本单位交材料的期限是 2025年6月5日，已经过了 1 天"]
    assert "C607" not in {f.code for f in check(replace(own, today=datetime.date(2025, 6, 5)))}
