"""Papers read: what kind each is, and what it says of itself. Pure, on the text of pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from docgen.model.electronic_invoice import PlacedInvoice
from docgen.model.page_text import PageText
from docgen.papers.award_fields import award_fields
from docgen.papers.certificate_fields import certificate_fields, without_doubles
from docgen.papers.document_fields import document_fields, plain_paper_fields
from docgen.papers.invoice_fields import tell_invoices
from docgen.papers.kind_recognition import NOTHING_TOLD, RecognisedKind, recognise_kind
from docgen.papers.levelled_page import LevelledPage, level_page
from docgen.papers.money_fields import payment_fields
from docgen.papers.page_division import divide_page
from docgen.papers.paper import FieldName, Paper, PaperField, PaperKind
from docgen.papers.paper_marks import KindSpec, load_paper_marks
from docgen.papers.publication_fields import article_fields, report_fields
from docgen.papers.roster_fields import listed_in, roster_fields
from docgen.text.masking import mask_numbers

LEAST_SURENESS = 0.5
"""Fields less sure than this are none: of two such one is wrong."""
_FEW = 12
"""Characters: a page with fewer shows a picture."""
_LISTED = 3
"""So many people under a heading 姓名 make a list, whatever it is called."""

_SAYS_NOTHING = 0.6
"""How much less sure a kind is of which nothing is read: words on a wall look like a heading."""

_NOBODY_LISTED = 0.8
"""How much less sure a list is on which nobody was found: a form that one person fills in."""
_PUBLISHED, _SAID_SURELY = 0.96, 0.8
_OF_A_REPORT = frozenset({FieldName.MEDIUM, FieldName.DATE, FieldName.TITLE})

_SEVERAL_PAGES = frozenset(
    {
        PaperKind.DOCUMENT,
        PaperKind.ROSTER,
        PaperKind.ARTICLE,
        PaperKind.REPORT,
        PaperKind.CONTRACT,
        PaperKind.ATTESTATION,
    }
)
"""Kinds that go on over pages without a mark of their own."""

Finder = Callable[[Sequence[LevelledPage], KindSpec], Iterator[PaperField]]


@dataclass(frozen=True)
class _Part:
    """A page, or what of it is one paper."""

    page: LevelledPage
    told: RecognisedKind


def read_paper(pages: Sequence[PageText], declared: Sequence[PlacedInvoice] = ()) -> Paper:
    """What some pages are and say, taken as one paper. What files `declared` counts before it.

    Where they hold several (two certificates on a sheet), it is of the kind of the first, and says
    what all of that kind say: `find` then tells nothing of a name they say different things of.
    """
    return tell_invoices(_join_papers(read_papers(pages)), declared, pages)


def _join_papers(papers: Sequence[Paper]) -> Paper:
    known = [paper for paper in papers if paper.kind not in _NO_KIND]
    if not known:
        return papers[0] if papers else Paper()
    first = known[0]
    fields = (field for paper in known if paper.kind == first.kind for field in paper.fields)
    return replace(first, fields=tuple(fields))


_NO_KIND = frozenset({PaperKind.UNKNOWN, PaperKind.PICTURE})


def read_papers(pages: Sequence[PageText]) -> tuple[Paper, ...]:
    """Every paper that some pages hold, in their order. Fields name the pages, from 1."""
    parts: list[_Part] = []
    for number, page in enumerate(pages, start=1):
        levelled = level_page(page, number)
        divided = divide_page(levelled)
        parts += (_Part(part, _kind_of(part, pages[number - 1])) for part in divided)
    return tuple(_read(group) for group in _group(parts))


def _kind_of(page: LevelledPage, text: PageText) -> RecognisedKind:
    told = recognise_kind(page)
    if told.kind != PaperKind.UNKNOWN:
        return told
    if text.unread:
        return NOTHING_TOLD
    if len(listed_in([page])) >= _LISTED:
        return RecognisedKind(PaperKind.ROSTER, 0.85)
    if sum(len(segment.text) for segment in page.segments) < _FEW:
        return RecognisedKind(PaperKind.PICTURE, 0.8)
    return NOTHING_TOLD


def _group(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """The parts that make one paper each: what goes on has no mark, or that of its kind again."""
    group: list[_Part] = []
    for part in parts:
        if group and not _goes_on(group, part):
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _goes_on(group: Sequence[_Part], part: _Part) -> bool:
    kind = group[0].told.kind
    if kind in _SEVERAL_PAGES:
        again = part.told.kind == kind and kind in {PaperKind.ROSTER, PaperKind.REPORT}
        return part.told.kind in _NO_KIND or again
    return kind == PaperKind.UNKNOWN and part.told.kind == PaperKind.ARTICLE


def _read(group: Sequence[_Part]) -> Paper:
    told = max((part.told for part in group), key=lambda told: told.kind != PaperKind.UNKNOWN)
    spec = load_paper_marks().spec_of(told.kind)
    fields: Sequence[PaperField] = ()
    if spec:
        finder = _FINDERS.get(told.kind, _certificate)
        found = without_doubles(finder([part.page for part in group], spec))
        fields = [field for field in found if field.sureness >= LEAST_SURENESS]
    if told.kind == PaperKind.ROSTER and not any(f.name == FieldName.NAME for f in fields):
        told = replace(told, sureness=round(told.sureness * _NOBODY_LISTED, 3))
    if spec and not fields:
        told = replace(told, sureness=round(told.sureness * _SAYS_NOTHING, 3))
    if _is_published(told.kind, fields):
        told = replace(told, sureness=max(told.sureness, _PUBLISHED))
    mark = mask_numbers("".join(segment.text for segment in told.mark))
    page = told.mark[0].page if told.mark else 0
    return Paper(told.kind, told.sureness, mark, page, tuple(fields))


def _is_published(kind: PaperKind, fields: Sequence[PaperField]) -> bool:
    """Whether a report says surely where and when it was published, and what it is called."""
    said = {field.name for field in fields if field.sureness >= _SAID_SURELY}
    return kind == PaperKind.REPORT and said >= _OF_A_REPORT


def _certificate(pages: Sequence[LevelledPage], spec: KindSpec) -> Iterator[PaperField]:
    for page in pages:
        yield from certificate_fields(page, spec)


def _award(pages: Sequence[LevelledPage], spec: KindSpec) -> Iterator[PaperField]:
    for page in pages:
        yield from award_fields(page, spec)


def _payment(pages: Sequence[LevelledPage], spec: KindSpec) -> Iterator[PaperField]:
    for page in pages:
        yield from payment_fields(page, spec)


def _article(pages: Sequence[LevelledPage], _spec: KindSpec) -> Iterator[PaperField]:
    return article_fields(pages)


def _roster(pages: Sequence[LevelledPage], _spec: KindSpec) -> Iterator[PaperField]:
    return roster_fields(pages)


_FINDERS: Mapping[PaperKind, Finder] = {
    PaperKind.HONOUR: _award,
    PaperKind.COMPETITION_AWARD: _award,
    PaperKind.DOCUMENT: document_fields,
    PaperKind.CONTRACT: plain_paper_fields,
    PaperKind.ATTESTATION: plain_paper_fields,
    PaperKind.INVOICE: _payment,
    PaperKind.PAYMENT: _payment,
    PaperKind.ROSTER: _roster,
    PaperKind.ARTICLE: _article,
    PaperKind.REPORT: report_fields,
}
"""How the fields of a kind are found, where it is not made of labels and a signature."""
