"""Messages as they travel (.eml; RFC 5322, MIME): fields, the body that readers show, attachments.

Headers are decoded here: programs of Chinese offices write bytes into them, name encodings that are
not what they use, and cut encoded words within a character.
"""

import base64
import binascii
import email
import email.policy
import email.utils
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message

from docgen.issues.refusal import UnusableSourceError
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
from docgen.office.transport_packages import read_package

_FIELDS = (("发件人", "from"), ("收件人", "to"), ("抄送", "cc"))
_COMMA = re.compile(r"\s*,\s*")
"""Between addresses; where lines were folded, blanks stand before it."""
_MOST_PARTS = 1_000
_DEEPEST = 40
_LOCKED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})
_SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_PACKAGES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def read_internet_message(content: bytes) -> MailMessage:
    """What a message shows. UnusableSourceError where it is encrypted, or nested without end."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"From "):
        # The line that parts the messages of a mailbox.
        start = start.partition(b"\n")[2]
    try:
        message = email.message_from_bytes(start, policy=email.policy.compat32)
        found = _Parts()
        found.take(message, 0)
    except RecursionError as error:
        raise UnusableSourceError("source-bomb", "document") from error
    headers = _read_headers(message)
    told = ((label, _COMMA.sub(", ", headers.get(name, ""))) for label, name in _FIELDS)
    fields = (*told, ("时间", _read_time(headers.get("date", ""))))
    return MailMessage(
        show_field(headers.get("subject", "")) or "（无主题）",
        tuple((label, show_field(said)) for label, said in fields if said.strip()),
        found.body(),
        tuple(found.attachments),
    )


# --- headers --------------------------------------------------------------------------------------

_WORDS = re.compile(r"(?:=\?[^?\s]+\?[bBqQ]\?[^?]*\?=\s*)+")
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")


def _read_headers(message: Message) -> dict[str, str]:
    """The fields by their names in small letters, the first of each name."""
    found: dict[str, str] = {}
    for name, written in message.raw_items():
        found.setdefault(name.casefold(), _decode_header(str(written)))
    return found


def _decode_header(written: str) -> str:
    plain = decode_words(written.encode("utf-8", "surrogateescape"))
    return _WORDS.sub(lambda run: _decode_run(run[0]), plain)


def _decode_run(run: str) -> str:
    """Encoded words that follow each other (RFC 2047): bytes of one encoding are joined first."""
    texts: list[str] = []
    pending, charset = b"", ""
    for written, how, held in _WORD.findall(run):
        # A language may stand behind the name (RFC 2231, 5).
        named = written.partition("*")[0].casefold()
        if named != charset:
            texts.append(decode_words(pending, charset) if pending else "")
            pending, charset = b"", named
        pending += _decode_word(how, held)
    blanks = run[len(run.rstrip()) :]
    return "".join((*texts, decode_words(pending, charset), blanks))


def _decode_word(how: str, held: str) -> bytes:
    raw = held.encode("utf-8", "replace")
    if how in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(re.sub(rb"[^A-Za-z0-9+/]", b"", raw) + b"===")
    except binascii.Error:
        return raw


def _read_time(said: str) -> str:
    try:
        return show_time(email.utils.parsedate_to_datetime(said))
    except (ValueError, TypeError, OverflowError):
        return said


# --- parts ----------------------------------------------------------------------------------------


@dataclass
class _Parts:
    """What was found going through the parts of a message."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    """Kinds (plain, html) and texts of what readers show, in order."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    attachments: list[MailAttachment] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    """Bodies that lie in packages of Outlook, for messages without another."""
    hanging: list[tuple[str, MailAttachment]] = field(default_factory=list)
    """Pictures with an id: attachments where the text does not show them."""
    seen: int = 0

    def take(self, part: Message, depth: int) -> None:
        """Go through a part and what it holds."""
        self.seen += 1
        if self.seen > _MOST_PARTS or depth > _DEEPEST:
            raise UnusableSourceError("source-bomb", "document")
        kind = part.get_content_type()
        if kind in _LOCKED and _is_encrypted(part):
            raise UnusableSourceError("source-format", "sealed")
        if kind == "multipart/alternative":
            self.take(_choose(part), depth + 1)
        elif kind == "message/rfc822":
            self._hang_message(part)
        elif part.is_multipart():
            for inner in part.get_payload():
                if isinstance(inner, Message):
                    self.take(inner, depth + 1)
        elif kind not in _SIGNATURES:
            self._take_leaf(part, kind)

    def _take_leaf(self, part: Message, kind: str) -> None:
        held = part.get_payload(decode=True)
        held = held if isinstance(held, bytes) else b""
        name = _name_of(part)
        if kind in _PACKAGES or name.casefold() == "winmail.dat":
            self._open_package(held)
        elif kind in ("text/plain", "text/html") and not _is_attached(part, name):
            charset = part.get_content_charset()
            named = charset or kind == "text/plain"
            text = decode_words(held, charset or "") if named else decode_page(held)
            self.texts.append((kind.removeprefix("text/"), text))
        else:
            self._hang(part, MailAttachment(show_name(name), len(held)), held)

    def _hang(self, part: Message, attachment: MailAttachment, held: bytes) -> None:
        key = str(part.get("Content-ID") or part.get("Content-Location") or "").strip()
        if key and part.get_content_maintype() == "image":
            self.pictures[key] = held
            self.hanging.append((key, attachment))
        else:
            self.attachments.append(attachment)

    def _hang_message(self, part: Message) -> None:
        inner = next(iter(part.get_payload()), None) if part.is_multipart() else None
        subject = _read_headers(inner).get("subject", "") if isinstance(inner, Message) else ""
        name = _name_of(part) or f"{subject or '邮件'}.eml"
        size = len(inner.as_bytes()) if isinstance(inner, Message) else 0
        self.attachments.append(MailAttachment(show_name(name), size))

    def _open_package(self, held: bytes) -> None:
        package = read_package(held)
        self.attachments += package.attachments
        self.spare.append(package.body)

    def body(self) -> WebPage:
        """What readers show; pictures that it does not are attachments."""
        pages = [
            read_html(text, self.pictures) if kind == "html" else read_lines(text)
            for kind, text in self.texts
            if text.strip()
        ]
        shown = "".join(text for kind, text in self.texts if kind == "html")
        for key, attachment in self.hanging:
            if key.strip("<>") not in shown:
                self.attachments.append(attachment)
        pages = [page for page in pages if not is_empty(page)]
        pages = pages or [read_lines(text) for text in self.spare if text.strip()]
        blocks = tuple(block for page in pages for block in page.blocks)
        return WebPage(blocks, sum(page.missing_pictures for page in pages))


def _is_encrypted(part: Message) -> bool:
    """Whether a part is sealed, and not only signed."""
    return "signed-data" not in str(part.get_param("smime-type") or "")


def _choose(part: Message) -> Message:
    """Of parts that say the same, the last that can be shown (RFC 2046, 5.1.4)."""
    inner: Sequence[Message] = [one for one in part.get_payload() if isinstance(one, Message)]
    shown = [one for one in inner if any(map(_is_shown, one.walk()))]
    return (shown or list(inner) or [Message()])[-1]


def _is_shown(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html")


def _is_attached(part: Message, name: str) -> bool:
    return bool(name) or part.get_content_disposition() == "attachment"


def _name_of(part: Message) -> str:
    """The name a part is given, however it is written; empty where it has none."""
    return next(filter(None, _names_of(part)), "")


def _names_of(part: Message) -> Iterator[str]:
    for key, header in (("filename", "content-disposition"), ("name", "content-type")):
        # The library takes bytes in a header for characters that it does not know.
        plain = Message()
        for name, written in part.raw_items():
            if name.casefold() == header and header not in plain:
                raw = str(written).encode("utf-8", "surrogateescape")
                plain[header] = decode_words(raw)
        said = plain.get_param(key, header=header)
        if isinstance(said, tuple):
            charset, _, held = said
            yield decode_words(held.encode("latin-1", "replace"), charset or "")
        elif said:
            yield _decode_header(str(said))
