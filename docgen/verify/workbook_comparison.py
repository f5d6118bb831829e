"""Whether the workbook is the one that docgen draws, but for what a reviewer fills in.

Who fills in the reviewer's columns saves the whole file anew, so it is compared by what it says and
shows: values, formats, links, and whatever hides or covers something.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from docgen.package.crossref_workbook import HEAD, POINTS_COLUMN, REMARKS_COLUMN
from docgen.package.manifest import EvidencePart, Manifest, ManifestItem
from docgen.text.wording import PageRange, write_figure, write_ranges
from docgen.verify.bundle_contents import flatten
from docgen.verify.bundle_pages import VerifyFinding
from docgen.verify.workbook_contents import BookRead, CellRead, SheetRead, name_cell

_NOTHING = CellRead("")
_REVIEWERS = (POINTS_COLUMN, REMARKS_COLUMN)
_LONGEST = 40
_LEADS_OUT = re.compile(r"^=.*(HYPERLINK|WEBSERVICE|DDE|CALL\(|://|\[|\|)", re.IGNORECASE)
"""Formulas that open, fetch or start something, or look into other files."""


@dataclass(frozen=True)
class _Pair:
    """A cell as it should be and as it is, and what messages call it."""

    name: str
    wanted: CellRead
    found: CellRead


def compare_books(file: str, wanted: BookRead, found: BookRead) -> Iterator[VerifyFinding]:
    """Say where a workbook is not the one that was drawn; last, what a reviewer filled in."""
    yield from check_looks(file, found)
    names = [sheet.name for sheet in found.sheets]
    if names != [sheet.name for sheet in wanted.sheets]:
        right = "、".join(sheet.name for sheet in wanted.sheets)
        yield VerifyFinding("V402", file, None, f"工作表是 {'、'.join(names)}，应是 {right}")
    filled, elsewhere = 0, _find_elsewhere(wanted, found)
    if elsewhere:
        what = f"在别的文件夹里存过，链接都成了“{elsewhere}…”，打开的不是与它放在一起的佐证材料"
        yield VerifyFinding("V411", file, None, what)
    for sheet in wanted.sheets:
        other = next((s for s in found.sheets if s.name == sheet.name), None)
        if other is not None:
            yield from _compare_sheets(file, sheet, _bring_home(other, elsewhere))
            yield from _check_filled(file, sheet, other)
            filled += _count_filled(sheet, other)
    if filled:
        what = f"评审得分、评审备注填了 {filled} 格；报送时这两列是空的，评审填过的才不空"
        yield VerifyFinding("V407", file, None, what)


def check_looks(file: str, book: BookRead) -> Iterator[VerifyFinding]:
    """Say what of a workbook is hidden, covered, or nothing a table of figures needs."""
    for stranger in book.strangers:
        yield VerifyFinding("V404", file, None, f"工作簿里有{stranger}")
    yield from (VerifyFinding("V412", file, None, what) for what in book.notes)
    for sheet in book.sheets:
        if sheet.is_locked:
            yield VerifyFinding("V412", file, None, f"工作表“{sheet.name}”上了锁，格子填不进")
        if sheet.is_hidden:
            yield VerifyFinding("V404", file, None, f"工作表“{sheet.name}”是隐藏的")
        for stranger in sheet.strangers:
            yield VerifyFinding("V404", file, None, f"工作表“{sheet.name}”里有{stranger}")
        yield from _check_hidden(file, sheet)
        for place, cell in sheet.cells.items():
            if cell.unseen and cell.value:
                what = f"{sheet.name}!{name_cell(*place)} 的{cell.unseen}：“{_shorten(cell.value)}”"
                yield VerifyFinding("V404", file, None, what)


def _check_hidden(file: str, sheet: SheetRead) -> Iterator[VerifyFinding]:
    rows = sorted(sheet.hidden_rows & {row for row, _ in sheet.cells})
    columns = sorted(sheet.hidden_columns & {column for _, column in sheet.cells})
    if rows and sheet.is_filtered:
        what = f"工作表“{sheet.name}”筛选过，有 {len(rows)} 行没有显示"
        yield VerifyFinding("V408", file, None, what)
    elif rows:
        named = write_ranges(PageRange(row, row) for row in rows[:8])
        yield VerifyFinding("V404", file, None, f"工作表“{sheet.name}”藏着第 {named} 行")
    if columns:
        named = "、".join(name_cell(1, column)[:-1] for column in columns[:8])
        yield VerifyFinding("V404", file, None, f"工作表“{sheet.name}”藏着 {named} 列")


def _compare_sheets(file: str, wanted: SheetRead, found: SheetRead) -> Iterator[VerifyFinding]:
    if wanted.printed != found.printed:
        what = f"工作表“{wanted.name}”的页眉页脚是“{found.printed}”，应是“{wanted.printed}”"
        yield VerifyFinding("V402", file, None, what)
    if wanted.merged != found.merged:
        named = "、".join(sorted(wanted.merged ^ found.merged)[:4])
        what = f"工作表“{wanted.name}”合并的格与生成时不一样（{named}），会盖住内容"
        yield VerifyFinding("V404", file, None, what)
    for pair in _pair_cells(wanted, found):
        yield from _compare_cells(file, pair)


def _compare_cells(file: str, pair: _Pair) -> Iterator[VerifyFinding]:
    wanted, found = pair.wanted, pair.found
    if (wanted.value, wanted.is_number) != (found.value, found.is_number):
        kind = "（写成了文字）" if wanted.is_number and wanted.value == found.value else ""
        right, wrong = _shorten(wanted.value) or "空的", _shorten(found.value) or "空的"
        yield VerifyFinding("V402", file, None, f"{pair.name}是 {wrong}{kind}，应是 {right}")
    elif wanted.format.casefold() != found.format.casefold() and found.value:
        what = f"{pair.name}的数字格式是“{found.format}”，显示的与写的会不一样"
        yield VerifyFinding("V404", file, None, what)
    if wanted.link != found.link:
        right, wrong = _write_link(wanted.link), _write_link(found.link)
        yield VerifyFinding("V405", file, None, f"{pair.name}的链接通向{wrong}，应是{right}")
    elif found.tip not in {"", wanted.tip}:
        what = f"{pair.name}的链接，指着时显示的是“{_shorten(found.tip)}”，应是“{wanted.tip}”"
        yield VerifyFinding("V405", file, None, what)


def _write_link(link: tuple[str, str] | None) -> str:
    return "（没有链接）" if link is None else f"“{'#'.join(filter(None, link))}”"


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _find_elsewhere(wanted: BookRead, found: BookRead) -> str:
    """The way that stands before every link alike, where the workbook was saved elsewhere."""
    names, targets = (
        [cell.link[0] for sheet in book.sheets for cell in sheet.cells.values() if cell.link]
        for book in (wanted, found)
    )
    ways = {target.rpartition("/")[0] for target in targets}
    (way,) = ways if len(ways) == 1 else ("",)
    same = sorted(target.rpartition("/")[2] for target in targets) == sorted(names)
    strange = ":" in way and not way.startswith("file:")
    return f"{way}/" if way and same and not strange else ""


def _bring_home(sheet: SheetRead, way: str) -> SheetRead:
    cells = {
        place: replace(cell, link=(cell.link[0].removeprefix(way), cell.link[1]))
        if cell.link
        else cell
        for place, cell in sheet.cells.items()
    }
    return replace(sheet, cells=cells)


# --- which cell is which -----------------------------------------------------------------------


def _pair_cells(wanted: SheetRead, found: SheetRead) -> Iterator[_Pair]:
    """Every cell of both but the reviewer's, a row of evidence wherever it was sorted to."""
    moved = _find_rows(wanted, found)
    back = {there: here for here, there in moved.items()}
    places = set(wanted.cells) | {(back.get(row, row), column) for row, column in found.cells}
    skipped = _reviewers_columns(wanted)
    for row, column in sorted(places):
        if row > HEAD and column in skipped:
            continue
        there = (moved.get(row, row), column)
        pair = _Pair(
            _name(wanted, row, column),
            wanted.cells.get((row, column), _NOTHING),
            found.cells.get(there, _NOTHING),
        )
        if pair.wanted != pair.found:
            yield pair


def _find_rows(wanted: SheetRead, found: SheetRead) -> dict[int, int]:
    """Where rows stand that were sorted: by what their first cells say, where each says another."""
    there = {cell.value: row for (row, column), cell in found.cells.items() if column == 1}
    here = {cell.value: row for (row, column), cell in wanted.cells.items() if column == 1}
    if len(wanted.merged) > HEAD - 1 or set(here) != set(there):
        return {}
    return {row: there[value] for value, row in here.items()}


def _reviewers_columns(sheet: SheetRead) -> set[int]:
    heads = ((place, cell.value) for place, cell in sheet.cells.items() if place[0] == HEAD)
    return {column for (_, column), head in heads if head in _REVIEWERS}


def _name(sheet: SheetRead, row: int, column: int) -> str:
    """What a cell is called: by its place, by what its row and column are about."""
    place = f"{sheet.name}!{name_cell(row, column)}"
    if row <= HEAD:
        return place
    head = sheet.cells.get((HEAD, column), _NOTHING).value
    lead = next((c.value for r in range(row, HEAD, -1) if (c := sheet.cells.get((r, 1)))), "")
    about = f"{lead} {head}".strip()
    return f"{place}（{about}）" if about else place


def _check_filled(file: str, wanted: SheetRead, found: SheetRead) -> Iterator[VerifyFinding]:
    """Say what leads out of a workbook from the reviewer's columns, and another sum below them."""
    own = _reviewers_columns(wanted)
    for place, cell in found.cells.items():
        name = f"{found.name}!{name_cell(*place)}"
        if place[0] <= HEAD or place[1] not in own:
            continue
        if cell.link is not None or _LEADS_OUT.search(cell.value):
            what = f"{name}（评审填的一栏）有通向别处的链接或公式：“{_shorten(cell.value)}”"
            yield VerifyFinding("V405", file, None, what)
        drawn = wanted.cells.get(place, _NOTHING).value
        if drawn.startswith("=") and cell.value.startswith("=") and drawn != cell.value:
            what = f"{name} 的合计公式是 {_shorten(cell.value)}，应是 {_shorten(drawn)}"
            yield VerifyFinding("V402", file, None, what)


def _count_filled(wanted: SheetRead, found: SheetRead) -> int:
    own, drawn = _reviewers_columns(wanted), wanted.cells
    filled = ((p, c.value) for p, c in found.cells.items() if p[0] > HEAD and p[1] in own)
    return sum(value != drawn.get(place, _NOTHING).value for place, value in filled)


# --- without the scheme ------------------------------------------------------------------------


def check_values(manifest: Manifest, file: str, book: BookRead) -> Iterator[VerifyFinding]:
    """Say which cells do not have the value that the manifest has, where none can be drawn."""
    yield from check_looks(file, book)
    tables = [_read_table(sheet) for sheet in book.sheets[:2]]
    by_item, by_evidence = tables if len(tables) == 2 else ([], [])
    for what in (*_item_mistakes(manifest, by_item), *_evidence_mistakes(manifest, by_evidence)):
        yield VerifyFinding("V402", file, None, what)


def _read_table(sheet: SheetRead) -> list[dict[str, str]]:
    heads = {column: flatten(c.value) for (row, column), c in sheet.cells.items() if row == HEAD}
    rows: dict[int, dict[str, str]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row > HEAD and column in heads:
            rows.setdefault(row, dict.fromkeys(heads.values(), ""))[heads[column]] = flatten(
                cell.value
            )
    return list(rows.values())


def _item_mistakes(manifest: Manifest, table: list[dict[str, str]]) -> Iterator[str]:
    number, first, pieces = "", {}, {}
    for row in table:
        if row.get("编号", "").isdecimal():
            number = row["编号"]
            first[number], pieces[number] = row, list[dict[str, str]]()
        if number and row.get("佐证") not in ("", None, "(无)"):
            pieces[number].append(row)
        if row.get("考核内容") == "总得分" and manifest.totals is not None:
            yield from _differences("总得分", row, {"自评": write_figure(manifest.totals.total)})
    evidence = {piece.id: piece for piece in manifest.evidence}
    for item in manifest.items:
        name = f"第 {item.number} 项"
        if str(item.number) not in first:
            yield f"没有{name}"
            continue
        yield from _differences(name, first[str(item.number)], _item_cells(item))
        wanted = [evidence[id_] for id_ in item.evidence if id_ in evidence]
        yield from _listed_mistakes(name, pieces[str(item.number)], wanted)


def _listed_mistakes(
    name: str, listed: list[dict[str, str]], wanted: list[EvidencePart]
) -> Iterator[str]:
    if len(listed) != len(wanted):
        yield f"{name}有 {len(listed)} 件佐证，清单是 {len(wanted)} 件"
    for cells, piece in zip(listed, wanted, strict=False):
        if not cells["佐证"].startswith(flatten(f"{piece.id}　{piece.title}")):
            yield f"{name}的佐证 {piece.id} 写的是“{cells['佐证']}”"
        yield from _differences(f"{name}佐证 {piece.id} ", cells, {"起止页": _pages_of(piece)})


def _item_cells(item: ManifestItem) -> dict[str, str]:
    pages = write_ranges(PageRange(pages.first, pages.last) for pages in item.pages)
    return {
        "考核内容": item.title,
        "满分": "加分" if item.points is None else write_figure(item.points),
        "自评": "未填" if item.claimed is None else write_figure(item.claimed),
        "落实数量": item.measure,
        "佐证页码": pages or "—",
    }


def _pages_of(piece: EvidencePart) -> str:
    return str(PageRange(piece.first_page, piece.last_page))


def _evidence_mistakes(manifest: Manifest, table: list[dict[str, str]]) -> Iterator[str]:
    rows = {row.get("编号", ""): row for row in table}
    if len(table) != len(manifest.evidence):
        yield f"列了 {len(table)} 件佐证，清单是 {len(manifest.evidence)} 件"
    for piece in manifest.evidence:
        if piece.id not in rows:
            yield f"没有佐证 {piece.id}"
            continue
        wanted = {
            "页上标注": piece.printed_as or piece.reference,
            "标题": piece.title,
            "种类": piece.kind,
            "日期": piece.date or "",
            "数量": write_figure(piece.quantity),
            "持有人": piece.holder,
            "证书或文件号": piece.number,
            "起始页": str(piece.first_page),
            "终止页": str(piece.last_page),
        }
        yield from _differences(f"佐证 {piece.id} ", rows[piece.id], wanted)


def _differences(name: str, row: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    """What of a row is not as wanted. Columns that are not there say nothing."""
    for head, value in wanted.items():
        if head in row and row[head] != flatten(value):
            yield f"{name}的{head}是 {row[head] or '空的'}，清单是 {value or '空的'}"
