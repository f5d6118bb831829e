"""How many pages a filled form takes, and where its rows come to stand: reckoned, not laid out.

Word and LibreOffice break lines each in its own way, so a reckoning may be a line off. It decides
what may be decided so: which page breaks of a template serve, and whether a form becomes longer
than anybody expects.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import ceil

from lxml import etree  # type: ignore[import-untyped]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TWENTIETHS = 20.0
_SINGLE_LINE = 1.45
"""Height in ems of a line of the CJK faces, where a paragraph does not say."""
_TALL_ROW_PT = 260.0
"""Rows above this (about a third of an upright A4 page) may always break across pages."""
_ROUNDING = 0.5
_LINE = 16.0
"""Height of a line that may come out more than was reckoned."""


@dataclass(frozen=True)
class Setting:
    """How a paragraph is set: the size of its type and the distance of its lines, in points."""

    size: float = 12.0
    line: float = 0.0
    """0: what the face takes."""
    before: float = 0.0
    after: float = 0.0

    @property
    def pitch(self) -> float:
        """From line to line."""
        return self.line or self.size * _SINGLE_LINE


@dataclass(frozen=True)
class FormBlock:
    """A table row or paragraph on its way down the pages, heights in points."""

    element: etree._Element
    height: float
    head: float = 0.0
    """Of the rows repeated above it on a new page."""
    opens: bool = False
    """Whether a new page begins with it by the template's will."""
    ends: bool = False
    """Whether the page ends with it by the template's will."""
    whole: bool = False
    """Whether it moves to the next page rather than break."""


def read_settings(styles: etree._Element) -> Mapping[str, Setting]:
    """Return how the paragraphs of each style are set, by its id; of no style under ""."""
    own = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
    defaults = styles.find(f"{_W}docDefaults")
    plain = Setting() if defaults is None else _apply(defaults, Setting())
    settings = {"": plain}
    for name, style in own.items():
        setting = plain
        for each in reversed(list(_chain_of(style, own))):
            setting = _apply(each, setting)
        settings[name] = setting
    return settings


def _chain_of(style: etree._Element, own: Mapping[str, etree._Element]) -> Iterator[etree._Element]:
    """A style and those it is based on, the nearest first."""
    seen: set[str] = set()
    here: etree._Element | None = style
    while here is not None and here.get(f"{_W}styleId", "") not in seen:
        seen.add(here.get(f"{_W}styleId", ""))
        yield here
        base = here.find(f"{_W}basedOn")
        here = None if base is None else own.get(base.get(f"{_W}val", ""))


def _apply(element: etree._Element, setting: Setting) -> Setting:
    """What `element` says of type and lines, on top of a setting."""
    size = next(element.iter(f"{_W}sz"), None)
    spacing = next(element.iter(f"{_W}spacing"), None)
    points = setting.size if size is None else float(size.get(f"{_W}val")) / 2
    if spacing is None:
        return Setting(points, setting.line, setting.before, setting.after)
    said = {name: spacing.get(f"{_W}{name}") for name in ("line", "before", "after")}
    line = setting.line
    if said["line"]:
        exact = spacing.get(f"{_W}lineRule") in {"exact", "atLeast"}
        told = float(said["line"])
        line = told / _TWENTIETHS if exact else points * _SINGLE_LINE * told / 240
    before, after = (
        float(said[name]) / _TWENTIETHS if said[name] else kept
        for name, kept in (("before", setting.before), ("after", setting.after))
    )
    return Setting(points, line, before, after)


def _height_of_paragraph(
    paragraph: etree._Element, width: float, settings: Mapping[str, Setting]
) -> float:
    """A paragraph's height in a column of so many points."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    setting = settings.get("" if style is None else style.get(f"{_W}val", ""), settings[""])
    own = paragraph.find(f"{_W}pPr")
    setting = setting if own is None else _apply(own, setting)
    run = next((r for r in paragraph.iter(f"{_W}r") if r.find(f"{_W}t") is not None), None)
    if run is not None and run.find(f"{_W}rPr/{_W}sz") is not None:
        size = float(run.find(f"{_W}rPr/{_W}sz").get(f"{_W}val")) / 2
        setting = Setting(size, setting.line, setting.before, setting.after)
    # A line ends before a mark that may not begin one, so it holds a little less than fits.
    room = max(width - setting.size / 2, setting.size)
    lines = sum(ceil(_width_of(part, setting.size) / room) or 1 for part in _lines_of(paragraph))
    return lines * setting.pitch + setting.before + setting.after


def _lines_of(paragraph: etree._Element) -> list[str]:
    parts = [""]
    for element in paragraph.iter(f"{_W}t", f"{_W}br"):
        if element.tag == f"{_W}br":
            parts.append("")
        else:
            parts[-1] += element.text or ""
    return parts


def _width_of(text: str, size: float) -> float:
    """How long a text is on one line, at two narrow characters to a wide one."""
    wide = sum(map("WFA".__contains__, map(unicodedata.east_asian_width, text)))
    return size * ((len(text) + wide) / 2)


def _height_of_row(
    row: etree._Element, padding: float, beside: float, settings: Mapping[str, Setting]
) -> float:
    least = row.find(f"{_W}trPr/{_W}trHeight")
    heights = [0.0 if least is None else float(least.get(f"{_W}val", "0")) / _TWENTIETHS]
    for cell in row.findall(f"{_W}tc"):
        if cell.find(f"{_W}tcPr/{_W}vMerge") is not None:
            continue
        width = cell.find(f"{_W}tcPr/{_W}tcW")
        across = 720.0 if width is None else float(width.get(f"{_W}w", "0"))
        room = across / _TWENTIETHS - beside
        inner = (_height_of_paragraph(p, room, settings) for p in cell.iter(f"{_W}p"))
        heights.append(sum(inner) + padding)
    return max(heights)


def _margins_of_cells(table: etree._Element) -> tuple[float, float]:
    """The room above and below, and on both sides, of the text in a table's cells."""
    margins = table.find(f"{_W}tblPr/{_W}tblCellMar")
    if margins is None:
        return 0.0, 10.8
    widths = {etree.QName(m).localname: float(m.get(f"{_W}w", "0")) / _TWENTIETHS for m in margins}
    sides = sum(widths.get(name, 5.4) for name in ("left", "right"))
    return sum(widths.get(name, 0.0) for name in ("top", "bottom")), sides


def list_spans(body: etree._Element, settings: Mapping[str, Setting]) -> Iterator[FormBlock]:
    """Return what a document's body is made of, in order."""
    width = _room_across(body)
    for block in body:
        if block.tag == f"{_W}p":
            height = _height_of_paragraph(block, width, settings)
            yield FormBlock(block, height, opens=_opens_page(block), ends=_ends_page(block))
        elif block.tag == f"{_W}tbl":
            yield from _list_rows(block, settings)


def _list_rows(table: etree._Element, settings: Mapping[str, Setting]) -> Iterator[FormBlock]:
    padding, beside = _margins_of_cells(table)
    head = 0.0
    for row in table.findall(f"{_W}tr"):
        height = _height_of_row(row, padding, beside, settings)
        whole = row.find(f"{_W}trPr/{_W}cantSplit") is not None
        yield FormBlock(row, height, head, opens=_opens_page(row), whole=whole)
        if _repeats(row):
            head += height


def _opens_page(element: etree._Element) -> bool:
    return next(element.iter(f"{_W}pageBreakBefore"), None) is not None


def _ends_page(paragraph: etree._Element) -> bool:
    """Whether what follows a paragraph stands on a new page."""
    breaks = (b for b in paragraph.iter(f"{_W}br") if b.get(f"{_W}type") == "page")
    section = paragraph.find(f"{_W}pPr/{_W}sectPr")
    return next(breaks, None) is not None or section is not None


def _section(body: etree._Element) -> etree._Element:
    return body.findall(f"{_W}sectPr")[-1]


def _room_across(body: etree._Element) -> float:
    return _room(body, "w", "left", "right")


def _room_down(body: etree._Element) -> float:
    """The height of a page between its margins, in points."""
    return _room(body, "h", "top", "bottom")


def _room(body: etree._Element, side: str, *edges: str) -> float:
    section = _section(body)
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    taken = sum(abs(float(margins.get(f"{_W}{edge}", "0"))) for edge in edges)
    return (float(size.get(f"{_W}{side}")) - taken) / _TWENTIETHS


def count_pages(body: etree._Element, settings: Mapping[str, Setting]) -> int:
    """Return about how many pages a document takes."""
    return max(
        (last for _, last in _place(list_spans(body, settings), _room_down(body))), default=1
    )


def _place(spans: Iterable[FormBlock], room: float) -> Iterator[tuple[int, int]]:
    """The pages on which each span begins and ends, from 1."""
    page, down = 1, 0.0
    for span in spans:
        moves = span.opens or (span.whole and span.height <= room - span.head)
        if down and (span.opens or (moves and down + span.height > room)):
            page, down = page + 1, span.head
        first, down = page, down + span.height
        while down > room + _ROUNDING:
            # A row that breaks leaves part of a line free, and is padded on both pages.
            page, down = page + 1, down - room + _LINE + span.head
        yield first, page
        if span.ends:
            page, down = page + 1, 0.0


def settle_breaks(body: etree._Element, spans: Iterable[FormBlock]) -> None:
    """Give a form the pages its author meant, as long as the text fits; change `body`.

    `spans` are what it is made of.

    A template wishes for a page to begin with a row by "page break before" in it. Where all that
    stands before it fits on its page, its rows are stretched until the page is full, for
    LibreOffice knows no breaks between rows. From the first wish that cannot be had on, rows
    follow one another as they fit.
    """
    room, down, granted = _room_down(body) - _LINE, 0.0, True
    rows: list[FormBlock] = []
    for span in spans:
        if span.opens and span.element.tag == f"{_W}tr":
            granted = granted and down <= room
            if granted:
                _stretch(rows, room - down)
                _repeat_merged(span.element)
            else:
                _withdraw_break(span.element)
            rows, down = [], span.head
        if span.ends:
            rows, down = [], 0.0
        elif span.element.tag == f"{_W}tr" and not _repeats(span.element):
            rows.append(span)
        down += 0.0 if span.ends else span.height


def _stretch(rows: Sequence[FormBlock], rest: float) -> None:
    """Share what is left of a page among its rows."""
    for span in rows:
        properties = span.element.find(f"{_W}trPr")
        least = None if properties is None else properties.find(f"{_W}trHeight")
        if least is not None:
            height = span.height + rest / len(rows)
            least.set(f"{_W}val", str(int(height * _TWENTIETHS)))
            least.set(f"{_W}hRule", "atLeast")


def _repeat_merged(row: etree._Element) -> None:
    """Let what merged cells above say stand once more in the first row of a page.

    A cell merged over rows shows its text where it begins: overleaf nobody sees whose rows follow.
    """
    column = 0
    for cell in row.findall(f"{_W}tc"):
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is not None and merged.get(f"{_W}val") != "restart":
            start = _start_of_merged(row, column)
            if start is not None:
                for paragraph in cell.findall(f"{_W}p"):
                    cell.remove(paragraph)
                cell.extend(deepcopy(paragraph) for paragraph in start.findall(f"{_W}p"))
                merged.set(f"{_W}val", "restart")
        column += _span_of(cell)


def _start_of_merged(row: etree._Element, column: int) -> etree._Element | None:
    """The cell above in this column of the grid with which a merged one begins."""
    for above in row.itersiblings(f"{_W}tr", preceding=True):
        at = 0
        for cell in above.findall(f"{_W}tc"):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if at == column and merged is not None and merged.get(f"{_W}val") == "restart":
                return cell
            at += _span_of(cell)
    return None


def _span_of(cell: etree._Element) -> int:
    """Over how many columns of the grid a cell goes."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if span is None else int(span.get(f"{_W}val", "1"))


def _withdraw_break(row: etree._Element) -> None:
    for found in list(row.iter(f"{_W}pageBreakBefore")):
        found.getparent().remove(found)


def free_rows(spans: Iterable[FormBlock]) -> None:
    """Let rows grow with their text, and tall ones break across pages. No height changes.

    Whatever the template says: rows of a fixed height hide what does not fit, and LibreOffice loses
    the lines of a row that may not break and does not fit below a repeated header, or is kept with
    the next; Word cuts it off at the page's end.
    """
    before: etree._Element | None = None
    for span in spans:
        row = span.element
        for height in row.iter(f"{_W}trHeight"):
            if height.get(f"{_W}hRule") == "exact" and any(t.text for t in row.iter(f"{_W}t")):
                height.set(f"{_W}hRule", "atLeast")
        if row.tag == f"{_W}tr" and span.height > _TALL_ROW_PT:
            for found in (*row.iter(f"{_W}cantSplit", f"{_W}keepNext"),):
                found.getparent().remove(found)
            kept = () if before is None else tuple(before.iter(f"{_W}keepNext"))
            for found in kept:
                found.getparent().remove(found)
        before = row if row.tag == f"{_W}tr" and not _repeats(row) else None


def keep_last_rows(body: etree._Element, settings: Mapping[str, Setting]) -> None:
    """Keep the last row of a table, its total, from standing alone below a repeated head."""
    for table in body.findall(f"{_W}tbl"):
        rows = table.findall(f"{_W}tr")
        if len(rows) <= 2 or not _repeats(rows[0]):
            continue
        # A tall row kept with the next loses lines in LibreOffice.
        if _height_of_row(rows[-2], *_margins_of_cells(table), settings) <= _TALL_ROW_PT:
            for paragraph in rows[-2].iter(f"{_W}p"):
                _keep_with_next(paragraph)


def _keep_with_next(paragraph: etree._Element) -> None:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        properties = etree.Element(f"{_W}pPr")
        paragraph.insert(0, properties)
    if properties.find(f"{_W}keepNext") is None:
        behind_style = 0 if properties.find(f"{_W}pStyle") is None else 1
        properties.insert(behind_style, etree.Element(f"{_W}keepNext"))


def _repeats(row: etree._Element) -> bool:
    """Whether a row is a head that stands on every page of its table."""
    return row.find(f"{_W}trPr/{_W}tblHeader") is not None
