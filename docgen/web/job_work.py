"""What a job does: one call of `docgen.api`, and what is to be told of it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from docgen import api
from docgen.package.manifest import MANIFEST_NAME
from docgen.system.file_hashes import hash_file
from docgen.web.job_folder import JobEnd, JobKind, JobResult, JobSpec


def work(spec: JobSpec, settings: "api.Settings") -> JobResult:
    """Do what is asked for. DocgenError where it cannot be done."""
    return _WORK[spec.kind](spec, settings)


def _build(spec: JobSpec, settings: "api.Settings") -> JobResult:
    built = api.build(spec.workspace, settings, draft=spec.kind is JobKind.DRAFT)
    notes = (*built.kept, *built.unbuilt)
    return JobResult(JobEnd.DONE, findings=built.findings, notes=notes, about=_tell(built.folder))


def _print(spec: JobSpec, settings: "api.Settings") -> JobResult:
    wish = api.Wish(spec.copies, spec.numbered, whole=spec.whole)
    produced = api.print_package(spec.place, settings, wish=wish)
    about = produced.record.manifest_sha256
    return JobResult(JobEnd.DONE, findings=produced.findings, notes=produced.kept, about=about)


def _send(spec: JobSpec, settings: "api.Settings") -> JobResult:
    produced = api.read_produced(spec.place, settings)
    sending = api.send(produced, spec.printer, settings, paper=spec.paper, anyway=spec.anyway)
    notes = tuple(f"{one.job.file}：任务号 {one.number}，{one.progressed}" for one in sending.sent)
    about = produced.record.manifest_sha256
    return JobResult(JobEnd.DONE, sending.printer, "", "", sending.findings, notes, about)


def _lock(spec: JobSpec, settings: "api.Settings") -> JobResult:
    locked = api.lock(spec.workspace, settings)
    notes = (f"已锁定 {locked.pages} 页、{locked.evidence} 件佐证的编号",)
    return JobResult(JobEnd.DONE, notes=notes, about=_tell(spec.place))


def _collect(spec: JobSpec, settings: "api.Settings") -> JobResult:
    assert spec.scans is not None
    # What is said of a scan names it as it was given: by its name alone.
    os.chdir(spec.scans)
    scans = sorted(Path().iterdir())
    collection = api.collect(spec.place, scans, settings, again=spec.again)
    for scan in scans:
        scan.unlink()
    findings = api.report_collection(collection)
    return JobResult(JobEnd.DONE, findings=findings, about=_tell(spec.place))


def _verify(spec: JobSpec, settings: "api.Settings") -> JobResult:
    verified = api.verify(spec.place, settings, workspace=spec.workspace)
    return JobResult(
        JobEnd.DONE,
        findings=verified.findings,
        notes=verified.unchecked,
        about=_tell(spec.place),
    )


def _results(spec: JobSpec, settings: "api.Settings") -> JobResult:
    opened = api.open_review(spec.workspace, settings, scheme=spec.scheme)
    written = api.write_results(opened, spec.place, settings)
    return JobResult(JobEnd.DONE, findings=written.findings)


def _tell(package: Path) -> str:
    return hash_file(package / MANIFEST_NAME)


_WORK: Mapping[JobKind, Callable[[JobSpec, "api.Settings"], JobResult]] = {
    JobKind.BUILD: _build,
    JobKind.DRAFT: _build,
    JobKind.PRINT: _print,
    JobKind.SEND: _send,
    JobKind.LOCK: _lock,
    JobKind.COLLECT: _collect,
    JobKind.VERIFY: _verify,
    JobKind.RESULTS: _results,
}
