"""The results of a review written into a folder: workbooks, score sheets, list, manifest.

All is drawn before anything is written, and drawn the same from the same review, so what stands in
the folder can be held against what the review gives.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render_foreign
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.file_names import RESULTS_MANIFEST_NAME
from docgen.package.store import has_package
from docgen.review.open_review import Review
from docgen.review.results import ResultGroup, Results, see_results
from docgen.review.review_documents import draw_publication, draw_sheet, sheet_name
from docgen.review.review_manifest import (
    make_review_manifest,
    read_review_manifest,
    write_review_manifest,
)
from docgen.review.review_workbook import (
    PROTOCOL_NAME,
    RESULTS_NAME,
    draw_protocol,
    draw_results,
)
from docgen.system.atomic_files import flush_folder, translate_errors, write_atomically
from docgen.system.file_hashes import hash_file
from docgen.system.filenames import make_file_name
from docgen.system.progress import WRITE_RESULTS, Progress, silent
from docgen.workspace.data_file import is_workspace

SHEETS_FOLDER = "评分表"
_PUBLICATION = "公示名单"
_IN_THE_WAY = {"R101", "R105", "R202", "R204"}
"""Codes with which nothing is published: somebody's points are in doubt, or not all are there."""


@dataclass(frozen=True)
class DrawnResults:
    """What is to stand in the folder, by name from there, and what there is to say."""

    files: Mapping[str, bytes]
    results: Results
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class WrittenResults:
    """What was written, and what there is to say."""

    folder: Path
    files: tuple[Path, ...]
    results: Results
    findings: tuple[Finding, ...]


def write_results(review: Review, folder: Path, progress: Progress = silent) -> WrittenResults:
    """Write the results of a review into a folder.

    What a former run wrote is replaced, if nobody changed it since; OutputError names a file that
    somebody did, or that cannot be written. WorkspaceError where there is nothing to review, or
    not all of it is verified yet.
    """
    _refuse_unready(review)
    _refuse_place(review, folder)
    drawn = draw_all(review, folder, progress)
    former = _read_former(folder)
    _refuse_edited(folder, drawn.files, former)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in drawn.files.items()}
    manifest = make_review_manifest(review, drawn.results, folder, hashes)
    with translate_errors(folder):
        (folder / SHEETS_FOLDER).mkdir(parents=True, exist_ok=True)
        for name, contents in drawn.files.items():
            write_atomically(folder / name, contents)
        for name in former.keys() - drawn.files.keys():
            _remove_stale(folder / name, former[name])
        write_atomically(folder / RESULTS_MANIFEST_NAME, write_review_manifest(manifest))
        flush_folder(folder)
    written = tuple(folder / name for name in (*drawn.files, RESULTS_MANIFEST_NAME))
    return WrittenResults(folder, written, drawn.results, drawn.findings)


def _refuse_unready(review: Review) -> None:
    place = Location(str(review.folder))
    if not review.is_whole:
        raise refuse(WorkspaceError, issue("review", place, "unready"))
    if not any(package.told.is_vouched_for for package in review.packages):
        raise refuse(WorkspaceError, issue("review", place, "no_review"))


def _refuse_place(review: Review, folder: Path) -> None:
    """Results do not lie among what they are made of: they would be read as something sent in."""
    among = folder.resolve() == review.folder.resolve() or has_package(folder)
    if among or is_workspace(folder):
        raise refuse(WorkspaceError, issue("review", Location(str(folder)), "results_here"))


# --- drawing -----------------------------------------------------------------------------------


def draw_all(review: Review, folder: Path, progress: Progress = silent) -> DrawnResults:
    """Return all that the results of a review are, as they stand in `folder`."""
    results = see_results(review)
    files = {
        RESULTS_NAME: draw_results(review, results, folder),
        PROTOCOL_NAME: draw_protocol(review),
    }
    rows = [(group, row) for group in results.groups for row in group.rows if row.items]
    for done, (group, row) in enumerate(rows):
        progress(WRITE_RESULTS.at(done, len(rows)))
        files[f"{SHEETS_FOLDER}/{sheet_name(row)}"] = draw_sheet(review, group, row)
    reasons = list(_list_reasons(results))
    findings = list(results.findings)
    for group in results.groups if not reasons else ():
        if any(row.rank is not None for row in group.rows):
            files[_name_publication(results, group)] = draw_publication(review, group)
    if reasons:
        said = issue("R205", Location(f"{_PUBLICATION}.docx"), reasons=reasons)
        findings.append(render_foreign(said))
    return DrawnResults(files, results, tuple(findings))


def _list_reasons(results: Results) -> Iterator[str]:
    """Why nothing can be published."""
    for finding in results.findings:
        if finding.code in _IN_THE_WAY:
            yield f"{finding.where}：{finding.what}"


def _name_publication(results: Results, group: ResultGroup) -> str:
    several = len(results.groups) > 1
    more = f" {group.scheme} {group.submission}" if several else ""
    return make_file_name(f"{_PUBLICATION}{more}", ".docx")


# --- what stands there already -----------------------------------------------------------------


def _read_former(folder: Path) -> dict[str, str]:
    """The files that a former run wrote there, with their hashes."""
    file = folder / RESULTS_MANIFEST_NAME
    if not file.is_file():
        return {}
    with translate_errors(file):
        return {one.file: one.sha256 for one in read_review_manifest(file).files}


def _refuse_edited(folder: Path, files: Mapping[str, bytes], former: Mapping[str, str]) -> None:
    for name, contents in files.items():
        path = folder / name
        if not os.path.lexists(path):
            continue
        with translate_errors(path):
            there = hash_file(path) if path.is_file() and not path.is_symlink() else ""
        if there not in (former.get(name), hashlib.sha256(contents).hexdigest()):
            raise refuse(OutputError, issue("review", Location(str(path)), "edited", name=name))


def _remove_stale(path: Path, sha256: str) -> None:
    """Remove what a former run wrote and this one does not, unless somebody changed it."""
    if path.is_file() and not path.is_symlink() and hash_file(path) == sha256:
        path.unlink()
