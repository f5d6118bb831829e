"""Messages that Outlook saves (.msg; MS-OXMSG): an OLE file, each property a stream by its tag."""

import datetime
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import olefile  # type: ignore[import-untyped]

from docgen.issues.refusal import UnusableSourceError
from docgen.office.compressed_rtf import unpack_rtf
from docgen.office.html_markup import WebPage, decode_page
from docgen.office.mail_message import (
    MailAttachment,
    MailMessage,
    decode_words,
    is_empty,
    read_html,
    read_lines,
    show_field,
    show_name,
    show_time,
)
from docgen.office.rtf_words import read_rich_words

_SUBJECT, _SENDER, _ADDRESS, _SMTP, _TO, _CC = 0x0037, 0x0C1A, 0x0C1F, 0x5D01, 0x0E04, 0x0E03
_TEXT, _HTML, _RICH = 0x1000, 0x1013, 0x1009
_SENT, _DELIVERED = 0x0039, 0x0E06
_CODE_PAGES = (0x3FDE, 0x3FFD)
_DATA, _LONG_NAME, _SHORT_NAME, _TITLE, _ID = 0x3701, 0x3707, 0x3704, 0x3001, 0x3712
_UNICODE, _BYTES, _BINARY = "001F", "001E", "0102"
_HEAD, _HEAD_OF_PART, _ENTRY = 32, 8, 16
_MOST_BYTES = 64 << 20
_MOST_ATTACHMENTS = 500
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)
_BEIJING = datetime.timezone(datetime.timedelta(hours=8))
"""The file has the time of no place; all of China has this one."""
_CODES = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 950: "big5", 20127: "ascii"}
_ODD = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error)
"""What is raised by an OLE file that is not as it should be."""


def read_outlook_message(content: bytes) -> MailMessage:
    """What a message shows. UnusableSourceError where it cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            return _read(_Properties(ole))
    except _ODD as error:
        raise UnusableSourceError("source-damaged", "archive") from error


@dataclass(frozen=True)
class _Properties:
    """The properties of a message, or of a part of it that stands in a storage of its own."""

    ole: olefile.OleFileIO
    storage: str = ""
    code: str = "gb18030"

    def raw(self, tag: int, kind: str) -> bytes:
        """A property's bytes; nothing where there is none, or too much of it."""
        path = [*([self.storage] if self.storage else []), f"__substg1.0_{tag:04X}{kind}"]
        if not self.ole.exists(path) or self.ole.get_size(path) > _MOST_BYTES:
            return b""
        return bytes(self.ole.openstream(path).read())

    def size(self, tag: int, kind: str) -> int:
        """How many bytes a property has."""
        path = [self.storage, f"__substg1.0_{tag:04X}{kind}"]
        return int(self.ole.get_size(path)) if self.ole.exists(path) else 0

    def text(self, tag: int) -> str:
        """A property that is text."""
        wide = self.raw(tag, _UNICODE)
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decode_words(self.raw(tag, _BYTES).rstrip(b"\0"), self.code)

    def numbers(self) -> dict[int, int]:
        """The properties of fixed length by their tags."""
        path = [*([self.storage] if self.storage else []), "__properties_version1.0"]
        held = bytes(self.ole.openstream(path).read()) if self.ole.exists(path) else b""
        head = _HEAD_OF_PART if self.storage else _HEAD
        entries = range(head, len(held) - _ENTRY + 1, _ENTRY)
        found = (struct.unpack_from("<HHIQ", held, place) for place in entries)
        return {tag: value for _, tag, _, value in found}


def _read(message: _Properties) -> MailMessage:
    numbers = message.numbers()
    page = next((numbers[tag] & 0xFFFF for tag in _CODE_PAGES if numbers.get(tag)), 936)
    message = _Properties(message.ole, code=_CODES.get(page, f"cp{page}"))
    told = (
        ("发件人", _write_sender(message)),
        ("收件人", message.text(_TO)),
        ("抄送", message.text(_CC)),
        ("时间", _show_sent(numbers)),
    )
    parts = list(_list_parts(message))
    body, shown = _read_body(message, parts)
    hanging = (part for part in parts if part.text(_ID) not in shown)
    return MailMessage(
        show_field(message.text(_SUBJECT)) or "（无主题）",
        tuple((label, show_field(said)) for label, said in told if said.strip()),
        body,
        tuple(_describe(part) for part in hanging),
    )


def _write_sender(message: _Properties) -> str:
    name = message.text(_SENDER)
    address = message.text(_SMTP) or message.text(_ADDRESS)
    # Within an office it is a path of its directory.
    told = "@" in address and address != name
    return f"{name} <{address}>".strip() if told else name


def _show_sent(numbers: dict[int, int]) -> str:
    ticks = next((numbers[tag] for tag in (_SENT, _DELIVERED) if numbers.get(tag)), 0)
    try:
        sent = _EPOCH + datetime.timedelta(microseconds=ticks // 10)
        return show_time(sent.astimezone(_BEIJING)) if ticks else ""
    except OverflowError:
        return ""


def _list_parts(message: _Properties) -> Iterator[_Properties]:
    """What hangs on a message, in its order."""
    names = (path[0] for path in message.ole.listdir(streams=False, storages=True))
    storages = sorted({name for name in names if name.startswith("__attach_version1.0_")})
    for storage in storages[:_MOST_ATTACHMENTS]:
        yield _Properties(message.ole, storage, message.code)


def _describe(part: _Properties) -> MailAttachment:
    name = part.text(_LONG_NAME) or part.text(_SHORT_NAME) or part.text(_TITLE)
    within = [part.storage, f"__substg1.0_{_DATA:04X}000D"]
    if part.ole.exists(within):
        return MailAttachment(show_name(f"{name or '邮件'}.msg"), 0)
    return MailAttachment(show_name(name), part.size(_DATA, _BINARY))


def _read_body(message: _Properties, parts: list[_Properties]) -> tuple[WebPage, set[str]]:
    """What readers show, and the ids of the pictures in it."""
    markup = message.raw(_HTML, _BINARY) or message.text(_HTML).encode()
    if markup.strip():
        text = decode_page(markup)
        ids = {one: part for part in parts if (one := part.text(_ID)) and one in text}
        page = read_html(text, {one: part.raw(_DATA, _BINARY) for one, part in ids.items()})
        if not is_empty(page):
            return page, set(ids)
    text = message.text(_TEXT)
    if not text.strip():
        text = "\n".join(read_rich_words(unpack_rtf(message.raw(_RICH, _BINARY))))
    return read_lines(text), set()
