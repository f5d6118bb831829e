"""The texts of documents, read by workers once and kept by content."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from docgen.model.source_keys import SourceKey
from docgen.sources.document_text import (
    DocumentText,
    read_pdf_text,
    read_word_text,
    restore_text,
    write_text,
)
from docgen.system.atomic_files import write_atomically
from docgen.system.memo import this_memo
from docgen.system.private_folders import make_private
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
    store = _Store(cache)
    by_content = {document.sha256: document for document in documents.values()}
    texts = {sha256: text for sha256 in by_content if (text := store.load(sha256))}
    new = [document for sha256, document in by_content.items() if sha256 not in texts]
    if new:
        fresh = _read_new(new, progress)
        for sha256, text in fresh.items():
            store.keep(sha256, text)
        texts |= fresh
    return {key: texts[d.sha256] for key, d in documents.items() if d.sha256 in texts}


class _Store:
    """The texts that were read once, under one folder of the cache."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / f"texts-{VERSION}"
        self._memo = this_memo()

    def load(self, sha256: str) -> DocumentText | None:
        known = self._memo.get((self._folder, sha256))
        text = known if isinstance(known, DocumentText) else self._read(sha256)
        if text is not None and text is not known:
            self._memo.put((self._folder, sha256), text)
        return text

    def _read(self, sha256: str) -> DocumentText | None:
        entry = self._entry(sha256)
        try:
            text = restore_text(json.loads(entry.read_bytes()))
            # When it was last used; tidying goes by it.
            entry.touch()
        except (OSError, ValueError, KeyError, TypeError):
            # Missing or damaged, it is all the same: the document is read again.
            return None
        return text

    def keep(self, sha256: str, text: DocumentText) -> None:
        # Where that cannot be written, the document is read anew by the next run.
        with contextlib.suppress(OSError):
            make_private(self._folder)
            entry = self._entry(sha256)
            entry.parent.mkdir(mode=0o700, exist_ok=True)
            written = json.dumps(write_text(text), ensure_ascii=False).encode()
            write_atomically(entry, written, private=True)

    def _entry(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.json"


def _read_new(new: Sequence[Readable], progress: Progress) -> dict[str, DocumentText]:
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
