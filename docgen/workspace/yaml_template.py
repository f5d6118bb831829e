"""studio.yaml as `docgen init` writes it: every value that is asked for, empty and explained.

It is made from the model (names and explanations), the scheme (what its form and rules need) and
the contract of the form, so a new field of the model is in the next file that is written.
"""

import json
import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docgen.forms.values import form_contract, is_omitted
from docgen.model.field_locations import models_in
from docgen.model.scheme import (
    BestOf,
    CountSpec,
    Item,
    Option,
    Scheme,
    SubmissionKey,
    SubmissionSpec,
    Trait,
)
from docgen.model.submission import (
    Assessment,
    BundleWish,
    ChecksWish,
    Claim,
    EvidenceRow,
    StudioFile,
)
from docgen.text.columns import wrap_columns
from docgen.text.wording import write_date, write_figure
from docgen.workspace.yaml_text import write_scalar

_COLUMNS = 92
"""Comments are broken here: it fits into a window on half a screen."""
_PLAIN = re.compile(r"[A-Za-z0-9一-鿿][A-Za-z0-9一-鿿._/-]*")
_INDENT = "  "

_HOW_TO = (
    "一栏一行，内容接着写在冒号后面；冒号、冒号后的空格和行首的空格都不要动。",
    "以 # 开头的是说明，不会印出来，不必删。",
    "标（必填）的都要填；一时没有的先空着，检查时会列出来。",
    "日期写成 2024-06-18、2024-06 或 2024；是写 true，否写 false；面积、金额只写数字。",
    "已有引号的写在引号里面。内容里有英文冒号、井号或引号的，整个放进英文单引号 ' 里。",
    "可写多行的，冒号后面先写 |-，再从下一行写起，每行开头比名字多空两格，如：",
)
_MANY_LINES = ("    plan: |-", "      第一段", "      第二段")

EXAMPLES = {
    "pages": "1-3,7",
    "title": "张三职业技能等级证书",
    "date": "2024-06-18",
    "quantity": "1",
    "holder": "张三",
    "number": "S000037020001",
    "note": "原件存单位档案室",
}
"""What the example of a row of evidence says; files, items and kind come from the scheme."""


_WISHES = {
    BundleWish: {"max_dpi": "300", "max_size": "50", "text_layer": "false"},
    ChecksWish: {"off": "[C306]"},
}
"""Examples of what most workspaces have no wish for, in lines that are comments."""


def write_blank(
    scheme: Scheme, submission: SubmissionKey, called: str, known: StudioFile | None = None
) -> str:
    """Return the text of a studio.yaml to be filled in. `called` is how it names its scheme.

    What is `known` of unit, leader and studio stands in it already, where it is asked for.
    """
    known = known or StudioFile(scheme=called, submission=submission)
    spec = scheme.submissions[submission]
    lines = [*_head(scheme, spec), *_choice(called, submission)]
    for name, field in StudioFile.model_fields.items():
        part = next(iter(models_in(field.annotation)), None)
        if part is Claim:
            lines += _claims(scheme, spec)
        elif part is EvidenceRow:
            lines += _evidence(spec)
        elif part in _WISHES:
            lines += _wish(name, part)
        elif part is not None:
            lines += _section(scheme, spec, name, getattr(known, name))
        elif name == "report":
            lines += _report(spec)
    return "\n".join(lines) + "\n"


# ── what is asked ─────────────────────────────────────────────────────────────────────────────


class Asked:
    """Which values of studio.yaml a submission has a use for, and how urgently."""

    def __init__(self, scheme: Scheme, spec: SubmissionSpec) -> None:
        self._form, self._scheme, self.words = spec.form, scheme, scheme.words
        self.rows = max(spec.conditions.members_at_least, 1)
        """Empty rows a list begins with."""
        printed = {
            p.path.replace("[]", "")
            for p in form_contract(spec)
            if p.expected and not is_omitted(p.path, spec.form.omits)
        }
        self._paths = {*printed, *spec.form.required, *spec.form.advised, *_by_conditions(spec)}
        # No form prints it, but it is checked where the form asks for the unit at length.
        if "unit.bank_account" in printed:
            self._paths.add("unit.credit_code")
        if _rules_by_trait(spec):
            self._paths.add("studio.traits")

    def __contains__(self, path: str) -> bool:
        """Whether the value, one within it or the part it is in, is asked for."""
        return any(_within(asked, path) or _within(path, asked) for asked in self._paths)

    def mark(self, path: str) -> str:
        """Return how urgently a value is asked for, as the comment says it."""
        if any(_within(required, path) for required in self._form.required):
            return "（必填）"
        return "（没有才可以不填）" if path in self._form.advised else ""

    def hints(self, path: str) -> list[str]:
        """Return what the scheme adds to the explanation of a value."""
        if path == "studio.name" and self._scheme.studio_name:
            return [
                f"惯例：{self._scheme.studio_name.replace('{leader}', self.words.leader + '姓名')}"
            ]
        if path == "studio.traits":
            return [f"{trait.name}写 [{trait.key}]" for trait in self._scheme.traits]
        return []


def _within(path: str, part: str) -> bool:
    return path == part or path.startswith(f"{part}.")


def _by_conditions(spec: SubmissionSpec) -> Iterator[str]:
    """What the conditions of a submission are checked against, and its date and veto."""
    conditions = spec.conditions
    if conditions.leader_grades:
        yield "leader.grade"
    if conditions.front_line:
        yield "leader.front_line"
    if conditions.within_retirement_age:
        yield from ("leader.birth", "leader.sex")
    if conditions.members_at_least:
        yield "studio.members"
    if conditions.not_chosen_in:
        yield "studio.chosen"
    if spec.deadline_for:
        yield "unit.hand_in_by"
    if spec.form.kind == "assessment":
        yield from (f"assessment.{name}" for name in Assessment.model_fields)


def _rules_by_trait(spec: SubmissionSpec) -> bool:
    rules = [item.rule for item in spec.items]
    return any(a.trait for r in rules if isinstance(r, BestOf) for a in r.alternatives)


# ── comments ──────────────────────────────────────────────────────────────────────────────────


def _comment(text: str, indent: str = "", hanging: str = "") -> Iterator[str]:
    for number, line in enumerate(wrap_columns(text, _COLUMNS - len(indent) - len(hanging) - 2)):
        yield f"{indent}# {hanging if number else ''}{line}".rstrip()


def _band(title: str) -> list[str]:
    return ["", "", f"# ══════ {title} ══════", ""]


def _explain(field: FieldInfo, mark: str = "") -> str:
    return "：".join(filter(None, [f"{field.title}{mark}", field.description]))


def _empty(indent: str, name: str, value: str = "") -> str:
    """A line to be filled in. The blank at its end saves the clerk from forgetting it."""
    return f"{indent}{name}: {value}"


# ── the parts of the file ─────────────────────────────────────────────────────────────────────


def _head(scheme: Scheme, spec: SubmissionSpec) -> Iterator[str]:
    yield from _comment(f"{scheme.title}（{scheme.document_number}）")
    yield from _comment(f"{spec.name}，报送截止 {write_date(spec.deadline)}")
    if spec.period:
        start, end = write_date(spec.period.start), write_date(spec.period.end)
        yield from _comment(f"考核期 {start}至{end}")
    yield from ("#", "# 怎样填：")
    for number, text in enumerate(_HOW_TO, start=1):
        yield from _comment(f"{number}. {text}", hanging="   ")
    yield from (f"# {line}" for line in _MANY_LINES)


def _choice(called: str, submission: str) -> Iterator[str]:
    values = {
        "scheme": called if _PLAIN.fullmatch(called) else json.dumps(called, ensure_ascii=False),
        "submission": submission,
    }
    yield from ("", "# 以下两行不要改")
    for name, value in values.items():
        yield from _comment(_explain(StudioFile.model_fields[name]))
        yield f"{name}: {value}"


def _section(scheme: Scheme, spec: SubmissionSpec, name: str, known: BaseModel) -> Iterator[str]:
    asked = Asked(scheme, spec)
    if name in asked:
        yield from _band(asked.words.put(str(StudioFile.model_fields[name].title)))
        yield f"{name}:"
        yield from _fields(known, name, _INDENT, asked)


def _fields(known: BaseModel, path: str, indent: str, asked: Asked) -> Iterator[str]:
    for name, field in type(known).model_fields.items():
        here = f"{path}.{name}"
        if here not in asked:
            continue
        yield from _comment(asked.words.put(_explain(field, asked.mark(here))), indent)
        yield from (line for text in asked.hints(here) for line in _comment(text, indent))
        inner = models_in(field.annotation)
        if not inner:
            yield _empty(indent, name, _start_of(field, getattr(known, name)))
            continue
        yield f"{indent}{name}:"
        if field.default == ():
            yield from _rows(inner[0], indent + _INDENT, asked.rows, getattr(known, name))
        else:
            yield from _fields(getattr(known, name), here, indent + _INDENT, asked)


def _start_of(field: FieldInfo, known: object = None) -> str:
    """What stands behind the colon from the start."""
    if isinstance(known, bool):
        return "true" if known else "false"
    if isinstance(known, tuple) and known:
        return f"[{', '.join(write_scalar(str(value)) for value in known)}]"
    if known:
        return write_scalar(str(known))
    if field.default == ():
        return "[]"
    return '""' if "引号" in (field.description or "") else ""


def _rows(
    model: type[BaseModel], indent: str, rows: int, known: tuple[BaseModel, ...]
) -> Iterator[str]:
    fields = model.model_fields
    for name, field in fields.items():
        yield from _comment(f"{name} 是{_explain(field)}", indent)
    yield from _comment(
        f"留了 {max(rows, len(known))} 人的位置；再多就照样复制一段，- 上下对齐", indent
    )
    for row in (*known, *[None] * max(rows - len(known), 0)):
        for number, (name, field) in enumerate(fields.items()):
            start = _start_of(field, getattr(row, name, None))
            yield _empty(indent + ("- " if number == 0 else _INDENT), name, start)


def _report(spec: SubmissionSpec) -> Iterator[str]:
    field = StudioFile.model_fields["report"]
    yield from _band(str(field.title))
    yield from _comment(_explain(field))
    yield from _comment(f"空着时用本文件夹里名字带“报告”的那一份（{spec.report.title}）")
    yield _empty("", "report")


# ── claims ────────────────────────────────────────────────────────────────────────────────────


def _claims(scheme: Scheme, spec: SubmissionSpec) -> Iterator[str]:
    if not any(item.rule for item in spec.items):
        return
    field = StudioFile.model_fields["claims"]
    statement = Claim.model_fields["statement"]
    yield from _band(str(field.title))
    yield from _comment(f"statement 是{statement.title}：{statement.description}，可写多行。")
    yield from _comment(
        "有种类的数量一般不用写：佐证放进与种类同名的子文件夹，程序会数；写了就要与佐证一致。"
        "得分由程序算。"
    )
    yield "claims:"
    for category in spec.categories:
        points = f"（{write_figure(category.points)} 分）" if category.points is not None else ""
        yield from ("", f"{_INDENT}# ──── {category.title}{points} ────")
        for item in category.items:
            yield ""
            yield from _claim(item, scheme.traits)


def _claim(item: Item, traits: Iterable[Trait]) -> Iterator[str]:
    points = f"（{write_figure(item.points)} 分）" if item.points is not None else ""
    yield from _comment(f"第 {item.number} 项　{item.title}{points}", _INDENT)
    if item.standard:
        for text in f"评分标准：{item.standard}".split("\n"):
            yield from _comment(text, _INDENT)
    hint = f"：{item.hint}" if item.hint else ""
    yield from _comment(f"佐证放进 evidence/{item.folder_name}/{hint}", _INDENT)
    yield f"{_INDENT}{item.number}:"
    inner = _INDENT * 2
    yield _empty(inner, "statement")
    yield from _counts(item, {trait.key: trait.name for trait in traits}, inner)
    yield from _judgement(item.options, inner)
    if item.deductions:
        yield from _comment("扣分：有下面的情形就写次数，没有就空着", inner)
        yield f"{inner}deductions:"
        for deduction in item.deductions:
            each = f"每次扣 {write_figure(deduction.points)} 分"
            yield from _comment(f"{deduction.name}（{each}）", inner + _INDENT)
            yield _empty(inner + _INDENT, deduction.key)


def _counts(item: Item, traits: dict[str, str], indent: str) -> Iterator[str]:
    if len(item.counts) == 1:
        yield from _comment(_count_hint(item.counts[0]), indent)
        yield _empty(indent, "measure")
    elif item.counts:
        only = {
            count.key: f"，只用于{traits[alternative.trait]}"
            for alternative in (item.rule.alternatives if isinstance(item.rule, BestOf) else ())
            for count in alternative.rule.counts
            if alternative.trait
        }
        yield f"{indent}counts:"
        for count in item.counts:
            yield from _comment(_count_hint(count) + only.get(count.key, ""), indent + _INDENT)
            yield _empty(indent + _INDENT, count.key)


def _count_hint(count: CountSpec) -> str:
    text = f"{count.name}（{count.unit}）"
    if not count.kinds:
        return f"{text}，在这里写数字"
    text += f"，种类：{'、'.join(count.kinds)}"
    return f"{text}；每件的数量写在后面的“佐证”里" if count.quantity == "sum" else text


def _judgement(options: Iterable[Option], indent: str) -> Iterator[str]:
    listed = [(option.key, _option_hint(option)) for option in options]
    if not listed:
        return
    yield from _comment("自评档次（必填），写下面的一个代号：", indent)
    left = max(len(key) for key, _ in listed) + 4
    for key, meaning in listed:
        yield from _comment(f"  {key:{left - 2}}{meaning}", indent, " " * left)
    yield _empty(indent, "choice")
    if any(option.range for option in options):
        for name in ("points", "reason"):
            yield from _comment(f"{Claim.model_fields[name].title}：选了酌情的档次才写", indent)
            yield _empty(indent, name)


def _option_hint(option: Option) -> str:
    if option.range:
        low, high = map(write_figure, option.range)
        return f"{option.name}（{low}–{high} 分之间酌情）"
    return f"{option.name}（{write_figure(option.points)} 分）"


# ── evidence ──────────────────────────────────────────────────────────────────────────────────


def _evidence(spec: SubmissionSpec) -> Iterator[str]:
    field = StudioFile.model_fields["evidence"]
    yield from _band(str(field.title))
    yield from _comment(f"{field.description}，如数量、日期。")
    yield from _comment(
        "要补时照下面的样子：删去行首的 #（只删这一个字，后面的空格留着），"
        "改成自己的内容，用不着的行整行删去；再有就照样复制一段。"
    )
    for name, row_field in EvidenceRow.model_fields.items():
        yield from _comment(f"{name} 是{_explain(row_field)}", hanging=_INDENT)
    yield "evidence:"
    yield from (f"#{line}" for line in _example(spec))


def _wish(name: str, part: type[BaseModel]) -> Iterator[str]:
    field = StudioFile.model_fields[name]
    yield from _band(str(field.title))
    yield from _comment(f"{field.description}：删去下面行首的 #，改成自己的。")
    for key, wish in part.model_fields.items():
        yield from _comment(f"{key} 是{_explain(wish)}", hanging=_INDENT)
    yield f"#{name}:"
    yield from (f"#{_INDENT}{key}: {value}" for key, value in _WISHES[part].items())


def _example(spec: SubmissionSpec) -> Iterator[str]:
    """Return the lines of a row of evidence."""
    item = next((item for item in spec.items if item.kinds), spec.items[0])
    others = [i.number for i in spec.items if i.number > item.number][:1]
    values = {
        "files": f"{item.folder_name}/1 证书.pdf",
        "items": json.dumps([item.number, *others]),
        **EXAMPLES,
        **({"kind": item.kinds[0]} if item.kinds else {}),
    }
    named = [name for name in EvidenceRow.model_fields if name in values]
    for number, name in enumerate(named):
        yield f"{_INDENT}{_INDENT if number else '- '}{name}: {values[name]}"
