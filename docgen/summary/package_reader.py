"""Reading many packages: folders, .zip archives, or folders of them.

A package is taken only where all that can be told without opening its evidence agrees: hashes, the
manifest with itself and with the known scheme, form and workbook. What is not taken is kept with
the reason, so that no studio is lost without a word.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from docgen.issues.errors import WorkspaceError, word_reason
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.issues.unplaced import NOWHERE
from docgen.package.archive import is_packed
from docgen.package.file_names import OUT
from docgen.package.manifest import MANIFEST_NAME, SIGNATURE_NAME, Manifest, is_made_here
from docgen.package.store import Opened, has_package, is_passed_over
from docgen.system.progress import READ_PACKAGES, Progress, silent
from docgen.system.workers import WorkerLimits, Workers
from docgen.verify import documents, integrity, signatures
from docgen.verify.certainty import UNSURE
from docgen.verify.documents import CheckedFile, Origin
from docgen.verify.known_schemes import KnownSchemes, Standing, know_schemes
from docgen.verify.opened_package import open_package
from docgen.verify.run_verify import check_manifest, explain, list_sound, verify
from docgen.verify.workbook_contents import SpoiltError
from docgen.workspace.data_file import is_workspace

MAX_DEPTH = 12
"""Folders of folders that are looked through."""
_MOST_FOLDERS = 20_000
_BYTES_A_SECOND = 20_000_000
_DOCUMENTS = (".pdf", ".doc", ".docx", ".wps", ".ofd")
_MOST_SAID = 3


@dataclass(frozen=True)
class State:
    """What is known of a package that was taken."""

    standing: Standing = Standing.UNKNOWN
    """How its scheme stands to the one that is known."""
    signer: str = ""
    """Who signed it; empty where nobody did."""
    is_signature_read: bool = True
    warnings: int = 0
    other_docgen: str = ""
    """The version of docgen it was built by, where that is another one."""
    unsure: bool = False
    """Whether something differs from what this docgen makes, and another one is said to have made
    it: nobody here can vouch for it."""
    filled: bool = False
    """Whether the reviewer's columns of its workbook are filled in."""
    is_read_through: bool = False
    """Whether every page of its evidence was looked at."""


@dataclass(frozen=True)
class Package:
    """A package that was read: where it is, what its manifest says."""

    place: Path
    """The folder, or the archive."""
    manifest: Manifest
    state: State = State()

    @property
    def is_archive(self) -> bool:
        """Whether its files lie in an archive, where no link can lead to a page."""
        return self.place.suffix.lower() == ".zip"


@dataclass(frozen=True)
class Refused:
    """What was not taken, and why; `manifest` where it could at least be read."""

    place: Path
    said: Issue
    manifest: Manifest | None = None

    @property
    def reason(self) -> str:
        """Why it was not taken."""
        return render_foreign(self.said).what

    @property
    def remedy(self) -> str:
        """What is to be done about it."""
        return render_foreign(self.said).remedy


def _refuse(place: Path, case: str, manifest: Manifest | None = None, **slots: object) -> Refused:
    return Refused(place, issue("summary", NOWHERE, case, **slots), manifest)


@dataclass(frozen=True)
class Found:
    """All that lay in the places somebody named, in the order of their paths."""

    packages: tuple[Package, ...]
    refused: tuple[Refused, ...]


Taken = Package | Refused


def read_packages(
    places: Iterable[Path],
    *,
    scheme: str = "",
    through: bool = False,
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
) -> Found:
    """Return every package in `places`; with `scheme` those of another one are refused.

    `scheme` is the id of one, or the folder of one's own. `through` verifies every page too.
    WorkspaceError where a place is not there, SchemeError where the folder holds no sound scheme.
    """
    own = _own_scheme(scheme)
    wanted, schemes = choose_schemes(scheme)
    found = list(_find(places))
    taken = _take_all([p for p in found if isinstance(p, Path)], wanted, schemes, limits, progress)
    listed = [entry if isinstance(entry, Refused) else taken[entry] for entry in found]
    if through:
        listed = [
            _read_through(entry, own, limits, progress) if isinstance(entry, Package) else entry
            for entry in listed
        ]
    return tell_apart(listed)


def choose_schemes(scheme: str) -> tuple[str, KnownSchemes]:
    """Return the id of the scheme that is wanted, and the schemes that are known.

    `scheme` is the id of one, or the folder of one's own. SchemeError where that holds none.
    """
    own = _own_scheme(scheme)
    schemes = know_schemes(own)
    return (schemes.given if own else scheme), schemes


def _own_scheme(scheme: str) -> str:
    return scheme if (Path(scheme) / "scheme.yaml").is_file() else ""


def tell_apart(listed: Iterable[Taken]) -> Found:
    """Take every package once."""
    packages: list[Package] = []
    refused: list[Refused] = []
    seen: dict[str, Path] = {}
    for taken in listed:
        twin = seen.get(_print_of(taken.manifest)) if isinstance(taken, Package) else None
        if isinstance(taken, Refused):
            refused.append(taken)
        elif twin is not None:
            refused.append(_refuse(taken.place, "twin", taken.manifest, twin=twin.name))
        else:
            seen[_print_of(taken.manifest)] = taken.place
            packages.append(taken)
    return Found(tuple(packages), tuple(refused))


def _print_of(manifest: Manifest | None) -> str:
    text = "" if manifest is None else manifest.model_dump_json(exclude={"documents"})
    return hashlib.sha256(text.encode()).hexdigest()


# ── finding ───────────────────────────────────────────────────────────────────────────────────


def _find(places: Iterable[Path]) -> Iterator[Path | Refused]:
    """Every package folder and archive, each once, and what lies there that is none."""
    found: dict[Path, Path | Refused] = {}
    for place in places:
        if not place.exists():
            raise refuse(WorkspaceError, issue("summary", Location(str(place)), "no_place"))
        for entry in _within(place, MAX_DEPTH):
            path = entry.place if isinstance(entry, Refused) else entry
            found.setdefault(path.resolve(), entry)
    yield from found.values()


def _within(place: Path, depth: int) -> Iterator[Path | Refused]:
    """What is in a place: packages, and what else somebody may have handed in."""
    if place.is_file():
        yield place if is_packed(place) else _refuse_file(place)
    elif has_package(place):
        yield place
    elif is_workspace(place):
        yield from _within_workspace(place, depth)
    else:
        yield from _within_folder(place, depth)


def _refuse_file(file: Path) -> Refused:
    return _refuse(file, "single")


def _within_workspace(place: Path, depth: int) -> Iterator[Path | Refused]:
    """A folder somebody works in: what is handed in lies where it was built."""
    built = list(_within(place / OUT, depth - 1)) if (place / OUT).is_dir() else []
    packages = [entry for entry in built if isinstance(entry, Path)]
    if packages:
        yield from packages
    else:
        yield _refuse(place, "workspace")


def _within_folder(place: Path, depth: int) -> Iterator[Path | Refused]:
    if depth == 0:
        yield _refuse(place, "deep")
        return
    try:
        children = sorted(place.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield _refuse(place, "unopened", reason=word_reason(error))
        return
    inner: list[Path | Refused] = []
    for child in children:
        if is_passed_over(child.name):
            continue
        if child.is_symlink():
            inner.append(_refuse(child, "link"))
        elif child.is_dir() or is_packed(child):
            inner += _within(child, depth - 1)
        elif child.suffix.lower() in _DOCUMENTS:
            inner.append(_refuse_file(child))
    if any(isinstance(entry, Path) for entry in inner):
        yield from inner
    else:
        # Nothing of it can be taken: it is one thing that somebody handed in, or nothing.
        yield from [e for e in inner if not _is_document(e)] or [_refuse_folder(place)]


def _is_document(entry: Path | Refused) -> bool:
    return isinstance(entry, Refused) and entry.place.suffix.lower() in _DOCUMENTS


def _refuse_folder(place: Path) -> Refused:
    names = sorted(p.name for p in place.iterdir() if p.is_file() and not p.name.startswith("."))
    return _refuse(place, "nothing", names=names, manifest_name=MANIFEST_NAME)


# ── taking ────────────────────────────────────────────────────────────────────────────────────


_PRELOAD = (
    "docgen.summary.package_reader",
    "docgen.forms.word_template",
    "docgen.package.crossref_workbook",
)


def _take_all(
    places: list[Path],
    wanted: str,
    schemes: KnownSchemes,
    limits: WorkerLimits | None,
    progress: Progress,
) -> dict[Path, Taken]:
    """Every place examined in a worker: what it holds is anybody's."""
    limits = limits or WorkerLimits()
    taken: dict[Path, Taken] = {}
    progress(READ_PACKAGES.at(0, len(places)))

    def land(place: Path, done: "Future[Any]") -> None:
        error = CancelledError() if done.cancelled() else done.exception()
        if error is None:
            taken[place] = done.result()
        else:
            taken[place] = _refuse(place, "unread", why=explain(error))
        progress(READ_PACKAGES.at(len(taken), len(places)))

    with Workers(limits, preload=_PRELOAD) as workers:
        for place in places:
            seconds = limits.seconds + _weigh(place) / _BYTES_A_SECOND
            landing: Callable[[Future[Any]], None] = partial(land, place)
            workers.submit(examine, place, wanted, schemes, seconds=seconds, landing=landing)
        workers.run()
    return taken


def _weigh(place: Path) -> int:
    files = [place] if place.is_file() else [p for p in place.iterdir() if p.is_file()]
    return sum(file.stat().st_size for file in files)


def examine(place: Path, wanted: str, schemes: KnownSchemes) -> Taken:
    """Take one package, or say why it is not taken. For a worker."""
    with tempfile.TemporaryDirectory(prefix="docgen-summary-") as scratch:
        opened = open_package(place, Path(scratch), light=True)
        if isinstance(opened, Issue):
            return Refused(place, opened)
        manifest = opened.manifest
        if manifest is None:
            return _refuse_file(place)
        unwanted = _find_unwanted(manifest, wanted)
        if unwanted:
            return Refused(place, unwanted, manifest)
        return _judge(place, opened, manifest, schemes)


def _find_unwanted(manifest: Manifest, wanted: str) -> Issue | None:
    if manifest.draft:
        return issue("summary", NOWHERE, "draft")
    if wanted and manifest.scheme.id != wanted:
        return issue("summary", NOWHERE, "other_scheme", scheme=manifest.scheme.id)
    if manifest.part is not None:
        return issue("summary", NOWHERE, "part")
    return None


def _judge(place: Path, opened: Opened, manifest: Manifest, schemes: KnownSchemes) -> Taken:
    known = schemes.find(manifest)
    origin = Origin(manifest, known.same)
    checked, said = _check_papers(opened, origin)
    signed = _read_signature(opened)
    said += integrity.check_files(opened, list_sound(checked))
    said += check_manifest(opened, origin, known, checked)
    said += signatures.check_signatures({SIGNATURE_NAME: signed} if signed else {})
    errors = [one for one in said if one.level is Level.ERROR]
    if errors:
        return Refused(place, _say_errors(errors), manifest)
    state = State(
        standing=known.standing,
        signer=signed[-1].signer if signed else "",
        is_signature_read=bool(signed) or SIGNATURE_NAME not in opened.files,
        warnings=sum(one.level is Level.WARNING for one in said),
        other_docgen="" if is_made_here(manifest) else manifest.docgen,
        unsure=any(one.code == UNSURE for one in said),
        filled=any(one.code == "V407" for one in said),
    )
    return Package(place, manifest, state)


def _check_papers(opened: Opened, origin: Origin) -> tuple[dict[str, CheckedFile], list[Issue]]:
    """Form, its PDF and workbook, and what of them cannot be read."""
    form, pdf = opened.document("form"), opened.document("form_pdf")
    book = opened.document("cross_reference")
    jobs: list[tuple[str, Callable[[], CheckedFile]]] = []
    if form:
        path = str(opened.path(form.file))
        jobs.append((form.file, partial(documents.check_form, origin, path)))
        if pdf:
            printed = str(opened.path(pdf.file))
            jobs.append((pdf.file, partial(documents.check_form_pdf, path, printed)))
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


def _read_through(
    package: Package, scheme: str, limits: WorkerLimits | None, progress: Progress
) -> Taken:
    """Verify every page of a package."""
    verified = verify(package.place, scheme=scheme, limits=limits, progress=progress)
    errors = [f for f in verified.findings if f.level is Level.ERROR]
    if errors:
        said = _say_failed(errors[:_MOST_SAID], len(errors))
        return Refused(package.place, said, package.manifest)
    unsure = any(f.code == UNSURE for f in verified.findings)
    state = replace(package.state, is_read_through=True, unsure=package.state.unsure or unsure)
    return replace(package, state=state)
