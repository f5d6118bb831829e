"""Rules about days and years that cannot be: of the assessment, the evidence, the people."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.checks.case import Case, RuleFinding, name_item
from docgen.checks.rules_score import counted_evidence, list_titles
from docgen.issues.issue import Issue, issue
from docgen.model.counting import is_outside
from docgen.model.evidence import Evidence
from docgen.model.id_numbers import id_number_birth
from docgen.model.submission import PartialDate
from docgen.text.wording import write_date

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


def assessment_doubtful(case: Case) -> Iterator[RuleFinding]:
    """The day of the assessment lies before the notice was issued, or after the deadline."""
    date, issued, deadline = case.data.assessment.date, case.scheme.issued, case.spec.deadline
    if date is None or list(assessment_impossible(case)):
        return
    if issued is not None and date.last < issued:
        why = f"早于通知印发的 {write_date(issued)}"
    elif date.first > deadline:
        why = f"晚于通知的截止日 {write_date(deadline)}"
    else:
        return
    yield RuleFinding(
        case.places.at("assessment", "date"),
        f"评估时间写的是 {write_date(date)}，{why}",
        "核对年月日；确是这一天的不必改",
    )


def handed_in_late(case: Case) -> Iterator[RuleFinding]:
    """The unit's own day for handing in lies after the notice's."""
    own, deadline = case.data.unit.hand_in_by, case.spec.deadline
    if own is not None and own.first > deadline:
        yield RuleFinding(
            case.places.at("unit", "hand_in_by"),
            f"本单位交材料的期限写的是 {write_date(own)}，晚于通知的 {write_date(deadline)}"
            f"（{case.spec.deadline_for or '报送截止日'}）",
            "向区市人社部门问清该哪天交齐，改正",
        )


def not_yet_assessed(case: Case) -> Iterator[RuleFinding]:
    """A studio chosen in a year that the notice leaves out is not assessed."""
    chosen, conditions = case.data.studio.chosen, case.spec.conditions
    if chosen is not None and chosen.year in conditions.not_chosen_in:
        yield RuleFinding(
            case.places.at("studio", "chosen"),
            f"工作室是 {write_date(chosen)}评定的，不在{case.spec.name}的范围："
            f"{conditions.not_chosen}",
            "这次不用报；评定时间写错了的，对照批文改正",
        )


def chosen_too_late(case: Case) -> Iterator[RuleFinding]:
    """A studio to be assessed was chosen after the period it is assessed for."""
    chosen, period = case.data.studio.chosen, case.spec.period
    left_out = bool(list(not_yet_assessed(case)))
    if chosen is not None and period is not None and chosen.first > period.end and not left_out:
        yield RuleFinding(
            case.places.at("studio", "chosen"),
            f"工作室的评定时间写的是 {write_date(chosen)}，考核期"
            f"（{write_date(period.start)}至{write_date(period.end)}）那时已经过了",
            "对照批文核对评定时间；确是这以后评定的，这次不用报",
        )


# ── evidence ──────────────────────────────────────────────────────────────────────────────────


def date_outside_period(case: Case) -> Iterator[RuleFinding]:
    """A piece of a counted kind is dated outside the period: it does not count, unless claimed."""
    period, told = case.spec.period, _told_of_date(case)
    for piece in _dated(case):
        if period is None or not is_outside(piece.date, period):
            continue
        if piece.id in told and not piece.in_period:
            continue
        what = (
            f"佐证“{piece.title}”的日期 {write_date(piece.date)} 不在考核期"
            f"（{write_date(period.start)}至{write_date(period.end)}）内"
        )
        if piece.in_period:
            remedy = "以评审为准；说明站不住的删去 in_period，就不计数"
            yield RuleFinding(piece.at("date"), f"{what}，按说明算在期内，计了数", remedy)
        else:
            remedy = (
                "日期写错的改正；按理应算在期内的（如期内才投入应用）写 in_period: true，"
                "理由写在 note 里；确在期外的删去种类（kind），只作旁证"
            )
            yield RuleFinding(piece.at("date"), f"{what}，没有计数", remedy)


def _told_of_date(case: Case) -> frozenset[str]:
    """The pieces of which another rule says that their date is wrong."""
    found = (*_future(case), *_of_another_year(case), *_numbered_otherwise(case))
    return frozenset(piece.id for piece, _ in found)


def _left_out(case: Case, piece: Evidence) -> str:
    """What a wrong date costs a piece, in words."""
    lost = any(
        left.evidence_id == piece.id and left.reason == "period"
        for score in case.scores.items
        for left in score.left_out
    )
    return "；现在不在考核期内，没有计数" if lost else ""


def date_too_vague(case: Case) -> Iterator[RuleFinding]:
    """The date of a piece that counts may mean a day within the period, or one outside."""
    period = case.spec.period
    for piece in _dated(case):
        if period is None or piece.date is None or is_outside(piece.date, period):
            continue
        if piece.date.first < period.start or period.end < piece.date.last:
            yield RuleFinding(
                piece.at("date"),
                f"佐证“{piece.title}”的日期只写到 {write_date(piece.date)}，其中有的日子不在考核期"
                f"（{write_date(period.start)}至{write_date(period.end)}）内；现在计了数",
                "把日期写到月或日",
            )


def date_missing(case: Case) -> Iterator[RuleFinding]:
    """A piece that counts has no date, so nobody can see that it falls into the period."""
    undated = [piece for piece in _dated(case) if piece.date is None]
    for item in case.spec.items:
        here = [piece for piece in undated if piece.item == item.number]
        if case.spec.period and here:
            yield RuleFinding(
                f"evidence/{item.folder_name}/",
                f"{name_item(item)}有 {len(here)} 件计数的佐证没有写日期：{list_titles(here)}",
                "在 studio.yaml 的 evidence 里补上 date，说明在考核期内",
            )


def _dated(case: Case) -> list[Evidence]:
    """The evidence whose date matters: what is counted, each piece once, in its order."""
    ids = {
        piece.id
        for item in case.spec.items
        for c, piece in counted_evidence(case, item)
        if c.in_period
    }
    return [piece for piece in case.evidence if piece.id in ids]


def evidence_from_the_future(case: Case) -> Iterator[RuleFinding]:
    """A piece of evidence is dated after the day it is handed in for."""
    for _, said in _future(case):
        yield said


_SaidOf = tuple[Evidence, RuleFinding]


def _future(case: Case) -> Iterator[_SaidOf]:
    latest, called = _latest_day(case)
    for piece in case.evidence:
        if piece.date is not None and piece.date.first > latest:
            what = (
                f"佐证“{piece.title}”的日期写的是 {write_date(piece.date)}，"
                f"晚于{called}（{write_date(latest)}），那时还没有它{_left_out(case, piece)}"
            )
            yield piece, RuleFinding(piece.at("date"), what, "对照原件改正日期（看看年份）")


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


def title_of_another_year(case: Case) -> Iterator[RuleFinding]:
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
        yield (
            piece,
            RuleFinding(
                piece.at("date"),
                f"佐证“{piece.title}”的标题说是 {said.year} 年，日期写的是 {write_date(date)}"
                f"{_left_out(case, piece)}",
                "对照原件改正其中一处；两个都没错的（如上一年的成果这一年认定），在 note 里写一句",
            ),
        )


def _agree(said: _TitleYear, date: PartialDate) -> bool:
    if said.year == date.year:
        return True
    wrapped_up = said.whole and (date.month or 12) <= _WRAPPED_UP
    return wrapped_up and said.year + 1 == date.year


def undated_of_another_year(case: Case) -> Iterator[RuleFinding]:
    """A piece that counts has no date, and its title speaks of a year outside the period."""
    for item in case.spec.items:
        period = case.spec.period_of(item)
        for count, piece in counted_evidence(case, item):
            said = _year_in(piece.title) or _year_of_number(piece)
            if said is None or piece.date is not None or not count.in_period or piece.in_period:
                continue
            if period is not None and is_outside(PartialDate(said.year), period):
                yield RuleFinding(
                    piece.at("date"),
                    f"佐证“{piece.title}”没有写日期，标题或编号说是 {said.year} 年，不在考核期"
                    f"（{write_date(period.start)}至{write_date(period.end)}）内；现在计入了"
                    f"{name_item(item)}",
                    "对照原件写上日期（date）；确在期外的删去种类（kind），只作旁证",
                )


def _year_of_number(piece: Evidence) -> _TitleYear | None:
    found = _YEAR_OF_PAPER.search(piece.number)
    return _TitleYear(int(found["year"]), whole=True) if found else None


def number_of_another_year(case: Case) -> Iterator[RuleFinding]:
    """A document's number bears another year than the document's date."""
    told = {piece.id for piece, _ in (*_future(case), *_of_another_year(case))}
    for piece, said in _numbered_otherwise(case):
        if piece.id not in told:
            yield said


def _numbered_otherwise(case: Case) -> Iterator[_SaidOf]:
    for piece in case.evidence:
        said = _year_of_number(piece)
        if said is not None and piece.date is not None and not _agree(said, piece.date):
            yield (
                piece,
                RuleFinding(
                    piece.at("number"),
                    f"佐证“{piece.title}”的编号“{piece.number}”是 {said.year} 年的，"
                    f"日期写的是 {write_date(piece.date)}{_left_out(case, piece)}",
                    "对照原件改正其中一处",
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


def statement_of_another_year(case: Case) -> Iterator[RuleFinding]:
    """A statement tells of years before the one assessed, and never of that."""
    for item, claim in case.claims():
        period = case.spec.period_of(item)
        years = {int(year) for year in _SPOKEN_YEAR.findall(claim.statement)}
        counted = any(count.kinds and count.in_period for count in item.counts)
        if period is not None and counted and years and max(years) < period.start.year:
            yield RuleFinding(
                case.at_claim(item, "statement"),
                f"{name_item(item)}的落实情况说的是 {'、'.join(map(str, sorted(years)))} 年的事，"
                f"没有提到考核期（{write_date(period.start)}至{write_date(period.end)}）",
                "从往年抄来的改成考核期的",
            )


# ── the leader ────────────────────────────────────────────────────────────────────────────────


def _birth(case: Case) -> PartialDate | None:
    leader = case.data.leader
    return leader.birth or (
        PartialDate.parse(birth) if (birth := id_number_birth(leader.id_number)) else None
    )


def life_impossible(case: Case) -> Iterator[RuleFinding]:
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
        if key != "birth" and birth is not None and date.last <= birth.first:
            why = f"早于出生年月 {write_date(birth)}"
        elif date.first > latest:
            why = f"晚于{called}（{write_date(latest)}）"
        else:
            continue
        yield RuleFinding(
            case.places.at("leader", key),
            f"领办人的{name}写的是 {write_date(date)}，{why}",
            "对照身份证、档案和证书改正",
        )


def life_doubtful(case: Case) -> Iterator[RuleFinding]:
    """The leader would have worked as a child, or is too old to lead."""
    birth, leader = _birth(case), case.data.leader
    if birth is None or list(life_impossible(case)):
        return
    dates = {"work_since": leader.work_since, "certified": leader.certified}
    names = {"work_since": "参加工作时间", "certified": "取证时间"}
    for key, date in dates.items():
        if date is not None and _age_at_most(birth, date) < _YOUNGEST_WORKER:
            yield RuleFinding(
                case.places.at("leader", key),
                f"领办人的{names[key]}写的是 {write_date(date)}，"
                f"出生年月是 {write_date(birth)}，那时不满 {_YOUNGEST_WORKER} 周岁",
                "对照身份证、档案和证书核对；没有写错的不必改",
            )
    deadline = case.spec.deadline
    if leader.birth is not None and deadline.year - leader.birth.year > _OLDEST_LEADER:
        yield RuleFinding(
            case.places.at("leader", "birth"),
            f"领办人的出生年月写的是 {write_date(birth)}，到截止日已经"
            f" {deadline.year - birth.year} 岁",
            "看看年份是不是写错了",
        )


def _age_at_most(birth: PartialDate, date: PartialDate) -> int:
    """The age in whole years that somebody can have reached at most."""
    first, last = birth.first, date.last
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
