"""A package's data, evidence and page numbers, restored from its manifest.

What a build drew from them can be drawn again and be held against what is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from docgen.bundle.plan import CrossReference, EvidenceEntry, ItemEntry, Volume
from docgen.issues.location import Location
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.scheme import Scheme, SubmissionSpec
from docgen.model.scoring import Scores, score
from docgen.model.submission import PartialDate, StudioFile
from docgen.package.manifest import EvidencePart, Manifest, ManifestItem
from docgen.text.wording import PageRange


@dataclass(frozen=True)
class Restored:
    """What a package was made of, page numbers included."""

    scheme: Scheme
    spec: SubmissionSpec
    data: StudioFile
    evidence: tuple[Evidence, ...]
    scores: Scores | None
    """None for a submission without points."""
    cross_reference: CrossReference


def restore(manifest: Manifest, scheme: Scheme) -> Restored:
    """Return what a manifest's package was made of; points are reckoned anew by the scheme.

    ValueError where the manifest holds no data, or contradicts itself so far that nothing can be
    made of it: a piece of evidence without a place, pages in no volume.
    """
    spec = scheme.submissions.get(manifest.submission)
    if manifest.data is None or spec is None or manifest.data.submission != manifest.submission:
        raise ValueError("no data, or no such submission")
    if [item.number for item in manifest.items] != [item.number for item in spec.items]:
        raise ValueError("other items than the scheme's")
    evidence = _restore_evidence(manifest)
    cross = _restore_numbers(manifest, evidence)
    scored = any(item.rule is not None for item in spec.items)
    scores = score(spec, manifest.data, tuple(evidence.values())) if scored else None
    return Restored(scheme, spec, manifest.data, tuple(evidence.values()), scores, cross)


def _restore_evidence(manifest: Manifest) -> dict[str, Evidence]:
    """The pieces of evidence by their ids."""
    evidence = {piece.id: _restore_piece(piece) for piece in manifest.evidence}
    if len(evidence) < len(manifest.evidence):
        raise ValueError("evidence twice")
    if not all(piece.sources for piece in manifest.evidence):
        raise ValueError("evidence of no file")
    return evidence


def _restore_numbers(manifest: Manifest, evidence: Mapping[str, Evidence]) -> CrossReference:
    """Where everything stands in the bundle."""
    entries = {
        piece.id: EvidenceEntry(
            evidence[piece.id],
            piece.reference,
            PageRange(piece.first_page, piece.last_page),
            piece.printed_as,
        )
        for piece in manifest.evidence
    }
    volumes = tuple(_restore_volumes(manifest))
    _refuse_lost_pages(manifest, volumes)
    ends = _list_beginnings(manifest, volumes)
    return CrossReference(
        tuple(_restore_item(item, entries, ends) for item in manifest.items),
        tuple(entries.values()),
        volumes,
        min((item.divider for item in manifest.items), default=2) - 2,
        tuple(PageRange(pages.first, pages.last) for pages in manifest.supplements),
    )


def _refuse_lost_pages(manifest: Manifest, volumes: Sequence[Volume]) -> None:
    """ValueError where a page that is spoken of stands in none of the volumes there are."""
    pages = [item.divider for item in manifest.items]
    pages += [p for e in manifest.evidence for p in (e.first_page, e.last_page)]
    pages += [p for item in manifest.items for r in item.pages for p in (r.first, r.last)]
    for page in pages if volumes else ():
        if not any(volume.holds(page) for volume in volumes):
            raise ValueError(f"page {page} in no volume")


def _restore_piece(piece: EvidencePart) -> Evidence:
    item, order = piece.id.split("-")
    return Evidence(
        item=int(item),
        order=int(order),
        title=piece.title,
        files=tuple(SourceFile(s.file, s.pages, s.title, s.turn) for s in piece.sources),
        supports=piece.supports,
        where=Location(),
        kind=piece.kind,
        date=PartialDate.parse(piece.date) if piece.date else None,
        quantity=piece.quantity,
        holder=piece.holder,
        number=piece.number,
        note=piece.note,
        achievement=piece.achievement,
        organiser=piece.organiser,
        in_period=piece.in_period,
        layout=piece.layout,
        supplement=piece.supplement,
    )


def _restore_volumes(manifest: Manifest) -> Iterator[Volume]:
    documents = [d for d in manifest.documents if d.role == "bundle"]
    for number, document in enumerate(sorted(documents, key=lambda d: d.first_page or 1), start=1):
        first = document.first_page or 1
        last = first + (document.pages or 0) - 1
        items = (item.number for item in manifest.items if first <= item.divider <= last)
        yield Volume(number, document.file, tuple(items), first, last)


def _list_beginnings(manifest: Manifest, volumes: tuple[Volume, ...]) -> list[int]:
    """The pages on which something begins, and those behind the end of a volume."""
    own = (piece.first_page for piece in manifest.evidence if not piece.printed_as)
    dividers = (item.divider for item in manifest.items)
    supplements = (pages.first for pages in manifest.supplements)
    return sorted(chain(own, dividers, supplements, (volume.last + 1 for volume in volumes)))


def _restore_item(
    item: ManifestItem, entries: dict[str, EvidenceEntry], beginnings: list[int]
) -> ItemEntry:
    missing = [id_ for id_ in item.evidence if id_ not in entries]
    if missing:
        raise ValueError(f"no evidence {missing[0]}")
    return ItemEntry(
        item.number,
        item.divider,
        tuple(entries[id_] for id_ in item.evidence),
        tuple(PageRange(pages.first, pages.last) for pages in item.pages),
        next((page for page in beginnings if page > item.divider), item.divider + 1) - item.divider,
    )
