"""When the computer is in the way, it is what is named, and not a file that was never at fault."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from doing import build_package, check_workspace, settings
from making import Sheet, make_pdf
from small_disks import small_disk
from test_faults import POSIX, make_workspace, start

from docgen.bundle.bundle_pdf import Metadata, write_booklet
from docgen.issues.errors import MachineError, OutputError, WorkspaceError
from docgen.pdf.typeface import Typography
from docgen.sources.cache import Cache, in_use
from docgen.sources.cache_cleanup import UNUSED_SECONDS, tidy
from docgen.sources.prepare import prepare
from docgen.system import run_folders
from docgen.system.file_hashes import hash_file
from docgen.system.machine import blame_disk, blame_machine, explain_trouble
from docgen.system.progress import ProgressEvent
from docgen.system.run_folders import (
    PREFIX,
    brief_folder,
    has_living,
    remove_dead,
    run_folder,
)
from docgen.usecases.plan_bundle import plan_bundle
from docgen.verify.reread import Output, refuse_unread

LATER = time.time() + 73 * 366 * 86_400
"""The clock of a computer that thinks it is 2099."""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = make_workspace(tmp_path / "w", "甲工作室")
    for name in ("一", "二"):
        drawn = b"BT /F1 20 Tf 100 700 Td (%s) Tj ET" % name.encode("utf-16-be").hex().encode()
        make_pdf(folder / "evidence/01-场地" / f"{name}.pdf", [Sheet(content=drawn)] * 2)
    return folder


# --- what errors say ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘满了"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "磁盘满了"),
        (RuntimeError("cannot fwrite: No space left on device"), "磁盘满了"),
        (FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"), "临时文件夹"),
        (MemoryError(), "内存"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "内存"),
        (RuntimeError("can't start new thread"), "内存"),
        (RuntimeError("malloc (4096 bytes) failed"), "内存"),
        (OSError(errno.EMFILE, "Too many open files"), "打开的文件太多"),
        (OSError(errno.EFBIG, "File too large"), "这么大的文件"),
    ],
)
def test_what_the_computer_lacks_is_told_from_what_libraries_raise(
    error: Exception, said: str
) -> None:
    trouble = blame_machine(error)
    assert trouble is not None
    assert said in trouble.what
    assert trouble.remedy
    outer = ValueError("anything")
    outer.__cause__ = error
    found = blame_machine(outer)
    assert found is not None
    assert found.what == trouble.what


def test_a_disk_is_named_by_what_it_is_for(tmp_path: Path) -> None:
    cache, temporary = tmp_path / "cache", tmp_path / "tmp"
    full = OSError(errno.ENOSPC, "x", str(cache / "sources/ab"))
    found = blame_disk(full, cache)
    assert found is not None
    assert (found.where, "DOCGEN_CACHE" in found.remedy) == (str(cache), True)
    assert blame_disk(OSError(errno.EACCES, "x", str(temporary)), cache) is None
    assert blame_machine(ValueError("bad PDF")) is None


def test_a_file_that_went_away_is_named_and_a_bug_stays_one() -> None:
    gone = explain_trouble(FileNotFoundError(2, "No such file or directory", "年度报告.docx"))
    assert isinstance(gone, WorkspaceError)
    assert gone.where == "年度报告.docx"
    assert "Errno" not in str(gone)
    assert explain_trouble(KeyError("x")) is None


# --- real shortage -----------------------------------------------------------------------------


@pytest.mark.apart
@pytest.mark.parametrize(
    ("variable", "named"), [("DOCGEN_CACHE", "缓存文件夹"), ("TMPDIR", "临时文件夹")]
)
def test_a_full_disk_is_not_a_bad_file(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, named: str
) -> None:
    shutil.copyfile(
        Path(__file__).parent.parent / "samples/assessment/年度工作报告.docx",
        workspace / "evidence/01-场地/说明.docx",
    )
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    with small_disk(tmp_path / "disk", 64) as disk:
        monkeypatch.setenv(variable, str(disk))
        run = start("build", workspace, "--draft", "--out", tmp_path / "out")
        _, said = run.communicate()
    assert run.returncode == MachineError.exit_code, said.decode()
    assert f"{named}所在的磁盘满了" in said.decode()
    assert f"位置：{disk}" in said.decode()
    assert variable in said.decode()
    assert "Traceback" not in said.decode()


@POSIX
@pytest.mark.parametrize("kilobytes", [60_000, 300_000])
def test_too_little_memory_is_no_bug(workspace: Path, kilobytes: int) -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (kilobytes << 10, kilobytes << 10))

    run = subprocess.run(
        [sys.executable, "-m", "docgen", "build", str(workspace), "--draft"],
        cwd=Path(__file__).parent.parent,
        preexec_fn=limit,
        capture_output=True,
        check=False,
    )
    assert run.returncode == MachineError.exit_code, run.stderr.decode()
    assert "内存不够" in run.stderr.decode()
    assert "Traceback" not in run.stderr.decode()


# --- files that go away ------------------------------------------------------------------------


def at_step(wanted: str, act: Callable[[], object]) -> Callable[[ProgressEvent], None]:
    """Something that happens when a build first says that it is at a step."""
    done: list[str] = []

    def progress(event: ProgressEvent) -> None:
        if event.step == wanted and not done:
            done.append(event.step)
            act()

    return progress


@pytest.mark.parametrize("step", ["write-bundle", "reread"])
@pytest.mark.parametrize("change", ["gone", "changed"])
def test_a_file_that_goes_away_while_it_is_bound_costs_itself(
    workspace: Path, step: str, change: str
) -> None:
    file = workspace / "evidence/01-场地/二.pdf"
    words = {"gone": "文件不见了", "changed": "文件改动了"}[change]

    def act() -> None:
        if change == "gone":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes() + b"% more")

    built = build_package(workspace, draft=True, only="bundle", progress=at_step(step, act))
    (found,) = [finding for finding in built.findings if finding.code == "F150"]
    assert found.where == "evidence/01-场地/二.pdf"
    assert words in found.what
    assert "Errno" not in found.what


def test_all_files_that_went_away_are_told_at_once(workspace: Path) -> None:
    files = [workspace / "evidence/01-场地" / f"{name}.pdf" for name in ("一", "二")]

    def act() -> None:
        for file in files:
            file.unlink()

    built = build_package(
        workspace, draft=True, only="bundle", progress=at_step("write-bundle", act)
    )
    assert [f.where for f in built.findings if f.code == "F150"] == [
        "evidence/01-场地/一.pdf",
        "evidence/01-场地/二.pdf",
    ]


def test_a_cache_that_is_emptied_meanwhile_is_what_is_named(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))

    def act() -> None:
        for entry in (tmp_path / "cache").glob("sources-*/*/*.pdf"):
            entry.unlink()

    built = build_package(
        workspace, draft=True, only="bundle", progress=at_step("write-bundle", act)
    )
    found = [finding for finding in built.findings if finding.code == "F150"]
    assert found
    assert all("缓存" in finding.what and "再运行一次" in finding.remedy for finding in found)


@pytest.mark.apart  # the file is spoilt while workers begin
def test_a_bundle_that_second_readers_cannot_read_is_not_handed_out(workspace: Path) -> None:
    def act() -> None:
        written = workspace / "out/.assessment-bundle-draft.new/3-佐证材料.pdf"
        data = bytearray(written.read_bytes())
        place = data.index(b"/ObjStm")
        begin = data.index(b"stream\n", place) + 7
        data[begin + 40 : begin + 80] = bytes(40)
        written.write_bytes(data)

    with pytest.raises(OutputError, match="复读"):
        build_package(workspace, draft=True, only="bundle", progress=at_step("reread", act))
    assert not (workspace / "out/assessment-bundle-draft").exists()


def test_the_neighbours_of_a_page_that_is_not_read_are_named(
    workspace: Path, tmp_path: Path
) -> None:
    """A page of docgen's own is spoilt by what stands beside it, if by anything."""
    checked = check_workspace(workspace)
    type_ = Typography()
    plan = plan_bundle(checked, type_, settings(), draft=True).plan
    output = Output(plan.booklet(plan.volumes[0]), tmp_path / "佐证.pdf")
    write_booklet(output.booklet, output.path, type_, Metadata("佐证", ""))
    refuse_unread([output], type_)
    with pikepdf.open(output.path, allow_overwriting_input=True) as pdf:
        pdf.pages[1].Contents = pdf.make_stream(b"q Q")
        pdf.save(output.path)
    with pytest.raises(OutputError, match="第 2 页看不到") as raised:
        refuse_unread([output], type_)
    first = checked.workspace.evidence[0].files[0].path.rpartition("/")[2]
    assert f"排在这一页前后的 {first}" in raised.value.remedy


def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    try:
        (tmp_path / "a").resolve()
    except (RuntimeError, OSError) as error:
        trouble = explain_trouble(error)
        assert trouble is not None
        assert "绕成了圈" in trouble.what
        assert trouble.remedy


# --- what runs share ---------------------------------------------------------------------------


def kept(cache: Path) -> set[str]:
    return {file.name for file in cache.glob("sources-*/??/*")}


def test_a_cache_in_use_stays_whatever_the_clock_says(workspace: Path, tmp_path: Path) -> None:
    cache, file = tmp_path / "cache", workspace / "evidence/01-场地/1 照片.jpg"
    prepare([("1.jpg", file)], cache=cache)
    before = kept(cache)
    assert len(before) == 2
    with in_use(cache, time.time()):
        tidy(cache, LATER)
        with in_use(cache, LATER):
            assert kept(cache) == before
    with in_use(cache, LATER):
        assert not kept(cache)


def test_a_clock_that_went_ahead_leaves_nothing_for_ever(workspace: Path, tmp_path: Path) -> None:
    cache, file = tmp_path / "cache", workspace / "evidence/01-场地/1 照片.jpg"
    prepare([("1.jpg", file)], cache=cache)
    for entry in (*cache.glob("sources-*/??/*"), cache):
        os.utime(entry, (LATER, LATER))
    (cache / "tidied").touch()
    os.utime(cache / "tidied", (LATER, LATER))
    now = time.time()
    tidy(cache, now)
    tidy(cache, now + 2 * 86_400)
    assert len(kept(cache)) == 2
    os.utime(cache / "tidied", (now, now))
    tidy(cache, now + UNUSED_SECONDS + 4 * 86_400)
    assert not kept(cache)


@POSIX
def test_what_a_killed_run_left_is_removed_by_the_next(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary, cache = tmp_path / "tmp", tmp_path / "cache"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("DOCGEN_CACHE", str(cache))
    run = start("build", workspace, "--draft", "--only", "bundle", "--out", tmp_path / "out")
    deadline = time.monotonic() + 120
    while not list(cache.glob(f"sources-*/{PREFIX}*")):
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    assert list(temporary.iterdir())
    assert list(cache.glob(f"{PREFIX}*"))
    with run_folder(temporary) as living:
        start(
            "build", workspace, "--draft", "--only", "bundle", "--out", tmp_path / "out"
        ).communicate()
        assert list(temporary.iterdir()) == [living]
    assert not list(cache.rglob(f"{PREFIX}*"))
    assert hash_file(tmp_path / "out/assessment-bundle-draft/manifest.json")


def test_the_living_are_told_from_the_dead(tmp_path: Path) -> None:
    dead, unborn = tmp_path / f"{PREFIX}dead", tmp_path / f"{PREFIX}unborn"
    for folder in (dead, unborn):
        folder.mkdir()
    # The other was killed before it had one.
    (dead / ".lock").touch()
    assert not has_living(tmp_path)
    with run_folder(tmp_path) as own:
        assert not dead.exists()
        assert not unborn.exists()
        assert has_living(tmp_path)
        remove_dead(tmp_path)
        assert own.is_dir()
    assert not list(tmp_path.iterdir())


def test_what_lasts_a_moment_lies_in_memory_where_there_is_room(
    tmp_path: Path, monkeypatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(run_folders, "_MEMORY", memory)
    dead = memory / f"{PREFIX}dead"
    dead.mkdir()
    (dead / ".lock").touch()
    with brief_folder(1) as folder:
        assert list(memory.iterdir()) == [folder], "what a killed run left is gone"
    assert not list(memory.iterdir())
    with brief_folder(1 << 60) as folder:
        assert folder.is_dir()
        assert not list(memory.iterdir())
    assert not folder.exists()
    memory.rmdir()
    with brief_folder(1) as folder:
        assert folder.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
@pytest.mark.parametrize("own", [True, False])
def test_a_cache_that_was_left_open_is_closed(tmp_path: Path, *, own: bool) -> None:
    """What an earlier version made. A folder that the user names stays as he made it."""
    cache = tmp_path / "docgen"
    entry = cache / "sources-1/ab/abcd.pdf"
    entry.parent.mkdir(parents=True)
    entry.write_bytes(b"%PDF")
    for path in (cache, entry.parent.parent, entry.parent, entry):
        path.chmod(0o777)
    with in_use(cache, time.time(), own=own):
        assert cache.stat().st_mode & 0o777 == (0o700 if own else 0o777)
        Cache(cache)
        for path in (entry.parent.parent, entry.parent, entry):
            wanted = 0o700 if path.is_dir() else 0o600
            assert path.stat().st_mode & 0o777 == wanted, path
