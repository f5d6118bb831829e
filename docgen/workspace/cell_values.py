"""What stands in a cell as a value of the data, and the other way.

People write one date in a dozen ways, and Excel makes dates of page numbers and rounded figures of
ID numbers. What can only mean one thing is read as that; what cannot be known any more is said.
"""

import datetime
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from openpyxl.utils.datetime import (  # type: ignore[import-untyped]
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_excel,
    to_excel,
)

from docgen.model.submission import FilePages, PartialDate, normalise_text
from docgen.text.loose_input import plain_date, read_date, read_figure, read_truth
from docgen.workspace.workbook_headings import Sort

Content: TypeAlias = "str | int | float | bool | datetime.datetime | datetime.time | None"
Plain: TypeAlias = "str | bool | list[str] | list[dict[str, str]] | None"

GENERAL, AS_TEXT = "General", "@"
DAY_FORMAT, MONTH_FORMAT = "yyyy-mm-dd", 'yyyy"年"m"月"'

_MONTH_FORMATS = frozenset({27, 36, 50, 52, 57})
"""Chinese Excel's own formats of a year and a month; they have numbers, and no text in the file."""
_SURE_DIGITS = 15
"""Excel keeps no more of a number."""
_SERIALS = range(10_000, 80_000)
"""Numbers that are days counted from 1900: 1927 to 2119."""
_YEARS = range(1900, 2200)
_FIRST_DAY = datetime.date(1900, 3, 1)
"""Before it Excel counts a day that never was."""


class OddCellError(Exception):
    """A cell that cannot be understood: the code and the case of what is wrong, and its slots."""

    def __init__(self, code: str, case: str = "", /, **slots: object) -> None:
        super().__init__(f"{code} {case}".strip())
        self.code, self.case, self.slots = code, case, slots


@dataclass(frozen=True)
class SavedCell:
    """A cell as it was saved; `formula` where its content was worked out."""

    row: int
    column: int
    content: Content
    format: str = GENERAL
    format_id: int = 0
    formula: bool = False
    error: bool = False
    since_1904: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing that could be read stands here."""
        if self.formula or self.error:
            return False
        return self.content is None or (
            isinstance(self.content, str) and not unescape(self.content).strip()
        )


def read_cell(cell: SavedCell, sort: Sort) -> Plain:
    """Return what a cell says, as the text a data file would have it; None where nothing.

    OddCellError where that cannot be known. Whether the text is right is the model's business.
    """
    if cell.formula and cell.content is None:
        raise OddCellError("Y120")
    if cell.error and not cell.formula and "y" in cell.format.lower():
        raise OddCellError("Y127", "no_date")
    if cell.error:
        raise OddCellError("Y128", shown=str(cell.content))
    return None if cell.is_blank else _READERS[sort](cell)


# ── text ──────────────────────────────────────────────────────────────────────────────────────

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# XML cannot hold these; what looks like an escape is escaped itself.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def unescape(text: str) -> str:
    """Return a text without the escapes workbooks write for what XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def escape(text: str) -> str:
    """Return a text as workbooks hold it."""
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _text(cell: SavedCell) -> str:
    """What a cell shows, for values that are texts."""
    content = cell.content
    if isinstance(content, str):
        return normalise_text(unescape(content))
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    if isinstance(content, int | float):
        return _digits(content)
    raise OddCellError("Y127", "moment", shown=_show_moment(content))


def _digits(number: float) -> str:
    if abs(number) >= 10**_SURE_DIGITS:
        raise OddCellError("Y123", shown=f"{number:.5E}")
    return _write_number(number)


def _write_number(number: float) -> str:
    """A number as Excel shows it: 15 digits, none of the binary ones behind them."""
    text = f"{Decimal(format(number, '.15g')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _show_moment(content: Content) -> str:
    return content.strftime("%Y-%m-%d") if isinstance(content, datetime.datetime) else str(content)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", normalise_text(unescape(text))).strip()


# ── figures ───────────────────────────────────────────────────────────────────────────────────


def _figure(cell: SavedCell) -> str:
    content = cell.content
    if isinstance(content, str):
        return read_figure(normalise_text(unescape(content)))
    if isinstance(content, bool) or not isinstance(content, int | float):
        return _text(cell)
    return _write_number(content)


def _truth(cell: SavedCell) -> str | bool:
    if isinstance(cell.content, bool):
        return cell.content
    text = _text(cell)
    truth = read_truth(text)
    return text if truth is None else truth


# ── dates ─────────────────────────────────────────────────────────────────────────────────────


def _date(cell: SavedCell) -> str:
    content = cell.content
    if isinstance(content, datetime.datetime):
        return _moment(content, cell)
    if isinstance(content, int | float) and not isinstance(content, bool):
        return _number_as_date(content, cell)
    if not isinstance(content, str):
        return _text(cell)
    return _read_date(content)


def _moment(moment: datetime.datetime, cell: SavedCell) -> str:
    """A date as exactly as its format shows it: a month typed is a first day in the file."""
    number = round(to_excel(moment), 4)
    if _YEARS[0] <= number < _YEARS[-1]:
        # 1978 or 1978.09 typed where a date was expected: Excel shows a day of 1905.
        return _read_date(_unsure_month(_write_number(number)))
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", cell.format).lower()
    if cell.format_id in _MONTH_FORMATS or ("d" not in shown and "m" in shown):
        return f"{moment:%Y-%m}"
    return f"{moment:%Y-%m-%d}" if "d" in shown or "y" not in shown else f"{moment:%Y}"


def _number_as_date(number: float, cell: SavedCell) -> str:
    if math.isfinite(number) and number == int(number) and int(number) in _SERIALS:
        epoch = CALENDAR_MAC_1904 if cell.since_1904 else CALENDAR_WINDOWS_1900
        return _moment(from_excel(int(number), epoch), _as_day(cell))
    return _read_date(_unsure_month(_write_number(number)))


def _unsure_month(text: str) -> str:
    """The number of a year and a month; OddCellError where a nought at its end may be lost."""
    if re.fullmatch(r"(19|20)\d{2}\.1", text):
        raise OddCellError("Y127", "month", written=text, year=text[:4])
    return text


def _as_day(cell: SavedCell) -> SavedCell:
    """A serial number in a cell that is not set as a date is a whole day."""
    if cell.format_id in _MONTH_FORMATS:
        return cell
    return SavedCell(cell.row, cell.column, cell.content, DAY_FORMAT)


def _read_date(written: str) -> str:
    """A date as it was written, or as the number Excel has for it."""
    text = plain_date(unescape(written))
    if re.fullmatch(r"\d{5}", text) and int(text) in _SERIALS:
        return f"{from_excel(int(text)):%Y-%m-%d}"
    return read_date(normalise_text(unescape(written)))


def write_date(value: PartialDate) -> tuple[Content, str]:
    """Return a date as a cell holds it, and the format it is shown in."""
    if value.month is None or value.first < _FIRST_DAY:
        return str(value), AS_TEXT
    moment = datetime.datetime.combine(value.first, datetime.time())
    return moment, DAY_FORMAT if value.day else MONTH_FORMAT


# ── lists ─────────────────────────────────────────────────────────────────────────────────────

_SEPARATORS = re.compile(r"[、，,;；\n]+")
_KEY_AT_END = re.compile(r"[（(]([a-z][a-z0-9_]*)[)）]\s*$")
_WRAPPED = re.compile(r"（(.*)）", re.DOTALL)


def read_label(text: str) -> str:
    """Return the key in `名称（key）`; the text itself where there is none."""
    if match := _KEY_AT_END.search(text):
        return match[1]
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1] if wrapped else text


def write_label(key: str, name: str = "") -> str:
    """Return `名称（key）`, or the key so that it is read back as it is."""
    for shown in (f"{name}（{key}）" if name else key, key):
        if read_label(shown) == key:
            return shown
    return f"（{key}）"


def _label(cell: SavedCell) -> str:
    return read_label(_text(cell))


def _labels(cell: SavedCell) -> list[str]:
    text = _text(cell)
    if isinstance(listed := _from_json(text), list):
        return [str(one) for one in listed]
    return [read_label(part.strip()) for part in _SEPARATORS.split(text) if part.strip()]


def _write_labels(keys: Sequence[str], names: Mapping[str, str]) -> str:
    text = "、".join(write_label(key, names.get(key, "")) for key in keys)
    plain = _labels(SavedCell(0, 0, text)) == list(keys)
    return text if plain else json.dumps(list(keys), ensure_ascii=False)


def _numbers(cell: SavedCell) -> list[str]:
    text = _narrow(_text(cell))
    text = re.sub(r"[第项\[\]]|(?i:item)", "", text)
    return [part.strip() for part in re.split(r"[、,;\s/和]+", text) if part.strip()]


_FILE_END = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}(\s*[〔\[][^〔\]〕]*[〕\]])?\s*$")
_ON_FILE = re.compile(r"(.*?)\s*[〔\[]([^〔〕\[\]]*)[〕\]]", re.DOTALL)
_ON_PAGES = re.compile(r"(?:第|页码?[:：]?)\s*([^：:]*?)页?")
_ON_TURN = re.compile(r"转向?[:：]?\s*(\d+)\s*度?")


def _files(cell: SavedCell) -> list[dict[str, str]]:
    lines = [line.strip() for line in _text(cell).split("\n") if line.strip()]
    return [_read_file(part) for line in lines for part in _split_files(line)]


def _split_files(line: str) -> list[str]:
    """The files of a line: parted by commas only where every part ends as a file's name does."""
    if line.startswith(("{", '"')):
        return [line]
    parts = [part.strip() for part in re.split("[、，,;；]", line) if part.strip()]
    return parts if all(_FILE_END.search(part) for part in parts) else [line]


def _read_file(text: str) -> dict[str, str]:
    """Return the file in `名单.pdf〔页：1-3；转向：90〕` with its pages and turning."""
    if isinstance(given := _from_json(text), dict):
        return {str(key): str(value) for key, value in given.items()}
    if text.startswith('"') and text.endswith('"') and len(text) > 2:
        return {"file": text[1:-1]}
    match = _ON_FILE.fullmatch(text)
    marks = [mark.strip() for mark in re.split("[；;]", match[2])] if match else []
    found = [(_ON_PAGES.fullmatch(mark), _ON_TURN.fullmatch(mark)) for mark in marks]
    if not match or not all(any(pair) for pair in found):
        return {"file": text}
    read = {"file": match[1]}
    for pages, turn in found:
        read |= {"pages": pages[1]} if pages else {"turn": turn[1]} if turn else {}
    return read


def _write_file(file: FilePages) -> str:
    """Return a file as one line of a cell, so that it is read back as it is."""
    given = {"file": file.file, "pages": file.pages, "turn": str(file.turn or "")}
    kept = {key: value for key, value in given.items() if value or key == "file"}
    marks = [f"页：{file.pages}"] if file.pages else []
    marks += [f"转向：{file.turn}"] if file.turn else []
    text = f"{file.file}〔{'；'.join(marks)}〕" if marks else file.file
    plain = _files(SavedCell(0, 0, escape(text))) == [kept]
    return text if plain else json.dumps(kept, ensure_ascii=False)


def _from_json(text: str) -> object:
    """What is said in JSON, as texts that could not be read back otherwise are; else None."""
    if not text.startswith(("[", "{")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


# ── the two tables ────────────────────────────────────────────────────────────────────────────

_READERS: Mapping[Sort, Callable[[SavedCell], Plain]] = {
    Sort.TEXT: _text,
    Sort.DATE: _date,
    Sort.FIGURE: _figure,
    Sort.WHOLE: _figure,
    Sort.TRUTH: _truth,
    Sort.LABEL: _label,
    Sort.LABELS: _labels,
    Sort.NUMBERS: _numbers,
    Sort.FILES: _files,
}


def write_cell(value: object, sort: Sort, names: Mapping[str, str]) -> tuple[Content, str]:
    """Return a value of the data as a cell holds it, and the cell's format.

    `names` are the Chinese names of keys.
    """
    if value is None or value in ("", ()):
        return None, AS_TEXT if sort in _TEXTS else GENERAL
    if isinstance(value, PartialDate):
        return write_date(value)
    if isinstance(value, bool):
        return "是" if value else "否", GENERAL
    if isinstance(value, int | Decimal):
        return _exact(value)
    return _write_text(value, sort, names), AS_TEXT


_TEXTS = frozenset({Sort.TEXT, Sort.LABEL, Sort.LABELS, Sort.NUMBERS, Sort.FILES})


def _write_text(value: object, sort: Sort, names: Mapping[str, str]) -> str:
    if isinstance(value, str):
        text = write_label(value, names.get(value, "")) if sort is Sort.LABEL else value
        return escape(text)
    assert isinstance(value, tuple)
    if sort is Sort.NUMBERS:
        return "、".join(map(str, value))
    if sort is Sort.FILES:
        return escape("\n".join(map(_write_file, value)))
    return escape(_write_labels(value, names))


def _exact(value: int | Decimal) -> tuple[Content, str]:
    """A figure as a number where Excel keeps all of it, else as text."""
    number = float(value)
    kept = abs(number) < 10**_SURE_DIGITS and Decimal(_write_number(number)) == value
    if not kept:
        return f"{Decimal(value):f}", AS_TEXT
    return (int(value) if value == int(value) else number), GENERAL
