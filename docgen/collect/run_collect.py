"""The scans of a package come back: which page each sheet is, and the set as far as it has come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from natsort import natsort_keygen

from docgen.collect.collect_record import (
    RECORD_NAME,
    Collected,
    CollectedDocument,
    CollectedPage,
    CollectedSheet,
    read_known,
    read_record,
    write_record,
)
from docgen.collect.collected_pdf import Content, Former, Fresh, see_boxes_of, write_scan
from docgen.collect.missing_pages import write_gaps
from docgen.collect.originals import Original, PageKey, PrintedPackage, open_printed
from docgen.collect.recognition import name_sheets
from docgen.collect.scan_state import scans_of
from docgen.collect.sheet_choice import Double, SheetChoice, choose
from docgen.collect.sheet_naming import Left, Named, Other, Outcome, is_partial
from docgen.collect.task_batches import Work
from docgen.collect.tasks import flatten
from docgen.images.page_of_file import PageOfFile
from docgen.images.similarity_transform import Similarity
from docgen.images.warp_transform import Warp
from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.prepared import Prepared, Source, Sources, usable
from docgen.model.source_keys import ScanKey
from docgen.package.staging import Kept, Record, Staging
from docgen.pdf.geometry import PageBox
from docgen.pdf.typeface import Typography
from docgen.sources.downsampling import PictureQuality, reduce_sources
from docgen.sources.prepare import prepare
from docgen.system.atomic_files import translate_errors
from docgen.system.file_hashes import hash_file
from docgen.system.filenames import add_to_stem
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import FLATTEN, WRITE_SCANS, Progress, silent
from docgen.system.workers import ForeignFileError, WorkerLimits, Workers, read_apart
from docgen.text.masking import mask_numbers

_UNFINISHED = "（未齐）"

_PAGE_SECONDS = 2.0
_FINEST_DPI = 400
"""Of photographs that are laid flat."""
_JPEG_QUALITY = 80
"""Of pictures that are brought down to a size asked for."""

_natural = natsort_keygen()
_PRELOAD = ("docgen.collect.tasks", "docgen.collect.collected_pdf", "numpy", "segno", "zxingcpp")
"""Every sheet is looked at with these, and every document written."""


@dataclass(frozen=True)
class Collection:
    """The set as it is after a run."""

    printed: PrintedPackage
    folder: Path
    collected: Collected
    outcomes: tuple[Outcome, ...]
    """What each sheet of this run is, in the scanner's order."""
    doubles: tuple[Double, ...] = ()
    refused: tuple[Finding, ...] = ()
    """Files that could not be opened."""
    damaged: tuple[tuple[str, Issue], ...] = ()
    """Files of which something may be missing, and what, in Chinese."""
    kept: tuple[Kept, ...] = ()
    lost: tuple[str, ...] = ()
    """Results of a former run that were changed, so that their pages cannot be used."""

    def missing(self, original: Original) -> tuple[int, ...]:
        """The numbers of a document's pages that have not come, or not as a whole."""
        there = {key for key, page in self.collected.pages.items() if not page.lacking}
        return tuple(key.page for key in original.keys if key not in there)

    @property
    def partial(self) -> Mapping[PageKey, CollectedPage]:
        """The pages of which a part has come."""
        return {key: page for key, page in self.collected.pages.items() if page.lacking}

    @property
    def complete(self) -> bool:
        """Whether every page of every document has come."""
        return not any(self.missing(original) for original in self.printed.originals)


def collect(
    folder: Path,
    scans: Sequence[Path],
    *,
    cache: Path,
    out: Path | None = None,
    again: frozenset[PageKey] = frozenset(),
    max_dpi: int | None = None,
    progress: Progress = silent,
    ask: AskPassword = ask_nobody,
) -> Collection:
    """Put the pages of `scans` (files, or folders of them) in their places in a package's scan.

    What came before is there still; pages of `again` are taken anew even where the former scan
    is better. WorkspaceError where there is no package or no such scan, OutputError where the
    result cannot be written.
    """
    printed = open_printed(folder)
    target = out or scans_of(printed.folder)
    files = _list_files(scans)
    with (
        Staging(target, record=Record(RECORD_NAME, read_known)) as staging,
        TemporaryDirectory(prefix="docgen-") as scratch,
    ):
        former, limits = _read_former(target, printed), WorkerLimits()
        with Workers(limits, preload=_PRELOAD) as workers:
            keys = [(ScanKey(str(file)), file) for file in files]
            sources = prepare(keys, cache=cache, ask=ask, progress=progress)
            work = Work(workers, limits, progress)
            outcomes = name_sheets(work, printed, sources, again)
            chosen, doubles = choose(outcomes, former.pages, again)
            flat = _Flattened(work, Path(scratch), max_dpi or _FINEST_DPI)
            contents, outcomes = flat.lay_out(chosen, outcomes)
        if max_dpi:
            contents = _bring_down(contents, usable(sources), max_dpi, cache, progress)
        collected = _write_all(printed, _Chosen(chosen, contents), former, staging, progress)
        kept = staging.put_in_place()
    refused = tuple(source for source in sources.values() if isinstance(source, Finding))
    damage = tuple(_list_damage(sources))
    sheets = tuple(outcomes)
    return Collection(
        printed, target, collected, sheets, doubles, refused, damage, kept, former.lost
    )


def _list_damage(sources: Mapping[ScanKey, Source]) -> Iterator[tuple[str, Issue]]:
    """What was lost of scans that open all the same, with the scan's name."""
    for key, source in usable(sources).items():
        yield from ((str(key), loss) for loss in source.losses)


# --- what is there -------------------------------------------------------------------------------


def _list_files(scans: Sequence[Path]) -> list[Path]:
    """Every file once, in the order given; those of a folder as people count."""
    files: dict[Path, Path] = {}
    for scan in scans:
        if not scan.exists():
            raise refuse(WorkspaceError, issue("collect", Location(str(scan)), "no_scan"))
        within = sorted(scan.rglob("*"), key=_natural) if scan.is_dir() else [scan]
        for file in within:
            if file.is_file() and not any(part.startswith(".") for part in file.parts[-2:]):
                files.setdefault(file.resolve(), file)
    return list(files.values())


@dataclass(frozen=True)
class _Before:
    """What a former run left."""

    pages: Mapping[PageKey, CollectedPage]
    results: Mapping[str, Path]
    """Where the scan of each original is, by the original's name."""
    lost: tuple[str, ...]
    """Results that were changed, so that their pages cannot be used."""


def _read_former(target: Path, printed: PrintedPackage) -> _Before:
    record = read_record(target)
    if record is None:
        return _Before({}, {}, ())
    # Once numbers are frozen, pages that did not change are those that were scanned.
    current = {
        key for key, page in record.pages.items() if page.package == printed.packages.get(key)
    }
    if record.package != printed.package and not current:
        slots = {"there": record.package, "now": printed.package}
        said = issue("collect", Location(str(target)), "other_package", **slots)
        raise refuse(OutputError, said)
    lost = [
        document.result
        for document in record.documents
        if document.result and not _is_unchanged(target / document.result, document.sha256)
    ]
    pages = {
        key: page
        for document in record.documents
        if document.result not in lost
        for page in document.pages
        if (key := PageKey(document.kind, page.page)) in current
    }
    results = {document.file: target / document.result for document in record.documents}
    return _Before(pages, results, tuple(lost))


def _is_unchanged(file: Path, sha256: str) -> bool:
    with translate_errors(file):
        return file.is_file() and hash_file(file) == sha256


# --- laying out ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Flattened:
    """Lays photographs flat, each as a PDF of its own in a folder."""

    work: Work
    folder: Path
    most_dpi: int

    def lay_out(
        self, chosen: dict[PageKey, SheetChoice], outcomes: Sequence[Outcome]
    ) -> tuple[dict[PageKey, tuple[Fresh, ...]], list[Outcome]]:
        """What is laid on each page, and the outcomes once that was tried.

        A photograph that cannot be laid flat is taken out of `chosen`.
        """
        bent = {
            (key, n): self.folder / f"{key.kind}-{key.page}-{n}.pdf"
            for key, choice in chosen.items()
            for n, named in enumerate(choice.sheets)
            if isinstance(named.fit.placement, Warp)
        }
        jobs = []
        for (key, n), target in bent.items():
            named = chosen[key].sheets[n]
            leaf = PageOfFile(named.sheet.pdf, named.sheet.page)
            jobs.append((flatten, (leaf, named.fit.placement, str(target), self.most_dpi)))
        failed = set[Named]()
        for (key, n), done in zip(bent, self.work.do(FLATTEN, jobs), strict=True):
            if isinstance(done, BaseException):
                failed.add(chosen[key].sheets[n])
                del chosen[key]
        contents = {
            key: tuple(_make_fresh(named, bent.get((key, n))) for n, named in enumerate(c.sheets))
            for key, c in chosen.items()
        }
        return contents, [Left(o.sheet, Other.UNSEEN) if o in failed else o for o in outcomes]


@dataclass(frozen=True)
class _Chosen:
    """What was decided of this run's sheets, and what is laid on each page."""

    choices: Mapping[PageKey, SheetChoice]
    contents: Mapping[PageKey, tuple[Fresh, ...]]


def _make_fresh(named: Named, flat: Path | None) -> Fresh:
    placement = named.fit.placement
    if flat is not None:
        return Fresh(str(flat), 1, PageBox(0, 0, *named.fit.size), Similarity())
    if not isinstance(placement, Similarity):
        raise TypeError(placement)
    return Fresh(named.sheet.pdf, named.sheet.page, named.sheet.box, placement)


def _bring_down(
    contents: Mapping[PageKey, tuple[Fresh, ...]],
    sources: Mapping[ScanKey, Prepared],
    dpi: int,
    cache: Path,
    progress: Progress,
) -> dict[PageKey, tuple[Fresh, ...]]:
    """The same sheets with their pictures brought down to so many dots an inch."""
    used = {fresh.pdf for layers in contents.values() for fresh in layers}
    wanted: Sources = {key: source for key, source in sources.items() if source.pdf in used}
    reduced, _ = reduce_sources(
        wanted, PictureQuality(dpi, _JPEG_QUALITY), cache=cache, progress=progress
    )
    before = usable(wanted)
    smaller = {before[key].pdf: source.pdf for key, source in usable(reduced).items()}
    return {
        key: tuple(replace(fresh, pdf=smaller.get(fresh.pdf, fresh.pdf)) for fresh in layers)
        for key, layers in contents.items()
    }


# --- writing -------------------------------------------------------------------------------------


def _write_all(
    printed: PrintedPackage,
    chosen: _Chosen,
    former: _Before,
    staging: Staging,
    progress: Progress,
) -> Collected:
    """Write every document as it is scanned, and the record of them."""
    documents = tuple(
        _write_document(original, chosen, former, staging, progress)
        for original in printed.originals
    )
    collected = Collected(package=printed.package, documents=documents)
    staging.write(RECORD_NAME, write_record(collected))
    return collected


def _write_document(
    original: Original,
    chosen: _Chosen,
    former: _Before,
    staging: Staging,
    progress: Progress,
) -> CollectedDocument:
    """Write what there is of a document; nothing where there is no page of it."""
    progress(WRITE_SCANS.at(0, 0))
    pages, contents = _lay_pages(original, chosen, former)
    missing = [key for key in original.keys if key not in contents]
    complete = not missing and not any(page.lacking for page in pages.values())
    document = partial(
        CollectedDocument, kind=original.kind, file=original.file, pages=tuple(pages.values())
    )
    if not pages:
        return document(result="", sha256="", complete=False)
    result = original.file if complete else add_to_stem(original.file, _UNFINISHED)
    path = _write_result(original, result, contents, missing, staging)
    return document(result=result, sha256=hash_file(path), complete=complete)


def _lay_pages(
    original: Original, chosen: _Chosen, former: _Before
) -> tuple[dict[PageKey, CollectedPage], dict[PageKey, tuple[Content, ...]]]:
    """What is told of each page that has come, and what is laid on it."""
    pages = dict[PageKey, CollectedPage]()
    contents = dict[PageKey, tuple[Content, ...]]()
    for key in original.keys:
        before = Former(str(former.results.get(original.file)), original.place(key))
        if choice := chosen.choices.get(key):
            package = original.packages[original.place(key) - 1]
            pages[key] = _describe(key, choice, package)
            contents[key] = (*([before] if choice.before else []), *chosen.contents[key])
        elif key in former.pages:
            pages[key], contents[key] = former.pages[key], (before,)
    return pages, contents


def _write_result(
    original: Original,
    result: str,
    contents: Mapping[PageKey, tuple[Content, ...]],
    missing: Sequence[PageKey],
    staging: Staging,
) -> Path:
    """Write a document of which pages may be missing."""
    path, gaps = staging.path(result), staging.path(f".{original.file}.gaps")
    with translate_errors(path, shown=staging.target / result):
        try:
            every = {**contents, **_fill_gaps(original, missing, gaps)}
            read_apart(write_scan, original, every, path, seconds=_PAGE_SECONDS * len(every))
        except ForeignFileError as error:
            said = issue("collect", Location(str(original.path)), "unwritten", fault=error.said)
            raise refuse(OutputError, said) from error
        gaps.unlink(missing_ok=True)
    return path


def _fill_gaps(
    original: Original, missing: Sequence[PageKey], gaps: Path
) -> dict[PageKey, tuple[Content, ...]]:
    if not missing:
        return {}
    boxes = read_apart(see_boxes_of, str(original.path), [original.place(key) for key in missing])
    numbers = [key.page for key in missing]
    write_gaps(list(zip(numbers, boxes, strict=True)), gaps, Typography())
    return {
        key: (_make_gap(gaps, index, box),)
        for index, (key, box) in enumerate(zip(missing, boxes, strict=True), start=1)
    }


def _make_gap(gaps: Path, index: int, box: PageBox) -> Fresh:
    return Fresh(str(gaps), index, PageBox(0, 0, box.width_pt, box.height_pt), Similarity())


def _describe(key: PageKey, choice: SheetChoice, package: str) -> CollectedPage:
    first, *others = (_describe_sheet(named) for named in choice.sheets)
    if before := choice.before:
        others = [first, *others, *before.others]
        first = CollectedSheet.model_validate(before.model_dump(include=_OF_SHEET))
    agreement = choice.agreement
    return CollectedPage(
        **first.model_dump(),
        page=key.page,
        package=package,
        share=round(agreement.share, 3),
        lacking=tuple(sorted(agreement.beyond)) if is_partial(agreement) else (),
        others=tuple(others),
    )


_OF_SHEET = set(CollectedSheet.model_fields)


def _describe_sheet(named: Named) -> CollectedSheet:
    placement = named.fit.placement
    return CollectedSheet(
        scan=mask_numbers(named.sheet.scan),
        scan_sha256=named.sheet.sha256,
        scan_page=named.sheet.page,
        how=named.how,
        turned=round(placement.angle, 2) if isinstance(placement, Similarity) else 0.0,
        likeness=round(named.fit.likeness, 3),
        quality=named.quality,
        flattened=isinstance(placement, Warp),
    )
