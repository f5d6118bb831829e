"""Which documents the rules want the words of."""

from pathlib import Path

from docgen.checks.case import Case
from docgen.checks.rules_score import counted_evidence
from docgen.model.prepared import Prepared
from docgen.model.source_keys import SourceKey
from docgen.sources.text_cache import Readable


def find_readable(case: Case) -> dict[SourceKey, Readable]:
    """Return the files of evidence that counts, as PDFs, by their keys."""
    pieces = {p.id: p for item in case.spec.items for _, p in counted_evidence(case, item)}
    return {
        file.key: Readable(Path(source.pdf), source.sha256)
        for piece in pieces.values()
        for file in piece.files
        if isinstance(source := case.sources.get(file.key), Prepared)
    }
