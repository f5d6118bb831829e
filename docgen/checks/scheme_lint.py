"""Checking a scheme: everything that is wrong or doubtful in a notice written as data, at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.checks import rules_lint as rules
from docgen.checks.case import RuleFinding, placed
from docgen.checks.rules_lint import LintCase, LintFunction
from docgen.forms.template_appearance import TemplateFault, look_at_form, look_at_report
from docgen.forms.values import Placeholder, form_contract, is_omitted, report_contract
from docgen.forms.word_template import check_template
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.model.scheme import SubmissionSpec
from docgen.workspace.load import SCHEME_FILE, find_scheme, read_scheme

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True)
class LintRule:
    """One rule about schemes: its stable code, how much it weighs, its title, what finds it."""

    code: str
    level: Level
    title: str
    function: LintFunction


LINT_RULES: tuple[LintRule, ...] = (
    LintRule("S101", ERROR, "原文两档都写到一个数，没有写怎样读", rules.overlaps),
    LintRule("S102", ERROR, "原文两档之间有没写到的数，没有写怎样补", rules.gaps),
    LintRule("S103", ERROR, "按规则的得分与原文不同", rules.points_against_wording),
    LintRule("S104", ERROR, "两可或空档的数原文里没有", rules.edges_not_in_wording),
    LintRule("S105", WARNING, "两可或空档永远碰不到", rules.unreachable_doubts),
    LintRule("S106", ERROR, "一条读法没有写说明", rules.readings_without_note),
    LintRule("S107", WARNING, "择优没有写说明", rules.alternatives_without_note),
    LintRule("S201", ERROR, "一项怎样也得不到满分", rules.full_points_out_of_reach),
    LintRule("S202", WARNING, "上限怎样也到不了", rules.limits_that_never_bind),
    LintRule("S203", WARNING, "判断的档次分不开，或没有得 0 分的", rules.options_in_doubt),
    LintRule("S204", WARNING, "扣分比分值还多", rules.deductions_in_doubt),
    LintRule("S301", NOTE, "一种佐证计在两处", rules.kinds_counted_twice),
    LintRule("S302", ERROR, "两个种类的名字分不开", rules.kinds_alike),
    LintRule("S303", ERROR, "计数的写法不起作用", rules.counts_in_doubt),
    LintRule("S304", WARNING, "列出的工作室类别没有用到", rules.traits_never_used),
    LintRule("S401", WARNING, "没有写小计或总分", rules.sums_not_given),
    LintRule("S402", ERROR, "合格分、优秀分与等次不一致", rules.marks_in_doubt),
    LintRule("S403", WARNING, "考核期、年度、截止日对不上", rules.days_in_doubt),
    LintRule("S501", WARNING, "名字太长，或与文件夹不同", rules.names_in_doubt),
    LintRule("S502", WARNING, "输出的文件名排不出报送的顺序", rules.order_in_doubt),
    LintRule("S503", ERROR, "原文或名称空着", rules.wording_missing),
    LintRule("S504", NOTE, "没有写放哪些佐证", rules.hints_missing),
    LintRule("S505", WARNING, "没有写一票否决的规定", rules.veto_missing),
)

TEMPLATE_CODES = {
    "missing": ("S601", ERROR, "没有这个 Word 模板"),
    "paper": ("S602", ERROR, "模板的纸与方案不同"),
    "wording": ("S603", WARNING, "模板印的文字与方案的原文不同"),
    "points": ("S604", ERROR, "模板印的分值与方案不同"),
    "headings": ("S605", WARNING, "报告骨架的标题与方案不同"),
    "faces": ("S606", WARNING, "模板的中文字体不是公文规定的"),
    "rows": ("S607", WARNING, "模板的行高是固定的"),
    "omits": ("S608", WARNING, "omits 写了没有的标记"),
    "spare": ("S609", NOTE, "有用不到的 Word 文件"),
}
"""What is said about templates beside their contract: code, level, title."""


@dataclass(frozen=True)
class Linted:
    """What was found about a scheme, and how messages call it."""

    name: str
    folder: Path
    findings: tuple[Finding, ...]


def lint_scheme(name_or_path: str) -> Linted:
    """Look through a scheme that comes with docgen, or one in a folder.

    SchemeError where there is no scheme, or its file is no YAML at all.
    """
    folder = find_scheme(name_or_path, near=None)
    fitted = read_scheme(folder, f"{folder.name}/{SCHEME_FILE}")
    findings = list(fitted.findings)
    if fitted.value is not None:
        case = LintCase(fitted.value, fitted.places)
        findings += [_tell(r.code, r.level, s) for r in LINT_RULES for s in r.function(case)]
        findings += _lint_templates(case)
    return Linted(folder.name, folder, tuple(findings))


def _tell(code: str, level: Level, said: RuleFinding) -> Finding:
    return Finding(level, code, placed(said.where), said.what, said.remedy)


# ── templates ─────────────────────────────────────────────────────────────────────────────────


def _lint_templates(case: LintCase) -> Iterator[Finding]:
    for path, spec in case.submissions():
        yield from _lint_form(case, path, spec)
        yield from _lint_report(case, path, spec)
    yield from _spare_files(case)


def _lint_form(
    case: LintCase, path: tuple[str | int, ...], spec: SubmissionSpec
) -> Iterator[Finding]:
    file, where = case.scheme.folder / spec.form.template, case.at(*path, "form", "template")
    contract = form_contract(spec)
    yield from _omits_in_doubt(case, path, spec, contract)
    if not _is_here(file):
        yield _missing(where, file)
        return
    yield from _within(case, check_template(file, contract, spec.form.omits))
    yield from (_look(where, file, look) for look in look_at_form(file, spec))


def _lint_report(
    case: LintCase, path: tuple[str | int, ...], spec: SubmissionSpec
) -> Iterator[Finding]:
    file, where = case.scheme.folder / spec.report.template, case.at(*path, "report", "template")
    if not _is_here(file):
        yield _missing(where, file)
        return
    yield from _within(case, check_template(file, report_contract()))
    yield from (_look(where, file, look) for look in look_at_report(file, spec.report.headings))


def _is_here(file: Path) -> bool:
    """Whether the file is there under just this name: Windows would take any case of it."""
    return file.is_file() and file.name in {path.name for path in file.parent.iterdir()}


def _missing(where: Location, file: Path) -> Finding:
    code, level, title = TEMPLATE_CODES["missing"]
    remedy = "用 docgen scheme form 画一份，再在 Word 里改；或核对文件名（大小写也要一样）"
    return Finding(level, code, where, f"{title}：{file.name}", remedy)


def _within(case: LintCase, findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings about a template, with the place from the scheme's folder up."""
    yield from (
        replace(
            f, location=replace(f.location, file=f"{case.scheme.folder.name}/{f.location.file}")
        )
        for f in findings
    )


def _look(where: Location, file: Path, look: TemplateFault) -> Finding:
    code, level, _ = TEMPLATE_CODES[look.key]
    return Finding(level, code, where, f"{file.name}：{look.what}", look.remedy)


def _omits_in_doubt(
    case: LintCase,
    path: tuple[str | int, ...],
    spec: SubmissionSpec,
    contract: tuple[Placeholder, ...],
) -> Iterator[Finding]:
    code, level, _ = TEMPLATE_CODES["omits"]
    for number, name in enumerate(spec.form.omits):
        if not any(is_omitted(placeholder.path, [name]) for placeholder in contract):
            where = case.at(*path, "form", "omits", number)
            what, remedy = f"omits 里的“{name}”不是这份表的标记", "删去，或对照“有哪些标记”改正"
            yield Finding(level, code, where, what, remedy)


def _spare_files(case: LintCase) -> Iterator[Finding]:
    code, level, _ = TEMPLATE_CODES["spare"]
    used = {name for _, s in case.submissions() for name in (s.form.template, s.report.template)}
    for file in sorted(case.scheme.folder.glob("*.docx")):
        if file.name not in used and not file.name.startswith("~$"):
            where = f"{case.scheme.folder.name}/{file.name}"
            yield Finding(level, code, Location(where), "方案里没有用到这个文件", "用不着就删去")
