"""What the computer lacks, told from what libraries raise: room on a disk, memory, a folder.

A full disk or too little memory makes any library fail in its own words, and a file that was never
at fault would be blamed. Whoever explains a failure asks here first.
"""

import errno
import mmap
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docgen.issues.errors import DocgenError, MachineError, WorkspaceError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.run_folders import lasting_folder

CACHE_VARIABLE = "DOCGEN_CACHE"

_LEAST_FREE = 8 << 20
"""Bytes. What fails with less to write on has not failed by itself."""
_LEAST_MEMORY = 128 << 20
_LEAST_ALLOWED = 2 << 30
"""Of addresses: LibreOffice, the largest program that is called, needs that much."""
_LEAST_OPEN = 64
"""Files open at once."""
_LEAST_FILE = 64 << 20
"""Bytes of one file."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_ROOM = ("no space left on device", "disk quota exceeded")
_NO_MEMORY = (
    "cannot allocate memory", "out of memory", "bad_alloc", "can't start new thread",
    "malloc (", "calloc (", "realloc (",
)  # fmt: skip
_LONGEST_CHAIN = 20

_LIMITED = {
    errno.EMFILE: "open_files",
    errno.ENFILE: "open_files",
    errno.EFBIG: "file_size",
}
"""Limits of the system: cases of `machine` by the numbers of its errors."""
_LOOP = re.compile(r"Symlink loop from '(.*)'$")


def _lacking(case: str, /, where: Path | None = None, **slots: object) -> MachineError:
    place = Location("" if where is None else str(where))
    return refuse(MachineError, issue("machine", place, case, **slots))


def blame_machine(error: BaseException, cache: Path | None = None) -> MachineError | None:
    """What the computer lacks, where that is behind an error. `cache` is the cache folder."""
    for cause in _chain(error):
        if _lacks_memory(cause):
            return _lacking("memory")
    return blame_disk(error, cache)


def blame_disk(error: BaseException, cache: Path | None = None) -> MachineError | None:
    """The disk that has no room, where that is behind an error; None where it is not."""
    for cause in _chain(error):
        if isinstance(cause, MachineError):
            return cause
        if isinstance(cause, FileNotFoundError) and "temporary directory" in str(cause):
            return _lacking("no_folder")
        if isinstance(cause, OSError) and cause.errno in _LIMITED:
            return _lacking(_LIMITED[cause.errno])
        if _says_full(cause):
            named = cause.filename if isinstance(cause, OSError) else None
            place = Path(named) if isinstance(named, str) else None
            return _find_full(cache) or _say_full(place, cache)
    return None


def find_lack(cache: Path | None = None) -> MachineError | None:
    """What the computer is short of just now: room in the cache or the temporary folder, memory.

    To be asked where something failed and nobody knows why.
    """
    return _find_full(cache) or _find_short_memory() or _find_limit()


def _find_short_memory() -> MachineError | None:
    try:
        mmap.mmap(-1, _LEAST_MEMORY).close()
    except (OSError, ValueError, MemoryError):
        return _lacking("memory")
    return None


def _find_limit() -> MachineError | None:
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - there is none on Windows

    def allows(limit: int, least: int) -> bool:
        most, _ = resource.getrlimit(limit)
        return most == resource.RLIM_INFINITY or most >= least

    if not allows(resource.RLIMIT_AS, _LEAST_ALLOWED):
        most = resource.getrlimit(resource.RLIMIT_AS)[0]
        return _lacking("addresses", most=most >> 20)
    for limit, least, number in (
        (resource.RLIMIT_NOFILE, _LEAST_OPEN, errno.EMFILE),
        (resource.RLIMIT_FSIZE, _LEAST_FILE, errno.EFBIG),
    ):
        if not allows(limit, least):
            return _lacking(_LIMITED[number])
    return None


def explain_no_workers(case: str, cache: Path | None = None) -> MachineError:
    """Why processes that work is handed to do not start: what is lacking, or perhaps memory.

    `case` of `machine` says which they are.
    """
    return find_lack(cache) or _lacking(case)


def _find_full(cache: Path | None) -> MachineError | None:
    try:
        folders = [*([cache] if cache else []), lasting_folder()]
    except FileNotFoundError as error:
        return blame_disk(error)
    for folder in folders:
        if folder.is_dir() and shutil.disk_usage(folder).free < _LEAST_FREE:
            return _say_full(folder, cache)
    return None


def _lacks_memory(error: BaseException) -> bool:
    """Whether an error says that there was no memory for something."""
    said = str(error).lower()
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or any(sign in said for sign in _NO_MEMORY)
    )


@contextmanager
def telling_trouble(cache: Path) -> Iterator[None]:
    """Say in Chinese what the system refuses, wherever in a run it does: see `explain_trouble`."""
    try:
        yield
    except Exception as error:
        trouble = explain_trouble(error, cache)
        if trouble is None:
            raise
        raise trouble from error


def explain_trouble(error: Exception, cache: Path | None = None) -> DocgenError | None:
    """What the system refused; None where that is not what an error is about.

    MachineError where the computer lacks something, WorkspaceError where a file went away or
    cannot be read.
    """
    if isinstance(error, DocgenError | BrokenPipeError):
        return None
    return blame_machine(error, cache) or _tell_file(error) or _find_short_memory()


def _tell_file(error: Exception) -> WorkspaceError | None:
    if isinstance(error, RuntimeError) and (loop := _LOOP.match(str(error))):
        # So Path.resolve says it before Python 3.13.
        return refuse(WorkspaceError, issue("file", Location(loop[1]), "loop"))
    if not isinstance(error, OSError) or not isinstance(error.filename, str):
        return None
    if isinstance(error, FileNotFoundError):
        return refuse(WorkspaceError, issue("file", Location(error.filename), "gone"))
    said = issue("file", Location(error.filename), "unusable", reason=word_reason(error))
    return refuse(WorkspaceError, said)


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(sign in str(error).lower() for sign in _NO_ROOM)


def _say_full(place: Path | None, cache: Path | None) -> MachineError:
    if place is None:
        return _lacking("full")
    if cache is not None and place.is_relative_to(cache):
        return _lacking("full_cache", cache, variable=CACHE_VARIABLE)
    if place.is_relative_to(lasting_folder()):
        return _lacking("full_work", lasting_folder())
    return _lacking("full", place)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those behind it."""
    current: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__
