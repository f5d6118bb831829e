"""What was made for printing goes to a printer."""

from dataclasses import replace

from docgen.bundle.binding import Paper
from docgen.printing.printer import (
    Sending,
    ask_offer,
    check_jobs,
    find_printer,
    list_jobs,
    send_jobs,
)
from docgen.printing.produce import Produced
from docgen.system.progress import Progress, silent


def send_produced(
    produced: Produced,
    printer: str,
    paper: Paper | None = None,
    *,
    anyway: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Sending:
    """Ask the printer whether it can do all of it, and unless this is a dry run, send it.

    PrinterError where it does not answer, or cannot. `paper` sends only what is of that size.
    """
    jobs = list_jobs(produced.record, paper)
    offer = ask_offer(find_printer(printer))
    findings = check_jobs(offer, jobs, anyway=anyway or dry_run)
    if dry_run:
        return Sending(offer.name, (), findings)
    sending = send_jobs(offer, produced.folder, jobs, progress)
    # What was said before is said again only where it has changed.
    return replace(sending, findings=tuple(dict.fromkeys((*findings, *sending.findings))))
