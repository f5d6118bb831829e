"""Rules about points that are lost without anybody noticing."""

from collections.abc import Iterator

from docgen.checks.case import Case
from docgen.checks.rules_naming import folders_near_kinds
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.scheme import Item
from docgen.model.scoring import ItemScore, open_counts
from docgen.model.submission import Claim


def nothing_for_something(case: Case) -> Iterator[Issue]:
    """An item has a statement or evidence, and gets no points that nobody gave up."""
    for item, claim, score in case.scored():
        pieces = [piece for piece in case.supporting(item) if piece.item == item.number]
        if score.claimed != 0 or item.bonus or not (claim.statement or pieces):
            continue
        if (
            _is_told(case, item)
            or _is_given_up(claim)
            or case.places.any_spoilt("claims", item.number)
        ):
            continue
        fault, said = _reason(item, case, score)
        yield issue(
            "C360",
            case.at_claim(item, *([] if _kinds(item, case) else ["measure"])),
            fault,
            item=item,
            stated=bool(claim.statement),
            count=len(pieces) or None,
            **said,
        )


def _is_told(case: Case, item: Item) -> bool:
    """Whether another rule says why nothing counts: a quantity, or a folder's right name."""
    return any(
        count.quantity == "sum" and piece.quantity is None
        for count, piece in counted_evidence(case, item)
    ) or bool(folders_near_kinds(case, item))


def _is_given_up(claim: Claim) -> bool:
    """Whether the clerk chose an answer, or typed a figure or points, that come to nothing."""
    return bool(claim.choice or claim.points is not None or claim.measure == 0)


def _kinds(item: Item, case: Case) -> list[str]:
    traits = frozenset(case.data.studio.traits)
    return list(dict.fromkeys(k for c in open_counts(item, traits) for k in c.kinds))


def _reason(item: Item, case: Case, score: ItemScore) -> tuple[str, dict[str, object]]:
    """Why an item gets nothing: the case of the sentence, and what that says of it."""
    kinds = _kinds(item, case)
    if not kinds:
        names = [count.name for count in item.counts] or ["数量"]
        fault = "figure_too_small" if _has_figure(score) else "no_figure"
        return fault, {"number": item.number, "figures": names}
    left_out = [left for measure in score.measures for left in measure.left_out]
    if left_out:
        told = [(left.evidence_id, left.why) for left in left_out[:_MOST_LEFT_OUT]]
        return "left_out", {"kinds": kinds, "left": told}
    return "too_few" if _has_figure(score) else "nothing_counts", {"kinds": kinds}


_MOST_LEFT_OUT = 3
"""Examples are enough: each brings its own reason."""


def _has_figure(score: ItemScore) -> bool:
    return any(measure.value for measure in score.measures)
