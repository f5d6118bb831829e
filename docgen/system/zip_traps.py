"""What opening a package of parts would take, told before it is opened."""

import re
import zipfile

from docgen.issues.issue import Issue, issue
from docgen.issues.unplaced import NOWHERE


def find_trap(package: zipfile.ZipFile, what: str = "工作簿", times: int = 1) -> Issue | None:
    """What makes a package of Office dangerous to open; None where nothing does.

    `what` is how it is called. In a worker it may be several times as large.
    """
    entries = package.infolist()
    xml = [e for e in entries if e.filename.lower().endswith((".xml", ".rels", ".vml"))]
    if len(entries) > _MAX_ENTRIES or sum(e.file_size for e in xml) > _MAX_XML * times:
        return issue("trap", NOWHERE, "large", thing=what)
    cells = tags = columns = 0
    for entry in xml:
        # No more than what was declared is unpacked; a lie about it is told by the checksum.
        content = package.read(entry)
        # In UTF-16 nothing below would be found; no program saves workbooks so.
        if b"\0" in content[:4] or any(trap in content for trap in _TRAPS):
            return issue("trap", NOWHERE, "outside", thing=what)
        if _LONG_ATTRIBUTE.search(content):
            return issue("trap", NOWHERE, "long", thing=what)
        cells += _count_cells(content)
        tags += content.count(b"<")
        columns += len(_COLUMNS.findall(content))
    if tags > _MAX_TAGS * times or columns > _MAX_COLUMNS:
        return issue("trap", NOWHERE, "crowded", thing=what)
    if cells > _MAX_CELLS * times:
        return issue("trap", NOWHERE, "cells", thing=what, count=cells)
    return None


def _count_cells(content: bytes) -> int:
    """The cells of a part, and those of areas that openpyxl goes through one by one."""
    areas = (match[1].decode("ascii", "replace") for match in _AREAS.finditer(content))
    return len(_CELLS.findall(content)) + sum(max(_area(area), _AN_AREA) for area in areas)


def _area(written: str) -> int:
    # It loads all of openpyxl, and a document without areas needs nothing of it.
    from openpyxl.utils import range_boundaries  # type: ignore[import-untyped] # noqa: PLC0415

    try:
        left, top, right, bottom = range_boundaries(written)
    except (ValueError, TypeError):
        return 1
    if None in (left, top, right, bottom):
        # Whole rows or columns.
        return _MAX_CELLS * IN_A_WORKER + 1
    return int((right - left + 1) * (bottom - top + 1))


_MAX_XML = 32_000_000
"""Unpacked XML of all parts. A filled workbook has one or two millions."""


_MAX_CELLS = 100_000


_MAX_TAGS = 500_000
"""Of all parts together: four for a cell. What may be opened takes 2 s and 250 MB at most."""


_MAX_COLUMNS = 5_000
"""Groups of columns that are set alike; each may be said to have 16,384."""


_MAX_ENTRIES = 2_000


IN_A_WORKER = 3
"""Times as much may be opened there: packages have larger workbooks than people fill in."""


_AN_AREA = 5
"""Cells that take as long as one area does."""


_TRAPS = tuple(
    mark.encode(encoding)
    for mark in ("<!ENTITY", "<!DOCTYPE")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


_CELLS = re.compile(rb"<(?:\w+:)?c[\s>/]")


_COLUMNS = re.compile(rb"<(?:\w+:)?col[\s>/]")


_LONG_ATTRIBUTE = re.compile(rb"=\s*\"[^\"<]{100000}")


_AREAS = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
