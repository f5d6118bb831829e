"""Fields of lists of people: who is listed, how many, and how many it says there are."""

import re
from collections.abc import Iterator, Sequence

from docgen.papers.field_values import Reading, make_field, read_day, read_words
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.page_titles import find_titles
from docgen.papers.paper import FieldName, PaperField
from docgen.papers.row_text import tight
from docgen.papers.signature import find_signature
from docgen.papers.written_values import lone_date, person_in
from docgen.sources.document_text import DocumentText, TextLine, TextRun
from docgen.sources.rosters import Listed, read_roster

_SAID = re.compile(
    r"(?:共计?|合计|总计|人数|选手|学员|人员|职工|推荐|参训|取证|参赛|实到|应到|参加[\u3400-\u9fff]{0,6})"
    r"[:\s]*(\d{1,5})\s*[人名位]"
    r"|\((\d{1,5})[人名位]\)"
    r"|人数:\s*(\d{1,5})(?![\d.,、人名位])"
)
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{2,8}·[\u3400-\u9fff]{2,8}")
_HELD = re.compile(
    r"(?!出生|打印|截止|有效|入职|查询)[\u3400-\u9fff]{0,4}(?:时间|日期):(?P<when>.{6,24})"
)
_MANY, _FEW_OTHERS = 6, 6
"""So many names without columns are a list, where no more rows than that say other things."""
_NUMBERED, _UNNUMBERED, _GAPS = 1.0, 0.95, 0.0
"""How much the number of rows is trusted: with running numbers that agree, without, with others."""
_SAID_OTHERWISE = 0.7
"""The same, without running numbers, where the list says another number itself."""


def listed_in(pages: Sequence[LevelledPage]) -> tuple[Listed, ...]:
    """Everybody under a heading 姓名 on some pages; their pages count from 1 among these."""
    lines = [
        TextLine(tuple(TextRun(s.left, s.right, tight(s.text)) for s in row), number)
        for number, page in enumerate(pages, start=1)
        for row in page.rows
    ]
    return read_roster(DocumentText(tuple(lines))) or _names_alone(pages)


def _names_alone(pages: Sequence[LevelledPage]) -> tuple[Listed, ...]:
    """Everybody of a list that has names and no columns; nobody where much else stands there."""
    rows = [(_words_of(row), number) for number, page in enumerate(pages, 1) for row in page.rows]
    named = [place for place, (words, _) in enumerate(rows) if _are_names(words)]
    block = rows[named[0] : named[-1] + 1] if named else []
    # The last row of a grid may have one name alone, those before it have several.
    even = all(len(words) > 1 for words, _ in block[:-1]) and len(named) == len(block)
    listed = [Listed(name, number) for words, number in block for name in words]
    few = len(rows) - len(block) <= _FEW_OTHERS
    return tuple(listed) if even and few and len(listed) >= _MANY else ()


def _are_names(words: Sequence[str]) -> bool:
    """Whether a row has nothing but names, of which most are known to be such."""
    known = sum(bool(person_in(word)) for word in words)
    return all(map(_NAME.fullmatch, words)) and 2 * known >= len(words)


def _words_of(row: Sequence[Segment]) -> list[str]:
    """The words of a row; single characters beside each other are a name with a gap: 王　伟."""
    words: list[str] = []
    single = False
    for segment in row:
        text = tight(segment.text)
        joined = single and len(text) == 1
        words[-1:] = [words[-1] + text] if joined else [*words[-1:], text]
        single = len(text) == 1 and not joined
    return words


def roster_fields(pages: Sequence[LevelledPage]) -> Iterator[PaperField]:
    """The fields of a list that goes on over pages."""
    people = listed_in(pages)
    yield from _names(pages, people)
    yield from _count(pages, people)
    yield from _said_count(pages)
    yield from _title(pages[0])
    held = [*_held_on(pages[0])]
    yield from held
    for page in reversed(pages):
        signed = [*find_signature(_without_columns(page))]
        if signed:
            yield from (f for f in signed if not held or f.name != FieldName.DATE)
            return


def _held_on(page: LevelledPage) -> Iterator[PaperField]:
    """The day that a list to be signed says above its columns: 时间：2024年6月22日上午."""
    for row in page.rows:
        for segment in row:
            if found := _HELD.match(tight(segment.text)):
                reading = read_day(found["when"])
                if reading.value:
                    yield make_field(FieldName.DATE, reading, [segment], 0.95)
                    return


def _without_columns(page: LevelledPage) -> LevelledPage:
    """A page without days that stand below each other: they are of who is listed."""
    dated = [s for s in page.segments if lone_date(s.text)]
    listed = {
        one
        for one in dated
        if any(o is not one and abs(o.left - one.left) < one.height for o in dated)
    }
    return page.holding([s for s in page.segments if s not in listed]) if listed else page


def _names(pages: Sequence[LevelledPage], people: Sequence[Listed]) -> Iterator[PaperField]:
    for person, segments in _places(pages, people):
        yield make_field(FieldName.NAME, Reading(person.name), segments)


def _places(
    pages: Sequence[LevelledPage], people: Sequence[Listed]
) -> Iterator[tuple[Listed, tuple[Segment, ...]]]:
    """Each of the people with the segments that show the name, in the order of the rows."""
    left = [[*page.rows] for page in pages]
    for person in people:
        rows = left[person.page - 1]
        for place, row in enumerate(rows):
            shown = _shows(row, person.name)
            if shown:
                yield person, shown
                rest = tuple(segment for segment in row if segment not in shown)
                left[person.page - 1] = [*([rest] if rest else []), *rows[place + 1 :]]
                break


def _shows(row: Sequence[Segment], name: str) -> tuple[Segment, ...]:
    for start in range(len(row)):
        text = ""
        for end in range(start, min(start + len(name), len(row))):
            text += tight(row[end].text)
            if text == name:
                return tuple(row[start : end + 1])
    return ()


def _count(pages: Sequence[LevelledPage], people: Sequence[Listed]) -> Iterator[PaperField]:
    if not people:
        return
    numbers = [person.number for person in people if person.number is not None]
    whole = sorted(numbers) == list(range(1, len(people) + 1))
    trust = _NUMBERED if whole else _GAPS if numbers else _trust_unnumbered(pages, len(people))
    places = [segments for _, segments in _places(pages, people)]
    if places:
        page = places[0][0].page
        first = [s for segments in places for s in segments if s.page == page]
        field = make_field(FieldName.COUNT, Reading(str(len(people))), first)
        sure = trust if whole else trust * field.sureness
        yield PaperField(field.name, field.value, "", field.page, field.frame, round(sure, 3))


def _trust_unnumbered(pages: Sequence[LevelledPage], count: int) -> float:
    said = next(_said_count(pages), None)
    return _UNNUMBERED if said is None or said.value == str(count) else _SAID_OTHERWISE


def _said_count(pages: Sequence[LevelledPage]) -> Iterator[PaperField]:
    for page in pages:
        for segment in page.segments:
            found = _SAID.search(segment.text)
            if found:
                number = next(filter(None, found.groups()))
                yield make_field(FieldName.SAID_COUNT, Reading(str(int(number))), [segment], 0.97)
                return


def _title(page: LevelledPage) -> Iterator[PaperField]:
    for lines in find_titles(page):
        reading = read_words("".join(segment.text for segment in lines))
        if reading.value and re.search("名单|名册|花名册|表|簿|册", reading.value):
            yield make_field(FieldName.TITLE, reading, lines, 0.97)
            return
    yield from _plain_title(page)


def _plain_title(page: LevelledPage) -> Iterator[PaperField]:
    """The line above the columns that says that it is a list, though it is no larger."""
    for row in page.rows:
        words = "".join(segment.text for segment in row)
        if "姓名" in tight(words):
            return
        if re.fullmatch(
            r"[^:,。;]{4,50}(?:名单|名册|[总览记况到放员]表|[名到]簿|签到册)", tight(words)
        ):
            yield make_field(FieldName.TITLE, read_words(words), row, 0.93)
            return
