"""Which of a notice's items a paper is for, by the rules of the scheme: proposals with reasons."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from docgen.model.counting import is_outside, may_be_counted
from docgen.model.ladder_ranks import ranks_in
from docgen.model.paper_kinds import PaperKind
from docgen.model.people import may_be_one, names_in
from docgen.model.scheme import CountSpec, Item, Ladder, PaperRule, Rank, SubmissionSpec
from docgen.model.skill_levels import level_of
from docgen.model.submission import PartialDate, StudioFile
from docgen.papers.known_paper import KnownPaper
from docgen.papers.paper import FieldName, Paper
from docgen.papers.suggestions import SURE

_IN_DOUBT = 0.5
"""What is left of a proposal's sureness where something speaks against it or is not known."""
_LONGEST_QUOTED = 40
_FEW_MORE = 4
"""Characters beside the names on a plaque: 某某市."""
_KNOWN_WELL = 0.95
"""A paper that is known less surely is in doubt where its title speaks for another item."""
_AWARDS = frozenset({PaperKind.HONOUR, PaperKind.COMPETITION_AWARD})
_NAMED_FREELY = frozenset(
    {
        PaperKind.DOCUMENT,
        PaperKind.ROSTER,
        PaperKind.CONTRACT,
        PaperKind.ATTESTATION,
        PaperKind.INVOICE,
        PaperKind.PAYMENT,
        PaperKind.UNKNOWN,
    }
)
"""Papers that a title tells what they are for. What a certificate or an article is called tells of
its subject."""


@dataclass(frozen=True)
class Sorter:
    """What papers are sorted by: the notice, and whose submission it is."""

    spec: SubmissionSpec
    ladders: tuple[Ladder, ...]
    data: StudioFile


@dataclass(frozen=True)
class Proposal:
    """An item that a paper may be put to."""

    item: int
    kind: str
    """One of the item's kinds; empty for none."""
    supports: tuple[int, ...]
    """All items it counts for there, its own among them."""
    reason: str
    """By what it is known, in Chinese: 发明专利证书，ZL 2021 1 9990013.5."""
    sureness: float

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken without looking."""
        return self.sureness >= SURE


class _Match(NamedTuple):
    """A rule of an item that a paper fits."""

    item: Item
    rule: PaperRule
    kind: str
    word: str
    sureness: float
    doubt: str

    def weigh(self, paper: PaperKind) -> tuple[int, int]:
        """How much the rule knows the paper by: of items that two rules name, the heavier's is."""
        rule = self.rule
        known = (rule.papers, rule.words, rule.mentions, rule.holder, rule.shows)
        own = bool(rule.papers) and paper not in _NAMED_FREELY
        return sum(map(bool, known)) + own, len(self.word)


def propose(known: KnownPaper, sorter: Sorter) -> tuple[Proposal, ...]:
    """Return the items a paper may be put to, the likeliest first; nothing where no rule fits."""
    matches = [
        match
        for item in sorter.spec.items
        for rule in item.papers
        if (match := _hold(known, sorter, item, rule))
    ]
    homes = _best_of_each([m for m in matches if not m.rule.besides], known.kind)
    beside = _best_of_each([m for m in matches if m.rule.besides], known.kind)
    homes = homes or beside
    # What one of them has against it, of two that are alike, is no rival.
    rivals = [m for m in homes[1:2] if not m.doubt or homes[0].doubt]
    alike = [m for m in rivals if m.weigh(known.kind) == homes[0].weigh(known.kind)]
    proposals = [_write(home, beside, known) for home in homes]
    unsure = known.sureness < _KNOWN_WELL and any(not home.rule.papers for home in homes[1:])
    if alike or (unsure and homes[0].rule.papers):
        proposals = [replace(one, sureness=one.sureness * _IN_DOUBT) for one in proposals]
    return tuple(proposals)


def _best_of_each(matches: Sequence[_Match], paper: PaperKind) -> list[_Match]:
    """One match of each item, the heaviest first. Of those of one item what counts is meant."""

    def within(match: _Match) -> tuple[int, bool, int]:
        known, length = match.weigh(paper)
        return known, bool(match.rule.kinds), length

    best: dict[int, _Match] = {}
    for match in sorted(matches, key=within, reverse=True):
        best.setdefault(match.item.number, match)
    return sorted(best.values(), key=lambda m: (m.weigh(paper), m.sureness), reverse=True)


def _write(home: _Match, beside: Sequence[_Match], known: KnownPaper) -> Proposal:
    also = [m.item.number for m in beside if m.kind == home.kind]
    supports = sorted({home.item.number, *also})
    reason = "，".join(filter(None, (_tell(home, known), home.doubt)))
    return Proposal(home.item.number, home.kind, tuple(supports), reason, home.sureness)


def _tell(match: _Match, known: KnownPaper) -> str:
    paper = known.paper
    if match.rule.shows:
        return f"{known.kind.value}，上面是工作室的名字"
    if match.rule.papers:
        names = (FieldName.NUMBER, FieldName.HOLDER, FieldName.MEDIUM, FieldName.TITLE)
        said = next((found.value for name in names if (found := paper.find(name))), "")
        word = f"上面有“{match.word}”" if match.word and not said else said
        return "，".join(filter(None, (known.kind.value, word)))
    title = known.heading.title if known.heading else ""
    quoted = f"“{title}”" if match.word != title and len(title) <= _LONGEST_QUOTED else ""
    return f"题名{quoted}里有“{match.word}”"


# ── one rule ──────────────────────────────────────────────────────────────────────────────────


def _hold(known: KnownPaper, sorter: Sorter, item: Item, rule: PaperRule) -> _Match | None:
    """A rule held against a paper; None where it does not fit."""
    paper, titles = known.paper, known.titles
    word = max((w for w in rule.words if w in titles), key=len, default="")
    if (
        (rule.papers and known.kind not in rule.papers)
        or (rule.words and not word)
        or any(bar in titles for bar in rule.unless)
        or (rule.mentions and not any(m in known.first_page for m in rule.mentions))
    ):
        return None
    if rule.shows and not _shows_names(known, sorter.data):
        return None
    owners = _owners(sorter.data, rule)
    if owners and not _is_theirs(paper, owners):
        return None
    kind, unranked = _choose_kind(known, sorter, rule)
    if kind is None:
        return None
    counts = [count for count in item.counts if kind and kind in count.kinds]
    if any(not _may_count(known, count) for count in counts):
        return None
    doubt = _find_doubt(paper, sorter.spec, item, counts)
    if owners is not None and not owners:
        doubt = doubt or "领办人和团队成员还没有填"
    sureness = _sureness(known, rule, word) * (_IN_DOUBT if doubt else 1.0)
    if unranked:
        # A report stands here of whatever rank; an award of an unknown one may be none that counts.
        shown = paper.kind is PaperKind.REPORT
        doubt, sureness = "看不出级别", sureness * (1.0 if shown else _IN_DOUBT)
    return _Match(item, rule, kind, word, sureness, doubt)


def _sureness(known: KnownPaper, rule: PaperRule, word: str) -> float:
    heading = known.heading.sure_of(word) if known.heading else 0.0
    if not rule.papers:
        return heading * (1.0 if known.kind in _NAMED_FREELY else _IN_DOUBT)
    return min(known.sureness, heading) if rule.words else known.sureness


def _owners(data: StudioFile, rule: PaperRule) -> Sequence[str] | None:
    """The names of those to whom a rule wants a paper made out; None where it asks for nobody."""
    if rule.holder is None:
        return None
    leader, members = [data.leader.name], [member.name for member in data.studio.members]
    wanted = {"leader": leader, "members": members, "team": [*leader, *members]}[rule.holder]
    return [name for name in wanted if name]


def _is_theirs(paper: Paper, owners: Sequence[str]) -> bool:
    """Whether a paper is made out to one of these."""
    holder = paper.find(FieldName.HOLDER)
    names = names_in(holder.value) if holder else ()
    return any(may_be_one(name, one) for name in names for one in owners)


def _choose_kind(known: KnownPaper, sorter: Sorter, rule: PaperRule) -> tuple[str | None, bool]:
    """The kind that a rule counts a paper as, and whether its rank ought to be known and is not.

    None where the paper is of a rank that the rule does not count.
    """
    ladder = next((x for x in sorter.ladders if any(map(x.rank_of, rule.kinds))), None)
    if ladder is None and len(rule.kinds) > 1 and all(map(level_of, rule.kinds)):
        return _kind_of_level(known.paper, rule.kinds)
    if ladder is None:
        return (rule.kinds[0] if rule.kinds else ""), False
    rank = _rank_of(known, sorter, ladder)
    if rank is None:
        return "", True
    ranked = (kind for kind in rule.kinds if kind in rank.kinds)
    return next(ranked, None), False


def _kind_of_level(paper: Paper, kinds: Sequence[str]) -> tuple[str | None, bool]:
    """The kind that is named by the level of skill a paper says: 高级工证书, 技师以上证书."""
    said = paper.find(FieldName.LEVEL)
    level = level_of(said.value) if said and said.sureness >= SURE else None
    if level is None:
        return "", True
    for kind in kinds:
        wanted = level_of(kind)
        if wanted == level or (wanted and "以上" in kind and level > wanted):
            return kind, False
    return None, False


def _rank_of(known: KnownPaper, sorter: Sorter, ladder: Ladder) -> Rank | None:
    """The rank that a paper says it is of, or that its contest, its issuer or its medium has."""
    level = known.paper.find(FieldName.LEVEL)
    named = next((r for r in ladder.ranks if level and r.name == level.value), None)
    if named is not None:
        return named
    names = (FieldName.COMPETITION, FieldName.MEDIUM, FieldName.ISSUER, FieldName.HONOUR)
    for name in names:
        text = "，".join(field.value for field in known.paper.all(name))
        ranks = ranks_in(ladder, _without_own_names(text, sorter.data))
        if ranks:
            return ranks[0] if len(ranks) == 1 else None
    if known.paper.kind not in _AWARDS:
        return None
    # Who is honoured among whom stands in what the award says.
    ranks = ranks_in(ladder, _without_own_names(known.first_page, sorter.data))
    return ranks[0] if len(ranks) == 1 else None


def _shows_names(known: KnownPaper, data: StudioFile) -> bool:
    """Whether the studio's name stands on a photograph, and little besides the unit's.

    Characters are counted: on a plaque that hangs askew, lines may be read in any order.
    """
    shown = Counter(known.first_page.replace(data.unit.name, ""))
    name = Counter(data.studio.name)
    return bool(name) and (name - shown).total() <= 1 and (shown - name).total() <= _FEW_MORE


def _without_own_names(text: str, data: StudioFile) -> str:
    """A text without the names of the unit and the studio, which bear a city's name."""
    for name in (data.studio.name, data.unit.name):
        text = text.replace(name, "，") if name else text
    return text


def _may_count(known: KnownPaper, count: CountSpec) -> bool:
    """Whether a paper can be what is counted: by its title, and by its place in a contest."""
    place = known.paper.find(FieldName.PLACE)
    number = "".join(c for c in place.value if c.isdecimal()) if place else ""
    if count.place_at_most is not None and number and int(number) > count.place_at_most:
        return False
    return may_be_counted(known.titles, count)


def _find_doubt(paper: Paper, spec: SubmissionSpec, item: Item, counts: Sequence[CountSpec]) -> str:
    doubts: Sequence[tuple[str, Callable[[CountSpec], bool]]] = (
        ("日期在考核期外", lambda count: count.in_period and _is_outside(paper, spec, item)),
        ("看不出名次", lambda count: count.place_at_most is not None and not _has_place(paper)),
    )
    return "，".join(said for said, is_so in doubts if any(map(is_so, counts)))


def _is_outside(paper: Paper, spec: SubmissionSpec, item: Item) -> bool:
    date = paper.find(FieldName.DATE)
    return date is not None and is_outside(PartialDate.parse(date.value), spec.period_of(item))


def _has_place(paper: Paper) -> bool:
    place = paper.find(FieldName.PLACE)
    return place is not None and any(c.isdecimal() for c in place.value)
