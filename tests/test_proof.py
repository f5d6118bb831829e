"""Mistakes planted in copies of the samples: each is found, named by its place, alone."""

import datetime
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from doing import check_workspace
from openpyxl import load_workbook

from docgen.checks.case import Case
from docgen.checks.run_checks import OF_TODAY, RULES, check, off_codes, sift
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.scheme import Period
from docgen.model.scoring import score
from docgen.model.submission import ChecksWish
from docgen.workspace.convert import convert_data
from docgen.workspace.load import load_workspace

SAMPLES = Path(__file__).parent.parent / "samples"
TEAM = "02-技术技能人才团队/成员证书"
PAPERS = "01-职业资格和技能等级证书"


def same(case: Case) -> Case:
    return case


def on(day: str) -> Callable[[Case], Case]:
    return lambda case: replace(case, today=datetime.date.fromisoformat(day))


def within(start: str, end: str) -> Callable[[Case], Case]:
    """The case as a notice with another period would have it."""

    def alter(case: Case) -> Case:
        period = Period.model_validate({"start": start, "end": end})
        spec = case.spec.model_copy(update={"period": period})
        return replace(case, spec=spec, scores=score(spec, case.data, case.evidence))

    return alter


@dataclass(frozen=True)
class Planted:
    """A mistake: what is altered in a sample, and what has to be said of it."""

    code: str
    sample: str
    changes: tuple[tuple[str, str], ...]
    at: str
    """What stands on the line that is named, or the place itself."""
    told: tuple[str, ...]
    also: frozenset[str] = frozenset()
    """Codes of what follows from the mistake and has to be said too."""
    copies: tuple[tuple[str, str], ...] = ()
    """Evidence files that are there a second time."""
    alter: Callable[[Case], Case] = same


def planted(
    code: str,
    sample: str,
    *changes: tuple[str, str],
    at: str,
    told: tuple[str, ...],
    also: str = "",
    copies: tuple[tuple[str, str], ...] = (),
    alter: Callable[[Case], Case] = same,
) -> Planted:
    return Planted(code, sample, changes, at, told, frozenset(also.split()), copies, alter)


def row(file: str, **values: str) -> tuple[str, str]:
    """One more row of evidence, before the others."""
    lines = "".join(f"\n    {key}: {value}" for key, value in values.items())
    return "\nevidence:", f"\nevidence:\n  - files: {file}{lines}"


IN_PERIOD = "    in_period: true                # 按投入使用算在期内，理由在 note；不写就不计数\n"
CITY_LIST = "date: 2024-06-18\n    quantity: 12"
CITY_AWARD = "number: 威技促〔2024〕奖006"
PROVINCE_AWARD = "number: 鲁工技〔2024〕成022"
NUMBERED = "教材\n    holder: 乔若溪\n    number: ZL202329991206.7"

PLANTED = (
    # ── numbers of people and accounts ──
    planted(
        "C110",
        "assessment",
        ("note: 2024年发放", "note: 联系 138 1234 5678，2024年发放"),
        at="note: 联系",
        told=("佐证 › 第", "说明", "138****5678"),
    ),
    # ── sums ──
    planted(
        "C108",
        "application",
        ("other: 28", "other: 28\n    declared_total: 47"),
        at="declared_total: 47",
        told=("写了 47 人", "加起来是 46 人"),
    ),
    planted(
        "C414",
        "assessment",
        ("  date: 2025-06-03", "  date: 2025-06-03\n  total: 99"),
        at="total: 99",
        told=("写了 99 分", "基础分", "附加分"),
    ),
    planted(
        "C413",
        "assessment",
        ("省级奖项1项。", "省级奖项1项。\n    counts: {nation_award: 1}"),
        at="counts: {nation_award: 1}",
        told=("第 18 项", "写了 1 个", "国家级奖项"),
    ),
    # ── the period ──
    planted(
        "C305",
        "assessment",
        (IN_PERIOD, ""),
        at="10 一种焊接变位机快换夹具.pdf",
        told=("2023年11月24日", "没有计数", "in_period: true"),
    ),
    planted(
        "C308",
        "assessment",
        at="1 先进操作法汇编（20项）.pdf",
        told=("只写到 2024年10月", "写到月或日"),
        alter=within("2024-01-01", "2024-10-15"),
        also="C305",
    ),
    planted(
        "C607",
        "assessment",
        at="威人社函〔2025〕17号",
        told=("2025年6月10日", "1 天"),
        alter=on("2025-06-11"),
    ),
    # ── each thing once ──
    planted(
        "C310",
        "assessment",
        ("ZL 2023 2 9990377.8", "ｚｌ2023299901626"),
        at="2 一种狭小舱室焊枪支撑架.pdf",
        told=("编号与 13-4 相同", "持有人却不同", "删去一件"),
    ),
    planted(
        "C309",
        "application",
        (
            "《花饽饽制作技艺》校本教材（节选）",
            "教材\n    holder: 乔若溪\n    number: ZL202329991206.7",
        ),
        at="10 教材节选.pdf",
        told=("实用新型专利证书", "持有人却不同（梁慕云、鞠春兰；乔若溪）"),
    ),
    planted(
        "C310",
        "assessment",
        at=f"evidence/{TEAM}/11 鞠洪波技师证书.jpg",
        told=("鞠洪波（2-3）已经计过", "同一人只计一次", "holder"),
        copies=((f"{TEAM}/1 鞠洪波高级技师证书.jpg", f"{TEAM}/11 鞠洪波技师证书.jpg"),),
    ),
    planted(
        "C310",
        "assessment",
        (CITY_AWARD, f"{CITY_AWARD}\n    achievement: 定心工装"),
        (PROVINCE_AWARD, f"{PROVINCE_AWARD}\n    achievement: 定心工装"),
        at="1 厚板立焊窄间隙自动焊接工艺获创新成果一等奖.jpg",
        told=("同一成果", "只计最高的一级", "achievement"),
        also="C312 C410",
    ),
    planted(
        "C310",
        "assessment",
        (CITY_LIST, f"{CITY_LIST}\n    organiser: 某某焊接行业协会"),
        at="1 市级竞赛推荐名单（12人）.pdf",
        told=("某某焊接行业协会", "不是人社部、人社部门", "organiser"),
        also="C311",
    ),
    planted(
        "C311",
        "assessment",
        (CITY_LIST, f"{CITY_LIST}\n    organiser: 威海市人力资源和社会保障局"),
        at="evidence/14-职业技能竞赛/",
        told=("有 2 件", "省级竞赛推荐名单", "organiser"),
    ),
    planted(
        "C312",
        "assessment",
        ("items: [13, 18]\n    date: 2024-07-19", "date: 2024-07-19"),
        at="1 一种厚板立焊窄间隙自动焊接装置及方法.jpg",
        told=("第 13、18 项", "有 1 件"),
    ),
    # ── figures ──
    planted(
        "C317",
        "assessment",
        (CITY_LIST, "date: 2024-06-18\n    quantity: 13"),
        at="1 市级竞赛推荐名单（12人）.pdf",
        told=("标题说是 12 人", "写的是 13 人", "对照原件"),
    ),
    planted(
        "C317",
        "assessment",
        (
            "14项）.pdf\n    date: 2024-07-05\n    quantity: 14",
            "14项）.pdf\n    date: 2024-07-05\n    quantity: 41",
        ),
        at="1 第一批技术革新认定表（14项）.pdf",
        told=("标题说是 14 项", "写的是 41 项"),
    ),
    planted(
        "C208",
        "assessment",
        (
            "14项）.pdf\n    date: 2024-07-05\n    quantity: 14",
            "14项）.pdf\n    date: 2024-07-05\n    quantity: 14.4",
        ),
        at="1 第一批技术革新认定表（14项）.pdf",
        told=("写了 14.4 项", "零头不计", "quantity"),
        also="C317",
    ),
    planted(
        "C323",
        "assessment",
        ("number: ZL 2021 1 9990013.5", "number: ZL 2021 1 9990013.5\n    quantity: 9"),
        at="1 一种厚板立焊窄间隙自动焊接装置及方法.jpg",
        told=("写了 9 项", "只有 1 页", "删去 quantity"),
    ),
    planted(
        "C324",
        "assessment",
        (
            "\nevidence:",
            "\nevidence:\n"
            "  - files: [17-奖项与论文专著/论文/1 厚板立焊窄间隙焊接侧壁熔合的工艺控制.pdf, "
            "17-奖项与论文专著/论文/4 船用铝合金焊缝气孔的超声判读与统计.pdf]\n"
            "    title: 论文\n    quantity: 2",
        ),
        at="1 厚板立焊窄间隙焊接侧壁熔合的工艺控制.pdf",
        told=("写了 2 篇", "标题和编号看不出"),
        also="C306",
    ),
    planted(
        "C334",
        "assessment",
        ("date: 2024-03-15\n    quantity: 8", "date: 2024-03-15\n    quantity: 80000"),
        at="1 第一笔拨款银行回单.pdf",
        told=("没有计入第 4 项", "写了 80000 万元", "80000 元要写 8"),
    ),
    planted(
        "C334",
        "assessment",
        (
            "date: 2024-03-15\n    quantity: 8",
            "date: 2024-03-15\n    quantity: 800\n    title: 第一笔拨款回单（800元）",
        ),
        at="1 第一笔拨款银行回单.pdf",
        told=("写了 800 万元，标题说是 0.08 万元",),
    ),
    planted(
        "C325",
        "assessment",
        ("date: 2024-03-15\n    quantity: 8", "date: 2024-03-15\n    quantity: 800"),
        at="1 第一笔拨款银行回单.pdf",
        told=("写了 800 万元", "800 元要写 0.08"),
    ),
    planted(
        "C310",
        "assessment",
        ("date: 2024-11-08", "date: 2024-11-08\n    title: 第三笔拨款预算批复"),
        at="3 第三笔拨款银行回单.jpg",
        told=("从标题看不是经费凭证", "title"),
    ),
    planted(
        "C310",
        "assessment",
        row(
            "08-鼓励技能发展的政策/未兑现政策/4 特级技师评聘管理办法（试行）.pdf",
            title="津贴发放表",
        ),
        at="4 特级技师评聘管理办法（试行）.pdf",
        told=("从标题看不是未兑现政策",),
    ),
    planted(
        "C326",
        "assessment",
        row(f"{TEAM}/1 鞠洪波高级技师证书.jpg", holder="鞠洪波、王小明"),
        at="1 鞠洪波高级技师证书.jpg",
        told=("持有人写了 2 个", "只按 1 人计", "quantity: 2"),
        also="C313",
    ),
    planted(
        "C327",
        "assessment",
        at="evidence/17-奖项与论文专著/论文/5 厚板立焊窄间隙焊接侧壁熔合的工艺控制.pdf",
        told=("（17-8）和“厚板立焊窄间隙焊接侧壁熔合的工艺控制”（17-4）的标题、日期", "计了两次"),
        also="C306",
        copies=(
            (
                "17-奖项与论文专著/论文/1 厚板立焊窄间隙焊接侧壁熔合的工艺控制.pdf",
                "17-奖项与论文专著/论文/5 厚板立焊窄间隙焊接侧壁熔合的工艺控制.pdf",
            ),
        ),
    ),
    planted(
        "C328",
        "assessment",
        row("07-年度计划与总结/2 2024年度工作总结.pdf", title="工作会议纪要"),
        at="choice: both",
        told=("看不到年度（2024 年）工作总结", "没有给这一档的分", "evidence/07-年度计划与总结/"),
    ),
    planted(
        "C328",
        "assessment",
        row("07-年度计划与总结/3 2025年度工作计划.pdf", title="2024年工作计划（修订）"),
        at="choice: both",
        told=("看不到下年（2025 年）计划", "“2024年工作计划（修订）”不是"),
        also="C410",
    ),
    planted(
        "C328",
        "assessment",
        row("07-年度计划与总结/3 2025年度工作计划.pdf", title="2025年度培训照片", kind="年度计划"),
        row("07-年度计划与总结/2 2024年度工作总结.pdf", title="2023年度工作总结"),
        at="choice: both",
        told=("看不到年度（2024 年）工作总结",),
    ),
    planted(
        "C329",
        "assessment",
        row(
            "14-职业技能竞赛/参赛名单/4 决赛观摩名单.pdf",
            title="市级竞赛观摩名单（30人次）",
            date="2024-07-29",
            quantity="30",
        ),
        at="4 决赛观摩名单.pdf",
        told=("写的是 30 人次", "同一个人只算一次"),
        also="C311",
        copies=(
            (
                "14-职业技能竞赛/参赛名单/1 市级竞赛推荐名单（12人）.pdf",
                "14-职业技能竞赛/参赛名单/4 决赛观摩名单.pdf",
            ),
        ),
    ),
    planted(
        "C327",
        "assessment",
        row("04-专用经费支持/经费凭证/4 拨款发票.pdf", date="2024-03-15", quantity="8"),
        ("    number: HD20240315-0007716\n", ""),
        at="4 拨款发票.pdf",
        told=("“第一笔拨款银行回单”（4-2）的数量和日期都一样", "计了两次"),
        copies=(
            (
                "04-专用经费支持/1 2024年度专用经费预算批复.pdf",
                "04-专用经费支持/经费凭证/4 拨款发票.pdf",
            ),
        ),
    ),
    planted(
        "C330",
        "assessment",
        row("13-新产品新成果/专利应用证明.pdf", title="专利清单"),
        at="evidence/13-新产品新成果/",
        told=("在企业生产中实际应用的证明",),
        also="C307",
    ),
    planted(
        "C331",
        "assessment",
        row("11-职业技能培训/10 实操训练照片.jpg", kind="徒弟取证"),
        at="10 实操训练照片.jpg",
        told=("“徒弟取证”只用于特定类别", "studio.traits"),
        also="C307",
    ),
    planted(
        "C332",
        "assessment",
        ("    number: ZL 2023 2 9990377.8\n", ""),
        at="evidence/13-新产品新成果/",
        told=("有 1 件专利没有写专利号", "一种狭小舱室焊枪支撑架", "number"),
    ),
    planted(
        "C333",
        "assessment",
        ("{name: 鞠洪波,", "{name: 鞠洪波（一车间）,"),
        ("{name: 刁晓楠,", "{name: 鞠洪波（二车间）,"),
        row(f"{TEAM}/1 鞠洪波高级技师证书.jpg", holder="鞠洪波"),
        at="1 鞠洪波高级技师证书.jpg",
        told=("「鞠洪波」在团队里有 2 人", "带上括注"),
        also="C314",
    ),
    planted(
        "C423",
        "assessment",
        ("choice: itemised", "choice: clear\n    points: 3\n    reason: 记录清晰"),
        at="points: 3",
        told=("酌情给了 3 分", "设置工作室经费明细科目", "reason"),
        also="C410",
    ),
    # ── patents ──
    planted(
        "C320",
        "assessment",
        ("ZL 2021 1 9990013.5", "ZL 2021 2 9990013.0"),
        at="1 一种厚板立焊窄间隙自动焊接装置及方法.jpg",
        told=("按发明专利报", "是实用新型专利的"),
    ),
    planted(
        "C321",
        "assessment",
        ("ZL 2023 2 9990162.6", "ZL 2023 2 9990126.6"),
        at="1 一种管子法兰机器人焊接定心工装.jpg",
        told=("校验位是 6", "有数字抄错了"),
    ),
    planted(
        "C321",
        "assessment",
        ("ZL 2023 2 9990162.6", "CN 119990162 A"),
        at="1 一种管子法兰机器人焊接定心工装.jpg",
        told=("公布不等于授权",),
    ),
    planted(
        "C321",
        "application",
        ("ZL 2023 2 9991206.7", "ZL 2023 2 999120.7"),
        at="2 实用新型专利证书.pdf",
        told=("位数不对",),
    ),
    planted(
        "C322",
        "assessment",
        ("date: 2024-02-23", "date: 2022-02-23"),
        at="1 一种管子法兰机器人焊接定心工装.jpg",
        told=("早于申请的年份", "2023 年申请的"),
        also="C305",
    ),
    planted(
        "C310",
        "assessment",
        row(
            "13-新产品新成果/实用新型专利/4 受理通知书.pdf",
            date="2024-05-06",
            title="一种托架专利申请受理通知书",
        ),
        at="4 受理通知书.pdf",
        told=("从标题看不是实用新型专利", "kind"),
        copies=(
            ("13-新产品新成果/专利应用证明.pdf", "13-新产品新成果/实用新型专利/4 受理通知书.pdf"),
        ),
    ),
    planted(
        "C408",
        "assessment",
        ("  11:\n", "  11:\n    measure: 439\n"),
        at="measure: 439",
        told=("写了 439 人", "只有 438 人"),
    ),
    planted(
        "C406",
        "assessment",
        ("  13:\n", "  13:\n    points: 8\n"),
        at="points: 8",
        told=("写了 8 分", "只有 6 分"),
    ),
    planted(
        "C305",
        "assessment",
        (CITY_LIST, "date: 2025-01-01\n    quantity: 12"),
        at="1 市级竞赛推荐名单（12人）.pdf",
        told=("2025年1月1日", "没有计数"),
    ),
    planted(
        "C305",
        "assessment",
        (CITY_LIST, "date: 2023-12-31\n    quantity: 12"),
        at="1 市级竞赛推荐名单（12人）.pdf",
        told=("2023年12月31日", "没有计数"),
    ),
    # ── who ──
    planted(
        "C501",
        "application",
        ("371099197804120242", "371099197804120241"),
        at="id_number:",
        told=("371099********0241", "校验码不对"),
    ),
    planted(
        "C502",
        "application",
        ("birth: 1978-04", "birth: 1978-05"),
        at="birth: 1978-05",
        told=("1978年5月", "1978年4月"),
    ),
    planted(
        "C503",
        "application",
        ("  sex: 女", "  sex: 男"),
        at="sex: 男",
        told=("写的是男", "号码里是女"),
    ),
    planted(
        "C504",
        "application",
        ("91371099MA0000526J", "91371099MA0000562J"),
        at="credit_code:",
        told=("位数或校验码不对",),
    ),
    # ── whose ──
    planted(
        "C318",
        "assessment",
        ("{name: 刁晓楠, trade: 焊工, grade: 高级技师", "{name: 鞠 洪波, trade: 焊工, grade: 技师"),
        at="{name: 鞠 洪波",
        told=("「鞠 洪波」有两人", "按一人计", "张伟（一车间）"),
        also="C314",
    ),
    planted(
        "C319",
        "assessment",
        ("{name: 初昊然,", "{name: 丛海川,"),
        at="{name: 丛海川,",
        told=("领办人「丛海川」写进了团队成员", "studio.members"),
        also="C314 C509",
    ),
    planted(
        "C313",
        "assessment",
        row(f"{TEAM}/1 鞠洪波高级技师证书.jpg", holder="鞠红波"),
        at="1 鞠洪波高级技师证书.jpg",
        told=("「鞠红波」不是团队成员", "studio.members"),
    ),
    planted(
        "C313",
        "assessment",
        row(f"{TEAM}/1 鞠洪波高级技师证书.jpg", holder="丛海川"),
        at="1 鞠洪波高级技师证书.jpg",
        told=("是领办人，不算团队成员",),
    ),
    planted(
        "C313",
        "application",
        row(f"{PAPERS}/2 乔若溪技师证书.jpg", holder="乔若西"),
        at="2 乔若溪技师证书.jpg",
        told=("「乔若西」不是领办人或团队成员",),
    ),
    planted(
        "C314",
        "assessment",
        at=f"evidence/{TEAM}/11 证书.jpg",
        told=("看不出是谁的", "holder"),
        copies=((f"{TEAM}/1 鞠洪波高级技师证书.jpg", f"{TEAM}/11 证书.jpg"),),
        also="C315",
    ),
    planted(
        "C314",
        "application",
        at=f"evidence/{PAPERS}/11 等级证书.jpg",
        told=("看不出是谁的",),
        copies=((f"{PAPERS}/2 乔若溪技师证书.jpg", f"{PAPERS}/11 等级证书.jpg"),),
    ),
    planted(
        "C315",
        "assessment",
        (
            "    - {name: 初昊然, trade: 焊工, grade: 高级工, achievements: 设备台账和资料归档}\n",
            "",
        ),
        at="members:",
        told=("写了 5 人", "数出来是 6 人"),
        also="C314",
    ),
    planted(
        "C508",
        "application",
        ("certified: 2018-11", "certified: 2017-11"),
        at="certified: 2017-11",
        told=("2017年11月", "2018年11月16日", "鞠春兰高级技师证书"),
    ),
    planted(
        "C508",
        "application",
        ("grade: 高级技师（一级）", "grade: 特级技师"),
        at="grade: 特级技师",
        told=("「特级技师」", "是高级技师"),
        also="C105",
    ),
    planted(
        "C508",
        "application",
        ("    date: 2018-11-16\n    holder: 鞠春兰", "    date: 2018-11-16\n    holder: 鞠春蓝"),
        at=f"evidence/{PAPERS}/",
        told=("没有看到领办人「鞠春兰」的证书",),
        also="C313",
    ),
    planted(
        "C509",
        "assessment",
        ("戚明远, trade: 焊工, grade: 技师", "戚明远, trade: 焊工, grade: 高级技师"),
        at="戚明远, trade",
        told=("戚明远", "「高级技师」", "是技师"),
    ),
    # ── numbers people are reached by ──
    planted(
        "C505",
        "assessment",
        ("phone: 0631-0000816", "phone: 0631-00816"),
        at="phone: 0631-00816",
        told=("unit.phone", "不像电话号码"),
    ),
    planted(
        "C505",
        "application",
        ("phone: 0631-0000528", 'phone: "13863100001、1386310000"'),
        at="13863100001、1386310000",
        told=("leader.phone",),
    ),
    planted(
        "C506",
        "assessment",
        ("skill@canglan.example.com", "skill.canglan.example.com"),
        at="email:",
        told=("不像邮箱地址", "用户名@域名"),
    ),
    planted(
        "C507",
        "application",
        ("文登支行　6228 0000 0000 0526", "文登支行　6228"),
        at="bank_account:",
        told=("账号是 4 位数字", "开户许可证"),
    ),
    planted(
        "C507",
        "application",
        ("海湾商业银行（样例）文登支行　", ""),
        at="bank_account:",
        told=("没有开户行",),
    ),
    planted(
        "C606",
        "application",
        ("birth: 1978-04", "birth: 1976-04"),
        ("371099197804120242", "371099197604120248"),
        at="birth: 1976-04",
        told=("2026年12月", "3 年之内"),
    ),
    # ── switches ──
    planted(
        "C209",
        "assessment",
        ("\nstudio:", "\nchecks: {off: [C302]}\nstudio:"),
        at="checks: {off: [C302]}",
        told=("C302", "是错误，照样检查"),
    ),
    planted(
        "C209",
        "assessment",
        ("\nstudio:", "\nchecks: {off: [C999]}\nstudio:"),
        at="checks: {off: [C999]}",
        told=("没有检查 C999",),
    ),
    planted(
        "C209",
        "assessment",
        ("\nstudio:", "\nchecks: {off: [日期]}\nstudio:"),
        at="checks: {off: [日期]}",
        told=("没有代号是「日期」的检查",),
    ),
    planted(
        "C209",
        "assessment",
        ("\nstudio:", "\nchecks: {off: [C210]}\nstudio:"),
        at="checks: {off: [C210]}",
        told=("C210", "不能关"),
    ),
    planted(
        "C210",
        "assessment",
        ("\nstudio:", "\nchecks: {off: [C306, F205]}\nstudio:"),
        at="checks: {off: [C306, F205]}",
        told=("C306（计数的佐证没有日期）", "F205"),
    ),
)


def case_of(folder: Path) -> tuple[tuple[Finding, ...], Case]:
    ws = load_workspace(folder)
    scores = score(ws.spec, ws.data, ws.evidence)
    return ws.findings, Case(ws.scheme, ws.spec, ws.data, ws.evidence, scores, ws.places)


@cache
def clean(sample: str) -> tuple[Finding, ...]:
    loading, case = case_of(SAMPLES / sample)
    return (*loading, *check(case))


def copy_sample(
    sample: str,
    to: Path,
    changes: tuple[tuple[str, str], ...] = (),
    copies: tuple[tuple[str, str], ...] = (),
) -> Path:
    """A sample with its data file altered, and some files there a second time."""
    source = SAMPLES / sample
    skip = shutil.ignore_patterns("out", "studio.yaml")
    shutil.copytree(source, to, ignore=skip)
    text = (source / "studio.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (to / "studio.yaml").write_text(text, encoding="utf-8")
    for old, new in copies:
        shutil.copy(to / "evidence" / old, to / "evidence" / new)
    return to


def is_at(finding: Finding, text: str, place: str) -> bool:
    file, _, number = finding.where.rpartition(":")
    if file == "studio.yaml" and number.isdecimal():
        return place in text.splitlines()[int(number) - 1]
    return finding.where == place


STATEMENTS = {"C541", "C542", "C543", "C544"}
"""What was the same elsewhere is told too, where a figure becomes another."""


@pytest.mark.parametrize("mistake", PLANTED, ids=lambda mistake: f"{mistake.code}-{mistake.sample}")
def test_a_planted_mistake_is_found_at_its_place(mistake: Planted, tmp_path: Path) -> None:
    folder = copy_sample(mistake.sample, tmp_path / "ws", mistake.changes, mistake.copies)
    loading, case = case_of(folder)
    known = {(f.code, f.what) for f in clean(mistake.sample)}
    fresh = [f for f in (*loading, *check(mistake.alter(case))) if (f.code, f.what) not in known]
    assert {f.code for f in fresh} - STATEMENTS == {mistake.code, *mistake.also}, fresh
    text = (folder / "studio.yaml").read_text(encoding="utf-8")
    (first, *_) = [f for f in fresh if f.code == mistake.code and is_at(f, text, mistake.at)]
    for words in mistake.told:
        assert words in first.what + first.remedy
    assert first.level is next(rule.level for rule in RULES if rule.code == mistake.code)


def said(finding: Finding) -> tuple[str, str]:
    """What is said, whichever file the other place in it is of; a workbook has no keys."""
    return finding.code, re.sub(
        r"studio\.(yaml:\d+|xlsx [^）]+)|（[a-z]\w*[.\[][\w.\[\]]+）", "", finding.what
    )


IN_SHEETS = {
    (mistake.sample, mistake.code): mistake
    for mistake in PLANTED
    if mistake.changes and "checks:" not in mistake.at
}
BOOKS = (
    (
        "assessment",
        "C110 C305 C310 C312 C317 C319 C323 C320 C321 C324 C326 C328 C329 C330 C331 C332 C333"
        " C334 C408 C413 C414 C423 C505 C506 C509",
    ),
    ("assessment", "C208 C311 C313 C318 C322 C325"),
    ("assessment", "C315 C327 C406"),
    ("application", "C108 C309 C313 C501 C504 C505 C507 C508"),
    ("application", "C321 C502 C503"),
    ("application", "C606"),
)
"""Mistakes that stand in one workbook: none hides another, or is in the same words of the data."""


def test_every_kind_of_mistake_stands_in_a_workbook() -> None:
    assert Counter((sample, code) for sample, codes in BOOKS for code in codes.split()) == Counter(
        IN_SHEETS.keys()
    )


@pytest.mark.parametrize(("sample", "codes"), BOOKS)
def test_the_same_mistakes_in_a_workbook_name_sheet_and_cell(
    sample: str, codes: str, tmp_path: Path
) -> None:
    mistakes = [IN_SHEETS[sample, code] for code in codes.split()]
    changes = tuple(change for mistake in mistakes for change in mistake.changes)
    copies = tuple(pair for mistake in mistakes for pair in mistake.copies)
    folder = copy_sample(sample, tmp_path / "ws", changes, copies)
    _, case = case_of(folder)
    in_text = {said(f): f for f in check(case)}
    convert_data(folder)
    _, case = case_of(folder)
    in_book = {said(f): f for f in check(case)}
    assert in_book.keys() == in_text.keys()
    for mistake in mistakes:
        found = [f.what + f.remedy for f in in_text.values() if f.code == mistake.code]
        assert any(all(words in text for words in mistake.told) for text in found), mistake.code
    book = load_workbook(folder / "studio.xlsx")
    for key, finding in in_book.items():
        if in_text[key].where.startswith("studio.yaml:"):
            sheet, place = finding.where.removeprefix("studio.xlsx ").split("!")
            cells = book[sheet][place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
            assert any(cell.value is not None for cell in cells), finding
        assert "studio.yaml" not in finding.remedy


def test_the_samples_are_told_what_is_true_of_them_and_nothing_else() -> None:
    assert Counter(f.code for f in clean("assessment")) == Counter(
        C305=1, C306=4, C307=7, C311=2, C312=2, C410=4, C605=1
    )
    (outside,) = [f for f in clean("assessment") if f.level is not Level.NOTE]
    assert "按说明算在期内，计了数" in outside.what
    assert Counter(f.code for f in clean("application")) == Counter(C605=1)


# ── what is no mistake ────────────────────────────────────────────────────────────────────────


FINE = (
    ("assessment", ("phone: 0631-0000816", "phone: 0631－0000816 转 802")),
    ("assessment", ("phone: 0631-0000816", "phone: (0631)0000816、138 6310 0001")),
    ("assessment", ("phone: 0631-0000816", "phone: +86 138-6310-0001")),
    ("assessment", ("phone: 0631-0000816", "phone: 400-631-0000")),
    ("assessment", ("skill@canglan.example.com", "zhang.san+a@mail.weihai.example.cn")),
    ("assessment", ("ZL 2023 2 9990377.8", "第 3 号")),
    ("assessment", ("\nstudio:", "\nchecks: {off: []}\nstudio:")),
    ("application", ("文登支行　6228 0000 0000 0526", "文登支行 账号 37001706-6080-5000-1234")),
    ("application", ("other: 28", "other: 28\n    declared_total: 46")),
    ("application", ("certified: 2018-11", "certified: 2018")),
    ("application", ("grade: 高级技师（一级）", "grade: 高级技师(一级)")),
)


@pytest.mark.parametrize(("sample", "change"), FINE, ids=lambda value: str(value)[:40])
def test_what_is_written_otherwise_is_no_mistake(
    sample: str, change: tuple[str, str], tmp_path: Path
) -> None:
    loading, case = case_of(copy_sample(sample, tmp_path / "ws", (change,)))
    known = {(f.code, f.what) for f in clean(sample)}
    assert [f for f in (*loading, *check(case)) if (f.code, f.what) not in known] == []


@pytest.mark.parametrize("day", ["2023-01-01", "2025-06-12"])
def test_no_other_rule_looks_at_the_day(day: str) -> None:
    rules = [rule for rule in RULES if rule not in OF_TODAY]
    for sample in ("assessment", "application"):
        _, case = case_of(SAMPLES / sample)
        assert check(on(day)(case), rules) == check(case, rules)
        assert check(on(day)(case), OF_TODAY) != check(case, OF_TODAY)


def test_what_is_wrong_every_day_is_not_said_again_of_today(tmp_path: Path) -> None:
    workspace = copy_sample(
        "assessment", tmp_path / "ws", (("date: 2024-11-08", "date: 2027-11-08"),)
    )
    always = check_workspace(workspace).findings
    late = Counter(f.location for f in always if f.code == "C515")
    assert set(late.values()) == {1}
    day = datetime.date(2024, 1, 1)
    of_today = check_workspace(workspace, today=day).findings
    assert of_today[: len(always)] == always
    added = [f for f in of_today[len(always) :] if f.code == "C515"]
    assert added
    assert not late.keys() & {f.location for f in added}


def test_on_the_last_day_the_deadline_is_not_over() -> None:
    _, case = case_of(SAMPLES / "assessment")
    assert "C607" not in {f.code for f in check(on("2025-06-10")(case))}
    assert "C607" not in {f.code for f in check(case)}


def test_a_reason_is_wanted_for_what_is_counted_from_outside_the_period(tmp_path: Path) -> None:
    note = "    note: 2023年11月授权，2024年6月随新购变位机投入使用，见专利应用证明。\n"
    loading, _ = case_of(copy_sample("assessment", tmp_path / "ws", ((note, ""),)))
    (found,) = [f for f in loading if f.level is Level.ERROR]
    assert "要在 note 里写明为什么算在考核期内" in found.what


# ── switches ──────────────────────────────────────────────────────────────────────────────────


def test_what_is_off_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    off = ("\nstudio:", "\nchecks: {off: [C306, C302, F101, x]}\nstudio:")
    _, case = case_of(copy_sample("assessment", tmp_path / "ws", (off,)))
    codes = off_codes(case)
    assert codes == {"C306", "F101"}
    found = sift(check(case), codes)
    told = {f.code for f in found}
    assert "C306" not in told
    assert {"C209", "C210", "C307", "C305"} <= told
    assert {f.code for f in check(case)} - told == {"C306"}


def test_errors_cannot_be_switched_off() -> None:
    error = Finding(Level.ERROR, "F101", Location("evidence/1.pdf"), "坏了", "换一份")
    warning = replace(error, level=Level.WARNING)
    assert sift((error, warning), {"F101"}) == (error,)


def test_a_scheme_can_switch_off_too() -> None:
    _, case = case_of(SAMPLES / "assessment")
    scheme = case.scheme.model_copy(update={"checks": ChecksWish(off=("C307", "C101"))})
    case = replace(case, scheme=scheme)
    assert off_codes(case) == {"C307"}
    assert [f.where for f in check(case) if f.code == "C209"] == ["scheme.yaml"]
