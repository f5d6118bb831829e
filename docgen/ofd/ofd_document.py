"""The documents of an OFD package: their pages, and what is laid over them.

A package may hold several documents, one behind the other, and each may have versions, of which the
current one counts (GB/T 33190, 7.4 and 7.5).
"""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from docgen.issues.refusal import UnusableSourceError
from docgen.ofd.ofd_markup import (
    Element,
    attribute,
    child,
    children,
    descend,
    name_of,
    read_box,
    read_flag,
    text_of,
)
from docgen.ofd.ofd_package import OfdPackage
from docgen.pdf.geometry import Rect

_A4 = Rect(0, 0, 210, 297)
_BEHIND, _IN_FRONT = "Background", "Foreground"
_DEEPEST = 4
"""Templates upon templates. The standard knows of none within another."""


@dataclass(frozen=True)
class OfdPart:
    """A part of the package that is XML: its root, and the folder its locations start from."""

    root: Element
    folder: str


@dataclass(frozen=True)
class ResourceEntry:
    """Something that is referred to by its number, and the folder its file is in."""

    element: Element
    folder: str


Resources = dict[str, ResourceEntry]
"""By number: faces, colour spaces, parameters, media and graphics share one row of them. Where a
program counts each kind for itself, what has the same number is told apart by its kind before it.
"""
COMPOSITE = "CompositeGraphicUnit"
_USUAL_VALUE = "SignedValue.dat"
"""What holds a signature that does not say where it is (GB/T 33190, 18.2)."""
USUAL_SPACE = "DefaultCS"
"""Under this stands the colour space that holds where a colour names none."""


def find_resource(resources: Resources, kind: str, number: str) -> ResourceEntry | None:
    """What has a number, of a kind (`Font`) where there is one; None where nothing has it."""
    return resources.get(f"{kind} {number}") or resources.get(number)


@dataclass(frozen=True)
class OfdPage:
    """One page. `layers` are in the order they are drawn in, those of templates among them."""

    identity: str
    part: OfdPart
    box: Rect
    layers: tuple[Element, ...]
    resources: Resources
    overlays: tuple[Element, ...] = ()
    """The annotations that lie over it."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SealPlace:
    """Where a seal stands: the page, the box in millimetres, and what of the box is shown."""

    identity: str
    page: str
    box: Rect | None
    """None where it is not said, or has no room."""
    clip: Rect | None


@dataclass(frozen=True)
class OfdSignature:
    """A signature: where its seal is kept, what it signs with, and where the seal is seen."""

    identity: str
    seal: str | None
    """The name of the part that holds the seal."""
    value: str | None
    """The name of the part that holds the signature itself, and mostly the seal as well."""
    stamps: tuple[SealPlace, ...]


@dataclass(frozen=True)
class OfdAttachment:
    """A file that is carried along: its name for readers, and its part (None: it is missing)."""

    title: str
    part: str | None


@dataclass
class OfdDocument:
    """One document of a package, read as it is asked for."""

    package: OfdPackage
    part: OfdPart
    body: Element
    missing: list[str] = field(default_factory=list)
    """Locations that lead to nothing, as they are met."""

    # --- pages -----------------------------------------------------------------------------------

    def list_pages(self) -> Iterator[OfdPage | None]:
        """The pages in their order; None for one whose part is missing or no XML."""
        common = child(self.part.root, "CommonData")
        shared = self._load_all(common, ("PublicRes", "DocumentRes"), self.part.folder)
        usual_space = find_resource(shared, "ColorSpace", text_of(child(common, USUAL_SPACE)))
        shared |= {USUAL_SPACE: usual_space} if usual_space else {}
        templates = {attribute(one, "ID"): one for one in children(common, "TemplatePage")}
        overlays = self._read_overlays()
        usual = _read_area(child(common, "PageArea"))
        for entry in children(child(self.part.root, "Pages"), "Page"):
            part = self._open(attribute(entry, "BaseLoc"), self.part.folder)
            if part is None:
                yield None
                continue
            identity = attribute(entry, "ID")
            own = self._load_all(part.root, ("PageRes",), part.folder)
            sheet = _Sheet(self, templates, shared | own)
            sheet.add(part, _DEEPEST)
            areas = (child(part.root, "Area"), child(common, "PageArea"))
            area = _read_area(areas[0]) or sheet.area or usual or _read_inner_area(areas)
            yield OfdPage(
                identity, part, area or _A4, tuple(sheet.in_order()), sheet.resources,
                tuple(overlays.get(identity, ())),
            )  # fmt: skip

    def _load_all(self, within: Element | None, names: tuple[str, ...], folder: str) -> Resources:
        found: Resources = {}
        for one in children(within, *names):
            part = self._open(text_of(one), folder)
            if part is not None:
                found |= _read_resources(part)
        return found

    def open_template(self, entry: Element) -> tuple[OfdPart, Resources] | None:
        """A template page and its own resources."""
        part = self._open(attribute(entry, "BaseLoc"), self.part.folder)
        if part is None:
            return None
        return part, self._load_all(part.root, ("PageRes",), part.folder)

    def _open(self, location: str, folder: str) -> OfdPart | None:
        name = self.package.find(location, folder, self.part.folder)
        if name is None:
            if location:
                self.missing.append(location)
            return None
        try:
            return OfdPart(self.package.parse(name), posixpath.dirname(name))
        except UnusableSourceError as error:
            if error.code != "source-damaged":
                raise
            self.missing.append(location)
            return None

    # --- what lies over pages --------------------------------------------------------------------

    def _read_overlays(self) -> dict[str, list[Element]]:
        """The annotations of each page that has some."""
        listed = self._open(text_of(child(self.part.root, "Annotations")), self.part.folder)
        found: dict[str, list[Element]] = {}
        for page in children(listed.root if listed else None, "Page"):
            for location in children(page, "FileLoc"):
                part = self._open(text_of(location), listed.folder if listed else "")
                if part is not None:
                    own = found.setdefault(attribute(page, "PageID"), [])
                    own.extend(children(part.root, "Annot"))
        return found

    def list_signatures(self) -> Iterator[OfdSignature]:
        """The signatures of this document."""
        listed = self._open(text_of(child(self.body, "Signatures")), "")
        for entry in children(listed.root if listed else None, "Signature"):
            part = self._open(attribute(entry, "BaseLoc"), listed.folder if listed else "")
            if part is not None:
                yield self._read_signature(attribute(entry, "ID"), part)

    def _read_signature(self, identity: str, part: OfdPart) -> OfdSignature:
        info = child(part.root, "SignedInfo")
        value = text_of(child(part.root, "SignedValue")) or _USUAL_VALUE
        return OfdSignature(
            identity,
            self.package.find(text_of(descend(info, "Seal", "BaseLoc")), part.folder),
            self.package.find(value, part.folder),
            tuple(map(_read_stamp, children(info, "StampAnnot"))),
        )

    def list_attachments(self) -> Iterator[OfdAttachment]:
        """The files that are carried along and shown to readers."""
        listed = self._open(text_of(child(self.part.root, "Attachments")), self.part.folder)
        for entry in children(listed.root if listed else None, "Attachment"):
            location = text_of(child(entry, "FileLoc"))
            part = self.package.find(location, listed.folder if listed else "")
            title = attribute(entry, "Name") or posixpath.basename(location)
            yield OfdAttachment(title, part)

    def list_tag_parts(self) -> Iterator[OfdPart]:
        """The parts in which a trade names what stands where on the pages (16: custom tags)."""
        listed = self._open(text_of(child(self.part.root, "CustomTags")), self.part.folder)
        for entry in children(listed.root if listed else None, "CustomTag"):
            part = self._open(text_of(child(entry, "FileLoc")), listed.folder if listed else "")
            if part is not None:
                yield part


def list_documents(package: OfdPackage) -> list[OfdDocument]:
    """The documents of a package. UnusableSourceError where none of them can be opened."""
    opened: list[OfdDocument] = []
    lost: list[str] = []
    for body in children(package.root, "DocBody"):
        location = _current_root(package, body)
        name = package.find(location)
        try:
            part = OfdPart(package.parse(name), posixpath.dirname(name)) if name else None
        except UnusableSourceError as error:
            if error.code != "source-damaged":
                raise
            part = None
        if part is None:
            lost.append(location or "DocRoot")
        else:
            opened.append(OfdDocument(package, part, body))
    if not opened:
        raise UnusableSourceError("source-damaged", "archive")
    opened[0].missing.extend(lost)
    return opened


def _current_root(package: OfdPackage, body: Element) -> str:
    """The location of a document's root: that of the version that counts, if there are versions."""
    for version in children(child(body, "Versions"), "Version"):
        name = package.find(attribute(version, "BaseLoc"))
        if read_flag(version, "Current", otherwise=False) and name is not None:
            root = child(package.parse(name), "DocRoot")
            found = package.find(text_of(root), posixpath.dirname(name))
            if found is not None:
                return "/" + found
    return text_of(child(body, "DocRoot"))


def _read_stamp(entry: Element) -> SealPlace:
    box = read_box(attribute(entry, "Boundary"))
    clip = read_box(attribute(entry, "Clip"))
    identity, page = attribute(entry, "ID"), attribute(entry, "PageRef")
    return SealPlace(identity, page, box if box and box.width and box.height else None, clip)


def _read_area(area: Element | None, kind: str = "PhysicalBox") -> Rect | None:
    """What is seen of a page: its physical box, if nothing else is asked for."""
    box = read_box(text_of(child(area, kind)))
    return box if box and box.width > 0 and box.height > 0 else None


def _read_inner_area(areas: Iterable[Element | None]) -> Rect | None:
    """The largest box that is said of a page that has no physical one anywhere."""
    kinds = ("ApplicationBox", "ContentBox")
    boxes = (_read_area(area, kind) for area in areas for kind in kinds)
    return next((box for box in boxes if box), None)


def _read_resources(part: OfdPart) -> Resources:
    """All that a part of resources gives numbers to."""
    folder = posixpath.join(part.folder, attribute(part.root, "BaseLoc").replace("\\", "/"))
    if attribute(part.root, "BaseLoc").startswith(("/", "\\")):
        folder = attribute(part.root, "BaseLoc").strip("/\\")
    return {
        key: ResourceEntry(entry, folder)
        for group in children(part.root)
        for entry in children(group)
        if (number := attribute(entry, "ID"))
        for key in (number, f"{name_of(entry)} {number}")
    }


class _Sheet:
    """A page as it is put together of its own layers and those of its templates."""

    def __init__(
        self, document: OfdDocument, templates: dict[str, Element], resources: Resources
    ) -> None:
        self._document = document
        self._templates = templates
        self.resources = resources
        self.area: Rect | None = None
        self._layers: dict[str, list[Element]] = {}

    def add(self, part: OfdPart, depth: int, order: str = "") -> None:
        """Add the layers of a page or template, all of them in one `order` where it is given."""
        for used in children(part.root, "Template"):
            entry = self._templates.get(attribute(used, "TemplateID"))
            opened = self._document.open_template(entry) if entry is not None else None
            if opened and depth:
                template, own = opened
                self.resources = self.resources | own
                self.area = self.area or _read_area(child(template.root, "Area"))
                stands = attribute(used, "ZOrder") or attribute(entry, "ZOrder") or _BEHIND
                self.add(template, depth - 1, order or f"template {stands}")
        for layer in children(child(part.root, "Content"), "Layer", *_BARE):
            kind = order or (attribute(layer, "Type") if name_of(layer) == "Layer" else "")
            self._layers.setdefault(kind, []).append(layer)

    def in_order(self) -> Iterator[Element]:
        """The layers from the one that lies lowest on (7.7: templates and layers)."""
        lowest = (f"template {_BEHIND}", _BEHIND, "template Body")
        highest = (_IN_FRONT, f"template {_IN_FRONT}")
        between = [kind for kind in self._layers if kind not in {*lowest, *highest}]
        for kind in (*lowest, *between, *highest):
            yield from self._layers.get(kind, ())


_BARE = ("PageBlock", "TextObject", "PathObject", "ImageObject", "CompositeObject")
"""What some writers put on a page without a layer about it."""
