"""The terminal, or the pipe or file that stands in for it.

Plain text goes out, a progress bar is drawn, and a password is asked for.
"""

import getpass
import os
import shutil
import sys
import time
import warnings
from collections.abc import Callable
from typing import TextIO

from docgen.issues.errors import OutputError, word_reason
from docgen.system.passwords import AskPassword, ask_nobody
from docgen.system.progress import ProgressEvent
from docgen.text.columns import count_columns
from docgen.text.printable import printable_line, printable_text

_REDRAW_SECONDS = 0.05
_BAR_COLUMNS = 24


def speak_utf8() -> None:
    """Make both outputs UTF-8 whatever the locale says; what cannot be written is escaped."""
    for stream in (sys.stdout, sys.stderr):
        # A closed stream is None; another kind of stream (under a test, say) needs no help.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """Write a line, or several, to stdout. OutputError where that is not possible."""
    _write(sys.stdout, text)


def warn(text: str) -> None:
    """Write a line, or several, to stderr. OutputError where that is not possible."""
    _write(sys.stderr, text)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        stream.write(f"{printable_text(text)}\n")
        stream.flush()
    except OSError as error:
        _abandon(stream)
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputError(
            f"结果写不出来（{word_reason(error)}）",
            remedy="看看磁盘满了没有；输出转到文件或别的程序的，换一个地方",
        ) from error


def _abandon(stream: TextIO) -> None:
    """Lead a stream that cannot be written to nowhere, so that closing it cannot fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def page_columns() -> int:
    """Return how wide a page of help may be."""
    return max(40, min(shutil.get_terminal_size().columns, 100))


class Bar:
    """A progress bar on stderr: one line, drawn over and wiped at the end. In a pipe, nothing.

    It is a `Progress`, and a context manager that wipes the line.
    """

    def __init__(self) -> None:
        stream = sys.stderr
        self._stream = stream if stream is not None and stream.isatty() else None
        self._shown, self._columns, self._drawn_at = "", 0, float("-inf")

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Leave the line to others until the next step."""
        self._draw("")

    def __call__(self, event: ProgressEvent, /) -> None:
        """Draw how far the step has come."""
        now = time.monotonic()
        last = event.done >= event.total
        if self._stream is not None and (last or now - self._drawn_at >= _REDRAW_SECONDS):
            self._drawn_at = now
            self._draw(_draw_line(event.text, event.done, event.total))

    def _draw(self, line: str) -> None:
        """Overwrite the line with blanks where it was longer: every console knows how."""
        if self._stream is None or line == self._shown:
            return
        width = count_columns(line)
        blanks = " " * (self._columns - width)
        ending = "\r" if not line else ""
        self._stream.write(f"\r{line}{blanks}{ending}")
        self._stream.flush()
        self._shown, self._columns = line, width


def _draw_line(step: str, done: int, total: int) -> str:
    if total <= 0:
        return _cut(f"{step} {done}" if done else step)
    filled = min(done, total) * _BAR_COLUMNS // total
    bar = "#" * filled + "-" * (_BAR_COLUMNS - filled)
    figures = f" {done}/{total}"
    # A line that wraps could not be drawn over: the step's name gives way.
    room = shutil.get_terminal_size().columns - 1
    return _cut(step, room - len(bar) - len(figures) - 3) + f" [{bar}]{figures}"


def _cut(text: str, columns: int | None = None) -> str:
    room = shutil.get_terminal_size().columns - 1 if columns is None else columns
    while text and count_columns(text) > room:
        text = text[:-1]
    return text


# ── passwords ─────────────────────────────────────────────────────────────────────────────────

_MOST_ANSWERS = 3


def ask_at(bar: Bar) -> AskPassword:
    """Return what asks for passwords at the terminal; where there is none, what asks nobody."""
    streams = (sys.stdin, sys.stderr)
    here = all(stream is not None and stream.isatty() for stream in streams)
    return _Prompt(bar) if here else ask_nobody


class _Prompt:
    """Asks for the password of a file without showing what is typed. Enter leaves it locked."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar

    def __call__(self, file: str, wrong: int) -> str | None:
        """Ask, or say that it has been asked often enough."""
        self._bar.wipe()
        if wrong == _MOST_ANSWERS:
            warn(f"密码还是不对，试了 {_MOST_ANSWERS} 次，先跳过这个文件")
            return None
        again = "密码不对，再输一次" if wrong else "文件有密码，请输入"
        return _read_hidden(f"{printable_line(file)}\n{again}（不显示；直接回车跳过）：")


def ask_passphrase(of: str, wrong: int) -> str | None:
    """Ask for the password of a certificate; None where nobody can be asked, or not any more."""
    streams = (sys.stdin, sys.stderr)
    if wrong == _MOST_ANSWERS or not all(s is not None and s.isatty() for s in streams):
        return None
    again = "密码不对，再输一次" if wrong else "证书有密码，请输入"
    return _read_hidden(f"{printable_line(of)}\n{again}（不显示；直接回车不签）：")


def ask_new_password(fits: Callable[[str], bool]) -> str | None:
    """Ask twice for a password to be set; None where nobody can be asked, or gives none that fits.

    `fits` says whether one is long enough.
    """
    streams = (sys.stdin, sys.stderr)
    if not all(s is not None and s.isatty() for s in streams):
        return None
    for _ in range(_MOST_ANSWERS):
        password = _read_hidden("请设密码，至少八个字（不显示；直接回车不开）：")
        if password is None:
            return None
        if not fits(password):
            warn("太短了")
        elif _read_hidden("再输一遍：") == password:
            return password
        else:
            warn("两遍不一样")
    return None


def _read_hidden(prompt: str) -> str | None:
    """A line typed unseen; None where it is empty, ended, or would be seen."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            password = getpass.getpass(prompt, sys.stderr)
            password.encode()
            return password or None
    except UnicodeError:
        warn("输入的字认不出来，先跳过这个文件；可以把密码写进 密码.txt")
    except (EOFError, getpass.GetPassWarning):
        warn("")
    return None
