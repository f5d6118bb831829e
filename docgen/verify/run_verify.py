"""The verification of a package: what is wrong with it, and how it stands against standards."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.location import Location
from docgen.model.scheme import SubmissionSpec
from docgen.package.manifest import MANIFEST_NAME, SIGNATURE_NAME, Manifest
from docgen.package.restoring import Restored
from docgen.package.store import Opened, StoredPackage
from docgen.system.cores import count_cores
from docgen.system.progress import VERIFY, Progress, silent
from docgen.system.workers import WorkAtOnce, WorkerLimits, Workers, explain_unread
from docgen.verify import (
    altered_pages,
    bundle_pages,
    check_report,
    consistency,
    derived_values,
    documents,
    integrity,
    page_marks,
    rechecked_findings,
    rescore,
    signatures,
)
from docgen.verify.bundle_contents import BundleRead, read_bundle
from docgen.verify.bundle_pages import Bundle, BundleVolume
from docgen.verify.certainty import UNSURE
from docgen.verify.documents import CheckedFile, Origin
from docgen.verify.drawn_content import DrawnRead, read_drawn
from docgen.verify.known_schemes import Known, KnownSchemes, check_scheme, know_schemes
from docgen.verify.opened_package import open_package
from docgen.verify.pdf_revisions import Made, MadeDocument, read_made
from docgen.verify.redrawn_pages import Redrawing, can_redraw, list_fronts, redraw
from docgen.verify.signatures import SignatureRead, read_detached, read_signatures
from docgen.verify.standards import judge
from docgen.verify.verified import Verified
from docgen.verify.workbook_contents import SpoiltError

_PAGES_A_SECOND = 5
"""Ten times as many and more were read where this was measured, their marks included."""
_BYTES_A_PAGE = 20_000
_BYTES_A_SECOND = 20_000_000
"""Unpacked from an archive, on a slow disk."""
_LARGE_BYTES = 8 << 20
"""A PDF as large is read in shares, by every worker one."""


@dataclass(frozen=True)
class KnownPapers:
    """What was found out about form, its PDF and workbook, by file."""

    manifest_sha256: str
    checked: Mapping[str, CheckedFile]


@dataclass(frozen=True)
class _Reading:
    """How a package is read."""

    limits: WorkerLimits
    workers: Workers | WorkAtOnce
    progress: Progress
    known: KnownPapers | None = None


def verify(
    path: Path,
    *,
    workspace: Path | None = None,
    scheme: str = "",
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
) -> Verified:
    """Verify a package: its folder, its .zip, or a bundle alone.

    With `workspace` its sources are compared too; `scheme` names one, or its folder, that is known
    besides those that come with docgen. Whatever is wrong is a finding. SchemeError where `scheme`
    is none.
    """
    schemes, bounds = know_schemes(scheme, workspace), limits or WorkerLimits()
    with tempfile.TemporaryDirectory(prefix="docgen-verify-") as scratch:
        with Workers(bounds, preload=LOADED_BY_WORKERS) as workers:
            looked = _look_into(path, Path(scratch), schemes, _Reading(bounds, workers, progress))
        return _conclude(looked, workspace)


def verify_alone(
    path: Path, schemes: KnownSchemes, scratch: str, known: KnownPapers | None = None
) -> Verified:
    """Verify a package in this process: for a worker, which is lost with what it cannot read.

    `scratch` is a folder of the caller, who removes what such a worker leaves there. `known` is
    what was found out about documents beside the bundle, as long as the manifest is the one they
    were held against.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as own:
        reading = _Reading(WorkerLimits(), WorkAtOnce(), silent, known)
        return _conclude(_look_into(path, Path(own), schemes, reading), None)


@dataclass(frozen=True)
class _Looked:
    """A package, what it is held against, and what was read of it."""

    opened: Opened
    known: Known | None
    origin: Origin | None
    restored: Restored | None
    read: "_Read"


def _look_into(
    path: Path, scratch: Path, schemes: KnownSchemes, reading: _Reading
) -> _Looked | Issue:
    opened = _open_apart(path, scratch, reading)
    if isinstance(opened, Issue):
        return opened
    manifest = opened.manifest
    known = schemes.find(manifest) if manifest else None
    origin = Origin(manifest, known.same) if manifest and known else None
    restored = _restore_fronts(origin)
    read = _read_pdfs(opened, origin, restored, reading)
    # What was hashed as it was read is not read once more.
    opened = replace(opened, hashes={f: made.sha256 for f, made in read.made.items()})
    return _Looked(opened, known, origin, restored, read)


def _conclude(looked: _Looked | Issue, workspace: Path | None) -> Verified:
    """What is wrong with a package, from what was read of it."""
    if isinstance(looked, Issue):
        return Verified((render_foreign(looked),), ())
    opened, read, origin = looked.opened, looked.read, looked.origin
    bundle = _bind(opened, read, looked.restored)
    said = _check_package(opened, read, bundle)
    if origin is not None and looked.known is not None:
        said += _check_signing(opened, read)
        said += check_manifest(opened, origin, looked.known, read.checked)
        if workspace is not None:
            said += integrity.check_sources(origin.manifest, workspace / "evidence")
    said += signatures.check_signatures(read.signatures)
    findings = tuple(map(render_foreign, _gather(said)))
    unchecked = tuple(_list_unchecked(opened, workspace))
    return Verified(findings, tuple(judge(bundle)), unchecked)


def _check_package(opened: Opened, read: "_Read", bundle: Bundle) -> list[Issue]:
    """What is wrong with the files of a package, and with what its PDFs say and show."""
    said: list[Issue] = [
        *integrity.check_files(opened, list_sound(read.checked)),
        *integrity.check_strangers(opened),
        *integrity.check_archive(opened),
        *read.unread,
    ]
    for rule in _BUNDLE_RULES:
        said += rule(bundle)
    said += bundle_pages.check_redrawn(bundle, read.drawn, said)
    said += altered_pages.check_fingerprints(bundle, said)
    return said


def _bind(opened: Opened, read: "_Read", restored: Restored | None) -> Bundle:
    """What was read of a package's PDFs, set beside what its manifest says of them."""
    pdfs = (*opened.bundles, *opened.other_pdfs)
    made = tuple(MadeDocument(d, read.made[d.file]) for d in pdfs if d.file in read.made)
    moved = {one.document.file: one.moved for one in made}
    volumes, papers = (
        tuple(
            BundleVolume(d, read.bundles[d.file], moved.get(d.file, ()))
            for d in some
            if d.file in read.bundles
        )
        for some in (opened.bundles, opened.papers)
    )
    # Where pages are missing or too many, none is where it is drawn.
    whole = {file: drawn for file, drawn in read.drawn.items() if not moved.get(file)}
    manifest, redrawn = opened.manifest, tuple[Redrawing, ...]()
    if manifest and restored:
        marked = [v.document.file for v in volumes if v.looks_like_draft]
        drafts = marked or (read.drawn if manifest.draft and not volumes else ())
        redrawn = tuple(redraw(manifest, restored, whole, drafts))
    return Bundle(volumes, manifest, papers, made, redrawn)


LOADED_BY_WORKERS = (
    "docgen.verify.bundle_contents",
    "docgen.verify.pdf_revisions",
    "docgen.verify.workbook_comparison",
    "zxingcpp",
)
"""What a verification has its workers load; so does whoever starts their server for many."""


def _open_apart(path: Path, scratch: Path, reading: _Reading) -> Opened | Issue:
    """Open a package in a worker: what it is, and its manifest, are anybody's."""
    landed: list[Future[Any]] = []
    size = path.stat().st_size if path.is_file() else 0
    seconds = reading.limits.seconds + size / _BYTES_A_SECOND
    workers = reading.workers
    workers.submit(open_package, path, scratch, seconds=seconds, landing=landed.append)
    workers.run()
    (done,) = landed
    error = CancelledError() if done.cancelled() else done.exception()
    if error is not None:
        return issue("V001", Location(path.name), "unread", why=explain(error))
    opened: Opened | Issue = done.result()
    return opened


MOST_ALIKE = 12
"""Of one kind and one file; the others are counted."""


def _gather(said: Iterable[Issue]) -> Iterator[Issue]:
    """The first few of what is said of one kind about one file, and how many more there are."""
    kinds: dict[tuple[str, str], dict[str, Issue]] = {}
    for one in said:
        # Said twice it is one: slots can hold what has no hash.
        kinds.setdefault((one.code, one.location.file), {}).setdefault(repr(one), one)
    for (code, file), own in kinds.items():
        alike = list(own.values())
        yield from alike[:MOST_ALIKE]
        if rest := alike[MOST_ALIKE:]:
            pages = [one.location.page for one in rest if one.location.page]
            of: dict[str, object] = {"count": len(rest)} | ({"pages": pages} if pages else {})
            yield issue(code, Location(file), "more_pages" if pages else "more", **of)


def check_manifest(
    opened: Opened, origin: Origin, known: Known, checked: Mapping[str, CheckedFile]
) -> Iterator[Issue]:
    """What the manifest says, against itself, the known scheme, and the documents beside the PDFs.

    `checked` has form and workbook, by file, as far as they could be read.
    """
    manifest, restored = origin.manifest, origin.restored
    form = opened.document("form")
    text = checked[form.file].text if form and form.file in checked else ""
    for check in (
        check_scheme(manifest, known),
        *(rule(manifest) for rule in _MANIFEST_RULES),
        derived_values.check_documents(manifest, known.same),
        derived_values.check_identity(manifest, text, _find_spec(manifest, known)),
        rescore.check_by_scheme(manifest, known.scheme) if known.scheme else iter(()),
        _check_restored(opened, manifest, restored) if restored else iter(()),
        check_report.check_report(opened.path(report.file), manifest)
        if (report := opened.document("check_report"))
        else iter(()),
    ):
        yield from _to_its_end(check)
    if known.same and manifest.data and restored is None:
        yield issue("V108", Location(MANIFEST_NAME), "unrelated")
    for one in checked.values():
        yield from one.said


def _find_spec(manifest: Manifest, known: Known) -> SubmissionSpec | None:
    return known.same.submissions.get(manifest.submission) if known.same else None


def _check_restored(opened: Opened, manifest: Manifest, restored: Restored) -> Iterator[Issue]:
    """What follows from what the package was made of."""
    yield from derived_values.check_results(manifest, restored)
    yield from rechecked_findings.check_findings(manifest, restored)
    page = opened.document("check_page")
    # Without all volumes nobody knows in which file a page is.
    if page and manifest.part is None and restored.cross_reference.volumes:
        yield from check_report.check_report_page(opened.path(page.file), manifest, restored)


def _to_its_end(check: Iterator[Issue]) -> Iterator[Issue]:
    """What a check says, and that it could not go on where a manifest is beyond its reckoning."""
    try:
        yield from check
    except (LookupError, ValueError, ArithmeticError, TypeError, AttributeError) as error:
        yield issue("V108", Location(MANIFEST_NAME), "stopped", error=type(error).__name__)


def list_sound(checked: Mapping[str, CheckedFile]) -> set[str]:
    """The workbooks that say all that they should, whoever saved them."""
    return {
        file
        for file, one in checked.items()
        if one.resaved and not {said.code for said in one.said} & _SPOILT_BOOK
    }


_SPOILT_BOOK = {"V402", "V404", "V405", UNSURE}


def _list_unchecked(opened: Opened, workspace: Path | None) -> Iterator[str]:
    if opened.manifest is None:
        yield (
            "单独一个佐证材料，没有清单：只看了它自己前后是不是一致（页码、页面标识、链接、书签）。"
            "是不是报送的那一份、缺不缺页、画面换没换过、数量和得分、表格和报告，都没有核对；"
            "请要整套材料（文件夹或 .zip）"
        )
        return
    if SIGNATURE_NAME not in opened.files:
        yield (
            "材料没有签名：核对的是各处对不对得上。有人用 docgen 把整套重新做过，"
            "指纹和页面标识也是新的，这样看不出来；要看得出来，请单位用 docgen sign 签名，"
            "或与自己早先留的一份比对"
        )
    if workspace is None:
        yield "没有与佐证的原文件比对；有工作文件夹的，写 --workspace 再核对"


def _check_signing(opened: Opened, read: "_Read") -> Iterator[Issue]:
    """Say where signatures are gone, or cannot be read here."""
    if SIGNATURE_NAME in opened.files:
        if not signatures.can_read_signatures():
            yield issue("V504", Location(SIGNATURE_NAME))
    elif any(bundle.signed for bundle in read.bundles.values()):
        yield issue("V502", Location(SIGNATURE_NAME), "none")


def _restore_fronts(origin: Origin | None) -> Restored | None:
    """What the bundle's own pages were drawn from, where they can be drawn once more here."""
    restored = origin.restored if origin else None
    return restored if restored and can_redraw(restored.cross_reference) else None


_BUNDLE_RULES: tuple[Callable[[Bundle], Iterator[Issue]], ...] = (
    bundle_pages.check_page_counts,
    bundle_pages.check_numbers,
    bundle_pages.check_upright,
    bundle_pages.check_annotations,
    bundle_pages.check_references,
    bundle_pages.check_dividers,
    bundle_pages.check_order,
    bundle_pages.check_links,
    bundle_pages.check_links_are_there,
    bundle_pages.check_bookmarks,
    page_marks.check_marks,
    page_marks.check_draft,
    altered_pages.check_text_layers,
    altered_pages.check_acts,
    altered_pages.check_making,
)

_MANIFEST_RULES: tuple[Callable[[Manifest], Iterator[Issue]], ...] = (
    consistency.check_evidence,
    consistency.check_measures,
    consistency.check_totals,
    derived_values.check_own_data,
    derived_values.check_unmarked,
    derived_values.check_version,
)


@dataclass(frozen=True)
class _Read:
    """What workers read: volumes of the bundle and the pages' texts of forms, by file."""

    shares: dict[str, dict[int, BundleRead]]
    counts: dict[str, int]
    """In how many shares each of these is read."""
    made: dict[str, Made]
    drawn: dict[str, DrawnRead]
    checked: dict[str, CheckedFile]
    signatures: dict[str, tuple[SignatureRead, ...]]
    unread: list[Issue]

    @cached_property
    def bundles(self) -> dict[str, BundleRead]:
        """What was read of each PDF of which no share is missing."""
        return {
            file: BundleRead.of_shares([read for _, read in sorted(shares.items())])
            for file, shares in self.shares.items()
            if len(shares) == self.counts[file]
        }


@dataclass(frozen=True)
class _Job:
    """A file to be read by a worker, and where what is found goes. `beside` are taken before it."""

    file: str
    function: Callable[..., object]
    found: dict[str, Any]
    beside: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it was found out before."""
        return self.file in self.found

    def land(self, result: object) -> None:
        """Keep what was found."""
        self.found[self.file] = result


@dataclass(frozen=True)
class _ShareJob(_Job):
    """A share of a file."""

    nth: int = 0

    def land(self, result: object) -> None:
        """Keep what was found."""
        self.found.setdefault(self.file, {})[self.nth] = result


def _list_jobs(
    opened: Opened, origin: Origin | None, restored: Restored | None, read: _Read
) -> Iterator[_Job]:
    for document in (*opened.bundles, *opened.papers):
        marked = opened.manifest is None or document.unmarked is not None
        yield from _share_out(opened, document.file, partial(read_bundle, marks=marked), read)
    for document in (*opened.bundles, *opened.other_pdfs):
        yield _Job(document.file, read_made, read.made)
    for file, places, stamped in list_fronts(restored.cross_reference) if restored else ():
        if file in opened.files:
            reading = partial(read_drawn, places=places, stamped=stamped)
            yield _Job(file, reading, read.drawn)
    yield from _list_papers(opened, origin, read)
    signed = signatures.signed_files(opened)
    # What reads signatures takes half a second to load.
    if (signed or SIGNATURE_NAME in opened.files) and signatures.can_read_signatures():
        for file in signed:
            yield _Job(file, read_signatures, read.signatures)
        if SIGNATURE_NAME in opened.files:
            yield _Job(SIGNATURE_NAME, read_detached, read.signatures, beside=(MANIFEST_NAME,))


def _share_out(
    opened: Opened, file: str, function: Callable[..., object], read: _Read
) -> Iterator[_Job]:
    """A PDF's jobs, one for every worker where it is large."""
    size = opened.path(file).stat().st_size
    shares = read.counts[file] = count_cores() if size >= _LARGE_BYTES else 1
    for nth in range(shares):
        yield _ShareJob(file, partial(function, share=(nth, shares)), read.shares, nth=nth)


def _list_papers(opened: Opened, origin: Origin | None, read: _Read) -> Iterator[_Job]:
    """Form, its PDF and workbook."""
    if origin is None:
        return
    form, pdf = opened.document("form"), opened.document("form_pdf")
    book = opened.document("cross_reference")
    if form is not None:
        yield _Job(form.file, partial(documents.check_form, origin), read.checked)
    if form is not None and pdf is not None:
        yield _Job(pdf.file, documents.check_form_pdf, read.checked, beside=(form.file,))
    if book is not None:
        yield _Job(book.file, partial(documents.check_workbook, origin), read.checked)


def _read_pdfs(
    opened: Opened, origin: Origin | None, restored: Restored | None, reading: _Reading
) -> _Read:
    """Every PDF that is looked into, read in a worker; those that cannot be are said."""
    read = _Read({}, {}, {}, {}, _take_known(opened, reading.known), {}, [])
    jobs = [job for job in _list_jobs(opened, origin, restored, read) if not job.is_known]
    workers, progress = reading.workers, reading.progress
    progress(VERIFY.at(0, len(jobs)))

    def land(job: _Job, done: "Future[Any]") -> None:
        error = CancelledError() if done.cancelled() else done.exception()
        if error is None:
            job.land(done.result())
        else:
            read.unread.append(issue("V106", Location(job.file), why=explain(error)))
        progress(VERIFY.at(jobs.index(job) + 1, len(jobs)))

    for job in jobs:
        pages = opened.path(job.file).stat().st_size / _BYTES_A_PAGE
        workers.submit(
            job.function,
            *(str(opened.path(name)) for name in (*job.beside, job.file)),
            seconds=reading.limits.seconds + pages / _PAGES_A_SECOND,
            landing=partial(land, job),
        )
    workers.run()
    return read


def _take_known(opened: Opened, known: KnownPapers | None) -> dict[str, CheckedFile]:
    held = opened.manifest_sha256 if isinstance(opened, StoredPackage) else ""
    return {**known.checked} if known and known.manifest_sha256 == held else {}


def explain(error: BaseException) -> Issue:
    """Why a worker could not read a file, as a part of what is said of it."""
    return error.said if isinstance(error, SpoiltError) else explain_unread(error)
