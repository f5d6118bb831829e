"""The assessment sample, items 1 to 10: place, team, equipment, money, rules and accounts."""

from make_parts import workshop
from make_parts.certificates import GREEN, PLUM, Certificate, draw_certificate
from make_parts.paper import Style, paper_pdf, set_paper
from make_parts.plans import FloorPlan, Place, draw_floor_plan
from make_parts.recipes import (
    Recipes,
    certificate_scan,
    cropped_and_offset,
    read_rows,
    read_text,
    scanned,
)
from make_parts.rosters import WIDE, numbered_list
from make_parts.scans import jpeg, png, scan_pdf, sheet_picture
from make_parts.sheet import Colour, Sheet, Words, to_pdf
from make_parts.vouchers import Payment, bank_slip, payment_request
from make_parts.welding_studio import FORM, NAME, SHORT, UNIT, contestants, paper


def base_folders() -> dict[str, Recipes]:
    """How the files of the first ten items are made, folder by folder."""
    return {
        "01-工作室专用场地": _place(),
        "02-技术技能人才团队": _team(),
        "03-设施设备": _equipment(),
        "04-专用经费支持": _funds(),
        "05-标识牌及成果展示栏": _plaque(),
        "06-综合管理制度": _rules(),
        "07-年度计划与总结": _plans(),
        "08-鼓励技能发展的政策": _policies(),
        "09-经费单独建账": _ledger(),
        "10-经费使用": _spending(),
    }


# ── 一、基础建设 ──────────────────────────────────────────────────────────────────────────────


def _place() -> Recipes:
    return {
        "1 工作室平面图.pdf": lambda: to_pdf([draw_floor_plan(_floor_plan())]),
        "2 专用场地划拨决定.pdf": paper("01-场地划拨决定"),
        "3 工作室全景照片.jpg": lambda: jpeg(workshop.panorama(SHORT), quality=58),
        "10 工作室研讨区照片.jpg": lambda: jpeg(
            workshop.meeting_corner("第 18 次技术攻关例会"), quality=58, orientation=6
        ),
    }


def _floor_plan() -> FloorPlan:
    booths = [Place(0.25 + n * 1.32, 0.2, 1.22, 1.7, f"工位{n + 1}") for n in range(5)]
    booths += [Place(0.25 + n * 1.32, 2.7, 1.22, 1.7, f"工位{n + 6}") for n in range(5)]
    return FloorPlan(
        title="丛海川技能大师工作室平面布置图",
        unit=UNIT,
        number="CL-GZS-203-01",
        date="2024-01",
        width=12.4,
        depth=7.0,
        places=(
            *booths,
            Place(7.4, 0.3, 2.2, 1.9, "机器人焊接单元"),
            Place(10.0, 0.3, 2.1, 1.3, "检测台"),
            Place(7.6, 3.1, 2.6, 1.5, "研讨桌（10人）"),
            Place(11.5, 2.2, 0.6, 2.4, "资料柜"),
            Place(4.0, 5.4, 3.0, 0.7, "工具、气瓶区"),
            Place(8.0, 6.1, 4.1, 0.6, "成果展示区"),
        ),
        notes=(
            "本图尺寸单位为毫米，为室内净尺寸。",
            "使用面积 12.40 m × 7.00 m ＝ 86.80 m²。",
            "实训工位 10 个，均设遮光帘和排烟口。",
            "位置：船体车间二楼东侧 203 室。",
        ),
    )


def _team() -> Recipes:
    return {
        "1 团队成员任命文件.pdf": paper("02-团队任命"),
        "2 领办人丛海川高级技师证书.jpg": certificate_scan(
            _skill_certificate("丛海川", "焊工", "一级／高级技师", "2012年11月20日", "0816")
        ),
        "成员证书/1 鞠洪波高级技师证书.jpg": certificate_scan(
            _skill_certificate("鞠洪波", "焊工", "一级／高级技师", "2017年9月18日", "2216"),
            tilt=-0.4,
        ),
        "成员证书/2 刁晓楠高级技师证书.pdf": lambda: to_pdf(
            [
                _upside_down(
                    _skill_certificate("刁晓楠", "焊工", "一级／高级技师", "2019年12月6日", "3025")
                )
            ]
        ),
        "成员证书/3 戚明远技师证书.png": lambda: png(
            sheet_picture(
                draw_certificate(
                    _skill_certificate("戚明远", "焊工", "二级／技师", "2018年6月29日", "1517")
                ),
                100,
            )
        ),
        "成员证书/4 慕春雷技师证书.jpg": certificate_scan(
            _skill_certificate("慕春雷", "无损检测员", "二级／技师", "2020年10月30日", "4412")
        ),
        "成员证书/5 邢思齐工程师证书.pdf": lambda: scan_pdf(
            [draw_certificate(_title_certificate())], "邢思齐"
        ),
        "成员证书/10 初昊然高级工证书.jpg": certificate_scan(
            _skill_certificate("初昊然", "焊工", "三级／高级工", "2022年5月27日", "0731"), tilt=0.5
        ),
    }


def _skill_certificate(name: str, trade: str, grade: str, date: str, tail: str) -> Certificate:
    return Certificate(
        title="职业技能等级证书",
        english="CERTIFICATE OF VOCATIONAL SKILL LEVEL",
        issuer="评价机构（样例）",
        date=date,
        number=f"S00003710990012{tail}0{len(trade)}",
        fields=(
            ("姓　　名", name),
            ("证件号码", f"371099********{tail}"),
            ("职　　业", trade),
            ("等　　级", grade),
            ("理论成绩", str(76 + int(tail) % 17)),
            ("技能成绩", str(79 + int(tail) % 15)),
        ),
        colour=GREEN,
        portrait=True,
    )


def _title_certificate() -> Certificate:
    return Certificate(
        title="专业技术职务资格证书",
        issuer="职称评审机构（样例）",
        date="2021年12月15日",
        number="2021-GC-037128",
        fields=(
            ("姓　　名", "邢思齐"),
            ("证件号码", "371099********5534"),
            ("专　　业", "焊接工程"),
            ("资格名称", "工程师"),
        ),
        colour=PLUM,
        portrait=True,
    )


def _upside_down(certificate: Certificate) -> Sheet:
    sheet = draw_certificate(certificate)
    sheet.rotate = 180
    return sheet


def _equipment() -> Recipes:
    return {
        "1 设施设备台账.pdf": _equipment_list,
        "2 焊接变位机采购合同.pdf": _contract,
        "3 逆变气体保护焊机.jpg": lambda: jpeg(
            workshop.power_source_close("nb500", "NB-500"), quality=58, orientation=8
        ),
        "4 焊接实训工位.jpg": lambda: jpeg(workshop.booths_row("booths", 4), quality=58),
        "5 六轴弧焊机器人和变位机.jpg": lambda: jpeg(workshop.robot_arm(), quality=58),
        "10 超声波探伤仪.jpg": lambda: jpeg(workshop.flaw_detector(), quality=58, orientation=3),
    }


def _equipment_list() -> bytes:
    rows = [[str(n), *row] for n, row in enumerate(read_rows(NAME, "设备"), 1)]
    value = sum(int(row[5]) for row in rows)
    return to_pdf(
        numbered_list(
            f"{SHORT}设施设备台账",
            ("序号", "名称", "型号规格", "数量", "启用年月", "原值（元）", "状态"),
            (14, 80, 44, 18, 28, 34, 20),
            [*rows, ("", "合计", "", "", "", str(value), "")],
            style=WIDE,
            note="编制日期：2024年12月　　保管人：初昊然",
        )
    )


def _contract() -> bytes:
    """The contract, two pages of which went through the scanner crosswise."""
    style = Style(size=15, leading=27, numbered=True, running_head="合同编号：CL-CG-2024-0417")
    sheets = set_paper(read_text(NAME, "03-采购合同"), style)
    sheets[1].rotate, sheets[2].rotate = 90, 270
    return to_pdf(sheets)


_PAYER = (UNIT, "6228 0000 0000 0816", "海湾商业银行（样例）威海分行")
_PAYEE = (f"{UNIT}（工作室专户）", "6228 0000 0000 2031", "海湾商业银行（样例）威海分行")
_PAYMENTS = (
    Payment(
        "2024-03-15",
        "HD20240315-0007716",
        80_000,
        "捌万元整",
        _PAYER,
        _PAYEE,
        "技能大师工作室2024年专用经费（第一笔）",
    ),
    Payment(
        "2024-07-12",
        "HD20240712-0015093",
        70_000,
        "柒万元整",
        _PAYER,
        _PAYEE,
        "技能大师工作室2024年专用经费（第二笔）",
    ),
    Payment(
        "2024-11-08",
        "HD20241108-0024480",
        50_000,
        "伍万元整",
        _PAYER,
        _PAYEE,
        "技能大师工作室2024年专用经费（第三笔）",
    ),
)


def _funds() -> Recipes:
    first, second, third = _PAYMENTS
    line = "工作室专用经费（沧澜财〔2024〕5号）"
    return {
        "1 2024年度专用经费预算批复.pdf": paper("04-预算批复"),
        "经费凭证/1 第一笔拨款银行回单.pdf": lambda: to_pdf([bank_slip(first)]),
        "经费凭证/2 第二笔拨款申请单.pdf": lambda: to_pdf(
            [payment_request(second, line, "毕静文")]
        ),
        "经费凭证/2 第二笔拨款银行回单.pdf": lambda: to_pdf([bank_slip(second)]),
        "经费凭证/3 第三笔拨款银行回单.jpg": lambda: scanned(
            bank_slip(third), "third slip", dpi=140, tilt=-0.5
        ),
    }


def _plaque() -> Recipes:
    lines = ("威海市", SHORT, UNIT)
    return {
        "1 工作室标识牌.jpg": lambda: jpeg(workshop.name_plaque(lines), quality=58, orientation=3),
        "2 成果展示栏.jpg": lambda: jpeg(workshop.display_wall("工作室成果展示"), quality=58),
    }


# ── 二、制度建设　三、经费管理 ────────────────────────────────────────────────────────────────


def _rules() -> Recipes:
    return {
        "1 综合管理制度汇编.pdf": _rule_book,
        "2 领办人岗位职责.pdf": paper("06-岗位职责"),
        "3 制度印发通知.pdf": paper("06-制度发布通知"),
    }


def rule_book_sheets() -> list[Sheet]:
    """The rule book, its contents filled with the pages the rules came to stand on."""
    style = Style(size=15, leading=27, numbered=True, running_head=f"{SHORT}综合管理制度汇编")
    text = read_text(NAME, "06-制度汇编")
    for ordinal, page in zip("一二三四五六七", rule_pages(set_paper(text, style)), strict=True):
        text = text.replace(f"{{{ordinal}}}", str(page))
    return set_paper(text, style)


def rule_pages(sheets: list[Sheet]) -> list[int]:
    """The page each rule begins on, by the large type of its title."""
    return [
        number
        for number, sheet in enumerate(sheets, 1)
        if number > 1 and any(isinstance(m, Words) and m.size == 22 for m in sheet.marks)
    ]


def _rule_book() -> bytes:
    return to_pdf(rule_book_sheets())


def _plans() -> Recipes:
    return {
        "1 2024年度工作计划.pdf": paper("07-2024计划"),
        "2 2024年度工作总结.pdf": paper("07-2024总结"),
        "3 2025年度工作计划.pdf": paper("07-2025计划"),
    }


def _policies() -> Recipes:
    return {
        "已兑现政策/1 职工参加职业技能竞赛奖励办法.pdf": paper("08-竞赛奖励办法"),
        "已兑现政策/1 竞赛奖励发放表.pdf": _contest_rewards,
        "已兑现政策/2 技术革新和创新创效奖励办法.pdf": paper("08-创新奖励办法"),
        "已兑现政策/2 兑现技术革新奖励的决定.pdf": paper("08-创新奖励兑现"),
        "已兑现政策/3 技能人才自主评价实施办法.pdf": paper("08-自主评价办法"),
        "已兑现政策/3 自主评价结果公告.pdf": paper("08-自主评价公告"),
        "未兑现政策/4 特级技师评聘管理办法（试行）.pdf": paper("08-特级技师办法"),
    }


def _contest_rewards() -> bytes:
    names = contestants()
    text = read_text(NAME, "08-竞赛奖励发放表")
    for key, name in (("p1", names[0]), ("p2", names[3]), ("p3", names[12])):
        text = text.replace(f"{{{key}}}", name)
    return paper_pdf(text, FORM)


def _ledger() -> Recipes:
    return {"1 工作室专项经费明细账.pdf": _ledger_pages}


def _ledger_pages() -> bytes:
    """The account page by page: three payments in, the spending out, the balance after each."""
    income = [(p.date, f"拨入：{p.purpose}", "公司拨款", p.yuan, 0) for p in _PAYMENTS]
    spent = [(d, what, why, 0, int(yuan)) for d, what, why, yuan in read_rows(NAME, "支出")]
    balance, rows = 0, []
    for number, (date, what, why, came, went) in enumerate(sorted(income + spent), 1):
        balance += came - went
        cells = (f"{came:,}.00" if came else "", f"{went:,}.00" if went else "")
        rows.append((date, f"记-{number:03d}", what, why, *cells, f"{balance:,}.00"))
    received, paid = sum(p.yuan for p in _PAYMENTS), sum(row[4] for row in spent)
    rows.append(("", "", "本年合计", "", f"{received:,}.00", f"{paid:,}.00", f"{balance:,}.00"))
    return to_pdf(
        numbered_list(
            "明　细　账（2024年）",
            ("日期", "凭证号", "摘要", "对应预算方向", "收入（元）", "支出（元）", "余额（元）"),
            (24, 20, 88, 44, 26, 26, 26),
            rows,
            style=WIDE,
            note="科目：职工教育经费／研发支出—丛海川技能大师工作室　　　单位：元",
        )
    )


def _spending() -> Recipes:
    return {
        "1 2024年经费支出汇总表.pdf": _spending_summary,
        "2 经费使用情况内部审计意见.pdf": paper("10-审计意见"),
        "10 报销凭证粘贴单（抽样）.pdf": lambda: cropped_and_offset(to_pdf(_expense_slips()), 12),
    }


def _spending_summary() -> bytes:
    budget = {
        "设备购置和改造": 60_000,
        "培训和技艺传承": 65_000,
        "技术攻关和成果申报": 40_000,
        "竞赛集训": 20_000,
        "交流宣传和日常办公": 15_000,
    }
    spent = dict.fromkeys(budget, 0)
    for _, _, why, yuan in read_rows(NAME, "支出"):
        spent[why] += int(yuan)
    rows = [
        (why, f"{plan:,}", f"{spent[why]:,}", f"{spent[why] / plan:.1%}", f"{plan - spent[why]:,}")
        for why, plan in budget.items()
    ]
    whole, used = sum(budget.values()), sum(spent.values())
    rows.append(("合计", f"{whole:,}", f"{used:,}", f"{used / whole:.1%}", f"{whole - used:,}"))
    return to_pdf(
        numbered_list(
            "2024年工作室专用经费支出汇总表",
            ("支出方向", "预算（元）", "支出（元）", "执行率", "结余（元）"),
            (60, 28, 28, 22, 28),
            rows,
            note="数据来源：工作室专项经费明细账　　编制：财务部",
            signer=f"{UNIT}财务部",
            date="2025年1月6日",
        )
    )


def _expense_slips() -> list[Sheet]:
    """Three expense slips, each on its page, with a margin the crop box takes away."""
    chosen = [r for r in read_rows(NAME, "支出") if int(r[3]) in (11600, 12800, 5940)]
    return [_expense_slip(n, *row) for n, row in enumerate(chosen, 1)]


def _expense_slip(number: int, date: str, what: str, why: str, yuan: str) -> Sheet:
    sheet = Sheet(234, 321)
    sheet.text(117, 44, "费用报销凭证粘贴单", 22, face="song-bold", align="centre")
    rows = (
        ("报销日期", date),
        ("用　　途", what),
        ("预算方向", why),
        ("金　　额", f"￥{int(yuan):,}.00"),
        ("经 手 人", "初昊然"),
        ("证 明 人", "戚明远"),
    )
    for line, (label, value) in enumerate(rows):
        sheet.box(34, 54 + line * 13, 36, 13)
        sheet.box(70, 54 + line * 13, 130, 13)
        sheet.text(52, 62.5 + line * 13, label, 13, face="hei", align="centre")
        sheet.text(75, 62.5 + line * 13, value, 13)
    sheet.box(34, 138, 166, 128)
    grey: Colour = (0.55, 0.57, 0.6)
    sheet.box(48, 150, 138, 80, stroke=grey, line=0.5)
    sheet.text(117, 162, "付款凭据（样例）", 16, face="hei", align="centre", colour=grey)
    for line, text in enumerate(
        (f"购买方：{UNIT}", f"项目：{what}", f"价税合计：￥{int(yuan):,}.00", f"开具日期：{date}")
    ):
        sheet.text(58, 178 + line * 11, text, 12, colour=grey)
    sheet.text(40, 258, f"附件共 {number + 1} 张　　验收人：慕春雷", 12)
    sheet.text(40, 276, "领办人审批：同意报销。", 12, face="kai")
    sheet.text(118, 276, "人力资源部审批：同意报销。", 12, face="kai")
    return sheet
