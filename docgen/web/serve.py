"""The page started: one server of a user, on this computer's own address, opened in the browser.

A second start finds the first by a file that only its user can read, and opens the browser on it.
"""

import json
import os
import secrets
import socket
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from docgen import api
from docgen.issues.errors import MachineError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web.access import OPENER_HEADER, Gate
from docgen.web.app import make_app
from docgen.web.open_workspaces import OpenWorkspaces
from docgen.web.rendering import PageServer

LOOPBACK = "127.0.0.1"
_RUNNING_FILE = "page.json"
_ANSWER_SECONDS = 3.0
_LEAST_PASSWORD = 8


@dataclass(frozen=True)
class Serving:
    """How the page is served. With port 0 the system chooses one."""

    host: str = LOOPBACK
    port: int = 0
    password: str = ""
    open_browser: bool = True

    @property
    def to_network(self) -> bool:
        """Whether other computers can reach it."""
        return self.host != "localhost" and not ip_address(self.host).is_loopback


def serve(
    folder: Path | None,
    settings: "api.Settings",
    serving: Serving,
    say: Callable[[str], None],
) -> None:
    """Serve until asked to end. `folder` is a workspace to begin with.

    `say` is told the address. MachineError where the address cannot be had.
    """
    if serving.to_network and len(serving.password) < _LEAST_PASSWORD:
        raise refuse(MachineError, issue("serve", Location(serving.host), "password"))
    running = _running_file(settings)
    if not serving.to_network and (address := _open_running(running, folder)):
        say(address)
        _open(address, serving)
        return
    with _listen(serving) as listener:
        port = listener.getsockname()[1]
        gate = Gate(port, _hosts(serving.host, port), serving.password)
        page = PageServer(gate, OpenWorkspaces(settings))
        _remember(running, gate)
        try:
            address = _address(serving.host, gate.port, gate.issue_token(), page.home_of(folder))
            say(address)
            _open(address, serving)
            _run(page, listener)
        finally:
            running.unlink(missing_ok=True)


def _run(page: PageServer, listener: socket.socket) -> None:
    config = uvicorn.Config(
        make_app(page),
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        ws="none",
        lifespan="on",
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(serving: Serving) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
        listener = socket.socket(family)
        listener.bind((serving.host, serving.port))
    except OSError as error:
        case = "port" if serving.port else "address"
        slots = {"port": serving.port} if serving.port else {"address": serving.host}
        raise refuse(MachineError, issue("serve", Location(""), case, **slots)) from error
    listener.listen()
    return listener


def _hosts(host: str, port: int) -> frozenset[str]:
    names = {LOOPBACK, "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    return frozenset(f"{name}:{port}" for name in names)


def _address(host: str, port: int, token: str, where: str) -> str:
    shown = LOOPBACK if ip_address(host).is_unspecified else host
    shown = f"[{shown}]" if ":" in shown else shown
    return f"http://{shown}:{port}/enter?token={token}&to={where}"


def _open(address: str, serving: Serving) -> None:
    if serving.open_browser:
        webbrowser.open(address)


# ── the one that is running ───────────────────────────────────────────────────────────────────


def _running_file(settings: "api.Settings") -> Path:
    return settings.cache / _RUNNING_FILE


def _remember(running: Path, gate: Gate) -> None:
    """Write how to reach this server, for its user alone."""
    running.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = running.with_name(f"{running.name}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"port": gate.port, "opener": gate.opener}, file)
    unfinished.replace(running)


def _open_running(running: Path, folder: Path | None) -> str:
    """An address of the server that is running already; empty where none answers."""
    try:
        known = json.loads(running.read_text("utf-8"))
        port, opener = int(known["port"]), str(known["opener"])
        request = urllib.request.Request(
            f"http://{LOOPBACK}:{port}/opener",
            data=json.dumps({"folder": str(folder.resolve()) if folder else ""}).encode(),
            headers={OPENER_HEADER: opener},
            method="POST",
        )
        # No proxy stands between a computer and itself.
        opening = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opening.open(request, timeout=_ANSWER_SECONDS) as answer:
            told = json.loads(answer.read(10_000))
        return _address(LOOPBACK, port, str(told["token"]), str(told["to"]))
    except (OSError, ValueError, KeyError, TypeError, urllib.error.URLError):
        # Nobody is there any more, or somebody else has the port: this one begins anew.
        return ""
