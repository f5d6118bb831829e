"""The piece of a large YAML text that an edit is about, which can be read and changed alone.

A year's evidence has a thousand rows, and one value of them is typed at a time. A piece begins and
ends with lines of the text. That it is read in the whole as it is alone is proved: everything
before it, the piece and everything behind it are sound alone, and have as many parts as the whole.
"""

import re
from dataclasses import dataclass, replace

from docgen.workspace.edits import AppendRows, Edit, InsertRow, MoveRow, RemoveRow, RemoveRows
from docgen.workspace.yaml_positions import ending
from docgen.workspace.yaml_syntax import count_events

_OF_NO_SINGLE_PIECE = re.compile(
    r"^(?:---|\.\.\.|%)|(?:^\s*|[:?-]\s+|[\[{,]\s*)[&*!]\S", re.MULTILINE
)
"""More than one document, and what stands for others."""
_AROUND = 6
"""Parts around the values of a text that is one mapping."""
_AROUND_ROWS = 3
"""A key, and the beginning and end of its list."""


@dataclass(frozen=True)
class TextPiece:
    """A part of a text with what is before and behind it; `edit` is the edit within the part.

    `head` is put before the rows of a list, so that they are read as what they are.
    `parts` is of how much the whole is made besides the piece.
    """

    before: str
    head: str
    text: str
    after: str
    edit: Edit
    parts: int

    def put_back(self, changed: str) -> str | None:
        """Return the whole text with the piece changed; None where it is not read as it is."""
        if not changed.startswith(self.head) or not changed.endswith("\n"):
            return None
        whole = self.before + changed[len(self.head) :] + self.after
        alone, together = count_events(changed), count_events(whole)
        return whole if alone and together and together == alone + self.parts else None


def find_piece(text: str, edit: Edit) -> TextPiece | None:
    """Return the piece that an edit is about; None where it has to do with the whole text."""
    if not text.endswith("\n") or _OF_NO_SINGLE_PIECE.search(text):
        return None
    name = re.escape(str(edit.path[0])) if edit.path else ""
    found = list(re.finditer(rf"^{name}[ \t]*:(?=\s)", text, re.MULTILINE))
    if len(found) != 1 or not name:
        return None
    begin = found[0].start()
    behind = re.compile(r"^[^\s#-]", re.MULTILINE).search(text, found[0].end())
    end = behind.start() if behind else len(text)
    rows = _find_rows(text, begin, end, edit)
    if rows is None:
        return _prove(text, [begin, begin, end, end], "", edit)
    head = f"{edit.path[0]}:{ending(text)}"
    return _prove(text, [begin, rows[0], rows[1], end], head, rows[2])


def _find_rows(text: str, begin: int, end: int, edit: Edit) -> tuple[int, int, Edit] | None:
    """Where the rows of a list begin and end that an edit is about, and the edit within them."""
    of_row = len(edit.path) > 1
    if of_row and not str(edit.path[1]).isdecimal():
        return None
    first = re.compile(r"[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)-(?=\s)").match(text, begin, end)
    if not first:
        return None
    dash = re.compile(rf"^{first[1]}-(?=\s)", re.MULTILINE)
    starts = [found.start() for found in dash.finditer(text, begin, end)]
    window = _window(edit, len(starts))
    if window is None:
        return None
    low, high = window
    stops = [*starts, end]
    return stops[low], stops[high], _shifted(edit, low, len(starts))


def _window(edit: Edit, count: int) -> tuple[int, int] | None:
    """The first row that an edit is about, and the one behind the last."""
    if len(edit.path) > 1:
        index = int(edit.path[1])
        return (index, index + 1) if index < count else None
    if isinstance(edit, InsertRow):
        index = count if edit.index is None else edit.index
        low, high = index - 1, index
    elif isinstance(edit, AppendRows):
        low, high = count - 1, count
    elif isinstance(edit, RemoveRow):
        low, high = edit.index - 1, min(edit.index + 1, count)
    elif isinstance(edit, RemoveRows):
        low, high = min(edit.indices) - 1, min(max(edit.indices) + 1, count)
    elif isinstance(edit, MoveRow):
        low, high = min(edit.index, edit.to) - 1, max(edit.index, edit.to)
    else:
        return None
    return (max(low, 0), min(high + 1, count)) if 0 <= high <= count else None


def _shifted(edit: Edit, low: int, count: int) -> Edit:
    if len(edit.path) > 1:
        return replace(edit, path=(edit.path[0], int(edit.path[1]) - low, *edit.path[2:]))
    if isinstance(edit, MoveRow):
        return replace(edit, index=edit.index - low, to=edit.to - low)
    if isinstance(edit, InsertRow):
        return replace(edit, index=(count if edit.index is None else edit.index) - low)
    if isinstance(edit, AppendRows):
        return edit
    if isinstance(edit, RemoveRows):
        return replace(edit, indices=tuple(index - low for index in edit.indices))
    assert isinstance(edit, RemoveRow)
    return replace(edit, index=edit.index - low)


def _prove(text: str, cuts: list[int], head: str, edit: Edit) -> TextPiece | None:
    """The piece between the middle two of four places, where all parts are sound alone.

    The outer two are where the section begins and ends that the piece is in.
    """
    begin, low, high, end = cuts
    piece = head + text[low:high]
    around = [_values(text[:begin]), _values(text[end:])]
    within = [_values(piece)]
    if head:
        rest = head + text[high:end] if high < end else ""
        within = [_rows(text[begin:low]), _rows(piece), _rows(rest)]
        around.append(_AROUND_ROWS)
    found = [*around, *within]
    whole, alone = count_events(text), count_events(piece)
    if whole is None or alone is None or any(count is None for count in found):
        return None
    if whole - _AROUND != sum(count for count in found if count is not None):
        return None
    return TextPiece(text[:low], head, piece, text[high:], edit, whole - alone)


def _values(text: str) -> int | None:
    """Of how many parts the values of a mapping are; None where it is not sound."""
    count = count_events(text)
    return None if count is None else max(count - _AROUND, 0)


def _rows(text: str) -> int | None:
    """Of how many parts the rows of a list under its key are."""
    count = _values(text)
    return None if count is None else max(count - _AROUND_ROWS, 0)
