"""What came of each workspace, and the ledger of it at the target.

A record is one file, put whole, named by the digest of the workspace's name. It is written when all
else is done, so a run that was stopped goes on by what stands there and by nothing it remembered.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from docgen.batch.batch_jobs import HIDDEN, BatchKind
from docgen.batch.stores import Store
from docgen.issues.finding import Finding, Level
from docgen.text.masking import mask_numbers

_VERSION = 1
"""Count on whenever a record would be read otherwise: all is done anew then."""


class BatchState(StrEnum):
    """How far a workspace has come."""

    DONE = "done"
    REFUSED = "refused"
    """Its findings stand in the way: for whoever handed it in to mend."""
    FAILED = "failed"
    """It was not its fault: tried again by the next run."""
    PASSED = "passed"
    """Something that is no workspace."""
    BEGUN = "begun"
    """What is to be put at the target is named, and perhaps there."""


@dataclass(frozen=True)
class ToldFinding:
    """A finding in words."""

    level: str
    code: str
    where: str
    what: str
    remedy: str


@dataclass(frozen=True)
class BatchRecord:
    """What came of one workspace or package. All of it may be shown."""

    name: str
    source: str
    state: BatchState
    key: str = ""
    """The digest of what it was made of and what was asked for."""
    studio: str = ""
    unit: str = ""
    submission: str = ""
    total: str = ""
    """Points, as they are printed; empty where there are none."""
    package: str = ""
    """Where it lies at the target; for packages at the source, empty."""
    package_version: str = ""
    """As the store tells it; to see whether somebody put another one there."""
    package_sha256: str = ""
    """Of an archive that is put, or is about to be."""
    findings: tuple[ToldFinding, ...] = ()
    notes: tuple[str, ...] = ()
    unbuilt: bool = False
    """Whether something could not be made on that machine: LibreOffice is missing."""
    seconds: float = 0
    machine: str = ""
    ended: str = ""
    """The time, as ISO 8601."""
    storage: bool = False
    """Whether it failed because a store did not answer."""
    fresh: bool = True
    """Whether this run did it; else it is as a former run left it."""

    def count(self, level: Level) -> int:
        """How many findings of a level there are."""
        return sum(told.level == level for told in self.findings)

    def line(self) -> bytes:
        """One line of JSON. What no UTF-8 can hold of a name is escaped as JSON does."""
        data = {"version": _VERSION, **asdict(self), "source": mask_numbers(self.source)}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace") + b"\n"


_RECORDS = TypeAdapter(BatchRecord)


def tell_findings(findings: Iterable[Finding]) -> tuple[ToldFinding, ...]:
    """Return findings as a record has them."""
    return tuple(
        ToldFinding(f.level.value, f.code, mask_numbers(f.where), f.what, f.remedy)
        for f in findings
    )


def read_record(line: bytes) -> BatchRecord | None:
    """Return what a line tells; None where it is of another version, or damaged."""
    try:
        data: Any = json.loads(line)
        if not isinstance(data, dict) or data.pop("version", None) != _VERSION:
            return None
        return _RECORDS.validate_python(data)
    except (ValueError, ValidationError):
        return None


@dataclass(frozen=True)
class BatchLedger:
    """The records of one kind of work at a target."""

    store: Store
    kind: BatchKind

    def read(self, name: str) -> BatchRecord | None:
        """What is known of a workspace; None where nothing is. StorageError."""
        contents = self.store.read(self._path(name))
        return None if contents is None else read_record(contents)

    def write(self, record: BatchRecord) -> None:
        """Note what came of a workspace. StorageError."""
        self.store.write(self._path(record.name), record.line())

    def _path(self, name: str) -> str:
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()
        return f"{HIDDEN}/{self.kind}/{digest[:2]}/{digest[2:]}.json"
