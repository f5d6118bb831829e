"""Evidence of a folder in another order, which is the order of its files' names.

A name gets an order number in front (1 场地平面图.pdf), or another one; of all ways to have the
wished order the one is taken that renames the fewest files.
"""

import bisect
import datetime
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from docgen.workspace.change_draft import Changed, ChangeDraft
from docgen.workspace.discover import sort_path, split_order
from docgen.workspace.evidence_pieces import (
    EvidenceState,
    PieceAtHand,
    nfc,
    read_state,
    refuse_change,
)
from docgen.workspace.history import open_journal

_LARGEST = 999
"""A number of more digits is no order number: a year."""


def order_pieces(
    folder: Path, keys: Sequence[str], *, at: datetime.datetime | None = None
) -> Changed:
    """Have pieces of one folder, an item's own or one of its kinds, come in this order.

    Those of the folder that are not among `keys` stay at their places between them. Pieces of
    pages of one file stand together; among them their rows are moved. ChangeConflictError where
    one is not there any more, or lies elsewhere.
    """
    with open_journal(folder) as journal:
        draft = ChangeDraft(journal, read_state(folder), at)
        pieces = _put_in(draft.state, [draft.state.find(key) for key in dict.fromkeys(keys)])
        grouped = [list(group) for _, group in groupby(pieces, key=lambda one: one.files[0].path)]
        paths = [group[0].files[0].path for group in grouped]
        twice = next((path for path in paths if paths.count(path) > 1), "")
        if twice:
            raise refuse_change("apart", twice, file=twice.rpartition("/")[2])
        _rename(draft, paths)
        for group in grouped:
            rows = [piece.row for piece in group if piece.row is not None]
            if rows != sorted(rows):
                draft.reorder(rows, rows)
        return draft.finish(f"排序：{pieces[0].home.rpartition('/')[2]}")


def _put_in(state: EvidenceState, wished: Sequence[PieceAtHand]) -> list[PieceAtHand]:
    """All pieces of the folder of some, with these in their order at the places they have."""
    homes = {piece.home for piece in wished}
    if len(homes) != 1 or any(piece.folder for piece in wished):
        raise refuse_change("order", next(iter(homes), ""))
    there = [one for one in state.pieces.values() if one.home in homes and not one.folder]
    there.sort(key=lambda one: (sort_path(one.files[0].path), -1 if one.row is None else one.row))
    order = iter(wished)
    return [next(order) if one in wished else one for one in there]


def _rename(draft: ChangeDraft, paths: Sequence[str]) -> None:
    home = paths[0].rpartition("/")[0]
    names = [path.rpartition("/")[2] for path in paths]
    changed = [
        (path, name)
        for path, name in zip(paths, number_names(names), strict=True)
        if name != path.rpartition("/")[2]
    ]
    for path, _ in changed:
        draft.leave(path)
    for path, name in changed:
        draft.arrive(path, home, name)


def number_names(names: Sequence[str]) -> list[str]:
    """Return names that come in this order, as many as can be as they are."""
    for numbers in (_keep_most(names), list(range(1, len(names) + 1))):
        named = _write(names, numbers)
        if sorted(named, key=sort_path) == named and len(set(named)) == len(named):
            return named
    return _write(names, list(range(1, len(names) + 1)))


def _keep_most(names: Sequence[str]) -> list[int | None]:
    """The order number of each name; None where it stays as it is.

    A number can stay where there is room for all that come before it, so where it is ahead of its
    place by no less than those that stay before it are: the longest rising row of these leads
    stays. Names without a number come last by themselves; in their own order they stay.
    """
    tail = len(names)
    while tail and split_order(names[tail - 1])[0] is None and _rises(names[tail - 1 : tail + 1]):
        tail -= 1
    orders = [split_order(name)[0] for name in names[:tail]]
    leads = [
        (place, number - place)
        for place, number in enumerate(orders)
        if number is not None and number - place >= 1 and number <= _LARGEST
    ]
    kept = {place: orders[place] for place in _longest_rising(leads)}
    numbers: list[int | None] = []
    last = 0
    for place in range(tail):
        stays = kept.get(place)
        last = stays if stays is not None else last + 1
        numbers.append(None if stays is not None else last)
    return numbers + [None] * (len(names) - tail)


def _rises(names: Sequence[str]) -> bool:
    return len(names) < 2 or sort_path(names[0]) < sort_path(names[1])


def _longest_rising(leads: Sequence[tuple[int, int]]) -> list[int]:
    """The places of the longest row of leads of which none is smaller than the one before."""
    ends: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for place, lead in leads:
        at = bisect.bisect_right(ends, lead)
        before[place] = last[at - 1] if at else None
        ends[at : at + 1], last[at : at + 1] = [lead], [place]
    row = []
    step: int | None = last[-1] if last else None
    while step is not None:
        row.append(step)
        step = before[step]
    return row


def _write(names: Sequence[str], numbers: Sequence[int | None]) -> list[str]:
    """Names with these numbers in front, padded as the names there are."""
    padded = [name for name in names if name[:1] == "0" and split_order(name)[0]]
    width = max((len(_digits(name)) for name in padded), default=1)
    return [
        name if number is None else f"{number:0{width}d} {split_order(name)[1]}"
        for name, number in zip(map(nfc, names), numbers, strict=True)
    ]


def _digits(name: str) -> str:
    return name[: len(name) - len(name.lstrip("0123456789"))]
