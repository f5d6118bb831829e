"""The sample of an application: a flower-bun bakery in a village that never was."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PIL import Image

from make_parts import bakery
from make_parts.certificates import BROWN, GOLD, GREEN, PLUM, Certificate, draw_certificate
from make_parts.paper import Style, paper_pdf
from make_parts.people import check_digit_of_credit_code, check_digit_of_id
from make_parts.plans import FloorPlan, Place, draw_floor_plan
from make_parts.recipes import Recipes, certificate_scan, read_rows, read_text
from make_parts.report import write_report
from make_parts.rosters import LIST, numbered_list
from make_parts.scans import jpeg, png, scan_pdf, sheet_picture
from make_parts.sheet import to_pdf

_NAME = "application"
_UNIT = "威海禾穗花饽饽食品有限公司"
_STUDIO = "威海市鞠春兰技能大师工作室"
_FORM = Style(left=25, right=25, top=28, size=14, leading=25, table_size=13, row_height=14)


def recipes() -> Recipes:
    """How every file of the workspace is made."""
    folders = {
        "01-职业资格和技能等级证书": _grades(),
        "02-荣誉证书": _honours(),
        "03-技术成果证书": _results(),
        "04-设施设备清单": _equipment(),
        "05-设施设备和场地照片": _photographs(),
    }
    files: Recipes = {
        f"evidence/{folder}/{name}": recipe
        for folder, made in folders.items()
        for name, recipe in made.items()
    }
    files["studio.yaml"] = _studio_yaml
    files["申请报告.docx"] = _report
    return files


def _studio_yaml() -> bytes:
    filled = {
        "id_number": "37109919780412024" + check_digit_of_id("37109919780412024"),
        "credit_code": "91371099MA0000526" + check_digit_of_credit_code("91371099MA0000526"),
    }
    text = read_text(_NAME, "studio.yaml")
    for key, value in filled.items():
        text = text.replace(f"{{{key}}}", value)
    return text.encode()


def _report() -> bytes:
    return write_report(read_text(_NAME, "申请报告"), title=f"{_STUDIO}申请报告", author=_UNIT)


def _grades() -> Recipes:
    leader = _grade("鞠春兰", "中式面点师", "一级／高级技师", "2018年11月16日", "0526")
    teacher = _grade("乔若溪", "中式面点师", "二级／技师", "2021年7月9日", "1148")
    elder = _grade("邢桂枝", "中式面点师", "二级／技师", "2019年12月20日", "2046")
    designer = _grade("毕晚晴", "中式面点师", "三级／高级工", "2022年6月24日", "3722")
    young = _grade("宫小满", "西式面点师", "三级／高级工", "2023年9月15日", "6104")
    engineer = Certificate(
        title="专业技术职务资格证书",
        issuer="职称评审机构（样例）",
        date="2020年12月18日",
        number="2020-GC-051907",
        fields=(
            ("姓　　名", "梁慕云"),
            ("证件号码", "371099********8813"),
            ("专　　业", "食品工程"),
            ("资格名称", "工程师"),
        ),
        colour=PLUM,
        portrait=True,
    )
    return {
        "1 鞠春兰高级技师证书.jpg": certificate_scan(leader),
        "2 乔若溪技师证书.jpg": certificate_scan(teacher, tilt=-0.4),
        "3 邢桂枝技师证书.pdf": lambda: scan_pdf([draw_certificate(elder)], "elder"),
        "4 毕晚晴高级工证书.png": lambda: png(sheet_picture(draw_certificate(designer), 100)),
        "5 梁慕云工程师证书.pdf": lambda: to_pdf([draw_certificate(engineer)]),
        "10 宫小满高级工证书.jpg": certificate_scan(young, tilt=0.5),
    }


def _grade(name: str, trade: str, grade: str, date: str, tail: str) -> Certificate:
    return Certificate(
        title="职业技能等级证书",
        english="CERTIFICATE OF VOCATIONAL SKILL LEVEL",
        issuer="评价机构（样例）",
        date=date,
        number=f"S00003710990026{tail}01",
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


def _honours() -> Recipes:
    honours = (
        (
            "1 鞠春兰市级乡土技能人才证书",
            "鞠春兰同志",
            "经评审，认定你为2023年度市级乡土技能人才。",
            "乡土人才评审委员会（样例）",
            "2023年11月30日",
            "乡土〔2023〕017",
        ),
        (
            "2 鞠春兰市级面点技能比武金奖证书",
            "鞠春兰同志",
            "在2022年度市级面点技能比武中荣获金奖。",
            "面点技能比武组织委员会（样例）",
            "2022年9月24日",
            "面点〔2022〕001",
        ),
        (
            "3 团队优秀作品奖证书",
            "鞠春兰花饽饽团队",
            "你团队作品“福鱼满堂”在2024年乡村手工技艺展示活动中荣获优秀作品奖。",
            "活动组织委员会（样例）",
            "2024年10月6日",
            "展示〔2024〕032",
        ),
    )
    return {
        f"{name}.jpg": certificate_scan(
            Certificate(
                title="荣誉证书",
                addressee=addressee,
                body=f"{text}特发此证，以资鼓励。",
                issuer=issuer,
                date=date,
                number=number,
                colour=GOLD,
                landscape=True,
            ),
            dpi=110,
            tilt=(0.3, -0.4, 0.2)[place],
        )
        for place, (name, addressee, text, issuer, date, number) in enumerate(honours)
    }


def _results() -> Recipes:
    fish = _patent("外观设计专利", "花饽饽（福鱼）", "ZL 2023 3 9991117.8", "2023年10月20日")
    date = _patent("外观设计专利", "花饽饽（枣花）", "ZL 2023 3 9991118.2", "2023年10月27日")
    mould = _patent(
        "实用新型专利", "一种花饽饽组合压花模具", "ZL 2023 2 9991206.7", "2024年5月17日"
    )
    return {
        "1 外观设计专利证书（福鱼）.jpg": certificate_scan(fish),
        "1 外观设计专利证书（枣花）.jpg": certificate_scan(date, tilt=-0.3),
        "2 实用新型专利证书.pdf": lambda: to_pdf([draw_certificate(mould)]),
        "3 蔬果调色与冷冻锁鲜工艺认定书.pdf": lambda: paper_pdf(
            read_text(_NAME, "革新认定"), _FORM
        ),
        "4 花饽饽制作技艺规程.pdf": lambda: paper_pdf(
            read_text(_NAME, "技艺规程"), Style(numbered=True)
        ),
        "10 教材节选.pdf": _textbook,
    }


def _textbook() -> bytes:
    """A textbook's pages: smaller than A4, as books are."""
    book = Style(
        width=185,
        height=260,
        left=24,
        right=22,
        top=28,
        bottom=26,
        size=13,
        leading=22,
        numbered=True,
        running_head="花饽饽制作技艺",
    )
    return paper_pdf(read_text(_NAME, "教材节选"), book)


def _patent(kind: str, name: str, number: str, granted: str) -> Certificate:
    return Certificate(
        title=f"{kind}证书",
        issuer="专利授权机构（样例）",
        date=granted,
        number=f"证书号（样例）第{number[10:17]}号",
        fields=(
            ("名　　称", name),
            (
                "设 计 人" if kind.startswith("外观") else "发 明 人",
                "鞠春兰" if kind.startswith("外观") else "梁慕云；鞠春兰",
            ),
            ("专 利 号", number),
            ("专利权人", _UNIT),
            ("授权公告日", granted),
        ),
        colour=BROWN,
    )


def _equipment() -> Recipes:
    return {
        "1 设施设备清单.pdf": _equipment_list,
        "2 工作室平面图.pdf": lambda: to_pdf([draw_floor_plan(_floor_plan())]),
    }


def _equipment_list() -> bytes:
    rows = [[str(n), *row] for n, row in enumerate(read_rows(_NAME, "设备"), 1)]
    return to_pdf(
        numbered_list(
            "技能大师工作室（筹）现有设施设备清单",
            ("序号", "名称", "规格型号", "数量", "状态"),
            (16, 60, 48, 22, 22),
            rows,
            style=replace(LIST, row_height=6.9),
            note=f"单位：{_UNIT}　　共 {len(rows)} 种",
            signer=_UNIT,
            date="2025年5月20日",
        )
    )


def _floor_plan() -> FloorPlan:
    benches = [
        Place(0.6 + n % 4 * 2.3, 0.6 + n // 4 * 1.7, 1.8, 0.8, f"操作台{n + 1}") for n in range(12)
    ]
    return FloorPlan(
        title="鞠春兰技能大师工作室平面布置图",
        unit=_UNIT,
        number="HS-GZS-01",
        date="2025-04",
        width=15.0,
        depth=8.0,
        places=(
            *benches,
            Place(10.2, 0.5, 4.3, 0.9, "蒸制、醒发区"),
            Place(10.2, 2.0, 4.3, 0.9, "速冻、包装区"),
            Place(10.6, 4.0, 3.4, 1.6, "研讨区（12人）"),
            Place(7.6, 6.8, 6.8, 0.7, "作品展示柜"),
            Place(0.6, 6.6, 4.0, 0.8, "洗手消毒、更衣"),
        ),
        notes=(
            "本图尺寸单位为毫米，为室内净尺寸。",
            "使用面积 15.00 m × 8.00 m ＝ 120.00 m²。",
            "实训操作台 12 个，可同时容纳 36 人。",
            "位置：公司综合楼一层。",
        ),
    )


def _photographs() -> Recipes:
    return {
        "1 制作间.jpg": partial(_photograph, "work room"),
        "2 蒸制区.jpg": partial(_photograph, "steam"),
        "3 塑形工具和木模.jpg": partial(_photograph, "tools", 6),
        "4 培训带徒现场.jpg": partial(_photograph, "apprentices"),
        "5 作品展示柜.jpg": partial(_photograph, "case", 8),
        "6 作品枣花饽饽.jpg": partial(_photograph, "flower"),
        "7 作品福鱼.jpg": partial(_photograph, "fish", 3),
        "10 作品寿桃.jpg": partial(_photograph, "peaches"),
    }


def _photograph(scene: str, orientation: int = 1) -> bytes:
    paint: dict[str, Callable[[], Image.Image]] = {
        "work room": partial(bakery.work_room, "花饽饽制作间"),
        "steam": bakery.steam_room,
        "tools": bakery.tool_set,
        "apprentices": partial(bakery.apprentices, "花饽饽制作技艺培训班"),
        "case": partial(bakery.show_case, "花饽饽作品展示"),
        "flower": bakery.flower_bun,
        "fish": bakery.fish_bun,
        "peaches": bakery.peaches_tray,
    }
    return jpeg(paint[scene](), quality=58, orientation=orientation)
