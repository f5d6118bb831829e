"""Cells written into a workbook that somebody has made, everything else left as it is.

Only the part of one sheet is changed, and in it only the cells that are given. A library that
reads a workbook and writes it anew loses what it does not know: drop-down lists of newer Excel,
shapes, the size of notes.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils import column_index_from_string, get_column_letter  # type: ignore[import-untyped]

from docgen.workspace.cell_values import escape

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_XML = "{http://www.w3.org/XML/1998/namespace}space"

Edits = Mapping[tuple[int, int], "str | int | None"]
"""What is to stand in the cells, by row and column; None empties one."""


def write_cells(workbook: bytes, sheet: str, edits: Edits) -> bytes:
    """Return the workbook with these cells of a sheet set. A new cell looks like the one above.

    KeyError where there is no such sheet.
    """
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        part = _find_part(package, sheet)
        root = etree.fromstring(package.read(part), _parser())
        _edit(root, edits)
        changed = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as written:
            for entry in package.infolist():
                content = changed if entry.filename == part else package.read(entry)
                written.writestr(entry, content, entry.compress_type)
    return target.getvalue()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def _find_part(package: zipfile.ZipFile, sheet: str) -> str:
    book = etree.fromstring(package.read("xl/workbook.xml"), _parser())
    named = {s.get("name"): s.get(_RELATION) for s in book.iter(f"{_MAIN}sheet")}
    relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    return posixpath.normpath(posixpath.join("/xl", targets[named[sheet]])).lstrip("/")


def _edit(root: etree._Element, edits: Edits) -> None:
    data = root.find(f"{_MAIN}sheetData")
    rows = {int(row.get("r")): row for row in _numbered(data)}
    looks = _looks(rows)
    for (number, column), content in sorted(edits.items()):
        if number not in rows:
            rows[number] = _insert_row(data, rows, number)
        cell = _cell(rows[number], number, column, looks)
        _fill(cell, content)
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


def _fill(cell: etree._Element, content: str | int | None) -> None:
    for inner in list(cell):
        cell.remove(inner)
    cell.attrib.pop("t", None)
    if isinstance(content, int):
        etree.SubElement(cell, f"{_MAIN}v").text = str(content)
    elif content is not None:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
        text.text = escape(content)
        text.set(_XML, "preserve")
