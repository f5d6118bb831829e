"""Renews the pictures of the page in docs/pictures/: .venv/bin/python docs/page_pictures.py.

They are of the real page, before the assessment sample, in the system's Chromium.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "assessment"
FOLDER = ROOT / "docs" / "pictures"

SIZE = {"width": 1366, "height": 768}
COLOURS = 128
WHOLE_CHECK_MS = 120_000
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/enter\?\S+")


def take_pictures(page: Page, folder: Path) -> None:
    """Take each picture, from the item on which a clerk works to what is handed in."""
    page.locator("#app").wait_for()
    base = page.url.rpartition("/")[0]
    page.locator("#status").filter(has_text=re.compile("^(已保存)?$")).wait_for(state="attached")
    page.goto(f"{base}/item/11")

    page.locator(".card .thumb button").nth(3).click()
    page.locator("#viewer-container .page canvas").first.wait_for()
    page.wait_for_timeout(1_500)
    _save(page, folder / "page-item.png")
    page.goto(f"{base}/forms")
    page.locator("main").wait_for()
    page.wait_for_timeout(8_000)
    _save(page, folder / "page-forms.png")
    page.goto(f"{base}/package")
    page.locator("main").wait_for()
    page.wait_for_timeout(1_500)
    _save(page, folder / "page-package.png")


def take_review_picture(page: Page, folder: Path) -> None:
    """Take the picture of an item before a reviewer, with points given."""
    page.locator("#reviewer").fill("毕静文")
    page.keyboard.press("Enter")
    page.locator("#status").filter(has_text=re.compile("^$")).wait_for(
        state="attached", timeout=WHOLE_CHECK_MS
    )
    page.locator(".by-item a").nth(10).click()
    page.locator("#viewer-container[data-drawn]").wait_for()
    page.keyboard.press("9")
    page.locator("#status.saved").wait_for()
    page.wait_for_timeout(1_500)
    _save(page, folder / "page-review.png")


def _save(page: Page, file: Path) -> None:
    page.screenshot(path=file)
    with Image.open(file) as taken:
        drawn = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    drawn.save(file, optimize=True)


def renew(folder: Path) -> None:
    """Serve copies of the sample to a browser of its own, and write every picture into `folder`."""
    with tempfile.TemporaryDirectory(prefix="docgen-") as scratch:
        workspace = Path(scratch) / "丛海川技能大师工作室"
        shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("out"))
        own = {**os.environ, "HOME": scratch, "XDG_DATA_HOME": f"{scratch}/data"}
        with _serving(own, "serve", workspace) as address:
            _visit(address, folder, take_pictures)
        bureau = Path(scratch) / "收到的材料"
        for district, name in (("环翠区", "丛海川"), ("荣成市", "林远舟")):
            _build_for(name, Path(scratch) / name, bureau / district / name, own)
        with _serving(own, "review", bureau) as address:
            _visit(address, folder, take_review_picture)


def _build_for(name: str, workspace: Path, out: Path, own: dict[str, str]) -> None:
    """Build the sample as a studio of another name."""
    shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("out"))
    data, title = workspace / "studio.yaml", "name: 威海市{}技能大师工作室"
    text = data.read_text("utf-8").replace(title.format("丛海川"), title.format(name))
    data.write_text(text, "utf-8")
    command = [sys.executable, "-m", "docgen", "build", str(workspace), "--out", str(out)]
    subprocess.run(command, env=own, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _serving(own: dict[str, str], door: str, folder: Path) -> Iterator[str]:
    """The address of a page that begins in a folder."""
    command = [sys.executable, "-m", "docgen", door, "--no-browser", str(folder)]
    with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None
        found = _ADDRESS.search(server.stdout.readline())
        assert found is not None
        try:
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)


def _visit(address: str, folder: Path, take: Callable[[Page, Path], None]) -> None:
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        page = browser.new_page(viewport=SIZE, locale="zh-CN")
        page.set_default_timeout(WHOLE_CHECK_MS)
        page.goto(address)
        take(page, folder)
        browser.close()


if __name__ == "__main__":
    renew(FOLDER)
