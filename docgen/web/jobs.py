"""The jobs of the workspaces that the page holds open: started, watched, stopped, answered.

A job is a process of its own with a folder in the cache (`job_folder`). Nothing of it is kept in
the server, so one that was started anew knows as much as the former did.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from docgen.issues.errors import DocgenError, MachineError, OutputError, RunCancelledError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.private_folders import make_private
from docgen.system.process_groups import apart, end_with_children
from docgen.system.run_folders import lasting_folder
from docgen.web.job_door import answer_at
from docgen.web.job_folder import (
    TRACE,
    JobEnd,
    JobFolder,
    JobFollower,
    JobKind,
    JobProgress,
    JobResult,
    JobSpec,
)
from docgen.web.job_turn import has_turn
from docgen.workspace.dialects import tell_error_on_page

FOLDER = "jobs-1"
"""Within the cache. Count on whenever a folder of a job would be read otherwise."""
_START_SECONDS = 40.0
_LOOK_SECONDS = 0.02
_GRACE_SECONDS = 20.0
"""So long a job takes to stop at most: a library may compute on for as long as it likes."""


@dataclass(frozen=True)
class PageJob:
    """A job as it is at one moment. `result` is None while it runs."""

    folder: JobFolder
    spec: JobSpec
    progress: JobProgress
    result: JobResult | None
    stopping: bool
    now: float
    """Seconds since 1970."""
    lost: bool = False
    """Whether its process has gone without a word."""

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.result is None


@dataclass
class Jobs:
    """All jobs of one cache, by the id of their workspace. Safe to use from several threads."""

    cache: Path
    starts: int = 0
    """How many were started. Nobody else starts any."""
    _children: dict[Path, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, workspace: str, spec: JobSpec) -> PageJob:
        """Start a job, unless one of the workspace is under way: return that one then.

        OutputError where its folder cannot be made, MachineError where no process starts.
        """
        with self._lock:
            former = self.newest(workspace)
            if former and former.running:
                return former
            folder = self._lay_out(workspace, spec)
            self._spawn(folder, spec.name)
            self.starts += 1
        job = self._see(folder, JobFollower(folder))
        assert job is not None
        return job

    def newest(self, workspace: str) -> PageJob | None:
        """The job that was started last; None where none was."""
        jobs = self.all(workspace).values()
        return max(jobs, key=lambda job: job.spec.began, default=None)

    def all(self, workspace: str) -> Mapping[JobKind, PageJob]:
        """The last job of each kind."""
        folders = ((kind, self.folder(workspace, kind)) for kind in JobKind)
        seen = ((kind, self._see(folder, JobFollower(folder))) for kind, folder in folders)
        return {kind: job for kind, job in seen if job}

    def see_again(self, job: PageJob, follower: JobFollower) -> PageJob:
        """A job as it is now, read on by `follower`. One that does not heed is ended."""
        if job.stopping and job.folder.seconds_stopping(time.time()) > _GRACE_SECONDS:
            self._end(job)
        return self._see(job.folder, follower) or job

    def stop(self, workspace: str) -> None:
        """Ask the job that is under way to stop; the former files stay as they are."""
        job = self.newest(workspace)
        if job and job.running:
            job.folder.ask_to_stop()

    def answer(self, workspace: str, number: int, password: str | None) -> bool:
        """Give the password that a job asked for, or none. False where it asks no more."""
        job = self.newest(workspace)
        if job is None or not job.running:
            return False
        return answer_at(job.folder.path, number, password)

    def folder(self, workspace: str, kind: JobKind) -> JobFolder:
        """Where the last job of a kind stands."""
        return JobFolder(self.home(workspace) / kind)

    def home(self, workspace: str) -> Path:
        """Where all that is kept of a workspace's jobs stands."""
        return self.cache / FOLDER / workspace

    def _end(self, job: PageJob) -> None:
        """End the processes of a job, while it lives: its number is nobody else's then."""
        number = job.folder.read_process()
        if number is not None and self._is_running(job.folder, job.spec):
            end_with_children(number)

    # ── one job ───────────────────────────────────────────────────────────────────────────────

    def _see(self, folder: JobFolder, follower: JobFollower) -> PageJob | None:
        spec = folder.read_spec()
        if spec is None:
            return None
        # In this order: a process that ends in between has said before how it ended.
        running = self._is_running(folder, spec)
        result, lost = folder.read_result(), False
        if result is None and not running:
            result, lost = _tell_killed(folder), True
        return PageJob(folder, spec, follower.look(), result, folder.stops, time.time(), lost)

    def _is_running(self, folder: JobFolder, spec: JobSpec) -> bool:
        child = self._children.get(folder.path)
        # One of our own that has ended would otherwise be kept by the system until we end.
        if child is not None and child.poll() is not None:
            self._children.pop(folder.path, None)
        return has_turn(folder.path, spec.name)

    def _lay_out(self, workspace: str, spec: JobSpec) -> JobFolder:
        folder = self.folder(workspace, spec.kind)
        spec = replace(spec, former_seconds=self._measure_former(folder))
        try:
            make_private(folder.path.parent.parent)
            folder.path.parent.mkdir(mode=0o700, exist_ok=True)
            if folder.path.exists():
                shutil.rmtree(folder.path)
            folder.path.mkdir(mode=0o700)
            folder.write_spec(spec)
        except OSError as error:
            place = Location(str(folder.path))
            raise refuse(OutputError, issue("job", place, "unstarted")) from error
        return folder

    def _measure_former(self, folder: JobFolder) -> dict[str, float]:
        """How long the steps of the last job took that was done in a folder."""
        former = self._see(folder, JobFollower(folder))
        if former is None or former.result is None:
            return {}
        if former.result.end is not JobEnd.DONE:
            return former.spec.former_seconds
        return former.progress.measure(former.result.ended)

    def _spawn(self, folder: JobFolder, name: str) -> None:
        """Start the process, and wait until it is at work, or has ended."""
        if former := self._children.pop(folder.path, None):
            # Its turn is over: it is about to end.
            former.wait()
        try:
            with (folder.path / TRACE).open("ab") as trace:
                child = subprocess.Popen(
                    # Without -P what lies in the folder of the start would come before Python's.
                    [sys.executable, "-P", "-m", "docgen.web.job_process", str(folder.path), name],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=trace,
                    cwd=folder.path,
                    # Ours is gone when we are.
                    env={**os.environ, "TMPDIR": str(lasting_folder())},
                    **apart(),
                )
            folder.write_process(child.pid)
        except OSError as error:
            raise _unstarted(folder) from error
        self._children[folder.path] = child
        deadline = time.monotonic() + _START_SECONDS
        while (
            not has_turn(folder.path, name) and child.poll() is None and time.monotonic() < deadline
        ):
            time.sleep(_LOOK_SECONDS)
        if child.poll() is not None and folder.read_result() is None:
            raise _unstarted(folder)


def _unstarted(folder: JobFolder) -> DocgenError:
    return refuse(MachineError, issue("job", Location(str(folder.path)), "unstarted"))


def _tell_killed(folder: JobFolder) -> JobResult:
    said: DocgenError = refuse(MachineError, issue("job", Location(""), "killed"))
    end = JobEnd.BROKEN
    if folder.stops:
        said, end = tell_error_on_page(RunCancelledError()), JobEnd.STOPPED
    return JobResult(end, said.what, said.where, said.remedy, ended=folder.last_sign)
