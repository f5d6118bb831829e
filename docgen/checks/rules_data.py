"""Rules about what studio.yaml says: the form's values, the keys, the people."""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docgen.checks.case import Case
from docgen.forms.values import is_omitted, missing_values
from docgen.issues.issue import Issue, issue
from docgen.issues.location import KeyPath, Location
from docgen.model.id_numbers import (
    id_number_birth,
    id_number_problem,
    id_number_sex,
    is_credit_code,
    retirement_month,
)
from docgen.model.people import may_be_one
from docgen.model.scheme import Choice, Item, list_numbers
from docgen.model.scoring import open_counts
from docgen.model.skill_levels import SkillLevel, conflicts_in, level_of
from docgen.model.submission import PartialDate

_GRADES = ("special_technician", "senior_technician", "technician", "advanced_worker")
_COLUMNS = {
    SkillLevel.CHIEF_TECHNICIAN: "special_technician",
    SkillLevel.SPECIAL_TECHNICIAN: "special_technician",
    SkillLevel.SENIOR_TECHNICIAN: "senior_technician",
    SkillLevel.TECHNICIAN: "technician",
    SkillLevel.ADVANCED: "advanced_worker",
}
"""The form has no column for 首席技师."""


def _empty(case: Case, paths: Iterable[str]) -> Iterator[KeyPath]:
    for missing in missing_values(paths, case.data):
        keys = tuple(missing.path.split("."))
        if not case.places.is_spoilt(*keys):
            yield keys


# ── the form ──────────────────────────────────────────────────────────────────────────────────


def required_values(case: Case) -> Iterator[Issue]:
    """A value the form cannot do without is empty."""
    for keys in _empty(case, case.spec.form.required):
        yield issue("C101", case.places.at(*keys), name=keys)


def advised_values(case: Case) -> Iterator[Issue]:
    """A value the form should have is empty."""
    for keys in _empty(case, case.spec.form.advised):
        yield issue("C102", case.places.at(*keys), name=keys)


def nameless_members(case: Case) -> Iterator[Issue]:
    """A member of the team has no name."""
    for index, member in enumerate(case.data.studio.members):
        if not member.name and not case.places.is_spoilt("studio", "members", index, "name"):
            yield issue("C103", case.places.at("studio", "members", index), number=index + 1)


def namesakes(case: Case) -> Iterator[Issue]:
    """Two members of the team have one name, so nobody can tell whose a certificate is."""
    members = case.data.studio.members
    for index, member in enumerate(members):
        twins = [m for m in members[:index] if m.name and may_be_one(m.name, member.name)]
        if twins:
            same = any((m.trade, m.grade) == (member.trade, member.grade) for m in twins)
            place = case.places.at("studio", "members", index, "name")
            yield issue("C318", place, "one" if same else "two", name=member.name)


def leader_among_members(case: Case) -> Iterator[Issue]:
    """The leader is listed as a member of the team, which is counted without."""
    leader = case.data.leader.name
    for index, member in enumerate(case.data.studio.members):
        if leader and may_be_one(member.name, leader):
            yield issue("C319", case.places.at("studio", "members", index, "name"), leader=leader)


def _count_members(case: Case) -> int:
    """How many people the team has, each once, without the leader."""
    people: list[str] = []
    for member in case.data.studio.members:
        known = (*people, case.data.leader.name)
        if member.name and not any(may_be_one(member.name, other) for other in known):
            people.append(member.name)
    return len(people)


def partial_workforce(case: Case) -> Iterator[Issue]:
    """Only some of the workforce figures are given, so the total says too little."""
    form = case.spec.form
    paths = [f"unit.workforce.{key}" for key in (*_GRADES, "other")]
    missing = missing_values(
        [path for path in paths if path not in (*form.required, *form.advised)], case.data
    )
    if case.data.unit.workforce.total is not None and missing:
        titles = [one.title.rpartition("·")[2] for one in missing]
        yield issue("C104", case.places.at("unit", "workforce"), missing=titles)


def workforce_total(case: Case) -> Iterator[Issue]:
    """The typed head count is not what the grades add up to."""
    workforce = case.data.unit.workforce
    declared, total = workforce.declared_total, workforce.total
    if declared is not None and total is not None and declared != total:
        place = case.places.at("unit", "workforce", "declared_total")
        yield issue("C108", place, declared=declared, total=total)


def more_people_than_workforce(case: Case) -> Iterator[Issue]:
    """Leader and team hold a grade more often than the whole unit does."""
    grades = [case.data.leader.grade, *(member.grade for member in case.data.studio.members)]
    people = Counter(map(_column_of, grades))
    workforce = case.data.unit.workforce
    for key in _GRADES:
        title = str(type(workforce).model_fields[key].title)
        all_of_them = getattr(workforce, key)
        if all_of_them is not None and people[key] > all_of_them:
            place = case.places.at("unit", "workforce", key)
            yield issue("C105", place, grade=title, all=all_of_them, here=people[key])


def _column_of(grade: str) -> str:
    """The column of the workforce that somebody of a grade is counted in; empty for none."""
    level = level_of(grade)
    return "" if level is None else _COLUMNS.get(level, "")


def veto_given(case: Case) -> Iterator[Issue]:
    """The studio reports a case for which the title is withdrawn."""
    assessment = case.data.assessment
    if assessment.vetoed:
        yield issue(
            "C107",
            case.places.at("assessment", "veto"),
            "told" if assessment.veto_details else "untold",
            name=case.scheme.words.veto,
            veto=assessment.veto,
            vetoed=case.spec.vetoed,
            consequence=case.spec.veto,
        )


def veto_unsaid(case: Case) -> Iterator[Issue]:
    """Whether there is a veto is not said, and the form asks."""
    form = case.spec.form
    asked = form.kind == "assessment" and not is_omitted("assessment.veto", form.omits)
    if asked and case.data.assessment.vetoed is None:
        yield issue("C111", case.places.at("assessment", "veto"), name=case.scheme.words.veto)


# ── keys ──────────────────────────────────────────────────────────────────────────────────────


def unknown_items(case: Case) -> Iterator[Issue]:
    """A claim is made for an item the notice does not have."""
    for number in case.data.claims:
        if case.spec.item(number) is None:
            yield issue(
                "C201",
                case.places.at("claims", number),
                number=number,
                submission=case.spec.name,
                numbers=list_numbers(case.spec),
            )


def unknown_choices(case: Case) -> Iterator[Issue]:
    """The chosen answer is none of the item's."""
    for item, claim in case.claims():
        keys = [option.key for option in item.options]
        if claim.choice and item.options and claim.choice not in keys:
            where = case.at_claim(item, "choice")
            yield issue("C202", where, item=item, choice=claim.choice, options=item.options)


def unknown_counts(case: Case) -> Iterator[Issue]:
    """A figure is given under a key the item does not count."""
    for item, claim in case.claims():
        for key in claim.counts:
            if key in [count.key for count in item.counts]:
                continue
            place = case.at_claim(item, "counts", key)
            if item.counts:
                yield issue("C203", place, "known", item=item, key=key, counts=item.counts)
            else:
                yield issue("C203", place, "none", item=item, key=key)


def unknown_deductions(case: Case) -> Iterator[Issue]:
    """A defect is reported that the item does not know."""
    for item, claim in case.claims():
        known = item.deductions
        for key in claim.deductions:
            if key in [deduction.key for deduction in known]:
                continue
            place = case.at_claim(item, "deductions", key)
            if known:
                yield issue("C204", place, "known", item=item, key=key, deductions=known)
            else:
                yield issue("C204", place, "none", item=item, key=key)


def unknown_traits(case: Case) -> Iterator[Issue]:
    """The studio is said to be of a kind the scheme does not know."""
    known = case.scheme.traits
    for index, trait in enumerate(case.data.studio.traits):
        if trait in [one.key for one in known]:
            continue
        place = case.places.at("studio", "traits", index)
        if known:
            yield issue("C205", place, "known", trait=trait, traits=known)
        else:
            yield issue("C205", place, "none", trait=trait)


def idle_values(case: Case) -> Iterator[Issue]:
    """Something is written that the item's rule makes no use of."""
    for item, claim in case.claims():
        yield from _idle_figures(case, item)
        if claim.choice and not isinstance(item.rule, Choice):
            yield issue("C207", case.at_claim(item, "choice"), "choice", item=item)


def _idle_figures(case: Case, item: Item) -> Iterator[Issue]:
    claim, place = case.claim(item), case.at_claim(item, "measure")
    counted = open_counts(item, frozenset(case.data.studio.traits))
    keys = [count.key for count in counted]
    single = claim.counts.get(keys[0]) if len(counted) == 1 else None
    if claim.measure is not None and len(counted) > 1:
        yield issue("C207", place, "several", item=item, keys=keys)
    elif claim.measure is not None and not counted:
        yield issue("C207", place, "uncounted", item=item)
    elif None not in (claim.measure, single) and single != claim.measure:
        yield issue("C207", place, "twice", item=item, counted=single, measure=claim.measure)
    for count in item.counts:
        if count.key in claim.counts and count.key not in keys:
            where = case.at_claim(item, "counts", count.key)
            yield issue("C207", where, "trait", item=item, count=count.name, key=count.key)


def broken_numbers(case: Case) -> Iterator[Issue]:
    """A figure has a fraction where only whole ones can be."""
    for item, claim in case.claims():
        counted = open_counts(item, frozenset(case.data.studio.traits))
        figures = [(("counts", c.key), c, claim.counts.get(c.key)) for c in counted]
        if len(counted) == 1:
            figures.append((("measure", ""), counted[0], claim.measure))
        for keys, count, value in figures:
            if count.whole and value is not None and value % 1:
                yield issue(
                    "C208",
                    case.at_claim(item, *filter(None, keys)),
                    "claim",
                    item=item,
                    count=count.name,
                    value=value,
                    unit=count.unit,
                )
    yield from _broken_quantities(case)


def _broken_quantities(case: Case) -> Iterator[Issue]:
    told = set()
    for item in case.spec.items:
        for count in open_counts(item, frozenset(case.data.studio.traits)):
            for piece in case.supporting(item):
                quantity = piece.quantity if count.whole and piece.kind in count.kinds else None
                if quantity is not None and quantity % 1 and piece.id not in told:
                    told.add(piece.id)
                    said = {"piece": piece, "value": quantity, "unit": count.unit}
                    yield issue("C208", piece.where, "piece", **said)


# ── the people ────────────────────────────────────────────────────────────────────────────────


def id_number(case: Case) -> Iterator[Issue]:
    """The leader's ID number cannot be one."""
    number = case.data.leader.id_number
    problem = id_number_problem(number) if number else ""
    if problem:
        shown = f"{number[:6]}********{number[14:]}" if len(number) > 14 else f"{number[:3]}******"
        yield issue("C501", case.places.at("leader", "id_number"), number=shown, problem=problem)


def birth_against_id(case: Case) -> Iterator[Issue]:
    """The leader's birth is another one than in the ID number."""
    said, known = case.data.leader.birth, id_number_birth(case.data.leader.id_number)
    if said and known and not said.first <= known <= said.last:
        month = PartialDate(known.year, known.month)
        yield issue("C502", case.places.at("leader", "birth"), said=said, known=month)


def sex_against_id(case: Case) -> Iterator[Issue]:
    """The leader's sex is another one than in the ID number."""
    said, known = case.data.leader.sex, id_number_sex(case.data.leader.id_number)
    if said and known and said != known:
        yield issue("C503", case.places.at("leader", "sex"), said=said, known=known)


def credit_code(case: Case) -> Iterator[Issue]:
    """The unit's credit code cannot be one."""
    code = case.data.unit.credit_code
    if code and not is_credit_code(code):
        yield issue("C504", case.places.at("unit", "credit_code"), code=code)


_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:\+?86)?0\d{9,11}(?:(?:转|EXT\.?|,)\d{1,6})?|[2-9]\d{6,7}|[48]00\d{7}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_ACCOUNT_DIGITS = range(9, 31)
_BANK = re.compile(r"[\u3400-\u9fff]{4,}")


def _plain(text: str) -> str:
    """The text half-width in capitals, without what sets groups of digits apart."""
    return re.sub(r"[\s\-–—()]", "", unicodedata.normalize("NFKC", text)).upper()


def phones(case: Case) -> Iterator[Issue]:
    """A phone number cannot be one."""
    for keys, written in (
        (("unit", "phone"), case.data.unit.phone),
        (("leader", "phone"), case.data.leader.phone),
    ):
        for number in filter(None, map(_plain, re.split(r"[、;；/]|或", written))):
            if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
                yield issue("C505", case.places.at(*keys), name=keys, written=written)
                break


def email(case: Case) -> Iterator[Issue]:
    """An e-mail address cannot be one."""
    keys, written = ("unit", "email"), case.data.unit.email
    if written and not _EMAIL.fullmatch(unicodedata.normalize("NFKC", written)):
        yield issue("C506", case.places.at(*keys), name=keys, written=written)


def bank_account(case: Case) -> Iterator[Issue]:
    """The bank account lacks its bank or its number."""
    written = case.data.unit.bank_account
    digits = max((len(run) for run in re.findall(r"\d+", _plain(written))), default=0)
    keys = ("unit", "bank_account")
    place = case.places.at(*keys)
    if written and not _BANK.search(written):
        yield issue("C507", place, "bank", name=keys)
    elif written and not digits:
        yield issue("C507", place, "account", name=keys)
    elif written and digits not in _ACCOUNT_DIGITS:
        yield issue("C507", place, "length", name=keys, digits=digits)


# ── the conditions ────────────────────────────────────────────────────────────────────────────


def team_too_small(case: Case) -> Iterator[Issue]:
    """The team has fewer members than the notice asks for."""
    least, members = case.spec.conditions.members_at_least, _count_members(case)
    if members < least and not case.places.is_spoilt("studio", "members"):
        place, name = case.places.at("studio", "members"), case.spec.name
        yield issue("C601", place, members=members, submission=name, least=least)


def not_at_the_front_line(case: Case) -> Iterator[Issue]:
    """The leader does not work at the front line."""
    if case.spec.conditions.front_line and case.data.leader.front_line is False:
        yield issue("C602", case.places.at("leader", "front_line"), submission=case.spec.name)


def leader_grade(case: Case) -> Iterator[Issue]:
    """The leader's grade is not one the notice asks for."""
    conditions, grade = case.spec.conditions, case.data.leader.grade
    spoilt = case.places.is_spoilt("leader", "grade")
    level = level_of(grade)
    wanted = level is not None and level.title in conditions.leader_grades
    # A grade that contradicts itself is told as that.
    if not conditions.leader_grades or spoilt or wanted or conflicts_in(grade):
        return
    others = conditions.other_leaders
    said = {"wanted": conditions.leader_grades, "others": others, "attach": bool(others)}
    place = case.places.at("leader", "grade")
    if grade:
        yield issue("C603", place, "other", grade=grade, **said)
    else:
        yield issue("C603", place, "unsaid", **said)


def past_retirement(case: Case) -> Iterator[Issue]:
    """The leader will have reached the statutory retirement age at the deadline."""
    deadline = case.spec.deadline
    found = _retirement_by(case, deadline)
    if found and case.spec.conditions.within_retirement_age:
        place = case.places.at("leader", "birth")
        yield issue("C604", place, age=found.age, month=found.month, deadline=deadline)


def soon_retired(case: Case) -> Iterator[Issue]:
    """The leader will reach the retirement age before the studio's plan has run its years."""
    years, deadline = case.spec.conditions.years_ahead, case.spec.deadline
    found = _retirement_by(case, _years_after(deadline, years)) if years else None
    if found and not _retirement_by(case, deadline):
        place = case.places.at("leader", "birth")
        yield issue("C606", place, age=found.age, month=found.month, years=years)


def _years_after(day: datetime.date, years: int) -> datetime.date:
    # The last of February has no fellow in most years; one day earlier is the same to a month.
    return day.replace(year=day.year + years, day=min(day.day, 28))


@dataclass(frozen=True)
class _Retirement:
    """The month in which the leader retires, and the age where another one may be meant."""

    month: PartialDate
    age: int | None


def _retirement_by(case: Case, deadline: datetime.date) -> _Retirement | None:
    """Return when the leader reaches the retirement age, where that is by the deadline."""
    leader = case.data.leader
    birth = id_number_birth(leader.id_number) or (leader.birth.first if leader.birth else None)
    sex = leader.sex or id_number_sex(leader.id_number)
    if birth is None or sex is None:
        return None
    for age, perhaps in ((60, None),) if sex == "男" else ((55, None), (50, 50)):
        year, month = retirement_month(birth, age)
        if _has_come(year, month, birth.day, deadline):
            return _Retirement(PartialDate(year, month), perhaps)
    return None


def deadline_passed(case: Case) -> Iterator[Issue]:
    """The day by which it had to be handed in is over: the unit's own where it is given."""
    spec, own = case.spec, case.data.unit.hand_in_by
    deadline = own.last if own else spec.deadline
    if case.today is None or case.today <= deadline:
        return
    said = {"deadline": deadline, "days": (case.today - deadline).days}
    notice = Location(case.scheme.document_number)
    if own:
        yield issue("C607", case.places.at("unit", "hand_in_by"), "own", **said)
    elif spec.deadline_for:
        yield issue("C607", notice, "others", whose=spec.deadline_for, **said)
    else:
        yield issue("C607", notice, "plain", submission=spec.name, **said)


def _has_come(year: int, month: int, day: int, at: datetime.date) -> bool:
    return (year, month, day) <= (at.year, at.month, at.day)


def conditions_to_confirm(case: Case) -> Iterator[Issue]:
    """Conditions no data can show are to be looked at by the unit itself."""
    confirm = case.spec.conditions.confirm
    if confirm:
        yield issue("C605", Location(case.scheme.document_number), conditions=confirm)
