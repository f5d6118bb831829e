"""Papers as `paper_sheets` has them, drawn in rounds, each before a rule was changed for it.

What each round gave at first stands in `docs/reading.md`; what failed was mended then, by kinds of
wording. Issuers, people and numbers are invented.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from paper_sheets import (
    PLACES,
    PROSE,
    TRADES,
    Layout,
    MadePaper,
    PaperSheet,
    invent_day,
    invent_digits,
    invent_firm,
    invent_id,
    invent_name,
    invent_names,
    invent_patent,
    invent_skill,
    invent_sum,
    tell_patent,
    tell_skill,
    wrap_text,
    write_arabic,
    write_capitals,
    write_characters,
    write_iso,
    write_numeral,
    write_sum,
)

from docgen.papers.paper import FieldName as F
from docgen.papers.paper import PaperKind as K

RED = (170, 30, 30)
Rows = Sequence[tuple[str, str]]


def rows_of(s, rows: Rows, x, x2, top, step, size=12.0):
    """Labels in one column, values in another."""
    for n, (label, value) in enumerate(rows):
        s.text(x, top + n * step, label, size, "hei")
        s.text(x2, top + n * step, value, size)


def table_of(s, top, step, heads, rows, size=11):
    for x, word in heads:
        s.text(x, top, word, size, "hei")
    for n, row in enumerate(rows):
        for (x, _), value in zip(heads, row, strict=True):
            s.text(x, top + (n + 1) * step, value, size)
    return top + (len(rows) + 1) * step


def signed(s, x, y, day, *units, size=15, face="kai"):
    for n, unit in enumerate(units):
        s.text(x, y + n * 10, unit, size, face, "centre")
    s.text(x, y + len(units) * 10, day, size, face, "centre")


def dotted(day):
    return f"{day[0]}.{day[1]:02d}.{day[2]:02d}"


def zero_numerals(day):
    """二零二四年三月."""
    return write_characters(day).replace("〇", "零").partition("月")[0] + "月"


def month_iso(day):
    return f"{day[0]}-{day[1]:02d}"


# ── first round ──────────────────────────────────────────────────────────────────────────────────


def red_booklet(dice):
    """Two pages of a red booklet side by side; labels with English below, the date parted."""
    v, s = invent_skill(dice), PaperSheet(210, 150)
    number, day = invent_digits(dice, 16), invent_day(dice, 2004, 2017)
    s.text(52, 20, "（照片）", 10, "song", "centre")
    s.text(18, 92, "证书编号", 10)
    s.text(18, 96, "Certificate No.", 7)
    s.text(44, 92, number, 11)
    s.text(18, 106, "发证日期", 10)
    s.text(18, 110, "Issued on", 7)
    s.text(44, 106, f"{day[0]} 年 {day[1]:02d} 月 {day[2]:02d} 日", 11)
    labels = (
        ("姓　　名", "Name", v["name"]),
        ("性　　别", "Sex", "男"),
        ("出生日期", "Birth date", "1979年04月12日"),
        ("文化程度", "Educational level", "中专"),
        ("身份证号", "ID No.", v["id"]),
        ("职业（工种）", "Occupation", v["trade"]),
        ("等　　级", "Skill level", f"{v['level']}"),
    )
    for n, (label, english, value) in enumerate(labels):
        s.text(114, 26 + n * 15, label, 10)
        s.text(114, 30 + n * 15, english, 7)
        s.text(146, 26 + n * 15, value, 11, "kai")
    s.text(160, 140, "职业资格证书", 12, "song", "centre")
    s.seals.append((56, 62, 18))
    return MadePaper(
        K.QUALIFICATION,
        [s],
        {
            F.HOLDER: v["name"],
            F.ID_NUMBER: v["id"],
            F.OCCUPATION: v["trade"],
            F.LEVEL: v["level"],
            F.NUMBER: number,
            F.DATE: write_iso(day),
        },
    )


def own_rating(dice):
    """An enterprise rates its own people: a sentence, the number at the foot."""
    v, firm = invent_skill(dice), invent_firm(dice)
    s = PaperSheet(297, 210)
    s.text(148, 30, firm, 20, "bold", "centre", RED)
    s.text(148, 50, "职业技能等级认定证书", 30, "bold", "centre", RED)
    s.text(50, 78, f"{v['name']} 同志：", 18, "kai")
    wrap_text(
        s,
        50,
        94,
        f"于{write_arabic(v['day'])}参加我公司组织的职业技能等级认定，考核成绩合格，达到{v['trade']}{v['numeral']}（{v['level']}）技能水平，准予颁发此证。",
        18,
        200,
        "kai",
        1.9,
        2,
    )
    s.text(50, 180, f"证书编号：{v['number']}", 13)
    signed(s, 220, 160, write_characters(v["day"]), firm)
    truth = tell_skill(v) | {F.ISSUER: firm}
    return MadePaper(K.SKILL_LEVEL, [s], {n: x for n, x in truth.items() if n != F.ID_NUMBER})


def title_booklet(dice):
    """专业技术资格证书 of a province, approved by a department, numbered by words."""
    _, province = dice.choice(PLACES)
    name, day = invent_name(dice), invent_day(dice, 2006, 2020)
    level = dice.choice(("高级工程师", "工程师", "助理工程师", "高级经济师"))
    field = dice.choice(("焊接", "机械制造", "船舶与海洋工程"))
    number = f"{province[0]}高{day[0]}{invent_digits(dice, 5)}"
    committee = f"{province}工程技术高级专业技术资格评审委员会"
    s = PaperSheet(210, 148)
    s.text(52, 26, f"{province}", 16, "bold", "centre")
    s.text(52, 40, "专业技术资格证书", 20, "bold", "centre")
    rows = (
        ("姓　　名", name),
        ("性　　别", "男"),
        ("出生年月", "1977年6月"),
        ("专业名称", field),
        ("资格名称", level),
        ("资格级别", "高级" if level.startswith("高级") else "中级"),
        ("评审时间", write_arabic(day)),
        ("评审组织", committee),
        ("证书编号", number),
    )
    rows_of(s, rows, 112, 136, 24, 12, 10)
    s.text(52, 120, f"{province}人力资源和社会保障厅", 10, "song", "centre")
    s.text(52, 128, "（印章）", 9, "song", "centre")
    return MadePaper(
        K.PROFESSIONAL_TITLE,
        [s],
        {F.HOLDER: name, F.OCCUPATION: field, F.LEVEL: level, F.NUMBER: number},
    )


def patent_before(dice):
    """Before 2010: the head of the office above, the certificate's number below the title."""
    v = invent_patent(dice)
    word = {"1": "发明", "2": "实用新型", "3": "外观设计"}[v["kind"]]
    label = {"1": "发 明 名 称", "2": "实用新型名称", "3": "外观设计名称"}[v["kind"]]
    maker = "发　　明　　人" if v["kind"] == "1" else "设　　计　　人"
    d = v["digits"]
    s = PaperSheet()
    s.text(105, 40, "中华人民共和国国家知识产权局", 16, "bold", "centre")
    s.text(105, 62, f"{word}专利证书", 30, "bold", "centre")
    s.text(105, 76, f"证书号 第 {v['serial']} 号", 12, "song", "centre")
    rows = (
        (f"{label}：", v["title"]),
        (f"{maker}：", "、".join(v["people"])),
        ("专　　利　　号：", f"ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}"),
        ("专 利 申 请 日：", f"{v['applied'][0]} 年 {v['applied'][1]} 月 {v['applied'][2]} 日"),
        ("专　利　权　人：", v["owner"]),
        ("授 权 公 告 日：", f"{v['granted'][0]} 年 {v['granted'][1]} 月 {v['granted'][2]} 日"),
    )
    rows_of(s, rows, 34, 78, 100, 13)
    wrap_text(
        s,
        34,
        190,
        f"本{word}经过本局依照中华人民共和国专利法进行初步审查，决定授予专利权，颁发本证书并在专利登记簿上予以登记。专利权自授权公告之日起生效。",
        11,
        145,
        indent=2,
    )
    s.text(40, 250, "局长　田某某", 12)
    s.text(150, 250, write_arabic(v["granted"]), 11)
    return MadePaper(
        {"1": K.INVENTION_PATENT, "2": K.UTILITY_PATENT, "3": K.DESIGN_PATENT}[v["kind"]],
        [s],
        tell_patent(v),
    )


def allowance_of_state(dice):
    """A certificate whose honour is what it is called, numbered in a line of words."""
    name, day = invent_name(dice), invent_day(dice, 2008, 2024)
    number = f"{day[0]}第{invent_digits(dice, 4)}号"
    s = PaperSheet(297, 210)
    s.text(148, 46, "政府特殊津贴证书", 34, "bold", "centre", RED)
    s.text(46, 78, f"{name} 同志：", 20, "kai")
    wrap_text(
        s,
        46,
        96,
        "为了表彰您为发展我国工程技术事业做出的突出贡献，特决定发给您政府特殊津贴并颁发证书。",
        20,
        206,
        "kai",
        1.9,
        2,
    )
    s.text(46, 176, f"证书编号：{number}", 12)
    signed(s, 216, 160, write_characters(day), "中华人民共和国国务院")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.DATE: write_iso(day),
            F.ISSUER: "中华人民共和国国务院",
            F.HONOUR: "政府特殊津贴",
            F.LEVEL: "国家级",
        },
    )


def given_freely(dice):
    """授予 … 同志 … in one sentence, without 称号, 二零二四年三月."""
    name, city = invent_name(dice), dice.choice(PLACES)[0]
    day = invent_day(dice, 2014, 2025)
    honour = f"{city}“安康杯”竞赛先进个人"
    s = PaperSheet(297, 210)
    s.spread(148, 50, "荣誉证书", 40, 110, colour=RED)
    wrap_text(s, 50, 90, f"授予：{name}同志{honour}称号。", 22, 200, "kai", 1.9, 2)
    signed(s, 215, 150, zero_numerals(day), f"{city}总工会", f"{city}应急管理局")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.DATE: month_iso(day),
            F.ISSUER: f"{city}总工会、{city}应急管理局",
            F.LEVEL: "市级",
        },
    )


def chief_term(dice):
    """A chief of a city with the years he is paid for."""
    name, (city, _) = invent_name(dice), dice.choice(PLACES)
    day = invent_day(dice, 2014, 2023)
    s = PaperSheet(297, 210)
    s.text(148, 56, f"{city}首席技师证书", 34, "bold", "centre", RED)
    rows = (
        ("姓　　名：", name),
        ("工作单位：", invent_firm(dice)),
        ("职业（工种）：", dice.choice(TRADES)),
        ("管理期限：", f"{day[0]}年{day[1]}月至{day[0] + 4}年{day[1]}月"),
        ("证书编号：", f"{day[0]}{invent_digits(dice, 3)}"),
    )
    rows_of(s, rows, 60, 104, 84, 14, 15)
    signed(s, 210, 170, write_characters(day), f"{city}人力资源和社会保障局")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.NUMBER: rows[-1][1],
            F.HONOUR: f"{city}首席技师",
            F.DATE: write_iso(day),
            F.ISSUER: f"{city}人力资源和社会保障局",
            F.LEVEL: "市级",
        },
    )


def union_contest(dice):
    """A union's contest with trade in brackets, two names on the certificate."""
    _, province = dice.choice(PLACES)
    one, two = invent_names(dice, 2)
    day, trade = invent_day(dice, 2017, 2025), dice.choice(TRADES)
    contest = f"第{write_numeral(dice.randrange(2, 9))}届“{province}工匠杯”职工技能大赛（{trade}）"
    s = PaperSheet(297, 210)
    s.text(148, 48, "获奖证书", 38, "bold", "centre", RED)
    s.text(46, 80, f"{one}、{two}同志：", 20, "kai")
    wrap_text(
        s,
        46,
        96,
        f"你们在{contest}中，成绩突出，获得双人组第{write_numeral(dice.randrange(1, 7))}名。",
        20,
        206,
        "kai",
        1.9,
        2,
    )
    s.text(46, 134, "特发此证。", 20, "kai")
    signed(s, 214, 160, dotted(day), f"{province}总工会")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: f"{one}、{two}",
            F.COMPETITION: contest,
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}总工会",
            F.LEVEL: "省级",
        },
    )


def world_skills(dice):
    """An international contest, English beside Chinese."""
    name, day = invent_name(dice), invent_day(dice, 2017, 2025)
    trade = dice.choice(("焊接", "数控铣", "飞机维修"))
    s = PaperSheet(297, 210)
    s.text(148, 40, "荣誉证书", 34, "bold", "centre", RED)
    s.text(148, 52, "CERTIFICATE OF HONOUR", 13, "song", "centre")
    s.text(46, 76, f"{name}：", 20, "kai")
    contest = f"第{dice.randrange(43, 48)}届世界技能大赛{trade}项目"
    wrap_text(s, 46, 92, f"在{contest}比赛中荣获优胜奖，特颁此证。", 20, 206, "kai", 1.9, 2)
    wrap_text(
        s,
        46,
        122,
        "This is to certify that the competitor was awarded a Medallion for Excellence.",
        12,
        206,
    )
    signed(s, 214, 156, f"{day[0]}年{day[1]}月", "世界技能大赛中国组委会")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.PLACE: "优胜奖",
            F.DATE: month_iso(day),
            F.ISSUER: "世界技能大赛中国组委会",
        },
    )


def school_contest(dice):
    """Labels for pupils and teachers; a month alone in the foot."""
    province = dice.choice(PLACES)[1]
    three, teachers, day = invent_names(dice, 3), invent_names(dice, 2), invent_day(dice, 2016)
    school = f"{dice.choice(PLACES)[0]}技师学院"
    contest = f"{day[0]}年{province}职业院校技能大赛"
    s = PaperSheet(297, 210)
    s.text(148, 34, contest, 24, "bold", "centre")
    s.text(148, 56, "获 奖 证 书", 36, "bold", "centre", RED)
    rows = (
        ("获奖选手：", " ".join(three)),
        ("参赛院校：", school),
        ("参赛项目：", "焊接技术应用"),
        ("指导教师：", " ".join(teachers)),
        ("获奖等级：", "二等奖"),
        ("证书编号：", f"SD{day[0]}-{invent_digits(dice, 5)}"),
    )
    rows_of(s, rows, 70, 110, 80, 13, 16)
    signed(s, 210, 170, f"{day[0]}年{day[1]}月", f"{province}教育厅")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: "、".join(three),
            F.PLACE: "二等奖",
            F.NUMBER: rows[-1][1],
            F.COMPETITION: contest,
            F.DATE: month_iso(day),
            F.ISSUER: f"{province}教育厅",
            F.LEVEL: "省级",
        },
    )


def document_names(dice):
    """Wide brackets around the year; people named in the text."""
    city = dice.choice(PLACES)[0]
    people, day = invent_names(dice, 6), invent_day(dice, 2016, 2025)
    number = f"{city[0]}人社字［{day[0]}］{dice.randrange(3, 190)}号"
    title = f"关于公布{day[0]}年度{city}技术能手名单的通知"
    s = PaperSheet()
    s.text(105, 40, f"{city}人力资源和社会保障局", 26, "bold", "centre", (200, 20, 20))
    s.text(105, 58, number, 14, "song", "centre")
    s.text(105, 80, f"{city}人力资源和社会保障局", 20, "bold", "centre")
    s.text(105, 91, title, 20, "bold", "centre")
    s.text(28, 108, "各区市人力资源和社会保障局，各有关单位：", 14)
    text = f"经评审，决定授予{'、'.join(people)}等{len(people)}名同志“{city}技术能手”称号。"
    y = wrap_text(s, 28, 118, text + PROSE, 14, 156, indent=2)
    signed(s, 145, y + 18, write_arabic(day), f"{city}人力资源和社会保障局", size=14, face="song")
    s.text(28, y + 50, "（此件主动公开）", 12)
    return MadePaper(
        K.DOCUMENT,
        [s],
        {
            F.NUMBER: number.replace("［", "〔").replace("］", "〕"),
            F.TITLE: f"{city}人力资源和社会保障局{title}",
            F.ISSUER: f"{city}人力资源和社会保障局",
            F.DATE: write_iso(day),
        },
    )


def minutes(dice):
    """Minutes of a meeting, numbered without a unit's word."""
    firm, day = invent_firm(dice), invent_day(dice, 2018, 2025)
    s = PaperSheet()
    s.text(105, 40, "会 议 纪 要", 30, "bold", "centre", (200, 20, 20))
    s.text(105, 54, f"〔{day[0]}〕{dice.randrange(1, 20)}号", 14, "song", "centre")
    s.text(28, 68, firm, 14)
    s.text(184, 68, write_arabic(day), 14, "song", "right")
    s.rule(26, 72, 184, 72)
    s.text(105, 90, "技能大师工作室建设推进会会议纪要", 20, "bold", "centre")
    wrap_text(s, 28, 106, PROSE, 14, 156, indent=2)
    return MadePaper(
        K.DOCUMENT, [s], {F.TITLE: "技能大师工作室建设推进会会议纪要", F.DATE: write_iso(day)}
    )


def slip_electronic(dice):
    """A bank's slip with the payer and the payee in rows, CNY before the sum, the day in digits."""
    (yuan, fen), day = invent_sum(dice), invent_day(dice, 2019, 2025)
    payer, payee, number = invent_firm(dice), invent_name(dice), invent_digits(dice, 20)
    s = PaperSheet(210, 130)
    s.text(105, 16, "海东银行 电子银行业务回单", 16, "bold", "centre")
    rows = (
        ("电子回单号：", number),
        ("付款账号：", invent_digits(dice, 19)),
        ("付款户名：", payer),
        ("付款开户行：", "海东银行青岚支行营业部"),
        ("收款账号：", invent_digits(dice, 19)),
        ("收款户名：", payee),
        ("收款开户行：", "东海商业银行青岚分行"),
        ("金额（大写）：", f"人民币{write_capitals(yuan, fen)}"),
        ("金额（小写）：", f"CNY {yuan:,}.{fen:02d}"),
        (
            "交易时间：",
            f"{day[0]}{day[1]:02d}{day[2]:02d} 15:22:10",
        ),
        ("附言：", "带徒津贴"),
    )
    rows_of(s, rows, 18, 54, 28, 8.5, 10)
    s.text(18, 124, "本回单不作为收款方发货依据，重复打印无效", 8)
    s.seals.append((170, 90, 15))
    return MadePaper(
        K.PAYMENT,
        [s],
        {
            F.NUMBER: number,
            F.PAYER: payer,
            F.PAYEE: payee,
            F.SUM: write_sum(yuan, fen),
            F.DATE: write_iso(day),
        },
    )


def report_printed(dice):
    """A page printed out of a browser: the day of printing and an address around the report."""
    day, city = invent_day(dice, 2018, 2025), dice.choice(PLACES)[0]
    medium, title = f"{city.removesuffix('市')}新闻网", f"{city}一批技能大师工作室通过考核"
    s = PaperSheet()
    s.text(12, 10, "2025/11/3 10:42", 8)
    s.text(105, 10, f"{title} - {medium}", 8, "song", "centre")
    s.text(20, 26, "首页 > 新闻中心 > 本地新闻", 9)
    s.text(105, 44, title, 22, "bold", "centre")
    s.text(
        105,
        56,
        f"{write_iso(day)} 09:15　来源：{medium}　编辑：{invent_name(dice)}",
        10,
        "song",
        "centre",
    )
    wrap_text(s, 20, 72, PROSE, 12, 170, indent=2)
    s.text(12, 290, "https://news.example.cn/a/20250311/90012.html", 8)
    s.text(190, 290, "1/2", 8)
    return MadePaper(K.REPORT, [s], {F.MEDIUM: medium, F.TITLE: title, F.DATE: write_iso(day)})


def newspaper_page(dice):
    """A newspaper's page: name, day and sheet in its head, a reporter in brackets."""
    day, province = invent_day(dice, 2016, 2025), dice.choice(PLACES)[1]
    medium, title = f"{province.removesuffix('省')}工人报", "一把焊枪焊出大国重器"
    reporter, other = invent_names(dice, 2)
    s = PaperSheet()
    s.text(20, 22, medium, 26, "bold", "left", (190, 20, 20))
    s.text(120, 18, f"{write_arabic(day)}　星期三", 10)
    s.text(120, 25, "第3版　要闻　责任编辑：刘某", 10)
    s.rule(18, 30, 192, 30)
    s.text(105, 50, title, 28, "bold", "centre")
    s.text(105, 62, "——记省劳模创新工作室", 14, "kai", "centre")
    wrap_text(
        s, 20, 78, f"本报讯（记者 {reporter} 通讯员 {other}）{PROSE}{PROSE}", 11, 80, indent=2
    )
    wrap_text(s, 110, 78, PROSE + PROSE, 11, 80)
    return MadePaper(
        K.REPORT,
        [s],
        {F.MEDIUM: medium, F.TITLE: title, F.DATE: write_iso(day), F.AUTHOR: reporter},
    )


def accepted(dice):
    """A journal says that it takes an article: who issued it and when."""
    day, name = invent_day(dice, 2018, 2025), invent_name(dice)
    s = PaperSheet()
    s.text(105, 40, "《焊接技术与应用》编辑部", 18, "bold", "centre")
    s.text(105, 56, "稿件录用通知书", 26, "bold", "centre")
    s.text(28, 78, f"{name} 老师：", 14)
    wrap_text(
        s,
        28,
        90,
        f"您的稿件《厚板窄间隙焊接工艺研究》（稿件编号：HJ{invent_digits(dice, 6)}）"
        f"经专家审阅，决定录用，拟刊登于本刊{day[0]}年第9期。",
        14,
        154,
        indent=2,
    )
    signed(s, 150, 150, write_arabic(day), "《焊接技术与应用》编辑部", size=14, face="song")
    return MadePaper(K.ATTESTATION, [s], {F.DATE: write_iso(day)})


def appraisal(dice):
    """成果鉴定证书: a cover of labels."""
    firm, day, province = invent_firm(dice), invent_day(dice, 2010, 2024), dice.choice(PLACES)[1]
    number = f"{province[0]}科鉴字[{day[0]}]第{dice.randrange(10, 900)}号"
    s = PaperSheet()
    s.text(30, 40, number, 14)
    s.text(105, 80, "科学技术成果鉴定证书", 30, "bold", "centre")
    rows = (
        ("成 果 名 称：", "船用厚板高效焊接工艺"),
        ("完 成 单 位：", firm),
        ("鉴 定 形 式：", "会议鉴定"),
        ("组织鉴定单位：", f"{province}科学技术厅"),
        ("鉴 定 日 期：", write_arabic(day)),
        ("鉴定批准日期：", write_arabic(day)),
    )
    rows_of(s, rows, 40, 82, 120, 16, 15)
    signed(s, 105, 250, f"{day[0]}年", "中华人民共和国科学技术部", size=14, face="song")
    return MadePaper(K.ATTESTATION, [s], {F.TITLE: "船用厚板高效焊接工艺"})


def standard_cover(dice):
    """The cover of an enterprise's standard: nothing that docgen knows."""
    firm, day = invent_firm(dice), invent_day(dice, 2016, 2025)
    s = PaperSheet()
    s.text(105, 30, f"{firm}企业标准", 24, "bold", "centre")
    s.text(180, 44, f"Q/CLZ {dice.randrange(100, 999)}—{day[0]}", 14, "hei", "right")
    s.rule(24, 50, 186, 50)
    s.text(105, 120, "船用厚板窄间隙焊接操作规程", 28, "hei", "centre")
    s.text(28, 240, f"{write_iso(day)} 发布", 14, "hei")
    s.text(182, 240, f"{day[0]}-{min(day[1] + 1, 12):02d}-01 实施", 14, "hei", "right")
    s.rule(24, 246, 186, 246)
    s.text(105, 262, f"{firm}　发 布", 18, "hei", "centre")
    return MadePaper(K.UNKNOWN, [s], {})


def method_certificate(dice):
    """工法证书 of a province: labels of a work, several people."""
    firm, people, province = invent_firm(dice), invent_names(dice, 5), dice.choice(PLACES)[1]
    day = invent_day(dice, 2012, 2024)
    number = f"{province[0]}GF{day[0]}-{invent_digits(dice, 3)}"
    s = PaperSheet(297, 210)
    s.text(148, 50, f"{province}省级工法证书", 34, "bold", "centre", RED)
    rows = (
        ("工法名称：", "大型管道全位置自动焊接施工工法"),
        ("工法编号：", number),
        ("完成单位：", firm),
        ("主要完成人：", "、".join(people)),
    )
    rows_of(s, rows, 50, 94, 84, 15, 16)
    signed(s, 205, 160, write_arabic(day), f"{province}住房和城乡建设厅")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.TITLE: "大型管道全位置自动焊接施工工法",
            F.AUTHOR: "、".join(people),
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}住房和城乡建设厅",
        },
    )


def patent_prize(dice):
    """A prize for a patent: its number is not the paper's own, its makers are named."""
    v, day = invent_patent(dice), invent_day(dice, 2016, 2025)
    d = v["digits"]
    s = PaperSheet(297, 210)
    s.text(148, 40, f"{dice.choice(PLACES)[1]}专利奖", 30, "bold", "centre", RED)
    province = s.drawn[-1].text.removesuffix("专利奖")
    s.text(148, 58, "证　书", 30, "bold", "centre", RED)
    s.text(50, 78, "为表彰在促进专利实施中作出的突出贡献，特颁发此证书。", 15, "kai")
    rows = (
        ("获奖等级：", "二等奖"),
        ("专利名称：", v["title"]),
        ("专 利 号：", f"ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}"),
        ("专利权人：", v["owner"]),
        ("发 明 人：", "、".join(v["people"])),
    )
    rows_of(s, rows, 50, 88, 94, 13, 15)
    signed(s, 215, 168, write_characters(day), f"{province}市场监督管理局")
    return MadePaper(
        K.HONOUR,
        [s],
        {F.DATE: write_iso(day), F.ISSUER: f"{province}市场监督管理局", F.PLACE: "二等奖"},
    )


def craftsman(dice):
    """命名 … 为 …: the holder stands within the sentence."""
    name, (city, _), day = invent_name(dice), dice.choice(PLACES), invent_day(dice, 2016, 2025)
    s = PaperSheet(297, 210)
    s.text(148, 56, "证　书", 44, "bold", "centre", RED)
    honour = f"{day[0]}年度“{city.removesuffix('市')}工匠”"
    wrap_text(s, 50, 96, f"经评审，命名{name}同志为{honour}。", 22, 200, "kai", 1.9, 2)
    signed(
        s,
        210,
        150,
        f"{day[0]}年{day[1]}月",
        f"中共{city}委组织部",
        f"{city}总工会",
    )
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.DATE: month_iso(day),
            F.ISSUER: f"中共{city}委组织部、{city}总工会",
        },
    )


def other_words(dice):
    """Labels in words that are seldom used, typed by hand."""
    v, s = invent_skill(dice), PaperSheet()
    s.text(105, 50, "职业技能等级证书", 28, "bold", "centre")
    rows = (
        ("获证人姓名", v["name"]),
        ("公民身份证号", v["id"]),
        ("从事职业", v["trade"]),
        ("评定等级", f"{v['numeral']}/{v['level']}"),
        ("证书序号", v["number"]),
        ("颁证单位", v["issuer"]),
        ("颁证时间", dotted(v["day"])),
    )
    rows_of(s, [(f"{label}：", value) for label, value in rows], 40, 86, 90, 15, 14)
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def list_uneven(dice):
    """Two columns of names, running down, the second one shorter; no lines, no serial in a row."""
    count = 2 * dice.randrange(5, 14) - 1
    people, day = invent_names(dice, count), invent_day(dice, 2019, 2025)
    half = (count + 1) // 2
    title = "高技能人才技艺传授活动签到表"
    s = PaperSheet()
    s.text(105, 26, title, 20, "bold", "centre")
    s.text(24, 38, "主题：窄间隙焊接　　地点：二号车间", 11)
    s.text(24, 46, f"时间：{day[0]}.{day[1]}.{day[2]}　14:00", 11)
    for left in (24, 110):
        for x, word in ((0, "序号"), (18, "姓 名"), (42, "单位"), (66, "签名")):
            s.text(left + x, 58, word, 11, "hei")
    for n, name in enumerate(people):
        left, y = 24 + 86 * (n // half), 67 + n % half * 9
        s.text(left, y, str(n + 1), 11)
        s.text(left + 18, y, name if len(name) > 2 else f"{name[0]}　{name[1]}", 11)
        s.text(left + 42, y, "船体部", 11)
    return MadePaper(K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(count), F.DATE: write_iso(day)})


def list_two_pages(dice):
    """Rows over two pages, columns named on the first alone, page numbers at the foot."""
    count = dice.randrange(30, 44)
    people, day = invent_names(dice, count), invent_day(dice, 2019, 2025)
    title = f"{day[0]}年企业新型学徒制培训花名册"
    first, second = PaperSheet(), PaperSheet()
    first.text(105, 24, title, 18, "bold", "centre")
    first.text(24, 34, f"培训机构：青岚技师学院　培训人数：{count}", 10)
    heads = (
        (22, "序号"),
        (36, "姓名"),
        (58, "性别"),
        (74, "年龄"),
        (94, "工种"),
        (130, "联系电话"),
    )
    rows = [
        (str(n + 1), name, "男", str(22 + n % 30), "焊工", "139****" + invent_digits(dice, 4))
        for n, name in enumerate(people)
    ]
    table_of(first, 44, 9, heads, rows[:25], 10)
    table_of(second, 14, 9, [(x, "") for x, _ in heads], rows[25:], 10)
    for number, sheet in enumerate((first, second), start=1):
        sheet.text(105, 290, f"第 {number} 页 共 2 页", 9, "song", "centre")
    return MadePaper(
        K.ROSTER,
        [first, second],
        {F.TITLE: title, F.COUNT: str(count), F.SAID_COUNT: str(count)},
    )


def banner(dice):
    """A photograph of a hall: words on a wall, nothing that proves anything."""
    s = PaperSheet(297, 210)
    s.text(148, 60, "热烈庆祝公司第五届职工技能大赛圆满成功", 30, "black", "centre", (200, 20, 20))
    s.text(148, 80, "一等奖", 16, "hei", "centre")
    return MadePaper(K.UNKNOWN, [s], {})


def master_apprentice(dice):
    """师徒协议: who teaches whom, signed by three."""
    one, two = invent_names(dice, 2)
    day, firm = invent_day(dice, 2018, 2025), invent_firm(dice)
    s = PaperSheet()
    s.text(105, 36, "师徒结对协议书", 26, "bold", "centre")
    s.text(28, 56, f"甲方（师傅）：{one}", 14)
    s.text(28, 66, f"乙方（徒弟）：{two}", 14)
    s.text(28, 76, f"丙方（单位）：{firm}", 14)
    y = wrap_text(s, 28, 90, PROSE, 14, 154, indent=2)
    s.text(28, y + 10, "师傅（签字）：", 14)
    s.text(80, y + 10, "徒弟（签字）：", 14)
    s.text(28, y + 24, f"签订日期：{write_arabic(day)}", 14)
    return MadePaper(K.CONTRACT, [s], {F.TITLE: "师徒结对协议书", F.DATE: write_iso(day)})


FIRST_ROUND: tuple[Layout, ...] = (
    red_booklet,
    own_rating,
    title_booklet,
    patent_before,
    allowance_of_state,
    given_freely,
    chief_term,
    union_contest,
    world_skills,
    school_contest,
    document_names,
    minutes,
    slip_electronic,
    report_printed,
    newspaper_page,
    accepted,
    appraisal,
    standard_cover,
    method_certificate,
    patent_prize,
    craftsman,
    other_words,
    list_uneven,
    list_two_pages,
    banner,
    master_apprentice,
)


# ── second round, after what the first one showed was mended ─────────────────────────────────────


def query_page(dice):
    """What the country's site says of a certificate, printed."""
    v, s = invent_skill(dice), PaperSheet()
    s.text(105, 24, "技能人才评价证书全国联网查询", 18, "bold", "centre")
    s.text(30, 44, "查询结果", 13, "hei")
    rows = (
        ("姓名", v["name"]),
        ("证件号码", v["id"]),
        ("职业名称", v["trade"]),
        ("工种名称", "-"),
        ("职业技能等级", f"{v['numeral']}/{v['level']}"),
        ("评价机构", v["issuer"]),
        ("证书编号", v["number"]),
        ("颁发日期", write_iso(v["day"])),
    )
    rows_of(s, rows, 34, 80, 60, 12)
    s.text(30, 170, "查询时间：2025-11-03 10:22:31", 10)
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def cells_below(dice):
    """Names of columns in one row, values in the next, twice."""
    v, s = invent_skill(dice), PaperSheet(297, 210)
    s.text(148, 40, "职业技能等级证书", 30, "bold", "centre")
    for y, cells in (
        (74, (("姓　名", v["name"]), ("性　别", "女"), ("证件号码", v["id"]))),
        (
            108,
            (
                ("职业（工种）", v["trade"]),
                ("技能等级", f"{v['numeral']}/{v['level']}"),
                ("证书编号", v["number"]),
            ),
        ),
    ):
        for x, (label, value) in zip((40, 100, 170), cells, strict=True):
            s.text(x, y, label, 12, "hei")
            s.text(x, y + 9, value, 13)
    signed(s, 220, 165, write_arabic(v["day"]), v["issuer"], size=13, face="song")
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def medal_sentence(dice):
    """The holder without 同志 before what is given."""
    name, province = invent_name(dice), dice.choice(PLACES)[1]
    day = invent_day(dice, 2012, 2025)
    s = PaperSheet(297, 210)
    s.text(148, 50, "荣誉证书", 40, "bold", "centre", RED)
    s.text(60, 90, f"授予　{name}", 24, "kai")
    s.text(148, 112, f"{province}五一劳动奖章", 30, "bold", "centre", RED)
    signed(s, 210, 150, write_characters(day), f"{province}总工会")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: f"{province}五一劳动奖章",
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}总工会",
            F.LEVEL: "省级",
        },
    )


def selected_into(dice):
    """入选 a plan of a department."""
    name, province = invent_name(dice), dice.choice(PLACES)[1]
    day = invent_day(dice, 2016, 2025)
    honour = f"{day[0]}年{province}技能领军人才培育计划"
    s = PaperSheet(297, 210)
    s.text(148, 50, "证 书", 40, "bold", "centre", RED)
    s.text(50, 84, f"{name}：", 22, "kai")
    wrap_text(s, 50, 102, f"经遴选，入选{honour}，特颁此证。", 22, 200, "kai", 1.9, 2)
    s.text(50, 170, f"编号：{day[0]}-{invent_digits(dice, 3)}", 13)
    signed(s, 214, 156, write_arabic(day), f"{province}人力资源和社会保障厅")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.LEVEL: "省级",
            F.NUMBER: s.drawn[-3].text.partition("：")[2],
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}人力资源和社会保障厅",
        },
    )


def contest_lines(dice):
    """Every part in a line of its own in the middle."""
    name, city, day = invent_name(dice), dice.choice(PLACES)[0], invent_day(dice, 2017, 2025)
    trade, place = dice.choice(TRADES), dice.randrange(1, 7)
    contest = f"{day[0]}年{city}职业技能竞赛"
    s = PaperSheet(297, 210)
    s.text(148, 46, "荣誉证书", 38, "bold", "centre", RED)
    s.text(148, 76, f"{name}　同志", 24, "kai", "centre")
    s.text(148, 96, f"荣获{contest}", 22, "kai", "centre")
    s.text(148, 112, f"{trade}（职工组）", 22, "kai", "centre")
    s.text(148, 130, f"第{write_numeral(place)}名", 28, "bold", "centre", RED)
    signed(s, 210, 158, write_characters(day), f"{city}职业技能竞赛组委会")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.PLACE: f"第{place}名",
            F.DATE: write_iso(day),
            F.ISSUER: f"{city}职业技能竞赛组委会",
            F.LEVEL: "市级",
        },
    )


def contest_labels(dice):
    """Labels alone, and no sentence."""
    name, city, day = invent_name(dice), dice.choice(PLACES)[0], invent_day(dice, 2017, 2025)
    contest = f"第{write_numeral(dice.randrange(2, 20))}届{city}职工职业技能大赛"
    place = dice.randrange(1, 9)
    s = PaperSheet(210, 148)
    s.text(105, 26, contest, 17, "bold", "centre")
    s.text(105, 40, "成绩证书", 26, "bold", "centre", RED)
    rows = (
        ("选手姓名", name),
        ("参赛单位", invent_firm(dice)),
        ("竞赛项目", dice.choice(TRADES)),
        ("竞赛名次", f"第 {place} 名"),
        ("证书编号", f"{day[0]}JS{invent_digits(dice, 4)}"),
    )
    rows_of(s, rows, 40, 74, 58, 11)
    signed(s, 150, 120, dotted(day), f"{city}总工会", size=12, face="song")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: contest,
            F.PLACE: f"第{place}名",
            F.NUMBER: rows[-1][1],
            F.DATE: write_iso(day),
            F.ISSUER: f"{city}总工会",
            F.LEVEL: "市级",
        },
    )


def unit_praised(dice):
    """A unit as addressee, the honour in quotation marks behind a reason."""
    firm, city, day = invent_firm(dice), dice.choice(PLACES)[0], invent_day(dice, 2014, 2025)
    honour = f"{city}高技能人才工作先进单位"
    s = PaperSheet(297, 210)
    s.text(148, 50, "荣　誉　证　书", 38, "bold", "centre", RED)
    s.text(46, 82, f"{firm}：", 22, "kai")
    wrap_text(
        s,
        46,
        100,
        f"在{day[0] - 1}—{day[0]}年度高技能人才工作中成绩显著，被评为“{honour}”。",
        22,
        206,
        "kai",
        1.9,
        2,
    )
    signed(s, 214, 156, f"{day[0]}年{day[1]}月", f"中共{city}委人才工作领导小组办公室", size=13)
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: firm,
            F.HONOUR: honour,
            F.DATE: month_iso(day),
            F.LEVEL: "市级",
            F.ISSUER: f"中共{city}委人才工作领导小组办公室",
        },
    )


def innovation_labels(dice):
    """A result of workers' innovation: labels, a prize."""
    province, people, firm = dice.choice(PLACES)[1], invent_names(dice, 4), invent_firm(dice)
    day = invent_day(dice, 2014, 2025)
    s = PaperSheet(297, 210)
    s.text(148, 40, f"{province}职工优秀技术创新成果", 26, "bold", "centre", RED)
    s.text(148, 60, "获奖证书", 34, "bold", "centre", RED)
    rows = (
        ("成果名称：", "管子法兰焊接工艺改进"),
        ("获奖等级：", "三等奖"),
        ("主创人员：", "　".join(people)),
        ("获奖单位：", firm),
    )
    rows_of(s, rows, 60, 98, 86, 14, 16)
    signed(s, 214, 154, write_characters(day), f"{province}总工会", f"{province}科学技术厅")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.TITLE: "管子法兰焊接工艺改进",
            F.PLACE: "三等奖",
            F.AUTHOR: "、".join(people),
            F.HOLDER: firm,
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}总工会、{province}科学技术厅",
        },
    )


def document_below(dice):
    """The number stands below the title; no red head."""
    province, day = dice.choice(PLACES)[1], invent_day(dice, 2012, 2025)
    number = f"{province[0]}政字〔{day[0]}〕{dice.randrange(3, 290)}号"
    s = PaperSheet()
    s.text(105, 40, f"{province}人民政府", 22, "bold", "centre")
    s.text(105, 52, f"关于表彰{province}劳动模范的决定", 22, "bold", "centre")
    s.text(105, 66, number, 14, "kai", "centre")
    s.text(28, 84, "各市人民政府，各县（市、区）人民政府，省政府各部门：", 14)
    y = wrap_text(s, 28, 96, PROSE, 14, 156, indent=2)
    signed(s, 150, y + 18, write_arabic(day), f"{province}人民政府", size=14, face="song")
    return MadePaper(
        K.DOCUMENT,
        [s],
        {
            F.NUMBER: number,
            F.TITLE: f"{province}人民政府关于表彰{province}劳动模范的决定",
            F.ISSUER: f"{province}人民政府",
            F.DATE: write_iso(day),
        },
    )


def document_list(dice):
    """A document of a department with its list on a second page."""
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2016, 2025)
    number = f"{city[0]}工发【{day[0]}】{dice.randrange(3, 90)}号"
    title = f"关于命名{city}职工创新工作室的通报"
    s, t = PaperSheet(), PaperSheet()
    s.text(105, 40, f"{city}总工会文件", 30, "bold", "centre", (200, 20, 20))
    s.text(105, 56, number, 14, "song", "centre")
    s.rule(26, 60, 184, 60)
    s.text(105, 80, title, 20, "bold", "centre")
    s.text(28, 96, "各基层工会：", 14)
    y = wrap_text(s, 28, 106, PROSE, 14, 156, indent=2)
    s.text(39, y + 6, f"附件：{city}职工创新工作室名单", 14)
    signed(s, 150, y + 26, write_characters(day), f"{city}总工会", size=14, face="song")
    t.text(28, 30, "附件", 14, "hei")
    t.text(105, 44, f"{city}职工创新工作室名单", 18, "bold", "centre")
    for n, name in enumerate(invent_names(dice, 8)):
        t.text(28, 60 + n * 10, f"{n + 1}.{name}创新工作室（{invent_firm(dice)}）", 13)
    return MadePaper(
        K.DOCUMENT,
        [s, t],
        {
            F.NUMBER: number.replace("【", "〔").replace("】", "〕"),
            F.TITLE: title,
            F.ISSUER: f"{city}总工会",
            F.DATE: write_iso(day),
        },
    )


def names_grid(dice):
    """Names and nothing else, five a row, two characters with a gap between."""
    count = dice.randrange(11, 38)
    people, day = invent_names(dice, count), invent_day(dice, 2018, 2025)
    title = f"{day[0]}年度优秀技能人才名单"
    s = PaperSheet()
    s.text(105, 34, title, 20, "bold", "centre")
    s.text(105, 44, f"（{count}名）", 13, "song", "centre")
    for n, name in enumerate(people):
        shown = name if len(name) > 2 else f"{name[0]}　{name[1]}"
        s.text(26 + n % 5 * 32, 60 + n // 5 * 10, shown, 13)
    return MadePaper(K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(count), F.SAID_COUNT: str(count)})


def exam_qualification(dice):
    """A qualification by a national examination: a number of management, a month of birth."""
    name, hidden, day = invent_name(dice), invent_id(dice), invent_day(dice, 2016, 2025)
    number = invent_digits(dice, 22)
    s = PaperSheet(297, 210)
    s.text(80, 60, "中级注册安全工程师", 22, "bold", "centre")
    s.text(80, 76, "职业资格证书", 22, "bold", "centre")
    rows = (
        ("姓　　名：", name),
        ("证件号码：", hidden),
        ("性　　别：", "男"),
        ("出生年月：", "1985年07月"),
        ("专　　业：", "金属冶炼安全"),
        ("批准日期：", write_arabic(day)),
        ("管 理 号：", number),
    )
    rows_of(s, rows, 160, 190, 60, 14, 13)
    s.seals.append((80, 140, 20))
    return MadePaper(
        K.QUALIFICATION,
        [s],
        {F.HOLDER: name, F.ID_NUMBER: hidden, F.DATE: write_iso(day), F.NUMBER: number},
    )


def honour_halves(dice):
    """English on the left, Chinese on the right."""
    name, city, day = invent_name(dice), dice.choice(PLACES)[0], invent_day(dice, 2016, 2025)
    s = PaperSheet(297, 210)
    s.text(74, 46, "CERTIFICATE OF HONOR", 16, "bold", "centre")
    wrap_text(
        s,
        20,
        76,
        "This is to certify that the person "
        "named herein has been awarded the title of Outstanding Craftsman.",
        12,
        108,
    )
    s.text(222, 46, "荣誉证书", 30, "bold", "centre", RED)
    s.text(160, 76, f"{name}同志：", 17, "kai")
    honour = f"{city}杰出工匠"
    wrap_text(s, 160, 92, f"您荣获“{honour}”称号，特发此证。", 17, 124, "kai", 1.9, 2)
    signed(s, 240, 150, f"{day[0]}年{day[1]}月", f"{city}人民政府")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.DATE: month_iso(day),
            F.ISSUER: f"{city}人民政府",
            F.LEVEL: "市级",
        },
    )


def article_spaced(dice):
    """摘 要 and 关 键 词 with blanks, authors with figures, journal and issue in one head."""
    people, year, issue = invent_names(dice, 3), dice.randrange(2012, 2025), dice.randrange(1, 13)
    title = "窄间隙埋弧焊在厚壁压力容器中的应用"
    s = PaperSheet()
    s.text(20, 16, f"{year}年　第{issue}期", 9)
    s.text(105, 16, "海东焊接技术", 9, "song", "centre")
    s.text(190, 16, "· 工艺与设备 ·", 9, "song", "right")
    s.text(105, 40, title, 20, "bold", "centre")
    s.text(
        105, 52, "，".join(f"{name}{n}" for n, name in enumerate(people, 1)), 12, "kai", "centre"
    )
    s.text(105, 60, "（1.海东船舶公司，海西 青岚 264200；2.青岚技师学院）", 9, "song", "centre")
    wrap_text(s, 24, 74, "摘　要：本文研究了厚壁容器的窄间隙焊接工艺，给出了参数。", 10, 160)
    s.text(24, 92, "关 键 词：窄间隙；埋弧焊；压力容器", 10)
    s.text(24, 99, "中图分类号：TG445　　文献标志码：B", 10)
    wrap_text(s, 20, 116, PROSE + PROSE, 10, 80, indent=2)
    wrap_text(s, 110, 116, PROSE + PROSE, 10, 80)
    return MadePaper(
        K.ARTICLE,
        [s],
        {
            F.TITLE: title,
            F.AUTHOR: "、".join(people),
            F.JOURNAL: "海东焊接技术",
            F.ISSUE: f"{year}年第{issue}期",
        },
    )


def newspaper_database(dice):
    """A newspaper's article as a database of newspapers prints it."""
    day, reporter = invent_day(dice, 2014, 2025), invent_name(dice)
    province = dice.choice(PLACES)[1].removesuffix("省")
    title = f"{province}：技能大师带出一支焊接铁军"
    s = PaperSheet()
    s.text(
        20,
        18,
        f"{province}日报/{day[0]}年/{day[1]}月/{day[2]}日/第 00{dice.randrange(1, 9)} 版",
        10,
    )
    s.text(20, 26, "要闻", 10)
    s.text(105, 46, title, 20, "bold", "centre")
    s.text(105, 58, f"本报记者　{reporter}", 12, "kai", "centre")
    wrap_text(s, 22, 74, PROSE + PROSE, 12, 166, indent=2)
    return MadePaper(
        K.REPORT,
        [s],
        {
            F.MEDIUM: f"{province}日报",
            F.TITLE: title,
            F.DATE: write_iso(day),
            F.AUTHOR: reporter,
        },
    )


def merit(dice):
    """立功: what was earned stands as 三等功."""
    name, firm, day = invent_name(dice), invent_firm(dice), invent_day(dice, 2014, 2025)
    s = PaperSheet(297, 210)
    s.text(148, 50, "立功证书", 40, "bold", "centre", RED)
    s.text(50, 84, f"{name}同志：", 22, "kai")
    wrap_text(
        s,
        50,
        102,
        f"在{day[0]}年度重点工程劳动竞赛中成绩突出，荣立三等功一次，特发此证。",
        22,
        200,
        "kai",
        1.9,
        2,
    )
    signed(s, 214, 156, write_arabic(day), f"{firm}工会委员会", size=14)
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: "三等功",
            F.DATE: write_iso(day),
            F.ISSUER: f"{firm}工会委员会",
        },
    )


def model_worker(dice):
    """What is given stands first, the holder below a label."""
    name, province, day = invent_name(dice), dice.choice(PLACES)[1], invent_day(dice, 2005, 2024)
    s = PaperSheet(297, 210)
    s.text(148, 46, f"{province}劳动模范证书", 34, "bold", "centre", RED)
    rows = (
        ("姓　名", name),
        ("性　别", "男"),
        ("工作单位", invent_firm(dice)),
        ("荣誉称号", f"{province}劳动模范"),
        ("编　号", invent_digits(dice, 5)),
    )
    rows_of(s, rows, 70, 110, 80, 14, 15)
    signed(s, 210, 160, write_characters(day), f"中共{province}委", f"{province}人民政府")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: f"{province}劳动模范",
            F.NUMBER: rows[-1][1],
            F.DATE: write_iso(day),
            F.ISSUER: f"中共{province}委、{province}人民政府",
            F.LEVEL: "省级",
        },
    )


def expert_pool(dice):
    """聘为 with a term; the day of issue below."""
    name, city, day = invent_name(dice), dice.choice(PLACES)[0], invent_day(dice, 2016, 2024)
    s = PaperSheet(297, 210)
    s.text(148, 52, "聘　书", 44, "bold", "centre", RED)
    s.text(50, 84, f"{name}　先生：", 22, "kai")
    wrap_text(
        s,
        50,
        102,
        f"兹聘请您为{city}职业技能鉴定专家库专家，"
        f"聘期三年（{day[0]}年{day[1]}月—{day[0] + 3}年{day[1]}月）。",
        22,
        200,
        "kai",
        1.9,
        2,
    )
    signed(s, 214, 160, write_characters(day), f"{city}职业技能鉴定指导中心", size=14)
    return MadePaper(
        K.APPOINTMENT,
        [s],
        {F.HOLDER: name, F.DATE: write_iso(day), F.ISSUER: f"{city}职业技能鉴定指导中心"},
    )


def three_people(dice):
    """Several people with how many they are."""
    people, city, day = invent_names(dice, 3), dice.choice(PLACES)[0], invent_day(dice, 2016, 2025)
    s = PaperSheet(297, 210)
    s.text(148, 48, "荣誉证书", 40, "bold", "centre", RED)
    s.text(46, 80, f"{'、'.join(people)}等三位同志：", 19, "kai")
    wrap_text(
        s,
        46,
        98,
        f"你们完成的《大厚度板材焊接变形控制》项目，荣获{day[0]}年度{city}职工技术创新成果一等奖。",
        19,
        206,
        "kai",
        1.9,
        2,
    )
    signed(s, 214, 156, f"{day[0]}年{day[1]}月{day[2]}日", f"{city}总工会")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: "、".join(people),
            F.TITLE: "大厚度板材焊接变形控制",
            F.PLACE: "一等奖",
            F.DATE: write_iso(day),
            F.ISSUER: f"{city}总工会",
            F.LEVEL: "市级",
        },
    )


def test_report(dice):
    """A report of a laboratory: nothing that docgen knows."""
    s = PaperSheet()
    s.text(105, 60, "检 验 检 测 报 告", 30, "bold", "centre")
    rows = (
        ("报告编号：", f"JC{invent_digits(dice, 8)}"),
        ("样品名称：", "焊接接头"),
        ("委托单位：", invent_firm(dice)),
        ("检验类别：", "委托检验"),
    )
    rows_of(s, rows, 50, 90, 120, 16, 15)
    s.text(105, 250, f"{dice.choice(PLACES)[0]}产品质量监督检验所", 16, "hei", "centre")
    return MadePaper(K.UNKNOWN, [s], {})


def list_departments(dice):
    """A department once for several rows; a sum of people below; the unit beside the day."""
    people, day, firm = (
        invent_names(dice, dice.randrange(9, 24)),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
    )
    title = "高级工及以上技能人才花名册"
    s = PaperSheet(297, 210)
    s.text(148, 24, f"{firm}{title}", 18, "bold", "centre")
    heads = (
        (24, "序号"),
        (40, "部门"),
        (76, "姓　名"),
        (104, "工种"),
        (140, "等级"),
        (170, "证书编号"),
    )
    rows = [
        (
            str(n + 1),
            "船体车间" if n % 5 == 2 else "",
            name if len(name) > 2 else f"{name[0]}  {name[1]}",
            "焊工",
            dice.choice(("技师", "高级工", "高级技师")),
            invent_digits(dice, 16),
        )
        for n, name in enumerate(people)
    ]
    y = table_of(s, 40, 6, heads, rows, 10)
    s.text(24, y + 3, f"合计　{len(people)} 人", 10)
    s.text(200, y + 3, f"填报日期：{dotted(day)}", 10)
    return MadePaper(
        K.ROSTER,
        [s],
        {F.TITLE: f"{firm}{title}", F.COUNT: str(len(people)), F.DATE: write_iso(day)},
    )


def slip_two_columns(dice):
    """付款人 and 收款人 side by side, each with 全称 and 账号; the sum in words."""
    (yuan, _), day = invent_sum(dice), invent_day(dice, 2016, 2025)
    payer, payee = invent_firm(dice), invent_firm(dice)
    s = PaperSheet(210, 110)
    s.text(105, 16, "东海农村商业银行 客户专用回单", 15, "bold", "centre")
    s.text(20, 26, f"{day[0]} 年 {day[1]:02d} 月 {day[2]:02d} 日", 10)
    s.text(130, 26, f"凭证号：{invent_digits(dice, 12)}", 10)
    for left, who, name in ((20, "付款人", payer), (110, "收款人", payee)):
        s.text(left, 38, f"{who}全称", 10, "hei")
        s.text(left + 24, 38, name, 10)
        s.text(left, 46, f"{who}账号", 10, "hei")
        s.text(left + 24, 46, invent_digits(dice, 18), 10)
        s.text(left, 54, "开户银行", 10, "hei")
        s.text(left + 24, 54, "东海农商银行", 10)
    s.text(20, 66, "金额（大写）", 10, "hei")
    s.text(50, 66, write_capitals(yuan, 0), 10)
    s.text(130, 66, f"（小写）¥{yuan:,}.00", 10)
    s.text(20, 76, "用途　技能大师工作室建设补助", 10)
    return MadePaper(
        K.PAYMENT,
        [s],
        {F.PAYER: payer, F.PAYEE: payee, F.SUM: f"{yuan}", F.DATE: write_iso(day)},
    )


SECOND_ROUND: tuple[Layout, ...] = (
    query_page,
    cells_below,
    medal_sentence,
    selected_into,
    contest_lines,
    contest_labels,
    unit_praised,
    innovation_labels,
    document_below,
    document_list,
    names_grid,
    exam_qualification,
    honour_halves,
    article_spaced,
    newspaper_database,
    merit,
    model_worker,
    expert_pool,
    three_people,
    test_report,
    list_departments,
    slip_two_columns,
)


class _Drawn:
    """A layout with what it is drawn of; unlike a function within one it can be sent elsewhere."""

    def __init__(self, name: str, draw: Callable[..., MadePaper], given: Sequence[object]) -> None:
        self.__name__ = name
        self._draw, self._given = draw, given

    def __call__(self, dice):
        return self._draw(dice, *self._given)


# ── third round: wordings, each in one and the same layout ───────────────────────────────────────


@dataclass(frozen=True)
class _Wording:
    """A sentence with its blanks, and what it says."""

    name: str
    kind: K
    words: str
    says: Mapping[F, str]
    to: str = ""
    """The line before it."""


_AWARDS = (
    _Wording(
        "award_shown",
        K.COMPETITION_AWARD,
        "{name}同志在{contest}中表现突出，荣获{trade}项目一等奖。",
        {F.HOLDER: "{name}", F.COMPETITION: "{contest}", F.PLACE: "一等奖", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_congratulated",
        K.COMPETITION_AWARD,
        "祝贺{name}同志在{contest}{trade}比赛中荣获第二名的好成绩，特发此证。",
        {F.HOLDER: "{name}", F.PLACE: "第2名", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_attested",
        K.COMPETITION_AWARD,
        "兹证明{name}同志参加{contest}，获得银奖。特颁此证，以资鼓励。",
        {F.HOLDER: "{name}", F.COMPETITION: "{contest}", F.PLACE: "银奖", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_you",
        K.HONOUR,
        "您在{year}年度全市技能人才评选中，荣获“{city}技术标兵”荣誉称号。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}技术标兵", F.LEVEL: "市级"},
        "{name}：",
    ),
    _Wording(
        "award_given",
        K.HONOUR,
        "授予{name}“{city}首席技师”荣誉称号。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}首席技师", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_by_document",
        K.HONOUR,
        "根据《关于表彰{city}技术能手的决定》（青人社发〔{year}〕15号），授予{name}同志{city}技术能手称号，特发此证。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}技术能手", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_reviewed",
        K.HONOUR,
        "经{city}首席技师评审委员会评审，{name}同志被评选为{year}年度{city}首席技师，管理期四年。",
        {F.HOLDER: "{name}", F.HONOUR: "{year}年度{city}首席技师", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_rated",
        K.HONOUR,
        "{name}同志被评定为{city}有突出贡献的中青年专家。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}有突出贡献的中青年专家", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_work",
        K.COMPETITION_AWARD,
        "你的作品《船舶管系数字化装配》在{contest}中荣获优秀奖。",
        {
            F.HOLDER: "{name}",
            F.COMPETITION: "{contest}",
            F.PLACE: "优秀奖",
            F.TITLE: "船舶管系数字化装配",
            F.LEVEL: "市级",
        },
        "{name}同志：",
    ),
    _Wording(
        "award_final",
        K.COMPETITION_AWARD,
        "{name}同志荣获{contest}（{trade}）决赛第三名。",
        {F.HOLDER: "{name}", F.PLACE: "第3名", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_sent",
        K.COMPETITION_AWARD,
        "贵单位选送的《一种管口打磨机》荣获{contest}二等奖。",
        {F.HOLDER: "{firm}", F.PLACE: "二等奖", F.TITLE: "一种管口打磨机", F.LEVEL: "市级"},
        "{firm}：",
    ),
    _Wording(
        "award_praised",
        K.HONOUR,
        "为表彰{name}同志在{year}年度工作中做出的突出成绩，特授予{city}劳动模范荣誉称号。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}劳动模范", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_whereas",
        K.HONOUR,
        "鉴于{name}同志在技能人才培养中的突出表现，特授予“{city}优秀技能导师”称号，以资鼓励。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}优秀技能导师", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_elected",
        K.HONOUR,
        "{name}同志当选{year}年“{city}最美职工”。",
        {F.HOLDER: "{name}"},
    ),
    _Wording(
        "award_made_by",
        K.HONOUR,
        "{name}、{two}同志完成的“厚板焊接变形控制技术”获{year}年度{city}科学技术进步奖三等奖。",
        {
            F.HOLDER: "{name}、{two}",
            F.TITLE: "厚板焊接变形控制技术",
            F.PLACE: "三等奖",
            F.LEVEL: "市级",
        },
    ),
    _Wording(
        "award_team",
        K.COMPETITION_AWARD,
        "在{contest}中，{name}、{two}获团体第二名。",
        {F.HOLDER: "{name}、{two}", F.COMPETITION: "{contest}", F.PLACE: "第2名", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_of_firm",
        K.COMPETITION_AWARD,
        "{firm}{name}同志，在{contest}{trade}项目中获第五名，特发此证。",
        {F.HOLDER: "{name}", F.PLACE: "第5名", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_teacher",
        K.COMPETITION_AWARD,
        "{name}老师：在{contest}中被评为优秀指导教师。",
        {F.HOLDER: "{name}", F.COMPETITION: "{contest}", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_judge",
        K.COMPETITION_AWARD,
        "{name}同志在{contest}中担任裁判工作，被评为“优秀裁判员”。",
        {F.HOLDER: "{name}", F.COMPETITION: "{contest}", F.LEVEL: "市级"},
    ),
)
_SKILLS = (
    _Wording(
        "skill_passed",
        K.SKILL_LEVEL,
        "{name}，身份证号{id}，经考核评价，符合{trade}职业{numeral}/{level}技能等级标准，特发此证。",
        {F.HOLDER: "{name}", F.ID_NUMBER: "{id}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "skill_granted",
        K.SKILL_LEVEL,
        "{name}同志：经评审，认定您具备{trade}{level}职业技能等级。",
        {F.HOLDER: "{name}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "skill_reached",
        K.SKILL_LEVEL,
        "{name}（证件号码：{id}）通过{trade}（{numeral}）职业技能等级认定考核，成绩合格。",
        {F.HOLDER: "{name}", F.ID_NUMBER: "{id}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "skill_promoted",
        K.QUALIFICATION,
        "{name}同志经技师考评委员会评审，取得{trade}技师职业资格。",
        {F.HOLDER: "{name}", F.OCCUPATION: "{trade}", F.LEVEL: "技师"},
    ),
    _Wording(
        "title_granted",
        K.PROFESSIONAL_TITLE,
        "{name}同志经{city}工程系列评审委员会评审，具备高级工程师专业技术资格。",
        {F.HOLDER: "{name}", F.LEVEL: "高级工程师"},
    ),
    _Wording(
        "title_named",
        K.PROFESSIONAL_TITLE,
        "根据有关规定，确认{name}同志具有工程师任职资格。",
        {F.HOLDER: "{name}", F.LEVEL: "工程师"},
    ),
    _Wording(
        "course_finished",
        K.SCHOOLING,
        "学员{name}于{year}年5月8日至5月12日参加焊接技师研修班学习，修完规定课程，准予结业。",
        {F.HOLDER: "{name}"},
    ),
)
_HEADINGS = {
    K.COMPETITION_AWARD: "荣誉证书",
    K.HONOUR: "荣誉证书",
    K.SKILL_LEVEL: "职业技能等级证书",
    K.QUALIFICATION: "职业资格证书",
    K.PROFESSIONAL_TITLE: "专业技术资格证书",
    K.SCHOOLING: "结业证书",
}
_WRITERS = (write_characters, write_arabic, dotted, write_iso)


def _worded(dice, wording):
    """A certificate with one sentence, signed by a department of a city."""
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2012, 2025)
    one, two = invent_names(dice, 2)
    skill = invent_skill(dice)
    blanks = {
        **skill,
        "name": one,
        "two": two,
        "firm": invent_firm(dice),
        "city": city,
        "year": day[0],
        "contest": f"{day[0]}年{city}“技能兴市”职业技能竞赛",
    }
    s = PaperSheet(297, 210)
    s.text(148, 48, _HEADINGS[wording.kind], 38, "bold", "centre", RED)
    if wording.to:
        s.text(46, 80, wording.to.format(**blanks), 20, "kai")
    wrap_text(s, 46, 98, wording.words.format(**blanks), 20, 206, "kai", 1.9, 2)
    issuer = f"{city}人力资源和社会保障局"
    signed(s, 214, 158, dice.choice(_WRITERS)(day), issuer)
    says = {name: value.format(**blanks) for name, value in wording.says.items()}
    return MadePaper(wording.kind, [s], says | {F.DATE: write_iso(day), F.ISSUER: issuer})


THIRD_ROUND: tuple[Layout, ...] = tuple(
    _Drawn(one.name, _worded, (one,)) for one in (*_AWARDS, *_SKILLS)
)


# ── fourth round: more wordings, numbers, slips, lists and reports ───────────────────────────────

_MORE = (
    _Wording(
        "award_of_year",
        K.HONOUR,
        "{name}同志荣获“{year}年度{city}职工创新能手”称号，现予以表彰。",
        {F.HOLDER: "{name}", F.HONOUR: "{year}年度{city}职工创新能手", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_gained",
        K.HONOUR,
        "因工作成绩优异，被{city}总工会授予“{city}五一劳动奖章”。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}五一劳动奖章", F.LEVEL: "市级"},
        "{name}同志",
    ),
    _Wording(
        "award_unit_given",
        K.HONOUR,
        "授予：{firm} “{city}工人先锋号”称号。",
        {F.HOLDER: "{firm}", F.HONOUR: "{city}工人先锋号", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_crew",
        K.HONOUR,
        "你班组在{year}年度安全生产工作中，被评为{city}安全生产先进班组。",
        {F.HOLDER: "船体焊接一班", F.HONOUR: "{city}安全生产先进班组", F.LEVEL: "市级"},
        "船体焊接一班：",
    ),
    _Wording(
        "award_named_chief",
        K.HONOUR,
        "经研究，决定聘任{name}同志为{city}首席技师，特发此证。",
        {F.HOLDER: "{name}"},
    ),
    _Wording(
        "award_by_contest",
        K.COMPETITION_AWARD,
        "{name}同志在{contest}中获得第一名，经核准，授予“{city}技术能手”称号。",
        {F.HOLDER: "{name}", F.HONOUR: "{city}技术能手", F.LEVEL: "市级"},
    ),
    _Wording(
        "contest_group_first",
        K.COMPETITION_AWARD,
        "获得{contest}{trade}（职工组）一等奖",
        {F.HOLDER: "{name}", F.PLACE: "一等奖", F.LEVEL: "市级"},
        "{name}　同志",
    ),
    _Wording(
        "contest_rank_many",
        K.COMPETITION_AWARD,
        "{name}选手：恭喜您在{contest}{trade}赛项中取得第 4 名的优异成绩。",
        {F.HOLDER: "{name}", F.PLACE: "第4名", F.LEVEL: "市级"},
    ),
    _Wording(
        "contest_unit_team",
        K.COMPETITION_AWARD,
        "{firm}代表队在{contest}中荣获团体一等奖。",
        {F.COMPETITION: "{contest}", F.PLACE: "一等奖", F.LEVEL: "市级"},
    ),
    _Wording(
        "contest_taught",
        K.COMPETITION_AWARD,
        "{name}、{two}：你们在{contest}中分获第一名、第二名。",
        {F.HOLDER: "{name}、{two}", F.COMPETITION: "{contest}", F.LEVEL: "市级"},
    ),
    _Wording(
        "skill_by_law",
        K.SKILL_LEVEL,
        "根据国家职业技能标准，{name}同志经考试考核，获得{trade}{numeral}（{level}）职业技能等级。",
        {F.HOLDER: "{name}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "skill_thereby",
        K.SKILL_LEVEL,
        "兹证明{name}（身份证：{id}）{trade}职业技能等级为{level}（{numeral}）。",
        {F.HOLDER: "{name}", F.ID_NUMBER: "{id}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "qualified_old",
        K.QUALIFICATION,
        "{name}同志参加{trade}工种{level}技术等级考核，成绩合格，准予上岗。",
        {F.HOLDER: "{name}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "title_passed",
        K.PROFESSIONAL_TITLE,
        "{name}于{year}年12月经评审通过，取得机械工程专业高级工程师职称。",
        {F.HOLDER: "{name}", F.LEVEL: "高级工程师"},
    ),
    _Wording(
        "title_confirmed",
        K.PROFESSIONAL_TITLE,
        "经考核认定，{name}同志具备助理工程师职务任职资格。",
        {F.HOLDER: "{name}", F.LEVEL: "助理工程师"},
    ),
    _Wording(
        "course_attended",
        K.SCHOOLING,
        "{name}同志参加我校举办的高技能人才研修班，学习期满，成绩合格，准予结业。",
        {F.HOLDER: "{name}"},
    ),
)

_NUMBERS = (
    ("document_square", "{a}人社[{y}]{n}号", "关于做好{y}年技能大师工作室申报工作的通知"),
    ("document_round", "{a}工发（{y}）{n}号", "关于开展职工技能竞赛的通知"),
    ("document_order", "{a}政办字〔{y}〕第{n}号", "关于印发{city}技能人才振兴计划的通知"),
    ("document_reply", "{a}技鉴函〔{y}〕{n}号", "关于同意设立技能大师工作室的复函"),
    ("document_public", "", "{y}年度{city}首席技师拟认定人选公示"),
    ("document_rules", "", "技能大师工作室经费管理办法"),
)


def _numbered(dice, number, title):
    """A document of a department; the number right of nothing, or none."""
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2012, 2025)
    blanks = {"a": city[0], "y": day[0], "n": dice.randrange(1, 300), "city": city}
    told, head = number.format(**blanks), title.format(**blanks)
    s = PaperSheet()
    s.text(105, 40, f"{city}人力资源和社会保障局", 28, "bold", "centre", (200, 20, 20))
    s.text(184, 56, told, 14, "song", "right")
    s.rule(26, 62, 184, 62)
    s.text(105, 82, head, 20, "bold", "centre")
    s.text(28, 100, "各有关单位：", 14)
    y = wrap_text(s, 28, 110, PROSE + PROSE, 14, 156, indent=2)
    issuer = f"{city}人力资源和社会保障局"
    signed(s, 150, y + 18, write_arabic(day), issuer, size=14, face="song")
    says = {F.TITLE: head, F.DATE: write_iso(day), F.ISSUER: issuer}
    if told:
        says[F.NUMBER] = told.translate(str.maketrans("[]［］（）", "〔〕〔〕〔〕"))
    return MadePaper(K.DOCUMENT, [s], says)


_SLIPS = (
    ("slip_wages", "网银代发业务回单", "付款户名", "收款户名", "交易金额", "交易日期", "流水号"),
    (
        "slip_transfer",
        "转账汇款电子回单",
        "汇款人名称",
        "收款人名称",
        "汇款金额",
        "汇款日期",
        "业务编号",
    ),
    (
        "slip_paid",
        "支付业务凭证",
        "付款单位名称",
        "收款单位名称",
        "小写金额",
        "支付时间",
        "凭证编号",
    ),
    ("slip_debit", "客户借记通知（回单）", "付款人", "收款人", "金额小写", "记账日", "交易序号"),
)


def _slip(dice, title, *labels):
    """A bank's slip: labels that banks use, the sum in words below."""
    (yuan, fen), day = invent_sum(dice), invent_day(dice, 2016, 2025)
    payer, payee, number = invent_firm(dice), invent_firm(dice), invent_digits(dice, 18)
    values = (payer, payee, f"{yuan:,}.{fen:02d}", write_iso(day), number)
    s = PaperSheet(210, 110)
    s.text(105, 16, f"滨海银行{title}", 16, "bold", "centre")
    rows_of(s, [(f"{a}：", b) for a, b in zip(labels, values, strict=True)], 20, 60, 32, 9, 10)
    s.text(20, 80, f"金额大写：{write_capitals(yuan, fen)}", 10)
    s.text(20, 90, "摘要：技能大师工作室经费　　币种：人民币", 10)
    says = {F.PAYER: payer, F.PAYEE: payee, F.SUM: write_sum(yuan, fen)}
    return MadePaper(K.PAYMENT, [s], says | {F.DATE: write_iso(day), F.NUMBER: number})


_COLUMNS = (
    ("list_trainees", "焊工培训班学员花名册", ("序", "姓  名", "单位", "成绩"), "应到人数：{n}"),
    ("list_certified", "取得职业技能等级证书人员一览表", ("No.", "持证人", "职业", "等级"), ""),
    ("list_students", "带徒传技人员登记表", ("编号", "徒弟", "师傅", "起止时间"), "共计{n}名"),
    ("list_contest", "市级技能竞赛参赛选手名单", ("序号", "选手", "工种", "名次"), "参赛选手{n}名"),
    ("list_experts", "技能大师工作室成员情况表", ("序号", "成员姓名", "年龄", "职务"), ""),
    ("list_awarded", "受表彰人员名单", ("序号", "名字", "所在单位", "荣誉称号"), "（共{n}人）"),
)


def _listed(dice, title, heads, said):
    """A list under other names of its columns, without lines."""
    people = invent_names(dice, dice.randrange(6, 20))
    masters = invent_names(dice, 3)
    s = PaperSheet()
    s.text(105, 30, title, 18, "bold", "centre")
    s.text(150, 40, said.format(n=len(people)), 11)
    rows = [
        (str(n), one, masters[n % 3] if heads[2] == "师傅" else "船体", "合格")
        for n, one in enumerate(people, start=1)
    ]
    table_of(s, 54, 8, [*zip((26, 48, 88, 140), heads, strict=True)], rows)
    says = {F.TITLE: title, F.COUNT: str(len(people))}
    return MadePaper(K.ROSTER, [s], says | ({F.SAID_COUNT: str(len(people))} if said else {}))


_BYLINES = (
    ("news_author", "{y}-{m:02d}-{d:02d} 10:11:12　作者：{who}　来源：{medium}　点击：211次", True),
    ("news_bracket", "【{medium}】{y}年{m}月{d}日　浏览量：1024", False),
    (
        "news_source_first",
        "信息来源：{medium}　发布日期：{y}年{m:02d}月{d:02d}日　【字体：大 中 小】",
        False,
    ),
    ("news_reporter", "{medium}　{y}/{m}/{d}　记者：{who}", True),
)


def _bylined(dice, line, written):
    """A page of a site, told by its line under the title."""
    city, day, who = dice.choice(PLACES)[0], invent_day(dice, 2015, 2025), invent_name(dice)
    medium, title = f"{city.removesuffix('市')}新闻网", "焊花飞溅处 匠心铸品牌"
    s = PaperSheet()
    s.text(105, 40, title, 22, "bold", "centre")
    told = line.format(y=day[0], m=day[1], d=day[2], who=who, medium=medium)
    s.text(105, 54, told, 10, "song", "centre")
    wrap_text(s, 22, 72, PROSE + PROSE, 12, 166, indent=2)
    says = {F.TITLE: title.replace(" ", ""), F.MEDIUM: medium, F.DATE: write_iso(day)}
    return MadePaper(K.REPORT, [s], says | ({F.AUTHOR: who} if written else {}))


FOURTH_ROUND: tuple[Layout, ...] = (
    *(_Drawn(one.name, _worded, (one,)) for one in _MORE),
    *(_Drawn(name, _numbered, given) for name, *given in _NUMBERS),
    *(_Drawn(name, _slip, given) for name, *given in _SLIPS),
    *(_Drawn(name, _listed, given) for name, *given in _COLUMNS),
    *(_Drawn(name, _bylined, given) for name, *given in _BYLINES),
)


# ── fifth round, after those ─────────────────────────────────────────────────────────────────────

_LAST = (
    _Wording(
        "award_thanks",
        K.HONOUR,
        "感谢您为我市技能人才培养工作作出的贡献，特聘您为{city}技能导师，并颁发此证。",
        {F.HOLDER: "{name}"},
        "尊敬的{name}同志：",
    ),
    _Wording(
        "award_batch",
        K.HONOUR,
        "{name}同志入选第三批{city}首席技师。",
        {F.HOLDER: "{name}", F.HONOUR: "第三批{city}首席技师", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_seat",
        K.HONOUR,
        "授予{firm}船体车间焊接班“{city}工人先锋号”荣誉称号。",
        {F.HONOUR: "{city}工人先锋号", F.LEVEL: "市级"},
    ),
    _Wording(
        "award_pair",
        K.HONOUR,
        "{name}、{two}：你们师徒在{year}年度名师带徒活动中，被评为“{city}优秀师徒”。",
        {F.HOLDER: "{name}、{two}", F.HONOUR: "{city}优秀师徒", F.LEVEL: "市级"},
    ),
    _Wording(
        "contest_ranked",
        K.COMPETITION_AWARD,
        "{name}同志代表{firm}参加{contest}，获{trade}项目个人第六名。",
        {F.HOLDER: "{name}", F.COMPETITION: "{contest}", F.PLACE: "第6名", F.LEVEL: "市级"},
    ),
    _Wording(
        "contest_best",
        K.COMPETITION_AWARD,
        "经{contest}组委会评定，{name}同志获得{trade}工种冠军。",
        {F.HOLDER: "{name}", F.PLACE: "冠军", F.LEVEL: "市级"},
    ),
    _Wording(
        "contest_judged",
        K.COMPETITION_AWARD,
        "聘请{name}同志担任{contest}裁判员，荣获优秀裁判员称号。",
        {F.HOLDER: "{name}", F.LEVEL: "市级"},
    ),
    _Wording(
        "skill_held",
        K.SKILL_LEVEL,
        "持证人{name}已通过{trade}（{level}）职业技能等级评价，特此认定。",
        {F.HOLDER: "{name}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "skill_met",
        K.SKILL_LEVEL,
        "经考核，{name}同志的{trade}职业技能达到国家{numeral}/{level}标准。",
        {F.HOLDER: "{name}", F.OCCUPATION: "{trade}", F.LEVEL: "{level}"},
    ),
    _Wording(
        "title_raised",
        K.PROFESSIONAL_TITLE,
        "{name}同志经{city}高级职称评审委员会评审，晋升为高级工程师。",
        {F.HOLDER: "{name}", F.LEVEL: "高级工程师"},
    ),
    _Wording(
        "course_trained",
        K.SCHOOLING,
        "兹有{name}同志，参加{city}首席技师高级研修班，完成全部课程，特发此证。",
        {F.HOLDER: "{name}"},
    ),
)

FIFTH_ROUND: tuple[Layout, ...] = (
    *(_Drawn(one.name, _worded, (one,)) for one in _LAST),
    _Drawn(
        "document_held",
        _numbered,
        ("{a}总工〔{y}〕{n}号", "关于举办{city}第五届职工技能大赛的通知"),
    ),
    _Drawn("document_listed", _numbered, ("{a}人社函［{y}］{n}号", "关于公布工作室考核结果的函")),
    _Drawn(
        "slip_cross",
        _slip,
        ("跨行转账电子凭证", "付款方名称", "收款方名称", "金额（小写）", "交易日", "业务流水号"),
    ),
    _Drawn(
        "list_lent",
        _listed,
        ("参加技艺交流活动人员登记册", ("序号", "参加人员", "单位", "联系方式"), "共{n}人"),
    ),
    _Drawn("list_guided", _listed, ("名师带徒花名册", ("序号", "徒弟姓名", "师傅", "工种"), "")),
    _Drawn(
        "news_published",
        _bylined,
        ("发布时间：{y}-{m:02d}-{d:02d}　信息来源：{medium}　访问量：88", False),
    ),
    _Drawn("news_by", _bylined, ("{y}年{m}月{d}日　来源：{medium}　文/{who}", True)),
)
