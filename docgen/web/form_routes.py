"""The form and the report in the page: filled in, seen as they are printed, taken in, begun."""

from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from docgen import api
from docgen.issues.errors import DocgenError, OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web.form_view import FormView
from docgen.web.item_routes import Shown, show_workspace, workspace_of
from docgen.web.live_workspace import LiveState
from docgen.web.rendering import page_of, word_error
from docgen.web.workspace_view import WorkspaceView

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_BYTES = 300_000_000
"""Of a report."""
_KEPT = {"cache-control": "private, max-age=86400, immutable"}


def forms(request: Request) -> Response:
    """The form to be filled in, laid out as it is printed."""

    def view(whole: WorkspaceView, state: LiveState) -> Shown:
        return {"form": FormView(whole, state.plain)}

    return show_workspace(request, "forms.html", "forms", view)


async def drawn(request: Request) -> Response:
    """Draw the form as it is now, and say under which address it is found."""
    page, live = page_of(request), workspace_of(request)
    try:
        return JSONResponse({"digest": await run_in_threadpool(page.drawn.draw, live)})
    except DocgenError as error:
        return JSONResponse({"digest": "", "said": word_error(error)})


def form_pdf(request: Request) -> Response:
    """A form that was drawn."""
    pdf = page_of(request).drawn.get(request.path_params["digest"])
    if pdf is None:
        return Response(status_code=404)
    return Response(pdf, media_type="application/pdf", headers=_KEPT)


async def report(request: Request) -> Response:
    """Take the report that is sent, in the place of the one that is taken now."""
    live, name = workspace_of(request), request.query_params.get("name", "")
    checked = live.state.checked
    former = checked.workspace.report if checked else None
    try:
        with api.staging(live.folder) as scratch:
            sent = await _receive(request, scratch / "report", name)
            await run_in_threadpool(api.take_report, live.folder, sent, former)
    except DocgenError as error:
        return JSONResponse({"said": word_error(error)}, 422)
    return JSONResponse({})


async def _receive(request: Request, file: Path, name: str) -> "api.Incoming":
    """Write what is sent. OutputError where it is larger than any report."""
    size = 0
    with file.open("wb") as written:
        async for part in request.stream():
            size += len(part)
            if size > _MOST_BYTES:
                slots = {"megabytes": _MOST_BYTES // 1_000_000}
                raise refuse(OutputError, issue("upload", Location(name), "large", **slots))
            written.write(part)
    return api.Incoming(file, name)


def skeleton(request: Request) -> Response:
    """A report to begin with, in Word."""
    checked = workspace_of(request).state.checked
    if checked is None:
        return Response(status_code=404)
    name = quote(f"{checked.workspace.spec.report.title}.docx")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(api.begin_report(checked), media_type=_WORD, headers=headers)


ROUTES = [
    Route("/w/{workspace}/forms", forms),
    Route("/w/{workspace}/form-pages", drawn),
    Route("/w/{workspace}/form/{digest}.pdf", form_pdf),
    Route("/w/{workspace}/report-skeleton.docx", skeleton),
    Route("/w/{workspace}/report", report, methods=["PUT"]),
]
