"""Long work: started, stopped, told a password. How far it has come is told with all other news."""

import datetime
from dataclasses import replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from docgen.issues.errors import DocgenError, OutputError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web.job_folder import JobKind, JobSpec
from docgen.web.package_routes import list_scans, scans_folder, view_of
from docgen.web.rendering import page_of, word_error
from docgen.web.request_body import read_told

_MOST_BYTES = 20_000
_MOST_COPIES = 999
_PAPERS = ("A4", "A3")


async def start(request: Request) -> Response:
    """Start a job; where one is under way, that one is shown."""
    asked = await read_told(request, _MOST_BYTES)
    try:
        await run_in_threadpool(_start, request, asked)
    except DocgenError as error:
        return JSONResponse({"said": word_error(error)}, 422)
    return JSONResponse({})


def _start(request: Request, asked: dict[str, Any]) -> None:
    page, workspace = page_of(request), request.path_params["workspace"]
    page.jobs.start(workspace, _make_spec(request, asked))


def _make_spec(request: Request, asked: dict[str, Any]) -> JobSpec:
    view, settings = view_of(request), page_of(request).workspaces.settings
    try:
        kind = JobKind(asked["do"])
        copies = int(asked["copies"]) if asked.get("copies") else None
        paper = asked["paper"] if asked.get("paper") in _PAPERS else None
    except (KeyError, ValueError, TypeError) as error:
        raise _unclear() from error
    if copies is not None and not 1 <= copies <= _MOST_COPIES:
        raise _unclear()
    spec = JobSpec(
        kind,
        view.folder,
        settings.cache.absolute(),
        view.place,
        # A page may stay open for days.
        reading=settings.reading,
        today=datetime.datetime.now().astimezone().date() if settings.today else None,
        copies=copies,
        numbered=bool(asked.get("numbered")),
        whole=bool(asked.get("whole")),
        printer=str(asked.get("printer", "")),
        paper=paper,
        anyway=bool(asked.get("anyway")),
    )
    if kind is not JobKind.COLLECT:
        return spec
    if not list_scans(request):
        raise refuse(OutputError, issue("upload", Location(""), "none"))
    return replace(spec, scans=scans_folder(request))


def _unclear() -> OutputError:
    return refuse(OutputError, issue("request", Location(""), "unclear"))


async def stop(request: Request) -> Response:
    """Ask the job to stop."""
    jobs = page_of(request).jobs
    await run_in_threadpool(jobs.stop, request.path_params["workspace"])
    return Response(status_code=204)


async def answer(request: Request) -> Response:
    """Hand a password to the job that asked for it. It is written down nowhere."""
    told = await read_told(request, _MOST_BYTES)
    number, password = told.get("number"), told.get("password")
    if not isinstance(number, int) or not isinstance(password, str | None):
        return Response(status_code=400)
    jobs, workspace = page_of(request).jobs, request.path_params["workspace"]
    taken = await run_in_threadpool(jobs.answer, workspace, number, password)
    return Response(status_code=204 if taken else 409)


ROUTES = [
    Route("/w/{workspace}/jobs", start, methods=["POST"]),
    Route("/w/{workspace}/jobs/stop", stop, methods=["POST"]),
    Route("/w/{workspace}/jobs/answer", answer, methods=["POST"]),
]
