"""Papers as China's offices print them, invented, each with what it truly says.

A layout is a function of dice: it draws a paper and tells its kind and fields. What is drawn is
known as lines of text with their places (`PaperSheet.lines`), and as a picture that has to be read
(`PaperSheet.picture`). `DEVELOPED` are the layouts that the rules were made by, `HELD_OUT` those
they were only measured on.
"""

import io
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from docgen.model.certificate_numbers import Patent
from docgen.model.page_text import PageText, PlacedLine
from docgen.papers.paper import FieldName as F
from docgen.papers.paper import PaperKind as K

MM = 72 / 25.4
_NOTO = Path("/usr/share/fonts/opentype/noto")
_FACES = {
    "song": (_NOTO / "NotoSerifCJK-Regular.ttc", 2),
    "bold": (_NOTO / "NotoSerifCJK-Bold.ttc", 2),
    "hei": (_NOTO / "NotoSansCJK-Regular.ttc", 2),
    "black": (_NOTO / "NotoSansCJK-Bold.ttc", 2),
    "kai": (Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"), 0),
}

Truth = Mapping[F, str]


def fonts_are_here() -> bool:
    """Whether pictures can be drawn on this machine."""
    return all(path.is_file() for path, _ in _FACES.values())


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    path, number = _FACES[face]
    return ImageFont.truetype(str(path), size, index=number)


def measure_ems(text: str) -> float:
    return sum(0.55 if c.isascii() else 1.0 for c in text)


@dataclass(frozen=True)
class Line:
    """Text with the left end of its base line in mm."""

    x: float
    y: float
    text: str
    size: float
    face: str
    colour: tuple[int, int, int]
    down: bool = False
    """Whether its characters stand below each other."""


@dataclass
class PaperSheet:
    """A sheet in mm."""

    width: float = 210
    height: float = 297
    drawn: list[Line] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    frames: list[tuple[float, float, float, float]] = field(default_factory=list)
    seals: list[tuple[float, float, float]] = field(default_factory=list)
    ground: tuple[int, int, int] = (253, 253, 251)

    def text(self, x, y, text, size=12.0, face="song", align="left", colour=(20, 20, 24)):
        """One line; 　 within parts it into several where they are read as such."""
        wide = measure_ems(text) * size / MM
        left = x - {"left": 0, "centre": wide / 2, "right": wide}[align]
        self.drawn.append(Line(left, y, text, size, face, colour))

    def down(self, x, y, text, size=12.0, face="song"):
        self.drawn.append(Line(x, y, text, size, face, (20, 20, 24), down=True))

    def spread(self, x, y, text, size, wide, face="bold", colour=(20, 20, 24)):
        """Characters each apart, over so many mm, around the middle x."""
        step = wide / max(len(text) - 1, 1)
        for number, c in enumerate(text):
            self.text(x - wide / 2 + number * step, y, c, size, face, "centre", colour)

    def rule(self, x, y, x2, y2):
        self.rules.append((x, y, x2, y2))

    def lines(self) -> PageText:
        """The text as a page has it that was never on paper."""
        found = []
        for line in self.drawn:
            x, y, em = line.x * MM, line.y * MM, line.size
            if line.down:
                for n, c in enumerate(line.text):
                    found.append(_placed(c, x, y + n * em * 1.2, em, em))
                continue
            at = x
            for part in _parts(line.text):
                if part.strip():
                    lead = len(part) - len(part.lstrip("　 "))
                    left = at + measure_ems(part[:lead]) * em
                    found.append(
                        _placed(part.strip("　 "), left, y, measure_ems(part.strip("　 ")) * em, em)
                    )
                at += measure_ems(part) * em
        found.sort(key=lambda placed: placed.corners[0][1])
        return PageText(tuple(found))

    def picture(self, dpi: int = 200) -> Image.Image:
        """The sheet drawn, its seals over the text."""
        k = dpi / 25.4
        image = Image.new("RGB", (round(self.width * k), round(self.height * k)), self.ground)
        brush = ImageDraw.Draw(image)
        for x, y, wide, high in self.frames:
            box = (x * k, y * k, (x + wide) * k, (y + high) * k)
            brush.rectangle(box, outline=(150, 120, 70), width=max(1, round(0.5 * k)))
        for x, y, x2, y2 in self.rules:
            brush.line((x * k, y * k, x2 * k, y2 * k), (60, 60, 70), max(1, round(0.15 * k)))
        for line in self.drawn:
            font = _font(line.face, max(round(line.size / 72 * dpi), 4))
            if line.down:
                for n, c in enumerate(line.text):
                    at = (line.x * k, line.y * k + n * line.size * 1.2 / 72 * dpi)
                    brush.text(at, c, line.colour, font, anchor="ls")
            else:
                brush.text((line.x * k, line.y * k), line.text, line.colour, font, anchor="ls")
        for x, y, radius in self.seals:
            image = _sealed(image, x * k, y * k, radius * k)
        return image


def _parts(text: str) -> list[str]:
    """A text cut before every word behind a wide gap."""
    parts, start = [], 0
    for at in range(len(text) - 1):
        if text[at] == "　" and text[at - 1 : at] == "　" and text[at + 1] != "　":
            parts.append(text[start : at + 1])
            start = at + 1
    return [*parts, text[start:]]


def _placed(text, x, y, wide, em) -> PlacedLine:
    top, foot = y - 0.88 * em, y + 0.12 * em
    return PlacedLine(text, ((x, top), (x + wide, top), (x + wide, foot), (x, foot)))


def _sealed(image, x, y, radius, words="青岚市技能人才评价专用章"):
    """A red ring with a star and words around it, multiplied over what is there."""
    layer = Image.new("RGB", image.size, (255, 255, 255))
    brush = ImageDraw.Draw(layer)
    ring = (x - radius, y - radius, x + radius, y + radius)
    brush.ellipse(ring, outline=(222, 60, 60), width=max(2, round(radius * 0.06)))
    star = []
    for n in range(10):
        reach = radius * 0.28 * (1 if n % 2 == 0 else 0.4)
        angle = n * math.pi / 5
        star.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    brush.polygon(star, fill=(228, 80, 80))
    font = _font("song", max(round(radius * 0.26), 6))
    for n, c in enumerate(words):
        angle = (n - (len(words) - 1) / 2) * 250 / len(words)
        tile = Image.new("RGB", (font.size + 4, font.size + 4), (255, 255, 255))
        middle = tile.width / 2
        ImageDraw.Draw(tile).text((middle, middle), c, (222, 60, 60), font, anchor="mm")
        tile = tile.rotate(-angle, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
        far = radius * 0.78
        left = x + far * math.sin(math.radians(angle)) - middle
        top = y - far * math.cos(math.radians(angle)) - middle
        layer.paste(tile, (round(left), round(top)))
    return ImageChops.multiply(image, layer)


@dataclass(frozen=True)
class MadePaper:
    """A paper of some sheets, and what it says."""

    kind: K
    sheets: Sequence[PaperSheet]
    truth: Truth

    def pages(self) -> list[PageText]:
        return [sheet.lines() for sheet in self.sheets]


# ── what papers say ─────────────────────────────────────────────────────────────────────────────

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文丛毕鞠"
)
_GIVEN = (
    "建国海洪晓立振永志春秀玉明学世德家俊宏伟光东新忠兴庆长思子佳雨欣诗梓浩宇泽嘉艺若书安景承睿军平强勇涛杰磊超刚辉鹏斌亮峰龙"
    "波宁凯飞旭阳健敏丽娟燕静霞艳萍玲芳琳琪媛婷涵轩辰然昊博"
)
TRADES = (
    "焊工",
    "电工",
    "钳工",
    "车工",
    "数控车工",
    "中式面点师",
    "汽车维修工",
    "船舶管系工",
    "无损检测员",
    "铣工",
    "起重装卸机械操作工",
    "电子商务师",
    "茶艺师",
    "工业机器人系统操作员",
    "制冷工",
    "锅炉操作工",
)
PLACES = (("青岚市", "海西省"), ("澄江市", "云岭省"), ("滨屿市", "东川省"), ("宁泽市", "江右省"))
_FIRMS = (
    "沧岭重型机械有限公司",
    "海韵纺织科技有限公司",
    "瑞禾食品股份有限公司",
    "鼎舟船舶工程有限公司",
    "昱恒精密制造有限公司",
    "岚桥电气集团有限公司",
)
_DIGITS = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def invent_name(dice):
    return dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2, 2))))


def invent_names(dice, count):
    found = []
    while len(found) < count:
        if (name := invent_name(dice)) not in found:
            found.append(name)
    return found


def invent_day(dice, first=2012, last=2025):
    return dice.randrange(first, last), dice.randrange(1, 13), dice.randrange(1, 29)


def write_iso(day):
    return f"{day[0]}-{day[1]:02d}-{day[2]:02d}"


def write_arabic(day):
    return f"{day[0]}年{day[1]}月{day[2]}日"


def write_numeral(n):
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (
        _DIGITS[ones] if ones or not tens else ""
    )


def write_characters(day):
    return (
        "".join(_DIGITS[int(c)] for c in str(day[0]))
        + f"年{write_numeral(day[1])}月{write_numeral(day[2])}日"
    )


def invent_digits(dice, count):
    return "".join(dice.choice("0123456789") for _ in range(count))


def invent_id(dice):
    return f"371099********{invent_digits(dice, 4)}"


def invent_firm(dice):
    return dice.choice(PLACES)[0].removesuffix("市") + dice.choice(_FIRMS)


def _patent(dice, kind):
    digits = f"{dice.randrange(2012, 2024)}{kind}{invent_digits(dice, 7)}"
    check = Patent(int(digits[:4]), digits[4], digits, "").true_check
    return digits, check


_GADGETS = (
    "一种船用舱口盖焊接定位工装",
    "一种管路法兰自动对中装置及其使用方法",
    "一种带防脱结构的电缆卷筒",
    "一种面团恒温醒发箱",
    "一种窄间隙埋弧焊送丝机构",
    "一种可拆卸的数控车床尾座夹具",
)


def write_capitals(yuan: int, fen: int) -> str:
    groups, units = [], ("", "万", "亿")
    number, at = yuan, 0
    while number:
        number, group = divmod(number, 10_000)
        words, zero = "", False
        for power in (3, 2, 1, 0):
            digit = group // 10**power % 10
            if digit:
                words += (
                    ("零" if zero and words else "")
                    + _CAPITALS[digit]
                    + ("", "拾", "佰", "仟")[power]
                )
                zero = False
            else:
                zero = True
        if group:
            groups.append(("零" if number and group < 1000 else "") + words + units[at])
        at += 1
    text = "".join(reversed(groups)) + "元"
    jiao, rest = divmod(fen, 10)
    if not fen:
        return text + "整"
    return (
        text + (f"{_CAPITALS[jiao]}角" if jiao else "零") + (f"{_CAPITALS[rest]}分" if rest else "")
    )


def wrap_text(sheet, x, y, text, size, wide_mm, face="song", lead=1.7, indent=0):
    """Text broken into lines of a width; returns where the next line would stand."""
    room, line, first = wide_mm * MM / size, "", True
    for c in text:
        limit = room - (indent if first else 0)
        if measure_ems(line + c) > limit and c not in "，。、；：）》”":
            sheet.text(x + (indent * size / MM if first else 0), y, line, size, face)
            y += size * lead / MM
            line, first = "", False
        line += c
    if line:
        sheet.text(x + (indent * size / MM if first else 0), y, line, size, face)
        y += size * lead / MM
    return y


# ── certificates of skill ───────────────────────────────────────────────────────────────────────

_LEVELS = (
    ("五级", "初级工"),
    ("四级", "中级工"),
    ("三级", "高级工"),
    ("二级", "技师"),
    ("一级", "高级技师"),
)


def invent_skill(dice):
    numeral, level = dice.choice(_LEVELS)
    day = invent_day(dice, 2020, 2025)
    letter = dice.choice("SYJ")
    grade = 5 - _LEVELS.index((numeral, level))
    return {
        "name": invent_name(dice),
        "id": invent_id(dice),
        "trade": dice.choice(TRADES),
        "numeral": numeral,
        "level": level,
        "day": day,
        "number": f"{letter}0000{invent_digits(dice, 9)}"
        f"{str(day[0])[2:]}{grade}{invent_digits(dice, 5)}",
        "issuer": dice.choice(
            (
                invent_firm(dice),
                f"{dice.choice(PLACES)[0]}职业技能鉴定中心",
                f"{dice.choice(PLACES)[0]}技师学院",
                f"{dice.choice(PLACES)[1]}机械工业职业技能评价中心",
            )
        ),
    }


def tell_skill(v):
    return {
        F.HOLDER: v["name"],
        F.ID_NUMBER: v["id"],
        F.OCCUPATION: v["trade"],
        F.LEVEL: v["level"],
        F.NUMBER: v["number"],
        F.DATE: write_iso(v["day"]),
        F.ISSUER: v["issuer"],
    }


def skill_landscape(dice):
    v, s = invent_skill(dice), PaperSheet(297, 210)
    s.frames.append((8, 8, 281, 194))
    s.text(148, 48, "职业技能等级证书", 34, "bold", "centre", (150, 30, 30))
    s.text(148, 58, "CERTIFICATE OF VOCATIONAL SKILL LEVEL", 10, "song", "centre")
    rows = (
        ("姓　　名：", v["name"]),
        ("证件类型：", "居民身份证"),
        ("证件号码：", v["id"]),
        ("职业名称：", v["trade"]),
        ("工种/职业方向：", "——"),
        ("职业技能等级：", f"{v['numeral']}/{v['level']}"),
        ("证书编号：", v["number"]),
    )
    for n, (label, value) in enumerate(rows):
        s.text(120, 82 + n * 12, label, 14, "hei")
        s.text(162, 82 + n * 12, value, 14, "kai")
    s.text(200, 178, v["issuer"], 14, "song", "centre")
    s.text(200, 188, write_arabic(v["day"]), 14, "song", "centre")
    if dice.random() < 0.6:
        s.seals.append((204, 178, 19))
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def skill_portrait(dice):
    v, s = invent_skill(dice), PaperSheet()
    s.text(105, 60, "职 业 技 能 等 级 证 书", 28, "bold", "centre")
    rows = (
        ("姓 名", "Name", v["name"]),
        ("身份证号码", "ID No.", v["id"]),
        ("职业（工种）", "Occupation", v["trade"]),
        ("等 级", "Skill Level", f"{v['numeral']}（{v['level']}）"),
        ("证书编号", "Certificate No.", v["number"]),
        ("发证日期", "Date of Issue", write_arabic(v["day"])),
        ("评价机构", "Issued by", v["issuer"]),
    )
    for n, (label, english, value) in enumerate(rows):
        y = 95 + n * 19
        s.text(35, y, label, 14, "hei")
        s.text(35, y + 5, english, 8)
        s.text(80, y, value, 14, "kai")
        s.rule(78, y + 2, 180, y + 2)
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def skill_table(dice):
    """Held out: cells without colons, two fields a row."""
    v, s = invent_skill(dice), PaperSheet(210, 148)
    s.text(105, 28, "职业技能等级证书", 26, "black", "centre")
    cells = (
        (20, 45, "姓名", 45, v["name"]),
        (110, 45, "性别", 135, "男"),
        (20, 60, "证件号码", 45, v["id"]),
        (20, 75, "职业名称", 45, v["trade"]),
        (110, 75, "技能等级", 135, f"{v['numeral']} {v['level']}"),
        (20, 90, "证书编号", 45, v["number"]),
        (20, 105, "发证机构", 45, v["issuer"]),
        (20, 120, "发证日期", 45, write_iso(v["day"])),
    )
    for x, y, label, x2, value in cells:
        s.text(x, y, label, 11, "hei")
        s.text(x2, y, value, 11, "song")
        s.rule(18, y + 4, 192, y + 4)
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def skill_two_on_a_page(dice):
    """Two certificates side by side: what they say differs."""
    s = PaperSheet(297, 210)
    for left in (12, 156):
        v = invent_skill(dice)
        s.text(left + 65, 40, "职业技能等级证书", 22, "bold", "centre")
        for n, (label, value) in enumerate(
            (
                ("姓名：", v["name"]),
                ("证件号码：", v["id"]),
                ("职业名称：", v["trade"]),
                ("职业技能等级：", f"{v['numeral']}/{v['level']}"),
                ("证书编号：", v["number"]),
                ("发证日期：", write_arabic(v["day"])),
            )
        ):
            s.text(left + 12, 62 + n * 14, label, 11, "hei")
            s.text(left + 46, 62 + n * 14, value, 11, "song")
    return MadePaper(K.SKILL_LEVEL, [s], {})


def qualification_booklet(dice):
    numeral, level = dice.choice(_LEVELS)
    name, trade, day, number, hidden = (
        invent_name(dice),
        dice.choice(TRADES),
        invent_day(dice, 2005, 2017),
        invent_digits(dice, 16),
        invent_id(dice),
    )
    issuer = f"{dice.choice(PLACES)[1]}人力资源和社会保障厅职业技能鉴定中心"
    s = PaperSheet(210, 148)
    s.text(54, 30, "贴照片处", 9)
    s.text(
        55, 90, issuer if len(issuer) < 16 else issuer[:14], 9, "song", "centre"
    ) if False else None
    rows = (
        ("姓　　名", name),
        ("性　　别", "男"),
        ("出生日期", "1980年3月5日"),
        ("文化程度", "高中"),
        ("证书编号", number),
        ("身份证号", hidden),
    )
    for n, (label, value) in enumerate(rows):
        s.text(14, 62 + n * 12, label, 11, "song")
        s.text(42, 62 + n * 12, value, 11, "kai")
        s.rule(40, 64 + n * 12, 98, 64 + n * 12)
    rows = (
        ("职业（工种）及等级", f"{trade}{numeral}"),
        ("理论知识考试成绩", str(dice.randrange(60, 100))),
        ("操作技能考核成绩", str(dice.randrange(60, 100))),
        ("评 定 成 绩", "合格"),
    )
    for n, (label, value) in enumerate(rows):
        s.text(112, 38 + n * 14, label, 11, "song")
        s.text(156, 38 + n * 14, value, 11, "kai")
    s.text(160, 112, "职业技能鉴定（指导）中心（印）", 9, "song", "centre")
    s.text(160, 126, write_arabic(day), 11, "song", "centre")
    return MadePaper(
        K.QUALIFICATION,
        [s],
        {
            F.HOLDER: name,
            F.NUMBER: number,
            F.ID_NUMBER: hidden,
            F.OCCUPATION: trade,
            F.LEVEL: level,
            F.DATE: write_iso(day),
        },
    )


def qualification_old(dice):
    """Held out: a title, bilingual labels in one line, a date in Chinese numerals."""
    numeral, level = dice.choice(_LEVELS)
    name, trade, day, number = (
        invent_name(dice),
        dice.choice(TRADES),
        invent_day(dice, 2003, 2016),
        invent_digits(dice, 16),
    )
    issuer = f"{dice.choice(PLACES)[0]}人力资源和社会保障局"
    s = PaperSheet()
    s.text(105, 50, "中华人民共和国", 20, "bold", "centre")
    s.text(105, 66, "职业资格证书", 34, "bold", "centre")
    rows = (
        ("姓名", "Full Name", name),
        ("性别", "Sex", "女"),
        ("职业名称", "Occupation", trade),
        ("等级", "Grade", f"{numeral}（{level}）"),
        ("证书编号", "Certificate No.", number),
    )
    for n, (label, english, value) in enumerate(rows):
        s.text(40, 105 + n * 16, label, 13)
        s.text(64, 105 + n * 16, english, 9)
        s.text(98, 105 + n * 16, value, 14, "kai")
    s.text(140, 228, issuer, 14, "song", "centre")
    s.text(140, 240, write_characters(day), 14, "song", "centre")
    s.seals.append((150, 232, 20))
    return MadePaper(
        K.QUALIFICATION,
        [s],
        {
            F.HOLDER: name,
            F.NUMBER: number,
            F.OCCUPATION: trade,
            F.LEVEL: level,
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


_TITLES = ("工程师", "高级工程师", "助理工程师", "讲师", "高级经济师", "实验师")


def title_electronic(dice):
    name, title, day, hidden = (
        invent_name(dice),
        dice.choice(_TITLES),
        invent_day(dice, 2018, 2025),
        invent_id(dice),
    )
    province, subject = (
        dice.choice(PLACES)[1],
        dice.choice(("机械制造", "焊接工程", "食品工程", "电气自动化", "船舶与海洋工程")),
    )
    number, issuer = f"{day[0]}{invent_digits(dice, 10)}", f"{province}工程系列高级职务评审委员会"
    s = PaperSheet()
    s.text(105, 52, f"{province}职称证书", 30, "bold", "centre")
    rows = (
        ("姓　　名：", name),
        ("证件号码：", hidden),
        ("专业名称：", subject),
        ("资格名称：", title),
        ("证书编号：", number),
        ("评审机构：", issuer),
        ("批准时间：", write_arabic(day)),
    )
    for n, (label, value) in enumerate(rows):
        s.text(40, 95 + n * 17, label, 14, "hei")
        s.text(76, 95 + n * 17, value, 14, "song")
    return MadePaper(
        K.PROFESSIONAL_TITLE,
        [s],
        {
            F.HOLDER: name,
            F.ID_NUMBER: hidden,
            F.OCCUPATION: subject,
            F.LEVEL: title,
            F.NUMBER: number,
            F.ISSUER: issuer,
            F.DATE: write_iso(day),
        },
    )


def title_paper(dice):
    """Held out."""
    name, title, day = invent_name(dice), dice.choice(_TITLES), invent_day(dice, 2010, 2022)
    issuer, number, subject = (
        f"{dice.choice(PLACES)[0]}人力资源和社会保障局",
        f"GC{invent_digits(dice, 8)}",
        dice.choice(("金属材料", "机电一体化", "纺织工程")),
    )
    s = PaperSheet(297, 210)
    s.text(215, 46, "专业技术资格证书", 26, "bold", "centre")
    rows = (
        ("姓名", name),
        ("性别", "男"),
        ("专业", subject),
        ("资格名称", title),
        ("授予时间", write_arabic(day)),
        ("证书编号", number),
        ("发证机关", issuer),
    )
    for n, (label, value) in enumerate(rows):
        s.text(160, 72 + n * 15, label, 13, "hei")
        s.text(194, 72 + n * 15, value, 13, "kai")
        s.rule(192, 74 + n * 15, 275, 74 + n * 15)
    return MadePaper(
        K.PROFESSIONAL_TITLE,
        [s],
        {
            F.HOLDER: name,
            F.OCCUPATION: subject,
            F.LEVEL: title,
            F.NUMBER: number,
            F.ISSUER: issuer,
            F.DATE: write_iso(day),
        },
    )


# ── patents ─────────────────────────────────────────────────────────────────────────────────────

_PATENTS = {
    "1": ("发明专利", "发明名称", K.INVENTION_PATENT),
    "2": ("实用新型专利", "实用新型名称", K.UTILITY_PATENT),
    "3": ("外观设计专利", "外观设计名称", K.DESIGN_PATENT),
}


def invent_patent(dice):
    kind = dice.choice("123")
    digits, check = _patent(dice, kind)
    applied = (int(digits[:4]), dice.randrange(1, 13), dice.randrange(1, 29))
    granted = (applied[0] + 1, dice.randrange(1, 13), dice.randrange(1, 29))
    return {
        "kind": kind,
        "digits": digits,
        "check": check,
        "applied": applied,
        "granted": granted,
        "serial": invent_digits(dice, 7).replace("0", "3", 1),
        "people": invent_names(dice, dice.randrange(1, 6)),
        "owner": invent_firm(dice),
        "title": dice.choice(_GADGETS)
        if kind != "3"
        else dice.choice(("包装盒（福鱼花饽饽）", "焊接机器人", "面点模具（枣花）")),
    }


def tell_patent(v):
    d = v["digits"]
    return {
        F.TITLE: v["title"],
        F.AUTHOR: "、".join(v["people"]),
        F.NUMBER: f"ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}",
        F.APPLICATION_DATE: write_iso(v["applied"]),
        F.HOLDER: v["owner"],
        F.DATE: write_iso(v["granted"]),
        F.CERTIFICATE_NUMBER: v["serial"],
    }


def _cn(v, dice):
    return f"CN {dice.randrange(100, 300)}{invent_digits(dice, 6)} {'BUS'[int(v['kind']) - 1]}"


def patent_2019(dice):
    v, s = invent_patent(dice), PaperSheet()
    word, label, kind = _PATENTS[v["kind"]]
    d = v["digits"]
    s.text(22, 30, f"证书号第{v['serial']}号", 11)
    s.text(105, 62, f"{word}证书", 30, "bold", "centre")
    rows = (
        (f"{label}：", v["title"]),
        ("发　明　人：" if v["kind"] != "3" else "设　计　人：", ";".join(v["people"])),
        ("专　利　号：", f"ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}"),
        ("专利申请日：", write_arabic(v["applied"])),
        ("专 利 权 人：", v["owner"]),
        ("地　　　址：", "264200 海西省青岚市滨海路88号"),
    )
    for n, (name, value) in enumerate(rows):
        s.text(28, 90 + n * 13, f"{name}{value}", 12)
    s.text(28, 170, f"授权公告日：{write_arabic(v['granted'])}", 12)
    s.text(118, 170, f"授权公告号：{_cn(v, dice)}", 12)
    y = wrap_text(
        s,
        28,
        186,
        f"国家知识产权局依照中华人民共和国专利法经过审查，决定授予专利权，颁发{word}证书并在专利登记簿上予以登记。专利权自授权公告之日起生效。专利权期限自申请日起算。",
        11,
        156,
        indent=2,
    )
    wrap_text(
        s,
        28,
        y + 2,
        "专利证书记载专利权登记时的法律状况。专利权的转移、质押、无效、终止、恢复和专利权人的姓名或名称、国籍、地址变更等事项记载在专利登记簿上。",
        11,
        156,
        indent=2,
    )
    s.text(28, 252, "局长", 14, "kai")
    s.text(150, 262, write_arabic(v["granted"]), 12, "song", "centre")
    s.text(105, 284, "第 1 页 （共 2 页）", 9, "song", "centre")
    s.seals.append((140, 248, 20))
    return MadePaper(kind, [s], tell_patent(v))


def patent_2023(dice):
    """Held out: two columns of dates, a title over two lines, English below."""
    v, s = invent_patent(dice), PaperSheet()
    if v["kind"] != "3":
        v["title"] = (
            "一种用于大型船舶分段建造过程中多角度焊接作业的可移动式组合支撑平台及其控制方法"
        )
    word, label, kind = _PATENTS[v["kind"]]
    d = v["digits"]
    s.text(105, 48, f"{word}证书", 28, "black", "centre")
    s.text(105, 56, "Patent Certificate", 10, "song", "centre")
    s.text(25, 72, f"证书号 第 {v['serial']} 号", 11)
    s.text(25, 90, f"{label}：", 12, "hei")
    y = wrap_text(s, 25 + measure_ems(label + "：") * 12 / MM, 90, v["title"], 12, 118, lead=1.6)
    rows = (
        ("专利权人：", v["owner"]),
        ("地    址：", "266000 海西省青岚市工业园三号路1号"),
        ("发明人：" if v["kind"] != "3" else "设计人：", ";".join(v["people"])),
    )
    for n, (name, value) in enumerate(rows):
        s.text(25, y + 4 + n * 12, name, 12, "hei")
        s.text(52, y + 4 + n * 12, value, 12)
    y += 4 + 3 * 12
    s.text(25, y, f"专利号：ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}", 12)
    s.text(115, y, f"授权公告号：{_cn(v, dice)}", 12)
    s.text(25, y + 12, f"专利申请日：{write_arabic(v['applied'])}", 12)
    s.text(115, y + 12, f"授权公告日：{write_arabic(v['granted'])}", 12)
    s.text(25, y + 24, f"申请日时申请人：{v['owner']}", 12)
    s.text(148, 262, write_arabic(v["granted"]), 12, "song", "centre")
    return MadePaper(kind, [s], tell_patent(v))


def filing(dice):
    v, s = invent_patent(dice), PaperSheet()
    v["kind"] = "1"
    d = v["digits"][:4] + "1" + v["digits"][5:]
    check = Patent(int(d[:4]), "1", d, "").true_check
    sent = (v["applied"][0], v["applied"][1], 28)
    s.text(105, 30, "国 家 知 识 产 权 局", 22, "bold", "centre")
    s.text(22, 50, "264200", 10)
    s.text(22, 57, "海西省青岚市滨海路88号 青岚知信专利代理事务所", 10)
    s.text(150, 57, "发文日：", 10)
    s.text(150, 66, write_arabic(sent), 10)
    s.text(22, 84, f"申请号或专利号：{d}.{check}", 10)
    s.text(120, 84, f"发文序号：{invent_digits(dice, 16)}", 10)
    s.text(105, 104, "专 利 申 请 受 理 通 知 书", 20, "bold", "centre")
    wrap_text(
        s,
        22,
        118,
        "根据专利法第28条及其实施细则第38条、第39条的规定，申请人提出的专利申请已由国家知识产权局受理。现将确定的申请号、申请日、申请人和发明创造名称通知如下：",
        11,
        166,
        indent=2,
    )
    rows = (
        ("申请号：", f"{d}.{check}"),
        ("申请日：", write_arabic(v["applied"])),
        ("申请人：", v["owner"]),
        ("发明创造名称：", v["title"]),
    )
    for n, (label, value) in enumerate(rows):
        s.text(30, 146 + n * 9, f"{label}{value}", 11)
    s.text(22, 200, "经核实，国家知识产权局确认收到文件如下：", 11)
    s.text(30, 210, "发明专利请求书 每份页数:4页 文件份数:1份", 10)
    s.text(30, 270, "审 查 员：自动受理", 10)
    return MadePaper(
        K.PATENT_FILING,
        [s],
        {
            F.NUMBER: f"{d}.{check}",
            F.APPLICATION_DATE: write_iso(v["applied"]),
            F.HOLDER: v["owner"],
            F.TITLE: v["title"],
            F.DATE: write_iso(sent),
        },
    )


# ── honours and competitions ────────────────────────────────────────────────────────────────────

_CONTESTS = (
    ("{y}年{city}“匠心杯”职业技能竞赛{t}项目", "市级"),
    ("{y}年{province}船舶行业职业技能竞赛{t}赛项", "省级"),
    ("第{n}届全国青年职业技能大赛{t}赛项", "国家级"),
    ("{y}年{city}职工技术比武{t}比赛", "市级"),
)


def invent_contest(dice):
    city, province = dice.choice(PLACES)
    shape, level = dice.choice(_CONTESTS)
    year = dice.randrange(2018, 2025)
    return (
        shape.format(
            y=year,
            city=city,
            province=province,
            t=dice.choice(TRADES),
            n=write_numeral(dice.randrange(3, 20)),
        ),
        level,
        year,
        city,
        province,
    )


def contest_place(dice):
    contest, level, year, city, _ = invent_contest(dice)
    name, day, place = (
        invent_name(dice),
        (year, dice.randrange(6, 12), dice.randrange(1, 29)),
        dice.randrange(1, 11),
    )
    issuer, number = f"{city}职业技能竞赛组织委员会", f"JN{year}-{invent_digits(dice, 4)}"
    s = PaperSheet(297, 210)
    s.frames.append((10, 10, 277, 190))
    s.spread(148, 52, "荣誉证书", 40, 110, colour=(170, 30, 30))
    s.text(45, 82, f"{name}同志：", 20, "kai")
    wrap_text(
        s,
        45,
        98,
        f"在{contest}中荣获第{write_numeral(place)}名，特发此证，以资鼓励。",
        20,
        208,
        "kai",
        1.9,
        2,
    )
    s.text(45, 176, f"证书编号：{number}", 12)
    s.text(215, 164, issuer, 15, "kai", "centre")
    s.text(215, 176, write_characters(day), 15, "kai", "centre")
    s.seals.append((222, 168, 20))
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: contest,
            F.PLACE: f"第{place}名",
            F.LEVEL: level,
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


def contest_prize(dice):
    contest, level, year, city, _province = invent_contest(dice)
    name, day, prize = (
        invent_name(dice),
        (year, dice.randrange(6, 12), dice.randrange(1, 29)),
        dice.choice(("一等奖", "二等奖", "三等奖")),
    )
    issuers = (f"{city}总工会", f"{city}人力资源和社会保障局")
    s = PaperSheet()
    s.text(105, 70, "获 奖 证 书", 36, "bold", "centre")
    s.text(35, 110, f"{name}：", 18, "song")
    wrap_text(
        s, 35, 126, f"你在{contest}决赛中成绩优异，荣获{prize}。特颁此证。", 18, 142, "song", 2.0, 2
    )
    for n, issuer in enumerate(issuers):
        s.text(140, 214 + n * 10, issuer, 14, "song", "centre")
    s.text(140, 236, write_arabic(day), 14, "song", "centre")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: contest,
            F.PLACE: prize,
            F.LEVEL: level,
            F.DATE: write_iso(day),
            F.ISSUER: "、".join(issuers),
        },
    )


def contest_selected(dice):
    """Held out: the subject in the sentence, no addressee, labels at the foot."""
    contest, level, year, _city, province = invent_contest(dice)
    name, day, place = (
        invent_name(dice),
        (year, dice.randrange(6, 12), dice.randrange(1, 29)),
        dice.randrange(1, 7),
    )
    issuer = f"{province}人力资源和社会保障厅"
    s = PaperSheet(297, 210)
    s.text(148, 50, "荣 誉 证 书", 38, "black", "centre")
    wrap_text(
        s,
        40,
        88,
        f"{name}同志在{contest}决赛中，取得第{place}名的优异成绩，特颁发此证书。",
        19,
        216,
        "song",
        2.0,
        2,
    )
    s.text(200, 160, issuer, 15, "song", "centre")
    s.text(200, 172, write_arabic(day), 15, "song", "centre")
    s.text(30, 190, f"编号：{day[0]}{invent_digits(dice, 5)}", 10)
    number = s.drawn[-1].text.removeprefix("编号：")
    return MadePaper(
        K.COMPETITION_AWARD,
        [s],
        {
            F.HOLDER: name,
            F.COMPETITION: contest,
            F.PLACE: f"第{place}名",
            F.LEVEL: level,
            F.NUMBER: number,
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


def honour_person(dice):
    city, province = dice.choice(PLACES)
    name, day = invent_name(dice), invent_day(dice, 2015, 2025)
    honour = dice.choice(
        (
            f"{day[0] - 1}年度{city}先进工作者",
            f"{day[0]}年度{city}技术能手",
            f"{province}优秀技能人才",
        )
    )
    issuer = f"{city}人民政府" if city in honour else f"{province}人力资源和社会保障厅"
    s = PaperSheet(297, 210)
    s.spread(148, 55, "荣誉证书", 42, 120, colour=(170, 30, 30))
    s.text(50, 88, f"{name} 同志：", 22, "kai")
    wrap_text(s, 50, 106, f"被评为{honour}，特发此证，以资鼓励。", 22, 200, "kai", 1.9, 2)
    s.text(210, 160, issuer, 16, "kai", "centre")
    s.text(210, 173, write_characters(day), 16, "kai", "centre")
    s.seals.append((215, 165, 20))
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.LEVEL: "市级" if city in honour else "省级",
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


def honour_given(dice):
    city, _province = dice.choice(PLACES)
    name, day = invent_name(dice), invent_day(dice, 2015, 2025)
    honour, issuer, number = (
        f"{city}五一劳动奖章",
        f"{city}总工会",
        f"{day[0]}第{invent_digits(dice, 4)}号",
    )
    s = PaperSheet()
    s.text(105, 75, "荣 誉 证 书", 38, "bold", "centre")
    s.text(105, 120, f"授予 {name} 同志", 20, "kai", "centre")
    s.text(105, 138, f"“{honour}”", 24, "kai", "centre")
    s.text(105, 156, "荣誉称号，特颁发此证。", 20, "kai", "centre")
    s.text(135, 220, issuer, 15, "song", "centre")
    s.text(135, 232, write_arabic(day), 15, "song", "centre")
    s.text(30, 260, f"证书编号：{number}", 11)
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: name,
            F.HONOUR: honour,
            F.LEVEL: "市级",
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
            F.NUMBER: number,
        },
    )


def honour_project(dice):
    """Held out: a project with those who made it, a prize."""
    _city, province = dice.choice(PLACES)
    day, prize = invent_day(dice, 2018, 2025), dice.choice(("一等奖", "二等奖", "三等奖"))
    work, team, issuer = (
        dice.choice(("厚板窄间隙焊接工艺优化", "面团恒温醒发控制系统", "管路快速对中工装")),
        invent_names(dice, 3),
        f"{province}总工会",
    )
    s = PaperSheet(297, 210)
    s.text(148, 48, "荣誉证书", 40, "black", "centre", (150, 20, 20))
    s.text(45, 78, f"{invent_firm(dice)}：", 18, "kai")
    firm = s.drawn[-1].text[:-1]
    wrap_text(
        s,
        45,
        94,
        f"你单位申报的《{work}》项目在{day[0]}年{province}职工创新成果评选活动中荣获{prize}。",
        18,
        206,
        "kai",
        1.9,
        2,
    )
    s.text(57, 128, f"主要完成人：{'、'.join(team)}", 16, "kai")
    s.text(57, 140, "特发此证。", 16, "kai")
    s.text(205, 166, issuer, 15, "kai", "centre")
    s.text(205, 178, write_arabic(day), 15, "kai", "centre")
    return MadePaper(
        K.HONOUR,
        [s],
        {
            F.HOLDER: firm,
            F.HONOUR: prize,
            F.TITLE: work,
            F.PLACE: prize,
            F.DATE: write_iso(day),
            F.ISSUER: issuer,
        },
    )


# ── documents ───────────────────────────────────────────────────────────────────────────────────

PROSE = (
    "为贯彻落实新时代人才工作会议精神，进一步加强高技能人才队伍建设，充分发挥技能人才在技术攻关和技艺传承中的作用，经研究决定，现将有关事项通知如下。各单位要高度重视"
    "，加强组织领导，明确责任分工，确保各项工作落到实处，并及时总结上报工作中的经验和问题。"
)


def document_red(dice):
    city, _ = dice.choice(PLACES)
    issuer, day = f"{city}人力资源和社会保障局", invent_day(dice, 2018, 2025)
    number = f"{city[0]}人社发〔{day[0]}〕{dice.randrange(1, 80)}号"
    title = f"关于公布{day[0]}年度{city}技能大师工作室名单的通知"
    first, second = PaperSheet(), PaperSheet()
    first.text(
        105, 48, f"{issuer}文件", 34 if len(issuer) < 12 else 28, "bold", "centre", (200, 20, 20)
    )
    first.text(105, 66, number, 15, "song", "centre")
    first.rule(26, 71, 184, 71)
    first.text(105, 92, title[:17], 21, "bold", "centre")
    first.text(105, 103, title[17:], 21, "bold", "centre")
    first.text(28, 122, "各区市人力资源和社会保障局，有关单位：", 15)
    y = 132
    for head in ("一、总体要求", "二、工作安排", "三、有关要求"):
        first.text(39, y, head, 15, "hei")
        y = wrap_text(first, 28, y + 9, PROSE, 15, 156, indent=2)
    wrap_text(second, 28, 40, PROSE, 15, 156, indent=2)
    second.text(150, 110, issuer, 15, "song", "centre")
    second.text(150, 120, write_arabic(day), 15, "song", "centre")
    second.text(28, 260, f"{issuer}办公室", 12)
    second.text(182, 260, f"{write_arabic(day)}印发", 12, "song", "right")
    second.seals.append((152, 112, 20))
    return MadePaper(
        K.DOCUMENT,
        [first, second],
        {F.NUMBER: number, F.TITLE: title, F.ISSUER: issuer, F.DATE: write_iso(day)},
    )


def document_firm(dice):
    """Held out: a firm's decision on one page, signed, its number below the title."""
    firm, day = invent_firm(dice), invent_day(dice, 2018, 2025)
    number = f"{firm[:2]}字〔{day[0]}〕{dice.randrange(1, 60)}号"
    title = "关于成立技能大师工作室的决定"
    s = PaperSheet()
    s.text(105, 45, firm, 24, "bold", "centre", (200, 20, 20))
    s.text(105, 64, title, 20, "bold", "centre")
    s.text(105, 76, number, 14, "song", "centre")
    s.text(28, 94, "各部门、车间：", 14)
    y = wrap_text(s, 28, 104, PROSE, 14, 156, indent=2)
    s.text(39, y, "特此决定。", 14)
    s.text(150, y + 24, firm, 14, "song", "centre")
    s.text(150, y + 34, write_characters(day), 14, "song", "centre")
    return MadePaper(
        K.DOCUMENT, [s], {F.NUMBER: number, F.TITLE: title, F.ISSUER: firm, F.DATE: write_iso(day)}
    )


def attestation(dice):
    firm, day = invent_firm(dice), invent_day(dice, 2018, 2025)
    s = PaperSheet()
    s.text(105, 55, "证　明", 28, "bold", "centre")
    wrap_text(
        s,
        30,
        85,
        f"兹证明{invent_name(dice)}同志系我单位职工，自2010年起从事焊接工作，现任班组长，工作认真负责，成绩突出。",
        15,
        150,
        indent=2,
    )
    s.text(39, 125, "特此证明。", 15)
    s.text(145, 160, f"{firm}（公章）", 15, "song", "centre")
    s.text(145, 172, write_arabic(day), 15, "song", "centre")
    return MadePaper(K.ATTESTATION, [s], {F.ISSUER: firm, F.DATE: write_iso(day)})


def contract(dice):
    one, two, day = invent_firm(dice), invent_firm(dice), invent_day(dice, 2018, 2025)
    number = f"HT-{day[0]}-{invent_digits(dice, 4)}"
    s = PaperSheet()
    s.text(105, 45, "设备采购合同", 24, "bold", "centre")
    s.text(182, 58, f"合同编号：{number}", 12, "song", "right")
    s.text(28, 70, f"甲方（买方）：{one}", 14)
    s.text(28, 80, f"乙方（卖方）：{two}", 14)
    y = wrap_text(
        s,
        28,
        94,
        "根据《中华人民共和国民法典》，甲乙双方经协商一致，就甲方向乙方采购焊接设备事宜订立本合同，共同遵守。乙方应于合同签订后30日内交货，甲方验收合格后支付货款。",
        14,
        156,
        indent=2,
    )
    s.text(28, y + 20, f"签订日期：{write_arabic(day)}", 14)
    return MadePaper(
        K.CONTRACT, [s], {F.NUMBER: number, F.TITLE: "设备采购合同", F.DATE: write_iso(day)}
    )


# ── money ───────────────────────────────────────────────────────────────────────────────────────


def invent_sum(dice):
    return dice.randrange(800, 400_000), dice.choice((0, 0, 0, dice.randrange(1, 100)))


def write_sum(yuan, fen):
    return f"{yuan}" if not fen else f"{yuan}.{fen:02d}".rstrip("0")


def invoice_electronic(dice):
    (yuan, fen), day, buyer, seller = (
        invent_sum(dice),
        invent_day(dice, 2022, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 20).replace("0", "2", 1)
    s = PaperSheet(210, 140)
    s.text(105, 18, "电子发票（普通发票）", 20, "kai", "centre", (150, 60, 40))
    s.text(150, 14, f"发票号码：{number}", 9)
    s.text(150, 21, f"开票日期：{day[0]}年{day[1]:02d}月{day[2]:02d}日", 9)
    s.down(12, 36, "购买方信息", 8)
    s.down(108, 36, "销售方信息", 8)
    s.text(18, 38, f"名称：{buyer}", 9)
    s.text(18, 50, "统一社会信用代码/纳税人识别号：91371000MA3TXXXX0X", 8)
    s.text(114, 38, f"名称：{seller}", 9)
    s.text(114, 50, "统一社会信用代码/纳税人识别号：91371002MA3QXXXX1Y", 8)
    tax = round(yuan * 0.13 / 1.13, 2)
    for x, word in (
        (14, "项目名称"),
        (60, "规格型号"),
        (84, "单位"),
        (98, "数量"),
        (114, "单价"),
        (138, "金额"),
        (160, "税率/征收率"),
        (188, "税额"),
    ):
        s.text(x, 60, word, 8)
    s.text(14, 68, "*金属制品*焊接夹具", 8)
    s.text(138, 68, f"{yuan - tax:.2f}", 8)
    s.text(164, 68, "13%", 8)
    s.text(188, 68, f"{tax:.2f}", 8)
    s.text(20, 98, "合　　计", 9)
    s.text(134, 98, f"¥{yuan - tax:.2f}", 9)
    s.text(184, 98, f"¥{tax:.2f}", 9)
    s.text(14, 107, "价税合计（大写）", 9)
    s.text(58, 107, write_capitals(yuan, fen), 10)
    s.text(140, 107, f"（小写）¥{yuan}.{fen:02d}", 10)
    s.text(12, 134, f"开票人：{invent_name(dice)}", 9)
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


def invoice_old(dice):
    """Held out: the special invoice of before 2022."""
    (yuan, fen), day, buyer, seller = (
        invent_sum(dice),
        invent_day(dice, 2016, 2022),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 8).replace("0", "4", 1)
    s = PaperSheet(240, 140)
    s.text(120, 18, "海西增值税专用发票", 20, "kai", "centre", (150, 60, 40))
    s.text(20, 18, invent_digits(dice, 10), 12)
    s.text(190, 18, f"№ {number}", 14)
    s.text(190, 27, f"开票日期：{day[0]}年{day[1]:02d}月{day[2]:02d}日", 9)
    s.down(14, 40, "购买方", 9)
    s.text(20, 38, f"名　　　　称：{buyer}", 9)
    s.text(20, 44, "纳税人识别号：91371000MA3TXXXX0X", 9)
    s.text(20, 50, "地 址、电 话：青岚市滨海路88号", 9)
    s.text(20, 56, "开户行及账号：青岚银行滨海支行", 9)
    tax = round(yuan * 0.13 / 1.13, 2)
    s.text(24, 72, "*服务*技术服务费", 9)
    s.text(150, 72, f"{yuan - tax:.2f}", 9)
    s.text(210, 72, f"{tax:.2f}", 9)
    s.text(30, 96, "合　　　　计", 9)
    s.text(150, 96, f"¥{yuan - tax:.2f}", 9)
    s.text(208, 96, f"¥{tax:.2f}", 9)
    s.text(24, 104, "价税合计（大写）", 9)
    s.text(76, 104, f"⊗{write_capitals(yuan, fen)}".replace("元", "圆"), 10)
    s.text(165, 104, f"（小写）¥{yuan}.{fen:02d}", 10)
    s.down(14, 112, "销售方", 9)
    s.text(20, 111, f"名　　　　称：{seller}", 9)
    s.text(20, 117, "纳税人识别号：91371002MA3QXXXX1Y", 9)
    s.text(20, 136, f"收款人：{invent_name(dice)}", 9)
    s.text(80, 136, f"复核：{invent_name(dice)}", 9)
    s.text(140, 136, f"开票人：{invent_name(dice)}", 9)
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


def slip_columns(dice):
    (yuan, fen), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = f"{day[0]}{day[1]:02d}{day[2]:02d}{invent_digits(dice, 10)}"
    s = PaperSheet(210, 130)
    s.text(105, 16, "海西农村商业银行 客户专用回单", 16, "black", "centre")
    s.text(14, 27, f"交易日期：{write_iso(day)}", 10)
    s.text(110, 27, f"回单编号：{number}", 10)
    for left, word, who in ((14, "付款人", payer), (108, "收款人", payee)):
        s.down(left, 40, word, 10)
        for n, (label, value) in enumerate(
            (
                ("全　称", who),
                ("账　号", invent_digits(dice, 16)),
                ("开户行", "海西农村商业银行滨海支行"),
            )
        ):
            s.text(left + 8, 40 + n * 9, label, 10)
            s.text(left + 26, 40 + n * 9, value, 9)
    s.text(14, 72, "金额（大写）", 10)
    s.text(50, 72, f"人民币{write_capitals(yuan, fen)}", 11)
    s.text(14, 82, "金额（小写）", 10)
    s.text(50, 82, f"¥{yuan:,}.{fen:02d}", 11)
    s.text(14, 92, "用途", 10)
    s.text(50, 92, "技能大师工作室经费", 10)
    s.seals.append((170, 100, 14))
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


def slip_stacked(dice):
    """Held out: one below the other, each with its whole label."""
    (yuan, fen), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 14).replace("0", "7", 1)
    s = PaperSheet(210, 148)
    s.text(105, 20, "网上银行电子回单", 18, "black", "centre")
    rows = (
        ("电子回单号码：", number),
        ("付款人户名：", payer),
        ("付款人账号：", invent_digits(dice, 16)),
        ("付款人开户行：", "东川银行青岚分行"),
        ("收款人户名：", payee),
        ("收款人账号：", invent_digits(dice, 16)),
        ("收款人开户行：", "云岭银行澄江支行"),
        ("大写金额：", write_capitals(yuan, fen)),
        ("小写金额：", f"{yuan:,}.{fen:02d}元"),
        ("交易时间：", write_iso(day)),
        ("摘要：", "转账"),
    )
    for n, (label, value) in enumerate(rows):
        s.text(24, 36 + n * 9, label, 11, "hei")
        s.text(64, 36 + n * 9, value, 11)
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


# ── lists, articles, reports ────────────────────────────────────────────────────────────────────


def roster(dice):
    people, day, firm = (
        invent_names(dice, dice.randrange(8, 26)),
        invent_day(dice, 2020, 2025),
        invent_firm(dice),
    )
    title = f"{day[0]}年焊工高级工培训班学员花名册"
    s = PaperSheet()
    s.text(105, 32, title, 18, "bold", "centre")
    s.text(24, 44, f"培训单位：{firm}", 11)
    s.text(184, 44, f"共{len(people)}人", 11, "song", "right")
    columns = (
        (26, "序号"),
        (46, "姓名"),
        (74, "性别"),
        (92, "身份证号"),
        (146, "技能等级"),
        (172, "签字"),
    )
    for x, word in columns:
        s.text(x, 54, word, 11, "hei")
    for n, name in enumerate(people):
        y = 62 + n * 7.6
        for x, value in zip(
            (28, 46, 76, 92, 148),
            (str(n + 1), name, dice.choice("男女"), invent_id(dice), "高级工"),
            strict=True,
        ):
            s.text(x, y, value, 10.5)
        s.rule(22, y + 2, 188, y + 2)
    y = 62 + len(people) * 7.6 + 12
    s.text(150, y, firm, 12, "song", "centre")
    s.text(150, y + 8, write_arabic(day), 12, "song", "centre")
    return MadePaper(
        K.ROSTER,
        [s],
        {
            F.TITLE: title,
            F.COUNT: str(len(people)),
            F.SAID_COUNT: str(len(people)),
            F.DATE: write_iso(day),
            F.ISSUER: firm,
        },
    )


def roster_double(dice):
    """Held out: two tables side by side, no date."""
    people = invent_names(dice, 2 * dice.randrange(8, 18))
    title = "职业技能竞赛参赛选手名单"
    s = PaperSheet()
    s.text(105, 34, title, 20, "bold", "centre")
    s.text(105, 45, f"（{len(people)}人）", 13, "song", "centre")
    half = len(people) // 2
    for left in (24, 108):
        for x, word in ((0, "序号"), (18, "姓名"), (44, "参赛工种")):
            s.text(left + x, 58, word, 12, "hei")
    for n, name in enumerate(people):
        left, y = (24 if n < half else 108), 67 + (n % half) * 9
        for x, value in ((2, str(n + 1)), (18, name), (46, dice.choice(("焊工", "钳工", "电工")))):
            s.text(left + x, y, value, 12)
    return MadePaper(
        K.ROSTER, [s], {F.TITLE: title, F.COUNT: str(len(people)), F.SAID_COUNT: str(len(people))}
    )


def article(dice):
    authors, year, number = invent_names(dice, 3), dice.randrange(2016, 2025), dice.randrange(1, 13)
    title, journal = (
        dice.choice(
            (
                "船舶厚板立焊变形控制工艺研究",
                "管路法兰机器人焊接定位误差分析",
                "面团冷冻醒发过程的温度控制方法",
            )
        ),
        dice.choice(("现代焊接工程", "船舶制造与工艺", "食品加工技术")),
    )
    s = PaperSheet()
    s.text(22, 20, f"{year}年第{number}期", 9)
    s.text(188, 20, journal, 10, "hei", "right")
    s.rule(20, 23, 190, 23)
    s.text(105, 42, title, 20, "black", "centre")
    s.text(105, 53, "，".join(authors), 12, "kai", "centre")
    s.text(105, 60, f"（{invent_firm(dice)}，海西 青岚 264200）", 9, "song", "centre")
    y = wrap_text(s, 28, 72, f"摘　要：{PROSE[:90]}", 10, 154)
    s.text(28, y, "关键词：焊接；变形；工艺", 10)
    s.text(28, y + 7, "中图分类号：TG441　　文献标识码：A", 10)
    for left in (20, 108):
        wrap_text(s, left, y + 20, PROSE * 3, 10.5, 82, indent=2)
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


def article_english(dice):
    """Held out: volume and issue in one line with the journal, authors with marks, brackets."""
    authors, year, number = invent_names(dice, 2), dice.randrange(2016, 2025), dice.randrange(1, 7)
    title, journal = "基于视觉引导的船体分段焊缝跟踪方法及其应用", "海洋装备技术"
    s = PaperSheet()
    s.text(22, 18, f"第{year - 1990}卷　第{number}期", 9)
    s.text(105, 18, journal, 10, "song", "centre")
    s.text(188, 18, f"Vol.{year - 1990} No.{number}", 9, "song", "right")
    s.text(22, 25, f"{year}年{number * 2}月", 9)
    s.text(105, 46, title[:13], 22, "bold", "centre")
    s.text(105, 57, title[13:], 22, "bold", "centre")
    s.text(105, 68, f"{authors[0]}1，{authors[1]}2", 12, "kai", "centre")
    s.text(
        105, 75, "（1.海西技师学院，青岚 264200；2.青岚沧岭重型机械有限公司）", 9, "song", "centre"
    )
    y = wrap_text(s, 28, 88, f"【摘要】{PROSE[:80]}", 10, 154)
    s.text(28, y, "【关键词】视觉引导；焊缝跟踪；船体分段", 10)
    y = wrap_text(s, 20, y + 14, PROSE * 2, 10.5, 170, indent=2)
    s.text(20, y + 8, "参考文献", 10, "hei")
    return MadePaper(
        K.ARTICLE,
        [s],
        {
            F.TITLE: title,
            F.AUTHOR: "、".join(authors),
            F.ISSUE: f"{year}年第{number}期",
            F.JOURNAL: journal,
        },
    )


def report_wechat(dice):
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2020, 2025)
    medium, title = (
        f"{city.removesuffix('市')}人社",
        f"“小焊枪”点亮技能报国路——记{invent_firm(dice)}技能大师工作室",
    )
    s = PaperSheet(120, 260)
    y = wrap_text(s, 8, 20, title, 17, 104, "black", 1.5)
    s.text(8, y + 2, medium, 10, "hei", colour=(70, 100, 150))
    s.text(30, y + 2, f"{write_arabic(day)} 10:26", 10, "hei", colour=(140, 140, 140))
    s.text(70, y + 2, "海西", 10, "hei", colour=(140, 140, 140))
    y = wrap_text(s, 8, y + 16, PROSE, 12, 104, "hei", 1.8)
    y = wrap_text(s, 8, y + 6, PROSE, 12, 104, "hei", 1.8)
    s.text(8, y + 6, f"来源：{medium}", 10, "hei", colour=(140, 140, 140))
    s.text(8, y + 12, f"编辑：{invent_name(dice)}", 10, "hei", colour=(140, 140, 140))
    return MadePaper(K.REPORT, [s], {F.TITLE: title, F.DATE: write_iso(day), F.MEDIUM: medium})


def report_newspaper(dice):
    """Held out: the head of a newspaper's page, a reporter."""
    city, day, reporter = dice.choice(PLACES)[0], invent_day(dice, 2018, 2025), invent_name(dice)
    medium, title = f"{city.removesuffix('市')}日报", "一把焊枪写春秋 匠心传承育新人"
    s = PaperSheet(260, 370)
    s.text(30, 36, medium, 40, "kai")
    s.text(230, 26, write_arabic(day), 12, "song", "right")
    s.text(230, 34, "星期三　第3版　要闻", 12, "song", "right")
    s.rule(20, 42, 240, 42)
    s.text(130, 70, title, 34, "black", "centre")
    s.text(30, 90, f"本报记者　{reporter}　通讯员　{invent_name(dice)}", 12, "kai")
    for left in (24, 98, 172):
        wrap_text(s, left, 104, f"{PROSE}{PROSE}", 12, 64, indent=2)
    return MadePaper(
        K.REPORT,
        [s],
        {
            F.TITLE: title.replace(" ", ""),
            F.DATE: write_iso(day),
            F.AUTHOR: reporter,
            F.MEDIUM: medium,
        },
    )


# ── layouts of a third sitting ──────────────────────────────────────────────────────────────────


def skill_spread(dice):
    """Two pages side by side: photograph and number left, the rest right."""
    v, s = invent_skill(dice), PaperSheet(260, 185)
    s.text(64, 40, "中华人民共和国", 16, "bold", "centre")
    s.text(64, 52, "职业技能等级证书", 20, "bold", "centre")
    s.text(20, 130, f"证书编号：{v['number']}", 10)
    s.text(20, 140, "信息查询网址：http://zscx.example.com", 9)
    rows = (
        ("姓　名", v["name"]),
        ("性　别", "女"),
        ("证件号码", v["id"]),
        ("职　业", v["trade"]),
        ("工　种", "——"),
        ("等　级", f"{v['numeral']}／{v['level']}"),
    )
    for n, (label, value) in enumerate(rows):
        s.text(140, 34 + n * 14, label, 12, "hei")
        s.text(172, 34 + n * 14, value, 12, "kai")
        s.rule(170, 36 + n * 14, 245, 36 + n * 14)
    s.text(140, 132, "评价机构（盖章）：", 11, "hei")
    s.text(178, 132, v["issuer"], 11)
    s.text(178, 146, write_arabic(v["day"]), 11)
    s.seals.append((205, 136, 19))
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def skill_stacked(dice):
    """Labels above their values, in three columns, as on a card."""
    v, s = invent_skill(dice), PaperSheet(190, 120)
    s.text(95, 24, "职业技能等级证书", 22, "black", "centre")
    cells = (
        (20, 44, "姓名", v["name"]),
        (70, 44, "职业名称", v["trade"]),
        (130, 44, "职业技能等级", v["level"]),
        (20, 70, "证书编号", v["number"]),
        (110, 70, "发证日期", write_iso(v["day"])),
        (20, 96, "评价机构", v["issuer"]),
    )
    for x, y, label, value in cells:
        s.text(x, y, label, 9, "hei")
        s.text(x, y + 8, value, 12)
    truth = {n: value for n, value in tell_skill(v).items() if n != F.ID_NUMBER}
    return MadePaper(K.SKILL_LEVEL, [s], truth)


def title_prose(dice):
    name, title, day = invent_name(dice), dice.choice(_TITLES), invent_day(dice, 2010, 2024)
    province = dice.choice(PLACES)[1]
    issuer, number = f"{province}人力资源和社会保障厅", f"ZC{invent_digits(dice, 9)}"
    s = PaperSheet(297, 210)
    s.text(148, 50, "专业技术职务任职资格证书", 28, "bold", "centre")
    text = f"{name}同志经{province}工程技术职务高级评审委员会评审通过，具备{title}任职资格。"
    wrap_text(s, 45, 86, text, 18, 206, "kai", 1.9, 2)
    s.text(200, 150, issuer, 14, "song", "centre")
    s.text(200, 162, write_arabic(day), 14, "song", "centre")
    s.text(40, 180, f"证书编号：{number}", 11)
    truth = {
        F.HOLDER: name,
        F.LEVEL: title,
        F.NUMBER: number,
        F.DATE: write_iso(day),
        F.ISSUER: issuer,
    }
    return MadePaper(K.PROFESSIONAL_TITLE, [s], truth)


def patent_two_owners(dice):
    """Many inventors over two lines, two owners, labels with letters apart."""
    v, s = invent_patent(dice), PaperSheet()
    v["people"] = invent_names(dice, 9)
    owners = (v["owner"], f"{dice.choice(PLACES)[0]}技师学院")
    v["owner"] = "、".join(owners)
    word, label, kind = _PATENTS[v["kind"]]
    d = v["digits"]
    s.text(105, 58, f"{word}证书", 32, "bold", "centre")
    s.text(188, 30, f"证书号第{v['serial']}号", 10, "song", "right")
    rows = (
        (f"{label}:", v["title"]),
        ("专 利 权 人:", ";".join(owners)),
        ("专 利 号:", f"ZL {d[:4]} {d[4]} {d[5:]}.{v['check']}"),
        ("申 请 日:", write_arabic(v["applied"])),
        ("授权公告日:", write_arabic(v["granted"])),
    )
    for n, (name, value) in enumerate(rows):
        s.text(26, 84 + n * 12, name, 12)
        s.text(62, 84 + n * 12, value, 12)
    s.text(26, 148, "发 明 人:" if v["kind"] != "3" else "设 计 人:", 12)
    wrap_text(s, 62, 148, ";".join(v["people"]), 12, 110)
    s.seals.append((140, 236, 20))
    s.text(140, 240, write_arabic(v["granted"]), 12, "song", "centre")
    return MadePaper(kind, [s], tell_patent(v))


def contest_team(dice):
    contest, level, year, city, _ = invent_contest(dice)
    firm, day, place = invent_firm(dice), (year, dice.randrange(6, 12), dice.randrange(1, 29)), 2
    issuers = (f"{city}人力资源和社会保障局", f"{city}工业和信息化局", f"{city}总工会")
    s = PaperSheet(297, 210)
    s.text(148, 48, "荣誉证书", 40, "black", "centre", (160, 20, 20))
    s.text(40, 76, f"{firm}：", 19, "kai")
    text = (
        f"你单位选派的代表队参加{contest}，荣获团体第{write_numeral(place)}名。特发此证，以资鼓励。"
    )
    wrap_text(s, 40, 92, text, 19, 216, "kai", 1.9, 2)
    for n, issuer in enumerate(issuers):
        s.text(210, 146 + n * 10, issuer, 14, "kai", "centre")
    s.text(210, 178, write_characters(day), 14, "kai", "centre")
    s.seals.append((216, 160, 20))
    truth = {
        F.HOLDER: firm,
        F.COMPETITION: contest,
        F.PLACE: "第2名",
        F.LEVEL: level,
        F.DATE: write_iso(day),
        F.ISSUER: "、".join(issuers),
    }
    return MadePaper(K.COMPETITION_AWARD, [s], truth)


def honour_table(dice):
    """Labels in place of a sentence."""
    province, day = dice.choice(PLACES)[1], invent_day(dice, 2016, 2025)
    people, number = invent_names(dice, 2), f"J{day[0]}-{invent_digits(dice, 3)}"
    work, prize = dice.choice(("船用法兰快速对中装置", "蒸箱余热回收系统")), "二等奖"
    issuer = f"{province}机械工程学会"
    s = PaperSheet()
    s.text(105, 60, "科技创新成果奖证书", 30, "bold", "centre")
    rows = (
        ("项目名称：", work),
        ("奖励等级：", prize),
        ("获 奖 者：", "、".join(people)),
        ("证书编号：", number),
    )
    for n, (label, value) in enumerate(rows):
        s.text(40, 110 + n * 16, label, 16, "kai")
        s.text(80, 110 + n * 16, value, 16, "kai")
    s.text(140, 212, issuer, 14, "song", "centre")
    s.text(140, 222, write_arabic(day), 14, "song", "centre")
    truth = {
        F.TITLE: work,
        F.HONOUR: prize,
        F.HOLDER: "、".join(people),
        F.NUMBER: number,
        F.DATE: write_iso(day),
        F.ISSUER: issuer,
    }
    return MadePaper(K.HONOUR, [s], truth)


def honour_unit(dice):
    """A sentence without an addressee, of a unit."""
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2016, 2025)
    firm, issuer = invent_firm(dice), f"{city}工业和信息化局"
    honour = f"{day[0]}年度{city}技能人才培育突出贡献单位"
    s = PaperSheet(297, 210)
    s.spread(148, 50, "荣誉证书", 40, 110, colour=(170, 30, 30))
    s.text(148, 84, f"授予：{firm}", 20, "kai", "centre")
    s.text(148, 104, f"“{honour}”称号", 20, "kai", "centre")
    s.text(205, 160, issuer, 15, "kai", "centre")
    s.text(205, 172, write_arabic(day), 15, "kai", "centre")
    truth = {
        F.HOLDER: firm,
        F.HONOUR: honour,
        F.LEVEL: "市级",
        F.DATE: write_iso(day),
        F.ISSUER: issuer,
    }
    return MadePaper(K.HONOUR, [s], truth)


def document_joint(dice):
    """Two issuers, a long title over three lines, annexes named before the signature."""
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2018, 2025)
    issuers = (f"{city}人力资源和社会保障局", f"{city}财政局")
    number = f"{city[0]}人社字〔{day[0]}〕{dice.randrange(1, 90)}号"
    title = f"关于印发《{city}高技能人才培养三年行动计划实施方案》的通知"
    first, second = PaperSheet(), PaperSheet()
    for n, issuer in enumerate(issuers):
        first.text(92, 40 + n * 14, issuer, 24, "bold", "centre", (200, 20, 20))
    first.text(168, 48, "文件", 26, "bold", "centre", (200, 20, 20))
    first.text(105, 70, number, 15, "song", "centre")
    for n in range(3):
        first.text(105, 90 + n * 11, title[n * 12 : n * 12 + 12], 20, "bold", "centre")
    first.text(28, 128, "各区市人力资源和社会保障局、财政局：", 15)
    wrap_text(first, 28, 140, PROSE * 2, 15, 156, indent=2)
    second.text(39, 40, "附件：1.行动计划任务分解表", 15)
    second.text(60, 90, issuers[0], 15, "song", "centre")
    second.text(148, 90, issuers[1], 15, "song", "centre")
    second.text(148, 104, write_arabic(day), 15, "song", "centre")
    truth = {
        F.NUMBER: number,
        F.TITLE: title,
        F.DATE: write_iso(day),
        F.ISSUER: "、".join(issuers),
    }
    return MadePaper(K.DOCUMENT, [first, second], truth)


def document_plain(dice):
    """A notice without a number."""
    firm, day = invent_firm(dice), invent_day(dice, 2018, 2025)
    title = "关于开展技能大师工作室年度考核工作的通知"
    s = PaperSheet()
    s.text(105, 44, title, 20, "bold", "centre")
    s.text(28, 64, "各车间、部室：", 14)
    y = wrap_text(s, 28, 74, PROSE, 14, 156, indent=2)
    s.text(150, y + 20, f"{firm}人力资源部", 14, "song", "centre")
    s.text(150, y + 30, write_arabic(day), 14, "song", "centre")
    truth = {F.TITLE: title, F.ISSUER: f"{firm}人力资源部", F.DATE: write_iso(day)}
    return MadePaper(K.DOCUMENT, [s], truth)


def invoice_early_electronic(dice):
    """增值税电子普通发票 of 2016 to 2023: code and number at the upper right."""
    (yuan, fen), day, buyer, seller = (
        invent_sum(dice),
        invent_day(dice, 2016, 2023),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 8).replace("0", "3", 1)
    s = PaperSheet(215, 140)
    s.text(105, 18, "海西增值税电子普通发票", 18, "kai", "centre", (150, 60, 40))
    for n, (label, value) in enumerate(
        (
            ("发票代码：", invent_digits(dice, 12)),
            ("发票号码：", number),
            ("开票日期：", f"{day[0]}年{day[1]:02d}月{day[2]:02d}日"),
            (
                "校 验 码：",
                f"{invent_digits(dice, 5)} {invent_digits(dice, 5)} {invent_digits(dice, 5)}",
            ),
        )
    ):
        s.text(152, 12 + n * 5.5, f"{label}{value}", 8)
    s.text(12, 34, "机器编号：661234567890", 8)
    s.text(20, 42, f"名　　　称：{buyer}", 9)
    s.text(20, 48, "纳税人识别号：91371000MA3TXXXX0X", 9)
    s.text(20, 54, "地址、电话：青岚市滨海路88号", 9)
    tax = round(yuan * 0.06 / 1.06, 2)
    s.text(20, 76, "*鉴证咨询服务*培训费", 9)
    s.text(140, 76, f"{yuan - tax:.2f}", 9)
    s.text(190, 76, f"{tax:.2f}", 9)
    s.text(30, 98, "合　　　计", 9)
    s.text(138, 98, f"￥{yuan - tax:.2f}", 9)
    s.text(188, 98, f"￥{tax:.2f}", 9)
    s.text(24, 106, "价税合计（大写）", 9)
    s.text(70, 106, write_capitals(yuan, fen).replace("元", "圆"), 10)
    s.text(150, 106, f"（小写）￥{yuan}.{fen:02d}", 10)
    s.text(20, 114, f"名　　　称：{seller}", 9)
    s.text(20, 120, "纳税人识别号：91371002MA3QXXXX1Y", 9)
    truth = {
        F.NUMBER: number,
        F.DATE: write_iso(day),
        F.SUM: write_sum(yuan, fen),
        F.PAYER: buyer,
        F.PAYEE: seller,
    }
    return MadePaper(K.INVOICE, [s], truth)


def slip_table(dice):
    """Cells side by side, the names over two lines, no colons."""
    (yuan, fen), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    number = invent_digits(dice, 18).replace("0", "6", 1)
    s = PaperSheet(210, 140)
    s.text(105, 18, "云岭银行 电子回单", 17, "black", "centre")
    s.text(16, 30, f"回单编号：{number}", 9)
    s.text(150, 30, f"交易日期：{write_arabic(day)}", 9)
    for left, party, who in ((14, "付款方", payer), (108, "收款方", payee)):
        s.text(left, 44, f"{party}户名", 10, "hei")
        wrap_text(s, left + 24, 44, who, 10, 60)
        s.text(left, 58, f"{party}账号", 10, "hei")
        s.text(left + 24, 58, invent_digits(dice, 19), 10)
    s.text(14, 76, "币种", 10, "hei")
    s.text(38, 76, "人民币", 10)
    s.text(14, 86, "金额（小写）", 10, "hei")
    s.text(48, 86, f"CNY {yuan:,}.{fen:02d}", 10)
    s.text(100, 86, "金额（大写）", 10, "hei")
    s.text(132, 86, write_capitals(yuan, fen), 10)
    s.text(14, 98, "用途", 10, "hei")
    s.text(38, 98, "拨付技能大师工作室经费", 10)
    truth = {
        F.NUMBER: number,
        F.DATE: write_iso(day),
        F.SUM: write_sum(yuan, fen),
        F.PAYER: payer,
        F.PAYEE: payee,
    }
    return MadePaper(K.PAYMENT, [s], truth)


def roster_signed(dice):
    """A list to sign, the count in its foot, no running numbers."""
    people, day = invent_names(dice, dice.randrange(6, 20)), invent_day(dice, 2020, 2025)
    title = "技能大师工作室技术交流活动签到表"
    s = PaperSheet()
    s.text(105, 34, title, 20, "bold", "centre")
    s.text(28, 46, f"时间：{write_arabic(day)}", 12)
    for x, word in ((34, "姓　名"), (80, "单　位"), (140, "联系电话")):
        s.text(x, 60, word, 12, "hei")
    for n, name in enumerate(people):
        s.text(34, 70 + n * 9, name, 13, "kai")
        s.text(80, 70 + n * 9, dice.choice(("船体车间", "管系车间", "质量部")), 12)
        s.text(140, 70 + n * 9, "138****0000", 12)
    s.text(34, 76 + len(people) * 9, f"合计：{len(people)}人", 12)
    truth = {F.TITLE: title, F.COUNT: str(len(people)), F.SAID_COUNT: str(len(people))}
    return MadePaper(K.ROSTER, [s], truth)


def article_cover(dice):
    """A cover, then the page with a title over two lines and marks behind the authors."""
    authors, year, number = invent_names(dice, 4), dice.randrange(2016, 2025), dice.randrange(1, 13)
    title, journal = "基于数字孪生的船舶管路焊接机器人轨迹规划与误差补偿研究", "智能焊接"
    cover, s = PaperSheet(), PaperSheet()
    cover.text(105, 70, journal, 60, "black", "centre")
    cover.text(105, 84, "INTELLIGENT WELDING", 14, "song", "centre")
    cover.text(105, 110, f"{year}年第{number}期（总第{number + 200}期）", 14, "song", "centre")
    s.text(22, 18, f"智能焊接　　{year}年 第{number}期", 9)
    s.text(105, 40, title[:15], 20, "bold", "centre")
    s.text(105, 51, title[15:], 20, "bold", "centre")
    s.text(105, 62, "　".join(authors), 12, "kai", "centre")
    y = wrap_text(s, 28, 80, f"[摘要] {PROSE[:100]}", 10, 154)
    s.text(28, y, "[关键词] 数字孪生；轨迹规划；误差补偿", 10)
    s.text(28, y + 7, "[中图分类号] TG409", 10)
    wrap_text(s, 20, y + 18, PROSE * 2, 10.5, 170, indent=2)
    truth = {
        F.TITLE: title,
        F.AUTHOR: "、".join(authors),
        F.JOURNAL: journal,
        F.ISSUE: f"{year}年第{number}期",
    }
    return MadePaper(K.ARTICLE, [cover, s], truth)


def report_web(dice):
    """A site's page: where one is, the title, a line of time and source."""
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2018, 2025)
    medium, title = f"{city.removesuffix('市')}新闻网", "匠心筑梦：走进海西技能大师工作室"
    s = PaperSheet()
    s.text(20, 18, "首页 > 新闻 > 正文", 9, "hei")
    s.text(105, 36, title, 22, "black", "centre")
    editor = invent_name(dice)
    line = f"发布时间：{write_iso(day)} 09:15　　来源：{medium}　　编辑：{editor}　　浏览：1024次"
    s.text(105, 48, line, 9, "hei", "centre")
    y = wrap_text(s, 22, 64, PROSE, 13, 166, "hei", 1.8, 2)
    wrap_text(s, 22, y, PROSE, 13, 166, "hei", 1.8, 2)
    return MadePaper(K.REPORT, [s], {F.TITLE: title, F.DATE: write_iso(day), F.MEDIUM: medium})


def training_certificate(dice):
    """What is no certificate of skill though it speaks of one."""
    name, day, issuer = (
        invent_name(dice),
        invent_day(dice, 2018, 2025),
        f"{dice.choice(PLACES)[0]}技师学院",
    )
    s = PaperSheet(297, 210)
    s.text(148, 50, "结 业 证 书", 36, "bold", "centre")
    text = f"{name}同志于{day[0]}年参加焊工高级工（三级）培训班学习，成绩合格，准予结业。"
    wrap_text(s, 45, 88, text, 19, 206, "kai", 1.9, 2)
    s.text(205, 160, issuer, 14, "song", "centre")
    s.text(205, 172, write_arabic(day), 14, "song", "centre")
    return MadePaper(K.SCHOOLING, [s], {F.DATE: write_iso(day), F.ISSUER: issuer})


# ── layouts of the last sitting ─────────────────────────────────────────────────────────────────


def qualification_sentence(dice):
    numeral, level = dice.choice(_LEVELS)
    name, trade, day = invent_name(dice), dice.choice(TRADES), invent_day(dice, 2008, 2018)
    number, issuer = invent_digits(dice, 16), f"{dice.choice(PLACES)[1]}人力资源和社会保障厅"
    s = PaperSheet(260, 185)
    s.text(190, 36, "职业资格证书", 22, "bold", "centre")
    text = f"经职业技能鉴定，符合国家职业标准，取得{trade}{numeral}／{level}职业资格，特发此证。"
    s.text(142, 56, f"持证人：{name}", 13, "song")
    wrap_text(s, 142, 70, text, 13, 100, "song", 1.8, 2)
    s.text(142, 116, f"编　号：{number}", 11)
    s.text(200, 134, issuer, 11, "song", "centre")
    s.text(200, 144, write_characters(day), 11, "song", "centre")
    s.seals.append((206, 136, 20))
    truth = {
        F.HOLDER: name,
        F.NUMBER: number,
        F.LEVEL: level,
        F.DATE: write_iso(day),
        F.ISSUER: issuer,
    }
    return MadePaper(K.QUALIFICATION, [s], truth)


def skill_centred(dice):
    """Lines in the middle of the page, label and value with a blank between."""
    v, s = invent_skill(dice), PaperSheet()
    s.text(105, 60, "职业技能等级证书", 32, "black", "centre")
    for n, line in enumerate(
        (
            f"姓名　　{v['name']}",
            f"证件号码　　{v['id']}",
            f"职业　　{v['trade']}",
            f"等级　　{v['level']}（{v['numeral']}）",
            f"证书编号　　{v['number']}",
        )
    ):
        s.text(105, 100 + n * 16, line, 15, "kai", "centre")
    s.text(105, 220, v["issuer"], 14, "song", "centre")
    s.text(105, 231, write_arabic(v["day"]), 14, "song", "centre")
    s.seals.append((112, 224, 19))
    return MadePaper(K.SKILL_LEVEL, [s], tell_skill(v))


def filing_plain(dice):
    v, s = invent_patent(dice), PaperSheet()
    d = v["digits"][:4] + "2" + v["digits"][5:]
    check = Patent(int(d[:4]), "2", d, "").true_check
    sent = (v["applied"][0], v["applied"][1], 28)
    s.text(105, 32, "国家知识产权局", 20, "bold", "centre")
    s.text(186, 48, f"发文日：{write_arabic(sent)}", 10, "song", "right")
    s.text(105, 68, "专利申请受理通知书", 20, "bold", "centre")
    for n, (label, value) in enumerate(
        (
            ("申 请 号：", f"{d}.{check}"),
            ("申 请 日：", write_arabic(v["applied"])),
            ("申 请 人：", v["owner"]),
            ("发 明 人：", "；".join(v["people"])),
            ("发明创造名称：", v["title"]),
        )
    ):
        s.text(28, 92 + n * 11, label, 12)
        s.text(66, 92 + n * 11, value, 12)
    wrap_text(s, 28, 160, f"提示：{PROSE[:60]}", 10, 156)
    truth = {
        F.NUMBER: f"{d}.{check}",
        F.APPLICATION_DATE: write_iso(v["applied"]),
        F.HOLDER: v["owner"],
        F.AUTHOR: "、".join(v["people"]),
        F.TITLE: v["title"],
        F.DATE: write_iso(sent),
    }
    return MadePaper(K.PATENT_FILING, [s], truth)


def contest_direct(dice):
    """荣获 the competition and the prize in one breath."""
    contest, level, year, _city, province = invent_contest(dice)
    name, day, prize = (
        invent_name(dice),
        (year, 10, dice.randrange(1, 29)),
        dice.choice(("一等奖", "金奖")),
    )
    issuer = f"{province}职业技能竞赛组织委员会"
    s = PaperSheet(297, 210)
    s.spread(148, 52, "获奖证书", 40, 110, colour=(170, 30, 30))
    s.text(45, 84, f"{name} 选手：", 20, "kai")
    wrap_text(s, 45, 102, f"荣获{contest}个人{prize}，特发此证。", 20, 208, "kai", 1.9, 2)
    s.text(215, 160, issuer, 14, "kai", "centre")
    s.text(215, 172, write_arabic(day), 14, "kai", "centre")
    s.seals.append((222, 164, 21))
    truth = {
        F.HOLDER: name,
        F.COMPETITION: contest,
        F.PLACE: prize,
        F.LEVEL: level,
        F.DATE: write_iso(day),
        F.ISSUER: issuer,
    }
    return MadePaper(K.COMPETITION_AWARD, [s], truth)


def honour_team(dice):
    name, day, firm = invent_name(dice), invent_day(dice, 2018, 2025), invent_firm(dice)
    holder, honour = f"{name}技能大师工作室", f"{day[0]}年度先进集体"
    s = PaperSheet(297, 210)
    s.text(148, 54, "荣 誉 证 书", 40, "bold", "centre", (170, 30, 30))
    s.text(45, 86, f"{holder}：", 20, "kai")
    wrap_text(
        s, 45, 104, f"在技术攻关和技艺传承工作中成绩突出，被评为{honour}。", 20, 208, "kai", 1.9, 2
    )
    s.text(57, 142, "特发此证，以资鼓励。", 20, "kai")
    s.text(205, 166, firm, 14, "kai", "centre")
    s.text(205, 178, write_characters(day), 14, "kai", "centre")
    s.seals.append((210, 170, 20))
    truth = {F.HOLDER: holder, F.HONOUR: honour, F.DATE: write_iso(day), F.ISSUER: firm}
    return MadePaper(K.HONOUR, [s], truth)


def document_public(dice):
    """A public notice: no addressee, its number in the corner."""
    city, day = dice.choice(PLACES)[0], invent_day(dice, 2018, 2025)
    issuer, title = f"{city}人力资源和社会保障局", f"{city}技能大师工作室拟入选名单公示"
    s = PaperSheet()
    s.text(105, 46, title, 22, "bold", "centre")
    y = wrap_text(s, 28, 70, PROSE, 15, 156, indent=2)
    s.text(39, y + 4, f"公示时间：{write_arabic(day)}至{day[0]}年12月30日。", 15)
    s.text(39, y + 14, "联系电话：0600-5550000", 15)
    s.text(150, y + 40, issuer, 15, "song", "centre")
    s.text(150, y + 50, write_arabic(day), 15, "song", "centre")
    s.seals.append((154, y + 44, 20))
    return MadePaper(K.DOCUMENT, [s], {F.TITLE: title, F.ISSUER: issuer, F.DATE: write_iso(day)})


def slip_grid(dice):
    """Payer and payee in one grid, names of parties running down."""
    (yuan, fen), day, payer, payee = (
        invent_sum(dice),
        invent_day(dice, 2018, 2025),
        invent_firm(dice),
        invent_firm(dice),
    )
    s = PaperSheet(210, 120)
    s.text(105, 16, "国内支付业务付款回单", 16, "bold", "centre")
    s.text(14, 28, f"日期：{write_arabic(day)}", 10)
    for left, word, who in ((14, "付款人", payer), (108, "收款人", payee)):
        s.down(left, 40, word, 9)
        for n, (label, value) in enumerate(
            (("户 名", who), ("账 号", invent_digits(dice, 17)), ("开户行", "澄江银行城西支行"))
        ):
            s.text(left + 9, 40 + n * 9, label, 9)
            s.text(left + 28, 40 + n * 9, value, 9)
        s.frames.append((left - 2, 33, 92, 30))
    s.text(14, 74, f"金额：人民币（大写）{write_capitals(yuan, fen)}", 10)
    s.text(140, 74, f"￥{yuan:,}.{fen:02d}元", 10)
    s.text(14, 84, "摘要：工作室经费", 10)
    s.seals.append((170, 94, 14))
    truth = {
        F.DATE: write_iso(day),
        F.SUM: write_sum(yuan, fen),
        F.PAYER: payer,
        F.PAYEE: payee,
    }
    return MadePaper(K.PAYMENT, [s], truth)


def report_platform(dice):
    day, author = invent_day(dice, 2020, 2025), invent_name(dice)
    medium, title = "学习强国青岚学习平台", "大师工作室里的“金牌师徒”"
    s = PaperSheet(140, 240)
    s.text(10, 24, title, 20, "black")
    s.text(10, 36, medium, 11, "hei", colour=(120, 120, 120))
    s.text(10, 43, write_iso(day), 11, "hei", colour=(120, 120, 120))
    y = wrap_text(s, 10, 58, PROSE, 13, 120, "hei", 1.8, 2)
    y = wrap_text(s, 10, y, PROSE, 13, 120, "hei", 1.8, 2)
    s.text(10, y + 6, f"作者：{author}", 11, "hei")
    s.text(10, y + 13, f"责任编辑：{invent_name(dice)}", 11, "hei")
    truth = {F.TITLE: title, F.DATE: write_iso(day), F.AUTHOR: author}
    return MadePaper(K.REPORT, [s], truth)


def appointment(dice):
    name, day, firm = invent_name(dice), invent_day(dice, 2018, 2025), invent_firm(dice)
    s = PaperSheet(297, 210)
    s.spread(148, 54, "聘书", 44, 60, colour=(170, 30, 30))
    s.text(45, 88, f"{name}同志：", 20, "kai")
    wrap_text(s, 45, 106, "兹聘请您为本公司首席技师，聘期三年。", 20, 208, "kai", 1.9, 2)
    s.text(205, 160, firm, 14, "kai", "centre")
    s.text(205, 172, write_arabic(day), 14, "kai", "centre")
    return MadePaper(K.APPOINTMENT, [s], {F.DATE: write_iso(day), F.ISSUER: firm})


Layout = Callable[[random.Random], MadePaper]
DEVELOPED: tuple[Layout, ...] = (
    skill_landscape,
    skill_portrait,
    qualification_booklet,
    title_electronic,
    patent_2019,
    filing,
    contest_place,
    contest_prize,
    honour_person,
    honour_given,
    document_red,
    attestation,
    contract,
    invoice_electronic,
    slip_columns,
    roster,
    article,
    report_wechat,
)
HELD_OUT: tuple[Layout, ...] = (
    skill_table,
    qualification_old,
    title_paper,
    patent_2023,
    contest_selected,
    honour_project,
    document_firm,
    invoice_old,
    slip_stacked,
    roster_double,
    article_english,
    report_newspaper,
)

LAST: tuple[Layout, ...] = (
    skill_spread,
    skill_stacked,
    title_prose,
    patent_two_owners,
    contest_team,
    honour_table,
    honour_unit,
    document_joint,
    document_plain,
    invoice_early_electronic,
    slip_table,
    roster_signed,
    article_cover,
    report_web,
    training_certificate,
)
"""Drawn when the rules stood, and measured before any of them was changed."""

FINAL: tuple[Layout, ...] = (
    qualification_sentence,
    skill_centred,
    filing_plain,
    contest_direct,
    honour_team,
    document_public,
    slip_grid,
    report_platform,
    appointment,
)
"""Drawn last, to measure once more what the rules were not made by."""


# ── what becomes of a picture on its way ────────────────────────────────────────────────────────


def turned(picture, dice):
    way = dice.choice(
        (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    )
    return picture.transpose(way)


def skewed(picture, dice):
    angle = dice.choice((-1, 1)) * dice.uniform(2.0, 8.0)
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=(236, 235, 231))


def degraded(picture, dice):
    """150 dpi, 3° askew, JPEG at 40."""
    small = picture.resize(
        (round(picture.width * 0.75), round(picture.height * 0.75)), Image.Resampling.BILINEAR
    )
    small = small.rotate(dice.choice((-3, 3)), Image.Resampling.BICUBIC, fillcolor=(236, 235, 231))
    return _through_jpeg(small.filter(ImageFilter.GaussianBlur(0.5)), 40)


def photographed(picture, dice):
    """A phone's view: from aside, uneven light, grain, JPEG."""
    wide, high = picture.size
    into = Image.new("RGB", (round(wide * 1.12), round(high * 1.12)), (92, 78, 66))
    into.paste(picture, (round(wide * 0.06), round(high * 0.06)))
    w, h = into.size
    off = [(dice.uniform(0, 0.06) * w, dice.uniform(0, 0.06) * h) for _ in range(4)]
    seen = [
        (off[0][0], off[0][1]),
        (w - off[1][0], off[1][1]),
        (w - off[2][0], h - off[2][1]),
        (off[3][0], h - off[3][1]),
    ]
    photo = into.transform(
        into.size,
        Image.Transform.PERSPECTIVE,
        _perspective(seen, into.size),
        Image.Resampling.BICUBIC,
    )
    photo = photo.rotate(dice.uniform(-4, 4), Image.Resampling.BICUBIC, fillcolor=(92, 78, 66))
    ramp = Image.linear_gradient("L").resize(photo.size).rotate(dice.choice((0, 180)))
    shade = ramp.point([160 + v * 95 // 255 for v in range(256)])
    photo = ImageChops.multiply(photo, Image.merge("RGB", [shade] * 3))
    pixels = np.asarray(photo, np.int16)
    noise = np.random.default_rng(dice.randrange(1 << 30)).normal(0, 5, pixels.shape[:2])[..., None]
    photo = Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))
    return _through_jpeg(photo.filter(ImageFilter.GaussianBlur(0.7)), 70)


def _perspective(seen, size):
    """The eight numbers by which a place of the photograph is one of the paper's."""
    w, h = size
    rows, goal = [], []
    for (x, y), (u, v) in zip(seen, ((0, 0), (w, 0), (w, h), (0, h)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        goal += [u, v]
    return np.linalg.solve(np.array(rows, float), np.array(goal, float)).tolist()


def _through_jpeg(picture, quality):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


TREATMENTS = {
    "plain": lambda picture, dice: picture,
    "turned": turned,
    "skewed": skewed,
    "degraded": degraded,
    "photographed": photographed,
}
DPI = {"plain": 200, "turned": 200, "skewed": 200, "degraded": 150, "photographed": 200}
