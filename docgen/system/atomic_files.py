"""Files and folders that are the former or the new ones at every moment."""

import ctypes
import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse


def write_atomically(path: Path, contents: bytes, *, private: bool = False) -> None:
    """Write one file that is the former or the new one at every moment. OSError as it comes.

    What is `private` is remembered to save time: several programs may write it at once, nobody
    but its owner reads it, and a power cut may cost it.
    """
    # Of what lies in somebody's folder the next run replaces what a killed one left there.
    fresh = path.with_name(f".{secrets.token_hex(8) if private else path.name}.new")
    try:
        fresh.touch(0o600 if private else 0o666)
        with fresh.open("wb") as file:
            file.write(contents)
            if not private:
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


_FLUSHED_AT_ONCE = 8


def list_files(folder: Path) -> list[str]:
    """Return all files and links under `folder`, relative, with forward slashes, sorted."""
    found = []
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        paths = [Path(parent, name) for name in files + links]
        found += [p.relative_to(folder).as_posix() for p in paths if p.is_symlink() or p.is_file()]
    return sorted(found)


def swap(fresh: Path, target: Path, aside: Path) -> None:
    """Put the folder `fresh` at `target` and remove what was there.

    At every moment one whole package is at `target`, or, where the system cannot exchange two
    folders, at `aside` for as long as it takes to rename one.
    """
    if not target.exists():
        fresh.rename(target)
    elif exchange(fresh, target):
        remove_folder(fresh, must=False)
    else:
        target.rename(aside)
        try:
            fresh.rename(target)
        except BaseException:
            aside.rename(target)
            raise
        remove_folder(aside, must=False)
    flush_folder(target.parent)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step. False where the system cannot."""
    exchange_flag = 2
    return _rename_with(one, other, exchange_flag)


def rename_to_free(source: Path, target: Path) -> None:
    """Rename a file or folder, and overwrite nothing: FileExistsError where something is there.

    A name that only changes its case is free on a disk that does not tell them apart.
    """
    keep_flag = 1
    if os.path.lexists(target) and not is_same_but_case(source, target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    # Where the system cannot do both in one step, nobody may come between the two lines.
    if not _rename_with(source, target, keep_flag):
        source.rename(target)


def is_same_but_case(one: Path, other: Path) -> bool:
    """Whether two names that differ in case alone are one file to this disk."""
    if one == other or str(one).casefold() != str(other).casefold():
        return False
    return os.path.lexists(other) and os.path.samestat(one.lstat(), other.lstat())


def _rename_with(source: Path, target: Path, flag: int) -> bool:
    """Rename under one of Linux's conditions. False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    here = -100
    if rename(here, os.fsencode(source), here, os.fsencode(target), flag) == 0:
        return True
    code = ctypes.get_errno()
    if code in {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}:
        return False
    raise OSError(code, os.strerror(code), str(target))


def flush_files(folder: Path) -> None:
    """Have everything under `folder` on the disk, so that a power cut cannot empty a file.

    All are asked for at once: a disk that is asked for each alone is waited for as many times.
    """
    paths = [folder / name for name in list_files(folder)]
    with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as threads:
        list(threads.map(_flush_file, [path for path in paths if not path.is_symlink()]))
    flush_folder(folder)


def _flush_file(path: Path) -> None:
    # Windows flushes only what is open for writing, and a kept file may be read-only.
    if os.name == "posix" or os.access(path, os.W_OK):
        with path.open("rb" if os.name == "posix" else "rb+") as file:
            os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have a folder's own entries on the disk, where the system lets it be done."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        flush_handle(handle)
    finally:
        os.close(handle)


_NO_FLUSH = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}


def flush_handle(handle: int) -> None:
    """Have what was written on the disk, where the drive can say so: some on a network cannot."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise


def remove_folder(folder: Path, *, must: bool) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if not folder.exists():
        return
    try:
        shutil.rmtree(folder)
    except PermissionError:
        _allow_removal(folder)
        shutil.rmtree(folder, ignore_errors=not must)


def _allow_removal(folder: Path) -> None:
    for parent, _, files in os.walk(folder):
        Path(parent).chmod(stat.S_IRWXU)
        # Only Windows minds a read-only file; elsewhere its mode may be shared with a kept link.
        for name in files if os.name == "nt" else ():
            Path(parent, name).chmod(stat.S_IREAD | stat.S_IWRITE)


_SHARING_VIOLATION = 32


_CASES = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "quota",
    errno.EFBIG: "large",
    errno.EROFS: "read_only",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.ENOTDIR: "occupied",
    errno.EEXIST: "occupied",
    errno.ENAMETOOLONG: "long",
    errno.EBUSY: "busy",
}
"""Cases of `output`, by the numbers of the system's errors."""


@contextmanager
def translate_errors(path: Path, *, shown: Path | None = None) -> Iterator[None]:
    """Turn an OSError about `path` into an OutputError that says how to mend it."""
    try:
        yield
    except OSError as error:
        raise _explain(error, shown or path) from error


def _explain(error: OSError, path: Path) -> OutputError:
    code = error.errno
    if getattr(error, "winerror", None) == _SHARING_VIOLATION:
        code = errno.EBUSY
    # A file of the former package is named itself; the hidden folder is nobody's business.
    named = isinstance(error.filename, str) and Path(error.filename).is_relative_to(path)
    place = Location(str(error.filename if named else path))
    if case := _CASES.get(code or 0):
        return refuse(OutputError, issue("output", place, case))
    return refuse(OutputError, issue("output", place, "other", reason=word_reason(error)))
