"""A bureau's folder that the page holds open for review: packages as they come, opinions as given.

The folder is the truth. A thread has what is new in it verified by workers, and looks for more
every few seconds while somebody watches; opinions are read from it before every view.
"""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from docgen import api
from docgen.issues.errors import DocgenError, RunCancelledError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.file_names import REVIEW_FOLDER
from docgen.system.progress import ProgressEvent
from docgen.web.folder_look import Fingerprint, look_at
from docgen.web.listeners import Listener, Listeners

_LOOK_SECONDS = 3.0
"""Between two looks at the folder, which may lie on another computer."""


@dataclass(frozen=True)
class ReviewState:
    """What is known of a review. `number` grows with every change of it.

    `review` is None before the folder has been looked through, and where that cannot be done:
    `error` says why. With both the folder was there, and is not any more. `reading` says that more
    packages may come to be known.
    """

    number: int = 0
    review: "api.Review | None" = None
    error: DocgenError | None = None
    reading: bool = True
    progress: ProgressEvent | None = None


@dataclass
class LiveReview:
    """Keeps the state of one review. Safe to use from several threads."""

    folder: Path
    settings: "api.Settings"
    scheme: str = ""
    """The folder of the bureau's own scheme; empty where it goes by those that come with docgen."""
    _state: ReviewState = field(default_factory=ReviewState)
    _done: Fingerprint | None = None
    """The folder as all of it was read."""
    _stop: bool = False
    _cancel: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    """Held while opinions are read or written: the newest state is never put back."""
    _listeners: Listeners[ReviewState] = field(init=False)

    def __post_init__(self) -> None:
        """Begin to look."""
        self._listeners = Listeners(self._changed)
        name = f"docgen-review-{self.folder.name}"
        threading.Thread(target=self._watch, name=name, daemon=True).start()

    @property
    def state(self) -> ReviewState:
        """What is known now."""
        return self._state

    def look(self, seconds: float) -> ReviewState:
        """Return what is known, opinions as they are on the disk now.

        Waits so long where nothing is known yet. What cannot be read leaves what was known.
        """
        with self._changed:
            known = self._changed.wait_for(
                lambda: self._stop or self._state.review or self._state.error, seconds
            )
        if known and self._state.review is not None:
            self._refresh()
        return self._state

    def give(
        self,
        package: str,
        item: int,
        reviewer: str,
        points: Decimal | None,
        remark: str,
        struck: Collection[str],
    ) -> None:
        """Put an opinion on the disk. DocgenError where that cannot be done."""
        with self._writing:
            review = api.give_points(
                self.opened(),
                package,
                reviewer,
                api.PointsWish(item, points, remark, tuple(struck)),
                self.settings,
            )
            self._set(review=review, error=None)

    def take(self, file: Path, reviewer: str) -> "api.TakenBook":
        """Put on the disk what a filled workbook says. DocgenError where it is not one of these.

        It is read by workers meanwhile, and nobody's points wait for that.
        """
        taken = api.take_workbook(self.opened(), file, reviewer, self.settings)
        self._refresh()
        return taken

    def opened(self) -> "api.Review":
        """Return the review. WorkspaceError before it is there, or why it is not."""
        if self._state.review is None:
            raise self._state.error or _not_yet()
        return self._state.review

    def listen(self, listener: Listener[ReviewState]) -> Callable[[], None]:
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
        while not self._stop:
            if self._listeners or self._done is None:
                self._read_what_is_new()
                self._refresh()
            with self._changed:
                self._changed.wait_for(lambda: self._stop, _LOOK_SECONDS)

    def _read_what_is_new(self) -> None:
        now = look_at(self.folder, REVIEW_FOLDER)
        if now == self._done:
            return
        settings = replace(self.settings, progress=self._tell, cancel=self._cancel)
        if self._state.error is None:
            self._set(reading=True)
        try:
            self._land(self._open(settings))
        except RunCancelledError:
            return
        except DocgenError as error:
            # What is in the way may be mended without a trace in what is looked at.
            self._done = None
            self._say(error)
            return
        self._done = now
        self._set(reading=False, progress=None)

    def _open(self, settings: "api.Settings") -> "api.Review":
        return api.open_review(self.folder, settings, scheme=self.scheme, landed=self._land)

    def _land(self, review: "api.Review") -> None:
        """Take over what a reading has come to, with the opinions as they are by now."""
        with self._writing:
            self._set(review=api.refresh_review(review), error=None)

    def _refresh(self) -> None:
        with self._writing:
            former = self._state.review
            if former is None:
                return
            try:
                fresh = api.refresh_review(former)
            except DocgenError as error:
                self._say(error)
                return
            if fresh is not former or self._state.error:
                self._set(review=fresh, error=None)

    def _say(self, error: DocgenError) -> None:
        """Tell why the folder cannot be read, once: what is told again and again is no news."""
        known = self._state.error
        if known is None or (known.what, known.where) != (error.what, error.where):
            self._set(error=error)

    def _tell(self, event: ProgressEvent, /) -> None:
        with self._changed:
            self._state = replace(self._state, progress=event)
        self._publish()

    def _set(self, **changes: object) -> None:
        with self._changed:
            number = self._state.number + 1
            self._state = replace(self._state, number=number, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()
        self._publish()

    def _publish(self) -> None:
        self._listeners.tell(lambda: self._state)


def _not_yet() -> DocgenError:
    return refuse(api.WorkspaceError, issue("page", Location(""), "reading"))
