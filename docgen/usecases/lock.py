"""The use case: freeze the numbers of a package whose paper is out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.bundle.frozen_numbers import LOCK_FILE, FrozenDocument, FrozenNumbers, freeze
from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.manifest import Manifest, package_of
from docgen.package.store import built_at, find_faults, has_package, open_built
from docgen.pdf.typeface import Typography
from docgen.system.atomic_files import write_atomically
from docgen.system.file_hashes import hash_file
from docgen.system.settings import Settings
from docgen.usecases.check import Checked, check_workspace, refuse_errors
from docgen.usecases.plan_bundle import Edition, plan_bundle
from docgen.usecases.running import using_cache
from docgen.workspace.data_file import find_data_file
from docgen.workspace.history import settled_turn


@dataclass(frozen=True)
class Locked:
    """Numbers frozen: where that is written down, and what of."""

    file: Path
    pages: int
    evidence: int
    before: int
    """How many pages were frozen already."""


def lock_numbers(folder: Path, settings: Settings, *, out: Path | None = None) -> Locked:
    """Freeze the numbers of the workspace's package, built before under `out`.

    FindingsError where the workspace has errors, which what would spoil frozen pages is among;
    OutputError where the package is missing, a draft, changed by hand or of another state of the
    workspace: paper was not printed from what would be frozen.
    """
    find_data_file(folder)
    with using_cache(settings), settled_turn(folder, settings.report):
        return _lock(folder, out, settings)


def _lock(folder: Path, out: Path | None, settings: Settings) -> Locked:
    checked = check_workspace(folder, replace(settings, today=None))
    edition = plan_bundle(checked, Typography(), settings, draft=False)
    refuse_errors((*checked.findings, *edition.findings), draft=False)
    package = built_at(folder, checked.workspace.data.submission, out)
    manifest = _hold_against(package, str(edition.package))
    frozen, former = _freeze_edition(edition, manifest), checked.workspace.frozen
    file = _write_lock(folder, frozen)
    before = len(former.pages) if former else 0
    return Locked(file, len(frozen.pages), len(frozen.evidence), before)


def _freeze_edition(edition: Edition, manifest: Manifest) -> FrozenNumbers:
    checked = edition.checked
    marked = str(edition.package) if checked.workspace.spec.bundle.page_mark else ""
    documents = dict(_freeze_documents(checked, manifest))
    submission = checked.workspace.data.submission
    return freeze(edition.plan, submission, checked.sources, marked, documents)


def _write_lock(folder: Path, frozen: FrozenNumbers) -> Path:
    file = folder / LOCK_FILE
    try:
        write_atomically(file, frozen.model_dump_json(indent=1).encode())
    except OSError as error:
        raise _refuse(file, "unwritable", reason=word_reason(error)) from error
    return file


def _hold_against(folder: Path, state: str) -> Manifest:
    """The manifest of a package; one of which paper cannot have been printed so is refused."""
    if not has_package(folder):
        raise _refuse(folder, "none")
    package = open_built(folder)
    manifest = package.manifest
    if manifest.draft:
        raise _refuse(folder, "draft")
    for document, _ in find_faults(package, manifest.documents):
        raise _refuse(folder / document.file, "changed")
    if manifest.package != state:
        raise _refuse(folder, "outdated")
    return manifest


def _refuse(place: Path, case: str, /, **slots: object) -> OutputError:
    return refuse(OutputError, issue("lock", Location(str(place)), case, **slots))


def _freeze_documents(checked: Checked, manifest: Manifest) -> Iterator[tuple[str, FrozenDocument]]:
    """Form and report: what they are made from, and the id their pages carry."""
    form = next((d.sha256 for d in manifest.documents if d.role == "form"), None)
    if form:
        yield "form", FrozenDocument(sha256=form, package=package_of(manifest, "form", 1))
    report = checked.workspace.report
    if report:
        package = package_of(manifest, "report", 1)
        yield "report", FrozenDocument(sha256=hash_file(report), package=package)
