"""Rules about days and years that cannot be: of the assessment, the evidence, the people."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.checks.case import Case, folder_of
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.counting import is_outside
from docgen.model.evidence import Evidence
from docgen.model.id_numbers import id_number_birth
from docgen.model.submission import PartialDate

_YOUNGEST_WORKER = 16
"""Years: who may be employed (劳动法第十五条)."""
_OLDEST_LEADER = 90
_YEAR_DAYS = 366

# ── the assessment ────────────────────────────────────────────────────────────────────────────


def assessment_impossible(case: Case) -> Iterator[Issue]:
    """The day of the assessment lies before what is assessed is over, or years off."""
    date, period = case.data.assessment.date, case.spec.period
    if date is None:
        return
    place = case.places.at("assessment", "date")
    if period is not None and date.last < period.end:
        yield issue("C510", place, "early", date=date, end=period.end)
    elif (date.first - case.spec.deadline).days > _YEAR_DAYS:
        yield issue("C510", place, "late", date=date, deadline=case.spec.deadline)


def assessment_doubtful(case: Case) -> Iterator[Issue]:
    """The day of the assessment lies before the notice was issued, or after the deadline."""
    date, issued, deadline = case.data.assessment.date, case.scheme.issued, case.spec.deadline
    if date is None or list(assessment_impossible(case)):
        return
    place = case.places.at("assessment", "date")
    if issued is not None and date.last < issued:
        yield issue("C511", place, "early", date=date, issued=issued)
    elif date.first > deadline:
        yield issue("C511", place, "late", date=date, deadline=deadline)


def handed_in_late(case: Case) -> Iterator[Issue]:
    """The unit's own day for handing in lies after the notice's."""
    own, deadline, whose = case.data.unit.hand_in_by, case.spec.deadline, case.spec.deadline_for
    place = case.places.at("unit", "hand_in_by")
    if own is None or own.first <= deadline:
        return
    if whose:
        yield issue("C512", place, "others", own=own, deadline=deadline, whose=whose)
    else:
        yield issue("C512", place, "plain", own=own, deadline=deadline)


def not_yet_assessed(case: Case) -> Iterator[Issue]:
    """A studio chosen in a year that the notice leaves out is not assessed."""
    chosen, conditions = case.data.studio.chosen, case.spec.conditions
    if chosen is not None and chosen.year in conditions.not_chosen_in:
        place, rule = case.places.at("studio", "chosen"), conditions.not_chosen
        yield issue("C513", place, chosen=chosen, submission=case.spec.name, rule=rule)


def chosen_too_late(case: Case) -> Iterator[Issue]:
    """A studio to be assessed was chosen after the period it is assessed for."""
    chosen, period = case.data.studio.chosen, case.spec.period
    left_out = bool(list(not_yet_assessed(case)))
    if chosen is not None and period is not None and chosen.first > period.end and not left_out:
        place = case.places.at("studio", "chosen")
        yield issue("C514", place, chosen=chosen, start=period.start, end=period.end)


# ── evidence ──────────────────────────────────────────────────────────────────────────────────


def date_outside_period(case: Case) -> Iterator[Issue]:
    """A piece of a counted kind is dated outside the period: it does not count, unless claimed."""
    period, told = case.spec.period, _told_of_date(case)
    for piece in _dated(case):
        if period is None or not is_outside(piece.date, period):
            continue
        if piece.id in told and not piece.in_period:
            continue
        said = {"piece": piece, "date": piece.date, "start": period.start, "end": period.end}
        yield issue("C305", piece.at("date"), "claimed" if piece.in_period else "left_out", **said)


def _told_of_date(case: Case) -> frozenset[str]:
    """The pieces of which another rule says that their date is wrong."""
    found = (*_future(case), *_of_another_year(case), *_numbered_otherwise(case))
    return frozenset(piece.id for piece, _ in found)


def date_too_vague(case: Case) -> Iterator[Issue]:
    """The date of a piece that counts may mean a day within the period, or one outside."""
    period = case.spec.period
    for piece in _dated(case):
        if period is None or piece.date is None or is_outside(piece.date, period):
            continue
        if piece.date.first < period.start or period.end < piece.date.last:
            said = {"piece": piece, "date": piece.date, "start": period.start, "end": period.end}
            yield issue("C308", piece.at("date"), **said)


def date_missing(case: Case) -> Iterator[Issue]:
    """A piece that counts has no date, so nobody can see that it falls into the period."""
    undated = [piece for piece in _dated(case) if piece.date is None]
    for item in case.spec.items:
        here = [piece for piece in undated if piece.item == item.number]
        if case.spec.period and here:
            yield issue("C306", folder_of(item), item=item, count=len(here), pieces=here)


def _dated(case: Case) -> list[Evidence]:
    """The evidence whose date matters: what is counted, each piece once, in its order."""
    ids = {
        piece.id
        for item in case.spec.items
        for c, piece in counted_evidence(case, item)
        if c.in_period
    }
    return [piece for piece in case.evidence if piece.id in ids]


def evidence_from_the_future(case: Case) -> Iterator[Issue]:
    """A piece of evidence is dated after the day it is handed in for."""
    for _, said in _future(case):
        yield said


_SaidOf = tuple[Evidence, Issue]


def _future(case: Case) -> Iterator[_SaidOf]:
    latest, called = _latest_day(case)
    for piece in case.evidence:
        if piece.date is not None and piece.date.first > latest:
            said = {"piece": piece, "date": piece.date, "called": called, "latest": latest}
            yield (
                piece,
                issue(
                    "C515", piece.at("date"), **said, lost=case.scores.leaves_out(piece, "period")
                ),
            )


def _latest_day(case: Case) -> tuple[datetime.date, str]:
    """The last day that evidence can be of, and what that day is."""
    assessed = case.data.assessment.date
    known = [(case.spec.deadline, "通知的截止日")]
    if assessed is not None and not list(assessment_impossible(case)):
        known = [(assessed.last, "评估时间")]
    if case.today is not None:
        known.append((case.today, "今天"))
    return min(known)


_LEADING_YEAR = re.compile(r"^[\W_]*(?:关于|荣获|获)?[\W_]*(?P<year>(?:19|20)\d\d)年(?P<whole>度?)")
_BRACKETED_YEAR = re.compile(r"[（(](?P<year>(?:19|20)\d\d)年(?P<whole>度?)[^）)]{0,8}[）)]")
_SPANS_YEARS = re.compile(r"(?:19|20)\d\d年?度?\s*(?:[-－—–~～至到、和])\s*(?:19|20)\d\d")
_YEAR_OF_PAPER = re.compile(r"[〔\[［【(（](?P<year>(?:19|20)\d\d)[〕\]］】)）]")
_AHEAD = ("计划", "规划", "预算", "方案", "安排", "目标")
_WRAPPED_UP = 3
"""Months into a new year in which the old one's results are still announced."""


@dataclass(frozen=True)
class _TitleYear:
    year: int
    whole: bool
    """Whether a whole year is meant (2023年度), which ends before it can be told of."""


def _year_in(title: str) -> _TitleYear | None:
    """The year a title itself is of: at its beginning, or in brackets."""
    if _SPANS_YEARS.search(title) or any(word in title for word in _AHEAD):
        return None
    found = _LEADING_YEAR.search(title) or _BRACKETED_YEAR.search(title)
    return _TitleYear(int(found["year"]), bool(found["whole"])) if found else None


def title_of_another_year(case: Case) -> Iterator[Issue]:
    """The title of a piece that counts speaks of another year than its date."""
    future = {piece.id for piece, _ in _future(case)}
    for piece, said in _of_another_year(case):
        if piece.id not in future:
            yield said


def _of_another_year(case: Case) -> Iterator[_SaidOf]:
    for piece in _counted_in_period(case):
        said, date = _year_in(piece.title), piece.date
        if said is None or date is None or _agree(said, date):
            continue
        lost = case.scores.leaves_out(piece, "period")
        slots = {"piece": piece, "year": said.year, "date": date, "lost": lost}
        yield piece, issue("C516", piece.at("date"), **slots)


def _agree(said: _TitleYear, date: PartialDate) -> bool:
    if said.year == date.year:
        return True
    wrapped_up = said.whole and (date.month or 12) <= _WRAPPED_UP
    return wrapped_up and said.year + 1 == date.year


def undated_of_another_year(case: Case) -> Iterator[Issue]:
    """A piece that counts has no date, and its title speaks of a year outside the period."""
    for item in case.spec.items:
        period = case.spec.period_of(item)
        for count, piece in counted_evidence(case, item):
            said = _year_in(piece.title) or _year_of_number(piece)
            if said is None or piece.date is not None or not count.in_period or piece.in_period:
                continue
            if period is not None and is_outside(PartialDate(said.year), period):
                yield issue(
                    "C517",
                    piece.at("date"),
                    piece=piece,
                    year=said.year,
                    start=period.start,
                    end=period.end,
                    item=item,
                )


def _year_of_number(piece: Evidence) -> _TitleYear | None:
    found = _YEAR_OF_PAPER.search(piece.number)
    return _TitleYear(int(found["year"]), whole=True) if found else None


def number_of_another_year(case: Case) -> Iterator[Issue]:
    """A document's number bears another year than the document's date."""
    told = {piece.id for piece, _ in (*_future(case), *_of_another_year(case))}
    for piece, said in _numbered_otherwise(case):
        if piece.id not in told:
            yield said


def _numbered_otherwise(case: Case) -> Iterator[_SaidOf]:
    for piece in case.evidence:
        said = _year_of_number(piece)
        if said is not None and piece.date is not None and not _agree(said, piece.date):
            slots = {"piece": piece, "number": piece.number, "year": said.year, "date": piece.date}
            yield (
                piece,
                issue(
                    "C518",
                    piece.at("number"),
                    **slots,
                    lost=case.scores.leaves_out(piece, "period"),
                ),
            )


def _counted_in_period(case: Case) -> list[Evidence]:
    pieces = {
        piece.id: piece
        for item in case.spec.items
        for count, piece in counted_evidence(case, item)
        if count.in_period and not piece.note
    }
    return list(pieces.values())


_SPOKEN_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


def statement_of_another_year(case: Case) -> Iterator[Issue]:
    """A statement tells of years before the one assessed, and never of that."""
    for item, claim in case.claims():
        period = case.spec.period_of(item)
        years = {int(year) for year in _SPOKEN_YEAR.findall(claim.statement)}
        counted = any(count.kinds and count.in_period for count in item.counts)
        if period is not None and counted and years and max(years) < period.start.year:
            place, told = case.at_claim(item, "statement"), sorted(years)
            yield issue("C521", place, item=item, years=told, start=period.start, end=period.end)


# ── the leader ────────────────────────────────────────────────────────────────────────────────


def _birth(case: Case) -> PartialDate | None:
    leader = case.data.leader
    return leader.birth or (
        PartialDate.parse(birth) if (birth := id_number_birth(leader.id_number)) else None
    )


def life_impossible(case: Case) -> Iterator[Issue]:
    """The leader began to work, or was certified, before being born or after today."""
    birth, leader = _birth(case), case.data.leader
    latest, called = _latest_day(case)
    dates = {
        "birth": ("出生年月", leader.birth),
        "work_since": ("参加工作时间", leader.work_since),
        "certified": ("取证时间", leader.certified),
    }
    for key, (name, date) in dates.items():
        if date is None:
            continue
        place = case.places.at("leader", key)
        if key != "birth" and birth is not None and date.last <= birth.first:
            yield issue("C519", place, "early", what=name, date=date, birth=birth)
        elif date.first > latest:
            yield issue("C519", place, "late", what=name, date=date, called=called, latest=latest)


def life_doubtful(case: Case) -> Iterator[Issue]:
    """The leader would have worked as a child, or is too old to lead."""
    birth, leader = _birth(case), case.data.leader
    if birth is None or list(life_impossible(case)):
        return
    dates = {"work_since": leader.work_since, "certified": leader.certified}
    names = {"work_since": "参加工作时间", "certified": "取证时间"}
    for key, date in dates.items():
        if date is not None and _age_at_most(birth, date) < _YOUNGEST_WORKER:
            said = {"what": names[key], "date": date, "birth": birth, "age": _YOUNGEST_WORKER}
            yield issue("C520", case.places.at("leader", key), "young", **said)
    deadline = case.spec.deadline
    if leader.birth is not None and deadline.year - leader.birth.year > _OLDEST_LEADER:
        age = deadline.year - birth.year
        yield issue("C520", case.places.at("leader", "birth"), "old", birth=birth, age=age)


def _age_at_most(birth: PartialDate, date: PartialDate) -> int:
    """The age in whole years that somebody can have reached at most."""
    first, last = birth.first, date.last
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
