"""A message as a page shows it, whatever file it came in."""

import datetime
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from PIL import Image

from docgen.office.html_markup import (
    Block,
    MarkupTable,
    Paragraph,
    StyledText,
    WebPage,
    read_markup,
)
from docgen.office.plain_text import decode_text
from docgen.text.printable import printable_line, printable_text

_LONGEST = 2_000
"""Of a field: a message to five hundred people names the first of them."""
_LONGEST_NAME = 120
_BEYOND_LATIN, _THREE_BYTES = "\u0250", "\u0800"
_CODES = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz-gb-2312": "hz"}


@dataclass(frozen=True)
class MailAttachment:
    """A file that hangs on a message: its name, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class MailMessage:
    """What is to be seen of a message."""

    subject: str
    fields: tuple[tuple[str, str], ...]
    """发件人, 收件人, 抄送, 时间 and what each says, those that say nothing left out."""
    body: WebPage
    attachments: tuple[MailAttachment, ...] = ()


def decode_words(written: bytes, encoding: str = "") -> str:
    """Bytes of a message in the encoding that it names, else as any Chinese text."""
    code = _CODES.get(encoding.strip().casefold(), encoding.strip().casefold())
    try:
        return written.decode(code) if code else _decode_unnamed(written)
    except (LookupError, ValueError):
        return _decode_unnamed(written)


def _decode_unnamed(written: bytes) -> str:
    """Chinese of two bytes a character may be UTF-8 by chance, of characters that nobody writes."""
    text = decode_text(written)
    foreign = [character for character in text if not character.isascii()]
    if foreign and all(_BEYOND_LATIN <= character < _THREE_BYTES for character in foreign):
        return written.decode("gb18030", "replace")
    return text


def show_field(said: str) -> str:
    """A field as one line."""
    line = printable_text(" ".join(said.split()))
    return line if len(line) <= _LONGEST else line[:_LONGEST] + " ……"


def show_name(said: str) -> str:
    """The name of an attachment, without the folders it lay in."""
    last = said.replace("\\", "/").rpartition("/")[2]
    return printable_line(" ".join(last.split()))[:_LONGEST_NAME] or "没有名字的附件"


def show_time(time: datetime.datetime) -> str:
    """2025年6月18日 09:12（UTC+08:00）, as it was where it was sent."""
    told = f"{time.year}年{time.month}月{time.day}日 {time:%H:%M}"
    offset = time.utcoffset()
    if offset is None:
        return told
    minutes = int(offset.total_seconds() // 60)
    return (
        f"{told}（UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}）"
    )


def read_lines(text: str) -> WebPage:
    """A body of plain text, line by line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    return WebPage(tuple(Paragraph((StyledText(line.expandtabs(4)),)) for line in lines))


def read_html(markup: str, pictures: Mapping[str, bytes]) -> WebPage:
    """A body of HTML with the pictures of the message in it, those that nobody can draw left out.

    UnusableSourceError where nothing can be read in it.
    """
    drawable = {name: held for name, held in pictures.items() if _is_drawable(held)}
    page = read_markup(_PIXEL.sub("", markup), drawable)
    return replace(page, blocks=tuple(_unframe(page.blocks)))


def _unframe(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks without tables that only lay out a letter: of one column, or with others in them."""
    for block in blocks:
        if isinstance(block, Paragraph) or not _lays_out(block):
            yield block
        else:
            for cell in (cell for row in block.rows for cell in row):
                yield from _unframe(cell.blocks)


def _lays_out(table: MarkupTable) -> bool:
    cells = [cell for row in table.rows for cell in row]
    nested = any(isinstance(block, MarkupTable) for cell in cells for block in cell.blocks)
    return nested or all(len(row) <= 1 for row in table.rows)


_PIXEL = re.compile(
    r"<img\b(?=[^>]*\bwidth\s*=\s*[\"']?[01]\b(?!%))(?=[^>]*\bheight\s*=\s*[\"']?[01]\b)[^>]*>",
    re.IGNORECASE,
)
"""Of one pixel: it tells the sender that the message was read, and shows nothing."""


def _is_drawable(picture: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.verify()
    except Exception:  # noqa: BLE001 - whatever Pillow raises, it cannot be drawn
        return False
    return True


def is_empty(page: WebPage) -> bool:
    """Whether a body shows nothing."""
    return not any(_shows(block) for block in page.blocks)


def _shows(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip()) or any(span.picture for span in block.spans)
    return any(_shows(inner) for row in block.rows for cell in row for inner in cell.blocks)
