"""Home, by mouse and keyboard: what was opened lately, opening, a new workspace, going on."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from page_browser import ROOT, PageProcess, check_access, serving

from docgen import api
from docgen.web.recent_workspaces import MOST_RECENT, RecentWorkspaces

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

STUDIO = "威海市鞠春兰技能大师工作室"
IN_WORKSPACE = re.compile(r"/w/[0-9a-f]{12}/")


def lay_sample(folder: Path) -> None:
    """A workspace with the sample's data and none of its files, which nobody here looks at."""
    (folder / "evidence").mkdir(parents=True)
    shutil.copy(ROOT / "samples" / "application" / "studio.yaml", folder)


@pytest.fixture(scope="module")
def documents(page_server: PageProcess) -> Path:
    """Where looking for a folder begins: with a workspace in it, and other folders."""
    folder = page_server.home / "Documents"
    lay_sample(folder / "往年" / "2024申报")
    lay_sample(folder / "在做的")
    (folder / "合同").mkdir()
    return folder


@pytest.fixture
def home(blank_page: "Page", documents: Path, page_server: PageProcess) -> "Page":
    """The first page of a user who has opened nothing yet."""
    (page_server.home / "data" / "docgen" / "recent.json").unlink(missing_ok=True)
    blank_page.goto(page_server.enter_address())
    return blank_page


def wait_for_focus(page: "Page", text: str) -> None:
    """What a key acts on next begins with this text, soon."""
    page.wait_for_function("(text) => document.activeElement.innerText.startsWith(text)", arg=text)


# ── opening ───────────────────────────────────────────────────────────────────────────────────


def test_a_workspace_is_opened_by_mouse_and_is_on_the_list_then(home: "Page") -> None:
    check_access(home)
    home.get_by_role("button", name="打开工作文件夹").click()
    chooser = home.get_by_role("dialog", name="打开工作文件夹")
    here = chooser.get_by_role("list", name="“Documents”里的文件夹")
    here.get_by_role("button", name="合同").wait_for()
    # Folders in their order, and what is a workspace is marked.
    assert [text.split("\n")[0] for text in here.get_by_role("listitem").all_inner_texts()] == [
        "合同",
        "在做的",
        "往年",
    ]
    assert "工作文件夹 · studio.yaml" in here.get_by_role("button", name="在做的").inner_text()
    check_access(home)
    here.get_by_role("button", name="往年").click()
    chooser.get_by_role("button", name="2024申报").click()
    home.wait_for_url(IN_WORKSPACE)

    home.goto(home.url.partition("/w/")[0])
    row = home.get_by_role("row").filter(has_text="2024申报")
    assert row.get_by_role("rowheader").inner_text() == STUDIO
    assert "申报" in row.get_by_role("cell").first.inner_text()
    assert "今天" in row.inner_text()
    check_access(home)
    row.get_by_role("link").click()
    home.wait_for_url(IN_WORKSPACE)


def test_a_workspace_is_opened_by_keyboard_alone(home: "Page") -> None:
    # The link that leads past the head, the way home, the end; then what one begins with.
    for _ in range(4):
        home.keyboard.press("Tab")
    home.keyboard.press("Enter")
    chooser = home.get_by_role("dialog")
    chooser.get_by_role("button", name="合同").wait_for()
    wait_for_focus(home, "合同")
    home.keyboard.press("End")
    wait_for_focus(home, "往年")
    home.keyboard.press("Enter")
    chooser.get_by_role("button", name="2024申报").wait_for()
    home.keyboard.press("Backspace")
    chooser.get_by_role("button", name="合同").wait_for()
    home.keyboard.press("Escape")
    assert not chooser.is_visible()
    wait_for_focus(home, "打开工作文件夹")
    home.keyboard.press("Enter")
    chooser.get_by_role("button", name="合同").wait_for()
    wait_for_focus(home, "合同")
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Enter")
    home.wait_for_url(IN_WORKSPACE)


def test_a_path_is_pasted(home: "Page", page_server: PageProcess, documents: Path) -> None:
    folder = documents / "在做的"
    home.get_by_role("button", name="打开工作文件夹").click()
    home.get_by_label("文件夹", exact=True).fill(f'"{folder}"')
    home.get_by_role("dialog").get_by_role("button", name="打开").click()
    home.wait_for_url(IN_WORKSPACE)
    for written in (f"{folder}", f'"{folder}"', f"{folder}/studio.yaml", f"file://{folder}"):
        status, told = page_server.change("/open", {"path": written})
        assert (status, home.url.startswith(f"{page_server.address}{told['to']}")) == (200, True)


def test_a_list_that_comes_late_takes_nobody_from_the_path(home: "Page", documents: Path) -> None:
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    home.route("**/folders?**", hold)
    home.get_by_role("button", name="打开工作文件夹").click()
    path = home.get_by_label("文件夹", exact=True)
    path.focus()
    home.wait_for_timeout(0)
    held.pop().continue_()
    home.locator("#chooser-inside .listed").wait_for()
    home.keyboard.type(str(documents / "在做的"))
    assert path.input_value() == str(documents / "在做的")
    home.unroute("**/folders?**")


def test_what_is_no_workspace_is_said_to_be_none(home: "Page", console, documents: Path) -> None:
    home.get_by_role("button", name="打开工作文件夹").click()
    chooser = home.get_by_role("dialog")
    for written, said in (
        (str(documents / "合同"), "studio.yaml"),
        ("在做的", "不是完整的路径"),
        (str(documents / "没有"), "没有"),
    ):
        home.get_by_label("文件夹", exact=True).fill(written)
        chooser.get_by_role("button", name="打开").click()
        chooser.get_by_role("alert").filter(has_text=said).wait_for()
    # The browser itself puts refusals on its console.
    console.forget("422")


def test_what_is_gone_is_said_to_be_and_taken_off(
    home: "Page", page_server: PageProcess, documents: Path
) -> None:
    folder = documents / "要移走的"
    lay_sample(folder)
    assert page_server.change("/open", {"path": str(folder)})[0] == 200
    home.goto(home.url)
    row = home.get_by_role("row").filter(has_text="要移走的")
    assert row.get_by_role("link").count() == 1
    (folder / "studio.yaml").rename(folder / "studio.bak")
    home.goto(home.url)
    assert "没有 studio.xlsx 或 studio.yaml" in row.inner_text()
    shutil.rmtree(folder)
    home.goto(home.url)
    assert "文件夹不在原处了" in row.inner_text()
    assert row.get_by_role("link").count() == 0
    check_access(home)
    with home.expect_navigation():
        row.get_by_role("button", name="去掉").click()
    row.wait_for(state="detached")
    home.goto(home.url)
    assert row.count() == 0


def test_a_start_with_a_folder_looks_for_a_workspace_in_it(
    blank_page: "Page", tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "报送"
    lay_sample(folder / "甲工作室")
    with serving(tmp_path / "home", folder) as running:
        blank_page.goto(running.enter_address(f"/?at={quote(str(folder))}"))
        blank_page.get_by_role("dialog").get_by_role("button", name="甲工作室").wait_for()


def test_a_page_of_before_a_restart_goes_on(
    blank_page: "Page", ready_home: Callable[[], Path], tmp_path: Path
) -> None:
    home, folder = ready_home(), tmp_path / "工作室"
    lay_sample(folder)
    with serving(home) as first:
        _, told = first.change("/open", {"path": str(folder)})
    with serving(home) as second:
        blank_page.goto(second.enter_address(f"{told['to']}overview"))
        blank_page.get_by_role("heading", name="总览").wait_for(timeout=120_000)


# ── a new one ─────────────────────────────────────────────────────────────────────────────────


def test_a_new_workspace_is_made_in_the_notices_words(home: "Page", documents: Path) -> None:
    home.get_by_role("link", name="新建").click()
    check_access(home)
    usual = home.get_by_role("radio", name="年度绩效评估")
    assert usual.is_checked()
    assert home.get_by_label("文件夹的名字").input_value() == "2025年度绩效评估"
    home.get_by_role("radio", name="申报").check()
    assert home.get_by_label("文件夹的名字").input_value() == "2025年申报"
    # What somebody wrote stays.
    home.get_by_label("文件夹的名字").fill("海洋食品")
    home.get_by_role("radio", name="周期考核").check()
    assert home.get_by_label("文件夹的名字").input_value() == "海洋食品"
    home.get_by_role("button", name="选…").click()
    chooser = home.get_by_role("dialog", name="新文件夹放在哪里")
    chooser.get_by_role("button", name="合同").click()
    chooser.get_by_text("里面没有文件夹").wait_for()
    chooser.get_by_role("button", name="放在这里").click()
    whole = documents / "合同" / "海洋食品"
    assert home.get_by_text(str(whole)).is_visible()
    home.get_by_role("button", name="新建").click()
    home.wait_for_url(IN_WORKSPACE)
    outline = api.outline(whole)
    assert outline.submission == "周期考核"
    assert (whole / "studio.xlsx").is_file()
    assert len(list((whole / "evidence").iterdir())) == 11


def test_a_new_workspace_by_keyboard_as_text(home: "Page", documents: Path) -> None:
    home.get_by_role("link", name="新建").focus()
    home.keyboard.press("Enter")
    home.get_by_role("radio", name="年度绩效评估").focus()
    home.keyboard.press("ArrowUp")
    assert home.get_by_role("radio", name="申报").is_checked()
    home.get_by_role("radio", name="工作簿").focus()
    home.keyboard.press("ArrowDown")
    home.get_by_label("文件夹的名字").focus()
    home.keyboard.press("Enter")
    home.wait_for_url(IN_WORKSPACE)
    assert (documents / "2025年申报" / "studio.yaml").is_file()
    assert api.read_data(documents / "2025年申报")["submission"] == "application"


def test_a_name_that_does_not_do_is_said(home: "Page", console) -> None:
    home.get_by_role("link", name="新建").click()
    for name, said in (
        ("在做的", "已经是工作文件夹"),
        ("往年", "里面有别的文件"),
        ("a/b", "不能作"),
    ):
        home.get_by_label("文件夹的名字").fill(name)
        home.get_by_role("button", name="新建").click()
        home.get_by_role("alert").filter(has_text=said).wait_for()
    console.forget("422")


# ── going on from a former one ────────────────────────────────────────────────────────────────


def test_a_former_workspace_is_gone_on_from(home: "Page", documents: Path) -> None:
    home.get_by_role("button", name="从以前的材料接着做").click()
    chooser = home.get_by_role("dialog", name="选以前的材料")
    chooser.get_by_role("button", name="往年").click()
    chooser.get_by_role("button", name="2024申报").click()
    home.wait_for_url(re.compile("/new"))
    home.get_by_role("radio", name="申报").check()
    taken = home.locator("#carried")
    taken.get_by_text("带过来的 27 项").wait_for()
    check_access(home)
    assert "威海禾穗花饽饽食品有限公司" in taken.inner_text()
    # A screen is seen by others too; the data have it whole.
    assert "371099********0242" in taken.inner_text()
    assert "工作落实情况" in taken.locator(".left").inner_text()
    home.get_by_label("文件夹的名字").fill("今年的申报")
    home.get_by_role("button", name="新建，带过来").click()
    home.wait_for_url(IN_WORKSPACE)
    data = api.read_data(documents / "今年的申报")
    before = api.read_data(documents / "往年" / "2024申报")
    assert data["leader"]["id_number"] == before["leader"]["id_number"]
    assert [one["name"] for one in data["studio"]["members"]] == [
        one["name"] for one in before["studio"]["members"]
    ]
    assert not any(one.get("achievements") for one in data["studio"]["members"])
    assert not data["unit"]["recent_operation"]
    assert not data.get("evidence")


def _drop(page: "Page", name: str, content: bytes) -> None:
    """Drop a file on the page, as the browser tells of it."""
    page.evaluate(
        """([name, text]) => {
          const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], name));
          for (const kind of ["dragover", "drop"]) {
            document.body.dispatchEvent(
              new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
          }
        }""",
        [name, __import__("base64").b64encode(content).decode()],
    )


@pytest.mark.slow
def test_a_package_that_is_dropped_is_gone_on_from(
    home: "Page", sample_package: Callable[[str], Path], documents: Path
) -> None:
    package = sample_package("application")
    (archive,) = package.glob("*.zip")
    _drop(home, archive.name, archive.read_bytes())
    home.wait_for_url(re.compile("/new"))
    home.get_by_role("radio", name="申报").check()
    taken = home.locator("#carried")
    taken.get_by_text("生成的材料里打了码").wait_for()
    assert "身份证号码" in taken.locator(".left").inner_text()
    home.get_by_label("文件夹的名字").fill("从成品来的")
    home.get_by_role("button", name="新建，带过来").click()
    home.wait_for_url(IN_WORKSPACE)
    data = api.read_data(documents / "从成品来的")
    assert data["studio"]["name"] == STUDIO
    assert not data["leader"]["id_number"]
    assert "*" not in str(data)


def test_what_is_dropped_and_is_no_package_is_said(home: "Page", console) -> None:
    _drop(home, "照片.zip", b"PK\5\6" + bytes(18))
    home.get_by_role("alert").filter(has_text="manifest.json").wait_for()
    console.forget("422")


# ── the list ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def recent(tmp_path: Path) -> RecentWorkspaces:
    return RecentWorkspaces(tmp_path / "records")


def test_the_list_is_short_and_the_latest_is_first(
    recent: RecentWorkspaces, tmp_path: Path
) -> None:
    for number in range(MOST_RECENT + 5):
        (tmp_path / str(number)).mkdir()
        recent.add(tmp_path / str(number))
    recent.add(tmp_path / "10")
    names = [Path(one.folder).name for one in recent.look()]
    assert len(names) == MOST_RECENT
    assert names[:3] == ["10", "24", "23"]
    assert names.count("10") == 1


def test_names_are_read_again_where_the_data_changed(
    recent: RecentWorkspaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_sample(tmp_path / "甲")
    recent.add(tmp_path / "甲")
    assert [(one.name, one.submission) for one in recent.look()] == [(STUDIO, "申报")]
    with monkeypatch.context() as patch:
        patch.setattr(api, "outline", lambda _: pytest.fail("it has not changed"))
        assert recent.look()[0].name == STUDIO
    file = tmp_path / "甲" / "studio.yaml"
    file.write_text(file.read_text("utf-8").replace(STUDIO, "另一个工作室"), encoding="utf-8")
    assert recent.look()[0].name == "另一个工作室"


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", '{"workspaces": 1}', '{"workspaces": [1, {}, {"folder": 1}]}', "[" * 9999],
)
def test_a_list_that_is_spoilt_begins_anew(
    recent: RecentWorkspaces, tmp_path: Path, said: str
) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "recent.json").write_text(said, encoding="utf-8")
    assert recent.look() == ()
    recent.add(tmp_path)
    assert [one.folder for one in recent.look()] == [str(tmp_path)]
