"""Rules about what was left to be filled in: ____人, XX项, 20  年  月  日."""

import re
from collections.abc import Iterator

from docgen.checks.case import Case
from docgen.issues.issue import Issue, issue
from docgen.issues.location import KeyPath, Location
from docgen.text.wording import GUIDANCE_MARK

_AROUND = 8
_BLANK = re.compile(
    r"[_＿]{2,}"
    r"|[XxＸｘ×*＊]{2,}(?=\s*(?:年|月|日|人|名|项|个|件|次|万元|元|平方米|%|％|家|篇|场|期|台))"
    r"|(?<![\d〇一二三四五六七八九零○])年[ \u3000]{2,}月[ \u3000]{2,}日"
    r"|20[ \u3000]{2,}年|[（(【][ \u3000]*(?:填写|待填|待补|待定)[ \u3000]*[）)】]"
)
"""What people type, or a form has, where a word is still to come."""


def blanks_left(case: Case) -> Iterator[Issue]:
    """The report, or a text that is printed, still has places that nobody filled in."""
    texts = case.report.text if case.report else None
    lines = [line.text for line in texts.lines] if texts else []
    if case.report and not any(GUIDANCE_MARK in line for line in lines):
        blanks = [words for line in lines for words in _blanks_in(line)]
        if blanks:
            yield issue("C364", Location(case.report.name), "report", blanks=blanks)
    for path, text in _long_texts(case):
        if blanks := _blanks_in(text):
            yield issue("C364", case.places.at(*path), "data", name=path, blanks=blanks)


def _blanks_in(text: str) -> list[str]:
    """The blanks of a text, with what stands around them."""
    return [_show(text, match) for match in _BLANK.finditer(text)]


def _show(text: str, match: re.Match[str]) -> str:
    start, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
    return " ".join(text[start:end].split())


def _long_texts(case: Case) -> Iterator[tuple[KeyPath, str]]:
    """What is told at length, with its place."""
    for number, claim in case.data.claims.items():
        yield ("claims", str(number), "statement"), claim.statement
    for section in ("unit", "leader", "studio"):
        for name, value in getattr(case.data, section):
            if isinstance(value, str):
                yield (section, name), value
