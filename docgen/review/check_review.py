"""The results of a review held against the packages and journals they were made of."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render_foreign
from docgen.issues.location import Location
from docgen.package.file_names import RESULTS_MANIFEST_NAME, REVIEW_FOLDER
from docgen.review.open_review import Review
from docgen.review.results import ResultRow
from docgen.review.review_manifest import (
    ReviewedPackage,
    ReviewManifest,
    write_points,
)
from docgen.review.settings_file import SETTINGS_NAME
from docgen.review.write_results import DrawnResults, draw_all
from docgen.system.file_hashes import hash_file

UNSEEN = (
    "评审记录是按先后接起来的，中间改一条看得出来；有人把整份记录从改的地方往后重写、"
    "再重新写结果，这样看不出来。要看得出来，写完结果留一份 review.json 在别处"
)
"""What this cannot see, for whoever relies on it."""


def check_review(manifest: ReviewManifest, folder: Path, review: Review) -> tuple[Finding, ...]:
    """Return everything in which results in `folder` are not what the review gives now."""
    drawn = draw_all(review, folder)
    said = [
        *_check_packages(manifest, review, drawn),
        *_check_journals(manifest, review),
        *_check_settings(manifest, review),
        *_check_files(manifest, folder, drawn),
    ]
    return (*map(render_foreign, said), *review.findings)


def _say(place: str, case: str, /, **slots: object) -> Issue:
    return issue("R401", Location(place), case, **slots)


def _check_packages(
    manifest: ReviewManifest, review: Review, drawn: DrawnResults
) -> Iterator[Issue]:
    rows = {row.package.id: row for group in drawn.results.groups for row in group.rows}
    wheres = {package.where: package for package in review.packages}
    for told in manifest.packages:
        row = rows.get(told.id)
        if row is not None:
            yield from _check_package(told, row)
        elif told.where in wheres or any(
            told.where == _way(e.place, review) for e in review.refused
        ):
            yield _say(told.where, "package", studio=told.studio)
        else:
            yield _say(told.where, "gone", studio=told.studio, place=told.where)
    known = {told.id for told in manifest.packages}
    for id_, row in rows.items():
        if id_ not in known:
            yield _say(row.package.where, "new_package", studio=row.package.studio)


def _way(place: Path, review: Review) -> str:
    return place.relative_to(review.folder).as_posix()


def _check_package(told: ReviewedPackage, row: ResultRow) -> Iterator[Issue]:
    package = row.package
    if told.manifest != package.manifest_sha256:
        yield _say(package.where, "package", studio=told.studio)
    if told.state != package.state.value and not package.ranks:
        reason = package.reason or package.state.value
        yield _say(package.where, "untaken", studio=told.studio, reason=reason)
    finals = {item.number: item.final for item in row.items}
    same = {item.number: item.final for item in told.items} == finals
    result, wanted = (told.total, told.rank, told.grade), (row.total, row.rank, row.grade)
    if result != wanted or not same:
        both = {"wanted": write_points(*wanted), "said": write_points(*result)}
        case = "totals" if result != wanted else "points"
        slots = both if case == "totals" else {"items": _differing(told, finals)}
        yield _say(package.where, case, studio=told.studio, **slots)


def _differing(told: ReviewedPackage, finals: Mapping[int, object]) -> list[int]:
    said: Mapping[int, object] = {item.number: item.final for item in told.items}
    return sorted(n for n in said.keys() | finals.keys() if said.get(n) != finals.get(n))


def _check_journals(manifest: ReviewManifest, review: Review) -> Iterator[Issue]:
    there = {journal.path.name: journal.sha256 for journal in review.journals if journal.reviewer}
    for told in manifest.journals:
        place = f"{REVIEW_FOLDER}/{told.file}"
        if told.file not in there:
            yield _say(place, "no_journal", file=told.file)
        elif there[told.file] != told.sha256:
            yield _say(place, "journal", file=told.file)
    for name in sorted(there.keys() - {told.file for told in manifest.journals}):
        yield _say(f"{REVIEW_FOLDER}/{name}", "new_journal", file=name)


def _check_settings(manifest: ReviewManifest, review: Review) -> Iterator[Issue]:
    if manifest.settings != review.read.sha256:
        yield _say(f"{REVIEW_FOLDER}/{SETTINGS_NAME}", "settings")


def _check_files(manifest: ReviewManifest, folder: Path, drawn: DrawnResults) -> Iterator[Issue]:
    """Every file of the results, as it was written and as it would be written now."""
    told = {one.file: one.sha256 for one in manifest.files}
    for file, sha256 in told.items():
        path = folder / file
        if path.is_symlink() or not path.is_file():
            yield _say(file, "no_result", file=file)
        elif hash_file(path) != sha256:
            yield _say(file, "result", file=file)
        elif file not in drawn.files or _digest(drawn.files[file]) != sha256:
            yield _say(file, "other_result", file=file)
    for file in sorted(drawn.files.keys() - told.keys()):
        yield _say(RESULTS_MANIFEST_NAME, "untold_result", file=file)


def _digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()
