"""Running a program and counting what it and everything it starts takes.

Linux only: the figures come from /proc and from the kernel's own accounts of finished processes.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_EVERY_SECONDS = 0.02
_MB = 1e6


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    wall_seconds: float
    cpu_seconds: float
    """User and system time of every process."""
    peak_mb: float
    """Memory of all processes together at the worst moment, pages they share counted once; where
    that is not looked at, of the largest process."""
    code: int


def measure(
    command: Sequence[str], environment: Mapping[str, str], log: Path, *, memory: bool = True
) -> Cost:
    """Run a command to its end. What it says goes to `log`.

    To add up the memory of twenty processes takes a quarter of a core and more, which what is
    measured then lacks: without `memory` its wall time and its share of the cores are its own.
    """
    _adopt_orphans()
    _bury_the_dead()
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=dict(environment), stdout=output, stderr=subprocess.STDOUT
        )
    # The main process is reaped here and not by subprocess, so that its account is ours.
    peak, cpu, code, wall = 0, 0.0, 1, 0.0
    while True:
        peak = max(peak, _memory_of_children() if memory else 0)
        try:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if pid:
            cpu += usage.ru_utime + usage.ru_stime
            # A process starts with the highest mark of the one that forked it, which says nothing.
            peak = max(peak, usage.ru_maxrss * 1024 if usage.ru_maxrss > 1.2 * ours else 0)
            if pid == process.pid:
                wall = time.perf_counter() - begun
                code = process.returncode = os.waitstatus_to_exitcode(status)
            continue
        time.sleep(_EVERY_SECONDS)
    return Cost(wall, cpu, peak / _MB, code)


def _bury_the_dead() -> None:
    """Wait for what was started before and is adopted by now: its time is not to be counted."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent ends before them, to count them too."""
    if sys.platform != "linux":
        raise SystemExit("bench: needs Linux")
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("prctl failed")
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _memory_of_children() -> int:
    """The proportional set size of all processes below this one, in bytes."""
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError, ValueError):
                stat = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace")
                parent = int(stat.rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    total, waiting = 0, children.get(os.getpid(), [])
    while waiting:
        pid = waiting.pop()
        total += _proportional_size(pid)
        waiting += children.get(pid, [])
    return total


def _proportional_size(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
