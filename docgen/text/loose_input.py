"""What people write for a date, a yes, or a figure, read as what it can only mean.

A date is written in a dozen ways, and behind a figure stands its unit. What cannot be known for
certain comes back as it was written, and is told of where it is used.
"""

import re
import unicodedata

_TRUE = frozenset(
    ["是", "是的", "有", "对", "√", "✓", "✔", "☑", "属于", "true", "t", "yes", "y", "1"]
)
_FALSE = frozenset(
    ["否", "无", "不是", "没有", "×", "✗", "✘", "x", "不属于", "false", "f", "no", "n", "0"]
)


def narrow(text: str) -> str:
    """Return a text with half-width letters and digits, and no blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def read_truth(written: str) -> bool | None:
    """Return whether a word means yes or no; None where it is neither."""
    word = narrow(written).casefold()
    return True if word in _TRUE else False if word in _FALSE else None


# ── figures ───────────────────────────────────────────────────────────────────────────────────

_COUNTED = "人次|[人项件个次篇名位份张本台套场期种座间处条页部分]|平方米?|平米|m2|万元"
# 元 is not among them: where 万元 are asked for, it makes a figure ten thousand times too great.
_FIGURE = re.compile(
    rf"(?:共计?|合计|总计)?\s*(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?\s*(?:{_COUNTED})?"
)


def read_figure(written: str) -> str:
    """Return the number in `12人`, `１２`, `1,200`, `十二项`, `86.8平方米`; else the text."""
    text = narrow(written)
    match = _FIGURE.fullmatch(text)
    if match:
        return match[1].replace(",", "") + (match[2] or "")
    numeral = _NUMERAL.fullmatch(text)
    number = _read_numeral(numeral[1]) if numeral else None
    return str(number) if number else text


_NUMERAL = re.compile(rf"([一二两三四五六七八九十百千零〇]+)\s*(?:{_COUNTED})?")
_PLACES = re.compile(
    "(?:([一二两三四五六七八九])千)?[零〇]?(?:([一二两三四五六七八九])百)?[零〇]?"
    "(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?"
)


def _read_numeral(text: str) -> int | None:
    """The number of a Chinese numeral below ten thousand: 十四, 一百二十; None where it is none."""
    match = _PLACES.fullmatch("二" if text == "两" else text)
    if not match or re.search("[百千][一二三四五六七八九]$", text):
        return None  # 一百二 is 120 to one and 102 to another
    thousands, hundreds, tens, ten, ones = match.groups()
    digits = "〇一二三四五六七八九"
    value = {character: number for number, character in enumerate(digits)} | {"两": 2, None: 0}
    tens_value = value[tens] or (1 if ten else 0)
    return value[thousands] * 1000 + value[hundreds] * 100 + tens_value * 10 + value[ones]


# ── dates ─────────────────────────────────────────────────────────────────────────────────────

_CHINESE_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_TENS = {"十": "十", "廿": "二十", "卅": "三十"}
_LEFT_OVER = re.compile(
    r"(?:t?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|\(?(?:星期|周)[一二三四五六日天]\)?)$",
    re.IGNORECASE,
)
_SHAPES = (
    re.compile(r"(\d{4})[年./\-_](\d{1,2})[月./\-_](\d{1,2})[日号]?"),
    re.compile(r"(\d{4})[年./\-_](\d{1,2})月?(?:份)?"),
    re.compile(r"(\d{4})(?:年度?)?"),
    re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})"),
    re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])"),
)


def read_date(written: str) -> str:
    """Return a date written in one of the usual ways as 2024-06-18, 2024-06 or 2024.

    What is no such date comes back as it was written.
    """
    text = plain_date(written)
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            year, *rest = match.groups()
            return "-".join([year, *(f"{int(part):02d}" for part in rest)])
    return written.strip()


def plain_date(written: str) -> str:
    """Return what was written for a date with plain digits and dashes, and no time of the day."""
    text = re.sub(r"\s", "", narrow(written).replace("\xa0", ""))
    text = re.sub("[–—−－‐‑・·。]", lambda m: "." if m[0] in "・·。" else "-", text)
    return _plain_digits(_LEFT_OVER.sub("", text).strip(".、,-"))


def write_numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese: 七, 十二, 三十."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"


def _plain_digits(text: str) -> str:
    """二〇二四年十二月三十一日 with digits."""
    for short, long in _TENS.items():
        text = text.replace(short, long)
    text = re.sub("[一二三四五六七八九]?十[一二三四五六七八九]?", _ten, text)
    return "".join(_CHINESE_DIGITS.get(c, c) for c in text)


def _ten(match: re.Match[str]) -> str:
    tens, ones = match[0].split("十")
    return f"{_CHINESE_DIGITS.get(tens, '1')}{_CHINESE_DIGITS.get(ones, '0')}"
