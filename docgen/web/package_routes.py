"""生成与报送: the page of a workspace's package, its files, and scans on their way in.

A file is asked for by its name among those that the package's own records tell of, so no path of a
request reaches anything else.
"""

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from docgen import api
from docgen.issues.errors import DocgenError, OutputError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.filenames import add_to_stem, make_file_name
from docgen.web.item_routes import Shown, show_workspace, workspace_of
from docgen.web.job_view import JobView
from docgen.web.live_workspace import LiveState
from docgen.web.package_view import PackageView
from docgen.web.rendering import open_in_manager, page_of, word_error
from docgen.web.uploads import Batch
from docgen.web.workspace_view import WorkspaceView

_SCANS = "scans"
_MOST_SCANS = 1_000
_SHOWN_HERE = {"pdf": "application/pdf", "text": "text/plain; charset=utf-8"}
"""What a browser shows by itself. All else is handed to it to be kept."""


def package(request: Request) -> Response:
    """The package of a workspace: what stands in the way, what was built, what is next."""

    def view(whole: WorkspaceView, _: LiveState) -> Shown:
        seen = _look_at(request, whole)
        jobs = {key: JobView(job) for key, job in seen.job_of_step.items()}
        return {"package": seen, "jobs": jobs, "pending": list_scans(request)}

    return show_workspace(request, "package.html", "package", view)


def view_of(request: Request) -> PackageView:
    """Return the package as it lies there. WorkspaceError while the workspace cannot be read."""
    state = workspace_of(request).state
    if state.checked is None:
        raise state.error or refuse(WorkspaceError, issue("page", Location(""), "reading"))
    return _look_at(request, WorkspaceView(state.checked, state.is_first))


def _look_at(request: Request, whole: WorkspaceView) -> PackageView:
    page, workspace = page_of(request), request.path_params["workspace"]
    folder = workspace_of(request).folder
    return PackageView(whole, folder, page.jobs.all(workspace), local=not page.gate.password)


# ── files ─────────────────────────────────────────────────────────────────────────────────────


def file(request: Request) -> Response:
    """One file of the package, of what is to be printed, or of the scans."""
    found = view_of(request).find(request.path_params["area"], request.path_params["name"])
    if found is None or found.path.is_symlink() or not found.path.is_file():
        return Response(status_code=404)
    shown = _SHOWN_HERE.get(found.kind)
    if shown and "save" not in request.query_params:
        return FileResponse(found.path, media_type=shown)
    return FileResponse(found.path, filename=found.name, media_type="application/octet-stream")


def open_folder(request: Request) -> Response:
    """Show a folder of this computer in its file manager."""
    view = view_of(request)
    folder = view.folders.get(request.query_params.get("area", ""))
    if not view.local or folder is None or not folder.is_dir():
        return Response(status_code=404)
    return open_in_manager(folder)


def printers(_: Request) -> Response:
    """The printers that are set up on this computer, and those that announce themselves."""
    own = [{"name": "", "value": name} for name in api.list_printers()]
    near = [{"name": one.name, "value": one.uri} for one in api.discover_printers()]
    return JSONResponse([*own, *near])


# ── scans ─────────────────────────────────────────────────────────────────────────────────────


def scans_folder(request: Request) -> Path:
    """Where scans wait to be recognised: in the cache, which is its user's alone."""
    return page_of(request).jobs.home(request.path_params["workspace"]) / _SCANS


def list_scans(request: Request) -> tuple[str, ...]:
    """The names of the scans that wait."""
    folder = scans_folder(request)
    return tuple(sorted(path.name for path in folder.iterdir())) if folder.is_dir() else ()


async def take_scan(request: Request) -> Response:
    """Take in one scan, whole or not at all."""
    name = make_file_name(Path(request.query_params.get("name", "")).name or "扫描件")
    folder = scans_folder(request)
    try:
        staging = await run_in_threadpool(_begin, request, name)
        with ExitStack() as leave:
            leave.callback(shutil.rmtree, staging, ignore_errors=True)
            batch = Batch(staging, leave)
            await batch.take(0, name, request.stream())
            await run_in_threadpool(_put_in_place, staging / "0", folder, name)
    except DocgenError as error:
        return PlainTextResponse(word_error(error), 422)
    return Response(status_code=204)


def _begin(request: Request, name: str) -> Path:
    folder = scans_folder(request)
    if len(list_scans(request)) >= _MOST_SCANS:
        raise refuse(OutputError, issue("upload", Location(name), "many", most=_MOST_SCANS))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(mkdtemp(prefix="upload-", dir=folder.parent))


def _put_in_place(written: Path, folder: Path, name: str) -> None:
    written.chmod(0o600)
    target, number = folder / name, 2
    while target.exists():
        target, number = folder / add_to_stem(name, f"（{number}）"), number + 1
    written.rename(target)


def drop_scan(request: Request) -> Response:
    """Take away a scan that waits."""
    if (name := request.query_params.get("name", "")) in list_scans(request):
        (scans_folder(request) / name).unlink(missing_ok=True)
    return Response(status_code=204)


ROUTES = [
    Route("/w/{workspace}/package", package),
    Route("/w/{workspace}/package/{area}/{name}", file),
    Route("/w/{workspace}/package-folder", open_folder, methods=["POST"]),
    Route("/w/{workspace}/printers", printers),
    Route("/w/{workspace}/scan", take_scan, methods=["PUT"]),
    Route("/w/{workspace}/scan", drop_scan, methods=["DELETE"]),
]
