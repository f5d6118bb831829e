"""Rules that hold what is said in one place against what is said in another."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from docgen.checks.case import Case, once_a_case
from docgen.checks.consequences import is_open, kind_put_right, parts_put_right, put_right, value_at
from docgen.checks.rules_proof import certificates_of, grade_in, is_grade_told
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.issues.location import KeyPath
from docgen.model.evidence import Evidence
from docgen.model.people import bare_name, may_be_one, names_in, people_in, plain_name
from docgen.model.person_names import is_name, names_after, names_before
from docgen.model.prose_figures import (
    SaidFigure,
    amounts_in,
    differing,
    figures_said,
    parts_in,
    plain_text,
)
from docgen.model.scheme import CountSpec, Item
from docgen.model.scoring import Measure, open_counts

# ── figures ───────────────────────────────────────────────────────────────────────────────────


def same_value_differs(case: Case) -> Iterator[Issue]:
    """A figure of an item is another one than where the data say the same thing."""
    for item, count, measure in counted_measures(case):
        other = value_at(case.data, count.same_as) if count.same_as else None
        if isinstance(other, Decimal) and measure.value is not None and measure.value != other:
            keys = tuple(str(count.same_as).split("."))
            yield issue(
                "C541",
                case.at_claim(item),
                item=item,
                count=count.name,
                value=measure.value,
                unit=count.unit,
                name=keys,
                other=other,
                where=case.places.at(*keys),
            )


def statement_differs(case: Case) -> Iterator[Issue]:
    """A statement says another figure than the one the item is reckoned with."""
    for item, count, measure in counted_measures(case):
        wrong = stated_otherwise(case, item, count, measure)
        if wrong is not None:
            yield issue(
                "C542",
                case.at_claim(item, "statement"),
                "counted" if measure.typed is None else "typed",
                item=item,
                quote=wrong.quote,
                value=measure.value,
                unit=count.unit,
            )


@once_a_case
def stated_otherwise(
    case: Case, item: Item, count: CountSpec, measure: Measure
) -> SaidFigure | None:
    """Return the figure that an item's statement says in place of the one it is reckoned with."""
    statement, years = case.claim(item).statement, years_told(case, item, count)
    with_leader = re.search(
        f"含{case.scheme.words.leader}|{case.scheme.words.leader}在内", statement
    )
    if measure.value is None or with_leader or is_open(case, count, measure):
        return None
    said = figures_said(statement, (*count.said, count.name), count.unit, years)
    true = put_right(case, item, count, measure)
    return differing(said, true, amounts_in(statement, count.unit, years))


def statement_parts_differ(case: Case) -> Iterator[Issue]:
    """A statement says other figures of the parts than the evidence gives for them."""
    for item in case.spec.items:
        place = case.at_claim(item, "statement")
        counted = [(c, m) for found, c, m in counted_measures(case) if found is item]
        open_to_doubt = [(c, m) for c, m in counted if not _is_told(case, item, c, m)]
        statement = case.claim(item).statement
        kinds = [
            told
            for count, measure in open_to_doubt
            for told in kinds_differing(
                case, count, measure, statement, years_told(case, item, count)
            )
        ]
        if kinds:
            yield issue("C543", place, "kinds", item=item, kinds=kinds)
        for count, measure in open_to_doubt:
            parts = parts_in(statement, count.unit, years_told(case, item, count))
            listed = parts_differing(case, count, measure, parts)
            if listed is not None:
                figures = {"wrong": listed[0], "right": listed[1], "unit": count.unit}
                yield issue("C543", place, "listed", item=item, **figures)


def _is_told(case: Case, item: Item, count: CountSpec, measure: Measure) -> bool:
    """Whether another rule tells of a figure, so that nothing is said of its parts."""
    return bool(stated_otherwise(case, item, count, measure)) or is_open(case, count, measure)


class KindTold(NamedTuple):
    """What a text says of a kind of evidence, and how much of it there is."""

    kind: str
    quote: str
    true: Decimal
    unit: str


def kinds_differing(
    case: Case, count: CountSpec, measure: Measure, text: str, years: Collection[int]
) -> Iterator[KindTold]:
    """Yield the kinds of evidence of which a text says another figure."""
    counted = {term.evidence_id: term.quantity for term in measure.terms}
    true = {kind: Decimal(0) for kind in count.kinds}
    for piece in case.pieces(counted):
        true[piece.kind] += counted[piece.id]
    for kind, figure in true.items():
        if len(true) == 1 and kind in (count.name, *count.said):
            continue
        said = figures_said(text, (kind,), count.unit, years, parts=True)
        wrong = differing(said, kind_put_right(case, count, measure, kind, figure))
        if wrong is not None:
            yield KindTold(kind, wrong.quote, figure, count.unit)


_FEWEST_PARTS = 3


def parts_differing(
    case: Case, count: CountSpec, measure: Measure, told: Sequence[Sequence[Decimal]]
) -> tuple[Decimal, Decimal] | None:
    """Return the part that is told otherwise than its evidence says, and what that says.

    Parts are those of the evidence where all but one are the same.
    """
    true = Counter(term.quantity for term in measure.terms)
    for parts in told:
        only_told, only_true = Counter(parts) - true, true - Counter(parts)
        if len(parts) == true.total() >= _FEWEST_PARTS and only_told.total() == 1:
            wrong = next(iter(only_told))
            follows = wrong in parts_put_right(case, count, measure)
            return None if follows else (wrong, next(iter(only_true)))
    return None


def counted_measures(case: Case) -> Iterator[tuple[Item, CountSpec, Measure]]:
    """Yield what is counted for the studio, with its figures."""
    for item, _, score in case.scored():
        counts = {
            count.key: count for count in open_counts(item, frozenset(case.data.studio.traits))
        }
        for measure in score.measures:
            yield item, counts[measure.key], measure


def years_of(case: Case, item: Item | None = None) -> range:
    """Return the years that are assessed; none where there is no period."""
    period = case.spec.period_of(item) if item else case.spec.period
    return range(period.start.year, period.end.year + 1) if period else range(0)


def years_told(case: Case, item: Item, count: CountSpec) -> range:
    """Return the years of which a figure is told; none for all: a place is as large as it is."""
    return years_of(case, item) if count.kinds and count.in_period else range(0)


# ── the team ──────────────────────────────────────────────────────────────────────────────────

_GRADED = re.compile(
    r"(?P<grade>(?:首席|特级|高级)?技师|(?:高级|中级|初级)工(?!程)|(?:正?高级|助理)?工程师)"
    r"(?:共|有)?(?P<number>\d{1,2})[人名]"
)
_OF_TEAM = re.compile(r"团队|成员")
_OF_UNIT = re.compile(r"公司|单位|企业|学院|学校|全厂|职工")
_TOGETHER = re.compile(r"[师工]以?上?[、和及与或]$")
"""Two grades are counted together: 高级技师、技师4人."""


def team_told_otherwise(case: Case) -> Iterator[Issue]:
    """A statement counts the members by grade otherwise than the list of them."""
    for item, claim in case.claims():
        if item.holders == "members":
            where = case.at_claim(item, "statement")
            for told in grades_told_otherwise(case, claim.statement):
                yield issue("C544", where, "claim", item=item, **told._asdict())
    studio = case.data.studio
    for key, text in (("strengths", studio.strengths), ("plan", studio.plan)):
        keys: KeyPath = ("studio", key)
        for told in grades_told_otherwise(case, text):
            yield issue("C544", case.places.at(*keys), "data", name=keys, **told._asdict())


class GradeTold(NamedTuple):
    """What a text says of how many of the team hold a grade, and how many of its list do."""

    quote: str
    grade: str
    number: int


def grades_told_otherwise(case: Case, text: str) -> Iterator[GradeTold]:
    """Yield what a text says of the team's grades that the list of members does not bear out."""
    members = Counter(_grade_name(member.grade) for member in case.data.studio.members)
    leader = _grade_name(case.data.leader.grade)
    doubtful = sum(is_grade_told(case, p.name, p.grade) for p in case.data.studio.members)
    doubtful += is_grade_told(case, case.data.leader.name, case.data.leader.grade)
    if not members or case.places.is_spoilt("studio", "members"):
        return
    for sentence in re.split(r"[。；;\n]", plain_text(text)):
        if not _OF_TEAM.search(sentence) or _OF_UNIT.search(sentence):
            continue
        for found in _GRADED.finditer(sentence):
            grade, number = found["grade"], int(found["number"])
            if _TOGETHER.search(sentence[: found.start()]):
                continue
            # The leader may be counted or not, and so may who is told to be of another grade.
            true = range(
                members[grade] - doubtful, members[grade] + (leader == grade) + doubtful + 1
            )
            if number not in true:
                yield GradeTold(found[0], grade, members[grade])


def _grade_name(grade: str) -> str:
    return grade_in(grade) or grade.strip()


def members_without_certificate(case: Case) -> Iterator[Issue]:
    """Certificates of the team are there, but not those of a member."""
    for item in case.spec.items:
        pieces = case.supporting(item)
        if not item.holders or not pieces or _has_nameless(case, pieces):
            continue
        for index, member in enumerate(case.data.studio.members):
            named = any(_plain(member.name) in _plain(p.holder + p.title + p.note) for p in pieces)
            if member.name and not named and not list(certificates_of(case, member.name)):
                place = case.places.at("studio", "members", index)
                yield issue("C549", place, item=item, name=member.name, folder=item.folder_name)


def _has_nameless(case: Case, pieces: Sequence[Evidence]) -> bool:
    """Whether a certificate may be anybody's: several in one file, say."""
    people = [case.data.leader.name, *(m.name for m in case.data.studio.members)]
    return any(
        "证" in piece.title + piece.kind
        and not piece.holder
        and not any(name and _plain(name) in _plain(piece.title) for name in people)
        and not _names_somebody(_plain(piece.title))
        for piece in pieces
    )


_BEHIND_NAMES = ("首席技师", "特级技师", "高级技师", "技师", "高级工", "中级工", "初级工", "证书")


def _names_somebody(title: str) -> bool:
    """Whether a certificate's title begins with a name, though of nobody in the team."""
    return any(any(names_before(title, word)) for word in (*_BEHIND_NAMES, "工程师", "助理工程师"))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


# ── names ─────────────────────────────────────────────────────────────────────────────────────


def studio_of_another(case: Case) -> Iterator[Issue]:
    """The studio bears the name of somebody else than its leader."""
    name, leader = _plain(case.data.studio.name), _plain(case.data.leader.name)
    other = _named_in_studio(case, name)
    if other and leader and leader not in name:
        place, word = case.places.at("studio", "name"), case.scheme.words.leader
        yield issue("C545", place, name=name, other=other, word=word, leader=leader)


def customary_name(case: Case) -> Iterator[Issue]:
    """The studio is not called as the notice's studios are."""
    leader, name = case.data.leader.name, case.data.studio.name
    if not case.scheme.studio_name or not leader or not name:
        return
    customary = case.scheme.studio_name.replace("{leader}", bare_name(leader))
    if plain_name(name) != plain_name(customary) and not list(studio_of_another(case)):
        yield issue("C106", case.places.at("studio", "name"), name=name, customary=customary)


def _named_in_studio(case: Case, name: str) -> str:
    """Return whose studio a name says it is; empty where it does not follow the custom."""
    before, _, after = case.scheme.studio_name.partition("{leader}")
    if not after or not name.endswith(after):
        return ""
    person = name.removesuffix(after).removeprefix(before)
    return person if is_name(person) else next(names_before(name, after), "")


def other_studio_named(case: Case) -> Iterator[Issue]:
    """What counts, or is somebody's, is another studio's by its title or holder."""
    _, _, after = case.scheme.studio_name.partition("{leader}")
    if not after:
        return
    counted = {p.id for item in case.spec.items for _, p in counted_evidence(case, item)}
    own = _plain(case.data.leader.name), _plain(case.data.studio.name)
    for piece in case.evidence:
        texts = [("holder", piece.holder), ("title", piece.title if piece.id in counted else "")]
        for called, text in texts:
            others = [n for n in names_before(_plain(text), after) if n not in "".join(own)]
            if others and not any(name and name in _plain(text) for name in own):
                said = {"other": others[0], "studio": after, "own": case.data.studio.name}
                yield issue("C546", piece.where, called, piece=piece, **said)
                break
    yield from _other_studio_stated(case, after, own)


def _other_studio_stated(case: Case, after: str, own: tuple[str, str]) -> Iterator[Issue]:
    for item, claim in case.claims():
        text = _plain(claim.statement)
        others = [name for name in names_before(text, after) if name not in "".join(own)]
        if others and not any(name and name in text for name in own):
            said = {"other": others[0], "studio": after, "own": case.data.studio.name}
            yield issue("C546", case.at_claim(item, "statement"), "statement", item=item, **said)


_COMPANY = re.compile(
    r"[\u4e00-\u9fff（）()·]{2,30}?(?:有限责任公司|股份有限公司|有限公司|集团公司)"
)
_AROUND_COMPANY = re.compile(r"^(?:关于|由|经|在|与|和|对|向|给|的|年|度|月|日|第|届)+")


def other_unit_named(case: Case) -> Iterator[Issue]:
    """What must be the unit's own is another unit's by its title."""
    unit = company_core(case.data.unit.name)
    for item in case.spec.items:
        for count, piece in counted_evidence(case, item):
            others = [
                name
                for name in find_companies(piece.title)
                if not (company_core(name) in unit or unit in company_core(name))
            ]
            if count.of_unit and unit and others:
                said = {"other": others[0], "item": item, "unit": case.data.unit.name}
                yield issue("C547", piece.where, "title", piece=piece, **said)
        yield from _other_unit_stated(case, item, unit)


def _other_unit_stated(case: Case, item: Item, unit: str) -> Iterator[Issue]:
    statement = _plain(case.claim(item).statement)
    named = find_companies(statement) if any(count.of_unit for count in item.counts) else []
    if unit and named and unit not in company_core(statement):
        other, place = _AROUND_COMPANY.sub("", named[0]), case.at_claim(item, "statement")
        yield issue("C547", place, "statement", item=item, other=other, unit=case.data.unit.name)


def find_companies(text: str) -> list[str]:
    """Return the companies a text names in full."""
    return _COMPANY.findall(text)


def company_core(name: str) -> str:
    """Return a company's name without its legal form, or a text with all brackets of one kind."""
    plain = _AROUND_COMPANY.sub("", _plain(name)).replace("（", "(").replace("）", ")")
    return re.sub(r"(?:有限责任公司|股份有限公司|有限公司|集团公司|公司)$", "", plain)


def other_leader_named(case: Case) -> Iterator[Issue]:
    """A title or statement calls somebody else the leader."""
    leader, word = _plain(case.data.leader.name), case.scheme.words.leader
    if not leader:
        return
    for piece in case.evidence:
        others = leaders_named(piece.title, word, leader)
        if others:
            said = {"word": word, "other": others[0], "leader": leader}
            yield issue("C548", piece.where, "title", piece=piece, **said)
    for item, claim in case.claims():
        others = leaders_named(claim.statement, word, leader)
        if others:
            said = {"word": word, "other": others[0], "leader": leader}
            yield issue("C548", case.at_claim(item, "statement"), "statement", item=item, **said)


_BEHIND_HOLDERS = ("决赛", "授徒", "拜师", "获", "荣获", "取得", *_BEHIND_NAMES)


def holder_against_title(case: Case) -> Iterator[Issue]:
    """A title names somebody else than the holder."""
    known = _known_people(case)
    members = [member.name for member in case.data.studio.members]
    of_team = {item.number for item in case.spec.items if item.holders}
    for piece in case.evidence:
        holders = names_in(piece.holder)
        if not holders or not all(is_name(bare_name(name)) for name in holders):
            continue
        title = _plain(piece.title)
        named = set(people_in(title, known))
        if of_team & set(piece.supports):
            # Whose that is not a member's is told by another rule.
            if not all(any(may_be_one(name, member) for member in members) for name in holders):
                continue
        else:
            named |= {name for word in _BEHIND_HOLDERS for name in names_before(title, word)}
        if named and not any(bare_name(name) in title for name in holders):
            yield issue("C522", piece.where, piece=piece, named=min(named), holder=piece.holder)


def _known_people(case: Case) -> list[str]:
    """Who is of the team, or holds anything."""
    team = [case.data.leader.name, *(member.name for member in case.data.studio.members)]
    held = [name for piece in case.evidence for name in names_in(piece.holder)]
    return [name for name in dict.fromkeys((*team, *held)) if is_name(bare_name(name))]


def leader_of_another_unit(case: Case) -> Iterator[Issue]:
    """The leader works for another company than the one that hands in."""
    unit = company_core(case.data.unit.name)
    others = [company_core(name) for name in find_companies(_plain(case.data.leader.post))]
    if unit and others and not any(name in unit or unit in name for name in others):
        words, post = case.scheme.words, case.data.leader.post
        said = {"leader": words.leader, "post": post, "unit": words.unit}
        yield issue("C347", case.places.at("leader", "post"), name=case.data.unit.name, **said)


_BALANCE = re.compile(
    r"收入(?P<got>[\d,.]+)(?P<a>万?元)[^。；;]{0,30}?支出(?P<spent>[\d,.]+)(?P<b>万?元)"
    r"[^。；;]{0,30}?(?:结余|余额|剩余)(?P<left>[\d,.]+)(?P<c>万?元)"
)


def balance_wrong(case: Case) -> Iterator[Issue]:
    """What a statement says is left is not what was got less what was spent."""
    for item, claim in case.claims():
        for found in _BALANCE.finditer(plain_text(claim.statement)):
            got, spent, left = (
                Decimal(found[figure].replace(",", "").rstrip("."))
                * (1 if unit == "元" else 10_000)
                for figure, unit in (
                    ("got", found["a"]),
                    ("spent", found["b"]),
                    ("left", found["c"]),
                )
            )
            if got - spent != left:
                place, true = case.at_claim(item, "statement"), (got - spent) / 10_000
                yield issue("C348", place, item=item, quote=found[0], left=true)


_AFTER_LEADER = (
    r"(?:首席|特级|高级)?技师|荣誉|获奖|职业|技能等级|[，,、（(。；;]|同志|带领|主持|被评|荣获|$"
)


def leaders_named(text: str, word: str, leader: str) -> list[str]:
    """Return the people, other than the leader, that a text calls by the leader's word."""
    named = names_after(_plain(text), word, _AFTER_LEADER)
    return [name for name in named if name not in leader and leader not in name]
