"""One item of one package as a reviewer has it before them: rule, claim, evidence, points.

What a reviewer may not see yet is not in it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.point_steps import PointSteps
from docgen.model.scheme import Item, SubmissionSpec
from docgen.model.scoring import ItemScore, score_item
from docgen.model.submission import Claim, StudioFile
from docgen.package.manifest import EvidencePart, FindingPart, ManifestItem, MeasurePart
from docgen.review.open_review import Review
from docgen.review.opinions import Opinion
from docgen.review.spread import measure_spread
from docgen.review.submitted import Submitted
from docgen.review.todo import Todo
from docgen.text.wording import PageRange


@dataclass(frozen=True)
class PieceLine:
    """A piece of evidence of an item, and what it adds."""

    id: str
    title: str
    kind: str
    date: str
    number: str
    holder: str
    note: str
    quantity: Decimal | None
    counted: Decimal | None
    """What it adds to the figures of the item; None: nothing."""
    why: str
    """Why it does not count, or not with all of it; empty where it does."""
    struck: bool
    pages: PageRange
    """Numbers of the bundle."""
    own: bool
    """Whether it stands at this item; else it stands at another and supports this one."""


@dataclass(frozen=True)
class Recomputed:
    """What the rule gives without the pieces that a reviewer struck."""

    points: Decimal | None
    measure_text: str
    rule_text: str


@dataclass(frozen=True)
class ItemSheet:
    """All there is to one item of one package."""

    package: Submitted
    number: int
    reference: str
    """How the item is called everywhere: 项目11."""
    category: str
    title: str
    standard: str
    """The notice's own words."""
    notes: tuple[str, ...]
    """How these words are read, and what they leave open."""
    full: Decimal | None
    bonus: bool
    statement: str
    """The studio's own words."""
    claimed: Decimal | None
    computed: Decimal | None
    rule_text: str
    """How the computed points come."""
    measures: tuple[MeasurePart, ...]
    pieces: tuple[PieceLine, ...]
    steps: PointSteps | None
    """None where the item has no points."""
    own: Opinion | None
    others: tuple[Opinion, ...]
    hidden: int
    """Opinions of others that are not shown before one's own is given."""
    spread: Decimal | None
    apart: bool
    """Whether reviewers differ by more than they may."""
    recomputed: Recomputed
    findings: tuple[FindingPart, ...]
    """What the package's own check says of the item."""
    todo: tuple[Todo, ...]
    divider: int
    """The page of the bundle on which the item begins."""


def see_item(review: Review, id_: str, number: int, reviewer: str) -> ItemSheet:
    """Return an item as a reviewer may see it. WorkspaceError where there is none such."""
    package, spec, item, part = find_item(review, id_, number)
    restored = package.restored
    own = review.opinion(reviewer, package, number)
    others, hidden = see_others(review, package, number, reviewer)
    score = score_item(spec, item, restored.data, restored.evidence)
    allowed = review.rules_of(spec).spread_of(number, item.points)
    spread = measure_spread([o.points for o in (own, *others) if o]) if others else None
    claim = restored.data.claims.get(number, Claim())
    return ItemSheet(
        package=package,
        number=number,
        reference=part.reference,
        category=next(c.title for c in spec.categories if item in c.items),
        title=item.title,
        standard=item.standard,
        notes=tuple(_list_notes(item)),
        full=item.points,
        bonus=item.bonus,
        statement=claim.statement,
        claimed=part.claimed,
        computed=part.computed,
        rule_text=score.rule_text,
        measures=part.measures,
        pieces=tuple(_list_pieces(package, part, own.struck if own else ())),
        steps=package.steps.get(number),
        own=own,
        others=others,
        hidden=hidden,
        spread=spread,
        apart=spread is not None and allowed is not None and spread > allowed,
        recomputed=recompute(review, id_, number, own.struck if own else ()),
        findings=tuple(f for f in package.manifest.findings if _is_about(f, part, item)),
        todo=tuple(todo for todo in package.todo if todo.item == number),
        divider=part.divider,
    )


def see_others(
    review: Review, package: Submitted, number: int, reviewer: str
) -> tuple[tuple[Opinion, ...], int]:
    """Return what others think of an item, and how many opinions are held back.

    In a blind review nothing is seen before one's own points are given.
    """
    given = (review.opinion(name, package, number) for name in review.opinions if name != reviewer)
    others = tuple(opinion for opinion in given if opinion is not None)
    own = review.opinion(reviewer, package, number)
    if review.settings.blind and (own is None or own.points is None):
        return (), len(others)
    return others, 0


def find_item(
    review: Review, id_: str, number: int
) -> tuple[Submitted, SubmissionSpec, Item, ManifestItem]:
    """Return a package that can be reviewed, and its item. WorkspaceError where that cannot be."""
    try:
        package = review.package(id_)
    except KeyError as error:
        raise refuse(WorkspaceError, issue("review", Location(id_[:8]), "no_package")) from error
    place = Location(package.studio)
    if not package.told.is_vouched_for or package.spec is None:
        told = {"state": package.state.value, "reason": package.reason}
        raise refuse(WorkspaceError, issue("review", place, "not_trusted", **told))
    item, part = package.spec.item(number), package.item(number)
    if item is None or part is None:
        raise refuse(WorkspaceError, issue("review", place, "no_item", item=number))
    return package, package.spec, item, part


def _list_notes(item: Item) -> Iterator[str]:
    yield from item.readings
    yield from (doubt.note for doubt in item.doubts)


def _is_about(finding: FindingPart, part: ManifestItem, item: Item) -> bool:
    """Whether a finding names the item, its folder or a piece of its evidence."""
    text = f"{finding.where} {finding.what}"
    names = (f"第 {part.number} 项", part.reference, item.folder_name, *part.evidence)
    return any(name and _names(text, name) for name in names)


def _names(text: str, name: str) -> bool:
    """Whether a text holds a name that goes on in no further digit: 11-1 is not in 11-12."""
    found = text.find(name)
    while found >= 0:
        ahead, behind = text[found - 1 : found], text[found + len(name) :][:1]
        if not (name[0].isdigit() and ahead.isdigit()) and not (
            name[-1].isdigit() and behind.isdigit()
        ):
            return True
        found = text.find(name, found + 1)
    return False


# --- evidence ----------------------------------------------------------------------------------


def _list_pieces(
    package: Submitted, part: ManifestItem, struck: Collection[str]
) -> Iterator[PieceLine]:
    counted, why = _list_counted(part.measures), _list_reasons(part.measures)
    for piece in supporting(package, part.number):
        known = piece.id in counted or piece.id in why
        reason = "" if known or not part.measures else "不是这一项计数的种类，不计数"
        yield PieceLine(
            id=piece.id,
            title=piece.title,
            kind=piece.kind,
            date=piece.date or "",
            number=piece.number,
            holder=piece.holder,
            note=piece.note,
            quantity=piece.quantity,
            counted=counted.get(piece.id),
            why="；".join(why.get(piece.id, ())) or reason,
            struck=piece.id in struck,
            pages=PageRange(piece.first_page, piece.last_page),
            own=piece.id in part.evidence,
        )


def supporting(package: Submitted, number: int) -> Sequence[EvidencePart]:
    """Return the evidence that supports an item, what stands at it first."""
    own = package.item(number)
    there = [piece for piece in package.manifest.evidence if number in piece.supports]
    return sorted(there, key=lambda piece: own is not None and piece.id not in own.evidence)


def _list_counted(measures: Sequence[MeasurePart]) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for term in (term for measure in measures for term in measure.terms):
        found[term.evidence] = found.get(term.evidence, Decimal(0)) + term.quantity
    return found


def _list_reasons(measures: Sequence[MeasurePart]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for left in (left for measure in measures for left in measure.left_out):
        found.setdefault(left.evidence, []).append(left.why)
    return found


# --- without what is struck --------------------------------------------------------------------


def recompute(review: Review, id_: str, number: int, struck: Collection[str]) -> Recomputed:
    """Return what the rule gives an item without some of its evidence.

    Where something is struck, the evidence is what counts: figures that were typed over it give
    way to what the rest adds up to. WorkspaceError as of `find_item`, or for unknown pieces.
    """
    package, spec, item, _ = find_item(review, id_, number)
    restored = package.restored
    if strangers := set(struck) - {piece.id for piece in supporting(package, number)}:
        said = issue("review", Location(package.studio), "no_piece", evidence=sorted(strangers))
        raise refuse(WorkspaceError, said)
    if not struck:
        return _tell(score_item(spec, item, restored.data, restored.evidence))
    left = [piece for piece in restored.evidence if piece.id not in struck]
    before = score_item(spec, item, restored.data, restored.evidence)
    data = _without_typed(restored.data, item, before)
    return _tell(score_item(spec, item, data, left))


def _tell(score: ItemScore) -> Recomputed:
    return Recomputed(score.computed, score.measure_text, score.rule_text)


def _without_typed(data: StudioFile, item: Item, score: ItemScore) -> StudioFile:
    """The data without figures of an item that evidence adds up to; a judgement's points stay."""
    claim = data.claims.get(item.number, Claim())
    proved = {measure.key for measure in score.measures if measure.derived is not None}
    bare = claim.model_copy(
        update={
            "counts": {key: n for key, n in claim.counts.items() if key not in proved},
            "measure": None if proved else claim.measure,
        }
    )
    return data.model_copy(update={"claims": {**data.claims, item.number: bare}})
