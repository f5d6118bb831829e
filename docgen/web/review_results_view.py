"""What the opinions come to, and the files that tell it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docgen import api
from docgen.issues.finding import Finding
from docgen.model.review_terms import COMBINATION_WORDS
from docgen.review.results import ItemResult, ResultGroup, ResultRow, Results
from docgen.text.wording import write_figure
from docgen.web.job_view import JobView
from docgen.web.jobs import PageJob
from docgen.web.offered_file import OfferedFile
from docgen.web.review_view import ReviewView, can_judge

_MOST_FILES = 2_000


@dataclass(frozen=True)
class ItemHead:
    """A column of the results."""

    number: int
    title: str


@dataclass(frozen=True)
class ItemCell:
    """One item of one studio."""

    final: str
    title: str
    address: str
    apart: bool


@dataclass(frozen=True)
class StudioResult:
    """One studio's line."""

    rank: str
    studio: str
    unranked: str
    cells: tuple[ItemCell, ...]
    total: str
    grade: str
    missing: str


@dataclass(frozen=True)
class ResultTable:
    """The studios of one submission of one scheme."""

    title: str
    numbers: tuple[ItemHead, ...]
    rows: tuple[StudioResult, ...]


@dataclass(frozen=True)
class ResultsView:
    """What the opinions come to, as far as this reviewer may see it.

    `folder` is where results are written; `last_job` writes them, or did so last. `local` says that
    the page's user sits at this computer.
    """

    whole: ReviewView
    folder: Path
    last_job: PageJob | None
    local: bool

    @cached_property
    def _results(self) -> Results:
        return api.see_results(self.whole.review, self.whole.reviewer)

    @property
    def can_write(self) -> bool:
        """Whether there is anything to write, and all packages are known."""
        is_writing = self.last_job is not None and self.last_job.running
        ready = bool(self._results.groups) and self.whole.review.is_whole
        return ready and self.whole.sees_all and not is_writing

    @property
    def job(self) -> JobView | None:
        """The writing in words."""
        return JobView(self.last_job) if self.last_job else None

    @cached_property
    def files(self) -> tuple[OfferedFile, ...]:
        """The files that were written last, for whoever may see what all gave."""
        if not self.whole.sees_all:
            return ()
        return tuple(
            OfferedFile(name=path.relative_to(self.folder).as_posix(), path=path)
            for path in list_results(self.folder)
        )

    @property
    def how(self) -> str:
        """How several opinions become one figure, in words."""
        review = self.whole.review
        rules = (review.rules_of(p.spec) for p in review.packages if p.spec)
        words = "、".join(dict.fromkeys(COMBINATION_WORDS[rule.combine] for rule in rules))
        said = [f"几位评审人给的分取{words}。"] if words else []
        if review.settings.blind:
            said.append(
                "背靠背：自己没有给分的项目，别人的分和合成的分都不显示；全部给完才能写结果。"
            )
        return "".join(said)

    @property
    def findings(self) -> Sequence[Finding]:
        """What is to be settled before results hold."""
        return self._results.findings

    @cached_property
    def groups(self) -> tuple[ResultTable, ...]:
        """A table for each submission."""
        return tuple(self._table(group) for group in self._results.groups)

    def _table(self, group: ResultGroup) -> ResultTable:
        heads = tuple(ItemHead(i.number, f"{i.number} {i.title}") for i in group.spec.items)
        rows = tuple(self._row(row, heads) for row in group.rows)
        return ResultTable(f"{group.submission}（{group.title}）", heads, rows)

    def _row(self, row: ResultRow, heads: Sequence[ItemHead]) -> StudioResult:
        known = {item.number: item for item in row.items}
        cells = [self._cell(row, head, known.get(head.number)) for head in heads]
        missing = "、".join(f"{name} {count} 项" for name, count in row.missing)
        rank = "" if row.rank is None else str(row.rank)
        studio, total = row.package.studio, write_figure(row.total)
        return StudioResult(rank, studio, row.unranked, tuple(cells), total, row.grade, missing)

    def _cell(self, row: ResultRow, head: ItemHead, item: ItemResult | None) -> ItemCell:
        judged = can_judge(row.package)
        address = self.whole.address(row.package, head.number) if judged else ""
        if item is None:
            return ItemCell("", head.title, address, apart=False)
        given = "、".join(
            f"{one.reviewer} {write_figure(one.points)}"
            for one in item.opinions
            if one.points is not None
        )
        said = [head.title, f"自评 {write_figure(item.claimed) or '—'}"]
        said.append(f"核算 {write_figure(item.computed) or '—'}")
        title = "；".join([*said, given] if given else said)
        return ItemCell(write_figure(item.final), title, address, item.apart)


def list_results(folder: Path) -> list[Path]:
    """Return the files of the results, in folders within too; links are none."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        folders.sort()
        found += [Path(place) / name for name in sorted(files) if not name.startswith(".")]
    return [path for path in found[:_MOST_FILES] if not path.is_symlink()]
