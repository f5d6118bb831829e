"""The checks: everything docgen has to say about a workspace before it writes anything.

A rule is a function that looks at a `Case` and says what it finds. It is entered in `RULES` once,
with its code, level and title; the reference of codes is made from that table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docgen.checks import rules_data as data
from docgen.checks import rules_scheme as notice
from docgen.checks import rules_score as points
from docgen.checks.case import Case, RuleFunction
from docgen.data.wording import mask_id_number
from docgen.errors import Finding, Level
from docgen.printable import printable_line

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True)
class CheckRule:
    """One rule: its stable code, how much it weighs, its title, and what finds it."""

    code: str
    level: Level
    title: str
    function: RuleFunction


RULES: tuple[CheckRule, ...] = (
    CheckRule("C101", ERROR, "表上必填的值空着", data.required_values),
    CheckRule("C102", WARNING, "表上最好填写的值空着", data.advised_values),
    CheckRule("C103", ERROR, "团队成员没有姓名", data.nameless_members),
    CheckRule("C104", WARNING, "技能人才数量没有写全", data.partial_workforce),
    CheckRule("C105", WARNING, "团队里某一等级的人比全单位还多", data.more_people_than_workforce),
    CheckRule("C106", NOTE, "工作室名称与惯例不同", data.customary_name),
    CheckRule("C107", WARNING, "填写了一票否决情形", data.veto_given),
    CheckRule("C201", ERROR, "自评了没有的项目", data.unknown_items),
    CheckRule("C202", ERROR, "没有这个自评档次", data.unknown_choices),
    CheckRule("C203", ERROR, "没有这个分类数量", data.unknown_counts),
    CheckRule("C204", ERROR, "没有这个扣分情形", data.unknown_deductions),
    CheckRule("C205", ERROR, "没有这个工作室类别", data.unknown_traits),
    CheckRule("C206", ERROR, "没有这个佐证种类", points.unknown_kinds),
    CheckRule("C207", WARNING, "写了用不上的值", data.idle_values),
    CheckRule("C208", ERROR, "应是整数的数量带小数", data.broken_numbers),
    CheckRule("C301", ERROR, "佐证不属于任何项目", points.evidence_without_item),
    CheckRule("C302", ERROR, "自评得了分却没有佐证", points.points_without_evidence),
    CheckRule("C303", WARNING, "佐证材料的一个部分空着", points.empty_parts),
    CheckRule("C304", ERROR, "要相加的佐证没有数量", points.quantity_missing),
    CheckRule("C305", WARNING, "计数的佐证不在考核期内", points.date_outside_period),
    CheckRule("C306", NOTE, "计数的佐证没有日期", points.date_missing),
    CheckRule("C307", NOTE, "佐证没有种类，不计数", points.kind_missing),
    CheckRule("C401", ERROR, "没有自评档次或落实情况", points.judgement_missing),
    CheckRule("C402", ERROR, "酌情给分没有写分", points.discretion_without_points),
    CheckRule("C403", ERROR, "酌情给分没有理由", points.discretion_without_reason),
    CheckRule("C404", ERROR, "酌情给分超出范围", points.discretion_out_of_range),
    CheckRule("C405", ERROR, "自评得分超过分项分值", points.points_above_full),
    CheckRule("C406", ERROR, "自评得分高于按标准算的", points.points_above_computed),
    CheckRule("C407", WARNING, "自评得分低于按标准算的", points.points_below_computed),
    CheckRule("C408", ERROR, "写的数量多于佐证", points.figure_above_evidence),
    CheckRule("C409", WARNING, "写的数量少于佐证", points.figure_below_evidence),
    CheckRule("C410", NOTE, "通知的文字有两种读法", points.open_readings),
    CheckRule("C411", WARNING, "加上附加分才合格", points.passes_by_bonus),
    CheckRule("C412", WARNING, "总分低于合格线", points.below_pass_mark),
    CheckRule("C421", NOTE, "自评总分在哪一等次", notice.grade_reached),
    CheckRule("C422", WARNING, "计数的佐证不在这一项的年份内", notice.date_outside_item),
    CheckRule("C501", ERROR, "身份证号码不对", data.id_number),
    CheckRule("C502", ERROR, "出生年月与身份证号码不符", data.birth_against_id),
    CheckRule("C503", ERROR, "性别与身份证号码不符", data.sex_against_id),
    CheckRule("C504", WARNING, "统一社会信用代码不对", data.credit_code),
    CheckRule("C601", ERROR, "团队人数不够", data.team_too_small),
    CheckRule("C602", WARNING, "领办人不在一线", data.not_at_the_front_line),
    CheckRule("C603", WARNING, "领办人等级不在条件之列", data.leader_grade),
    CheckRule("C604", WARNING, "领办人已到退休年龄", data.past_retirement),
    CheckRule("C605", NOTE, "要由单位核实的条件", data.conditions_to_confirm),
)


def check(case: Case) -> tuple[Finding, ...]:
    """Return everything the rules find, in the order of the table. ID numbers are masked."""
    return tuple(
        Finding(
            rule.level,
            rule.code,
            said.where,
            mask_id_number(said.what),
            mask_id_number(said.remedy),
        )
        for rule in RULES
        for said in rule.function(case)
    )


_HEADINGS = (
    (ERROR, "错误", "改好才能生成"),
    (WARNING, "警告", "请核实，不妨碍生成"),
    (NOTE, "提示", "供参考"),
)


def write_report(findings: Sequence[Finding]) -> str:
    """Return the findings as Chinese plain text, the gravest first, ending in a newline."""
    counts = {level: sum(f.level is level for f in findings) for level, _, _ in _HEADINGS}
    if not findings:
        return "检查完毕：没有发现问题。\n"
    summary = "，".join(f"{name} {counts[level]} 处" for level, name, _ in _HEADINGS)
    lines = [f"检查完毕：{summary}。"]
    for level, name, meaning in _HEADINGS:
        if counts[level]:
            lines += ["", f"【{name}】{counts[level]} 处，{meaning}"]
            here = (f for f in findings if f.level is level)
            for number, finding in enumerate(here, start=1):
                lines += _write_finding(number, finding)
    return "\n".join(lines) + "\n"


def _write_finding(number: int, finding: Finding) -> list[str]:
    margin = " " * (len(str(number)) + 2)
    return [
        f"{number}. {printable_line(finding.where)}（{finding.code}）",
        f"{margin}{printable_line(mask_id_number(finding.what))}",
        f"{margin}→ {printable_line(mask_id_number(finding.remedy))}",
    ]
