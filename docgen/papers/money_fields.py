"""Fields of invoices and of slips of payment: sums that agree in figures and words, two parties."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen.papers.certificate_fields import labelled_fields, read_longest
from docgen.papers.field_values import (
    Reading,
    make_field,
    read_digits,
    read_holder,
    read_invoice_number,
    read_number,
)
from docgen.papers.labelled_values import LabelledValue, find_labelled
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.paper import FieldName, PaperField, PaperKind
from docgen.papers.paper_marks import ACCOUNT_NAME, KindSpec, plain_label
from docgen.papers.row_text import join_segments, tight
from docgen.papers.written_values import dates_in, sum_in_figures, sums_in_capitals, write_sum

_AMOUNT = re.compile(r"(?P<sign>[¥￥Y]\s*)?(?P<figures>\d[\d,，]*\.\d{2})(?!\d)")
_LABELS_OF_SUMS = re.compile("小写|金额|合计")


def payment_fields(page: LevelledPage, spec: KindSpec) -> Iterator[PaperField]:
    """The fields of an invoice or a slip of payment."""
    found_elsewhere = {FieldName.SUM, FieldName.NUMBER}
    labelled = [f for f in labelled_fields(page, spec) if f.name not in found_elsewhere]
    labelled += _own_number(page, spec)
    names = {field.name for field in labelled}
    yield from labelled
    yield from _sum(page)
    if spec.kind == PaperKind.INVOICE and FieldName.NUMBER not in names:
        yield from _invoice_number(page)
    if not {FieldName.PAYER, FieldName.PAYEE} & names:
        yield from _account_names(page, spec)
    if FieldName.DATE not in names:
        yield from _only_date(page)


def _sum(page: LevelledPage) -> Iterator[PaperField]:
    """The sum in words, proved by the same in figures; else the one in figures that is labelled."""
    words = [*_capitals(page)]
    figures = [*_figures(page)]
    if len({value for value, _ in words}) == 1:
        value, segments = words[0]
        agreeing = [found for figure, found, _ in figures if figure == value]
        reading = Reading(write_sum(value), 1.0 if agreeing else 0.8, proved=bool(agreeing))
        yield make_field(FieldName.SUM, reading, agreeing[0] if agreeing else segments)
        return
    told = [(figure, found) for figure, found, labelled in figures if labelled]
    if not words and len({figure for figure, _ in told}) == 1:
        yield make_field(FieldName.SUM, Reading(write_sum(told[0][0])), told[0][1], 0.95)


def _capitals(page: LevelledPage) -> Iterator[tuple[Decimal, tuple[Segment, ...]]]:
    for row in page.rows:
        joined = join_segments(row, "")
        bare = joined.text
        for value, start, end in sums_in_capitals(bare):
            yield value, joined.between(start, end)


def _figures(page: LevelledPage) -> Iterator[tuple[Decimal, tuple[Segment, ...], bool]]:
    """The amounts on a page, and whether a label says that they are the sum."""
    for row in page.rows:
        joined = join_segments(row, " ")
        for found in _AMOUNT.finditer(joined.text):
            value = sum_in_figures(found["figures"].replace("，", ","))
            if value is not None:
                before = tight(joined.text[: found.start()])[-16:]
                told = bool(_LABELS_OF_SUMS.search(before)) and "税" not in before[-3:]
                yield value, joined.between(*found.span("figures")), told


# --- parties --------------------------------------------------------------------------------------


def _account_names(page: LevelledPage, spec: KindSpec) -> Iterator[PaperField]:
    """The payer (购买方) stands left of the payee (销售方), or above him."""
    found = [value for value in find_labelled(page, spec) if value.role == ACCOUNT_NAME]
    yield from _two_parties(found, 0.97)


def _two_parties(values: Sequence[LabelledValue], trust: float) -> Iterator[PaperField]:
    if len(values) != 2:
        return
    one, two = values
    first, second = one.segments[0], two.segments[0]
    beside = abs(first.middle - second.middle) < first.height
    if (beside and first.left > second.left) or (not beside and first.middle > second.middle):
        one, two = two, one
    for name, value in ((FieldName.PAYER, one), (FieldName.PAYEE, two)):
        reading, segments = read_longest(value, name, read_holder)
        if reading.value:
            yield make_field(name, reading, segments, trust * value.trust)


# --- numbers and dates ----------------------------------------------------------------------------


def _own_number(page: LevelledPage, spec: KindSpec) -> Iterator[PaperField]:
    """A paper's number behind the label that says it best: a slip numbers its transaction too."""
    ranks = {plain_label(label): rank for rank, label in enumerate(spec.labels[FieldName.NUMBER])}
    best = len(ranks)
    read = read_invoice_number if spec.kind == PaperKind.INVOICE else read_number
    found: list[PaperField] = []
    for value in find_labelled(page, spec):
        if value.role != FieldName.NUMBER or ranks[value.label] > best:
            continue
        reading, segments = read_longest(value, FieldName.NUMBER, read)
        if reading.value:
            found = found if ranks[value.label] == best else []
            best = ranks[value.label]
            found.append(make_field(FieldName.NUMBER, reading, segments, value.trust))
    yield from found


def _invoice_number(page: LevelledPage) -> Iterator[PaperField]:
    """The old form prints its number large at the upper right, after No."""
    for row in page.rows:
        for segment in row:
            found = re.fullmatch(r"(?:№|N[oO°]?\.?)\s*:?\s*(\d{8})", segment.text)
            if found:
                yield make_field(FieldName.NUMBER, read_digits(found[1]), [segment], 0.95)
                return


def _only_date(page: LevelledPage) -> Iterator[PaperField]:
    """The date of a page that has but one."""
    found = [
        (date.value, segment.cut(date.start, date.end))
        for segment in page.segments
        for date in dates_in(segment.text)
    ]
    if len({value for value, _ in found}) == 1:
        yield make_field(FieldName.DATE, Reading(found[0][0]), [found[0][1]], 0.95)
