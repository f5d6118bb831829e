"""The levels of skill (职业技能等级) that certificates, titles and forms name, however written.

The eight levels and the five national grades of qualification are those of 新八级工 (人社部发
〔2022〕14号): 高级工 is 三级, 技师 二级, 高级技师 一级; 特级技师 and 首席技师 stand above them.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache


class SkillLevel(IntEnum):
    """A level of skill; a higher one is greater."""

    APPRENTICE = 0
    JUNIOR = 1
    INTERMEDIATE = 2
    ADVANCED = 3
    TECHNICIAN = 4
    SENIOR_TECHNICIAN = 5
    SPECIAL_TECHNICIAN = 6
    CHIEF_TECHNICIAN = 7

    @property
    def title(self) -> str:
        """Its Chinese name: 高级工."""
        return _NAMES[self]


_NAMES = {
    SkillLevel.APPRENTICE: "学徒工",
    SkillLevel.JUNIOR: "初级工",
    SkillLevel.INTERMEDIATE: "中级工",
    SkillLevel.ADVANCED: "高级工",
    SkillLevel.TECHNICIAN: "技师",
    SkillLevel.SENIOR_TECHNICIAN: "高级技师",
    SkillLevel.SPECIAL_TECHNICIAN: "特级技师",
    SkillLevel.CHIEF_TECHNICIAN: "首席技师",
}
_BY_NAME = {name: level for level, name in _NAMES.items()}
_BY_NAME |= {f"{name[:2]}技工": level for name, level in _BY_NAME.items() if name[2:] == "工"}
_BY_NUMERAL = {
    numeral: level
    for level, numerals in (
        (SkillLevel.JUNIOR, "五5"),
        (SkillLevel.INTERMEDIATE, "四4"),
        (SkillLevel.ADVANCED, "三3"),
        (SkillLevel.TECHNICIAN, "二2"),
        (SkillLevel.SENIOR_TECHNICIAN, "一1"),
    )
    for numeral in numerals
}
_GRADED = frozenset(_BY_NUMERAL.values())

_WORD = (
    r"(?P<word>(?:首席|特级|高级)?技师(?!学院|学校|协会|工作站|联合会)"
    r"|(?:高级|中级|初级|学徒)(?:工(?!程)|技工(?!学校|学院|院校|教育)))"
)
_NUMERAL = r"(?P<numeral>[一二三四五12345])级"
_MARKS = r"\s*[(/、·\-]?\s*"
_WORD_THEN_NUMERAL = re.compile(rf"{_WORD}{_MARKS}{_NUMERAL}(?!以)")
_NUMERAL_THEN_WORD = re.compile(rf"{_NUMERAL}\s*[)]?{_MARKS}{_WORD}")
_LONE_WORD = re.compile(_WORD)
_LONE_NUMERAL = re.compile(
    rf"(?:资格|等级|[工师员])\s*[(:]?\s*{_NUMERAL}|[(]{_NUMERAL.replace('numeral', 'bare')}[)]"
    rf"|{_NUMERAL.replace('numeral', 'before')}(?=工(?!程)|技工|职业|证书)"
)
_WHOLE_NUMERAL = re.compile(_NUMERAL)
_LONE_ADJECTIVE = re.compile(r"(?P<half>高级|中级|初级)(?=[)]|证书|资格证|职业资格)")
_BRACKETS = str.maketrans("〔【[〕】]", "((()))")


def level_named(name: str) -> SkillLevel | None:
    """Return the level of exactly this name; None where there is none."""
    return _BY_NAME.get(name)


@lru_cache(maxsize=1 << 13)
def levels_in(text: str) -> frozenset[SkillLevel]:
    """Return the levels a text names, in words or as a national grade (三级).

    A grade that only explains a word, as in 高级技师（一级）, names nothing of its own.
    """
    normal = _normalise(text)
    words = {_BY_NAME[found["word"]] for found in _LONE_WORD.finditer(normal)}
    if words:
        return frozenset(words)
    lone = _WHOLE_NUMERAL.fullmatch(normal)
    found = [lone] if lone else [*_LONE_NUMERAL.finditer(normal)]
    numerals = [next(filter(None, numeral.groups())) for numeral in found]
    halves = (f"{half['half']}工" for half in _LONE_ADJECTIVE.finditer(normal))
    return frozenset((*map(_BY_NUMERAL.__getitem__, numerals), *map(_BY_NAME.__getitem__, halves)))


def level_of(text: str) -> SkillLevel | None:
    """Return the highest level a text names; None where it names none."""
    return max(levels_in(text), default=None)


@lru_cache(maxsize=1 << 13)
def conflicts_in(text: str) -> tuple[str, ...]:
    """Return where a level's name and its national grade contradict: 高级技师（二级）."""
    return tuple(_conflicts(_normalise(text)))


def _conflicts(normal: str) -> Iterator[str]:
    agreed: set[int] = set()
    wrong: dict[int, str] = {}
    for shape in (_WORD_THEN_NUMERAL, _NUMERAL_THEN_WORD):
        for found in shape.finditer(normal):
            word, grade = _BY_NAME[found["word"]], _BY_NUMERAL[found["numeral"]]
            at = found.start("word")
            # 特级技师 and 首席技师 are awarded to who has the first grade, whose number they keep.
            if word == grade or word not in _GRADED:
                agreed.add(at)
            else:
                wrong[at] = found[0] + ")" * (found[0].count("(") > found[0].count(")"))
    yield from (quote for at, quote in wrong.items() if at not in agreed)


def _normalise(text: str) -> str:
    normal = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return normal.translate(_BRACKETS)
