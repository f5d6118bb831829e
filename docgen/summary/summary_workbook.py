"""汇总.xlsx: the sums over many packages as a workbook.

For each scheme and submission a sheet of sums and one of all items; then what several studios hand
in, what was not taken, and what else lay there. The file knows itself: one that somebody edited is
never overwritten.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from docgen.issues.errors import OutputError
from docgen.issues.finding import Level
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.office.marked_workbook import mark_book, may_overwrite
from docgen.office.workbook_style import LINE_PT, PADDING_PT, Column, style_cell, write_value
from docgen.package.manifest import Manifest
from docgen.summary.linked_sheets import (
    HEAD,
    LinkedCell,
    StrongCell,
    TableCell,
    find_divider,
    link_page,
    list_volumes,
    put_row,
    put_table,
    quote_way,
    start_sheet,
    way_from,
)
from docgen.summary.package_state import tell_state
from docgen.summary.summary import (
    Group,
    Ranked,
    SharedEvidence,
    StudioEvidence,
    find_shared,
    group_packages,
)
from docgen.summary.taken_packages import Found, Package, PassedOver, Refused
from docgen.system.atomic_files import translate_errors, write_atomically
from docgen.text.printable import printable_line
from docgen.text.wording import PageRange, write_figure
from docgen.verify.known_schemes import Standing

SHARED_SHEET, REFUSED_SHEET, OTHERS_SHEET = "重复的佐证", "没有计入的", "其他文件"


@dataclass(frozen=True)
class Summary:
    """What was summed up, and where it was written."""

    file: Path
    groups: tuple[Group, ...]
    shared: tuple[SharedEvidence, ...]
    refused: tuple[Refused, ...]
    passed_over: tuple[PassedOver, ...] = ()


def write_summary(found: Found, file: Path) -> Summary:
    """Write the sums over the packages into `file`.

    OutputError where it cannot be written, or where somebody edited what stands there.
    """
    groups, shared = group_packages(found.packages), find_shared(found.packages)
    if not may_overwrite(file):
        raise refuse(OutputError, issue("output", Location(str(file)), "edited_summary"))
    contents = mark_book(_draw_summary(found, groups, shared, file.parent), "自评汇总")
    with translate_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, contents)
    return Summary(file, groups, shared, found.refused, found.passed_over)


def _draw_summary(
    found: Found, groups: Sequence[Group], shared: Sequence[SharedEvidence], folder: Path
) -> Workbook:
    """Return the workbook; its links lead from `folder`, where it will lie."""
    book = Workbook()
    book.remove(book.active)
    for group in groups:
        _draw_group(book, group, folder)
        if _is_scored(group):
            _draw_items(book, group, folder)
    if shared or groups:
        _draw_shared(book, shared, folder)
    if found.refused or not groups:
        _draw_refused(book, found.refused, folder)
    if found.passed_over:
        draw_others(book, found.passed_over)
    return book


# ── a scheme's sheet ──────────────────────────────────────────────────────────────────────────


def _is_scored(group: Group) -> bool:
    return any(ranked.total is not None for ranked in group.ranked)


def _draw_group(book: Workbook, group: Group, folder: Path) -> None:
    scored, titles = _is_scored(group), _category_titles(group)
    columns = [*_columns(group, titles)] if scored else [*_bare_columns()]
    name, title = f"{group.scheme} {group.submission}", group.title or group.scheme
    sheet = start_sheet(book, name, title, _write_facts(group), columns)
    rows = (
        _score_row(ranked, titles, group, folder) if scored else _bare_row(ranked, group, folder)
        for ranked in group.ranked
    )
    last = put_table(sheet, columns, rows)
    if scored:
        counted = sum(ranked.rank is not None for ranked in group.ranked)
        _add_means(sheet, columns, last, counted)


def _write_facts(group: Group) -> str:
    """What a reader must know of a sheet: how many there are, and what was not looked at."""
    facts = [f"方案 {group.scheme}　{group.submission}　共 {len(group.ranked)} 份"]
    unranked = sum(ranked.rank is None for ranked in group.ranked)
    if unranked and _is_scored(group):
        facts.append(f"{unranked} 份不排名次，也不计入平均（见备注）")
    states = [ranked.package.state for ranked in group.ranked]
    if any(state.standing is not Standing.SAME for state in states):
        facts.append("有的方案这里没有，得分没有重算（见“核对”一栏）")
    if not all(state.is_read_through for state in states):
        facts.append("佐证材料没有逐页翻看，名次只供参考；要看，汇总时不写 --quick")
    return "；".join(facts)


def _category_titles(group: Group) -> list[str]:
    """The categories of all packages: versions of a scheme may differ."""
    titles = [c.title for r in group.ranked for c in r.package.manifest.categories]
    return list(dict.fromkeys(titles))


def _columns(group: Group, titles: Sequence[str]) -> Iterator[Column]:
    full = {c.title: c.points for r in group.ranked for c in r.package.manifest.categories}
    yield from (Column("名次", 6), Column("状态", 11))
    yield from (Column("工作室", 28, "left"), Column("单位", 26, "left"))
    for title in titles:
        points = full[title]
        yield Column(f"{title}\n（{write_figure(points)}）" if points else title, 11)
    yield from (Column("基础分", 8), Column("加分", 7), Column("总分", 8), Column("结果", 14))
    yield from (Column("错误", 6), Column("警告", 6), Column("提示", 6))
    yield from (Column("佐证\n件数", 7), Column("页数", 7), Column("佐证材料", 16))
    yield Column("两种读法的", 44, "left")
    yield from (Column("核对", 22, "left"), Column("签名", 16, "left"), Column("备注", 24, "left"))


def _score_row(
    ranked: Ranked, titles: Sequence[str], group: Group, folder: Path
) -> Iterator[TableCell]:
    package, manifest = ranked.package, ranked.package.manifest
    totals = manifest.totals if ranked.told.is_vouched_for else None
    yield from ("—" if ranked.rank is None else ranked.rank, ranked.told.state.value)
    yield from (manifest.studio, manifest.unit)
    by_title = {category.title: category for category in manifest.categories}
    for title in titles:
        category = by_title.get(title)
        page = find_divider(manifest, category.items[0]) if category and category.items else None
        points = category.claimed if category and totals else None
        yield link_page(package.place, manifest, points, page, folder)
    yield from (totals.base, totals.bonus, totals.total) if totals else (None, None, None)
    yield _result(manifest) if ranked.told.is_vouched_for else "—"
    yield from (ranked.count(level) for level in (Level.ERROR, Level.WARNING, Level.NOTE))
    yield from _bundle_cells(package, folder)
    yield _readings(manifest)
    yield from (_write_state(package), _write_signer(package), _remark(ranked, group))


def _bare_columns() -> Iterator[Column]:
    yield Column("状态", 11)
    yield from (Column("工作室", 32, "left"), Column("单位", 32, "left"))
    yield from (Column("错误", 7), Column("警告", 7), Column("提示", 7))
    yield from (Column("佐证\n件数", 8), Column("页数", 8), Column("佐证材料", 18))
    yield from (Column("核对", 22, "left"), Column("签名", 16, "left"), Column("备注", 24, "left"))


def _bare_row(ranked: Ranked, group: Group, folder: Path) -> Iterator[TableCell]:
    yield ranked.told.state.value
    yield from (ranked.package.manifest.studio, ranked.package.manifest.unit)
    yield from (ranked.count(level) for level in (Level.ERROR, Level.WARNING, Level.NOTE))
    yield from _bundle_cells(ranked.package, folder)
    yield from (_write_state(ranked.package), _write_signer(ranked.package))
    yield _same_name(ranked, group)


_STANDINGS = {
    Standing.UNKNOWN: "这里没有它用的方案，得分没有重算",
    Standing.OTHER_VERSION: "用的是另一版方案，得分没有重算",
}


def _write_state(package: Package) -> str:
    """What was checked of a package, and what that came to."""
    state = package.state
    whole = "逐页核对过，一致" if state.is_read_through else "文件、清单、表格、对照表一致"
    said = [] if state.unsure else [whole]
    if state.standing in _STANDINGS:
        said.append(_STANDINGS[state.standing])
    if state.other_docgen:
        same = "与这一版重做的不一样，没有核实" if state.unsure else "没有看到与这一版重做的不一样"
        said.append(f"说是另一版 docgen（{state.other_docgen}）生成的，{same}")
    if state.warnings:
        said.append(f"核对时有警告 {state.warnings} 处，见 docgen verify")
    if state.filled:
        said.append("对照表的评审列填了")
    return "；".join(said)


def _write_signer(package: Package) -> str:
    if not package.state.is_signature_read:
        return "签了名，没有核对（缺部件）"
    return f"由“{package.state.signer}”签名" if package.state.signer else "没有签名"


def _result(manifest: Manifest) -> str:
    outcome = manifest.outcome
    if outcome is None:
        return "—"
    if outcome.grade or outcome.vetoed:
        return f"{outcome.grade}（否决）" if outcome.vetoed else outcome.grade
    return {True: "合格", False: "不合格", None: "—"}[outcome.passed]


def _readings(manifest: Manifest) -> str:
    """The places where another reading gives other points, with both."""
    told = [
        f"第 {r.item} 项：现按 {write_figure(r.computed)} 分，另一读法"
        f" {write_figure(r.other_points)} 分。{r.text}"
        for r in manifest.readings
        if r.other_points is not None
    ]
    rest = [r.item for r in manifest.readings if r.other_points is None]
    if rest:
        numbers = "、".join(str(number) for number in dict.fromkeys(rest))
        told.append(f"第 {numbers} 项的文字另有没写明的，见分隔页的说明")
    return "\n".join(told)


def _remark(ranked: Ranked, group: Group) -> str:
    manifest = ranked.package.manifest
    said = [text for text in (ranked.unranked, _same_name(ranked, group)) if text]
    versions = {r.package.manifest.scheme.version for r in group.ranked}
    if len(versions) > 1:
        said.append(f"方案第 {manifest.scheme.version} 版")
    if manifest.totals and not manifest.categories:
        said.append("旧版生成的清单，没有各类的分")
    return "；".join(said)


def _same_name(ranked: Ranked, group: Group) -> str:
    studio = ranked.package.manifest.studio
    same = sum(r.package.manifest.studio == studio for r in group.ranked)
    alone = same == 1 or ranked.unranked.startswith("同一工作室")
    return "" if alone else f"同名的有 {same} 份，请核对用哪一份"


def _add_means(sheet: Worksheet, columns: Sequence[Column], last: int, counted: int) -> None:
    """A row behind the last with the mean of every column of points, over the ranked: the first."""
    row, heads = last + 1, [column.head for column in columns]
    first_points, total = heads.index("单位") + 1, heads.index("总分")
    for place in range(1, len(columns) + 1):
        cell = sheet.cell(row, place)
        style_cell(cell, columns[place - 1].align, False, True, True, False)
        if first_points < place <= total + 1 and counted:
            letter = get_column_letter(place)
            values = f"{letter}{HEAD + 1}:{letter}{HEAD + counted}"
            cell.value = f'=IF(COUNT({values})=0,"",ROUND(AVERAGE({values}),2))'
    write_value(sheet.cell(row, heads.index("工作室") + 1), "平均")
    sheet.row_dimensions[row].height = LINE_PT + PADDING_PT


# ── evidence of several studios ───────────────────────────────────────────────────────────────

_SHARED_COLUMNS = (
    Column("序号", 6),
    Column("依据", 11),
    Column("工作室", 30, "left"),
    Column("佐证", 8),
    Column("标题", 40, "left"),
    Column("种类", 14),
    Column("编号", 24),
    Column("持有人", 12),
    Column("页", 10),
)


def _draw_shared(book: Workbook, shared: Sequence[SharedEvidence], folder: Path) -> None:
    facts = (
        "不同工作室的佐证里，文件一字节不差的，证书编号相同的（不计空格、标点、全半角），或照片看上去是同一张的（裁剪、缩放、转向、重新保存过也认得出）。"
        "是不是重复使用，由评审核实。"
        if shared
        else "没有发现：不同工作室之间没有相同的文件，也没有相同的证书编号。"
    )
    sheet = start_sheet(book, SHARED_SHEET, "几个工作室都交了的佐证", facts, _SHARED_COLUMNS)
    first = HEAD + 1
    for number, group in enumerate(shared, start=1):
        last = first + len(group.pieces) - 1
        for row, piece in enumerate(group.pieces, start=first):
            told: tuple[TableCell, TableCell] = (
                (number, group.ground) if row == first else (None, None)
            )
            cells = (*told, *_shared_cells(piece, folder))
            put_row(sheet, _SHARED_COLUMNS, row, cells)
        for column in ("A", "B"):
            # The cells have their looks already, which `merge_cells` would work out again.
            sheet.merged_cells.add(f"{column}{first}:{column}{last}")
        first = last + 1
    sheet.auto_filter.ref = f"A{HEAD}:{get_column_letter(len(_SHARED_COLUMNS))}{first - 1}"


def _shared_cells(piece: StudioEvidence, folder: Path) -> Iterator[TableCell]:
    """Of a row of `_SHARED_COLUMNS` all but the first two cells, which stand once a group."""
    evidence = piece.evidence
    pages = PageRange(evidence.first_page, evidence.last_page)
    yield from (piece.package.manifest.studio, evidence.id, evidence.title)
    yield from (evidence.kind, evidence.number, evidence.holder)
    yield link_page(piece.package.place, piece.package.manifest, str(pages), pages.first, folder)


# ── what was not taken ────────────────────────────────────────────────────────────────────────

_REFUSED_COLUMNS = (
    Column("来源", 44, "left"),
    Column("状态", 11),
    Column("工作室", 28, "left"),
    Column("方案", 16),
    Column("原因", 44, "left"),
    Column("办法", 44, "left"),
)


def _draw_refused(book: Workbook, refused: Sequence[Refused], folder: Path) -> None:
    facts = f"共 {len(refused)} 份，没有排名次，也没有比对佐证"
    sheet = start_sheet(book, REFUSED_SHEET, "没有计入的", facts, _REFUSED_COLUMNS)
    put_table(sheet, _REFUSED_COLUMNS, (_refused_cells(entry, folder) for entry in refused))


def _refused_cells(entry: Refused, folder: Path) -> Iterator[TableCell]:
    manifest, way = entry.manifest, way_from(folder, entry.place)
    yield LinkedCell(way, quote_way(way)) if way else str(entry.place)
    yield tell_state(entry, ()).state.value
    yield from (
        manifest.studio if manifest else "（读不出）",
        manifest.scheme.id if manifest else "—",
    )
    yield from (entry.reason, entry.remedy)


_OTHER_COLUMNS = (
    Column("文件夹", 60, "left"),
    Column("是什么", 30, "left"),
    Column("个数", 7),
    Column("名称", 70, "left"),
)
_MOST_NAMED = 12


def draw_others(book: Workbook, passed_over: Sequence[PassedOver]) -> None:
    """Draw the sheet of files that are no packages: each folder's by what they are."""
    kinds: dict[tuple[Path, str], list[str]] = defaultdict(list)
    for entry in passed_over:
        kinds[entry.place.parent, entry.reason].append(printable_line(entry.place.name))
    facts = f"共 {len(passed_over)} 个，不是报送材料，没有打开"
    sheet = start_sheet(book, OTHERS_SHEET, "文件夹里的其他文件", facts, _OTHER_COLUMNS)
    put_table(sheet, _OTHER_COLUMNS, (_other_cells(*kind, names) for kind, names in kinds.items()))


def _other_cells(folder: Path, reason: str, names: Sequence[str]) -> Iterator[TableCell]:
    etc = f" 等 {len(names)} 个" if len(names) > _MOST_NAMED else ""
    yield from (str(folder), reason, len(names), "、".join(names[:_MOST_NAMED]) + etc)


# ── all items ─────────────────────────────────────────────────────────────────────────────────


def _draw_items(book: Workbook, group: Group, folder: Path) -> None:
    """A matrix: two rows for each package, of what it claims and what its rules give."""
    titles = {i.number: i.title for r in group.ranked for i in r.package.manifest.items}
    columns = [
        *(Column("名次", 6), Column("状态", 11), Column("工作室", 28, "left"), Column("口径", 7)),
        *(Column(f"{number}\n{title[:16]}", 9) for number, title in sorted(titles.items())),
        Column("总分", 8),
    ]
    facts = "每份两行：自评的分，照方案算得的分；两个不同的格加了底色。点自评的分打开这一项的佐证"
    sheet = start_sheet(book, f"{group.scheme} 各项", f"{group.title}各项得分", facts, columns)
    sheet.freeze_panes = f"D{HEAD + 1}"
    rows = (
        cells
        for ranked in group.ranked
        for cells in (
            _claimed_cells(ranked, sorted(titles), folder),
            _computed_cells(ranked, sorted(titles)),
        )
    )
    put_table(sheet, columns, rows)


def _lead_cells(ranked: Ranked, kind: str) -> Iterator[TableCell]:
    yield from ("—" if ranked.rank is None else ranked.rank, ranked.told.state.value)
    yield from (ranked.package.manifest.studio, kind)


def _claimed_cells(ranked: Ranked, numbers: Sequence[int], folder: Path) -> Iterator[TableCell]:
    yield from _lead_cells(ranked, "自评")
    package, manifest = ranked.package, ranked.package.manifest
    items = {item.number: item for item in manifest.items} if ranked.total is not None else {}
    for number in numbers:
        item = items.get(number)
        page = item.divider if item else None
        yield link_page(package.place, manifest, item.claimed if item else None, page, folder)
    yield ranked.total


def _computed_cells(ranked: Ranked, numbers: Sequence[int]) -> Iterator[TableCell]:
    yield from _lead_cells(ranked, "算得")
    vouched = ranked.total is not None
    items = {i.number: i for i in ranked.package.manifest.items} if vouched else {}
    for number in numbers:
        item = items.get(number)
        points = item.computed if item else None
        yield StrongCell(points) if item and points != item.claimed else points
    known = [item.computed for item in items.values() if item.computed is not None]
    yield sum(known, Decimal(0)) if known else None


# ── cells ─────────────────────────────────────────────────────────────────────────────────────


def _bundle_cells(package: Package, folder: Path) -> Iterator[TableCell]:
    volumes = list_volumes(package.manifest)
    yield len(package.manifest.evidence)
    yield sum(volume.pages or 0 for volume in volumes) or None
    text = "打开压缩包" if package.is_archive else "打开"
    yield link_page(package.place, package.manifest, text if volumes else "没有", 1, folder)
