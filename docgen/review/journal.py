"""A reviewer's journal: one file for each reviewer and computer, to which lines are only added.

Nobody writes into another's file, so a shared drive needs no server, and two computers of one
reviewer cannot cost each other an entry. Every line carries the digest of the one before: a line
that is changed, taken out or put in is seen by whoever reads on. That is no signature: who writes
all following lines anew is seen only by the digests in the manifest of the results.
"""

import datetime
import errno
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from docgen.issues.finding import Finding
from docgen.issues.issue import issue, render
from docgen.issues.location import Location
from docgen.package.file_names import REVIEW_FOLDER
from docgen.review.opinions import JournalHead, Opinion
from docgen.system.atomic_files import flush_folder, flush_handle, translate_errors
from docgen.system.filenames import make_file_name
from docgen.system.json_guard import UnfitJsonError, look_over, read_bounded

SUFFIX = ".jsonl"
_TAIL = 1 << 16
"""More than the longest line has."""


@dataclass(frozen=True)
class Line:
    """A line that was read: its number in the file, from 1."""

    number: int
    opinion: Opinion


@dataclass(frozen=True)
class ReviewJournal:
    """What stands in one file. Its reviewer is empty where it is no journal."""

    path: Path
    stamp: tuple[int, int]
    """Size and time of change when it was read."""
    sha256: str = ""
    reviewer: str = ""
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()

    @cached_property
    def timed(self) -> tuple[tuple[datetime.datetime, Opinion], ...]:
        """Its entries, none before the one above it: a clock may have been set back meanwhile."""
        entries, latest = [], None
        for line in self.lines:
            at = line.opinion.at
            latest = at if latest is None or at > latest else latest
            entries.append((latest, line.opinion))
        return tuple(entries)


def read_journals(folder: Path, known: Sequence[ReviewJournal] = ()) -> tuple[ReviewJournal, ...]:
    """Return the journals in a review's folder; `known` ones are not read again if unchanged."""
    own = folder / REVIEW_FOLDER
    former = {journal.path: journal for journal in known}
    paths = sorted(own.glob(f"*{SUFFIX}")) if own.is_dir() else []
    return tuple(_read_if_changed(path, former.get(path)) for path in paths if path.is_file())


def _read_if_changed(path: Path, known: ReviewJournal | None) -> ReviewJournal:
    status = path.stat()
    stamp = (status.st_size, status.st_mtime_ns)
    return known if known and known.stamp == stamp else read_journal(path, stamp, known)


def read_journal(
    path: Path, stamp: tuple[int, int], known: ReviewJournal | None = None
) -> ReviewJournal:
    """Return what stands in a journal, and what is wrong with it.

    Of one that was read before, only what was added since is read line by line.
    """
    place = Location(f"{REVIEW_FOLDER}/{path.name}")
    try:
        contents = read_bounded(path)
        start = _find_start(contents, known)
    except (OSError, UnfitJsonError, ValidationError):
        return ReviewJournal(path, stamp, findings=(render(issue("R103", place)),))
    raws = contents[start.size :].split(b"\n")
    entries = list(_read_lines(start, raws, place))
    return ReviewJournal(
        path,
        stamp,
        hashlib.sha256(contents).hexdigest(),
        start.reviewer,
        (*start.lines, *(e for e in entries if isinstance(e, Line))),
        (*start.findings, *(e for e in entries if isinstance(e, Finding))),
    )


@dataclass(frozen=True)
class _Start:
    """Where reading goes on: behind so many bytes and lines, of which these are known."""

    size: int
    number: int
    """Of the next line."""
    before: str
    """The digest of the last line that is whole."""
    reviewer: str
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()


def _find_start(contents: bytes, known: ReviewJournal | None) -> _Start:
    """Behind what is as it was, or behind the first line. An error where that is no head."""
    if known and known.lines and not known.findings:
        former = contents[: known.stamp[0]]
        whole = former.endswith(b"\n") and len(former) == known.stamp[0]
        if whole and hashlib.sha256(former).hexdigest() == known.sha256:
            last = former.rstrip(b"\n").rpartition(b"\n")[2]
            number = former.count(b"\n") + 1
            return _Start(len(former), number, _digest(last), known.reviewer, known.lines)
    head = contents.partition(b"\n")[0]
    told = JournalHead.model_validate(look_over(head))
    return _Start(len(head) + 1, 2, _digest(head), told.reviewer)


def _read_lines(start: _Start, raws: Sequence[bytes], place: Location) -> Iterator[Line | Finding]:
    """Every entry, and what is wrong with the others. A torn line breaks no chain."""
    before = start.before
    for number, raw in enumerate(raws, start=start.number):
        if not raw.strip():
            continue
        if not _is_whole(raw):
            yield render(issue("R102", place, line=number))
            continue
        opinion = _read_opinion(raw)
        if opinion is None or opinion.reviewer != start.reviewer:
            yield render(issue("R101", place, "unfit", line=number))
        elif opinion.before != before:
            yield render(issue("R101", place, "chain", line=number))
        before = _digest(raw)
        if opinion is not None and opinion.reviewer == start.reviewer:
            yield Line(number, opinion)


def _read_opinion(raw: bytes) -> Opinion | None:
    try:
        return Opinion.model_validate(look_over(raw))
    except (UnfitJsonError, ValidationError):
        return None


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


# --- writing -----------------------------------------------------------------------------------


def append_opinions(folder: Path, writer: str, opinions: Sequence[Opinion]) -> Path:
    """Add opinions of one reviewer to the journal of this computer; on the disk when it returns.

    `writer` is the id of the computer. Whoever calls has the turn to write. OutputError where the
    disk is full, gone or not to be written: then nothing was added.
    """
    own = folder / REVIEW_FOLDER
    reviewer, begun = opinions[0].reviewer, opinions[0].at
    with translate_errors(own):
        own.mkdir(exist_ok=True)
        path = _find_own(own, reviewer, writer)
        if not path.exists():
            head = JournalHead(docgen_review=1, reviewer=reviewer, begun=begun)
            _begin(path, _write(head), opinions)
        else:
            _add(path, opinions)
    return path


def _find_own(own: Path, reviewer: str, writer: str) -> Path:
    """The journal of this reviewer on this computer, there or not; never a file of other kind."""
    for number in range(1, 100):
        ending = f"-{number}" if number > 1 else ""
        path = own / make_file_name(f"{reviewer} {writer}{ending}", SUFFIX)
        if not os.path.lexists(path) or _is_own(path, reviewer):
            return path
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(own))


def _is_own(path: Path, reviewer: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.readline(_TAIL)
    try:
        return JournalHead.model_validate(look_over(head)).reviewer == reviewer
    except (UnfitJsonError, ValidationError):
        return False


def _begin(path: Path, head: bytes, opinions: Sequence[Opinion]) -> None:
    try:
        with path.open("xb") as file:
            _put(file.fileno(), 0, _chain(head, opinions, head + b"\n"))
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def _add(path: Path, opinions: Sequence[Opinion]) -> None:
    """Add lines behind the last. Half a line that a power cut left stays as it is."""
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _TAIL, 0))
        tail = file.read()
        torn = b"" if tail.endswith(b"\n") else b"\n"
        # The first of a tail may begin within a line; the last that is whole is what matters.
        whole = [line for line in tail.split(b"\n") if _is_whole(line)]
        file.seek(size)
        _put(file.fileno(), size, _chain(whole[-1], opinions, torn))


def _is_whole(line: bytes) -> bool:
    try:
        said = look_over(line)
    except UnfitJsonError:
        return False
    return isinstance(said, dict)


def _chain(last: bytes, opinions: Sequence[Opinion], start: bytes) -> bytes:
    added, before = start, _digest(last)
    for opinion in opinions:
        line = _write(opinion.model_copy(update={"before": before}))
        added, before = added + line + b"\n", _digest(line)
    return added


def _write(part: JournalHead | Opinion) -> bytes:
    said = part.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _put(handle: int, size: int, contents: bytes) -> None:
    """Write behind `size` bytes all or nothing, as far as the disk lets that be."""
    try:
        left = contents
        while left:
            left = left[os.write(handle, left) :]
        flush_handle(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise
