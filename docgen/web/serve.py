"""The page started: one server of a user, on this computer's own address, opened in the browser."""

import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from docgen import api
from docgen.issues.errors import MachineError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web.access import Gate
from docgen.web.app import make_app
from docgen.web.folder_reach import FolderReach
from docgen.web.open_workspaces import OpenWorkspaces
from docgen.web.recent_workspaces import RecentKind, RecentWorkspaces, user_records
from docgen.web.rendering import PageServer
from docgen.web.running_page import (
    LOOPBACK,
    enter_address,
    find_page,
    forget_page,
    remember_page,
)

_LEAST_PASSWORD = 8


@dataclass(frozen=True)
class Serving:
    """How the page is served. With port 0 the system chooses one.

    `root` is the folder that holds all that can be opened; without one it is all of the computer,
    which is only for whoever sits at it.
    """

    host: str = LOOPBACK
    port: int = 0
    password: str = ""
    open_browser: bool = True
    root: Path | None = None
    records: Path = field(default_factory=user_records)
    """Where it is remembered which workspaces were opened."""
    purpose: RecentKind = "workspace"
    """What the folder to begin with is opened for."""
    scheme: str = ""
    """Of a review: the folder of the bureau's own scheme, by which it goes."""

    @property
    def to_network(self) -> bool:
        """Whether other computers can reach it."""
        return is_network_address(self.host)


def is_network_address(host: str) -> bool:
    """Return whether other computers reach this address. MachineError where it is no address."""
    try:
        return host != "localhost" and not ip_address(host).is_loopback
    except ValueError as error:
        said = issue("serve", Location(""), "address", address=host)
        raise refuse(MachineError, said) from error


def is_password(text: str) -> bool:
    """Return whether a text is long enough to be the password of a network."""
    return len(text) >= _LEAST_PASSWORD


def serve(
    folder: Path | None,
    settings: "api.Settings",
    serving: Serving,
    say: Callable[[str], None],
) -> bool:
    """Serve until asked to end. `folder` is a workspace to begin with, or a folder to look in.

    `say` is told the address. False where a server was running already and was told to open it.
    MachineError where the address cannot be had, or a network could reach all of the computer.
    """
    if serving.to_network:
        _refuse_open_house(serving)
    elif address := find_page(settings.cache, folder, _purpose(serving)):
        say(f"docgen 的页面已经开着：{address}")
        _open(address, serving)
        return False
    with _listen(serving) as listener:
        port = listener.getsockname()[1]
        gate = Gate(port, _hosts(serving.host, port), serving.password)
        page = PageServer(
            gate,
            OpenWorkspaces(settings),
            FolderReach(serving.root),
            RecentWorkspaces(serving.records),
        )
        # A network's server is nobody's own: a double click does not land in it.
        if not serving.to_network:
            with suppress(OSError):
                remember_page(settings.cache, gate, own_cache=settings.owns_cache)
        try:
            # Asked to end, it has ended by then: nothing is left undone.
            with suppress(KeyboardInterrupt):
                _tell(page, folder, serving, say)
                _run(page, listener)
        finally:
            forget_page(settings.cache, gate)
    return True


def _purpose(serving: Serving) -> tuple[RecentKind, str]:
    """What the folder is opened for, and by which scheme: whole, as another process finds it."""
    own = Path(serving.scheme)
    scheme = str(own.resolve()) if serving.scheme and own.is_dir() else serving.scheme
    return serving.purpose, scheme


def _refuse_open_house(serving: Serving) -> None:
    place = Location("")
    if serving.root is None:
        raise refuse(MachineError, issue("serve", place, "root", host=serving.host))
    if not is_password(serving.password):
        raise refuse(MachineError, issue("serve", place, "password"))


def _tell(
    page: PageServer, folder: Path | None, serving: Serving, say: Callable[[str], None]
) -> None:
    """Say where the page is, and open it in this computer's browser."""
    host = _nearest(serving.host)
    begin = page.home_of(folder, *_purpose(serving))
    address = enter_address(host, page.gate.port, page.gate.issue_token(), begin)
    say(f"docgen 的页面：{address}")
    if serving.to_network:
        shown = _seen_from_outside(serving.host)
        shown = f"[{shown}]" if ":" in shown else shown
        say(f"别的电脑在浏览器里打开：http://{shown}:{page.gate.port}/ ，再输入密码")
    _open(address, serving)


def _run(page: PageServer, listener: socket.socket) -> None:
    """Serve until Ctrl+C, or until the page is asked to close."""
    config = uvicorn.Config(
        make_app(page),
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ws="none",
        lifespan="on",
    )
    server = uvicorn.Server(config)

    def leave() -> None:
        server.should_exit = True

    page.leave = leave
    server.run(sockets=[listener])


def _listen(serving: Serving) -> socket.socket:
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    listener = socket.socket(family)
    try:
        # What was served here a minute ago may still be closing; on Windows this would share it.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((serving.host, serving.port))
        listener.listen()
    except OSError as error:
        listener.close()
        case = "port" if serving.port else "address"
        slots = {"port": serving.port} if serving.port else {"address": serving.host}
        raise refuse(MachineError, issue("serve", Location(""), case, **slots)) from error
    return listener


def _hosts(host: str, port: int) -> frozenset[str]:
    names = {LOOPBACK, "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    return frozenset(f"{name}:{port}" for name in names)


def _nearest(host: str) -> str:
    """The address at which this computer's own browser reaches the server."""
    return LOOPBACK if host == "localhost" or ip_address(host).is_unspecified else host


def _seen_from_outside(host: str) -> str:
    """The address at which other computers reach it: of the way out, where it has all of them."""
    if not ip_address(host).is_unspecified:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        # Nothing is sent: the system only says by which of its addresses it would.
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return host


def _open(address: str, serving: Serving) -> None:
    if serving.open_browser:
        webbrowser.open(address)
