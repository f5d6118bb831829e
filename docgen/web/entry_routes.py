"""The ways in: the opened address, and the password of a network."""

import re
from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from docgen.web.access import OPENER_HEADER
from docgen.web.recent_workspaces import read_kind
from docgen.web.rendering import page_of, refuse_request
from docgen.web.request_body import read_body, read_told

_LOCAL = re.compile(r"/(?:[\w.~%?=&+-][\w./~%?=&+-]*)?", re.ASCII)
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
    return refuse_request(request, "used", 401)


def _local_path(asked: str) -> str:
    """A path of this server: never another site's address, however it is written."""
    return asked if _LOCAL.fullmatch(asked) else "/"


async def open_anew(request: Request) -> Response:
    """Give another start of docgen an address to open in the browser."""
    page = page_of(request)
    if not page.gate.knows_opener(request.headers.get(OPENER_HEADER, "")):
        return refuse_request(request, "key", 403)
    asked = await read_told(request, _MOST_ASKED)
    folder = str(asked.get("folder", ""))
    place, kind = Path(folder) if folder else None, read_kind(asked.get("kind"))
    to = await run_in_threadpool(page.home_of, place, kind, str(asked.get("scheme", "")))
    return JSONResponse({"token": page.gate.issue_token(), "to": to})


async def login(request: Request) -> Response:
    """Ask for the password, and let in whoever knows it."""
    page = page_of(request)
    if not page.gate.password:
        return refuse_request(request, "key", 401)
    said = ""
    if request.method == "POST":
        given = parse_qs((await read_body(request, _MOST_PASSWORD)).decode("utf-8", "replace"))
        taken = page.gate.takes_password(given.get("password", [""])[0])
        if taken:
            return page.gate.let_in(RedirectResponse("/", 303))
        said = "密码不对" if taken is False else "试的次数太多，请等一分钟再试"
    return page.show("login.html", 401 if said else 200, said=said)


ROUTES = [
    Route("/enter", enter),
    Route("/opener", open_anew, methods=["POST"]),
    Route("/login", login, methods=["GET", "POST"]),
]
