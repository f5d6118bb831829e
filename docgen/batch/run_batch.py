"""The use case: everything at some sources worked through, and a report of it at a target."""

import datetime
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from docgen import __version__
from docgen.batch.batch_jobs import BatchJob, BatchKind, LeftAside, find_jobs
from docgen.batch.batch_records import BatchRecord, BatchState, tell_findings
from docgen.batch.batch_report import BatchReport, Gathering, write_batch_report
from docgen.batch.batch_turn import batch_turn
from docgen.batch.batch_work import BatchWish, do_batch_job, read_batch_package
from docgen.batch.dask_engine import CameBack, DaskEngine, LostWorkError, open_engine
from docgen.batch.hand import HandLimits
from docgen.batch.stores import FolderStore, StorageError, Store, open_store, open_target
from docgen.issues.errors import OutputError, WorkspaceError
from docgen.issues.issue import Issue, issue, render
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.summary.summary_workbook import Summary, write_summary
from docgen.summary.taken_packages import PassedOver, Taken, refuse_by, tell_apart
from docgen.system.machine import telling_trouble
from docgen.system.progress import BATCH, Progress
from docgen.system.settings import Settings
from docgen.system.workers import find_fault
from docgen.usecases.running import running
from docgen.workspace.data_file import is_workspace

_MOST_LOST_ANSWERS = 10
"""Jobs that fail one after the other because a store does not answer."""
_RATE_OVER = 200
"""Pieces that came back last, by which the rate is told."""


@dataclass(frozen=True)
class BatchPlan:
    """How many machines, and what one workspace may take."""

    scheduler: str = ""
    """The address of a Dask scheduler that is there; empty for this computer."""
    workers: int | None = None
    """Processes on this computer; None for as many as it has cores."""
    minutes: float = 60
    memory_mb: int = 4096
    again: bool = False
    scheme: str = ""

    @property
    def limits(self) -> HandLimits:
        """What one workspace may take, with all processes that work on it."""
        return HandLimits(self.minutes * 60, self.memory_mb << 20)


@dataclass(frozen=True)
class BatchDone:
    """What came of a batch."""

    counts: Counter[BatchState]
    former: int
    """How many are as a former run left them; this one did the others."""
    unbuilt: int
    report: BatchReport
    target: str


def run_batch(
    kind: BatchKind, sources: Sequence[str], target: str, settings: Settings, plan: BatchPlan
) -> BatchDone:
    """Work through everything at the sources, and put what comes of it and a report at `target`.

    What a former run did and nothing has changed of is left as it is. A run that is stopped has
    written down what it did, and its report tells of that. WorkspaceError where a source cannot be
    read, OutputError where the target cannot be written, MachineError where Dask is missing.
    """
    now = datetime.datetime.now().astimezone()
    with (
        _opened(kind, sources, target, settings, plan) as (engine, jobs, wish, store),
        Gathering() as gathering,
    ):
        try:
            for record in _do_all(engine, jobs, wish, settings.report, plan):
                gathering.add(record)
        except BaseException:
            # Whoever stopped it has what was done until then.
            if len(gathering):
                _write_report(gathering, kind, store, now)
            raise
        report = _write_report(gathering, kind, store, now)
    return BatchDone(gathering.counts, gathering.former, gathering.unbuilt, report, store.url)


def sum_up_batch(
    sources: Sequence[str], target: str, settings: Settings, plan: BatchPlan
) -> Summary:
    """Write the sums over all packages at the sources into a workbook at `target`.

    They are read by many at once and ranked in one place. Errors as for `run_batch`.
    """
    now = datetime.datetime.now().astimezone()
    kind, taken = BatchKind.SUMMARY, list[tuple[str, Taken]]()
    with _opened(kind, sources, target, settings, plan) as (engine, jobs, wish, store):
        coming = engine.run(read_batch_package, jobs.take(), (wish,), plan.limits)
        for one in _watch(coming, jobs, settings.report):
            said, name = _explain(one, plan), one.item.name
            taken.append((name, refuse_by(Path(name), said) if said else one.answer))
        taken.sort(key=lambda pair: pair[0])
        passed = [PassedOver(Path(one.name), render(one.said).what) for one in jobs.passed]
        found = tell_apart([one for _, one in taken], passed)
        name = f"批量汇总-{now:%Y%m%d-%H%M%S}.xlsx"
        if isinstance(store, FolderStore):
            return write_summary(found, store.path_of(name))
        with tempfile.TemporaryDirectory(prefix="docgen-batch-") as scratch, _told_of(store):
            summary = write_summary(found, Path(scratch) / name)
            store.put(summary.file, name)
        return replace(summary, file=Path(name))


@contextmanager
def _opened(
    kind: BatchKind, sources: Sequence[str], target: str, settings: Settings, plan: BatchPlan
) -> Iterator[tuple[DaskEngine, "_Listing", BatchWish, Store]]:
    """All that a batch needs, with the target's turn."""
    with running(settings), telling_trouble(settings.cache):
        stores, store = list(map(open_store, sources)), open_target(target)
        _refuse_within(stores, store)
        wish = BatchWish(
            kind,
            store.url,
            settings.reading,
            plan.scheme,
            plan.again,
            settings.today,
            None if plan.scheduler else settings.cache,
            __version__,
        )
        began = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        with (
            _told_of(store),
            batch_turn(store, began) as refuse_lost,
            open_engine(plan.scheduler, plan.workers) as engine,
        ):
            engine.refuse_blind(store)
            listing = _Listing(find_jobs(stores, kind), refuse_lost)
            listing.start()
            settings.report(BATCH.at(0, 0, about=engine.dashboard))
            yield engine, listing, wish, store


@contextmanager
def _told_of(target: Store) -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        said = issue("batch", Location(target.url), "unread", reason=error.reason)
        raise refuse(OutputError, said) from error


def _refuse_within(sources: Sequence[Store], target: Store) -> None:
    """What is built among what it is built of would be taken for it."""
    said = issue("batch", Location(target.url), "within")
    if any(source.url == target.url for source in sources):
        raise refuse(WorkspaceError, said)
    if isinstance(target, FolderStore) and any(
        is_workspace(folder) for folder in (target.root, *target.root.parents)
    ):
        raise refuse(WorkspaceError, said)


# --- the work ----------------------------------------------------------------------------------


class _Listing(threading.Thread):
    """What there is to do, found while the first of it is done."""

    def __init__(
        self, found: Iterable[BatchJob | LeftAside], refuse_lost: Callable[[], None]
    ) -> None:
        super().__init__(name="docgen-batch-listing", daemon=True)
        self._found = found
        self.refuse_lost = refuse_lost
        self._waiting: deque[BatchJob] = deque()
        self._error: BaseException | None = None
        self._ended = threading.Event()
        self.passed: list[LeftAside] = []
        self.count = 0

    def run(self) -> None:
        """Look through the sources."""
        try:
            for one in self._found:
                if isinstance(one, LeftAside):
                    self.passed.append(one)
                else:
                    self._waiting.append(one)
                    self.count += 1
        except BaseException as error:  # noqa: BLE001 - raised where the work is
            self._error = error
        finally:
            self._ended.set()

    @property
    def total(self) -> int:
        """How many there are; 0 until that is known."""
        return self.count if self._ended.is_set() else 0

    def take(self) -> Iterator[BatchJob | None]:
        """One after the other; None where the next is not found yet."""
        while True:
            ended = self._ended.is_set()
            if self._waiting:
                yield self._waiting.popleft()
            elif not ended:
                yield None
            elif self._error is not None:
                raise self._error
            else:
                return


def _do_all(
    engine: DaskEngine, jobs: _Listing, wish: BatchWish, report: Progress, plan: BatchPlan
) -> Iterator[BatchRecord]:
    """What came of everything, as it comes."""
    silent = 0
    coming = engine.run(do_batch_job, jobs.take(), (wish,), plan.limits)
    for one in _watch(coming, jobs, report):
        said = _explain(one, plan)
        record = _record_failed(one.item, said) if said else one.answer
        yield record
        silent = silent + 1 if record.storage else 0
        if silent >= _MOST_LOST_ANSWERS:
            told = issue("batch", Location(wish.target), "storage", count=silent)
            raise refuse(OutputError, told)
    for passed in jobs.passed:
        findings = tell_findings([render(passed.said)])
        yield BatchRecord(passed.name, passed.source, BatchState.PASSED, findings=findings)


def _watch(
    coming: Iterable[CameBack[BatchJob] | None], jobs: _Listing, report: Progress
) -> Iterator[CameBack[BatchJob]]:
    """What comes back, with progress told: how many, how fast, and how long it will take."""
    done, times = 0, deque([time.monotonic()], maxlen=_RATE_OVER)
    for one in coming:
        jobs.refuse_lost()
        if one is None:
            report(BATCH.at(done, jobs.total, _tell_rate(done, times, jobs)))
            continue
        done += 1
        times.append(time.monotonic())
        yield one
    report(BATCH.at(done, done))


def _tell_rate(done: int, times: "deque[float]", jobs: _Listing) -> str:
    seconds = time.monotonic() - times[0]
    if done < 2 or not seconds:
        return "" if jobs.total else f"（已找到 {jobs.count} 份）"
    rate = (len(times) - 1) / seconds
    told = f"每分钟 {rate * 60:.0f} 份" if rate * 60 >= 10 else f"每小时 {rate * 3600:.0f} 份"
    if not jobs.total:
        return f"（{told}，已找到 {jobs.count} 份）"
    return f"（{told}，还要约 {write_duration((jobs.total - done) / rate)}）"


def write_duration(seconds: float) -> str:
    """Return how long something takes, as one says it: 40 秒, 12 分钟, 3 小时, 2 天."""
    for unit, size in (("天", 86_400), ("小时", 3_600), ("分钟", 60)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 1):.0f} 秒"


def _explain(one: CameBack[BatchJob], plan: BatchPlan) -> Issue | None:
    """Why a job gave no answer; None where it did."""
    if one.error is None:
        return None
    place = Location(one.item.name)
    if isinstance(one.error, LostWorkError):
        return issue("B102", place, "lost")
    fault = find_fault(one.error)
    if fault is None:
        kind = str(one.error.args[0]) if one.error.args else type(one.error).__name__
        return issue("B102", place, "bug", kind=kind)
    most = {"timeout": round(plan.minutes), "memory": plan.memory_mb}
    slots = {"most": most[fault.value]} if fault.value in most else {}
    return issue("B102", place, fault.value, **slots)


def _record_failed(job: BatchJob, said: Issue) -> BatchRecord:
    findings = tell_findings([render(said)])
    return BatchRecord(job.name, job.source, BatchState.FAILED, findings=findings)


def _write_report(
    gathering: Gathering, kind: BatchKind, target: Store, now: datetime.datetime
) -> BatchReport:
    with tempfile.TemporaryDirectory(prefix="docgen-batch-") as scratch, _told_of(target):
        return write_batch_report(gathering, kind, target, now, Path(scratch))
