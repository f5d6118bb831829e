"""A review: every package of a folder, verified, and what every reviewer has given so far."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.issues.errors import WorkspaceError
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render, render_foreign
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.review_terms import ReviewRules, ReviewSettings, overruled, settle_rules
from docgen.model.scheme import Scheme, SubmissionSpec
from docgen.package.file_names import REVIEW_FOLDER
from docgen.package.store import has_package
from docgen.review.journal import ReviewJournal, read_journals
from docgen.review.opinions import Opinion
from docgen.review.settings_file import SETTINGS_NAME, ReadSettings, read_settings
from docgen.review.submitted import Submitted
from docgen.review.todo import Todo, list_own_todo, list_shared_todo
from docgen.summary.package_state import PackageState, ToldState, tell_state
from docgen.summary.taken_packages import Found, Package, PassedOver, Refused, Taken
from docgen.verify.known_schemes import KnownSchemes, know_schemes
from docgen.workspace.data_file import is_workspace

if TYPE_CHECKING:
    from docgen.summary.package_reader import PackageReading

SHORT_ID = 16
"""Characters of a package's identity by which it may be called."""

OpinionKey = tuple[str, int]
"""The identity of a package, and the number of an item."""


@dataclass(frozen=True)
class Review:
    """One folder of packages under review, as it stood when it was read."""

    folder: Path
    packages: tuple[Submitted, ...]
    """All whose manifest can be read, vouched for or not, in the order of their paths."""
    refused: tuple[Refused, ...]
    passed_over: tuple[PassedOver, ...]
    waiting: tuple[Path, ...]
    """Places that nobody has looked at yet."""
    read: ReadSettings
    journals: tuple[ReviewJournal, ...]
    scheme: str = ""
    """The scheme whose packages alone are taken, or the folder of one's own; empty for any."""

    @property
    def settings(self) -> ReviewSettings:
        """What the bureau laid down."""
        return self.read.settings

    @property
    def is_whole(self) -> bool:
        """Whether everything has been verified."""
        busy = any(package.state is PackageState.WAITING for package in self.packages)
        return not self.waiting and not busy

    def rules_of(self, spec: SubmissionSpec) -> ReviewRules:
        """Return what holds for the packages of a submission."""
        return settle_rules(spec.review, self.settings)

    def package(self, id_: str) -> Submitted:
        """Return a package by its identity, or the beginning of that. KeyError without one."""
        return self._by_id[id_[:SHORT_ID]]

    def group(self, package: Submitted) -> tuple[Submitted, ...]:
        """Return the packages of the same submission of the same scheme, in order of the list."""
        wanted = group_key(package)
        return tuple(other for other in self.packages if group_key(other) == wanted)

    @cached_property
    def opinions(self) -> dict[str, dict[OpinionKey, Opinion]]:
        """What holds of every reviewer, by name: the last entry for each item of a package."""
        held: dict[str, dict[OpinionKey, Opinion]] = {}
        for opinion in self.protocol:
            if self._takes(opinion):
                held.setdefault(opinion.reviewer, {})[opinion.package, opinion.item] = opinion
        return held

    @cached_property
    def protocol(self) -> tuple[Opinion, ...]:
        """Every entry of every journal, by time; those of one journal as they stand there."""
        timed = (entry for journal in self.journals for entry in journal.timed)
        return tuple(opinion for _, opinion in sorted(timed, key=itemgetter(0)))

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Those the bureau names, or else all who have a journal."""
        there = sorted({journal.reviewer for journal in self.journals if journal.reviewer})
        return self.settings.reviewers or tuple(there)

    def opinion(self, reviewer: str, package: Submitted, number: int) -> Opinion | None:
        """Return what a reviewer thinks of an item, if anything."""
        held = self.opinions.get(reviewer, {}).get((package.id, number))
        return held if held is not None and held.says_anything else None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with settings and journals."""
        of_journals = (found for journal in self.journals for found in journal.findings)
        own = (render_foreign(said) for said in _check_journals(self))
        return (*self.read.findings, *_check_settings(self), *of_journals, *own)

    def _takes(self, opinion: Opinion) -> bool:
        """Whether an entry counts: of a reviewer who is one, with points that there are."""
        if self.settings.reviewers and opinion.reviewer not in self.settings.reviewers:
            return False
        return self.fits(opinion)

    def fits(self, opinion: Opinion) -> bool:
        """Whether an item can have the points of an opinion; of what is gone nobody can say."""
        package = self._by_id.get(opinion.package[:SHORT_ID])
        if package is None or opinion.points is None:
            return True
        steps = package.steps.get(opinion.item)
        return steps is not None and steps.allows(opinion.points)

    @cached_property
    def _by_id(self) -> dict[str, Submitted]:
        return {package.id[:SHORT_ID]: package for package in reversed(self.packages)}


def group_key(package: Submitted) -> tuple[str, str]:
    """Return what packages that are compared have in common."""
    return package.manifest.scheme.id, package.manifest.submission


# --- opening -----------------------------------------------------------------------------------


def open_review(
    folder: Path, reading: "PackageReading", landed: Callable[[Review], None] | None = None
) -> Review:
    """Return the review of a folder; `landed` is told what is known whenever that is more.

    WorkspaceError where there is no such folder, or its settings are no YAML.
    """
    _refuse_gone(folder)
    schemes = know_schemes(reading.own_scheme)
    read, journals = read_settings(folder), read_journals(folder)

    def make(found: Found) -> Review:
        packages, refused = _submit(folder, found, schemes)
        waiting, passed = found.waiting, found.passed_over
        scheme = reading.scheme
        return Review(folder, packages, refused, passed, waiting, read, journals, scheme)

    def tell(found: Found) -> None:
        if landed is not None:
            landed(make(found))

    # It loads all that verifies, which the page of a clerk never needs.
    from docgen.summary.package_reader import read_packages  # noqa: PLC0415

    return make(read_packages([folder], replace(reading, through=True, landed=tell)))


def refresh_review(review: Review) -> Review:
    """Return the review with settings and journals as they are now; packages as they were read.

    WorkspaceError where the folder is gone, as a network drive can be.
    """
    _refuse_gone(review.folder)
    journals = read_journals(review.folder, review.journals)
    read = read_settings(review.folder)
    same = (read, journals) == (review.read, review.journals)
    return review if same else replace(review, read=read, journals=journals)


def _refuse_gone(folder: Path) -> None:
    place = Location(str(folder))
    if not folder.is_dir():
        raise refuse(WorkspaceError, issue("summary", place, "no_place"))
    if has_package(folder) or is_workspace(folder):
        # Journals would lie among a studio's own files.
        raise refuse(WorkspaceError, issue("review", place, "one_package"))


def _submit(
    folder: Path, found: Found, schemes: KnownSchemes
) -> tuple[tuple[Submitted, ...], tuple[Refused, ...]]:
    """Every package as reviewers have it, and what has no manifest or is there already."""
    read_through = all(package.state.is_read_through for package in found.packages)
    # To compare photographs takes a while: once, when all are there.
    shared = list_shared_todo(found.packages) if read_through and not found.waiting else {}
    listed: list[Taken] = [*found.packages, *(r for r in found.refused if _can_be_shown(r))]
    listed.sort(key=lambda taken: taken.place)
    packages = tuple(
        _submit_one(folder, taken, found.packages, schemes, shared.get(taken.identity, ()))
        for taken in listed
    )
    return packages, tuple(r for r in found.refused if not _can_be_shown(r))


def _can_be_shown(refused: Refused) -> bool:
    return refused.manifest is not None and refused.case not in {"twin", "other_scheme"}


def _submit_one(
    folder: Path,
    taken: Taken,
    packages: Sequence[Package],
    schemes: KnownSchemes,
    shared: tuple[Todo, ...],
) -> Submitted:
    told, manifest = tell_state(taken, packages), taken.manifest
    assert manifest is not None, "only what has a manifest is submitted"
    if told.state is PackageState.UNREAD:
        told = ToldState(PackageState.WAITING, "还没有逐页核对完")
    todo = [*list_own_todo(manifest), *shared] if told.is_vouched_for else []
    return Submitted(
        # One that is not vouched for may say all that another says.
        id=taken.identity if isinstance(taken, Package) else taken.manifest_sha256,
        place=taken.place,
        where=taken.place.relative_to(folder).as_posix(),
        manifest=manifest,
        manifest_sha256=taken.manifest_sha256,
        told=told,
        signer=taken.state.signer if isinstance(taken, Package) else "",
        findings=taken.findings,
        scheme=_scheme_of(taken, schemes),
        todo=tuple(sorted(todo, key=lambda one: one.item)),
    )


def _scheme_of(taken: Taken, schemes: KnownSchemes) -> Scheme | None:
    return schemes.find(taken.manifest).same if taken.manifest else None


# --- what is wrong -----------------------------------------------------------------------------


def _check_settings(review: Review) -> Iterator[Finding]:
    specs = {group_key(p): p.spec for p in review.packages}.values()
    names = {n for spec in specs if spec for n in overruled(spec.review, review.settings)}
    if names:
        place = Location(f"{REVIEW_FOLDER}/{SETTINGS_NAME}")
        yield render(issue("R107", place, names=sorted(names)))


def _check_journals(review: Review) -> Iterator[Issue]:
    for reviewer in sorted({j.reviewer for j in review.journals if j.reviewer}):
        own = [journal for journal in review.journals if journal.reviewer == reviewer]
        place = Location(f"{REVIEW_FOLDER}/{own[0].path.name}")
        if review.settings.reviewers and reviewer not in review.settings.reviewers:
            yield issue("R105", place, reviewer=reviewer)
        if len(own) > 1:
            yield issue("R106", place, reviewer=reviewer, count=len(own))
        for journal in own:
            yield from _check_points(review, journal)
        yield from _check_gone(review, reviewer, place)


def _check_points(review: Review, journal: ReviewJournal) -> Iterator[Issue]:
    place = Location(f"{REVIEW_FOLDER}/{journal.path.name}")
    for line in journal.lines:
        if not review.fits(line.opinion):
            told = {"item": line.opinion.item, "points": line.opinion.points}
            yield issue("R101", place, "points", line=line.number, **told)


def _check_gone(review: Review, reviewer: str, place: Location) -> Iterator[Issue]:
    """What points were given to that is not there any more, once everything has been read."""
    if not review.is_whole:
        return
    held = review.opinions.get(reviewer, {}).values()
    here, gone = {p.id for p in review.packages}, dict[str, list[Opinion]]()
    for opinion in held:
        if opinion.package not in here and opinion.says_anything:
            gone.setdefault(opinion.package, []).append(opinion)
    names = {package.studio for package in review.packages}
    for opinions in gone.values():
        studio = opinions[-1].studio
        of = {"studio": studio, "count": len(opinions), "replaced": studio in names}
        yield issue("R104", place, **of)
