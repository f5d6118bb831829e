"""Where in the page something stands that a finding is about: its address and its control."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from docgen import api
from docgen.issues.location import KeyPath
from docgen.model.evidence import Evidence
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.web.card_parts import first_shown
from docgen.web.item_view import MORE_FIELDS, list_pieces
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
    keyed = api.key_pieces(whole.checked.workspace.evidence)
    for key, piece in keyed.items():
        if _is_of(piece, field, file):
            name = field[2] if len(field) > 2 else ""
            return _place_of(whole.checked.workspace.evidence, key, piece, name)
    if file.removeprefix(f"{EVIDENCE_FOLDER}/") != file and not field:
        return PagePlace("inbox")
    if field[:1] == ("evidence",) and len(field) > 1:
        return PagePlace("inbox", f"row-{field[1]}")
    if field:
        return PagePlace("forms", f"field-{'-'.join(field)}")
    return PagePlace("overview")


def _is_of(piece: Evidence, field: KeyPath, file: str) -> bool:
    if field[:1] == ("evidence",):
        return piece.has_row and piece.where.field[:2] == field[:2]
    below = file.removeprefix(f"{EVIDENCE_FOLDER}/")
    return below != file and any(part.name == below for part in piece.files)


def _place_of(evidence: Iterable[Evidence], key: str, piece: Evidence, name: str) -> PagePlace:
    address = f"item/{piece.item}"
    if name in MORE_FIELDS:
        address += f"?piece={quote(key, safe='')}"
    else:
        pieces = list_pieces(evidence, piece.item)
        first = first_shown(pieces.index(piece) + 1, len(pieces))
        address += f"?from={first}" if first > 1 else ""
    return PagePlace(address, f"card-{piece.id}" + (f"-{name}" if name else ""))
