"""OFD files become sources: drawn as PDF, and what they lost by it named."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.issues.errors import FontError
from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted, place_in
from docgen.model.page_facts import Facts
from docgen.ofd.ofd_document import list_documents
from docgen.ofd.ofd_package import OfdPackage
from docgen.sources.invoice_data import find_in_ofd, note_data
from docgen.sources.pdf_files import prepare_pdf

if TYPE_CHECKING:
    from docgen.ofd.drawn_file import Remarks
    from docgen.ofd.ofd_drawing import OfdFacts

_MOST_LISTED = 20
"""Characters that no face has."""


def prepare_ofd(source: str, scratch: str) -> Facts:
    """The pages of an OFD file as a PDF at `scratch`, their ink not yet looked at.

    UnusableSourceError says why there are none.
    """
    # They bring HarfBuzz and all that draws, and whoever hands files to workers has no use for it.
    from docgen.ofd.ofd_drawing import draw_ofd  # noqa: PLC0415
    from docgen.ofd.text_proof import find_misplaced  # noqa: PLC0415

    drawn = f"{scratch}.drawn"
    try:
        told = draw_ofd(Path(source), Path(drawn))
    except FontError as error:
        raise UnusableSourceError("source-font", cause=error.said) from error
    facts = prepare_pdf(drawn, scratch)
    if facts.pdf is None:
        Path(drawn).replace(scratch)
    misplaced = find_misplaced(Path(scratch), told.remarks.drawn)
    with OfdPackage(Path(source)) as package:
        invoices = find_in_ofd(list_documents(package))
    return replace(
        facts,
        pdf=scratch,
        notes=(*_note(told, invoices), *note_data(invoices), *facts.notes),
        losses=(*_tell_losses(told), *_tell_misplaced(misplaced), *facts.losses),
        invoices=tuple(dict.fromkeys(invoices.values())),
    )


def _note(told: "OfdFacts", invoices: Collection[str]) -> Iterator[Issue]:
    if told.signatures:
        yield noted("ofd_signed")
    attached = tuple(name for name in told.attachments if name not in invoices)
    if attached:
        yield noted("ofd_attached", names=attached)
    if told.remarks.substitutes:
        yield noted("ofd_faces", faces=_pair(told.remarks.substitutes))
    if told.remarks.supplements:
        yield noted("ofd_lacking", faces=_pair(told.remarks.supplements))


def _pair(faces: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """Each face with those that stand for it."""
    return tuple(
        (asked or "未命名的字体", "、".join(sorted(families))) for asked, families in faces.items()
    )


def _tell_losses(told: "OfdFacts") -> Iterator[Issue]:
    remarks = told.remarks
    if told.unread_pages:
        yield lost("unread", pages=told.unread_pages)
    if told.missing:
        yield lost("ofd_missing", names=told.missing)
    if told.spoilt:
        yield lost("ofd_spoilt", names=told.spoilt)
    if told.broken_faces:
        yield lost("ofd_broken_faces", names=told.broken_faces)
    if remarks.faceless:
        yield lost("ofd_faceless", characters="".join(remarks.faceless)[:_MOST_LISTED])
    if remarks.spoilt:
        yield lost("cut_short", pages=tuple(sorted(remarks.spoilt)))
    yield from _tell_undrawn(remarks)


def _tell_undrawn(remarks: "Remarks") -> Iterator[Issue]:
    places = tuple(
        place_in(f"ofd_{one.kind}", number=one.page, object=one.object)
        for one in dict.fromkeys(remarks.undrawn)
    )
    if places:
        yield lost("ofd_undrawn", places=places)


def _tell_misplaced(misplaced: dict[tuple[int, str], str]) -> Iterator[Issue]:
    """What is said of characters that are not found where they should be, by page and object."""
    places = tuple(
        place_in("ofd_words", number=page, object=own, words=words)
        for (page, own), words in misplaced.items()
    )
    if places:
        yield lost("ofd_misplaced", places=places)
