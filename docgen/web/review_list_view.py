"""The table of studios, what is to be looked at, and what was not taken."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docgen import api
from docgen.issues.finding import Level
from docgen.model.scheme import Item
from docgen.review.review_list import ListRow
from docgen.review.todo import Todo
from docgen.summary.package_state import PackageState
from docgen.text.wording import write_figure
from docgen.web.review_view import ReviewView, can_judge, key_of

_WEIGHTS = {
    PackageState.WHOLE: "good",
    PackageState.UNSIGNED: "good",
    PackageState.WAITING: "waiting",
    PackageState.DIFFERS: "bad",
    PackageState.UNREADABLE: "bad",
}
"""How much a state weighs; all others are in doubt."""


@dataclass(frozen=True)
class TableColumn:
    """A column of the table. `kind` is `text` or `figure`."""

    key: str
    title: str
    kind: str = "text"


COLUMNS = (
    TableColumn("studio", "工作室"),
    TableColumn("unit", "单位"),
    TableColumn("district", "区市"),
    TableColumn("state", "状态"),
    TableColumn("claimed", "自评", "figure"),
    TableColumn("computed", "核算", "figure"),
    TableColumn("reviewed", "评审", "figure"),
    TableColumn("grade", "等次"),
    TableColumn("apart", "相差大的项"),
    TableColumn("errors", "错误", "figure"),
    TableColumn("warnings", "警告", "figure"),
    TableColumn("notes", "提示", "figure"),
    TableColumn("todos", "待看", "figure"),
    TableColumn("signer", "签名"),
    TableColumn("given", "我评了", "figure"),
)


@dataclass(frozen=True)
class StudioRow:
    """One package in the table. Points are texts, empty where there are none."""

    key: str
    studio: str
    district: str
    where: str
    state: PackageState
    address: str = ""
    unit: str = ""
    reason: str = ""
    claimed: str = ""
    computed: str = ""
    reviewed: str = ""
    grade: str = ""
    apart: str = ""
    """Items on which reviewers are further apart than they may be."""
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    todos: int = 0
    todo_kinds: str = ""
    signer: str = ""
    given: int = 0
    items: int = 0

    @property
    def weight(self) -> str:
        """How much its state weighs: good, doubt, bad, waiting."""
        return _WEIGHTS.get(self.state, "doubt")

    @property
    def is_open(self) -> bool:
        """Whether this reviewer has items of it left."""
        return bool(self.address) and self.given < self.items


@dataclass(frozen=True)
class ItemRound:
    """One item of all studios: how far its reviewer is, and where to go on."""

    number: int
    title: str
    address: str
    given: int
    of: int


@dataclass(frozen=True)
class ItemRounds:
    """The items of one submission of a scheme, under the submission's name."""

    title: str
    items: tuple[ItemRound, ...]


@dataclass(frozen=True)
class ListView:
    """The table of all studios."""

    whole: ReviewView
    columns: tuple[TableColumn, ...] = COLUMNS

    @cached_property
    def rows(self) -> tuple[StudioRow, ...]:
        """A row for each package, and for each place that nobody has looked at yet."""
        waiting = map(self._waiting, self.whole.review.waiting)
        listed = api.see_list(self.whole.review, self.whole.reviewer)
        return (*map(self._row, listed), *waiting)

    def _row(self, row: ListRow) -> StudioRow:
        package = row.package
        address = self.whole.first_open(package)
        return StudioRow(
            key=key_of(package),
            address=address,
            studio=package.studio or package.place.name,
            unit=package.manifest.unit,
            district=package.district,
            where=package.where,
            state=package.state,
            reason=package.reason,
            claimed=write_figure(package.claimed),
            computed=write_figure(package.computed),
            reviewed=write_figure(row.reviewed),
            grade=row.grade,
            apart="、".join(map(str, row.apart)),
            errors=package.count(Level.ERROR),
            warnings=package.count(Level.WARNING),
            notes=package.count(Level.NOTE),
            todos=len(package.todo),
            todo_kinds=" ".join(sorted({todo.kind.value for todo in package.todo})),
            signer=package.signer,
            given=row.given,
            items=row.items if address else 0,
        )

    def _waiting(self, place: Path) -> StudioRow:
        """A place that holds a package, maybe."""
        where = place.relative_to(self.whole.review.folder)
        district = where.parts[0] if len(where.parts) > 1 else ""
        key, state = hashlib.sha256(bytes(place)).hexdigest()[:16], PackageState.WAITING
        return StudioRow(key, studio=place.name, district=district, where=str(where), state=state)

    @property
    def states(self) -> list[str]:
        """The states that occur."""
        return sorted({row.state for row in self.rows})

    @property
    def districts(self) -> list[str]:
        """The districts that occur."""
        return sorted({row.district for row in self.rows if row.district})

    @property
    def todo_kinds(self) -> list[str]:
        """The kinds of places to look at that occur."""
        return sorted({todo.kind.value for p in self.whole.packages for todo in p.todo})

    @property
    def groups(self) -> tuple[ItemRounds, ...]:
        """The items of each scheme, for whoever does one item of all studios."""
        grouped: dict[tuple[str, str], list[api.Submitted]] = defaultdict(list)
        for package in self.whole.walked(self.whole.packages):
            grouped[package.manifest.scheme.id, package.manifest.submission].append(package)
        return tuple(self._rounds(packages) for packages in grouped.values())

    def _rounds(self, packages: list["api.Submitted"]) -> ItemRounds:
        spec = packages[0].spec
        assert spec is not None
        rounds = tuple(self._round(item, packages) for item in spec.items)
        return ItemRounds(spec.name, rounds)

    def _round(self, item: Item, packages: list["api.Submitted"]) -> ItemRound:
        left = [p for p in packages if not self.whole.has_given(p, item.number)]
        address = self.whole.address((left or packages)[0], item.number)
        given = len(packages) - len(left)
        return ItemRound(item.number, item.title, address, given, len(packages))


@dataclass(frozen=True)
class SharedPlace:
    """Where else the same evidence stands."""

    name: str
    address: str


@dataclass(frozen=True)
class TodoLine:
    """One place that somebody is to look at."""

    studio: str
    item: int
    address: str
    evidence: str
    text: str
    given: str
    others: tuple[SharedPlace, ...]


@dataclass(frozen=True)
class TodoGroup:
    """All places of one kind."""

    kind: str
    lines: tuple[TodoLine, ...]


@dataclass(frozen=True)
class TodoView:
    """All places to look at, of all studios or of one."""

    whole: ReviewView
    key: str = ""

    @property
    def studio(self) -> str:
        """Whose these are; empty where they are of all."""
        return self._packages[0].manifest.studio if self.key and self._packages else ""

    @property
    def _packages(self) -> list["api.Submitted"]:
        return [p for p in self.whole.packages if not self.key or key_of(p) == self.key]

    @cached_property
    def groups(self) -> tuple[TodoGroup, ...]:
        """The places by their kinds."""
        lines: dict[str, list[TodoLine]] = defaultdict(list)
        for package in filter(can_judge, self._packages):
            for todo in package.todo:
                lines[todo.kind.value].append(self._line(package, todo))
        return tuple(TodoGroup(kind, tuple(found)) for kind, found in lines.items())

    def _line(self, package: "api.Submitted", todo: Todo) -> TodoLine:
        opinion = self.whole.opinions.get((package.id, todo.item))
        return TodoLine(
            studio=package.studio,
            item=todo.item,
            address=self.whole.address(package, todo.item),
            evidence="、".join(todo.evidence),
            text=todo.text,
            given=write_figure(opinion.points) if opinion else "",
            others=tuple(self._others(todo)),
        )

    def _others(self, todo: Todo) -> Iterator[SharedPlace]:
        for place in todo.others:
            other = self.whole.review.package(place.package)
            if can_judge(other):
                title = f"{place.studio} {place.evidence}"
                yield SharedPlace(title, self.whole.address(other, place.item))


@dataclass(frozen=True)
class LeftLine:
    """Something that was not taken, and why."""

    where: str
    studio: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class LeftView:
    """What lies in the folder and is not in the table."""

    review: "api.Review"

    @property
    def refused(self) -> tuple[LeftLine, ...]:
        """What was handed in and cannot be used."""
        return tuple(
            LeftLine(
                self._where(one.place),
                one.manifest.studio if one.manifest else "",
                one.reason,
                one.remedy,
            )
            for one in self.review.refused
        )

    @property
    def passed_over(self) -> tuple[LeftLine, ...]:
        """What is nothing that is handed in."""
        return tuple(
            LeftLine(self._where(one.place), "", one.reason) for one in self.review.passed_over
        )

    def _where(self, place: Path) -> str:
        folder = self.review.folder
        return str(place.relative_to(folder)) if place.is_relative_to(folder) else place.name
