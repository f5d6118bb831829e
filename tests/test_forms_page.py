"""The form as a clerk fills it in: what is typed is in the file, and drawn as it is printed."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_browser import CHANGE, Console, PageProcess, check_access, serving, window

from docgen import api
from docgen.web.open_workspaces import workspace_id

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent


@dataclass
class Desk:
    """A workspace, its server, and a window that shows its form."""

    folder: Path
    server: PageProcess
    page: "Page"

    @property
    def path(self) -> str:
        return f"/w/{workspace_id(self.folder.resolve())}"

    @property
    def text(self) -> str:
        return (self.folder / "studio.yaml").read_text("utf-8")

    def members(self) -> list[str]:
        studio = api.read_data(self.folder)["studio"]
        assert isinstance(studio, dict)
        return [member["name"] for member in studio["members"]]

    def wait_saved(self) -> None:
        self.page.locator("[data-unsaved]").first.wait_for(state="detached")


@pytest.fixture(scope="module")
def desk(ready_home: Callable[[], Path], browser: "Browser") -> Iterator[Desk]:
    """The application of the samples, whose files are ready."""
    home = ready_home()
    folder = home / "工作室"
    shutil.copytree(ROOT / "samples" / "application", folder)
    console = Console()
    with serving(home, folder) as server, window(browser) as (_, page):
        page.set_default_timeout(120_000)
        console.watch(page)
        desk = Desk(folder, server, page)
        page.goto(server.enter_address(f"{desk.path}/forms"))
        page.locator("#form-sheet").wait_for()
        yield desk
        assert not console.said


def test_the_form_stands_beside_its_pages(desk: Desk) -> None:
    page = desk.page
    page.locator("#viewer-container .page").nth(3).wait_for(state="attached")
    assert page.locator("#viewer-pages").inner_text() == "/ 4"
    assert page.locator("td.band").first.inner_text().strip() == "申报单位基本信息"
    check_access(page)


def test_what_is_typed_is_in_the_file_and_drawn_anew(desk: Desk) -> None:
    page, head = desk.page, desk.page.locator("#field-unit-head")
    head.fill("")
    page.locator("#field-unit-head-said").get_by_text("填上这一栏").wait_for()
    assert "head: 于澄波" not in desk.text
    page.locator("#form-news").get_by_text("正在重画").wait_for()
    # A value of one line takes no line ends, however it is pasted.
    head.fill("于澄\n波")
    head.press("Enter")
    page.locator("#field-unit-head-said").wait_for(state="detached")
    desk.wait_saved()
    assert "head: 于澄 波\n" in desk.text
    page.locator("#form-news").wait_for(state="hidden")
    own = {"cookie": desk.server.cookie()}
    _, _, told = desk.server.request("GET", f"{desk.path}/form-pages", headers=own)
    address = f"{desk.path}/form/{json.loads(told)['digest']}.pdf"
    status, headers, pdf = desk.server.request("GET", address, headers=own)
    assert (status, headers["content-type"], pdf[:5]) == (200, "application/pdf", b"%PDF-")


def test_people_are_added_moved_and_taken_out(desk: Desk) -> None:
    page, before = desk.page, desk.members()
    page.locator("#new-member").fill("吴一凡")
    page.locator("#new-member").press("Enter")
    page.locator("[data-member='5']").wait_for()
    assert desk.members() == [*before, "吴一凡"]
    page.locator("[data-member='5'] [data-row='up']").click()
    page.locator("#field-studio-members-4-name").and_(page.get_by_text("吴一凡")).wait_for()
    assert desk.members() == [*before[:4], "吴一凡", before[4]]
    page.locator("[data-member='4'] [data-row='remove']").click()
    page.locator("[data-member='5']").wait_for(state="detached")
    assert desk.members() == before
    page.locator("#notices").get_by_role("button", name="撤销").click()
    page.locator("[data-member='5']").wait_for()
    assert "吴一凡" in desk.members()


def test_a_report_is_taken_in_and_the_former_one_kept(desk: Desk, tmp_path: Path) -> None:
    page, former = desk.page, (desk.folder / "申请报告.docx").read_bytes()
    new = tmp_path / "定稿.docx"
    new.write_bytes(former)
    with page.expect_file_chooser() as chooser:
        page.locator("[data-report]").click()
    chooser.value.set_files(new)
    page.locator(".report-file").get_by_text("定稿.docx").wait_for()
    assert "report: 定稿.docx" in desk.text
    assert not (desk.folder / "申请报告.docx").exists()
    assert [one.path for one in api.list_bin(desk.folder)] == ["申请报告.docx"]


def test_a_report_of_another_kind_is_refused_in_words(desk: Desk) -> None:
    headers = {"cookie": desk.server.cookie(), CHANGE: "1"}
    answer = desk.server.request("PUT", f"{desk.path}/report?name=a.txt", b"text", headers)
    assert answer[0] == 422
    assert "另存为 .docx 或 PDF" in answer[2].decode()


def test_a_skeleton_is_handed_out(desk: Desk) -> None:
    headers = {"cookie": desk.server.cookie()}
    status, told, body = desk.server.request(
        "GET", f"{desk.path}/report-skeleton.docx", None, headers
    )
    assert (status, body[:2]) == (200, b"PK")
    assert "attachment" in told["content-disposition"]
