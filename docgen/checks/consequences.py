"""What a figure would be without mistakes that other rules tell: of them nothing more is said.

One wrong quantity contradicts its title, its list, the statement and the report. It is told once,
where it stands; whatever would agree if that were put right only follows from it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from docgen.checks.case import Case, once_a_case
from docgen.checks.rules_levels import misranked
from docgen.checks.rules_patents import misfiled_patents
from docgen.checks.rules_rosters import listed_in
from docgen.checks.rules_score import counted_evidence
from docgen.model.certificate_numbers import numbers_in
from docgen.model.evidence import Evidence
from docgen.model.people import names_in
from docgen.model.scheme import CountSpec, Item
from docgen.model.scoring import Measure
from docgen.model.submission import StudioFile
from docgen.model.title_quantities import PEOPLE, TEN_THOUSAND, About, about_said, numbers_said


def value_at(data: StudioFile, path: str) -> object:
    """Return the value a dotted path (studio.area_m2) leads to."""
    value: object = data
    for name in path.split("."):
        value = getattr(value, name)
    return value


@once_a_case
def put_right(case: Case, item: Item, count: CountSpec, measure: Measure) -> frozenset[Decimal]:
    """Return what a figure may be, itself among it: with each told mistake about it put right."""
    figures = {measure.value} if measure.value is not None else set()
    if measure.typed is not None and measure.derived is not None:
        figures.add(measure.derived)
    same = value_at(case.data, count.same_as) if count.same_as else None
    if isinstance(same, Decimal):
        figures.add(same)
    if item.holders == "members":
        figures.add(Decimal(len(case.data.studio.members)))
    if measure.value is not None:
        figures |= {measure.value + more for _, more in _corrections(case, count, measure)}
    return frozenset(figures)


def is_unusual(count: CountSpec, piece: Evidence) -> bool:
    """Whether a piece's quantity is greater than usual, and its title says none."""
    listed = count.quantity == "sum" or (piece.quantity is not None and piece.quantity > 1)
    usual, quantity = count.usual_most, piece.quantity
    told = numbers_said(piece.title, count, listed=listed)
    return bool(usual and quantity and quantity > usual and not told)


def stands_for_one(count: CountSpec, piece: Evidence) -> bool:
    """Whether a piece stands for one thing, and nothing written on it bears out its quantity."""
    if not count.one_each or piece.quantity is None or piece.quantity <= 1:
        return False
    of_people = count.unit in PEOPLE
    if of_people and A_LIST.search(piece.title):
        return False
    shown = max(len(numbers_in(piece.number)), len(names_in(piece.holder)) if of_people else 0)
    return shown < piece.quantity and not numbers_said(piece.title, count, listed=True)


A_LIST = re.compile("名单|名册|一览|汇总|清单|目录|台账|任命|聘任|文件|通知|决定")
"""A page that lists or appoints has many on it."""


@once_a_case
def is_open(case: Case, count: CountSpec, measure: Measure) -> bool:
    """Whether a quantity is doubted of which nobody knows what it should be."""
    counted = case.pieces(_terms(measure))
    return any(is_unusual(count, piece) or is_far_from_told(count, piece) for piece in counted)


def is_far_from_told(count: CountSpec, piece: Evidence) -> About | None:
    """Return what a title says about how many there are, where the quantity is far from it."""
    said, quantity = about_said(piece.title, count), piece.quantity
    return said if said and quantity and not said.low <= quantity <= said.high else None


def repeats(case: Case, item: Item) -> Iterator[tuple[CountSpec, Evidence, Evidence]]:
    """Yield pairs of pieces that count as two things, and that nothing that matters tells apart."""
    counted = {
        t.evidence_id
        for s in case.scores.items
        if s.number == item.number
        for m in s.measures
        for t in m.terms
    }
    seen: dict[tuple[object, ...], Evidence] = {}
    for count, piece in counted_evidence(case, item):
        signs = _signs_of(count, piece)
        first = seen.setdefault(signs, piece) if piece.id in counted and signs else piece
        if first is not piece and not (first.number and piece.number):
            yield count, first, piece


_FEW = 10
"""Smaller figures of two lists are the same by chance."""


def _signs_of(count: CountSpec, piece: Evidence) -> tuple[object, ...]:
    """What tells a piece from others; nothing where it says too little to be compared."""
    if count.quantity == "each":
        return (piece.kind, re.sub(r"\s+", "", piece.title), piece.date, piece.holder)
    few = piece.quantity is None or (count.whole and piece.quantity < _FEW)
    if few or piece.date is None or piece.date.day is None:
        return ()
    return (piece.kind, piece.date, piece.quantity)


def kind_put_right(
    case: Case, count: CountSpec, measure: Measure, kind: str, figure: Decimal
) -> frozenset[Decimal]:
    """Return what the figure of one kind of evidence may be, itself among it."""
    changes = _corrections(case, count, measure)
    own = [more for piece, more in changes if piece.kind == kind]
    # What is filed as another kind may be of this one.
    moved = [-more for piece, more in changes if piece.kind != kind and more < 0]
    return frozenset((figure, *(figure + more for more in (*own, *moved))))


def parts_put_right(case: Case, count: CountSpec, measure: Measure) -> frozenset[Decimal]:
    """Return the quantities that pieces have if what is told of them is put right."""
    terms = _terms(measure)
    changes = _corrections(case, count, measure)
    return frozenset(terms.get(piece.id, Decimal(0)) + more for piece, more in changes)


def _terms(measure: Measure) -> Mapping[str, Decimal]:
    return {term.evidence_id: term.quantity for term in measure.terms}


@once_a_case
def _corrections(
    case: Case, count: CountSpec, measure: Measure
) -> Sequence[tuple[Evidence, Decimal]]:
    """Return what each mistake that is told of a piece takes from the figure, or adds to it."""
    return list(_list_corrections(case, count, measure))


def _list_corrections(
    case: Case, count: CountSpec, measure: Measure
) -> Iterator[tuple[Evidence, Decimal]]:
    """Yield what each mistake that is told of a piece takes from the figure, or adds to it."""
    terms = _terms(measure)
    left_out = {left.evidence_id: left for left in measure.left_out}
    items = [item for item in case.spec.items if count in item.counts]
    twice = {piece.id for item in items for _, _, piece in repeats(case, item)}
    numbers = {item.number for item in items}
    misfiled = misfiled_patents(case) | misranked(case)
    twice |= {piece.id for _, piece in case.rescanned}
    supporting = (piece.id for item in items for piece in case.supporting(item))
    for piece in case.pieces((*terms, *left_out, *supporting)):
        if piece.id in terms and piece.id in twice:
            yield piece, -terms[piece.id]
        if piece.id in terms and (piece.id in misfiled or stands_for_one(count, piece)):
            yield piece, (0 if piece.id in misfiled else 1) - terms[piece.id]
        unknown = piece.kind and not any(piece.kind in item.kinds for item in items)
        if (unknown or piece.id in misfiled) and numbers & set(piece.supports):
            yield piece, piece.quantity or Decimal(1)
        if piece.id in terms:
            for quantity in _otherwise_told(case, count, piece):
                yield piece, quantity - terms[piece.id]
        if piece.id in left_out:
            left = left_out[piece.id]
            meant = (*numbers_said(piece.title, count, listed=True), left.quantity / TEN_THOUSAND)
            for quantity in meant if left.reason == "quantity" else (left.quantity,):
                yield piece, quantity


def _otherwise_told(case: Case, count: CountSpec, piece: Evidence) -> Iterator[Decimal]:
    """Yield how many a piece's title and its list say there are."""
    listed = count.quantity == "sum" or (piece.quantity is not None and piece.quantity > 1)
    said = numbers_said(piece.title, count, listed=listed)
    yield from (*said, sum(said, Decimal(0))) if said else ()
    people = listed_in(case, count, piece)
    if people:
        yield Decimal(people)
