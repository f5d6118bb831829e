"""The assessment sample, items 11 to 18: training, innovations, patents, contests, awards."""

from functools import partial

from make_parts import workshop
from make_parts.certificates import BLUE, BROWN, GOLD, PLUM, Certificate, draw_certificate
from make_parts.paper import Style, paper_pdf, set_paper
from make_parts.people import invent_names
from make_parts.printouts import Article, JournalPaper, journal_pages, web_page
from make_parts.recipes import Recipes, certificate_scan, read_rows, read_text
from make_parts.rosters import TrainingClass, numbered_list, training_roster
from make_parts.scans import jpeg
from make_parts.sheet import Colour, Sheet, to_pdf
from make_parts.welding_studio import FORM, NAME, SHORT, TEAM, UNIT, contestants, paper


def result_folders() -> dict[str, Recipes]:
    """How the files of the last eight items are made, folder by folder."""
    return {
        "11-职业技能培训": _training(),
        "12-技术革新": _innovations(),
        "13-新产品新成果": _patents(),
        "14-职业技能竞赛": _contests(),
        "15-推广技术创新成果": _promotion(),
        "16-媒体宣传与活动": _media(),
        "17-奖项与论文专著": _awards(),
        "18-附加分": _bonus(),
    }


# ── 四、成果产出 ──────────────────────────────────────────────────────────────────────────────

CLASSES = (
    TrainingClass(
        "2024年焊工高级工（三级）第一期培训班",
        ("焊工",),
        "三级／高级工",
        "3",
        120,
        "2024年6月22日",
        100,
    ),
    TrainingClass(
        "2024年焊工技师（二级）培训班", ("焊工",), "二级／技师", "2", 96, "2024年9月14日", 300
    ),
    TrainingClass(
        "2024年高级工（三级）第二期培训班",
        ("焊工", "船舶管系工"),
        "三级／高级工",
        "3",
        222,
        "2024年12月1日",
        500,
    ),
)


def _training() -> Recipes:
    files: Recipes = {
        "1 培训班开班通知.pdf": paper("11-开班通知"),
        "2 高级工第一期开班照片.jpg": lambda: jpeg(
            workshop.classroom("class one", "2024年焊工高级工第一期培训班", "焊接变形与控制"),
            quality=58,
        ),
        "3 技师班理论授课照片.jpg": lambda: jpeg(
            workshop.classroom("class two", "2024年焊工技师培训班", "焊缝缺陷的超声判读", 2),
            quality=58,
            orientation=6,
        ),
        "10 实操训练照片.jpg": lambda: jpeg(workshop.booths_row("practice", 3), quality=58),
    }
    for number, training in enumerate(CLASSES, 1):
        name = f"培训取证/{number} {training.title}取证名单（{training.people}人）.pdf"
        files[name] = partial(_roster, number - 1)
    return files


def _roster(index: int) -> bytes:
    """The list of one class. Nobody is in two classes: all names come from one row."""
    names = invent_names("trained", frozenset(TEAM))
    for earlier in CLASSES[:index]:
        for _ in range(earlier.people):
            next(names)
    return to_pdf(training_roster(CLASSES[index], names))


def _innovations() -> Recipes:
    rows = read_rows(NAME, "技术革新")
    effects = read_rows(NAME, "革新效果")
    files: Recipes = {
        "技术革新成果表彰决定.pdf": paper("12-表彰决定"),
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
            note=f"申报单位：{SHORT}　　本批认定 {len(rows)} 项",
            signer=f"{UNIT}技术革新评审小组",
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
    return to_pdf([*set_paper(text, FORM), _effect_sheet(title, effect, number)])


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
            files[f"{folder}.jpg"] = certificate_scan(certificate, tilt=(-0.2, 0.4)[number % 2])
        else:
            files[f"{folder}.pdf"] = partial(_drawn_certificate, certificate)
    files["专利应用证明.pdf"] = paper("13-应用证明")
    return files


def _drawn_certificate(certificate: Certificate) -> bytes:
    return to_pdf([draw_certificate(certificate)])


def _patent_certificates() -> list[tuple[str, int, Certificate]]:
    rows = read_rows(NAME, "专利")
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
                    ("专利权人", UNIT),
                    ("授权公告日", granted),
                ),
                colour=BLUE if kind == "发明专利" else BROWN,
            ),
        )
        for kind, number, name, inventors, patent, applied, granted, certificate in rows
    ]


def _contests() -> Recipes:
    names = contestants()
    lists = (
        (
            "1 市级竞赛推荐名单（12人）",
            "2024年威海市“技能兴海”职业技能竞赛焊工赛项",
            names[:12],
            "2024年6月18日",
        ),
        (
            "2 省级竞赛推荐名单（6人）",
            "2024年山东省船舶行业职业技能竞赛焊工赛项",
            names[12:18],
            "2024年8月26日",
        ),
        (
            "3 区级竞赛推荐名单（4人）",
            "2024年区“技能之星”职业技能竞赛焊工赛项",
            names[18:],
            "2024年4月22日",
        ),
    )
    files: Recipes = {
        f"参赛名单/{file}.pdf": partial(_contest_list, contest, people, date)
        for file, contest, people, date in lists
    }
    files["市级竞赛通知.pdf"] = paper("14-市赛通知")
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
            signer=UNIT,
            date=date,
        )
    )


def _promotion() -> Recipes:
    return {
        "成果推广/1 先进操作法汇编（20项）.pdf": _methods_book,
        "成果推广/2 技术交流会推广成果清单（9项）.pdf": _exchange_list,
        "成果推广/3 悬臂稳弧厚板立焊绝技.pdf": paper("15-绝技1"),
        "成果推广/4 听音辨弧短路过渡调节绝技.pdf": paper("15-绝技2"),
        "成果推广/5 镜面反手狭小舱室焊接绝技.pdf": paper("15-绝技3"),
        "第二次技术交流会照片.jpg": lambda: jpeg(
            workshop.stage("exchange", ("先进操作法交流推广会", f"{UNIT}　2024年10月")), quality=58
        ),
        "窄间隙焊缝照片.jpg": lambda: jpeg(workshop.weld_close(), quality=58),
    }


def _methods_book() -> bytes:
    """The book of methods: preface, contents, then one method after the other."""
    methods = read_rows(NAME, "操作法")
    contents = "\n".join(f"| {n} | {name}" for n, (name, _) in enumerate(methods, 1))
    chapters = []
    for number, (name, what) in enumerate(methods, 1):
        *points, last = what.split("，")
        effect = last if "适用于" not in last else "已在生产中应用，质量稳定"
        scope = next((p for p in what.split("，") if p.startswith("适用于")), "适用于船舶分段焊接")
        main = "；".join(p for p in points if not p.startswith("适用于"))
        chapters.append(
            f"## {number}．{name}\n适用范围：{scope.removeprefix('适用于')}。\n"
            f"操作要点：{main}。\n"
            f"应用效果：{effect}。"
        )
    text = read_text(NAME, "15-操作法汇编前言")
    text += f"---\n## 目　　录\n|w 20 136\n| 序号 | 名　　称\n{contents}\n---\n"
    return paper_pdf(text + "\n".join(chapters), Style(numbered=True))


def _exchange_list() -> bytes:
    rows = [[str(n), *row] for n, row in enumerate(read_rows(NAME, "交流成果"), 1)]
    return to_pdf(
        numbered_list(
            "2024年技术交流会推广成果清单",
            ("序号", "推广成果", "主讲人", "推广场合", "推广单位"),
            (12, 56, 20, 52, 34),
            rows,
            note=f"组织单位：{SHORT}　　推广成果 {len(rows)} 项",
            signer=f"{UNIT}技术部",
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
    files["人才活动/1 技能大师进校园活动通知.pdf"] = paper("16-活动1")
    files["人才活动/2 技术交流周参加证明.pdf"] = paper("16-活动2")
    return files


def _web_pages(name: str, colour: Colour) -> bytes:
    head, *paragraphs = read_text(NAME, name).splitlines()
    medium, slogan, title, date, author, address, picture = head.split("|")
    article = Article(
        medium, slogan, title, date, author, address, tuple(paragraphs), colour, picture
    )
    return to_pdf(web_page(article))


def _awards() -> Recipes:
    files: Recipes = {
        "市级奖项/1 厚板立焊窄间隙自动焊接工艺获创新成果一等奖.jpg": certificate_scan(
            _award(
                "威海技能人才发展促进会（样例）",
                "2024年10月28日",
                "威技促〔2024〕奖006",
                "“厚板立焊窄间隙自动焊接工艺”在2024年度威海市职工技术创新成果评选中荣获一等奖。",
            ),
            dpi=110,
        ),
        "市级奖项/2 薄板分段变形分区预控获创新成果二等奖.jpg": certificate_scan(
            _award(
                "威海技能人才发展促进会（样例）",
                "2024年10月28日",
                "威技促〔2024〕奖019",
                "“薄板分段焊接变形分区预控方法”在2024年度威海市职工技术创新成果评选中荣获二等奖。",
            ),
            dpi=110,
            tilt=-0.5,
        ),
        "省级奖项/1 法兰机器人定心工装获省级创新成果二等奖.pdf": partial(
            _drawn_certificate,
            _award(
                "山东工匠技术促进中心（样例）",
                "2024年12月6日",
                "鲁工技〔2024〕成022",
                "“管子法兰机器人焊接定心工装”在2024年度山东省职工技术创新成果评选中荣获二等奖。",
            ),
        ),
    }
    for number, row in enumerate(read_rows(NAME, "论文"), 1):
        files[f"论文/{number} {row[2]}.pdf"] = partial(_journal, number, row)
    return files


def _award(issuer: str, date: str, number: str, text: str) -> Certificate:
    return Certificate(
        title="荣誉证书",
        addressee=SHORT,
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
        (0.12, 0.3, 0.5),
        (0.1, 0.42, 0.38),
        (0.12, 0.3, 0.5),
        (0.42, 0.22, 0.32),
    )
    journal_paper = JournalPaper(
        journal,
        issue,
        title,
        authors,
        abstract,
        keywords,
        tuple(read_text(NAME, f"17-论文{number}").splitlines()),
        page=20 + number * 7,
        curve=tuple(float(v) for v in curve.split(",")),
        axis=(across, up),
        colour=colours[number - 1],
    )
    return to_pdf(journal_pages(journal_paper))


def _bonus() -> Recipes:
    names = contestants()
    places = (
        (
            "市级竞赛名次/1",
            names[0],
            "2024年威海市“技能兴海”职业技能竞赛焊工赛项",
            "决赛第二名",
            "2024年7月29日",
            "JN2024-HG-002",
        ),
        (
            "市级竞赛名次/2",
            names[3],
            "2024年威海市“技能兴海”职业技能竞赛焊工赛项",
            "决赛第五名",
            "2024年7月29日",
            "JN2024-HG-005",
        ),
        (
            "省级竞赛名次/1",
            names[12],
            "2024年山东省船舶行业职业技能竞赛焊工赛项",
            "决赛第八名",
            "2024年9月28日",
            "LCB2024-HG-008",
        ),
    )
    return {
        f"{path} {name}{place}证书.jpg": certificate_scan(
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
