"""How far reviewers are apart, and what their points make together. Pure and exact."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from docgen.model.review_terms import ReviewRules


def measure_spread(points: Iterable[Decimal | None]) -> Decimal | None:
    """Return how far the highest is from the lowest; None of fewer than two."""
    given = [one for one in points if one is not None]
    return max(given) - min(given) if len(given) > 1 else None


def combine_points(points: Sequence[Decimal], rules: ReviewRules) -> Decimal | None:
    """Return what several points make, rounded half up; None of fewer than the rules ask for."""
    if not points or len(points) < rules.reviewers_at_least:
        return None
    ranked = sorted(points)
    if rules.combine == "trimmed_mean" and len(ranked) >= rules.trim_from:
        ranked = ranked[1:-1]
    if rules.combine == "median":
        half = len(ranked) // 2
        ranked = ranked[half : half + 1] if len(ranked) % 2 else ranked[half - 1 : half + 1]
    mean = sum(ranked, Decimal(0)) / len(ranked)
    return mean.quantize(Decimal(1).scaleb(-rules.decimals), ROUND_HALF_UP)
