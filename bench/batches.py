"""What each of 1, 10, 100, 400 workspaces costs, what Dask adds, and what its scheduler bears.

Linux only. What others do on the machine is told beside each figure: CPU seconds stand it, wall
time and shares do not.
"""

import os
import resource
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import Cost, measure

HERE = Path(__file__).parent
PROJECT = HERE.parent
sys.path.append(str(PROJECT / "tests"))

SIZES = (1, 10, 100, 400)
_EMPTY_TASKS = 2_000
_STUDIOS = 100_000
_WAIT_SECONDS = 1.0
_THREADS, _MACHINES = 64, 4
"""That wait, in processes that stand for machines: 256 at once, as on 32 machines of 8 cores."""


def run_batches(docgen: Path, scratch: Path, sizes: Sequence[int] = SIZES) -> None:
    """Print what a workspace costs alone and among many, and what the engine does for a task."""
    print("\n### Many workspaces\n\n| | wall s | CPU s | CPU s each | cores used | load |")
    print("|---|---|---|---|---|---|", flush=True)
    home = scratch / "batches"
    for size in (0, *sizes):
        shutil.rmtree(home, ignore_errors=True)
        for number in range(size or 1):
            _make_studio(home / "收到" / f"{number:05}", number)
        title, command = f"`docgen batch build`, {size}", ["batch", "build"]
        if not size:
            title, command = "`docgen build`, one", ["build"]
        place = home / "收到" if size else home / "收到/00000"
        where = "--to" if size else "--out"
        command = [str(docgen), *command, str(place), where, str(home / "结果"), "--no-reading"]
        environment = {**os.environ, "DOCGEN_CACHE": str(home / "cache")}
        cost = measure(command, environment, home / "log", memory=False)
        _print_cost(title, cost, max(size, 1))
    command = [sys.executable, str(Path(__file__)), "empty"]
    cost = measure(command, os.environ, home / "log", memory=False)
    told = (home / "log").read_text("utf-8").strip()
    idle = measure([*command, "0"], os.environ, home / "log", memory=False)
    each = (cost.cpu_seconds - idle.cpu_seconds) / _EMPTY_TASKS
    print(
        f"\nAn empty task, of {_EMPTY_TASKS}: {told}; {each * 1000:.1f} ms of CPU in all processes."
    )


def _print_cost(title: str, cost: Cost, count: int) -> None:
    cores = len(os.sched_getaffinity(0))
    used = cost.cpu_seconds / (cost.wall_seconds * cores)
    print(
        f"| {title}{'' if cost.code == 0 else f' (exit code {cost.code})'} |"
        f" {cost.wall_seconds:.1f} | {cost.cpu_seconds:.1f} | {cost.cpu_seconds / count:.2f} |"
        f" {used:.0%} | {os.getloadavg()[0]:.1f} |",
        flush=True,
    )


def _make_studio(folder: Path, number: int) -> None:
    from studios import make_studio  # noqa: PLC0415 - of the tests

    make_studio(folder, number)


def run_scheduler(count: int = _STUDIOS) -> None:
    """Print what handing out so many tasks that only wait takes of the process that does it."""
    from distributed import Client, LocalCluster  # noqa: PLC0415
    from distributed.diagnostics.plugin import WorkerPlugin  # noqa: PLC0415

    from docgen.batch.dask_engine import open_engine  # noqa: PLC0415
    from docgen.batch.hand import HandLimits  # noqa: PLC0415

    class InTheThread(WorkerPlugin):
        """Work is done where it is handed to: waiting needs no process of its own."""

        def setup(self, worker: object) -> None:  # noqa: ARG002
            import docgen.batch.dask_engine as engine  # noqa: PLC0415

            engine.call_in_hand = lambda function, args, limits: function(*args)  # noqa: ARG005

    print(f"\n### {count} tasks that wait {_WAIT_SECONDS} s, {_MACHINES * _THREADS} at once\n")
    print("| done | wall s | a second | CPU ms each, scheduler and client | memory MB |")
    print("|---|---|---|---|---|", flush=True)
    with LocalCluster(
        n_workers=_MACHINES,
        threads_per_worker=_THREADS,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=0,
        silence_logs=50,
    ) as cluster:
        with Client(cluster) as client:
            client.register_plugin(InTheThread())
        with open_engine(cluster.scheduler_address, None) as engine:
            began, cpu = time.perf_counter(), time.process_time()
            items: Iterator[int] = iter(range(count))
            done = 0
            for one in engine.run(_wait, items, (), HandLimits(60, 1 << 30)):
                done += one is not None
                if one is not None and (done == count or done % (count // 10) == 0):
                    wall, used = time.perf_counter() - began, time.process_time() - cpu
                    print(
                        f"| {done} | {wall:.0f} | {done / wall:.0f} | {used / done * 1000:.2f} |"
                        f" {_memory_mb():.0f} |",
                        flush=True,
                    )


def _wait(number: int) -> str:
    time.sleep(_WAIT_SECONDS)
    return f"{number:01000}"


def _memory_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def run_empty(count: int) -> None:
    """Hand out tasks that do nothing, and say how long one takes."""
    from docgen.batch.dask_engine import open_engine  # noqa: PLC0415
    from docgen.batch.hand import HandLimits  # noqa: PLC0415

    with open_engine("", None) as engine:
        limits = HandLimits(60, 1 << 30)
        items = [f"{number}" for number in range(16)]
        list(engine.run(str.upper, items, (), limits))
        began = time.perf_counter()
        list(engine.run(str.upper, [str(number) for number in range(count)], (), limits))
        wall = time.perf_counter() - began
    if count:
        print(f"{wall / count * 1000:.1f} ms from one to the next")


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        run_empty(int(sys.argv[2]) if len(sys.argv) > 2 else _EMPTY_TASKS)
    elif sys.argv[1] == "scheduler":
        run_scheduler(int(sys.argv[2]) if len(sys.argv) > 2 else _STUDIOS)
    else:
        sizes = [int(word) for word in sys.argv[2:]] or SIZES
        run_batches(PROJECT / ".venv/bin/docgen", Path(sys.argv[1]), sizes)
