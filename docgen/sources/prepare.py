"""Foreign files become prepared page sources, or findings that name them. Never silence.

A file is told by its content, looked up in the cache by its content, and only then opened, in a
worker process. `PREPARERS` is the one place where a format is added: a function that takes the
file's path and a path to write a PDF to, and gives `Facts`.
"""

import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from docgen.images.ink_detection import all_inked
from docgen.issues.errors import UnusableSourceError, word_reason
from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.location import Location
from docgen.model.page_facts import Facts, PageLook
from docgen.model.prepared import Key, Prepared, Source
from docgen.sources.cache import Cache
from docgen.sources.jpeg_recovery import encode_spoilt
from docgen.sources.locked_files import LockedSourceError, is_opened_by, refuse_locked
from docgen.sources.office_conversion import Conversions, Office, outcome_of
from docgen.sources.office_files import OFFICE_KINDS
from docgen.sources.pdf_files import UNREAD, find_ink, prepare_pdf, say_of
from docgen.sources.single_images import (
    prepare_avif,
    prepare_bmp,
    prepare_gif,
    prepare_heif,
    prepare_jpeg,
    prepare_jpeg2000,
    prepare_png,
    prepare_webp,
)
from docgen.sources.tiff_files import prepare_tiff
from docgen.system.file_hashes import Hashes
from docgen.system.file_types import AS_PDF, Kind, recognise
from docgen.system.machine import blame_disk, explain_no_workers, find_lack
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import PREPARE, Progress, silent
from docgen.system.workers import (
    NoWorkerError,
    WorkerEndedError,
    WorkerLimits,
    Workers,
    count_cores,
)
from docgen.text.printable import printable_line

PREPARERS: dict[Kind, Callable[[str, str], Facts]] = {
    Kind.JPEG: prepare_jpeg,
    Kind.PNG: prepare_png,
    Kind.TIFF: prepare_tiff,
    Kind.HEIF: prepare_heif,
    Kind.AVIF: prepare_avif,
    Kind.WEBP: prepare_webp,
    Kind.BMP: prepare_bmp,
    Kind.GIF: prepare_gif,
    Kind.JPEG2000: prepare_jpeg2000,
    Kind.PDF: prepare_pdf,
}


_FEWEST_AT_ONCE = 4
_MOST_AT_ONCE = 32
"""Pages a worker looks at in one go: few, so that one that hangs spoils little; more of a long
file, because opening it each time costs more than a page."""
_BYTES_A_SECOND = 4 << 20
"""Large files get longer: a TIFF of 200 colour scans is a gigabyte, and takes a tenth of a second a
megabyte where this was measured."""
_MOST_FAILURES = 2
"""After so many, nobody looks at the rest of a file's pages either."""

_UNSEEN = "无法显示，请打开核对；没有检查空白处，加白边印页码和章戳"
_COPY_AGAIN = "请从原处重新拷贝一份；仍不行就用相应软件打开，另存为 PDF 后再放进来"

_BLANK = "各页都是白的，什么也看不到，请用原来的软件打开核对"
_LET_READ = "请看文件的权限和是不是被别的程序占用，让自己能读；或从原处重新拷贝一份"
_FREE_MEMORY = "内存可能不够：请关掉其他程序，再运行一次"
_STOPPED = "打开它的程序被系统中止了，多半是内存不够"
_KILLED = -9
"""How a process ends that the system takes the memory from. We end none so without saying."""
_UNCLEAR = frozenset({"source-unreadable", "source-failed", "source-crash", "source-damaged"})
"""What a full disk or too little memory looks like, too."""


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
        look_at = partial(_look_at, hashes=hashes)
        with ThreadPoolExecutor(count_cores()) as threads:
            looked = dict(zip((key for key, _ in files), threads.map(look_at, files), strict=True))
        seen, office = _with_office(looked)
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


def _look_at(named: tuple[object, Path], hashes: Hashes) -> _Source | UnusableSourceError:
    key, file = named
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return UnusableSourceError(
                "source-not-a-file", "不是普通文件", "请换成一个可以打开的文件"
            )
        kind = recognise(file)
        if kind not in PREPARERS and kind not in OFFICE_KINDS:
            what = f"{kind.format.name}不能直接收入" if status.st_size else "文件是空的"
            return UnusableSourceError("source-format", what, kind.format.remedy)
        sha256 = hashes.of(file)
        return _Source(str(key), file, kind, sha256, _stamp(status), key=sha256)
    except OSError as error:
        return _explain(error)


_Looked = _Source | UnusableSourceError


def _with_office(seen: Mapping[Key, _Looked]) -> tuple[Mapping[Key, _Looked], Office | None]:
    """What was seen, office documents known by what converts them; refused where nothing does."""
    documents = {
        key: found
        for key, found in seen.items()
        if isinstance(found, _Source) and found.kind in OFFICE_KINDS
    }
    if not documents:
        return seen, None
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
    )


def _note_suffix(source: _Source) -> list[str]:
    suffix, format_ = source.file.suffix, source.kind.format
    if suffix.lower() in format_.suffixes:
        return []
    named = f"扩展名是 {printable_line(suffix)}" if suffix else "没有扩展名"
    return [f"文件{named}，内容其实是 {format_.name}，已按内容收入"]


def _report(shown: str, error: UnusableSourceError) -> Finding:
    place = Location(printable_line(shown))
    return render(issue(error.code, place, what=error.what, remedy=error.remedy))


# The order matters: a timeout is an OSError too.
_REASONS: tuple[tuple[type[BaseException], str, str, str], ...] = (
    (TimeoutError, "source-timeout", "处理时间太长，已停止", AS_PDF),
    (MemoryError, "source-memory", "打开它需要的内存太多", f"{_FREE_MEMORY}；仍不行，{AS_PDF}"),
    (WorkerEndedError, "source-crash", "打开它的程序崩溃了", _COPY_AGAIN),
    (FileNotFoundError, "source-missing", "找不到文件", "请把文件放回原处"),
    (OSError, "source-unreadable", "读不出来", _COPY_AGAIN),
    (BaseException, "source-failed", "处理不了", _COPY_AGAIN),
)


def _explain(error: BaseException) -> UnusableSourceError:
    """What became of a file, in a clerk's words, and the reason as the library gave it."""
    if isinstance(error, UnusableSourceError):
        return error
    if isinstance(error, NoWorkerError):
        raise explain_no_workers("打开文件的后台程序起不来") from error
    if isinstance(error, WorkerEndedError) and error.exit_code == _KILLED:
        return UnusableSourceError("source-memory", _STOPPED, f"{_FREE_MEMORY}；仍不行，{AS_PDF}")
    code, what, remedy = next(row[1:] for row in _REASONS if isinstance(error, row[0]))
    if code in {"source-unreadable", "source-failed"}:
        if isinstance(error, OSError) and error.strerror:
            reason = word_reason(error)
            remedy = _LET_READ if isinstance(error, PermissionError) else remedy
        else:
            reason = f"{type(error).__name__} {error}".strip()
        what = f"{what}（{reason}）"
    return UnusableSourceError(code, what, remedy)


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
        self._outcomes: dict[str, Outcome] = {}

    def do(self, sources: Iterable[_Source]) -> _Outcomes:
        """What became of each content, by its key."""
        by_key = {source.key: source for source in sources}
        with ThreadPoolExecutor(count_cores()) as threads:
            known = zip(by_key, threads.map(self._cache.load, by_key), strict=True)
            self._outcomes = {key: facts for key, facts in known if facts}
        new = [source for key, source in by_key.items() if key not in self._outcomes]
        unlocked = [by_key[key] for key, facts in self._outcomes.items() if _is_unlocked(facts)]
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
        elif not opened:
            self._outcomes[source.key] = refuse_locked(self._passwords)
        self._left -= 1
        self._tell()

    def _open_all(self, sources: Iterable[_Source], folder: Path, workers: Workers) -> None:
        documents = {source.key: source for source in sources if source.kind in OFFICE_KINDS}
        if self._office:
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
        workers.submit(
            PREPARERS[source.kind],
            str(source.file),
            str(folder / f"{source.key}.pdf"),
            *((self._passwords,) if source.kind is Kind.PDF else ()),
            seconds=self._limits.seconds + source.stamp[0] / _BYTES_A_SECOND,
            landing=lambda done: self._take(source, folder, workers, outcome_of(done)),
        )

    def _take(
        self, source: _Source, folder: Path, workers: Workers, outcome: Facts | Exception
    ) -> None:
        """Go on with what a worker found out, or with why it did not."""
        outcome = _refuse_changed(source) or outcome
        if not isinstance(outcome, Facts):
            self._finish(source, self._explain_failure(outcome))
        elif outcome.looked_at:
            self._finish(source, outcome)
        else:
            seen = partial(self._mend, folder, workers)
            _Rendering(source, outcome, self._limits, workers, seen)

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
        outcome: Outcome,
        spoilt: Sequence[int],
    ) -> None:
        """Pictures of these pages that only looking at them told to be spoilt are encoded anew."""
        if not spoilt or not isinstance(outcome, Facts):
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
                outcome = replace(outcome, losses=(*outcome.losses, _BLANK))
            outcome = self._cache.store(source.key, outcome)
        self._outcomes[source.key] = outcome
        self._left -= 1
        self._tell()

    def _tell(self) -> None:
        self._progress(PREPARE.at(self._total - self._left, self._total))


def _is_unlocked(outcome: Outcome) -> bool:
    return isinstance(outcome, Facts) and outcome.unlocked


class _Rendering:
    """The ink of one PDF, a few pages at a time on any worker.

    Pages that hang or crash MuPDF can be merged all the same: they count as inked all over.
    """

    def __init__(
        self,
        source: _Source,
        facts: Facts,
        limits: WorkerLimits,
        workers: Workers,
        finish: Callable[[_Source, Outcome, Sequence[int]], None],
    ) -> None:
        self._source = source
        self._facts = facts
        self._finish = finish
        self._looks: list[PageLook | None] = [None] * len(facts.pages)
        self._failures = 0
        self._broken: BaseException | None = None
        pdf, boxes = facts.pdf or str(source.file), [page.box for page in facts.pages]
        at_once = min(max(len(boxes) // 16, _FEWEST_AT_ONCE), _MOST_AT_ONCE)
        self._waiting = {
            workers.submit(
                find_ink,
                pdf,
                start + 1,
                boxes[start : start + at_once],
                seconds=limits.page_seconds * at_once,
                landing=partial(self._seen, start),
            )
            for start in range(0, len(boxes), at_once)
        }

    def _seen(self, start: int, done: "Future[Any]") -> None:
        self._waiting.discard(done)
        error = CancelledError() if done.cancelled() else done.exception()
        if isinstance(error, NoWorkerError | UnusableSourceError):
            self._broken = error
        if error:
            self._failures += 1
        else:
            looks: tuple[PageLook | None, ...] = done.result()
            self._looks[start : start + len(looks)] = looks
        if self._failures == _MOST_FAILURES:
            for future in self._waiting:
                future.cancel()
        if not self._waiting:
            self._end()

    def _end(self) -> None:
        if self._broken:
            self._finish(self._source, _explain(self._broken), ())
            return
        unseen = [number for number, look in enumerate(self._looks, start=1) if look is None]
        looks = tuple(
            look or PageLook(all_inked(page.box.width_pt, page.box.height_pt), ())
            for look, page in zip(self._looks, self._facts.pages, strict=True)
        )
        spoilt = [number for number, look in enumerate(looks, start=1) if look.spoilt]
        facts = self._facts.with_looks(looks)
        said = {_UNSEEN: unseen, UNREAD: spoilt}
        losses = [say_of(numbers, what) for what, numbers in said.items() if numbers]
        facts = replace(facts, losses=tuple(dict.fromkeys((*facts.losses, *losses))))
        self._finish(self._source, facts, spoilt)


def _refuse_changed(source: _Source) -> Exception | None:
    """Facts of a file that changed meanwhile must not be kept under its old content."""
    try:
        if _stamp(source.file.stat()) == source.stamp:
            return None
    except OSError as error:
        return error
    return UnusableSourceError(
        "source-changed", "处理时文件正在改动", "请等文件保存或同步完，再运行一次"
    )
