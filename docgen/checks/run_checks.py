"""The checks: everything docgen has to say about a workspace before it writes anything.

A rule is a function that looks at a `Case` and says what it finds. It is entered in `RULES` once,
with its code; what the code means stands in the catalogue.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.checks import rules_agreement as agreement
from docgen.checks import rules_blanks as blanks
from docgen.checks import rules_data as data
from docgen.checks import rules_dates as dates
from docgen.checks import rules_levels as levels
from docgen.checks import rules_lost as lost
from docgen.checks import rules_naming as naming
from docgen.checks import rules_papers as papers
from docgen.checks import rules_patents as patents
from docgen.checks import rules_pictures as pictures
from docgen.checks import rules_privacy as privacy
from docgen.checks import rules_proof as proof
from docgen.checks import rules_quantities as quantities
from docgen.checks import rules_report as report
from docgen.checks import rules_rosters as rosters
from docgen.checks import rules_scheme as notice
from docgen.checks import rules_score as points
from docgen.checks import rules_validity as validity
from docgen.checks.case import Case, RuleFunction
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import CATALOGUE, Issue, issue, render
from docgen.issues.location import Location
from docgen.text.printable import printable_line
from docgen.workspace.dialects import dialect_of

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True)
class CheckRule:
    """One rule: the code it gives, and what finds it."""

    code: str
    function: RuleFunction

    @property
    def level(self) -> Level:
        """How much it weighs."""
        return CATALOGUE[self.code].level

    @property
    def title(self) -> str:
        """What it is about."""
        return CATALOGUE[self.code].title

    def find(self, case: Case) -> Iterator[Finding]:
        """What it finds, in the words of the data file at hand."""
        dialect = dialect_of(case.places.file)
        for said in self.function(case):
            yield render(said, dialect)


def _unknown_switches(case: Case) -> Iterable[Issue]:
    """A check is to be switched off that there is not, or that guards the package."""
    titles = {rule.code: rule.title for rule in RULES}
    errors = {rule.code for rule in RULES if rule.level is ERROR}
    for place, code in _switches(case):
        if not _SWITCHABLE.fullmatch(code):
            yield issue("C209", place, "unknown", code=code)
        elif code.startswith("C") and code not in titles:
            yield issue("C209", place, "missing", code=code)
        elif code in errors:
            yield issue("C209", place, "error", code=code, title=titles[code])
        elif code in _ALWAYS_SAID:
            yield issue("C209", place, "fixed", code=code, title=titles[code])


def _switched_off(case: Case) -> Iterable[Issue]:
    """Say in one line which checks are off."""
    titles = {rule.code: rule.title for rule in RULES}
    off = [(code, titles.get(code, "")) for code in sorted(off_codes(case))]
    if off:
        yield issue("C210", case.places.at("checks", "off"), off=off)


_SWITCHABLE = re.compile(r"[CF]\d{3}")
_ALWAYS_SAID = ("C209", "C210")


def _switches(case: Case) -> Iterable[tuple[Location, str]]:
    """Every code that is to be off, with its place."""
    for code in case.data.checks.off:
        yield case.places.at("checks", "off"), code
    for code in case.scheme.checks.off:
        yield Location("scheme.yaml"), code


def off_codes(case: Case) -> frozenset[str]:
    """Return the codes that are switched off: of warnings and notes only."""
    fixed = {rule.code for rule in RULES if rule.level is ERROR} | {*_ALWAYS_SAID}
    known = {rule.code for rule in RULES}
    return frozenset(
        code
        for _, code in _switches(case)
        if _SWITCHABLE.fullmatch(code)
        and code not in fixed
        and (code in known or code.startswith("F"))
    )


def sift(findings: Iterable[Finding], off: Collection[str]) -> tuple[Finding, ...]:
    """Return the findings without those that are switched off. Errors are never left out."""
    return tuple(f for f in findings if f.level is ERROR or f.code not in off)


RULES: tuple[CheckRule, ...] = (
    CheckRule("C101", data.required_values),
    CheckRule("C102", data.advised_values),
    CheckRule("C103", data.nameless_members),
    CheckRule("C104", data.partial_workforce),
    CheckRule("C105", data.more_people_than_workforce),
    CheckRule("C106", agreement.customary_name),
    CheckRule("C107", data.veto_given),
    CheckRule("C108", data.workforce_total),
    CheckRule("C109", privacy.numbers_in_names),
    CheckRule("C110", privacy.numbers_in_texts),
    CheckRule("C111", data.veto_unsaid),
    CheckRule("C201", data.unknown_items),
    CheckRule("C202", data.unknown_choices),
    CheckRule("C203", data.unknown_counts),
    CheckRule("C204", data.unknown_deductions),
    CheckRule("C205", data.unknown_traits),
    CheckRule("C206", points.unknown_kinds),
    CheckRule("C207", data.idle_values),
    CheckRule("C208", data.broken_numbers),
    CheckRule("C209", _unknown_switches),
    CheckRule("C210", _switched_off),
    CheckRule("C301", points.evidence_without_item),
    CheckRule("C302", points.points_without_evidence),
    CheckRule("C303", points.empty_parts),
    CheckRule("C304", points.quantity_missing),
    CheckRule("C305", dates.date_outside_period),
    CheckRule("C306", dates.date_missing),
    CheckRule("C307", points.kind_missing),
    CheckRule("C308", dates.date_too_vague),
    CheckRule("C309", proof.number_used_twice),
    CheckRule("C310", proof.not_counted),
    CheckRule("C311", proof.organiser_missing),
    CheckRule("C312", proof.counted_in_two_items),
    CheckRule("C313", proof.holder_not_of_the_team),
    CheckRule("C314", proof.holder_unknown),
    CheckRule("C315", proof.members_against_certificates),
    CheckRule("C316", pictures.photograph_used_twice),
    CheckRule("C317", quantities.quantity_against_title),
    CheckRule("C318", data.namesakes),
    CheckRule("C319", data.leader_among_members),
    CheckRule("C320", patents.kind_against_number),
    CheckRule("C321", patents.number_in_doubt),
    CheckRule("C322", patents.year_against_date),
    CheckRule("C323", quantities.more_than_pages),
    CheckRule("C324", quantities.several_in_one),
    CheckRule("C325", quantities.unusual_quantities),
    CheckRule("C326", quantities.fewer_than_listed),
    CheckRule("C327", quantities.told_apart_by_nothing),
    CheckRule("C328", quantities.needs_missing),
    CheckRule("C329", quantities.turns_for_people),
    CheckRule("C330", quantities.proofs_missing),
    CheckRule("C331", quantities.idle_kinds),
    CheckRule("C332", patents.number_missing),
    CheckRule("C333", proof.holder_may_be_two),
    CheckRule("C334", quantities.disbelieved),
    CheckRule("C335", validity.expired),
    CheckRule("C336", levels.place_untold),
    CheckRule("C337", quantities.quantity_against_about),
    CheckRule("C338", points.unfit),
    CheckRule("C340", rosters.names_repeated),
    CheckRule("C341", rosters.roster_against_quantity),
    CheckRule("C342", rosters.roster_below_level),
    CheckRule("C343", rosters.person_on_two_lists),
    CheckRule("C344", rosters.date_against_words),
    CheckRule("C345", rosters.number_against_words),
    CheckRule("C346", pictures.paper_scanned_twice),
    CheckRule("C347", agreement.leader_of_another_unit),
    CheckRule("C348", agreement.balance_wrong),
    CheckRule("C349", proof.praised_not_of_the_team),
    CheckRule("C350", papers.holder_against_paper),
    CheckRule("C351", papers.level_against_paper),
    CheckRule("C352", papers.number_against_paper),
    CheckRule("C353", papers.number_on_two_papers),
    CheckRule("C354", papers.date_against_paper),
    CheckRule("C355", papers.sum_against_paper),
    CheckRule("C356", papers.people_against_paper),
    CheckRule("C357", papers.unit_against_paper),
    CheckRule("C358", papers.data_against_page),
    CheckRule("C360", lost.nothing_for_something),
    CheckRule("C361", naming.folder_near_a_kind),
    CheckRule("C362", naming.device_names),
    CheckRule("C363", naming.photographs_a_page_each),
    CheckRule("C364", blanks.blanks_left),
    CheckRule("C401", points.judgement_missing),
    CheckRule("C402", points.discretion_without_points),
    CheckRule("C403", points.discretion_without_reason),
    CheckRule("C404", points.discretion_out_of_range),
    CheckRule("C405", points.points_above_full),
    CheckRule("C406", points.points_above_computed),
    CheckRule("C407", points.points_below_computed),
    CheckRule("C408", points.figure_above_evidence),
    CheckRule("C409", points.figure_below_evidence),
    CheckRule("C410", points.open_readings),
    CheckRule("C411", points.passes_by_bonus),
    CheckRule("C412", points.below_pass_mark),
    CheckRule("C413", points.figure_without_evidence),
    CheckRule("C414", points.total_wrong),
    CheckRule("C421", notice.grade_reached),
    CheckRule("C422", notice.date_outside_item),
    CheckRule("C423", points.discretion_gives_all),
    CheckRule("C501", data.id_number),
    CheckRule("C502", data.birth_against_id),
    CheckRule("C503", data.sex_against_id),
    CheckRule("C504", data.credit_code),
    CheckRule("C505", data.phones),
    CheckRule("C506", data.email),
    CheckRule("C507", data.bank_account),
    CheckRule("C508", proof.leader_certificate),
    CheckRule("C509", proof.member_grades),
    CheckRule("C510", dates.assessment_impossible),
    CheckRule("C511", dates.assessment_doubtful),
    CheckRule("C512", dates.handed_in_late),
    CheckRule("C513", dates.not_yet_assessed),
    CheckRule("C514", dates.chosen_too_late),
    CheckRule("C515", dates.evidence_from_the_future),
    CheckRule("C516", dates.title_of_another_year),
    CheckRule("C517", dates.undated_of_another_year),
    CheckRule("C518", dates.number_of_another_year),
    CheckRule("C519", dates.life_impossible),
    CheckRule("C520", dates.life_doubtful),
    CheckRule("C521", dates.statement_of_another_year),
    CheckRule("C522", agreement.holder_against_title),
    CheckRule("C530", levels.grade_contradicts_itself),
    CheckRule("C531", levels.title_contradicts_itself),
    CheckRule("C532", levels.members_below_level),
    CheckRule("C533", levels.trade_against_certificate),
    CheckRule("C534", levels.counted_below_level),
    CheckRule("C535", levels.partly_below_level),
    CheckRule("C536", levels.rank_differs),
    CheckRule("C537", levels.place_too_low),
    CheckRule("C538", levels.place_unclear),
    CheckRule("C539", levels.placing_counted_twice),
    CheckRule("C540", levels.work_counted_twice),
    CheckRule("C541", agreement.same_value_differs),
    CheckRule("C542", agreement.statement_differs),
    CheckRule("C543", agreement.statement_parts_differ),
    CheckRule("C544", agreement.team_told_otherwise),
    CheckRule("C545", agreement.studio_of_another),
    CheckRule("C546", agreement.other_studio_named),
    CheckRule("C547", agreement.other_unit_named),
    CheckRule("C548", agreement.other_leader_named),
    CheckRule("C549", agreement.members_without_certificate),
    CheckRule("C601", data.team_too_small),
    CheckRule("C602", data.not_at_the_front_line),
    CheckRule("C603", data.leader_grade),
    CheckRule("C604", data.past_retirement),
    CheckRule("C605", data.conditions_to_confirm),
    CheckRule("C606", data.soon_retired),
    CheckRule("C607", data.deadline_passed),
    CheckRule("C701", report.report_empty),
    CheckRule("C702", report.report_short),
    CheckRule("C703", report.report_unread),
    CheckRule("C704", report.another_kind),
    CheckRule("C705", report.title_year),
    CheckRule("C706", report.text_year),
    CheckRule("C707", report.closing_date),
    CheckRule("C708", report.another_studio),
    CheckRule("C709", report.studio_unnamed),
    CheckRule("C710", report.unit_unnamed),
    CheckRule("C711", report.leader_unnamed),
    CheckRule("C712", report.leader_told_otherwise),
    CheckRule("C713", report.parts_missing),
    CheckRule("C714", report.headings_missing),
    CheckRule("C715", report.heading_without_text),
    CheckRule("C716", report.figures_differ),
    CheckRule("C717", report.parts_differ),
)


OF_TODAY = tuple(rule for rule in RULES if rule.code in {"C515", "C607"})
"""Those that find more on one day than on another."""


def check(case: Case, rules: Sequence[CheckRule] = RULES) -> tuple[Finding, ...]:
    """Return everything the rules find, in their order."""
    return tuple(found for rule in rules for found in rule.find(case))


_HEADINGS = ((ERROR, "错误"), (WARNING, "警告"), (NOTE, "提示"))


@dataclass(frozen=True)
class ReportWords:
    """What was done, and what errors, warnings and notes mean for it."""

    done: str = "检查完毕"
    meanings: tuple[str, str, str] = ("改好才能生成", "请核实，不妨碍生成", "供参考")


def write_report(
    findings: Sequence[Finding], words: ReportWords | None = None, *, unfold: str = ""
) -> str:
    """Return the findings as Chinese plain text, the gravest first, ending in a newline.

    Where `unfold` says how to see the notes, they are only counted.
    """
    words = words or ReportWords()
    counts = {level: sum(f.level is level for f in findings) for level, _ in _HEADINGS}
    if not findings:
        return f"{words.done}：没有发现问题。\n"
    summary = "，".join(f"{name} {counts[level]} 处" for level, name in _HEADINGS)
    lines = [f"{words.done}：{summary}。"]
    for (level, name), meaning in zip(_HEADINGS, words.meanings, strict=True):
        if counts[level] and level is NOTE and unfold:
            lines += ["", f"【{name}】{counts[level]} 处，{meaning}，一般不用改；{unfold}"]
        elif counts[level]:
            lines += ["", f"【{name}】{counts[level]} 处，{meaning}"]
            here = (f for f in findings if f.level is level)
            for number, finding in enumerate(here, start=1):
                lines += _write_finding(number, finding)
    return "\n".join(lines) + "\n"


def _write_finding(number: int, finding: Finding) -> list[str]:
    margin = " " * (len(str(number)) + 2)
    return [
        f"{number}. {printable_line(finding.where)}（{finding.code}）",
        f"{margin}{printable_line(finding.what)}",
        f"{margin}→ {printable_line(finding.remedy)}",
    ]
