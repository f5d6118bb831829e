"""The settings of a run from the command line: what the user's environment says, and the clock."""

import datetime
import os
import signal
import threading
from pathlib import Path

from docgen.system.machine import CACHE_VARIABLE
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import Progress, silent
from docgen.system.settings import Reading, Settings, user_cache

READING_VARIABLE, UNREAD = "DOCGEN_READING", "none"
"""With this value no command reads scans, as with `--no-reading`."""


INTERRUPTION = threading.Event()
"""Set once the process is asked to end."""


def heed_signals() -> None:
    """Have a run that is asked to end, by a terminal that closes too, tidy up as after Ctrl+C.

    KeyboardInterrupt alone is lost where it comes while a library written in C is loaded: lxml
    passes over whatever fails then. The run is cancelled besides.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Who ignores Ctrl+C, as what a shell runs in the background does, goes on doing so.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(*_: object) -> None:
    INTERRUPTION.set()
    raise KeyboardInterrupt


def named_cache() -> Path | None:
    """The cache folder that the environment names."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else None


def settings_here(
    progress: Progress = silent, ask: AskPassword = ask_nobody, *, reading: bool = True
) -> Settings:
    """The settings of a run that is started here and now."""
    today = datetime.datetime.now().astimezone().date()
    wanted = reading and os.environ.get(READING_VARIABLE) != UNREAD
    cache = named_cache() or user_cache()
    read: Reading = "all" if wanted else "none"
    return Settings(cache, today, ask, progress, INTERRUPTION, reading=read)
