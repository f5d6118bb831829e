"""A workspace that the page holds open: read again as soon as anything in its folder changes.

The folder is the truth. A thread looks at it once a second while somebody watches, and at once
after a change of the page's own; what it found stands in a `LiveState` that never changes.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from docgen import api
from docgen.issues.errors import DocgenError, RunCancelledError
from docgen.package.file_names import OUT
from docgen.system.progress import ProgressEvent
from docgen.system.settings import Reading
from docgen.web.folder_look import Fingerprint, look_at
from docgen.web.listeners import Listener, Listeners

_LOOK_SECONDS = 1.0
_QUIET_SECONDS = 0.4
"""So long after a change of the page's own a check begins: who types on would only have it begin
again, and it would take the time in which points are shown."""


@dataclass(frozen=True)
class LiveState:
    """What is known of a workspace. `number` grows with every change of it.

    `checked` is None before anything was read, and where the folder cannot be read as a workspace:
    `error` says why. `checking` says that the folder has changed since.
    """

    number: int = 0
    checked: "api.Checked | None" = None
    plain: Mapping[str, Any] = field(default_factory=dict)
    """The data file as it is written, values that cannot be used too."""
    preview: "api.Preview | None" = None
    history: "api.History | None" = None
    """What can be undone and done again."""
    advice: "api.Advice | None" = None
    """What scans suggest; None before anybody looked."""
    error: DocgenError | None = None
    checking: bool = True
    is_first: bool = False
    """Whether no check has ended yet: files were not opened, and findings are of the data alone."""
    progress: ProgressEvent | None = None


@dataclass
class LiveWorkspace:
    """Keeps the state of one workspace. Safe to use from several threads."""

    folder: Path
    settings: "api.Settings"
    _session: "api.Session" = field(init=False)
    _glances: "api.Session" = field(init=False)
    _glancing: threading.Lock = field(default_factory=threading.Lock)
    _state: LiveState = field(default_factory=LiveState)
    _seen: Fingerprint | None = None
    """The folder as it was looked at last; what is being checked; what the state shows, in part or
    in whole; and what it shows in whole."""
    _begun: Fingerprint | None = None
    _shown: Fingerprint | None = None
    _done: Fingerprint | None = None
    _altered: float = 0.0
    """When a change was looked at last, by the clock that only goes on."""
    _stop: bool = False
    _cancel: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _listeners: Listeners[LiveState] = field(init=False)

    def __post_init__(self) -> None:
        """Begin to look."""
        self._listeners = Listeners(self._changed)
        self._session, self._glances = api.Session(self.folder), api.Session(self.folder)
        name = f"docgen-{self.folder.name}"
        threading.Thread(target=self._watch, name=name, daemon=True).start()

    @property
    def state(self) -> LiveState:
        """What is known now."""
        return self._state

    def look(self, seconds: float) -> LiveState:
        """Have the folder looked at now; return what is known of it then, or after so long.

        Points and files are shown at once, and `checking` says that more is to come.
        """
        now = look_at(self.folder, OUT)
        with self._changed:
            self._seen = now
            if now not in (self._begun, self._done):
                self._altered = time.monotonic()
                self._cancel.set()
            self._changed.notify_all()
        self._show_at_once(now)
        with self._changed:
            self._changed.wait_for(lambda: self._stop or self._shown == now, seconds)
            return self._state

    def listen(self, listener: Listener[LiveState]) -> Callable[[], None]:
        """Have `listener` called with every new state, from another thread. Returns its end."""
        return self._listeners.add(listener)

    def close(self) -> None:
        """Stop looking."""
        with self._changed:
            self._stop = True
            self._cancel.set()
            self._changed.notify_all()

    # ── the thread ────────────────────────────────────────────────────────────────────────────

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_work, _LOOK_SECONDS)
                if self._stop:
                    return
                watched = bool(self._listeners) or self._done is None
            self._wait_for_quiet()
            if watched or self._has_work():
                self._check_if_changed()

    def _wait_for_quiet(self) -> None:
        with self._changed:
            while self._state.checked is not None and not self._stop:
                left = self._altered + _QUIET_SECONDS - time.monotonic()
                if left <= 0:
                    return
                self._changed.wait(left)

    def _has_work(self) -> bool:
        return self._stop or self._seen != self._done or self._done is None

    def _check_if_changed(self) -> None:
        now = look_at(self.folder, OUT)
        with self._changed:
            self._seen = now
            if now == self._done:
                return
            self._begun = now
            self._cancel = threading.Event()
            settings = replace(self.settings, progress=self._tell, cancel=self._cancel)
        self._set(checking=True)
        try:
            self._show_at_once(now)
            at_once: Reading = "none" if settings.reading == "none" else "known"
            known = replace(settings, reading=at_once)
            # Scans of many papers take a while to be made sense of, the first time.
            early = None if self._state.advice else partial(self._show_unless_changed, now)
            found = _read(self._session, self.folder, known, early)
            if found.advice and found.advice.incomplete:
                # Reading takes long: what there is to say without it is said before.
                self._show_unless_changed(now, replace(found, checking=True))
                found = _read(self._session, self.folder, settings)
        except RunCancelledError:
            return
        if self._show_unless_changed(now, found):
            with self._changed:
                self._done = now

    def _show_unless_changed(self, now: Fingerprint, found: LiveState) -> bool:
        """Whether that was done: what was changed meanwhile is shown already."""
        with self._changed:
            if self._seen != now:
                return False
        self._show(now, replace(found, number=self._state.number + 1))
        return True

    def _show(self, fingerprint: Fingerprint, state: LiveState) -> None:
        with self._changed:
            self._shown, self._state = fingerprint, state
            self._changed.notify_all()
        self._publish()

    def _show_at_once(self, now: Fingerprint) -> None:
        """Tell of points and files before the check has ended; findings stay those of before.

        Before the first they are those of the data alone.

        It has a memory of its own: a check that goes on in another thread is not waited for.
        """
        with self._glancing:
            former = self._state
            if self._shown == now:
                return
            try:
                glanced = self._glance_from(former)
            except DocgenError:
                # The check comes upon it too, and says it.
                return
            with self._changed:
                if self._shown == now:
                    return
                # A whole check has to follow, even where the last one found the folder so.
                self._done = None
                self._show(now, replace(glanced, number=self._state.number + 1))

    def _glance_from(self, former: LiveState) -> LiveState:
        """The state at a glance, from what is known so far; its number apart."""
        known = former.checked
        with self._glances.remembering():
            glanced = self._glances.glance(known, self.settings)
            if known is None or former.is_first:
                shown = api.word_for_page(glanced)
            else:
                shown = replace(glanced, findings=known.findings)
            pages = former.preview.cross_reference if former.preview else None
            return LiveState(
                checked=shown,
                plain=api.read_data(self.folder),
                preview=api.write_works(shown, pages),
                history=api.history(self.folder),
                advice=former.advice,
                is_first=known is None or former.is_first,
            )

    def _tell(self, event: ProgressEvent, /) -> None:
        self._set(progress=event)

    def _set(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._publish()

    def _publish(self) -> None:
        self._listeners.tell(lambda: self._state)


def _read(
    session: "api.Session",
    folder: Path,
    settings: "api.Settings",
    early: Callable[[LiveState], object] | None = None,
) -> LiveState:
    """The state of a folder, its number apart. RunCancelledError.

    `early` is told of it before it is known what scans suggest.
    """
    try:
        with session.remembering():
            checked = api.word_for_page(session.check(settings))
            found = LiveState(
                checked=checked,
                plain=api.read_data(folder),
                preview=api.preview(checked, settings),
                history=api.history(folder),
                checking=False,
            )
            if early is not None:
                early(replace(found, checking=True))
            return replace(found, advice=api.suggest(checked, settings))
    except RunCancelledError:
        raise
    except DocgenError as error:
        return LiveState(error=error, checking=False)
