"""The use cases: check a workspace, build its package.

Each is the list of its steps. What the steps decide is decided below; shells above only ask and
show.
"""

import datetime
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal

import platformdirs

from docgen.bundle.bundle_pdf import Metadata, write_volume
from docgen.bundle.contact_sheet import make_sheets
from docgen.bundle.fit_to_size import Scale, Sized, hold
from docgen.bundle.front_matter import Matter
from docgen.bundle.frozen_numbers import (
    FrozenNumbers,
    check_pages,
    find_broken,
    find_changed,
    print_pages,
    tell_changed,
)
from docgen.bundle.marked_copy import Marking, plan_copy
from docgen.bundle.page_identity import DocumentKind, PackageId
from docgen.bundle.page_remarks import remark
from docgen.bundle.photo_layout import PhotoRun, find_runs
from docgen.bundle.plan import CrossReference, Plan, PlannedPage
from docgen.bundle.planning import Parts, make_plan
from docgen.checks.case import Case, Photograph, ReportText
from docgen.checks.photographs import compare_photographs, find_photographs
from docgen.checks.readable import find_readable
from docgen.checks.repeated_papers import compare_papers, find_papers
from docgen.checks.run_checks import check, off_codes, sift, write_report
from docgen.forms.form_pdf import check_characters, check_form_pdf
from docgen.forms.values import FormValues, form_contract, form_values, printed_texts
from docgen.forms.word_template import check_template, fill_template, reckon_pages
from docgen.issues.errors import (
    FindingsError,
    FontError,
    OfficeError,
    OutputError,
    SourceError,
    UncopiedError,
)
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.prepared import Prepared
from docgen.model.privacy import mask_data, mask_for_form
from docgen.model.scoring import Scores, score
from docgen.model.submission import StudioFile
from docgen.office.conversion_cache import convert_once
from docgen.office.libreoffice import find_soffice
from docgen.package.manifest import (
    MANIFEST_NAME,
    Document,
    FingerprintsPart,
    Pages,
    PrintedPart,
    SigningPart,
    archive_name,
    list_changed,
    make_manifest,
    publish,
    write_manifest,
)
from docgen.package.package_id import identify_package
from docgen.package.report_page import Subject, write_report_page
from docgen.package.staging import Staging, write_kept
from docgen.pdf.page_fingerprints import read_fingerprints
from docgen.pdf.page_import import read_bookmarks
from docgen.pdf.typeface import Typography
from docgen.sources.cache import in_use
from docgen.sources.downsampling import Sources
from docgen.sources.photo_comparisons import Comparisons
from docgen.sources.prepare import prepare
from docgen.sources.text_cache import Readable, read_texts
from docgen.system.file_hashes import Hashes, hash_file
from docgen.system.file_types import Kind, recognise
from docgen.system.machine import CACHE_VARIABLE, blame_disk, find_lack, telling_trouble
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import Progress, silent
from docgen.system.workers import dismiss
from docgen.text.wording import gather_pages, write_pages
from docgen.verify.reread import Output, refuse_unread
from docgen.workspace.dialects import for_file
from docgen.workspace.discover import FOLDER, paths_of
from docgen.workspace.load import DATA_FILES, Workspace, find_open, load_workspace
from docgen.workspace.moved_files import remember

Part = Literal["bundle", "forms"]

CROSS_REFERENCE_NAME = "对照表.xlsx"
REPORT_NAME = "检查报告.txt"
REPORT_PAGE_NAME = "检查报告.html"

_MORE_PAGES = 2
"""Than the notice's own form has: fewer may be an error of reckoning, or a line too many."""
_LONGEST_TEXTS = 3
_MANY_PAGES = 2_000
"""The plan of more takes the memory that workers took before."""


@dataclass(frozen=True)
class Checked:
    """A workspace read, scored and looked through. Nothing has been written."""

    workspace: Workspace
    case: Case
    scores: Scores
    sources: Mapping[str, Prepared | Finding]
    """Every evidence file by its path, and the report by its name, made ready or refused; and the
    pages that pictures share, by `Run.source`."""
    findings: tuple[Finding, ...]
    off: frozenset[str] = frozenset()
    """The codes of findings that are switched off."""

    @cached_property
    def printed_scores(self) -> Scores | None:
        """The scores as they are printed, where the submission has points at all."""
        has_points = any(item.rule is not None for item in self.workspace.spec.items)
        return mask_data(self.scores) if has_points else None

    @cached_property
    def public_data(self) -> StudioFile:
        """The data as everybody may read it."""
        return mask_data(self.workspace.data)

    @cached_property
    def form_data(self) -> StudioFile:
        """The data as the form prints it: that of an application alone shows an ID number."""
        confidential = self.workspace.spec.form.kind == "application"
        return mask_for_form(self.workspace.data, confidential=confidential)

    @cached_property
    def public_evidence(self) -> tuple[Evidence, ...]:
        """The evidence as everybody may read of it."""
        return mask_data(self.workspace.evidence)

    def subject(self, cross_reference: CrossReference | None = None) -> Subject:
        """What the report as a page tells of; with the pages where they are planned."""
        return Subject(
            self.workspace.scheme,
            self.workspace.spec,
            self.public_data,
            self.public_evidence,
            self.printed_scores,
            cross_reference,
        )


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


# --- check -------------------------------------------------------------------------------------


def check_workspace(
    folder: Path,
    *,
    today: datetime.date | None = None,
    progress: Progress = silent,
    ask: AskPassword = ask_nobody,
) -> Checked:
    """Look through a workspace and say everything that is wrong with it.

    `today` is held against the deadline; a package is made without, so that it is the same every
    day.
    `ask` is asked for the passwords of files that those of the workspace do not open.
    WorkspaceError or SchemeError where it cannot be read at all.
    """
    with using_cache():
        return _check(folder, today, progress, ask)


@contextmanager
def using_cache() -> Iterator[None]:
    """Use the cache, whose entries stay meanwhile; what the system refuses is said in Chinese."""
    cache = cache_folder()
    own = not os.environ.get(CACHE_VARIABLE)
    with telling_trouble(cache), in_use(cache, time.time(), own=own):
        yield


def _check(
    folder: Path, today: datetime.date | None, progress: Progress, ask: AskPassword
) -> Checked:
    with Hashes(cache_folder()) as hashes:
        workspace = load_workspace(folder, hashes.of)
    sources = prepare(
        _source_files(workspace),
        cache=cache_folder(),
        passwords=workspace.passwords,
        ask=lambda path, wrong: ask(_place_of(path), wrong),
        progress=progress,
    )
    contents = _contents(sources)
    remember(folder, contents, paths_of(workspace.data.evidence))
    workspace = replace(workspace, evidence=_with_contents(workspace.evidence, contents))
    scores = score(workspace.spec, workspace.data, workspace.evidence)
    runs = find_runs(workspace.evidence, sources)
    sheets = make_sheets(runs, cache=cache_folder(), progress=progress)
    case = Case(
        workspace.scheme,
        workspace.spec,
        workspace.data,
        workspace.evidence,
        scores,
        workspace.places,
        today,
        sources,
        _compare_photographs(workspace, sources, progress),
    )
    case = _with_texts(case, workspace.report, progress)
    with Comparisons(cache_folder()) as known:
        papers = compare_papers(find_papers(case), known, progress)
    case = replace(case, rescanned=papers)
    off = off_codes(case)
    # A package is the same every day, whatever is open in another program while it is made.
    passing = tuple(find_open(folder)) if today else ()
    findings = sift((*passing, *_find_all(workspace, case, sheets)), off)
    told = tuple(for_file(workspace.places.file, finding) for finding in findings)
    return Checked(workspace, case, scores, {**sources, **sheets}, told, off)


def _find_all(
    workspace: Workspace, case: Case, sheets: Mapping[str, Prepared | Finding]
) -> Iterator[Finding]:
    """What is wrong with a workspace, and with the sheets its photos were set on."""
    evidence, sources, frozen = workspace.evidence, case.sources, workspace.frozen
    yield from workspace.findings
    yield from _source_findings(sources)
    yield from _page_findings(evidence, sources)
    yield from (_at_file(sheet) for sheet in sheets.values() if isinstance(sheet, Finding))
    yield from find_broken(frozen, evidence, sources) if frozen else ()
    yield from remark(workspace.spec, evidence, sources)
    yield from check(case)
    spoilt = _template_findings(workspace)
    yield from spoilt or _length_findings(workspace, case.scores)
    yield from _character_findings(workspace, case.scores)


def _contents(sources: Mapping[str, Prepared | Finding]) -> dict[str, str]:
    """What the files of the evidence hold."""
    made = ((path, source) for path, source in sources.items() if isinstance(source, Prepared))
    return {path: source.sha256 for path, source in made if not path.startswith("../")}


def _with_contents(
    evidence: Iterable[Evidence], contents: Mapping[str, str]
) -> tuple[Evidence, ...]:
    """The evidence with what its files hold: the same thing under two names counts once."""
    return tuple(
        replace(
            piece,
            files=tuple(replace(f, sha256=contents.get(f.path, "")) for f in piece.files),
        )
        for piece in evidence
    )


def _compare_photographs(
    workspace: Workspace, sources: Mapping[str, Prepared | Finding], progress: Progress
) -> tuple[tuple[Photograph, ...], ...]:
    photographs = find_photographs(workspace.evidence, sources)
    with Comparisons(cache_folder()) as known:
        return compare_photographs(photographs, known, progress)


def _with_texts(case: Case, report: Path | None, progress: Progress) -> Case:
    """The case with the words of its report and of the evidence that counts."""
    documents = find_readable(case)
    key = _report_key(report) if report else ""
    prepared = case.sources.get(key)
    if report and report.suffix.lower() == ".docx":
        documents[key] = Readable(report, hash_file(report))
    elif isinstance(prepared, Prepared):
        documents[key] = Readable(Path(prepared.pdf), prepared.sha256)
    texts = read_texts(documents, cache_folder(), progress)
    told = ReportText(report.name, texts.get(key)) if report else None
    return replace(case, texts=texts, report=told)


def cache_folder() -> Path:
    """Where prepared files are kept: the user's cache, or what DOCGEN_CACHE names."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else platformdirs.user_cache_path("docgen", appauthor=False)


def _source_files(workspace: Workspace) -> list[tuple[str, Path]]:
    """Every file that becomes pages, each once, the report at the end."""
    paths = dict.fromkeys(file.path for piece in workspace.evidence for file in piece.files)
    files = [(path, workspace.evidence_folder / path) for path in paths]
    report = workspace.report
    if report is not None:
        files.append((_report_key(report), report))
    return files


def _report_key(report: Path) -> str:
    # No path below evidence/ begins like this, so the report cannot be taken for evidence.
    return f"../{report.name}"


def _source_findings(sources: Mapping[str, Prepared | Finding]) -> Iterator[Finding]:
    for path, source in sources.items():
        where = _place_of(path)
        if isinstance(source, Finding):
            if not _is_kept_in_word(path, source):
                yield replace(source, location=Location(where))
            continue
        for loss in source.losses:
            # Most of what may be missing has a remedy of its own.
            what, own, remedy = loss.partition("；请")
            remedy = f"请{remedy}" if own else "与原件逐页核对；缺了就换一份完整的"
            yield Finding(Level.WARNING, "F105", Location(where), what, remedy)
        for note in source.notes:
            yield Finding(
                Level.NOTE, "F101", Location(where), note, "一般不用改；在佐证材料里看一眼即可"
            )


def _is_kept_in_word(path: str, found: Finding) -> bool:
    """Whether a file is a report that is handed in as it is, because nothing here converts it."""
    report = path.startswith("../") and path.lower().endswith(".docx")
    return report and found.code in {"source-office", "source-font"}


def _place_of(path: str) -> str:
    """The place of a source, from the workspace's folder."""
    return (PurePosixPath(FOLDER) / path).as_posix().removeprefix(f"{FOLDER}/../")


def _at_file(finding: Finding) -> Finding:
    """A finding about a file below `evidence/`, with its place from the workspace's folder."""
    return replace(finding, location=Location(f"{FOLDER}/{finding.where}"))


def _page_findings(
    evidence: Iterable[Evidence], sources: Mapping[str, Prepared | Finding]
) -> Iterator[Finding]:
    """Say where pages are asked for that the file does not have."""
    for piece in evidence:
        for file in piece.files:
            source = sources[file.path]
            if isinstance(source, Finding):
                continue
            beyond = [f"{a}–{b}" for a, b in file.pages or () if b > len(source.pages)]
            if beyond:
                yield Finding(
                    Level.ERROR,
                    "F102",
                    piece.where,
                    f"要 {file.path} 的第 {'、'.join(beyond)} 页，这个文件只有"
                    f" {len(source.pages)} 页",
                    f"页码不要超过 {len(source.pages)}，或换成页数完整的文件",
                )


def _template_findings(workspace: Workspace) -> tuple[Finding, ...]:
    form = workspace.spec.form
    template = workspace.scheme.folder / form.template
    return check_template(template, form_contract(workspace.spec), form.omits)


def _length_findings(workspace: Workspace, scores: Scores) -> Iterator[Finding]:
    """Say that the form becomes much longer than the notice's own. All of it is printed."""
    spec, form = workspace.spec, workspace.spec.form
    if form.pages is None:
        return
    data = mask_for_form(workspace.data, confidential=form.kind == "application")
    values = form_values(spec, data, scores, None)
    pages = reckon_pages(fill_template(workspace.scheme.folder / form.template, values))
    if pages < form.pages + _MORE_PAGES:
        return
    texts = printed_texts(values, form_contract(spec), form.omits)
    longest = sorted(texts, key=lambda text: -len(text.text))[:_LONGEST_TEXTS]
    named = "、".join(f"{text.title}（{len(text.text)} 字）" for text in longest)
    yield Finding(
        Level.WARNING,
        "F121",
        workspace.places.at(*_keys_of(longest[0].path)),
        f"{form.name}写得长，约有 {pages} 页，通知的样表是 {form.pages} 页；最长的是{named}",
        "内容都会印全，要这么长就不必改；嫌长的，细节写进佐证的说明或报告，这里只留要点",
    )


def _character_findings(workspace: Workspace, scores: Scores) -> Iterator[Finding]:
    """Say which characters of the form and of the bundle's own pages no face here has."""
    spec, places, data = workspace.spec, workspace.places, mask_data(workspace.data)
    values = form_values(spec, data, scores, None)
    texts = printed_texts(values, form_contract(spec), spec.form.omits)
    for found in check_characters(texts):
        yield replace(found, location=places.at(*_keys_of(found.where)))
    try:
        typography = Typography()
    except FontError as error:
        yield Finding(Level.WARNING, "F103", Location(places.file), error.what, error.remedy)
        return
    for piece in mask_data(workspace.evidence):
        captions = (file.title for file in piece.files if piece.layout)
        words = (piece.title, piece.kind, piece.holder, piece.number, piece.note, *captions)
        text = "".join(words)
        yield from _missing_characters(text, piece.where, typography)
    names = "".join((data.studio.name, data.unit.name))
    claims = "".join(claim.statement for claim in data.claims.values())
    yield from _missing_characters(names + claims, Location(places.file), typography)


def _keys_of(path: str) -> list[str]:
    """The keys of the data that a value of the form is made of: `studio.members[0].name`."""
    keys = [key for key in re.split(r"[.\[\]]+", path) if key]
    return ["claims", keys[1], "statement"] if keys[0] == "item" else keys


def _missing_characters(text: str, where: Location, typography: Typography) -> Iterator[Finding]:
    missing = typography.text.missing(text)
    if missing:
        codes = "、".join(f"{c}（U+{ord(c):04X}）" for c in missing)
        yield Finding(
            Level.WARNING,
            "F103",
            where,
            f"已装的字体里没有这些字：{codes}，目录和分隔页上会印成空框",
            "换一个写法，或安装收字更全的字体（如 fonts-noto-cjk、花园明朝）",
        )


# --- build -------------------------------------------------------------------------------------


def build_package(
    folder: Path,
    *,
    out: Path | None = None,
    draft: bool = False,
    only: Part | None = None,
    today: datetime.date | None = None,
    progress: Progress = silent,
    ask: AskPassword = ask_nobody,
) -> Built:
    """Build the package of a workspace under `out` (default: the workspace's own `out/`).

    FindingsError where the check finds errors and this is no draft. The former package is
    replaced in one step at the very end, or not at all.
    What is to be said of it `today` is said, but not written: the package is the same every day.
    """
    with using_cache():
        checked = check_workspace(folder, progress=progress, ask=ask)
        of_today = _find_of_today(checked, today)
        _refuse_errors((*checked.findings, *of_today), draft=draft)
        typography = Typography()
        name = _target_name(checked.workspace.data.submission, only, draft=draft)
        target = (out or folder / "out") / name
        while True:
            try:
                built = _build(checked, typography, target, only, progress, draft=draft)
                return replace(built, findings=(*built.findings, *of_today))
            except UncopiedError as error:
                # What one source does costs that source: it is left out, and planned anew.
                checked = _refuse_sources(checked, error)


def _build(
    checked: Checked,
    typography: Typography,
    target: Path,
    only: Part | None,
    progress: Progress,
    *,
    draft: bool,
) -> Built:
    """Build what was checked. UncopiedError names sources that stand in the way."""
    _refuse_errors(checked.findings, draft=draft)
    package = identify(checked, draft=draft)
    sized = plan_bundle(checked, package, typography, draft=draft, progress=progress)
    _refuse_errors(sized.findings, draft=draft)
    plan = sized.plan
    if len(plan.pages) > _MANY_PAGES:
        dismiss()
    planned = (*sized.findings, *_stamp_findings(plan), *_unmarked_findings(plan.title, plan.pages))
    findings = [*checked.findings, *sift(planned, checked.off)]
    _refuse_workspace(target)
    with (
        Hashes(cache_folder()) as hashes,
        Staging(target, hashes.of, progress=progress) as staging,
    ):
        press = _Press(checked, plan, package, typography, staging, draft, progress, findings)
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
                changed = hashes.of(file) != source.sha256
                what, remedy = "生成到一半，文件改动了", "请等文件保存或同步完，再运行一次"
            except OSError:
                changed = True
                what, remedy = "生成到一半，文件不见了", "请放回原处，运行时不要移动；再运行一次"
            if changed:
                failures[path] = SourceError(what, where=str(file), remedy=remedy)
    if failures:
        raise UncopiedError(failures)


def _find_of_today(checked: Checked, today: datetime.date | None) -> tuple[Finding, ...]:
    """What the check finds on a day and not on every day."""
    always = check(checked.case)
    found = [f for f in check(replace(checked.case, today=today)) if f not in always]
    found += find_open(checked.workspace.folder) if today else ()
    file = checked.workspace.places.file
    return tuple(for_file(file, finding) for finding in sift(found, checked.off))


def _refuse_sources(checked: Checked, error: UncopiedError) -> Checked:
    """The same without the sources that cannot be copied: they are findings now."""
    refused = {
        path: _say_uncopied(_place_of(path), failure, Path(source.pdf))
        for path, failure in error.failures.items()
        if isinstance(source := checked.sources.get(path), Prepared)
    }
    if not refused:
        raise error
    found = {run.source: run for run in find_runs(checked.workspace.evidence, checked.sources)}
    said = [
        _say_sheets(found[path], finding) if path in found else finding
        for path, finding in refused.items()
    ]
    return replace(
        checked,
        sources={**checked.sources, **refused},
        findings=(*checked.findings, *sift(said, checked.off)),
    )


def _say_uncopied(where: str, failure: SourceError, pdf: Path) -> Finding:
    what, remedy = failure.what, failure.remedy
    if not pdf.exists() and pdf.is_relative_to(cache_folder()):
        what = "生成到一半，缓存里给它备好的一份不见了"
        remedy = "再运行一次，会重新准备；运行时不要清空缓存文件夹"
    return Finding(Level.ERROR, "F150", Location(where), what, remedy)


def _say_sheets(run: PhotoRun, refused: Finding) -> Finding:
    """Pictures that cannot be bound together are bound one by one."""
    what = f"从这里起的 {len(run.shots)} 张图片拼在一起{refused.what}，仍一张一页"
    return replace(
        refused, level=Level.WARNING, location=Location(_place_of(run.shots[0].name)), what=what
    )


def identify(checked: Checked, *, draft: bool) -> PackageId:
    """The id that pages of this package carry."""
    workspace = checked.workspace
    return identify_package(
        workspace.scheme,
        checked.form_data,
        checked.public_evidence,
        checked.sources,
        workspace.report,
        draft=draft,
    )


def plan_bundle(
    checked: Checked,
    package: PackageId,
    typography: Typography,
    *,
    draft: bool,
    progress: Progress = silent,
) -> Sized:
    """The plan, its pictures brought down and divided in volumes where the data file asks.

    Where numbers are frozen it is not divided anew.
    """
    workspace = checked.workspace
    matter = Matter(
        workspace.scheme,
        workspace.spec,
        checked.public_data,
        checked.printed_scores,
        typography.width,
        package if workspace.spec.bundle.page_mark else None,
    )
    frozen = workspace.frozen

    def make(sources: Sources, parts: Parts | None) -> Plan:
        evidence = checked.public_evidence
        return make_plan(matter, evidence, sources, draft=draft, parts=parts, frozen=frozen)

    metadata = _describe_bundle(checked, matter.spec.bundle.title)
    scale = Scale(make, typography, metadata, cache_folder(), progress)
    wish = workspace.data.bundle
    if frozen:
        wish = wish.model_copy(update={"max_size": None})
    sized = hold(wish, checked.sources, scale, workspace.places.at("bundle"))
    if frozen and not draft:
        prints = print_pages(sized.plan.pages, checked.sources)
        others = tuple(_list_reprinted(checked, sized.plan, frozen))
        title = workspace.spec.bundle.title
        changed = tell_changed(frozen, prints, title, others)
        said = (*check_pages(frozen, sized.plan, prints), *changed)
        return replace(sized, findings=(*sized.findings, *said))
    return sized


def _list_reprinted(checked: Checked, plan: Plan, frozen: FrozenNumbers) -> Iterator[str]:
    """Form and report, where they are not on paper as they are now."""
    workspace = checked.workspace
    if not frozen.holds("form", sha256(_fill_form(checked, plan, draft=False)).hexdigest()):
        yield workspace.spec.form.name
    report = workspace.report
    if report is not None and not frozen.holds("report", hash_file(report)):
        yield workspace.spec.report.name


def _fill_form(checked: Checked, plan: Plan, *, draft: bool) -> bytes:
    """The form as a Word document."""
    workspace = checked.workspace
    template = workspace.scheme.folder / workspace.spec.form.template
    return fill_template(template, _form_values(checked, plan), draft=draft)


def _form_values(checked: Checked, plan: Plan) -> FormValues:
    """The form's values."""
    data, scores = checked.form_data, checked.printed_scores
    return form_values(checked.workspace.spec, data, scores, plan.cross_reference)


def _describe_bundle(checked: Checked, title: str) -> Metadata:
    data = checked.public_data
    return Metadata(f"{data.studio.name} {title}".strip(), data.unit.name)


def _refuse_errors(findings: Sequence[Finding], *, draft: bool) -> None:
    if not draft and any(finding.level is Level.ERROR for finding in findings):
        raise FindingsError(findings)


def _refuse_workspace(target: Path) -> None:
    """A package never takes the place of a folder in which somebody works."""
    if there := [name for name in DATA_FILES if (target / name).exists()]:
        raise OutputError(
            f"这里是一个工作文件夹（有 {there[0]}），不能用来放生成的材料",
            where=str(target),
            remedy="换一个 --out，或不写 --out，生成到工作文件夹自己的 out 里",
        )


def _target_name(submission: str, only: Part | None, *, draft: bool) -> str:
    """The name of the package's folder. A part or a draft never replaces the whole."""
    return "-".join(part for part in (submission, only, "draft" if draft else None) if part)


def _stamp_findings(plan: Plan) -> Iterator[Finding]:
    if plan.moved:
        yield Finding(
            Level.NOTE,
            "F104",
            Location(plan.title),
            f"{len(plan.moved)} 处章戳避开原有内容，移了位置或加了白边，逐页列在{REPORT_NAME}末尾",
            "请翻到这些页看看页码和已审验框是否清楚",
        )


def _unmarked_findings(where: str, pages: Iterable[PlannedPage]) -> Iterator[Finding]:
    unmarked = [page.number for page in pages if page.unmarked]
    if unmarked:
        yield Finding(
            Level.NOTE,
            "F119",
            Location(where),
            f"{write_pages(gather_pages(unmarked))}没有空白处印页面标识（二维码），原有内容没有遮盖",
            "扫描回来以后，这些页要靠页码辨认；要有标识，就给原件四周留出 2 厘米白边",
        )


def _take_fingerprints(path: Path) -> FingerprintsPart:
    taken = read_fingerprints(path)
    return FingerprintsPart(document=taken.document, pages=tuple(map(str, taken.pages)))


class _Press:
    """Writes the documents of one package into its staging folder, and remembers them."""

    def __init__(
        self,
        checked: Checked,
        plan: Plan,
        package: PackageId,
        typography: Typography,
        staging: Staging,
        draft: bool,
        progress: Progress,
        findings: list[Finding],
    ) -> None:
        self._checked = checked
        self._plan = plan
        self._package = package
        self._typography = typography
        self._staging = staging
        self._draft = draft
        self._progress = progress
        self._spec = checked.workspace.spec
        self._unmarked: dict[str, tuple[int, ...]] = {}
        """Of each copy that carries its identity: the pages that had no room for it."""
        self._earlier: dict[DocumentKind, PackageId] = {}
        """The documents that are on paper, and the state of the package they are from."""
        self._outputs: list[Output] = []
        """The PDFs that were planned page by page."""
        self.documents: list[Document] = []
        self.findings = findings
        self.names: list[str] = []
        self.unbuilt: list[str] = []

    def write(self, only: Part | None) -> None:
        """Write the whole package, or a part of it."""
        if only != "bundle":
            self._write_word_documents(with_report=only is None)
        if only != "forms":
            self._write_bundle()
            self._write_cross_reference()
        refuse_unread(self._outputs, self._typography, progress=self._progress)
        self._write_report()
        self._write_manifest(only)
        if only is None:
            self._write_archive()

    def _add(self, role: str, name: str) -> None:
        path = self._staging.path(name)
        fingerprints = _take_fingerprints(path) if path.suffix == ".pdf" else None
        copies, sign = self._on_paper(role)
        document = Document(
            role=role,
            file=name,
            sha256=hash_file(path),
            pages=None if fingerprints is None else len(fingerprints.pages),
            copies=copies,
            sign=sign,
            unmarked=self._unmarked.get(name),
            fingerprints=fingerprints,
        )
        self._note(document)

    def _note(self, document: Document) -> None:
        self.documents.append(document)
        self.names.append(document.file)

    def _on_paper(self, role: str) -> tuple[int | None, tuple[SigningPart, ...]]:
        """How many of a document are printed, and what is signed and sealed on them."""
        spec = self._spec
        printed = {"form_pdf": (spec.form.copies, spec.form.sign), "report": (1, spec.report.sign),
                   "bundle": (1, spec.bundle.sign)}  # fmt: skip
        copies, sign = printed.get(role, (None, ()))
        return copies, tuple(SigningPart(what=s.what, where=s.where) for s in sign)

    def _write_word_documents(self, *, with_report: bool) -> None:
        """Write the form in Word and in PDF, and the report."""
        spec, workspace = self._spec, self._checked.workspace
        form, form_pdf = spec.form.name + ".docx", spec.form.name + ".pdf"
        filled = _fill_form(self._checked, self._plan, draft=self._draft)
        path = self._staging.write(form, filled)
        with tempfile.TemporaryDirectory(prefix="docgen-") as scratch:
            for converted in self._convert([path], Path(scratch)):
                self._write_form(converted, form_pdf)
                self._check_form(form_pdf, _form_values(self._checked, self._plan))
        if workspace.report is not None and with_report:
            self._pack_report(workspace.report)
        names = {
            "report": spec.report.name + ".pdf",
            "report_word": spec.report.name + ".docx",
            "form": form,
            "form_pdf": form_pdf,
        }
        # The names begin with the notice's own order.
        for role, name in sorted(names.items(), key=lambda named: named[1]):
            if self._staging.path(name).exists():
                self._add(role, name)

    def _convert(self, documents: Sequence[Path], folder: Path) -> list[Path]:
        """Turn Word documents into PDF; where LibreOffice is missing, say what stays unmade."""
        try:
            find_soffice()
        except OfficeError as error:
            self.unbuilt.append(f"{error.what}，只有 Word 版。{error.remedy}")
            return []
        self._progress("转换 Word 文档", 0, len(documents))
        try:
            converted = convert_once(documents, folder, cache_folder())
        except (OfficeError, FontError) as error:
            # A full disk or too little memory makes LibreOffice fail without a word of why.
            raise blame_disk(error) or find_lack(cache_folder()) or error from error
        self._progress("转换 Word 文档", len(documents), len(documents))
        return converted

    def _issue(self, document: DocumentKind, made_from: Path) -> PackageId:
        """The id that the pages of a document carry: what is on paper keeps its own."""
        frozen = self._checked.workspace.frozen
        earlier = frozen.issue(document, hash_file(made_from)) if frozen else None
        if earlier:
            self._earlier[document] = earlier
        return earlier or self._package

    def _list_printed(self) -> tuple[PrintedPart, ...]:
        """What is on paper as it is, with the identity it carries there."""
        by_package: dict[PackageId, list[int]] = {}
        for number, package in self._plan.issued.items():
            by_package.setdefault(package, []).append(number)
        bundle = (
            PrintedPart(
                document="bundle",
                package=str(package),
                pages=tuple(Pages(first=p.first, last=p.last) for p in gather_pages(numbers)),
            )
            for package, numbers in by_package.items()
        )
        others = (
            PrintedPart(document=document, package=str(package))
            for document, package in self._earlier.items()
        )
        return (*others, *bundle)

    def _write_form(self, converted: Path, name: str) -> None:
        """Write the form's PDF. Of a draft, 草稿 stands on its pages already."""
        if not self._spec.form.page_mark:
            self._staging.write(name, converted.read_bytes())
            return
        word = self._staging.path(self._spec.form.name + ".docx")
        marking = Marking("form", self._issue("form", word), draft=False)
        self._write_copy(self._prepare(converted), name, self._spec.form.name, marking)

    def _pack_report(self, report: Path) -> None:
        """Pack a report as a PDF with marked pages; as it is, where no page is to be marked.

        One in Word that nothing here converts is packed in Word.
        """
        spec, prepared = self._spec.report, self._checked.sources.get(_report_key(report))
        name = spec.name + ".pdf"
        if not isinstance(prepared, Prepared):
            self._staging.write(spec.name + report.suffix.lower(), report.read_bytes())
        elif spec.page_mark or self._draft:
            package = self._issue("report", report) if spec.page_mark else None
            self._write_copy(prepared, name, spec.title, Marking("report", package, self._draft))
        else:
            as_it_is = recognise(report) is Kind.PDF and not prepared.unlocked
            made = report if as_it_is else Path(prepared.pdf)
            self._staging.write(name, made.read_bytes())

    def _prepare(self, pdf: Path) -> Prepared:
        """A document just converted, looked at as evidence is: what is printed where."""
        made = prepare([(pdf.name, pdf)], cache=cache_folder())[pdf.name]
        if isinstance(made, Finding):
            raise FindingsError((made,))
        return made

    def _write_copy(self, prepared: Prepared, name: str, title: str, marking: Marking) -> None:
        """Write a copy of a document with its pages marked."""
        bookmarks = read_bookmarks(prepared.pdf)
        plan = plan_copy(prepared, title, marking, self._typography.width, bookmarks)
        (volume,) = plan.volumes
        metadata = Metadata(title, self._checked.public_data.unit.name)
        path = self._staging.path(name)
        write_volume(plan, volume, path, self._typography, metadata)
        self._outputs.append(Output(plan, volume, path))
        if marking.package:
            self._unmarked[name] = plan.unmarked(volume)
            self.findings += sift(_unmarked_findings(name, plan.pages), self._checked.off)

    def _check_form(self, name: str, values: FormValues) -> None:
        """Look at the form's PDF; what is wrong with it stops anything but a draft."""
        form = self._spec.form
        texts = printed_texts(values, form_contract(self._spec), form.omits)
        pdf = self._staging.path(name)
        found = check_form_pdf(pdf, self._spec.form.paper, texts)
        self.findings += sift(found, self._checked.off)
        _refuse_errors(found, draft=self._draft)

    def _write_bundle(self) -> None:
        metadata = _describe_bundle(self._checked, self._plan.title)
        for volume in self._plan.volumes:
            path = self._staging.path(volume.file)
            digest = write_volume(
                self._plan, volume, path, self._typography, metadata, self._progress
            )
            self._outputs.append(Output(self._plan, volume, path))
            marked = self._spec.bundle.page_mark
            copies, sign = self._on_paper("bundle")
            document = Document(
                role="bundle",
                file=volume.file,
                sha256=digest,
                pages=len(self._plan.pages_of(volume)),
                first_page=volume.first,
                copies=copies,
                sign=sign,
                unmarked=self._plan.unmarked(volume) if marked else None,
                fingerprints=_take_fingerprints(path),
            )
            self._note(document)

    def _write_cross_reference(self) -> None:
        # Checking needs no workbook, which takes a tenth of the time to start and 10 MB.
        from docgen.package.crossref_workbook import write_cross_reference  # noqa: PLC0415

        contents = write_cross_reference(
            self._spec,
            self._checked.public_data,
            self._checked.printed_scores,
            self._plan.cross_reference,
            words=self._checked.workspace.scheme.words,
            draft=self._draft,
        )
        self._staging.write(CROSS_REFERENCE_NAME, contents)
        self._add("cross_reference", CROSS_REFERENCE_NAME)

    def _write_report(self) -> None:
        heading = "【草稿】不作报送用\n\n" if self._draft else ""
        moved = ["", "【章戳移位】", *self._plan.moved, ""] if self._plan.moved else []
        report = heading + write_report(self.findings) + "\n".join(moved)
        self._staging.write(REPORT_NAME, report.encode())
        self._add("check_report", REPORT_NAME)
        subject = self._checked.subject(self._plan.cross_reference)
        page = write_report_page(self.findings, subject, moved=self._plan.moved, draft=self._draft)
        self._staging.write(REPORT_PAGE_NAME, page)
        self._add("check_page", REPORT_PAGE_NAME)

    def _write_manifest(self, only: Part | None) -> None:
        report = self._checked.workspace.report
        manifest = make_manifest(
            self._checked.workspace.scheme,
            self._checked.public_data,
            self._checked.printed_scores,
            self._plan.cross_reference,
            self._checked.sources,
            documents=self.documents,
            findings=self.findings,
            draft=self._draft,
        )
        more = {
            "package": str(self._package),
            "part": only,
            "report": hash_file(report) if report else None,
            "moved": tuple(map(publish, self._plan.moved)),
        }
        manifest = manifest.model_copy(update=more)
        frozen = self._checked.workspace.frozen
        if frozen:
            prints = print_pages(self._plan.pages, self._checked.sources)
            manifest = list_changed(manifest, find_changed(frozen, prints), self._list_printed())
        self._staging.write(MANIFEST_NAME, write_manifest(manifest))
        self.names.append(MANIFEST_NAME)

    def _write_archive(self) -> None:
        name = archive_name(
            self._checked.workspace.scheme, self._checked.public_data, draft=self._draft
        )
        self._staging.write_archive(name)
        self.names.append(name)
