"""A message becomes a Word document: its fields, the names of what hangs on it, its body."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost, noted
from docgen.model.page_facts import Told
from docgen.office.html_markup import Block, Paragraph, StyledText, WebPage
from docgen.office.internet_messages import read_internet_message
from docgen.office.mail_message import MailAttachment, MailMessage
from docgen.office.outlook_messages import read_outlook_message
from docgen.office.web_documents import write_word

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_BLOCKS = 20_000
_RULE = "─" * 40


def write_mail(content: bytes, stem: str) -> tuple[Path, Told]:
    """Write a message as a Word document: its path, and what is said.

    UnusableSourceError where it cannot be read, or is longer than letters are.
    """
    read = read_outlook_message if content.startswith(_OLE) else read_internet_message
    message = read(content)
    if len(message.body.blocks) > _MOST_BLOCKS:
        raise UnusableSourceError("source-too-long", count=_count_letters(message.body))
    return write_word(tuple(_lay_out(message)), stem), _say(message)


def _count_letters(page: WebPage) -> int:
    return sum(len(block.text) for block in page.blocks if isinstance(block, Paragraph))


def _lay_out(message: MailMessage) -> Iterator[Block]:
    yield Paragraph((StyledText(message.subject),), heading=True)
    for label, said in message.fields:
        yield Paragraph((StyledText(f"{label}：", bold=True), StyledText(said)))
    if message.attachments:
        listed = (f"{n}. {_describe(one)}" for n, one in enumerate(message.attachments, start=1))
        text = "\n　　　".join(listed)
        yield Paragraph((StyledText("附件：", bold=True), StyledText(text)))
    yield Paragraph((StyledText(_RULE),))
    yield from message.body.blocks


def _describe(one: MailAttachment) -> str:
    return f"{one.name}（{_write_size(one.size)}）" if one.size else one.name


def _write_size(size: int) -> str:
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def _say(message: MailMessage) -> Told:
    notes: Sequence[Issue] = (noted("mail"),)
    if message.attachments:
        names = tuple(one.name for one in message.attachments)
        notes = (*notes, noted("mail_attached", names=names))
    missing = message.body.missing_pictures
    return Told(tuple(notes), (lost("mail_pictures", count=missing),) if missing else ())
