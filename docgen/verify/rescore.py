"""Figures and points reckoned anew from the manifest's evidence, by the rules of its scheme.

Nothing here is shared with the code that scored the package: both read the scheme, and must come to
the same. Only how a certificate's number is written is read by one function for all
(`certificate_numbers`): what two ways of writing are the same number is no reckoning.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.certificate_numbers import (
    SHORTEST_NUMBER,
    bare_number,
    split_numbers,
    unlabelled,
)
from docgen.model.scheme import (
    Bands,
    BestOf,
    Body,
    Choice,
    CountSpec,
    Full,
    Item,
    Option,
    Period,
    Scheme,
    SubmissionSpec,
    Tally,
    TallyCount,
)
from docgen.package.manifest import (
    MANIFEST_NAME,
    EvidencePart,
    Manifest,
    ManifestItem,
    MeasurePart,
    has_points,
)
from docgen.verify.answer_papers import lacks_any
from docgen.verify.consistency import place_item
from docgen.verify.organiser_names import names_a_body

_NOTHING = Decimal(0)

_Shares = dict[str, dict[str, Decimal]]
"""Of each figure, by its key: what each piece of evidence adds to it."""


def check_by_scheme(manifest: Manifest, scheme: Scheme) -> Iterator[Issue]:
    """Reckon all points anew by the rules of the scheme that is known."""
    if has_points(manifest) and manifest.submission in scheme.submissions:
        yield from _check_items(manifest, scheme.submissions[manifest.submission])
        yield from _check_outcome(manifest, scheme.submissions[manifest.submission])


def _check_items(manifest: Manifest, spec: SubmissionSpec) -> Iterator[Issue]:
    wanted, there = [i.number for i in spec.items], [i.number for i in manifest.items]
    if wanted != there:
        yield issue("V305", Location(MANIFEST_NAME), "numbers")
        return
    for item, part in zip(spec.items, manifest.items, strict=True):
        yield from _check_item(item, part, manifest, spec)


def _check_item(
    item: Item, part: ManifestItem, manifest: Manifest, spec: SubmissionSpec
) -> Iterator[Issue]:
    place = place_item(part.number)
    if (part.title, part.points, part.bonus) != (item.title, item.points, item.bonus):
        yield issue("V305", place, "item")
    rules = _open_rules(item, manifest.traits)
    pieces = [e for e in manifest.evidence if part.number in e.supports]
    figures = {}
    counts = [count for rule in rules for count in rule.counts]
    said = [(m.key, m.name, m.unit) for m in part.measures]
    if [(c.key, c.name, c.unit) for c in counts] != said:
        yield issue("V305", place, "measures")
        return
    studio = manifest.data
    limits = CountingLimits(
        item.period or spec.period,
        spec.bodies,
        studio.leader.name if studio and item.holders == "members" else "",
    )
    shares = {key: own for rule in rules for key, own in _recount(rule.counts, pieces, limits)}
    for count, measure in zip(counts, part.measures, strict=True):
        own = shares[count.key]
        if "number" in count.distinct and any("*" in piece.number for piece in pieces):
            # Of masked ID numbers nobody can say which are the same.
            own = {term.evidence: term.quantity for term in measure.terms}
        yield from _check_measure(count, measure, own, place)
        figures[count.key] = sum(own.values(), _NOTHING) if measure.typed is None else measure.typed
    yield from _check_points(item, part, rules, figures, pieces)


def _check_measure(
    count: CountSpec, measure: MeasurePart, own: Mapping[str, Decimal], place: Location
) -> Iterator[Issue]:
    said = {term.evidence: term.quantity for term in measure.terms}
    for piece in sorted(own.keys() | said.keys()):
        right, wrong = (each.get(piece, _NOTHING) for each in (own, said))
        if right != wrong:
            of = {"measure": count.name, "evidence": piece}
            yield issue("V304", place, "term", right=right, said=wrong, **of)
    counted = sum(own.values(), _NOTHING)
    if measure.typed is not None and own and measure.typed != counted:
        # More than the evidence gives is refused where packages are built.
        code = "V115" if measure.typed > counted else "V306"
        both = {"typed": measure.typed, "counted": counted}
        yield issue(code, place, "measure", name=count.name, **both)


def _check_points(
    item: Item,
    part: ManifestItem,
    rules: Sequence[Bands | Tally],
    figures: Mapping[str, Decimal],
    pieces: Sequence[EvidencePart],
) -> Iterator[Issue]:
    place, right = place_item(part.number), _reckon(item, part, rules, figures, pieces)
    untold = isinstance(item.rule, Full) and not part.evidence and not part.deducted
    # Whether such an item was answered at all stands in the statement alone.
    if part.computed != right and not (untold and part.computed is None):
        yield issue("V304", place, "computed", right=right, said=part.computed)
    wanted = part.computed if part.typed is None else part.typed
    if part.claimed != wanted:
        yield issue("V304", place, "claimed", right=wanted, said=part.claimed)
    if part.typed is not None and right is not None and part.typed != right:
        code = "V115" if part.typed > right else "V306"
        yield issue(code, place, "points", typed=part.typed, counted=right)


def _check_outcome(manifest: Manifest, spec: SubmissionSpec) -> Iterator[Issue]:
    outcome = manifest.outcome
    if outcome is None:
        return
    if bool(outcome.vetoed) is (manifest.totals is not None):
        yield issue("V307", Location(MANIFEST_NAME), "vetoed")
        return
    # Who is vetoed reaches no mark.
    total = manifest.totals.total if manifest.totals else Decimal(-1)
    passed = None if spec.pass_mark is None else total >= spec.pass_mark
    reached = [g.name for g in spec.grades if total >= g.at_least]
    grade = (reached or [g.name for g in spec.grades[-1:]] or [""])[0]
    wanted = (spec.full_points, spec.pass_mark, passed, grade)
    if wanted != (outcome.full_points, outcome.pass_mark, outcome.passed, outcome.grade):
        yield issue("V307", Location(MANIFEST_NAME), "outcome")


# --- figures -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class CountingLimits:
    """What evidence is held against: days, organisers, and a leader who is not counted."""

    period: Period | None = None
    bodies: tuple[Body, ...] = ()
    leader: str = ""


@dataclass
class _Taken:
    """What has been counted for a rule: pages, numbers, achievements or titles, people."""

    pages: list[tuple[str, int, int]] = field(default_factory=list)
    numbers: set[tuple[str, str]] = field(default_factory=set)
    achievements: set[str] = field(default_factory=set)
    titles: dict[str, EvidencePart] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)


def _recount(
    counts: Sequence[CountSpec], pieces: Sequence[EvidencePart], limits: CountingLimits
) -> Iterator[tuple[str, dict[str, Decimal]]]:
    """Give what each piece adds to each count of a rule, by the count's key."""
    offers = sorted(
        (-_worth(count), -_rank(count, piece), number, place)
        for number, count in enumerate(counts)
        for place, piece in enumerate(pieces)
        if piece.kind in count.kinds
        and (piece.quantity is not None or count.quantity == "each")
        and _is_allowed(count, piece, limits)
        and not _is_beyond_belief(count, piece)
    )
    shares: _Shares = {count.key: {} for count in counts}
    taken = _Taken()
    for _, _, number, place in offers:
        count, piece = counts[number], pieces[place]
        written = Decimal(1) if piece.quantity is None else piece.quantity
        offered = Decimal(int(written)) if count.whole else written
        people = [name for name in piece.holders if not _is_one(name, limits.leader)]
        offered -= _leaders_part(offered, len(piece.holders), len(people))
        left = offered - _repeated(count, piece, offered, people, taken) if offered else _NOTHING
        if left or not written:
            shares[count.key][piece.id] = left
        if left:
            _remember(count, piece, taken)
    yield from shares.items()


def _worth(count: CountSpec) -> Decimal:
    return count.points if isinstance(count, TallyCount) else _NOTHING


def _rank(count: CountSpec, piece: EvidencePart) -> int:
    return count.kinds.index(piece.kind) if "achievement" in count.distinct else 0


def _is_allowed(count: CountSpec, piece: EvidencePart, limits: CountingLimits) -> bool:
    """Whether date, organiser and title let a piece count."""
    bodies = [body for body in limits.bodies if body.key in count.organisers]
    if bodies and piece.organiser and not names_a_body(piece.organiser, bodies):
        return False
    title = re.sub(r"\s", "", piece.title)
    spoken_for = [word for word in count.shown_by if word in title]
    spoken_against = [word for word in count.not_shown_by if word in title]
    return _is_within(count, piece, limits.period) and bool(spoken_for or not spoken_against)


def _is_beyond_belief(count: CountSpec, piece: EvidencePart) -> bool:
    """Whether a quantity is greater than there can be, or the title's in 元 for 万元."""
    quantity = piece.quantity if piece.quantity is not None else Decimal(1)
    if count.most is not None and quantity > count.most:
        return True
    return count.unit == "万元" and quantity > 0 and quantity in _yuan_in(piece.title)


_WORTH = {"亿元": 100_000_000, "万元": 10_000, "千元": 1_000, "元": 1}


def _yuan_in(title: str) -> list[Decimal]:
    """The sums of money a title names, in 元, and what they come to."""
    text = "".join(unicodedata.normalize("NFKC", title).split())
    sums = [*_spoken_sums(text)]
    for found in re.finditer(r"\d[\d,]*(?:\.\d+)?", text):
        value, rest = Decimal(found[0].replace(",", "")), text[found.end() :]
        unit = next((unit for unit in _WORTH if rest.startswith(unit)), "")
        if unit and not rest.startswith("元旦"):
            sums.append(value * _WORTH[unit])
        elif rest.startswith("万") and not "\u3400" <= rest[1:2] <= "\u9fff":
            sums.append(value * 10_000)
        elif text[: found.start()].endswith("¥") and not rest.startswith(("万", "千", "亿")):
            sums.append(value)
    return [*sums, sum(sums, _NOTHING)]


def _spoken_sums(text: str) -> Iterator[Decimal]:
    """The sums that stand in words: 柒万元, 十万五千元."""
    plain = "".join(_FORMAL.get(sign, sign) for sign in text)
    end = -1
    while (end := plain.find("元", end + 1)) >= 0:
        start = end
        while start and plain[start - 1] in "〇一二两三四五六七八九十百千万":
            start -= 1
        words = plain[start:end]
        ahead = plain[start - 1 : start]
        if (
            words.strip("万")
            and plain[end : end + 2] != "元旦"
            and not ahead.isdigit()
            and ahead != "第"
        ):
            head, wan, tail = words.rpartition("万")
            yield Decimal((_spoken(head) * 10_000 if wan else 0) + _spoken(tail))


_FORMAL = dict(zip("零壹贰叁肆伍陆柒捌玖拾佰仟", "〇一二三四五六七八九十百千", strict=True))


def _spoken(words: str) -> int:
    total = last = 0
    for sign in words:
        if sign in "十百千":
            total, last = total + (last or 1) * 10 ** (" 十百千".index(sign)), 0
        else:
            last = {"两": 2, "万": 0}.get(sign, "〇一二三四五六七八九".find(sign))
    return total + last


def _is_within(count: CountSpec, piece: EvidencePart, period: Period | None) -> bool:
    """Whether it may lie in the period. Dates are compared as far as they are known."""
    if not count.in_period or period is None or not piece.date or piece.in_period:
        return True
    known = len(piece.date)
    first, last = period.start.isoformat()[:known], period.end.isoformat()[:known]
    return first <= piece.date <= last


def _leaders_part(offered: Decimal, named: int, others: int) -> Decimal:
    """How much of an offer is the leader's: all of his own papers, his place in a full list."""
    if named == others:
        return _NOTHING
    if named == 1:
        return offered
    return Decimal(1) if offered == named else _NOTHING


def _repeated(
    count: CountSpec, piece: EvidencePart, offered: Decimal, people: Sequence[str], taken: _Taken
) -> Decimal:
    """How much of what a piece offers was counted before."""
    used = _used(piece)
    if used and all(any(_holds(known, pages) for known in taken.pages) for pages in used):
        return offered
    if "number" in count.distinct:
        signs = _signs(piece)
        met = sum(sign in taken.numbers for sign in signs)
        if met and (met == len(signs) or offered == len(signs)):
            return offered if met == len(signs) else Decimal(met)
    if "achievement" in count.distinct and _is_known(piece, taken):
        return offered
    again = sum(any(_is_one(name, known) for known in taken.people) for name in people)
    if "holder" not in count.distinct or not again:
        return _NOTHING
    if again == len(people):
        return offered if offered <= len(people) else Decimal(again)
    # A list that counts others than it names says nothing of these.
    return Decimal(again) if offered == len(people) else _NOTHING


def _is_one(name: str, other: str) -> bool:
    """Whether two names may be one person's: a note in brackets tells two of one name apart."""
    (one, note), (two, remark) = map(_apart, (name, other))
    return one == two != "" and (note == remark or "" in (note, remark))


def _apart(name: str) -> tuple[str, str]:
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    head, bracket, tail = plain.partition("(")
    return (head, tail) if bracket and plain.endswith(")") else (plain, "")


def _is_known(piece: EvidencePart, taken: _Taken) -> bool:
    if piece.achievement:
        return piece.achievement in taken.achievements
    other = taken.titles.get(piece.title)
    return other is not None and not other.achievement and other.kind != piece.kind


def _used(piece: EvidencePart) -> list[tuple[str, int, int]]:
    """The pages a piece uses, by the content of their files."""
    return [
        (source.sha256 or source.file, *pages)
        for source in piece.sources
        for pages in source.pages or ((1, 10**9),)
    ]


def _holds(all_pages: tuple[str, int, int], some: tuple[str, int, int]) -> bool:
    return all_pages[0] == some[0] and all_pages[1] <= some[1] and some[2] <= all_pages[2]


def _remember(count: CountSpec, piece: EvidencePart, taken: _Taken) -> None:
    taken.pages += _used(piece)
    if "number" in count.distinct:
        taken.numbers.update(_signs(piece))
    if "achievement" in count.distinct:
        taken.titles.setdefault(piece.title, piece)
        if piece.achievement:
            taken.achievements.add(piece.achievement)
    if "holder" in count.distinct:
        taken.people += piece.holders


def _signs(piece: EvidencePart) -> list[tuple[str, str]]:
    """What a piece is known by: its own numbers; its title in the paper that announced it."""
    parts = split_numbers(piece.number)
    own = [sign for part in parts for sign in _sign(part, "")]
    patents = [sign for sign in own if re.fullmatch(r"ZL(\d{8}|\d{12})", sign[0])]
    if patents:
        return list(dict.fromkeys(patents))
    if len(parts) > 1 and len(own) == len(parts):
        return own if not any(title for _, title in own) else []
    return list(_sign(piece.number, piece.title))


def _sign(written: str, title: str) -> Iterator[tuple[str, str]]:
    typed, bare = unlabelled(written), bare_number(written)
    patent = _patent_digits(re.sub(r"[\s\-_·]", "", typed))
    if _announces(re.sub(r"\s", "", typed)):
        if title:
            yield bare, re.sub(r"\s", "", title)
    elif patent:
        yield patent, ""
    elif len(bare) >= SHORTEST_NUMBER:
        yield bare, ""


def _announces(number: str) -> bool:
    """Whether it is the number of a paper: issuer, year in brackets, ordinal, 号."""
    if re.search(r"(19|20)\d\d年?第[1-9]\d{0,3}号$", number) and len(number) <= 45:
        return "(" not in number
    brackets = r"[〔(\[【〖﹝{<]((?:19|20)\d\d)[〕)\]】〗﹞}>]"
    issuer, *rest = re.split(brackets, number, maxsplit=1)
    if not rest or re.search(r"[证书\d()]", issuer):
        return False
    return bool(re.fullmatch(r"第?[1-9]\d{0,4}号", rest[1]))


def _patent_digits(number: str) -> str:
    """The digits of a patent's number, check digit apart; empty for any other number."""
    bare = number.strip("号.")
    digits, _, check = bare.removeprefix("ZL").partition(".")
    if not bare.startswith("ZL") and not _:
        return ""
    if not _ and len(digits) in (9, 13):
        digits, check = digits[:-1], digits[-1]
    if not digits.isdecimal() or not re.fullmatch(r"[\dX]?", check):
        return ""
    modern = len(digits) == 12 and digits[:2] in ("19", "20")
    older = len(digits) == 8 and (digits[:2] >= "85" or digits[:2] <= "03")
    return f"ZL{digits}" if modern or older else ""


# --- points ------------------------------------------------------------------------------------


def _open_rules(item: Item, traits: Sequence[str]) -> tuple[Bands | Tally, ...]:
    if isinstance(item.rule, BestOf):
        return tuple(a.rule for a in item.rule.alternatives if a.trait in ("", *traits))
    return (item.rule,) if isinstance(item.rule, Bands | Tally) else ()


def _reckon(
    item: Item,
    part: ManifestItem,
    rules: Sequence[Bands | Tally],
    figures: Mapping[str, Decimal],
    pieces: Sequence[EvidencePart],
) -> Decimal | None:
    """The points of an item; None where a judgement is wanting."""
    gross: Decimal | None
    if isinstance(item.rule, Choice):
        gross = _judge(item.rule, part, pieces)
    elif isinstance(item.rule, Full):
        gross = item.points
    else:
        gross = max((_count_up(rule, figures) for rule in rules), default=None)
    if gross is None:
        return None
    times = {defect.key: defect.times for defect in part.deducted}
    for defect in item.deductions:
        most = times.get(defect.key, 0) if defect.at_most is None else defect.at_most
        gross -= defect.points * min(times.get(defect.key, 0), most)
    return max(gross, _NOTHING)


def _judge(rule: Choice, part: ManifestItem, pieces: Sequence[EvidencePart]) -> Decimal | None:
    for option in rule.options:
        if option.key == part.choice:
            if pieces and lacks_any(option.needs, pieces):
                return _next_below(rule, option, pieces)
            if option.range is None:
                return option.points
            low, high = option.range
            return None if part.typed is None else max(low, min(part.typed, high))
    return None


def _next_below(rule: Choice, refused: Option, pieces: Sequence[EvidencePart]) -> Decimal | None:
    """The points of the best answer below one whose papers are not there."""
    fixed = [o for o in rule.options if o.points is not None and not lacks_any(o.needs, pieces)]
    return max(o.points or _NOTHING for o in fixed if o.most_points < refused.most_points)


def _count_up(rule: Bands | Tally, figures: Mapping[str, Decimal]) -> Decimal:
    if isinstance(rule, Bands):
        return _climb(rule, figures[rule.count.key])
    points, room = _NOTHING, None if rule.at_most is None else Decimal(rule.at_most)
    for count in sorted(rule.counts, key=_worth, reverse=True):
        number = figures[count.key]
        for most in (count.at_most, room):
            number = number if most is None else min(number, Decimal(most))
        room = None if room is None else room - number
        points += _stop_at(number * count.points, count.cap)
    return _stop_at(points, rule.cap)


def _stop_at(points: Decimal, cap: Decimal | None) -> Decimal:
    return points if cap is None or points < cap else cap


def _climb(rule: Bands, figure: Decimal) -> Decimal:
    """From below all bands up to the highest that the figure reaches."""
    points = rule.otherwise
    readings = {contested.at: contested.reading for contested in rule.contested}
    for band in reversed(rule.bands):
        edge = band.above if band.at_least is None else band.at_least
        included = readings.get(band.edge, "higher" if band.at_least is not None else "lower")
        if edge is not None and (figure > edge or (figure == edge and included == "higher")):
            points = band.points
    return points
