"""Home: what was opened lately, folders to choose from, a new workspace, going on from another."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from docgen import api
from docgen.issues.errors import DocgenError, FindingsError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.filenames import clean_file_name
from docgen.web.home_view import HomeView, NewView, choose_notice, sort_notices
from docgen.web.rendering import page_of, refuse_request
from docgen.web.request_body import read_told, receive_file
from docgen.workspace.data_file import DATA_FILES, find_data_file, is_workspace
from docgen.workspace.dialects import tell_error_on_page
from docgen.workspace.load import schemes as scheme_names

_MOST_ASKED = 60_000
_MOST_SENT = 4_000_000_000
"""Bytes of a package that is sent to be read; of all of it only the manifest is kept."""
_LONGEST_NAME = 80
_MODES = ("open", "place", "former", "scheme", "review")


def home(request: Request) -> Response:
    """The first page."""
    page = page_of(request)
    recent = tuple(one for one in page.recent.look() if page.reach.holds(Path(one.folder)))
    view = HomeView(recent, request.query_params.get("at", ""), own=page.reach.root is None)
    return page.show("home.html", home=view)


def folders(request: Request) -> Response:
    """What lies in a folder, to choose from: a part of a document."""
    page = page_of(request)
    mode = request.query_params.get("for", "open")
    mode = mode if mode in _MODES else "open"
    places = page.reach.places()
    asked = request.query_params.get("at") or str(places[0].path)
    listing, error = None, None
    try:
        listing = page.reach.list(page.reach.admit(asked), with_archives=mode == "former")
    except WorkspaceError as refused:
        error = refused
    shown = {"mode": mode, "asked": asked, "places": places, "listing": listing, "error": error}
    return page.show("folders.html", **shown)


def new(request: Request) -> Response:
    """The questions that a new workspace begins with."""
    page, asked = page_of(request), request.query_params
    known = sort_notices(api.schemes())
    if own := asked.get("own", ""):
        known.insert(0, api.read_scheme(str(page.reach.admit(own))))
    scheme, submission = choose_notice(known, asked.get("scheme", ""), asked.get("submission", ""))
    former = page.former.get(asked.get("former", ""))
    place = page.reach.places()[0].path
    view = NewView(tuple(known), scheme, submission, str(place), asked.get("former", ""), former)
    return page.show("new.html", new=view)


async def open_folder(request: Request) -> Response:
    """Open a workspace that was chosen, typed or pasted."""

    def act(asked: Mapping[str, Any]) -> str:
        page = page_of(request)
        folder = page.reach.admit(str(asked.get("path", "")))
        find_data_file(folder)
        return page.open(folder)

    return await _do(request, act)


async def open_for_review(request: Request) -> Response:
    """Open a folder of packages that was chosen, typed or pasted, for review."""

    def act(asked: Mapping[str, Any]) -> str:
        page = page_of(request)
        folder = page.reach.admit(str(asked.get("path", "")))
        # What cannot be looked into is said at once.
        page.reach.list(folder)
        return page.open_review(folder)

    return await _do(request, act)


async def forget(request: Request) -> Response:
    """Take a workspace off the list."""

    def act(asked: Mapping[str, Any]) -> str:
        named = (str(asked.get(name, "")) for name in ("id", "kind"))
        page_of(request).recent.forget(*named)
        return "/"

    return await _do(request, act)


async def begin_workspace(request: Request) -> Response:
    """Make a new workspace, and open it."""

    def act(asked: Mapping[str, Any]) -> str:
        page = page_of(request)
        texts = {key: str(value) for key, value in asked.items()}
        submission = texts.get("submission", "")
        if submission not in ("application", "assessment"):
            raise _refuse("choice")
        wanted = texts.get("scheme", "")
        scheme = wanted if wanted in scheme_names() else str(page.reach.admit(wanted))
        folder = _new_folder(page.reach.admit(texts.get("place", "")), texts.get("name", ""))
        api.init(
            folder,
            scheme=scheme,
            submission=cast("api.Submission", submission),
            as_workbook=texts.get("format") == "xlsx",
            former=page.former.get(texts.get("former", "")),
        )
        return page.open(folder)

    return await _do(request, act)


def _new_folder(place: Path, written: str) -> Path:
    """Where a new workspace is to be. WorkspaceError where that is no name, or something else's."""
    name = " ".join(written.split())
    if not name or len(name) > _LONGEST_NAME or clean_file_name(name) != name:
        raise _refuse("name", written=written)
    if not place.is_dir():
        raise _refuse("place", written=str(place))
    folder = place / name
    if is_workspace(folder):
        raise _refuse("workspace", written=name)
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise _refuse("full", written=name)
    return folder


def _refuse(case: str, /, **slots: object) -> WorkspaceError:
    return refuse(WorkspaceError, issue("start", Location(""), case, **slots))


# ── going on from a former submission ─────────────────────────────────────────────────────────


async def take_former(request: Request) -> Response:
    """Read a former package or workspace that was chosen on this computer."""

    def act(asked: Mapping[str, Any]) -> str:
        page = page_of(request)
        former = api.read_former(page.reach.admit(str(asked.get("path", ""))))
        return f"/new?former={page.former.put(former)}"

    return await _do(request, act)


async def take_sent_former(request: Request) -> Response:
    """Read a former package, its manifest or a data file that was dropped on the page."""
    page = page_of(request)
    # Of the name given only what kind of file it is matters.
    given = request.query_params.get("name", "")
    known = given if given in (*DATA_FILES, "manifest.json") else "package.zip"
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / known
        try:
            megabytes = _MOST_SENT // 1_000_000
            too_large = issue("upload", Location(known), "large", megabytes=megabytes)
            await receive_file(request, file, _MOST_SENT, too_large)
            former = await run_in_threadpool(api.read_former, file)
        except DocgenError as error:
            return _say(error)
        except ClientDisconnect:
            return Response(status_code=400)
    return JSONResponse({"to": f"/new?former={page.former.put(former)}"})


def carried(request: Request) -> Response:
    """What a new workspace takes of a former one, and what not: a part of a document."""
    page, asked = page_of(request), request.query_params
    former = page.former.get(asked.get("former", ""))
    submission = asked.get("submission", "")
    if former is None or submission not in ("application", "assessment"):
        raise refuse(WorkspaceError, issue("former", Location(""), "lost"))
    wanted = asked.get("scheme", "")
    scheme = wanted if wanted in scheme_names() else str(page.reach.admit(wanted))
    taken = api.carry_over(former, scheme=scheme, submission=cast("api.Submission", submission))
    return page.show("carried.html", former=former, carried=taken)


# ── the end ───────────────────────────────────────────────────────────────────────────────────


async def leave(request: Request) -> Response:
    """End the server, where it is its user's own."""
    page = page_of(request)
    if page.gate.password:
        return refuse_request(request, "method", 403)
    page.leave()
    return JSONResponse({"to": ""})


async def _do(request: Request, act: Any) -> Response:  # noqa: ANN401 - a function of what is asked
    """Do what was asked for; where to go then, or what is wrong, as the page's modules read it."""
    asked = await read_told(request, _MOST_ASKED)
    if not asked:
        return _say(refuse(WorkspaceError, issue("request", Location(""), "unclear")))
    try:
        return JSONResponse({"to": await run_in_threadpool(act, asked)})
    except DocgenError as error:
        return _say(error)


def _say(error: DocgenError) -> Response:
    error = tell_error_on_page(error)
    found = [finding.what for finding in error.findings] if isinstance(error, FindingsError) else []
    told = {"said": "；".join([error.what, *found[:3]]), "where": error.where}
    return JSONResponse({**told, "remedy": error.remedy}, 422)


ROUTES = [
    Route("/", home),
    Route("/folders", folders),
    Route("/new", new),
    Route("/new", begin_workspace, methods=["POST"]),
    Route("/open", open_folder, methods=["POST"]),
    Route("/review", open_for_review, methods=["POST"]),
    Route("/forget", forget, methods=["POST"]),
    Route("/former", take_former, methods=["POST"]),
    Route("/former/sent", take_sent_former, methods=["POST"]),
    Route("/carried", carried),
    Route("/leave", leave, methods=["POST"]),
]
