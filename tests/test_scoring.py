"""Every rule of the notice at every edge, and the laws all rules keep."""

import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.scheme import Category, Item, Scheme, SubmissionSpec, Tally
from docgen.model.scoring import ItemScore, Scores, open_counts, score
from docgen.model.submission import StudioFile

FOLDER = Path(__file__).parents[1] / "templates" / "weihai-2025"
SCHEME = Scheme(**YAML(typ="safe", pure=True).load(FOLDER / "scheme.yaml"), folder=FOLDER)
ASSESSMENT = SCHEME.submissions["assessment"]

Claims = dict[int, dict[str, Any]]


def score_all(
    claims: Claims,
    evidence: tuple[Evidence, ...] = (),
    traits: tuple[str, ...] = (),
    spec: SubmissionSpec = ASSESSMENT,
) -> Scores:
    data = StudioFile.model_validate(
        {
            "scheme": "weihai-2025",
            "submission": "assessment",
            "studio": {"traits": traits},
            "claims": claims,
        }
    )
    return score(spec, data, evidence)


def score_one(number: int, *evidence: Evidence, traits: tuple[str, ...] = (), **claim: Any):
    return score_all({number: claim}, evidence, traits).item(number)


def piece(
    item: int, order: int, kind: str, quantity: str | None = None, supports: tuple[int, ...] = ()
) -> Evidence:
    return Evidence(
        item=item,
        order=order,
        title=f"{kind}{order}",
        files=(),
        supports=supports or (item,),
        where=Location("studio.yaml:1"),
        kind=kind,
        quantity=None if quantity is None else Decimal(quantity),
    )


def with_item(number: int, **changes: Any) -> SubmissionSpec:
    """The assessment with one item changed."""
    categories = []
    for category in ASSESSMENT.categories:
        items = [
            Item.model_validate(item.model_dump() | changes) if item.number == number else item
            for item in category.items
        ]
        categories.append(category.model_copy(update={"items": tuple(items)}))
    return ASSESSMENT.model_copy(update={"categories": tuple(categories)})


def read_higher() -> SubmissionSpec:
    """The assessment with every contested figure read into its higher band."""

    def raise_all(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: "higher" if k == "reading" else raise_all(v) for k, v in value.items()}
        return [raise_all(v) for v in value] if isinstance(value, list | tuple) else value

    spec = ASSESSMENT
    return SubmissionSpec.model_validate(raise_all(spec.model_dump()))


HIGHER = read_higher()


# Bands: every edge from both sides. "figure: points" as the notice says, contested figures lower.

EDGES: dict[int, dict[str, int]] = {
    1: {
        "0": 0,
        "9": 0,
        "10": 0,
        "10.01": 1,
        "10.5": 1,
        "11": 1,
        "12": 1,
        "29": 1,
        "30": 1,
        "30.5": 2,
        "31": 2,
        "32": 2,
        "49.99": 2,
        "50": 2,
        "50.01": 3,
        "51": 3,
        "99999": 3,
    },
    2: {"0": 0, "1": 0, "2": 0, "3": 3, "4": 3, "12": 3},
    4: {
        "0": 0,
        "0.0001": 1,
        "1": 1,
        "9.99": 1,
        "10": 1,
        "10.5": 2,
        "11": 2,
        "19.99": 2,
        "20": 2,
        "20.0001": 3,
        "21": 3,
        "500": 3,
    },
    11: {
        "0": 0,
        "1": 1,
        "49": 1,
        "50": 1,
        "51": 2,
        "99": 2,
        "100": 2,
        "101": 3,
        "102": 3,
        "150": 3,
        "151": 4,
        "152": 4,
        "200": 4,
        "201": 5,
        "250": 5,
        "251": 6,
        "300": 6,
        "301": 7,
        "350": 7,
        "351": 8,
        "399": 8,
        "400": 8,
        "401": 9,
        "402": 9,
        "499": 9,
        "500": 9,
        "501": 10,
        "5000": 10,
    },
    14: {
        "0": 0,
        "1": 2,
        "4": 2,
        "5": 2,
        "6": 4,
        "7": 4,
        "10": 4,
        "11": 6,
        "12": 6,
        "15": 6,
        "16": 8,
        "17": 8,
        "19": 8,
        "20": 8,
        "21": 10,
        "22": 10,
    },
}
INNOVATIONS = {
    "0": 0,
    "1": 2,
    "9": 2,
    "10": 2,
    "11": 4,
    "12": 4,
    "20": 4,
    "21": 6,
    "30": 6,
    "31": 8,
    "39": 8,
    "40": 8,
    "41": 10,
    "42": 10,
}
EDGES |= {12: INNOVATIONS, 15: INNOVATIONS}
EDGE_CASES = [(n, figure, points) for n, edges in EDGES.items() for figure, points in edges.items()]

CONTESTED = {
    1: ("50", 2, 3),
    2: ("2", 0, 3),
    4: ("20", 2, 3),
    11: ("500", 9, 10),
    12: ("40", 8, 10),
    14: ("20", 8, 10),
    15: ("40", 8, 10),
}


@pytest.mark.parametrize(("number", "figure", "points"), EDGE_CASES)
def test_band_gives_the_points_of_the_notice(number, figure, points):
    found = score_one(number, measure=figure)
    assert (found.computed, found.claimed) == (points, points)


@pytest.mark.parametrize(("number", "figure", "points"), EDGE_CASES)
def test_reading_higher_moves_the_contested_figure_alone(number, figure, points):
    contested, _, higher = CONTESTED[number]
    found = score_all({number: {"measure": figure}}, spec=HIGHER).item(number)
    assert found.computed == (higher if figure == contested else points)


@pytest.mark.parametrize("number", CONTESTED)
def test_contested_figure_is_told_with_the_other_points(number):
    figure, lower, higher = CONTESTED[number]
    here = score_all({number: {"measure": figure}}).item(number)
    there = score_all({number: {"measure": figure}}, spec=HIGHER).item(number)
    assert (here.computed, there.computed) == (lower, higher)
    assert [d.other_points for d in here.doubts if d.other_points is not None] == [higher]
    assert [d.other_points for d in there.doubts if d.other_points is not None] == [lower]
    assert figure in here.doubts[0].text


@pytest.mark.parametrize("number", CONTESTED)
@pytest.mark.parametrize("step", [-1, 1])
def test_beside_the_contested_figure_no_other_reading_is_told(number, step):
    figure = str(int(CONTESTED[number][0]) + step)
    assert all(d.other_points is None for d in score_one(number, measure=figure).doubts)


@pytest.mark.parametrize(
    ("number", "figure", "points", "other"),
    [(1, "10.5", 1, 0), (1, "30.01", 2, 1), (1, "30.99", 2, 1), (4, "10.01", 2, 1)],
)
def test_gap_of_the_wording_is_told(number, figure, points, other):
    found = score_one(number, measure=figure)
    assert found.computed == points
    assert [doubt.other_points for doubt in found.doubts] == [other]
    assert "之间没有写" in found.doubts[0].text


@pytest.mark.parametrize(("number", "figure"), [(1, "10"), (1, "11"), (1, "31"), (4, "11")])
def test_figures_the_wording_names_are_no_gap(number, figure):
    assert score_one(number, measure=figure).doubts == ()


# The other rules of the notice, one by one


def test_unfiled_change_of_leader_takes_a_point_off():
    found = score_one(2, measure=5, deductions={"leader_change": 1})
    assert found.computed == 2
    assert found.measure_text == "团队成员 5 人；扣分：领办人应变更未申请变更 1 次"
    assert found.rule_text == "3 人及以上得 3 分；领办人应变更未申请变更扣 1 分，得 2 分"


def test_deduction_counts_at_most_once_and_never_below_nothing():
    assert score_one(2, measure=5, deductions={"leader_change": 4}).computed == 2
    assert score_one(2, measure=1, deductions={"leader_change": 1}).computed == 0
    assert score_one(2, measure=5, deductions={"leader_change": 0}).computed == 3


def test_other_reading_has_the_deduction_taken_off_too():
    found = score_one(2, measure=2, deductions={"leader_change": 1})
    assert found.computed == 0
    assert found.doubts[0].other_points == 2


@pytest.mark.parametrize(("people", "told"), [(1, False), (2, True), (3, True), (4, False)])
def test_leader_in_the_team_is_asked_where_it_matters(people, told):
    doubts = score_one(2, measure=people).doubts
    assert any("领办人算不算" in doubt.text for doubt in doubts) is told


@pytest.mark.parametrize(
    ("number", "choice", "points"),
    [
        (3, "full", 3),
        (3, "lacking", 0),
        (5, "both", 2),
        (5, "one", 1),
        (5, "none", 0),
        (6, "sound", 3),
        (6, "unsound", 0),
        (7, "both", 3),
        (7, "lacking", 0),
        (9, "itemised", 3),
        (9, "unclear", 0),
        (10, "proper", 3),
        (10, "improper", 0),
    ],
)
def test_judgement_gives_the_points_of_its_answer(number, choice, points):
    found = score_one(number, choice=choice)
    assert found.computed == points
    option = next(o for o in ASSESSMENT.item(number).options if o.key == choice)
    assert found.answer == found.measure_text == option.name
    assert found.rule_text == f"{option.name}，{f'得 {points} 分' if points else '不得分'}"


@pytest.mark.parametrize("number", [3, 5, 6, 7, 9, 10])
@pytest.mark.parametrize("choice", ["", "whatever"])
def test_judgement_not_made_has_no_points(number, choice):
    found = score_one(number, choice=choice, statement="都有")
    assert (found.computed, found.claimed, found.answer, found.doubts) == (None, None, "", ())
    assert found.measure_text == found.rule_text == ""


@pytest.mark.parametrize(
    ("points", "computed"), [("0", "0"), ("1.5", "1.5"), ("2.75", "2.75"), ("3", "3"), ("4", "3")]
)
def test_discretion_gives_what_is_claimed_within_the_range(points, computed):
    found = score_one(9, choice="clear", points=points, reason="逐笔登记")
    assert (found.computed, found.claimed) == (Decimal(computed), Decimal(points))
    assert "酌情" in found.doubts[0].text


def test_discretion_without_points_is_not_judged_yet():
    found = score_one(9, choice="clear")
    assert (found.computed, found.claimed) == (None, None)
    assert found.answer


def test_plan_of_either_year_is_told_once_the_item_is_answered():
    assert "下年计划" in score_one(7, choice="both").doubts[0].text
    assert score_one(7).doubts == ()


@pytest.mark.parametrize(
    ("honoured", "issued", "points"),
    [
        (0, 0, "0"),
        (0, 1, "0.5"),
        (1, 0, "1"),
        (2, 1, "2.5"),
        (3, 1, "3.5"),
        (3, 2, "4"),
        (3, 3, "4"),
        (4, 0, "4"),
        (6, 0, "4"),
        (0, 6, "3"),
        (0, 7, "3.5"),
        (0, 8, "4"),
        (2, 9, "4"),
        (1, 6, "4"),
    ],
)
def test_policies_count_half_until_honoured(honoured, issued, points):
    found = score_one(8, counts={"honoured": honoured, "issued": issued})
    assert found.computed == Decimal(points)


@pytest.mark.parametrize(
    ("honoured", "issued", "others"),
    [(1, 6, ["3.5"]), (0, 7, ["3"]), (0, 6, []), (1, 5, []), (3, 4, []), (0, 0, [])],
)
def test_that_six_policies_are_named_is_told_where_it_matters(honoured, issued, others):
    found = score_one(8, counts={"honoured": honoured, "issued": issued})
    assert [doubt.other_points for doubt in found.doubts] == [Decimal(o) for o in others]


@pytest.mark.parametrize(
    ("trained", "apprentices", "points"),
    [
        (0, 0, 0),
        (0, 1, 1),
        (0, 9, 9),
        (0, 10, 10),
        (0, 11, 10),
        (60, 1, 2),
        (60, 5, 5),
        (501, 3, 10),
    ],
)
def test_rural_studio_has_the_better_of_two_ways(trained, apprentices, points):
    counts = {"trained": trained, "apprentices": apprentices}
    assert score_one(11, traits=("rural",), counts=counts).computed == points


def test_rural_way_is_closed_to_other_studios():
    found = score_one(11, counts={"trained": 60, "apprentices": 9})
    assert found.computed == 2
    assert [measure.key for measure in found.measures] == ["trained"]


def test_rural_choice_of_ways_is_told_when_both_have_figures():
    both = score_one(11, traits=("rural",), counts={"trained": 60, "apprentices": 5})
    assert "不相加" in both.doubts[0].text
    assert both.rule_text == "5 次×1 分＝5 分"
    one = score_one(11, traits=("rural",), counts={"apprentices": 5})
    assert one.doubts == ()


def test_contested_training_figure_is_silent_where_apprentices_give_as_much():
    found = score_one(11, traits=("rural",), counts={"trained": 500, "apprentices": 12})
    assert found.computed == 10
    assert [doubt.other_points for doubt in found.doubts] == [None]


@pytest.mark.parametrize(("patents", "points"), [(0, 0), (1, 1), (9, 9), (10, 10), (11, 10)])
def test_patents_stop_at_ten(patents, points):
    assert score_one(13, measure=patents).computed == points


@pytest.mark.parametrize(
    ("city", "province", "nation", "events", "points"),
    [
        (0, 0, 0, 0, 0),
        (1, 0, 0, 0, 1),
        (0, 1, 0, 0, 2),
        (0, 0, 1, 0, 3),
        (0, 0, 0, 1, 2),
        (2, 1, 1, 1, 9),
        (3, 1, 1, 1, 10),
        (4, 1, 1, 1, 10),
        (0, 0, 9, 9, 10),
    ],
)
def test_media_and_events_add_up_to_ten(city, province, nation, events, points):
    counts = {"city": city, "province": province, "nation": nation, "events": events}
    assert score_one(16, counts=counts).computed == points


@pytest.mark.parametrize(
    ("awards", "papers", "points"),
    [
        (0, 1, "0.5"),
        (4, 0, "4"),
        (5, 0, "5"),
        (6, 0, "5"),
        (0, 9, "4.5"),
        (0, 10, "5"),
        (0, 30, "5"),
        (3, 3, "4.5"),
        (9, 99, "10"),
    ],
)
def test_awards_and_papers_have_a_cap_each(awards, papers, points):
    assert score_one(17, counts={"awards": awards, "papers": papers}).computed == Decimal(points)


def test_bonus_has_no_cap_and_stands_apart():
    counts = {
        "invention": 7,
        "city_final": 2,
        "province_final": 3,
        "nation_final": 4,
        "city_award": 5,
        "province_award": 6,
        "nation_award": 2,
    }
    scores = score_all({18: {"counts": counts}, 13: {"measure": 4}})
    bonus = scores.item(18)
    assert bonus.computed == 7 + 2 + 9 + 20 + 5 + 18 + 10
    assert (bonus.full, bonus.bonus) == (None, True)
    assert (scores.base, scores.bonus, scores.total) == (4, 71, 75)
    assert ["再加分" in d.text or "最高的一级" in d.text for d in bonus.doubts] == [True, True]
    assert score_one(18).doubts == ()


@pytest.mark.parametrize(
    ("key", "points"),
    [
        ("invention", 1),
        ("city_final", 1),
        ("province_final", 3),
        ("nation_final", 5),
        ("city_award", 1),
        ("province_award", 3),
        ("nation_award", 5),
    ],
)
def test_each_bonus_counts_for_itself(key, points):
    assert score_one(18, counts={key: 1}).computed == points


FULL_MARKS: Claims = {
    1: {"measure": "80"},
    2: {"measure": 6},
    3: {"choice": "full"},
    4: {"measure": "25.5"},
    5: {"choice": "both"},
    6: {"choice": "sound"},
    7: {"choice": "both"},
    8: {"counts": {"honoured": 4}},
    9: {"choice": "itemised"},
    10: {"choice": "proper"},
    11: {"measure": 600},
    12: {"measure": 41},
    13: {"measure": 12},
    14: {"measure": 21},
    15: {"measure": 50},
    16: {"counts": {"nation": 4}},
    17: {"counts": {"awards": 5, "papers": 10}},
}


def test_best_studio_has_the_hundred_points_of_the_notice():
    scores = score_all(FULL_MARKS)
    by_item = [scores.item(number).claimed for number in range(1, 18)]
    assert by_item == [3, 3, 3, 3, 2, 3, 3, 4, 3, 3, 10, 10, 10, 10, 10, 10, 10]
    parts = [sum(by_item[a:b]) for a, b in ((0, 5), (5, 8), (8, 10), (10, 15), (15, 17))]
    assert parts == [14, 10, 6, 50, 20]
    assert (scores.base, scores.bonus, scores.total) == (100, 0, 100)


def test_empty_studio_has_nothing():
    scores = score_all({})
    assert [s.number for s in scores.items] == list(range(1, 19))
    judged = {3, 5, 6, 7, 9, 10}
    for found in scores.items:
        assert found.computed == (None if found.number in judged else 0)
        assert found.measure_text == ""
        assert found.doubts == ()
    assert (scores.base, scores.bonus, scores.total) == (0, 0, 0)


def test_typed_points_are_the_claim_and_leave_the_computed_ones():
    scores = score_all({13: {"measure": 4, "points": 6}})
    found = scores.item(13)
    assert (found.computed, found.claimed) == (4, 6)
    assert scores.total == 6


def test_application_is_not_scored():
    spec = SCHEME.submissions["application"]
    evidence = (piece(1, 1, ""),)
    scores = score_all({1: {"statement": "见证书"}}, evidence, spec=spec)
    assert [(s.number, s.computed, s.claimed, s.full) for s in scores.items] == [
        (n, None, None, None) for n in (1, 2, 3, 4, 5)
    ]
    assert scores.total == 0


# Figures from the evidence


def test_figure_is_the_sum_of_the_evidence_of_its_kind():
    found = score_one(
        11,
        piece(11, 1, "培训取证", "120"),
        piece(11, 2, "培训取证", "96"),
        piece(11, 3, "培训取证", "222"),
        piece(11, 4, "培训取证"),
        piece(11, 5, "课件", "1000"),
        piece(11, 6, "徒弟取证", "7"),
        piece(12, 1, "培训取证", "500"),
    )
    assert found.computed == 9
    assert found.measure_text == "新培养高级工（三级）以上高技能人才 438 人（120＋96＋222）"
    assert found.rule_text == "401–500 人得 9 分"
    (measure,) = found.measures
    assert [term.evidence_id for term in measure.terms] == ["11-1", "11-2", "11-3"]
    assert (measure.typed, measure.derived, measure.value) == (None, 438, 438)


def test_each_piece_counts_one_or_its_quantity():
    found = score_one(12, *(piece(12, n, "技术革新") for n in range(1, 12)))
    assert found.computed == 4
    assert found.measure_text == "技术革新 11 项"
    found = score_one(12, piece(12, 1, "技术革新", "20"), piece(12, 2, "技术革新"))
    assert found.computed == 6
    assert found.measure_text == "技术革新 21 项（20＋1）"


def test_evidence_counts_wherever_it_says_it_supports():
    patent = piece(13, 1, "发明专利", supports=(13, 18))
    award = piece(17, 1, "省级奖项", supports=(17, 18))
    scores = score_all({}, (patent, award))
    assert (scores.item(13).computed, scores.item(17).computed) == (1, 1)
    assert scores.item(18).computed == 4
    assert scores.item(18).measure_text == "发明专利 1 个；省级技术技能奖项 1 个"
    assert scores.item(18).rule_text == "1 个×1 分＋1 个×3 分＝4 分"


def test_typed_figure_comes_first_and_prints_no_sum_it_contradicts():
    pieces = (piece(14, 1, "参赛名单", "6"), piece(14, 2, "参赛名单", "4"))
    found = score_one(14, *pieces, measure=12)
    assert found.computed == 6
    assert (found.measures[0].typed, found.measures[0].derived) == (12, 10)
    assert found.measure_text == "推荐参赛职工 12 人"
    assert score_one(14, *pieces, measure=10).measure_text == "推荐参赛职工 10 人（6＋4）"


def test_count_by_key_comes_before_the_plain_measure():
    found = score_one(13, measure=2, counts={"patents": 5})
    assert found.computed == 5


def test_plain_measure_means_nothing_where_several_things_are_counted():
    found = score_one(16, measure=5)
    assert found.computed == 0
    assert all(measure.value is None for measure in found.measures)


def test_typed_nothing_is_a_figure():
    found = score_one(12, piece(12, 1, "技术革新"), measure=0)
    assert found.computed == 0
    assert found.measure_text == "技术革新 0 项"
    assert found.rule_text == "0 项不得分"


def test_long_sums_are_printed_whole():
    pieces = [piece(4, n, "经费凭证", f"{n}.5") for n in range(1, 31)]
    text = score_one(4, *pieces).measure_text
    assert text.startswith("实际投入专用经费 480 万元（1.5＋2.5＋")
    assert text.count("＋") == 29


# Words


@pytest.mark.parametrize(
    ("number", "figure", "text"),
    [
        (1, "80", "超过 50 平方米得 3 分"),
        (1, "50", "超过 30 至 50 平方米得 2 分"),
        (1, "10", "10 平方米及以下不得分"),
        (2, "3", "3 人及以上得 3 分"),
        (2, "1", "2 人及以下不得分"),
        (4, "0", "0 万元不得分"),
        (4, "0.5", "超过 0 至 10 万元得 1 分"),
        (11, "500", "401–500 人得 9 分"),
        (11, "501", "501 人及以上得 10 分"),
        (11, "7", "1–50 人得 1 分"),
        (13, "4", "4 项×1 分＝4 分"),
        (13, "10", "10 项×1 分＝10 分"),
        (13, "14", "14 项×1 分＝14 分，最高 10 分，得 10 分"),
        (13, "0", "数量为 0，不得分"),
    ],
)
def test_rule_is_told_in_words(number, figure, text):
    assert score_one(number, measure=figure).rule_text == text


@pytest.mark.parametrize(
    ("number", "figure", "text"),
    [
        (1, "50", "50 平方米及以上得 3 分"),
        (1, "49.5", "超过 30 不足 50 平方米得 2 分"),
        (2, "2", "2 人及以上得 3 分"),
        (2, "1", "1 人及以下不得分"),
        (11, "500", "500 人及以上得 10 分"),
        (11, "450", "401–499 人得 9 分"),
    ],
)
def test_rule_in_words_follows_the_reading(number, figure, text):
    assert score_all({number: {"measure": figure}}, spec=HIGHER).item(number).rule_text == text


def test_tallies_show_caps_and_limits():
    found = score_one(17, counts={"awards": 6, "papers": 3})
    assert found.measure_text == "市级以上奖项 6 个；论文或专著 3 篇"
    assert found.rule_text == "6 个×1 分（最高 5 分）＋3 篇×0.5 分＝6.5 分"
    limited = with_item(8, rule=ASSESSMENT.item(8).rule.model_dump() | {"at_most": 6})
    found = score_all({8: {"counts": {"issued": 8}}}, spec=limited).item(8)
    assert found.rule_text == "6 项×0.5 分＝3 分（超过最多数的不计）"


def test_discretion_is_told_with_its_range():
    found = score_one(9, choice="clear", points="1.5")
    assert found.rule_text == "未设置明细科目，但收支记录清晰，0–3 分之间酌情，得 1.5 分"


# Deductions from full points, as other cities score

DEFECTS = with_item(
    10,
    rule={"kind": "full"},
    deductions=[
        {"key": "misuse", "name": "违规支出", "points": 0.5},
        {"key": "late", "name": "账目迟登", "points": 1, "at_most": 2},
    ],
)


@pytest.mark.parametrize(
    ("deductions", "points"),
    [
        ({}, "3"),
        ({"misuse": 1}, "2.5"),
        ({"misuse": 5}, "0.5"),
        ({"misuse": 7}, "0"),
        ({"late": 9}, "1"),
        ({"late": 1, "misuse": 1}, "1.5"),
    ],
)
def test_defects_are_taken_off_full_points(deductions, points):
    claims = {10: {"statement": "按规定支出", "deductions": deductions}}
    assert score_all(claims, spec=DEFECTS).item(10).computed == Decimal(points)


def test_full_points_want_a_word_or_a_piece_of_evidence():
    assert score_all({}, spec=DEFECTS).item(10).computed is None
    assert score_all({}, (piece(10, 1, ""),), spec=DEFECTS).item(10).computed == 3
    assert score_all({10: {"deductions": {"late": 0}}}, spec=DEFECTS).item(10).computed == 3


def test_defects_are_told():
    claims = {10: {"deductions": {"misuse": 2, "late": 1}}}
    found = score_all(claims, spec=DEFECTS).item(10)
    assert found.measure_text == "扣分：违规支出 2 次、账目迟登 1 次"
    assert found.rule_text == "满分 3 分；违规支出扣 1 分、账目迟登扣 1 分，得 1 分"


# Laws

# A law holds at any speed: no test may depend on how busy the machine is.
at_any_speed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

COUNTED = [
    (item.number, count.key)
    for item in ASSESSMENT.items
    for count in open_counts(item, frozenset({"rural"}))
]
figures = st.decimals(min_value=0, max_value=10_000, places=3)
sums = st.decimals(min_value=0, max_value=1_000, places=3)


def scored(number: int, counts: dict[str, Decimal], spec: SubmissionSpec) -> ItemScore:
    return score_all({number: {"counts": counts}}, traits=("rural",), spec=spec).item(number)


@at_any_speed
@given(
    place=st.sampled_from(COUNTED),
    rest=st.lists(figures, min_size=7, max_size=7),
    low=figures,
    more=figures,
    spec=st.sampled_from([ASSESSMENT, HIGHER]),
)
def test_more_never_gives_less_nor_leaves_the_bounds(place, rest, low, more, spec):
    number, key = place
    item = spec.item(number)
    counts = dict(zip([count.key for count in item.counts], rest, strict=False))
    before = scored(number, counts | {key: low}, spec)
    after = scored(number, counts | {key: low + more}, spec)
    assert 0 <= before.computed <= after.computed
    assert item.points is None or after.computed <= item.points
    if item.rule.kind == "bands":
        assert after.computed in {band.points for band in item.rule.bands} | {0}
    assert all(doubt.other_points != before.computed for doubt in before.doubts)


@at_any_speed
@given(
    numbers=st.lists(st.integers(0, 200), min_size=7, max_size=7),
    deducted=st.integers(0, 5),
)
def test_whole_figures_give_exact_halves(numbers, deducted):
    for item in ASSESSMENT.items:
        counts = {c.key: n for c, n in zip(item.counts, numbers, strict=False)}
        claim = {"counts": counts, "deductions": {"leader_change": deducted}}
        computed = score_all({item.number: claim}).item(item.number).computed
        assert computed is None or (computed * 2) % 1 == 0


@at_any_speed
@given(quantities=st.lists(sums, max_size=12))
def test_derived_figure_is_the_exact_sum(quantities):
    pieces = [piece(4, n, "经费凭证", str(q)) for n, q in enumerate(quantities, 1)]
    found = score_one(4, *pieces)
    thousandths = sum(int(q * 1000) for q in quantities)
    assert found.measures[0].value == (Decimal(thousandths) / 1000 if quantities else None)
    assert found == score_one(4, *pieces)
    typed = score_one(4, measure=str(Decimal(thousandths) / 1000))
    assert found.computed == typed.computed


@at_any_speed
@given(
    points=st.lists(st.sampled_from(["0.5", "1", "1.5", "3"]), min_size=1, max_size=3),
    numbers=st.lists(st.integers(0, 5), min_size=3, max_size=3),
    limits=st.lists(st.none() | st.integers(1, 4), min_size=3, max_size=3),
    at_most=st.none() | st.integers(1, 6),
    cap=st.none() | st.integers(1, 8),
)
def test_tally_takes_the_best_share_its_limits_allow(points, numbers, limits, at_most, cap):
    keys = "abc"[: len(points)]
    rule = Tally.model_validate(
        {
            "kind": "tally",
            "cap": cap,
            "at_most": at_most,
            "counts": [
                {"key": k, "name": k, "unit": "个", "points": p, "at_most": limit}
                for k, p, limit in zip(keys, points, limits, strict=False)
            ],
        }
    )
    spec = with_item(18, rule=rule.model_dump(), doubts=(), papers=())
    counts = dict(zip(keys, numbers, strict=False))
    found = score_all({18: {"counts": counts}}, spec=spec).item(18).computed
    shares = itertools.product(*(range(n + 1) for n in counts.values()))
    best = max(
        sum((n * Decimal(p) for n, p in zip(share, points, strict=True)), Decimal(0))
        for share in shares
        if (at_most is None or sum(share) <= at_most)
        and all(m is None or n <= m for n, m in zip(share, limits, strict=False))
    )
    assert found == (best if cap is None else min(best, cap))


@at_any_speed
@given(claims=st.dictionaries(st.integers(1, 18), st.fixed_dictionaries({"measure": figures})))
def test_totals_are_the_sums_of_the_items(claims):
    scores = score_all(claims)
    assert scores.total == scores.base + scores.bonus
    assert scores.total == sum(item.claimed or 0 for item in scores.items)
    assert scores.base <= 100


@pytest.mark.parametrize(
    ("area", "points", "other"), [("59.5", 4, 6), ("60", 6, None), ("59", 4, None)]
)
def test_a_gap_below_an_edge_that_is_included(area: str, points: int, other: int | None) -> None:
    rule = {
        "kind": "bands",
        "count": {"key": "area", "name": "面积", "unit": "平方米", "whole": False},
        "bands": [{"at_least": 60, "points": 6}, {"at_least": 40, "points": 4}],
        "gaps": [{"low": 59, "high": 60, "note": "没有写"}],
    }
    item = Item.model_validate({"number": 1, "title": "例", "points": 6, "rule": rule})
    spec = SubmissionSpec.model_construct(categories=(Category(title="一", items=(item,)),))
    data = StudioFile.model_validate(
        {"scheme": "x", "submission": "assessment", "claims": {1: {"measure": area}}}
    )
    scored = score(spec, data, ()).item(1)
    assert scored.computed == points
    assert [d.other_points for d in scored.doubts] == ([] if other is None else [other])
