"""Who signed a paper at its foot, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.papers.field_values import Reading, is_unit, make_field, read_unit
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.paper import FieldName, PaperField
from docgen.papers.row_text import tight
from docgen.papers.written_values import lone_date, tidy_words

_UPWARDS = 7.0
"""Of the date's height: how far above it the last unit stands, past a seal."""
_APART = 3.2
"""Of the height: how far apart units that sign together stand."""
_TRUST_DATE, _TRUST_ISSUER = 0.97, 0.95
_SHORT = 7
"""Characters: so short a unit is the rest of a name that began in the line above."""
_OF_A_DATE = re.compile(r"[\d年月日〇零○一二三四五六七八九十O./\-\s]+")
_WORDS = re.compile(r"[\u3400-\u9fff]{4,20}")
_SEALED = re.compile(r"\((?:公章|盖章|章|印章|签章|印)\)|^(?:发证机关|发证单位|发证机构|颁发单位):")


@dataclass(frozen=True)
class _Signed:
    date: tuple[Segment, ...]
    value: str


def find_signature(page: LevelledPage) -> Iterator[PaperField]:
    """The date that stands lowest on a page, and the units above it."""
    signed = _lowest_date(page)
    if signed is None:
        return
    yield make_field(FieldName.DATE, Reading(signed.value), signed.date, _TRUST_DATE)
    issuers = _issuers_of(page, signed.date)
    if issuers:
        names = [_name_of(lines) for lines in issuers]
        segments = [segment for lines in issuers for segment in lines]
        yield make_field(FieldName.ISSUER, Reading("、".join(names)), segments, _TRUST_ISSUER)


def _name_of(lines: Sequence[Segment]) -> str:
    whole = "".join(_SEALED.sub("", tight(line.text)) for line in lines)
    return read_unit(whole).value or tidy_words(whole)


def _lowest_date(page: LevelledPage) -> _Signed | None:
    for row in reversed(page.rows):
        for run in _date_runs(row):
            value = lone_date("".join(segment.text for segment in run))
            if value and (_stands_low(page, run[0]) or _issuers_of(page, run)):
                return _Signed(run, value)
    return None


def _stands_low(page: LevelledPage, segment: Segment) -> bool:
    return segment.middle > page.frame.y + 0.4 * page.frame.height


def _date_runs(row: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
    """Segments side by side that are all of digits and the words between them."""
    run: list[Segment] = []
    for segment in row:
        if _OF_A_DATE.fullmatch(segment.text):
            run.append(segment)
            continue
        if run:
            yield tuple(run)
        run = []
    if run:
        yield tuple(run)


def _issuers_of(page: LevelledPage, date: Sequence[Segment]) -> list[list[Segment]]:
    """The units above a date, in their order, each with the lines it takes."""
    left, right = date[0].left, date[-1].right
    height = max(segment.height for segment in date)
    found: list[list[Segment]] = []
    last = date[0]
    for row in reversed([row for row in page.rows if row[0].middle < date[0].middle]):
        reach = _APART * last.height if found else _UPWARDS * height
        over = [s for s in row if _stands_over(s, left, right)]
        if not over or over[0].middle > last.middle - 0.3 * height:
            continue
        if last.middle - over[0].middle > reach:
            break
        if is_unit(_SEALED.sub("", tight(over[0].text))):
            found.insert(0, [over[0]])
            last = over[0]
        elif found and _goes_on(over[0], found[0][0]):
            found[0].insert(0, over[0])
            last = over[0]
        elif found:
            break
    return found or _beside_date(page, date)


def _stands_over(segment: Segment, left: float, right: float) -> bool:
    reach = 0.6 * (right - left)
    return (
        segment.left < right + reach
        and segment.right > left - reach
        and (left - reach < segment.centre < right + reach)
    )


def _goes_on(upper: Segment, lower: Segment) -> bool:
    """Whether a short unit is the end of a name that began in the line above."""
    return len(tight(lower.text)) < _SHORT and bool(_WORDS.fullmatch(tight(upper.text)))


def _beside_date(page: LevelledPage, date: Sequence[Segment]) -> list[list[Segment]]:
    row = next(row for row in page.rows if date[0] in row)
    units = [s for s in row if s.right <= date[0].left and is_unit(_SEALED.sub("", s.text))]
    return [[units[-1]]] if units else []
