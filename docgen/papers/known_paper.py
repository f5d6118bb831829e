"""A paper as far as it is known: what it is and says, its heading, the words of its first page."""

from collections.abc import Sequence
from dataclasses import dataclass

from docgen.model.page_text import PageText
from docgen.model.paper_kinds import PaperKind
from docgen.papers.page_heading import PaperHeading, read_heading
from docgen.papers.paper import FieldName, Paper

_FEW_WORDS = 60
"""Characters: a picture with no more is a photograph on which something is written."""
_PHOTOGRAPH = 0.95


@dataclass(frozen=True)
class KnownPaper:
    """What is known of a paper, without its pages."""

    paper: Paper
    heading: PaperHeading | None
    first_page: str
    """All that stands on its first page, without blanks."""
    is_photograph: bool
    """Whether it is a picture of something on which hardly anything is written."""

    @property
    def kind(self) -> PaperKind:
        """What it is; a photograph too where something stands on what it shows."""
        return PaperKind.PICTURE if self.is_photograph else self.paper.kind

    @property
    def sureness(self) -> float:
        """How sure that is."""
        return _PHOTOGRAPH if self.is_photograph else self.paper.sureness

    @property
    def titles(self) -> str:
        """What it is headed with in the largest type, and its title, without blanks.

        On a photograph all that is large: it may be of several things.
        """
        named = self.paper.find(FieldName.TITLE)
        headed = self.heading.text if self.heading and self.is_photograph else ""
        headed = headed or (self.heading.title if self.heading else "")
        texts = (headed, named.value if named else "")
        return "\n".join("".join(text.split()) for text in texts)


def know_paper(paper: Paper, pages: Sequence[PageText]) -> KnownPaper:
    """Return what is known of a paper that was read of these pages."""
    first = pages[0] if pages else PageText(())
    text = "".join("".join(line.text.split()) for line in first.lines)
    # What hangs on a wall may be called a certificate; of one that is meant something is read.
    nothing = paper.kind in (PaperKind.UNKNOWN, PaperKind.PICTURE) or not paper.fields
    untold = nothing and not first.unread
    few = len(pages) == 1 and first.recognised and len(text) <= _FEW_WORDS
    return KnownPaper(paper, read_heading(pages), text, untold and few)
