"""The words of a document line by line, with their places."""

from dataclasses import dataclass
from typing import Any, NamedTuple


class TextRun(NamedTuple):
    """Words that stand together, and from where to where on the line: points, or columns."""

    left: float
    right: float
    text: str


@dataclass(frozen=True)
class TextLine:
    """A line of a page, or a paragraph or a table's row of a Word document."""

    cells: tuple[TextRun, ...]
    page: int = 0
    """Counted from 1; 0 where pages are not known."""
    heading: bool = False
    """Whether it is set as a heading; nobody can tell of a PDF."""

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True)
class DocumentText:
    """The text of a document; without lines where it is but pictures, or empty."""

    lines: tuple[TextLine, ...]
    pictures: bool = False
    """Whether there are pictures, which may show words."""


def write_text(text: DocumentText) -> dict[str, Any]:
    """A document's text as JSON values."""
    return {
        "lines": [[line.page, line.heading, line.cells] for line in text.lines],
        "pictures": text.pictures,
    }


def restore_text(data: dict[str, Any]) -> DocumentText:
    """A document's text from JSON values. KeyError, TypeError or ValueError where damaged."""
    lines = (
        TextLine(
            tuple(TextRun(float(a), float(b), str(text)) for a, b, text in cells), page, heading
        )
        for page, heading, cells in data["lines"]
    )
    return DocumentText(tuple(lines), bool(data["pictures"]))
