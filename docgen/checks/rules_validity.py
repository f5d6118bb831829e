"""Rules about how long certificates are valid."""

import calendar
import datetime
import re
from collections.abc import Iterator

from docgen.checks.case import Case
from docgen.checks.rules_rosters import from_text, plain_lines
from docgen.checks.rules_score import counted_evidence
from docgen.issues.issue import Issue, issue
from docgen.model.evidence import Evidence
from docgen.model.prose_figures import plain_text

_DAY = r"((?:19|20)\d\d)[年.\-/](?:(\d{1,2})[月.\-/]?)?(?:(\d{1,2})日?)?"
_VALID_UNTIL = re.compile(
    rf"(?:有效期限?|有效日期)(?:截?止|至|到|为|[:：])*(?:{_DAY}(?:至|到|[-—–~])+)?{_DAY}"
)
_RUN_OUT = re.compile(rf"{_DAY}(?:已?(?:失效|到期|过期|作废|注销|吊销))")
_JUST_RUN_OUT = re.compile(r"已?(?:失效|过期|作废|注销|吊销)(?=[)，。;；]|$)")


def expired(case: Case) -> Iterator[Issue]:
    """A certificate that counts was no longer valid in the period, or when it is handed in."""
    period, deadline = case.spec.period, case.spec.deadline
    for piece in _certificates(case):
        until = _valid_until(case, piece)
        if until is None and _JUST_RUN_OUT.search(_said(piece)):
            yield issue("C335", piece.where, "said", piece=piece)
        elif until is not None and period and until < period.start:
            said = {"piece": piece, "until": until, "start": period.start}
            yield issue("C335", piece.where, "period", **said)
        elif until is not None and not period and until < deadline:
            said = {"piece": piece, "until": until, "deadline": deadline}
            yield issue("C335", piece.where, "deadline", **said)


def _certificates(case: Case) -> list[Evidence]:
    """What counts, and what is somebody's of the team."""
    pieces = {p.id: p for item in case.spec.items for _, p in counted_evidence(case, item)}
    for item in case.spec.items:
        pieces |= {p.id: p for p in case.supporting(item) if item.holders}
    return list(pieces.values())


def _said(piece: Evidence) -> str:
    return plain_text(f"{piece.title}\n{piece.note}")


def _valid_until(case: Case, piece: Evidence) -> datetime.date | None:
    """The last day that title, note or the paper give; the latest of several."""
    printed = from_text(case, piece, plain_lines)
    groups = [found.groups()[-3:] for found in _VALID_UNTIL.finditer(f"{_said(piece)}\n{printed}")]
    groups += [found.groups() for found in _RUN_OUT.finditer(_said(piece))]
    return max(filter(None, (_last_day(*group) for group in groups)), default=None)


def _last_day(year: str, month: str | None, day: str | None) -> datetime.date | None:
    """The last day that a date as far as it is written can mean; None where there is no such."""
    try:
        last = calendar.monthrange(int(year), int(month or 12))[1]
        return datetime.date(int(year), int(month or 12), int(day or last))
    except (ValueError, calendar.IllegalMonthError):
        return None
