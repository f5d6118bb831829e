"""What opening a package of parts would take, told before it is opened."""

import zipfile

from openpyxl.utils import (  # type: ignore[import-untyped]
    range_boundaries,
)


def find_trap(package: zipfile.ZipFile, what: str = "工作簿", times: int = 1) -> str:
    """What makes a package of Office dangerous to open; nothing where it is not.

    `what` is how it is called. In a worker it may be several times as large.
    """
    entries = package.infolist()
    xml = [e for e in entries if e.filename.lower().endswith((".xml", ".rels", ".vml"))]
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in xml) > MAX_XML * times:
        return f"{what}解开后大得不像是人填的（可能是压缩炸弹），没有打开"
    cells = tags = columns = 0
    for entry in xml:
        # No more than what was declared is unpacked; a lie about it is told by the checksum.
        content = package.read(entry)
        # In UTF-16 nothing below would be found; no program saves workbooks so.
        if b"\0" in content[:4] or any(trap in content for trap in _TRAPS):
            return f"{what}里有声明外部内容的 XML，没有打开"
        if _LONG_ATTRIBUTE.search(content):
            return f"{what}里的 XML 不合常规（一处属性极长），没有打开"
        cells += _count_cells(content)
        tags += content.count(b"<")
        columns += len(_COLUMNS.findall(content))
    if tags > MAX_TAGS * times or columns > MAX_COLUMNS:
        return f"{what}里的内容多得不像是人填的，没有打开"
    return f"{what}有 {cells} 个单元格，不像是人填的，没有打开" if cells > MAX_CELLS * times else ""


def _count_cells(content: bytes) -> int:
    """The cells of a part, and those of areas that openpyxl goes through one by one."""
    areas = (match[1].decode("ascii", "replace") for match in _AREAS.finditer(content))
    return len(_CELLS.findall(content)) + sum(max(_area(area), _AN_AREA) for area in areas)


def _area(written: str) -> int:
    try:
        left, top, right, bottom = range_boundaries(written)
    except (ValueError, TypeError):
        return 1
    if None in (left, top, right, bottom):
        # Whole rows or columns.
        return MAX_CELLS * IN_A_WORKER + 1
    return int((right - left + 1) * (bottom - top + 1))
