"""The reviewer's page: packages of three studios before experts with nothing but a keyboard."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import openpyxl
import pytest
from page_browser import (
    CHANGE,
    Console,
    PageProcess,
    check_access,
    drop_files,
    serving,
    window,
)
from reviewing import STUDIOS, fill_book, lay_out, read_opinions

from docgen.package.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST, SECOND, THIRD = (studio.name for studio in STUDIOS)
HOSTILE = '<img src="x" onerror="document.title=1">技能大师工作室'
BLIND = "blind: 是\n"


@dataclass
class Bureau:
    """A bureau's folder that is open for review in a page's server."""

    folder: Path
    server: PageProcess

    def open(self) -> str:
        """The review's address in the page."""
        status, told = self.server.change("/review", {"path": str(self.folder)})
        assert status == 200, told
        return str(told["to"])

    def enter(self, page: "Page", reviewer: str) -> str:
        """Let a browser in as a reviewer, and wait until all packages are known."""
        path = self.open()
        page.goto(self.server.enter_address(path))
        page.locator("#reviewer").fill(reviewer)
        page.locator("#reviewer").press("Enter")
        page.locator("#studios tbody tr[id]").nth(2).wait_for()
        page.locator("#status").filter(has_text=re.compile("^$")).wait_for(
            state="attached", timeout=120_000
        )
        # What was sent can be seen before its modules run.
        page.wait_for_load_state("load")
        return path

    def points(self) -> list[tuple[str, str, int, str | None]]:
        """Who gave what, as the journals say."""
        return [
            (one["reviewer"], one["studio"], one["item"], one.get("points"))
            for one in read_opinions(self.folder)
        ]


@pytest.fixture(scope="module")
def server(ready_home: Callable[[], Path]) -> Iterator[PageProcess]:
    with serving(ready_home()) as running:
        yield running


@pytest.fixture
def bureau(tmp_path: Path, studio_packages: list[Path], server: PageProcess) -> Bureau:
    return Bureau(lay_out(tmp_path / "收到的材料", studio_packages), server)


def wait_saved(page: "Page") -> None:
    """Until all that was written is on the disk."""
    page.locator("[data-unsaved]").first.wait_for(state="detached")
    page.locator("#status.saved").wait_for()


def shown_page(page: "Page") -> str:
    """The number of the page that the viewer has drawn."""
    page.locator("#viewer-container[data-drawn]").wait_for()
    return page.locator("#viewer-page").input_value()


def test_an_expert_does_one_item_of_all_studios_by_keys(bureau: Bureau, blank_page: "Page") -> None:
    page = blank_page
    bureau.enter(page, "毕静文")
    page.locator(".by-item a", has_text=re.compile("^11")).focus()
    page.keyboard.press("Enter")
    page.locator("h1", has_text="职业技能培训").wait_for()
    for studio, key in ((FIRST, "5"), (SECOND, "2"), (THIRD, "2")):
        page.locator("#to-studio option:checked", has_text=studio).wait_for(state="attached")
        # The first course's list stands beside the item, as its line says.
        assert shown_page(page) in page.locator(".piece.here .pages").inner_text()
        page.keyboard.press(key)
        page.keyboard.press("ArrowRight")
    wait_saved(page)
    page.locator(".chip.given", has_text=re.compile("^11$")).wait_for()
    # A number that is begun ends with its studio: 2 and 1 are not 21.
    page.keyboard.press("ArrowLeft")
    page.locator("#to-studio option:checked", has_text=SECOND).wait_for(state="attached")
    page.keyboard.press("1")
    wait_saved(page)
    assert bureau.points() == [
        ("毕静文", FIRST, 11, "5"),
        ("毕静文", SECOND, 11, "2"),
        ("毕静文", THIRD, 11, "2"),
        ("毕静文", SECOND, 11, "1"),
    ]


def test_keys_step_take_back_and_leave_typing_alone(
    bureau: Bureau, blank_page: "Page", console: Console
) -> None:
    page = blank_page
    path = bureau.enter(page, "毕静文")
    page.locator("#studios a", has_text=FIRST).first.click()
    page.goto(re.sub(r"/\d+$", "/11", page.url))
    page.locator("#viewer-container[data-drawn]").wait_for()
    page.keyboard.press("1")
    page.keyboard.press("0")
    wait_saved(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("r")
    page.keyboard.type("名单 2 页，s 和 x 不动 10")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.locator(".piece.here", has_text="11-2").wait_for()
    assert page.url.endswith("/11")
    wait_saved(page)
    page.locator("#points").fill("99")
    page.locator("#notices .notice").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    # What could not be saved stays before its writer's eyes.
    page.locator("#notices", has_text="还没有存下来").wait_for()
    assert page.locator("#points").input_value() == "99"
    page.locator("[data-do=withdraw]").click()
    wait_saved(page)
    told = read_opinions(bureau.folder)
    assert told[0]["points"] == "10"
    assert {**told[-1], "points": None}["remark"] == "名单 2 页，s 和 x 不动 10"
    assert "8" in [one.get("points") for one in told]
    assert "points" not in told[-1]
    assert page.url.startswith(f"{bureau.server.address}{path}")
    console.forget("409")


def test_a_struck_piece_is_reckoned_without_at_once(bureau: Bureau, blank_page: "Page") -> None:
    page = blank_page
    bureau.enter(page, "毕静文")
    page.locator(".by-item a", has_text=re.compile("^11")).click()
    page.locator("#viewer-container[data-drawn]").wait_for()
    page.keyboard.press("x")
    page.locator(".recomputed", has_text="96 人").wait_for()
    page.locator(".agree", has_text="2").wait_for()
    page.keyboard.press("Enter")
    wait_saved(page)
    told = read_opinions(bureau.folder)[-1]
    assert (told["struck"], told["points"]) == (["11-1"], "2")
    page.locator(".strike").first.click()
    page.locator(".recomputed").wait_for(state="detached")
    assert read_opinions(bureau.folder)[-1].get("struck", []) == []
    # What the rule gives of all of it is offered anew.
    page.locator(".agree", has_text="5").wait_for()


def test_others_are_not_sent_before_ones_own_is_given(
    bureau: Bureau, blank_page: "Page", browser: "Browser", console: Console
) -> None:
    (bureau.folder / "评审").mkdir()
    (bureau.folder / "评审" / "评审设置.yaml").write_text(BLIND, "utf-8")
    path = bureau.enter(blank_page, "毕静文")
    blank_page.locator(".by-item a", has_text=re.compile("^11")).click()
    blank_page.locator("#points").wait_for()
    address = blank_page.url
    with window(browser) as (_, other):
        console.watch(other)
        bureau.enter(other, "邹立峰")
        other.goto(address)
        other.keyboard.press("7")
        other.keyboard.press("r")
        other.keyboard.type("七分的理由")
        other.keyboard.press("Escape")
        wait_saved(other)
        blank_page.locator(".others", has_text="1 位已经给分").wait_for()
        cookies = f"{bureau.server.cookie()}; docgen-reviewer={quote('毕静文')}"
        for shown in (address.removeprefix(bureau.server.address), path, f"{path}results"):
            status, _, body = bureau.server.request("GET", shown, None, {"cookie": cookies})
            assert status == 200
            text = re.sub(r"<option.*?</option>", "", body.decode())
            assert "七分的理由" not in text
            assert "邹立峰 7" not in text
            assert not re.search(r">\s*7\s*</td>", text), shown
        # Results tell everything: they are for whoever has given all.
        named = {"cookie": cookies, CHANGE: "1"}
        assert bureau.server.request("POST", f"{path}results", b"", named)[0] == 422
        blank_page.keyboard.press("3")
        blank_page.locator(".others td", has_text="七分的理由").wait_for()
        blank_page.locator(".others", has_text="差 4 分").wait_for()
        other.locator(".others th", has_text="毕静文").wait_for()


def test_what_cannot_be_saved_is_said_and_kept(
    bureau: Bureau, blank_page: "Page", console: Console
) -> None:
    page = blank_page
    bureau.enter(page, "毕静文")
    page.locator(".by-item a", has_text=re.compile("^11")).click()
    page.locator("#viewer-container[data-drawn]").wait_for()
    # Where the folder of opinions should be stands a file: nothing can be written.
    (bureau.folder / "评审").write_bytes(b"")
    page.keyboard.press("4")
    page.locator("#status.failed", has_text="没有保存").wait_for()
    assert page.locator("#points").input_value() == "4"
    (bureau.folder / "评审").unlink()
    page.locator("#notices button", has_text="再试一次").click()
    wait_saved(page)
    assert bureau.points() == [("毕静文", FIRST, 11, "4")]
    console.forget("409")


def test_a_drive_that_is_lost_is_told_and_work_goes_on_once_it_is_back(
    bureau: Bureau, blank_page: "Page", console: Console
) -> None:
    page, away = blank_page, bureau.folder.with_name("拔掉的盘")
    bureau.enter(page, "毕静文")
    page.locator(".by-item a", has_text=re.compile("^11")).click()
    page.locator("#viewer-container[data-drawn]").wait_for()
    bureau.folder.rename(away)
    page.locator(".banner").wait_for()
    page.keyboard.press("r")
    page.keyboard.type("断线时写的")
    page.keyboard.press("Escape")
    page.locator("#status.failed", has_text="没有保存").wait_for()
    assert page.locator("#remark").input_value() == "断线时写的"
    away.rename(bureau.folder)
    page.locator(".banner").wait_for(state="detached")
    page.locator("#notices button", has_text="再试一次").first.click()
    wait_saved(page)
    assert [one["remark"] for one in read_opinions(bureau.folder)] == ["断线时写的"]
    console.forget("409")


def test_what_is_no_sound_package_is_listed_with_its_reason(
    bureau: Bureau, studio_packages: list[Path], blank_page: "Page"
) -> None:
    place = bureau.folder / "乳山市"
    shutil.copytree(studio_packages[0], place / "改过")
    file = place / "改过" / MANIFEST_NAME
    manifest = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(manifest | {"studio": HOSTILE}), "utf-8")
    with zipfile.ZipFile(place / "坏.zip", "w") as archive:
        archive.writestr("manifest.json", "{")
    (place / "说明.txt").write_text("请查收", "utf-8")
    page = blank_page
    path = bureau.enter(page, "毕静文")
    row = page.locator("#studios tr", has_text=HOSTILE)
    row.locator(".badge", has_text="有出入").wait_for()
    row.locator(".why", has_text="studio").or_(row.locator(".why", has_text="清单")).wait_for()
    assert page.title() != "1"
    assert not row.locator("a").count()
    assert not page.locator("#studios img").count()
    page.goto(f"{bureau.server.address}{path}left")
    page.locator("tr", has_text="坏.zip").wait_for()
    page.locator("tr", has_text="说明.txt").wait_for()
    check_access(page)


def test_the_table_is_sorted_and_filtered_as_a_workbook_is(
    bureau: Bureau, blank_page: "Page"
) -> None:
    page = blank_page
    bureau.enter(page, "毕静文")

    def studios() -> list[str]:
        return [
            one.strip() for one in page.locator("#studios tbody tr:visible th").all_inner_texts()
        ]

    page.locator("[data-sort=computed]").click()
    page.locator("th[aria-sort]").wait_for()
    assert studios()[0] == FIRST
    first = page.locator("th[aria-sort]").get_attribute("aria-sort")
    page.locator("[data-sort=computed]").click()
    page.locator(f"th[aria-sort]:not([aria-sort={first}])").wait_for()
    assert studios()[-1] == FIRST
    page.locator("[name=district]").select_option("环翠区")
    assert studios() == [SECOND]
    page.reload()
    page.locator("#shown-count", has_text="1 家，共 3 家").wait_for()
    page.locator("[name=district]").select_option("")
    page.locator("#find").fill("纺织")
    assert studios() == [THIRD]
    check_access(page)


def test_a_package_that_comes_later_appears(
    bureau: Bureau, studio_packages: list[Path], blank_page: "Page"
) -> None:
    shutil.move(bureau.folder / "荣成市", bureau.folder.parent)
    page = blank_page
    page.goto(bureau.server.enter_address(bureau.open()))
    page.locator("#reviewer").fill("毕静文")
    page.locator("#reviewer").press("Enter")
    page.locator("#studios tbody tr[id]").nth(1).wait_for()
    shutil.move(bureau.folder.parent / "荣成市", bureau.folder)
    page.locator("#studios tr", has_text=THIRD).wait_for()


def test_every_document_of_a_review_keeps_nobody_out(bureau: Bureau, blank_page: "Page") -> None:
    page = blank_page
    path = bureau.enter(page, "毕静文")
    check_access(page)
    for part in ("todo", "results", "who"):
        page.goto(f"{bureau.server.address}{path}{part}")
        page.locator("main").wait_for()
        check_access(page)
    page.goto(f"{bureau.server.address}{path}")
    page.locator(".by-item a", has_text=re.compile("^11")).click()
    page.locator("#viewer-container[data-drawn]").wait_for()
    check_access(page)
    page.keyboard.press("?")
    page.locator("#keys").wait_for()
    check_access(page)


def test_filled_workbooks_are_taken_that_are_chosen_or_dropped(
    bureau: Bureau,
    studio_packages: list[Path],
    blank_page: "Page",
    tmp_path: Path,
    console: Console,
) -> None:
    """What stands in them is the reviewer's; what cannot be taken is told, and no more."""
    first, _, third = (
        Path(shutil.copy(package / "对照表.xlsx", tmp_path / f"对照表{place}.xlsx"))
        for place, package in enumerate(studio_packages)
    )
    fill_book(third, {11: 2, 13: "很好"}, {11: "名单齐全"})
    fill_book(first, {11: 4})
    page = blank_page
    bureau.enter(page, "毕静文")
    with page.expect_file_chooser() as choosing:
        page.locator("[data-do=take-books]").click()
    choosing.value.set_files([third])
    told = page.locator("#taken-books li.taken-book")
    told.filter(has_text=f"{THIRD}：取了 1 项").locator(".finding", has_text="很好").wait_for()
    page.locator("#studios tr", has_text=THIRD).locator("td", has_text="1/18").wait_for()
    check_access(page)

    altered = Path(shutil.copy(first, tmp_path / "改过.xlsx"))
    book = openpyxl.load_workbook(altered)
    book.worksheets[0]["D5"] = 99
    book.save(altered)
    note = tmp_path / "说明.txt"
    note.write_text("请查收", "utf-8")
    drop_files(page, page.locator("#studios"), [first, altered, note])
    told.filter(has_text=f"{FIRST}：取了 1 项").wait_for()
    page.locator("#notices", has_text="以外的格动过").wait_for()
    page.locator("#notices", has_text="说明.txt 不是填好的对照表").wait_for()
    assert bureau.points() == [("毕静文", THIRD, 11, "2"), ("毕静文", FIRST, 11, "4")]
    assert [one.get("remark") for one in read_opinions(bureau.folder)] == ["名单齐全", None]
    console.forget("409")


def test_a_workbook_that_is_sent_is_one_and_somebodys(
    bureau: Bureau, studio_packages: list[Path], blank_page: "Page"
) -> None:
    path = bureau.enter(blank_page, "毕静文")
    book, server = (studio_packages[0] / "对照表.xlsx").read_bytes(), bureau.server
    own = {"cookie": f"{server.cookie()}; docgen-reviewer={quote('邹立峰')}", CHANGE: "1"}
    nobody = {"cookie": server.cookie(), CHANGE: "1"}
    unasked = {"cookie": own["cookie"]}
    for body, name, headers, status, said in (
        (book, "a.xlsx", unasked, 403, ""),
        (book, "a.xlsx", nobody, 409, "姓名"),
        (b"PK\3\4 nothing", "a.xlsx", own, 409, "读不出来"),
        (b"", "a.xlsx", own, 409, ""),
        (bytes(50_000_001), "a.xlsx", own, 409, "最大 50 MB"),
        (book, quote("../../对照表.xlsx"), own, 200, "取了 0 项"),
        (book, "", own, 200, "取了 0 项"),
    ):
        answer = server.request("PUT", f"{path}book?name={name}", body, headers)
        assert answer[0] == status, answer
        assert said in answer[2].decode()
    assert not (bureau.folder / "评审").exists()


def test_results_are_written_and_handed_out(bureau: Bureau, blank_page: "Page") -> None:
    page = blank_page
    path = bureau.enter(page, "毕静文")
    page.locator(".by-item a", has_text=re.compile("^11")).click()
    page.locator("#viewer-container[data-drawn]").wait_for()
    page.keyboard.press("5")
    wait_saved(page)
    page.goto(f"{bureau.server.address}{path}results")
    page.locator("[data-do=write-results]").click()
    page.locator(".job.good").wait_for(timeout=120_000)
    page.locator(".file-name", has_text=".xlsx").first.wait_for()
    with page.expect_download() as download:
        page.locator(".file-row a").first.click()
    assert download.value.path().stat().st_size > 0


# ── who gets what ─────────────────────────────────────────────────────────────────────────────


def ask(bureau: Bureau, path: str, told: Any, **headers: str) -> int:
    own = {"cookie": bureau.server.cookie(), CHANGE: "1", **headers}
    return bureau.server.request("POST", path, json.dumps(told).encode(), own)[0]


def test_a_request_reaches_nothing_but_documents_of_its_packages(
    bureau: Bureau, blank_page: "Page"
) -> None:
    path = bureau.enter(blank_page, "毕静文")
    (bureau.folder / "secret.pdf").write_bytes(b"%PDF secret")
    blank_page.locator(".by-item a", has_text=re.compile("^11")).click()
    blank_page.locator("#viewer-container[data-drawn]").wait_for()
    key = blank_page.url.split("/")[-2]
    cookie = {"cookie": f"{bureau.server.cookie()}; docgen-reviewer=x"}
    names = ("0/../secret.pdf", "..%2F..%2Fsecret.pdf", "999.pdf", "secret.pdf", "-1.pdf")
    for name in names:
        status, _, body = bureau.server.request("GET", f"{path}document/{key}/{name}", None, cookie)
        assert status in (404, 422), name
        assert b"secret" not in body
    for other in (f"{path}item/{key}/99", f"{path}item/{'0' * 16}/11", "/review/000000000000/"):
        assert bureau.server.request("GET", other, None, cookie)[0] == 422
    status, _, _ = bureau.server.request("GET", path)
    assert status == 401


def test_without_a_name_or_the_header_nothing_is_given(bureau: Bureau, blank_page: "Page") -> None:
    path = bureau.enter(blank_page, "毕静文")
    blank_page.locator(".by-item a", has_text=re.compile("^11")).click()
    about = json.loads(blank_page.locator("[data-about]").get_attribute("data-about") or "")
    given = {"do": "set", **about, "path": ["points"], "value": "5", "seen": ""}
    assert ask(bureau, f"{path}change", given) == 409
    named = f"{bureau.server.cookie()}; docgen-reviewer=x"
    assert (
        bureau.server.request(
            "POST", f"{path}change", json.dumps(given).encode(), {"cookie": named}
        )[0]
        == 403
    )
    for odd in (
        {},
        {"do": "set"},
        given | {"item": "11"},
        given | {"package": "../x"},
        given | {"value": "NaN"},
    ):
        assert ask(bureau, f"{path}change", odd, cookie=named) == 409
    assert not (bureau.folder / "评审").exists()
    assert ask(bureau, f"{path}who", {"name": " "}) == 422


def test_another_server_goes_on_where_the_former_ended(
    bureau: Bureau, ready_home: Callable[[], Path], blank_page: "Page", console: Console
) -> None:
    home = ready_home()
    with serving(home) as former:
        desk = Bureau(bureau.folder, former)
        path = desk.enter(blank_page, "毕静文")
        blank_page.locator(".by-item a", has_text=re.compile("^11")).click()
        blank_page.locator("#viewer-container[data-drawn]").wait_for()
        blank_page.keyboard.press("5")
        wait_saved(blank_page)
        blank_page.goto("about:blank")
    console.said.clear()
    with serving(home, bureau.folder, door="review") as running:
        assert running.first_path == path
        blank_page.goto(running.enter_address(path))
        # The browser knows who reviews, and the packages need not be verified again.
        blank_page.locator("#studios td", has_text="1/18").wait_for()
