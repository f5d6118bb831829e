"""Foreign files are opened in worker processes, each with a limit on its time and memory.

What a library does to a worker (crash, hang, eat all memory) costs that one piece of work. All of
it is seen to in the caller's thread: nothing of the process is changed, so that several threads may
have workers at once, and a run can be stopped between two looks. What workers do is in
`worker_process`, how they come to be in `worker_server`.
"""

import pickle
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Self

from docgen.issues.errors import DocgenError
from docgen.issues.issue import Issue
from docgen.issues.refusal import SaidError
from docgen.system.cancellation import raise_if_cancelled
from docgen.system.cores import count_cores
from docgen.system.machine import explain_no_workers
from docgen.system.worker_process import (
    GRACE_SECONDS,
    PART,
    RESULT,
    receive_message,
    send_message,
)
from docgen.system.worker_server import Handle, begin_use, end_use, module_path, start_worker

_LOOK_SECONDS = 0.2
"""A run that is asked to stop does so after as long."""
_START_SECONDS = 60.0
_MOST_STARTS = 3
"""That fail one after the other; then there are no workers to be had."""


@dataclass(frozen=True)
class WorkerLimits:
    """What one piece of work may take."""

    seconds: float = 120
    """For a whole file: a sound 500 MB PDF is read and written anew in a fraction of it."""
    page_seconds: float = 8
    """For the ink of a page, on average: many times what heavy scans take."""
    memory_bytes: int = 2 << 30
    """Address space of a worker, on systems that can limit it (not Windows)."""


class WorkerEndedError(Exception):
    """A worker came to its end in the middle of its work."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code
        """Negative: the signal that ended it. 0: not known."""


class NoWorkerError(Exception):
    """No worker would start."""


_ENDS = (TimeoutError, MemoryError, WorkerEndedError, NoWorkerError)
"""What ends a piece of work that went beyond its limits."""


_KILLED = -9
"""How a process ends that the system takes the memory from. We end none so without saying."""


class WorkerFault(Enum):
    """How a piece of work ended that went beyond its limits; the values are cases of `fault`."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    KILLED = "killed"
    CRASH = "crash"
    NO_WORKER = "no_worker"


def find_fault(error: BaseException) -> WorkerFault | None:
    """Return which of `_ENDS` an error is; None where the work raised it by itself."""
    if isinstance(error, WorkerEndedError):
        return WorkerFault.KILLED if error.exit_code == _KILLED else WorkerFault.CRASH
    if isinstance(error, TimeoutError):
        return WorkerFault.TIMEOUT
    if isinstance(error, MemoryError):
        return WorkerFault.MEMORY
    return WorkerFault.NO_WORKER if isinstance(error, NoWorkerError) else None


class ForeignFileError(SaidError):
    """A foreign file was too much for whoever read it. The cause has the rest."""

    code = "fault"


def explain_unread(error: BaseException) -> Issue:
    """Return why a foreign file could not be read, whatever was raised over it."""
    return error.said if isinstance(error, ForeignFileError) else _blame_file(error).said


def _blame_file(error: BaseException) -> ForeignFileError:
    if fault := find_fault(error):
        return ForeignFileError(fault.value)
    if _NO_MEMORY in str(error):
        return ForeignFileError("large_content")
    beyond = type(error).__name__ == _BEYOND_QPDF
    return ForeignFileError("odd_content" if beyond else "content")


_BEYOND_QPDF = "QpdfRuntimeError"
"""What is raised where content is beyond what qpdf can unfold; pikepdf is not loaded here."""
_NO_MEMORY = "bad_alloc"
"""What libraries in C++ say of it in errors of other names."""


Landing = Callable[["Future[Any]"], None]
"""Takes a piece of work that is finished, failed or cancelled."""


def outcome_of(done: "Future[Any]") -> Any:  # noqa: ANN401
    """What a piece of work gave, or the exception it ended with."""
    try:
        return done.result()
    except Exception as error:  # noqa: BLE001 - whatever it was, it costs one finding
        return error


Take = Callable[[Any], None]
"""Takes a part of a piece of work that goes on."""

PARTS_AHEAD = 4
"""One part may take as long as so many, as long as not all of them do."""


def _take_nothing(_: object) -> None:
    """For work that gives no parts."""


@dataclass(frozen=True, eq=False)
class _Job:
    work: tuple[Callable[..., object], tuple[object, ...]]
    seconds: float
    landing: Landing
    take: Take
    part_seconds: float
    future: "Future[Any]" = field(default_factory=Future)


@dataclass(eq=False)
class _Worker:
    connection: socket.socket
    handle: Handle
    job: _Job | None
    deadline: float
    ready: bool = False
    told_to_end: bool = False
    killed: bool = False


class Workers:
    """Runs pieces of work on all cores. Use as a context manager; leaving stops everything.

    A piece of work is a module-level function and what it takes. Its end is handed to a landing,
    in the caller's thread, by `run`. One of these belongs to one thread.

    A generator gives its work in parts, each told as it is there: what the worker was at when it
    came to its end is then known, and what it did before is not lost.
    """

    def __init__(self, limits: WorkerLimits, *, preload: Sequence[str] = ()) -> None:
        """`preload` are modules that all workers will need, loaded once before they are forked."""
        self._preload = tuple(preload)
        self._memory_bytes = limits.memory_bytes
        self._setup = pickle.dumps((limits.memory_bytes, module_path()))
        self._most = count_cores()
        self._queue: deque[_Job] = deque()
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()
        self._events: deque[Callable[[], None]] = deque()
        self._left = 0
        self._failed_starts = 0

    def submit(
        self,
        function: Callable[..., object],
        *args: object,
        seconds: float,
        landing: Landing,
        take: Take = _take_nothing,
        part_seconds: float = 0,
    ) -> "Future[Any]":
        """Let a worker call `function(*args)`. Its result is there once its landing is called.

        Of a generator `take` is given the parts. Each adds `part_seconds` to the time that is left,
        of which there is never more than for `PARTS_AHEAD`.
        """
        job = _Job((function, args), seconds, landing, take, part_seconds)
        job.future.add_done_callback(lambda _: self._events.append(partial(self._land, job)))
        self._left += 1
        self._queue.append(job)
        self._hand_out()
        return job.future

    def run(self) -> None:
        """Wait until everything submitted has landed, including what landings submit.

        RunCancelledError where the run is asked to stop.
        """
        while self._left:
            raise_if_cancelled()
            self._hand_out()
            if not self._events:
                self._look()
            while self._events:
                self._events.popleft()()

    def _land(self, job: _Job) -> None:
        self._left -= 1
        job.landing(job.future)

    def __enter__(self) -> Self:
        begin_use(self._preload)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._end_all()
        finally:
            self._selector.close()
            end_use()

    # --- work is handed out --------------------------------------------------------------------

    def _hand_out(self) -> None:
        """Give what waits to workers that have nothing to do, and to new ones."""
        while self._queue:
            if self._queue[0].future.cancelled():
                self._queue.popleft()
                continue
            idle = next((w for w in self._workers if w.job is None and not w.told_to_end), None)
            if idle is None and len(self._workers) >= self._most:
                return
            job = self._queue.popleft()
            if self._failed_starts >= _MOST_STARTS:
                job.future.set_exception(NoWorkerError("none starts"))
            elif idle is None:
                self._start(job)
            else:
                self._give(idle, job)

    def _start(self, job: _Job) -> None:
        """Have a worker begin with a job. Its time begins when it is ready."""
        try:
            connection, handle = start_worker(job.work[0].__module__)
        except OSError:
            self._failed_starts += 1
            self._queue.appendleft(job)
            return
        deadline = time.monotonic() + _START_SECONDS
        worker = _Worker(connection, handle, None, deadline)
        self._workers.append(worker)
        self._selector.register(connection, selectors.EVENT_READ, worker)
        _send(connection, self._setup)
        self._give(worker, job)

    def _give(self, worker: _Worker, job: _Job) -> None:
        try:
            message = pickle.dumps((_current_folder(), pickle.dumps(job.work)))
        except Exception as error:  # noqa: BLE001 - it is the caller's, as if it were raised there
            job.future.set_exception(error)
            return
        worker.job = job
        if worker.ready:
            worker.deadline = time.monotonic() + job.seconds
        _send(worker.connection, message)

    # --- what workers say ----------------------------------------------------------------------

    def _look(self) -> None:
        """Take what workers have to say, and see to those that are over their time."""
        for key, _ in self._selector.select(_LOOK_SECONDS):
            worker: _Worker = key.data
            message = receive_message(worker.connection)
            if message is None:
                self._bury(worker)
            elif not worker.ready:
                self._failed_starts = 0
                worker.ready = True
                worker.deadline = time.monotonic() + (worker.job.seconds if worker.job else 0)
            elif worker.job is not None:
                self._hear(worker, worker.job, message)
        for worker in list(self._workers):
            self._watch(worker, time.monotonic())

    def _hear(self, worker: _Worker, job: _Job, message: bytes) -> None:
        """Take what a worker tells of its work."""
        kind, told = pickle.loads(message)
        if kind == PART:
            now = time.monotonic()
            most = now + PARTS_AHEAD * job.part_seconds
            worker.deadline = min(worker.deadline + job.part_seconds, most)
            self._events.append(partial(job.take, told))
            return
        worker.job = None
        if job.future.cancelled():
            return
        if kind == RESULT:
            job.future.set_result(told)
        else:
            job.future.set_exception(told)

    def _watch(self, worker: _Worker, now: float) -> None:
        """End a worker that is over its time, or whose work nobody wants any more."""
        if worker.killed and now >= worker.deadline:
            # Nothing can be done about it any more.
            self._bury(worker)
        elif worker.told_to_end and now >= worker.deadline:
            worker.handle.kill()
            worker.killed, worker.deadline = True, now + GRACE_SECONDS
        elif worker.told_to_end:
            return
        elif worker.job is not None and (worker.job.future.cancelled() or now >= worker.deadline):
            job = worker.job
            if not worker.ready:
                # What it was to do is not at fault.
                self._failed_starts += 1
                self._queue.appendleft(job)
            elif not job.future.cancelled():
                job.future.set_exception(TimeoutError())
            worker.job = None
            self._tell_to_end(worker)

    def _tell_to_end(self, worker: _Worker) -> None:
        worker.told_to_end = True
        worker.deadline = time.monotonic() + GRACE_SECONDS
        worker.handle.terminate()

    def _bury(self, worker: _Worker) -> None:
        """Forget a worker that is gone, and say what became of its work."""
        self._selector.unregister(worker.connection)
        worker.connection.close()
        self._workers.remove(worker)
        job = worker.job
        if job is None or job.future.cancelled():
            return
        if worker.ready:
            job.future.set_exception(WorkerEndedError(worker.handle.wait()))
        else:
            self._failed_starts += 1
            self._queue.appendleft(job)

    def _end_all(self) -> None:
        """Let idle workers go, and end the others with all they have started."""
        for worker in self._workers:
            if worker.job is not None and not worker.told_to_end:
                worker.job.future.cancel()
                self._tell_to_end(worker)
            elif worker.job is None and not worker.told_to_end:
                worker.told_to_end = True
                worker.deadline = time.monotonic() + GRACE_SECONDS
                with suppress(OSError):
                    worker.connection.shutdown(socket.SHUT_WR)
        while self._workers:
            self._look()


def call_apart(function: Callable[..., object], *args: object, seconds: float = 0) -> Any:  # noqa: ANN401
    """Return what `function(*args)` gives in a worker, where it may take what any work may.

    Raises what it raises, or what ended its worker: see `_ENDS`.
    """
    results: list[Future[Any]] = []
    limits = WorkerLimits()
    with Workers(limits) as workers:
        workers.submit(function, *args, seconds=limits.seconds + seconds, landing=results.append)
        workers.run()
    return results[0].result()


def read_apart(function: Callable[..., object], *args: object, seconds: float = 0) -> Any:  # noqa: ANN401
    """`call_apart` for work upon a foreign file. ForeignFileError where the file is to blame.

    There is no list of what libraries raise over a file: qpdf alone has errors of five families.
    Only what the system refuses (OSError) and what docgen says itself is not the file's fault.
    """
    try:
        return call_apart(function, *args, seconds=seconds)
    except NoWorkerError as error:
        raise explain_no_workers("no_openers") from error
    except _ENDS as error:
        fault = find_fault(error) or WorkerFault.CRASH
        raise ForeignFileError(fault.value) from error
    except (OSError, DocgenError):
        raise
    except Exception as error:
        raise _blame_file(error) from error


def _send(connection: socket.socket, message: bytes) -> None:
    """Send to a worker. One that is gone is found out when it is listened to."""
    with suppress(OSError):
        send_message(connection, message)


def _current_folder() -> str:
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        return ""


class WorkAtOnce:
    """Does each piece of work as it is submitted, in this process: for work within a worker."""

    def submit(
        self, function: Callable[..., object], *args: object, seconds: float, landing: Landing
    ) -> None:
        """Call `function(*args)` and have the end of it land. `seconds` bind whoever waits."""
        del seconds
        done: Future[Any] = Future()
        try:
            done.set_result(function(*args))
        except MemoryError:
            # What is beyond the worker's memory is beyond the worker.
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it costs one finding
            done.set_exception(error)
        landing(done)

    def run(self) -> None:
        """All that was submitted has landed."""
