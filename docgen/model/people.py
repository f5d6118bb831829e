"""Names of people, however they are spaced, listed or noted."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

_HAN = r"[\u3400-\u9fff]"
_LISTING = re.compile(r"[、,;:/|\n]+")
_ROLE = re.compile(
    "领办人|团队成员|成员|组长|副组长|负责人|同志|师傅|徒弟|(?:特级|高级|首席)?技师|(?:高级|中级|初级)工"
    "|(?:高级|助理)?工程师|职工"
)
# 和 is in names too: it parts two only where both sides can be names.
_BOTH = re.compile(rf"(?<={_HAN}{{2}})[和与及](?={_HAN}{{2}})")
_AND_OTHERS = re.compile(r"\s*等\s*\d*\s*[人名位]?$")
_NOTE = re.compile(r"\(.*\)$")
_DOTS = re.compile("[•‧・∙⋅]")
_COMPOUND_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
)
_AFTER_A_NAME = (
    "高级|中级|初级|特级|首席|助理|技师|技能|技术|技工|职业|职称|职工|工程师|专业|资格|等级|证|的"
    "|同志|师傅|老师|获|荣|取得|被|在|参|学徒|聘|任|与|和|及|等|个人|身份|简历|照片|奖|论文|作品"
    "|一等|二等|三等|金|银|铜|优|先进|劳动|五一|全国|国家|省|市|区|决赛|第"
)


@lru_cache(maxsize=1 << 13)
def plain_name(name: str) -> str:
    """Return a name as it is compared: 张三 for 张　三, notes kept: 张三(一车间)."""
    return _DOTS.sub("·", re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=1 << 13)
def bare_name(name: str) -> str:
    """Return a name without the note that tells two people of one name apart."""
    return _NOTE.sub("", plain_name(name))


def may_be_one(name: str, other: str) -> bool:
    """Whether two names can be one person's: equal, one of them without its note at the most."""
    one, two = plain_name(name), plain_name(other)
    return one == two or (bare_name(one) == bare_name(two) and bare_name(one) in (one, two))


@lru_cache(maxsize=1 << 13)
def names_in(holder: str) -> tuple[str, ...]:
    """Return the people a holder's field names, each once: 张三、李 四和王五等5人."""
    text = _AND_OTHERS.sub("", unicodedata.normalize("NFKC", holder).strip())
    names: list[str] = []
    for part in _LISTING.split(_without_lists_in_notes(text)):
        for spaced in _apart(part):
            names += map(plain_name, _both(spaced.removesuffix("同志")))
    people = [name for name in names if name and not _ROLE.fullmatch(name)]
    return tuple(dict.fromkeys(people))


def _without_lists_in_notes(text: str) -> str:
    return re.sub(r"\([^()]*\)", lambda note: re.sub(r"[、,;/|\s]+", " ", note[0]), text)


def _apart(part: str) -> list[str]:
    """Return names that only blanks part; blanks within a name set its letters apart."""
    if re.search(r"[A-Za-z]", part):
        return [part]
    words = re.sub(r"\s+(?=\()|(?<=\()\s+|\s+(?=[^()]*\))", "", part).split()
    names = []
    while words:
        length = _words_of_a_name([len(bare_name(word)) for word in words], "".join(words[:2]))
        names.append("".join(words[:length]))
        words = words[length:]
    return names


def _words_of_a_name(lengths: list[int], beginning: str) -> int:
    """How many words the first name takes: 张 三, 王 小 明 and 丛 海川 are one each."""
    lone = next((n for n, length in enumerate(lengths) if length > 1), len(lengths))
    follows = lengths[lone] if lone < len(lengths) else 0
    double = beginning[:2] in _COMPOUND_SURNAMES
    if lone == 0 or (lone == 1 and follows not in ((0, 2, 3) if double else (0, 2))):
        return 1
    if lone == 3:
        return 2 if follows == 2 else 3
    # Four letters set apart are two names of two, or one with a surname of two.
    return 4 if lone == 4 and double else min(2, len(lengths))


def _both(text: str) -> list[str]:
    parts = _BOTH.split(text)
    return parts if all(len(part) <= 4 for part in parts) else [text]


def people_in(title: str, people: Collection[str]) -> tuple[str, ...]:
    """Return which of `people` a title names, each once: 王伟 is not in 王伟东技师证书.

    People of one name that only notes tell apart are all named by the name alone.
    """
    return _people_in(title, tuple(people))


@lru_cache(maxsize=1 << 11)
def _people_in(title: str, people: tuple[str, ...]) -> tuple[str, ...]:
    text = plain_name(title)
    found: set[str] = set()
    forms = {form for name in _named(people) for form in (plain_name(name), bare_name(name))}
    for form in sorted(forms, key=len, reverse=True):
        places = [match.span() for match in re.finditer(re.escape(form), text)]
        if any(_stands_alone(text, *place) for place in places):
            found |= {name for name in people if form in (plain_name(name), bare_name(name))}
        for start, end in places:
            text = text[:start] + "\0" * (end - start) + text[end:]
    return tuple(name for name in _named(people) if name in found)


def _named(people: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, people)))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the letters beside a name of two are not the rest of a longer name."""
    before = re.search(rf"(?:^|[^\u3400-\u9fff])({_HAN})$", text[:start])
    if before and before[1] not in "与和及由为":
        return False
    if end - start > 2:
        return True
    rest = text[end:]
    ended = rf"(?:$|[^\u3400-\u9fff]|{_AFTER_A_NAME})"
    return bool(re.match(ended, rest)) or not re.match(rf"{_HAN}{ended}", rest)
