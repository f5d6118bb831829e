"""What every route of the page works with: its gate, its workspaces, its templates."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from docgen import __version__
from docgen.issues.errors import DocgenError, FindingsError, MachineError, WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.web.access import Gate
from docgen.web.drawn_forms import DrawnForms
from docgen.web.file_manager import show_folder
from docgen.web.folder_reach import FolderReach
from docgen.web.home_view import FormerShelf
from docgen.web.jobs import Jobs
from docgen.web.live_review import LiveReview
from docgen.web.live_workspace import LiveWorkspace
from docgen.web.open_reviews import OpenReviews
from docgen.web.open_workspaces import OpenWorkspaces
from docgen.web.recent_workspaces import RecentKind, RecentWorkspaces, user_records
from docgen.web.uploads import Uploads
from docgen.workspace.data_file import is_workspace
from docgen.workspace.dialects import tell_error_on_page

_HERE = Path(__file__).parent
STATIC_FOLDER = _HERE / "static"
STATIC_PATH = f"/static/{__version__}"
"""With the version in it: a browser may keep what it got from there."""


def _environment() -> jinja2.Environment:
    """Templates in which every value is text, whatever stands in it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = STATIC_PATH
    return environment


@dataclass
class PageServer:
    """One running page."""

    gate: Gate
    workspaces: OpenWorkspaces
    reach: FolderReach = field(default_factory=FolderReach)
    recent: RecentWorkspaces = field(default_factory=lambda: RecentWorkspaces(user_records()))
    former: FormerShelf = field(default_factory=FormerShelf)
    drawn: DrawnForms = field(default_factory=DrawnForms)
    leave: Callable[[], None] = lambda: None
    """Ends the server."""
    uploads: Uploads = field(default_factory=Uploads)
    templates: jinja2.Environment = field(default_factory=_environment)
    jobs: Jobs = field(init=False)
    reviews: OpenReviews = field(init=False)

    def __post_init__(self) -> None:
        """Find the jobs that a former server may have started."""
        settings = self.workspaces.settings
        self.jobs, self.reviews = Jobs(settings.cache.absolute()), OpenReviews(settings)

    def show(self, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
        """Return a document made of a template."""
        return HTMLResponse(self.templates.get_template(template).render(values), status)

    def open(self, folder: Path) -> str:
        """Hold a workspace open, remember that it was opened, and return its path in the page."""
        name = self.workspaces.open(folder)
        self.recent.add(self.workspaces.get(name).folder)
        return f"/w/{name}/"

    def find(self, name: str) -> LiveWorkspace:
        """Return the workspace of an id: open, or opened lately, as in a tab of before a restart.

        WorkspaceError where there is none.
        """
        with suppress(KeyError):
            return self.workspaces.get(name)
        known = self.recent.find(name)
        folder = Path(known.folder) if known else None
        if folder is None or not self.reach.holds(folder) or not is_workspace(folder):
            raise refuse(WorkspaceError, issue("page", Location(""), "closed"))
        return self.workspaces.get(self.workspaces.open(folder))

    def open_review(self, folder: Path, scheme: str = "") -> str:
        """Hold a folder open for review, remember that, and return its path in the page."""
        name = self.reviews.open(folder, scheme)
        self.recent.add(self.reviews.get(name).folder, "review", scheme)
        return f"/review/{name}/"

    def find_review(self, name: str) -> LiveReview:
        """Return the review of an id: open, or opened lately, as in a tab of before a restart.

        WorkspaceError where there is none.
        """
        with suppress(KeyError):
            return self.reviews.get(name)
        known = self.recent.find(name, "review")
        folder = Path(known.folder) if known else None
        if known is None or folder is None or not self.reach.holds(folder) or not folder.is_dir():
            raise refuse(WorkspaceError, issue("page", Location(""), "unopened"))
        return self.reviews.get(self.reviews.open(folder, known.scheme))

    def home_of(self, folder: Path | None, kind: RecentKind = "workspace", scheme: str = "") -> str:
        """Return the path at which to begin: a workspace, or the first page, looking in a folder.

        Whatever folder is given for review is opened for that, by a scheme of the bureau's own
        where there is one. What cannot be reached is not opened.
        """
        if folder is None or not self.reach.holds(folder):
            return "/"
        if kind == "review":
            return self.open_review(folder, scheme)
        if is_workspace(folder):
            return self.open(folder)
        return f"/?at={quote(str(folder.resolve()))}"


def page_of(request: Request) -> PageServer:
    """Return the page that a request is made to."""
    return request.app.state.page  # type: ignore[no-any-return]


def open_in_manager(folder: Path) -> Response:
    """Have this computer's file manager show a folder; say where it is where there is none."""
    if show_folder(folder):
        return Response(status_code=204)
    return PlainTextResponse(f"这台电脑没有能打开文件夹的程序。文件夹在 {folder}", 422)


def word_error(error: DocgenError) -> str:
    """Return what went wrong and how to mend it in a line, in the page's words."""
    told = tell_error_on_page(error)
    return f"{told.what}。{told.remedy}"


def show_error(request: Request, error: DocgenError, status: int = 422) -> Response:
    """Return what went wrong, where, and how to mend it: a document, or text for a module."""
    error = tell_error_on_page(error)
    if "text/html" not in request.headers.get("accept", ""):
        where = f"（{error.where}）" if error.where else ""
        return PlainTextResponse(f"{error.what}{where}。{error.remedy}\n", status)
    findings = error.findings if isinstance(error, FindingsError) else ()
    return page_of(request).show("trouble.html", status, error=error, findings=findings)


def refuse_request(request: Request, case: str, status: int, **slots: object) -> Response:
    """Return why a request was not let through, as `show_error` does."""
    return show_error(
        request, refuse(MachineError, issue("gate", Location(""), case, **slots)), status
    )
