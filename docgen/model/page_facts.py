"""What a worker finds out about one foreign file, or why it cannot be used.

This module is all that the worker processes share with the rest, so it stays light. Facts are
also what the cache keeps, as JSON.
"""

import base64
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from docgen.images.ink_map import InkMap
from docgen.issues.issue import Issue
from docgen.issues.unplaced import restore_issue, store_issue
from docgen.pdf.primitives import Frame, PageBox


class PageLook(NamedTuple):
    """What a page looks like: its ink, and the turns as in `PreparedPage`."""

    ink: InkMap
    turns: tuple[int, ...]
    spoilt: bool = False
    """Whether a picture on it is not whole."""
    likeness: bytes = b""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page, as in `PreparedPage`. `ink` is None as long as nobody has looked."""

    box: PageBox
    ink: InkMap | None = None
    unclosed: int = 0
    overclosed: int = 0
    turns: tuple[int, ...] = ()
    picture: Frame | None = None
    captions: tuple[Frame, ...] = ()
    likeness: bytes = b""

    def seen(self, look: PageLook) -> "PageFacts":
        """The same with what it looks like."""
        return replace(self, ink=look.ink, turns=look.turns, likeness=look.likeness)


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

    def with_looks(self, looks: tuple[PageLook, ...]) -> "Facts":
        """The same with what every page looks like."""
        pages = zip(self.pages, looks, strict=True)
        return replace(self, pages=tuple(page.seen(look) for page, look in pages))


@dataclass(frozen=True)
class Told:
    """What is said of a document: what is only noted, and what of it may be missing."""

    notes: tuple[Issue, ...] = ()
    losses: tuple[Issue, ...] = ()


def write_facts(facts: Facts) -> dict[str, Any]:
    """Facts as JSON values. The path of the PDF is left out: the cache knows its own files."""
    return {
        "pages": [_write_page(page) for page in facts.pages],
        "notes": list(map(store_issue, facts.notes)),
        "losses": list(map(store_issue, facts.losses)),
        "unlocked": facts.unlocked,
    }


def read_facts(data: dict[str, Any], pdf: str | None) -> Facts:
    """Facts from JSON values. KeyError, TypeError or ValueError where damaged."""
    pages = tuple(_read_page(page) for page in data["pages"])
    notes, losses = (tuple(map(restore_issue, data[name])) for name in ("notes", "losses"))
    return Facts(pdf, pages, notes, losses, bool(data["unlocked"]))


def _write_page(page: PageFacts) -> dict[str, Any]:
    box, ink = page.box, page.ink
    if ink is None:
        raise ValueError("facts without ink are not finished")
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
        Frame(*picture) if picture else None,
        tuple(Frame(*frame) for frame in data["captions"]),
        base64.b64decode(data["likeness"]),
    )
