"""An issue: what is wrong, where, as data. Words come to it when it is rendered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter

from docgen.issues.agreement_entries import AGREEMENT_ENTRIES
from docgen.issues.catalogue import SLOT_TYPES, Entry, collect_entries, is_empty
from docgen.issues.check_entries import CHECK_ENTRIES
from docgen.issues.collect_entries import COLLECT_ENTRIES
from docgen.issues.data_file_entries import DATA_FILE_ENTRIES, REFUSAL_ENTRIES
from docgen.issues.date_entries import DATE_ENTRIES
from docgen.issues.evidence_entries import EVIDENCE_ENTRIES
from docgen.issues.finding import Finding, Level
from docgen.issues.level_entries import LEVEL_ENTRIES
from docgen.issues.location import KeyPath, Location
from docgen.issues.print_entries import PRINT_ENTRIES
from docgen.issues.quantity_entries import QUANTITY_ENTRIES
from docgen.issues.reading_entries import READING_ENTRIES
from docgen.issues.report_entries import REPORT_ENTRIES
from docgen.issues.scheme_entries import SCHEME_ENTRIES
from docgen.issues.score_entries import SCORE_ENTRIES
from docgen.issues.value_entries import VALUE_ENTRIES
from docgen.issues.verify_entries import VERIFY_ENTRIES
from docgen.text.printable import printable_line

_CHECKS = (
    CHECK_ENTRIES,
    EVIDENCE_ENTRIES,
    QUANTITY_ENTRIES,
    SCORE_ENTRIES,
    VALUE_ENTRIES,
    DATE_ENTRIES,
    LEVEL_ENTRIES,
    AGREEMENT_ENTRIES,
    REPORT_ENTRIES,
)
GROUPS: Mapping[str, tuple[Entry, ...]] = {
    "检查的代码": tuple(sorted(chain(*_CHECKS), key=attrgetter("code"))),
    "检查方案的代码": SCHEME_ENTRIES,
    "读取和转换时的代码": (*DATA_FILE_ENTRIES, *READING_ENTRIES),
    "核对（verify）时的代码": VERIFY_ENTRIES,
    "打印（print）时的代码": PRINT_ENTRIES,
    "收扫描件（collect）时的代码": COLLECT_ENTRIES,
}
"""The entries, by what they are about."""
CATALOGUE: Mapping[str, Entry] = collect_entries(*GROUPS.values())
"""All that can be wrong, by code."""
_ENTRIES = collect_entries(CATALOGUE.values(), REFUSAL_ENTRIES)
"""Also what stops a run: it is shown without its code."""


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong: the code and case of its sentence, its place, and its slots."""

    code: str
    location: Location
    case: str
    slots: Mapping[str, object]

    @property
    def level(self) -> Level:
        """How much it weighs."""
        return _ENTRIES[self.code].level_of(self.case)


def issue(code: str, location: Location, case: str = "", /, **slots: object) -> Issue:
    """Return an issue. TypeError where its slots are not those of its sentence."""
    wanted = _ENTRIES[code].slots_of(case)
    if wanted.keys() != slots.keys():
        raise TypeError(f"{code} {case}: slots {sorted(slots)} given, {sorted(wanted)} wanted")
    optional = _ENTRIES[code].optional_of(case)
    for name, kind in wanted.items():
        if name in optional and is_empty(slots[name]):
            continue
        if not SLOT_TYPES[kind].takes(slots[name]):
            raise TypeError(f"{code} {case}: {name} is no {kind}: {slots[name]!r}")
    return Issue(code, location, case, slots)


@dataclass(frozen=True)
class Dialect:
    """How one form of the data file is spoken of: by keys, or by the columns of a workbook."""

    name_field: Callable[[KeyPath], str]
    in_workbook: bool = False


PLAIN = Dialect(".".join)
"""Where no value of a data file is named."""


def render(issue: Issue, dialect: Dialect = PLAIN) -> Finding:
    """Return what is said of an issue to the reader of one form of the data file."""
    entry = _ENTRIES[issue.code]
    writers: Mapping[str, Callable[..., str]] = {
        "field": dialect.name_field,
        "issue": lambda other: render(other, dialect).what,
        "issues": lambda others: "；".join(render(other, dialect).what for other in others),
    }
    what, remedy = (
        text.fill(issue.slots, writers)
        for text in entry.texts(issue.case, in_workbook=dialect.in_workbook)
    )
    return Finding(entry.level_of(issue.case), issue.code, issue.location, what, remedy)


def render_foreign(issue: Issue) -> Finding:
    """Return what is said of what others handed in: nothing in it moves the cursor."""
    said = render(issue)
    return replace(
        said,
        location=replace(said.location, file=printable_line(said.location.file)),
        what=printable_line(said.what),
        remedy=printable_line(said.remedy),
    )
