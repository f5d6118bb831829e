"""The scans of a package come back: which page each sheet is, and the set as far as it has come."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
from natsort import natsort_keygen

from docgen.bundle.marks import PageBox
from docgen.bundle.plan import Prepared
from docgen.bundle.typeface import Typography
from docgen.collect.gaps import write_gaps
from docgen.collect.likeness import Sketch
from docgen.collect.looking import look_at
from docgen.collect.naming import (
    Left,
    Named,
    Other,
    Outcome,
    Sheet,
    name_by_likeness,
    name_by_marks,
)
from docgen.collect.originals import Original, PageKey, Printed, open_printed
from docgen.collect.record import (
    RECORD_NAME,
    Collected,
    CollectedDocument,
    CollectedPage,
    read_known,
    read_record,
    write_record,
)
from docgen.collect.similarity import Similarity
from docgen.collect.workpieces import Leaf, compare, place, sketch_pages
from docgen.collect.writing import Content, Former, Fresh, write_scan
from docgen.errors import Finding, OutputError, WorkspaceError
from docgen.masking import mask_numbers
from docgen.package.filenames import add_to_stem
from docgen.package.staging import Kept, Record, Staging, hash_file, translate_errors
from docgen.passwords import AskPassword, ask_nobody
from docgen.progress import Progress, silent
from docgen.sources.pdfpages import read_box
from docgen.sources.prepare import prepare
from docgen.sources.reduce import Quality, reduce_sources
from docgen.sources.workers import Limits, Workers

RESULT = "扫描件"
UNFINISHED = "（未齐）"

_LOOK, _COMPARE, _PLACE, _WRITE = "辨认扫描页", "比对认不出的页", "摆正", "写出扫描件"
_SLOW = 5
"""Times what the ink of a page may take: a mark that is not there is looked for in 22 ways."""
_SKETCHED_AT_ONCE = 16
_JPEG_QUALITY = 80
"""Of pictures that are brought down to a size asked for."""

_natural = natsort_keygen()


@dataclass(frozen=True)
class Double:
    """A page that came several times: the sheet that was kept, and the others."""

    key: PageKey
    kept: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Collection:
    """The set as it is after a run."""

    printed: Printed
    folder: Path
    collected: Collected
    outcomes: tuple[Outcome, ...]
    """What each sheet of this run is, in the scanner's order."""
    doubles: tuple[Double, ...] = ()
    refused: tuple[Finding, ...] = ()
    """Files that could not be opened."""
    damaged: tuple[tuple[str, str], ...] = ()
    """Files of which something may be missing, and what, in Chinese."""
    kept: tuple[Kept, ...] = ()
    lost: tuple[str, ...] = ()
    """Results of a former run that were changed, so that their pages cannot be used."""

    def missing(self, original: Original) -> tuple[int, ...]:
        """The numbers of a document's pages that have not come."""
        there = self.collected.pages
        return tuple(key.page for key in original.keys if key not in there)

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
    target = out or printed.folder.with_name(f"{printed.folder.name}-{RESULT}")
    files = _list_files(scans)
    with Staging(target, record=Record(RECORD_NAME, read_known)) as staging:
        former = _read_former(target, printed)
        sources = prepare(
            [(str(file), file) for file in files], cache=cache, ask=ask, progress=progress
        )
        work = _Work(Limits(), progress)
        named = _place_all(work, printed, _name_all(work, printed, sources), former.pages, again)
        chosen = named.chosen
        if max_dpi:
            used = {path: s for path, s in sources.items() if isinstance(s, Prepared)}
            chosen = _bring_down(chosen, used, max_dpi, cache, progress)
        collected = _write_all(printed, chosen, former, staging, progress)
        kept = staging.put_in_place()
    return Collection(
        printed,
        staging.target,
        collected,
        named.outcomes,
        named.doubles,
        tuple(source for source in sources.values() if isinstance(source, Finding)),
        tuple(_list_damage(sources.values())),
        kept,
        former.lost,
    )


def _list_damage(sources: Iterable[Prepared | Finding]) -> Iterator[tuple[str, str]]:
    """What was lost of scans that open all the same, with the scan's name."""
    for source in sources:
        if isinstance(source, Prepared):
            yield from ((source.path, loss) for loss in source.losses)


# --- what is there -------------------------------------------------------------------------------


def _list_files(scans: Sequence[Path]) -> list[Path]:
    """Every file once, in the order given; those of a folder as people count."""
    files: dict[Path, Path] = {}
    for scan in scans:
        if not scan.exists():
            raise WorkspaceError(
                "没有这个文件或文件夹", where=str(scan), remedy="核对扫描文件的路径"
            )
        within = sorted(scan.rglob("*"), key=_natural) if scan.is_dir() else [scan]
        for file in within:
            if file.is_file() and not any(part.startswith(".") for part in file.parts[-2:]):
                files.setdefault(file.resolve(), file)
    return list(files.values())


def name_files(paths: Sequence[str]) -> dict[str, str]:
    """What each file is called: its name, with as many folders as tell it from the others."""
    names, depth = dict[str, str](), 1
    while waiting := [path for path in paths if path not in names]:
        called = {path: "/".join(Path(path).parts[-depth:]) for path in waiting}
        often = Counter(called.values())
        names |= {
            path: name
            for path, name in called.items()
            if often[name] == 1 or depth > len(Path(path).parts)
        }
        depth += 1
    return names


@dataclass(frozen=True)
class _Before:
    """What a former run left."""

    pages: Mapping[PageKey, CollectedPage]
    results: Mapping[str, Path]
    """Where the scan of each original is, by the original's name."""
    lost: tuple[str, ...]
    """Results that were changed, so that their pages cannot be used."""


def _read_former(target: Path, printed: Printed) -> _Before:
    record = read_record(target)
    if record is None:
        return _Before({}, {}, ())
    # Once numbers are frozen, pages that did not change are those that were scanned.
    current = {
        key for key, page in record.pages.items() if page.package == printed.packages.get(key)
    }
    if record.package != printed.package and not current:
        raise OutputError(
            f"这里放着另一版材料（{record.package}）的扫描件，现在的是 {printed.package}",
            where=str(target),
            remedy="旧的还要就把这个文件夹改名；不要就移走，再运行一次",
        )
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


# --- naming --------------------------------------------------------------------------------------


def _name_all(
    work: "_Work", printed: Printed, sources: Mapping[str, Prepared | Finding]
) -> list[Outcome]:
    sheets = _look_at_all(work, sources)
    outcomes = [name_by_marks(sheet, printed.packages) for sheet in sheets]
    unread = [
        n for n, outcome in enumerate(outcomes)
        if isinstance(outcome, Left) and outcome.why is Other.UNREAD
    ]  # fmt: skip
    if not unread:
        return outcomes
    leaves, sketches = _sketch_all(work, printed)
    jobs = [
        (compare, (Leaf(outcomes[n].sheet.pdf, outcomes[n].sheet.page), leaves, sketches))
        for n in unread
    ]
    found = work.do(_COMPARE, jobs, pages=len(leaves))
    likely = {n: one for n, one in zip(unread, found, strict=True) if isinstance(one, list)}
    return name_by_likeness(outcomes, likely, printed.keys)


def _look_at_all(work: "_Work", sources: Mapping[str, Prepared | Finding]) -> list[Sheet]:
    names = name_files(list(sources))
    sheets = [
        Sheet(names[source.path], source.sha256, number, source.pdf, page.box, None)
        for source in sources.values()
        if isinstance(source, Prepared)
        for number, page in enumerate(source.pages, start=1)
    ]
    looks = work.do(_LOOK, [(look_at, (sheet.pdf, sheet.page)) for sheet in sheets])
    return [
        sheet if isinstance(look, BaseException) else replace(sheet, look=look)
        for sheet, look in zip(sheets, looks, strict=True)
    ]


def _sketch_all(work: "_Work", printed: Printed) -> tuple[list[Leaf], list[Sketch]]:
    """Every page of the package, and a sketch of each, in the order of its keys."""
    leaves, jobs = list[Leaf](), []
    for original in printed.originals:
        path = str(original.path)
        leaves += [Leaf(path, n + 1) for n in range(original.pages)]
        for first in range(1, original.pages + 1, _SKETCHED_AT_ONCE):
            count = min(_SKETCHED_AT_ONCE, original.pages - first + 1)
            jobs.append((sketch_pages, (path, first, count)))
    sketches = list[Sketch]()
    for found in work.do(_COMPARE, jobs, pages=_SKETCHED_AT_ONCE):
        if isinstance(found, BaseException):
            raise WorkspaceError(
                f"原件显示不出来（{type(found).__name__}）",
                where=str(printed.folder),
                remedy="重新运行 docgen build 再打印；或用 docgen verify 看看哪里坏了",
            ) from found
        sketches += found
    return leaves, sketches


# --- choosing and placing ------------------------------------------------------------------------


@dataclass
class _Chosen:
    """What was decided of this run's sheets."""

    outcomes: tuple[Outcome, ...]
    chosen: dict[PageKey, Named] = field(default_factory=dict)
    doubles: tuple[Double, ...] = ()


def _place_all(
    work: "_Work",
    printed: Printed,
    outcomes: list[Outcome],
    former: Mapping[PageKey, CollectedPage],
    again: frozenset[PageKey],
) -> _Chosen:
    """The best sheet of every page, with its place on the page."""
    chosen, doubles = _choose(outcomes, former, again)
    waiting = [named for named in chosen.values() if named.alignment is None]
    jobs = []
    for named in waiting:
        original = printed.original(named.key)
        leaf = Leaf(str(original.path), original.place(named.key))
        jobs.append((place, (Leaf(named.sheet.pdf, named.sheet.page), leaf, named.corners)))
    for named, found in zip(waiting, work.do(_PLACE, jobs), strict=True):
        if isinstance(found, BaseException):
            del chosen[named.key]
            outcomes[outcomes.index(named)] = Left(named.sheet, Other.UNSEEN)
        else:
            chosen[named.key] = replace(named, alignment=found)
    aligned = {id(named.sheet): named for named in chosen.values()}
    final = tuple(aligned.get(id(outcome.sheet), outcome) for outcome in outcomes)
    return _Chosen(final, chosen, doubles)


def _choose(
    outcomes: Sequence[Outcome],
    former: Mapping[PageKey, CollectedPage],
    again: frozenset[PageKey],
) -> tuple[dict[PageKey, Named], tuple[Double, ...]]:
    """The sheets to be used, where they are better than what came before; and the doubles."""
    by_key: dict[PageKey, list[Named]] = {}
    for outcome in outcomes:
        if isinstance(outcome, Named):
            by_key.setdefault(outcome.key, []).append(outcome)
    chosen, doubles = dict[PageKey, Named](), []
    for key, all_named in sorted(by_key.items()):
        before = former.get(key)
        came = [named for named in all_named if before is None or not _is_same(named, before)]
        if not came:
            continue
        best = max(came, key=lambda named: named.quality.rank)
        names = [str(named.sheet) for named in came if named is not best]
        if before is None or key in again or best.quality.rank > before.quality.rank:
            chosen[key] = best
            names += [_say_former(before)] if before else []
            kept = str(best.sheet)
        else:
            names, kept = [*names, str(best.sheet)], _say_former(before)
        if names:
            doubles.append(Double(key, kept, tuple(names)))
    return chosen, tuple(doubles)


def _is_same(named: Named, before: CollectedPage) -> bool:
    """Whether a sheet is the very one that was used before: somebody gave all scans again."""
    return (named.sheet.sha256, named.sheet.page) == (before.scan_sha256, before.scan_page)


def _say_former(page: CollectedPage) -> str:
    return f"上次的 {page.scan} 第 {page.scan_page} 页"


def _bring_down(
    chosen: Mapping[PageKey, Named],
    sources: Mapping[str, Prepared],
    dpi: int,
    cache: Path,
    progress: Progress,
) -> dict[PageKey, Named]:
    """The same sheets with their pictures brought down to so many dots an inch."""
    used = {named.sheet.pdf for named in chosen.values()}
    wanted = {path: source for path, source in sources.items() if source.pdf in used}
    reduced, _ = reduce_sources(wanted, Quality(dpi, _JPEG_QUALITY), cache=cache, progress=progress)
    smaller = {
        wanted[path].pdf: source.pdf
        for path, source in reduced.items()
        if isinstance(source, Prepared)
    }
    return {
        key: replace(named, sheet=replace(named.sheet, pdf=smaller[named.sheet.pdf]))
        for key, named in chosen.items()
    }


# --- writing -------------------------------------------------------------------------------------


def _write_all(
    printed: Printed,
    chosen: Mapping[PageKey, Named],
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
    chosen: Mapping[PageKey, Named],
    former: _Before,
    staging: Staging,
    progress: Progress,
) -> CollectedDocument:
    """Write what there is of a document; nothing where there is no page of it."""
    progress(_WRITE, 0, 0)
    pages = dict[PageKey, CollectedPage]()
    contents = dict[PageKey, Content]()
    for key in original.keys:
        if named := chosen.get(key):
            package = original.packages[original.place(key) - 1]
            pages[key], contents[key] = _describe(named, package), _make_fresh(named)
        elif key in former.pages:
            pages[key] = former.pages[key]
            contents[key] = Former(str(former.results[original.file]), original.place(key))
    missing = [key for key in original.keys if key not in contents]
    result = add_to_stem(original.file, UNFINISHED) if missing else original.file
    document = partial(
        CollectedDocument, kind=original.kind, file=original.file, pages=tuple(pages.values())
    )
    if not pages:
        return document(result="", sha256="", complete=False)
    path = staging.path(result)
    gaps = staging.path(f".{original.file}.gaps")
    with translate_errors(path, shown=staging.target / result):
        try:
            contents |= _fill_gaps(original, missing, gaps)
            write_scan(original, contents, path)
        except pikepdf.PdfError as error:
            raise OutputError(
                f"扫描件写不出来（{error}）",
                where=str(staging.target / result),
                remedy="再运行一次",
            ) from error
        gaps.unlink(missing_ok=True)
    return document(result=result, sha256=hash_file(path), complete=not missing)


def _make_fresh(named: Named) -> Fresh:
    if named.alignment is None:
        raise ValueError(f"{named.sheet} has no place")
    return Fresh(named.sheet.pdf, named.sheet.page, named.sheet.box, named.alignment.placement)


def _fill_gaps(
    original: Original, missing: Sequence[PageKey], gaps: Path
) -> dict[PageKey, Content]:
    if not missing:
        return {}
    with pikepdf.open(original.path) as pdf:
        boxes = [read_box(pdf.pages[original.place(key) - 1].obj)[0] for key in missing]
    numbers = [key.page for key in missing]
    write_gaps(list(zip(numbers, boxes, strict=True)), gaps, Typography())
    return {
        key: _make_gap(gaps, index, box)
        for index, (key, box) in enumerate(zip(missing, boxes, strict=True), start=1)
    }


def _make_gap(gaps: Path, index: int, box: PageBox) -> Fresh:
    return Fresh(str(gaps), index, PageBox(0, 0, box.width_pt, box.height_pt), Similarity())


def _describe(named: Named, package: str) -> CollectedPage:
    alignment = named.alignment
    if alignment is None:
        raise ValueError(f"{named.sheet} has no place")
    return CollectedPage(
        page=named.key.page,
        package=package,
        scan=mask_numbers(named.sheet.scan),
        scan_sha256=named.sheet.sha256,
        scan_page=named.sheet.page,
        how=named.how,
        turned=round(alignment.placement.angle, 2),
        likeness=round(alignment.likeness, 3),
        quality=named.quality,
    )


# --- workers -------------------------------------------------------------------------------------

_Job = tuple[Callable[..., object], tuple[object, ...]]


@dataclass(frozen=True)
class _Work:
    """Does many pieces of work on all cores."""

    limits: Limits
    progress: Progress

    def do(self, step: str, jobs: Sequence[_Job], pages: int = 1) -> list[Any]:
        """What each job gives, or the exception that ended it. `pages` is what a job looks at."""
        results: list[Any] = [None] * len(jobs)
        seconds = self.limits.page_seconds * (_SLOW + pages)
        if not jobs:
            return results
        landed = iter(range(1, len(jobs) + 1))

        def land(number: int, done: "Future[Any]") -> None:
            error = CancelledError() if done.cancelled() else done.exception()
            results[number] = done.result() if error is None else error
            self.progress(step, next(landed), len(jobs))

        self.progress(step, 0, len(jobs))
        with Workers(self.limits) as workers:
            for number, (function, given) in enumerate(jobs):
                workers.submit(function, *given, seconds=seconds, landing=partial(land, number))
            workers.run()
        return results
