"""Plain text becomes an OpenDocument file, for LibreOffice to set.

The text is decoded here, because LibreOffice takes what says nothing of its encoding for the
system's. Lines that all have as many fields are a table, whatever the file is called.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from docgen.issues.issue import Issue
from docgen.issues.refusal import UnusableSourceError
from docgen.issues.unplaced import lost
from docgen.model.page_facts import Told
from docgen.system.file_types import find_wide_encoding

_MOST_CHARACTERS = 500_000
"""Some 300 pages. More of plain text is a log or a database, and proves nothing on paper."""
_MOST_COLUMNS = 60
_ENCODINGS = ("utf-8-sig", "gb18030")
_COMMON = 0.9
"""Of the Chinese characters of a text: nearly all of them are common ones."""
_WIDEST_CM = 7.0
_CM_A_UNIT = 0.215
"""The width of a Latin letter at 10.5 points; Chinese characters have two."""


_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
_PAGE = (
    '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm"'
    ' fo:page-height="29.7cm" style:print-orientation="portrait" fo:margin-top="2cm"'
    ' fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm" style:scale-to="100%"'
    ' style:print="objects charts drawings zero-values"/></style:page-layout>'
)
_MASTER = (
    '<style:master-page style:name="{}" style:page-layout-name="A4">'
    '<style:header style:display="false"/><style:footer style:display="false"/>'
    "</style:master-page>"
)
_FACES = 'fo:font-size="10.5pt" style:font-size-asian="10.5pt"'
_FONTS = (
    "<office:font-face-decls>"
    '<style:font-face style:name="song" svg:font-family="宋体"/>'
    "</office:font-face-decls>"
)
_FACE = f'<style:text-properties style:font-name="song" style:font-name-asian="song" {_FACES}/>'


def write_document(content: bytes, stem: str) -> tuple[Path, Told]:
    """Write an OpenDocument file that shows a text: its path, and what is said.

    `.fods` for a table, `.fodt` for anything else. UnusableSourceError where it is too long.
    """
    text, losses = _decode(content)
    if len(text) > _MOST_CHARACTERS:
        raise UnusableSourceError("source-too-long", count=len(text))
    rows = _read_table(text)
    document = _write_sheet(rows) if rows else _write_text(text.splitlines())
    target = Path(stem + (".fods" if rows else ".fodt"))
    target.write_bytes(document.encode())
    return target, Told(losses=losses)


def _decode(content: bytes) -> tuple[str, tuple[Issue, ...]]:
    text = decode_text(content)
    losses = (lost("bad_bytes"),) if "\ufffd" in text else ()
    return _NOT_IN_XML.sub("\ufffd", text), losses


def decode_text(content: bytes) -> str:
    """A text that says nothing of its encoding; what is none is shown as such."""
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return content.decode("utf-32", "replace")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if order := find_wide_encoding(content):
        return content.decode(order, "replace")
    if _is_big5(content):
        return content.decode("big5")
    return next(_decoded(content), None) or content.decode("gb18030", "replace")


def _is_big5(content: bytes) -> bool:
    """Whether a text is in the code of Taiwan and Hong Kong.

    Its bytes mean something in GB 18030 too, but not the characters that texts consist of.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return False
    try:
        traditional = content.decode("big5")
    except UnicodeDecodeError:
        return False
    simplified = content.decode("gb18030", "replace")
    common = _share_of(simplified, lambda c: c.encode("gb2312", "ignore") != b"")
    return common < _COMMON <= _share_of(traditional, _is_common_in_big5)


def _is_common_in_big5(character: str) -> bool:
    """Punctuation and the 5,401 characters of the first level."""
    return b"\xa1" <= character.encode("big5", "ignore")[:1] <= b"\xc6"


def _share_of(text: str, is_common: Callable[[str], bool]) -> float:
    wide = [character for character in text[:_MOST_CHARACTERS] if not character.isascii()]
    return sum(map(is_common, wide)) / len(wide) if wide else 1.0


def _decoded(content: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        try:
            yield content.decode(encoding)
        except UnicodeDecodeError:
            continue


def _read_table(text: str) -> list[list[str]]:
    """The cells of a text whose lines all have as many fields, else nothing."""
    for separator in ",\t;":
        try:
            rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if row]
        except csv.Error:
            continue
        widths = {len(row) for row in rows}
        if len(rows) > 1 and len(widths) == 1 and 1 < max(widths) <= _MOST_COLUMNS:
            return rows
    return []


def _write_text(lines: Sequence[str]) -> str:
    body = "".join(f"<text:p>{_write_line(line)}</text:p>" for line in lines)
    return _write_office(
        "text", f'<style:default-style style:family="paragraph">{_FACE}</style:default-style>', body
    )


def _write_line(line: str) -> str:
    spaced = re.sub(" {2,}", lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(line))
    return spaced.replace("\t", "<text:tab/>").replace("\f", "")


def _write_sheet(rows: Sequence[Sequence[str]]) -> str:
    widths = [_width_of(column) for column in zip(*rows, strict=True)]
    styles = "".join(
        f'<style:style style:name="co{n}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
        for n, width in enumerate(widths)
    )
    cell = (
        '<style:style style:name="ce" style:family="table-cell"><style:table-cell-properties'
        ' fo:border="0.5pt solid #000000" fo:wrap-option="wrap" style:vertical-align="middle"/>'
        f"{_FACE}</style:style>"
    )
    sheet = (
        '<style:style style:name="ta" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true" style:writing-mode="lr-tb"/></style:style>'
    )
    columns = "".join(f'<table:table-column table:style-name="co{n}"/>' for n in range(len(widths)))
    body = "".join(
        f"<table:table-row>{''.join(_write_cell(text) for text in row)}</table:table-row>"
        for row in rows
    )
    table = f'<table:table table:name="表" table:style-name="ta">{columns}{body}</table:table>'
    return _write_office("spreadsheet", "", table, styles + cell + sheet)


def _write_cell(text: str) -> str:
    lines = "".join(f"<text:p>{_write_line(line)}</text:p>" for line in text.splitlines())
    return (
        '<table:table-cell table:style-name="ce" office:value-type="string">'
        f"{lines or '<text:p/>'}</table:table-cell>"
    )


def _width_of(column: Sequence[str]) -> float:
    lines = (line for text in column for line in text.splitlines())
    longest = max((sum(map(_units, line)) for line in lines), default=0)
    return min(max(longest * _CM_A_UNIT + 0.4, 1.2), _WIDEST_CM)


def _units(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _write_office(kind: str, styles: str, body: str, automatic: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document {_NAMESPACES} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f"{_FONTS}<office:styles>{styles}</office:styles>"
        f"<office:automatic-styles>{automatic}{_PAGE}</office:automatic-styles>"
        f"<office:master-styles>{_MASTER.format('Standard')}{_MASTER.format('Default')}"
        "</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )
