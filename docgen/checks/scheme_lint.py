"""Checking a scheme: everything that is wrong or doubtful in a notice written as data, at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from docgen.checks import rules_lint as rules
from docgen.checks.rules_lint import LintCase, LintFunction
from docgen.forms.template_appearance import look_at_form, look_at_report
from docgen.forms.values import Placeholder, form_contract, is_omitted, report_contract
from docgen.forms.word_template import check_template
from docgen.issues.finding import Finding
from docgen.issues.issue import Dialect, Issue, issue, render
from docgen.issues.location import Location
from docgen.model.field_locations import name_field
from docgen.model.scheme import Scheme, SubmissionSpec
from docgen.workspace.load import SCHEME_FILE, find_scheme, read_scheme

_DIALECT = Dialect(partial(name_field, Scheme))
"""The author of a scheme reads scheme.yaml: its values are named by their keys."""

_LINT_RULES: tuple[LintFunction, ...] = (
    rules.overlaps,
    rules.gaps,
    rules.points_against_wording,
    rules.edges_not_in_wording,
    rules.unreachable_doubts,
    rules.readings_without_note,
    rules.alternatives_without_note,
    rules.full_points_out_of_reach,
    rules.limits_that_never_bind,
    rules.options_in_doubt,
    rules.deductions_in_doubt,
    rules.kinds_counted_twice,
    rules.kinds_alike,
    rules.counts_in_doubt,
    rules.paper_rules_in_doubt,
    rules.traits_never_used,
    rules.sums_not_given,
    rules.marks_in_doubt,
    rules.days_in_doubt,
    rules.names_in_doubt,
    rules.order_in_doubt,
    rules.wording_missing,
    rules.hints_missing,
    rules.veto_missing,
)


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
        findings += [render(i, _DIALECT) for rule in _LINT_RULES for i in rule(case)]
        findings += _lint_templates(case)
    return Linted(folder.name, folder, tuple(findings))


# ── templates ─────────────────────────────────────────────────────────────────────────────────


def _lint_templates(case: LintCase) -> Iterator[Finding]:
    for path, spec in case.submissions():
        yield from _lint_form(case, path, spec)
        yield from _lint_report(case, path, spec)
    yield from (render(i, _DIALECT) for i in _spare_files(case))


def _lint_form(
    case: LintCase, path: tuple[str | int, ...], spec: SubmissionSpec
) -> Iterator[Finding]:
    file, where = case.scheme.folder / spec.form.template, case.at(*path, "form", "template")
    contract = form_contract(spec)
    yield from (render(i, _DIALECT) for i in _omits_in_doubt(case, path, spec, contract))
    if not _is_here(file):
        yield render(issue("S601", where, file=file.name), _DIALECT)
        return
    yield from _within(case, check_template(file, contract, spec.form.omits))
    yield from (render(i, _DIALECT) for i in look_at_form(file, spec, where))


def _lint_report(
    case: LintCase, path: tuple[str | int, ...], spec: SubmissionSpec
) -> Iterator[Finding]:
    file, where = case.scheme.folder / spec.report.template, case.at(*path, "report", "template")
    if not _is_here(file):
        yield render(issue("S601", where, file=file.name), _DIALECT)
        return
    yield from _within(case, check_template(file, report_contract()))
    looked = look_at_report(file, spec.report.headings, where)
    yield from (render(i, _DIALECT) for i in looked)


def _is_here(file: Path) -> bool:
    """Whether the file is there under just this name: Windows would take any case of it."""
    return file.is_file() and file.name in {path.name for path in file.parent.iterdir()}


def _within(case: LintCase, findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings about a template, with the place from the scheme's folder up."""
    yield from (
        replace(
            f, location=replace(f.location, file=f"{case.scheme.folder.name}/{f.location.file}")
        )
        for f in findings
    )


def _omits_in_doubt(
    case: LintCase,
    path: tuple[str | int, ...],
    spec: SubmissionSpec,
    contract: tuple[Placeholder, ...],
) -> Iterator[Issue]:
    for number, name in enumerate(spec.form.omits):
        if not any(is_omitted(placeholder.path, [name]) for placeholder in contract):
            where = case.at(*path, "form", "omits", number)
            yield issue("S608", where, name=name)


def _spare_files(case: LintCase) -> Iterator[Issue]:
    used = {name for _, s in case.submissions() for name in (s.form.template, s.report.template)}
    for file in sorted(case.scheme.folder.glob("*.docx")):
        if file.name not in used and not file.name.startswith("~$"):
            yield issue("S609", Location(f"{case.scheme.folder.name}/{file.name}"))
