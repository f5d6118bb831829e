"""The sample of another city's notice: a bamboo weaver's station in a city that never was."""

import random
from functools import partial

from make_parts import bamboo
from make_parts.certificates import BROWN, GOLD, GREEN, Certificate, draw_certificate
from make_parts.paper import Style, paper_pdf, set_paper
from make_parts.people import check_digit_of_credit_code, check_digit_of_id, masked_id
from make_parts.plans import FloorPlan, Place, draw_floor_plan
from make_parts.printouts import Article, web_page
from make_parts.recipes import Recipe, Recipes, certificate_scan, read_rows, read_text
from make_parts.report import write_report
from make_parts.rosters import numbered_list
from make_parts.scans import jpeg, scan_pdf
from make_parts.sheet import to_pdf

_NAME = "example-city"
_UNIT = "禾安青篁竹艺有限公司"
_STATION = "禾安市柏松年技艺传承人工作站"
_SHORT = "柏松年竹编技艺传承人工作站"
_PAPER = Style(size=15, leading=27)


def recipes() -> Recipes:
    """How every file of the workspace is made."""
    folders = {
        "01-传习场所": _place(),
        "02-安全与设备管理": _safety(),
        "03-管理制度": _rules(),
        "04-经费使用": {"1 三年经费使用情况说明.pdf": _paper("04-经费说明")},
        **{f"0{n}-{year}年授徒": _pupils(year) for n, year in ((5, 2023), (6, 2024), (7, 2025))},
        "08-徒弟成才": _grades(),
        "09-代表性技艺成果": _works(),
        "10-交流推广": _exchange(),
        "11-荣誉加分": _honours(),
    }
    files: Recipes = {
        f"evidence/{folder}/{name}": recipe
        for folder, made in folders.items()
        for name, recipe in made.items()
    }
    files["studio.yaml"] = _studio_yaml
    files["三年工作总结报告.docx"] = _report
    return files


def _studio_yaml() -> bytes:
    filled = {
        "id_number": "37109919670312011" + check_digit_of_id("37109919670312011"),
        "credit_code": "91371099MA0000913" + check_digit_of_credit_code("91371099MA0000913"),
    }
    text = read_text(_NAME, "studio.yaml")
    for key, value in filled.items():
        text = text.replace(f"{{{key}}}", value)
    return text.encode()


def _report() -> bytes:
    title = f"{_STATION}\n2023—2025年工作总结"
    return write_report(read_text(_NAME, "三年工作总结"), title=title, author=_UNIT)


def _paper(name: str) -> Recipe:
    return lambda: paper_pdf(read_text(_NAME, name), _PAPER)


# ── 阵地、制度 ────────────────────────────────────────────────────────────────────────────────


def _place() -> Recipes:
    plan = FloorPlan(
        title="柏松年技艺传承人工作站平面图",
        unit=_UNIT,
        number="QH-CX-01",
        date="2022-11",
        width=10.8,
        depth=8.0,
        places=(
            *(Place(0.4 + n * 1.7, 0.5, 1.4, 1.1, f"编织台{n + 1}") for n in range(4)),
            *(Place(0.4 + n * 1.7, 2.4, 1.4, 1.1, f"编织台{n + 5}") for n in range(4)),
            Place(7.6, 0.4, 2.8, 1.2, "剖篾机组"),
            Place(7.6, 2.4, 2.8, 1.6, "作品陈列架"),
            Place(0.4, 5.4, 3.2, 1.6, "竹料架"),
            Place(5.2, 5.2, 4.2, 1.6, "授课桌（12人）"),
        ),
        notes=(
            "本图尺寸单位为毫米，为室内净尺寸。",
            "使用面积 10.80 m × 8.00 m ＝ 86.40 m²。",
            "编织台 8 个，另有授课桌 1 张。",
        ),
    )
    return {
        "1 传习场所平面图.pdf": lambda: to_pdf([draw_floor_plan(plan)]),
        "2 传习场所照片.jpg": lambda: jpeg(bamboo.station_room(_SHORT), quality=60, orientation=6),
    }


def _safety() -> Recipes:
    rows = read_rows(_NAME, "设备")
    numbered = [[str(n), *row] for n, row in enumerate(rows, 1)]
    heads = ("序号", "设备名称", "型号", "数量", "购置年份", "状态")
    return {
        "1 设备台账.pdf": lambda: to_pdf(
            numbered_list("工作站设备台账", heads, (12, 40, 34, 16, 22, 34), numbered)
        ),
        "2 2025年度安全检查记录.pdf": _paper("02-安全检查"),
    }


def _rules() -> Recipes:
    titles = ("工作站章程", "授徒管理办法", "经费管理办法", "安全管理制度")
    made = {
        f"工作站制度/{n} {title}.pdf": _paper(f"03-{title}") for n, title in enumerate(titles, 1)
    }
    made["1 四项制度印发通知.pdf"] = _paper("03-印发通知")
    return made


# ── 授徒、成才 ────────────────────────────────────────────────────────────────────────────────


def _pupils(year: int) -> Recipes:
    rows = [row for row in read_rows(_NAME, "授徒") if row[0] == str(year)]
    return {
        f"{year}年授徒协议/{n} {name}授徒协议.pdf": partial(_agreement, name, date, term)
        for n, (_, name, date, term) in enumerate(rows, 1)
    }


def _agreement(name: str, date: str, term: str) -> bytes:
    filled = {"name": name, "date": date, "term": term}
    filled["id"] = masked_id(random.Random(f"pupil {name}"))
    text = read_text(_NAME, "05-授徒协议")
    for key, value in filled.items():
        text = text.replace(f"{{{key}}}", value)
    return paper_pdf(text, Style(size=14, leading=24, top=28, bottom=24))


def _grades() -> Recipes:
    rows = read_rows(_NAME, "证书")
    return {
        f"{kind}/{name}{grade}证书.jpg": certificate_scan(
            Certificate(
                title="职业技能等级证书",
                english="CERTIFICATE OF VOCATIONAL SKILL LEVEL",
                issuer="评价机构（样例）",
                date=date,
                number=number,
                fields=(
                    ("姓　　名", name),
                    ("证件号码", f"371099********{number[-4:]}"),
                    ("职　　业", "竹藤编艺师"),
                    ("等　　级", grade),
                ),
                colour=GREEN,
                portrait=True,
            )
        )
        for kind, name, grade, date, number in rows
    }


# ── 成果、推广、荣誉 ──────────────────────────────────────────────────────────────────────────


def _works() -> Recipes:
    made: Recipes = {}
    for number, (name, year, size, use) in enumerate(read_rows(_NAME, "作品"), 1):
        made[f"技艺成果/{number} {name}说明.pdf"] = partial(_work_sheet, name, year, size, use)
        made[f"技艺成果/{number} {name}照片.jpg"] = partial(_work_photograph, name)
    return made


def _work_sheet(name: str, year: str, size: str, use: str) -> bytes:
    text = read_text(_NAME, "09-作品说明")
    for key, value in {"name": name, "year": year, "size": size, "use": use}.items():
        text = text.replace(f"{{{key}}}", value)
    return scan_pdf(set_paper(text, _PAPER), f"work {name}")


def _work_photograph(name: str) -> bytes:
    return jpeg(bamboo.work(name), quality=58)


def _exchange() -> Recipes:
    article = Article(
        medium="禾安在线（样例）",
        slogan="看禾安　知禾安",
        title="一根竹篾编进课堂：竹编技艺传承人走进二十所学校",
        date="2025-05-21",
        author="本站记者",
        address="www.hean-online.example.com/2025/0521/a17.html",
        paragraphs=tuple(read_text(_NAME, "10-报道").strip().splitlines()),
        picture="学生在学编六角眼竹篮",
    )
    return {
        "1 竹编进校园活动通知.pdf": _paper("10-进校园通知"),
        "2 进校园授课照片.jpg": lambda: jpeg(
            bamboo.lesson("竹编技艺进校园（第十二场）"), quality=58, orientation=3
        ),
        "3 网站报道.pdf": lambda: to_pdf(web_page(article)),
    }


def _honours() -> Recipes:
    made: Recipes = {}
    for kind, title, body, date, number in read_rows(_NAME, "荣誉"):
        certificate = Certificate(
            title="荣誉证书",
            issuer="主办单位（样例）",
            date=date,
            number=number,
            addressee=_SHORT,
            body=body,
            colour=GOLD if kind == "省级荣誉" else BROWN,
            landscape=True,
        )
        made[f"{kind}/{title}.pdf"] = partial(_honour, certificate)
    return made


def _honour(certificate: Certificate) -> bytes:
    return to_pdf([draw_certificate(certificate)])
