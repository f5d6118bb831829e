"""One run at a time has a target, on whichever computer it runs.

Its turn is a file that is made where none is, and written anew every few seconds. Clocks of two
computers are never compared: whoever finds a turn that does not change for half a minute, or one of
this computer whose process is gone, takes it over.
"""

import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from docgen.batch.batch_jobs import HIDDEN
from docgen.batch.stores import StorageError, Store
from docgen.issues.errors import OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.cancellation import raise_if_cancelled

_PATH = f"{HIDDEN}/run.json"
_BEAT_SECONDS = 5.0
_DEAD_SECONDS = 30.0
_LOOK_SECONDS = 1.0


@contextmanager
def batch_turn(
    store: Store, began: str, *, dead_seconds: float = _DEAD_SECONDS
) -> Iterator[Callable[[], None]]:
    """Have the turn at a target. Gives what raises OutputError once another run has taken it over.

    `began` is the time, to be told to others. OutputError where another run has it.
    """
    token = secrets.token_hex(8)

    def holder(beat: int) -> bytes:
        held = {"run": token, "machine": socket.gethostname(), "process": os.getpid()}
        return json.dumps({**held, "began": began, "beat": beat}).encode()

    _take(store, holder(0), dead_seconds)
    beating = _Beat(store, token, holder)
    beating.start()
    try:
        yield beating.refuse_lost
    finally:
        beating.stop()
        # What cannot be taken away is taken over by the next run.
        with suppress(StorageError):
            if _read(store).get("run") == token:
                store.remove(_PATH)


def _take(store: Store, own: bytes, dead_seconds: float) -> None:
    while not store.create(_PATH, own):
        seen = store.read(_PATH)
        if seen is not None and not _is_dead(store, seen, dead_seconds):
            held = _parse(seen)
            told = {key: str(held.get(key, "?")) for key in ("machine", "began")}
            raise refuse(OutputError, issue("batch", Location(store.url), "taken", **told))
        store.remove(_PATH)


def _is_dead(store: Store, seen: bytes, dead_seconds: float) -> bool:
    """Whether the run that wrote this is gone."""
    held = _parse(seen)
    process = held.get("process")
    here = held.get("machine") == socket.gethostname()
    if here and isinstance(process, int) and _is_gone(process):
        return True
    deadline = time.monotonic() + dead_seconds
    while time.monotonic() < deadline:
        raise_if_cancelled()
        time.sleep(min(_LOOK_SECONDS, dead_seconds))
        if store.read(_PATH) != seen:
            return False
    return True


def _is_gone(process: int) -> bool:
    """Whether no process of this computer has that number; Windows cannot be asked so."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _read(store: Store) -> dict[str, object]:
    contents = store.read(_PATH)
    return {} if contents is None else _parse(contents)


def _parse(contents: bytes) -> dict[str, object]:
    try:
        held = json.loads(contents)
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


class _Beat(threading.Thread):
    """Writes the turn anew every few seconds, and sees whether it is still ours."""

    def __init__(self, store: Store, token: str, holder: Callable[[int], bytes]) -> None:
        super().__init__(name="docgen-batch-turn", daemon=True)
        self._store, self._token, self._holder = store, token, holder
        self._ended = threading.Event()
        self._lost = False

    def run(self) -> None:
        """Until it is stopped."""
        beat = 0
        while not self._ended.wait(_BEAT_SECONDS):
            beat += 1
            # A store that does not answer is told of by the work that needs it.
            with suppress(StorageError):
                if _read(self._store).get("run") != self._token:
                    self._lost = True
                    return
                self._store.write(_PATH, self._holder(beat))

    def stop(self) -> None:
        """Beat no more."""
        self._ended.set()
        self.join()

    def refuse_lost(self) -> None:
        """OutputError where another run took the turn over."""
        if self._lost:
            raise refuse(OutputError, issue("batch", Location(self._store.url), "lost_turn"))
