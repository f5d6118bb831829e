"""The page's application: its routes behind its gate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.issues.errors import DocgenError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.machine import explain_trouble
from docgen.system.traces import keep_trace
from docgen.web import (
    change_routes,
    document_routes,
    entry_routes,
    event_routes,
    form_routes,
    home_routes,
    item_routes,
    job_routes,
    package_routes,
    review_books,
    review_routes,
)
from docgen.web.access import GatedApp
from docgen.web.rendering import (
    STATIC_FOLDER,
    STATIC_PATH,
    PageServer,
    refuse_request,
    show_error,
)


class _KeptFiles(StaticFiles):
    """Files whose address has docgen's version in it: a browser may keep them."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - Starlette's
        """Return a file, to be kept."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "private, max-age=31536000, immutable"
        return response


def make_app(page: PageServer) -> Starlette:
    """Return the application of one running page."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        page.workspaces.close()
        page.reviews.close()
        page.uploads.close()

    app = Starlette(
        routes=[
            Mount(STATIC_PATH, _KeptFiles(directory=STATIC_FOLDER)),
            *entry_routes.ROUTES,
            *home_routes.ROUTES,
            *item_routes.ROUTES,
            *form_routes.ROUTES,
            *change_routes.ROUTES,
            *document_routes.ROUTES,
            *event_routes.ROUTES,
            *package_routes.ROUTES,
            *job_routes.ROUTES,
            *review_routes.ROUTES,
            *review_books.ROUTES,
        ],
        middleware=[
            Middleware(GatedApp, gate=page.gate, say=refuse_request),
            Middleware(_TroubleApp),
        ],
        exception_handlers={
            404: _say_missing,
            405: _say_other_method,
            DocgenError: _say_error,
        },
        lifespan=lifespan,
    )
    app.state.page = page
    return app


async def _say_missing(request: Request, _: Exception) -> Response:
    return show_error(request, refuse(WorkspaceError, issue("page", Location(""), "missing")), 404)


async def _say_other_method(request: Request, _: Exception) -> Response:
    return refuse_request(request, "method", 405)


async def _say_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DocgenError)
    return show_error(request, error)


class _TroubleApp:
    """Answers where the program failed; behind the gate, so that this answer has its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await _say_bug(Request(scope), error)(scope, receive, send)


def _say_bug(request: Request, error: Exception) -> Response:
    """Say that the program failed, and keep how it came to that for whoever mends it."""
    trouble = explain_trouble(error)
    if trouble is not None:
        return show_error(request, trouble, 500)
    return refuse_request(request, "bug", 500, kept=keep_trace(error) or "经过")
