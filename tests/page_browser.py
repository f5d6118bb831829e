"""The page as a person meets it: the real server, and a real Chromium before it.

`page_server` is one server for each test file, with a port, a cache and a home folder of its own;
`browser` is one Chromium for each process, and `blank_page` one window in it, which each test gets
emptied and without cookies; `page` was let in, too. What puts an error on the console fails. Tests
that need other folders make their own `PageProcess`.
"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from docgen.cli.environment import READING_VARIABLE, UNREAD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

ROOT = Path(__file__).parent.parent
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The first is the same browser without windows, and takes four fifths of the CPU."""
OPENER = "x-docgen-opener"
CHANGE = "x-docgen-change"
_STARTED = re.compile(r"http://127\.0\.0\.1:(\d+)/enter\?token=([\w-]+)&to=(\S+)")
_PATIENCE_MS = 30_000
"""For what the server reckons anew: a machine may be busy with other tests."""


@dataclass
class PageProcess:
    """`docgen serve` running, and how to get into it."""

    process: subprocess.Popen[str]
    port: int
    home: Path
    """The home folder of its user. Its cache and its records lie in it."""
    first_token: str = ""
    first_path: str = ""
    """Where it begins."""

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def opener(self) -> str:
        """The secret by which another start asks for an address."""
        return json.loads((self.cache / "page.json").read_text("utf-8"))["opener"]

    def token(self) -> str:
        """A fresh token, as another start of docgen gets one."""
        status, _, body = self.request("POST", "/opener", b"{}", {OPENER: self.opener})
        assert status == 200
        return json.loads(body)["token"]

    def enter_address(self, to: str = "/") -> str:
        return f"{self.address}/enter?token={self.token()}&to={quote(to)}"

    def cookie(self) -> str:
        """The cookie of a browser that was let in, as a header says it."""
        _, headers, _ = self.request("GET", f"/enter?token={self.token()}")
        return headers["set-cookie"].partition(";")[0]

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and body of a raw request, followed nowhere."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            given = {"host": f"127.0.0.1:{self.port}", **(headers or {})}
            if body is not None:
                given.setdefault("content-length", str(len(body)))
            for name, value in given.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def change(self, path: str, told: Any, headers: Mapping[str, str] | None = None) -> Any:
        """Status and JSON of a change, sent as the page's modules send it."""
        own = {"cookie": self.cookie(), CHANGE: "1", "content-type": "application/json"}
        body = json.dumps(told).encode()
        status, _, answer = self.request("POST", path, body, {**own, **(headers or {})})
        return status, json.loads(answer)

    def stop(self) -> str:
        """End it as Ctrl+C does; return what it said since it started."""
        self.process.send_signal(signal.SIGINT)
        try:
            said, _ = self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return said


def surroundings(home: Path) -> dict[str, str]:
    """An environment in which everything of the user's lies in `home`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DOCGEN_CACHE"))}
    own = {
        "HOME": home,
        "USERPROFILE": home,
        "DOCGEN_CACHE": home / "cache",
        "XDG_DATA_HOME": home / "data",
        "XDG_CONFIG_HOME": home / "config",
        # A server would read the scans of every sample that a test lays before it.
        READING_VARIABLE: UNREAD,
    }
    return kept | {name: str(path) for name, path in own.items()}


@contextmanager
def serving(
    home: Path,
    *arguments: str | Path,
    given: Mapping[str, str] = MappingProxyType({}),
    door: str = "serve",
) -> Iterator[PageProcess]:
    """`docgen serve`, or another door, with these arguments, for the user of a home folder.

    What is `given` stands in its environment besides.
    """
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "docgen", door, "--no-browser", *map(str, arguments)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**surroundings(home), **given},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            started = _STARTED.search(said)
            if started is None:
                process.kill()
                raise AssertionError(f"docgen serve did not start: {said}{process.stdout.read()}")
            yield PageProcess(process, int(started[1]), home, started[2], started[3])
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.communicate(timeout=60)
                except subprocess.TimeoutExpired:
                    process.kill()


@pytest.fixture(scope="session")
def ready_home(
    tmp_path_factory: pytest.TempPathFactory,
    sample_package: Callable[[str], Path],
    shared_cache: Path,
) -> Callable[[], Path]:
    """Make home folders of users who have had the samples' files made ready.

    What became of a file is never altered: the homes have it in common.
    """

    def make() -> Path:
        home = tmp_path_factory.mktemp("home")
        passing = shutil.ignore_patterns("docgen-run-*", "built-*", ".*")
        shutil.copytree(shared_cache, home / "cache", ignore=passing, copy_function=_link_or_copy)
        return home

    for name in ("application", "assessment"):
        sample_package(name)
    return make


def _link_or_copy(source: str, target: str) -> str:
    if source.endswith(".pdf"):
        os.link(source, target)
        return target
    return shutil.copy2(source, target)


@pytest.fixture(scope="module")
def page_server(ready_home: Callable[[], Path]) -> Iterator[PageProcess]:
    """A server for the tests of one file, which begins at home."""
    with serving(ready_home()) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for all tests of a process."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("no Chromium is installed: make setup")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is one

    with sync_playwright() as playwright:
        # As root, in a container say, Chromium does without its sandbox or not at all. It draws a
        # graphics card that is not there if it may, which takes a fifth of its time.
        browser = playwright.chromium.launch(
            executable_path=found, chromium_sandbox=False, args=["--disable-gpu"]
        )
        yield browser
        browser.close()


@dataclass
class Console:
    """What a window's scripts, and its loads that failed, put on the console."""

    said: list[str] = field(default_factory=list)

    def watch(self, page: "Page") -> None:
        page.on("pageerror", self._note_error)
        page.on("console", self._note_message)

    def leave(self, page: "Page") -> None:
        """Watch a window no more."""
        page.remove_listener("pageerror", self._note_error)
        page.remove_listener("console", self._note_message)

    def _note_error(self, error: object) -> None:
        self.said.append(f"error: {error}")

    def _note_message(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.said.append(f"console: {message.text}")

    def forget(self, part: str) -> None:
        """An error that a test asks for is none."""
        left = [line for line in self.said if part not in line]
        assert len(left) < len(self.said), f"no error with {part!r}: {self.said}"
        self.said[:] = left


@contextmanager
def window(browser: "Browser", **options: Any) -> "Iterator[tuple[BrowserContext, Page]]":
    """A fresh window: 1366 × 768 in a Chinese browser, unless told otherwise."""
    given = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", **options}
    context = browser.new_context(**given)
    context.set_default_timeout(_PATIENCE_MS)
    try:
        yield context, context.new_page()
    finally:
        context.close()


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture(scope="session")
def _only_window(browser: "Browser") -> "Iterator[Page]":
    """A window costs a second of CPU, and what is loaded in it again a fifth of one."""
    with window(browser) as (_, page):
        yield page


@pytest.fixture
def blank_page(_only_window: "Page", console: Console) -> "Iterator[Page]":
    """A window that shows nothing and was let in nowhere. An error on its console fails the test.

    Nothing of an earlier test is left in it: the page keeps nothing in a browser but its cookie.
    """
    page = _only_window
    page.context.clear_cookies()
    console.watch(page)
    yield page
    # What a page does on being left is no test's.
    console.leave(page)
    page.goto("about:blank")
    assert not console.said


@pytest.fixture
def page(blank_page: "Page", page_server: PageProcess) -> "Page":
    """A window that was let in and is at home."""
    blank_page.goto(page_server.enter_address())
    return blank_page


def drop_files(page: "Page", target: "Locator", paths: Sequence[Path]) -> None:
    """Drop files and folders of this computer on what is shown, as from a file manager."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **where})
    session.detach()


_LOOK = """async () => {
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  const shown = (one) => one.nodes.map((node) => node.html.slice(0, 200));
  return found.violations.map((one) => [one.id, one.help, ...shown(one)]);
}"""


def check_access(page: "Page") -> None:
    """Nothing of what is shown keeps anybody out, in light and in dark (axe-core)."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # A colour that is on its way to another is neither.
        page.wait_for_function("document.getAnimations().every(a => a.playState !== 'running')")
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(_LOOK)
        assert not found, "\n".join([scheme, *(" | ".join(one) for one in found)])
    page.emulate_media(color_scheme=None)
