"""What a page shows of a whole workspace: its items in their order, its points, its findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from docgen import api
from docgen.issues.finding import Finding, Level
from docgen.model.evidence import Evidence
from docgen.model.scheme import Category
from docgen.model.scoring import ItemScore, Scores, add_up
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.text.wording import write_figure
from docgen.web.fields import at, write_plain


@dataclass(frozen=True)
class FindingCount:
    """How many findings there are of the levels that ask for something."""

    errors: int = 0
    warnings: int = 0

    @property
    def text(self) -> str:
        """In words; empty where there is nothing to mend."""
        parts = ((self.errors, "处错误"), (self.warnings, "处警告"))
        return "，".join(f"{count} {unit}" for count, unit in parts if count)


def _count_findings(findings: Iterable[Finding]) -> FindingCount:
    """Return how many errors and warnings these are."""
    levels = [finding.level for finding in findings]
    return FindingCount(levels.count(Level.ERROR), levels.count(Level.WARNING))


@dataclass(frozen=True)
class ItemLine:
    """One item of the notice in the list of all. Points are texts, empty where there are none."""

    number: int
    title: str
    full: str
    claimed: str
    computed: str
    pieces: int
    weight: FindingCount


@dataclass(frozen=True)
class ItemGroup:
    """A category of the notice, and its items."""

    title: str
    full: str
    claimed: str
    lines: tuple[ItemLine, ...]


@dataclass(frozen=True)
class LostRow:
    """A row of evidence that became no piece: its file is gone, or it cannot be read.

    `index` counts the rows of the data file from 0, `written` is the row as it stands there.
    """

    index: int
    title: str
    written: object
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class WorkspaceView:
    """A checked workspace as the page shows it."""

    checked: "api.Checked"
    is_first: bool = False
    """Whether its files have not been opened yet, since it was opened."""

    @property
    def name(self) -> str:
        """What it is called: the studio, or its folder while it has no name."""
        return self.checked.workspace.data.studio.name or self.checked.workspace.folder.name

    @property
    def submission(self) -> str:
        """What it is for, in the notice's words."""
        return self.checked.workspace.spec.name

    @property
    def unsorted(self) -> tuple[str, ...]:
        """Files that are no item's yet, by their paths below `evidence/`."""
        return self.checked.workspace.unsorted

    @property
    def total(self) -> str:
        """The points, or what stands in their place; empty without any."""
        verdict = self.checked.verdict
        return verdict.total if verdict else ""

    @property
    def grade(self) -> str:
        """The grade by points; empty where the notice gives none."""
        verdict = self.checked.verdict
        return verdict.grade if verdict else ""

    @property
    def parts(self) -> str:
        """基础分 86，附加分 6; empty without points."""
        verdict = self.checked.verdict
        return verdict.parts if verdict else ""

    @property
    def weight(self) -> FindingCount:
        """Of all findings."""
        return _count_findings(self.checked.findings)

    @cached_property
    def groups(self) -> tuple[ItemGroup, ...]:
        """The items of the notice by category."""
        scores = self.checked.printed_scores
        return tuple(
            self._group(category, scores) for category in self.checked.workspace.spec.categories
        )

    def _group(self, category: Category, scores: Scores | None) -> ItemGroup:
        points = add_up(category, scores) if scores else None
        lines = tuple(
            ItemLine(
                item.number,
                item.title,
                write_figure(item.points),
                *_write_points(scores.item(item.number) if scores else None),
                sum(item.number in piece.supports for piece in self.checked.workspace.evidence),
                _count_findings(self.findings_of(item.number)),
            )
            for item in category.items
        )
        full, claimed = (points.full, points.claimed) if points else (None, None)
        return ItemGroup(category.title, write_figure(full), write_figure(claimed), lines)

    def lost_rows(self, plain: Mapping[str, Any]) -> tuple[LostRow, ...]:
        """The rows of the data file of which there is no piece. `plain` is that file as written."""
        rows = plain.get("evidence")
        used = {p.where.field[:2] for p in self.checked.workspace.evidence if p.has_row}
        lost = []
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            place = ("evidence", str(index))
            if place not in used:
                said = tuple(f for f in self.checked.findings if f.location.field[:2] == place)
                lost.append(LostRow(index, _call_row(row), row, said))
        return tuple(lost)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All that is said, what weighs most first."""
        levels = list(Level)
        return tuple(sorted(self.checked.findings, key=lambda one: levels.index(one.level)))

    @cached_property
    def _by_item(self) -> Mapping[int | None, tuple[Finding, ...]]:
        pieces = self.checked.workspace.evidence
        found: dict[int | None, list[Finding]] = {}
        for finding in self.findings:
            for number in _items_of(finding, pieces) or (None,):
                found.setdefault(number, []).append(finding)
        return {number: tuple(own) for number, own in found.items()}

    def findings_of(self, number: int | None) -> tuple[Finding, ...]:
        """What is said about one item; with None what is about no item."""
        return self._by_item.get(number, ())


def _call_row(row: object) -> str:
    """What a row is called: by its title, or else by its files."""
    files = at(row, ("files",))
    listed = files if isinstance(files, list) else [files]
    return write_plain(at(row, ("title",)) or [at(f, ("file",)) or f for f in listed])


def _write_points(score: ItemScore | None) -> tuple[str, str]:
    points: tuple[Decimal | None, ...] = (score.claimed, score.computed) if score else (None, None)
    return write_figure(points[0]), write_figure(points[1])


def _items_of(finding: Finding, pieces: Iterable[Evidence]) -> tuple[int, ...]:
    """The items a finding is about; none where it is about the whole."""
    location = finding.location
    if location.field[:1] == ("claims",) and len(location.field) > 1:
        return (int(location.field[1]),) if location.field[1].isdecimal() else ()
    if location.item is not None:
        return (location.item,)
    return tuple({piece.item for piece in pieces if is_about(finding, piece)})


def is_about(finding: Finding, piece: Evidence) -> bool:
    """Return whether a finding is about this piece: its row, or one of its files."""
    location = finding.location
    if location.field[:1] == ("evidence",):
        return piece.has_row and piece.where.field[:2] == location.field[:2]
    below = location.file.removeprefix(f"{EVIDENCE_FOLDER}/")
    return below != location.file and any(file.name == below for file in piece.files)
