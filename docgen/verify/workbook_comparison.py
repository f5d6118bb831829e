"""Whether the workbook is the one that docgen draws, but for what a reviewer fills in.

Who fills in the reviewer's columns saves the whole file anew, so it is compared by what it says and
shows: values, formats, links, and whatever hides or covers something.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.unplaced import NOWHERE
from docgen.package.crossref_workbook import HEAD, POINTS_COLUMN, REMARKS_COLUMN
from docgen.package.manifest import EvidencePart, Manifest, ManifestItem
from docgen.text.flattening import flatten
from docgen.text.wording import PageRange, write_figure, write_ranges
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


def compare_books(file: str, wanted: BookRead, found: BookRead) -> Iterator[Issue]:
    """Say where a workbook is not the one that was drawn; last, what a reviewer filled in."""
    yield from _check_looks(file, found)
    place = Location(file)
    names, right = ([sheet.name for sheet in book.sheets] for book in (found, wanted))
    if names != right:
        yield issue("V402", place, "sheets", found=names, wanted=right)
    filled, elsewhere = 0, _find_elsewhere(wanted, found)
    if elsewhere:
        yield issue("V411", place, way=elsewhere)
    for sheet in wanted.sheets:
        other = next((s for s in found.sheets if s.name == sheet.name), None)
        if other is not None:
            yield from _compare_sheets(place, sheet, _bring_home(other, elsewhere))
            yield from _check_filled(place, sheet, other)
            filled += _count_filled(sheet, other)
    if filled:
        yield issue("V407", place, count=filled)


def _check_looks(file: str, book: BookRead) -> Iterator[Issue]:
    """Say what of a workbook is hidden, covered, or nothing a table of figures needs."""
    place = Location(file)
    for stranger in book.strangers:
        yield issue("V404", place, "in_book", what=stranger)
    yield from (issue("V412", place, "book", note=note) for note in book.notes)
    for sheet in book.sheets:
        if sheet.is_locked:
            yield issue("V412", place, "sheet", sheet=sheet.name)
        if sheet.is_hidden:
            yield issue("V404", place, "sheet", sheet=sheet.name)
        for stranger in sheet.strangers:
            yield issue("V404", place, "in_sheet", sheet=sheet.name, what=stranger)
        yield from _check_hidden(place, sheet)
        for at, cell in sheet.cells.items():
            if cell.unseen and cell.value:
                named, text = f"{sheet.name}!{name_cell(*at)}", _shorten(cell.value)
                yield issue("V404", place, "unseen", cell=named, why=cell.unseen, text=text)


_MOST_NAMED = 8
"""Hidden rows and columns that are named."""


def _check_hidden(place: Location, sheet: SheetRead) -> Iterator[Issue]:
    rows = sorted(sheet.hidden_rows & {row for row, _ in sheet.cells})
    columns = sorted(sheet.hidden_columns & {column for _, column in sheet.cells})
    if rows and sheet.is_filtered:
        yield issue("V408", place, sheet=sheet.name, rows=len(rows))
    elif rows:
        named = write_ranges(PageRange(row, row) for row in rows[:_MOST_NAMED])
        yield issue("V404", place, "rows", sheet=sheet.name, rows=named)
    if columns:
        letters = [name_cell(1, column)[:-1] for column in columns[:_MOST_NAMED]]
        yield issue("V404", place, "columns", sheet=sheet.name, columns=letters)


def _compare_sheets(place: Location, wanted: SheetRead, found: SheetRead) -> Iterator[Issue]:
    if wanted.printed != found.printed:
        both = {"found": found.printed, "wanted": wanted.printed}
        yield issue("V402", place, "headers", sheet=wanted.name, **both)
    if wanted.merged != found.merged:
        cells = sorted(wanted.merged ^ found.merged)[:4]
        yield issue("V404", place, "merged", sheet=wanted.name, cells=cells)
    for pair in _pair_cells(wanted, found):
        yield from _compare_cells(place, pair)


def _compare_cells(place: Location, pair: _Pair) -> Iterator[Issue]:
    wanted, found = pair.wanted, pair.found
    if (wanted.value, wanted.is_number) != (found.value, found.is_number):
        case = "cell_text" if wanted.is_number and wanted.value == found.value else "cell"
        right, wrong = (_shorten(cell.value) or "空的" for cell in (wanted, found))
        yield issue("V402", place, case, cell=pair.name, found=wrong, wanted=right)
    elif wanted.format.casefold() != found.format.casefold() and found.value:
        yield issue("V404", place, "format", cell=pair.name, found=found.format)
    if wanted.link != found.link:
        right, wrong = _write_link(wanted.link), _write_link(found.link)
        yield issue("V405", place, "target", cell=pair.name, found=wrong, wanted=right)
    elif found.tip not in {"", wanted.tip}:
        both = {"found": _shorten(found.tip), "wanted": wanted.tip}
        yield issue("V405", place, "tip", cell=pair.name, **both)


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


def _check_filled(place: Location, wanted: SheetRead, found: SheetRead) -> Iterator[Issue]:
    """Say what leads out of a workbook from the reviewer's columns, and another sum below them."""
    own = _reviewers_columns(wanted)
    for at, cell in found.cells.items():
        name, text = f"{found.name}!{name_cell(*at)}", _shorten(cell.value)
        if at[0] <= HEAD or at[1] not in own:
            continue
        if cell.link is not None or _LEADS_OUT.search(cell.value):
            yield issue("V405", place, "filled", cell=name, text=text)
        drawn = wanted.cells.get(at, _NOTHING).value
        if drawn.startswith("=") and cell.value.startswith("=") and drawn != cell.value:
            yield issue("V402", place, "sum", cell=name, found=text, wanted=_shorten(drawn))


def _count_filled(wanted: SheetRead, found: SheetRead) -> int:
    own, drawn = _reviewers_columns(wanted), wanted.cells
    filled = ((p, c.value) for p, c in found.cells.items() if p[0] > HEAD and p[1] in own)
    return sum(value != drawn.get(place, _NOTHING).value for place, value in filled)


# --- without the scheme ------------------------------------------------------------------------


def check_values(manifest: Manifest, file: str, book: BookRead) -> Iterator[Issue]:
    """Say which cells do not have the value that the manifest has, where none can be drawn."""
    yield from _check_looks(file, book)
    tables = [_read_table(sheet) for sheet in book.sheets[:2]]
    by_item, by_evidence = tables if len(tables) == 2 else ([], [])
    yield from _check_items(manifest, by_item, Location(file))
    yield from _check_evidence(manifest, by_evidence, Location(file))


def _read_table(sheet: SheetRead) -> list[dict[str, str]]:
    heads = {column: flatten(c.value) for (row, column), c in sheet.cells.items() if row == HEAD}
    rows: dict[int, dict[str, str]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row > HEAD and column in heads:
            rows.setdefault(row, dict.fromkeys(heads.values(), ""))[heads[column]] = flatten(
                cell.value
            )
    return list(rows.values())


def _check_items(
    manifest: Manifest, table: list[dict[str, str]], place: Location
) -> Iterator[Issue]:
    number, first, pieces = "", {}, {}
    for row in table:
        if row.get("编号", "").isdecimal():
            number = row["编号"]
            first[number], pieces[number] = row, list[dict[str, str]]()
        if number and row.get("佐证") not in ("", None, "(无)"):
            pieces[number].append(row)
        if row.get("考核内容") == "总得分" and manifest.totals is not None:
            total = {"自评": write_figure(manifest.totals.total)}
            yield from _compare_row(issue("sheet-row", NOWHERE, "total"), row, total, place)
    evidence = {piece.id: piece for piece in manifest.evidence}
    for item in manifest.items:
        number = str(item.number)
        if number not in first:
            yield issue("V402", place, "no_item", item=item.number)
            continue
        name = issue("sheet-row", NOWHERE, "item", number=item.number)
        yield from _compare_row(name, first[number], _item_cells(item), place)
        wanted = [evidence[id_] for id_ in item.evidence if id_ in evidence]
        yield from _check_listed(item.number, pieces[number], wanted, place)


def _check_listed(
    item: int, listed: list[dict[str, str]], wanted: list[EvidencePart], place: Location
) -> Iterator[Issue]:
    if len(listed) != len(wanted):
        both = {"found": len(listed), "wanted": len(wanted)}
        yield issue("V402", place, "listed", item=item, **both)
    for cells, piece in zip(listed, wanted, strict=False):
        if not cells["佐证"].startswith(flatten(f"{piece.id}　{piece.title}")):
            of = {"evidence": piece.id, "found": cells["佐证"]}
            yield issue("V402", place, "titled", item=item, **of)
        row = issue("sheet-row", NOWHERE, "of_item", number=item, evidence=piece.id)
        yield from _compare_row(row, cells, {"起止页": _pages_of(piece)}, place)


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


def _check_evidence(
    manifest: Manifest, table: list[dict[str, str]], place: Location
) -> Iterator[Issue]:
    rows = {row.get("编号", ""): row for row in table}
    if len(table) != len(manifest.evidence):
        both = {"found": len(table), "wanted": len(manifest.evidence)}
        yield issue("V402", place, "count", **both)
    for piece in manifest.evidence:
        if piece.id not in rows:
            yield issue("V402", place, "no_evidence", evidence=piece.id)
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
        row = issue("sheet-row", NOWHERE, "evidence", evidence=piece.id)
        yield from _compare_row(row, rows[piece.id], wanted, place)


def _compare_row(
    name: Issue, row: Mapping[str, str], wanted: Mapping[str, str], place: Location
) -> Iterator[Issue]:
    """What of a row is not as wanted. Columns that are not there say nothing."""
    for head, value in wanted.items():
        if head in row and row[head] != flatten(value):
            both = {"found": row[head] or "空的", "wanted": value or "空的"}
            yield issue("V402", place, "value", row=name, head=head, **both)
