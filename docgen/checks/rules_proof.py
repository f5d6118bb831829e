"""Rules about certificates and lists: whose they are, whether one stands for two."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from docgen.checks.case import Case, folder_of, once_a_case
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.certificate_numbers import is_telling_number, plain_number
from docgen.model.counting import ZERO, Bounds, LeftOut, holders_of, quantity_of, refuse
from docgen.model.evidence import Evidence
from docgen.model.people import may_be_one, names_in, people_in, plain_name
from docgen.model.person_names import names_before
from docgen.model.scheme import Item
from docgen.model.scoring import open_counts
from docgen.model.skill_levels import conflicts_in, level_of
from docgen.model.submission import Member

_TITLES = ("高级工程师", "助理工程师", "工程师")
"""Professional titles, as certificates name them. The longest that fits is meant."""


# ── counted, and not ──────────────────────────────────────────────────────────────────────────


def not_counted(case: Case) -> Iterator[Issue]:
    """A piece of a counted kind does not count: there already, run by others, something else."""
    pieces = {piece.id: piece for piece in case.evidence}
    for item, _, score in case.scored():
        for left in (*score.left_out, *_without_quantity(case, item)):
            if left.reason not in _TOLD_REASONS:
                continue
            piece = pieces[left.evidence_id]
            said: dict[str, object] = {"piece": piece, "id": piece.id, "item": item}
            if left.reason == "number":
                holders = (_other_holders(o, piece) for o in _of_one_number(case, item, piece))
                one, other = next(filter(None, holders), ("", ""))
                said |= {"one": one, "other": other}
            where = piece.at("files" if left.reason == "content" else left.reason)
            yield issue("C310", where, left.reason, **said, why=left.said)


_TOLD_REASONS = frozenset({"content", "number", "holder", "title", "achievement", "organiser"})
"""What left a piece out that no other rule tells."""


def _of_one_number(case: Case, item: Item, piece: Evidence) -> Iterator[Evidence]:
    """What else of an item bears a piece's number."""
    for other in case.supporting(item):
        if other is not piece and plain_number(other.number) == plain_number(piece.number):
            yield other


def _without_quantity(case: Case, item: Item) -> Iterator[LeftOut]:
    """What a title rules out before anybody wrote how much it is: nobody need write it."""
    for count in open_counts(item, frozenset(case.data.studio.traits)):
        for piece in case.supporting(item):
            if piece.kind in count.kinds and quantity_of(piece, count) is None:
                refused = refuse(count, piece, Bounds())
                if refused is not None:
                    yield LeftOut(piece.id, ZERO, *refused)


def organiser_missing(case: Case) -> Iterator[Issue]:
    """Only what certain bodies run counts, and a piece does not say who ran it."""
    for item, _, _ in case.scored():
        for count in item.counts:
            bare = [
                piece
                for counted, piece in counted_evidence(case, item)
                if counted == count and count.organisers and not piece.organiser
            ]
            if bare:
                yield issue(
                    "C311",
                    folder_of(item),
                    item=item,
                    count=len(bare),
                    pieces=bare,
                    bodies=list(dict.fromkeys(body.name for body in case.spec.bodies_of(count))),
                )


def counted_in_two_items(case: Case) -> Iterator[Issue]:
    """One thing is counted in several items: the notice may allow it, a reviewer should know."""
    together: dict[tuple[int, ...], list[Evidence]] = {}
    for pieces in _same_things(case):
        items = {number for piece in pieces for number in _items_it_adds_to(case, piece)}
        if len(items) > 1:
            together.setdefault(tuple(sorted(items)), []).append(pieces[0])
    for numbers, found in together.items():
        yield issue("C312", found[0].where, items=numbers, count=len(found), pieces=found)


@once_a_case
def _same_things(case: Case) -> Sequence[Sequence[Evidence]]:
    """The evidence, certificates of one number together."""
    by_number: dict[str, list[Evidence]] = {}
    for piece in case.evidence:
        key = plain_number(piece.number) if is_telling_number(piece.number) else piece.id
        by_number.setdefault(key, []).append(piece)
    return list(by_number.values())


def _items_it_adds_to(case: Case, piece: Evidence) -> list[int]:
    return _added_to(case).get(piece.id, [])


@once_a_case
def _added_to(case: Case) -> Mapping[str, list[int]]:
    """The items that each piece adds to, by its id."""
    added = defaultdict[str, list[int]](list)
    for score in case.scores.items:
        for piece in dict.fromkeys(t.evidence_id for m in score.measures for t in m.terms):
            added[piece].append(score.number)
    return added


def _counting_items(case: Case, piece: Evidence) -> list[int]:
    """The items that take a piece for one of their kinds."""
    return [
        item.number
        for item in case.spec.items
        if item.number in piece.supports and id(piece) in _counted_in(case, item)
    ]


@once_a_case
def _counted_in(case: Case, item: Item) -> frozenset[int]:
    """The identities of the pieces that an item takes for one of its kinds."""
    return frozenset(id(piece) for _, piece in counted_evidence(case, item))


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


def number_used_twice(case: Case) -> Iterator[Issue]:
    """Two certificates bear one number, however it is typed."""
    told = {
        left.evidence_id
        for s in case.scores.items
        for left in s.left_out
        if left.reason == "number"
    }
    for pieces in (several for several in _same_things(case) if len(several) > 1):
        certificates = [piece for piece in pieces if _is_certificate(case, piece)]
        for first, other in combinations(certificates, 2):
            holders = _other_holders(first, other)
            if (
                _share_a_file(first, other)
                or {first.id, other.id} & told
                or not (set(first.supports) & set(other.supports) or holders)
            ):
                continue
            yield issue(
                "C309",
                other.at("number"),
                piece=other,
                number=other.number,
                first=first,
                where=first.where,
                one=holders[0] if holders else "",
                other=holders[1] if holders else "",
                titled=not holders and first.title != other.title,
            )


def _is_certificate(case: Case, piece: Evidence) -> bool:
    """Whether its number is its own: numbers of other documents are shared by all within them."""
    bare = any(item and item.rule is None for item in map(case.spec.item, piece.supports))
    return bool(piece.holder) or bare or bool(_counting_items(case, piece))


def _share_a_file(one: Evidence, other: Evidence) -> bool:
    return bool({file.path for file in one.files} & {file.path for file in other.files})


def _other_holders(one: Evidence, other: Evidence) -> tuple[str, str] | None:
    """The holders of two pieces as written, where they are said to be different people."""
    if (
        not one.holder
        or not other.holder
        or set(names_in(one.holder)) == set(names_in(other.holder))
    ):
        return None
    return one.holder, other.holder


# ── people ────────────────────────────────────────────────────────────────────────────────────


def _members(case: Case) -> list[str]:
    return [member.name for member in case.data.studio.members if member.name]


def _team(case: Case) -> list[str]:
    return [name for name in (case.data.leader.name, *_members(case)) if name]


def _personal(case: Case, item: Item) -> Sequence[Evidence]:
    """The certificates of an item that must be somebody's of the team."""
    if not item.holders or not _members(case) or case.places.is_spoilt("studio", "members"):
        return []
    if item.counts:
        return list({p.id: p for _, p in counted_evidence(case, item)}.values())
    return case.supporting(item)


def holder_not_of_the_team(case: Case) -> Iterator[Issue]:
    """A certificate is held by somebody who is not in the team."""
    for item in case.spec.items:
        allowed = _members(case) if item.holders == "members" else _team(case)
        for piece in _personal(case, item):
            for name in holders_of(piece, _team(case)):
                if not any(may_be_one(name, person) for person in allowed):
                    leader = may_be_one(name, case.data.leader.name)
                    # "members" or "team": of whom the notice wants it.
                    of_whom = "leader" if leader else item.holders or "team"
                    where = piece.at("holder")
                    yield issue("C313", where, of_whom, item=item, piece=piece, name=name)


_BEHIND_PRAISED = ("市级", "省级", "国家级", "全国", "获", "荣获", "被评", "取得")


def praised_not_of_the_team(case: Case) -> Iterator[Issue]:
    """A part of an application praises somebody, by the title's first words, who is of no team."""
    team = [plain_name(name) for name in _team(case)]
    for item in case.spec.items:
        bare = [] if item.rule or item.holders else case.supporting(item)
        for piece in bare if team and not case.places.is_spoilt("studio", "members") else []:
            title = plain_name(piece.title)
            named = {name for word in _BEHIND_PRAISED for name in names_before(title, word)}
            others = [name for name in sorted(named) if title.startswith(name)]
            if others and not any(name in title + plain_name(piece.holder) for name in team):
                yield issue("C349", piece.where, piece=piece, name=others[0])


def holder_unknown(case: Case) -> Iterator[Issue]:
    """Nobody can tell whose certificate it is."""
    for item in case.spec.items:
        for piece in _personal(case, item):
            if "证" in piece.title + piece.kind and not holders_of(piece, _team(case)):
                several = people_in(piece.title, _team(case))
                where = piece.at("holder")
                if several:
                    yield issue("C314", where, "several", item=item, piece=piece, people=several)
                else:
                    yield issue("C314", where, "nobody", item=item, piece=piece)


def holder_may_be_two(case: Case) -> Iterator[Issue]:
    """A certificate's holder may be either of two people that only notes tell apart."""
    team = list(dict.fromkeys(_team(case)))
    for item in case.spec.items:
        for piece in _personal(case, item):
            for name in names_in(piece.holder):
                fitting = [person for person in team if may_be_one(name, person)]
                if len(set(map(plain_name, fitting))) > 1:
                    yield issue(
                        "C333",
                        piece.at("holder"),
                        item=item,
                        piece=piece,
                        name=name,
                        count=len(fitting),
                        people=fitting,
                    )


def members_against_certificates(case: Case) -> Iterator[Issue]:
    """The team has more or fewer members than their certificates."""
    members = case.data.studio.members
    for item, _, score in case.scored():
        # A typed figure is held against the certificates already.
        figures = [m.value if m.derived is None else m.derived for m in score.measures]
        spoilt = case.places.is_spoilt("studio", "members")
        if item.holders != "members" or len(figures) != 1 or not members or spoilt:
            continue
        missing = [m for m in members if m.name and not _has_certificate(case, item, m.name)]
        # Whose certificate is missing, or does not count, is named by other rules.
        figure = figures[0]
        lost = sum((left.quantity for left in score.left_out), Decimal(0))
        told = (len(members), len(members) - len(missing), len(members) - lost)
        if figure is not None and figure not in told:
            where = case.places.at("studio", "members")
            yield issue("C315", where, members=len(members), item=item, figure=figure)


def _has_certificate(case: Case, item: Item, name: str) -> bool:
    own = {piece.id for piece in certificates_of(case, name)}
    return any(piece.id in own or name in piece.title for piece in case.supporting(item))


def leader_certificate(case: Case) -> Iterator[Issue]:
    """What is said of the leader's certificate is not what the evidence says."""
    leader = case.data.leader
    if not leader.name or not leader.grade or case.places.any_spoilt("leader"):
        return
    own = list(certificates_of(case, leader.name))
    for item in case.spec.items:
        missing = item.rule is None and item.holders == "team" and case.supporting(item)
        if missing and not own:
            part = case.spec.bundle.call_item(item.number)
            where, title = folder_of(item), item.title
            yield issue("C508", where, "missing", part=part, title=title, name=leader.name)
    differing = _differing_grade(case, leader.name, leader.grade)
    if differing is not None:
        yield issue("C508", case.places.at("leader", "grade"), "grade", **differing)
    same = [piece for piece in own if grade_in(piece.title) in ("", grade_in(leader.grade))]
    dated = [piece for piece in same if piece.date]
    if leader.certified and dated and not any(_same_time(case, piece) for piece in dated):
        yield issue(
            "C508",
            case.places.at("leader", "certified"),
            "date",
            certified=leader.certified,
            piece=dated[0],
            where=dated[0].where,
            date=dated[0].date,
        )


def _same_time(case: Case, piece: Evidence) -> bool:
    said, known = case.data.leader.certified, piece.date
    return bool(said and known and said.first <= known.last and known.first <= said.last)


def is_grade_told(case: Case, name: str, grade: str) -> bool:
    """Whether a person's grade is told to be wrong: in itself, or by the certificate."""
    return bool(conflicts_in(grade) or _differing_grade(case, name, grade))


def member_grades(case: Case) -> Iterator[Issue]:
    """A member's grade is not that of the member's certificates."""
    for index, member in enumerate(case.data.studio.members):
        if isinstance(member, Member) and member.name and member.grade:
            differing = _differing_grade(case, member.name, member.grade)
            if differing is not None:
                yield issue("C509", case.places.at("studio", "members", index), **differing)


def _differing_grade(case: Case, name: str, grade: str) -> dict[str, object] | None:
    """What sentences say of a grade that none of the person's certificates names."""
    if conflicts_in(grade):
        # Which of both is meant nobody knows; that is told.
        return None
    said = grade_in(grade)
    shown = [(p, found) for p in certificates_of(case, name) if (found := grade_in(p.title))]
    if not said or not shown or said in [found for _, found in shown]:
        return None
    piece, found = shown[0]
    return {"name": name, "grade": grade, "piece": piece, "where": piece.where, "found": found}


def certificates_of(case: Case, name: str) -> Iterator[Evidence]:
    """The certificates of one person among those of the team."""
    for piece, holder in _personal_certificates(case):
        if may_be_one(holder, name):
            yield piece


@once_a_case
def _personal_certificates(case: Case) -> Sequence[tuple[Evidence, str]]:
    """The certificates of the team that are one person's, and whose."""
    numbers = {item.number for item in case.spec.items if item.holders}
    team = _team(case)
    held = (
        (piece, holders_of(piece, team)) for piece in case.evidence if numbers & set(piece.supports)
    )
    return [(piece, holders[0]) for piece, holders in held if len(holders) == 1]


def grade_in(text: str) -> str:
    """Return the level of skill or the professional title that a text names; else nothing."""
    level = level_of(text)
    titles = (title for title in _TITLES if title in text)
    return level.title if level else max(titles, key=len, default="")
