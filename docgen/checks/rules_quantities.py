"""Rules about how many a piece of evidence stands for, and what an answer rests on."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen.bundle.photo_layout import used_pages
from docgen.checks.case import Case, RuleFinding, name_item
from docgen.checks.consequences import (
    A_LIST,
    is_far_from_told,
    is_unusual,
    repeats,
    stands_for_one,
    value_at,
)
from docgen.checks.rules_score import counted_evidence, list_titles
from docgen.issues.finding import Finding
from docgen.model.certificate_numbers import numbers_in
from docgen.model.counting import holders_of
from docgen.model.evidence import Evidence
from docgen.model.scheme import CountSpec, Item, Need
from docgen.model.scoring import open_counts
from docgen.model.shown_papers import missing, shows
from docgen.model.title_quantities import PEOPLE, TEN_THOUSAND, numbers_said
from docgen.text.wording import write_figure

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


def quantity_against_title(case: Case) -> Iterator[RuleFinding]:
    """A piece's title says how many there are, and another quantity is written, or none."""
    for _, count, piece in _counted_once(case):
        said = numbers_said(piece.title, count, listed=_is_a_list(count, piece))
        written = Decimal(1) if piece.quantity is None else piece.quantity
        if (piece.quantity is None and count.quantity == "sum") or not said:
            continue
        if _is_doubted(case, piece):
            continue
        if written not in (*said, sum(said)):
            named = "、".join(f"{write_figure(number)} {count.unit}" for number in said)
            figure = f"{write_figure(written)} {count.unit}"
            yield RuleFinding(
                piece.at("quantity"),
                f"佐证“{piece.title}”的标题说是 {named}，"
                + (
                    f"数量写的是 {figure}"
                    if piece.quantity is not None
                    else f"没有写数量，只计 {figure}"
                ),
                "对照原件改正其中一处（quantity）；只计其中一部分的，在 note 里写明",
            )


def quantity_against_about(case: Case) -> Iterator[RuleFinding]:
    """A piece's title says about how many there are, and the quantity is far from it."""
    for _, count, piece in _counted_once(case):
        said = is_far_from_told(count, piece)
        if said is not None:
            yield RuleFinding(
                piece.at("quantity"),
                f"佐证“{piece.title}”的标题说是{said.quote}，"
                f"数量写的是 {write_figure(piece.quantity)} {count.unit}",
                "对照原件数清，改正其中一处（quantity）",
            )


def turns_for_people(case: Case) -> Iterator[RuleFinding]:
    """People are counted, and the title gives the figure as 人次."""
    for _, count, piece in _counted_once(case):
        turns = re.search(r"(\d+) ?人次", unicodedata.normalize("NFKC", piece.title))
        if count.unit not in PEOPLE or not turns or piece.quantity is None:
            continue
        if piece.quantity >= int(turns[1]):
            yield RuleFinding(
                piece.at("quantity"),
                f"佐证“{piece.title}”的标题写的是 {turns[1]} 人次，"
                f"数量按 {write_figure(piece.quantity)} {count.unit}计了",
                "通知计人数：同一个人只算一次，quantity 写人数",
            )


def _is_a_list(count: CountSpec, piece: Evidence) -> bool:
    """Whether figures in the title, not only in brackets, tell how many there are."""
    return count.quantity == "sum" or (piece.quantity is not None and piece.quantity > 1)


# ── more than there can be ────────────────────────────────────────────────────────────────────


def more_than_pages(case: Case) -> Iterator[RuleFinding]:
    """A piece that stands for one thing is said to be more than it has pages."""
    for item, count, piece, figure in _several_in_one(case):
        pages = _count_pages(case, piece)
        if pages < figure and not A_LIST.search(piece.title):
            yield RuleFinding(
                piece.at("quantity"),
                f"佐证“{piece.title}”的数量写了 {write_figure(figure)} {count.unit}，"
                f"只有 {pages} 页，{name_item(item)}一件证明一{count.unit}",
                f"只有一{count.unit}的删去 quantity；确有几{count.unit}的，"
                "把证明放全，并在标题里写明（如：3项），或在 number 里列出各自的编号",
            )


def several_in_one(case: Case) -> Iterator[RuleFinding]:
    """A piece that stands for one thing is said to be several, and does not show it."""
    for item, count, piece, figure in _several_in_one(case):
        if A_LIST.search(piece.title) or _count_pages(case, piece) >= figure:
            yield RuleFinding(
                piece.at("quantity"),
                f"佐证“{piece.title}”的数量写了 {write_figure(figure)} {count.unit}，"
                f"标题和编号看不出，{name_item(item)}一件证明一{count.unit}",
                f"只有一{count.unit}的删去 quantity；确有几{count.unit}的，"
                "在标题里写明（如：3项），或在 number 里列出各自的编号",
            )


def _several_in_one(case: Case) -> Iterator[tuple[Item, CountSpec, Evidence, Decimal]]:
    """Pieces of a kind that stands for one, whose quantity nothing written on them bears out."""
    for item, count, piece in _counted_once(case):
        if piece.quantity is not None and stands_for_one(count, piece):
            yield item, count, piece, piece.quantity


def _count_pages(case: Case, piece: Evidence) -> int:
    """How many pages a piece has; a file that was not opened counts as one."""
    total = 0
    for file in piece.files:
        source = case.sources.get(file.path)
        known = None if source is None or isinstance(source, Finding) else used_pages(file, source)
        total += 1 if known is None else len(known)
    return total


def disbelieved(case: Case) -> Iterator[RuleFinding]:
    """A quantity cannot be true, so nothing of it counts: yuan for ten thousands, most likely."""
    pieces = {piece.id: piece for piece in case.evidence}
    for item, _, score in case.scored():
        for measure in score.measures:
            for left in measure.left_out:
                if left.reason == "quantity":
                    piece = pieces[left.evidence_id]
                    yield RuleFinding(
                        piece.at("quantity"),
                        f"佐证“{piece.title}”（{piece.id}）没有计入{name_item(item)}：{left.why}",
                        _true_unit(measure.unit, left.quantity) or "对照原件改正 quantity",
                    )


def _is_doubted(case: Case, piece: Evidence) -> bool:
    """Whether a piece's quantity is told to be impossible already."""
    return any(
        left.evidence_id == piece.id and left.reason == "quantity"
        for score in case.scores.items
        for left in score.left_out
    )


def unusual_quantities(case: Case) -> Iterator[RuleFinding]:
    """A quantity is greater than one piece usually has: yuan for ten thousands, most likely."""
    for _, count, piece in _counted_once(case):
        # Where the title says another quantity, or the quantity is not believed, that is told.
        if piece.quantity is not None and is_unusual(count, piece) and not _is_doubted(case, piece):
            figure = f"{write_figure(piece.quantity)} {count.unit}"
            what = f"佐证“{piece.title}”的数量写了 {figure}，一件一般没有这么多"
            yield RuleFinding(piece.at("quantity"), what, _unit_remedy(count.unit, piece.quantity))
    yield from _unusual_figures(case)


def _unusual_figures(case: Case) -> Iterator[RuleFinding]:
    for item, claim, score in case.scored():
        usual = {count.key: count for count in item.counts}
        for measure in score.measures:
            count, typed = usual[measure.key], measure.typed
            if _is_held_against_another(case, item, count):
                continue
            if typed and count.usual_most and typed > count.usual_most * max(1, len(measure.terms)):
                keys = ("counts", measure.key) if measure.key in claim.counts else ("measure",)
                yield RuleFinding(
                    case.at_claim(item, *keys),
                    f"{name_item(item)}的{measure.name}写了 {write_figure(typed)} {measure.unit}，"
                    "一般没有这么多",
                    _unit_remedy(count.unit, typed),
                )


def _is_held_against_another(case: Case, item: Item, count: CountSpec) -> bool:
    """Whether a figure that is too great is an error already: evidence or data say another."""
    other = value_at(case.data, count.same_as) if count.same_as else None
    return bool(count.kinds) or not case.supporting(item) or isinstance(other, Decimal)


def _unit_remedy(unit: str, figure: Decimal) -> str:
    meant = _true_unit(unit, figure)
    return f"{meant}；确是这么多{unit}的不必改" if meant else "对照原件核对；确是这么多的不必改"


def _true_unit(unit: str, figure: Decimal) -> str:
    """How a sum of money is written that was typed in 元; empty for other things."""
    meant = write_figure(figure / TEN_THOUSAND)
    return f"单位是万元：{write_figure(figure)} 元要写 {meant}" if unit == "万元" else ""


def fewer_than_listed(case: Case) -> Iterator[RuleFinding]:
    """A piece lists more people or numbers than its quantity says, or its quantity is 0."""
    for item, count, piece in _counted_once(case):
        if piece.quantity is None and count.quantity == "sum":
            continue
        written = Decimal(1) if piece.quantity is None else piece.quantity
        named = len(holders_of(piece, ())) if "holder" in count.distinct else 0
        numbered = len(numbers_in(piece.number)) if count.one_each and piece.number else 0
        listed, where = max((named, "holder"), (numbered, "number"))
        what = "持有人" if where == "holder" else "编号"
        if not written:
            what = f"佐证“{piece.title}”的数量写了 0，{name_item(item)}不计它"
            yield RuleFinding(
                piece.at("quantity"), what, "改正 quantity；不该计的去掉种类（kind），只作旁证"
            )
        elif written < listed:
            yield RuleFinding(
                piece.at("quantity"),
                f"佐证“{piece.title}”的{what}写了 {listed} 个，{name_item(item)}只按"
                f" {write_figure(written)} {count.unit}计",
                f"都算的写 quantity: {listed}；只算其中几个的，{where} 里只写这几个",
            )


def told_apart_by_nothing(case: Case) -> Iterator[RuleFinding]:
    """Two pieces count as two things, and nothing that matters of them differs."""
    for item in case.spec.items:
        for count, first, piece in repeats(case, item):
            same = "数量和日期" if count.quantity == "sum" else "标题、日期、编号"
            yield RuleFinding(
                piece.at("title"),
                f"佐证“{piece.title}”（{piece.id}）和“{first.title}”（{first.id}）的{same}都一样，"
                f"{name_item(item)}计了两次",
                "是同一件的只留一件，或去掉一件的种类（kind）；确是两件的，写出不同的编号（number）",
            )


def idle_kinds(case: Case) -> Iterator[RuleFinding]:
    """A piece is of a kind that counts for studios of another kind alone."""
    for item in case.spec.items:
        own = {k for c in open_counts(item, frozenset(case.data.studio.traits)) for k in c.kinds}
        all_kinds = {kind for count in item.counts for kind in count.kinds}
        for piece in case.supporting(item):
            if piece.kind in all_kinds - own:
                yield RuleFinding(
                    piece.at("kind"),
                    f"佐证“{piece.title}”的种类“{piece.kind}”只用于特定类别的工作室，"
                    f"{name_item(item)}没有计它",
                    "本工作室属于该类别就写进 studio.traits；不然去掉种类（kind）",
                )


# ── what an answer rests on ───────────────────────────────────────────────────────────────────


def needs_missing(case: Case) -> Iterator[RuleFinding]:
    """An answer is chosen, and the evidence does not show a paper that it rests on."""
    for item, claim in case.claims():
        pieces = case.supporting(item)
        options = [option for option in item.options if option.key == claim.choice]
        for need in missing([n for o in options for n in o.needs], pieces) if pieces else ():
            kinds = f"，或写种类“{need.kinds[0]}”" if need.kinds else ""
            # What another reading would give is told as such.
            note = f"；{need.note}" if need.note and not need.other_years else ""
            yield RuleFinding(
                case.at_claim(item, "choice"),
                f"{name_item(item)}选了“{options[0].name}”，佐证里看不到{need.name}，"
                f"没有给这一档的分{_told_of(pieces, need)}{note}",
                f"把{need.name}放进 evidence/{item.folder_name}/，在标题里写明（带上年份）{kinds}；"
                "没有的改选别的档次",
            )


def _told_of(pieces: Sequence[Evidence], need: Need) -> str:
    """What there is instead: a paper of that sort, but of another year."""
    other = [piece for piece in pieces if shows(piece, need.model_copy(update=_OF_ANY_YEAR))]
    return f"（{list_titles(other)}不是）" if other else ""


_OF_ANY_YEAR = {"years": (), "since": None, "unless": ()}


def proofs_missing(case: Case) -> Iterator[RuleFinding]:
    """An item gives points for figures, and no title shows a paper that they rest on."""
    for item, _, score in case.scored():
        pieces = case.supporting(item)
        titled = _HAN.search("".join(piece.title for piece in pieces))
        for need in missing(item.needs, pieces) if score.claimed and titled else ():
            yield RuleFinding(
                f"evidence/{item.folder_name}/",
                f"{name_item(item)}得了分，佐证的标题里看不到{need.name}"
                + (f"；{need.note}" if need.note else ""),
                f"把{need.name}放进 evidence/{item.folder_name}/；已在别的佐证里的不必改",
            )
