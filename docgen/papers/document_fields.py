"""Fields of official documents: number, title, who issued it and when."""

import re
from collections.abc import Iterator, Sequence

from docgen.papers.certificate_fields import labelled_fields
from docgen.papers.field_values import Reading, make_field, read_document_number, read_words
from docgen.papers.levelled_page import LevelledPage, Segment
from docgen.papers.page_titles import HEAD_OF, NUMBER, find_titles
from docgen.papers.paper import FieldName, PaperField, PaperKind
from docgen.papers.paper_marks import KindSpec
from docgen.papers.row_text import tight
from docgen.papers.signature import find_signature
from docgen.papers.written_values import tidy_words

_TITLE_END = re.compile(
    "(?:通知|决定|通报|意见|公告|公示|批复|请示|报告|函|办法|规定|制度|细则|方案|章程|计划|总结|名单|会议纪要)"
    r"(?:\([^()]{1,12}\))?$"
)
_BARE = 4
"""Characters: so few are the name of a kind of document and no title."""


def document_fields(pages: Sequence[LevelledPage], spec: KindSpec) -> Iterator[PaperField]:
    """The fields of a document: its head is on the first page, its foot on any."""
    first = pages[0]
    number = next(_number(first), None)
    title = next(_title(first), None)
    yield from filter(None, (number, title))
    signed = next(filter(None, ([*find_signature(page)] for page in pages)), [])
    labelled = [*labelled_fields(first, spec)] if number is None else []
    yield from labelled
    yield from signed
    if FieldName.ISSUER not in {field.name for field in signed}:
        yield from _issuer_in_head(first)


def _number(page: LevelledPage) -> Iterator[PaperField]:
    for row in page.rows[: max(len(page.rows) // 2, 6)]:
        for segments in (row, *((segment,) for segment in row)):
            text = tight("".join(segment.text for segment in segments))
            if NUMBER.fullmatch(text):
                reading = read_document_number(text)
                if reading.value:
                    yield make_field(FieldName.NUMBER, reading, segments)
                    return


def _title(page: LevelledPage) -> Iterator[PaperField]:
    """The large lines at the head that make one title; 会议纪要 above it is a red head."""
    found = [lines for lines in find_titles(page) if _is_title(_words(lines))]
    named = [lines for lines in found if len(_words(lines)) > _BARE]
    for lines in (named or found)[:1]:
        yield make_field(FieldName.TITLE, Reading(tidy_words(_words(lines))), lines, 0.97)


def _words(lines: Sequence[Segment]) -> str:
    return tight("".join(segment.text for segment in lines))


def _is_title(text: str) -> bool:
    if HEAD_OF.match(text) or NUMBER.fullmatch(text):
        return False
    return bool(_TITLE_END.search(text)) or "关于" in text


def _issuer_in_head(page: LevelledPage) -> Iterator[PaperField]:
    for row in page.rows[:4]:
        text = tight("".join(segment.text for segment in row))
        if found := HEAD_OF.match(text):
            yield make_field(FieldName.ISSUER, Reading(tidy_words(found["issuer"])), row, 0.95)
            return


def plain_paper_fields(pages: Sequence[LevelledPage], spec: KindSpec) -> Iterator[PaperField]:
    """The fields of contracts and attestations: a heading, labels, a signature."""
    labelled = [*labelled_fields(pages[0], spec)]
    names = {field.name for field in labelled}
    yield from labelled
    if spec.kind == PaperKind.CONTRACT:
        # Parties sign it, and nobody issues it.
        names.add(FieldName.ISSUER)
    if FieldName.TITLE not in names:
        yield from _heading(pages[0], spec)
    for page in pages if spec.foot else ():
        signed = [field for field in find_signature(page) if field.name not in names]
        if signed:
            yield from signed
            return


def _heading(page: LevelledPage, spec: KindSpec) -> Iterator[PaperField]:
    shapes = [mark.words for mark in spec.marks if mark.place == "heading"]
    for row in page.rows[:6]:
        text = tight("".join(segment.text for segment in row))
        if any(re.fullmatch(shape, text) for shape in shapes) and len(text) > 2:
            reading = read_words(text)
            if reading.value:
                yield make_field(FieldName.TITLE, reading, row, 0.97)
                return
