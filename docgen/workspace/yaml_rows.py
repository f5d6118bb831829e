"""The rows of a YAML list, each read by itself, for a process that reads one file again and again.

Rows whose every line is closed (no quotes, brackets or blocks go on in the next line) can be read
apart: what stands before or behind them changes nothing in them. Of a file with other rows nothing
is said here, and it is read as a whole.
"""

import re
from dataclasses import dataclass

_MOST_CHARACTERS = 400_000
"""A value takes two at least, so these are fewer values than a data file may have."""

_PLAIN = r"[^\s\"'\[\]{}&*!|>%@`#,?:-](?:[^\s:#]|:(?=\S)|(?<=\S)#|[ ]+(?![\s#]))*"
"""A text without quotes: it ends at a colon with a blank behind, or a hash with one before."""
_INSIDE = r"[^\[\]{}\"'#&*!|>%@`\n\r]*"
_CLOSED = (
    rf"(?:\"[^\"\\\n\r]*\"|'[^'\n\r]*'|\[{_INSIDE}\]|\{{{_INSIDE}(?:\[{_INSIDE}\]{_INSIDE})*\}}"
    rf"|{_PLAIN})"
)
_SAID = rf"(?:-|[A-Za-z_]\w*:(?:[ ]+{_CLOSED})?|{_CLOSED})"
_COMMENT = r"#[^\n\r]*"
_LINE = re.compile(rf"[ ]*(?:{_COMMENT}|(?:-[ ]+)*{_SAID}?(?:[ ]+(?:{_COMMENT})?)?)\r?")


@dataclass(frozen=True)
class SplitText:
    """A text without the rows of a list: blank lines stand where they stood."""

    rest: str
    rows: tuple[str, ...]
    lines: tuple[int, ...]
    """The line that each row begins on, counted from 1."""


def split_rows(text: str, name: str) -> SplitText | None:
    """Take the rows of the list called `name`, at the top of a text, out of it.

    None where there is none, or one that cannot be told from its surroundings at a glance.
    """
    heads = list(re.finditer(rf"^{name}:[ ]*(?:[ ]#.*)?\r?\n", text, re.MULTILINE))
    if len(heads) != 1 or len(text) > _MOST_CHARACTERS:
        return None
    begins = heads[0].end()
    behind = re.compile(r"^[^\s#]", re.MULTILINE).search(text, begins)
    ends = behind.start() if behind else len(text)
    first = re.compile(r"(?:[ ]*(?:\#.*)?\r?\n)*([ ]+)- ").match(text, begins)
    if first is None or first.end() > ends:
        return None
    dash = re.compile(rf"^{first[1]}- ", re.MULTILINE)
    places = [found.start() for found in dash.finditer(text, begins, ends)]
    rows = tuple(text[a:b] for a, b in zip(places, [*places[1:], ends], strict=True))
    line, lines = text.count("\n", 0, places[0]) + 1, []
    for row in rows:
        lines.append(line)
        line += row.count("\n")
    blank = "\n" * text.count("\n", places[0], ends)
    return SplitText(text[: places[0]] + blank + text[ends:], rows, tuple(lines))


def is_closed(row: str) -> bool:
    """Whether nothing in a row goes on behind the end of a line but what the next line says."""
    return all(map(_LINE.fullmatch, row.removesuffix("\n").split("\n")))
