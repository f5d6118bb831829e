"""What the page suggests of scans, and how a clerk takes it: by mouse, and by keyboard alone."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_browser import ROOT, Console, PageProcess, check_access, serving, window
from test_history import tree

from docgen import api
from docgen.cli.environment import READING_VARIABLE
from docgen.ocr.models import find_models

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api").expect
expect.set_options(timeout=60_000)
pytestmark = pytest.mark.reads
needs_engine = pytest.mark.skipif(find_models() is None, reason="docgen[read] is not installed")

SAMPLE = ROOT / "samples" / "assessment" / "evidence"
HOME = "13-新产品新成果"
SCAN = SAMPLE / HOME / "发明专利" / "1 一种厚板立焊窄间隙自动焊接装置及方法.jpg"
PATENT = SAMPLE / HOME / "实用新型专利" / "2 一种狭小舱室焊枪支撑架.pdf"
PLAN = SAMPLE / "07-年度计划与总结" / "3 2025年度工作计划.pdf"
MACHINE = SAMPLE / "03-设施设备" / "5 六轴弧焊机器人和变位机.jpg"
HEAD = "scheme: weihai-2025\nsubmission: assessment\nleader: {name: 丛海川}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "工作室"
    for name, file in {
        f"{HOME}/扫描1.pdf": PATENT,
        "待分类/扫描2.jpg": SCAN,
        "待分类/扫描3.pdf": PLAN,
        "待分类/扫描4.jpg": MACHINE,
    }.items():
        (place / "evidence" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place / "evidence" / name)
    (place / "studio.yaml").write_text(HEAD, "utf-8")
    return place


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageProcess]:
    with serving(tmp_path_factory.mktemp("user"), given={READING_VARIABLE: ""}) as running:
        yield running


@pytest.fixture
def desk(
    served: PageProcess, browser: "Browser", folder: Path, console: Console
) -> "Iterator[Page]":
    """A window on the workspace, at its first item."""
    with window(browser) as (_, page):
        console.watch(page)
        told = served.request(
            "POST",
            "/opener",
            json.dumps({"folder": str(folder)}).encode(),
            {"x-docgen-opener": served.opener},
        )[2]
        answer = json.loads(told)
        page.goto(f"{served.address}/enter?token={answer['token']}&to={answer['to']}item/13")
        # Until a check has ended: it writes down which file is which.
        expect(page.locator(".said-here")).to_be_visible()
        expect(page.locator(".said-here")).not_to_contain_text("正在检查")
        yield page
        assert not console.said


def rows(folder: Path) -> list[dict[str, object]]:
    found = api.read_data(folder).get("evidence")
    return found if isinstance(found, list) else []


def test_what_a_scan_says_stands_beside_its_field_and_is_taken_by_a_key(
    desk: "Page", folder: Path
) -> None:
    card = desk.locator(".card")
    offered = card.locator('[data-do="take"]')
    # Title, date, kind; holder and number, which the closed card does not show.
    expect(offered).to_have_count(5)
    assert rows(folder) == []
    # By now it has been checked, which notes what its files hold.
    before = tree(folder)
    picture = card.locator(".as-line", has_text="日期").locator(".suggested img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth > image.naturalHeight > 0")
    assert picture.get_attribute("alt") == "第 1 页上写的：2024年4月12日"
    check_access(desk)
    card.get_by_label("日期", exact=True).focus()
    desk.keyboard.press("Tab")
    expect(card.get_by_role("button", name="日期：采用识别到的 2024-04-12")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(card.get_by_label("日期", exact=True)).to_have_value("2024-04-12")
    assert [str(row["date"]) for row in rows(folder)] == ["2024-04-12"]
    expect(offered).to_have_count(4)
    # Whoever goes on by keyboard is at the next suggestion.
    expect(offered.first).to_be_focused()
    card.get_by_role("button", name="全部采用（4 处）").click()
    expect(offered).to_have_count(0)
    (row,) = rows(folder)
    assert row["title"] == "一种狭小舱室焊枪支撑架"
    assert (row["kind"], row["holder"]) == ("实用新型专利", "刁晓楠")
    assert row["number"] == "ZL 2023 2 9990377.8"
    for count in (4, 5):
        desk.locator('[data-do="undo"]').click()
        expect(offered).to_have_count(count)
    assert tree(folder) == before


def test_what_somebody_typed_is_suggested_no_more(desk: "Page", folder: Path) -> None:
    card = desk.locator(".card")
    expect(card.locator('[data-do="take"]')).to_have_count(5)
    field = card.get_by_label("日期", exact=True)
    field.fill("2024-04")
    field.blur()
    expect(card.locator('[data-do="take"]')).to_have_count(4)
    desk.get_by_role("button", name="采用识别建议（4 处）").click()
    expect(card.locator('[data-do="take"]')).to_have_count(0)
    assert str(rows(folder)[0]["date"]) == "2024-04"


@needs_engine
def test_files_that_wait_are_put_where_they_belong(desk: "Page", folder: Path) -> None:
    before = tree(folder)
    desk.locator("[data-inbox]").click()
    cards = desk.locator(".card")
    plan = cards.filter(has_text="扫描3.pdf")
    scan = cards.filter(has_text="扫描2.jpg")
    expect(scan).to_contain_text("发明专利证书，ZL 2021 1 9990013.5")
    expect(scan).to_contain_text("项目18也算")
    expect(cards.filter(has_text="扫描4.jpg")).to_contain_text("认不出是哪一项的")
    check_access(desk)
    plan.get_by_role("button", name="放到项目7").press("Enter")
    expect(plan).to_have_count(0)
    assert (folder / "evidence" / "07-年度计划与总结" / "扫描3.pdf").is_file()
    assert [row["title"] for row in rows(folder)] == ["丛海川技能大师工作室2025年度工作计划"]
    desk.get_by_role("button", name="按建议全部放好（1 个）").click()
    expect(cards).to_have_count(1)
    assert (folder / "evidence" / HOME / "发明专利" / "扫描2.jpg").is_file()
    row = rows(folder)[-1]
    assert (row["items"], str(row["date"])) == (["13", "18"], "2024-03-15")
    for count in (2, 3):
        desk.locator('[data-do="undo"]').click()
        expect(cards).to_have_count(count)
    assert tree(folder) == before


def test_only_what_is_suggested_now_is_taken(
    desk: "Page", served: PageProcess, folder: Path
) -> None:
    expect(desk.locator('[data-do="take"]')).to_have_count(5)
    before = tree(folder)
    workspace = desk.url.partition("/w/")[2].partition("/")[0]
    key = f"{HOME}/扫描1.pdf"
    for told in (
        {"do": "take", "taken": {key: {"date": "1999-01-01"}}},
        {"do": "take", "taken": {"没有.pdf": {"date": "2024-04-12"}}},
        {"do": "take", "taken": {key: "date"}},
        {"do": "place", "files": [{"path": "待分类/扫描3.pdf", "item": 1, "kind": ""}]},
        {"do": "place", "files": ["待分类/扫描3.pdf"]},
    ):
        status, answer = served.change(f"/w/{workspace}/change", told)
        assert (status, bool(answer["said"])) == (409, True)
    assert tree(folder) == before
