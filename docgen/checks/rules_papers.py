"""Rules that hold what is claimed of a piece against what was read on its paper.

Only what was read surely says anything; what differs from it in a single character that may have
been misread says nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from itertools import combinations

from docgen.checks.case import Case, once_a_case
from docgen.checks.rules_rosters import PEOPLE, printed_days, printed_patents
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.certificate_numbers import bare_number, is_telling_number, numbers_in
from docgen.model.counting import is_outside
from docgen.model.evidence import Evidence
from docgen.model.people import bare_name, names_in
from docgen.model.scheme import CountSpec
from docgen.model.skill_levels import levels_in
from docgen.model.submission import PartialDate
from docgen.papers.paper import FieldName, Paper, PaperField, PaperKind

_SURE = 0.9
"""How sure a value has to be, and what its paper is."""
_BEYOND_DOUBT = 0.99
"""How sure one has to be that differs from what is claimed in one character alone."""
_PERCENT = 100
_DIGITAL = 20
"""Digits of the number of a fully digital invoice."""

_CERTIFICATES = frozenset(
    {
        PaperKind.QUALIFICATION,
        PaperKind.SKILL_LEVEL,
        PaperKind.SPECIAL_ABILITY,
        PaperKind.PROFESSIONAL_TITLE,
    }
)
"""Made out to one person, of a level."""
_AWARDS = frozenset({PaperKind.HONOUR, PaperKind.COMPETITION_AWARD})
_PERSONAL = _CERTIFICATES | _AWARDS | {PaperKind.APPOINTMENT}
_PATENTS = frozenset(
    {PaperKind.INVENTION_PATENT, PaperKind.UTILITY_PATENT, PaperKind.DESIGN_PATENT}
)
_NUMBERED = _CERTIFICATES | _PATENTS | _AWARDS
_DATED = _NUMBERED | {PaperKind.PAYMENT, PaperKind.INVOICE}
_PAID = frozenset({PaperKind.INVOICE, PaperKind.PAYMENT})
_IN_YUAN = {"元": Decimal(1), "万元": Decimal(10_000)}
_PERSON = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_UNIT = re.compile(r"(?:公司|集团|厂|所|院|校|中心|局|社|店|部|厅)$")
_MUCH_ALIKE = 0.6


@dataclass(frozen=True)
class _Read:
    """A piece that counts, and what was read on its paper."""

    piece: Evidence
    count: CountSpec
    paper: Paper

    def sure(self, name: FieldName) -> PaperField | None:
        """What it says of a name, where it is one thing and sure."""
        found = self.paper.find(name)
        return found if found and found.sureness >= _SURE else None


def _slots(read: _Read, field: PaperField) -> dict[str, object]:
    sure = int(field.sureness * _PERCENT)
    return {"piece": read.piece, "page": field.page, "said": field.said, "sure": sure}


@once_a_case
def _read(case: Case) -> Sequence[_Read]:
    """The pieces that count, once each, whose paper is known surely."""
    found: dict[str, _Read] = {}
    for item in case.spec.items:
        for count, piece in counted_evidence(case, item):
            paper = case.papers.get(piece.id)
            if paper and paper.sureness >= _SURE:
                found.setdefault(piece.id, _Read(piece, count, paper))
    return list(found.values())


def _of_kinds(case: Case, kinds: frozenset[PaperKind]) -> Iterator[_Read]:
    return (read for read in _read(case) if read.paper.kind in kinds)


# ── whose it is ───────────────────────────────────────────────────────────────────────────────


def holder_against_paper(case: Case) -> Iterator[Issue]:
    """A certificate is made out to somebody else than is claimed, or than the team has."""
    for read in _of_kinds(case, _PERSONAL):
        field = read.sure(FieldName.HOLDER)
        printed = [bare_name(name) for name in names_in(field.value)] if field else []
        if not field or not printed or not all(map(_PERSON.fullmatch, printed)):
            continue
        claimed = [bare_name(name) for name in names_in(read.piece.holder)]
        if claimed:
            if not _agree(claimed, printed, field):
                said = {**_slots(read, field), "holder": read.piece.holder}
                yield issue("C350", read.piece.at("holder"), "claimed", **said)
        elif _wants_the_team(case, read) and not _agree(_known_people(case), printed, field):
            yield issue("C350", read.piece.at("holder"), "nobody", **_slots(read, field))


def _wants_the_team(case: Case, read: _Read) -> bool:
    item = case.spec.item(read.piece.item)
    return bool(item and item.holders and case.data.studio.members)


def _known_people(case: Case) -> list[str]:
    people = (case.data.leader.name, *(member.name for member in case.data.studio.members))
    return [bare_name(name) for name in people if name]


def _agree(claimed: Sequence[str], printed: Sequence[str], field: PaperField) -> bool:
    """Whether some name is on both sides, or may be and was misread."""
    doubtful = field.sureness < _BEYOND_DOUBT
    return any(
        one == other or (doubtful and _nearly(one, other)) for one in claimed for other in printed
    )


def _nearly(one: str, other: str) -> bool:
    """Whether all but one character is alike: a machine may have taken one for another."""
    alike = sum(a == b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) and alike >= len(one) - 1


def unit_against_paper(case: Case) -> Iterator[Issue]:
    """A patent or an award is made out to another unit, and to nobody of the team."""
    ours = _spell(case.data.unit.name)
    for read in _of_kinds(case, _PATENTS | _AWARDS) if ours else ():
        field = read.sure(FieldName.HOLDER)
        units = [name for name in names_in(field.value) if _UNIT.search(name)] if field else []
        if field and units and not any(_is_much_alike(_spell(unit), ours) for unit in units):
            yield issue("C357", read.piece.where, **_slots(read, field), unit=case.data.unit.name)


def _spell(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _is_much_alike(one: str, other: str) -> bool:
    """Whether two names may be one unit's: the parent's, the former one, one that was misread."""
    alike = SequenceMatcher(None, one, other, autojunk=False)
    return one in other or other in one or alike.ratio() >= _MUCH_ALIKE


# ── what it is ────────────────────────────────────────────────────────────────────────────────


def level_against_paper(case: Case) -> Iterator[Issue]:
    """A certificate is of another level than is claimed."""
    for read in _of_kinds(case, _CERTIFICATES):
        field = read.sure(FieldName.LEVEL)
        printed = levels_in(field.value) if field else frozenset()
        claimed = levels_in(f"{read.piece.title}；{read.piece.kind}")
        if field and len(printed) == 1 and len(claimed) == 1 and printed != claimed:
            (level,) = claimed
            said = {**_slots(read, field), "level": level.title}
            yield issue("C351", read.piece.at("title"), **said)


def number_against_paper(case: Case) -> Iterator[Issue]:
    """The number that was typed is not the one on the paper."""
    for read in _of_kinds(case, _NUMBERED):
        fields = read.paper.all(FieldName.NUMBER) + read.paper.all(FieldName.CERTIFICATE_NUMBER)
        field = read.sure(FieldName.NUMBER)
        if not field or not is_telling_number(read.piece.number):
            continue
        if printed_patents(case, read.piece):
            # The words of a file that has them are held against it by another rule.
            continue
        typed = numbers_in(read.piece.number)
        printed = [number for one in fields for number in numbers_in(one.value)]
        if not any(_one_number(a, b, field) for a in typed for b in printed):
            said = {**_slots(read, field), "number": read.piece.number}
            yield issue("C352", read.piece.at("number"), **said)


def _one_number(one: str, other: str, field: PaperField) -> bool:
    doubtful = field.sureness < _BEYOND_DOUBT
    return one in other or other in one or (doubtful and _nearly(one, other))


def number_on_two_papers(case: Case) -> Iterator[Issue]:
    """Two pieces that count as two show one certificate, whatever was typed of them."""
    numbered = [
        (read, field)
        for read in _of_kinds(case, _NUMBERED | {PaperKind.INVOICE})
        if (field := read.sure(FieldName.NUMBER)) and _is_one_of_its_kind(read, field)
    ]
    for (one, first), (two, field) in combinations(numbered, 2):
        same = bare_number(first.value) == bare_number(field.value)
        # Where the file or what was typed is one already, other rules say so.
        if same and one.count is two.count and not (_known_by(one.piece) & _known_by(two.piece)):
            said = {**_slots(two, field), "other": one.piece, "where": one.piece.where}
            sheet = "invoice" if two.paper.kind is PaperKind.INVOICE else "certificate"
            yield issue("C353", two.piece.at("number"), sheet, **said)


def _is_one_of_its_kind(read: _Read, field: PaperField) -> bool:
    """Whether nobody else's paper has the same number: those of older invoices are short."""
    if read.paper.kind is PaperKind.INVOICE:
        return len(field.value) == _DIGITAL
    return is_telling_number(field.value)


def _known_by(piece: Evidence) -> set[str]:
    """What a piece is known by without being read: what its files hold, and its numbers."""
    return {*(file.sha256 for file in piece.files), *numbers_in(piece.number)} - {""}


# ── when ──────────────────────────────────────────────────────────────────────────────────────


def date_against_paper(case: Case) -> Iterator[Issue]:
    """A piece is dated otherwise than its paper, or its paper is of another time than counts."""
    period = case.spec.period
    for read in _of_kinds(case, _DATED):
        field = read.sure(FieldName.DATE)
        printed = _date(field)
        if not field or not printed:
            continue
        claimed = read.piece.date
        if claimed and printed_days(case, read.piece):
            continue
        if claimed:
            if not _overlap(claimed, printed):
                said = {**_slots(read, field), "date": claimed}
                yield issue("C354", read.piece.at("date"), "claimed", **said)
        elif read.count.in_period and period and is_outside(printed, period):
            said = {**_slots(read, field), "start": period.start, "end": period.end}
            yield issue("C354", read.piece.at("date"), "outside", **said)


def _date(field: PaperField | None) -> PartialDate | None:
    try:
        return PartialDate.parse(field.value) if field else None
    except ValueError:
        return None


def _overlap(one: PartialDate, other: PartialDate) -> bool:
    return one.first <= other.last and other.first <= one.last


# ── how much ──────────────────────────────────────────────────────────────────────────────────


def sum_against_paper(case: Case) -> Iterator[Issue]:
    """More money is counted than the paper is about."""
    for read in _of_kinds(case, _PAID):
        field, scale = read.sure(FieldName.SUM), _IN_YUAN.get(read.count.unit)
        if not field or scale is None or read.piece.quantity is None:
            continue
        try:
            printed = Decimal(field.value) / scale
        except InvalidOperation:
            continue
        if printed < read.piece.quantity and len(read.piece.files) == 1:
            said = {**_slots(read, field), "quantity": read.piece.quantity}
            yield issue("C355", read.piece.at("quantity"), **said, unit=read.count.unit)


def data_against_page(case: Case) -> Iterator[Issue]:
    """The page of an invoice shows something else than the data its file brings."""
    for read in _of_kinds(case, frozenset({PaperKind.INVOICE})):
        for shown in read.paper.contradicted:
            field = read.paper.find(shown.name)
            if field:
                said = {"piece": read.piece, "page": shown.page, "name": str(shown.name)}
                yield issue("C358", read.piece.where, **said, said=shown.said, value=field.value)


def people_against_paper(case: Case) -> Iterator[Issue]:
    """A list names fewer people than are counted, or somebody twice."""
    for read in _of_kinds(case, frozenset({PaperKind.ROSTER})):
        field, quantity = read.sure(FieldName.COUNT), read.piece.quantity
        if not field or read.count.unit not in PEOPLE or quantity is None:
            continue
        named = read.paper.all(FieldName.NAME)
        if named and all(name.sureness == 1 for name in named):
            # The words of a file that has them are held against it by other rules.
            continue
        if Decimal(field.value) < quantity:
            said = {**_slots(read, field), "quantity": quantity, "unit": read.count.unit}
            yield issue("C356", read.piece.at("quantity"), "fewer", **said)
        yield from _twice(read, named)


def _twice(read: _Read, named: Sequence[PaperField]) -> Iterator[Issue]:
    sure = [name for name in named if name.sureness >= _SURE]
    values = [name.value for name in sure]
    again = {name.value: name for name in sure if values.count(name.value) > 1}
    if again:
        last = list(again.values())[-1]
        said = {**_slots(read, last), "names": list(again)}
        yield issue("C356", read.piece.at("quantity"), "twice", **said)
