"""Office documents of one run: each is made ready by itself, then few calls convert them all."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from docgen.issues.refusal import UnusableSourceError
from docgen.model.page_facts import Facts
from docgen.office.libreoffice import Component
from docgen.sources.office_files import (
    Conversion,
    Ready,
    convert_documents,
    make_ready,
    prepare_converted,
)
from docgen.sources.office_program import Office
from docgen.system.cores import count_cores
from docgen.system.file_types import Kind
from docgen.system.workers import WorkerLimits, Workers, outcome_of

_FEWEST_A_CALL = 4
"""Starting LibreOffice takes as long as converting so many ordinary documents."""


Finish = Callable[[str, Facts | Exception], None]
"""Takes what became of the document of a key."""


class Conversions:
    """Turns documents into PDFs through workers. Add them all, then let the workers run."""

    def __init__(
        self,
        office: Office,
        folder: Path,
        limits: WorkerLimits,
        workers: Workers,
        passwords: Sequence[str],
        finish: Finish,
    ) -> None:
        self._office = office
        self._folder = folder
        self._limits = limits
        self._workers = workers
        self._passwords = tuple(passwords)
        self._finish = finish
        self._expected = 0
        self._ready: dict[str, Ready] = {}

    def add(self, key: str, file: Path, kind: Kind) -> None:
        """Convert a document. Before the workers run."""
        self._expected += 1
        self._workers.submit(
            make_ready,
            str(file),
            str(self._folder / key),
            kind,
            self._passwords,
            seconds=self._limits.seconds,
            landing=partial(self._made_ready, key),
        )

    def _made_ready(self, key: str, done: "Future[Any]") -> None:
        self._expected -= 1
        ready = outcome_of(done)
        if isinstance(ready, Ready):
            ready = self._refuse_without_component(ready.component) or ready
        if isinstance(ready, Ready):
            self._ready[key] = ready
        else:
            self._finish(key, ready)
        if not self._expected:
            self._convert()

    def _refuse_without_component(self, component: Component) -> UnusableSourceError | None:
        if component.is_here(self._office.soffice):
            return None
        name, _, package = component.value
        return UnusableSourceError("source-office", "part", name=name, package=package)

    def _convert(self) -> None:
        calls = min(count_cores(), max(len(self._ready) // _FEWEST_A_CALL, 1))
        keys = sorted(self._ready)
        for share in (keys[n::calls] for n in range(calls)):
            if share:
                self._workers.submit(
                    convert_documents,
                    str(self._office.soffice),
                    [self._ready[key] for key in share],
                    str(self._folder),
                    self._limits.seconds,
                    # Each document is watched there; this ends what cannot end itself.
                    seconds=4 * self._limits.seconds * (len(share) + 1),
                    landing=partial(self._converted, share),
                )

    def _converted(self, keys: Sequence[str], done: "Future[Any]") -> None:
        made = outcome_of(done)
        conversions: list[Any] = [made] * len(keys) if isinstance(made, Exception) else made
        for key, conversion in zip(keys, conversions, strict=True):
            if isinstance(conversion, Conversion):
                self._read(key, conversion)
            else:
                self._finish(key, conversion)

    def _read(self, key: str, conversion: Conversion) -> None:
        self._workers.submit(
            prepare_converted,
            conversion,
            self._ready[key],
            str(self._folder / f"{key}.pdf"),
            seconds=self._limits.seconds,
            landing=lambda done: self._finish(key, outcome_of(done)),
        )
