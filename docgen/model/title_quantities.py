"""How many a title says there are: 取证名单（120人）, 第一笔拨款8万元."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docgen.model.scheme import CountSpec

PEOPLE = ("人", "名", "位")
"""Words that count people."""
TEN_THOUSAND = Decimal(10_000)
"""元 in one 万元."""
_NUMERALS = "一二三四五六七八九两"
_TENS = {"十": 10, "百": 100, "千": 1000}
_THINGS = ("项", "个", "件", "条", "种", "篇", "部", "次", "场", "本", "张", "份")
_AMOUNT = re.compile(
    r"(?<![\d.])(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|万(?![\u3400-\u9fff])|千元|元(?!旦))"
    r"|¥(?P<bare>\d[\d,]*(?:\.\d+)?)(?![\d万千亿元])"
)
_CAPITALS = str.maketrans("零壹贰叁肆伍陆柒捌玖拾佰仟", "〇一二三四五六七八九十百千")
_IN_WORDS = re.compile(
    rf"(?<![第\d{_NUMERALS}十百千])(?:(?P<wan>[{_NUMERALS}十百千]+)万)?"
    rf"(?P<one>[〇{_NUMERALS}十百千]+)?(?P<unit>元(?!旦))"
)
_IN_YUAN = {"亿元": 10**8, "万元": 10**4, "万": 10**4, "千元": 10**3, "元": 1}


def numbers_said(title: str, count: CountSpec, *, listed: bool) -> tuple[Decimal, ...]:
    """Return the quantities of a count's unit that a title names: 120 for 取证名单（120人）."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
    if count.unit == "万元":
        return tuple(_amounts(text))
    units = next((u for u in (PEOPLE, _THINGS) if count.unit in u), (count.unit,))
    unit = f"(?:{'|'.join(map(re.escape, units))})(?!次|组|赛|制|间|接力|以[上下内])"
    in_brackets = rf"\((?:共|计|合计)?(\d+|[{_NUMERALS}十百]+){unit}\)"
    anywhere = rf"(?<![第前每近超约\d.])(\d+){unit}"
    spoken = rf"(?<![第前每近超约数几十百{_NUMERALS}])((?!一)[{_NUMERALS}十百]+){unit}"
    found = re.findall(in_brackets, text)
    if listed:
        found += re.findall(anywhere, text) + re.findall(spoken, text)
    return tuple(dict.fromkeys(_read_number(number) for number in found))


@dataclass(frozen=True)
class About:
    """A figure that a title says only about: 近百人 are at most 100, 12余人 at least 12."""

    quote: str
    low: Decimal
    high: Decimal


def about_said(title: str, count: CountSpec) -> About | None:
    """Return what a title says of the quantity without saying it exactly."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
    units = next((u for u in (PEOPLE, _THINGS) if count.unit in u), (count.unit,))
    found = re.search(
        rf"(?P<less>近|不足|不到)?(?P<figure>\d+|[{_NUMERALS}十百]+)(?P<more>余|多)?"
        rf"(?:{'|'.join(map(re.escape, units))})(?!次|[组赛制间])",
        text,
    )
    if found is None or not (found["less"] or found["more"]):
        return None
    figure = _read_number(found["figure"])
    # 120余人 are fewer than 130, 100余人 than 200.
    digits = len(str(figure)) - len(str(figure).rstrip("0"))
    most = figure + max(10**digits, 10) - 1
    return About(found[0], *((figure / 2, figure) if found["less"] else (figure, most)))


def is_in_yuan(quantity: Decimal, title: str, count: CountSpec) -> bool:
    """Whether a quantity of 万元 is what the title says in 元: ten thousand times too much."""
    if count.unit != "万元" or quantity <= 0:
        return False
    said = [*_amounts(re.sub(r"\s+", "", unicodedata.normalize("NFKC", title)))]
    return quantity / TEN_THOUSAND in (*said, sum(said, Decimal(0)))


def _amounts(text: str) -> Iterator[Decimal]:
    """The amounts of money in a title, in 万元."""
    for found in _IN_WORDS.finditer(text.translate(_CAPITALS)):
        if found["wan"] or found["one"]:
            yield _read_number(found["wan"] or "") + _read_number(found["one"] or "") / TEN_THOUSAND
    for found in _AMOUNT.finditer(text):
        figure = Decimal((found["figure"] or found["bare"]).replace(",", ""))
        yield figure * _IN_YUAN[found["unit"] or "元"] / TEN_THOUSAND


def _read_number(text: str) -> Decimal:
    """Return 14 for 14 and 十四, 120 for 一百二十; 0 for nothing."""
    if text.isdecimal():
        return Decimal(text)
    total, digit = 0, 0
    for sign in text:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = 2 if sign == "两" else "〇一二三四五六七八九".index(sign)
    return Decimal(total + digit)
