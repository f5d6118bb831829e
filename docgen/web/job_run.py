"""A job done: told of as it goes on, stopped when asked, and its end written down."""

import json
import signal
import threading
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import IO

from docgen.issues.errors import DocgenError, FindingsError, MachineError, RunCancelledError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.page_words import say_on_page
from docgen.issues.refusal import refuse
from docgen.system.machine import explain_trouble
from docgen.system.process_setup import set_up_process
from docgen.system.progress import ProgressEvent
from docgen.system.settings import Settings
from docgen.text.masking import mask_numbers
from docgen.web.job_door import JobDoor
from docgen.web.job_folder import EVENTS, TRACE, JobEnd, JobFolder, JobResult, JobSpec
from docgen.web.job_work import work
from docgen.workspace.dialects import tell_error_on_page, tell_on_page

_LOOK_SECONDS = 0.2
_TELL_SECONDS = 0.1


def do_job(path: Path) -> None:
    """Do the job of a folder, and write there how it ended. Nothing where there is no job."""
    folder = JobFolder(path)
    spec = folder.read_spec()
    if spec is None:
        return
    set_up_process()
    with (path / EVENTS).open("ab", buffering=0) as journal:
        folder.write_result(_put_for_page(_do(spec, folder, journal)))


def _do(spec: JobSpec, folder: JobFolder, journal: IO[bytes]) -> JobResult:
    cancel = _watch(folder)
    door, tell = JobDoor(folder.path, journal), _Journal(journal)
    settings = Settings(spec.cache, spec.today, door, tell, cancel, spec.reading)
    try:
        return work(spec, settings)
    except RunCancelledError as error:
        return replace(_tell_error(error), end=JobEnd.STOPPED)
    except DocgenError as error:
        return _tell_error(error)
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug, and is said to be one
        trouble = explain_trouble(error, spec.cache)
        return _tell_error(trouble) if trouble else _tell_bug(error, folder)


def _watch(folder: JobFolder) -> threading.Event:
    """What is set once the page, or the system, asks the job to stop."""
    cancel = threading.Event()
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda *_: cancel.set())

    def look() -> None:
        while not folder.stops:
            time.sleep(_LOOK_SECONDS)
        cancel.set()

    threading.Thread(target=look, daemon=True).start()
    return cancel


class _Journal:
    """Writes progress into the journal, a few lines a second: it is a `Progress`."""

    def __init__(self, journal: IO[bytes]) -> None:
        self._journal, self._step, self._told = journal, "", 0.0

    def __call__(self, event: ProgressEvent, /) -> None:
        """Write it down, unless the step has just been told of."""
        now = time.time()
        fresh = event.step != self._step or event.done >= event.total
        if fresh or now - self._told >= _TELL_SECONDS:
            self._step, self._told = event.step, now
            told = {"at": now, "step": event.step, "text": event.text, "done": event.done,
                    "total": event.total, "unit": event.unit}  # fmt: skip
            self._journal.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")


def _tell_error(error: DocgenError) -> JobResult:
    tell_error_on_page(error)
    findings = error.findings if isinstance(error, FindingsError) else ()
    return JobResult(JobEnd.REFUSED, error.what, error.where, error.remedy, tuple(findings))


def _put_for_page(result: JobResult) -> JobResult:
    """The same in the page's words."""
    findings, notes = map(tell_on_page, result.findings), map(say_on_page, result.notes)
    return replace(result, findings=tuple(findings), notes=tuple(notes))


def _tell_bug(error: Exception, folder: JobFolder) -> JobResult:
    trace = mask_numbers("".join(traceback.format_exception(error)))
    (folder.path / TRACE).write_text(trace, "utf-8", errors="backslashreplace")
    said = issue("job", Location(str(folder.path / TRACE)), "bug", kind=type(error).__name__)
    return replace(_tell_error(refuse(MachineError, said)), end=JobEnd.BROKEN)
