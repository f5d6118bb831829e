"""Breaking text into lines. Pure: widths come from a measuring function."""

import re
from collections.abc import Callable, Iterator

Measure = Callable[[str, float, bool], float]
"""The width in points of a text at a size, bold or not."""


# GB/T 15834 and common practice: these may not begin or end a line.
_NEVER_FIRST = "，。、；：！？）】》〉」』”’％‰℃…—,.;:!?)]}%"


_NEVER_LAST = "（【《〈「『“‘([{"


_WORD = re.compile(r"[0-9A-Za-z_@#&+./\\:\-–~'=%]+|\s+|.", re.DOTALL)


def break_lines(
    text: str, width: float, size: float, measure: Measure, bold: bool = False
) -> list[str]:
    """Break text into lines not wider than `width`. Nothing is lost but spaces where lines end.

    Latin words and numbers are kept together where they fit on a line of their own.
    """
    lines: list[str] = []
    for paragraph in map(str.strip, text.split("\n")):
        if measure(paragraph, size, bold) <= width:
            lines.append(paragraph)
            continue
        line = ""
        for unit in _units(paragraph):
            if not line or measure((line + unit).rstrip(), size, bold) <= width:
                line += unit
            else:
                lines.append(line.rstrip())
                line = unit
            while len(line) > 1 and measure(line.rstrip(), size, bold) > width:
                head = _longest_head(line, width, size, measure, bold)
                lines.append(line[:head].rstrip())
                line = line[head:].lstrip()
        lines.append(line.rstrip())
    return lines


def _units(paragraph: str) -> Iterator[str]:
    """Split a paragraph into the smallest pieces that may stand at the start of a line.

    Spaces belong to what they follow.
    """
    pending = ""
    for piece in _WORD.findall(paragraph):
        glued = piece[0] in _NEVER_FIRST or piece.isspace() or _ends_open(pending)
        if pending and not glued:
            yield pending
            pending = ""
        pending += piece
    if pending:
        yield pending


def _ends_open(text: str) -> bool:
    """Whether the text ends with a bracket that wants something behind it on its line."""
    return text.rstrip()[-1:] in tuple(_NEVER_LAST)


def _longest_head(line: str, width: float, size: float, measure: Measure, bold: bool) -> int:
    """The number of characters (at least one) that fit into the width, cut where it is allowed."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(line[:middle], size, bold) <= width:
            low = middle
        else:
            high = middle - 1
    allowed = (cut for cut in range(low, 0, -1) if _may_break(line[:cut], line[cut:]))
    return next(allowed, low)


def _may_break(head: str, tail: str) -> bool:
    return tail[:1] not in tuple(_NEVER_FIRST) and not _ends_open(head)
