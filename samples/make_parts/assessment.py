"""The sample of a yearly assessment: a welding studio in a shipyard that never was."""

from functools import cache, partial
from itertools import islice

from make_parts import workshop
from make_parts.certificates import BLUE, BROWN, GOLD, GREEN, PLUM, Certificate, draw_certificate
from make_parts.paper import Style, paper_pdf, set_paper
from make_parts.people import check_digit_of_credit_code, check_digit_of_id, invent_names
from make_parts.plans import FloorPlan, Place, draw_floor_plan
from make_parts.printouts import Article, JournalPaper, journal_pages, web_page
from make_parts.recipes import Recipe, Recipes, cropped_and_offset, read_rows, read_text, scanned
from make_parts.report import write_report
from make_parts.rosters import WIDE, TrainingClass, numbered_list, training_roster
from make_parts.scans import jpeg, png, scan_pdf, sheet_picture
from make_parts.sheet import Colour, Sheet, Words, to_pdf
from make_parts.vouchers import Payment, bank_slip, payment_request

_NAME = "assessment"
_UNIT = "威海沧澜船舶重工有限公司"
_STUDIO = "威海市丛海川技能大师工作室"
_SHORT = "丛海川技能大师工作室"
_TEAM = ("丛海川", "鞠洪波", "刁晓楠", "戚明远", "慕春雷", "邢思齐", "初昊然")
_PAPER = Style(numbered=True)
_FORM = Style(left=25, right=25, top=28, size=14, leading=25, table_size=13, row_height=13)


def recipes() -> Recipes:
    """How every file of the workspace is made."""
    folders = {
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
        "11-职业技能培训": _training(),
        "12-技术革新": _innovations(),
        "13-新产品新成果": _patents(),
        "14-职业技能竞赛": _contests(),
        "15-推广技术创新成果": _promotion(),
        "16-媒体宣传与活动": _media(),
        "17-奖项与论文专著": _awards(),
        "18-附加分": _bonus(),
    }
    files: Recipes = {
        f"evidence/{folder}/{name}": recipe
        for folder, made in folders.items()
        for name, recipe in made.items()
    }
    files["studio.yaml"] = _studio_yaml
    files["年度工作报告.docx"] = partial(_report)
    return files


def _studio_yaml() -> bytes:
    contestants = _contestants()
    book = rule_book_sheets()
    money = rule_pages(book)[-1]
    filled = {
        "rule_pages": f"1-{money - 1}",
        "money_pages": f"{money}-{len(book)}",
        "id_number": "37109919760918013" + check_digit_of_id("37109919760918013"),
        "credit_code": "91371099MA0000816" + check_digit_of_credit_code("91371099MA0000816"),
        "winner1": contestants[0],
        "winner2": contestants[3],
        "winner3": contestants[12],
    }
    text = read_text(_NAME, "studio.yaml")
    for key, value in filled.items():
        text = text.replace(f"{{{key}}}", value)
    return text.encode()


def _report() -> bytes:
    return write_report(
        read_text(_NAME, "年度工作报告"), title=f"{_STUDIO}2024年度工作报告", author=_UNIT
    )


@cache
def _contestants() -> tuple[str, ...]:
    """The 22 people sent to contests: twelve, six and four."""
    return tuple(islice(invent_names("contestants", frozenset(_TEAM)), 22))


def _paper(name: str, style: Style = _PAPER) -> Recipe:
    return lambda: paper_pdf(read_text(_NAME, name), style)


def _certificate_scan(certificate: Certificate, *, dpi: int = 120, tilt: float = 0.3) -> Recipe:
    seed = f"{certificate.title} {certificate.number}"
    return lambda: scanned(draw_certificate(certificate), seed, dpi=dpi, tilt=tilt)


# ── 一、基础建设 ──────────────────────────────────────────────────────────────────────────────


def _place() -> Recipes:
    return {
        "1 工作室平面图.pdf": lambda: to_pdf([draw_floor_plan(_floor_plan())]),
        "2 专用场地划拨决定.pdf": _paper("01-场地划拨决定"),
        "3 工作室全景照片.jpg": lambda: jpeg(workshop.panorama(_SHORT), quality=58),
        "10 工作室研讨区照片.jpg": lambda: jpeg(
            workshop.meeting_corner("第 18 次技术攻关例会"), quality=58, orientation=6
        ),
    }


def _floor_plan() -> FloorPlan:
    booths = [Place(0.25 + n * 1.32, 0.2, 1.22, 1.7, f"工位{n + 1}") for n in range(5)]
    booths += [Place(0.25 + n * 1.32, 2.7, 1.22, 1.7, f"工位{n + 6}") for n in range(5)]
    return FloorPlan(
        title="丛海川技能大师工作室平面布置图",
        unit=_UNIT,
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
        "1 团队成员任命文件.pdf": _paper("02-团队任命"),
        "2 领办人丛海川高级技师证书.jpg": _certificate_scan(
            _skill_certificate("丛海川", "焊工", "一级／高级技师", "2012年11月20日", "0816")
        ),
        "成员证书/1 鞠洪波高级技师证书.jpg": _certificate_scan(
            _skill_certificate("鞠洪波", "焊工", "一级／高级技师", "2017年9月18日", "2216"), tilt=-0.4
        ),
        "成员证书/2 刁晓楠高级技师证书.pdf": lambda: to_pdf([_upside_down(
            _skill_certificate("刁晓楠", "焊工", "一级／高级技师", "2019年12月6日", "3025")
        )]),
        "成员证书/3 戚明远技师证书.png": lambda: png(sheet_picture(draw_certificate(
            _skill_certificate("戚明远", "焊工", "二级／技师", "2018年6月29日", "1517")
        ), 100)),
        "成员证书/4 慕春雷技师证书.jpg": _certificate_scan(
            _skill_certificate("慕春雷", "无损检测员", "二级／技师", "2020年10月30日", "4412")
        ),
        "成员证书/5 邢思齐工程师证书.pdf": lambda: scan_pdf(
            [draw_certificate(_title_certificate())], "邢思齐"
        ),
        "成员证书/10 初昊然高级工证书.jpg": _certificate_scan(
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
    rows = [[str(n), *row] for n, row in enumerate(read_rows(_NAME, "设备"), 1)]
    value = sum(int(row[5]) for row in rows)
    return to_pdf(
        numbered_list(
            f"{_SHORT}设施设备台账",
            ("序号", "名称", "型号规格", "数量", "启用年月", "原值（元）", "状态"),
            (14, 80, 44, 18, 28, 34, 20),
            [*rows, ("", "合计", "", "", "", str(value), "")],
            style=WIDE,
            note="编制日期：2024年12月　　保管人：初昊然",
            signer=f"{_UNIT}设备部",
            date="2024年12月10日",
        )
    )


def _contract() -> bytes:
    """The contract, two pages of which went through the scanner crosswise."""
    style = Style(size=15, leading=27, numbered=True, running_head="合同编号：CL-CG-2024-0417")
    sheets = set_paper(read_text(_NAME, "03-采购合同"), style)
    sheets[1].rotate, sheets[2].rotate = 90, 270
    return to_pdf(sheets)


_PAYER = (_UNIT, "6228 0000 0000 0816", "海湾商业银行（样例）威海分行")
_PAYEE = (f"{_UNIT}（工作室专户）", "6228 0000 0000 2031", "海湾商业银行（样例）威海分行")
_PAYMENTS = (
    Payment("2024-03-15", "HD20240315-0007716", 80_000, "捌万元整", _PAYER, _PAYEE,
            "技能大师工作室2024年专用经费（第一笔）"),
    Payment("2024-07-12", "HD20240712-0015093", 70_000, "柒万元整", _PAYER, _PAYEE,
            "技能大师工作室2024年专用经费（第二笔）"),
    Payment("2024-11-08", "HD20241108-0024480", 50_000, "伍万元整", _PAYER, _PAYEE,
            "技能大师工作室2024年专用经费（第三笔）"),
)


def _funds() -> Recipes:
    first, second, third = _PAYMENTS
    line = "工作室专用经费（沧澜财〔2024〕5号）"
    return {
        "1 2024年度专用经费预算批复.pdf": _paper("04-预算批复"),
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
    lines = ("威海市", _SHORT, _UNIT)
    return {
        "1 工作室标识牌.jpg": lambda: jpeg(
            workshop.name_plaque(lines), quality=58, orientation=3
        ),
        "2 成果展示栏.jpg": lambda: jpeg(workshop.display_wall("工作室成果展示"), quality=58),
    }


# ── 二、制度建设　三、经费管理 ────────────────────────────────────────────────────────────────


def _rules() -> Recipes:
    return {
        "1 综合管理制度汇编.pdf": _rule_book,
        "2 领办人岗位职责.pdf": _paper("06-岗位职责"),
        "3 制度印发通知.pdf": _paper("06-制度发布通知"),
    }


def rule_book_sheets() -> list[Sheet]:
    """The rule book, its contents filled with the pages the rules came to stand on."""
    style = Style(numbered=True, running_head=f"{_SHORT}综合管理制度汇编")
    text = read_text(_NAME, "06-制度汇编")
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
        "1 2024年度工作计划.pdf": _paper("07-2024计划"),
        "2 2024年度工作总结.pdf": _paper("07-2024总结"),
        "3 2025年度工作计划.pdf": _paper("07-2025计划"),
    }


def _policies() -> Recipes:
    return {
        "已兑现政策/1 职工参加职业技能竞赛奖励办法.pdf": _paper("08-竞赛奖励办法"),
        "已兑现政策/1 竞赛奖励发放表.pdf": _contest_rewards,
        "已兑现政策/2 技术革新和创新创效奖励办法.pdf": _paper("08-创新奖励办法"),
        "已兑现政策/2 兑现技术革新奖励的决定.pdf": _paper("08-创新奖励兑现"),
        "已兑现政策/3 技能人才自主评价实施办法.pdf": _paper("08-自主评价办法"),
        "已兑现政策/3 自主评价结果公告.pdf": _paper("08-自主评价公告"),
        "未兑现政策/4 特级技师评聘管理办法（试行）.pdf": _paper("08-特级技师办法"),
    }


def _contest_rewards() -> bytes:
    names = _contestants()
    text = read_text(_NAME, "08-竞赛奖励发放表")
    for key, name in (("p1", names[0]), ("p2", names[3]), ("p3", names[12])):
        text = text.replace(f"{{{key}}}", name)
    return paper_pdf(text, _FORM)


def _ledger() -> Recipes:
    return {"1 工作室专项经费明细账.pdf": _ledger_pages}


def _ledger_pages() -> bytes:
    """The account page by page: three payments in, the spending out, the balance after each."""
    income = [(p.date, f"拨入：{p.purpose}", "公司拨款", p.yuan, 0) for p in _PAYMENTS]
    spent = [(d, what, why, 0, int(yuan)) for d, what, why, yuan in read_rows(_NAME, "支出")]
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
        "2 经费使用情况内部审计意见.pdf": _paper("10-审计意见"),
        "10 报销凭证粘贴单（抽样）.pdf": lambda: cropped_and_offset(
            to_pdf(_expense_slips()), 12
        ),
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
    for _, _, why, yuan in read_rows(_NAME, "支出"):
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
            signer=f"{_UNIT}财务部",
            date="2025年1月6日",
        )
    )


def _expense_slips() -> list[Sheet]:
    """Three expense slips, each on its page, with a margin the crop box takes away."""
    chosen = [r for r in read_rows(_NAME, "支出") if int(r[3]) in (11600, 12800, 5940)]
    return [_expense_slip(n, *row) for n, row in enumerate(chosen, 1)]


def _expense_slip(number: int, date: str, what: str, why: str, yuan: str) -> Sheet:
    sheet = Sheet(234, 321)
    sheet.text(117, 44, "费用报销凭证粘贴单", 22, face="song-bold", align="centre")
    rows = (("报销日期", date), ("用　　途", what), ("预算方向", why),
            ("金　　额", f"￥{int(yuan):,}.00"), ("经 手 人", "初昊然"), ("证 明 人", "戚明远"))
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
        (f"购买方：{_UNIT}", f"项目：{what}", f"价税合计：￥{int(yuan):,}.00", f"开具日期：{date}")
    ):
        sheet.text(58, 178 + line * 11, text, 12, colour=grey)
    sheet.text(40, 258, f"附件共 {number + 1} 张　　验收人：慕春雷", 12)
    sheet.text(40, 276, "领办人审批：同意报销。", 12, face="kai")
    sheet.text(118, 276, "人力资源部审批：同意报销。", 12, face="kai")
    return sheet


# ── 四、成果产出 ──────────────────────────────────────────────────────────────────────────────

CLASSES = (
    TrainingClass("2024年焊工高级工（三级）第一期培训班", ("焊工",), "三级／高级工", "3", 120,
                  "2024年6月22日", 100),
    TrainingClass("2024年焊工技师（二级）培训班", ("焊工",), "二级／技师", "2", 96,
                  "2024年9月14日", 300),
    TrainingClass("2024年高级工（三级）第二期培训班", ("焊工", "船舶管系工"), "三级／高级工", "3",
                  222, "2024年12月1日", 500),
)


def _training() -> Recipes:
    files: Recipes = {
        "1 培训班开班通知.pdf": _paper("11-开班通知"),
        "2 高级工第一期开班照片.jpg": lambda: jpeg(
            workshop.classroom("class one", "2024年焊工高级工第一期培训班", "焊接变形与控制"),
            quality=58,
        ),
        "3 技师班理论授课照片.jpg": lambda: jpeg(
            workshop.classroom("class two", "2024年焊工技师培训班", "焊缝缺陷的超声判读", 2),
            quality=58, orientation=6,
        ),
        "10 实操训练照片.jpg": lambda: jpeg(workshop.booths_row("practice", 3), quality=58),
    }
    for number, training in enumerate(CLASSES, 1):
        name = f"培训取证/{number} {training.title}取证名单（{training.people}人）.pdf"
        files[name] = partial(_roster, number - 1)
    return files


def _roster(index: int) -> bytes:
    """The list of one class. Nobody is in two classes: all names come from one row."""
    names = invent_names("trained", frozenset(_TEAM))
    for earlier in CLASSES[:index]:
        for _ in range(earlier.people):
            next(names)
    return to_pdf(training_roster(CLASSES[index], names))


def _innovations() -> Recipes:
    rows = read_rows(_NAME, "技术革新")
    effects = read_rows(_NAME, "革新效果")
    files: Recipes = {
        "技术革新成果表彰决定.pdf": _paper("12-表彰决定"),
        "技术革新/1 第一批技术革新认定表（14项）.pdf": partial(
            _recognised, "一", rows[8:22], "2024年7月5日"
        ),
        "技术革新/2 第二批技术革新认定表（12项）.pdf": partial(
            _recognised, "二", rows[22:], "2024年12月16日"
        ),
    }
    for number, (row, effect) in enumerate(zip(rows[:8], effects, strict=True), 3):
        name = f"技术革新/{number} {row[0]}.pdf"
        files[name] = partial(_single_innovation, number - 2, row, effect)
    return files


def _recognised(batch: str, rows: list[list[str]], date: str) -> bytes:
    return to_pdf(
        numbered_list(
            f"2024年第{batch}批技术革新成果认定表",
            ("序号", "成果名称", "完成人", "解决的问题和效果", "等级"),
            (12, 44, 24, 76, 14),
            [[str(n), *row] for n, row in enumerate(rows, 1)],
            note=f"申报单位：{_SHORT}　　本批认定 {len(rows)} 项",
            signer=f"{_UNIT}技术革新评审小组",
            date=date,
        )
    )


def _single_innovation(number: int, row: list[str], effect: list[str]) -> bytes:
    """Application and recognition on the first page, the effect drawn on the second."""
    title, people, what, grade = row
    label, before, after, unit, saving, applied = effect
    problem, _, remedy = what.partition("，")
    text = f"""
# 技术革新成果认定书
~ 编号：沧澜革〔2024〕{number:02d}号
|w 34 126
| 项　　目 | 内　　容
| 成果名称 | {title}
| 完 成 人 | {people}
| 应用单位 | {applied}
| 存在问题 | {problem}
| 革新措施 | {remedy}
| 应用效果 | {label}由{before}{unit}变为{after}{unit}，年节约费用{saving}万元
| 认定等级 | {grade}奖
| 评审意见 | 方案可行，数据真实，应用满1个月，效果稳定，同意认定并推广
| 单位意见 | 认定为公司2024年度技术革新成果，按规定给予奖励
[seal]
"""
    return to_pdf([*set_paper(text, _FORM), _effect_sheet(title, effect, number)])


def _effect_sheet(title: str, effect: list[str], number: int) -> Sheet:
    """A bar chart of before and after, and how it was measured."""
    label, before, after, unit, saving, applied = effect
    sheet = Sheet()
    sheet.text(105, 40, "附：应用效果对比", 20, face="hei-bold", align="centre")
    sheet.text(105, 52, title, 14, face="kai", align="centre")
    sheet.line([(45, 70), (45, 170), (170, 170)], width=1)
    most = max(float(before), float(after))
    dull: Colour = (0.62, 0.66, 0.7)
    lively: Colour = (0.16, 0.42, 0.62)
    for place, (name, value, colour) in enumerate(
        (("革新前", before, dull), ("革新后", after, lively))
    ):
        high = 88 * float(value) / most
        x = 66 + place * 50
        sheet.box(x, 170 - high, 30, high, fill=colour, stroke=None)
        sheet.text(x + 15, 166 - high, f"{value}{unit}", 13, face="hei-bold", align="centre")
        sheet.text(x + 15, 179, name, 13, face="hei", align="centre")
    sheet.text(45, 65, f"{label}（{unit}）", 11, face="hei")
    notes = (
        f"测量单位：{applied}；测量时间：2024年{number + 2}月。",
        "测量方法：连续跟踪20个班次，取平均值，由质量部复核。",
        f"效益测算：按年产量计，年节约费用约{saving}万元。",
    )
    for line, note in enumerate(notes):
        sheet.text(32, 202 + line * 11, f"{line + 1}．{note}", 14)
    sheet.text(178, 250, "测量人：慕春雷　　复核人：邢思齐", 14, face="kai", align="right")
    return sheet


def _patents() -> Recipes:
    files: Recipes = {}
    for kind, number, certificate in _patent_certificates():
        folder = f"{kind}/{number} {certificate.fields[0][1]}"
        if number % 2:
            files[f"{folder}.jpg"] = _certificate_scan(certificate, tilt=(-0.2, 0.4)[number % 2])
        else:
            files[f"{folder}.pdf"] = partial(_drawn_certificate, certificate)
    files["专利应用证明.pdf"] = _paper("13-应用证明")
    return files


def _drawn_certificate(certificate: Certificate) -> bytes:
    return to_pdf([draw_certificate(certificate)])


def _patent_certificates() -> list[tuple[str, int, Certificate]]:
    rows = read_rows(_NAME, "专利")
    return [
        (
            kind,
            int(number),
            Certificate(
                title=f"{kind}证书",
                issuer="专利授权机构（样例）",
                date=granted,
                number=certificate,
                fields=(
                    ("名　　称", name),
                    ("发 明 人", inventors),
                    ("专 利 号", patent),
                    ("申 请 日", applied),
                    ("专利权人", _UNIT),
                    ("授权公告日", granted),
                ),
                colour=BLUE if kind == "发明专利" else BROWN,
            ),
        )
        for kind, number, name, inventors, patent, applied, granted, certificate in rows
    ]


def _contests() -> Recipes:
    names = _contestants()
    lists = (
        ("1 市级竞赛推荐名单（12人）", "2024年威海市“技能兴海”职业技能竞赛焊工赛项", names[:12],
         "2024年6月18日"),
        ("2 省级竞赛推荐名单（6人）", "2024年山东省船舶行业职业技能竞赛焊工赛项", names[12:18],
         "2024年8月26日"),
        ("3 区级竞赛推荐名单（4人）", "2024年区“技能之星”职业技能竞赛焊工赛项", names[18:],
         "2024年4月22日"),
    )
    files: Recipes = {
        f"参赛名单/{file}.pdf": partial(_contest_list, contest, people, date)
        for file, contest, people, date in lists
    }
    files["市级竞赛通知.pdf"] = _paper("14-市赛通知")
    files["竞赛现场照片.jpg"] = lambda: jpeg(
        workshop.contest_hall("“技能兴海”职业技能竞赛 · 焊工赛项"), quality=58
    )
    return files


def _contest_list(contest: str, people: tuple[str, ...], date: str) -> bytes:
    shops = ("船体车间", "海工车间", "管系车间", "二分厂")
    grades = ("高级工", "技师", "高级工", "中级工", "高级技师")
    rows = [
        (str(n), name, shops[(n + len(people)) % 4], "焊工", grades[n % 5], "公司选拔赛择优")
        for n, name in enumerate(people, 1)
    ]
    return to_pdf(
        numbered_list(
            "参赛职工推荐名单",
            ("序号", "姓名", "所在车间", "参赛工种", "技能等级", "推荐依据"),
            (14, 26, 34, 28, 30, 40),
            rows,
            note=f"竞赛：{contest}　　推荐 {len(people)} 人",
            signer=_UNIT,
            date=date,
        )
    )


def _promotion() -> Recipes:
    return {
        "成果推广/1 先进操作法汇编（20项）.pdf": _methods_book,
        "成果推广/2 技术交流会推广成果清单（9项）.pdf": _exchange_list,
        "成果推广/3 悬臂稳弧厚板立焊绝技.pdf": _paper("15-绝技1"),
        "成果推广/4 听音辨弧短路过渡调节绝技.pdf": _paper("15-绝技2"),
        "成果推广/5 镜面反手狭小舱室焊接绝技.pdf": _paper("15-绝技3"),
        "第二次技术交流会照片.jpg": lambda: jpeg(
            workshop.stage("exchange", ("先进操作法交流推广会", f"{_UNIT}　2024年10月")), quality=58
        ),
        "窄间隙焊缝照片.jpg": lambda: jpeg(workshop.weld_close(), quality=58),
    }


def _methods_book() -> bytes:
    """The book of methods: preface, contents, then one method after the other."""
    methods = read_rows(_NAME, "操作法")
    contents = "\n".join(f"| {n} | {name}" for n, (name, _) in enumerate(methods, 1))
    chapters = []
    for number, (name, what) in enumerate(methods, 1):
        *points, last = what.split("，")
        effect = last if "适用于" not in last else "已在生产中应用，质量稳定"
        scope = next((p for p in what.split("，") if p.startswith("适用于")), "适用于船舶分段焊接")
        main = "；".join(p for p in points if not p.startswith("适用于"))
        chapters.append(
            f"## {number}．{name}\n适用范围：{scope.removeprefix('适用于')}。\n"
            f"操作要点：{main}。操作前检查设备和保护气，首件经检验合格后连续施焊。\n"
            f"应用效果：{effect}。"
        )
    text = read_text(_NAME, "15-操作法汇编前言")
    text += f"---\n## 目　　录\n|w 20 136\n| 序号 | 名　　称\n{contents}\n---\n"
    return paper_pdf(text + "\n".join(chapters), Style(size=15, leading=26, numbered=True))


def _exchange_list() -> bytes:
    rows = [[str(n), *row] for n, row in enumerate(read_rows(_NAME, "交流成果"), 1)]
    return to_pdf(
        numbered_list(
            "2024年技术交流会推广成果清单",
            ("序号", "推广成果", "主讲人", "推广场合", "推广单位"),
            (12, 56, 20, 52, 34),
            rows,
            note=f"组织单位：{_SHORT}　　推广成果 {len(rows)} 项",
            signer=f"{_UNIT}技术部",
            date="2024年12月10日",
        )
    )


# ── 五、宣传活动　六、附加分 ──────────────────────────────────────────────────────────────────


def _media() -> Recipes:
    blue: Colour = (0.1, 0.32, 0.58)
    teal: Colour = (0.05, 0.42, 0.42)
    wine: Colour = (0.5, 0.16, 0.2)
    articles = (
        ("市级媒体/1 一支焊枪的毫米功夫", "16-市1", blue),
        ("市级媒体/2 222名船舶工人拿到高级工证书", "16-市2", blue),
        ("市级媒体/10 船厂里的听音辨弧人", "16-市3", teal),
        ("省级媒体/1 把绝活变成教材", "16-省1", teal),
        ("省级媒体/2 小夹具带来大效益", "16-省2", teal),
        ("国家级媒体/1 大国船舶背后的钢铁裁缝", "16-国1", wine),
    )
    files: Recipes = {
        f"{path}.pdf": partial(_web_pages, text, colour) for path, text, colour in articles
    }
    files["人才活动/1 技能大师进校园活动通知.pdf"] = _paper("16-活动1")
    files["人才活动/2 技术交流周参加证明.pdf"] = _paper("16-活动2")
    return files


def _web_pages(name: str, colour: Colour) -> bytes:
    head, *paragraphs = read_text(_NAME, name).splitlines()
    medium, slogan, title, date, author, address, picture = head.split("|")
    article = Article(
        medium, slogan, title, date, author, address, tuple(paragraphs), colour, picture
    )
    return to_pdf(web_page(article))


def _awards() -> Recipes:
    files: Recipes = {
        "市级奖项/1 厚板立焊窄间隙自动焊接工艺获创新成果一等奖.jpg": _certificate_scan(
            _award("威海技能人才发展促进会（样例）", "2024年10月28日", "威技促〔2024〕奖006",
                   "“厚板立焊窄间隙自动焊接工艺”在2024年度威海市职工技术创新成果评选中荣获一等奖。"),
            dpi=110,
        ),
        "市级奖项/2 薄板分段变形分区预控获创新成果二等奖.jpg": _certificate_scan(
            _award("威海技能人才发展促进会（样例）", "2024年10月28日", "威技促〔2024〕奖019",
                   "“薄板分段焊接变形分区预控方法”在2024年度威海市职工技术创新成果评选中荣获二等奖。"),
            dpi=110, tilt=-0.5,
        ),
        "省级奖项/1 法兰机器人定心工装获省级创新成果二等奖.pdf": partial(
            _drawn_certificate,
            _award("山东工匠技术促进中心（样例）", "2024年12月6日", "鲁工技〔2024〕成022",
                   "“管子法兰机器人焊接定心工装”在2024年度山东省职工技术创新成果评选中荣获二等奖。"),
        ),
    }
    for number, row in enumerate(read_rows(_NAME, "论文"), 1):
        files[f"论文/{number} {row[2]}.pdf"] = partial(_journal, number, row)
    return files


def _award(issuer: str, date: str, number: str, text: str) -> Certificate:
    return Certificate(
        title="荣誉证书",
        addressee=_SHORT,
        body=f"你工作室完成的{text}特发此证，以资鼓励。",
        issuer=issuer,
        date=date,
        number=number,
        colour=GOLD,
        landscape=True,
    )


def _journal(number: int, row: list[str]) -> bytes:
    journal, issue, title, authors, abstract, keywords, across, up, curve = row
    colours: tuple[Colour, ...] = (
        (0.12, 0.3, 0.5), (0.1, 0.42, 0.38), (0.12, 0.3, 0.5), (0.42, 0.22, 0.32)
    )
    paper = JournalPaper(
        journal, issue, title, authors, abstract, keywords,
        tuple(read_text(_NAME, f"17-论文{number}").splitlines()),
        page=20 + number * 7,
        curve=tuple(float(v) for v in curve.split(",")),
        axis=(across, up),
        colour=colours[number - 1],
    )
    return to_pdf(journal_pages(paper))


def _bonus() -> Recipes:
    names = _contestants()
    places = (
        ("市级竞赛名次/1", names[0], "2024年威海市“技能兴海”职业技能竞赛焊工赛项", "决赛第二名",
         "2024年7月29日", "JN2024-HG-002"),
        ("市级竞赛名次/2", names[3], "2024年威海市“技能兴海”职业技能竞赛焊工赛项", "决赛第五名",
         "2024年7月29日", "JN2024-HG-005"),
        ("省级竞赛名次/1", names[12], "2024年山东省船舶行业职业技能竞赛焊工赛项", "决赛第八名",
         "2024年9月28日", "LCB2024-HG-008"),
    )
    return {
        f"{path} {name}{place}证书.jpg": _certificate_scan(
            Certificate(
                title="获奖证书",
                addressee=f"{name}同志",
                body=f"在{contest}中荣获{place}。特发此证，以资鼓励。",
                issuer="竞赛组织委员会（样例）",
                date=date,
                number=number,
                colour=PLUM if path.startswith("省") else GOLD,
                landscape=not path.startswith("省"),
            ),
            dpi=110,
        )
        for path, name, contest, place, date, number in places
    }
