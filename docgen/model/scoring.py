"""Scores: what each rule gives for the figures claimed. Pure and exact."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from docgen.model.counting import ZERO, Bounds, Counted, LeftOut, Reason, Term, count_evidence
from docgen.model.evidence import Evidence
from docgen.model.scheme import (
    Alternative,
    Band,
    BandGap,
    Bands,
    BestOf,
    Category,
    Choice,
    Contested,
    CountSpec,
    Full,
    Item,
    Need,
    Option,
    SubmissionSpec,
    Tally,
    TallyCount,
)
from docgen.model.shown_papers import missing
from docgen.model.submission import Claim, StudioFile
from docgen.text.wording import write_figure


@dataclass(frozen=True)
class Measure:
    """One counted figure: typed by the clerk, derived from the evidence, or both.

    What can only be whole is: of 40.4 innovations 40 count.
    """

    key: str
    name: str
    unit: str
    typed: Decimal | None
    terms: tuple[Term, ...]
    left_out: tuple[LeftOut, ...] = ()
    """Evidence of the kinds that count which does not, and why."""

    @property
    def derived(self) -> Decimal | None:
        """The sum of the terms; None where there is no evidence of the kinds that count."""
        known = self.terms or self.left_out
        return sum((t.quantity for t in self.terms), ZERO) if known else None

    @property
    def value(self) -> Decimal | None:
        """The figure the rule works on: the typed one where there is one."""
        return self.derived if self.typed is None else self.typed

    @property
    def text(self) -> str:
        """As printed everywhere: "技术革新 42 项（12＋30）"; nothing where there is no figure.

        The sum stands there only when it is the printed figure and says more than "one each".
        """
        if self.value is None:
            return ""
        text = f"{self.name} {write_figure(self.value)} {self.unit}"
        telling = len(self.terms) > 1 and any(term.quantity != 1 for term in self.terms)
        if telling and self.value == self.derived:
            text += f"（{'＋'.join(write_figure(term.quantity) for term in self.terms)}）"
        return text


@dataclass(frozen=True)
class Deducted:
    """A defect the clerk reports, and the points it takes off."""

    name: str
    times: int
    points: Decimal


@dataclass(frozen=True)
class Doubt:
    """A place where the wording allows another reading of this studio's figures."""

    text: str
    other_points: Decimal | None = None
    """The item's points under the other reading; None where the notice gives no figure."""


@dataclass(frozen=True)
class ItemScore:
    """The points of one item: what the rule gives and what the studio claims."""

    number: int
    full: Decimal | None
    computed: Decimal | None
    """None where the rule wants a judgement that was not made, and where there is no rule."""
    claimed: Decimal | None
    """The self-score: the typed points, else the computed ones."""
    measures: tuple[Measure, ...]
    answer: str
    """The answer that counts of a judgement item, in words; empty for the others."""
    bonus: bool
    doubts: tuple[Doubt, ...]
    deducted: tuple[Deducted, ...] = ()
    rule_text: str = ""
    """How the computed points come, in one line: "401–500 人得 9 分"; empty without points."""

    @property
    def measure_text(self) -> str:
        """What the rule works on, in words, as printed everywhere; empty where nothing is said.

        Figures with what they are added up from, or the chosen answer; then the deductions.
        """
        parts = [self.answer, *(measure.text for measure in self.measures)]
        defects = "、".join(f"{d.name} {d.times} 次" for d in self.deducted)
        if defects:
            parts.append(f"扣分：{defects}")
        return "；".join(filter(None, parts))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The evidence of kinds that count which does not, each piece once a reason."""
        return tuple(dict.fromkeys(left for m in self.measures for left in m.left_out))

    @property
    def left_out_text(self) -> str:
        """The same in words, a line each: "13-6：日期 2023年11月24日 不在考核期内，不计"."""
        return "\n".join(f"{left.evidence_id}：{left.why}" for left in self.left_out)


@dataclass(frozen=True)
class Scores:
    """All items' scores. Totals are of the claimed points."""

    items: tuple[ItemScore, ...]

    @property
    def base(self) -> Decimal:
        """Points of all items that are not bonus."""
        return sum((i.claimed or ZERO for i in self.items if not i.bonus), ZERO)

    @property
    def bonus(self) -> Decimal:
        """Points of the bonus items."""
        return sum((i.claimed or ZERO for i in self.items if i.bonus), ZERO)

    @property
    def total(self) -> Decimal:
        """Base and bonus together."""
        return self.base + self.bonus

    def item(self, number: int) -> ItemScore:
        """The score of one item. KeyError where there is none."""
        for score in self.items:
            if score.number == number:
                return score
        raise KeyError(number)

    def leaves_out(self, piece: Evidence, reason: Reason) -> bool:
        """Whether a piece does not count, or not wholly, somewhere for this reason."""
        left = (left for score in self.items for left in score.left_out)
        return any(one.evidence_id == piece.id and one.reason == reason for one in left)


@dataclass(frozen=True)
class CategoryScore:
    """The points of a category of items, added up. `full` is None where no item has a limit."""

    full: Decimal | None
    computed: Decimal
    claimed: Decimal


def add_up(category: Category, scores: Scores) -> CategoryScore:
    """Return the points of all items of a category; what nobody could compute counts as none."""
    own = [scores.item(item.number) for item in category.items]
    full = [item.full for item in own if item.full is not None]
    return CategoryScore(
        sum(full, ZERO) if full else None,
        sum((item.computed or ZERO for item in own), ZERO),
        sum((item.claimed or ZERO for item in own), ZERO),
    )


def score(spec: SubmissionSpec, data: StudioFile, evidence: Sequence[Evidence]) -> Scores:
    """Return the score of every item of `spec`, in the order of the rubric.

    A typed figure comes before the one the evidence adds up to. Keys nobody knows are passed
    over: naming them is a matter for the checks.
    """
    return Scores(tuple(score_item(spec, item, data, evidence) for item in spec.items))


def score_item(
    spec: SubmissionSpec, item: Item, data: StudioFile, evidence: Sequence[Evidence]
) -> ItemScore:
    """Return the score of one item; of `evidence` what supports it counts."""
    return _score_item(
        item,
        data.claims.get(item.number, Claim()),
        [e for e in evidence if item.number in e.supports],
        frozenset(data.studio.traits),
        partial(count_evidence, bounds=_bounds_of(spec, item, data)),
    )


def _bounds_of(spec: SubmissionSpec, item: Item, data: StudioFile) -> Bounds:
    """Return within what the evidence of an item counts."""
    return Bounds(
        period=spec.period_of(item),
        people=(data.leader.name, *(member.name for member in data.studio.members)),
        leader=data.leader.name if item.holders == "members" else "",
        bodies=spec.bodies,
    )


def band_points(rule: Bands, figure: Decimal) -> Decimal:
    """Return what bands give for a figure."""
    return _counted_points(rule, {rule.count.key: figure})


def open_counts(item: Item, traits: frozenset[str]) -> tuple[CountSpec, ...]:
    """Return what is counted for a studio of these kinds.

    `measure` in a claim means the one count of an item; where there are several it means nothing.
    """
    if isinstance(item.rule, BestOf):
        return tuple(c for a in _open_alternatives(item.rule, traits) for c in a.rule.counts)
    return item.counts


# What is counted


@dataclass(frozen=True)
class _Case:
    """All that the points of one item follow from."""

    item: Item
    claim: Claim
    rules: tuple[Bands | Tally, ...]
    """The counting rules open to this studio; empty for judgements."""
    figures: Mapping[str, Decimal]
    answered: bool
    """Whether the clerk said anything of the item: full points need that much."""
    evidence: Sequence[Evidence] = ()

    @property
    def chosen(self) -> Option | None:
        """The answer that a judgement item was given."""
        return next((o for o in self.item.options if o.key == self.claim.choice), None)

    @property
    def missing(self) -> tuple[Need, ...]:
        """The papers that the chosen answer needs and the evidence does not show."""
        # Points without any evidence are an error of their own.
        needs = self.chosen.needs if self.chosen and self.evidence else ()
        return missing(needs, self.evidence)

    @property
    def option(self) -> Option | None:
        """The answer that counts: the chosen one, or the best below it that lacks no paper."""
        chosen = self.chosen
        if chosen is None or not self.missing:
            return chosen
        return max(
            (
                option
                for option in self.item.options
                if option.points is not None and option.points < chosen.most_points
                if not missing(option.needs, self.evidence)
            ),
            key=lambda option: option.most_points,
        )

    @property
    def deducted(self) -> tuple[Deducted, ...]:
        """The defects reported, each as often as it counts at most."""
        found = []
        for deduction in self.item.deductions:
            times = self.claim.deductions.get(deduction.key, 0)
            times = times if deduction.at_most is None else min(times, deduction.at_most)
            if times:
                found.append(Deducted(deduction.name, times, deduction.points * times))
        return tuple(found)


_Counting = Callable[[Sequence[CountSpec], Sequence[Evidence]], Mapping[str, Counted]]


def _score_item(
    item: Item,
    claim: Claim,
    evidence: Sequence[Evidence],
    traits: frozenset[str],
    count: _Counting,
) -> ItemScore:
    counts, rules = open_counts(item, traits), _open_rules(item, traits)
    counted = {key: found for rule in rules for key, found in count(rule.counts, evidence).items()}
    measures = tuple(
        _take_measure(c, claim, counted[c.key], alone=len(counts) == 1) for c in counts
    )
    case = _Case(
        item=item,
        claim=claim,
        rules=rules,
        figures={m.key: ZERO if m.value is None else m.value for m in measures},
        answered=bool(claim.statement or claim.deductions or evidence),
        evidence=evidence,
    )
    computed = _points(case)
    return ItemScore(
        number=item.number,
        full=item.points,
        computed=computed,
        claimed=computed if claim.points is None else claim.points,
        measures=measures,
        answer=case.option.name if case.option else "",
        bonus=item.bonus,
        doubts=(
            *_reading_doubts(case),
            *_sameness_doubts(case, measures, count),
            *_standing_doubts(case, traits),
        ),
        deducted=case.deducted,
        rule_text="" if computed is None else _explain(case, computed),
    )


def _open_alternatives(rule: BestOf, traits: frozenset[str]) -> list[Alternative]:
    return [a for a in rule.alternatives if not a.trait or a.trait in traits]


def _open_rules(item: Item, traits: frozenset[str]) -> tuple[Bands | Tally, ...]:
    match item.rule:
        case BestOf() as rule:
            return tuple(a.rule for a in _open_alternatives(rule, traits))
        case Bands() | Tally() as rule:
            return (rule,)
        case _:
            return ()


def _take_measure(count: CountSpec, claim: Claim, counted: Counted, *, alone: bool) -> Measure:
    typed = claim.counts.get(count.key, claim.measure if alone else None)
    if typed is not None and count.whole:
        typed = Decimal(int(typed))
    return Measure(count.key, count.name, count.unit, typed, counted.terms, counted.left_out)


# What a rule gives


def _points(case: _Case) -> Decimal | None:
    """Return the item's points, deductions taken off; None where a judgement is wanting."""
    gross = _gross_points(case)
    if gross is None:
        return None
    return max(gross - sum((d.points for d in case.deducted), ZERO), ZERO)


def _gross_points(case: _Case) -> Decimal | None:
    match case.item.rule:
        case Choice():
            return _judged_points(case.option, case.claim)
        case Full():
            return case.item.points if case.answered else None
        case None:
            return None
        case _:
            return max(_counted_points(rule, case.figures) for rule in case.rules)


def _judged_points(option: Option | None, claim: Claim) -> Decimal | None:
    """Return an answer's points; in a range, the typed ones as far as the range allows."""
    if option is None or option.range is None:
        return option.points if option else None
    low, high = option.range
    return None if claim.points is None else min(max(claim.points, low), high)


def _counted_points(rule: Bands | Tally, figures: Mapping[str, Decimal]) -> Decimal:
    if isinstance(rule, Bands):
        band = _band_of(rule, figures[rule.count.key])
        return rule.otherwise if band is None else rule.bands[band].points
    return _capped(sum((take.points for take in _take(rule, figures)), ZERO), rule.cap)


def _band_of(rule: Bands, value: Decimal) -> int | None:
    """Return the place of the highest band that takes `value`; None below them all."""
    for place, band in enumerate(rule.bands):
        if value > band.edge or (value == band.edge and _takes_its_edge(rule, band)):
            return place
    return None


def _takes_its_edge(rule: Bands, band: Band) -> bool:
    readings = [c.reading for c in rule.contested if c.at == band.edge]
    return readings[0] == "higher" if readings else band.at_least is not None


@dataclass(frozen=True)
class _Take:
    """What of one count of a tally is taken, and the points for it."""

    count: TallyCount
    number: Decimal
    points: Decimal


def _take(rule: Tally, figures: Mapping[str, Decimal]) -> list[_Take]:
    """Return what each count gives, in the order of the rule; the dearest take their share first.

    The scheme allows a common limit only where no count has a cap, so this is the best share.
    """
    left = None if rule.at_most is None else Decimal(rule.at_most)
    taken = {}
    for count in sorted(rule.counts, key=lambda c: c.points, reverse=True):
        limits = [limit for limit in (count.at_most, left) if limit is not None]
        number = min([figures[count.key], *map(Decimal, limits)])
        left = None if left is None else left - number
        taken[count.key] = _Take(count, number, _capped(number * count.points, count.cap))
    return [taken[count.key] for count in rule.counts]


def _capped(points: Decimal, cap: Decimal | None) -> Decimal:
    return points if cap is None else min(points, cap)


# What the wording leaves open


def _reading_doubts(case: _Case) -> list[Doubt]:
    """Return the contested figures, gaps and limits that change this studio's points."""
    here = _points(case)
    doubts = _paper_doubts(case)
    for rule in case.rules:
        if isinstance(rule, Tally):
            doubts += _ceiling_doubts(case, rule)
        else:
            value = case.figures[rule.count.key]
            doubts += [
                Doubt(c.note, _points(_read_otherwise(case, rule, c)))
                for c in rule.contested
                if c.at == value
            ]
            doubts += [
                Doubt(g.note, _other_side(case, rule, g))
                for g in rule.gaps
                if g.low < value < g.high
            ]
    return [doubt for doubt in doubts if doubt.other_points != here]


def _paper_doubts(case: _Case) -> list[Doubt]:
    """Return what the chosen answer would give if papers of other years were what it needs."""
    if not case.missing or case.chosen is None:
        return []
    wider = [n.model_copy(update={"years": (*n.years, *n.other_years)}) for n in case.missing]
    if missing(wider, case.evidence):
        return []
    notes = "；".join(filter(None, (need.note for need in case.missing)))
    taken = replace(case, evidence=())
    return [Doubt(notes, _points(taken))]


def _ceiling_doubts(case: _Case, rule: Tally) -> list[Doubt]:
    """Return what another reading's limit to the number of things would give."""
    if rule.contested is None:
        return []
    limited = rule.model_copy(update={"at_most": rule.contested.at_most})
    other = replace(case, rules=tuple(limited if r is rule else r for r in case.rules))
    return [Doubt(rule.contested.note, _points(other))]


def _sameness_doubts(case: _Case, measures: Sequence[Measure], count: _Counting) -> Iterator[Doubt]:
    """Yield what would be given if what some readings count once were counted once."""
    typed = {measure.key for measure in measures if measure.typed is not None}
    for rule in case.rules:
        for spec in rule.counts:
            if spec.perhaps_once is None or spec.key in typed:
                continue
            once = {"distinct": (*spec.distinct, spec.perhaps_once.by), "perhaps_once": None}
            counts = [c.model_copy(update=once) if c is spec else c for c in rule.counts]
            terms = count(counts, case.evidence)[spec.key].terms
            figure = sum((term.quantity for term in terms), ZERO)
            other = _points(replace(case, figures={**case.figures, spec.key: figure}))
            if other != _points(case):
                yield Doubt(spec.perhaps_once.note, other)


def _read_otherwise(case: _Case, rule: Bands, contested: Contested) -> _Case:
    """Return the case with the contested figure in its other band."""
    other = contested.model_copy(
        update={"reading": "lower" if contested.reading == "higher" else "higher"}
    )
    kept = [other if c == contested else c for c in rule.contested]
    flipped = rule.model_copy(update={"contested": tuple(kept)})
    return replace(case, rules=tuple(flipped if r is rule else r for r in case.rules))


def _other_side(case: _Case, rule: Bands, gap: BandGap) -> Decimal | None:
    """Return the points of a figure in the gap at the end where they are others."""
    at_low = replace(case, figures={**case.figures, rule.count.key: gap.low})
    at_high = replace(case, figures={**case.figures, rule.count.key: gap.high})
    return _points(at_low) if _points(at_low) != _points(case) else _points(at_high)


def _standing_doubts(case: _Case, traits: frozenset[str]) -> list[Doubt]:
    """Return what is open whichever reading is taken: item by item, and between alternatives."""
    told = case.option is not None or any(case.figures.values())
    doubts = [
        Doubt(doubt.note)
        for doubt in case.item.doubts
        if told
        and (not doubt.at or not set(doubt.at).isdisjoint(case.figures.values()))
        and (not doubt.choices or case.claim.choice in doubt.choices)
    ]
    if isinstance(case.item.rule, BestOf):
        telling = [
            alternative
            for alternative in _open_alternatives(case.item.rule, traits)
            if _counted_points(alternative.rule, case.figures)
        ]
        if len(telling) > 1:
            doubts += [Doubt(alternative.note) for alternative in telling if alternative.note]
    return doubts


# How the points come, in words


def _explain(case: _Case, computed: Decimal) -> str:
    text = _explain_gross(case)
    if case.deducted:
        taken = "、".join(f"{d.name}扣 {write_figure(d.points)} 分" for d in case.deducted)
        text += f"；{taken}，{_give(computed)}"
    return text


def _explain_gross(case: _Case) -> str:
    option = case.option
    if option is not None and option is not case.chosen:
        lacking = "、".join(need.name for need in case.missing)
        return f"佐证里看不到{lacking}，按“{option.name}”计，{_give(option.points or ZERO)}"
    if option is not None:
        if option.range is None:
            return f"{option.name}，{_give(option.points or ZERO)}"
        low, high = map(write_figure, option.range)
        given = _judged_points(option, case.claim) or ZERO
        return f"{option.name}，{low}–{high} 分之间酌情，{_give(given)}"
    if not case.rules:
        return f"满分 {write_figure(case.item.points)} 分"
    best = max(case.rules, key=lambda rule: _counted_points(rule, case.figures))
    if isinstance(best, Bands):
        return _explain_band(best, case.figures[best.count.key])
    return _explain_tally(best, case.figures)


def _give(points: Decimal) -> str:
    return f"得 {write_figure(points)} 分" if points else "不得分"


@dataclass(frozen=True)
class _Edge:
    """Where a band begins or ends, and whether the figure itself is in it."""

    at: Decimal
    included: bool


def _explain_band(rule: Bands, value: Decimal) -> str:
    place = _band_of(rule, value)
    points = rule.otherwise if place is None else rule.bands[place].points
    above = len(rule.bands) if place is None else place
    low = None if place is None else rule.bands[place]
    high = rule.bands[above - 1] if above else None
    write = _write_whole_band if rule.count.whole else _write_band
    band = write(
        rule.count.unit,
        None if low is None else _Edge(low.edge, _takes_its_edge(rule, low)),
        None if high is None else _Edge(high.edge, not _takes_its_edge(rule, high)),
    )
    return f"{band}{_give(points)}"


def _write_whole_band(unit: str, low: _Edge | None, high: _Edge | None) -> str:
    """Return the whole numbers of a band: "401–500 人"."""
    first = None if low is None else low.at + (not low.included)
    last = None if high is None else high.at - (not high.included)
    if first is None and last != 0:
        return f"{write_figure(last)} {unit}及以下"
    if last is None:
        return f"{write_figure(first)} {unit}及以上"
    numbers = [write_figure(number) for number in (first, last) if number is not None]
    return f"{'–'.join(dict.fromkeys(numbers))} {unit}"


def _write_band(unit: str, low: _Edge | None, high: _Edge | None) -> str:
    """Return a band of figures that need not be whole: "超过 30 至 50 平方米"."""
    if high is None:
        ceiling = f"{unit}及以上" if low and low.included else unit
    elif not high.included:
        ceiling = f"不足 {write_figure(high.at)} {unit}"
    elif low is None:
        ceiling = f"{write_figure(high.at)} {unit}{'及以下' if high.at else ''}"
    else:
        ceiling = f"至 {write_figure(high.at)} {unit}"
    if low is None:
        return ceiling
    return f"{'' if low.included else '超过 '}{write_figure(low.at)} {ceiling}"


def _explain_tally(rule: Tally, figures: Mapping[str, Decimal]) -> str:
    taken = [take for take in _take(rule, figures) if take.number]
    if not taken:
        return f"数量为 0，{_give(ZERO)}"
    total = sum((take.points for take in taken), ZERO)
    text = f"{'＋'.join(map(_write_take, taken))}＝{write_figure(total)} 分"
    if sum((take.number for take in taken), ZERO) < sum(figures[c.key] for c in rule.counts):
        text += "（超过最多数的不计）"
    if rule.cap is not None and total > rule.cap:
        text += f"，最高 {write_figure(rule.cap)} 分，{_give(rule.cap)}"
    return text


def _write_take(take: _Take) -> str:
    each = f"{write_figure(take.number)} {take.count.unit}×{write_figure(take.count.points)} 分"
    capped = take.points < take.number * take.count.points
    return f"{each}（最高 {write_figure(take.points)} 分）" if capped else each
