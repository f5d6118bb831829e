"""Web pages that office programs and systems export, as paragraphs, tables and pictures.

Only what stands in the page itself is taken: nothing is fetched. An archive of a page (.mht) brings
its pictures along.
"""

import base64
import email
import email.policy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree, html  # type: ignore[import-untyped]

from docgen.issues.refusal import UnusableSourceError

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HEAD = 4096
_UNSEEN = frozenset({"script", "style", "head", "title", "meta", "link", "template", "noscript"})
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "pre"}
    | {"blockquote", "section", "article", "header", "footer", "center", "form", "hr", "body"}
    | {"fieldset", "address", "figure", "figcaption", "main", "nav", "aside", "html"}
)
_BOLD, _ITALIC, _UNDERLINED = {"b", "strong", "th"}, {"i", "em"}, {"u", "ins"}
_HEADINGS = {f"h{n}" for n in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[7-9]00)", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_MOST_SPANNED = 1_000


@dataclass(frozen=True)
class StyledText:
    """A bit of text and its looks; or a picture, where `picture` is its content."""

    text: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    picture: bytes = b""


@dataclass(frozen=True)
class Paragraph:
    """Text and pictures that stand together; line breaks are in it as such."""

    spans: tuple[StyledText, ...]
    centred: bool = False
    heading: bool = False

    @property
    def text(self) -> str:
        """Its text alone."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class TableCell:
    """A cell, and how many columns and rows it covers."""

    blocks: tuple["Paragraph | MarkupTable", ...]
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        """Its text, a line for each paragraph."""
        return "\n".join(_text_of(block) for block in self.blocks)


@dataclass(frozen=True)
class MarkupTable:
    """Rows of cells; where a cell of a row above reaches down, a row has fewer."""

    rows: tuple[tuple[TableCell, ...], ...]


Block = Paragraph | MarkupTable


@dataclass(frozen=True)
class WebPage:
    """What a page shows, and how many pictures of it lie elsewhere."""

    blocks: tuple[Block, ...]
    missing_pictures: int = 0


def _text_of(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join("\t".join(cell.text for cell in row) for row in block.rows)


def read_page(content: bytes) -> WebPage:
    """A web page, or an archive of one. UnusableSourceError where nothing can be read in it."""
    pages, pictures = _open_archive(content)
    read = [read_markup(decode_page(page), pictures) for page in pages]
    blocks = tuple(block for page in read for block in page.blocks)
    return WebPage(blocks, sum(page.missing_pictures for page in read))


def read_markup(text: str, pictures: Mapping[str, bytes]) -> WebPage:
    """A page of which the pictures are known by their addresses, or their ids in a message.

    UnusableSourceError where nothing can be read in it.
    """
    reader = _Reader({_name_of(address): held for address, held in pictures.items()})
    # lxml takes no text that names an encoding of its own.
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        blocks = tuple(reader.read(html.document_fromstring(bare)))
    except (etree.ParserError, ValueError) as error:
        raise UnusableSourceError("source-damaged", "web_page") from error
    return WebPage(blocks, reader.missing)


def decode_page(content: bytes) -> str:
    """The text of a page in the encoding it names, else in UTF-8 or GB 18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").removeprefix("\ufeff")
    named = _CHARSET.search(content[:_HEAD])
    name = named[1].decode("ascii").casefold() if named else ""
    encodings = [{"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name), "utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
        return text.removeprefix("\ufeff")
    return content.decode("gb18030", "replace")


def _open_archive(content: bytes) -> tuple[list[bytes], dict[str, bytes]]:
    """The pages in an archive (.mht) and its pictures by their names; of a page, itself."""
    if not re.match(rb"\s*(?:MIME-Version|From|Content-Type|Date|Subject)\s*:", content, re.I):
        return [content], {}
    message = email.message_from_bytes(content.lstrip(), policy=email.policy.compat32)
    pages: list[bytes] = []
    pictures: dict[str, bytes] = {}
    for part in message.walk():
        held = part.get_payload(decode=True)
        if not isinstance(held, bytes):
            continue
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            charset = part.get_content_charset()
            named = b"" if _CHARSET.search(held[:_HEAD]) or not charset else charset.encode()
            pages.append((b"<!-- charset=" + named + b" -->" if named else b"") + held)
        elif part.get_content_maintype() == "image":
            for key in (part.get("Content-Location"), part.get("Content-ID")):
                if key:
                    pictures[_name_of(str(key))] = held
    framed = [page for page in pages if b"<frameset" not in page.lower()]
    return framed or pages, pictures


def _name_of(address: str) -> str:
    return address.strip().strip("<>").removeprefix("cid:").replace("\\", "/").rpartition("/")[2]


class _Reader:
    """Walks one page."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self.missing = 0

    def read(self, root: etree._Element) -> list[Block]:
        """The blocks of the page."""
        return list(self._blocks_of(root, StyledText("")))

    def _blocks_of(self, element: etree._Element, looks: StyledText) -> Iterator[Block]:
        waiting: list[StyledText] = []
        for found in self._walk(element, looks):
            if isinstance(found, StyledText):
                waiting.append(found)
                continue
            yield from _end(waiting, element)
            waiting = []
            yield found
        yield from _end(waiting, element)

    def _walk(self, element: etree._Element, looks: StyledText) -> Iterator[StyledText | Block]:
        if element.text:
            yield replace(looks, text=_squeeze(element.text, element))
        for child in element:
            if isinstance(child.tag, str):
                yield from self._read(child, looks)
            if child.tail:
                yield replace(looks, text=_squeeze(child.tail, element))

    def _read(self, element: etree._Element, looks: StyledText) -> Iterator[StyledText | Block]:
        tag = element.tag.casefold()
        if tag in _UNSEEN or _HIDDEN.search(element.get("style", "")):
            return
        looks = _looks_of(element, tag, looks)
        if tag == "br":
            yield replace(looks, text="\n")
        elif tag == "img":
            yield from self._picture(element)
        elif tag == "table":
            yield MarkupTable(tuple(self._rows_of(element, looks)))
        elif tag == "input":
            yield from _value_of(element, looks)
        elif tag in _BLOCKS:
            yield from self._blocks_of(element, looks)
        else:
            yield from self._walk(element, looks)

    def _picture(self, element: etree._Element) -> Iterator[StyledText]:
        address = element.get("src", "")
        kind, _, held = address.partition(",")
        picture = self._pictures.get(_name_of(address), b"")
        if kind.startswith("data:image") and "base64" in kind:
            picture = base64.b64decode(held + "===")
        if picture:
            yield StyledText("", picture=picture)
        else:
            self.missing += 1

    def _rows_of(self, table: etree._Element, looks: StyledText) -> Iterator[tuple[TableCell, ...]]:
        for row in table.iter("tr"):
            owner = next(row.iterancestors("table"), None)
            if owner is not table or _HIDDEN.search(row.get("style", "")):
                continue
            cells = [cell for cell in row if cell.tag in {"td", "th"}]
            yield tuple(self._cell_of(cell, looks) for cell in cells)

    def _cell_of(self, cell: etree._Element, looks: StyledText) -> TableCell:
        blocks = tuple(self._blocks_of(cell, _looks_of(cell, cell.tag, looks)))
        return TableCell(blocks, _spanned(cell, "colspan"), _spanned(cell, "rowspan"))


def _spanned(cell: etree._Element, key: str) -> int:
    said = cell.get(key, "1").strip()
    return min(max(int(said), 1), _MOST_SPANNED) if said.isdigit() else 1


def _value_of(field: etree._Element, looks: StyledText) -> Iterator[StyledText]:
    kind = field.get("type", "text").casefold()
    if kind in {"checkbox", "radio"}:
        on, off = ("☑", "☐") if kind == "checkbox" else ("◉", "○")
        yield replace(looks, text=on if field.get("checked") is not None else off)
    elif kind not in {"hidden", "button", "submit", "image", "file", "password"}:
        yield replace(looks, text=field.get("value", ""))


def _looks_of(element: etree._Element, tag: str, looks: StyledText) -> StyledText:
    style = element.get("style", "")
    return replace(
        looks,
        bold=looks.bold or tag in _BOLD | _HEADINGS or bool(_HEAVY.search(style)),
        italic=looks.italic or tag in _ITALIC,
        underlined=looks.underlined or tag in _UNDERLINED,
    )


def _squeeze(text: str, element: etree._Element) -> str:
    """Blanks as a browser shows them."""
    if element.tag == "pre" or next(element.iterancestors("pre"), None) is not None:
        return text
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _end(spans: Sequence[StyledText], element: etree._Element) -> Iterator[Paragraph]:
    text = "".join(span.text for span in spans)
    if not text.strip() and not any(span.picture for span in spans):
        return
    style = element.get("style", "")
    centred = element.tag == "center" or element.get("align", "").casefold() == "center"
    centred = centred or bool(_CENTRED.search(style))
    yield Paragraph(tuple(_trim(spans)), centred, element.tag in _HEADINGS)


def _trim(spans: Sequence[StyledText]) -> Iterator[StyledText]:
    """Without the blanks at the start and the end of the paragraph."""
    kept = [span for span in spans if span.text or span.picture]
    while kept and not kept[0].picture and not kept[0].text.lstrip():
        kept.pop(0)
    while kept and not kept[-1].picture and not kept[-1].text.rstrip():
        kept.pop()
    for number, span in enumerate(kept):
        text = span.text.lstrip() if number == 0 else span.text
        yield replace(span, text=text.rstrip() if number == len(kept) - 1 else text)
