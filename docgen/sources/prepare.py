"""Foreign files become prepared page sources, or findings that name them. Never silence.

A file is told by its content, looked up in the cache by its content, and only then opened, in a
worker process: by `source_opening`, which is loaded for that.
"""

import itertools
import stat
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import LockedSourceError, UnusableSourceError, refuse_locked
from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Facts
from docgen.model.prepared import Key, Prepared, Source
from docgen.sources.cache import Cache
from docgen.sources.office_program import Office
from docgen.sources.source_outcomes import Outcome, SourceAtHand, explain, stamp_of
from docgen.system.cores import count_cores
from docgen.system.file_hashes import Hashes, identify
from docgen.system.file_types import OFFICE_KINDS, PAGE_KINDS, Kind, recognise, refuse_format
from docgen.system.memo import Memo, this_memo
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import PREPARE, Progress, silent
from docgen.system.workers import WorkerLimits, Workers, outcome_of
from docgen.text.printable import printable_line

_PASSING = frozenset(
    {"source-changed", "source-missing", "source-unreadable", "source-office", "source-font"}
)
"""What may be otherwise the next time, though the file is the same."""


_Outcomes = Mapping[str, Outcome]
"""What became of each content, by its key."""


def prepare(
    files: Sequence[tuple[Key, Path]],
    *,
    cache: Path,
    passwords: Sequence[str] = (),
    ask: AskPassword = ask_nobody,
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
) -> dict[Key, Source]:
    """Every source by its key: made ready, or a finding of level error. A key shown is a place.

    `cache` is the folder where what was made is kept: OutputError where it cannot be written.
    `passwords` are tried on files that are locked, and where none opens one, `ask` is asked; what
    they open is kept readable for the user alone. Nothing that is wrong with a source is an
    exception.
    """
    with Hashes(cache) as hashes:
        seen, office = _with_office(_look_at_all(files, hashes), cache)
        sources = [source for source in seen.values() if isinstance(source, SourceAtHand)]
        kept = Cache(cache, hashes)

        def open_with(known: Sequence[str], some: Sequence[SourceAtHand]) -> _Outcomes:
            work = _Work(kept, limits or WorkerLimits(), progress, len(files), office, known)
            return work.do(some)

        outcomes = _ask_on(ask, sources, open_with(passwords, sources), open_with)
    return {
        key: _conclude(found, outcomes[found.key])
        if isinstance(found, SourceAtHand)
        else _report(str(key), found)
        for key, found in seen.items()
    }


def _ask_on(
    ask: AskPassword,
    sources: Sequence[SourceAtHand],
    outcomes: _Outcomes,
    open_with: Callable[[Sequence[str], Sequence[SourceAtHand]], _Outcomes],
) -> _Outcomes:
    """The outcomes after asking for the password of each file that is still locked, in turn.

    Each answer is tried on all files that are, so that one password of many is asked for once.
    """
    for source in {source.key: source for source in sources}.values():
        wrong = 0
        while _is_locked(outcomes[source.key]):
            password = ask(source.place, wrong)
            if not password:
                break
            tried = open_with([password], [s for s in sources if _is_locked(outcomes[s.key])])
            # What was said of a file before still holds where the answer does not open it.
            opened = {key: outcome for key, outcome in tried.items() if not _is_locked(outcome)}
            outcomes = {**outcomes, **opened}
            wrong += 1
    return outcomes


def _is_locked(outcome: Outcome) -> bool:
    return isinstance(outcome, LockedSourceError)


_Content = tuple[Kind, str]
"""What a file is, and the SHA-256 of what it holds; empty for what is never opened."""
_Looked = SourceAtHand | UnusableSourceError


def _look_at_all(files: Sequence[tuple[Key, Path]], hashes: Hashes) -> dict[Key, _Looked]:
    """What each file is. Those whose content this process knows are not opened."""
    contents = _Contents(hashes, this_memo())
    known = {key: _look_at(key, file, contents.recall) for key, file in files}
    unknown = [(key, file) for key, file in files if known[key] is None]
    with ThreadPoolExecutor(count_cores()) as threads:
        keys, paths = [key for key, _ in unknown], [file for _, file in unknown]
        read = threads.map(_look_at, keys, paths, itertools.repeat(contents.read))
        found = dict(zip(keys, read, strict=True))
    return {key: seen for key in known if (seen := known[key] or found[key])}


def _look_at(
    key: object, file: Path, content_of: Callable[[Path, str | None], _Content | None]
) -> _Looked | None:
    """What a file is; None where `content_of` does not tell, which is given its identity."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return UnusableSourceError("source-not-a-file")
        content = content_of(file, identify(status))
    except OSError as error:
        return explain(error)
    if content is None:
        return None
    kind, sha256 = content
    if not sha256:
        return refuse_format(kind)
    return SourceAtHand(str(key), file, kind, sha256, stamp_of(status), key=sha256)


@dataclass(frozen=True)
class _Contents:
    """What files hold, by their identity."""

    hashes: Hashes
    memo: Memo

    def recall(self, file: Path, identity: str | None) -> _Content | None:
        known = self.memo.get(self._key(file, identity)) if identity else None
        return cast("_Content | None", known)

    def read(self, file: Path, identity: str | None) -> _Content:
        kind = recognise(file)
        is_opened = kind in PAGE_KINDS or kind in OFFICE_KINDS
        content = kind, self.hashes.of(file) if is_opened else ""
        if identity:
            self.memo.put(self._key(file, identity), content)
        return content

    def _key(self, file: Path, identity: str | None) -> Hashable:
        return "content", str(file), identity


def _with_office(
    seen: Mapping[Key, _Looked], cache: Path
) -> tuple[Mapping[Key, _Looked], Office | None]:
    """What was seen, office documents known by what converts them; refused where nothing does."""
    documents = {
        key: found
        for key, found in seen.items()
        if isinstance(found, SourceAtHand) and found.kind in OFFICE_KINDS
    }
    if not documents:
        return seen, None
    try:
        office = Office.find(cache)
    except UnusableSourceError as error:
        return {**seen, **dict.fromkeys(documents, error)}, None
    keyed = {key: replace(d, key=office.key_of(d.sha256, d.file)) for key, d in documents.items()}
    return {**seen, **keyed}, office


def _conclude(source: SourceAtHand, outcome: Outcome) -> Source:
    if isinstance(outcome, UnusableSourceError):
        return _report(source.place, outcome)
    return Prepared(
        sha256=source.sha256,
        pdf=outcome.pdf or str(source.file),
        pages=outcome.pages,
        notes=(*_note_suffix(source), *outcome.notes),
        losses=outcome.losses,
        unlocked=outcome.unlocked,
        invoices=outcome.invoices,
    )


def _note_suffix(source: SourceAtHand) -> list[Issue]:
    suffix, format_ = source.file.suffix, source.kind.format
    if suffix.lower() in format_.suffixes:
        return []
    if not suffix:
        return [noted("no_suffix", kind=format_.name)]
    return [noted("suffix", suffix=printable_line(suffix), kind=format_.name)]


def _report(shown: str, error: UnusableSourceError) -> Finding:
    place = Location(printable_line(shown))
    return render(replace(error.said, location=place))


class _Work:
    """One run over all contents: from the cache where they are known, else through workers."""

    def __init__(
        self,
        cache: Cache,
        limits: WorkerLimits,
        progress: Progress,
        total: int,
        office: Office | None,
        passwords: Sequence[str],
    ) -> None:
        self._office = office
        self._passwords = tuple(passwords)
        self._cache = cache
        self._limits = limits
        self._progress = progress
        self._total = total
        self._left = 0
        self._memo = this_memo()
        self._outcomes: dict[str, Outcome] = {}

    def do(self, sources: Iterable[SourceAtHand]) -> _Outcomes:
        """What became of each content, by its key."""
        by_key = {source.key: source for source in sources}
        self._outcomes = self._recall(by_key)
        new = [source for key, source in by_key.items() if key not in self._outcomes]
        unlocked = [by_key[key] for key, facts in self._outcomes.items() if _is_unlocked(facts)]
        unlocked = [source for source in unlocked if not self._knows_lock(source)]
        # Files refused at first sight, copies, and what the cache knows are done already.
        self._left = len(new) + len(unlocked)
        self._tell()
        if self._left:
            self._open(new, unlocked)
        return self._outcomes

    def _open(self, new: Sequence[SourceAtHand], unlocked: Sequence[SourceAtHand]) -> None:
        """Have what is new opened, and passwords tried on what one opened once."""
        # It loads whatever opens files.
        from docgen.sources.source_opening import Opening, are_tried, list_modules  # noqa: PLC0415

        needed = list_modules(new)
        with (
            self._cache.scratch() as folder,
            Workers(self._limits, preload=needed) as workers,
        ):
            opening = Opening(
                self._cache.folder,
                folder,
                workers,
                self._limits,
                self._passwords,
                self._finish,
                are_tried(new),
            )
            # What a password opened once is used only as long as the workspace knows it.
            for source in unlocked:
                opening.try_lock(source, partial(self._tried_lock, source))
            opening.open_all(new, self._office)
            workers.run()

    def _recall(self, keys: Iterable[str]) -> dict[str, Outcome]:
        """What is known already: to this process, or in the cache."""
        known: dict[str, Outcome] = {}
        unknown = []
        for key in keys:
            found = self._memo.get(self._refused(key)) or self._cache.recall(key)
            if isinstance(found, Facts | UnusableSourceError):
                known[key] = found
            else:
                unknown.append(key)
        with ThreadPoolExecutor(count_cores()) as threads:
            loaded = zip(unknown, threads.map(self._cache.load, unknown), strict=True)
            return {**known, **{key: facts for key, facts in loaded if facts}}

    def _refused(self, key: str) -> Hashable:
        """What a refusal is known under in this process: others say what became of a file."""
        return "refused", self._cache.folder, key, self._passwords

    def _tried_lock(self, source: SourceAtHand, done: "Future[Any]") -> None:
        opened = outcome_of(done)
        if isinstance(opened, Exception):
            self._outcomes[source.key] = explain(opened)
        elif opened:
            self._memo.put(self._lock_of(source), True)
        else:
            self._memo.put(self._lock_of(source), False)
            self._outcomes[source.key] = refuse_locked(self._passwords)
        self._tick(source)

    def _knows_lock(self, source: SourceAtHand) -> bool:
        """Whether this process knows if a password opens a file; refused where none does."""
        opened = self._memo.get(self._lock_of(source))
        if opened is False:
            self._outcomes[source.key] = refuse_locked(self._passwords)
        return opened is not None

    def _lock_of(self, source: SourceAtHand) -> Hashable:
        return "opened", source.key, self._passwords

    def _finish(self, source: SourceAtHand, outcome: Outcome) -> None:
        if isinstance(outcome, Facts):
            if not any(any(page.ink.cells) for page in outcome.pages):
                outcome = replace(outcome, losses=(*outcome.losses, lost("blank")))
            outcome = self._cache.store(source.key, outcome)
        elif outcome.code not in _PASSING:
            self._memo.put(self._refused(source.key), outcome)
        self._outcomes[source.key] = outcome
        self._tick(source)

    def _tick(self, source: SourceAtHand) -> None:
        self._left -= 1
        self._tell(source.place)

    def _tell(self, about: str = "") -> None:
        self._progress(PREPARE.at(self._total - self._left, self._total, about=about))


def _is_unlocked(outcome: Outcome) -> bool:
    return isinstance(outcome, Facts) and outcome.unlocked
