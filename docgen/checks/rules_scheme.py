"""Rules about what only some notices say: grades by points, items of one year."""

from collections.abc import Iterator

from docgen.checks.case import Case
from docgen.issues.issue import Issue, issue


def grade_reached(case: Case) -> Iterator[Issue]:
    """Say which grade the total gives, and how far the next one is."""
    vetoed, total = bool(case.data.assessment.vetoed), case.scores.total
    grade = case.spec.grade(total, vetoed=vetoed)
    if grade is None or case.places.any_spoilt("claims") or case.places.any_spoilt("evidence"):
        return
    place = case.places.at("claims")
    if vetoed:
        yield issue("C421", place, "vetoed", veto=case.scheme.words.veto, grade=grade.name)
        return
    better = [g for g in case.spec.grades if g.at_least > grade.at_least][-1:]
    yield issue(
        "C421",
        place,
        "by_points",
        total=total,
        grade=grade.name,
        next=better[0].name if better else "",
        missing=better[0].at_least - total if better else None,
    )


def date_outside_item(case: Case) -> Iterator[Issue]:
    """A piece that counts is dated outside the days of its item, though within the period."""
    for item in case.spec.items:
        period, whole = item.period, case.spec.period
        kinds = {kind for count in item.counts if count.in_period for kind in count.kinds}
        for piece in case.supporting(item) if period else ():
            if period is None or piece.date is None or piece.kind not in kinds:
                continue
            first, last = piece.date.first, piece.date.last
            outside = last < period.start or period.end < first
            told = whole and (last < whole.start or whole.end < first)
            if outside and not told:
                yield issue(
                    "C422",
                    piece.at("date"),
                    "counted" if piece.in_period else "left_out",
                    piece=piece,
                    date=piece.date,
                    item=item,
                    start=period.start,
                    end=period.end,
                )
