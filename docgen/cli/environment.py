"""The settings of a run from the command line: what the user's environment says, and the clock."""

import datetime
import os
from pathlib import Path

from docgen.system.machine import CACHE_VARIABLE
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import Progress, silent
from docgen.system.settings import Settings, user_cache

READING_VARIABLE, UNREAD = "DOCGEN_READING", "none"
"""With this value no command reads scans, as with `--no-reading`."""


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
    return Settings(cache, today, ask, progress, reading="all" if wanted else "none")
