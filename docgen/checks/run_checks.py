"""The checks: everything docgen has to say about a workspace before it writes anything.

A rule is a function that looks at a `Case` and says what it finds. It is entered in `RULES` once,
with its code, level and title; the reference of codes is made from that table.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from docgen.checks import rules_agreement as agreement
from docgen.checks import rules_blanks as blanks
from docgen.checks import rules_data as data
from docgen.checks import rules_dates as dates
from docgen.checks import rules_levels as levels
from docgen.checks import rules_lost as lost
from docgen.checks import rules_naming as naming
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
from docgen.checks.case import Case, RuleFinding, RuleFunction, placed
from docgen.issues.finding import Finding, Level
from docgen.issues.location import Location
from docgen.text.printable import printable_line
from docgen.text.quoting import show_value

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True)
class CheckRule:
    """One rule: its stable code, how much it weighs, its title, and what finds it."""

    code: str
    level: Level
    title: str
    function: RuleFunction


def _unknown_switches(case: Case) -> Iterable[RuleFinding]:
    """A check is to be switched off that there is not, or that guards the package."""
    for place, code in _switches(case):
        if not _SWITCHABLE.fullmatch(code):
            yield RuleFinding(
                place, f"没有代号是{show_value(code)}的检查", "照抄括号里的代号，如 C306"
            )
            continue
        rule = next((rule for rule in RULES if rule.code == code), None)
        if code.startswith("C") and rule is None:
            yield RuleFinding(place, f"没有检查 {code}", "照抄括号里的代号，如 C306")
        elif rule is not None and (rule.level is ERROR or code in _ALWAYS_SAID):
            why = "是错误" if rule.level is ERROR else "不能关"
            yield RuleFinding(place, f"{code}（{rule.title}）{why}，照样检查", "从 off 里删去")


def _switched_off(case: Case) -> Iterable[RuleFinding]:
    """Say in one line which checks are off."""
    titles = {rule.code: rule.title for rule in RULES}
    off = off_codes(case)
    if off:
        named = "、".join(
            f"{code}（{titles[code]}）" if code in titles else code for code in sorted(off)
        )
        yield RuleFinding(
            case.places.at("checks", "off"),
            f"这些检查关掉了，查到的没有列出：{named}",
            "要看就从 checks 的 off 里删去",
        )


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
    CheckRule("C101", ERROR, "表上必填的值空着", data.required_values),
    CheckRule("C102", WARNING, "表上最好填写的值空着", data.advised_values),
    CheckRule("C103", ERROR, "团队成员没有姓名", data.nameless_members),
    CheckRule("C104", WARNING, "技能人才数量没有写全", data.partial_workforce),
    CheckRule("C105", WARNING, "团队里某一等级的人比全单位还多", data.more_people_than_workforce),
    CheckRule("C106", NOTE, "工作室名称与惯例不同", agreement.customary_name),
    CheckRule("C107", WARNING, "填写了一票否决情形", data.veto_given),
    CheckRule("C108", ERROR, "技能人才总数与各等级之和不符", data.workforce_total),
    CheckRule("C109", NOTE, "文件名里有身份证号码、电话或账号", privacy.numbers_in_names),
    CheckRule("C110", NOTE, "文字里有身份证号码、电话或账号", privacy.numbers_in_texts),
    CheckRule("C111", WARNING, "没有写有无一票否决情形", data.veto_unsaid),
    CheckRule("C201", ERROR, "自评了没有的项目", data.unknown_items),
    CheckRule("C202", ERROR, "没有这个自评档次", data.unknown_choices),
    CheckRule("C203", ERROR, "没有这个分类数量", data.unknown_counts),
    CheckRule("C204", ERROR, "没有这个扣分情形", data.unknown_deductions),
    CheckRule("C205", ERROR, "没有这个工作室类别", data.unknown_traits),
    CheckRule("C206", ERROR, "没有这个佐证种类", points.unknown_kinds),
    CheckRule("C207", WARNING, "写了用不上的值", data.idle_values),
    CheckRule("C208", ERROR, "应是整数的数量带小数", data.broken_numbers),
    CheckRule("C209", WARNING, "关不掉的检查", _unknown_switches),
    CheckRule("C210", NOTE, "关掉了的检查", _switched_off),
    CheckRule("C301", ERROR, "佐证不属于任何项目", points.evidence_without_item),
    CheckRule("C302", ERROR, "自评得了分却没有佐证", points.points_without_evidence),
    CheckRule("C303", WARNING, "佐证材料的一个部分空着", points.empty_parts),
    CheckRule("C304", ERROR, "要相加的佐证没有数量", points.quantity_missing),
    CheckRule("C305", WARNING, "佐证的日期不在考核期内", dates.date_outside_period),
    CheckRule("C306", NOTE, "计数的佐证没有日期", dates.date_missing),
    CheckRule("C307", NOTE, "佐证没有种类，不计数", points.kind_missing),
    CheckRule("C308", WARNING, "日期不全，看不出在不在考核期内", dates.date_too_vague),
    CheckRule("C309", WARNING, "两件证书的编号相同", proof.number_used_twice),
    CheckRule("C310", WARNING, "佐证没有计数：重复，或不是所要的", proof.not_counted),
    CheckRule("C311", NOTE, "限主办单位的佐证没有写主办单位", proof.organiser_missing),
    CheckRule("C312", NOTE, "同一件佐证在几项里计数", proof.counted_in_two_items),
    CheckRule("C313", WARNING, "证书的持有人不是团队的人", proof.holder_not_of_the_team),
    CheckRule("C314", NOTE, "看不出是谁的证书", proof.holder_unknown),
    CheckRule("C315", WARNING, "团队人数与成员证书不符", proof.members_against_certificates),
    CheckRule("C316", WARNING, "同一张照片用了两次", pictures.photograph_used_twice),
    CheckRule("C317", WARNING, "标题里的数与写的数量不同", quantities.quantity_against_title),
    CheckRule("C318", ERROR, "团队里有同名的人", data.namesakes),
    CheckRule("C319", WARNING, "领办人写进了团队成员", data.leader_among_members),
    CheckRule("C320", ERROR, "专利的种类与专利号不符", patents.kind_against_number),
    CheckRule("C321", WARNING, "专利号不对", patents.number_in_doubt),
    CheckRule("C322", WARNING, "专利的日期与专利号的年份不合", patents.year_against_date),
    CheckRule("C323", ERROR, "一件佐证写的数量多于它的页数", quantities.more_than_pages),
    CheckRule("C324", WARNING, "一件佐证算了几个，看不出来", quantities.several_in_one),
    CheckRule("C325", WARNING, "数量大得少见", quantities.unusual_quantities),
    CheckRule("C326", WARNING, "数量写的少于列出的", quantities.fewer_than_listed),
    CheckRule("C327", WARNING, "两件计数的佐证没有不同", quantities.told_apart_by_nothing),
    CheckRule("C328", WARNING, "看不到这一档要有的材料，没有给分", quantities.needs_missing),
    CheckRule("C329", WARNING, "人次当作人数", quantities.turns_for_people),
    CheckRule("C330", NOTE, "得了分的项目看不到要有的材料", quantities.proofs_missing),
    CheckRule("C331", WARNING, "佐证的种类不用于本工作室", quantities.idle_kinds),
    CheckRule("C332", NOTE, "计数的专利没有专利号", patents.number_missing),
    CheckRule("C333", WARNING, "持有人可能是同名的两人", proof.holder_may_be_two),
    CheckRule("C334", ERROR, "数量不可信，没有计数", quantities.disbelieved),
    CheckRule("C335", WARNING, "证书过了有效期", validity.expired),
    CheckRule("C336", NOTE, "看不到名次", levels.place_untold),
    CheckRule("C337", WARNING, "标题里的约数与写的数量差得远", quantities.quantity_against_about),
    CheckRule("C338", WARNING, "佐证不像这一项要的材料", points.unfit),
    CheckRule("C340", WARNING, "名单里姓名重复", rosters.names_repeated),
    CheckRule("C341", WARNING, "名单的人数与写的数量不同", rosters.roster_against_quantity),
    CheckRule("C342", WARNING, "名单里有等级不够的人", rosters.roster_below_level),
    CheckRule("C343", WARNING, "同一个人在两件名单里", rosters.person_on_two_lists),
    CheckRule("C344", WARNING, "写的日期与原件印的不同", rosters.date_against_paper),
    CheckRule("C345", WARNING, "写的专利号与证书印的不同", rosters.number_against_paper),
    CheckRule("C346", WARNING, "同一份材料用了两次", pictures.paper_scanned_twice),
    CheckRule("C347", WARNING, "领办人的工作单位与申报单位不同", agreement.leader_of_another_unit),
    CheckRule("C348", WARNING, "落实情况里的收支对不上", agreement.balance_wrong),
    CheckRule("C349", WARNING, "荣誉或成果是团队以外的人的", proof.praised_not_of_the_team),
    CheckRule("C360", WARNING, "有落实情况或佐证，却得 0 分", lost.nothing_for_something),
    CheckRule("C361", WARNING, "文件夹的名字差一点是种类的名字", naming.folder_near_a_kind),
    CheckRule("C362", WARNING, "标题是相机或软件起的名字", naming.device_names),
    CheckRule("C363", NOTE, "照片很多，一张一页", naming.photographs_a_page_each),
    CheckRule("C364", WARNING, "留着没有填的空", blanks.blanks_left),
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
    CheckRule("C413", ERROR, "写的数量没有佐证可数", points.figure_without_evidence),
    CheckRule("C414", ERROR, "写的总分与各项之和不符", points.total_wrong),
    CheckRule("C421", NOTE, "自评总分在哪一等次", notice.grade_reached),
    CheckRule("C422", WARNING, "佐证的日期不在这一项的年份内", notice.date_outside_item),
    CheckRule("C423", NOTE, "酌情给了上一档的分", points.discretion_gives_all),
    CheckRule("C501", ERROR, "身份证号码不对", data.id_number),
    CheckRule("C502", ERROR, "出生年月与身份证号码不符", data.birth_against_id),
    CheckRule("C503", ERROR, "性别与身份证号码不符", data.sex_against_id),
    CheckRule("C504", WARNING, "统一社会信用代码不对", data.credit_code),
    CheckRule("C505", WARNING, "电话号码不对", data.phones),
    CheckRule("C506", WARNING, "电子邮箱不对", data.email),
    CheckRule("C507", WARNING, "开户银行及账号不全", data.bank_account),
    CheckRule("C508", WARNING, "领办人的证书与填写的不符", proof.leader_certificate),
    CheckRule("C509", WARNING, "团队成员的等级与证书不符", proof.member_grades),
    CheckRule("C510", ERROR, "评估时间不可能", dates.assessment_impossible),
    CheckRule("C511", WARNING, "评估时间早于通知或晚于截止日", dates.assessment_doubtful),
    CheckRule("C512", WARNING, "本单位交材料的期限晚于通知的截止日", dates.handed_in_late),
    CheckRule("C513", ERROR, "工作室不在这次评估的范围", dates.not_yet_assessed),
    CheckRule("C514", WARNING, "工作室评定在考核期以后", dates.chosen_too_late),
    CheckRule("C515", WARNING, "佐证的日期还没有到", dates.evidence_from_the_future),
    CheckRule("C516", WARNING, "标题的年份与日期不同", dates.title_of_another_year),
    CheckRule("C517", WARNING, "没有日期，标题的年份在考核期外", dates.undated_of_another_year),
    CheckRule("C518", WARNING, "编号的年份与日期不同", dates.number_of_another_year),
    CheckRule("C519", ERROR, "领办人的日期先后不可能", dates.life_impossible),
    CheckRule("C520", WARNING, "领办人的日期少见", dates.life_doubtful),
    CheckRule("C521", WARNING, "落实情况说的是往年的事", dates.statement_of_another_year),
    CheckRule("C522", WARNING, "标题里的人不是持有人", agreement.holder_against_title),
    CheckRule("C530", ERROR, "职业技能等级自相矛盾", levels.grade_contradicts_itself),
    CheckRule("C531", WARNING, "标题里的等级自相矛盾", levels.title_contradicts_itself),
    CheckRule("C532", WARNING, "团队成员的等级不够", levels.members_below_level),
    CheckRule("C533", WARNING, "工种与证书不符", levels.trade_against_certificate),
    CheckRule("C534", ERROR, "计数的佐证等级不够", levels.counted_below_level),
    CheckRule("C535", WARNING, "计数的名单里也有等级不够的", levels.partly_below_level),
    CheckRule("C536", WARNING, "佐证放错了级别", levels.rank_differs),
    CheckRule("C537", ERROR, "计数的名次不够", levels.place_too_low),
    CheckRule("C538", WARNING, "看不出是决赛的名次", levels.place_unclear),
    CheckRule("C539", WARNING, "同一个名次计了两级", levels.placing_counted_twice),
    CheckRule("C540", WARNING, "同一成果在几级计了数", levels.work_counted_twice),
    CheckRule("C541", ERROR, "同一个数在两处写得不同", agreement.same_value_differs),
    CheckRule("C542", WARNING, "落实情况与佐证的数不同", agreement.statement_differs),
    CheckRule("C543", WARNING, "落实情况里的分项与佐证不同", agreement.statement_parts_differ),
    CheckRule("C544", WARNING, "写的团队构成与名单不同", agreement.team_told_otherwise),
    CheckRule("C545", WARNING, "工作室名称里是别人的姓名", agreement.studio_of_another),
    CheckRule("C546", WARNING, "佐证或落实情况是别的工作室的", agreement.other_studio_named),
    CheckRule("C547", WARNING, "佐证是别的单位的", agreement.other_unit_named),
    CheckRule("C548", WARNING, "领办人写的是别人", agreement.other_leader_named),
    CheckRule("C549", WARNING, "没有看到团队成员的证书", agreement.members_without_certificate),
    CheckRule("C601", ERROR, "团队人数不够", data.team_too_small),
    CheckRule("C602", WARNING, "领办人不在一线", data.not_at_the_front_line),
    CheckRule("C603", WARNING, "领办人等级不在条件之列", data.leader_grade),
    CheckRule("C604", WARNING, "领办人已到退休年龄", data.past_retirement),
    CheckRule("C605", NOTE, "要由单位核实的条件", data.conditions_to_confirm),
    CheckRule("C606", NOTE, "领办人几年内到退休年龄", data.soon_retired),
    CheckRule("C607", WARNING, "报送截止日已过", data.deadline_passed),
    CheckRule("C701", ERROR, "报告是空的", report.report_empty),
    CheckRule("C702", WARNING, "报告太短", report.report_short),
    CheckRule("C703", NOTE, "报告读不出文字", report.report_unread),
    CheckRule("C704", ERROR, "报告是另一种报送的", report.another_kind),
    CheckRule("C705", ERROR, "报告标题的年度不对", report.title_year),
    CheckRule("C706", WARNING, "报告说的是别的年度", report.text_year),
    CheckRule("C707", WARNING, "报告末尾的日期不对", report.closing_date),
    CheckRule("C708", ERROR, "报告是别的工作室的", report.another_studio),
    CheckRule("C709", WARNING, "报告里没有工作室名称", report.studio_unnamed),
    CheckRule("C710", WARNING, "报告里没有单位名称，或是别的单位", report.unit_unnamed),
    CheckRule("C711", WARNING, "报告里没有领办人，或是别人", report.leader_unnamed),
    CheckRule("C712", WARNING, "报告里领办人的出生年月或等级不同", report.leader_told_otherwise),
    CheckRule("C713", WARNING, "报告缺通知要求的部分", report.parts_missing),
    CheckRule("C714", NOTE, "报告没有骨架里的标题", report.headings_missing),
    CheckRule("C715", WARNING, "报告的标题下面没有内容", report.heading_without_text),
    CheckRule("C716", WARNING, "报告与表上的数不同", report.figures_differ),
    CheckRule("C717", WARNING, "报告里的分项与佐证或名单不同", report.parts_differ),
)


def check(case: Case) -> tuple[Finding, ...]:
    """Return everything the rules find, in the order of the table."""
    return tuple(
        Finding(rule.level, rule.code, placed(said.where), said.what, said.remedy)
        for rule in RULES
        for said in rule.function(case)
    )


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
