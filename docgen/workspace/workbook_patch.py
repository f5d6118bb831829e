"""Cells written into a workbook that somebody has made, everything else left as it is.

Only the part of one sheet is changed, and in it only the cells that are given. A library that
reads a workbook and writes it anew loses what it does not know: drop-down lists of newer Excel,
shapes, the size of notes.
"""

import copy
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils import column_index_from_string, get_column_letter  # type: ignore[import-untyped]

from docgen.workspace.cell_values import escape

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
_EMPTY_SHEET = f'<worksheet xmlns="{_MAIN.strip("{}")}"><sheetData/></worksheet>'.encode()
_XML = "{http://www.w3.org/XML/1998/namespace}space"

Spot = tuple[int, int]
"""A row and a column, from 1."""
Edits = Mapping[Spot, "str | float | None"]
"""What is to stand in the cells; None empties one."""


def write_cells(
    workbook: bytes, sheet: str, edits: Edits, moved: Mapping[Spot, Spot] = MappingProxyType({})
) -> bytes:
    """Return the workbook with these cells of a sheet set. A new cell looks like the one above.

    `moved` says of cells from where they get what stands in them, with its look and its link;
    it is done first. KeyError where there is no such sheet.
    """
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        part = _find_part(package, sheet)
        root = etree.fromstring(package.read(part), _parser())
        _edit(root, edits, moved)
        changed = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as written:
            for entry in package.infolist():
                content = changed if entry.filename == part else package.read(entry)
                written.writestr(entry, content, entry.compress_type)
    return target.getvalue()


def keep_sheet(workbook: bytes, sheet: str) -> bytes:
    """Return the workbook with nothing in any other sheet: to read the one takes less time so."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        part = _find_part(package, sheet)
        with zipfile.ZipFile(target, "w") as written:
            for entry in package.infolist():
                folder, name = posixpath.split(entry.filename)
                is_other = folder == posixpath.dirname(part) and name.endswith(".xml")
                empty = is_other and entry.filename != part
                written.writestr(entry, _EMPTY_SHEET if empty else package.read(entry))
    return target.getvalue()


def differing_parts(workbook: bytes, other: bytes) -> frozenset[str]:
    """Return the names of what is not in both workbooks, or not the same in both."""
    contents = []
    for book in (workbook, other):
        with zipfile.ZipFile(io.BytesIO(book)) as package:
            contents.append({name: package.read(name) for name in package.namelist()})
    one, two = contents
    return frozenset(name for name in one | two if one.get(name) != two.get(name))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def open_sheet(package: zipfile.ZipFile, sheet: str) -> tuple[etree._Element, etree._Element]:
    """Return the XML of a workbook and of one of its sheets. KeyError where there is none."""
    part = _find_part(package, sheet)
    book = etree.fromstring(package.read("xl/workbook.xml"), _parser())
    return book, etree.fromstring(package.read(part), _parser())


def _find_part(package: zipfile.ZipFile, sheet: str) -> str:
    book = etree.fromstring(package.read("xl/workbook.xml"), _parser())
    named = {s.get("name"): s.get(_RELATION) for s in book.iter(f"{_MAIN}sheet")}
    relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    return posixpath.normpath(posixpath.join("/xl", targets[named[sheet]])).lstrip("/")


def _edit(root: etree._Element, edits: Edits, moved: Mapping[Spot, Spot]) -> None:
    data = root.find(f"{_MAIN}sheetData")
    rows = {int(row.get("r")): row for row in _numbered(data)}
    looks = _looks(rows)

    def cell_at(spot: Spot) -> etree._Element:
        if spot[0] not in rows:
            rows[spot[0]] = _insert_row(data, rows, spot[0])
        return _cell(rows[spot[0]], *spot, looks)

    taken = {spot: copy.deepcopy(cell_at(source)) for spot, source in sorted(moved.items())}
    for spot, source in taken.items():
        _take_over(cell_at(spot), source)
    for spot, content in sorted(edits.items()):
        _fill(cell_at(spot), content)
    _move_links(root, {source: spot for spot, source in moved.items()})
    dimension = root.find(f"{_MAIN}dimension")
    if dimension is not None:
        # It says how far the sheet goes, and need not be there.
        root.remove(dimension)


def _numbered(data: etree._Element) -> Iterator[etree._Element]:
    """The rows, with the numbers that may be left out where they go without saying."""
    number = 0
    for row in data.iter(f"{_MAIN}row"):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row.iter(f"{_MAIN}c"):
            column = _column(cell) if cell.get("r") else column + 1
            cell.set("r", f"{get_column_letter(column)}{number}")
        yield row


def _column(cell: etree._Element) -> int:
    return int(column_index_from_string(cell.get("r").rstrip("0123456789")))


def _looks(rows: Mapping[int, etree._Element]) -> dict[int, str]:
    """The look of each column's last cell."""
    return {
        _column(cell): cell.get("s")
        for _, row in sorted(rows.items())
        for cell in row.iter(f"{_MAIN}c")
        if cell.get("s")
    }


def _insert_row(
    data: etree._Element, rows: Mapping[int, etree._Element], number: int
) -> etree._Element:
    made = etree.Element(f"{_MAIN}row", r=str(number))
    before = [row for row in rows if row < number]
    if before:
        rows[max(before)].addnext(made)
    else:
        data.insert(0, made)
    return made


def _cell(
    row: etree._Element, number: int, column: int, looks: Mapping[int, str]
) -> etree._Element:
    before = None
    for cell in row.iter(f"{_MAIN}c"):
        if _column(cell) == column:
            return cell
        if _column(cell) < column:
            before = cell
    made = etree.Element(f"{_MAIN}c", r=f"{get_column_letter(column)}{number}")
    if column in looks:
        made.set("s", looks[column])
    if before is None:
        row.insert(0, made)
    else:
        before.addnext(made)
    row.attrib.pop("spans", None)
    return made


def _take_over(cell: etree._Element, source: etree._Element) -> None:
    """Let a cell have what another has."""
    for inner in list(cell):
        cell.remove(inner)
    for name in ("t", "s", "cm", "vm"):
        cell.attrib.pop(name, None)
        if source.get(name) is not None:
            cell.set(name, source.get(name))
    cell.extend(list(source))


def _move_links(root: etree._Element, moved: Mapping[Spot, Spot]) -> None:
    """Let links go with what stands in their cells."""
    for link in root.iter(f"{_MAIN}hyperlink"):
        ref = link.get("ref") or ""
        if found := _REF.fullmatch(ref):
            spot = (int(found[2]), int(column_index_from_string(found[1])))
            row, column = moved.get(spot, spot)
            link.set("ref", f"{get_column_letter(column)}{row}")


def find_notes(workbook: bytes, sheet: str) -> frozenset[Spot]:
    """Return the cells of a sheet that have notes."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        part = _find_part(package, sheet)
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in package.namelist():
            return frozenset()
        targets = [
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target"))).lstrip("/")
            for relation in etree.fromstring(package.read(relations), _parser())
            if str(relation.get("Type")).endswith("/comments")
        ]
        roots = [etree.fromstring(package.read(t), _parser()) for t in targets]
    refs = (note.get("ref") or "" for root in roots for note in root.iter(f"{_MAIN}comment"))
    found = (match for ref in refs if (match := _REF.fullmatch(ref)))
    return frozenset((int(m[2]), int(column_index_from_string(m[1]))) for m in found)


def _fill(cell: etree._Element, content: str | float | None) -> None:
    for inner in list(cell):
        cell.remove(inner)
    for name in ("t", "cm", "vm"):
        cell.attrib.pop(name, None)
    if isinstance(content, int | float):
        etree.SubElement(cell, f"{_MAIN}v").text = repr(content)
    elif content is not None:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
        text.text = escape(content)
        text.set(_XML, "preserve")
