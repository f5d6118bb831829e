"""An invented studio for the tests of the forms: long, realistic texts and rare characters."""

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

from docgen.bundle.plan import CrossReference, ItemEntry, Volume
from docgen.model.scoring import ItemScore, Measure, Scores
from docgen.model.submission import StudioFile
from docgen.text.wording import PageRange
from docgen.workspace.load import load_scheme

TEMPLATES = Path(__file__).parent.parent / "templates" / "weihai-2025"
SCHEME = load_scheme("weihai-2025", near=None)
APPLICATION = SCHEME.submissions["application"]
ASSESSMENT = SCHEME.submissions["assessment"]

LONG_TEXT = "".join(
    f"第{n}项，改进船体分段焊接工装并在首制船上应用，节约工时。" for n in range(1, 56)
)
"""1,500 characters, no two sentences alike."""

DATA: dict[str, Any] = {
    "scheme": "weihai-2025",
    "submission": "application",
    "unit": {
        "name": "威海海岳船舶重工集团有限公司",
        "industry": "船舶制造业",
        "nature": "民营企业",
        "head": "于海岳",
        "address": "威海市环翠区海岳路 88 号",
        "contact": "丛晓彤",
        "phone": "0631-5200000",
        "email": "rsk@haiyue.example.cn",
        "technician_station": True,
        "workforce": {
            "special_technician": 2,
            "senior_technician": 36,
            "technician": 158,
            "advanced_worker": 642,
            "other": 1210,
        },
        "bank_account": "中国银行威海分行营业部  2406 0000 1234 5678",
        "recent_operation": (
            "2023年实现营业收入36.8亿元、利税2.9亿元，2024年实现营业收入41."
            "2亿元、利税3.4亿元，连续两年保持两位数增长。公司现有职工3200余人，交付各"
            "类船舶27艘，其中高附加值客滚船9艘，手持订单排至2028年。\n近两年研发投入占"
            "营业收入4.1%，获批省级企业技术中心。"
        ),
    },
    "leader": {
        "name": "刘喆",
        "sex": "男",
        "ethnicity": "汉族",
        "birth": "1976-09-12",
        "work_since": "1996-07",
        "political_status": "中共党员",
        "id_number": "371002197609120018",
        "post": "威海海岳船舶重工集团有限公司船体车间电焊班班长",
        "front_line": True,
        "phone": "13800000000",
        "trade": "焊工",
        "grade": "高级技师（一级）",
        "certified": "2012-11",
        "achievements": (
            "从事船舶焊接28年，先后参与12型客滚船、3型极地船的首制船建造，主持完成殷瓦钢"
            "薄板焊接、高强钢厚板免预热焊接等攻关，累计节约成本1860万元。\n获全国技术能手"
            "、山东省首席技师、威海市有突出贡献技师等称号；获山东省职工创新成果一等奖1项、威"
            "海市职工创新成果奖4项。\n取得发明专利3件、实用新型专利11件，其中“一种殷瓦钢"
            "薄板单面焊双面成形工装”在6艘船上应用；编写《船舶高强钢焊接作业指导书》等企业标"
            "准5项。\n带徒43人，其中高级技师6人、技师17人，徒弟在省级以上技能竞赛中获奖"
            "9人次。"
        ),
    },
    "studio": {
        "name": "威海市刘喆技能大师工作室",
        "place": "船体车间二楼203室",
        "area_m2": "120.5",
        "members": [
            {
                "name": "王玥",
                "trade": "焊工",
                "grade": "高级技师",
                "achievements": "擅长殷瓦钢焊接；实用新型专利2件；2023年全市焊工竞赛第一名",
            },
            {
                "name": "孙堃",
                "trade": "船舶电气装配工",
                "grade": "技师",
                "achievements": "参与客滚船电力推进系统调试，完成技术革新6项",
            },
            {
                "name": "毕祎昇",
                "trade": "焊工",
                "grade": "技师",
                "achievements": "焊接机器人编程",
            },
            {
                "name": "邹玉",
                "trade": "冷作钣金工",
                "grade": "高级工",
                "achievements": "",
            },
        ],
        "strengths": (
            "一是人才基础好。公司现有高技能人才838人，占技能人才总量的40.9%。\n二是条"
            "件完备。工作室面积120.5㎡，设理论教学区、实训操作区和成果展示区，配备数字化"
            "焊接电源16台、焊接机器人2台、射线探伤设备1套。\n三是制度健全、经费有保障。公"
            "司每年安排专项经费30万元，单独建账，专款专用。"
        ),
        "plan": (
            "当年工作计划：完成工作室建设并挂牌；开展焊接技能培训6期，培养高级工以上60人；"
            "立项攻关课题5项。\n未来三年规划：\n第一年，完善制度，形成“师带徒、项目带团队”"
            "的工作机制。\n第二年，解决生产技术难题20项以上，申报专利8件以上。\n第三年，争"
            "创省级技能大师工作室，形成可复制推广的先进操作法3项以上，辐射带动全市船舶制造企"
            "业。"
        ),
    },
}

STATEMENTS = {
    1: (
        "工作室设在船体车间二楼203室，专用场地120.5平方米，设理论教学、实训操作、成果展示三个区域。"
    ),
    2: (
        "领办人刘喆；团队成员12人，其中高级技师3人、技师6人、"
        "高级工3人，涵盖焊工、船舶电气装配工、冷作钣金工等工种。"
    ),
    3: (
        "配备数字化焊接电源16台、焊接机器人2台、射线探伤设备1套、多媒体教学设备1套，"
        "2024年新购置激光跟踪仪1台，能够满足日常培训和攻关项目需要。"
    ),
    4: (
        "2024年公司实际拨付工作室专用经费32.6万元，用于设备"
        "购置18.2万元、培训耗材9.1万元、攻关课题5.3万元。"
    ),
    5: "工作室门口悬挂威海市技能大师工作室标识牌；室内设成果展示栏6块。",
    6: (
        "制定《工作室管理办法》《领办人岗位职责》《师带徒"
        "管理办法》《安全操作规程》等制度9项，并上墙公示。"
    ),
    7: "2024年1月印发年度工作计划，12月形成年度工作总结；已制定2025年工作计划。",
    8: (
        "公司出台并兑现：①参加职业技能竞赛奖励办法；②创新创效奖励办法；③技能培训补贴办"
        "法；④企业技能人才自主评价办法；⑤首席技师、特级技师聘任办法。"
    ),
    9: "财务设置“工作室经费”明细科目，单独核算，收支记录清晰。",
    10: "经费支出均按公司财务制度审批，经内部审计无违规情形。",
    11: (
        "举办焊接、装配等职业技能培训14期，累计培训1260人次。\n新培养高级工（三级）"
        "286人、技师61人、高级技师9人，均取得职业技能等级证书。"
    ),
    12: (
        "围绕客滚船、极地船建造开展技术革新：殷瓦钢薄板焊接变形控制、高强钢厚板免预热焊接"
        "、分段无余量合拢等，帮助解决生产技术难题，获公司表彰奖励。"
    ),
    13: "取得专利并在生产中应用：发明专利2件、实用新型专利7件。",
    14: "推荐职工参加市级以上人社部门主办或参与组织的职业技能竞赛。",
    15: "将先进操作法梳理成书面材料，在技术交流会、研讨会上推广。",
    16: "市级媒体报道4次、省级2次；参加技能人才活动2次。",
    17: "获省、市奖项3个；发表论文4篇。",
    18: "发明专利2件；市级竞赛决赛前6名3人次；省级技术技能奖项1个。",
}

POINTS = (3, 3, 3, 3, 2, 3, 3, 4, "2.5", 3, 8, 8, 9, 8, 6, 10, "4.5", 6)
MEASURES = {
    1: ("有效面积", "平方米", "120.5"),
    4: ("拨付经费", "万元", "32.6"),
    11: ("新培养高级工以上", "人", "356"),
    13: ("专利", "件", "9"),
}


def application_data(members: int | None = None, **changes: dict[str, Any]) -> StudioFile:
    """Return the application's data, with so many members, and fields of parts changed."""
    data = copy.deepcopy(DATA)
    if members is not None:
        people = data["studio"]["members"] * 5
        data["studio"]["members"] = people[:members]
    for part, fields in changes.items():
        data[part].update(fields)
    return StudioFile.model_validate(data)


def assessment_data(**changes: Any) -> StudioFile:
    """Return the assessment's data; `claims` are merged in by number."""
    data = copy.deepcopy(DATA)
    data["submission"] = "assessment"
    data["assessment"] = {"date": "2025-06-03"} | changes.pop("assessment", {})
    texts = STATEMENTS | changes.pop("claims", {})
    data["claims"] = {n: {"statement": text} for n, text in texts.items()}
    return StudioFile.model_validate(data | changes)


def blank_data(submission: str) -> StudioFile:
    """Return data in which nothing is filled in."""
    return StudioFile(scheme="weihai-2025", submission=submission)


def scores() -> Scores:
    """Return scores of all 18 items; the last is the bonus."""
    return Scores(tuple(_score(n, Decimal(p)) for n, p in enumerate(POINTS, 1)))


def _score(number: int, points: Decimal) -> ItemScore:
    measures = ()
    if number in MEASURES:
        name, unit, figure = MEASURES[number]
        measures = (Measure("key", name, unit, Decimal(figure), ()),)
    return ItemScore(
        number=number,
        full=None if number == 18 else Decimal(10),
        computed=points,
        claimed=points,
        measures=measures,
        answer="",
        bonus=number == 18,
        doubts=(),
    )


def cross_reference() -> CrossReference:
    """Return page ranges for all items; items 11 and 14 have evidence elsewhere too."""
    volume = Volume(1, "3-佐证材料.pdf", tuple(range(1, 19)), 1, 240)
    return CrossReference(tuple(_entry(n) for n in range(1, 19)), (), (volume,))


def _entry(number: int) -> ItemEntry:
    own = PageRange(10 * number + 1, 10 * number + 7)
    elsewhere = (PageRange(233, 233),) if number in (11, 14) else ()
    return ItemEntry(number, 10 * number, (), (own, *elsewhere))
