"""Long work of the page, in real processes: killed, stopped, followed by another server."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pymupdf
import pytest
from page_browser import CHANGE, PageProcess, check_access, serving
from printers import run_printer

from docgen.web.job_folder import (
    EVENTS,
    STOP,
    JobEnd,
    JobFollower,
    JobKind,
    JobProgress,
    JobResult,
    JobSpec,
)
from docgen.web.jobs import FOLDER, Jobs, PageJob
from docgen.web.open_workspaces import workspace_id

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
SECRET = "只有这里才有的密码 7319"
_PATIENCE = 240.0
"""Seconds that work may take on a busy machine."""


class Desk:
    """A workspace with its package, and what the page's server has of it on the disk."""

    def __init__(self, home: Path, workspace: Path) -> None:
        self.home, self.workspace = home, workspace
        self.place = workspace / "out" / "application"
        self.jobs = Jobs(home / "cache")
        self.id = workspace_id(workspace.resolve())

    def spec(self, kind: JobKind, **more: object) -> JobSpec:
        """What a server that reads no scans asks for: half a second a page is for other tests."""
        given = {"reading": "none", **more}
        return JobSpec(kind, self.workspace, self.jobs.cache, self.place, **given)  # type: ignore[arg-type]

    def start(self, kind: JobKind, **more: object) -> PageJob:
        return self.jobs.start(self.id, self.spec(kind, **more))

    def run(self, kind: JobKind, **more: object) -> JobResult:
        return self.end_of(self.start(kind, **more))

    def end_of(self, job: PageJob) -> JobResult:
        """How a job ends."""
        done = self.wait(job, lambda now: not now.running)
        assert done.result is not None
        return done.result

    def wait(self, job: PageJob, until: Callable[[PageJob], object]) -> PageJob:
        follower, deadline = JobFollower(job.folder), time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            job = self.jobs.see_again(job, follower)
            if until(job):
                return job
            assert job.running, job.result
            time.sleep(0.01)
        raise AssertionError(job)

    def alter(self) -> None:
        """Change what a divider prints, so that another package is built; the form stays."""
        data = self.workspace / "studio.yaml"
        text = data.read_text("utf-8")
        assert "note: 领办人的证书" in text
        data.write_text(text.replace("note: 领办人的证书", "note: 领办人自己的证书", 1), "utf-8")


@pytest.fixture(scope="module")
def package(sample_package: Callable[[str], Path]) -> Path:
    return sample_package("application")


@pytest.fixture
def desk(tmp_path: Path, package: Path, shared_cache: Path) -> Iterator[Desk]:
    """The small sample with its package, and a cache in which its files are ready."""
    workspace = tmp_path / "工作室"
    shutil.copytree(ROOT / "samples" / "application", workspace)
    shutil.copytree(package, workspace / "out" / "application")
    shutil.copytree(shared_cache, tmp_path / "home" / "cache", ignore=_leave_runs)
    desk = Desk(tmp_path / "home", workspace)
    yield desk
    for child in desk.jobs._children.values():
        child.kill()
        child.wait()


def _leave_runs(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(("docgen-run-", "built-", "."))]


def read_all(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file()}  # fmt: skip


def post(server: PageProcess, path: str, told: object) -> int:
    own = {"cookie": server.cookie(), CHANGE: "1", "content-type": "application/json"}
    return server.request("POST", path, json.dumps(told).encode(), own)[0]


def get(server: PageProcess, path: str) -> tuple[int, Mapping[str, str], bytes]:
    return server.request("GET", path, None, {"cookie": server.cookie()})


def wait_for_page(server: PageProcess, desk: Desk) -> str:
    """The page of the package, once the workspace has been read."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        shown = get(server, f"/w/{desk.id}/package")[2].decode()
        if 'class="steps"' in shown:
            return shown
        time.sleep(0.2)
    raise AssertionError(shown)


# --- build ---------------------------------------------------------------------------------------


def test_the_page_builds_what_the_command_builds(desk: Desk, package: Path) -> None:
    shutil.rmtree(desk.place)
    with serving(desk.home, desk.workspace) as server:
        assert "还没有生成" in wait_for_page(server, desk)
        assert post(server, f"/w/{desk.id}/jobs", {"do": "build"}) == 200
        job = desk.jobs.newest(desk.id)
        assert job is not None
        assert desk.end_of(job).end is JobEnd.DONE
        assert read_all(desk.place) == read_all(package)

        shown = wait_for_page(server, desk)
        assert "还没有生成" not in shown
        assert "封面“申报单位名称（盖章）”" in shown
        _check_files(server, desk)


def _check_files(server: PageProcess, desk: Desk) -> None:
    """Its files are given by name, and nothing else is."""
    base = f"/w/{desk.id}/package"
    for name in ("3-佐证材料.pdf", "对照表.xlsx", next(desk.place.glob("*.zip")).name):
        status, headers, body = get(server, f"{base}/package/{quote(name)}?save")
        assert (status, body) == (200, (desk.place / name).read_bytes())
        assert headers["content-disposition"].startswith("attachment")
    assert get(server, f"{base}/package/{quote('3-佐证材料.pdf')}")[1]["content-type"] == (
        "application/pdf"
    )
    (desk.place / "别的.pdf").write_bytes(b"%PDF")
    for name in ("别的.pdf", "../../studio.yaml", "..%2F..%2Fstudio.yaml", "manifest.json/.."):
        assert get(server, f"{base}/package/{quote(name, safe='/%')}")[0] == 404
    (desk.place / "对照表.xlsx").unlink()
    (desk.place / "对照表.xlsx").symlink_to(desk.workspace / "studio.yaml")
    assert get(server, f"{base}/package/{quote('对照表.xlsx')}")[0] == 404


@pytest.mark.parametrize("step", ["", "write-bundle", "reread"])
def test_a_killed_build_leaves_the_former_package(desk: Desk, step: str) -> None:
    before = read_all(desk.place)
    desk.alter()
    job = desk.start(JobKind.BUILD)
    if step:
        desk.wait(job, lambda now: now.progress.steps and now.progress.steps[-1].event.step == step)
    (child,) = desk.jobs._children.values()
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()

    ended = desk.end_of(job)
    assert ended.end is JobEnd.BROKEN
    assert "断了" in ended.what
    assert read_all(desk.place) == before


def test_a_killed_server_leaves_the_job_to_the_next(desk: Desk) -> None:
    desk.alter()
    before = read_all(desk.place)
    with serving(desk.home, desk.workspace) as server:
        wait_for_page(server, desk)
        assert post(server, f"/w/{desk.id}/jobs", {"do": "build"}) == 200
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
    job = desk.jobs.newest(desk.id)
    assert job is not None
    assert job.running
    with serving(desk.home, desk.workspace) as server:
        # A second start while it goes on starts nothing: it shows the one that runs.
        shown = wait_for_page(server, desk)
        now = desk.jobs.newest(desk.id)
        assert now is not None
        assert ("正在生成整套材料" in shown) or not now.running
        post(server, f"/w/{desk.id}/jobs", {"do": "verify"}) if now.running else None
        assert desk.end_of(job).end is JobEnd.DONE
        assert "整套材料已生成" in wait_for_page(server, desk)
    assert read_all(desk.place) != before
    assert not desk.jobs.folder(desk.id, JobKind.VERIFY).path.exists()


def test_a_job_is_stopped_and_leaves_all_as_it_was(desk: Desk) -> None:
    before = read_all(desk.workspace / "out")
    desk.alter()
    job = desk.start(JobKind.BUILD)
    assert desk.start(JobKind.VERIFY).spec.name == job.spec.name
    desk.wait(job, lambda now: now.progress.steps)
    desk.jobs.stop(desk.id)

    ended = desk.end_of(job)
    assert (ended.end, ended.what) == (JobEnd.STOPPED, "已停止")
    assert read_all(desk.workspace / "out") == before


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="stops a process from outside")
def test_a_job_that_does_not_heed_is_ended(desk: Desk) -> None:
    before = read_all(desk.workspace / "out")
    desk.alter()
    job = desk.start(JobKind.BUILD)
    desk.wait(job, lambda now: now.progress.steps)
    process = job.folder.read_process()
    assert process is not None
    # It heeds nothing from now on, as in a library that computes on and on.
    os.kill(process, signal.SIGSTOP)
    desk.jobs.stop(desk.id)
    asked = job.folder.path / STOP
    os.utime(asked, (0, asked.stat().st_mtime - 3600))

    ended = desk.end_of(job)
    assert (ended.end, ended.what) == (JobEnd.STOPPED, "已停止")
    assert read_all(desk.workspace / "out") == before


def test_the_time_that_is_left_is_that_of_the_last_build() -> None:
    lines = [
        {"at": at, "step": step, "text": step, "done": done, "total": 10, "unit": ""}
        for at, step, done in ((0.0, "read", 10), (40.0, "draw", 1), (50.0, "draw", 5))
    ]
    progress = JobProgress()
    for line in lines:
        progress = progress.after(json.dumps(line))
    assert progress.measure(60.0) == {"read": 40.0, "draw": 20.0}
    # Of this step by its own rate, of those to come as long as they took.
    assert progress.seconds_left({"read": 9, "draw": 99, "pack": 7, "zip": 5}, 50.0) == 10 + 7 + 5
    assert progress.seconds_left({"read": 9, "pack": 7}, 50.0) is None


def test_what_the_last_job_took_is_known_to_the_next(desk: Desk) -> None:
    done = desk.run(JobKind.VERIFY)
    took = desk.jobs.all(desk.id)[JobKind.VERIFY].progress.measure(done.ended)
    assert took
    again = desk.start(JobKind.VERIFY)
    assert again.spec.former_seconds == took
    desk.end_of(again)


def test_what_is_wrong_is_said_in_the_words_of_the_page(desk: Desk) -> None:
    (desk.workspace / "evidence" / "01-坏.pdf").write_bytes(b"no PDF")
    (desk.workspace / "studio.yaml").write_text("scheme: weihai-2025\n", "utf-8")
    ended = desk.run(JobKind.BUILD)
    assert ended.end is JobEnd.REFUSED
    assert ended.remedy
    assert "docgen" not in ended.remedy + ended.what


def test_the_package_is_looked_at_and_taken_along(desk: Desk, blank_page: "Page") -> None:
    archive, page = next(desk.place.glob("*.zip")), blank_page
    with serving(desk.home, desk.workspace) as server:
        page.goto(server.enter_address(f"/w/{desk.id}/package"))
        page.locator(".step-map .next", has_text="打印文件").wait_for()
        page.locator(".file-row", has_text="2-威海市技能大师工作室申报表.pdf").get_by_role(
            "button", name="看"
        ).click()
        page.locator("#viewer-pages", has_text="/ 4").wait_for()
        page.locator("#viewer .textLayer", has_text="威海禾穗花饽饽食品有限公司").first.wait_for()
        with page.expect_download() as download:
            page.locator("#step-build").get_by_role("link", name="下载压缩包").click()
        assert download.value.path().read_bytes() == archive.read_bytes()
        page.get_by_role("button", name="做打印文件").click()
        page.locator("#job-print .job.good", has_text="打印文件已做好").wait_for()
        page.locator(".file-row", has_text="打印作业单.pdf").wait_for()
        check_access(page)


# --- passwords -----------------------------------------------------------------------------------


def test_a_password_is_asked_for_and_written_nowhere(desk: Desk) -> None:
    locked = next((desk.workspace / "evidence").glob("01-*")) / "01-加锁的.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 72), "locked")
        pdf.save(locked, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=SECRET, owner_pw=SECRET)
    job = desk.start(JobKind.DRAFT)
    asked = desk.wait(job, lambda now: now.progress.question).progress.question
    assert asked is not None
    assert (Path(asked.file).name, asked.wrong) == (locked.name, 0)
    assert desk.jobs.answer(desk.id, asked.number, "wrong")
    again = desk.wait(job, lambda now: (q := now.progress.question) and q.wrong).progress.question
    assert again is not None
    # Another server has nothing of the former one but the folder.
    assert Jobs(desk.jobs.cache).answer(desk.id, again.number, SECRET)
    assert desk.end_of(job).end is JobEnd.DONE
    assert not desk.jobs.answer(desk.id, again.number, SECRET)
    kept = (p for p in desk.jobs.home(desk.id).rglob("*") if p.is_file())
    assert not [p for p in kept if SECRET.encode() in p.read_bytes()]


# --- paper ---------------------------------------------------------------------------------------


def test_paper_goes_out_and_comes_back(desk: Desk) -> None:
    with serving(desk.home, desk.workspace) as server:
        wait_for_page(server, desk)
        _print_and_send(server, desk)
        _take_in_scans(server, desk)


def _end(server: PageProcess, desk: Desk, told: dict[str, object]) -> JobResult:
    assert post(server, f"/w/{desk.id}/jobs", told) == 200
    job = desk.jobs.newest(desk.id)
    assert job is not None
    assert job.spec.kind == told["do"]
    return desk.end_of(job)


def _print_and_send(server: PageProcess, desk: Desk) -> None:
    assert _end(server, desk, {"do": "send", "printer": "ipp://localhost:9/"}).end is (
        JobEnd.REFUSED
    )
    assert _end(server, desk, {"do": "print", "copies": "2"}).end is JobEnd.DONE
    shown = wait_for_page(server, desk)
    assert "2 份，共 4 张" in shown
    assert "打印作业单.pdf" in shown
    printer = desk.home / "printer"
    printer.mkdir()
    with run_printer(printer, announced=True) as there:
        # It is found by what it says of itself, and goes by that address too.
        port, found = there.uri.rpartition(":")[2], []
        deadline = time.monotonic() + 20
        while not found and time.monotonic() < deadline:
            offered = json.loads(get(server, f"/w/{desk.id}/printers")[2])
            found = [one for one in offered if one["value"].endswith(port)]
        assert [one["name"] for one in found] == ["试验打印机"]
        sent = _end(server, desk, {"do": "send", "printer": there.uri})
        assert sent.end is JobEnd.DONE, sent
        assert len(there.received(len(sent.notes))) == len(sent.notes) > 1


def _take_in_scans(server: PageProcess, desk: Desk) -> None:
    """The form comes back; all else is still missing. What was sent in is gone then."""
    form = desk.place / "2-威海市技能大师工作室申报表.pdf"
    own = {"cookie": server.cookie(), CHANGE: "1"}
    address = f"/w/{desk.id}/scan?name={quote('../../扫描 1.pdf')}"
    assert server.request("PUT", address, form.read_bytes(), own)[0] == 204
    assert server.request("PUT", address, b"twice", {"cookie": own["cookie"]})[0] == 403
    waiting = desk.jobs.cache / FOLDER / desk.id / "scans"
    assert [path.name for path in waiting.iterdir()] == ["扫描 1.pdf"]
    assert waiting.stat().st_mode & 0o077 == 0
    assert "扫描 1.pdf" in wait_for_page(server, desk)

    ended = _end(server, desk, {"do": "collect"})
    assert ended.end is JobEnd.DONE
    assert {f.code for f in ended.findings} >= {"K101"}
    assert not [f for f in ended.findings if f.location.file.startswith("/")]
    assert not list(waiting.iterdir())
    shown = wait_for_page(server, desk)
    assert "4 / 4 页" in shown
    assert "0 / 36 页" in shown
    assert post(server, f"/w/{desk.id}/jobs", {"do": "collect"}) == 422


def test_a_journal_that_is_half_written_is_read_on(desk: Desk) -> None:
    folder = desk.jobs.folder(desk.id, JobKind.BUILD)
    folder.path.mkdir(parents=True)
    follower = JobFollower(folder)
    line = json.dumps({"at": 5.0, "step": "reread", "text": "复读", "done": 2, "total": 9,
                       "unit": "页"}).encode()  # fmt: skip
    journal = folder.path / EVENTS
    journal.write_bytes(line[:20])
    assert not follower.look().steps
    with journal.open("ab") as file:
        file.write(line[20:] + b"\nno line\n[1]\n" + line[:9])
    (step,) = follower.look().steps
    assert (step.event.done, step.event.total) == (2, 9)
    assert step.seconds_left(5.5) is None
    assert step.seconds_left(9.0) == pytest.approx(14.0)
