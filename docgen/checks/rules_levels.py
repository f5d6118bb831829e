"""Rules about levels: of people's skill, of contests and awards, and places in contests."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from docgen.checks.case import Case, once_a_case
from docgen.checks.rules_proof import certificates_of, is_grade_told
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.counting import holders_of
from docgen.model.evidence import Evidence
from docgen.model.ladder_ranks import ranks_in
from docgen.model.scheme import CountSpec, Item, Ladder, Rank
from docgen.model.skill_levels import SkillLevel, conflicts_in, level_named, level_of, levels_in

# ── the people ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Person:
    name: str
    trade: str
    grade: str
    keys: tuple[str | int, ...]
    """Where the data file speaks of them."""


def _people(case: Case) -> Iterator[_Person]:
    leader = case.data.leader
    yield _Person(leader.name, leader.trade, leader.grade, ("leader",))
    for index, member in enumerate(case.data.studio.members):
        yield _Person(member.name, member.trade, member.grade, ("studio", "members", index))


def grade_contradicts_itself(case: Case) -> Iterator[Issue]:
    """A grade is called by one level and numbered as another: 高级技师（二级）."""
    for person in _people(case):
        for quote in conflicts_in(person.grade):
            (level,) = levels_in(quote)
            place = case.places.at(*person.keys, "grade")
            said = {"grade": person.grade, "quote": quote, "level": level.title}
            if person.name:
                yield issue("C530", place, "named", name=person.name, **said)
            else:
                yield issue("C530", place, "nameless", **said)


def title_contradicts_itself(case: Case) -> Iterator[Issue]:
    """The title of a piece of evidence names a level and numbers it as another."""
    for piece in case.evidence:
        for quote in conflicts_in(piece.title):
            yield issue("C531", piece.where, piece=piece, quote=quote)


def members_below_level(case: Case) -> Iterator[Issue]:
    """A member's level of skill is below the one the notice asks for."""
    wanted = case.spec.conditions.members_level
    least = level_named(wanted) if wanted else None
    for index, member in enumerate(case.data.studio.members):
        level = level_of(member.grade)
        # A grade that is not the certificate's is told as such.
        if is_grade_told(case, member.name, member.grade):
            continue
        if least is not None and level is not None and level < least:
            place = case.places.at("studio", "members", index, "grade")
            yield issue("C532", place, name=member.name, grade=member.grade, wanted=wanted)


_BEFORE_TRADE = re.compile(
    r"领办人|领衔人|团队|成员|国家|职业技能等级|职业资格|技能等级|等级|证书|认定|取得|的|[\W\d_]+"
)
_LEVEL_WORD = re.compile(r"(?:首席|特级|高级)?技师|(?:高级|中级|初级|学徒)工(?!程)|[一二三四五]级")
_TRADE = re.compile(r"[\u4e00-\u9fff]{1,9}[工师员]$")
_TRADE_IN_BRACKETS = re.compile(r"[（(]([\u4e00-\u9fff]{1,9}[工师员])[）)]")


def _trade_in(title: str, name: str) -> str:
    """The trade a certificate's title names, as in 张三焊工高级技师证书; else empty."""
    bare = title.replace(name, "、")
    level = _LEVEL_WORD.search(bare)
    if level is None:
        return ""
    before = _BEFORE_TRADE.split(bare[: level.start()])[-1]
    found = _TRADE.search(before)
    if found:
        return found[0]
    bracketed = _TRADE_IN_BRACKETS.search(bare)
    return bracketed[1] if bracketed and not levels_in(bracketed[1]) else ""


def trade_against_certificate(case: Case) -> Iterator[Issue]:
    """A person's trade is another one than on their certificates."""
    for person in _people(case):
        if not person.name or not person.trade:
            continue
        named = [
            (piece, trade)
            for piece in certificates_of(case, person.name)
            if (trade := _trade_in(piece.title, person.name))
        ]
        if named and not any(_same_trade(person.trade, trade) for _, trade in named):
            piece, trade = named[0]
            yield issue(
                "C533",
                case.places.at(*person.keys, "trade"),
                name=person.name,
                trade=person.trade,
                piece=piece,
                where=piece.where,
                other=trade,
            )


def _same_trade(one: str, other: str) -> bool:
    stems = [
        re.sub(r"[工师员]$", "", unicodedata.normalize("NFKC", t).strip()) for t in (one, other)
    ]
    return stems[0] in stems[1] or stems[1] in stems[0]


# ── the level of what is counted ──────────────────────────────────────────────────────────────

_RISES = re.compile(r"[升晋]")


def wanted_level(count: CountSpec, kind: str) -> tuple[SkillLevel, bool] | None:
    """The level that who is counted must have, and whether a higher one counts there as well.

    The scheme says it of the count, or the kind of evidence bears it in its name: 高级工证书.
    """
    if count.level is not None:
        level = level_named(count.level)
        return None if level is None else (level, True)
    level = level_of(kind)
    return None if level is None else (level, "以上" in kind)


def counted_below_level(case: Case) -> Iterator[Issue]:
    """What counts as of one level is of another by its title."""
    for item, count, piece, said in _levels_counted(case):
        wanted = wanted_level(count, piece.kind)
        if wanted is None:
            continue
        level, and_above = wanted
        if max(said) < level or (not and_above and level not in said):
            yield issue(
                "C534",
                piece.where,
                piece=piece,
                said=[found.title for found in sorted(said)],
                item=item,
                count=count.name,
                level=level.title,
                above=and_above,
            )


def partly_below_level(case: Case) -> Iterator[Issue]:
    """A list that counts is of people of lower levels too, by its title."""
    for item, count, piece, said in _levels_counted(case):
        wanted = wanted_level(count, piece.kind)
        if wanted is None or _RISES.search(piece.title):
            continue
        lower = sorted(found for found in said if found < wanted[0])
        if lower and max(said) >= wanted[0]:
            titles = [found.title for found in lower]
            slots = {"piece": piece, "lower": titles, "item": item, "level": wanted[0].title}
            yield issue("C535", piece.where, **slots)


_Levelled = tuple[Item, CountSpec, Evidence, frozenset[SkillLevel]]


def _levels_counted(case: Case) -> Iterator[_Levelled]:
    for item in case.spec.items:
        for count, piece in counted_evidence(case, item):
            said = levels_in(piece.title)
            if said and not (item.holders and not count.level):
                yield item, count, piece, said


# ── the rank of contests, awards and media ────────────────────────────────────────────────────


def rank_differs(case: Case) -> Iterator[Issue]:
    """What counts as of one rank is of another by its organiser or title."""
    for _, said in _ranked_otherwise(case):
        yield said


@once_a_case
def misranked(case: Case) -> frozenset[str]:
    """Return the ids of the pieces that count as of another rank than they are."""
    return frozenset(piece.id for piece, _ in _ranked_otherwise(case))


def _ranked_otherwise(case: Case) -> Iterator[tuple[Evidence, Issue]]:
    """Yield the pieces that count as of another rank than they are, and what is said of each."""
    for item, count, piece, ladder, rank in _ranked(case):
        by_organiser = ranks_in(ladder, _bare(case, piece.organiser)) or _own(case, ladder, piece)
        said = by_organiser or ranks_in(ladder, _bare(case, piece.title))
        if said and rank.name not in [other.name for other in said]:
            slots = {
                "piece": piece,
                "ranks": [other.name for other in said],
                "item": item,
                "kind": piece.kind,
                "count": count.name,
            }
            if by_organiser:
                organiser = piece.organiser
                yield piece, issue("C536", piece.where, "organiser", organiser=organiser, **slots)
            else:
                yield piece, issue("C536", piece.where, "title", **slots)


def _own(case: Case, ladder: Ladder, piece: Evidence) -> tuple[Rank, ...]:
    """The rank of what the unit itself runs."""
    unit = re.sub(r"\s+", "", case.data.unit.name)
    is_own = bool(unit) and unit in re.sub(r"\s+", "", piece.organiser)
    return tuple(rank for rank in ladder.ranks if is_own and rank.own)


_Ranked = tuple[Item, CountSpec, Evidence, Ladder, Rank]


def _ranked(case: Case) -> Iterator[_Ranked]:
    """The evidence whose kind is of a rank, each piece once a rank."""
    seen = set()
    for item in case.spec.items:
        for count, piece in counted_evidence(case, item):
            for ladder in case.scheme.ladders:
                rank = ladder.rank_of(piece.kind)
                if rank is not None and piece.id not in seen:
                    seen.add(piece.id)
                    yield item, count, piece, ladder, rank


def _bare(case: Case, text: str) -> str:
    """A text without the names of the unit and the studio, which bear a city's name."""
    for name in (case.data.studio.name, case.data.unit.name):
        text = text.replace(name, "，") if name else text
    return text


# ── places ────────────────────────────────────────────────────────────────────────────────────

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_PLACE = re.compile(
    r"第\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[名位]|名次\s*[:：]?\s*(\d{1,3})"
)
_MEDALS = {"冠军": 1, "状元": 1, "亚军": 2, "季军": 3}
_NO_PLACE = re.compile(
    r"优秀奖|优胜奖|入围|参赛证|参与奖|纪念奖|鼓励奖|组织奖|[特一二三]等奖|[金银铜][奖牌]"
)
_NOT_FINAL = re.compile(r"初赛|预赛|复赛|半决赛|选拔赛|预选")


def _places_in(text: str) -> tuple[int, ...]:
    """Return the places in a contest that a text names: 第十名, 第3名, 亚军."""
    normal = unicodedata.normalize("NFKC", text)
    numbers = [_read_number(found[1] or found[2]) for found in _PLACE.finditer(normal)]
    return (*numbers, *(place for medal, place in _MEDALS.items() if medal in normal))


def _read_number(text: str) -> int:
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def place_too_low(case: Case) -> Iterator[Issue]:
    """A place counts that is behind the last the notice gives points for."""
    for item, count, piece in _placed(case):
        behind = [place for place in _places_in(piece.title) if place > (count.place_at_most or 0)]
        if behind:
            said = {"item": item, "count": count.name, "last": count.place_at_most}
            yield issue("C537", piece.where, piece=piece, place=max(behind), **said)


def place_unclear(case: Case) -> Iterator[Issue]:
    """A place counts, and the title speaks of a prize without a place, or of no final."""
    for item, count, piece in _placed(case):
        prize = _NO_PLACE.search(piece.title) if not _places_told(piece) else None
        heat = _NOT_FINAL.search(piece.title)
        if prize or (heat and "决赛" not in piece.title.replace("半决赛", "")):
            said = {"item": item, "count": count.name, "last": count.place_at_most}
            yield issue("C538", piece.where, piece=piece, said=(prize or heat or [""])[0], **said)


def place_untold(case: Case) -> Iterator[Issue]:
    """A place counts, and neither title nor note says which it is."""
    for item, count, piece in _placed(case):
        if not _places_told(piece) and not _NO_PLACE.search(piece.title):
            said = {"item": item, "count": count.name, "last": count.place_at_most}
            yield issue("C336", piece.where, piece=piece, **said)


def _places_told(piece: Evidence) -> tuple[int, ...]:
    return _places_in(f"{piece.title}\n{piece.note}")


def _placed(case: Case) -> Iterator[tuple[Item, CountSpec, Evidence]]:
    for item in case.spec.items:
        for count, piece in counted_evidence(case, item):
            if count.place_at_most is not None:
                yield item, count, piece


# ── one thing at several ranks ────────────────────────────────────────────────────────────────

_DAYS_OF_A_CONTEST = 3


def placing_counted_twice(case: Case) -> Iterator[Issue]:
    """One place of one person counts at two ranks."""
    placed = list(_placed(case))
    for (item, _, one), (other_item, _, two) in combinations(placed, 2):
        if item is not other_item or one.kind == two.kind:
            continue
        if _same_placing(case, one, two):
            yield issue("C539", two.where, **_say_two(one, two, item))


def _say_two(one: Evidence, two: Evidence, item: Item) -> dict[str, object]:
    kinds = {"one_kind": one.kind, "two_kind": two.kind}
    return {"one": one, "two": two, **kinds, "where": one.where, "item": item}


def _same_placing(case: Case, one: Evidence, two: Evidence) -> bool:
    apart = one.date and two.date and abs((one.date.first - two.date.first).days)
    if apart and apart > _DAYS_OF_A_CONTEST:
        return False
    cores = [_core(case, piece.title) for piece in (one, two)]
    people = [set(holders_of(piece, ())) for piece in (one, two)]
    places = [set(_places_in(piece.title)) for piece in (one, two)]
    same_person = bool(people[0] & people[1]) and places[0] == places[1] != set()
    return same_person or (bool(cores[0]) and cores[0] == cores[1])


def work_counted_twice(case: Case) -> Iterator[Issue]:
    """One work counts at several ranks, under titles that differ a little."""
    told = set()
    # Where it may count but once comes first: of two pieces that is what matters.
    for item in sorted(case.spec.items, key=lambda item: not _counts_works_once(item)):
        pieces = [p for c, p in counted_evidence(case, item) if _tells_works_apart(c)]
        counted = {
            term.evidence_id for m in case.scores.item(item.number).measures for term in m.terms
        }
        for one, two in combinations([p for p in pieces if p.id in counted], 2):
            if one.kind == two.kind or _told_apart(one, two) or (one.id, two.id) in told:
                continue
            if _same_work(case, one, two):
                told.add((one.id, two.id))
                reading = "once" if _counts_works_once(item) else "perhaps_once"
                yield issue("C540", two.where, reading, **_say_two(one, two, item))


def _counts_works_once(item: Item) -> bool:
    return any("achievement" in count.distinct for count in item.counts)


def _tells_works_apart(count: CountSpec) -> bool:
    """Whether it matters to a count, in some reading, that two awards are of one work."""
    perhaps = count.perhaps_once is not None and count.perhaps_once.by == "achievement"
    return perhaps or "achievement" in count.distinct


def _told_apart(one: Evidence, two: Evidence) -> bool:
    return bool(one.achievement and two.achievement)


_LEAST_IN_COMMON = 4
_COMMON_SHARE = 0.6
_OF_AWARDS = re.compile(
    r"荣获|获得|获|被评为|评为|年度|第[一二三四五六七八九十\d]+届|职工|技术|技能|优秀|创新|成果|竞赛"
    r"|大赛|评选|[特一二三]等奖|[金银铜]奖|优秀奖|奖项|奖|证书|证明|文件|通报|表彰|决定|项目|级"
    r"|(?:19|20)\d\d年?|[\W_\d]+"
)


def _core(case: Case, title: str) -> str:
    """What of a title names the thing itself: without ranks, prizes, years and marks."""
    bare = _bare(case, title)
    words = {w for ladder in case.scheme.ladders for rank in ladder.ranks for w in rank.words}
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, "")
    return _OF_AWARDS.sub("", bare)


def _same_work(case: Case, one: Evidence, two: Evidence) -> bool:
    cores = [_core(case, piece.title) for piece in (one, two)]
    shared, shorter = _longest_shared(*cores), min(map(len, cores))
    return shared >= _LEAST_IN_COMMON and shared >= _COMMON_SHARE * shorter


def _longest_shared(one: str, two: str) -> int:
    """The length of the longest run of characters that both have."""
    longest = 0
    lengths = [0] * (len(two) + 1)
    for char in one:
        last = 0
        for at, other in enumerate(two, start=1):
            lengths[at], last = (last + 1 if char == other else 0), lengths[at]
            longest = max(longest, lengths[at])
    return longest
