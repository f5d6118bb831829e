"""Fields of papers that are made of labels and values, and signed at the foot."""

import re
from collections.abc import Callable, Iterator, Mapping

from docgen.papers.certificate_prose import said_in_sentences
from docgen.papers.field_values import (
    NONE,
    READERS,
    Reading,
    make_field,
    read_application_number,
    read_level,
    read_number,
    read_occupation,
    read_patent_number,
    read_professional_title,
)
from docgen.papers.labelled_values import LabelledValue, find_labelled
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.paper import FieldName, PaperField, PaperKind
from docgen.papers.paper_marks import ACCOUNT_NAME, OCCUPATION_AND_LEVEL, KindSpec
from docgen.papers.row_text import tight
from docgen.papers.signature import find_signature

Readers = Mapping[FieldName, Callable[[str], Reading]]

PATENTS = frozenset({PaperKind.INVENTION_PATENT, PaperKind.UTILITY_PATENT, PaperKind.DESIGN_PATENT})
_BY_KIND: Mapping[PaperKind, Readers] = {
    **{kind: {FieldName.NUMBER: read_patent_number} for kind in PATENTS},
    PaperKind.PATENT_FILING: {FieldName.NUMBER: read_application_number},
    PaperKind.PROFESSIONAL_TITLE: {FieldName.LEVEL: read_professional_title},
    # 软著登字第1234567号.
    PaperKind.SOFTWARE_COPYRIGHT: {FieldName.CERTIFICATE_NUMBER: read_number},
}
_SEVERAL_LINES = frozenset(
    {
        FieldName.TITLE,
        FieldName.HOLDER,
        FieldName.AUTHOR,
        FieldName.ISSUER,
        FieldName.PAYER,
        FieldName.PAYEE,
        FieldName.HONOUR,
        FieldName.COMPETITION,
        FieldName.OCCUPATION,
    }
)
_TRADE = re.compile(r"[\u3400-\u9fff]{1,11}[工员师匠]")
_STRICT = frozenset(
    {
        FieldName.HOLDER,
        FieldName.NUMBER,
        FieldName.DATE,
        FieldName.APPLICATION_DATE,
        FieldName.LEVEL,
        FieldName.ID_NUMBER,
        FieldName.CERTIFICATE_NUMBER,
        FieldName.SUM,
    }
)
"""Read so narrowly that what follows a label without a gap is no word that only begins alike."""


def labelled_fields(page: LevelledPage, spec: KindSpec) -> Iterator[PaperField]:
    """The fields that stand behind labels, each as often as it does."""
    readers = {**READERS, **_BY_KIND.get(spec.kind, {})}
    for value in find_labelled(page, spec):
        yield from _fields_of(value, readers)


def _fields_of(value: LabelledValue, readers: Readers) -> Iterator[PaperField]:
    if value.role == ACCOUNT_NAME:
        return
    if value.role == OCCUPATION_AND_LEVEL:
        for name, read in ((FieldName.OCCUPATION, read_occupation), (FieldName.LEVEL, read_level)):
            reading = read(value.text)
            if reading.value:
                yield make_field(name, reading, value.segments, value.trust * 0.97)
        return
    name = FieldName(value.role)
    if value.glued and not _stands_alone(name, value):
        return
    reading, segments = read_longest(value, name, readers[name])
    if reading.value:
        yield make_field(name, reading, segments, value.trust)


def _stands_alone(name: FieldName, value: LabelledValue) -> bool:
    """Whether what follows a label without a gap is a value, and no rest of a longer word."""
    if name == FieldName.OCCUPATION:
        return bool(_TRADE.fullmatch(tight(value.text)))
    # A verb reads on into its object: 今收到某某公司.
    return name in _STRICT or len(value.label) >= 4 or value.label.endswith("收到")


def read_longest(
    value: LabelledValue, name: FieldName, read: Callable[[str], Reading]
) -> tuple[Reading, tuple[Segment, ...]]:
    """The reading of all lines of a value, or of the first alone where that is none."""
    several = value.segments if name in _SEVERAL_LINES else _first_line(value.segments)
    for segments in (several, _first_line(value.segments), value.segments[:1]):
        reading = read(_join(segments))
        if reading.value:
            return reading, segments
    return NONE, ()


def _join(segments: tuple[Segment, ...]) -> str:
    text = ""
    for former, segment in zip((None, *segments), segments, strict=False):
        apart = former and segment.left - former.right > 0.5 * segment.height
        text += (" " if apart else "") + segment.text
    return text


def _first_line(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    first = segments[0]
    return tuple(s for s in segments if abs(s.middle - first.middle) < 0.5 * first.height)


def certificate_fields(page: LevelledPage, spec: KindSpec) -> Iterator[PaperField]:
    """Labelled fields, and of those that are not, the signature's."""
    found = [*labelled_fields(page, spec)]
    names = {field.name for field in found}
    yield from found
    if spec.kind not in PATENTS:
        said = said_in_sentences(page, spec.kind)
        yield from (field for field in said if field.name not in names)
    if spec.foot:
        yield from (field for field in find_signature(page) if field.name not in names)
    if spec.kind in PATENTS and FieldName.NUMBER not in names:
        yield from _lone_patent_number(page)
    if spec.kind in PATENTS and FieldName.CERTIFICATE_NUMBER not in names:
        yield from _lone_serial(page)


_PATENT_LIKE = re.compile(r"Z[L1I]\s*(?:19|20)[\d\s]{9,14}\.\s*[\dXx]")


def _lone_patent_number(page: LevelledPage) -> Iterator[PaperField]:
    for segment in page.segments:
        if found := _PATENT_LIKE.search(segment.text):
            reading = read_patent_number(found[0])
            if reading.proved:
                yield make_field(FieldName.NUMBER, reading, [segment.cut(*found.span())])


_SERIAL = re.compile(r"证书号\S{0,6}?第\s*(\d{4,9})\s*号")


def _lone_serial(page: LevelledPage) -> Iterator[PaperField]:
    for row in page.rows:
        if found := _SERIAL.search(tight("".join(s.text for s in row))):
            yield make_field(FieldName.CERTIFICATE_NUMBER, Reading(found[1]), row, 0.97)


def without_doubles(fields: Iterator[PaperField]) -> Iterator[PaperField]:
    """The fields, each value of a name once, where it is surest; of people listed, every one."""
    best: dict[tuple[FieldName, str], PaperField] = {}
    for field in fields:
        if field.name == FieldName.NAME:
            yield field
            continue
        known = best.setdefault((field.name, field.value), field)
        if known.sureness < field.sureness:
            best[field.name, field.value] = field
    yield from best.values()
