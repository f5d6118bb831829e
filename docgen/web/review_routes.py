"""The bureau's review in the page: studios, one item, opinions, results.

A request names the folder by an id, a package by the digest of its manifest, a document by its
place in the manifest: no path of it reaches a file. Who reviews is a name that the browser keeps;
what others gave is left out here, before anything is sent, where the review is blind.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from docgen import api
from docgen.issues.errors import DocgenError, OutputError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.package.file_names import REVIEW_FOLDER
from docgen.review.opinions import read_reviewer
from docgen.text.loose_input import read_figure
from docgen.text.wording import write_figure
from docgen.web.item_routes import show_view
from docgen.web.job_folder import JobKind, JobSpec
from docgen.web.live_review import LiveReview
from docgen.web.rendering import open_in_manager, page_of, word_error
from docgen.web.request_body import read_told
from docgen.web.review_item_view import ReviewItemView
from docgen.web.review_list_view import LeftView, ListView, TodoView
from docgen.web.review_results_view import ResultsView, list_results
from docgen.web.review_view import ReviewView, can_judge

_REVIEWER = "docgen-reviewer"
"""The cookie with the name of who reviews in this browser: no key, so ports may share it."""
_A_YEAR = 365 * 86_400
_MOST_BYTES = 200_000
_PATIENCE = 0.3
"""Seconds that a document waits until the folder has been looked through."""
_RESULTS = "结果"
"""The folder of the results, within the review's own."""
_HELD_BACK = "背靠背评审：您还有项目没有给分，给完才能写结果。"

Shown = Mapping[str, object]


def review_of(request: Request) -> LiveReview:
    """Return the review that a request is about. WorkspaceError where none has its id."""
    return page_of(request).find_review(request.path_params["review"])


def reviewer_of(request: Request) -> str:
    """Return who reviews in this browser; empty before anybody said so."""
    return unquote(request.cookies.get(_REVIEWER, ""))


def _see(request: Request) -> ReviewView:
    """The review as whoever asks sees it. WorkspaceError before it is there."""
    live = review_of(request)
    state = live.look(_PATIENCE)
    live.opened()
    id_, name = request.path_params["review"], live.folder.name
    return ReviewView(id_, name, state, reviewer_of(request))


def show_review(
    request: Request,
    template: str,
    current: str,
    view: Callable[[ReviewView], Shown],
) -> Response:
    """Return a document about a review as it is now; or the question who reviews."""
    page, live = page_of(request), review_of(request)
    reviewer = reviewer_of(request)
    if not reviewer:
        own = f"/review/{request.path_params['review']}"
        return RedirectResponse(f"{own}/who?to={quote(request.url.path)}", 303)
    state = live.look(_PATIENCE)
    whole = ReviewView(request.path_params["review"], live.folder.name, state, reviewer)
    if state.review is None:
        return page.show("review_waiting.html", whole=whole, current=current)
    return page.show(template, whole=whole, current=current, **view(whole))


def studios(request: Request) -> Response:
    """The table of studios."""
    return show_review(
        request, "review_list.html", "list", lambda whole: {"listed": ListView(whole)}
    )


def todo(request: Request) -> Response:
    """What is to be looked at, of all studios or of one."""
    key = request.query_params.get("studio", "")
    return show_review(
        request, "review_todo.html", "todo", lambda whole: {"todo": TodoView(whole, key)}
    )


def left(request: Request) -> Response:
    """What was not taken, and why."""
    return show_review(
        request, "review_left.html", "left", lambda whole: {"left": LeftView(whole.review)}
    )


def item(request: Request) -> Response:
    """One item of one studio. WorkspaceError where there is none."""

    def view(whole: ReviewView) -> Shown:
        package, number = _find(whole.review, request), request.path_params["item"]
        if not can_judge(package) or package.spec is None or not package.spec.item(number):
            raise _missing()
        return {"item": ReviewItemView(whole, package, number)}

    return show_review(request, "review_item.html", "item", view)


def _find(review: "api.Review", request: Request) -> "api.Submitted":
    try:
        return review.package(request.path_params["package"])
    except KeyError as error:
        raise _missing() from error


def _missing() -> DocgenError:
    return refuse(WorkspaceError, issue("page", Location(""), "missing"))


# ── who reviews ───────────────────────────────────────────────────────────────────────────────


def who(request: Request) -> Response:
    """Ask who reviews."""
    live, own = review_of(request), f"/review/{request.path_params['review']}/"
    review = live.look(_PATIENCE).review
    asked = request.query_params.get("to", own)
    shown = {
        "id": request.path_params["review"],
        "name": live.folder.name,
        "back": asked if asked.startswith(own) else own,
        "reviewer": reviewer_of(request),
        "known": review.reviewers if review else (),
        "blind": bool(review and review.settings.blind),
    }
    return page_of(request).show("review_who.html", **shown)


async def name_reviewer(request: Request) -> Response:
    """Keep who reviews in this browser."""
    told = await read_told(request, _MOST_BYTES)
    try:
        name = read_reviewer(str(told.get("name", "")))
    except DocgenError as error:
        return JSONResponse({"said": word_error(error)}, 422)
    answer = Response(status_code=204)
    kept: dict[str, Any] = {"httponly": True, "samesite": "strict", "path": "/", "max_age": _A_YEAR}
    answer.set_cookie(_REVIEWER, quote(name), **kept)
    return answer


# ── opinions ──────────────────────────────────────────────────────────────────────────────────


async def change(request: Request) -> Response:
    """Put an opinion on the disk, and answer with the view it was given in, or with why not."""
    told = await read_told(request, _MOST_BYTES)
    try:
        conflict = await run_in_threadpool(_give, request, told)
    except DocgenError as error:
        return JSONResponse({"said": word_error(error)}, 409)
    if conflict is not None:
        said = {"said": "这一格在别处也改了", "conflict": {"theirs": conflict}}
        return JSONResponse(said, 409)
    return await show_view(request, str(told.get("view", "")), _PATIENCE)


def _give(request: Request, told: Mapping[str, Any]) -> str | None:
    """Change one part of an opinion; what stands there where that is not what the browser saw."""
    live, reviewer = review_of(request), reviewer_of(request)
    package, number = told.get("package"), told.get("item")
    if not reviewer or not isinstance(package, str) or not isinstance(number, int):
        raise _unclear()
    live.look(_PATIENCE)
    known = live.opened().opinions.get(reviewer, {}).get((package, number))
    points = known.points if known else None
    remark = known.remark if known else ""
    struck = set(known.struck if known else ())
    match told:
        case {"do": "set", "path": ["points"], "value": str(value), "seen": str(seen)}:
            if seen not in (write_figure(points), value):
                return write_figure(points)
            points = _read_points(value)
        case {"do": "set", "path": ["remark"], "value": str(value), "seen": str(seen)}:
            if seen.strip() != remark.strip() and value != remark:
                return remark
            remark = value
        case {"do": "strike", "piece": str(piece), "struck": bool(strikes)}:
            struck = struck | {piece} if strikes else struck - {piece}
        case _:
            raise _unclear()
    live.give(package, number, reviewer, points, remark, sorted(struck))
    return None


def _read_points(value: str) -> Decimal | None:
    """What was typed as points; None where the field was emptied."""
    if not value.strip():
        return None
    try:
        points = Decimal(read_figure(value))
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite():
        raise refuse(WorkspaceError, issue("request", Location(""), "points", written=value))
    return points


def _unclear() -> OutputError:
    return refuse(OutputError, issue("request", Location(""), "unclear"))


# ── pages ─────────────────────────────────────────────────────────────────────────────────────


def document(request: Request) -> Response:
    """A PDF of a package, for the viewer: by its place among the manifest's documents."""
    review = review_of(request).opened()
    package, place = _find(review, request), request.path_params["place"]
    if not can_judge(package) or place >= len(package.manifest.documents):
        raise _missing()
    file = package.manifest.documents[place].file
    if not file.lower().endswith(".pdf"):
        raise _missing()
    try:
        path = api.package_document(package, file, page_of(request).reviews.settings)
    except KeyError as error:
        raise _missing() from error
    return FileResponse(path, media_type="application/pdf")


# ── results ───────────────────────────────────────────────────────────────────────────────────


def results_folder(request: Request) -> Path:
    """Where the results of a review are written."""
    return review_of(request).folder / REVIEW_FOLDER / _RESULTS


def results(request: Request) -> Response:
    """What the opinions come to, and the files that tell it."""
    page, name = page_of(request), request.path_params["review"]

    def view(whole: ReviewView) -> Shown:
        job = page.jobs.all(name).get(JobKind.RESULTS)
        local = not page.gate.password
        return {"results": ResultsView(whole, results_folder(request), job, local)}

    return show_review(request, "review_results.html", "results", view)


def write_results(request: Request) -> Response:
    """Begin to write the files of the results, in a process of its own."""
    live, page = review_of(request), page_of(request)
    if not _see(request).sees_all:
        return PlainTextResponse(_HELD_BACK, 422)
    settings = page.reviews.settings
    spec = JobSpec(
        JobKind.RESULTS,
        live.folder,
        settings.cache.absolute(),
        results_folder(request),
        today=settings.today,
        scheme=live.scheme,
    )
    try:
        page.jobs.start(request.path_params["review"], spec)
    except DocgenError as error:
        return PlainTextResponse(word_error(error), 422)
    return Response(status_code=204)


def stop_results(request: Request) -> Response:
    """Ask whoever writes the results to stop."""
    page_of(request).jobs.stop(request.path_params["review"])
    return Response(status_code=204)


def open_results(request: Request) -> Response:
    """Show the folder of the results in this computer's file manager."""
    folder = results_folder(request)
    if page_of(request).gate.password or not folder.is_dir():
        return Response(status_code=404)
    return open_in_manager(folder)


def result_file(request: Request) -> Response:
    """One file of the results, by its place among them."""
    listed, place = list_results(results_folder(request)), request.path_params["place"]
    if place >= len(listed) or not _see(request).sees_all:
        return Response(status_code=404)
    name = listed[place].name
    return FileResponse(listed[place], filename=name, media_type="application/octet-stream")


ROUTES = [
    Route("/review/{review}/", studios),
    Route("/review/{review}/todo", todo),
    Route("/review/{review}/left", left),
    Route("/review/{review}/who", who),
    Route("/review/{review}/who", name_reviewer, methods=["POST"]),
    Route("/review/{review}/item/{package}/{item:int}", item),
    Route("/review/{review}/change", change, methods=["POST"]),
    Route("/review/{review}/results", results),
    Route("/review/{review}/results", write_results, methods=["POST"]),
    Route("/review/{review}/results/stop", stop_results, methods=["POST"]),
    Route("/review/{review}/results/folder", open_results, methods=["POST"]),
    Route("/review/{review}/results/file/{place:int}", result_file),
    Route("/review/{review}/document/{package}/{place:int}.pdf", document),
]
