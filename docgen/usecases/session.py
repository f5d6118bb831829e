"""The use case: check one workspace again and again, in a process that lives on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docgen.system.memo import Memo
from docgen.system.settings import Settings
from docgen.usecases.check import Checked, check_workspace, glance_at


class Session:
    """One workspace, checked after every edit.

    It holds what was found out of whatever has not changed since the last check: files by their
    identity on the disk, texts by what they say. A check gives what `check` would give, to the
    byte, and may be asked for from any thread; several take turns.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        self._memo = Memo()

    def check(self, settings: Settings | None = None) -> Checked:
        """As `docgen.api.check`."""
        with self.remembering():
            return check_workspace(self._folder, settings or Settings())

    def glance(self, former: Checked | None, settings: Settings | None = None) -> Checked:
        """Read and score it at once, with what a `former` check knows of its files.

        Files that were not there then have no source yet: see `glance_at`.
        """
        known = former.sources if former else {}
        with self.remembering():
            return glance_at(self._folder, known, settings or Settings())

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Have everything that is done inside, in this thread, go by what is held, and add to it.

        For a check and what is asked for beside it: what none of it needs is forgotten afterwards.
        """
        with self._memo.used():
            yield
