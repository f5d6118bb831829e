"""The text of every page of the sources: its own, or read from its picture. Kept by content.

Reading takes half a second of a processor a page, so it is done once, by workers, a page at a time:
a page that hangs or crashes the engine has no text, and that is all.
"""

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from docgen.model.page_text import PageText, TextState, restore_page_text, store_page_text
from docgen.model.prepared import Prepared
from docgen.model.source_keys import SourceKey
from docgen.ocr.models import Models, engine_version, find_models
from docgen.sources.content_store import ContentStore
from docgen.system.progress import READ_SCANS, Progress, silent
from docgen.system.workers import WorkerLimits, Workers

VERSION = 3
"""Raise it whenever another text would be read of the same page."""
_PAGE_SECONDS = 60.0
_FILE_SECONDS = 30.0

Texts = tuple[PageText, ...]
States = tuple[TextState, ...]


class _Shelf:
    """Where texts are kept, and apart from them what is asked of them every time."""

    def __init__(self, cache: Path) -> None:
        self.texts: ContentStore[Texts] = ContentStore(
            cache / f"readings-{VERSION}", _write, _restore
        )
        self._states: ContentStore[States] = ContentStore(
            cache / f"readings-{VERSION}-states", _write_states, _restore_states
        )

    def find_states(self, digest: str) -> States:
        """The states of the pages that are kept under a digest."""
        found = self._states.load(digest)
        if found is None:
            found = tuple(text.state for text in self.texts.load(digest) or ())
            self._states.keep(digest, found)
        return found


class PageTexts(Mapping[SourceKey, Texts]):
    """The texts of the pages of sources, in the order of their files. Loaded when asked for.

    Places are on the pages as the prepared PDF has them. A source that is not known has no text.
    """

    def __init__(
        self,
        shelf: _Shelf | None,
        digests: Mapping[SourceKey, str],
        *,
        incomplete: bool = False,
    ) -> None:
        self._shelf = shelf
        self._digests = digests
        self.incomplete = incomplete
        """Whether sources were left out that nobody has read."""

    def __getitem__(self, key: SourceKey) -> Texts:
        digest = self._digests[key]
        return (self._shelf.texts.load(digest) if self._shelf else None) or ()

    def __contains__(self, key: object) -> bool:
        return key in self._digests

    def __iter__(self) -> Iterator[SourceKey]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)

    def digest(self, key: SourceKey) -> str:
        """What the texts of a source follow from."""
        return self._digests[key]

    def states(self, key: SourceKey) -> States:
        """Of each page what there is to say in short, at a hundredth of the time of its lines."""
        digest = self._digests[key]
        return self._shelf.find_states(digest) if self._shelf else ()


NO_TEXTS = PageTexts(None, {})


def read_page_texts(
    sources: Mapping[SourceKey, Prepared],
    cache: Path,
    *,
    only_known: bool = False,
    progress: Progress = silent,
) -> PageTexts:
    """The texts of all pages, those read anew that the cache does not know.

    Where the engine is not installed, pages have the text of their own alone. With `only_known`
    nothing is opened: sources that nobody has read are left out.
    """
    models = find_models()
    engine = engine_version() if models else "none"
    shelf = _Shelf(cache)
    digests = {key: _digest(source, cache, engine) for key, source in sources.items()}
    by_digest = {digests[key]: source for key, source in sources.items()}
    new = {digest: source for digest, source in by_digest.items() if not shelf.texts.holds(digest)}
    if new and not only_known:
        _Reading(shelf.texts, models, progress).read(new)
        new = {}
    known = {key: digest for key, digest in digests.items() if digest not in new}
    return PageTexts(shelf, known, incomplete=bool(new))


def turned_as_read(source: Prepared, states: States) -> Prepared:
    """A source whose pages are known to lie as their text does, where that was read surely.

    What a page looks like tells less: a table or a drawing looks alike in four directions.
    """
    if all(state.turn is None for state in states):
        return source
    pages = (
        page if state.turn is None else replace(page, turns=(state.turn,))
        for page, state in zip(source.pages, states, strict=True)
    )
    return replace(source, pages=tuple(pages))


def _digest(source: Prepared, cache: Path, engine: str) -> str:
    """What the texts follow from: the content, how it became a PDF, and the engine."""
    pdf = Path(source.pdf)
    made = pdf.stem if pdf.is_relative_to(cache) else ""
    return hashlib.sha256(f"{source.sha256} {made} {engine}".encode()).hexdigest()


def _write(texts: Texts) -> list[dict[str, Any]]:
    return list(map(store_page_text, texts))


def _restore(data: Any) -> Texts:  # noqa: ANN401 - JSON
    return tuple(map(restore_page_text, data))


def _write_states(states: States) -> list[list[Any]]:
    return [[state.unread, state.turn] for state in states]


def _restore_states(data: Any) -> States:  # noqa: ANN401 - JSON
    return tuple(
        TextState(bool(unread), None if turn is None else int(turn)) for unread, turn in data
    )


class _Reading:
    """One run over sources that nobody has read."""

    def __init__(
        self, store: "ContentStore[Texts]", models: Models | None, progress: Progress
    ) -> None:
        self._store = store
        self._models = models
        self._progress = progress
        self._found = self._total = 0

    def read(self, sources: Mapping[str, Prepared]) -> None:
        """Read each, by the digest it is kept under."""
        # It loads what opens pages, and in most runs all are known.
        from docgen.sources.page_reading import find_own_texts  # noqa: PLC0415

        with Workers(WorkerLimits()) as workers:
            for digest, source in sources.items():
                pages = _Pages(digest, source, [None] * len(source.pages))
                workers.submit(
                    find_own_texts,
                    source.pdf,
                    [page.box for page in source.pages],
                    seconds=_FILE_SECONDS,
                    landing=partial(self._look_further, workers, pages),
                )
            workers.run()

    def _look_further(self, workers: Workers, pages: "_Pages", done: "Future[Any]") -> None:
        """Have the pages read that have no text of their own, or of which nobody could say."""
        if done.cancelled():
            return
        if done.exception() is None:
            pages.texts = list(done.result())
        unread = [index for index, text in enumerate(pages.texts) if text is None]
        pages.left = len(unread) if self._models else 0
        self._total += pages.left
        if not pages.left:
            self._keep(pages)
            return
        from docgen.sources.page_reading import read_page  # noqa: PLC0415 - as above

        for index in unread:
            workers.submit(
                read_page,
                pages.source.pdf,
                index,
                pages.source.pages[index].box,
                self._models,
                seconds=_PAGE_SECONDS,
                landing=partial(self._landed, pages, index),
            )

    def _landed(self, pages: "_Pages", index: int, done: "Future[Any]") -> None:
        if done.cancelled():
            return
        if done.exception() is None:
            pages.texts[index] = done.result()
        pages.left -= 1
        self._found += 1
        self._progress(READ_SCANS.at(self._found, self._total))
        if not pages.left:
            self._keep(pages)

    def _keep(self, pages: "_Pages") -> None:
        self._store.keep(
            pages.digest, tuple(text or PageText((), unread=True) for text in pages.texts)
        )


@dataclass(eq=False)
class _Pages:
    """The pages of a source while they are read."""

    digest: str
    source: Prepared
    texts: list[PageText | None]
    left: int = 0
