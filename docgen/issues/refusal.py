"""What stops a run or refuses a file, in the catalogue's words."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar

from docgen.issues.errors import DocgenError, SourceError
from docgen.issues.issue import PLAIN, Dialect, Issue, issue, render
from docgen.issues.location import Location

E = TypeVar("E", bound=DocgenError)


def refuse(kind: type[E], said: Issue, dialect: Dialect = PLAIN) -> E:
    """Return the error of a kind that says an issue; its place is the issue's."""
    found = render(said, dialect)
    error = kind(found.what, where=found.where, remedy=found.remedy)
    error.said = said
    return error


class UnusableSourceError(SourceError):
    """A file that cannot become pages, for a known reason. It travels between processes."""

    said: Issue

    def __init__(self, code: str, case: str = "", /, **slots: object) -> None:
        """Take what an issue takes but its place: who opens a file does not know where it lies."""
        said = issue(code, Location(), case, **slots)
        found = render(said)
        super().__init__(found.what, remedy=found.remedy)
        self.said = said

    @property
    def code(self) -> str:
        """The code in the catalogue."""
        return self.said.code

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[()]]:
        return partial(type(self), self.said.code, self.said.case, **self.said.slots), ()


class LockedSourceError(UnusableSourceError):
    """A file that a password would open, and none of those known does."""


def refuse_locked(passwords: Sequence[str]) -> LockedSourceError:
    """Return what is said of a file that none of the passwords opens."""
    return LockedSourceError("source-password", "wrong" if passwords else "none")


class SaidError(Exception):
    """What is wrong with something, without its place: whoever catches it knows where that is.

    It travels between processes. Each class is of one code.
    """

    code: ClassVar[str]

    def __init__(self, case: str, /, **slots: object) -> None:
        """Take a case of the code, and its slots."""
        self.said = issue(self.code, Location(), case, **slots)
        super().__init__(render(self.said).what)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[()]]:
        return partial(type(self), self.said.case, **self.said.slots), ()
