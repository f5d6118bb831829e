"""Where evidence is put: the folder of an item, of a kind within it, or the one of what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import ChangeConflictError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.scheme import Item, SubmissionSpec, list_numbers
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.system.filenames import fold_name
from docgen.workspace.discover import UNSORTED_FOLDER, item_of, title_of


@dataclass(frozen=True)
class Place:
    """An item by its number, with one of its kinds or without. Without an item: 待分类."""

    item: int | None = None
    kind: str = ""


def check_place(place: Place, spec: SubmissionSpec) -> None:
    """Raise ChangeConflictError where the notice has no such item, or the item no such kind."""
    if place.item is None:
        return
    item = spec.item(place.item)
    where = Location(EVIDENCE_FOLDER)
    if item is None:
        slots = {"number": place.item, "numbers": list_numbers(spec)}
        raise refuse(ChangeConflictError, issue("unchanged", where, "no_item", **slots))
    if place.kind and place.kind not in item.kinds:
        known = list(item.kinds)
        said = issue(
            "unchanged", where, "no_kind", item=item, kind=place.kind, known=known, none=not known
        )
        raise refuse(ChangeConflictError, said)


def folder_of(place: Place, spec: SubmissionSpec, root: Path) -> str:
    """Return the folder of a place, relative to `root`, which is the workspace's `evidence/`.

    A folder that is there is used whatever it is called: an item's begins with its number, a
    kind's has the kind's name behind an order number or without.
    """
    item = spec.item(place.item) if place.item is not None else None
    if item is None:
        return UNSORTED_FOLDER
    names = _list_folders(root)
    home = next((name for name in names if item_of(name) == item.number), item.folder_name)
    if not place.kind:
        return home
    inner = _list_folders(root / home)
    return f"{home}/{next((n for n in inner if title_of(n) == place.kind), place.kind)}"


def read_place(
    folders: Sequence[str], place: Place, spec: SubmissionSpec
) -> tuple[Place, tuple[str, ...]]:
    """Return the place that the folders of a file dropped at `place` name, and the other folders.

    Dropped at an item, the innermost that is called as one of its kinds is; dropped at no item,
    first one that is called as an item's folder. What was chosen already is not chosen again.
    """
    said: set[int] = set()
    for depth, folder in enumerate(folders if place.item is None else ()):
        if named := _find_item(folder, spec):
            place, said = Place(named.number), {depth}
            break
    item = spec.item(place.item) if place.item is not None and not place.kind else None
    inner = range(len(folders) - 1, max(said, default=-1), -1)
    for depth in inner if item else ():
        if item and (kind := title_of(folders[depth])) in item.kinds:
            place, said = Place(item.number, kind), {*said, depth}
            break
    return place, tuple(folder for depth, folder in enumerate(folders) if depth not in said)


def _find_item(folder: str, spec: SubmissionSpec) -> Item | None:
    """The item whose folder is called so: a number alone, as of a month, is no item's."""
    item = spec.item(item_of(folder) or 0)
    same = item and fold_name(title_of(item.folder_name)) == fold_name(title_of(folder))
    return item if same else None


def _list_folders(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
