"""A small client of IPP (RFC 8010, 8011): ask a printer what it can, hand it a job.

Plain HTTP and the few operations needed; printers and CUPS queues answer alike.
"""

import http.client
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from urllib.parse import urlsplit

from docgen.issues.errors import PrinterError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse

Value = int | bool | str | tuple[int, int]

_TIMEOUT_SECONDS = 60
_LARGEST_ANSWER = 4 << 20
_PIECE = 1 << 18
_PORT = 631
_BUSY = 0x0507


class Operation(IntEnum):
    """What a printer is asked to do (RFC 8011, 5.4.15), or CUPS is."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class Tag(IntEnum):
    """Delimiters and kinds of values (RFC 8010, 3.5)."""

    OPERATION_GROUP = 0x01
    JOB_GROUP = 0x02
    END = 0x03
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    END_COLLECTION = 0x37
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49


@dataclass(frozen=True)
class Attribute:
    """A named value of a request, or several."""

    name: str
    tag: Tag
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Answer:
    """What a printer answered: its status, and all attributes by name."""

    status: int
    attributes: Mapping[str, tuple[Value, ...]]

    @property
    def busy(self) -> bool:
        """Whether it works on another job and takes one at a time."""
        return self.status == _BUSY

    @property
    def fine(self) -> bool:
        """Whether it did what it was asked."""
        return self.status < 0x0100

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of an attribute of texts; nothing where it was not given."""
        return tuple(str(value) for value in self.attributes.get(name, ()))


def ask(
    uri: str,
    operation: Operation,
    asked: Iterable[Attribute] = (),
    job: Iterable[Attribute] = (),
    document: Path | None = None,
) -> Answer:
    """Send one request and return the answer. PrinterError where there is none."""
    head = encode(operation, uri, asked, job)
    size = document.stat().st_size if document else 0
    contents = _post(uri, _pour(head, document), len(head) + size)
    try:
        return decode(contents)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise refuse_printer(uri, "odd_answer") from error


def _pour(head: bytes, document: Path | None) -> Iterator[bytes]:
    yield head
    if document:
        with document.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _post(uri: str, body: Iterator[bytes], size: int) -> bytes:
    parts = urlsplit(uri)
    secure = parts.scheme in {"ipps", "https"}
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    headers = {"Content-Type": "application/ipp", "Content-Length": str(size)}
    connection = kind(parts.hostname or "", parts.port or _PORT, timeout=_TIMEOUT_SECONDS)
    try:
        # A printer that is busy may say so, and hang up, before it has all of a document.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request("POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
        contents = answer.read(_LARGEST_ANSWER)
    except OSError as error:
        raise refuse_printer(uri, "unreachable", reason=word_reason(error)) from error
    except http.client.HTTPException as error:
        raise refuse_printer(uri, "unreadable", reason=type(error).__name__) from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise refuse_printer(uri, "http", status=answer.status, reason=answer.reason)
    return contents


def refuse_printer(named: str, case: str, /, **slots: object) -> PrinterError:
    """The error that says a case of `printer` of a printer, by its address or name."""
    return refuse(PrinterError, issue("printer", Location(named), case, **slots))


# --- the encoding ------------------------------------------------------------------------------


def encode(
    operation: Operation, uri: str, asked: Iterable[Attribute], job: Iterable[Attribute]
) -> bytes:
    """Return the request without the document behind it."""
    about = (
        Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
        Attribute("attributes-natural-language", Tag.LANGUAGE, ("zh-cn",)),
        Attribute("printer-uri", Tag.URI, (uri,)),
        Attribute("requesting-user-name", Tag.NAME, ("docgen",)),
        *asked,
    )
    written = struct.pack(">BBhI", 2, 0, operation, 1) + bytes([Tag.OPERATION_GROUP])
    written += b"".join(map(_encode_attribute, about))
    of_job = b"".join(map(_encode_attribute, job))
    if of_job:
        written += bytes([Tag.JOB_GROUP]) + of_job
    return written + bytes([Tag.END])


def _encode_attribute(attribute: Attribute) -> bytes:
    name, written = attribute.name.encode("ascii"), b""
    for value in attribute.values:
        data = _encode_value(value)
        written += struct.pack(">BH", attribute.tag, len(name)) + name
        written += struct.pack(">H", len(data)) + data
        # Further values of one attribute have no name.
        name = b""
    return written


def _encode_value(value: Value) -> bytes:
    match value:
        case bool():
            return bytes([value])
        case int():
            return struct.pack(">i", value)
        case str():
            return value.encode("utf-8")
        case (low, high):
            return struct.pack(">ii", low, high)
    raise TypeError(value)


def decode(contents: bytes) -> Answer:
    """Return the answer in `contents`. struct.error or IndexError where it is cut short."""
    _, status, _ = struct.unpack_from(">HHI", contents)
    found: dict[str, list[Value]] = {}
    place, name, depth = 8, "", 0
    while contents[place] != Tag.END:
        tag = contents[place]
        place += 1
        if tag < 0x10:
            continue
        label, place = _read_piece(contents, place)
        data, place = _read_piece(contents, place)
        if label and not depth:
            name = label.decode("ascii")
            found.setdefault(name, [])
        depth += (tag == Tag.BEGIN_COLLECTION) - (tag == Tag.END_COLLECTION)
        if not depth and tag != Tag.END_COLLECTION:
            found[name] += _decode_value(tag, data)
    return Answer(status, {key: tuple(values) for key, values in found.items()})


def _read_piece(contents: bytes, place: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", contents, place)
    end = place + 2 + length
    if end > len(contents):
        raise IndexError(end)
    return contents[place + 2 : end], end


def _decode_value(tag: int, data: bytes) -> Sequence[Value]:
    match tag:
        case Tag.INTEGER | Tag.ENUM:
            return struct.unpack(">i", data)
        case Tag.BOOLEAN:
            return [data != b"\0"]
        case Tag.RANGE:
            low, high = struct.unpack(">ii", data)
            return [(low, high)]
    return [data.decode("utf-8", "replace")] if tag >= 0x40 else []
