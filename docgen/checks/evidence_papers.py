"""What the papers of pieces of evidence are and say, found out once and kept by what was read."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docgen.bundle.photo_layout import used_pages
from docgen.model.electronic_invoice import PlacedInvoice
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.page_text import PageText
from docgen.model.prepared import Prepared, Sources
from docgen.papers.paper import FieldName, Paper, PaperField, PaperKind
from docgen.pdf.geometry import Rect
from docgen.sources.content_store import ContentStore
from docgen.sources.page_texts import PageTexts

VERSION = 3
"""Raise it whenever another paper would be made of the same text."""
_MOST_PAGES = 60
"""What a paper is stands at its beginning; books are no papers."""


def read_evidence_papers(
    evidence: Iterable[Evidence], sources: Sources, texts: PageTexts, cache: Path
) -> dict[str, Paper]:
    """The papers by the ids of their pieces; of those whose pages were all read."""
    store = ContentStore(cache / f"papers-{VERSION}", _write, _restore)
    found = {}
    for piece in evidence:
        if all(file.key in texts for file in piece.files):
            declared = list_declared(piece.files, sources)
            digest = _digest(piece, texts, declared)
            paper = store.load(digest)
            if paper is None:
                paper = _read_anew(_pages_of(piece, sources, texts)[:_MOST_PAGES], declared)
                store.keep(digest, paper)
            found[piece.id] = paper
    return found


def list_declared(files: Iterable[SourceFile], sources: Sources) -> tuple[PlacedInvoice, ...]:
    """The invoices that files bring as data, placed among the pages of these files."""
    first = 1
    found: list[PlacedInvoice] = []
    for file in files:
        source = sources.get(file.key)
        if isinstance(source, Prepared):
            end = first + len(used_pages(file, source) or ())
            found += (PlacedInvoice(one, first, end) for one in source.invoices if end > first)
            first = end
    return tuple(found)


def _read_anew(pages: list[PageText], declared: tuple[PlacedInvoice, ...]) -> Paper:
    # With numpy and all that is known of papers: a check of known evidence needs neither.
    from docgen.papers.paper_reading import read_paper  # noqa: PLC0415

    return read_paper(pages, declared)


def _digest(piece: Evidence, texts: PageTexts, declared: tuple[PlacedInvoice, ...]) -> str:
    parts = ((texts.digest(file.key), file.pages) for file in piece.files)
    return hashlib.sha256(repr((tuple(parts), declared)).encode()).hexdigest()


def _pages_of(piece: Evidence, sources: Sources, texts: PageTexts) -> list[PageText]:
    pages = []
    for file in piece.files:
        source = sources[file.key]
        used = used_pages(file, source) if isinstance(source, Prepared) else ()
        read = texts[file.key]
        pages += [read[number - 1] for number in used or () if number <= len(read)]
    return pages


def _write(paper: Paper) -> list[Any]:
    fields, contradicted = (
        [[one.name.name, one.value, one.said, one.page, one.frame, one.sureness] for one in group]
        for group in (paper.fields, paper.contradicted)
    )
    return [paper.kind.name, paper.sureness, paper.mark, paper.page, fields, contradicted]


def _restore(data: Any) -> Paper:  # noqa: ANN401 - JSON
    kind, sureness, mark, page, *groups = data
    fields, contradicted = (
        tuple(
            PaperField(FieldName[name], value, said, at, Rect(*frame) if frame else None, sure)
            for name, value, said, at, frame, sure in group
        )
        for group in groups
    )
    return Paper(PaperKind[kind], sureness, mark, page, fields, contradicted)
