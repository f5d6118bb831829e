"""The Weihai scheme says what the notice says, and a scheme that contradicts itself is refused."""

import copy
import datetime
import functools
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from docgen.model.scheme import Item, Scheme, names_a_value

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "templates" / "weihai-2025"
NOTICE = Path(
    os.environ.get("DOCGEN_NOTICE", ROOT.parent / "shared" / "notice" / "weihai-2025-17.txt")
)

# Annex 2 of the notice, typed from its text: number, 考核内容, 分项分值, 评分标准.
NOTICE_ROWS = (
    (
        1,
        "有工作室专用场地",
        "3分",
        "50平方米以上得3分，31-50平方米得2分，11-30平方米得1分，10平方及以下或无专用场地不得分。",
    ),
    (
        2,
        "有不少于三人的技术技能人才团队",
        "3分",
        "2人以上得3分，2人及以下不得分。领办人应变更未申请变更的扣1分。",
    ),
    (
        3,
        "有供工作室使用的设施设备",
        "3分",
        "设施设备充分完整、能够满足日常工作和项目实施所需得3分，设施设备数量不充分或损毁"
        "影响工作开展不得分。",
    ),
    (
        4,
        "有设立单位给予的专用经费支持",
        "3分",
        "投入工作室专用资金20万元以上得3分，11-20万元得2分，10万元及以下得1分，未实际投"
        "入资金不得分。",
    ),
    (
        5,
        "有明显的工作室标识牌及工作室成果展示栏",
        "2分",
        "在显著位置挂工作室牌匾并在室内有工作室成果展示栏得2分，缺一项扣1分。",
    ),
    (
        6,
        "建立工作室综合管理制度、明确领办人岗位职责",
        "3分",
        "制度健全得3分，制度不健全、不符合实际或照搬照抄不分分。",
    ),
    (
        7,
        "制定年度工作计划并进行年度工作总结",
        "3分",
        "进行年度工作总结和制定下年计划得3分，未制定的不得分。",
    ),
    (
        8,
        "动员所在单位出台鼓励技能发展的政策",
        "4分",
        "所在企业出台鼓励职工外出参加技能竞赛、创新创效、参加技能培训、人才和平台载体称"
        "号选拔、企业技能人才自主评价、设立特技技师的政策制度。每建立一项制度并兑现的得"
        "1分，只建立制度暂未兑现实施的得0.5分，未建立制度的不得分。本项最高4分。",
    ),
    (
        9,
        "建立经费使用管理制度并为工作室经费单独建账记录",
        "3分",
        "工作室所在单位财务会计设置工作室经费明细科目，并对收支情况记录清晰得3分；未设置"
        "明细科目，但收支记录清晰的酌情得分；收支记录不清晰的不得分。",
    ),
    (
        10,
        "经费使用符合财务管理和工作室管理办法",
        "3分",
        "支出使用管理符合规定得3分，有违规支出情形不得分。",
    ),
    (
        11,
        "积极开展职业技能培训",
        "10分",
        "开展多种形式的职业技能培训，考核期内新培养高级工（三级）以上高技能人才500人以上"
        "的得10分、401-500人得9分、351-400人得8分、301-350人得7分、251-300人得6分、201-"
        "250人得5分、151-200人得4分、101-150人得3分、51-100人得2分、50人及以下得1分、未"
        "培养不得分。 乡村特色技能大师工作室，考核期内培养绝技绝活徒弟取得职业技能等级证"
        "书、专项职业能力证书或其他证书每次得1分。",
    ),
    (
        12,
        "立足企业进行技术革新、解决企业生产技术难题",
        "10分",
        "立足企业进行技术创新或参与技术装备引进或参与技改项目，帮助企业解决生产技术难题"
        "，产生较大效益得到企业认可和表彰奖励，取得40项以上技术革新帮助解决生产技术难题"
        "的得10分、31-40项得8分、21-30项得6分、11-20项得项得4分、10项及以下得2分、没有技"
        "术革新不得分。",
    ),
    (
        13,
        "研发创造新产品、新成果，开展新技术的应用",
        "10分",
        "取得专利并在企业生产中实际应用创造价值，取得专利数10个以上的得10分、9个及以下的"
        "每个1分、没取得专利不得分。",
    ),
    (
        14,
        "积极参加各级人社部门主办或参与组织的职业技能竞赛",
        "10分",
        "推荐职工参加各级职业技能竞赛，推荐职工参赛人数20人以上得10分、16-20人得8分、11"
        "-15人得6分、6-10人得4分、5人及以下得2分、未推荐职工参赛不得分。",
    ),
    (
        15,
        "推广技术创新成果、绝技绝活和先进的生产工艺方法",
        "10分",
        "将技术创新成果、绝技绝活或先进工艺梳理总结成书面材料并利用技术交流会、研讨会等"
        "多种形式推广，技术创新成果、绝技绝活或先进操作法数量40项以上的得10分、31-40项得"
        "8分、21-30项得6分、11-20项得4分、10项及以下得2分、未开展此项工作不得分。",
    ),
    (
        16,
        "在各级媒体宣传报道工作室建设情况、参加技能平台载体系列活动",
        "10分",
        "在市级媒体（含市人社局的微信公众号、抖音账号、门户网站等新媒体）宣传一次加1分、"
        "在省级媒体宣传一次加2分、在国家级媒体宣传一次加3分。参加由各级人社部门、威海技"
        "师协会组织的技能人才活动每次得2分。（该项10分为上限。）",
    ),
    (
        17,
        "工作室或工作室成果获得国家、省、市奖项或者发表过论文专著",
        "10分",
        "工作室或工作室成果荣获市级以上奖项，5个以上得5分、4个及以下每个得1分。发表论文"
        "或专著，10篇以上得5分，9篇及以下每个得0.5分。",
    ),
    (
        18,
        "各有关考核内容质量较高产生的加分",
        "—",
        "1.每个发明专利加1分。 2.企业职工参加市级职业技能竞赛决赛取得前6名成绩的每次加1"
        "分； 参加省级职业技能竞赛决赛取得前10名成绩的每次加3分； 参加国家级职业技能大赛"
        "取得前15名成绩的每次加5分。 3.工作成果荣获市级技术技能奖项每个加1分、省级奖项每"
        "个加3分、国家级奖项每个加5分。",
    ),
)


@functools.cache
def parse_file() -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(FOLDER / "scheme.yaml")


def read_data() -> dict[str, Any]:
    """The scheme file as plain values, a fresh copy each time."""
    return copy.deepcopy(parse_file())


def build(data: dict[str, Any]) -> Scheme:
    return Scheme(**data, folder=FOLDER)


@pytest.fixture(scope="module")
def weihai() -> Scheme:
    return build(read_data())


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


# What the notice says


@pytest.mark.parametrize(("number", "title", "points", "standard"), NOTICE_ROWS)
def test_item_prints_the_notice_word_for_word(weihai, number, title, points, standard):
    item = weihai.submissions["assessment"].item(number)
    assert item.title == title
    assert squeeze(item.standard) == squeeze(standard)
    assert ("—" if item.points is None else f"{item.points}分") == points


def test_wording_is_that_of_the_notice_file(weihai):
    if not NOTICE.exists():
        pytest.skip(f"the notice is not at {NOTICE}; set DOCGEN_NOTICE")
    text = NOTICE.read_text("utf-8")
    rows = re.findall(r"^[^\t\n]*\t(\d+) ([^\t]+)\t(\d+分|—)\t([^\t]+)\t", text, re.MULTILINE)
    found = {int(number): (title, standard) for number, title, _, standard in rows}
    assert sorted(found) == list(range(1, 19))
    for item in weihai.submissions["assessment"].items:
        title, standard = found[item.number]
        assert (item.title, squeeze(item.standard)) == (title, squeeze(standard))
    whole = squeeze(text)
    assert squeeze(weihai.submissions["assessment"].veto) in whole
    assert squeeze(weihai.title) in whole
    assert weihai.document_number in text
    for line in weihai.submissions["application"].conditions.other_leaders:
        assert squeeze(line) in whole


def test_typos_of_the_notice_are_kept(weihai):
    spec = weihai.submissions["assessment"]
    for number, typo in {1: "10平方及以下", 6: "不分分", 8: "特技技师", 12: "得项得4分"}.items():
        assert typo in spec.item(number).standard


def test_numbered_and_broken_standards_keep_their_lines(weihai):
    spec = weihai.submissions["assessment"]
    assert [line[:2] for line in spec.item(18).standard.splitlines()] == ["1.", "2.", "3."]
    assert [line[:4] for line in spec.item(11).standard.splitlines()] == ["开展多种", "乡村特色"]
    others = [item for item in spec.items if item.number not in {11, 18}]
    assert all("\n" not in item.standard for item in others)


def test_every_printed_subtotal_holds(weihai):
    spec = weihai.submissions["assessment"]
    assert [(c.title, c.points, [i.number for i in c.items]) for c in spec.categories] == [
        ("一、基础建设", 14, [1, 2, 3, 4, 5]),
        ("二、制度建设", 10, [6, 7, 8]),
        ("三、经费管理", 6, [9, 10]),
        ("四、成果产出", 50, [11, 12, 13, 14, 15]),
        ("五、宣传活动", 20, [16, 17]),
        ("六、附加分", None, [18]),
    ]
    assert spec.full_points == 100
    assert [item.number for item in spec.items if item.bonus] == [18]


def test_every_item_can_reach_its_full_points_and_no_more(weihai):
    for item in weihai.submissions["assessment"].items[:-1]:
        assert item.rule.most_points == item.points, item.number


def test_the_two_submissions_are_named_and_timed_as_asked(weihai):
    application, assessment = (weihai.submissions[k] for k in ("application", "assessment"))
    assert [application.report.name, application.form.name, application.bundle.name] == [
        "1-申请报告",
        "2-威海市技能大师工作室申报表",
        "3-佐证材料",
    ]
    assert [assessment.form.name, assessment.report.name, assessment.bundle.name] == [
        "1-威海市技能大师工作室年度绩效评估表",
        "2-2024年度工作报告",
        "3-佐证材料",
    ]
    for spec in (application, assessment):
        assert spec.deadline == datetime.date(2025, 6, 10)
        assert spec.form.copies == 8
        assert spec.bundle.verified_frame
    assert (assessment.form.paper, application.form.paper) == ("A3 landscape", "A4")
    assert assessment.period.start == datetime.date(2024, 1, 1)
    assert assessment.period.end == datetime.date(2024, 12, 31)
    assert (assessment.pass_mark, assessment.excellent_mark) == (50, None)
    assert (application.period, application.pass_mark, application.full_points) == (None,) * 3
    assert weihai.year == 2025


def test_application_asks_for_five_parts_without_points(weihai):
    parts = weihai.submissions["application"].items
    assert [part.number for part in parts] == [1, 2, 3, 4, 5]
    assert all(part.points is None and part.rule is None and not part.standard for part in parts)
    assert parts[0].folder_name == "01-职业资格和技能等级证书"


@pytest.mark.parametrize("name", ["application", "assessment"])
def test_report_headings_are_those_of_its_template(weihai, name):
    report = weihai.submissions[name].report
    paragraphs = docx.Document(str(FOLDER / report.template)).paragraphs
    assert [p.text for p in paragraphs if p.style.name == "Heading 1"] == list(report.headings)
    assert (FOLDER / weihai.submissions[name].form.template).is_file()


def test_application_report_says_all_the_notice_asks_for(weihai):
    asked = (
        "所在单位概况和技能人才队伍建设成效，领办人和团队情况简介，场地设备等工作条件和"
        "单位或主管部门资金支持安排计划，以及工作室工作制度和三年计划目标"
    )
    headings = weihai.submissions["application"].report.headings
    told = [heading.split("、", 1)[1] for heading in headings]
    assert re.split("，以及|，|和(?=单位或|三年)", asked) == told


def test_figures_are_exact_decimals(weihai):
    spec = weihai.submissions["assessment"]
    issued = next(count for count in spec.item(8).counts if count.key == "issued")
    assert (type(issued.points), str(issued.points)) == (Decimal, "0.5")
    assert str(spec.item(9).options[1].range[1]) == "3"


def test_every_item_tells_the_clerk_what_to_put_in(weihai):
    for spec in weihai.submissions.values():
        for item in spec.items:
            assert item.hint, item.number
            assert item.folder, item.number
    kinds = weihai.submissions["assessment"].item(17).kinds
    assert kinds == ("市级奖项", "省级奖项", "国家级奖项", "论文", "专著")


def test_every_contested_figure_of_the_notice_is_marked(weihai):
    items = weihai.submissions["assessment"].items
    rules = [(i.number, i.rule) for i in items]
    rules += [
        (i.number, a.rule) for i in items if i.rule.kind == "best_of" for a in i.rule.alternatives
    ]
    bands = [(number, rule) for number, rule in rules if rule.kind == "bands"]
    assert sorted((n, int(c.at)) for n, rule in bands for c in rule.contested) == [
        (1, 50),
        (2, 2),
        (4, 20),
        (11, 500),
        (12, 40),
        (14, 20),
        (15, 40),
    ]
    assert sorted((n, int(g.low), int(g.high)) for n, rule in bands for g in rule.gaps) == [
        (1, 10, 11),
        (1, 30, 31),
        (4, 10, 11),
    ]


def test_comments_are_written_for_chinese_readers():
    lines = (FOLDER / "scheme.yaml").read_text("utf-8").splitlines()
    comments = [line.split("#", 1)[1] for line in lines if "#" in line]
    comments = [comment for comment in comments if comment.strip()]
    assert len(comments) > 20
    assert all(re.search("[\u4e00-\u9fff]", comment) for comment in comments)


# What is refused


def item_data(data: dict[str, Any], number: int) -> dict[str, Any]:
    categories = data["submissions"]["assessment"]["categories"]
    return next(i for c in categories for i in c["items"] if i["number"] == number)


def spec_data(data: dict[str, Any], name: str = "assessment") -> dict[str, Any]:
    return data["submissions"][name]


def swap_bands(data):
    item_data(data, 1)["rule"]["bands"].reverse()


def repeat_band_points(data):
    item_data(data, 1)["rule"]["bands"][1]["points"] = 3


def otherwise_above_the_lowest(data):
    item_data(data, 1)["rule"]["otherwise"] = 1


def contest_nothing(data):
    item_data(data, 1)["rule"]["contested"][0]["at"] = 49


def contest_twice(data):
    contested = item_data(data, 1)["rule"]["contested"]
    contested.append(dict(contested[0], reading="higher"))


def gap_upside_down(data):
    item_data(data, 1)["rule"]["gaps"][0].update(low=11, high=10)


def gap_off_the_edge(data):
    item_data(data, 1)["rule"]["gaps"][0].update(low=12, high=13)


def same_count_key(data):
    item_data(data, 16)["rule"]["counts"][1]["key"] = "city"


def same_count_key_in_alternatives(data):
    item_data(data, 11)["rule"]["alternatives"][1]["rule"]["counts"][0]["key"] = "trained"


def same_option_key(data):
    item_data(data, 5)["rule"]["options"][1]["key"] = "both"


def same_deduction_key(data):
    deductions = item_data(data, 2)["deductions"]
    deductions.append(dict(deductions[0]))


def kind_counted_twice(data):
    item_data(data, 17)["rule"]["counts"][1]["kinds"].append("市级奖项")


def chinese_key(data):
    item_data(data, 5)["rule"]["options"][0]["key"] = "两项"


def kind_that_is_no_folder(data):
    item_data(data, 12)["rule"]["count"]["kinds"] = ["技术/革新"]


def uncapped_tally(data):
    del item_data(data, 13)["rule"]["cap"]


def option_above_full(data):
    item_data(data, 3)["rule"]["options"][0]["points"] = 4


def points_and_range(data):
    item_data(data, 9)["rule"]["options"][1]["points"] = 1


def range_upside_down(data):
    item_data(data, 9)["rule"]["options"][1]["range"] = [3, 0]


def caps_and_common_limit(data):
    item_data(data, 8)["rule"]["counts"][0]["cap"] = 2


def unknown_trait(data):
    item_data(data, 11)["rule"]["alternatives"][1]["trait"] = "urban"


def no_rule_for_all(data):
    item_data(data, 11)["rule"]["alternatives"][0]["trait"] = "rural"


def deduction_without_rule(data):
    del item_data(data, 2)["rule"], item_data(data, 2)["doubts"]


def full_without_deductions(data):
    item_data(data, 3)["rule"] = {"kind": "full"}


def doubt_of_no_answer(data):
    item_data(data, 9)["doubts"][0]["choices"] = ["cloudy"]


def doubt_at_a_figure_of_a_judgement(data):
    item_data(data, 7)["doubts"][0]["at"] = [1]


def same_item_number(data):
    item_data(data, 5)["number"] = 4


def subtotal_off(data):
    spec_data(data)["categories"][0]["points"] = 15


def total_off(data):
    spec_data(data)["full_points"] = 90


def pass_above_full(data):
    spec_data(data)["pass_mark"] = 101


def excellent_below_pass(data):
    spec_data(data)["excellent_mark"] = 40


def period_upside_down(data):
    spec_data(data)["period"] = {"start": "2024-12-31", "end": "2024-01-01"}


def template_in_a_folder(data):
    spec_data(data)["form"]["template"] = "../annex2.docx"


def template_not_word(data):
    spec_data(data)["form"]["template"] = "annex2.odt"


def output_in_a_folder(data):
    spec_data(data)["bundle"]["name"] = "a/b"


def reserved_folder_name(data):
    spec_data(data)["bundle"]["name"] = "CON"


def same_output_name(data):
    spec_data(data)["report"]["name"] = "3-佐证材料"


def folder_with_a_slash(data):
    item_data(data, 3)["folder"] = "设施/设备"


def required_of_nothing(data):
    spec_data(data)["form"]["required"].append("unit.nickname")


def required_group(data):
    spec_data(data)["form"]["required"].append("unit.workforce")


def form_of_the_other(data):
    spec_data(data)["form"]["kind"] = "application"


def points_not_a_figure(data):
    item_data(data, 1)["rule"]["bands"][0]["points"] = "不少"


REFUSED = {
    swap_bands: "各档应从高到低",
    repeat_band_points: "各档得分应从高到低",
    otherwise_above_the_lowest: "各档得分应从高到低",
    contest_nothing: "49 两可，却不在任何一档的边上",
    contest_twice: "两可的数重复：50",
    gap_upside_down: "空档的下端应小于上端",
    gap_off_the_edge: "12 是空档的下端，却不在任何一档的边上",
    same_count_key: "计数代号重复：city",
    same_count_key_in_alternatives: "计数代号重复：trained",
    same_option_key: "档次代号重复：both",
    same_deduction_key: "扣分代号重复：leader_change",
    kind_counted_twice: "佐证种类重复：市级奖项",
    chinese_key: "代号只用小写英文字母",
    kind_that_is_no_folder: "“技术/革新”不能作文件名",
    uncapped_tally: "没有上限，超过分项分值 10 分",
    option_above_full: "最多可得 4 分，超过分项分值 3 分",
    points_and_range: "必须写且只写一个",
    range_upside_down: "range 的下限应小于上限",
    caps_and_common_limit: "不能同时用",
    unknown_trait: "urban 不在 traits 列出的类别里",
    no_rule_for_all: "至少要有一种办法不限类别",
    deduction_without_rule: "有扣分就要有评分规则",
    full_without_deductions: "kind: full 要有",
    doubt_of_no_answer: "cloudy 不是这一项的档次代号",
    doubt_at_a_figure_of_a_judgement: "这一项不计数",
    same_item_number: "项目编号重复：4",
    subtotal_off: "一、基础建设：各项分值之和 14，不等于 15",
    total_off: "各项分值之和 100，不等于总分 90",
    pass_above_full: "应依次从低到高",
    excellent_below_pass: "应依次从低到高",
    period_upside_down: "开始日期不能晚于结束日期",
    template_in_a_folder: "“../annex2.docx”不能作文件名",
    template_not_word: "模板应是 .docx 文件",
    output_in_a_folder: "“a/b”不能作文件名",
    reserved_folder_name: "“CON”不能作文件名",
    same_output_name: "输出的文件名重复：3-佐证材料",
    folder_with_a_slash: "“03-设施/设备”不能作文件名",
    required_of_nothing: "没有“unit.nickname”这个值",
    required_group: "没有“unit.workforce”这个值",
    form_of_the_other: "assessment 的 form.kind 应写 assessment",
    points_not_a_figure: "应写数字",
}


@pytest.mark.parametrize("spoil", REFUSED, ids=lambda spoil: spoil.__name__)
def test_contradiction_is_refused_in_chinese(spoil):
    data = read_data()
    spoil(data)
    with pytest.raises(ValidationError) as refused:
        build(data)
    assert [error["msg"] for error in refused.value.errors() if REFUSED[spoil] in error["msg"]], (
        refused.value
    )


def test_unknown_fields_are_refused():
    data = read_data()
    item_data(data, 1)["cap"] = 3
    with pytest.raises(ValidationError, match="extra_forbidden"):
        build(data)


def test_deductions_from_full_points_are_a_rule_of_their_own():
    item = Item.model_validate(
        {
            "number": 3,
            "title": "经费使用规范",
            "points": 6,
            "rule": {"kind": "full"},
            "deductions": [{"key": "misuse", "name": "违规支出", "points": 1.5}],
        }
    )
    assert item.counts == item.options == ()
    assert item.deductions[0].points == Decimal("1.5")


def test_another_city_is_data_only():
    data = read_data()
    spec = spec_data(data)
    spec["excellent_mark"] = 90.5
    spec["form"]["paper"] = "A4"
    data["submissions"] = {"assessment": spec}
    item_data(data, 1)["rule"]["contested"][0]["reading"] = "higher"
    scheme = build(data)
    assert scheme.submissions["assessment"].excellent_mark == Decimal("90.5")
    assert "application" not in scheme.submissions


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("unit.name", True),
        ("unit.workforce.other", True),
        ("studio.members", True),
        ("leader.birth", True),
        ("unit", False),
        ("unit.name.first", False),
        ("", False),
        ("claims.1.statement", False),
    ],
)
def test_required_values_lead_into_the_data(path, found):
    assert names_a_value(path) is found


def test_reading_a_scheme_changes_nothing():
    data = read_data()
    before = copy.deepcopy(data)
    build(data)
    assert data == before
