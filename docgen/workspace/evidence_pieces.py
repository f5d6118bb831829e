"""The evidence of a workspace while it is changed: pieces by their keys, and the rows of each."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docgen.issues.errors import ChangeConflictError, FindingsError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.scheme import Item, SubmissionSpec
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.model.submission import EvidenceRow, StudioFile
from docgen.workspace.data_file import find_data_file
from docgen.workspace.data_tree import DataTree
from docgen.workspace.discover import discover, plain_path, title_of
from docgen.workspace.evidence_rows import PlainRow, list_paths, move_files, write_pages
from docgen.workspace.load import find_submission, load_scheme, read_data
from docgen.workspace.validation import fit


def key_pieces(evidence: Sequence[Evidence]) -> dict[str, Evidence]:
    """Return pieces by what they are called while files and rows around them change.

    A key is the path of the first file and its pages (`13-…/名单.pdf#1-3`), with ~2 and so on
    behind it where several are the same.
    """
    seen: Counter[str] = Counter()
    keyed = {}
    for piece in evidence:
        first = piece.files[0]
        pages = write_pages(first.pages)
        key = f"{first.path}#{pages}" if pages else first.path
        seen[key] += 1
        keyed[key if seen[key] == 1 else f"{key}~{seen[key]}"] = piece
    return keyed


def find_piece(evidence: Sequence[Evidence], key: str) -> Evidence | None:
    """Return the piece of that key; None where it is not there any more."""
    return key_pieces(evidence).get(key)


@dataclass(frozen=True)
class PieceAtHand:
    """A piece, or a file that waits for its item: its files, and its row where it has one.

    `item` and `kind` are what it counts for; `folder` is what its row names where that is one.
    """

    files: tuple[SourceFile, ...]
    item: int | None
    kind: str
    title: str
    row: int | None
    supports: tuple[int, ...] = ()
    folder: str = ""

    @property
    def home(self) -> str:
        """The folder of its first file."""
        return self.files[0].path.rpartition("/")[0]


@dataclass(frozen=True)
class EvidenceState:
    """What a workspace's evidence is, read once: data file, rows, pieces, files that wait.

    `rows` are plain and as they should read where their files were moved; `written` as they do.
    """

    folder: Path
    name: str
    content: bytes
    spec: SubmissionSpec
    written: tuple[PlainRow, ...]
    rows: tuple[PlainRow, ...]
    evidence: tuple[Evidence, ...]
    unsorted: tuple[str, ...]
    _indices: Mapping[str, int]
    """The places of rows by the ids of their pieces."""

    @property
    def root(self) -> Path:
        """Its `evidence/`."""
        return self.folder / EVIDENCE_FOLDER

    @cached_property
    def items(self) -> dict[int, Item]:
        """The items of the notice by their numbers."""
        return {item.number: item for item in self.spec.items}

    @cached_property
    def pieces(self) -> dict[str, PieceAtHand]:
        """All pieces by their keys, and files that wait by their paths."""
        found = {key: self._piece(one) for key, one in key_pieces(self.evidence).items()}
        waiting = {path: self._waiting(path) for path in self.unsorted}
        return {**waiting, **found}

    def find(self, key: str) -> PieceAtHand:
        """Return the piece of that key. ChangeConflictError where it is not there any more."""
        if key in self.pieces:
            return self.pieces[key]
        raise refuse_change("gone", key, file=key)

    def is_shared(self, path: str, among: Collection[str]) -> bool:
        """Whether a file is used by another piece than those of the keys `among`."""
        return bool(self._users.get(path, set()) - set(among))

    @cached_property
    def _users(self) -> dict[str, set[str]]:
        users: dict[str, set[str]] = {}
        for key, piece in self.pieces.items():
            for file in piece.files:
                users.setdefault(file.path, set()).add(key)
        return users

    def _piece(self, one: Evidence) -> PieceAtHand:
        path = one.files[0].path
        row = self._indices[one.id] if one.has_row else self._row_of(path)
        named = list_paths(self.rows[row]) if row is not None else []
        folder = next((name for name in named if nfc(path).startswith(f"{name}/")), "")
        return PieceAtHand(one.files, one.item, one.kind, one.title, row, one.supports, folder)

    def _waiting(self, path: str) -> PieceAtHand:
        title = title_of(path.rpartition("/")[2])
        return PieceAtHand((SourceFile(path),), None, "", title, self._row_of(path))

    def _row_of(self, path: str) -> int | None:
        """A row that names a file and is no evidence as it is written: it is its row still."""
        taken = set(self._indices.values())
        named = (i for i, row in enumerate(self.rows) if nfc(path) in list_paths(row))
        return next((index for index in named if index not in taken), None)


def nfc(path: str) -> str:
    """Return a path as rows have it: a disk may hold its characters taken apart."""
    return unicodedata.normalize("NFC", path)


def read_state(folder: Path) -> EvidenceState:
    """Read a workspace's evidence. Errors as of `load_workspace`."""
    file = find_data_file(folder)
    content = file.read_bytes()
    tree = read_data(file)
    plain = tree.root.plain()
    rows = plain.get("evidence") if isinstance(plain, dict) else None
    fitted = fit(tree, StudioFile)
    if fitted.value is None:
        raise FindingsError(fitted.findings)
    scheme = load_scheme(fitted.value.scheme, near=folder)
    _, spec = find_submission(scheme, fitted.value.submission, fitted.places)
    known = fitted.value.evidence
    found = discover(folder / EVIDENCE_FOLDER, spec, known, fitted.places)
    places = _place_rows(tree)
    written = tuple(row if isinstance(row, Mapping) else {} for row in _listed(rows))
    effective = list(written)
    for index, moved in found.moved.items():
        at = places[index]
        effective[at] = _follow(written[at], known[index], moved)
    indices = {one.id: places[int(one.where.field[1])] for one in found.evidence if one.has_row}
    return EvidenceState(
        folder,
        file.name,
        content,
        spec,
        written,
        tuple(effective),
        found.evidence,
        found.unsorted,
        indices,
    )


def _place_rows(tree: DataTree) -> list[int]:
    """Where in the data file the rows stand that could be read, counted with the others."""
    rows = dict(tree.root.inside()).get("evidence")
    listed = rows.value if rows is not None and isinstance(rows.value, list) else []
    return [index for index, row in enumerate(listed) if not row.dropped]


def _listed(rows: object) -> Sequence[object]:
    return rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ()


def _follow(written: PlainRow, former: EvidenceRow, moved: EvidenceRow) -> PlainRow:
    """A plain row as it should read once its files were moved."""
    pairs = zip(former.files, moved.files, strict=True)
    ways = {plain_path(old.file): plain_path(new.file) for old, new in pairs}
    row = {**written, "files": move_files(written, lambda path: ways.get(path, path))}
    for key in ("items", "kind", "title"):
        if getattr(former, key) != getattr(moved, key):
            value = getattr(moved, key)
            row[key] = list(value) if isinstance(value, tuple) else value
    return row


def refuse_change(case: str, where: str, /, **slots: object) -> ChangeConflictError:
    """Return the error of a change that is not made: a case of `unchanged`."""
    return refuse(ChangeConflictError, issue("unchanged", Location(where), case, **slots))
