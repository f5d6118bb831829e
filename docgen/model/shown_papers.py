"""Which papers the titles of evidence show: an answer rests on them, and so do its points.

A title may name several papers, each with its year: 2024年工作总结及2025年工作计划. A year belongs
to the word behind it; one that only dates a paper (2025年1月) is no year it is of.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from docgen.model.evidence import Evidence
from docgen.model.scheme import Need

_PARTING = re.compile(r"[和与及暨、,;+/]")
_YEARS = re.compile(
    r"(?<!\d)(?P<first>20\d\d)(?:年度?)?(?:[-—–~至到](?P<last>20\d\d))?(?!\d)(?!年\d{1,2}月|[.-]\d)"
)
_NEXT = re.compile("下一?年|明年|来年|次年|新一年")
_DATED = re.compile(r"(?<!\d)(20\d\d)(?:年|[.-])(\d{1,2})(?:月|[.-]|(?!\d))")
_DIGITS = {**{digit: str(n) for n, digit in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0"}
_YEAR_IN_WORDS = re.compile(f"[{''.join(_DIGITS)}]{{4}}(?=年)")


def missing(needs: Iterable[Need], evidence: Sequence[Evidence]) -> tuple[Need, ...]:
    """Return the papers of `needs` that no piece of the evidence shows."""
    return tuple(need for need in needs if not any(shows(piece, need) for piece in evidence))


def shows(piece: Evidence, need: Need) -> bool:
    """Whether a piece is a paper by its kind or title, of one of its years where it names one."""
    title = _plain(piece.title)
    parts = [part for part in _PARTING.split(title) if any(word in part for word in need.words)]
    if not parts and piece.kind in need.kinds:
        parts = [title]
    return any(_fits(part, piece, need) for part in parts)


def _plain(title: str) -> str:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
    return _YEAR_IN_WORDS.sub(lambda year: "".join(_DIGITS[digit] for digit in year[0]), text)


def _fits(part: str, piece: Evidence, need: Need) -> bool:
    if any(word in part for word in need.unless):
        return False
    places = [part.index(word) for word in need.words if word in part] or [len(part)]
    years = set(_years_of(part, min(places)))
    if years:
        return not need.years or not years.isdisjoint(need.years)
    return need.since is None or not _is_before(part, piece, need.since)


def _years_of(part: str, place: int) -> Iterator[int]:
    """The years that a word at a place is of: the last named before it, else the next."""
    spans = list(_YEARS.finditer(part))
    before = [span for span in spans if span.start() < place]
    for span in before[-1:] or spans[:1]:
        coming = bool(before) and bool(_NEXT.search(part, span.end(), place))
        first, last = int(span["first"]), int(span["last"] or span["first"])
        yield from range(first + coming, last + coming + 1)


def _is_before(part: str, piece: Evidence, since: datetime.date) -> bool:
    """Whether a paper that names no year is dated, in its title or in the data, before a day."""
    dated = [(int(year), int(month)) for year, month in _DATED.findall(part)]
    if dated:
        return max(dated) < (since.year, since.month)
    return piece.date is not None and piece.date.last < since
