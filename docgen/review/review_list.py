"""The list of a review: a row for each package, as one reviewer may see it."""

from dataclasses import dataclass
from decimal import Decimal

from docgen.review.open_review import Review
from docgen.review.results import ResultRow, see_results, see_row
from docgen.review.submitted import Submitted


@dataclass(frozen=True)
class ListRow:
    """One package in the list."""

    package: Submitted
    given: int
    """Items that this reviewer gave points."""
    items: int
    """Items that have points at all."""
    own_total: Decimal | None
    """The points this reviewer gave by now; None where there are none."""
    reviewed: Decimal | None
    """All reviewers' points by now; None where there are none, or they may not be seen."""
    rank: int | None
    grade: str
    """Empty before all items have their points."""
    reviewers: tuple[str, ...]
    """Who has given all items points."""
    apart: tuple[int, ...]
    """Items on which reviewers differ by more than they may."""


def see_list(review: Review, reviewer: str) -> tuple[ListRow, ...]:
    """Return the packages in the order of the review, each with what came of it so far."""
    groups = see_results(review, reviewer).groups
    ranked = {row.package.id: row for group in groups for row in group.rows}
    return tuple(
        _see_package(review, ranked.get(package.id) or see_row(review, package, reviewer), reviewer)
        for package in review.packages
    )


def _see_package(review: Review, row: ResultRow, reviewer: str) -> ListRow:
    counted = [item for item in row.items if item.counts]
    held = (review.opinion(reviewer, row.package, item.number) for item in counted)
    own = [opinion.points for opinion in held if opinion and opinion.points is not None]
    behind = {name for name, _ in row.missing}
    return ListRow(
        package=row.package,
        given=len(own),
        items=len(counted),
        own_total=sum(own, Decimal(0)) if own else None,
        reviewed=row.so_far,
        rank=row.rank,
        grade=row.grade,
        reviewers=tuple(name for name in review.reviewers if name not in behind) if counted else (),
        apart=tuple(item.number for item in counted if item.apart),
    )
