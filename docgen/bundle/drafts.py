"""A plan for a document that is only a draft: its own pages, each marked 草稿."""

from docgen.bundle.layout import Measure
from docgen.bundle.plan import (
    CrossReference,
    PageKind,
    Plan,
    PlannedPage,
    Prepared,
    SourcePage,
    Volume,
)
from docgen.bundle.stamps import draft_mark


def plan_draft(prepared: Prepared, title: str, measure: Measure) -> Plan:
    """Return the plan of a copy of a document with every page marked 草稿."""
    pages = (
        PlannedPage(
            number,
            PageKind.EVIDENCE,
            page.box.width_pt,
            page.box.height_pt,
            (draft_mark(page.box.width_pt, page.box.height_pt, measure),),
            (),
            SourcePage(prepared.pdf, number, page),
        )
        for number, page in enumerate(prepared.pages, start=1)
    )
    volume = Volume(1, "", (), 1, len(prepared.pages))
    return Plan(title, tuple(pages), ((),), CrossReference((), (), (volume,)), ())
