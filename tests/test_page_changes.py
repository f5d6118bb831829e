"""What a clerk changes in the page: by typing, by files, by dragging; and the way back of each."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf
import pytest
from page_browser import ROOT, Console, PageProcess, check_access, serving

from docgen import api

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api").expect
expect.set_options(timeout=30_000)

SAMPLE = ROOT / "samples" / "assessment"
KEPT = ("01-", "04-", "08-", "11-")
"""Of the sample: enough for what is done here, and quickly read."""


@dataclass
class Desk:
    """A workspace, its server, and a window on it."""

    folder: Path
    server: PageProcess
    page: "Page"
    base: str

    def open(self, address: str) -> None:
        self.page.goto(f"{self.server.address}{self.base}/{address}")
        expect(self.page.locator("#app")).to_be_visible()

    def saved(self) -> None:
        """Wait until what was done is in the folder, and its check has ended."""
        expect(self.page.locator("[data-unsaved]")).to_have_count(0)
        expect(self.page.locator("#status")).to_have_text(re.compile("^(已保存)?$"))

    @property
    def data(self) -> dict:
        return api.read_data(self.folder)

    def tree(self) -> dict[str, bytes]:
        """All of the folder but what docgen keeps for itself."""
        paths = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        names = ((path.relative_to(self.folder).as_posix(), path) for path in paths)
        return {name: path.read_bytes() for name, path in names if not name.startswith(".")}


@pytest.fixture(scope="module")
def served(ready_home: Callable[[], Path]) -> Iterator[PageProcess]:
    with serving(ready_home()) as running:
        yield running


@pytest.fixture
def desk(served: PageProcess, blank_page: "Page", tmp_path: Path) -> Desk:
    folder = tmp_path / "工作室"
    folder.mkdir()
    for name in ("studio.yaml", "年度工作报告.docx"):
        shutil.copy(SAMPLE / name, folder)
    for item in (SAMPLE / "evidence").iterdir():
        if item.name.startswith(KEPT):
            shutil.copytree(item, folder / "evidence" / item.name)
    text = (folder / "studio.yaml").read_text("utf-8")
    rows = text.index("evidence:\n")
    (folder / "studio.yaml").write_text(text[:rows] + "evidence: []\n", "utf-8")
    status, _, body = served.request(
        "POST",
        "/opener",
        json.dumps({"folder": str(folder)}).encode(),
        {"x-docgen-opener": served.opener},
    )
    assert status == 200
    told = json.loads(body)
    blank_page.goto(f"{served.address}/enter?token={told['token']}&to={told['to']}overview")
    expect(blank_page.locator("#app")).to_be_visible()
    return Desk(folder, served, blank_page, told["to"].rstrip("/"))


def type_into(desk: Desk, control: str, text: str) -> None:
    field = desk.page.locator(control)
    field.fill(text)
    field.blur()
    expect(field).to_have_attribute("data-seen", text)


def test_typing_is_saved_shown_and_undone(desk: Desk) -> None:
    before = (desk.folder / "studio.yaml").read_bytes()
    desk.open("item/8")
    type_into(desk, "#field-claims-8-statement", "出台政策四项，\n三项已经兑现。")
    assert desk.data["claims"]["8"]["statement"] == "出台政策四项，\n三项已经兑现。"
    expect(desk.page.locator(".printed .official")).to_contain_text("三项已经兑现。")
    after = (desk.folder / "studio.yaml").read_text("utf-8").splitlines()
    kept = [line for line in before.decode().splitlines() if "推动公司建立了4项" not in line]
    assert [line for line in after if line in kept] == kept
    desk.page.locator('[data-do="undo"]').click()
    former = before.decode().partition("statement: 工作室推动公司")[2].partition("\n")[0]
    expect(desk.page.locator("#field-claims-8-statement")).to_have_value(f"工作室推动公司{former}")
    assert (desk.folder / "studio.yaml").read_bytes() == before
    desk.page.locator('[data-do="redo"]').click()
    expect(desk.page.locator("#field-claims-8-statement")).to_have_value(
        "出台政策四项，\n三项已经兑现。"
    )


def test_points_follow_what_is_typed(desk: Desk) -> None:
    desk.open("item/11")
    type_into(desk, "#field-claims-11-measure", "520")
    expect(desk.page.locator(".score .claimed")).to_have_text("10")
    expect(desk.page.locator("#rail-11 .points").first).to_contain_text("10")
    type_into(desk, "#field-claims-11-measure", "120")
    expect(desk.page.locator(".score .claimed")).not_to_have_text("10")
    desk.open("item/1")
    desk.page.locator("#field-claims-1-measure").fill("很宽敞")
    desk.page.locator("#field-claims-1-measure").blur()
    expect(desk.page.locator("#field-claims-1-measure-said")).to_contain_text("数字")


def test_a_finding_leads_to_its_field(desk: Desk) -> None:
    desk.open("item/1")
    desk.page.locator("#field-claims-1-measure").fill("很宽敞")
    desk.page.locator("#field-claims-1-measure").blur()
    expect(desk.page.locator("#field-claims-1-measure-said")).to_be_visible()
    desk.open("overview")
    desk.page.locator(".goto", has_text="数字").first.click()
    expect(desk.page.locator("#field-claims-1-measure")).to_be_focused()


def test_a_change_on_both_sides_is_shown_and_asked_about(desk: Desk, console: Console) -> None:
    desk.open("item/8")
    field = desk.page.locator("#field-claims-8-statement")
    field.fill("在网页里写的")
    # Saved after a pause in typing; the file is changed before it.
    api.edit(desk.folder, [api.SetValue(("claims", "8", "statement"), "在别处写的")])
    dialog = desk.page.locator("dialog[open]")
    expect(dialog).to_contain_text("在别处写的")
    assert desk.data["claims"]["8"]["statement"] == "在别处写的"
    dialog.get_by_role("button", name="用这里写的").click()
    expect(dialog).to_have_count(0)
    expect(field).to_have_value("在网页里写的")
    desk.saved()
    assert desk.data["claims"]["8"]["statement"] == "在网页里写的"
    console.forget("409")


def test_what_changes_on_the_disk_shows_by_itself(desk: Desk) -> None:
    desk.open("item/1")
    started = time.monotonic()
    shutil.copy(
        SAMPLE / "evidence" / "03-设施设备" / "1 设施设备台账.pdf",
        desk.folder / "evidence" / "01-工作室专用场地" / "11 台账.pdf",
    )
    expect(desk.page.locator(".card .files", has_text="11 台账.pdf")).to_be_visible()
    assert time.monotonic() - started < 30
    api.edit(desk.folder, [api.SetValue(("claims", "1", "statement"), "在表格里改的")])
    expect(desk.page.locator("#field-claims-1-statement")).to_have_value("在表格里改的")


def test_files_are_added_moved_put_away_and_brought_back(desk: Desk) -> None:
    before = desk.tree()
    desk.open("item/1")
    cards = desk.page.locator(".card")
    count = cards.count()
    with desk.page.expect_file_chooser() as chooser:
        desk.page.get_by_role("button", name="添加文件", exact=True).click()
    chooser.value.set_files(
        [
            SAMPLE / "evidence" / "03-设施设备" / "3 逆变气体保护焊机.jpg",
            SAMPLE / "evidence" / "03-设施设备" / "2 焊接变位机采购合同.pdf",
        ]
    )
    expect(cards).to_have_count(count + 2)
    assert (desk.folder / "evidence/01-工作室专用场地/3 逆变气体保护焊机.jpg").is_file()
    card = desk.page.locator(".card", has=desk.page.locator(".files", has_text="采购合同"))
    card.locator(".menu summary").click()
    card.get_by_role("button", name="移到别的项目…").click()
    desk.page.locator("#place-answer").select_option("4/经费凭证")
    desk.page.get_by_role("button", name="移到这里").click()
    expect(cards).to_have_count(count + 1)
    assert (desk.folder / "evidence/04-专用经费支持/经费凭证/2 焊接变位机采购合同.pdf").is_file()
    card = desk.page.locator(".card", has=desk.page.locator(".files", has_text="逆变气体"))
    card.locator(".menu summary").click()
    card.get_by_role("button", name="放进回收站").click()
    expect(cards).to_have_count(count)
    desk.open("inbox")
    desk.page.get_by_role("button", name="放回原处").click()
    expect(desk.page.locator("[data-removed]")).to_have_count(0)
    assert (desk.folder / "evidence/01-工作室专用场地/3 逆变气体保护焊机.jpg").is_file()
    undo = desk.page.locator('[data-do="undo"]')
    for _ in range(4):
        label = undo.get_attribute("title")
        undo.click()
        expect(undo).not_to_have_attribute("title", label or "")
    desk.saved()
    assert desk.tree() == before


def test_pieces_are_joined_turned_ordered_and_taken_apart(desk: Desk) -> None:
    before = desk.tree()
    desk.open("item/1")
    cards = desk.page.locator(".card")
    count = cards.count()
    for place in (0, 1):
        cards.nth(place).locator(".choose").check()
    desk.page.locator("#chosen").get_by_role("button", name="合成一件").click()
    expect(cards).to_have_count(count - 1)
    assert len(desk.data["evidence"]) == 1
    cards.first.locator(".menu summary").click()
    cards.first.get_by_role("button", name="拆成单件").click()
    expect(cards).to_have_count(count)
    last = cards.nth(count - 1)
    name = last.locator(".files").inner_text()
    last.locator(".menu summary").click()
    last.get_by_role("button", name="上移").click()
    expect(cards.nth(count - 2).locator(".files")).to_contain_text(name.split(" ", 1)[1])
    cards.first.locator(".menu summary").click()
    cards.first.get_by_role("button", name="右转 90°").click()
    expect(cards.first).to_have_attribute("data-turn", "90")
    undo = desk.page.locator('[data-do="undo"]')
    while not undo.is_disabled():
        label = undo.get_attribute("title")
        undo.click()
        expect(undo).not_to_have_attribute("title", label or "")
    desk.saved()
    assert desk.tree() == before


def test_a_row_whose_file_is_gone_is_shown_and_dropped(desk: Desk) -> None:
    row = {"files": "01-工作室专用场地/没有这个文件.pdf", "title": "丢了的一件"}
    api.edit(desk.folder, [api.InsertRow(("evidence",), None, row)])
    desk.open("overview")
    desk.page.locator(".goto", has_text="没有这个文件").first.click()
    lost = desk.page.locator("#row-0")
    expect(lost).to_be_focused()
    expect(lost).to_contain_text("丢了的一件")
    lost.get_by_role("button", name="删去这一条").click()
    expect(lost).to_have_count(0)
    assert not desk.data["evidence"]


def test_a_page_that_lies_on_its_side_is_turned_alone(desk: Desk) -> None:
    written = pymupdf.open()
    for turn in (0, 90, 0):
        page = written.new_page()
        for line in range(30):
            at = (60 + 16 * line, 700) if turn else (60, 80 + 20 * line)
            page.insert_text(at, f"Line {line} of what is written here.", rotate=turn)
    file = "01-工作室专用场地/9 说明.pdf"
    written.save(desk.folder / "evidence" / file)
    desk.open("item/1")
    desk.page.get_by_role("button", name="把第 2 页顺时针转 90°").click()
    parts = desk.page.locator(".card", has_text="9 说明.pdf")
    expect(parts.get_by_role("button", name="顺时针转 90°", exact=False)).to_have_count(0)
    (row,) = desk.data["evidence"]
    assert row["files"] == [
        {"file": file, "pages": "1"},
        {"file": file, "pages": "2", "turn": "90"},
        {"file": file, "pages": "3"},
    ]


def test_a_piece_is_dragged_onto_another_item(desk: Desk) -> None:
    desk.open("item/1")
    cards = desk.page.locator(".card")
    count = cards.count()
    name = cards.first.locator(".files").inner_text()
    cards.first.locator(".grip").drag_to(desk.page.locator("#rail-4"))
    expect(cards).to_have_count(count - 1)
    assert (desk.folder / "evidence" / "04-专用经费支持" / name).is_file()


def test_nobody_is_kept_out(desk: Desk) -> None:
    for address in ("overview", "item/11", "item/3", "inbox"):
        desk.open(address)
        check_access(desk.page)
