"""Streams of a PDF that cannot be decoded: found without decoding pictures, and set right.

A stream goes into the bundle byte for byte, so one that is broken would break the bundle. What can
be read of it is kept, what cannot is left white or empty, and the pages that lose by it are named.

A sound scan costs no more than a look at its beginning and its end: only Flate data is
decompressed, and thrown away as it comes.
"""

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from docgen.images import jpeg, jpeg2000
from docgen.images.pixels import load
from docgen.issues.refusal import UnusableSourceError
from docgen.pdf.foreign_values import PDF_ERRORS
from docgen.pdf.mupdf import load_mupdf, mupdf_errors

_SHORT = {
    "/Fl": "/FlateDecode",
    "/LZW": "/LZWDecode",
    "/A85": "/ASCII85Decode",
    "/AHx": "/ASCIIHexDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
}
_FLATE, _JPEG, _JPEG2000 = "/FlateDecode", "/DCTDecode", "/JPXDecode"
_TEXTUAL = ("/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode")
_PICTURE_CODINGS = (_JPEG, _JPEG2000, "/CCITTFaxDecode", "/JBIG2Decode")
_KNOWN = (_FLATE, *_TEXTUAL, *_PICTURE_CODINGS, "/Crypt")
_STRUCTURE = (Name.XRef, Name.ObjStm)
_OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")
"""What names another file for the data. No reader follows it, and a bundle stands alone."""


_AT_ONCE = 4 << 10
"""Bytes decompressed in one go: what comes of them stays in the processor's cache."""
_FINELY = 64
_MOST_PICTURE, _MOST_OTHER = 1 << 30, 64 << 20
"""Decompressed bytes of one stream. An A0 colour scan at 300 dpi has 0.4 GB; of anything else, some
readers refuse more than 75 MB."""
_HEAD, _TAIL = 64 << 10, 64
"""Bytes in which a JPEG's headers usually stand, and its end marker: some writers pad."""

_COLOURS = {
    **dict.fromkeys(("/DeviceGray", "/CalGray", "/Indexed", "/Separation", "/G", "/I"), 1),
    **dict.fromkeys(("/DeviceRGB", "/CalRGB", "/Lab", "/RGB"), 3),
    **dict.fromkeys(("/DeviceCMYK", "/CMYK"), 4),
}
_CMYK = 4
_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}

_PNG_PREDICTOR = 10
_PREDICTORS = (1, 2, *range(10, 16))
_MOST_COLUMNS = 1 << 24

_NOT_OF_A_PAGE = frozenset(
    ("/Parent", "/P", "/Dest", "/D", "/B", "/Thumb", "/PieceInfo", "/Popup", "/IRT", "/Prev")
)


_Number = tuple[int, int]
"""Of an object: its number and generation."""
_Coding = tuple[str, Object | None]
"""A filter and its parameters."""


@dataclass(frozen=True)
class Mended:
    """What was done about broken streams."""

    any: bool
    """Whether the document was changed."""
    pages: tuple[int, ...]
    """The pages that lost something, counted from 1."""


def mend_streams(pdf: Pdf, pages: Sequence[Page]) -> Mended:
    """Set right every stream of a document that no reader could decode.

    UnusableSourceError where one would grow without end.
    """
    found = [(stream, _look(stream)) for stream in _list_streams(pdf)]
    broken = [stream for stream, state in found if state is not _State.SOUND]
    if not broken:
        return Mended(any=False, pages=())
    drawn_on = _find_pages({stream.objgen for stream in broken}, pages)
    if any(state is _State.ENDLESS and s.objgen in drawn_on for s, state in found):
        raise UnusableSourceError("source-bomb", "stream")
    lost = [s.objgen for s in broken if s.objgen in drawn_on and not _mend(s)]
    numbers = {number for objgen in lost for number in drawn_on[objgen]}
    return Mended(any=bool(drawn_on), pages=tuple(sorted(numbers)))


def _list_streams(pdf: Pdf) -> Iterator[Stream]:
    for thing in pdf.objects:
        if isinstance(thing, Stream) and thing.stream_dict.get("/Type") not in _STRUCTURE:
            yield thing


# --- looking -----------------------------------------------------------------------------------


class _State(Enum):
    SOUND = "sound"
    BROKEN = "broken"
    ENDLESS = "endless"
    """It would take all memory of whoever reads it."""


def _look(stream: Stream) -> _State:
    entries = stream.stream_dict
    codings = _read_codings(entries)
    if codings is None or any(key in entries for key in _OUTSIDE):
        return _State.BROKEN
    if not codings and not _is_picture(entries):
        return _State.SOUND
    data = memoryview(stream.get_raw_stream_buffer())
    if [name for name, _ in codings] == [_FLATE]:
        return _look_at_flate(entries, codings[0][1], data)
    try:
        return _state(sound=_looks_sound(entries, codings, data))
    except MemoryError:
        return _State.ENDLESS


def _looks_sound(entries: Object, codings: Sequence[_Coding], data: memoryview) -> bool:
    """Whether data of any filters can be decoded as far as that is asked."""
    picture = bool(codings) and codings[-1][0] in _PICTURE_CODINGS
    textual = codings[:-1] if picture else codings
    try:
        data = memoryview(_decode(bytes(data), textual)) if textual else data
    except PDF_ERRORS:
        return False
    if picture:
        return _is_picture(entries) and _is_file(data, codings[-1][0], entries)
    return _fills(entries, None, len(data))


def _look_at_flate(entries: Object, parameters: Object | None, data: memoryview) -> _State:
    most = _MOST_PICTURE if _is_picture(entries) else _MOST_OTHER
    count = _count_inflated(data, most)
    if count is not None and count > most:
        return _State.ENDLESS
    whole = count is not None and _fills(entries, parameters, count)
    return _state(sound=whole and _has_sound_predictor(parameters))


def _state(*, sound: bool) -> _State:
    return _State.SOUND if sound else _State.BROKEN


def _fills(entries: Object, parameters: Object | None, count: int) -> bool:
    """Whether so many bytes are all of a picture, or all but a part of its last row."""
    if not _is_picture(entries):
        return True
    row, height = _row_length(entries, parameters), _count(entries, "/Height")
    # The length of a row in a colour space that is none cannot be told.
    return _has_size(entries) and (not row or count + row > row * height)


def _has_size(entries: Object) -> bool:
    return bool(_count(entries, "/Width") and _count(entries, "/Height"))


def _is_picture(entries: Object) -> bool:
    return bool(entries.get("/Subtype") == Name.Image)


def _read_codings(entries: Object) -> list[_Coding] | None:
    """The filters in the order they are undone; None where there is one that nobody knows."""
    filters, parameters = _listed(entries.get("/Filter")), _listed(entries.get("/DecodeParms"))
    names = [str(found) if isinstance(found, Name) else "" for found in filters]
    names = [_SHORT.get(name, name) for name in names]
    if any(name not in _KNOWN for name in names):
        return None
    if any(name in _PICTURE_CODINGS for name in names[:-1]):
        return None
    padded = [*parameters, *[None] * len(names)]
    return list(zip(names, padded, strict=False))


def _listed(value: Object | None) -> list[Object | None]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _has_sound_predictor(parameters: Object | None) -> bool:
    """Whether what a Flate stream says of its rows can be (ISO 32000-1, 7.4.4.3)."""
    if parameters is None:
        return True
    if not isinstance(parameters, Dictionary):
        return False
    predictor, colours, bits, columns = (
        parameters.get(key, default)
        for key, default in (
            ("/Predictor", 1), ("/Colors", 1), ("/BitsPerComponent", 8), ("/Columns", 1),
        )
    )  # fmt: skip
    if not all(_is_whole(value) for value in (predictor, colours, bits, columns)):
        return False
    return (
        predictor in _PREDICTORS
        and 1 <= colours <= 32
        and bits in {1, 2, 4, 8, 16}
        and 1 <= columns <= _MOST_COLUMNS
    )


def _count_inflated(data: memoryview, most: int) -> int | None:
    """The bytes zlib data has; None where it is not whole. Nothing of it is kept.

    Counting ends beyond `most`.
    """
    inflater, count = zlib.decompressobj(), 0
    try:
        for start in range(0, len(data), _AT_ONCE):
            count += len(inflater.decompress(data[start : start + _AT_ONCE]))
            if inflater.eof or count > most:
                return count
    except zlib.error:
        return None
    # No data at all is what writers of empty streams mean by it.
    return None if len(data) else 0


def _is_file(data: memoryview, coding: str, entries: Object) -> bool:
    """Whether a picture's data begins and ends as it should. It is not decoded."""
    if coding == _JPEG:
        parts = _read_head(data[:_HEAD]) or _read_head(data)
        return parts is not None and _is_closed(data) and _is_described(parts, entries)
    if coding == _JPEG2000:
        try:
            jpeg2000.take_apart(bytes(data))
        except (ValueError, struct.error, IndexError):
            return False
    return True


def _read_head(data: memoryview | bytes) -> jpeg.Jpeg | None:
    """What a JPEG says of itself; None where the data does not begin as one."""
    try:
        parts = jpeg.take_apart(bytes(data))
    except ValueError:
        return None
    begins = bytes(data[:2]) == b"\xff\xd8" and min(parts.width, parts.height) > 0
    return parts if begins else None


def _is_closed(data: memoryview | bytes) -> bool:
    return b"\xff\xd9" in bytes(data[-_TAIL:])


def _is_described(parts: jpeg.Jpeg, entries: Object) -> bool:
    """Whether a picture is what its dictionary says. Where it is not, readers show it or black."""
    size = (_count(entries, "/Width"), _count(entries, "/Height"))
    return size == (parts.width, parts.height) and _has_colours(parts, entries)


def _has_colours(parts: jpeg.Jpeg, entries: Object) -> bool:
    return _count_colours(entries) in {0, parts.components}


# --- mending -----------------------------------------------------------------------------------


def _find_pages(wanted: set[_Number], pages: Iterable[Page]) -> dict[_Number, set[int]]:
    """The pages that each of these objects is drawn on; none for one that is on no page."""
    found: dict[_Number, set[int]] = {}
    for number, page in enumerate(pages, start=1):
        for objgen in wanted & _reach(page):
            found.setdefault(objgen, set()).add(number)
    return found


def _reach(page: Page) -> set[_Number]:
    """The numbers of everything that a page draws or refers to."""
    seen: set[_Number] = set()
    waiting: list[Object] = [page.obj, page.resources]
    while waiting:
        thing = waiting.pop()
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, Array):
            parts = list(thing)
        else:
            entries = thing.stream_dict if isinstance(thing, Stream) else thing
            parts = [value for key, value in entries.items() if key not in _NOT_OF_A_PAGE]
        waiting += [part for part in parts if isinstance(part, Array | Dictionary | Stream)]
    return seen


def _mend(stream: Stream) -> bool:
    """Write what can be read of a broken stream in its place. Whether that is all of it."""
    entries = stream.stream_dict
    codings = _read_codings(entries)
    data, whole = stream.read_raw_bytes(), codings is not None
    for key in _OUTSIDE:
        if key in entries:
            del entries[key]
            whole = False
    for place, (name, parameters) in enumerate(codings or ()):
        if name in _PICTURE_CODINGS and place == len(codings or ()) - 1:
            return _mend_picture(stream, data, name, parameters) and whole
        if name == _FLATE and place == len(codings or ()) - 1:
            return _mend_rows(stream, data, parameters) and whole
        data, sound = _decode_leniently(data, name, parameters)
        whole = whole and sound
    missing = _write(stream, b"" if codings is None else data, None)
    return whole and not missing


def _mend_rows(stream: Stream, data: bytes, parameters: Object | None) -> bool:
    rows, ended, clean = _inflate(data)
    if not _has_sound_predictor(parameters):
        parameters, clean = None, False
    missing = _write(stream, rows, parameters)
    return clean and not missing and (ended or _is_picture(stream.stream_dict))


def _mend_picture(stream: Stream, data: bytes, coding: str, parameters: Object | None) -> bool:
    """A picture that is no whole file. One that nothing can be seen of becomes white."""
    closed = data if _is_closed(data) else data + b"\xff\xd9"
    entries = stream.stream_dict
    parts = _read_head(closed) if coding == _JPEG and _is_picture(entries) else None
    if parts is None:
        _write(stream, b"", None)
        return False
    entries.Width, entries.Height = parts.width, parts.height
    if not _has_colours(parts, entries) and parts.components in _SPACES:
        entries.ColorSpace = _SPACES[parts.components]
    if closed is data or _has_all_rows(data):
        kept = _parameters(parameters)
        stream.write(closed, filter=Name.DCTDecode, decode_parms=kept)
        return True
    pixels, _ = _decode_leniently(closed, coding, parameters)
    _write(stream, pixels, None)
    return False


def _has_all_rows(data: bytes) -> bool:
    """Whether a JPEG lacks its end marker alone."""
    try:
        _, whole = load(jpeg.take_apart(data).decodable)
    except (ValueError, UnusableSourceError):
        return False
    return whole


def _write(stream: Stream, data: bytes, parameters: Object | None) -> int:
    """Write decoded data; a picture is filled up to its size. Returns the bytes that took."""
    entries, missing = stream.stream_dict, 0
    if _is_picture(entries) and not (data and _can_be_filled(entries, parameters)):
        _blank(entries)
        data, parameters, missing = b"\xff", None, 1
    elif _is_picture(entries):
        missing = max(_picture_length(entries, parameters) - len(data), 0)
        data += _white(entries, parameters, missing)
    packed, kept = zlib.compress(data), _parameters(parameters)
    stream.write(packed, filter=Name.FlateDecode, decode_parms=kept)
    return missing


def _parameters(found: Object | None) -> Dictionary | None:
    return found if isinstance(found, Dictionary) else None


def _blank(entries: Object) -> None:
    """Make a picture one white point, or a mask that lets nothing through."""
    for key in ("/SMask", "/Mask", "/Decode"):
        if key in entries:
            del entries[key]
    entries.Width = entries.Height = entries.BitsPerComponent = 1
    if not entries.get("/ImageMask", False):
        entries.ColorSpace = Name.DeviceGray


def _picture_length(entries: Object, parameters: Object | None) -> int:
    """The bytes of a picture's rows; 0 where that cannot be told."""
    return _row_length(entries, parameters) * _count(entries, "/Height")


def _can_be_filled(entries: Object, parameters: Object | None) -> bool:
    return _has_size(entries) and _picture_length(entries, parameters) <= _MOST_PICTURE


def _row_length(entries: Object, parameters: Object | None) -> int:
    bits = 1 if entries.get("/ImageMask", False) else _count(entries, "/BitsPerComponent")
    width = (_count(entries, "/Width") * _count_colours(entries) * bits + 7) // 8
    return width + (_tag_of(parameters) is not None) if width else 0


def _count(entries: Object, key: str) -> int:
    """A number of things; 0 where there is none."""
    value: object = entries.get(key)
    return max(value, 0) if isinstance(value, int) and _is_whole(value) else 0


def _is_whole(value: object) -> bool:
    """Whether a value is a whole number; to Python a truth value is one too."""
    return isinstance(value, int) and not isinstance(value, bool)


def _count_colours(entries: Object) -> int:
    space = entries.get("/ColorSpace")
    kind, *rest = list(space) if isinstance(space, Array) and len(space) else [space]
    if entries.get("/ImageMask", False):
        return 1
    if kind == Name.ICCBased:
        return _count(rest[0], "/N") if rest and isinstance(rest[0], Stream) else 0
    if kind == Name.DeviceN:
        return len(rest[0]) if rest and isinstance(rest[0], Array) else 0
    return _COLOURS.get(str(kind), 0)


def _tag_of(parameters: Object | None) -> bytes | None:
    """What begins a row of the data: a PNG predictor's number, here that of "as it is"."""
    found = isinstance(parameters, Dictionary) and _count(parameters, "/Predictor")
    return b"\0" if found >= _PNG_PREDICTOR else None


def _white(entries: Object, parameters: Object | None, missing: int) -> bytes:
    """So many bytes of white paper, or what comes nearest; rows begun are left to themselves."""
    ink = b"\0" if _count_colours(entries) == _CMYK else b"\xff"
    tag = _tag_of(parameters)
    if tag is None or not missing:
        return ink * missing
    row = _row_length(entries, parameters)
    begun = missing % row
    return ink * begun + (tag + ink * (row - 1)) * (missing // row)


# --- decoding ----------------------------------------------------------------------------------


class _Inflated(NamedTuple):
    """What there is of zlib data."""

    data: bytes
    ended: bool
    """Whether it came to its end."""
    clean: bool
    """Whether nothing of it is known to have been changed."""


def _inflate(data: bytes) -> _Inflated:
    start = len(data) - len(data.lstrip(b"\r\n"))
    head = data[start : start + 2]
    begins = len(head) == 2 and head[0] & 15 == 8 and int.from_bytes(head) % 31 == 0
    inflater, found = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    for place in range(start + 2 if begins else 0, len(data), _FINELY):
        try:
            found += inflater.decompress(data[place : place + _FINELY])
        except zlib.error:
            return _Inflated(bytes(found), ended=False, clean=False)
        if inflater.eof:
            checksum = (inflater.unused_data + data[place + _FINELY :])[:4]
            sealed = len(checksum) < 4 or int.from_bytes(checksum) == zlib.adler32(found)
            return _Inflated(bytes(found), ended=True, clean=begins and sealed)
        if len(found) > _MOST_PICTURE:
            break
    return _Inflated(bytes(found), ended=False, clean=begins)


def _decode(data: bytes, codings: Sequence[_Coding]) -> bytes:
    """Data without some of its filters. pikepdf.PdfError where it is broken."""
    with pikepdf.new() as scratch:
        return _hold(scratch, data, codings).read_bytes()


def _decode_leniently(data: bytes, name: str, parameters: Object | None) -> tuple[bytes, bool]:
    """What MuPDF makes of data without one of its filters, and whether it was content with it."""
    mupdf = load_mupdf()
    buffer = io.BytesIO()
    with pikepdf.new() as scratch:
        scratch.Root.Held = scratch.make_indirect(_hold(scratch, data, [(name, parameters)]))
        scratch.save(
            buffer,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    mupdf.TOOLS.mupdf_warnings()  # what it said before: they are forgotten when they are read
    try:
        with mupdf.open(stream=buffer.getvalue(), filetype="pdf") as document:
            _, number = document.xref_get_key(document.pdf_catalog(), "Held")
            found = document.xref_stream(int(number.split()[0]))
    except mupdf_errors():
        return b"", False
    return found or b"", not mupdf.TOOLS.mupdf_warnings()


def _hold(scratch: Pdf, data: bytes, codings: Sequence[_Coding]) -> Stream:
    """A stream of its own with this data, its filters and their numbers."""
    stream = scratch.make_stream(data)
    plain = [_copy_numbers(parameters) for _, parameters in codings]
    names = Array([Name(name) for name, _ in codings])
    stream.write(data, filter=names, decode_parms=Array(plain))
    return stream


def _copy_numbers(parameters: Object | None) -> Dictionary:
    items = parameters.items() if isinstance(parameters, Dictionary) else ()
    return Dictionary({key: value for key, value in items if isinstance(value, int | bool)})
