"""The use case: freeze the numbers of a package whose paper is out."""

from dataclasses import dataclass
from pathlib import Path

from docgen.build import Checked, check_workspace, plan_bundle
from docgen.bundle.frozen import LOCK_FILE, freeze
from docgen.bundle.plan import Plan
from docgen.bundle.typeface import Typography
from docgen.errors import FindingsError, Level, OutputError
from docgen.package.manifest import MANIFEST_NAME, Manifest, read_manifest
from docgen.package.staging import hash_file
from docgen.passwords import AskPassword, ask_nobody
from docgen.progress import Progress, silent
from docgen.sources.hashes import write_atomically


@dataclass(frozen=True)
class Locked:
    """Numbers frozen: where that is written down, and what of."""

    file: Path
    pages: int
    evidence: int
    before: int
    """How many pages were frozen already."""


def lock_numbers(
    folder: Path,
    *,
    out: Path | None = None,
    progress: Progress = silent,
    ask: AskPassword = ask_nobody,
) -> Locked:
    """Freeze the numbers of the workspace's package, built before under `out`.

    FindingsError where the workspace has errors, which what would spoil frozen pages is among;
    OutputError where the package is missing, a draft, changed by hand or of another state of the
    workspace: paper was not printed from what would be frozen.
    """
    checked = check_workspace(folder, progress=progress, ask=ask)
    sized = plan_bundle(checked, Typography(), draft=False, progress=progress)
    findings = (*checked.findings, *sized.findings)
    if any(finding.level is Level.ERROR for finding in findings):
        raise FindingsError(findings)
    package = (out or folder / "out") / checked.workspace.data.submission
    _hold_against(package, checked, sized.plan)
    frozen = freeze(sized.plan, checked.workspace.data.submission, checked.sources)
    former = checked.workspace.frozen
    file = folder / LOCK_FILE
    try:
        write_atomically(file, frozen.model_dump_json(indent=1).encode())
        file.chmod(0o644)
    except OSError as error:
        raise OutputError(
            f"写不进去（{error.strerror}）",
            where=str(file),
            remedy="看磁盘是否满了、文件夹能不能写",
        ) from error
    pages = len(frozen.pages)
    return Locked(file, pages, len(frozen.evidence), len(former.pages) if former else 0)


def _hold_against(package: Path, checked: Checked, plan: Plan) -> None:
    """Refuse a package of which paper cannot have been printed with these numbers."""
    remedy = "用 docgen build 重新生成，照新的打印，再锁定"
    try:
        manifest = read_manifest((package / MANIFEST_NAME).read_bytes())
    except OSError as error:
        what = "还没有生成整套材料，没有编号可锁定"
        raise OutputError(what, where=str(package), remedy=remedy) from error
    if manifest.draft:
        raise OutputError("是草稿，不能锁定", where=str(package), remedy=remedy)
    for document in manifest.documents:
        file = package / document.file
        if not file.is_file() or hash_file(file) != document.sha256:
            raise OutputError("生成以后改过，或不见了", where=str(file), remedy=remedy)
    if _numbers(manifest) != _planned(plan) or _sources(manifest) != _read(checked):
        what = "是工作文件夹改动以前生成的，与现在的编号或佐证不一致"
        raise OutputError(what, where=str(package), remedy=remedy)


def _numbers(manifest: Manifest) -> list[tuple[str, int, int]]:
    return [(e.id, e.first_page, e.last_page) for e in manifest.evidence]


def _planned(plan: Plan) -> list[tuple[str, int, int]]:
    entries = plan.cross_reference.evidence
    return [(e.evidence.id, e.pages.first, e.pages.last) for e in entries]


def _sources(manifest: Manifest) -> set[str | None]:
    return {source.sha256 for evidence in manifest.evidence for source in evidence.sources}


def _read(checked: Checked) -> set[str | None]:
    files = (file for piece in checked.workspace.evidence for file in piece.files)
    return {getattr(checked.sources[file.path], "sha256", None) for file in files}
