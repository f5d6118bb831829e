"""Numbers that are frozen because paper is out, and what may not change any more.

Evidence keeps its place and its numbers. What comes later stands behind everything, in a supplement
of its own, and its numbers run on. Index and dividers may change, but keep their number of pages:
what no longer fits goes into the supplement too.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from docgen.bundle.page_identity import PackageId
from docgen.bundle.plan import EvidenceEntry, PageKind, Plan, PlannedPage
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.model.evidence import Evidence, Turn
from docgen.model.prepared import Prepared, Sources, usable
from docgen.model.source_keys import EvidenceKey
from docgen.text.wording import PageRange, gather_pages, write_ranges

LOCK_FILE = "编号锁定.json"

_LIVING = frozenset({PageKind.COVER, PageKind.INDEX, PageKind.DIVIDER})
"""Pages that list what there is. They are printed anew where that has changed."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FrozenFile(_Part):
    """A file of a piece of evidence, as it was printed."""

    path: str
    sha256: str
    pages: tuple[tuple[int, int], ...] | None
    turn: Turn


class FrozenPiece(_Part):
    """A piece of evidence that is on paper."""

    item: int
    order: int
    supplement: int = Field(0, description="0: at its item; else the supplement it stands in")
    title: str
    layout: int | None
    files: tuple[FrozenFile, ...]
    first: int
    last: int

    @property
    def pages(self) -> PageRange:
        """Where it stands."""
        return PageRange(self.first, self.last)


class FrozenPage(_Part):
    """What a page of the bundle is, and a hash of what is printed on it."""

    kind: PageKind
    print: str
    package: str = Field("", description="Of the identity it carries; empty where it carries none")


class FrozenDocument(_Part):
    """A form or a report that is on paper."""

    sha256: str = Field(description="Of the Word document or the file it was made from")
    package: str


class FrozenNumbers(_Part):
    """The whole of 编号锁定.json."""

    format: Literal[1] = 1
    submission: str
    index_pages: int
    divider_pages: dict[int, int] = Field(description="By the number of the item")
    parts: tuple[tuple[int, ...], ...] = Field(description="The items of each volume")
    supplements: tuple[int, ...] = Field(
        (), description="Of each supplement the pages before its evidence"
    )
    evidence: tuple[FrozenPiece, ...]
    pages: tuple[FrozenPage, ...]
    documents: dict[str, FrozenDocument] = Field(
        default_factory=dict, description="The other documents, by what their marks call them"
    )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Refuse counts that its own pages do not have: plans are made as long as they say."""
        counts = (self.index_pages, *self.divider_pages.values(), *self.supplements)
        if min(counts) < 0 or sum(counts) > len(self.pages):
            raise ValueError("more pages than there are")
        issued = {page.package for page in self.pages}
        for package in issued | {document.package for document in self.documents.values()}:
            if package:
                PackageId.parse(package)
        return self

    @property
    def issued(self) -> dict[int, PackageId]:
        """The state of the package that pages on paper are from, by their numbers."""
        return {
            number: PackageId.parse(page.package)
            for number, page in enumerate(self.pages, start=1)
            if page.package
        }

    def holds(self, document: str, sha256: str) -> bool:
        """Whether a document is on paper as it is now."""
        printed = self.documents.get(document)
        return printed is not None and printed.sha256 == sha256

    def issue(self, document: str, sha256: str) -> PackageId | None:
        """The state a document on paper is from; None where it is not on paper as it is now."""
        package = self.documents[document].package if self.holds(document, sha256) else ""
        return PackageId.parse(package) if package else None


def settle(evidence: Sequence[Evidence], frozen: FrozenNumbers | None) -> tuple[Evidence, ...]:
    """Return the evidence with the numbers it had; what is new follows in the next supplement."""
    if frozen is None:
        return tuple(evidence)
    known: dict[object, list[FrozenPiece]] = defaultdict(list)
    highest: dict[int, int] = defaultdict(int)
    for former in frozen.evidence:
        known[_key(former)].append(former)
        highest[former.item] = max(highest[former.item], former.order)
    settled = []
    for piece in evidence:
        if earlier := known[_key(piece)]:
            former = earlier.pop(0)
            settled.append(replace(piece, order=former.order, supplement=former.supplement))
        else:
            highest[piece.item] += 1
            late = len(frozen.supplements) + 1
            settled.append(replace(piece, order=highest[piece.item], supplement=late))
    rank = {piece.id: place for place, piece in enumerate(evidence)}
    items = {piece.item: rank[piece.id] for piece in reversed(evidence)}
    return tuple(sorted(settled, key=lambda piece: (items[piece.item], piece.order)))


def _key(piece: Evidence | FrozenPiece) -> object:
    files = tuple((file.path, file.pages, file.turn) for file in piece.files)
    return piece.item, files, piece.layout


def find_broken(
    frozen: FrozenNumbers, evidence: Iterable[Evidence], sources: Sources
) -> Iterator[Issue]:
    """Yield what makes printed sheets worthless: evidence that is gone, moved or another now."""
    there = {(piece.item, piece.order) for piece in evidence}
    for piece in frozen.evidence:
        if (piece.item, piece.order) not in there:
            yield _broken("F230", piece)
            continue
        for file in piece.files:
            source = sources.get(EvidenceKey(file.path))
            if isinstance(source, Prepared) and source.sha256 != file.sha256:
                yield _broken("F231", piece, file=file.path)


def _broken(code: str, piece: FrozenPiece, /, **slots: object) -> Issue:
    # Who took evidence away would like to know which paper that costs.
    number, pages = f"{piece.item}-{piece.order}", str(piece.pages)
    place = Location(LOCK_FILE)
    return issue(code, place, piece=piece, number=number, pages=pages, lock=LOCK_FILE, **slots)


def check_pages(frozen: FrozenNumbers, plan: Plan, prints: Sequence[str]) -> Iterator[Issue]:
    """Yield the printed pages that would come out otherwise, though their evidence is the same."""
    altered = [
        page.number
        for page, former, now in zip(plan.pages, frozen.pages, prints, strict=False)
        if former.kind not in _LIVING and (former.print != now or former.kind is not page.kind)
    ]
    if altered or len(plan.pages) < len(frozen.pages):
        beyond = range(len(plan.pages) + 1, len(frozen.pages) + 1)
        yield issue("F232", Location(LOCK_FILE), pages=(*altered, *beyond), lock=LOCK_FILE)


def find_altered(
    frozen: FrozenNumbers, pages: Sequence[PlannedPage], sources: Sources
) -> frozenset[int]:
    """Return the numbers of cover, index and dividers that must be printed anew.

    `pages` are drawn with the identities they have on paper.
    """
    prints = print_pages(pages, sources)
    return frozenset(
        page.number
        for page, former, now in zip(pages, frozen.pages, prints, strict=False)
        if former.kind in _LIVING and former.print != now
    )


def find_changed(frozen: FrozenNumbers, prints: Sequence[str]) -> tuple[PageRange, ...]:
    """Return the pages that are not on paper yet, or look otherwise there."""
    former = [page.print for page in frozen.pages]
    changed = (
        number
        for number, now in enumerate(prints, start=1)
        if number > len(former) or former[number - 1] != now
    )
    return tuple(gather_pages(changed))


def tell_changed(
    frozen: FrozenNumbers, prints: Sequence[str], title: str, others: Sequence[str]
) -> Iterator[Issue]:
    """Yield what is to be printed: pages of the bundle, and `others`, each of which as a whole."""
    changed = find_changed(frozen, prints)
    parts = [f"{title}第 {write_ranges(changed)} 页"] if changed else []
    parts += [f"{name}（整份）" for name in others]
    if parts:
        yield issue("F233", Location(LOCK_FILE), parts=parts)


def print_pages(pages: Iterable[PlannedPage], sources: Sources) -> list[str]:
    """Return a hash of what is on each page, the same wherever the cache and the files lie."""
    contents = {source.pdf: source.sha256 for source in usable(sources).values()}
    return [_print(page, contents) for page in pages]


def _print(page: PlannedPage, contents: Mapping[str, str]) -> str:
    source = page.source
    # A picture brought down lies in the cache under a name made of its content.
    drawn_from = source and (
        contents.get(source.pdf) or source.pdf.rpartition("/")[2],
        source.index,
        source.page.box,
    )
    drawn = (page.kind, page.width_pt, page.height_pt, page.marks, drawn_from, page.grown)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def freeze(
    plan: Plan,
    submission: str,
    sources: Sources,
    package: str,
    documents: Mapping[str, FrozenDocument],
) -> FrozenNumbers:
    """Return the numbers of a plan as they are frozen.

    `package` is the id its pages carry, but for those that are on paper already; empty where they
    carry none.
    """
    cross = plan.cross_reference
    prints = print_pages(plan.pages, sources)
    return FrozenNumbers(
        submission=submission,
        index_pages=cross.index_pages,
        divider_pages={item.number: item.divider_pages for item in cross.items},
        parts=tuple(volume.items for volume in cross.volumes),
        supplements=tuple(front.count for front in cross.supplements),
        evidence=tuple(_freeze_piece(entry, sources) for entry in cross.evidence),
        pages=tuple(
            FrozenPage(
                kind=page.kind,
                print=print_,
                package=package and str(plan.issued.get(page.number, package)),
            )
            for page, print_ in zip(plan.pages, prints, strict=True)
        ),
        documents=dict(documents),
    )


def _freeze_piece(entry: EvidenceEntry, sources: Sources) -> FrozenPiece:
    hashes = {key: source.sha256 for key, source in usable(sources).items()}
    piece = entry.evidence
    return FrozenPiece(
        item=piece.item,
        order=piece.order,
        supplement=piece.supplement,
        title=piece.title,
        layout=piece.layout,
        files=tuple(
            FrozenFile(path=f.path, sha256=hashes[f.key], pages=f.pages, turn=f.turn)
            for f in piece.files
        ),
        first=entry.pages.first,
        last=entry.pages.last,
    )
