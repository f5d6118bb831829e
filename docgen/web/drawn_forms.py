"""Forms drawn as they will be printed: one at a time, and each again only when it has changed."""

import hashlib
import threading
from dataclasses import dataclass, field
from pathlib import Path

from docgen import api
from docgen.web.live_workspace import LiveWorkspace

_KEPT = 8
"""PDFs, of all workspaces together."""


@dataclass
class DrawnForms:
    """The forms of open workspaces as PDFs. Safe to use from several threads."""

    _pdfs: dict[str, bytes] = field(default_factory=dict)
    _latest: dict[Path, tuple[int, str]] = field(default_factory=dict)
    """By folder: the number of the state that was drawn, and its PDF's digest."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def draw(self, live: LiveWorkspace) -> str:
        """Draw the form of a workspace as it is now, and return the digest of its PDF.

        It is empty before the workspace is read. DocgenError where nothing here makes a PDF.
        Whoever asks while another is drawn waits, and gets what has come of all changes till then.
        """
        with self._lock:
            state = live.state
            number, digest = self._latest.get(live.folder, (-1, ""))
            if state.checked is None or number == state.number:
                return digest
            pdf = api.draw_form(state.checked, state.preview, live.settings)
            digest = hashlib.sha256(pdf).hexdigest()
            self._pdfs[digest] = pdf
            self._latest[live.folder] = state.number, digest
            while len(self._pdfs) > _KEPT:
                del self._pdfs[next(iter(self._pdfs))]
            return digest

    def get(self, digest: str) -> bytes | None:
        """Return a PDF; None where it is kept no more."""
        return self._pdfs.get(digest)
