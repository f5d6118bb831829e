"""What every route of the page works with: its gate, its workspaces, its templates."""

from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from docgen import __version__
from docgen.issues.errors import DocgenError, FindingsError
from docgen.web.access import Gate
from docgen.web.open_workspaces import OpenWorkspaces
from docgen.web.uploads import Uploads

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
    uploads: Uploads = field(default_factory=Uploads)
    templates: jinja2.Environment = field(default_factory=_environment)

    def show(self, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
        """Return a document made of a template."""
        return HTMLResponse(self.templates.get_template(template).render(values), status)

    def home_of(self, folder: Path | None) -> str:
        """Return the path at which to begin: a workspace, which is held open, or the first page."""
        return f"/w/{self.workspaces.open(folder)}/" if folder else "/"


def page_of(request: Request) -> PageServer:
    """Return the page that a request is made to."""
    return request.app.state.page  # type: ignore[no-any-return]


def show_error(request: Request, error: DocgenError) -> Response:
    """Return a document that says what went wrong, where, and how to mend it."""
    findings = error.findings if isinstance(error, FindingsError) else ()
    return page_of(request).show("trouble.html", 422, error=error, findings=findings)
