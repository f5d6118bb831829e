"""Papers as `paper_sheets` has them, drawn in rounds, each before a rule was changed for it.

What each round gave at first stands in `docs/reading.md`; what failed was mended then, by kinds of
wording. Issuers, people and numbers are invented.
"""

from collections.abc import Sequence

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
    signed(
        s, 145, y + 18, write_arabic(day), f"{city}人力资源和社会保障局", size=14, face="song"
    )
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
    s.text(20, 26, f"首页 > 新闻中心 > 本地新闻", 9)
    s.text(105, 44, title, 22, "bold", "centre")
    s.text(105, 56, f"{write_iso(day)} 09:15　来源：{medium}　编辑：{invent_name(dice)}", 10, "song", "centre")
    wrap_text(s, 20, 72, PROSE, 12, 170, indent=2)
    s.text(12, 290, "https://news.example.cn/a/20250311/90012.html", 8)
    s.text(190, 290, "1/2", 8)
    return MadePaper(
        K.REPORT, [s], {F.MEDIUM: medium, F.TITLE: title, F.DATE: write_iso(day)}
    )


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
        f"您的稿件《厚板窄间隙焊接工艺研究》（稿件编号：HJ{invent_digits(dice, 6)}）经专家审阅，决定录用，拟刊登于本刊{day[0]}年第9期。",
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
    return MadePaper(
        K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(count), F.DATE: write_iso(day)}
    )


def list_two_pages(dice):
    """Rows over two pages, columns named on the first alone, page numbers at the foot."""
    count = dice.randrange(30, 44)
    people, day = invent_names(dice, count), invent_day(dice, 2019, 2025)
    title = f"{day[0]}年企业新型学徒制培训花名册"
    first, second = PaperSheet(), PaperSheet()
    first.text(105, 24, title, 18, "bold", "centre")
    first.text(24, 34, f"培训机构：青岚技师学院　培训人数：{count}", 10)
    heads = ((22, "序号"), (36, "姓名"), (58, "性别"), (74, "年龄"), (94, "工种"), (130, "联系电话"))
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
