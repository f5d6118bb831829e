"""Diagrams (SmartArt) of worksheets become groups of shapes.

Office keeps beside a diagram the shapes that it was drawn with last ([MS-ODRAWXML] 2.6).
LibreOffice takes them in texts and slides, and leaves diagrams out of sheets without a word.
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree  # type: ignore[import-untyped]

from docgen.office.package_parts import Parts
from docgen.office.workbook_parts import Grid, read_grid

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_DSP = "{http://schemas.microsoft.com/office/drawing/2008/diagram}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def draw_diagrams(parts: Parts, sheet: str) -> list[str]:
    """Draw the diagrams of a worksheet part; the names of those that nothing is kept of."""
    lost: list[str] = []
    for drawing in parts.related(sheet, "drawing"):
        root = parts.read_tree(drawing)
        frames = _frames_of(root) if root is not None else []
        grid = read_grid(parts.read(sheet) if frames else b"")
        for frame, data in frames:
            shapes = _shapes_of(parts, drawing, data.get(f"{_RELATIONS}dm", ""))
            if shapes:
                frame.getparent().replace(frame, _group(shapes, _size_of(frame, grid)))
            else:
                name = frame.find(f".//{_XDR}cNvPr")
                lost.append(name.get("name", "") if name is not None else "")
        if frames:
            parts.write_tree(drawing, root)
    return lost


def _frames_of(root: etree._Element) -> list[tuple[etree._Element, etree._Element]]:
    return [
        (frame, data)
        for frame in root.iter(f"{_XDR}graphicFrame")
        for data in frame.iter(f"{_DGM}relIds")
    ]


def _shapes_of(parts: Parts, drawing: str, data: str) -> list[etree._Element]:
    """The shapes a diagram was drawn with last, as shapes of a sheet."""
    targets = {relation.id: relation.target for relation in parts.relations(drawing)}
    model = parts.read_tree(targets.get(data, ""))
    said = model.find(f".//{_DSP}dataModelExt") if model is not None else None
    kept = parts.read_tree(targets.get(said.get("relId", ""), "")) if said is not None else None
    found = kept.iter(f"{_DSP}sp") if kept is not None else ()
    return [_as_of_sheet(shape) for shape in found]


def _as_of_sheet(shape: etree._Element) -> etree._Element:
    made = deepcopy(shape)
    for turned in made.findall(f"{_DSP}txXfrm"):
        made.remove(turned)
    for element in made.iter():
        if isinstance(element.tag, str) and element.tag.startswith(_DSP):
            element.tag = _XDR + element.tag.removeprefix(_DSP)
    made.set("macro", "")
    made.set("textlink", "")
    return made


def _size_of(frame: etree._Element, grid: Grid) -> tuple[int, int]:
    """The width and height of a frame in EMU: what it says, or the cells it spans."""
    ends = [frame.getparent().find(f"{_XDR}{name}") for name in ("from", "to")]
    if None not in ends:
        (left, top), (right, bottom) = (_point_of(end, grid) for end in ends)
        return max(right - left, 1), max(bottom - top, 1)
    said = frame.getparent().find(f"{_XDR}ext")
    if said is None:
        return 1, 1
    return int(said.get("cx", "1")), int(said.get("cy", "1"))


def _point_of(end: etree._Element, grid: Grid) -> tuple[int, int]:
    at = {child.tag.removeprefix(_XDR): int(child.text or 0) for child in end}
    left = sum(grid.widths.get(n, grid.width) for n in range(at.get("col", 0)))
    top = sum(grid.heights.get(n, grid.height) for n in range(at.get("row", 0)))
    return round(left + at.get("colOff", 0)), round(top + at.get("rowOff", 0))


def _group(shapes: list[etree._Element], size: tuple[int, int]) -> etree._Element:
    group = etree.Element(f"{_XDR}grpSp")
    named = etree.SubElement(group, f"{_XDR}nvGrpSpPr")
    etree.SubElement(named, f"{_XDR}cNvPr", id="70000", name="D")
    etree.SubElement(named, f"{_XDR}cNvGrpSpPr")
    frame = etree.SubElement(etree.SubElement(group, f"{_XDR}grpSpPr"), f"{_A}xfrm")
    width, height = (str(side) for side in size)
    for place, extent in (("off", "ext"), ("chOff", "chExt")):
        etree.SubElement(frame, f"{_A}{place}", x="0", y="0")
        etree.SubElement(frame, f"{_A}{extent}", cx=width, cy=height)
    for number, shape in enumerate(shapes, start=70_001):
        for name in _names_of(shape):
            name.set("id", str(number))
        group.append(shape)
    return group


def _names_of(shape: etree._Element) -> Iterator[etree._Element]:
    yield from shape.iter(f"{_XDR}cNvPr")
