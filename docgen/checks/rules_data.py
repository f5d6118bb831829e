"""Rules about what studio.yaml says: the form's values, the keys, the people."""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from docgen.checks.case import Case, RuleFinding, name_item
from docgen.forms.values import is_omitted, missing_values
from docgen.issues.location import Location
from docgen.model.field_locations import name_field
from docgen.model.id_numbers import (
    id_number_birth,
    id_number_problem,
    id_number_sex,
    is_credit_code,
    retirement_month,
)
from docgen.model.people import may_be_one
from docgen.model.scheme import Choice, Item, list_numbers
from docgen.model.scoring import open_counts
from docgen.model.skill_levels import SkillLevel, conflicts_in, level_of
from docgen.model.submission import StudioFile
from docgen.text.quoting import show_value
from docgen.text.wording import write_date, write_figure

_GRADES = ("special_technician", "senior_technician", "technician", "advanced_worker")
_COLUMNS = {
    SkillLevel.CHIEF_TECHNICIAN: "special_technician",
    SkillLevel.SPECIAL_TECHNICIAN: "special_technician",
    SkillLevel.SENIOR_TECHNICIAN: "senior_technician",
    SkillLevel.TECHNICIAN: "technician",
    SkillLevel.ADVANCED: "advanced_worker",
}
"""The form has no column for 首席技师."""


def _named(path: str) -> str:
    return name_field(StudioFile, path.split("."))


def _empty(case: Case, paths: Iterable[str], what: str) -> Iterator[RuleFinding]:
    for missing in missing_values(paths, case.data):
        keys = missing.path.split(".")
        if not case.places.is_spoilt(*keys):
            yield RuleFinding(case.places.at(*keys), f"{_named(missing.path)}{what}", "填上这一栏")


# ── the form ──────────────────────────────────────────────────────────────────────────────────


def required_values(case: Case) -> Iterator[RuleFinding]:
    """A value the form cannot do without is empty."""
    yield from _empty(case, case.spec.form.required, "空着，表上必须填")


def advised_values(case: Case) -> Iterator[RuleFinding]:
    """A value the form should have is empty."""
    yield from _empty(case, case.spec.form.advised, "空着，确实没有才可以不填")


def nameless_members(case: Case) -> Iterator[RuleFinding]:
    """A member of the team has no name."""
    for index, member in enumerate(case.data.studio.members):
        if not member.name and not case.places.is_spoilt("studio", "members", index, "name"):
            yield RuleFinding(
                case.places.at("studio", "members", index),
                f"团队成员第 {index + 1} 人没有写姓名",
                "写上姓名，或删去这一段",
            )


def namesakes(case: Case) -> Iterator[RuleFinding]:
    """Two members of the team have one name, so nobody can tell whose a certificate is."""
    members = case.data.studio.members
    for index, member in enumerate(members):
        twins = [m for m in members[:index] if m.name and may_be_one(m.name, member.name)]
        if twins:
            same = any((m.trade, m.grade) == (member.trade, member.grade) for m in twins)
            what = "写了两次" if same else "有两人，分不清证书是谁的"
            yield RuleFinding(
                case.places.at("studio", "members", index, "name"),
                f"团队成员里{show_value(member.name)}{what}，按一人计",
                "是同一个人的只留一段；确是同名的两个人，都在姓名后加括注，如 张伟（一车间），"
                "证书的 holder 也这样写",
            )


def leader_among_members(case: Case) -> Iterator[RuleFinding]:
    """The leader is listed as a member of the team, which is counted without."""
    leader = case.data.leader.name
    for index, member in enumerate(case.data.studio.members):
        if leader and may_be_one(member.name, leader):
            yield RuleFinding(
                case.places.at("studio", "members", index, "name"),
                f"领办人{show_value(leader)}写进了团队成员；团队成员不含领办人，不计",
                "从 studio.members 里删去；是同名的另一个人，在姓名后加括注，如 张伟（一车间）",
            )


def _count_members(case: Case) -> int:
    """How many people the team has, each once, without the leader."""
    people: list[str] = []
    for member in case.data.studio.members:
        known = (*people, case.data.leader.name)
        if member.name and not any(may_be_one(member.name, other) for other in known):
            people.append(member.name)
    return len(people)


def partial_workforce(case: Case) -> Iterator[RuleFinding]:
    """Only some of the workforce figures are given, so the total says too little."""
    form = case.spec.form
    paths = [f"unit.workforce.{key}" for key in (*_GRADES, "other")]
    missing = missing_values(
        [path for path in paths if path not in (*form.required, *form.advised)], case.data
    )
    if case.data.unit.workforce.total is not None and missing:
        yield RuleFinding(
            case.places.at("unit", "workforce"),
            f"技能人才数量没有写全，缺{'、'.join(m.title.rpartition('·')[2] for m in missing)}",
            "补上；没有的写 0，总量合计才是全的",
        )


def workforce_total(case: Case) -> Iterator[RuleFinding]:
    """The typed head count is not what the grades add up to."""
    workforce = case.data.unit.workforce
    declared, total = workforce.declared_total, workforce.total
    if declared is not None and total is not None and declared != total:
        yield RuleFinding(
            case.places.at("unit", "workforce", "declared_total"),
            f"技能人才总数写了 {declared} 人，各等级加起来是 {total} 人",
            "核对各等级的人数；表上的总量合计是各等级之和",
        )


def more_people_than_workforce(case: Case) -> Iterator[RuleFinding]:
    """Leader and team hold a grade more often than the whole unit does."""
    grades = [case.data.leader.grade, *(member.grade for member in case.data.studio.members)]
    people = Counter(map(_column_of, grades))
    workforce = case.data.unit.workforce
    for key in _GRADES:
        title = str(type(workforce).model_fields[key].title)
        all_of_them = getattr(workforce, key)
        if all_of_them is not None and people[key] > all_of_them:
            yield RuleFinding(
                case.places.at("unit", "workforce", key),
                f"单位的{title}写了 {all_of_them} 人，领办人和团队里就有 {people[key]} 人",
                "核对单位的人数和各人的等级",
            )


def _column_of(grade: str) -> str:
    """The column of the workforce that somebody of a grade is counted in; empty for none."""
    level = level_of(grade)
    return "" if level is None else _COLUMNS.get(level, "")


def veto_given(case: Case) -> Iterator[RuleFinding]:
    """The studio reports a case for which the title is withdrawn."""
    assessment, name = case.data.assessment, case.scheme.words.veto
    if assessment.vetoed:
        untold = "" if assessment.veto_details else "，没有写具体情形"
        yield RuleFinding(
            case.places.at("assessment", "veto"),
            f"填写了{name}{show_value(assessment.veto)}{untold}，表上会勾“是”，"
            f"总分的地方印“{case.spec.vetoed}”。{case.spec.veto}",
            "核实；没有这种情形的，veto 只写“无”"
            + ("" if not untold else "；有的，把具体情形写上"),
        )


def veto_unsaid(case: Case) -> Iterator[RuleFinding]:
    """Whether there is a veto is not said, and the form asks."""
    form, name = case.spec.form, case.scheme.words.veto
    asked = form.kind == "assessment" and not is_omitted("assessment.veto", form.omits)
    if asked and case.data.assessment.vetoed is None:
        yield RuleFinding(
            case.places.at("assessment", "veto"),
            f"有没有{name}没有写（assessment.veto），表上“否”“是”都不勾",
            "没有的写“无”，有的写明具体情形",
        )


# ── keys ──────────────────────────────────────────────────────────────────────────────────────


def unknown_items(case: Case) -> Iterator[RuleFinding]:
    """A claim is made for an item the notice does not have."""
    for number in case.data.claims:
        if case.spec.item(number) is None:
            yield RuleFinding(
                case.places.at("claims", number),
                f"各项自评里的第 {number} 项，{case.spec.name}没有这一项",
                f"编号只有 {list_numbers(case.spec)}",
            )


def unknown_choices(case: Case) -> Iterator[RuleFinding]:
    """The chosen answer is none of the item's."""
    for item, claim in case.claims():
        keys = [option.key for option in item.options]
        if claim.choice and item.options and claim.choice not in keys:
            options = "；".join(f"{option.key}（{option.name}）" for option in item.options)
            yield RuleFinding(
                case.at_claim(item, "choice"),
                f"{name_item(item)}的自评档次没有{show_value(claim.choice)}",
                f"改成其中之一：{options}",
            )


def unknown_counts(case: Case) -> Iterator[RuleFinding]:
    """A figure is given under a key the item does not count."""
    for item, claim in case.claims():
        known = "；".join(f"{count.key}（{count.name}）" for count in item.counts)
        for key in claim.counts:
            if key not in [count.key for count in item.counts]:
                yield RuleFinding(
                    case.at_claim(item, "counts", key),
                    f"{name_item(item)}的分类数量没有{show_value(key)}",
                    f"改成其中之一：{known}" if known else "这一项不计数，删去 counts",
                )


def unknown_deductions(case: Case) -> Iterator[RuleFinding]:
    """A defect is reported that the item does not know."""
    for item, claim in case.claims():
        known = "；".join(f"{d.key}（{d.name}）" for d in item.deductions)
        for key in claim.deductions:
            if key not in [deduction.key for deduction in item.deductions]:
                yield RuleFinding(
                    case.at_claim(item, "deductions", key),
                    f"{name_item(item)}的扣分情形没有{show_value(key)}",
                    f"改成其中之一：{known}" if known else "这一项没有扣分情形，删去 deductions",
                )


def unknown_traits(case: Case) -> Iterator[RuleFinding]:
    """The studio is said to be of a kind the scheme does not know."""
    known = {trait.key: trait.name for trait in case.scheme.traits}
    listed = "；".join(f"{key}（{name}）" for key, name in known.items())
    for index, trait in enumerate(case.data.studio.traits):
        if trait not in known:
            yield RuleFinding(
                case.places.at("studio", "traits", index),
                f"工作室类别没有{show_value(trait)}",
                f"改成其中之一：{listed}；都不是就写 []" if known else "写 []",
            )


def idle_values(case: Case) -> Iterator[RuleFinding]:
    """Something is written that the item's rule makes no use of."""
    for item, claim in case.claims():
        for keys, why, remedy in _idle(case, item):
            yield RuleFinding(case.at_claim(item, *keys), f"{name_item(item)}的{why}", remedy)
        if claim.choice and not isinstance(item.rule, Choice):
            yield RuleFinding(
                case.at_claim(item, "choice"),
                f"{name_item(item)}不是判断档次的项目，写的自评档次不起作用",
                "删去 choice",
            )


def _idle(case: Case, item: Item) -> Iterator[tuple[tuple[str, ...], str, str]]:
    claim = case.claim(item)
    counted = open_counts(item, frozenset(case.data.studio.traits))
    keys = [count.key for count in counted]
    if claim.measure is not None and len(counted) != 1:
        remedy = f"按代号写进 counts：{'、'.join(keys)}" if counted else "删去 measure"
        yield ("measure",), "数量（measure）不起作用", remedy
    elif claim.measure is not None and claim.counts.get(keys[0], claim.measure) != claim.measure:
        both = f"{write_figure(claim.counts[keys[0]])} 和 {write_figure(claim.measure)}"
        yield ("measure",), f"数量写了两个（{both}），measure 不起作用", "只留一个"
    for count in item.counts:
        if count.key in claim.counts and count.key not in keys:
            why = f"{count.name}（counts.{count.key}）只用于特定类别的工作室，不起作用"
            yield ("counts", count.key), why, "本工作室属于该类别就写进 studio.traits；不然删去"


def broken_numbers(case: Case) -> Iterator[RuleFinding]:
    """A figure has a fraction where only whole ones can be."""
    for item, claim in case.claims():
        counted = open_counts(item, frozenset(case.data.studio.traits))
        figures = [(("counts", c.key), c, claim.counts.get(c.key)) for c in counted]
        if len(counted) == 1:
            figures.append((("measure", ""), counted[0], claim.measure))
        for keys, count, value in figures:
            if count.whole and value is not None and value % 1:
                yield RuleFinding(
                    case.at_claim(item, *filter(None, keys)),
                    f"{name_item(item)}的{count.name}写了 {write_figure(value)} {count.unit}",
                    f"{count.unit}数应是整数，核对后改正",
                )
    yield from _broken_quantities(case)


def _broken_quantities(case: Case) -> Iterator[RuleFinding]:
    told = set()
    for item in case.spec.items:
        for count in open_counts(item, frozenset(case.data.studio.traits)):
            for piece in case.supporting(item):
                quantity = piece.quantity if count.whole and piece.kind in count.kinds else None
                if quantity is not None and quantity % 1 and piece.id not in told:
                    told.add(piece.id)
                    yield RuleFinding(
                        piece.where,
                        f"佐证“{piece.title}”的数量写了 {write_figure(quantity)} {count.unit}，"
                        "零头不计",
                        f"{count.unit}数应是整数，对照原件改正 quantity",
                    )


# ── the people ────────────────────────────────────────────────────────────────────────────────


def id_number(case: Case) -> Iterator[RuleFinding]:
    """The leader's ID number cannot be one."""
    number = case.data.leader.id_number
    problem = id_number_problem(number) if number else ""
    if problem:
        shown = f"{number[:6]}********{number[14:]}" if len(number) > 14 else f"{number[:3]}******"
        yield RuleFinding(
            case.places.at("leader", "id_number"),
            f"领办人身份证号码{show_value(shown)} {problem}",
            "对照身份证改正，写在英文引号里",
        )


def birth_against_id(case: Case) -> Iterator[RuleFinding]:
    """The leader's birth is another one than in the ID number."""
    said, known = case.data.leader.birth, id_number_birth(case.data.leader.id_number)
    if said and known and not said.first <= known <= said.last:
        yield RuleFinding(
            case.places.at("leader", "birth"),
            f"领办人出生年月写的是 {write_date(said)}，"
            f"身份证号码里是 {known.year}年{known.month}月",
            "对照身份证改正其中一处",
        )


def sex_against_id(case: Case) -> Iterator[RuleFinding]:
    """The leader's sex is another one than in the ID number."""
    said, known = case.data.leader.sex, id_number_sex(case.data.leader.id_number)
    if said and known and said != known:
        yield RuleFinding(
            case.places.at("leader", "sex"),
            f"领办人性别写的是{said}，身份证号码里是{known}",
            "对照身份证改正其中一处",
        )


def credit_code(case: Case) -> Iterator[RuleFinding]:
    """The unit's credit code cannot be one."""
    code = case.data.unit.credit_code
    if code and not is_credit_code(code):
        yield RuleFinding(
            case.places.at("unit", "credit_code"),
            f"统一社会信用代码「{code}」的位数或校验码不对",
            "对照营业执照核对",
        )


_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:\+?86)?0\d{9,11}(?:(?:转|EXT\.?|,)\d{1,6})?|[2-9]\d{6,7}|[48]00\d{7}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_ACCOUNT_DIGITS = range(9, 31)
_BANK = re.compile(r"[\u3400-\u9fff]{4,}")


def _plain(text: str) -> str:
    """The text half-width in capitals, without what sets groups of digits apart."""
    return re.sub(r"[\s\-–—()]", "", unicodedata.normalize("NFKC", text)).upper()


def phones(case: Case) -> Iterator[RuleFinding]:
    """A phone number cannot be one."""
    for part, key in (("unit", "phone"), ("leader", "phone")):
        written = getattr(getattr(case.data, part), key)
        for number in filter(None, map(_plain, re.split(r"[、;；/]|或", written))):
            if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
                yield RuleFinding(
                    case.places.at(part, key),
                    f"{_named(f'{part}.{key}')}{show_value(written)}不像电话号码",
                    "手机 11 位；座机写区号，如 0631-5190000；几个号码用顿号隔开",
                )
                break


def email(case: Case) -> Iterator[RuleFinding]:
    """An e-mail address cannot be one."""
    written = case.data.unit.email
    if written and not _EMAIL.fullmatch(unicodedata.normalize("NFKC", written)):
        yield RuleFinding(
            case.places.at("unit", "email"),
            f"{_named('unit.email')}{show_value(written)}不像邮箱地址",
            "写成“用户名@域名”的样子",
        )


def bank_account(case: Case) -> Iterator[RuleFinding]:
    """The bank account lacks its bank or its number."""
    written = case.data.unit.bank_account
    digits = max((len(run) for run in re.findall(r"\d+", _plain(written))), default=0)
    if written and not (_BANK.search(written) and digits in _ACCOUNT_DIGITS):
        lack = "账号" if _BANK.search(written) else "开户行"
        wrong = f"账号是 {digits} 位数字" if lack == "账号" and digits else f"没有{lack}"
        yield RuleFinding(
            case.places.at("unit", "bank_account"),
            f"{_named('unit.bank_account')}{wrong}",
            "写开户行全称和账号（一般 12 到 23 位），对照开户许可证",
        )


# ── the conditions ────────────────────────────────────────────────────────────────────────────


def team_too_small(case: Case) -> Iterator[RuleFinding]:
    """The team has fewer members than the notice asks for."""
    least, members = case.spec.conditions.members_at_least, _count_members(case)
    if members < least and not case.places.is_spoilt("studio", "members"):
        yield RuleFinding(
            case.places.at("studio", "members"),
            f"团队成员写了 {members} 人，{case.spec.name}要求不少于 {least} 人（不含领办人）",
            "补全团队成员",
        )


def not_at_the_front_line(case: Case) -> Iterator[RuleFinding]:
    """The leader does not work at the front line."""
    if case.spec.conditions.front_line and case.data.leader.front_line is False:
        yield RuleFinding(
            case.places.at("leader", "front_line"),
            f"领办人不是一线工作人员，{case.spec.name}要求在生产一线从事技术技能工作",
            "核实；写错了就改成 true",
        )


def leader_grade(case: Case) -> Iterator[RuleFinding]:
    """The leader's grade is not one the notice asks for."""
    conditions, grade = case.spec.conditions, case.data.leader.grade
    spoilt = case.places.is_spoilt("leader", "grade")
    level = level_of(grade)
    wanted = level is not None and level.title in conditions.leader_grades
    # A grade that contradicts itself is told as that.
    if not conditions.leader_grades or spoilt or wanted or conflicts_in(grade):
        return
    others = f"；或者是{'，或'.join(conditions.other_leaders)}" if conditions.other_leaders else ""
    yield RuleFinding(
        case.places.at("leader", "grade"),
        f"领办人职业技能等级{'是' + show_value(grade) if grade else '没有写'}，"
        f"条件是{'、'.join(conditions.leader_grades)}{others}",
        "核对等级；属于后一种情形的，把认定或证明材料放进佐证" if others else "核对等级",
    )


def past_retirement(case: Case) -> Iterator[RuleFinding]:
    """The leader will have reached the statutory retirement age at the deadline."""
    deadline = case.spec.deadline
    found = _retirement_by(case, deadline)
    if found and case.spec.conditions.within_retirement_age:
        yield RuleFinding(
            case.places.at("leader", "birth"),
            f"{found}，通知的截止日（{write_date(deadline)}）已经到龄，条件是在法定退休年龄内",
            "核对出生年月；属于延迟退休或另有规定的，附上说明",
        )


def soon_retired(case: Case) -> Iterator[RuleFinding]:
    """The leader will reach the retirement age before the studio's plan has run its years."""
    years, deadline = case.spec.conditions.years_ahead, case.spec.deadline
    found = _retirement_by(case, _years_after(deadline, years)) if years else ""
    if found and not _retirement_by(case, deadline):
        yield RuleFinding(
            case.places.at("leader", "birth"),
            f"{found}，在报送截止后 {years} 年之内",
            "不影响申报；在规划里写明由谁接续",
        )


def _years_after(day: datetime.date, years: int) -> datetime.date:
    # The last of February has no fellow in most years; one day earlier is the same to a month.
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _retirement_by(case: Case, deadline: datetime.date) -> str:
    """Return when the leader reaches the retirement age, where that is by the deadline."""
    leader = case.data.leader
    birth = id_number_birth(leader.id_number) or (leader.birth.first if leader.birth else None)
    sex = leader.sex or id_number_sex(leader.id_number)
    if birth is None or sex is None:
        return ""
    for age, proviso in ((60, ""),) if sex == "男" else ((55, ""), (50, "如按 50 周岁起算，")):
        year, month = retirement_month(birth, age)
        if _has_come(year, month, birth.day, deadline):
            return f"{proviso}领办人 {year}年{month}月到法定退休年龄"
    return ""


def deadline_passed(case: Case) -> Iterator[RuleFinding]:
    """The day by which it had to be handed in is over: the unit's own where it is given."""
    spec, own = case.spec, case.data.unit.hand_in_by
    deadline = own.last if own else spec.deadline
    if case.today is None or case.today <= deadline:
        return
    passed = f"已经过了 {(case.today - deadline).days} 天"
    if own:
        where = case.places.at("unit", "hand_in_by")
        what = f"本单位交材料的期限是 {write_date(deadline)}，{passed}"
    elif spec.deadline_for:
        where = Location(case.scheme.document_number)
        what = (
            f"通知里的 {write_date(deadline)} 是{spec.deadline_for}的截止日，{passed}；"
            "单位自己的期限在它以前"
        )
    else:
        where = Location(case.scheme.document_number)
        what = f"{spec.name}的报送截止日是 {write_date(deadline)}，{passed}"
    yield RuleFinding(where, what, "核对用的是不是今年的方案（scheme）；确已过期的，先问清还收不收")


def _has_come(year: int, month: int, day: int, at: datetime.date) -> bool:
    return (year, month, day) <= (at.year, at.month, at.day)


def conditions_to_confirm(case: Case) -> Iterator[RuleFinding]:
    """Conditions no data can show are to be looked at by the unit itself."""
    if case.spec.conditions.confirm:
        yield RuleFinding(
            f"{case.scheme.document_number}",
            f"以下条件程序看不出来：{'；'.join(case.spec.conditions.confirm)}",
            "由单位逐条核实",
        )
