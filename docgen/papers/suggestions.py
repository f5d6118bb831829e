"""What a paper says for the fields of the evidence table: suggestions, never facts."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from docgen.model.paper_kinds import PaperKind
from docgen.model.scheme import CountSpec
from docgen.papers.known_paper import KnownPaper
from docgen.papers.page_heading import PaperHeading
from docgen.papers.paper import FieldName, Paper, PaperField
from docgen.pdf.geometry import Rect
from docgen.text.wording import write_figure

SURE = 0.8
"""How sure a value has to be, between 0 and 1, before it is suggested to anybody.

Of 873 fields on drawn papers, scanned and photographed, 92 % are so sure, and all of these are
right (docs/reading.md).
"""

_TEN_THOUSAND = Decimal(10_000)
_LONGEST_TITLE = 60
_SHORTEST_TITLE = 4
_WORDS = re.compile(r"[\u3400-\u9fff]{2}")
_HEADING_TELLS = 0.97
"""Of the sureness of a heading's letters: a title may have a line that is set smaller."""

_UNLIKE_BRACKETS = re.compile(r"(?:[(（](?=\d{4}〕)|〔(?=\d{4}[)）]))(\d{4})[)）〕]")
"""Around a year, one of them misread: those of a document's number are 〔 and 〕."""
_PATENTS = frozenset(
    {PaperKind.INVENTION_PATENT, PaperKind.UTILITY_PATENT, PaperKind.DESIGN_PATENT}
)
_GRADED = frozenset(
    {
        PaperKind.QUALIFICATION,
        PaperKind.SKILL_LEVEL,
        PaperKind.SPECIAL_ABILITY,
        PaperKind.PROFESSIONAL_TITLE,
    }
)
_AWARDS = frozenset({PaperKind.HONOUR, PaperKind.COMPETITION_AWARD})
_PERSONAL = frozenset({PaperKind.SCHOOLING, PaperKind.OPERATING_PERMIT, PaperKind.APPOINTMENT})
_UNTITLED = frozenset({*_GRADED, *_AWARDS, *_PATENTS, PaperKind.PICTURE, PaperKind.ID_CARD})
"""Papers whose heading says what they are, or is none."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that a paper gives for a field of the evidence table, and where it was read."""

    field: str
    """The key of `EvidenceRow`: title, date, kind, quantity, holder, number."""
    value: str
    """As it would be typed there."""
    said: str
    """As it stands on the paper, personal numbers hidden."""
    page: int
    """From 1, in the file."""
    frame: Rect | None
    """Around the words, in points on the upright visible page; None where they stand nowhere."""
    sureness: float
    path: str = ""
    """The file it was read in, below `evidence/`; empty before that is known."""
    turn: int = 0
    """Degrees clockwise by which that page has to be turned to be read."""

    @property
    def is_sure(self) -> bool:
        """Whether it is to be shown to anybody."""
        return self.sureness >= SURE


def suggest_values(known: KnownPaper, count: CountSpec | None = None) -> tuple[Suggestion, ...]:
    """Return what a paper says for a row's title, date, holder, number and quantity.

    `count` is what the piece would add to: without it nothing is said of quantities. Everything
    found is returned, however unsure.
    """
    paper = known.paper
    found = (
        _title(known),
        _of(paper, FieldName.DATE, "date"),
        _holder(paper),
        _number(paper),
        _quantity(paper, count),
    )
    return tuple(one for one in found if one is not None)


def _of(paper: Paper, name: FieldName, field: str) -> Suggestion | None:
    found = paper.find(name)
    return _from_field(field, found.value, found, paper) if found else None


def _from_field(field: str, value: str, found: PaperField, paper: Paper) -> Suggestion:
    """A suggestion is no surer than that the paper is what it was taken for."""
    sureness = min(found.sureness, paper.sureness)
    return Suggestion(field, value, found.said, found.page, found.frame, sureness)


def _holder(paper: Paper) -> Suggestion | None:
    """Whose it is: of a patent those who made it, as the evidence table is filled in."""
    name = FieldName.AUTHOR if paper.kind in _PATENTS else FieldName.HOLDER
    return _of(paper, name, "holder")


def _number(paper: Paper) -> Suggestion | None:
    found = _of(paper, FieldName.NUMBER, "number")
    # A list has a number for each of those it names.
    if found is None or paper.kind is PaperKind.ROSTER:
        return None
    return replace(found, value=_UNLIKE_BRACKETS.sub(r"〔\1〕", found.value))


def _quantity(paper: Paper, count: CountSpec | None) -> Suggestion | None:
    if count is None or count.quantity != "sum":
        return None
    if count.unit == "人":
        return _people(paper)
    if count.unit in ("元", "万元"):
        return _money(paper, Decimal(1) if count.unit == "元" else _TEN_THOUSAND)
    return None


def _people(paper: Paper) -> Suggestion | None:
    """How many people a list has; where it says another number itself, nobody knows."""
    listed, said = paper.find(FieldName.COUNT), paper.find(FieldName.SAID_COUNT)
    if listed is None or (said is not None and said.value != listed.value):
        return None
    shown = said or listed
    return _from_field("quantity", listed.value, replace(shown, sureness=listed.sureness), paper)


def _money(paper: Paper, unit: Decimal) -> Suggestion | None:
    found = paper.find(FieldName.SUM)
    if found is None:
        return None
    try:
        value = Decimal(found.value) / unit
    except InvalidOperation:
        return None
    return _from_field("quantity", write_figure(value), found, paper)


# ── titles ────────────────────────────────────────────────────────────────────────────────────


def _title(known: KnownPaper) -> Suggestion | None:
    paper = known.paper
    made = _TITLES.get(paper.kind)
    parts = made(paper) if made else ()
    if parts:
        return _join(parts, paper)
    named = _of(paper, FieldName.TITLE, "title")
    headed = _from_heading(known.heading) if known.heading else None
    if headed and paper.kind in _PERSONAL:
        return _with_holder(paper, headed)
    if known.kind in _UNTITLED or headed is None:
        return named
    if named is None:
        return headed
    # What it is headed with is its title, whatever the paper is.
    return max(named, headed, key=lambda one: one.sureness if _is_alike(one, named) else 0.0)


def _with_holder(paper: Paper, headed: Suggestion) -> Suggestion | None:
    """张三结业证书: what it is headed with stands on all of its kind."""
    holder = _of(paper, FieldName.HOLDER, "title")
    if holder is None:
        return None
    value, sureness = f"{holder.value}{headed.value}", min(holder.sureness, headed.sureness)
    return replace(holder, value=value, sureness=sureness)


def _is_alike(one: Suggestion, other: Suggestion) -> bool:
    return "".join(one.value.split()) == "".join(other.value.split())


def title_photograph(known: KnownPaper) -> Suggestion | None:
    """Return a title for a photograph: what the words say that stand on what it shows."""
    headed = _from_heading(known.heading) if known.is_photograph and known.heading else None
    if headed is None or known.heading is None:
        return None
    sureness = known.heading.sureness * _HEADING_TELLS
    return replace(headed, value=f"{headed.value}照片", sureness=sureness)


def _from_heading(heading: PaperHeading) -> Suggestion | None:
    short = len(heading.title) < _SHORTEST_TITLE or not _WORDS.search(heading.title)
    if short or len(heading.title) > _LONGEST_TITLE:
        return None
    sureness = heading.sureness * (_HEADING_TELLS if heading.text == heading.title else 0.9)
    return Suggestion("title", heading.title, heading.title, 1, heading.frame, sureness)


_Part = PaperField | str
"""What a title is made of: a field, or words between two."""


def _join(parts: tuple[_Part, ...], paper: Paper) -> Suggestion:
    """A title of several fields: as sure as the least sure of them."""
    fields = [part for part in parts if isinstance(part, PaperField)]
    value = "".join(part if isinstance(part, str) else part.value for part in parts)
    said = " ".join(field.said for field in fields)
    sureness = min(paper.sureness, *(field.sureness for field in fields))
    first = max(fields, key=lambda field: len(field.value))
    return Suggestion("title", value, said, first.page, first.frame, sureness)


def _graded(paper: Paper) -> tuple[_Part, ...]:
    """张三技师证书, or 张三职业技能等级证书 where its level is not read well."""
    holder, level = paper.find(FieldName.HOLDER), paper.find(FieldName.LEVEL)
    if holder is None:
        return ()
    return (holder, level, "证书") if level and level.sureness >= SURE else (holder, paper.kind)


def _paid(paper: Paper) -> tuple[_Part, ...]:
    """电子回单（80000元）: several are called alike."""
    paid, title = paper.find(FieldName.SUM), paper.find(FieldName.TITLE)
    if paid is None:
        return ()
    return (title if title and title.sureness >= SURE else paper.kind, "（", paid, "元）")


def _awarded(paper: Paper) -> tuple[_Part, ...]:
    """张三获某市职业技能竞赛第二名; of an achievement its name in place of whose it is."""
    return tuple(_award_parts(paper))


def _award_parts(paper: Paper) -> Iterator[_Part]:
    whose = paper.find(FieldName.TITLE) or paper.find(FieldName.HOLDER)
    contest = paper.find(FieldName.COMPETITION)
    won = paper.find(FieldName.HONOUR) or paper.find(FieldName.PLACE)
    whose = whose if whose and whose.sureness >= SURE else None
    if won is None or not (whose or contest):
        return
    yield from (whose, "获") if whose else ()
    if contest is not None and contest.value not in won.value:
        yield contest
    yield won


_TITLES: Mapping[PaperKind, Callable[[Paper], tuple[_Part, ...]]] = {
    **dict.fromkeys(_GRADED, _graded),
    **dict.fromkeys(_AWARDS, _awarded),
    **dict.fromkeys((PaperKind.PAYMENT, PaperKind.INVOICE), _paid),
}
