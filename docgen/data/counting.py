"""What of the evidence counts: each thing once, within the period, run by whom it must be."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from docgen.data.evidence import Evidence
from docgen.data.model import PartialDate
from docgen.data.scheme import CountSpec, Period, TallyCount
from docgen.data.wording import write_date, write_figure

ZERO = Decimal(0)

Reason = Literal["period", "organiser", "number", "holder", "achievement"]

_SHORTEST_NUMBER = 5
"""Shorter ones are running numbers within a document, which others have too."""
_BETWEEN_NAMES = re.compile(r"[、，,;；/和\s]+")


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
    why: str
    """In words a reviewer reads, without its own name: 编号与 13-2 相同，只计一次."""


@dataclass(frozen=True)
class Counted:
    """What the evidence adds to one figure, in the order of the evidence, and what it does not."""

    terms: tuple[Term, ...]
    left_out: tuple[LeftOut, ...]


def plain_number(text: str) -> str:
    """Return a certificate's number however it was typed: half-width capitals, nothing between."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def is_telling_number(text: str) -> bool:
    """Whether a number is long enough that no two certificates have it by chance."""
    return len(plain_number(text)) >= _SHORTEST_NUMBER


def names_in(holder: str) -> tuple[str, ...]:
    """Return the people a holder's field names: 张三、李四."""
    normal = unicodedata.normalize("NFKC", holder).strip()
    # Two-character names are often set apart to the width of three.
    spaced = re.sub(r"(?<=^[\u3400-\u9fff])\s+(?=[\u3400-\u9fff]$)", "", normal)
    return tuple(dict.fromkeys(filter(None, _BETWEEN_NAMES.split(spaced))))


def holders_of(evidence: Evidence, people: Collection[str]) -> tuple[str, ...]:
    """Return whose a piece is: as written, else the one of `people` its title names."""
    if evidence.holder:
        return names_in(evidence.holder)
    named = [name for name in people if name and name in evidence.title]
    return tuple(named) if len(named) == 1 else ()


def is_outside(date: PartialDate | None, period: Period | None) -> bool:
    """Whether no day that the date can mean lies within the period."""
    if date is None or period is None:
        return False
    return date.last < period.start or period.end < date.first


def is_run_by(organiser: str, organisers: Iterable[str]) -> bool:
    """Whether an organiser's name has one of the words in it."""
    return any(word in organiser for word in organisers)


def quantity_of(evidence: Evidence, count: CountSpec) -> Decimal | None:
    """Return what a piece adds to a count of its kind; None where it does not say."""
    if evidence.quantity is None and count.quantity == "each":
        return Decimal(1)
    return evidence.quantity


def count_evidence(
    counts: Sequence[CountSpec],
    evidence: Sequence[Evidence],
    period: Period | None,
    people: Collection[str] = (),
) -> dict[str, Counted]:
    """Return what counts for each of a rule's figures, by its key.

    A thing that is there more than once counts where it gives most: counts of more points come
    first, then the higher of an achievement's awards, then what stands first. `people` are names
    looked for in titles.
    """
    known = _Known(people)
    candidates = [
        (count, piece, quantity)
        for count in counts
        for piece in evidence
        if piece.kind in count.kinds and (quantity := quantity_of(piece, count)) is not None
    ]
    terms: dict[str, dict[str, Term]] = {count.key: {} for count in counts}
    left_out: dict[str, list[LeftOut]] = {count.key: [] for count in counts}
    for count, piece, quantity in sorted(candidates, key=_precedence):
        lacking = list(_leave_out(count, piece, quantity, period, known))
        left_out[count.key] += lacking
        rest = quantity - sum((left.quantity for left in lacking), ZERO)
        # A piece of quantity 0 counts, as nothing, unless it is left out.
        if rest or not lacking:
            terms[count.key][piece.id] = Term(piece.id, rest)
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
    count: CountSpec, piece: Evidence, quantity: Decimal, period: Period | None, known: "_Known"
) -> Iterator[LeftOut]:
    """Yield the first reason why a piece does not count, or not with all of it."""
    if count.in_period and not piece.in_period and is_outside(piece.date, period):
        why = f"日期 {write_date(piece.date)} 不在考核期内，不计"
        yield LeftOut(piece.id, quantity, "period", why)
    elif count.organisers and piece.organiser and not is_run_by(piece.organiser, count.organisers):
        why = f"主办单位“{piece.organiser}”里没有“{'”或“'.join(count.organisers)}”，不计"
        yield LeftOut(piece.id, quantity, "organiser", why)
    else:
        repeated = known.find(count, piece, quantity)
        if repeated is not None:
            yield repeated


class _Known:
    """What was counted for a rule already, by what makes it the same thing."""

    def __init__(self, people: Collection[str]) -> None:
        self._people = people
        self._numbers: dict[str, str] = {}
        self._achievements: dict[str, str] = {}
        self._titles: dict[str, Evidence] = {}
        self._holders: dict[str, str] = {}

    def add(self, count: CountSpec, piece: Evidence) -> None:
        """Remember a piece that counts."""
        if "number" in count.distinct and is_telling_number(piece.number):
            self._numbers.setdefault(plain_number(piece.number), piece.id)
        if "achievement" in count.distinct:
            if piece.achievement:
                self._achievements.setdefault(piece.achievement, piece.id)
            self._titles.setdefault(piece.title, piece)
        if "holder" in count.distinct:
            for name in holders_of(piece, self._people):
                self._holders.setdefault(name, piece.id)

    def find(self, count: CountSpec, piece: Evidence, quantity: Decimal) -> LeftOut | None:
        """Return what of a piece was counted before."""
        number = self._numbers.get(plain_number(piece.number)) if piece.number else None
        if "number" in count.distinct and number:
            return LeftOut(piece.id, quantity, "number", f"编号与 {number} 相同，只计一次")
        if "achievement" in count.distinct:
            first = self._same_achievement(piece)
            if first:
                why = f"与 {first} 是同一成果，只计最高的一级"
                return LeftOut(piece.id, quantity, "achievement", why)
        return self._same_people(piece, quantity) if "holder" in count.distinct else None

    def _same_achievement(self, piece: Evidence) -> str:
        if piece.achievement:
            return self._achievements.get(piece.achievement, "")
        other = self._titles.get(piece.title)
        # Two awards of one level may well be called alike; at two levels it is one achievement.
        return other.id if other and not other.achievement and other.kind != piece.kind else ""

    def _same_people(self, piece: Evidence, quantity: Decimal) -> LeftOut | None:
        names = holders_of(piece, self._people)
        again = [name for name in names if name in self._holders]
        # A list of more people than are named here tells nothing about the others.
        if not again or (len(again) < len(names) and quantity != len(names)):
            return None
        whole = len(again) == len(names) and quantity <= max(len(names), 1)
        repeated = quantity if whole else Decimal(len(again))
        where = "、".join(f"{name}（{self._holders[name]}）" for name in again)
        each = "" if whole else f"，其中 {write_figure(repeated)} 人"
        why = f"{where}已经计过{each}，同一人只计一次"
        return LeftOut(piece.id, repeated, "holder", why)
