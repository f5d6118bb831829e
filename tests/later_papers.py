"""More papers as `paper_sheets` has them, drawn to measure what the rules were not made by.

`LATER` were read before any rule was changed for them, `LATEST` after the rules were mended by
`LATER`, `NEWEST` after those, `LISTS` last. What failed was mended then: they measure nothing
any more.
"""

from paper_sheets import (
    PLACES,
    PROSE,
    TRADES,
    Layout,
    MadePaper,
    PaperSheet,
    invent_contest,
    invent_day,
    invent_digits,
    invent_firm,
    invent_id,
    invent_name,
    invent_names,
    invent_patent,
    invent_skill,
    invent_sum,
    measure_ems,
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

from docgen.model.certificate_numbers import Patent
from docgen.papers.paper import FieldName as F
from docgen.papers.paper import PaperKind as K


def skill_network(dice):
    v, s = invent_skill(dice), PaperSheet(297, 210)
    s.text(205, 40, "职业技能等级证书", 26, "bold", "centre")
    s.text(205, 50, "Certificate of Occupational Skill Level", 11, "song", "centre")
    s.text(205, 60, "中华人民共和国", 12, "song", "centre")
    wrap_text(
        s,
        22,
        60,
        "本证书由经备案的评价机构颁发，表明持证人通过本职业（工种）职业技能等级认定，具备该职业（工种）相应技能等级的专业知识和技能水平。",
        11,
        105,
        indent=2,
    )
    wrap_text(
        s,
        22,
        95,
        "This certificate shows that the holder has passed the assessment of the occupation.",
        9,
        105,
    )
    s.text(22, 130, "证书信息查询网址：http://zscx.example.cn", 9)
    rows = (
        ("姓 名", v["name"]),
        ("证件类型", "居民身份证"),
        ("证件号码", v["id"]),
        ("职业名称", v["trade"]),
        ("工种名称", "——"),
        ("职业技能等级", f"{v['numeral']}/{v['level']}"),
        ("证书编号", v["number"]),
        ("评价机构", v["issuer"]),
        ("发证日期", f"{v['day'][0]}年{v['day'][1]:02d}月{v['day'][2]:02d}日"),
    )
    for n, (label, value) in enumerate(rows):
        s.text(158, 78 + n * 12, f"{label}：{value}" if n % 2 else f"{label}：　{value}", 12)
    s.seals.append((240, 176, 18))
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def skill_sentence(dice):
    v, s = invent_skill(dice), PaperSheet()
    s.text(105, 50, "职业技能等级证书", 30, "bold", "centre")
    s.text(28, 75, f"编号：{v['number']}", 11)
    wrap_text(
        s,
        28,
        95,
        f"{v['name']}（身份证号{v['id']}）经职业技能等级认定，{v['trade']}职业技能等级达到{v['numeral']}（{v['level']}）水平，特发此证。",
        15,
        154,
        "song",
        1.9,
        2,
    )
    s.text(150, 190, v["issuer"], 14, "song", "centre")
    s.text(150, 200, write_characters(v["day"]), 14, "song", "centre")
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def title_province(dice):
    name, day, pid = invent_name(dice), invent_day(dice, 2015, 2025), invent_id(dice)
    _, province = dice.choice(PLACES)
    level, special = dice.choice(
        (
            ("高级工程师", "机械设计"),
            ("工程师", "焊接"),
            ("正高级工程师", "船舶工程"),
            ("助理工程师", "电气自动化"),
        )
    )
    number, issuer = f"{day[0]}{invent_digits(dice, 9)}", f"{province}工程技术职务高级评审委员会"
    s = PaperSheet(210, 148)
    s.text(105, 28, f"{province}职称证书", 26, "bold", "centre")
    rows = (
        ("姓　　名", name),
        ("性　　别", dice.choice("男女")),
        ("身份证号", pid),
        ("工作单位", invent_firm(dice)),
        ("系　　列", "工程技术人才"),
        ("专　　业", special),
        ("职称名称", level),
        ("取得时间", write_arabic(day)),
        ("证书编号", number),
        ("评审委员会", issuer),
    )
    for n, (label, value) in enumerate(rows):
        s.text(60, 42 + n * 9.5, f"{label}：", 11, "hei")
        s.text(88, 42 + n * 9.5, value, 11)
    s.text(60, 140, "（在线验证码：A8K2-99QX）", 9)
    return MadePaper(
        K.PROFESSIONAL_TITLE,
        [s],
        {
            F.HOLDER: name,
            F.ID_NUMBER: pid,
            F.OCCUPATION: special,
            F.LEVEL: level,
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


def design_patent(dice):
    v = invent_patent(dice)
    v["kind"] = "3"
    d = v["digits"][:4] + "3" + v["digits"][5:]
    v["digits"], v["check"] = d, Patent(int(d[:4]), "3", d, "").true_check
    v["title"] = "焊接烟尘净化器（移动式）"
    s = PaperSheet()
    s.text(150, 24, f"证书号第{v['serial']}号", 11)
    s.text(105, 70, "外观设计专利证书", 30, "bold", "centre")
    rows = (
        (f"外观设计名称：{v['title']}"),
        (f"专　利　权　人：{v['owner']}"),
        ("地　　　　　址：264200 海西省青岚市滨海路88号"),
        (f"设　　计　　人：{'；'.join(v['people'])}"),
        (f"专　　利　　号：ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}"),
        (f"授 权 公 告 号：CN 30{invent_digits(dice, 7)} S"),
        (f"专 利 申 请 日：{write_arabic(v['applied'])}"),
        (f"授 权 公 告 日：{write_arabic(v['granted'])}"),
        (f"申 请 日 时 申 请 人：{v['owner']}"),
        (f"申 请 日 时 设 计 人：{'；'.join(v['people'])}"),
    )
    for n, row in enumerate(rows):
        s.text(30, 100 + n * 10, row, 11)
    wrap_text(
        s,
        30,
        210,
        "国家知识产权局依照中华人民共和国专利法经过初步审查，决定授予专利权，并予以公告。专利权自授权公告之日起生效。专利权有效性及专利权人变更等法律信息以专利登记簿记载为准。",
        11,
        150,
        indent=2,
    )
    s.text(40, 262, "局长", 12)
    s.text(40, 270, "申某某", 12)
    s.text(150, 270, write_arabic(v["granted"]), 11)
    s.text(105, 285, "第 1 页 (共 1 页)", 9, "song", "centre")
    return MadePaper(K.DESIGN_PATENT, [s], tell_patent(v))


def filing_new(dice):
    v, s = invent_patent(dice), PaperSheet()
    d = v["digits"][:4] + "2" + v["digits"][5:]
    check = Patent(int(d[:4]), "2", d, "").true_check
    sent = (v["applied"][0], v["applied"][1], 28)
    s.text(105, 26, "国家知识产权局", 20, "bold", "centre")
    s.text(20, 40, "266000", 10)
    s.text(20, 47, "海西省青岚市滨海路1号", 10)
    s.text(20, 54, f"青岚知信知识产权代理有限公司 {invent_name(dice)}（0532-00001111）", 10)
    s.text(150, 47, "发文日：", 10)
    s.text(150, 56, write_arabic(sent), 10)
    s.text(20, 76, f"申请号：{d}.{check}", 10)
    s.text(150, 76, f"发文序号：{invent_digits(dice, 16)}", 10)
    s.text(105, 96, "专 利 申 请 受 理 通 知 书", 18, "hei", "centre")
    wrap_text(
        s,
        20,
        108,
        "根据专利法第二十八条及其实施细则第四十三条、第四十四条的规定，申请人提出的专利申请已由国家知识产权局受理。现将确定的申请号、申请日等信息通知如下：",
        11,
        168,
        indent=2,
    )
    for n, row in enumerate(
        (
            f"申请号：{d}{check}",
            f"申请日：{write_arabic(v['applied'])}",
            f"申请人：{v['owner']}",
            f"发明人：{','.join(v['people'])}",
            f"发明创造名称：{v['title']}",
        )
    ):
        s.text(28, 132 + n * 8, row, 11)
    s.text(20, 180, "经核实，国家知识产权局确认收到文件如下：", 10)
    s.text(20, 187, "权利要求书 1 份 1 页，权利要求项数：6 项", 10)
    s.text(20, 194, "说明书 1 份 4 页", 10)
    s.text(20, 240, "提示：", 10)
    s.text(
        20,
        247,
        "1.申请人收到专利申请受理通知书之后，认为其记载的内容与申请人所提交的相应内容不一致时，可以向国家知识产权局请求更正。",
        9,
    )
    s.text(30, 275, "审查员：自动受理", 10)
    s.text(120, 275, "联系电话：010-62356655", 10)
    return MadePaper(
        K.PATENT_FILING,
        [s],
        {
            F.NUMBER: f"{d}.{check}",
            F.APPLICATION_DATE: write_iso(v["applied"]),
            F.HOLDER: v["owner"],
            F.AUTHOR: "、".join(v["people"]),
            F.TITLE: v["title"],
            F.DATE: write_iso(sent),
        },
    )


def award_month(dice):
    """A date without its day, the trade behind the contest."""
    name, trade = invent_name(dice), dice.choice(TRADES)
    _city, province = dice.choice(PLACES)
    year, month, prize = (
        dice.randrange(2017, 2025),
        dice.randrange(6, 13),
        dice.choice(("一等奖", "二等奖", "三等奖")),
    )
    contest = f"“海鲁杯”第{write_numeral(dice.randrange(3, 22))}届{province}职工职业技能大赛"
    s = PaperSheet(297, 210)
    s.text(148, 50, "奖　状", 44, "bold", "centre", (170, 30, 30))
    s.text(48, 84, name, 22, "kai")
    s.text(80, 84, "同志：", 22, "kai")
    wrap_text(
        s, 48, 102, f"在{contest}{trade}比赛中，成绩突出，荣获{prize}。", 22, 200, "kai", 1.9, 2
    )
    s.text(60, 140, "特发此状，以资鼓励。", 22, "kai")
    s.text(205, 166, f"{province}总工会", 16, "kai", "centre")
    s.text(
        205,
        178,
        f"{''.join('〇一二三四五六七八九'[int(c)] for c in str(year))}年{write_numeral(month)}月",
        16,
        "kai",
        "centre",
    )
    s.seals.append((210, 170, 20))
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: f"{contest}{trade}比赛",
            F.PLACE: prize,
            F.LEVEL: "省级",
            F.DATE: f"{year}-{month:02d}",
            F.ISSUER: f"{province}总工会",
        },
    )


def award_form(dice):
    """Fields below each other under the heading."""
    city, _province = dice.choice(PLACES)
    year, name, day = dice.randrange(2018, 2025), invent_name(dice), None
    day = (year, dice.randrange(6, 12), dice.randrange(1, 29))
    contest, place, firm = (
        f"{year}年{city}“技能兴市”职业技能大赛",
        dice.randrange(1, 7),
        invent_firm(dice),
    )
    number = f"{city[0]}技赛{year}{invent_digits(dice, 5)}"
    s = PaperSheet()
    s.text(105, 48, contest, 20, "bold", "centre", (170, 30, 30))
    s.text(105, 66, "获 奖 证 书", 32, "bold", "centre", (170, 30, 30))
    rows = (
        ("选手姓名", name),
        ("参赛单位", firm),
        ("赛　　项", dice.choice(TRADES)),
        ("组　　别", "职工组"),
        ("名　　次", f"第{write_numeral(place)}名"),
        ("证书编号", number),
    )
    for n, (label, value) in enumerate(rows):
        s.text(60, 100 + n * 14, f"{label}：{value}", 16)
    s.text(130, 220, f"{city}职业技能大赛组委会", 14, "song", "centre")
    s.text(130, 230, write_arabic(day), 14, "song", "centre")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: contest,
            F.PLACE: f"第{place}名",
            F.LEVEL: "市级",
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: f"{city}职业技能大赛组委会",
        },
    )


def honour_party(dice):
    name, day, firm = invent_name(dice), invent_day(dice, 2016, 2025), invent_firm(dice)
    honour = f"{day[0] - 1}年度优秀共产党员"
    issuer = f"中共{firm}委员会"
    s = PaperSheet(260, 185)
    s.text(130, 40, "荣 誉 证 书", 36, "bold", "centre", (170, 30, 30))
    s.text(35, 66, f"{name}同志：", 18, "kai")
    wrap_text(
        s,
        35,
        82,
        f"在{day[0] - 1}年度工作中表现突出，被评为“{honour}”，特颁此证，以资鼓励。",
        18,
        190,
        "kai",
        1.8,
        2,
    )
    s.text(185, 145, issuer, 13, "kai", "centre")
    s.text(185, 155, write_characters(day), 13, "kai", "centre")
    s.seals.append((190, 148, 18))
    return MadePaper(
        K.HONOUR, [s], {F.HOLDER: name, F.HONOUR: honour, F.DATE: write_iso(day), F.ISSUER: issuer}
    )


def science_prize(dice):
    _, province = dice.choice(PLACES)
    name, day, grade = (
        invent_name(dice),
        invent_day(dice, 2016, 2025),
        dice.choice(("一等", "二等", "三等")),
    )
    work, number = (
        dice.choice(
            ("高强钢窄间隙焊接关键技术及应用", "大型舱口盖智能制造装备", "冷冻面团品质调控技术")
        ),
        f"JB{day[0]}-2-{invent_digits(dice, 2)}-R0{dice.randrange(1, 9)}",
    )
    s = PaperSheet()
    s.text(105, 50, f"{province}科学技术进步奖", 28, "bold", "centre", (170, 30, 30))
    s.text(105, 70, "证　书", 34, "bold", "centre", (170, 30, 30))
    wrap_text(
        s, 35, 96, f"为表彰{province}科学技术进步奖获得者，特颁发此证书。", 16, 140, "kai", 1.9, 2
    )
    for n, row in enumerate(
        (f"项目名称：{work}", f"奖励等级：{grade}奖", f"获 奖 者：{name}", f"证 书 号：{number}")
    ):
        s.text(40, 130 + n * 14, row, 16, "kai")
    s.text(140, 226, f"{province}人民政府", 15, "kai", "centre")
    s.text(140, 237, write_arabic(day), 15, "kai", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.TITLE: work,
            F.HONOUR: f"{grade}奖",
            F.LEVEL: "省级",
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}人民政府",
        },
    )


def studio_plaque(dice):
    """A unit is named a studio by a letter."""
    city, _ = dice.choice(PLACES)
    name, day, firm = invent_name(dice), invent_day(dice, 2016, 2025), invent_firm(dice)
    issuer = f"{city}人力资源和社会保障局"
    s = PaperSheet(297, 210)
    s.text(148, 52, "荣誉证书", 40, "bold", "centre", (170, 30, 30))
    s.text(45, 84, f"{firm}：", 20, "kai")
    wrap_text(
        s,
        45,
        102,
        f"你单位{name}技能大师工作室被认定为“{city}技能大师工作室”。",
        20,
        206,
        "kai",
        1.9,
        2,
    )
    s.text(57, 132, "特发此证。", 20, "kai")
    s.text(205, 164, issuer, 15, "kai", "centre")
    s.text(205, 176, write_characters(day), 15, "kai", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: firm,
            F.HONOUR: f"{city}技能大师工作室",
            F.LEVEL: "市级",
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


def document_letter(dice):
    """A title over three lines, the date in Arabic figures, what is attached behind it."""
    _city, province = dice.choice(PLACES)
    issuer, day = f"{province}人力资源和社会保障厅", invent_day(dice, 2018, 2025)
    number = f"{province[0]}人社字〔{day[0]}〕{dice.randrange(1, 180)}号"
    batch = write_numeral(dice.randrange(3, 12))
    title = f"{issuer}关于公布第{batch}批{province}技能大师工作室名单的通知"
    s = PaperSheet()
    s.text(105, 40, f"{issuer}", 26, "bold", "centre", (200, 20, 20))
    s.rule(26, 46, 184, 46)
    s.text(184, 56, number, 14, "song", "right")
    cuts = (len(issuer), len(title) - 12)
    for n, part in enumerate((title[: cuts[0]], title[cuts[0] : cuts[1]], title[cuts[1] :])):
        s.text(105, 78 + n * 11, part, 20, "bold", "centre")
    s.text(28, 120, "各市人力资源和社会保障局，省直有关部门：", 14)
    y = wrap_text(s, 28, 130, PROSE, 14, 156, indent=2)
    s.text(39, y + 4, "附件：名单", 14)
    s.text(140, y + 30, issuer, 14, "song", "centre")
    s.text(140, y + 40, write_arabic(day), 14, "song", "centre")
    s.text(28, y + 54, "（此件主动公开）", 13)
    return MadePaper(
        K.DOCUMENT,
        [s],
        {F.NUMBER: number, F.TITLE: title, F.ISSUER: issuer, F.DATE: write_iso(day)},
    )


def slip_net(dice):
    (yuan, fen), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 18)
    s = PaperSheet(210, 140)
    s.text(105, 16, "网上银行电子回单", 18, "bold", "centre")
    s.text(14, 28, f"电子回单号码：{number}", 9)
    s.text(140, 28, "打印日期：2025年03月02日", 9)
    rows = (
        (("付款人户名", payer), ("收款人户名", payee)),
        (("付款人账号", invent_digits(dice, 19)), ("收款人账号", invent_digits(dice, 19))),
        (("付款人开户银行", "滨海银行青岚支行"), ("收款人开户银行", "澄江银行城西支行")),
    )
    for n, pair in enumerate(rows):
        for left, (label, value) in zip((14, 108), pair, strict=True):
            s.text(left, 40 + n * 9, label, 8.5)
            s.text(left + 28, 40 + n * 9, value, 8.5)
    s.text(14, 70, "金额", 9)
    s.text(42, 70, f"人民币（大写）：{write_capitals(yuan, fen)}", 9)
    s.text(136, 70, f"（小写）：{yuan:,}.{fen:02d} 元", 9)
    s.text(14, 80, "摘要", 9)
    s.text(42, 80, "奖励费", 9)
    s.text(108, 80, "业务（产品）种类", 9)
    s.text(136, 80, "跨行发报", 9)
    s.text(14, 90, "交易时间", 9)
    s.text(42, 90, f"{write_iso(day)} 10:22:3{dice.randrange(10)}", 9)
    s.text(108, 90, "记账日期", 9)
    s.text(136, 90, write_arabic(day), 9)
    s.text(14, 120, "重要提示：本回单不作为收款方发货依据，并请勿重复记账。", 8)
    s.seals.append((176, 104, 14))
    return MadePaper(
        K.PAYMENT,
        [s],
        {
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.SUM: write_sum(yuan, fen),
            F.PAYER: payer,
            F.PAYEE: payee,
        },
    )


def invoice_special(dice):
    (yuan, fen), day, buyer, seller = (
        invent_sum(dice),
        invent_day(dice, 2023, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = "2" + invent_digits(dice, 19)
    s = PaperSheet(210, 140)
    s.text(105, 18, "电子发票（增值税专用发票）", 18, "kai", "centre", (150, 60, 40))
    s.text(160, 16, f"发票号码：{number}", 9)
    s.text(160, 22, f"开票日期：{day[0]}年{day[1]:02d}月{day[2]:02d}日", 9)
    for left, down, who in ((12, "购买方信息", buyer), (108, "销售方信息", seller)):
        s.down(left, 32, down, 8)
        s.text(left + 7, 36, f"名称：{who}", 9)
        s.text(left + 7, 48, "统一社会信用代码/纳税人识别号：", 8)
        s.text(left + 50, 48, "91371000MA3TXXXX0X", 8)
    for x, word in (
        (14, "项目名称"),
        (60, "规格型号"),
        (84, "单 位"),
        (98, "数 量"),
        (114, "单 价"),
        (138, "金 额"),
        (158, "税率/征收率"),
        (188, "税 额"),
    ):
        s.text(x, 58, word, 8)
    net = round((yuan + fen / 100) / 1.06, 2)
    s.text(14, 66, "*研发和技术服务*技术培训费", 8)
    s.text(100, 66, "1", 8)
    s.text(112, 66, f"{net:.2f}", 8)
    s.text(138, 66, f"{net:.2f}", 8)
    s.text(162, 66, "6%", 8)
    s.text(186, 66, f"{yuan + fen / 100 - net:.2f}", 8)
    s.text(24, 96, "合　计", 9)
    s.text(136, 96, f"¥{net:.2f}", 9)
    s.text(184, 96, f"¥{yuan + fen / 100 - net:.2f}", 9)
    s.text(16, 105, "价税合计（大写）", 9)
    s.text(60, 105, f"⊗ {write_capitals(yuan, fen)}", 9)
    s.text(142, 105, "（小写）", 9)
    s.text(158, 105, f"¥{yuan}.{fen:02d}", 9)
    s.down(12, 112, "备注", 8)
    s.text(20, 114, "购方开户银行：滨海银行；银行账号：371000;", 8)
    s.text(20, 134, f"开票人：{invent_name(dice)}", 9)
    return MadePaper(
        K.INVOICE,
        [s],
        {
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.SUM: write_sum(yuan, fen),
            F.PAYER: buyer,
            F.PAYEE: seller,
        },
    )


def roster_plain(dice):
    """A table without numbers of rows, its people counted nowhere, under a firm's name."""
    people, day, firm = (
        invent_names(dice, dice.randrange(6, 22)),
        invent_day(dice, 2020, 2025),
        invent_firm(dice),
    )
    title = f"{day[0]}年度技师、高级技师培训人员名单"
    s = PaperSheet()
    s.text(105, 30, firm, 16, "hei", "centre")
    s.text(105, 42, title, 18, "bold", "centre")
    for x, word in ((30, "姓名"), (60, "部门"), (100, "工种"), (140, "培训等级"), (170, "备注")):
        s.text(x, 56, word, 12, "hei")
    for n, name in enumerate(people):
        y = 65 + n * 8.2
        shown = name if len(name) > 2 or dice.random() < 0.5 else f"{name[0]}　{name[1]}"
        for x, value in (
            (30, shown),
            (60, dice.choice(("焊接车间", "机加车间", "技术部"))),
            (100, dice.choice(("焊工", "车工", "钳工"))),
            (140, dice.choice(("技师", "高级技师"))),
        ):
            s.text(x, y, value, 12)
    y = 65 + len(people) * 8.2 + 12
    s.text(150, y, write_arabic(day), 12, "song", "centre")
    return MadePaper(
        K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people)), F.DATE: write_iso(day)}
    )


def article_numbers(dice):
    """Authors with figures behind them, the issue in the running head of another shape."""
    authors, year, number = invent_names(dice, 3), dice.randrange(2016, 2025), dice.randrange(1, 7)
    title, journal = (
        dice.choice(
            ("大型舱口盖焊接变形预测与控制", "机器人打磨恒力控制方法研究", "花饽饽醒发工艺参数优化")
        ),
        dice.choice(("金属加工技术", "机械制造与研究", "粮油食品工程")),
    )
    s = PaperSheet()
    s.text(20, 18, f"第{year - 1970}卷　第{number}期", 9)
    s.text(105, 18, journal, 10, "hei", "centre")
    s.text(188, 18, f"Vol.{year - 1970} No.{number}", 9, "song", "right")
    s.text(20, 24, f"{year}年{number * 2}月", 9)
    s.rule(20, 27, 190, 27)
    s.text(20, 34, f"文章编号：1000-4998({year})0{number}-0045-03", 9)
    s.text(105, 48, title, 20, "hei", "centre")
    s.text(105, 60, f"{authors[0]}¹，{authors[1]}²，{authors[2]}¹", 12, "kai", "centre")
    s.text(
        105,
        67,
        f"（1.{invent_firm(dice)}，海西 青岚 266000；2.青岚技师学院，海西 青岚 266000）",
        8.5,
        "song",
        "centre",
    )
    y = wrap_text(s, 28, 78, f"摘要：{PROSE[:80]}", 10, 154)
    s.text(28, y, "关键词：焊接；变形；控制", 10)
    s.text(28, y + 6, "中图分类号：TG404　　文献标志码：B", 10)
    for left in (20, 108):
        wrap_text(s, left, y + 20, PROSE * 2, 10.5, 82, indent=2)
    s.text(20, 270, f"收稿日期：{year}-01-12", 8.5)
    s.text(20, 276, f"作者简介：{authors[0]}（1980—），男，高级技师，主要从事焊接工艺研究。", 8.5)
    return MadePaper(
        K.ARTICLE,
        [s],
        {
            F.TITLE: title,
            F.AUTHOR: "、".join(authors),
            F.JOURNAL: journal,
            F.ISSUE: f"{year}年第{number}期",
        },
    )


def software(dice):
    day, firm = invent_day(dice, 2016, 2025), invent_firm(dice)
    number, serial = f"{day[0]}SR{invent_digits(dice, 7)}", f"软著登字第{invent_digits(dice, 7)}号"
    title = "焊接工艺参数管理系统[简称：焊管系统]V1.0"
    s = PaperSheet()
    s.text(105, 50, "中华人民共和国国家版权局", 20, "bold", "centre")
    s.text(105, 66, "计算机软件著作权登记证书", 26, "bold", "centre")
    s.text(150, 80, f"证书号：{serial}", 11)
    rows = (
        ("软　件　名　称：", title),
        ("著　作　权　人：", firm),
        ("开发完成日期：", "2020年03月01日"),
        ("首次发表日期：", "未发表"),
        ("权利取得方式：", "原始取得"),
        ("权　利　范　围：", "全部权利"),
        ("登　　记　　号：", number),
    )
    for n, (label, value) in enumerate(rows):
        s.text(40, 100 + n * 13, label, 13)
        s.text(82, 100 + n * 13, value, 12)
    wrap_text(
        s,
        40,
        196,
        "根据《计算机软件保护条例》和《计算机软件著作权登记办法》的规定，经中国版权保护中心审核，对以上事项予以登记。",
        12,
        130,
        indent=2,
    )
    s.text(140, 250, write_arabic(day), 13)
    s.text(30, 262, "No. 05412345", 11)
    return MadePaper(
        K.SOFTWARE_COPYRIGHT,
        [s],
        {F.TITLE: title, F.HOLDER: firm, F.NUMBER: number, F.CERTIFICATE_NUMBER: serial},
    )


def training_skill(dice):
    """A certificate of training with a photograph and what was learnt."""
    name, day, pid = invent_name(dice), invent_day(dice, 2018, 2025), invent_id(dice)
    number, issuer = f"PX{day[0]}{invent_digits(dice, 6)}", f"{dice.choice(PLACES)[0]}技师学院"
    s = PaperSheet(297, 210)
    s.text(148, 45, "培 训 结 业 证 书", 32, "bold", "centre")
    s.text(40, 78, f"姓名：{name}", 14)
    s.text(120, 78, f"身份证号：{pid}", 14)
    wrap_text(
        s,
        40,
        95,
        f"于{day[0]}年3月1日至{write_arabic(day)}参加焊工高级技师研修班学习，修完规定课程共80学时，考核合格，准予结业。",
        15,
        215,
        "kai",
        1.9,
        2,
    )
    s.text(40, 160, f"证书编号：{number}", 12)
    s.text(210, 160, issuer, 14, "song", "centre")
    s.text(210, 170, write_arabic(day), 14, "song", "centre")
    return MadePaper(
        K.SCHOOLING,
        [s],
        {F.HOLDER: name, F.NUMBER: number, F.DATE: write_iso(day), F.ISSUER: issuer},
    )


def apprentices(dice):
    """Master and apprentice agree."""
    one, two, day = invent_name(dice), invent_name(dice), invent_day(dice, 2018, 2025)
    s = PaperSheet()
    s.text(105, 40, "名师带徒协议书", 24, "bold", "centre")
    s.text(28, 60, f"甲方（师傅）：{one}", 14)
    s.text(28, 70, f"乙方（徒弟）：{two}", 14)
    y = wrap_text(
        s,
        28,
        84,
        "为充分发挥高技能人才的传帮带作用，经双方协商，自愿结成师徒关系，并就有关事项达成如下协议：甲方负责传授焊接技能，乙方虚心学习，期满考核合格后出师。",
        14,
        156,
        indent=2,
    )
    s.text(28, y + 20, f"甲方签字：{one}", 14)
    s.text(110, y + 20, f"乙方签字：{two}", 14)
    s.text(110, y + 34, write_arabic(day), 14)
    return MadePaper(K.CONTRACT, [s], {F.TITLE: "名师带徒协议书", F.DATE: write_iso(day)})


LATER: tuple[Layout, ...] = (
    skill_network,
    skill_sentence,
    title_province,
    design_patent,
    filing_new,
    award_month,
    award_form,
    honour_party,
    science_prize,
    studio_plaque,
    document_letter,
    slip_net,
    invoice_special,
    roster_plain,
    article_numbers,
    software,
    training_skill,
    apprentices,
)


# ── drawn after the rules were mended by the above ───────────────────────────────────────────────


def skill_firm_table(dice):
    """Trade and level in one cell, label above value."""
    v, s = invent_skill(dice), PaperSheet(297, 210)
    s.text(148, 44, f"{v['issuer']}", 18, "hei", "centre")
    s.text(148, 60, "职 业 技 能 等 级 证 书", 30, "bold", "centre")
    heads = (
        ("姓名", v["name"]),
        ("身份证号码", v["id"]),
        ("职业（工种）及等级", f"{v['trade']}/{v['level']}"),
        ("证书号码", v["number"]),
        ("发证日期", write_iso(v["day"]).replace("-", ".")),
    )
    x = 24
    for label, value in heads:
        s.text(x, 90, label, 12, "hei")
        s.text(x, 102, value, 12)
        x += max(measure_ems(label), measure_ems(value)) * 12 / 2.835 + 8
    s.text(210, 160, f"发证单位：{v['issuer']}", 13, "song", "centre")
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def qualification_prose(dice):
    v, s = invent_skill(dice), PaperSheet(210, 148)
    number = f"{v['day'][0] % 100:02d}37{invent_digits(dice, 12)}"
    v["number"] = number
    s.text(105, 30, "中华人民共和国", 14, "song", "centre")
    s.text(105, 42, "职业资格证书", 28, "bold", "centre")
    wrap_text(
        s,
        24,
        62,
        f"{v['name']}同志于{v['day'][0]}年参加{v['trade']}{v['level']}职业技能鉴定，成绩合格，特发此证。",
        14,
        160,
        "kai",
        1.9,
        2,
    )
    s.text(24, 100, f"证书编号：{number}", 11)
    s.text(24, 110, f"身份证号：{v['id']}", 11)
    s.text(150, 118, v["issuer"], 12, "song", "centre")
    s.text(150, 128, write_arabic(v["day"]), 12, "song", "centre")
    return MadePaper(K.QUALIFICATION, [s], tell_skill(v))


def expert_card(dice):
    """A named expert's certificate with labels, its honour in the heading."""
    city, _province = dice.choice(PLACES)
    name, day, firm = invent_name(dice), invent_day(dice, 2015, 2025), invent_firm(dice)
    number = f"{city[0]}首{day[0]}{invent_digits(dice, 3)}"
    issuer = f"{city}人力资源和社会保障局"
    s = PaperSheet(297, 210)
    s.text(148, 44, f"{city}首席技师证书", 32, "bold", "centre", (170, 30, 30))
    for n, row in enumerate(
        (
            f"姓　　名：{name}",
            f"工作单位：{firm}",
            f"职业工种：{dice.choice(TRADES)}",
            f"证书编号：{number}",
            f"批准文号：{city[0]}人社字〔{day[0]}〕{dice.randrange(1, 99)}号",
            "管 理 期：四年",
        )
    ):
        s.text(60, 78 + n * 13, row, 15)
    s.text(205, 164, issuer, 15, "song", "centre")
    s.text(205, 175, write_arabic(day), 15, "song", "centre")
    s.seals.append((210, 166, 19))
    return MadePaper(
        K.HONOUR, [s], {F.HOLDER: name, F.NUMBER: number, F.DATE: write_iso(day), F.ISSUER: issuer}
    )


def able_hand(dice):
    """A title given by a ministry's decision, quoted name, no addressee."""
    name, day = invent_name(dice), invent_day(dice, 2015, 2025)
    _, province = dice.choice(PLACES)
    honour, issuer = f"{province}技术能手", f"{province}人力资源和社会保障厅"
    number = f"{day[0]}{invent_digits(dice, 4)}"
    s = PaperSheet()
    s.text(105, 56, "荣誉证书", 36, "bold", "centre", (170, 30, 30))
    s.text(150, 74, f"编号：{number}", 12)
    wrap_text(
        s,
        35,
        104,
        f"根据《{province}高技能人才评选表彰办法》，经研究，决定授予{name}“{honour}”称号。",
        18,
        142,
        "kai",
        1.9,
        2,
    )
    s.text(47, 156, "特颁此证", 18, "kai")
    s.text(130, 214, issuer, 15, "song", "centre")
    s.text(130, 225, write_characters(day), 15, "song", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.LEVEL: "省级",
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


def contest_organiser(dice):
    contest, level, year, city, _ = invent_contest(dice)
    firm, day = invent_firm(dice), (year, dice.randrange(6, 12), dice.randrange(1, 29))
    s = PaperSheet(297, 210)
    s.text(148, 52, "奖　状", 44, "bold", "centre", (170, 30, 30))
    s.text(45, 86, f"{firm}", 20, "kai")
    wrap_text(s, 45, 104, f"在{contest}中荣获优秀组织奖，特发此状。", 20, 206, "kai", 1.9, 2)
    s.text(205, 160, f"{city}职工技能竞赛委员会", 15, "kai", "centre")
    s.text(205, 172, write_arabic(day), 15, "kai", "centre")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: firm,
            F.COMPETITION: contest,
            F.DATE: write_iso(day),
            F.LEVEL: level,
            F.ISSUER: f"{city}职工技能竞赛委员会",
        },
    )


def document_commend(dice):
    firm, day = invent_firm(dice), invent_day(dice, 2018, 2025)
    number = f"{firm[:2]}发〔{day[0]}〕{dice.randrange(1, 60)}号"
    title = f"关于表彰{day[0] - 1}年度先进集体和先进个人的决定"
    s = PaperSheet()
    s.text(105, 42, f"{firm}文件", 26, "bold", "centre", (200, 20, 20))
    s.text(28, 58, number, 14)
    s.text(150, 58, f"签发人：{invent_name(dice)}", 14)
    s.rule(26, 62, 184, 62)
    s.text(105, 80, title, 20, "bold", "centre")
    s.text(28, 96, "公司各部门：", 14)
    y = wrap_text(s, 28, 106, PROSE, 14, 156, indent=2)
    s.text(39, y, "附件：1.先进集体名单", 14)
    s.text(52, y + 8, "2.先进个人名单", 14)
    s.text(140, y + 28, firm, 14, "song", "centre")
    s.text(140, y + 38, write_arabic(day), 14, "song", "centre")
    s.rule(26, y + 56, 184, y + 56)
    s.text(28, y + 63, "抄送：公司领导。", 12)
    s.text(28, y + 71, f"{firm}办公室", 12)
    s.text(184, y + 71, f"{write_arabic(day)}印发", 12, "song", "right")
    return MadePaper(
        K.DOCUMENT, [s], {F.NUMBER: number, F.TITLE: title, F.ISSUER: firm, F.DATE: write_iso(day)}
    )


def employment(dice):
    firm, day, name = invent_firm(dice), invent_day(dice, 2018, 2025), invent_name(dice)
    s = PaperSheet()
    s.text(105, 50, "在 职 证 明", 26, "bold", "centre")
    wrap_text(
        s,
        28,
        74,
        f"兹证明{name}，男，身份证号{invent_id(dice)}，自2012年3月起在我公司工作，现任焊接车间首席技师。",
        15,
        154,
        "song",
        1.9,
        2,
    )
    s.text(39, 116, "特此证明。", 15)
    s.text(150, 150, f"{firm}（盖章）", 14, "song", "centre")
    s.text(150, 160, write_arabic(day), 14, "song", "centre")
    return MadePaper(K.ATTESTATION, [s], {F.DATE: write_iso(day), F.ISSUER: firm})


def receipt(dice):
    (yuan, _), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 7)
    s = PaperSheet(210, 100)
    s.text(105, 18, "收　据", 22, "bold", "centre")
    s.text(160, 18, f"No.{number}", 12)
    s.text(105, 28, write_arabic(day), 11, "song", "centre")
    s.text(20, 42, f"今收到　{payer}", 12)
    s.text(20, 52, "交　来　技能大师工作室补助款", 12)
    s.text(20, 62, f"人民币（大写）{write_capitals(yuan, 0)}", 12)
    s.text(140, 62, f"¥{yuan}.00", 12)
    s.text(20, 80, f"收款单位（盖章）：{payee}", 11)
    s.text(140, 80, f"经手人：{invent_name(dice)}", 11)
    return MadePaper(
        K.PAYMENT,
        [s],
        {
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.SUM: f"{yuan}",
            F.PAYER: payer,
            F.PAYEE: payee,
        },
    )


def slip_business(dice):
    (yuan, fen), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 16)
    s = PaperSheet(210, 120)
    s.text(105, 14, "东海商业银行 业务回单（付款）", 15, "bold", "centre")
    s.text(14, 26, f"日期：{day[0]}年{day[1]:02d}月{day[2]:02d}日", 9)
    s.text(120, 26, f"回单编号：{number}", 9)
    for n, (label, value) in enumerate(
        (
            ("付款人户名：", payer),
            ("付款人账号（卡号）：", invent_digits(dice, 19)),
            ("收款人户名：", payee),
            ("收款人账号（卡号）：", invent_digits(dice, 19)),
        )
    ):
        s.text(14, 36 + n * 8, f"{label}{value}", 9)
        if n % 2 == 0:
            s.text(120, 36 + n * 8, f"{'付' if n < 2 else '收'}款人开户行：东海商业银行青岚分行", 9)
    s.text(14, 70, f"金额：{write_capitals(yuan, fen)}", 9)
    s.text(120, 70, f"小写：{yuan:,}.{fen:02d} 元", 9)
    s.text(14, 78, "业务（产品）种类：跨行汇款", 9)
    s.text(80, 78, "凭证种类：0000000", 9)
    s.text(140, 78, "凭证号码：00000000000000000", 9)
    s.text(14, 86, "摘要：带徒津贴　　用途：津贴　　币种：人民币", 9)
    s.text(14, 94, "交易机构：0161400123　记账柜员：00012　交易代码：52093", 9)
    s.text(14, 102, f"时间戳：{write_iso(day)}-12.22.33.123456", 9)
    return MadePaper(
        K.PAYMENT,
        [s],
        {
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.SUM: write_sum(yuan, fen),
            F.PAYER: payer,
            F.PAYEE: payee,
        },
    )


def sign_in(dice):
    """A list to be signed, time and place above it, two people a row."""
    people, day, _firm = (
        invent_names(dice, 2 * dice.randrange(5, 14)),
        invent_day(dice, 2020, 2025),
        invent_firm(dice),
    )
    title = "焊接机器人操作技术培训签到表"
    s = PaperSheet()
    s.text(105, 30, title, 18, "bold", "centre")
    s.text(24, 42, f"时间：{write_arabic(day)}上午", 11)
    s.text(120, 42, "地点：技能大师工作室", 11)
    s.text(24, 50, f"主讲人：{invent_name(dice)}", 11)
    for left in (24, 108):
        for x, word in ((0, "序号"), (16, "姓名"), (40, "部门"), (62, "签名")):
            s.text(left + x, 62, word, 11, "hei")
    for n, name in enumerate(people):
        left, y = (24 if n % 2 == 0 else 108), 71 + n // 2 * 9
        for x, value in ((2, str(n + 1)), (16, name), (40, "焊接部")):
            s.text(left + x, y, value, 11)
    return MadePaper(
        K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people)), F.DATE: write_iso(day)}
    )


def roster_numbers(dice):
    """Each with a certificate's number and a date."""
    people, firm = invent_names(dice, dice.randrange(5, 20)), invent_firm(dice)
    title = f"{firm}技能等级证书汇总表"
    s = PaperSheet(297, 210)
    s.text(148, 26, title, 18, "bold", "centre")
    s.text(24, 36, "填报单位（盖章）：", 11)
    for x, word in (
        (24, "序号"),
        (40, "姓名"),
        (62, "性别"),
        (78, "身份证号"),
        (128, "职业（工种）"),
        (164, "等级"),
        (184, "证书编号"),
        (246, "发证日期"),
    ):
        s.text(x, 48, word, 11, "hei")
    for n, name in enumerate(people):
        y = 56 + n * 7
        for x, value in (
            (26, str(n + 1)),
            (40, name),
            (64, dice.choice("男女")),
            (78, invent_id(dice)),
            (128, dice.choice(("焊工", "钳工"))),
            (164, "高级工"),
            (184, f"S0000{invent_digits(dice, 17)}"),
            (246, f"2023.{dice.randrange(1, 13)}.{dice.randrange(1, 29)}"),
        ):
            s.text(x, y, value, 9.5)
    return MadePaper(K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people))})


def report_wechat_new(dice):
    day, author = invent_day(dice, 2020, 2025), invent_name(dice)
    medium, title = "青岚工会", "从学徒到大师：焊花里的三十年"
    s = PaperSheet(120, 240)
    y = wrap_text(s, 8, 20, title, 18, 104, "black", 1.4)
    s.text(8, y + 2, f"原创　{author}　{medium}", 10, "hei", colour=(120, 120, 120))
    s.text(8, y + 9, f"{write_arabic(day)} 08:30　海西", 10, "hei", colour=(120, 120, 120))
    y = wrap_text(s, 8, y + 20, PROSE, 12, 104, "hei", 1.8)
    y = wrap_text(s, 8, y + 4, PROSE, 12, 104, "hei", 1.8)
    s.text(8, y + 10, "阅读 1024　赞 36　在看 12", 10, "hei", colour=(120, 120, 120))
    return MadePaper(
        K.REPORT, [s], {F.TITLE: title, F.DATE: write_iso(day), F.AUTHOR: author, F.MEDIUM: medium}
    )


def report_daily(dice):
    day, author = invent_day(dice, 2016, 2025), invent_name(dice)
    medium, title = "青岚日报", "一把焊枪焊出精彩人生"
    s = PaperSheet(210, 297)
    s.text(20, 24, medium, 24, "black")
    s.text(100, 20, f"{write_arabic(day)}　星期三", 10)
    s.text(100, 26, f"责任编辑：{invent_name(dice)}　美术编辑：{invent_name(dice)}", 9)
    s.text(180, 24, "03版　要闻", 12, "hei")
    s.rule(18, 30, 192, 30)
    s.text(20, 50, title, 28, "black")
    s.text(20, 60, "——记市首席技师和他的工作室", 14, "kai")
    s.text(20, 70, f"□本报记者　{author}", 10)
    for left in (20, 80, 140):
        wrap_text(s, left, 80, PROSE * 2, 9.5, 52, indent=2)
    return MadePaper(
        K.REPORT, [s], {F.TITLE: title, F.DATE: write_iso(day), F.AUTHOR: author, F.MEDIUM: medium}
    )


def permit(dice):
    name, day = invent_name(dice), invent_day(dice, 2018, 2025)
    number = f"T371099{invent_digits(dice, 11)}"
    s = PaperSheet(90, 60)
    s.text(45, 10, "中华人民共和国特种作业操作证", 10, "hei", "centre")
    for n, row in enumerate(
        (
            f"证号　{number}",
            f"姓名　{name}　　性别　男",
            "作业类别　焊接与热切割作业",
            "准操项目　熔化焊接与热切割作业",
            f"初领日期　{write_iso(day)}",
            f"有效期限　{write_iso(day)} 至 {day[0] + 6}-{day[1]:02d}-{day[2]:02d}",
            "签发机关　海西省应急管理厅",
        )
    ):
        s.text(8, 18 + n * 6, row, 7)
    return MadePaper(
        K.OPERATING_PERMIT, [s], {F.HOLDER: name, F.NUMBER: number, F.DATE: write_iso(day)}
    )


def appointment_term(dice):
    name, day, firm = invent_name(dice), invent_day(dice, 2018, 2025), invent_firm(dice)
    s = PaperSheet(260, 185)
    s.text(130, 44, "聘　书", 40, "bold", "centre", (170, 30, 30))
    wrap_text(
        s,
        36,
        76,
        f"兹聘请 {name} 同志为我单位技能大师工作室带头人，"
        f"聘期自{day[0]}年1月1日至{day[0] + 2}年12月31日。",
        18,
        188,
        "kai",
        1.9,
        2,
    )
    s.text(48, 124, "此聘", 18, "kai")
    s.text(185, 146, firm, 13, "kai", "centre")
    s.text(185, 156, write_arabic(day), 13, "kai", "centre")
    return MadePaper(K.APPOINTMENT, [s], {F.DATE: write_iso(day), F.ISSUER: firm, F.HOLDER: name})


def ability(dice):
    v, s = invent_skill(dice), PaperSheet(210, 148)
    s.text(105, 30, "专项职业能力证书", 26, "bold", "centre")
    rows = (
        (f"姓名：{v['name']}", f"性别：{dice.choice('男女')}"),
        (f"身份证件号码：{v['id']}", ""),
        ("专项职业能力名称：花饽饽制作", ""),
        (f"证书编号：{v['number']}", f"发证日期：{write_arabic(v['day'])}"),
    )
    for n, (one, other) in enumerate(rows):
        s.text(30, 50 + n * 14, one, 13)
        if other:
            s.text(130, 50 + n * 14, other, 13)
    s.text(150, 120, f"考核机构：{v['issuer']}", 12, "song", "centre")
    return MadePaper(
        K.SPECIAL_ABILITY,
        [s],
        {
            F.HOLDER: v["name"],
            F.ID_NUMBER: v["id"],
            F.OCCUPATION: "花饽饽制作",
            F.NUMBER: v["number"],
            F.DATE: write_iso(v["day"]),
            F.ISSUER: v["issuer"],
        },
    )


def copyright_article(dice):
    """A journal that writes its issue as a year and NO."""
    authors, year, number = invent_names(dice, 2), dice.randrange(2016, 2025), dice.randrange(1, 25)
    title, journal = "浅谈中厚板气体保护焊缺陷的防治", "科技创新与实践"
    s = PaperSheet()
    s.text(20, 18, journal, 11, "hei")
    s.text(188, 18, f"{year}年　第{number}期", 9, "song", "right")
    s.text(188, 24, "工业技术", 9, "song", "right")
    s.text(105, 44, title, 18, "hei", "centre")
    s.text(105, 54, "　".join(authors), 11, "kai", "centre")
    s.text(105, 61, f"（{invent_firm(dice)}　海西青岚　264200）", 9, "song", "centre")
    y = wrap_text(s, 28, 72, f"【摘　要】{PROSE[:80]}", 10, 154)
    s.text(28, y, "【关键词】焊接；缺陷；防治", 10)
    for left in (20, 108):
        wrap_text(s, left, y + 14, PROSE * 2, 10.5, 82, indent=2)
    return MadePaper(
        K.ARTICLE,
        [s],
        {
            F.TITLE: title,
            F.AUTHOR: "、".join(authors),
            F.JOURNAL: journal,
            F.ISSUE: f"{year}年第{number}期",
        },
    )


LATEST: tuple[Layout, ...] = (
    skill_firm_table,
    qualification_prose,
    expert_card,
    able_hand,
    contest_organiser,
    document_commend,
    employment,
    receipt,
    slip_business,
    sign_in,
    roster_numbers,
    report_wechat_new,
    report_daily,
    permit,
    appointment_term,
    ability,
    copyright_article,
)


# ── drawn after those, too ───────────────────────────────────────────────────────────────────────


def innovation_prize(dice):
    """The prize in the heading, what was awarded behind labels."""
    _, province = dice.choice(PLACES)
    day, prize, firm, people = (
        invent_day(dice, 2016, 2025),
        dice.choice(("一等奖", "二等奖", "三等奖")),
        invent_firm(dice),
        invent_names(dice, 4),
    )
    work, number = (
        dice.choice(("船用厚板焊接机器人工作站", "法兰自动装配工装", "醒发箱温湿度联控装置")),
        f"ZGCX{day[0]}{invent_digits(dice, 4)}",
    )
    s = PaperSheet(297, 210)
    s.text(148, 40, f"{province}职工优秀技术创新成果", 28, "bold", "centre", (170, 30, 30))
    s.text(148, 58, "获 奖 证 书", 34, "bold", "centre", (170, 30, 30))
    for n, row in enumerate(
        (
            f"成果名称：{work}",
            f"完成单位：{firm}",
            f"主要完成人：{'、'.join(people)}",
            f"获奖等级：{prize}",
            f"证书编号：{number}",
        )
    ):
        s.text(60, 86 + n * 14, row, 16, "kai")
    s.text(205, 170, f"{province}总工会", 15, "kai", "centre")
    s.text(205, 181, write_arabic(day), 15, "kai", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.TITLE: work,
            F.AUTHOR: "、".join(people),
            F.HONOUR: prize,
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}总工会",
        },
    )


def quality_circle(dice):
    _, province = dice.choice(PLACES)
    day, firm = invent_day(dice, 2016, 2025), invent_firm(dice)
    honour = f"{day[0]}年{province}优秀质量管理小组"
    s = PaperSheet(297, 210)
    s.text(148, 50, "荣誉证书", 40, "bold", "centre", (170, 30, 30))
    s.text(45, 84, f"{firm}匠心QC小组：", 20, "kai")
    wrap_text(s, 45, 102, f"被授予“{honour}”称号。", 20, 206, "kai", 1.9, 2)
    s.text(57, 122, "特发此证", 20, "kai")
    s.text(150, 160, f"{province}质量协会", 15, "kai", "centre")
    s.text(230, 160, f"{province}总工会", 15, "kai", "centre")
    s.text(190, 174, write_characters(day), 15, "kai", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: f"{firm}匠心QC小组",
            F.HONOUR: honour,
            F.LEVEL: "省级",
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}质量协会、{province}总工会",
        },
    )


def skill_columns(dice):
    """Two fields a row, words without colons, English below."""
    v, s = invent_skill(dice), PaperSheet(210, 148)
    s.text(105, 26, "职业技能等级证书", 24, "bold", "centre")
    rows = (
        (("姓名", "Name", v["name"]), ("性别", "Sex", "男")),
        (("证件号码", "ID No.", v["id"]), ("职业工种", "Occupation", v["trade"])),
        (
            ("技能等级", "Level", f"{v['level']}（{v['numeral']}）"),
            ("发证日期", "Date", write_arabic(v["day"])),
        ),
        (("证书编号", "No.", v["number"]), None),
        (("发证机构", "Issuer", v["issuer"]), None),
    )
    for n, row in enumerate(rows):
        for left, cell in zip((20, 112), row, strict=True):
            if cell:
                s.text(left, 46 + n * 16, cell[0], 11, "hei")
                s.text(left, 51 + n * 16, cell[1], 7)
                s.text(left + 26, 48 + n * 16, cell[2], 11)
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def school_contract(dice):
    one, two, day = (
        invent_firm(dice),
        f"{dice.choice(PLACES)[0]}技师学院",
        invent_day(dice, 2018, 2025),
    )
    s = PaperSheet()
    s.text(105, 40, "校企合作协议书", 24, "bold", "centre")
    s.text(28, 60, f"甲方：{one}", 14)
    s.text(28, 70, f"乙方：{two}", 14)
    y = wrap_text(s, 28, 84, PROSE, 14, 156, indent=2)
    y = wrap_text(
        s, 28, y, "本协议一式两份，自双方签字盖章之日起生效，有效期三年。", 14, 156, indent=2
    )
    s.text(28, y + 20, "甲方（盖章）：", 14)
    s.text(110, y + 20, "乙方（盖章）：", 14)
    s.text(28, y + 30, f"代表签字：{invent_name(dice)}", 14)
    s.text(110, y + 30, f"代表签字：{invent_name(dice)}", 14)
    s.text(28, y + 42, f"日期：{write_arabic(day)}", 14)
    s.text(110, y + 42, f"日期：{write_arabic(day)}", 14)
    return MadePaper(K.CONTRACT, [s], {F.TITLE: "校企合作协议书", F.DATE: write_iso(day)})


def patent_long(dice):
    """A name over two lines, many inventors over two lines."""
    v = invent_patent(dice)
    v["kind"] = "1"
    d = v["digits"][:4] + "1" + v["digits"][5:]
    v["digits"], v["check"] = d, Patent(int(d[:4]), "1", d, "").true_check
    v["title"] = "一种用于大型船舶舱口盖板厚板多层多道焊接的自动跟踪装置及其控制方法和应用"
    v["people"] = invent_names(dice, 9)
    s = PaperSheet()
    s.text(28, 40, f"证 书 号 第 {v['serial']} 号", 11)
    s.text(105, 78, "发明专利证书", 32, "bold", "centre")
    rows = (
        ("发 明 名 称：", v["title"]),
        ("发　明　人：", "；".join(v["people"])),
        ("专　利　号：", f"ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}"),
        ("专利申请日：", write_arabic(v["applied"])),
        ("专 利 权 人：", v["owner"]),
        ("地　　　址：", "264200 海西省青岚市滨海路88号"),
        ("授权公告日：", write_arabic(v["granted"])),
        ("授权公告号：", f"CN 11{invent_digits(dice, 7)} B"),
    )
    y = 104
    for label, value in rows:
        s.text(28, y, label, 12)
        y = wrap_text(s, 60, y, value, 12, 122, lead=1.5) + 4
    wrap_text(
        s,
        28,
        y + 6,
        "国家知识产权局依照中华人民共和国专利法进行审查，决定授予专利权，颁发发明专利证书并在专利登记簿上予以登记。专利权自授权公告之日起生效。专利权期限为二十年，自申请日起算。",
        11,
        154,
        indent=2,
    )
    s.text(150, 262, write_arabic(v["granted"]), 12)
    return MadePaper(K.INVENTION_PATENT, [s], tell_patent(v))


def news_site(dice):
    day, author = invent_day(dice, 2018, 2025), invent_name(dice)
    title, medium = "青岚这家技能大师工作室入选省级名单", "青岚新闻网"
    s = PaperSheet()
    s.text(20, 18, "首页 > 民生 > 正文", 9, "hei")
    s.text(105, 38, title, 20, "black", "centre")
    s.text(
        105, 50, f"{write_iso(day)} 10:22:08　来源：{medium}　作者：{author}", 9, "hei", "centre"
    )
    y = wrap_text(s, 22, 66, f"本网讯（记者 {author}）{PROSE}", 13, 166, "hei", 1.8, 2)
    y = wrap_text(s, 22, y, PROSE, 13, 166, "hei", 1.8, 2)
    s.text(188, y + 8, f"责任编辑：{invent_name(dice)}", 10, "hei", "right")
    s.text(105, 280, "https://news.example.cn/2024/0506/1024.html　1/2", 8, "hei", "centre")
    return MadePaper(
        K.REPORT, [s], {F.TITLE: title, F.DATE: write_iso(day), F.AUTHOR: author, F.MEDIUM: medium}
    )


def roster_pages(dice):
    """Over two pages, the second with its columns named again."""
    people, firm, day = invent_names(dice, 40), invent_firm(dice), invent_day(dice, 2019, 2025)
    title = f"{day[0]}年度企业职工岗位技能提升培训学员花名册"
    pages = []
    for part in (people[:24], people[24:]):
        s = PaperSheet()
        if not pages:
            s.text(105, 28, title, 17, "bold", "centre")
            s.text(24, 38, f"单位（盖章）：{firm}", 11)
        for x, word in (
            (26, "序号"),
            (42, "姓 名"),
            (68, "性别"),
            (84, "身份证号码"),
            (134, "工种"),
            (156, "联系电话"),
        ):
            s.text(x, 48, word, 11, "hei")
        for n, name in enumerate(part):
            y = 57 + n * 8.4
            for x, value in (
                (28, str(people.index(name) + 1)),
                (42, name),
                (70, dice.choice("男女")),
                (84, invent_id(dice)),
                (134, "焊工"),
                (156, "138****" + invent_digits(dice, 4)),
            ):
                s.text(x, y, value, 10.5)
        pages.append(s)
    pages[1].text(150, 57 + 16 * 8.4 + 10, write_arabic(day), 12, "song", "centre")
    return MadePaper(K.ROSTER, pages, {F.TITLE: title, F.COUNT: "40", F.DATE: write_iso(day)})


def treasury(dice):
    """A voucher of the treasury: the sum in boxes, a figure each."""
    (yuan, _), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        f"{dice.choice(PLACES)[0]}财政局",
        invent_firm(dice),
    )
    s = PaperSheet(210, 120)
    s.text(105, 16, "财政直接支付凭证（回单）", 16, "bold", "centre")
    s.text(105, 26, write_arabic(day), 10, "song", "centre")
    s.text(150, 26, f"凭证号：{invent_digits(dice, 10)}", 9)
    number = s.drawn[-1].text.partition("：")[2]
    for left, word, who in ((14, "付款人", payer), (108, "收款人", payee)):
        s.down(left, 40, word, 9)
        for n, (label, value) in enumerate(
            (("全　称", who), ("账　号", invent_digits(dice, 17)), ("开户银行", "澄江银行城西支行"))
        ):
            s.text(left + 9, 40 + n * 9, label, 9)
            s.text(left + 28, 40 + n * 9, value, 9)
    s.text(14, 72, "人民币（大写）", 9)
    s.text(46, 72, write_capitals(yuan, 0), 10)
    for n, c in enumerate(reversed(f"¥{yuan}00")):
        s.text(190 - n * 5, 74, c, 9, "song", "centre")
    for n, c in enumerate("分角元十百千万十"):
        s.text(190 - n * 5, 68, c, 6, "song", "centre")
    s.text(14, 84, "用途　技能大师工作室补助资金", 9)
    s.seals.append((170, 96, 14))
    return MadePaper(
        K.PAYMENT,
        [s],
        {
            F.DATE: write_iso(day),
            F.NUMBER: number,
            F.SUM: f"{yuan}",
            F.PAYER: payer,
            F.PAYEE: payee,
        },
    )


def graduation(dice):
    name, day = invent_name(dice), invent_day(dice, 2005, 2020)
    school, number = f"{dice.choice(PLACES)[1]}职业技术学院", f"1{invent_digits(dice, 17)}"
    s = PaperSheet(297, 210)
    s.text(148, 48, "普通高等学校毕业证书", 30, "bold", "centre")
    wrap_text(
        s,
        45,
        80,
        f"学生 {name} ，性别 男，一九八六年三月五日生，于二〇〇五年九月"
        f"至{write_characters(day)[:7]}在本校焊接技术及自动化专业三年制专科学习，修完教学计划规定的全部课程，成绩合格，准予毕业。",
        17,
        206,
        "kai",
        1.9,
        2,
    )
    s.text(45, 168, f"校　名：{school}", 14)
    s.text(180, 168, "校（院）长：某某某", 14)
    s.text(45, 180, f"证书编号：{number}", 12)
    s.text(200, 180, write_characters(day), 14)
    return MadePaper(K.SCHOOLING, [s], {F.HOLDER: name, F.NUMBER: number, F.DATE: write_iso(day)})


def labour_medal_unit(dice):
    _, province = dice.choice(PLACES)
    firm, day = invent_firm(dice), invent_day(dice, 2015, 2025)
    honour, issuer = f"{province}五一劳动奖状", f"{province}总工会"
    s = PaperSheet()
    s.text(105, 60, "荣 誉 证 书", 36, "bold", "centre", (170, 30, 30))
    s.text(105, 110, "授　予", 20, "kai", "centre")
    s.text(105, 128, firm, 22, "kai", "centre")
    s.text(105, 148, honour, 26, "bold", "centre", (170, 30, 30))
    s.text(140, 220, issuer, 15, "song", "centre")
    s.text(140, 232, write_arabic(day), 15, "song", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: firm,
            F.HONOUR: honour,
            F.LEVEL: "省级",
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


def young_hand(dice):
    city, _ = dice.choice(PLACES)
    name, day = invent_name(dice), invent_day(dice, 2015, 2025)
    honour = f"{day[0]}年度{city}青年岗位能手"
    s = PaperSheet(260, 185)
    s.text(130, 42, "荣誉证书", 36, "bold", "centre", (170, 30, 30))
    s.text(35, 70, f"授予：{name}", 18, "kai")
    s.text(48, 88, f"“{honour}”称号。", 20, "kai")
    s.text(48, 106, "特发此证，以资鼓励。", 18, "kai")
    s.text(180, 140, f"共青团{city}委员会", 13, "kai", "centre")
    s.text(180, 149, f"{city}人力资源和社会保障局", 13, "kai", "centre")
    s.text(180, 160, write_characters(day), 13, "kai", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.LEVEL: "市级",
            F.DATE: write_iso(day),
            F.ISSUER: f"共青团{city}委员会、{city}人力资源和社会保障局",
        },
    )


def medal(dice):
    contest, level, year, city, _ = invent_contest(dice)
    name, day, prize = (
        invent_name(dice),
        (year, dice.randrange(6, 12), dice.randrange(1, 29)),
        dice.choice(("金奖", "银奖", "铜奖")),
    )
    s = PaperSheet()
    s.text(105, 54, contest[: len(contest) // 2], 18, "bold", "centre", (170, 30, 30))
    s.text(105, 64, contest[len(contest) // 2 :], 18, "bold", "centre", (170, 30, 30))
    s.text(105, 92, "证　书", 36, "bold", "centre", (170, 30, 30))
    s.text(105, 130, prize, 34, "bold", "centre", (180, 140, 30))
    s.text(105, 156, f"获奖选手：{name}", 18, "kai", "centre")
    s.text(105, 170, f"代表单位：{invent_firm(dice)}", 14, "kai", "centre")
    s.text(105, 226, f"{city}职业技能大赛组织委员会", 14, "song", "centre")
    s.text(105, 238, write_arabic(day), 14, "song", "centre")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: contest,
            F.PLACE: prize,
            F.LEVEL: level,
            F.DATE: write_iso(day),
            F.ISSUER: f"{city}职业技能大赛组织委员会",
        },
    )


def contest_for_firm(dice):
    contest, level, year, city, _ = invent_contest(dice)
    name, day, place, firm = (
        invent_name(dice),
        (year, dice.randrange(6, 12), dice.randrange(1, 29)),
        dice.randrange(1, 9),
        invent_firm(dice),
    )
    s = PaperSheet(297, 210)
    s.text(148, 52, "荣誉证书", 42, "bold", "centre", (170, 30, 30))
    wrap_text(
        s,
        45,
        90,
        f"{name}同志代表{firm}参加{contest}，获得个人第{write_numeral(place)}名的好成绩，特发此证，以资鼓励。",
        20,
        206,
        "kai",
        1.9,
        2,
    )
    s.text(205, 162, f"{city}总工会", 15, "kai", "centre")
    s.text(205, 174, write_characters(day), 15, "kai", "centre")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: contest,
            F.PLACE: f"第{place}名",
            F.LEVEL: level,
            F.DATE: write_iso(day),
            F.ISSUER: f"{city}总工会",
        },
    )


def applied(dice):
    """What a firm says of a result that it uses."""
    firm, day = invent_firm(dice), invent_day(dice, 2018, 2025)
    s = PaperSheet()
    s.text(105, 46, "成果应用证明", 24, "bold", "centre")
    s.text(28, 66, "成果名称：船用厚板焊接机器人工作站", 13)
    s.text(28, 76, f"应用单位：{firm}", 13)
    s.text(28, 86, "应用时间：2021年3月至今", 13)
    y = wrap_text(
        s,
        28,
        100,
        "该成果自应用以来，焊接效率提高三成，年节约成本四十万元，效果显著，特此证明。",
        13,
        154,
        indent=2,
    )
    s.text(150, y + 24, "应用单位（公章）", 13, "song", "centre")
    s.text(150, y + 36, write_arabic(day), 13, "song", "centre")
    return MadePaper(
        K.ATTESTATION, [s], {F.TITLE: "船用厚板焊接机器人工作站", F.DATE: write_iso(day)}
    )


def allowances(dice):
    """A list of who was paid what."""
    people, firm, day = (
        invent_names(dice, dice.randrange(4, 15)),
        invent_firm(dice),
        invent_day(dice, 2019, 2025),
    )
    title = f"{day[0]}年{day[1]}月技能大师工作室带徒津贴发放表"
    s = PaperSheet()
    s.text(105, 30, title, 16, "bold", "centre")
    s.text(24, 40, f"编制单位：{firm}", 10)
    s.text(184, 40, "单位：元", 10, "song", "right")
    for x, word in (
        (26, "序号"),
        (46, "姓名"),
        (76, "岗位"),
        (110, "津贴标准"),
        (140, "实发金额"),
        (168, "领款人签字"),
    ):
        s.text(x, 50, word, 11, "hei")
    for n, name in enumerate(people):
        y = 59 + n * 8.5
        for x, value in (
            (28, str(n + 1)),
            (46, name),
            (76, "焊工"),
            (110, "500.00"),
            (140, "500.00"),
        ):
            s.text(x, y, value, 11)
    y = 59 + len(people) * 8.5
    s.text(46, y, "合计", 11)
    s.text(140, y, f"{500 * len(people)}.00", 11)
    s.text(24, y + 12, f"制表人：{invent_name(dice)}", 10)
    s.text(80, y + 12, f"审核人：{invent_name(dice)}", 10)
    s.text(140, y + 12, f"日期：{write_arabic(day)}", 10)
    return MadePaper(
        K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people)), F.DATE: write_iso(day)}
    )


NEWEST: tuple[Layout, ...] = (
    innovation_prize,
    quality_circle,
    skill_columns,
    school_contract,
    patent_long,
    news_site,
    roster_pages,
    treasury,
    graduation,
    labour_medal_unit,
    young_hand,
    medal,
    contest_for_firm,
    applied,
    allowances,
)


# ── lists and certificates, after those ────────────────────────────────────────────────────────


def _table(s, top, step, heads, rows, size=11):
    for x, word in heads:
        s.text(x, top, word, size, "hei")
    for n, row in enumerate(rows):
        for (x, _), value in zip(heads, row, strict=True):
            s.text(x, top + (n + 1) * step, value, size)
    return top + (len(rows) + 1) * step


def roster_two_heads(dice):
    """Columns named in two rows."""
    people, day = invent_names(dice, dice.randrange(5, 20)), invent_day(dice, 2019, 2025)
    title = f"{day[0]}年新型学徒制培训人员登记表"
    s = PaperSheet(297, 210)
    s.text(148, 26, title, 18, "bold", "centre")
    s.text(60, 40, "基本情况", 11, "hei")
    s.text(170, 40, "培训情况", 11, "hei")
    rows = [
        (str(n + 1), name, dice.choice("男女"), invent_id(dice), "焊工", "中级工", "合格")
        for n, name in enumerate(people)
    ]
    y = _table(
        s,
        48,
        7,
        (
            (24, "序号"),
            (40, "姓名"),
            (62, "性别"),
            (80, "身份证号"),
            (150, "培训工种"),
            (180, "培训等级"),
            (210, "考核结果"),
        ),
        rows,
        10,
    )
    s.text(24, y + 4, f"合计：{len(people)}人", 11)
    return MadePaper(
        K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people)), F.SAID_COUNT: str(len(people))}
    )


def roster_spaced(dice):
    """Names of two characters with a blank between, numbers of two digits, a column 学员姓名."""
    people, day, _firm = (
        invent_names(dice, dice.randrange(5, 22)),
        invent_day(dice, 2019, 2025),
        invent_firm(dice),
    )
    title = "技能大师工作室技艺传授培训班学员名册"
    s = PaperSheet()
    s.text(105, 30, title, 17, "bold", "centre")
    s.text(24, 40, f"培训时间：{write_arabic(day)}", 11)
    s.text(120, 40, f"培训人数：{len(people)}人", 11)
    rows = [
        (
            f"{n + 1:02d}",
            name if len(name) > 2 else f"{name[0]} {name[1]}",
            "高中",
            "车间",
            "138****" + invent_digits(dice, 4),
        )
        for n, name in enumerate(people)
    ]
    _table(
        s,
        52,
        8,
        ((26, "编号"), (46, "学员姓名"), (84, "文化程度"), (114, "部门"), (146, "联系方式")),
        rows,
    )
    return MadePaper(
        K.ROSTER,
        [s],
        {
            F.TITLE: title,
            F.COUNT: str(len(people)),
            F.SAID_COUNT: str(len(people)),
            F.DATE: write_iso(day),
        },
    )


def roster_three(dice):
    """Three people a row."""
    people, day = invent_names(dice, 3 * dice.randrange(3, 9)), invent_day(dice, 2019, 2025)
    title = "高技能人才研修活动签到册"
    s = PaperSheet()
    s.text(105, 30, title, 18, "bold", "centre")
    s.text(24, 42, f"日期：{write_arabic(day)}", 11)
    for left in (24, 80, 136):
        s.text(left, 54, "姓名", 11, "hei")
        s.text(left + 26, 54, "签字", 11, "hei")
    for n, name in enumerate(people):
        s.text((24, 80, 136)[n % 3], 64 + n // 3 * 10, name, 11)
    return MadePaper(
        K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people)), F.DATE: write_iso(day)}
    )


def roster_apprentices(dice):
    """Masters and apprentices in pairs."""
    pairs, day, firm = dice.randrange(4, 12), invent_day(dice, 2019, 2025), invent_firm(dice)
    people = invent_names(dice, pairs)
    title = f"{day[0]}年度名师带徒情况一览表"
    s = PaperSheet()
    s.text(105, 30, title, 18, "bold", "centre")
    s.text(24, 42, f"填报单位：{firm}", 11)
    rows = [
        (str(n + 1), name, "焊工", f"{day[0]}.3-{day[0] + 1}.3", "已晋升高级工")
        for n, name in enumerate(people)
    ]
    y = _table(
        s,
        54,
        9,
        ((24, "序号"), (44, "徒弟姓名"), (80, "工种"), (106, "带徒起止时间"), (152, "带徒成效")),
        rows,
    )
    s.text(140, y + 8, f"填报日期：{write_arabic(day)}", 11)
    return MadePaper(K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(pairs), F.DATE: write_iso(day)})


def roster_small_title(dice):
    """A title no larger than the table's words, a unit below."""
    people, day, firm = (
        invent_names(dice, dice.randrange(6, 20)),
        invent_day(dice, 2019, 2025),
        invent_firm(dice),
    )
    title = f"{firm}高级工取证人员名单"
    s = PaperSheet()
    s.text(105, 30, title, 12, "bold", "centre")
    rows = [
        (str(n + 1), name, f"S0000{invent_digits(dice, 17)}", "焊工", "三级/高级工")
        for n, name in enumerate(people)
    ]
    y = _table(
        s, 42, 8, ((24, "序号"), (42, "姓名"), (64, "证书编号"), (124, "职业"), (148, "等级")), rows
    )
    s.text(150, y + 10, firm, 12, "song", "centre")
    s.text(150, y + 18, write_arabic(day), 12, "song", "centre")
    return MadePaper(
        K.ROSTER,
        [s],
        {F.TITLE: title, F.COUNT: str(len(people)), F.DATE: write_iso(day), F.ISSUER: firm},
    )


def roster_attached(dice):
    """附件1 above, long names among them."""
    people = [*invent_names(dice, dice.randrange(5, 14)), "阿依古丽·买买提", "欧阳建国"]
    title = f"第{write_numeral(dice.randrange(2, 9))}批市级技能大师工作室成员名单"
    s = PaperSheet()
    s.text(24, 26, "附件1", 14, "hei")
    s.text(105, 40, title, 20, "bold", "centre")
    rows = [(str(n + 1), name, invent_firm(dice), "成员") for n, name in enumerate(people)]
    _table(s, 56, 9, ((26, "序号"), (46, "姓名"), (88, "所在单位"), (168, "职责")), rows, 11)
    return MadePaper(K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people))})


def roster_scores(dice):
    """Marks of an examination."""
    people, day = invent_names(dice, dice.randrange(6, 24)), invent_day(dice, 2019, 2025)
    title = "焊工（高级技师）职业技能等级认定成绩汇总表"
    s = PaperSheet()
    s.text(105, 30, title, 16, "bold", "centre")
    s.text(24, 40, f"认定日期：{write_arabic(day)}", 11)
    s.text(130, 40, f"参加认定：{len(people)}人", 11)
    rows = [
        (str(n + 1), name, f"{dice.randrange(60, 100)}", f"{dice.randrange(60, 100)}", "合格")
        for n, name in enumerate(people)
    ]
    _table(
        s,
        52,
        8,
        ((26, "序号"), (50, "姓名"), (84, "理论成绩"), (118, "技能成绩"), (154, "评定")),
        rows,
    )
    return MadePaper(
        K.ROSTER,
        [s],
        {
            F.TITLE: title,
            F.COUNT: str(len(people)),
            F.SAID_COUNT: str(len(people)),
            F.DATE: write_iso(day),
        },
    )


def skill_card(dice):
    """A small card, several labels in a line."""
    v, s = invent_skill(dice), PaperSheet(148, 105)
    s.text(74, 18, "职业技能等级证书", 18, "bold", "centre")
    s.text(14, 36, f"姓名：{v['name']}　　性别：男　　出生日期：1986年3月", 10)
    s.text(14, 46, f"身份证号：{v['id']}", 10)
    s.text(14, 56, f"职业（工种）：{v['trade']}　　等级：{v['level']}", 10)
    s.text(14, 66, f"证书编号：{v['number']}", 10)
    s.text(14, 76, f"发证时间：{write_iso(v['day']).replace('-', '/')}", 10)
    s.text(14, 86, f"发证单位（盖章）：{v['issuer']}", 10)
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def skill_photo_left(dice):
    """Labels right of where a photograph is, values in one column, the number above."""
    v, s = invent_skill(dice), PaperSheet(297, 210)
    s.text(20, 20, f"NO：{v['number']}", 11)
    s.text(148, 46, "职业技能等级认定证书", 30, "bold", "centre")
    s.text(50, 110, "（照片）", 12)
    for n, row in enumerate(
        (
            f"持证人姓名　{v['name']}",
            f"证件号码　{v['id']}",
            f"职业工种　{v['trade']}",
            f"技能等级　{v['numeral']}（{v['level']}）",
            f"颁证日期　{write_arabic(v['day'])}",
            f"颁证机构　{v['issuer']}",
        )
    ):
        s.text(120, 80 + n * 14, row, 14)
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def technician(dice):
    """The old certificate of technicians, its words around blanks."""
    v, s = invent_skill(dice), PaperSheet(210, 148)
    v["level"], v["numeral"] = "高级技师", "一级"
    v["number"] = f"鲁{v['day'][0]}{invent_digits(dice, 6)}"
    s.text(105, 26, "高级技师合格证书", 24, "bold", "centre")
    wrap_text(
        s,
        30,
        48,
        f"{v['name']}，男，身份证号码{v['id']}，经考核评审，具备{v['trade']}高级技师任职资格，特发此证。",
        14,
        150,
        "kai",
        1.9,
        2,
    )
    s.text(30, 96, f"证书编号：{v['number']}", 11)
    s.text(150, 116, v["issuer"], 12, "song", "centre")
    s.text(150, 126, write_characters(v["day"]), 12, "song", "centre")
    return MadePaper(K.QUALIFICATION, [s], tell_skill(v))


def expert_honour(dice):
    _city, province = dice.choice(PLACES)
    name, day = invent_name(dice), invent_day(dice, 2016, 2025)
    honour = f"{province}有突出贡献的技师"
    s = PaperSheet(297, 210)
    s.text(148, 48, "证　书", 44, "bold", "centre", (170, 30, 30))
    s.text(50, 84, f"{name}同志被命名为{honour}，管理期四年。", 20, "kai")
    s.text(50, 100, "特颁此证", 20, "kai")
    s.text(60, 150, f"证书编号：鲁技{day[0]}{invent_digits(dice, 3)}", 13)
    number = s.drawn[-1].text.partition("：")[2]
    s.text(205, 150, f"{province}人民政府", 16, "kai", "centre")
    s.text(205, 162, write_characters(day), 16, "kai", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.LEVEL: "省级",
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: f"{province}人民政府",
        },
    )


def studio_head(dice):
    """A plaque's letter: the studio is named, and its leader behind a label."""
    city, _ = dice.choice(PLACES)
    name, day = invent_name(dice), invent_day(dice, 2016, 2025)
    honour, issuer = f"{city}技能大师工作室", f"{city}人力资源和社会保障局"
    s = PaperSheet(297, 210)
    s.text(148, 60, honour, 40, "bold", "centre", (180, 140, 30))
    s.text(148, 90, f"（领办人：{name}）", 22, "hei", "centre")
    s.text(148, 150, issuer, 20, "hei", "centre")
    s.text(148, 166, write_characters(day), 18, "hei", "centre")
    return MadePaper(
        K.HONOUR, [s], {F.DATE: write_iso(day), F.ISSUER: issuer, F.HONOUR: honour, F.LEVEL: "市级"}
    )


LISTS: tuple[Layout, ...] = (
    roster_two_heads,
    roster_spaced,
    roster_three,
    roster_apprentices,
    roster_small_title,
    roster_attached,
    roster_scores,
    skill_card,
    skill_photo_left,
    technician,
    expert_honour,
    studio_head,
)
