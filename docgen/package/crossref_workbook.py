"""对照表.xlsx: item ↔ evidence ↔ pages as a workbook, for the reviewer to give points in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import Cell  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.cell_range import CellRange  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]
from openpyxl.worksheet.hyperlink import Hyperlink  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from docgen.bundle.front_matter import write_category
from docgen.bundle.plan import CrossReference, EvidenceEntry, ItemEntry
from docgen.model.evidence import LAST_PAGE, SourceFile
from docgen.model.scheme import Item, SubmissionSpec, Words
from docgen.model.scoring import ItemScore, Scores
from docgen.model.submission import StudioFile
from docgen.model.verdict import Verdict, judge
from docgen.office.workbook_style import (
    HIGHEST_ROW_PT,
    LINE_PT,
    PADDING_PT,
    Column,
    SheetPage,
    Value,
    count_lines,
    merge_row,
    save_book,
    set_page,
    style_cell,
    write_title,
    write_value,
)
from docgen.text.masking import publish
from docgen.text.printable import printable_line
from docgen.text.wording import PageRange, write_figure, write_ranges

POINTS_COLUMN, REMARKS_COLUMN = "评审得分", "评审备注"
"""The columns of the sheet by item that are the reviewer's to fill."""
HEAD = 3
"""Rows above the table: title, line of facts, column heads."""


@dataclass(frozen=True)
class CellContent:
    """The contents of one cell; `page` makes it a link into the bundle."""

    value: Value = None
    page: int | None = None
    merge: bool = False
    """One cell over all rows of its block."""


@dataclass(frozen=True)
class Block:
    """Rows that belong together: an item with a row for each piece of its evidence."""

    rows: tuple[tuple[CellContent, ...], ...]


def write_cross_reference(
    spec: SubmissionSpec,
    data: StudioFile,
    scores: Scores | None,
    cross_reference: CrossReference,
    *,
    words: Words,
    draft: bool,
) -> bytes:
    """Return 对照表.xlsx with a sheet by item and a sheet by evidence.

    Page numbers are links to the volumes of the bundle, which lie beside the workbook. `scores` is
    None for a submission without points; columns that would say nothing are left out.
    """
    book = Workbook()
    title = f"{publish(data.studio.name)}{spec.name}佐证对照表"
    draw = _Drawing(book, title + ("（草稿）" if draft else ""), cross_reference, draft=draft)
    files = "、".join(volume.file for volume in cross_reference.volumes)
    unit = f"{words.unit}：{publish(data.unit.name)}"
    facts = f"{unit}　　佐证材料：{files}（点蓝色页码打开）"
    verdict = judge(spec, data, scores) if scores else None
    _draw_items(draw, facts, spec, scores, verdict, cross_reference)
    _draw_evidence(draw, facts, spec, scores, cross_reference)
    return save_book(book, title)


# --- by item -----------------------------------------------------------------------------------


def _draw_items(
    draw: "_Drawing",
    facts: str,
    spec: SubmissionSpec,
    scores: Scores | None,
    verdict: Verdict | None,
    cross_reference: CrossReference,
) -> None:
    columns = _item_columns(spec, scored=scores is not None)
    sheet = draw.start(f"按{spec.bundle.item_word}", facts, columns)
    first = HEAD + 1
    for category in spec.categories:
        if len(spec.categories) > 1:
            draw.band(write_category(category))
        for item in category.items:
            entry = cross_reference.item(item.number)
            score = scores.item(item.number) if scores else None
            row = draw.next_row
            draw.block(_item_block(item, entry, score))
            if score:
                _limit_points(sheet, row, len(columns) - 1, item)
    if verdict:
        _draw_total(draw, spec, verdict, columns, first)


def _item_columns(spec: SubmissionSpec, *, scored: bool) -> tuple[Column, ...]:
    word = spec.bundle.item_word
    columns = [Column("编号", 5), Column("考核内容" if scored else f"{word}名称", 26, "left")]
    if scored:
        columns += [Column("满分", 6), Column("自评", 6), Column("落实数量", 24, "left")]
    columns += [Column("佐证页码", 11), Column("佐证", 38, "left"), Column("起止页", 9)]
    if scored:
        columns.append(Column(POINTS_COLUMN, 9))
    return (*columns, Column(REMARKS_COLUMN, 18 if scored else 30, "left"))


def _item_block(item: Item, entry: ItemEntry, score: ItemScore | None) -> Block:
    lead = [
        CellContent(item.number, page=entry.divider, merge=True),
        CellContent(item.title, merge=True),
    ]
    if score:
        full = "加分" if item.points is None else item.points
        claimed = "未填" if score.claimed is None else score.claimed
        lead += [CellContent(full, merge=True), CellContent(claimed, merge=True)]
        lead.append(CellContent(score.measure_text, merge=True))
    first = entry.ranges[0].first if entry.ranges else None
    lead.append(CellContent(write_ranges(entry.ranges) or "—", page=first, merge=True))
    tail = [CellContent(merge=True)] * (2 if score else 1)
    pieces = [_evidence_fields(item, e) for e in entry.evidence] or [
        (CellContent("（无）"), CellContent("—"))
    ]
    return Block(tuple((*lead, *piece, *tail) for piece in pieces))


def _evidence_fields(item: Item, entry: EvidenceEntry) -> tuple[CellContent, ...]:
    place = entry.elsewhere(item.number)
    elsewhere = f"（见{place}）" if place else ""
    text = f"{entry.evidence.id}　{entry.evidence.title}{elsewhere}"
    return CellContent(text), CellContent(str(entry.pages), page=entry.pages.first)


def _limit_points(sheet: Worksheet, row: int, column: int, item: Item) -> None:
    """Let the reviewer's cell take no points the item cannot have."""
    limit = None if item.bonus else item.points
    rule = DataValidation(
        type="decimal",
        operator="greaterThanOrEqual" if limit is None else "between",
        formula1="0",
        formula2=None if limit is None else write_figure(limit),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=POINTS_COLUMN,
        error="得分不能是负数"
        if limit is None
        else f"这一项的得分在 0 到 {write_figure(limit)} 之间",
    )
    rule.add(sheet.cell(row, column))
    sheet.add_data_validation(rule)


def _draw_total(
    draw: "_Drawing", spec: SubmissionSpec, verdict: Verdict, columns: Sequence[Column], first: int
) -> None:
    heads = [column.head for column in columns]
    values: dict[str, Value] = {
        "考核内容": "总得分",
        "满分": spec.full_points,
        "自评": verdict.points.total if verdict.points else None,
        "落实数量": verdict.parts or verdict.instead,
    }
    last = draw.next_row - 1
    draw.block(Block((tuple(CellContent(values.get(head)) for head in heads),)), bold=True)
    draw.formula(heads.index(POINTS_COLUMN) + 1, first, last)


# --- by evidence -------------------------------------------------------------------------------


def _draw_evidence(
    draw: "_Drawing",
    facts: str,
    spec: SubmissionSpec,
    scores: Scores | None,
    cross_reference: CrossReference,
) -> None:
    left_out = _left_out(scores)
    table = [
        _evidence_row(entry) | {"不计数": CellContent(left_out.get(entry.evidence.id))}
        for entry in cross_reference.evidence
    ]
    used = [column for column in _EVIDENCE if _is_used(column, table)]
    sheet = draw.start("按佐证", facts, [replace(c, head=_head(c.head, spec)) for c in used])
    for row in table:
        draw.block(Block((tuple(row[column.head] for column in used),)))
    if table:
        last = sheet.cell(draw.next_row - 1, len(used)).coordinate
        sheet.auto_filter.ref = f"A{HEAD}:{last}"


def _left_out(scores: Scores | None) -> dict[str, str]:
    """Why pieces of a counted kind do not count, by their ids."""
    said: dict[str, list[str]] = {}
    for score in scores.items if scores else ():
        for left in score.left_out:
            said.setdefault(left.evidence_id, []).append(f"第 {score.number} 项：{left.why}")
    return {evidence: publish("\n".join(lines)) for evidence, lines in said.items()}


_EVIDENCE = (
    Column("编号", 7),
    Column("页上标注", 15),
    Column("标题", 36, "left"),
    Column("种类", 14),
    Column("日期", 12),
    Column("数量", 8),
    Column("持有人", 12),
    Column("证书或文件号", 21),
    Column("不计数", 24, "left"),
    Column("支撑", 10),
    Column("起始页", 8),
    Column("终止页", 8),
    Column("文件", 36, "left"),
)
_ALWAYS = ("编号", "页上标注", "标题", "支撑", "起始页", "终止页", "文件")


def _is_used(column: Column, table: Iterable[dict[str, CellContent]]) -> bool:
    return column.head in _ALWAYS or any(row[column.head].value is not None for row in table)


def _head(head: str, spec: SubmissionSpec) -> str:
    return f"支撑{spec.bundle.item_word}" if head == "支撑" else head


def _evidence_row(entry: EvidenceEntry) -> dict[str, CellContent]:
    evidence, pages = entry.evidence, entry.pages
    return {
        "编号": CellContent(evidence.id),
        "页上标注": CellContent(entry.printed_as or entry.reference),
        "标题": CellContent(evidence.title),
        "种类": CellContent(evidence.kind or None),
        "日期": CellContent(str(evidence.date) if evidence.date else None),
        "数量": CellContent(evidence.quantity),
        "持有人": CellContent(evidence.holder or None),
        "证书或文件号": CellContent(evidence.number or None),
        "支撑": CellContent("、".join(str(number) for number in evidence.supports)),
        "起始页": CellContent(pages.first, page=pages.first),
        "终止页": CellContent(pages.last, page=pages.last),
        "文件": CellContent("\n".join(_write_file(file) for file in evidence.files)),
    }


def _write_file(file: SourceFile) -> str:
    path = printable_line(file.name)
    if file.pages is None:
        return path
    parts = (
        f"{first} 页起" if last == LAST_PAGE else f"{PageRange(first, last)} 页"
        for first, last in file.pages
    )
    return f"{path}（第 {'、'.join(parts)}）"


# --- drawing -----------------------------------------------------------------------------------


class _Drawing:
    """Draws tables onto the sheets of one workbook, row under row."""

    def __init__(
        self, book: Workbook, title: str, cross_reference: CrossReference, *, draft: bool
    ) -> None:
        self._book, self._title, self._draft = book, title, draft
        self._cross_reference = cross_reference
        self._sheet: Worksheet
        self._columns: Sequence[Column] = ()
        self.next_row = 1

    def start(self, name: str, facts: str, columns: Sequence[Column]) -> Worksheet:
        """Begin a sheet with its title, its line of facts and its column heads."""
        fresh = self._columns == ()
        self._sheet = self._book.active if fresh else self._book.create_sheet()
        self._sheet.title, self._columns = name, columns
        write_title(self._sheet, self._title, facts, columns, (23.0, LINE_PT))
        for place, column in enumerate(columns, 1):
            self._put(HEAD, place, CellContent(column.head), bold=True, align="center", fill=True)
        self._sheet.row_dimensions[HEAD].height = 22
        self._set_page()
        self.next_row = HEAD + 1
        return self._sheet

    def block(self, block: Block, *, bold: bool = False) -> None:
        """Draw the rows of a block; what it merges stands at its top, where a page may break."""
        start = self.next_row
        for number, row in enumerate(block.rows):
            for place, field in enumerate(row, 1):
                shown = CellContent() if field.merge and number else field
                self._put(
                    start + number,
                    place,
                    shown,
                    align=self._columns[place - 1].align,
                    top=field.merge and len(block.rows) > 1,
                    bold=bold,
                    fill=bold,
                )
        self.next_row += len(block.rows)
        self._merge(block, start)
        self._set_heights(block, start)

    def band(self, text: str) -> None:
        """Draw a row of one cell across the table."""
        for place in range(1, len(self._columns) + 1):
            field = CellContent(text if place == 1 else None)
            self._put(self.next_row, place, field, align="left", bold=True, fill=True)
        merge_row(self._sheet, self.next_row, len(self._columns))
        self._sheet.row_dimensions[self.next_row].height = LINE_PT + PADDING_PT
        self.next_row += 1

    def formula(self, column: int, first: int, last: int) -> None:
        """Add up a column from `first` to `last` in the row drawn last."""
        letter = get_column_letter(column)
        self._sheet.cell(self.next_row - 1, column).value = f"=SUM({letter}{first}:{letter}{last})"

    def _put(
        self,
        row: int,
        column: int,
        field: CellContent,
        *,
        align: str,
        top: bool = False,
        bold: bool = False,
        fill: bool = False,
    ) -> None:
        cell = self._sheet.cell(row, column)
        style_cell(cell, align, top, bold, fill, field.page is not None)
        write_value(cell, field.value)
        if field.page is not None:
            self._link(cell, field.page)

    def _link(self, cell: Cell, page: int) -> None:
        volume = self._cross_reference.volume(page)
        cell.hyperlink = Hyperlink(
            ref=cell.coordinate,
            target=_write_address(volume.file),
            location=f"page={volume.place(page)}",
            tooltip=f"打开 {volume.file} 第 {page} 页",
        )

    def _merge(self, block: Block, start: int) -> None:
        last = self.next_row - 1
        if last == start:
            return
        for place, field in enumerate(block.rows[0], 1):
            if field.merge:
                # The cells have their looks already, which `merge_cells` would work out again.
                self._sheet.merged_cells.add(
                    CellRange(min_row=start, max_row=last, min_col=place, max_col=place).coord
                )

    def _set_heights(self, block: Block, start: int) -> None:
        """Make room for every text: spreadsheets do not do it for merged cells."""
        needs = [_height(row, self._columns, merged=False) for row in block.rows]
        short = _height(block.rows[0], self._columns, merged=True) - sum(needs)
        share = max(short, 0) / len(needs)
        for number, need in enumerate(needs):
            height = min(round(need + share, 1), HIGHEST_ROW_PT)
            self._sheet.row_dimensions[start + number].height = height

    def _set_page(self) -> None:
        head = "草　稿" if self._draft else None
        set_page(
            self._sheet, SheetPage(HEAD, centred=True, sides=0.5, top=0.7, bottom=0.7, head=head)
        )


@cache
def _write_address(file: str) -> str:
    """A file beside this one: Chinese stays, what means something in an address does not."""
    return "".join(c if ord(c) > 127 else quote(c, safe="") for c in file)


def _height(row: Sequence[CellContent], columns: Sequence[Column], *, merged: bool) -> float:
    lines = [
        count_lines(_shown(field.value), column.width)
        for field, column in zip(row, columns, strict=True)
        if field.merge is merged
    ]
    return max(lines, default=1) * LINE_PT + PADDING_PT


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else write_figure(value)
