"""Foreign pages on their way into the bundle: what they bring along and what they leave behind.

A page is copied object by object, the data of its streams byte for byte. What acts is left out,
form fields, signatures and films become pictures, and links within a source lead to where their
pages went.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from docgen.issues.errors import DocgenError, SourceError, word_reason
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.pdf.file_writer import PdfFile
from docgen.pdf.foreign_values import tame, write_scalar
from docgen.pdf.geometry import Matrix, PageBox
from docgen.pdf.objects import (
    NULL,
    REFERENCE,
    Written,
    array,
    dictionary,
    extend,
    numbers,
    reference,
)
from docgen.pdf.page_tree import DEEPEST_TREE, find_inherited
from docgen.pdf.primitives import Bookmark
from docgen.pdf.stream_digests import LEAST_BYTES, name_origin
from docgen.text.printable import printable_line

ObjectNumbers = dict[tuple[int, int], int]
"""What became of the objects of a source: its own number and generation → the bundle's number."""

Goal = Callable[[int], int | None]
"""The bundle's page object that a page of the source (from 0) became, for one copy of it."""

# What a page may carry that acts, or that its stamps make stale, or that is written anew.
_UNWANTED_PAGE_KEYS = (
    "/AA", "/AF", "/B", "/Dur", "/PieceInfo", "/PresSteps", "/StructParents", "/Tabs", "/Thumb",
    "/Trans",
)  # fmt: skip
_OWN_PAGE_KEYS = ("/Parent", "/Annots", "/Contents", "/Resources", "/Rotate")
_LEFT_OUT = {*_UNWANTED_PAGE_KEYS, *_OWN_PAGE_KEYS}
_INHERITED = ("/Resources", "/MediaBox", "/CropBox")
_VIEWS = {
    "/XYZ": 3, "/Fit": 0, "/FitH": 1, "/FitV": 1, "/FitR": 4, "/FitB": 0, "/FitBH": 1, "/FitBV": 1,
}  # fmt: skip
"""How a page may be shown, and how many numbers say it (ISO 32000-1, 12.3.2.2)."""

_UNSEEN = ("/Link", "/Popup")
"""Annotations that show nothing, or only when they are opened."""
_OUT_OF_SIGHT = 2 | 32
"""Flags of what is hidden, or not shown on screens (ISO 32000-1, 12.5.3)."""
# What a link does, and its ties to its page.
_TIES = ("/A", "/AA", "/AF", "/PA", "/Dest", "/P", "/Parent")


@contextmanager
def open_source(path: str) -> Iterator[pikepdf.Pdf]:
    """A source PDF, read as its pages are asked for.

    Whatever it does to its reader is a SourceError; what is wrong elsewhere (a full disk, too
    little memory) stays what it is.
    """
    with (
        blaming(path),
        pikepdf.open(path, suppress_warnings=True, access_mode=pikepdf.AccessMode.stream) as pdf,
    ):
        yield pdf


@contextmanager
def blaming(path: str, page: int | None = None) -> Iterator[None]:
    """Tell whatever goes wrong of this source, or of a `page` of it (from 1)."""
    named = () if page is None else (page,)
    try:
        yield
    except SourceError as error:
        said: Issue = error.said
        if named and not error.where and "page" in said.slots:
            said = replace(said, slots={**said.slots, "page": named})
        raise refuse(SourceError, replace(said, location=Location(path))) from error
    except (DocgenError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise refuse(SourceError, issue("uncopied", Location(path), "gone")) from error
    except Exception as error:
        reason = word_reason(error) if isinstance(error, OSError) else type(error).__name__
        slots = {"page": named, "reason": reason}
        raise refuse(SourceError, issue("uncopied", Location(path), "failed", **slots)) from error


@dataclass(frozen=True)
class Target:
    """Where a link within a source leads: its page (from 0) and the view of it, written."""

    index: int
    view: tuple[Written, ...]


class ImportedPdf:
    """Copies pages of one source into the bundle.

    `known` are the objects of this source that are in the bundle already; it grows. `origin` tells
    the source from every other (`stream_digests.find_origin`).
    """

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        bundle: PdfFile,
        known: ObjectNumbers,
        origin: bytes | None = None,
    ) -> None:
        self._pdf = pdf
        self._bundle = bundle
        self._known = known
        self._origin = origin
        self._waiting: list[tuple[int, pikepdf.Object]] = []
        self._pages = [page.obj for page in pdf.pages]
        self._indices = {page.objgen: index for index, page in enumerate(self._pages)}
        self._names: Mapping[str, pikepdf.Object] | None = None
        self.shortened = False
        """Whether numbers were too long to be copied as they are."""

    # --- objects ---------------------------------------------------------------------------------

    def copy(self, thing: object) -> Written:
        """A value as it is written in the bundle. What it refers to is copied by `settle`.

        SourceError where not all readers could read it.
        """
        if not isinstance(thing, pikepdf.Object):
            # Numbers, truth values and null are handed out as Python's own, indirect ones too.
            return write_scalar(thing)
        found = thing.unparse(resolved=True)
        written = tame(found)
        self.shortened = self.shortened or written is not found
        return REFERENCE.sub(self._renumber, written) if b" R" in written else written

    def refer_to(self, thing: pikepdf.Object) -> Written:
        """An object as it is written within another: by reference, where it has a number."""
        if not thing.is_indirect:
            return self.copy(thing)
        return self._refer(thing.objgen)

    def settle(self) -> None:
        """Write everything that was referred to."""
        while self._waiting:
            number, thing = self._waiting.pop()
            if isinstance(thing, pikepdf.Stream):
                self._write_stream(number, thing)
            else:
                self._bundle.write(number, self.copy(thing))

    def _renumber(self, match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0]
        return self._refer((int(match[1]), int(match[2])))

    def _refer(self, objgen: tuple[int, int]) -> Written:
        number = self._known.get(objgen)
        if number is None:
            thing = self._pdf.get_object(objgen)
            if _stays_behind(thing):
                return NULL
            if not isinstance(thing, Dictionary | Array | pikepdf.Stream):
                # A number that says how long something is, a name of a filter: not every reader
                # looks them up elsewhere.
                return self.copy(thing)
            number = self._known[objgen] = self._bundle.reserve()
            self._waiting.append((number, thing))
        return reference(number)

    def _write_stream(self, number: int, stream: pikepdf.Stream) -> None:
        entries, data = self._entries_of(stream), memoryview(stream.get_raw_stream_buffer())
        if self._origin and len(data) >= LEAST_BYTES:
            self._bundle.copied[number] = name_origin(self._origin, stream.objgen)
        self._bundle.write_stream(number, entries, data)

    def _entries_of(self, stream: pikepdf.Stream) -> Written:
        """The inside of a stream's dictionary, its length left out."""
        entries = copy(stream.stream_dict)
        # A damaged file may have none.
        if "/Length" in entries:
            del entries["/Length"]
        return self.copy(entries).strip()[2:-2]

    # --- pages -----------------------------------------------------------------------------------

    def page(self, index: int) -> "ForeignPage":
        """Page `index` (from 0). IndexError where there is none."""
        page = copy(self._pages[index])
        for key in _INHERITED:
            value = find_inherited(self._pages[index], key)
            if value is not None:
                page[key] = value
        return ForeignPage(self, page)

    def resolve(self, target: pikepdf.Object | None) -> Target | None:
        """Where a destination leads, if there is such a page."""
        if isinstance(target, Name | String):
            target = self._named.get(str(target))
        if isinstance(target, Dictionary):
            target = target.get("/D")
        if not isinstance(target, Array) or len(target) == 0:
            return None
        page, *_ = list(target)
        if isinstance(page, int):
            index: int | None = page if 0 <= page < len(self._pages) else None
        else:
            index = self._indices.get(page.objgen) if isinstance(page, Dictionary) else None
        return None if index is None else Target(index, self._copy_view(target))

    def _copy_view(self, target: Array) -> tuple[Written, ...]:
        kind, *numbers = [*list(target)[1:], None]
        if not isinstance(kind, Name) or str(kind) not in _VIEWS:
            return ()
        plain = (n if isinstance(n, int | Decimal) else None for n in numbers[: _VIEWS[str(kind)]])
        return (self.copy(kind), *map(write_scalar, plain))

    @property
    def _named(self) -> Mapping[str, pikepdf.Object]:
        """The source's named destinations, those of the old kind with their slash."""
        if self._names is None:
            self._names = dict(_read_names(self._pdf))
        return self._names

    def enclose(self, page: pikepdf.Object, box: PageBox) -> int:
        """Write a form of a page's content, clipped to what was seen of it."""
        streams = list(_find_streams(page))
        number = self._bundle.reserve()
        form = dictionary(
            Type=b"/XObject", Subtype=b"/Form",
            BBox=numbers((box.left, box.bottom, box.right, box.top)),
            Resources=self.copy(_find_resources(page)),
        )[2:-2]  # fmt: skip
        if len(streams) == 1:
            coding = copy(streams[0].stream_dict)
            for key in set(coding.keys()) - {"/Filter", "/DecodeParms"}:
                del coding[key]
            data = memoryview(streams[0].get_raw_stream_buffer())
            self._bundle.write_stream(number, form + self.copy(coding).strip()[2:-2], data)
        else:
            joined = b"\n".join(stream.read_bytes() for stream in streams)
            self._bundle.write_stream(number, form, joined)
        return number


def _stays_behind(thing: object) -> bool:
    """Whether something is no part of a page: nothing, another page, the tree of pages."""
    if thing is None:
        return True
    return isinstance(thing, Dictionary) and thing.get("/Type") in (Name.Page, Name.Pages)


def _find_resources(page: pikepdf.Object) -> pikepdf.Object:
    found = page.get("/Resources")
    return found if isinstance(found, Dictionary) else Dictionary()


def _find_streams(page: pikepdf.Object) -> Iterator[pikepdf.Stream]:
    contents = page.get("/Contents")
    for part in contents if isinstance(contents, Array) else [contents]:
        if isinstance(part, pikepdf.Stream):
            yield part


class ForeignPage:
    """One page of a source, in the parts it is put together from again."""

    def __init__(self, source: ImportedPdf, page: pikepdf.Object) -> None:
        self._source = source
        self._page = page

    def entries(self, grown: PageBox | None) -> Written:
        """What the page says of itself but its turn, `grown` if it is: a dictionary."""
        plain = copy(self._page)
        for key in _LEFT_OUT & plain.keys():
            del plain[key]
        if grown is not None:
            sides = (grown.left, grown.bottom, grown.right, grown.top)
            plain.MediaBox = plain.CropBox = Array([round(side, 3) for side in sides])
        return self._source.copy(plain)

    def contents(self) -> list[Written]:
        """References to its content streams."""
        return [self._source.refer_to(stream) for stream in _find_streams(self._page)]

    @property
    def is_packed_plainly(self) -> bool:
        """Whether its content is packed as nearly all is, or not at all."""
        return all(
            stream.stream_dict.get("/Filter") in (None, Name.FlateDecode)
            and stream.stream_dict.keys() <= {"/Filter", "/Length"}
            for stream in _find_streams(self._page)
        )

    def enclose(self, box: PageBox) -> int:
        """Write a form of its content, clipped to what was seen of it. Returns its number."""
        return self._source.enclose(self._page, box)

    def resource_names(self, *categories: str) -> Iterator[str]:
        """The names its resources of these categories have."""
        resources = _find_resources(self._page)
        for category in categories:
            entries = resources.get(f"/{category}")
            if isinstance(entries, Dictionary):
                yield from entries.keys()

    def resources(self, **added: Mapping[str, Written]) -> Written:
        """Its resources with more of some categories: a dictionary of its own.

        Dictionaries of the source may be shared between pages and are left alone.
        """
        own = copy(_find_resources(self._page))
        merged: dict[str, Written] = {}
        for category, entries in added.items():
            had = own.get(f"/{category}")
            if f"/{category}" in own:
                del own[f"/{category}"]
            base = self._source.copy(had) if isinstance(had, Dictionary) else b"<<>>"
            merged[category] = extend(base, **entries)
        return extend(self._source.copy(own), **merged)

    def between(
        self, opening: int, closing: int, named: Mapping[str, Mapping[str, Written]]
    ) -> dict[str, Written]:
        """Contents and resources of it between two other streams, which use what is `named`."""
        contents = [reference(opening), *self.contents(), reference(closing)]
        return {"Resources": self.resources(**named), "Contents": array(contents)}

    def links(self, goal: Goal) -> Iterator[Written]:
        """Its links; they lead to where `goal` says their pages are, and nowhere else."""
        for found in self._annotations():
            if found.get("/Subtype") != Name.Link:
                continue
            target = self._source.resolve(_read_target(found))
            page = goal(target.index) if target else None
            if target is None or page is None:
                continue
            link = copy(found)
            for key in _TIES:
                if key in link:
                    del link[key]
            destination = array((reference(page), *(target.view or (b"/Fit",))))
            yield extend(self._source.copy(link), Dest=destination)

    def pictures(self) -> Iterator["Picture"]:
        """What its other annotations show, to be drawn over its content."""
        for found in self._annotations():
            flags = found.get("/F", 0)
            hidden = isinstance(flags, int) and flags & _OUT_OF_SIGHT
            if not hidden and str(found.get("/Subtype")) not in _UNSEEN:
                picture = self._picture(found)
                if picture is not None:
                    yield picture

    def _picture(self, annotation: Dictionary) -> "Picture | None":
        seen = _find_appearance(annotation)
        matrix = _fit(seen.stream_dict, annotation) if seen is not None else None
        if seen is None or matrix is None:
            return None
        # Not every writer says that it is a form, without which no reader draws it.
        seen.stream_dict["/Subtype"] = Name.Form
        layer = annotation.get("/OC")
        shown_with = self._source.refer_to(layer) if isinstance(layer, Dictionary) else None
        return Picture(self._source.refer_to(seen), matrix, shown_with)

    def _annotations(self) -> Iterator[Dictionary]:
        yield from (a for a in _listed(self._page.get("/Annots")) if isinstance(a, Dictionary))


@dataclass(frozen=True)
class Picture:
    """A form that shows an annotation, how it is laid on its page, and its layer if it has one."""

    form: Written
    matrix: Matrix
    layer: Written | None


def _find_appearance(annotation: Dictionary) -> pikepdf.Stream | None:
    """The form that shows an annotation as it is."""
    appearance = annotation.get("/AP")
    seen = appearance.get("/N") if isinstance(appearance, Dictionary) else None
    if isinstance(seen, Dictionary) and not isinstance(seen, pikepdf.Stream):
        state = annotation.get("/AS")
        seen = seen.get(str(state)) if isinstance(state, Name) else None
    return seen if isinstance(seen, pikepdf.Stream) else None


def _fit(form: pikepdf.Object, annotation: Dictionary) -> Matrix | None:
    """What lays a form on its annotation (ISO 32000-1, 12.5.5); None where it cannot be."""
    box, place = _read_numbers(form.get("/BBox"), 4), _read_numbers(annotation.get("/Rect"), 4)
    if box is None or place is None:
        return None
    own = Matrix(*(_read_numbers(form.get("/Matrix"), 6) or (1, 0, 0, 1, 0, 0)))
    corners = [own.apply(x, y) for x in box[::2] for y in box[1::2]]
    xs, ys = zip(*corners, strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if not width or not height:
        return None
    across, up = abs(place[2] - place[0]) / width, abs(place[3] - place[1]) / height
    left, bottom = min(place[::2]), min(place[1::2])
    return Matrix(across, 0, 0, up, left - min(xs) * across, bottom - min(ys) * up)


def _read_numbers(value: object, count: int) -> tuple[float, ...] | None:
    numbers = [float(n) for n in _listed(value) if isinstance(n, int | Decimal)]
    return tuple(numbers) if len(numbers) == len(_listed(value)) == count else None


def _read_names(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    old, names = pdf.Root.get("/Dests"), pdf.Root.get("/Names")
    if isinstance(old, Dictionary):
        yield from old.items()
    yield from _walk_names(names.get("/Dests") if isinstance(names, Dictionary) else None, 0)


def _walk_names(node: object, depth: int) -> Iterator[tuple[str, pikepdf.Object]]:
    """The names of a tree and what they stand for, as far as it is one (ISO 32000-1, 7.9.6)."""
    if not isinstance(node, Dictionary) or depth > DEEPEST_TREE:
        return
    pairs = _listed(node.get("/Names"))
    for name, target in zip(pairs[::2], pairs[1::2], strict=False):
        if isinstance(name, String):
            yield str(name), target
    for kid in _listed(node.get("/Kids")):
        yield from _walk_names(kid, depth + 1)


def _listed(value: object) -> list[Any]:
    """What an array holds; nothing where there is none."""
    return list(value) if isinstance(value, Array) else []


def _read_target(annotation: Dictionary) -> pikepdf.Object | None:
    """The destination of a link or of a "go to" action within the document."""
    action = annotation.get("/A")
    if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
        return action.get("/D")
    return annotation.get("/Dest")


# --- bookmarks -------------------------------------------------------------------------------


def read_bookmarks(path: str) -> tuple[Bookmark, ...]:
    """The bookmarks of a document that lead to its pages, for a copy of all of it.

    In place of one that leads nowhere stand those below it. SourceError as `open_source`.
    """
    with open_source(path) as pdf:
        source = ImportedPdf(pdf, PdfFile(None), {})
        outline = pdf.Root.get("/Outlines")
        first = outline.get("/First") if isinstance(outline, Dictionary) else None
        return tuple(_read_level(source, first, set()))


def _read_level(
    source: ImportedPdf, item: pikepdf.Object | None, seen: set[tuple[int, int]], depth: int = 0
) -> Iterator[Bookmark]:
    while isinstance(item, Dictionary) and item.objgen not in seen and depth < DEEPEST_TREE:
        seen.add(item.objgen)
        children = tuple(_read_level(source, item.get("/First"), seen, depth + 1))
        target = source.resolve(_read_target(item))
        if target is None:
            yield from children
        else:
            title = item.get("/Title")
            named = printable_line(str(title)) if isinstance(title, String) else ""
            yield Bookmark(named, target.index + 1, children)
        item = item.get("/Next")


# --- layers ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """A layer of a source, so that what it hides stays hidden in the bundle."""

    reference: Written
    shown: bool


def find_layers(source: ImportedPdf, pdf: pikepdf.Pdf) -> Iterator[Layer]:
    """The layers of a source, as the bundle refers to them."""
    layers = pdf.Root.get("/OCProperties")
    if not isinstance(layers, Dictionary) or not isinstance(layers.get("/OCGs"), Array):
        return
    hidden = _hidden_layers(layers)
    for layer in layers.OCGs:
        if isinstance(layer, Dictionary) and layer.is_indirect:
            yield Layer(source.refer_to(layer), layer.objgen not in hidden)


def list_hidden_layers(pdf: pikepdf.Pdf) -> list[str]:
    """The names of the first layers that are off when a PDF is opened."""
    layers = pdf.Root.get("/OCProperties")
    if not isinstance(layers, Dictionary) or not isinstance(layers.get("/OCGs"), Array):
        return []
    hidden = _hidden_layers(layers)
    held = [x for x in layers.OCGs if isinstance(x, Dictionary) and x.objgen in hidden]
    names = [layer.get("/Name") for layer in held[:_MOST_LAYERS]]
    return [printable_line(str(name))[:40] for name in names if isinstance(name, pikepdf.String)]


_MOST_LAYERS = 5


def _hidden_layers(layers: Dictionary) -> set[tuple[int, int]]:
    """The layers that are off when the source is opened."""
    setting = layers.get("/D")
    if not isinstance(setting, Dictionary):
        return set()
    named = {
        key: {layer.objgen for layer in _listed(setting.get(key)) if isinstance(layer, Dictionary)}
        for key in ("/ON", "/OFF")
    }
    if setting.get("/BaseState") != Name.OFF:
        return named["/OFF"]
    every = {layer.objgen for layer in layers.OCGs if isinstance(layer, Dictionary)}
    return every - named["/ON"] | named["/OFF"]
