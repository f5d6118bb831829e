"""A package verified: a small one by one worker, a large one by all of them."""

import tempfile
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from docgen.system.cores import count_cores
from docgen.system.progress import VERIFY, Progress, silent
from docgen.system.workers import WorkerLimits, Workers
from docgen.verify.verified import Verified

_SMALL, _LARGE = 32 << 20, 1 << 30
"""Bytes of a package: of more than the former a few cores take shares, of more than the latter two.

Of a package of a thousand scans two workers, each with half of its pages, were done in 4.6 s where
one took 5.5, with a tenth more CPU and 60 MB more memory.
"""
_FEW_CORES = 2
_BYTES_A_SECOND = 1_000_000
"""A tenth and less of what was verified where this was measured."""
_LOADED = ("docgen.verify.run_verify", "docgen.verify.workbook_comparison", "zxingcpp")


def verify_package(
    path: Path,
    *,
    workspace: Path | None = None,
    scheme: str = "",
    limits: WorkerLimits | None = None,
    progress: Progress = silent,
) -> Verified:
    """Verify a package, as `run_verify.verify` does.

    A small one as one piece of work: two workers, and this process, would each load all that it
    takes. One that is too much for a worker is read file by file.
    """
    bounds = limits or WorkerLimits()
    if workspace is None and is_for_one(path):
        progress(VERIFY.at(0, 1))
        done = _verify_apart(path, scheme, bounds)
        if not done.cancelled() and done.exception() is None:
            progress(VERIFY.at(1, 1))
            verified: Verified = done.result()
            return verified
    from docgen.verify.run_verify import verify  # noqa: PLC0415 - loads what workers have

    return verify(path, workspace=workspace, scheme=scheme, limits=bounds, progress=progress)


def is_for_one(place: Path) -> bool:
    """Whether one worker verifies a package."""
    return _weigh(place) <= (_LARGE if count_cores() <= _FEW_CORES else _SMALL)


def _weigh(place: Path) -> int:
    """How many bytes a package has: a file, or those of a folder."""
    files = [p for p in place.iterdir() if p.is_file()] if place.is_dir() else [place]
    return sum(file.stat().st_size for file in files if file.exists())


def give_seconds(path: Path, limits: WorkerLimits) -> float:
    """How long one worker may take to verify a package."""
    return limits.seconds + _weigh(path) / _BYTES_A_SECOND


def _verify_apart(path: Path, scheme: str, limits: WorkerLimits) -> "Future[Any]":
    landed: list[Future[Any]] = []
    seconds = give_seconds(path, limits)
    with (
        tempfile.TemporaryDirectory(prefix="docgen-verify-") as scratch,
        Workers(limits, preload=_LOADED) as workers,
    ):
        job = (_verify_by_scheme, path, scheme, scratch)
        workers.submit(*job, seconds=seconds, landing=landed.append)
        workers.run()
    (done,) = landed
    return done


def _verify_by_scheme(path: Path, scheme: str, scratch: str) -> Verified:
    from docgen.verify.known_schemes import know_schemes  # noqa: PLC0415 - in the worker alone
    from docgen.verify.run_verify import verify_alone  # noqa: PLC0415

    return verify_alone(path, know_schemes(scheme), scratch)
