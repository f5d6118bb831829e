"""Foreign files become prepared page sources, or findings that name them. Never silence.

A file is told by its content, looked up in the cache by its content, and only then opened, in a
worker process. `PREPARERS` is the one place where a format is added: a function that takes the
file's path and a path to write a PDF to, and gives `Facts`; or in turn the facts and the looks of
the first pages, those of the others being found out by `page_looks`.
"""

import itertools
import os
import stat
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docgen.issues.errors import word_reason
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Facts, PageLook
from docgen.model.prepared import Key, Prepared, Source
from docgen.sources.cache import Cache
from docgen.sources.caj_files import prepare_caj
from docgen.sources.heif_files import prepare_heif
from docgen.sources.jpeg_recovery import encode_spoilt
from docgen.sources.locked_files import LockedSourceError, is_opened_by, refuse_locked
from docgen.sources.ofd_files import prepare_ofd
from docgen.sources.page_looks import SHARED_AFTER, PageLooks
from docgen.sources.pdf_files import open_pdf
from docgen.sources.raw_photos import prepare_raw
from docgen.sources.single_images import (
    prepare_avif,
    prepare_bmp,
    prepare_gif,
    prepare_jpeg,
    prepare_jpeg2000,
    prepare_png,
    prepare_webp,
)
from docgen.sources.tiff_files import prepare_tiff
from docgen.system.cores import count_cores
from docgen.system.file_hashes import Hashes, identify
from docgen.system.file_types import OFFICE_KINDS, Kind, recognise, refuse_format
from docgen.system.machine import blame_disk, explain_no_workers, find_lack
from docgen.system.memo import Memo, this_memo
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import PREPARE, Progress, silent
from docgen.system.workers import (
    WorkerFault,
    WorkerLimits,
    Workers,
    find_fault,
    outcome_of,
)
from docgen.text.printable import printable_line

if TYPE_CHECKING:
    from docgen.sources.office_conversion import Office

_Looks = Iterator[Facts | PageLook | None]
PREPARERS: dict[Kind, Callable[[str, str], Facts | _Looks]] = {
    Kind.JPEG: prepare_jpeg,
    Kind.PNG: prepare_png,
    Kind.TIFF: prepare_tiff,
    Kind.HEIF: prepare_heif,
    Kind.AVIF: prepare_avif,
    Kind.WEBP: prepare_webp,
    Kind.BMP: prepare_bmp,
    Kind.GIF: prepare_gif,
    Kind.JPEG2000: prepare_jpeg2000,
    Kind.RAW_PHOTO: prepare_raw,
    Kind.CAJ: prepare_caj,
    Kind.PDF: open_pdf,
    Kind.OFD: prepare_ofd,
}


_BYTES_A_SECOND = 4 << 20
"""Large files get longer: a TIFF of 200 colour scans is a gigabyte, and takes a tenth of a second a
megabyte where this was measured."""

_UNCLEAR = frozenset({"source-unreadable", "source-failed", "source-crash", "source-damaged"})
"""What a full disk or too little memory looks like, too."""


_PASSING = frozenset(
    {"source-changed", "source-missing", "source-unreadable", "source-office", "source-font"}
)
"""What may be otherwise the next time, though the file is the same."""


@dataclass(frozen=True)
class _Source:
    """A file worth opening, and what it was when its content was hashed."""

    place: str
    """Where it is, as it is shown."""
    file: Path
    kind: Kind
    sha256: str
    stamp: tuple[int, int]
    key: str
    """What it is known by in the cache: its content, and whatever else the outcome depends on."""


Outcome = Facts | UnusableSourceError
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
        seen, office = _with_office(_look_at_all(files, hashes))
        sources = [source for source in seen.values() if isinstance(source, _Source)]
        kept = Cache(cache, hashes)

        def open_with(known: Sequence[str], some: Sequence[_Source]) -> _Outcomes:
            work = _Work(kept, limits or WorkerLimits(), progress, len(files), office, known)
            return work.do(some)

        outcomes = _ask_on(ask, sources, open_with(passwords, sources), open_with)
    return {
        key: _conclude(found, outcomes[found.key])
        if isinstance(found, _Source)
        else _report(str(key), found)
        for key, found in seen.items()
    }


def _ask_on(
    ask: AskPassword,
    sources: Sequence[_Source],
    outcomes: _Outcomes,
    open_with: Callable[[Sequence[str], Sequence[_Source]], _Outcomes],
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
_Looked = _Source | UnusableSourceError


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
        return _explain(error)
    if content is None:
        return None
    kind, sha256 = content
    if not sha256:
        return refuse_format(kind)
    return _Source(str(key), file, kind, sha256, _stamp(status), key=sha256)


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
        is_opened = kind in PREPARERS or kind in OFFICE_KINDS
        content = kind, self.hashes.of(file) if is_opened else ""
        if identity:
            self.memo.put(self._key(file, identity), content)
        return content

    def _key(self, file: Path, identity: str | None) -> Hashable:
        return "content", str(file), identity


def _with_office(seen: Mapping[Key, _Looked]) -> tuple[Mapping[Key, _Looked], "Office | None"]:
    """What was seen, office documents known by what converts them; refused where nothing does."""
    documents = {
        key: found
        for key, found in seen.items()
        if isinstance(found, _Source) and found.kind in OFFICE_KINDS
    }
    if not documents:
        return seen, None
    from docgen.sources.office_conversion import Office  # noqa: PLC0415 - slow, for some runs only

    try:
        office = Office.find()
    except UnusableSourceError as error:
        return {**seen, **dict.fromkeys(documents, error)}, None
    keyed = {key: replace(d, key=office.key_of(d.sha256, d.file)) for key, d in documents.items()}
    return {**seen, **keyed}, office


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _conclude(source: _Source, outcome: Outcome) -> Source:
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


def _note_suffix(source: _Source) -> list[Issue]:
    suffix, format_ = source.file.suffix, source.kind.format
    if suffix.lower() in format_.suffixes:
        return []
    if not suffix:
        return [noted("no_suffix", kind=format_.name)]
    return [noted("suffix", suffix=printable_line(suffix), kind=format_.name)]


def _report(shown: str, error: UnusableSourceError) -> Finding:
    place = Location(printable_line(shown))
    return render(replace(error.said, location=place))


_FAULTS: Mapping[WorkerFault, tuple[str, str]] = {
    WorkerFault.TIMEOUT: ("source-timeout", "any"),
    WorkerFault.MEMORY: ("source-memory", "too_much"),
    WorkerFault.KILLED: ("source-memory", "killed"),
    WorkerFault.CRASH: ("source-crash", "any"),
}


def _explain(error: BaseException) -> UnusableSourceError:
    """Why nothing became of a file, with the reason as the library gave it."""
    if isinstance(error, UnusableSourceError):
        return error
    fault = find_fault(error)
    if fault is WorkerFault.NO_WORKER:
        raise explain_no_workers("no_openers") from error
    if fault is not None:
        return UnusableSourceError(*_FAULTS[fault])
    if isinstance(error, FileNotFoundError):
        return UnusableSourceError("source-missing")
    if isinstance(error, OSError):
        case = "forbidden" if isinstance(error, PermissionError) and error.strerror else "other"
        return UnusableSourceError("source-unreadable", case, reason=_reason_of(error))
    return UnusableSourceError("source-failed", reason=_reason_of(error))


def _reason_of(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return word_reason(error)
    return f"{type(error).__name__} {error}".strip()


class _Work:
    """One run over all contents: from the cache where they are known, else through workers."""

    def __init__(
        self,
        cache: Cache,
        limits: WorkerLimits,
        progress: Progress,
        total: int,
        office: "Office | None",
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

    def do(self, sources: Iterable[_Source]) -> _Outcomes:
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
            with self._cache.scratch() as folder, Workers(self._limits) as workers:
                for source in unlocked:
                    self._try_lock(source, workers)
                self._open_all(new, folder, workers)
                workers.run()
        return self._outcomes

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

    def _try_lock(self, source: _Source, workers: Workers) -> None:
        """What a password opened once is used only as long as the workspace knows it."""
        workers.submit(
            is_opened_by,
            str(source.file),
            source.kind in OFFICE_KINDS,
            self._passwords,
            seconds=self._limits.seconds,
            landing=partial(self._tried_lock, source),
        )

    def _tried_lock(self, source: _Source, done: "Future[Any]") -> None:
        opened = outcome_of(done)
        if isinstance(opened, Exception):
            self._outcomes[source.key] = _explain(opened)
        elif opened:
            self._memo.put(self._lock_of(source), True)
        else:
            self._memo.put(self._lock_of(source), False)
            self._outcomes[source.key] = refuse_locked(self._passwords)
        self._tick(source)

    def _knows_lock(self, source: _Source) -> bool:
        """Whether this process knows if a password opens a file; refused where none does."""
        opened = self._memo.get(self._lock_of(source))
        if opened is False:
            self._outcomes[source.key] = refuse_locked(self._passwords)
        return opened is not None

    def _lock_of(self, source: _Source) -> Hashable:
        return "opened", source.key, self._passwords

    def _open_all(self, sources: Iterable[_Source], folder: Path, workers: Workers) -> None:
        documents = {source.key: source for source in sources if source.kind in OFFICE_KINDS}
        if self._office:
            from docgen.sources.office_conversion import Conversions  # noqa: PLC0415 - as above

            conversions = Conversions(
                self._office,
                folder,
                self._limits,
                workers,
                self._passwords,
                lambda key, outcome: self._take(documents[key], folder, workers, outcome),
            )
            for source in documents.values():
                conversions.add(source.key, source.file, source.kind)
        for source in sources:
            if source.kind not in OFFICE_KINDS:
                self._open(source, folder, workers)

    def _open(self, source: _Source, folder: Path, workers: Workers) -> None:
        begun = _Begun()
        workers.submit(
            PREPARERS[source.kind],
            str(source.file),
            str(folder / f"{source.key}.pdf"),
            *((self._passwords, SHARED_AFTER) if source.kind is Kind.PDF else ()),
            seconds=self._limits.seconds + source.stamp[0] / _BYTES_A_SECOND,
            landing=lambda done: self._opened(source, folder, workers, begun, outcome_of(done)),
            take=begun.take,
            part_seconds=self._limits.page_seconds,
        )

    def _opened(
        self,
        source: _Source,
        folder: Path,
        workers: Workers,
        begun: "_Begun",
        outcome: Facts | Exception | None,
    ) -> None:
        """Go on with facts that came at the end, or first of all before the looks of pages."""
        if begun.facts is None:
            # What gives no parts gives facts or ends with an error.
            assert outcome is not None
            self._take(source, folder, workers, outcome)
        else:
            error = outcome if isinstance(outcome, Exception) else None
            self._take(source, folder, workers, begun.facts, begun.looks, error)

    def _take(
        self,
        source: _Source,
        folder: Path,
        workers: Workers,
        outcome: Facts | Exception,
        looks: Sequence[PageLook | None] = (),
        error: Exception | None = None,
    ) -> None:
        """Go on with what a worker found out, or with why it did not.

        After these looks `error` came, if any.
        """
        outcome = _refuse_changed(source) or outcome
        if not isinstance(outcome, Facts):
            self._finish(source, self._explain_failure(outcome))
        elif outcome.looked_at:
            self._finish(source, outcome)
        else:
            pdf, seen = (
                outcome.pdf or str(source.file),
                partial(self._mend, folder, workers, source),
            )
            PageLooks(pdf, outcome, self._limits, workers, seen).go_on(looks, error)

    def _explain_failure(self, error: Exception) -> UnusableSourceError:
        """What became of a file. MachineError where the file is not to blame."""
        explained = _explain(error)
        trouble = blame_disk(error, self._cache.folder)
        if trouble is None and explained.code in _UNCLEAR:
            trouble = find_lack(self._cache.folder)
        if trouble is not None:
            raise trouble from error
        return explained

    def _mend(
        self,
        folder: Path,
        workers: Workers,
        source: _Source,
        outcome: Facts | Exception,
        spoilt: Sequence[int],
    ) -> None:
        """Pictures of these pages that only looking at them told to be spoilt are encoded anew."""
        if not isinstance(outcome, Facts):
            self._finish(source, _explain(outcome))
            return
        if not spoilt:
            self._finish(source, outcome)
            return
        target = folder / f"{source.key}.mended.pdf"
        workers.submit(
            encode_spoilt,
            outcome.pdf or str(source.file),
            str(target),
            spoilt,
            seconds=self._limits.seconds,
            landing=lambda done: self._mended(source, outcome, str(target), outcome_of(done)),
        )

    def _mended(
        self, source: _Source, facts: Facts, target: str, changed: bool | Exception
    ) -> None:
        # Where it failed, the pages are as they came; that they are damaged is said all the same.
        self._finish(source, replace(facts, pdf=target) if changed is True else facts)

    def _finish(self, source: _Source, outcome: Outcome) -> None:
        if isinstance(outcome, Facts):
            if not any(any(page.ink.cells) for page in outcome.pages):
                outcome = replace(outcome, losses=(*outcome.losses, lost("blank")))
            outcome = self._cache.store(source.key, outcome)
        elif outcome.code not in _PASSING:
            self._memo.put(self._refused(source.key), outcome)
        self._outcomes[source.key] = outcome
        self._tick(source)

    def _tick(self, source: _Source) -> None:
        self._left -= 1
        self._tell(source.place)

    def _tell(self, about: str = "") -> None:
        self._progress(PREPARE.at(self._total - self._left, self._total, about=about))


class _Begun:
    """What a worker has told of a file so far, where it tells it in parts."""

    def __init__(self) -> None:
        self.facts: Facts | None = None
        self.looks: list[PageLook | None] = []

    def take(self, part: Facts | PageLook | None) -> None:
        """The facts come first, and then the look of each page."""
        if isinstance(part, Facts):
            self.facts = part
        else:
            self.looks.append(part)


def _is_unlocked(outcome: Outcome) -> bool:
    return isinstance(outcome, Facts) and outcome.unlocked


def _refuse_changed(source: _Source) -> Exception | None:
    """Facts of a file that changed meanwhile must not be kept under its old content."""
    try:
        if _stamp(source.file.stat()) == source.stamp:
            return None
    except OSError as error:
        return error
    return UnusableSourceError("source-changed")
