"""A photographed sheet cut out of its photograph, as a step: the photograph goes into the bin."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from docgen.images.sheet_cutting import Shares, are_of_sheet, cut_sheet, find_sheet
from docgen.issues.errors import OutputError, SourceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.source_keys import EVIDENCE_FOLDER
from docgen.system.file_types import Kind, recognise
from docgen.system.workers import ForeignFileError, read_apart
from docgen.workspace.change_draft import Changed
from docgen.workspace.evidence_changes import replace_file
from docgen.workspace.incoming_files import Incoming, staging

_PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.HEIF, Kind.WEBP, Kind.BMP, Kind.TIFF})
_SECONDS = 30.0


def propose_cut(folder: Path, path: str) -> Shares | None:
    """Return the corners of the sheet on a photograph below `evidence/`; None where none is seen.

    Corners go from the upper left clockwise, in shares of the upright picture's sides. SourceError
    where the file is no picture that can be read.
    """
    return cast("Shares | None", _apart(folder, path, find_sheet))


def cut_photograph(folder: Path, path: str, corners: Sequence[tuple[float, float]]) -> Changed:
    """Put the sheet between four corners in the place of a photograph, as one step.

    The photograph stays in the bin. OutputError where the corners are not those of a sheet,
    SourceError where the picture cannot be read, ChangeConflictError where it is gone.
    """
    shares = tuple(corners)
    if not are_of_sheet(shares):
        raise refuse(OutputError, issue("uncut", Location(path), "corners"))
    cut = _apart(folder, path, cut_sheet, shares)
    with staging(folder) as scratch:
        made = scratch / "cut.jpg"
        made.write_bytes(cut)
        return replace_file(folder, path, Incoming(made, f"{Path(path).stem}.jpg"))


def _apart(folder: Path, path: str, function: Callable[..., Any], *rest: object) -> Any:  # noqa: ANN401
    """What becomes of a photograph in a worker."""
    root = folder / EVIDENCE_FOLDER
    file = root / path
    said = issue("uncut", Location(path), "unreadable")
    if not file.resolve().is_relative_to(root.resolve()) or not file.is_file():
        raise refuse(SourceError, said)
    try:
        if recognise(file) in _PICTURES:
            return read_apart(function, file, *rest, seconds=_SECONDS)
    except (ForeignFileError, OSError) as error:
        raise refuse(SourceError, said) from error
    raise refuse(SourceError, said)
