"""Foreign files become prepared page sources, or findings that name them. Never silence.

A file is told by its content, looked up in the cache by its content, and only then opened, in a
worker process. `PREPARERS` is the one place where a format is added: a function that takes the
file's path and a path to write a PDF to, and gives `Facts`.
"""

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pebble import ProcessExpired

from docgen.bundle.plan import InkMap, Prepared, PreparedPage
from docgen.errors import Finding, Level
from docgen.progress import Progress, silent
from docgen.sources.cache import Cache, hash_file
from docgen.sources.facts import Facts, Grid, PageFacts, UnusableSourceError
from docgen.sources.images import prepare_jpeg, prepare_png
from docgen.sources.ink import all_inked
from docgen.sources.kinds import AS_PDF, Kind, recognise
from docgen.sources.pdfpages import find_ink, prepare_pdf, say_of
from docgen.sources.workers import Limits, Workers, count_cores

PREPARERS: dict[Kind, Callable[[str, str], Facts]] = {
    Kind.JPEG: prepare_jpeg,
    Kind.PNG: prepare_png,
    Kind.PDF: prepare_pdf,
}

STEP = "准备佐证文件"

_FEWEST_AT_ONCE = 4
_MOST_AT_ONCE = 32
"""Pages a worker looks at in one go: few, so that one that hangs spoils little; more of a long
file, because opening it each time costs more than a page."""
_MOST_FAILURES = 2
"""After so many, nobody looks at the rest of a file's pages either."""

_UNSEEN = "无法显示，没有检查空白处，页码等将垫白底盖印"
_COPY_AGAIN = "请从原处重新拷贝一份；仍不行就用相应软件打开，另存为 PDF 后再放进来"

_FREE_MEMORY = "内存可能不够：请关掉其他程序，再运行一次"


@dataclass(frozen=True)
class _Source:
    """A file worth opening, and what it was when its content was hashed."""

    path: str
    file: Path
    kind: Kind
    sha256: str
    stamp: tuple[int, int]


Outcome = Facts | UnusableSourceError


def prepare(
    paths: Sequence[tuple[str, Path]],
    *,
    cache: Path,
    limits: Limits | None = None,
    progress: Progress = silent,
) -> dict[str, Prepared | Finding]:
    """Every source by its path relative to `evidence/`: made ready, or a finding of level error.

    `cache` is the folder where what was made is kept: OutputError where it cannot be written.
    Nothing that is wrong with a source is an exception.
    """
    with ThreadPoolExecutor(count_cores()) as threads:
        seen = dict(zip((path for path, _ in paths), threads.map(_look_at, paths), strict=True))
    sources = [source for source in seen.values() if isinstance(source, _Source)]
    work = _Work(Cache(cache), limits or Limits(), progress, len(paths))
    outcomes = work.do(sources)
    return {
        path: _conclude(found, outcomes[found.sha256])
        if isinstance(found, _Source)
        else _report(path, found)
        for path, found in seen.items()
    }


def _look_at(named: tuple[str, Path]) -> _Source | UnusableSourceError:
    path, file = named
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return UnusableSourceError(
                "source-not-a-file", "不是普通文件", "请换成一个可以打开的文件"
            )
        kind = recognise(file)
        if kind not in PREPARERS:
            what = f"{kind.format.name}不能直接收入" if status.st_size else "文件是空的"
            return UnusableSourceError("source-format", what, kind.format.remedy)
        return _Source(path, file, kind, hash_file(file), _stamp(status))
    except OSError as error:
        return _explain(error)


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _conclude(source: _Source, outcome: Outcome) -> Prepared | Finding:
    if isinstance(outcome, UnusableSourceError):
        return _report(source.path, outcome)
    return Prepared(
        path=source.path,
        sha256=source.sha256,
        pdf=outcome.pdf or str(source.file),
        pages=tuple(_make_page(page) for page in outcome.pages),
        notes=(*_note_suffix(source), *outcome.notes),
        losses=outcome.losses,
    )


def _make_page(page: PageFacts) -> PreparedPage:
    ink = page.ink or all_inked(page.box.width_pt, page.box.height_pt)
    return PreparedPage(page.box, InkMap(*ink), page.unclosed, page.overclosed)


def _note_suffix(source: _Source) -> list[str]:
    suffix, format_ = source.file.suffix, source.kind.format
    if suffix.lower() in format_.suffixes:
        return []
    named = f"扩展名是 {_printable(suffix)}" if suffix else "没有扩展名"
    return [f"文件{named}，内容其实是 {format_.name}，已按内容收入"]


def _report(path: str, error: UnusableSourceError) -> Finding:
    return Finding(Level.ERROR, error.code, _printable(path), error.what, error.remedy)


def _printable(name: str) -> str:
    """A file name that can be shown: control and undecodable characters as escapes."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


# The order matters: a timeout is an OSError too.
_REASONS: tuple[tuple[type[BaseException], str, str, str], ...] = (
    (TimeoutError, "source-timeout", "处理时间太长，已停止", AS_PDF),
    (MemoryError, "source-memory", "打开它需要的内存太多", AS_PDF),
    (ProcessExpired, "source-crash", "打开它的程序崩溃了", _COPY_AGAIN),
    (BrokenProcessPool, "source-no-workers", "打开文件的后台程序起不来", _FREE_MEMORY),
    (FileNotFoundError, "source-missing", "找不到文件", "请把文件放回原处"),
    (OSError, "source-unreadable", "读不出来", _COPY_AGAIN),
    (BaseException, "source-failed", "处理不了", _COPY_AGAIN),
)


def _explain(error: BaseException) -> UnusableSourceError:
    """What became of a file, in a clerk's words, and the reason as the library gave it."""
    if isinstance(error, UnusableSourceError):
        return error
    code, what, remedy = next(row[1:] for row in _REASONS if isinstance(error, row[0]))
    if code in {"source-unreadable", "source-failed"}:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__} {error}"
        what = f"{what}（{reason.strip()}）"
    return UnusableSourceError(code, what, remedy)


class _Work:
    """One run over all contents: from the cache where they are known, else through workers."""

    def __init__(self, cache: Cache, limits: Limits, progress: Progress, total: int) -> None:
        self._cache = cache
        self._limits = limits
        self._progress = progress
        self._total = total
        self._left = 0
        self._outcomes: dict[str, Outcome] = {}

    def do(self, sources: Iterable[_Source]) -> dict[str, Outcome]:
        """What became of each content, by its hash."""
        by_content = {source.sha256: source for source in sources}
        with ThreadPoolExecutor(count_cores()) as threads:
            known = zip(by_content, threads.map(self._cache.load, by_content), strict=True)
            self._outcomes = {sha256: facts for sha256, facts in known if facts}
        new = [source for source in by_content.values() if source.sha256 not in self._outcomes]
        # Files refused at first sight, copies, and what the cache knows are done already.
        self._left = len(new)
        self._tell()
        if new:
            with self._cache.scratch() as folder, Workers(self._limits) as workers:
                for source in new:
                    self._open(source, folder, workers)
                workers.run()
        return self._outcomes

    def _open(self, source: _Source, folder: Path, workers: Workers) -> None:
        workers.submit(
            PREPARERS[source.kind],
            str(source.file),
            str(folder / f"{source.sha256}.pdf"),
            seconds=self._limits.seconds,
            landing=partial(self._opened, source, workers),
        )

    def _opened(self, source: _Source, workers: Workers, done: "Future[Any]") -> None:
        try:
            facts: Facts = done.result()
            _refuse_changed(source)
        except Exception as error:  # noqa: BLE001 - whatever it was, it costs one finding
            self._finish(source, _explain(error))
            return
        if all(page.ink for page in facts.pages):
            self._finish(source, facts)
        else:
            _Rendering(source, facts, self._limits, workers, self._finish)

    def _finish(self, source: _Source, outcome: Outcome) -> None:
        if isinstance(outcome, Facts):
            outcome = self._cache.store(source.sha256, outcome)
        self._outcomes[source.sha256] = outcome
        self._left -= 1
        self._tell()

    def _tell(self) -> None:
        self._progress(STEP, self._total - self._left, self._total)


class _Rendering:
    """The ink of one PDF, a few pages at a time on any worker.

    Pages that hang or crash MuPDF can be merged all the same: they count as inked all over.
    """

    def __init__(
        self,
        source: _Source,
        facts: Facts,
        limits: Limits,
        workers: Workers,
        finish: Callable[[_Source, Outcome], None],
    ) -> None:
        self._source = source
        self._facts = facts
        self._finish = finish
        self._grids: list[Grid | None] = [None] * len(facts.pages)
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
        if isinstance(error, BrokenProcessPool):
            self._broken = error
        if error:
            self._failures += 1
        else:
            grids: tuple[Grid | None, ...] = done.result()
            self._grids[start : start + len(grids)] = grids
        if self._failures == _MOST_FAILURES:
            for future in self._waiting:
                future.cancel()
        if not self._waiting:
            self._finish(self._source, _explain(self._broken) if self._broken else self._whole())

    def _whole(self) -> Facts:
        unseen = [number for number, grid in enumerate(self._grids, start=1) if grid is None]
        grids = tuple(
            grid or all_inked(page.box.width_pt, page.box.height_pt)
            for grid, page in zip(self._grids, self._facts.pages, strict=True)
        )
        facts = self._facts.with_ink(grids)
        notes = [say_of(unseen, _UNSEEN)] if unseen else []
        return replace(facts, notes=(*facts.notes, *notes))


def _refuse_changed(source: _Source) -> None:
    """Facts of a file that changed meanwhile must not be kept under its old content."""
    if _stamp(source.file.stat()) != source.stamp:
        raise UnusableSourceError(
            "source-changed", "处理时文件正在改动", "请等文件保存或同步完，再运行一次"
        )
