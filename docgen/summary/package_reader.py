"""PackageReading many packages: folders, .zip archives, or folders of them.

A package is taken only where all that `verify` can tell agrees. First what needs no look into its
evidence, so that all packages can be listed soon: hashes, the manifest with itself and with the
known scheme, form and workbook; then every page. What is not taken is kept with the reason, so
that no studio is lost without a word.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from docgen.issues.finding import Finding, Level
from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.location import Location
from docgen.issues.unplaced import NOWHERE
from docgen.package.manifest import (
    MANIFEST_NAME,
    SIGNATURE_NAME,
    Manifest,
    is_made_here,
)
from docgen.package.store import Opened, StoredPackage
from docgen.summary.kept_readings import KeptReadings
from docgen.summary.package_search import find_packages
from docgen.summary.taken_packages import (
    Found,
    Package,
    PassedOver,
    Refused,
    State,
    Taken,
    refuse_by,
    refuse_place,
    tell_apart,
)
from docgen.system.file_hashes import Hashes, hash_file
from docgen.system.progress import READ_PACKAGES, Progress, silent
from docgen.system.workers import WorkerLimits, Workers
from docgen.verify import documents, integrity, signatures
from docgen.verify.certainty import UNSURE
from docgen.verify.documents import CheckedFile, Origin
from docgen.verify.known_schemes import KnownSchemes, know_schemes
from docgen.verify.opened_package import open_package
from docgen.verify.run_verify import (
    LOADED_BY_WORKERS,
    KnownPapers,
    check_manifest,
    explain,
    list_sound,
    verify,
    verify_alone,
)
from docgen.verify.verification import give_seconds, is_for_one
from docgen.verify.workbook_contents import SpoiltError

_MOST_SAID = 3

Landed = Callable[[Found], None]
"""Told what is known by now, whenever that is more."""


def _tell_nobody(_: Found) -> None:
    """Nobody waits for packages one by one."""


@dataclass(frozen=True)
class PackageReading:
    """How packages are read."""

    scheme: str = ""
    """The id of the scheme whose packages alone are taken, or the folder of one's own."""
    through: bool = False
    """Whether every page is verified too."""
    wait: bool = True
    """Whether what is not known yet is read; else it is `Found.waiting`."""
    cache: Path | None = None
    """Where what was found out is kept; None keeps nothing."""
    rehash: bool = False
    """Whether every file is read for its hash, whatever its times say."""
    limits: WorkerLimits = field(default_factory=WorkerLimits)
    progress: Progress = silent
    landed: Landed = _tell_nobody

    @property
    def own_scheme(self) -> str:
        """The folder of one's own scheme, where that is what was given."""
        return self.scheme if (Path(self.scheme) / "scheme.yaml").is_file() else ""


def read_packages(places: Iterable[Path], reading: PackageReading | None = None) -> Found:
    """Return every package in `places`; where a scheme is given those of another are refused.

    WorkspaceError where a place is not there, SchemeError where the folder holds no sound scheme.
    """
    reading = reading or PackageReading()
    schemes = know_schemes(reading.own_scheme)
    remembered = reading.cache if not reading.rehash else None
    with Hashes(remembered) if remembered else _NoHashes() as hashes:
        kept = KeptReadings(reading.cache, hashes, schemes) if reading.cache else None
        return _Desk(tuple(find_packages(places)), reading, schemes, kept).read()


class _NoHashes(Hashes):
    """Those of a run that remembers none: every file is read whenever it is asked for."""

    def __init__(self) -> None:
        super().__init__(Path())

    def __exit__(self, *_: object) -> None:
        """Keep nothing."""

    def of(self, path: Path) -> str:
        """The SHA-256 of a file's content as it is now."""
        return hash_file(path)


class _Desk:
    """The packages of one run: what lies there, and what is known of it by now."""

    def __init__(
        self,
        entries: Sequence[Path | Refused | PassedOver],
        reading: PackageReading,
        schemes: KnownSchemes,
        kept: KeptReadings | None,
    ) -> None:
        self._entries, self._reading = entries, reading
        self._schemes, self._kept = schemes, kept
        self._taken: dict[Path, Taken] = {}
        self._papers: dict[Path, KnownPapers] = {}

    def read(self) -> Found:
        """Read all that is not known, first all of it lightly, then page by page."""
        places = [entry for entry in self._entries if isinstance(entry, Path)]
        if self._kept:
            known = ((place, self._kept.load(place)) for place in places)
            self._taken = {place: taken for place, taken in known if taken is not None}
        self._reading.landed(self._gather())
        if self._reading.wait:
            through = self._reading.through
            preload = (*_PRELOAD, *(LOADED_BY_WORKERS if through else ()))
            with Workers(self._reading.limits, preload=preload) as workers:
                self._examine([place for place in places if place not in self._taken], workers)
                left = self._read_alone(places, workers) if through else []
            for place in left:
                self._read_through(place)
        return self._gather()

    def _land(self, taken: Taken) -> None:
        self._taken[taken.place] = taken
        if self._kept:
            self._kept.keep(taken)
        self._reading.landed(self._gather())

    def _gather(self) -> Found:
        listed: list[Taken] = []
        waiting: list[Path] = []
        passed: list[PassedOver] = []
        for entry in self._entries:
            if isinstance(entry, PassedOver):
                passed.append(entry)
            elif isinstance(entry, Refused):
                listed.append(entry)
            elif taken := self._taken.get(entry):
                listed.append(self._choose(taken))
            else:
                waiting.append(entry)
        return tell_apart(listed, passed, waiting)

    def _choose(self, taken: Taken) -> Taken:
        """What was taken, unless it is of another scheme than the one that is asked for."""
        wanted = self._schemes.given if self._reading.own_scheme else self._reading.scheme
        if taken.manifest is None or wanted in ("", taken.manifest.scheme.id):
            return taken
        scheme = taken.manifest.scheme.id
        return refuse_place(taken.place, "other_scheme", taken.manifest, scheme=scheme)

    def _examine(self, places: list[Path], workers: Workers) -> None:
        """Examine every place in a worker: what it holds is anybody's."""

        def land(place: Path, future: "Future[Any]") -> None:
            error = CancelledError() if future.cancelled() else future.exception()
            if error is not None:
                self._land(refuse_place(place, "unread", why=explain(error)))
                return
            taken, papers = future.result()
            if papers is not None and self._reading.through:
                self._papers[place] = papers
            self._land(taken)

        self._submit_all(workers, examine, [(place, self._schemes) for place in places], land)

    def _read_alone(self, places: Iterable[Path], workers: Workers) -> list[Path]:
        """Have workers verify every page of the packages, each one; those that are left over."""
        unread = [(p, t) for p in places if (t := self._find_unread(p)) is not None]
        left = [place for place, _ in unread if not is_for_one(place)]
        alone = {place: package for place, package in unread if place not in left}

        def land(place: Path, future: "Future[Any]") -> None:
            if future.cancelled() or future.exception() is not None:
                # Which of its files it was is found out one by one.
                left.append(place)
            else:
                self._land(_judge_pages(alone[place], future.result().findings))

        with tempfile.TemporaryDirectory(prefix="docgen-verify-") as scratch:
            given = ((p, self._schemes, scratch, self._papers.pop(p, None)) for p in alone)
            self._submit_all(workers, verify_alone, list(given), land)
        return [place for place, _ in unread if place in left]

    def _submit_all(
        self,
        workers: Workers,
        function: Callable[..., object],
        jobs: Sequence[tuple[Any, ...]],
        land: Callable[[Path, "Future[Any]"], None],
    ) -> None:
        """Have a piece of work done about each package, which its arguments begin with."""
        limits, progress, done = self._reading.limits, self._reading.progress, []
        progress(READ_PACKAGES.at(0, len(jobs)))

        def count(place: Path, future: "Future[Any]") -> None:
            land(place, future)
            done.append(place)
            progress(READ_PACKAGES.at(len(done), len(jobs)))

        for job in jobs:
            seconds = give_seconds(job[0], limits)
            workers.submit(function, *job, seconds=seconds, landing=partial(count, job[0]))
        workers.run()

    def _find_unread(self, place: Path) -> Package | None:
        """The package at a place, unless its pages were verified."""
        package = self._taken[place]
        found = isinstance(package, Package) and not package.state.is_read_through
        return package if isinstance(package, Package) and found else None

    def _read_through(self, place: Path) -> None:
        """Verify every page of a package, its files one by one."""
        package, reading = self._find_unread(place), self._reading
        if package is not None:
            verified = verify(
                place, scheme=reading.own_scheme, limits=reading.limits, progress=reading.progress
            )
            self._land(_judge_pages(package, verified.findings))


def _judge_pages(package: Package, findings: tuple[Finding, ...]) -> Taken:
    errors = [f for f in findings if f.level is Level.ERROR]
    if errors:
        said = _say_failed(errors[:_MOST_SAID], len(errors))
        refused = refuse_by(package.place, said, package.manifest)
        return replace(refused, manifest_sha256=package.manifest_sha256, findings=findings)
    unsure = package.state.unsure or any(f.code == UNSURE for f in findings)
    warnings = sum(f.level is Level.WARNING for f in findings)
    state = replace(package.state, is_read_through=True, unsure=unsure, warnings=warnings)
    return replace(package, state=state, findings=findings)


# ── one package, light ────────────────────────────────────────────────────────────────────────


_PRELOAD = (
    "docgen.summary.package_reader",
    "docgen.forms.word_template",
    "docgen.package.crossref_workbook",
)


Examined = tuple[Taken, KnownPapers | None]
"""What a package is taken for, and what was found out about its documents."""


def examine(place: Path, schemes: KnownSchemes) -> Examined:
    """Take one package, or say why it is not taken; its evidence is not opened. For a worker."""
    with tempfile.TemporaryDirectory(prefix="docgen-summary-") as scratch:
        opened = open_package(place, Path(scratch), light=True)
        if isinstance(opened, Issue):
            return refuse_by(place, opened), None
        if not isinstance(opened, StoredPackage):
            return refuse_place(place, "single"), None
        manifest = opened.manifest
        case = "draft" if manifest.draft else "part" if manifest.part is not None else ""
        if case:
            refused = refuse_place(place, case, manifest)
            return replace(refused, manifest_sha256=opened.manifest_sha256), None
        return _judge(place, opened, manifest, schemes)


def _judge(
    place: Path, opened: StoredPackage, manifest: Manifest, schemes: KnownSchemes
) -> Examined:
    known = schemes.find(manifest)
    origin = Origin(manifest, known.same)
    checked, said = _check_papers(opened, origin)
    signed = _read_signature(opened)
    said += integrity.check_files(opened, list_sound(checked))
    said += check_manifest(opened, origin, known, checked)
    said += signatures.check_signatures({SIGNATURE_NAME: signed} if signed else {})
    findings = tuple(map(render_foreign, said))
    digest = opened.manifest_sha256
    errors = [one for one in said if one.level is Level.ERROR]
    if errors:
        refused = refuse_by(place, _say_errors(errors), manifest)
        return replace(refused, manifest_sha256=digest, findings=findings), None
    state = State(
        standing=known.standing,
        signer=signed[-1].signer if signed else "",
        is_signature_read=bool(signed) or SIGNATURE_NAME not in opened.files,
        warnings=sum(one.level is Level.WARNING for one in said),
        other_docgen="" if is_made_here(manifest) else manifest.docgen,
        unsure=any(one.code == UNSURE for one in said),
        filled=any(one.code == "V407" for one in said),
    )
    return Package(place, manifest, state, digest, findings), KnownPapers(digest, checked)


def _check_papers(opened: Opened, origin: Origin) -> tuple[dict[str, CheckedFile], list[Issue]]:
    """Form, its PDF and workbook, and what of them cannot be read."""
    form, pdf = opened.document("form"), opened.document("form_pdf")
    book = opened.document("cross_reference")
    jobs: list[tuple[str, Callable[[], CheckedFile]]] = []
    if form:
        word = str(opened.path(form.file))
        read = cache(partial(documents.read_form, word))
        jobs.append((form.file, lambda: documents.check_form(origin, word, read())))
        if pdf:
            printed = str(opened.path(pdf.file))
            jobs.append((pdf.file, lambda: documents.check_form_pdf(word, printed, read())))
    if book:
        path = str(opened.path(book.file))
        jobs.append((book.file, partial(documents.check_workbook, origin, path)))
    checked, said = {}, []
    unreadable: tuple[type[Exception], ...] = (SpoiltError, *documents.reading_errors())
    for file, job in jobs:
        try:
            checked[file] = job()
        except unreadable as error:
            said.append(issue("V106", Location(file), why=explain(error)))
    return checked, said


def _read_signature(opened: Opened) -> tuple[signatures.SignatureRead, ...]:
    if SIGNATURE_NAME not in opened.files or not signatures.can_read_signatures():
        return ()
    try:
        paths = (str(opened.path(name)) for name in (MANIFEST_NAME, SIGNATURE_NAME))
        return signatures.read_detached(*paths)
    except ValueError:
        return (signatures.SignatureRead("", "", "", sound=False, whole=False),)


def _say_errors(errors: list[Issue]) -> Issue:
    """The first few of what is wrong, one of a kind, and how much there is."""
    kinds = {one.code: one for one in reversed(errors)}
    first = [one for one in errors if kinds[one.code] is one][:_MOST_SAID]
    return _say_failed(list(map(render_foreign, first)), len(errors))


def _say_failed(found: Sequence[Finding], count: int) -> Issue:
    """Some of what is wrong, and how much there is where that is not all of it."""
    more = count if count > len(found) else None
    return issue("summary", NOWHERE, "wrong", found=found, count=more)
