"""The whole job of a clerk, by mouse and keyboard alone: from nothing to the packed submission."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from doing import build_package
from page_browser import ROOT, Console, drop_files, serving, window

from docgen import api
from docgen.issues.location import Location
from docgen.web.fields import at, write_plain
from docgen.workspace.load import load_workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator, Page

expect = pytest.importorskip("playwright.sync_api").expect
expect.set_options(timeout=30_000)

SAMPLE = ROOT / "samples" / "assessment"
REPORT = SAMPLE / "年度工作报告.docx"
ON_CARD = ("title", "date", "kind", "quantity")
ITEMS = (1, 3, 4, 5, 6, 7, 9, 10, 13)
"""Those whose papers have all there is: choices, figures, notes, several files in one piece,
several pieces in one file, rows for several items. The others only have more of it.
"""
MORE = ("01-*/10 *", "03-*/[3-6] *", "03-*/10 *", "07-*/3 *", "10-*/10 *", "13-*/实用*/[1-3] *")
"""Files of theirs beside which there are others of the same kind."""
BUILD_MS = 240_000
"""What a build may take on a busy machine."""


def enter(control: "Locator", text: str) -> None:
    if control.evaluate("control => control.matches('select')"):
        control.select_option(text)
    else:
        control.fill(text)


def files_of(row: Mapping[str, Any]) -> list[str]:
    files = row["files"]
    return [files] if isinstance(files, str) else files


def told_of(folder: Path) -> tuple[object, object]:
    """What a workspace says of items, and its evidence, wherever that is written."""
    read = load_workspace(folder)
    pieces = [replace(piece, where=Location(""), cells=()) for piece in read.evidence]
    return read.data.claims, pieces


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with the evidence of some items, and what it says of them."""
    folder, kept = tmp_path_factory.mktemp("sample") / "sample", tuple(f"{n:02d}-" for n in ITEMS)
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("out"))
    for item in (folder / "evidence").iterdir():
        if not item.name.startswith(kept):
            shutil.rmtree(item)
    for file in (path for pattern in MORE for path in (folder / "evidence").glob(pattern)):
        file.unlink()
    data = api.read_data(folder)
    claims = [("claims", number, name) for number, claim in data["claims"].items()
              if int(number) not in ITEMS for name in claim]  # fmt: skip
    rows = [n for n, row in enumerate(data["evidence"])
            if not (folder / "evidence" / files_of(row)[0]).exists()]  # fmt: skip
    gone = [api.RemoveRow(("evidence",), n) for n in reversed(rows)]
    api.edit(folder, [*(api.SetValue(path, None) for path in claims), *gone])
    return folder


@dataclass
class Clerk:
    """Somebody who has the sample's papers, and nothing on the computer yet."""

    page: "Page"
    sample: Path
    papers: Mapping[str, Any]

    def begin(self) -> None:
        page = self.page
        page.get_by_role("link", name="新建").click()
        page.locator("input[data-scheme=weihai-2025][value=assessment]").check()
        page.get_by_role("button", name="新建").click()
        page.wait_for_url("**/w/*/**")

    def type_all(self, controls: "Locator") -> None:
        """Type what the papers say into every control."""
        for control in controls.all():
            path = json.loads(control.get_attribute("data-path") or "[]")
            if text := write_plain(at(self.papers, path)):
                enter(control, text)

    def settle(self) -> None:
        """Wait until all that was typed is in the folder."""
        self.page.keyboard.press("Tab")
        expect(self.page.locator("[data-unsaved]")).to_have_count(0)
        expect(self.page.locator("#status")).not_to_contain_text("正在保存")

    def fill_form(self) -> None:
        page = self.page
        page.get_by_role("link", name="单位和人员").click()
        page.locator("#form-sheet").wait_for()
        self.type_all(page.locator("#form-sheet [data-path], .unprinted [data-path]"))
        drop_files(page, page.locator("#report"), [REPORT])
        expect(page.locator(".report-file")).to_contain_text(REPORT.name)
        self.settle()

    # ── items ─────────────────────────────────────────────────────────────────────────────────

    def fill_item(self, number: int) -> None:
        page, cards = self.page, self.page.locator(".card:not(.foreign)")
        page.locator(f"#rail-{number}").click()
        expect(page.locator("h1 .number")).to_have_text(str(number))
        (folder,) = (self.sample / "evidence").glob(f"{number:02d}-*")
        drop_files(page, page.locator("section.evidence"), sorted(folder.iterdir()))
        self.type_all(page.locator(".claim textarea[data-path], .figures > .field [data-path]"))
        if choice := at(self.papers, ("claims", str(number), "choice")):
            page.locator(f"input[name=choice][value={choice}]").check()
        expect(cards).to_have_count(sum(path.is_file() for path in folder.rglob("*")))
        for row in self.papers["evidence"]:
            if files_of(row)[0].startswith(f"{folder.name}/"):
                self.fill_row(row)
        self.settle()

    def fill_row(self, row: Mapping[str, Any]) -> None:
        """Put a row of the papers into its card: joined or taken apart first, then described."""
        first, *others = files_of(row)
        key = f"{first}#{row['pages']}" if row.get("pages") else first
        if others:
            for file in (first, *others):
                self.card(file).locator(".choose").check()
            self.page.locator("#chosen").get_by_role("button", name="合成一件").click()
            expect(self.card(others[0])).to_have_count(0)
        if row.get("pages") and not self.card(key).count():
            self.take_apart(first, row["pages"])
        told = {name: text for name, text in row.items() if name not in ("files", "pages")}
        for name in ON_CARD:
            if name in told:
                enter(self.field(self.card(key), name), write_plain(told.pop(name)))
        if told:
            self.card(key).get_by_role("link", name="更多").click()
            for name, value in told.items():
                enter(self.field(self.card(key), name), write_plain(value))

    def card(self, key: str) -> "Locator":
        return self.page.locator(f'.card[data-piece="{key}"]')

    def field(self, card: "Locator", name: str) -> "Locator":
        return card.locator(f"""[data-path='["{name}"]']""")

    def take_apart(self, file: str, pages: str) -> None:
        """Leave these pages, from the first on, to a piece, and make one of those behind them."""
        card = self.card(file)
        card.get_by_role("link", name="更多").click()
        first, _, last = pages.partition("-")
        card.locator(f".strip [data-page='{first}']").click()
        card.locator(f".strip [data-page='{last}']").click(modifiers=["Shift"])
        card.get_by_role("button", name="选中的页另成一件").click()
        expect(self.card(f"{file}#{pages}")).to_have_count(1)

    # ── the package ───────────────────────────────────────────────────────────────────────────

    def build_and_fetch(self, into: Path) -> Path:
        page = self.page
        page.get_by_role("link", name="生成与报送").click()
        page.get_by_role("button", name="生成整套材料").click()
        handed = page.locator("#step-hand").get_by_role("link", name="下载压缩包")
        handed.wait_for(timeout=BUILD_MS)
        with page.expect_download() as download:
            handed.click()
        download.value.save_as(into / download.value.suggested_filename)
        return into / download.value.suggested_filename


def test_a_clerk_makes_the_whole_submission(
    browser: "Browser",
    console: Console,
    sample: Path,
    tmp_path: Path,
    ready_home: "Callable[[], Path]",
) -> None:
    home = ready_home()
    (home / "Documents").mkdir()
    with serving(home) as server, window(browser, accept_downloads=True) as (_, page):
        console.watch(page)
        page.goto(server.enter_address())
        clerk = Clerk(page, sample, api.read_data(sample))
        clerk.begin()
        clerk.fill_form()
        for number in ITEMS:
            clerk.fill_item(number)
        archive = clerk.build_and_fetch(tmp_path)
    (folder,) = (home / "Documents").iterdir()
    assert told_of(folder) == told_of(sample)
    built = build_package(folder, out=tmp_path / "built")
    assert archive.read_bytes() == (built.folder / archive.name).read_bytes()
    assert not console.said
