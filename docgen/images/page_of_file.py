"""Which page is looked at, before anything of it is."""

from dataclasses import dataclass

Part = tuple[float, float, float, float]
"""Left, top, right and foot of a part of a page, in points as it is seen."""


@dataclass(frozen=True)
class PageOfFile:
    """Page `index` (from 1) of the PDF at `pdf`, or a part of it."""

    pdf: str
    index: int
    part: Part | None = None
