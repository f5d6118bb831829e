"""A file that is to become pages, and what became of it: its facts, or why there are none."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import word_reason
from docgen.issues.refusal import UnusableSourceError
from docgen.model.page_facts import Facts
from docgen.system.file_types import Kind
from docgen.system.machine import explain_no_workers
from docgen.system.workers import WorkerFault, find_fault


@dataclass(frozen=True)
class SourceAtHand:
    """A file worth opening, and what it was when its content was hashed."""

    place: str
    """Where it is, as it is shown."""
    file: Path
    kind: Kind
    sha256: str
    stamp: tuple[int, int]
    key: str
    """What it is known by in the cache: its content, and whatever else the outcome depends on."""


Outcome = Facts | UnusableSourceError
"""What became of a content."""


def stamp_of(status: os.stat_result) -> tuple[int, int]:
    """Return what tells that a file has changed: its size and when it was written."""
    return status.st_size, status.st_mtime_ns


_FAULTS: Mapping[WorkerFault, tuple[str, str]] = {
    WorkerFault.TIMEOUT: ("source-timeout", "any"),
    WorkerFault.MEMORY: ("source-memory", "too_much"),
    WorkerFault.KILLED: ("source-memory", "killed"),
    WorkerFault.CRASH: ("source-crash", "any"),
}


def explain(error: BaseException) -> UnusableSourceError:
    """Return why nothing became of a file, with the reason as the library gave it.

    MachineError where no worker starts.
    """
    if isinstance(error, UnusableSourceError):
        return error
    fault = find_fault(error)
    if fault is WorkerFault.NO_WORKER:
        raise explain_no_workers("no_openers") from error
    if fault is not None:
        return UnusableSourceError(*_FAULTS[fault])
    if isinstance(error, FileNotFoundError):
        return UnusableSourceError("source-missing")
    if isinstance(error, OSError):
        case = "forbidden" if isinstance(error, PermissionError) and error.strerror else "other"
        return UnusableSourceError("source-unreadable", case, reason=_reason_of(error))
    return UnusableSourceError("source-failed", reason=_reason_of(error))


def _reason_of(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return word_reason(error)
    return f"{type(error).__name__} {error}".strip()


def refuse_changed(source: SourceAtHand) -> Exception | None:
    """Return what is said of a file that has changed; its facts are none of its old content."""
    try:
        if stamp_of(source.file.stat()) == source.stamp:
            return None
    except OSError as error:
        return error
    return UnusableSourceError("source-changed")
