"""What one reviewer thinks of one item of one package, as it stands in a journal."""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.review_terms import plain_name
from docgen.model.submission import normalise_text
from docgen.package.manifest import ExactFigure

LONGEST_NAME = 30
LONGEST_REMARK = 2000
_Short = Annotated[str, StringConstraints(max_length=300)]


class JournalPart(BaseModel):
    """Base of the lines of a journal: frozen, and an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class JournalHead(JournalPart):
    """The first line: whose journal it is."""

    docgen_review: Literal[1] = Field(description="格式的版本")
    reviewer: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    begun: datetime.datetime


class Opinion(JournalPart):
    """One entry: it replaces what the same reviewer thought of the item before."""

    at: datetime.datetime
    reviewer: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    package: _Short
    """The identity of the package."""
    studio: _Short = ""
    """What the package is called, for whoever reads the journal."""
    item: int
    points: ExactFigure | None = None
    """None where no points are given yet, or they were withdrawn."""
    remark: Annotated[str, StringConstraints(max_length=LONGEST_REMARK)] = ""
    struck: tuple[_Short, ...] = ()
    """Ids of the pieces of evidence that are not to count."""
    from_book: bool = False
    """Whether it was written into 对照表.xlsx."""
    before: str = ""
    """The sha256 of the line before, in hex: so that a line that is changed is seen."""

    @property
    def says_anything(self) -> bool:
        """Whether there is more than that points were withdrawn."""
        return self.points is not None or bool(self.remark or self.struck)


def read_reviewer(name: str) -> str:
    """Return a reviewer's name as it is kept. WorkspaceError where it is none."""
    plain = plain_name(normalise_text(name))
    if not plain or len(plain) > LONGEST_NAME:
        raise refuse(WorkspaceError, issue("review", Location("评审姓名"), "no_name"))
    return plain


def same_but_time(one: Opinion, other: Opinion) -> bool:
    """Whether two opinions say the same."""
    told = [o.model_dump(exclude={"at", "before", "from_book"}) for o in (one, other)]
    return told[0] == told[1]
