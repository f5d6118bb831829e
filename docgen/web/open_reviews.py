"""The folders that the server holds open for review, each known by an id as workspaces are."""

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from docgen import api
from docgen.web.live_review import LiveReview
from docgen.web.open_workspaces import workspace_id


@dataclass
class OpenReviews:
    """Every folder that was opened for review since the server started."""

    settings: "api.Settings"
    _live: dict[str, LiveReview] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, folder: Path, scheme: str) -> str:
        """Return the id of a folder, which is held open from now on.

        `scheme` is the folder of the bureau's own; another one than before is read by from now on.
        """
        folder = folder.resolve()
        name = workspace_id(folder)
        with self._lock:
            known = self._live.get(name)
            if known is not None and known.scheme == scheme:
                return name
            if known is not None:
                known.close()
            self._live[name] = LiveReview(folder, replace(self.settings), scheme)
        return name

    def get(self, name: str) -> LiveReview:
        """Return the review of an id. KeyError where none is open under it."""
        return self._live[name]

    def close(self) -> None:
        """Let go of all."""
        for live in self._live.values():
            live.close()
