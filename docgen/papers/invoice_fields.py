"""What an invoice's own data says, found again on its page: told by the file, and not read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from docgen.model.electronic_invoice import ElectronicInvoice, PlacedInvoice
from docgen.model.page_text import PageText, PlacedLine
from docgen.papers.field_values import read_holder
from docgen.papers.paper import FieldName, Paper, PaperField, PaperKind
from docgen.papers.row_text import tight
from docgen.papers.written_values import dates_in, lone_date, sum_in_figures, write_sum
from docgen.text.masking import mask_numbers

_AMOUNT = re.compile(r"\d[\d,，]*\.\d{1,2}(?!\d)")
_SURE = 0.95
"""How surely a page has to be read that is to say something else than its file's data."""
_OPEN = frozenset({PaperKind.INVOICE, PaperKind.UNKNOWN, PaperKind.PICTURE})
"""What a page may be taken for that shows an invoice."""


def tell_invoices(
    paper: Paper, declared: Sequence[PlacedInvoice], pages: Sequence[PageText]
) -> Paper:
    """The paper with what the data of its invoices says in place of what was read of them.

    Data that no page shows, carried along by something else than an invoice, says nothing.
    """
    shown = [one for one in declared if _is_shown(one, paper, pages)]
    if not shown:
        return paper
    told = [field for one in shown for field in _fields_of(one, pages)]
    names = {field.name for field in told}
    said = {(field.name, field.value) for field in told}
    read = paper.fields if paper.kind is PaperKind.INVOICE and len(shown) == 1 else ()
    against = (field for field in read if field.name in names and field.sureness >= _SURE)
    kept = [field for field in paper.fields if field.name not in names]
    kept = kept if paper.kind is PaperKind.INVOICE else []
    return replace(
        paper,
        kind=PaperKind.INVOICE,
        sureness=1.0,
        mark=paper.mark or str(PaperKind.INVOICE),
        page=paper.page or shown[0].first,
        fields=(*told, *kept),
        contradicted=tuple(one for one in against if (one.name, one.value) not in said),
    )


def _is_shown(one: PlacedInvoice, paper: Paper, pages: Sequence[PageText]) -> bool:
    if paper.kind in _OPEN:
        return True
    lines = (line for page in pages[one.first - 1 : one.end - 1] for line in page.lines)
    return any(one.invoice.number in tight(line.text) for line in lines)


def _fields_of(one: PlacedInvoice, pages: Sequence[PageText]) -> Iterator[PaperField]:
    for name, value in _values_of(one.invoice).items():
        if value:
            yield _place(name, value, one, pages)


def _values_of(invoice: ElectronicInvoice) -> Mapping[FieldName, str]:
    day = next((found.value for found in dates_in(invoice.date)), "") or lone_date(invoice.date)
    return {
        FieldName.NUMBER: mask_numbers(invoice.number),
        FieldName.DATE: day or lone_date(invoice.date[:8]),
        FieldName.SUM: write_sum(Decimal(invoice.total)),
        FieldName.PAYER: _name(invoice.buyer),
        FieldName.PAYEE: _name(invoice.seller),
    }


def _name(written: str) -> str:
    """Whom it names, as papers are read, or whatever else is written there."""
    return read_holder(written).value or mask_numbers(tight(written))


def _place(
    name: FieldName, value: str, one: PlacedInvoice, pages: Sequence[PageText]
) -> PaperField:
    """A value with the line that shows it; without a frame where none does."""
    shows = _SHOWS.get(name, _shows_words)
    for number in range(one.first, min(one.end, len(pages) + 1)):
        line = next((line for line in pages[number - 1].lines if shows(line, value)), None)
        if line is not None:
            said = mask_numbers(line.text)
            return PaperField(name, value, said, number, line.frame, 1.0)
    return PaperField(name, value, value, one.first, None, 1.0)


def _shows_words(line: PlacedLine, value: str) -> bool:
    return tight(value) in tight(line.text)


def _shows_number(line: PlacedLine, value: str) -> bool:
    return value in mask_numbers(tight(line.text))


def _shows_day(line: PlacedLine, value: str) -> bool:
    return any(found.value == value for found in dates_in(line.text))


def _shows_sum(line: PlacedLine, value: str) -> bool:
    figures = (sum_in_figures(found.replace("，", ",")) for found in _AMOUNT.findall(line.text))
    return any(figure == Decimal(value) for figure in figures if figure is not None)


_SHOWS: Mapping[FieldName, Callable[[PlacedLine, str], bool]] = {
    FieldName.NUMBER: _shows_number,
    FieldName.DATE: _shows_day,
    FieldName.SUM: _shows_sum,
}
