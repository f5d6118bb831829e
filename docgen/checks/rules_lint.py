"""Rules about a scheme: its numbers against its own wording, and what could never happen.

What contradicts itself is refused when the scheme is read. Here stands what can be read, but
gives the wrong points, asks for what nobody can do, or leaves a reader without a word.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.field_locations import Places
from docgen.model.rubric_text import Stated, probes, stated_bands
from docgen.model.scheme import (
    Alternative,
    Bands,
    BestOf,
    Choice,
    CountSpec,
    Full,
    Item,
    Option,
    Scheme,
    SubmissionSpec,
    TallyCount,
)
from docgen.model.scoring import band_points
from docgen.model.skill_levels import level_of

_LONGEST_NAME = 60
"""Characters of a folder's or file's name: Windows allows 260 for a whole path."""


class ItemPlace(NamedTuple):
    """An item, where it is, and whose it is."""

    item: Item
    path: tuple[str | int, ...]
    spec: SubmissionSpec


@dataclass(frozen=True)
class LintCase:
    """A scheme that was read, and the line of each of its values."""

    scheme: Scheme
    places: Places

    def at(self, *path: str | int) -> Location:
        """The place of a value, or of what is around it."""
        return self.places.at(*path)

    def submissions(self) -> Iterator[tuple[tuple[str | int, ...], SubmissionSpec]]:
        """Every submission with its path."""
        for key, spec in self.scheme.submissions.items():
            yield ("submissions", key), spec

    def items(self) -> Iterator[ItemPlace]:
        """Every item that was read whole."""
        for path, spec in self.submissions():
            for c, category in enumerate(spec.categories):
                for i, item in enumerate(category.items):
                    here = (*path, "categories", c, "items", i)
                    if not self.places.any_spoilt(*here):
                        yield ItemPlace(item, here, spec)

    def bands(self) -> Iterator[tuple[ItemPlace, Bands, tuple[str | int, ...]]]:
        """Every rule of bands with its path, those of alternatives included."""
        for place in self.items():
            path, rule = (*place.path, "rule"), place.item.rule
            if isinstance(rule, Bands):
                yield place, rule, path
            for n, alternative in enumerate(_alternatives(rule)):
                if isinstance(alternative.rule, Bands):
                    yield place, alternative.rule, (*path, "alternatives", n, "rule")

    def is_whole(self) -> bool:
        """Whether everything that is written could be read: sums need that."""
        return not self.places.spoilt


LintFunction = Callable[[LintCase], Iterable[Issue]]


def _alternatives(rule: object) -> tuple[Alternative, ...]:
    return rule.alternatives if isinstance(rule, BestOf) else ()


# ── bands against the wording ─────────────────────────────────────────────────────────────────


def _stated(
    case: LintCase,
) -> Iterator[tuple[ItemPlace, Bands, tuple[str | int, ...], list[Stated]]]:
    """Bands whose standard can be told from the wording: one rule of bands, one set of bands."""
    rules = list(case.bands())
    for place, rule, path in rules:
        alone = sum(other.item is place.item for other, _, _ in rules) == 1
        bands = list(stated_bands(place.item.standard))
        if alone and bands:
            yield place, rule, path, bands


def overlaps(case: LintCase) -> Iterator[Issue]:
    """The wording names a figure in two bands, and the scheme does not say how it is read."""
    for place, rule, path, stated in _stated(case):
        told = {contested.at for contested in rule.contested}
        for upper, lower in pairwise(stated):
            at = lower.high
            if at is not None and at in upper and at in lower and at not in told:
                yield issue(
                    "S101",
                    case.at(*path, "bands"),
                    number=place.item.number,
                    at=at,
                    upper=upper.text,
                    lower=lower.text,
                )


def gaps(case: LintCase) -> Iterator[Issue]:
    """The wording leaves figures between two bands out, and the scheme does not say so."""
    for place, rule, path, stated in _stated(case):
        told = {(gap.low, gap.high) for gap in rule.gaps}
        for upper, lower in pairwise(stated):
            low, high = lower.high, upper.low
            if low is None or high is None or not _is_open(lower, upper, whole=rule.count.whole):
                continue
            if (low, high) not in told:
                yield issue(
                    "S102",
                    case.at(*path, "bands"),
                    number=place.item.number,
                    low=low,
                    high=high,
                    upper=upper.text,
                    lower=lower.text,
                )


def _is_open(lower: Stated, upper: Stated, *, whole: bool) -> bool:
    """Whether a figure lies between two bands that neither of them has."""
    low, high = lower.high or Decimal(0), upper.low or Decimal(0)
    if not whole:
        return low < high or (low == high and not (lower.high_in or upper.low_in))
    first = low + (1 if lower.high_in else 0)
    last = high - (1 if upper.low_in else 0)
    return first <= last


def points_against_wording(case: LintCase) -> Iterator[Issue]:
    """The bands give other points than the wording, for a figure only one band names."""
    for place, rule, path, stated in _stated(case):
        for band in stated:
            contested = {c.at for c in rule.contested}
            for figure in probes(band, whole=rule.count.whole):
                alone = sum(figure in other for other in stated) == 1 and figure not in contested
                given = band_points(rule, figure)
                if alone and given != band.points:
                    yield issue(
                        "S103",
                        case.at(*path, "bands"),
                        number=place.item.number,
                        figure=figure,
                        unit=rule.count.unit,
                        given=given,
                        band=band.text,
                    )
                    break


def edges_not_in_wording(case: LintCase) -> Iterator[Issue]:
    """A contested figure or a gap's end is not in the wording at all: mistyped, most likely."""
    for place, rule, path in case.bands():
        numbers = {Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", place.item.standard)}
        written = [("contested", n, c.at) for n, c in enumerate(rule.contested)]
        written += [("gaps", n, g.low) for n, g in enumerate(rule.gaps)]
        written += [("gaps", n, g.high) for n, g in enumerate(rule.gaps)]
        for key, number, figure in written:
            if place.item.standard and figure not in numbers:
                where = case.at(*path, key, number)
                yield issue("S104", where, number=place.item.number, key=key, figure=figure)


def unreachable_doubts(case: LintCase) -> Iterator[Issue]:
    """A count of whole numbers can never meet a contested figure or a gap."""
    for place, rule, path in case.bands():
        if not rule.count.whole:
            continue
        idle = [("contested", n) for n, c in enumerate(rule.contested) if c.at % 1]
        idle += [("gaps", n) for n, g in enumerate(rule.gaps) if g.low // 1 + 1 >= g.high]
        for key, number in idle:
            where, name = case.at(*path, key, number), rule.count.name
            yield issue("S105", where, number=place.item.number, key=key, name=name)


def readings_without_note(case: LintCase) -> Iterator[Issue]:
    """A reading stands there without a word on why."""
    for place, rule, path in case.bands():
        notes = [("contested", n, c.note) for n, c in enumerate(rule.contested)]
        notes += [("gaps", n, g.note) for n, g in enumerate(rule.gaps)]
        for key, number, note in notes:
            if not note:
                yield _noteless(case, place, *path, key, number)
    for place in case.items():
        for number, doubt in enumerate(place.item.doubts):
            if not doubt.note:
                yield _noteless(case, place, *place.path, "doubts", number)


def _noteless(case: LintCase, place: ItemPlace, *path: str | int) -> Issue:
    return issue("S106", case.at(*path), number=place.item.number)


def alternatives_without_note(case: LintCase) -> Iterator[Issue]:
    """Several ways to points, and not a word on how they go together."""
    for place in case.items():
        alternatives = _alternatives(place.item.rule)
        if alternatives and not any(alternative.note for alternative in alternatives):
            yield issue("S107", case.at(*place.path, "rule"), number=place.item.number)


# ── what the rules can give ───────────────────────────────────────────────────────────────────


def full_points_out_of_reach(case: LintCase) -> Iterator[Issue]:
    """No figures and no answer give the full points."""
    for place in case.items():
        rule, points = place.item.rule, place.item.points
        if rule is None or points is None or isinstance(rule, Full):
            continue
        most = _most_for_all(rule) if isinstance(rule, BestOf) else rule.most_points
        if most < points:
            where, number = case.at(*place.path, "rule"), place.item.number
            yield issue("S201", where, number=number, points=points, most=most)


def _most_for_all(rule: BestOf) -> Decimal:
    """What a studio without any trait can get."""
    return max(a.rule.most_points for a in rule.alternatives if not a.trait)


def limits_that_never_bind(case: LintCase) -> Iterator[Issue]:
    """A cap or a greatest number that nothing can reach."""
    for place in case.items():
        for count in place.item.counts:
            if not isinstance(count, TallyCount) or count.cap is None or count.at_most is None:
                continue
            if count.at_most * count.points < count.cap:
                yield issue(
                    "S202",
                    case.at(*place.path, "rule"),
                    number=place.item.number,
                    name=count.name,
                    most=count.at_most,
                    unit=count.unit,
                    cap=count.cap,
                )


def options_in_doubt(case: LintCase) -> Iterator[Issue]:
    """Answers nobody can tell apart, or no answer for who has nothing."""
    for place in case.items():
        if not isinstance(place.item.rule, Choice):
            continue
        where, options = case.at(*place.path, "rule"), place.item.rule.options
        number = place.item.number
        if min(_least(option) for option in options) > 0:
            yield issue("S203", where, "no_zero", number=number)
        for one, other in pairwise(sorted(options, key=_least, reverse=True)):
            said = {"number": number, "one": one.name, "other": other.name}
            if one.range and other.range and _least(one) <= other.most_points:
                yield issue("S203", where, "overlap", **said, points=other.most_points)
            if one.points is not None and one.points == other.points:
                yield issue("S203", where, "same", **said)


def _least(option: Option) -> Decimal:
    return option.range[0] if option.range is not None else option.points or Decimal(0)


def deductions_in_doubt(case: LintCase) -> Iterator[Issue]:
    """One defect takes more than there is, or all defects together leave points standing."""
    for place in case.items():
        item = place.item
        for number, deduction in enumerate(item.deductions):
            if item.points is not None and deduction.points > item.points:
                yield issue(
                    "S204",
                    case.at(*place.path, "deductions", number),
                    number=item.number,
                    name=deduction.name,
                    points=deduction.points,
                    full=item.points,
                )


# ── what is counted ───────────────────────────────────────────────────────────────────────────


def kinds_counted_twice(case: LintCase) -> Iterator[Issue]:
    """A kind of evidence counts at two places: meant or not, the author should know."""
    for path, spec in case.submissions():
        where = defaultdict(list)
        for item in spec.items:
            for count in item.counts:
                for kind in count.kinds:
                    where[kind].append((item, count))
        for kind, uses in where.items():
            items = list(dict.fromkeys(item.number for item, _ in uses))
            if len(uses) > len(items):
                yield _twice_in_item(case, path, spec, kind, uses)
            elif len(items) > 1:
                yield issue("S301", case.at(*path, "categories"), "across", kind=kind, items=items)


def _twice_in_item(
    case: LintCase,
    path: tuple[str | int, ...],
    spec: SubmissionSpec,
    kind: str,
    uses: list[tuple[Item, CountSpec]],
) -> Issue:
    numbers = [item.number for item, _ in uses]
    number = next(n for n in numbers if numbers.count(n) > 1)
    names = [count.name for item, count in uses if item.number == number]
    place = next((p for p in case.items() if p.spec is spec and p.item.number == number), None)
    where = case.at(*(place.path if place else path))
    return issue("S301", where, "within", number=number, kind=kind, names=names)


def kinds_alike(case: LintCase) -> Iterator[Issue]:
    """Two kinds or two folders are one folder on Windows, or differ by a blank."""
    for path, spec in case.submissions():
        names = {kind for item in spec.items for kind in item.kinds}
        alike = defaultdict(set)
        for name in names:
            folded = unicodedata.normalize("NFKC", name).casefold()
            alike[re.sub(r"\s", "", folded)].add(name)
        for same in alike.values():
            if len(same) > 1:
                yield issue("S302", case.at(*path, "categories"), names=sorted(same))


def counts_in_doubt(case: LintCase) -> Iterator[Issue]:
    """What is counted can only be typed, or its dates can be held against nothing."""
    for place in case.items():
        for count in place.item.counts:
            where = case.at(*place.path, "rule")
            said = {"number": place.item.number, "name": count.name}
            if count.quantity == "sum" and not count.kinds:
                yield issue("S303", where, "no_kinds", **said)
            if count.kinds and count.in_period and place.spec.period_of(place.item) is None:
                yield issue("S303", where, "no_period", **said)


def paper_rules_in_doubt(case: LintCase) -> Iterator[Issue]:
    """A rule for papers names several kinds, and nothing tells which of them one is of."""
    ranked = {k for ladder in case.scheme.ladders for rank in ladder.ranks for k in rank.kinds}
    for place in case.items():
        for index, rule in enumerate(place.item.papers):
            told = ranked.issuperset(rule.kinds) or all(map(level_of, rule.kinds))
            if len(rule.kinds) > 1 and not told:
                where = case.at(*place.path, "papers", index)
                yield issue("S305", where, number=place.item.number, kinds=rule.kinds)


def traits_never_used(case: LintCase) -> Iterator[Issue]:
    """A kind of studio is listed, and no rule treats it apart."""
    rules = [place.item.rule for place in case.items()]
    used = {alternative.trait for rule in rules for alternative in _alternatives(rule)}
    for number, trait in enumerate(case.scheme.traits):
        if trait.key not in used and case.is_whole():
            yield issue("S304", case.at("traits", number), name=trait.name)


# ── sums, marks, days ─────────────────────────────────────────────────────────────────────────


def sums_not_given(case: LintCase) -> Iterator[Issue]:
    """A printed subtotal or total was not copied, so nobody holds the points against it."""
    for path, spec in case.submissions():
        if not any(item.points for item in spec.items):
            continue
        for number, category in enumerate(spec.categories):
            given = sum((i.points for i in category.items if i.points is not None), Decimal(0))
            if category.points is None and given:
                where = case.at(*path, "categories", number)
                yield issue("S401", where, "subtotal", title=category.title, sum=given)
        if spec.full_points is None:
            yield issue("S401", case.at(*path), "total")


def marks_in_doubt(case: LintCase) -> Iterator[Issue]:
    """The marks and the grades do not say the same."""
    for path, spec in case.submissions():
        edges = {grade.at_least for grade in spec.grades}
        marks = {"pass_mark": spec.pass_mark, "excellent_mark": spec.excellent_mark}
        for key, mark in marks.items():
            if spec.grades and mark is not None and mark not in edges:
                yield issue("S402", case.at(*path, key), "mark", key=key, mark=mark)
        for number, grade in enumerate(spec.grades):
            if spec.full_points is not None and grade.at_least > spec.full_points:
                yield issue(
                    "S402",
                    case.at(*path, "grades", number),
                    "grade",
                    grade=grade.name,
                    points=grade.at_least,
                    full=spec.full_points,
                )


def days_in_doubt(case: LintCase) -> Iterator[Issue]:
    """The period, the year and the deadline do not fit together."""
    for path, spec in case.submissions():
        period = spec.period
        if period is None:
            continue
        if spec.deadline < period.start:
            where, start = case.at(*path, "deadline"), period.start
            yield issue("S403", where, "deadline", deadline=spec.deadline, start=start)
        days = {"start": period.start, "end": period.end}
        years = range(period.start.year, period.end.year + 3)
        if case.scheme.year not in years:
            yield issue("S403", case.at("year"), "year", year=case.scheme.year, **days)
        if (period.start.day, period.end.month, period.end.day) != (1, 12, 31):
            whole = period.end.day >= 28 and period.start.day == 1
            if not whole:
                yield issue("S403", case.at(*path, "period"), "period", **days)


# ── names and wording ─────────────────────────────────────────────────────────────────────────


def names_in_doubt(case: LintCase) -> Iterator[Issue]:
    """A name is too long, or says something else than the folder it is in."""
    scheme = case.scheme
    if scheme.id != scheme.folder.name:
        yield issue("S501", case.at("id"), "id", id=scheme.id, folder=scheme.folder.name)
    if scheme.studio_name and _LEADER_MARK not in scheme.studio_name:
        yield issue("S501", case.at("studio_name"), "convention", mark=_LEADER_MARK)
    for place in case.items():
        length, number = len(place.item.folder_name), place.item.number
        if length > _LONGEST_NAME:
            where = case.at(*place.path, "folder")
            yield issue("S501", where, "folder", number=number, length=length)
    for path, spec in case.submissions():
        for key, name in _output_names(spec):
            if len(name) > _LONGEST_NAME:
                yield issue("S501", case.at(*path, key, "name"), "file", name=name)


_LEADER_MARK = "{leader}"
"""Stands for the leader's name where a notice says how studios are called."""


def _output_names(spec: SubmissionSpec) -> Iterator[tuple[str, str]]:
    yield from (
        ("form", spec.form.name),
        ("report", spec.report.name),
        ("bundle", spec.bundle.name),
    )


def order_in_doubt(case: LintCase) -> Iterator[Issue]:
    """Some output names begin with their number and some do not, or two have the same."""
    for path, spec in case.submissions():
        numbers = [re.match(r"\d+", name) for _, name in _output_names(spec)]
        found = [match[0] for match in numbers if match]
        if found and sorted(set(found)) != sorted(n[0] if n else "" for n in numbers):
            yield issue("S502", case.at(*path, "form", "name"))


def wording_missing(case: LintCase) -> Iterator[Issue]:
    """A place of the notice's wording, or of a clerk's guidance, is empty."""
    for key in ("title", "issuer", "document_number"):
        if not getattr(case.scheme, key):
            yield issue("S503", case.at(key), "key", key=key)
    for place in case.items():
        item = place.item
        if item.rule is not None and not item.standard:
            yield issue("S503", case.at(*place.path), "standard", number=item.number)
        names = [option.name for option in item.options]
        names += [part for count in item.counts for part in (count.name, count.unit)]
        if not all((*names, item.title)):
            yield issue("S503", case.at(*place.path), "names", number=item.number)


def hints_missing(case: LintCase) -> Iterator[Issue]:
    """Nobody tells the clerk what belongs to an item."""
    for path, spec in case.submissions():
        empty = [item.number for item in spec.items if not item.hint]
        if empty:
            yield issue("S504", case.at(*path, "categories"), items=empty)


def veto_missing(case: LintCase) -> Iterator[Issue]:
    """The form asks for a veto, and the scheme does not say which."""
    for path, spec in case.submissions():
        asked = spec.form.kind == "assessment" and "assessment.veto" not in spec.form.omits
        if asked and "assessment" not in spec.form.omits and not spec.veto:
            yield issue("S505", case.at(*path))
