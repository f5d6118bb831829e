"""Who may speak to the page: only the browser that this computer's user opened it in.

A server on a loopback address is reached by every program of the computer and, through the
browser, by every site its user visits. So each request has to name this server as its host (else
a foreign name was pointed at it), to carry the cookie that the opened address was exchanged for,
and, where it changes anything, to come from a document of this server.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CHANGE_HEADER = "x-docgen-change"
"""Sent with every request that changes something. A form of another site cannot send it."""
OPENER_HEADER = "x-docgen-opener"
"""Carries the secret by which another start of docgen asks for an address to open."""

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_OPEN_PATHS = ("/static/",)
_OWN_KEYS = frozenset({"/login", "/opener", "/enter"})
"""What asks for a key of its own: a password, the secret of another start, a token."""
_TOKEN_SECONDS = 600.0
_TRIES, _TRY_SECONDS = 5, 60.0
"""Wrong passwords that are taken, from everybody together, in so long."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
"""What a document of the page may load: its own files, no script or style within itself."""
_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}


@dataclass
class Gate:
    """The keys of one running server. All of it is lost when the server ends, and made anew.

    `hosts` are the values a Host header may have; with a `password` the page is open to a network,
    where any address by number is one too: only names can be pointed elsewhere.
    """

    port: int
    hosts: frozenset[str]
    password: str = ""
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    opener: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _tokens: dict[str, float] = field(default_factory=dict)
    _wrong: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def cookie(self) -> str:
        """The cookie's name: cookies do not tell ports apart, names do."""
        return f"docgen-{self.port}"

    def issue_token(self) -> str:
        """Return a token that opens the page once, within ten minutes."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[token] = time.monotonic() + _TOKEN_SECONDS
        return token

    def take_token(self, token: str) -> bool:
        """Return whether a token opens the page; it does not a second time."""
        with self._lock:
            return self._tokens.pop(token, 0.0) > time.monotonic()

    def takes_password(self, given: str) -> bool | None:
        """Return whether it is the password; None where too many wrong ones were tried lately."""
        now = time.monotonic()
        with self._lock:
            self._wrong = [tried for tried in self._wrong if tried > now - _TRY_SECONDS]
            if len(self._wrong) >= _TRIES:
                return None
            if self.password and hmac.compare_digest(_digest(given), _digest(self.password)):
                return True
            self._wrong.append(now)
            return False

    def knows_host(self, host: str) -> bool:
        """Return whether a Host header names this server."""
        if host in self.hosts:
            return True
        if not self.password:
            return False
        address = urlsplit(f"//{host}")
        try:
            ip_address(address.hostname or "")
        except ValueError:
            return False
        return address.port == self.port

    def knows_cookie(self, cookies: Mapping[str, str]) -> bool:
        """Return whether a request comes from a browser that was let in."""
        return hmac.compare_digest(cookies.get(self.cookie, "").encode(), self.session.encode())

    def knows_opener(self, given: str) -> bool:
        """Return whether a request comes from another start of docgen by the same user."""
        return hmac.compare_digest(given.encode(), self.opener.encode())

    def let_in(self, response: Response) -> Response:
        """Give the browser the cookie with which it is known from now on."""
        response.set_cookie(self.cookie, self.session, httponly=True, samesite="strict", path="/")
        return response


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


Refusal = Literal["host", "site", "form", "key", "long"]
"""Why a request is not let through: cases of `gate` in the catalogue."""
_STATUS: Mapping[Refusal, int] = {"host": 421, "site": 403, "form": 403, "key": 401, "long": 414}
_LONGEST_PATH = 2_000


class GatedApp:
    """Lets through what `Gate` lets in, and sets the headers that every answer has.

    `say` makes the answer to what is refused, with its status.
    """

    def __init__(
        self, app: ASGIApp, gate: Gate, say: Callable[[Request, Refusal, int], Response]
    ) -> None:
        self._app = app
        self._gate = gate
        self._say = say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        await self._answer(request)(scope, receive, _with_headers(send))

    def _answer(self, request: Request) -> ASGIApp:
        refusal = _refuse(request, self._gate)
        if refusal is None:
            return self._app
        if refusal == "key" and self._gate.password:
            return RedirectResponse("/login", 303)
        return self._say(request, refusal, _STATUS[refusal])


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message.get("headers", ()) if pair[0] not in _HEADERS]
            if all(name != b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*headers, *_HEADERS.items()]}
        await send(message)

    return send_with_headers


def _refuse(request: Request, gate: Gate) -> Refusal | None:
    """Why a request may not pass; None where it may."""
    if len(request.scope.get("raw_path") or b"") > _LONGEST_PATH:
        return "long"
    return _refuse_stranger(request, gate) or _refuse_without_key(request, gate)


def _refuse_stranger(request: Request, gate: Gate) -> Refusal | None:
    """Whether another site, or a name that was pointed here, had the browser send it."""
    if not gate.knows_host(request.headers.get("host", "")):
        return "host"
    if not _is_own(request.headers):
        return "site"
    changes = request.method not in _SAFE_METHODS and request.url.path not in _OWN_KEYS
    return "form" if changes and _CHANGE_HEADER not in request.headers else None


def _refuse_without_key(request: Request, gate: Gate) -> Refusal | None:
    """Whether it comes from a browser that was not let in."""
    path = request.url.path
    if path in _OWN_KEYS or path.startswith(_OPEN_PATHS) or gate.knows_cookie(request.cookies):
        return None
    return "key"


def _is_own(headers: Headers) -> bool:
    """Whether a request comes from a document of this server, or from the user's own hand."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
