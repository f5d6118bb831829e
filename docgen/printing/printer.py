"""Sending jobs to a printer: a CUPS queue of this machine, or any printer that speaks IPP."""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from docgen.bundle.binding import Paper
from docgen.issues.errors import PrinterError
from docgen.issues.finding import Finding
from docgen.issues.issue import Issue, issue, render
from docgen.issues.location import Location
from docgen.issues.unplaced import NOWHERE
from docgen.printing.ipp import Answer, Attribute, Operation, Tag, ask, refuse_printer
from docgen.printing.print_files import Sides
from docgen.printing.print_record import PrintFile, PrintRecord
from docgen.printing.printer_state import Condition, Progressed
from docgen.printing.ticket import name_paper, name_sides
from docgen.system.progress import SEND, Progress, silent

PDF = "application/pdf"
_MEDIA = {"A4": "iso_a4_210x297mm", "A3": "iso_a3_297x420mm"}
"""The names of paper in PWG 5101.1."""
_WANTED = (
    "printer-name",
    "printer-make-and-model",
    "printer-is-accepting-jobs",
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "media-ready",
    "document-format-supported",
    "media-supported",
    "sides-supported",
    "print-color-mode-supported",
    "print-scaling-supported",
    "multiple-document-handling-supported",
    "copies-supported",
)
_PAUSE_SECONDS = 2.0
_FOLLOWED_SECONDS = 8.0
_MOST_ASKED = 450
"""Small printers take one job at a time: fifteen minutes for a bundle of 200 sheets."""


_IN_THE_WAY = frozenset({"P206", "P208", "P211"})
"""Without paper, or with the lid open, nothing comes out; what a printer says may be that."""


@dataclass(frozen=True)
class PrintJob:
    """One job: a file and how it is printed, in the words of IPP."""

    file: str
    copies: int
    media: str
    sides: Sides
    colour: bool


@dataclass(frozen=True)
class Offer:
    """What a printer says it can do."""

    uri: str
    answer: Answer

    @property
    def name(self) -> str:
        """What it calls itself."""
        named = self.answer.texts("printer-name") or self.answer.texts("printer-make-and-model")
        return named[0] if named else self.uri

    @property
    def condition(self) -> Condition:
        """How it is."""
        return Condition.of(self.answer)

    def takes(self, attribute: str, value: str) -> bool:
        """Whether a value is supported; what it does not tell of, it is taken to."""
        supported = self.answer.texts(attribute)
        return not supported or value in supported

    def knows(self, attribute: str, value: str) -> bool:
        """Whether a value is expressly supported."""
        return value in self.answer.texts(attribute)


@dataclass(frozen=True)
class Sent:
    """A job that the printer took, and what became of it so far."""

    job: PrintJob
    number: int
    progressed: Progressed


@dataclass(frozen=True)
class Sending:
    """What came of sending: nothing was sent in a dry run."""

    printer: str
    sent: tuple[Sent, ...]
    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        """Whether the printer has everything, and nothing stands in the way that is known of."""
        jobs = [one.progressed for one in self.sent]
        stuck = any(job.failed or job.waits for job in jobs)
        return not stuck and all(finding.code not in _IN_THE_WAY for finding in self.findings)

    @property
    def done(self) -> bool:
        """Whether the printer says that it has printed everything."""
        return bool(self.sent) and all(one.progressed.done for one in self.sent)

    @property
    def untold(self) -> bool:
        """Whether it does not say of a job what became of it."""
        return any(one.progressed.state is None for one in self.sent)

    @property
    def failed(self) -> bool:
        """Whether the printer gave up a job."""
        return any(one.progressed.failed for one in self.sent)


def list_jobs(record: PrintRecord, paper: Paper | None = None) -> tuple[PrintJob, ...]:
    """The jobs of what was made to be printed, or of what goes on one kind of paper.

    Sheets larger than A3 are no job.
    """
    return tuple(
        PrintJob(file.file, file.copies, _MEDIA[file.paper], file.sides, file.colour)
        for file in record.files
        if file.paper in _MEDIA and paper in (None, file.paper)
    )


def describe_file(file: PrintFile) -> str:
    """Return a job in a line, as a dry run shows it."""
    copies = f"{file.copies} 份"
    if file.copies_in_file > 1:
        copies = f"1 次（文件里有 {file.copies_in_file} 份）"
    colour = f"彩色（{len(file.colour_pages)} 页有彩色）" if file.colour else "黑白"
    sheets = f"共 {file.sheets * file.all_copies} 张"
    return "，".join((file.file, copies, name_paper(file), name_sides(file), colour, sheets))


# --- the printer -------------------------------------------------------------------------------


def find_printer(named: str) -> str:
    """Return the address of a printer: as it is given, or of the CUPS queue of that name."""
    if "://" in named:
        scheme = named.partition("://")[0].lower()
        if scheme not in {"ipp", "ipps", "http", "https"}:
            raise refuse_printer(named, "address", scheme=scheme)
        return named
    if sys.platform == "win32":
        raise refuse_printer(named, "windows")
    return f"ipp://{_find_cups()}/printers/{quote(named)}"


def list_queues() -> tuple[str, ...]:
    """Return the names of the printers that CUPS knows on this computer, none without CUPS."""
    if sys.platform == "win32":
        return ()
    wanted = Attribute("requested-attributes", Tag.KEYWORD, ("printer-name",))
    try:
        answer = ask(f"ipp://{_find_cups()}/", Operation.CUPS_GET_PRINTERS, [wanted])
    except PrinterError:
        # No CUPS, no queues: an address can be given all the same.
        return ()
    return tuple(sorted(answer.texts("printer-name"))) if answer.fine else ()


def _find_cups() -> str:
    """Host and port of this computer's CUPS."""
    server = os.environ.get("CUPS_SERVER") or "localhost"
    return server if ":" in server and not server.startswith("/") else "localhost:631"


def ask_offer(uri: str) -> Offer:
    """Ask a printer what it can do. PrinterError where it does not answer, or is not there."""
    answer = ask(uri, Operation.GET_PRINTER_ATTRIBUTES, [_asked_of_printer()])
    if not answer.fine:
        raise refuse_printer(uri, "unknown", status=_write_status(answer))
    return Offer(uri, answer)


def check_jobs(
    offer: Offer, jobs: Sequence[PrintJob], *, anyway: bool = False
) -> tuple[Finding, ...]:
    """Hold jobs against what a printer can do. PrinterError where it cannot print one of them.

    What it could print once somebody has been there, for paper or a cover, is refused as well:
    its other users would wait behind it. With `anyway` that is only said.
    """
    refused = list(dict.fromkeys(_refuse(offer, jobs)))
    hindered = [] if refused or anyway else list(_hinder(offer, jobs))
    if hindered:
        raise refuse_printer(offer.name, "hindered", hindrances=hindered)
    if refused:
        idle = not offer.condition.accepting or offer.condition.stands
        raise refuse_printer(offer.name, "idle" if idle else "unable", reasons=refused)
    return tuple(map(render, _remark(offer, jobs)))


def _write_status(answer: Answer) -> str:
    return f"0x{answer.status:04x}"


def _part(case: str, /, **slots: object) -> Issue:
    """Part of what is said of a printer that is refused."""
    return issue("printer-says", NOWHERE, case, **slots)


def _remark(offer: Offer, jobs: Sequence[PrintJob]) -> Iterator[Issue]:
    """What a clerk should know of a printer before anything is sent."""
    own, condition = Location(offer.name), offer.condition
    grey = [job.file for job in jobs if job.colour and not _prints_colour(offer)]
    if grey:
        yield issue("P301", Location("、".join(grey)), printer=offer.name)
    for paper, files in _list_lacking(offer, jobs):
        yield issue("P206", Location(files), printer=offer.name, paper=paper)
    if not offer.knows("print-scaling-supported", "none"):
        yield issue("P207", own)
    if condition.troubles:
        yield issue("P208", own, "reported", troubles=condition.troubles)
    if condition.shortages:
        yield issue("P212", own, shortages=condition.shortages)


def _list_lacking(offer: Offer, jobs: Sequence[PrintJob]) -> Iterator[tuple[str, str]]:
    """Each paper that is wanted and not loaded, and the files that want it."""
    lacking = [job for job in jobs if offer.condition.lacks(job.media)]
    for paper in dict.fromkeys(map(_name_paper, lacking)):
        yield paper, "、".join(job.file for job in lacking if _name_paper(job) == paper)


def _hinder(offer: Offer, jobs: Sequence[PrintJob]) -> Iterator[Issue]:
    """What somebody has to do at the printer before it can print."""
    for paper, files in _list_lacking(offer, jobs):
        yield _part("no_paper", paper=paper, files=files)
    if offer.condition.hindrances:
        yield _part("reports", troubles=offer.condition.hindrances)


def _name_paper(job: PrintJob) -> str:
    return next(name for name, media in _MEDIA.items() if media == job.media)


def _prints_colour(offer: Offer) -> bool:
    return offer.takes("print-color-mode-supported", "color")


def _refuse(offer: Offer, jobs: Sequence[PrintJob]) -> Iterator[Issue]:
    condition = offer.condition
    if not condition.accepting:
        yield _part("not_accepting")
    if condition.stands:
        yield _part("stands", troubles=condition.troubles, silent=not condition.troubles)
    if not offer.takes("document-format-supported", PDF):
        yield _part("no_pdf")
    for job in jobs:
        paper = _name_paper(job)
        if not offer.takes("media-supported", job.media):
            yield _part("paper", paper=paper, file=job.file)
        if not offer.takes("sides-supported", job.sides):
            yield _part("sides", file=job.file)
        for low, high in _ranges(offer):
            if not low <= job.copies <= high:
                yield _part("copies", most=high, file=job.file, copies=job.copies)


def _ranges(offer: Offer) -> Iterator[tuple[int, int]]:
    for value in offer.answer.attributes.get("copies-supported", ()):
        if isinstance(value, tuple):
            yield value


# --- sending -----------------------------------------------------------------------------------


def send_jobs(
    offer: Offer, folder: Path, jobs: Sequence[PrintJob], progress: Progress = silent
) -> Sending:
    """Have the printer look at every job, send them one after the other, and see what they become.

    PrinterError where one is refused; what was sent before is said.
    """
    for job in jobs:
        _demand(offer, job, Operation.VALIDATE_JOB, None, ())
    sent: list[Sent] = []
    for job in jobs:
        progress(SEND.at(len(sent), len(jobs)))
        answer = _demand(offer, job, Operation.PRINT_JOB, folder / job.file, sent)
        numbers = [n for n in answer.attributes.get("job-id", ()) if isinstance(n, int)]
        sent.append(Sent(job, numbers[0] if numbers else 0, Progressed.of(answer)))
    progress(SEND.at(len(sent), len(jobs)))
    after = tuple(_follow(offer, sent))
    return Sending(offer.name, after, tuple(map(render, _say_after(offer, after))))


def _follow(offer: Offer, sent: Iterable[Sent]) -> Iterator[Sent]:
    """Ask for some seconds what becomes of the jobs."""
    deadline = time.monotonic() + _FOLLOWED_SECONDS
    for one in sent:
        progressed = one.progressed
        while one.number:
            progressed = _ask_progress(offer, one.number)
            if progressed.settled or time.monotonic() > deadline:
                break
            time.sleep(_PAUSE_SECONDS / 4)
        yield replace(one, progressed=progressed)


def _ask_progress(offer: Offer, number: int) -> Progressed:
    asked = (
        Attribute("job-id", Tag.INTEGER, (number,)),
        Attribute("requested-attributes", Tag.KEYWORD, ("job-state", "job-state-reasons")),
    )
    try:
        answer = ask(offer.uri, Operation.GET_JOB_ATTRIBUTES, asked)
    except PrinterError:
        # It has the job; whether it still answers is said of the printer itself.
        return Progressed(None)
    return Progressed.of(answer) if answer.fine else Progressed(None)


def _say_after(offer: Offer, sent: Sequence[Sent]) -> Iterator[Issue]:
    """What is so once everything has been sent."""
    own, waiting = Location(offer.name), False
    for one in sent:
        if one.progressed.failed or one.progressed.waits:
            waiting |= one.progressed.waits
            code = "P210" if one.progressed.failed else "P209"
            place, state = Location(one.job.file), str(one.progressed)
            yield issue(code, place, job=one.number, state=state)
    try:
        answer = ask(offer.uri, Operation.GET_PRINTER_ATTRIBUTES, [_asked_of_printer()])
    except PrinterError as error:
        yield issue("P208", own, "unasked", why=error.said)
        return
    now = Condition.of(answer)
    if now.stands or (now.troubles and (waiting or now.troubles != offer.condition.troubles)):
        yield issue("P208", own, "reported", troubles=now.troubles)
    elif now.message and not all(one.progressed.done for one in sent):
        yield issue("P211", own, message=now.message)


def _asked_of_printer() -> Attribute:
    return Attribute("requested-attributes", Tag.KEYWORD, _WANTED)


def _demand(
    offer: Offer,
    job: PrintJob,
    operation: Operation,
    document: Path | None,
    before: Sequence[Sent],
) -> Answer:
    asked = (
        Attribute("job-name", Tag.NAME, (job.file.removesuffix(".pdf"),)),
        Attribute("document-format", Tag.MIME_TYPE, (PDF,)),
    )
    for _ in range(_MOST_ASKED):
        answer = ask(offer.uri, operation, asked, _job_attributes(offer, job), document)
        if not answer.busy:
            break
        time.sleep(_PAUSE_SECONDS)
    if answer.fine:
        return answer
    slots = {"file": job.file, "status": _write_status(answer)}
    done = [sent.job.file for sent in before]
    raise refuse_printer(offer.name, "rejected", **slots, done=done, none=not done)


def _job_attributes(offer: Offer, job: PrintJob) -> Iterator[Attribute]:
    yield Attribute("copies", Tag.INTEGER, (job.copies,))
    yield Attribute("media", Tag.KEYWORD, (job.media,))
    yield Attribute("sides", Tag.KEYWORD, (job.sides,))
    # Asked for only where it is known: some printers refuse what they have not heard of.
    colour = "color" if job.colour else "monochrome"
    collated = "separate-documents-collated-copies"
    for name, value in (
        ("print-color-mode", colour),
        ("print-scaling", "none"),
        ("multiple-document-handling", collated),
    ):
        if offer.knows(f"{name}-supported", value):
            yield Attribute(name, Tag.KEYWORD, (value,))
