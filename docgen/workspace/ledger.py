"""The evidence table brought up to date from the folders.

New files get a row with what their place says. Rows go with their files where these were renamed or
moved; where they are gone, rows get a mark, and those in which nobody has typed anything are
dropped. What somebody typed stays as it is; a second run changes nothing.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.evidence import Evidence
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.model.submission import EvidenceRow, FilePages, StudioFile
from docgen.system.file_hashes import hash_file
from docgen.workspace.data_edits import (
    Edit,
    InsertRow,
    RemoveRow,
    SetValue,
    edit_data,
    plain_data,
    replace_data,
)
from docgen.workspace.data_file import find_data_file, refuse_open
from docgen.workspace.discover import discover, paths_of, plain_path
from docgen.workspace.evidence_rows import move_files
from docgen.workspace.history import settled_turn
from docgen.workspace.ledger_marks import mark_rows
from docgen.workspace.load import find_submission, load_scheme, read_data
from docgen.workspace.moved_files import remember
from docgen.workspace.plain_values import comparable
from docgen.workspace.validation import Fitted, fit
from docgen.workspace.workbook_headings import EVIDENCE_SHEET


@dataclass(frozen=True)
class Updated:
    """What became of the table: new files, files that are gone, and what cannot be taken in."""

    file: str
    added: tuple[str, ...]
    missing: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    """Files as they were named and as they are."""
    unkinded: tuple[str, ...]
    """Titles of what was moved out of the folder of its kind, and counts no more."""
    dropped: tuple[str, ...]
    astray: tuple[Finding, ...]
    changed: bool


@dataclass(frozen=True)
class _Change:
    """What is to be done to a table of `known` rows, of which the others name some, from 0.

    `rows` are added behind them.
    """

    known: tuple[EvidenceRow, ...]
    rows: tuple[EvidenceRow, ...]
    missing: frozenset[int]
    dropped: frozenset[int]
    moved: Mapping[int, EvidenceRow]

    @property
    def result(self) -> tuple[EvidenceRow, ...]:
        """The table as it is to be."""
        kept = (
            self.moved.get(index, row)
            for index, row in enumerate(self.known)
            if index not in self.dropped
        )
        return (*kept, *self.rows)


def update_ledger(folder: Path, hash_of: Callable[[Path], str] = hash_file) -> Updated:
    """Bring the evidence table of a workspace up to date.

    WorkspaceError where a row of it cannot be read, so that its files would be taken for new ones;
    OutputError where it cannot be written. The file is replaced in one step.
    `hash_of` gives the SHA-256 of a file.
    """
    find_data_file(folder)
    with settled_turn(folder):
        return _update(folder, hash_of)


def _update(folder: Path, hash_of: Callable[[Path], str]) -> Updated:
    file = find_data_file(folder)
    refuse_open(file)
    fitted = fit(read_data(file), StudioFile)
    data = _usable(fitted, file)
    scheme = load_scheme(data.scheme, near=folder)
    _, spec = find_submission(scheme, data.submission, fitted.places)
    found = discover(folder / EVIDENCE_FOLDER, spec, data.evidence, fitted.places, hash_of)
    change = _Change(
        data.evidence,
        tuple(map(_row, (e for e in found.evidence if not e.has_row))),
        found.missing - found.untouched,
        found.untouched,
        found.moved,
    )
    change, changed = _change_table(file, change)
    remember(folder, _contents(folder, found.evidence, hash_of), paths_of(change.result))
    return Updated(
        file.name,
        tuple(row.files[0].file for row in change.rows),
        tuple(data.evidence[index].files[0].file for index in sorted(change.missing)),
        tuple(_renamed(change)),
        tuple(
            row.title for i, row in change.moved.items() if change.known[i].kind and not row.kind
        ),
        tuple(data.evidence[index].files[0].file for index in sorted(change.dropped)),
        tuple(f for f in found.findings if f.code in ("F201", "F204", "F205", "F210")),
        changed,
    )


def _renamed(change: _Change) -> Iterator[tuple[str, str]]:
    for index, row in sorted(change.moved.items()):
        for old, new in zip(change.known[index].files, row.files, strict=True):
            if old != new:
                yield old.file, new.file


def _contents(
    folder: Path, evidence: Iterable[Evidence], hash_of: Callable[[Path], str]
) -> dict[str, str]:
    """What the files of the evidence hold; those that cannot be read are told of by the check."""
    contents = {}
    for path in {file.path for piece in evidence for file in piece.files}:
        with contextlib.suppress(OSError):
            contents[path] = hash_of(folder / EVIDENCE_FOLDER / path)
    return contents


def _usable(fitted: Fitted[StudioFile], file: Path) -> StudioFile:
    in_table = [
        f for f in fitted.findings if f.location.sheet == EVIDENCE_SHEET and f.level is Level.ERROR
    ]
    if fitted.value is not None and not in_table and not fitted.places.any_spoilt("evidence"):
        return fitted.value
    errors = in_table or [f for f in fitted.findings if f.level is Level.ERROR]
    said = issue("ledger", Location(file.name), "table")
    if errors:
        first = errors[0]
        said = issue("ledger", first.location, "row", first=first)
    raise refuse(WorkspaceError, said)


def _row(piece: Evidence) -> EvidenceRow:
    """What the place and the name of a file say, as a row."""
    return EvidenceRow(
        files=(FilePages(file=piece.files[0].path),),
        items=piece.supports,
        title=piece.title,
        kind=piece.kind,
    )


# ── writing ───────────────────────────────────────────────────────────────────────────────────


def _change_table(file: Path, change: _Change) -> tuple[_Change, bool]:
    """Write a change, and return what came of it, and whether that is another file."""
    old = file.read_bytes()
    name = file.name
    plain = plain_data(old, name).get("evidence")
    written = plain if isinstance(plain, list) else []
    edits = [*_follow_files(written, change), *map(_add_row, change.rows)]
    new, kept = _drop_rows(edit_data(old, name, edits), name, change.dropped)
    change = replace(change, missing=change.missing | kept, dropped=change.dropped - kept)
    new = _mark(new, name, change)
    if new != old:
        replace_data(file, new)
    return change, new != old


def _follow_files(written: Sequence[Mapping[str, object]], change: _Change) -> Iterator[Edit]:
    """What is to be set in rows that go with their files."""
    for index, row in change.moved.items():
        former = change.known[index]
        files = zip(former.files, row.files, strict=True)
        ways = _Ways((plain_path(old.file), plain_path(new.file)) for old, new in files)
        yield SetValue(("evidence", index, "files"), move_files(written[index], ways.__getitem__))
        for key, value in _said(row).items():
            if value != _said(former)[key]:
                yield SetValue(("evidence", index, key), value)


class _Ways(dict[str, str]):
    """Where files are now by where they were; the others are where they were."""

    def __missing__(self, path: str) -> str:
        return path


def _add_row(row: EvidenceRow) -> Edit:
    return InsertRow(("evidence",), None, {"files": row.files[0].file, **_said(row)})


def _said(row: EvidenceRow) -> dict[str, object]:
    """What a file's place and name say, as plain data."""
    return {"items": list(row.items) or None, "title": row.title or None, "kind": row.kind or None}


def _drop_rows(content: bytes, name: str, dropped: frozenset[int]) -> tuple[bytes, frozenset[int]]:
    """The data file without these rows, and those of them that something holds in their place.

    So do notes, formulas and merged cells of a workbook: those are somebody's work.
    """
    edits = [RemoveRow(("evidence",), index) for index in sorted(dropped, reverse=True)]
    try:
        return edit_data(content, name, edits), frozenset()
    except WorkspaceError:
        kept = set[int]()
    for edit in edits:
        try:
            content = edit_data(content, name, [edit])
        except WorkspaceError:
            kept.add(edit.index)
    return content, frozenset(kept)


def _mark(content: bytes, name: str, change: _Change) -> bytes:
    """The data file with the marks of its rows, which say nothing in the data."""
    left = [index for index in range(len(change.known)) if index not in change.dropped]
    missing = {place for place, index in enumerate(left) if index in change.missing}
    added = range(len(left), len(left) + len(change.rows))
    marked = mark_rows(content, name, missing, added)
    if comparable(plain_data(marked, name)) != comparable(plain_data(content, name)):
        raise refuse(OutputError, issue("ledger", Location(name), "side_effect"))
    return marked
