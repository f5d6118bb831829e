"""What came of a batch, gathered: a line of JSON for each workspace, and a workbook.

The records of a province do not fit into memory: each is written down when it comes, and a list
of where they stand is all that is kept.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from docgen.batch.batch_jobs import BatchKind
from docgen.batch.batch_records import BatchRecord, BatchState, read_record
from docgen.batch.stores import Store
from docgen.issues.finding import Level
from docgen.office.workbook_style import (
    FONT,
    HEADING_FONT,
    SIZE,
    TITLE_SIZE,
    Column,
    SheetPage,
    Value,
    count_lines,
    row_height,
    save_book,
    set_page,
    style_cell,
    write_value,
)

KIND_WORDS = {
    BatchKind.BUILD: "生成",
    BatchKind.CHECK: "检查",
    BatchKind.VERIFY: "核对",
    BatchKind.SUMMARY: "汇总",
}
STATE_WORDS = {
    BatchState.DONE: "通过",
    BatchState.REFUSED: "退回",
    BatchState.FAILED: "没有做成",
    BatchState.PASSED: "没有处理",
}
_LEVEL_WORDS = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTE: "提示"}
_SUBMISSIONS = {"assessment": "年度绩效评估", "application": "申报"}
_MOST_ROWS = 1_000_000
"""Of one sheet; Excel takes a few more."""
_HEAD_ROW = 3
_MOST_TOLD = 3

_RESULTS = (
    Column("名称", 30, "left"), Column("结果", 10), Column("工作室", 28, "left"),
    Column("单位", 26, "left"), Column("报送种类", 14), Column("总分", 8), Column("错误", 6),
    Column("警告", 6), Column("提示", 6), Column("用时\n（秒）", 8),
    Column("材料在目标的哪里", 34, "left"), Column("说明", 60, "left"),
)  # fmt: skip
_FINDINGS = (
    Column("名称", 30, "left"), Column("工作室", 28, "left"), Column("程度", 7),
    Column("代码", 7), Column("位置", 30, "left"), Column("内容", 60, "left"),
    Column("办法", 50, "left"),
)  # fmt: skip


class Gathering:
    """The records of one run, as they come. Use as a context manager."""

    def __init__(self) -> None:
        self._spool = TemporaryFile(prefix="docgen-batch-")  # noqa: SIM115 - closed by `__exit__`
        self._places: list[tuple[str, int, int]] = []
        self.counts: Counter[BatchState] = Counter()
        self.former = 0
        self.unbuilt = 0

    def __enter__(self) -> "Gathering":
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, record: BatchRecord) -> None:
        """Take one in."""
        line = record.line()
        self._places.append((record.name, self._spool.tell(), len(line)))
        self._spool.write(line)
        self.counts[record.state] += 1
        self.former += not record.fresh
        self.unbuilt += record.unbuilt

    def __len__(self) -> int:
        return len(self._places)

    def lines(self) -> Iterator[bytes]:
        """Every record as a line, by name."""
        for _, place, length in sorted(self._places):
            self._spool.seek(place)
            yield self._spool.read(length)
        self._spool.seek(0, 2)

    def records(self) -> Iterator[BatchRecord]:
        """Every record, by name."""
        return filter(None, map(read_record, self.lines()))


@dataclass(frozen=True)
class BatchReport:
    """Where the two files of a report lie, by their names at the target."""

    book: str
    lines: str


def write_batch_report(
    gathering: Gathering, kind: BatchKind, target: Store, now: datetime.datetime, scratch: Path
) -> BatchReport:
    """Put both files at the target, under names that no other run has. StorageError."""
    stem = f"批量{KIND_WORDS[kind]}-{now:%Y%m%d-%H%M%S}"
    report = BatchReport(f"{stem}.xlsx", f"{stem}.jsonl")
    lines, book = scratch / "report.jsonl", scratch / "report.xlsx"
    with lines.open("wb") as file:
        file.writelines(gathering.lines())
    book.write_bytes(save_book(_draw(gathering, kind, now), f"批量{KIND_WORDS[kind]}"))
    target.put(lines, report.lines)
    target.put(book, report.book)
    return report


# --- the workbook ------------------------------------------------------------------------------


def _draw(gathering: Gathering, kind: BatchKind, now: datetime.datetime) -> Workbook:
    book = Workbook(write_only=True)
    title = f"批量{KIND_WORDS[kind]}的结果"
    facts = f"{now:%Y-%m-%d %H:%M}　共 {len(gathering)} 份：{_write_counts(gathering)}"
    _fill(book, "结果", (title, facts), _RESULTS, map(_result_row, gathering.records()))
    rows = (row for record in gathering.records() for row in _finding_rows(record))
    _fill(book, "检查结果", (f"批量{KIND_WORDS[kind]}：逐条的检查结果", facts), _FINDINGS, rows)
    return book


def _write_counts(gathering: Gathering) -> str:
    counts = gathering.counts
    return "，".join(f"{word} {counts[s]}" for s, word in STATE_WORDS.items() if counts[s])


def _fill(
    book: Workbook,
    name: str,
    head: tuple[str, str],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
) -> None:
    """One sheet, or as many as the rows need."""
    sheet, number = _begin(book, name, head, columns), 1
    placed = _HEAD_ROW
    for row in rows:
        if placed >= _MOST_ROWS:
            number += 1
            sheet, placed = _begin(book, f"{name}（{number}）", head, columns), _HEAD_ROW
        placed += 1
        lines = [
            count_lines(value, column.width)
            for value, column in zip(row, columns, strict=True)
            if isinstance(value, str)
        ]
        sheet.row_dimensions[placed].height = row_height(max(lines, default=1))
        sheet.append([_cell(sheet, v, c.align) for v, c in zip(row, columns, strict=True)])


def _begin(book: Workbook, name: str, head: tuple[str, str], columns: Sequence[Column]) -> Any:  # noqa: ANN401
    sheet = book.create_sheet(name)
    set_page(sheet, SheetPage(_HEAD_ROW, "A3", sides=0.4, top=0.5, bottom=0.8, footer=0.3))
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{last}{_MOST_ROWS}"
    for text, size in zip(head, (TITLE_SIZE, SIZE), strict=True):
        cell = WriteOnlyCell(sheet)
        write_value(cell, text)
        cell.font = Font(name=HEADING_FONT if size > SIZE else FONT, size=size)
        sheet.append([cell])
    lines = max(column.head.count("\n") + 1 for column in columns)
    sheet.row_dimensions[_HEAD_ROW].height = row_height(lines)
    sheet.append([_cell(sheet, column.head, "center", head=True) for column in columns])
    return sheet


def _cell(sheet: Any, value: Value, align: str, *, head: bool = False) -> WriteOnlyCell:  # noqa: ANN401
    cell = WriteOnlyCell(sheet)
    write_value(cell, value)
    style_cell(cell, align, top=not head, bold=head, fill=head, linked=False)
    return cell


def _result_row(record: BatchRecord) -> list[Value]:
    return [
        record.name,
        STATE_WORDS.get(record.state, record.state),
        record.studio,
        record.unit,
        _SUBMISSIONS.get(record.submission, record.submission),
        record.total,
        *(record.count(level) for level in Level),
        round(record.seconds),
        record.package,
        _explain(record),
    ]


def _explain(record: BatchRecord) -> str:
    """The first of what stands in the way, and what else is to be known."""
    errors = [told.what for told in record.findings if told.level == Level.ERROR]
    more = [f"另有 {len(errors) - _MOST_TOLD} 处"] if len(errors) > _MOST_TOLD else []
    return "；".join((*errors[:_MOST_TOLD], *more, *record.notes))


def _finding_rows(record: BatchRecord) -> Iterator[list[Value]]:
    for level in Level:
        for told in record.findings:
            if told.level == level:
                word = _LEVEL_WORDS[level]
                yield [
                    record.name,
                    record.studio,
                    word,
                    told.code,
                    told.where,
                    told.what,
                    told.remedy,
                ]
