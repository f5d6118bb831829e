"""Rules about the evidence and the points that rest on it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from docgen.checks.case import Case, RuleFinding, name_item
from docgen.issues.location import Location
from docgen.model.counting import is_shown
from docgen.model.evidence import Evidence
from docgen.model.scheme import Choice, CountSpec, Full, Item, Option
from docgen.model.scoring import Measure, open_counts
from docgen.model.title_quantities import TEN_THOUSAND
from docgen.text.wording import write_figure

_NAMED_AT_MOST = 5


def list_titles(evidence: Iterable[Evidence]) -> str:
    """Return the titles of some evidence in quotes; only the first five of many."""
    titles = [f"“{e.title}”" for e in evidence]
    more = f"等 {len(titles)} 件" if len(titles) > _NAMED_AT_MOST else ""
    return "、".join(titles[:_NAMED_AT_MOST]) + more


def counted_evidence(case: Case, item: Item) -> Iterator[tuple[CountSpec, Evidence]]:
    """What of an item's evidence its rule counts, and as what; nothing its title rules out."""
    for count in open_counts(item, frozenset(case.data.studio.traits)):
        for piece in case.supporting(item):
            if piece.kind in count.kinds and is_shown(piece, count):
                yield count, piece


# ── evidence ──────────────────────────────────────────────────────────────────────────────────


def evidence_without_item(case: Case) -> Iterator[RuleFinding]:
    """A piece of evidence supports nothing the notice has."""
    for piece in case.evidence:
        if not any(case.spec.item(number) for number in piece.supports):
            yield RuleFinding(
                piece.at("items"),
                f"佐证“{piece.title}”不属于任何项目",
                "放进项目文件夹，或写 items",
            )


def unknown_kinds(case: Case) -> Iterator[RuleFinding]:
    """A kind is given that no item of the evidence counts."""
    for piece in case.evidence:
        items = [item for n in piece.supports if (item := case.spec.item(n))]
        known = list(dict.fromkeys(kind for item in items for kind in item.kinds))
        if piece.kind and piece.kind not in known:
            numbers = "、".join(str(item.number) for item in items)
            yield RuleFinding(
                piece.at("kind"),
                f"佐证“{piece.title}”的种类“{piece.kind}”，第 {numbers} 项没有",
                f"改成其中之一：{'、'.join(known)}；都不是的去掉种类（kind），只作旁证"
                if known
                else "这一项不按种类计数，删去 kind",
            )


def points_without_evidence(case: Case) -> Iterator[RuleFinding]:
    """Points are claimed for an item that nothing supports."""
    for item, _, score in case.scored():
        if score.claimed and not case.supporting(item):
            yield RuleFinding(
                case.at_claim(item),
                f"{name_item(item)}自评 {write_figure(score.claimed)} 分，没有一件佐证",
                f"把佐证放进 evidence/{item.folder_name}/，或把自评改成 0 分",
            )


def empty_parts(case: Case) -> Iterator[RuleFinding]:
    """A part of an application's evidence is empty."""
    for item in case.spec.items:
        if item.rule is None and not case.supporting(item):
            yield RuleFinding(
                f"evidence/{item.folder_name}/",
                f"{case.spec.bundle.call_item(item.number)}“{item.title}”没有材料",
                item.hint or "把材料放进这个文件夹",
            )


def unfit(case: Case) -> Iterator[RuleFinding]:
    """A piece is by its title nothing that an item asks for."""
    for item in case.spec.items:
        for piece in case.supporting(item):
            words = [word for word in item.refuses if word in piece.title]
            if words:
                yield RuleFinding(
                    piece.where,
                    f"佐证“{piece.title}”的标题里有“{words[0]}”，不像{name_item(item)}要的材料",
                    "放错了的移出去；标题没写准的改标题（title）",
                )


def quantity_missing(case: Case) -> Iterator[RuleFinding]:
    """A piece counts by its quantity, and has none."""
    for item, _, _ in case.scored():
        for count, piece in counted_evidence(case, item):
            if count.quantity == "sum" and piece.quantity is None:
                yield RuleFinding(
                    piece.at("quantity"),
                    f"佐证“{piece.title}”没有写数量，{name_item(item)}要把{count.name}加起来",
                    _where_to_write(piece) + f"quantity 写{count.unit}数",
                )


def _where_to_write(piece: Evidence) -> str:
    """Where a value of a piece is written: in its own row, or in one that is still to be made."""
    has_row = piece.has_row
    return "在这一条里，" if has_row else "在 studio.yaml 的 evidence 里给它写一条，"


def kind_missing(case: Case) -> Iterator[RuleFinding]:
    """Evidence lies with an item that counts by kind, and has no kind."""
    for item in case.spec.items:
        kinds = [k for c in open_counts(item, frozenset(case.data.studio.traits)) for k in c.kinds]
        bare = [e for e in case.supporting(item) if not e.kind and e.item == item.number]
        if kinds and bare:
            yield RuleFinding(
                f"evidence/{item.folder_name}/",
                f"{name_item(item)}有 {len(bare)} 件佐证没有种类，不计入数量：{list_titles(bare)}",
                f"要计数的放进以种类命名的子文件夹（{'、'.join(dict.fromkeys(kinds))}），"
                "或在 studio.yaml 里写 kind；只作旁证的不必改",
            )


# ── judgements ────────────────────────────────────────────────────────────────────────────────


def _option(item: Item, key: str) -> Option | None:
    return next((option for option in item.options if option.key == key), None)


def judgement_missing(case: Case) -> Iterator[RuleFinding]:
    """An item wants a judgement, and none was made."""
    for item, claim, score in case.scored():
        if isinstance(item.rule, Choice) and not claim.choice:
            if not case.is_spoilt_claim(item, "choice"):
                options = "；".join(f"{option.key}（{option.name}）" for option in item.options)
                yield RuleFinding(
                    case.at_claim(item, "choice"),
                    f"{name_item(item)}没有选自评档次，算不出得分",
                    f"在 claims 的 {item.number} 下面写 choice，从中选一个：{options}",
                )
        elif isinstance(item.rule, Full) and score.computed is None:
            yield RuleFinding(
                case.at_claim(item),
                f"{name_item(item)}没有写落实情况，算不出得分",
                f"在 claims 的 {item.number} 下面写 statement",
            )


def _discretionary(case: Case) -> Iterator[tuple[Item, tuple[Decimal, Decimal]]]:
    for item, claim in case.claims():
        option = _option(item, claim.choice)
        if option is not None and option.range is not None:
            yield item, option.range


def discretion_without_points(case: Case) -> Iterator[RuleFinding]:
    """An answer leaves the points to discretion, and none are given."""
    for item, (low, high) in _discretionary(case):
        if case.claim(item).points is None and not case.is_spoilt_claim(item, "points"):
            yield RuleFinding(
                case.at_claim(item, "points"),
                f"{name_item(item)}选的档次是酌情给分，没有写自评得分",
                f"写 points，{write_figure(low)} 到 {write_figure(high)} 分",
            )


def discretion_without_reason(case: Case) -> Iterator[RuleFinding]:
    """Points are given by discretion without a reason."""
    for item, _ in _discretionary(case):
        if not case.claim(item).reason and not case.is_spoilt_claim(item, "reason"):
            yield RuleFinding(
                case.at_claim(item, "reason"),
                f"{name_item(item)}选的档次是酌情给分，没有写理由",
                "写 reason，说明为什么给这个分",
            )


def discretion_out_of_range(case: Case) -> Iterator[RuleFinding]:
    """Points given by discretion lie outside the answer's range."""
    for item, (low, high) in _discretionary(case):
        points = case.claim(item).points
        if points is not None and not low <= points <= high:
            yield RuleFinding(
                case.at_claim(item, "points"),
                f"{name_item(item)}酌情给了 {write_figure(points)} 分，这一档是"
                f" {write_figure(low)} 到 {write_figure(high)} 分",
                "改 points，或改选别的档次",
            )


def discretion_gives_all(case: Case) -> Iterator[RuleFinding]:
    """Discretion gives as many points as the answer above it, which asks for more."""
    for item, (_, high) in _discretionary(case):
        points = case.claim(item).points
        above = [option for option in item.options if option.points == high == points]
        if above and points:
            yield RuleFinding(
                case.at_claim(item, "points"),
                f"{name_item(item)}酌情给了 {write_figure(points)} 分，"
                f"与“{above[0].name}”的分一样多",
                "达不到那一档的，一般低于它；就给这么多的，在 reason 里说清为什么",
            )


# ── points ────────────────────────────────────────────────────────────────────────────────────


def points_above_full(case: Case) -> Iterator[RuleFinding]:
    """More points are typed than the item has."""
    for item, claim, score in case.scored():
        if score.full is not None and claim.points is not None and claim.points > score.full:
            yield RuleFinding(
                case.at_claim(item, "points"),
                f"{name_item(item)}自评写了 {write_figure(claim.points)} 分，"
                f"超过分项分值 {write_figure(score.full)} 分",
                "改正 points，或删去由程序算",
            )


def _typed_points(case: Case) -> Iterator[tuple[Item, Decimal, Decimal]]:
    """Typed points and what the rule gives, where the rule leaves nothing to discretion."""
    free = {item.number for item, _ in _discretionary(case)}
    for item, claim, score in case.scored():
        if case.places.any_spoilt("claims", item.number):
            continue
        if item.number not in free and claim.points is not None and score.computed is not None:
            yield item, claim.points, score.computed


def points_above_computed(case: Case) -> Iterator[RuleFinding]:
    """More points are typed than the rule gives."""
    for item, typed, computed in _typed_points(case):
        # More than the item has is an error of its own.
        if computed < typed and (item.points is None or typed <= item.points):
            yield RuleFinding(
                case.at_claim(item, "points"),
                f"{name_item(item)}自评写了 {write_figure(typed)} 分，"
                f"按评分标准只有 {write_figure(computed)} 分",
                "补齐佐证和数量，或删去 points 由程序算",
            )


def points_below_computed(case: Case) -> Iterator[RuleFinding]:
    """Fewer points are typed than the rule gives."""
    for item, typed, computed in _typed_points(case):
        if typed < computed:
            yield RuleFinding(
                case.at_claim(item, "points"),
                f"{name_item(item)}自评写了 {write_figure(typed)} 分，"
                f"按评分标准可得 {write_figure(computed)} 分",
                "不是有意少报，就删去 points 由程序算",
            )


def _typed_figures(case: Case) -> Iterator[tuple[Item, Measure, Decimal, Decimal, Location]]:
    """Typed figures and what the evidence adds up to, with the place of the typed one.

    Sums that lack a quantity are left out: the missing quantity is what has to be said there.
    """
    for item, claim, score in case.scored():
        unfinished = {
            c.key
            for c, e in counted_evidence(case, item)
            if c.quantity == "sum" and e.quantity is None
        }
        for measure in score.measures:
            typed, derived = measure.typed, measure.derived
            if typed is not None and derived is not None and measure.key not in unfinished:
                keys = ("counts", measure.key) if measure.key in claim.counts else ("measure",)
                yield item, measure, typed, derived, case.at_claim(item, *keys)


def figure_above_evidence(case: Case) -> Iterator[RuleFinding]:
    """A typed figure is greater than what the evidence adds up to."""
    for item, measure, typed, derived, where in _typed_figures(case):
        if typed > derived:
            yield RuleFinding(
                where,
                f"{name_item(item)}的{measure.name}写了 {write_figure(typed)} {measure.unit}，"
                f"佐证加起来只有 {write_figure(derived)} {measure.unit}",
                f"{_in_yuan(measure, typed, derived)}"
                "补上佐证或佐证的数量（quantity），或删去这个数由程序数",
            )


def _in_yuan(measure: Measure, typed: Decimal, derived: Decimal) -> str:
    """What to do where a figure of 万元 was typed in 元."""
    meant = typed / TEN_THOUSAND
    is_so = measure.unit == "万元" and derived / 2 <= meant <= derived * 2 != 0
    figures = f"{write_figure(typed)} 元要写 {write_figure(meant)}"
    return f"单位是万元，{figures}；" if is_so else ""


def figure_below_evidence(case: Case) -> Iterator[RuleFinding]:
    """A typed figure is smaller than what the evidence adds up to."""
    for item, measure, typed, derived, where in _typed_figures(case):
        if typed < derived:
            yield RuleFinding(
                where,
                f"{name_item(item)}的{measure.name}写了 {write_figure(typed)} {measure.unit}，"
                f"佐证加起来有 {write_figure(derived)} {measure.unit}",
                "多出的佐证不该计数就去掉种类；该计数就删去这个数由程序数",
            )


def figure_without_evidence(case: Case) -> Iterator[RuleFinding]:
    """A figure is typed that evidence could show, and none of an item's evidence counts."""
    for item, claim, score in case.scored():
        kinds = {count.key: count.kinds for count in item.counts}
        for measure in score.measures:
            if not measure.typed or measure.derived is not None or not kinds[measure.key]:
                continue
            if case.supporting(item) and not _has_unfinished(case, item):
                keys = ("counts", measure.key) if measure.key in claim.counts else ("measure",)
                yield RuleFinding(
                    case.at_claim(item, *keys),
                    f"{name_item(item)}的{measure.name}写了 {write_figure(measure.typed)}"
                    f" {measure.unit}，没有一件佐证是这一种（{'、'.join(kinds[measure.key])}）",
                    "把证明这个数的佐证放进以种类命名的子文件夹，或在 studio.yaml 里写 kind",
                )


def _has_unfinished(case: Case, item: Item) -> bool:
    """Whether a piece lacks the quantity it counts by: that is what has to be said there."""
    counted = counted_evidence(case, item)
    return any(c.quantity == "sum" and piece.quantity is None for c, piece in counted)


def open_readings(case: Case) -> Iterator[RuleFinding]:
    """The wording allows another reading of this studio's figures."""
    for item, _, score in case.scored():
        for doubt in score.doubts:
            other = ""
            if doubt.other_points is not None and score.computed is not None:
                other = (
                    f"（现按 {write_figure(score.computed)} 分，"
                    f"另一种读法是 {write_figure(doubt.other_points)} 分）"
                )
            yield RuleFinding(
                case.at_claim(item),
                f"{name_item(item)}：{doubt.text}{other}",
                "拿不准时向人社部门核实；要改读法，改方案 scheme.yaml 里这一项",
            )


# ── the total ─────────────────────────────────────────────────────────────────────────────────


def _is_total_known(case: Case) -> bool:
    """Whether there is a total: not while figures could not be read, nor for who is vetoed."""
    return not (
        case.data.assessment.vetoed
        or case.places.any_spoilt("claims")
        or case.places.any_spoilt("evidence")
    )


def total_wrong(case: Case) -> Iterator[RuleFinding]:
    """The typed total is not what the items add up to."""
    typed, total = case.data.assessment.total, case.scores.total
    if typed is not None and typed != total and _is_total_known(case):
        base, bonus = write_figure(case.scores.base), write_figure(case.scores.bonus)
        yield RuleFinding(
            case.places.at("assessment", "total"),
            f"自评总分写了 {write_figure(typed)} 分，各项加起来是 {write_figure(total)} 分"
            f"（基础分 {base}，附加分 {bonus}）",
            "改正，或删去这个数由程序算",
        )


def below_pass_mark(case: Case) -> Iterator[RuleFinding]:
    """The total is below the pass mark."""
    mark, total = case.spec.pass_mark, case.scores.total
    if mark is not None and total < mark and _is_total_known(case):
        yield RuleFinding(
            case.places.at("claims"),
            f"自评总分 {write_figure(total)} 分，低于合格线 {write_figure(mark)} 分",
            "看看哪些项目漏了佐证或没有自评",
        )


def passes_by_bonus(case: Case) -> Iterator[RuleFinding]:
    """Only the bonus lifts the total over the pass mark."""
    mark, base = case.spec.pass_mark, case.scores.base
    if mark is not None and base < mark <= case.scores.total and _is_total_known(case):
        yield RuleFinding(
            case.places.at("claims"),
            f"基础分 {write_figure(base)} 分低于合格线 {write_figure(mark)} 分，"
            f"加上附加分才到 {write_figure(case.scores.total)} 分",
            "合格线按总分还是按基础分，通知没有写明，向人社部门核实",
        )
