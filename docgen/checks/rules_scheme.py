"""Rules about what only some notices say: grades by points, items of one year."""

from collections.abc import Iterator

from docgen.checks.case import Case, RuleFinding, name_item
from docgen.text.wording import write_date, write_figure


def grade_reached(case: Case) -> Iterator[RuleFinding]:
    """Say which grade the total gives, and how far the next one is."""
    vetoed, total = bool(case.data.assessment.vetoed), case.scores.total
    grade = case.spec.grade(total, vetoed=vetoed)
    if grade is None or case.places.any_spoilt("claims") or case.places.any_spoilt("evidence"):
        return
    better = [] if vetoed else [g for g in case.spec.grades if g.at_least > grade.at_least]
    why = f"有{case.scheme.words.veto}，等次为" if vetoed else "按总分是"
    missing = [f"，离“{g.name}”还差 {write_figure(g.at_least - total)} 分" for g in better[-1:]]
    points = "" if vetoed else f"自评总分 {write_figure(total)} 分，"
    yield RuleFinding(
        case.places.at("claims"),
        f"{points}{why}“{grade.name}”{''.join(missing)}",
        "只是自评，以评审为准",
    )


def date_outside_item(case: Case) -> Iterator[RuleFinding]:
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
                counted = "按说明计了数" if piece.in_period else "没有计数"
                yield RuleFinding(
                    piece.at("date"),
                    f"佐证“{piece.title}”的日期 {write_date(piece.date)}，{name_item(item)}只计"
                    f"{write_date(period.start)}至{write_date(period.end)}的，{counted}",
                    "以评审为准；说明站不住的删去 in_period"
                    if piece.in_period
                    else "核对日期；放进相应年份的那一项，或删去种类（kind）；"
                    "按理应算在这一年的写 in_period: true，理由写在 note 里",
                )
