"""What a worker finds out about one foreign file, or why it cannot be used.

This module is all that the worker processes share with the rest, so it stays light. Facts are
also what the cache keeps, as JSON.
"""

import base64
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, NamedTuple, cast

from docgen.images.ink_map import InkMap, turn_frame
from docgen.issues.issue import Issue
from docgen.issues.unplaced import restore_issue, store_issue
from docgen.model.electronic_invoice import ElectronicInvoice, restore_invoice, store_invoice
from docgen.pdf.geometry import PageBox, Rect


class PageLook(NamedTuple):
    """What a page looks like: its ink, and the turns as in `PageFacts`."""

    ink: InkMap
    turns: tuple[int, ...]
    spoilt: bool = False
    """Whether a picture on it is not whole."""
    likeness: bytes = b""
    read_as: bytes = b""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page that can be merged: its visible box, its ink, and how it leaves the state.

    `unclosed` and `overclosed` say how many graphics states its content leaves open, and how many
    it closes that it never opened: both must be made good before a stamp is drawn.
    """

    box: PageBox
    ink: InkMap
    unclosed: int = 0
    overclosed: int = 0
    turns: tuple[int, ...] = ()
    """The turns (degrees clockwise) one of which sets it upright: (0,) where it stands. None where
    nobody can tell."""
    picture: Rect | None = None
    """Where the picture lies on a page that shows one whole picture and nothing else."""
    captions: tuple[Rect, ...] = ()
    """Where captions go on a page of several pictures, in their order."""
    likeness: bytes = b""
    """The small picture by which a photograph is known again; empty for any other page."""
    read_as: bytes = b""
    """What it is known by where it was read whole as it will stand in a bundle
    (`rehearsal.name_read`); empty where it was not."""

    def seen(self, look: PageLook) -> "PageFacts":
        """The same with what it looks like."""
        return replace(
            self, ink=look.ink, turns=look.turns, likeness=look.likeness, read_as=look.read_as
        )

    def turned(self, degrees: int) -> "PageFacts":
        """The same page turned clockwise as it is seen."""
        width, height = self.box.width_pt, self.box.height_pt
        rotate = cast("Literal[0, 90, 180, 270]", (self.box.rotate + degrees) % 360)
        place = partial(turn_frame, degrees=degrees, width=width, height=height)
        return replace(
            self,
            box=replace(self.box, rotate=rotate),
            ink=self.ink.turned(degrees, width, height),
            turns=tuple((turn - degrees) % 360 for turn in self.turns),
            picture=place(self.picture) if self.picture else None,
            captions=tuple(place(frame) for frame in self.captions),
        )

    @property
    def lies(self) -> bool:
        """Whether it is known not to stand upright."""
        return bool(self.turns) and 0 not in self.turns


@dataclass(frozen=True)
class Facts:
    """A file that can be merged. `pdf` is the PDF made of it, None where it is one already."""

    pdf: str | None
    pages: tuple[PageFacts, ...]
    notes: tuple[Issue, ...] = ()
    losses: tuple[Issue, ...] = ()
    """As `notes`, but saying that something of the file may be missing."""
    unlocked: bool = False
    """Whether a password of the workspace opened the file."""
    invoices: tuple[ElectronicInvoice, ...] = ()
    """What it brings as data of the invoices that it shows."""
    looked_at: bool = True
    """Whether somebody has looked at the pages; until then they are inked all over."""

    def with_looks(self, looks: tuple[PageLook, ...]) -> "Facts":
        """The same with what every page looks like."""
        pages = zip(self.pages, looks, strict=True)
        seen = tuple(page.seen(look) for page, look in pages)
        return replace(self, pages=seen, looked_at=True)


@dataclass(frozen=True)
class Told:
    """What is said of a document: what is only noted, and what of it may be missing."""

    notes: tuple[Issue, ...] = ()
    losses: tuple[Issue, ...] = ()


def write_facts(facts: Facts) -> dict[str, Any]:
    """Facts as JSON values. The path of the PDF is left out: the cache knows its own files."""
    if not facts.looked_at:
        raise ValueError("facts of pages nobody has looked at are not finished")
    return {
        "pages": [_write_page(page) for page in facts.pages],
        "notes": list(map(store_issue, facts.notes)),
        "losses": list(map(store_issue, facts.losses)),
        "unlocked": facts.unlocked,
        "invoices": list(map(store_invoice, facts.invoices)),
    }


def read_facts(data: dict[str, Any], pdf: str | None) -> Facts:
    """Facts from JSON values. KeyError, TypeError or ValueError where damaged."""
    pages = tuple(_read_page(page) for page in data["pages"])
    notes, losses = (tuple(map(restore_issue, data[name])) for name in ("notes", "losses"))
    invoices = tuple(map(restore_invoice, data["invoices"]))
    return Facts(pdf, pages, notes, losses, bool(data["unlocked"]), invoices)


def _write_page(page: PageFacts) -> dict[str, Any]:
    box, ink = page.box, page.ink
    packed = base64.b64encode(ink.packed).decode("ascii")
    return {
        "box": [box.left, box.bottom, box.right, box.top, box.rotate, box.user_unit],
        "ink": [ink.cell_pt, ink.columns, ink.rows, packed],
        "unclosed": page.unclosed,
        "overclosed": page.overclosed,
        "turns": page.turns,
        "picture": page.picture,
        "captions": page.captions,
        "likeness": base64.b64encode(page.likeness).decode("ascii"),
        "read_as": base64.b64encode(page.read_as).decode("ascii"),
    }


def _read_page(data: dict[str, Any]) -> PageFacts:
    cell_pt, columns, rows, packed = data["ink"]
    ink = InkMap.unpack(cell_pt, columns, rows, base64.b64decode(packed))
    picture = data["picture"]
    return PageFacts(
        PageBox(*data["box"]),
        ink,
        data["unclosed"],
        data["overclosed"],
        tuple(data["turns"]),
        Rect(*picture) if picture else None,
        tuple(Rect(*frame) for frame in data["captions"]),
        base64.b64decode(data["likeness"]),
        base64.b64decode(data["read_as"]),
    )
