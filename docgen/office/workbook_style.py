"""How the workbooks that docgen writes look: heights, widths, the longest text of a cell."""

import re
import unicodedata
from collections.abc import Iterator

LINE_PT = 14.0


PADDING_PT = 6.0


HIGHEST_ROW_PT = 409.0
"""Excel's own limit."""


LONGEST_TEXT = 32_767
"""Characters in a cell; Excel's own limit."""


def count_lines(text: str, width: float) -> int:
    """Return how many lines a cell of `width` half-width characters needs for `text`."""
    return sum(_broken_lines(line, width - 1) for line in text.split("\n"))


def _broken_lines(line: str, width: float) -> int:
    lines, used = 1, 0.0
    for word in _words(line):
        size = sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else 1.0 for c in word)
        if used and used + size > width:
            lines, used = lines + 1, 0.0
        used += size
        while used > width:
            lines, used = lines + 1, used - width
    return lines


def _words(line: str) -> Iterator[str]:
    """The stretches a line can be broken between: words of Latin letters, single Chinese ones."""
    return (match[0] for match in re.finditer(r"[!-~]+|.", line))
