"""Who signed a paper at its foot, and when."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docgen.papers.field_values import Reading, is_unit, make_field, read_unit
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.paper import FieldName, PaperField
from docgen.papers.row_text import tight
from docgen.papers.written_values import lone_date, tidy_words

_UPWARDS = 7.0
"""Of the date's height: how far above it the last unit stands, past a seal."""
_APART = 3.2
"""Of the height: how far apart units that sign together stand."""
_TRUST_DATE, _TRUST_ISSUER, _TRUST_MENDED = 0.97, 0.95, 0.85
_ONE_CHARACTER = 0.4, 1.5
"""Of the height: a gap as wide as one character."""
_TRUST_ELSEWHERE = 0.5
_SHORT = 7
"""Characters: so short a unit is the rest of a name that began in the line above."""
_OF_A_DATE = re.compile(r"[\d年月日〇零○一二三四五六七八九十O./\-\s]+")
_WORDS = re.compile(r"[\u3400-\u9fff]{4,20}")
_NO_NAME = re.compile(r"职业技能鉴定\(?(?:指导)?\)?中心\(?(?:印|章|盖章)?\)?$")
"""Printed on every certificate of its form, for whichever centre puts its seal there."""
_SEALED = re.compile(r"\((?:公章|盖章|章|印章|签章|印)\)|^(?:发证机关|发证单位|发证机构|颁发单位):")


@dataclass(frozen=True)
class _Signed:
    date: tuple[Segment, ...]
    value: str
    trust: float


def find_signature(page: LevelledPage) -> Iterator[PaperField]:
    """The date that stands lowest on a page, and the units above it."""
    signed = _lowest_date(page)
    if signed is None:
        return
    if signed.value:
        yield make_field(FieldName.DATE, Reading(signed.value), signed.date, signed.trust)
    issuers = _issuers_of(page, signed.date)
    if issuers:
        names = [_name_of(lines) for lines in issuers]
        segments = [segment for lines in issuers for segment in lines]
        trust = _TRUST_ELSEWHERE if _is_elsewhere(names, page) else _TRUST_ISSUER
        yield make_field(FieldName.ISSUER, Reading("、".join(names)), segments, trust)


_PLACE = re.compile(r"([\u3400-\u9fff]{2})(?=[省市县区])")


def _is_elsewhere(names: Sequence[str], page: LevelledPage) -> bool:
    """Whether a place among names is written unlike on the rest of the page, by one character.

    A seal over a name lets one character look like another, and it stays a name.
    """
    places = {place for name in names for place in _PLACE.findall(name)}
    said = Counter(_PLACE.findall(tight(page.text)))
    return any(
        said[place] <= 1 and sum(a != b for a, b in zip(place, other, strict=True)) == 1
        for place in places
        for other in said
    )


def _name_of(lines: Sequence[Segment]) -> str:
    whole = _SEALED.sub("", _words_of(lines))
    return read_unit(whole).value or tidy_words(whole)


def _lowest_date(page: LevelledPage) -> _Signed | None:
    """The lowest date; without a value where something is there that only looks like one."""
    unread: _Signed | None = None
    for row in reversed(page.rows):
        for run in _date_runs(row):
            value, trust = _read_date_run(run)
            if value and (_stands_low(page, run[0]) or _issuers_of(page, run)):
                return _Signed(run, value, trust)
            if not unread and re.search("[年月]", _words_of(run)) and _issuers_of(page, run):
                unread = _Signed(run, "", 0.0)
    return unread


def _read_date_run(run: Sequence[Segment]) -> tuple[str, float]:
    """A date, and how far it is trusted, where a seal or thin ink may have cost it a character."""
    text = "".join(segment.text for segment in run)
    if value := lone_date(text):
        return value, _TRUST_DATE
    if re.match(r"0[0-3]\d年", text) and (value := lone_date(f"2{text}")):
        return value, _TRUST_MENDED
    for one, other in pairwise(run):
        gap = (other.left - one.right) / one.height
        # 一 is the one character so thin that it is not found: 二〇 八年.
        if _ONE_CHARACTER[0] < gap < _ONE_CHARACTER[1] and len(run) == 2:
            return lone_date(f"{one.text}一{other.text}"), _TRUST_MENDED
    return "", 0.0


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
        over = _stand_over(row, left, right)
        if not over or over[0].middle > last.middle - 0.3 * height:
            continue
        if last.middle - over[0].middle > reach:
            break
        if is_unit(_SEALED.sub("", _words_of(over))) and not _NO_NAME.match(_words_of(over)):
            found[:0] = _units_beside(row, over)
            last = over[0]
        elif found and _goes_on(over, found[0]):
            found[0] = [*over, *found[0]]
            last = over[0]
        elif found:
            break
    return found or _beside_date(page, date)


def _stand_over(row: Sequence[Segment], left: float, right: float) -> list[Segment]:
    """The segments side by side that stand over a stretch, as far as they are one name."""
    reach = 0.6 * (right - left)
    for run in _close_runs(row):
        centre = (run[0].left + run[-1].right) / 2
        if left - reach < centre < right + reach:
            return run
    return []


def _units_beside(row: Sequence[Segment], over: list[Segment]) -> list[list[Segment]]:
    """The unit over a date with those that sign beside it, from left to right."""
    runs = [*_close_runs(row)]
    return [run for run in runs if run == over or is_unit(_SEALED.sub("", _words_of(run)))]


def _close_runs(row: Sequence[Segment]) -> Iterator[list[Segment]]:
    run: list[Segment] = []
    for segment in row:
        if run and segment.left - run[-1].right > segment.height:
            yield run
            run = []
        run.append(segment)
    if run:
        yield run


def _words_of(segments: Sequence[Segment]) -> str:
    """All their words; a character at a seam that both sides have is there once."""
    text = ""
    former: Segment | None = None
    for segment in segments:
        doubled = former and segment.left < former.right and text[-1:] == segment.text[:1]
        text += segment.text[1:] if doubled else segment.text
        former = segment
    return tight(text)


def _goes_on(upper: Sequence[Segment], lower: Sequence[Segment]) -> bool:
    """Whether a short unit is the end of a name that began in the line above."""
    return len(_words_of(lower)) < _SHORT and bool(_WORDS.fullmatch(_words_of(upper)))


def _beside_date(page: LevelledPage, date: Sequence[Segment]) -> list[list[Segment]]:
    row = next(row for row in page.rows if date[0] in row)
    units = [s for s in row if s.right <= date[0].left and is_unit(_SEALED.sub("", s.text))]
    return [[units[-1]]] if units else []
