"""What a foreign file is called among all files of a submission.

A file under `evidence/` may be named as the report is, so a path alone does not tell which it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.issues.errors import SourceError

EVIDENCE_FOLDER = "evidence"
"""Where a workspace has its evidence."""


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """A file of the evidence, by its path relative to `evidence/`, with forward slashes."""

    path: str

    def __str__(self) -> str:
        return f"{EVIDENCE_FOLDER}/{self.path}"


@dataclass(frozen=True, slots=True)
class ReportKey:
    """The report, by the name of its file, which lies in the workspace's folder."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class FormKey:
    """The form, by the name of its PDF."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ScanKey:
    """A scan that came back, by its path."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class SheetsKey:
    """Pages that pictures share, by a digest of what they are made of, in hex."""

    digest: str

    def __str__(self) -> str:
        return "合放在一页上的照片"


SourceKey = EvidenceKey | ReportKey | FormKey | ScanKey | SheetsKey
"""Shown, it is the place of the file in the workspace's folder; of a scan, its path."""


class UncopiedError(SourceError):
    """Sources that could not be copied into the bundle: why, by the key of each."""

    def __init__(self, failures: Mapping[SourceKey, SourceError]) -> None:
        first = next(iter(failures.values()))
        super().__init__(first.what, where=first.where, remedy=first.remedy)
        self.said, self.failures = first.said, failures
