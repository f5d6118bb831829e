"""Foreign pages on their way into the bundle: what they bring along and what they leave behind.

A source is changed in memory only, before its pages are copied: what acts is taken off, form
fields, signatures and films become pictures, and links within it are noted down so that they can be
aimed again at where their pages went.
"""

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String

from docgen.bundle.plan import PlannedPage
from docgen.errors import OutputError

_NOTED = "/DgTarget"
"""Where a link's target is noted on its way: the source page (from 0), then the view of it."""

# What a page may carry that acts, or that its stamps make stale.
_UNWANTED_PAGE_KEYS = ("/AA", "/B", "/PieceInfo", "/StructParents", "/Thumb", "/Tabs")

# Annotations that play, compute, can be filled in or validate. Evidence is what was seen of them.
_LIVING = {"/Movie", "/Sound", "/Screen", "/RichMedia", "/3D", "/Widget", "/FileAttachment"}
_PICTURE_KEYS = ("/Type", "/Rect", "/F", "/OC")


class _LentFile(io.RawIOBase):
    """A file that is open only while it is read.

    A bundle may have more sources than a system lets one program hold open.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._size = Path(path).stat().st_size
        self._position = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place and return it."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = origin + offset
        return self._position

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._position

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]
        """Fill the buffer and return how many bytes came."""
        with open(self._path, "rb", buffering=0) as file:  # noqa: PTH123 - the quickest way
            file.seek(self._position)
            count = file.readinto(buffer)
        self._position += count
        return count


class Sources:
    """The source PDFs, each read once and held until the bundle is saved."""

    def __init__(self) -> None:
        self._pdfs: dict[str, pikepdf.Pdf] = {}
        self._tamers: dict[str, _Tamer] = {}

    def __enter__(self) -> "Sources":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        for pdf in self._pdfs.values():
            pdf.close()

    def append(self, bundle: pikepdf.Pdf, path: str, indices: Sequence[int]) -> None:
        """Add pages (from 0) of a source to the bundle, tamed. OutputError if it cannot be read."""
        try:
            source = self._open(path, bundle)
            for index in indices:
                self._tamers[path].tame(source.pages[index])
            bundle.add_pages_from(source, indices, forms="strip")
        except (OSError, pikepdf.PdfError, pikepdf.PasswordError, IndexError) as error:
            raise OutputError(
                f"合并时读不出来：{error}",
                where=path,
                remedy="请确认文件没有被移走、改动或占用，再运行一次",
            ) from error

    def _open(self, path: str, bundle: pikepdf.Pdf) -> pikepdf.Pdf:
        if path not in self._pdfs:
            pdf = pikepdf.open(io.BufferedReader(_LentFile(path)), suppress_warnings=True)
            self._pdfs[path] = pdf
            self._tamers[path] = _Tamer(pdf)
            carry_layers(bundle, pdf)
        return self._pdfs[path]


class _Tamer:
    """Takes from the pages of one source what acts, and notes where its links lead."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._tamed: set[tuple[int, int]] = set()
        self._indices = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        self._names: Mapping[str, pikepdf.Object] | None = None

    def tame(self, page: pikepdf.Page) -> None:
        """Take off a page what acts or went stale. Doing it again changes nothing."""
        if page.obj.objgen in self._tamed:
            return
        self._tamed.add(page.obj.objgen)
        for key in _UNWANTED_PAGE_KEYS:
            if key in page.obj:
                del page.obj[key]
        annotations = page.obj.get("/Annots")
        if annotations is None:
            return
        kept = Array()
        for annotation in annotations if isinstance(annotations, Array) else ():
            if isinstance(annotation, Dictionary) and self._tame_annotation(annotation):
                kept.append(annotation)
        page.obj.Annots = kept

    def _tame_annotation(self, annotation: Dictionary) -> bool:
        """Disarm an annotation. Whether anything worth keeping is left of it."""
        subtype = str(annotation.get("/Subtype"))
        if subtype in _LIVING:
            return _freeze(annotation)
        noted = self._resolve(_read_target(annotation))
        for key in ("/A", "/AA", "/PA", "/Dest", "/P"):
            if key in annotation:
                del annotation[key]
        if noted is not None:
            annotation[_NOTED] = noted
        return noted is not None or subtype != "/Link"

    def _resolve(self, target: pikepdf.Object | None) -> Array | None:
        """A destination as the source page (from 0) and the view of it, if there is one."""
        if isinstance(target, Name | String):
            target = self._named.get(str(target))
        if isinstance(target, Dictionary):
            target = target.get("/D")
        if not isinstance(target, Array) or len(target) == 0:
            return None
        page, *view = list(target)
        if isinstance(page, int):
            index: int | None = page if 0 <= page < len(self._pdf.pages) else None
        else:
            known = isinstance(page, Dictionary)
            index = self._indices.get(page.objgen) if known else None
        plain = [part for part in view if not isinstance(part, Dictionary | Array)]
        return None if index is None else Array([index, *plain])

    @property
    def _named(self) -> Mapping[str, pikepdf.Object]:
        """The source's named destinations, those of the old kind with their slash."""
        if self._names is None:
            self._names = dict(_read_names(self._pdf))
        return self._names


def _read_names(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    old, names = pdf.Root.get("/Dests"), pdf.Root.get("/Names")
    if isinstance(old, Dictionary):
        yield from old.items()
    tree = names.get("/Dests") if isinstance(names, Dictionary) else None
    if isinstance(tree, Dictionary):
        for name, target in NameTree(tree).items():
            yield str(String(name)), target


def _read_target(annotation: Dictionary) -> pikepdf.Object | None:
    """The destination of a link or of a "go to" action within the document."""
    action = annotation.get("/A")
    if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
        return action.get("/D")
    return annotation.get("/Dest")


def _freeze(annotation: Dictionary) -> bool:
    """Make a picture of an annotation as it is seen. Whether there is anything to see."""
    appearance = annotation.get("/AP")
    seen = appearance.get("/N") if isinstance(appearance, Dictionary) else None
    if isinstance(seen, Dictionary) and not isinstance(seen, pikepdf.Stream):
        state = annotation.get("/AS")
        seen = seen.get(str(state)) if isinstance(state, Name) else None
    for key in list(annotation.keys()):
        if key not in _PICTURE_KEYS:
            del annotation[key]
    if not isinstance(seen, pikepdf.Stream):
        return False
    annotation.Subtype = Name.Stamp
    annotation.AP = Dictionary(N=seen)
    return True


# --- layers ----------------------------------------------------------------------------------


def carry_layers(bundle: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    """Bring a source's layers along, so that what it hides stays hidden in the bundle."""
    layers = source.Root.get("/OCProperties")
    if not isinstance(layers, Dictionary) or not isinstance(layers.get("/OCGs"), Array):
        return
    if "/OCProperties" not in bundle.Root:
        bundle.Root.OCProperties = Dictionary(
            OCGs=Array(), D=Dictionary(ON=Array(), OFF=Array(), Order=Array())
        )
    hidden = _hidden_layers(layers)
    for layer in layers.OCGs:
        if isinstance(layer, Dictionary) and layer.is_indirect:
            copy = bundle.copy_foreign(layer)
            bundle.Root.OCProperties.OCGs.append(copy)
            shown = layer.objgen not in hidden
            bundle.Root.OCProperties.D["/ON" if shown else "/OFF"].append(copy)


def _hidden_layers(layers: Dictionary) -> set[tuple[int, int]]:
    """The layers that are off when the source is opened."""
    setting = layers.get("/D")
    if not isinstance(setting, Dictionary):
        return set()
    named = {
        key: {layer.objgen for layer in setting.get(key, ()) if isinstance(layer, Dictionary)}
        for key in ("/ON", "/OFF")
    }
    if setting.get("/BaseState") != Name.OFF:
        return named["/OFF"]
    return {layer.objgen for layer in layers.OCGs} - named["/ON"] | named["/OFF"]


# --- links within a source -----------------------------------------------------------------------


def aim_links(bundle: pikepdf.Pdf, plan: Sequence[PlannedPage]) -> None:
    """Aim every noted link at the page its target became; take off those whose target is not here.

    A source that stands in the bundle several times links within each copy.
    """
    places: dict[str, dict[int, list[int]]] = {}
    for planned in plan:
        if planned.source:
            of_source = places.setdefault(planned.source.pdf, {})
            of_source.setdefault(planned.source.index - 1, []).append(planned.number)
    pages = [page.obj for page in bundle.pages]
    for planned, page in zip(plan, pages, strict=True):
        if planned.source and any(_NOTED in a for a in page.get("/Annots", ())):
            of_source = places[planned.source.pdf]
            copy = of_source[planned.source.index - 1].index(planned.number)
            goals = {
                index: pages[numbers[min(copy, len(numbers) - 1)] - 1]
                for index, numbers in of_source.items()
            }
            page.Annots = Array(list(_aimed(bundle, page.Annots, goals)))


def _aimed(
    bundle: pikepdf.Pdf, annotations: pikepdf.Object, goals: Mapping[int, pikepdf.Object]
) -> Iterator[pikepdf.Object]:
    """The annotations with their targets found. Copies: a page taken twice shares its own."""
    for annotation in annotations:
        if _NOTED not in annotation:
            yield annotation
            continue
        index, *view = list(annotation[_NOTED])
        copy = Dictionary({key: value for key, value in annotation.items() if key != _NOTED})
        if int(index) in goals:
            copy.Dest = Array([goals[int(index)], *(view or [Name.Fit])])
        if "/Dest" in copy or copy.get("/Subtype") != Name.Link:
            yield bundle.make_indirect(copy)
