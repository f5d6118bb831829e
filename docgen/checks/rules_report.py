"""Rules about the report: whether it is the one that is asked for, and says what the form says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from docgen.checks.case import Case
from docgen.checks.consequences import is_open, put_right, value_at
from docgen.checks.rules_agreement import (
    company_core,
    counted_measures,
    find_companies,
    grades_told_otherwise,
    kinds_differing,
    leaders_named,
    parts_differing,
    stated_otherwise,
    years_of,
    years_told,
)
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.person_names import names_before
from docgen.model.prose_figures import (
    SaidFigure,
    amounts_in,
    differing,
    figures_said,
    parts_in,
    plain_text,
)
from docgen.model.scheme import CountSpec, Item, SubmissionSpec, names_a_value
from docgen.model.scoring import Measure
from docgen.model.skill_levels import level_of, levels_in
from docgen.sources.document_text import TextLine
from docgen.text.wording import GUIDANCE_MARK

_FEWEST_CHARACTERS = 200
"""A report in earnest has ten times as many."""
_LONGEST_HEADING = 45
_LONGEST_TITLE_LINE = 60
_TITLE_LINES = 8
_CLOSING_LINES = 6

_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]|^第[一二三四五六七八九十]+(?:部分|章)")
_NUMBERING = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?|^第[一二三四五六七八九十]+(?:部分|章)"
)
_AHEAD = re.compile(r"计划|打算|规划|目标|问题|设想|下一步|未来")


@dataclass(frozen=True)
class _Section:
    """A heading of the first order, or the lines before the first, and what stands under it."""

    heading: TextLine | None
    lines: tuple[TextLine, ...]

    @cached_property
    def text(self) -> str:
        """Its running text. Lines of a page are one text: nobody knows where its paragraphs end."""
        paged = any(line.page for line in self.lines)
        return plain_text(("" if paged else "\n").join(line.text for line in self.lines))

    @property
    def ahead(self) -> bool:
        """Whether it tells of what is to come."""
        return self.heading is not None and bool(_AHEAD.search(self.heading.text))


class _Report:
    """A report that can be read, in parts."""

    def __init__(self, name: str, lines: Sequence[TextLine]) -> None:
        self.name = name
        self.lines = tuple(lines)
        starts = [n for n, line in enumerate(lines) if _is_heading(line)]
        ends = [*starts[1:], len(lines)][: len(starts)]
        first = starts[0] if starts else len(lines)
        self.opening = _Section(None, self.lines[:first])
        self.sections = tuple(
            _Section(self.lines[start], self.lines[start + 1 : end])
            for start, end in zip(starts, ends, strict=True)
        )
        self.is_skeleton = any(GUIDANCE_MARK in line.text for line in lines)

    @cached_property
    def text(self) -> str:
        return "".join(plain_text(line.text) for line in self.lines)

    @cached_property
    def title(self) -> str:
        """The first lines, up to the first heading or running text."""
        short = []
        for line in self.opening.lines[:_TITLE_LINES]:
            if len(line.text) > _LONGEST_TITLE_LINE or line.text.rstrip().endswith(("：", ":")):
                break
            short.append(plain_text(line.text))
        return "，".join(short)

    @property
    def looking_back(self) -> tuple[_Section, ...]:
        """All parts but those that tell of what is to come."""
        return tuple(s for s in (self.opening, *self.sections) if not s.ahead)

    @property
    def closing(self) -> tuple[TextLine, ...]:
        """The last lines, where unit and day stand."""
        return self.lines[-_CLOSING_LINES:]

    def place(self, line: TextLine | None = None) -> Location:
        """The report, with the page where there are pages."""
        return Location(self.name, page=(line.page or None) if line else None)

    def where(self, quote: str) -> Location:
        """The place of words in the report."""
        words = plain_text(quote)
        return self.place(next((n for n in self.lines if words in plain_text(n.text)), None))


def _is_heading(line: TextLine) -> bool:
    text = plain_text(line.text)
    short = len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", ";"))
    return short and bool(_NUMBERED.search(text))


def _report(case: Case) -> _Report | None:
    """The report, where its words can be read."""
    if case.report is None or case.report.text is None or not case.report.text.lines:
        return None
    return _Report(case.report.name, case.report.text.lines)


def _finished(case: Case) -> _Report | None:
    """The report, unless the skeleton's guidance still stands in it: that is told elsewhere."""
    report = _report(case)
    return None if report is None or report.is_skeleton else report


# ── whether there is one ──────────────────────────────────────────────────────────────────────


def report_empty(case: Case) -> Iterator[Issue]:
    """There is nothing in the report."""
    report = case.report
    if report and report.text is not None and not report.text.pictures and not report.text.lines:
        yield issue("C701", Location(report.name))


def report_short(case: Case) -> Iterator[Issue]:
    """The report has next to no text."""
    report = _finished(case)
    if report is None or case.report is None or case.report.text is None:
        return
    if len(report.text) < _FEWEST_CHARACTERS and not case.report.text.pictures:
        yield issue("C702", report.place(), length=len(report.text))


def report_unread(case: Case) -> Iterator[Issue]:
    """The report is scanned, or its text cannot be read."""
    if case.report is not None and _report(case) is None and not list(report_empty(case)):
        yield issue("C703", Location(case.report.name))


def another_kind(case: Case) -> Iterator[Issue]:
    """The title is that of another submission's report."""
    report = _report(case)
    own = case.spec.report.called
    if report is None or not own or any(word in report.title for word in own):
        return
    for other in _others(case):
        words = [word for word in other.report.called if word in report.title]
        if words:
            yield issue(
                "C704",
                report.place(),
                title=report.title,
                other=other.name,
                word=words[0],
                submission=case.spec.name,
                wanted=case.spec.report.title,
            )
            return


def _others(case: Case) -> list[SubmissionSpec]:
    return [spec for spec in case.scheme.submissions.values() if spec is not case.spec]


# ── the year ──────────────────────────────────────────────────────────────────────────────────

_TITLE_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?=年|[-－—–~～至到](?:19|20)\d\d)"
    r"(?!年(?:度?(?:绩效|评估|考核|申报|周期)|\d{1,2}月))"
)
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_OFTEN = 5


def title_year(case: Case) -> Iterator[Issue]:
    """The title is of another year than the one reported on."""
    report, years = _report(case), years_of(case)
    if report is None or not years:
        return
    said = {int(year) for year in _TITLE_YEAR.findall(report.title)}
    if said and not said & set(years):
        slots = {"said": sorted(said), "submission": case.spec.name, "years": years}
        yield issue("C705", report.place(), title=report.title, **slots)


def text_year(case: Case) -> Iterator[Issue]:
    """The text tells of other years than the one reported on."""
    report, years = _finished(case), years_of(case)
    if report is None or not years or list(title_year(case)):
        return
    told = "".join(section.text for section in report.looking_back)
    said = [int(year) for year in _ANY_YEAR.findall(told)]
    own = sum(year in years for year in said)
    others = [year for year in said if year not in years and abs(year - years[0]) <= 3]
    most = max(set(others), key=others.count, default=0)
    if said and not own:
        yield issue("C706", report.place(), "never", years=years, said=sorted(set(said)))
    elif others.count(most) >= _OFTEN and others.count(most) > 2 * own:
        often = {"most": most, "often": others.count(most)}
        yield issue("C706", report.place(), "seldom", **often, years=years, own=own)


def closing_date(case: Case) -> Iterator[Issue]:
    """The day the report was signed off is of a year that cannot be, or long before its end."""
    report = _finished(case)
    if report is None:
        return
    first, last = _possible_years(case)
    shape = re.compile(r"^((?:19|20)\d\d)年(\d{1,2})月(?:(\d{1,2})日)?$")
    for line in report.closing:
        found = shape.match(plain_text(line.text))
        if not found:
            continue
        if not first <= int(found[1]) <= last:
            years = {"first": first, "last": last if last > first else None}
            place, name = report.place(line), case.spec.name
            yield issue("C707", place, "year", day=found[0], submission=name, **years)
        elif _is_too_early(case, int(found[1]), int(found[2])):
            yield issue("C707", report.place(line), "early", day=found[0])


def _is_too_early(case: Case, year: int, month: int) -> bool:
    """Whether a month is long before the end of what is reported on: more than one before."""
    period = case.spec.period
    return period is not None and (year - period.end.year) * 12 + month < period.end.month - 1


def _possible_years(case: Case) -> tuple[int, int]:
    deadline = case.spec.deadline.year
    return (case.spec.period.end.year if case.spec.period else deadline), deadline


# ── whose it is ───────────────────────────────────────────────────────────────────────────────


def another_studio(case: Case) -> Iterator[Issue]:
    """The report is another studio's by its title."""
    report = _report(case)
    others = _other_studios(case, report.title) if report else []
    if report and others and not _names_studio(case, report.title):
        own = case.data.studio.name
        yield issue("C708", report.where(others[0]), other=others[0], own=own)


def studio_unnamed(case: Case) -> Iterator[Issue]:
    """The report does not name the studio."""
    report, name = _finished(case), case.data.studio.name
    if report and name and not list(another_studio(case)) and not _names_studio(case, report.text):
        other = next(iter(_other_studios(case, report.text)), "")
        place = report.where(other) if other else report.place()
        yield issue("C709", place, name=name, other=other)


def _other_studios(case: Case, text: str) -> list[str]:
    _, _, after = case.scheme.studio_name.partition("{leader}")
    names = names_before(text, after) if after else ()
    return [f"{name}{after}" for name in names if name != _plain_leader(case)]


def _names_studio(case: Case, text: str) -> bool:
    _, _, after = case.scheme.studio_name.partition("{leader}")
    name, leader = plain_text(case.data.studio.name), _plain_leader(case)
    return bool(name and name in text) or bool(leader and after and f"{leader}{after}" in text)


def _plain_leader(case: Case) -> str:
    return plain_text(case.data.leader.name)


def unit_unnamed(case: Case) -> Iterator[Issue]:
    """The report does not name the unit, or closes in another's name."""
    report, unit = _finished(case), case.data.unit.name
    if report is None or not unit:
        return
    own, closing = company_core(unit), "\n".join(plain_text(n.text) for n in report.closing)
    others = [name for name in find_companies(closing) if company_core(name) not in own]
    if others and own not in closing:
        yield issue("C710", report.place(), "other", other=others[0], unit=unit)
    elif own not in company_core(report.text):
        yield issue("C710", report.place(), "unnamed", unit=unit)


def leader_unnamed(case: Case) -> Iterator[Issue]:
    """The report does not name the leader, or calls somebody else so."""
    report, leader, word = _finished(case), _plain_leader(case), case.scheme.words.leader
    if report is None or not leader:
        return
    others = leaders_named(report.text, word, leader)
    if others:
        place = report.where(f"{word}{others[0]}")
        yield issue("C711", place, "other", word=word, other=others[0], leader=leader)
    elif leader not in report.text:
        yield issue("C711", report.place(), "unnamed", word=word, leader=leader)


_BORN = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(?:\d{1,2}日)?出?生")


def leader_told_otherwise(case: Case) -> Iterator[Issue]:
    """The report introduces the leader with another month of birth or level than the form."""
    report, leader = _finished(case), case.data.leader
    birth, level = leader.birth, level_of(leader.grade)
    for sentence in re.split("[。；;]", report.text if report else ""):
        found = _BORN.search(sentence) if _plain_leader(case) in sentence else None
        if report is None or found is None:
            continue
        told = levels_in(sentence)
        if level and told and level not in told:
            titles = [one.title for one in told]
            said = {"name": leader.name, "told": titles, "grade": leader.grade}
            yield issue("C712", report.where(found[0]), "level", **said)
        if birth and (int(found[1]), int(found[2])) != (birth.year, birth.month or int(found[2])):
            place, quote = report.where(found[0]), found[0]
            yield issue("C712", place, "birth", name=leader.name, quote=quote, birth=birth)


# ── what it tells of ──────────────────────────────────────────────────────────────────────────


_OFTEN_TOLD = 4
"""Mentions that show a part to be told of, whatever its heading is called."""


def parts_missing(case: Case) -> Iterator[Issue]:
    """The report lacks parts that the notice asks for."""
    report = _finished(case)
    if report is None or not case.spec.report.parts:
        return
    headings = [line.text for line in report.lines if _is_any_heading(line)]
    looked_in = "\n".join(headings) if headings else report.text
    missing = [
        part.name
        for part in case.spec.report.parts
        if not any(word in looked_in for word in part.words)
        and sum(report.text.count(word) for word in part.words) < _OFTEN_TOLD
    ]
    if missing:
        yield issue("C713", report.place(), missing=missing)


def _is_any_heading(line: TextLine) -> bool:
    text = plain_text(line.text)
    short = len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", ";"))
    return short and (line.heading or bool(_NUMBERING.search(text)))


_TOO_COMMON = frozenset(["工作", "情况", "建设", "年度", "主要", "基本", "作室"])


def headings_missing(case: Case) -> Iterator[Issue]:
    """The report lacks headings of the scheme's skeleton, where the notice asks for none."""
    report, wanted = _finished(case), case.spec.report.headings
    # As many headings in other words are a report of its own order.
    if report is None or case.spec.report.parts or not 0 < len(report.sections) < len(wanted):
        return
    told = "\n".join(line.text for line in report.lines if _is_any_heading(line))
    missing = [
        heading for heading in wanted if not any(pair in told for pair in _telling_pairs(heading))
    ]
    if missing:
        yield issue("C714", report.place(), missing=missing)


def _telling_pairs(heading: str) -> set[str]:
    """Pairs of characters by which a heading is known again, however it is worded."""
    bare = re.sub(r"[\W]|和|与|的|及", " ", _NUMBERING.sub("", plain_text(heading)))
    pairs = {word[at : at + 2] for word in bare.split() for at in range(len(word) - 1)}
    return pairs - _TOO_COMMON


def heading_without_text(case: Case) -> Iterator[Issue]:
    """A heading of the first order has nothing under it."""
    report = _finished(case)
    if report is None:
        return
    for section in report.sections:
        body = [line for line in section.lines if not _is_any_heading(line)]
        if not body and section.heading:
            place = report.place(section.heading)
            yield issue("C715", place, heading=section.heading.text)


# ── figures ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _TrueFigure:
    """A figure that a report may tell: by which words and of which years, and what it is."""

    words: tuple[str, ...]
    unit: str
    years: range
    value: Decimal
    right: frozenset[Decimal]
    """What a report may say of it without a mistake of its own."""
    case: str
    slots: Mapping[str, object]
    """How the catalogue calls it."""


def figures_differ(case: Case) -> Iterator[Issue]:
    """The report says other figures than the form."""
    report = _finished(case)
    for true in _true_figures(case) if report else ():
        wrong = _told_otherwise(report, true) if report else None
        if report and wrong is not None:
            place, figure = report.where(wrong.quote), {"value": true.value, "unit": true.unit}
            yield issue("C716", place, true.case, quote=wrong.quote, **figure, **true.slots)


def _told_otherwise(report: _Report, true: _TrueFigure) -> SaidFigure | None:
    told = [
        (section, figure)
        for section in report.looking_back
        for figure in figures_said(section.text, true.words, true.unit, true.years)
    ]
    near = {a for section, _ in told for a in amounts_in(section.text, true.unit, true.years)}
    return differing([figure for _, figure in told], {true.value, *true.right}, near)


def _true_figures(case: Case) -> Iterator[_TrueFigure]:
    for item, count, measure in counted_measures(case):
        if figure := _counted_figure(case, item, count, measure):
            yield figure
    for said in case.spec.report.figures:
        value, keys = value_at(case.data, said.value), tuple(said.value.split("."))
        if isinstance(value, tuple):
            value = len(value) if not case.places.is_spoilt(*keys) else None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            # What the model adds up is called by what it is added up of.
            called, name = ("data", keys) if names_a_value(said.value) else ("sum", keys[:-1])
            words, unit, slots = said.words, said.unit, {"name": name}
            right = frozenset[Decimal]()
            yield _TrueFigure(words, unit, range(0), Decimal(value), right, called, slots)


def _counted_figure(
    case: Case, item: Item, count: CountSpec, measure: Measure
) -> _TrueFigure | None:
    if measure.value is None or is_open(case, count, measure):
        return None
    words, years = (*count.said, count.name), years_told(case, item, count)
    stated = stated_otherwise(case, item, count, measure)
    # What the statement says as well is told of the statement.
    right = put_right(case, item, count, measure) | ({stated.value} if stated else set())
    called = {"number": item.number, "count": count.name}
    return _TrueFigure(words, count.unit, years, measure.value, right, "item", called)


def parts_differ(case: Case) -> Iterator[Issue]:
    """The report divides a figure otherwise than the evidence, or the team than its list."""
    report = _finished(case)
    if report is None:
        return
    for item, count, measure in counted_measures(case):
        figure = _counted_figure(case, item, count, measure)
        if figure is None or not _told_otherwise(report, figure):
            yield from _parts_told(case, report, (item, count, measure))
    for section in report.looking_back:
        for told in grades_told_otherwise(case, section.text):
            yield issue("C717", report.place(section.heading), "grades", **told._asdict())


def _parts_told(
    case: Case, report: _Report, counted: tuple[Item, CountSpec, Measure]
) -> Iterator[Issue]:
    item, count, measure = counted
    years = years_told(case, item, count)
    for section in report.looking_back:
        for told in kinds_differing(case, count, measure, section.text, years):
            yield issue("C717", report.where(told.quote), "kind", kinds=[told])
        listed = parts_differing(case, count, measure, parts_in(section.text, count.unit, years))
        if listed is not None:
            figures = {"wrong": listed[0], "right": listed[1], "unit": count.unit}
            place = report.place(section.heading)
            yield issue("C717", place, "listed", number=item.number, **figures)
