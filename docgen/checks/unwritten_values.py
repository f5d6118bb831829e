"""What nobody has written of a piece of evidence, so that something may be suggested for it."""

from docgen.checks.rules_naming import is_by_a_device
from docgen.model.evidence import Evidence
from docgen.model.submission import StudioFile
from docgen.workspace.discover import title_of


def is_unwritten(piece: Evidence, data: StudioFile, field: str) -> bool:
    """Return whether nobody wrote a value of a piece but what its file's name and place say anyway.

    A title that says something need not be written.
    """
    row = data.evidence[int(piece.where.field[1])] if piece.has_row else None
    written = getattr(row, field) if row else None
    *folders, name = piece.files[0].path.split("/")
    if field == "title":
        return written in (None, "", title_of(name)) and is_by_a_device(title_of(name))
    told = [title_of(folder) for folder in folders[1:]] if field == "kind" else []
    return written in (None, "", *told)
