"""What a Word document imports as a whole file (altChunk) is put in its place.

Word reads such a file when the document is opened; LibreOffice leaves it out without a word.
(ECMA-376 part 1, 17.17.2.)
"""

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Told
from docgen.office.html_markup import (
    Block,
    MarkupTable,
    Paragraph,
    StyledText,
    TableCell,
    decode_page,
    read_page,
)
from docgen.office.package_parts import Parts

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_WORD}}}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ID = f"{{{_RELATIONS}}}id"
_SUFFIXES = {"JPEG": "jpeg", "PNG": "png", "GIF": "gif", "BMP": "bmp", "TIFF": "tiff"}
_EMU_A_PIXEL = 9_525
_WIDEST = 5_400_000
_MOST_UNPACKED = 64 << 20


_PICTURE = (
    f'<w:drawing xmlns:w="{_WORD}" xmlns:r="{_RELATIONS}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name="I{number}"/><a:graphic><a:graphicData'
    ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="{number}" name="I{number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="{embedded}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing>"
)


def merge_imported(parts: Parts, main: str, root: etree._Element) -> Told:
    """Put what the main part imports in its place; what is said of it.

    Rich texts stay: LibreOffice makes documents of them first.
    """
    notes: list[Issue] = []
    losses: list[Issue] = []
    targets = {relation.id: relation for relation in parts.relations(main)}
    rich = set(find_rich_texts(parts, main))
    for chunk in list(root.iter(f"{_W}altChunk")):
        relation = targets.get(chunk.get(_ID, ""))
        inside = relation is not None and not relation.external and parts.has(relation.target)
        name = relation.target.rpartition("/")[2] if relation is not None else "?"
        if relation is not None and relation.target in rich:
            continue
        try:
            content = parts.read(relation.target) if relation is not None and inside else b""
            elements = _read(parts, main, content, losses)
            notes.append(noted("imported", name=name))
        except (UnusableSourceError, zipfile.BadZipFile, KeyError, ValueError):
            elements = []
            losses.append(lost("not_imported", name=name))
        for element in elements:
            chunk.addprevious(element)
        chunk.getparent().remove(chunk)
    return Told(tuple(notes), tuple(losses))


def find_rich_texts(parts: Parts, main: str) -> Iterator[str]:
    """The parts with rich texts (RTF) that the main part imports."""
    for name in dict.fromkeys(parts.related(main, "aFChunk")):
        if parts.read(name).startswith(b"{\\rtf"):
            yield name


def _read(parts: Parts, main: str, content: bytes, losses: list[Issue]) -> list[etree._Element]:
    if not content:
        raise ValueError("nothing is there")
    if content.startswith(b"PK"):
        return _read_document(parts, main, content)
    start = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"<" not in start and b"mime-version" not in start:
        blocks = [Paragraph((StyledText(line),)) for line in decode_page(content).splitlines()]
        return [write_block(block, parts, main) for block in blocks]
    page = read_page(content)
    if page.missing_pictures:
        losses.append(lost("imported_pictures", count=page.missing_pictures))
    return [write_block(block, parts, main) for block in page.blocks]


def _read_document(parts: Parts, main: str, content: bytes) -> list[etree._Element]:
    """The body of another Word document, its pictures taken along."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(entry.file_size for entry in package.infolist()) > _MOST_UNPACKED:
            raise ValueError("too large")
    with Parts(io.BytesIO(content)) as other:
        name = next(other.related("", "officeDocument"))
        root = other.read_tree(name)
        body = root.find(f"{_W}body") if root is not None else None
        if body is None:
            raise ValueError("no body")
        elements = [deepcopy(e) for e in body if e.tag != f"{_W}sectPr"]
        images = {r.id: r for r in other.relations(name) if r.kind == "image" and not r.external}
        for element in elements:
            for place in element.iter():
                for key, text in place.attrib.items():
                    if key.startswith(f"{{{_RELATIONS}}}") and text in images:
                        held = other.read(images[text].target)
                        place.set(key, _add_picture(parts, main, held))
    return elements


def write_block(block: Block, parts: Parts, main: str) -> etree._Element:
    """A paragraph or table as Word has it, its pictures added to the package."""
    if isinstance(block, MarkupTable):
        return _write_table(block, parts, main)
    paragraph = etree.Element(f"{_W}p")
    looks = etree.SubElement(paragraph, f"{_W}pPr")
    if block.centred:
        etree.SubElement(looks, f"{_W}jc", {f"{_W}val": "center"})
    for span in block.spans:
        paragraph.append(_write_span(span, parts, main, heading=block.heading))
    return paragraph


def _write_span(span: StyledText, parts: Parts, main: str, *, heading: bool) -> etree._Element:
    run = etree.Element(f"{_W}r")
    looks = etree.SubElement(run, f"{_W}rPr")
    for name, on in (("b", span.bold or heading), ("i", span.italic)):
        if on:
            etree.SubElement(looks, f"{_W}{name}")
    if span.underlined:
        etree.SubElement(looks, f"{_W}u", {f"{_W}val": "single"})
    if heading:
        etree.SubElement(looks, f"{_W}sz", {f"{_W}val": "28"})
    if span.picture:
        run.append(_draw_picture(span.picture, parts, main))
    for number, line in enumerate(span.text.split("\n")):
        if number:
            etree.SubElement(run, f"{_W}br")
        text = etree.SubElement(run, f"{_W}t")
        text.text = "".join(c for c in line if c.isprintable() or c == "\t" or _is_blank(c))
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def _is_blank(character: str) -> bool:
    """Whether it is a blank of any width: Python takes only one of them for printable."""
    return unicodedata.category(character) == "Zs"


def _draw_picture(picture: bytes, parts: Parts, main: str) -> etree._Element:
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = (side * _EMU_A_PIXEL for side in opened.size)
    scale = min(1, _WIDEST / width)
    embedded = _add_picture(parts, main, picture)
    number = 80_000 + len(parts.names())
    return etree.fromstring(
        _PICTURE.format(
            width=round(width * scale),
            height=round(height * scale),
            number=number,
            embedded=embedded,
        )
    )


def _add_picture(parts: Parts, main: str, picture: bytes) -> str:
    """Add a picture to the package; the id by which the main part names it."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            suffix = _SUFFIXES.get(opened.format or "", "bin")
    except OSError:
        suffix = "emf" if picture[40:44] == b" EMF" else "wmf"
    name = f"word/media/imported{len(parts.names())}.{suffix}"
    parts.write(name, picture)
    parts.declare(name, f"image/{suffix}")
    return parts.relate(main, "image", name)


def _write_table(table: MarkupTable, parts: Parts, main: str) -> etree._Element:
    written = etree.Element(f"{_W}tbl")
    looks = etree.SubElement(written, f"{_W}tblPr")
    etree.SubElement(looks, f"{_W}tblW", {f"{_W}w": "5000", f"{_W}type": "pct"})
    borders = etree.SubElement(looks, f"{_W}tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {f"{_W}val": "single", f"{_W}sz": "4", f"{_W}space": "0", f"{_W}color": "auto"}
        etree.SubElement(borders, f"{_W}{side}", line)
    rows = list(lay_out(table))
    grid = etree.SubElement(written, f"{_W}tblGrid")
    for _ in range(max((sum(cell.columns for cell, _ in row) for row in rows), default=1)):
        etree.SubElement(grid, f"{_W}gridCol")
    for row in rows:
        line = etree.SubElement(written, f"{_W}tr")
        for cell, first in row:
            line.append(_write_cell(cell, parts, main, first=first))
    return written


def lay_out(table: MarkupTable) -> Iterator[list[tuple[TableCell, bool]]]:
    """The rows of a table: every cell that covers a place in it, and whether it begins there."""
    reaching: dict[int, tuple[int, TableCell]] = {}
    for row in table.rows:
        waiting, column = list(row), 0
        line: list[tuple[TableCell, bool]] = []
        below: dict[int, tuple[int, TableCell]] = {}
        while waiting or any(place >= column for place in reaching):
            begins = column not in reaching
            if begins:
                cell = waiting.pop(0) if waiting else TableCell(())
                left = cell.rows
            else:
                left, cell = reaching.pop(column)
            line.append((cell, begins))
            if left > 1:
                below[column] = (left - 1, cell)
            column += cell.columns
        reaching = below
        yield line


def _write_cell(cell: TableCell, parts: Parts, main: str, *, first: bool) -> etree._Element:
    written = etree.Element(f"{_W}tc")
    looks = etree.SubElement(written, f"{_W}tcPr")
    if cell.columns > 1:
        etree.SubElement(looks, f"{_W}gridSpan", {f"{_W}val": str(cell.columns)})
    if cell.rows > 1:
        merged = {f"{_W}val": "restart"} if first else {}
        etree.SubElement(looks, f"{_W}vMerge", merged)
    for block in cell.blocks if first else ():
        written.append(write_block(block, parts, main))
    # A cell must end with a paragraph.
    if len(written) == 1 or written[-1].tag == f"{_W}tbl":
        etree.SubElement(written, f"{_W}p")
    return written
