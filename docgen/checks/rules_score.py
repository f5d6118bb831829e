"""Rules about the evidence and the points that rest on it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen.checks.case import Case, folder_of, once_a_case
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.counting import is_shown
from docgen.model.evidence import Evidence
from docgen.model.scheme import Choice, CountSpec, Full, Item, Option
from docgen.model.scoring import Measure, open_counts
from docgen.model.title_quantities import TEN_THOUSAND


@once_a_case
def counted_evidence(case: Case, item: Item) -> Sequence[tuple[CountSpec, Evidence]]:
    """What of an item's evidence its rule counts, and as what; nothing its title rules out."""
    return [
        (count, piece)
        for count in open_counts(item, frozenset(case.data.studio.traits))
        for piece in case.supporting(item)
        if piece.kind in count.kinds and is_shown(piece, count)
    ]


# ── evidence ──────────────────────────────────────────────────────────────────────────────────


def evidence_without_item(case: Case) -> Iterator[Issue]:
    """A piece of evidence supports nothing the notice has."""
    for piece in case.evidence:
        if not any(case.spec.item(number) for number in piece.supports):
            yield issue("C301", piece.at("items"), piece=piece)


def unknown_kinds(case: Case) -> Iterator[Issue]:
    """A kind is given that no item of the evidence counts."""
    for piece in case.evidence:
        items = [item for n in piece.supports if (item := case.spec.item(n))]
        known = list(dict.fromkeys(kind for item in items for kind in item.kinds))
        if piece.kind and piece.kind not in known:
            numbers = [item.number for item in items]
            said = {"piece": piece, "kind": piece.kind, "items": numbers}
            if known:
                yield issue("C206", piece.at("kind"), "known", **said, known=known)
            else:
                yield issue("C206", piece.at("kind"), "none", **said)


def points_without_evidence(case: Case) -> Iterator[Issue]:
    """Points are claimed for an item that nothing supports."""
    for item, _, score in case.scored():
        if score.claimed and not case.supporting(item):
            where, points = case.at_claim(item), score.claimed
            yield issue("C302", where, item=item, points=points, folder=item.folder_name)


def empty_parts(case: Case) -> Iterator[Issue]:
    """A part of an application's evidence is empty."""
    for item in case.spec.items:
        if item.rule is None and not case.supporting(item):
            part = case.spec.bundle.call_item(item.number)
            if item.hint:
                yield issue(
                    "C303", folder_of(item), "hinted", part=part, title=item.title, hint=item.hint
                )
            else:
                yield issue("C303", folder_of(item), "plain", part=part, title=item.title)


def unfit(case: Case) -> Iterator[Issue]:
    """A piece is by its title nothing that an item asks for."""
    for item in case.spec.items:
        for piece in case.supporting(item):
            words = [word for word in item.refuses if word in piece.title]
            if words:
                yield issue("C338", piece.where, piece=piece, word=words[0], item=item)


def quantity_missing(case: Case) -> Iterator[Issue]:
    """A piece counts by its quantity, and has none."""
    for item, _, _ in case.scored():
        for count, piece in counted_evidence(case, item):
            if count.quantity == "sum" and piece.quantity is None:
                yield issue(
                    "C304",
                    piece.at("quantity"),
                    "listed" if piece.has_row else "unlisted",
                    piece=piece,
                    item=item,
                    name=count.name,
                    unit=count.unit,
                )


def kind_missing(case: Case) -> Iterator[Issue]:
    """Evidence lies with an item that counts by kind, and has no kind."""
    for item in case.spec.items:
        kinds = [k for c in open_counts(item, frozenset(case.data.studio.traits)) for k in c.kinds]
        bare = [e for e in case.supporting(item) if not e.kind and e.item == item.number]
        if kinds and bare:
            yield issue(
                "C307",
                folder_of(item),
                item=item,
                count=len(bare),
                pieces=bare,
                kinds=list(dict.fromkeys(kinds)),
            )


# ── judgements ────────────────────────────────────────────────────────────────────────────────


def _option(item: Item, key: str) -> Option | None:
    return next((option for option in item.options if option.key == key), None)


def judgement_missing(case: Case) -> Iterator[Issue]:
    """An item wants a judgement, and none was made."""
    for item, claim, score in case.scored():
        if isinstance(item.rule, Choice) and not claim.choice:
            if not case.is_spoilt_claim(item, "choice"):
                yield issue(
                    "C401",
                    case.at_claim(item, "choice"),
                    "choice",
                    item=item,
                    number=item.number,
                    options=item.options,
                )
        elif isinstance(item.rule, Full) and score.computed is None:
            yield issue("C401", case.at_claim(item), "statement", item=item, number=item.number)


def _discretionary(case: Case) -> Iterator[tuple[Item, tuple[Decimal, Decimal]]]:
    for item, claim in case.claims():
        option = _option(item, claim.choice)
        if option is not None and option.range is not None:
            yield item, option.range


def discretion_without_points(case: Case) -> Iterator[Issue]:
    """An answer leaves the points to discretion, and none are given."""
    for item, (low, high) in _discretionary(case):
        if case.claim(item).points is None and not case.is_spoilt_claim(item, "points"):
            yield issue("C402", case.at_claim(item, "points"), item=item, low=low, high=high)


def discretion_without_reason(case: Case) -> Iterator[Issue]:
    """Points are given by discretion without a reason."""
    for item, _ in _discretionary(case):
        if not case.claim(item).reason and not case.is_spoilt_claim(item, "reason"):
            yield issue("C403", case.at_claim(item, "reason"), item=item)


def discretion_out_of_range(case: Case) -> Iterator[Issue]:
    """Points given by discretion lie outside the answer's range."""
    for item, (low, high) in _discretionary(case):
        points = case.claim(item).points
        if points is not None and not low <= points <= high:
            where = case.at_claim(item, "points")
            yield issue("C404", where, item=item, points=points, low=low, high=high)


def discretion_gives_all(case: Case) -> Iterator[Issue]:
    """Discretion gives as many points as the answer above it, which asks for more."""
    for item, (_, high) in _discretionary(case):
        points = case.claim(item).points
        above = [option for option in item.options if option.points == high == points]
        if above and points:
            where = case.at_claim(item, "points")
            yield issue("C423", where, item=item, points=points, above=above[0].name)


# ── points ────────────────────────────────────────────────────────────────────────────────────


def points_above_full(case: Case) -> Iterator[Issue]:
    """More points are typed than the item has."""
    for item, claim, score in case.scored():
        if score.full is not None and claim.points is not None and claim.points > score.full:
            where = case.at_claim(item, "points")
            yield issue("C405", where, item=item, points=claim.points, full=score.full)


def _typed_points(case: Case) -> Iterator[tuple[Item, Decimal, Decimal]]:
    """Typed points and what the rule gives, where the rule leaves nothing to discretion."""
    free = {item.number for item, _ in _discretionary(case)}
    for item, claim, score in case.scored():
        if case.places.any_spoilt("claims", item.number):
            continue
        if item.number not in free and claim.points is not None and score.computed is not None:
            yield item, claim.points, score.computed


def points_above_computed(case: Case) -> Iterator[Issue]:
    """More points are typed than the rule gives."""
    for item, typed, computed in _typed_points(case):
        # More than the item has is an error of its own.
        if computed < typed and (item.points is None or typed <= item.points):
            where = case.at_claim(item, "points")
            yield issue("C406", where, item=item, typed=typed, computed=computed)


def points_below_computed(case: Case) -> Iterator[Issue]:
    """Fewer points are typed than the rule gives."""
    for item, typed, computed in _typed_points(case):
        if typed < computed:
            where = case.at_claim(item, "points")
            yield issue("C407", where, item=item, typed=typed, computed=computed)


def _typed_figures(case: Case) -> Iterator[tuple[Item, Measure, Decimal, Decimal, Location]]:
    """Typed figures and what the evidence adds up to, with the place of the typed one.

    Sums that lack a quantity are left out: the missing quantity is what has to be said there.
    """
    for item, claim, score in case.scored():
        unfinished = {
            c.key
            for c, e in counted_evidence(case, item)
            if c.quantity == "sum" and e.quantity is None
        }
        for measure in score.measures:
            typed, derived = measure.typed, measure.derived
            if typed is not None and derived is not None and measure.key not in unfinished:
                keys = ("counts", measure.key) if measure.key in claim.counts else ("measure",)
                yield item, measure, typed, derived, case.at_claim(item, *keys)


def _said_of(item: Item, measure: Measure) -> dict[str, object]:
    """What sentences about a typed figure say of it."""
    return {"item": item, "name": measure.name, "typed": measure.typed, "unit": measure.unit}


def figure_above_evidence(case: Case) -> Iterator[Issue]:
    """A typed figure is greater than what the evidence adds up to."""
    for item, measure, typed, derived, where in _typed_figures(case):
        if typed > derived:
            meant = typed / TEN_THOUSAND
            in_yuan = measure.unit == "万元" and derived / 2 <= meant <= derived * 2 != 0
            yield issue(
                "C408",
                where,
                **_said_of(item, measure),
                derived=derived,
                yuan=typed if in_yuan else None,
                meant=meant if in_yuan else None,
            )


def figure_below_evidence(case: Case) -> Iterator[Issue]:
    """A typed figure is smaller than what the evidence adds up to."""
    for item, measure, typed, derived, where in _typed_figures(case):
        if typed < derived:
            yield issue("C409", where, **_said_of(item, measure), derived=derived)


def figure_without_evidence(case: Case) -> Iterator[Issue]:
    """A figure is typed that evidence could show, and none of an item's evidence counts."""
    for item, claim, score in case.scored():
        kinds = {count.key: count.kinds for count in item.counts}
        for measure in score.measures:
            if not measure.typed or measure.derived is not None or not kinds[measure.key]:
                continue
            if case.supporting(item) and not _has_unfinished(case, item):
                keys = ("counts", measure.key) if measure.key in claim.counts else ("measure",)
                yield issue(
                    "C413",
                    case.at_claim(item, *keys),
                    **_said_of(item, measure),
                    kinds=kinds[measure.key],
                )


def _has_unfinished(case: Case, item: Item) -> bool:
    """Whether a piece lacks the quantity it counts by: that is what has to be said there."""
    counted = counted_evidence(case, item)
    return any(c.quantity == "sum" and piece.quantity is None for c, piece in counted)


def open_readings(case: Case) -> Iterator[Issue]:
    """The wording allows another reading of this studio's figures."""
    for item, _, score in case.scored():
        for doubt in score.doubts:
            yield issue(
                "C410",
                case.at_claim(item),
                item=item,
                doubt=doubt.text,
                points=score.computed,
                other=doubt.other_points,
            )


# ── the total ─────────────────────────────────────────────────────────────────────────────────


def _is_total_known(case: Case) -> bool:
    """Whether there is a total: not while figures could not be read, nor for who is vetoed."""
    return not (
        case.data.assessment.vetoed
        or case.places.any_spoilt("claims")
        or case.places.any_spoilt("evidence")
    )


def total_wrong(case: Case) -> Iterator[Issue]:
    """The typed total is not what the items add up to."""
    typed, total = case.data.assessment.total, case.scores.total
    if typed is not None and typed != total and _is_total_known(case):
        place, scores = case.places.at("assessment", "total"), case.scores
        yield issue("C414", place, typed=typed, total=total, base=scores.base, bonus=scores.bonus)


def below_pass_mark(case: Case) -> Iterator[Issue]:
    """The total is below the pass mark."""
    mark, total = case.spec.pass_mark, case.scores.total
    if mark is not None and total < mark and _is_total_known(case):
        yield issue("C412", case.places.at("claims"), total=total, mark=mark)


def passes_by_bonus(case: Case) -> Iterator[Issue]:
    """Only the bonus lifts the total over the pass mark."""
    mark, base = case.spec.pass_mark, case.scores.base
    if mark is not None and base < mark <= case.scores.total and _is_total_known(case):
        place = case.places.at("claims")
        yield issue("C411", place, base=base, mark=mark, total=case.scores.total)
