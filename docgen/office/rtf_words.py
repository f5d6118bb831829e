"""The words of a rich text (RTF 1.9.1), paragraph by paragraph, for holding pages against them.

What is read is what surely stands on a page: no headers, lists' numbers, shapes, comments or hidden
words. Bytes of two are GBK where a font of the text is Chinese, as all are that come to us.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_ASIDE = frozenset(
    b"fonttbl colortbl stylesheet info pict object listtext pntext header headerl headerr headerf"
    b" footer footerl footerr footerf fldinst nonshppict shp do upr xe tc bkmkstart annotation"
    b" footnote filetbl revtbl themedata datastore".split()
)
_ENDS = frozenset((b"par", b"cell", b"row", b"sect", b"page", b"nestcell", b"nestrow"))
_BLANKS = frozenset((b"tab", b"line", b"emspace", b"enspace", b"qmspace"))
_SIGNS = {b"~": " ", b"_": "-", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
_CHINESE = re.compile(rb"\\fcharset134(?!\d)|\\ansicpg936(?!\d)")
_WIDE = 0x8000


@dataclass
class _Group:
    aside: bool = False
    hidden: bool = False
    left_out: int = 1
    """How many characters stand for those who cannot read what precedes them (\\uc)."""


def read_rich_words(raw: bytes) -> list[str]:
    """The paragraphs of a rich text, those in cells of tables too."""
    encoding = "gb18030" if _CHINESE.search(raw) else "cp1252"
    return [line for line in _Reader(encoding).read(raw).split("\n") if line.strip()]


class _Reader:
    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._groups = [_Group()]
        self._texts: list[str] = []
        self._bytes = bytearray()
        self._skip = 0

    def read(self, raw: bytes) -> str:
        binary = 0
        for token in _TOKEN.finditer(raw):
            if token.start() < binary:
                continue
            if token["word"] == b"bin":
                binary = token.end() + max(int(token["number"] or 0), 0)
            self._take(token)
        self._flush()
        return "".join(self._texts)

    def _take(self, token: re.Match[bytes]) -> None:
        group = self._groups[-1]
        if token["brace"] == b"{":
            self._groups.append(_Group(group.aside, group.hidden, group.left_out))
            self._skip = 0
        elif token["brace"]:
            self._groups[1:] = self._groups[1:-1]
            self._skip = 0
        elif token["word"]:
            self._obey(group, token["word"], int(token["number"] or 1))
        elif token["sign"] == b"*":
            group.aside = True
        elif token["byte"] and not self._passes_over(1):
            self._add_bytes(bytes.fromhex(token["byte"].decode("ascii")))
        elif token["sign"]:
            self._add(_SIGNS.get(token["sign"], ""))
        elif token["text"]:
            text = token["text"]
            left_out = min(self._skip, len(text))
            self._skip -= left_out
            self._add_bytes(text[left_out:])

    def _passes_over(self, count: int) -> bool:
        passed = self._skip >= count
        self._skip -= count if passed else 0
        return passed

    def _obey(self, group: _Group, word: bytes, number: int) -> None:
        if word == b"u":
            self._add(chr(number + 2 * _WIDE if number < 0 else number))
            self._skip = group.left_out
        elif word == b"uc":
            group.left_out = max(number, 0)
        elif word in _ASIDE:
            group.aside = True
        elif word in {b"v", b"deleted"}:
            group.hidden = number != 0
        elif word == b"plain":
            group.hidden = False
        elif word in _ENDS:
            self._add("\n")
        elif word in _BLANKS:
            self._add(" ")

    def _add(self, text: str) -> None:
        self._flush()
        if not (self._groups[-1].aside or self._groups[-1].hidden):
            self._texts.append(text)

    def _add_bytes(self, text: bytes) -> None:
        if not (self._groups[-1].aside or self._groups[-1].hidden):
            self._bytes += text

    def _flush(self) -> None:
        if self._bytes:
            self._texts.append(self._bytes.decode(self._encoding, "replace"))
            self._bytes.clear()
