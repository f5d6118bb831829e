"""The pages of evidence themselves: small pictures, and PDFs for the viewer.

A request names what it wants by the digest of a file of the open workspace, so no path of it
reaches anything else.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from docgen import api
from docgen.issues.errors import SourceError
from docgen.model.prepared import Prepared
from docgen.web.item_routes import workspace_of

_SIDES = (160, 640, 1280)
"""Pixels of the longer side of a page's picture."""
_TURNS = (0, 90, 180, 270)
_KEPT = {"cache-control": "private, max-age=86400, immutable"}


def thumbnail(request: Request) -> Response:
    """One page of a file, small; nothing while its file is on its way: the page asks again."""
    source, side = _find(request), request.path_params["side"]
    page = request.path_params["page"]
    if source is None:
        return Response(status_code=204)
    if side not in _SIDES or not 1 <= page <= len(source.pages):
        return Response(status_code=404)
    return _draw(source, page, side)


def cutout(request: Request) -> Response:
    """What stands at a place of a page, as it is read: a suggestion was read there."""
    source, asked = _find(request), request.path_params
    if source is None:
        return Response(status_code=204)
    frame = (asked["left"], asked["top"], asked["width"], asked["height"])
    if asked["turn"] not in _TURNS or not 1 <= asked["page"] <= len(source.pages):
        return Response(status_code=404)
    try:
        picture = api.draw_cutout(source.pdf, asked["page"], frame, asked["turn"])
    except SourceError:
        return Response(status_code=204)
    return Response(picture, media_type="image/jpeg", headers=_KEPT)


async def pdf(request: Request) -> Response:
    """A file as the bundle takes it in, as a PDF."""
    source = await run_in_threadpool(_find, request)
    return Response(status_code=404) if source is None else _send(source)


def unsorted_thumbnail(request: Request) -> Response:
    """The first page of a file that is no item's yet, small."""
    source, side = _prepare(request), request.path_params["side"]
    if source is None:
        return Response(status_code=204)
    return _draw(source, 1, side) if side in _SIDES else Response(status_code=404)


async def unsorted_pdf(request: Request) -> Response:
    """A file that is no item's yet, as a PDF."""
    source = await run_in_threadpool(_prepare, request)
    return Response(status_code=404) if source is None else _send(source)


def _draw(source: Prepared, page: int, side: int) -> Response:
    try:
        picture = api.draw_thumbnail(source.pdf, page, side)
    except SourceError:
        # Its file is on its way to another place, or shows nothing.
        return Response(status_code=204)
    return Response(picture, media_type="image/jpeg", headers=_KEPT)


def _send(source: Prepared) -> Response:
    return FileResponse(source.pdf, media_type="application/pdf")


def _find(request: Request) -> Prepared | None:
    checked = workspace_of(request).state.checked
    sources = checked.sources.values() if checked else ()
    digest = request.path_params["digest"]
    return next((s for s in sources if isinstance(s, Prepared) and s.sha256 == digest), None)


def _prepare(request: Request) -> Prepared | None:
    live = workspace_of(request)
    if live.state.checked is None:
        return None
    try:
        path = request.query_params.get("path", "")
        source = api.prepare_unsorted(live.state.checked, path, live.settings)
    except KeyError:
        return None
    return source if isinstance(source, Prepared) else None


_FRAME = "{left:int}/{top:int}/{width:int}/{height:int}"

ROUTES = [
    Route(f"/w/{{workspace}}/cutout/{{digest}}/{{page:int}}/{_FRAME}/{{turn:int}}", cutout),
    Route("/w/{workspace}/page/{digest}/{page:int}/{side:int}", thumbnail),
    Route("/w/{workspace}/file/{digest}.pdf", pdf),
    Route("/w/{workspace}/unsorted/{side:int}", unsorted_thumbnail),
    Route("/w/{workspace}/unsorted.pdf", unsorted_pdf),
]
