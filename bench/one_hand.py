"""What one process of a batch works at and waits for, workspace after workspace. Linux only.

Whether any of its processes runs, or wants to, is looked at every few milliseconds: what others do
on the machine makes the time longer and the waiting no shorter.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).parent.parent
sys.path.append(str(PROJECT / "tests"))

_EVERY_SECONDS = 0.004
_LOOKS_A_LIST = 4
_WARM = 2
"""Workspaces before it is measured: what is loaded is loaded then."""


def run_hand(home: Path, count: int) -> None:
    """Build so many workspaces in this process, and print what one takes."""
    from studios import make_studio  # noqa: PLC0415 - of the tests

    from docgen import __version__  # noqa: PLC0415
    from docgen.batch.batch_jobs import BatchJob, BatchKind  # noqa: PLC0415
    from docgen.batch.batch_work import BatchWish, do_batch_job  # noqa: PLC0415
    from docgen.system.memo import Memo  # noqa: PLC0415
    from docgen.system.process_setup import set_up_process  # noqa: PLC0415

    shutil.rmtree(home, ignore_errors=True)
    set_up_process()
    target, cache, memo = str(home / "to"), home / "cache", Memo()
    wish = BatchWish(BatchKind.BUILD, target, "none", cache=cache, version=__version__)
    names = [f"{number:03}" for number in range(_WARM + count)]
    for number, name in enumerate(names):
        make_studio(home / "in" / name, number)
    watching = None
    for name in names:
        if name == names[_WARM]:
            began, before = time.perf_counter(), _cpu()
            command = [sys.executable, __file__, "watch", str(os.getpid())]
            watching = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        with memo.used():
            record = do_batch_job(BatchJob(name, str(home / "in"), name), wish)
        if record.state != "done":
            raise SystemExit(str(record))
    assert watching is not None
    after = _cpu(watching.pid)
    own, others, kept = ((b - a) / count for a, b in zip(before, after, strict=True))
    wall = (time.perf_counter() - began) / count
    watching.terminate()
    shares, _ = watching.communicate()
    print(
        f"{wall:.2f} s a workspace at a load of {os.getloadavg()[0]:.1f}, of these {shares.strip()}"
    )
    print(
        f"CPU s: itself {own:.2f}, LibreOffice {others:.2f}, workers with their server {kept:.2f}"
    )


def _cpu(without: int = 0) -> tuple[float, float, float]:
    """CPU seconds of this process, of programs that have ended, and of those that live on."""
    own, ended = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    living = 0.0
    for pid in _descend(os.getpid(), without)[1:]:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            # Those whose parents live on stand in these' accounts once they have ended.
            living += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own.ru_utime + own.ru_stime, ended.ru_utime + ended.ru_stime, living


def _descend(root: int, without: int) -> list[int]:
    """A process and all below it, without one of its children."""
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != without:
            with suppress(OSError):
                told = Path(entry.path, "stat").read_text(errors="replace").rpartition(")")[2]
                children.setdefault(int(told.split()[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, ())
    return found


def watch(root: int) -> None:
    """Look at a process and those below it until told to end; print what they were seen at."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    seen: Counter[str] = Counter()
    tree = [root]
    while not ended.wait(_EVERY_SECONDS):
        tree = _descend(root, os.getpid()) if seen.total() % _LOOKS_A_LIST == 0 else tree
        states = {state for pid in tree for state in _states(pid)}
        seen["work" if "R" in states else "disk" if "D" in states else "nothing"] += 1
    print(", ".join(f"{what} {count / seen.total():.1%}" for what, count in sorted(seen.items())))


def _states(pid: int) -> Iterator[str]:
    with suppress(OSError):
        for thread in os.scandir(f"/proc/{pid}/task"):
            with suppress(OSError):
                told = Path(thread.path, "stat").read_text(errors="replace")
                yield told.rpartition(")")[2].split()[0]


if __name__ == "__main__":
    if sys.argv[1] == "watch":
        watch(int(sys.argv[2]))
    else:
        run_hand(Path(sys.argv[1]), int(sys.argv[2]))
