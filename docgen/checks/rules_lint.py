"""Rules about a scheme: its numbers against its own wording, and what could never happen.

What contradicts itself is refused when the scheme is read. Here stands what can be read, but
gives the wrong points, asks for what nobody can do, or leaves a reader without a word.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from docgen.checks.case import RuleFinding
from docgen.issues.location import Location
from docgen.model.field_locations import Places
from docgen.model.rubric_text import Stated, probes, stated_bands
from docgen.model.scheme import (
    Alternative,
    Bands,
    BestOf,
    Choice,
    CountSpec,
    Full,
    Item,
    Option,
    Scheme,
    SubmissionSpec,
    TallyCount,
)
from docgen.model.scoring import band_points
from docgen.text.wording import write_date, write_figure

LONGEST_NAME = 60
"""Characters of a folder's or file's name: Windows allows 260 for a whole path."""


class ItemPlace(NamedTuple):
    """An item, where it is, and whose it is."""

    item: Item
    path: tuple[str | int, ...]
    spec: SubmissionSpec


@dataclass(frozen=True)
class LintCase:
    """A scheme that was read, and the line of each of its values."""

    scheme: Scheme
    places: Places

    def at(self, *path: str | int) -> Location:
        """The place of a value, or of what is around it."""
        return self.places.at(*path)

    def submissions(self) -> Iterator[tuple[tuple[str | int, ...], SubmissionSpec]]:
        """Every submission with its path."""
        for key, spec in self.scheme.submissions.items():
            yield ("submissions", key), spec

    def items(self) -> Iterator[ItemPlace]:
        """Every item that was read whole."""
        for path, spec in self.submissions():
            for c, category in enumerate(spec.categories):
                for i, item in enumerate(category.items):
                    here = (*path, "categories", c, "items", i)
                    if not self.places.any_spoilt(*here):
                        yield ItemPlace(item, here, spec)

    def bands(self) -> Iterator[tuple[ItemPlace, Bands, tuple[str | int, ...]]]:
        """Every rule of bands with its path, those of alternatives included."""
        for place in self.items():
            path, rule = (*place.path, "rule"), place.item.rule
            if isinstance(rule, Bands):
                yield place, rule, path
            for n, alternative in enumerate(_alternatives(rule)):
                if isinstance(alternative.rule, Bands):
                    yield place, alternative.rule, (*path, "alternatives", n, "rule")

    def is_whole(self) -> bool:
        """Whether everything that is written could be read: sums need that."""
        return not self.places.spoilt


LintFunction = Callable[[LintCase], Iterable[RuleFinding]]


def _alternatives(rule: object) -> tuple[Alternative, ...]:
    return rule.alternatives if isinstance(rule, BestOf) else ()


def _name(item: Item) -> str:
    return f"第 {item.number} 项"


# ── bands against the wording ─────────────────────────────────────────────────────────────────


def _stated(
    case: LintCase,
) -> Iterator[tuple[ItemPlace, Bands, tuple[str | int, ...], list[Stated]]]:
    """Bands whose standard can be told from the wording: one rule of bands, one set of bands."""
    rules = list(case.bands())
    for place, rule, path in rules:
        alone = sum(other.item is place.item for other, _, _ in rules) == 1
        bands = list(stated_bands(place.item.standard))
        if alone and bands:
            yield place, rule, path, bands


def overlaps(case: LintCase) -> Iterator[RuleFinding]:
    """The wording names a figure in two bands, and the scheme does not say how it is read."""
    for place, rule, path, stated in _stated(case):
        told = {contested.at for contested in rule.contested}
        for upper, lower in pairwise(stated):
            at = lower.high
            if at is not None and at in upper and at in lower and at not in told:
                yield RuleFinding(
                    case.at(*path, "bands"),
                    f"{_name(place.item)}的原文两档都写到 {write_figure(at)}"
                    f"（“{upper.text}”“{lower.text}”），没有写怎样读",
                    f"在 rule 下写 contested：at 写 {write_figure(at)}，reading 写归哪一档，"
                    "note 写为什么",
                )


def gaps(case: LintCase) -> Iterator[RuleFinding]:
    """The wording leaves figures between two bands out, and the scheme does not say so."""
    for place, rule, path, stated in _stated(case):
        told = {(gap.low, gap.high) for gap in rule.gaps}
        for upper, lower in pairwise(stated):
            low, high = lower.high, upper.low
            if low is None or high is None or not _is_open(lower, upper, whole=rule.count.whole):
                continue
            if (low, high) not in told:
                yield RuleFinding(
                    case.at(*path, "bands"),
                    f"{_name(place.item)}的原文没有写 {write_figure(low)} 与"
                    f" {write_figure(high)} 之间得几分（“{upper.text}”“{lower.text}”）",
                    f"在 rule 下写 gaps：low 写 {write_figure(low)}，high 写"
                    f" {write_figure(high)}，note 写怎样补；只能是整数的，count 写 whole: true",
                )


def _is_open(lower: Stated, upper: Stated, *, whole: bool) -> bool:
    """Whether a figure lies between two bands that neither of them has."""
    low, high = lower.high or Decimal(0), upper.low or Decimal(0)
    if not whole:
        return low < high or (low == high and not (lower.high_in or upper.low_in))
    first = low + (1 if lower.high_in else 0)
    last = high - (1 if upper.low_in else 0)
    return first <= last


def points_against_wording(case: LintCase) -> Iterator[RuleFinding]:
    """The bands give other points than the wording, for a figure only one band names."""
    for place, rule, path, stated in _stated(case):
        for band in stated:
            contested = {c.at for c in rule.contested}
            for figure in probes(band, whole=rule.count.whole):
                alone = sum(figure in other for other in stated) == 1 and figure not in contested
                given = band_points(rule, figure)
                if alone and given != band.points:
                    yield RuleFinding(
                        case.at(*path, "bands"),
                        f"{_name(place.item)}：{write_figure(figure)} {rule.count.unit}按规则得"
                        f" {write_figure(given)} 分，原文写“{band.text}”",
                        "对照原文改 bands 的数或分；含本数的写 at_least，不含的写 above",
                    )
                    break


def edges_not_in_wording(case: LintCase) -> Iterator[RuleFinding]:
    """A contested figure or a gap's end is not in the wording at all: mistyped, most likely."""
    for place, rule, path in case.bands():
        numbers = {Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", place.item.standard)}
        written = [("contested", n, c.at) for n, c in enumerate(rule.contested)]
        written += [("gaps", n, g.low) for n, g in enumerate(rule.gaps)]
        written += [("gaps", n, g.high) for n, g in enumerate(rule.gaps)]
        for key, number, figure in written:
            if place.item.standard and figure not in numbers:
                yield RuleFinding(
                    case.at(*path, key, number),
                    f"{_name(place.item)}的 {key} 写了 {write_figure(figure)}，原文里没有这个数",
                    "对照 standard 改正；原文没有两可就删去",
                )


def unreachable_doubts(case: LintCase) -> Iterator[RuleFinding]:
    """A count of whole numbers can never meet a contested figure or a gap."""
    for place, rule, path in case.bands():
        if not rule.count.whole:
            continue
        idle = [("contested", n) for n, c in enumerate(rule.contested) if c.at % 1]
        idle += [("gaps", n) for n, g in enumerate(rule.gaps) if g.low // 1 + 1 >= g.high]
        for key, number in idle:
            yield RuleFinding(
                case.at(*path, key, number),
                f"{_name(place.item)}数的是整数，这一条 {key} 永远碰不到",
                f"删去；{rule.count.name}可以带小数的，count 写 whole: false",
            )


def readings_without_note(case: LintCase) -> Iterator[RuleFinding]:
    """A reading stands there without a word on why."""
    for place, rule, path in case.bands():
        notes = [("contested", n, c.note) for n, c in enumerate(rule.contested)]
        notes += [("gaps", n, g.note) for n, g in enumerate(rule.gaps)]
        for key, number, note in notes:
            if not note:
                yield _noteless(case, place, *path, key, number)
    for place in case.items():
        for number, doubt in enumerate(place.item.doubts):
            if not doubt.note:
                yield _noteless(case, place, *place.path, "doubts", number)


def _noteless(case: LintCase, place: ItemPlace, *path: str | int) -> RuleFinding:
    return RuleFinding(
        case.at(*path),
        f"{_name(place.item)}的这一条读法没有写 note",
        "写上原文哪里没有写清、你是怎样读的；检查和分隔页都要印它",
    )


def alternatives_without_note(case: LintCase) -> Iterator[RuleFinding]:
    """Several ways to points, and not a word on how they go together."""
    for place in case.items():
        alternatives = _alternatives(place.item.rule)
        if alternatives and not any(alternative.note for alternative in alternatives):
            yield RuleFinding(
                case.at(*place.path, "rule"),
                f"{_name(place.item)}有几种办法，没有写 note：读的人不知道为什么取高的",
                "在后一种办法里写 note",
            )


# ── what the rules can give ───────────────────────────────────────────────────────────────────


def full_points_out_of_reach(case: LintCase) -> Iterator[RuleFinding]:
    """No figures and no answer give the full points."""
    for place in case.items():
        rule, points = place.item.rule, place.item.points
        if rule is None or points is None or isinstance(rule, Full):
            continue
        most = _most_for_all(rule) if isinstance(rule, BestOf) else rule.most_points
        if most < points:
            yield RuleFinding(
                case.at(*place.path, "rule"),
                f"{_name(place.item)}的分值是 {write_figure(points)} 分，"
                f"按规则最多只能得 {write_figure(most)} 分",
                "看看最高一档的分、cap、at_most 有没有抄错，或少写了一类",
            )


def _most_for_all(rule: BestOf) -> Decimal:
    """What a studio without any trait can get."""
    return max(a.rule.most_points for a in rule.alternatives if not a.trait)


def limits_that_never_bind(case: LintCase) -> Iterator[RuleFinding]:
    """A cap or a greatest number that nothing can reach."""
    for place in case.items():
        for count in place.item.counts:
            if not isinstance(count, TallyCount) or count.cap is None or count.at_most is None:
                continue
            if count.at_most * count.points < count.cap:
                yield RuleFinding(
                    case.at(*place.path, "rule"),
                    f"{_name(place.item)}的{count.name}最多计 {count.at_most} {count.unit}，"
                    f"到不了上限 {write_figure(count.cap)} 分",
                    "cap 和 at_most 对照原文，删去用不上的一个",
                )


def options_in_doubt(case: LintCase) -> Iterator[RuleFinding]:
    """Answers nobody can tell apart, or no answer for who has nothing."""
    for place in case.items():
        if not isinstance(place.item.rule, Choice):
            continue
        where, options = case.at(*place.path, "rule"), place.item.rule.options
        if min(_least(option) for option in options) > 0:
            yield RuleFinding(
                where,
                f"{_name(place.item)}没有得 0 分的档，没有做到的单位没有可选的",
                "加一个 points: 0 的档，用原文“不得分”的说法",
            )
        for one, other in pairwise(sorted(options, key=_least, reverse=True)):
            if one.range and other.range and _least(one) <= other.most_points:
                yield RuleFinding(
                    where,
                    f"{_name(place.item)}的“{one.name}”和“{other.name}”都可以给"
                    f" {write_figure(other.most_points)} 分",
                    "对照原文，让两档的 range 不重叠",
                )
            if one.points is not None and one.points == other.points:
                yield RuleFinding(
                    where,
                    f"{_name(place.item)}的“{one.name}”和“{other.name}”得分相同",
                    "合成一档，或对照原文改分",
                )


def _least(option: Option) -> Decimal:
    return option.range[0] if option.range is not None else option.points or Decimal(0)


def deductions_in_doubt(case: LintCase) -> Iterator[RuleFinding]:
    """One defect takes more than there is, or all defects together leave points standing."""
    for place in case.items():
        item = place.item
        for number, deduction in enumerate(item.deductions):
            if item.points is not None and deduction.points > item.points:
                yield RuleFinding(
                    case.at(*place.path, "deductions", number),
                    f"{_name(item)}的“{deduction.name}”一次就扣 {write_figure(deduction.points)}"
                    f" 分，比分值 {write_figure(item.points)} 分还多",
                    "对照原文改 points；确是这样写的，不必改，扣到 0 分为止",
                )


# ── what is counted ───────────────────────────────────────────────────────────────────────────


def kinds_counted_twice(case: LintCase) -> Iterator[RuleFinding]:
    """A kind of evidence counts at two places: meant or not, the author should know."""
    for path, spec in case.submissions():
        where = defaultdict(list)
        for item in spec.items:
            for count in item.counts:
                for kind in count.kinds:
                    where[kind].append((item, count))
        for kind, uses in where.items():
            items = list(dict.fromkeys(item.number for item, _ in uses))
            if len(uses) > len(items):
                yield _twice_in_item(case, path, spec, kind, uses)
            elif len(items) > 1:
                numbers = "、".join(map(str, items))
                yield RuleFinding(
                    case.at(*path, "categories"),
                    f"种类“{kind}”在第 {numbers} 项都计数",
                    "通知允许同一佐证计几项的，不必改；不允许的，各项用不同的种类",
                )


def _twice_in_item(
    case: LintCase,
    path: tuple[str | int, ...],
    spec: SubmissionSpec,
    kind: str,
    uses: list[tuple[Item, CountSpec]],
) -> RuleFinding:
    numbers = [item.number for item, _ in uses]
    number = next(n for n in numbers if numbers.count(n) > 1)
    names = "、".join(count.name for item, count in uses if item.number == number)
    place = next((p for p in case.items() if p.spec is spec and p.item.number == number), None)
    return RuleFinding(
        case.at(*(place.path if place else path)),
        f"第 {number} 项的种类“{kind}”计入两处（{names}）",
        "择优的两种办法确实都数它，不必改；不然分成两个种类",
    )


def kinds_alike(case: LintCase) -> Iterator[RuleFinding]:
    """Two kinds or two folders are one folder on Windows, or differ by a blank."""
    for path, spec in case.submissions():
        names = {kind for item in spec.items for kind in item.kinds}
        alike = defaultdict(set)
        for name in names:
            folded = unicodedata.normalize("NFKC", name).casefold()
            alike[re.sub(r"\s", "", folded)].add(name)
        for same in alike.values():
            if len(same) > 1:
                yield RuleFinding(
                    case.at(*path, "categories"),
                    f"种类{'、'.join(f'“{n}”' for n in sorted(same))}只差大小写、全半角或空格",
                    "写成一样；确是两种的，换一个分得开的名字",
                )


def counts_in_doubt(case: LintCase) -> Iterator[RuleFinding]:
    """What is counted can only be typed, or its dates can be held against nothing."""
    for place in case.items():
        for count in place.item.counts:
            where = case.at(*place.path, "rule")
            if count.quantity == "sum" and not count.kinds:
                yield RuleFinding(
                    where,
                    f"{_name(place.item)}的{count.name}要把佐证的数量相加，却没有写 kinds",
                    "写上计入的佐证种类，或删去 quantity",
                )
            if count.kinds and count.in_period and place.spec.period_of(place.item) is None:
                yield RuleFinding(
                    where,
                    f"{_name(place.item)}的{count.name}只计考核期内的，这种报送却没有考核期",
                    "写 period，或给这一类写 in_period: false",
                )


def traits_never_used(case: LintCase) -> Iterator[RuleFinding]:
    """A kind of studio is listed, and no rule treats it apart."""
    rules = [place.item.rule for place in case.items()]
    used = {alternative.trait for rule in rules for alternative in _alternatives(rule)}
    for number, trait in enumerate(case.scheme.traits):
        if trait.key not in used and case.is_whole():
            yield RuleFinding(
                case.at("traits", number),
                f"类别“{trait.name}”没有一条规则用到",
                "在择优（best_of）里写 trait，或删去这一类",
            )


# ── sums, marks, days ─────────────────────────────────────────────────────────────────────────


def sums_not_given(case: LintCase) -> Iterator[RuleFinding]:
    """A printed subtotal or total was not copied, so nobody holds the points against it."""
    for path, spec in case.submissions():
        if not any(item.points for item in spec.items):
            continue
        for number, category in enumerate(spec.categories):
            given = sum((i.points for i in category.items if i.points is not None), Decimal(0))
            if category.points is None and given:
                yield RuleFinding(
                    case.at(*path, "categories", number),
                    f"“{category.title}”没有写小计，各项加起来是 {write_figure(given)} 分",
                    "对照原文写 points；原文没有印小计就不必写",
                )
        if spec.full_points is None:
            yield RuleFinding(
                case.at(*path),
                "没有写总分（full_points），各项的分值没有与它核对",
                "照通知写总分，不含加分项",
            )


def marks_in_doubt(case: LintCase) -> Iterator[RuleFinding]:
    """The marks and the grades do not say the same."""
    for path, spec in case.submissions():
        edges = {grade.at_least for grade in spec.grades}
        marks = {"pass_mark": spec.pass_mark, "excellent_mark": spec.excellent_mark}
        for key, mark in marks.items():
            if spec.grades and mark is not None and mark not in edges:
                yield RuleFinding(
                    case.at(*path, key),
                    f"{key} 写了 {write_figure(mark)} 分，等次（grades）里没有从这个分起的一等",
                    "对照通知，改成一致",
                )
        for number, grade in enumerate(spec.grades):
            if spec.full_points is not None and grade.at_least > spec.full_points:
                yield RuleFinding(
                    case.at(*path, "grades", number),
                    f"“{grade.name}”要 {write_figure(grade.at_least)} 分，"
                    f"总分只有 {write_figure(spec.full_points)} 分",
                    "对照通知改分；要靠加分才到的，不必改",
                )


def days_in_doubt(case: LintCase) -> Iterator[RuleFinding]:
    """The period, the year and the deadline do not fit together."""
    for path, spec in case.submissions():
        period = spec.period
        if period is None:
            continue
        if spec.deadline < period.start:
            yield RuleFinding(
                case.at(*path, "deadline"),
                f"报送截止日 {write_date(spec.deadline)} 早于考核期开始的"
                f" {write_date(period.start)}",
                "核对两个日期的年份",
            )
        years = range(period.start.year, period.end.year + 3)
        if case.scheme.year not in years:
            yield RuleFinding(
                case.at("year"),
                f"活动年度 {case.scheme.year} 与考核期"
                f"（{write_date(period.start)}至{write_date(period.end)}）离得太远",
                "核对 year 和 period 的年份",
            )
        if (period.start.day, period.end.month, period.end.day) != (1, 12, 31):
            whole = period.end.day >= 28 and period.start.day == 1
            if not whole:
                yield RuleFinding(
                    case.at(*path, "period"),
                    "考核期不是从月初到月末"
                    f"（{write_date(period.start)}至{write_date(period.end)}）",
                    "对照通知核对；确是这样就不必改",
                )


# ── names and wording ─────────────────────────────────────────────────────────────────────────


def names_in_doubt(case: LintCase) -> Iterator[RuleFinding]:
    """A name is too long, or says something else than the folder it is in."""
    if case.scheme.id != case.scheme.folder.name:
        yield RuleFinding(
            case.at("id"),
            f"代号是 {case.scheme.id}，文件夹名是 {case.scheme.folder.name}",
            "改成一样：清单里记的是代号，studio.yaml 里写的是文件夹",
        )
    if case.scheme.studio_name and "{leader}" not in case.scheme.studio_name:
        yield RuleFinding(
            case.at("studio_name"),
            "命名的惯例里没有 {leader}，所有的名称都会被说成不合惯例",
            "在该写姓名的地方写 {leader}；没有惯例就删去这一行",
        )
    for place in case.items():
        if len(place.item.folder_name) > LONGEST_NAME:
            yield RuleFinding(
                case.at(*place.path, "folder"),
                f"{_name(place.item)}的佐证文件夹名有 {len(place.item.folder_name)} 个字，太长",
                "写一个短的 folder，十来个字",
            )
    for path, spec in case.submissions():
        for key, name in _output_names(spec):
            if len(name) > LONGEST_NAME:
                yield RuleFinding(case.at(*path, key, "name"), f"文件名“{name}”太长", "写短一些")


def _output_names(spec: SubmissionSpec) -> Iterator[tuple[str, str]]:
    yield from (
        ("form", spec.form.name),
        ("report", spec.report.name),
        ("bundle", spec.bundle.name),
    )


def order_in_doubt(case: LintCase) -> Iterator[RuleFinding]:
    """Some output names begin with their number and some do not, or two have the same."""
    for path, spec in case.submissions():
        numbers = [re.match(r"\d+", name) for _, name in _output_names(spec)]
        found = [match[0] for match in numbers if match]
        if found and sorted(set(found)) != sorted(n[0] if n else "" for n in numbers):
            yield RuleFinding(
                case.at(*path, "form", "name"),
                "三个输出的文件名前面的序号不齐或重复，文件不会按报送的顺序排",
                "form、report、bundle 的 name 前面写 1-、2-、3-",
            )


def wording_missing(case: LintCase) -> Iterator[RuleFinding]:
    """A place of the notice's wording, or of a clerk's guidance, is empty."""
    for key in ("title", "issuer", "document_number"):
        if not getattr(case.scheme, key):
            yield RuleFinding(case.at(key), f"{key} 空着", "照通知抄；封面和说明里要印")
    for place in case.items():
        item = place.item
        if item.rule is not None and not item.standard:
            yield RuleFinding(
                case.at(*place.path), f"{_name(item)}没有抄评分标准", "照通知把原文抄进 standard"
            )
        named = [("名称", o.name) for o in item.options] + [
            ("名称", part) for c in item.counts for part in (c.name, c.unit)
        ]
        if any(not text for _, text in (*named, ("", item.title))):
            yield RuleFinding(
                case.at(*place.path),
                f"{_name(item)}有空着的 title、name 或 unit",
                "表上、分隔页上要印，用原文的说法填上",
            )


def hints_missing(case: LintCase) -> Iterator[RuleFinding]:
    """Nobody tells the clerk what belongs to an item."""
    for path, spec in case.submissions():
        empty = [item.number for item in spec.items if not item.hint]
        if empty:
            yield RuleFinding(
                case.at(*path, "categories"),
                f"第 {'、'.join(map(str, empty))} 项没有写放哪些佐证（hint）",
                "各写一句，印在说明和 studio.yaml 里，经办人照着放",
            )


def veto_missing(case: LintCase) -> Iterator[RuleFinding]:
    """The form asks for a veto, and the scheme does not say which."""
    for path, spec in case.submissions():
        asked = spec.form.kind == "assessment" and "assessment.veto" not in spec.form.omits
        if asked and "assessment" not in spec.form.omits and not spec.veto:
            yield RuleFinding(
                case.at(*path),
                "表上要填一票否决的情形，方案里没有写规定（veto）",
                "照通知抄进 veto；通知没有一票否决的，把 assessment.veto、assessment.veto_no、"
                "assessment.veto_yes 写进 form.omits",
            )
