"""The page under strain: many files at once, two tabs, a killed server, a disk that is full."""

import http.client
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymupdf
import pytest
from page_browser import (
    CHANGE,
    OPENER,
    ROOT,
    Console,
    PageProcess,
    drop_files,
    serving,
    window,
)

from docgen import api
from docgen.usecases import check
from docgen.web.card_parts import CARDS_SHOWN
from docgen.web.inbox_view import Inbox, ProposalView, WaitingFile
from docgen.web.live_workspace import LiveWorkspace
from docgen.web.open_workspaces import workspace_id
from docgen.web.workspace_view import WorkspaceView

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

expect = pytest.importorskip("playwright.sync_api").expect
resource = pytest.importorskip("resource")
expect.set_options(timeout=30_000)

SAMPLE = ROOT / "samples" / "assessment"
ITEM = "01-工作室专用场地"
PHOTO = f"{ITEM}/3 工作室全景照片.jpg"
STATEMENT = "#field-claims-1-statement"


def make_workspace(folder: Path) -> Path:
    """A workspace with the first item's papers: quickly read."""
    folder.mkdir()
    shutil.copytree(SAMPLE / "evidence" / ITEM, folder / "evidence" / ITEM)
    text = (SAMPLE / "studio.yaml").read_text("utf-8")
    text = text[: text.index("evidence:\n")].replace("report: 年度工作报告.docx\n", "")
    (folder / "studio.yaml").write_text(text, "utf-8")
    return folder


def tree(folder: Path) -> Mapping[str, bytes]:
    """What a clerk sees of a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = ((path.relative_to(folder).as_posix(), path) for path in files)
    return {name: path.read_bytes() for name, path in named if not name.startswith(".")}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageProcess]:
    with serving(tmp_path_factory.mktemp("user")) as running:
        yield running


@dataclass
class Desk:
    """A workspace and a window on its first item."""

    folder: Path
    server: PageProcess
    page: "Page"

    @property
    def statement(self) -> str:
        return str(api.read_data(self.folder)["claims"]["1"]["statement"])


@pytest.fixture
def desk(served: PageProcess, blank_page: "Page", tmp_path: Path) -> Desk:
    folder = make_workspace(tmp_path / "工作室")
    enter(blank_page, served, folder)
    return Desk(folder, served, blank_page)


def enter(page: "Page", server: PageProcess, folder: Path) -> None:
    asked = json.dumps({"folder": str(folder)}).encode()
    _, _, body = server.request("POST", "/opener", asked, {OPENER: server.opener})
    told = json.loads(body)
    page.goto(f"{server.address}/enter?token={told['token']}&to={told['to']}item/1")
    expect(page.locator(STATEMENT)).to_be_visible()


# ── many files ────────────────────────────────────────────────────────────────────────────────


def test_three_hundred_files_are_dropped_at_once(desk: Desk, tmp_path: Path) -> None:
    dropped = tmp_path / "扫描件 一月"
    blank = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 20, 20))
    files = set()
    for number in range(300):
        blank.set_rect(blank.irect, (number % 256,))
        file = dropped / f"第{number // 100 + 1}盒" / "照片" / f"现场照片{number:03}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        # No two are alike.
        file.write_bytes(blank.tobytes("png") + b"%d" % number)
        files.add(file.read_bytes())
    cards, before = desk.page.locator(".card"), desk.page.locator(".card").count()
    drop_files(desk.page, desk.page.locator("section.evidence"), [dropped])
    expect(desk.page.locator(".evidence-head .count")).to_have_text(f"{before + 300} 件")
    # Not all of them are shown at once, and the first of the next can be moved up to those before.
    expect(cards).to_have_count(CARDS_SHOWN)
    assert files <= set(tree(desk.folder / "evidence" / ITEM).values())
    desk.page.get_by_role("link", name="201–300").click()
    expect(cards.first.locator(".id")).to_have_text(f"1-{2 * CARDS_SHOWN + 1}")
    key = cards.first.get_attribute("data-piece")
    cards.first.locator(".menu summary").click()
    cards.first.get_by_role("button", name="上移").click()
    expect(cards.first).not_to_have_attribute("data-piece", key or "")
    # All files are one step.
    undo = desk.page.locator('[data-do="undo"]')
    for _ in range(2):
        label = undo.get_attribute("title")
        undo.click()
        expect(undo).not_to_have_attribute("title", label or "")
    expect(cards).to_have_count(before)
    assert not files & set(tree(desk.folder / "evidence").values())


def test_files_that_wait_are_shown_in_parts(desk: Desk) -> None:
    waiting = desk.folder / "evidence" / "待分类"
    waiting.mkdir()
    count = CARDS_SHOWN + 30
    for number in range(count):
        (waiting / f"{number:03}.txt").write_text(f"第 {number} 份", "utf-8")
    inbox = desk.page.url.rpartition("/item/")[0] + "/inbox"
    desk.page.goto(inbox)
    cards, head = desk.page.locator(".card"), desk.page.locator(".evidence-head .count").first
    expect(head).to_have_text(f"{count} 个")
    expect(cards).to_have_count(CARDS_SHOWN)
    desk.page.get_by_role("link", name=f"{CARDS_SHOWN + 1}–{count}").click()
    expect(cards).to_have_count(30)
    expect(cards.last).to_contain_text("129.txt")
    cards.last.get_by_role("button", name="放进回收站").click()
    # The same part is shown still.
    expect(cards).to_have_count(29)
    expect(head).to_have_text(f"{count - 1} 个")
    assert not (waiting / "129.txt").exists()


def test_what_is_sure_is_known_of_files_in_every_part() -> None:
    proposal = ProposalView(13, "实用新型专利", "项目13", "专利", "", "专利证书", sure=True)
    unsure = ProposalView(11, "", "项目11", "培训", "", "名册", sure=False)
    waiting = tuple(
        WaitingFile(f"待分类/{n:03}.pdf", (proposal if n % 2 else unsure,)) for n in range(250)
    )
    shown = [Inbox(waiting, place) for place in (0, 1, 100, 101, 250, 999)]
    assert [(part.first, len(part.shown)) for part in shown] == [
        (1, 100), (1, 100), (1, 100), (101, 100), (201, 50), (201, 50),
    ]  # fmt: skip
    assert shown[0].parts == ((1, 100), (101, 200), (201, 250))
    assert all(len(part.sure) == 125 for part in shown)
    assert shown[0].sure[0] == {"path": "待分类/001.pdf", "item": 13, "kind": "实用新型专利"}


def test_what_is_typed_before_the_scripts_have_come_is_saved(desk: Desk) -> None:
    held: list[Route] = []
    desk.page.route("**/fields.js", lambda route: held.append(route))  # noqa: PLW0108 - no builtin
    with desk.page.expect_request("**/fields.js"):
        desk.page.reload(wait_until="commit")
    desk.page.locator(STATEMENT).fill("很早就写的。")
    for request in held:
        request.continue_()
    desk.page.unroute_all()
    expect(desk.page.locator(STATEMENT)).to_have_attribute("data-seen", "很早就写的。")
    assert desk.statement == "很早就写的。"


# ── two tabs ──────────────────────────────────────────────────────────────────────────────────


def test_two_tabs_merge_what_differs_and_ask_about_what_is_the_same(
    desk: Desk, browser: "Browser", console: Console
) -> None:
    with window(browser) as (context, other):
        enter(other, desk.server, desk.folder)
        # It hears of nothing, and nobody hears of what is typed there.
        context.set_offline(True)
        other.locator(STATEMENT).fill("乙写的。")
        other.locator("#field-claims-1-reason").evaluate("e => e.closest('details').open = true")
        other.locator("#field-claims-1-reason").fill("乙的理由")
        other.locator("#notices").get_by_text("docgen 没有在运行").first.wait_for()
        desk.page.locator(STATEMENT).fill("甲写的。")
        desk.page.locator("#field-claims-1-measure").fill("90")
        desk.page.keyboard.press("Tab")
        expect(desk.page.locator("[data-unsaved]")).to_have_count(0)
        context.set_offline(False)
        dialog = other.get_by_role("dialog")
        expect(dialog).to_contain_text("甲写的。")
        assert desk.statement == "甲写的。"
        dialog.get_by_role("button", name="用文件里的").click()
        expect(other.locator(STATEMENT)).to_have_value("甲写的。")
        expect(other.locator("#field-claims-1-measure")).to_have_value("90")
        expect(desk.page.locator("#field-claims-1-reason")).to_have_value("乙的理由")


def test_tabs_that_nobody_sees_leave_connections_to_the_others(desk: Desk) -> None:
    hide = "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
    show = "Object.defineProperty(document, 'hidden', {value: false, configurable: true});"
    tell = "document.dispatchEvent(new Event('visibilitychange'));"
    pages = []
    # A browser has six connections for all of them together.
    for _ in range(7):
        page = desk.page.context.new_page()
        page.goto(desk.page.url)
        expect(page.locator(STATEMENT)).to_be_visible()
        page.evaluate(hide + tell)
        pages.append(page)
    api.edit(desk.folder, [api.SetValue(("claims", "1", "statement"), "别处写的。")])
    expect(desk.page.locator(STATEMENT)).to_have_value("别处写的。")
    # Who looks at it again sees what has changed since.
    pages[0].evaluate(show + tell)
    expect(pages[0].locator(STATEMENT)).to_have_value("别处写的。")
    for page in pages:
        page.close()


# ── a killed server ───────────────────────────────────────────────────────────────────────────


def type_statement(server: PageProcess, base: str) -> int:
    change = {"do": "set", "path": ["claims", "1", "statement"], "value": "新写的。"}
    return post(server, base, change)


def move_photograph(server: PageProcess, base: str) -> int:
    return post(server, base, {"do": "move", "pieces": [PHOTO], "item": 5})


def add_file(server: PageProcess, base: str) -> int:
    own = {"cookie": server.cookie(), CHANGE: "1"}
    server.request("PUT", f"{base}/upload/{'a' * 32}/0?name=new.txt", b"new", own)
    return post(server, base, {"do": "add", "batch": "a" * 32, "item": 1})


def post(server: PageProcess, base: str, change: Mapping[str, Any]) -> int:
    own = {"cookie": server.cookie(), CHANGE: "1", "content-type": "application/json"}
    told = json.dumps({**change, "view": f"{base}/overview"}).encode()
    return server.request("POST", f"{base}/change", told, own)[0]


ACTS = {"type": type_statement, "move": move_photograph, "add": add_file}
MOMENTS = [
    *(("type", call) for call in (2, 6, 9)),
    *(("move", call) for call in (2, 6, 9)),
    *(("add", call) for call in (3, 8, 12, 15)),
]
"""Of the calls that touch the workspace. A step that is killed at any of them is `test_history`'s;
here the server is that does it, and takes what was sent to it before."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such kill")
@pytest.mark.parametrize(("act", "call"), MOMENTS)
def test_a_killed_server_leaves_the_former_state_or_the_new(
    act: str, call: int, tmp_path: Path, restarted: Path
) -> None:
    folder = make_workspace(tmp_path / "工作室")
    before = tree(folder)
    given = {
        "PYTHONPATH": str(Path(__file__).parent / "dying"),
        "DYING_WITHIN": str(folder),
        "DYING_AT": str(call),
    }
    with serving(restarted, folder, given=given) as server:
        with pytest.raises((http.client.HTTPException, OSError)):
            ACTS[act](server, f"/w/{workspace_id(folder.resolve())}")
        assert server.process.wait(timeout=60) == -signal.SIGKILL
    # Whoever opens it next has it as it was, or as it was to be, and then there is a way back.
    if api.history(folder).undoable:
        assert tree(folder) != before
        api.undo(folder)
    assert tree(folder) == before


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of somebody whose server is killed and started again."""
    return tmp_path_factory.mktemp("restarted")


# ── a disk that is full ───────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits others")
def test_a_full_disk_is_told_and_nothing_is_half_done(
    desk: Desk, console: Console, tmp_path: Path
) -> None:
    before, process = tree(desk.folder), desk.server.process.pid
    former = resource.prlimit(process, resource.RLIMIT_FSIZE, (500, resource.RLIM_INFINITY))
    try:
        desk.page.locator(STATEMENT).fill("写不下的。")
        notices = desk.page.locator("#notices")
        expect(notices).to_contain_text("没有改动")
        big = tmp_path / "大.png"
        big.write_bytes(bytes(100_000))
        drop_files(desk.page, desk.page.locator("section.evidence"), [big])
        expect(notices).to_contain_text("大.png")
        assert tree(desk.folder) == before
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, former)
    # What was typed is still there, and is saved once there is room.
    expect(desk.page.locator(STATEMENT)).to_have_value("写不下的。")
    notices.get_by_role("button", name="再试一次").click()
    expect(desk.page.locator("[data-unsaved]")).to_have_count(0)
    assert desk.statement == "写不下的。"
    # The browser itself puts refusals on its console.
    console.forget("409")
    console.forget("500")


# ── the first opening ─────────────────────────────────────────────────────────────────────────


def test_what_is_written_is_shown_before_any_file_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, let, done = threading.Event(), threading.Event(), threading.Event()

    def wait(folder: Path, settings: api.Settings) -> check.Gathered:
        opened.set()
        assert let.wait(60)
        return gather(folder, settings)

    gather = check.gather
    monkeypatch.setattr(check, "gather", wait)
    live = LiveWorkspace(make_workspace(tmp_path / "工作室"), api.Settings(tmp_path / "cache"))
    try:
        assert opened.wait(60)
        first = live.look(0)
        assert first.checked is not None
        assert first.checked.printed_scores is not None
        assert (first.is_first, first.checking) == (True, True)
        assert WorkspaceView(first.checked, first.is_first).groups[0].lines[0].pieces
        live.listen(lambda state: done.set() if not state.checking else None)
        let.set()
        assert done.wait(60)
        assert not live.state.is_first
        assert live.state.checked is not None
        assert live.state.checked.sources
    finally:
        let.set()
        live.close()


def test_what_is_changed_and_changed_back_is_checked_again(tmp_path: Path) -> None:
    folder, checked = make_workspace(tmp_path / "工作室"), threading.Event()
    live = LiveWorkspace(folder, api.Settings(tmp_path / "cache"))
    live.listen(lambda state: checked.set() if not state.checking else None)
    try:
        assert checked.wait(60)
        data = folder / "studio.yaml"
        written, before = data.read_bytes(), data.stat()
        data.write_bytes(written + b"# \n")
        assert live.look(10).checking
        checked.clear()
        # As undoing does: not a byte and no time is another one than the last check found.
        data.write_bytes(written)
        os.utime(data, ns=(before.st_atime_ns, before.st_mtime_ns))
        live.look(10)
        assert checked.wait(60)
    finally:
        live.close()
