import datetime
from decimal import Decimal

import pytest
from form_data import (
    APPLICATION,
    ASSESSMENT,
    STATEMENTS,
    application_data,
    assessment_data,
    blank_data,
    cross_reference,
    scores,
)
from pydantic import BaseModel

from docgen.forms.values import (
    BLANK_NAME,
    ApplicationValues,
    AssessmentValues,
    all_texts,
    form_contract,
    form_values,
    missing_values,
    printed_texts,
    report_values,
    write_value,
)
from docgen.issues.errors import SchemeError
from docgen.model.submission import Leader, Member, PartialDate, Studio, Unit, Workforce


def assessed(**changes):
    return form_values(ASSESSMENT, assessment_data(**changes), scores(), cross_reference())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (True, "是"),
        (False, "否"),
        (0, "0"),
        (Decimal("0.50"), "0.5"),
        (Decimal("1E+3"), "1000"),
        (PartialDate(2012, 11), "2012年11月"),
        (PartialDate(2012), "2012年"),
        ("焊工", "焊工"),
    ],
)
def test_a_value_is_written_as_forms_print_it(value, text):
    assert write_value(value) == text


def test_the_application_prints_what_the_data_says():
    values = form_values(APPLICATION, application_data(), None, None)
    assert values.unit.name == "威海海岳船舶重工集团有限公司"
    assert values.unit.technician_station == "是"
    assert values.unit.workforce.senior_technician == "36"
    assert values.unit.workforce.total == "2048"
    assert values.leader.birth == "1976年9月", "出生年月 has no day"
    assert values.leader.id_number == "371002197609120018"
    assert values.studio.area_m2 == "120.5 平方米"
    assert values.studio.members[0].name == "王玥"


def test_nothing_known_prints_nothing():
    values = form_values(APPLICATION, blank_data("application"), None, None)
    assert {text for _, _, text in all_texts(values)} == {""}


def test_a_no_and_a_zero_are_printed():
    changed = {"front_line": False}
    unit = {"workforce": {"special_technician": 0}}
    values = form_values(APPLICATION, application_data(leader=changed, unit=unit), None, None)
    assert values.leader.front_line == "否"
    assert values.unit.workforce.special_technician == "0"
    assert values.unit.workforce.total == "0"


@pytest.mark.parametrize(("members", "rows"), [(0, 6), (1, 6), (6, 6), (20, 20)])
def test_the_team_is_padded_to_the_printed_rows(members, rows):
    studio = form_values(APPLICATION, application_data(members), None, None).studio
    assert len(studio.members) == rows
    assert [bool(member.name) for member in studio.members] == [True] * members + [False] * (
        rows - members
    )


def fields_of(model: type[BaseModel], path: str) -> set[str]:
    return {f"{path}.{name}" for name in model.model_fields}


def test_every_field_of_the_data_is_a_value_of_the_application():
    wanted = (
        fields_of(Unit, "unit")
        | fields_of(Workforce, "unit.workforce")
        | fields_of(Leader, "leader")
        | fields_of(Studio, "studio")
        | fields_of(Member, "studio.members[]")
        | {"unit.workforce.total"}
    )
    groups = {"unit.workforce", "studio.members"}
    unprinted = {"unit.credit_code", "unit.workforce.declared_total", "studio.traits"}
    unprinted |= {"unit.hand_in_by", "studio.chosen"}
    contract = form_contract(APPLICATION)
    assert {p.path for p in contract} == wanted - groups - unprinted
    assert all(p.expected and p.title for p in contract)


def test_what_the_contract_names_the_values_have():
    values = form_values(APPLICATION, application_data(1), None, None)
    given = {path.replace("[0]", "[]") for _, path, _ in all_texts(values)}
    assert {p.path for p in form_contract(APPLICATION)} <= given
    given = {path for _, path, _ in all_texts(assessed())} | {
        path.replace("[0]", "[]") for _, path, _ in all_texts(assessed())
    }
    assert {p.path for p in form_contract(ASSESSMENT)} <= given


def test_the_id_number_is_on_the_application_alone():
    assert "leader.id_number" in {p.path for p in form_contract(APPLICATION)}
    assert "leader.id_number" not in {p.path for p in form_contract(ASSESSMENT)}
    assert not any("371002197609120018" in text for _, _, text in all_texts(assessed()))


def test_work_done_is_statement_measure_and_pages_on_their_own_lines():
    item = assessed().item
    assert item[4].work == f"{STATEMENTS[4]}\n拨付经费 32.6 万元（见佐证材料第 41–47 页）"
    assert item[2].work == f"{STATEMENTS[2]}\n（见佐证材料第 21–27 页）"
    assert item[14].work.endswith("（见佐证材料第 141–147、233 页）")
    assert (item[9].score, item[11].score) == ("2.5", "8")


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("已拨款，见【页码】。", "已拨款，见第 41–47 页。"),
        ("见【页码】：\n【数量】。", "见第 41–47 页：\n拨付经费 32.6 万元。"),
        ("共【数量】。", "共拨付经费 32.6 万元。\n（见佐证材料第 41–47 页）"),
    ],
)
def test_a_clerk_may_word_the_work_wholly(words: str, printed: str):
    assert assessed(claims={4: words}).item[4].work == printed


def test_without_a_plan_no_page_is_named():
    values = form_values(ASSESSMENT, assessment_data(), scores(), None)
    assert values.item[2].work == STATEMENTS[2]


def test_an_item_without_a_claim_prints_its_pages_alone():
    assert assessed(claims={2: ""}).item[2].work == "（见佐证材料第 21–27 页）"


def test_the_total_shows_its_parts():
    score = assessed().score
    assert score.summary == "89（基础分 83，附加分 6）"
    assert (score.total, score.base, score.bonus) == ("89", "83", "6")


def test_the_date_is_split_and_leaves_room_when_unknown():
    part = assessed().assessment
    assert [text.strip() for text in (part.year, part.month, part.day)] == ["2025", "6", "3"]
    part = assessed(assessment={"date": datetime.date(2025, 6, 3).strftime("%Y-%m")}).assessment
    assert part.month.strip() == "6"
    assert part.day.isspace()


def test_the_veto_is_ticked_on_the_right_side():
    said = ("无", "弄虚作假", "", "是")
    clear, vetoed, blank, bare = (assessed(assessment={"veto": v}).assessment for v in said)
    assert (clear.veto_no.strip(), clear.veto_yes.strip(), clear.veto) == ("√", "", "")
    assert (vetoed.veto_no.strip(), vetoed.veto_yes.strip()) == ("", "√")
    assert vetoed.veto == "弄虚作假"
    # Nobody attests what nobody said.
    assert (blank.veto_no.strip(), blank.veto_yes.strip(), blank.veto) == ("", "", "")
    assert (bare.veto_no.strip(), bare.veto_yes.strip(), bare.veto) == ("", "√", "")


def test_who_is_vetoed_has_no_total():
    assert assessed(assessment={"veto": "无"}).score.total == "89"
    score = assessed(assessment={"veto": "弄虚作假"}).score
    assert score.summary == score.total == ASSESSMENT.vetoed == "不再评估，实行一票否决"
    assert (score.base, score.bonus) == ("", "")


def test_form_values_follow_the_kind_of_the_form():
    assert isinstance(form_values(APPLICATION, application_data(), None, None), ApplicationValues)
    assert isinstance(assessed(), AssessmentValues)
    with pytest.raises(ValueError, match="needs scores"):
        form_values(ASSESSMENT, assessment_data(), None, None)


def test_what_must_be_seen_is_what_is_expected_and_not_omitted():
    texts = printed_texts(assessed(), form_contract(ASSESSMENT))
    paths = {text.path for text in texts}
    assert {"studio.name", "leader.phone", "item[18].work", "score.summary"} <= paths
    assert not paths & {"unit.address", "item[18].statement", "score.base", "assessment.veto"}
    fewer = printed_texts(assessed(), form_contract(ASSESSMENT), ["item", "studio.name"])
    assert {text.path for text in fewer} == {
        path for path in paths if path != "studio.name" and not path.startswith("item[")
    }


def test_texts_of_rows_carry_their_column_titles():
    texts = printed_texts(
        form_values(APPLICATION, application_data(1), None, None), form_contract(APPLICATION)
    )
    rows = {text.path: text.title for text in texts if "members" in text.path}
    assert rows["studio.members[0].trade"] == "工种"
    assert all(path.startswith("studio.members[0]") for path in rows), "padding has no text"


def test_missing_values_are_named_in_chinese():
    missing = missing_values(APPLICATION.form.required, blank_data("application"))
    assert [value.path for value in missing] == list(APPLICATION.form.required)
    titles = {value.path: value.title for value in missing}
    assert titles["unit.phone"] == "申报单位·联系电话"
    assert titles["unit.workforce.other"] == "申报单位·技能人才数量·其他技能人才"


def test_no_and_zero_are_not_missing():
    filled = application_data(
        leader={"front_line": False}, unit={"workforce": {"special_technician": 0}}
    )
    paths = ("leader.front_line", "unit.workforce.special_technician", "unit.workforce")
    assert missing_values(paths, filled) == ()
    assert missing_values(APPLICATION.form.required, application_data()) == ()


def test_a_list_without_rows_is_missing():
    assert [m.title for m in missing_values(["studio.members"], application_data(0))] == [
        "工作室·工作室团队成员状况"
    ]


def test_a_required_value_nobody_knows_is_the_schemes_mistake():
    with pytest.raises(SchemeError, match=r"unit\.nmae") as raised:
        missing_values(["unit.nmae"], application_data())
    assert raised.value.remedy


def test_a_report_leaves_a_line_where_a_name_is_unknown():
    values = report_values(blank_data("assessment"))
    assert (values.studio.name, values.unit.name) == (BLANK_NAME, BLANK_NAME)
    assert report_values(application_data()).studio.name == "威海市刘喆技能大师工作室"
