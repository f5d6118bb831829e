"""Figures that running text says of something: 新培养高级工以上高技能人才438人.

A figure belongs to a word that stands just before or after it. What a sentence says of other years,
of plans, of all years together or of a part (其中) is no statement of the figure itself; text
that is not understood says nothing rather than something wrong.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_ALIKE: tuple[frozenset[str], ...] = (
    frozenset({"人", "名", "位", "人次"}),
    frozenset({"项", "个", "件", "种"}),
    frozenset({"篇", "部", "本"}),
    frozenset({"次", "场", "条"}),
    frozenset({"平方米", "平米", "m2", "m²", "平方"}),
)
"""Words that count the same sort of thing."""
_MONEY = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "亿元": Decimal(10000),
}
"""What one of each is in 万元."""

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?|[一二两三四五六七八九十百千]+"
_GAP = r"[^\d。；;!?\n，,、(一二两三四五六七八九十]{0,14}?"
_OPEN = re.compile(r"^[和及与]|各|每|第|均|约|近|超|不少于|不低于|不足|余|申请|申报|受理|另|其他")
"""Between a word and its figure: it is not this figure, or not exactly."""
_LOOSE_END = re.compile(r"\s*(?:以上|以下|以内|左右|余|多|/|每)")
_BEFORE = re.compile(r"(?:申请|申报|受理|每|各|拟|另|其他|占地|建筑|厂房|厂区|园区|车间)$")

_SHARED = re.compile(r"[^人名位次项个件种篇部本场条米元度,、。;:级和及与][、和及与]$")
"""The figure is of several things together: 发明专利和实用新型专利6项."""

_PART = re.compile(r"其中|分别")
_OTHER_TIME = re.compile(
    r"累计|历年|历届|近[二三两四五\d]年|三年来|以来|迄今|截至|至今|目标|计划|规划|力争|预计|争取|拟(?![设建])|下一?年"
    r"|明年|下一步|今后|未来|上一?年|去年|同期|同比|比上年|较上年|此前|往年|以前"
    r"|将(?:继续|进一步|再|新|完成|培养|举办|开展|组织|申请|推荐|取得|达到|投入|安排|实现)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_SENTENCE = re.compile(r"[^。；;!?\n]+")


@dataclass(frozen=True)
class SaidFigure:
    """A figure, in the unit that was asked for, and the words it stands in."""

    value: Decimal
    quote: str


@lru_cache(maxsize=64)
def plain_text(text: str) -> str:
    """Return a text half-width and without blanks, as figures are looked for in it.

    Years that are written out stand in digits: 二〇二四年 is 2024年.
    """
    narrow = re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text))
    return _WRITTEN_YEAR.sub(_year_in_digits, narrow.replace("㎡", "平方米"))


_YEAR_DIGITS = {character: str(n) for n, character in enumerate("〇一二三四五六七八九")}
_YEAR_DIGITS |= {"零": "0", "○": "0"}
_WRITTEN_YEAR = re.compile("(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2}(?=年)")


def _year_in_digits(match: re.Match[str]) -> str:
    return "".join(_YEAR_DIGITS[character] for character in match[0])


def figures_said(
    text: str,
    words: Collection[str],
    unit: str,
    years: Collection[int] = (),
    *,
    parts: bool = False,
) -> tuple[SaidFigure, ...]:
    """Return the figures in `unit` that a text says of one of the words, in its order.

    `years` are those spoken of: a sentence that names only others is passed over (none: all
    years). With `parts`, what is said of parts (其中) is looked through as well.
    """
    return _figures_said(text, tuple(words), unit, tuple(years), parts) if words else ()


@lru_cache(maxsize=1 << 11)
def _figures_said(
    text: str,
    words: tuple[str, ...],
    unit: str,
    years: tuple[int, ...],
    parts: bool,
) -> tuple[SaidFigure, ...]:
    found: dict[tuple[int, int], SaidFigure] = {}
    for place, sentence in enumerate(_sentences(plain_text(text), years)):
        told = sentence if parts else _PART.split(sentence)[0]
        # Most say nothing of it, and to compile what is sought takes longer than to seek it.
        for shape in _shapes(words, unit) if any(word in told for word in words) else ():
            for match in shape.finditer(told):
                if _is_exact(told, match) and _is_of(told[: match.start("word")], years):
                    figure = _read(match["number"]) * _factor(match["unit"], unit)
                    key = place, match.start("number")
                    found.setdefault(key, SaidFigure(figure, match[0]))
    return tuple(figure for _, figure in sorted(found.items()))


@lru_cache(maxsize=256)
def _shapes(words: tuple[str, ...], unit: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a figure stands after one of the words, and before it."""
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    number = rf"(?P<number>{_NUMBER})(?P<unit>{'|'.join(_units_like(unit))})(?!次|公里)"
    return (
        re.compile(rf"(?P<word>{listed})(?P<gap>{_GAP}){number}"),
        re.compile(rf"{number}(?P<gap>[^\d，,、。：:]{{0,4}}?)(?P<word>{listed})"),
    )


def amounts_in(text: str, unit: str, years: Collection[int] = ()) -> frozenset[Decimal]:
    """Return every figure in a unit that stands in a text outside of parts, whatever it is of.

    What stands side by side in a sentence is added up as well: 高级工342人、技师96人 are 438.
    """
    return _amounts_in(text, unit, tuple(years))


@lru_cache(maxsize=1 << 10)
def _amounts_in(text: str, unit: str, years: tuple[int, ...]) -> frozenset[Decimal]:
    return frozenset(
        total
        for sentence in _sentences(plain_text(text), years)
        for total in _sums([*_amounts(_PART.split(sentence)[0], unit)])
    )


def parts_in(text: str, unit: str, years: Collection[int] = ()) -> tuple[tuple[Decimal, ...], ...]:
    """Return what sentences say of parts (其中, 分别): of each the figures in a unit, in order."""
    split = (_PART.split(sentence, 1)[1:] for sentence in _sentences(plain_text(text), years))
    return tuple(tuple(_amounts(rest, unit)) for (rest,) in filter(None, split))


def _amounts(text: str, unit: str) -> Iterator[Decimal]:
    shape = re.compile(rf"({_NUMBER})({'|'.join(_units_like(unit))})")
    for found in shape.finditer(text):
        yield _read(found[1]) * _factor(found[2], unit)


def differing(
    said: Sequence[SaidFigure], true: Collection[Decimal], others: Collection[Decimal] = ()
) -> SaidFigure | None:
    """Return the figure that is said in place of a true one; None where one is said too.

    Figures that stand side by side and add up to it say it as well.
    """
    told = {*_sums([figure.value for figure in said]), *others}
    if not said or not told.isdisjoint(true):
        return None
    return max(said, key=lambda figure: figure.value)


def _sums(values: Sequence[Decimal]) -> set[Decimal]:
    """What runs of figures that stand side by side add up to, each figure itself among them."""
    ends = range(len(values) + 1)
    return {sum(values[a:b], Decimal(0)) for a in ends for b in ends[a + 1 :]}


def _sentences(text: str, years: Collection[int]) -> Sequence[str]:
    """The sentences that speak of these years as they were.

    The year a paragraph speaks of holds until it names another.
    """
    return _split_sentences(text, tuple(years))


@lru_cache(maxsize=256)
def _split_sentences(text: str, years: tuple[int, ...]) -> Sequence[str]:
    return tuple(_sentences_of(text, years))


def _sentences_of(text: str, years: Collection[int]) -> Iterator[str]:
    for paragraph in text.split("\n"):
        spoken: set[int] = set()
        for found in _SENTENCE.finditer(paragraph):
            named = {int(year) for year in _YEAR.findall(found[0])}
            spoken = named or spoken
            if years and spoken and not spoken & set(years):
                continue
            if not _OTHER_TIME.search(found[0]):
                yield found[0]


def _is_of(before: str, years: Collection[int]) -> bool:
    """Whether the last year a sentence named by then is one of these."""
    named = _YEAR.findall(before)
    return not years or not named or int(named[-1]) in years


def _is_exact(sentence: str, match: re.Match[str]) -> bool:
    start = match.start("word")
    return not (
        _OPEN.search(match["gap"])
        or _LOOSE_END.match(sentence, match.end("unit"))
        or _BEFORE.search(sentence[:start])
        or _SHARED.search(sentence[:start])
    )


def _units_like(unit: str) -> list[str]:
    if unit in _MONEY:
        return sorted(_MONEY, key=len, reverse=True)
    alike = next((units for units in _ALIKE if unit in units), frozenset({unit}))
    return sorted(map(re.escape, alike), key=len, reverse=True)


def _factor(written: str, unit: str) -> Decimal:
    return _MONEY[written] / _MONEY[unit] if unit in _MONEY else Decimal(1)


def _read(number: str) -> Decimal:
    """The value of a number in digits or in Chinese."""
    if number[0].isascii():
        return Decimal(number.replace(",", ""))
    total, digit = 0, 0
    for char in number:
        if char in _TENS:
            total, digit = total + (digit or 1) * _TENS[char], 0
        else:
            digit = _DIGITS[char]
    return Decimal(total + digit)
