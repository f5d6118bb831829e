"""review.json: what the results of a review were made of, to be held against it later."""

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from docgen import __version__
from docgen.issues.errors import OutputError
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.issues.unplaced import NOWHERE
from docgen.package.file_names import RESULTS_MANIFEST_NAME
from docgen.package.manifest import ExactFigure, Part
from docgen.package.store import has_package
from docgen.system.json_guard import UnfitJsonError, look_over, read_bounded
from docgen.text.wording import write_figure

if TYPE_CHECKING:
    from docgen.review.open_review import Review
    from docgen.review.results import ResultRow, Results


def _keep_within(name: str) -> str:
    """Refuse a name that leads out of the results' folder."""
    parts = Path(name).parts
    if not name or Path(name).is_absolute() or ".." in parts or "\\" in name:
        raise ValueError("leads out")
    return name


def _keep_relative(way: str) -> str:
    """Refuse a way that leads to another computer or drive: whoever wrote it may be anybody."""
    if way.startswith("/") or "\\" in way or re.match("[A-Za-z]:", way):
        raise ValueError("leads away")
    return way


_Within = Annotated[str, AfterValidator(_keep_within)]


class ReviewedItem(Part):
    """The points of one item."""

    number: int
    final: ExactFigure | None


class ReviewedPackage(Part):
    """One package, and what came of it."""

    id: str = Field(description="What the package is known by, whatever was done to its files")
    manifest: str = Field(description="sha256 of its manifest.json")
    where: str = Field(description="From the review's folder")
    studio: str
    unit: str
    state: str = Field(description="完整、未签名、有出入……")
    total: ExactFigure | None
    rank: int | None
    grade: str
    items: tuple[ReviewedItem, ...]


class ReviewedJournal(Part):
    """One reviewer's journal."""

    file: str = Field(description="Name in the folder 评审")
    sha256: str
    reviewer: str
    entries: int


class ResultFile(Part):
    """One file of the results."""

    file: _Within = Field(description="From this folder, with forward slashes")
    sha256: str


class ReviewManifest(Part):
    """The whole of review.json."""

    format: Literal[1] = Field(1, description="Changes when an older reader could misread it")
    kind: Literal["review"] = "review"
    docgen: str
    packages_at: Annotated[str, AfterValidator(_keep_relative)] = Field(
        description="The way from here to the review's folder; empty where there is none"
    )
    settings: str = Field(description="sha256 of 评审设置.yaml; empty where there is none")
    packages: tuple[ReviewedPackage, ...]
    journals: tuple[ReviewedJournal, ...]
    files: tuple[ResultFile, ...]


def make_review_manifest(
    review: "Review", results: "Results", folder: Path, hashes: dict[str, str]
) -> ReviewManifest:
    """Return the manifest of results in `folder`; `hashes` are of its files, by name."""
    from docgen.summary.linked_sheets import way_from  # noqa: PLC0415 - loads openpyxl

    journals = (journal for journal in review.journals if journal.reviewer)
    return ReviewManifest(
        docgen=__version__,
        packages_at=way_from(folder, review.folder) or "",
        settings=review.read.sha256,
        packages=tuple(_describe(row) for group in results.groups for row in group.rows),
        journals=tuple(
            ReviewedJournal(
                file=journal.path.name,
                sha256=journal.sha256,
                reviewer=journal.reviewer,
                entries=len(journal.lines),
            )
            for journal in journals
        ),
        files=tuple(ResultFile(file=file, sha256=sha256) for file, sha256 in hashes.items()),
    )


def _describe(row: "ResultRow") -> ReviewedPackage:
    package = row.package
    return ReviewedPackage(
        id=package.id,
        manifest=package.manifest_sha256,
        where=package.where,
        studio=package.studio,
        unit=package.manifest.unit,
        state=package.state.value,
        total=row.total,
        rank=row.rank,
        grade=row.grade,
        items=tuple(ReviewedItem(number=i.number, final=i.final) for i in row.items),
    )


def write_review_manifest(manifest: ReviewManifest) -> bytes:
    """Return the bytes of review.json."""
    return manifest.model_dump_json(indent=2).encode() + b"\n"


def read_review_manifest(file: Path) -> ReviewManifest:
    """Return the manifest in a file. OutputError where it is none, OSError as it comes."""
    place = Location(file.name)
    try:
        contents = read_bounded(file)
        look_over(contents)
        return ReviewManifest.model_validate_json(contents)
    except UnfitJsonError as error:
        raise refuse(OutputError, issue("manifest", place, "unfit", why=error.said)) from error
    except ValidationError as error:
        raise refuse(OutputError, issue("manifest", place, "unfit", why=_say(error))) from error


def _say(error: ValidationError) -> Issue:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return issue("manifest-fault", NOWHERE, "written", place=first["loc"], count=None)


def is_review_manifest(path: Path) -> bool:
    """Whether a file is called as the manifest of a review is, or a folder holds one.

    A folder that holds a package is that, whatever else lies in it.
    """
    if path.is_dir():
        return (path / RESULTS_MANIFEST_NAME).is_file() and not has_package(path)
    return path.name == RESULTS_MANIFEST_NAME


def write_points(total: Decimal | None, rank: int | None, grade: str) -> str:
    """Return what came of a package in words: 93.5 分，第 1 名，优秀."""
    points = "没有总分" if total is None else f"{write_figure(total)} 分"
    place = "没有名次" if rank is None else f"第 {rank} 名"
    return "，".join(filter(None, (points, place, grade)))
