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
from docgen.issues.issue import CATALOGUE
from docgen.issues.location import Location
from docgen.model.scheme import SubmissionSpec
from docgen.workspace.load import SCHEME_FILE, find_scheme, read_scheme

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True)
class LintRule:
    """One rule about schemes: the code it gives, and what finds it."""

    code: str
    function: LintFunction


LINT_RULES: tuple[LintRule, ...] = (
    LintRule("S101", rules.overlaps),
    LintRule("S102", rules.gaps),
    LintRule("S103", rules.points_against_wording),
    LintRule("S104", rules.edges_not_in_wording),
    LintRule("S105", rules.unreachable_doubts),
    LintRule("S106", rules.readings_without_note),
    LintRule("S107", rules.alternatives_without_note),
    LintRule("S201", rules.full_points_out_of_reach),
    LintRule("S202", rules.limits_that_never_bind),
    LintRule("S203", rules.options_in_doubt),
    LintRule("S204", rules.deductions_in_doubt),
    LintRule("S301", rules.kinds_counted_twice),
    LintRule("S302", rules.kinds_alike),
    LintRule("S303", rules.counts_in_doubt),
    LintRule("S304", rules.traits_never_used),
    LintRule("S401", rules.sums_not_given),
    LintRule("S402", rules.marks_in_doubt),
    LintRule("S403", rules.days_in_doubt),
    LintRule("S501", rules.names_in_doubt),
    LintRule("S502", rules.order_in_doubt),
    LintRule("S503", rules.wording_missing),
    LintRule("S504", rules.hints_missing),
    LintRule("S505", rules.veto_missing),
)

TEMPLATE_CODES = {
    "missing": "S601",
    "paper": "S602",
    "wording": "S603",
    "points": "S604",
    "headings": "S605",
    "faces": "S606",
    "rows": "S607",
    "omits": "S608",
    "spare": "S609",
}
"""The codes of what is said about templates beside their contract."""


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
        findings += [_tell(r.code, s) for r in LINT_RULES for s in r.function(case)]
        findings += _lint_templates(case)
    return Linted(folder.name, folder, tuple(findings))


def _tell(code: str, said: RuleFinding) -> Finding:
    return Finding(CATALOGUE[code].level, code, placed(said.where), said.what, said.remedy)


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
    code = TEMPLATE_CODES["missing"]
    remedy = "用 docgen scheme form 画一份，再在 Word 里改；或核对文件名（大小写也要一样）"
    return Finding(
        CATALOGUE[code].level, code, where, f"{CATALOGUE[code].title}：{file.name}", remedy
    )


def _within(case: LintCase, findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings about a template, with the place from the scheme's folder up."""
    yield from (
        replace(
            f, location=replace(f.location, file=f"{case.scheme.folder.name}/{f.location.file}")
        )
        for f in findings
    )


def _look(where: Location, file: Path, look: TemplateFault) -> Finding:
    code = TEMPLATE_CODES[look.key]
    return Finding(CATALOGUE[code].level, code, where, f"{file.name}：{look.what}", look.remedy)


def _omits_in_doubt(
    case: LintCase,
    path: tuple[str | int, ...],
    spec: SubmissionSpec,
    contract: tuple[Placeholder, ...],
) -> Iterator[Finding]:
    code = TEMPLATE_CODES["omits"]
    for number, name in enumerate(spec.form.omits):
        if not any(is_omitted(placeholder.path, [name]) for placeholder in contract):
            where = case.at(*path, "form", "omits", number)
            what, remedy = f"omits 里的“{name}”不是这份表的标记", "删去，或对照“有哪些标记”改正"
            yield Finding(CATALOGUE[code].level, code, where, what, remedy)


def _spare_files(case: LintCase) -> Iterator[Finding]:
    code = TEMPLATE_CODES["spare"]
    used = {name for _, s in case.submissions() for name in (s.form.template, s.report.template)}
    for file in sorted(case.scheme.folder.glob("*.docx")):
        if file.name not in used and not file.name.startswith("~$"):
            where = f"{case.scheme.folder.name}/{file.name}"
            yield Finding(
                CATALOGUE[code].level,
                code,
                Location(where),
                "方案里没有用到这个文件",
                "用不着就删去",
            )
