"""The files that a PDF carries along and no page shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Object, Page, Pdf, Stream, String

from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.text.printable import printable_line

_LONGEST = 40
_DEEPEST = 16
_MOST_ANNOTATIONS = 10_000


@dataclass(frozen=True)
class Embedded:
    """A file that is carried along: its name ("" where it has none), and how it is specified."""

    name: str
    _specification: Object | None

    @property
    def media_type(self) -> str:
        """What it is said to be (text/xml); empty where that is not said."""
        stream = self._stream
        return str(stream.get("/Subtype", "")).lstrip("/").lower() if stream is not None else ""

    @property
    def _stream(self) -> Stream | None:
        held = self._specification
        held = held.get("/EF") if isinstance(held, Dictionary) else None
        stream = held.get("/UF", held.get("/F")) if isinstance(held, Dictionary) else None
        return stream if isinstance(stream, Stream) else None

    def read(self, most: int) -> bytes:
        """What it holds; nothing where that is more than so many bytes, or cannot be read."""
        stream = self._stream
        if stream is None:
            return b""
        try:
            content = stream.read_bytes()
        except PDF_ERRORS:
            return b""
        return content if len(content) <= most else b""


def list_embedded(pdf: Pdf, pages: list[Page]) -> tuple[Embedded, ...]:
    """The files in the order they are listed, those that pages pin up behind."""
    return (*_find_in_catalog(pdf), *_find_on_pages(pages))


def list_attached(pdf: Pdf, pages: list[Page]) -> tuple[str, ...]:
    """The names of the files, each once; "" where one has none."""
    return tuple(dict.fromkeys(one.name for one in list_embedded(pdf, pages)))


def _find_in_catalog(pdf: Pdf) -> Iterator[Embedded]:
    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, Dictionary) else None
    for key, specification in _leaves(tree, 0):
        yield Embedded(_name_of(specification) or _show(key), specification)


def _leaves(tree: Object | None, depth: int) -> Iterator[tuple[Object, Object]]:
    """The keys and values of a tree of names (ISO 32000-1, 7.9.6)."""
    if not isinstance(tree, Dictionary) or depth > _DEEPEST:
        return
    held = tree.get("/Names")
    if isinstance(held, Array):
        yield from zip(list(held)[::2], list(held)[1::2], strict=False)
    kids = tree.get("/Kids")
    for kid in kids if isinstance(kids, Array) else ():
        yield from _leaves(kid, depth + 1)


def _find_on_pages(pages: list[Page]) -> Iterator[Embedded]:
    looked_at = 0
    for page in pages:
        marks = page.obj.get("/Annots")
        for mark in marks if isinstance(marks, Array) else ():
            looked_at += 1
            if looked_at > _MOST_ANNOTATIONS:
                return
            if isinstance(mark, Dictionary) and mark.get("/Subtype") == "/FileAttachment":
                yield Embedded(_name_of(mark.get("/FS")), mark.get("/FS"))


def _name_of(specification: Object | None) -> str:
    """The name of a file (7.11.3), that in Unicode first."""
    if not isinstance(specification, Dictionary):
        return ""
    for key in ("/UF", "/F"):
        name = specification.get(key)
        if isinstance(name, String):
            return _show(name)
    return ""


def _show(name: Object) -> str:
    try:
        text = str(name)
    except PDF_ERRORS:
        return ""
    return printable_line(text.replace("\\", "/").rpartition("/")[2])[:_LONGEST]
