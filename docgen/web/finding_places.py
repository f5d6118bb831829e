"""Where in the page something stands that a finding is about: its address and its control."""

from dataclasses import dataclass
from urllib.parse import quote

from docgen.issues.location import KeyPath
from docgen.model.evidence import Evidence
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.web.item_view import MORE_FIELDS, name_piece
from docgen.web.workspace_view import WorkspaceView


@dataclass(frozen=True)
class PagePlace:
    """An address below the workspace's own, and the id of what stands there."""

    address: str
    id: str = ""


def find_place(whole: WorkspaceView, field: KeyPath, file: str) -> PagePlace:
    """Return where a value of the data file, or a file, is shown. The overview shows the rest."""
    if field[:1] == ("claims",) and len(field) > 1:
        return PagePlace(f"item/{field[1]}", f"field-{'-'.join(field)}")
    if piece := _find_piece(whole, field, file):
        return _place_of(piece, field[2] if len(field) > 2 else "")
    if file.removeprefix(f"{EVIDENCE_FOLDER}/") != file and not field:
        return PagePlace("inbox")
    if field:
        return PagePlace("forms", f"field-{'-'.join(field)}")
    return PagePlace("overview")


def _find_piece(whole: WorkspaceView, field: KeyPath, file: str) -> Evidence | None:
    below = file.removeprefix(f"{EVIDENCE_FOLDER}/")
    for piece in whole.checked.workspace.evidence:
        if field[:1] == ("evidence",):
            if piece.has_row and piece.where.field[:2] == field[:2]:
                return piece
        elif below != file and any(part.name == below for part in piece.files):
            return piece
    return None


def _place_of(piece: Evidence, name: str) -> PagePlace:
    address = f"item/{piece.item}"
    if name in MORE_FIELDS:
        address += f"?piece={quote(name_piece(piece), safe='')}"
    return PagePlace(address, f"card-{piece.id}" + (f"-{name}" if name else ""))
