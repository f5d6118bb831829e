"""The copy of a document planned: its own pages, marked with their identity, 草稿, or both."""

from dataclasses import dataclass

from docgen.bundle.page_identity import DocumentKind, PackageId, PageIdentity
from docgen.bundle.page_mark import place_identity
from docgen.bundle.page_space import StampablePage
from docgen.bundle.plan import Booklet, PageKind, PlannedPage, SourcePage
from docgen.bundle.stamps import draft_mark
from docgen.model.prepared import Prepared
from docgen.model.source_keys import SourceKey
from docgen.pdf.primitives import Bookmark, Mark
from docgen.text.line_breaking import Measure


@dataclass(frozen=True)
class Marking:
    """What each page of a copy is marked with."""

    document: DocumentKind
    key: SourceKey
    """Of the document that is copied."""
    package: PackageId | None
    """None: pages carry no mark of their identity."""
    draft: bool


def plan_copy(
    prepared: Prepared, marking: Marking, measure: Measure, bookmarks: tuple[Bookmark, ...] = ()
) -> Booklet:
    """Return the copy of a document, with its bookmarks. Nothing of it is covered."""
    pages = tuple(
        _plan_page(SourcePage(prepared.pdf, number, page, marking.key), marking, measure)
        for number, page in enumerate(prepared.pages, start=1)
    )
    return Booklet(pages, bookmarks)


def _plan_page(source: SourcePage, marking: Marking, measure: Measure) -> PlannedPage:
    page = source.page
    width, height = page.box.width_pt, page.box.height_pt
    marks: tuple[Mark, ...] = (draft_mark(width, height, measure),) if marking.draft else ()
    unmarked = False
    if marking.package:
        identity = PageIdentity(marking.package, marking.document, source.index)
        placed = place_identity(
            StampablePage(width, height, page.ink), identity, (), measure, in_margins=True
        )
        marks, unmarked = (*marks, *placed.marks), not placed.complete
    return PlannedPage(
        source.index, PageKind.EVIDENCE, width, height, marks, (), source, unmarked=unmarked
    )
