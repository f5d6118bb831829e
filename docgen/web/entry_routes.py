"""The ways in: the opened address, the password of a network, and home."""

import json
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from docgen.web.access import OPENER_HEADER
from docgen.web.rendering import page_of

_MOST_PASSWORD = 1_000
_MOST_ASKED = 40_000


async def enter(request: Request) -> Response:
    """Exchange the token of the opened address for a cookie. It works once."""
    gate = page_of(request).gate
    where = _local_path(request.query_params.get("to", "/"))
    if gate.take_token(request.query_params.get("token", "")):
        return gate.let_in(RedirectResponse(where, 303))
    if gate.knows_cookie(request.cookies):
        return RedirectResponse(where, 303)
    text = "这个地址已经用过，或过了十分钟：请再双击一次 docgen，或在终端里再运行 docgen serve。\n"
    return PlainTextResponse(text, 401)


def _local_path(asked: str) -> str:
    """A path of this server: never another site's address."""
    return asked if asked.startswith("/") and not asked.startswith(("//", "/\\")) else "/"


async def open_anew(request: Request) -> Response:
    """Give another start of docgen an address to open in the browser."""
    page = page_of(request)
    if not page.gate.knows_opener(request.headers.get(OPENER_HEADER, "")):
        return PlainTextResponse("", 403)
    folder = json.loads(await _read(request, _MOST_ASKED) or b"{}").get("folder", "")
    to = page.home_of(Path(folder) if folder else None)
    return JSONResponse({"token": page.gate.issue_token(), "to": to})


async def login(request: Request) -> Response:
    """Ask for the password, and let in whoever knows it."""
    page = page_of(request)
    said = ""
    if request.method == "POST":
        given = parse_qs((await _read(request, _MOST_PASSWORD)).decode("utf-8", "replace"))
        taken = page.gate.takes_password(given.get("password", [""])[0])
        if taken:
            return page.gate.let_in(RedirectResponse("/", 303))
        said = "密码不对" if taken is False else "试的次数太多，请等一分钟再试"
    return page.show("login.html", 401 if said else 200, said=said)


async def _read(request: Request, most: int) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return b""
    return body


async def home(request: Request) -> Response:
    """The first page."""
    return page_of(request).show("home.html")


ROUTES = [
    Route("/enter", enter),
    Route("/opener", open_anew, methods=["POST"]),
    Route("/login", login, methods=["GET", "POST"]),
    Route("/", home),
]
