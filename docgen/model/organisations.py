"""Organisations known by their names: place, core, ending.

某市人力资源社会保障局 is one of 人社部门; 某众人社区服务中心 only has the same letters in it.
What a body may be called stands in the scheme; here is how Chinese names are put together: the
place comes first, 和 between two words may be 与, 、 or nothing, several names stand in one field.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Protocol


class Naming(Protocol):
    """What the names of a body are made of."""

    @property
    def places(self) -> Sequence[str]:
        """The places it may be of; empty: of any."""

    @property
    def words(self) -> Sequence[str]:
        """Its core, in every form it is written."""

    @property
    def ends(self) -> Sequence[str]:
        """What follows the core: 局, 厅; empty: nothing does."""

    @property
    def branches(self) -> Sequence[str]:
        """How the names of its own branches end: 中心, 处."""


_LONGEST = 500
"""Letters of a field that are looked at: more is no list of organisers."""
_CONJUNCTION = "(?:以及|[和与及暨、])?"
_PARTING = re.compile(
    r"[、,;:|/+&·•()\[\]{}<>《》〔〕【】“”‘’\"'。与及暨由等\n]|(?<!共)和"
    r"|主办|承办|协办|联办|合办|举办|组办|共同|联合(?!会)|会同|牵头|指导|支持|参与|组织(?!部)|单位"
)
_HAN = r"[\u3400-\u9fff]"
_DIVISION = "(?:省|市|自治区|区|县|旗|州|盟|镇|乡|街道|地区|兵团)"
_ANYWHERE = (
    "(?:中华人民共和国|国家|全国|中国|各级|各地|各|本|我|地方"
    "|驻地|所在地|当地|上级|有关|[省市区县])"
)
_PROVINCE = (
    "(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南"
    "|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
)
# Four parts at the most: what has more would take for ever to cut in every way.
_PLACE = re.compile(
    rf"(?:{_ANYWHERE}|{_HAN}{{1,12}}?{_DIVISION}){{1,4}}"
    rf"|(?:{_PROVINCE}|{_HAN}{{1,7}}?省)?(?:{_HAN}{{2,3}})?"
)
_NO_PLACE = re.compile(
    "公司|集团|工厂|学院|学校|大学|协会|学会|商会|联合会|工会|社区|医院|中心|银行|[局厅厂社]"
)
# Names of two bodies often stand side by side, as in the head of a joint paper.
_NEXT = re.compile(
    rf"(?<=[局厅部委办会院])(?={_HAN}{{2,7}}?[省市区县]|[省市区县](?=[\ue000-\uf8ff]))"
)


def _is_place(text: str) -> bool:
    """Whether `text` can name where a body is: nothing, 某市某区, 省, 各级, 山东."""
    return not _NO_PLACE.search(text) and _PLACE.fullmatch(text) is not None


def is_any_of(organiser: str, bodies: Iterable[Naming]) -> bool:
    """Whether one of the organisations that a field names is one of the bodies."""
    text = unicodedata.normalize("NFKC", organiser)[:_LONGEST]
    return any(_is_body(piece, body) for body in bodies for piece in _name_by_name(text, body))


def _name_by_name(text: str, body: Naming) -> Iterator[str]:
    """Yield the names in a field, the body's core in each of them written as one sign."""
    for spaced in (re.sub(r"[^\S\n]+", "", text), re.sub(r"\s+", "\n", text)):
        marked = _core(tuple(body.words)).sub("\ue000", spaced)
        for piece in _PARTING.split(marked):
            yield from _NEXT.split(piece)


@cache
def _core(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    forms = (_CONJUNCTION.join(map(re.escape, re.split("[和与及]", w))) for w in longest_first)
    return re.compile("|".join(forms))


def _is_body(name: str, body: Naming) -> bool:
    place, mark, rest = name.partition("\ue000")
    return bool(mark) and _is_its_place(place, body.places) and _is_its_end(rest, body)


def _is_its_place(place: str, places: Sequence[str]) -> bool:
    if not place or not places:
        return _is_place(place)
    return place in places or any(
        place.endswith(own) and len(own) > 1 and _is_place(place[: -len(own)]) for own in places
    )


def _is_its_end(rest: str, body: Naming) -> bool:
    ended = [rest.removeprefix(end) for end in body.ends or ("",) if rest.startswith(end)]
    own = "|".join(map(re.escape, body.branches)) or "(?!)"
    branch = re.compile(rf"(?!.*(?:公司|集团|厂)){_HAN}*?(?:{own})")
    return any(not tail or branch.fullmatch(tail) for tail in ended)
