"""The steps of a build: check a workspace, plan its bundle, pack its documents.

What the steps decide is decided below; shells above only ask and show.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.checks.run_checks import sift
from docgen.issues.errors import OutputError, SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.prepared import Prepared
from docgen.model.source_keys import SourceKey, UncopiedError
from docgen.package.file_names import DRAFT
from docgen.package.staging import Kept, Staging, write_kept
from docgen.package.store import built_at
from docgen.pdf.typeface import Typography
from docgen.system.file_hashes import Hashes
from docgen.system.settings import Settings
from docgen.system.worker_server import dismiss
from docgen.usecases.built import Built
from docgen.usecases.check import (
    Checked,
    check_workspace,
    find_of_today,
    list_sources,
    refuse_errors,
    refuse_sources,
)
from docgen.usecases.package_documents import MANY_PAGES, Part, pack_all
from docgen.usecases.packing import Desk, Packed
from docgen.usecases.plan_bundle import Edition, plan_bundle
from docgen.usecases.workspace_findings import stamp_findings, unmarked_findings
from docgen.workspace.data_file import DATA_FILES
from docgen.workspace.load import Workspace


def build_anew(
    folder: Path, settings: Settings, *, out: Path | None, draft: bool, only: Part | None
) -> tuple[Built, list[Path]]:
    """Build the package of a workspace, and tell what it is made of that may lie elsewhere."""
    checked = check_workspace(folder, replace(settings, today=None))
    of_today = find_of_today(checked, settings.today)
    refuse_errors((*checked.findings, *of_today), draft=draft)
    name = _target_name(checked.workspace.data.submission, only, draft=draft)
    wish = _Wish(built_at(folder, name, out), only, draft)
    built = _build_what_can_be(checked, wish, settings)
    built = replace(built, findings=(*built.findings, *of_today))
    return built, _list_elsewhere(checked.workspace)


def _list_elsewhere(workspace: Workspace) -> list[Path]:
    return [workspace.scheme.folder, *(path for _, path in list_sources(workspace))]


def _build_what_can_be(checked: Checked, wish: "_Wish", settings: Settings) -> Built:
    """Build what was checked, without the sources that cannot be copied."""
    typography = Typography()
    while True:
        try:
            return _build(checked, wish, typography, settings)
        except UncopiedError as error:
            # What one source does costs that source: it is left out, and planned anew.
            checked = refuse_sources(checked, error, settings.cache)


@dataclass(frozen=True)
class _Wish:
    """What is to be built, and where it is put."""

    target: Path
    only: Part | None
    draft: bool


def _build(checked: Checked, wish: _Wish, typography: Typography, settings: Settings) -> Built:
    """Build what was checked. UncopiedError names sources that stand in the way."""
    refuse_errors(checked.findings, draft=wish.draft)
    edition = plan_bundle(checked, typography, settings, draft=wish.draft)
    refuse_errors(edition.findings, draft=wish.draft)
    if len(edition.plan.pages) > MANY_PAGES:
        dismiss()
    _refuse_workspace(wish.target)
    with (
        Hashes(settings.cache) as hashes,
        Staging(wish.target, hashes, progress=settings.report) as staging,
    ):
        desk = Desk(typography, staging, settings)
        packed = pack_all(_with_all_findings(edition), wish.only, desk)
        _refuse_changed(checked, hashes)
        kept = staging.put_in_place()
        for document in packed.documents:
            hashes.note(wish.target / document.file, document.sha256)
    return _tell_built(wish.target, packed, kept)


def _with_all_findings(edition: Edition) -> Edition:
    """The edition with what the check, planning and stamping say, in this order."""
    checked, plan = edition.checked, edition.plan
    marks = (*stamp_findings(plan), *unmarked_findings(plan.title, plan.pages))
    planned = sift((*edition.findings, *marks), checked.off)
    return replace(edition, findings=(*checked.findings, *planned))


def _tell_built(target: Path, packed: Packed, kept: Sequence[Kept]) -> Built:
    files = tuple(target / name for name in packed.names)
    carried = tuple(write_kept(former) for former in kept)
    return Built(target, files, packed.findings, carried, packed.unbuilt)


def _refuse_changed(checked: Checked, hashes: Hashes) -> None:
    """Say which files were changed while pages were copied from them. UncopiedError names them."""
    failures: dict[SourceKey, SourceError] = {}
    for key, file in list_sources(checked.workspace):
        source = checked.sources.get(key)
        if isinstance(source, Prepared) and Path(source.pdf) == file:
            try:
                case = "changed" if hashes.of(file) != source.sha256 else ""
            except OSError:
                case = "moved"
            if case:
                said = issue("uncopied", Location(str(file)), case)
                failures[key] = refuse(SourceError, said)
    if failures:
        raise UncopiedError(failures)


def _refuse_workspace(target: Path) -> None:
    """A package never takes the place of a folder in which somebody works."""
    if there := [name for name in DATA_FILES if (target / name).exists()]:
        said = issue("output", Location(str(target)), "workspace", file=there[0])
        raise refuse(OutputError, said)


def _target_name(submission: str, only: Part | None, *, draft: bool) -> str:
    """The name of the package's folder. A part or a draft never replaces the whole."""
    return "-".join(part for part in (submission, only, DRAFT if draft else None) if part)
