"""What of a former submission still holds for a new one: who the unit, the leader and the team are.

What was done, how much and when is another year's: figures, statements, dates of the submission
and evidence are never taken. A package hides the numbers of people and accounts, so those are
asked for again; where the package's workspace is at hand, its own data file is read instead.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pydantic import BaseModel

from docgen.issues.errors import FindingsError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.field_locations import call_field
from docgen.model.scheme import Scheme, SubmissionKey
from docgen.model.submission import Member, StudioFile
from docgen.package.manifest import MANIFEST_NAME, Manifest
from docgen.package.store import read_package
from docgen.text.masking import mask_numbers
from docgen.workspace.data_file import DATA_FILES, is_workspace
from docgen.workspace.load import read_data
from docgen.workspace.outline import WorkspaceOutline, read_outline
from docgen.workspace.validation import fit
from docgen.workspace.yaml_template import Asked

_LASTING = (
    *(f"unit.{name}" for name in ("name", "industry", "nature", "credit_code", "head", "address")),
    *(f"unit.{name}" for name in ("contact", "phone", "email", "technician_station")),
    "unit.bank_account",
    *(f"leader.{name}" for name in ("name", "sex", "ethnicity", "birth", "work_since")),
    *(f"leader.{name}" for name in ("political_status", "id_number", "post", "front_line")),
    *(f"leader.{name}" for name in ("phone", "trade", "grade", "certified")),
    *(f"studio.{name}" for name in ("name", "traits", "place", "chosen", "members")),
)
"""Who somebody is and where; nothing that was done or counted in a year."""
_PRIVATE = frozenset({"leader.id_number", "unit.bank_account"})
_OF_MEMBERS = ("name", "trade", "grade")
_HIDDEN = re.compile(r"\*{2,}")
_MOST_FOLDERS = 200


@dataclass(frozen=True)
class FormerSubmission:
    """What was handed in before, or was being prepared."""

    data: StudioFile
    outline: WorkspaceOutline
    from_package: bool
    """Then the numbers of people and accounts in it are hidden."""


@dataclass(frozen=True)
class CarriedValue:
    """One value that was taken: what its part and itself are called, and what it says to be read.

    Numbers of people and accounts are hidden here; the data have them whole.
    """

    part: str
    title: str
    value: str


@dataclass(frozen=True)
class CarriedOver:
    """The data a new workspace begins with, what was taken, and what of it could not be."""

    data: StudioFile
    taken: tuple[CarriedValue, ...]
    hidden: tuple[str, ...]
    """Titles of values that the package hides."""
    unneeded: tuple[str, ...]
    """Titles of values that the new submission does not ask for."""

    @property
    def by_part(self) -> tuple[tuple[str, tuple[CarriedValue, ...]], ...]:
        """What was taken, by the parts of the data in their order."""
        parts = groupby(self.taken, key=lambda one: one.part)
        return tuple((part, tuple(values)) for part, values in parts)


# ── reading ───────────────────────────────────────────────────────────────────────────────────


def read_former(place: Path) -> FormerSubmission:
    """Return what a former package or workspace says: a folder, a .zip, a manifest or a data file.

    WorkspaceError or OutputError where there is none, or none that can be read.
    """
    if place.name in DATA_FILES and place.is_file():
        return _read_data_file(place, None)
    if place.is_dir():
        return _read_folder(place)
    manifest = read_package(place)
    return _read_manifest(manifest)


def _read_folder(folder: Path) -> FormerSubmission:
    # Around a package lie `out` and, around that, the workspace it was made of.
    around = (folder, *folder.parents[:2]) if (folder / MANIFEST_NAME).is_file() else (folder,)
    workspace = next(filter(is_workspace, around), None)
    if workspace is not None:
        file = next(workspace / name for name in DATA_FILES if (workspace / name).is_file())
        return _read_data_file(file, read_outline(workspace))
    package = next(_find_packages(folder), None)
    if package is None:
        raise refuse(WorkspaceError, issue("former", Location(str(folder)), "none"))
    return _read_manifest(read_package(package))


def _find_packages(folder: Path) -> Iterator[Path]:
    """The packages that lie in a folder, or right below it."""
    below = sorted(folder.iterdir())[:_MOST_FOLDERS]
    yield from (place for place in (folder, *below) if (place / MANIFEST_NAME).is_file())


def _read_data_file(file: Path, outline: WorkspaceOutline | None) -> FormerSubmission:
    fitted = fit(read_data(file), StudioFile)
    if fitted.value is None:
        raise FindingsError(fitted.findings)
    data = fitted.value
    known = outline or WorkspaceOutline(data.studio.name, "", "")
    return FormerSubmission(data, known, from_package=False)


def _read_manifest(manifest: Manifest) -> FormerSubmission:
    if manifest.data is None:
        raise refuse(WorkspaceError, issue("former", Location(MANIFEST_NAME), "bare"))
    said = WorkspaceOutline(manifest.studio, manifest.scheme.title, manifest.scheme.submission)
    return FormerSubmission(manifest.data, said, from_package=True)


# ── taking ────────────────────────────────────────────────────────────────────────────────────


def carry_over(
    former: FormerSubmission, scheme: Scheme, submission: SubmissionKey, called: str
) -> CarriedOver:
    """Return what of it a new submission begins with. `called` is how its data name the scheme.

    KeyError where the scheme has no such submission.
    """
    asked = Asked(scheme, scheme.submissions[submission])
    values, taken, hidden, unneeded = {}, [], [], []
    for path in _LASTING:
        value = _lasting(_at(former.data, path), scheme)
        part, title = (asked.words.put(name) for name in _call(path))
        if value in (None, "", ()):
            continue
        if path not in asked:
            unneeded.append(title)
        elif _is_hidden(value):
            hidden.append(title)
        else:
            values[path] = value
            taken.append(CarriedValue(part, title, _write(path, value, scheme)))
    data = StudioFile.model_validate({"scheme": called, "submission": submission, **_nest(values)})
    return CarriedOver(data, tuple(taken), tuple(hidden), tuple(unneeded))


def _call(path: str) -> tuple[str, str]:
    """What a value's part and the value are called."""
    keys = path.split(".")
    whole, part = call_field(StudioFile, keys), call_field(StudioFile, keys[:1])
    return part, whole.removeprefix(f"{part} › ")


def _at(data: StudioFile, path: str) -> object:
    part, name = path.split(".")
    return getattr(getattr(data, part), name)


def _lasting(value: object, scheme: Scheme) -> object:
    """What lasts of a value that has parts: members without what they did, traits still known."""
    if not isinstance(value, tuple):
        return value
    known = {trait.key for trait in scheme.traits}
    people = (Member(**{n: getattr(m, n) for n in _OF_MEMBERS}) for m in value if _is_member(m))
    return (*(one for one in people if one != Member()), *(t for t in value if t in known))


def _is_member(value: object) -> bool:
    return isinstance(value, Member)


def _is_hidden(value: object) -> bool:
    return isinstance(value, str) and bool(_HIDDEN.search(value))


def _write(path: str, value: object, scheme: Scheme) -> str:
    if path in _PRIVATE:
        return mask_numbers(str(value))
    if isinstance(value, tuple):
        names = {trait.key: trait.name for trait in scheme.traits}
        return "、".join(one.name if _is_member(one) else names[one] for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _nest(values: Mapping[str, object]) -> dict[str, dict[str, object]]:
    nested: dict[str, dict[str, object]] = {}
    for path, value in values.items():
        part, name = path.split(".")
        plain = [_plain(one) for one in value] if isinstance(value, tuple) else value
        nested.setdefault(part, {})[name] = plain
    return nested


def _plain(value: object) -> object:
    return value.model_dump() if isinstance(value, BaseModel) else value
