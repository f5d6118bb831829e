"""The use case: open what lies in a workspace before anybody asks, so that a build need not."""

from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import FindingsError, SchemeError, WorkspaceError
from docgen.issues.finding import Finding
from docgen.model.prepared import Source, usable
from docgen.model.source_keys import EVIDENCE_FOLDER, EvidenceKey, SourceKey
from docgen.sources.prepare import prepare
from docgen.system.settings import Settings
from docgen.usecases.check import gather
from docgen.usecases.running import using_cache
from docgen.usecases.workspace_findings import source_findings
from docgen.workspace.discover import list_files
from docgen.workspace.load import read_passwords


@dataclass(frozen=True)
class Preparation:
    """What became of the files of a workspace."""

    files: int
    """How many there are, the report among them."""
    usable: int
    """Those of them that become pages."""
    findings: tuple[Finding, ...]
    """Why others do not, and what is to be said of those that do."""
    whole: bool
    """Whether the data file could be read, so that all that a check opens is in the cache."""


def prepare_workspace(folder: Path, settings: Settings) -> Preparation:
    """Make every file under `evidence/` ready in the cache, whatever the data file says of it.

    Where that can be read, the report, pages of several pictures, texts and comparisons follow.
    What it says wrong is the check's affair. OutputError where the cache cannot be written.
    """
    evidence = folder / EVIDENCE_FOLDER
    files: list[tuple[SourceKey, Path]]
    files = [(EvidenceKey(path), evidence / path) for path in list_files(evidence)]
    passwords, _ = read_passwords(folder)
    with using_cache(settings):
        made: dict[SourceKey, Source] = prepare(
            files,
            cache=settings.cache,
            passwords=passwords,
            ask=settings.ask,
            progress=settings.report,
        )
        try:
            made |= gather(folder, settings).case.sources
            whole = True
        except (FindingsError, SchemeError, WorkspaceError):
            # It is being edited: whoever checks it says what is wrong.
            whole = False
    return Preparation(len(made), len(usable(made)), tuple(source_findings(made)), whole)
