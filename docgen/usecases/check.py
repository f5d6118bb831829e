"""The use case: read a workspace, score it, and look through all there is of it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.bundle.frozen_numbers import (
    find_broken,
)
from docgen.bundle.page_remarks import remark
from docgen.bundle.photo_layout import PhotoRun, find_runs
from docgen.bundle.photo_sheets import make_sheets
from docgen.bundle.plan import CrossReference
from docgen.checks.case import Case, Photograph, ReportText
from docgen.checks.evidence_papers import read_evidence_papers
from docgen.checks.photographs import compare_photographs, find_photographs
from docgen.checks.readable import find_readable
from docgen.checks.repeated_papers import compare_papers, find_papers
from docgen.checks.run_checks import OF_TODAY, check, off_codes, sift
from docgen.forms.known_forms import KnownForms
from docgen.issues.errors import FindingsError
from docgen.issues.finding import Finding, Level
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.prepared import Prepared, Source, Sources, usable
from docgen.model.privacy import mask_data, mask_for_form
from docgen.model.scoring import Scores, score
from docgen.model.source_keys import EvidenceKey, ReportKey, SourceKey, UncopiedError
from docgen.model.submission import StudioFile
from docgen.model.verdict import Verdict, judge
from docgen.sources.page_texts import NO_TEXTS, PageTexts, read_page_texts, turned_as_read
from docgen.sources.photo_comparisons import Comparisons, KnownAlbums
from docgen.sources.prepare import prepare
from docgen.sources.text_cache import Readable, read_texts
from docgen.system.file_hashes import Hashes, hash_file
from docgen.system.settings import Settings
from docgen.usecases.running import using_cache
from docgen.usecases.workspace_findings import (
    at_file,
    character_findings,
    length_findings,
    page_findings,
    say_sheet_uncopied,
    say_uncopied,
    source_findings,
    template_findings,
    unread_findings,
)
from docgen.workspace.data_file import find_open
from docgen.workspace.dialects import dialect_of, tell, tell_on_page
from docgen.workspace.discover import paths_of
from docgen.workspace.load import Workspace, load_workspace
from docgen.workspace.moved_files import remember

if TYPE_CHECKING:
    from docgen.package.report_page import Subject


@dataclass(frozen=True)
class Checked:
    """A workspace read, scored and looked through. Nothing has been written."""

    workspace: Workspace
    case: Case
    scores: Scores
    sources: Sources
    """Every file of evidence, the report, and the pages that pictures share."""
    findings: tuple[Finding, ...]
    off: frozenset[str] = frozenset()
    """The codes of findings that are switched off."""

    @cached_property
    def printed_scores(self) -> Scores | None:
        """The scores as they are printed, where the submission has points at all."""
        has_points = any(item.rule is not None for item in self.workspace.spec.items)
        return mask_data(self.scores) if has_points else None

    @cached_property
    def verdict(self) -> Verdict | None:
        """What the points add up to and what follows, where the submission has points at all."""
        scores = self.printed_scores
        return judge(self.workspace.spec, self.workspace.data, scores) if scores else None

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

    @property
    def has_unread_scans(self) -> bool:
        """Whether there are sources that nobody has tried to read."""
        return self.case.page_texts.incomplete

    def subject(self, cross_reference: CrossReference | None = None) -> "Subject":
        """What the report as a page tells of; with the pages where they are planned."""
        from docgen.package.report_page import Subject  # noqa: PLC0415 - it draws pages

        return Subject(
            self.workspace.scheme,
            self.workspace.spec,
            self.public_data,
            self.public_evidence,
            self.printed_scores,
            cross_reference,
        )


def check_workspace(folder: Path, settings: Settings) -> Checked:
    """Look through a workspace and say everything that is wrong with it.

    WorkspaceError or SchemeError where it cannot be read at all.
    """
    with using_cache(settings):
        return _check(folder, settings)


def _check(folder: Path, settings: Settings) -> Checked:
    gathered = gather(folder, settings)
    workspace, case, sheets = gathered.workspace, gathered.case, gathered.sheets
    off = off_codes(case)
    with KnownForms(settings.cache) as known:
        findings = sift(_find_all(workspace, case, sheets, known), off)
    sources = {**case.sources, **sheets}
    checked = Checked(workspace, case, case.scores, sources, findings, off)
    return replace(checked, findings=(*findings, *find_of_today(checked, settings.today)))


def glance_at(folder: Path, known: Sources, settings: Settings) -> Checked:
    """Read and score a workspace without opening its files, for whoever cannot wait for that.

    What is `known` of files is taken for true, others have no source; the findings are those of
    reading alone. Raises as `check_workspace` does.
    """
    with using_cache(settings):
        workspace = _load(folder, settings)
        sources = {key: known[key] for key, _ in list_sources(workspace) if key in known}
        evidence = _with_contents(workspace.evidence, _contents_of(sources))
        workspace = replace(workspace, evidence=evidence)
        scores = score(workspace.spec, workspace.data, evidence)
        case = Case(
            workspace.scheme,
            workspace.spec,
            workspace.data,
            evidence,
            scores,
            workspace.places,
            settings.today,
            sources,
        )
        return Checked(workspace, case, scores, sources, sift(workspace.findings, frozenset()))


@dataclass(frozen=True)
class Gathered:
    """A workspace, and all that takes long to find out about its files: the cache knows it now."""

    workspace: Workspace
    case: Case
    """What the rules look at."""
    sheets: Sources
    """The pages that pictures share."""


def gather(folder: Path, settings: Settings) -> Gathered:
    """Read a workspace and open its files. To be called where the cache is in use."""
    workspace = _load(folder, settings)
    sources = _prepare(workspace, settings)
    workspace = _remember_contents(workspace, sources)
    sheets = _set_sheets(workspace, sources, settings)
    case = _open_case(workspace, sources, settings)
    case = _with_texts(case, workspace.report, settings)
    case = _with_readings(case, _read_pages(sources, settings), settings.cache)
    return Gathered(workspace, _with_papers(case, settings), sheets)


def _load(folder: Path, settings: Settings) -> Workspace:
    with Hashes(settings.cache) as hashes:
        return load_workspace(folder, hashes.of)


def _prepare(workspace: Workspace, settings: Settings) -> Sources:
    return prepare(
        list_sources(workspace),
        cache=settings.cache,
        passwords=workspace.passwords,
        ask=settings.ask,
        progress=settings.report,
    )


def _remember_contents(workspace: Workspace, sources: Sources) -> Workspace:
    """The workspace whose evidence knows what its files hold; the next run is to know it too."""
    contents = _contents_of(sources)
    remember(workspace.folder, contents, paths_of(workspace.data.evidence))
    return replace(workspace, evidence=_with_contents(workspace.evidence, contents))


def _set_sheets(workspace: Workspace, sources: Sources, settings: Settings) -> Sources:
    """The pages that pictures share."""
    runs, dialect = find_runs(workspace.evidence, sources), dialect_of(workspace.places.file)
    return make_sheets(runs, cache=settings.cache, progress=settings.report, dialect=dialect)


def _open_case(workspace: Workspace, sources: Sources, settings: Settings) -> Case:
    """What the rules look at, words apart."""
    return Case(
        workspace.scheme,
        workspace.spec,
        workspace.data,
        workspace.evidence,
        score(workspace.spec, workspace.data, workspace.evidence),
        workspace.places,
        settings.today,
        sources,
        _compare_photographs(workspace, sources, settings),
    )


def _read_pages(sources: Sources, settings: Settings) -> PageTexts:
    """The texts of the pages of the evidence, as far as they are asked for.

    Pages that pictures share are not read: each picture is, larger than it stands there.
    """
    if settings.reading == "none":
        return NO_TEXTS
    evidence: dict[SourceKey, Prepared] = {
        key: source for key, source in usable(sources).items() if not isinstance(key, ReportKey)
    }
    known = settings.reading == "known"
    return read_page_texts(evidence, settings.cache, only_known=known, progress=settings.report)


def _with_readings(case: Case, texts: PageTexts, cache: Path) -> Case:
    """The case with what was read of pages, and with pages that lie as they were read."""
    papers = read_evidence_papers(case.evidence, case.sources, texts, cache)
    turned = {
        key: turned_as_read(source, texts.states(key))
        if isinstance(source, Prepared) and key in texts
        else source
        for key, source in case.sources.items()
    }
    return replace(case, sources=turned, page_texts=texts, papers=papers)


def _with_papers(case: Case, settings: Settings) -> Case:
    """The case with the papers that were scanned twice."""
    with Comparisons(settings.cache) as known:
        papers = compare_papers(find_papers(case), known, settings.report)
    return replace(case, rescanned=papers)


def _find_all(
    workspace: Workspace, case: Case, sheets: Sources, known: KnownForms
) -> Iterator[Finding]:
    """What is wrong with a workspace, and with the sheets its photos were set on."""
    evidence, sources, frozen = workspace.evidence, case.sources, workspace.frozen
    yield from workspace.findings
    yield from source_findings(sources)
    yield from page_findings(evidence, sources)
    yield from unread_findings(sources, case.page_texts)
    yield from (at_file(sheet) for sheet in sheets.values() if isinstance(sheet, Finding))
    said = find_broken(frozen, evidence, sources) if frozen else ()
    remarks = remark(workspace.spec, evidence, sources)
    yield from (tell(one, workspace.places) for one in (*said, *remarks))
    # A package is the same every day: what is of this one stands behind it all, here as in a build.
    yield from check(replace(case, today=None))
    spoilt = template_findings(workspace, known)
    yield from spoilt or length_findings(workspace, case.scores, known)
    yield from character_findings(workspace, case.scores, known)


def _contents_of(sources: Sources) -> dict[str, str]:
    """What the files of the evidence hold."""
    made = usable(sources).items()
    return {key.path: source.sha256 for key, source in made if isinstance(key, EvidenceKey)}


def _with_contents(
    evidence: Iterable[Evidence], contents: Mapping[str, str]
) -> tuple[Evidence, ...]:
    """The evidence with what its files hold: the same thing under two names counts once."""
    return tuple(
        piece.holding(tuple(_with_content(file, contents) for file in piece.files))
        for piece in evidence
    )


def _with_content(file: SourceFile, contents: Mapping[str, str]) -> SourceFile:
    return SourceFile(file.path, file.pages, file.title, file.turn, contents.get(file.path, ""))


def _compare_photographs(
    workspace: Workspace, sources: Sources, settings: Settings
) -> tuple[tuple[Photograph, ...], ...]:
    photographs = find_photographs(workspace.evidence, sources)
    with Comparisons(settings.cache) as known:
        albums = KnownAlbums(settings.cache)
        return compare_photographs(photographs, known, albums, settings.report)


def _with_texts(case: Case, report: Path | None, settings: Settings) -> Case:
    """The case with the words of its report and of the evidence that counts."""
    documents = find_readable(case)
    key = ReportKey(report.name) if report else None
    if report and key and (readable := _find_words(report, case.sources.get(key))):
        documents[key] = readable
    texts = read_texts(documents, settings.cache, settings.report)
    told = ReportText(key.name, texts.get(key)) if key else None
    return replace(case, texts=texts, report=told)


def _find_words(report: Path, source: Source | None) -> Readable | None:
    """What the words of a report are read of."""
    if report.suffix.lower() == ".docx":
        return Readable(report, hash_file(report))
    return Readable(Path(source.pdf), source.sha256) if isinstance(source, Prepared) else None


def list_sources(workspace: Workspace) -> list[tuple[SourceKey, Path]]:
    """Every file that becomes pages, each once, the report at the end."""
    keys = dict.fromkeys(file.key for piece in workspace.evidence for file in piece.files)
    files: list[tuple[SourceKey, Path]]
    folder = workspace.evidence_folder
    files = [(key, folder / key.path) for key in keys]
    report = workspace.report
    return files if report is None else [*files, (ReportKey(report.name), report)]


def find_of_today(checked: Checked, today: datetime.date | None) -> tuple[Finding, ...]:
    """What is wrong on a day and not on every day, or while another program has a file open."""
    if today is None:
        return ()
    always = {(finding.code, finding.location) for finding in checked.findings}
    found = (
        *check(replace(checked.case, today=today), OF_TODAY),
        *find_open(checked.workspace.folder),
    )
    return sift((f for f in found if (f.code, f.location) not in always), checked.off)


def word_for_page(checked: Checked) -> Checked:
    """The same with all that is said of it in the words of the clerk's page."""
    return replace(
        checked,
        findings=tuple(map(tell_on_page, checked.findings)),
        sources={
            key: tell_on_page(source) if isinstance(source, Finding) else source
            for key, source in checked.sources.items()
        },
    )


def refuse_sources(checked: Checked, error: UncopiedError, cache: Path) -> Checked:
    """The same without the sources that cannot be copied: they are findings now."""
    runs: Mapping[SourceKey, PhotoRun]
    runs = {run.key: run for run in find_runs(checked.workspace.evidence, checked.sources)}
    refused = {
        key: say_sheet_uncopied(runs[key], failure, Path(source.pdf), cache)
        if key in runs
        else say_uncopied(str(key), failure, Path(source.pdf), cache)
        for key, failure in error.failures.items()
        if isinstance(source := checked.sources.get(key), Prepared)
    }
    if not refused:
        raise error
    return replace(
        checked,
        sources={**checked.sources, **refused},
        findings=(*checked.findings, *sift(refused.values(), checked.off)),
    )


def refuse_errors(findings: Sequence[Finding], *, draft: bool) -> None:
    """Raise FindingsError where errors stand in the way of more than a draft."""
    if not draft and any(finding.level is Level.ERROR for finding in findings):
        raise FindingsError(findings)
