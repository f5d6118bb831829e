"""What all pages of a file that is drawn share: its fonts and pictures, and what is told of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.font_shelf import FontShelf
from docgen.ofd.ofd_canvas import Canvas, write_array
from docgen.ofd.ofd_document import ResourceEntry
from docgen.ofd.ofd_markup import child, text_of
from docgen.ofd.ofd_package import OfdPackage
from docgen.ofd.picture_parts import StoredPicture, store_picture
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.geometry import Rect
from docgen.pdf.objects import Written, dictionary

_MOST_REPEATED = 20_000
"""Objects of composites on a page, each time they are drawn: ten of ten of ten have no end."""


@dataclass(frozen=True)
class PlacedCharacter:
    """A character that was drawn, in points from the lower left of its page."""

    text: str
    x: float
    y: float
    object: str
    """The number of the object it belongs to."""


@dataclass(frozen=True)
class SealForm:
    """A seal as it is drawn in a square of one by one: its object, and the characters in it."""

    number: int
    characters: tuple[PlacedCharacter, ...]


@dataclass(frozen=True)
class UndrawnObject:
    """What could not be drawn: the kind of thing (a case of `undrawn-object`), page and number."""

    kind: str
    page: int
    object: str


@dataclass
class Remarks:
    """What has to be told of a file once it is drawn."""

    undrawn: list[UndrawnObject] = field(default_factory=list)
    substitutes: dict[str, set[str]] = field(default_factory=dict)
    """The families that stand for each face that was asked for and is not there."""
    supplements: dict[str, set[str]] = field(default_factory=dict)
    """Those that have the characters that a face which is there lacks."""
    faceless: dict[str, None] = field(default_factory=dict)
    """Characters that no face has."""
    spoilt: set[int] = field(default_factory=set)
    """Pages with pictures that are not whole."""
    drawn: dict[int, list[PlacedCharacter]] = field(default_factory=dict)
    """By page."""
    seals: int = 0
    missing: list[str] = field(default_factory=list)
    """Locations within seals that lead to nothing."""
    broken: list[str] = field(default_factory=list)
    """Parts of seals that could not be read to their end."""


class DrawnFile:
    """A PDF that pages are drawn into. Finish with `finish`."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self.fonts = FontShelf(file)
        self.remarks = Remarks()
        self.seal_forms: dict[bytes, SealForm | None] = {}
        """By the digest of its picture; None for a seal that cannot be drawn."""
        self._objects: Counter[int] = Counter()
        self._pictures: dict[tuple[OfdPackage, str, str], StoredPicture | None] = {}

    def count_repeated(self, page: int) -> None:
        """Reckon with one more object of a composite. UnusableSourceError where there is no end."""
        self._objects[page] += 1
        if self._objects[page] > _MOST_REPEATED:
            raise UnusableSourceError("source-bomb", "drawing", page=max(page, 1))

    def picture(
        self, package: OfdPackage, entry: ResourceEntry | None, mask: ResourceEntry | None
    ) -> StoredPicture | None:
        """The picture of a resource; None where there is none, or nothing can be seen of it."""
        part, softened = (_find_media(package, one) for one in (entry, mask))
        if part is None:
            return None
        key = package, part, softened or ""
        if key not in self._pictures:
            self._pictures[key] = self._read_picture(package, part, softened)
        return self._pictures[key]

    def _read_picture(
        self, package: OfdPackage, part: str, mask: str | None
    ) -> StoredPicture | None:
        try:
            return self.store(package.read(part), package.read(mask) if mask else None)
        except UnusableSourceError:
            # It is told where it should have been drawn.
            return None

    def store(self, content: bytes, mask: bytes | None = None) -> StoredPicture | None:
        """Write a picture; None where nothing can be seen of it."""
        try:
            return store_picture(self.file, content, mask)
        except UnusableSourceError:
            return None

    def state(self, canvas: Canvas, **entries: float | Written) -> bytes:
        """The operator that sets these parameters of the graphics state."""
        return canvas.use("ExtGState", dictionary(**entries)) + b" gs\n"

    def form(self, canvas: Canvas, box: Rect, **entries: Written) -> int:
        """Write what a canvas holds as a form of which a box is seen."""
        corners = (box.x, box.y, box.x + box.width, box.y + box.height)
        return self.file.add_stream(
            canvas.content, Type=b"/XObject", Subtype=b"/Form", BBox=write_array(corners),
            Resources=canvas.resources, **entries,
        )  # fmt: skip

    def finish(self) -> None:
        """Write what was gathered on the way."""
        self.fonts.write()


def _find_media(package: OfdPackage, entry: ResourceEntry | None) -> str | None:
    if entry is None:
        return None
    return package.find(text_of(child(entry.element, "MediaFile")), entry.folder)


TRANSPARENT_GROUP: Mapping[str, Written] = {
    "Group": dictionary(S=b"/Transparency", CS=b"/DeviceRGB")
}
"""What makes a form be laid on the page as one."""

EVERYWHERE = Rect(-1e5, -1e5, 2e5, 2e5)
"""In millimetres: all that may be seen of anything."""
