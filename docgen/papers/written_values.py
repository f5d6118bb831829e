"""Dates, sums and names as papers write them, in the form that `FieldName` says."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from docgen.model.person_names import is_name
from docgen.text.loose_input import read_date
from docgen.text.wording import write_figure

_EARLIEST, _LATEST = 1950, 2099

# --- dates ----------------------------------------------------------------------------------------

_O = "〇零○OoΟ0"
_NUMERAL = rf"[一二三四五六七八九{_O}]"
_ARABIC_DAY = (
    r"(?P<y>(?:19|20)\d\d)\s*[年./\-]\s*(?P<m>1[0-2]|0?[1-9])\s*[月./\-]"
    r"\s*(?P<d>3[01]|[12]\d|0?[1-9])(?=\d\d:\d\d|\D|$)\s*[日号]?"
)
_ARABIC_MONTH = r"(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>1[0-2]|0?[1-9])\s*月"
_COMPACT = r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
_WRITTEN = (
    rf"(?P<y>[一二]{_NUMERAL}{{3}})\s*年\s*(?:[〇零]|一(?=十))?(?P<m>十[一二]?|元|{_NUMERAL})\s*月"
    r"(?:\s*(?:[〇零]|一(?=十))?"
    r"(?P<d>(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅|[一二三四五六七八九]))\s*日)?"
)
_WRITTEN_DATE = re.compile(_WRITTEN)
_DATES = (
    re.compile(rf"(?<![\d.\-/]){_ARABIC_DAY}"),
    re.compile(rf"(?<![\d.\-/]){_ARABIC_MONTH}"),
    _WRITTEN_DATE,
)
_ZERO = re.compile(f"[{_O}]")
_LONE_DATE = re.compile(_COMPACT)
_CAPITALS_OF_A_YEAR = re.compile(r"[壹贰][零〇壹贰叁肆伍陆柒捌玖]{3}\s*年")
_CAPITAL_DATES = str.maketrans("零壹贰叁肆伍陆柒捌玖拾", "〇一二三四五六七八九十")


@dataclass(frozen=True, slots=True)
class DateFound:
    """A value in a text, and where: from `start` to before `end`."""

    value: str
    start: int
    end: int


def dates_in(text: str) -> Iterator[DateFound]:
    """The dates a text names, in its order; those that no calendar has are left out."""
    taken: list[tuple[int, int]] = []
    for shape in _DATES:
        for found in shape.finditer(_as_digits(text)):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            taken.append(found.span())
            value = _date_of(found)
            if value:
                yield DateFound(value, *found.span())


def _as_digits(text: str) -> str:
    """A text with 贰零贰肆年叁月 as 二〇二四年三月, each character in its place."""
    return text.translate(_CAPITAL_DATES) if _CAPITALS_OF_A_YEAR.search(text) else text


def lone_date(text: str) -> str:
    """The date that a text is; nothing where it is none, or more than one."""
    bare = re.sub(r"\s", "", _as_digits(text)).strip(".,:;、。·-_()")
    for shape in (*_DATES, _LONE_DATE):
        if found := shape.fullmatch(bare):
            return _date_of(found)
    return ""


def _date_of(found: re.Match[str]) -> str:
    """The date a shape found; nothing where no calendar has it."""
    year, month, day = (found.groupdict().get(part) or "" for part in "ymd")
    written = f"{_ZERO.sub('〇', year)}年{_ZERO.sub('〇', month)}月{day}日"
    if found.re is not _WRITTEN_DATE:
        written = f"{year}年{month}月{day}日"
    value = read_date(written.replace("元月", "一月").removesuffix("月日") + "月" * (not day))
    try:
        parts = [*map(int, value.split("-")), 1]
        datetime.date(*parts[:3])
    except ValueError:
        return ""
    return value if _EARLIEST <= parts[0] <= _LATEST else ""


# --- sums -----------------------------------------------------------------------------------------

_FIGURES = re.compile(
    r"(?:¥|RMB|CNY|人民币)?[\s:]*(\d{1,3}(?:[,，]\d{3})+|\d+)([.。]\d{1,2})?\s*(元|万元)?"
)
_CAPITALS = str.maketrans("零壹贰叁肆伍陆柒捌玖拾佰仟圆", "〇一二三四五六七八九十百千元")
_CAPITAL = "[壹贰叁肆伍陆柒捌玖]"
_IN_CAPITALS = re.compile(
    r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,30}[元圆]"
    rf"(?:零?{_CAPITAL}角)?(?:零?{_CAPITAL}分)?[整正]?"
)
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}


def sum_in_figures(text: str) -> Decimal | None:
    """The sum that a text is, in yuan: ¥86,000.00, 8.6万元; None where it is none."""
    found = _FIGURES.fullmatch(text.strip())
    if found is None:
        return None
    try:
        sum_ = Decimal(found[1].replace(",", "") + (found[2] or "").replace("。", "."))
    except InvalidOperation:
        return None
    return sum_ * 10_000 if found[3] == "万元" else sum_


def sums_in_capitals(text: str) -> Iterator[tuple[Decimal, int, int]]:
    """The sums that a text writes out, in yuan, and where: 捌万陆仟元整."""
    for found in _IN_CAPITALS.finditer(text):
        value = _read_capitals(found[0].translate(_CAPITALS))
        if value is not None:
            yield value, *found.span()


def _read_capitals(text: str) -> Decimal | None:
    whole, _, rest = text.partition("元")
    total = _read_whole(whole)
    if total is None:
        return None
    tenths = re.search(r"([一二三四五六七八九])角", rest)
    hundredths = re.search(r"([一二三四五六七八九])分", rest)
    value = Decimal(total)
    value += Decimal(_DIGITS[tenths[1]]) / 10 if tenths else 0
    value += Decimal(_DIGITS[hundredths[1]]) / 100 if hundredths else 0
    return value


def _read_whole(text: str) -> int | None:
    """捌万陆仟, written with plain numerals; None where it is no number."""
    total = group = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            group += (digit or 1) * _TENS[character]
            digit = 0
        elif character in {"万", "亿"}:
            scale = 10_000 if character == "万" else 100_000_000
            total += (group + digit) * scale
            group = digit = 0
        else:
            return None
    return total + group + digit or None


def write_sum(value: Decimal) -> str:
    """86000, 1250.5."""
    return write_figure(value)


# --- names ----------------------------------------------------------------------------------------

_CALLED = re.compile(r"(?:同志|先生|女士|同学|老师|师傅|选手)$")


def person_in(text: str) -> str:
    """The person that a text names and nobody else: 张三同志; nothing where it is no name."""
    bare = _CALLED.sub("", re.sub(r"[\s:：,，。.]", "", text))
    return bare if is_name(bare) else ""


# --- words ----------------------------------------------------------------------------------------

_HALF = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "?": "？", "!": "！"}
_CJK = r"[\u3400-\u9fff《》“”]"


def tidy_words(text: str) -> str:
    """Words as they are written in Chinese: without blanks between, with full-width marks."""
    tight = re.sub(rf"(?<={_CJK})\s+|\s+(?={_CJK})", "", text.strip())
    if not re.search(_CJK, tight):
        return tight
    return re.sub(r"(?<!\d)[,:;?!]|[,:;?!](?!\d)|[()]", lambda m: _HALF[m[0]], tight)
