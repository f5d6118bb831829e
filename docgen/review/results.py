"""What all opinions make: points of every item, totals, ranks and grades. Decided here alone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.location import Location
from docgen.model.review_terms import ReviewRules
from docgen.model.scheme import SubmissionSpec
from docgen.package.manifest import ManifestItem
from docgen.review.item_sheet import see_others
from docgen.review.open_review import Review, group_key
from docgen.review.opinions import Opinion
from docgen.review.spread import combine_points, measure_spread
from docgen.review.submitted import Submitted
from docgen.summary.package_state import PackageState

PASSED, FAILED, EXCELLENT = "合格", "不合格", "优秀"
"""Grades where a notice has a pass mark and no grades by points."""


@dataclass(frozen=True)
class ItemResult:
    """What reviewers made of one item."""

    number: int
    claimed: Decimal | None
    computed: Decimal | None
    opinions: tuple[Opinion, ...]
    """Those that have points, of each reviewer one."""
    final: Decimal | None
    """None where too few gave points, or where they may not be seen yet."""
    spread: Decimal | None
    allowed: Decimal | None
    bonus: bool
    counts: bool
    """Whether the item has points at all."""

    @property
    def apart(self) -> bool:
        """Whether reviewers differ by more than they may."""
        return self.spread is not None and self.allowed is not None and self.spread > self.allowed


@dataclass(frozen=True)
class ResultRow:
    """What reviewers made of one package."""

    package: Submitted
    items: tuple[ItemResult, ...]
    missing: tuple[tuple[str, int], ...]
    """Reviewers who have items left, and how many."""
    rank: int | None = None
    grade: str = ""
    unranked: str = ""
    """Why it has no rank."""

    @property
    def open_items(self) -> tuple[int, ...]:
        """Items that have no points yet."""
        return tuple(i.number for i in self.items if i.counts and i.final is None)

    @property
    def base(self) -> Decimal | None:
        """Points of all items that are not bonus; None before all are there."""
        return self._add(bonus=False)

    @property
    def bonus(self) -> Decimal | None:
        """Points of the bonus items, likewise."""
        return self._add(bonus=True)

    @property
    def total(self) -> Decimal | None:
        """All points, likewise."""
        return None if self.base is None or self.bonus is None else self.base + self.bonus

    @property
    def so_far(self) -> Decimal | None:
        """The points there are by now; None where there are none."""
        given = [item.final for item in self.items if item.final is not None]
        return sum(given, Decimal(0)) if given else None

    def _add(self, *, bonus: bool) -> Decimal | None:
        if self.open_items or not any(item.counts for item in self.items):
            return None
        return sum((i.final or Decimal(0) for i in self.items if i.bonus is bonus), Decimal(0))


@dataclass(frozen=True)
class ResultGroup:
    """The packages of one submission of one scheme: the ranked first, then the others."""

    scheme: str
    submission: str
    title: str
    spec: SubmissionSpec
    rules: ReviewRules
    rows: tuple[ResultRow, ...]
    quota: int | None
    """How many may have the highest grade; None where that is not limited."""


@dataclass(frozen=True)
class Results:
    """What a review comes to by now."""

    groups: tuple[ResultGroup, ...]
    findings: tuple[Finding, ...]
    """What is wrong with the review, and what stands in the way of its end."""


def see_results(review: Review, reviewer: str = "") -> Results:
    """Return what all opinions make, as a reviewer may see it; without a name all of it."""
    groups: dict[tuple[str, str], list[Submitted]] = defaultdict(list)
    for package in review.packages:
        groups[group_key(package)].append(package)
    told = tuple(
        _rank_group(review, packages, spec, reviewer)
        for _, packages in sorted(groups.items())
        if (spec := next((p.spec for p in packages if p.spec), None))
    )
    said = [one for group in told for one in _check_group(group)]
    known = {row.package.id for group in told for row in group.rows}
    said += [_say_unranked(p, Location(p.where)) for p in review.packages if p.id not in known]
    return Results(told, (*review.findings, *map(render_foreign, said)))


def see_row(review: Review, package: Submitted, reviewer: str = "") -> ResultRow:
    """Return what reviewers made of one package, before it is ranked."""
    parts = package.manifest.items if package.told.is_vouched_for and package.spec else ()
    items = tuple(_see_item(review, package, part, reviewer) for part in parts)
    return ResultRow(package, items, tuple(_list_missing(review, package, items)))


def _see_item(review: Review, package: Submitted, part: ManifestItem, reviewer: str) -> ItemResult:
    assert package.spec is not None, "only what has a known scheme is reviewed"
    rules = review.rules_of(package.spec)
    own = review.opinion(reviewer, package, part.number)
    others, hidden = see_others(review, package, part.number, reviewer)
    given = tuple(o for o in (own, *others) if o is not None and o.points is not None)
    points = [o.points for o in given if o.points is not None]
    return ItemResult(
        number=part.number,
        claimed=part.claimed,
        computed=part.computed,
        opinions=tuple(sorted(given, key=lambda opinion: opinion.reviewer)),
        final=None if hidden else combine_points(points, rules),
        spread=None if hidden else measure_spread(points),
        allowed=rules.spread_of(part.number, part.points),
        bonus=part.bonus,
        counts=package.steps.get(part.number) is not None,
    )


def _list_missing(
    review: Review, package: Submitted, items: Sequence[ItemResult]
) -> Iterator[tuple[str, int]]:
    wanted = {item.number for item in items if item.counts}
    for name in review.reviewers:
        held = review.opinions.get(name, {})
        given = {n for (id_, n), o in held.items() if id_ == package.id and o.points is not None}
        if left := len(wanted - given):
            yield name, left


# --- ranks and grades --------------------------------------------------------------------------


def _rank_group(
    review: Review, packages: Sequence[Submitted], spec: SubmissionSpec, reviewer: str
) -> ResultGroup:
    rows = [see_row(review, package, reviewer) for package in packages]
    rows = [replace(row, unranked=_why_unranked(row)) for row in rows]
    judged = [row for row in rows if not row.unranked]
    totals = [_total(row) for row in judged]
    ranked = [replace(r, rank=1 + sum(o > _total(r) for o in totals)) for r in judged]
    ranked.sort(key=lambda row: (row.rank, row.package.studio))
    rules = review.rules_of(spec)
    quota = rules.quota_of(sum(package.ranks for package in packages))
    graded = _grade(ranked, spec, quota, review.settings.excellent_mark)
    others = [row for row in rows if row.unranked]
    scheme = packages[0].manifest.scheme
    rest = sorted(others, key=lambda row: row.package.studio)
    return ResultGroup(scheme.id, spec.name, scheme.title, spec, rules, (*graded, *rest), quota)


def _why_unranked(row: ResultRow) -> str:
    package = row.package
    if not package.ranks:
        return package.reason or package.state.value
    if not any(item.counts for item in row.items):
        return "这种报送不计分"
    if row.open_items:
        return f"还有 {len(row.open_items)} 项没有评完"
    return ""


def _total(row: ResultRow) -> Decimal:
    return row.total or Decimal(0)


def _grade(
    ranked: Sequence[ResultRow], spec: SubmissionSpec, quota: int | None, mark: Decimal | None
) -> Iterator[ResultRow]:
    """The grades by the notice's marks; the highest to no more than there are places for."""
    best = _best_grade(spec, quota, mark)
    reached = [row for row in ranked if best and _grade_of(row, spec, quota, mark) == best]
    for row in ranked:
        grade = _grade_of(row, spec, quota, mark)
        if grade == best and not _has_place(row, reached, quota):
            grade = _next_grade(spec)
        yield replace(row, grade=grade)


def _best_grade(spec: SubmissionSpec, quota: int | None, mark: Decimal | None) -> str:
    if spec.grades:
        return spec.grades[0].name
    return EXCELLENT if _mark_of(spec, mark) is not None or quota is not None else ""


def _mark_of(spec: SubmissionSpec, mark: Decimal | None) -> Decimal | None:
    return spec.excellent_mark if spec.excellent_mark is not None else mark


def _grade_of(row: ResultRow, spec: SubmissionSpec, quota: int | None, mark: Decimal | None) -> str:
    """The grade that the points reach. Without a mark for it, excellent is who has a place."""
    total = _total(row)
    if spec.grades:
        grade = spec.grade(total)
        return grade.name if grade else ""
    if spec.pass_mark is not None and total < spec.pass_mark:
        return FAILED
    wanted = _mark_of(spec, mark)
    excellent = quota is not None if wanted is None else total >= wanted
    return EXCELLENT if excellent else _passed(spec)


def _passed(spec: SubmissionSpec) -> str:
    return PASSED if spec.pass_mark is not None else ""


def _next_grade(spec: SubmissionSpec) -> str:
    return spec.grades[1].name if len(spec.grades) > 1 else _passed(spec)


def _has_place(row: ResultRow, reached: Sequence[ResultRow], quota: int | None) -> bool:
    """Whether all who are as good as this one have a place: a tie is not docgen's to break."""
    if quota is None:
        return True
    as_good = sum(other.rank is not None and other.rank <= (row.rank or 0) for other in reached)
    return as_good <= quota


# --- what stands in the way --------------------------------------------------------------------


def _check_group(group: ResultGroup) -> Iterator[Issue]:
    place = Location(f"{group.scheme} {group.submission}")
    for row in group.rows:
        studio = row.package.studio
        if not row.package.ranks:
            yield _say_unranked(row.package, place)
            continue
        for item in row.items:
            if item.apart:
                apart = {"spread": item.spread, "allowed": item.allowed}
                yield issue("R201", place, studio=studio, item=item.number, **apart)
        if row.open_items:
            left = {"count": len(row.open_items), "items": row.open_items}
            yield issue("R202", place, studio=studio, **left)
    yield from _check_ties(group, place)


def _say_unranked(package: Submitted, place: Location) -> Issue:
    if package.state is PackageState.VETOED:
        return issue("R203", place, "vetoed", studio=package.studio)
    told = {"state": package.state.value, "reason": package.reason}
    return issue("R203", place, "untrusted", studio=package.studio, **told)


def _check_ties(group: ResultGroup, place: Location) -> Iterator[Issue]:
    """Those who would be excellent and share a rank for which there are too few places."""
    if group.quota is None:
        return
    tied: dict[int, list[str]] = defaultdict(list)
    for row in group.rows:
        if row.rank is not None:
            tied[row.rank].append(row.package.studio)
    for rank, studios in tied.items():
        if rank <= group.quota < rank + len(studios) - 1:
            yield issue("R204", place, studios=studios, rank=rank, quota=group.quota)
