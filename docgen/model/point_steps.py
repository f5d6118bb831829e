"""The points that a reviewer may give for an item: what its rule can come to, and nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

from docgen.model.scheme import Bands, BestOf, Choice, Full, Item, Tally
from docgen.text.wording import write_figure

_ZERO = Decimal(0)
_MOST_LISTED = 60
_RANGE_STEP = Decimal("0.5")
"""By so much the keys go within a range; any figure may be typed there."""


@dataclass(frozen=True)
class PointSteps:
    """All points that a rule can give. Without a limit `values` are the first of them."""

    values: tuple[Decimal, ...]
    """Ascending, each once."""
    ranges: tuple[tuple[Decimal, Decimal], ...] = ()
    """Within which, both ends included, a reviewer gives what seems right."""
    most: Decimal | None = None
    """None where there is no limit."""
    step: Decimal = Decimal(1)
    """From one value on to the next, where there is no limit."""

    def allows(self, points: Decimal) -> bool:
        """Whether the rule can come to these points."""
        if points in self.values or any(low <= points <= high for low, high in self.ranges):
            return True
        return self.most is None and points >= 0 and points % self.step == 0

    def up(self, points: Decimal | None) -> Decimal:
        """The next points above some; the highest stay. None is before the first."""
        if points is None:
            return self.stops[0]
        above = [value for value in self.stops if value > points]
        if above:
            return above[0]
        return points + self.step if self.most is None else self.stops[-1]

    def down(self, points: Decimal | None) -> Decimal:
        """The next points below some; the lowest stay. None is behind the last."""
        if points is None:
            return self.stops[-1]
        if self.most is None and points > self.stops[-1]:
            return max(points - self.step, self.stops[-1])
        below = [value for value in self.stops if value < points]
        return below[-1] if below else self.stops[0]

    @property
    def text(self) -> str:
        """In words: 0、1、2、3 分；0–3 分之间酌情."""
        listed = "、".join(map(write_figure, self.values))
        within = [
            f"{write_figure(low)}–{write_figure(high)} 分之间酌情" for low, high in self.ranges
        ]
        if self.most is None:
            listed = f"{'、'.join(map(write_figure, self.values[:4]))}……"
        return "；".join([f"{listed} 分", *within])

    @property
    def stops(self) -> tuple[Decimal, ...]:
        """What keys stop at: the values, and steps through the ranges."""
        within = (value for low, high in self.ranges for value in _count_up(low, high, _RANGE_STEP))
        return tuple(sorted({*self.values, *within}))


def point_steps(item: Item, traits: Iterable[str] = ()) -> PointSteps | None:
    """Return the points of an item for a studio of these kinds; None where it has none.

    Deductions are taken off whatever a rule gives, in every number.
    """
    rules = _open_rules(item, frozenset(traits))
    if not rules:
        return None
    limits = [_limit_of(rule, item) for rule in rules]
    tallies = [rule for rule in rules if isinstance(rule, Tally)]
    step = _common_step(count.points for rule in tallies for count in rule.counts)
    most = None if None in limits else max(limit for limit in limits if limit is not None)
    gross = {value for rule in rules for value in _values_of(rule, item, step, most)}
    return PointSteps(
        tuple(sorted(_deduct(gross, item))), tuple(_ranges_of(item)), most, step or Decimal(1)
    )


_Open = Bands | Tally | Choice | Full


def _open_rules(item: Item, traits: frozenset[str]) -> tuple[_Open, ...]:
    if isinstance(item.rule, BestOf):
        return tuple(a.rule for a in item.rule.alternatives if not a.trait or a.trait in traits)
    return (item.rule,) if item.rule else ()


def _limit_of(rule: _Open, item: Item) -> Decimal | None:
    """The most a rule gives; None where there is no limit."""
    most = item.points if isinstance(rule, Full) else rule.most_points
    return most if most is not None and most.is_finite() else item.points


def _values_of(
    rule: _Open, item: Item, step: Decimal | None, most: Decimal | None
) -> Iterator[Decimal]:
    match rule:
        case Bands():
            yield from (rule.otherwise, *(band.points for band in rule.bands))
        case Choice():
            yield from (option.points for option in rule.options if option.points is not None)
        case Full():
            yield item.points or _ZERO
        case Tally() if step:
            limit = _limit_of(rule, item) or most or step * (_MOST_LISTED - 1)
            yield from _count_up(_ZERO, limit, step)


def _count_up(low: Decimal, high: Decimal, step: Decimal) -> Iterator[Decimal]:
    """All steps of a range, and its end."""
    number = int((high - low) / step)
    yield from (low + step * place for place in range(min(number, 1000) + 1))
    yield high


def _deduct(gross: Sequence[Decimal] | set[Decimal], item: Item) -> set[Decimal]:
    """The values, and what is left of them after any deductions."""
    left = set(gross)
    for deduction in item.deductions:
        most = int(max(left, default=_ZERO) / deduction.points) + 1
        times = most if deduction.at_most is None else min(most, deduction.at_most)
        taken = [deduction.points * number for number in range(times + 1)]
        left = {max(value - points, _ZERO) for value in left for points in taken}
    return left


def _ranges_of(item: Item) -> Iterator[tuple[Decimal, Decimal]]:
    for option in item.options:
        if option.range is not None:
            yield option.range


def _common_step(points: Iterable[Decimal]) -> Decimal | None:
    """The greatest step that all are multiples of; None of none."""
    fractions = [Fraction(value) for value in points]
    if not fractions:
        return None
    common = lcm(*(fraction.denominator for fraction in fractions))
    step = gcd(*(int(fraction * common) for fraction in fractions))
    return Decimal(step) / Decimal(common)
