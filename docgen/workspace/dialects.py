"""How each form of the data file is spoken of: by its keys, or by the columns of a workbook."""

from functools import partial

from docgen.issues.finding import Finding
from docgen.issues.issue import Dialect, Issue, render
from docgen.model.field_locations import Places, call_field, name_field
from docgen.model.submission import StudioFile
from docgen.workspace.workbook_headings import BOOK_FILE


def dialect_of(name: str) -> Dialect:
    """Return how the data file of that name is spoken of."""
    if name == BOOK_FILE:
        # Who fills in a workbook has never seen a key.
        return Dialect(partial(call_field, StudioFile), in_workbook=True)
    return Dialect(partial(name_field, StudioFile))


def tell(said: Issue, places: Places) -> Finding:
    """Return what is said of an issue in the words of the data file at hand."""
    return render(said, dialect_of(places.file))
