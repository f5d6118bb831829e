"""The fingerprint of a finished PDF: of every page, and of what ties the pages together.

A fingerprint is made of what the file says, not of a picture of it: the boxes of a page, its
content with all it draws with (fonts, pictures, layers), and its annotations. It does not depend on
numbers and places of objects, nor on what a signature adds, so a page has the same one in a file
that another program saved anew or that was signed. Pictures are not decoded: a fingerprint costs no
more than reading the file.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from docgen.pdf.objects import REFERENCE
from docgen.pdf.page_tree import find_inherited
from docgen.pdf.stream_digests import StreamDigest, StreamDigests

_SHAPE_KEYS = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_TIED_KEYS = ("/AA", "/AF", "/B", "/Dur", "/PieceInfo", "/PresSteps", "/Trans")
_NOT_OF_A_PAGE = (*_SHAPE_KEYS, *_TIED_KEYS, "/Annots", "/Parent")

_TOLD_APART = ("/Pages", "/Outlines", "/AcroForm")
"""Of the catalog, what is not taken as it is."""
_CHANGED_BY_SIGNING = ("/Extensions", "/Version", "/Perms", "/DSS", "/Metadata", "/StructTreeRoot")
"""And what is not taken at all: signing changes it, or nobody sees it."""
_OUTLINE_TIES = ("/Parent", "/Prev", "/Next", "/First", "/Last", "/Count")

_BYTES = 12
_PAGES_AT_ONCE = 200
"""What is opened of a file stays in memory until the file is closed, 20 KB a page."""
_MOST_DECODED = 32 << 20

# A page as a bundle has it (`bundle_pdf`), its objects written as pikepdf writes them.
_OWN_PREFIX = re.compile(rb"/(Dg+)(?:F\d+|T|Multiply) \d")
_CONTENTS = re.compile(rb"/Contents (?:\[[^\]]*\]|\d+ \d+ R)")
_LAYER_FONT = re.compile(rb"/Dg+T (\d+ \d+ R) ?")
_FIRST_STREAM = re.compile(rb"/Contents \[ (\d+ \d+ R)")
_STREAMS_AROUND = re.compile(rb"/Contents \[ \d+ \d+ R((?: \d+ \d+ R)+) \d+ \d+ R \]")

_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}

_ObjectNumber = tuple[int, int]


class PageFingerprint(NamedTuple):
    """What a page is made of. Written as one text, its parts set apart by blanks."""

    shape: str
    """Its size, crop, turn and unit."""
    drawn: str
    """All that is drawn on it, and with what."""
    tied: str
    """Its links and other annotations, but for a signature nobody sees."""
    layer: str = ""
    """The text that lies under what is drawn, to be searched; empty where there is none."""

    def __str__(self) -> str:
        return " ".join(self).rstrip()

    @classmethod
    def parse(cls, written: str) -> "PageFingerprint":
        """The fingerprint that is written so; of what is none, one that no page has."""
        parts = written.split(" ")
        return cls(*parts) if len(parts) in _PART_COUNTS else cls("", "", "")


_PART_COUNTS = (3, 4)
"""Without a layer, and with one."""


@dataclass(frozen=True)
class Fingerprints:
    """Those of a whole file."""

    document: str
    """Of title and catalog: bookmarks, names, labels, layers, the way it opens."""
    pages: tuple[PageFingerprint, ...]
    foreign: tuple[bytes, ...] = ()
    """Of each page of a bundle, a digest of all that comes from its source: what it is drawn with
    but for the marks docgen puts over it, and its shape. Empty for a page of docgen's own, and for
    one with layers, which are switched for the whole file. It is not kept in a package."""


def read_fingerprints(path: Path, known: StreamDigests | None = None) -> Fingerprints:
    """The fingerprints of a file. pikepdf.PdfError where it cannot be read.

    Streams whose digests are `known` are not read.
    """
    with _open(path) as pdf:
        numbers = _list_flat(pdf)
        if len(numbers) <= _PAGES_AT_ONCE:
            return take_fingerprints(pdf, known)
    reading = _Reading(numbers, known)
    taken: list[tuple[PageFingerprint, bytes]] = []
    for start in range(0, len(numbers), _PAGES_AT_ONCE):
        with _open(path) as pdf:
            some = [pdf.get_object(number) for number in numbers[start : start + _PAGES_AT_ONCE]]
            if any(page.get("/Type") != Name.Page for page in some):
                # A tree of branches with one page each.
                return take_fingerprints(pdf, known)
            taken += [reading.take_page(page, pdf) for page in some]
    with _open(path) as pdf:
        return _put_together(taken, reading.take_document(pdf))


def take_fingerprints(pdf: pikepdf.Pdf, known: StreamDigests | None = None) -> Fingerprints:
    """The fingerprints of an opened PDF; as `read_fingerprints`."""
    reading = _Reading([page.obj.objgen for page in pdf.pages], known)
    taken = [reading.take_page(page.obj, pdf) for page in pdf.pages]
    return _put_together(taken, reading.take_document(pdf))


def read_foreign(path: Path) -> tuple[bytes, ...]:
    """`Fingerprints.foreign` alone of a file with a list of its pages; as `read_fingerprints`."""
    with _open(path) as pdf:
        pages = [page.obj for page in pdf.pages]
        reading = _Reading([page.objgen for page in pages], None)
        return tuple(reading.take_foreign(page, pdf) for page in pages)


def _open(path: Path) -> pikepdf.Pdf:
    return pikepdf.open(
        path,
        suppress_warnings=True,
        # That would open every page.
        inherit_page_attributes=False,
        access_mode=pikepdf.AccessMode.stream,
    )


def _list_flat(pdf: pikepdf.Pdf) -> list[_ObjectNumber]:
    """The numbers of all pages, none of which is opened; nothing where not all are in one list."""
    tree = pdf.Root.get("/Pages")
    kids = tree.get("/Kids") if isinstance(tree, Dictionary) else None
    if not isinstance(tree, Dictionary) or not isinstance(kids, Array):
        return []
    numbers = _list_references(kids.unparse(resolved=True))
    return numbers if len(numbers) == len(kids) == tree.get("/Count") else []


def _put_together(taken: Sequence[tuple[PageFingerprint, bytes]], document: str) -> Fingerprints:
    pages, foreign = (tuple(part) for part in zip(*taken, strict=True)) if taken else ((), ())
    return Fingerprints(document, pages, foreign)


def is_unseen_signature(annotation: pikepdf.Object) -> bool:
    """Whether an annotation or a field is a signature nobody sees, as `docgen sign` adds it."""
    if not isinstance(annotation, Dictionary) or annotation.get("/FT") != Name.Sig:
        return False
    sides = annotation.get("/Rect")
    unseen = isinstance(sides, Array) and not any(float(side) for side in sides)
    return unseen and not {"/A", "/AA", "/Kids", "/MK"} & set(annotation.keys())


class _Reading:
    """Knows the digest of every object it came by: pages share fonts."""

    def __init__(self, pages: Sequence[_ObjectNumber], streams: StreamDigests | None) -> None:
        self._streams = streams or StreamDigests(None, {})
        self._known = {page: b"page %d" % nth for nth, page in enumerate(pages, start=1)}
        self._layered: set[_ObjectNumber] = set()

    def take_page(self, page: pikepdf.Object, pdf: pikepdf.Pdf) -> tuple[PageFingerprint, bytes]:
        """The fingerprint of one page, and the digest of what is foreign on it."""
        tied = Array([_pick(page, _TIED_KEYS), _seen_ties(page)])
        shape, written = _read_shape(page), _write_drawn(page)
        layer, seen = _part_layer(written)
        under = _shorten(self._say(layer, pdf)) if layer else ""
        drawn_with = _shorten(self._say(seen, pdf))
        fingerprint = PageFingerprint(shape, drawn_with, self._name(tied, pdf), under)
        return fingerprint, self._take_foreign(written, shape)

    def take_foreign(self, page: pikepdf.Object, pdf: pikepdf.Pdf) -> bytes:
        """The digest of what is foreign on a page alone."""
        written = _write_drawn(page)
        self._settle(_list_references(written), pdf)
        return self._take_foreign(written, _read_shape(page))

    def _take_foreign(self, written: bytes, shape: str) -> bytes:
        layered = self._has_layers(written, _list_references(written))
        foreign = b"" if layered else _without_marks(written)
        return self._digest(foreign, shape) if foreign else b""

    def _has_layers(self, written: bytes, inner: Iterable[_ObjectNumber]) -> bool:
        """Whether something is switched on and off with a layer, or refers to what is."""
        return b"/OC" in written or not self._layered.isdisjoint(inner)

    def _digest(self, foreign: bytes, shape: str) -> bytes:
        """The digest of something whose references are all known, on a page of a shape."""
        return hashlib.sha256(self._replace(foreign) + shape.encode()).digest()[:16]

    def take_document(self, pdf: pikepdf.Pdf) -> str:
        """The fingerprint of the catalog, without its pages."""
        root = copy(pdf.Root)
        outline, form = root.get("/Outlines"), root.get("/AcroForm")
        for key in {*_TOLD_APART, *_CHANGED_BY_SIGNING} & set(root.keys()):
            del root[key]
        bookmarks = Array(list(_list_bookmarks(outline)))
        info = pdf.trailer.get("/Info")
        about = _pick(info, set(info.keys()) - {"/Producer", "/ModDate"}) if info else Dictionary()
        return self._name(Array([root, about, bookmarks, _without_signatures(form)]), pdf)

    def _name(self, thing: pikepdf.Object, pdf: pikepdf.Pdf) -> str:
        return _shorten(self._say(_write(thing), pdf))

    def _say(self, written: bytes, pdf: pikepdf.Pdf) -> bytes:
        """What an object says, with the digests of what it refers to in place of references."""
        self._settle(_list_references(written), pdf)
        return self._replace(written)

    def _replace(self, written: bytes) -> bytes:
        def digest(match: re.Match[bytes]) -> bytes:
            if match[1] is None:
                return _spell(match[0])
            # What is not known yet refers back to what is being looked at.
            return b"<%s>" % self._known.get((int(match[1]), int(match[2])), b"above")

        return REFERENCE.sub(digest, written) if b" R" in written or b"(" in written else written

    def _settle(self, wanted: Iterable[_ObjectNumber], pdf: pikepdf.Pdf) -> None:
        """Take the digests of objects and of all they refer to, the innermost first."""
        waiting = [number for number in wanted if number not in self._known]
        opened: dict[_ObjectNumber, tuple[bytes, bytes, list[_ObjectNumber]]] = {}
        while waiting:
            number = waiting[-1]
            if number in self._known:
                waiting.pop()
            elif number in opened:
                waiting.pop()
                written, data, inner = opened.pop(number)
                self._known[number] = hashlib.sha256(self._replace(written) + data).digest()
                # Of what refers back it is not known yet.
                if self._has_layers(written, inner) or not opened.keys().isdisjoint(inner):
                    self._layered.add(number)
            else:
                written, data = self._open(number, pdf)
                inner = _list_references(written)
                opened[number] = (written, data, inner)
                waiting += [n for n in inner if n not in self._known and n not in opened]

    def _open(self, number: _ObjectNumber, pdf: pikepdf.Pdf) -> tuple[bytes, bytes]:
        """What an object says as it is written, and the digest of its data if it has any."""
        thing = pdf.get_object(number)
        if isinstance(thing, pikepdf.Stream):
            length = thing.stream_dict.get("/Length")
            digest = self._streams.find(number[0], length) if isinstance(length, int) else None
            if digest is None:
                digest = _digest_stream(thing)
                self._streams.note(number[0], digest)
            return _write(_list_entries(thing, unpacked=digest[1])), digest[0]
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.Pages:
            return b"tree", b""
        return _write(thing), b""


def _shorten(said: bytes) -> str:
    digest = hashlib.sha256(said).digest()[:_BYTES]
    return base64.urlsafe_b64encode(digest).decode("ascii")


def _read_shape(page: pikepdf.Object) -> str:
    """How a page is shown: programs write its sides now with more digits and now with fewer."""
    media, crop = (find_inherited(page, key) for key in ("/MediaBox", "/CropBox"))
    rotate, unit = find_inherited(page, "/Rotate") or 0, page.get("/UserUnit", 1)
    boxes = [
        [round(float(side), 2) for side in box] if isinstance(box, Array) else []
        for box in (media, media if crop is None else crop)
    ]
    return _shorten(repr((boxes, int(rotate) % 360, round(float(unit), 3))).encode())


def _write_drawn(page: pikepdf.Object) -> bytes:
    """What a page says of what is drawn on it, and with what."""
    drawn = copy(page)
    for key in set(_NOT_OF_A_PAGE) & set(drawn.keys()):
        del drawn[key]
    resources = find_inherited(page, "/Resources")
    if resources is not None:
        drawn.Resources = resources
    return _write(drawn)


def _without_marks(drawn: bytes) -> bytes:
    """What is drawn on a page of a bundle, without docgen's marks over it.

    Empty where nothing is left. The names docgen gives its own begin as no foreign name does.
    """
    prefix = max(_OWN_PREFIX.findall(drawn), key=len, default=b"")
    around = _STREAMS_AROUND.search(drawn)
    if not prefix or not (around or b"/Source " in drawn):
        return b""
    content = b"/Contents [%s]" % (around[1] if around else b"")
    theirs = _CONTENTS.sub(lambda _: content, drawn)
    return re.sub(rb"/%s(?:F\d+|T|Multiply) \d+ \d+ R ?" % prefix, b"", theirs)


def _part_layer(drawn: bytes) -> tuple[bytes, bytes]:
    """The text layer of a page of a bundle, with its font, and all else that is drawn on it.

    What else stands in the stream of the layer counts as a part of it.
    """
    font, stream = _LAYER_FONT.search(drawn), _FIRST_STREAM.search(drawn)
    if font is None or stream is None:
        return b"", drawn
    rest = drawn.replace(stream[0], b"/Contents [ null").replace(font[0], b"")
    return b"[ %s %s ]" % (stream[1], font[1]), rest


def _pick(page: pikepdf.Object, keys: Iterable[str]) -> Dictionary:
    return Dictionary({key: page[key] for key in keys if key in page})


def _seen_ties(page: pikepdf.Object) -> Array:
    annotations = page.get("/Annots")
    found = list(annotations) if isinstance(annotations, Array) else []
    return Array([one for one in found if not is_unseen_signature(one)])


def _without_signatures(form: object) -> Dictionary:
    """What a form says beside the signatures nobody sees; nothing where that is all there is."""
    rest = copy(form) if isinstance(form, Dictionary) else Dictionary()
    fields = rest.get("/Fields")
    seen = (
        [one for one in fields if not is_unseen_signature(one)] if isinstance(fields, Array) else []
    )
    for key in {"/Fields", "/SigFlags"} & set(rest.keys()):
        del rest[key]
    if seen:
        rest.Fields = Array(seen)
    return rest


def _list_bookmarks(outline: object) -> Iterator[Dictionary]:
    """Every bookmark with its depth, in order, without its ties to its neighbours."""
    first = outline.get("/First") if isinstance(outline, Dictionary) else None
    waiting, seen = [(first, 0)], set[_ObjectNumber]()
    while waiting:
        item, depth = waiting.pop()
        if not isinstance(item, Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        waiting += [(item.get("/Next"), depth), (item.get("/First"), depth + 1)]
        own = copy(item)
        for key in set(_OUTLINE_TIES) & set(own.keys()):
            del own[key]
        own.Depth = depth
        yield own


def _write(thing: object) -> bytes:
    # pikepdf gives numbers, names of truth and nothing as Python's own.
    return (thing if isinstance(thing, pikepdf.Object) else Array([thing])).unparse(resolved=True)


def _spell(string: bytes) -> bytes:
    """A string in figures: of the ways to write one, programs and their editions choose any."""
    return b"<%s>" % _ESCAPE.sub(_unescape, string[1:-1]).hex().encode("ascii")


def _unescape(match: re.Match[bytes]) -> bytes:
    if match[1] is not None:
        return bytes((int(match[1], 8) & 0xFF,))
    return _CONTROLS.get(match[2], match[2])


def _list_references(written: bytes) -> list[_ObjectNumber]:
    if b" R" not in written:
        return []
    # Of a string, which is passed over, both are empty.
    found = dict.fromkeys(REFERENCE.findall(written))
    return [(int(number), int(generation)) for number, generation in found if number]


def _list_entries(stream: pikepdf.Stream, *, unpacked: bool) -> Dictionary:
    """A stream's dictionary, without what another program might say otherwise."""
    entries = copy(stream.stream_dict)
    for key in ("/Length", "/Filter") if unpacked else ("/Length",):
        if key in entries:
            del entries[key]
    return entries


def _digest_stream(stream: pikepdf.Stream) -> StreamDigest:
    """The digest of a stream's data, unpacked where another program might pack it anew."""
    raw = memoryview(stream.get_raw_stream_buffer())
    data = _unpack(raw) if _is_packed_plainly(stream) else None
    return hashlib.sha256(raw if data is None else data).digest(), data is not None, len(raw)


def _is_packed_plainly(stream: pikepdf.Stream) -> bool:
    entries = stream.stream_dict
    packed = entries.get("/Filter") == Name.FlateDecode and "/DecodeParms" not in entries
    return packed and entries.get("/Subtype") != Name.Image


def _unpack(raw: memoryview) -> bytes | None:
    """What was packed; None where it is not whole, or very much."""
    try:
        decoder = zlib.decompressobj()
        data = decoder.decompress(raw, _MOST_DECODED)
    except zlib.error:
        return None
    return data if decoder.eof and not decoder.unconsumed_tail else None
