"""The form and the report in the page: filled in, seen as they are printed, taken in, begun."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from docgen import api
from docgen.issues.errors import DocgenError
from docgen.web.form_view import FormView
from docgen.web.item_routes import FIRST_LOOK, show_unread, workspace_of
from docgen.web.rendering import page_of
from docgen.web.workspace_view import WorkspaceView
from docgen.workspace.dialects import tell_error_on_page

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_KEPT = {"cache-control": "private, max-age=86400, immutable"}


def forms(request: Request) -> Response:
    """The form to be filled in, laid out as it is printed."""
    state = workspace_of(request).look(FIRST_LOOK)
    if state.checked is None:
        return show_unread(request, state)
    whole = WorkspaceView(state.checked)
    shown = {"id": request.path_params["workspace"], "state": state, "whole": whole}
    form = FormView(whole, state.plain)
    return page_of(request).show("forms.html", current="forms", form=form, **shown)


async def drawn(request: Request) -> Response:
    """Draw the form as it is now, and say under which address it is found."""
    page, live = page_of(request), workspace_of(request)
    try:
        return JSONResponse({"digest": await run_in_threadpool(page.drawn.draw, live)})
    except DocgenError as error:
        told = tell_error_on_page(error)
        return JSONResponse({"digest": "", "said": told.what, "remedy": told.remedy})


def form_pdf(request: Request) -> Response:
    """A form that was drawn."""
    pdf = page_of(request).drawn.get(request.path_params["digest"])
    if pdf is None:
        return Response(status_code=404)
    return Response(pdf, media_type="application/pdf", headers=_KEPT)


def skeleton(request: Request) -> Response:
    """A report to begin with, in Word."""
    state = workspace_of(request).look(FIRST_LOOK)
    if state.checked is None:
        return show_unread(request, state)
    name = quote(f"{state.checked.workspace.spec.report.title}.docx")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(api.begin_report(state.checked), media_type=_WORD, headers=headers)


ROUTES = [
    Route("/w/{workspace}/forms", forms),
    Route("/w/{workspace}/form-pages", drawn),
    Route("/w/{workspace}/form/{digest}.pdf", form_pdf),
    Route("/w/{workspace}/report-skeleton.docx", skeleton),
]
