"""An issue: what is wrong, where, as data. Words come to it when it is rendered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import Any

from docgen.issues.agreement_entries import AGREEMENT_ENTRIES
from docgen.issues.batch_entries import BATCH_ENTRIES, BATCH_REFUSALS
from docgen.issues.browser_entries import BROWSER_ENTRIES
from docgen.issues.catalogue import (
    SLOT_TYPES,
    Entry,
    Reader,
    collect_entries,
    is_empty,
    list_places,
)
from docgen.issues.change_entries import CHANGE_REFUSALS, INTAKE_ENTRIES
from docgen.issues.check_entries import CHECK_ENTRIES
from docgen.issues.collect_entries import COLLECT_ENTRIES, COLLECT_REFUSALS
from docgen.issues.conversion_entries import CONVERSION_ENTRIES, PLACE_ENTRIES
from docgen.issues.data_file_entries import DATA_FILE_ENTRIES, REFUSAL_ENTRIES
from docgen.issues.date_entries import DATE_ENTRIES
from docgen.issues.evidence_entries import EVIDENCE_ENTRIES
from docgen.issues.finding import Finding, Level
from docgen.issues.level_entries import LEVEL_ENTRIES
from docgen.issues.location import KeyPath, Location
from docgen.issues.office_entries import OFFICE_ENTRIES
from docgen.issues.paper_entries import PAPER_ENTRIES
from docgen.issues.print_entries import PRINT_ENTRIES, PRINT_REFUSALS, PRINTER_PARTS
from docgen.issues.quantity_entries import LEFT_OUT_ENTRIES, QUANTITY_ENTRIES
from docgen.issues.reading_entries import READING_ENTRIES
from docgen.issues.report_entries import REPORT_ENTRIES
from docgen.issues.review_entries import REVIEW_ENTRIES, REVIEW_REFUSALS
from docgen.issues.run_entries import RUN_ENTRIES, RUN_PARTS
from docgen.issues.scheme_entries import SCHEME_ENTRIES
from docgen.issues.score_entries import SCORE_ENTRIES
from docgen.issues.sign_entries import SIGN_REFUSALS
from docgen.issues.source_entries import (
    FAULT_ENTRIES,
    REREAD_ENTRIES,
    REREAD_PARTS,
    SOURCE_ENTRIES,
    UNCOPIED_ENTRIES,
)
from docgen.issues.value_entries import VALUE_ENTRIES
from docgen.issues.verify_entries import VERIFY_ENTRIES, VERIFY_PARTS
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
    PAPER_ENTRIES,
    REPORT_ENTRIES,
)
GROUPS: Mapping[str, tuple[Entry, ...]] = {
    "检查的代码": tuple(sorted(chain(*_CHECKS), key=attrgetter("code"))),
    "检查方案的代码": SCHEME_ENTRIES,
    "读取和转换时的代码": tuple(
        sorted((*DATA_FILE_ENTRIES, *READING_ENTRIES, *CONVERSION_ENTRIES), key=attrgetter("code"))
    ),
    "文件用不了时的代码": SOURCE_ENTRIES,
    "加文件时的代码": INTAKE_ENTRIES,
    "核对（verify）时的代码": VERIFY_ENTRIES,
    "打印（print）时的代码": PRINT_ENTRIES,
    "收扫描件（collect）时的代码": COLLECT_ENTRIES,
    "批量处理（batch）时的代码": BATCH_ENTRIES,
    "评审（review）时的代码": REVIEW_ENTRIES,
}
"""The entries, by what they are about."""
CATALOGUE: Mapping[str, Entry] = collect_entries(*GROUPS.values())
"""All that can be wrong, by code."""
REFUSALS: tuple[Entry, ...] = (
    *REFUSAL_ENTRIES,
    *OFFICE_ENTRIES,
    *RUN_ENTRIES,
    *UNCOPIED_ENTRIES,
    *REREAD_ENTRIES,
    *PRINT_REFUSALS,
    *COLLECT_REFUSALS,
    *SIGN_REFUSALS,
    *CHANGE_REFUSALS,
    *REVIEW_REFUSALS,
    *BROWSER_ENTRIES,
    *BATCH_REFUSALS,
)
"""What stops a run: it is shown without its code."""
_PARTS = (
    *PLACE_ENTRIES,
    *FAULT_ENTRIES,
    *REREAD_PARTS,
    *RUN_PARTS,
    *PRINTER_PARTS,
    *VERIFY_PARTS,
    *LEFT_OUT_ENTRIES,
)
"""Parts of what is said, never said alone."""
EVERY_ENTRY = collect_entries(CATALOGUE.values(), REFUSALS, _PARTS)


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong: the code and case of its sentence, its place, and its slots."""

    code: str
    location: Location
    case: str
    slots: Mapping[str, object]

    def __hash__(self) -> int:
        """Of what can be hashed: equal issues have equal ones."""
        return hash((self.code, self.location, self.case))

    @property
    def level(self) -> Level:
        """How much it weighs."""
        return EVERY_ENTRY[self.code].level_of(self.case)


def issue(code: str, location: Location, case: str = "", /, **slots: object) -> Issue:
    """Return an issue. TypeError where its slots are not those of its sentence."""
    wanted, optional = EVERY_ENTRY[code].slots_of(case)
    if wanted.keys() != slots.keys():
        raise TypeError(f"{code} {case}: slots {sorted(slots)} given, {sorted(wanted)} wanted")
    for name, kind in wanted.items():
        if name in optional and is_empty(slots[name]):
            continue
        if not SLOT_TYPES[kind].takes(slots[name]):
            raise TypeError(f"{code} {case}: {name} is no {kind}: {slots[name]!r}")
    return Issue(code, location, case, slots)


@dataclass(frozen=True)
class Dialect:
    """How the data is spoken of: by keys, by the columns of a workbook, by the page's fields."""

    name_field: Callable[[KeyPath], str]
    reader: Reader = Reader.KEYS


PLAIN = Dialect(".".join)
"""Where no value of a data file is named."""


def _writers_for(dialect: Dialect) -> Mapping[str, Callable[..., str]]:
    """What writes the slots that are written otherwise for every reader."""

    def say(other: Issue) -> str:
        return render(other, dialect).what

    def say_places(thing: str) -> Callable[[Sequence[Issue]], str]:
        return lambda places: list_places([say(place) for place in places], thing)

    def say_place(place: Location) -> str:
        return dialect.name_field(place.field) if place.field else place.file

    own: dict[str, Callable[..., str]] = {}
    if dialect.reader is Reader.PAGE:
        # No line, no cell, no key: answers are chosen by their names.
        own = {"place": say_place, "keyed": _list_names, "named": _list_names}
    return own | {
        "field": dialect.name_field,
        "issue": say,
        "remedy": lambda other: render(other, dialect).remedy,
        "issues": lambda others: "；".join(map(say, others)),
        "places": say_places(""),
        "pictures": say_places("图片"),
        "drawings": say_places("墨迹、公式或三维模型"),
    }


def _list_names(answers: Sequence[Any]) -> str:
    return "；".join(answer.name for answer in answers)


def render(issue: Issue, dialect: Dialect = PLAIN) -> Finding:
    """Return what is said of an issue to the reader of one form of the data file."""
    entry = EVERY_ENTRY[issue.code]
    writers = _writers_for(dialect)
    what, remedy = (
        text.fill(issue.slots, writers) for text in entry.texts(issue.case, dialect.reader)
    )
    return Finding(entry.level_of(issue.case), issue.code, issue.location, what, remedy, issue)


def render_foreign(issue: Issue) -> Finding:
    """Return what is said of what others handed in: nothing in it moves the cursor."""
    said = render(issue)
    return replace(
        said,
        location=replace(said.location, file=printable_line(said.location.file)),
        what=printable_line(said.what),
        remedy=printable_line(said.remedy),
    )
