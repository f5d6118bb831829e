"""The contract of the Word forms: which values a template may print, and what they say.

A form's values follow the data model: every field of unit, leader and studio is a value under
the same name as in studio.yaml (`unit.name`, `leader.birth`), so a new field is one line in the
model and a placeholder in the template. Only what is computed (scores, page references, totals)
is named here.

Values are texts, ready to print. What is not known is an empty text, never "None".
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from docgen.bundle.plan import CrossReference
from docgen.issues.errors import SchemeError
from docgen.issues.issue import issue
from docgen.issues.location import KeyPath, Location
from docgen.issues.refusal import refuse
from docgen.model.scheme import FormSpec, Item, SubmissionSpec
from docgen.model.scoring import ItemScore, Scores
from docgen.model.submission import (
    Claim,
    Leader,
    Member,
    PartialDate,
    Studio,
    StudioFile,
    Unit,
    Workforce,
)
from docgen.model.verdict import Verdict, judge
from docgen.text.wording import (
    MEASURE_MARK,
    PAGES_MARK,
    fill_marks,
    write_date,
    write_figure,
    write_pages,
)

TICK = "√"
_UNTICKED = "  "
_BLANK_DATE_PART = "      "
"""Room to write a year, month or day by hand."""
BLANK_NAME = "____________"
"""Stands where a report skeleton has no name yet."""


@dataclass(frozen=True)
class Placeholder:
    """A value a template may print. `path` is as written between the braces.

    Rows of a list are written `studio.members[].name`. An expected value that no placeholder
    prints is a mistake of the template, unless the scheme's `omits` names it; the others are on
    offer.
    """

    path: str
    title: str
    expected: bool = True


@dataclass(frozen=True)
class PrintedValues:
    """What is printed of one part of the data, by field name: read as an attribute.

    A value is a text, a part within the part, or a tuple of parts.
    """

    texts: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a text or parts
        if name == "texts" or name not in self.texts:
            raise AttributeError(name)
        return self.texts[name]


@dataclass(frozen=True)
class ApplicationValues:
    """What the application form can print."""

    unit: PrintedValues
    leader: PrintedValues
    studio: PrintedValues


@dataclass(frozen=True)
class AssessmentPart:
    """The date and the veto line of the assessment form."""

    date: str
    year: str
    month: str
    day: str
    veto: str
    veto_no: str
    veto_yes: str


@dataclass(frozen=True)
class FormRow:
    """One row of the assessment form."""

    work: str
    """工作落实情况: the statement, measure and pages on lines of their own, or as worded."""
    score: str
    statement: str
    measure: str
    pages: str
    reason: str


@dataclass(frozen=True)
class ScorePart:
    """The totals of the assessment form."""

    summary: str
    """The total with its two parts: 92（基础分 86，附加分 6）; what stands instead for a veto."""
    total: str
    base: str
    bonus: str
    grade: str
    """The grade by the total; empty where the notice gives none by points."""


@dataclass(frozen=True)
class AssessmentValues:
    """What the assessment form can print."""

    unit: PrintedValues
    leader: PrintedValues
    studio: PrintedValues
    assessment: AssessmentPart
    item: Mapping[int, FormRow]
    score: ScorePart


@dataclass(frozen=True)
class ReportValues:
    """What a report skeleton can print."""

    unit: PrintedValues
    studio: PrintedValues


FormValues = ApplicationValues | AssessmentValues | ReportValues


@dataclass(frozen=True)
class MissingValue:
    """A value of the form that is empty: its path in studio.yaml and its Chinese name."""

    path: str
    title: str


def _write_month(value: PartialDate | None) -> str:
    return write_date(PartialDate(value.year, value.month)) if value else ""


def _write_area(value: Decimal | None) -> str:
    return f"{write_figure(value)} 平方米" if value is not None else ""


# Fields that the form prints otherwise than their type says.
_WRITERS: Mapping[tuple[type[BaseModel], str], Callable[[Any], str]] = {
    (Leader, "birth"): _write_month,
    (Studio, "area_m2"): _write_area,
}
# Fields no form prints: the checks and the rules use them.
_UNPRINTED = frozenset(
    {
        *((Unit, "credit_code"), (Unit, "hand_in_by"), (Workforce, "declared_total")),
        *((Studio, "traits"), (Studio, "chosen")),
    }
)
# What the model computes and forms print like a field.
_COMPUTED: Mapping[type[BaseModel], Mapping[str, str]] = {Workforce: {"total": "总量合计"}}

_CONFIDENTIAL = frozenset({"leader.id_number"})
"""Values only the application form may print."""


def write_value(value: object) -> str:
    """Return one value as forms print it: 是/否, dates in 年月日, figures in plain digits."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | Decimal():
            return write_figure(value)
        case PartialDate():
            return write_date(value)
        case _:
            return str(value)


def _print_part(part: BaseModel, leave_out: frozenset[str] = frozenset()) -> PrintedValues:
    """Return every printed field of a part of the data, parts within it included."""
    model = type(part)
    names = [name for name in _printed_names(model) if name not in leave_out]
    return PrintedValues({name: _print_field(model, name, getattr(part, name)) for name in names})


def _printed_names(model: type[BaseModel]) -> Iterator[str]:
    yield from (name for name in model.model_fields if (model, name) not in _UNPRINTED)
    yield from _COMPUTED.get(model, {})


def _print_field(model: type[BaseModel], name: str, value: object) -> object:
    if isinstance(value, BaseModel):
        return _print_part(value)
    if isinstance(value, tuple):
        return tuple(_print_part(entry) for entry in value)
    return _WRITERS.get((model, name), write_value)(value)


def _application_contract() -> tuple[Placeholder, ...]:
    """Return every value of the application form: all that the model knows is expected."""
    return (
        *_contract_of(Unit, "unit"),
        *_contract_of(Leader, "leader"),
        *_contract_of(Studio, "studio"),
    )


def _assessment_contract(spec: SubmissionSpec) -> tuple[Placeholder, ...]:
    """Return every value of the assessment form: each item's row, the date, veto and total."""
    return (
        *_offered(_application_contract(), expected={"studio.name", "leader.phone"}),
        *_ASSESSMENT_CONTRACT,
        Placeholder("score.grade", "等次", expected=bool(spec.grades)),
        *(placeholder for item in spec.items for placeholder in _item_contract(item)),
    )


def report_contract() -> tuple[Placeholder, ...]:
    """Return the values of a report skeleton."""
    return (Placeholder("studio.name", "工作室名称"), Placeholder("unit.name", "申报单位名称"))


def form_contract(spec: SubmissionSpec) -> tuple[Placeholder, ...]:
    """Return the contract of a submission's form."""
    return (
        _application_contract() if spec.form.kind == "application" else _assessment_contract(spec)
    )


_ASSESSMENT_CONTRACT = (
    Placeholder("assessment.year", "评估时间（年）"),
    Placeholder("assessment.month", "评估时间（月）"),
    Placeholder("assessment.day", "评估时间（日）"),
    Placeholder("assessment.date", "评估时间", expected=False),
    Placeholder("assessment.veto_no", "有无一票否决情形：否"),
    Placeholder("assessment.veto_yes", "有无一票否决情形：是"),
    Placeholder("assessment.veto", "一票否决的具体情形"),
    Placeholder("score.summary", "总得分（附基础分、附加分）"),
    Placeholder("score.total", "总得分", expected=False),
    Placeholder("score.base", "基础分", expected=False),
    Placeholder("score.bonus", "附加分", expected=False),
)


def _item_contract(item: Item) -> Iterator[Placeholder]:
    where = f"第 {item.number} 项"
    yield Placeholder(f"item[{item.number}].work", f"{where}工作落实情况")
    yield Placeholder(f"item[{item.number}].score", f"{where}得分")
    for name, title in _ITEM_OFFERS.items():
        yield Placeholder(f"item[{item.number}].{name}", f"{where}{title}", expected=False)


_ITEM_OFFERS = {"statement": "文字说明", "measure": "数量", "pages": "佐证页码", "reason": "理由"}


def _contract_of(model: type[BaseModel], path: str) -> Iterator[Placeholder]:
    for name in _printed_names(model):
        here = f"{path}.{name}"
        inner = _entry_within(model, name)
        if inner is not None:
            many = "" if _holds_one(model, name) else "[]"
            yield from _contract_of(inner, here + many)
        else:
            yield Placeholder(here, _title(model, name))


def _entry_within(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """Return the model of a field that holds a part or a list of parts."""
    if name not in model.model_fields:
        return None
    annotation = model.model_fields[name].annotation
    candidates = (annotation, *getattr(annotation, "__args__", ()))
    for found in candidates:
        if isinstance(found, type) and issubclass(found, BaseModel):
            return found
    return None


def _holds_one(model: type[BaseModel], name: str) -> bool:
    return not hasattr(model.model_fields[name].annotation, "__args__")


def _title(model: type[BaseModel], name: str) -> str:
    computed = _COMPUTED.get(model, {})
    return computed[name] if name in computed else model.model_fields[name].title or name


def _offered(
    contract: Iterable[Placeholder], expected: frozenset[str] | set[str]
) -> Iterator[Placeholder]:
    for placeholder in contract:
        if placeholder.path not in _CONFIDENTIAL:
            yield Placeholder(placeholder.path, placeholder.title, placeholder.path in expected)


def _application_values(spec: SubmissionSpec, data: StudioFile) -> ApplicationValues:
    """Return what the application form prints. The team is padded to the form's printed rows."""
    return ApplicationValues(
        unit=_print_part(data.unit),
        leader=_print_part(data.leader),
        studio=_pad_members(_print_part(data.studio), spec.form),
    )


def _pad_members(studio: PrintedValues, form: FormSpec) -> PrintedValues:
    blanks = form.member_rows - len(studio.members)
    members = (*studio.members, *(_print_part(Member()) for _ in range(blanks)))
    return PrintedValues({**studio.texts, "members": members})


def _assessment_values(
    spec: SubmissionSpec,
    data: StudioFile,
    scores: Scores,
    cross_reference: CrossReference | None,
) -> AssessmentValues:
    """Return what the assessment form prints; without a cross-reference no page is named."""
    leader = _print_part(data.leader, leave_out=frozenset({"id_number"}))
    return AssessmentValues(
        unit=_print_part(data.unit),
        leader=leader,
        studio=_pad_members(_print_part(data.studio), spec.form),
        assessment=_print_assessment(data),
        item={
            item.number: _print_item(
                data.claims.get(item.number, Claim()),
                scores.item(item.number),
                _pages_of(item.number, cross_reference),
            )
            for item in spec.items
        },
        score=_print_verdict(judge(spec, data, scores)),
    )


def _pages_of(number: int, cross_reference: CrossReference | None) -> str:
    return write_pages(cross_reference.item(number).ranges) if cross_reference else ""


def _print_item(claim: Claim, score: ItemScore, pages: str) -> FormRow:
    statement = fill_marks(claim.statement, score.measure_text, pages)
    return FormRow(
        work=_compose_work(claim.statement, score.measure_text, pages),
        score=write_figure(score.claimed),
        statement=statement,
        measure=score.measure_text,
        pages=pages,
        reason=claim.reason,
    )


def _compose_work(statement: str, measure: str, pages: str) -> str:
    """The statement, and behind it figures and pages; only the statement where it has these."""
    lines = [fill_marks(statement, measure, pages)]
    if PAGES_MARK not in statement:
        figures = "" if MEASURE_MARK in statement else measure
        lines += [figures + (f"（见佐证材料{pages}）" if pages else "")]
    return "\n".join(line for line in lines if line)


def _print_assessment(data: StudioFile) -> AssessmentPart:
    date, vetoed = data.assessment.date, data.assessment.vetoed
    parts = (date.year, date.month, date.day) if date else (None, None, None)
    year, month, day = (f" {p} " if p else _BLANK_DATE_PART for p in parts)
    return AssessmentPart(
        date=write_date(date),
        year=year,
        month=month,
        day=day,
        veto=data.assessment.veto_details,
        veto_no=TICK if vetoed is False else _UNTICKED,
        veto_yes=TICK if vetoed else _UNTICKED,
    )


def _print_verdict(verdict: Verdict) -> ScorePart:
    points = verdict.points
    base, bonus = (points.base, points.bonus) if points else (None, None)
    summary = f"{verdict.total}（{verdict.parts}）" if points else verdict.total
    return ScorePart(summary, verdict.total, write_figure(base), write_figure(bonus), verdict.grade)


def form_values(
    spec: SubmissionSpec,
    data: StudioFile,
    scores: Scores | None,
    cross_reference: CrossReference | None,
) -> ApplicationValues | AssessmentValues:
    """Return what the form of this submission prints. An assessment form needs scores."""
    if spec.form.kind == "application":
        return _application_values(spec, data)
    if scores is None:
        raise ValueError("an assessment form needs scores")
    return _assessment_values(spec, data, scores, cross_reference)


def report_values(data: StudioFile) -> ReportValues:
    """Return what a report skeleton prints; a name not known yet is a line to write on."""
    return ReportValues(
        unit=PrintedValues({"name": data.unit.name or BLANK_NAME}),
        studio=PrintedValues({"name": data.studio.name or BLANK_NAME}),
    )


@dataclass(frozen=True)
class PrintedText:
    """A text that stands on the filled form."""

    path: str
    title: str
    text: str
    keys: KeyPath = ()
    """The path as keys, of the form's values."""

    @property
    def field(self) -> KeyPath:
        """The value of the data file that it is made of."""
        return ("claims", self.keys[1], "statement") if self.keys[:1] == ("item",) else self.keys


def printed_texts(
    values: FormValues, contract: Iterable[Placeholder], omits: Collection[str] = ()
) -> tuple[PrintedText, ...]:
    """Return every text the form must show: expected, not omitted, not empty."""
    shown = {p.path: p.title for p in contract if p.expected and not is_omitted(p.path, omits)}
    found = ((*texts, re.sub(r"\[\d+\]", "[]", texts[1])) for texts in all_texts(values))
    return tuple(
        PrintedText(path, shown.get(path) or shown[row], text, keys)
        for keys, path, text, row in found
        if text.strip() and (path in shown or row in shown)
    )


def is_omitted(path: str, omits: Collection[str]) -> bool:
    """Whether `omits` names a path or a part above it: `leader` omits `leader.phone`."""
    return any(path == name or path.startswith((f"{name}.", f"{name}[")) for name in omits)


def all_texts(values: FormValues) -> Iterator[tuple[KeyPath, str, str]]:
    """Return every text among the values with its keys and its path, printed or not."""
    for part in fields(values):
        yield from _texts_within((part.name,), part.name, getattr(values, part.name))


def _texts_within(keys: KeyPath, path: str, value: object) -> Iterator[tuple[KeyPath, str, str]]:
    inside: Iterable[tuple[object, str, object]] = ()
    if isinstance(value, str):
        yield keys, path, value
    elif isinstance(value, PrintedValues):
        inside = ((name, f"{path}.{name}", inner) for name, inner in value.texts.items())
    elif isinstance(value, Mapping):
        inside = ((key, f"{path}[{key}]", inner) for key, inner in value.items())
    elif isinstance(value, tuple):
        inside = ((index, f"{path}[{index}]", inner) for index, inner in enumerate(value))
    elif is_dataclass(value):
        names = (part.name for part in fields(value))
        inside = ((name, f"{path}.{name}", getattr(value, name)) for name in names)
    for key, inner_path, inner in inside:
        yield from _texts_within((*keys, str(key)), inner_path, inner)


def missing_values(paths: Iterable[str], data: StudioFile) -> tuple[MissingValue, ...]:
    """Return those of the dotted paths (`unit.name`) whose value is empty, with Chinese titles.

    SchemeError for a path that studio.yaml does not know: `required` of the scheme is wrong.
    """
    found = (_look_up(path, data) for path in paths)
    return tuple(missing for value, missing in found if _is_empty(value))


def _look_up(path: str, data: StudioFile) -> tuple[object, MissingValue]:
    value: object = data
    titles = []
    for name in path.split("."):
        if not isinstance(value, BaseModel) or name not in type(value).model_fields:
            place = Location("scheme.yaml 的 form.required")
            raise refuse(SchemeError, issue("scheme", place, "no_value", path=path))
        titles.append(_title(type(value), name))
        value = getattr(value, name)
    return value, MissingValue(path, "·".join(titles))


def _is_empty(value: object) -> bool:
    if isinstance(value, BaseModel):
        return all(_is_empty(getattr(value, name)) for name in type(value).model_fields)
    return value is None or value in ("", ())
