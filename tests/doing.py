"""The use cases as most tests want them: with the settings of the environment, and few words."""

import datetime
from pathlib import Path
from typing import Any

from docgen.cli.environment import settings_here
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import Progress, silent
from docgen.system.settings import Settings
from docgen.usecases import build, check, lock
from docgen.usecases.built import Built
from docgen.usecases.check import Checked
from docgen.usecases.lock import Locked


def settings(
    today: datetime.date | None = None,
    progress: Progress = silent,
    ask: AskPassword = ask_nobody,
) -> Settings:
    return Settings(settings_here().cache, today, ask, progress)


def check_workspace(folder: Path, **given: Any) -> Checked:
    return check.check_workspace(folder, settings(**given))


def build_package(
    folder: Path,
    *,
    out: Path | None = None,
    draft: bool = False,
    only: Any = None,
    **given: Any,
) -> Built:
    return build.build_package(folder, settings(**given), out=out, draft=draft, only=only)


def lock_numbers(folder: Path, *, out: Path | None = None) -> Locked:
    return lock.lock_numbers(folder, settings(), out=out)
