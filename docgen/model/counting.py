"""What of the evidence counts: each thing once, within the period, run by whom it must be."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from docgen.issues.issue import Issue, issue, render
from docgen.issues.unplaced import NOWHERE
from docgen.model.certificate_numbers import (
    is_of_a_paper,
    is_telling_number,
    numbers_in,
    plain_number,
)
from docgen.model.evidence import LAST_PAGE, Evidence
from docgen.model.organisations import is_any_of
from docgen.model.people import may_be_one, names_in, people_in
from docgen.model.scheme import Body, CountSpec, Period, TallyCount
from docgen.model.submission import PartialDate
from docgen.model.title_quantities import TEN_THOUSAND, is_in_yuan

ZERO = Decimal(0)

Reason = Literal[
    "period",
    "content",
    "organiser",
    "title",
    "quantity",
    "leader",
    "part",
    "number",
    "holder",
    "achievement",
]


@dataclass(frozen=True)
class Term:
    """What one piece of evidence adds to a measure."""

    evidence_id: str
    quantity: Decimal


@dataclass(frozen=True)
class LeftOut:
    """A piece of evidence of a counted kind that does not count, or not with all of it."""

    evidence_id: str
    quantity: Decimal
    """What it would have added."""
    reason: Reason
    said: Issue
    """A case of `left-out`, which does not name the piece itself: 编号与 13-2 相同，只计一次."""

    @property
    def why(self) -> str:
        """In words a reviewer reads."""
        return render(self.said).what


def _say(case: str, /, **slots: object) -> Issue:
    return issue("left-out", NOWHERE, case, **slots)


@dataclass(frozen=True)
class Counted:
    """What the evidence adds to one figure, in the order of the evidence, and what it does not."""

    terms: tuple[Term, ...]
    left_out: tuple[LeftOut, ...]


def holders_of(evidence: Evidence, people: Collection[str]) -> tuple[str, ...]:
    """Return whose a piece is: as written, else the one of `people` its title names."""
    if evidence.holder:
        return names_in(evidence.holder)
    named = people_in(evidence.title, people)
    return named if len(named) == 1 else ()


def is_outside(date: PartialDate | None, period: Period | None) -> bool:
    """Whether no day that the date can mean lies within the period."""
    if date is None or period is None:
        return False
    return date.last < period.start or period.end < date.first


def is_shown(evidence: Evidence, count: CountSpec) -> bool:
    """Whether a piece's title lets it be what is counted: no budget is money paid."""
    return may_be_counted(evidence.title, count)


def may_be_counted(title: str, count: CountSpec) -> bool:
    """Whether something of this title may be what is counted."""
    title = "".join(title.split())
    return any(word in title for word in count.shown_by) or not any(
        word in title for word in count.not_shown_by
    )


def quantity_of(evidence: Evidence, count: CountSpec) -> Decimal | None:
    """Return what a piece adds to a count of its kind; None where it does not say."""
    if evidence.quantity is None and count.quantity == "each":
        return Decimal(1)
    return evidence.quantity


@dataclass(frozen=True)
class Bounds:
    """Within what evidence counts for a rule, and whose it may be."""

    period: Period | None = None
    people: tuple[str, ...] = ()
    """Names looked for in titles."""
    leader: str = ""
    """Who is not counted among the people; empty where everybody is."""
    bodies: tuple[Body, ...] = ()
    """All that counts may limit organisers to."""


def count_evidence(
    counts: Sequence[CountSpec], evidence: Sequence[Evidence], bounds: Bounds
) -> dict[str, Counted]:
    """Return what counts for each of a rule's figures, by its key.

    A thing that is there more than once counts where it gives most: counts of more points come
    first, then the higher of an achievement's awards, then what stands first.
    """
    known = _Known(bounds.people)
    candidates = [
        (count, piece, quantity)
        for count in counts
        for piece in evidence
        if piece.kind in count.kinds and (quantity := quantity_of(piece, count)) is not None
    ]
    terms: dict[str, dict[str, Term]] = {count.key: {} for count in counts}
    left_out: dict[str, list[LeftOut]] = {count.key: [] for count in counts}
    for count, piece, quantity in sorted(candidates, key=_precedence):
        lacking = list(_leave_out(count, piece, quantity, bounds, known))
        left_out[count.key] += lacking
        rest = quantity - sum((left.quantity for left in lacking), ZERO)
        # A piece of quantity 0 counts, as nothing, unless it is left out.
        if rest or not lacking:
            terms[count.key][piece.id] = Term(piece.id, rest)
        if rest:
            known.add(count, piece)
    order = [piece.id for piece in evidence]
    return {
        count.key: Counted(
            tuple(terms[count.key][i] for i in order if i in terms[count.key]),
            tuple(sorted(left_out[count.key], key=lambda left: order.index(left.evidence_id))),
        )
        for count in counts
    }


def _precedence(candidate: tuple[CountSpec, Evidence, Decimal]) -> tuple[Decimal, int]:
    count, piece, _ = candidate
    points = count.points if isinstance(count, TallyCount) else ZERO
    # Kinds stand from the lowest to the highest only where achievements are told apart by them.
    rank = count.kinds.index(piece.kind) if "achievement" in count.distinct else 0
    return -points, -rank


def _leave_out(
    count: CountSpec, piece: Evidence, quantity: Decimal, bounds: Bounds, known: "_Known"
) -> Iterator[LeftOut]:
    """Yield why a piece does not count, or not with all of it."""
    refused = refuse(count, piece, bounds) or _disbelieve(count, piece, quantity)
    if refused is not None:
        yield LeftOut(piece.id, quantity, *refused)
        return
    whole = Decimal(int(quantity)) if count.whole else quantity
    if whole != quantity:
        said = _say("part", unit=count.unit, rest=quantity - whole)
        yield LeftOut(piece.id, quantity - whole, "part", said)
    others = _leave_out_leader(piece, whole, bounds) if whole else None
    if others is not None:
        yield others
        whole -= others.quantity
    repeated = known.find(count, piece, whole, bounds.leader) if whole else None
    if repeated is not None:
        yield repeated


def refuse(count: CountSpec, piece: Evidence, bounds: Bounds) -> tuple[Reason, Issue] | None:
    """Return why nothing of a piece counts, whatever else there is."""
    if count.in_period and not piece.in_period and is_outside(piece.date, bounds.period):
        return "period", _say("period", day=piece.date)
    bodies = [body for body in bounds.bodies if body.key in count.organisers]
    if bodies and piece.organiser and not is_any_of(piece.organiser, bodies):
        named = tuple(dict.fromkeys(body.name for body in bodies))
        return "organiser", _say("organiser", organiser=piece.organiser, bodies=named)
    if not is_shown(piece, count):
        return "title", _say("title", kind=piece.kind)
    return None


def _disbelieve(
    count: CountSpec, piece: Evidence, quantity: Decimal
) -> tuple[Reason, Issue] | None:
    """Return why a quantity cannot be true: it was typed in another unit, most likely."""
    slots = {"figure": quantity, "unit": count.unit}
    if is_in_yuan(quantity, piece.title, count):
        return "quantity", _say("yuan", **slots, meant=quantity / TEN_THOUSAND)
    if count.most is not None and quantity > count.most:
        return "quantity", _say("most", **slots, most=count.most)
    return None


def _leave_out_leader(piece: Evidence, quantity: Decimal, bounds: Bounds) -> LeftOut | None:
    """Return what of a piece is the leader's, where the leader is not counted."""
    names = holders_of(piece, bounds.people) if bounds.leader else ()
    if not any(may_be_one(name, bounds.leader) for name in names):
        return None
    if len(names) == 1:
        return LeftOut(piece.id, quantity, "leader", _say("leader"))
    if quantity == len(names):
        return LeftOut(piece.id, Decimal(1), "leader", _say("leader_among"))
    return None


class _Known:
    """What was counted for a rule already, by what makes it the same thing."""

    def __init__(self, people: Collection[str]) -> None:
        self._people = people
        self._pages: dict[tuple[str, Range], str] = {}
        self._numbers: dict[str, str] = {}
        self._papers: dict[tuple[str, str], str] = {}
        self._achievements: dict[str, str] = {}
        self._titles: dict[str, Evidence] = {}
        self._holders: dict[str, str] = {}

    def add(self, count: CountSpec, piece: Evidence) -> None:
        """Remember a piece that counts."""
        for pages in _pages_of(piece):
            self._pages.setdefault(pages, piece.id)
        if "number" in count.distinct:
            if is_telling_number(piece.number):
                for number in numbers_in(piece.number):
                    self._numbers.setdefault(number, piece.id)
            elif is_of_a_paper(piece.number):
                self._papers.setdefault(_in_a_paper(piece), piece.id)
        if "achievement" in count.distinct:
            if piece.achievement:
                self._achievements.setdefault(piece.achievement, piece.id)
            self._titles.setdefault(piece.title, piece)
        if "holder" in count.distinct:
            for name in holders_of(piece, self._people):
                self._holders.setdefault(name, piece.id)

    def find(
        self, count: CountSpec, piece: Evidence, quantity: Decimal, leader: str = ""
    ) -> LeftOut | None:
        """Return what of a piece was counted before; the leader's part of it is off already."""
        first = self._same_pages(piece)
        if first:
            return LeftOut(piece.id, quantity, "content", _say("content", first=first))
        if "number" in count.distinct and piece.number:
            same = self._same_number(piece, quantity)
            if same is not None:
                return same
        if "achievement" in count.distinct:
            first = self._same_achievement(piece)
            if first:
                said = _say("achievement", first=first)
                return LeftOut(piece.id, quantity, "achievement", said)
        return self._same_people(piece, quantity, leader) if "holder" in count.distinct else None

    def _same_pages(self, piece: Evidence) -> str:
        """The piece with whose pages it was counted; empty where any of its pages is new."""
        earlier = [
            next((i for known, i in self._pages.items() if _is_within(pages, known)), "")
            for pages in _pages_of(piece)
        ]
        return earlier[0] if earlier and all(earlier) else ""

    def _same_number(self, piece: Evidence, quantity: Decimal) -> LeftOut | None:
        numbers = numbers_in(piece.number)
        again = {number: known for number in numbers if (known := self._numbers.get(number))}
        first = tuple(dict.fromkeys(again.values()))
        if len(again) == len(numbers):
            return LeftOut(piece.id, quantity, "number", _say("number", first=first))
        if again and quantity == len(numbers):
            said = _say("numbers", count=len(again), first=first)
            return LeftOut(piece.id, Decimal(len(again)), "number", said)
        paper = self._papers.get(_in_a_paper(piece))
        if paper:
            return LeftOut(piece.id, quantity, "number", _say("paper", first=paper))
        return None

    def _same_achievement(self, piece: Evidence) -> str:
        if piece.achievement:
            return self._achievements.get(piece.achievement, "")
        other = self._titles.get(piece.title)
        # Two awards of one level may well be called alike; at two levels it is one achievement.
        return other.id if other and not other.achievement and other.kind != piece.kind else ""

    def _same_people(self, piece: Evidence, quantity: Decimal, leader: str) -> LeftOut | None:
        everybody = holders_of(piece, self._people)
        names = [name for name in everybody if not (leader and may_be_one(name, leader))]
        again = {name: known for name in names if (known := self._counted(name))}
        # A list of more people than are named here tells nothing about the others.
        if not again or (len(again) < len(names) and quantity != len(names)):
            return None
        whole = len(again) == len(names) and quantity <= max(len(names), 1)
        repeated = quantity if whole else Decimal(len(again))
        some = None if whole else repeated
        said = _say("holder", people=tuple(again.items()), some=some)
        return LeftOut(piece.id, repeated, "holder", said)

    def _counted(self, name: str) -> str:
        """Return the piece that a person was counted with; empty for a new one."""
        return next(
            (piece for known, piece in self._holders.items() if may_be_one(known, name)), ""
        )


Range = tuple[int, int]
"""The first and the last of some pages."""


def _pages_of(piece: Evidence) -> Iterator[tuple[str, Range]]:
    """What is in a piece: some pages of a content, whatever its file is called."""
    for file in piece.files:
        for pages in file.pages or ((1, LAST_PAGE),):
            yield file.sha256 or file.path, pages


def _is_within(some: tuple[str, Range], others: tuple[str, Range]) -> bool:
    (content, (first, last)), (other, (start, end)) = some, others
    return content == other and start <= first and last <= end


def _in_a_paper(piece: Evidence) -> tuple[str, str]:
    """What is one thing of all that a paper announces."""
    return plain_number(piece.number), "".join(piece.title.split())
