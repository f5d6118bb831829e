"""What is to stand in a cell for a value of plain data, so that it is read back as that value.

People type into a page what they would type into the cell: it means what it would mean there.
"""

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from openpyxl.utils.datetime import (  # type: ignore[import-untyped]
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    to_excel,
)
from pydantic_core import PydanticCustomError

from docgen.model.submission import FilePages, PartialDate
from docgen.workspace.cell_values import (
    Content,
    OddCellError,
    SavedCell,
    escape,
    read_cell,
    write_cell,
)
from docgen.workspace.edits import UneditableError
from docgen.workspace.plain_values import Plain, comparable, to_plain
from docgen.workspace.workbook_headings import Sort


@dataclass(frozen=True)
class CellDraft:
    """What is written into a cell, and the plain value that it is read back as."""

    content: str | float | None
    value: object


def draft_cell(value: object, sort: Sort, look: SavedCell, names: Mapping[str, str]) -> CellDraft:
    """Return what is written for a value into a cell that looks like `look`.

    `names` are what is shown for keys that are chosen from a list. UneditableError where there is
    nothing that is read back as the value.
    """
    plain = to_plain(value)
    if comparable(plain) is None:
        return CellDraft(None, None)
    text = _text_of(plain, sort, names)
    meant = _read(look, text, sort)
    for content in (*_contents(meant, sort, look), text):
        read = _read(look, content, sort)
        if read is not None and _figure(read, sort) == _figure(meant, sort):
            return CellDraft(_stored(content, look), read)
    raise UneditableError("no_cell_value")


def _read(look: SavedCell, content: Content, sort: Sort) -> object:
    try:
        return read_cell(replace(look, content=content, formula=False, error=False), sort)
    except OddCellError as odd:
        raise UneditableError("no_cell_value") from odd


def _figure(read: object, sort: Sort) -> object:
    """What is read as it is compared: 86.80 is 86.8."""
    try:
        return Decimal(str(read)) if sort in _FIGURES else read
    except InvalidOperation:
        return read


_FIGURES = (Sort.FIGURE, Sort.WHOLE)


def _stored(content: Content, look: SavedCell) -> str | float | None:
    """What a cell holds: days are numbers in the file."""
    if isinstance(content, datetime.datetime):
        epoch = CALENDAR_MAC_1904 if look.since_1904 else CALENDAR_WINDOWS_1900
        return int(to_excel(content, epoch))
    assert not isinstance(content, datetime.time)
    return content


def _text_of(value: Plain, sort: Sort, names: Mapping[str, str]) -> str:
    """A value as somebody would type it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return escape(names.get(value, value) if sort is Sort.LABEL else value)
    if sort is Sort.FILES:
        listed = value if isinstance(value, tuple) else (value,)
        return escape("\n".join(map(_write_file, listed)))
    if not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
        raise UneditableError("no_cell_value")
    texts = tuple(str(one) for one in value)
    if sort is Sort.LABELS:
        return str(write_cell(texts, sort, {})[0])
    if sort is Sort.NUMBERS:
        return "、".join(texts)
    raise UneditableError("no_cell_value")


def _write_file(value: Plain) -> str:
    """A file with its pages; what is none goes as it is, for the check to tell of."""
    if isinstance(value, str):
        return _write_given({"file": value})
    if isinstance(value, Mapping):
        return _write_given({key: str(inner) for key, inner in value.items() if comparable(inner)})
    raise UneditableError("no_cell_value")


def _write_given(given: Mapping[str, str]) -> str:
    """A file as one line of a cell."""
    if given.keys() <= {"file", "pages", "turn"} and given.get("file"):
        return str(write_cell((FilePages.model_construct(**given),), Sort.FILES, {})[0])  # type: ignore[arg-type]
    return json.dumps(dict(given), ensure_ascii=False)


def _contents(meant: object, sort: Sort, look: SavedCell) -> Iterator[Content]:
    """What a spreadsheet has for a figure or a date, better than a text."""
    if not isinstance(meant, str) or look.format == "@":
        return
    if sort in _FIGURES:
        try:
            yield write_cell(Decimal(meant), sort, {})[0]
        except (InvalidOperation, OverflowError):
            return
    shown = look.format.lower()
    if sort is Sort.DATE and "y" in shown and "m" in shown:
        try:
            yield write_cell(PartialDate.parse(meant), sort, {})[0]
        except PydanticCustomError:
            return
