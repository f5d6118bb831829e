"""Formulas of workbooks become the values that the file stores for them.

What a cell showed when it was saved is what was handed in. LibreOffice reckons anew what it does
not know, what is of today, what stands in other files, and everything where a program other than
Excel or itself wrote the file. So it is given the values alone.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from docgen.issues.unplaced import noted
from docgen.model.page_facts import Told
from docgen.office.package_parts import Parts
from docgen.office.sheet_cells import CellXml, change_cells, read_cells

_OF_TODAY = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\s*\(", re.IGNORECASE)
_HEADER = re.compile(
    rb"<((?:[\w.-]+:)?(?:odd|even|first)(?:Header|Footer))(?:\s[^>]*)?>.*?</\1>", re.DOTALL
)
_CODE = re.compile(rb"&amp;(&amp;|[DT])")
"""A doubled mark is a mark, D and T are the day and the hour."""


@dataclass
class StoredCells:
    """Cells of a sheet whose value changes by the day, and those that store none."""

    of_today: list[str] = field(default_factory=list)
    not_stored: list[str] = field(default_factory=list)


def freeze_sheet(parts: Parts, name: str) -> StoredCells:
    """Take the formulas out of the cells of a worksheet part that store a value.

    Pivot tables are no longer tied to it: what they showed stands in its cells.
    """
    raw = parts.read(name)
    frozen = StoredCells()
    needed = _shared_by_cells_without(raw)
    parts.write_changed(name, change_cells(raw, lambda cell: _freeze(cell, needed, frozen)))
    parts.drop_relations(name, "pivotTable")
    return frozen


def _shared_by_cells_without(raw: bytes) -> frozenset[str]:
    """The numbers of shared formulas that a cell without a value is reckoned by."""
    if b"si=" not in raw:
        return frozenset()
    cells = (cell for cell in read_cells(raw) if b"si=" in cell.content)
    shared = (cell.shared for cell in cells if cell.value is None)
    return frozenset(number for number in shared if number)


def _freeze(cell: CellXml, needed: frozenset[str], frozen: StoredCells) -> bytes | None:
    if cell.is_plain:
        return None
    formula, value = cell.formula, cell.value
    # On the way through OpenDocument every error would become #NAME?.
    wrong = cell.kind == "e"
    if formula is None:
        return cell.without_formula(as_text=True) if wrong else None
    if value is None:
        frozen.not_stored.append(cell.place)
        return None
    if _OF_TODAY.search(formula):
        frozen.of_today.append(cell.place)
    if cell.shared in needed:
        return None
    return cell.without_formula(as_text=wrong)


def drop_header_dates(raw: bytes) -> tuple[bytes, bool]:
    """A worksheet part whose header and footer print no day or hour; whether they did.

    None is stored: it would be that of the conversion.
    """
    if b"eader" not in raw and b"ooter" not in raw:
        return raw, False

    def drop(code: re.Match[bytes]) -> bytes:
        return code[0] if code[1] == b"&amp;" else b""

    changed = _HEADER.sub(lambda head: _CODE.sub(drop, head[0]), raw)
    return changed, changed != raw


_XML_FORMULA = re.compile(r"""(<(?:\w+:)?Cell\b[^>]*?)\s(?:\w+:)?Formula=(?:"([^"]*)"|'([^']*)')""")
_XML_VALUE = re.compile(
    r"""(<(?:\w+:)?Data\b[^>]*?\b(?:\w+:)?Type=)["'](?:Boolean|Error)["']([^>]*>)\s*([^<]*)"""
)
_DECLARED = re.compile(r"""^(\s*<\?xml[^>]*?)\sencoding=(?:"[^"]*"|'[^']*')""")
_TRUTH = {"1": "TRUE", "0": "FALSE"}


def freeze_xml_workbook(document: Path) -> Told:
    """The same for a workbook of Excel 2003 XML, in place. It stores a value for every formula."""
    raw = document.read_bytes()
    text = _decode(raw)
    of_today = sum(bool(_OF_TODAY.search(f[2] or f[3] or "")) for f in _XML_FORMULA.finditer(text))
    changed = _XML_FORMULA.sub(r"\1", text)
    # LibreOffice leaves truth values out, and errors are reckoned anew.
    changed = _XML_VALUE.sub(
        lambda found: f'{found[1]}"String"{found[2]}{_TRUTH.get(found[3], found[3])}', changed
    )
    document.write_text(_DECLARED.sub(r'\1 encoding="UTF-8"', changed), "utf-8")
    return Told((noted("formulas_stored", count=of_today),) if of_today else ())


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    named = re.match(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([\w-]+)""", raw)
    name = named[1].decode("ascii").casefold() if named else "utf-8"
    encoding = {"gb2312": "gb18030", "gbk": "gb18030", "utf-8": "utf-8-sig"}.get(name, name)
    try:
        return raw.decode(encoding, "replace")
    except LookupError:
        return raw.decode("utf-8-sig", "replace")
