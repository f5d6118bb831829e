"""One workspace or package, taken from its store, worked on, and what came of it put whole.

It runs in a process of its own (`hand`), on whichever computer. Workspaces in a folder are worked
on where they lie and never copied; those of an object store are fetched, and only what is whole is
put: a package is in its place by one exchange of folders, or as one object, its archive.
"""

import datetime
import hashlib
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from docgen.batch.batch_jobs import BatchJob, BatchKind
from docgen.batch.batch_records import (
    BatchLedger,
    BatchRecord,
    BatchState,
    ToldFinding,
    tell_findings,
)
from docgen.batch.stores import (
    FolderStore,
    StorageError,
    Store,
    StoredEntry,
    open_store,
    open_target,
)
from docgen.issues.errors import (
    DocgenError,
    FindingsError,
    FontError,
    MachineError,
    OfficeError,
    OutputError,
)
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import Issue, issue, render
from docgen.issues.location import Location
from docgen.package.file_names import OUT
from docgen.package.manifest import MANIFEST_NAME, Manifest, load_manifest
from docgen.package.store import read_package
from docgen.summary.taken_packages import Taken, refuse_by, refuse_place
from docgen.system.file_hashes import hash_file
from docgen.system.settings import Reading, Settings, user_cache
from docgen.system.worker_server import load_for_all
from docgen.text.wording import write_figure

_MOST_FILES = 20_000
_MOST_BYTES = 50_000_000_000
"""Of one workspace that is fetched: ten times the largest that is known."""
_LONGEST_NAME = 255
_READ_AGAIN = ("docgen.verify.second_reading",)
"""What every build has its workers do, with libraries that take as long to load as it does."""
_NOT_ITS_FAULT = (MachineError, OutputError, OfficeError, FontError)
"""Errors that another try, or another computer, may not have."""


@dataclass(frozen=True)
class BatchWish:
    """What is asked for, of every job alike. It travels: nothing of it is secret."""

    kind: BatchKind
    target: str
    """The URL of the target."""
    reading: Reading = "all"
    scheme: str = ""
    """The id of a scheme, or the folder of one's own; for packages."""
    again: bool = False
    """Whether what was done before is done anew."""
    today: datetime.date | None = None
    cache: Path | None = None
    """None for that of whoever runs on the computer that does the work."""
    version: str = ""
    """Of docgen: what another one made is made anew."""

    def settings(self) -> Settings:
        """How one job is done: on one core, since others are beside it."""
        where = self.cache or user_cache()
        return Settings(where, self.today, reading=self.reading, cores=1)


class _FailedError(Exception):
    """Why a job ends. `args`: the issue, the state, whether a store is to blame."""


def do_batch_job(job: BatchJob, wish: BatchWish) -> BatchRecord:
    """Work on one workspace or package, and note at the target what came of it.

    What a former run did of the same files is left as it is. It never raises over the work.
    """
    began = time.monotonic()
    target = open_target(wish.target)
    ledger = BatchLedger(target, wish.kind)
    try:
        record = _work(job, wish, ledger)
        if record.fresh:
            record = _sign_off(record, began)
            with _told("target"):
                ledger.write(record)
    except _FailedError as error:
        said, state, storage = error.args
        findings = tell_findings([render(said)])
        record = BatchRecord(job.name, job.source, state, findings=findings, storage=storage)
        record = _sign_off(record, began)
    return record


def _sign_off(record: BatchRecord, began: float) -> BatchRecord:
    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    seconds = round(time.monotonic() - began, 2)
    return replace(record, seconds=seconds, machine=socket.gethostname(), ended=now)


def _fail(
    job: BatchJob, case: str, *, state: BatchState = BatchState.FAILED, **slots: object
) -> _FailedError:
    return _FailedError(issue("B102", Location(job.name), case, **slots), state, False)


@contextmanager
def _told(where: str, name: str = "") -> Iterator[None]:
    """Say that a store, that of the source or of the target, did not answer."""
    try:
        yield
    except StorageError as error:
        said = issue("B102", Location(name), where, reason=error.reason)
        raise _FailedError(said, BatchState.FAILED, True) from error


def _work(job: BatchJob, wish: BatchWish, ledger: BatchLedger) -> BatchRecord:
    source = open_store(job.source)
    with _told("source", job.name):
        files = _list_files(source, job, wish.kind)
    key = _make_key(files, job, wish)
    with _told("target", job.name):
        former = ledger.read(job.name)
        if former and not wish.again and _still_holds(former, key, ledger.store):
            return replace(former, fresh=False)
    with tempfile.TemporaryDirectory(prefix="docgen-batch-") as scratch:
        place = _bring_here(source, job, files, Path(scratch), wish.kind)
        desk = _Desk(job, wish, ledger, place, Path(scratch), former)
        record = _do_and_tell(desk)
    return replace(_keep_former(record, former), key=key)


def _keep_former(record: BatchRecord, former: BatchRecord | None) -> BatchRecord:
    """The record, which goes on to know the package that it could not put another in place of."""
    if former is None or record.package or not former.package:
        return record
    return replace(
        record,
        package=former.package,
        package_version=former.package_version,
        package_sha256=former.package_sha256,
        notes=(*record.notes, "目标处仍是以前做好的那一份"),
    )


# --- what it is made of ------------------------------------------------------------------------


def _list_files(source: Store, job: BatchJob, kind: BatchKind) -> list[StoredEntry]:
    """The files a job is made of, by path: without what was built of it, and what is hidden."""
    if job.is_archive:
        found = source.look(job.path)
        return [found] if found else []
    above = f"{job.path}/" if job.path else ""

    def counts(entry: StoredEntry) -> bool:
        parts = entry.path.removeprefix(above).split("/")
        built = not kind.wants_packages and parts[0] == OUT and len(parts) > 1
        hidden = any(part.startswith(".") and part not in {".", ".."} for part in parts)
        return not built and not hidden

    return [entry for entry in source.files(job.path) if counts(entry)]


def _make_key(files: Sequence[StoredEntry], job: BatchJob, wish: BatchWish) -> str:
    digest = hashlib.sha256()
    asked = (wish.kind, wish.version, wish.reading, wish.scheme, job.source)
    for part in (*asked, *(f"{file.path} {file.size} {file.version}" for file in files)):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def _still_holds(former: BatchRecord, key: str, target: Store) -> bool:
    """Whether nothing has changed since: neither what it is made of, nor what stands there."""
    if former.key != key or former.state not in {BatchState.DONE, BatchState.REFUSED}:
        return False
    if former.unbuilt:
        # What a program was missing for may be made now.
        return False
    if not former.package:
        return True
    there = target.look(_proof_of(former.package, target))
    return there is not None and there.version == former.package_version


def _proof_of(package: str, target: Store) -> str:
    """The file by which it is seen whether a package is still the one that was put."""
    return f"{package}/{MANIFEST_NAME}" if isinstance(target, FolderStore) else package


# --- taken -------------------------------------------------------------------------------------


def _bring_here(
    source: Store, job: BatchJob, files: Sequence[StoredEntry], scratch: Path, kind: BatchKind
) -> Path:
    """Where the workspace or package lies on this computer."""
    if isinstance(source, FolderStore):
        return source.path_of(job.path)
    size = sum(file.size for file in files)
    if len(files) > _MOST_FILES or size > _MOST_BYTES:
        raise _fail(job, "many", state=BatchState.REFUSED, count=len(files), size=size)
    home = scratch / "taken"
    above = str(PurePosixPath(job.path).parent) if job.is_archive else job.path
    with _told("source", job.name):
        for file in files:
            inner = file.path.removeprefix(above).lstrip("/") if above != "." else file.path
            target = home / _refuse_odd(job, inner)
            target.parent.mkdir(parents=True, exist_ok=True)
            source.fetch(file.path, target)
        if _list_files(source, job, kind) != files:
            raise _fail(job, "changed")
    return home / PurePosixPath(job.path).name if job.is_archive else home


def _refuse_odd(job: BatchJob, name: str) -> str:
    """The name of a file, where it stays in its folder and a disk takes it."""
    for part in name.split("/"):
        odd = part in {"", ".", ".."} or "\\" in part or "\0" in part
        if odd or len(part.encode("utf-8", "replace")) > _LONGEST_NAME:
            raise _fail(job, "odd_name", state=BatchState.REFUSED, name=name)
    return name


# --- worked on ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Desk:
    """One job with all there is to it."""

    job: BatchJob
    wish: BatchWish
    ledger: BatchLedger
    place: Path
    scratch: Path
    former: BatchRecord | None

    def record(self, state: BatchState, findings: Sequence[Finding], **more: Any) -> BatchRecord:  # noqa: ANN401
        """What came of it, in words that name no folder of this computer's."""
        told = tuple(self._place_told(one) for one in tell_findings(findings))
        return BatchRecord(self.job.name, self.job.source, state, findings=told, **more)

    def _place_told(self, told: ToldFinding) -> ToldFinding:
        def placed(text: str) -> str:
            return text.replace(str(self.place), self.job.name)

        return replace(
            told,
            where=placed(told.where),
            what=placed(told.what),
            remedy=placed(told.remedy),
        )


def _do_and_tell(desk: _Desk) -> BatchRecord:
    """What came of the work, or what stands in its way."""
    try:
        return _DOERS[desk.wish.kind](desk)
    except FindingsError as error:
        return desk.record(BatchState.REFUSED, error.findings)
    except DocgenError as error:
        blameless = isinstance(error, _NOT_ITS_FAULT)
        state = BatchState.FAILED if blameless else BatchState.REFUSED
        found = Finding(
            Level.ERROR, _code_of(error), Location(error.where), error.what, error.remedy
        )
        return desk.record(state, [found], storage=isinstance(error, OutputError))


def _code_of(error: DocgenError) -> str:
    return error.said.code if isinstance(error.said, Issue) else ""


def _check(desk: _Desk) -> BatchRecord:
    from docgen.usecases.check import check_workspace  # noqa: PLC0415 - for this kind alone

    checked = check_workspace(desk.place, desk.wish.settings())
    data, verdict = checked.public_data, checked.verdict
    return desk.record(
        _judge(checked.findings),
        checked.findings,
        studio=data.studio.name,
        unit=data.unit.name,
        submission=data.submission,
        total=verdict.total if verdict else "",
    )


def _build(desk: _Desk) -> BatchRecord:
    from docgen.usecases.build import build_package  # noqa: PLC0415 - for this kind alone

    load_for_all(_READ_AGAIN)
    target, job = desk.ledger.store, desk.job
    here = isinstance(target, FolderStore)
    out = target.path_of(job.name) if isinstance(target, FolderStore) else desk.scratch / "built"
    built = build_package(desk.place, desk.wish.settings(), out=out)
    manifest = load_manifest(built.folder)[0]
    record = desk.record(
        BatchState.DONE,
        built.findings,
        notes=(*built.kept, *built.unbuilt),
        unbuilt=bool(built.unbuilt),
        package=f"{job.name}/{built.folder.name}{'' if here else '.zip'}",
        **_tell_manifest(manifest),
    )
    if not here:
        record = _put_archive(desk, record, built.folder / manifest.archive)
    with _told("target", job.name):
        put = target.look(_proof_of(record.package, target))
    return replace(record, package_version=put.version if put else "")


def _put_archive(desk: _Desk, record: BatchRecord, archive: Path) -> BatchRecord:
    """Put a package as one object. Its hash is noted before, so that a killed run knows its own."""
    record = replace(record, package_sha256=hash_file(archive))
    store = desk.ledger.store
    with _told("target", desk.job.name):
        _refuse_strange(desk, record.package)
        former = desk.former
        begun = replace(
            record,
            state=BatchState.BEGUN,
            package_version=former.package_version if former else "",
        )
        desk.ledger.write(begun)
        store.put(archive, record.package)
    return record


def _refuse_strange(desk: _Desk, package: str) -> None:
    """An object that no run put there is somebody's."""
    there, former = desk.ledger.store.look(package), desk.former
    if there is None:
        return
    if former and former.package == package:
        if former.package_version == there.version:
            return
        copied = desk.scratch / "there.zip"
        desk.ledger.store.fetch(package, copied)
        if hash_file(copied) == former.package_sha256:
            return
    raise _fail(desk.job, "strange", place=package)


def _verify(desk: _Desk) -> BatchRecord:
    from docgen.usecases.running import running  # noqa: PLC0415 - for this kind alone
    from docgen.verify.verification import verify_package  # noqa: PLC0415

    settings = desk.wish.settings()
    with running(settings):
        verified = verify_package(desk.place, scheme=desk.wish.scheme)
    notes, findings = verified.unchecked, verified.findings
    try:
        told = _tell_manifest(read_package(desk.place))
    except OutputError:
        # What is wrong with it is among the findings.
        told = {}
    return desk.record(_judge(findings), findings, notes=notes, **told)


_DOERS = {BatchKind.BUILD: _build, BatchKind.CHECK: _check, BatchKind.VERIFY: _verify}


def _judge(findings: Sequence[Finding]) -> BatchState:
    errors = any(finding.level is Level.ERROR for finding in findings)
    return BatchState.REFUSED if errors else BatchState.DONE


def _tell_manifest(manifest: Manifest) -> dict[str, str]:
    totals = manifest.totals
    return {
        "studio": manifest.studio,
        "unit": manifest.unit,
        "submission": manifest.submission,
        "total": write_figure(totals.total) if totals else "",
    }


# --- packages that are summed up ---------------------------------------------------------------


def read_batch_package(job: BatchJob, wish: BatchWish) -> Taken:
    """Return what a summary takes of one package, every page of it read, or why it is refused."""
    from docgen.summary.package_reader import PackageReading, read_packages  # noqa: PLC0415
    from docgen.usecases.running import using_cache  # noqa: PLC0415 - for this kind alone

    source = open_store(job.source)
    settings = wish.settings()
    with tempfile.TemporaryDirectory(prefix="docgen-batch-") as scratch, using_cache(settings):
        try:
            with _told("source", job.name):
                files = _list_files(source, job, wish.kind)
            place = _bring_here(source, job, files, Path(scratch), wish.kind)
        except _FailedError as error:
            return refuse_by(Path(job.name), error.args[0])
        reading = PackageReading(wish.scheme, through=True, cache=settings.cache)
        found = read_packages([place], reading)
    listed: list[Taken] = [*found.packages, *found.refused]
    taken = listed[0] if listed else refuse_place(place, "single")
    return taken if isinstance(source, FolderStore) else replace(taken, place=Path(job.name))
