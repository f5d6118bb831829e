"""Rules about the pictures among the evidence: whether one stands for two."""

from collections.abc import Iterator

from docgen.checks.case import Case, RuleFinding
from docgen.checks.rules_rosters import text_of
from docgen.checks.rules_score import counted_evidence
from docgen.model.evidence import Evidence
from docgen.model.prose_figures import plain_text

_MOST_NAMED = 6


def photograph_used_twice(case: Case) -> Iterator[RuleFinding]:
    """Photographs are one that was cropped, scaled, turned or saved anew: one word a group."""
    for group in case.alike:
        named = "、".join(photograph.name for photograph in group[:_MOST_NAMED])
        more = f"等 {len(group)} 张" if len(group) > _MOST_NAMED else ""
        pieces = list({photograph.piece.id: photograph.piece for photograph in group}.values())
        titles = "、".join(f"“{piece.title}”" for piece in pieces[:_MOST_NAMED])
        where = f"（佐证{titles}{'等' if len(pieces) > _MOST_NAMED else ''}）"
        yield RuleFinding(
            pieces[min(1, len(pieces) - 1)].where,
            f"看上去是同一张照片，裁剪、缩放、转向或重新保存过，或是连拍：{named}{more}"
            f"{where if len(pieces) > 1 else ''}",
            "同一张的、连拍的只留最清楚的一张，支撑几项就写明支撑项目；确是不同的照片不必改",
        )


def paper_scanned_twice(case: Case) -> Iterator[RuleFinding]:
    """Two pieces that count in one item are one paper, scanned again or printed from one file."""
    for one, other in (*case.rescanned, *_same_words(case)):
        if not (_adds(case, one) and _adds(case, other)):
            continue  # what does not count twice is told by what left it out
        yield RuleFinding(
            other.where,
            f"佐证“{other.title}”与“{one.title}”（{one.where}）看上去是同一份材料，"
            "又扫描、裁剪或另存过一次，两件都计了数",
            "是同一份的只留一件，支撑几项就写明支撑项目；确是两份的，各写上编号（number）",
        )


def _adds(case: Case, piece: Evidence) -> bool:
    """Whether a piece adds to any figure."""
    measures = (measure for score in case.scores.items for measure in score.measures)
    return any(term.evidence_id == piece.id for measure in measures for term in measure.terms)


_TELLING_LENGTH = 60
"""Characters: shorter texts may well be alike."""


def _same_words(case: Case) -> Iterator[tuple[Evidence, Evidence]]:
    """Pairs of pieces of other files that say the same, word for word."""
    told: set[tuple[str, str]] = set()
    for item in case.spec.items:
        first: dict[str, Evidence] = {}
        for _, piece in counted_evidence(case, item):
            words = plain_text("".join(line.text for line in text_of(case, piece).lines))
            known = first.setdefault(words, piece)
            same_files = {f.path for f in known.files} & {f.path for f in piece.files}
            pair = (known.id, piece.id)
            if len(words) >= _TELLING_LENGTH and known.id != piece.id and pair not in told:
                told.add(pair)
                if not same_files:
                    yield known, piece
