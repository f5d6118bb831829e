"""Nobody but the browser that was let in gets anything of the page, and it gets only its own.

A real server, spoken to in raw requests: as another site's script, another program on the computer
or somebody in the network would.
"""

import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import uvicorn
from page_browser import CHANGE, OPENER, ROOT, PageProcess, serving, surroundings
from starlette.routing import Route

from docgen import __version__
from docgen.system.settings import Settings
from docgen.web.access import Gate
from docgen.web.app import make_app
from docgen.web.folder_reach import FolderReach
from docgen.web.open_workspaces import OpenWorkspaces
from docgen.web.recent_workspaces import RecentWorkspaces
from docgen.web.rendering import PageServer
from docgen.web.running_page import find_page, remember_page

HTML = {"accept": "text/html"}
SECRET = "绝密的内容"
POLICY = "default-src 'none'"


@pytest.fixture(scope="module")
def server(ready_home: Callable[[], Path]) -> Iterator[PageProcess]:
    """A server with a workspace open, beside a file that is nobody's business."""
    home = ready_home()
    folder = home / "材料"
    shutil.copytree(ROOT / "samples" / "application", folder)
    (home / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / "evidence" / "link.pdf").symlink_to(home / "secret.txt")
    with serving(home, folder) as running:
        yield running


@pytest.fixture(scope="module")
def cookie(server: PageProcess) -> str:
    return server.cookie()


@pytest.fixture(scope="module")
def workspace(server: PageProcess) -> str:
    """The path of the workspace that is open."""
    status, told = server.change("/open", {"path": str(server.home / "材料")})
    assert status == 200
    return told["to"].rstrip("/")


def text_of(answer: bytes) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", answer.decode()))


# ── who is let in ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/", "/new", "/folders?at=/", "/carried", "/w/x/", "/nowhere"])
def test_without_the_cookie_nothing_is_shown(server: PageProcess, path: str) -> None:
    status, headers, body = server.request("GET", path, headers=HTML)
    assert status == 401
    assert headers["content-type"].startswith("text/html")
    assert "再双击一次 docgen" in text_of(body)
    assert "材料</td>" not in body.decode()


def test_without_the_cookie_nothing_is_done(server: PageProcess) -> None:
    body = json.dumps({"path": str(server.home)}).encode()
    for path in ("/open", "/new", "/forget", "/former", "/former/sent", "/leave"):
        status, _, _ = server.request("POST", path, body, {CHANGE: "1"})
        assert status == 401, path
    assert server.process.poll() is None


def test_a_token_lets_in_once(server: PageProcess) -> None:
    token = server.token()
    status, headers, _ = server.request("GET", f"/enter?token={token}")
    assert status == 303
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    status, headers, body = server.request("GET", f"/enter?token={token}", headers=HTML)
    assert status == 401
    assert "set-cookie" not in headers
    assert "已经用过" in text_of(body)


def test_the_token_of_the_start_works_once_too(server: PageProcess) -> None:
    seen = {server.request("GET", f"/enter?token={server.first_token}")[0] for _ in range(2)}
    assert seen == {303, 401}


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 3000, "null"])
def test_a_made_up_token_lets_nobody_in(server: PageProcess, token: str) -> None:
    assert server.request("GET", f"/enter?token={token}")[0] == 401


def test_an_old_token_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("docgen.web.access.time.monotonic", lambda: now)
    gate = Gate(1, frozenset())
    early, late = gate.issue_token(), gate.issue_token()
    now += 599
    assert gate.take_token(early)
    now += 2
    assert not gate.take_token(late)


def test_the_cookie_of_another_server_is_none(server: PageProcess, cookie: str) -> None:
    name, _, value = cookie.partition("=")
    assert server.request("GET", "/", headers={"cookie": cookie})[0] == 200
    for other in (f"docgen-1={value}", f"docgen={value}", f"{name}=", f"{name}={value[:-1]}"):
        assert server.request("GET", "/", headers={"cookie": other})[0] == 401


def test_only_the_secret_gets_a_token(server: PageProcess, cookie: str) -> None:
    for headers in ({}, {OPENER: ""}, {OPENER: "x" * 43}, {"cookie": cookie, CHANGE: "1"}):
        status, _, body = server.request("POST", "/opener", b"{}", headers)
        assert status == 403
        assert b"token" not in body


def test_what_says_how_to_reach_the_server_is_its_users_alone(server: PageProcess) -> None:
    for file in (server.cache / "page.json", server.home / "data" / "docgen" / "recent.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


# ── who asks ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.evil:{port}",
        "",
    ],
)
def test_a_name_that_was_pointed_here_gets_nothing(
    server: PageProcess, cookie: str, host: str
) -> None:
    headers = {"host": host.format(port=server.port), "cookie": cookie, **HTML}
    status, answered, body = server.request("GET", "/", headers=headers)
    assert status == 421
    assert answered["content-security-policy"].startswith(POLICY)
    assert "不是 docgen 的" in text_of(body)
    token = {"host": headers["host"], OPENER: server.opener}
    assert server.request("POST", "/opener", b"{}", token)[0] == 421


@pytest.mark.parametrize(
    "own",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "http://localhost.evil"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_site_gets_and_does_nothing(
    server: PageProcess, cookie: str, own: dict[str, str], method: str
) -> None:
    headers = {"cookie": cookie, CHANGE: "1", **own, **HTML}
    body = json.dumps({"path": str(server.home / "材料")}).encode() if method == "POST" else None
    status, _, answer = server.request(method, "/open" if body else "/", body, headers)
    assert status == 403
    assert "别的网站" in text_of(answer)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_a_form_of_another_site_does_nothing(server: PageProcess, cookie: str, kind: str) -> None:
    body = json.dumps({"path": str(server.home / "材料")}).encode()
    headers = {"cookie": cookie, "content-type": kind}
    for path in ("/open", "/new", "/forget", "/leave"):
        assert server.request("POST", path, body, headers)[0] == 403, path


def test_a_request_before_another_sites_script_is_refused(server: PageProcess, cookie: str) -> None:
    asked = {
        "origin": "http://evil.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": CHANGE,
        "cookie": cookie,
    }
    status, headers, _ = server.request("OPTIONS", "/open", headers=asked)
    assert status == 403
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "XYZ"])
def test_other_methods_change_nothing(server: PageProcess, cookie: str, method: str) -> None:
    headers = {"cookie": cookie, CHANGE: "1"}
    assert server.request(method, "/open", b"{}", headers)[0] == 405


# ── where it leads ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "to",
    [
        "http://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "/%0d%0aset-cookie:%20a=b",
        "javascript:alert(1)",
        "%20//evil.example",
        "/@evil.example",
        "",
    ],
)
def test_entering_leads_to_this_server(server: PageProcess, to: str) -> None:
    _, headers, _ = server.request("GET", f"/enter?token={server.token()}&to={to}")
    assert headers["location"] == "/"
    assert headers["set-cookie"].startswith("docgen-")


@pytest.mark.parametrize("to", ["/w/0123456789ab/", "/?at=%2Ftmp%2Fa%20b", "/new"])
def test_entering_leads_where_a_start_asks(server: PageProcess, to: str) -> None:
    _, headers, _ = server.request("GET", f"/enter?token={server.token()}&to={quote(to, safe='')}")
    assert headers["location"] == to


# ── paths ─────────────────────────────────────────────────────────────────────────────────────

TRICKS = (
    "../secret.txt",
    "..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "%2e%2e%2fsecret.txt",
    "..%5csecret.txt",
    "....//secret.txt",
    "%252e%252e%252fsecret.txt",
    "%00",
    "secret.txt%00.pdf",
    "link.pdf",
    "evidence%2flink.pdf",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "C:%5cWindows",
    "~",
    "a" * 9000,
    "%ff%fe",
    "9" * 5000,
)


@pytest.mark.parametrize(
    "path", ["/static/{trick}", f"/static/{__version__}/{{trick}}", "/w/{trick}/"]
)
def test_no_path_of_a_file_leads_out(server: PageProcess, cookie: str, path: str) -> None:
    for trick in TRICKS:
        asked = path.format(trick=trick)
        status, headers, body = server.request("GET", asked, headers={"cookie": cookie, **HTML})
        assert status < 500, asked
        assert SECRET not in body.decode("utf-8", "replace"), asked
        assert "root:x" not in body.decode("utf-8", "replace"), asked
        assert headers["content-security-policy"].startswith(POLICY), asked


@pytest.mark.parametrize(
    "path",
    ["", "\0", "a\0b", "relative", "../..", "/etc/passwd", "/no/such", "a" * 9000, "~nobody-x"],
)
def test_no_folder_that_is_none_is_opened(server: PageProcess, path: str) -> None:
    for route in ("/open", "/former"):
        status, told = server.change(route, {"path": path})
        assert status == 422
        assert told["said"]
        assert told["remedy"]
    asked = {"scheme": "weihai-2025", "submission": "assessment", "place": path, "name": "a"}
    assert server.change("/new", asked)[0] == 422


@pytest.mark.parametrize("name", ["", "..", ".", "a/b", "a\\b", "/tmp/x", "a\0", "CON", "a" * 81])
def test_no_name_leads_out_of_its_place(server: PageProcess, name: str) -> None:
    place = server.home / "place"
    place.mkdir(exist_ok=True)
    asked = {"scheme": "weihai-2025", "submission": "assessment", "place": str(place), "name": name}
    status, told = server.change("/new", asked)
    assert status == 422
    assert told["said"]
    assert not list(place.iterdir())


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"1", b"{", b"\xff", b'"a"', b"[" * 50_000, b'{"path": [1]}']
)
def test_what_is_no_change_is_refused_in_words(
    server: PageProcess, cookie: str, body: bytes
) -> None:
    headers = {"cookie": cookie, CHANGE: "1"}
    for route in ("/open", "/new", "/former"):
        status, _, answer = server.request("POST", route, body, headers)
        assert status == 422
        assert json.loads(answer)["said"]


def test_what_is_huge_is_not_taken_in(server: PageProcess, cookie: str) -> None:
    headers = {"cookie": cookie, CHANGE: "1"}
    huge = json.dumps({"path": "/" * 3_000_000}).encode()
    for route in ("/open", "/forget"):
        assert server.request("POST", route, huge, headers)[0] == 422


# ── every route there is ──────────────────────────────────────────────────────────────────────

ASKED = ("at", "own", "scheme", "former", "piece", "file", "field", "name", "area", "view", "page")
"""Names under which routes are asked for something that could be a path."""


def _routes(tmp_path: Path) -> list[Route]:
    page = PageServer(Gate(1, frozenset()), OpenWorkspaces(Settings(cache=tmp_path)))
    routes = [route for route in make_app(page).routes if isinstance(route, Route)]
    assert len(routes) > 20
    # One never ends, the other ends the server.
    return [route for route in routes if not route.path.endswith(("/events", "/leave"))]


def _fill(route: Route, workspace: str, trick: str) -> Iterator[str]:
    """The route's path with the trick in the place of each of its names."""
    path = route.path.replace("/w/{workspace}", workspace)
    names = re.findall(r"\{\w+(?::\w+)?\}", path)
    for name in names:
        rest = re.sub(r"\{\w+(?::\w+)?\}", "1", path.replace(name, trick))
        yield rest
    if not names:
        yield f"{path}?{'&'.join(f'{name}={trick}' for name in ASKED)}"


def test_no_route_that_reads_leads_out(
    server: PageProcess, cookie: str, workspace: str, tmp_path: Path
) -> None:
    own = {"cookie": cookie, **HTML}
    for route in _routes(tmp_path):
        if "GET" not in (route.methods or ()):
            continue
        for path in (path for trick in TRICKS for path in _fill(route, workspace, trick)):
            status, headers, body = server.request("GET", path, None, own)
            assert status < 500, path
            assert SECRET not in body.decode("utf-8", "replace"), path
            assert "root:x" not in body.decode("utf-8", "replace"), path
            assert headers["content-security-policy"].startswith(POLICY), path


JUNK = (
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe",
    b"[" * 50_000,
    b'{"do": "no such thing"}',
    b'{"do": 1, "path": 2, "value": [], "seen": {}}',
    b'{"do": "set", "path": ["..", "x"], "value": "y"}',
    b'{"do": "set", "path": 3}',
    b'{"do": "insert-row", "path": ["evidence"], "index": "x", "value": 5}',
    b'{"do": "remove-row", "path": ["evidence"], "index": 99999}',
    b'{"do": "move-row", "path": [], "index": -1, "to": 7}',
    b'{"do": "set-piece", "piece": "../../secret.txt", "field": "title", "value": "x"}',
    b'{"do": "add", "batch": "../..", "item": 1, "files": ["/etc/passwd"]}',
    b'{"do": "rename", "piece": "evidence/../../secret.txt", "name": "../x"}',
    b'{"kind": "build", "out": "/tmp/x", "wish": {"a": "../.."}}',
)


def _list_home(server: PageProcess) -> list[str]:
    """What lies in the user's home, but for what programs keep there hidden."""
    return sorted(p.name for p in server.home.iterdir() if not p.name.startswith("."))


def test_no_route_that_changes_takes_what_it_does_not_know(
    server: PageProcess, cookie: str, workspace: str, tmp_path: Path
) -> None:
    own = {"cookie": cookie, CHANGE: "1", "content-type": "application/json"}
    before = _list_home(server)
    for route in _routes(tmp_path):
        for method in sorted((route.methods or set()) - {"GET", "HEAD"}):
            # A scan or an upload may be anything; what they are called may not.
            tricks = (*TRICKS, "x") if method == "PUT" else ("x", "../../secret.txt")
            paths = [path for trick in tricks for path in _fill(route, workspace, trick)]
            for path, body in ((path, body) for path in paths for body in JUNK):
                status, headers, answer = server.request(method, path, body, own)
                case = f"{method} {path[:200]} {body[:60]!r}"
                assert status < 500, case
                assert SECRET not in answer.decode("utf-8", "replace"), case
                assert headers["content-security-policy"].startswith(POLICY), case
    assert _list_home(server) == before
    assert (server.home / "secret.txt").read_text("utf-8") == SECRET


# ── what every answer has ─────────────────────────────────────────────────────────────────────


def test_every_kind_of_answer_has_its_headers(
    server: PageProcess, cookie: str, workspace: str
) -> None:
    own = {"cookie": cookie}
    asked = (
        ("GET", "/", own, 200),
        ("GET", "/new", own, 200),
        ("GET", "/folders?at=%2Fno", own, 200),
        ("GET", f"/static/{__version__}/page.css", {}, 200),
        ("GET", f"/static/{__version__}/none.css", own, 404),
        ("GET", "/none", own, 404),
        ("GET", "/", {}, 401),
        ("GET", "/", {"host": "evil"}, 421),
        ("GET", f"{workspace}/item/999", own, None),
        ("GET", "/w/000000000000/overview", own, None),
        ("GET", f"/enter?token={server.token()}", {}, 303),
        ("POST", "/open", own, 403),
        ("PUT", "/", {**own, CHANGE: "1"}, 405),
        ("HEAD", "/", own, 200),
    )
    for method, path, headers, expected in asked:
        status, said, body = server.request(method, path, None, {**headers, **HTML})
        case = f"{method} {path}: {status}"
        assert expected in (None, status), case
        assert status < 500, case
        assert said["content-security-policy"].startswith(POLICY), case
        assert "script-src 'self'" in said["content-security-policy"], case
        assert "frame-ancestors 'none'" in said["content-security-policy"], case
        assert said["x-content-type-options"] == "nosniff", case
        assert said["referrer-policy"] == "no-referrer", case
        assert said["cross-origin-opener-policy"] == "same-origin", case
        assert said["cross-origin-resource-policy"] == "same-origin", case
        assert said["cache-control"], case
        assert "server" not in said, case
        if status >= 400 and said["content-type"].startswith("text/html"):
            assert "办法" in text_of(body), case


def test_a_fault_of_the_program_is_told_as_one(
    page: PageServer, running: PageProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail() -> tuple[()]:
        raise ZeroDivisionError("371002197609181234")

    monkeypatch.setattr(page.recent, "look", fail)
    monkeypatch.setattr("docgen.system.traces.lasting_folder", lambda: tmp_path)
    headers = {"cookie": f"{page.gate.cookie}={page.gate.session}", **HTML}
    status, said, body = running.request("GET", "/", None, headers)
    assert status == 500
    assert said["content-security-policy"].startswith(POLICY)
    assert "程序出了意外的问题" in text_of(body)
    assert "ZeroDivisionError" not in body.decode()
    (trace,) = tmp_path.glob("docgen-*.txt")
    assert str(trace) in text_of(body)
    assert "ZeroDivisionError" in trace.read_text("utf-8")
    assert "371002197609181234" not in trace.read_text("utf-8")


def _read_when_ready(server: PageProcess, path: str, headers: dict[str, str]) -> str:
    """The document at a path, once its workspace has been read."""
    end = monotonic() + 120
    while monotonic() < end:
        shown = server.request("GET", path, None, headers)[2].decode()
        if "正在读取" not in shown:
            return shown
        sleep(0.2)
    raise AssertionError(f"still reading: {path}")


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def test_no_name_or_title_becomes_markup(server: PageProcess, cookie: str) -> None:
    folder = server.home / "<b>粗</b> & \"'"
    shutil.copytree(ROOT / "samples" / "application", folder)
    data = (folder / "studio.yaml").read_text("utf-8")
    data = re.sub(r"(?m)^(  name: )威海市.*$", lambda m: m[1] + json.dumps(EVIL), data)
    (folder / "studio.yaml").write_text(data, encoding="utf-8")
    status, told = server.change("/open", {"path": str(folder)})
    assert status == 200
    _, former = server.change("/former", {"path": str(folder)})
    own = {"cookie": cookie, **HTML}
    carried = f"/carried?{former['to'].partition('?')[2]}&scheme=weihai-2025&submission=application"
    for path in ("/", f"/folders?at={server.home}", f"{told['to']}overview", carried):
        shown = _read_when_ready(server, path, own)
        assert "<script>alert" not in shown, path
        assert "<img src=x" not in shown, path
        assert "<b>粗" not in shown, path
    assert "&lt;script&gt;alert(1)" in _read_when_ready(server, f"{told['to']}overview", own)
    assert "&lt;script&gt;alert(1)" in server.request("GET", "/", None, own)[2].decode()
    assert "&lt;script&gt;alert(1)" in server.request("GET", carried, None, own)[2].decode()


# ── a network ─────────────────────────────────────────────────────────────────────────────────

PASSWORD = "够长的密码八个字"


@pytest.fixture
def page(tmp_path: Path) -> PageServer:
    """A page for a network, of the folder `root`."""
    root = tmp_path / "root"
    root.mkdir()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    settings = Settings(cache=tmp_path / "cache")
    gate = Gate(port, frozenset({f"127.0.0.1:{port}"}), PASSWORD)
    recent = RecentWorkspaces(tmp_path / "records")
    return PageServer(gate, OpenWorkspaces(settings), FolderReach(root), recent)


@pytest.fixture
def running(page: PageServer, tmp_path: Path) -> Iterator[PageProcess]:
    """It, served in a thread of this process."""
    config = uvicorn.Config(
        make_app(page), port=page.gate.port, log_level="critical", ws="none", lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield PageProcess(None, page.gate.port, tmp_path)  # type: ignore[arg-type]
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


def log_in(running: PageProcess, password: str) -> tuple[int, dict[str, str], bytes]:
    return running.request("POST", "/login", f"password={quote(password)}".encode(), HTML)


def test_a_network_is_asked_for_the_password(running: PageProcess) -> None:
    status, headers, _ = running.request("GET", "/")
    assert (status, headers["location"]) == (303, "/login")
    status, headers, body = log_in(running, "不对的密码")
    assert status == 401
    assert "密码不对" in text_of(body)
    assert "set-cookie" not in headers
    status, headers, _ = log_in(running, PASSWORD)
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"].partition(";")[0]
    assert running.request("GET", "/", headers={"cookie": cookie})[0] == 200
    # Whoever is let in from elsewhere does not end it for the others.
    assert running.request("POST", "/leave", b"{}", {"cookie": cookie, CHANGE: "1"})[0] == 403


def test_passwords_are_tried_few_times(
    running: PageProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        assert "密码不对" in text_of(log_in(running, f"猜 {number}")[2])
    # Now not even the right one, so that it cannot be told from the others.
    status, headers, body = log_in(running, PASSWORD)
    assert status == 401
    assert "请等一分钟" in text_of(body)
    assert "set-cookie" not in headers
    later = monotonic() + 61
    # The gate's clock alone: the server's own would stand still.
    monkeypatch.setattr("docgen.web.access.time", SimpleNamespace(monotonic=lambda: later))
    assert log_in(running, PASSWORD)[0] == 303


def test_a_huge_password_is_none(running: PageProcess) -> None:
    assert log_in(running, PASSWORD + "x" * 2_000_000)[0] == 401


def test_addresses_by_number_are_known_in_a_network_and_names_are_not(
    running: PageProcess,
) -> None:
    port = running.port
    for host in (f"192.168.1.5:{port}", f"[fe80::1]:{port}"):
        assert running.request("GET", "/login", headers={"host": host})[0] == 200
    for host in (f"evil.example:{port}", "192.168.1.5:1", f"192.168.1.5.evil:{port}"):
        assert running.request("GET", "/login", headers={"host": host})[0] == 421


def test_a_network_sees_one_folder_and_nothing_beside_it(
    page: PageServer, running: PageProcess, tmp_path: Path
) -> None:
    root, beside = tmp_path / "root", tmp_path / "beside"
    for place in (root / "甲", beside):
        shutil.copytree(ROOT / "samples" / "application", place)
    (root / "逃").symlink_to(beside, target_is_directory=True)
    own = {"cookie": f"{page.gate.cookie}={page.gate.session}", CHANGE: "1"}

    def tell(path: str, told: dict[str, str]) -> tuple[int, dict[str, str]]:
        status, _, body = running.request("POST", path, json.dumps(told).encode(), own)
        return status, json.loads(body)

    for out in (str(beside), "../beside", "逃", f"{root}/../beside", "/", str(tmp_path / "none")):
        for route in ("/open", "/former"):
            status, told = tell(route, {"path": out})
            assert status == 422
            assert "只能打开" in told["said"], out
        asked = {"scheme": "weihai-2025", "submission": "assessment", "place": out, "name": "新"}
        assert tell("/new", asked)[0] == 422
        assert tell("/new", {**asked, "place": str(root), "scheme": out})[0] == 422
        _, _, listed = running.request("GET", f"/folders?at={quote(out)}", None, own)
        assert "studio.yaml" not in listed.decode()
    status, told = tell("/open", {"path": "甲"})
    assert status == 200
    # What its user opened elsewhere is not on the list, and not open under its id.
    page.recent.add(beside)
    (hidden,) = (one for one in page.recent.look() if one.folder == str(beside))
    _, _, shown = running.request("GET", "/", None, own)
    assert "/beside" not in shown.decode()
    assert hidden.id not in shown.decode()
    assert running.request("GET", f"/w/{hidden.id}/overview", None, own)[0] == 422


# ── the one that is running ───────────────────────────────────────────────────────────────────


def test_a_second_start_finds_the_first(server: PageProcess, workspace: str) -> None:
    address = find_page(server.cache, server.home / "材料")
    assert address.startswith(f"{server.address}/enter?token=")
    assert address.endswith(f"to={workspace}/")
    _, headers, _ = server.request("GET", address.removeprefix(server.address))
    assert headers["location"] == f"{workspace}/"


def test_files_that_tell_nothing_of_a_server_are_passed_by(tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    good = json.dumps({"port": 1, "opener": "x" * 43})
    for said in ("", "{", "[]", "null", '{"port": 0, "opener": "x"}', '{"port": "a"}', good):
        file.write_text(said, encoding="utf-8")
        file.chmod(0o600)
        assert find_page(tmp_path, None) == ""


class _Other(BaseHTTPRequestHandler):
    """Another program, which has the port by now."""

    answer: bytes = b""
    asked: list[str]

    def do_POST(self) -> None:
        type(self).asked.append(self.path)
        self.wfile.write(self.answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n[]",
        b"HTTP/1.0 404 No\r\n\r\n",
        b'HTTP/1.0 200 OK\r\n\r\n{"token": "../../x", "to": "/"}',
        b'HTTP/1.0 200 OK\r\n\r\n{"token": "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "to": "http://evil"}',
        b"HTTP/1.0 302 No\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
    ],
)
def test_another_program_at_the_port_is_passed_by(tmp_path: Path, answer: bytes) -> None:
    _Other.answer, _Other.asked = answer, []
    with HTTPServer(("127.0.0.1", 0), _Other) as other:
        thread = threading.Thread(target=other.handle_request)
        thread.start()
        remember_page(tmp_path, Gate(other.server_port, frozenset()), own_cache=False)
        assert find_page(tmp_path, None) == ""
        thread.join(10)
    assert _Other.asked == ["/opener"]


def test_a_file_that_others_can_write_or_read_is_not_believed(
    server: PageProcess, tmp_path: Path
) -> None:
    told = (server.cache / "page.json").read_bytes()
    (tmp_path / "page.json").write_bytes(told)
    (tmp_path / "page.json").chmod(0o644)
    assert find_page(tmp_path, None) == ""
    (tmp_path / "page.json").chmod(0o600)
    assert find_page(tmp_path, None)
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "page.json").symlink_to(tmp_path / "page.json")
    assert find_page(tmp_path / "link", None) == ""


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(AssertionError, match=f"端口 {port} 已被别的程序用了"),
            serving(tmp_path, "--port", str(port)),
        ):
            pass


def test_it_ends_politely(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        assert (running.cache / "page.json").exists()
        assert running.stop().strip() == "网页已关闭"
        assert running.process.returncode == 0
        assert not (running.cache / "page.json").exists()


def test_it_ends_when_its_page_asks(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        assert running.change("/leave", {})[0] == 200
        assert running.process.wait(30) == 0


@pytest.mark.skipif(os.name != "posix", reason="a terminal of this kind is there only")
def test_a_network_is_served_for_a_password_typed_twice(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415 - only here

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "docgen", "serve", str(tmp_path), "--host", "0.0.0.0"]
    with subprocess.Popen(
        [*command, "--no-browser"],
        cwd=ROOT,
        env=surroundings(tmp_path / "home"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        said = ""
        for asked, typed in (
            ("请设密码", "short"),
            ("太短了", ""),
            ("请设密码", PASSWORD),
            ("再输一遍", "另一个密码一二三四"),
            ("两遍不一样", ""),
            ("请设密码", PASSWORD),
            ("再输一遍", PASSWORD),
            ("别的电脑在浏览器里打开：http://", ""),
        ):
            said += _read_until(ours, asked)
            if typed:
                os.write(ours, f"{typed}\n".encode())
        address = re.search(r"127\.0\.0\.1:(\d+)/enter", said)
        assert address is not None
        running = PageProcess(None, int(address[1]), tmp_path)  # type: ignore[arg-type]
        assert "能看、能改" in said
        assert PASSWORD not in said
        assert log_in(running, PASSWORD)[0] == 303
        # It is nobody's own: a double click does not land in it.
        assert not (tmp_path / "home" / "cache" / "page.json").exists()
        process.terminate()
        process.wait(60)
    os.close(ours)


def _read_until(terminal: int, text: str) -> str:
    read = b""
    while text not in read.decode("utf-8", "ignore"):
        read += os.read(terminal, 1)
    return read.decode("utf-8", "ignore")
