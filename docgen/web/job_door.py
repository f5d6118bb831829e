"""How a job asks for a password, and how it is told: over a connection, never by a file.

The job listens while it waits. Where, and the key that proves the page to it, stands in its folder,
which only its user can read, so a server that was started anew can answer too.
"""

import json
import os
import queue
import secrets
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import IO

from docgen.system.atomic_files import write_atomically
from docgen.system.cancellation import raise_if_cancelled

_DOOR = "door.json"
_MOST_BYTES = 10_000
_LOOK_SECONDS = 0.2


class JobDoor:
    """Asks whoever watches the job, through its journal; it is an `AskPassword`."""

    def __init__(self, folder: Path, journal: IO[bytes]) -> None:
        self._folder, self._journal = folder, journal
        self._answers: queue.SimpleQueue[tuple[int, str | None]] = queue.SimpleQueue()
        self._number = 0

    def __call__(self, file: str, wrong: int) -> str | None:
        """Ask, and wait for the answer. RunCancelledError where the job is stopped meanwhile."""
        if not self._number:
            self._open()
        self._number += 1
        self._tell({"ask": file, "number": self._number, "wrong": wrong})
        answer = self._wait()
        self._tell({"answered": self._number})
        return answer

    def _wait(self) -> str | None:
        while True:
            raise_if_cancelled()
            try:
                number, answer = self._answers.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                continue
            if number == self._number:
                return answer

    def _tell(self, told: dict[str, object]) -> None:
        self._journal.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")

    def _open(self) -> None:
        key = secrets.token_bytes(32)
        listener = Listener(authkey=key)
        place = {"address": os.fsdecode(listener.address), "key": key.hex()}
        write_atomically(self._folder / _DOOR, json.dumps(place).encode(), private=True)
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def _listen(self, listener: Listener) -> None:
        while True:
            try:
                with listener.accept() as caller:
                    told = json.loads(caller.recv_bytes(_MOST_BYTES))
                self._answers.put((told["number"], told["answer"]))
            except (AuthenticationError, EOFError, OSError, ValueError, KeyError, TypeError):
                # Whoever knocked is not the page, or went away.
                continue


def answer_at(folder: Path, number: int, answer: str | None) -> bool:
    """Tell a job the answer to its question. False where it does not listen any more."""
    try:
        place = json.loads((folder / _DOOR).read_bytes())
        with Client(place["address"], authkey=bytes.fromhex(place["key"])) as job:
            job.send_bytes(json.dumps({"number": number, "answer": answer}).encode())
    except (OSError, EOFError, AuthenticationError, ValueError, KeyError):
        return False
    return True
