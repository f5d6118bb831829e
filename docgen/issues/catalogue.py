"""The catalogue of all that can be wrong: code, level, title, and the sentences that say it.

A sentence is a template with typed slots: `{day:date}` takes a date and writes it as all outputs
do. What the slots of a sentence take is checked when an issue is made, so that a rule and its
sentence cannot come apart.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from docgen.issues.finding import Level
from docgen.text.quoting import show_value
from docgen.text.wording import AnyDate, gather_pages, write_date, write_figure, write_pages

_SLOT = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<type>[a-z]+))?\}")


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date) or all(
        hasattr(value, part) for part in ("year", "month", "day")
    )


def _write_day(value: AnyDate) -> str:
    return write_date(value)


MOST_PAGES = 12
"""Page numbers that are named in a sentence; of more their number is told."""


def write_some_pages(numbers: Sequence[int]) -> str:
    """Return 第 1、2 页, the first few of many with how many they are: 第 1、2、3 等 20 页."""
    first = "、".join(map(str, numbers[:MOST_PAGES]))
    more = f"等 {len(numbers)} " if len(numbers) > MOST_PAGES else ""
    return f"第 {first} {more}页"


def _write_points(points: Decimal | None) -> str:
    return "不计分" if points is None else f"{write_figure(points)} 分"


_MOST_EXCERPTS = 3


def _write_excerpts(texts: Sequence[str]) -> str:
    few = "".join(f"“{text}”" for text in texts[:_MOST_EXCERPTS])
    return few if len(texts) <= _MOST_EXCERPTS else f"{few}等 {len(texts)} 处"


def _is_listed(value: object) -> bool:
    return not isinstance(value, str) and isinstance(value, Sequence)


class SlotType(NamedTuple):
    """What a slot takes, and how it is written."""

    takes: Callable[[object], bool]
    write: Callable[..., str]


SLOT_TYPES: Mapping[str, SlotType] = MappingProxyType(
    {
        "text": SlotType(lambda v: isinstance(v, str), str),
        "date": SlotType(_is_date, _write_day),
        "number": SlotType(lambda v: isinstance(v, int | Decimal), write_figure),
        "points": SlotType(lambda v: v is None or isinstance(v, int | Decimal), _write_points),
        # Somebody's own words, quoted, shortened and masked: 「…」.
        "value": SlotType(lambda _: True, show_value),
        "list": SlotType(_is_listed, "、".join),
        "quoted": SlotType(_is_listed, lambda v: "、".join(f"“{one}”" for one in v)),
        # Pieces of text, close together: “…”“…”等 5 处.
        "excerpts": SlotType(_is_listed, _write_excerpts),
        # Rising numbers of pages, all of them: 第 3–7、9 页.
        "ranges": SlotType(_is_listed, lambda v: write_pages(gather_pages(v))),
        # Numbers of pages one by one, as they are printed.
        "pages": SlotType(_is_listed, write_some_pages),
        # A value of the data file, by its keys: named as the reader's file names it.
        "field": SlotType(lambda v: isinstance(v, tuple) and bool(v), str),
        # Another issue, of which it is said what is wrong; several of them.
        "issue": SlotType(lambda v: hasattr(v, "slots"), str),
        "issues": SlotType(_is_listed, str),
    }
)


@dataclass(frozen=True)
class Template:
    """A text with slots. `{name}` takes text, `{name:type}` what its type takes."""

    text: str

    @cached_property
    def slots(self) -> Mapping[str, str]:
        """The type of each slot, by its name."""
        return {match["name"]: match["type"] or "text" for match in _SLOT.finditer(self.text)}

    def fill(self, values: Mapping[str, object], writers: Mapping[str, Callable[..., str]]) -> str:
        """Return the text with its slots filled.

        `writers` are for the types of slots that are written otherwise for every reader.
        """

        def write(match: re.Match[str]) -> str:
            kind = match["type"] or "text"
            return (writers.get(kind) or SLOT_TYPES[kind].write)(values[match["name"]])

        return _SLOT.sub(write, self.text)


@dataclass(frozen=True)
class Sentence:
    """What is said in one case of a code, and how it is mended.

    `in_workbook` is the remedy for who fills in a workbook, where another thing is to be done;
    `what_in_workbook` likewise. `level` where this case weighs otherwise than its code does.
    """

    what: str
    remedy: str = ""
    in_workbook: str = ""
    what_in_workbook: str = ""
    level: Level | None = None


class Entry:
    """One code: how much it weighs, its title, and its sentences by the name of the case.

    `remedy` is that of the cases that have none of their own.

    Entry("C101", ERROR, "表上必填的值空着", Sentence("{field:field}没有填", "填上"))
    Entry("C510", ERROR, "评估时间不可能", remedy="…", early=Sentence("…"), late=Sentence("…"))
    """

    def __init__(
        self,
        code: str,
        level: Level,
        title: str,
        only: Sentence | None = None,
        *,
        remedy: str = "",
        **cases: Sentence,
    ) -> None:
        self.code, self.level, self.title, self.remedy = code, level, title, remedy
        self._sentences = {**({"": only} if only else {}), **cases}
        self._slots: dict[str, Mapping[str, str]] = {}

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of its cases; "" where there is only one."""
        return tuple(self._sentences)

    def level_of(self, case: str) -> Level:
        """How much a case weighs."""
        return self._sentences[case].level or self.level

    def texts(self, case: str, *, in_workbook: bool) -> tuple[Template, Template]:
        """What is said in a case, and the remedy."""
        said = self._sentences[case]
        what = (in_workbook and said.what_in_workbook) or said.what
        remedy = (in_workbook and said.in_workbook) or said.remedy or self.remedy
        return Template(what), Template(remedy)

    def slots_of(self, case: str) -> Mapping[str, str]:
        """The type of each slot of all texts of a case, by name."""
        if case not in self._slots:
            both = [text for book in (False, True) for text in self.texts(case, in_workbook=book)]
            self._slots[case] = {name: kind for text in both for name, kind in text.slots.items()}
        return self._slots[case]


def collect_entries(*groups: Iterable[Entry]) -> Mapping[str, Entry]:
    """Return all entries by their codes. ValueError where a code stands twice, or a slot is odd."""
    found: dict[str, Entry] = {}
    for entry in (entry for group in groups for entry in group):
        if entry.code in found:
            raise ValueError(f"{entry.code} stands twice")
        for case in entry.cases:
            if unknown := set(entry.slots_of(case).values()) - SLOT_TYPES.keys():
                raise ValueError(f"{entry.code}: no such types of slots: {unknown}")
        found[entry.code] = entry
    return MappingProxyType(found)
