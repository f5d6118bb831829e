"""Rules about what was left to be filled in: ____人, XX项, 20  年  月  日."""

import re
from collections.abc import Iterator

from docgen.checks.case import Case, RuleFinding
from docgen.issues.location import KeyPath, Location
from docgen.model.field_locations import name_field
from docgen.model.submission import StudioFile
from docgen.text.wording import GUIDANCE_MARK

_MOST_NAMED = 3
_AROUND = 8
_BLANK = re.compile(
    r"[_＿]{2,}"
    r"|[XxＸｘ×*＊]{2,}(?=\s*(?:年|月|日|人|名|项|个|件|次|万元|元|平方米|%|％|家|篇|场|期|台))"
    r"|(?<![\d〇一二三四五六七八九零○])年[ \u3000]{2,}月[ \u3000]{2,}日"
    r"|20[ \u3000]{2,}年|[（(【][ \u3000]*(?:填写|待填|待补|待定)[ \u3000]*[）)】]"
)
"""What people type, or a form has, where a word is still to come."""


def blanks_left(case: Case) -> Iterator[RuleFinding]:
    """The report, or a text that is printed, still has places that nobody filled in."""
    texts = case.report.text if case.report else None
    lines = [line.text for line in texts.lines] if texts else []
    if case.report and not any(GUIDANCE_MARK in line for line in lines):
        yield from _say(Location(case.report.name), "报告", lines)
    for path, text in _long_texts(case):
        yield from _say(case.places.at(*path), name_field(StudioFile, path), [text])


def _say(where: Location, named: str, texts: list[str]) -> Iterator[RuleFinding]:
    found = [_show(text, match) for text in texts for match in _BLANK.finditer(text)]
    if found:
        shown = "、".join(f"“{words}”" for words in found[:_MOST_NAMED])
        more = f"等 {len(found)} 处" if len(found) > _MOST_NAMED else ""
        yield RuleFinding(where, f"{named}里有没填的空：{shown}{more}", "填上；不要这一句的删去")


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
