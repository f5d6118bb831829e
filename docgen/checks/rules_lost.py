"""Rules about points that are lost without anybody noticing."""

from collections.abc import Iterator

from docgen.checks.case import Case, RuleFinding, name_item
from docgen.checks.rules_naming import folders_near_kinds
from docgen.checks.rules_score import counted_evidence
from docgen.model.scheme import Item
from docgen.model.scoring import ItemScore, open_counts
from docgen.model.submission import Claim


def nothing_for_something(case: Case) -> Iterator[RuleFinding]:
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
        there = [
            *(["写了落实情况"] if claim.statement else []),
            *([f"有 {len(pieces)} 件佐证"] if pieces else []),
        ]
        yield RuleFinding(
            case.at_claim(item, *([] if _kinds(item, case) else ["measure"])),
            f"{name_item(item)}{'，'.join(there)}，却算出 0 分：{_reason(item, case, score)}",
            _remedy(item, case),
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


def _reason(item: Item, case: Case, score: ItemScore) -> str:
    left_out = [left for measure in score.measures for left in measure.left_out]
    if left_out:
        ids = "、".join(f"{left.evidence_id}（{left.why}）" for left in left_out[:3])
        return f"能计数的佐证都没有计上，{ids}"
    if any(measure.value for measure in score.measures):
        return "数量不够得分的那一档，或扣分扣完了"
    return "没有能计数的佐证" if _kinds(item, case) else "没有写数量"


def _remedy(item: Item, case: Case) -> str:
    kinds = _kinds(item, case)
    if kinds:
        return (
            f"要计数的佐证放进以种类命名的子文件夹（{'、'.join(kinds)}），或在 studio.yaml 的 "
            "evidence 里写 kind；确实不得分的，在 claims 里写 points: 0"
        )
    names = "、".join(count.name for count in item.counts) or "数量"
    return f"在 claims 的 {item.number} 下面写{names}；确实不得分的写 points: 0"
