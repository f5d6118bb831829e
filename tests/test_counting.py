"""What counts: each thing once and where it gives most, within the period, run by whom it must."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.issues.location import Location
from docgen.model.certificate_numbers import (
    is_of_a_paper,
    is_telling_number,
    numbers_in,
    plain_number,
    read_patent,
)
from docgen.model.counting import Bounds, Counted, count_evidence, holders_of, is_outside
from docgen.model.evidence import Evidence
from docgen.model.people import may_be_one, names_in, people_in
from docgen.model.scheme import Body, CountSpec, Period, TallyCount
from docgen.model.submission import PartialDate

BODIES = (Body(key="labour", name="人社部门", words=("人力资源和社会保障", "人社"), ends=("局",)),)
YEAR = Period.model_validate({"start": "2024-01-01", "end": "2024-12-31"})


def count(*distinct: str, **values: Any) -> CountSpec:
    base = {"key": "n", "name": "数", "unit": "项", "kinds": ["甲", "乙"], "distinct": distinct}
    return CountSpec.model_validate(base | values)


def piece(order: int, kind: str = "甲", **values: Any) -> Evidence:
    made = Evidence(1, order, f"第{order}件", (), (1,), Location("studio.yaml:1"), kind=kind)
    return replace(made, **values)


def counted(
    spec: CountSpec,
    *pieces: Evidence,
    people: tuple[str, ...] = (),
    leader: str = "",
    bodies: tuple[Body, ...] = (),
) -> Counted:
    return count_evidence([spec], pieces, Bounds(YEAR, people, leader, bodies))["n"]


def totals(found: Counted) -> tuple[list[str], list[tuple[str, str]]]:
    kept = [f"{t.evidence_id}:{t.quantity}" for t in found.terms]
    return kept, [(left.evidence_id, left.reason) for left in found.left_out]


# ── the same certificate ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "once"),
    [
        ("ZL 2021 1 9990013.5", "zl202119990013.5", True),
        ("ZL２０２１19990013.5", "ZL 2021 1 9990013.5", True),
        ("ZL 2021 1 9990013.5", "专利号：202119990013．5", True),
        ("ZL 2021 1 9990013.5", "ZL202119990013", True),
        ("证书号第6543210号", "证书号：6543210", True),
        ("2024110000011", "2024110000012", False),
        ("威技促〔2024〕奖006", "威技促(2024)奖006", True),
        ("ZL 2021 1 9990013.5", "ZL 2021 1 9990014.X", False),
        ("3", "3", False),
        ("", "", False),
    ],
)
def test_one_number_counts_once_however_it_is_typed(one: str, other: str, *, once: bool) -> None:
    found = counted(count("number"), piece(1, number=one), piece(2, number=other))
    kept, left = totals(found)
    assert kept == (["1-1:1"] if once else ["1-1:1", "1-2:1"])
    assert left == ([("1-2", "number")] if once else [])
    assert all("与 1-1 相同" in lost.why for lost in found.left_out)
    assert len(counted(count(), piece(1, number=one), piece(2, number=other)).terms) == 2


@pytest.mark.parametrize(
    "number",
    [
        "威人社发〔2024〕12号",
        "威人社函（2025）17号",
        "文号：沧澜人[2024]第2号",
        "鲁政字〔2024〕3号",
        "威海市人社局公告2024年第12号",
    ],
)
def test_two_things_announced_in_one_paper_are_two(number: str) -> None:
    assert is_of_a_paper(number)
    assert not is_telling_number(number)
    first, other = piece(1, title="一等奖", number=number), piece(2, title="二等奖", number=number)
    assert len(counted(count("number"), first, other).terms) == 2
    again = replace(other, title="一 等奖")
    assert totals(counted(count("number"), first, again)) == (["1-1:1"], [("1-2", "number")])


@pytest.mark.parametrize(
    "number", ["威技促〔2024〕奖006", "JN2024-HG-002", "威技证字〔2024〕第12号"]
)
def test_a_certificates_own_number_is_no_papers(number: str) -> None:
    assert not is_of_a_paper(number)
    assert is_telling_number(number)


@pytest.mark.parametrize(
    ("number", "year", "check"),
    [("ZL 2017 1 0601862.3", 2017, "3"), ("ZL95115608.X", 1995, "X"), ("97101765.4", 1997, "4")],
)
def test_a_patents_number_proves_itself(number: str, year: int, check: str) -> None:
    patent = read_patent(number)
    assert patent is not None
    assert (patent.year, patent.check, patent.true_check) == (year, check, check)


@pytest.mark.parametrize("number", ["", "2024110000011", "ZL2024", "JN2024-HG-002", "97101765"])
def test_what_is_no_patents_number_is_not_read_as_one(number: str) -> None:
    assert read_patent(number) is None


def test_numbers_listed_in_one_field_are_each_known() -> None:
    first, other = "ZL 2021 1 9990013.5", "ZL 2021 1 9990014.X"
    both = piece(2, number=f"{first}、{other}", quantity=Decimal(2))
    found = counted(count("number"), piece(1, number=first), both, piece(3, number=other))
    assert totals(found) == (["1-1:1", "1-2:1"], [("1-2", "number"), ("1-3", "number")])
    assert "其中 1 个的编号与 1-1 相同" in found.left_out[0].why
    assert len(counted(count("number"), both, replace(both, order=3)).terms) == 1


def test_a_patents_certificate_is_no_second_thing() -> None:
    assert numbers_in("ZL 2021 1 9990013.5；证书号第6543210号") == ("ZL202119990013",)
    assert numbers_in("JN2024-HG-002、JN2024-HG-003") == ("JN2024HG002", "JN2024HG003")
    assert numbers_in("12、JN-2024-01") == ("12JN202401",)


def test_a_running_number_tells_nothing() -> None:
    assert plain_number("第 3 号") == "3"
    assert not is_telling_number("第 3 号")
    assert is_telling_number("JN-002")


# ── the same person ───────────────────────────────────────────────────────────────────────────


def test_holders_are_read_from_the_field_or_the_title() -> None:
    assert names_in("张三、李四,王五") == ("张三", "李四", "王五")
    assert names_in("张　三") == names_in("张　三 ") == ("张三",)
    assert names_in("丛 海川 李 四") == ("丛海川", "李四")
    assert names_in("王 小 明") == ("王小明",)
    assert names_in("张 三 李 四五") == ("张三", "李四五")
    assert names_in("欧 阳 娜 娜") == ("欧阳娜娜",)
    assert (
        names_in("张 三、李 四")
        == names_in("张三和李四")
        == names_in("张三 李四")
        == ("张三", "李四")
    )
    assert names_in("周和平") == ("周和平",)
    assert names_in("领办人：张三 高级技师、李四同志") == ("张三", "李四")
    assert names_in("张三、李四等5人") == ("张三", "李四")
    assert names_in("张 三（一车间、组长）") == ("张三(一车间组长)",)
    assert names_in("丛海川技能大师工作室") == ("丛海川技能大师工作室",)
    assert holders_of(piece(1, title="张三技师证书"), ("张三", "李四")) == ("张三",)
    assert holders_of(piece(1, title="张三李四合影"), ("张三", "李四")) == ()
    assert holders_of(piece(1, title="张三技师证书", holder="李四"), ("张三",)) == ("李四",)
    assert holders_of(piece(1, title="王伟东技师证书"), ("王伟",)) == ()
    assert holders_of(piece(1, title="王伟东技师证书"), ("王伟", "王伟东")) == ("王伟东",)
    assert holders_of(piece(1, title="王伟焊工技师证书"), ("王伟", "王伟东")) == ("王伟",)
    assert holders_of(piece(1, title="张三技师证书"), ("张三", "张三")) == ("张三",)
    assert holders_of(piece(1, title="张 三技师证书"), ("张三",)) == ("张三",)


def test_people_of_one_name_are_all_named_by_the_name_alone() -> None:
    team = ("张伟（一车间）", "张伟（二车间）", "李四")
    assert people_in("张伟技师证书", team) == team[:2]
    assert people_in("张伟（二车间）技师证书", team) == team[1:2]


def test_two_people_of_one_name_are_told_apart_by_a_note() -> None:
    assert may_be_one("张 伟", "张伟")
    assert may_be_one("张伟（一车间）", "张伟")
    assert not may_be_one("张伟（一车间）", "张伟（二车间）")
    pieces = (piece(1, holder="张伟（一车间）"), piece(2, holder="张伟(二车间)"))
    assert len(counted(count("holder"), *pieces).terms) == 2
    assert len(counted(count("holder"), *pieces, piece(3, holder="张伟")).terms) == 2


def test_the_leader_is_not_counted_among_the_members() -> None:
    alone = piece(1, holder="丛 海川")
    both = piece(2, holder="丛海川、李四", quantity=Decimal(2))
    named = piece(3, title="丛海川高级技师证书")
    found = counted(count("holder"), alone, both, named, people=("丛海川",), leader="丛海川")
    assert totals(found) == (["1-2:1"], [("1-1", "leader"), ("1-2", "leader"), ("1-3", "leader")])
    assert len(counted(count("holder"), alone, people=("丛海川",)).terms) == 1


def test_one_person_counts_once() -> None:
    pieces = (
        piece(1, title="张三高级工证书"),
        piece(2, title="张三技师证书"),
        piece(3, title="李四技师证书"),
        piece(4, title="无名的证书"),
    )
    found = counted(count("holder"), *pieces, people=("张三", "李四"))
    assert totals(found) == (["1-1:1", "1-3:1", "1-4:1"], [("1-2", "holder")])


def test_of_a_list_those_counted_already_are_taken_off() -> None:
    spec = count("holder", quantity="sum")
    first = piece(1, quantity=Decimal(2), holder="张三、李四")
    second = piece(2, quantity=Decimal(3), holder="李四、王五、赵六")
    found = counted(spec, first, second)
    assert totals(found) == (["1-1:2", "1-2:2"], [("1-2", "holder")])
    assert found.left_out[0].quantity == 1
    assert "其中 1 人" in found.left_out[0].why


def test_a_list_that_names_only_some_is_left_as_it_is() -> None:
    spec = count("holder", quantity="sum")
    first = piece(1, quantity=Decimal(1), holder="张三")
    second = piece(2, quantity=Decimal(30), holder="张三、王五")
    assert totals(counted(spec, first, second)) == (["1-1:1", "1-2:30"], [])


# ── the same achievement ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)])
def test_of_one_achievement_the_highest_award_counts(order: tuple[int, ...]) -> None:
    low, high, other = order
    pieces = sorted(
        (
            piece(low, "甲", achievement="夹具"),
            piece(high, "乙", achievement="夹具"),
            piece(other, "甲", achievement="工装"),
        ),
        key=lambda p: p.order,
    )
    kept, left = totals(counted(count("achievement"), *pieces))
    assert kept == sorted([f"1-{high}:1", f"1-{other}:1"])
    assert left == [(f"1-{low}", "achievement")]


def test_across_the_counts_of_a_tally_the_dearer_one_takes_it() -> None:
    def tally(key: str, points: str, kind: str) -> TallyCount:
        return TallyCount.model_validate(
            {"key": key, "name": key, "unit": "个", "points": points, "kinds": [kind]}
            | {"distinct": ["achievement", "number"]}
        )

    counts = [tally("city", "1", "甲"), tally("province", "3", "乙")]
    pieces = (piece(1, "甲", achievement="夹具"), piece(2, "乙", achievement="夹具"))
    found = count_evidence(counts, pieces, Bounds(YEAR))
    assert totals(found["city"]) == ([], [("1-1", "achievement")])
    assert totals(found["province"]) == (["1-2:1"], [])


def test_equal_titles_are_one_achievement_only_at_two_levels() -> None:
    spec = count("achievement")
    at_two = counted(spec, piece(1, "甲", title="夹具"), piece(2, "乙", title="夹具"))
    assert totals(at_two) == (["1-2:1"], [("1-1", "achievement")])
    at_one = counted(spec, piece(1, "甲", title="二等奖"), piece(2, "甲", title="二等奖"))
    assert len(at_one.terms) == 2


# ── the period and who ran it ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("date", "outside"),
    [
        ("2023-12-31", True),
        ("2024-01-01", False),
        ("2024-12-31", False),
        ("2025-01-01", True),
        ("2023-12", True),
        ("2024", False),
        ("2023", True),
    ],
)
def test_what_lies_wholly_outside_the_period_does_not_count(date: str, *, outside: bool) -> None:
    dated = piece(1, date=PartialDate.parse(date))
    assert is_outside(dated.date, YEAR) is outside
    assert bool(counted(count(), dated).left_out) is outside
    assert counted(count(in_period=False), dated).terms
    assert counted(count(), replace(dated, in_period=True)).terms
    assert count_evidence([count()], [dated], Bounds())["n"].terms


def test_a_date_that_may_lie_within_counts() -> None:
    part = Period.model_validate({"start": "2024-03-15", "end": "2024-12-31"})
    assert not is_outside(PartialDate(2024, 3), part)
    assert not is_outside(None, part)


def test_only_what_the_right_body_ran_counts() -> None:
    spec = count(organisers=["labour"])
    pieces = (
        piece(1, organiser="威海市人力资源和社会保障局"),
        piece(2, organiser="某某公司"),
        piece(3),
    )
    found = counted(spec, *pieces, bodies=BODIES)
    assert totals(found) == (["1-1:1", "1-3:1"], [("1-2", "organiser")])
    assert "“某某公司”" in found.left_out[0].why


def test_what_does_not_count_takes_nothing_away_from_what_does() -> None:
    old = piece(1, number="ZL 2023 1", date=PartialDate(2023, 1))
    new = piece(2, number="ZL 2023 1", date=PartialDate(2024, 5))
    found = counted(count("number"), old, new)
    assert totals(found) == (["1-2:1"], [("1-1", "period")])


def test_what_its_title_says_is_something_else_does_not_count() -> None:
    spec = count(not_shown_by=["批复", "预算"], shown_by=["回单"], quantity="sum")
    pieces = [
        piece(order, title=title, quantity=Decimal(5))
        for order, title in enumerate(("预算批复", "预算拨款回单", "第一笔拨款"), start=1)
    ]
    assert totals(counted(spec, *pieces)) == (["1-2:5", "1-3:5"], [("1-1", "title")])


def test_what_can_only_be_whole_counts_whole() -> None:
    found = counted(count(), piece(1, quantity=Decimal("7.4")), piece(2, quantity=Decimal("0.5")))
    assert totals(found) == (["1-1:7.0"], [("1-1", "part"), ("1-2", "part")])
    assert totals(counted(count(whole=False), piece(1, quantity=Decimal("7.4"))))[0] == ["1-1:7.4"]


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

PIECES = st.lists(
    st.builds(
        dict,
        kind=st.sampled_from("甲乙丙"),
        number=st.sampled_from(("", "ZL-0001", "ZL-0002", "1", "沧澜人〔2024〕2号")),
        holder=st.sampled_from(("", "张三", "张三、李四")),
        achievement=st.sampled_from(("", "夹具")),
        organiser=st.sampled_from(("", "人社局", "某某人社区")),
        title=st.sampled_from(("张三证书", "预算批复", "某某")),
        quantity=st.sampled_from((None, Decimal(1), Decimal(2), Decimal("7.4"), Decimal("0.3"))),
        date=st.sampled_from((None, PartialDate(2023), PartialDate(2024, 5))),
    ),
    max_size=8,
)


@given(PIECES, st.sets(st.sampled_from(("number", "holder", "achievement"))))
def test_nothing_is_lost_or_counted_twice(rows: list[dict[str, Any]], distinct: set[str]) -> None:
    pieces = [piece(i, **values) for i, values in enumerate(rows, start=1)]
    spec = count(*sorted(distinct), organisers=["labour"], not_shown_by=["批复"])
    found = counted(spec, *pieces, bodies=BODIES, leader="李四")
    given_by = {p.id: p.quantity or Decimal(1) for p in pieces if p.kind in spec.kinds}
    told = dict.fromkeys(given_by, Decimal(0))
    for part in (*found.terms, *found.left_out):
        told[part.evidence_id] += part.quantity
    assert told == given_by
    assert len({t.evidence_id for t in found.terms}) == len(found.terms)
    assert all(left.why and left.quantity > 0 for left in found.left_out)
