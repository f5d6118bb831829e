"""What a figure would be without mistakes that other rules tell: of them nothing more is said.

One wrong quantity contradicts its title, its list, the statement and the report. It is told once,
where it stands; whatever would agree if that were put right only follows from it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from docgen.checks.case import Case
from docgen.checks.rules_rosters import listed_in
from docgen.data.evidence import Evidence
from docgen.data.model import StudioFile
from docgen.data.quantities import TEN_THOUSAND, numbers_said
from docgen.data.scheme import CountSpec, Item
from docgen.data.scoring import Measure


def value_at(data: StudioFile, path: str) -> object:
    """Return the value a dotted path (studio.area_m2) leads to."""
    value: object = data
    for name in path.split("."):
        value = getattr(value, name)
    return value


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


def is_open(case: Case, count: CountSpec, measure: Measure) -> bool:
    """Whether a quantity is doubted of which nobody knows what it should be."""
    terms = _terms(measure)
    return any(is_unusual(count, piece) for piece in case.evidence if piece.id in terms)


def kind_put_right(
    case: Case, count: CountSpec, measure: Measure, kind: str, figure: Decimal
) -> frozenset[Decimal]:
    """Return what the figure of one kind of evidence may be, itself among it."""
    changes = _corrections(case, count, measure)
    return frozenset((figure, *(figure + more for piece, more in changes if piece.kind == kind)))


def parts_put_right(case: Case, count: CountSpec, measure: Measure) -> frozenset[Decimal]:
    """Return the quantities that pieces have if what is told of them is put right."""
    terms = _terms(measure)
    changes = _corrections(case, count, measure)
    return frozenset(terms.get(piece.id, Decimal(0)) + more for piece, more in changes)


def _terms(measure: Measure) -> Mapping[str, Decimal]:
    return {term.evidence_id: term.quantity for term in measure.terms}


def _corrections(
    case: Case, count: CountSpec, measure: Measure
) -> Iterator[tuple[Evidence, Decimal]]:
    """Yield what each mistake that is told of a piece takes from the figure, or adds to it."""
    terms = _terms(measure)
    left_out = {left.evidence_id: left for left in measure.left_out}
    for piece in case.evidence:
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
