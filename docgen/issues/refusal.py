"""What stops a run, in the catalogue's words."""

from typing import TypeVar

from docgen.issues.errors import DocgenError
from docgen.issues.issue import PLAIN, Dialect, Issue, render

E = TypeVar("E", bound=DocgenError)


def refuse(kind: type[E], said: Issue, dialect: Dialect = PLAIN) -> E:
    """Return the error of a kind that says an issue; its place is the issue's."""
    found = render(said, dialect)
    return kind(found.what, where=found.where, remedy=found.remedy)
