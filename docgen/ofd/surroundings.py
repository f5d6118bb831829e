"""What holds for all objects of a layer while they are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from docgen.ofd.drawn_file import DrawnFile, PlacedCharacter, UndrawnObject
from docgen.ofd.ofd_document import Resources
from docgen.ofd.ofd_markup import Element, attribute
from docgen.ofd.ofd_package import OfdPackage
from docgen.pdf.geometry import Matrix


@dataclass(frozen=True)
class Surroundings:
    """What holds for all objects of a layer, an annotation or a composite."""

    drawn: DrawnFile
    package: OfdPackage
    resources: Resources
    page: int
    """Counted from 1, over all documents of the file."""
    page_space: Matrix
    """What takes the page's millimetres to the points of its stream."""
    placed: list[PlacedCharacter] | None
    """Where characters are noted that are looked for again; None where they have no place of their
    own, as in the tile of a pattern."""
    params: tuple[Element, ...] = ()
    """The draw parameters that were set about it, the nearest first."""
    depth: int = 0
    is_repeated: bool = False
    """Whether it is drawn wherever something refers to it."""

    def deeper(self, more: Iterable[Element] = ()) -> "Surroundings":
        """The same within another object, which may set more parameters."""
        return replace(self, params=(*more, *self.params), depth=self.depth + 1)

    def miss(self, kind: str, element: Element) -> None:
        """Tell of an object that is not drawn."""
        self.drawn.remarks.undrawn.append(UndrawnObject(kind, self.page, attribute(element, "ID")))
