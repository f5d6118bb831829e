"""汇总.xlsx: the sums over many packages as a workbook.

A sheet for each scheme and submission, one of evidence that several studios hand in, and one of
what was not taken. The file knows itself: one that somebody edited is never overwritten.
"""

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.hyperlink import Hyperlink  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from docgen.issues.errors import OutputError
from docgen.issues.finding import Level
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.office.workbook_style import (
    LINE_PT,
    PADDING_PT,
    SIZE,
    Column,
    SheetPage,
    Value,
    count_lines,
    row_height,
    save_book,
    set_page,
    style_cell,
    write_title,
    write_value,
)
from docgen.package.manifest import Document, Manifest
from docgen.summary.summary import (
    Group,
    Ranked,
    SharedEvidence,
    StudioEvidence,
    find_shared,
    group_packages,
)
from docgen.summary.taken_packages import Found, Package, Refused
from docgen.system.atomic_files import translate_errors, write_atomically
from docgen.system.reproducible_zip import write_zip
from docgen.text.wording import PageRange, write_figure
from docgen.verify.known_schemes import Standing

SHARED_SHEET, REFUSED_SHEET = "重复的佐证", "没有计入的"

_MARK = "docgen-summary:"
_CORE = "docProps/core.xml"
_HEAD = 3
_PAGE = SheetPage(_HEAD, "A3", sides=0.4, top=0.5, bottom=0.8, footer=0.3)
_LONGEST_SHEET_NAME = 31


@dataclass(frozen=True)
class Summary:
    """What was summed up, and where it was written."""

    file: Path
    groups: tuple[Group, ...]
    shared: tuple[SharedEvidence, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class _Link:
    """A cell that opens a file, at a page where the file is a PDF."""

    value: Value
    target: str
    location: str | None = None


_Cell = Value | _Link


def write_summary(found: Found, file: Path) -> Summary:
    """Write the sums over the packages into `file`.

    OutputError where it cannot be written, or where somebody edited what stands there.
    """
    groups, shared = group_packages(found.packages), find_shared(found.packages)
    _refuse_edited(file)
    contents = _mark(_draw_summary(groups, shared, found.refused, file.parent))
    with translate_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, contents)
    return Summary(file, groups, shared, found.refused)


def _draw_summary(
    groups: Sequence[Group],
    shared: Sequence[SharedEvidence],
    refused: Sequence[Refused],
    folder: Path,
) -> Workbook:
    """Return the workbook; its links lead from `folder`, where it will lie."""
    book = Workbook()
    book.remove(book.active)
    for group in groups:
        _draw_group(book, group, folder)
    if shared or groups:
        _draw_shared(book, shared, folder)
    if refused or not groups:
        _draw_refused(book, refused, folder)
    return book


# ── knowing one's own file ────────────────────────────────────────────────────────────────────


def _mark(book: Workbook) -> bytes:
    """Return the workbook with the digest of all that is in it."""
    book.properties.identifier = _MARK
    contents = save_book(book, "自评汇总")
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        parts: dict[str, bytes | Path] = {name: package.read(name) for name in package.namelist()}
        core = package.read(_CORE)
    parts[_CORE] = core.replace(_MARK.encode(), (_MARK + _digest(contents)).encode())
    target = io.BytesIO()
    write_zip(parts, target)
    return target.getvalue()


def _digest(contents: bytes) -> str:
    """The digest of everything but the properties, where it stands itself."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        for name in sorted(set(package.namelist()) - {_CORE}):
            digest.update(name.encode() + b"\0" + package.read(name))
    return digest.hexdigest()


def _is_ours(contents: bytes) -> bool:
    """Whether a workbook is as `write_summary` wrote it."""
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as package:
            core = package.read(_CORE).decode("utf-8", "replace")
        return _MARK + _digest(contents) in core
    except (zipfile.BadZipFile, KeyError):
        return False


def _refuse_edited(file: Path) -> None:
    if not os.path.lexists(file):
        return
    with translate_errors(file):
        ours = file.is_file() and _is_ours(file.read_bytes())
    if not ours:
        raise refuse(OutputError, issue("output", Location(str(file)), "edited_summary"))


# ── a scheme's sheet ──────────────────────────────────────────────────────────────────────────


def _draw_group(book: Workbook, group: Group, folder: Path) -> None:
    scored = any(ranked.total is not None for ranked in group.ranked)
    titles = _category_titles(group)
    columns = [*_columns(group, titles)] if scored else [*_bare_columns()]
    sheet = _start(
        book,
        f"{group.scheme} {group.submission}",
        group.title or group.scheme,
        _write_facts(group),
        columns,
    )
    for row, ranked in enumerate(group.ranked, start=_HEAD + 1):
        cells = (
            _score_row(ranked, titles, group, folder)
            if scored
            else _bare_row(ranked, group, folder)
        )
        _put_row(sheet, columns, row, cells)
    last = len(group.ranked) + _HEAD
    if scored:
        counted = sum(ranked.rank is not None for ranked in group.ranked)
        _add_means(sheet, columns, last, counted)
    sheet.auto_filter.ref = f"A{_HEAD}:{get_column_letter(len(columns))}{last}"


def _write_facts(group: Group) -> str:
    """What a reader must know of a sheet: how many there are, and what was not looked at."""
    facts = [f"方案 {group.scheme}　{group.submission}　共 {len(group.ranked)} 份"]
    unranked = sum(ranked.rank is None for ranked in group.ranked)
    if unranked and any(ranked.total is not None for ranked in group.ranked):
        facts.append(f"{unranked} 份不排名次，也不计入平均（见备注）")
    states = [ranked.package.state for ranked in group.ranked]
    if any(state.standing is not Standing.SAME for state in states):
        facts.append("有的方案这里没有，得分没有重算（见“核对”一栏）")
    if not all(state.is_read_through for state in states):
        facts.append("佐证材料没有逐页翻看；要看，用 docgen verify，或 docgen summary --through")
    return "；".join(facts)


def _category_titles(group: Group) -> list[str]:
    """The categories of all packages: versions of a scheme may differ."""
    titles = [c.title for r in group.ranked for c in r.package.manifest.categories]
    return list(dict.fromkeys(titles))


def _columns(group: Group, titles: Sequence[str]) -> Iterator[Column]:
    full = {c.title: c.points for r in group.ranked for c in r.package.manifest.categories}
    yield from (Column("名次", 6), Column("工作室", 28, "left"), Column("单位", 26, "left"))
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
) -> Iterator[_Cell]:
    package, manifest = ranked.package, ranked.package.manifest
    totals = manifest.totals
    yield from ("—" if ranked.rank is None else ranked.rank, manifest.studio, manifest.unit)
    by_title = {category.title: category for category in manifest.categories}
    for title in titles:
        category = by_title.get(title)
        page = _divider(manifest, category.items[0]) if category and category.items else None
        yield None if category is None else _page_link(package, category.claimed, page, folder)
    yield from (totals.base, totals.bonus, totals.total) if totals else (None, None, None)
    yield _result(manifest)
    yield from (ranked.count(level) for level in (Level.ERROR, Level.WARNING, Level.NOTE))
    yield from _bundle_cells(package, folder)
    yield _readings(manifest)
    yield from (_write_state(package), _write_signer(package), _remark(ranked, group))


def _bare_columns() -> Iterator[Column]:
    yield from (Column("工作室", 32, "left"), Column("单位", 32, "left"))
    yield from (Column("错误", 7), Column("警告", 7), Column("提示", 7))
    yield from (Column("佐证\n件数", 8), Column("页数", 8), Column("佐证材料", 18))
    yield from (Column("核对", 22, "left"), Column("签名", 16, "left"), Column("备注", 24, "left"))


def _bare_row(ranked: Ranked, group: Group, folder: Path) -> Iterator[_Cell]:
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
    first_points, total = 3, heads.index("总分")
    for place in range(1, len(columns) + 1):
        cell = sheet.cell(row, place)
        style_cell(cell, columns[place - 1].align, False, True, True, False)
        if first_points < place <= total + 1 and counted:
            letter = get_column_letter(place)
            values = f"{letter}{_HEAD + 1}:{letter}{_HEAD + counted}"
            cell.value = f'=IF(COUNT({values})=0,"",ROUND(AVERAGE({values}),2))'
    write_value(sheet.cell(row, 2), "平均")
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
    sheet = _start(book, SHARED_SHEET, "几个工作室都交了的佐证", facts, _SHARED_COLUMNS)
    first = _HEAD + 1
    for number, group in enumerate(shared, start=1):
        last = first + len(group.pieces) - 1
        for row, piece in enumerate(group.pieces, start=first):
            told: tuple[_Cell, _Cell] = (number, group.ground) if row == first else (None, None)
            cells = (*told, *_shared_cells(piece, folder))
            _put_row(sheet, _SHARED_COLUMNS, row, cells)
        for column in ("A", "B"):
            # The cells have their looks already, which `merge_cells` would work out again.
            sheet.merged_cells.add(f"{column}{first}:{column}{last}")
        first = last + 1


def _shared_cells(piece: StudioEvidence, folder: Path) -> Iterator[_Cell]:
    """Of a row of `_SHARED_COLUMNS` all but the first two cells, which stand once a group."""
    evidence = piece.evidence
    pages = PageRange(evidence.first_page, evidence.last_page)
    yield from (piece.package.manifest.studio, evidence.id, evidence.title)
    yield from (evidence.kind, evidence.number, evidence.holder)
    yield _page_link(piece.package, str(pages), pages.first, folder)


# ── what was not taken ────────────────────────────────────────────────────────────────────────

_REFUSED_COLUMNS = (
    Column("来源", 44, "left"),
    Column("工作室", 28, "left"),
    Column("方案", 16),
    Column("原因", 44, "left"),
    Column("办法", 44, "left"),
)


def _draw_refused(book: Workbook, refused: Sequence[Refused], folder: Path) -> None:
    facts = f"共 {len(refused)} 份，没有排名次，也没有比对佐证"
    sheet = _start(book, REFUSED_SHEET, "没有计入的", facts, _REFUSED_COLUMNS)
    for number, entry in enumerate(refused, start=_HEAD + 1):
        manifest = entry.manifest
        place = _way(entry.place, folder)
        row: list[_Cell] = [_Link(place, _quote(place)) if place else str(entry.place)]
        row += [manifest.studio if manifest else "（读不出）"]
        row += [manifest.scheme.id if manifest else "—", entry.reason, entry.remedy]
        _put_row(sheet, _REFUSED_COLUMNS, number, row)


# ── links ─────────────────────────────────────────────────────────────────────────────────────


def _bundle_cells(package: Package, folder: Path) -> Iterator[_Cell]:
    volumes = _volumes(package.manifest)
    yield len(package.manifest.evidence)
    yield sum(volume.pages or 0 for volume in volumes) or None
    text = "打开压缩包" if package.is_archive else "打开"
    yield _page_link(package, text if volumes else "没有", 1, folder)


def _volumes(manifest: Manifest) -> list[Document]:
    volumes = [d for d in manifest.documents if d.role == "bundle"]
    return sorted(volumes, key=lambda document: document.first_page or 1)


def _divider(manifest: Manifest, number: int) -> int | None:
    return next((item.divider for item in manifest.items if item.number == number), None)


def _page_link(package: Package, value: Value, page: int | None, folder: Path) -> _Cell:
    """A link to a page of the bundle; to the archive as a whole, where it lies in one."""
    volumes = [v for v in _volumes(package.manifest) if page and (v.first_page or 1) <= page]
    way = _way(package.place, folder)
    if not volumes or way is None:
        return value
    if package.is_archive:
        return _Link(value, _quote(way))
    place = (page or 1) - (volumes[-1].first_page or 1) + 1
    return _Link(value, _quote(f"{way}/{volumes[-1].file}"), f"page={place}")


def _way(place: Path, folder: Path) -> str | None:
    """The way from the workbook to a package; None where they lie on different drives."""
    try:
        return Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return None


def _quote(way: str) -> str:
    # Chinese stays as it is; what means something in an address does not.
    return "".join(c if ord(c) > 127 else quote(c, safe="/") for c in way)


# ── drawing ───────────────────────────────────────────────────────────────────────────────────


def _start(
    book: Workbook, name: str, title: str, facts: str, columns: Sequence[Column]
) -> Worksheet:
    """Begin a sheet with its title, its line of facts and its column heads."""
    sheet = book.create_sheet(_sheet_name(book, name))
    write_title(sheet, title, facts, columns, (16 * 1.45, SIZE * 1.45))
    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(_HEAD, place)
        style_cell(cell, "center", False, True, True, False)
        write_value(cell, column.head)
    lines = max(count_lines(column.head, column.width) for column in columns)
    sheet.row_dimensions[_HEAD].height = lines * LINE_PT + PADDING_PT
    set_page(sheet, _PAGE)
    return sheet


def _sheet_name(book: Workbook, name: str) -> str:
    """A name Excel takes, and no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:_LONGEST_SHEET_NAME] or "汇总"
    number, fresh = 2, plain
    while fresh.casefold() in {title.casefold() for title in book.sheetnames}:
        ending = f" {number}"
        number, fresh = number + 1, plain[: _LONGEST_SHEET_NAME - len(ending)] + ending
    return fresh


def _put_row(sheet: Worksheet, columns: Sequence[Column], row: int, cells: Iterable[_Cell]) -> None:
    height = 1
    for place, (column, value) in enumerate(zip(columns, cells, strict=True), start=1):
        cell = sheet.cell(row, place)
        linked = isinstance(value, _Link)
        style_cell(cell, column.align, False, column.head == "总分", False, linked)
        shown = value.value if isinstance(value, _Link) else value
        write_value(cell, shown)
        if isinstance(value, _Link):
            cell.hyperlink = Hyperlink(
                ref=cell.coordinate, target=value.target, location=value.location
            )
        text = shown if isinstance(shown, str) else ""
        height = max(height, count_lines(text, column.width))
    sheet.row_dimensions[row].height = row_height(height)
