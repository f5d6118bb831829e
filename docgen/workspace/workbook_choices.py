"""From which cells a cell of a workbook is chosen: its drop-down list."""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils import range_boundaries  # type: ignore[import-untyped]

from docgen.workspace.workbook_patch import Spot, open_sheet

_AREA = re.compile(r"'?([^'!]+)'?!(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")


def find_choices(workbook: bytes, sheet: str, spot: Spot) -> tuple[str, frozenset[Spot]] | None:
    """Return the sheet and the cells of a cell's drop-down list; None where it has none."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        book, root = open_sheet(package, sheet)
        names = {n.get("name"): n.text or "" for n in book.iter() if _local(n) == "definedName"}
        formulas = [formula for formula, areas in _lists(root) if _covers(areas, spot)]
    for formula in formulas:
        named = formula.removeprefix("=")
        found = _AREA.fullmatch(names.get(named, named).strip().removeprefix("="))
        if found:
            left, top, right, bottom = range_boundaries(found[2].replace("$", ""))
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            return found[1], frozenset((row, column) for row in rows for column in columns)
    return None


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _lists(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The formulas of drop-down lists and where they are, as old and new programs write them."""
    for rule in root.iter():
        if _local(rule) == "dataValidation":
            texts = {_local(inner): "".join(inner.itertext()) for inner in rule}
            yield texts.get("formula1", "").strip(), rule.get("sqref") or texts.get("sqref", "")


def _covers(areas: str, spot: Spot) -> bool:
    row, column = spot
    for area in areas.split():
        left, top, right, bottom = range_boundaries(area)
        if (left or 1) <= column <= (right or column) and (top or 1) <= row <= (bottom or row):
            return True
    return False
