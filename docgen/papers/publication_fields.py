"""Fields of what was published: articles of journals, reports of papers, sites and accounts."""

import functools
import math
import re
from collections.abc import Iterator, Sequence

from docgen.papers.certificate_fields import labelled_fields
from docgen.papers.field_values import Reading, make_field, read_words
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.page_titles import find_titles
from docgen.papers.paper import FieldName, PaperField
from docgen.papers.paper_marks import KindSpec, load_paper_marks
from docgen.papers.row_text import join_segments, tight
from docgen.papers.written_values import dates_in, lone_date, person_in, tidy_words
from docgen.pdf.geometry import Rect

# --- articles -------------------------------------------------------------------------------------

_ISSUE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*年\s*(?:第\s*\d{1,3}\s*卷\s*,?)?\s*第\s*(?P<issue>\d{1,2})\s*期"
    r"|第\s*\d{1,3}\s*卷\s*,?\s*第\s*(?P<issue2>\d{1,2})\s*期\s*,?\s*(?P<year2>(?:19|20)\d\d)\s*年"
)
_ABSTRACT = re.compile(r"[\[【]?摘要[\]】]?[::]?.*")
_JOURNAL = re.compile(r"《?[\u3400-\u9fff]{2,14}》?")
_SEVERAL_NAMES = re.compile(r"[\u3400-\u9fff]{4,24}")


def article_fields(pages: Sequence[LevelledPage]) -> Iterator[PaperField]:
    """The fields of an article: title and authors stand above its abstract."""
    for page in pages:
        heads = (n for n, row in enumerate(page.rows) if _ABSTRACT.fullmatch(_text(row)))
        found = next(heads, None)
        if found is not None:
            yield from _head_of_article(page, found)
            break
    yield from _issue_and_journal(pages)


def _text(row: Sequence[Segment]) -> str:
    return tight("".join(segment.text for segment in row))


def _head_of_article(page: LevelledPage, abstract: int) -> Iterator[PaperField]:
    above = page.rows[:abstract]
    edge = page.rows[abstract][0].middle
    title = _largest([lines for lines in find_titles(page) if lines[-1].middle < edge])
    if not title:
        return
    yield make_field(FieldName.TITLE, Reading(tidy_words(_text(title))), title, 0.97)
    for row in above:
        if row[0].middle > title[-1].middle:
            names = _authors_in(row)
            if names:
                yield make_field(FieldName.AUTHOR, Reading("、".join(names)), row, 0.95)
                return


def _authors_in(row: Sequence[Segment]) -> list[str]:
    parts = [
        re.sub(r"[\d*①-⑨]+", "", part)
        for segment in row
        for part in re.split(r"[,、;\s]+", segment.text)
    ]
    parts = [part for part in parts if part]
    names = [person_in(part) for part in parts]
    if len(parts) == 1 and not all(names):
        return [*_split_names(parts[0])]
    return names if names and all(names) else []


def _split_names(run: str) -> tuple[str, ...]:
    """The names of a run that was read without the blanks between; none where it is ambiguous."""
    ways = [*_ways_to_split(run)] if _SEVERAL_NAMES.fullmatch(run) else []
    return ways[0] if len(ways) == 1 else ()


def _ways_to_split(run: str) -> Iterator[tuple[str, ...]]:
    if not run:
        yield ()
    for length in (2, 3):
        if len(run) >= length and person_in(run[:length]):
            yield from ((run[:length], *rest) for rest in _ways_to_split(run[length:]))


def _largest(blocks: Sequence[list[Segment]]) -> list[Segment]:
    return max(blocks, key=lambda lines: lines[0].size, default=[])


_VOLUME = re.compile(r"第\s*\d{1,3}\s*卷\s*,?\s*第\s*(?P<issue>\d{1,2})\s*期")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_HEAD_ROWS = 4


def _issue_in_head(page: LevelledPage) -> Iterator[PaperField]:
    """Volume and issue in the head of a page, the year beside or below; the journal between."""
    head = page.rows[:_HEAD_ROWS]
    years = {year for row in head for s in row for year in _YEAR.findall(s.text)}
    for number, row in enumerate(head):
        for segment in row:
            if (found := _VOLUME.search(segment.text)) and len(years) == 1:
                value = f"{years.copy().pop()}年第{int(found['issue'])}期"
                yield make_field(FieldName.ISSUE, Reading(value), [segment], 0.95)
                yield from _journal_beside(page, number, segment)
                return


def _issue_and_journal(pages: Sequence[LevelledPage]) -> Iterator[PaperField]:
    found = next(filter(None, ([*_issue_of(page)] for page in pages)), [])
    yield from found or next(filter(None, ([*_issue_in_head(page)] for page in pages)), [])


def _issue_of(page: LevelledPage) -> Iterator[PaperField]:
    for number, row in enumerate(page.rows):
        for segment in row:
            found = _ISSUE.search(segment.text)
            if found is None:
                continue
            year, issue = found["year"] or found["year2"], found["issue"] or found["issue2"]
            value = f"{year}年第{int(issue)}期"
            yield make_field(FieldName.ISSUE, Reading(value), [segment.cut(*found.span())])
            yield from _journal_beside(page, number, segment)
            return


def _journal_beside(page: LevelledPage, row: int, issue: Segment) -> Iterator[PaperField]:
    """The name that stands in the same line of the page's head, or large on a cover."""
    beside = [s for s in page.rows[row] if s is not issue and _JOURNAL.fullmatch(tight(s.text))]
    rest = tight(_ISSUE.sub("", issue.text))
    if not beside and _JOURNAL.fullmatch(rest):
        value = rest.strip("《》")
        yield make_field(FieldName.JOURNAL, Reading(value), [issue], 0.95)
    elif not beside:
        large = [b for b in find_titles(page) if _JOURNAL.fullmatch(_text(b))]
        beside = _largest([b for b in large if b[0].middle < issue.middle])
    if len(beside) == 1:
        value = tight(beside[0].text).strip("《》")
        yield make_field(FieldName.JOURNAL, Reading(value), beside, 0.95)


# --- reports --------------------------------------------------------------------------------------

_SOURCE = re.compile(
    r"(?<!数据)(?<!资料)(?<!资金)(?<!经费)(?:来源|稿源)\s*:\s*(?P<what>[^\s:,|]{2,24}?)(?=\s|[:,|]|作者|编辑|责编|记者|时间|发布|浏览|阅读|访问|字体|日期|点击|文/|通讯员|摄影|供稿|$)"
)
_OF_DATABASE = re.compile(
    r"(?P<medium>[\u3400-\u9fff]{2,14})\s*/\s*(?P<year>(?:19|20)\d\d)\s*年\s*/\s*(?P<month>\d{1,2})\s*月\s*/"
    r"\s*(?P<day>\d{1,2})\s*日\s*/\s*第"
)
"""How a database of newspapers heads what it prints: 海西日报/2024年/5月/12日/第 003 版."""
_BEFORE_DAY = re.compile(r"【?(?P<what>[\u3400-\u9fffA-Za-z·]{3,14}?)(?:】|\s+)\s*(?:19|20)\d\d")
_BYLINE = re.compile("(?:本报|本台)?(?:记者|通讯员|作者|来源|编辑)")
_REPORTER = re.compile(
    r"(?:本报|本台)?(?:记者|通讯员|作者|撰稿|文/|文:)\s*:?\s*"
    r"(?P<who>[\u3400-\u9fff·]{2,4}?(?:[、 ](?!通讯员|记者|摄影|编辑)[\u3400-\u9fff·]{2,4}?)*)"
    r"(?= *(?:通讯员|摄影|摄|报道|文)|[^\u3400-\u9fff、 ·]| |$)"
)


_ORIGINAL = re.compile(
    r"原创\s+(?P<who>[\u3400-\u9fff·]{2,4})\s+(?P<what>[\u3400-\u9fffA-Za-z\d·“”]{2,20})(?=\s|$)"
)
"""The line below a title of WeChat: 原创 who wrote it, the account."""


@functools.cache
def _media() -> re.Pattern[str]:
    ends = "|".join(sorted(load_paper_marks().media_ends, key=len, reverse=True))
    return re.compile(rf"[\u3400-\u9fffA-Za-z·“”]{{0,12}}(?:{ends})(?:\([^()]{{1,8}}\))?")


def report_fields(pages: Sequence[LevelledPage], spec: KindSpec) -> Iterator[PaperField]:
    """The fields of a report: its medium, title, day, and who wrote it."""
    page = pages[0]
    filed = [*_of_database(page)]
    labelled = [*filed, *labelled_fields(page, spec)]
    original = {field.name: field for field in _original(page)}
    source = next(_source(page), None) or original.get(FieldName.MEDIUM) or next(iter(filed), None)
    source = source or next(_masthead(page), None) or next(_medium_by_day(page), None)
    if source:
        yield source
    title = next(_report_title(page, source), None)
    if title:
        yield title
    told = [field for field in labelled if field.name == FieldName.AUTHOR]
    reported = any("记者" in page.text for page in pages)
    told = told or [field for name, field in original.items() if name == FieldName.AUTHOR]
    yield from [*_reporter(pages)] or ([] if reported else told[:1])
    yield from _report_date(page, title, labelled)


def _medium_by_day(page: LevelledPage) -> Iterator[PaperField]:
    """A medium that stands before the day in one row, or in 【】."""
    for row in page.rows:
        joined = join_segments(row, " ")
        day = next(dates_in(joined.text), None)
        found = _BEFORE_DAY.match(joined.text) if day else None
        if found and _media().fullmatch(found["what"]):
            place = joined.between(*found.span("what"))
            yield make_field(FieldName.MEDIUM, read_words(found["what"]), place, 0.92)


def _of_database(page: LevelledPage) -> Iterator[PaperField]:
    for row in page.rows[:3]:
        joined = join_segments(row, "")
        if found := _OF_DATABASE.search(joined.text):
            day = lone_date("{year}年{month}月{day}日".format(**found.groupdict()))
            medium = joined.between(*found.span("medium"))
            yield make_field(FieldName.MEDIUM, Reading(found["medium"]), medium, 0.96)
            yield make_field(FieldName.DATE, Reading(day), joined.between(*found.span()), 0.96)


def _source(page: LevelledPage) -> Iterator[PaperField]:
    for segment in page.segments:
        if found := _SOURCE.search(segment.text):
            reading = read_words(found["what"])
            if reading.value:
                yield make_field(FieldName.MEDIUM, reading, [segment.cut(*found.span("what"))])


def _original(page: LevelledPage) -> Iterator[PaperField]:
    for row in page.rows:
        joined = join_segments(row, " ")
        found = _ORIGINAL.search(joined.text)
        if found and person_in(found["who"]):
            for name, group in ((FieldName.AUTHOR, "who"), (FieldName.MEDIUM, "what")):
                reading = Reading(tidy_words(found[group]))
                yield make_field(name, reading, joined.between(*found.span(group)), 0.93)
            return


def _masthead(page: LevelledPage) -> Iterator[PaperField]:
    """The name of a medium, alone and large, at the head of its page."""
    for row in page.rows[:6]:
        for segment in row:
            large = segment.size >= 1.15 * page.usual_size
            if large and _media().fullmatch(tight(segment.text)):
                yield make_field(FieldName.MEDIUM, read_words(segment.text), [segment], 0.95)


def _report_title(page: LevelledPage, medium: PaperField | None) -> Iterator[PaperField]:
    blocks = [
        lines
        for lines in find_titles(page)
        if len(_text(lines)) >= 6
        and not _BYLINE.match(_text(lines))
        and not _media().fullmatch(_text(lines))
        and not (medium and _text(lines).startswith(tight(medium.value)))
    ]
    lines = [row for row in page.rows if any(_SOURCE.search(s.text) for s in row)]
    above = [block for block in blocks if lines and block[-1].middle < lines[0][0].middle]
    title = above[-1] if above else _largest(blocks)
    if title:
        yield make_field(FieldName.TITLE, Reading(tidy_words(_text(title))), title, 0.95)


def _apart(one: Rect, other: Rect) -> float:
    """How much lies between two frames, whichever way the page lies."""
    across = max(one.x - other.x - other.width, other.x - one.x - one.width, 0.0)
    down = max(one.y - other.y - other.height, other.y - one.y - one.height, 0.0)
    return math.hypot(across, down)


def _report_date(
    page: LevelledPage, title: PaperField | None, labelled: Sequence[PaperField]
) -> Iterator[PaperField]:
    told = [field for field in labelled if field.name == FieldName.DATE]
    if told:
        yield told[0]
        return
    near = [
        (
            _apart(segment.frame, title.frame) if title and title.frame else 0.0,
            date.value,
            segment,
            date,
        )
        for segment in page.segments
        for date in dates_in(segment.text)
        if date.value.count("-") == 2
    ]
    if near:
        _, value, segment, date = min(near, key=lambda item: item[0])
        alone = len({item[1] for item in near}) == 1
        found = segment.cut(date.start, date.end)
        yield make_field(FieldName.DATE, Reading(value), [found], 0.96 if alone else 0.9)


def _reporter(pages: Sequence[LevelledPage]) -> Iterator[PaperField]:
    for page in pages:
        for row in page.rows:
            joined = join_segments(row, " ")
            found = _REPORTER.search(joined.text)
            names = [person_in(part) for part in re.split("[、 ]", found["who"])] if found else []
            if found and names and all(names):
                places = joined.between(*found.span("who"))
                yield make_field(FieldName.AUTHOR, Reading("、".join(names)), places, 0.93)
                return
