"""Whether a field of organisers names one of the bodies that a scheme lists.

Written anew from how names are made, so that points reckoned by it stand on their own.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise, product

from docgen.model.scheme import Body

_CORE = "\N{WHITE CIRCLE}"
_SIGNS = frozenset("、,;:|/+&·•()[]{}<>《》〔〕【】“”‘’\"'。与及暨由等\n")
_DOING = re.compile("主办|承办|协办|联办|合办|举办|组办|共同|会同|牵头|指导|支持|参与|单位")
_DIVISION = re.compile("(.{1,12})(省|市|自治区|区|县|旗|州|盟|镇|乡|街道|地区|兵团)")
_ANYWHERE = re.compile(
    "中华人民共和国|国家|全国|中国|各级|各地|各|本|我|地方|驻地|所在地|当地|上级|有关|省|市|区|县"
)
_PROVINCE = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东"
    "|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_OTHER = re.compile(
    "公司|集团|工厂|学院|学校|大学|协会|学会|商会|联合会|工会|社区|医院|中心|银行|[局厅厂社]"
)


def names_a_body(organiser: str, bodies: Sequence[Body]) -> bool:
    """Whether one of the organisations named in `organiser` is one of the bodies."""
    text = unicodedata.normalize("NFKC", organiser)[:500]
    for body in bodies:
        for blank in ("", "\n"):
            lines = (blank.join(line.split()) for line in text.split("\n"))
            marked = _mark("\n".join(lines), body)
            names = chain.from_iterable(map(_side_by_side, _part(marked)))
            if any(_is_name_of(name, body) for name in names):
                return True
    return False


@cache
def _spellings(words: tuple[str, ...]) -> tuple[str, ...]:
    """All ways to write a core, 和 in it being 与, 及, 以及, 暨, 、 or nothing; longest first."""
    found = set()
    for word in words:
        parts = word.translate(str.maketrans("与及", "和和")).split("和")
        for signs in product(("", "和", "与", "及", "以及", "暨", "、"), repeat=len(parts) - 1):
            found.add("".join(a + b for a, b in zip(parts, (*signs, ""), strict=True)))
    return tuple(sorted(found, key=len, reverse=True))


def _mark(text: str, body: Body) -> str:
    spellings, marked, place = _spellings(body.words), [], 0
    while place < len(text):
        here = next((core for core in spellings if text.startswith(core, place)), "")
        marked.append(_CORE if here else text[place])
        place += len(here) or 1
    return "".join(marked)


def _part(text: str) -> list[str]:
    """The pieces between signs, conjunctions and words of organising."""
    pieces, place = [""], 0
    while place < len(text):
        length = _parting_at(text, place)
        if length:
            pieces.append("")
        else:
            pieces[-1] += text[place]
        place += length or 1
    return pieces


def _parting_at(text: str, place: int) -> int:
    if text[place] in _SIGNS or (text[place] == "和" and text[place - 1 : place] != "共"):
        return 1
    rest = text[place : place + 3]
    organising = rest.startswith("组织") and rest != "组织部"
    joining = rest.startswith("联合") and rest != "联合会"
    return 2 if organising or joining or _DOING.match(rest) else 0


def _side_by_side(piece: str) -> list[str]:
    """The names in a piece: one begins where another has ended and a place follows."""
    cuts = [
        place
        for place in range(1, len(piece))
        if piece[place - 1] in "局厅部委办会院" and _begins_with_a_place(piece[place:])
    ]
    return [piece[first:last] for first, last in pairwise([0, *cuts, len(piece)])]


def _begins_with_a_place(text: str) -> bool:
    if text[0] in "省市区县" and text[1:2] == _CORE:
        return True
    letters = next((n for n, letter in enumerate(text) if not _is_han(letter)), len(text))
    return any(text[n] in "省市区县" for n in range(2, min(8, letters)))


def _is_han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _is_name_of(name: str, body: Body) -> bool:
    place, core, rest = name.partition(_CORE)
    return bool(core) and _is_its_place(place, body) and _is_its_end(rest, body)


def _is_its_place(place: str, body: Body) -> bool:
    if not body.places or not place:
        return _is_anywhere(place)
    wider = [place.removesuffix(own) for own in body.places if len(own) > 1 and place.endswith(own)]
    return place in body.places or any(map(_is_anywhere, wider))


def _is_anywhere(place: str) -> bool:
    if _OTHER.search(place) or not all(map(_is_han, place)):
        return False
    return _is_made_of_places(place) or _is_short(place)


def _is_made_of_places(place: str) -> bool:
    """Whether it can be cut into one to four names of places."""
    reached = {0}
    for _ in range(4):
        reached = {
            end
            for start in reached
            for end in range(start + 1, len(place) + 1)
            if _is_a_place(place[start:end])
        }
        if len(place) in reached:
            return True
    return False


def _is_a_place(text: str) -> bool:
    return bool(_ANYWHERE.fullmatch(text) or _DIVISION.fullmatch(text))


def _is_short(place: str) -> bool:
    """Whether it is a town's name alone, or behind its province's: 某地, 山东某地, 山东."""
    known = _PROVINCE.match(place)
    starts = [0, *(n + 1 for n in range(1, 8) if place[n : n + 1] == "省")]
    starts += [known.end()] if known else []
    return any(len(place) - start in (0, 2, 3) for start in starts)


def _is_its_end(rest: str, body: Body) -> bool:
    tails = [rest.removeprefix(end) for end in body.ends or ("",) if rest.startswith(end)]
    return any(not tail or _is_branch(tail, body) for tail in tails)


def _is_branch(tail: str, body: Body) -> bool:
    foreign = any(word in tail for word in ("公司", "集团", "厂"))
    return not foreign and all(map(_is_han, tail)) and tail.endswith(body.branches)
