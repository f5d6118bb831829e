"""Putting a finished package in place: in one step, and never at the cost of anyone's work.

Everything is written into a hidden folder beside the target, which then changes places with it.
A run that fails leaves the former package as it was; a run that was killed is tidied up by the
next one. What a person changed in the former package, or added to it, is carried over.
"""

import errno
import hashlib
import os
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from docgen.issues.errors import OutputError
from docgen.package.manifest import MANIFEST_NAME, SIGNATURE_NAME
from docgen.package.store import StoredPackage, find_archive_faults, open_built
from docgen.system.atomic_files import (
    flush_files,
    list_files,
    remove_folder,
    swap,
    translate_errors,
)
from docgen.system.file_hashes import Hashes, hash_file
from docgen.system.filenames import add_to_stem
from docgen.system.progress import Progress, silent
from docgen.system.reproducible_zip import write_zip
from docgen.system.run_lock import PATIENCE_SECONDS, Turn
from docgen.system.zip_reading import ArchiveError

CHANGED = "手改保留"
_FORMER = "原有保留"

_DEBRIS = ("~$", ".~lock.")
"""How the notes begin that Word and LibreOffice leave beside an open file."""


@dataclass(frozen=True)
class Kept:
    """A file of the former package that was carried over into the new one."""

    name: str
    """Where it is now, relative to the package."""
    former_name: str
    changed: bool
    """Whether it is a document that was changed by hand; else someone put it there."""


@dataclass(frozen=True)
class Record:
    """How a folder says what docgen wrote there: a file, and what it knows of the others."""

    name: str
    known: Callable[[Path], Mapping[str, str]]
    """Of the folder: the sha256 of every file docgen wrote; nothing where it cannot be told."""


class Staging:
    """A folder to write a package into, until it is put in place.

    with Staging(Path("out/assessment")) as staging:
        staging.write("manifest.json", contents)
        kept = staging.put_in_place()

    Leaving the block without `put_in_place` changes nothing. One run at a time has a target:
    another waits, `patience` in seconds, and is refused with an OutputError that says by whom.
    What is read of the former package is read within the block, or another may change it.
    """

    def __init__(
        self,
        target: Path,
        hashes: Hashes | None = None,
        record: Record | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
        progress: Progress = silent,
    ) -> None:
        """`hashes` are those that are known without reading.

        `record` is that of a package, where none is given.
        """
        self._hashes = hashes
        self._archives: list[str] = []
        self._record = record or Record(MANIFEST_NAME, partial(_known_hashes, hashes=hashes))
        self.target = target.resolve()
        self.folder = self.target.with_name(f".{self.target.name}.new")
        self._aside = self.target.with_name(f".{self.target.name}.old")
        lock = self.target.with_name(f".{self.target.name}.lock")
        self._turn = Turn(lock, patience=patience, progress=progress)

    def __enter__(self) -> Self:
        with translate_errors(self.target):
            _refuse_obstacle(self.target)
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._turn.take()
            try:
                self._tidy_up()
                self.folder.mkdir()
            except BaseException:
                # Whoever is interrupted just here has made the folder already.
                remove_folder(self.folder, must=False)
                self._turn.give_back()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        # What cannot be removed now is removed by the next run.
        remove_folder(self.folder, must=False)
        self._turn.give_back()

    def path(self, name: str) -> Path:
        """Where the file `name` of the package is to be written by someone else."""
        return self.folder / name

    def write(self, name: str, contents: bytes) -> Path:
        """Write one file of the package."""
        path = self.path(name)
        with translate_errors(path, shown=self.target / name):
            path.write_bytes(contents)
        return path

    def write_archive(self, name: str) -> Path:
        """Write a .zip of all files that are in the package so far."""
        path = self.path(name)
        entries: dict[str, bytes | Path] = {
            file: self.folder / file for file in list_files(self.folder) if file != name
        }
        with translate_errors(path, shown=self.target / name):
            write_zip(entries, path)
        self._archives.append(name)
        return path

    def put_in_place(self) -> tuple[Kept, ...]:
        """Make this the package at the target. Return what was carried over from the former one."""
        with translate_errors(self.target):
            archives = {name: hash_file(self.path(name)) for name in self._archives if self._hashes}
            hash_of = self._hashes.of if self._hashes else hash_file
            kept = _carry_over(self.target, self.folder, hash_of, self._record)
            flush_files(self.folder)
            swap(self.folder, self.target, self._aside)
            if self._hashes and archives:
                self._note_archives(archives, self._hashes)
        return kept

    def _note_archives(self, archives: Mapping[str, str], hashes: Hashes) -> None:
        """Remember what archives are, by name: they hold what was there when they were written."""
        manifest = hash_file(self.target / self._record.name)
        for name, sha256 in archives.items():
            hashes.note(self.target / name, sha256)
            hashes.note_archive(sha256, manifest)

    def _tidy_up(self) -> None:
        """Undo or finish what a killed run left."""
        if self._aside.is_dir() and not self.target.exists():
            self._aside.rename(self.target)
        remove_folder(self._aside, must=True)
        remove_folder(self.folder, must=True)


def write_kept(kept: Kept) -> str:
    """Return in Chinese what became of a file that was carried over."""
    if not kept.changed:
        renamed = "" if kept.name == kept.former_name else f"，改名为 {kept.name}"
        return f"原来文件夹里的 {kept.former_name} 不是 docgen 生成的，已原样保留{renamed}"
    return f"{kept.former_name} 被手工改过，改过的一份已保留为 {kept.name}；新生成的没有这些改动"


# --- carrying over -----------------------------------------------------------------------------


def _carry_over(
    former: Path, fresh: Path, hash_of: Callable[[Path], str], record: Record
) -> tuple[Kept, ...]:
    """Bring into `fresh` every file of `former` that docgen did not write as it is now."""
    if not former.is_dir():
        return ()
    known = record.known(former)
    taken = {_fold(name): name for name in list_files(fresh)}
    kept = []
    for name in list_files(former):
        if name in (record.name, SIGNATURE_NAME) or Path(name).name.startswith(_DEBRIS):
            continue
        path = former / name
        digest = _digest(path, hash_of)
        if digest == known.get(name):
            continue
        new_name = _free_name(name, digest, taken, fresh, changed=name in known)
        if new_name is not None:
            _link_or_copy(path, fresh / new_name)
            taken[_fold(new_name)] = new_name
            kept.append(Kept(new_name, name, changed=name in known))
    return tuple(kept)


def _free_name(
    name: str, digest: str, taken: dict[str, str], fresh: Path, *, changed: bool
) -> str | None:
    """Return a name for a kept file; None where the new package has the same file already."""
    label = CHANGED if changed else _FORMER
    renamed = _rename(name, f"（{label} {digest[:8]}）")
    for candidate in (renamed,) if changed else (name, renamed):
        there = taken.get(_fold(candidate))
        if there is None:
            same = taken.get(_fold(name))
            return None if same and _digest(fresh / same) == digest else candidate
        if _digest(fresh / there) == digest:
            return None
    # Eight digits that agree by chance.
    return _rename(name, f"（{label} {digest}）")


def _rename(name: str, addition: str) -> str:
    folder, slash, last = name.rpartition("/")
    return folder + slash + add_to_stem(last, addition)


def _known_hashes(former: Path, hashes: Hashes | None) -> dict[str, str]:
    """Return what docgen wrote there, name → sha256. Without its manifest nothing is known."""
    try:
        package = open_built(former)
    except OutputError:
        return {}
    known = {document.file: document.sha256 for document in package.manifest.documents}
    archive = package.manifest.archive
    if archive in package.files:
        # The archive holds the manifest, so the manifest cannot hold its hash.
        path = package.path(archive)
        sha256 = hashes.of(path) if hashes else hash_file(path)
        known[archive] = sha256 if _is_whole(package, sha256, hashes) else ""
    return known


def _is_whole(package: StoredPackage, sha256: str, hashes: Hashes | None) -> bool:
    """Whether the archive beside the documents, with this hash, holds them and nothing else."""
    if hashes and hashes.holds(sha256, package.manifest_sha256):
        return True
    try:
        return not any(find_archive_faults(package))
    except ArchiveError:
        return False


def _digest(path: Path, hash_of: Callable[[Path], str] | None = None) -> str:
    """The sha256 of a file, or of where a link leads: links are carried over as they are."""
    if path.is_symlink():
        return hashlib.sha256(os.fsencode(path.readlink())).hexdigest()
    return (hash_of or hash_file)(path)


def _fold(name: str) -> str:
    """The form in which file systems that ignore case or normalise compare names."""
    return unicodedata.normalize("NFC", name).casefold()


def _link_or_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        # Not every file system has links.
        shutil.copy2(source, target, follow_symlinks=False)


# --- errors ------------------------------------------------------------------------------------


def _refuse_obstacle(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
