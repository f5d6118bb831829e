"""Values that contradict each other, planted in the samples: each is told, and told alone."""

import datetime
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
from altering import altered, fresh, piece

from docgen.checks.run_checks import check
from docgen.model.evidence import Evidence


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
    ),
    Mistake(
        "C516",
        A,
        ("标题说是 2024 年", "2023年"),
        evidence={"2024年焊工技师": {"date": "2023-11-20"}},
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
        also="C542",
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

MEMBERS = "团队成员"
CITY_PLACE, PROVINCE_PLACE = "苏雨凯决赛第二名证书", "罗飞决赛第八名证书"
ROSTER = "2024年焊工技师（二级）培训班取证名单（96人）"

LEVELS = (
    Mistake(
        "C530",
        A,
        ("丛海川", "高级技师(二级)", "一级是高级技师"),
        {"leader.grade": "高级技师（二级）"},
    ),
    Mistake("C530", B, ("邢桂枝",), {"studio.members.1.grade": "技师/四级"}),
    Mistake(
        "C531",
        A,
        ("自相矛盾", "技师(三级)"),
        evidence={"戚明远技师证书": {"title": "戚明远技师（三级）证书"}},
    ),
    Mistake(
        "C532",
        B,
        ("宫小满", "「中级工」", "高级工以上"),
        {"studio.members.4.grade": "中级工"},
        {"宫小满": {"title": "宫小满中级工证书"}},
        also="C544",
    ),
    Mistake(
        "C533",
        A,
        ("「钳工」", "丛海川焊工高级技师证书", "是焊工"),
        {"leader.trade": "钳工"},
        {"领办人丛海川": {"title": "丛海川焊工高级技师证书"}},
    ),
    Mistake(
        "C533",
        A,
        ("戚明远", "「焊工」", "是电工"),
        evidence={"戚明远": {"title": "戚明远技师证书（电工）"}},
    ),
    Mistake(
        "C534",
        A,
        ("标题是中级工", "那里只计高级工以上"),
        evidence={ROSTER: {"title": "2024年焊工中级工（四级）培训班取证名单（96人）"}},
    ),
    Mistake(
        "C534",
        A,
        ("标题是中级工",),
        evidence={ROSTER: {"title": "2024年焊工四级证书名单（96人）"}},
    ),
    Mistake(
        "C534",
        "example-city",
        ("标题是中级工", "那里只计高级工"),
        evidence={"苗远舟高级工证书": {"title": "苗远舟中级工证书"}},
    ),
    Mistake(
        "C534",
        "example-city",
        ("标题是高级工", "那里只计技师以上"),
        evidence={"蔺如霜技师证书": {"title": "蔺如霜高级工证书"}},
    ),
    Mistake(
        "C535",
        A,
        ("也有中级工",),
        evidence={ROSTER: {"title": "2024年焊工中级工、高级工取证名单（96人）"}},
    ),
    Mistake(
        "C536",
        A,
        ("标题看上去是区市级", "市级奖项"),
        evidence={AWARD: {"title": "窄间隙焊获荣成市创新成果一等奖"}},
    ),
    Mistake(
        "C536",
        A,
        ("主办单位“威海市环翠区总工会”看上去是区市级",),
        evidence={AWARD: {"organiser": "威海市环翠区总工会"}},
    ),
    Mistake(
        "C536",
        A,
        ("标题看上去是市级", "省级竞赛名次"),
        evidence={PROVINCE_PLACE: {"title": "罗飞全市焊工竞赛决赛第八名证书"}},
    ),
    Mistake(
        "C536",
        A,
        ("标题看上去是市级", "国家级媒体"),
        evidence={"大国船舶": {"title": "威海日报：大国船舶背后的钢铁裁缝"}},
    ),
    Mistake(
        "C537",
        A,
        ("第 10 名", "只计前 6 名"),
        evidence={CITY_PLACE: {"title": "苏雨凯决赛第十名证书"}},
    ),
    Mistake(
        "C537",
        A,
        ("第 12 名", "只计前 10 名"),
        evidence={PROVINCE_PLACE: {"title": "罗飞决赛第12名证书"}},
    ),
    Mistake(
        "C538",
        A,
        ("写的是优秀奖", "前 6 名"),
        evidence={CITY_PLACE: {"title": "苏雨凯决赛优秀奖证书"}},
    ),
    Mistake(
        "C538",
        A,
        ("写的是初赛",),
        evidence={CITY_PLACE: {"title": "苏雨凯初赛第二名证书"}},
    ),
    Mistake(
        "C539",
        A,
        ("同一个名次", "市级竞赛名次", "省级竞赛名次"),
        added=(
            piece(
                18,
                "苏雨凯省级决赛第二名证书",
                kind="省级竞赛名次",
                holder="苏雨凯",
                date="2024-07-29",
                number="SL-2024-2",
            ),
        ),
    ),
    Mistake(
        "C540",
        A,
        ("像是同一成果", "省级奖项"),
        added=(
            piece(
                17,
                "厚板立焊窄间隙自动焊接工艺荣获山东省一等奖",
                kind="省级奖项",
                date="2024-11-28",
                number="鲁技2024-77",
            ),
        ),
    ),
)

AGREEMENT = (
    Mistake("C541", A, ("86.8 平方米", "120 平方米", "studio.area_m2"), {"studio.area_m2": "120"}),
    Mistake(
        "C542",
        A,
        ("“推荐52名”", "佐证数出来是 22 人"),
        {"claims.14.statement": "经选拔赛择优，推荐52名职工参加人社部门主办的职业技能竞赛。"},
    ),
    Mistake(
        "C542",
        A,
        ("“使用面积868平方米”", "数量写的是 86.8 平方米"),
        {"claims.1.statement": "工作室设在船体车间二楼东侧203室，使用面积868平方米。"},
    ),
    Mistake(
        "C542",
        A,
        ("“专用经费200万元”", "20 万元"),
        {"claims.4.statement": "公司批复工作室2024年度专用经费200万元，全部到账。"},
    ),
    Mistake(
        "C542",
        A,
        ("专用经费20元",),
        {"claims.4.statement": "公司拨付工作室2024年度专用经费20元，全部到账。"},
    ),
    Mistake(
        "C542",
        A,
        ("43项技术革新", "34 项"),
        {"claims.12.statement": "全年完成43项技术革新，均经公司认定。"},
    ),
    Mistake(
        "C543",
        A,
        ("发明专利4项", "发明专利的佐证是 2 项"),
        {"claims.13.statement": "取得专利6项，其中发明专利4项、实用新型专利2项。"},
    ),
    Mistake(
        "C543",
        A,
        ("其中 6 万元", "有一件是 7 万元"),
        {"claims.4.statement": "专用经费20万元，分别于3月、7月、11月拨付8万元、6万元、5万元。"},
    ),
    Mistake(
        "C543",
        A,
        ("国家级媒体报道3次", "国家级媒体的佐证是 1 次"),
        {"claims.16.statement": "2024年市级媒体报道3次、省级媒体报道2次、国家级媒体报道3次。"},
    ),
    Mistake(
        "C544",
        A,
        ("高级技师5人", "名单里高级技师是 2 人"),
        {"claims.2.statement": "工作室有团队成员6人，其中高级技师5人、技师1人。"},
    ),
    Mistake(
        "C545",
        A,
        ("里写的是林海生", "「丛海川」"),
        {"studio.name": "威海市林海生技能大师工作室"},
    ),
    Mistake(
        "C546",
        A,
        ("持有人写的是林海生的技能大师工作室",),
        evidence={AWARD: {"holder": "林海生技能大师工作室"}},
    ),
    Mistake(
        "C546",
        A,
        ("落实情况说的是林海生",),
        {"claims.3.statement": "威海市林海生技能大师工作室有焊接电源等设备34种，状态良好。"},
    ),
    Mistake(
        "C547",
        A,
        ("威海蓝湾船舶重工有限公司", "只计本单位"),
        evidence={"第一批技术革新": {"title": "威海蓝湾船舶重工有限公司技术革新认定表（14项）"}},
    ),
    Mistake(
        "C548",
        A,
        ("标题里领办人是林海生",),
        evidence={"领办人丛海川": {"title": "领办人林海生高级技师证书"}},
    ),
    Mistake(
        "C542",
        A,
        ("使用面积868平方米",),
        {"claims.1.statement": "由公司于2021年5月专门划拨，使用面积868平方米。"},
    ),
    Mistake(
        "C549",
        B,
        ("没有看到团队成员「宫小曼」的证书",),
        {"studio.members.4.name": "宫小曼"},
        also="C314",
    ),
    Mistake(
        "C549",
        B,
        ("没有看到团队成员「慕春雷」的证书",),
        {"studio.members.3": {"name": "慕春雷", "trade": "食品工程", "grade": "工程师"}},
        {"梁慕云": {"title": "鞠春兰职称证书"}},
    ),
)

MORE = (
    Mistake(
        "C517",
        A,
        ("编号说是 2023 年",),
        added=(piece(17, "改进焊枪获奖", kind="市级奖项", number="威技促〔2023〕奖3"),),
    ),
    Mistake(
        "C521",
        A,
        ("说的是 2023 年的事",),
        {"claims.11.statement": "2023年举办3个培训班，新培养高级工以上人才438人。"},
    ),
    Mistake(
        "C522", A, ("标题里是苏雨凯", "「于世喆」"), evidence={CITY_PLACE: {"holder": "于世喆"}}
    ),
)

PLAN, SUMMARY, PAID = "2025年度工作计划", "2024年度工作总结", "第一笔拨款"
PATENT = "一种厚板立焊窄间隙自动焊接装置及方法"

# What the first hundred and forty planted mistakes of these kinds showed to be missed or vague.
FOUND = (
    Mistake(
        "C305", A, ("2023年3月15日 不在",), evidence={PATENT: {"date": "2023-03-15"}}, also="C312"
    ),
    Mistake(
        "C310",
        A,
        ("从标题看不是成员证书",),
        evidence={"鞠洪波高级技师": {"title": "鞠洪波培训结业证书"}},
    ),
    Mistake(
        "C310",
        A,
        ("从标题看不是发明专利",),
        evidence={PATENT: {"title": "软件著作权登记证书"}},
        also="C312",
    ),
    Mistake(
        "C310",
        A,
        ("编号与 13-2 相同", "持有人却不同"),
        evidence={"一种管子法兰": {"number": "ZL 2021 1 9990013.5"}},
        also="C320",
    ),
    Mistake("C317", A, ("标题说是 7 万元",), evidence={PAID: {"title": "拨款回单（柒万元整）"}}),
    Mistake("C323", A, ("写了 5 项",), evidence={PATENT: {"quantity": Decimal(5)}}),
    Mistake(
        "C327",
        A,
        ("计了两次",),
        added=(piece(17, "厚板立焊窄间隙焊接侧壁熔合的工艺控制", kind="论文"),),
    ),
    Mistake(
        "C328",
        A,
        ("看不到下年（2025 年）计划",),
        evidence={PLAN: {"title": "2024年工作计划"}},
    ),
    Mistake("C328", A, ("（2024 年）工作总结",), evidence={SUMMARY: {"title": "2023年工作总结"}}),
    Mistake(
        "C328",
        A,
        ("没有给这一档的分",),
        evidence={SUMMARY: {"title": "总结", "date": "2024-01-09"}},
    ),
    Mistake(
        "C329", A, ("10 人次，数量按 12 人",), evidence={LIST: {"title": "推荐名单（10人次）"}}
    ),
    Mistake(
        "C334",
        A,
        ("标题说是 50 万元",),
        {"claims.4.statement": "到账20万元。"},
        {PAID: {"title": "回单50万元", "quantity": Decimal(500000)}},
    ),
    Mistake(
        "C334",
        A,
        ("不会超过 1000 万元", "80000 元要写 8"),
        evidence={PAID: {"quantity": Decimal(80000)}},
    ),
    Mistake(
        "C335",
        A,
        ("2023年12月31日",),
        evidence={"戚明远": {"title": "戚明远技师证书（有效期至2023年12月）"}},
    ),
    Mistake("C335", B, ("已失效",), evidence={"邢桂枝": {"note": "证书已失效"}}),
    Mistake(
        "C336", A, ("看不到名次", "前 6 名"), evidence={CITY_PLACE: {"title": "苏雨凯获奖证书"}}
    ),
    Mistake("C337", A, ("近百人", "12 人"), evidence={LIST: {"title": "推荐名单（近百人）"}}),
    Mistake("C338", B, ("受理通知",), evidence={"实用新型": {"title": "专利受理通知书"}}),
    Mistake("C347", B, ("威海某某食品有限公司",), {"leader.post": "威海某某食品有限公司技术主管"}),
    Mistake(
        "C348",
        A,
        ("是 -8.64 万元",),
        {"claims.9.statement": "收入20万元，支出28.64万元，结余1.36万元。"},
    ),
    Mistake(
        "C349",
        B,
        ("林海生",),
        evidence={"面点技能比武金奖": {"title": "林海生市级面点技能比武金奖证书"}},
    ),
    Mistake("C408", A, ("200000 元要写 20",), {"claims.4.measure": 200000}),
    Mistake("C509", A, ("「二级」", "是高级工"), {"studio.members.5.grade": "二级"}),
    Mistake("C509", A, ("「四级工」",), {"studio.members.5.grade": "四级工"}),
    Mistake(
        "C522", "example-city", ("牧晓川", "「盛怀瑾」"), evidence={"牧晓川": {"holder": "盛怀瑾"}}
    ),
    Mistake("C530", A, ("高级工(二级)",), {"studio.members.0.grade": "高级工（二级）"}),
    Mistake(
        "C534",
        "example-city",
        ("标题是中级工",),
        evidence={"纪清禾高级工": {"title": "纪清禾四级工证书"}},
    ),
    Mistake(
        "C536",
        A,
        ("主办单位“威海沧澜船舶重工有限公司”看上去是本单位的",),
        evidence={AWARD: {"organiser": "威海沧澜船舶重工有限公司"}},
    ),
    Mistake("C538", A, ("写的是一等奖",), evidence={CITY_PLACE: {"title": "苏雨凯竞赛一等奖证书"}}),
)

PLANTED = (*MORE, *DATES, *LEVELS, *AGREEMENT, *FOUND)


@pytest.mark.parametrize("mistake", PLANTED, ids=lambda m: f"{m.code}-{m.told[0][:12]}")
def test_a_contradiction_is_told_and_nothing_else(mistake: Mistake) -> None:
    case = altered(mistake.sample, mistake.data, mistake.evidence, mistake.added)
    found = fresh(mistake.sample, case)
    assert {f.code for f in found} == {mistake.code, *mistake.also.split()}, found
    (told, *_) = [f for f in found if f.code == mistake.code]
    for words in mistake.told:
        assert words in told.what + told.remedy


# ── what is no mistake ────────────────────────────────────────────────────────────────────────

Fine = tuple[str, dict[str, Any], dict[str, dict[str, Any]], tuple[Evidence, ...]]

STATED: tuple[tuple[str, str], ...] = (
    ("1", "工作室专用场地位于车间二楼，面积约87平方米，配有实训区（40平方米）和展示区。"),
    ("1", "公司厂房面积4200平方米，其中工作室使用面积86.8㎡。"),
    ("1", "使用面积86.80平方米，建筑面积102平方米。"),
    ("1", "场地面积８６．８平方米，由公司于2021年5月划拨。"),
    ("2", "团队成员7人（含领办人），其中高级技师3人、技师2人、工程师1人、高级工1人。"),
    ("2", "团队成员六名：高级技师、技师4人，工程师1人，高级工1人。"),
    ("2", "现有团队成员6名，公司另有技师32人、高级工120人可供选用。"),
    ("4", "年初预算专用经费25万元，全年实际到账20万元。"),
    ("4", "公司拨付工作室专用经费8万元、7万元、5万元，合计20万元。"),
    ("4", "2024年投入工作室专用经费贰拾万元，即200000元，计划2025年投入专用经费30万元。"),
    ("11", "新培养高级工342人、技师96人。"),
    ("11", "2023年新培养高级工以上人才400人，2024年新培养高级工以上高技能人才438人。"),
    ("11", "累计培养高级工以上高技能人才2300人，2024年举办3个培训班。"),
    ("11", "三期培训班新培养高级工以上人才四百三十八人，合格率98%。"),
    ("11", "2025年计划新培养高级工以上高技能人才500人。"),
    ("12", "完成技术革新34项，是上年技术革新28项的1.2倍。"),
    ("12", "三十四项技术革新全部应用，每项技术革新平均创效11万元。"),
    ("12", "围绕薄板变形等开展攻关，创效386万元，获公司表彰。"),
    ("13", "申请专利12项，获授权专利6项，均已应用。"),
    ("13", "发明专利和实用新型专利6项全部投入使用。"),
    ("13", "取得发明专利2项，实用新型专利4项。"),
    ("14", "选派5名教练，推荐22名职工参加市、省、区三级竞赛。"),
    ("14", "推荐职工参赛22人次，获奖3人。"),
    ("14", "全年组织22名职工参加人社部门主办的竞赛，推荐2名选手进入省赛决赛。"),
    ("16", "市级媒体和省级媒体共报道5次，国家级媒体1次。"),
    ("16", "在市级媒体宣传3次，其中市人社局公众号2次；省级媒体2次；国家级媒体1次。"),
    ("17", "获市级奖项2项、省级奖项1项，发表论文4篇，另有2篇待刊。"),
    ("17", "成果获奖3项，论文四篇。"),
    ("18", "发明专利2项。市级竞赛决赛第二名、第五名各1人。"),
)

FINE: tuple[Fine, ...] = (
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
    (A, {"leader.grade": "一级/高级技师"}, {}, ()),
    (A, {"leader.grade": "国家职业资格一级（高级技师）"}, {}, ()),
    (B, {"leader.grade": "高级技师／一级"}, {}, ()),
    (
        B,
        {"studio.members.2.grade": "高级工（三级）", "studio.members.0.grade": "二级／技师"},
        {},
        (),
    ),
    (A, {"leader.trade": "焊工"}, {"领办人丛海川": {"title": "丛海川电焊工高级技师证书"}}, ()),
    (A, {"leader.trade": "焊工"}, {"领办人丛海川": {"title": "丛海川 焊工一级证书"}}, ()),
    (A, {}, {ROSTER: {"title": "2024年高级技师、技师考评取证名单（96人）"}}, ()),
    (A, {}, {ROSTER: {"title": "2024年中级工晋升高级工培训班取证名单（96人）"}}, ()),
    (A, {}, {ROSTER: {"title": "第二期取证人员花名册"}}, ()),
    (A, {}, {AWARD: {"title": "威海市职工创新成果一等奖", "organiser": "威海市总工会"}}, ()),
    (A, {}, {AWARD: {"title": "全国船舶焊接技能赛威海市选拔成果奖"}}, ()),
    (A, {}, {AWARD: {"title": "威海市环翠区选送项目获全市创新成果一等奖"}}, ()),
    (A, {}, {PROVINCE_PLACE: {"title": "罗飞山东省“技能兴鲁”焊工决赛第8名"}}, ()),
    (A, {}, {CITY_PLACE: {"title": "苏雨凯获市级焊工竞赛亚军"}}, ()),
    (A, {}, {"大国船舶": {"title": "人民日报客户端：大国船舶背后的钢铁裁缝"}}, ()),
    (A, {}, {"把绝活变成教材": {"title": "人民网山东频道：把绝活变成教材"}}, ()),
    (A, {}, {"技术交流周": {"title": "与林海生技能大师工作室技术交流周参加证明"}}, ()),
    (A, {}, {AWARD: {"holder": "威海市丛海川技能大师工作室"}}, ()),
    (
        A,
        {},
        {"第一批技术革新": {"title": "威海沧澜船舶重工有限公司第一批技术革新认定表（14项）"}},
        (),
    ),
    (A, {}, {"焊接变位机采购合同": {"title": "与烟台某某装备有限公司的采购合同"}}, ()),
    (A, {}, {"团队成员任命": {"title": "关于聘任领办人和团队成员的通知"}}, ()),
    (B, {}, {"梁慕云": {"title": "工程师职称证书", "holder": "梁慕云"}}, ()),
    (B, {}, {"梁慕云": {"title": "团队成员职称证书汇总"}}, ()),
    (B, {"studio.name": "威海市鞠春兰花饽饽技能大师工作室"}, {}, ()),
    (
        B,
        {"studio.strengths": "团队结构合理，有高级技师1人、技师2人、工程师1人、高级工2人。"},
        {},
        (),
    ),
    (B, {"studio.strengths": "公司有技师4人、高级工13人，支撑团队建设。"}, {}, ()),
    (A, {}, {SUMMARY: {"title": "2024年工作总结及2025年工作计划"}, PLAN: {"title": "方案"}}, ()),
    (A, {}, {SUMMARY: {"title": "2024年总结（下年度计划）"}, PLAN: {"title": "培训方案"}}, ()),
    (A, {}, {SUMMARY: {"title": "工作总结（2025年1月）"}, PLAN: {"title": "工作计划"}}, ()),
    (A, {}, {PLAN: {"title": "二〇二五年工作要点", "date": "2025-01-06"}}, ()),
    (A, {}, {PLAN: {"title": "打印稿", "kind": "年度计划"}}, ()),
    (A, {}, {PAID: {"title": "第一笔拨款8万元回单"}, "第三笔": {"title": "回单（50000元）"}}, ()),
    (A, {}, {PAID: {"title": "拨款回单（捌万元整）"}, "第三笔": {"title": "回单 ¥50,000.00"}}, ()),
    (A, {}, {CITY_PLACE: {"title": "苏雨凯全市竞赛一等奖（第二名）"}}, ()),
    (A, {}, {"戚明远": {"title": "戚明远 焊工二级证书（有效期至2027年12月）"}}, ()),
    (A, {}, {PATENT: {"number": "专利号：ZL202119990013.5；证书号第6543210号"}}, ()),
    (
        A,
        {"studio.members.4.grade": "工程师（中级职称）", "studio.members.5.grade": "三级工"},
        {},
        (),
    ),
    (A, {}, {LIST: {"title": "技能兴海竞赛报名表（十余人）"}}, ()),
    *((A, {f"claims.{item}.statement": text}, {}, ()) for item, text in STATED),
)


@pytest.mark.parametrize(("name", "data", "evidence", "added"), FINE, ids=range(len(FINE)))
def test_an_ordinary_variation_is_told_nothing(
    name: str,
    data: dict[str, Any],
    evidence: dict[str, dict[str, Any]],
    added: tuple[Evidence, ...],
) -> None:
    found = fresh(name, altered(name, data, evidence, added))
    assert [f for f in found if f.code not in ("C106", "C314")] == []


def test_the_deadline_is_said_to_be_whose_it_is() -> None:
    case = replace(altered(A), today=datetime.date(2025, 6, 12))
    (told,) = [f for f in check(case) if f.code == "C607"]
    assert "2025年6月10日 是各区市人社部门报市人力资源和社会保障局的截止日" in told.what
    own = altered(A, {"unit.hand_in_by": "2025-06-05"})
    assert [
        f.what for f in check(replace(own, today=datetime.date(2025, 6, 6))) if f.code == "C607"
    ] == ["本单位交材料的期限是 2025年6月5日，已经过了 1 天"]
    assert "C607" not in {f.code for f in check(replace(own, today=datetime.date(2025, 6, 5)))}
