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

from docgen.issues.errors import DocgenError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web import (
    change_routes,
    document_routes,
    entry_routes,
    event_routes,
    form_routes,
    item_routes,
    job_routes,
    package_routes,
)
from docgen.web.access import GatedApp
from docgen.web.rendering import STATIC_FOLDER, STATIC_PATH, PageServer, show_error


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
        page.uploads.close()

    app = Starlette(
        routes=[
            Mount(STATIC_PATH, _KeptFiles(directory=STATIC_FOLDER)),
            *entry_routes.ROUTES,
            *item_routes.ROUTES,
            *form_routes.ROUTES,
            *change_routes.ROUTES,
            *document_routes.ROUTES,
            *event_routes.ROUTES,
            *package_routes.ROUTES,
            *job_routes.ROUTES,
        ],
        middleware=[Middleware(GatedApp, gate=page.gate)],
        exception_handlers={404: _say_missing, DocgenError: _say_error},
        lifespan=lifespan,
    )
    app.state.page = page
    return app


async def _say_missing(request: Request, _: Exception) -> Response:
    missing = refuse(WorkspaceError, issue("page", Location(""), "missing"))
    response = show_error(request, missing)
    response.status_code = 404
    return response


async def _say_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DocgenError)
    return show_error(request, error)
