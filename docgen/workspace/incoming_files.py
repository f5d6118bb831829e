"""Files put among the evidence of a workspace: named, unpacked, and none twice in a folder."""

import datetime
import os
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from errno import EDQUOT, EFBIG, ENOENT, ENOSPC
from os import strerror
from pathlib import Path

from docgen.issues.errors import word_reason
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render
from docgen.issues.location import Location
from docgen.model.scheme import SubmissionSpec
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.system.file_hashes import hash_file
from docgen.system.file_types import Kind, is_package, recognise
from docgen.system.filenames import clean_file_name, find_free_name, fold_name
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.run_folders import run_folder
from docgen.system.zip_reading import ArchiveError, is_junk
from docgen.text.printable import printable_line
from docgen.workspace.change_step import BIN, HIDDEN_FOLDER, StepHead
from docgen.workspace.companion_files import find_companions
from docgen.workspace.discover import is_left_out
from docgen.workspace.evidence_places import Place, check_place, folder_of, read_place
from docgen.workspace.history import Journal, new_step_id, open_journal, told_as_unwritable
from docgen.workspace.load import read_passwords, read_submission
from docgen.workspace.unpacking import unpack_zip

_INCOMING = f"{HIDDEN_FOLDER}/incoming"
_LONGEST_SUFFIX = 8
_NO_ROOM = frozenset({ENOSPC, EDQUOT, EFBIG})
"""Of the disk copied to, whichever file is named with it."""


@dataclass(frozen=True)
class Incoming:
    """A file to be added: where it lies, and its name as it was dropped.

    The name may have the folders it was dropped with, as a browser tells them
    (webkitRelativePath): 照片/2024/1.jpg.
    """

    path: Path
    name: str


@dataclass(frozen=True)
class Added:
    """What became of files: the step, where they are now (below `evidence/`), what is to be told.

    `step` is None where nothing was added.
    """

    step: StepHead | None
    paths: tuple[str, ...]
    findings: tuple[Finding, ...]


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder in a workspace's hidden one to write incoming files to; gone afterwards.

    From there `add_files` moves them, from anywhere else it copies. What a killed process left is
    removed by the next. OutputError where it cannot be made.
    """
    with open_journal(folder) as journal:
        place = journal.make_hidden() / "incoming"
        place.mkdir(exist_ok=True)
    with run_folder(place) as own:
        yield own


def add_files(
    folder: Path,
    place: Place,
    incoming: Sequence[Incoming],
    *,
    ask: AskPassword = ask_nobody,
    at: datetime.datetime | None = None,
) -> Added:
    """Put files into the folder of an item, of one of its kinds, or into 待分类, as one step.

    Names are made such that every system takes them; where one is taken, " (2)" is put behind it.
    What is there already with the same content is not added again, and what systems write for
    themselves is not added at all; both are told.

    Of the folders that a file was dropped with, those count that name a place (see `read_place`):
    so a whole folder of evidence finds its items and kinds. All others are left out, but where two
    files would have the same name or a name has no letter (1.jpg), they are put before it: 照片
    1.jpg.
    A .zip is unpacked as a folder of its name; what cannot be taken out of it is told, and one that
    cannot be unpacked at all is added as it is.

    ChangeConflictError where there is no such item or kind, OutputError where it cannot be written.
    `ask` is asked for the passwords of archives that the workspace does not know.
    """
    with told_as_unwritable(folder), staging(folder) as scratch:
        drop = _Drop(folder, scratch, ask)
        for number, one in enumerate(incoming):
            drop.take(one, scratch / str(number))
        drop.set_companions_aside()
        with open_journal(folder) as journal:
            spec = read_submission(folder)
            check_place(place, spec)
            settled = _Settling(folder / EVIDENCE_FOLDER, spec, drop.said)
            pairs = settled.settle(drop.files, place)
            step = _put(journal, pairs, at)
    if drop.left_out:
        left = drop.left_out
        drop.said.append(issue("F253", _ROOT, count=len(left), files=left))
    paths = tuple(target for _, target in pairs)
    return Added(step, paths, tuple(map(render, drop.said)))


_ROOT = Location(f"{EVIDENCE_FOLDER}/")


def _put(
    journal: Journal, pairs: Sequence[tuple[Path, str]], at: datetime.datetime | None
) -> StepHead | None:
    """Move files by way of the bin: there they are when the step is undone."""
    step = new_step_id(at)
    moves = []
    try:
        for source, target in pairs:
            binned = f"{BIN}/{step}/{EVIDENCE_FOLDER}/{target}"
            (journal.folder / binned).parent.mkdir(parents=True, exist_ok=True)
            source.rename(journal.folder / binned)
            moves.append((binned, f"{EVIDENCE_FOLDER}/{target}"))
        names = [target.rpartition("/")[2] for _, target in pairs]
        return journal.apply(step, _label(names), moves, at=at)
    except BaseException:
        shutil.rmtree(journal.folder / BIN / step, ignore_errors=True)
        raise


def _label(names: Sequence[str]) -> str:
    first = names[0] if names else ""
    return f"添加：{first}" if len(names) == 1 else f"添加：{first} 等 {len(names)} 个文件"


# ── what was dropped ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Dropped:
    """A file of a drop, lying in the staging folder, with its names from the outermost folder."""

    path: Path
    parts: tuple[str, ...]


@dataclass
class _Drop:
    """Files as they come: copied where they are somebody's, unpacked where they are archives."""

    folder: Path
    scratch: Path
    ask: AskPassword
    files: list[_Dropped] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    said: list[Issue] = field(default_factory=list)

    def take(self, one: Incoming, room: Path) -> None:
        """Take in a file; `room` is a path of its own in the staging folder."""
        parts = _split(one.name) or (one.path.name,)
        if is_junk("/".join(parts)) or is_left_out(parts[-1]):
            self.left_out.append(printable_line(parts[-1]))
            return
        try:
            if not one.path.is_file():
                raise FileNotFoundError(ENOENT, strerror(ENOENT), str(one.path))
            # A PDF that is stored as it is at the start of an archive speaks for all of it.
            is_archive = is_package(one.path) and recognise(one.path) in (Kind.ZIP, Kind.PDF)
            if not is_archive or not self._unpack(one.path, parts, room):
                self.files.append(_Dropped(bring_in(self.folder, one.path, room), parts))
        except OSError as error:
            if error.errno in _NO_ROOM or error.filename not in (str(one.path), one.path):
                raise
            shown = printable_line(parts[-1])
            self.said.append(issue("F257", _ROOT, file=shown, reason=word_reason(error)))

    def set_companions_aside(self) -> None:
        """Leave out what belongs to photographs that came along, and say so."""
        found = frozenset(find_companions("/".join(file.parts) for file in self.files))
        if not found:
            return
        self.files = [file for file in self.files if "/".join(file.parts) not in found]
        names = [printable_line(path.rpartition("/")[2]) for path in sorted(found)]
        self.said.append(issue("F258", _ROOT, count=len(found), files=names))

    def _unpack(self, path: Path, parts: tuple[str, ...], room: Path) -> bool:
        """Whether an archive could be unpacked; why not is told."""
        inside = room.with_name(f"{room.name}-unpacked")
        inside.mkdir()
        passwords, _ = read_passwords(self.folder)
        name = printable_line(parts[-1])
        try:
            found = unpack_zip(path, name, inside, passwords, self.ask)
        except ArchiveError as error:
            self.said.append(issue("F254", _ROOT, file=name, why=error.said))
            return False
        around = (*parts[:-1], Path(parts[-1]).stem)
        for written, file in found.files:
            inner = _split(written) or (file.name,)
            if is_left_out(inner[-1]):
                self.left_out.append(printable_line(inner[-1]))
                continue
            # An archive of one folder that is called as it is itself says that only once.
            doubled = len(inner) > 1 and inner[0] == around[-1]
            self.files.append(_Dropped(_flush(file), (*around, *inner[doubled:])))
        self.left_out += found.junk
        self.said += found.said
        return True


def bring_in(folder: Path, path: Path, room: Path) -> Path:
    """Return where a file is in the staging folder of a workspace, on the disk to its last byte.

    What lies elsewhere stays there, and is copied to `room`. OSError where that cannot be.
    """
    if path.resolve().is_relative_to((folder / _INCOMING).resolve()):
        return _flush(path)
    shutil.copyfile(path, room)
    return _flush(room)


def _flush(path: Path) -> Path:
    """Have a file on the disk before anybody is told that it is there."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return path


def _split(written: str) -> tuple[str, ...]:
    """The folders and the name of a path as anybody writes it, none of them leading anywhere."""
    parts = unicodedata.normalize("NFC", written.replace("\\", "/")).split("/")
    return tuple(part for part in parts if part.strip(" .\0") and part not in (".", ".."))


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Named:
    """A file with the folder it goes to, and the names that are left of how it was dropped."""

    path: Path
    home: str
    around: tuple[str, ...]
    name: str


@dataclass
class _Settling:
    """The names and folders that files get, one after the other."""

    root: Path
    spec: SubmissionSpec
    said: list[Issue]
    _there: dict[str, "_Home"] = field(default_factory=dict)

    def settle(self, files: Sequence[_Dropped], place: Place) -> list[tuple[Path, str]]:
        """Where each file goes, below `evidence/`. What is there already goes nowhere."""
        named = [self._name(file, place) for file in files]
        fresh = [one for one in named if not self._is_twin(one)]
        same = Counter((one.home, fold_name(one.name)) for one in fresh)
        pairs = []
        for one in fresh:
            bare = not any(c.isalpha() for c in Path(one.name).stem)
            told = bare or same[one.home, fold_name(one.name)] > 1
            name = " ".join((*one.around, one.name)) if told else one.name
            pairs.append((one.path, self._find_free(replace(one, name=name))))
        return pairs

    def _name(self, file: _Dropped, place: Place) -> _Named:
        *folders, name = file.parts
        found, around = read_place(folders, place, self.spec)
        return _Named(file.path, folder_of(found, self.spec, self.root), around, name)

    def _is_twin(self, one: _Named) -> bool:
        twin = self._home(one.home).find_twin(one)
        if twin:
            where = Location(f"{EVIDENCE_FOLDER}/{one.home}/")
            shown = printable_line(one.name)
            self.said.append(issue("F251", where, file=shown, there=printable_line(twin)))
        return bool(twin)

    def _find_free(self, one: _Named) -> str:
        clean = _clean(one.name)
        free = find_free_name(clean, self._home(one.home).names)
        self._home(one.home).names.add(fold_name(free))
        where = Location(f"{EVIDENCE_FOLDER}/{one.home}/{free}")
        if free != clean:
            self.said.append(issue("F252", where, "clash", written=one.name, name=free))
        elif clean != one.name:
            self.said.append(issue("F252", where, "unsafe", written=one.name, name=free))
        return f"{one.home}/{free}"

    def _home(self, home: str) -> "_Home":
        if home not in self._there:
            self._there[home] = _Home(self.root / home)
        return self._there[home]


class _Home:
    """What is in a folder, or will be: names, and what the files hold whose size is the same."""

    def __init__(self, folder: Path) -> None:
        entries = list(folder.iterdir()) if folder.is_dir() else []
        self.names = {fold_name(entry.name) for entry in entries}
        self._sized: dict[int, list[tuple[Path, str]]] = {}
        """Files by their sizes until they are read, because there is another of their size."""
        self._held: dict[tuple[int, str], str] = {}
        for entry in entries:
            if entry.is_file() and not is_left_out(entry.name):
                self._sized.setdefault(entry.stat().st_size, []).append((entry, entry.name))

    def find_twin(self, one: _Named) -> str:
        """The name of a file with the same content; empty where there is none, and now there is."""
        size = one.path.stat().st_size
        if size not in self._sized:
            self._sized[size] = [(one.path, one.name)]
            return ""
        for path, name in self._sized[size]:
            self._held.setdefault((size, hash_file(path)), name)
        self._sized[size] = []
        key = size, hash_file(one.path)
        if key in self._held:
            return self._held[key]
        self._held[key] = one.name
        return ""


def _clean(name: str) -> str:
    """A name that every system takes, its suffix kept."""
    suffix = Path(name).suffix
    if len(suffix) > _LONGEST_SUFFIX or not suffix.isascii() or not suffix[1:].isalnum():
        return clean_file_name(name)
    return clean_file_name(name.removesuffix(suffix), suffix)
