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

    def open(self, folder: Path) -> str:
        """Return the id of a folder, which is held open from now on."""
        folder = folder.resolve()
        name = workspace_id(folder)
        with self._lock:
            if name not in self._live:
                self._live[name] = LiveReview(folder, replace(self.settings))
        return name

    def get(self, name: str) -> LiveReview:
        """Return the review of an id. KeyError where none is open under it."""
        return self._live[name]

    def close(self) -> None:
        """Let go of all."""
        for live in self._live.values():
            live.close()
