"""What counts: each thing once and where it gives most, within the period, run by whom it must."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.data.counting import (
    Counted,
    count_evidence,
    holders_of,
    is_outside,
    is_telling_number,
    names_in,
    plain_number,
)
from docgen.data.evidence import Evidence
from docgen.data.model import PartialDate
from docgen.data.scheme import CountSpec, Period, TallyCount

YEAR = Period.model_validate({"start": "2024-01-01", "end": "2024-12-31"})


def count(*distinct: str, **values: Any) -> CountSpec:
    base = {"key": "n", "name": "数", "unit": "项", "kinds": ["甲", "乙"], "distinct": distinct}
    return CountSpec.model_validate(base | values)


def piece(order: int, kind: str = "甲", **values: Any) -> Evidence:
    made = Evidence(1, order, f"第{order}件", (), (1,), "studio.yaml:1", kind=kind)
    return replace(made, **values)


def counted(spec: CountSpec, *pieces: Evidence, people: tuple[str, ...] = ()) -> Counted:
    return count_evidence([spec], pieces, YEAR, people)["n"]


def totals(found: Counted) -> tuple[list[str], list[tuple[str, str]]]:
    kept = [f"{t.evidence_id}:{t.quantity}" for t in found.terms]
    return kept, [(left.evidence_id, left.reason) for left in found.left_out]


# ── the same certificate ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "once"),
    [
        ("ZL 2021 0 9990013.7", "zl202109990013.7", True),
        ("ZL２０２１09990013.7", "ZL 2021 0 9990013.7", True),
        ("威技促〔2024〕奖006", "威技促(2024)奖006", True),
        ("ZL 2021 0 9990013.7", "ZL 2021 0 9990014.5", False),
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


def test_a_running_number_tells_nothing() -> None:
    assert plain_number("第 3 号") == "第3号"
    assert not is_telling_number("第 3 号")
    assert is_telling_number("JN-002")


# ── the same person ───────────────────────────────────────────────────────────────────────────


def test_holders_are_read_from_the_field_or_the_title() -> None:
    assert names_in("张三、李四,王五") == ("张三", "李四", "王五")
    assert names_in("张　三") == ("张三",)
    assert holders_of(piece(1, title="张三技师证书"), ("张三", "李四")) == ("张三",)
    assert holders_of(piece(1, title="张三李四合影"), ("张三", "李四")) == ()
    assert holders_of(piece(1, title="张三技师证书", holder="李四"), ("张三",)) == ("李四",)


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
    found = count_evidence(counts, pieces, YEAR)
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
    assert count_evidence([count()], [dated], None)["n"].terms


def test_a_date_that_may_lie_within_counts() -> None:
    part = Period.model_validate({"start": "2024-03-15", "end": "2024-12-31"})
    assert not is_outside(PartialDate(2024, 3), part)
    assert not is_outside(None, part)


def test_only_what_the_right_body_ran_counts() -> None:
    spec = count(organisers=["人社", "人力资源和社会保障"])
    pieces = (
        piece(1, organiser="威海市人力资源和社会保障局"),
        piece(2, organiser="某某公司"),
        piece(3),
    )
    found = counted(spec, *pieces)
    assert totals(found) == (["1-1:1", "1-3:1"], [("1-2", "organiser")])
    assert "“某某公司”" in found.left_out[0].why


def test_what_does_not_count_takes_nothing_away_from_what_does() -> None:
    old = piece(1, number="ZL 2023 1", date=PartialDate(2023, 1))
    new = piece(2, number="ZL 2023 1", date=PartialDate(2024, 5))
    found = counted(count("number"), old, new)
    assert totals(found) == (["1-2:1"], [("1-1", "period")])


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

PIECES = st.lists(
    st.builds(
        dict,
        kind=st.sampled_from("甲乙丙"),
        number=st.sampled_from(("", "ZL-0001", "ZL-0002", "1")),
        holder=st.sampled_from(("", "张三", "张三、李四")),
        achievement=st.sampled_from(("", "夹具")),
        organiser=st.sampled_from(("", "人社局", "公司")),
        quantity=st.sampled_from((None, Decimal(1), Decimal(2), Decimal(7))),
        date=st.sampled_from((None, PartialDate(2023), PartialDate(2024, 5))),
    ),
    max_size=8,
)


@given(PIECES, st.sets(st.sampled_from(("number", "holder", "achievement"))))
def test_nothing_is_lost_or_counted_twice(rows: list[dict[str, Any]], distinct: set[str]) -> None:
    pieces = [piece(i, **values) for i, values in enumerate(rows, start=1)]
    spec = count(*sorted(distinct), organisers=["人社"])
    found = counted(spec, *pieces)
    given_by = {p.id: p.quantity or Decimal(1) for p in pieces if p.kind in spec.kinds}
    told = dict.fromkeys(given_by, Decimal(0))
    for part in (*found.terms, *found.left_out):
        told[part.evidence_id] += part.quantity
    assert told == given_by
    assert len({t.evidence_id for t in found.terms}) == len(found.terms)
    assert all(left.why and left.quantity > 0 for left in found.left_out)
