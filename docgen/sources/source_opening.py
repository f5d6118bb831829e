"""Files opened by workers: each by what its kind asks for, until all of its facts are there.

Loaded where a file has to be opened. In most runs the cache knows them all.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from docgen.issues.refusal import UnusableSourceError
from docgen.model.page_facts import Facts, PageLook
from docgen.sources.office_program import Office
from docgen.sources.page_looks import SHARED_AFTER, PageLooks
from docgen.sources.preparers import PREPARERS
from docgen.sources.source_outcomes import Outcome, SourceAtHand, explain, refuse_changed
from docgen.system.file_types import OFFICE_KINDS, Kind
from docgen.system.machine import blame_disk, find_lack
from docgen.system.named_work import NamedWork, find_module
from docgen.system.workers import Landing, WorkerLimits, Workers, outcome_of

_BYTES_A_SECOND = 4 << 20
"""Large files get longer: a TIFF of 200 colour scans is a gigabyte, and takes a tenth of a second a
megabyte where this was measured."""

_make_ready, _is_opened_by, _encode_spoilt = (
    NamedWork(f"{__package__}.{module}", name)
    for module, name in (
        ("office_files", "make_ready"),
        ("locked_files", "is_opened_by"),
        ("jpeg_recovery", "encode_spoilt"),
    )
)

_FEWEST_TRIED = 8
"""Files."""

_UNCLEAR = frozenset({"source-unreadable", "source-failed", "source-crash", "source-damaged"})
"""What a full disk or too little memory looks like, too."""

Finished = Callable[[SourceAtHand, Outcome], None]
"""Takes what became of a file."""


def list_modules(sources: Sequence[SourceAtHand]) -> tuple[str, ...]:
    """Return the modules that workers need to open these files."""
    works = (
        _make_ready if source.kind in OFFICE_KINDS else PREPARERS[source.kind] for source in sources
    )
    readers = ("pypdf",) if are_tried(sources) else ()
    return tuple(dict.fromkeys((*map(find_module, works), *readers)))


def are_tried(sources: Iterable[SourceAtHand]) -> bool:
    """Whether pages of PDFs are read whole when they are opened, so that it is done once.

    What that loads takes as long as to read a hundred pages again in what is written.
    """
    return sum(source.kind is Kind.PDF for source in sources) >= _FEWEST_TRIED


@dataclass(frozen=True)
class Opening:
    """Files opened through workers. Have all of them opened, then let the workers run."""

    cache: Path
    folder: Path
    """Where PDFs are made of them, within the cache."""
    workers: Workers
    limits: WorkerLimits
    passwords: Sequence[str]
    finish: Finished
    tried: bool
    """Whether pages of PDFs are read whole (`are_tried`)."""

    def try_lock(self, source: SourceAtHand, landing: Landing) -> None:
        """Find out whether a password opens a file: what `landing` is given says so."""
        self.workers.submit(
            _is_opened_by,
            str(source.file),
            source.kind in OFFICE_KINDS,
            self.passwords,
            seconds=self.limits.seconds,
            landing=landing,
        )

    def open_all(self, sources: Iterable[SourceAtHand], office: Office | None) -> None:
        """Open these files; office documents by what converts them."""
        documents = {source.key: source for source in sources if source.kind in OFFICE_KINDS}
        if office and documents:
            # It loads whatever opens documents.
            from docgen.sources.office_conversion import Conversions  # noqa: PLC0415

            conversions = Conversions(
                office,
                self.folder,
                self.limits,
                self.workers,
                self.passwords,
                lambda key, outcome: self._take(documents[key], outcome),
            )
            for source in documents.values():
                conversions.add(source.key, source.file, source.kind)
        for source in sources:
            if source.kind not in OFFICE_KINDS:
                self._open(source)

    def _open(self, source: SourceAtHand) -> None:
        begun = _Begun()
        self.workers.submit(
            PREPARERS[source.kind],
            str(source.file),
            str(self.folder / f"{source.key}.pdf"),
            *((self.passwords, SHARED_AFTER, self.tried) if source.kind is Kind.PDF else ()),
            seconds=self.limits.seconds + source.stamp[0] / _BYTES_A_SECOND,
            landing=lambda done: self._opened(source, begun, outcome_of(done)),
            take=begun.take,
            part_seconds=self.limits.page_seconds,
        )

    def _opened(
        self, source: SourceAtHand, begun: "_Begun", outcome: Facts | Exception | None
    ) -> None:
        """Go on with facts that came at the end, or first of all before the looks of pages."""
        if begun.facts is None:
            # What gives no parts gives facts or ends with an error.
            assert outcome is not None
            self._take(source, outcome)
        else:
            error = outcome if isinstance(outcome, Exception) else None
            self._take(source, begun.facts, begun.looks, error)

    def _take(
        self,
        source: SourceAtHand,
        outcome: Facts | Exception,
        looks: Sequence[PageLook | None] = (),
        error: Exception | None = None,
    ) -> None:
        """Go on with what a worker found out, or with why it did not.

        After these looks `error` came, if any.
        """
        outcome = refuse_changed(source) or outcome
        if not isinstance(outcome, Facts):
            self.finish(source, self._explain_failure(outcome))
        elif outcome.looked_at:
            self.finish(source, outcome)
        else:
            pdf, seen = outcome.pdf or str(source.file), partial(self._mend, source)
            PageLooks(pdf, outcome, self.limits, self.workers, seen).go_on(looks, error)

    def _explain_failure(self, error: Exception) -> UnusableSourceError:
        """What became of a file. MachineError where the file is not to blame."""
        explained = explain(error)
        trouble = blame_disk(error, self.cache)
        if trouble is None and explained.code in _UNCLEAR:
            trouble = find_lack(self.cache)
        if trouble is not None:
            raise trouble from error
        return explained

    def _mend(
        self, source: SourceAtHand, outcome: Facts | Exception, spoilt: Sequence[int]
    ) -> None:
        """Pictures of these pages that only looking at them told to be spoilt are encoded anew."""
        if not isinstance(outcome, Facts):
            self.finish(source, explain(outcome))
            return
        if not spoilt:
            self.finish(source, outcome)
            return
        target = self.folder / f"{source.key}.mended.pdf"
        self.workers.submit(
            _encode_spoilt,
            outcome.pdf or str(source.file),
            str(target),
            spoilt,
            seconds=self.limits.seconds,
            landing=lambda done: self._mended(source, outcome, str(target), outcome_of(done)),
        )

    def _mended(
        self, source: SourceAtHand, facts: Facts, target: str, changed: bool | Exception
    ) -> None:
        # Where it failed, the pages are as they came; that they are damaged is said all the same.
        self.finish(source, replace(facts, pdf=target) if changed is True else facts)


class _Begun:
    """What a worker has told of a file so far, where it tells it in parts."""

    def __init__(self) -> None:
        self.facts: Facts | None = None
        self.looks: list[PageLook | None] = []

    def take(self, part: Facts | PageLook | None) -> None:
        """The facts come first, and then the look of each page."""
        if isinstance(part, Facts):
            self.facts = part
        else:
            self.looks.append(part)
