"""The use case: what scans say for the evidence table, and where files that wait may go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from docgen.bundle.photo_layout import used_pages
from docgen.checks.evidence_papers import list_declared
from docgen.checks.rules_naming import is_by_a_device
from docgen.checks.unwritten_values import is_unwritten
from docgen.model.electronic_invoice import PlacedInvoice
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.page_text import PageText
from docgen.model.prepared import Prepared, Source, usable
from docgen.model.scheme import CountSpec
from docgen.model.source_keys import EvidenceKey, SourceKey
from docgen.papers.known_paper import KnownPaper, know_paper
from docgen.papers.paper_reading import read_paper
from docgen.papers.sorting import Proposal, Sorter, propose
from docgen.papers.suggestions import Suggestion, suggest_values, title_photograph
from docgen.sources.page_texts import PageTexts, read_page_texts
from docgen.sources.prepare import prepare
from docgen.system.memo import this_memo
from docgen.system.settings import Settings
from docgen.usecases.check import Checked
from docgen.usecases.running import using_cache
from docgen.workspace.discover import title_of
from docgen.workspace.evidence_pieces import key_pieces
from docgen.workspace.evidence_places import Place
from docgen.workspace.suggested_changes import Placing

_MOST_PAGES = 60
"""What a paper is stands at its beginning; books are no papers."""


@dataclass(frozen=True)
class FileAdvice:
    """What is to be said of a file that waits in 待分类."""

    path: str
    proposals: tuple[Proposal, ...]
    """Items it may be put to, the likeliest first."""
    values: tuple[Suggestion, ...]
    """What its row would say there, all of it sure."""

    @property
    def sure(self) -> Proposal | None:
        """Where it may go without anybody looking."""
        return next((one for one in self.proposals[:1] if one.is_sure), None)

    def placing(self, proposal: Proposal) -> Placing:
        """What there is to do to put it there."""
        place = Place(proposal.item, proposal.kind)
        return Placing(self.path, place, proposal.supports, plain_values(self.values))


@dataclass(frozen=True)
class Advice:
    """Suggestions for a workspace: nothing of it is a fact before somebody takes it over."""

    pieces: Mapping[str, tuple[Suggestion, ...]] = field(default_factory=dict)
    """For pieces, by their keys (`key_pieces`), whose rows leave something open: only what is
    sure."""
    files: tuple[FileAdvice, ...] = ()
    """For the files in 待分类 that were read, in their order."""
    unread: frozenset[str] = frozenset()
    """The keys of pieces, and the paths of files, with scans that nobody has tried to read."""
    incomplete: bool = False
    """Whether there are any such scans, those of pieces that nothing is asked of too."""

    @property
    def placings(self) -> tuple[Placing, ...]:
        """What there is to do to put all files where they surely belong."""
        return tuple(one.placing(one.sure) for one in self.files if one.sure)

    @cached_property
    def by_path(self) -> Mapping[str, FileAdvice]:
        """What is said of files, by their paths."""
        return {one.path: one for one in self.files}

    def notes(self) -> dict[str, dict[str, str]]:
        """What is suggested for pieces, in a line for each field, to be noted beside their rows."""
        return {key: {one.field: _note(one) for one in said} for key, said in self.pieces.items()}


def _note(suggestion: Suggestion) -> str:
    said = f"：“{suggestion.said}”" if suggestion.said != suggestion.value else ""
    return f"{suggestion.value}（第 {suggestion.page} 页{said}）"


def plain_values(suggestions: Sequence[Suggestion]) -> dict[str, object]:
    """Return what a row is to say, as a data file holds it: figures are numbers."""
    return {one.field: _plain(one) for one in suggestions}


def _plain(suggestion: Suggestion) -> object:
    if suggestion.field != "quantity":
        return suggestion.value
    figure = Decimal(suggestion.value)
    return int(figure) if figure == int(figure) else figure


def suggest(checked: Checked, settings: Settings) -> Advice:
    """Say what scans of a checked workspace suggest, reading those that wait in 待分类.

    `settings.reading` says whether scans are read that nobody has read yet. OutputError where the
    cache cannot be written.
    """
    if settings.reading == "none":
        return Advice()
    workspace = checked.workspace
    sorter = Sorter(workspace.spec, workspace.scheme.ladders, workspace.data)
    with using_cache(settings):
        waiting = _Files.waiting(checked, settings)
        there = _Files(checked.sources, checked.case.page_texts)
        keyed = key_pieces(workspace.evidence)
        pieces = {
            key: said for key, piece in keyed.items() if (said := _advise(piece, there, sorter))
        }
        files = tuple(_sort(path, waiting, sorter) for path in workspace.unsorted)
    unread = {key for key, piece in keyed.items() if there.is_unread(piece.files)}
    unread |= {path for path in workspace.unsorted if waiting.is_unread([SourceFile(path)])}
    incomplete = checked.has_unread_scans or waiting.texts.incomplete
    return Advice(pieces, tuple(filter(None, files)), frozenset(unread), incomplete)


class _Place(NamedTuple):
    """Where a page stands: its file, its number there from 1."""

    path: str
    number: int


@dataclass(frozen=True)
class _Files:
    """Files that were opened, and the text of their pages as far as it was read."""

    sources: Mapping[SourceKey, Source]
    texts: PageTexts

    @staticmethod
    def waiting(checked: Checked, settings: Settings) -> "_Files":
        """The files in 待分类, opened and read."""
        workspace, root = checked.workspace, checked.workspace.evidence_folder
        files: list[tuple[SourceKey, Path]]
        files = [(EvidenceKey(path), root / path) for path in workspace.unsorted]
        sources = prepare(
            files,
            cache=settings.cache,
            passwords=workspace.passwords,
            progress=settings.report,
        )
        texts = read_page_texts(
            usable(sources),
            settings.cache,
            only_known=settings.reading == "known",
            progress=settings.report,
        )
        return _Files(sources, texts)

    def is_unread(self, files: Sequence[SourceFile]) -> bool:
        """Whether nobody has tried to read one of these that can be opened."""
        return any(
            isinstance(self.sources.get(file.key), Prepared) and file.key not in self.texts
            for file in files
        )

    def places(self, files: Sequence[SourceFile]) -> list[_Place] | None:
        """The pages of files that are used; None where one cannot be opened or was not read."""
        places = []
        for file in files:
            source = self.sources.get(file.key)
            if not isinstance(source, Prepared) or file.key not in self.texts:
                return None
            places += [_Place(file.path, number) for number in used_pages(file, source) or ()]
        return places[:_MOST_PAGES]

    def know(self, files: Sequence[SourceFile]) -> "_Read | None":
        """What the pages of files are and say, taken as one paper."""
        places = self.places(files)
        if not places:
            return None
        parts = tuple((self.texts.digest(file.key), file.pages) for file in files)
        declared = list_declared(files, self.sources)
        key = ("known-paper", parts, declared)
        return this_memo().recall(key, lambda: self._read(places, declared))

    def _read(self, places: Sequence[_Place], declared: Sequence[PlacedInvoice]) -> "_Read":
        pages = [self._page(place) for place in places]
        known = know_paper(read_paper(pages, declared), pages)
        return _Read(known, tuple(page.turn for page in pages))

    def _page(self, place: _Place) -> PageText:
        texts = self.texts[EvidenceKey(place.path)]
        return texts[place.number - 1] if place.number <= len(texts) else PageText(())


class _Read(NamedTuple):
    """A paper, and by how much each of its pages is to be turned to be read."""

    known: KnownPaper
    turns: tuple[int, ...]


def _say_where(
    said: Sequence[Suggestion], read: _Read, places: Sequence[_Place]
) -> Iterator[Suggestion]:
    """Suggestions that are sure, with the file and its page where they were read."""
    for one in said:
        place = places[one.page - 1] if 0 < one.page <= len(places) else None
        if one.is_sure and place:
            turn = read.turns[one.page - 1]
            yield replace(one, path=place.path, page=place.number, turn=turn)


# ── pieces ────────────────────────────────────────────────────────────────────────────────────


def _advise(piece: Evidence, files: _Files, sorter: Sorter) -> tuple[Suggestion, ...]:
    """What is sure of a piece for the fields that its row leaves open."""
    open_fields = [field for field in _FIELDS if is_unwritten(piece, sorter.data, field)]
    read, places = files.know(piece.files), files.places(piece.files)
    if read is None or not places or not open_fields:
        return ()
    kind = _kind_for(piece, read.known, sorter)
    count = _count_of(sorter, piece.item, kind.value if kind else piece.kind)
    said = suggest_values(read.known, count)
    wanted = [one for one in (*said, *filter(None, [kind])) if one.field in open_fields]
    return tuple(_say_where(wanted, read, places))


_FIELDS = ("title", "date", "holder", "number", "quantity", "kind")


def _kind_for(piece: Evidence, known: KnownPaper, sorter: Sorter) -> Suggestion | None:
    """The kind that a paper is of at its item, where its folder says another or none."""
    proposals = (one for one in propose(known, sorter) if one.item == piece.item and one.is_sure)
    found = next(proposals, None)
    if found is None or found.kind in ("", piece.kind):
        return None
    paper = known.paper
    frame = known.heading.frame if known.heading else None
    said = paper.mark or found.reason
    return Suggestion("kind", found.kind, said, paper.page or 1, frame, found.sureness)


def _count_of(sorter: Sorter, number: int, kind: str) -> CountSpec | None:
    item = sorter.spec.item(number)
    counts = item.counts if item and kind else ()
    return next((count for count in counts if kind in count.kinds), None)


# ── files that wait ───────────────────────────────────────────────────────────────────────────


def _sort(path: str, files: _Files, sorter: Sorter) -> FileAdvice | None:
    """Where a file may go, and what its row would say; None where it was not read."""
    whole = (SourceFile(path),)
    read, places = files.know(whole), files.places(whole)
    if read is None or not places:
        return None
    proposals = propose(read.known, sorter)
    first = proposals[0] if proposals else None
    count = _count_of(sorter, first.item, first.kind) if first else None
    photographed = title_photograph(read.known) if first and first.is_sure else None
    said = (*suggest_values(read.known, count), *filter(None, [photographed]))
    named = not is_by_a_device(title_of(path.rpartition("/")[2]))
    wanted = [one for one in said if not (named and one.field == "title")]
    return FileAdvice(path, proposals, tuple(_say_where(wanted, read, places)))
