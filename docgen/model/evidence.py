"""A piece of evidence, resolved: which files, which pages, which items it supports."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from docgen.issues.location import Location
from docgen.model.source_keys import EvidenceKey
from docgen.model.submission import PartialDate
from docgen.text.masking import KEPT, mask_numbers

Turn = Literal[0, 90, 180, 270]

LAST_PAGE = 1_000_000_000
"""Stands in a range for the file's last page, whatever its number: `3-` is (3, LAST_PAGE)."""


@dataclass(frozen=True)
class SourceFile:
    """A file of the evidence folder, and which of its pages are used (None: all)."""

    path: str = field(metadata={KEPT: True})
    """Relative to `evidence/`, with forward slashes: for finding the file, not for showing it."""
    pages: tuple[tuple[int, int], ...] | None = None
    """Ranges of pages from 1, both ends included, in the order asked for."""
    title: str = ""
    """What its name says: the caption where it is a picture among others."""
    turn: Turn = 0
    """Degrees clockwise that its pages are turned, as they are seen."""
    sha256: str = ""
    """Of what it holds, in hex; empty where that is not known."""

    @cached_property
    def key(self) -> EvidenceKey:
        """What it is called among all files of a submission."""
        return EvidenceKey(self.path)

    @property
    def name(self) -> str:
        """The path as it may be shown."""
        return mask_numbers(self.path)


@dataclass(frozen=True)
class Evidence:
    """One thing that proves something. `item` is where it stands, `supports` all it proves."""

    item: int
    order: int
    title: str
    files: tuple[SourceFile, ...]
    supports: tuple[int, ...]
    where: Location
    """Where it was said: `studio.yaml:31`, or the file's own path."""
    kind: str = ""
    date: PartialDate | None = None
    quantity: Decimal | None = None
    holder: str = ""
    number: str = ""
    note: str = ""
    achievement: str = ""
    """What won the award: of one achievement only the highest award counts."""
    organiser: str = ""
    in_period: bool = False
    """Whether the clerk says, with a reason in the note, that it belongs into the period."""
    layout: int | None = None
    """Pictures to a page, with captions; None: every picture on a page of its own, without."""
    supplement: int = 0
    """Where it came after the numbers were frozen: the supplement it stands in, counted from 1."""

    cells: tuple[tuple[str, Location], ...] = ()
    """Where each value of it stands, by its name, where the data file is a workbook."""
    has_row: bool = True
    """Whether the data file lists it; else it only lies in an item's folder."""

    def at(self, name: str) -> Location:
        """Where a value stands, or should; the whole piece's place where that says enough."""
        return dict(self.cells).get(name, self.where)

    def ordered(self, order: int) -> "Evidence":
        """The same at another place within its item."""
        return self._but(order=order)

    def holding(self, files: tuple[SourceFile, ...]) -> "Evidence":
        """The same with what is known of its files."""
        return self._but(files=files)

    def _but(self, **changes: object) -> "Evidence":
        # replace() goes through every field, of every piece in every check.
        other = object.__new__(Evidence)
        vars(other).update(vars(self), **changes)
        vars(other).pop("id", None)
        return other

    @cached_property
    def id(self) -> str:
        """Item and place within the item: 11-3."""
        return f"{self.item}-{self.order}"
