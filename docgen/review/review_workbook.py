"""评审结果.xlsx and 评审记录.xlsx: what a review comes to, and every entry that led there."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]

from docgen.issues.finding import Finding, Level
from docgen.model.review_terms import COMBINATION_WORDS
from docgen.office.workbook_style import Column, save_book
from docgen.review.open_review import Review
from docgen.review.opinions import Opinion
from docgen.review.results import ItemResult, ResultGroup, ResultRow, Results
from docgen.summary.linked_sheets import (
    HEAD,
    LinkedCell,
    StrongCell,
    TableCell,
    find_divider,
    link_page,
    put_table,
    quote_way,
    start_sheet,
    way_from,
)
from docgen.summary.summary_workbook import draw_others
from docgen.text.printable import printable_line
from docgen.text.wording import write_figure

RESULTS_NAME, PROTOCOL_NAME = "评审结果.xlsx", "评审记录.xlsx"
_LEVELS = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTE: "提示"}


def draw_results(review: Review, results: Results, folder: Path) -> bytes:
    """Return the workbook of results; its links lead from `folder`, where it will lie."""
    book = Workbook()
    book.remove(book.active)
    for group in results.groups:
        _draw_ranks(book, group, folder)
        if any(item.counts for row in group.rows for item in row.items):
            _draw_matrix(book, group, review.reviewers, folder)
    _draw_findings(book, results.findings)
    _draw_refused(book, review, folder)
    # What a review made itself is there the next time, and would change what it says.
    if others := [entry for entry in review.passed_over if not entry.ours]:
        draw_others(book, others)
    return save_book(book, "评审结果")


# --- ranks -------------------------------------------------------------------------------------

_RANK_COLUMNS = (
    Column("名次", 6),
    Column("状态", 11),
    Column("工作室", 30, "left"),
    Column("单位", 30, "left"),
    Column("区市", 14),
    Column("自评", 8),
    Column("算得", 8),
    Column("基础分", 9),
    Column("加分", 8),
    Column("总分", 9),
    Column("等次", 10),
    Column("没有评完", 20, "left"),
    Column("相差太大", 14),
    Column("签名", 18, "left"),
    Column("备注", 44, "left"),
)


def _draw_ranks(book: Workbook, group: ResultGroup, folder: Path) -> None:
    name = f"{group.scheme} {group.submission}"
    title = f"{group.submission}评审结果"
    sheet = start_sheet(book, name, title, _write_facts(group), _RANK_COLUMNS)
    put_table(sheet, _RANK_COLUMNS, (_rank_cells(row, folder) for row in group.rows))


def _write_facts(group: ResultGroup) -> str:
    rules = group.rules
    combined = COMBINATION_WORDS[rules.combine]
    if rules.combine == "trimmed_mean":
        combined += f"（{rules.trim_from} 位起）"
    ranked = sum(row.rank is not None for row in group.rows)
    facts = [
        f"方案 {group.scheme}　共 {len(group.rows)} 份，排名次 {ranked} 份",
        f"各位评审的分：{combined}，保留 {rules.decimals} 位小数",
    ]
    if rules.reviewers_at_least > 1:
        facts.append(f"一项至少 {rules.reviewers_at_least} 位给分")
    if group.quota is not None:
        facts.append(f"优秀名额 {group.quota} 个")
    return "；".join(facts)


def _rank_cells(row: ResultRow, folder: Path) -> Iterator[TableCell]:
    package = row.package
    manifest = package.manifest
    yield from ("—" if row.rank is None else row.rank, package.state.value)
    yield link_page(package.place, manifest, package.studio, 1, folder)
    yield from (manifest.unit, package.district, package.claimed, package.computed)
    yield from (row.base, row.bonus, row.total, row.grade or "—")
    yield "；".join(f"{name} {count} 项" for name, count in row.missing)
    yield "、".join(str(item.number) for item in row.items if item.apart)
    yield package.signer or "没有签名"
    yield row.unranked


# --- all items ---------------------------------------------------------------------------------


def _draw_matrix(
    book: Workbook, group: ResultGroup, reviewers: Sequence[str], folder: Path
) -> None:
    """A row for what is claimed and what the rules give, one for each reviewer, one of all."""
    items = {item.number: item for row in group.rows for item in row.items}
    numbers = sorted(items)
    titles = {item.number: item.title for item in group.spec.items}
    columns = (
        *(Column("名次", 6), Column("工作室", 28, "left"), Column("谁的分", 12, "left")),
        *(Column(f"{number}\n{titles.get(number, '')[:16]}", 9) for number in numbers),
        Column("总分", 9),
    )
    facts = "每份一组：自评、照方案算得、各位评审、得分；得分加了底色，相差超过容许的写在“分歧”里"
    name = f"{group.scheme} 各项"
    sheet = start_sheet(book, name, f"{group.submission}各项得分", facts, columns)
    sheet.freeze_panes = f"D{HEAD + 1}"
    rows = (cells for row in group.rows for cells in _matrix_rows(row, numbers, reviewers, folder))
    put_table(sheet, columns, rows)
    _draw_apart(book, group)


def _matrix_rows(
    row: ResultRow, numbers: Sequence[int], reviewers: Sequence[str], folder: Path
) -> Iterator[Sequence[TableCell]]:
    own = {item.number: item for item in row.items}
    package = row.package
    lead: tuple[TableCell, TableCell] = ("—" if row.rank is None else row.rank, package.studio)
    claimed = (own[n].claimed if n in own else None for n in numbers)
    linked = [
        link_page(
            package.place, package.manifest, points, find_divider(package.manifest, n), folder
        )
        for n, points in zip(numbers, claimed, strict=True)
    ]
    yield (*lead, "自评", *linked, package.claimed)
    computed = [own[n].computed if n in own else None for n in numbers]
    yield (*lead, "算得", *computed, package.computed)
    for reviewer in reviewers:
        given = [_given_by(own.get(n), reviewer) for n in numbers]
        if any(points is not None for points in given):
            known = [points for points in given if points is not None]
            yield (*lead, reviewer, *given, sum(known, Decimal(0)))
    final = [StrongCell(own[n].final if n in own else None) for n in numbers]
    yield (*lead, StrongCell("得分"), *final, StrongCell(row.total))


def _given_by(item: ItemResult | None, reviewer: str) -> Decimal | None:
    held = item.opinions if item else ()
    return next((o.points for o in held if o.reviewer == reviewer), None)


_APART_COLUMNS = (
    Column("工作室", 32, "left"),
    Column("项目", 7),
    Column("考核内容", 34, "left"),
    Column("各位的分", 50, "left"),
    Column("相差", 8),
    Column("容许", 8),
)


def _draw_apart(book: Workbook, group: ResultGroup) -> None:
    titles = {item.number: item.title for item in group.spec.items}
    apart = [(row, item) for row in group.rows for item in row.items if item.apart]
    facts = f"共 {len(apart)} 处，请评审复议；改了的重新给分"
    sheet = start_sheet(book, "分歧", "各位评审相差太大的", facts, _APART_COLUMNS)
    rows = (
        (
            row.package.studio,
            item.number,
            titles.get(item.number, ""),
            "；".join(_write_opinion(opinion) for opinion in item.opinions),
            item.spread,
            item.allowed,
        )
        for row, item in apart
    )
    put_table(sheet, _APART_COLUMNS, rows)


def _write_opinion(opinion: Opinion) -> str:
    remark = f"（{opinion.remark}）" if opinion.remark else ""
    return f"{opinion.reviewer} {write_figure(opinion.points)} 分{remark}"


# --- what is wrong, and what was not taken -----------------------------------------------------

_FINDING_COLUMNS = (
    Column("轻重", 7),
    Column("代码", 8),
    Column("哪里", 40, "left"),
    Column("什么", 70, "left"),
    Column("办法", 50, "left"),
)


def _draw_findings(book: Workbook, findings: Sequence[Finding]) -> None:
    facts = f"共 {len(findings)} 条"
    sheet = start_sheet(book, "要处理的", "评审中要处理的", facts, _FINDING_COLUMNS)
    rows = ((_LEVELS[f.level], f.code, f.where, f.what, f.remedy) for f in findings)
    put_table(sheet, _FINDING_COLUMNS, rows)


_REFUSED_COLUMNS = (
    Column("来源", 50, "left"),
    Column("原因", 60, "left"),
    Column("办法", 60, "left"),
)


def _draw_refused(book: Workbook, review: Review, folder: Path) -> None:
    facts = f"共 {len(review.refused)} 份，没有评审"
    sheet = start_sheet(book, "没有收下的", "没有收下的材料", facts, _REFUSED_COLUMNS)
    rows = ((_link(e.place, folder), e.reason, e.remedy) for e in review.refused)
    put_table(sheet, _REFUSED_COLUMNS, rows)


def _link(place: Path, folder: Path) -> TableCell:
    way = way_from(folder, place)
    return LinkedCell(way, quote_way(way)) if way else printable_line(str(place))


# --- the protocol ------------------------------------------------------------------------------

_PROTOCOL_COLUMNS = (
    Column("时间", 20),
    Column("评审", 12),
    Column("工作室", 32, "left"),
    Column("项目", 7),
    Column("分", 8),
    Column("不计的佐证", 20, "left"),
    Column("备注", 50, "left"),
    Column("从哪里来", 12),
    Column("现在", 10),
)


def draw_protocol(review: Review) -> bytes:
    """Return the workbook of all entries of all reviewers, by time."""
    book = Workbook()
    book.remove(book.active)
    entries = review.protocol
    facts = f"共 {len(entries)} 条；一项给过几次的，最后一次有效"
    sheet = start_sheet(book, "评审记录", "评审记录", facts, _PROTOCOL_COLUMNS)
    put_table(sheet, _PROTOCOL_COLUMNS, (_protocol_cells(review, entry) for entry in entries))
    return save_book(book, "评审记录")


def _protocol_cells(review: Review, entry: Opinion) -> Iterator[TableCell]:
    held = review.opinions.get(entry.reviewer, {}).get((entry.package, entry.item))
    yield from (entry.at.strftime("%Y-%m-%d %H:%M:%S"), entry.reviewer, entry.studio, entry.item)
    yield "撤回" if not entry.says_anything else entry.points
    yield from ("、".join(entry.struck), entry.remark)
    yield "对照表" if entry.from_book else "给分"
    yield "有效" if held is entry else "已改" if held else "没有采用"
