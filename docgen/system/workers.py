"""Foreign files are opened in worker processes, each with a limit on its time and memory.

What a library does to a worker (crash, hang, eat all memory) costs that one piece of work. The
workers are forked from a clean server process, or started anew where there is none, and never
from a process with threads.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from types import ModuleType, TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

_LONGEST_FOLDER = 70
"""Bytes. What is put in it adds 32, and a socket's path may have 107."""

_PRELOADED = [
    "pymupdf",
    "docgen.sources.single_images",
    "docgen.sources.pdf_files",
    "docgen.sources.tiff_files",
]


@dataclass(frozen=True)
class WorkerLimits:
    """What one piece of work may take."""

    seconds: float = 120
    """For a whole file: a sound 500 MB PDF is read and written anew in a fraction of it."""
    page_seconds: float = 8
    """For the ink of a page, on average: many times what heavy scans take."""
    memory_bytes: int = 2 << 30
    """Address space of a worker, on systems that can limit it (not Windows)."""


Landing = Callable[["Future[Any]"], None]
"""Takes a piece of work that is finished, failed or cancelled."""


class Workers:
    """Runs pieces of work on all cores. Use as a context manager; leaving stops everything.

    A piece of work is a module-level function and what it takes. Its end is handed to a landing,
    in the caller's thread, by `run`.
    """

    def __init__(self, limits: WorkerLimits) -> None:
        self._caller = sys.modules["__main__"]
        self._pool = ProcessPool(
            max_workers=count_cores(),
            initializer=confine,
            initargs=(limits.memory_bytes,),
            context=_clean_context(),
        )
        self._landed: SimpleQueue[Future[Any]] = SimpleQueue()
        self._landings: dict[Future[Any], Landing] = {}

    def submit(
        self, function: Callable[..., object], *args: object, seconds: float, landing: Landing
    ) -> "Future[Any]":
        """Let a worker call `function(*args)`."""
        try:
            future: Future[Any] = self._pool.schedule(function, args=args, timeout=seconds)
        except RuntimeError as error:
            # The pool takes no more work once none of its workers would start.
            future = Future()
            future.set_exception(BrokenProcessPool(str(error)))
        self._landings[future] = landing
        future.add_done_callback(self._landed.put)
        return future

    def run(self) -> None:
        """Wait until everything submitted has landed, including what landings submit."""
        while self._landings:
            try:
                # Without a timeout Ctrl+C would not get through on Windows.
                future = self._landed.get(timeout=1)
            except Empty:
                continue
            self._landings.pop(future)(future)

    def __enter__(self) -> Self:
        # A new worker runs the caller's script again before it does anything else. Ours need
        # nothing from it, and a script without a guard, or none at all (stdin), would never end.
        sys.modules["__main__"] = ModuleType("__main__")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        sys.modules["__main__"] = self._caller


def call_apart(function: Callable[..., object], *args: object, seconds: float = 0) -> Any:  # noqa: ANN401
    """Return what `function(*args)` gives in a worker, where it may take what any work may.

    Raises what it raises, or what ended its worker: see `word_end`.
    """
    results: list[Future[Any]] = []
    limits = WorkerLimits()
    with Workers(limits) as workers:
        workers.submit(function, *args, seconds=limits.seconds + seconds, landing=results.append)
        workers.run()
    return results[0].result()


ENDS = (TimeoutError, MemoryError, ProcessExpired, BrokenProcessPool)
"""What ends a piece of work that went beyond its limits."""


def word_end(error: BaseException) -> str:
    """Return in Chinese what one of `ENDS` says of the file that was worked on."""
    if isinstance(error, TimeoutError):
        return "读的时间太长，已停止"
    if isinstance(error, MemoryError):
        return "读起来要的内存太多，已停止"
    if isinstance(error, BrokenProcessPool):
        return "读它的后台程序起不来"
    return "读它的程序崩溃了"


def word_unread(error: BaseException) -> str:
    """Return in Chinese why a worker could not read a file."""
    return word_end(error) if isinstance(error, ENDS) else f"读不出来（{type(error).__name__}）"


def name_fault(error: BaseException) -> str:
    """Return what one of `ENDS` says of the file, or what a library calls the fault it raised."""
    return word_end(error) if isinstance(error, ENDS) else type(error).__name__


def _clean_context() -> Any:  # noqa: ANN401 - pebble's type is too narrow for it
    """How workers are started: never by forking a process that may have threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    _start_server()
    return context


def _start_server() -> None:
    """Start the server that workers are forked from, where there is none, with nothing to say.

    A worker that is stopped while it begins would have it print a traceback. Where it does not
    start, neither does any worker, and whoever waits for one is told so.
    """
    from multiprocessing import forkserver  # noqa: PLC0415 - there is none on Windows

    with contextlib.suppress(OSError), _short_temporary_folder(), _silent():
        forkserver.ensure_running()


@contextlib.contextmanager
def _short_temporary_folder() -> Iterator[None]:
    """The server listens at a socket in the temporary folder, and a socket's path is short."""
    usual = tempfile.gettempdir()
    try:
        if len(os.fsencode(usual)) > _LONGEST_FOLDER:
            tempfile.tempdir = "/tmp"
        yield
    finally:
        tempfile.tempdir = usual


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Nothing that is started says anything. OSError where there is no terminal to spare."""
    terminal, silence = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(silence)
        os.close(terminal)


def dismiss() -> None:
    """End the server that workers are forked from; the next workers start another.

    With what it has loaded it would hold its 40 MB to the end of the run.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing.forkserver import _forkserver  # noqa: PLC0415 - there is none on Windows

        _forkserver._stop()  # type: ignore[attr-defined]


def count_cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def confine(memory_bytes: int) -> None:
    """Limit this process's memory and keep what its libraries say off the terminal."""
    # A library that hangs never comes back to Python, where the pool's handler would run.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        _, highest = resource.getrlimit(resource.RLIMIT_AS)
        if highest == resource.RLIM_INFINITY or memory_bytes < highest:
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
