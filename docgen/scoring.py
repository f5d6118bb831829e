"""Scores: what each rule gives for the figures claimed. Pure and exact."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Term:
    """What one piece of evidence adds to a measure."""

    evidence_id: str
    quantity: Decimal


@dataclass(frozen=True)
class Measure:
    """One counted figure: typed by the clerk, derived from the evidence, or both."""

    key: str
    name: str
    unit: str
    typed: Decimal | None
    terms: tuple[Term, ...]

    @property
    def derived(self) -> Decimal | None:
        """The sum of the terms; None where no evidence is counted."""
        return sum((t.quantity for t in self.terms), Decimal(0)) if self.terms else None

    @property
    def value(self) -> Decimal | None:
        """The figure the rule works on: the typed one where there is one."""
        return self.derived if self.typed is None else self.typed


@dataclass(frozen=True)
class Doubt:
    """A place where the wording allows another reading that changes this studio's points."""

    text: str
    other_points: Decimal | None = None


@dataclass(frozen=True)
class ItemScore:
    """The points of one item: what the rule gives and what the studio claims."""

    number: int
    full: Decimal | None
    computed: Decimal | None
    """None where the rule wants a judgement that was not made."""
    claimed: Decimal | None
    """The self-score: the typed points, else the computed ones."""
    measures: tuple[Measure, ...]
    answer: str
    """The chosen answer of a judgement item, in words; empty for the others."""
    bonus: bool
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Scores:
    """All items' scores. Totals are of the claimed points."""

    items: tuple[ItemScore, ...]

    @property
    def base(self) -> Decimal:
        """Points of all items that are not bonus."""
        return sum((i.claimed or Decimal(0) for i in self.items if not i.bonus), Decimal(0))

    @property
    def bonus(self) -> Decimal:
        """Points of the bonus items."""
        return sum((i.claimed or Decimal(0) for i in self.items if i.bonus), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Base and bonus together."""
        return self.base + self.bonus

    def item(self, number: int) -> ItemScore:
        """The score of one item. KeyError where there is none."""
        for score in self.items:
            if score.number == number:
                return score
        raise KeyError(number)
