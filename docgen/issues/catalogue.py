"""The catalogue of all that can be wrong: code, level, title, and the sentences that say it.

A sentence is a template with typed slots: `{day:date}` takes a date and writes it as all outputs
do. What the slots of a sentence take is checked when an issue is made, so that a rule and its
sentence cannot come apart. A part in `[[ ]]` is said only where the slots in it are not empty.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import cache, cached_property
from math import ceil
from types import MappingProxyType
from typing import Any, NamedTuple

from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.issues.page_words import say_on_page
from docgen.text.quoting import show_value
from docgen.text.wording import (
    AnyDate,
    gather_pages,
    write_date,
    write_figure,
    write_pages,
)

_SLOT = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<type>[a-z]+))?\}")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_NAMED_AT_MOST = 5
"""Of many pieces or files that one sentence is about, so many are named."""
_CELLS_AT_MOST = 8
_ATTACHED_AT_MOST = 8


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date) or all(
        hasattr(value, part) for part in ("year", "month", "day")
    )


def _write_day(value: AnyDate) -> str:
    return write_date(value)


MOST_PAGES = 12
"""Page numbers that are named in a sentence; of more their number is told."""


def _write_some_pages(numbers: Sequence[int]) -> str:
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


def _is_many(value: object) -> bool:
    return not isinstance(value, str) and isinstance(value, Sequence)


def _has(*names: str) -> Callable[[object], bool]:
    return lambda value: all(hasattr(value, name) for name in names)


def _write_item(item: Any) -> str:  # noqa: ANN401 - a part of the notice: a layer above
    return f"第 {item.number} 项（{item.title}）"


def _write_piece(piece: Any) -> str:  # noqa: ANN401 - a piece of evidence: a layer above
    return f"“{piece.title}”"


def _shorten(names: Sequence[str], counter: str) -> str:
    """The first of some names, and how many they are where that is not all."""
    more = f"等 {len(names)} {counter}" if len(names) > _NAMED_AT_MOST else ""
    return "、".join(names[:_NAMED_AT_MOST]) + more


def _write_kind(told: Any) -> str:  # noqa: ANN401 - what a text says of a kind: a layer above
    true = f"{told.kind}的佐证是 {write_figure(told.true)} {told.unit}"
    return f"“{told.quote}”，{true}"


def _write_cells(cells: Sequence[str]) -> str:
    more = "等" if len(cells) > _CELLS_AT_MOST else ""
    return "、".join(cells[:_CELLS_AT_MOST]) + more


def _add_rest(count: int, named: int, counter: str) -> str:
    return f" 等 {count} {counter}" if count > named else ""


def _write_more_cells(cells: Sequence[str]) -> str:
    return _add_rest(len(cells), _CELLS_AT_MOST, "格")


def _write_linked(names: Sequence[str]) -> str:
    named = "、".join(name or "未知" for name in names[:_NAMED_AT_MOST])
    return named + _add_rest(len(names), _NAMED_AT_MOST, "张")


def _write_attached(names: Sequence[str]) -> str:
    named = "、".join(name or "没有名字" for name in names[:_ATTACHED_AT_MOST])
    return named + _add_rest(len(names), _ATTACHED_AT_MOST, "个")


def _name_few(most: int) -> Callable[[Sequence[str]], str]:
    return lambda names: "、".join(names[:most]) + ("等" if len(names) > most else "")


def _write_steps(steps: Sequence[int | str]) -> str:
    """The way to a value of JSON: documents 第 2 个 sha256."""
    return " ".join(f"第 {step + 1} 个" if isinstance(step, int) else step for step in steps)


def _list_failures(found: Sequence[Finding]) -> str:
    return "；".join(f"{one.where}：{one.what}" for one in found)


def _write_equations(equations: Sequence[str]) -> str:
    named = f"“{'；'.join(equations[:_NAMED_AT_MOST])}”"
    return named + _add_rest(len(equations), _NAMED_AT_MOST, "个")


def list_places(places: Sequence[str], thing: str = "") -> str:
    """The first of some places in a document, each with a thing that is there, and how many."""
    named = "、".join(f"{place}{thing}" for place in list(dict.fromkeys(places))[:_NAMED_AT_MOST])
    return named + _add_rest(len(places), _NAMED_AT_MOST, "处")


def _write_characters(characters: str) -> str:
    return "、".join(f"{c}（U+{ord(c):04X}）" for c in characters)


def _write_pairs(pairs: Sequence[tuple[str, str]]) -> str:
    more = f"等 {len(pairs)} 个" if len(pairs) > _NAMED_AT_MOST else ""
    return "；".join(f"{one} 与 {other}" for one, other in pairs[:_NAMED_AT_MOST]) + more


def _write_size(size: int) -> str:
    return f"{ceil(size / 100_000) / 10:g} MB"


def _list_findings(found: Sequence[Finding]) -> str:
    return "".join(f"\n  {one.where}：{one.what}。{one.remedy}" for one in found)


def _explain(pair: tuple[str, str]) -> str:
    name, meaning = pair
    return f"{name}（{meaning}）" if meaning else name


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
        "list": SlotType(_is_many, "、".join),
        "quoted": SlotType(_is_many, lambda v: "、".join(f"“{one}”" for one in v)),
        # Pieces of text, close together: “…”“…”等 5 处.
        "excerpts": SlotType(_is_many, _write_excerpts),
        # Rising numbers of pages, all of them: 第 3–7、9 页.
        "ranges": SlotType(_is_many, lambda v: write_pages(gather_pages(v))),
        # Numbers of pages one by one, the first of many with how many they are.
        "pages": SlotType(_is_many, _write_some_pages),
        "either": SlotType(_is_many, lambda v: "或".join(f"“{one}”" for one in v)),
        "clauses": SlotType(_is_many, "；".join),
        "alternatives": SlotType(_is_many, "，或".join),
        "numbers": SlotType(_is_many, lambda v: "、".join(map(str, v))),
        # Pairs of a figure and its unit: 3 项、5 项.
        "amounts": SlotType(_is_many, lambda v: "、".join(f"{write_figure(n)} {u}" for n, u in v)),
        # Pairs of a name and what it means: C306（计数的佐证没有日期）.
        "explained": SlotType(_is_many, lambda v: "、".join(map(_explain, v))),
        # Answers to choose from, by key and name; in a workbook the name comes first.
        "keyed": SlotType(_is_many, lambda v: "；".join(f"{o.key}（{o.name}）" for o in v)),
        "named": SlotType(_is_many, lambda v: "；".join(f"{o.name}（{o.key}）" for o in v)),
        # Says nothing itself: whether the optional part it stands in is said.
        "when": SlotType(lambda v: isinstance(v, bool), lambda _: ""),
        "place": SlotType(lambda v: isinstance(v, Location), str),
        # A part of the notice, by its number and title: 第 11 项（…）.
        "item": SlotType(_has("number", "title"), _write_item),
        # Evidence by its title in quotes; of many the first, and how many they are.
        "piece": SlotType(_has("title"), _write_piece),
        "pieces": SlotType(_is_many, lambda v: _shorten([_write_piece(p) for p in v], "件")),
        # Names and words, likewise.
        "files": SlotType(_is_many, lambda v: _shorten(v, "个")),
        "photographs": SlotType(_is_many, lambda v: _shorten(v, "张")),
        "people": SlotType(_is_many, lambda v: _shorten(v, "人")),
        "passages": SlotType(_is_many, lambda v: _shorten([f"“{words}”" for words in v], "处")),
        # What a text says of kinds of evidence, each with its true figure.
        "kinds": SlotType(_is_many, lambda v: "；写".join(map(_write_kind, v))),
        # Characters with their numbers in Unicode.
        "characters": SlotType(lambda v: isinstance(v, str), _write_characters),
        # Pairs of files that are alike.
        "pairs": SlotType(_is_many, _write_pairs),
        # Bytes.
        "size": SlotType(lambda v: isinstance(v, int), _write_size),
        "cells": SlotType(_is_many, _write_cells),
        # Cells of one sheet: the first of them, and how many there are where that is not all.
        "firstcells": SlotType(_is_many, lambda v: "、".join(v[:_CELLS_AT_MOST])),
        "morecells": SlotType(_is_many, _write_more_cells),
        # Names of linked pictures, of attached files; equations written in a line.
        "linked": SlotType(_is_many, _write_linked),
        "attached": SlotType(_is_many, _write_attached),
        "equations": SlotType(_is_many, _write_equations),
        # The first shapes of a slide by their words; what has none is a picture.
        "shapes": SlotType(
            _is_many, lambda v: "、".join(words or "图片" for words in v[:_NAMED_AT_MOST])
        ),
        # Places in a document, as issues; the pictures there, or what is no picture yet.
        "places": SlotType(_is_many, str),
        "pictures": SlotType(_is_many, str),
        "drawings": SlotType(_is_many, str),
        # Names, of many the first four or three.
        "fewnames": SlotType(_is_many, _name_few(4)),
        "threenames": SlotType(_is_many, _name_few(3)),
        # The way to a value of JSON: keys, and places in lists from 0.
        "steps": SlotType(_is_many, _write_steps),
        # Findings in one line, without their remedies.
        "failures": SlotType(_is_many, _list_failures),
        # What a finding says, and how it is mended.
        "said": SlotType(lambda v: isinstance(v, Finding), lambda v: v.what),
        "advised": SlotType(lambda v: isinstance(v, Finding), lambda v: v.remedy),
        # Findings, each in a line of its own.
        "findings": SlotType(_is_many, _list_findings),
        # A value of the data file, by its keys: named as the reader's file names it.
        "field": SlotType(lambda v: isinstance(v, tuple) and bool(v), str),
        # Another issue, of which it is said what is wrong, or how it is mended; several of them.
        "issue": SlotType(lambda v: hasattr(v, "slots"), str),
        "remedy": SlotType(lambda v: hasattr(v, "slots"), str),
        "issues": SlotType(_is_many, str),
    }
)


def is_empty(value: object) -> bool:
    """Return whether a slot was given nothing to say; 0 says something."""
    return value is None or value is False or value == "" or (_is_many(value) and not value)


@dataclass(frozen=True)
class Template:
    """A text with slots. `{name}` takes text, `{name:type}` what its type takes.

    A part in `[[ ]]` drops out where one of its slots is empty.
    """

    text: str

    @cached_property
    def slots(self) -> Mapping[str, str]:
        """The type of each slot, by its name."""
        return {match["name"]: match["type"] or "text" for match in _SLOT.finditer(self.text)}

    @cached_property
    def optional(self) -> frozenset[str]:
        """The slots that may be empty, by name."""
        parts = _OPTIONAL.findall(self.text)
        return frozenset(match["name"] for part in parts for match in _SLOT.finditer(part))

    def fill(self, values: Mapping[str, object], writers: Mapping[str, Callable[..., str]]) -> str:
        """Return the text with its slots filled.

        `writers` are for the types of slots that are written otherwise for every reader.
        """

        def write(match: re.Match[str]) -> str:
            kind = match["type"] or "text"
            return (writers.get(kind) or SLOT_TYPES[kind].write)(values[match["name"]])

        def choose(part: re.Match[str]) -> str:
            named = (slot["name"] for slot in _SLOT.finditer(part[1]))
            return "" if any(is_empty(values[name]) for name in named) else part[1]

        return _SLOT.sub(write, _OPTIONAL.sub(choose, self.text))


@cache
def _parse(text: str) -> Template:
    return Template(text)


class Slots(NamedTuple):
    """The slots of one case."""

    types: Mapping[str, str]
    """The type of each, by its name."""
    optional: frozenset[str]
    """Those that may be empty."""


class Reader(Enum):
    """Who reads a sentence: who writes keys, who fills in cells, who has the page before them."""

    KEYS = auto()
    CELLS = auto()
    PAGE = auto()


@dataclass(frozen=True)
class Sentence:
    """What is said in one case of a code, and how it is mended.

    `in_workbook` is the remedy for who fills in a workbook, where another thing is to be done;
    `what_in_workbook` likewise. The page, where no key is named either, says as the workbook does
    unless there is `in_page`. `level` where this case weighs otherwise than its code does.
    """

    what: str = ""
    remedy: str = ""
    in_workbook: str = ""
    what_in_workbook: str = ""
    in_page: str = ""
    level: Level | None = None

    def what_for(self, reader: Reader) -> str:
        """What is said to a reader; empty where the case has no words of its own."""
        return (reader is not Reader.KEYS and self.what_in_workbook) or self.what

    def remedy_for(self, reader: Reader) -> str:
        """How it is mended, likewise."""
        if reader is Reader.KEYS:
            return self.remedy
        return (reader is Reader.PAGE and self.in_page) or self.in_workbook or self.remedy


class Entry:
    """One code: how much it weighs, its title, and its sentences by the name of the case.

    `what`, `remedy`, `in_workbook`, `in_page`: of the cases that have none of their own.

    Entry("C101", ERROR, "表上必填的值空着", Sentence("{field:field}没有填", "填上"))
    Entry("C510", ERROR, "评估时间不可能", remedy="…", early=Sentence("…"), late=Sentence("…"))
    """

    def __init__(
        self,
        code: str,
        level: Level,
        title: str,
        only: Sentence | None = None,
        /,
        *,
        what: str = "",
        remedy: str = "",
        in_workbook: str = "",
        in_page: str = "",
        **cases: Sentence,
    ) -> None:
        self.code, self.level, self.title, self.remedy = code, level, title, remedy
        self._shared = Sentence(what, remedy, in_workbook, in_page=in_page)
        self._sentences = {**({"": only} if only else {}), **cases}
        self._slots: dict[str, Slots] = {}

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of its cases; "" where there is only one."""
        return tuple(self._sentences)

    def level_of(self, case: str) -> Level:
        """How much a case weighs."""
        return self._sentences[case].level or self.level

    def texts(self, case: str, reader: Reader) -> tuple[Template, Template]:
        """What is said in a case, and the remedy."""
        said = self._sentences[case]
        what = said.what_for(reader) or self._shared.what
        remedy = (said if said.remedy else self._shared).remedy_for(reader)
        if reader is Reader.PAGE:
            what, remedy = say_on_page(what), say_on_page(remedy)
        return _parse(what), _parse(remedy)

    def slots_of(self, case: str) -> Slots:
        """The slots of all texts of a case. ValueError where one has a type there is not."""
        # Few cases are ever said in a run, some of them thousands of times.
        if case not in self._slots:
            texts = list(self._all_texts(case))
            types = {n: kind for text in texts for n, kind in text.slots.items()}
            if unknown := set(types.values()) - SLOT_TYPES.keys():
                raise ValueError(f"{self.code}: no such types of slots: {unknown}")
            optional = frozenset(name for text in texts for name in text.optional)
            self._slots[case] = Slots(types, optional)
        return self._slots[case]

    def _all_texts(self, case: str) -> Iterator[Template]:
        for reader in Reader:
            yield from self.texts(case, reader)


def collect_entries(*groups: Iterable[Entry]) -> Mapping[str, Entry]:
    """Return all entries by their codes. ValueError where a code stands twice."""
    found: dict[str, Entry] = {}
    for entry in (entry for group in groups for entry in group):
        if entry.code in found:
            raise ValueError(f"{entry.code} stands twice")
        found[entry.code] = entry
    return MappingProxyType(found)
