"""What stands in the folder of a job: what is asked for, how far it has come, how it ended.

The page's server and the process that works share nothing else, so either may end without the
other. Whether the process lives is told by `job_turn`.
"""

import datetime
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from docgen.issues.finding import Finding
from docgen.system.atomic_files import write_atomically
from docgen.system.progress import ProgressEvent
from docgen.system.settings import Reading

SPEC, EVENTS, RESULT, STOP, TRACE, PROCESS = (
    "job.json",
    "events.jsonl",
    "result.json",
    "stop",
    "trace.txt",
    "process",
)


class JobKind(StrEnum):
    """What is done."""

    BUILD = "build"
    DRAFT = "draft"
    PRINT = "print"
    SEND = "send"
    LOCK = "lock"
    COLLECT = "collect"
    VERIFY = "verify"
    RESULTS = "results"


@dataclass(frozen=True)
class JobSpec:
    """What is asked for. `place` is the package that it is about, `scans` a folder of scans.

    Of a review `workspace` is its folder, and `place` where its results go.
    """

    kind: JobKind
    workspace: Path
    cache: Path
    place: Path
    began: float = field(default_factory=time.time)
    """Seconds since 1970."""
    today: datetime.date | None = None
    reading: Reading = "all"
    copies: int | None = None
    """Of the form, where print files are made; None: as the notice asks."""
    numbered: bool = False
    whole: bool = False
    printer: str = ""
    paper: Literal["A4", "A3"] | None = None
    anyway: bool = False
    scans: Path | None = None
    again: tuple[str, ...] = ()
    scheme: str = ""
    """Of a review: the bureau's own scheme."""
    former_seconds: dict[str, float] = field(default_factory=dict)
    """How long each step of the last job of this kind that was done had taken, in their order."""

    @property
    def name(self) -> str:
        """What tells it from every other job of its workspace."""
        return f"{self.kind}-{self.began}"


class JobEnd(StrEnum):
    """How a job ended."""

    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"
    BROKEN = "broken"
    """A bug, or the process was killed."""


@dataclass(frozen=True)
class JobResult:
    """What came of a job. `what`, `where` and `remedy` say why nothing did."""

    end: JobEnd
    what: str = ""
    where: str = ""
    remedy: str = ""
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """What else is to be known, a line each, in Chinese."""
    about: str = ""
    """sha256 of the manifest of the package that it is about; empty where there is none."""
    ended: float = field(default_factory=time.time)


@dataclass(frozen=True)
class StepRun:
    """One step of the work as far as it has come. Times are seconds since 1970."""

    event: ProgressEvent
    began: float
    last: float

    def seconds_left(self, now: float) -> float | None:
        """By the rate so far; None where that says nothing yet."""
        done, total, spent = self.event.done, self.event.total, now - self.began
        if not 0 < done < total or spent < _TELLING_SECONDS or done < total * _TELLING_SHARE:
            return None
        return spent / done * (total - done)


_TELLING_SECONDS = 2.0
_TELLING_SHARE = 0.03
"""With less behind it a rate says nothing."""


@dataclass(frozen=True)
class Question:
    """A password that the job waits for. `wrong` is how many were tried."""

    number: int
    file: str
    wrong: int


@dataclass(frozen=True)
class JobProgress:
    """How far a job has come: its steps in the order in which they began."""

    steps: tuple[StepRun, ...] = ()
    question: Question | None = None

    def after(self, line: str) -> "JobProgress":
        """What it is after a line of the journal. A line that is none changes nothing."""
        try:
            told = json.loads(line)
            match told:
                case {"at": float(at), "step": str(), "text": str(), "done": int(), "total": int()}:
                    event = ProgressEvent(
                        told["step"], told["text"], told["done"], told["total"], told["unit"]
                    )
                    return replace(self, steps=_add(self.steps, event, at))
                case {"ask": str(file), "number": int(number), "wrong": int(wrong)}:
                    return replace(self, question=Question(number, file, wrong))
                case {"answered": int()}:
                    return replace(self, question=None)
        except (ValueError, KeyError):
            return self
        return self

    def measure(self, ended: float) -> dict[str, float]:
        """How long each step has taken, by its key; the last until it `ended`."""
        spent: dict[str, float] = {}
        ends = (*(step.began for step in self.steps[1:]), ended)
        for step, end in zip(self.steps, ends, strict=False):
            spent[step.event.step] = spent.get(step.event.step, 0.0) + end - step.began
        return spent

    def seconds_left(self, former: Mapping[str, float], now: float) -> float | None:
        """Of the whole job, where steps take as long as `former` ones; None where nobody knows."""
        present = self.steps[-1].event.step if self.steps else ""
        if present not in former:
            return None
        own = self.steps[-1].seconds_left(now)
        if own is None:
            own = max(former[present] - (now - self.steps[-1].began), 0.0)
        keys, begun = list(former), {step.event.step for step in self.steps}
        coming = (key for key in keys[keys.index(present) :] if key not in begun)
        return own + sum(former[key] for key in coming)


def _add(steps: tuple[StepRun, ...], event: ProgressEvent, at: float) -> tuple[StepRun, ...]:
    """The steps with one more event. What counts back begins anew."""
    if steps and steps[-1].event.step == event.step and steps[-1].event.done <= event.done:
        return (*steps[:-1], replace(steps[-1], event=event, last=at))
    return (*steps, StepRun(event, at, at))


_SPECS = TypeAdapter(JobSpec)
_RESULTS = TypeAdapter(JobResult)
T = TypeVar("T")


def _read(kind: TypeAdapter[T], file: Path) -> T | None:
    """What was written; None where there is none, or one of another version."""
    try:
        return kind.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


@dataclass(frozen=True)
class JobFolder:
    """The folder of one job."""

    path: Path

    def write_spec(self, spec: JobSpec) -> None:
        """Say what is asked for. OSError."""
        write_atomically(self.path / SPEC, _SPECS.dump_json(spec), private=True)

    def read_spec(self) -> JobSpec | None:
        """What is asked for; None where there is no job, or one of another version."""
        return _read(_SPECS, self.path / SPEC)

    def write_result(self, result: JobResult) -> None:
        """Say how it ended. OSError."""
        write_atomically(self.path / RESULT, _RESULTS.dump_json(result), private=True)

    def read_result(self) -> JobResult | None:
        """How it ended; None where that is not said."""
        return _read(_RESULTS, self.path / RESULT)

    @property
    def last_sign(self) -> float:
        """When the process last gave a sign of life: seconds since 1970, 0 where it never did."""
        try:
            return (self.path / EVENTS).stat().st_mtime
        except OSError:
            return 0.0

    @property
    def stops(self) -> bool:
        """Whether it was asked to stop."""
        return (self.path / STOP).exists()

    def ask_to_stop(self) -> None:
        """Ask the process to stop: a file, because every system has files."""
        if not self.stops:
            (self.path / STOP).touch(mode=0o600)

    def seconds_stopping(self, now: float) -> float:
        """For how long it has been asked to stop; 0 where it was not."""
        try:
            return now - (self.path / STOP).stat().st_mtime
        except OSError:
            return 0.0

    def write_process(self, number: int) -> None:
        """Say which process does it. OSError."""
        write_atomically(self.path / PROCESS, str(number).encode(), private=True)

    def read_process(self) -> int | None:
        """Which process does it; None where that is not said."""
        try:
            return int((self.path / PROCESS).read_bytes())
        except (OSError, ValueError):
            return None


@dataclass
class JobFollower:
    """Reads the journal of a job as it is written, each line once."""

    folder: JobFolder
    progress: JobProgress = field(default_factory=JobProgress)
    _read: int = 0

    def look(self) -> JobProgress:
        """How far it has come now."""
        try:
            with (self.folder.path / EVENTS).open("rb") as journal:
                journal.seek(self._read)
                fresh = journal.read()
        except OSError:
            return self.progress
        # The last line may be half written.
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        self.progress = _fold(self.progress, whole.decode("utf-8", "replace").splitlines())
        return self.progress


def _fold(progress: JobProgress, lines: Iterable[str]) -> JobProgress:
    for line in lines:
        progress = progress.after(line)
    return progress
