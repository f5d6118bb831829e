"""The texts of documents, read by workers once and kept by content."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from docgen.model.source_keys import SourceKey
from docgen.sources.content_store import ContentStore
from docgen.sources.document_text import (
    DocumentText,
    restore_text,
    write_text,
)
from docgen.system.progress import READ_TEXTS, Progress, silent
from docgen.system.workers import WorkerLimits, Workers

VERSION = 1
"""Raise it whenever another text would be read of the same file."""
_SECONDS = 30.0


@dataclass(frozen=True)
class Readable:
    """A PDF or .docx that text is read of. Its content has this SHA-256."""

    path: Path
    sha256: str

    @property
    def in_word(self) -> bool:
        """Whether it is a .docx."""
        return self.path.suffix.lower() == ".docx"


def read_texts(
    documents: Mapping[SourceKey, Readable], cache: Path, progress: Progress = silent
) -> dict[SourceKey, DocumentText]:
    """The texts of documents, by the keys they are given here; without those that nobody can read.

    A file that cannot be read costs its own text alone: what is wrong with it is told where it is
    made ready.
    """
    store = ContentStore(cache / f"texts-{VERSION}", write_text, restore_text)
    by_content = {document.sha256: document for document in documents.values()}
    texts = {sha256: text for sha256 in by_content if (text := store.load(sha256))}
    new = [document for sha256, document in by_content.items() if sha256 not in texts]
    if new:
        fresh = _read_new(new, progress)
        for sha256, text in fresh.items():
            store.keep(sha256, text)
        texts |= fresh
    return {key: texts[d.sha256] for key, d in documents.items() if d.sha256 in texts}


def _read_new(new: Sequence[Readable], progress: Progress) -> dict[str, DocumentText]:
    # It loads what opens documents, and in most runs all are known.
    from docgen.sources.document_reading import read_pdf_text, read_word_text  # noqa: PLC0415

    found: dict[str, DocumentText] = {}
    left = len(new)

    def land(sha256: str, done: "Future[Any]") -> None:
        nonlocal left
        left -= 1
        progress(READ_TEXTS.at(len(new) - left, len(new)))
        if not done.cancelled() and done.exception() is None:
            found[sha256] = done.result()

    with Workers(WorkerLimits(seconds=_SECONDS)) as workers:
        for document in new:
            workers.submit(
                read_word_text if document.in_word else read_pdf_text,
                str(document.path),
                seconds=_SECONDS,
                landing=partial(land, document.sha256),
            )
        workers.run()
    return found
