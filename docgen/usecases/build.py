"""The use cases: check a workspace, build its package.

Each is the list of its steps. What the steps decide is decided below; shells above only ask and
show.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from docgen.checks.run_checks import sift
from docgen.issues.errors import (
    OutputError,
    SourceError,
    UncopiedError,
)
from docgen.issues.finding import Finding
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.prepared import Prepared
from docgen.package.staging import Staging, write_kept
from docgen.pdf.typeface import Typography
from docgen.system.file_hashes import Hashes
from docgen.system.settings import Settings
from docgen.system.worker_server import dismiss
from docgen.usecases.check import (
    Checked,
    _source_files,
    check_workspace,
    find_of_today,
    refuse_errors,
    refuse_sources,
)
from docgen.usecases.package_documents import _MANY_PAGES, Part, Press
from docgen.usecases.plan_bundle import (
    identify,
    plan_bundle,
)
from docgen.usecases.running import using_cache
from docgen.usecases.workspace_findings import (
    stamp_findings,
    unmarked_findings,
)
from docgen.workspace.load import DATA_FILES


@dataclass(frozen=True)
class Built:
    """A package in its place."""

    folder: Path
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    kept: tuple[str, ...]
    """What was carried over from the former package, in Chinese."""
    unbuilt: tuple[str, ...]
    """What could not be made here, and what to do about it, in Chinese."""


def build_package(
    folder: Path,
    settings: Settings,
    *,
    out: Path | None = None,
    draft: bool = False,
    only: Part | None = None,
) -> Built:
    """Build the package of a workspace under `out` (default: the workspace's own `out/`).

    FindingsError where the check finds errors and this is no draft. The former package is
    replaced in one step at the very end, or not at all.
    What is to be said of it today is said, but not written: the package is the same every day.
    """
    with using_cache(settings):
        checked = check_workspace(folder, replace(settings, today=None))
        of_today = find_of_today(checked, settings.today)
        refuse_errors((*checked.findings, *of_today), draft=draft)
        typography = Typography()
        name = target_name(checked.workspace.data.submission, only, draft=draft)
        target = (out or folder / "out") / name
        while True:
            try:
                built = _build(checked, typography, target, only, settings, draft=draft)
                return replace(built, findings=(*built.findings, *of_today))
            except UncopiedError as error:
                # What one source does costs that source: it is left out, and planned anew.
                checked = refuse_sources(checked, error, settings.cache)


def _build(
    checked: Checked,
    typography: Typography,
    target: Path,
    only: Part | None,
    settings: Settings,
    *,
    draft: bool,
) -> Built:
    """Build what was checked. UncopiedError names sources that stand in the way."""
    refuse_errors(checked.findings, draft=draft)
    package = identify(checked, draft=draft)
    sized = plan_bundle(checked, package, typography, settings, draft=draft)
    refuse_errors(sized.findings, draft=draft)
    plan = sized.plan
    if len(plan.pages) > _MANY_PAGES:
        dismiss()
    planned = (*sized.findings, *stamp_findings(plan), *unmarked_findings(plan.title, plan.pages))
    findings = [*checked.findings, *sift(planned, checked.off)]
    _refuse_workspace(target)
    with (
        Hashes(settings.cache) as hashes,
        Staging(target, hashes.of, progress=settings.report) as staging,
    ):
        press = Press(checked, plan, package, typography, staging, draft, settings, findings)
        press.write(only)
        _refuse_changed(checked, hashes)
        kept = staging.put_in_place()
        for document in press.documents:
            hashes.note(target / document.file, document.sha256)
    return Built(
        target,
        tuple(target / name for name in press.names),
        tuple(press.findings),
        tuple(write_kept(k) for k in kept),
        tuple(press.unbuilt),
    )


def _refuse_changed(checked: Checked, hashes: Hashes) -> None:
    """Say which files were changed while pages were copied from them. UncopiedError names them."""
    failures = {}
    for path, file in _source_files(checked.workspace):
        source = checked.sources.get(path)
        if isinstance(source, Prepared) and Path(source.pdf) == file:
            try:
                case = "changed" if hashes.of(file) != source.sha256 else ""
            except OSError:
                case = "moved"
            if case:
                said = issue("uncopied", Location(str(file)), case)
                failures[path] = refuse(SourceError, said)
    if failures:
        raise UncopiedError(failures)


def _refuse_workspace(target: Path) -> None:
    """A package never takes the place of a folder in which somebody works."""
    if there := [name for name in DATA_FILES if (target / name).exists()]:
        said = issue("output", Location(str(target)), "workspace", file=there[0])
        raise refuse(OutputError, said)


def target_name(submission: str, only: Part | None, *, draft: bool) -> str:
    """The name of the package's folder. A part or a draft never replaces the whole."""
    return "-".join(part for part in (submission, only, "draft" if draft else None) if part)
