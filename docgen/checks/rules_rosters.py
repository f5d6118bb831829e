"""Rules about what lists and certificates themselves say, where their words can be read."""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from docgen.checks.case import Case, once_a_case
from docgen.checks.rules_levels import wanted_level
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.certificate_numbers import plain_number, read_patent
from docgen.model.evidence import Evidence
from docgen.model.prose_figures import plain_text
from docgen.model.scheme import CountSpec, Item
from docgen.model.skill_levels import SkillLevel, levels_in
from docgen.model.title_quantities import numbers_said
from docgen.sources.document_text import DocumentText
from docgen.sources.rosters import Listed, read_roster
from docgen.system.memo import this_memo

PEOPLE = ("人", "名", "人次")
"""The units in which people are counted."""


@dataclass(frozen=True)
class _Roster:
    """A piece of evidence that counts people, and whom it lists."""

    item: Item
    count: CountSpec
    piece: Evidence
    people: tuple[Listed, ...]
    text: DocumentText


def _text_of(case: Case, piece: Evidence) -> DocumentText:
    """Return the words of the pages of a piece that are used; none where they cannot be read."""
    return DocumentText(
        tuple(
            line
            for file in piece.files
            for line in getattr(case.texts.get(file.key), "lines", ())
            if file.pages is None or any(a <= line.page <= b for a, b in file.pages)
        )
    )


def plain_lines(text: DocumentText) -> str:
    """Return the words of a text as figures are looked for in it, line by line."""
    return plain_text("\n".join(line.text for line in text.lines))


Told = TypeVar("Told")


@once_a_case
def from_text(case: Case, piece: Evidence, find: Callable[[DocumentText], Told]) -> Told:
    """Return what follows from the words of a piece, found once by a process that lives on."""
    texts = tuple((case.texts.get(file.key), file.pages) for file in piece.files)
    # Texts are known by identity: they are long, and held together with what follows from them.
    key = (find, *((id(text), pages) for text, pages in texts))
    return this_memo().recall(key, lambda: (find(_text_of(case, piece)), texts))[0]


@once_a_case
def _rosters(case: Case) -> Sequence[_Roster]:
    return list(_read_rosters(case))


def _read_rosters(case: Case) -> Iterator[_Roster]:
    for item in case.spec.items:
        for count, piece in counted_evidence(case, item):
            if count.unit in PEOPLE and piece.quantity not in (None, 0, 1):
                people = from_text(case, piece, read_roster)
                if people:
                    yield _Roster(item, count, piece, people, _text_of(case, piece))


@once_a_case
def listed_in(case: Case, count: CountSpec, piece: Evidence) -> int:
    """Return how many people a piece's list names; 0 where it counts no people, or is not read."""
    return len(from_text(case, piece, read_roster)) if count.unit in PEOPLE else 0


def names_repeated(case: Case) -> Iterator[Issue]:
    """A list names somebody twice."""
    for roster in _rosters(case):
        by_name = defaultdict(list)
        for person in roster.people:
            by_name[person.name].append(person)
        again = {name: who for name, who in by_name.items() if len(who) > 1 and not _differ(who)}
        if again:
            yield issue(
                "C340",
                roster.piece.at("quantity"),
                piece=roster.piece,
                number=len(again),
                names=[f"{name}（{_pages(who)}）" for name, who in again.items()],
                quantity=roster.piece.quantity,
                unit=roster.count.unit,
            )


def _differ(people: list[Listed]) -> bool:
    """Whether these are people of one name: their ID numbers are all there and differ."""
    numbers = [plain_number(person.id_number) for person in people]
    return all(numbers) and len(set(numbers)) == len(numbers)


def _pages(people: list[Listed]) -> str:
    where = [
        f"第 {p.page} 页" + (f"序号 {p.number}" if p.number is not None else "") for p in people
    ]
    return "、".join(dict.fromkeys(where))


def roster_against_quantity(case: Case) -> Iterator[Issue]:
    """A list names fewer people than its quantity says, or more."""
    for roster in _rosters(case):
        quantity, listed = roster.piece.quantity, len(roster.people)
        numbers = [p.number for p in roster.people if p.number is not None]
        # A list that is read whole is numbered to its end; of others nobody knows what is missing.
        whole = bool(numbers) and len(numbers) == listed and max(numbers) == listed
        if quantity is None or quantity == listed or not whole:
            continue
        if quantity < listed and roster.piece.note:
            continue
        # Where the title says as many as the list, it is held against the quantity already.
        if Decimal(listed) in numbers_said(roster.piece.title, roster.count, listed=True):
            continue
        said = {"listed": listed, "quantity": quantity, "unit": roster.count.unit}
        yield issue("C341", roster.piece.at("quantity"), piece=roster.piece, **said)


def roster_below_level(case: Case) -> Iterator[Issue]:
    """A list counts people of a level that does not count."""
    for roster in _rosters(case):
        wanted = wanted_level(roster.count, roster.piece.kind)
        if wanted is None or (roster.item.holders and not roster.count.level):
            continue
        levels = [max(found) for p in roster.people if (found := levels_in(p.level))]
        below = Counter(level.title for level in levels if level < wanted[0])
        enough = Decimal(len(roster.people) - below.total())
        if below and roster.piece.quantity is not None and roster.piece.quantity > enough:
            told = [f"{title} {number} 人" for title, number in below.items()]
        elif not levels and (headed := _levels_of_heading(roster)) and max(headed) < wanted[0]:
            told = [level.title for level in sorted(headed)]
        else:
            continue
        yield issue(
            "C342",
            roster.piece.at("quantity"),
            piece=roster.piece,
            told=told,
            item=roster.item,
            count=roster.count.name,
            level=wanted[0].title,
            quantity=roster.piece.quantity,
            unit=roster.count.unit,
        )


def _levels_of_heading(roster: _Roster) -> frozenset[SkillLevel]:
    """The levels that the first lines of a list speak of, above its table."""
    heading = []
    for line in roster.text.lines:
        if any(person.name in line.text for person in roster.people[:1]):
            break
        heading.append(line.text)
    return levels_in("；".join(heading))


def person_on_two_lists(case: Case) -> Iterator[Issue]:
    """Somebody stands on two lists of a figure that counts each person once."""
    rosters = [r for r in _rosters(case) if "holder" in r.count.distinct and not r.piece.holder]
    for one, two in combinations(rosters, 2):
        if one.item is not two.item or one.count is not two.count or one.piece is two.piece:
            continue
        first = {person.name: person for person in one.people}
        both = [p for p in two.people if p.name in first and not _differ([first[p.name], p])]
        if both:
            names = list(dict.fromkeys(person.name for person in both))
            yield issue(
                "C343",
                two.piece.at("quantity"),
                two=two.piece,
                one=one.piece,
                where=one.piece.where,
                names=names,
                item=one.item,
            )


# ── certificates ──────────────────────────────────────────────────────────────────────────────

_DATED = re.compile(
    r"(?:认定|发证|颁证|取证|颁发|授权公告|评价|发表)(?:日期?|时间)[:：]?"
    r"((?:19|20)\d\d)[年.\-/](\d{1,2})[月.\-/](\d{1,2})"
)
_PATENT = re.compile(r"ZL(?:19|20)\d\d\d{8}(?:\.[\dX])?")


def printed_days(case: Case, piece: Evidence) -> Sequence[datetime.date]:
    """Return the days of which the words of a piece say that it was issued or granted on them."""
    days = [_day(found) for found in _DATED.findall(from_text(case, piece, plain_lines))]
    return [day for day in days if day is not None]


def printed_patents(case: Case, piece: Evidence) -> Sequence[str]:
    """Return the numbers of patents in the words of a piece, each once."""
    return list(dict.fromkeys(_PATENT.findall(from_text(case, piece, plain_lines))))


def date_against_words(case: Case) -> Iterator[Issue]:
    """A piece is dated otherwise than its own words say."""
    for piece in _counted(case):
        known, date = printed_days(case, piece), piece.date
        if date and known and not any(date.first <= day <= date.last for day in known):
            yield issue("C344", piece.at("quantity"), piece=piece, said=date, printed=known[0])


def number_against_words(case: Case) -> Iterator[Issue]:
    """A patent's number is another one than on its certificate."""
    for piece in _counted(case):
        typed = read_patent(piece.number)
        numbers = printed_patents(case, piece)
        if typed and numbers and typed.digits not in [number[2:14] for number in numbers]:
            said = {"said": piece.number, "printed": numbers[0]}
            yield issue("C345", piece.at("quantity"), piece=piece, **said)


def _day(found: tuple[str, str, str]) -> datetime.date | None:
    try:
        return datetime.date(*map(int, found))
    except ValueError:
        return None


def _counted(case: Case) -> list[Evidence]:
    pieces = {p.id: p for item in case.spec.items for _, p in counted_evidence(case, item)}
    return list(pieces.values())
