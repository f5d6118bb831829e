"""What the checks look at, and what they say."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, TypeVar

from docgen.issues.issue import Issue
from docgen.issues.location import Location
from docgen.model.evidence import Evidence
from docgen.model.field_locations import Places
from docgen.model.prepared import Sources
from docgen.model.scheme import Item, Scheme, SubmissionSpec
from docgen.model.scoring import ItemScore, Scores
from docgen.model.source_keys import SourceKey
from docgen.model.submission import Claim, StudioFile
from docgen.papers.paper import Paper
from docgen.sources.document_text import DocumentText
from docgen.sources.page_texts import NO_TEXTS, PageTexts


@dataclass(frozen=True)
class Photograph:
    """A page that shows a photograph, and the piece of evidence it is first used in."""

    piece: Evidence
    name: str
    likeness: bytes


@dataclass(frozen=True)
class ReportText:
    """The report's file name and its words; None where they could not be read."""

    name: str
    text: DocumentText | None


@dataclass(frozen=True)
class Case:
    """A workspace and its scores, before anything is written."""

    scheme: Scheme
    spec: SubmissionSpec
    data: StudioFile
    evidence: tuple[Evidence, ...]
    scores: Scores
    places: Places
    today: datetime.date | None = None
    """The day it is looked at; None where that must not matter."""
    sources: Sources = field(default_factory=dict)
    """What is known of the files of the evidence, by their keys; nothing where none was opened."""
    alike: tuple[tuple[Photograph, ...], ...] = ()
    """The groups of photographs that are one."""
    texts: Mapping[SourceKey, DocumentText] = field(default_factory=dict)
    """The words of evidence files, by their keys, where they were read."""
    page_texts: PageTexts = field(default_factory=lambda: NO_TEXTS)
    """The text of every page, read from its picture where it has none of its own."""
    papers: Mapping[str, Paper] = field(default_factory=dict)
    """What was found out of the papers of pieces, by their ids, where they were read."""
    report: ReportText | None = None
    """None where there is no report, or nobody looked."""
    rescanned: tuple[tuple[Evidence, Evidence], ...] = ()
    """Pairs of pieces that are one paper, scanned twice."""

    def claims(self) -> Iterator[tuple[Item, Claim]]:
        """The claims of items that the notice has."""
        for number, claim in self.data.claims.items():
            item = self.spec.item(number)
            if item is not None:
                yield item, claim

    def claim(self, item: Item) -> Claim:
        """What is said of an item; an empty claim where nothing is."""
        return self.data.claims.get(item.number, Claim())

    def scored(self) -> Iterator[tuple[Item, Claim, ItemScore]]:
        """The items that give points."""
        for item in self.spec.items:
            if item.rule is not None:
                yield item, self.claim(item), self.scores.item(item.number)

    def supporting(self, item: Item) -> Sequence[Evidence]:
        """All evidence of an item, also what stands at another one."""
        return self._by_item.get(item.number, ())

    @cached_property
    def _by_item(self) -> Mapping[int, Sequence[Evidence]]:
        """The evidence that supports each item, by the item's number."""
        found = defaultdict[int, list[Evidence]](list)
        for piece in self.evidence:
            for number in dict.fromkeys(piece.supports):
                found[number].append(piece)
        return found

    @cached_property
    def places_of_pieces(self) -> Mapping[str, int]:
        """Where each piece of evidence stands among all, from 0, by its id."""
        return {piece.id: place for place, piece in enumerate(self.evidence)}

    def pieces(self, ids: Iterable[str]) -> Sequence[Evidence]:
        """The pieces of these ids, in the order of the evidence; not those that there are not."""
        known = self.places_of_pieces
        return [self.evidence[place] for place in sorted({known[i] for i in ids if i in known})]

    @cached_property
    def _reckoned(self) -> dict[tuple[object, ...], tuple[object, ...]]:
        """What functions that are `once_a_case` gave, and what they were given."""
        return {}

    def at_claim(self, item: Item, *keys: str) -> Location:
        """The place of an item's claim, or of a value in it."""
        return self.places.at("claims", item.number, *keys)

    def is_spoilt_claim(self, item: Item, *keys: str) -> bool:
        """Whether what should stand there was there, but could not be read."""
        return self.places.is_spoilt("claims", item.number, *keys)


Asked = ParamSpec("Asked")
Reckoned = TypeVar("Reckoned")


def once_a_case(
    function: Callable[Concatenate[Case, Asked], Reckoned],
) -> Callable[Concatenate[Case, Asked], Reckoned]:
    """Have a pure function of a case reckoned once for what it is asked about.

    That is parts of the case, known by what they are and not by what they hold: comparing a
    thousand pieces of evidence would take longer than reckoning again. Many rules ask the same.
    """

    @wraps(function)
    def reckon(case: Case, /, *asked: Asked.args, **named: Asked.kwargs) -> Reckoned:
        key = (function, *map(id, asked), *((name, id(one)) for name, one in named.items()))
        if key not in case._reckoned:
            # What was asked about is held, so that no other thing gets its id.
            case._reckoned[key] = (function(case, *asked, **named), asked, named)
        return case._reckoned[key][0]  # type: ignore[return-value]

    return reckon


RuleFunction = Callable[[Case], Iterable[Issue]]


def folder_of(item: Item) -> Location:
    """Return the place of the folder that an item's evidence is put into."""
    return Location(f"evidence/{item.folder_name}/")
