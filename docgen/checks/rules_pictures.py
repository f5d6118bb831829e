"""Rules about the pictures among the evidence: whether one stands for two."""

from collections.abc import Iterator

from docgen.checks.case import Case
from docgen.checks.rules_rosters import from_text
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.evidence import Evidence
from docgen.model.prose_figures import plain_text
from docgen.sources.document_text import DocumentText


def photograph_used_twice(case: Case) -> Iterator[Issue]:
    """Photographs are one that was cropped, scaled, turned or saved anew: one word a group."""
    for group in case.alike:
        pieces = list({photograph.piece.id: photograph.piece for photograph in group}.values())
        yield issue(
            "C316",
            pieces[min(1, len(pieces) - 1)].where,
            photographs=[photograph.name for photograph in group],
            pieces=pieces if len(pieces) > 1 else (),
        )


def paper_scanned_twice(case: Case) -> Iterator[Issue]:
    """Two pieces that count in one item are one paper, scanned again or printed from one file."""
    for one, other in (*case.rescanned, *_same_words(case)):
        if not (_adds(case, one) and _adds(case, other)):
            continue  # what does not count twice is told by what left it out
        yield issue("C346", other.where, piece=other, first=one, where=one.where)


def _adds(case: Case, piece: Evidence) -> bool:
    """Whether a piece adds to any figure."""
    measures = (measure for score in case.scores.items for measure in score.measures)
    return any(term.evidence_id == piece.id for measure in measures for term in measure.terms)


_TELLING_LENGTH = 60
"""Characters: shorter texts may well be alike."""


def _all_words(text: DocumentText) -> str:
    return plain_text("".join(line.text for line in text.lines))


def _same_words(case: Case) -> Iterator[tuple[Evidence, Evidence]]:
    """Pairs of pieces of other files that say the same, word for word."""
    told: set[tuple[str, str]] = set()
    for item in case.spec.items:
        first: dict[str, Evidence] = {}
        for _, piece in counted_evidence(case, item):
            words = from_text(case, piece, _all_words)
            known = first.setdefault(words, piece)
            same_files = {f.path for f in known.files} & {f.path for f in piece.files}
            pair = (known.id, piece.id)
            if len(words) >= _TELLING_LENGTH and known.id != piece.id and pair not in told:
                told.add(pair)
                if not same_files:
                    yield known, piece
