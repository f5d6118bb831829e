"""Which sheets are used: of two of one page the one that is like it, of halves both. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docgen.collect.collect_record import CollectedPage
from docgen.collect.originals import PageKey
from docgen.collect.sheet_naming import Named, Outcome
from docgen.images.content_comparison import Agreement

_ALIKE = 0.12
"""Shares of a page that are there may differ so much, and both sheets are like it."""
_ADDS = 0.05
"""Of what is printed that a further part of a page has to add."""


@dataclass(frozen=True)
class Double:
    """A page that came several times: the sheet that was kept, and the others."""

    key: PageKey
    kept: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class SheetChoice:
    """The sheets to be used of one page: one, or parts that make it up."""

    sheets: tuple[Named, ...]
    agreement: Agreement
    """What they show together, with what came before where that is built upon."""
    before: CollectedPage | None = None
    """The part that came before and is completed."""


def choose(
    outcomes: Iterable[Outcome],
    former: Mapping[PageKey, CollectedPage],
    again: frozenset[PageKey],
) -> tuple[dict[PageKey, SheetChoice], tuple[Double, ...]]:
    """The sheets to be used, where they are better than what came before; and the doubles.

    Pages of `again` are taken anew whatever came before.
    """
    by_key: dict[PageKey, list[Named]] = {}
    for outcome in outcomes:
        if isinstance(outcome, Named):
            by_key.setdefault(outcome.key, []).append(outcome)
    chosen, doubles = dict[PageKey, SheetChoice](), []
    for key, named in sorted(by_key.items()):
        before = None if key in again else former.get(key)
        came = [one for one in named if before is None or not _is_same(one, before)]
        if not came:
            continue
        choice = _choose_of(came, before)
        used = choice.sheets if choice else ()
        others = [str(one.sheet) for one in came if one not in used]
        if choice:
            chosen[key] = choice
        replaced = former.get(key) if choice and choice.before is None else None
        others += [_say_former(replaced)] if replaced else []
        if others:
            kept = [str(one.sheet) for one in used]
            kept += [_say_former(before)] if before and not replaced else []
            doubles.append(Double(key, "、".join(kept), tuple(others)))
    return chosen, tuple(doubles)


def _choose_of(came: Sequence[Named], before: CollectedPage | None) -> SheetChoice | None:
    """What is used of the sheets of one page that came; None where what was before is better."""
    whole = [one for one in came if not one.is_part]
    if whole:
        best = _find_best(whole)
        if before is None or before.lacking or _is_better(best, before):
            return SheetChoice((best,), best.fit.agreement)
        return None
    if before is not None and not before.lacking:
        return None
    return _put_together(came, before)


def _find_best(sheets: Sequence[Named]) -> Named:
    """The best of those that are like their page: likeness first."""
    most = max(one.fit.agreement.share for one in sheets)
    alike = [one for one in sheets if one.fit.agreement.share >= most - _ALIKE]
    return max(alike, key=lambda one: one.quality.rank)


def _is_better(one: Named, before: CollectedPage) -> bool:
    share = one.fit.agreement.share
    if abs(share - before.share) > _ALIKE:
        return share > before.share
    return one.quality.rank > before.quality.rank


def _put_together(parts: Sequence[Named], before: CollectedPage | None) -> SheetChoice | None:
    """Parts of a page, as long as each adds to those before it; the best first."""
    used = list[Named]()
    shown = _shown_before(parts[0], before) if before else None
    for one in sorted(parts, key=lambda one: one.fit.agreement.share, reverse=True):
        together = one.fit.agreement if shown is None else shown.joined(one.fit.agreement)
        if shown is None or together.reach > shown.reach + _ADDS:
            used.append(one)
            shown = together
    return SheetChoice(tuple(used), shown, before) if used and shown else None


def _shown_before(one: Named, before: CollectedPage) -> Agreement:
    """What the part that came before shows of the page."""
    inked, lacking = one.fit.agreement.inked, frozenset(before.lacking)
    return Agreement(inked, inked - lacking, frozenset(), lacking & inked)


def _is_same(named: Named, before: CollectedPage) -> bool:
    """Whether a sheet is the very one that was used before: somebody gave all scans again."""
    given = named.sheet.sha256, named.sheet.page
    return given in {(one.scan_sha256, one.scan_page) for one in (before, *before.others)}


def _say_former(page: CollectedPage) -> str:
    return f"上次的 {page.scan} 第 {page.scan_page} 页"
