"""What was once found out about a file is kept, by the file's content, wherever it lies.

An entry is a JSON file, and beside it the PDF where one had to be made. Both are proved by
checksums when they are read: an entry that is not whole counts as none, and is made again.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.issues.errors import (
    OutputError,
    word_reason,
)
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.page_facts import Facts, read_facts, write_facts
from docgen.sources.cache_cleanup import tidy
from docgen.system.atomic_files import write_atomically
from docgen.system.file_hashes import Hashes, hash_file, identify
from docgen.system.machine import CACHE_VARIABLE, blame_disk
from docgen.system.memo import this_memo
from docgen.system.private_folders import close_own, make_private
from docgen.system.run_folders import remove_dead, run_folder
from docgen.system.run_lock import Turn

VERSION = 30
"""Raise it whenever a preparer would make something else of the same file."""


_TURN = ".turn"
_PATIENCE_SECONDS = 600.0
"""To clear out a large cache takes some seconds."""


@contextlib.contextmanager
def in_use(folder: Path, now: float, *, own: bool = False) -> Iterator[None]:
    """Use a cache, whose entries all stay meanwhile. What is old is cleared out before.

    `now` is the time in seconds since 1970, which is not to be trusted: whoever thinks that all is
    old takes nothing from runs that go on. `own`: the folder is docgen's, and nobody else's to see;
    one that the user names is as he made it.
    """
    with _told_as_output_error(folder), contextlib.ExitStack() as stack:
        make_private(folder)
        if own:
            close_own(folder)
        turn = Turn(folder / _TURN, patience=_PATIENCE_SECONDS)
        turn.take()
        try:
            remove_dead(folder)
            tidy(folder, now)
            stack.enter_context(run_folder(folder))
        finally:
            turn.give_back()
        held = stack.pop_all()
    with held:
        yield


@dataclass(frozen=True)
class _Known:
    """Facts that this process has read, and the identity of the PDF that was made of the file."""

    facts: Facts
    pdf: str


class Cache:
    """The prepared sources under one folder."""

    def __init__(self, folder: Path, hashes: Hashes | None = None) -> None:
        """`hashes` spares the reading of PDFs that are as they were when they were last read."""
        self._hashes = hashes
        self._memo = this_memo()
        self.folder = folder
        self._folder = folder / f"sources-{VERSION}"
        with _told_as_output_error(folder):
            make_private(self._folder)

    def recall(self, sha256: str) -> Facts | None:
        """The facts as this process read them before, where their PDF is still the same file."""
        known = self._memo.get((self._folder, sha256))
        if not isinstance(known, _Known):
            return None
        return known.facts if _identify_pdf(known.facts) == known.pdf else None

    def load(self, sha256: str) -> Facts | None:
        """The facts of the file with this content, or None where there is no whole entry."""
        if facts := self.recall(sha256):
            return facts
        facts = self._load(sha256)
        pdf = _identify_pdf(facts) if facts else None
        if facts and pdf is not None:
            self._memo.put((self._folder, sha256), _Known(facts, pdf))
        return facts

    def _load(self, sha256: str) -> Facts | None:
        try:
            text = self._entry(sha256).read_bytes()
            checksum, body = text.split(b"\n", 1)
            if hashlib.sha256(body).hexdigest().encode() != checksum:
                return None
            data = json.loads(body)
            pdf = self._pdf(sha256) if data["pdf_sha256"] else None
            if pdf and self._hash(pdf) != data["pdf_sha256"]:
                return None
            facts = read_facts(data, str(pdf) if pdf else None)
        except (OSError, ValueError, KeyError, TypeError):
            # Missing or damaged, it is all the same: the file is prepared again.
            return None
        # The entry's time says when it was last used; a PDF's own must stay, its hash goes by it.
        with contextlib.suppress(OSError):
            self._entry(sha256).touch()
        return facts

    def store(self, sha256: str, facts: Facts) -> Facts:
        """Keep the facts and take over their PDF. Returns them with the PDF's new path."""
        with _told_as_output_error(self._folder):
            entry = self._entry(sha256)
            entry.parent.mkdir(mode=0o700, exist_ok=True)
            data = write_facts(facts) | {"pdf_sha256": None}
            if facts.pdf:
                data["pdf_sha256"] = hash_file(Path(facts.pdf))
                Path(facts.pdf).chmod(0o600)
                Path(facts.pdf).replace(self._pdf(sha256))
                if self._hashes:
                    self._hashes.note(self._pdf(sha256), data["pdf_sha256"])
                facts = replace(facts, pdf=str(self._pdf(sha256)))
            body = json.dumps(data, separators=(",", ":")).encode()
            signed = hashlib.sha256(body).hexdigest().encode() + b"\n" + body
            write_atomically(entry, signed, private=True)
        return facts

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for work in progress, on the same disk, gone afterwards."""
        with contextlib.ExitStack() as stack:
            with _told_as_output_error(self._folder):
                folder = stack.enter_context(run_folder(self._folder))
            yield folder

    def _hash(self, pdf: Path) -> str:
        return self._hashes.of(pdf) if self._hashes else hash_file(pdf)

    def _entry(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.json"

    def _pdf(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.pdf"


def _identify_pdf(facts: Facts) -> str | None:
    """What tells the PDF that was made of a file; empty where none was.

    None where it is gone, or was changed just now.
    """
    if facts.pdf is None:
        return ""
    try:
        return identify(Path(facts.pdf).stat())
    except OSError:
        return None


@contextlib.contextmanager
def _told_as_output_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        slots = {"reason": word_reason(error), "variable": CACHE_VARIABLE}
        said = issue("output", Location(str(folder)), "cache", **slots)
        raise blame_disk(error, folder) or refuse(OutputError, said) from error
