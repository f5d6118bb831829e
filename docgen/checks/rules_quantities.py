"""Rules about how many a piece of evidence stands for, and what an answer rests on."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen.bundle.photo_layout import used_pages
from docgen.checks.case import Case, folder_of
from docgen.checks.consequences import (
    A_LIST,
    is_far_from_told,
    is_unusual,
    repeats,
    stands_for_one,
    value_at,
)
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.certificate_numbers import numbers_in
from docgen.model.counting import holders_of
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared
from docgen.model.scheme import CountSpec, Item, Need
from docgen.model.scoring import open_counts
from docgen.model.shown_papers import missing, shows
from docgen.model.title_quantities import PEOPLE, TEN_THOUSAND, numbers_said

_HAN = re.compile("[\u3400-\u9fff]")
"""Titles without a word, as cameras and scanners give them, tell nothing of what is missing."""


def _counted_once(case: Case) -> Iterator[tuple[Item, CountSpec, Evidence]]:
    """The evidence that may count, each piece with the first item and count that take it."""
    told = set()
    for item, _, _ in case.scored():
        for count, piece in counted_evidence(case, item):
            if piece.id not in told:
                told.add(piece.id)
                yield item, count, piece


# ── what the title says ───────────────────────────────────────────────────────────────────────


def quantity_against_title(case: Case) -> Iterator[Issue]:
    """A piece's title says how many there are, and another quantity is written, or none."""
    for _, count, piece in _counted_once(case):
        said = numbers_said(piece.title, count, listed=_is_a_list(count, piece))
        written = Decimal(1) if piece.quantity is None else piece.quantity
        if (piece.quantity is None and count.quantity == "sum") or not said:
            continue
        if case.scores.leaves_out(piece, "quantity"):
            continue
        if written not in (*said, sum(said)):
            yield issue(
                "C317",
                piece.at("quantity"),
                "unwritten" if piece.quantity is None else "written",
                piece=piece,
                said=[(number, count.unit) for number in said],
                figure=written,
                unit=count.unit,
            )


def quantity_against_about(case: Case) -> Iterator[Issue]:
    """A piece's title says about how many there are, and the quantity is far from it."""
    for _, count, piece in _counted_once(case):
        said = is_far_from_told(count, piece)
        if said is not None:
            yield issue(
                "C337",
                piece.at("quantity"),
                piece=piece,
                said=said.quote,
                figure=piece.quantity,
                unit=count.unit,
            )


def turns_for_people(case: Case) -> Iterator[Issue]:
    """People are counted, and the title gives the figure as 人次."""
    for _, count, piece in _counted_once(case):
        turns = re.search(r"(\d+) ?人次", unicodedata.normalize("NFKC", piece.title))
        if count.unit not in PEOPLE or not turns or piece.quantity is None:
            continue
        if piece.quantity >= int(turns[1]):
            yield issue(
                "C329",
                piece.at("quantity"),
                piece=piece,
                turns=int(turns[1]),
                figure=piece.quantity,
                unit=count.unit,
            )


def _is_a_list(count: CountSpec, piece: Evidence) -> bool:
    """Whether figures in the title, not only in brackets, tell how many there are."""
    return count.quantity == "sum" or (piece.quantity is not None and piece.quantity > 1)


# ── more than there can be ────────────────────────────────────────────────────────────────────


def more_than_pages(case: Case) -> Iterator[Issue]:
    """A piece that stands for one thing is said to be more than it has pages."""
    for item, count, piece, figure in _several_in_one(case):
        pages = _count_pages(case, piece)
        if pages < figure and not A_LIST.search(piece.title):
            yield issue(
                "C323",
                piece.at("quantity"),
                **_said_of(item, count, piece, figure),
                pages=pages,
            )


def several_in_one(case: Case) -> Iterator[Issue]:
    """A piece that stands for one thing is said to be several, and does not show it."""
    for item, count, piece, figure in _several_in_one(case):
        if A_LIST.search(piece.title) or _count_pages(case, piece) >= figure:
            yield issue("C324", piece.at("quantity"), **_said_of(item, count, piece, figure))


def _said_of(item: Item, count: CountSpec, piece: Evidence, figure: Decimal) -> dict[str, object]:
    """What sentences about a piece's quantity say of it."""
    return {"piece": piece, "figure": figure, "unit": count.unit, "item": item}


def _several_in_one(case: Case) -> Iterator[tuple[Item, CountSpec, Evidence, Decimal]]:
    """Pieces of a kind that stands for one, whose quantity nothing written on them bears out."""
    for item, count, piece in _counted_once(case):
        if piece.quantity is not None and stands_for_one(count, piece):
            yield item, count, piece, piece.quantity


def _count_pages(case: Case, piece: Evidence) -> int:
    """How many pages a piece has; a file that was not opened counts as one."""
    total = 0
    for file in piece.files:
        source = case.sources.get(file.key)
        known = used_pages(file, source) if isinstance(source, Prepared) else None
        total += 1 if known is None else len(known)
    return total


def disbelieved(case: Case) -> Iterator[Issue]:
    """A quantity cannot be true, so nothing of it counts: yuan for ten thousands, most likely."""
    pieces = {piece.id: piece for piece in case.evidence}
    for item, _, score in case.scored():
        for measure in score.measures:
            for left in measure.left_out:
                if left.reason == "quantity":
                    piece = pieces[left.evidence_id]
                    said = {"piece": piece, "id": piece.id, "item": item, "why": left.said}
                    where, figure = piece.at("quantity"), left.quantity
                    if measure.unit == _IN_TEN_THOUSANDS:
                        meant = figure / TEN_THOUSAND
                        yield issue("C334", where, "yuan", **said, figure=figure, meant=meant)
                    else:
                        yield issue("C334", where, "plain", **said)


_IN_TEN_THOUSANDS = "万元"
"""The unit of sums that are easily typed in 元."""


def unusual_quantities(case: Case) -> Iterator[Issue]:
    """A quantity is greater than one piece usually has: yuan for ten thousands, most likely."""
    for _, count, piece in _counted_once(case):
        # Where the title says another quantity, or the quantity is not believed, that is told.
        if (
            piece.quantity is not None
            and is_unusual(count, piece)
            and not case.scores.leaves_out(piece, "quantity")
        ):
            said = {"piece": piece, "figure": piece.quantity, "unit": count.unit}
            yield _unusual(piece.at("quantity"), "piece", said, piece.quantity)
    yield from _unusual_figures(case)


def _unusual_figures(case: Case) -> Iterator[Issue]:
    for item, claim, score in case.scored():
        usual = {count.key: count for count in item.counts}
        for measure in score.measures:
            count, typed = usual[measure.key], measure.typed
            if _is_held_against_another(case, item, count):
                continue
            if typed and count.usual_most and typed > count.usual_most * max(1, len(measure.terms)):
                keys = ("counts", measure.key) if measure.key in claim.counts else ("measure",)
                said = {"item": item, "name": measure.name, "figure": typed, "unit": measure.unit}
                yield _unusual(case.at_claim(item, *keys), "figure", said, typed)


def _unusual(where: Location, what: str, said: dict[str, object], figure: Decimal) -> Issue:
    """Say that a figure is great; a sum of money was typed in 元, most likely."""
    if said["unit"] != _IN_TEN_THOUSANDS:
        return issue("C325", where, what, **said)
    return issue("C325", where, f"{what}_in_yuan", **said, meant=figure / TEN_THOUSAND)


def _is_held_against_another(case: Case, item: Item, count: CountSpec) -> bool:
    """Whether a figure that is too great is an error already: evidence or data say another."""
    other = value_at(case.data, count.same_as) if count.same_as else None
    return bool(count.kinds) or not case.supporting(item) or isinstance(other, Decimal)


def fewer_than_listed(case: Case) -> Iterator[Issue]:
    """A piece lists more people or numbers than its quantity says, or its quantity is 0."""
    for item, count, piece in _counted_once(case):
        if piece.quantity is None and count.quantity == "sum":
            continue
        written = Decimal(1) if piece.quantity is None else piece.quantity
        named = len(holders_of(piece, ())) if "holder" in count.distinct else 0
        numbered = len(numbers_in(piece.number)) if count.one_each and piece.number else 0
        listed, where = max((named, "holder"), (numbered, "number"))
        said = {"piece": piece, "item": item}
        if not written:
            yield issue("C326", piece.at("quantity"), "zero", **said)
        elif written < listed:
            amounts = {"listed": listed, "figure": written, "unit": count.unit}
            yield issue("C326", piece.at("quantity"), where, **said, **amounts)


def told_apart_by_nothing(case: Case) -> Iterator[Issue]:
    """Two pieces count as two things, and nothing that matters of them differs."""
    for item in case.spec.items:
        for count, first, piece in repeats(case, item):
            yield issue(
                "C327",
                piece.at("title"),
                count.quantity,
                piece=piece,
                id=piece.id,
                first=first,
                first_id=first.id,
                item=item,
            )


def idle_kinds(case: Case) -> Iterator[Issue]:
    """A piece is of a kind that counts for studios of another kind alone."""
    for item in case.spec.items:
        own = {k for c in open_counts(item, frozenset(case.data.studio.traits)) for k in c.kinds}
        all_kinds = {kind for count in item.counts for kind in count.kinds}
        for piece in case.supporting(item):
            if piece.kind in all_kinds - own:
                yield issue("C331", piece.at("kind"), piece=piece, kind=piece.kind, item=item)


# ── what an answer rests on ───────────────────────────────────────────────────────────────────


def needs_missing(case: Case) -> Iterator[Issue]:
    """An answer is chosen, and the evidence does not show a paper that it rests on."""
    for item, claim in case.claims():
        pieces = case.supporting(item)
        options = [option for option in item.options if option.key == claim.choice]
        for need in missing([n for o in options for n in o.needs], pieces) if pieces else ():
            yield issue(
                "C328",
                case.at_claim(item, "choice"),
                item=item,
                answer=options[0].name,
                need=need.name,
                others=_of_other_years(pieces, need),
                # What another reading would give is told as such.
                note="" if need.other_years else need.note,
                folder=item.folder_name,
                kind=need.kinds[0] if need.kinds else "",
            )


def _of_other_years(pieces: Sequence[Evidence], need: Need) -> list[Evidence]:
    """What there is instead: papers of that sort, but of another year."""
    return [piece for piece in pieces if shows(piece, need.model_copy(update=_OF_ANY_YEAR))]


_OF_ANY_YEAR = {"years": (), "since": None, "unless": ()}


def proofs_missing(case: Case) -> Iterator[Issue]:
    """An item gives points for figures, and no title shows a paper that they rest on."""
    for item, _, score in case.scored():
        pieces = case.supporting(item)
        titled = _HAN.search("".join(piece.title for piece in pieces))
        for need in missing(item.needs, pieces) if score.claimed and titled else ():
            yield issue(
                "C330",
                folder_of(item),
                item=item,
                need=need.name,
                note=need.note,
                folder=item.folder_name,
            )
