"""Work handed to Dask: on the cores of this computer, or on a cluster that is there already.

So many pieces are handed over as keep every worker busy, and more when some have come back: neither
the scheduler nor this process ever holds all of them. What a worker was at when it died is done
again by another.
"""

import importlib.util
import logging
import os
import queue
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from docgen import __version__
from docgen.batch.batch_jobs import HIDDEN
from docgen.batch.hand import HandLimits, call_in_hand
from docgen.batch.stores import FolderStore, Store
from docgen.issues.errors import MachineError, OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.cores import count_cores

Item = TypeVar("Item")

_AHEAD = 3
"""Pieces handed over for each thread that works: the next begins without asking."""
_LOOK_SECONDS = 0.2
_ANSWER_SECONDS = 15
_MOST_DEATHS = 3
"""Workers that may die over one piece of work before it is given up."""
_QUIET = {
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.worker.memory.terminate": False,
    "distributed.logging.distributed": "critical",
    "distributed.scheduler.allowed-failures": _MOST_DEATHS,
    # Workers are forked from a process that has loaded Dask, which each would load for itself.
    **({"distributed.worker.multiprocessing-method": "forkserver"} if os.name == "posix" else {}),
}
_DASHBOARD = "127.0.0.1:0"


@dataclass(frozen=True)
class CameBack(Generic[Item]):
    """A piece of work that has ended: with its answer, or with the error instead of one."""

    item: Item
    answer: Any
    error: BaseException | None = None


class LostWorkError(Exception):
    """Workers died over one piece of work, one after the other."""


class DaskEngine:
    """Threads of Dask workers, each of which has its work done by a process of its own."""

    def __init__(self, client: Any, dashboard: str) -> None:  # noqa: ANN401 - loaded when needed
        self._client = client
        self.dashboard = dashboard
        """The address of Dask's own page; empty where it has none."""

    def count_threads(self) -> int:
        """How many pieces are worked on at once, just now."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return sum(int(worker["nthreads"]) for worker in workers)

    def worker_processes(self) -> dict[str, int]:
        """The numbers of the workers' processes, by their addresses."""
        return dict(self._client.run(os.getpid))

    def run(
        self,
        function: Callable[..., Any],
        items: Iterable[Item | None],
        args: tuple[Any, ...],
        limits: HandLimits,
    ) -> Iterator[CameBack[Item] | None]:
        """Have `function(item, *args)` done of every item, and tell of each as it comes back.

        An item that is None stands for one that is not known yet. None is told again and again, so
        that whoever listens can stop.
        """
        waiting = iter(items)
        given: dict[Any, Item] = {}
        back: queue.SimpleQueue[Any] = queue.SimpleQueue()
        ended = False
        while not ended or given:
            most = max(_AHEAD * self.count_threads(), _AHEAD)
            while not ended and len(given) < most:
                try:
                    item = next(waiting)
                except StopIteration:
                    ended = True
                    break
                if item is None:
                    break
                future = self._client.submit(_do, function, (item, *args), limits, pure=False)
                given[future] = item
                future.add_done_callback(back.put)
            for future in _drain(back):
                yield self._take(future, given.pop(future))
            yield None

    def _take(self, future: Any, item: Item) -> CameBack[Item]:  # noqa: ANN401 - of Dask
        error = future.exception()
        if error is None:
            return CameBack(item, future.result())
        if type(error).__name__ == "KilledWorker":
            error = LostWorkError()
        return CameBack(item, None, error)

    def refuse_blind(self, target: Store) -> None:
        """OutputError for workers that have another docgen, or do not see the target's folder."""
        seen = ""
        if isinstance(target, FolderStore):
            seen = f"{HIDDEN}/seen-{secrets.token_hex(4)}"
            target.write(seen, b"")
        try:
            path = str(target.path_of(seen)) if isinstance(target, FolderStore) else ""
            answers = self._client.run(_look_around, path, on_error="return")
            told = {n: a if isinstance(a, tuple) else ("", False) for n, a in answers.items()}
        finally:
            if seen:
                target.remove(seen)
        same = {name for name, (version, _) in told.items() if version == __version__}
        strange = told.keys() - same
        blind = {name for name in same if not told[name][1]}
        for case, names in (("other_docgen", strange), ("unseen", blind)):
            if names:
                said = issue("batch", Location(target.url), case, names=sorted(names))
                raise refuse(OutputError, said)


def _drain(back: "queue.SimpleQueue[Any]") -> Iterator[Any]:
    """What has come back by now; the first is waited for a moment."""
    with suppress(queue.Empty):
        yield back.get(timeout=_LOOK_SECONDS)
        while True:
            yield back.get_nowait()


def _do(function: Callable[..., Any], args: tuple[Any, ...], limits: HandLimits) -> Any:  # noqa: ANN401
    return call_in_hand(function, args, limits)


def _look_around(path: str) -> tuple[str, bool]:
    """The version of a worker's docgen, and whether it sees a file."""
    return __version__, not path or Path(path).exists()


def _can_draw() -> bool:
    """Whether Dask's own page can be shown by this computer: bokeh draws it."""
    return importlib.util.find_spec("bokeh") is not None


@contextmanager
def open_engine(scheduler: str, workers: int | None) -> Iterator[DaskEngine]:
    """Work on this computer's cores, with `workers` processes at once, or at a scheduler's.

    What is started here listens on the loopback alone and speaks TLS with a key of its own.
    MachineError where Dask is missing, or the scheduler does not answer or has no workers.
    """
    _require_dask()
    import dask  # noqa: PLC0415 - an extra

    with dask.config.set(_QUIET):
        opened = _join(scheduler) if scheduler else _open_here(workers or count_cores())
        with opened as engine:
            yield engine


def _require_dask() -> None:
    try:
        import distributed  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        said = issue("batch", Location(), "no_part", name="Dask")
        raise refuse(MachineError, said) from error


@contextmanager
def _open_here(workers: int) -> Iterator[DaskEngine]:
    from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=_DASHBOARD,
            memory_limit=0,
            security=True,
            # What they are forked from has the environment of when it was started.
            env=dict(os.environ),
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield DaskEngine(client, str(cluster.dashboard_link or "") if _can_draw() else "")


@contextmanager
def _join(scheduler: str) -> Iterator[DaskEngine]:
    from distributed import Client  # noqa: PLC0415 - an extra

    try:
        client = Client(scheduler, timeout=_ANSWER_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error) or "等了很久没有回答"
        said = issue("batch", Location(), "scheduler", address=scheduler, reason=reason)
        raise refuse(MachineError, said) from error
    with client:
        shown = client.run_on_scheduler(_can_draw)  # type: ignore[no-untyped-call]
        engine = DaskEngine(client, str(client.dashboard_link or "") if shown else "")
        if not engine.count_threads():
            said = issue("batch", Location(), "no_workers", address=scheduler)
            raise refuse(MachineError, said)
        yield engine
