"""The workspaces that the server holds open, each known by an id that tells nothing of its path."""

import hashlib
import os
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from docgen import api
from docgen.web.live_workspace import LiveWorkspace

_ID_LENGTH = 12


def workspace_id(folder: Path) -> str:
    """Return the id of a workspace by its real place."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:_ID_LENGTH]


@dataclass
class OpenWorkspaces:
    """Every folder that was opened since the server started."""

    settings: "api.Settings"
    _live: dict[str, LiveWorkspace] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, folder: Path) -> str:
        """Return the id of a workspace, which is held open from now on."""
        folder = folder.resolve()
        name = workspace_id(folder)
        with self._lock:
            if name not in self._live:
                self._live[name] = LiveWorkspace(folder, replace(self.settings))
        return name

    def get(self, name: str) -> LiveWorkspace:
        """Return the workspace of an id. KeyError where none is open under it."""
        return self._live[name]

    def close(self) -> None:
        """Let go of all."""
        for live in self._live.values():
            live.close()
