"""Pictures that stand in cells become pictures that lie upon them.

WPS keeps them in xl/cellimages.xml and shows one by a formula (DISPIMG), Excel as rich values
(xl/richData); LibreOffice knows neither. Each is drawn into its cell as large as it fits, in the
middle, as both programs do.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

from docgen.office.package_parts import Parts
from docgen.office.sheet_cells import CellXml, change_cells
from docgen.office.workbook_parts import Grid, hold_heights, read_grid, read_place

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_EMBEDDED = f"{{{_RELATIONS}}}embed"
_ID = f"{{{_RELATIONS}}}id"
_BY_NAME = re.compile(r"""DISPIMG\s*\(\s*["']([^"']+)["']""")
_BEHIND_DRAWING = re.compile(
    rb"<(?:[\w.-]+:)?(?:legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls"
    rb"|webPublishItems|tableParts|extLst)[\s>/]|</(?:[\w.-]+:)?worksheet\s*>"
)
_LARGEST_SIDE_LEFT = 0.96
"""Of the cell: its lines stay to be seen."""

_ANCHOR = (
    '<xdr:oneCellAnchor xmlns:xdr="{drawing}" xmlns:a="{main}" xmlns:r="{relations}"><xdr:from>'
    "<xdr:col>{column}</xdr:col><xdr:colOff>{left:.0f}</xdr:colOff>"
    "<xdr:row>{row}</xdr:row><xdr:rowOff>{top:.0f}</xdr:rowOff></xdr:from>"
    '<xdr:ext cx="{width:.0f}" cy="{height:.0f}"/><xdr:pic><xdr:nvPicPr>'
    '<xdr:cNvPr id="{number}" name="P{number}"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
    '<a:blip r:embed="{embedded}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width:.0f}" cy="{height:.0f}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
    "</xdr:oneCellAnchor>"
)


@dataclass(frozen=True)
class Pictures:
    """The pictures of a workbook that stand in cells: by WPS's name, and by Excel's number."""

    named: Mapping[str, str]
    numbered: Mapping[int, str]

    def of(self, cell: CellXml) -> str | None:
        """The picture that stands in a cell: its part, "" where it is missing, None for none."""
        called = _BY_NAME.search(f"{cell.formula or ''} {cell.value or ''}")
        if called:
            return self.named.get(called[1], "")
        if cell.kind == "e" and cell.attributes.get("vm", "").isdigit():
            return self.numbered.get(int(cell.attributes["vm"]))
        return None


def find_pictures(parts: Parts, workbook: str) -> Pictures:
    """All pictures of a workbook that stand in cells."""
    return Pictures(dict(_find_named(parts, workbook)), _find_numbered(parts, workbook))


def _find_named(parts: Parts, workbook: str) -> Iterator[tuple[str, str]]:
    for part in parts.related(workbook, "cellImage"):
        root, targets = parts.read_tree(part), _images_of(parts, part)
        for picture in root.iter("{*}pic") if root is not None else ():
            name, blip = picture.find(".//{*}cNvPr"), picture.find(".//{*}blip")
            target = targets.get(blip.get(_EMBEDDED, "")) if blip is not None else None
            if name is not None and target:
                yield name.get("name", ""), target


def _images_of(parts: Parts, part: str) -> dict[str, str]:
    return {
        relation.id: relation.target
        for relation in parts.relations(part)
        if relation.kind == "image" and not relation.external and parts.has(relation.target)
    }


def _find_numbered(parts: Parts, workbook: str) -> dict[int, str]:
    """By the number a cell's `vm` gives: metadata → rich value → its structure → relation."""
    kinds = {relation.kind: relation.target for relation in parts.relations(workbook)}
    metadata = parts.read_tree(kinds.get("sheetMetadata", ""))
    values = parts.read_tree(kinds.get("rdRichValue", ""))
    structures = parts.read_tree(kinds.get("rdRichValueStructure", ""))
    if metadata is None or values is None or structures is None:
        return {}
    keys = [[key.get("n", "") for key in s.iter("{*}k")] for s in structures.iter("{*}s")]
    stored = [
        (v.get("s", "0"), [f.text or "" for f in v.iter("{*}v")]) for v in values.iter("{*}rv")
    ]
    local = _listed(parts, kinds.get("richValueRel", ""), "rel", _ID)
    fetched = _listed(parts, kinds.get("rdRichValueWebImage", ""), "blip", _ID)
    pictures: dict[int, str] = {}
    for number, index in enumerate(_read_metadata(metadata), start=1):
        if index is None or index >= len(stored):
            continue
        structure, fields = stored[index]
        said = dict(zip(keys[int(structure)], fields, strict=False))
        for key, images in (("LocalImageIdentifier", local), ("WebImageIdentifier", fetched)):
            place = next((text for name, text in said.items() if name.endswith(key)), "")
            if place.isdigit() and int(place) < len(images):
                pictures[number] = images[int(place)]
    return pictures


def _listed(parts: Parts, part: str, tag: str, key: str) -> list[str]:
    """The images a part lists, in order; "" for one that is not there."""
    root, targets = parts.read_tree(part), _images_of(parts, part) if part else {}
    found = root.iter(f"{{*}}{tag}") if root is not None else ()
    return [targets.get(element.get(key, ""), "") for element in found]


def _read_metadata(metadata: etree._Element) -> Iterator[int | None]:
    """The rich value that each value of `vm` stands for."""
    types = [found.get("name") for found in metadata.iter("{*}metadataType")]
    blocks = [
        block.find(".//{*}rvb")
        for future in metadata.iter("{*}futureMetadata")
        if future.get("name") == "XLRICHVALUE"
        for block in future.iter("{*}bk")
    ]
    for said in metadata.iterfind("{*}valueMetadata/{*}bk/{*}rc"):
        kind, place = int(said.get("t", "1")) - 1, int(said.get("v", "0"))
        rich = kind < len(types) and types[kind] == "XLRICHVALUE" and place < len(blocks)
        block = blocks[place] if rich else None
        yield int(block.get("i", "0")) if block is not None else None


def draw_pictures(parts: Parts, sheet: str, pictures: Pictures) -> list[str]:
    """Draw the pictures in the cells of a worksheet part; the cells whose picture is missing."""
    raw = parts.read(sheet)
    if not (pictures.numbered or b"DISPIMG" in raw):
        return []
    placed: dict[str, str] = {}
    missing: list[str] = []

    def take(cell: CellXml) -> bytes | None:
        picture = pictures.of(cell)
        if picture:
            placed[cell.place] = picture
            return cell.emptied()
        if picture is not None:
            missing.append(cell.place)
        return None

    changed = change_cells(raw, take)
    if placed:
        grid = read_grid(raw)
        rows = frozenset(read_place(place)[0] for place in placed)
        parts.write(sheet, hold_heights(changed, grid, rows))
        _draw(parts, sheet, grid, placed)
    return missing


def _draw(parts: Parts, sheet: str, grid: Grid, placed: Mapping[str, str]) -> None:
    drawing = next(parts.related(sheet, "drawing"), None) or _add_drawing(parts, sheet)
    root = parts.read_tree(drawing)
    if root is None:
        return
    for number, (place, picture) in enumerate(placed.items(), start=10_000):
        row, column = read_place(place)
        frame = _fit(grid.measure(row, column), _ratio_of(parts.read(picture)))
        if frame is None:
            continue
        left, top, width, height = frame
        anchor = _ANCHOR.format(
            drawing=_DRAWING,
            main=_MAIN,
            relations=_RELATIONS,
            row=row,
            column=column,
            left=left,
            top=top,
            width=width,
            height=height,
            number=number,
            embedded=parts.relate(drawing, "image", picture),
        )
        root.append(etree.fromstring(anchor))
    parts.write_tree(drawing, root)


def _add_drawing(parts: Parts, sheet: str) -> str:
    taken = {name.casefold() for name in parts.names()}
    names = (f"xl/drawings/cells{n}.xml" for n in range(len(taken) + 1))
    name = next(name for name in names if name not in taken)
    parts.write(name, f'<xdr:wsDr xmlns:xdr="{_DRAWING}" xmlns:a="{_MAIN}"/>'.encode())
    parts.declare(name, _DRAWING_TYPE)
    own = parts.relate(sheet, "drawing", name)
    raw = parts.read(sheet)
    root = re.search(rb"<((?:[\w.-]+:)?)worksheet[\s>]", raw)
    prefix = root[1].decode() if root else ""
    element = f'<{prefix}drawing xmlns:r="{_RELATIONS}" r:id="{own}"/>'.encode()
    behind = _BEHIND_DRAWING.search(raw, raw.rfind(b"sheetData"))
    if behind:
        parts.write(sheet, raw[: behind.start()] + element + raw[behind.start() :])
    return name


def _ratio_of(picture: bytes) -> float | None:
    """Width by height; None where the picture is of a kind that does not tell."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.width / opened.height
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _fit(
    cell: tuple[float, float], ratio: float | None
) -> tuple[float, float, float, float] | None:
    """Where a picture lies in a cell: left, top, width and height; None in a hidden one."""
    width, height = cell
    if not width or not height:
        return None
    drawn = min(width, height * (ratio or width / height)) * _LARGEST_SIDE_LEFT
    high = drawn / ratio if ratio else height * _LARGEST_SIDE_LEFT
    return (width - drawn) / 2, (height - high) / 2, drawn, high
