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


def _save(page: Page, file: Path) -> None:
    page.screenshot(path=file)
    with Image.open(file) as taken:
        drawn = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    drawn.save(file, optimize=True)


def renew(folder: Path) -> None:
    """Serve a copy of the sample to a browser of its own, and write every picture into `folder`."""
    with tempfile.TemporaryDirectory(prefix="docgen-") as scratch:
        workspace = Path(scratch) / "丛海川技能大师工作室"
        shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("out"))
        own = {"HOME": scratch, "XDG_DATA_HOME": f"{scratch}/data"}
        command = [sys.executable, "-m", "docgen", "serve", "--no-browser", str(workspace)]
        with subprocess.Popen(
            command,
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as server:
            assert server.stdout is not None
            found = _ADDRESS.search(server.stdout.readline())
            assert found is not None
            try:
                _visit(found[0], folder)
            finally:
                server.send_signal(signal.SIGINT)


def _visit(address: str, folder: Path) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        page = browser.new_page(viewport=SIZE, locale="zh-CN")
        page.goto(address)
        page.locator("#app").wait_for(timeout=WHOLE_CHECK_MS)
        take_pictures(page, folder)
        browser.close()


if __name__ == "__main__":
    renew(FOLDER)
