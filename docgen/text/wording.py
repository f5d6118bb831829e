"""How figures, pages and dates are written: in every output the same."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

GUIDANCE_MARK = "填写提示"
"""What every guidance paragraph of a report's skeleton holds, and no finished report."""

DRAFT_LINE = "草稿，不作报送用"
"""What every page of a form's draft says."""

_ORDINALS = "一二三四五六七八九"


@dataclass(frozen=True, order=True)
class PageRange:
    """Pages `first` to `last` of the bundle, both included, counted from 1."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many pages these are."""
        return self.last - self.first + 1

    def within(self, other: "PageRange") -> bool:
        """Whether the other holds all of these pages."""
        return other.first <= self.first and self.last <= other.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def write_figure(value: Decimal | int | None) -> str:
    """Return a figure in plain digits without idle zeros: 3, 0.5, 120000; nothing for None."""
    if value is None:
        return ""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def gather_pages(numbers: Iterable[int]) -> Iterator[PageRange]:
    """Yield rising numbers of pages as ranges."""
    first = last = 0
    for number in numbers:
        if first and number != last + 1:
            yield PageRange(first, last)
            first = 0
        first, last = first or number, number
    if first:
        yield PageRange(first, last)


def write_ranges(ranges: Iterable[PageRange]) -> str:
    """Return "12–18、30", or nothing where there are no pages."""
    return "、".join(str(r) for r in ranges)


def write_pages(ranges: Iterable[PageRange]) -> str:
    """Return "第 12–18、30 页", or nothing where there are no pages."""
    text = write_ranges(ranges)
    return f"第 {text} 页" if text else ""


def write_ordinal(number: int) -> str:
    """Return the number of a heading, from 1: 一, 二; from ten on in figures."""
    return _ORDINALS[number - 1 :][:1] or str(number)


def write_supplement(number: int) -> str:
    """Return how a supplement is called: 补充材料, 补充材料（二）."""
    return "补充材料" if number == 1 else f"补充材料（{write_ordinal(number)}）"


MEASURE_MARK, PAGES_MARK = "【数量】", "【页码】"
"""Where a clerk who words a statement wholly himself wants the figures and the pages."""


def fill_marks(statement: str, measure: str, pages: str) -> str:
    """Return a statement with its figures and pages where it has marks for them."""
    return statement.replace(MEASURE_MARK, measure).replace(PAGES_MARK, pages)


class AnyDate(Protocol):
    """A date of which the day, or day and month, may not be known."""

    @property
    def year(self) -> int: ...  # noqa: D102
    @property
    def month(self) -> int | None: ...  # noqa: D102
    @property
    def day(self) -> int | None: ...  # noqa: D102


def write_date(value: AnyDate | datetime.date | None) -> str:
    """Return 2024年6月18日, 2024年6月 or 2024年; nothing for None."""
    if value is None:
        return ""
    text = f"{value.year}年"
    if value.month:
        text += f"{value.month}月"
        if value.day:
            text += f"{value.day}日"
    return text
