"""How the data is spoken of: by its keys, by the columns of a workbook, by the page's fields."""

from dataclasses import replace
from functools import partial

from docgen.issues.catalogue import Reader
from docgen.issues.errors import DocgenError, FindingsError
from docgen.issues.finding import Finding
from docgen.issues.issue import Dialect, Issue, render
from docgen.issues.page_words import say_on_page
from docgen.model.field_locations import Places, call_field, name_field
from docgen.model.submission import StudioFile
from docgen.workspace.workbook_headings import BOOK_FILE

PAGE = Dialect(partial(call_field, StudioFile), Reader.PAGE)
"""How the page speaks of it, whatever the data file is: whoever fills it in sees no file."""


def dialect_of(name: str) -> Dialect:
    """Return how the data file of that name is spoken of."""
    if name == BOOK_FILE:
        # Who fills in a workbook has never seen a key.
        return Dialect(partial(call_field, StudioFile), Reader.CELLS)
    return Dialect(partial(name_field, StudioFile))


def tell(said: Issue, places: Places) -> Finding:
    """Return what is said of an issue in the words of the data file at hand."""
    return render(said, dialect_of(places.file))


def tell_on_page(found: Finding) -> Finding:
    """Return the same finding in the words of the page, at the same place."""
    if found.said is None:
        return found
    return replace(render(found.said, PAGE), level=found.level, location=found.location)


def tell_error_on_page(error: DocgenError) -> DocgenError:
    """Have an error speak in the words of the page; return it."""
    if isinstance(error, FindingsError):
        error.findings = tuple(map(tell_on_page, error.findings))
    if error.said is None:
        error.what, error.remedy = say_on_page(error.what), say_on_page(error.remedy)
    else:
        told = render(error.said, PAGE)
        error.what, error.remedy = told.what, told.remedy
    return error
