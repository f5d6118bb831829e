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
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from natsort import natsort_keygen

from docgen.issues.errors import word_reason
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.evidence import LAST_PAGE, Evidence, SourceFile
from docgen.model.field_locations import Places
from docgen.model.folder_names import near_names
from docgen.model.scheme import Item, SubmissionSpec, list_numbers
from docgen.model.submission import EvidenceRow, FilePages, normalise_text
from docgen.system.file_hashes import hash_file
from docgen.system.file_types import Kind
from docgen.text.printable import printable_line
from docgen.text.quoting import show_value
from docgen.workspace.moved_files import Disorder, around, follow, recall
from docgen.workspace.workbook_headings import BOOK_FILE

FOLDER = "evidence"
GUIDE_FILE = "说明.txt"
PASSWORD_FILE = "密码.txt"


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
        missing = Finding(
            Level.ERROR,
            "F209",
            Location(f"{FOLDER}/"),
            "没有佐证文件夹" if not folder.exists() else "应是文件夹，却是文件",
            f"建立 {FOLDER} 文件夹，按项目分文件夹放入佐证；docgen init 会建好",
        )
        return Discovery((), (missing,))
    walk = _Walk(folder, spec)
    walk.look_into(folder, "")
    moved = _follow(rows, walk, hash_of)
    unkinded = [row.title for index, row in moved.items() if rows[index].kind and not row.kind]
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
    )


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


def title_of(name: str) -> str:
    """Return the title a file's name gives: without its suffix and a leading order number."""
    line = re.sub(r"[\t\n]+", " ", normalise_text(name))
    stem = _SUFFIX.sub("", line) or printable_line(name)
    order = _ORDER.match(stem)
    return stem[order.end() :] if order else stem


def item_of(folder_name: str) -> int | None:
    """Return the item number an evidence folder's name begins with: 13-新产品, 1、场地, 07."""
    match = _ITEM_FOLDER.match(unicodedata.normalize("NFKC", folder_name).strip())
    return int(match[1]) if match else None


def read_pages(text: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges in `1-3,7` or `3-`, in the order written. ValueError where it is none."""
    narrow = unicodedata.normalize("NFKC", text)
    narrow = re.sub(r"[第页\s]|(?i:pp?\.?)", "", narrow)
    narrow = re.sub(r"[~～–—−－至到]", "-", narrow)
    return tuple(_read_range(part) for part in re.split(r"[,、;]", narrow.strip(",、;")))


def _read_range(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})(-(\d{1,6})?)?", text)
    if not match:
        raise ValueError("看不懂")
    first = int(match[1])
    last = first if match[2] is None else int(match[3] or LAST_PAGE)
    if first < 1:
        raise ValueError("页从 1 数起")
    if last < first:
        raise ValueError(f"{first} 到 {last} 倒了")
    return first, last


def _sort_key(path: str) -> tuple[Any, ...]:
    narrow = unicodedata.normalize("NFKC", path)
    return (tuple(_natural(part) for part in narrow.split("/")), path)


def _show(path: str) -> str:
    """A path for messages: names that are no Unicode are shown as the Chinese they likely were."""
    return "/".join(
        os.fsencode(name).decode("gb18030", "replace") if _is_broken(name) else name
        for name in path.split("/")
    )


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


def _source(file: _File) -> SourceFile:
    return SourceFile(file.path, title=title_of(file.path.rpartition("/")[2]))


@dataclass
class _Walk:
    """Every file under the evidence folder, and what is wrong with some."""

    root: Path
    spec: SubmissionSpec
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
            self._refuse(
                path, "F210", f"打不开这个文件夹（{word_reason(error)}）", "改文件夹的权限"
            )
            return
        for entry in entries:
            if _ignored(entry.name) and (entry.is_dir() or not _is_dotted_evidence(entry.name)):
                continue
            inner = f"{path}/{entry.name}" if path else entry.name
            if _is_broken(entry.name):
                self._refuse(
                    inner,
                    "F205",
                    "名字的编码不对，里面的内容没有收进来",
                    f"改名，如：{_show(entry.name)}",
                )
            elif entry.is_dir(follow_symlinks=False):
                self.folders.add(unicodedata.normalize("NFC", inner))
                self.look_into(Path(entry.path), inner)
            else:
                self._take(Path(entry.path), inner)

    def _take(self, file: Path, path: str) -> None:
        try:
            real, facts = file.resolve(strict=True), file.stat()
        except (OSError, RuntimeError):
            self._refuse(path, "F204", "链接指向的文件不在", "把文件本身放进来，替换链接")
            return
        if not real.is_relative_to(self.root.resolve()):
            self._refuse(path, "F204", "链接指向佐证文件夹以外", "把文件本身放进来，替换链接")
        elif not stat.S_ISREG(facts.st_mode):
            self._refuse(path, "F210", "不是普通文件", "把文件本身放进来，不用文件夹链接和设备")
        elif unicodedata.normalize("NFC", path) in self.files:
            self._refuse(
                path,
                "F205",
                "这里另有一个文件，名字看起来一样，只是编码的写法不同",
                "改掉其中一个文件的名字",
            )
        else:
            self.files[unicodedata.normalize("NFC", path)] = self.place(path)

    def place(self, path: str) -> _File:
        """What the folders of a path say of a file in it."""
        *folders, _ = unicodedata.normalize("NFC", path).split("/")
        number = item_of(folders[0]) if folders else None
        item = self.spec.item(number) if number is not None else None
        if item is None:
            return _File(path, None, "")
        named = (title_of(folder) for folder in reversed(folders[1:]))
        return _File(path, item.number, next((n for n in named if n in item.kinds), ""))

    def _refuse(self, path: str, code: str, what: str, remedy: str) -> None:
        self.refused.add(unicodedata.normalize("NFC", path))
        where = f"{FOLDER}/{_show(path)}"
        self.findings.append(Finding(Level.ERROR, code, Location(where), what, remedy))


def _ignored(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name.lower(), i.pattern.lower()) for i in IGNORED)


def _is_dotted_evidence(name: str) -> bool:
    """Whether a file is hidden by its name alone, which not every system does.

    What macOS sets beside each file ("._证书.jpg") has its suffix and is none.
    """
    return re.match(r"\.[^_~]", name) is not None and Path(name).suffix.lower() in _EVIDENT


# ── files that moved ──────────────────────────────────────────────────────────────────────────


def paths_of(rows: Iterable[EvidenceRow]) -> list[str]:
    """Return what rows name, as paths below the evidence folder."""
    return [_plain_path(part.file) for row in rows for part in row.files]


def _plain_path(written: str) -> str:
    return _write_path(written).removeprefix(f"{FOLDER}/")


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
        part.model_copy(update={"file": found.get(_plain_path(part.file), part.file)})
        for part in row.files
    )
    old, new = (walk.place(_plain_path(listed[0].file)) for listed in (row.files, files))
    items = row.items
    if new.item is not None and old.item in items:
        items = tuple(new.item if n == old.item else n for n in items)
    kind = _kind_there(old, new, walk) if row.kind and row.kind == old.kind else row.kind
    names = [_plain_path(listed[0].file).rpartition("/")[2] for listed in (row.files, files)]
    title = title_of(names[1]) if row.title == title_of(names[0]) else row.title
    changed = {"files": files, "items": items, "kind": kind, "title": title}
    return row.model_copy(update=changed)


def _kind_there(old: _File, new: _File, walk: _Walk) -> str:
    """The kind of a file that had its folder's: of the folder it lies in now.

    A folder that is called otherwise may have been renamed, so there the kind stays, if it can.
    """
    item = walk.spec.item(new.item) if new.item is not None else None
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
        return (elsewhere, _sort_key(self.first.path), self.row)


@dataclass(frozen=True)
class _Lost:
    """A file that a row names, and that is not there."""

    row: int
    where: Location
    path: str
    written: str


def _says_nothing(row: EvidenceRow, walk: _Walk) -> bool:
    """Whether a row says no more than its file does by itself: nobody has typed anything."""
    path = _plain_path(row.files[0].file)
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

    def _say(
        self, code: str, where: Location, what: str, remedy: str, level: Level = Level.ERROR
    ) -> None:
        self.findings.append(Finding(level, code, where, what, remedy))

    def report_moved(self, moved: Mapping[int, EvidenceRow], unkinded: Sequence[str]) -> None:
        """Say which rows go on with files that were renamed or moved, and which lose their kind.

        `unkinded` are the titles of the latter.
        """
        if not moved:
            return
        index = next(iter(moved))
        names = "、".join(row.files[0].file for row in itertools.islice(moved.values(), 3))
        many = f"{names} 等 {len(moved)} 条" if len(moved) > 3 else names
        if unkinded:
            titles = "、".join(f"“{title}”" for title in unkinded[:3])
            many += (
                f"；其中 {len(unkinded)} 条移出了种类的子文件夹，只作旁证，不计数："
                f"{titles}{'等' if len(unkinded) > 3 else ''}"
            )
        self._say(
            "F240",
            self.places.at("evidence", index, "files"),
            f"佐证表里写的文件改了名或挪了位置，已按内容认出，照现在的位置收进来：{many}",
            "运行 docgen ledger，把佐证表里的文件、项目改过来；认错了的自己改",
            Level.WARNING,
        )

    def from_row(self, index: int, row: EvidenceRow) -> _Draft | None:
        """Return the evidence of a row; nothing where none of its files can be used."""
        where = self.places.at("evidence", index)
        taken: list[tuple[_File, SourceFile]] = []
        for at, listed_file in enumerate(row.files):
            place = self.places.at("evidence", index, "files", at)
            found = self._find(listed_file.file, place, index, row)
            pages = self._pages(index, at, row, listed_file) if found else None
            turn = listed_file.turn or row.turn or 0
            self.claimed.update(file.path for file in found)
            taken += [(file, replace(_source(file), pages=pages, turn=turn)) for file in found]
        if not taken:
            return None
        supports = self._supports(index, row, [found for found, _ in taken])
        if not supports:
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
                    where=Location(f"{FOLDER}/{file.path}"),
                    kind=file.kind,
                ),
                file,
                -1,
            )
            for file in self.walk.files.values()
            if file.item is not None and file.path not in self.claimed
        ]

    def _find(self, written: str, where: Location, index: int, row: EvidenceRow) -> list[_File]:
        """The file of this path, or the files of this folder; none where that is no evidence."""
        path = unicodedata.normalize("NFC", written.replace("\\", "/"))
        if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
            self._say(
                "F204",
                where,
                f"{show_value(written)}指向佐证文件夹以外",
                f"把文件放进 {FOLDER} 文件夹，写相对它的路径，如 11-职业技能培训/1 名单.pdf",
            )
            return []
        path = _write_path(written)
        for tried in (path, path.removeprefix(f"{FOLDER}/")):
            if tried in self.walk.files:
                return [self.walk.files[tried]]
            if tried in self.walk.refused:
                return []
        folder = self._folder(path)
        if folder is not None:
            return self._look_into(folder, where, row)
        self.lost.append(_Lost(index, where, path.removeprefix(f"{FOLDER}/"), written))
        return []

    def _folder(self, path: str) -> str | None:
        """The folder a row names, where it is one."""
        tried = path.removeprefix(f"{FOLDER}/")
        return tried if tried in self.walk.folders and tried not in self.walk.files else None

    def _look_into(self, folder: str, where: Location, row: EvidenceRow) -> list[_File]:
        """The files of a folder in natural order, but for those that other rows name."""
        named = {
            _write_path(part.file).removeprefix(f"{FOLDER}/")
            for other in self.rows
            if other is not row
            for part in other.files
        }
        there = [path for path in self.walk.files if path.startswith(f"{folder}/")]
        free = sorted((path for path in there if path not in named), key=_sort_key)
        if not free:
            what = "里的文件在别的条目里都写了" if there else "里没有可用的文件"
            remedy = "放入文件（照片、扫描件或 PDF），或删去这一条"
            self._say("F213", where, f"文件夹{show_value(folder)}{what}", remedy)
        return [self.walk.files[path] for path in free]

    def report_lost(self) -> None:
        """Say which files are not there: those of a folder that is gone in one word."""
        by_folder: dict[str, list[_Lost]] = {}
        for lost in self.lost:
            gone = [folder for folder in around(lost.path) if folder not in self.walk.folders]
            folder = gone[-1] if gone[-1] != lost.path else ""
            by_folder.setdefault(folder or str(lost.where), []).append(lost)
        for folder, group in by_folder.items():
            if len(group) > 1 and folder != str(group[0].where):
                self._say("F203", group[0].where, *_lost_folder(folder, len(group)))
                continue
            for lost in group:
                self._say("F203", lost.where, *self._not_found(lost.path, lost.written))

    def _not_found(self, path: str, written: str) -> tuple[str, str]:
        if _ignored(path.rpartition("/")[2]):
            return f"{show_value(written)}不作佐证（说明、隐藏或临时文件）", "改名，或删去这一条"
        near = _nearest(path, self.unnamed)
        remedy = (
            f"改了名的，是不是 {near}？照抄它；文件删了的，删去这一条"
            if near
            else f"文件删了的，删去这一条；还要用的，把文件放回 {FOLDER} 文件夹"
        )
        return f"没有这个文件：{written}", remedy

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
            self._say(
                "F206",
                self.places.at("evidence", index, "pages"),
                "页码写了两处，用的是文件下面的",
                "只留一处",
            )
        if not written:
            return None
        if _write_path(file.file).removeprefix(f"{FOLDER}/") not in self.walk.files:
            self._say(
                "F206",
                self.places.at(*inner),
                f"{show_value(file.file)}是文件夹，里面的文件不能一起挑页，用的是全部",
                "删去 pages；要挑页就把文件逐个写出来",
            )
            return None
        try:
            return read_pages(written)
        except ValueError as error:
            self._say(
                "F206",
                self.places.at(*inner),
                f"页码{show_value(written)}不对：{error}",
                "写成 1-3,7 或 3-（第 3 页到最后）",
            )
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
        where = self.places.at("evidence", index, "items")
        for number in row.items:
            if self.spec.item(number) is None:
                self._say(
                    "F208",
                    where,
                    f"{row.files[0].file} 写着支撑第 {number} 项，却没有这一项",
                    f"项目编号只有 {list_numbers(self.spec)}，改 items",
                )
        wanted = {n for n in row.items if self.spec.item(n) is not None}
        if wanted and own and not wanted & set(own) and not self._stays(row, own[0]):
            self._say(
                "F212",
                where,
                f"文件在第 {own[0]} 项的文件夹里，items 却没有写 {own[0]}，不算它的佐证",
                f"也支撑第 {own[0]} 项就写进 items；不然把文件移到第 {min(wanted)} 项的文件夹",
                Level.WARNING,
            )
        supports = tuple(
            item.number for item in self.spec.items if item.number in (wanted or set(own))
        )
        if not supports and not row.items:
            self._say(
                "F207",
                self.places.at("evidence", index),
                f"{row.files[0].file} 不在项目文件夹里，又没有写 items，没有收进来",
                "写上 items（支撑哪几项），或把文件移进项目文件夹",
            )
        return supports

    def report_unclaimed(self) -> None:
        """Name every file that is in no item's folder and in no row."""
        astray: dict[str, list[str]] = {}
        for file in self.walk.files.values():
            if file.item is None and file.path not in self.claimed:
                top, slash, _ = file.path.partition("/")
                astray.setdefault(top if slash else "", []).append(file.path)
        for top, paths in sorted(astray.items()):
            names = "、".join(p.removeprefix(f"{top}/") for p in sorted(paths, key=_sort_key))
            what, remedy = self._astray(top)
            where = Location(f"{FOLDER}/{top}/" if top else f"{FOLDER}/")
            self._say("F201", where, f"{what}，没有收进来：{names}", remedy)

    def _astray(self, top: str) -> tuple[str, str]:
        row = "或在 studio.yaml 的 evidence 里写一条，注明 items"
        if not top:
            return "文件不在项目文件夹里", f"移进项目文件夹，{row}"
        number = item_of(top)
        if number is None:
            return "文件夹名没有项目编号", f"{self._propose(top)}，{row}"
        return f"没有第 {number} 项", f"编号只有 {list_numbers(self.spec)}，改文件夹名，{row}"

    def _propose(self, top: str) -> str:
        """How to rename a folder without a number: only to an item it seems to be for."""
        folders = {item.folder_name: item for item in self.spec.items}
        names = {name: folder for folder, item in folders.items() for name in _names_of(item)}
        near = dict.fromkeys(names[name] for name in near_names(top, list(names)))
        near = dict.fromkeys([names[top], *near] if top in names else near)
        if near:
            proposed = "或 ".join(itertools.islice(near, 2))
            return f"看内容是不是 {proposed} 的；是就把文件移进那个文件夹"
        known = f"编号 {list_numbers(self.spec)}，项目见 {GUIDE_FILE}"
        return f"先看是哪一项的（{known}），移进那一项的文件夹"

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
                self._say(
                    "F211",
                    twice[0][2],
                    f"{path} 的第 {twice[0][0]} 页用了两次，会印两遍",
                    "一件佐证支撑几项时只写一条，items 里列出各项；不然分清各用哪几页",
                    Level.WARNING,
                )


def _names_of(item: Item) -> Iterator[str]:
    """What the evidence of an item may be called."""
    yield item.folder or item.title
    yield from item.kinds


def _lost_folder(folder: str, rows: int) -> tuple[str, str]:
    return (
        f"没有文件夹 {folder}，佐证表里有 {rows} 条写着里面的文件",
        f"还要用的，把文件夹放回 {FOLDER}；删了的，运行 docgen ledger，没有改过的各条由它删去，"
        "其余的自己删",
    )


def _number(drafts: Iterable[_Draft], spec: SubmissionSpec) -> tuple[Evidence, ...]:
    by_item: dict[int, list[_Draft]] = {}
    for draft in drafts:
        by_item.setdefault(draft.evidence.item, []).append(draft)
    return tuple(
        replace(draft.evidence, order=order)
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
