"""Foreign files made ready: pages that can be merged, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, cast

from docgen.images.ink_map import InkMap, turn_frame
from docgen.issues.finding import Finding
from docgen.pdf.primitives import Frame, PageBox


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """One page of a prepared source: its visible box, its ink, and how it leaves the state.

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
    picture: Frame | None = None
    """Where the picture lies on a page that shows one whole picture and nothing else."""
    captions: tuple[Frame, ...] = ()
    """Where captions go on a page of several pictures, in their order."""
    likeness: bytes = b""
    """The small picture by which a photograph is known again; empty for any other page."""

    def turned(self, degrees: int) -> "PreparedPage":
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
class Prepared:
    """A foreign file made ready: a PDF that can be merged as it is.

    `pdf` is the path of that PDF: the foreign file itself where it is one, else a file in the
    cache. `pages` are all its pages in order.
    """

    path: str
    """The source, relative to `evidence/`."""
    sha256: str
    pdf: str
    pages: tuple[PreparedPage, ...]
    notes: tuple[str, ...] = ()
    """What a reader should know of how it was made ready, in Chinese."""
    losses: tuple[str, ...] = ()
    """The same, where something of the file may be missing."""
    unlocked: bool = False
    """Whether a password was needed to open it."""


Source = Prepared | Finding
"""What became of a foreign file: made ready, or why it cannot be."""

Sources = Mapping[str, Source]


def usable(sources: Sources) -> dict[str, Prepared]:
    """Those that were made ready."""
    return {key: source for key, source in sources.items() if isinstance(source, Prepared)}
