"""Finding the evidence of a workspace: which files, for which item, in which order.

A file in an item's folder is evidence as it lies there. A row of studio.yaml adds what its name
cannot say, joins files, takes some of their pages, or supports several items at once. Every file
ends in evidence or in a finding that names it; only what `IGNORED` lists is passed over.
"""

import difflib
import fnmatch
import itertools
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from natsort import natsort_keygen

from docgen.issues.errors import word_reason
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.location import Location
from docgen.model.evidence import LAST_PAGE, Evidence, SourceFile, Turn
from docgen.model.field_locations import Places
from docgen.model.folder_names import near_names
from docgen.model.scheme import Item, SubmissionSpec, list_numbers
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.model.submission import EvidenceRow, FilePages, normalise_text
from docgen.system.file_hashes import hash_file
from docgen.system.file_types import Kind
from docgen.text.printable import printable_line
from docgen.workspace.companion_files import find_companions
from docgen.workspace.dialects import tell
from docgen.workspace.moved_files import Disorder, around, follow, recall
from docgen.workspace.workbook_headings import BOOK_FILE

GUIDE_FILE = "说明.txt"
PASSWORD_FILE = "密码.txt"
UNSORTED_FOLDER = "待分类"
"""Where files wait that nobody has given to an item yet."""


@dataclass(frozen=True)
class Ignored:
    """Files passed over without a word, and why that loses nothing."""

    pattern: str
    reason: str


IGNORED = (
    Ignored(GUIDE_FILE, "docgen 自己写的说明"),
    Ignored(PASSWORD_FILE, "打开佐证文件的密码，一行一个"),
    Ignored(".*", "隐藏文件（.DS_Store、同步和锁文件）；以点开头的图片和文档不算"),
    Ignored("Thumbs.db", "Windows 的缩略图缓存"),
    Ignored("desktop.ini", "Windows 的文件夹设置"),
    Ignored("~$*", "Word、Excel 打开文件时留下的锁"),
)


@dataclass(frozen=True)
class Discovery:
    """The evidence in its order, and what was found wrong on the way."""

    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    moved: Mapping[int, EvidenceRow] = field(default_factory=dict)
    """Rows whose files were renamed or moved, as they should read, by their places from 0."""
    missing: frozenset[int] = frozenset()
    """The places of rows of which a file is not there."""
    untouched: frozenset[int] = frozenset()
    """Those of them that say no more than the path of their only file does."""
    unsorted: tuple[str, ...] = ()
    """The paths of files that are in no item's folder and in no row, in natural order."""


def discover(
    folder: Path,
    spec: SubmissionSpec,
    rows: Sequence[EvidenceRow],
    places: Places,
    hash_of: Callable[[Path], str] = hash_file,
) -> Discovery:
    """Return the evidence under `folder` (the workspace's `evidence/`), item by item in order.

    `hash_of` gives the SHA-256 of a file's content: files that rows name in vain are looked for
    by what they held.
    """
    if not folder.is_dir():
        case = "file" if folder.exists() else "missing"
        missing = issue("F209", Location(f"{EVIDENCE_FOLDER}/"), case, root=EVIDENCE_FOLDER)
        return Discovery((), (render(missing),))
    walk = _Walk(folder, {item.number: item for item in spec.items})
    walk.look_into(folder, "")
    walk.set_companions_aside(frozenset(paths_of(rows)))
    moved = _follow(rows, walk, hash_of)
    unkinded = [row for index, row in moved.items() if rows[index].kind and not row.kind]
    rows = [moved.get(index, row) for index, row in enumerate(rows)]
    matching = _Matching(spec, rows, places, walk)
    matching.report_moved(moved, unkinded)
    drafts = [d for index, row in enumerate(rows) if (d := matching.from_row(index, row))]
    drafts += matching.from_folders()
    matching.report_lost()
    matching.report_unclaimed()
    matching.report_shared_pages(drafts)
    gone = frozenset(lost.row for lost in matching.lost)
    return Discovery(
        _number(drafts, spec),
        (*walk.findings, *matching.findings),
        moved,
        gone,
        frozenset(index for index in gone if _says_nothing(rows[index], walk)),
        tuple(file.path for file in matching.unclaimed),
    )


def list_files(folder: Path) -> list[str]:
    """Return every file under `folder` that may be evidence, whatever for, by its path there."""
    walk = _Walk(folder, {})
    if folder.is_dir():
        walk.look_into(folder, "")
    return [file.path for file in walk.files.values()]


# ── names ─────────────────────────────────────────────────────────────────────────────────────

_natural = natsort_keygen()
_ORDER = re.compile(
    r"""\s*(?:
        [（(【\[]\s*\d{1,3}\s*[）)】\]]\s*       # （3）xx
      | \d{1,3}\s*[）)]\s*                       # 3）xx
      | \d{1,3}\s*、\s*(?!\d+、)                 # 3、xx, not 1、2、3 号机
      | \d{1,3}\s*[.．_＿－—-]\s*(?!\d{1,2}(?!\d))    # 3.xx  3-xx  3-2024年xx, not 3.5 万元
      | \d{1,3}[_－—-](?=(?:3[2-9]|[4-9]\d)(?!\d))    # 03-50吨xx, not 06-18 会议
      | \d{1,3}\s+                               # 3 xx
    )(?=\S)""",
    re.VERBOSE,
)
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_EVIDENT = frozenset(
    suffix
    for kind in (
        *(Kind.PDF, Kind.OFD, Kind.WORD, Kind.EXCEL, Kind.POWERPOINT),
        *(Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.HEIF, Kind.WEBP, Kind.BMP, Kind.GIF),
    )
    for suffix in kind.format.suffixes
)
_ITEM_FOLDER = re.compile(r"(\d{1,2})(?:[\s._、－—-]|$)")


@lru_cache(maxsize=1 << 13)
def title_of(name: str) -> str:
    """Return the title a file's name gives: without its suffix and a leading order number."""
    line = re.sub(r"[\t\n]+", " ", normalise_text(name))
    stem = _SUFFIX.sub("", line) or printable_line(name)
    order = _ORDER.match(stem)
    return stem[order.end() :] if order else stem


def split_order(name: str) -> tuple[int | None, str]:
    """Return the order number a file's name begins with, and the name without it."""
    order = _ORDER.match(_SUFFIX.sub("", name))
    if order is None:
        return None, name
    return int("".join(c for c in order[0] if c.isdecimal())), name[order.end() :]


def item_of(folder_name: str) -> int | None:
    """Return the item number an evidence folder's name begins with: 13-新产品, 1、场地, 07."""
    match = _ITEM_FOLDER.match(unicodedata.normalize("NFKC", folder_name).strip())
    return int(match[1]) if match else None


class OddPagesError(ValueError):
    """Pages that cannot be meant: the case of F206, and its slots."""

    def __init__(self, case: str, **slots: object) -> None:
        super().__init__(case)
        self.case, self.slots = case, slots


def read_pages(text: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges in `1-3,7` or `3-`, as written. OddPagesError where it is none."""
    narrow = unicodedata.normalize("NFKC", text)
    narrow = re.sub(r"[第页\s]|(?i:pp?\.?)", "", narrow)
    narrow = re.sub(r"[~～–—−－至到]", "-", narrow)
    return tuple(_read_range(part) for part in re.split(r"[,、;]", narrow.strip(",、;")))


def _read_range(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})(-(\d{1,6})?)?", text)
    if not match:
        raise OddPagesError("unclear")
    first = int(match[1])
    last = first if match[2] is None else int(match[3] or LAST_PAGE)
    if first < 1:
        raise OddPagesError("from_nought")
    if last < first:
        raise OddPagesError("backwards", first=first, last=last)
    return first, last


@lru_cache(maxsize=1 << 13)
def sort_path(path: str) -> tuple[Any, ...]:
    """Return what orders evidence: its path as people count."""
    narrow = unicodedata.normalize("NFKC", path)
    return (tuple(_natural(part) for part in narrow.split("/")), path)


def _show(path: str) -> str:
    """A path for messages: names that are no Unicode are shown as the Chinese they likely were."""
    return "/".join(
        os.fsencode(name).decode("gb18030", "replace") if _is_broken(name) else name
        for name in path.split("/")
    )


@lru_cache(maxsize=1 << 13)
def _write_path(written: str) -> str:
    """A path as written by anybody, as the walk has it."""
    path = unicodedata.normalize("NFC", written.replace("\\", "/"))
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _is_broken(name: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in name)


# ── files ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _File:
    """A usable file. `path` is as on disk; `item` and `kind` are what its folders say."""

    path: str
    item: int | None
    kind: str


def _waits(file: _File) -> bool:
    """Whether a file lies where those are that nobody has given to an item yet."""
    return file.path.startswith(f"{UNSORTED_FOLDER}/")


def _source(
    file: _File, pages: tuple[tuple[int, int], ...] | None = None, turn: Turn = 0
) -> SourceFile:
    return SourceFile(file.path, pages, title_of(file.path.rpartition("/")[2]), turn)


@dataclass
class _Walk:
    """Every file under the evidence folder, and what is wrong with some."""

    root: Path
    items: Mapping[int, Item]
    """Those of the notice by their numbers, in their order."""
    files: dict[str, _File] = field(default_factory=dict)
    """By path in NFC."""
    refused: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def look_into(self, folder: Path, path: str) -> None:
        """Take in what lies in `folder`, which is `path` under the evidence folder."""
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._refuse(path, "F210", "folder", reason=word_reason(error))
            return
        within = _lies_within(folder, self.root)
        for entry in entries:
            if _ignored(entry.name) and (entry.is_dir() or not _is_dotted_evidence(entry.name)):
                continue
            inner = f"{path}/{entry.name}" if path else entry.name
            if _is_broken(entry.name):
                self._refuse(inner, "F205", "encoding", likely=_show(entry.name))
            elif entry.is_dir(follow_symlinks=False):
                self.folders.add(unicodedata.normalize("NFC", inner))
                self.look_into(Path(entry.path), inner)
            else:
                self._take(entry, inner, within=within)

    def _take(self, entry: "os.DirEntry[str]", path: str, *, within: bool) -> None:
        try:
            # What is no link lies where its folder does.
            straight = within and not entry.is_symlink()
            inside = straight or _lies_within(Path(entry.path), self.root)
            facts = entry.stat()
        except (OSError, RuntimeError):
            self._refuse(path, "F204", "broken")
            return
        if not inside:
            self._refuse(path, "F204", "link")
        elif not stat.S_ISREG(facts.st_mode):
            self._refuse(path, "F210", "other")
        elif unicodedata.normalize("NFC", path) in self.files:
            self._refuse(path, "F205", "twin")
        else:
            self.files[unicodedata.normalize("NFC", path)] = self.place(path)

    def set_companions_aside(self, named: frozenset[str]) -> None:
        """Take out what belongs to photographs and was not named by itself, and say so."""
        found = [path for path in find_companions(self.files) if path not in named]
        for path in found:
            del self.files[path]
        self.refused.update(found)
        if found:
            where = Location(f"{EVIDENCE_FOLDER}/")
            said = issue("F214", where, count=len(found), files=list(map(_show, found)))
            self.findings.append(render(said))

    def place(self, path: str) -> _File:
        """What the folders of a path say of a file in it."""
        return _File(path, *read_folders(path, self.items))

    def _refuse(self, path: str, code: str, case: str, **slots: object) -> None:
        self.refused.add(unicodedata.normalize("NFC", path))
        where = Location(f"{EVIDENCE_FOLDER}/{_show(path)}")
        self.findings.append(render(issue(code, where, case, **slots)))


def read_folders(path: str, items: Mapping[int, Item]) -> tuple[int | None, str]:
    """Return the item and the kind that the folders of a path below `evidence/` say.

    `items` are those of the notice by their numbers.
    """
    *folders, _ = unicodedata.normalize("NFC", path).split("/")
    number = item_of(folders[0]) if folders else None
    item = items.get(number) if number is not None else None
    if item is None:
        return None, ""
    named = (title_of(folder) for folder in reversed(folders[1:]))
    return item.number, next((n for n in named if n in item.kinds), "")


def _lies_within(path: Path, root: Path) -> bool:
    """Whether a path leads below `root` when links are followed. OSError where it leads nowhere."""
    return path.resolve(strict=True).is_relative_to(root.resolve())


_IGNORED = re.compile("|".join(fnmatch.translate(i.pattern.lower()) for i in IGNORED))


def is_left_out(name: str) -> bool:
    """Whether a file of that name is no evidence wherever it lies: see `IGNORED`."""
    return _ignored(name) and not _is_dotted_evidence(name)


def _ignored(name: str) -> bool:
    return _IGNORED.match(name.lower()) is not None


def _is_dotted_evidence(name: str) -> bool:
    """Whether a file is hidden by its name alone, which not every system does.

    What macOS sets beside each file ("._证书.jpg") has its suffix and is none.
    """
    return re.match(r"\.[^_~]", name) is not None and Path(name).suffix.lower() in _EVIDENT


# ── files that moved ──────────────────────────────────────────────────────────────────────────


def paths_of(rows: Iterable[EvidenceRow]) -> list[str]:
    """Return what rows name, as paths below the evidence folder."""
    return [plain_path(part.file) for row in rows for part in row.files]


def plain_path(written: str) -> str:
    """Return a path of a row as the files below the evidence folder are called."""
    return _write_path(written).removeprefix(f"{EVIDENCE_FOLDER}/")


def _follow(
    rows: Sequence[EvidenceRow], walk: _Walk, hash_of: Callable[[Path], str]
) -> dict[int, EvidenceRow]:
    """The rows whose files are elsewhere now, as they should read."""
    named = set(paths_of(rows))
    there = walk.files.keys() | walk.folders | walk.refused
    free = [path for path in walk.files if not any(part in named for part in around(path))]
    disorder = Disorder(
        missing=[path for path in named if path not in there and ".." not in path.split("/")],
        free=free,
        folders=walk.folders,
        known=recall(walk.root.parent) if free else {},
    )

    def hash_free(path: str) -> str:
        try:
            return hash_of(walk.root / walk.files[path].path)
        except OSError:
            # It cannot be read, and is reported where it is opened.
            return ""

    found = follow(disorder, hash_free)
    return {
        index: _moved(row, found, walk)
        for index, row in enumerate(rows)
        if any(path in found for path in paths_of([row]))
    }


def _moved(row: EvidenceRow, found: Mapping[str, str], walk: _Walk) -> EvidenceRow:
    """A row whose files are elsewhere now, with what their former folder had said of it."""
    files = tuple(
        part.model_copy(update={"file": found.get(plain_path(part.file), part.file)})
        for part in row.files
    )
    old, new = (walk.place(plain_path(listed[0].file)) for listed in (row.files, files))
    items = row.items
    if new.item is not None and old.item in items:
        items = tuple(new.item if n == old.item else n for n in items)
    kind = _kind_there(old, new, walk) if row.kind and row.kind == old.kind else row.kind
    names = [plain_path(listed[0].file).rpartition("/")[2] for listed in (row.files, files)]
    title = title_of(names[1]) if row.title == title_of(names[0]) else row.title
    changed = {"files": files, "items": items, "kind": kind, "title": title}
    return row.model_copy(update=changed)


def _kind_there(old: _File, new: _File, walk: _Walk) -> str:
    """The kind of a file that had its folder's: of the folder it lies in now.

    A folder that is called otherwise may have been renamed, so there the kind stays, if it can.
    """
    item = walk.items.get(new.item) if new.item is not None else None
    straight_in_item = new.path.count("/") == 1
    if new.kind or item is None:
        return new.kind or old.kind
    return "" if straight_in_item or old.kind not in item.kinds else old.kind


# ── rows and folders ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Draft:
    """Evidence before it has its place in the order."""

    evidence: Evidence
    first: _File
    row: int

    def sort_key(self) -> tuple[Any, ...]:
        """Own folder's files first, then the others, both in natural order."""
        elsewhere = self.first.item != self.evidence.item
        return (elsewhere, sort_path(self.first.path), self.row)


@dataclass(frozen=True)
class _Lost:
    """A file that a row names, and that is not there."""

    row: int
    where: Location
    path: str
    written: str


def _says_nothing(row: EvidenceRow, walk: _Walk) -> bool:
    """Whether a row says no more than its file does by itself: nobody has typed anything."""
    path = plain_path(row.files[0].file)
    place = walk.place(path)
    bare = EvidenceRow(
        files=(FilePages(file=row.files[0].file),),
        items=row.items and (place.item or 0,),
        title=row.title and title_of(path.rpartition("/")[2]),
        kind=row.kind and place.kind,
    )
    return row == bare


@dataclass
class _Matching:
    """Rows against files: what each row takes, and what nobody takes."""

    spec: SubmissionSpec
    rows: Sequence[EvidenceRow]
    places: Places
    walk: _Walk
    claimed: set[str] = field(default_factory=set)
    lost: list[_Lost] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def _say(self, code: str, where: Location, case: str = "", /, **slots: object) -> None:
        self.findings.append(tell(issue(code, where, case, **slots), self.places))

    def report_moved(
        self, moved: Mapping[int, EvidenceRow], unkinded: Sequence[EvidenceRow]
    ) -> None:
        """Say which rows go on with files that were renamed or moved, and which lose their kind."""
        if not moved:
            return
        index = next(iter(moved))
        self._say(
            "F240",
            self.places.at("evidence", index, "files"),
            files=[row.files[0].file for row in moved.values()],
            count=len(unkinded) or None,
            unkinded=unkinded,
        )

    def from_row(self, index: int, row: EvidenceRow) -> _Draft | None:
        """Return the evidence of a row; nothing where none of its files can be used."""
        where = self.places.at("evidence", index)
        taken: list[tuple[_File, SourceFile]] = []
        for at, listed_file in enumerate(row.files):
            found = self._find(listed_file.file, index, at, row)
            pages = self._pages(index, at, row, listed_file) if found else None
            turn = listed_file.turn or row.turn or 0
            self.claimed.update(file.path for file in found)
            taken += [(file, _source(file, pages, turn)) for file in found]
        if not taken:
            return None
        supports = self._supports(index, row, [found for found, _ in taken])
        if not supports:
            if not row.items and all(_waits(file) for file, _ in taken):
                # What was typed of it stays until it has an item.
                self.claimed.difference_update(file.path for file, _ in taken)
            return None
        first = taken[0][0]
        evidence = Evidence(
            item=supports[0],
            order=0,
            title=row.title or title_of(self._name(row, first)),
            files=tuple(source for _, source in taken),
            supports=supports,
            where=where,
            kind=row.kind or first.kind,
            date=row.date,
            quantity=row.quantity,
            holder=row.holder,
            achievement=row.achievement,
            organiser=row.organiser,
            in_period=row.in_period,
            number=row.number,
            note=row.note,
            layout=row.layout,
            cells=self._cells(index),
        )
        return _Draft(evidence, first, index)

    def _cells(self, index: int) -> tuple[tuple[str, Location], ...]:
        """The cells of a row. Lines of YAML stand close enough together to be told as one."""
        if self.places.file != BOOK_FILE:
            return ()
        places = (
            (name, self.places.at("evidence", index, name)) for name in EvidenceRow.model_fields
        )
        return tuple(places)

    def _name(self, row: EvidenceRow, first: _File) -> str:
        """What a row without a title is called by: its first file, or its only folder."""
        folder = self._folder(_write_path(row.files[0].file)) if len(row.files) == 1 else None
        return (folder or first.path).rpartition("/")[2]

    def from_folders(self) -> list[_Draft]:
        """Return a piece of evidence for every file of an item's folder that no row names."""
        return [
            _Draft(
                Evidence(
                    item=file.item,
                    order=0,
                    title=title_of(file.path.rpartition("/")[2]),
                    files=(_source(file),),
                    supports=(file.item,),
                    where=Location(f"{EVIDENCE_FOLDER}/{file.path}"),
                    kind=file.kind,
                    has_row=False,
                ),
                file,
                -1,
            )
            for file in self.walk.files.values()
            if file.item is not None and file.path not in self.claimed
        ]

    def _find(self, written: str, index: int, at: int, row: EvidenceRow) -> list[_File]:
        """The file of this path, or the files of this folder; none where that is no evidence."""
        field = ("evidence", index, "files", at)
        path = unicodedata.normalize("NFC", written.replace("\\", "/"))
        if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
            self._say(
                "F204", self.places.at(*field), "written", written=written, root=EVIDENCE_FOLDER
            )
            return []
        path = _write_path(written)
        for tried in (path, path.removeprefix(f"{EVIDENCE_FOLDER}/")):
            if tried in self.walk.files:
                return [self.walk.files[tried]]
            if tried in self.walk.refused:
                return []
        folder = self._folder(path)
        if folder is not None:
            return self._look_into(folder, self.places.at(*field), row)
        where = self.places.at(*field)
        self.lost.append(_Lost(index, where, path.removeprefix(f"{EVIDENCE_FOLDER}/"), written))
        return []

    def _folder(self, path: str) -> str | None:
        """The folder a row names, where it is one."""
        tried = path.removeprefix(f"{EVIDENCE_FOLDER}/")
        return tried if tried in self.walk.folders and tried not in self.walk.files else None

    def _look_into(self, folder: str, where: Location, row: EvidenceRow) -> list[_File]:
        """The files of a folder in natural order, but for those that other rows name."""
        named = {
            _write_path(part.file).removeprefix(f"{EVIDENCE_FOLDER}/")
            for other in self.rows
            if other is not row
            for part in other.files
        }
        there = [path for path in self.walk.files if path.startswith(f"{folder}/")]
        free = sorted((path for path in there if path not in named), key=sort_path)
        if not free:
            self._say("F213", where, "taken" if there else "empty", folder=folder)
        return [self.walk.files[path] for path in free]

    def report_lost(self) -> None:
        """Say which files are not there: those of a folder that is gone in one word."""
        groups: dict[str | Location, list[_Lost]] = {}
        for lost in self.lost:
            gone = [folder for folder in around(lost.path) if folder not in self.walk.folders]
            groups.setdefault(gone[-1] if gone[-1] != lost.path else lost.where, []).append(lost)
        for folder, group in groups.items():
            if len(group) > 1 and isinstance(folder, str):
                slots = {"folder": folder, "rows": len(group), "root": EVIDENCE_FOLDER}
                self._say("F203", group[0].where, "folder", **slots)
                continue
            for lost in group:
                self._report_lost_file(lost)

    def _report_lost_file(self, lost: _Lost) -> None:
        if _ignored(lost.path.rpartition("/")[2]):
            self._say("F203", lost.where, "ignored", written=lost.written)
        elif near := _nearest(lost.path, self.unnamed):
            self._say("F203", lost.where, "near", written=lost.written, near=near)
        else:
            self._say("F203", lost.where, "file", written=lost.written, root=EVIDENCE_FOLDER)

    @cached_property
    def unnamed(self) -> list[str]:
        """The files that no row names: no other may be proposed, it would count twice."""
        named = set(paths_of(self.rows))
        return [p for p in self.walk.files if not any(part in named for part in around(p))]

    def _pages(
        self, index: int, at: int, row: EvidenceRow, file: FilePages
    ) -> tuple[tuple[int, int], ...] | None:
        written = file.pages or (row.pages if len(row.files) == 1 else "")
        inner = ("evidence", index, *(("files", at, "pages") if file.pages else ("pages",)))
        if file.pages and row.pages:
            self._say("F206", self.places.at("evidence", index, "pages"), "twice")
        if not written:
            return None
        if _write_path(file.file).removeprefix(f"{EVIDENCE_FOLDER}/") not in self.walk.files:
            self._say("F206", self.places.at(*inner), "folder", written=file.file)
            return None
        try:
            return read_pages(written)
        except OddPagesError as odd:
            self._say("F206", self.places.at(*inner), odd.case, written=written, **odd.slots)
            return None

    def _stays(self, row: EvidenceRow, item: int) -> bool:
        """Whether other pages of a row's first file serve the item in whose folder it lies."""
        file = row.files[0].file
        others = (other for other in self.rows if other is not row)
        return any(
            file in (part.file for part in other.files) and (not other.items or item in other.items)
            for other in others
        )

    def _supports(self, index: int, row: EvidenceRow, files: list[_File]) -> tuple[int, ...]:
        own = [file.item for file in files if file.item is not None]
        field, known = ("evidence", index, "items"), self.walk.items
        for number in row.items:
            if number not in known:
                file, numbers = row.files[0].file, list_numbers(self.spec)
                self._say("F208", self.places.at(*field), file=file, number=number, numbers=numbers)
        wanted = {n for n in row.items if n in known}
        if wanted and own and not wanted & set(own) and not self._stays(row, own[0]):
            self._say("F212", self.places.at(*field), own=own[0], wanted=min(wanted))
        proved = wanted or set(own)
        supports = tuple(number for number in known if number in proved)
        if not supports and not row.items and not all(_waits(file) for file in files):
            self._say("F207", self.places.at("evidence", index), file=row.files[0].file)
        return supports

    @property
    def unclaimed(self) -> list[_File]:
        """The files in no item's folder that no row names, once all rows were looked at."""
        free = [
            f for f in self.walk.files.values() if f.item is None and f.path not in self.claimed
        ]
        return sorted(free, key=lambda file: sort_path(file.path))

    def report_unclaimed(self) -> None:
        """Name every file that is in no item's folder and in no row."""
        astray: dict[str, list[str]] = {}
        for file in self.unclaimed:
            top, slash, _ = file.path.partition("/")
            astray.setdefault(top if slash else "", []).append(file.path)
        for top, paths in sorted(astray.items()):
            names = [p.removeprefix(f"{top}/") for p in sorted(paths, key=sort_path)]
            where = Location(f"{EVIDENCE_FOLDER}/{top}/" if top else f"{EVIDENCE_FOLDER}/")
            case, slots = self._astray(top)
            self._say("F201", where, case, files=names, **slots)

    def _astray(self, top: str) -> tuple[str, dict[str, object]]:
        """The case of files in a folder that is no item's, and its slots."""
        if not top:
            return "loose", {}
        if top == UNSORTED_FOLDER:
            return "unsorted", {}
        number, numbers = item_of(top), list_numbers(self.spec)
        if number is not None:
            return "unknown", {"number": number, "numbers": numbers}
        if near := self._propose(top):
            return "near", {"folders": "或 ".join(near)}
        return "unnumbered", {"numbers": numbers, "guide": GUIDE_FILE}

    def _propose(self, top: str) -> list[str]:
        """The folders of the items that one without a number seems to be for."""
        folders = {item.folder_name: item for item in self.spec.items}
        names = {name: folder for folder, item in folders.items() for name in _names_of(item)}
        near = dict.fromkeys(names[name] for name in near_names(top, list(names)))
        near = dict.fromkeys([names[top], *near] if top in names else near)
        return list(itertools.islice(near, 2))

    def report_shared_pages(self, drafts: Iterable[_Draft]) -> None:
        """Say which files stand twice in the bundle with the same page.

        Evidence of the very same pages is printed once, and named where that is decided.
        """
        used: dict[str, list[tuple[int, int, Location]]] = {}
        for draft in {draft.evidence.files: draft for draft in drafts}.values():
            for source in draft.evidence.files:
                for first, last in source.pages or ((1, LAST_PAGE),):
                    used.setdefault(source.path, []).append((first, last, draft.evidence.where))
        for path, ranges in used.items():
            ranges.sort(key=lambda taken: taken[:2])
            twice = [b for a, b in itertools.pairwise(ranges) if b[0] <= a[1]]
            if twice:
                self._say("F211", twice[0][2], file=path, page=twice[0][0])


def _names_of(item: Item) -> Iterator[str]:
    """What the evidence of an item may be called."""
    yield item.folder or item.title
    yield from item.kinds


def _number(drafts: Iterable[_Draft], spec: SubmissionSpec) -> tuple[Evidence, ...]:
    by_item: dict[int, list[_Draft]] = {}
    for draft in drafts:
        by_item.setdefault(draft.evidence.item, []).append(draft)
    return tuple(
        draft.evidence.ordered(order)
        for item in spec.items
        for order, draft in enumerate(
            sorted(by_item.get(item.number, []), key=_Draft.sort_key), start=1
        )
    )


def _nearest(path: str, known: list[str]) -> str:
    """The existing file most likely meant: the same name elsewhere, else the most like it."""
    name = path.rpartition("/")[2].casefold()
    same = [k for k in known if k.rpartition("/")[2].casefold() == name]
    if same:
        return same[0]
    folded = {k.casefold(): k for k in known}
    near = difflib.get_close_matches(path.casefold(), list(folded), 1, 0.6)
    return folded[near[0]] if near else ""
