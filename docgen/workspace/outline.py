"""What a workspace is, told from its data file alone and without a check: for lists of many."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.workspace.history import settle_workspace
from docgen.workspace.load import load_scheme, read_data


@dataclass(frozen=True)
class WorkspaceOutline:
    """The studio's name, and what the notice calls the submission; empty where it is not said."""

    studio: str
    notice: str
    submission: str


def read_outline(folder: Path) -> WorkspaceOutline:
    """Return what a workspace is. WorkspaceError or SchemeError where it cannot be read."""
    plain = read_data(settle_workspace(folder)).root.plain()
    said: Mapping[str, object] = plain if isinstance(plain, Mapping) else {}
    studio = said.get("studio")
    name = studio.get("name") if isinstance(studio, Mapping) else None
    scheme = load_scheme(str(said.get("scheme") or ""), near=folder)
    named = {str(key): spec.name for key, spec in scheme.submissions.items()}
    submission = named.get(str(said.get("submission") or ""), "")
    return WorkspaceOutline(str(name or "").strip(), scheme.title, submission)
