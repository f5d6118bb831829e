"""Foreign files made ready: pages that can be merged, and what is known of each."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from docgen.issues.finding import Finding
from docgen.issues.issue import Issue
from docgen.model.electronic_invoice import ElectronicInvoice
from docgen.model.page_facts import PageFacts
from docgen.model.source_keys import SourceKey


@dataclass(frozen=True)
class Prepared:
    """A foreign file made ready: a PDF that can be merged as it is.

    `pdf` is the path of that PDF: the foreign file itself where it is one, else a file in the
    cache. `pages` are all its pages in order.
    """

    sha256: str
    pdf: str
    pages: tuple[PageFacts, ...]
    notes: tuple[Issue, ...] = ()
    """What a reader should know of how it was made ready, without its place."""
    losses: tuple[Issue, ...] = ()
    """The same, where something of the file may be missing."""
    unlocked: bool = False
    """Whether a password was needed to open it."""
    invoices: tuple[ElectronicInvoice, ...] = ()
    """What it brings as data of the invoices that it shows."""


Source = Prepared | Finding
"""What became of a foreign file: made ready, or why it cannot be."""

Sources = Mapping[SourceKey, Source]

Key = TypeVar("Key", bound=Hashable)


def usable(sources: Mapping[Key, Source]) -> dict[Key, Prepared]:
    """Those that were made ready."""
    return {key: source for key, source in sources.items() if isinstance(source, Prepared)}
