"""What a run needs to know besides its work: all of it is given, nothing is read on the way."""

import datetime
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from docgen.system.cancellation import raise_if_set
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import Progress, ProgressEvent, silent


def user_cache() -> Path:
    """The folder for docgen's cache that the system gives a user."""
    import platformdirs  # noqa: PLC0415 - most runs of the command line need none

    return platformdirs.user_cache_path("docgen", appauthor=False)


Reading = Literal["all", "known", "none"]
"""Which scans are read: all of them, those that were read before, or none."""


@dataclass(frozen=True)
class Settings:
    """How a run is done. It may be used by several runs, one after the other or at once."""

    cache: Path = field(default_factory=user_cache)
    """Where files made ready are kept. It is other people's papers: not for a shared place."""
    today: datetime.date | None = None
    """Held against deadlines; None holds nothing against them. A package never depends on it."""
    ask: AskPassword = ask_nobody
    """Asked for the passwords of locked files, and of the certificate that signs."""
    progress: Progress = silent
    """Told how far it has come, in the thread that runs."""
    cancel: threading.Event = field(default_factory=threading.Event)
    """Set it from another thread, or from `progress`: the run raises RunCancelledError soon."""
    reading: Reading = "all"
    """Reading takes half a second a page, once: whoever cannot wait goes by what is known."""
    cores: int | None = None
    """How many cores a run uses at most; None for all. Who has many runs at once gives each one."""

    @property
    def owns_cache(self) -> bool:
        """Whether the cache is docgen's own folder and not one that somebody named."""
        return self.cache == user_cache()

    def report(self, event: ProgressEvent, /) -> None:
        """Tell of progress. RunCancelledError where the run is to stop."""
        raise_if_set(self.cancel)
        self.progress(event)
        raise_if_set(self.cancel)
