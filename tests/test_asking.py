"""Asking for the passwords of locked files: at a real terminal, and nowhere else."""

import codecs
import io
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
import pytest
from doing import check_workspace
from test_passwords import everything_under, forms_of, write_pdf, write_sheet

from docgen.cli import terminal
from docgen.cli.commands import run
from docgen.model.prepared import Prepared
from docgen.sources.prepare import prepare

ROOT = Path(__file__).parent.parent
FIRST, SECOND = "Zx9#机密 pw", "Qw7!另一个"
HERE = pytest.mark.skipif(sys.platform != "linux", reason="terminals and processes of Linux")
WITH_OFFICE = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice in the path")

ITEM = "evidence/03-设备"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "工作室"
    evidence = folder / ITEM
    evidence.mkdir(parents=True)
    (folder / "studio.yaml").write_text(
        "scheme: weihai-2025\nsubmission: assessment\n", encoding="utf-8"
    )
    write_pdf(evidence / "1 发票.pdf", user=FIRST)
    write_pdf(evidence / "2 合同.pdf", user=FIRST, owner="x")
    return folder


# ── below the shell ───────────────────────────────────────────────────────────────────────────


class Answers:
    """Gives the answers one after another, then none; remembers what it was asked."""

    def __init__(self, *answers: str | None) -> None:
        self._answers = iter(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, file: str, wrong: int) -> str | None:
        self.asked.append((file, wrong))
        return next(self._answers, None)


def locked(tmp_path: Path) -> list[tuple[str, Path]]:
    files = [
        write_pdf(tmp_path / "1.pdf", user=FIRST),
        write_pdf(tmp_path / "2.pdf", user=SECOND),
        write_pdf(tmp_path / "3.pdf", user=FIRST, owner="x"),
        write_pdf(tmp_path / "4.pdf"),
    ]
    return [(file.name, file) for file in files]


def opened(result: dict[str, object]) -> list[str]:
    return [name for name, found in result.items() if isinstance(found, Prepared)]


def test_each_answer_is_tried_on_every_locked_file(tmp_path: Path) -> None:
    files, cache = locked(tmp_path), tmp_path / "cache"
    ask = Answers("no", SECOND, FIRST)
    result = prepare(files, cache=cache, ask=ask)
    assert ask.asked == [("1.pdf", 0), ("1.pdf", 1), ("1.pdf", 2)]
    assert opened(result) == ["1.pdf", "2.pdf", "3.pdf", "4.pdf"]


def test_who_does_not_answer_leaves_the_finding_and_is_asked_for_the_next(tmp_path: Path) -> None:
    files, cache = locked(tmp_path), tmp_path / "cache"
    silent = prepare(files, cache=cache)
    ask = Answers(None, "no", None, None)
    result = prepare(files, cache=cache, ask=ask)
    assert ask.asked == [("1.pdf", 0), ("2.pdf", 0), ("2.pdf", 1), ("3.pdf", 0)]
    assert result == silent
    assert opened(result) == ["4.pdf"]


def test_an_answer_opens_what_was_passed_over_before(tmp_path: Path) -> None:
    ask = Answers(None, None, FIRST)
    result = prepare(locked(tmp_path), cache=tmp_path / "cache", ask=ask)
    assert ask.asked == [("1.pdf", 0), ("2.pdf", 0), ("3.pdf", 0)]
    assert opened(result) == ["1.pdf", "3.pdf", "4.pdf"]


def test_nobody_is_asked_where_the_known_passwords_are_enough(tmp_path: Path) -> None:
    ask = Answers()
    prepare(locked(tmp_path), cache=tmp_path / "cache", passwords=[FIRST, SECOND], ask=ask)
    assert ask.asked == []


def test_what_an_answer_opened_is_locked_again_for_the_next_run(tmp_path: Path) -> None:
    files, cache = locked(tmp_path), tmp_path / "cache"
    first = prepare(files, cache=cache, ask=Answers(FIRST, SECOND))
    assert len(opened(first)) == 4
    assert opened(prepare(files, cache=cache)) == ["4.pdf"]
    assert opened(prepare(files, cache=cache, ask=Answers(SECOND))) == ["2.pdf", "4.pdf"]
    ask = Answers(FIRST, SECOND)
    assert prepare(files, cache=cache, ask=ask) == first
    assert ask.asked == [("1.pdf", 0), ("2.pdf", 0)]
    assert prepare(files, cache=cache, passwords=[FIRST, SECOND]) == first
    assert not any(form in everything_under(cache) for form in forms_of(FIRST))


def test_what_no_password_opens_is_not_asked_for(tmp_path: Path) -> None:
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(write_pdf(tmp_path / "好.pdf").read_bytes()[:200])
    ask = Answers()
    prepare([("坏.pdf", broken)], cache=tmp_path / "cache", ask=ask)
    assert ask.asked == []


def test_files_are_named_as_findings_name_them(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", str(workspace.parent / "cache"))
    write_pdf(workspace / "年度工作报告.pdf", user=FIRST)
    ask = Answers()
    found = check_workspace(workspace, ask=ask).findings
    places = [finding.where for finding in found if finding.code == "source-password"]
    assert [file for file, _ in ask.asked] == places
    assert places == [f"{ITEM}/1 发票.pdf", f"{ITEM}/2 合同.pdf", "年度工作报告.pdf"]


# ── at a terminal ─────────────────────────────────────────────────────────────────────────────

TAKE_TERMINAL = (
    "import os, sys; os.setsid(); terminal = next(fd for fd in range(3) if os.isatty(fd));"
    "os.close(os.open(os.ttyname(terminal), os.O_RDWR));"
    "os.execv(sys.executable, [sys.executable, '-m', 'docgen', *sys.argv[1:]])"
)
"""Makes the terminal the session's own, as a shell's is, and becomes docgen."""

Start = Callable[..., "Session"]


class Session:
    """docgen at a terminal, and somebody who reads and types."""

    def __init__(
        self,
        arguments: list[str],
        folder: Path,
        environment: dict[str, str],
        *,
        watched: bool = False,
        **streams: object,
    ) -> None:
        self._watched = watched
        self._master, slave = os.openpty()
        given = {"stdin": slave, "stdout": slave, "stderr": slave, **streams}
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, *arguments], cwd=folder, env=environment, **given
        )
        os.close(slave)
        self.environment = environment
        self.shown = ""
        self._read_to = 0
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self.processes: set[bytes] = set()
        """Command lines and environments of all that ran meanwhile, if the session is watched."""

    def read_until(self, text: str) -> None:
        """Read on until the terminal shows `text`, behind what was read before."""
        while (found := self.shown.find(text, self._read_to)) < 0:
            assert self._read(), self.shown
        self._read_to = found + len(text)

    def type_line(self, text: str) -> None:
        os.write(self._master, f"{text}\n".encode())

    def press(self, key: bytes) -> None:
        os.write(self._master, key)

    def finish(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        os.close(self._master)
        return self.process.wait(60)

    def _read(self) -> bool:
        for _ in range(600):
            if self._watched:
                self.processes |= set(self._look())
            if select.select([self._master], [], [], 0.1)[0]:
                break
        else:
            pytest.fail(f"docgen says no more: {self.shown}")
        try:
            part = os.read(self._master, 65536)
        except OSError:  # Linux says so when the other end is closed
            part = b""
        self.shown += self._decode(part)
        return bool(part)

    def _look(self) -> Iterator[bytes]:
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdecimal() and b"docgen" in (entry / "environ").read_bytes().lower():
                    yield (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                # Ended meanwhile, or somebody else's.
                continue


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Sockets are made in it, and their paths may not be long.
    return tmp_path_factory.mktemp("t")


@pytest.fixture
def start(tmp_path: Path, workspace: Path, temporary: Path) -> Iterator[Start]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG"))}
    places = {"DOCGEN_CACHE": str(tmp_path / "cache"), "TMPDIR": str(temporary)}
    environment = {**kept, **places, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
    sessions: list[Session] = []

    def begin(*arguments: str, **given: object) -> Session:
        sessions.append(Session(list(arguments), tmp_path, environment, **given))
        return sessions[-1]

    yield begin
    for session in sessions:
        if session.process.poll() is None:
            os.killpg(session.process.pid, signal.SIGKILL)
            session.process.wait()


def assert_nowhere(folder: Path, session: Session, *secrets: str) -> None:
    """The passwords stand in no file, in nothing shown and in no process's line or environment."""
    assert session.processes
    temporary = Path(session.environment["TMPDIR"])
    kept = everything_under(folder) + everything_under(temporary)
    kept += session.shown.encode() + b"".join(session.processes)
    assert len(list((folder / "cache").rglob("*"))) > 4
    for secret in secrets:
        assert not any(form in kept for form in forms_of(secret))


@HERE
def test_a_password_is_asked_for_once_and_kept_nowhere(start: Start, workspace: Path) -> None:
    session = start("check", "工作室", "--all", watched=True)
    session.read_until("直接回车跳过）：")
    assert f"{ITEM}/1 发票.pdf" in session.shown
    assert "文件有密码，请输入" in session.shown
    session.type_line(FIRST)
    session.finish()
    assert session.shown.count("直接回车跳过") == 1
    assert "source-password" not in session.shown
    assert session.shown.count("已用密码打开") == 2
    assert_nowhere(workspace.parent, session, FIRST)


@HERE
def test_a_wrong_password_is_said_to_be_one_and_asked_for_thrice(start: Start) -> None:
    """The next file is asked for then; an interrupt at the question ends the run."""
    session = start("check", "工作室")
    for number in range(3):
        session.read_until("直接回车跳过）：")
        assert session.shown.count("密码不对，再输一次") == number
        session.type_line(f"wrong{number}")
    session.read_until("密码还是不对，试了 3 次")
    session.read_until("直接回车跳过）：")
    assert "wrong" not in session.shown
    session.press(b"\x03")
    assert session.finish() == 130
    assert "已中断" in session.shown


@HERE
@WITH_OFFICE
def test_a_build_asks_and_packs_what_was_opened(start: Start, workspace: Path) -> None:
    write_sheet(workspace / ITEM / "3 台账.xlsx", SECOND)
    session = start("build", "工作室", "--draft", "--only", "bundle", watched=True)
    for secret in (FIRST, SECOND):
        session.read_until("直接回车跳过）：")
        session.type_line(secret)
    assert session.finish() == 1
    assert "3 台账.xlsx" in session.shown
    assert any(b"soffice" in process for process in session.processes)
    bundle = workspace / "out/assessment-bundle-draft/3-佐证材料.pdf"
    with pymupdf.open(bundle) as document:
        pages = [page.get_text() for page in document]
    assert sum("locked page" in text for text in pages) == 3
    assert_nowhere(workspace.parent, session, FIRST, SECOND)


@HERE
def test_an_empty_line_and_the_end_of_the_input_pass_a_file_over(start: Start) -> None:
    session = start("check", "工作室")
    session.read_until("直接回车跳过）：")
    session.press(b"\n")
    session.read_until("直接回车跳过）：")
    assert f"{ITEM}/2 合同.pdf" in session.shown
    session.press(b"\x04")
    assert session.finish() == 1
    assert session.shown.count("（source-password）") == 2


def assert_not_asked(shown: str) -> None:
    assert "回车" not in shown
    assert shown.count("source-password") == 2
    assert "把密码写进 studio.yaml 旁边的 密码.txt" in shown


@HERE
def test_where_nothing_can_be_typed_nothing_is_asked(start: Start) -> None:
    session = start("check", "工作室", stdin=subprocess.DEVNULL)
    assert session.finish() == 1
    assert_not_asked(session.shown)


@HERE
@pytest.mark.parametrize("without", ["stderr", "json"])
def test_where_a_question_is_not_seen_or_not_wanted_nothing_is_asked(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", str(workspace.parent / "cache"))
    master, slave = os.openpty()
    seen = os.dup(slave) if without == "json" else os.open(os.devnull, os.O_WRONLY)
    said, asked = io.StringIO(), []
    with (
        os.fdopen(slave, encoding="utf-8") as typed,
        os.fdopen(seen, "w", encoding="utf-8") as shown,
        monkeypatch.context() as patch,
    ):
        patch.setattr(sys, "stdin", typed)
        patch.setattr(sys, "stderr", shown)
        patch.setattr(sys, "stdout", said)
        patch.setattr(terminal, "_read_hidden", asked.append)
        arguments = ["--json"] if without == "json" else []
        assert run(["check", str(workspace), *arguments]) == 1
    os.close(master)
    assert asked == []
    assert_not_asked(said.getvalue())
