"""Rules about the report: whether it is the one that is asked for, and says what the form says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from docgen.checks.case import Case, RuleFinding
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
from docgen.model.field_locations import name_field
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
from docgen.model.submission import StudioFile
from docgen.sources.document_text import TextLine
from docgen.text.quoting import show_value
from docgen.text.wording import GUIDANCE_MARK, write_date, write_figure

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

    def place(self, line: TextLine | None = None) -> str:
        """The report's name, with the page where there are pages."""
        return f"{self.name} 第 {line.page} 页" if line and line.page else self.name

    def where(self, quote: str) -> str:
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


def report_empty(case: Case) -> Iterator[RuleFinding]:
    """There is nothing in the report."""
    report = case.report
    if report and report.text is not None and not report.text.pictures and not report.text.lines:
        yield RuleFinding(report.name, "报告里一个字也没有", "换成写好的报告")


def report_short(case: Case) -> Iterator[RuleFinding]:
    """The report has next to no text."""
    report = _finished(case)
    if report is None or case.report is None or case.report.text is None:
        return
    if len(report.text) < _FEWEST_CHARACTERS and not case.report.text.pictures:
        yield RuleFinding(
            report.name,
            f"报告一共只有 {len(report.text)} 个字",
            "看看是不是放错了文件；写完整再交",
        )


def report_unread(case: Case) -> Iterator[RuleFinding]:
    """The report is scanned, or its text cannot be read."""
    if case.report is not None and _report(case) is None and not list(report_empty(case)):
        yield RuleFinding(
            case.report.name,
            "报告里读不出文字（多半是扫描件），年度、单位、姓名和数都没有核对",
            "自己逐项核对；手头有 Word 版的，先放 Word 版检查一遍，再换回扫描件",
        )


def another_kind(case: Case) -> Iterator[RuleFinding]:
    """The title is that of another submission's report."""
    report = _report(case)
    own = case.spec.report.called
    if report is None or not own or any(word in report.title for word in own):
        return
    for other in _others(case):
        words = [word for word in other.report.called if word in report.title]
        if words:
            yield RuleFinding(
                report.name,
                f"报告的标题{show_value(report.title)}是{other.name}的报告（{words[0]}），"
                f"{case.spec.name}要交的是《{case.spec.report.title}》",
                "换成这次要交的报告；标题写错的改正",
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


def title_year(case: Case) -> Iterator[RuleFinding]:
    """The title is of another year than the one reported on."""
    report, years = _report(case), years_of(case)
    if report is None or not years:
        return
    said = {int(year) for year in _TITLE_YEAR.findall(report.title)}
    if said and not said & set(years):
        yield RuleFinding(
            report.name,
            f"报告的标题{show_value(report.title)}说的是 {_list_years(said)} 年，"
            f"{case.spec.name}的考核期是 {_list_years(years)} 年",
            "换成考核期的报告；标题写错的改正",
        )


def text_year(case: Case) -> Iterator[RuleFinding]:
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
        what = f"报告里一次也没有提到 {_list_years(years)} 年，提到的是 {_list_years(set(said))} 年"
    elif others.count(most) >= _OFTEN and others.count(most) > 2 * own:
        what = (
            f"报告里 {most} 年提到 {others.count(most)} 次，"
            f"考核期的 {_list_years(years)} 年只有 {own} 次"
        )
    else:
        return
    yield RuleFinding(report.name, what, "看看是不是别的年度的报告；是的换掉，不是的不必改")


def _list_years(years: Sequence[int] | set[int] | range) -> str:
    return "、".join(map(str, sorted(years)))


def closing_date(case: Case) -> Iterator[RuleFinding]:
    """The day the report was signed off is of a year that cannot be, or long before its end."""
    report = _finished(case)
    if report is None:
        return
    first, last = _possible_years(case)
    years = f"{first}—{last}" if last > first else f"{first}"
    shape = re.compile(r"^((?:19|20)\d\d)年(\d{1,2})月(?:(\d{1,2})日)?$")
    for line in report.closing:
        found = shape.match(plain_text(line.text))
        if not found:
            continue
        said = f"报告末尾的日期是 {found[0]}，"
        if not first <= int(found[1]) <= last:
            yield RuleFinding(
                report.place(line),
                f"{said}{case.spec.name}的报告应写于 {years} 年",
                "看看是不是别的年度的报告；日期写错的改正",
            )
        elif _is_too_early(case, int(found[1]), int(found[2])):
            yield RuleFinding(
                report.place(line),
                f"{said}考核期还没有过完，写不出这一期的情况",
                "看看是不是别的年度的报告；日期写错的改正",
            )


def _is_too_early(case: Case, year: int, month: int) -> bool:
    """Whether a month is long before the end of what is reported on: more than one before."""
    period = case.spec.period
    return period is not None and (year - period.end.year) * 12 + month < period.end.month - 1


def _possible_years(case: Case) -> tuple[int, int]:
    deadline = case.spec.deadline.year
    return (case.spec.period.end.year if case.spec.period else deadline), deadline


# ── whose it is ───────────────────────────────────────────────────────────────────────────────


def another_studio(case: Case) -> Iterator[RuleFinding]:
    """The report is another studio's by its title."""
    report = _report(case)
    others = _other_studios(case, report.title) if report else []
    if report and others and not _names_studio(case, report.title):
        yield RuleFinding(
            report.where(others[0]),
            f"报告标题写的是{others[0]}，不是{show_value(case.data.studio.name)}",
            "换成本工作室的报告；标题写错的改正",
        )


def studio_unnamed(case: Case) -> Iterator[RuleFinding]:
    """The report does not name the studio."""
    report, name = _finished(case), case.data.studio.name
    if report and name and not list(another_studio(case)) and not _names_studio(case, report.text):
        others = _other_studios(case, report.text)
        yield RuleFinding(
            report.where(others[0]) if others else report.name,
            f"报告里没有出现工作室名称{show_value(name)}{f'，写的是{others[0]}' if others else ''}",
            "看看是不是别的工作室的报告；名称写得不一样的改成一样",
        )


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


def unit_unnamed(case: Case) -> Iterator[RuleFinding]:
    """The report does not name the unit, or closes in another's name."""
    report, unit = _finished(case), case.data.unit.name
    if report is None or not unit:
        return
    own, closing = company_core(unit), "\n".join(plain_text(n.text) for n in report.closing)
    others = [name for name in find_companies(closing) if company_core(name) not in own]
    if others and own not in closing:
        what = f"报告末尾的单位是{show_value(others[0])}，不是{show_value(unit)}"
    elif own not in company_core(report.text):
        what = f"报告里没有出现单位名称{show_value(unit)}"
    else:
        return
    yield RuleFinding(report.name, what, "看看是不是别的单位的报告；名称写错的改正，与公章一致")


def leader_unnamed(case: Case) -> Iterator[RuleFinding]:
    """The report does not name the leader, or calls somebody else so."""
    report, leader, word = _finished(case), _plain_leader(case), case.scheme.words.leader
    if report is None or not leader:
        return
    others = leaders_named(report.text, word, leader)
    if others:
        where, what = report.where(f"{word}{others[0]}"), f"报告里{word}写的是{others[0]}"
        yield RuleFinding(
            where, f"{what}，不是{show_value(leader)}", "核对后改正；是别人的报告就换掉"
        )
    elif leader not in report.text:
        yield RuleFinding(
            report.name,
            f"报告里没有出现{word}{show_value(leader)}的姓名",
            "看看是不是别人的报告；姓名用字不同的改成一样",
        )


_BORN = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(?:\d{1,2}日)?出?生")


def leader_told_otherwise(case: Case) -> Iterator[RuleFinding]:
    """The report introduces the leader with another month of birth or level than the form."""
    report, leader = _finished(case), case.data.leader
    birth, level = leader.birth, level_of(leader.grade)
    for sentence in re.split("[。；;]", report.text if report else ""):
        found = _BORN.search(sentence) if _plain_leader(case) in sentence else None
        if report is None or found is None:
            continue
        told = levels_in(sentence)
        if level and told and level not in told:
            yield RuleFinding(
                report.where(found[0]),
                f"报告介绍{leader.name}是{'、'.join(one.title for one in told)}，"
                f"职业技能等级填的是{show_value(leader.grade)}",
                "对照证书改正其中一处",
            )
        if birth and (int(found[1]), int(found[2])) != (birth.year, birth.month or int(found[2])):
            yield RuleFinding(
                report.where(found[0]),
                f"报告写{leader.name}“{found[0]}”，出生年月填的是 {write_date(birth)}",
                "对照身份证改正其中一处",
            )


# ── what it tells of ──────────────────────────────────────────────────────────────────────────


_OFTEN_TOLD = 4
"""Mentions that show a part to be told of, whatever its heading is called."""


def parts_missing(case: Case) -> Iterator[RuleFinding]:
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
        yield RuleFinding(
            report.name,
            f"报告里没有看到这些部分（标题）：{'、'.join(missing)}；通知要求写到",
            "补上；已经写了的，加一个看得出内容的标题",
        )


def _is_any_heading(line: TextLine) -> bool:
    text = plain_text(line.text)
    short = len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", ";"))
    return short and (line.heading or bool(_NUMBERING.search(text)))


_TOO_COMMON = frozenset(["工作", "情况", "建设", "年度", "主要", "基本", "作室"])


def headings_missing(case: Case) -> Iterator[RuleFinding]:
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
        yield RuleFinding(
            report.name,
            f"报告里没有与这些相近的标题：{'、'.join(missing)}",
            "内容写到了的不必改；没有写的补上",
        )


def _telling_pairs(heading: str) -> set[str]:
    """Pairs of characters by which a heading is known again, however it is worded."""
    bare = re.sub(r"[\W]|和|与|的|及", " ", _NUMBERING.sub("", plain_text(heading)))
    pairs = {word[at : at + 2] for word in bare.split() for at in range(len(word) - 1)}
    return pairs - _TOO_COMMON


def heading_without_text(case: Case) -> Iterator[RuleFinding]:
    """A heading of the first order has nothing under it."""
    report = _finished(case)
    if report is None:
        return
    for section in report.sections:
        body = [line for line in section.lines if not _is_any_heading(line)]
        if not body and section.heading:
            yield RuleFinding(
                report.place(section.heading),
                f"报告的标题“{section.heading.text}”下面没有写内容",
                "补上内容，或删去这个标题",
            )


# ── figures ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _TrueFigure:
    """A figure that a report may tell: by which words and of which years, and what it is."""

    words: tuple[str, ...]
    unit: str
    years: range
    value: Decimal
    called: str
    right: frozenset[Decimal]
    """What a report may say of it without a mistake of its own."""


def figures_differ(case: Case) -> Iterator[RuleFinding]:
    """The report says other figures than the form."""
    report = _finished(case)
    for true in _true_figures(case) if report else ():
        wrong = _told_otherwise(report, true) if report else None
        if report and wrong is not None:
            yield RuleFinding(
                report.where(wrong.quote),
                f"报告写“{wrong.quote}”，{true.called} {write_figure(true.value)} {true.unit}",
                "核对后改成一样",
            )


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
        value, keys = value_at(case.data, said.value), said.value.split(".")
        if isinstance(value, tuple):
            value = len(value) if not case.places.is_spoilt(*keys) else None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            # What the model adds up is called by what it is added up of.
            whole = keys if names_a_value(said.value) else keys[:-1]
            called = f"{name_field(StudioFile, whole)}{'是' if whole == keys else '合计'}"
            yield _TrueFigure(said.words, said.unit, range(0), Decimal(value), called, frozenset())


def _counted_figure(
    case: Case, item: Item, count: CountSpec, measure: Measure
) -> _TrueFigure | None:
    if measure.value is None or is_open(case, count, measure):
        return None
    words, years = (*count.said, count.name), years_told(case, item, count)
    stated = stated_otherwise(case, item, count, measure)
    # What the statement says as well is told of the statement.
    right = put_right(case, item, count, measure) | ({stated.value} if stated else set())
    called = f"表上第 {item.number} 项{count.name}是"
    return _TrueFigure(words, count.unit, years, measure.value, called, right)


def parts_differ(case: Case) -> Iterator[RuleFinding]:
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
            yield RuleFinding(report.place(section.heading), f"报告写{told}", "核对后改成一样")


def _parts_told(
    case: Case, report: _Report, counted: tuple[Item, CountSpec, Measure]
) -> Iterator[RuleFinding]:
    item, count, measure = counted
    years = years_told(case, item, count)
    for section in report.looking_back:
        for kind, quote, true in kinds_differing(case, count, measure, section.text, years):
            yield RuleFinding(
                report.where(quote),
                f"报告写“{quote}”，{kind}的佐证是 {write_figure(true)} {count.unit}",
                "核对后改成一样",
            )
        listed = parts_differing(case, count, measure, parts_in(section.text, count.unit, years))
        if listed is not None:
            wrong, right = (f"{write_figure(figure)} {count.unit}" for figure in listed)
            yield RuleFinding(
                report.place(section.heading),
                f"报告写其中 {wrong}，第 {item.number} 项的佐证里没有一件是 {wrong}，"
                f"有一件是 {right}",
                "核对后改成一样",
            )
