"""A workspace in the page: the whole, and one item of it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web.item_view import ItemView
from docgen.web.live_workspace import LiveState, LiveWorkspace
from docgen.web.rendering import page_of, show_error
from docgen.web.workspace_view import WorkspaceView

_FIRST_LOOK = 1.0
"""Seconds that a document waits for what has changed; then it is shown as it was, and says so."""


def workspace_of(request: Request) -> LiveWorkspace:
    """Return the workspace that a request is about. WorkspaceError where none has its id."""
    return page_of(request).find(request.path_params["workspace"])


def begin(request: Request) -> Response:
    """Lead to the overview; the workspace is the one that was opened last from now on."""
    return RedirectResponse(f"{page_of(request).open(workspace_of(request).folder)}overview", 303)


def overview(request: Request) -> Response:
    """The whole workspace: what is wrong, what is still to be done."""
    return show_view(request, workspace_of(request).look(_FIRST_LOOK))


def item(request: Request) -> Response:
    """One item of the notice."""
    return show_view(request, workspace_of(request).look(_FIRST_LOOK))


def show_view(request: Request, state: LiveState) -> Response:
    """Return the document of the view that the path names, for that state."""
    page, name = page_of(request), request.path_params["workspace"]
    if state.checked is None:
        if state.error is not None:
            return show_error(request, state.error)
        return page.show("reading.html", id=name, state=state)
    whole = WorkspaceView(state.checked)
    shown = {"id": name, "state": state, "whole": whole}
    number = request.path_params.get("item")
    if number is None:
        return page.show("overview.html", current="overview", **shown)
    if state.checked.workspace.spec.item(number) is None:
        missing = refuse(WorkspaceError, issue("page", Location(""), "missing"))
        return show_error(request, missing, 404)
    opened = request.query_params.get("piece", "")
    view = ItemView(whole, state.plain, number, state.preview, opened)
    return page.show("item.html", current=number, item=view, **shown)


ROUTES = [
    Route("/w/{workspace}/", begin),
    Route("/w/{workspace}/overview", overview),
    Route("/w/{workspace}/item/{item:int}", item),
]
