"""What nobody has used for long is cleared out of the cache, and what broken runs left behind."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from docgen.system.run_folders import has_living

UNUSED_SECONDS = 60 * 86_400
"""A package is built over some weeks; what is not asked for in sixty days belongs to none."""
_BROKEN_OFF_SECONDS = 2 * 86_400
"""No run takes days: a folder of work so old was left by one that was killed."""
_SELDOM_SECONDS = 86_400

_STAMP = "tidied"


def tidy(folder: Path, now: float) -> None:
    """Clear old entries, of other versions too, from the cache under `folder`, once a day.

    `now` is the time in seconds since 1970. What cannot be deleted stays: the next day tries again.
    While some run uses the cache, nothing is cleared.
    """
    stamp = folder / _STAMP
    with contextlib.suppress(OSError):
        _set_right(stamp, now)
        due = folder.is_dir() and not _is_younger(stamp, now - _SELDOM_SECONDS)
        if due and not has_living(folder):
            stamp.touch(mode=0o600)
            for file in folder.glob("*/**/*"):
                _set_right(file, now)
            for list_old in (_old_entries, _old_forms, _old_work):
                for old in tuple(list_old(folder, now)):
                    _delete(old)


def _old_entries(folder: Path, now: float) -> Iterator[Path]:
    """Entries that were last used long ago, each with its PDF, and PDFs whose entry is gone."""
    kinds = ("sources", "texts", "readings", "papers", "packages")
    for file in (found for kind in kinds for found in folder.glob(f"{kind}-*/??/*")):
        is_entry = file.suffix == ".json"
        if not is_entry and file.with_suffix(".json").exists():
            continue
        if not _is_younger(file, now - (UNUSED_SECONDS if is_entry else _BROKEN_OFF_SECONDS)):
            yield file
            if is_entry:
                yield file.with_suffix(".pdf")


def _old_work(folder: Path, now: float) -> Iterator[Path]:
    """What runs that were killed left half done, among it files not yet in their places."""
    for work in (*folder.glob("sources-*/work-*"), *folder.glob("tmp*"), *folder.glob("*/**/tmp*")):
        if not _is_younger(work, now - _BROKEN_OFF_SECONDS):
            yield work


def _old_forms(folder: Path, now: float) -> Iterator[Path]:
    kinds = ("forms", "built", "jobs", "unpacked")
    for kept in (found for kind in kinds for found in folder.glob(f"{kind}-*/*")):
        if not _is_younger(kept, now - UNUSED_SECONDS):
            yield kept


def _set_right(file: Path, now: float) -> None:
    """Let what was used under a clock that went ahead have been used now."""
    if _is_younger(file, now + _SELDOM_SECONDS):
        os.utime(file, (now, now))


def _is_younger(path: Path, time: float) -> bool:
    return path.exists() and path.stat().st_mtime > time


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
