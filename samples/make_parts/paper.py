"""Written papers: policies, plans, contracts, lists. A few marks at line starts, as in a letter.

`# ` title · `= ` line in the middle · `## ` heading · `> ` line at the right · `~ ` no indent ·
`| a | b` table row (the first is the header, `|w 10 40` its column widths in mm) · `[seal]` ·
`---` new page · `-- ` small print. Anything else is a paragraph.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from make_parts.faces import Face, text_width
from make_parts.sheet import GREY, MM, PALE, Align, Sheet, balanced, to_pdf, wrap


@dataclass(frozen=True)
class Style:
    """How a paper is set: page, margins (mm), type size and leading (points)."""

    width: float = 210
    height: float = 297
    left: float = 28
    right: float = 26
    top: float = 34
    bottom: float = 32
    size: float = 16
    leading: float = 28.5
    table_size: float = 10.5
    row_height: float = 8.4
    face: Face = "song"
    numbered: bool = False
    """Whether the paper prints its own page numbers."""
    running_head: str = ""

    @property
    def room(self) -> float:
        """Width of the text column in mm."""
        return self.width - self.left - self.right


@dataclass
class Flow:
    """Sheets being filled from top to bottom."""

    style: Style
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0

    def __post_init__(self) -> None:
        self.turn_page()

    @property
    def sheet(self) -> Sheet:
        """The sheet that is being filled."""
        return self.sheets[-1]

    def turn_page(self) -> None:
        """Begin a new sheet."""
        style = self.style
        self.sheets.append(Sheet(style.width, style.height))
        self.y = style.top
        if style.running_head:
            self.sheet.text(style.width / 2, 18, style.running_head, 9, align="centre", colour=GREY)
            self.sheet.line(
                [(style.left, 21), (style.width - style.right, 21)], width=0.4, colour=GREY
            )
        if style.numbered:
            number = f"— {len(self.sheets)} —"
            self.sheet.text(style.width / 2, style.height - 16, number, 12, align="centre")

    def need(self, height: float) -> None:
        """Turn the page when less than `height` mm is left."""
        if self.y + height > self.style.height - self.style.bottom:
            self.turn_page()


def set_paper(text: str, style: Style | None = None) -> list[Sheet]:
    """The sheets of a written paper."""
    flow = Flow(style or Style())
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    while lines:
        if lines[0].startswith("|"):
            _set_table_block(flow, _taken(lines, "|"))
        elif lines[0].startswith("> "):
            _set_signature(flow, _taken(lines, "> ", "[seal]"))
        else:
            _set_line(flow, lines.pop(0))
    return flow.sheets


def _taken(lines: list[str], *starts: str) -> list[str]:
    """The lines at the head of `lines` that begin so, taken off it."""
    block = []
    while lines and lines[0].startswith(starts):
        block.append(lines.pop(0))
    return block


def paper_pdf(text: str, style: Style | None = None) -> bytes:
    """A written paper as a PDF."""
    return to_pdf(set_paper(text, style))


def _set_signature(flow: Flow, block: list[str]) -> None:
    """Set who signed, the date and the frame for the seal: never on two pages."""
    flow.need(sum(30 if line == "[seal]" else flow.style.leading / MM for line in block) + 6)
    flow.y += 6
    for line in block:
        _set_line(flow, line)


def _set_line(flow: Flow, line: str) -> None:
    mark, _, rest = line.partition(" ")
    match mark:
        case "#":
            _set_title(flow, rest)
        case "##":
            flow.need(22)
            set_words(flow, rest, face="hei-bold", indent=2, size=flow.style.size)
        case "=":
            set_words(flow, rest, face="kai", align="centre", size=flow.style.size - 2)
        case ">":
            set_words(flow, rest, face=flow.style.face, align="right", size=flow.style.size)
        case "~":
            set_words(flow, rest, face=flow.style.face, size=flow.style.size)
        case "--":
            set_words(flow, rest, face="kai", size=10.5)
        case "---":
            flow.turn_page()
        case "[seal]":
            flow.need(28)
            flow.sheet.seal_place(flow.style.width - flow.style.right - 42, flow.y + 5)
            flow.y += 28
        case _:
            set_words(flow, line, face=flow.style.face, indent=2, size=flow.style.size)


def _set_title(flow: Flow, text: str) -> None:
    style = flow.style
    flow.y += 4
    for line in balanced(text, "song-bold", 22, style.room):
        flow.need(12)
        flow.y += 10.5
        flow.sheet.text(style.width / 2, flow.y, line, 22, face="song-bold", align="centre")
    flow.y += 8


def set_words(
    flow: Flow,
    text: str,
    *,
    face: Face,
    size: float,
    align: Align = "left",
    indent: int = 0,
) -> None:
    """Set one paragraph in lines; `indent` is in characters of its first line."""
    style = flow.style
    leading = style.leading / MM * size / style.size
    first = indent * size / MM
    for number, line in enumerate(wrap(text, face, size, style.room, first)):
        flow.need(leading)
        flow.y += leading
        left = style.left + (first if number == 0 else 0)
        anchor = {"left": left, "centre": style.width / 2, "right": style.width - style.right}
        flow.sheet.text(anchor[align], flow.y, line, size, face=face, align=align)


def _set_table_block(flow: Flow, block: list[str]) -> None:
    widths: list[float] = []
    if block[0].startswith("|w "):
        widths = [float(w) for w in block.pop(0)[3:].split()]
    rows = [[cell.strip() for cell in line.removeprefix("|").split("|")] for line in block]
    widths = widths or [flow.style.room / len(rows[0])] * len(rows[0])
    flow.y += 4
    set_table(flow, widths, rows[0], rows[1:])
    flow.y += 4


def set_table(
    flow: Flow,
    widths: Sequence[float],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """Set a ruled table; the header stands again on every page. Cells wrap and rows grow."""
    scale = flow.style.room / sum(widths)
    widths = [w * scale for w in widths]
    flow.need(flow.style.row_height * 3)
    _set_row(flow, widths, header, head=True)
    for row in rows:
        high = _row_height(flow.style, widths, row)
        if flow.y + high > flow.style.height - flow.style.bottom:
            flow.turn_page()
            _set_row(flow, widths, header, head=True)
        _set_row(flow, widths, row)


def _row_height(style: Style, widths: Sequence[float], row: Sequence[str]) -> float:
    size = style.table_size
    most = max(
        len(wrap(cell, style.face, size, width - 3))
        for cell, width in zip(row, widths, strict=True)
    )
    return max(style.row_height, most * size * 1.4 / MM + 3.2)


def _set_row(
    flow: Flow, widths: Sequence[float], row: Sequence[str], *, head: bool = False
) -> None:
    style = flow.style
    size, face = style.table_size, ("hei-bold" if head else style.face)
    high = _row_height(style, widths, row)
    x = style.left
    for cell, width in zip(row, widths, strict=True):
        flow.sheet.box(x, flow.y, width, high, fill=PALE if head else None, line=0.5)
        lines = wrap(cell, face, size, width - 3)
        pitch = size * 1.4 / MM
        base = flow.y + (high - pitch * len(lines)) / 2 + pitch * 0.76
        short = head or (len(lines) == 1 and text_width(cell, face, size) / MM < width * 0.62)
        for number, line in enumerate(lines):
            place = x + width / 2 if short else x + 1.6
            align: Align = "centre" if short else "left"
            flow.sheet.text(place, base + number * pitch, line, size, face=face, align=align)
        x += width
    flow.y += high
