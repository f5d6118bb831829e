"""A workspace in the page: the whole, one item of it, what is not sorted yet."""

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match, Route

from docgen import api
from docgen.issues.errors import SourceError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web.card_parts import read_place
from docgen.web.finding_places import find_place
from docgen.web.inbox_view import Inbox, list_waiting
from docgen.web.item_view import ItemView
from docgen.web.live_workspace import LiveState, LiveWorkspace
from docgen.web.rendering import page_of, show_error, word_error
from docgen.web.workspace_view import WorkspaceView

_PATIENCE = 1.0
"""Seconds that a document waits for what has changed; then it is shown as it was, and says so."""
_MOST_BINNED = 200
_WHOLE = ((0.04, 0.04), (0.96, 0.04), (0.96, 0.96), (0.04, 0.96))
"""Corners to begin with where no sheet is seen."""


def workspace_of(request: Request) -> LiveWorkspace:
    """Return the workspace that a request is about. WorkspaceError where none has its id."""
    return page_of(request).find(request.path_params["workspace"])


Shown = Mapping[str, object]


def _show_nothing_else(_: WorkspaceView, __: LiveState) -> Shown:
    return {}


def show_workspace(
    request: Request,
    template: str,
    current: object,
    view: Callable[[WorkspaceView, LiveState], Shown] = _show_nothing_else,
) -> Response:
    """Return a document about a workspace as it is now; or that it is still being read, or why not.

    The template gets `whole`, `state`, `id`, `current`, and what `view` makes of the first two.
    """
    page, name = page_of(request), request.path_params["workspace"]
    state = workspace_of(request).look(getattr(request.state, "patience", _PATIENCE))
    if state.checked is None:
        if state.error is not None:
            return show_error(request, state.error)
        return page.show("reading.html", id=name, state=state)
    whole = WorkspaceView(state.checked, state.is_first)
    shown = view(whole, state)
    return page.show(template, id=name, state=state, whole=whole, current=current, **shown)


async def show_view(request: Request, address: str, patience: float) -> Response:
    """Return the document at another address of what a change is made in, waiting only so long."""
    parts = urlsplit(address)
    scope = {
        **request.scope,
        "method": "GET",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "state": {"patience": patience},
    }
    own = f"{request.url.path.rpartition('/')[0]}/"
    for route in request.app.routes if parts.path.startswith(own) else ():
        match, found = route.matches(scope)
        if match is Match.FULL and isinstance(route, Route):
            return await run_in_threadpool(route.endpoint, Request({**scope, **found}))
    return Response(status_code=204)


def begin(request: Request) -> Response:
    """Lead to the overview; the workspace is the one that was opened last from now on."""
    return RedirectResponse(f"{page_of(request).open(workspace_of(request).folder)}overview", 303)


def overview(request: Request) -> Response:
    """The whole workspace: what is wrong, what is still to be done."""
    return show_workspace(request, "overview.html", "overview")


def item(request: Request) -> Response:
    """One item of the notice. WorkspaceError where it has no such item."""
    number, opened = request.path_params["item"], request.query_params.get("piece", "")
    place = read_place(request.query_params.get("from", ""))

    def view(whole: WorkspaceView, state: LiveState) -> Shown:
        if whole.checked.workspace.spec.item(number) is None:
            raise refuse(WorkspaceError, issue("page", Location(""), "missing"))
        preview, advice = state.preview, state.advice
        return {"item": ItemView(whole, state.plain, number, preview, opened, place, advice)}

    return show_workspace(request, "item.html", number, view)


def inbox(request: Request) -> Response:
    """Files that are no item's yet, and those that were put away."""
    removed = api.list_bin(workspace_of(request).folder)
    asked = read_place(request.query_params.get("from", ""))

    def view(whole: WorkspaceView, state: LiveState) -> Shown:
        binned = {"removed": removed[:_MOST_BINNED], "in_bin": len(removed)}
        waiting = Inbox(list_waiting(whole, state.advice), asked)
        return {"lost": whole.lost_rows(state.plain), "inbox": waiting, **binned}

    return show_workspace(request, "inbox.html", "inbox", view)


def place(request: Request) -> Response:
    """Where something stands that a finding is about."""
    live = workspace_of(request)
    try:
        field = tuple(map(str, json.loads(request.query_params.get("field", "[]"))))
    except (ValueError, TypeError):
        return Response(status_code=400)
    if live.state.checked is None:
        return JSONResponse({"address": "", "id": ""})
    whole = WorkspaceView(live.state.checked, live.state.is_first)
    found = find_place(whole, field, request.query_params.get("file", ""))
    address = f"/w/{request.path_params['workspace']}/{found.address}"
    return JSONResponse({"address": address, "id": found.id})


def cut(request: Request) -> Response:
    """Where the sheet lies on a photograph of the evidence."""
    live = workspace_of(request)
    file, checked = request.query_params.get("file", ""), live.state.checked
    pieces = checked.workspace.evidence if checked else ()
    if not any(part.path == file for piece in pieces for part in piece.files):
        return Response(status_code=404)
    try:
        corners = api.propose_cut(live.folder, file)
    except SourceError as error:
        return JSONResponse({"said": word_error(error)}, 409)
    return JSONResponse({"corners": corners or _WHOLE, "found": corners is not None})


ROUTES = [
    Route("/w/{workspace}/", begin),
    Route("/w/{workspace}/overview", overview),
    Route("/w/{workspace}/item/{item:int}", item),
    Route("/w/{workspace}/inbox", inbox),
    Route("/w/{workspace}/place", place),
    Route("/w/{workspace}/cut", cut),
]
